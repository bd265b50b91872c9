"""Reads what shape an answer has, and tidies it: a clause, a bare verb, a thing, a time.

People answer a coach's questions in fragments ("about the money", "felt stupid", "6 months").
The composer chooses its frame by the fragment's shape, so that a draft stays grammatical with
the person's own words in it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, Extra

Shape = Literal[
    "clause", "mine", "past", "perfect", "base", "gerund", "no_more", "noun", "about", "opener"
]
SinceShape = Literal["clause", "since", "span", "through", "point", "times", "on_and_off"]
HarmShape = Literal[
    "clause",
    "mine",
    "past",
    "base",
    "gerund",
    "feeling",
    "state",
    "passive",
    "it",
    "yours",
    "noun",
    "opener",
    "about",
    "caused",
]

_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[£$€₹]?\d+(?:[.,:/]\d+)*\w*|[^\w\s]")
_SENTENCE: Final = re.compile(r"[^.!?…\n]+(?:(?<=\d)\.(?=\d)[^.!?…\n]+)*[.!?…\n]*")
_MAY: Final = re.compile(
    r"(?i)(?<=\b(?:in|of|by) )may\b|(?<=\bmid )may\b|(?<=\b(?:since|until|early|after) )may\b|"
    r"(?<=\b(?:last|till|late|from|this) )may\b(?! (?:be|have|not))|(?<=\baround )may\b"
)
_LENGTH: Final = re.compile(
    r"(?i)(?:(?:about|around|almost|nearly|over|more than|like) )?(?:an?|a few|some|several|many|"
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) "
    r"(?:long |whole |good )?(?:days?|weeks?|months?|years?|decades?)$"
)
_MONEY: Final = re.compile(r"[£$€₹]|\d")


class _Grammar(BaseModel, extra=Extra.forbid):
    """What ``grammar.yml`` must hold."""

    subjects: frozenset[str]
    inner_subjects: frozenset[str]
    determiners: frozenset[str]
    auxiliaries: frozenset[str]
    adverbs: frozenset[str]
    fillers: list[str]
    tails: list[str]
    unknown: frozenset[str]
    denials: frozenset[str]
    affirmations: frozenset[str]
    apostrophes: dict[str, str]
    days: frozenset[str]
    months: frozenset[str]
    feasts: frozenset[str]
    spans: frozenset[str]
    points: frozenset[str]
    prepositions: frozenset[str]
    openers: frozenset[str]
    feelings: frozenset[str]
    states: frozenset[str]
    intensifiers: frozenset[str]
    irregular: dict[str, str]
    verbs: frozenset[str]
    not_past: frozenset[str]
    names_in_ed: frozenset[str]
    excuses: list[str]
    connectors: list[str]
    asides: list[str]
    wants: str
    leads: str
    trailing_aside: str
    vague: frozenset[str]
    adjectives: frozenset[str]
    invitations: frozenset[str]
    partly: frozenset[str]
    throughs: frozenset[str]
    topics: frozenset[str]
    conditions: frozenset[str]
    troubles: frozenset[str]
    lasting: frozenset[str]
    someone_elses: str
    compelled: str
    leading_cause: str
    leading_time: str
    near_time: str
    light: frozenset[str]
    reporting: str
    unharmed: list[str]
    recurring: str
    relative_day: str
    own_deadline: str
    own_time: str
    attending: str
    hedges: str
    causing: frozenset[str]
    rival_act: str
    rival_fact: str
    rival_met: str
    rival_again: str
    rival_promise: str
    noun_like: frozenset[str]
    countable: frozenset[str]
    rhythms: frozenset[str]
    shows: frozenset[str]
    not_future: frozenset[str]


@lru_cache(maxsize=1)
def grammar() -> _Grammar:
    """The word lists and patterns of ``grammar.yml``, checked; read once a process."""
    path = Path(__file__).with_name("grammar.yml")
    return _Grammar(**yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _past_forms() -> frozenset[str]:
    return frozenset(grammar().irregular.values()) - {"was", "had"}


@lru_cache(maxsize=1)
def _base_forms() -> frozenset[str]:
    return grammar().verbs | frozenset(grammar().irregular)


@lru_cache(maxsize=1)
def _gerunds() -> dict[str, str]:
    return {gerund_of(base): base for base in _base_forms()}


def gerund_of(base: str) -> str:
    """The -ing form of a verb: "pay" to "paying", "stop" to "stopping"."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    short = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base)
    if short or base in {"admit", "commit", "submit", "forget", "transfer", "forbid", "begin"}:
        return base + base[-1] + "ing"
    return base + "ing"


