"""Composing and revising an apology: the public face of the parts."""

from __future__ import annotations

from bot.coaching.apology.drafting import Draft, Facts, Sentence, compose
from bot.coaching.apology.pasted import looks_like_draft
from bot.coaching.apology.revision import Revision, asks_form, asks_undo, revise

__all__ = [
    "Draft",
    "Facts",
    "Revision",
    "Sentence",
    "asks_form",
    "asks_undo",
    "compose",
    "looks_like_draft",
    "revise",
]
