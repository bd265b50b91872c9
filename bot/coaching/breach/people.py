"""Finds the people in a message, and weighs which of them was harmed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from bot.coaching.breach.patterns import Content, Span, compile_pattern, fold, read_content, span_of

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


class Relation(Content):
    """A word for a person, as it stands in the content file."""

    word: str
    also: list[str] = Field(default_factory=list)
    typos: list[str] = Field(default_factory=list)
    gender: str | None = None
    bare: bool = False
    group: bool = False
    mine: bool = False
    any: bool = False
    weak: bool = False


class Relations(Content):
    """The relation words by relationship, and the words that go before them."""

    relations: dict[str, list[Relation]]
    qualifiers: list[str]
    kept_qualifiers: list[str]


class Names(Content):
    """Given names, and the words that look like names."""

    names: list[str]
    names_that_are_words: list[str]
    never_names: list[str]
    titles: list[str]


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


@dataclass(frozen=True)
class Entry:
    """What a word for a person says: how it is kept, the relationship, and how it is used."""

    word: str
    relationship: str
    relation: Relation


class Lexicon:
    """The relation words and names, ready to be looked for."""

    def __init__(self, relations: Relations, names: Names) -> None:
        self.kept = frozenset(relations.kept_qualifiers)
        self.names = frozenset(names.names)
        self.ambiguous = frozenset(names.names_that_are_words)
        self.never = frozenset(names.never_names)
        self.entries: dict[str, list[Entry]] = {}
        for relationship, words in relations.relations.items():
            for relation in words:
                spellings = {form: form for form in (relation.word, *relation.also)}
                spellings.update(dict.fromkeys(relation.typos, relation.word))
                for form, kept in spellings.items():
                    entry = Entry(kept, relationship, relation)
                    self.entries.setdefault(fold(form), []).append(entry)
        # "ex" and the other two make a new word of any that they stand before.
        forms = sorted(self.entries, key=len, reverse=True)
        qualifiers = "|".join(sorted(relations.qualifiers, key=len, reverse=True))
        self.mention = re.compile(
            r"(?<![\w'@#-])(?:(?P<det>my|our|me|mi|ma|the|a|an|"
            r"one of (?:my|our|the|their)|some|this|that|"
            r"his|her|their|your|all (?:my|our|the)|both (?:my|our)|every|two of (?:my|our)|"
            r"another|these|those|most of (?:my|our)|half (?:my|our|the))\s+)?"
            rf"(?P<adj>(?:(?:{qualifiers}),? ){{0,3}})"
            r"(?P<ex>(?:ex|step|half|late)[ -])?"
            rf"(?P<word>{'|'.join(map(re.escape, forms))})"
            r"(?P<plural>e?s(?!\w))?(?![\w-]|'[tl]l?\b)"
        )

    def known_name(self, word: str) -> bool:
        """Whether a word in lower case is a given name and not also an everyday word."""
        return word in self.names and word not in self.ambiguous


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The words for people.

    Returns:
        The lexicon, read once a process.
    """
    return Lexicon(
        read_content(_HERE / "relations.yml", Relations),
        read_content(_HERE / "names.yml", Names),
    )


_POSSESSED = re.compile(
    r"\s+(?:\w+\s+)?(?:back|phone|diary|secret|trust|birthday|wedding|money|messages|texts|idea|"
    r"work|car|bike|house|room|purse|wallet|card|name|netflix|stuff|things|heart|feelings|emails?|"
    r"journal|funeral|party|graduation|recital|laptop|account|savings|dad|mum|mom|father|mother|"
    r"ex|wife|husband|girlfriend|boyfriend|nudes|photos?|pics|number|address|password|design|essay|"
    r"report|calls|drill|ring|watch|jacket|dress|weekends|match|game|flat|cat|dog|food|clothes|"
    r"privacy|confidence|best|friend|sister|brother|data|details)\b"
)
_SELF = re.compile(
    r"\b(?:i'?m|i am|i was|we'?re|we are|we were|as|being|be|been|become|became|like)\s+$"
)


def find_people(text: str) -> list[Mention]:
    """Finds everybody mentioned, by a relation word or by name.

    Args:
        text: A message as given.

    Returns:
        The people in order of appearance; names that stand beside a relation word belong to it.
    """
    folded = fold(text)
    people: list[Mention] = []
    taken_until = 0
    for match in lexicon().mention.finditer(folded):
        mention = _mention(text, folded, match, people[-1] if people else None)
        if mention is not None and mention.start >= taken_until:
            people.append(mention)
            taken_until = mention.end
    named = _people_by_name(text, folded, people)
    return sorted([*people, *named], key=lambda mention: mention.start)


