"""Reads how somebody wants to be written to: whether, between which hours, from when, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.coaching.commitments.dates import find_dates
from bot.language.patterns import Content, compile_pattern, fold, read_content

if TYPE_CHECKING:
    from datetime import date

_LONGEST: Final = 400
_NIGHT: Final = (21, 8)
_EVENING, _NOON, _MIDNIGHT = 17, 12, 0
_NUMBERS: Final = {
    "noon": 12, "midday": 12, "midnight": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip


class WishContent(Content):
    """The file of wishes."""

    parts: dict[str, str]
    on: list[str]
    off: list[str]
    between: str
    only: str
    for_a_while: str
    not_after: list[str]
    not_before: list[str]
    night: str
    evenings_only: str
    mornings_only: str
    pause: str
    zones: dict[str, str]
    not_there: str
    zone_meant: str


@dataclass(frozen=True)
class Wish:
    """How somebody wants to be written to; None for what they did not say.

    Attributes:
        reminders: Whether at all.
        quiet_from: Hour of their day from which nothing is written, 0 to 23.
        quiet_until: Hour of their day until which nothing is written, 0 to 23.
        paused_until: The first moment at which something is written again.
        zone: IANA name of where they are.
    """

    reminders: bool | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None
    paused_until: datetime | None = None
    zone: str | None = None

    def said(self) -> dict[str, object]:
        """What was said, by name; empty where nothing was understood."""
        return {name: value for name, value in vars(self).items() if value is not None}


class _Words:
    """The content, compiled."""

    def __init__(self) -> None:
        file = read_content(Path(__file__).with_name("wishes.yml"), WishContent)

        def compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
            return tuple(compile_pattern(each, file.parts) for each in patterns)

        self.on, self.off = compiled(file.on), compiled(file.off)
        self.not_after, self.not_before = compiled(file.not_after), compiled(file.not_before)
        self.night, self.evenings_only, self.mornings_only = compiled(
            [file.night, file.evenings_only, file.mornings_only]
        )
        self.pause, self.zone_meant = compiled([file.pause, file.zone_meant])
        self.only, self.for_a_while, self.not_there = compiled(
            [file.only, file.for_a_while, file.not_there]
        )
        to = file.parts["hour"].replace("?P<hour>", "?P<to>").replace("?P<minute>", "?:")
        self.between = compile_pattern(
            file.between, {**file.parts, "hour_to": to.replace("?P<half>", "?P<to_half>")}
        )
        self.zones = {name: re.compile(pattern) for name, pattern in file.zones.items()}


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()


def read_wish(text: str, now: datetime) -> Wish:
    """Read a wish.

    Args:
        text: What was said.
        now: The moment it was said, in the person's own zone.

    Returns:
        What it says; a wish with nothing in it where nothing was understood.
    """
    said = fold(" ".join(text[:_LONGEST].split()))
    quiet_from, quiet_until = _quiet(said)
    until = _paused_until(said, now)
    return Wish(
        reminders=_wanted(said, hours=(quiet_from, quiet_until) != (None, None), until=until),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        paused_until=until,
        zone=_zone(said),
    )


def _wanted(said: str, *, hours: bool, until: datetime | None) -> bool | None:
    on = True if _any(_words().on, said) else None
    if hours or until is not None:
        return on
    return False if _any(_words().off, said) else on


def _quiet(said: str) -> tuple[int | None, int | None]:
    words = _words()
    between = _last(words.between, said)
    if between is not None:
        return _around(between, welcome=words.only.search(said) is not None)
    quiet_from = _hour_after(words.not_after, said, evening=True)
    quiet_until = _hour_after(words.not_before, said, evening=False)
    if quiet_from is None and quiet_until is None:
        if words.evenings_only.search(said):
            return None, _EVENING
        if words.mornings_only.search(said):
            return _NOON, None
        if words.night.search(said) and (_any(words.off, said) or words.pause.search(said)):
            return _NIGHT
    return quiet_from, quiet_until


def _around(between: re.Match[str], *, welcome: bool) -> tuple[int | None, int | None]:
    """Quiet between two hours, or outside of them where they are the ones that are welcome."""
    half, to_half = between["half"] or "", between["to_half"] or ""
    evening = "evening" in to_half or "night" in to_half
    first = _hour_of(between["hour"], half or (to_half if evening and welcome else ""))
    last = _hour_of(between["to"], to_half)
    if first is None or last is None:
        return None, None
    if not to_half and last <= first < _NOON:
        last += _NOON
    if welcome:
        return last, first
    late = not half and first < _NOON and last < first
    return (first + _NOON if late else first), last


def _last(pattern: re.Pattern[str], said: str) -> re.Match[str] | None:
    """The last match: people correct themselves as they write."""
    found = None
    for match in pattern.finditer(said):
        found = match
    return found


def _hour_after(patterns: tuple[re.Pattern[str], ...], said: str, *, evening: bool) -> int | None:
    found = [match for pattern in patterns if (match := _last(pattern, said)) is not None]
    if not found:
        return None
    latest = max(found, key=lambda match: match.end())
    return _hour_of(latest["hour"], latest["half"] or "", evening=evening)


def _hour_of(written: str, half: str, *, evening: bool = False) -> int | None:
    """The hour of the day; a bare “nine” is in the evening where quiet begins, else the morning."""
    half = half.replace(".", "")
    if written in {"noon", "midday", "midnight"}:
        return _NUMBERS[written]
    hour = int(written) if written.isdigit() else _NUMBERS[written]
    if hour > 24:
        return None
    late = half in {"pm", "in the evening", "in the afternoon", "at night"}
    early = half in {"am", "in the morning"}
    if hour == 12:
        return _MIDNIGHT if early or (not late and evening) else _NOON
    if hour < 12 and (late or (evening and not early)):
        hour += 12
    return hour % 24


def _paused_until(said: str, now: datetime) -> datetime | None:
    if not _words().pause.search(said):
        return None
    said = _words().for_a_while.sub("in ", said)
    ahead: list[date] = [each.day for each in find_dates(said, now) if each.day > now.date()]
    return datetime.combine(max(ahead), time(), now.tzinfo) if ahead else None


def _zone(said: str) -> str | None:
    if not _words().zone_meant.search(said):
        return None
    found = [
        name
        for name, pattern in _words().zones.items()
        for match in pattern.finditer(said)
        if not _words().not_there.search(said[: match.start()])
    ]
    return found[0] if len(found) == 1 else None


def _any(patterns: tuple[re.Pattern[str], ...], said: str) -> bool:
    return any(pattern.search(said) for pattern in patterns)
