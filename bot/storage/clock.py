"""The present moment, in one place so that a test can set it."""

from __future__ import annotations

from datetime import datetime, timezone


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(timezone.utc)
