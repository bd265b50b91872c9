"""Reads from a message who was harmed, what was done, when, and whether they know."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from bot.coaching.breach.people import (
    NOTHING_SAID,
    CompiledRole,
    Mention,
    Role,
    annotated,
    compile_roles,
    find_people,
    lexicon,
    mask,
    name_told,
    weigh,
)
from bot.language.patterns import (
    Content,
    Span,
    beginnings,
    compile_pattern,
    fold,
    read_content,
    span_of,
    word_beginnings,
)
from bot.language.words import FEELINGS

__all__ = ["Correction", "Details", "Span", "read_correction", "read_details"]

_HERE = Path(__file__).parent
_LONGEST = 2000
"""Characters that are read: a first message says who and what long before this."""

_SURE = 40
_SUBJECT_REACHES = 60
_DONE_TO_SOMEBODY = re.compile(r" (?:¤|him\b|her\b(?! (?:and|but|so)\b)|them\b|my\b|our\b)")
"""After "I humiliated", "I hurt": what was done, and no feeling."""
_NO_WORD_AFTER_FEELING = re.compile(r"(?![\w'-])")


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
    denied: str
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
    came_out: str
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
    begins: frozenset[str] | None = None


_LENGTH = r"^(?:for )?(?:{about} )*(?P<number>{number}) (?P<unit>{unit})(?P<ago> ago| back)?\W*$"


def _sign(clue: Clue, parts: dict[str, str], value: str = "") -> _Sign:
    pattern = compile_pattern(clue.pattern, parts)
    return _Sign(
        pattern,
        clue.weight,
        clue.value or value,
        anyone=clue.whose == "anyone",
        unless=frozenset(clue.unless),
        begins=beginnings(pattern.pattern),
    )


class _Reader:
    """The content, compiled."""

    def __init__(self, breaches: BreachContent, details: DetailsContent) -> None:
        self.threshold = details.threshold
        self.when_threshold = details.when_threshold
        self.breaches = tuple(
            _sign(clue, breaches.parts, kind)
            for kind, clues in breaches.kinds.items()
            for clue in sorted(clues, key=lambda clue: -clue.weight)
        )
        self.done_to_me = compile_pattern(breaches.done_to_me, breaches.parts)
        self.somebody_else = compile_pattern(breaches.somebody_else, breaches.parts)
        self.mine_after_all = compile_pattern(breaches.mine_after_all, breaches.parts)
        self.not_done = compile_pattern(breaches.not_done, breaches.parts)
        self.roles: tuple[CompiledRole, ...] = compile_roles(details.roles, details.parts)
        self.pronoun_roles = compile_pattern(details.pronoun_roles, details.parts)
        self.when = tuple(
            _sign(clue, details.parts) for clue in sorted(details.when, key=lambda c: -c.weight)
        )
        self.not_the_breach = compile_pattern(details.not_the_breach, details.parts)
        self.known = tuple(
            _sign(clue, details.parts) for clue in sorted(details.known, key=lambda c: -c.weight)
        )
        self.not_known_when = compile_pattern(details.not_known_when, details.parts)
        self.came_out = compile_pattern(details.came_out, details.parts)
        self.felt = compile_pattern(details.felt, details.parts)
        self.feels_without_lead = frozenset(details.feels_without_lead)
        wording = details.corrections.dict()
        hesitation = rf"(?:{wording['hesitation']}\b[\s,.:;!-]*)*"
        self.lead = re.compile(rf"^\W*(?:{hesitation}{wording['lead']}\b[\s,.:;!-]*)+")
        self.request = re.compile(wording["request"])
        self.said_before = re.compile(wording["said_before"])
        self.denied = re.compile(wording["denied"])
        self.length = compile_pattern(_LENGTH, details.parts)
        self.number = compile_pattern(
            r"^(?:for )?(?:{about} )*(?P<number>{number})\W*$", details.parts
        )
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
    weights = weigh(folded, people, _reader().roles, kinds)
    harmed = _harmed(folded, people, weights, kinds)
    name = _name_of(harmed, text, folded, people, weights)
    return Details(
        person=harmed.person if harmed else None,
        relationship=_relationship_of(harmed, people, folded),
        name=name,
        breaches=breaches,
        when=_when(text, masked),
        known=_known(text, masked, kinds, [person for person in people if person is not harmed]),
        feelings=_feelings(text, folded, masked),
        pronoun=_pronoun(folded, harmed),
    )


def _breaches(text: str, masked: str) -> tuple[Span, ...]:
    best: dict[str, tuple[int, re.Match[str]]] = {}
    begins = word_beginnings(masked)
    for sign in _reader().breaches:
        if sign.value in best and best[sign.value][0] >= sign.weight:
            continue
        if sign.begins is not None and sign.begins.isdisjoint(begins):
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


def _harmed(
    folded: str, people: list[Mention], weights: list[int], kinds: frozenset[str]
) -> Mention | None:
    if not people:
        return None
    reader = _reader()
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
    best = _whose_it_was(best, people, weights, kinds)
    best = _whom_it_was_kept_from(best, people, weights, kinds)
    if weights[best] <= reader.threshold:
        return _only_one_there(people, weights)
    return _told_by_name_too(people[best], people, folded)


_TOUCHES_THE_CLOSER = frozenset({"secret_told", "gossip", "neglect", "broken_promise"})
_DONE_STRAIGHT_TO_THEM = 90
"""The least weight of a deed that was surely done to the one it names."""


def _whose_it_was(
    best: int, people: list[Mention], weights: list[int], kinds: frozenset[str]
) -> int:
    """The friend where "my friend's mum is ill" was passed on, and not the friend's mum."""
    told = people[best]
    if (
        told.of is None
        or told.relationship != "other"
        or weights[best] >= _DONE_STRAIGHT_TO_THEM
        or kinds.isdisjoint(_TOUCHES_THE_CLOSER)
    ):
        return best
    return next((index for index, mention in enumerate(people) if mention is told.of), best)


