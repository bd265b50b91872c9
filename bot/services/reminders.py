"""Reminders: planned with a commitment, sent when they are due, and only where they are welcome.

A reminder is sent by keeping a message of the bot in the conversation, in the same transaction that
marks the reminder as sent: so it is neither lost nor sent twice, whatever happens to the worker. It
is then for each channel to bring what is kept to the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo

from bot.coaching.commitments import follow_up
from bot.coaching.commitments.cadence import (
    LOOK_BACK_EVERY,
    Contact,
    Kind,
    Plan,
    contacts,
    next_day,
    out_of_quiet,
)
from bot.coaching.commitments.record import since
from bot.storage.clock import now
from bot.storage.messages import Reply
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.coaching.commitments.follow_up import Due, Written
    from bot.storage.records import Commitment, Message, Person, Reminder

BATCH: Final = 100
QUIET_FROM, QUIET_UNTIL = 21, 8
"""Hours of a person's day between which nothing is sent, unless they set others."""

IN_CONVERSATION: Final = timedelta(minutes=10)
"""So long after a person's last word nothing is written into their conversation."""
RESTING: Final = timedelta(hours=24)
"""How long everything waits while an emergency is open."""

A_DAY: Final = timedelta(days=1)
STOPPED: Final = "stopped"


@dataclass(frozen=True)
class Wishes:
    """How a person wants to be written to.

    Attributes:
        reminders: Whether at all; None when they were not asked.
        quiet_from: Hour at which it becomes quiet.
        quiet_until: Hour at which quiet ends.
        paused_until: Nothing before this moment.
        zone: IANA name; None where it is not known.
    """

    reminders: bool | None
    quiet_from: int
    quiet_until: int
    paused_until: datetime | None
    zone: str | None


def reference(subject_id: str, day: date) -> str:
    """What stands for a commitment on one of its days, in a button."""
    return f"{subject_id}:{day.isoformat()}"


def plan_of(kept: Commitment) -> Plan:
    """When a commitment comes round."""
    begun = kept.created_at.astimezone(ZoneInfo(kept.zone)).date()
    return Plan(begun, kept.due, kept.recurrence, kept.until)


def plan(work: UnitOfWork, kept: Commitment, after: date | None = None) -> None:
    """Plan what is next to be written about a commitment, if it is welcome.

    Args:
        work: The transaction to do it in.
        kept: The commitment; nothing is planned for one that is over.
        after: The last day that is done with; the day before it was promised by default.
    """
    person = work.people.get(kept.owner)
    if person is None or not person.reminders or kept.status != "active":
        return
    zone, moment, whole = person.zone or kept.zone, now(), plan_of(kept)
    last = after or whole.begun - timedelta(days=1)
    today = moment.astimezone(ZoneInfo(zone)).date()
    day = next_day(whole, max(last, today - timedelta(days=1)) if not whole.ends else last)
    if day is None:
        return
    for contact in contacts(whole, day):
        due_at = contact.moment(zone)
        if due_at >= moment or contact.kind == "check_in":
            work.reminders.plan(kept.owner, kept.id, contact.kind, day, max(due_at, moment))
    if not any(each.kind == "look_back" for each in work.reminders.waiting(kept.owner)):
        _plan_look_back(work, person, zone, moment)


def _plan_look_back(work: UnitOfWork, person: Person, zone: str, moment: datetime) -> None:
    day = moment.astimezone(ZoneInfo(zone)).date() + LOOK_BACK_EVERY
    contact = Contact("look_back", day)
    work.reminders.plan(person.id, person.id, "look_back", day, contact.moment(zone))


def plan_review(work: UnitOfWork, owner: str, agreement_id: str, day: date, zone: str) -> None:
    """Plan the day on which an agreement is looked at again, if that is welcome."""
    person = work.people.get(owner)
    if person is not None and person.reminders:
        moment = Contact("review", day).moment(person.zone or zone)
        work.reminders.plan(owner, agreement_id, "review", day, moment)


def wishes(owner: str) -> Wishes:
    """How a person wants to be written to, with the defaults for what they did not set."""
    with UnitOfWork(writes=False) as work:
        return _wishes(work.people.get(owner))


