"""What an action sees of the turn it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actions.country import known_country

if TYPE_CHECKING:
    from rasa_sdk import Tracker

SKIPPED = "(skipped)"
"""Stands in a slot whose question was passed over; never shown, never stored."""

PICKED_UP = {"action_listen", "action_resume", "action_not_followed", "action_gate_answered"}
"""Actions after which a form has a new message before it."""

FORMS = {
    "acknowledge_form": ("act", "person", "since", "hidden", "known", "harm"),
    "draft_form": ("draft_ok",),
    "commit_form": ("promise", "promise_due", "promise_seen"),
    "check_in_form": ("check_outcome", "check_next"),
    "reaction_form": ("reaction",),
    "boundary_form": (
        "boundary_asked", "boundary_agreed", "boundary_follows", "boundary_review",
    ),
    "rehearsal_form": ("rehearsal_matter", "rehearsal_partner", "rehearsal_line"),
}  # fmt: skip
"""The questions of the forms, in order."""

ANSWERED = "action_gate_answered"
"""After a doubt is answered with a no, the message that raised it is taken as it was meant."""

NO_GATE: dict[str, Any] = {"tier": "none", "categories": [], "ask": False}


@dataclass(frozen=True)
class Turn:
    """One message with what was read of it, and the state of the conversation.

    Attributes:
        owner: The id that the server issued to the person.
        id: The id of the message, so that a repeated turn does nothing twice.
        text: The words; empty for a pressed button.
        intent: What was read, or what the button stands for.
        confidence: How surely, 0 to 1.
        topic: Of a question, which one.
        value: What a pressed button carries.
        entities: The details of the message, by kind, in order.
        gate: The safety gate's verdict as `amends screen` shows it.
        slots: Every slot.
        loop: The running form.
        question: The slot that the form asked for.
        is_new: Whether the running form has this message still before it.
        zone: The person's IANA time zone; `UTC` when it is not known.
        locale: Their browser's language.
    """

    owner: str
    id: str
    text: str
    intent: str
    confidence: float
    topic: str | None
    value: str | None
    entities: dict[str, list[dict[str, Any]]]
    gate: dict[str, Any]
    slots: dict[str, Any]
    loop: str | None
    question: str | None
    is_new: bool
    zone: str
    locale: str | None

    @property
    def pressed(self) -> bool:
        """Whether a button was pressed instead of words typed."""
        return not self.text

    def told(self, slot: str) -> str | None:
        """A slot's value; None when it is empty or was skipped."""
        value = self.slots.get(slot)
        return None if value in (None, SKIPPED) else str(value)

    @property
    def stopped(self) -> str | None:
        """The category of the gates under which this matter was stopped; None when it was not."""
        return (self.told("stopped") or "").partition(":")[0] or None

    @property
    def takes_up(self) -> str | None:
        """The breach told earlier that is to be gone on with; None where none is chosen."""
        return self.value if self.pressed and self.intent == "resume" else None

    def detail(self, kind: str) -> str | None:
        """The first detail of a kind that this message gives."""
        found = self.entities.get(kind)
        return str(found[0]["value"]) if found else None


def read(tracker: Tracker, form: str | None = None) -> Turn:
    """See the turn that an action runs in.

    Args:
        tracker: What Rasa sends.
        form: The form that a validating action belongs to.

    Returns:
        The turn.
    """
    latest = tracker.latest_message or {}
    event = _last_user_event(tracker)
    metadata = event.get("metadata") or {}
    typed = event.get("text") or ""
    held = tracker.get_slot("held") if _action_before(tracker, form) == ANSWERED else None
    loop = (tracker.active_loop or {}).get("name")
    kinds: dict[str, list[dict[str, Any]]] = {}
    for entity in latest.get("entities", ()):
        kinds.setdefault(entity["entity"], []).append(entity)
    value = kinds.pop("value", None)
    reading = latest.get("reading") or {}
    return Turn(
        owner=tracker.sender_id,
        id=event.get("message_id") or "",
        text=held or ("" if typed.startswith("/") else typed),
        intent="inform" if held else (latest.get("intent") or {}).get("name") or "",
        confidence=(latest.get("intent") or {}).get("confidence") or 0.0,
        topic=reading.get("topic"),
        value=str(value[0]["value"]) if value else None,
        entities={} if held else kinds,
        gate=(None if held else latest.get("gate")) or NO_GATE,
        slots={**tracker.slots, "country": known_country(tracker, metadata)},
        loop=loop,
        question=_question(tracker, loop),
        is_new=loop == form and _action_before(tracker, form) in PICKED_UP,
        zone=metadata.get("zone") or "UTC",
        locale=metadata.get("locale"),
    )


def _question(tracker: Tracker, loop: str | None) -> str | None:
    """The slot that was asked for; in a form that is taken up again, the first empty one."""
    asked: str | None = tracker.get_slot("requested_slot")
    questions = FORMS.get(loop or "", ())
    if asked in questions or not questions:
        return asked
    return next((slot for slot in questions if tracker.get_slot(slot) is None), None)


def _last_user_event(tracker: Tracker) -> dict[str, Any]:
    for event in reversed(tracker.events):
        if event["event"] == "user":
            found: dict[str, Any] = event
            return found
    return {}


def _action_before(tracker: Tracker, form: str | None) -> str | None:
    """The action before a form looked at the message.

    Rasa writes the form's own name into the events that it hands to the validating action, once;
    a form that is taken up again after something else shows that other action before it.
    """
    names = [event["name"] for event in reversed(tracker.events) if event["event"] == "action"]
    if names and names[0] == form:
        names = names[1:]
    return names[0] if names else None
