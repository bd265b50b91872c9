"""Writes docs/transcript.md: one whole conversation, as a real server answered it today."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.wire import RunningServer, Talk  # noqa: E402  # the project is not a package

TARGET = PROJECT / "docs" / "transcript.md"

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


def main() -> None:
    """Talk, and write down what was said."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder) / "data", AMENDS_RATE="1000") as server,
    ):
        talk = Talk(server)
        lines = [answer(talk.hello())]
        for said in SAID:
            press = said.startswith("[")
            lines.append(f"**Person:** {said}\n")
            lines.append(answer(talk.press(said[1:-1]) if press else talk.say(said)))
    TARGET.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    print(f"wrote {TARGET}")


def answer(messages: list[dict[str, Any]]) -> str:
    """The bot's bubbles as Markdown."""
    return "\n".join(bubble(message) for message in messages)


def bubble(message: dict[str, Any]) -> str:
    """One bubble: its words as a quotation, a draft as one within it, its buttons in brackets."""
    lead = "> > " if message["kind"] == "draft" else "> "
    lines = [lead.rstrip() if not line else lead + line for line in message["text"].splitlines()]
    if message["buttons"]:
        titles = " ".join(f"[{button['title']}]" for button in message["buttons"])
        lines += [">", f"> {titles}"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
