"""The reader of apologies, trained with the model and kept in it.

It reads no message by itself: what checks an apology takes it from the model, see
`bot.services.understanding`.
"""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.coaching.apology.reader import ApologyReader, Line
from bot.language.embeddings import load_encoder
from bot.language.lines import read_lines
from bot.nlu.trained_reader import TrainedReader

LINES = settings.PROJECT / "data" / "apologies"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class ApologyLessons(TrainedReader[ApologyReader]):
    """Learns from annotated apologies what an apology has and what spoils it."""

    weights = "apologies.npz"

    @staticmethod
    def read_weights(path: Path) -> ApologyReader:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return ApologyReader.load(path)

    def train(self, training_data: TrainingData) -> Resource:  # Rasa's interface
        """Learn from the lines in `data/apologies`."""
        lines = [line for file in sorted(LINES.glob("*.jsonl")) for line in read_lines(file, Line)]
        encoder = load_encoder(settings.load().embeddings)
        return self.keep(ApologyReader.train(lines, encoder.encode))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages
