"""Tunes the sentence encoder on the project's own labelled lines.

The published encoder knows what sentences are about, and little of what matters here: who did what
to whom, whether it is told or asked, whether somebody is in danger. It is trained on with one head
for each thing that the project labels (intents, safety gates, kinds of breach, what an apology has
and what spoils it, moves in a conversation), which are thrown away afterwards; the vectors that
made them right stay. What keeps it general: the words' own vectors do not move, every sentence is
held near its published vector, and so are sentences about all sorts of other things
(`training/general.txt`); and the result lies between the published and the tuned weights
(Wortsman et al., 2022, "Robust fine-tuning of zero-shot models").

Runs in an environment of its own, made from `requirements-tuning.lock`; `make tune` does that, and
builds `data/encoder` from the result:

    .tools/tuning/bin/python training/tune_encoder.py --base FOLDER --out var/tuning

`--start var/tuning --epochs 2` goes on from weights tuned before, when lines were added: it
takes a third of the time. `--folds 5` tunes anew without each fifth of the lines, and writes what
`benchmarks/tuning.py` needs to say how well lines are read that took no part in the tuning.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import yaml
from safetensors.torch import load_file, save_file
from sklearn.model_selection import StratifiedKFold
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

PROJECT = Path(__file__).resolve().parent.parent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
TUNING = "tuning.json"
SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
EXAMPLE = "this is an example sentence"
SHOWN = 4
SAID_EVERY = 200
"""Steps between two lines of progress."""
OUT_OF_SCOPE = "out_of_scope"
TASKS = ("intent", "gate", "kind", "apology", "move")
GENERAL = "general"
"""The task of sentences that have no label, and are only to stay where they are."""


@dataclass(frozen=True)
class Recipe:
    """How the tuning goes.

    Attributes:
        epochs: Times that every line is seen.
        rate: The encoder's greatest learning rate; it rises for a tenth of the steps, then falls.
        head_rate: That of the heads.
        batch: Lines in a step.
        still: Layers, from the lowest, that do not move; the word vectors never do.
        scale: What the cosine between a vector and a label is multiplied by.
        near: How much it counts that vectors stay near the published ones.
        near_outside: The same for what is out of scope or general: all the rest of the world,
            which must not be drawn together into one place.
        outside: How much it counts to tell what is out of scope, beside another intent's one.
        many: How much a kind, an element or a move counts, beside an intent's one.
        gate: The same for a gate: nothing matters more than seeing these.
        way: How far from the published weights to the tuned ones the result lies.
        longest: Word pieces that are read of a line.
        seed: For everything that is drawn.
    """

    epochs: int = 5
    rate: float = 1e-4
    head_rate: float = 1e-3
    batch: int = 32
    still: int = 0
    scale: float = 16.0
    near: float = 0.5
    near_outside: float = 2.0
    outside: float = 0.3
    many: float = 0.7
    gate: float = 1.0
    way: float = 0.8
    longest: int = 96
    seed: int = 0


@dataclass(frozen=True)
class Line:
    """A text with its labels.

    Attributes:
        text: What somebody wrote.
        task: What is labelled: `intent`, `gate`, `kind`, `apology`, `move`; or `general`: nothing.
        labels: The labels; an intent is always one, the others may be none or several.
    """

    text: str
    task: str
    labels: tuple[str, ...]


def read_lines(data: Path) -> list[Line]:
    """Read every labelled line of the project.

    Args:
        data: The folder `data`.

    Returns:
        The lines, the same ones in the same order for the same files.
    """
    lines = []
    for path in sorted((data / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines += [
                Line(row.removeprefix("- ").strip(), "intent", (entry["intent"],))
                for row in entry["examples"].splitlines()
            ]
    for path in sorted((data / "safety").glob("*.jsonl")):
        lines += [Line(row["text"], "gate", tuple(row["categories"])) for row in _rows(path)]
    for path in sorted((data / "breaches").glob("*.jsonl")):
        lines += [Line(row["text"], "kind", tuple(row["kinds"])) for row in _rows(path)]
    for path in sorted((data / "apologies").glob("*.jsonl")):
        lines += [line for row in _rows(path) for line in _sentences(row)]
    for path in sorted((data / "moves").glob("*.jsonl")):
        lines += [Line(row["text"], "move", tuple(row["moves"])) for row in _rows(path)]
    general = (data.parent / "training" / "general.txt").read_text(encoding="utf-8")
    return lines + [Line(text, GENERAL, ()) for text in general.splitlines()]


def _sentences(apology: dict[str, Any]) -> Iterator[Line]:
    """Each sentence of an annotated apology, with the elements and faults that stand in it."""
    spans = [*apology["elements"], *apology["faults"]]
    for sentence in SENTENCE.finditer(apology["text"]):
        text = sentence.group().strip()
        held = {
            span["id"]
            for span in spans
            if min(span["end"], sentence.end()) - max(span["start"], sentence.start())
            > (span["end"] - span["start"]) / 2
        }
        if any(character.isalpha() for character in text):
            yield Line(text, "apology", tuple(sorted(held)))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]


class SentenceEncoder(nn.Module):
    """The encoder with the pooling that `training/build_embeddings.py` writes as a graph."""

    def __init__(self, base: Path, longest: int) -> None:
        """Load the published weights.

        Args:
            base: Folder with weights, configuration and tokenizer.
            longest: Word pieces that are read of a text.
        """
        super().__init__()
        described = json.loads((base / CONFIG).read_text(encoding="utf-8"))
        described.pop("architectures", None)
        self.bert = BertModel(BertConfig(**described), add_pooling_layer=False)
        self.bert.load_state_dict(load_file(base / WEIGHTS), strict=False)
        self._tokenizer = Tokenizer.from_file(str(base / TOKENIZER))
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.enable_padding()

    def forward(self, texts: Sequence[str]) -> torch.Tensor:
        """The unit vectors of texts, shape (texts, 384)."""
        read = self._tokenizer.encode_batch(list(texts))
        pieces = torch.tensor([each.ids for each in read])
        mask = torch.tensor([each.attention_mask for each in read])
        hidden = self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state
        kept = mask.unsqueeze(-1).float()
        return functional.normalize((hidden * kept).sum(1) / kept.sum(1), dim=-1)

    def vectors(self, texts: Sequence[str], batch: int = 64) -> NDArray[np.float32]:
        """The unit vectors of many texts, shape (texts, 384), without learning from them."""
        self.eval()
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        found = np.empty((len(texts), self.bert.config.hidden_size), dtype=np.float32)
        with torch.no_grad():
            for start in range(0, len(order), batch):
                rows = order[start : start + batch]
                found[rows] = self([texts[row] for row in rows]).numpy()
        return found


class Head(nn.Module):
    """Scores of the labels of one task, by the cosine between a vector and each label's own."""

    def __init__(
        self, task: str, lines: Sequence[Line], vectors: NDArray[np.float32], recipe: Recipe
    ) -> None:
        """Start each label at the mean of its lines, so that the first steps tear nothing.

        Args:
            task: The task.
            lines: All lines.
            vectors: Their published vectors.
            recipe: How much counts what.
        """
        super().__init__()
        self.task = task
        self.names = sorted({name for line in lines if line.task == task for name in line.labels})
        means = [
            vectors[[row for row, line in enumerate(lines) if self._has(line, name)]].mean(axis=0)
            for name in self.names
        ]
        counts = np.array([sum(self._has(line, name) for line in lines) for name in self.names])
        self.directions = nn.Parameter(torch.tensor(np.stack(means)))
        self.bias = nn.Parameter(torch.full((len(self.names),), 0.0 if self._one else -8.0))
        weights = np.sqrt(counts.mean() / counts)
        weights[[name == OUT_OF_SCOPE for name in self.names]] *= recipe.outside
        self.weight_of = torch.tensor(weights, dtype=torch.float32)

    @property
    def _one(self) -> bool:
        return self.task == "intent"

    def _has(self, line: Line, name: str) -> bool:
        return line.task == self.task and name in line.labels

    def loss(self, vectors: torch.Tensor, lines: Sequence[Line], scale: float) -> torch.Tensor:
        """The summed loss of lines of this task.

        Args:
            vectors: Their vectors.
            lines: The lines.
            scale: What the cosines are multiplied by.
        """
        cosines = functional.linear(vectors, functional.normalize(self.directions, dim=-1))
        scores = scale * cosines + self.bias
        if self._one:
            truth = torch.tensor([self.names.index(line.labels[0]) for line in lines])
            return functional.cross_entropy(
                scores, truth, weight=self.weight_of, label_smoothing=0.05, reduction="sum"
            )
        held = torch.tensor([[name in line.labels for name in self.names] for line in lines])
        return functional.binary_cross_entropy_with_logits(scores, held.float(), reduction="sum")


