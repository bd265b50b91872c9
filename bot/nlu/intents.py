"""The intent classifier: logistic regression over embedding and wording, questions included.

The questions (`ask_knowledge/…`) are labels like any other here; Rasa sees the intent
`ask_knowledge` and the actions see the topic.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.classifier import FALLBACK, LabelClassifier
from bot.nlu.embeddings import vector_of

READING = "reading"
WEIGHTS = "intents.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmbeddingIntents(IntentClassifier, GraphComponent):
    """Reads intent and topic from the vector and the wording of a message."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Comes after the sentence embeddings."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of reading and training.

        `threshold`: below this share the intent is the fallback; `strength`: the inverse of the
        regularisation; `emphasis`: how much the wording counts beside the embedding's one.
        """
        return {"threshold": 0.3, "strength": 30.0, "emphasis": 0.4}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: LabelClassifier | None = None,
    ) -> None:
        """Keep what training and reading need."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmbeddingIntents:
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_kwargs: Any,  # noqa: ANN401
    ) -> EmbeddingIntents:
        """Read the weights of a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LabelClassifier.load(folder / WEIGHTS))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the weights on every example that has an intent and a text."""
        examples = [
            example
            for example in training_data.training_examples
            if example.get(INTENT) and example.get(TEXT)
        ]
        vectors = np.stack([_vector(example) for example in examples])
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        self._classifier = LabelClassifier.train(
            [example.get(TEXT) for example in examples],
            vectors,
            labels,
            self._config["strength"],
            self._config["emphasis"],
            self._config["threshold"],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._classifier.save(folder / WEIGHTS)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and topic of every message."""
        for message in messages:
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        vector = vector_of(message)
        if vector is None or self._classifier is None:
            message.set(INTENT, _named(FALLBACK, 1.0), add_to_output=True)
            return
        label, confidence = self._classifier.label(message.get(TEXT), vector)
        intent, _, topic = label.partition("/")
        message.set(INTENT, _named(intent, confidence), add_to_output=True)
        message.set(READING, {"label": label, "topic": topic or None}, add_to_output=True)


def _vector(example: Message) -> NDArray[np.float32]:
    vector = vector_of(example)
    if vector is None:
        raise ValueError("an example has no vector: SentenceEmbeddings must come first")
    return vector


def _named(name: str, confidence: float) -> dict[str, Any]:
    return {INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: confidence}