def past_of(base: str) -> str | None:
    """The past of a verb: "lie" to "lied", "take" to "took"; None when the verb is not known."""
    if base not in _base_forms():
        return None
    irregular = grammar().irregular.get(base)
    if irregular is not None:
        return irregular
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    return base + "d" if base.endswith("e") else gerund_of(base)[:-3] + "ed"


def tokens(text: str) -> list[str]:
    """The words and marks of a text, lower case, contractions whole, apostrophes straight."""
    return _TOKEN.findall(text.lower().replace("’", "'"))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, each with its closing mark."""
    return [s.strip() for s in _SENTENCE.findall(text) if re.search(r"\w", s)]


# --- tidying ---------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """Mends what would spoil a draft and is no choice of words: "im", "i", "FRIDAY", "friday".

    Args:
        text: The person's answer.

    Returns:
        The answer on one line, with its apostrophes and capitals, without an opening "yeah, um"
        and without quotation marks around it.
    """
    text = re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'")).strip(" \"“”'`*_-–—,;")
    letters = [c for c in text if c.isalpha()]
    if len(letters) > 3 and all(c.isupper() for c in letters):
        text = text.lower()
    text = re.sub(r"[^\W\d_]+(?:'[^\W\d_]+)*", _mended, text)
    text = _MAY.sub("May", text)
    text = re.sub(r"\bid (?=[a-z])", _had_or_would, text)
    text = _without_fillers(text)
    return _tail().sub("", text).strip(" ,;")


@lru_cache(maxsize=1)
def _tail() -> re.Pattern[str]:
    """Finds what trails after the last thing that is said: “lol”, “idk”, a smiley."""
    tails = "|".join(map(re.escape, grammar().tails))
    return re.compile(rf"(?i)(?:[\s,]+(?:{tails}|[:;]-?[()DP]))+[.!]*$")


def _had_or_would(match: re.Match[str]) -> str:
    """ "id fix it" as "I'd fix it"; "my id card" stays."""
    before = match.string[: match.start()].split()[-1:]
    follows = match.string[match.end() :].split(" ")[0]
    owned = bool(before) and before[0].lower() in grammar().determiners | {"fake"}
    verb = follows in _base_forms() | {"been", "never", "always", "rather", "not", "already"}
    return "I'd " if verb and not owned else match.group()


def _mended(match: re.Match[str]) -> str:
    word = match.group()
    known = grammar()
    low = word.lower()
    to = known.apostrophes.get(low)
    if to is not None and word != "US":
        start = match.start()
        opens = word[:1].isupper() and low != "i" and start == 0
        return to[:1].upper() + to[1:] if opens else to
    if low in known.days | known.feasts:
        return low.capitalize()
    if low.endswith("s") and low[:-1] in known.days:
        return low.capitalize()
    return low.capitalize() if low in known.months else word


def _without_fillers(text: str) -> str:
    known = grammar()
    cautious = {"well", "so", "like", "no", "right", "sure", "ok", "okay", "i guess", "hi", "sorry"}
    changed = True
    while changed:
        changed = False
        for filler, pattern in _fillers():
            match = pattern.match(text)
            if match is None:
                continue
            follows = re.sub(r"[^\w']", "", match.group(2)).lower()
            if (
                filler in cautious
                and not match.group(1)
                and (follows not in known.subjects or filler == "like")
            ):
                continue
            text = text[match.end() :]
            changed = True
    return text


@lru_cache(maxsize=1)
def _fillers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each filler, with what finds it at the beginning of a text."""
    follows = r"\b(?!['-])\s*([,.!–-]*)\s*(?=(\S+))"
    return tuple(
        (filler, re.compile(rf"(?i){re.escape(filler)}{follows}")) for filler in grammar().fillers
    )


def sentence(text: str) -> str:
    """A capital in front, one full stop behind, nothing else changed."""
    text = re.sub(r"\s+", " ", text).strip(" ,;:-–—")
    text = re.sub(r"\s+([.,!?])", r"\1", text)
    text = re.sub(r"[.!?…]+$", "", text).strip(" ,;")
    return text[:1].upper() + text[1:] + "." if text else ""


def says_nothing(text: str | None) -> bool:
    """Whether an answer is missing or only says that the person does not know."""
    if text is None:
        return True
    folded = text.lower().replace("’", "'").strip(" .!?,")
    return not re.search(r"\w", folded) or folded in grammar().unknown


# --- shapes ----------------------------------------------------------------------------------


