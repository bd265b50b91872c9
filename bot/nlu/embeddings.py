"""The sentence encoder as a Rasa featurizer."""

from __future__ import annotations

from typing import Any

from numpy import float32
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.language.embeddings import Encoder, load_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddings(DenseFeaturizer, GraphComponent):
    """Puts one unit vector for the whole text on every message."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Comes after a tokenizer."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's own default: no alias."""
        return {**DenseFeaturizer.get_default_config()}

    def __init__(self, name: str, config: dict[str, Any], encoder: Encoder) -> None:
        """Keep the encoder.

        Args:
            name: The component's name in the graph.
            config: What `config.yml` says.
            encoder: What turns texts into vectors.
        """
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddings:
        """Make the component; raises `NotBuiltError` when the encoder is missing or damaged."""
        return cls(execution_context.node_name, config, load_encoder(settings.load().embeddings))

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Every configuration is fine."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Put vectors on all training examples, in batches."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Put a vector on every message that has a text."""
        spoken = [message for message in messages if message.get(TEXT)]
        if spoken:
            vectors = self._encoder.encode([message.get(TEXT) for message in spoken])
            for message, vector in zip(spoken, vectors, strict=False):
                self._put(message, vector)
        return messages

    def _put(self, message: Message, vector: NDArray[float32]) -> None:
        message.add_features(
            Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
        )


def vector_of(message: Message) -> NDArray[float32] | None:
    """The vector that `SentenceEmbeddings` put on a message, shape (dimension,), or None."""
    _, sentence = message.get_dense_features(TEXT, [])
    if sentence is None:
        return None
    vector: NDArray[float32] = sentence.features[0]
    return vector
