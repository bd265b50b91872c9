"""Days and repeats as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_BY_DAY = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), _WEEKDAYS, strict=True))
_EACH = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


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
    days = [_BY_DAY[day] for day in parts.get("BYDAY", "").split(",") if day in _BY_DAY]
    if days and count == "1":
        return f"every {' and '.join(days)}"
    if days:
        return f"every {count} {every}s on {' and '.join(days)}"
    if parts.get("BYMONTHDAY", "").isdigit():
        return f"on the {_ordinal(int(parts['BYMONTHDAY']))} of every month"
    return f"every {every}" if count == "1" else f"every {count} {every}s"


def _ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }".replace(" ", "")
