"""Turning a person's words: speaking to the one they wronged, and naming back what they said.

``address`` turns third person into second ("I lied to my sister" becomes "I lied to you"),
``reflect`` turns first person into second ("you lied to your sister"). Both change only the words
that must change; spelling and everything else stay the person's own. The rules work over words
with their contractions whole, since "wasn't" and "she's" are rewritten as one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, Extra

Family = Literal["she", "he", "they"]

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[£$€₹]?\d+(?:[.,:/]\d+)*\w*|\n|[^\w\s]|_")
_SENTENCE_ENDS: Final = frozenset(".!?…\n")
_BREAKS: Final = frozenset('.!?…\n;:—–-()"“”')


class _Knowledge(BaseModel, extra=Extra.forbid):
    """What ``perspective.yml`` must hold."""

    people: dict[str, frozenset[str]]
    same_person: list[list[str]]
    bare_kin: frozenset[str]
    attributes: frozenset[str]
    compounds: frozenset[str]
    owned_by_several: frozenset[str]
    wordlike_names: frozenset[str]
    not_names: frozenset[str]
    adverbs: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    clause_openers: frozenset[str]
    determiners: frozenset[str]
    subjects: frozenset[str]
    after_object: list[list[str]]
    two_object_verbs: frozenset[str]
    two_object_nouns: frozenset[str]
    two_object_exempt: frozenset[str]
    leave_verbs: frozenset[str]
    homeward: frozenset[str]
    causatives: frozenset[str]
    ed_adjectives: frozenset[str]
    ing_nouns: frozenset[str]
    participles_get: frozenset[str]
    has_participles: frozenset[str]
    is_unless_object: frozenset[str]
    after_is: frozenset[str]
    agree: dict[str, str]
    verbs: frozenset[str]
    nounlike_verbs: frozenset[str]
    not_verbs: frozenset[str]
    thing_verbs: frozenset[str]
    counts: frozenset[str]
    quantified: dict[str, frozenset[str]]
    requests: list[str]
    set_phrases: list[str]
    parting_verbs: frozenset[str]
    particles: frozenset[str]
    has_moving: frozenset[str]
    has_with_particle: dict[str, frozenset[str]]
    time_words: frozenset[str]
    owners: frozenset[str]
    owned: frozenset[str]
    owned_plural: frozenset[str]


@lru_cache(maxsize=1)
def _known() -> _Knowledge:
    path = Path(__file__).with_name("perspective.yml")
    return _Knowledge(**yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _after_object() -> frozenset[str]:
    return frozenset(word for line in _known().after_object for word in line)


@dataclass(frozen=True)
class Person:
    """The one who was harmed, as the user speaks of them.

    Attributes:
        word: The user's own word, with or without "my": "sister", "my team", "flatmate".
        name: Their name, when it is known.
        pronouns: "she", "he" or "they"; None to infer it from the word.
    """

    word: str
    name: str | None = None
    pronouns: Family | None = None

    @property
    def family(self) -> Family | None:
        """The pronouns given, or those the word implies ("sister": she); None when it tells not.

        The word wins over pronouns that cannot be its own: parents are "they".
        """
        implied = _family_of(self.noun)
        if implied == "they" or self.pronouns is None:
            return implied or self.pronouns
        return implied if implied and self.pronouns != "they" else self.pronouns

    @property
    def noun(self) -> str:
        """The word without "my" or "the", lower case."""
        words = ["and" if w in {"&", "n", "n'"} else w for w in _norm(self.word).split()]
        if len(words) > 1 and words[0] in _known().determiners:
            words = words[1:]
        return " ".join(words)

    @property
    def called(self) -> str | None:
        """What one would say to them at the head of a letter: the name, or "Mum"; else None."""
        if self.name:
            return self.name[:1].upper() + self.name[1:]
        return self.noun.capitalize() if self.noun in _known().bare_kin else None

    @property
    def plural(self) -> bool:
        """Whether the word means several people."""
        return _is_several(self.noun)


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def norm(self) -> str:
        return _norm(self.text)


@dataclass(frozen=True)
class _Mention:
    """A noun phrase for the person: words first to last, both included.

    ``suffix`` is "", "pos" (a possessive) or "is" ("Ana's angry").
    ``says`` is what stands in for it: "you", "all of you", "none of you".
    """

    first: int
    last: int
    suffix: str = ""
    says: str = "you"
    named_first: bool = False


def _norm(text: str) -> str:
    return text.lower().replace("’", "'")


def _scan(text: str) -> list[_Word]:
    return [_Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


def _is_several(noun: str) -> bool:
    known = _known()
    head = noun.split()[-1] if noun else ""
    if head in known.people["they"] or " and " in noun:
        return True
    return bool(re.search(r"[^su]s$", head)) and head not in _singular()


@lru_cache(maxsize=1)
def _singular() -> frozenset[str]:
    people = _known().people
    return people["she"] | people["he"] | people["either"]


def _family_of(noun: str) -> Family | None:
    people = _known().people
    if _is_several(noun):
        return "they"
    parts = re.split(r"[\s-]", noun)
    for candidate in (noun, noun.split()[-1] if noun else "", parts[-1], parts[0]):
        if candidate in people["she"]:
            return "she"
        if candidate in people["he"]:
            return "he"
    return None


_PRONOUNS: Final[dict[str, dict[str, str]]] = {
    "she": {
        "she": "subject",
        "her": "her",
        "hers": "yours",
        "her's": "yours",
        "herself": "yourself",
    },
    "he": {
        "he": "subject",
        "him": "you",
        "his": "his",
        "himself": "yourself",
        "hisself": "yourself",
    },
    "they": {
        "they": "subject",
        "them": "you",
        "their": "your",
        "theirs": "yours",
        "their's": "yours",
        "thier": "your",
        "thiers": "yours",
        "themselves": "yourself",
        "themself": "yourself",
        "themselfs": "yourself",
        "theirselves": "yourself",
        "theirself": "yourself",
    },
}
_CONTRACTED: Final[dict[str, dict[str, str]]] = {
    "she": {
        "she's": "'s",
        "shes": "'s",
        "she'd": "you'd",
        "she'll": "you'll",
        "she'd've": "you'd've",
        "she'll've": "you'll've",
    },
    "he": {
        "he's": "'s",
        "hes": "'s",
        "he'd": "you'd",
        "hed": "you'd",
        "he'll": "you'll",
        "he'd've": "you'd've",
        "he'll've": "you'll've",
    },
    "they": {
        "they're": "you're",
        "theyre": "you're",
        "they've": "you've",
        "theyve": "you've",
        "they'd": "you'd",
        "theyd": "you'd",
        "they'll": "you'll",
        "theyll": "you'll",
        "they's": "you're",
        "they'd've": "you'd've",
        "they'll've": "you'll've",
    },
}
_AS_TYPED: Final[dict[Family, dict[str, str]]] = {
    "she": {"shell": "you'll", "shed": "you'd"},
    "he": {"hell": "you'll"},
    "they": {},
}
"""Words that stand for "she'll" or "he'll" only where a verb follows and nothing owns them."""


def _family_at(norm: str) -> Family | None:
    """The family of pronouns that a word belongs to."""
    families: tuple[Family, ...] = ("she", "he", "they")
    for family in families:
        if norm in _PRONOUNS[family] or norm in _CONTRACTED[family]:
            return family
    return None


def pronouns_in(text: str, person: Person) -> Family | None:
    """The pronouns that the text uses for the person.

    Args:
        text: The user's words.
        person: The one they are about.

    Returns:
        The person's own pronouns when they are known; else those the text uses and that nobody
        else in it has claimed; None when there are none.
    """
    if person.family is not None:
        return person.family
    words = _scan(text)
    others = _others(words, _mentions(words, person))
    late: Family | None = None
    for i, word in enumerate(words):
        family = _family_at(word.norm)
        if family is None:
            continue
        if any(o.family == family and o.last < i for o in others):
            continue
        if family != "they":
            return family
        late = late or "they"
    return late


def third_person_left(text: str, person: Person) -> str | None:
    """Finds a pronoun that still speaks of the person where the text should speak to them.

    Args:
        text: Words that were turned to the person.
        person: The one they speak to, with their pronouns.

    Returns:
        The first pronoun of theirs that nobody else in the text can be meant by; None when all of
        it speaks to them. "They" is not looked at, since it so often means things.
    """
    family = person.family
    if family in {None, "they"}:
        return None
    words = _scan(text)
    others = _others(words, [])
    for i, word in enumerate(words):
        if _family_at(_bare_pronoun(word.norm)) != family:
            continue
        if not any(o.family in {family, None} and o.first <= i for o in others):
            return word.text
    return None


def _bare_pronoun(norm: str) -> str:
    """ "her's", "she'd've" and "she'll" as "her" and "she"."""
    return re.split(r"['-]", norm, maxsplit=1)[0] if "'" in norm or "-" in norm else norm


def is_person_word(word: str) -> bool:
    """Whether a word means a person or several: "sister", "boss", "team".

    Args:
        word: One word.
    """
    return any(_norm(word) in words for words in _known().people.values())


# --- who is spoken of -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Other:
    first: int
    last: int
    family: Family | None


def _names_for(noun: str) -> list[tuple[str, ...]]:
    names = {noun}
    for group in _known().same_person:
        if noun in group:
            names.update(group)
    names |= {name.replace(" ", "-") for name in names} | {name.replace("-", " ") for name in names}
    split = [tuple(name.split()) for name in names if name]
    return sorted(split, key=len, reverse=True)


class _Finder:
    """Finds the noun phrases for one person in one text."""

    def __init__(self, words: list[_Word], person: Person) -> None:
        self.words = words
        self.norms = [w.norm for w in words]
        self.person = person
        self.plural = person.plural
        self.nouns = _names_for(person.noun)
        self.names: list[tuple[str, ...]] = []
        self.names = self._names()

    def _names(self) -> list[tuple[str, ...]]:
        if self.person.name:
            full = tuple(w.norm for w in _scan(self.person.name))
            return [full, full[:1]] if len(full) > 1 else [full]
        for i in range(len(self.words)):
            found = self._phrase(i)
            if found is not None and self._is_new_name(found.last + 1):
                return [(self._stem(found.last + 1),)]
        return []

    def _is_new_name(self, i: int) -> bool:
        if i >= len(self.words) or not self.words[i - 1].text[-1:].isalpha():
            return False
        text = self.words[i].text
        if self._stem(i - 1) != self.norms[i - 1] or self.norms[i] in _known().not_names:
            return False
        if self.plural:
            # "I promised my kids Disneyland"
            return False
        return text[:1].isupper() and (text[1:].islower() or "'" in self.norms[i])

    def _stem(self, i: int) -> str:
        return re.sub(r"'s$", "", self.norms[i])

    def all(self) -> list[_Mention]:
        """Every phrase that names the person, in order, none overlapping."""
        found: list[_Mention] = []
        i = 0
        while i < len(self.words):
            mention = self._quantified(i) or self._whole(i)
            if mention is None:
                i += 1
                continue
            found.append(mention)
            i = mention.last + 1
        if found:
            return found
        return self._indefinite()

    def _whole(self, i: int) -> _Mention | None:
        """A phrase with its appositions: "my sister, Ana," or "Ana, my sister,"."""
        mention = self._phrase(i) or self._name(i)
        if mention is None or mention.suffix:
            return mention
        j = mention.last + 1
        comma = j < len(self.norms) and self.norms[j] == ","
        second_at = j + 1 if comma else j
        if second_at < len(self.norms) and self.norms[second_at] in {"called", "named"}:
            second_at += 1
        second = self._phrase(second_at) or self._name(second_at)
        if second is None or (comma and second.suffix):
            return mention
        last = second.last
        if comma:
            if last + 1 < len(self.norms) and self.norms[last + 1] == ",":
                last += 1
            elif last + 1 < len(self.norms) and self.norms[last + 1] not in _SENTENCE_ENDS:
                return mention
        return replace(mention, last=last, suffix=second.suffix)

    def _phrase(self, i: int) -> _Mention | None:
        known = _known()
        if i >= len(self.norms):
            return None
        j = i
        loses = i > 1 and self.norms[i - 1] in {"lost", "lose"} and _family_at(self.norms[i - 2])
        if self.norms[j] == "the" and loses:
            # "he lost the client": he is the one spoken to, and the client another.
            return None
        if self.norms[j] in {"my", "our", "the", "this", "that"}:
            j += 1
            while j < len(self.norms) and self.norms[j] in known.attributes and j - i < 4:
                if self._noun_at(j) is not None:
                    break
                j += 1
        elif not self._bare(i):
            return None
        end = self._noun_at(j)
        if end is None:
            return None
        if self._is_compound(end + 1):
            return None
        says = "you"
        if self.plural and any(n in {"whole", "entire"} for n in self.norms[i:j]):
            says = "all of you"
        if i and j == i and self.norms[i - 1][0].isdigit():
            says = "of you"
        return self._suffixed(i, end, says)

    def _bare(self, i: int) -> bool:
        """Whether the person's word may stand at i with nothing before it: "mum", "customers"."""
        norm = self._stem(i)
        before = self.norms[i - 1] if i else ""
        if before in _known().determiners or before.endswith(("'s", "s'")):
            return False
        if i > 1 and before == "'":
            return False
        if norm in _known().bare_kin or norm[:-1] in _known().bare_kin:
            return True
        return self.plural and before not in _known().attributes

    def _noun_at(self, j: int) -> int | None:
        """The last word of the person's noun when it begins at j."""
        for noun in self.nouns:
            end = j + len(noun) - 1
            if end >= len(self.norms):
                continue
            here = [*self.norms[j:end], self._stem(end)]
            if tuple(here) == noun:
                return end
            plain = here[-1][:-1] if here[-1].endswith("s") else ""
            regular = self.plural and noun[-1].endswith("s")
            if (*here[:-1], plain) == noun and not regular and self._own_s(end):
                return end
        return None

    def _own_s(self, end: int) -> bool:
        """Whether a plural is really "my wife's birthday" without its apostrophe."""
        if self.norms[end].endswith("'s") or end + 1 >= len(self.norms):
            return False
        after = self.norms[end + 1]
        known = _known()
        if after == "back" and "behind" in self.norms[max(0, end - 3) : end]:
            return True
        if not after[0].isalpha() or after in known.agree.keys() | known.agree.values():
            return False
        stop = known.prepositions | known.conjunctions | known.determiners | known.subjects
        return after not in stop and after not in known.adverbs | {"had", "will", "would", "did"}

    def _is_compound(self, k: int) -> bool:
        if k >= len(self.norms):
            return False
        if (
            self.norms[k] == "in"
            and k + 1 < len(self.norms)
            and self.norms[k + 1] in {"law", "laws"}
        ):
            return True
        if self.plural and self.norms[k - 1].endswith("s"):
            return self._stem(k) in _known().compounds - _known().owned_by_several
        return self._stem(k) in _known().compounds and self.norms[k - 1] == self._stem(k - 1)

    def _name(self, i: int) -> _Mention | None:
        if self.plural and {"one", "of"} <= set(self.norms[max(0, i - 5) : i]):
            # "one of them, Ahmed": one among those spoken to, and not their name.
            return None
        for name in self.names:
            end = i + len(name) - 1
            if end >= len(self.norms):
                continue
            here = (*self.norms[i:end], self._stem(end))
            bare_s = (*self.norms[i:end], self.norms[end][:-1])
            if here != name and not (
                bare_s == name and self.norms[end].endswith("s") and self._own_s(end)
            ):
                continue
            if len(name) == 1 and not self._is_real_name(i, name[0]):
                continue
            mention = self._suffixed(i, end, "you")
            return replace(mention, named_first=True)
        return None

    def _is_real_name(self, i: int, name: str) -> bool:
        """False for "will" and "mark" where they are everyday words."""
        if name not in _known().wordlike_names:
            return True
        if not self.words[i].text[:1].isupper():
            return False
        starts = i == 0 or self.norms[i - 1] in _SENTENCE_ENDS
        after = self.norms[i + 1] if i + 1 < len(self.norms) else ""
        return not (starts and after in _known().subjects | _known().determiners)

    def _suffixed(self, first: int, last: int, says: str) -> _Mention:
        norm = self.norms[last]
        follows = self.norms[last + 1] if last + 1 < len(self.norms) else ""
        adjacent = follows == "'" or (follows == "’")
        if adjacent and norm.endswith("s") and self.words[last].end == self.words[last + 1].start:
            return _Mention(first, last + 1, "pos", says)
        if norm.endswith("'s"):
            suffix = "is" if self._contracts(last) else "pos"
            return _Mention(first, last, suffix, says)
        stem_is_noun = (norm,) in self.names or self._ends_noun(norm)
        if not stem_is_noun and norm.endswith("s"):
            return _Mention(first, last, "pos", says)
        if self.plural and norm.endswith("s") and self._owns_next(first, last):
            return _Mention(first, last, "pos", says)
        if not self.plural and self._owns_plainly(first, last):
            return _Mention(first, last, "pos", says)
        return _Mention(first, last, "", says)

    def _owns_plainly(self, first: int, last: int) -> bool:
        """Whether one person owns the next noun: "told maya secret", with no ending at all."""
        known = _known()
        named = (self.norms[last],) in self.names
        if not named and self.person.noun not in known.owners:
            return False
        after, then = ("".join(self.norms[last + n : last + n + 1]) for n in (1, 2))
        before = self.norms[first - 1] if first else ""
        if after in {"back", "backs"}:
            return before == "behind"
        if then in {"me", "us", "him", "them", "it", "every", "at", "that"}:
            # "my friend trust me"
            return False
        if after in known.owned_plural and before in known.two_object_verbs:
            # "told maya secrets to everyone", and not "sent maya photos".
            return then in {"to", "away"}
        if after in _singular() and before in known.two_object_verbs:
            return not then or then in known.conjunctions | known.prepositions | _SENTENCE_ENDS
        return after in known.owned | known.owned_plural

    def _owns_next(self, first: int, last: int) -> bool:
        """Whether a plural owns the noun after it: "our customers addresses", no apostrophe."""
        known = _known()
        after = self.norms[last + 1] if last + 1 < len(self.norms) else ""
        then = self.norms[last + 2] if last + 2 < len(self.norms) else ""
        if not after or not after[0].isalpha() or after == "who" or after.endswith(("ed", "ly")):
            return False
        if after.endswith("ing") and after not in known.ing_nouns:
            return False
        stops = known.prepositions | known.conjunctions | known.determiners | known.subjects
        if after in stops | known.adverbs | known.agree.keys() | set(known.agree.values()):
            return False
        before = self.norms[first - 1] if first else ""
        opens = known.conjunctions | known.clause_openers - {"after", "before", "since", "as"}
        if not before or before in _BREAKS or before == "," or before in opens:
            # At the head of a clause the next word is its verb, unless a verb comes after it.
            finite = known.agree.keys() | set(known.agree.values()) | {"got", "went", "had"}
            return after not in known.verbs and (then in finite or then.endswith("ed"))
        if before in known.two_object_verbs:
            ends = self.norms[last + 2 : last + 5]
            given = ends[ends.index("to") + 1 :][:1] if "to" in ends[:2] else []
            receivers = known.determiners | {"someone", "everyone", "strangers"}
            away = then in {"to", "away"} or not receivers.isdisjoint(given)
            return away or after in _singular()
        if before in known.leave_verbs | known.causatives and after in known.verbs:
            return False
        return after not in _after_object()

    def _ends_noun(self, norm: str) -> bool:
        return any(noun[-1] == norm for noun in self.nouns) or any(
            name[-1] == norm for name in self.names
        )

    def _contracts(self, last: int) -> bool:
        """Whether "Ana's" at last is "Ana is" or "Ana has" rather than a possessive."""
        known = _known()
        if last + 1 >= len(self.norms):
            return False
        after = self.norms[last + 1]
        if after in known.after_is:
            follows = self.norms[last + 2] if last + 2 < len(self.norms) else ""
            return after not in {"own", "only"} or follows in known.determiners
        return after.endswith("ing") and after not in known.ing_nouns

    def _quantified(self, i: int) -> _Mention | None:
        """ "everyone on my team", "nobody in the team", "all my customers"."""
        if not self.plural:
            return None
        known = _known()
        kinds = {"all": "all of you", "none": "none of you"}
        for kind, says in kinds.items():
            if self.norms[i] not in known.quantified[kind]:
                continue
            j = i + 1
            if self.norms[j : j + 1] and self.norms[j] in {"on", "in", "of", "from", "at"}:
                j += 1
            inner = self._phrase(j)
            if inner is not None:
                return _Mention(i, inner.last, inner.suffix, says)
        if self.norms[i] == "no" and self.norms[i + 1 : i + 2] == ["one"]:
            inner = self._phrase(i + 3)
            if inner is not None:
                return _Mention(i, inner.last, inner.suffix, "none of you")
        return None

    def _indefinite(self) -> list[_Mention]:
        """The first "a friend" or "one of my friends" when nothing surer names the person."""
        for i, norm in enumerate(self.norms):
            if norm in {"a", "an"}:
                j = i + 1
                while j < len(self.norms) and self.norms[j] in _known().attributes:
                    j += 1
                end = self._noun_at(j)
                if end is not None and not self._is_compound(end + 1):
                    if self.norms[end + 1 : end + 3] == ["of", "mine"]:
                        return [_Mention(i, end + 2)]
                    return [self._suffixed(i, end, "you")]
            if self.norms[i : i + 3] in (["one", "of", "my"], ["one", "of", "our"]):
                found = self._one_of(i)
                if found is not None:
                    return [found]
        return []

    def _one_of(self, i: int) -> _Mention | None:
        for noun in self.nouns:
            end = i + 2 + len(noun)
            plural = (*noun[:-1], noun[-1] + "s")
            if end >= len(self.norms):
                continue
            if (*self.norms[i + 3 : end], self._stem(end)) in {noun, plural}:
                if self.norms[end + 1 : end + 2] == ["'"]:
                    return _Mention(i, end + 1, "pos")
                return _Mention(i, end, "pos" if self.norms[end].endswith("'s") else "")
        return None


def _mentions(words: list[_Word], person: Person) -> list[_Mention]:
    return _Finder(words, person).all()


def _others(words: list[_Word], mentions: list[_Mention]) -> list[_Other]:
    """People in the text other than the one addressed, with the pronouns they would take."""
    taken = {i for m in mentions for i in range(m.first, m.last + 1)}
    people = _known().people
    known = _known()
    others = []
    for i, word in enumerate(words):
        if i in taken:
            continue
        noun = re.sub(r"'s$", "", word.norm)
        family = _family_of(noun) if noun in people["she"] | people["he"] else None
        if family is None:
            several = noun in people["they"] or noun[:-1] in people["either"]
            family = "they" if several and noun not in people["either"] else None
        if family is None:
            continue
        first = i
        while first and words[first - 1].norm in known.attributes | known.determiners | {
            "other",
            "her",
        }:
            first -= 1
        if first == i and noun not in known.bare_kin and family != "they":
            before = words[i - 1].norm if i else ""
            if not before.endswith("'s"):
                continue
        others.append(_Other(first, i, family))
    return others


# --- the rewriting --------------------------------------------------------------------------


class _Rewrite:
    """Collects the changes to one text, and applies them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _scan(text)
        self.norms = [w.norm for w in self.words]
        self.changes: dict[int, tuple[int, str]] = {}
        letters = [c for c in text if c.isalpha()]
        self.shouts = len(letters) > 3 and all(c.isupper() for c in letters)
        self.curly = "’" in text

    def change(self, first: int, last: int, to: str, *, capital: bool | None = None) -> None:
        """Puts ``to`` in place of words first..last, in the case of what stood there.

        Args:
            first: Index of the first word.
            last: Index of the last word.
            to: The new words; empty to drop them.
            capital: Whether a capital belongs there; None reads it from the old word.
        """
        if self.shouts:
            to = to.upper()
        else:
            upper = self.words[first].text[:1].isupper() if capital is None else capital
            if upper and self._opens_sentence(first):
                to = to[:1].upper() + to[1:]
        if self.curly:
            to = to.replace("'", "’")
        self.changes[first] = (last, to)

    def _opens_sentence(self, i: int) -> bool:
        j = i - 1
        while j >= 0 and self.norms[j] in {'"', "“", "‘", "'", "("}:
            j -= 1
        return j < 0 or self.norms[j] in _SENTENCE_ENDS

    def name_capital(self, i: int) -> bool | None:
        """A name or "I" has its capital anyway: it counts only where sentences are written."""
        if i == 0 and not re.search(r"[.!?…](?:\s|$)", self.text):
            return False
        return None

    def result(self) -> str:
        """The text with every change made."""
        out, at, i = [], 0, 0
        while i < len(self.words):
            if i in self.changes:
                last, to = self.changes[i]
                out.append(self.text[at : self.words[i].start])
                out.append(to)
                at = self.words[last].end
                i = last + 1
            else:
                i += 1
        out.append(self.text[at:])
        return "".join(out)

    # agreement

    def at(self, i: int) -> str:
        return self.norms[i] if 0 <= i < len(self.norms) else ""

    def _skips(self, i: int) -> bool:
        norm = self.at(i)
        return norm in _known().adverbs or (
            norm.endswith("ly") and norm not in {"rely", "reply", "apply", "family", "supply"}
        )

    def agree(self, i: int, *, noun: bool = False, first_person: bool = False) -> None:
        """Makes the verbs of a subject that ends before word i agree with "you".

        Args:
            i: Index of the word after the subject.
            noun: The subject was a noun, so a word in -s may be one too.
            first_person: The subject was "I": only am and was change.
        """
        j = self.after_adverbs(i)
        if self.at(j) in {"and", "or", "nor", ",", "n", "&"}:
            return
        agreed = self._agree_one(j, sure=not noun, first_person=first_person)
        if noun and not agreed and self.at(j) in _known().conjunctions | {""}:
            return
        self.agree_joined(j + 1, first_person=first_person)

    def after_adverbs(self, i: int) -> int:
        """The first word from i on that is no adverb."""
        while self._skips(i):
            i += 1
        return i

    def _agree_one(self, i: int, *, sure: bool, first_person: bool) -> bool:
        known = _known()
        norm = self.at(i)
        if not norm or i in self.changes:
            return False
        if norm in known.agree:
            if first_person and norm not in {"was", "wasn't", "wasnt", "am", "ain't"}:
                return False
            self.change(i, i, known.agree[norm])
            return True
        if first_person:
            return False
        base = _base_of(norm)
        if base is None:
            return False
        if not sure and not self._is_verb_here(i, base):
            return False
        self.change(i, i, base)
        return True

    def _is_verb_here(self, i: int, base: str) -> bool:
        known = _known()
        if base not in known.verbs:
            return False
        if base not in known.nounlike_verbs:
            return True
        after = self.at(i + 1)
        takes = known.determiners | known.subjects | {"me", "him", "her", "us", "them", "to", "at"}
        return after in takes or after in {"about", "for", "herself", "himself", "when", "every"}

    def agree_joined(self, i: int, *, first_person: bool = False) -> None:
        """Follows "and", "but" and commas to further verbs of the same subject."""
        known = _known()
        while i < len(self.norms):
            norm = self.at(i)
            if norm in _BREAKS or norm in known.subjects or i in self.changes:
                return
            if _family_at(norm) and norm not in {"her", "his", "him", "them", "their"}:
                return
            if norm in {"and", "but", "or", "then", ",", "n", "&", "nor", "yet"}:
                j = self.after_adverbs(i + 1)
                while self.at(j) in {"and", "but", "then"}:
                    j = self.after_adverbs(j + 1)
                agreed = self._agree_one(j, sure=False, first_person=first_person)
                i = j + 1 if agreed else max(j, i + 1)
                continue
            if norm in known.agree:
                return
            i += 1

    def inverted(self, i: int) -> bool:
        """Whether the verb before word i belongs to the subject at i: "does she", "why was she"."""
        verb = self.at(i - 1)
        if verb not in _known().agree:
            return False
        if verb.startswith("does"):
            return True
        before = self.at(i - 2)
        openers = {"", "and", "but", "so", "nor", "neither", ",", "than", "where", "why", "how"}
        openers |= {"when", "what", "who", "then", "only", "never", "or"}
        if before in openers or before in _BREAKS:
            return True
        return self.at(i - 3) == "how"


def _base_of(norm: str) -> str | None:
    """ "thinks" to "think"; None for a word that is no verb in -s."""
    known = _known()
    if norm in known.not_verbs or len(norm) < 4 or not norm.isalpha():
        return "go" if norm == "goes" else None
    if norm.endswith(("ss", "us", "is")) or not norm.endswith("s"):
        return None
    if norm.endswith("ies"):
        return norm[:-1] if norm in {"dies", "lies", "ties"} else norm[:-3] + "y"
    if norm.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return norm[:-2]
    if norm in {"focuses", "buses"}:
        return norm[:-2]
    return norm[:-1]


def _is_possessive_her(rw: _Rewrite, i: int) -> bool:
    """Whether "her" at i goes with the noun after it rather than being the object."""
    known = _known()
    after, before = rw.at(i + 1), rw.at(i - 1)
    if not after or not (after[0].isalnum() or after[0] in "£$€₹"):
        return False
    if _family_at(after) in {"she", "he", "they"} or after in known.determiners | known.subjects:
        return after == "own"
    if after in {"next", "last"} and rw.at(i + 2) in known.time_words:
        # "visit her next weekend" against "her last year at school"
        return rw.at(i + 3) in {"at", "of", "in", "as"}
    if after == "next":
        return rw.at(i + 2) != "to"
    if after in {"back", "past"} and before in known.prepositions:
        return True
    if before in known.causatives and after in known.verbs and not _may_be_noun(rw, i + 1):
        return False
    if after in {"2", "4"}:
        # "blamed her 4 everything"
        return rw.at(i + 2).endswith("s")
    if after in known.prepositions | known.conjunctions:
        return False
    if after == "home":
        return before not in known.homeward
    if before in known.two_object_verbs and _is_gift(rw, i, after, before):
        return False
    if after[0].isdigit() or after[0] in "£$€₹":
        return before not in known.two_object_verbs and not after.startswith(("£", "$", "€", "₹"))
    if after in {"mum", "dad", "mom"}:
        return True
    if after.endswith("ly") and after not in {"family", "belly", "only"}:
        return rw.at(i + 2) == "held"
    if before in known.leave_verbs:
        if after.endswith("ing") and after not in known.ing_nouns:
            return False
        if after in known.participles_get:
            return False
    if after in _after_object():
        return _noun_after_all(rw, i, after)
    return True


def _may_be_noun(rw: _Rewrite, i: int) -> bool:
    """Whether a verb's word at i reads as a noun: "let her phone die" against "let her finish"."""
    known = _known()
    if rw.norms[i] not in known.nounlike_verbs:
        return False
    follows = rw.at(i + 1)
    ends = known.prepositions | known.conjunctions | known.determiners | known.subjects
    return bool(follows) and follows[0].isalpha() and follows not in ends


def _noun_after_all(rw: _Rewrite, i: int, after: str) -> bool:
    """The few words in the object's list that can also begin what is hers: "her first job"."""
    known = _known()
    if after in {
        "first",
        "last",
        "late",
        "fat",
        "happy",
        "sick",
        "stupid",
        "pregnant",
        "most",
        "home",
    }:
        following = rw.at(i + 2)
        causative = rw.at(i - 1) in known.leave_verbs and after not in {"first", "last"}
        stops = known.prepositions | known.conjunctions | known.determiners | known.subjects
        return (
            bool(following) and following[0].isalpha() and following not in stops and not causative
        )
    nouns = {
        "work",
        "look",
        "walk",
        "sleep",
        "run",
        "face",
        "drive",
        "move",
        "stand",
        "stay",
        "say",
    }
    if after in nouns | {"cover", "question", "doubt", "hold", "watch", "read", "call", "worry"}:
        return rw.at(i - 1) not in known.leave_verbs | {"help", "helped", "hear", "watching"}
    return False


def _is_gift(rw: _Rewrite, i: int, after: str, before: str) -> bool:
    """ "gave her money", "owe her 500", "promised her Saturday": two objects, no possession."""
    known = _known()
    if after[0].isdigit() or after[0] in "£$€₹":
        return True
    if rw.words[i + 1].text[:1].isupper() and after in known.not_names:
        return True
    if after not in known.two_object_nouns:
        return False
    return rw.at(i + 2) not in {"back", "away", "to"} or before in {"owe", "owed", "give"}


