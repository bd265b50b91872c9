"""Leaves out what Rasa does only for a debug log that nobody writes.

At each step of a turn Rasa deep-copies what it would show in its debug log, the states of the
whole conversation among it, and puts all slots into words. This project's logs hold no words of
people, so that log is never on.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, TypeVar

from rasa.core import processor
from rasa.core.actions import forms
from rasa.core.policies import memoization, rule_policy

if TYPE_CHECKING:
    from types import ModuleType

    from rasa.shared.core.trackers import DialogueStateTracker

T = TypeVar("T")

COPYING_FOR_LOGS: tuple[ModuleType, ...] = (processor, forms, memoization, rule_policy)
"""Modules of Rasa that deep-copy for their debug log and for nothing else."""


def _itself(shown: T) -> T:
    return shown


def _no_slots(_tracker: DialogueStateTracker) -> None:
    pass


def install() -> None:
    """Let these modules hand their log the things themselves, and no slots at all."""
    for module in COPYING_FOR_LOGS:
        vars(module)["copy"] = SimpleNamespace(deepcopy=_itself)
    processor.MessageProcessor._log_slots = staticmethod(_no_slots)  # noqa: SLF001
