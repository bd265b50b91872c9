"""The safety gates: what a message says that a coach must not simply coach on.

Precise rules read the folded message. Each finds one thing, says where it stands, and is either
sure or asks. A second reader, which learns from labelled lines, can be put beside them: see
`bot.coaching.safety.second_reader`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.coaching.safety.fold import COMMA, SENTENCE_END, Token, fold
from bot.coaching.safety.rulebook import Rule, Rulebook, rulebook

if TYPE_CHECKING:
    from bot.coaching.safety.patterns import Pattern

TIERS: Final = ("emergency", "stop", "refer", "none")

CATEGORIES: Final[dict[str, str]] = {
    "danger_now": "emergency",
    "self_harm": "emergency",
    "no_contact_order": "stop",
    "no_contact_request": "stop",
    "controlling": "stop",
    "victim": "stop",
    "sexual_harm": "stop",
    "child_harm": "stop",
    "legal": "refer",
    "addiction": "refer",
    "intoxicated": "refer",
    "trauma": "refer",
    "deep_rooted": "refer",
}

_SURE: Final = 0.97
IN_DOUBT: Final = 0.55
_NOTHING_FOUND: Final = 0.9
_NEGATION_REACH: Final = 3
_NEGATION: Final = re.compile(r" (?:not|never|nobody|nor|without|no one|none of) ")
_CLAUSE_EDGE: Final = re.compile(r" (?:\.|,|but|and then|although|though|because) ")
_FIRST_PERSON: Final = re.compile(r" (?:i|me|my|myself|we|us) ")


@dataclass(frozen=True)
class Match:
    """Something that a rule found.

    Attributes:
        start: Offset of its first character in the message as written.
        end: Offset after its last character.
        category: What it is.
        rule: The rule that found it.
    """

    start: int
    end: int
    category: str
    rule: str


@dataclass(frozen=True)
class Verdict:
    """What the gates make of a message.

    Attributes:
        tier: The worst of `TIERS` that was found.
        ask: The gate is in doubt; `tier` is what it would be, and the bot asks first.
        confidence: How sure the gate is of the tier, from 0 to 1.
        categories: What was found, the worst first.
        matches: Where it stands, in order of appearance.
    """

    tier: str
    ask: bool
    confidence: float
    categories: tuple[str, ...]
    matches: tuple[Match, ...]

    def as_json(self) -> dict[str, Any]:
        """The verdict in the shape of `amends screen --json`.

        Returns:
            Plain values only.
        """
        return {
            "tier": self.tier,
            "ask": self.ask,
            "confidence": round(self.confidence, 2),
            "categories": list(self.categories),
            "matches": [
                {"start": match.start, "end": match.end, "category": match.category}
                for match in self.matches
            ],
        }


NONE: Final = Verdict("none", ask=False, confidence=_NOTHING_FOUND, categories=(), matches=())


def worst_first(categories: set[str]) -> tuple[str, ...]:
    """Puts categories in order, the worst tier first.

    Args:
        categories: Names from `CATEGORIES`.

    Returns:
        The same, ordered by tier and within a tier as in `CATEGORIES`.
    """
    names = list(CATEGORIES)
    return tuple(
        sorted(categories, key=lambda name: (TIERS.index(CATEGORIES[name]), names.index(name)))
    )


class _Line:
    """A folded message as one string, with the way back to the tokens."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.starts: list[int] = []
        pieces = [" . "]
        length = len(pieces[0])
        for token in tokens:
            self.starts.append(length)
            pieces.append(token.text + " ")
            length += len(token.text) + 1
        pieces.append(". ")
        self.text = "".join(pieces)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The bounds of the sentence (or sentences) around a stretch of the line."""
        before = self.text.rfind(" . ", 0, start + 1)
        after = self.text.find(" . ", max(end - 1, 0))
        return max(before, 0), len(self.text) if after < 0 else after + 3

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the message as written of a stretch of the line."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, end - 1) - 1, first)
        while last > first and self.tokens[last].text in {SENTENCE_END, COMMA}:
            last -= 1
        return self.tokens[first].start, self.tokens[last].end


def _holds(patterns: tuple[Pattern, ...], text: str, words: frozenset[str]) -> bool:
    return any(
        (pattern.anchors is None or not pattern.anchors.isdisjoint(words))
        and pattern.expression.search(text)
        for pattern in patterns
    )


def _is_negated(line: _Line, start: int) -> bool:
    """Whether a "not" or "never" stands just before, in the same clause."""
    before = line.text[max(0, start - 60) : start]
    clause = _CLAUSE_EDGE.split(before)[-1]
    words = clause.split()[-_NEGATION_REACH:]
    return bool(_NEGATION.search(" " + " ".join(words) + " "))


class _Reading:
    """One pass of the rules over one message."""

    def __init__(self, book: Rulebook, tokens: list[Token]) -> None:
        self._book = book
        self._line = _Line(tokens)
        self._words = frozenset(token.text for token in tokens)
        self._unsaid: dict[int, bool] = {}

    def findings(self) -> list[tuple[Rule, int, int]]:
        """Every rule that holds, with the stretch of the line where it first does."""
        found: dict[int, tuple[int, int]] = {}
        for index, pattern in self._candidates():
            if index in found:
                continue
            stretch = self._first_that_holds(self._book.rules[index], pattern)
            if stretch is not None:
                found[index] = stretch
        return [(self._book.rules[index], *found[index]) for index in sorted(found)]

    def _candidates(self) -> list[tuple[int, Pattern]]:
        candidates = list(self._book.always)
        for word in dict.fromkeys(token.text for token in self._line.tokens):
            candidates.extend(self._book.by_word.get(word, ()))
        return candidates

    def _first_that_holds(self, rule: Rule, pattern: Pattern) -> tuple[int, int] | None:
        for found in pattern.expression.finditer(self._line.text):
            if self._stands(rule, found.start(), found.end()):
                return found.start(), found.end()
        return None

    def _stands(self, rule: Rule, start: int, end: int) -> bool:
        text = self._line.text
        if rule.text.negatable and _is_negated(self._line, start):
            return False
        first, last = self._line.sentence(start, end)
        sentence = text[first:last]
        if _holds(rule.unless, sentence, self._words):
            return False
        if rule.unless_anywhere and _holds(rule.unless_anywhere, text, self._words):
            return False
        return not (rule.text.tellable and self._is_only_told(sentence, text[start:end]))

    def _is_only_told(self, sentence: str, matched: str) -> bool:
        """Whether the sentence tells a story, or asks about the bot, and not about oneself."""
        if _holds(self._book.about_the_bot, sentence, self._words):
            return True
        return _holds(self._book.story, sentence, self._words) and not _FIRST_PERSON.search(
            " " + matched
        )

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the message as written."""
        return self._line.original(start, end)


def screen(text: str) -> Verdict:
    """Runs the rules over a message.

    Args:
        text: What the person wrote.

    Returns:
        The verdict; `NONE` when no rule holds.
    """
    book = rulebook()
    tokens = fold(text, book.known_words)
    if not tokens:
        return NONE
    reading = _Reading(book, tokens)
    findings = reading.findings()
    if not findings:
        return NONE
    matches = _matches(reading, findings)
    sure = {name for rule, _, _ in findings if not rule.text.ask for name in rule.text.categories}
    categories = worst_first({match.category for match in matches})
    tier = CATEGORIES[categories[0]]
    ask = not any(CATEGORIES[name] == tier for name in sure)
    return Verdict(tier, ask, IN_DOUBT if ask else _SURE, categories, matches)


def _matches(reading: _Reading, findings: list[tuple[Rule, int, int]]) -> tuple[Match, ...]:
    matches = [
        Match(*reading.original(start, end), category=category, rule=rule.text.id)
        for rule, start, end in findings
        for category in rule.text.categories
    ]
    return tuple(sorted(matches, key=lambda match: (match.start, match.end, match.category)))
