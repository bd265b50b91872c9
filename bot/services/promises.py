"""Promises: stored with their day, listed, reported on, changed, let go, and looked back on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from bot.coaching.commitments.cadence import next_day
from bot.coaching.commitments.record import Entry, Row
from bot.coaching.commitments.schedule import spoken_rule
from bot.language.perspective import Person
from bot.services import reminders
from bot.storage.clock import now
from bot.storage.commitments import OPEN
from bot.storage.database import new_id
from bot.storage.records import Agreement, Commitment
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.language.perspective import Family
    from bot.storage.records import CommitmentEvent

Result = Literal["kept", "missed"]


@dataclass(frozen=True)
class Promised:
    """What somebody promises.

    Attributes:
        what: The act, in their words.
        zone: IANA name of where they are.
        breach_id: The breach that it repairs, if any.
        due: The day by which, or the first day of something repeated.
        recurrence: RFC 5545 `RRULE`, or None when it is done once.
        witness: How it will be seen.
        until: The last day of something repeated.
        promised_to: To whom.
        replaces: The commitment that it takes the place of.
    """

    what: str
    zone: str
    breach_id: str | None = None
    due: date | None = None
    recurrence: str | None = None
    witness: str | None = None
    until: date | None = None
    promised_to: str | None = None
    replaces: str | None = None


@dataclass(frozen=True)
class Reported:
    """A commitment after something was told of one of its days.

    Attributes:
        commitment: As it stands now.
        day: The day that was told of.
        row: Its row in the record.
    """

    commitment: Commitment
    day: date
    row: Row


@dataclass(frozen=True)
class Listed:
    """A commitment with its row in the record."""

    commitment: Commitment
    row: Row
    events: tuple[CommitmentEvent, ...]

    def as_entry(self) -> Entry:
        """The commitment as the record draws it."""
        kept = self.commitment
        rule = spoken_rule(kept.recurrence) if kept.recurrence else None
        return Entry(kept.what, kept.status, rule, self.row)


def commit(owner: str, promised: Promised, turn: str) -> Commitment:
    """Keep a promise, once for each turn, and plan what is written about it.

    Args:
        owner: Who promises.
        promised: What.
        turn: The message that made it; the same turn again adds nothing.

    Returns:
        The kept commitment; the one that it replaces is marked as changed.
    """
    moment = now()
    made = Commitment(
        new_id(), owner, promised.breach_id, promised.what, promised.due, promised.zone,
        promised.recurrence, promised.witness, "active", moment, moment, promised.until,
        promised.promised_to, promised.replaces,
    )  # fmt: skip
    with UnitOfWork() as work:
        kept = work.commitments.add(made, turn)
        if kept is made:
            if promised.replaces is not None and work.commitments.get(owner, promised.replaces):
                _end(work, owner, promised.replaces, "changed")
            reminders.plan(work, kept)
        work.commit()
    return kept


def listed(owner: str) -> list[Commitment]:
    """All promises of a person, oldest first."""
    with UnitOfWork(writes=False) as work:
        return work.commitments.of(owner)


def recorded(owner: str) -> list[Listed]:
    """All promises of a person with what came of them, oldest first."""
    with UnitOfWork(writes=False) as work:
        promises, events = work.commitments.of(owner), work.commitments.events_of(owner)
    return [
        Listed(kept, _row(kept, events), tuple(e for e in events if e.commitment_id == kept.id))
        for kept in promises
    ]


def agreements(owner: str) -> list[Agreement]:
    """All agreements of a person, oldest first."""
    with UnitOfWork(writes=False) as work:
        return work.agreements.of(owner)


def _row(kept: Commitment, events: Sequence[CommitmentEvent]) -> Row:
    return reminders.row_of(kept, events, _today(kept))


def _today(kept: Commitment) -> date:
    return now().astimezone(ZoneInfo(kept.zone)).date()


def find(owner: str, reference: str) -> tuple[Commitment, date] | None:
    """The commitment and day that a button stands for.

    Args:
        owner: Who pressed it.
        reference: What `reminders.reference` made.

    Returns:
        None where this person has no such commitment.
    """
    commitment_id, _, written = reference.partition(":")
    with UnitOfWork(writes=False) as work:
        kept = work.commitments.get(owner, commitment_id)
    if kept is None:
        return None
    try:
        return kept, date.fromisoformat(written)
    except ValueError:
        return None


def open_ones(owner: str) -> list[tuple[Commitment, date]]:
    """What could be reported on, each with its latest day: the one that waits longest comes first.

    A day that was told of already is not open; what has not come round yet is, on its next day.
    """
    found = []
    for each in recorded(owner):
        if each.commitment.status != "active":
            continue
        untold = each.row.untold
        day = untold[-1] if untold else each.row.next
        found.append((bool(untold), each.commitment, day or _today(each.commitment)))
    found.sort(key=lambda each: (not each[0], each[2]))
    return [(kept, day) for _, kept, day in found]


def overdue(owner: str) -> str | None:
    """What stands for the oldest open promise whose day has gone by with nothing told of it."""
    for each in recorded(owner):
        if each.commitment.status == "active" and each.row.untold:
            return reminders.reference(each.commitment.id, each.row.untold[-1])
    return None


def report(
    owner: str, commitment_id: str, day: date, result: Result, note: str | None = None
) -> Reported | None:
    """Write down how one day of a promise went; the last word on a day counts.

    Args:
        owner: Whose.
        commitment_id: Which.
        day: The day that was to be kept.
        result: `kept` or `missed`.
        note: What they said of it, in their words.

    Returns:
        How it stands now; None where this person has no such commitment, or it is over.
    """
    with UnitOfWork() as work:
        kept = work.commitments.get(owner, commitment_id)
        if kept is None or kept.status not in {*OPEN, "kept", "missed"}:
            return None
        ends = reminders.plan_of(kept).ends
        work.commitments.note(owner, kept.id, result, day, note)
        if ends:
            work.commitments.set_status(owner, kept.id, result)
            work.reminders.drop_all(owner, kept.id)
        else:
            work.reminders.drop_told(owner, kept.id, day)
            reminders.plan(work, kept, day)
        now_kept = work.commitments.get(owner, kept.id) or kept
        events = work.commitments.events_of(owner)
        work.commit()
    return Reported(now_kept, day, _row(now_kept, events))


def take_up(owner: str, commitment_id: str) -> Commitment | None:
    """Keep a promise whose day was missed as it is: it is open again."""
    with UnitOfWork() as work:
        kept = work.commitments.get(owner, commitment_id)
        if kept is None or kept.status not in {*OPEN, "missed"}:
            return None
        if kept.status == "missed":
            work.commitments.mark(owner, commitment_id, "active")
        work.commit()
    return kept


def drop(owner: str, commitment_id: str) -> Commitment | None:
    """Let a promise go; it stays in the record as let go."""
    with UnitOfWork() as work:
        kept = work.commitments.get(owner, commitment_id)
        if kept is None or kept.status in {"dropped", "changed"}:
            return None
        _end(work, owner, commitment_id, "dropped")
        work.commit()
    return kept


def _end(work: UnitOfWork, owner: str, commitment_id: str, status: str) -> None:
    work.commitments.mark(owner, commitment_id, status)
    work.reminders.drop_all(owner, commitment_id)


def ask_again(owner: str, commitment_id: str, day: date) -> bool:
    """Ask about a day once more, a day later.

    Returns:
        Whether this person has such a commitment.
    """
    with UnitOfWork() as work:
        kept = work.commitments.get(owner, commitment_id)
        if kept is None or kept.status not in OPEN:
            return False
        work.reminders.ask_again(owner, commitment_id, day, now() + reminders.A_DAY)
        work.commit()
    return True


def react(owner: str, commitment_id: str | None, words: str) -> None:
    """Note how the other person took it, or what they would say has changed.

    Args:
        owner: Whose.
        commitment_id: On which commitment; the newest one by default.
        words: What was said of it.
    """
    with UnitOfWork() as work:
        own = work.commitments.of(owner)
        known = {each.id for each in own}
        about = commitment_id if commitment_id in known else own[-1].id if own else None
        if about is not None:
            work.commitments.note(owner, about, "reaction", note=words)
            work.commit()


def agree(
    owner: str,
    zone: str,
    breach_id: str | None,
    asked: str,
    agreed: str | None,
    follows: str | None,
    review_on: date | None,
    turn: str,
) -> Agreement:
    """Keep a boundary, once for each turn, and plan the day on which it is looked at again.

    Args:
        owner: Whose.
        zone: IANA name of where they are.
        breach_id: The breach that it belongs to, if any.
        asked: What was asked for.
        agreed: What is agreed.
        follows: What follows if it is crossed.
        review_on: The day to look at it again.
        turn: The message that made it.
    """
    moment = now()
    made = Agreement(
        new_id(), owner, breach_id, asked, agreed, follows, review_on, zone, "agreed", moment,
        moment,
    )  # fmt: skip
    with UnitOfWork() as work:
        kept = work.agreements.add(made, turn)
        if kept is made and review_on is not None:
            reminders.plan_review(work, owner, kept.id, review_on, zone)
        work.commit()
    return kept


def reviewed(
    owner: str, agreement_id: str, review_on: date | None, status: str
) -> Agreement | None:
    """Write down how an agreement fared, and when it is looked at next.

    Args:
        owner: Whose.
        agreement_id: Which.
        review_on: The next day to look at it; None for no further one.
        status: `agreed`, `crossed` or `ended`.

    Returns:
        The agreement before; None where this person has no such one.
    """
    with UnitOfWork() as work:
        found = work.agreements.get(owner, agreement_id)
        if found is None:
            return None
        work.agreements.change(owner, agreement_id, status=status, review_on=review_on)
        if review_on is not None:
            reminders.plan_review(work, owner, agreement_id, review_on, found.zone)
        work.commit()
    return found


def promised_to(owner: str, commitment_id: str) -> Person | None:
    """The one whose trust the promise is about; None where that is not known."""
    with UnitOfWork(writes=False) as work:
        kept = work.commitments.get(owner, commitment_id)
        breach_id = kept.breach_id if kept is not None else None
        told = work.breaches.get(owner, breach_id) if breach_id is not None else None
    if told is None or not told.person:
        return None
    return Person(told.person, told.name, cast("Family | None", told.pronouns))


def coming(owner: str, commitment_id: str) -> date | None:
    """The next day on which a promise comes round; None when there is none."""
    with UnitOfWork(writes=False) as work:
        kept = work.commitments.get(owner, commitment_id)
    return None if kept is None else next_day(reminders.plan_of(kept), _today(kept))


def kept_days(owner: str) -> int:
    """How many days were kept, over all promises."""
    return sum(each.row.kept for each in recorded(owner))


_WORD = re.compile(r"[a-z']{3,}")


def named(found: Sequence[tuple[Commitment, date]], text: str) -> list[tuple[Commitment, date]]:
    """Those of some promises that a message speaks of: the ones that share most words with it.

    Args:
        found: Promises with a day each.
        text: What was said.

    Returns:
        All of them where the words tell none apart.
    """
    said = set(_WORD.findall(text.lower()))
    shared = [len(said & set(_WORD.findall(kept.what.lower()))) for kept, _ in found]
    most = max(shared, default=0)
    return [each for each, count in zip(found, shared, strict=True) if count == most]
