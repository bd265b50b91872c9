"""Reminders: planned with a commitment, sent when they are due, and only where they are welcome.

A reminder is sent by keeping a message of the bot in the conversation, in the same transaction that
marks the reminder as sent: so it is neither lost nor sent twice, whatever happens to the worker. It
is then for each channel to bring what is kept to the person.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic
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
from bot.coaching.commitments.record import Row, row, since
from bot.storage import database
from bot.storage.clock import now
from bot.storage.messages import Reply
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from bot.coaching.commitments.follow_up import Due, Written
    from bot.storage.records import (
        Agreement,
        Commitment,
        CommitmentEvent,
        Message,
        Person,
        Reminder,
    )

logger = logging.getLogger("bot.reminders")

BATCH: Final = 100
"""For how many people a worker claims at once."""

QUIET_FROM, QUIET_UNTIL = 21, 8
"""Hours of a person's day between which nothing is sent, unless they set others."""

IN_CONVERSATION: Final = timedelta(minutes=10)
"""So long after a person's last word nothing is written into their conversation."""
RESTING: Final = timedelta(hours=24)
"""How long everything waits while an emergency is open."""

A_DAY: Final = timedelta(days=1)
LET_GO: Final = ("changed", "dropped")


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


def row_of(kept: Commitment, events: Sequence[CommitmentEvent], today: date) -> Row:
    """A commitment's row in the record; what was let go comes round no more.

    Args:
        kept: The commitment.
        events: The history of all commitments of the person, oldest first.
        today: The person's day.
    """
    own = [event for event in events if event.commitment_id == kept.id]
    if kept.status not in LET_GO:
        return row(plan_of(kept), own, today)
    ended = kept.updated_at.astimezone(ZoneInfo(kept.zone)).date()
    return replace(row(plan_of(kept), own, ended), next=None)


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
        set_to: `reminders`, `quiet_from`, `quiet_until`, `paused_until` or `zone`; a `zone` of None
            lets what their browser says hold again.

    Returns:
        All their wishes.
    """
    if set_to.get("reminders") is True:
        set_to = {"paused_until": None, **set_to}  # “remind me again” ends a pause
    if "zone" in set_to:
        set_to["told_zone"] = set_to.pop("zone")
    with UnitOfWork() as work:
        before = work.people.get(owner)
        work.people.change(owner, **set_to)
        person = work.people.get(owner)
        if set_to.get("reminders") is False:
            work.reminders.drop([each.id for each in work.reminders.waiting(owner)])
        elif before is not None and person is not None:
            _move(work, before, person)
            _end_pause(work, before, person)
            _plan_all(work, owner)
        found = _wishes(work.people.get(owner))
        work.commit()
    return found


def moved(before: Person, person: Person) -> None:
    """Keep a person's mornings where they are now: what waits moves with their time zone.

    Args:
        before: The person, with the zone of before.
        person: The person, with the zone of now.
    """
    with UnitOfWork() as work:
        _move(work, before, person)
        work.commit()


def _move(work: UnitOfWork, before: Person, person: Person) -> None:
    """Move what waits for its own hour; what was put off keeps the moment it was put off to."""
    if person.zone is None or person.zone == before.zone:
        return
    for each in work.reminders.waiting(person.id):
        contact = _contact(each)
        if before.zone is None or each.due_at == contact.moment(before.zone):
            work.reminders.put_off([each.id], contact.moment(person.zone))


def _end_pause(work: UnitOfWork, before: Person, person: Person) -> None:
    """Bring back to its own hour what waits for the end of a pause that ends earlier."""
    until = before.paused_until
    if until is None or (person.paused_until is not None and person.paused_until >= until):
        return
    for each in work.reminders.waiting(person.id):
        due_at = _contact(each).moment(person.zone or "UTC")
        if due_at < until <= each.due_at:
            work.reminders.put_off([each.id], due_at)


def _contact(each: Reminder) -> Contact:
    return Contact(cast("Kind", each.kind), each.day)


def _plan_all(work: UnitOfWork, owner: str) -> None:
    told = {event.commitment_id: event.day for event in work.commitments.events_of(owner)
            if event.day is not None}  # fmt: skip
    for kept in work.commitments.of(owner):
        if kept.status == "active":
            plan(work, kept, told.get(kept.id))
    for agreed in work.agreements.of(owner):
        _plan_review_of(work, agreed)


def _plan_review_of(work: UnitOfWork, agreed: Agreement) -> None:
    if agreed.review_on is not None and agreed.status == "agreed":
        plan_review(work, agreed.owner, agreed.id, agreed.review_on, agreed.zone)


def go_on(work: UnitOfWork, owner: str, breach_id: str) -> None:
    """Plan anew what a stop had dropped."""
    for kept in work.commitments.of(owner):
        if kept.breach_id == breach_id:
            plan(work, kept)
    for agreed in work.agreements.of(owner):
        if agreed.breach_id == breach_id:
            _plan_review_of(work, agreed)


def send_due(worker: str, most: int = BATCH) -> int:
    """Send what is due.

    Args:
        worker: Who sends; each worker has its own name.
        most: People to claim for at once.

    Returns:
        How many reminders were settled: sent, dropped or put off.
    """
    with UnitOfWork() as work:
        claimed = work.reminders.claim(worker, now(), most)
        work.commit()
    settled = 0
    for owner, of_one in groupby(claimed, key=lambda each: each.owner):
        ids, began = [each.id for each in of_one], monotonic()
        try:
            with UnitOfWork() as work:
                _Delivery(work, owner).settle(worker, ids)
                work.commit()
            settled += len(ids)
        except Exception:  # looked at again when the lease has run out; others are not kept waiting
            logger.exception("what is due to one person could not be sent")
        database.let_others_write(monotonic() - began)
    return settled


class _Delivery:
    """What is due to one person, settled in one transaction."""

    def __init__(self, work: UnitOfWork, owner: str) -> None:
        self._work = work
        self._owner = owner
        self._moment = now()

    def settle(self, worker: str, ids: Sequence[str]) -> None:
        """Send what is welcome now, put off what is not yet, drop what is no longer."""
        person = self._work.people.hold(self._owner)
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
        if last is not None and last <= self._moment:  # a clock may have been ahead
            moment = max(moment, last + IN_CONVERSATION)
        return out_of_quiet(moment, known.zone or "UTC", known.quiet_from, known.quiet_until)

    def _send(self, person: Person, held: Sequence[Reminder]) -> None:
        zone = ZoneInfo(person.zone or "UTC")
        today = self._moment.astimezone(zone).date()
        live = {kept.id: kept for kept in self._work.commitments.of(self._owner)
                if kept.status == "active" and not self._is_stopped(kept)}  # fmt: skip
        events = self._work.commitments.events_of(self._owner)
        held = [self._latest(each, live, events, today) for each in held]
        said = [each for each in held if self._is_still_meant(each, live, held, events, today)]
        asked = {each.subject_id for each in said if each.kind == "check_in"}
        said = [each for each in said if each.kind != "day" or each.subject_id not in asked]
        self._work.reminders.drop([each.id for each in held if each not in said])
        for about, written in self._bubbles(said, live, today):
            (kept,) = self._work.messages.answer(
                None, self._owner, [Reply(written.text, "reminder", written.buttons)]
            )
            self._work.reminders.sent([each.id for each in about], self._moment, kept.seq)
        for each in held:
            if each.subject_id in live:
                plan(self._work, live[each.subject_id], max(each.day, today - timedelta(days=1)))
            elif each.kind == "look_back" and live:
                _plan_look_back(self._work, person, str(zone), self._moment)

    def _latest(
        self,
        each: Reminder,
        live: dict[str, Commitment],
        events: Sequence[CommitmentEvent],
        today: date,
    ) -> Reminder:
        """A question that waited while its promise came round again is about the newest day."""
        if each.kind != "check_in" or each.subject_id not in live:
            return each
        untold = row_of(live[each.subject_id], events, today).untold
        open_ones = [day for day in untold if each.day < day < today]
        if open_ones and self._work.reminders.move(each.id, open_ones[-1]):
            return replace(each, day=open_ones[-1])
        return each

    def _is_stopped(self, kept: Commitment | Agreement) -> bool:
        if kept.breach_id is None:
            return False
        told = self._work.breaches.get(self._owner, kept.breach_id)
        return told is not None and told.is_stopped

    def _is_still_meant(
        self,
        each: Reminder,
        live: dict[str, Commitment],
        held: Sequence[Reminder],
        events: Sequence[CommitmentEvent],
        today: date,
    ) -> bool:
        """Whether a reminder is not overtaken: by a change, a report, or a later one."""
        if each.kind == "look_back":
            return bool(live) and len(held) == 1
        if each.kind == "review":
            agreed = self._work.agreements.get(self._owner, each.subject_id)
            return (
                agreed is not None
                and agreed.status == "agreed"
                and agreed.review_on == each.day
                and not self._is_stopped(agreed)
            )
        if each.subject_id not in live or _is_told(each, events):
            return False
        if each.kind == "day":
            return each.day >= today
        later = [other.day for other in held
                 if other.kind == "check_in" and other.subject_id == each.subject_id]  # fmt: skip
        return each.day == max(later)

    def _bubbles(
        self, said: Sequence[Reminder], live: dict[str, Commitment], today: date
    ) -> Iterator[tuple[list[Reminder], Written]]:
        """What is written, with the reminders that each bubble speaks of."""
        promised = [each for each in said if each.subject_id in live]
        if promised:
            yield promised, self._about_promises(promised, live, today)
        for each in said:
            if each.kind == "review":
                agreed = self._work.agreements.get(self._owner, each.subject_id)
                if agreed is not None:
                    yield [each], follow_up.review(agreed.asked, agreed.id)
            elif each.kind == "look_back":
                yield [each], self._look_back(today)

    @staticmethod
    def _about_promises(
        promised: Sequence[Reminder], live: dict[str, Commitment], today: date
    ) -> Written:
        """One bubble, however many came round: each promise is in it once."""
        dues = [_due(live[each.subject_id], each.day) for each in promised]
        is_day = all(each.kind == "day" for each in promised)
        if len(dues) > 1:
            return follow_up.remind_of_all(dues) if is_day else follow_up.catch_up(dues, today)
        return follow_up.remind(dues[0]) if is_day else follow_up.ask(dues[0], today)

    def _look_back(self, today: date) -> Written:
        """The two weeks before today: each day is in one look back, and not in the next one too."""
        events = self._work.commitments.events_of(self._owner)
        rows = [
            row_of(kept, events, today)
            for kept in self._work.commitments.of(self._owner)
            if not self._is_stopped(kept)
        ]
        told = since(rows, today - LOOK_BACK_EVERY, today - A_DAY)
        first = self._work.people.get(self._owner)
        weeks = (self._moment - first.created_at) // LOOK_BACK_EVERY if first is not None else 0
        return follow_up.look_back(told.kept, told.missed, told.untold, weeks)


def _is_told(each: Reminder, events: Sequence[CommitmentEvent]) -> bool:
    return any(event.commitment_id == each.subject_id and event.day == each.day for event in events)


def _due(kept: Commitment, day: date) -> Due:
    return follow_up.Due(reference(kept.id, day), kept.what, plan_of(kept), day)


def asked_by(owner: str, seq: int) -> str | None:
    """What a message of the bot asked about, where a reminder asked it.

    Args:
        owner: Whose conversation.
        seq: The number of the person's message; the one of the bot just before it counts.

    Returns:
        The payload that opens the question in the dialogue; None where nothing was asked: an “ok”
        to what comes round today is no report of it.
    """
    with UnitOfWork(writes=False) as work:
        about = work.reminders.about(owner, seq - 1)
    subjects = {(each.kind, each.subject_id): each for each in about}
    if len(subjects) != 1:
        return None
    each = next(iter(subjects.values()))
    if each.kind == "day":
        return None
    if each.kind == "look_back":
        return '/reaction{"value": "asked"}'
    if each.kind == "review":
        return f'/review{{"value": "asked:{each.subject_id}"}}'
    return f'/check_in{{"value": "{reference(each.subject_id, each.day)}"}}'


def brought_since(moment: datetime) -> list[Message]:
    """The messages with reminders that were kept at or after a moment, oldest first."""
    with UnitOfWork(writes=False) as work:
        sent = work.reminders.sent_since(moment)
        found = [work.messages.get(owner, seq) for owner, seq, _ in sent]
    return [each for each in found if each is not None]
