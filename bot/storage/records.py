"""What comes out of the database: plain records, one class a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True)
class Person:
    """Someone who talks to the coach, known only by the id that the server issued.

    `locale` and `guessed_zone` are what their browser says; `told_zone` and `told_country` what
    they said or set themselves. `reminders` is None until they were asked; quiet hours are whole
    hours in their own `zone`; `rests` while an emergency is open; `feedback` is when the coach
    speaks in a rehearsal, None until they chose.
    """

    id: str
    created_at: datetime
    seen_at: datetime
    locale: str | None
    guessed_zone: str | None
    cleared_gates: tuple[str, ...]
    reminders: bool | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    paused_until: datetime | None = None
    rests: bool = False
    told_country: str | None = None
    told_zone: str | None = None
    feedback: str | None = None

    @property
    def zone(self) -> str | None:
        """The time zone that holds: what they said, else what their browser says."""
        return self.told_zone or self.guessed_zone


@dataclass(frozen=True)
class Button:
    """A choice that the server offered; `payload` never leaves the server."""

    id: str
    title: str
    payload: str
    seq: int
    pressed_at: datetime | None = None


@dataclass(frozen=True)
class Message:
    """One thing said in a conversation, by the person or by the bot."""

    owner: str
    seq: int
    author: str
    kind: str
    text: str
    at: datetime
    links: tuple[dict[str, str], ...] = ()
    client_id: str | None = None
    payload: str | None = None
    answered: bool = True
    buttons: tuple[Button, ...] = ()


STOPPED = "stopped"
"""The status of a breach that the safety gates stopped."""


@dataclass(frozen=True)
class Breach:
    """What a person told of the thing they did, in their own words."""

    id: str
    owner: str
    status: str
    created_at: datetime
    updated_at: datetime
    act: str | None = None
    person: str | None = None
    relationship: str | None = None
    name: str | None = None
    pronouns: str | None = None
    kinds: tuple[str, ...] = ()
    since: str | None = None
    hidden: str | None = None
    known: str | None = None
    harm: str | None = None

    @property
    def is_stopped(self) -> bool:
        """Whether the safety gates stopped this matter."""
        return self.status == STOPPED


@dataclass(frozen=True)
class Chapter:
    """A place in a conversation from which on it is about a breach: its first message there."""

    owner: str
    seq: int
    breach_id: str


@dataclass(frozen=True)
class Draft:
    """One version of an apology, with its analysis as `amends check --json` prints it."""

    id: str
    owner: str
    breach_id: str
    version: int
    origin: str
    text: str
    created_at: datetime
    analysis: dict[str, Any] | None = None

    @property
    def faults(self) -> frozenset[str]:
        """The ids of the faults in it."""
        return frozenset(fault["id"] for fault in (self.analysis or {}).get("faults", ()))


@dataclass(frozen=True)
class KeptRehearsal:
    """A rehearsal as it is kept; `body` is what `bot.coaching.rehearsal` made of it, as JSON."""

    id: str
    owner: str
    breach_id: str | None
    partner: str
    ended: str | None
    body: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Commitment:
    """Something promised, with its date and how it will be seen.

    `status` is `proposed`, `active`, `kept`, `missed`, `changed` or `dropped`; `replaces` is the id
    of the commitment that this one took the place of.
    """

    id: str
    owner: str
    breach_id: str | None
    what: str
    due: date | None
    zone: str
    recurrence: str | None
    witness: str | None
    status: str
    created_at: datetime
    updated_at: datetime
    until: date | None = None
    promised_to: str | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class CommitmentEvent:
    """Something that happened to a commitment.

    `kind` is a status that it came to, or `reaction`; `day` is the day that was to be kept.
    """

    id: str
    owner: str
    commitment_id: str
    kind: str
    day: date | None
    note: str | None
    at: datetime


@dataclass(frozen=True)
class Reminder:
    """Something to be sent at its time; it holds nobody's words.

    `subject_id` is the commitment, agreement or person that it is about; `kind` is `day`,
    `check_in`, `review` or `look_back`; `state` is `waiting`, `sent` or `dropped`.
    """

    id: str
    owner: str
    subject_id: str
    kind: str
    day: date
    due_at: datetime
    state: str
    message_seq: int | None = None


@dataclass(frozen=True)
class Agreement:
    """A boundary: what was asked for, what is agreed, and what follows if it is crossed."""

    id: str
    owner: str
    breach_id: str | None
    asked: str
    agreed: str | None
    follows: str | None
    review_on: date | None
    zone: str
    status: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class TelegramChat:
    """A person's chat on Telegram.

    Attributes:
        chat: What stands for the chat's number; the number cannot be told from it.
        owner: Whose chat it is.
        sealed: The chat's number, sealed by whoever keeps it here.
        delivered_seq: The last message of the bot that was brought there.
        told: Whether the person was told who can read along.
        blocked: Whether nothing is sent there until they speak.
    """

    chat: str
    owner: str
    sealed: str
    delivered_seq: int
    told: bool
    blocked: bool