def tune(
    lines: Sequence[Line], base: Path, recipe: Recipe, start: Path | None = None
) -> SentenceEncoder:
    """Tune the encoder.

    Args:
        lines: What it learns from.
        base: Folder with the published weights.
        recipe: How.
        start: Folder with weights that were tuned before, to go on from.

    Returns:
        The tuned encoder, as far from the published one as the recipe says.
    """
    torch.manual_seed(recipe.seed)
    draw = random.Random(recipe.seed)  # noqa: S311  # for repeatable training, not for secrets
    encoder = SentenceEncoder(base, recipe.longest)
    published = {name: value.clone() for name, value in encoder.bert.state_dict().items()}
    near = torch.tensor(encoder.vectors([line.text for line in lines]))
    beginning = near.numpy()
    if start is not None:
        encoder.bert.load_state_dict(load_file(start / WEIGHTS), strict=False)
        beginning = encoder.vectors([line.text for line in lines])
    heads = [
        Head(task, lines, beginning, recipe)
        for task in TASKS
        if any(line.task == task for line in lines)
    ]
    held = torch.tensor(
        [
            recipe.near_outside
            if line.task == GENERAL or OUT_OF_SCOPE in line.labels
            else recipe.near
            for line in lines
        ]
    )
    steps = recipe.epochs * math.ceil(len(lines) / recipe.batch)
    optimiser, pace = _optimiser(encoder, heads, recipe, steps)
    began = time.monotonic()
    encoder.train()
    for epoch in range(recipe.epochs):
        losses = []
        for step, rows in enumerate(_batches(lines, recipe.batch, draw), start=1):
            vectors = encoder([roughened(lines[row].text, draw) for row in rows])
            loss = _loss(vectors, [lines[row] for row in rows], heads, recipe)
            loss = loss + (held[rows] * (1 - (vectors * near[rows]).sum(dim=1))).mean()
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
            optimiser.step()
            pace.step()
            losses.append(loss.item())
            if step % SAID_EVERY == 0:
                say(f"step {step}: loss {np.mean(losses[-SAID_EVERY:]):.3f}")
        say(
            f"epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.3f}, "
            f"{time.monotonic() - began:.0f} s"
        )
    _go_back(encoder, published, recipe.way)
    return encoder


