"""The fixed words of an apology, read from ``frames.yml`` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, Extra

Length = Literal["full", "short"]


class Frames(BaseModel, extra=Extra.forbid):
    """What ``frames.yml`` must hold.

    Attributes:
        order: For each length the paragraphs of a draft, as lists of part names.
        form: The sentences that stand in an apology whatever was done.
        norms: For a kind of breach, what the other person had a right to.
        gaps: What stands where a fact is still missing.
        act: Frames for the act by shape; likewise since, harm, hidden, repair, change, witness.
        did: What is said after a revision.
    """

    order: dict[Length, list[list[str]]]
    form: dict[str, str]
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


@lru_cache(maxsize=1)
def frames() -> Frames:
    """The frames; read once a process."""
    path = Path(__file__).with_name("frames.yml")
    return Frames(**yaml.safe_load(path.read_text(encoding="utf-8")))
