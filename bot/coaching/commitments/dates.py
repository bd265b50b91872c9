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
from dateutil.relativedelta import relativedelta

from bot.coaching.breach.patterns import Content, fold, read_content

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTENT = Path(__file__).parent / "commitments.yml"


class CommitmentContent(Content):
    """The file of commitments."""

    parts: dict[str, str]
    lead: str
    witness: list[str]
    problems: dict[str, list[str]]
    numbers: dict[str, int]
    fixed_days: dict[str, tuple[int, int]]
    month_first_zones: list[str]
    suggestions: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def content() -> CommitmentContent:
    """The words of commitments, read once a process."""
    return read_content(_CONTENT, CommitmentContent)


@dataclass(frozen=True)
class Dated:
    """A date phrase.

    Attributes:
        day: The day it means.
        start: Offset of its first character.
        end: Offset after its last character.
        starts: It says when something repeated begins.
        weekday: It names a day of the week.
    """

    day: date
    start: int
    end: int
    starts: bool = False
    weekday: bool = False


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
_DAY = (
    r"(?:mondays?|tuesdays?|wed(?:nes|ens|nse)days?|thurs?days?|fridays?|sat[ue]rdays?|sundays?|"
    r"mon|tues?|weds?|thurs?|thu|fri|sat|sun)"
)
_MONTH = (
    r"(?:january|february|febuary|march|april|may|june|july|august|september|october|november|"
    r"december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|years?)"
_TIME = (
    r"(?:noon|midday|midnight|lunch ?time|lunch|first thing|close of (?:play|business)|cob|"
    r"\d{1,2}(?:[:.]\d\d)? ?(?:am|pm)|\d{1,2}:\d\d|(?:the )?end of (?:the )?day|eod)"
)
_BEFORE = (
    r"(?:(?:and |but )?(?:no later than|not later than|at the latest by|latest by|latest|by the latest|"
    r"due|starting(?: from| on)?|beginning(?: on)?|from|before|until|till?|by|on|this coming|come|"
    r"as of|for|around|about|at)\s+(?:the )?)*"
)
_AFTER = (
    rf"(?:\s+(?:(?:in the )?(?:morning|afternoon|evening|night|lunchtime)|first thing|at the latest|"
    rf"latest|(?:at|by|before|around) {_TIME}|at \d{{1,2}}\b|{_TIME}))*"
)
_LEAD_TIME = rf"(?:(?:by|at|before|around)?\s*{_TIME}\s+(?:on\s+)?)?"


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
        numbered = _numbered_day(int(match["number"]), today)
        return numbered
    if "last" in which or match["gone"]:
        return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    if "next" in which:
        return today + timedelta(days=7 - today.weekday() + wanted)
    if match["week"] or "week on" in which or "week from" in which:
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead)


def _numbered_day(number: int, today: date) -> date | None:
    for months in range(13):
        month = today.replace(day=1) + relativedelta(months=months)
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
        return _end_of_month(today + relativedelta(months=later))
    if unit.startswith("year"):
        return date(today.year + later, 12, 31)
    if unit.startswith("quarter"):
        month = today + relativedelta(months=3 * later)
        return _end_of_quarter((month.month - 1) // 3 + 1, month.year)
    return _end_of_month(_first_of_month(unit, today))


def _start_of(match: re.Match[str], now: datetime) -> date | None:
    today, unit = now.date(), match["unit"]
    if unit.startswith("week"):
        return _end_of_week(today) + timedelta(days=1)
    if unit.startswith("month"):
        return today.replace(day=1) + relativedelta(months=1)
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
    if how.startswith("by") or how.startswith("before"):
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
        return _end_of_month(today + relativedelta(months=later))
    return date(today.year + later, 12, 31)


def _written_out(match: re.Match[str], now: datetime) -> date | None:
    phrase = re.sub(r"(?<=\d)(?:st|nd|rd|th)|\bof\b|\bthe\b|,", " ", match["date"])
    return _parse(" ".join(phrase.split()), now.date())


def _in_figures(match: re.Match[str], now: datetime) -> date | None:
    found = _parse(match["date"].replace(".", "/"), now.date(), month_first=_month_first(now))
    if found and not match["year"] and found < now.date():
        return found + relativedelta(years=1)
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
        month = now.date().replace(day=1) + relativedelta(months=1)
        return month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))
    return found


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fifth": 5, "tenth": 10, "last": 31}


def _ordinal_day(match: re.Match[str], now: datetime) -> date | None:
    month = now.date().replace(day=1) + relativedelta(months=1 if "next" in match["of"] else 0)
    number = min(_ORDINALS[match["word"]], calendar.monthrange(month.year, month.month)[1])
    found = month.replace(day=number)
    return found if found >= now.date() else found + relativedelta(months=1)


