"""Collects what the bot says in a turn, to be kept before it is sent."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

from bot.services.conversation import Reply


class Collected(OutputChannel):
    """An output channel for one turn.

    Attributes:
        replies: What was said, in order.
        erase: Whether an action asked to erase the person after this turn.
    """

    def __init__(self, channel: str) -> None:
        """Start empty.

        Args:
            channel: Name of the channel, `web` for one.
        """
        self.replies: list[Reply] = []
        self.erase = False
        self._channel = channel

    def name(self) -> str:
        """The channel's name, which responses can be made for."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:  # noqa: ARG002
        """Collect one bubble, whole: text, buttons, kind and links."""
        extra = message.get("custom") or {}
        self.erase = self.erase or bool(extra.get("erase"))
        text = (message.get("text") or "").strip()
        if text:
            self.replies.append(
                Reply(
                    text,
                    extra.get("kind", "text"),
                    tuple(
                        (each["title"], each["payload"]) for each in message.get("buttons") or ()
                    ),
                    tuple(extra.get("links", ())),
                )
            )
