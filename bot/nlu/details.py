"""Details of a message as entities with their spans: who, what kind, when, whether they know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.coaching.breach import kinds
from bot.coaching.breach.details import Details, Span, read_details
from bot.coaching.breach.teller import settled
from bot.language.embeddings import Encoder, load_encoder
from bot.language.heads import Heads
from bot.language.lines import read_lines
from bot.nlu.embeddings import vector_of

WEIGHTS = "kinds.npz"
LINES = settings.PROJECT / "data" / "breaches"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class DetailsReader(GraphComponent, EntityExtractorMixin):
    """Finds the details that a person gives, so that none of them is asked for again."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Comes after the sentence embeddings."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing to set; the thresholds stand beside the readers."""
        return {}

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        encoder: Encoder,
        kinds: Heads | None = None,
    ) -> None:
        """Keep what training and reading need."""
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = encoder
        self._kinds = kinds

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DetailsReader:
        """Make an untrained component."""
        return cls(model_storage, resource, load_encoder(settings.load().embeddings))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_kwargs: Any,  # noqa: ANN401
    ) -> DetailsReader:
        """Read the weights of a trained model."""
        encoder = load_encoder(settings.load().embeddings)
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, encoder, kinds.load(folder / WEIGHTS))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the reader of kinds on the lines in `data/breaches`."""
        files = sorted(LINES.glob("*.jsonl"))
        lines = [line for file in files for line in read_lines(file, kinds.Line)]
        self._kinds = kinds.train(lines, self._encoder.encode([line.text for line in lines]))
        with self._model_storage.write_to(self._resource) as folder:
            self._kinds.save(folder / WEIGHTS)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the details on every message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._read(message, text)
        return messages

    def _read(self, message: Message, text: str) -> None:
        vector = vector_of(message)
        if self._kinds is None or vector is None:
            raise RuntimeError("details are read by a trained reader, after SentenceEmbeddings")
        by_rule = read_details(text)
        intent = message.get(INTENT) or {}
        name = intent.get(INTENT_NAME_KEY)
        if name and settled(name, text, by_rule) != name:
            message.set(
                INTENT,
                {**intent, INTENT_NAME_KEY: settled(name, text, by_rule)},
                add_to_output=True,
            )
        details = kinds.weighed(by_rule, text, vector, self._kinds, self._encoder.encode)
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
