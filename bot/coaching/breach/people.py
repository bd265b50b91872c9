"""Finds the people in a message, and weighs which of them was harmed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from unicodedata import combining, normalize

from pydantic import Field

from bot.coaching.breach.descriptions import Head, Reading, descriptions
from bot.language.patterns import (
    Content,
    Span,
    beginnings,
    compile_pattern,
    fold,
    may_match,
    read_content,
    span_of,
    word_beginnings,
)
from bot.language.words import (
    PEOPLE,
    PersonWord,
    Relationship,
    Words,
    words,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

HARMED, OTHER = "§", "¤"

_HERE = Path(__file__).parent
_NAME = re.compile(r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?[A-ZÀ-Þ][\w'’-]+|[a-zà-ÿ][a-zà-ÿ-]+")
_CALLED = re.compile(
    r"\b(?:(?:her|his|their|the (?:girl|guy|boy|woman|man)'?s) name(?:'s|s| is| was)|"
    r"(?:is |was |who's |who is |she's |he's |they're |shes |hes |)(?:called|named)|"
    r"name(?:'s| is))\s+"
    r"(?P<name>[\w'-]+)"
)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? [A-ZÀ-Þ][\w'’-]+")
_MYSELF = re.compile(r"(?:\bi'?m|\bi am|\bmy name is|\bmy name'?s|\bthis is|\bcall me)\s+$")
_BESIDE = re.compile(r",?\s*\(?\s*(?:(?:who(?:'s| is)|is|was) )?(?:called |named )?")
_AFTER_APPOSITION = re.compile(r"\s*(?:[,)(.!?;:-]|$)")
_BEFORE_APPOSITION = re.compile(r"(?P<name>[\w'’-]+)\s*(?:,|\()\s*$")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…\n][\"')]*\s*)\W*$")


class ReadAs(Content):
    """A word that, in some stories, stands for somebody else than it mostly does."""

    words: list[str]
    relationship: Relationship
    after: str = ""
    where: str = ""


class ToldAs(Content):
    """Words that no list has, and that say in some stories who somebody is.

    The pattern names the word for the person ``who``; what stands around it belongs to them, but
    for ``whose`` they are.
    """

    relationship: Relationship
    pattern: str
    where: str = ""
    several: bool = False
    gender: Literal["she", "he"] | None = None


class Qualifiers(Content):
    """What stands before and after a word for a person."""

    qualifiers: list[str]
    kept_qualifiers: list[str]
    may_qualify: str
    opens_a_clause: str
    subject_does: str
    after_plural: list[str]
    named_after_a_group: str
    numbers: str
    read_as: list[ReadAs]
    occasion: str
    comes_from: str
    brings_news: str
    singled_out: str
    parts: dict[str, str]
    told_as: list[ToldAs]


class Names(Content):
    """Given names, and the words that look like names."""

    names: list[str]
    names_that_are_words: list[str]
    never_names: list[str]
    titles: list[str]
    needs_a_capital: list[str]
    after_name: str
    person_acts: str
    never_begin: list[str]


class Role(Content):
    """A place in a sentence, and how surely whoever stands there was harmed."""

    pattern: str
    weight: int
    needs: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class Mention:
    """A person in the message.

    Attributes:
        start: Offset of the first character, "my" included.
        end: Offset after the last character, an apposed name included.
        person: The person's own word for them; none when only named.
        relationship: What they are to the person; none when only named.
        gender: "she" or "he" where the word says so.
        name: Their name, where it stands beside the word.
        weak: The word says little ("a guy", "someone").
        aside: They are somebody else's ("his dad"), or what the person is themselves.
        of: The mention whose they are: "my best friend's girlfriend".
        described: They are told by a clause or a place, which belongs to the mention.
        introduced: They are only brought in: "I work with this lad".
        implied: Of somebody nobody mentions, whom the story implies: how surely they are the one
            who was harmed. Such a mention is as long as nothing.
    """

    start: int
    end: int
    person: Span | None
    relationship: str | None
    gender: str | None = None
    name: Span | None = None
    weak: bool = False
    aside: bool = False
    of: Mention | None = field(default=None, repr=False)
    described: bool = False
    introduced: bool = False
    implied: int | None = None


@dataclass(frozen=True)
class Entry:
    """What a word for a person says: how it is kept, the relationship, and how it is used."""

    word: str
    relationship: str
    relation: PersonWord


@dataclass(frozen=True)
class _Found:
    """A word for a person where it stands, with what goes before it."""

    start: int
    end: int
    word_start: int
    form: str
    determiner: str | None
    qualifiers: str
    prefix: str
    prefix_start: int
    plural: str


_ReadAs = tuple[ReadAs, re.Pattern[str], re.Pattern[str]]
_ToldAs = tuple[ToldAs, re.Pattern[str], re.Pattern[str], frozenset[str] | None]


class Lexicon:
    """The relation words and names, ready to be looked for."""

    def __init__(self, listed: Words, qualifiers: Qualifiers, names: Names) -> None:
        self.kept = frozenset(qualifiers.kept_qualifiers)
        self.names = frozenset(names.names)
        self.ambiguous = frozenset(names.names_that_are_words)
        self.never = frozenset(names.never_names)
        self.needs_a_capital = frozenset(names.needs_a_capital)
        self.never_begin = frozenset(names.never_begin)
        self.after_name = re.compile(names.after_name)
        self.person_acts = re.compile(names.person_acts)
        self.may_qualify = re.compile(qualifiers.may_qualify)
        self.opens_a_clause = re.compile(qualifiers.opens_a_clause)
        self.subject_does = re.compile(qualifiers.subject_does)
        self.named_after_a_group = re.compile(qualifiers.named_after_a_group)
        self.numbers = re.compile(qualifiers.numbers)
        self.read_as: dict[str, list[_ReadAs]] = {}
        for rule in qualifiers.read_as:
            for word in rule.words:
                compiled = (rule, re.compile(rule.after), re.compile(rule.where))
                self.read_as.setdefault(word, []).append(compiled)
        self.told_as: tuple[_ToldAs, ...] = tuple(
            (rule, pattern, compile_pattern(rule.where, qualifiers.parts), begins)
            for rule in qualifiers.told_as
            for pattern in [
                compile_pattern(rf"(?<![\w'@#-])(?:{rule.pattern})(?![\w-])", qualifiers.parts)
            ]
            for begins in [beginnings(pattern.pattern)]
        )
        self.occasion = re.compile(qualifiers.occasion)
        self.comes_from = re.compile(qualifiers.comes_from)
        self.brings_news = re.compile(qualifiers.brings_news)
        self.singled_out = re.compile(qualifiers.singled_out)
        # "ed", "ing" and "nt" end verbs: "my friends laughed", "my flatmates havent noticed".
        self.possessed = re.compile(
            rf"\s+(?!(?:{'|'.join(qualifiers.after_plural)})\b)"
            r"(?!\w+(?:ed|ing|n't|nt)\b)[a-z]{3,}"
        )
        self.entries: dict[str, list[Entry]] = {}
        for relationship, people in listed.people.items():
            for relation in people:
                for form, kept in relation.forms().items():
                    entry = Entry(kept, relationship, relation)
                    self.entries.setdefault(form.lower(), []).append(entry)
        before = "|".join(sorted(qualifiers.qualifiers, key=len, reverse=True))
        # "ex" and the other three make a new word of any that they stand before.
        self.lead = re.compile(
            r"(?<![\w'@#-])(?:(?P<det>my|our|me|mi|ma|the|a|an|"
            r"one of (?:my|our|the|their)|some|this|that|"
            r"his|her|their|your|all (?:my|our|the)|both (?:my|our)|every|two of (?:my|our)|"
            r"another|these|those|most of (?:my|our)|half (?:my|our|the))\s+)?"
            r"(?P<odd>(?:(?<=\bmy )|(?<=\bour )|(?<=\bthe ))[a-z][a-z-]{2,} )??"
            rf"(?P<adj>(?:(?:{before}),? ){{0,3}})"
            r"(?P<ex>(?:ex|step|half|late)[ -])?$"
        )

    def before(self, folded: str, start: int) -> re.Match[str] | None:
        """What goes before a word for a person: "my", "one of our best", "my piano".

        Args:
            folded: A folded message.
            start: Where the word begins.

        Returns:
            The determiner and the qualifiers; without them where one is itself a person, as in
            "my sisters husband".
        """
        lead = self.lead.search(folded, max(0, start - _LEAD_REACHES), start)
        if lead is None or not lead["odd"]:
            return lead
        odd = lead["odd"].strip()
        if {odd, odd[:-1]} & self.entries.keys() or not self.may_qualify.fullmatch(odd):
            return self.lead.search(folded, start, start)
        return lead

    def known_name(self, word: str) -> bool:
        """Whether a word in lower case is a given name and not also an everyday word."""
        plain = _without_accents(word)
        return plain in self.names and plain not in self.ambiguous


def _without_accents(word: str) -> str:
    """ "siobhán" as "siobhan"."""
    return "".join(sign for sign in normalize("NFD", word) if not combining(sign))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words for people.

    Returns:
        The lexicon, read once a process.
    """
    return Lexicon(
        words(),
        read_content(_HERE / "relations.yml", Qualifiers),
        read_content(_HERE / "names.yml", Names),
    )


_GLUED = re.compile(r"(?<=[a-z]{2})[.!?](?=[a-z]{2})")
"""Between sentences typed without a space: "i lied to mum.she knows"."""


@lru_cache(maxsize=16)
def annotated(folded: str) -> Doc:
    """Marks the people and the feelings in a text.

    Args:
        folded: A folded message.

    Returns:
        What the project's pipeline makes of it; offsets hold in the text as given.
    """
    from bot.language.english import english  # spaCy is slow to load, and names need none

    return english()(_GLUED.sub(" ", folded))


_SELF = re.compile(
    r"\b(?:i'?m|i am|i was|we'?re|we are|we were|as|being|be|been|become|became|like)\s+$"
)
_SELF_AS = re.compile(_SELF.pattern[:-1] + r"(?:(?:an?|the) (?:(?!to |of |with )[\w-]+ )?)?$")


def find_people(text: str) -> list[Mention]:
    """Finds everybody mentioned, by a relation word or by name.

    Args:
        text: A message as given.

    Returns:
        The people in order of appearance; names that stand beside a relation word belong to it.
    """
    folded = fold(text)
    described = _told_people(text, folded)
    described += [
        mention
        for mention in _described_people(text, folded)
        if not any(mention.start < told.end and told.start < mention.end for told in described)
    ]
    covered = [(mention.start, mention.end) for mention in described]
    people: list[Mention] = []
    taken_until = 0
    for found in _words_for_people(folded):
        if found.start < taken_until or _inside(found.word_start, covered):
            continue
        mention = _mention(text, folded, found, people[-1] if people else None)
        if mention is not None:
            people.append(mention)
        taken_until = mention.end if mention else found.end
    people += [_with_owner(told, people, folded) for told in described]
    named = _people_by_name(text, folded, people)
    people += [_described_by_name(folded, mention) for mention in named]
    people += [
        Mention(at, at, None, relationship, implied=weight)
        for relationship, at, weight in descriptions().implied(folded)
    ]
    return sorted(people, key=lambda mention: mention.start)


def _told_people(text: str, folded: str) -> list[Mention]:
    """The people whom only the story around them tells: "an owner", where a vet speaks."""
    found: list[Mention] = []
    for rule, pattern, where, begins in lexicon().told_as:
        if not (may_match(begins, folded) and pattern.search(folded) and where.search(folded)):
            continue
        for match in pattern.finditer(folded):
            start, end = match.span()
            if "whose" in pattern.groupindex:
                start = match.end("whose")
            if any(start < each.end and each.start < end for each in found):
                continue
            if _SELF_AS.search(folded, 0, start):
                continue
            who, who_ends = match.span("who")
            name, end = _name_beside(text, folded, start, end)
            found.append(
                Mention(
                    start=start,
                    end=end,
                    person=span_of(text, who, who_ends, folded[who:who_ends]),
                    relationship=rule.relationship,
                    gender=None if rule.several else rule.gender,
                    name=name,
                    described=True,
                )
            )
    return found


def _with_owner(told: Mention, people: list[Mention], folded: str) -> Mention:
    """The one told, and whose they are: the kid in "my kid's scout leader"."""
    owners = (each for each in people if _OWNS_WHAT_FOLLOWS.fullmatch(folded, each.end, told.start))
    return replace(told, of=next(owners, None))


_OWNS_WHAT_FOLLOWS = re.compile(r"'s? ")


def _described_people(text: str, folded: str) -> list[Mention]:
    """The people who are told by a clause or a place: "the guy I share a house with"."""
    found: list[Mention] = []
    for head in descriptions().heads(folded):
        if found and head.start < found[-1].end:
            continue
        if head.kind == "pronouns":
            found += _told_by_clause(folded, head, head.start)
            continue
        lead = lexicon().before(folded, head.start)
        start = lead.start() if lead else head.start
        determiner = lead["det"] if lead else None
        if determiner in _SOMEBODY_ELSES or _qualifies_a_person(folded, head):
            continue
        if (
            head.several
            and head.end - head.start > len(head.word)
            and _is_possessed(folded, head.end)
        ):
            head = replace(head, end=head.end - 1, several=False)
        if determiner is not None and determiner.startswith("one of"):
            head = replace(head, several=False)
        name, end = _name_beside(text, folded, start, head.end)
        reading = descriptions().read(folded, head, start, end)
        if reading is None and end > head.end:
            end = head.end
            reading = descriptions().read(folded, head, start, end)
        if reading is None and (determiner in _STRANGERS or (determiner in _MINE and head.several)):
            relationship = descriptions().setting(folded, head)
            reading = Reading(relationship, end) if relationship else None
        if reading is None or _is_own(head, determiner, reading):
            continue
        if name is None or name.start > reading.end:
            name, end = _name_beside(text, folded, start, reading.end)
        found.append(
            Mention(
                start=start,
                end=max(end, reading.end),
                person=span_of(text, head.start, head.end, folded[head.start : head.end]),
                relationship=reading.relationship,
                gender=head.gender if not head.several else None,
                name=name,
                aside=_SELF_AS.search(folded, 0, start) is not None,
                described=True,
                introduced=reading.introduced,
            )
        )
    for head, start in descriptions().clauses(folded):
        if not any(start < each.end and each.start < head.end for each in found):
            found += _told_by_clause(folded, head, start)
    return sorted(found, key=lambda mention: mention.start)


def _told_by_clause(folded: str, head: Head, start: int) -> list[Mention]:
    """Whoever a clause tells, whatever they are called: "her I live with", "the vet I pay"."""
    if head.kind == "clauses" and _MINE_BEFORE.match(folded, start) and _is_listed(head):
        return []
    # "Whoever" is the word for the person and opens the clause, both at once.
    end = head.start - 1 if head.word == "whoever" else head.end
    reading = descriptions().read(folded, head, start, end)
    if reading is None:
        return []
    return [
        Mention(
            start=start,
            end=reading.end,
            person=span_of(folded, head.start, head.end),
            relationship=reading.relationship,
            gender=head.gender,
            aside=_SELF_AS.search(folded, 0, start) is not None,
            described=True,
        )
    ]


_MINE_BEFORE = re.compile(r"(?:one of )?(?:my|our) ")


def _is_listed(head: Head) -> bool:
    """Whether the word itself says who is meant: "my brother I share a flat with"."""
    entries = lexicon().entries
    return head.word in entries or head.word.removesuffix("s") in entries


