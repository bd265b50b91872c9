"""The web channel: the page, its socket, and the same conversation over plain HTTP.

Every window of a person is in one room named after them, so that all are in step. A client never
says which conversation is its own: the signed cookie or token does.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import socketio
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.response import HTTPResponse, file
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from bot import settings
from bot.channels import identity
from bot.channels.intake import Refusal
from bot.channels.turns import NOT_KEPT, WELCOME, WELCOME_BACK, Turns
from bot.errors import AmendsError
from bot.services import conversation, privacy, records, reminders
from bot.storage.clock import now

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from rasa.core.channels.channel import UserMessage
    from sanic.request import Request

    from bot.storage.records import Message

logger = logging.getLogger("bot.web")

PAGE = settings.PROJECT / "web" / "dist"
AWAY = timedelta(hours=6)
"""After this long without a word, the page welcomes a person back."""

LATE = timedelta(seconds=10)
"""So much later than it says a reminder may be seen by another process."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


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
        """Make the socket server; it attaches to the application with the blueprint."""
        origins = settings.load().origins
        self._socket = socketio.AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=list(origins) if origins else None,
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
        self.turns = Turns(self.name(), on_new_message, self._publish, shown)
        routes = _SocketBlueprint("web")
        routes.ctx.socket = self._socket
        self._listen()
        _add_page(routes)
        _add_http(routes, self.turns)
        return routes

    async def _publish(self, owner: str, event: str, data: dict[str, Any]) -> None:
        await self._socket.emit(event, data, room=owner)

    def _listen(self) -> None:
        self._socket.on("connect", self._connect)
        self._socket.on("hello", self._hello)
        self._socket.on("say", self._say)
        self._socket.on("press", self._press)

    async def _connect(self, sid: str, environ: dict[str, Any], auth: Any) -> None:  # noqa: ANN401
        token = auth.get("token") if isinstance(auth, dict) else None
        owner = identity.read(token if isinstance(token, str) else _cookie(environ))
        if owner is None or await asyncio.to_thread(conversation.person, owner) is None:
            raise socketio.exceptions.ConnectionRefusedError("no_session")
        await self._socket.save_session(sid, {"owner": owner})
        await self._socket.enter_room(sid, owner)

    async def _hello(self, sid: str, data: Any) -> dict[str, Any]:  # noqa: ANN401
        owner = await self._owner(sid)
        said = data if isinstance(data, dict) else {}
        await asyncio.to_thread(
            conversation.seen, owner, _short(said.get("locale")), _zone(said.get("zone"))
        )
        everything = await asyncio.to_thread(conversation.history, owner)
        after = said["after"] if isinstance(said.get("after"), int) else 0
        self._begin(owner, everything)
        return {
            "messages": [shown(message) for message in everything if message.seq > after],
            "next": everything[-1].seq if everything else 0,
            "thinking": self.turns.thinking(owner),
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
                    await self._publish(message.owner, "message", shown(message))
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


def shown(message: Message) -> dict[str, Any]:
    """A kept message as the client gets it; what a button stands for stays here."""
    return {
        "seq": message.seq,
        "author": message.author,
        "text": message.text,
        "kind": message.kind,
        "buttons": [{"id": each.id, "title": each.title} for each in message.buttons],
        "chosen": conversation.chosen(message.buttons),
        "links": list(message.links),
        "at": message.at.isoformat(),
        "client_id": message.client_id,
    }


def was_away(messages: list[Message]) -> bool:
    """Whether a person comes back after a while, and was not welcomed back already."""
    last_said = max((each.seq for each in messages if each.author == "person"), default=0)
    last_notice = max((each.seq for each in messages if each.kind == "notice"), default=0)
    return last_said > last_notice and now() - messages[-1].at > AWAY


def _add_page(routes: Blueprint) -> None:
    async def page(request: Request) -> HTTPResponse:
        if not (PAGE / "index.html").exists():
            return json_response(
                {"error": "The page is not built. Run `make run` or `make web`."}, status=503
            )
        response = await file(PAGE / "index.html", headers=HEADERS)
        return await _with_identity(request, response)

    async def session(request: Request) -> HTTPResponse:
        owner = await _known(request)
        if owner is None:
            owner = (await asyncio.to_thread(conversation.issue)).id
        response = json_response({"ok": True}, headers=HEADERS)
        return _give_cookie(request, response, owner)

    routes.add_route(page, "/", methods=["GET"])
    routes.add_route(session, "/api/session", methods=["POST"])
    routes.static("/assets", str(PAGE / "assets"), name="assets")


def _add_http(routes: Blueprint, turns: Turns) -> None:
    async def token(_request: Request) -> HTTPResponse:
        owner = (await asyncio.to_thread(conversation.issue)).id
        return json_response({"token": identity.sign(owner)}, headers=HEADERS)

    async def messages(request: Request) -> HTTPResponse:
        owner = await _known(request)
        if owner is None:
            return _refused(Refusal("no_session", "This conversation is not known here."), 401)
        body = request.json if isinstance(request.json, dict) else {}
        try:
            if "button" in body:
                taken = await turns.press(owner, body.get("id"), body["button"])
            else:
                taken = await turns.say(owner, body.get("id"), body.get("text"))
            answer = await taken.answered()
        except Refusal as refusal:
            return _refused(refusal, 422)
        except Exception:  # the person is told that nothing was taken, the log where it broke
            logger.exception("a message could not be taken")
            return _refused(Refusal("not_kept", NOT_KEPT), 503)
        return json_response(
            {"ok": True, "seq": taken.message.seq, "messages": [shown(each) for each in answer]},
            headers=HEADERS,
        )

    async def hello(request: Request) -> HTTPResponse:
        owner = await _known(request)
        if owner is None:
            return _refused(Refusal("no_session", "This conversation is not known here."), 401)
        found = await asyncio.to_thread(conversation.history, owner)
        if not found:
            found = await turns.speak_first(owner, WELCOME)
        return json_response({"messages": [shown(each) for each in found]}, headers=HEADERS)

    async def everything(request: Request) -> HTTPResponse:
        owner = await _known(request)
        if owner is not None:
            await turns.erase(owner)
        return json_response({"ok": True}, headers=HEADERS)

    async def history(request: Request) -> HTTPResponse:
        owner = await _known(request)
        if owner is None:
            return _refused(Refusal("no_session", "This conversation is not known here."), 401)
        found = await asyncio.to_thread(conversation.history, owner)
        return json_response({"messages": [shown(each) for each in found]}, headers=HEADERS)

    async def export(request: Request) -> HTTPResponse:
        owner = await _known(request)
        if owner is None:
            return _refused(Refusal("no_session", "Nothing is kept under this name."), 401)
        try:
            held = await asyncio.to_thread(privacy.export, owner)
        except AmendsError as error:
            return _refused(Refusal("nothing", str(error)), 404)
        return json_response(
            held,
            headers={**HEADERS, "Content-Disposition": 'attachment; filename="amends.json"'},
        )

    async def record(request: Request, ending: str) -> HTTPResponse:
        owner = await _known(request)
        if owner is None:
            return _refused(Refusal("no_session", "Nothing is kept under this name."), 401)
        made = await asyncio.to_thread(records.as_file, owner, ending)
        if made is None:
            kinds = ", ".join(records.ENDINGS)
            return _refused(Refusal("unknown_kind", f"The record comes as {kinds}."), 404)
        saved = {} if ending == "json" else {
            "Content-Disposition": f'attachment; filename="promises.{ending}"'
        }  # fmt: skip
        return HTTPResponse(
            made, content_type=records.ENDINGS[ending], headers={**HEADERS, **saved}
        )

    async def health(_request: Request) -> HTTPResponse:
        return json_response({"ready": True}, headers=HEADERS)

    routes.add_route(token, "/api/token", methods=["POST"])
    routes.add_route(messages, "/api/messages", methods=["POST"])
    routes.add_route(hello, "/api/hello", methods=["POST"])
    routes.add_route(history, "/api/history", methods=["GET"])
    routes.add_route(everything, "/api/everything", methods=["DELETE"])
    routes.add_route(export, "/api/export", methods=["GET"])
    routes.add_route(record, "/api/record.<ending:str>", methods=["GET"])
    routes.add_route(health, "/api/health", methods=["GET"])


def _refused(refusal: Refusal, status: int) -> HTTPResponse:
    return json_response(
        {"ok": False, "error": refusal.code, "message": refusal.message},
        status=status,
        headers=HEADERS,
    )


async def _known(request: Request) -> str | None:
    """Who sent a request: by bearer token, else by cookie; None when they are not known."""
    owner = identity.read(request.token) or identity.read(request.cookies.get(identity.COOKIE))
    if owner is None or await asyncio.to_thread(conversation.person, owner) is None:
        return None
    return owner


async def _with_identity(request: Request, response: HTTPResponse) -> HTTPResponse:
    owner = await _known(request)
    if owner is None:
        owner = (await asyncio.to_thread(conversation.issue)).id
    return _give_cookie(request, response, owner)


def _give_cookie(request: Request, response: HTTPResponse, owner: str) -> HTTPResponse:
    response.cookies[identity.COOKIE] = identity.sign(owner)
    cookie = response.cookies[identity.COOKIE]
    cookie["httponly"] = True
    cookie["samesite"] = "Strict"
    cookie["path"] = "/"
    cookie["max-age"] = identity.COOKIE_SECONDS
    cookie["secure"] = request.headers.get("x-forwarded-proto", request.scheme) == "https"
    return response


def _cookie(environ: dict[str, Any]) -> str | None:
    jar = SimpleCookie()
    try:
        jar.load(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return None
    return jar[identity.COOKIE].value if identity.COOKIE in jar else None


def _short(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= 35 else None


def _zone(value: object) -> str | None:
    return value if isinstance(value, str) and value in available_timezones() else None