def is_past(word: str) -> bool:
    """Whether a word, lower case, is a verb in the past: "told", "missed"."""
    known = grammar()
    if word in _past_forms():
        return True
    if word in known.names_in_ed:
        return False
    return len(word) > 3 and word.endswith("ed") and word not in known.not_past


def _is_finite(words: list[str], i: int) -> bool:
    known = grammar()
    word = words[i]
    if word in known.auxiliaries or (
        word.endswith(("'s", "'re", "'ve")) and word in known.subjects
    ):
        return True
    before = words[i - 1] if i else ""
    if before in known.determiners or before == "to":
        return False
    return is_past(word)


def _first_after_adverbs(words: list[str]) -> int:
    known = grammar()
    i = 0
    while i < len(words) and (
        words[i] in known.adverbs
        or (words[i].endswith("ly") and words[i] not in {"rely", "family"})
    ):
        i += 1
    return i if i < len(words) else 0


def _is_clause(words: list[str]) -> bool:
    """Whether the words have a subject and a verb of their own."""
    known = grammar()
    first = words[0]
    if first in {"that", "this"}:
        return len(words) > 1 and words[1] in known.auxiliaries
    if first in known.subjects:
        return len(words) > 1
    lead = words[_first_after_adverbs(words)]
    if {first, lead} & (known.prepositions | known.openers | _base_forms() | _gerunds().keys()):
        return False
    if is_past(lead) or is_past(first) or first in known.auxiliaries:
        return False
    finite = [i for i in range(1, len(words)) if _is_finite(words, i)]
    # "the money I stole": the verb belongs to an inner subject, so the whole is a thing.
    inner = [i for i in range(1, len(words)) if words[i] in known.inner_subjects | {"that"}]
    return bool(finite) and len(finite) > len([i for i in inner if i < finite[-1]])


def shape_of(text: str) -> Shape:
    """Reads the shape of a tidied answer.

    Args:
        text: One answer, already speaking to the harmed person; not empty.

    Returns:
        "clause" and "mine" (a clause about oneself) stand alone; "past", "perfect", "base" and
        "gerund" lack their subject; "about" opens with a preposition, "opener" with "that",
        "how" or "like"; "no_more" is "no more lies"; everything else is a "noun".
    """
    known = grammar()
    words = [w for w in tokens(text) if w[0].isalnum() or w[0] in "£$€₹"]
    if not words:
        return "noun"
    if words[0] in {"i", "i'm", "i've", "i'd", "i'll", "we", "we've", "we'd", "we'll", "we're"}:
        return "mine" if len(words) > 1 else "noun"
    if words[:2] in (["no", "more"], ["no", "longer"]):
        return "no_more" if words[1] == "more" else "base"
    if _is_clause(words) or words[:2] == ["me", "and"] or _led_clause(text, words):
        return "clause"
    if words[0] in known.openers:
        return "opener"
    if words[0] in known.prepositions and words[0] != "back":
        return "about"
    lead = words[_first_after_adverbs(words)]
    if lead in {"been", "done", "gone"}:
        return "perfect"
    if (
        lead.endswith("ing")
        and lead not in _base_forms()
        and (lead in _gerunds() or lead not in {"nothing", "everything"})
    ):
        return "gerund" if lead in _gerunds() else "noun"
    if lead in {"was", "were", "had", "didn't", "couldn't", "wouldn't", "wasn't", "hadn't", "did"}:
        return "past"
    if lead in {"don't", "won't"}:
        return "base"
    rest = words[words.index(lead) + 1 :]
    if rest[:1] == ["of"] and lead in _base_forms():
        return "noun"
    if lead in known.not_past - known.adjectives and rest and rest[0] not in {"and", "by", "at"}:
        return "past"
    both = lead in _past_forms() and lead in _base_forms()
    if is_past(lead) and not both:
        return "past"
    if lead in _base_forms():
        return "base"
    return "noun"


def _led_clause(text: str, words: list[str]) -> bool:
    """Whether a time or place stands before a whole clause: "last night I shouted"."""
    if re.match(grammar().leads, text, re.IGNORECASE):
        return any(_is_finite(words, i) for i in range(2, len(words)))
    if words[0] not in {"when", "while", "after", "before", "because", "if", "instead"}:
        return False
    inner = sum(w in grammar().inner_subjects for w in words)
    return inner > 1 and sum(_is_finite(words, i) for i in range(1, len(words))) > 1


def base_of_gerund(text: str) -> str | None:
    """ "paying you back" as "pay you back"; None when the verb is not known."""
    words = text.split(" ")
    i = _first_after_adverbs(tokens(text))
    if i >= len(words):
        return None
    base = _gerunds().get(words[i].lower())
    if base is None:
        return None
    rest = re.sub(r"(?i)(\band )(\w+ing)\b", _joined_base, " ".join([base, *words[i + 1 :]]))
    return " ".join([*words[:i], rest])


