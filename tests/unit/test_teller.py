"""Who did it: the person who tells, or somebody else to them."""

from __future__ import annotations

import pytest

from bot.coaching.breach.details import read_details
from bot.coaching.breach.teller import settled, teller


def who(text: str) -> str | None:
    return teller(text, read_details(text))


@pytest.mark.parametrize(
    "text",
    [
        "I lied to my sister about the money",
        "ive been lying to my wife for months",
        "so basically i ghosted my best friend",
        "hi, last week I broke a promise to my son",
        "I took credit for my colleague's work",
        "yesterday i stole money from my mum",
        "we missed the deadline and the client found out",
        "I feel awful because I lied to him",
        "She left me because I cheated on her",
        "i told everyone her secret",
        "My brother trusted me. I forgot his birthday",
        "I’ve cheated on my husband",
    ],
)
def test_who_tells_did_it(text: str):
    assert who(text) == "did"
    assert settled("tell_hurt", text, read_details(text)) == "tell_breach"


@pytest.mark.parametrize(
    "text",
    [
        "he cheated on me",
        "my boyfriend lied to me about money",
        "My boss took credit for my work",
        "she told everyone my secret",
        "they gossiped about me at work",
        "my flatmate stole money from me",
        "my dad forgot my birthday again",
        "someone read my diary",
        "I was cheated on",
        "i got ghosted by my best friend",
    ],
)
def test_it_was_done_to_who_tells(text: str):
    assert who(text) == "suffered"
    assert settled("tell_breach", text, read_details(text)) == "tell_hurt"


@pytest.mark.parametrize(
    "text",
    [
        "My wife caught me cheating",
        "my sister found out about my lies",
        "they trusted me with their savings and lost everything",
    ],
)
def test_someone_who_was_found_out_did_it(text: str):
    assert settled("tell_breach", text, read_details(text)) == "tell_breach"


@pytest.mark.parametrize(
    "text",
    [
        "He doesn't trust me anymore since my affair",
        "my boss noticed my mistake before the client did",
        "my girlfriend saw my messages to another girl",
        "My wife was hurt by my affair",
        "she's not talking to me because of my lying",
        "our customers' data leaked because of us, it was my fault",
    ],
)
def test_someone_who_was_found_out_is_not_the_one_who_was_hurt(text: str):
    assert settled("tell_breach", text, read_details(text)) == "tell_breach"


@pytest.mark.parametrize("text", ["it happened last year", "hello", "we had a fight", ""])
@pytest.mark.parametrize("intent", ["tell_breach", "tell_hurt"])
def test_words_that_do_not_settle_it_leave_the_reading(intent: str, text: str):
    assert settled(intent, text, read_details(text)) == intent


@pytest.mark.parametrize(
    "text",
    [
        "I forgot her birthday again",
        "last week i shouted at my son",
        "i read her diary",
        "I told everyone her secret",
        "ive been cheating on my wife",
        "we missed the deadline for the client",
        "I’ve hidden the debt from my partner",
        "My brother and I stole from our gran",
    ],
)
def test_a_deed_told_in_a_full_clause_is_a_telling(text: str):
    assert settled("inform", text, read_details(text)) == "tell_breach"


@pytest.mark.parametrize(
    "text",
    [
        "yes i hid it",
        "about two years",
        "I kept it from her the whole time",
        "i lied when he asked me straight out",
        "yes i hid it, i deleted the messages",
        "No, I lied to my sister about that too",
        "I could give back the money to my brother",
        "I told her I was at work",
        "she found out from his phone bill",
        "my friend lied to me about money",
    ],
)
def test_an_answer_stays_an_answer(text: str):
    assert settled("inform", text, read_details(text)) == "inform"


@pytest.mark.parametrize(
    "text",
    [
        "I was stood up again",
        "I lent my mate two grand for a van and he's blocked me",
        "I told my friend something in confidence and she told everyone",
        "I got blamed for my sister's mess and my parents believed her",
    ],
)
def test_what_came_upon_who_tells_was_suffered(text: str):
    assert settled("tell_hurt", text, read_details(text)) == "tell_hurt"


@pytest.mark.parametrize("intent", ["ask_knowledge", "inform", "commit", "safety_stop"])
def test_other_intents_are_left_alone(intent: str):
    text = "he cheated on me"
    assert settled(intent, text, read_details(text)) == intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hey so ive messed up with my flatmate", "tell_breach"),
        ("hello, I have hurt my sister", "tell_breach"),
        ("good morning to you my friend", "greet"),
        ("hello there", "greet"),
    ],
)
def test_a_greeting_that_goes_on_to_tell_is_no_greeting(text: str, intent: str) -> None:
    assert settled("greet", text, read_details(text)) == intent