def _feast(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    month, number = content().fixed_days[match["feast"]]
    day = date(today.year, month, number)
    return day if day >= today else day.replace(year=today.year + 1)


def _easter(match: re.Match[str], now: datetime) -> date | None:
    del match
    today = now.date()
    return next(day for year in (today.year, today.year + 1) if (day := easter(year)) >= today)


def _quarter(match: re.Match[str], now: datetime) -> date | None:
    end = _end_of_quarter(int(match["quarter"]), now.year)
    return end if end >= now.date() else _end_of_quarter(int(match["quarter"]), now.year + 1)


def _ago(match: re.Match[str], now: datetime) -> date | None:
    number = match["number"]
    amount = content().numbers.get(number) or (int(number) if number.isdigit() else 1)
    return _parse(f"{amount} {match['unit']} ago", now.date())


_Resolver = "Callable[[re.Match[str], datetime], date | None]"


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], date | None]], ...]:
    feasts = "|".join(sorted(map(re.escape, content().fixed_days), key=len, reverse=True))
    numbers = "|".join(sorted(map(re.escape, content().numbers), key=len, reverse=True))
    number = rf"(?P<number>\d+|{numbers})"
    bodies: list[tuple[str, Callable[[re.Match[str], datetime], date | None]]] = [
        (r"(?P<date>\d{4}-\d\d-\d\d)", _iso),
        (
            rf"(?P<date>(?:{_DAY},? )?(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}})?)",
            _written_out,
        ),
        (rf"(?P<date>{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?)(?!\d)", _written_out),
        (
            r"(?<![\d/£$€.])(?P<date>(?:[0-2]?\d|3[01])[/.](?:0?\d|1[0-2]|[12]\d|3[01])(?P<year>[/.](?:20)?\d\d)?)(?![\d/%]|\.\d)",
            _in_figures,
        ),
        (
            rf"(?P<which>(?:this coming|this|next|coming|last|a week on|a week from)\s+)?(?P<day>{_DAY})"
            r"(?P<week> week\b)?(?P<gone> just gone)?(?:,? (?:the )?(?P<number>\d{1,2})(?:st|nd|rd|th))?",
            _on_weekday,
        ),
        (
            r"(?P<word>(?:the )?day after (?:tomorrow|tomorow|tmrw)|tomor+ow|tom+or+ow|tommorow|tmrw|tmr|tmw|tomoz|tomo|2moro|2morrow|"
            r"today|tonight|tonite|2nite|2day|this (?:morning|afternoon|evening)|straight away|right away|right now|immediately|yesterday)",
            _relative_day,
        ),
        (r"(?P<which>this |next |last |the |coming )?(?:coming )?weekend", _weekend),
        (
            rf"(?:the )?(?:very )?(?:end|last day) of (?P<which>the |this |next )?(?P<unit>day|week|month|year|quarter|{_MONTH})",
            _end_of,
        ),
        (r"(?P<which>)(?P<unit>month)[- ]end|(?:the )?close of (?P<which2>)(?P<unit2>play)", _end_of),
        (
            rf"(?:the )?(?P<part>start|beginning|middle|mid)[ -](?:of )?(?:the |next )?(?P<unit>week|month|year|{_MONTH})",
            _start_of,
        ),
        (rf"(?:in|within|after) (?:the (?:next|coming) )?(?:about |under |less than )?{number} (?P<unit>{_UNIT})(?:'s?)?(?: time| from now)?", _after_a_while),
        (rf"(?:the next|within the|within an?) (?P<number>\d+|{numbers})? ?(?P<unit>{_UNIT})", _after_a_while),
        (rf"{number} (?P<unit>{_UNIT}) from (?:now|today)", _after_a_while),
        (rf"{number} (?P<unit>{_UNIT}) ago", _ago),
        (r"(?P<which>this|next|last) (?P<unit>week|month|year)", _this_or_next),
        (rf"(?:the )?(?P<number>\d{{1,2}})(?:st|nd|rd|th)\b(?P<of> of (?:the|this|next) month)?", _numbered),
        (r"(?:the )?(?P<word>first|second|third|fifth|tenth|last)(?: day)?(?P<of> of (?:the|this|next) month)", _ordinal_day),
        (rf"(?P<feast>{feasts})", _feast),
        (r"easter(?: sunday)?", _easter),
        (r"(?:the end of )?q(?P<quarter>[1-4])", _quarter),
    ]
    phrases = [
        (re.compile(rf"(?<![\w'/-])(?P<lead>{_LEAD_TIME}{_BEFORE}){body}(?![\w/]){_AFTER}"), resolve)
        for body, resolve in bodies
    ]
    in_month = re.compile(
        rf"(?<![\w'])(?P<lead>)(?P<how>in|by|before|during|sometime in|for|until) (?:early |late |next )?"
        rf"(?P<month>{_MONTH})(?: (?P<year>20\d\d))?(?![\w'])(?! \d)"
    )
    return (*phrases, (in_month, _in_month))


