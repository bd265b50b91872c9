"""The questions people ask about trust and apologies, and what the coach answers.

A question can come at any point in a conversation; the answers are short enough to be given
and left again. The words, with their sources, are in `answers.yml`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, Extra, parse_obj_as, validator

from bot.errors import BadInputError

ANSWER_WORDS = 60
DO_WORDS = 25


class Answer(
    BaseModel, frozen=True, extra=Extra.forbid, min_anystr_length=1, anystr_strip_whitespace=True
):
    """What the coach says to one question.

    Attributes:
        id: The topic, as in the intent `ask_knowledge/<id>`.
        title: The question as a person would ask it.
        answer: Two to four short sentences.
        do: One thing to do, in one sentence.
        source: Where the answer comes from, to be shown beside it.
    """

    id: str
    title: str
    answer: str
    do: str
    source: str

    @validator("answer")
    @classmethod
    def _answer_is_short(cls, text: str) -> str:
        return _at_most(ANSWER_WORDS, text)

    @validator("do")
    @classmethod
    def _do_is_short(cls, text: str) -> str:
        return _at_most(DO_WORDS, text)


def answer(topic: str) -> Answer:
    """Look up what the coach says about a topic.

    Args:
        topic: One of `topics()`, such as `how_long`; the part of the intent after the slash.

    Returns:
        The answer, with one thing to do and its source.

    Raises:
        BadInputError: There is no such topic.
    """
    try:
        return _answers()[topic]
    except KeyError:
        raise BadInputError(
            f"There is no answer about {topic!r}; the topics are {', '.join(topics())}."
        ) from None


def topics() -> tuple[str, ...]:
    """Name everything that has an answer, in the order of the content file."""
    return tuple(_answers())


@lru_cache(maxsize=1)
def _answers() -> dict[str, Answer]:
    content = yaml.safe_load(Path(__file__).with_name("answers.yml").read_text("utf-8"))
    entries = parse_obj_as(list[Answer], content)
    by_topic = {entry.id: entry for entry in entries}
    if len(by_topic) < len(entries):
        raise ValueError("answers.yml answers a topic twice")
    return by_topic


def _at_most(words: int, text: str) -> str:
    if len(text.split()) > words:
        raise ValueError(f"longer than {words} words")
    return text
