"""Reads a commitment: what is to be done, by when, how often, and how it will be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from bot.coaching.commitments.dates import (
    Dated,
    Repeat,
    content,
    find_dates,
    find_repeats,
    first_day,
)
from bot.language.patterns import Span, compile_pattern, fold, span_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

Problem = Literal[
    "vague", "not_yours", "impossible", "past", "far", "no_date", "several", "too_long"
]

_LONGEST = 1000
_FURTHEST = timedelta(days=20 * 365 + 5)


@dataclass(frozen=True)
class Reading:
    """A commitment as read.

    Attributes:
        what: The act in the person's words, without date and witness; none when there is none.
        due: The day by which, or the first day of something repeated.
        due_span: The words that say the day.
        recurrence: An RFC 5545 recurrence rule, for something repeated.
        until: The last day of something repeated; none where no such day is said.
        promised_to: The words for whom it is done or told, as typed; none where not plainly said.
        witness: The words that say how it will be seen.
        problem: What keeps it from being checked; none when nothing does.
    """

    what: str | None
    due: date | None = None
    due_span: Span | None = None
    recurrence: str | None = None
    until: date | None = None
    promised_to: str | None = None
    witness: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Due:
    """An answer to "By when?".

    Attributes:
        day: The day, or the first day of something repeated.
        span: The words that say it.
        recurrence: An RFC 5545 recurrence rule, for something repeated.
        until: The last day of something repeated; none where no such day is said.
        problem: "past" when the day has gone by, "far" when it is more than 20 years ahead,
            "impossible" when nothing can be repeated like that.
    """

    day: date
    span: Span
    recurrence: str | None = None
    until: date | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class _When:
    """When something is done: as in `Due`, with the phrases that say it."""

    day: date | None = None
    rule: str | None = None
    until: date | None = None
    span: Span | None = None
    problem: Problem | None = None
    dates: tuple[Dated, ...] = ()
    repeats: tuple[Repeat, ...] = ()


class _Words:
    """The content, compiled."""

    def __init__(self) -> None:
        file = content()
        self.lead = re.compile(rf"^\s*{file.lead}")
        self.filler = re.compile(file.filler)
        self.witness = tuple(compile_pattern(p, file.parts) for p in file.witness)
        self.promised_to = tuple(compile_pattern(p, file.parts) for p in file.promised_to)
        self.names = tuple(re.compile(p) for p in file.promised_to_names)
        self.no_names = re.compile(rf"(?:{file.no_names})")
        self.until_something = compile_pattern(file.until_something, file.parts)
        self.opening = re.compile(file.opening)
        self.lasting = tuple(compile_pattern(p, file.parts) for p in file.lasting)
        self.problems = {
            problem: tuple(compile_pattern(p, file.parts) for p in patterns)
            for problem, patterns in file.problems.items()
        }


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()


def _require_zone(now: datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("the time needs a zone: days begin at different moments")


def read_due(text: str, now: datetime) -> Due | None:
    """Reads an answer to "By when?".

    Args:
        text: The answer as given.
        now: The moment it was given, in the person's own zone.

    Returns:
        The day; none where none is said ("soon", "when I can").

    Raises:
        ValueError: ``now`` has no zone.
    """
    _require_zone(now)
    if len(text) > _LONGEST:
        return None
    when = _when(text, now)
    if when.day is None or when.span is None:
        return None
    return Due(when.day, when.span, when.rule, when.until, when.problem)


_BEGINS = re.compile(
    r"^\W*(?:(?:and|so|ok|okay|well|then)\b\W*)*"
    r"(?:i|we)(?:'?ll| will| am going to|'?m going to| can)\b",
    re.IGNORECASE,
)


def begins_a_promise(text: str) -> bool:
    """Whether a message begins like something that someone will do: “I'll …”, “we will …”."""
    return _BEGINS.match(text) is not None and not text.rstrip().endswith("?")


def read_commitment(text: str, now: datetime) -> Reading:
    """Reads a commitment.

    Args:
        text: What the person says they will do, as given.
        now: The moment they say it, in their own zone.

    Returns:
        What was read, with what keeps it from being checked.

    Raises:
        ValueError: ``now`` has no zone.
    """
    _require_zone(now)
    if len(text) > _LONGEST:
        return Reading(what=None, problem="too_long")
    when = _when(text, now)
    second = _second_thing(text, when, now)
    if second is not None:
        text = text[: _clause_before(text, second)]
        when = _when(text, now)
    rest = _without_when(text, when)
    witness = _witness(rest, text)
    act = _blanked(rest, [witness]) if witness else rest
    what = _act(act)
    if what is None and witness is not None:
        what = _act(text[witness.start : witness.end])
    problem = _problem(what, text, when, several=second is not None)
    kept = problem not in _NOTHING_KEPT
    return Reading(
        what=what if kept else None,
        due=when.day if kept and problem != "far" else None,
        due_span=when.span,
        recurrence=when.rule,
        until=when.until if kept else None,
        promised_to=_promised_to(what) if kept and what else None,
        witness=witness.value if witness else None,
        problem=problem,
    )


