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
from dateutil.rrule import rrulestr

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
    promised_to: list[str]
    promised_to_names: list[str]
    no_names: str
    until_something: str
    opening: str
    problems: dict[str, list[str]]
    lasting: list[str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    fixed_days: dict[str, tuple[int, int]]
    easter_days: dict[str, int]
    nth_days: dict[str, tuple[int, int, int, int]]
    feasts_elsewhere: dict[str, dict[str, str]]
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
        owned: It belongs to what is done, as in "Monday's meeting" or "away for two weeks".
        ends: It says when something repeated ends ("until", "for two weeks").
        by: It says by when something is done at the latest ("by", "before").
        topic: It may say what the act is about ("a table for Saturday", "about Friday").
        counted: It is a length of time, counted from the beginning ("for six weeks").
        numbered: It names a day of the month, and no month ("on the 5th").
        opens: The first day of the time that it names ("next week", "in December").
    """

    day: date
    start: int
    end: int
    starts: bool = False
    weekday: bool = False
    owned: bool = False
    ends: bool = False
    by: bool = False
    topic: bool = False
    counted: bool = False
    numbered: bool = False
    opens: date | None = None


@dataclass(frozen=True)
class Repeat:
    """A phrase for something repeated.

    Attributes:
        rule: An RFC 5545 recurrence rule; empty where nothing can come round like that.
        first: The first day, after today.
        start: Offset of its first character.
        end: Offset after its last character.
        impossible: It cannot come round ("every 0 days", "the 32nd of every month").
        adjective: It may stand before a noun, as in "a weekly report".
    """

    rule: str
    first: date
    start: int
    end: int
    impossible: bool = False
    adjective: bool = False


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FRIDAY = 4
_DAYS_IN_A_MONTH = 31
_DAYS_IN_A_WEEK = 7


class Phrase(Content):
    """A way of writing a day, and what it means."""

    means: str
    pattern: str
    needs: str = ""


class DateContent(Content):
    """The file of days and repeats."""

    parts: dict[str, str]
    whole: str
    phrases: list[Phrase]
    in_month: str
    roles: dict[str, str]
    whose_day: str
    told_before: str
    past_before: str
    day_by_itself: str
    days_that_are_words: str
    day: str
    repeats: list[str]
    whole_repeat: str
    length_of_time: str
    one_month: str
    counted_before: str


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
    try:
        found = _parser(today, month_first=month_first).get_date_data(phrase).date_obj
    except (ValueError, OverflowError):
        return None
    return found.date() if found else None


def _month_first(now: datetime) -> bool:
    zone = str(now.tzinfo)
    return any(zone.startswith(known) for known in content().month_first_zones)


def _amount(number: str | None) -> int:
    words = (number or "1").strip()
    return content().numbers.get(words) or (int(words) if words.isdecimal() else 0)


def _ordinal(word: str) -> int:
    """The number of "5th" or "fifth"; -1 for "last"."""
    figures = re.sub(r"(?<=\d)\D+$", "", word.strip())
    return int(figures) if figures.isdecimal() else content().ordinals[figures]


def _days_later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def _working_days_later(day: date, days: int) -> date:
    if day.weekday() > _FRIDAY:
        # What is counted on a weekend is counted from the Friday before.
        day -= timedelta(days=day.weekday() - _FRIDAY)
    weeks, over = divmod(days, 5)
    weekend = 2 if day.weekday() + over > _FRIDAY else 0
    return _days_later(day, weeks * 7 + over + weekend)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _later(day: date, amount: int, unit: str) -> date:
    """A number of days, weeks, fortnights, months or years after a day."""
    if unit.startswith("day"):
        return _days_later(day, amount)
    if unit.startswith("fort"):
        return _days_later(day, amount * 14)
    if unit.startswith("w"):
        return _days_later(day, amount * 7)
    return _months_later(day, amount * (12 if unit.startswith("y") else 1))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _end_of_week(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())


def _end_of_quarter(quarter: int, year: int) -> date:
    return _end_of_month(date(year, quarter * 3, 1))


def _relative_day(match: re.Match[str], now: datetime) -> date | None:
    word = match["word"]
    day = now.date()
    if "after" in word:
        return day + timedelta(days=2)
    if word.startswith(("tom", "tm", "2m", "morrow")):
        day += timedelta(days=1)
    elif word.startswith("yest") or word == "last night":
        day -= timedelta(days=1)
    if match["unit"]:
        return _later(day, _amount(match["number"]), match["unit"])
    return day + timedelta(weeks=1) if match["week"] else day


def _on_weekday(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    wanted = _weekday_number(match["day"])
    ahead = (wanted - today.weekday() - 1) % 7 + 1
    which = match["which"] or ""
    if match["dayno"]:
        return _numbered_day(int(match["dayno"]), today)
    if "last" in which or match["gone"]:
        return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    if match["after"]:
        return today + timedelta(days=14 - today.weekday() + wanted)
    if "next" in which:
        return today + timedelta(days=7 - today.weekday() + wanted)
    if match["weeks"]:
        return _later(today + timedelta(days=ahead), _amount(match["number"]), match["weeks"])
    if match["week"]:
        return today + timedelta(days=ahead + 7)
    return today + timedelta(days=ahead)


def _numbered_day(number: int, today: date) -> date | None:
    for months in range(13):
        month = _months_later(today.replace(day=1), months)
        if 1 <= number <= calendar.monthrange(month.year, month.month)[1]:
            day = month.replace(day=number)
            if day >= today:
                return day
    return None


def _weekend(match: re.Match[str], now: datetime) -> date | None:
    sunday = _end_of_week(now.date())
    if match["after"]:
        return sunday + timedelta(days=14)
    if match["which"] and "next" in match["which"]:
        return sunday + timedelta(days=7)
    if match["which"] and "last" in match["which"]:
        return sunday - timedelta(days=7)
    return sunday


def _end_of(match: re.Match[str], now: datetime) -> date | None:
    today, which, unit = now.date(), match["which"] or "", match["unit"]
    later = 1 if "next" in which else 0
    if unit.startswith(("day", "eod")):
        return today
    if unit.startswith(("week", "eow")):
        return _end_of_week(today) + timedelta(days=7 * later)
    if unit.startswith(("month", "eom")):
        return _end_of_month(_months_later(today, later))
    if unit.startswith(("year", "eoy")):
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


_SINCE_ITS_FIRST_DAY = ("by", "before", "from", "start", "begin", "as of")


def _in_month(match: re.Match[str], now: datetime) -> date | None:
    first = _first_of_month(match["month"], now.date())
    if match["year"]:
        first = first.replace(year=int(match["year"]))
    if match["how"].startswith(_SINCE_ITS_FIRST_DAY):
        return max(first, now.date()) if not match["year"] else first
    return _end_of_month(first)


def _in_year(match: re.Match[str], now: datetime) -> date | None:
    del now
    year = int(match["year"])
    return date(year, 1, 1) if match["how"].startswith(_SINCE_ITS_FIRST_DAY) else date(year, 12, 31)


def _after_a_while(match: re.Match[str], now: datetime) -> date | None:
    amount, unit = _amount(match["number"]), match["unit"]
    if unit.startswith(("min", "hour", "hr")):
        if match.group().lstrip().startswith("for"):
            return None
        hours = amount if unit.startswith("h") else amount / 60
        try:
            return (now + timedelta(hours=hours)).date()
        except OverflowError:
            return date.max
    if match.groupdict().get("working"):
        return _working_days_later(now.date(), amount)
    return _later(now.date(), amount, unit)


def _this_or_next(match: re.Match[str], now: datetime) -> date | None:
    today = now.date()
    later = {"next": 1, "last": -1}.get(match["which"].split()[0], 0)
    later += 2 if match["after"] else 0
    unit = match["unit"]
    if unit == "week":
        return _end_of_week(today) + timedelta(days=7 * later)
    if unit == "month":
        return _end_of_month(_months_later(today, later))
    return date(today.year + later, 12, 31)


def _written_out(match: re.Match[str], now: datetime) -> date | None:
    number, today = _ordinal(match["number"]), now.date()
    month = _month_number(match["month"])
    year = int(match["year"]) if match["year"] else today.year
    for later in range(1 if match["year"] else 5):
        try:
            day = date(year + later, month, number)
        except ValueError:
            # 31 February is no day, and 29 February is one only now and then.
            continue
        if day >= today or match["year"]:
            return day
    return None


def _in_figures(match: re.Match[str], now: datetime) -> date | None:
    figures = re.sub(r"[.-]", "/", match["date"])
    found = _parse(figures, now.date(), month_first=_month_first(now))
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
    number, of, today = _ordinal(match["number"]), match["of"] or "", now.date()
    if number == -1:
        number = _DAYS_IN_A_MONTH
    if not of:
        return _numbered_day(number, today)
    month = _months_later(today.replace(day=1), 1 if "next" in of else 0)
    if not 1 <= number <= _DAYS_IN_A_MONTH:
        return None
    found = month.replace(day=min(number, calendar.monthrange(month.year, month.month)[1]))
    return found if found >= today else _months_later(found, 1)


def _feast(match: re.Match[str], now: datetime) -> date | None:
    name, today, file = match["feast"], now.date(), content()
    for zone, names in file.feasts_elsewhere.items():
        if str(now.tzinfo).startswith(zone):
            name = names.get(name, name)
    this_year = _feast_in(name, today.year)
    return this_year if this_year >= today else _feast_in(name, today.year + 1)


def _feast_in(name: str, year: int) -> date:
    file = content()
    if name in file.easter_days:
        sunday: date = easter(year)
        return sunday + timedelta(days=file.easter_days[name])
    if name in file.nth_days:
        month, weekday, which, later = file.nth_days[name]
        return _nth_weekday(date(year, month, 1), weekday, which) + timedelta(days=later)
    month, number = file.fixed_days[name]
    return date(year, month, number)


def _quarter(match: re.Match[str], now: datetime) -> date | None:
    end = _end_of_quarter(int(match["quarter"]), now.year)
    return end if end >= now.date() else _end_of_quarter(int(match["quarter"]), now.year + 1)


def _ago(match: re.Match[str], now: datetime) -> date | None:
    amount, unit = _amount(match["number"]), match["unit"]
    if unit.startswith(("min", "hour", "hr")):
        return now.date()
    days = {"d": 1, "w": 7, "f": 14, "m": 30, "y": 365}[unit[0]]
    return _days_later(now.date(), -amount * days)


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
    "feast": _feast,
    "quarter": _quarter,
    "in_year": _in_year,
}


class _Calendar:
    """The file of days and repeats, compiled."""

    def __init__(self) -> None:
        file = read_content(_HERE / "dates.yml", DateContent)
        words = content()
        feasts = (*words.fixed_days, *words.easter_days, *words.nth_days)
        parts = {
            **file.parts,
            "number": rf"\d{{1,6}}|{_alternatives(words.numbers)}",
            "ordinal": rf"\d{{1,3}}(?:st|nd|rd|th)|{_alternatives(words.ordinals)}",
            "feast": _alternatives(feasts),
        }
        self.phrases: list[tuple[re.Pattern[str], re.Pattern[str], Resolver]] = [
            (
                re.compile(phrase.needs),
                compile_pattern(file.whole, {**parts, "body": phrase.pattern}),
                _MEANS[phrase.means],
            )
            for phrase in file.phrases
        ]
        self.phrases.append((re.compile(""), compile_pattern(file.in_month, parts), _in_month))
        self.roles = {role: compile_pattern(how, parts) for role, how in file.roles.items()}
        self.whose_day = compile_pattern(file.whose_day, parts)
        self.told_before = compile_pattern(file.told_before, parts)
        self.past_before = compile_pattern(file.past_before, parts)
        self.day_by_itself = compile_pattern(file.day_by_itself, parts)
        self.days_that_are_words = compile_pattern(file.days_that_are_words, parts)
        self.day = compile_pattern(rf"\b(?:{file.day})\b", parts)
        self.repeat = compile_pattern(
            file.whole_repeat, {**parts, "repeat": "|".join(file.repeats)}
        )
        self.length_of_time = compile_pattern(file.length_of_time, parts)
        self.counted_before = compile_pattern(file.counted_before, parts)
        self.one_month = compile_pattern(file.one_month, parts)


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
    found: list[Dated] = []
    for needed, pattern, resolve in _calendar().phrases:
        if not needed.search(folded):
            continue
        for match in pattern.finditer(folded):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            if _is_not_a_day(match, folded, resolve):
                continue
            day = resolve(match, now)
            if day is None:
                continue
            dated = _dated(match, folded, resolve, day, now.date())
            if not _is_told_of(dated, folded, now.date()):
                found.append(dated)
    return sorted(found, key=lambda dated: dated.start)


_CAN_BE_OWNED = frozenset(
    {_on_weekday, _weekend, _feast, _numbered, _written_out, _in_figures, _quarter}
)
_POINTED_AT = re.compile(r"\s*(?:the|this|next|last|on|by|before|until|till|from|over|at|in)\b")


def _is_not_a_day(match: re.Match[str], folded: str, resolve: Resolver) -> bool:
    """Whether it is "her Monday class", or "sat" as in "sat down"."""
    words = _calendar()
    lead = match["lead"]
    owner = words.whose_day.search(folded, max(0, match.start() - 20), match.start())
    if owner and resolve in _CAN_BE_OWNED and not _POINTED_AT.match(folded, match.start()):
        seen = owner.group().strip() == "her"
        return not (seen and words.day_by_itself.match(folded, match.end()))
    body = folded[match.start() + len(lead) : match.end()]
    return not lead and words.days_that_are_words.fullmatch(body) is not None


def _dated(match: re.Match[str], folded: str, resolve: Resolver, day: date, today: date) -> Dated:
    words, lead, roles = match.group(), match["lead"], _calendar().roles
    said = {role: pattern.search(words) is not None for role, pattern in roles.items()}
    over = re.search(r" (?:out|over|ends|finishes)$", words)
    if re.search(r"\bbefore (?:the )?$", lead) and day > today and not over:
        day -= timedelta(days=1)
    lasts = said["lasts"] and resolve is _after_a_while
    return Dated(
        day,
        match.start(),
        match.end(),
        starts=said["starts"],
        weekday=resolve is _on_weekday,
        owned=folded.startswith("'s", match.end()),
        ends=said["ends"] or lasts,
        by=said["by"],
        topic=said["topic"] and not lasts,
        counted=lasts,
        numbered=resolve is _numbered and not match["of"],
        opens=_opens(match, resolve, day),
    )


def _opens(match: re.Match[str], resolve: Resolver, last: date) -> date | None:
    """The first day of a week, month or year that is named as a whole."""
    if resolve is _in_month:
        whole = not match["how"].startswith(_SINCE_ITS_FIRST_DAY)
        return last.replace(day=1) if whole else None
    if resolve is _weekend:
        return last - timedelta(days=1)
    if resolve is not _this_or_next:
        return None
    unit = match["unit"]
    if unit == "week":
        return last - timedelta(days=6)
    return last.replace(day=1) if unit == "month" else last.replace(month=1, day=1)


def _is_told_of(dated: Dated, folded: str, today: date) -> bool:
    """Whether a day is told of, and is not the day of the act: "what I said last night"."""
    words = _calendar()
    before = folded[max(0, dated.start - 60) : dated.start]
    if dated.day <= today and words.past_before.search(before):
        return True
    if dated.day < today and dated.topic:
        return True
    return dated.topic and words.told_before.search(before) is not None


_FREQUENCY = {
    "day": "DAILY", "daily": "DAILY", "morning": "DAILY", "evening": "DAILY", "night": "DAILY",
    "nightly": "DAILY", "afternoon": "DAILY", "lunchtime": "DAILY", "bedtime": "DAILY",
    "week": "WEEKLY", "weekly": "WEEKLY", "wk": "WEEKLY",
    "month": "MONTHLY", "monthly": "MONTHLY", "year": "YEARLY", "yearly": "YEARLY",
    "annually": "YEARLY",
}  # fmt: skip
_UNITS = ("unit", "alternate", "kind", "kind_of", "word", "timed", "paid", "per")
_NAMING = ("days", "listed", "plural", "parts_of", "altdays", "monthday", "everynth")
_FORTNIGHT = {"fortnight", "fortnightly", "biweekly", "bi-weekly"}
_DAYS = {"DAILY": 1, "WEEKLY": 7}
_STEP_MONTHS = {"MONTHLY": 1, "YEARLY": 12}
_MOST = 10_000
"""What comes round less often than this many days, weeks or months is as good as never."""
_WEEKDAYS_ONLY = {"weekday", "week day", "working day", "work day", "workday", "school day"}
_NIGHTS_BEFORE = {"school night", "weeknight", "week night", "work night"}


def find_repeats(text: str, now: datetime) -> list[Repeat]:
    """Finds how often something is to be done.

    Args:
        text: What somebody wrote.
        now: The moment it was written, in their own zone.

    Returns:
        The repeats, the most particular first ("every Friday" before "weekly").
    """
    words = _calendar()
    folded = fold(text)
    found = [
        match
        for match in words.repeat.finditer(folded)
        if not _is_once(match, folded[: match.start()])
    ]
    found.sort(key=lambda match: (not _says_the_day(match), match.start()))
    return [_repeat(match, now.date()) for match in found]


def _is_once(match: re.Match[str], before: str) -> bool:
    """Whether it is a length of time ("five working days"), or one day of this month."""
    words = _calendar()
    if match["per"]:
        return words.length_of_time.search(before) is not None
    if match["kind"] and not match.group().startswith(("on", "at")):
        return words.counted_before.search(before) is not None
    return match["thismonth"] is not None and words.one_month.search(before) is not None


def find_repeat(text: str, now: datetime) -> Repeat | None:
    """The most particular of the repeats that `find_repeats` finds, or none."""
    return next(iter(find_repeats(text, now)), None)


def first_day(rule: str, start: date) -> date | None:
    """The first day of a rule.

    Args:
        rule: An RFC 5545 recurrence rule.
        start: The first day that it may be.

    Returns:
        The day; none when the rule has none.
    """
    try:
        begins = datetime(start.year, start.month, start.day)  # noqa: DTZ001
        found = next(iter(rrulestr(rule, dtstart=begins)), None)
    except (ValueError, OverflowError):
        return None
    return found.date() if found else None


def _says_the_day(match: re.Match[str]) -> bool:
    return any(match[group] for group in _NAMING)


def _repeat(match: re.Match[str], today: date) -> Repeat:
    rule = None if _never(match) else _rule(match)
    first = rule and _first(rule, today)
    if not rule or not first:
        return Repeat("", today, match.start(), match.end(), impossible=True)
    return Repeat(rule, first, match.start(), match.end(), adjective=bool(match["word"]))


def _never(match: re.Match[str]) -> bool:
    """Whether it is no time at all, or more days a week than there are."""
    if match["minus"] or (match["times"] or "").startswith(("no ", "zero")):
        return True
    if (match["other"] or "").startswith("zero"):
        return True
    counted = [_first_number(match[group]) for group in ("times", "daysof", "other")]
    if 0 in counted:
        return True
    a_week = (match["timed"] or "").startswith("w")
    return a_week and (_first_number(match["daysof"]) or 0) > _DAYS_IN_A_WEEK


def _first_number(words: str | None) -> int | None:
    """The number with which words begin, where they begin with one."""
    first = (words or "").split()[:1]
    figures = re.match(r"\d+", first[0]) if first else None
    if figures:
        return int(figures.group())
    return content().numbers.get(first[0]) if first else None


def _first(rule: str, today: date) -> date | None:
    """The first day after today; for what names no day, one round from today."""
    if "BY" in rule:
        weekly = re.sub(r"INTERVAL=\d+;?", "", rule)
        return first_day(weekly, today + timedelta(days=1))
    parts = dict(part.split("=") for part in rule.split(";"))
    frequency, every = parts["FREQ"], int(parts.get("INTERVAL", "1"))
    if frequency in _DAYS:
        return _days_later(today, _DAYS[frequency] * every)
    return _months_later(today, _STEP_MONTHS[frequency] * every)


def _rule(match: re.Match[str]) -> str | None:
    """The rule; none where nothing can come round like that."""
    if any(match[group] for group in ("monthday", "everynth", "edge", "edge_of")):
        return _monthly_on(match)
    every = _every(match["other"] or "")
    named = next((match[group] for group in _NAMING if match[group]), "")
    unit = next((match[group] for group in _UNITS if match[group]), "").rstrip("s")
    if match["alternate"] or match["altdays"]:
        every = 2
    if not 1 <= every <= _MOST:
        return None
    if match["range"] or match["working"]:
        unit = "weeknight" if "night" in unit else "weekday"
    if not named and _calendar().day.fullmatch(unit):
        named = unit
    if named:
        return _weekly_on({_weekday_number(day) for day in _calendar().day.findall(named)}, every)
    return _every_unit(unit, every)


def _every(words: str) -> int:
    words = words.strip()
    if words in {"other", "alternate", "alternative"}:
        return 2
    return content().ordinals.get(words) or _amount(re.sub(r"(?<=\d)\D+$", "", words))


def _every_unit(unit: str, every: int) -> str:
    if unit in _WEEKDAYS_ONLY:
        return _weekly_on({0, 1, 2, 3, 4}, 1)
    if unit in _NIGHTS_BEFORE:
        return _weekly_on({6, 0, 1, 2, 3}, 1)
    if unit.startswith("weekend"):
        return _weekly_on({5}, every)
    if unit in _FORTNIGHT:
        return f"FREQ=WEEKLY;INTERVAL={2 * every}"
    if unit.startswith("quarter"):
        return f"FREQ=MONTHLY;INTERVAL={3 * every}"
    frequency = _FREQUENCY[unit]
    return f"FREQ={frequency};INTERVAL={every}" if every > 1 else f"FREQ={frequency}"


def _weekly_on(days: set[int], every: int) -> str:
    interval = f";INTERVAL={every}" if every > 1 else ""
    codes = ",".join(_CODES[day] for day in sorted(days))
    return f"FREQ=WEEKLY{interval};BYDAY={codes}"


def _monthly_on(match: re.Match[str]) -> str | None:
    edge = match["edge"] or match["edge_of"]
    if edge:
        return f"FREQ=MONTHLY;BYMONTHDAY={-1 if edge == 'end' else 1}"
    number = _ordinal(match["monthday"] or match["everynth"])
    weekday = match["nthday"] or match["everynthday"]
    if number < -1 or number == 0 or number > (5 if weekday else _DAYS_IN_A_MONTH):
        return None
    if weekday:
        return f"FREQ=MONTHLY;BYDAY={number}{_CODES[_weekday_number(weekday.strip())]}"
    return f"FREQ=MONTHLY;BYMONTHDAY={number}"


def _nth_weekday(month: date, weekday: int, number: int) -> date:
    if number < 0:
        last = _end_of_month(month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = month.replace(day=1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
