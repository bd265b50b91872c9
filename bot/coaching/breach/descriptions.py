"""Reads who somebody is from how they are described: "the guy I share a house with".

Many people are never called by a word for what they are. A general word for a person, or a name,
with a clause or a place beside it says it as well. What the clauses and places are stands in
``descriptions.yml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import Field

from bot.language.patterns import (
    Content,
    beginnings,
    compile_pattern,
    may_match,
    read_content,
)
from bot.language.words import Relationship  # noqa: TC001  pydantic reads it at run time

if TYPE_CHECKING:
    from collections.abc import Iterator

Gender = Literal["she", "he"]
HeadKind = Literal[
    "people", "familiar", "bands", "works", "all", "strangers", "kin", "siblings", "names",
    "mates", "starters", "patrons", "helpers", "clauses", "pronouns", "homes",
]  # fmt: skip

_PATH: Final = Path(__file__).with_name("descriptions.yml")
_LEAD_REACHES: Final = 90
_CLAUSE: Final = re.compile(
    r"(?<![\w'@#-])(?P<word>[a-z][\w-]*\w)"
    r"(?=,? (?:who|whom|whose|(?:(?:that|whom|which) )?"
    r"(?:i|we|they|my|i'm|im|i've|ive|i'd|we're|we've|we'd)) )"
)
"""A word with a clause that may tell who is meant: "the copper I'm crewed with"."""
_TOLD_AS_THEY_ARE: Final = frozenset({"names", "clauses", "pronouns"})
"""Kinds of head that need no "the" before them."""
_DETERMINED: Final = re.compile(
    r"(?<![\w'-])(?:the|an?|my|our|this|that|some|another|one of (?:the|my|our)) "
    r"(?:(?!(?:and|or|to|of|that|who|was|is|had|with|for|from)\b)[\w'-]+ ){0,3}?$"
)


class HeadWords(Content):
    """General words for a person."""

    she: list[str] = Field(default_factory=list)
    he: list[str] = Field(default_factory=list)
    either: list[str] = Field(default_factory=list)
    several: list[str] = Field(default_factory=list)


class Description(Content):
    """What stands beside a general word or a name, and the relationship that it says."""

    relationship: Relationship
    after: str = ""
    before: str = ""
    brings_in: str = ""
    heads: list[HeadKind] = Field(default_factory=lambda: ["people", "familiar", "works", "names"])
    word: str | None = None
    several: Relationship | None = None
    parted: Relationship | None = None
    bare: bool = True


class Setting(Content):
    """What somebody does, by which the strangers in their story are their customers."""

    relationship: Relationship
    pattern: str
    heads: list[HeadKind] = Field(default_factory=lambda: ["people", "strangers"])
    several: bool = False


class Implied(Content):
    """Words that say who the other is though nobody is mentioned."""

    relationship: Relationship
    pattern: str
    parted: Relationship | None = None
    weight: int = 25


class DescriptionContent(Content):
    """The file of descriptions."""

    no_person: list[str]
    heads: dict[HeadKind, HeadWords]
    parts: dict[str, str]
    descriptions: list[Description]
    settings: list[Setting]
    implied: list[Implied]


@dataclass(frozen=True)
class Head:
    """A general word for a person where it stands.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        word: The word in its singular.
        kind: The kind of word; "names" for a given name.
        gender: "she" or "he" where the word says so.
        several: It stands for more than one.
    """

    start: int
    end: int
    word: str
    kind: HeadKind
    gender: Gender | None = None
    several: bool = False


@dataclass(frozen=True)
class Reading:
    """What a description says.

    Attributes:
        relationship: What the person is to the user.
        end: Offset after the description.
        introduced: It stands before the person, who is only brought in: "I work with a lad".
    """

    relationship: Relationship
    end: int
    introduced: bool = False


@dataclass(frozen=True)
class _Compiled:
    source: Description
    after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    brings_in: re.Pattern[str] | None

    def holds_for(self, head: Head, *, bare: bool) -> bool:
        if self.source.word is not None and self.source.word != head.word:
            return False
        return head.kind in self.source.heads and (self.source.bare or not bare)


class Descriptions:
    """The content, compiled."""

    def __init__(self, content: DescriptionContent) -> None:
        parts = content.parts
        # After a name only a "who" tells a clause about them from the rest of the sentence.
        beside_names = {**parts, "who": parts["said_who"]}
        self._of_words = [_compiled(each, parts) for each in content.descriptions]
        self._of_names = [_compiled(each, beside_names) for each in content.descriptions]
        # After "her" only a "who" does, or a clause that ends there: "her I live with".
        self._of_pronouns = [
            _compiled(each, spoken)
            for each in content.descriptions
            if "pronouns" in each.heads
            for spoken in (beside_names, {**parts, "ends": parts["ends_there"]})
        ]
        self._by_kind: dict[HeadKind, list[_Compiled]] = {}
        self._no_person = frozenset(content.no_person)
        self._parted = compile_pattern(rf"\b(?:{parts['parted']})", parts)
        self._settings = [
            (setting, compile_pattern(setting.pattern, parts)) for setting in content.settings
        ]
        self._implied = [
            (implied, pattern, beginnings(pattern.pattern))
            for implied in content.implied
            for pattern in [compile_pattern(implied.pattern, parts)]
        ]
        self._words = _head_words(content)
        spellings = "|".join(sorted(map(re.escape, self._words), key=len, reverse=True))
        self._heads = re.compile(rf"(?<![\w'@#-])(?:{spellings})(?![\w-]|'t\b)")

    def heads(self, folded: str) -> Iterator[Head]:
        """Finds the general words for a person in a text.

        Args:
            folded: A folded message.

        Yields:
            The words in order; one that is of two kinds comes once for each.
        """
        for match in self._heads.finditer(folded):
            for word, kind, gender, several in self._words[match.group()]:
                yield Head(match.start(), match.end(), word, kind, gender, several)

    def clauses(self, folded: str) -> Iterator[tuple[Head, int]]:
        """Finds words that no list has, before a clause that may tell who is meant.

        Args:
            folded: A folded message.

        Yields:
            The words in order, and where "the" or "my" before them stands.
        """
        for match in _CLAUSE.finditer(folded):
            word = match["word"]
            led = _DETERMINED.search(folded, max(0, match.start() - _LEAD_REACHES), match.start())
            if led is not None and word not in self._no_person:
                yield (
                    Head(match.start(), match.end(), word, "clauses", several=word.endswith("s")),
                    led.start(),
                )

    def read(self, folded: str, head: Head, start: int, end: int) -> Reading | None:
        """Reads what stands beside a head.

        Args:
            folded: The folded message.
            head: The word, or the name.
            start: Where the words for the person begin, "the" included.
            end: Where they end, a name beside the head included.

        Returns:
            The relationship that the description says, or none. What brings the person in goes
            before what follows them, and of what follows the longest.
        """
        listed = self._listed(head)
        bare = (
            head.kind not in {"names", "clauses", "pronouns"}
            and start == head.start
            and not _led(folded, start)
        )
        fitting = [each for each in listed if each.holds_for(head, bare=bare)]
        said = [
            (match.end(), -order, each)
            for order, each in enumerate(fitting)
            if each.after is not None and (match := each.after.match(folded, end))
            if each.before is None or _stands_before(each.before, folded, head.start)
        ]
        longest = max(said, key=lambda found: found[:2], default=None)
        ends_at = longest[0] if longest else end
        for each in fitting:
            if each.brings_in and _stands_before(each.brings_in, folded, start):
                return self._reading(each.source, folded, head, ends_at, introduced=True)
        return self._reading(longest[2].source, folded, head, ends_at) if longest else None

    def _listed(self, head: Head) -> list[_Compiled]:
        """The descriptions that hold for a kind of head, kept once they were looked for."""
        if head.kind not in self._by_kind:
            listed = self._of_names if head.kind == "names" else self._of_words
            if head.kind == "pronouns":
                listed = self._of_pronouns
            self._by_kind[head.kind] = [each for each in listed if head.kind in each.source.heads]
        return self._by_kind[head.kind]

    def _reading(
        self, said: Description, folded: str, head: Head, end: int, *, introduced: bool = False
    ) -> Reading:
        relationship = said.relationship
        if said.several is not None and head.several:
            relationship = said.several
        if said.parted is not None and self.parted(folded):
            relationship = said.parted
        return Reading(relationship, end, introduced)

    def setting(self, folded: str, head: Head) -> Relationship | None:
        """Who a stranger is, in a story that says where it plays.

        Args:
            folded: The folded message.
            head: The word for them.

        Returns:
            The relationship, or none where the story does not say.
        """
        return next(
            (
                setting.relationship
                for setting, pattern in self._settings
                if head.kind in setting.heads
                if head.several or not setting.several
                if pattern.search(folded)
            ),
            None,
        )

    def implied(self, folded: str) -> Iterator[tuple[Relationship, int, int]]:
        """Who is meant though nobody is mentioned, and where it is said.

        Args:
            folded: A folded message.

        Yields:
            Relationships with the offset of the words that say them, and how surely they are
            the one who was harmed.
        """
        for implied, pattern, begins in self._implied:
            match = pattern.search(folded) if may_match(begins, folded) else None
            if match is not None:
                relationship = implied.relationship
                if implied.parted is not None and self.parted(folded):
                    relationship = implied.parted
                yield relationship, match.start(), implied.weight

    def parted(self, folded: str) -> bool:
        """Whether a message says that two people have split up."""
        return self._parted.search(folded) is not None


def _compiled(source: Description, parts: dict[str, str]) -> _Compiled:
    def before(pattern: str) -> re.Pattern[str] | None:
        return compile_pattern(rf"(?:{pattern})\s+$", parts) if pattern else None

    return _Compiled(
        source,
        after=None if source.brings_in else compile_pattern(rf"(?:{source.after})(?!\w)", parts),
        before=before(source.before),
        brings_in=before(source.brings_in),
    )


_LED: Final = re.compile(r"\b(?:the|an?|our|my|this|that|some|one|another) [\w-]+ $")


def _led(folded: str, start: int) -> bool:
    """Whether a head has its "the" before a word that no list has: "the security guard"."""
    return _LED.search(folded, max(0, start - _LEAD_REACHES), start) is not None


def _stands_before(pattern: re.Pattern[str], folded: str, start: int) -> bool:
    return pattern.search(folded, max(0, start - _LEAD_REACHES), start) is not None


_Word = tuple[str, HeadKind, Gender | None, bool]


def _head_words(content: DescriptionContent) -> dict[str, list[_Word]]:
    """Every spelling of a head, with what it says."""
    found: dict[str, list[_Word]] = {}
    for kind, listed in content.heads.items():
        genders: list[tuple[Gender | None, list[str]]] = [
            ("she", listed.she),
            ("he", listed.he),
            (None, listed.either),
        ]
        for gender, singular in genders:
            for word in singular:
                found.setdefault(word, []).append((word, kind, gender, False))
                if kind == "pronouns":
                    continue
                found.setdefault(f"{word}s", []).append((word, kind, gender, True))
        for word in listed.several:
            found.setdefault(word, []).append((word, kind, None, True))
    return found


@lru_cache(maxsize=1)
def descriptions() -> Descriptions:
    """The descriptions of people.

    Returns:
        The compiled content of ``descriptions.yml``, read once a process.

    Raises:
        pydantic.ValidationError: The file does not fit the schema.
    """
    return Descriptions(read_content(_PATH, DescriptionContent))
