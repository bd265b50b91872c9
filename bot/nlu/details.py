"""Details of a message as entities with their spans: who, what kind, when, whether they know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.coaching.breach.details import Details, Span, read_details
from bot.coaching.breach.teller import settled


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DetailsReader(GraphComponent, EntityExtractorMixin):
    """Finds the details that a person gives, so that none of them is asked for again."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DetailsReader:
        """Make the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the details on every message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._read(message, text)
        return messages

    def _read(self, message: Message, text: str) -> None:
        details = read_details(text)
        message.set(ENTITIES, [*message.get(ENTITIES, []), *entities(details)], add_to_output=True)
        intent = message.get(INTENT) or {}
        name = intent.get(INTENT_NAME_KEY)
        if name and settled(name, text, details) != name:
            message.set(
                INTENT,
                {**intent, INTENT_NAME_KEY: settled(name, text, details)},
                add_to_output=True,
            )


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
