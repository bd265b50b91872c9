"""Composing and revising an apology: the public face of the parts."""

from __future__ import annotations

from bot.coaching.apology.drafting import Draft, Facts, Sentence, compose
from bot.coaching.apology.pasted import looks_like_draft
from bot.coaching.apology.revision import Revision, revise

__all__ = [
    "Draft",
    "Facts",
    "Revision",
    "Sentence",
    "compose",
    "looks_like_draft",
    "revise",
]