def _mention(
    text: str, folded: str, match: re.Match[str], before: Mention | None
) -> Mention | None:
    determiner = match["det"]
    owner = (
        before
        if before and re.fullmatch(r"'?s?'?\s+", folded[before.end : match.start()])
        else None
    )
    if owner is not None and folded[owner.end : match.start()].strip() == "":
        owner = None
    entry = next(
        (
            entry
            for entry in lexicon().entries[match["word"]]
            if _stands_for_a_person(entry.relation, determiner, owner, text, match)
        ),
        None,
    )
    if entry is None:
        return None
    relationship, relation = entry.relationship, entry.relation
    start, end = match.start(), match.end()
    plural = match["plural"] or ""
    one_of_a_kind = relation.gender is not None and relationship in {"partner", "parent"}
    if (
        plural
        and not folded[end:].startswith("'")
        and (one_of_a_kind or _POSSESSED.match(folded, end))
    ):
        end -= len(plural)
        plural = ""
    kept = " ".join(
        word for word in match["adj"].replace(",", "").split() if word in lexicon().kept
    )
    prefix = match["ex"].strip().rstrip("-") + "-" if match["ex"] else ""
    word = entry.word + ("s" if plural and not relation.group else "")
    if prefix == "ex-":
        relationship = "ex" if relationship == "partner" else relationship
    value = f"{kept} {prefix}{word}".strip()
    word_start = match.start("ex") if match["ex"] else match.start("word")
    if kept:
        word_start = folded.index(kept.split()[0], match.start("adj"))
    if relationship in {"colleague", "friend"} and plural and relation.word == "colleague":
        relationship = "team"
    if owner is not None:
        relationship = (
            "family"
            if owner.relationship == "partner"
            and relationship in {"parent", "sibling", "family", "child"}
            else "other"
        )
    if owner is not None and owner.person is not None:
        word_start, value = owner.person.start, f"{owner.person.value}'s {value}"
    person = span_of(text, word_start, end, value)
    name, end = _name_beside(text, folded, start, end)
    return Mention(
        start=start,
        end=end,
        person=person,
        relationship=relationship,
        gender=relation.gender,
        name=name,
        weak=relation.weak or (relationship == "other" and determiner in {"a", "the", "some"}),
        aside=determiner in {"his", "her", "their", "your"}
        or _is_addressed(folded, start, end)
        or bool(determiner in {"a", "an", "the", None} and _SELF.search(folded, 0, start)),
        of=owner,
    )


def _stands_for_a_person(
    relation: Relation,
    determiner: str | None,
    owner: Mention | None,
    text: str,
    match: re.Match[str],
) -> bool:
    if owner is not None:
        return True
    mine = determiner in {"my", "our", "one of my", "one of our", "all my", "all our", "me"}
    if relation.mine:
        return mine
    if determiner == "me":
        return relation.gender is not None or relation.word in {"mate", "boss", "parents"}
    if determiner in {"ma", "mi", None}:
        alone = match.start() == 0 and match.end() == len(text.rstrip(" .!?"))
        return relation.bare or bool(match["plural"] and relation.word != "date") or alone
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
    if "," in between or "(" in between:
        return low in lexicon().ambiguous and bool(_AFTER_APPOSITION.match(folded, end))
    return False


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
    mixed_case = any(letter.islower() for letter in text[:1] + text[match.start() + 1 :])
    return (
        mixed_case
        and not _SENTENCE_START.search(text, 0, match.start())
        and _NAMES_FOLLOW.search(folded, 0, match.start()) is not None
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
        masked[mention.start : mention.end] = sign * (mention.end - mention.start)
    return "".join(masked)


@dataclass(frozen=True)
class CompiledRole:
    """A role, ready to be looked for."""

    pattern: re.Pattern[str]
    weight: int
    needs: frozenset[str]


def compile_roles(roles: list[Role], parts: dict[str, str]) -> tuple[CompiledRole, ...]:
    """Compiles the roles.

    Args:
        roles: As they stand in the content file.
        parts: The named parts that they use.

    Returns:
        The roles, the surest first, so that weighing can stop at the first that fits.
    """
    compiled = [
        CompiledRole(compile_pattern(role.pattern, parts), role.weight, frozenset(role.needs))
        for role in roles
    ]
    return tuple(sorted(compiled, key=lambda role: -role.weight))


NOTHING_SAID = 30
"""The weight of somebody who is mentioned in no telling place."""
_PLAIN_WEAK = 15
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
    return [_weight(folded, people, mention, roles, kinds) for mention in people]


def _weight(
    folded: str,
    people: list[Mention],
    mention: Mention,
    roles: tuple[CompiledRole, ...],
    kinds: frozenset[str],
) -> int:
    if mention.aside:
        return 0
    masked = mask(folded, people, mention)
    for role in roles:
        if role.needs and not role.needs & kinds:
            continue
        if role.pattern.search(masked):
            if mention.weak and role.weight >= _HARMED_AT_LEAST:
                return role.weight - 12
            return role.weight
    if mention.person is None:
        return 0
    if not mention.weak:
        return NOTHING_SAID
    alone = len(people) == 1 and len(folded.split()) <= _SHORT_ANSWER
    return _ALONE if alone else _PLAIN_WEAK
