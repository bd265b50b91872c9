"""What kinds of professional help there are, and which one to name first.

Help in one room with the other person is left to the relationship only where no other safety
category speaks against it, unknown ones included: couples counselling where there is control
or violence can do harm. The words and the choices are in `help.yml`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, Extra, root_validator

if TYPE_CHECKING:
    from collections.abc import Collection


class HelpKind(
    BaseModel, frozen=True, extra=Extra.forbid, min_anystr_length=1, anystr_strip_whitespace=True
):
    """One kind of professional help.

    Attributes:
        id: Its name in code and data, such as `couples`.
        title: What it is called when shown to a person.
        short: The same on a button.
        called: What people call it, in lower case.
        together: Whether the other person is in the room.
        who_for: Who it is for.
        how_to_choose: How to choose someone.
        first_session: What a first session is like.
        low_cost: Ways to pay less, or nothing.
    """

    id: str
    title: str
    short: str
    called: tuple[str, ...]
    together: bool
    who_for: str
    how_to_choose: str
    first_session: str
    low_cost: str


class CategoryChoice(BaseModel, frozen=True, extra=Extra.forbid):
    """Safety categories that settle the kind of help between them."""

    categories: frozenset[str]
    kind: str


class HelpContent(BaseModel, frozen=True, extra=Extra.forbid):
    """The whole of `help.yml`, checked to name only kinds that it describes."""

    kinds: tuple[HelpKind, ...]
    by_category: tuple[CategoryChoice, ...]
    left_to_relationship: frozenset[str]
    by_relationship: dict[str, str]
    otherwise: str

    @root_validator(skip_on_failure=True)
    @classmethod
    def _choices_can_be_made(cls, values: dict[str, Any]) -> dict[str, Any]:
        together = {kind.id: kind.together for kind in values["kinds"]}
        alone = [choice.kind for choice in values["by_category"]] + [values["otherwise"]]
        unknown = {*alone, *values["by_relationship"].values()} - together.keys()
        if unknown:
            raise ValueError(f"no such kind of help: {', '.join(sorted(unknown))}")
        if any(together[name] for name in alone):
            raise ValueError("a safety category leads to help in one room with the other person")
        return values


def kinds() -> tuple[HelpKind, ...]:
    """List the kinds of help, in the order of the content file."""
    return _content().kinds


def suggest(categories: Collection[str], relationship: str | None) -> HelpKind:
    """Choose the kind of help to name first.

    Args:
        categories: Safety categories the gates have found for this person, past ones that
            still hold included.
        relationship: Who the other is to them, such as `partner`; None when it is not known.

    Returns:
        The kind that the gravest category calls for. Only where nothing but a deep-rooted
        matter or drink today was found does the relationship decide; what is not known to
        be safe leads to help for the person alone.
    """
    content = _content()
    kind_of = {kind.id: kind for kind in content.kinds}
    for choice in content.by_category:
        if not choice.categories.isdisjoint(categories):
            return kind_of[choice.kind]
    if content.left_to_relationship.issuperset(categories):
        return kind_of[content.by_relationship.get(relationship or "", content.otherwise)]
    return kind_of[content.otherwise]


def fitting(categories: Collection[str]) -> tuple[HelpKind, ...]:
    """The kinds of help that may be named beside what the gates have found.

    Args:
        categories: As for `suggest`.

    Returns:
        All of them, or, where control, violence or a wish for no contact may be there, those for
        the person alone.
    """
    content = _content()
    apart = not content.left_to_relationship.issuperset(categories)
    return tuple(kind for kind in content.kinds if not (apart and kind.together))


def named(text: str) -> HelpKind | None:
    """The kind of help that somebody asks for by name, such as “do we need couples therapy?”.

    Args:
        text: What they wrote.

    Returns:
        The kind whose longest name stands in the text; None when none does.
    """
    words = " " + " ".join(re.findall(r"[a-z]+", text.casefold())) + " "
    found = [(len(name), kind) for kind in kinds() for name in kind.called if f" {name} " in words]
    if not found:
        return None
    special = [each for each in found if each[1].id != _content().otherwise] or found
    return max(special, key=lambda each: each[0])[1]


def by_id(name: str) -> HelpKind | None:
    """The kind of help with an id, None when there is none."""
    return next((kind for kind in kinds() if kind.id == name), None)


@lru_cache(maxsize=1)
def _content() -> HelpContent:
    content = yaml.safe_load(Path(__file__).with_name("help.yml").read_text("utf-8"))
    return HelpContent.parse_obj(content)
