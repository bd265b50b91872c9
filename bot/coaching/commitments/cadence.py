"""When a commitment comes round, and when to write about it.

What is done once, or once in a while, is reminded of in the morning of its day and asked about on
the day after. What is kept every day, or from now on, would be nagging: it is asked about once a
week. All days are the person's own; a moment is made of a day only at the end, so that clocks that
change and people who travel keep their mornings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["day", "check_in", "review", "look_back"]

HOUR_OF: Final[dict[Kind, time]] = {
    "day": time(9),
    "check_in": time(10),
    "review": time(10),
    "look_back": time(17),
}
DAYS_AFTER: Final[dict[Kind, int]] = {"day": 0, "check_in": 1, "review": 0, "look_back": 0}
LOOK_BACK_EVERY: Final = timedelta(days=14)
WEEK: Final = timedelta(days=7)
OFTEN: Final = 3
"""From this many days a week on, a commitment is asked about once a week."""

_FURTHEST: Final = 1200


@dataclass(frozen=True)
class Plan:
    """When something was promised to be done.

    Attributes:
        begun: The day on which it was promised.
        due: The day by which, or the first day of something repeated; None for what simply holds
            from now on.
        recurrence: RFC 5545 `RRULE`, or None.
        until: The last day of something repeated, or None.
    """

    begun: date
    due: date | None
    recurrence: str | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Refuse a repeat that would never come to an end of counting."""
        if self.recurrence is not None and int(self._rule.get("INTERVAL", "1")) < 1:
            raise ValueError("a repeat needs at least one day between")

    @property
    def _rule(self) -> dict[str, str]:
        return dict(part.split("=", 1) for part in (self.recurrence or "").split(";") if part)

    @property
    def lasts(self) -> bool:
        """Whether it is kept day by day, and so asked about once a week."""
        if self.recurrence is None:
            return self.due is None
        rule = self._rule
        every_day = rule["FREQ"] == "DAILY" and int(rule.get("INTERVAL", "1")) <= 2
        return every_day or len(rule.get("BYDAY", "").split(",")) >= OFTEN

    @property
    def ends(self) -> bool:
        """Whether it is over once its day has come."""
        return self.recurrence is None and self.due is not None


@dataclass(frozen=True)
class Contact:
    """Something to write about a day.

    Attributes:
        kind: What is written.
        day: The day that it is about.
    """

    kind: Kind
    day: date

    def moment(self, zone: str) -> datetime:
        """When it is written, for somebody in a time zone.

        Args:
            zone: IANA name.

        Raises:
            ZoneInfoNotFoundError: there is no such zone.
        """
        day = self.day + timedelta(days=DAYS_AFTER[self.kind])
        return datetime.combine(day, HOUR_OF[self.kind], ZoneInfo(zone))


def days(plan: Plan) -> Iterator[date]:
    """The days on which it comes round, in order; endless for what does not end.

    Args:
        plan: When it was promised to be done.
    """
    if plan.lasts:
        start = plan.due or plan.begun
        weeks = (start + WEEK * (number + 1) for number in range(_FURTHEST))
        last = start - timedelta(days=1)
        for last in _up_to(plan.until, weeks):
            yield last
        if plan.until is not None and plan.until > last:
            yield plan.until  # what ends within a week is asked about when it is over
    elif plan.recurrence is None:
        if plan.due is not None:
            yield plan.due
    else:
        first = datetime.combine(plan.due or plan.begun, time())
        rule = rrulestr(plan.recurrence, dtstart=first)
        yield from _up_to(plan.until, (each.date() for each in rule))


def _up_to(until: date | None, found: Iterator[date]) -> Iterator[date]:
    for day in found:
        if until is not None and day > until:
            return
        yield day


def next_day(plan: Plan, after: date) -> date | None:
    """The first day after another on which it comes round; None when there is none any more."""
    for number, day in enumerate(days(plan)):
        if day > after:
            return day
        if number > _FURTHEST:
            return None
    return None


def contacts(plan: Plan, day: date) -> tuple[Contact, ...]:
    """What is written about one of the days on which it comes round."""
    asked = Contact("check_in", day)
    return (asked,) if plan.lasts else (Contact("day", day), asked)


def out_of_quiet(moment: datetime, zone: str, quiet_from: int, quiet_until: int) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into.

    Args:
        moment: With a zone.
        zone: IANA name of where the person is.
        quiet_from: Hour of their day at which it becomes quiet, 0 to 23.
        quiet_until: Hour at which quiet ends; the same hour as `quiet_from` means no quiet at all.
    """
    local = moment.astimezone(ZoneInfo(zone))
    over_night = quiet_from > quiet_until
    after, before = local.hour >= quiet_from, local.hour < quiet_until
    quiet = (after or before) if over_night else (after and before)
    if not quiet:
        return moment
    day = local.date() + timedelta(days=1 if over_night and after else 0)
    return datetime.combine(day, time(quiet_until), ZoneInfo(zone))
