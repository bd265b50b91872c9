"""What the coach says, read once from `words.yml` and checked."""

from __future__ import annotations

import itertools
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, Extra, parse_obj_as, validator

FILE = Path(__file__).parent / "words.yml"


class Choice(BaseModel, extra=Extra.forbid):
    """A button: what it says, and what it stands for."""

    title: str
    payload: str

    @validator("title")
    @classmethod
    def _says_something(cls, title: str) -> str:
        if not title.strip():
            raise ValueError("a button says something")
        return title

    @validator("payload")
    @classmethod
    def _is_an_intent(cls, payload: str) -> str:
        if not payload.startswith("/"):
            raise ValueError("what a button stands for begins with a slash")
        return payload


class Bubble(BaseModel, extra=Extra.forbid):
    """One bubble: its words, with placeholders in braces, and its buttons."""

    text: str
    buttons: list[Choice] = []


@lru_cache(maxsize=1)
def words() -> dict[str, list[Bubble]]:
    """Every entry of the file with its variants.

    Raises:
        pydantic.ValidationError: when the file does not fit the schema.
    """
    return parse_obj_as(dict[str, list[Bubble]], yaml.safe_load(FILE.read_text("utf-8")))


_turn = itertools.count()


def bubble(name: str) -> Bubble:
    """One entry; entries with several variants are gone through in turn.

    Args:
        name: Its name in the file.

    Raises:
        KeyError: when there is no such entry.
    """
    variants = words()[name]
    return variants[next(_turn) % len(variants)] if len(variants) > 1 else variants[0]
