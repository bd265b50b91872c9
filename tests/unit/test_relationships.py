"""Who was harmed, where people are described, several are mentioned, or only a pronoun stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.coaching.breach.details import read_details
from bot.coaching.breach.people import find_people

SET = Path(__file__).parents[1] / "sets" / "details" / "relationships.jsonl"
ROWS = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]


# The check part was not looked at while the rules were written.
@pytest.mark.parametrize(("part", "at_least"), [("dev", 0.95), ("check", 0.78)])
def test_reads_the_relationship_of_the_one_harmed(part, at_least):
    rows = [row for row in ROWS if row["part"] == part]
    right = [read_details(row["text"]).relationship == row["relationship"] for row in rows]
    assert sum(right) / len(right) >= at_least


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        ("I blamed the warehouse guy for an order I messed up", "colleague"),
        ("I forwarded my desk mate's private message to the boss", "colleague"),
        ("my coworker Lena helped me and I told the boss it was her who was late", "colleague"),
        ("we share a bathroom, and I told the landlord it was him who smoked", "flatmate"),
        ("the lady who lives next to us asked about her hedge and I lied to her", "neighbour"),
        ("I let down one of my students, I never sent the reference", "other"),
        ("my landlord was kind and I told the other tenants he was tight", "other"),
        ("I told my mum that it was my brother who scratched the car", "sibling"),
        ("She hired me when no one else would and I fiddled my timesheets", "manager"),
        ("The bride's mother paid us in full and I lost the deposit", "customer"),
        ("Uncle Femi lent me his van and I sold it", "family"),
        ("I told my wife's mum she was fat", "family"),
    ],
)
def test_who_is_told_of_is_harmed_and_not_who_is_told(text, relationship):
    assert read_details(text).relationship == relationship


def test_what_others_did_is_no_deed_of_the_person():
    assert read_details("I told HR that Marcus was rude to a client").relationship == "colleague"


def test_a_scene_of_work_alone_names_nobody():
    assert read_details("I was at work and I lied to her").relationship is None


def test_an_implied_person_is_marked_as_such():
    implied = [each.implied for each in find_people("we broke up and I lied to my mum")]
    assert [weight is not None for weight in implied] == [True, False]
