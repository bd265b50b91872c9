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


# People as they are called and told of in many places and by many ages; hard on purpose. The
# held-out part was not looked at while the rules were written.
@pytest.mark.parametrize(("name", "at_least"), [("people_dev", 0.77), ("people_held_out", 0.59)])
def test_reads_whoever_people_may_be_called(name, at_least):
    lines = SET.with_name(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right = [read_details(row["text"]).relationship == row["relationship"] for row in rows]
    assert sum(right) / len(right) >= at_least


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        # A clause tells who it is, whatever the word.
        ("The copper I'm crewed with took the blame for what I lost", "colleague"),
        ("I lied to the under-9s I coach", "team"),
        ("I lied to whoever signs my timesheets about the hours", "manager"),
        ("I lied to her that shares my pillow about the drink", "partner"),
        ("I lied to the bloke I nearly married about the money", "ex"),
        # So does a place.
        ("I lied to them at number six about the hedge", "neighbour"),
        ("I lied to the flat above about the leak", "neighbour"),
        ("I lied to the girl who sublets from me about the bills", "flatmate"),
        # And a word that another goes before.
        ("I lied to the lifeboat crew about the pager", "team"),
        ("I lied to my live-in girlfriend about the money", "partner"),
        ("I lied to my dad's girlfriend about the money", "parent"),
        # Nobody is called by any word.
        ("I've been divorced from him two years and I lied about why I left", "ex"),
        ("She raised me on her own and I told everyone she was dead", "parent"),
    ],
)
def test_reads_who_is_told_by_clause_place_or_story(text, relationship):
    assert read_details(text).relationship == relationship


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        ("Told my sister I'd paid. My wife found out from the estate agent", "partner"),
        ("Mum asked where the ring was and I said my brother had pawned it", "sibling"),
        ("My wife's sister lent us ten grand and I told my wife it was paid", "family"),
        ("My brother and I run a garage. I lied to a customer about her brakes", "customer"),
    ],
)
def test_the_one_wronged_among_several(text, relationship):
    assert read_details(text).relationship == relationship


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


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        # By what the person says of their own work.
        ("I'm a dog groomer. I nicked a spaniel's ear and lied to the owner", "customer"),
        ("I work at a hair salon. A woman wanted her colour done and I rushed it", "customer"),
        ("Work in a phone shop. An old boy came in and I sold him a bad contract", "customer"),
        ("Pharmacist here. Gave the wrong dose to a man with a heart condition", "customer"),
        # By where they live, or what they share.
        ("The couple on the top floor asked who broke the buzzer, and I shrugged", "neighbour"),
        ("The nurse who rents our spare room paid the bills and I spent it", "flatmate"),
        ("The man I share a bed and two cats with found the messages", "partner"),
        # By whose they are.
        ("My son's swimming teacher waited an hour, I forgot to cancel", "other"),
        ("My daughter's teacher rang to say she was crying. I forgot her", "child"),
    ],
)
def test_the_story_tells_who_a_stranger_is(text, relationship):
    assert read_details(text).relationship == relationship


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        ("I run a removals firm. Told my drivers there'd be a bonus and there isn't", "team"),
        ("One of my drivers asked for a day off and I said no", "colleague"),
        ("I manage a kitchen and called the cooks a shower of idiots", "team"),
        ("I do impressions of our choir at dinner parties", "team"),
        ("I never did my slides for the presentation. My group got a fail", "team"),
        ("The lads I captain read that I've signed elsewhere next season", "team"),
        ("I said to the people on my ward that the rota was sorted", "team"),
    ],
)
def test_a_group_is_read_from_what_it_does(text, relationship):
    assert read_details(text).relationship == relationship


@pytest.mark.parametrize(
    ("text", "relationship"),
    [
        ("Had a thing with a guy from the gym. Girlfriend works nights", "partner"),
        ("Slept with some bloke on a trip. Husband's at home with the baby", "partner"),
        ("I called in sick. My supervisor's just liked my cousin's photo", "manager"),
        ("At our daughter's graduation I told everybody my ex never paid", "ex"),
        ("I'd had grief from my boss all day, and I told my porters they were scum", "team"),
        ("Nan's house is five minutes away and I haven't been in", "family"),
        ("Wife thinks I was at the match but it was my best mate I let down", "friend"),
        ("I missed my son's parents' evening because I was drunk", "child"),
    ],
)
def test_one_of_several_is_the_one_harmed(text, relationship):
    assert read_details(text).relationship == relationship