def _wishes(person: Person | None) -> Wishes:
    if person is None:
        return Wishes(None, QUIET_FROM, QUIET_UNTIL, None, None)
    quiet_from, quiet_until = person.quiet_from, person.quiet_until
    return Wishes(
        person.reminders,
        QUIET_FROM if quiet_from is None else quiet_from,
        QUIET_UNTIL if quiet_until is None else quiet_until,
        person.paused_until,
        person.zone,
    )


def wish(owner: str, **set_to: object) -> Wishes:
    """Write how a person wants to be written to.

    Args:
        owner: Who.
        set_to: `reminders`, `quiet_from`, `quiet_until`, `paused_until` or `zone`.

    Returns:
        All their wishes.
    """
    with UnitOfWork() as work:
        work.people.change(owner, **set_to)
        if set_to.get("reminders") is False:
            work.reminders.drop([each.id for each in work.reminders.waiting(owner)])
        else:
            _plan_all(work, owner)
        found = _wishes(work.people.get(owner))
        work.commit()
    return found


def moved(owner: str, zone: str) -> None:
    """Keep a person's mornings where they are now: what waits moves with their time zone."""
    with UnitOfWork() as work:
        for each in work.reminders.waiting(owner):
            due_at = Contact(cast("Kind", each.kind), each.day).moment(zone)
            work.reminders.put_off([each.id], due_at)
        work.commit()


def _plan_all(work: UnitOfWork, owner: str) -> None:
    told = {event.commitment_id: event.day for event in work.commitments.events_of(owner)
            if event.day is not None}  # fmt: skip
    for kept in work.commitments.of(owner):
        if kept.status == "active":
            plan(work, kept, told.get(kept.id))
    for agreed in work.agreements.of(owner):
        if agreed.review_on is not None and agreed.status == "agreed":
            plan_review(work, owner, agreed.id, agreed.review_on, agreed.zone)


def go_on(work: UnitOfWork, owner: str, breach_id: str) -> None:
    """Plan anew what a stop had dropped."""
    for kept in work.commitments.of(owner):
        if kept.breach_id == breach_id:
            plan(work, kept)


def send_due(worker: str, most: int = BATCH) -> int:
    """Send what is due.

    Args:
        worker: Who sends; each worker has its own name.
        most: Rows to claim at once.

    Returns:
        How many reminders were settled: sent, dropped or put off.
    """
    with UnitOfWork() as work:
        claimed = work.reminders.claim(worker, now(), most)
        work.commit()
    for owner, of_one in groupby(claimed, key=lambda each: each.owner):
        with UnitOfWork() as work:
            _Delivery(work, owner).settle(worker, [each.id for each in of_one])
            work.commit()
    return len(claimed)


class _Delivery:
    """What is due to one person, settled in one transaction."""

    def __init__(self, work: UnitOfWork, owner: str) -> None:
        self._work = work
        self._owner = owner
        self._moment = now()

    def settle(self, worker: str, ids: Sequence[str]) -> None:
        """Send what is welcome now, put off what is not yet, drop what is no longer."""
        person = self._work.people.get(self._owner)
        held = self._work.reminders.held(worker, ids, self._moment)
        if person is None or not held:
            return
        if not person.reminders:
            self._work.reminders.drop([each.id for each in held])
            return
        later = self._not_before(person)
        if later > self._moment:
            self._work.reminders.put_off([each.id for each in held], later)
            return
        self._send(person, held)

    def _not_before(self, person: Person) -> datetime:
        """The first moment at which this person may be written to."""
        moment, known = self._moment, _wishes(person)
        if person.rests:
            moment = max(moment, self._moment + RESTING)
        if known.paused_until is not None:
            moment = max(moment, known.paused_until)
        last = self._work.messages.last_said(self._owner)
        if last is not None:
            moment = max(moment, last + IN_CONVERSATION)
        return out_of_quiet(moment, known.zone or "UTC", known.quiet_from, known.quiet_until)

    def _send(self, person: Person, held: Sequence[Reminder]) -> None:
        zone = ZoneInfo(person.zone or "UTC")
        today = self._moment.astimezone(zone).date()
        live = {kept.id: kept for kept in self._work.commitments.of(self._owner)
                if kept.status == "active" and not self._is_stopped(kept)}  # fmt: skip
        said = [each for each in held if self._is_still_meant(each, live, held, today)]
        self._work.reminders.drop([each.id for each in held if each not in said])
        written = self._written(said, live, today)
        if written is not None:
            (kept,) = self._work.messages.answer(
                None, self._owner, [Reply(written.text, "reminder", written.buttons)]
            )
            self._work.reminders.sent([each.id for each in said], self._moment, kept.seq)
        for each in held:
            if each.kind == "check_in" and each.subject_id in live:
                plan(self._work, live[each.subject_id], max(each.day, today - timedelta(days=1)))
            elif each.kind == "look_back" and live:
                _plan_look_back(self._work, person, str(zone), self._moment)

    def _is_stopped(self, kept: Commitment) -> bool:
        if kept.breach_id is None:
            return False
        told = self._work.breaches.get(self._owner, kept.breach_id)
        return told is not None and told.status == STOPPED

    def _is_still_meant(
        self,
        each: Reminder,
        live: dict[str, Commitment],
        held: Sequence[Reminder],
        today: date,
    ) -> bool:
        """Whether a reminder is not overtaken: by a change, a report, or a later one."""
        if each.kind == "look_back":
            return bool(live) and len(held) == 1
        if each.kind == "review":
            agreed = self._work.agreements.get(self._owner, each.subject_id)
            return agreed is not None and agreed.status == "agreed"
        if each.subject_id not in live or self._is_told(each):
            return False
        if each.kind == "day":
            return each.day >= today
        later = [other.day for other in held
                 if other.kind == "check_in" and other.subject_id == each.subject_id]  # fmt: skip
        return each.day == max(later)

    def _is_told(self, each: Reminder) -> bool:
        return any(
            event.commitment_id == each.subject_id and event.day == each.day
            for event in self._work.commitments.events_of(self._owner)
        )

    def _written(
        self, said: Sequence[Reminder], live: dict[str, Commitment], today: date
    ) -> Written | None:
        about = [each for each in said if each.subject_id in live]
        if len(about) > 1:
            asked = {each.subject_id: each for each in about}
            if len(asked) > 1:
                return follow_up.catch_up(
                    [_due(live[each.subject_id], each.day) for each in asked.values()], today
                )
            about = list(asked.values())
        if about:
            due = _due(live[about[0].subject_id], about[0].day)
            return follow_up.remind(due) if about[0].kind == "day" else follow_up.ask(due, today)
        if said and said[0].kind == "review":
            agreed = self._work.agreements.get(self._owner, said[0].subject_id)
            return follow_up.review(agreed.asked, agreed.id) if agreed is not None else None
        if said:
            return self._look_back(said[0].day)
        return None

    def _look_back(self, day: date) -> Written:
        told = since(
            self._work.commitments.of(self._owner),
            self._work.commitments.events_of(self._owner),
            day - LOOK_BACK_EVERY,
            day,
        )
        first = self._work.people.get(self._owner)
        weeks = (self._moment - first.created_at) // LOOK_BACK_EVERY if first is not None else 0
        return follow_up.look_back(told.kept, told.missed, told.untold, weeks)


def _due(kept: Commitment, day: date) -> Due:
    return follow_up.Due(reference(kept.id, day), kept.what, plan_of(kept), day)


def asked_by(owner: str, seq: int) -> str | None:
    """What a message of the bot asked about, where a reminder asked it.

    Args:
        owner: Whose conversation.
        seq: The number of the person's message; the one of the bot just before it counts.

    Returns:
        The payload that opens the question in the dialogue; None where there was no reminder.
    """
    with UnitOfWork(writes=False) as work:
        about = work.reminders.about(owner, seq - 1)
    subjects = {(each.kind, each.subject_id): each for each in about}
    if len(subjects) != 1:
        return None
    each = next(iter(subjects.values()))
    if each.kind == "look_back":
        return '/reaction{"value": "asked"}'
    if each.kind == "review":
        return f'/review{{"value": "asked:{each.subject_id}"}}'
    return f'/check_in{{"value": "{reference(each.subject_id, each.day)}"}}'


def brought_since(moment: datetime) -> list[Message]:
    """The messages with reminders that were kept at or after a moment, oldest first."""
    with UnitOfWork(writes=False) as work:
        found = []
        for owner, seq, _ in work.reminders.sent_since(moment):
            found += [each for each in work.messages.after(owner, seq - 1) if each.seq == seq]
        return found
