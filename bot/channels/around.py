"""What the page shows around the conversation: road, past matters, drafts, rehearsals, settings."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, cast

from sanic.response import HTTPResponse, raw

from bot.channels.api import add, saved_as, shown
from bot.channels.intake import Refusal, clean, client_id, is_zone
from bot.channels.responses import HEADERS, UNKNOWN, refused, told
from bot.channels.visitors import known
from bot.errors import BadInputError
from bot.services import apologies, journeys, letters, matters, preferences, rehearsals
from bot.services.conversation import Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sanic import Blueprint
    from sanic.request import Request

    from bot.channels.turns import Turns
    from bot.coaching.rehearsal.feedback import Style

HOURS = range(24)
TALK_FIRST = Refusal(
    "talk_first", "There is something in this that we should talk about before it is a draft."
)

NO_MATTER = Refusal("no_matter", "There is no such conversation here.")
RESTS = Refusal("rests", "This one cannot be gone on with just now. You can still read it.")


def add_around(routes: Blueprint, turns: Turns) -> None:
    """Add what stands around the conversation to the channel's routes.

    Args:
        routes: Where to add it.
        turns: What shows in the conversation what was done beside it.
    """

    async def edit(request: Request) -> HTTPResponse:
        owner = await known(request)
        if owner is None:
            return refused(UNKNOWN, 401)
        said = _body(request)
        try:
            text = clean(said.get("text"))
            made = await asyncio.to_thread(apologies.edit, owner, str(said.get("matter")), text)
        except Refusal as refusal:
            return refused(refusal, 422)
        except BadInputError as error:
            return refused(Refusal("no_draft", str(error)), 404)
        if made is None:
            return refused(TALK_FIRST, 409)
        kept = await turns.add(owner, [Reply(made.text, "draft")])
        return told({"version": made.version, "messages": [shown(each) for each in kept]})

    async def go_on(request: Request, matter: str) -> HTTPResponse:
        owner = await known(request)
        if owner is None:
            return refused(UNKNOWN, 401)
        told_of = await asyncio.to_thread(matters.may_take_up, owner, matter)
        if told_of is None:
            return refused(RESTS, 409)
        try:
            chosen_id = client_id(_body(request).get("id"))
            about = matters.short(told_of.act) if told_of.act else "the text I brought"
            payload = f"/resume{json.dumps({'value': told_of.id})}"
            taken = await turns.choose(owner, chosen_id, f"Go on with: {about}", payload)
            answer = await taken.answered()
        except Refusal as refusal:
            return refused(refusal, 422)
        messages = [shown(each) for each in answer]
        return told({"ok": True, "seq": taken.message.seq, "messages": messages})

    add(routes, "/api/journey", GET=_for_owner(journeys.stand))
    add(routes, "/api/matters", GET=_for_owner(matters.listed))
    add(routes, "/api/matters/<matter:str>", GET=_past, POST=go_on)
    add(routes, "/api/drafts", GET=_for_owner(apologies.overview), POST=edit)
    add(routes, "/api/drafts/<matter:str>/<version:int>/<ending:str>", GET=_letter)
    add(routes, "/api/rehearsals", GET=_for_owner(rehearsals.overview))
    add(routes, "/api/rehearsals/<rehearsal:str>", POST=_style)
    add(routes, "/api/settings", GET=_for_owner(preferences.shown), POST=_wishes)


def _for_owner(make: Callable[[str], Any]) -> Callable[[Request], Awaitable[HTTPResponse]]:
    """A handler that answers with what a service says of whoever asks."""

    async def answer(request: Request) -> HTTPResponse:
        owner = await known(request)
        if owner is None:
            return refused(UNKNOWN, 401)
        return told(await asyncio.to_thread(make, owner))

    answer.__name__ = f"{make.__module__.rpartition('.')[2]}_{make.__name__}"
    return answer


def _body(request: Request) -> dict[str, Any]:
    return request.json if isinstance(request.json, dict) else {}


async def _past(request: Request, matter: str) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    found = await asyncio.to_thread(matters.read, owner, matter)
    if found is None:
        return refused(NO_MATTER, 404)
    return told({"messages": [shown(each) for each in found.messages], "cut": found.cut})


async def _letter(request: Request, matter: str, version: int, ending: str) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    found = await asyncio.to_thread(apologies.version, owner, matter, version)
    if found is None or ending not in letters.TYPES:
        return refused(Refusal("no_draft", "There is no such draft."), 404)
    made = await asyncio.to_thread(letters.made, found.text, ending)
    headers = {**HEADERS, **saved_as(f"apology.{ending}")}
    return raw(made, content_type=letters.TYPES[ending], headers=headers)


async def _style(request: Request, rehearsal: str) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    style = _body(request).get("style")
    if style not in preferences.STYLES:
        return refused(Refusal("unknown_style", "There is no such way of feedback."), 422)
    try:
        await asyncio.to_thread(rehearsals.set_style, owner, rehearsal, cast("Style", style))
    except BadInputError as error:
        return refused(Refusal("no_rehearsal", str(error)), 404)
    return told(await asyncio.to_thread(rehearsals.overview, owner))


async def _wishes(request: Request) -> HTTPResponse:
    owner = await known(request)
    if owner is None:
        return refused(UNKNOWN, 401)
    try:
        wanted = _wanted(_body(request))
    except Refusal as refusal:
        return refused(refusal, 422)
    return told(await asyncio.to_thread(preferences.set_to, owner, wanted))


def _is_place(value: object) -> bool:
    return isinstance(value, str) and value in preferences.PLACES


def _wanted(said: dict[str, Any]) -> preferences.Wanted:
    """Check what a page sent of wishes; null where what the browser says is to hold again.

    Raises:
        Refusal: when something in it cannot be.
    """
    known_values: dict[str, Callable[[Any], bool]] = {
        "country": lambda value: value is None or _is_place(value),
        "zone": lambda value: value is None or is_zone(value),
        "feedback": lambda value: value in preferences.STYLES,
        "reminders": lambda value: isinstance(value, bool),
        "quiet_from": lambda value: type(value) is int and value in HOURS,
        "quiet_until": lambda value: type(value) is int and value in HOURS,
    }
    for name, value in said.items():
        if name not in known_values or not known_values[name](value):
            raise Refusal("bad_setting", "That setting is not one that I know.")
    return cast("preferences.Wanted", said)
