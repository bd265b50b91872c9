"""What is said in a rehearsal to the coach, and not to the partner: stop, softer, take it back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from bot.coaching.rehearsal.feedback import Style  # noqa: TC001  # pydantic reads it
from bot.language.patterns import Content, read_content, written_out

Direction = Literal["back", "softer", "harder", "never"]

_SHORT: Final = 14


class _Patterns(Content):
    """What `directions.yml` holds."""

    parts: dict[str, str]
    ends: tuple[str, ...]
    myself: tuple[str, ...]
    directions: dict[Direction, tuple[str, ...]]
    brings_up: tuple[str, ...]
    styles: dict[Style, tuple[str, ...]]


@dataclass(frozen=True)
class Aside:
    """Something said to the coach; one of these is set.

    Attributes:
        ends: The rehearsal is to end.
        myself: It is meant for real, or asked of the coach.
        direction: What the partner is to do.
        topic: What the partner would bring up, as the coach names it back.
        style: When the coach is to speak.
    """

    ends: bool = False
    myself: bool = False
    direction: Direction | None = None
    topic: str | None = None
    style: Style | None = None


def read_aside(text: str) -> Aside | None:
    """Read what is said to the coach.

    Args:
        text: What was said in a rehearsal.

    Returns:
        The aside; None for what is said to the partner.
    """
    plain = text.replace("’", "'")
    ways = _compiled()
    if any(way.search(plain) for way in ways.myself):
        return Aside(myself=True)
    if len(plain.split()) > _SHORT:
        return None
    if any(way.search(plain) for way in ways.ends):
        return Aside(ends=True)
    for direction, patterns in ways.directions.items():
        if any(way.search(plain) for way in patterns):
            return Aside(direction=direction)
    for style, patterns in ways.styles.items():
        if any(way.search(plain) for way in patterns):
            return Aside(style=style)
    for way in ways.brings_up:
        found = way.search(plain)
        if found is not None:
            return Aside(topic=found["topic"].strip(" ,"))
    return None


@dataclass(frozen=True)
class _Compiled:
    ends: tuple[re.Pattern[str], ...]
    myself: tuple[re.Pattern[str], ...]
    directions: dict[Direction, tuple[re.Pattern[str], ...]]
    brings_up: tuple[re.Pattern[str], ...]
    styles: dict[Style, tuple[re.Pattern[str], ...]]


@lru_cache(maxsize=1)
def _compiled() -> _Compiled:
    written = read_content(Path(__file__).with_name("directions.yml"), _Patterns)

    def compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
        return tuple(
            re.compile(written_out(pattern, written.parts), re.IGNORECASE) for pattern in patterns
        )

    return _Compiled(
        compiled(written.ends),
        compiled(written.myself),
        {name: compiled(patterns) for name, patterns in written.directions.items()},
        compiled(written.brings_up),
        {name: compiled(patterns) for name, patterns in written.styles.items()},
    )