def _is_have(rw: _Rewrite, i: int) -> bool:
    """Whether the 's before word i is "has": "she's been" against "she's angry"."""
    known = _known()
    j = i
    while rw.at(j) in known.adverbs or rw.at(j).endswith("ly"):
        j += 1
    norm = rw.at(j)
    if norm in {"been", "had", "got", "become"}:
        return True
    adverbs = {rw.at(k) for k in range(i, j)}
    perfect = adverbs & {"never", "always", "already", "ever"} and norm.endswith("ed")
    if perfect and norm not in known.ed_adjectives:
        return True
    if norm in known.has_moving:
        return rw.at(j + 1) not in {"by", "from"}
    if rw.at(j + 1) in known.has_with_particle.get(norm, frozenset()):
        return True
    participle = norm in known.has_participles or (norm.endswith("ed") and len(norm) > 3)
    if not participle:
        return False
    after = rw.at(j + 1)
    objects = {
        "me",
        "us",
        "him",
        "her",
        "them",
        "it",
        "everyone",
        "everything",
        "nothing",
        "anything",
    }
    acts_on = after in objects or after in known.determiners
    if norm in {"lost", "put", "taken"} and after and after[0].isalpha():
        # "he's lost weight" against "he's lost without us"
        stops = known.prepositions | known.conjunctions | known.adverbs
        return after in known.determiners or after not in stops
    if norm in known.is_unless_object or norm not in known.has_participles:
        return acts_on
    return True


