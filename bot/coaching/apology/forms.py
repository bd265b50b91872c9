"""How each form of a draft is worded and laid out: a letter, said aloud, a message, an email."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.coaching.apology.grammar import grammar, is_past, sentence
from bot.coaching.apology.tone import is_sign_off, shortened, written_out
from bot.language.perspective import is_person_word

if TYPE_CHECKING:
    from bot.coaching.apology.frames import Form

_SUBJECT: Final = "Subject:"
_SEAM: Final = re.compile(
    r"(?i)(?P<comma>[,;])? (?P<and>and|but) "
    r"(?=(?:I|we|you|it|that|they)(?P<verb>'\w+)? (?P<next>[\w']+))"
)
_HELD_TOGETHER: Final = re.compile(
    r"(?i)\b(?:that|if|whether|when|while|because|since|although|though|unless|until|after|before|"
    r"so|as|how|what|where|why|who|which|told|tell|said|say|says|saying|promis\w*|pretend\w*|"
    r"claim\w*|swore|thought|think|knew|know|let|made|make|both|between|never|not|\w+n't)\b"
)
_LEAST_WORDS: Final = 3


def between(form: Form) -> str:
    """What parts two paragraphs: an empty line, or in a message the end of the line.

    Args:
        form: The form of the draft.
    """
    return "\n" if form == "message" else "\n\n"


def laid_out(blocks: list[list[str]], form: Form) -> str:
    """The text of a draft.

    Args:
        blocks: The sentences of each paragraph, in order.
        form: The form of the draft.

    Returns:
        The whole text; the name stands right under the line that signs off.
    """
    text = ""
    for block in blocks:
        if not block:
            continue
        signed = is_sign_off(text.rsplit("\n", 1)[-1])
        joint = "\n" if signed else between(form)
        text = f"{text}{joint}{' '.join(block)}" if text else " ".join(block)
    return text


def worded(text: str, form: Form) -> list[str]:
    """One sentence as a form puts it.

    Args:
        text: The sentence, as a letter has it.
        form: The form.

    Returns:
        The sentence with its words short or written out; several where it was long and is to be
        said aloud.
    """
    if form == "email":
        return [written_out(text)]
    if form == "message":
        return [shortened(text)]
    if form == "said":
        return [shortened(part) for part in short_sentences(text)]
    return [text]


def short_sentences(text: str) -> list[str]:
    """Parts a sentence where one clause ends and another begins, so that it is said in a breath.

    What hangs on another clause, on something reported or on a "not" stays with it.

    Args:
        text: One sentence.
    """
    for seam in _SEAM.finditer(text):
        before, after = text[: seam.start()], text[seam.end() :]
        if not _parts_here(seam, before, after):
            continue
        lead = "But " if seam["and"].lower() == "but" else ""
        rest = f"{lead}{after}" if lead else after
        return [sentence(before), *short_sentences(sentence(rest))]
    return [text]


def _parts_here(seam: re.Match[str], before: str, after: str) -> bool:
    if "[" in before or before.count('"') % 2 or before.count("“") > before.count("”"):
        return False
    if _HELD_TOGETHER.search(before):
        return False
    if min(len(before.split()), len(after.split())) < _LEAST_WORDS:
        return False
    if seam["comma"]:
        return True
    last = before.split()[-1]
    together = last[:1].isupper() or is_person_word(last) or last.lower() in grammar().subjects
    finite = seam["verb"] or seam["next"] in grammar().auxiliaries or is_past(seam["next"].lower())
    return bool(finite) and not together


def subject_of(text: str) -> str | None:
    """The subject line of an email, if the text has one.

    Args:
        text: A draft.
    """
    first = text.lstrip().split("\n", 1)[0]
    return first if first.startswith(_SUBJECT) else None
