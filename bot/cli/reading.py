"""`amends screen`, `amends moves`, `amends nlu`: how a message is read."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from bot.cli.source import read_source
from bot.errors import BadInputError
from bot.services import understanding

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction
    from collections.abc import Callable, Iterable


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this module."""
    screen = commands.add_parser("screen", help="run the safety gates over a message")
    screen.add_argument("file", nargs="?", metavar="FILE", help="a file; stdin by default")
    moves = commands.add_parser(
        "moves", help="name the moves in something said in a difficult conversation"
    )
    moves.add_argument("file", nargs="?", metavar="FILE", help="a file; stdin by default")
    nlu = commands.add_parser("nlu", help="show how a message is read")
    nlu.add_argument("text", nargs="?", metavar="TEXT", help="the message; stdin by default")
    for command in (screen, moves, nlu):
        command.add_argument("--json", action="store_true", help="print JSON")
        command.add_argument(
            "--jsonl", action="store_true", help="read and write one JSON object a line"
        )
    screen.set_defaults(run=_screen)
    moves.set_defaults(run=_moves)
    nlu.set_defaults(run=_nlu)


def _screen(chosen: argparse.Namespace) -> int:
    reader = understanding.Understanding.load()
    if chosen.jsonl:
        return answer_lines(read_source(chosen.file), reader.screen)
    text = read_source(chosen.file)
    found = reader.verdict(text)
    if chosen.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
        return 0
    print(f"tier        {found.tier}{' (would ask first)' if found.ask else ''}")
    print(f"categories  {', '.join(found.categories) or '-'}")
    print(f"confidence  {found.confidence:.2f}")
    for match in found.matches:
        print(f"words       “{text[match.start : match.end]}”: rule {match.rule}, {match.category}")
    for category in found.categories:
        line, likeness = reader.likest(text, category)
        print(f"like        “{line}”: {category}, {likeness:.2f}")
    return 0


def _moves(chosen: argparse.Namespace) -> int:
    reader = understanding.Understanding.load()
    if chosen.jsonl:
        return answer_lines(read_source(chosen.file), reader.made)
    text = read_source(chosen.file)
    found = reader.made(text)
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for span in found["spans"]:
        print(f"{span['move']:<12}“{text[span['start'] : span['end']]}”")
    if not found["spans"]:
        print("no move: nothing in it owns, hurts, asks or offers")
    return 0


def _nlu(chosen: argparse.Namespace) -> int:
    reader = understanding.Understanding.load()
    if chosen.jsonl:
        return answer_lines(sys.stdin.read(), reader.read)
    text = chosen.text if chosen.text is not None else read_source(None)
    if not text.strip():
        raise BadInputError("There is nothing to read.")
    found = reader.read(text)
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    print(f"intent      {found['intent']}  ({found['confidence']:.2f})")
    for name, value in found["details"].items():
        shown = ", ".join(value) if isinstance(value, list) else value
        print(f"{name:<12}{shown or '-'}")
    gate = found["gate"]
    print(f"gate        {gate['tier']}  {', '.join(gate['categories'])}")
    print(f"time        {found['ms']} ms")
    return 0


def answer_lines(source: str, read: Callable[[str], dict[str, Any]]) -> int:
    """Answer JSON Lines with JSON Lines, in the same order.

    Args:
        source: One object a line, with `id` and `text`.
        read: A text to what is answered about it.

    Returns:
        0; a line that cannot be read gets an error in its place.
    """
    for answer in _answers(source, read):
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def _answers(source: str, read: Callable[[str], dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for line in source.splitlines():
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except json.JSONDecodeError:
            yield {"id": None, "error": "This line is not JSON."}
            continue
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            known = given.get("id") if isinstance(given, dict) else None
            yield {"id": known, "error": "This line has no text."}
            continue
        yield {"id": given.get("id"), **read(given["text"])}
