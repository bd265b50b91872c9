"""Puts an apology together from what the person said, and from nothing else.

Every sentence of a draft is either one of the fixed sentences of an apology or a frame with the
person's own words in it. What is missing stays open in brackets. An excuse or a blame that
trails the act is left out, and is handed back so that it can be talked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from bot.coaching.apology.forms import laid_out, worded
from bot.coaching.apology.frames import Form, Length, frames
from bot.coaching.apology.grammar import (
    base_of_gerund,
    grammar,
    harm_parts,
    in_future,
    past_of,
    says_nothing,
    second_person_verb,
    sentence,
    sentences_of,
    shape_of,
    since_shape,
    tidy,
    tokens,
    with_article,
)
from bot.coaching.apology.habit import is_habit, names_habit, tells_habit
from bot.coaching.apology.promised_day import with_day
from bot.coaching.apology.remarks import (
    denies_hiding,
    is_bare_time,
    is_own_feeling,
    without_only,
    without_remarks,
)
from bot.coaching.apology.unexcused import without_excuses, without_met
from bot.language.perspective import Person, address, pronouns_in, third_person_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.coaching.breach.excuses import Excuse

Known = Literal["yes", "partly", "no"]

_INTENDING: Final = re.compile(
    r"(?i)^(?:I promise (?:that )?)?(?:I(?:'ll| will| am going to|'m going to| shall)|"
    r"I promise to|I promise|to|by)\s+(?=\w)"
)
_ONE: Final = {"i": "I", "im": "I'm", "i_am": "I am", "me": "me", "my": "my", "my_own": "mine"}
_SEVERAL: Final = {
    "i": "we",
    "im": "we're",
    "me": "us",
    "my": "our",
    "my_own": "ours",
    "i_am": "we are",
}


@dataclass(frozen=True)
class Facts:
    """What the person told, in their own words.

    Attributes:
        act: What they did, first person, one or more sentences.
        person: The one harmed.
        since: When it was or how long it went on.
        hidden: What was hidden, or yes or no.
        known: Whether the other knows.
        harm: How it was for the other, in the user's words.
        breaches: Kinds of breach, the surest first.
        repair: What the user will do.
        due_text: By when, as it is to be written ("Friday 28 November").
        witness: How it will be seen.
        change: What will be different.
    """

    act: str
    person: Person
    since: str | None = None
    hidden: str | None = None
    known: Known | None = None
    harm: str | None = None
    breaches: tuple[str, ...] = ()
    repair: str | None = None
    due_text: str | None = None
    witness: str | None = None
    change: str | None = None


@dataclass(frozen=True)
class Sentence:
    """One sentence of a draft.

    Attributes:
        text: The sentence.
        source: The fact it was made of ("act", "harm", …), "form" for fixed words, "gap" for a
            fact that is still missing.
        words: What the person said of that fact, as they said it; nothing for fixed words.
    """

    text: str
    source: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """An apology made of the person's words.

    Attributes:
        text: The whole of it, paragraphs parted by an empty line.
        sentences: Its sentences in order, each with its source.
        left_out: Excuses, blame and what makes the harm small, in the person's words, that are
            not in it; and what is unclear.
        unclear: Of these, words of which it is not clear whom a pronoun in them means.
        form: What it is to be: a letter, said aloud, a message, an email.
    """

    text: str
    sentences: tuple[Sentence, ...]
    left_out: tuple[str, ...] = ()
    form: Form = "letter"
    unclear: tuple[str, ...] = ()

    def trace(self) -> list[dict[str, str | list[str]]]:
        """Where every sentence comes from.

        Returns:
            For each sentence in order its `text`, its `source` ("act", "harm", …, "form" for
            fixed words, "gap" for what is missing) and the person's own `words` of that fact.
        """
        return [
            {"text": each.text, "source": each.source, "words": list(each.words)}
            for each in self.sentences
        ]


def settled(facts: Facts) -> Facts:
    """The same facts with the person's pronouns read once from everything that was said.

    Args:
        facts: The facts; the person's pronouns may be unknown.

    Returns:
        Facts whose person has pronouns wherever any text gives them.
    """
    said = [facts.act, facts.harm, facts.hidden, facts.repair, facts.change, facts.witness]
    text = ". ".join(part for part in said if part)
    return replace(facts, person=replace(facts.person, pronouns=pronouns_in(text, facts.person)))


def spoken(text: str, person: Person) -> str:
    """An answer, tidied and turned to speak to the person harmed.

    Args:
        text: The user's words.
        person: The one harmed.

    Returns:
        The words as they can stand in a draft.
    """
    return address(tidy(text), person)


def compose(facts: Facts, *, length: Length = "full", form: Form = "letter") -> Draft:
    """Drafts an apology.

    Args:
        facts: What the person told.
        length: "short" keeps the act, the owning, the harm, what was hidden and the promise.
        form: "letter"; "said", to be said aloud; "message", a few lines; "email", to a team or
            customers.

    Returns:
        The draft, and what was left out of it.
    """
    told, left_out = _without_remarks(settled(facts))
    draft = _Composer(told, form).draft(length)
    return replace(
        draft,
        sentences=tuple(replace(each, words=_told_of(each, facts)) for each in draft.sentences),
        left_out=tuple(dict.fromkeys((*draft.left_out, *left_out))),
    )


def _told_of(made: Sentence, facts: Facts) -> tuple[str, ...]:
    """The person's own words of the fact that a sentence was made of."""
    if made.source not in _ANSWERS:
        return ()
    said = [getattr(facts, made.source)]
    if made.source == "repair" and facts.due_text and facts.due_text in made.text:
        said.append(facts.due_text)
    return tuple(words for words in said if words)


