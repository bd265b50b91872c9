"""What is written to a person about their commitments when nobody has spoken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.coaching.commitments.schedule import as_act, spoken_day, spoken_weekday
from bot.language.patterns import Content, read_content
from bot.language.perspective import reflect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.coaching.commitments.cadence import Plan

SHOWN = 4
"""How many commitments one message names."""
_TITLE = 32
_A_WEEK = 7


class CatchUp(Content):
    """The words around several commitments at once."""

    intro: str
    ask: str


class LookBack(Content):
    """The words of a look back."""

    none_told: str
    all_kept: str
    mixed: str
    none_kept: str
    all_kept_of_told: str
    mixed_of_told: str
    none_kept_of_told: str
    nothing_due: str
    patience: list[str]
    ask: str


class FollowUpContent(Content):
    """The file of what is written when nobody has spoken."""

    buttons: dict[str, str]
    day: dict[str, str]
    check_in: dict[str, str]
    catch_up: CatchUp
    review: str
    look_back: LookBack


@lru_cache(maxsize=1)
def content() -> FollowUpContent:
    """The words, read once a process."""
    return read_content(Path(__file__).with_name("follow_up.yml"), FollowUpContent)


@dataclass(frozen=True)
class Written:
    """A bubble that is written first.

    Attributes:
        text: The words.
        buttons: Titles and payloads.
    """

    text: str
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Due:
    """A commitment on one of its days.

    Attributes:
        reference: What stands for it in a button: the ids that the server knows.
        what: The commitment in the person's words.
        plan: When it comes round.
        day: Which of its days.
    """

    reference: str
    what: str
    plan: Plan
    day: date


def _press(intent: str, value: str) -> str:
    return f'/{intent}{{"value": "{value}"}}'


def remind(due: Due) -> Written:
    """On the morning of the day: what it is, and how to say that it is done."""
    words, act = content(), as_act(due.what)
    said = words.day["repeated" if due.plan.recurrence else "once"]
    return Written(
        said.format(act=act.words, weekday=spoken_weekday(due.day)),
        (
            (words.buttons["done"], _press("report_kept", due.reference)),
            (words.buttons["later"], _press("check_later", due.reference)),
        ),
    )


def remind_of_all(dues: Sequence[Due]) -> Written:
    """On the morning of a day on which several come round.

    Args:
        dues: Two or more, each commitment once.
    """
    words = content().day
    lines = [f"- {as_act(due.what).words}" for due in dues[:SHOWN]]
    if len(dues) > SHOWN:
        lines.append(f"- and {len(dues) - SHOWN} more")
    return Written("\n".join((words["several"], "", *lines, "", words["several_done"])), ())


def ask(due: Due, today: date) -> Written:
    """After the day: did it happen?

    Args:
        due: What came round.
        today: The person's day on which they are asked.
    """
    words = content()
    return Written(
        question(due, today),
        (
            (
                words.buttons["kept" if as_act(due.what).is_verb else "held"],
                _press("report_kept", due.reference),
            ),
            (words.buttons["missed"], _press("report_missed", due.reference)),
            (words.buttons["later"], _press("check_later", due.reference)),
        ),
    )


def question(due: Due, today: date) -> str:
    """The question itself: “Did you call your dad on Sunday?”"""
    act, when = as_act(due.what), _when(due.day, today)
    kind = "week_" if due.plan.lasts else "once_" if due.plan.ends else ""
    if due.plan.lasts and due.day == due.plan.until:
        kind = "end_"
    return (
        content()
        .check_in[kind + ("verb" if act.is_verb else "other")]
        .format(
            act=act.words,
            Act=_capital(act.words),
            when=when,
            When=_capital(when.removeprefix("on ")),
        )
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _when(day: date, today: date) -> str:
    away = (today - day).days
    if away == 0:
        return "today"
    if away == 1:
        return "yesterday"
    return f"on {spoken_weekday(day)}" if away < _A_WEEK else f"on {spoken_day(day)}"


def catch_up(dues: Sequence[Due], today: date) -> Written:
    """Several at once, after days without a word: one message, and a choice.

    Args:
        dues: Two or more, each commitment once.
        today: The person's day on which they are asked.
    """
    words = content().catch_up
    shown = dues[:SHOWN]
    lines = [f"- {as_act(due.what).words} ({_when(due.day, today)})" for due in shown]
    if len(dues) > SHOWN:
        lines.append(f"- and {len(dues) - SHOWN} more")
    return Written(
        "\n".join((words.intro, "", *lines, "", words.ask)),
        tuple((_title(due.what), _press("check_in", due.reference)) for due in shown),
    )


def _title(what: str) -> str:
    words = as_act(what).words
    return words if len(words) <= _TITLE else words[:_TITLE].rsplit(" ", 1)[0] + " …"


def review(asked: str, reference: str) -> Written:
    """On the day set for it: does what was agreed about a boundary still fit?"""
    words = content()
    return Written(
        words.review.format(asked=reflect(asked).strip().rstrip(".")),
        tuple(
            (words.buttons[name], _press("review", f"{name}:{reference}"))
            for name in ("holds", "crossed", "change")
        ),
    )


def look_back(kept: int, missed: int, open_ones: int, number: int) -> Written:
    """Two weeks in a sentence, what to expect, and the other one's view.

    Args:
        kept: Days of these two weeks that were told as kept.
        missed: Days told as missed.
        open_ones: Days that came round, and nothing was told of them.
        number: How many look backs there were before this one.
    """
    words = content().look_back
    told = kept + missed
    if told:
        name = "all_kept" if not missed else "mixed" if kept else "none_kept"
        name += "_of_told" if open_ones else ""
    else:
        name = "none_told" if open_ones else "nothing_due"
    said: str = getattr(words, name).format(kept=kept, all=told, open=open_ones)
    patience = words.patience[number % len(words.patience)]
    return Written(
        f"{said} {patience}\n\n{words.ask}",
        ((content().buttons["nothing_yet"], _press("reaction", "none")),),
    )