_NOTHING_KEPT = frozenset({"vague", "impossible", "not_yours", "past"})


def suggestion(problem: Problem, breach: str | None = None) -> str:
    """The one short question that the coach asks about a commitment that cannot be checked.

    Args:
        problem: What keeps it from being checked.
        breach: The kind of breach, for an example that fits.

    Returns:
        A question with a concrete example.
    """
    variants = content().suggestions[problem]
    return variants.get(breach or "default", variants["default"])


def _blanked(text: str, spans: Sequence[Dated | Repeat | Span]) -> str:
    """The text with spans turned into spaces, so that offsets still hold."""
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(characters)


def _when(text: str, now: datetime) -> _When:
    """Reads all that a text says of when."""
    repeats = _belonging(find_repeats(text, now))
    dates = find_dates(_blanked(text, repeats), now)
    when = _repeated(text, repeats, dates, now) if repeats else _once(text, dates, now)
    return replace(when, problem=when.problem or _out_of_reach(when.day, when.until, now))


def _out_of_reach(day: date | None, until: date | None, now: datetime) -> Problem | None:
    if day is None:
        return None
    if day < now.date() or (until is not None and until < now.date()):
        return "past"
    return "far" if day - now.date() > _FURTHEST else None


def _belonging(repeats: list[Repeat]) -> list[Repeat]:
    """The repeats without "weekly" in "the weekly report every Friday"."""
    return [repeat for at, repeat in enumerate(repeats) if at == 0 or not repeat.adjective]


_TWO_SIDED = re.compile(r"^(?:and )?between\b")


def _once(text: str, dates: list[Dated], now: datetime) -> _When:
    ahead = [dated for dated in dates if dated.day >= now.date()] or dates
    told = [dated for dated in ahead if dated.topic or dated.counted]
    days = [dated for dated in ahead if dated not in told] or told
    if not days:
        return _When()
    chosen = next((dated for dated in days if dated.by), days[0])
    folded = fold(text)
    if len(days) > 1 and chosen is days[0]:
        between = folded[chosen.end : days[1].start] + folded[days[1].start : days[1].end]
        either = re.match(r"\s*(?:or|/)\b", between)
        if either or _TWO_SIDED.match(folded[chosen.start : chosen.end]):
            chosen = max(days[:2], key=lambda dated: dated.day)
    span = span_of(text, chosen.start, chosen.end)
    if chosen.counted and text[chosen.start :].lower().startswith("for "):
        days = [dated for dated in days if dated is not chosen]
    return _When(chosen.day, span=span, dates=tuple(days))


_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _repeated(text: str, repeats: list[Repeat], dates: list[Dated], now: datetime) -> _When:
    repeat = repeats[0]
    span = span_of(text, repeat.start, repeat.end)
    said = tuple(dates)
    if any(each.impossible for each in repeats):
        return _When(repeat.first, None, None, span, "impossible", said, tuple(repeats))
    rule = _with_days(_merged(repeats), dates)
    begins = next((dated for dated in dates if dated.starts), None)
    ends = _last_day(rule, dates, begins, now)
    opening = _opening(rule, dates, begins)
    day = repeat.first if rule == repeat.rule else None
    if opening is not None or day is None:
        start = max(opening or now.date(), now.date() + timedelta(days=1))
        if begins is not None and begins.day == now.date():
            start = begins.day
        elif opening is not None and opening < now.date() and begins is not None:
            start = opening
        day = first_day(rule, start) or repeat.first
    problem: Problem | None = None
    if ends is not None and now.date() <= ends < day:
        day, problem = ends, _unless_today(rule, ends, now)
    return _When(day, rule, ends, span, problem, said, tuple(repeats))


def _unless_today(rule: str, last: date, now: datetime) -> Problem | None:
    """What is to end before it has come round once; one that can begin today has."""
    first = first_day(rule, now.date())
    return None if first is not None and first <= last else "impossible"


