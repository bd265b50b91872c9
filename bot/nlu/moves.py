"""The reader of moves, trained with the model and kept in it.

It reads no message by itself: a rehearsal and `amends moves` take it from the model, see
`bot.services.understanding`.
"""

from __future__ import annotations

from pathlib import Path

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.coaching.rehearsal.moves import Line, MoveReader
from bot.language.embeddings import load_encoder
from bot.language.lines import read_lines
from bot.nlu.trained_reader import TrainedReader

LINES = settings.PROJECT / "data" / "moves"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MoveLessons(TrainedReader[MoveReader]):
    """Learns from labelled turns which moves are made in a difficult conversation."""

    weights = "moves.npz"

    @staticmethod
    def read_weights(path: Path) -> MoveReader:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return MoveReader.load(path)

    def train(self, training_data: TrainingData) -> Resource:  # Rasa's interface
        """Learn from the lines in `data/moves`."""
        lines = [line for file in sorted(LINES.glob("*.jsonl")) for line in read_lines(file, Line)]
        encoder = load_encoder(settings.load().embeddings)
        return self.keep(MoveReader.train(lines, encoder.encode))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages
