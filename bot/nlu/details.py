"""Details of a message as entities with their spans: who, what kind, when, whether they know."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.coaching.breach import kinds
from bot.coaching.breach.details import Details, Span, read_details
from bot.coaching.second_look import settled
from bot.language.embeddings import load_encoder
from bot.language.heads import Heads
from bot.language.lines import read_lines
from bot.nlu.embeddings import vector_of
from bot.nlu.trained_reader import TrainedReader

LINES = settings.PROJECT / "data" / "breaches"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class DetailsReader(TrainedReader[Heads], EntityExtractorMixin):
    """Finds the details that a person gives, so that none of them is asked for again."""

    weights = "kinds.npz"

    @staticmethod
    def read_weights(path: Path) -> Heads:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return kinds.load(path)

    @cached_property
    def _encode(self) -> kinds.Encode:
        return load_encoder(settings.load().embeddings).encode

    def train(self, training_data: TrainingData) -> Resource:  # Rasa's interface
        """Fit the reader of kinds on the lines in `data/breaches`."""
        files = sorted(LINES.glob("*.jsonl"))
        lines = [line for file in files for line in read_lines(file, kinds.Line)]
        return self.keep(kinds.train(lines, self._encode([line.text for line in lines])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the details on every message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._read(message, text)
        return messages

    def _read(self, message: Message, text: str) -> None:
        vector = vector_of(message)
        if vector is None:
            raise RuntimeError("a message has no vector: SentenceEmbeddings must come first")
        by_rule = read_details(text)
        intent = message.get(INTENT) or {}
        name = intent.get(INTENT_NAME_KEY)
        if name and settled(name, text, by_rule) != name:
            message.set(
                INTENT,
                {**intent, INTENT_NAME_KEY: settled(name, text, by_rule)},
                add_to_output=True,
            )
        details = kinds.weighed(by_rule, text, vector, self.reader, self._encode)
        message.set(ENTITIES, [*message.get(ENTITIES, []), *entities(details)], add_to_output=True)


def entities(details: Details) -> list[dict[str, Any]]:
    """Details as Rasa's entities.

    Args:
        details: What was read.

    Returns:
        One entity a detail, with its character offsets; the relationship and the pronoun stand
        where the person's word stands.
    """
    return [
        {
            "entity": kind,
            "value": span.value,
            "start": span.start,
            "end": span.end,
            "extractor": "DetailsReader",
        }
        for kind, span in _spans(details)
    ]


def _spans(details: Details) -> Iterator[tuple[str, Span]]:
    if details.person is not None:
        yield "person", details.person
        if details.relationship is not None:
            yield "relationship", _valued(details.person, details.relationship)
        if details.pronoun is not None:
            yield "pronoun", _valued(details.person, details.pronoun)
    for kind in ("name", "when", "known"):
        span = getattr(details, kind)
        if span is not None:
            yield kind, span
    for breach in details.breaches:
        yield "breach", breach
    for feeling in details.feelings:
        yield "feeling", feeling


def _valued(span: Span, value: str) -> Span:
    return Span(value, span.text, span.start, span.end)