_POSSESSED = re.compile(r"\b(?:my|her|his|our|their|your|every|each|other)\s+$")
_SHORT_DAYS = re.compile(r"(?:sat|sun|wed|mon|may|mar)\b")


def find_dates(text: str, now: datetime) -> list[Dated]:
    """Finds date phrases, with the words that belong to them ("by", "at 4pm").

    Args:
        text: What somebody wrote.
        now: The moment it was written, in their own zone.

    Returns:
        The phrases in order, none overlapping another.
    """
    folded = fold(text)
    found: list[Dated] = []
    for pattern, resolve in _phrases():
        for match in pattern.finditer(folded):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            lead = match["lead"]
            body = folded[match.start() + len(lead) : match.end()]
            if _POSSESSED.search(folded, 0, match.start()):
                continue
            if not lead and _SHORT_DAYS.fullmatch(body):
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
                )
            )
    return sorted(found, key=lambda dated: dated.start)


_EVERY = r"(?:every|each|evry)"
_DAY_LIST = rf"{_DAY}(?:(?:,| and| &|, and) {_DAY})*"
_REPEATS = re.compile(
    rf"(?<![\w'])(?:"
    rf"(?:on |by )?the (?P<monthday>\d{{1,2}}(?:st|nd|rd|th)|first|second|third|fifth|tenth|last)(?: day)?(?P<nthday> {_DAY})? of (?:{_EVERY}|the) month(?:ly)?"
    rf"|(?:on )?{_EVERY} (?P<days>{_DAY_LIST})"
    rf"|{_EVERY} (?P<other>other |second |two |2 |three |3 |four |4 )?(?P<unit>days?|weeks?|months?|years?|morning|evening|night|weekday|weekend|fortnight|quarter|working day|afternoon|{_DAY})"
    rf"|(?:on )?(?P<plural>(?:mon|tues|wednes|thurs|fri|satur|sun)days(?:(?:,| and) (?:mon|tues|wednes|thurs|fri|satur|sun)days)*)"
    rf"|(?P<word>daily|nightly|weekly|monthly|fortnightly|bi-?weekly|yearly|annually|quarterly)"
    rf"|(?:once |twice |three times |\d+ times )?(?:a|per|/|an?) ?(?P<per>day|week|month|year|fortnight)(?! (?:ago|from|on|late|off|time|or|later|trial|in advance|before))"
    rf")(?![\w'-]){_AFTER}"
)
_FREQUENCY = {
    "day": "DAILY", "daily": "DAILY", "morning": "DAILY", "evening": "DAILY", "night": "DAILY",
    "nightly": "DAILY", "afternoon": "DAILY", "week": "WEEKLY", "weekly": "WEEKLY",
    "month": "MONTHLY", "monthly": "MONTHLY", "year": "YEARLY", "yearly": "YEARLY",
    "annually": "YEARLY",
}  # fmt: skip
_FORTNIGHT = {"fortnight", "fortnightly", "biweekly", "bi-weekly"}
_EVERY_OTHER = {"other": 2, "second": 2, "two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_STEP = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}


def find_repeat(text: str, now: datetime) -> Repeat | None:
    """Finds how often something is to be done.

    Args:
        text: What somebody wrote.
        now: The moment it was written, in their own zone.

    Returns:
        The first repeat, or none.
    """
    folded = fold(text)
    for match in _REPEATS.finditer(folded):
        if match["per"] and re.search(r"\b(?:in|within|for|after|half|about) $", folded[: match.start()]):
            continue
        rule, first = _rule(match, now.date())
        return Repeat(rule, first, match.start(), match.end())
    return None


def _rule(match: re.Match[str], today: date) -> tuple[str, date]:
    if match["monthday"]:
        return _monthly_on(match, today)
    named = match["days"] or match["plural"]
    unit = match["unit"] or match["word"] or match["per"] or ""
    every = _EVERY_OTHER.get((match["other"] or "").strip(), 1)
    if not named and re.fullmatch(_DAY, unit):
        named = unit
    if named:
        days = sorted({_weekday_number(day) for day in re.findall(_DAY, named)})
        return _weekly_on(days, every, today)
    if unit in {"weekday", "working day"}:
        return _weekly_on([0, 1, 2, 3, 4], 1, today)
    if unit == "weekend":
        return _weekly_on([5], every, today)
    if unit in _FORTNIGHT:
        return "FREQ=WEEKLY;INTERVAL=2", today + timedelta(weeks=2)
    if unit.startswith("quarter"):
        return "FREQ=MONTHLY;INTERVAL=3", today + relativedelta(months=3)
    frequency = _FREQUENCY.get(unit) or _FREQUENCY[unit.rstrip("s")]
    interval = f";INTERVAL={every}" if every > 1 else ""
    return f"FREQ={frequency}{interval}", today + relativedelta(**{_STEP[frequency]: every})  # type: ignore[arg-type]


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
            if (day := _nth_weekday(today + relativedelta(months=months), weekday, number)) > today
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
