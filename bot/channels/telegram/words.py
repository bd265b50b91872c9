"""What the channel itself says, read once from `words.yml` and checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from bot.language.patterns import Content, read_content


class Command(Content):
    """A command: the words that stand for it in the conversation, and in Telegram's menu."""

    title: str
    about: str


class Marks(Content):
    """Words for the marks of the record."""

    kept: str
    missed: str
    untold: str


class Words(Content):
    """Every text of the channel."""

    private: str
    page: str
    joined: str
    code_unknown: str
    has_own: str
    gone: str
    edited: str
    old_button: str
    group: str
    no_draft: str
    file: str
    file_name: str
    export: str
    wordless: dict[str, str]
    voices: dict[str, str]
    buttons: dict[str, str]
    curve: str
    marks: Marks
    legend: Marks
    commands: dict[str, Command]
    go_on: str


@lru_cache(maxsize=1)
def words() -> Words:
    """The words, read once a process."""
    return read_content(Path(__file__).with_name("words.yml"), Words)
