"""Days, repeats and acts as people say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.language.perspective import reflect

if TYPE_CHECKING:
    from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_BY_DAY = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), _WEEKDAYS, strict=True))
_PLACES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
_EACH = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


_NOT_A_VERB = re.compile(r"(?:you|no|not|never|the|a|an|your|every)\b|\w+ing\b", re.IGNORECASE)
"""How a promise begins that is not a bare verb: “no phone at dinner”."""


@dataclass(frozen=True)
class Act:
    """What was promised, turned towards the person who promised it.

    Attributes:
        words: “call your dad”, “no phone at dinner”.
        is_verb: It begins with what they will do, so that “you will” can stand before it.
    """

    words: str
    is_verb: bool


def as_act(what: str) -> Act:
    """Turn a promise towards the person who made it.

    Args:
        what: The act in their own words: “call my dad”.
    """
    words = reflect(what).strip().rstrip(".!")
    return Act(words, _NOT_A_VERB.match(words) is None)


def spoken_weekday(day: date) -> str:
    """The name of a day of the week."""
    return _WEEKDAYS[day.weekday()]


def spoken_day(day: date) -> str:
    """A day as it is said: “Friday 28 November”."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def spoken_rule(rule: str) -> str:
    """A repeat as it is said: “every Sunday”, “on the 1st of every month”, “every 2 weeks”.

    Args:
        rule: An RFC 5545 `RRULE` as the reader of commitments writes it.
    """
    parts = dict(part.split("=", 1) for part in rule.removeprefix("RRULE:").split(";"))
    every, count = _EACH.get(parts.get("FREQ", ""), "time"), parts.get("INTERVAL", "1")
    nth = _nth_day(parts.get("BYDAY", ""), parts.get("BYMONTHDAY", ""))
    if nth is not None:
        return f"on the {nth} of every month"
    days = [_BY_DAY[day] for day in parts.get("BYDAY", "").split(",") if day in _BY_DAY]
    if days and count == "1":
        return f"every {_listed(days)}"
    if days:
        return f"every {count} {every}s on {_listed(days)}"
    if parts.get("BYMONTHDAY", "").isdigit():
        return f"on the {_ordinal(int(parts['BYMONTHDAY']))} of every month"
    return f"every {every}" if count == "1" else f"every {count} {every}s"


def _nth_day(by_day: str, by_month_day: str) -> str | None:
    """“first Monday” of 1MO, “last Friday” of -1FR, “last day” of a month's day -1."""
    if by_month_day == "-1":
        return "last day"
    place, day = by_day[:-2], by_day[-2:]
    if place in _PLACES and day in _BY_DAY:
        return f"{_PLACES[place]} {_BY_DAY[day]}"
    return None


def _listed(days: list[str]) -> str:
    return " and ".join([", ".join(days[:-1]), days[-1]] if len(days) > 1 else days)


def _ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }".replace(" ", "")