_NEXT_WORD = re.compile(r" ([a-z][a-z-]+)(?![\w'])")


def _qualifies_a_person(folded: str, head: Head) -> bool:
    """Whether the word only tells which person is meant: "my elder sister", "my nurse friend"."""
    after = _NEXT_WORD.match(folded, head.end)
    return (
        not head.several
        and after is not None
        and any(
            not (entry.relation.mine or entry.relation.weak or entry.relation.group)
            for entry in lexicon().entries.get(after[1], [])
        )
    )


def _is_own(head: Head, determiner: str | None, reading: Reading) -> bool:
    """Whether the word says enough by itself: "my boy at school" is a son, "my girl" a partner."""
    return (
        determiner in _MINE
        and reading.relationship != "team"
        and any(
            entry.relationship in {"partner", "child", "sibling"}
            for entry in lexicon().entries.get(head.word, [])
        )
    )


_SOMEBODY_ELSES = frozenset({"his", "her", "their", "your"})
_STRANGERS = frozenset({"a", "an", "the", "some", "this", "these", "another", "one of the"})


def _described_by_name(folded: str, named: Mention) -> Mention:
    """A name that stands alone, with what is said beside it: "Priya from accounts"."""
    if named.name is None:
        return named
    head = Head(named.start, named.end, fold(named.name.value), "names")
    reading = descriptions().read(folded, head, named.start, named.end)
    if reading is None and _OURS.search(folded, 0, named.start):
        return replace(named, start=named.start - len("our "), relationship="sibling")
    if reading is None:
        return named
    return replace(
        named,
        end=reading.end,
        person=named.name,
        relationship=reading.relationship,
        described=True,
        introduced=reading.introduced,
    )


_OURS = re.compile(r"(?:^|\W)our $")
"""Before a name: "our Kelly" is a sister, as many say it in the north of England."""
_LEAD_REACHES = 60
_NO_WORD_AFTER = re.compile(r"(?![\w-]|'t\b)")


def _words_for_people(folded: str) -> list[_Found]:
    """Every word that may stand for a person, in order; the longest first where they overlap."""
    found = []
    doc = annotated(folded)
    for span in doc.spans[PEOPLE]:
        start, end = span.start_char, span.end_char
        lead = lexicon().before(folded, start)
        if (
            lead is None
            or not _NO_WORD_AFTER.match(folded, end)
            or lexicon().named_after_a_group.match(folded, start)
        ):
            continue
        spelt, form = folded[start:end], span.id_
        if _is_one_of(form) and _is_possessed(folded, end):
            form = form[:-1]
        found.append(
            _Found(
                start=lead.start(),
                end=end,
                word_start=start,
                form=form,
                determiner=lead["det"],
                qualifiers=lead["adj"],
                prefix=lead["ex"] or "",
                prefix_start=lead.start("ex"),
                plural=spelt.removeprefix(form) if spelt.startswith(form) else "",
            )
        )
    return sorted(found, key=lambda word: (word.start, -word.end, word.word_start))


_COUNTED = re.compile(r"\b(?:no|two|three|four|five|\d|both|of) $")
"""Before people who only belong to the scene: "together nine years, no kids, one dog"."""
_FORMER = re.compile(r"\b(?:former|previous|ex|first)\b")
_ONE_OF = re.compile(r"one of ")
_ONE_BY_ONE = frozenset({"staff", "crew", "employees", "coworkers", "colleagues", "volunteers"})
_OF_MINE = re.compile(r" of (?:mine|ours)\b")


def _is_one_of(form: str) -> bool:
    """Whether a word for many is also read as one of them: "my coworkers salary"."""
    entries = lexicon().entries
    return (
        form.endswith("s")
        and form[:-1] in entries
        and entries[form][0].relationship in {"team", "customer", "ex", "friend"}
    )


