"""Custom actions in the dialogue server's own process: one hop over HTTP less for every action."""

from __future__ import annotations

import json
from typing import Any

from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

HTTP_BAD_REQUEST = 400


class LocalActions(EndpointConfig):
    """Stands where the address of an action server would, and runs the actions here."""

    def __init__(self, package: str = "actions") -> None:
        """Load the actions.

        Args:
            package: The package that holds them.
        """
        # the actions read nothing of the domain, so it is not sent with every call
        super().__init__(url="local", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_args: Any, json: dict[str, Any], **_kwargs: Any) -> Any:  # noqa: ANN401
        """Run an action as `EndpointConfig.request` would have a server run it.

        Args:
            json: What Rasa would send: action, tracker, sender.

        Returns:
            The events and responses of the action.

        Raises:
            ClientResponseError: with status 400 when the action rejects its execution.
        """
        try:
            return await self._executor.run(json)
        except ActionExecutionRejection as rejection:
            raise ClientResponseError(
                HTTP_BAD_REQUEST, "action rejected", _rejected(rejection)
            ) from rejection


def _rejected(rejection: ActionExecutionRejection) -> str:
    return json.dumps({"action_name": rejection.action_name, "error": rejection.message})
