"""`amends check`: what an apology has, what spoils it, and what to write instead."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from bot.cli.reading import answer_lines
from bot.cli.source import read_source
from bot.coaching.apology.labels import label_words
from bot.errors import BadInputError
from bot.services import understanding

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction
    from collections.abc import Iterator

    from rich.console import RenderableType

    from bot.coaching.apology.analyser import Analysis, FaultFound

READY, NOT_READY, NOT_AN_APOLOGY = 0, 1, 2
_WIDTH: Final = 88
_STYLE: Final = {"high": "bold red", "medium": "yellow", "low": "cyan"}


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command of this module."""
    check = commands.add_parser(
        "check",
        help="read an apology: what it has, what spoils it, what to write instead",
        description="Reads an apology from a file or stdin. Exits 0 when it is ready to be sent, "
        "1 when it is not, 2 when it cannot be read or is no apology.",
    )
    check.add_argument("file", nargs="?", metavar="FILE", help="a file; stdin by default")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--jsonl", action="store_true", help="read and write one JSON object a line")
    check.add_argument("--html", metavar="PAGE", help="draw the text with its spans as a page too")
    check.set_defaults(run=_check)


def _check(chosen: argparse.Namespace) -> int:
    source = read_source(chosen.file)
    reader = understanding.Understanding.load()
    if chosen.jsonl:
        return answer_lines(source, lambda text: reader.check(text).as_json())
    found = reader.check(source)
    if chosen.html:
        _draw(found, Path(chosen.html))
    if chosen.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    elif found.note is not None:
        sys.stderr.write(f"amends: {found.note}\n")
    else:
        console = Console(highlight=False)
        console.print(shown(found), width=min(_WIDTH, console.width))
    if found.note is not None:
        return NOT_AN_APOLOGY
    return READY if found.ready else NOT_READY


def _draw(found: Analysis, page: Path) -> None:
    from bot.coaching.apology.drawing import as_html

    try:
        page.write_text(as_html(found), encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"{page} cannot be written: {error.strerror}.") from error


def shown(found: Analysis) -> RenderableType:
    """An analysis for the terminal: the text with its faults marked, and what is said of it.

    Args:
        found: The analysis of an apology.
    """
    verdict = "ready to be said" if found.ready else "not ready yet"
    return Group(
        _marked(found),
        Text(f"\n{found.score} of 100, {verdict}\n", style="bold"),
        *(part for fault in found.faults for part in _fault(fault)),
        *_elements(found),
        *(Text(f"\n{said}") for said in found.order),
        *_safety(found),
        Text(f"\n{_made_of(found)}", style="dim"),
    )


def _marked(found: Analysis) -> Text:
    """The text with brackets and a colour around each fault; of some that overlap, the first."""
    text, at = Text(), 0
    for fault in found.faults:
        if fault.start < at:
            continue
        text.append(found.text[at : fault.start])
        text.append(f"[{found.text[fault.start : fault.end]}]", style=_STYLE[fault.severity])
        at = fault.end
    text.append(found.text[at:])
    text.rstrip()
    return text


def _fault(fault: FaultFound) -> Iterator[RenderableType]:
    name = label_words().faults[fault.id].name
    yield Text.assemble(
        ("✗ ", _STYLE[fault.severity]),
        (name, "bold"),
        f" ({fault.severity}): “{' '.join(fault.text.split())}”",
    )
    yield Padding(Text(fault.why), (0, 0, 0, 2))
    yield Padding(Text(f"→ {fault.instead}\n"), (0, 0, 0, 2))


def _elements(found: Analysis) -> Iterator[Text]:
    words = label_words().elements
    for element in found.elements:
        if element.present:
            yield Text.assemble(("✓ ", "green"), words[element.id].name)
    for element in found.elements:
        if element.advice is not None:
            yield Text(f"– {words[element.id].name}: {element.advice}")


def _safety(found: Analysis) -> Iterator[Text]:
    if found.tier != "none":
        topics = ", ".join(found.categories).replace("_", " ")
        yield Text(
            f"\nBefore anything is sent: this touches on {topics}. "
            "Talk it through with the coach first (`amends chat`).",
            style="bold",
        )


def _made_of(found: Analysis) -> str:
    names = label_words().names()
    parts = [f"{names[reason.about]} {reason.points:+d}" for reason in found.reasons]
    return f"The score is our own weighing, from 0 to 100: {', '.join(parts)}."
