"""The present moment, in one place so that a test can set it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

AHEAD = os.environ.get("AMENDS_CLOCK")
"""A file that says by how many seconds the clock is ahead; for trying out what is due later."""


def system() -> datetime:
    """What the machine's clock says, in UTC; what a test puts in its place holds everywhere."""
    return datetime.now(timezone.utc)


def now() -> datetime:
    """The present moment in UTC."""
    moment = system()
    return moment + timedelta(seconds=float(Path(AHEAD).read_text("ascii"))) if AHEAD else moment