def _mention(text: str, folded: str, found: _Found, before: Mention | None) -> Mention | None:
    determiner = found.determiner
    owner = (
        before if before and re.fullmatch(r"'?s?'?\s+", folded[before.end : found.start]) else None
    )
    if owner is not None and folded[owner.end : found.start].strip() == "":
        owner = None
    entry = next(
        (
            entry
            for entry in lexicon().entries[found.form]
            if _stands_for_a_person(entry.relation, owner, text, found)
        ),
        None,
    )
    if entry is None:
        return None
    relationship, relation = entry.relationship, entry.relation
    start, end, plural = found.start, found.end, found.plural
    one_of_a_kind = relation.gender is not None and relationship in {"partner", "parent"}
    if (
        plural
        and not folded[end:].startswith("'")
        and (one_of_a_kind or _is_possessed(folded, end))
    ):
        end -= len(plural)
        plural = ""
    kept = " ".join(
        word for word in found.qualifiers.replace(",", "").split() if word in lexicon().kept
    )
    prefix = found.prefix.strip().rstrip("-") + "-" if found.prefix else ""
    word = folded[found.word_start : end] if relation.tokens else entry.word
    word += plural if not relation.group else ""
    if prefix == "ex-":
        relationship = "ex" if relationship == "partner" else relationship
    value = f"{kept} {prefix}{word}".strip()
    word_start = found.prefix_start if found.prefix else found.word_start
    if kept:
        word_start = folded.index(kept.split()[0], found.start)
    if relationship == "colleague" and plural and determiner in {"my", "our", "all my", "all our"}:
        relationship = "team"
    if relationship == "partner" and _FORMER.search(found.qualifiers):
        relationship = "ex"
    if relationship == "team" and relation.word in _ONE_BY_ONE and _ONE_OF.match(determiner or ""):
        relationship = "colleague"
    relationship = _read_as(relationship, folded, found)
    if owner is not None:
        relationship = _of_somebody(owner.relationship, relationship)
    if owner is not None and owner.person is not None:
        owned = "'" if owner.person.value.endswith("s") else "'s"
        word_start, value = owner.person.start, f"{owner.person.value}{owned} {value}"
    person = span_of(text, word_start, end, value)
    name, end = _name_beside(text, folded, start, end)
    if name is not None and determiner is None and relation.word in _TITLES_OF_CLERGY:
        relationship = "other"
    return Mention(
        start=start,
        end=end,
        person=person,
        relationship=relationship,
        gender=relation.gender,
        name=name,
        weak=relation.weak
        or (determiner is None and _COUNTED.search(folded, 0, found.word_start) is not None)
        or (
            relationship == "other"
            and determiner in {"a", "an", "the", "some", None}
            and not relation.bare
            and _OF_MINE.match(folded, end) is None
        ),
        aside=determiner in {"his", "her", "their", "your"}
        or _is_addressed(folded, start, end)
        or bool(determiner in {"a", "an", "the", None} and _SELF.search(folded, 0, start)),
        of=owner,
    )


def _read_as(relationship: str, folded: str, found: _Found) -> str:
    """What a word stands for in this story: "one of the mums" is nobody's own."""
    lead = folded[found.start : found.word_start]
    for rule, after, where in lexicon().read_as.get(found.form, ()):
        if after.match(lead) and where.search(folded):
            return rule.relationship
    return relationship


def _is_possessed(folded: str, end: int) -> bool:
    """Whether a plural is a possessive typed without its sign: "my flatmates jumper"."""
    return lexicon().possessed.match(folded, end) is not None


_WITH_THEIR_OWN = frozenset({"customer", "neighbour"})
"""Whose people are the same to the person: the bride's mother is a customer too."""
_KIN = frozenset({"partner", "parent", "child", "sibling", "family"})


def _of_somebody(owner: str | None, relationship: str) -> str:
    """What somebody's somebody is: "my wife's mum" is family, "my son's dad" an ex."""
    if (owner, relationship) == ("parent", "child"):
        return "sibling"
    if (owner, relationship) == ("child", "parent"):
        return "ex"
    if (owner, relationship) == ("parent", "partner"):
        return "parent"
    if owner in _WITH_THEIR_OWN:
        return owner
    return "family" if {owner, relationship} <= _KIN else "other"


_MINE = frozenset(
    f"{several}{mine}"
    for several in ("", "one of ", "all ", "both ", "two of ", "half ", "most of ")
    for mine in ("my", "our")
) | {"me"}
_AFTER_ME = frozenset(
    {"mate", "boss", "parents", "twin", "kids", "kid", "partner", "cousin", "folks", "neighbour"}
)
"""Words that follow "me" for "my", and are not rather what somebody told me."""


_I_DO = re.compile(r"\b(?:i|we|don't|didn't)\s$", re.IGNORECASE)
"""Before what is no person but a deed: "the under-9s I coach"."""
_THINGS_IN_PLURAL = frozenset({"date", "trainer", "coach"})


def _stands_for_a_person(
    relation: PersonWord, owner: Mention | None, text: str, found: _Found
) -> bool:
    determiner = found.determiner
    if owner is not None:
        return True
    mine = determiner in _MINE
    if relation.mine:
        return mine
    if determiner == "me":
        return relation.gender is not None or relation.word in _AFTER_ME
    if determiner in {"ma", "mi", None}:
        if _I_DO.search(text, 0, found.start):
            return False
        alone = found.start == 0 and found.end == len(text.rstrip(" .!?"))
        if relation.bare or alone or (found.plural and relation.word not in _THINGS_IN_PLURAL):
            return True
        if relation.group and lexicon().numbers.search(found.qualifiers):
            return True
        if _names_follow(relation, text, found):
            return True
        return not relation.weak and _opens_a_clause(fold(text), found)
    if determiner in {"this", "that", "the", "a", "an"} and relation.word in {
        "ex",
        "date",
        "baby",
        "board",
        "staff",
        "crew",
    }:
        return relation.word in {"ex", "board", "staff", "crew"}
    return True


def _names_follow(relation: PersonWord, text: str, found: _Found) -> bool:
    """Whether the word stands before a name as a title does: "Uncle Femi"."""
    match = _NAME.match(text, found.end + 1)
    return (
        (relation.word in _TITLES_OF_KIN or text[found.word_start].isupper())
        and match is not None
        and match.group()[0].isupper()
        and fold(match.group()) not in lexicon().never
    )


_TITLES_OF_CLERGY = frozenset({"father", "mother", "sister", "brother"})
"""Words that stand without "my" before a name as a title does: "Father Keane"."""
_TITLES_OF_KIN = frozenset({"uncle", "aunt", "auntie", "cousin"})


def _opens_a_clause(folded: str, found: _Found) -> bool:
    """Whether the word alone is a subject, as in a text typed in haste: "flatmate had covid"."""
    return bool(
        lexicon().opens_a_clause.search(folded, 0, found.start)
        and lexicon().subject_does.match(folded, found.end)
    )


def _name_beside(text: str, folded: str, start: int, end: int) -> tuple[Span | None, int]:
    """A name right after the word ("my sister Ana", "my friend, Tom,") or right before it."""
    joint = _BESIDE.match(folded, end)
    name_at = joint.end() if joint else end
    match = _NAME.match(text, name_at)
    if match and name_at > end and _is_name(match.group(), folded, match.end(), joint):
        return span_of(text, match.start(), match.end(), _spelt(match.group())), match.end()
    before = _BEFORE_APPOSITION.search(text, 0, start)
    if before and _AFTER_APPOSITION.match(folded, end):
        word = before["name"]
        low = fold(word)
        listed = lexicon().known_name(low)
        capital = word[0].isupper() and low not in lexicon().never
        if listed or (capital and not _SENTENCE_START.search(text, 0, before.start())):
            return span_of(text, before.start("name"), before.end("name"), _spelt(word)), end
    return None, end


def _is_name(word: str, folded: str, end: int, joint: re.Match[str] | None) -> bool:
    low = fold(word)
    between = joint.group() if joint else ""
    called = "called" in between or "named" in between
    if (
        " is " in between
        or " was " in between
        or "who" in between
        or between.strip() in {"is", "was"}
    ):
        return called and low not in lexicon().never
    if low in lexicon().never or low.rstrip("s").rstrip("'") in lexicon().never:
        return False
    if called or lexicon().known_name(low.removesuffix("'s")):
        return True
    if word[0].isupper() and not word.isupper():
        return True
    if low not in lexicon().ambiguous or low in lexicon().needs_a_capital:
        return False
    if "," in between or "(" in between:
        return bool(_AFTER_APPOSITION.match(folded, end))
    return bool(lexicon().after_name.match(folded, end))


def _spelt(name: str) -> str:
    """A name as it is written: a capital, and no possessive ending."""
    plain = re.sub(r"['’]s?$", "", name)
    return plain if any(letter.isupper() for letter in plain) else plain.title()


def _people_by_name(text: str, folded: str, people: list[Mention]) -> list[Mention]:
    """Names that stand alone; "her name is Ana" is read by ``name_told``."""
    named = []
    covered = [(mention.start, mention.end) for mention in people]
    covered += [(m.name.start, m.name.end) for m in people if m.name is not None]
    for titled in _TITLED.finditer(text):
        if not _inside(titled.start(), covered):
            span = span_of(text, titled.start(), titled.end())
            named.append(Mention(span.start, span.end, None, None, name=span))
            covered.append((span.start, span.end))
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s?$", "", match.group())
        if _inside(match.start(), covered) or not _names_alone(text, folded, match, word):
            continue
        span = span_of(text, match.start(), match.start() + len(word), _spelt(word))
        named.append(Mention(span.start, span.end, None, None, name=span))
    return named


def _inside(position: int, covered: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in covered)


_ADDRESSED = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|ok|okay|thanks|thank you|thx|ta|cheers|yes|yeah|yo|oh|sorry|dear|"
    r"morning|bye|alright|sure|good morning|namaste)[\s,!.]+)+$"
)


def _is_addressed(folded: str, start: int, end: int) -> bool:
    """Whether the word speaks to the coach: "hello my friend", "ok boss"."""
    return bool(_ADDRESSED.match(folded[:start]) and re.match(r"\s*(?:[,.!?]|$)", folded[end:]))


_NAMES_FOLLOW = re.compile(
    r"\b(?:to|on|at|with|from|told|hurt|betrayed|ghosted|let|stood|ignored|outed|mocked|about|for|"
    r"apologi[sz]e to|that|when|because|and|behind|of|called|blamed|promised|by|by the name of|"
    r"texted|insulted|humiliated|bullied|stole|used|took|lied to|as|but|so|kissed|cheated on)\s+$"
)


_FROM_A_PLACE = re.compile(
    r"\b(?:back|home|comes?|came|coming|moved?|moving|fly|flew|flies|flying|return\w*|travel\w*|is|are|"
    r"was|were|am|i'm|all the way|drove|drive|call|family|friends?|people|someone|she's|he's)"
    r" (?:home )?from $"
)


def _names_alone(text: str, folded: str, match: re.Match[str], word: str) -> bool:
    low = fold(word)
    if low in lexicon().never or len(low) < 2 or _MYSELF.search(folded, 0, match.start()):
        return False
    if lexicon().known_name(low):
        return True
    if not word[0].isupper() or word.isupper():
        return False
    if low in lexicon().ambiguous:
        return not _SENTENCE_START.search(text, 0, match.start())
    if _SENTENCE_START.search(text, 0, match.start()):
        return (
            low not in lexicon().never_begin
            and lexicon().person_acts.match(folded, match.start() + len(word)) is not None
        )
    mixed_case = any(letter.islower() for letter in text[:1] + text[match.start() + 1 :])
    return (
        mixed_case
        and _NAMES_FOLLOW.search(folded, 0, match.start()) is not None
        and not _FROM_A_PLACE.search(folded, 0, match.start())
        and not re.match(r"\s+[A-ZÀ-Þ]", text[match.end() :])
    )


