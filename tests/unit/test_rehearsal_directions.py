"""What is said in a rehearsal to the coach, beside what only sounds like it."""

from __future__ import annotations

import pytest

from bot.coaching.rehearsal.directions import Aside, read_aside


@pytest.mark.parametrize(
    "text",
    ["stop", "okay let's stop here", "that’s enough for now", "end the rehearsal please",
     "I'm done", "can we stop the practice", "quit"],
)  # fmt: skip
def test_a_rehearsal_ends_at_a_word(text: str) -> None:
    assert read_aside(text) == Aside(ends=True)


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("softer please", "softer"),
        ("can you be a bit gentler", "softer"),
        ("make her angrier", "harder"),
        ("harder", "harder"),
        ("she’d never say that", "never"),
        ("he wouldn't talk like that", "never"),
        ("that's not how she talks", "never"),
        ("go back", "back"),
        ("let me try that again", "back"),
        ("take that back", "back"),
        ("ugh no go back", "back"),
        ("undo", "back"),
    ],
)
def test_directions(text: str, direction: str) -> None:
    found = read_aside(text)
    assert found is not None
    assert found.direction == direction


def test_what_they_would_bring_up_is_named() -> None:
    assert read_aside("she would bring up my mother") == Aside(topic="my mother")
    assert read_aside("my dad might ask about the car.") == Aside(topic="the car")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("only tell me at the end", "end"),
        ("no feedback please", "end"),
        ("just when it matters", "matters"),
        ("tell me after every turn", "each"),
    ],
)
def test_when_the_coach_speaks(text: str, style: str) -> None:
    found = read_aside(text)
    assert found is not None
    assert found.style == style


@pytest.mark.parametrize(
    "text",
    [
        "I mean me, not the practice",
        "wait, this is really me now",
        "are you a bot",
        "real question",
    ],
)
def test_the_role_is_left(text: str) -> None:
    assert read_aside(text) == Aside(myself=True)


@pytest.mark.parametrize(
    "text",
    ["I want to stop lying to you", "stop shouting at me", "I'm done lying", "I'll try harder",
     "hard to say this", "I never stopped thinking about it", "I want you back",
     "can we try again, you and me, I want that more than anything else in the world",
     "I said it softer than I meant it", "You were right to be angry", "give me your feedback",
     "I'll take it back to the shop on Friday", "you would never have said that to me", ""],
)  # fmt: skip
def test_what_is_said_to_the_partner(text: str) -> None:
    assert read_aside(text) is None
