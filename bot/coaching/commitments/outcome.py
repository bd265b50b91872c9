"""Reads an answer to “did it happen?”: kept, missed, in part, or ask me later.

What was promised is as often something not to do: “I haven't slipped once” is kept, “I slipped” is
missed, and a “not” turns each around. A reader of whole sentences confuses the two, so the words
decide where they are plain.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bot.language.patterns import Content, compile_pattern, fold, read_content

if TYPE_CHECKING:
    import re

Outcome = Literal["kept", "missed", "partly", "later"]
Choice = Literal["keep", "change", "drop"]

_ORDER: Final[tuple[Outcome, ...]] = ("later", "partly", "kept", "missed")
_LONGEST: Final = 400
_UNDONE: Final = 4
"""The first patterns of what is kept are of slips that never came."""


class OutcomeContent(Content):
    """The file of outcomes."""

    parts: dict[str, str]
    partly: list[str]
    kept: list[str]
    missed: list[str]
    later: list[str]
    keep: list[str]
    change: list[str]
    drop: list[str]


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    file = read_content(Path(__file__).with_name("outcomes.yml"), OutcomeContent)
    return {
        name: tuple(compile_pattern(pattern, file.parts) for pattern in getattr(file, name))
        for name in (*_ORDER, "keep", "change", "drop")
    }


def read_outcome(text: str) -> Outcome | None:
    """What an answer says of a promise.

    Args:
        text: The answer as typed.

    Returns:
        None where its words do not plainly say.
    """
    said = fold(" ".join(text[:_LONGEST].split()))
    found = {name for name in _ORDER if _any(name, said)}
    if found == {"kept", "missed"}:
        return _first_said(said)
    return next((name for name in _ORDER if name in found), None)


def _first_said(said: str) -> Outcome | None:
    """Of both: a slip that never came is kept; else the “not” counts, not what it stands before."""
    undone = any(pattern.search(said) for pattern in _patterns()["kept"][:_UNDONE])
    return "kept" if undone else "missed"


def read_choice(text: str) -> Choice | None:
    """What somebody wants to do with a promise that was missed.

    Args:
        text: The answer as typed.

    Returns:
        None where its words do not say, or say two things.
    """
    said = fold(" ".join(text[:_LONGEST].split()))
    names: tuple[Choice, ...] = ("keep", "change", "drop")
    found = [name for name in names if _any(name, said)]
    return found[0] if len(found) == 1 else None


def _any(name: str, said: str) -> bool:
    return any(pattern.search(said) for pattern in _patterns()[name])