def name_told(text: str) -> Span | None:
    """A name that is told as such: "her name is Ana", "he's called Tom".

    Args:
        text: A message as given.

    Returns:
        The name, or none.
    """
    folded = fold(text)
    for match in _CALLED.finditer(folded):
        word = match["name"]
        bare = word.removesuffix("'s")
        if bare in lexicon().never or folded[: match.start()].endswith("my "):
            continue
        if match.group().startswith(("called", "named")):
            original = text[match.start("name")]
            if not (original.isupper() or lexicon().known_name(bare)):
                continue
        spelt = _spelt(text[match.start("name") : match.end("name")])
        return span_of(text, match.start("name"), match.end("name"), spelt)
    return None


def mask(folded: str, people: list[Mention], harmed: Mention | None = None) -> str:
    """Puts signs in the place of people, so that patterns speak of people and not of words.

    Args:
        folded: The folded message.
        people: Everybody mentioned.
        harmed: The one to weigh, who gets a sign of their own.

    Returns:
        A text of the same length.
    """
    masked = list(folded)
    for mention in people:
        sign = HARMED if mention is harmed else OTHER
        start = mention.start
        if mention is harmed and mention.of is not None:
            start = mention.of.start
        masked[start : mention.end] = sign * (mention.end - start)
    return "".join(masked)


@dataclass(frozen=True)
class CompiledRole:
    """A role, ready to be looked for."""

    pattern: re.Pattern[str]
    weight: int
    needs: frozenset[str]
    begins: frozenset[str] | None


def compile_roles(roles: list[Role], parts: dict[str, str]) -> tuple[CompiledRole, ...]:
    """Compiles the roles.

    Args:
        roles: As they stand in the content file.
        parts: The named parts that they use.

    Returns:
        The roles, the surest first, so that weighing can stop at the first that fits.
    """
    compiled = [
        CompiledRole(pattern, role.weight, frozenset(role.needs), beginnings(pattern.pattern))
        for role in roles
        for pattern in [compile_pattern(role.pattern, parts)]
    ]
    return tuple(sorted(compiled, key=lambda role: -role.weight))


NOTHING_SAID = 30
"""The weight of somebody who is mentioned in no telling place."""
_INTRODUCED = 28
_BYSTANDER = 12
_PLAIN_WEAK = 15
_SINGLED_OUT_BY_A_CLAUSE = 33
"""Of the one told by a clause, whom a story is mostly of: "the woman I share a desk with"."""
_LONG_ENOUGH = 14
_ALONE = 22
_SHORT_ANSWER = 5
"""Words in an answer that says who and nothing else: "someone from work"."""
_HARMED_AT_LEAST = 40


def weigh(
    folded: str,
    people: list[Mention],
    roles: tuple[CompiledRole, ...],
    kinds: frozenset[str],
) -> list[int]:
    """Weighs for each person how surely they are the one who was harmed.

    Args:
        folded: The folded message.
        people: Everybody mentioned.
        roles: The compiled roles, the surest first.
        kinds: The kinds of breach that were read, which decide what some places mean.

    Returns:
        A weight for each person, in the same order.
    """
    if not people:
        return []
    # Signs begin words alike whoever is weighed, so what can match at all is asked once.
    others = mask(folded, people)
    harmed = others.replace(OTHER, HARMED)
    begins = word_beginnings(others) | word_beginnings(harmed)
    fitting = tuple(
        role
        for role in roles
        if (not role.needs or role.needs & kinds)
        and (role.begins is None or not role.begins.isdisjoint(begins))
    )
    weights = [_weight(folded, people, mention, fitting) for mention in people]
    if len(people) > 1 and max(weights) < _BEYOND_DOUBT:
        weights = _by_pronouns(
            folded,
            people,
            weights,
            tuple(
                role
                for role in roles
                if role.weight >= _TELLING and (not role.needs or role.needs & kinds)
            ),
        )
    sure = [each for each, mention in enumerate(people) if mention.person and not mention.aside]
    if len(sure) == 1 and _BYSTANDER <= weights[sure[0]] <= _ALONE and not people[sure[0]].weak:
        weights[sure[0]] = _ALONE
    return weights


_BEYOND_DOUBT = 97
_SINGLED_OUT = 101
_TELLING = 76
"""The least weight of a place that tells the one harmed even where a pronoun stands in it."""
_LESS_FOR_A_PRONOUN = 2
_PRONOUN = re.compile(
    r"(?<![\w'])(?:(?P<she>she|hers|her)|(?P<he>he|him|his)|(?P<they>they|them|their))(?!\w)"
)
_OWNS = re.compile(
    r" (?!(?:and|but|so|or|that|to|in|on|at|about|for|with|when|because|cos|if|i|the|a|an|my|it|"
    r"she|he|they|we|what|how|where|why|off|up|down|out|again|back|over|from|by|as|all|was|is|had|"
    r"after|before|while|until|last|this|every|like|instead|now|then|not|alone|there|into|who|which|"
    r"whom|any|some|something|everything|nothing|having|being|no)\b)\w"
)
_TOLD_OF = re.compile(r" (?:(?:that|it|was|were|what|how|who|why|when|about|all|everything|if) )*$")


