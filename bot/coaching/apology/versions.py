"""What two versions of an apology have apart, and which version stands before another."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal

from bot.coaching.apology.frames import frames

if TYPE_CHECKING:
    from collections.abc import Sequence

Change = tuple[Literal["gone", "new"], str]

_WORD: Final = re.compile(r"\[[^\]\n]*\]|\S+")
_A_FEW: Final = 3
_LONGEST: Final = 12
_MOST: Final = 2


def changes(old: str, new: str) -> list[Change]:
    """What went and what came, by words.

    Args:
        old: The version before.
        new: The version after.

    Returns:
        For each place that differs the words that are gone, the words that are new, or both, in
        the order of the text. Line ends count for nothing.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Change] = []
    for kind, i, j, k, n in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if j > i:
            found.append(("gone", " ".join(before[i:j])))
        if n > k:
            found.append(("new", " ".join(after[k:n])))
    return found


def told(found: Sequence[Change]) -> str:
    """What to say of the changes: the larger ones in a few words, nothing of the smallest.

    Args:
        found: The changes between two versions.

    Returns:
        Short sentences; empty where no change is of more than a few words.
    """
    said: list[str] = []
    words = frames().changed
    large = [each for each in found if len(each[1].split()) >= _A_FEW]
    for kind in ("gone", "new"):
        some = [text for its, text in large if its == kind][:_MOST]
        if some:
            said.append(words[kind].format(words=", ".join(f"“{_cut(text)}”" for text in some)))
    return " ".join(said)


def _cut(text: str) -> str:
    words = text.split()
    if len(words) <= _LONGEST:
        return text.rstrip(" ,.;:")
    return f"{' '.join(words[:_LONGEST]).rstrip(' ,.;:')} …"


def before_last(texts: Sequence[str]) -> int | None:
    """Which version to go back to from the newest, where going back twice goes back two.

    Args:
        texts: The versions, oldest first.

    Returns:
        The place of the version before the newest; None where there is none. A version that says
        the same as the one before the last stands for going back to it.
    """
    line: list[int] = []
    for i, text in enumerate(texts):
        if len(line) > 1 and texts[line[-2]] == text:
            line.pop()
        else:
            line.append(i)
    if len(line) > 1:
        return line[-2]
    return len(texts) - 2 if len(texts) > 1 else None
