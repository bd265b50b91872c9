"""The draft: shown, revised, pasted, and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.breach import FEELING_ONLY, corrected
from actions.breach import FORM as ACKNOWLEDGE
from actions.speaking import CoachAction, Voice, in_thread
from actions.words import bubble
from bot.coaching.apology.composer import asks_form, asks_undo, looks_like_draft
from bot.coaching.asides import interrupts
from bot.coaching.breach.details import read_correction
from bot.coaching.commitments.reading import begins_a_promise
from bot.coaching.naming import sentence_start
from bot.services import apologies, breaches

if TYPE_CHECKING:
    from actions.turn import Turn
    from bot.services.apologies import Shown

FORM = "draft_form"
STANDS = frozenset({"affirm", "thank", "commit", "skip"})
"""What says that the draft can stay as it is."""


class ActionDraft(CoachAction):
    """Composes the draft from everything that was told."""

    action_name = "action_draft"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Compose a version, and say where it comes from."""
        made: Shown = await in_thread(apologies.draft, turn.owner, turn.told("breach_id"))
        left_out = _said_of_left_out(made)
        if turn.told("shown_version"):
            lead = "draft_updated"
        elif turn.told("known") == "no":
            lead = "first_draft_telling"
        else:
            lead = "first_draft"
        they = turn.told("them_subject") or "they"
        voice.say(
            lead,
            them=turn.told("them") or "them",
            They=sentence_start(they),
            do_not="don't" if they == "they" else "doesn't",
            left_out=left_out,
        )
        return [SlotSet("draft_ok", None), FollowupAction(FORM)]


def _said_of_left_out(made: Shown) -> str:
    """What is said of the words that stayed out: first of those that only need a name."""
    if made.unclear:
        return bubble("left_out_unclear").text.format(words=made.unclear[0])
    return bubble("left_out").text.format(words=made.left_out[0]) if made.left_out else ""


class ActionAskDraft(CoachAction):
    """Shows the newest version where it was not shown yet, and asks what should change."""

    action_name = "action_ask_draft_form_draft_ok"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Show the draft and ask."""
        newest = await in_thread(apologies.latest, turn.owner, turn.told("breach_id"))
        if newest is None:
            voice.say("paste_please")
            return []
        version = str(newest.version)
        if turn.told("shown_version") != version:
            voice.show(newest.text, kind="draft")
        voice.say("ask_draft")
        return [SlotSet("shown_version", version)]


class ValidateDraftForm(CoachAction):
    """Reads what the person says of the draft."""

    action_name = "validate_draft_form"
    form: str | None = FORM

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Change the draft, or let it stand."""
        if not turn.is_new:
            return []
        if looks_like_draft(turn.text):
            return await pasted(turn, voice)
        if turn.pressed:
            return await self._pressed(turn, voice)
        if asks_undo(turn.text) or asks_form(turn.text):
            return await self._revised(turn, voice, turn.text)
        correction = read_correction(turn.text)
        if correction is not None:
            events = await corrected(turn, voice, correction)
            await in_thread(apologies.draft, turn.owner, turn.told("breach_id"))
            return [*events, SlotSet("draft_ok", None)]
        if turn.intent in STANDS or begins_a_promise(turn.text):
            return await self._stands(turn)
        if FEELING_ONLY.match(turn.text):
            voice.say("feeling_heard")
            return [SlotSet("draft_ok", None)]
        if interrupts(turn.intent, turn.confidence, turn.text, open_question=False):
            return []
        return await self._revised(turn, voice, turn.text)

    def after_trouble(self, turn: Turn) -> list[EventType]:  # noqa: ARG002
        """Ask again."""
        return [SlotSet("draft_ok", None)]

    async def _pressed(self, turn: Turn, voice: Voice) -> list[EventType]:
        if turn.intent == "affirm":
            return await self._stands(turn)
        if turn.intent == "revise" and turn.value:
            return await self._revised(turn, voice, turn.value)
        return []

    async def _stands(self, turn: Turn) -> list[EventType]:
        newest = await in_thread(apologies.latest, turn.owner, turn.told("breach_id"))
        return [SlotSet("draft_ok", "yes" if newest is not None else None)]

    async def _revised(self, turn: Turn, voice: Voice, wish: str) -> list[EventType]:
        if turn.intent == "deny" and not asks_undo(wish):
            voice.say("what_to_change")
            return [SlotSet("draft_ok", None)]
        made: Shown | None = await in_thread(
            apologies.change, turn.owner, turn.told("breach_id"), wish
        )
        if made is None or made.did is None:
            voice.say("revision_not_understood")
        else:
            voice.say("revised", did=made.did, changed=made.changed)
        return [SlotSet("draft_ok", None)]


async def pasted(turn: Turn, voice: Voice) -> list[EventType]:
    """Take a person's own text as the newest version."""
    breach_id = turn.told("breach_id") or breaches.id_for(turn.owner, turn.id)
    made: Shown = await in_thread(apologies.paste, turn.owner, breach_id, turn.text)
    voice.say("pasted", remarks=" ".join(made.remarks))
    return [
        SlotSet("breach_id", breach_id),
        SlotSet("shown_version", str(made.draft.version)),
        SlotSet("draft_ok", None),
    ]


class ActionToDraft(CoachAction):
    """Goes to the draft when there is one or can be one; else asks what it is for."""

    action_name = "action_to_draft"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Find the way to the draft."""
        if turn.told("stopped") and not turn.told("act"):
            return [FollowupAction("action_stop")]
        breach_id = turn.told("breach_id")
        newest = await in_thread(apologies.latest, turn.owner, breach_id) if breach_id else None
        if newest is not None:
            wish = turn.text
            if wish and (turn.intent == "revise" or asks_undo(wish) or asks_form(wish)):
                made = await in_thread(apologies.change, turn.owner, breach_id, wish)
                said = "revised" if made.did else "revision_not_understood"
                voice.say(said, did=made.did, changed=made.changed)
            return [
                SlotSet("draft_ok", None),
                SlotSet("shown_version", None),
                FollowupAction(FORM),
            ]
        if turn.told("act"):
            return [FollowupAction(ACKNOWLEDGE)]
        if turn.intent in {"draft_apology", "revise"}:
            voice.say("nothing_to_draft")
        return [
            SlotSet("breach_id", breach_id or breaches.id_for(turn.owner, turn.id)),
            FollowupAction(ACKNOWLEDGE),
        ]


class ActionCheck(CoachAction):
    """Looks at a text that the person brings."""

    action_name = "action_check"

    async def speak(self, turn: Turn, voice: Voice) -> list[EventType]:
        """Take the text when it is there; else ask for it."""
        if turn.told("stopped") and not turn.told("act"):
            return [FollowupAction("action_stop")]
        if looks_like_draft(turn.text):
            return [*await pasted(turn, voice), FollowupAction(FORM)]
        voice.say("paste_please")
        breach_id = turn.told("breach_id") or breaches.id_for(turn.owner, turn.id)
        return [SlotSet("breach_id", breach_id)]