def address(text: str, person: Person, *, pronouns: bool = True) -> str:
    """Rewrites words about a person so that they speak to them.

    Args:
        text: The user's own words: sentences or a fragment, spelt in any way.
        person: The one to speak to.
        pronouns: False leaves pronouns as they are, for a text in which they mean somebody else.

    Returns:
        The text with the person's name, word and pronouns turned into "you", their verbs agreeing;
        nothing else is changed, and other people stay in the third person.
    """
    rw = _Rewrite(text)
    mentions = {m.first: m for m in _mentions(rw.words, person)}
    family = pronouns_in(text, person) if pronouns else None
    self_word = "yourselves" if person.plural else "yourself"
    i = 0
    while i < len(rw.words):
        if i in mentions:
            _turn_mention(rw, mentions[i])
            i = mentions[i].last + 1
            continue
        if family is not None and i not in rw.changes:
            _turn_pronoun(rw, i, family, self_word)
        i += 1
    return rw.result()


def _turn_mention(rw: _Rewrite, m: _Mention) -> None:
    capital = rw.name_capital(m.first) if m.named_first else None
    if m.suffix == "pos":
        rw.change(m.first, m.last, "your", capital=capital)
        return
    if m.suffix == "is":
        to = "you've" if _is_have(rw, m.last + 1) else "you're"
        rw.change(m.first, m.last, to, capital=capital)
        rw.agree_joined(m.last + 1)
        return
    if rw.at(m.first - 1) in _known().particles and rw.at(m.first - 2) in _known().parting_verbs:
        # "let down my team": a pronoun stands before the particle.
        rw.change(m.first - 1, m.last, f"{m.says} {rw.at(m.first - 1)}", capital=False)
        return
    rw.change(m.first, m.last, m.says, capital=capital)
    if rw.inverted(m.first):
        _turn_inverted(rw, m.first)
        return
    follows = m.last + 1
    who = follows + 1 if rw.at(follows) == "," else follows
    if rw.at(who) == "who":
        rw.agree(who + 1)
        return
    if _is_subject(rw, m):
        rw.agree(follows, noun=not _opens_clause(rw, m))


