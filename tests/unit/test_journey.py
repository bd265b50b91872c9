from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError
from itertools import permutations

import pytest

from bot.coaching.journey import Progress, progress, steps
from bot.errors import BadInputError

IN_ORDER = (
    "acknowledge",
    "listen",
    "apologise",
    "boundaries",
    "commit",
    "follow_through",
    "patience_and_help",
)


def marks(road: Progress) -> str:
    return "".join(line[0] for line in road.as_lines())


def test_the_road_has_seven_steps_in_their_usual_order() -> None:
    assert tuple(step.id for step in steps()) == IN_ORDER


def test_each_step_says_in_one_line_what_is_done_and_when_it_is() -> None:
    for step in steps():
        assert len(step.title.split()) <= 6
        for line in (step.description, step.done_when):
            assert line.endswith(".")
            assert len(line.split()) <= 25
            assert not re.search(
                r"\b(closure|journey|toxic|narcissis\w*|healing)\b", line, re.IGNORECASE
            )


@pytest.mark.parametrize(
    ("done", "drawn", "current", "following"),
    [
        ((), "→······", "acknowledge", "listen"),
        (("acknowledge",), "✓→·····", "listen", "apologise"),
        (("apologise",), "→·✓····", "acknowledge", "listen"),
        (("acknowledge", "apologise"), "✓→✓····", "listen", "boundaries"),
        (("boundaries", "acknowledge", "listen"), "✓✓→✓···", "apologise", "commit"),
        (IN_ORDER[:-1], "✓✓✓✓✓✓→", "patience_and_help", None),
        (IN_ORDER[1:], "→✓✓✓✓✓✓", "acknowledge", None),
        (IN_ORDER, "✓✓✓✓✓✓✓", None, None),
    ],
)
def test_shows_where_a_person_is(
    done: tuple[str, ...], drawn: str, current: str | None, following: str | None
) -> None:
    road = progress(done)
    assert marks(road) == drawn
    assert (road.current.id if road.current else None) == current
    assert (road.next.id if road.next else None) == following


def test_draws_a_line_a_step_with_its_title() -> None:
    assert progress({"acknowledge"}).as_lines()[:3] == (
        "✓ Acknowledge what happened",
        "→ Listen and understand",
        "· Apologise",
    )


def test_the_order_in_which_steps_were_done_makes_no_difference() -> None:
    some = ("commit", "listen", "apologise")
    assert {progress(order) for order in permutations(some)} == {progress(some)}


def test_a_step_told_twice_counts_once() -> None:
    assert progress(["listen", "listen"]) == progress(["listen"])


def test_the_page_gets_the_road_as_plain_json() -> None:
    road = json.loads(json.dumps(progress(["acknowledge", "commit"]).as_json()))
    assert [step["state"] for step in road["steps"]] == [
        "done", "here", "ahead", "ahead", "done", "ahead", "ahead",
    ]  # fmt: skip
    assert road["current"] == "listen"
    assert road["next"] == "apologise"
    assert road["steps"][0]["title"] == "Acknowledge what happened"


def test_the_page_is_told_when_nothing_is_left() -> None:
    road = progress(IN_ORDER).as_json()
    assert road["current"] is None
    assert road["next"] is None


@pytest.mark.parametrize("unknown", ["forgive", "Listen", ""])
def test_an_unknown_step_is_bad_input(unknown: str) -> None:
    with pytest.raises(BadInputError, match="No such step"):
        progress(["listen", unknown])


def test_progress_cannot_be_changed_by_whoever_reads_it() -> None:
    road = progress(["listen"])
    with pytest.raises(FrozenInstanceError):
        road.done = frozenset(IN_ORDER)  # type: ignore[misc]