_FAMILY_OF: Final = {"her": "she", "him": "he", "them": "they"}
_OF_A_RIVAL: Final = frozenset({"hidden", "repair", "change", "witness"})
"""Answers in which a pronoun can mean the one they were betrayed with."""

_ANSWERS: Final = ("act", "since", "hidden", "harm", "repair", "witness", "change")


def _without_remarks(facts: Facts) -> tuple[Facts, list[str]]:
    """The facts without what is said to the coach; what is said of oneself is handed back."""
    left_out: list[str] = []
    told: dict[str, str | None] = {}
    for part in _ANSWERS:
        answer = getattr(facts, part)
        if not answer or says_nothing(answer):
            continue
        kept, cut = without_remarks(answer)
        left_out += cut
        if kept != answer:
            told[part] = kept or ("" if part == "act" else None)
    return replace(facts, **told), left_out  # type: ignore[arg-type]


def form_sentence(name: str, facts: Facts, form: Form = "letter") -> str:
    """A fixed sentence as it stands in a draft of these facts.

    Args:
        name: Its name in ``frames.yml``.
        facts: The facts; they tell whether one or several speak.
        form: The form of the draft.

    Returns:
        The sentence.
    """
    return " ".join(worded(_Composer(facts, form).fixed(name).text, form))


def greeting_name(facts: Facts, form: Form = "letter") -> str | None:
    """What they are called at the head of a draft.

    Args:
        facts: The facts.
        form: The form of the draft.

    Returns:
        The name, "Mum", or in an email "team"; None where nothing fits.
    """
    person = facts.person
    if person.called or form != "email" or not person.plural:
        return person.called
    words = tokens(person.noun)
    return next((word for word in reversed(words) if word in frames().greeted), None)


def _lessens(said: str, excuse: Excuse) -> bool:
    """Whether an excuse makes the harm smaller, and is no part of it ("she never wants to …")."""
    span = said[excuse.start : excuse.end]
    if excuse.kind == "excusing":
        return bool(re.match(r"(?i)(?:I|we)\b", span))
    return excuse.kind != "blaming" or " never " not in f" {span} "


def _says_no_harm(said: str) -> bool:
    """Whether the answer holds no harm at all: "you're fine", "nothing much"."""
    plain = re.sub(r"(?i)^(?:she|he|they)(?=\b)", "you", said.strip(" .!,"))
    plain = re.sub(r"(?i)^you's\b", "you're", plain)
    return any(re.fullmatch(p, plain, re.IGNORECASE) for p in grammar().unharmed)


