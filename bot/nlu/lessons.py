"""Readers that are trained with the model and kept in it, and read no message by themselves.

What checks an apology or runs a rehearsal takes its reader from the model, see
`bot.services.understanding`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.coaching.apology import reader as apologies
from bot.coaching.apology.reader import ApologyReader
from bot.coaching.rehearsal import moves
from bot.coaching.rehearsal.moves import MoveReader
from bot.language.embeddings import Encoder, load_encoder
from bot.language.lines import LineT, read_lines
from bot.nlu.trained_reader import ReaderT, TrainedReader


class _Lessons(TrainedReader[ReaderT]):
    """Learns from a folder of labelled lines."""

    folder: ClassVar[str]
    """The folder's name in `data`."""

    @staticmethod
    @abstractmethod
    def learn(files: Iterable[Path], encoder: Encoder) -> ReaderT:
        """Fit the reader to the lines of some files."""

    def train(self, training_data: TrainingData) -> Resource:  # Rasa's interface
        """Learn from all lines of the folder."""
        files = sorted((settings.PROJECT / "data" / self.folder).glob("*.jsonl"))
        return self.keep(self.learn(files, load_encoder(settings.load().embeddings)))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Leave messages as they are."""
        return messages


def _all_lines(files: Iterable[Path], shape: type[LineT]) -> list[LineT]:
    return [line for file in files for line in read_lines(file, shape)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class ApologyLessons(_Lessons[ApologyReader]):
    """Learns from annotated apologies what an apology has and what spoils it."""

    folder = "apologies"
    weights = "apologies.npz"

    @staticmethod
    def learn(files: Iterable[Path], encoder: Encoder) -> ApologyReader:
        """Fit the reader to annotated apologies."""
        return ApologyReader.train(_all_lines(files, apologies.Line), encoder.encode)

    @staticmethod
    def read_weights(path: Path) -> ApologyReader:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return ApologyReader.load(path)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class MoveLessons(_Lessons[MoveReader]):
    """Learns from labelled turns which moves are made in a difficult conversation."""

    folder = "moves"
    weights = "moves.npz"

    @staticmethod
    def learn(files: Iterable[Path], encoder: Encoder) -> MoveReader:
        """Fit the reader to labelled turns."""
        return MoveReader.train(_all_lines(files, moves.Line), encoder.encode)

    @staticmethod
    def read_weights(path: Path) -> MoveReader:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return MoveReader.load(path)
