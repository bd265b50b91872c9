"""The safety gate as a Rasa component: reads every message and overrides the intent when it must.

It comes last, so nothing that was read before can outvote it. A suggestion to seek help (`refer`)
leaves the intent as it is: the walk goes on with it.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import settings
from bot.coaching.apology.reader import Line as Letter
from bot.coaching.safety import second_reader
from bot.coaching.safety.gates import Verdict, screen
from bot.coaching.safety.picture import screen_together
from bot.coaching.safety.second_reader import NOT_BENIGN, Benign, screen_with
from bot.language.embeddings import Encoder, load_encoder
from bot.language.lines import read_lines
from bot.language.worded_heads import WordedHeads
from bot.nlu.embeddings import vector_of
from bot.nlu.trained_reader import TrainedReader
from bot.services.understanding import labelled_lines

GATE = "gate"
CLEARABLE = frozenset({"no_contact_request", "victim"})
"""Stops that the person's own word, asked plainly, can lift; no other stop is lifted by a word."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyGate(TrainedReader[WordedHeads], IntentClassifier):
    """Screens every message by rules and by likeness to labelled lines."""

    weights = "gate.npz"

    @staticmethod
    def read_weights(path: Path) -> WordedHeads:
        """Load the reader; raises `NotBuiltError` when its file is missing or damaged."""
        return second_reader.load(path)

    @cached_property
    def _encoder(self) -> Encoder:
        return load_encoder(settings.load().embeddings)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the second reader on labelled lines, what is said to the coach, and letters."""
        lines = labelled_lines()
        letters = _letters()
        said = _benign(training_data)
        benign = Benign(
            [*said.texts, *letters], np.vstack([said.vectors, self._encoder.encode(letters)])
        )
        return self.keep(second_reader.train(lines, self._encoder.encode, benign=benign))

    def process(self, messages: list[Message]) -> list[Message]:
        """Screen every message; a gate that fires takes the place of the intent."""
        for message in messages:
            text = message.get(TEXT)
            if text and not text.startswith("/"):
                self._screen(message, text)
        return messages

    def _screen(self, message: Message, text: str) -> None:
        vector = vector_of(message)
        if vector is None:
            raise RuntimeError("a message has no vector: SentenceEmbeddings must come first")
        metadata = message.get(METADATA) or {}
        cleared = metadata.get("cleared", ())
        # Taken out, because what stays in here is written into the tracker with every message.
        before = metadata.pop("before", ())
        alone = screen_with(text, vector, self.reader)
        verdict = screen_together(alone, text, before, self.reader, self._encoder.encode)
        message.set(GATE, verdict.as_json(), add_to_output=True)
        intent = gate_intent(verdict, tuple(cleared))
        if intent is not None:
            message.set(
                INTENT,
                {INTENT_NAME_KEY: intent, PREDICTED_CONFIDENCE_KEY: verdict.confidence},
                add_to_output=True,
            )


def _letters() -> list[str]:
    """Whole apologies in which there is nothing for the gate: people paste them as a draft."""
    files = sorted((settings.PROJECT / "data" / "apologies").glob("whole*.jsonl"))
    texts = [line.text for file in files for line in read_lines(file, Letter)]
    return [text for text in texts if screen(text).tier == "none"]


def _benign(training_data: TrainingData) -> Benign:
    """The examples in which there is nothing for the gate."""
    found = [
        (example.get(TEXT), vector)
        for example in training_data.training_examples
        if example.get(INTENT) not in NOT_BENIGN
        and example.get(TEXT)
        and (vector := vector_of(example)) is not None
        and screen(example.get(TEXT)).tier == "none"
    ]
    texts, vectors = zip(*found, strict=True)
    return Benign(texts, np.vstack(vectors))


def gate_intent(verdict: Verdict, cleared: tuple[str, ...]) -> str | None:
    """The intent that a verdict puts in the place of the one that was read.

    Args:
        verdict: What the gate says.
        cleared: Categories whose doubt this person has answered with a no.

    Returns:
        `safety_emergency`, `safety_stop` or `safety_ask`; None when the walk goes on.
    """
    if verdict.tier not in {"emergency", "stop"}:
        return None
    if verdict.ask:
        open_doubts = [each for each in verdict.categories if each not in cleared]
        return "safety_ask" if open_doubts else None
    if set(verdict.categories) <= CLEARABLE & set(cleared):
        return None
    return f"safety_{verdict.tier}"
