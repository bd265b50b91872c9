"""What the coach draws in text, as pictures: the curve of a rehearsal, the days of a record."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

from bot.channels.telegram.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

BARS: Final = "▁▂▃▄▅▆▇█"
KEPT, MISSED, UNTOLD = "●", "○", "·"

_CURVE: Final = re.compile(rf"^(.*?)[:\s]*([{BARS}]{{2,}})", re.MULTILINE)
_MARKS: Final = re.compile(rf"^[-•] (.*):\s*([{KEPT}{MISSED}{UNTOLD}]+)(?= |$)", re.MULTILINE)

_WIDE: Final = 960
_EDGE: Final = 56
_HIGH: Final = 220
_ROW: Final = 96
_FINER: Final = 2
"""Drawn so much larger, then made smaller, so that lines are smooth."""

_PAPER: Final = "#fbfaf7"
_INK: Final = "#26302e"
_FAINT: Final = "#c9cfcb"
_SOFT: Final = "#6d7a76"
_COLOUR: Final = "#2f6f62"

_LONGEST_LABEL: Final = 44


@dataclass(frozen=True)
class Row:
    """A row that the coach drew in text.

    Attributes:
        label: What it is about.
        drawn: Bars or marks.
    """

    label: str
    drawn: str


def curves(text: str) -> list[Row]:
    """The rows of bars in a text."""
    return [Row(*found) for found in _CURVE.findall(text)]


def records(text: str) -> list[Row]:
    """The rows of marks in a text."""
    return [Row(*found) for found in _MARKS.findall(text)]


def curves_told(text: str) -> str:
    """A text with each row of bars told in words."""
    return _CURVE.sub(
        lambda found: words().curve.format(
            label=found[1],
            heights=", ".join(str(BARS.index(bar) + 1) for bar in found[2]),
        ),
        text,
    )


def records_told(text: str) -> str:
    """A text with each row of marks told in words."""
    return _MARKS.sub(lambda found: f"- {found[1]}: {_counted(found[2])}", text)


def _counted(marks: str) -> str:
    named = words().marks
    counts = ((named.kept, KEPT), (named.missed, MISSED), (named.untold, UNTOLD))
    return ", ".join(
        each.format(count=marks.count(mark)) for each, mark in counts if mark in marks
    )  # fmt: skip


def draw_curves(rows: Sequence[Row]) -> bytes:
    """Draw curves one under the other, as PNG."""
    sheet = _Sheet(len(rows) * (_HIGH + _ROW) + _EDGE)
    for place, row in enumerate(rows):
        top = _EDGE // 2 + place * (_HIGH + _ROW)
        sheet.write(_EDGE, top + 14, _short(row.label))
        sheet.curve(row.drawn, top + _ROW - 20, first=place == 0)
    return sheet.png()


def draw_records(rows: Sequence[Row]) -> bytes:
    """Draw the days of promises as marks, one promise under the other, as PNG."""
    sheet = _Sheet(len(rows) * (_ROW + 24) + _EDGE + _ROW)
    for place, row in enumerate(rows):
        top = _EDGE // 2 + place * (_ROW + 24)
        sheet.write(_EDGE, top + 8, _short(row.label))
        for day, mark in enumerate(row.drawn):
            sheet.mark(mark, _EDGE + 18 + day * 56, top + 78)
    bottom, across = len(rows) * (_ROW + 24) + _EDGE, _EDGE + 18.0
    named = words().legend
    for mark, name in ((KEPT, named.kept), (MISSED, named.missed), (UNTOLD, named.untold)):
        sheet.mark(mark, across, bottom + 14)
        across += 32 + sheet.write(across + 28, bottom, name, soft=True) + 40
    return sheet.png()


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[:_LONGEST_LABEL].rstrip()}…"


class _Sheet:
    """A sheet of paper; measured in the picture's own dots."""

    def __init__(self, high: int) -> None:
        self._picture = Image.new("RGB", (_WIDE * _FINER, high * _FINER), _PAPER)
        self._draw = ImageDraw.Draw(self._picture)

    def write(self, across: float, down: float, label: str, *, soft: bool = False) -> float:
        """Write a line; gives how wide it is."""
        font = _font()
        ink = _SOFT if soft else _INK
        self._draw.text((across * _FINER, down * _FINER), label, fill=ink, font=font)
        return font.getlength(label) / _FINER

    def curve(self, bars: str, top: float, *, first: bool) -> None:
        """Draw a row of bars as a line through points."""
        step = (_WIDE - 2 * _EDGE) / max(len(bars) - 1, 1)
        most = len(BARS) - 1
        points = [
            (
                (_EDGE + place * step) * _FINER,
                (top + (1 - BARS.index(bar) / most) * (_HIGH - 20)) * _FINER,
            )
            for place, bar in enumerate(bars)
        ]
        low = (top + _HIGH - 20) * _FINER
        self._draw.line(
            [(_EDGE * _FINER, low), ((_WIDE - _EDGE) * _FINER, low)], fill=_FAINT, width=2
        )
        colour = _COLOUR if first else _SOFT
        self._draw.line(points, fill=colour, width=5 * _FINER, joint="curve")
        for across, down in points:
            self._dot(across, down, 8 * _FINER, fill=colour)

    def mark(self, mark: str, across: float, down: float) -> None:
        """Draw the mark of a day."""
        at = across * _FINER, down * _FINER
        if mark == KEPT:
            self._dot(*at, 16 * _FINER, fill=_COLOUR)
        elif mark == MISSED:
            self._dot(*at, 16 * _FINER, fill=_PAPER, outline=_INK)
        else:
            self._dot(*at, 5 * _FINER, fill=_SOFT)

    def png(self) -> bytes:
        """The finished picture."""
        wide, high = self._picture.size
        small = self._picture.resize((wide // _FINER, high // _FINER), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        small.save(kept, "PNG", optimize=True)
        return kept.getvalue()

    def _dot(
        self, across: float, down: float, size: float, *, fill: str, outline: str | None = None
    ) -> None:
        box = (across - size, down - size, across + size, down + size)
        self._draw.ellipse(box, fill=fill, outline=outline or fill, width=3 * _FINER)


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    """A typeface for most of the world's letters, which matplotlib brings along."""
    found = find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise AssertionError("matplotlib is installed with Rasa")
    folder = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(str(folder / "DejaVuSans.ttf"), 27 * _FINER)
