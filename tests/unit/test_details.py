"""What is read from a message: who was harmed, what was done, when, and whether they know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.coaching.breach.descriptions import Description
from bot.coaching.breach.details import read_correction, read_details
from bot.coaching.breach.people import lexicon

SETS = Path(__file__).parents[1] / "sets" / "details"
RELATIONSHIPS = {
    "partner", "ex", "parent", "child", "sibling", "family", "friend", "flatmate", "colleague",
    "manager", "team", "customer", "neighbour", "other",
}  # fmt: skip


def cases(name):
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def share_right(rows, right):
    return sum(right(row, read_details(row["text"])) for row in rows) / len(rows)


@pytest.mark.parametrize(("name", "at_least"), [("dev", 0.97), ("held_out", 0.93), ("messy", 0.9)])
def test_reads_the_relationship(name, at_least):
    assert share_right(cases(name), lambda row, d: d.relationship == row["relationship"]) > at_least


@pytest.mark.parametrize(("name", "at_least"), [("dev", 0.97), ("held_out", 0.95), ("messy", 0.95)])
def test_reads_the_name(name, at_least):
    def right(row, details):
        return (details.name.value if details.name else None) == row["name"]

    assert share_right(cases(name), right) > at_least


@pytest.mark.parametrize(("name", "at_least"), [("dev", 0.97), ("held_out", 0.93), ("messy", 0.9)])
def test_reads_whether_they_know(name, at_least):
    def right(row, details):
        return (details.known.value if details.known else None) == row["known"]

    assert share_right(cases(name), right) > at_least


@pytest.mark.parametrize(("name", "at_least"), [("dev", 0.95), ("held_out", 0.9), ("messy", 0.85)])
def test_reads_the_surest_kind_of_breach(name, at_least):
    def right(row, details):
        kinds = [breach.value for breach in details.breaches]
        return kinds[0] in row["breaches"] if kinds else not row["breaches"]

    assert share_right(cases(name), right) > at_least


@pytest.mark.parametrize(("name", "at_least"), [("dev", 0.93), ("held_out", 0.9), ("messy", 0.9)])
def test_reads_when(name, at_least):
    def right(row, details):
        if details.when is None or row["when"] is None:
            return details.when is None and row["when"] is None
        return set(details.when.text.lower().split()) & set(row["when"].lower().split())

    assert share_right(cases(name), lambda row, d: bool(right(row, d))) > at_least


def test_reads_people_who_are_described():
    rows = cases("described")

    def named(row, details):
        return (details.name.value if details.name else None) == row["name"]

    def called(row, details):
        return (details.person.value if details.person else None) == (row["person"] or None)

    assert {row["relationship"] for row in rows} == RELATIONSHIPS
    assert share_right(rows, lambda row, d: d.relationship == row["relationship"]) > 0.95
    assert share_right(rows, called) > 0.95
    assert share_right(rows, named) > 0.97


@pytest.mark.parametrize(
    ("text", "relationship", "person"),
    [
        ("the guy I share a house with told me to lie to my sister", "sibling", "sister"),
        ("the guy I share a house with paid the gas bill, I kept it", "flatmate", "guy"),
        ("I live with a guy called Tom and I opened his parcel", "flatmate", "guy"),
        ("I let Priya from accounts take the blame", "colleague", "Priya"),
        ("Chidi in payroll got a warning for what I did", "colleague", "Chidi"),
        ("I told the lads on my shift we'd get the bonus", "team", "lads"),
        ("one of the other teachers confided in me and I blabbed", "colleague", "teachers"),
        ("the mother of my children found the messages", "partner", "mother"),
        ("the father of my son, we're not together, I lied to him", "ex", "father"),
        ("im engaged and i slept with someone else", "partner", None),
        ("I lied to my wife's mum", "family", "wife's mum"),
        ("I lied to my kids' dad", "ex", "kids' dad"),
        ("my former wife", "ex", "former wife"),
        ("I missed my boy at school singing his solo", "child", "boy"),
        ("I told my manager at work the report was done", "manager", "manager"),
        ("I lied to my best mate at uni", "friend", "best mate"),
        ("I'm a plumber and I told a lady her boiler was beyond repair", "customer", "lady"),
        ("there was this old lady on the bus and I shouted at her", "other", "lady"),
        ("I told my wife I was at the gym, I was with a girl from work", "partner", "wife"),
        ("my piano teacher trusted me and I copied her piece", "other", "teacher"),
        ("i broke my sisters husband's phone", "family", "sister's husband"),
        ("I posted my coworkers salary", "colleague", "coworker"),
    ],
)
def test_who_is_described_and_who_is_only_in_the_story(text, relationship, person):
    details = read_details(text)
    assert details.relationship == relationship
    assert (details.person.value if details.person else None) == person


def test_the_head_of_a_description_is_what_is_pointed_at():
    text = "It’s about the Woman next door – I’ve lied to her"
    person = read_details(text).person
    assert (text[person.start : person.end], person.value) == ("Woman", "woman")


def test_a_description_that_fits_no_schema_is_refused():
    with pytest.raises(ValidationError):
        Description.parse_obj({"relationship": "flatmate", "afterwards": " next door"})
    with pytest.raises(ValidationError):
        Description.parse_obj({"relationship": "housemate", "after": " next door"})


def test_the_example_of_the_contract():
    details = read_details("I lied to my sister Ana about the loan")
    assert details.person.value == "sister"
    assert details.relationship == "sibling"
    assert details.name.value == "Ana"
    assert [breach.value for breach in details.breaches] == ["money", "lie"]
    assert details.when is None
    assert details.known is None


@pytest.mark.parametrize(
    ("text", "harmed"),
    [
        ("I told my wife's secret to my brother", "wife"),
        ("I lied to my boss about my mum being ill", "boss"),
        ("I slept with my best friend's girlfriend", "best friend"),
        ("my friend told me to lie to my dad", "dad"),
        ("I cheated on my wife with my best friend", "wife"),
        ("I outed my friend to his parents", "friend"),
        ("My therapist says I apologise too much", None),
        ("What makes a good apology?", None),
        ("gf asked if i still talk to my ex, i said no, she saw the texts", "gf"),
        ("flatmate had covid and i never asked how she was", "flatmate"),
        ("i shrunk my flatmates jumper and hid it", "flatmate"),
        ("I missed my 6yo's birthday", "6yo"),
        ("told my nine year old the dog ran away", "nine year old"),
        ("i lied to mum.she knows", "mum"),
        ("I lost my customers' family photos", "customers"),
        ("my friends know that i lied to my ex boss", "ex-boss"),
        ("I told my boss it was my idea when really it was my teammate who did it all", "teammate"),
    ],
)
def test_the_one_harmed_and_not_another_in_the_story(text, harmed):
    person = read_details(text).person
    assert (person.value if person else None) == harmed


def test_spans_point_into_the_text_as_given():
    text = "  I’ve lied to my Sister Ana’s face “last summer”. She doesn’t know."
    details = read_details(text)
    spans = [details.person, details.name, details.when, details.known, *details.breaches]
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert details.person.text == "Sister"
    assert details.known.value == "no"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i hurt my sister ana", "Ana"),
        ("it's my friend, tom, i let him down", "Tom"),
        ("My brother said on Monday that I lied", None),
        ("my boss and I fell out in May", None),
        ("My name is Sam and I lied to my mum", None),
        ("Sorry my friend I lied", None),
        ("her name's priya", "Priya"),
        ("Siobhán doesn't know I read her letters", "Siobhán"),
        ("i stood up my friend jo, she waited an hour", "Jo"),
        ("Oluchi trusted me and I told everyone", "Oluchi"),
        ("my brother will never forgive me", None),
        ("Trust was broken and I lied", None),
    ],
)
def test_names_and_words_that_are_none(text, name):
    found = read_details(text).name
    assert (found.value if found else None) == name


@pytest.mark.parametrize(
    "text", ["my sister lied to me", "My husband cheated on me", "she stole from me"]
)
def test_what_was_done_to_the_user_is_no_breach_of_theirs(text):
    assert read_details(text).breaches == ()


def test_how_long_they_have_been_together_is_not_when():
    assert read_details("We've been married for ten years and I lied to him").when is None


def test_feelings_and_pronoun():
    details = read_details("I feel so ashamed. My flatmate is furious, he won't talk to me")
    assert [feeling.value for feeling in details.feelings] == ["ashamed", "angry"]
    assert details.pronoun == "he"


@pytest.mark.parametrize(
    ("text", "feelings"),
    [
        ("I feel dreadful about it", ["disgusted"]),
        ("I humiliated my team", []),
        ("I hurt her and i'm so ashamed", ["ashamed"]),
        ("she was pissed off and in tears", ["angry", "sad"]),
    ],
)
def test_a_feeling_is_not_what_was_done_to_somebody(text, feelings):
    assert [feeling.value for feeling in read_details(text).feelings] == feelings


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("I lied to my wife, she suspects nothing", "no"),
        ("gambled our savings, hubby thinks its all still there", "no"),
        ("i lied to my dad and he hasnt a clue", "no"),
        (
            "I lied to my sister. She knows about the loan, she doesn't know about the rest",
            "partly",
        ),
        ("i lied to my mate and he clocked it off snap maps", "yes"),
        ("I shouted at a customer, my manager saw everything", None),
        ("i slagged off my sister and she's absolutely raging", "yes"),
        ("I read my wife's texts, she cried when she found them on my phone", "yes"),
        ("I missed my son's match. He won't speak to me", "yes"),
        ("told my flatmate's secret and it has got back to him", "yes"),
        ("I lost my mum's ring, she still thinks she dropped it", "no"),
        ("I broke my dad's saw, he hasn't noticed", "no"),
        ("I took my nan's money and I haven't told her", "no"),
        ("I lied to my brother, he believes me to this day", "no"),
        ("My husband knows about the kiss, but not that it went on for weeks", "partly"),
        ("We told our customers about the addresses, not about the cards", "partly"),
        ("My friend cried when she told me about the divorce and I told my sister", None),
        ("my boss told half the office about my mistake", None),
    ],
)
def test_whether_the_one_harmed_knows(text, known):
    found = read_details(text).known
    assert (found.value if found else None) == known


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("I cheated on my wife last summer, she found out last night", "last summer"),
        ("we put it back in the case, i broke my dad's guitar", None),
        ("I lied to my mum. It's been two years", "It's been two years"),
    ],
)
def test_when_it_was_and_not_when_it_came_out(text, when):
    found = read_details(text).when
    assert (found.text if found else None) == when


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("told my roommate I'd feed her fish and forgot", ["broken_promise", "neglect"]),
        ("I told my boss it was done, or so I said", ["lie"]),
        ("im too embarrassed to text my friends", []),
        ("he can see it on my phone", []),
        ("yes, kept it", []),
        ("I shrunk my flatmates jumper, she thinks she left it on the train", ["hidden_mistake"]),
        ("we agreed to talk only in the evening", []),
    ],
)
def test_kinds_of_breach_by_the_words_around(text, kinds):
    assert [breach.value for breach in read_details(text).breaches] == kinds


@pytest.mark.parametrize("row", cases("messy"), ids=lambda row: row["id"])
def test_every_detail_points_into_the_text_as_typed(row):
    curly = row["text"].replace("'", "’")
    details = read_details(curly)
    spans = [details.person, details.name, details.when, details.known]
    spans += [*details.breaches, *details.feelings]
    assert all(curly[s.start : s.end] == s.text for s in spans if s is not None)
    assert details.relationship == read_details(row["text"]).relationship


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("no, it was my brother", "person", "brother"),
        ("not my sister, my brother", "person", "brother"),
        ("nope my mum", "person", "mum"),
        ("change that, it was my boss", "person", "boss"),
        ("actually it was two years ago", "when", "two years ago"),
        ("sorry i meant March", "when", "March"),
        ("wait, her name is Anna", "name", "Anna"),
        ("wait no she found out", "known", "yes"),
        ("hang on it wasnt a lie, i stole it", "act", "i stole it"),
        ("it wasn't my mum it was my nan", "person", "nan"),
        ("it wasn’t my sister, it was my cousin", "person", "cousin"),
        ("you put sister but it was my cousin", "person", "cousin"),
        ("no it wasn't my mum, it was my dad actually", "person", "dad"),
        ("I said two years but it was three", "when", "three years"),
        ("it wasnt two years it was three", "when", "three years"),
        ("i said six months ago but its more like a year ago", "when", "a year ago"),
        ("it wasnt last summer it was in june", "when", "in june"),
        ("It was not Tuesday, it was Wednesday.", "when", "Wednesday"),
        ("it was not Tom it was Tim", "name", "Tim"),
    ],
)
def test_corrections(text, field, value):
    correction = read_correction(text)
    assert (correction.field, correction.value.value) == (field, value)


def test_a_corrected_person_brings_the_relationship():
    assert read_correction("no, it was my brother").relationship == "sibling"


@pytest.mark.parametrize(
    "text",
    [
        "no she doesn't know",
        "no nothing hidden",
        "no",
        "not yet",
        "No, she has no idea",
        "sorry",
        "it was my brother",
        "no it was just once",
        "no thanks",
        "not my fault",
        'instead of "cried all evening" say "cried"',
        "change last summer to in June",
        "take out the part about last night",
        "actually leave out the bit about my mum",
        "no, make it shorter",
        "could you change 'my sister' to Ana",
        "use yesterday, not last night",
        "it wasn't my fault it was hers",
        "it wasn't that bad it was fine",
        "I said sorry but she left",
        "it wasn't a lie it was a surprise",
        "",
    ],
)
def test_ordinary_answers_are_no_corrections(text):
    assert read_correction(text) is None


def test_every_relation_word_has_a_relationship_of_the_contract():
    found = {entry.relationship for entries in lexicon().entries.values() for entry in entries}
    assert found == RELATIONSHIPS


@pytest.mark.parametrize("text", ["", "   ", "?!", "İ I’m my", "my my my", "a" * 50_000])
def test_odd_input_is_read_as_nothing(text):
    details = read_details(text)
    assert details.person is None
    assert details.breaches == ()