def _whom_it_was_kept_from(
    best: int, people: list[Mention], weights: list[int], kinds: frozenset[str]
) -> int:
    """The boyfriend where "a lad off my course" was kissed, and not the lad."""
    if "infidelity" not in kinds:
        return best
    if people[best].implied is None and weights[best] < _TOLD_STRAIGHT:
        meant = [i for i, each in enumerate(people) if each.implied and each.relationship in _LOVED]
        if meant and people[best].relationship not in _LOVED:
            return max(meant, key=lambda index: weights[index])
    if not people[best].weak:
        return best
    partners = [
        index
        for index, mention in enumerate(people)
        if mention.relationship == "partner" and mention.of is None and not mention.aside
    ]
    return max(partners, key=lambda index: weights[index], default=best)


_LOVED = frozenset({"partner", "ex"})
_TOLD_STRAIGHT = 60
"""The least weight of a place that says who was harmed, whatever the story implies."""
_A_BYSTANDER = 12
"""The least weight of somebody who may still be the one harmed, where nobody else is named."""


def _only_one_there(people: list[Mention], weights: list[int]) -> Mention | None:
    """Whoever is spoken of where nothing says who was harmed, if no other can be meant."""
    known = [
        (mention, weight)
        for mention, weight in zip(people, weights, strict=True)
        if mention.person is not None
        and not mention.aside
        and weight >= _A_BYSTANDER
        and not _ANYBODY.fullmatch(mention.person.value)
    ]
    surest = [mention for mention, _ in known if not mention.weak] or [m for m, _ in known]
    return surest[0] if len(surest) == 1 else None


_ANYBODY = re.compile(
    r"some(?:one|body)(?: else)?|any(?:one|body)|every(?:one|body)|people|person|persons?|"
    r"guy|woman|man|girl|lad|lady|bloke|lass|chap|dude|fella|stranger"
)


def _told_by_name_too(harmed: Mention, people: list[Mention], folded: str) -> Mention:
    """ "My friend Tom … Now Tom knows": the name alone is the friend who was named before."""
    if harmed.person is not None or harmed.name is None:
        return harmed
    named = [p for p in people if p.person and p.name and p.name.value == harmed.name.value]
    if named:
        return named[0]
    explained = [p for p in people if p.person and _WHO_THEY_ARE.search(folded, 0, p.start)]
    return replace(explained[0], name=harmed.name) if len(explained) == 1 else harmed


_WHO_THEY_ARE = re.compile(
    r"\b(?:that|she|he|this)(?:'?s| is| was) (?:(?:meant|supposed) to be |like |basically )?$"
)
"""Before a word for a person: "Karen, that's my sister in law"."""


_NOBODY_IN_PARTICULAR = re.compile(
    r"(?:some(?:one|body)|people|an? person)(?! (?:who|that|whose|i|we|i'[dvm]\w+|from|in|at|on)\b)"
)


def _relationship_of(harmed: Mention | None, people: list[Mention], folded: str) -> str | None:
    """What the harmed one is to the person; of a mere name, what the story around it implies."""
    if harmed is None or (harmed.weak and _NOBODY_IN_PARTICULAR.match(folded, harmed.start)):
        return None
    if harmed.relationship is not None:
        return harmed.relationship
    return next((other.relationship for other in people if other.implied is not None), None)