def _by_pronouns(
    folded: str, people: list[Mention], weights: list[int], roles: tuple[CompiledRole, ...]
) -> list[int]:
    """Weighs people by the places where "she", "him" or "their" stands for them too."""
    meant: dict[int, list[re.Match[str]]] = {}
    for pronoun in _PRONOUN.finditer(folded):
        index = _meant_by(pronoun, people, weights, folded)
        if index is not None:
            meant.setdefault(index, []).append(pronoun)
    raised = list(weights)
    for index, pronouns in meant.items():
        masked = list(mask(folded, people, people[index]))
        for pronoun in pronouns:
            start, end = pronoun.span()
            owns = pronoun[0] in {"her", "his", "their"} and _OWNS.match(folded, end)
            masked[start:end] = (
                HARMED * (end - start - 2) + "'s" if owns else HARMED * (end - start)
            )
        signs = "".join(masked)
        best = next(
            (
                role.weight
                for role in roles
                if may_match(role.begins, signs) and role.pattern.search(signs)
            ),
            0,
        )
        raised[index] = max(raised[index], best - _LESS_FOR_A_PRONOUN)
    return raised


def _meant_by(
    pronoun: re.Match[str], people: list[Mention], weights: list[int], folded: str
) -> int | None:
    """Whom a pronoun stands for, where only one person can be meant."""
    gender = pronoun.lastgroup
    # "I told my boss she was slow": neither the one told nor, as a rule, whose they are.
    told = [
        mention
        for mention in people
        if mention.gender in {gender, None}
        and _TOLD_OF.fullmatch(folded, mention.end, pronoun.start())
    ]
    before = [
        index
        for index, mention in enumerate(people)
        if mention.implied is None and mention.end <= pronoun.start() and not mention.aside
        if mention.gender in {gender, None} and mention not in told
        if not any(each.of is mention for each in told)
    ]
    exact = [index for index in before if people[index].gender == gender]
    able = exact or before
    if not able:
        implied = [
            index
            for index, mention in enumerate(people)
            if mention.implied is not None and mention.implied > _SOMEBODY_ELSE
        ]
        return max(implied, key=lambda index: weights[index], default=None)
    likely = [
        index
        for index in able
        if weights[index] > _SOMEBODY_ELSE or people[index].person is None or people[index].weak
    ]
    if len(likely) > 1:
        likely = [index for index in likely if people[index].introduced] or likely[:0]
    return likely[0] if len(likely) == 1 else None


_SOMEBODY_ELSE = 20
"""The greatest weight of somebody who is surely not the one harmed."""
_DONE_BY_ANOTHER = re.compile(
    r"¤(?:'s|'d|'ve)? (?:(?:had|has|have|was|were|is|are|just|who)(?: been)? )?$"
)
"""Before a deed: "that ¤ had been rude to her" tells of no deed of one's own."""
_SEEN_BY_ANOTHER = re.compile(
    r"¤(?:'s|'d|'ve)? (?:(?:just|has|had|have|already|only|also|now|even) )*"
    r"(?:liked|saw|seen|shared|reposted|spotted|watched|commented on|(?:been|was|got) sent) $"
)
"""Before what is somebody's: "my gaffer's just liked §'s photo"."""
_SWORN_ON = re.compile(r"\b(?:swore|swear|sworn|swearing) (?:\w+ ){0,3}?on $")


def _is_of_the_occasion(masked: str, people: list[Mention]) -> bool:
    """Whether the one weighed only tells where it was: "at our boy's party I mocked my ex"."""
    return len(people) > 1 and lexicon().occasion.search(masked) is not None


def _weight(
    folded: str,
    people: list[Mention],
    mention: Mention,
    roles: tuple[CompiledRole, ...],
) -> int:
    if mention.aside or (len(people) > 1 and _SWORN_ON.search(folded, 0, mention.start)):
        return 0
    if mention.implied is not None:
        return mention.implied
    masked = mask(folded, people, mention)
    if lexicon().singled_out.search(masked):
        return _SINGLED_OUT
    theirs = next((each.start for each in people if each.of is mention), None)
    for role in roles:
        match = role.pattern.search(masked)
        # In "I lied to my wife's mum" nothing was done to the wife.
        if match and (
            _DONE_BY_ANOTHER.search(masked, 0, match.start())
            or _SEEN_BY_ANOTHER.search(masked, 0, match.start())
            or lexicon().comes_from.search(masked, 0, match.end())
        ):
            continue
        if match and (theirs is None or match.end() > theirs):
            if mention.introduced:
                return max(role.weight, _INTRODUCED)
            if role.weight < _TELLING and _is_of_the_occasion(masked, people):
                return _INTRODUCED
            if mention.weak and role.weight >= _HARMED_AT_LEAST:
                return role.weight - 12
            return role.weight
    if mention.person is None:
        return 0
    if mention.described and mention.end - mention.start > _LONG_ENOUGH:
        return _INTRODUCED if mention.introduced else _SINGLED_OUT_BY_A_CLAUSE
    if not mention.weak:
        news = len(people) > 1 and lexicon().brings_news.search(masked)
        return _INTRODUCED if news else NOTHING_SAID
    alone = len(people) == 1 and len(folded.split()) <= _SHORT_ANSWER
    return _ALONE if alone else _PLAIN_WEAK