def _turn_inverted(rw: _Rewrite, i: int) -> None:
    verb = rw.at(i - 1)
    rw.change(i - 1, i - 1, _known().agree[verb])


def _opens_clause(rw: _Rewrite, m: _Mention) -> bool:
    """Whether nothing can stand before the phrase that would make it an object."""
    before = rw.at(m.first - 1)
    openers = _known().conjunctions - {"and", "or", "n", "nor", "plus"}
    return not before or before in _BREAKS or before in openers


def _is_subject(rw: _Rewrite, m: _Mention) -> bool:
    """Whether a phrase for the person is what the next verb belongs to."""
    known = _known()
    before = rw.at(m.first - 1)
    clause = before in known.conjunctions | known.clause_openers
    if not before or before in _BREAKS or before == "," or clause:
        return True
    if before in known.prepositions:
        return False
    follows = rw.at(rw.after_adverbs(m.last + 1))
    if follows in known.agree:
        return True
    base = _base_of(follows)
    return base is not None and base in known.verbs and base not in known.nounlike_verbs


def _as_typed(rw: _Rewrite, i: int, family: Family) -> str | None:
    """ "shell be late" as "she'll be late"; "a shell" and "what the hell" stay."""
    said = _AS_TYPED[family].get(rw.norms[i])
    if said is None:
        return None
    known = _known()
    before, follows = rw.at(i - 1), rw.at(rw.after_adverbs(i + 1))
    if before in known.determiners | known.prepositions | {"like", "garden", "egg", "bloody"}:
        return None
    subjects = known.subjects - {"that", "this", "it"}
    if before in subjects and rw.norms[i] == "shed":
        # "I shed tears"
        return None
    if said == "you'd" and (follows.endswith("ed") or follows in known.has_participles):
        return said
    return said if follows in known.verbs | {"be", "have", "never", "been", "not"} else None


