"""The words that the pipeline knows, as they stand in ``english.yml``.

They are apart from the pipeline, so that who needs only the words need not load spaCy.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, Extra, Field

PEOPLE: Final = "people"
FEELINGS: Final = "feelings"

_PATH = Path(__file__).with_name("english.yml")

Relationship = Literal[
    "partner", "ex", "parent", "child", "sibling", "family", "friend", "flatmate", "colleague",
    "manager", "team", "customer", "neighbour", "other",
]  # fmt: skip


class _Strict(BaseModel):
    """What is not named in the schema is a mistake, and refused."""

    class Config:
        """Strict and unchanging."""

        extra = Extra.forbid
        allow_mutation = False


class PersonWord(_Strict):
    """A word for a person, and how it is used.

    Attributes:
        word: The word in its plain spelling.
        also: Other forms, kept as the person says them.
        typos: Spellings that are read as the word.
        gender: "she" or "he" where the word says so.
        bare: It can stand without "my".
        group: It stands for several people.
        mine: It means somebody close only after "my" or "our".
        any: It is read after any word.
        weak: It says little about who it is.
        tokens: Rules over tokens for what has no fixed spelling ("my 6yo").
    """

    word: str
    also: list[str] = Field(default_factory=list)
    typos: list[str] = Field(default_factory=list)
    gender: Literal["she", "he"] | None = None
    bare: bool = False
    group: bool = False
    mine: bool = False
    any: bool = False
    weak: bool = False
    tokens: list[list[dict[str, object]]] = Field(default_factory=list)

    def forms(self) -> dict[str, str]:
        """Every spelling that stands for the word, with the form that is kept for it."""
        return {
            **{form: form for form in (self.word, *self.also)},
            **dict.fromkeys(self.typos, self.word),
        }


class Words(_Strict):
    """The words that are known.

    Attributes:
        people: Words for people, by relationship.
        feelings: Words that name a feeling, by feeling.
        common: Words that hardly any English text of some length does without.
    """

    people: dict[Relationship, list[PersonWord]]
    feelings: dict[str, list[str]]
    common: list[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The words that are known.

    Returns:
        The checked content of ``english.yml``, read once a process.

    Raises:
        pydantic.ValidationError: The file does not fit the schema.
    """
    return Words.parse_obj(yaml.safe_load(_PATH.read_text(encoding="utf-8")))