def _speaks_for_several(act: str) -> bool:
    """Whether the act is told as "we", by an organisation or a team."""
    words = tokens(act)
    return bool({"we", "we've", "we'd", "we're"} & set(words[:3])) and "i" not in words


def _without_repeats(block: list[Sentence], before: list[Sentence]) -> list[Sentence]:
    """A fact told twice is said once."""
    seen = {s.text.lower() for s in before}
    kept = []
    for item in block:
        if item.text.lower() in seen:
            continue
        seen.add(item.text.lower())
        kept.append(item)
    return kept


def _lowered(said: str) -> str:
    """Lower case for a first word that has its capital only from opening an answer."""
    first = said.split(" ")[0]
    plain = first.replace("'", "").isalpha() and first[1:].islower()
    proper = {*grammar().days, *grammar().months, *grammar().feasts}
    opens = first.lower() in _common_openers() and first.lower() not in proper
    return said[:1].lower() + said[1:] if plain and opens else said


@lru_cache(maxsize=1)
def _common_openers() -> frozenset[str]:
    known = grammar()
    words = known.determiners | known.prepositions | known.openers | known.adverbs | known.verbs
    words = (
        words
        | known.feelings
        | known.intensifiers
        | known.spans
        | known.points
        | known.not_past
        | known.auxiliaries
    )
    return words | frozenset(known.irregular) | frozenset(known.irregular.values()) | {"no"}