def _merged(repeats: list[Repeat]) -> str:
    """One rule for "every Monday and every Thursday"."""
    rules = [repeat.rule for repeat in repeats]
    weekly = [rule for rule in rules if rule.startswith("FREQ=WEEKLY;BYDAY=")]
    if not weekly or weekly[0] != rules[0]:
        return rules[0]
    named = {code for rule in weekly for code in rule.partition("BYDAY=")[2].split(",")}
    return "FREQ=WEEKLY;BYDAY=" + ",".join(code for code in _CODES if code in named)


def _with_days(rule: str, dates: list[Dated]) -> str:
    """The rule with the days that are said apart: "every week by Friday", "monthly on the 5th"."""
    if "BY" in rule:
        return rule
    if rule.startswith("FREQ=WEEKLY"):
        named = {dated.day.weekday() for dated in dates if dated.weekday and not dated.ends}
        days = ",".join(_CODES[day] for day in sorted(named))
        return f"{rule};BYDAY={days}" if days else rule
    numbered = next((dated for dated in dates if dated.numbered), None)
    if rule.startswith("FREQ=MONTHLY") and numbered and not (numbered.ends or numbered.starts):
        return f"{rule};BYMONTHDAY={numbered.day.day}"
    return rule


def _last_day(rule: str, dates: list[Dated], begins: Dated | None, now: datetime) -> date | None:
    """The last day of something repeated."""
    for dated in dates:
        ends = dated.ends or dated.opens is not None
        by = dated.by and not dated.weekday and not dated.numbered and "YEARLY" not in rule
        if dated.starts or not (ends or by):
            continue
        if dated.counted and begins is not None and begins.day > now.date():
            return dated.day + (begins.day - now.date())
        return dated.day
    return None


def _opening(rule: str, dates: list[Dated], begins: Dated | None) -> date | None:
    """The first day on which something repeated may be done, where one is said."""
    if begins is not None:
        return begins.opens or begins.day
    for dated in dates:
        if dated.opens is not None and not dated.ends:
            return dated.opens
        if not dated.ends and not (dated.by and not dated.weekday):
            named = dated.weekday or dated.numbered
            return None if named and "BY" in rule else dated.day
    return None


_CLAUSE = re.compile(r"(?:,|;|\.|\band\b|\bthen\b|\+|&)")
_JOINED = re.compile(r"(?:,|;|\.|\b(?:and|then|but|also)\b|\+|&)")
_ALSO_WHEN = re.compile(r"\b(?:and|then|but|on|the|at|by|or|every|each|from|to|until|i|we)\b|\W")


def _second_thing(text: str, when: _When, now: datetime) -> int | None:
    """Where a second thing is said with a day of its own; none where there is but one."""
    said: list[tuple[int, int, object]] = [
        (dated.start, dated.end, dated.day)
        for dated in when.dates
        if not (dated.starts or dated.ends or dated.owned or (dated.opens and when.rule))
        and dated.day >= now.date()
    ]
    said += [(repeat.start, repeat.end, repeat.rule) for repeat in when.repeats]
    said.sort(key=lambda one: one[:2])
    folded = fold(text)
    for (_, end, first), (start, last, second) in pairwise(said):
        if first == second:
            continue
        between = folded[end:start]
        follows = folded[last:]
        if when.rule is None and not re.fullmatch(r"\s*(?:or|/)?\s*", between):
            if not _JOINED.search(folded[end:last]) and not follows.strip(" .!"):
                continue
            return start
        if _JOINED.search(folded[end:last]) and len(_ALSO_WHEN.sub("", between)) > 1:
            return start
    return None


def _clause_before(text: str, position: int) -> int:
    cuts = [match.start() for match in _CLAUSE.finditer(fold(text), 0, position)]
    return cuts[-1] if cuts else position


def _without_when(text: str, when: _When) -> str:
    """The text without the words that say when."""
    rest = _blanked(text, when.repeats)
    rest = _blanked(rest, [dated for dated in when.dates if not dated.owned])
    if when.rule is None:
        return rest
    # "till it's paid" says no day, and is no part of what is done.
    return "".join(
        " " * len(part) if at % 2 else part
        for at, part in enumerate(_parts(rest, _words().until_something))
    )


def _parts(text: str, pattern: re.Pattern[str]) -> list[str]:
    """A text cut before and after each match of a pattern."""
    at, parts = 0, []
    for match in pattern.finditer(fold(text)):
        parts += [text[at : match.start()], text[match.start() : match.end()]]
        at = match.end()
    return [*parts, text[at:]]


_NAME = re.compile(r" [A-Z][a-z'’-]+(?!['’]s)\b")


