"""Copies slots quickly.

Rasa copies all slots of a conversation whenever it copies the conversation, some twelve times a
turn, and lets Python find out how each time: an eighth of a turn went there. A slot's values are
never changed in place, so the copy of a slot is a slot with the same attributes.
"""

from __future__ import annotations

from rasa.shared.core.slots import Slot


def copied(slot: Slot) -> Slot:
    """A slot like this one, as `copy.copy` would make it."""
    made: Slot = object.__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made


def install() -> None:
    """Let slots be copied this way."""
    Slot.__copy__ = copied