def _turn_pronoun(rw: _Rewrite, i: int, family: Family, self_word: str) -> None:
    norm = rw.norms[i]
    contracted = _CONTRACTED[family].get(norm) or _as_typed(rw, i, family)
    if contracted is not None:
        if contracted == "'s":
            contracted = "you've" if _is_have(rw, i + 1) else "you're"
        rw.change(i, i, contracted)
        rw.agree_joined(i + 1)
        return
    role = _PRONOUNS[family].get(norm)
    if role is None:
        return
    if role == "subject":
        rw.change(i, i, "you")
        if rw.inverted(i):
            _turn_inverted(rw, i)
        else:
            rw.agree(i + 1)
    elif role == "her":
        _turn_her(rw, i)
    elif role == "his":
        rw.change(i, i, "yours" if _stands_alone(rw, i) else "your")
    elif role == "yourself":
        rw.change(i, i, self_word)
    elif norm == "them" and _means_things(rw, i):
        return
    else:
        rw.change(i, i, role)


def _turn_her(rw: _Rewrite, i: int) -> None:
    if rw.at(i + 1) == "her":
        # "cost her her job": the first is the object, the second possessive.
        rw.change(i, i, "you")
        return
    rw.change(i, i, "your" if _is_possessive_her(rw, i) else "you")


def _stands_alone(rw: _Rewrite, i: int) -> bool:
    known = _known()
    after = rw.at(i + 1)
    if not after or not after[0].isalnum():
        return True
    stops = known.prepositions | known.conjunctions | known.determiners | known.subjects
    if after in {"next", "back", "past", "inside", "half"}:
        # "his next match", "behind his back"
        return rw.at(i + 2) in {"to", "of"} and after != "back"
    return after in stops | set(known.agree) | {"too", "anyway", "now", "all", "alone"}


def _means_things(rw: _Rewrite, i: int) -> bool:
    """Whether "them" after a verb done to things has a plural thing before it."""
    known = _known()
    counted = rw.at(i - 1) == "of" and rw.at(i - 2) in known.counts
    if rw.at(i - 1) not in known.thing_verbs and not counted:
        return False
    if counted and {"their", "they", "themselves"} & {rw.at(j) for j in range(i + 1, i + 5)}:
        # "two of them lost their places": things have none.
        return False
    for j in range(i - 2, -1, -1):
        norm = rw.norms[j]
        thing = norm.endswith("s") and len(norm) > 3 and _base_of(norm) is not None
        if thing and not _is_several_people(norm) and norm not in known.not_verbs:
            return True
    return False


