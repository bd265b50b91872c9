"""The safety rules as data: one YAML file a category, read, checked and compiled once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, Extra, validator

from bot.coaching.safety.patterns import Pattern, PatternCompiler

Category = Literal[
    "danger_now",
    "self_harm",
    "no_contact_order",
    "no_contact_request",
    "controlling",
    "victim",
    "sexual_harm",
    "child_harm",
    "legal",
    "addiction",
    "intoxicated",
    "trauma",
    "deep_rooted",
]
_HERE: Final = Path(__file__).parent
_RULES_FOLDER: Final = _HERE / "rules"
_WORDS_FILE: Final = _HERE / "words.yml"


class _Checked(BaseModel):
    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid


class RuleText(_Checked):
    """A rule as it stands in its file.

    Attributes:
        id: Its name, unique among all rules.
        categories: What it finds.
        ask: Whether it is in doubt, so that the bot asks first.
        negatable: Whether a "not" or "never" just before takes it back.
        tellable: Whether a film, a book or a question about the bot takes it back.
        any: Patterns, one of which must match.
        unless: Patterns that take it back when they stand in the same sentence.
        unless_anywhere: Patterns that take it back wherever they stand in the message.
        examples: Messages that it must find.
        traps: Messages in which it must find nothing.
    """

    id: str
    categories: tuple[Category, ...]
    ask: bool = False
    negatable: bool = True
    tellable: bool = True
    any: tuple[str, ...]
    unless: tuple[str, ...] = ()
    unless_anywhere: tuple[str, ...] = ()
    examples: tuple[str, ...]
    traps: tuple[str, ...]

    @validator("categories", "any", "examples", "traps")
    def _is_not_empty(cls, entries: tuple[str, ...]) -> tuple[str, ...]:  # noqa: N805
        if not entries:
            raise ValueError("needs at least one entry")
        return entries


class WordsText(_Checked):
    """The word lists and the frames that hold for every rule.

    Attributes:
        lists: Word lists, by the name that patterns call them.
        story: Patterns of a film, a book or a part in a play.
        about_the_bot: Patterns of a question about what the bot does.
        common: Words in nearly every message, which announce no pattern.
    """

    lists: dict[str, tuple[str, ...]]
    story: tuple[str, ...]
    about_the_bot: tuple[str, ...]
    common: tuple[str, ...]

    @validator("lists")
    def _none_is_empty(cls, lists: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:  # noqa: N805
        empty = [name for name, entries in lists.items() if not entries]
        if empty:
            raise ValueError(f"empty word lists: {', '.join(empty)}")
        return lists


@dataclass(frozen=True)
class Rule:
    """A compiled rule; see `RuleText` for what the parts mean."""

    text: RuleText
    any: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    unless_anywhere: tuple[Pattern, ...]


@dataclass(frozen=True)
class Rulebook:
    """All rules, ready to be run.

    Attributes:
        rules: In the order of their files.
        story: Frames of a film, a book or a part in a play.
        about_the_bot: Frames of a question about the bot.
        by_word: A word to the rule patterns that can only match where that word stands.
        always: Rule patterns that no word announces.
        known_words: Every word that a pattern names.
    """

    rules: tuple[Rule, ...]
    story: tuple[Pattern, ...]
    about_the_bot: tuple[Pattern, ...]
    by_word: dict[str, tuple[tuple[int, Pattern], ...]]
    always: tuple[tuple[int, Pattern], ...]
    known_words: frozenset[str]


def _content(path: Path) -> Any:  # noqa: ANN401
    """What a file holds, by the parser in C where it is there: a tenth of the time."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506


def _read_rules(folder: Path) -> list[RuleText]:
    texts = [
        RuleText.parse_obj(entry)
        for path in sorted(folder.glob("*.yml"))
        for entry in _content(path)
    ]
    names = [text.id for text in texts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"safety rules that share a name: {', '.join(twice)}")
    return texts


def compile_all() -> None:
    """Compile every pattern now, about a second in all, instead of when it is first needed."""
    book = rulebook()
    for rule in book.rules:
        for pattern in (*rule.any, *rule.unless, *rule.unless_anywhere):
            _ = pattern.expression
    for pattern in (*book.story, *book.about_the_bot):
        _ = pattern.expression


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """The rules, ready to be run.

    Returns:
        The rulebook; read from the files once a process. Each pattern is compiled when a message
        first holds one of its words.

    Raises:
        pydantic.ValidationError: A file does not hold to the schema.
        BadInputError: A pattern cannot be read.
    """
    words = WordsText.parse_obj(_content(_WORDS_FILE))
    compiler = PatternCompiler(words.lists, words.common)

    def compiled(sources: tuple[str, ...]) -> tuple[Pattern, ...]:
        return tuple(compiler.compile(source) for source in sources)

    rules = tuple(
        Rule(text, compiled(text.any), compiled(text.unless), compiled(text.unless_anywhere))
        for text in _read_rules(_RULES_FOLDER)
    )
    by_word: dict[str, list[tuple[int, Pattern]]] = {}
    always: list[tuple[int, Pattern]] = []
    for index, rule in enumerate(rules):
        for pattern in rule.any:
            if pattern.anchors is None:
                always.append((index, pattern))
            for word in pattern.anchors or ():
                by_word.setdefault(word, []).append((index, pattern))
    return Rulebook(
        rules=rules,
        story=compiled(words.story),
        about_the_bot=compiled(words.about_the_bot),
        by_word={word: tuple(patterns) for word, patterns in by_word.items()},
        always=tuple(always),
        known_words=frozenset(compiler.words),
    )
