"""The partners that can be practised with: how they are, and all that they can say."""

from __future__ import annotations

import re
import string
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from pydantic import root_validator

from bot.coaching.rehearsal.moves import MOVES
from bot.coaching.rehearsal.state import MOODS, Mood, State
from bot.language.patterns import Content, fold, read_content

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER: Final = Path(__file__).with_name("partners")

Anytime = Literal[
    "opening", "repeated", "bare_sorry", "topic", "silence", "ending_heard", "ending_leaves",
]  # fmt: skip
UNCLEAR: Final = "unclear"
PLACEHOLDERS: Final = frozenset({"act", "since", "hidden", "topic"})


class _Parts(Content):
    hurt: float
    anger: float
    trust: float
    heard: float
    patience: float


class Partner(Content):
    """One partner.

    Attributes:
        id: Its name in code and data.
        title: What stands on its button.
        about: How this partner is, said before it begins.
        told_as: How words begin with which people tell of somebody like that.
        suits: Relationships that it fits.
        start: The state at the beginning.
        swings: How strongly each part of the state moves.
        lines: What is said, by occasion (a move that was just made, or one of `Anytime`) and mood;
            `any` where the mood does not matter.
    """

    id: str
    title: str
    about: str
    told_as: tuple[str, ...]
    suits: tuple[str, ...]
    start: _Parts
    swings: _Parts
    lines: dict[str, dict[str, tuple[str, ...]]]

    def told_of_in(self, words: str) -> int:
        """How many of the words that tell of such a one stand in a description.

        Args:
            words: How the other will be, as somebody says it: “he'll be blunt and loud”.
        """
        said = fold(words)
        return sum(re.search(rf"\b{re.escape(each)}", said) is not None for each in self.told_as)

    @root_validator(skip_on_failure=True)
    @classmethod
    def _says_something_on_every_occasion(cls, values: dict[str, object]) -> dict[str, object]:
        lines = values["lines"]
        assert isinstance(lines, dict)  # noqa: S101
        if set(lines) != {*MOVES, UNCLEAR, *get_args(Anytime)}:
            raise ValueError("an occasion is missing, or is none")
        for occasion, by_mood in lines.items():
            wanted = {"any"} if occasion in get_args(Anytime) else set(MOODS)
            if set(by_mood) != wanted or not all(by_mood.values()):
                raise ValueError(f"{occasion} does not have the moods {sorted(wanted)}")
        every = [line for by_mood in lines.values() for said in by_mood.values() for line in said]
        if len(every) != len(set(every)):
            raise ValueError("a line stands twice")
        if any(placeholders(line) - PLACEHOLDERS for line in every):
            raise ValueError("a line has an unknown placeholder")
        return values

    @property
    def beginning(self) -> State:
        """The state in which a rehearsal begins, before its level counts."""
        return State(**self.start.dict())

    def said_on(self, occasion: str, mood: Mood) -> Iterator[str]:
        """Lines for an occasion, those of the mood first, then those of the moods beside it."""
        by_mood = self.lines[occasion]
        if "any" in by_mood:
            yield from by_mood["any"]
            return
        nearest = sorted(MOODS, key=lambda other: abs(MOODS.index(other) - MOODS.index(mood)))
        for each in nearest:
            yield from by_mood[each]


def placeholders(line: str) -> set[str]:
    """The names in braces in a line."""
    return {name for _, name, _, _ in string.Formatter().parse(line) if name is not None}


@lru_cache(maxsize=1)
def partners() -> dict[str, Partner]:
    """All partners by their ids, in the order of their files, read once a process.

    Raises:
        pydantic.ValidationError: A file does not hold to the schema.
    """
    read = (read_content(path, Partner) for path in sorted(_FOLDER.glob("*.yml")))
    return {partner.id: partner for partner in read}


def fitting(relationship: str | None) -> tuple[Partner, ...]:
    """The partners that fit a relationship, those made for few first; else all, the general first.

    Args:
        relationship: Such as `partner` or `customer`; None when it is not known.
    """
    found = [each for each in partners().values() if relationship in each.suits]
    if not found:
        return tuple(sorted(partners().values(), key=lambda each: -len(each.suits)))
    return tuple(sorted(found, key=lambda each: len(each.suits)))
