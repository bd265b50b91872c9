"""Checks the answers of an action server with a validator that was made once.

Rasa hands its schema for an action's answer to `jsonschema.validate`, which first checks the schema
itself against its meta-schema, anew for every action: four fifths of a turn went there. The answers
of a server are checked here as strictly as there. Those of actions in this process never left it,
so there is nothing to check.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

from bot.engine.local_actions import LocalActions

_original = RemoteAction._validate_action_result  # noqa: SLF001  # Rasa's only place for it


@lru_cache(maxsize=1)
def _validator() -> Any:  # noqa: ANN401  # jsonschema picks the class by the schema
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def validate_action_result(action: RemoteAction, result: dict[str, Any]) -> bool:
    """Whether an action's answer is as Rasa wants it.

    Args:
        action: The action that answered.
        result: Its events and responses.

    Returns:
        True when it is.

    Raises:
        jsonschema.ValidationError: as Rasa raises it, when it is not.
    """
    if isinstance(action.action_endpoint, LocalActions) or _validator().is_valid(result):
        return True
    valid: bool = _original(action, result)
    return valid


def install() -> None:
    """Put this check in the place of Rasa's."""
    RemoteAction._validate_action_result = validate_action_result  # noqa: SLF001
