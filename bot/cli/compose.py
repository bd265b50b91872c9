"""`amends compose`: a draft of an apology out of facts, and where each sentence comes from."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, Extra, StrictStr, ValidationError, validator

from bot.cli.source import read_source
from bot.coaching.apology.composer import Draft, Facts, compose
from bot.coaching.apology.frames import FORMS, LENGTHS
from bot.coaching.safety.gates import Verdict, screen
from bot.errors import BadInputError
from bot.language.perspective import Person
from bot.services import letters

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction
    from collections.abc import Iterator

DRAFTED, NOT_DRAFTED = 0, 1
_LONGEST: Final = 4_000
"""Characters in one fact; the same that one message may have."""

_BEYOND: Final = frozenset({"emergency", "stop"})
_TALK: Final = "Talk it through with the coach first: amends chat"
_EXAMPLE: Final = (
    '{"act": "I lied to my sister about the money", "person": {"word": "sister", "name": "Ana"}, '
    '"harm": "she felt stupid", "repair": "pay her back", "due_text": "Friday 28 November"}'
)


class _Person(BaseModel, extra=Extra.forbid):
    """The one harmed, as JSON."""

    word: StrictStr
    name: StrictStr | None = None
    pronouns: Literal["she", "he", "they"] | None = None

    @validator("word")
    @classmethod
    def _says_who(cls, word: str) -> str:
        if not re.search(r"\w", word):
            raise ValueError("says who it is: sister, team, a friend")
        return word


class _Facts(BaseModel, extra=Extra.forbid):
    """What was told, as JSON; the keys are those of `Facts`."""

    act: StrictStr
    person: _Person
    since: StrictStr | None = None
    hidden: StrictStr | None = None
    known: Literal["yes", "partly", "no"] | None = None
    harm: StrictStr | None = None
    breaches: list[StrictStr] = []
    repair: StrictStr | None = None
    due_text: StrictStr | None = None
    witness: StrictStr | None = None
    change: StrictStr | None = None

    @validator("act")
    @classmethod
    def _tells_something(cls, act: str) -> str:
        if not re.search(r"\w", act):
            raise ValueError("is empty: say what was done")
        return act

    @validator("act", "since", "hidden", "harm", "repair", "due_text", "witness", "change")
    @classmethod
    def _can_be_read(cls, said: str | None) -> str | None:
        if said is not None and len(said) > _LONGEST:
            raise ValueError(
                f"has {len(said):,} characters, more than the {_LONGEST:,} it may have"
            )
        return said


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command of this module."""
    command = commands.add_parser(
        "compose",
        help="draft an apology from facts, with nothing in it that was not told",
        description="Drafts an apology from facts: a JSON object in a file or on stdin. Exits 1 "
        "where an apology is not the next step (a court's order, violence, danger), 2 on facts "
        "that cannot be used.",
        epilog=f"For example: {_EXAMPLE}",
    )
    command.add_argument("file", nargs="?", metavar="FILE", help="a file; stdin by default")
    command.add_argument("--form", choices=FORMS, default="letter", help="a letter by default")
    command.add_argument("--length", choices=LENGTHS, default="full", help="full by default")
    command.add_argument("--trace", action="store_true", help="say what each sentence is made of")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument(
        "--out", metavar="FILE", type=Path, help="write it to a .txt, .md or .docx file"
    )
    command.add_argument("--force", action="store_true", help="write over the file of --out")
    command.set_defaults(run=_compose)


def _compose(chosen: argparse.Namespace) -> int:
    facts = facts_from(read_source(chosen.file))
    verdict = screen(". ".join(_told(facts)))
    if verdict.tier in _BEYOND and not verdict.ask:
        return _not_drafted(verdict, as_json=chosen.json)
    draft = compose(facts, length=chosen.length, form=chosen.form)
    if chosen.out is not None:
        letters.write(draft.text, chosen.out, force=chosen.force)
    if chosen.json:
        print(json.dumps(_shown(draft, chosen, verdict), ensure_ascii=False))
        return DRAFTED
    if chosen.out is None and not chosen.trace:
        print(draft.text)
    if chosen.trace:
        print("\n".join(_traced(draft)))
    for said in _beside(draft, chosen.out, verdict):
        sys.stderr.write(f"{said}\n")
    return DRAFTED