def _optimiser(
    encoder: SentenceEncoder, heads: Sequence[Head], recipe: Recipe, steps: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LambdaLR]:
    for still in (encoder.bert.embeddings, *encoder.bert.encoder.layer[: recipe.still]):
        still.requires_grad_(requires_grad=False)
    moving = [each for each in encoder.parameters() if each.requires_grad]
    led = [each for head in heads for each in head.parameters()]
    optimiser = torch.optim.AdamW(
        [{"params": moving, "lr": recipe.rate}, {"params": led, "lr": recipe.head_rate}],
        weight_decay=0.01,
    )
    rise = 0.1 * steps
    return optimiser, torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / rise) * max(0.0, 1 - step / steps)
    )


def _batches(lines: Sequence[Line], size: int, draw: random.Random) -> Iterator[list[int]]:
    """Batches of lines that are about as long, in a drawn order."""
    rows = list(range(len(lines)))
    draw.shuffle(rows)
    batches = []
    for start in range(0, len(rows), size * 16):
        near_by = sorted(rows[start : start + size * 16], key=lambda row: len(lines[row].text))
        batches += [near_by[at : at + size] for at in range(0, len(near_by), size)]
    draw.shuffle(batches)
    yield from batches


def _loss(
    vectors: torch.Tensor, lines: Sequence[Line], heads: Iterable[Head], recipe: Recipe
) -> torch.Tensor:
    loss = torch.zeros(())
    for head in heads:
        mine = [row for row, line in enumerate(lines) if line.task == head.task]
        if mine:
            weight = {"intent": 1.0, "gate": recipe.gate}.get(head.task, recipe.many)
            told = head.loss(vectors[mine], [lines[row] for row in mine], recipe.scale)
            loss = loss + weight * told / len(lines)
    return loss


def roughened(text: str, draw: random.Random) -> str:
    """A text as it might have been typed in a hurry; every second one stays as it is.

    Args:
        text: The text.
        draw: What decides.

    Returns:
        The text, perhaps without capitals, apostrophes or its last mark, perhaps with one slip.
    """
    if draw.random() < 0.5:
        return text
    if draw.random() < 0.5:
        text = text.lower()
    if draw.random() < 0.5:
        text = re.sub("['’]", "", text)
    if draw.random() < 0.3:
        text = text.rstrip(".?!")
    if draw.random() < 0.35 and len(text) > 8:
        at = draw.randrange(1, len(text) - 2)
        slips = (
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
            text[:at] + text[at] + text[at:],
        )
        text = draw.choice(slips)
    return text


