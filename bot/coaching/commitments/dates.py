"""Finds dates and repeats in what people write: "by Friday", "the 28th", "every Sunday"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dateparser.date import DateDataParser
from dateutil.easter import easter

from bot.language.patterns import Content, compile_pattern, fold, read_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Resolver = Callable[[re.Match[str], datetime], date | None]

_HERE = Path(__file__).parent


class CommitmentContent(Content):
    """The file of commitments."""

    parts: dict[str, str]
    lead: str
    filler: str
    witness: list[str]
    problems: dict[str, list[str]]
    lasting: list[str]
    numbers: dict[str, int]
    fixed_days: dict[str, tuple[int, int]]
    month_first_zones: list[str]
    suggestions: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def content() -> CommitmentContent:
    """The words of commitments, read once a process."""
    return read_content(_HERE / "commitments.yml", CommitmentContent)


@dataclass(frozen=True)
class Dated:
    """A date phrase.

    Attributes:
        day: The day it means.
        start: Offset of its first character.
        end: Offset after its last character.
        starts: It says when something repeated begins.
        weekday: It names a day of the week.
        owned: It belongs to what follows, as in "Monday's meeting".
    """

    day: date
    start: int
    end: int
    starts: bool = False
    weekday: bool = False
    owned: bool = False


@dataclass(frozen=True)
class Repeat:
    """A phrase for something repeated.

    Attributes:
        rule: An RFC 5545 recurrence rule.
        first: The first day, after today.
        start: Offset of its first character.
        end: Offset after its last character.
    """

    rule: str
    first: date
    start: int
    end: int


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Phrase(Content):
    """A way of writing a day, and what it means."""

    means: str
    pattern: str


class DateContent(Content):
    """The file of days and repeats."""

    parts: dict[str, str]
    whole: str
    phrases: list[Phrase]
    in_month: str
    whose_day: str
    day_by_itself: str
    days_that_are_words: str
    day: str
    repeats: list[str]
    whole_repeat: str
    length_of_time: str


def _month_number(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _weekday_number(name: str) -> int:
    return next(i for i, day in enumerate(_WEEKDAYS) if day[:2] == name[:2])


@lru_cache(maxsize=8)
def _parser(today: date, *, month_first: bool) -> DateDataParser:
    # One a day: dateparser keeps every set of settings that it has seen.
    return DateDataParser(
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day),  # noqa: DTZ001
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "MDY" if month_first else "DMY",
        },
    )


def _parse(phrase: str, today: date, *, month_first: bool = False) -> date | None:
    found = _parser(today, month_first=month_first).get_date_data(phrase).date_obj
    return found.date() if found else None


def _month_first(now: datetime) -> bool:
    zone = str(now.tzinfo)
    return any(zone.startswith(known) for known in content().month_first_zones)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _end_of_week(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _end_of_quarter(quarter: int, year: int) -> date:
    return _end_of_month(date(year, quarter * 3, 1))


def _relative_day(match: re.Match[str], now: datetime) -> date | None:
    word = match["word"]
    if "after" in word:
        return now.date() + timedelta(days=2)
    if word.startswith(("tom", "tm", "2m", "morrow")):
        return now.date() + timedelta(days=1)
    if word.startswith("yest"):
        return now.date() - timedelta(days=1)
    return now.date()


def _on_weekday(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    wanted = _weekday_number(match["day"])
    ahead = (wanted - today.weekday() - 1) % 7 + 1
    which = match["which"] or ""
    if match["number"]:
        return _numbered_day(int(match["number"]), today)
    if "last" in which or match["gone"]:
        return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    if "next" in which:
        return today + timedelta(days=7 - today.weekday() + wanted)
    if match["week"] or "week on" in which or "week from" in which:
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead)


def _numbered_day(number: int, today: date) -> date | None:
    for months in range(13):
        month = _months_later(today.replace(day=1), months)
        if number <= calendar.monthrange(month.year, month.month)[1]:
            day = month.replace(day=number)
            if day >= today:
                return day
    return None


def _weekend(match: re.Match[str], now: datetime) -> date | None:
    sunday = _end_of_week(now.date())
    if match["which"] and "next" in match["which"]:
        return sunday + timedelta(days=7)
    if match["which"] and "last" in match["which"]:
        return sunday - timedelta(days=7)
    return sunday


def _end_of(match: re.Match[str], now: datetime) -> date | None:
    today, which, unit = now.date(), match["which"] or "", match["unit"]
    later = 1 if "next" in which else 0
    if unit.startswith("day"):
        return today
    if unit.startswith(("week", "eow")):
        return _end_of_week(today) + timedelta(days=7 * later)
    if unit.startswith("month"):
        return _end_of_month(_months_later(today, later))
    if unit.startswith("year"):
        return date(today.year + later, 12, 31)
    if unit.startswith("quarter"):
        month = _months_later(today, 3 * later)
        return _end_of_quarter((month.month - 1) // 3 + 1, month.year)
    return _end_of_month(_first_of_month(unit, today))


def _start_of(match: re.Match[str], now: datetime) -> date | None:
    today, unit = now.date(), match["unit"]
    if unit.startswith("week"):
        return _end_of_week(today) + timedelta(days=1)
    if unit.startswith("month"):
        return _months_later(today.replace(day=1), 1)
    if unit.startswith("year"):
        return date(today.year + 1, 1, 1)
    first = _first_of_month(unit, today)
    return first.replace(day=15) if match["part"].startswith("mid") else first


def _first_of_month(name: str, today: date) -> date:
    number = _month_number(name)
    return date(today.year + (number < today.month), number, 1)


def _in_month(match: re.Match[str], now: datetime) -> date | None:
    first = _first_of_month(match["month"], now.date())
    if match["year"]:
        first = first.replace(year=int(match["year"]))
    how = match["how"]
    if how.startswith(("by", "before")):
        return max(first, now.date())
    return _end_of_month(first)


def _after_a_while(match: re.Match[str], now: datetime) -> date | None:
    number = match["number"] or "1"
    amount = content().numbers.get(number) or (int(number) if number.isdigit() else 0)
    unit = match["unit"]
    if unit.startswith(("min", "hour", "hr")):
        return (now + timedelta(**{"hours" if unit.startswith("h") else "minutes": amount})).date()
    if unit.startswith("fortnight"):
        amount, unit = amount * 2, "weeks"
    elif unit.startswith("wk"):
        unit = "weeks"
    return _parse(f"in {amount} {unit}", now.date())


def _this_or_next(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    later = {"next": 1, "last": -1}.get(match["which"].split()[0], 0)
    unit = match["unit"]
    if unit == "week":
        return _end_of_week(today) + timedelta(days=7 * later)
    if unit == "month":
        return _end_of_month(_months_later(today, later))
    return date(today.year + later, 12, 31)


def _written_out(match: re.Match[str], now: datetime) -> date | None:
    phrase = re.sub(r"(?<=\d)(?:st|nd|rd|th)|\bof\b|\bthe\b|,", " ", match["date"])
    return _parse(" ".join(phrase.split()), now.date())


def _in_figures(match: re.Match[str], now: datetime) -> date | None:
    found = _parse(match["date"].replace(".", "/"), now.date(), month_first=_month_first(now))
    if found and not match["year"] and found < now.date():
        return _months_later(found, 12)
    return found


def _iso(match: re.Match[str], now: datetime) -> date | None:
    del now
    try:
        return date.fromisoformat(match["date"])
    except ValueError:
        # 2026-13-45 is not a day: it stays a part of the sentence.
        return None


def _numbered(match: re.Match[str], now: datetime) -> date | None:
    number = int(match["number"])
    found = _numbered_day(number, now.date()) if 1 <= number <= 31 else None
    if found and match["of"] and "next" in match["of"]:
        month = _months_later(now.date().replace(day=1), 1)
        return month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))
    return found


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "tenth": 10, "last": 31}


def _ordinal_day(match: re.Match[str], now: datetime) -> date | None:
    month = _months_later(now.date().replace(day=1), 1 if "next" in match["of"] else 0)
    number = min(_ORDINALS[match["word"]], calendar.monthrange(month.year, month.month)[1])
    found = month.replace(day=number)
    return found if found >= now.date() else _months_later(found, 1)


def _feast(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    month, number = content().fixed_days[match["feast"]]
    day = date(today.year, month, number)
    return day if day >= today else day.replace(year=today.year + 1)


def _easter(match: re.Match[str], now: datetime) -> date | None:
    del match
    this_year: date = easter(now.year)
    next_year: date = easter(now.year + 1)
    return this_year if this_year >= now.date() else next_year


def _quarter(match: re.Match[str], now: datetime) -> date | None:
    end = _end_of_quarter(int(match["quarter"]), now.year)
    return end if end >= now.date() else _end_of_quarter(int(match["quarter"]), now.year + 1)


def _ago(match: re.Match[str], now: datetime) -> date | None:
    number = match["number"]
    amount = content().numbers.get(number) or (int(number) if number.isdigit() else 1)
    return _parse(f"{amount} {match['unit']} ago", now.date())


_MEANS: dict[str, Resolver] = {
    "iso": _iso,
    "written_out": _written_out,
    "in_figures": _in_figures,
    "weekday": _on_weekday,
    "relative_day": _relative_day,
    "weekend": _weekend,
    "end_of": _end_of,
    "start_of": _start_of,
    "after_a_while": _after_a_while,
    "ago": _ago,
    "this_or_next": _this_or_next,
    "numbered": _numbered,
    "ordinal": _ordinal_day,
    "feast": _feast,
    "easter": _easter,
    "quarter": _quarter,
}


class _Calendar:
    """The file of days and repeats, compiled."""

    def __init__(self) -> None:
        file = read_content(_HERE / "dates.yml", DateContent)
        parts = {
            **file.parts,
            "number": rf"\d{{1,3}}|{_alternatives(content().numbers)}",
            "feast": _alternatives(content().fixed_days),
        }
        self.phrases: list[tuple[re.Pattern[str], Resolver]] = [
            (compile_pattern(file.whole, {**parts, "body": phrase.pattern}), _MEANS[phrase.means])
            for phrase in file.phrases
        ]
        self.phrases.append((compile_pattern(file.in_month, parts), _in_month))
        self.whose_day = compile_pattern(file.whose_day, parts)
        self.day_by_itself = compile_pattern(file.day_by_itself, parts)
        self.days_that_are_words = compile_pattern(file.days_that_are_words, parts)
        self.day = compile_pattern(file.day, parts)
        self.repeat = compile_pattern(
            file.whole_repeat, {**parts, "repeat": "|".join(file.repeats)}
        )
        self.length_of_time = compile_pattern(file.length_of_time, parts)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1)
def _calendar() -> _Calendar:
    return _Calendar()


def find_dates(text: str, now: datetime) -> list[Dated]:
    """Finds date phrases, with the words that belong to them ("by", "at 4pm").

    Args:
        text: What somebody wrote.
        now: The moment it was written, in their own zone.

    Returns:
        The phrases in order, none overlapping another.
    """
    folded = fold(text)
    words = _calendar()
    found: list[Dated] = []
    for pattern, resolve in words.phrases:
        for match in pattern.finditer(folded):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            lead = match["lead"]
            body = folded[match.start() + len(lead) : match.end()]
            owner = words.whose_day.search(folded, 0, match.start())
            seen = owner and owner.group().strip() == "her" and resolve is _on_weekday
            if owner and not (seen and words.day_by_itself.match(folded, match.end())):
                continue
            if not lead and words.days_that_are_words.fullmatch(body):
                continue
            day = resolve(match, now)
            if day is None:
                continue
            if re.search(r"\bbefore (?:the )?$", lead) and day > now.date():
                day -= timedelta(days=1)
            found.append(
                Dated(
                    day,
                    match.start(),
                    match.end(),
                    starts=bool(re.search(r"\b(?:starting|beginning|from|as of)\b", lead)),
                    weekday=resolve is _on_weekday,
                    owned=folded.startswith("'s", match.end()),
                )
            )
    return sorted(found, key=lambda dated: dated.start)


_FREQUENCY = {
    "day": "DAILY", "daily": "DAILY", "morning": "DAILY", "evening": "DAILY", "night": "DAILY",
    "nightly": "DAILY", "afternoon": "DAILY", "week": "WEEKLY", "weekly": "WEEKLY",
    "month": "MONTHLY", "monthly": "MONTHLY", "year": "YEARLY", "yearly": "YEARLY",
    "annually": "YEARLY",
}  # fmt: skip
_FORTNIGHT = {"fortnight", "fortnightly", "biweekly", "bi-weekly"}
_EVERY_OTHER = {"other": 2, "second": 2, "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_DAYS = {"DAILY": 1, "WEEKLY": 7}
_STEP_MONTHS = {"MONTHLY": 1, "YEARLY": 12}


def find_repeat(text: str, now: datetime) -> Repeat | None:
    """Finds how often something is to be done.

    Args:
        text: What somebody wrote.
        now: The moment it was written, in their own zone.

    Returns:
        The most particular repeat ("every Friday" before "weekly"), or none.
    """
    words = _calendar()
    folded = fold(text)
    found = [
        match
        for match in words.repeat.finditer(folded)
        if not (match["per"] and words.length_of_time.search(folded[: match.start()]))
    ]
    if not found:
        return None
    match = min(found, key=lambda match: (not _says_the_day(match), match.start()))
    rule, first = _rule(match, now.date())
    return Repeat(rule, first, match.start(), match.end())


def _says_the_day(match: re.Match[str]) -> bool:
    return bool(match["days"] or match["plural"] or match["parts_of"] or match["monthday"])


def _rule(match: re.Match[str], today: date) -> tuple[str, date]:
    if match["monthday"]:
        return _monthly_on(match, today)
    named = match["days"] or match["plural"] or match["parts_of"]
    unit = match["unit"] or match["word"] or match["per"] or ""
    every = _EVERY_OTHER.get((match["other"] or "").strip(), 1)
    if not named and _calendar().day.fullmatch(unit):
        named = unit
    if named:
        days = sorted({_weekday_number(day) for day in _calendar().day.findall(named)})
        return _weekly_on(days, every, today)
    if unit in {"weekday", "working day"}:
        return _weekly_on([0, 1, 2, 3, 4], 1, today)
    if unit == "weekend":
        return _weekly_on([5], every, today)
    if unit in _FORTNIGHT:
        return "FREQ=WEEKLY;INTERVAL=2", today + timedelta(weeks=2)
    if unit.startswith("quarter"):
        return "FREQ=MONTHLY;INTERVAL=3", _months_later(today, 3)
    frequency = _FREQUENCY.get(unit) or _FREQUENCY[unit.rstrip("s")]
    interval = f";INTERVAL={every}" if every > 1 else ""
    if frequency in _DAYS:
        return f"FREQ={frequency}{interval}", today + timedelta(days=_DAYS[frequency] * every)
    return f"FREQ={frequency}{interval}", _months_later(today, _STEP_MONTHS[frequency] * every)


def _weekly_on(days: list[int], every: int, today: date) -> tuple[str, date]:
    interval = f";INTERVAL={every}" if every > 1 else ""
    ahead = min((day - today.weekday() - 1) % 7 + 1 for day in days)
    codes = ",".join(_CODES[day] for day in days)
    return f"FREQ=WEEKLY{interval};BYDAY={codes}", today + timedelta(days=ahead)


def _monthly_on(match: re.Match[str], today: date) -> tuple[str, date]:
    word = re.sub(r"(?<=\d)\D+$", "", match["monthday"])
    number = int(word) if word.isdigit() else (-1 if word == "last" else _ORDINALS[word])
    if match["nthday"]:
        weekday = _weekday_number(match["nthday"].strip())
        first = next(
            day
            for months in range(3)
            if (day := _nth_weekday(_months_later(today, months), weekday, number)) > today
        )
        return f"FREQ=MONTHLY;BYDAY={number}{_CODES[weekday]}", first
    if number == -1:
        return "FREQ=MONTHLY;BYMONTHDAY=-1", _end_of_month(today)
    first = _numbered_day(number, today + timedelta(days=1)) or today
    return f"FREQ=MONTHLY;BYMONTHDAY={number}", first


def _nth_weekday(month: date, weekday: int, number: int) -> date:
    if number < 0:
        last = _end_of_month(month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = month.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
