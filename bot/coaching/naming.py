"""What to call the person who was hurt, in the coach's own sentences."""

from __future__ import annotations

_BARE = {"them", "someone", "everyone", "somebody", "people"}


def call(person: str | None, name: str | None) -> str:
    """The harmed person as an object: “Ana”, “your sister”, “them”.

    Args:
        person: The person's own word, such as `sister` or `my best friend`.
        name: Their name, if it was said.
    """
    if name:
        return name
    if not person:
        return "them"
    word = person.strip()
    first, _, rest = word.partition(" ")
    if first.lower() in {"my", "our"} and rest:
        word = rest
    if word.lower() in _BARE:
        return "them"
    return f"your {word}"


def call_subject(person: str | None, name: str | None) -> str:
    """The harmed person as a subject: “Ana”, “your sister”, “they”."""
    called = call(person, name)
    return "they" if called == "them" else called


def sentence_start(text: str) -> str:
    """A text with its first letter upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
