"""The record: what came round, what was kept, and what is next, to be honest with oneself."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Protocol

from bot.coaching.commitments.cadence import Plan, days, next_day
from bot.coaching.commitments.schedule import as_act, spoken_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

KEPT, MISSED, UNTOLD = "●", "○", "·"
MARKS: Final = {"kept": KEPT, "missed": MISSED}
SHOWN_DAYS: Final = 14
"""How many of the last days are drawn."""
THREE_MISSED: Final = 3


class Event(Protocol):
    """Something that happened to a commitment, as far as the record needs it."""

    @property
    def kind(self) -> str:
        """`kept` or `missed`, or another."""

    @property
    def day(self) -> date | None:
        """The day that was to be kept."""


@dataclass(frozen=True)
class Told:
    """What was told of some days.

    Attributes:
        kept: Days told as kept.
        missed: Days told as missed.
        untold: Days that came round, and nothing was told of them.
    """

    kept: int
    missed: int
    untold: int


@dataclass(frozen=True)
class Row:
    """A commitment in the record.

    Attributes:
        days: The days that came round, oldest first, with `kept`, `missed` or None.
        next: The next day that nothing was told of yet; None where there is none.
    """

    days: tuple[tuple[date, str | None], ...]
    next: date | None

    @property
    def kept(self) -> int:
        """How many days were kept."""
        return sum(result == "kept" for _, result in self.days)

    @property
    def told(self) -> int:
        """How many days something was told of."""
        return sum(result is not None for _, result in self.days)

    @property
    def untold(self) -> tuple[date, ...]:
        """The days that came round, and nothing was told of them, oldest first."""
        return tuple(day for day, result in self.days if result is None)

    @property
    def missed_in_a_row(self) -> int:
        """How many of the last days that were told of were missed, with none kept after."""
        count = 0
        for _, result in reversed(self.days):
            if result == "kept":
                break
            count += result == "missed"
        return count

    def drawn(self) -> str:
        """The last days as marks: kept, missed, not told."""
        return "".join(MARKS.get(result or "", UNTOLD) for _, result in self.days[-SHOWN_DAYS:])


def row(plan: Plan, events: Iterable[Event], today: date) -> Row:
    """A commitment's row in the record.

    Args:
        plan: When it comes round.
        events: Its history, oldest first; the last word on a day counts.
        today: The person's day.
    """
    told = {event.day: event.kind for event in events
            if event.day is not None and event.kind in MARKS}  # fmt: skip
    came = takewhile(lambda day: day < today, days(plan))
    shown = sorted({*came, *told})
    coming = next_day(plan, today)
    while coming in told:
        coming = next_day(plan, coming)
    return Row(tuple((day, told.get(day)) for day in shown), coming)


def since(rows: Iterable[Row], first: date, last: date) -> Told:
    """What was told of the days between two days, both included.

    Args:
        rows: A person's commitments.
        first: The first day.
        last: The last day.
    """
    found = [result for each in rows for day, result in each.days if first <= day <= last]
    return Told(found.count("kept"), found.count("missed"), found.count(None))


@dataclass(frozen=True)
class Entry:
    """A commitment as the record draws it.

    Attributes:
        what: The act in the person's words.
        status: `active`, `kept`, `missed`, `changed` or `dropped`.
        rule: How often, as it is said; None for something done once.
        row: What came of it.
    """

    what: str
    status: str
    rule: str | None
    row: Row


_SHOWN: Final = 6
_OVER: Final = {"kept": "kept", "missed": "missed", "dropped": "let go"}


def drawn_record(entries: Sequence[Entry], agreed: Sequence[str]) -> str:
    """The record as text: a line for each promise, its days as marks, small wins, agreements.

    Args:
        entries: The commitments, oldest first; what was changed is told of by what took its place.
        agreed: What was asked for, for each boundary.
    """
    shown = [each for each in reversed(entries) if each.status != "changed"]
    shown.sort(key=lambda each: each.status != "active")
    lines = ["What you promised:"]
    lines += [f"- {_line(each)}" for each in shown[:_SHOWN]]
    if len(shown) > _SHOWN:
        lines.append(f"- and {len(shown) - _SHOWN} more")
    kept = sum(each.row.kept for each in entries)
    told = sum(each.row.told for each in entries)
    if told:
        lines += [
            "",
            f"Kept {kept} of {told} so far. {KEPT} kept, {MISSED} missed, {UNTOLD} not told",
        ]
    if agreed:
        lines += ["", "What was asked of you:", *(f"- {_turned(each)}" for each in agreed)]
    return "\n".join(lines)


def _line(each: Entry) -> str:
    said = _turned(each.what) + (f", {each.rule}" if each.rule else "")
    if each.status in _OVER:
        return f"{said}: {_OVER[each.status]}"
    marks = f" {each.row.drawn()}" if each.row.days else ""
    coming = f" next {spoken_day(each.row.next)}" if each.row.next is not None else ""
    return f"{said}:{marks}{coming}" if marks or coming else f"{said}: open"


def _turned(words: str) -> str:
    return as_act(words).words