def _is_several_people(norm: str) -> bool:
    people = _known().people
    return norm in people["they"] or norm[:-1] in _singular()


def ambiguous(text: str, person: Person) -> str | None:
    """Finds somebody else whom a pronoun in the text could mean.

    Args:
        text: The user's words.
        person: The one they are to address.

    Returns:
        The user's words for the other person ("my wife") when a pronoun after them could be
        either; None when every pronoun is plain.
    """
    words = _scan(text)
    mentions = _mentions(words, person)
    family = pronouns_in(text, person)
    ends = {m.last for m in mentions}
    for other in _others(words, mentions):
        # "Noah's dad died and I didn't text him": nothing tells which of the two "him" is.
        unknown = family is None and other.first - 1 in ends
        if other.family != family and not unknown:
            continue
        for i in range(other.last + 1, len(words)):
            if _family_at(words[i].norm) == other.family:
                return text[words[other.first].start : words[other.last].end]
    return None


# --- naming back ----------------------------------------------------------------------------

_MINE: Final = {
    "i": "you",
    "me": "you",
    "my": "your",
    "mine": "yours",
    "myself": "yourself",
    "i'm": "you're",
    "im": "you're",
    "i've": "you've",
    "ive": "you've",
    "i'd": "you'd",
    "i'll": "you'll",
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "ourselves": "yourselves",
    "we've": "you've",
    "weve": "you've",
    "we're": "you're",
    "we'd": "you'd",
    "we'll": "you'll",
}
_YOURS: Final = {
    "you": "them",
    "u": "them",
    "your": "their",
    "ur": "their",
    "yours": "theirs",
    "yourself": "themselves",
    "yourselves": "themselves",
    "you're": "they're",
    "you've": "they've",
    "you'd": "they'd",
    "you'll": "they'll",
}
_PAIR: Final = re.compile(
    r"(?i)(^|[.!?;,\n]\s*|\b(?:but|so|because|when)\s+)(my|our) "
    r"((?:(?:little|big|older|younger|best|ex) )?\w+(?-i: [A-Z]\w+)?) and (?:I|me)\b"
)


def reflect(text: str) -> str:
    """Turns the user's first person into second, to name back what was heard.

    Args:
        text: The user's own words.

    Returns:
        "I lied to my sister" as "you lied to your sister". Where the words already speak to the
        harmed person, "you" becomes "them"; a request to the coach ("can you help me?") is left
        out when something else was said.
    """
    said = _without_requests(text)
    rw = _Rewrite(_PAIR.sub(r"\1I and \2 \3", said))
    owns = any(norm in _MINE for norm in rw.norms)
    for i, norm in enumerate(rw.norms):
        if i in rw.changes:
            continue
        if norm in _YOURS and owns and not _in_set_phrase(rw, i):
            _turn_yours(rw, i)
        elif norm in _MINE and not (rw.words[i].text == "US" and not rw.shouts):
            _turn_mine(rw, i)
    turned = rw.result()
    # "My wife and I" became "you and your wife": the capital was the sentence's, not that of "I".
    return turned[:1].upper() + turned[1:] if said[:1].isupper() and _PAIR.match(said) else turned


def _turn_mine(rw: _Rewrite, i: int) -> None:
    norm = rw.norms[i]
    if norm == "i" and rw.at(i + 1) == "." and rw.at(i + 2) == "e":
        return
    capital = rw.name_capital(i) if norm.startswith("i") else None
    rw.change(i, i, _MINE[norm], capital=capital)
    if norm not in {"i", "i'm", "im"}:
        return
    if norm == "i" and rw.at(i - 1) in {"am", "was", "wasn't", "wasnt"} and _inverts_first(rw, i):
        _turn_inverted(rw, i)
    elif norm == "i" and rw.at(i + 1) == "and":
        for j in range(i + 2, min(i + 6, len(rw.norms))):
            if rw.norms[j] in {"was", "am"}:
                return
    else:
        rw.agree(i + 1, first_person=True)


def _inverts_first(rw: _Rewrite, i: int) -> bool:
    return rw.at(i - 1) == "am" or rw.inverted(i)


def _turn_yours(rw: _Rewrite, i: int) -> None:
    to = _YOURS[rw.norms[i]]
    if to == "them" and _you_is_subject(rw, i):
        to = "they"
    rw.change(i, i, to)


def _you_is_subject(rw: _Rewrite, i: int) -> bool:
    known = _known()
    before, after = rw.at(i - 1), rw.at(i + 1)
    if after in {
        "are",
        "were",
        "have",
        "had",
        "do",
        "don't",
        "didn't",
        "weren't",
        "aren't",
        "would",
    }:
        return True
    if after in {"will", "could", "should", "can", "can't", "couldn't", "wouldn't", "won't", "did"}:
        return True
    if not after or not after[0].isalpha() or after in known.prepositions | known.determiners:
        return False
    return not before or before in _BREAKS or before in known.conjunctions | known.clause_openers


def _in_set_phrase(rw: _Rewrite, i: int) -> bool:
    phrases = {f"{rw.at(i - 1)} {rw.at(i)}", f"{rw.at(i)} {rw.at(i + 1)}"}
    return not phrases.isdisjoint(_known().set_phrases)


def _without_requests(text: str) -> str:
    sentences = re.findall(r"[^.!?\n]+[.!?\n]*\s*", text)
    kept = [s for s in sentences if not _is_request(s)]
    return "".join(kept).strip() if kept and len(kept) < len(sentences) else text


def _is_request(sentence: str) -> bool:
    folded = _norm(sentence).strip()
    return any(
        re.match(rf"(?:please |so |hi |hey |hello )*{re.escape(r)}\b", folded)
        for r in _known().requests
    )
