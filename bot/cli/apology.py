"""`amends check`: what an apology has, what spoils it, and what to write instead."""

from __future__ import annotations

import json
import os
import sys
from textwrap import fill
from typing import TYPE_CHECKING, Final

from bot.cli.reading import answer_lines, read_source
from bot.coaching.apology.labels import label_words
from bot.services import understanding

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction

    from bot.coaching.apology.analyser import Analysis, FaultFound

READY, NOT_READY, NOT_AN_APOLOGY = 0, 1, 2
_WIDTH: Final = 88
_BOLD, _RED, _YELLOW, _GREEN, _DIM, _PLAIN = (
    f"\x1b[{code}m" for code in ("1", "31", "33", "32", "2", "0")
)
_COLOUR: Final = {"high": _RED, "medium": _YELLOW, "low": _YELLOW}


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
    check.set_defaults(run=_check)


def _check(chosen: argparse.Namespace) -> int:
    source = read_source(chosen.file)
    reader = understanding.Understanding.load()
    if chosen.jsonl:
        return answer_lines(source, lambda text: reader.check(text).as_json())
    found = reader.check(source)
    if chosen.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    elif found.note is not None:
        sys.stderr.write(f"amends: {found.note}\n")
    else:
        print(shown(found, colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    if found.note is not None:
        return NOT_AN_APOLOGY
    return READY if found.ready else NOT_READY


def shown(found: Analysis, *, colour: bool) -> str:
    """An analysis for the terminal.

    Args:
        found: The analysis.
        colour: Whether to colour the spans; without it they stand in brackets.
    """
    verdict = "ready to be said" if found.ready else "not ready yet"
    return "\n\n".join(
        part
        for part in (
            _marked(found, colour=colour),
            f"{found.score} of 100, {verdict}",
            "\n".join(_fault(fault, colour=colour) for fault in found.faults),
            _elements(found),
            "\n".join(fill(each, _WIDTH) for each in found.order),
            _safety(found),
            _made_of(found),
        )
        if part
    )


def _marked(found: Analysis, *, colour: bool) -> str:
    """The text with its faults marked; of faults that overlap, the first."""
    pieces, at = [], 0
    for fault in found.faults:
        if fault.start < at:
            continue
        before, words = found.text[at : fault.start], found.text[fault.start : fault.end]
        tinted = f"{_COLOUR[fault.severity]}{words}{_PLAIN}" if colour else f"[{words}]"
        pieces += [before, tinted]
        at = fault.end
    return "".join([*pieces, found.text[at:]]).strip()


def _fault(fault: FaultFound, *, colour: bool) -> str:
    name = label_words().faults[fault.id].name
    head = f"{_COLOUR[fault.severity]}{name}{_PLAIN}" if colour else name
    said = " ".join(fault.text.split())
    lines = [f"✗ {head} ({fault.severity}): “{said}”"]
    lines += [
        fill(line, _WIDTH, initial_indent="  ", subsequent_indent="  ") for line in (fault.why,)
    ]
    lines += [fill(f"→ {fault.instead}", _WIDTH, initial_indent="  ", subsequent_indent="    ")]
    return "\n".join(lines)


def _elements(found: Analysis) -> str:
    words = label_words().elements
    lines = [f"✓ {words[element.id].name}" for element in found.elements if element.present]
    lines += [
        fill(f"– {words[element.id].name}: {element.advice}", _WIDTH, subsequent_indent="  ")
        for element in found.elements
        if element.advice is not None
    ]
    return "\n".join(lines)


def _safety(found: Analysis) -> str:
    if found.tier == "none":
        return ""
    topics = ", ".join(found.categories).replace("_", " ")
    return fill(
        f"Before anything is sent: this touches on {topics}. "
        "Talk it through with the coach first (`amends chat`).",
        _WIDTH,
    )


def _made_of(found: Analysis) -> str:
    words = label_words()
    names: dict[str, str] = {name: said.name for name, said in words.elements.items()}
    names |= {name: said.name for name, said in words.faults.items()}
    parts = [f"{names[reason.about]} {reason.points:+d}" for reason in found.reasons]
    return fill("The score is our own weighing, from 0 to 100: " + ", ".join(parts) + ".", _WIDTH)
