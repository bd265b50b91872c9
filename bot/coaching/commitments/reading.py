"""Reads a commitment: what is to be done, by when, how often, and how it will be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from bot.coaching.commitments.dates import Dated, Repeat, content, find_dates, find_repeat
from bot.language.patterns import Span, compile_pattern, fold, span_of

if TYPE_CHECKING:
    from datetime import date, datetime

Problem = Literal["vague", "not_yours", "impossible", "past", "no_date", "several"]

_LONGEST = 1000


@dataclass(frozen=True)
class Reading:
    """A commitment as read.

    Attributes:
        what: The act in the person's words, without date and witness; none when there is none.
        due: The day by which, or the first day of something repeated.
        due_span: The words that say the day.
        recurrence: An RFC 5545 recurrence rule, for something repeated.
        witness: The words that say how it will be seen.
        problem: What keeps it from being checked; none when nothing does.
    """

    what: str | None
    due: date | None = None
    due_span: Span | None = None
    recurrence: str | None = None
    witness: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Due:
    """An answer to "By when?".

    Attributes:
        day: The day, or the first day of something repeated.
        span: The words that say it.
        recurrence: An RFC 5545 recurrence rule, for something repeated.
        problem: "past" when the day has gone by.
    """

    day: date
    span: Span
    recurrence: str | None = None
    problem: Problem | None = None


class _Words:
    """The content, compiled."""

    def __init__(self) -> None:
        file = content()
        self.lead = re.compile(rf"^\s*{file.lead}")
        self.filler = re.compile(file.filler)
        self.witness = tuple(compile_pattern(p, file.parts) for p in file.witness)
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
    text = text[:_LONGEST]
    repeat = find_repeat(text, now)
    dates = find_dates(_blanked(text, [repeat]) if repeat else text, now)
    day, rule, span = _schedule(text, dates, repeat)
    if day is None or span is None:
        return None
    return Due(day, span, rule, "past" if day < now.date() else None)


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
    text = text[:_LONGEST]
    repeat = find_repeat(text, now)
    rest = _blanked(text, [repeat]) if repeat else text
    dates = find_dates(rest, now)
    several = _several(dates, repeat)
    if several:
        cut = _clause_before(text, dates[1].start)
        text, rest, dates = text[:cut], rest[:cut], dates[:1]
    day, rule, due_span = _schedule(text, dates, repeat)
    rest = _blanked(rest, [dated for dated in dates if not dated.owned])
    witness = _witness(rest, text)
    act = _blanked(rest, [witness]) if witness else rest
    what = _act(act)
    if what is None and witness is not None:
        what = _act(text[witness.start : witness.end])
    problem = _problem(what, text, day, now, repeated=rule is not None, several=several)
    return Reading(
        what=None if problem in {"vague", "impossible", "not_yours", "past"} else what,
        due=None if problem in {"vague", "impossible", "not_yours", "past"} else day,
        due_span=due_span,
        recurrence=rule,
        witness=witness.value if witness else None,
        problem=problem,
    )


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


def _blanked(text: str, spans: list[Dated] | list[Repeat] | list[Span]) -> str:
    """The text with spans turned into spaces, so that offsets still hold."""
    characters = list(text)
    for span in spans:
        characters[span.start : span.end] = " " * (span.end - span.start)
    return "".join(characters)


def _several(dates: list[Dated], repeat: Repeat | None) -> bool:
    ahead = {dated.day for dated in dates if not dated.starts}
    return repeat is None and len(ahead) > 1


_CLAUSE = re.compile(r"(?:,|;|\.|\band\b|\bthen\b|\+|&)")


def _clause_before(text: str, position: int) -> int:
    cuts = [match.start() for match in _CLAUSE.finditer(fold(text), 0, position)]
    return cuts[-1] if cuts else position


_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _schedule(
    text: str, dates: list[Dated], repeat: Repeat | None
) -> tuple[date | None, str | None, Span | None]:
    if repeat is None:
        if not dates:
            return None, None, None
        return dates[0].day, None, span_of(text, dates[0].start, dates[0].end)
    span = span_of(text, repeat.start, repeat.end)
    begins = next((dated for dated in dates if dated.starts), dates[0] if dates else None)
    if begins is None:
        return repeat.first, repeat.rule, span
    rule = repeat.rule
    if begins.weekday and "WEEKLY" in rule and "BYDAY" not in rule:
        rule = f"{rule};BYDAY={_CODES[begins.day.weekday()]}"
    ends = re.search(r"\b(?:until|till?|by|before)\b", fold(text[begins.start : begins.end]))
    return (repeat.first if ends and not begins.starts else begins.day), rule, span


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
    lead = _words().lead.match(fold(plain))
    if lead:
        plain = plain[lead.end() :]
    plain = _without_open_ends(plain)
    plain = re.sub(r"\s+([,.;!?])", r"\1", plain)
    for _ in range(3):
        plain = _TAIL.sub("", _EDGES.sub("", plain))
    if _words().filler.fullmatch(fold(plain)):
        return None
    return plain or None


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


def _problem(
    what: str | None,
    text: str,
    day: date | None,
    now: datetime,
    *,
    repeated: bool,
    several: bool,
) -> Problem | None:
    said = fold(" ".join(text.split()))
    act = fold(what) if what else ""
    if _any("not_yours", said) or _any("not_yours", act):
        return "not_yours"
    if _any("impossible", act):
        return "impossible"
    if _is_vague(act, dated=day is not None or repeated):
        return "vague"
    if day is None and _any("no_act", act):
        return "vague"
    if what is None or not _ACT_AT_ALL.search(act):
        return None if day is not None else "vague"
    if day is not None and day < now.date():
        return "past"
    if several:
        return "several"
    return "no_date" if day is None and not _lasts(act) else None


def _is_vague(act: str, *, dated: bool) -> bool:
    if _MECHANISM.search(act):
        return False
    return _any("vague", act) or (not dated and _any("vague_unless_dated", act))


def _lasts(act: str) -> bool:
    """Whether what is promised holds from now on, and so has no day by which it is done."""
    return any(pattern.search(act) for pattern in _words().lasting)


def _any(problem: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _words().problems[problem])
