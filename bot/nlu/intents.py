"""The intent classifier: logistic regression over embedding and wording, questions included.

The questions (`ask_knowledge/…`) are labels like any other here; Rasa sees the intent
`ask_knowledge` and the actions see the topic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
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
from bot.nlu.trained_reader import TrainedReader

READING = "reading"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmbeddingIntents(TrainedReader[LabelClassifier], IntentClassifier):
    """Reads intent and topic from the vector and the wording of a message."""

    weights = "intents.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings of reading and training.

        `threshold`: below this share the intent is the fallback; `strength`: the inverse of the
        regularisation; `emphasis`: how much the wording counts beside the embedding's one.
        """
        return {"threshold": 0.3, "strength": 30.0, "emphasis": 0.4}

    @staticmethod
    def read_weights(path: Path) -> LabelClassifier:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return LabelClassifier.load(path)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the weights on every example that has an intent and a text."""
        examples = [
            example
            for example in training_data.training_examples
            if example.get(INTENT) and example.get(TEXT)
        ]
        vectors = np.stack([_vector(example) for example in examples])
        labels = [example.get(INTENT_RESPONSE_KEY) or example.get(INTENT) for example in examples]
        return self.keep(
            LabelClassifier.train(
                [example.get(TEXT) for example in examples],
                vectors,
                labels,
                self._config["strength"],
                self._config["emphasis"],
                self._config["threshold"],
            )
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and topic of every message."""
        for message in messages:
            self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        vector = vector_of(message)
        if vector is None:
            message.set(INTENT, _named(FALLBACK, 1.0), add_to_output=True)
            return
        label, confidence = self.reader.label(message.get(TEXT), vector)
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
