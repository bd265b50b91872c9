"""Puts a draft into another form, keeping its tone and what the person changed in it by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from typing import Final

from bot.coaching.apology.drafting import Draft, Facts, compose, greeting_name
from bot.coaching.apology.forms import between, subject_of, worded
from bot.coaching.apology.frames import FORMS, LENGTHS, Form, Length
from bot.coaching.apology.tone import is_sign_off, tone_of, toned, written_out

_PIECE: Final = re.compile(
    r"[ ]*\[[^\]\n]*\][.!?…]*|[^.!?…\n\[]+(?:(?<=\d)[.](?=\d)[^.!?…\n\[]+)*[.!?…]*|\n+|\["
)
_GREETING: Final = re.compile(r"(?:(?:Hi|Dear|Hello|Hey) )?[\w' -]{1,40},")
_LEAST_SHARED: Final = 0.3
"""Of a composed draft, how much must stand in a text for it to count as that draft, changed."""
_SAME_SENTENCE: Final = 0.6


@dataclass(frozen=True)
class Reading:
    """What a text is, beside what was told.

    Attributes:
        form: The form it has.
        length: Its length.
        composed: The draft it was made from.
        shared: How much of that draft stands in it, 0 to 1; 0 for a text of the person's own.
    """

    form: Form
    length: Length
    composed: Draft
    shared: float


def pieces(text: str) -> list[str]:
    """The sentences of a draft, its gaps and its line ends, in order.

    Args:
        text: A draft.
    """
    return _PIECE.findall(text)


def read_draft(text: str, facts: Facts) -> Reading:
    """Finds out which form and length a draft has.

    Args:
        text: A draft, perhaps changed by hand.
        facts: What it was made of.

    Returns:
        The form, the length and the draft that is nearest to it. A text that shares nothing with
        any is a letter, or an email where it has a subject.
    """
    forms: tuple[Form, ...] = ("email",) if subject_of(text) else FORMS
    possible: list[Reading] = []
    for form, length in product(forms, LENGTHS):
        reading = _compared(text, facts, form, length)
        if reading.shared == 1:
            return reading
        possible.append(reading)
    nearest = max(possible, key=lambda reading: reading.shared)
    return nearest if nearest.shared >= _LEAST_SHARED else possible[0]


def _compared(text: str, facts: Facts, form: Form, length: Length) -> Reading:
    composed = compose(facts, form=form, length=length)
    here, there = _keys(text), _keys(composed.text)
    lines = bool("\n\n" in text) == bool("\n\n" in composed.text)
    shared = len(here & there) / max(1, len(here | there))
    # The same sentences are a message where they stand in lines, else a letter.
    return Reading(form, length, composed, shared if lines else shared * 0.9)


def _keys(text: str) -> set[str]:
    return {_key(piece) for piece in pieces(text) if re.search(r"\w", piece)}


def _key(piece: str) -> str:
    """A sentence whatever its tone."""
    plain = re.sub(r"^(?:Hi|Dear|Hello) ", "", piece.strip())
    return written_out(plain).lower().strip(" .!?,")


def in_form(text: str, facts: Facts, form: Form) -> str:
    """A draft in another form.

    Args:
        text: The draft as it stands.
        facts: What it was made of.
        form: The form asked for.

    Returns:
        The draft in that form. What the person took out stays out, and what they put in stays;
        their own text keeps every sentence and gets the head and the end of the form.
    """
    now = read_draft(text, facts)
    if now.shared < _LEAST_SHARED:
        return _dressed(text, facts, form)
    if now.form == form:
        return text
    tone = tone_of(text, now.form, greeting_name(facts, now.form))
    made = compose(facts, form=form, length=now.length).text
    made = _with_changes(made, text, now, form)
    return toned(made, tone, greeting_name(facts, form)) if tone else made


def _with_changes(made: str, text: str, now: Reading, form: Form) -> str:
    """Carries over what the person took out, changed or put in."""
    standing = [p.strip() for p in pieces(text) if re.search(r"\w", p)]
    keys = {_key(piece) for piece in standing}
    before = {_key(s.text): s.source for s in now.composed.sentences}
    own = [p for p in standing if _key(p) not in before and not _is_head_or_end(p)]
    for item in now.composed.sentences:
        if _key(item.text) in keys or item.source == "form":
            continue
        changed = max(own, key=lambda piece: _likeness(piece, item.text), default=None)
        if changed is not None and _likeness(changed, item.text) > _SAME_SENTENCE:
            own.remove(changed)
            made = _put_for(made, item.text, " ".join(worded(changed, form)))
        else:
            made = _put_for(made, item.text, "")
    for piece in own:
        made = _before_closing(made, " ".join(worded(piece, form)), form)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", made)).strip()


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _put_for(made: str, old: str, new: str) -> str:
    """Puts words in place of a sentence, however the form has worded or parted it."""
    key = _key(old)
    for piece in pieces(made):
        here = _key(piece)
        if not here or (here != key and here not in key and key not in here):
            continue
        lead = piece[: len(piece) - len(piece.lstrip())]
        made = made.replace(piece, lead + new if new else "", 1)
        new = ""
    return made


def _before_closing(made: str, sentence: str, form: Form) -> str:
    """Puts a sentence at the end of the paragraph before the one that leaves them free."""
    parts = made.split(between(form))
    ends = [i for i, part in enumerate(parts) if is_sign_off(part.split("\n", 1)[0])]
    at = max(0, (ends[0] if ends else len(parts)) - 2)
    parts[at] = f"{parts[at]} {sentence}" if parts[at] else sentence
    return between(form).join(parts)


def _is_head_or_end(piece: str) -> bool:
    return (
        piece.startswith(("Subject:", "["))
        or is_sign_off(piece)
        or _GREETING.fullmatch(piece) is not None
    )


# --- a text of the person's own --------------------------------------------------------------


def _dressed(text: str, facts: Facts, form: Form) -> str:
    """The person's own text with the head and the end that belong to a form, or without any."""
    lines = text.strip().split("\n")
    greeted = _GREETING.fullmatch(_first_said(lines)) is not None
    body = [line for line in lines if not line.startswith("Subject:")]
    while body and (not body[0].strip() or (form != "letter" and _is_greeting(body[0]))):
        body.pop(0)
    while body and (not body[-1].strip() or (form in {"said", "message"} and _ends(body))):
        body.pop()
    said = "\n".join(body)
    if form == "email":
        return _as_email(said, compose(facts, form="email"), signed=_has_sign_off(body))
    if form == "said":
        return said
    name = greeting_name(facts, form)
    head = f"{name},{between(form)}" if name and not (greeted and form == "letter") else ""
    return head + (re.sub(r"\n{2,}", "\n", said) if form == "message" else said)


def _as_email(said: str, whole: Draft, *, signed: bool) -> str:
    parts = whole.text.split("\n\n")
    end = [] if signed else parts[-1:]
    return "\n\n".join([*parts[:2], said, *end])


def _first_said(lines: list[str]) -> str:
    return next((line.strip() for line in lines if line.strip() and "Subject:" not in line), "")


def _is_greeting(line: str) -> bool:
    return _GREETING.fullmatch(line.strip()) is not None


def _has_sign_off(lines: list[str]) -> bool:
    return any(is_sign_off(line) for line in lines)


def _ends(lines: list[str]) -> bool:
    """Whether the last line is a name under a sign-off, or the sign-off."""
    return is_sign_off(lines[-1]) or (len(lines) > 1 and is_sign_off(lines[-2]))
