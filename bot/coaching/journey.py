"""The road of seven steps, and where a person is on it.

The steps are a map, not a march: any can be done first, left, or come back to, so progress is
a set of steps and not a number. The words are in `steps.yml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import yaml
from pydantic import BaseModel, Extra, parse_obj_as

from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Collection

State = Literal["done", "here", "ahead"]

MARKS: dict[State, str] = {"done": "✓", "here": "→", "ahead": "·"}


class Step(
    BaseModel, frozen=True, extra=Extra.forbid, min_anystr_length=1, anystr_strip_whitespace=True
):
    """One step of the road.

    Attributes:
        id: Its name in code and data, such as `follow_through`.
        title: What it is called when shown to a person.
        description: What is done in it, in one line.
        done_when: What it looks like when it is done, in one line.
    """

    id: str
    title: str
    description: str
    done_when: str


class StepJson(TypedDict):
    """A step as the page draws it."""

    id: str
    title: str
    description: str
    done_when: str
    state: State


class ProgressJson(TypedDict):
    """The road as the page draws it; `current` and `next` are step ids."""

    steps: list[StepJson]
    current: str | None
    next: str | None


@dataclass(frozen=True)
class Progress:
    """Which steps a person has done.

    Attributes:
        done: Ids of the steps that are done, whatever the order they were done in.
    """

    done: frozenset[str]

    @property
    def current(self) -> Step | None:
        """The first step that is not done; None when all are."""
        return next(iter(self._open()), None)

    @property
    def next(self) -> Step | None:
        """The step to come after the current one; None when there is none."""
        return next(iter(self._open()[1:]), None)

    def state(self, step: Step) -> State:
        """Say whether a step is done, the current one, or still ahead.

        Args:
            step: One of `steps()`.

        Returns:
            `done`, `here` or `ahead`.
        """
        if step.id in self.done:
            return "done"
        return "here" if step == self.current else "ahead"

    def as_lines(self) -> tuple[str, ...]:
        """Draw the road in plain text, a line a step: ✓ done, → here, · ahead."""
        return tuple(f"{MARKS[self.state(step)]} {step.title}" for step in steps())

    def as_json(self) -> ProgressJson:
        """Describe the road for the page, ready to be serialised."""
        return {
            "steps": [
                {
                    "id": step.id,
                    "title": step.title,
                    "description": step.description,
                    "done_when": step.done_when,
                    "state": self.state(step),
                }
                for step in steps()
            ],
            "current": self.current.id if self.current else None,
            "next": self.next.id if self.next else None,
        }

    def _open(self) -> tuple[Step, ...]:
        return tuple(step for step in steps() if step.id not in self.done)


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """List the seven steps in their usual order."""
    content = yaml.safe_load(Path(__file__).with_name("steps.yml").read_text("utf-8"))
    return tuple(parse_obj_as(list[Step], content))


def progress(done: Collection[str]) -> Progress:
    """Place a person on the road.

    Args:
        done: Ids of the steps that are done, in any order.

    Returns:
        Where the person is.

    Raises:
        BadInputError: An id is not a step.
    """
    known = {step.id for step in steps()}
    unknown = sorted(set(done) - known)
    if unknown:
        raise BadInputError(f"No such step: {', '.join(unknown)}.")
    return Progress(frozenset(done))
