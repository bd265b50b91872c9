"""Changes a draft as the person asks, and nothing beyond what was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml
from pydantic import BaseModel, Extra

from bot.coaching.apology.drafting import (
    Facts,
    compose,
    form_sentence,
    greeting_name,
    settled,
    spoken,
)
from bot.coaching.apology.forms import between, worded
from bot.coaching.apology.frames import Form, frames
from bot.coaching.apology.grammar import sentence, shape_of, tokens
from bot.coaching.apology.reforming import in_form, pieces, read_draft
from bot.coaching.apology.tone import Tone, is_sign_off, toned

if TYPE_CHECKING:
    from collections.abc import Callable

_GAP: Final = re.compile(r"\[[^\]\n]*\]")
_CLAUSE: Final = re.compile(
    r"(?:,? (?=(?:and|but|because|so|which|when|while|after|before|where)\b)|[,;] )"
)

_SHORT_SENTENCE: Final = 4
_SAME_SENTENCE: Final = 0.6
_KEPT: Final = ("ownership", "regret", "freedom", "freedom_short")
"""Fixed sentences that stay when a draft that was changed by hand is made shorter."""
_TONES: Final = frozenset({"plainer", "warmer", "formal"})


class _Requests(BaseModel, extra=Extra.forbid):
    """What ``requests.yml`` must hold."""

    polite: str
    polite_tail: str
    numbered: str
    places: dict[str, int]
    requests: list[tuple[str, str]]
    whole: frozenset[str]
    small_words: frozenset[str]
    forms: list[tuple[Form, str]]


@lru_cache(maxsize=1)
def _asked() -> _Requests:
    path = Path(__file__).with_name("requests.yml")
    return _Requests(**yaml.safe_load(path.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Revision:
    """A draft after a request.

    Attributes:
        text: The draft; as it was when nothing could be done.
        did: What was done, to be said; None when the request was not understood or changes
            nothing, so that the caller asks.
        kind: The kind of request ("shorter", "remove", "form", …); None when not understood.
    """

    text: str
    did: str | None
    kind: str | None = None


@dataclass(frozen=True)
class _Request:
    kind: str
    old: str
    new: str
    about: bool
    form: Form | None = None


def asks_undo(request: str) -> bool:
    """Whether the version before is asked for.

    Args:
        request: The person's request, in their words.
    """
    read = _read(request)
    return read is not None and read.kind == "undo"


def asks_form(request: str) -> Form | None:
    """Which form is asked for: "I want to say it to her face".

    Args:
        request: The person's request, in their words.

    Returns:
        The form; None for any other request.
    """
    read = _read(request)
    return read.form if read is not None else None


def revise(draft_text: str, facts: Facts, request: str) -> Revision:
    """Changes a draft as asked.

    Args:
        draft_text: The draft as it stands, perhaps changed by hand.
        facts: What it was made of.
        request: The person's request, in their words.

    Returns:
        The revised draft and what was done, or the draft untouched and None.
    """
    facts = settled(facts)
    read = _read(request)
    if read is None:
        return Revision(draft_text, None)
    if read.kind == "undo":
        return Revision(draft_text, None, "undo")
    ways: dict[str, Callable[[], str]] = {
        "form": lambda: in_form(draft_text, facts, read.form or "letter"),
        "shorter": lambda: _shorter(draft_text, facts),
        "longer": lambda: _longer(draft_text, facts),
        "remove": lambda: _removed(draft_text, facts, read),
        "replace": lambda: _replaced(draft_text, facts, read),
        "plainer": lambda: _toned(draft_text, facts, "plainer"),
        "warmer": lambda: _toned(draft_text, facts, "warmer"),
        "formal": lambda: _toned(draft_text, facts, "formal"),
        "add": lambda: _added(draft_text, facts, read),
    }
    text = ways[read.kind]()
    if "\n\n" not in draft_text and read.kind != "form":
        text = re.sub(r"\n{2,}", "\n", text)
    if text == draft_text or not text.strip():
        return _unchanged(draft_text, facts, read)
    did = {"remove": "removed", "replace": "replaced", "add": "added"}.get(read.kind, read.kind)
    return Revision(text, frames().did[read.form or did], read.kind)


def _unchanged(text: str, facts: Facts, read: _Request) -> Revision:
    """What is said where a request leaves the draft as it is: that it is so already, or nothing."""
    did = {"shorter": "shortest", "form": "same_form"}.get(read.kind)
    if read.kind in _TONES and read_draft(text, facts).form != "letter":
        did = "already"
    return Revision(text, frames().did[did] if did else None, read.kind if did else None)


def _read(request: str) -> _Request | None:
    known = _asked()
    asked = re.sub(r"[“”\"]", "", request.replace("’", "'").replace("‘", "'")).strip()
    asked = re.sub(r"\s+", " ", asked)
    bare = re.sub(known.polite, "", asked, flags=re.IGNORECASE)
    bare = re.sub(known.polite_tail, "", bare, flags=re.IGNORECASE)
    for kind, pattern in known.requests:
        match = re.match(pattern, bare, re.IGNORECASE)
        if match is None:
            continue
        groups = match.groupdict()
        old = (groups.get("x") or "").strip(" '.,;")
        new = (groups.get("y") or "").strip(" '.,;")
        if old.lower() in known.whole and kind == "remove":
            return None
        named = _form_named(groups["z"]) if kind == "form" else None
        return _Request(kind, old, new, bool(groups.get("about")), named)
    return None


def _form_named(words: str) -> Form:
    """The form that words stand for: "whatsapp" is a message, "to her face" is said."""
    named = (f for f, pattern in _asked().forms if re.search(pattern, words, re.IGNORECASE))
    return next(named, "letter")


# --- shorter and longer ----------------------------------------------------------------------


def _shorter(text: str, facts: Facts) -> str:
    form = read_draft(text, facts).form
    full, short = compose(facts, form=form), compose(facts, form=form, length="short")
    if text.strip() == full.text.strip():
        return short.text
    keep = {s.text for s in short.sentences}
    keep |= {form_sentence(name, facts, form) for name in _KEPT}
    for item in full.sentences:
        if item.text not in keep and item.source != "gap":
            text = _without_piece(text, item.text)
    return text


def _longer(text: str, facts: Facts) -> str:
    form = read_draft(text, facts).form
    full, short = compose(facts, form=form), compose(facts, form=form, length="short")
    if text.strip() == short.text.strip():
        return full.text
    only_short = {s.text for s in short.sentences} - {s.text for s in full.sentences}
    for only in only_short:
        text = text.replace(only, "")
    before = ""
    for item in full.sentences:
        if not _stands(text, item.text) and not _reworded(text, item.text):
            text = _inserted(text, item.text, after=before)
        before = item.text if item.text in text else before
    return _neat(text)


def _stands(text: str, piece: str) -> bool:
    return _whole(piece).search(text) is not None


def _reworded(text: str, piece: str) -> bool:
    """Whether the person changed this sentence by hand, so that it is not to come back beside."""
    likeness = (SequenceMatcher(None, piece, other.strip()).ratio() for other in pieces(text))
    return len(tokens(piece)) > _SHORT_SENTENCE and max(likeness, default=0.0) > _SAME_SENTENCE


def _whole(piece: str) -> re.Pattern[str]:
    """Finds a sentence where it stands by itself, not as the end of another."""
    return re.compile(rf"(?:^|(?<=[.!?…\]\n] )|(?<=[\n,]))(?<!, ){re.escape(piece)}")


def _inserted(text: str, new: str, *, after: str) -> str:
    if not after:
        return f"{new} {text}"
    at = text.find(after)
    if at < 0:
        return f"{text.rstrip()} {new}"
    end = at + len(after)
    return f"{text[:end]} {new}{text[end:]}"


def _without_piece(text: str, piece: str) -> str:
    return _neat(_whole(piece.strip()).sub("", text, count=1))


def _neat(text: str) -> str:
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    return re.sub(r" +([.,!?])", r"\1", text).strip()


# --- taking out and changing -----------------------------------------------------------------


def _variants(words: str, facts: Facts) -> list[str]:
    """The words asked about, as typed and as they would stand in the draft."""
    said = spoken(words, facts.person)
    found = [words, said]
    leads = ("that ", "the ", "about ", "i ")
    found += [said[len(lead) :] for lead in leads if said.lower().startswith(lead)]
    return [v for v in dict.fromkeys(found) if v]


def _literal(text: str, words: str, facts: Facts) -> re.Match[str] | None:
    straight = text.replace("’", "'")
    for variant in _variants(words, facts):
        match = re.search(rf"(?<!\w){re.escape(variant)}(?!\w)", straight, re.IGNORECASE)
        if match:
            return match
    return None


def _stem(word: str) -> str:
    word = re.sub(r"'s$", "", word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _topic(words: str, facts: Facts) -> set[str]:
    small = _asked().small_words
    said = [*tokens(words), *tokens(spoken(words, facts.person))]
    return {_stem(w) for w in said if w[0].isalnum() and w not in small}


def _speaks_of(piece: str, topic: set[str]) -> int:
    return len({_stem(w) for w in tokens(piece)} & topic)


def _best_piece(text: str, words: str, facts: Facts) -> str | None:
    """The sentence that the words are about: it holds them, or most of what they name."""
    literal = _literal(text, words, facts)
    gap = _gap_at(text, literal)
    if gap:
        # A gap goes whole or stays: half of it would ask for nothing.
        whole = _gap_words(literal.group()) == _gap_words(gap.group()) if literal else False
        return gap.group() if whole else None
    if literal:
        at = 0
        for piece in pieces(text):
            start = text.find(piece, at)
            if start <= literal.start() < start + len(piece):
                return piece
            at = start + len(piece)
    topic = _topic(words, facts)
    if not topic:
        return None
    told = [piece for piece in pieces(text) if not piece.strip().startswith("[")]
    best = max(told, key=lambda piece: _speaks_of(piece, topic), default=None)
    if best is None or _speaks_of(best, topic) * 2 < len(_topic_typed(words)):
        return None
    return best if _speaks_of(best, topic) else None


def _gap_at(text: str, found: re.Match[str] | None) -> re.Match[str] | None:
    """The gap that the found words stand in, if they do."""
    if found is None:
        return None
    gaps = _GAP.finditer(text)
    return next((g for g in gaps if g.start() < found.end() and found.start() < g.end()), None)


def _gap_words(text: str) -> list[str]:
    return [word for word in tokens(text) if word[0].isalnum()]


def _topic_typed(words: str) -> set[str]:
    return {_stem(w) for w in tokens(words) if w[0].isalnum() and w not in _asked().small_words}


def _removed(text: str, facts: Facts, asked: _Request) -> str:
    numbered = _numbered(text, asked.old)
    if numbered is not None:
        return _neat(text.replace(numbered, "", 1))
    piece = _best_piece(text, asked.old, facts)
    if piece is None:
        return text
    if _GAP.fullmatch(piece):
        return _neat(text.replace(piece, "", 1))
    topic = _topic(asked.old, facts)
    literal = _literal(piece, asked.old, facts)
    kept = _without_clause(piece, topic, literal.group() if literal else None)
    if kept:
        lead = piece[: len(piece) - len(piece.lstrip())]
        return _neat(text.replace(piece, lead + kept, 1))
    if _is_only_act(piece, facts):
        return text
    return _without_piece(text, piece)


def _is_only_act(piece: str, facts: Facts) -> bool:
    """An apology without its act is none: which words are meant is asked instead."""
    drafts = (compose(facts), compose(facts, form="said"), compose(facts, form="email"))
    acts = ([s.text for s in draft.sentences if s.source == "act"] for draft in drafts)
    return any(each == [piece.strip()] for each in acts)


def _numbered(text: str, words: str) -> str | None:
    """ "the last sentence", "the second paragraph"."""
    match = re.fullmatch(_asked().numbered, words.strip(), re.IGNORECASE)
    if match is None:
        return None
    parts = list(text.split("\n\n")) if "para" in match.group(2).lower() else pieces(text)
    parts = [p for p in parts if re.search(r"\w", p) and not _is_head_or_end(p)]
    place = _asked().places[match.group(1).lower()]
    return parts[place] if -len(parts) <= place < len(parts) else None


def _is_head_or_end(part: str) -> bool:
    """Whether a part is the subject, the greeting, or the place for a name: no sentence."""
    first = part.strip().split("\n", 1)[0]
    named = first == frames().gaps["your_name"] or first.startswith("Subject:")
    return named or is_sign_off(first) or re.fullmatch(r"\s*[\w' ]+,\s*", part) is not None


def _without_clause(piece: str, topic: set[str], literal: str | None) -> str | None:
    """The sentence without the one clause asked about; None when it is the whole of it."""
    parts = _CLAUSE.split(piece.strip())
    seams = _CLAUSE.findall(piece.strip())
    if len(parts) < 2:
        return None
    hits = [_speaks_of(part, topic) for part in parts]
    if literal:
        hits = [
            h if literal.lower() in part.lower() else 0 for h, part in zip(hits, parts, strict=True)
        ]
    if not any(hits):
        return None
    worst = max(range(len(parts)), key=lambda i: hits[i])
    if worst == 0:
        rest = re.sub(r"(?i)^(?:and|but|so|because|which|when) ", "", parts[1])
        if shape_of(rest) not in {"mine", "clause"}:
            return None
        return sentence(
            "".join([rest, *(s + p for s, p in zip(seams[1:], parts[2:], strict=True))])
        )
    kept = parts[0]
    for i in range(1, len(parts)):
        if i != worst:
            kept += seams[i - 1] + parts[i]
    return sentence(kept)


def _replaced(text: str, facts: Facts, asked: _Request) -> str:
    if not asked.old or not asked.new:
        return text
    new = spoken(asked.new, facts.person)
    literal = None if asked.about else _literal(text, asked.old, facts)
    gap = _gap_at(text, literal)
    if gap:
        clause = shape_of(new) in {"mine", "clause"}
        return _neat(text.replace(gap.group(), sentence(new), 1)) if clause else text
    if literal:
        return _put(text, literal.start(), literal.end(), new)
    piece = _best_piece(text, asked.old, facts)
    if piece is None:
        return text
    if shape_of(new) in {"mine", "clause"}:
        lead = piece[: len(piece) - len(piece.lstrip())]
        return _neat(text.replace(piece, lead + sentence(new), 1))
    literal = _literal(text, asked.old, facts)
    return _put(text, literal.start(), literal.end(), new) if literal else text


def _put(text: str, start: int, end: int, new: str) -> str:
    """Puts new words in place, with the case of where they stand."""
    opens = start == 0 or re.search(r"[.!?\n]\s*$", text[:start]) is not None
    if opens:
        new = new[:1].upper() + new[1:]
    elif (
        new[:1].isupper()
        and text[start].islower()
        and new.split(" ")[0] in {"The", "A", "My", "That"}
    ):
        new = new[:1].lower() + new[1:]
    return _neat(text[:start] + new + text[end:])


def _added(text: str, facts: Facts, asked: _Request) -> str:
    """Puts a new sentence before the closing one; only whole clauses can stand alone."""
    new = spoken(asked.new, facts.person)
    if not new or shape_of(new) not in {"mine", "clause"}:
        return text
    form = read_draft(text, facts).form
    said = " ".join(worded(sentence(new), form))
    for closing in (form_sentence(name, facts, form) for name in ("freedom", "freedom_short")):
        at = text.find(closing)
        if at >= 0:
            return f"{text[:at].rstrip()} {said}{between(form)}{text[at:]}"
    lines = text.split("\n")
    end = next((i for i, line in enumerate(lines) if is_sign_off(line)), None)
    if end is not None:
        return "\n".join([*lines[:end], said, "", *lines[end:]])
    return f"{text.rstrip()} {said}"


# --- tone ------------------------------------------------------------------------------------


def _toned(text: str, facts: Facts, tone: Tone) -> str:
    """The draft in another tone; its greeting is known by the name that a letter or email has."""
    email = greeting_name(facts, "email")
    return toned(text, tone, greeting_name(facts) or email)
