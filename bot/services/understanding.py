"""How a message is read, without the dialogue around it: intent, details, gate, apology.

The weights are those of the trained model, taken from its archive, so that what is shown here is
what the bot does.
"""

from __future__ import annotations

import tarfile
import tempfile
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import settings
from bot.coaching.apology.analyser import Analyser, Analysis
from bot.coaching.apology.reader import ApologyReader
from bot.coaching.breach import kinds
from bot.coaching.breach.details import Details, read_details
from bot.coaching.rehearsal.moves import MOVES, MoveReader
from bot.coaching.safety import second_reader
from bot.coaching.safety.second_reader import read_lines, screen_with
from bot.coaching.second_look import settled
from bot.language.classifier import LabelClassifier
from bot.language.embeddings import Encoder, load_encoder
from bot.services.trained import newest_model

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from bot.coaching.safety.gates import Verdict
    from bot.language.heads import Heads
    from bot.language.worded_heads import WordedHeads


@dataclass(frozen=True)
class Understanding:
    """The readers of the trained model."""

    encoder: Encoder
    intents: LabelClassifier
    gate: WordedHeads
    kinds: Heads
    apologies: ApologyReader
    moves: MoveReader

    @classmethod
    def load(cls) -> Understanding:
        """Take the readers from the newest model.

        Raises:
            NotBuiltError: when the encoder or the model is missing or damaged.
        """
        current = settings.load()
        encoder = load_encoder(current.embeddings)
        model = newest_model(current.models, current.embeddings)
        with tempfile.TemporaryDirectory() as folder:
            weights = _unpacked(model, Path(folder))
            readers = cls(
                encoder,
                LabelClassifier.load(weights / "intents.npz"),
                second_reader.load(weights / "gate.npz"),
                kinds.load(weights / "kinds.npz"),
                ApologyReader.load(weights / "apologies.npz"),
                MoveReader.load(weights / "moves.npz"),
            )
        readers.read("so that what is loaded at first use is loaded now")
        return readers

    def screen(self, text: str) -> dict[str, Any]:
        """What the safety gates say of a message, as `amends screen --json` shows it."""
        return self.verdict(text).as_json()

    def verdict(self, text: str) -> Verdict:
        """What the safety gates say of a message."""
        return screen_with(text, self.vector(text), self.gate)

    def likest(self, text: str, category: str) -> tuple[str, float]:
        """The labelled line of a category of the gates that a message is most like.

        Args:
            text: The message.
            category: One of the gates' categories.

        Returns:
            The line, and its cosine with the message, from -1 to 1.
        """
        lines = [line.text for line in labelled_lines() if category in line.categories]
        likeness = self.encoder.encode(lines) @ self.vector(text)
        nearest = int(likeness.argmax())
        return lines[nearest], float(likeness[nearest])

    def check(self, text: str) -> Analysis:
        """What an apology has, what spoils it, and whether it can be sent."""
        return self.analyser.analyse(text, self.verdict(text))

    def made(self, text: str) -> dict[str, Any]:
        """The moves in something said in a difficult conversation, as `amends moves --json`."""
        found = self.moves.read(text, self.encoder.encode)
        return {
            "moves": sorted({made.move for made in found}, key=MOVES.index),
            "spans": [{"start": made.start, "end": made.end, "move": made.move} for made in found],
        }

    @property
    def analyser(self) -> Analyser:
        """The analyser of apologies, which needs to be told what the gate says."""
        return Analyser(self.apologies, self.encoder.encode)

    def read(self, text: str) -> dict[str, Any]:
        """How a message is read, as `amends nlu --json` shows it."""
        began = time.perf_counter()
        vector = self.vector(text)
        label, confidence = self.intents.label(text, vector)
        verdict = screen_with(text, vector, self.gate)
        by_rule = read_details(text)
        intent = settled(label, text, by_rule)
        details = kinds.weighed(by_rule, text, vector, self.kinds, self.encoder.encode)
        spent = (time.perf_counter() - began) * 1000
        return {
            "intent": intent,
            "confidence": round(confidence, 3),
            "details": _shown(details),
            "gate": {"tier": verdict.tier, "categories": list(verdict.categories)},
            "ms": round(spent, 1),
        }

    def vector(self, text: str) -> NDArray[float32]:
        """The unit embedding of a message."""
        vector: NDArray[float32] = self.encoder.encode([text])[0]
        return vector


def labelled_lines() -> list[second_reader.Line]:
    """The lines that the gates' second reader learns from."""
    folder = settings.PROJECT / "data" / "safety"
    return [line for path in sorted(folder.glob("*.jsonl")) for line in read_lines(path)]


@lru_cache(maxsize=1)
def loaded() -> Understanding:
    """The readers of the newest model, loaded once a process.

    Raises:
        NotBuiltError: when the encoder or the model is missing or damaged.
    """
    return Understanding.load()


def _unpacked(model: Path, folder: Path) -> Path:
    """Take the weights out of a model's archive into a folder."""
    with tarfile.open(model) as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.name.endswith(".npz") else None
            if opened is not None:
                (folder / Path(member.name).name).write_bytes(opened.read())
    return folder


def _shown(details: Details) -> dict[str, Any]:
    return {
        "person": details.person.value if details.person else None,
        "relationship": details.relationship,
        "name": details.name.value if details.name else None,
        "breaches": [span.value for span in details.breaches],
        "when": details.when.value if details.when else None,
        "known": details.known.value if details.known else None,
        "feelings": [span.value for span in details.feelings],
    }
