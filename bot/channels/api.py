"""The conversation over plain HTTP, and all that is kept about a person: shown, or gone."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels import identity
from bot.channels.intake import Refusal
from bot.channels.origins import open_to_sites
from bot.channels.responses import HEADERS, UNKNOWN, refused, told
from bot.channels.turns import NOT_KEPT, WELCOME
from bot.channels.visitors import known, with_cookie
from bot.errors import AmendsError, BadInputError
from bot.services import conversation, privacy, records

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sanic import Blueprint
    from sanic.request import Request

    from bot.channels.turns import Turns
    from bot.storage.records import Message

    Handler = Callable[..., Awaitable[HTTPResponse]]

logger = logging.getLogger("bot.web")


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


def add_api(routes: Blueprint, turns: Turns) -> None:
    """Add the conversation and a person's data to the channel's routes.

    Args:
        routes: Where to add them.
        turns: What takes messages and answers them.
    """

    async def session(request: Request) -> HTTPResponse:
        return await with_cookie(request, told({"ok": True}))

    async def messages(request: Request) -> HTTPResponse:
        owner = await known(request)
        if owner is None:
            return refused(UNKNOWN, 401)
        body = request.json if isinstance(request.json, dict) else {}
        try:
            if "button" in body:
                taken = await turns.press(owner, body.get("id"), body["button"])
            else:
                taken = await turns.say(owner, body.get("id"), body.get("text"))
            answer = await taken.answered()
        except Refusal as refusal:
            return refused(refusal, 422)
        except Exception:  # the person is told that nothing was taken, the log where it broke
            logger.exception("a message could not be taken")
            return refused(Refusal("not_kept", NOT_KEPT), 503)
        return told(
            {"ok": True, "seq": taken.message.seq, "messages": [shown(each) for each in answer]}
        )

    async def hello(request: Request) -> HTTPResponse:
        owner = await known(request)
        if owner is None:
            return refused(UNKNOWN, 401)
        found = await asyncio.to_thread(conversation.history, owner)
        if not found:
            found = await turns.speak_first(owner, WELCOME)
        return told({"messages": [shown(each) for each in found]})

    async def everything(request: Request) -> HTTPResponse:
        owner = await known(request)
        if owner is not None:
            await turns.erase(owner)
        return told({"ok": True})

    # The cookie is for the server's own page alone; other sites get a token.
    routes.add_route(session, "/api/session", methods=["POST"])
    add(routes, "/api/token", POST=_token)
    add(routes, "/api/messages", POST=messages)
    add(routes, "/api/hello", POST=hello)
    add(routes, "/api/history", GET=_history)
    add(routes, "/api/everything", DELETE=everything)
    add(routes, "/api/export", GET=_export)
    for ending in records.ENDINGS:
        add(routes, f"/api/record.{ending}", GET=_record_as(ending))
    add(routes, "/api/health", GET=_health)


def add(routes: Blueprint, path: str, **handlers: Handler) -> None:
    """Add handlers that the page and the sites that are allowed may ask.

    Args:
        routes: Where to add them.
        path: Their path.
        handlers: What answers, by method.
    """
    for place, (method, handler) in enumerate(handlers.items()):
        asked_before = [] if place else ["OPTIONS"]  # a path is asked about once
        routes.add_route(open_to_sites(handler), path, methods=[method, *asked_before])


async def _token(request: Request) -> HTTPResponse:
    """A token for somebody new, or for the user that a site has signed in."""
    body = request.json if isinstance(request.json, dict) else {}
    try:
        owner = identity.of_site(body["user"]) if body.get("user") else None
    except BadInputError as error:
        return refused(Refusal("not_signed_in", str(error)), 403)
    issued = await asyncio.to_thread(conversation.issue, owner)
    return told({"token": identity.sign(issued.id)})


async def _history(request: Request) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    found = await asyncio.to_thread(conversation.history, owner)
    return told({"messages": [shown(each) for each in found]})


async def _export(request: Request) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    try:
        held = await asyncio.to_thread(privacy.export, owner)
    except AmendsError as error:
        return refused(Refusal("nothing", str(error)), 404)
    return json_response(held, headers={**HEADERS, **saved_as("amends.json")})


def _record_as(ending: str) -> Handler:
    async def record(request: Request) -> HTTPResponse:
        owner = await known(request)
        if owner is None:
            return refused(UNKNOWN, 401)
        made = await asyncio.to_thread(records.as_file, owner, ending)
        saved = {} if ending == "json" else saved_as(f"promises.{ending}")
        headers = {**HEADERS, **saved}
        return HTTPResponse(made, content_type=records.ENDINGS[ending], headers=headers)

    record.__name__ = f"record_{ending}"
    return record


def saved_as(name: str) -> dict[str, str]:
    """The header by which a browser keeps an answer as a file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


async def _health(_request: Request) -> HTTPResponse:
    return told({"ready": True})
