"""How well lines are read that took no part in the tuning of the encoder.

`make bench-tuning` tunes the encoder five times, each time without a fifth of all labelled lines,
and this reads that fifth: the intents as the bot does, after training on the other four; the safety
gate's second reader alone, without its rules; the kinds of breach alone, without theirs; sentences
of apologies alone, without signs and what stands around. Vectors are those of the float32 weights;
eight bits cost some tenths of a point.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import f1_score

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.coaching.apology.labels import ELEMENTS, FAULTS, LABELS
from bot.coaching.breach import kinds
from bot.coaching.breach.details import read_details
from bot.coaching.safety import second_reader
from bot.coaching.safety.gates import CATEGORIES, screen, worst_first
from bot.coaching.second_look import settled
from bot.language.classifier import LabelClassifier
from bot.language.heads import Heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Lines = list[dict[str, Any]]

CAUGHT = ("emergency", "stop")
LIKELY = 0.4


class Fold:
    """One fold: all lines, their vectors by an encoder that never saw those that are asked."""

    def __init__(self, lines: Lines, path: Path) -> None:
        """Read the vectors.

        Args:
            lines: All lines, as they were tuned on.
            path: The fold's file.
        """
        with np.load(path) as held:
            self._vectors: Vectors = held["vectors"]
            asked = set(held["asked"].tolist())
        self._lines = lines
        self._parts: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for row, line in enumerate(lines):
            self._parts[line["task"], row in asked].append(row)

    def part(self, task: str, *, asked: bool) -> tuple[Lines, Vectors]:
        """The lines of a task that are asked, or that are learnt from, with their vectors."""
        rows = self._parts[task, asked]
        return [self._lines[row] for row in rows], self._vectors[rows]


def read_intents(fold: Fold) -> list[tuple[str, str]]:
    """The right intent and the one that was read, of every asked line."""
    learnt, vectors = fold.part("intent", asked=False)
    reader = LabelClassifier.train(
        [line["text"] for line in learnt], vectors, [line["labels"][0] for line in learnt]
    )
    asked, unseen = fold.part("intent", asked=True)
    read = []
    for line, vector in zip(asked, unseen, strict=True):
        text = line["text"]
        label, _ = reader.read(text, vector)[0]
        read.append((line["labels"][0], settled(label, text, read_details(text))))
    return read


def read_gates(fold: Fold) -> list[tuple[str, dict[str, float]]]:
    """The right tier and what the second reader says, of every asked line; benign talk included."""
    learnt, vectors = fold.part("gate", asked=False)
    reader = second_reader.train_on_vectors(
        [_gate_line(line) for line in learnt], vectors, _benign(*fold.part("intent", asked=False))
    )
    asked, unseen = fold.part("gate", asked=True)
    read = [
        (_gate_line(line).tier, reader.read(line["text"], vector))
        for line, vector in zip(asked, unseen, strict=True)
    ]
    ordinary = _benign(*fold.part("intent", asked=True))
    return read + [
        ("ordinary", reader.read(text, vector))
        for text, vector in zip(ordinary.texts, ordinary.vectors, strict=True)
    ]


def _gate_line(line: dict[str, Any]) -> second_reader.Line:
    ordered = worst_first(set(line["labels"]))
    tier = CATEGORIES[ordered[0]] if ordered else "none"
    return second_reader.Line(text=line["text"], tier=tier, categories=tuple(ordered))


def _benign(lines: Lines, vectors: Vectors) -> second_reader.Benign:
    kept = [
        row
        for row, line in enumerate(lines)
        if line["labels"][0] not in second_reader.NOT_BENIGN and screen(line["text"]).tier == "none"
    ]
    return second_reader.Benign([lines[row]["text"] for row in kept], vectors[kept])


def read_kinds(fold: Fold) -> list[tuple[str | None, str]]:
    """The main kind, None where nothing is told, and the likeliest one, of every asked line."""
    learnt, vectors = fold.part("kind", asked=False)
    heads = kinds.train(
        [kinds.Line(text=line["text"], kinds=line["labels"]) for line in learnt], vectors
    )
    asked, unseen = fold.part("kind", asked=True)
    read = []
    for line, vector in zip(asked, unseen, strict=True):
        chances = heads.read(vector)
        read.append((next(iter(line["labels"]), None), max(chances, key=lambda k: chances[k])))
    return read


def read_apologies(fold: Fold) -> list[tuple[set[str], set[str]]]:
    """What is annotated and what is likely, of every asked sentence of an apology."""
    learnt, vectors = fold.part("apology", asked=False)
    truth = np.array([[label in line["labels"] for label in LABELS] for line in learnt])
    heads = Heads.train(LABELS, vectors, truth, strength=10.0)
    asked, unseen = fold.part("apology", asked=True)
    return [
        (set(line["labels"]), {label for label, p in heads.read(vector).items() if p >= LIKELY})
        for line, vector in zip(asked, unseen, strict=True)
    ]


def intents_report(pairs: Sequence[tuple[str, str]]) -> str:
    """Macro-F1, accuracy and the recall of what is out of scope."""
    truth, read = zip(*pairs, strict=True)
    macro_f1 = f1_score(truth, read, average="macro", labels=sorted(set(truth)))
    outside = [seen for right, seen in pairs if right == "out_of_scope"]
    return (
        f"intents   macro-F1 {macro_f1:.3f}"
        f"  accuracy {np.mean([right == seen for right, seen in pairs]):.3f}"
        f"  out of scope caught {np.mean([seen == 'out_of_scope' for seen in outside]):.3f}"
    )


def gates_report(read: Sequence[tuple[str, dict[str, float]]]) -> str:
    """Shares that the second reader asks or acts on, at the limits in use."""

    def noticed(chances: dict[str, float]) -> bool:
        return any(chances[tier] >= second_reader.ASK_AT[tier] for tier in CAUGHT)

    shares = {
        tier: np.mean([noticed(chances) for right, chances in read if right == tier])
        for tier in ("emergency", "stop", "refer", "none", "ordinary")
    }
    shown = "  ".join(f"{tier} {share:.3f}" for tier, share in shares.items())
    return f"gate      noticed as emergency or stop: {shown}"


def kinds_report(pairs: Sequence[tuple[str | None, str]]) -> str:
    """Share of the tellings whose main kind is the likeliest."""
    told = [(right, seen) for right, seen in pairs if right is not None]
    right = np.mean([right == seen for right, seen in told])
    return f"kinds     main kind likeliest {right:.3f} of {len(told)} tellings"


def apologies_report(pairs: Sequence[tuple[set[str], set[str]]]) -> str:
    """F1 over all elements, and over all faults."""
    shares = {}
    for name, labels in (("elements", set(ELEMENTS)), ("faults", set(FAULTS))):
        right = sum(len(truth & read & labels) for truth, read in pairs)
        all_of_both = sum(len(truth & labels) + len(read & labels) for truth, read in pairs)
        shares[name] = 2 * right / max(all_of_both, 1)
    shown = "  ".join(f"{name} F1 {share:.3f}" for name, share in shares.items())
    return f"apologies {shown} of {len(pairs)} sentences"


def main() -> int:
    """Read the folds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="what training/tune_encoder.py --folds wrote")
    folder = parser.parse_args().folder
    lines = json.loads((folder / "lines.json").read_text(encoding="utf-8"))
    folds = [Fold(lines, path) for path in sorted(folder.glob("fold-*.npz"))]
    print(f"{len(lines)} lines, {len(folds)} folds")
    tasks = {line["task"] for line in lines}
    if "intent" in tasks:
        print(intents_report([pair for fold in folds for pair in read_intents(fold)]))
    if tasks >= {"intent", "gate"}:
        print(gates_report([pair for fold in folds for pair in read_gates(fold)]))
    if "kind" in tasks:
        print(kinds_report([pair for fold in folds for pair in read_kinds(fold)]))
    if "apology" in tasks:
        print(apologies_report([pair for fold in folds for pair in read_apologies(fold)]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
