"""Taking up a matter that was told earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet

from actions.breach import FRESH
from actions.speaking import in_thread
from bot.coaching.naming import call, call_subject
from bot.services import matters, rehearsals

if TYPE_CHECKING:
    from actions.speaking import Voice
    from actions.turn import Turn
    from bot.storage.records import Breach

DOUBTED = frozenset({"safety_form", "gate_form"})
"""The forms that nothing but an answer leads out of."""

REHEARSING = ("rehearsal_id", "rehearsal_matter", "rehearsal_partner", "rehearsal_line")
"""The slots of a rehearsal, which ends with the matter that it is about."""

STOPPING = ("stopped", "gate", "gate_answer", "held")
"""The slots of a stop or a doubt, which belong to the matter that is left."""


async def taken_up(turn: Turn, voice: Voice, breach_id: str) -> list[EventType]:
    """Go on with a matter where it was left: with its draft, or with what is still to be told.

    Args:
        turn: The turn.
        voice: What to speak with.
        breach_id: Which matter.

    Returns:
        Rasa events; none where a safety gate waits for an answer, or the matter rests.
    """
    if turn.loop in DOUBTED:
        return []
    waiting = turn.told("return_to")
    if waiting in DOUBTED:  # it was left for a question of its own, and is not answered yet
        return [SlotSet("return_to", None), ActiveLoop(None), FollowupAction(waiting)]
    found: Breach | None = await in_thread(matters.may_take_up, turn.owner, breach_id)
    if found is None:
        voice.say("taken_up_rests")
        return []
    if turn.told("rehearsal_id"):
        await in_thread(rehearsals.end, turn.owner, turn.told("rehearsal_id"))
    await in_thread(matters.take_up, turn.owner, breach_id)
    if found.act:
        voice.say("taken_up", about=matters.short(found.act))
    else:
        voice.say("taken_up_text")
    return [
        *(SlotSet(slot, value) for slot, value in {**FRESH, **_told(found)}.items()),
        *(SlotSet(slot, None) for slot in (*REHEARSING, *STOPPING)),
        ActiveLoop(None),
        FollowupAction("action_to_draft"),
    ]


def _told(found: Breach) -> dict[str, str | None]:
    """What is known of a matter, as the conversation has it."""
    is_known = found.person is not None or found.name is not None
    return {
        "breach_id": found.id,
        "act": found.act,
        "person": found.person,
        "relationship": found.relationship,
        "name": found.name,
        "pronouns": found.pronouns,
        "them": call(found.person, found.name) if is_known else None,
        "them_subject": call_subject(found.person, found.name) if is_known else None,
        "since": found.since,
        "hidden": found.hidden,
        "known": found.known,
        "harm": found.harm,
    }