class _Composer:
    """Makes the sentences of one draft out of one set of facts."""

    def __init__(self, facts: Facts, form: Form = "letter") -> None:
        self.facts = facts
        self.form = form
        self.person = facts.person
        self.voice = _SEVERAL if _speaks_for_several(facts.act) else _ONE
        self.betrayed = "infidelity" in facts.breaches or bool(
            re.search(grammar().rival_act, facts.act, re.IGNORECASE)
        )
        self.habit = is_habit(facts.act, facts.since)
        self.unclear: list[str] = []

    def draft(self, length: Length) -> Draft:
        """The whole draft, its paragraphs in the order of ``frames.yml``."""
        acts, left_out = self.act()
        harm, unharmed = self.harm()
        sorry = any(re.search(r"(?i)\bsorry\b|\bapologi[sz]e\b", s.text) for s in acts)
        parts: dict[str, Callable[[], list[Sentence]]] = {
            "act": lambda: self.as_habit(acts),
            "since": self.since,
            "harm": lambda: harm,
            "cause": lambda: self.cause(harm),
            "hidden": self.hidden,
            "repair": self.repair,
            "change": lambda: self.promise("change", self.facts.change),
            "witness": lambda: self.promise("witness", self.facts.witness),
            "greeting": self.greeting,
            "subject": self.subject,
            "telling": self.telling,
            "norm": self.norm,
            "regret": lambda: [] if sorry else [self.fixed("regret")],
            "ownership_short": lambda: [self.fixed("ownership" if sorry else "ownership_short")],
            "your_name": lambda: [Sentence(frames().gaps["your_name"], "gap")],
        }
        unclear: list[str] = []
        blocks: list[list[Sentence]] = []
        for block in frames().order[self.form][length]:
            said: list[Sentence] = []
            for part in block:
                made = parts[part]() if part in parts else [self.fixed(part)]
                kept = [each for each in made if not self.is_unclear(each)]
                unclear += [self.as_told(each) for each in made if each not in kept]
                said += kept or self.gap_for(part, made)
            said = [each for sentence in said for each in self.in_form(sentence)]
            blocks.append(_without_repeats(said, [s for b in blocks for s in b]))
        text = laid_out([[s.text for s in block] for block in blocks], self.form)
        said_all = tuple(s for block in blocks for s in block)
        unclear += self.unclear
        left_out = (*left_out, *unharmed, *unclear)
        return Draft(text, said_all, left_out, self.form, tuple(unclear))

    def in_form(self, made: Sentence) -> list[Sentence]:
        """A sentence as the form puts it."""
        return [replace(made, text=text) for text in worded(made.text, self.form)]

    def is_unclear(self, made: Sentence) -> bool:
        """Whether a sentence made of an answer still speaks of them as of somebody else."""
        if made.source not in _ANSWERS or (self.betrayed and made.source in _OF_A_RIVAL):
            return False
        return third_person_left(made.text, self.person) is not None

    def as_told(self, made: Sentence) -> str:
        """What the person said where a sentence of the draft was made of it."""
        said = sentences_of(str(getattr(self.facts, made.source)))
        nearest = max(said, key=lambda each: SequenceMatcher(None, each, made.text).ratio())
        return tidy(nearest).strip(" .!")

    def gap_for(self, part: str, made: list[Sentence]) -> list[Sentence]:
        """What stands where every sentence of an answer was unclear."""
        gap = frames().gaps.get(part) if made else None
        return [Sentence(gap, "gap")] if gap else []

    def fixed(self, name: str) -> Sentence:
        """One of the fixed sentences, as it is said of many times or to several people."""
        variants = [f"{name}_each"] if self.habit else []
        variants += [f"{name}_several"] if self.person.plural else []
        found = next((each for each in variants if frames().has(each, self.form)), name)
        called = greeting_name(self.facts, self.form) or ""
        said = frames().words(found, self.form).format(said=called, **self.voice)
        return Sentence(said[:1].upper() + said[1:], "form")

    def framed(self, part: str, shape: str, said: str) -> Sentence:
        """The person's words in the frame for their shape, as one sentence."""
        table: dict[str, str] = getattr(frames(), part)
        frame = table.get(shape) or table["clause"]
        said = said.strip().rstrip(".!?… ")
        if not frame.startswith("{said}"):
            said = _lowered(said)
        return Sentence(sentence(frame.format(said=said, **self.voice)), part)

    def spoken(self, text: str, *, rival: str = "") -> str:
        """An answer as it can stand in the draft.

        Args:
            text: The answer.
            rival: The pattern by which a pronoun means the one they were betrayed with.
        """
        tidied = tidy(text)
        about_rival = rival and self.betrayed and re.search(rival, tidied, re.IGNORECASE)
        return address(tidied, self.person, pronouns=not about_rival)

    # the fixed parts

    def greeting(self) -> list[Sentence]:
        """Their name, when it is known; an email greets in any case."""
        if greeting_name(self.facts, self.form):
            return [self.fixed("greeting")]
        nameless = frames().has("greeting_nameless", self.form)
        return [self.fixed("greeting_nameless")] if nameless else []

    def subject(self) -> list[Sentence]:
        """What an email is about, without telling it to whoever sees the line."""
        if self.facts.known == "no":
            return [self.fixed("subject_telling")]
        promised = any(each.source == "repair" for each in self.repair())
        return [self.fixed("subject_promise" if promised else "subject")]

    def telling(self) -> list[Sentence]:
        """The sentence that opens what the other does not know yet."""
        names = {"no": "telling", "partly": "telling_part"}
        name = names.get(self.facts.known or "")
        return [self.fixed(name)] if name else []

    def norm(self) -> list[Sentence]:
        """What they had a right to, by the surest kind of breach."""
        norms = frames().norms
        said = norms.get(self.facts.breaches[0]) if self.facts.breaches else None
        return [Sentence(said.format(**self.voice), "form")] if said else []

    # the act

    def act(self) -> tuple[list[Sentence], tuple[str, ...]]:
        """The act without its excuses, and the excuses."""
        said: list[Sentence] = []
        left_out: list[str] = []
        for raw in sentences_of(self.facts.act):
            plain = re.sub(grammar().trailing_aside, "", tidy(raw), flags=re.IGNORECASE)
            kept, cut = self._unexcused(plain, told=bool(said))
            left_out += cut
            kept = self._without_rival(kept)
            if kept:
                turned = address(kept, self.person)
                # "My dad, I stole from him": who it was is said by speaking to them.
                turned = re.sub(r"(?i)^you, (?=(?:I|we)\b)", "", turned)
                said += self._act_sentences(turned)
        if not said:
            said = [Sentence(frames().gaps["act"], "gap")]
        return said, tuple(left_out)

    def _unexcused(self, plain: str, *, told: bool) -> tuple[str, list[str]]:
        """What a sentence tells of the act; how few it was counts only where it is the act."""
        larger = without_only(plain)
        if larger is not None:
            return ("", [plain.strip(" .!")]) if told else (larger, [])
        before, comma, tail = plain.rpartition(",")
        if comma and without_only(tail):
            kept, cut = without_excuses(before, self.person)
            return kept, [*cut, tail.strip(" .!")]
        return without_excuses(plain, self.person)

    def _without_rival(self, said: str) -> str:
        """A sentence without the clause in which "her" may be the one they were betrayed with."""
        known = grammar()
        again = re.search(known.rival_again, said, re.IGNORECASE) if self.betrayed else None
        if again is None or _FAMILY_OF[again["who"].lower()] != self.person.family:
            return said
        before = f"{self.facts.act.partition(said)[0]} {said[: again.start()]}"
        met = re.search(known.rival_met, before, re.IGNORECASE)
        if met is None:
            return said
        seams = list(re.finditer(r"(?i)[,;] (?:and |but )?| (?:and|but) ", said[: again.start()]))
        at = seams[-1].start() if seams else 0
        cut = re.sub(r"(?i)^[,; ]*(?:and |but )?", "", said[at:]).strip(" .!")
        if not re.search(r"\w", said[:at]) and self.facts.act.strip(" .!") == said.strip(" .!"):
            return said
        self.unclear.append(cut)
        return said[:at]

    def _act_sentences(self, said: str) -> list[Sentence]:
        known = grammar()
        wants = re.match(known.wants, said, re.IGNORECASE)
        if wants:
            return self._sorry(wants.group("rest")) if wants.group("rest") else []
        if any(re.search(aside, said, re.IGNORECASE) for aside in known.asides):
            return []
        if said.lower().strip(" .") in known.vague:
            return []
        said = re.sub(r"(?i)^(?:it'?s|it is|it was|this is) (?=about\b)", "", said)
        if re.fullmatch(r"(?i)about you\W*", said):
            return []
        said = re.sub(r"(?i)^(?:I )?can't believe (?:that )?(?=I )", "", said)
        named = re.match(r"(?i)what I did (?:was|is) (?:that )?(?:to )?(?P<verb>\w+)", said)
        past = past_of(named["verb"].lower()) if named else None
        if named:
            said = f"{past or named['verb']}{said[named.end() :]}"
        for lead in ("that ", "because ", "by ", "the fact that "):
            rest = said[len(lead) :]
            if said.lower().startswith(lead) and shape_of(rest) in {"mine", "clause", "gerund"}:
                said = rest
        if re.match(r"(?i)for (?:not )?\w+ing\b", said):
            return self._sorry(said)
        shape = shape_of(said)
        first = tokens(said)[0]
        if shape == "noun" and first in known.not_past - known.adjectives:
            shape = "past"
        if first in {"should", "could", "shouldn't", "couldn't", "would", "wouldn't"}:
            shape = "past"
        made = [self.framed("act", "clause" if shape == "mine" else shape, said)]
        if shape == "about" or said.lower().strip(" .") in known.topics:
            made.append(Sentence(frames().gaps["act_behind"], "gap"))
        return made

    def _sorry(self, rest: str) -> list[Sentence]:
        if rest.lower().startswith("because "):
            return [self.framed("act", "clause", rest[len("because ") :])]
        return [self.framed("act", "sorry", rest)]

    def as_habit(self, acts: list[Sentence]) -> list[Sentence]:
        """Says of what was done many times that it was, before its instances are told."""
        told = [each for each in acts if each.source == "act"]
        if not self.habit or not told or any(tells_habit(each.text) for each in told):
            return acts
        if names_habit(told[0].text):
            return [acts[0], self.fixed("again"), *acts[1:]]
        if len(told) == 1:
            return [*acts, self.fixed("again")]
        return [self.fixed("again_first"), *acts]

    # the other facts

    def _repeats_act(self, text: str) -> bool:
        """Whether an answer only repeats what the act says already."""
        return " ".join(tokens(text)) in " ".join(tokens(self.facts.act))

    def since(self) -> list[Sentence]:
        """When it was, or for how long."""
        since = self.facts.since
        if since is None or says_nothing(since) or self._repeats_act(since):
            return []
        if self._is_dated_already(since):
            return []
        unsure = re.match(grammar().hedges, since.strip().replace("’", "'"), re.IGNORECASE)
        said = self.spoken(since.strip()[unsure.end() :] if unsure else since)
        said = re.sub(r"(?i)^(?:maybe|probably|like|about like) ", "", said)
        if says_nothing(said):
            return []
        shape, said = since_shape(said)
        return [self.framed("since", shape, f"{said}, I think" if unsure else said)]

    def _is_dated_already(self, since: str) -> bool:
        """Whether the act says when; a length of time beside a point in time adds to it."""
        own = [
            match
            for sentence in sentences_of(self.facts.act)
            if not re.match(r"(?i)(?:she|he|they|my|our) ", sentence)
            for match in re.finditer(grammar().own_time, sentence, re.IGNORECASE)
        ]
        if not own:
            return False
        shape, _ = since_shape(self.spoken(since))
        if shape in {"times", "on_and_off"}:
            return False
        return shape == "point" or any(match["span"] for match in own)

    def harm(self) -> tuple[list[Sentence], tuple[str, ...]]:
        """How it was for them, and what was said only to make that smaller."""
        gap = [Sentence(frames().gaps["harm"], "gap")]
        harm = self.facts.harm
        if harm is None or says_nothing(harm) or is_bare_time(harm):
            return gap, ()
        if self._repeats_act(harm):
            return [], ()
        made: list[Sentence] = []
        left_out: list[str] = []
        for raw in sentences_of(harm):
            kept, cut = without_met(tidy(raw), _lessens)
            said = self._harmed(kept)
            if is_own_feeling(said):
                continue
            if re.match(r"(?i)(?:what|how|who|why|where|when)\b", said) and (
                shape_of(said) == "opener"
            ):
                left_out.append(tidy(raw).strip(" .!"))
                continue
            if _says_no_harm(said):
                cut = [tidy(raw) or raw]
            elif not says_nothing(said) and said.lower().strip(" .") not in grammar().vague:
                made += [self.framed("harm", shape, part) for shape, part in harm_parts(said)]
            left_out += [words.strip(" .!") for words in cut]
        return made or gap, tuple(left_out)

    def _harmed(self, kept: str) -> str:
        said = re.sub(r"(?i)^(?:because|that(?= you\b)) ", "", self.spoken(kept))
        said = re.sub(r"(?i)^(no [\w ]+) left$", r"\1", said.strip(" ."))
        guess = r"(?i)^(?:I (?:think|guess|imagine|bet|suppose)(?: that)?|probably) "
        return second_person_verb(re.sub(guess, "", said))

    def cause(self, harm: list[Sentence]) -> list[Sentence]:
        """Says that the harm came from the act, unless the harm's own words do."""
        if (
            not harm
            or harm[0].source == "gap"
            or re.search(r"(?i)\bbecause of me\b", harm[-1].text)
        ):
            return []
        if re.match(r"(?i)(?:I|it|we)\b", harm[-1].text):
            return []
        return [self.fixed("cause")]

    def hidden(self) -> list[Sentence]:
        """What was hidden."""
        known, hidden = grammar(), self.facts.hidden
        if hidden is None or says_nothing(hidden) or is_bare_time(hidden):
            return []
        if any(denies_hiding(raw) for raw in (hidden, *sentences_of(hidden)[:1])):
            return []
        told = [raw for raw in sentences_of(hidden) if not self._hides_nothing(raw)]
        if not told:
            return []
        folded = hidden.lower().replace("’", "'").strip(" .!,")
        if folded in known.denials or self._repeats_act(hidden):
            return []
        if folded in known.partly:
            return [self.framed("hidden", "partly", "")]
        made = []
        for raw in told:
            raw = re.sub(r"(?i)^(?:no|nope|not really)[, ]+(?:but|except|only) ", "", raw)
            turned = self.spoken(raw, rival=known.rival_fact)
            said = re.sub(r"(?i)^the fact (?=that\b)", "", turned)
            if re.match(r"(?i)(?:no|not|nothing|never)(?: \w+){0,2}[ .]*$", said):
                return []
            if said and said.lower().strip(" .") not in known.affirmations:
                made.append(self._hidden_sentence(said))
        return made or [self.framed("hidden", "yes", "")]

    def _hides_nothing(self, raw: str) -> bool:
        """Whether a sentence tells of a feeling or a reason, and of nothing that was hidden."""
        plain = tidy(raw)
        return is_own_feeling(plain) or not without_excuses(plain, self.person)[0].strip()

    def _hidden_sentence(self, said: str) -> Sentence:
        hid = re.match(
            r"(?i)(?:I |we )?(?:hid|kept|lied|covered|didn't tell|never told|told)\b", said
        )
        shape: str = shape_of(said)
        if hid and shape == "mine":
            shape = "clause"
        elif hid and shape in {"past", "base"}:
            shape = "base"
        elif shape == "about" and not re.match(r"(?i)(?:about|regarding)\b", said):
            shape = "adjunct"
        elif shape == "opener" and said.lower().startswith("that "):
            shape = "that"
        return self.framed("hidden", shape, said)

    def repair(self) -> list[Sentence]:
        """The promise with its date, or the gap where one is missing."""
        made = self.promise("repair", self.facts.repair)
        if not made:
            return [Sentence(frames().gaps["repair"], "gap")]
        if self.facts.due_text:
            dated = with_day([s.text for s in made], self.facts.due_text)
            made = [replace(s, text=text) for s, text in zip(made, dated, strict=True)]
        return made

    def promise(self, part: str, answer: str | None) -> list[Sentence]:
        """The repair, the change, or how it will be seen."""
        known = grammar()
        if answer is None or says_nothing(answer) or is_bare_time(answer):
            return []
        folded = answer.lower().replace("’", "'").strip(" .!,")
        if folded in known.denials | known.affirmations:
            return []
        if re.search(known.someone_elses, tidy(answer), re.IGNORECASE):
            return []
        said = [self.spoken(raw, rival=known.rival_promise) for raw in sentences_of(answer)]
        return [self._promise_sentence(part, s) for s in said if not says_nothing(s)]

    def _promise_sentence(self, part: str, said: str) -> Sentence:
        if part == "witness":
            because = re.match(r"(?i)(?:because|as|since) (?=(?:I|you|we|he|she|it|they)\b)", said)
            said = in_future(said[because.end() :] if because else said)
            if re.match(r"(?i)(?:when|once|as soon as|by (?!\w+ing\b)\w)", said):
                return self.framed(part, "about", said)
            if set(tokens(said)) <= grammar().noun_like:
                return self.framed(part, "bare", with_article(said))
        timed = re.match(grammar().leading_time, said, re.IGNORECASE)
        if timed and shape_of(timed.group("rest")) in {"base", "mine", "gerund"}:
            said = f"{timed.group('rest')} {_lowered(timed.group('time'))}"
        intent = _INTENDING.match(said)
        rest = said[intent.end() :] if intent else said
        lead = said[: intent.end()].strip().lower() if intent else ""
        shape: str = shape_of(rest)
        if shape == "gerund":
            base = base_of_gerund(rest)
            if base:
                return self.framed(part, "base", base)
            return self.framed(part, "about" if lead == "by" else "gerund", said)
        if shape in {"mine", "clause"}:
            return self.framed(part, "clause", rest)
        if re.match(r"(?i)no (?!one\b|longer\b)\w", rest):
            return self.framed(part, "no_more", rest)
        if lead in {"to", "by"} and shape == "noun":
            return self.framed(part, "about", said)
        if lead and lead not in {"to", "by"}:
            shape = "base"
        if part == "witness" and shape == "base" and not lead and self._invites(rest):
            shape = "check"
        if part == "witness" and shape == "noun" and tokens(rest)[0] not in grammar().determiners:
            shape = "bare"
        return self.framed(part, shape, with_article(rest) if shape == "noun" else rest)

    def _invites(self, said: str) -> bool:
        """ "ask anyone on the team": something for them to do, not for oneself."""
        words = tokens(said)
        return words[0] in grammar().invitations and words[1:2] != ["you"]
