"""A conversation as pairs: what the person says, and what the bot's answer must hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire import words

if TYPE_CHECKING:
    from tests.wire import Talk

Pair = tuple[str, list[str]]

MOST_BUBBLES = 3


def hold(talk: Talk, pairs: list[Pair]) -> None:
    """Say each line, or press the button in [brackets], and hold the answer to what is expected.

    A fragment that begins with “not: ” must not be there.
    """
    for said, expected in pairs:
        press = said.startswith("[") and said.endswith("]")
        answer = talk.press(said[1:-1]) if press else talk.say(said)
        heard = words(answer)
        assert 1 <= len(answer) <= MOST_BUBBLES, f"{said!r} got {len(answer)} bubbles:\n{heard}"
        for fragment in expected:
            if fragment.startswith("not: "):
                assert fragment[5:] not in heard, f"{said!r} was answered:\n{heard}"
            else:
                assert fragment in heard, f"{said!r} was answered:\n{heard}\nwithout: {fragment!r}"