def _name_of(
    harmed: Mention | None,
    text: str,
    folded: str,
    people: list[Mention],
    weights: list[int],
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
    for mention, weight in zip(people, weights, strict=True):
        apart = re.search(r"[.!?\n]", folded[harmed.end : mention.start])
        if mention in later and weight >= 90 and apart and len(later) == 1:
            return mention.name
    return None


def _when(text: str, masked: str) -> Span | None:
    reader = _reader()
    best: tuple[int, int, int] | None = None
    begins = word_beginnings(masked)
    for sign in reader.when:
        if best is not None and best[0] > sign.weight:
            break
        if sign.begins is not None and sign.begins.isdisjoint(begins):
            continue
        for match in sign.pattern.finditer(masked):
            weight = sign.weight
            before = masked[max(0, match.start() - 40) : match.start()]
            if reader.not_the_breach.search(before):
                weight -= 60
            if reader.came_out.search(before):
                weight -= 25
            rank = (weight, -match.start(), match.end() - match.start())
            if weight >= reader.when_threshold and (best is None or rank > best):
                best, found = rank, match
    if best is None:
        return None
    return span_of(text, found.start(), found.end())


def _known(text: str, masked: str, kinds: frozenset[str], others: list[Mention]) -> Span | None:
    reader = _reader()
    found: tuple[int, int, _Sign, re.Match[str]] | None = None
    begins = word_beginnings(masked)
    for sign in reader.known:
        if found is not None and found[0] > sign.weight:
            break
        if sign.unless & kinds:
            continue
        if sign.begins is not None and sign.begins.isdisjoint(begins):
            continue
        for match in sign.pattern.finditer(masked):
            if sign.value == "yes" and reader.not_known_when.search(masked[: match.start()]):
                continue
            if any(match.start() <= other.start < match.end() for other in others):
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
    taken_until = 0
    doc = annotated(folded)
    for span in sorted(doc.spans[FEELINGS], key=lambda s: (s.start, -s.end)):
        if span.start_char < taken_until or not _NO_WORD_AFTER_FEELING.match(folded, span.end_char):
            continue
        taken_until = span.end_char
        if _DONE_TO_SOMEBODY.match(masked, span.end_char):
            continue
        if span.id_ in reader.feels_without_lead or reader.felt.search(masked[: span.start_char]):
            marked = span_of(text, span.start_char, span.end_char, span.label_)
            found.setdefault(span.label_, marked)
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
    denied = reader.denied.match(folded)
    if denied is not None:
        instead = _instead_of(text, denied)
        if instead is not None:
            return instead
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
    if lead and reader.length.match(folded[value_at:rest_end].strip()):
        return Correction("when", span_of(text, value_at, rest_end))
    return _corrected(
        text,
        value_at,
        rest_end,
        named=bool(
            (restated and "name" in restated.group()) or (restated and "called" in restated.group())
        ),
    )


_SAID_BESIDE = re.compile(
    r"(?:,? (?:not|instead of|rather than) [^,.!?]+|,? (?:actually|sorry|instead|though|tbh|lol|"
    r"my bad|now i think (?:of|about) it))?[\s.!?]*$"
)


def _instead_of(text: str, denied: re.Match[str]) -> Correction | None:
    """Reads "it wasn't my mum it was my nan": what is denied and what is said are of one kind."""
    start, end = denied.end(), len(text)
    old, new = denied["old"].strip(), fold(text)[start:end]
    beside = _SAID_BESIDE.search(new)
    if beside:
        end = start + beside.start()
        new = new[: beside.start()]
    if _whole_person(old) is not None:
        person = _only_a_person(text, start, end)
        if person is not None:
            return person
        return _only_a_name(text, start, end)
    reader = _reader()
    before = reader.length.match(old)
    if before is not None:
        number = reader.number.match(new)
        value = f"{text[start:end]} {before['unit']}{before['ago'] or ''}" if number else None
        if number or reader.length.match(new):
            return Correction("when", span_of(text, start, end, value))
    if _is_time(old) and _is_time(new):
        return Correction("when", span_of(text, start, end))
    return _only_a_name(text, start, end) if find_people(text[denied.start("old") :]) else None


def _whole_person(words: str) -> Mention | None:
    """The person, where the words are a person and nothing else."""
    people = find_people(words)
    if len(people) == 1 and (people[0].start, people[0].end) == (0, len(words)):
        return people[0]
    return None


def _is_time(words: str) -> bool:
    return any(read_details(lead + words).when is not None for lead in ("", "in ", "on ", "for "))


def _only_a_name(text: str, start: int, end: int) -> Correction | None:
    word = text[start:end].strip()
    if not re.fullmatch(r"[^\W\d_][\w'’-]+", word) or fold(word) in lexicon().never:
        return None
    if not (word[0].isupper() or lexicon().known_name(fold(word))):
        return None
    return Correction(
        "name", span_of(text, start, end, word if word[0].isupper() else word.title())
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


_TOLD_OF_ONESELF = re.compile(
    r"(?:.*?[,;.])??\s*((?:I|we)\b.*?)(?:,? (?:and )?not\b.*)?[\s.,;!]*$", re.IGNORECASE
)
_WHOM_I_HURT = re.compile(
    r"\s*([A-Z][\w'’-]+) (?:that |who |whom )?[Ii](?:['’]ve| have)? "
    r"(?:hurt|wronged|let down|betrayed|upset|lied to|owe)\b"
)
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
    hurt = _WHOM_I_HURT.match(text[start:end])
    if hurt is not None and fold(hurt[1]) not in lexicon().never:
        return Correction("name", span_of(text, start + hurt.start(1), start + hurt.end(1)))
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
    told = _TOLD_OF_ONESELF.match(text[start:end])
    if details.breaches and told is not None:
        return Correction("act", span_of(text, start + told.start(1), start + told.end(1)))
    if details.name is not None:
        return Correction("name", details.name)
    if len(words) == 1 and words[0][0].isupper() and fold(words[0]) not in lexicon().never:
        return Correction("name", span_of(text, start, end))
    return None