def facts_from(source: str) -> Facts:
    """Facts out of JSON.

    Args:
        source: A JSON object with the keys of `Facts`.

    Raises:
        BadInputError: when it is no such object; the message names what is wrong.
    """
    try:
        given = json.loads(source)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise BadInputError(f"The facts are not JSON{where}. For example: {_EXAMPLE}") from error
    if not isinstance(given, dict):
        raise BadInputError(f"The facts should be one JSON object. For example: {_EXAMPLE}")
    try:
        told = _Facts(**_printable(given))
    except ValidationError as error:
        raise BadInputError(f"The facts cannot be used: {_what_is_wrong(error)}.") from error
    values = told.dict(exclude={"person", "breaches"})
    return Facts(**values, person=Person(**told.person.dict()), breaches=tuple(told.breaches))


def _printable(given: Any) -> Any:  # noqa: ANN401
    """The same without halves of characters, which JSON can name and nothing can print."""
    if isinstance(given, dict):
        return {_printable(key): _printable(value) for key, value in given.items()}
    if isinstance(given, list):
        return [_printable(each) for each in given]
    return re.sub(r"[\ud800-\udfff\x00]", "", given) if isinstance(given, str) else given


def _what_is_wrong(error: ValidationError) -> str:
    said = []
    for each in error.errors():
        where = ".".join(str(part) for part in each["loc"])
        if each["type"] == "value_error.extra":
            said.append(f"there is no key “{where}”")
        elif each["type"] == "value_error.missing":
            said.append(f"“{where}” is missing")
        else:
            said.append(f"“{where}” {each['msg']}")
    return "; ".join(said)


def _told(facts: Facts) -> list[str]:
    said = (facts.act, facts.since, facts.hidden, facts.harm, facts.repair, facts.witness)
    return [each for each in (*said, facts.change) if each]


def _not_drafted(verdict: Verdict, *, as_json: bool) -> int:
    topics = ", ".join(verdict.categories).replace("_", " ")
    if as_json:
        print(json.dumps({"text": None, "safety": _safety(verdict)}))
    sys.stderr.write(
        f"amends: This touches on {topics}, where an apology is not the next step. {_TALK}\n"
    )
    return NOT_DRAFTED


def _shown(draft: Draft, chosen: argparse.Namespace, verdict: Verdict) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "form": draft.form,
        "length": chosen.length,
        "text": draft.text,
        "left_out": list(draft.left_out),
        "unclear": list(draft.unclear),
        "gaps": [each.text for each in draft.sentences if each.source == "gap"],
        "safety": _safety(verdict),
    }
    return {**shown, "trace": draft.trace()} if chosen.trace else shown


def _safety(verdict: Verdict) -> dict[str, Any]:
    return {"tier": verdict.tier, "categories": list(verdict.categories)}


def _traced(draft: Draft) -> Iterator[str]:
    for each in draft.sentences:
        yield each.text
        words = "; ".join(f"“{said}”" for said in each.words)
        yield f"    {each.source}{': ' if words else ''}{words}"


def _beside(draft: Draft, out: Path | None, verdict: Verdict) -> Iterator[str]:
    if out is not None:
        yield f"Written to {out}."
    for words in draft.left_out:
        unclear = " (it is not clear who is meant)" if words in draft.unclear else ""
        yield f"Left out: “{words}”{unclear}"
    if verdict.tier != "none":
        topics = ", ".join(verdict.categories).replace("_", " ")
        yield f"Before anything is sent: this touches on {topics}. {_TALK}"