def _joined_base(match: re.Match[str]) -> str:
    return match.group(1) + _gerunds().get(match.group(2).lower(), match.group(2))


def since_shape(text: str) -> tuple[SinceShape, str]:
    """Reads when it was, or for how long.

    Args:
        text: A tidied answer to "when" or "how long".

    Returns:
        The shape and the words that go in its frame: "since 2019" gives ("since", "2019"),
        "6 months" ("span", "6 months"), "march" ("point", "in March").
    """
    known = grammar()
    words = tokens(text)
    text = text.rstrip(".!?… ")
    if shape_of(text) in {"clause", "mine"} and words[0] not in {"this", "that"}:
        return "clause", text
    if re.match(
        r"(?i)(?:second|third|fourth|fifth|first|last|umpteenth|\d+(?:st|nd|rd|th)) time\b", text
    ):
        return "point", f"the {text}"
    if words[0] == "since":
        rest = text[len("since") :].strip()
        if _LENGTH.match(rest):
            # "since three years", as it is said where "since" stands for both
            return "span", rest
        own = tokens(rest)
        clause = bool(own) and _is_clause(own)
        return "since", f"when {rest}" if clause else rest
    if re.fullmatch(r"(?:in )?(?:19|20)\d\d", text):
        return "point", f"in {text.split()[-1]}"
    if (
        words[0] in {"once", "twice"}
        or "times" in words
        or words[0] in {"every", "daily", "weekly"}
    ):
        return "times", text
    if len(words) <= 2 and words[0] in known.days:
        return "point", f"on {text}"
    if len(words) <= 2 and words[0] in known.months | {"may"}:
        return "point", f"in {text[:1].upper()}{text[1:]}"
    if words[0] in known.feasts:
        return "point", f"at {text}"
    if words[0] == "for":
        return "span", text[4:]
    if words[:3] in (["on", "and", "off"], ["off", "and", "on"]):
        return "on_and_off", text
    if words[:2] == ["the", "whole"] or words[0] in {"most", "half"} or words[1:2] == ["whole"]:
        return "span", text
    if words[0] in known.throughs:
        return "through", text
    if "ago" in words or words[0] in known.points:
        return "point", text
    if any(w in known.spans or w.rstrip("s") in known.spans for w in words):
        return "span", text
    return "point", text


def harm_shape(text: str) -> HarmShape:
    """Reads the shape of how it was for the other person.

    Args:
        text: A tidied answer that already speaks to them; not empty.

    Returns:
        As ``shape_of``, with "feeling" ("humiliated"), "state" ("homeless") and "yours" (a thing
        that was theirs, "your trust in me") told apart.
    """
    known = grammar()
    words = [w for w in tokens(text) if w[0].isalnum()]
    i = 0
    while i < len(words) - 1 and words[i] in known.intensifiers:
        i += 1
    lead = words[i] if words else ""
    joined = lead if i + 1 >= len(words) else f"{lead} {words[i + 1]}"
    owned = i + 1 < len(words) and words[i + 1] in known.determiners
    if lead in known.causing and words[i + 1 : i + 2] in (["you"], ["yourself"]):
        return "caused"
    if owned and lead in known.causing - {"hurt", "broke", "got", "broken", "lost"}:
        return "caused"
    if lead in {"hurt", "hurts", "broke"} and words[i + 1 : i + 3] in (
        ["your", "feelings"],
        ["your", "heart"],
        ["your", "trust"],
        ["your", "confidence"],
    ):
        return "caused"
    after = words[i + 1] if i + 1 < len(words) else ""
    if lead == "lost" and after and after not in known.prepositions | {"and", "or"}:
        return "past"
    if owned and (lead in {"lost", "hurt"} or is_past(lead)):
        return "past"
    if lead in known.feelings | known.not_past or joined in known.feelings:
        return "feeling"
    if words[:1] == ["no"] and words[-1] == "left":
        return "noun"
    if lead in known.states:
        return "state"
    if lead in known.auxiliaries:
        return "base"
    if lead in known.conditions:
        return "it"
    if lead in {"made", "forced", "left"} and (after == "to" or after.endswith("ing")):
        return "passive"
    if after in known.troubles:
        return "noun"
    shape = shape_of(text)
    if shape in {"noun", "no_more"}:
        return "yours" if words and words[0] == "your" else "noun"
    if shape == "perfect":
        return "past"
    return shape  # type: ignore[return-value]


