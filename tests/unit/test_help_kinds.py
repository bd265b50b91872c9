"""Kinds of professional help: which fit, which are named, which stay away."""

from __future__ import annotations

import pytest

from bot.coaching.knowledge.help import by_id, fitting, kinds, named, suggest
from bot.coaching.safety.gates import CATEGORIES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("do we need couples therapy?", "couples"),
        ("Would a marriage counsellor see us both", "couples"),
        ("I think I need a therapist", "individual"),
        ("should I go to AA", "addiction"),
        ("is there someone at HR I can talk to", "workplace"),
        ("family therapy maybe, with my mum", "family"),
        ("can a solicitor help", "legal"),
        ("somebody neutral, a mediator", "mediator"),
        ("help me find someone to talk to", None),
        ("my therapist says couples counselling is next", "couples"),
    ],
)
def test_help_that_is_asked_for_by_name(text: str, kind: str | None) -> None:
    found = named(text)
    assert (found.id if found else None) == kind


def test_every_kind_can_be_asked_for() -> None:
    for kind in kinds():
        assert by_id(kind.id) == kind
        assert all(name == name.casefold() for name in kind.called)
    assert by_id("astrologer") is None


@pytest.mark.parametrize("category", [*CATEGORIES, "a category of tomorrow"])
def test_nothing_in_one_room_where_a_gate_speaks_against_it(category: str) -> None:
    allowed = category in {"deep_rooted", "intoxicated"}
    assert any(kind.together for kind in fitting([category])) == allowed
    assert suggest([category], "partner") in fitting([category])
