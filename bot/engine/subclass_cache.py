"""Remembers which event classes there are.

Rasa looks through all subclasses of `Event` anew for every event that it reads; half the time of
reading a conversation went there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar

import rasa.shared.utils.common

T = TypeVar("T")

_walk = rasa.shared.utils.common.all_subclasses


@lru_cache(maxsize=64)
def _remembered(cls: Any) -> tuple[Any, ...]:  # noqa: ANN401  # a class, whichever
    return tuple(_walk(cls))


def all_subclasses(cls: type[T]) -> list[type[T]]:
    """All subclasses of a class, as Rasa's function of this name gives them."""
    known: list[type[T]] = list(_remembered(cls))  # type: ignore[arg-type]  # classes are hashable
    return known


def install() -> None:
    """Put the remembering function in the place of Rasa's."""
    rasa.shared.utils.common.all_subclasses = all_subclasses