_AGREEING: Final = {
    "is": "are",
    "was": "were",
    "has": "have",
    "does": "do",
    "isn't": "aren't",
    "wasn't": "weren't",
    "hasn't": "haven't",
    "doesn't": "don't",
}


def second_person_verb(text: str) -> str:
    """ "feels betrayed" as "feel betrayed", where an answer opens with a verb in -s."""
    first, _, rest = text.partition(" ")
    low = first.lower()
    if low in _AGREEING and rest:
        return f"{_AGREEING[low]} {rest}"
    if low in grammar().causing and re.match(r"(?:you|your)\b", rest):
        return text
    if low.endswith("s") and low[:-1] in _base_forms() and rest:
        return f"{low[:-1]} {rest}"
    return text


_SHORT_PART: Final = 4


def harm_parts(text: str) -> list[tuple[HarmShape, str]]:
    """Parts a list of harms, since "hurt, lost sleep" fits no one sentence.

    Args:
        text: A tidied answer that already speaks to them; not empty.

    Returns:
        The parts with their shapes; neighbours of one shape stay together, joined by "and".
    """
    if re.match(r"(?i)(?:[a-z]+|\d+) of you\b.*\w{3}", text) and len(text.split()) > _SHORT_PART:
        # "one of you, Ahmed, missed the day": a clause, whatever its commas part.
        return [("clause", text)]
    whole = [(harm_shape(text), text)]
    parts = [p.strip() for p in re.split(r",\s*(?:and\s+)?", text.strip(" .")) if p.strip()]
    shapes = [harm_shape(part) for part in parts]
    long = any(len(part.split()) > _SHORT_PART for part in parts)
    if len(parts) < 2 or long or {"clause", "mine", "opener", "about"} & set(shapes):
        return whole
    if shapes[0] in {"past", "base", "caused"} and {"noun", "yours"} & set(shapes):
        # "lost money, time and trust": all of it was lost.
        return whole
    groups: list[tuple[HarmShape, list[str]]] = []
    for shape, part in zip(shapes, parts, strict=True):
        if groups and groups[-1][0] == shape:
            groups[-1][1].append(part)
        else:
            groups.append((shape, [part]))
    return [(shape, _listed(some)) for shape, some in groups]


def _listed(parts: list[str]) -> str:
    if len(parts) == 1 or " and " in f" {parts[-1]} ":
        return ", ".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


_FURTHEST_VERB: Final = 5


def in_future(text: str) -> str:
    """How it will be seen, told as what will be: "you get a mail" as "you will get a mail".

    Args:
        text: A tidied answer; anything but a clause in the present comes back as it is.

    Returns:
        The answer in the future.
    """
    known = grammar()
    text = re.sub(r"(?i)^(you|they|she|he|it)(?:'re|'s) (?!been\b|got\b)", r"\1'll be ", text)
    words = tokens(text)
    if not words or set(words) & known.not_future or words[0] in known.openers | known.prepositions:
        return re.sub(r"(?i)^you have (?!to\b)", "you will have ", text)
    said = text.split(" ")
    pronoun = words[0] in known.subjects
    for i in range(1, min(_FURTHEST_VERB, len(said))):
        if i > 1 and (said[i - 1].lower() in known.inner_subjects or said[i - 1].endswith(",")):
            break
        if i == 1 and words[0] in known.determiners and not pronoun:
            continue
        future = _future_of(said[i].lower(), pronoun=pronoun and i == 1)
        if future is not None:
            return " ".join([*said[:i], future, *said[i + 1 :]])
    return text


def _future_of(verb: str, *, pronoun: bool) -> str | None:
    known = grammar()
    if verb in {"is", "are", "am", "isn't", "aren't"}:
        return "won't be" if verb.endswith("n't") else "will be"
    if verb in {"don't", "doesn't"}:
        return "won't"
    if verb in known.shows:
        return f"will {verb[:-1] if not verb.endswith('oes') else verb[:-2]}"
    if not pronoun:
        return None
    if verb in _base_forms():
        return f"will {verb}"
    if verb.endswith("s") and verb[:-1] in _base_forms():
        return f"will {verb[:-1]}"
    return None


def with_article(text: str) -> str:
    """ "screenshot" as "a screenshot", for the few things that people name so bare."""
    words = tokens(text)
    countable = grammar().countable
    if not words or words[0] not in countable | grammar().rhythms or words[-1] not in countable:
        return text
    return f"{'an' if words[0][0] in 'aeiou' else 'a'} {text}"
