"""The fixed words of an apology, read from ``frames.yml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, Extra, validator

Length = Literal["full", "short"]
Form = Literal["letter", "said", "message", "email"]

FORMS: Final[tuple[Form, ...]] = ("letter", "said", "message", "email")
LENGTHS: Final[tuple[Length, ...]] = ("full", "short")


class Frames(BaseModel, extra=Extra.forbid):
    """What ``frames.yml`` must hold.

    Attributes:
        order: For each form and length the paragraphs of a draft, as lists of part names.
        form: The sentences that stand in an apology whatever was done.
        form_in: The same where one of the forms puts them otherwise.
        greeted: Words by which several people are greeted.
        norms: For a kind of breach, what the other person had a right to.
        gaps: What stands where a fact is still missing.
        act: Frames for the act by shape; likewise since, harm, hidden, repair, change, witness.
        did: What is said after a revision.
        changed: How it is told what a revision changed.
    """

    order: dict[Form, dict[Length, list[list[str]]]]
    form: dict[str, str]
    form_in: dict[Form, dict[str, str]]
    greeted: list[str]
    norms: dict[str, str]
    gaps: dict[str, str]
    act: dict[str, str]
    since: dict[str, str]
    harm: dict[str, str]
    hidden: dict[str, str]
    repair: dict[str, str]
    change: dict[str, str]
    witness: dict[str, str]
    did: dict[str, str]
    changed: dict[str, str]

    @validator("order")
    @classmethod
    def _has_every_form(
        cls, order: dict[Form, dict[Length, list[list[str]]]]
    ) -> dict[Form, dict[Length, list[list[str]]]]:
        if set(order) != set(FORMS) or any(set(each) != set(LENGTHS) for each in order.values()):
            raise ValueError("every form has an order for every length")
        return order

    def words(self, name: str, form: Form) -> str:
        """A fixed sentence as one form puts it, with its placeholders.

        Args:
            name: Its name.
            form: The form.

        Raises:
            KeyError: when there is no such sentence.
        """
        own = self.form_in.get(form, {})
        return own[name] if name in own else self.form[name]

    def has(self, name: str, form: Form) -> bool:
        """Whether a form has a fixed sentence of this name.

        Args:
            name: The name.
            form: The form.
        """
        return name in self.form or name in self.form_in.get(form, {})


@lru_cache(maxsize=1)
def frames() -> Frames:
    """The frames; read once a process."""
    path = Path(__file__).with_name("frames.yml")
    return Frames(**yaml.safe_load(path.read_text(encoding="utf-8")))
