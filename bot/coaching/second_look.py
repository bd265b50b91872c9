"""A second look at an intent that a reader of whole sentences is known to confuse with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.coaching.breach.teller import settled as settled_by_teller
from bot.coaching.breach.teller import tells_plainly
from bot.coaching.commitments.outcome import read_outcome

if TYPE_CHECKING:
    from bot.coaching.breach.details import Details

REPORTS: Final = {
    "kept": "report_kept", "missed": "report_missed", "partly": "report_missed",
}  # fmt: skip


def settled(intent: str, text: str, details: Details) -> str:
    """The intent, put right by the words where they are plain.

    Args:
        intent: What the classifier read.
        text: The message.
        details: What was read of it.

    Returns:
        Who did it to whom, and whether a promise was kept, as the words say; else the intent as it
        was.
    """
    if intent == "commit" and tells_plainly(text, details):
        return "tell_breach"  # “I forgot her play, I'll take her swimming”: first what happened
    if intent in REPORTS.values():
        return REPORTS.get(read_outcome(text) or "", intent)
    return settled_by_teller(intent, text, details)
