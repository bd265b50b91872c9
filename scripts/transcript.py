"""Writes docs/transcript.md and docs/rehearsals.md, as a real server answered today."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.wire import RunningServer, Talk  # noqa: E402  # the project is not a package

TARGET = PROJECT / "docs" / "transcript.md"
REHEARSALS = PROJECT / "docs" / "rehearsals.md"

SAID = (
    "I lied to my sister Ana about the money she lent me. she made me feel like I had to",
    "since March",
    "I told her it was invested, but I spent it on my car",
    "how long does it take until someone trusts you again?",
    "[Some of it]",
    "she felt stupid for believing me and she can't pay her own rent now",
    "make it shorter",
    "[It says what I mean]",
    "I'll be a better brother",
    "I'll pay her back 200 of it",
    "by the end of next week",
    "she'll see it on her account",
    "[What comes next?]",
    "what did I promise?",
    "thank you",
)

HEAD = """# One whole conversation

Written by `make transcript` from a real run: the server, the trained model, the actions and a
database file of its own. The person's lines are fixed in `scripts/transcript.py`; the answers are
what the coach said. Buttons stand in [brackets].

"""


BEFORE = (
    "I read my sister Ana's diary and told our brother what was in it",
    "in March",
    "can we rehearse it?",
)
REHEARSED = {
    "Softer: someone sad and tired": (
        "[Sad and tired]",
        "softer please",
        "I read your diary, and I told Ben what was in it. That was wrong, and it was my choice.",
        "You must have felt watched in your own room.",
        "What was the worst of it for you?",
        "I'm sorry.",
        "You don't have to answer me today.",
        "stop",
    ),
    "As it may be: someone who says it's fine": (
        "[Says it's fine]",
        "I'm sorry about the diary thing",
        "I was in a bad place that month",
        "[Take my last turn back]",
        "I read it because I wanted to know what you think of me. I had no right to.",
        "how has it been since you found out?",
        "I hear that. I won't ask Ben about it again, and I told him it wasn't mine to tell.",
        "stop",
    ),
    "Harder: someone quick to anger": (
        "[Quick to anger]",
        "harder",
        "you left it lying on the table, it's partly on you",
        "ok that was wrong. I read it, nobody made me",
        "she would bring up my mother",
        "I get that you're furious, you trusted me with that room",
        "what do you want me to know?",
        "can you forgive me?",
        "stop",
    ),
}

VOICES = {"partner": "**Ana, played:** ", "feedback": "*Coach:* "}

REHEARSALS_HEAD = """# Three rehearsals

Written by `make transcript` from real runs, one for each difficulty. The person's lines are fixed
in `scripts/transcript.py`; what the partner and the coach say is what was answered.

"""


def main() -> None:
    """Talk, and write down what was said."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder) / "data", AMENDS_RATE="1000") as server,
    ):
        walk = held(server, SAID)
        practised = []
        for title, said in REHEARSED.items():
            practised.append(f"## {title}\n\n" + held(server, (*BEFORE, *said), shown=len(BEFORE)))
    TARGET.write_text(HEAD + walk, encoding="utf-8")
    REHEARSALS.write_text(REHEARSALS_HEAD + "\n".join(practised), encoding="utf-8")
    print(f"wrote {TARGET} and {REHEARSALS}")


def held(server: RunningServer, lines: tuple[str, ...], shown: int = 0) -> str:
    """One conversation as Markdown.

    Args:
        server: A running server.
        lines: What the person says; buttons in [brackets].
        shown: From which line on it is written down; the welcome belongs to the first.
    """
    talk = Talk(server)
    written = [answer(talk.hello())] if not shown else []
    for number, said in enumerate(lines):
        press = said.startswith("[")
        heard = answer(talk.press(said[1:-1]) if press else talk.say(said))
        if number >= shown:
            written += [f"**Person:** {said}\n", heard]
    return "\n".join(written)


def answer(messages: list[dict[str, Any]]) -> str:
    """The bot's bubbles as Markdown."""
    return "\n".join(bubble(message) for message in messages)


def bubble(message: dict[str, Any]) -> str:
    """One bubble: its words as a quotation, a draft as one within it, its buttons in brackets."""
    lead = "> > " if message["kind"] == "draft" else "> "
    voice = VOICES.get(message["kind"], "")
    lines = [
        lead.rstrip() if not line else lead + line
        for line in (voice + message["text"]).splitlines()
    ]
    if message["buttons"]:
        titles = " ".join(f"[{button['title']}]" for button in message["buttons"])
        lines += [">", f"> {titles}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
