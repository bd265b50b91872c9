"""The project's own spaCy pipeline: blank English, span rules, and sentence splitting.

No statistical model is used: what the coach reads is found by rules over tokens, which are
quick, say why they fired, and need nothing downloaded. The words that the span rules mark stand
in ``english.yml``.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.language.words import FEELINGS, PEOPLE, Words, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language


@contextmanager
def _left_out(module: str) -> Iterator[None]:
    """Imports within as if a module were not installed, unless it is loaded already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]


# spaCy's numeric layer loads TensorFlow wherever it finds it: seconds of start and 300 MB for
# shims that no rule needs.
with _left_out("tensorflow"):
    import spacy

_SIBILANTS: Final = ("s", "x", "z", "ch", "sh")


@lru_cache(maxsize=1)
def english() -> Language:
    """The one pipeline that Rasa's tokenizer and the coaching code share.

    Returns:
        A blank English pipeline, loaded once a process. It splits sentences, and marks in
        ``doc.spans`` the "people" (label: relationship; id: the word as listed) and the
        "feelings" (label: feeling; id: the word). Spans may overlap ("mum", "step mum").
    """
    nlp = spacy.blank("en")
    _add_rules(nlp, PEOPLE, _people_patterns(words()))
    _add_rules(nlp, FEELINGS, _feeling_patterns(words()))
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "\n"]})
    return nlp


def _add_rules(nlp: Language, key: str, patterns: list[dict[str, Any]]) -> None:
    ruler = nlp.add_pipe(
        "span_ruler", name=key, config={"spans_key": key, "phrase_matcher_attr": "LOWER"}
    )
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]


def _people_patterns(listed: Words) -> list[dict[str, Any]]:
    forms = [
        (form.lower(), relationship)
        for relationship, people in listed.people.items()
        for person in people
        for form in person.forms()
    ]
    known = {form for form, _ in forms}
    spellings = [
        {"label": relationship, "pattern": pattern, "id": form}
        for form, relationship in forms
        for pattern in (form, _plural(form))
        if pattern == form or pattern not in known
    ]
    token_rules = [
        {"label": relationship, "pattern": rule, "id": person.word}
        for relationship, people in listed.people.items()
        for person in people
        for rule in person.tokens
    ]
    return [*spellings, *token_rules]


def _plural(form: str) -> str:
    return f"{form}es" if form.endswith(_SIBILANTS) else f"{form}s"


def _feeling_patterns(listed: Words) -> list[dict[str, Any]]:
    return [
        {"label": feeling, "pattern": word, "id": word}
        for feeling, feeling_words in listed.feelings.items()
        for word in feeling_words
    ]