def _go_back(encoder: SentenceEncoder, published: dict[str, torch.Tensor], way: float) -> None:
    """Move the tuned weights part of the way back to the published ones."""
    tuned = encoder.bert.state_dict()
    encoder.bert.load_state_dict(
        {
            name: torch.lerp(published[name], value, way) if value.is_floating_point() else value
            for name, value in tuned.items()
        }
    )


def cross_tune(lines: Sequence[Line], base: Path, out: Path, recipe: Recipe, folds: int) -> None:
    """Tune without each fold in turn, and write the vectors of all lines.

    Args:
        lines: All labelled lines.
        base: Folder with the published weights.
        out: The folder to write to: `lines.json`, and `fold-1.npz` and so on with `vectors`, of
            all lines, and `asked`, the rows of the lines that took no part.
        recipe: How to tune.
        folds: Into how many the lines are cut, stratified by task and first label.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "lines.json").write_text(json.dumps([asdict(line) for line in lines]), "utf-8")
    first = [f"{line.task} {line.labels[0] if line.labels else None}" for line in lines]
    cut = StratifiedKFold(folds, shuffle=True, random_state=recipe.seed)
    for number, (learnt, asked) in enumerate(cut.split(first, first), start=1):
        say(f"fold {number} of {folds}")
        encoder = tune([lines[row] for row in learnt], base, recipe)
        vectors = encoder.vectors([line.text for line in lines])
        np.savez(out / f"fold-{number}.npz", vectors=vectors, asked=asked)


def write(encoder: SentenceEncoder, base: Path, out: Path, record: dict[str, Any]) -> None:
    """Write the tuned weights with what `training/build_embeddings.py` needs to know of them.

    Args:
        encoder: The tuned encoder.
        base: Folder with the tokenizer.
        out: The folder to write.
        record: What the weights were made from.
    """
    out.mkdir(parents=True, exist_ok=True)
    state = {name: value.contiguous() for name, value in encoder.bert.state_dict().items()}
    save_file(state, out / WEIGHTS)
    (out / TOKENIZER).write_bytes((base / TOKENIZER).read_bytes())
    record = {
        **record,
        "start": [round(float(number), 6) for number in encoder.vectors([EXAMPLE])[0][:SHOWN]],
        "sha256": {name: _sha256(out / name) for name in (WEIGHTS, TOKENIZER)},
    }
    (out / TUNING).write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def made_from(lines: Sequence[Line], recipe: Recipe, start: Path | None) -> dict[str, Any]:
    """What an encoder is made from: lines of each task, their digest, the recipe, its start."""
    told = json.dumps([asdict(line) for line in lines], ensure_ascii=False)
    return {
        "lines": {task: sum(line.task == task for line in lines) for task in (*TASKS, GENERAL)},
        "digest": hashlib.sha256(told.encode()).hexdigest(),
        "recipe": asdict(recipe),
        "went_on_from": (
            None if start is None else json.loads((start / TUNING).read_text("utf-8"))
        ),
    }


def say(line: str) -> None:
    """Print a line of progress at once."""
    print(f"[tuning] {line}", flush=True)


def main() -> int:
    """Tune, or cross-validate; 0 when it is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, required=True, help="folder of the published weights")
    parser.add_argument("--data", type=Path, default=PROJECT / "data", help="the labelled lines")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--folds", type=int, help="cross-tune with this many folds instead")
    parser.add_argument("--start", type=Path, help="folder of weights tuned before, to go on from")
    parser.add_argument("--epochs", type=int, default=Recipe.epochs, help="times through the lines")
    parser.add_argument("--way", type=float, default=Recipe.way, help="how far from the published")
    parser.add_argument("--only", choices=TASKS, help="only the lines of one task")
    chosen = parser.parse_args()
    recipe = Recipe(epochs=chosen.epochs, way=chosen.way)
    lines = [
        line for line in read_lines(chosen.data) if chosen.only is None or line.task == chosen.only
    ]
    say(f"{len(lines)} lines, {recipe.epochs} epochs; some minutes an epoch on two cores")
    if chosen.folds:
        cross_tune(lines, chosen.base, chosen.out, recipe, chosen.folds)
    else:
        tuned = tune(lines, chosen.base, recipe, chosen.start)
        write(tuned, chosen.base, chosen.out, made_from(lines, recipe, chosen.start))
    say(f"wrote {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
