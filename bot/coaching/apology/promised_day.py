"""Sets the day into a promise, so that a draft always says by when, from when, or since when."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from bot.coaching.apology.grammar import grammar

_PREPOSED: Final = re.compile(
    r"(?i)^(?:by|on|before|at|in|every|each|tomorrow|today|tonight|this|next|from|until|within|"
    r"as soon|once|after)\b"
)
_TO_COME: Final = re.compile(
    r"(?i)\b(?:will|won't|can|could|would|want|going to|offer|commit|promise)\b|\w'll\b"
)
_MINE: Final = re.compile(
    r"(?i)^(?:(?:I|we)(?:'ll| will| can| could| would)?|What (?:I|we) can offer is) (\w+)"
)
_FROM_ON: Final = re.compile(
    r"(?i)^There will be no more\b|\bwhenever\b|\bany ?time\b|\balways\b|"
    r"\bgive you (?:\w+ )?(?:space|time|room)\b|\buntil\b"
)


@lru_cache(maxsize=8)
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(str(getattr(grammar(), name)), re.IGNORECASE)


def with_day(sentences: list[str], due: str) -> list[str]:
    """Sets the day into the one sentence of a promise where it belongs.

    Args:
        sentences: The sentences of one promise.
        due: By when, as it is to be written: "Friday 28 November", "the end of May".

    Returns:
        The sentences; one of them holds the day. A promise already kept stays as it is.
    """
    due = due.strip(" .")
    if any(due.lower() in text.lower() for text in sentences):
        return sentences
    ways = (_on_its_weekday, _beside_its_time, _in_its_manner)
    for way in ways:
        for i, text in enumerate(sentences):
            dated = way(text, due)
            if dated is not None:
                return [*sentences[:i], dated, *sentences[i + 1 :]]
    return sentences


def _on_its_weekday(text: str, due: str) -> str | None:
    """ "by Friday" becomes "by Friday 28 November"."""
    day = due.split(" ")[0]
    if day.lower() not in grammar().days:
        return None
    weekday = re.search(
        rf"(?i)(?<!every )(?<!each )(?<!other )"
        rf"\b(?P<on>(?:by|on|this coming|this|before|next|from|starting|until|coming) )?"
        rf"{re.escape(day)}\b(?! (?:morning|evening|night|afternoon)s)",
        text,
    )
    if weekday is None or (not weekday.group("on") and weekday.start() == 0):
        return None
    on = (weekday.group("on") or "on").strip()
    on = on if on.lower() in {"by", "on", "before", "from", "starting", "until"} else "on"
    rest = text[weekday.end() :]
    part = re.match(r"(?i) (morning|evening|afternoon|night)\b", rest)
    if part:
        at = "at night" if part.group(1).lower() == "night" else f"in the {part.group(1).lower()}"
        rest = f" {at}{rest[part.end() :]}"
    return text[: weekday.start()] + f"{on} {due}" + rest


def _beside_its_time(text: str, due: str) -> str | None:
    """ "tomorrow" becomes "tomorrow, Sunday 22 November"; "on the 3rd" gives way to the date."""
    bare = _bare(due)
    onwards = re.search(r"(?i)\bfrom now on\b", text)
    if onwards:
        opening = "From" if onwards.start() == 0 else "from"
        return text[: onwards.start()] + f"{opening} {bare}" + text[onwards.end() :]
    numbered = _compiled("own_deadline").search(text)
    if numbered:
        return text[: numbered.start()] + f"on {bare}" + text[numbered.end() :]
    relative = _compiled("relative_day").search(text)
    near = _compiled("near_time").search(text)
    found = relative or near
    if found is None or _compiled("recurring").search(text):
        return None
    rest = text[found.end() :]
    comma = "" if re.match(r"\W*$|,", rest) else ","
    by = "" if relative or re.search(r"(?i)\bby $", text[: found.start()]) else "by "
    return f"{text[: found.end()]}, {by}{bare}{comma}{rest}"


def _in_its_manner(text: str, due: str) -> str | None:
    """Says "by" or "on" of what is done once, "starting" of what comes round, "from" what lasts."""
    if _TO_COME.search(text) is None:
        return None
    plain, bare = text.rstrip("."), _bare(due)
    if _compiled("recurring").search(text):
        return f"{plain}, starting {bare}."
    first = _MINE.match(text)
    doing = text[first.start(1) :] if first else ""
    dated = due[:1].isdigit() or due.split(" ")[0].lower() in grammar().days
    once = re.search(r"(?i)\b(?:when|whenever|if|until)\b", doing) is None
    if dated and once and _compiled("attending").match(doing):
        return f"{plain} on {bare}."
    lasts = first is not None and first.group(1).lower() in grammar().lasting
    if lasts or _FROM_ON.search(text) or (first is None and not text.startswith("It ")):
        kept = text if re.match(r"I\b", text) else text[:1].lower() + text[1:]
        return f"From {bare} {kept}"
    return f"{plain} {due}." if _PREPOSED.match(due) else f"{plain} by {due}."


def _bare(due: str) -> str:
    return re.sub(r"(?i)^(?:by|on|before|from|at) ", "", due)
