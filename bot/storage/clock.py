"""The present moment, in one place so that a test can set it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

AHEAD = os.environ.get("AMENDS_CLOCK")
"""A file that says by how many seconds the clock is ahead; for trying out what is due later."""


def now() -> datetime:
    """The present moment in UTC."""
    moment = datetime.now(timezone.utc)
    return moment + timedelta(seconds=float(Path(AHEAD).read_text("ascii"))) if AHEAD else moment