def _promised_to(act: str) -> str | None:
    """The words for whom something is done or told."""
    folded = fold(act)
    found = [
        match.span("who") for pattern in _words().promised_to for match in pattern.finditer(folded)
    ]
    found += [
        match.span("who")
        for pattern in _words().names
        for match in pattern.finditer(act)
        if not _words().no_names.fullmatch(fold(match["who"]))
    ]
    if not found:
        return None
    start, end = min(found, key=lambda span: (span[0], -span[1]))
    name = _NAME.match(act, end) if " " in act[start:end].strip() else None
    return act[start : name.end() if name else end].strip()


def _witness(rest: str, text: str) -> Span | None:
    folded = fold(rest)
    for pattern in _words().witness:
        match = pattern.search(folded)
        if match is None:
            continue
        group: int | str = "act" if "act" in pattern.groupindex else 0
        start, end = match.span(group)
        end = start + len(folded[start:end].rstrip(" ,;-"))
        kept = rest[start:end]
        return Span(" ".join(kept.split()), text[start:end], start, end)
    return None


_EDGES = re.compile(r"^(?:[\s,;.:!-]|(?:and|then|but|so|also|that|or)\s)+", re.IGNORECASE)
_TAIL = re.compile(
    r"(?:[\s,;.:!?-]|\s(?:and|then|but|so|also|that|by|on|at|until it'?s done|until|from|for a bit|"
    r"starting|before|or|i|i'll|to|because|the|in|we|ill|soon|when|each|every|please))+$",
    re.IGNORECASE,
)


def _act(text: str) -> str | None:
    plain = " ".join(text.split())
    plain = _EDGES.sub("", plain)
    plain = plain[_opened(plain) :]
    lead = _words().lead.match(fold(plain))
    if lead:
        plain = plain[lead.end() :]
    plain = _without_open_ends(plain)
    plain = re.sub(r"\s+([,.;!?])", r"\1", plain)
    for _ in range(3):
        plain = _without_tail(_EDGES.sub("", plain))
    if _words().filler.fullmatch(fold(plain)):
        return None
    return plain or None


_PARTICLE = re.compile(
    r"\b(?:hand|turn|move|check|put|come|dial|log|sign|clock|drop|pop|stay|let|fill|send|bring|"
    r"take|invite|chip|tune|carry|keep|pass|get|go|switch|try)(?:ing)?\b(?! \w+ing)"
    r"[^,.;]{0,40} (?:in|on)[\s,;.:!?-]*$",
    re.IGNORECASE,
)


def _without_tail(plain: str) -> str:
    """Drops what is left of "on Friday" at the end, and keeps "hand the essay in"."""
    if _PARTICLE.search(plain):
        return plain.rstrip(" ,;.:!?-")
    return _TAIL.sub("", plain)


def _opened(plain: str) -> int:
    """Where what is said begins, behind "ok so" and the like."""
    match = _words().opening.match(fold(plain))
    return match.end() if match else 0


def _without_open_ends(plain: str) -> str:
    """Drops "soon", "when I can" and the like from the end or the beginning."""
    for pattern in _words().problems["no_date"]:
        for match in pattern.finditer(fold(plain)):
            words = match.group()
            if words.startswith(("until", "every time")):
                continue
            if match.end() >= len(plain.rstrip(" .!?,")) or match.start() == 0:
                return (plain[: match.start()] + plain[match.end() :]).strip()
    return plain


_MECHANISM = re.compile(r"\bby (?!(?:the|then|now)\b)\w+ing\b|\binstead of\b|\bdelet|\bapp\b|\d")
_ACT_AT_ALL = re.compile(r"\w{2,}\s+\w+|^(?:apologi|confess)")


def _problem(what: str | None, text: str, when: _When, *, several: bool) -> Problem | None:
    said = fold(" ".join(text.split()))
    act = fold(what) if what else ""
    dated = when.day is not None
    if _any("not_yours", said) or _any("not_yours", act):
        return "not_yours"
    if when.problem == "impossible" or _any("impossible", act):
        return "impossible"
    if _is_vague(act, dated=dated) or (not dated and _any("no_act", act)):
        return "vague"
    if what is None or not _ACT_AT_ALL.search(act):
        return when.problem if dated else "vague"
    if when.problem is not None:
        return when.problem
    if several:
        return "several"
    return None if dated or _lasts(act) else "no_date"


def _is_vague(act: str, *, dated: bool) -> bool:
    if _MECHANISM.search(act):
        return False
    return _any("vague", act) or (not dated and _any("vague_unless_dated", act))


def _lasts(act: str) -> bool:
    """Whether what is promised holds from now on, and so has no day by which it is done."""
    return any(pattern.search(act) for pattern in _words().lasting)


def _any(problem: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _words().problems[problem])
