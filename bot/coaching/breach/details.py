"""Reads from a message who was harmed, what was done, when, and whether they know."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.coaching.breach.patterns import (
    Content,
    Span,
    compile_pattern,
    fold,
    read_content,
    span_of,
)
from bot.coaching.breach.people import (
    NOTHING_SAID,
    CompiledRole,
    Mention,
    Role,
    compile_roles,
    find_people,
    lexicon,
    mask,
    name_told,
    weigh,
)

__all__ = ["Correction", "Details", "Span", "read_correction", "read_details"]

_HERE = Path(__file__).parent
_LONGEST = 2000
"""Characters that are read: a first message says who and what long before this."""

_SURE = 40
_SUBJECT_REACHES = 60


@dataclass(frozen=True)
class Details:
    """What a message says about a breach of trust. What is not said is none or empty.

    Attributes:
        person: The person's own word for the one harmed: "sister", "boss", "customers".
        relationship: What they are to the person, from the list in the contracts.
        name: The name of the one harmed.
        breaches: The kinds of breach, the surest first.
        when: When it was, or for how long.
        known: Whether the one harmed knows: "yes", "partly" or "no".
        feelings: Feelings that are named, the person's own or the other's.
        pronoun: "she", "he" or "they" for the one harmed, as used in the message or as the
            person's word says.
    """

    person: Span | None = None
    relationship: str | None = None
    name: Span | None = None
    breaches: tuple[Span, ...] = ()
    when: Span | None = None
    known: Span | None = None
    feelings: tuple[Span, ...] = ()
    pronoun: str | None = None


CorrectedField = Literal["person", "when", "act", "name", "known"]


@dataclass(frozen=True)
class Correction:
    """Something said earlier that the person puts right.

    Attributes:
        field: What is put right.
        value: What it is now, as ``read_details`` would have read it.
        relationship: For a person, what they are to the user.
    """

    field: CorrectedField
    value: Span
    relationship: str | None = None


class Clue(Content):
    """A pattern, and how sure it is."""

    pattern: str
    weight: int
    whose: str | None = None
    value: str | None = None
    unless: list[str] = Field(default_factory=list)


class BreachContent(Content):
    """The file of breaches."""

    parts: dict[str, str]
    kinds: dict[str, list[Clue]]
    done_to_me: str
    somebody_else: str
    mine_after_all: str
    not_done: str


class CorrectionContent(Content):
    """How people put something right."""

    lead: str
    strong: str
    hesitation: str
    request: str
    said_before: str
    restate: str
    instead: str


class DetailsContent(Content):
    """The file of details."""

    threshold: int
    parts: dict[str, str]
    roles: list[Role]
    pronoun_roles: str
    when: list[Clue]
    when_threshold: int
    not_the_breach: str
    known: list[Clue]
    not_known_when: str
    feelings: dict[str, list[str]]
    felt: str
    feels_without_lead: list[str]
    corrections: CorrectionContent


@dataclass(frozen=True)
class _Sign:
    pattern: re.Pattern[str]
    weight: int
    value: str
    anyone: bool = False
    unless: frozenset[str] = frozenset()


class _Reader:
    """The content, compiled."""

    def __init__(self, breaches: BreachContent, details: DetailsContent) -> None:
        self.threshold = details.threshold
        self.when_threshold = details.when_threshold
        self.breaches = tuple(
            _Sign(
                compile_pattern(clue.pattern, breaches.parts),
                clue.weight,
                kind,
                anyone=clue.whose == "anyone",
            )
            for kind, clues in breaches.kinds.items()
            for clue in clues
        )
        self.done_to_me = compile_pattern(breaches.done_to_me, breaches.parts)
        self.somebody_else = compile_pattern(breaches.somebody_else, breaches.parts)
        self.mine_after_all = compile_pattern(breaches.mine_after_all, breaches.parts)
        self.not_done = compile_pattern(breaches.not_done, breaches.parts)
        self.roles: tuple[CompiledRole, ...] = compile_roles(details.roles, details.parts)
        self.pronoun_roles = compile_pattern(details.pronoun_roles, details.parts)
        self.when = tuple(
            _Sign(compile_pattern(c.pattern, details.parts), c.weight, "") for c in details.when
        )
        self.not_the_breach = compile_pattern(details.not_the_breach, details.parts)
        self.known = tuple(
            _Sign(
                compile_pattern(c.pattern, details.parts),
                c.weight,
                c.value or "",
                unless=frozenset(c.unless),
            )
            for c in details.known
        )
        self.not_known_when = compile_pattern(details.not_known_when, details.parts)
        self.feeling_of = {
            word: feeling for feeling, words in details.feelings.items() for word in words
        }
        words = sorted(self.feeling_of, key=len, reverse=True)
        self.feeling = re.compile(rf"(?<![\w'-])(?:{'|'.join(words)})(?![\w'-])")
        self.felt = compile_pattern(details.felt, details.parts)
        self.feels_without_lead = frozenset(details.feels_without_lead)
        wording = details.corrections.dict()
        hesitation = rf"(?:{wording['hesitation']}\b[\s,.:;!-]*)*"
        self.lead = re.compile(rf"^\W*(?:{hesitation}{wording['lead']}\b[\s,.:;!-]*)+")
        self.request = re.compile(wording["request"])
        self.said_before = re.compile(wording["said_before"])
        self.strong = re.compile(rf"\b{wording['strong']}\b")
        self.restate = re.compile(rf"^{wording['restate']}(?![\w'])\s*")
        self.instead = re.compile(rf"{wording['instead']}\s+(?P<old>[^,.;!?]+)")


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    return _Reader(
        read_content(_HERE / "breaches.yml", BreachContent),
        read_content(_HERE / "details.yml", DetailsContent),
    )


def read_details(text: str) -> Details:
    """Reads what a message says about a breach of trust.

    Args:
        text: A message as given, of any length.

    Returns:
        The details. Nothing is guessed: what is not said is none or empty.
    """
    text = text[:_LONGEST]
    folded = fold(text)
    people = find_people(text)
    masked = mask(folded, people)
    breaches = _breaches(text, mask(folded, [person for person in people if not person.weak]))
    kinds = frozenset(breach.value for breach in breaches)
    harmed = _harmed(folded, people, kinds)
    name = _name_of(harmed, text, folded, people, kinds)
    return Details(
        person=harmed.person if harmed else None,
        relationship=harmed.relationship if harmed else None,
        name=name,
        breaches=breaches,
        when=_when(text, masked),
        known=_known(text, masked, kinds),
        feelings=_feelings(text, folded, masked),
        pronoun=_pronoun(folded, harmed),
    )


def _breaches(text: str, masked: str) -> tuple[Span, ...]:
    best: dict[str, tuple[int, re.Match[str]]] = {}
    for sign in _reader().breaches:
        if sign.value in best and best[sign.value][0] >= sign.weight:
            continue
        for match in sign.pattern.finditer(masked):
            if sign.anyone or _is_the_users_act(masked, match):
                best[sign.value] = (sign.weight, match)
                break
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[1][1].start()))
    if not ranked:
        return ()
    sure = [(kind, hit) for kind, hit in ranked if hit[0] >= _SURE] or ranked[:1]
    sure = [(kind, hit) for kind, hit in sure if hit[0] > 10]
    return tuple(span_of(text, hit.start(), hit.end(), kind) for kind, (_, hit) in sure)


def _is_the_users_act(masked: str, match: re.Match[str]) -> bool:
    reader = _reader()
    if reader.done_to_me.match(masked, match.end()) or reader.done_to_me.match(
        masked[match.end() :]
    ):
        return False
    before = masked[max(0, match.start() - _SUBJECT_REACHES) : match.start()]
    if reader.not_done.search(before):
        return False
    subject = reader.somebody_else.search(before)
    if subject is None:
        return True
    return reader.mine_after_all.search(before) is not None


def _harmed(folded: str, people: list[Mention], kinds: frozenset[str]) -> Mention | None:
    if not people:
        return None
    reader = _reader()
    weights = weigh(folded, people, reader.roles, kinds)
    pronoun = reader.pronoun_roles.search(folded)
    if pronoun and len(people) > 1:
        gender = {"her": "she", "him": "he", "them": None}[pronoun[1]]
        weights = [
            weight
            + (15 if gender and mention.gender == gender and weight >= reader.threshold else 0)
            for weight, mention in zip(weights, people, strict=True)
        ]
    best = max(range(len(people)), key=lambda index: (weights[index], -index))
    # "my friend's mum", and nothing that tells them apart: it is the mum who is spoken of.
    for index, mention in enumerate(people):
        if mention.of is people[best] and weights[index] == weights[best] == NOTHING_SAID:
            best = index
    return people[best] if weights[best] > reader.threshold else None


def _name_of(
    harmed: Mention | None,
    text: str,
    folded: str,
    people: list[Mention],
    kinds: frozenset[str],
) -> Span | None:
    if harmed is not None and harmed.name is not None:
        return harmed.name
    told = name_told(text)
    if told is not None:
        return told
    if harmed is None and len(people) == 1 and people[0].name is not None:
        alone = folded.strip(" .!,") == fold(people[0].name.text)
        return people[0].name if alone else None
    if harmed is None or harmed.person is None:
        return None
    # A second sentence may call the same person by name: "…my sister. I told Ana that…"
    later = [m for m in people if m.person is None and m.start > harmed.end]
    weights = weigh(folded, people, _reader().roles, kinds)
    for mention, weight in zip(people, weights, strict=True):
        apart = re.search(r"[.!?\n]", folded[harmed.end : mention.start])
        if mention in later and weight >= 90 and apart and len(later) == 1:
            return mention.name
    return None


def _when(text: str, masked: str) -> Span | None:
    reader = _reader()
    best: tuple[int, int, int] | None = None
    for sign in reader.when:
        for match in sign.pattern.finditer(masked):
            weight = sign.weight
            before = masked[max(0, match.start() - 40) : match.start()]
            if reader.not_the_breach.search(before):
                weight -= 60
            rank = (weight, -match.start(), match.end() - match.start())
            if weight >= reader.when_threshold and (best is None or rank > best):
                best, found = rank, match
    if best is None:
        return None
    return span_of(text, found.start(), found.end())


def _known(text: str, masked: str, kinds: frozenset[str]) -> Span | None:
    reader = _reader()
    found: tuple[int, int, _Sign, re.Match[str]] | None = None
    for sign in reader.known:
        if sign.unless & kinds:
            continue
        for match in sign.pattern.finditer(masked):
            if sign.value == "yes" and reader.not_known_when.search(masked[: match.start()]):
                continue
            rank = (sign.weight, match.start())
            if found is None or rank > found[:2]:
                found = (*rank, sign, match)
    if found is None:
        return None
    _, _, sign, match = found
    return span_of(text, match.start(), match.end(), sign.value)


def _feelings(text: str, folded: str, masked: str) -> tuple[Span, ...]:
    reader = _reader()
    found: dict[str, Span] = {}
    for match in reader.feeling.finditer(folded):
        word = match.group()
        if word in reader.feels_without_lead or reader.felt.search(masked[: match.start()]):
            feeling = reader.feeling_of[word]
            found.setdefault(feeling, span_of(text, match.start(), match.end(), feeling))
    return tuple(found.values())


_PRONOUNS = {
    "she": re.compile(r"\b(?:she|her|hers|she's|shes)\b"),
    "he": re.compile(r"\b(?:he|him|his|he's|hes)\b"),
    "they": re.compile(r"\b(?:they|them|their|they're)\b"),
}


def _pronoun(folded: str, harmed: Mention | None) -> str | None:
    if harmed is not None and harmed.gender is not None:
        return harmed.gender
    after = folded[harmed.start :] if harmed else folded
    first = {
        pronoun: match.start()
        for pronoun, pattern in _PRONOUNS.items()
        if (match := pattern.search(after))
    }
    return min(first, key=lambda pronoun: first[pronoun]) if first else None


def read_correction(text: str) -> Correction | None:
    """Reads a message that puts right something said before.

    Args:
        text: A message as given.

    Returns:
        The correction, or none where the message is an ordinary answer, even one that begins
        with "no", or where it asks to change the words of a draft.
    """
    reader = _reader()
    folded = fold(text)
    if reader.request.match(folded):
        return None
    lead = reader.lead.match(folded) or reader.said_before.match(folded)
    contrast = reader.instead.search(folded)
    if lead is None and contrast is None:
        return None
    start = lead.end() if lead else 0
    rest_end = len(folded)
    if contrast and contrast.end() < len(folded.rstrip(" .!?")) and contrast.start() <= start + 2:
        start = re.compile(r"[\s,.;:!?-]*(?:but\s+)?").match(folded, contrast.end()).end()  # type: ignore[union-attr]
    elif contrast and contrast.start() > start:
        rest_end = contrast.start()
    again = reader.lead.match(folded[start:])
    if again:
        start += again.end()
    restated = reader.restate.match(folded[start:])
    strong = bool(lead and reader.strong.search(lead.group())) or (
        contrast is not None and contrast.end() - contrast.start("old") > len("yet")
    )
    if restated is None and not strong:
        return _only_a_person(text, start, rest_end)
    value_at = start + restated.end() if restated else start
    return _corrected(
        text,
        value_at,
        rest_end,
        named=bool(
            (restated and "name" in restated.group()) or (restated and "called" in restated.group())
        ),
    )


def _only_a_person(text: str, start: int, end: int) -> Correction | None:
    """Reads "no, my brother": after a "no" there is a person and nothing else."""
    people = find_people(" " * start + text[start:end])
    if len(people) != 1 or people[0].person is None:
        return None
    mention = people[0]
    if text[start : mention.start].strip(" ,.!") or text[mention.end : end].strip(" ,.!"):
        return None
    return Correction("person", people[0].person, mention.relationship)


_SHORT_ENOUGH = 12
"""Words in a correction; what is longer tells a story."""


def _corrected(text: str, start: int, end: int, *, named: bool) -> Correction | None:
    words = text[start:end].split()
    if not words or len(words) > _SHORT_ENOUGH:
        return None
    said = " " * start + text[start:end]
    if named:
        match = re.compile(r"\s*([\w'’-]+)").match(text, start)
        if match and fold(match[1]) not in lexicon().never:
            spelt = match[1] if match[1][0].isupper() else match[1].title()
            return Correction("name", span_of(text, match.start(1), match.end(1), spelt))
        return None
    details = read_details(said)
    if details.known is not None and re.match(r"\s*(?:she|he|they)\b", fold(text[start:end])):
        return Correction("known", details.known)
    if details.person is not None and details.person.start - start < 12:
        return Correction("person", details.person, details.relationship)
    if details.when is not None:
        return Correction("when", details.when)
    when = re.match(r"\s*(?:in |on )?([a-z]+ ?\d*)\W*$", fold(text[start:end]))
    if when:
        dated = read_details("in " + when[1]).when or read_details("on " + when[1]).when
        if dated is not None:
            return Correction("when", span_of(text, start, end))
    if details.known is not None:
        return Correction("known", details.known)
    if details.breaches:
        return Correction("act", replace(details.breaches[0]))
    if details.name is not None:
        return Correction("name", details.name)
    if len(words) == 1 and words[0][0].isupper() and fold(words[0]) not in lexicon().never:
        return Correction("name", span_of(text, start, end))
    return None
