"""The web channel: the socket of the page, and the routes beside it.

Every window of a person is in one room named after them, so that all are in step. A client never
says which conversation is its own: the signed cookie or token does.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import socketio
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sqlalchemy.exc import SQLAlchemyError

from bot.channels import identity
from bot.channels.api import add_api, shown
from bot.channels.around import add_around
from bot.channels.intake import Refusal, is_zone
from bot.channels.origins import may_connect
from bot.channels.pages import add_pages
from bot.channels.turns import NOT_KEPT, WELCOME, WELCOME_BACK, Turns
from bot.channels.visitors import connected
from bot.services import conversation, reminders
from bot.storage.clock import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rasa.core.channels.channel import UserMessage

    from bot.storage.records import Message

logger = logging.getLogger("bot.web")

AWAY = timedelta(hours=6)
"""After this long without a word, the page welcomes a person back."""

LATE = timedelta(seconds=10)
"""So much later than it says a reminder may be seen by another process."""


class WebChannel(InputChannel):
    """Takes what people type in the page or send over HTTP, and gives them the answers."""

    @classmethod
    def name(cls) -> str:
        """The channel's name, which responses can be made for."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:  # noqa: ARG003
        """Make the channel; everything it needs is in the settings."""
        return cls()

    def __init__(self) -> None:
        """Make the socket server; it attaches to the application with the blueprint.

        Raises:
            AmendsError: when sites could hand over users by a key that can be guessed.
        """
        identity.embed_key()
        self._socket = socketio.AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=may_connect,
            cors_credentials=False,
            max_http_buffer_size=200_000,
        )
        self.turns: Turns

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes and the socket of this channel.

        Args:
            on_new_message: Hands a message to Rasa.

        Returns:
            A blueprint to be registered without a prefix.
        """
        self.turns = Turns(self.name(), on_new_message, self.publish, shown)
        routes = _SocketBlueprint("web")
        routes.ctx.socket = self._socket
        self._listen()
        add_pages(routes)
        add_api(routes, self.turns)
        add_around(routes, self.turns)
        return routes

    async def publish(self, owner: str, event: str, data: dict[str, Any]) -> None:
        """Send something to every window that a person has open."""
        await self._socket.emit(event, data, room=owner)

    def _listen(self) -> None:
        self._socket.on("connect", self._connect)
        self._socket.on("hello", self._hello)
        self._socket.on("say", self._say)
        self._socket.on("press", self._press)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any) -> None:  # noqa: ANN401
        owner = await connected(environ, auth)
        if owner is None:
            raise socketio.exceptions.ConnectionRefusedError("no_session")
        await self._socket.save_session(sid, {"owner": owner})
        await self._socket.enter_room(sid, owner)

    async def _hello(self, sid: str, data: Any) -> dict[str, Any]:  # noqa: ANN401
        owner = await self._owner(sid)
        said = data if isinstance(data, dict) else {}
        person = await asyncio.to_thread(
            conversation.seen, owner, _short(said.get("locale")), _zone(said.get("zone"))
        )
        everything = await asyncio.to_thread(conversation.history, owner)
        after = said["after"] if isinstance(said.get("after"), int) else 0
        self._begin(owner, everything)
        return {
            "messages": [shown(message) for message in everything if message.seq > after],
            "next": everything[-1].seq if everything else 0,
            "thinking": self.turns.thinking(owner),
            "zone": person.told_zone if person is not None else None,
        }

    def _begin(self, owner: str, everything: list[Message]) -> None:
        """Welcome someone who is new, and welcome back someone who was away."""
        if self.turns.thinking(owner):
            return
        if not everything:
            self._socket.start_background_task(self.turns.speak_first, owner, WELCOME)
        elif everything[-1].kind != "reminder" and was_away(everything):
            self._socket.start_background_task(self.turns.speak_first, owner, WELCOME_BACK)

    async def bring(self, every: float = 1.0) -> None:
        """Bring what was written first to the windows that are open, as soon as it is kept.

        Args:
            every: Seconds between two looks.
        """
        began, brought = now(), dict[tuple[str, int], datetime]()
        while True:
            await asyncio.sleep(every)
            try:
                found = await asyncio.to_thread(reminders.brought_since, began - LATE)
            except SQLAlchemyError:  # said once a look, and looked again: nothing is lost by it
                logger.exception("reminders could not be looked for")
                continue
            for message in found:
                if (message.owner, message.seq) not in brought:
                    await self.publish(message.owner, "message", shown(message))
                brought[message.owner, message.seq] = message.at
            began = max([began, *(message.at for message in found)])
            brought = {key: at for key, at in brought.items() if at >= began - LATE}

    async def _say(self, sid: str, data: Any) -> dict[str, Any]:  # noqa: ANN401
        said = data if isinstance(data, dict) else {}
        return await self._take(self.turns.say, sid, said.get("id"), said.get("text"))

    async def _press(self, sid: str, data: Any) -> dict[str, Any]:  # noqa: ANN401
        said = data if isinstance(data, dict) else {}
        return await self._take(self.turns.press, sid, said.get("id"), said.get("button"))

    async def _take(
        self, way: Callable[..., Awaitable[Any]], sid: str, client_id: object, content: object
    ) -> dict[str, Any]:
        try:
            taken = await way(await self._owner(sid), client_id, content)
        except Refusal as refusal:
            return {"ok": False, "error": refusal.code, "message": refusal.message}
        except Exception:  # the person is told that nothing was taken, the log where it broke
            logger.exception("a message could not be taken")
            return {"ok": False, "error": "not_kept", "message": NOT_KEPT}
        return {"ok": True, "seq": taken.message.seq}

    async def _owner(self, sid: str) -> str:
        session = await self._socket.get_session(sid)
        owner: str = session["owner"]
        return owner


class _SocketBlueprint(Blueprint):
    """A blueprint that brings the socket server along."""

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        self.ctx.socket.attach(app, "socket.io")
        super().register(app, options)


def was_away(messages: list[Message]) -> bool:
    """Whether a person comes back after a while, and was not welcomed back already."""
    last_said = max((each.seq for each in messages if each.author == "person"), default=0)
    last_notice = max((each.seq for each in messages if each.kind == "notice"), default=0)
    return last_said > last_notice and now() - messages[-1].at > AWAY


def _short(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= 35 else None


def _zone(value: object) -> str | None:
    return value if is_zone(value) else None
