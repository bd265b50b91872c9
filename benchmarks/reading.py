"""How well messages are read: ours beside Rasa's default pipeline, on our data and public sets.

`make bench-nlu` measures on the project's own examples, `make bench-nlu DATASETS=folder` on
BANKING77 (Casanueva et al., 2020) and CLINC150 (Larson et al., 2019) too. The folder holds
`banking77/train.csv`, `banking77/test.csv` and `clinc150/data_full.json` as they were published.
What is measured:

    own                 five folds of data/nlu, stratified
    own-ten-shot        the first of these folds, trained on ten examples an intent
    held-out            all of data/nlu, tested on lines that were written apart from it
    banking77           all of the training rows
    banking77-ten-shot  ten of them an intent
    clinc150            out of scope is a class of its own, and an answer below a threshold is sent
                        there too; the threshold is chosen on the validation part

The encoder that ships was tuned on data/nlu, so on folds of that the encoder as it was published is
measured; `make bench-tuning` measures the tuned one, tuned anew without each fold. On all other
sets both are.

Every training is a process of its own, so that the peak of its memory is its own. The time of
training includes the encoding of the texts; the time of a message is that of one text read alone,
the median over the test. The model that ships, with its details and safety gate, reads more than
what is timed here.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import io
import json
import logging
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import psutil
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import settings
from bot.errors import AmendsError, BadInputError, NotBuiltError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.language.classifier import LabelClassifier
    from bot.language.embeddings import Encoder

OWN: Final = ("own", "own-ten-shot", "held-out")
PUBLIC: Final = ("banking77", "banking77-ten-shot", "clinc150")
TEN_SHOT: Final = "-ten-shot"
OURS: Final = "amends"
PUBLISHED: Final = "amends, encoder as published"
DEFAULT: Final = "rasa default"

FOLDS: Final = 5
SHOTS: Final = 10
SEED: Final = 0
QUICK_INTENTS: Final = 10
FLOOR: Final = 0.945
"""What a threshold must leave of the accuracy in scope, where any threshold can."""

HELD_OUT: Final = settings.PROJECT / "tests" / "sets" / "reading" / "intents_held_out.jsonl"
HEARTBEAT_S: Final = 30

DEFAULT_CONFIG: Final[dict[str, Any]] = {
    "recipe": "default.v1",
    "assistant_id": "default",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100, "random_seed": SEED},
    ],
}
"""What Rasa proposes when a configuration names no pipeline, as far as it reads intents."""


@dataclass(frozen=True)
class Examples:
    """Texts and their labels, row by row."""

    texts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, other: Examples) -> Examples:
        return Examples(self.texts + other.texts, self.labels + other.labels)

    def rows(self, chosen: Iterable[int]) -> Examples:
        """The examples in some rows, in the order given."""
        kept = list(chosen)
        return Examples(
            tuple(self.texts[row] for row in kept), tuple(self.labels[row] for row in kept)
        )

    def only(self, labels: frozenset[str]) -> Examples:
        """The examples that carry one of some labels."""
        return self.rows(row for row, label in enumerate(self.labels) if label in labels)


@dataclass(frozen=True)
class Trial:
    """What one reader is trained and tested on.

    Attributes:
        train: What it learns from.
        test: What it is asked.
        validation: What its threshold is chosen on; empty when it has one, or needs none.
        outside: The label for what is out of scope; None when everything is in scope.
        threshold: Below this share an answer means out of scope.
    """

    train: Examples
    test: Examples
    validation: Examples = Examples()
    outside: str | None = None
    threshold: float = 0.0


def load_banking77(folder: Path) -> Trial:
    """BANKING77 as published: 77 intents of one bank's customers.

    Args:
        folder: The folder that holds `train.csv` and `test.csv` (`text,category`).

    Raises:
        BadInputError: When a file is missing or is not what it should be.
    """
    return Trial(_read_csv(folder / "train.csv"), _read_csv(folder / "test.csv"))


def load_clinc150(folder: Path) -> Trial:
    """CLINC150 as published: 150 intents, and questions that belong to none of them.

    Args:
        folder: The folder that holds `data_full.json`.

    Raises:
        BadInputError: When the file is missing or is not what it should be.
    """
    path = folder / "data_full.json"
    try:
        held = json.loads(_read(path))
    except json.JSONDecodeError as error:
        raise BadInputError(f"{path} is not JSON ({error}); fetch the set anew.") from error
    return Trial(
        train=_part(path, held, "train") + _part(path, held, "oos_train"),
        test=_part(path, held, "test") + _part(path, held, "oos_test"),
        validation=_part(path, held, "val") + _part(path, held, "oos_val"),
        outside="oos",
    )


def load_own(folder: Path) -> Examples:
    """The project's own training examples, questions as labels of their own.

    Args:
        folder: Where the YAML files lie.

    Raises:
        BadInputError: When there are none.
    """
    texts, labels = [], []
    for path in sorted(folder.rglob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", []):
            if "intent" not in entry:
                continue
            lines = [line.strip().removeprefix("- ") for line in entry["examples"].splitlines()]
            texts += lines
            labels += [entry["intent"]] * len(lines)
    if not texts:
        raise BadInputError(f"There are no training examples in {folder}.")
    return Examples(tuple(texts), tuple(labels))


def load_held_out(path: Path) -> Examples:
    """Lines that were written apart from the training examples.

    Args:
        path: A file of one JSON object a line: text, intent.
    """
    rows = [json.loads(row) for row in _read(path).splitlines()]
    return Examples(tuple(row["text"] for row in rows), tuple(row["intent"] for row in rows))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise BadInputError(f"{path} is missing; is that the folder of the data sets?") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"{path} cannot be read ({error}).") from error


def _read_csv(path: Path) -> Examples:
    rows = csv.DictReader(io.StringIO(_read(path), newline=""))
    if set(rows.fieldnames or ()) != {"text", "category"}:
        raise BadInputError(f"{path} must have the columns text and category.")
    held = list(rows)
    for row in held:
        if not all(row.values()) or len(row) != 2:
            raise BadInputError(f"{path} has a row that is not a text and a category: {row}.")
    if not held:
        raise BadInputError(f"{path} has no rows.")
    return Examples(tuple(row["text"] for row in held), tuple(row["category"] for row in held))


def _part(path: Path, held: object, name: str) -> Examples:
    rows = held.get(name) if isinstance(held, dict) else None
    if not rows or not isinstance(rows, list) or not all(_is_pair(row) for row in rows):
        raise BadInputError(f"{path} must hold a list of [text, intent] under {name}.")
    return Examples(tuple(text for text, _ in rows), tuple(label for _, label in rows))


def _is_pair(row: object) -> bool:
    return isinstance(row, list) and len(row) == 2 and all(isinstance(each, str) for each in row)


def ten_shot(examples: Examples) -> Examples:
    """Ten examples of each intent, always the same: the first of a seeded permutation.

    Args:
        examples: All that there are, in the order of their file.

    Returns:
        Ten of each intent, or all where there are fewer; intents sorted by name.
    """
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, label in enumerate(examples.labels):
        rows[label].append(row)
    return examples.rows(
        int(row)
        for label in sorted(rows)
        for row in np.random.RandomState(SEED).permutation(rows[label])[:SHOTS]
    )


def fold(examples: Examples, number: int) -> tuple[Examples, Examples]:
    """One fold of a stratified cross-validation.

    Args:
        examples: All examples.
        number: Which fold, from 0.

    Returns:
        What to train on, and what to test on.
    """
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    train, test = list(folds.split(examples.texts, examples.labels))[number]
    return examples.rows(train.tolist()), examples.rows(test.tolist())


def few_intents(trial: Trial) -> Trial:
    """The same trial with only the first intents by name, for a quick look."""
    inside = sorted(set(trial.train.labels) - {trial.outside})[:QUICK_INTENTS]
    labels = frozenset(inside) | ({trial.outside} if trial.outside else set())
    return replace(
        trial,
        train=trial.train.only(labels),
        test=trial.test.only(labels),
        validation=trial.validation.only(labels),
    )


@dataclass(frozen=True)
class Answer:
    """What a reader said to one text.

    Attributes:
        expected: The right label.
        label: The surest label.
        share: How sure.
        inside: The surest label of those in scope.
    """

    expected: str
    label: str
    share: float
    inside: str

    def decided(self, outside: str | None, threshold: float) -> str:
        """The label that counts: what is below the threshold is out of scope."""
        return outside if outside is not None and self.share < threshold else self.label


@dataclass(frozen=True)
class Scores:
    """How good answers are; the last three only where something is out of scope.

    Attributes:
        accuracy: Share of all texts that got their label.
        macro_f1: Mean of the F1 of each label.
        in_scope: Accuracy on the texts that are in scope.
        outside_recall: Share of the texts out of scope that were seen to be.
        in_scope_loss: What the accuracy in scope would gain if nothing could be out of scope.
    """

    accuracy: float
    macro_f1: float
    in_scope: float | None = None
    outside_recall: float | None = None
    in_scope_loss: float | None = None


def score(answers: Sequence[Answer], outside: str | None = None, threshold: float = 0.0) -> Scores:
    """Count what is right.

    Args:
        answers: All answers to a test.
        outside: The label for what is out of scope, where there is one.
        threshold: Below this share an answer means out of scope.

    Returns:
        The scores.
    """
    pairs = [(answer.expected, answer.decided(outside, threshold)) for answer in answers]
    accuracy, macro_f1 = _accuracy(pairs), _macro_f1(pairs)
    if outside is None:
        return Scores(accuracy, macro_f1)
    in_scope = _accuracy([pair for pair in pairs if pair[0] != outside])
    without = _accuracy([(a.expected, a.inside) for a in answers if a.expected != outside])
    recall = _accuracy([pair for pair in pairs if pair[0] == outside])
    return Scores(accuracy, macro_f1, in_scope, recall, without - in_scope)


def _accuracy(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(expected == given for expected, given in pairs) / max(len(pairs), 1)


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    hits, asked, given = Counter[str](), Counter[str](), Counter[str]()
    for expected, label in pairs:
        asked[expected] += 1
        given[label] += 1
        hits[expected] += expected == label
    return statistics.fmean(2 * hits[each] / (asked[each] + given[each]) for each in asked)


def choose_threshold(answers: Sequence[Answer], outside: str) -> float:
    """The threshold with the greatest sum of accuracy in scope and recall out of it.

    Thresholds that leave less than `FLOOR` in scope are out, unless all do.

    Args:
        answers: Answers to a validation part, which the test must not be.
        outside: The label for what is out of scope.

    Returns:
        The threshold; the lowest of equals, in hundredths.
    """
    found = []
    for hundredths in range(100):
        scores = score(answers, outside, hundredths / 100)
        in_scope, recall = scores.in_scope or 0.0, scores.outside_recall or 0.0
        found.append((in_scope >= FLOOR, in_scope + recall, -hundredths))
    return -max(found)[2] / 100


class Reader(Protocol):
    """What is measured."""

    def read(self, text: str) -> list[tuple[str, float]]:
        """The labels of a text with their shares, the surest first."""


class OurReader:
    """Our sentence encoder and classifier, without Rasa around them."""

    def __init__(self, encoder: Encoder, classifier: LabelClassifier) -> None:
        self._encoder = encoder
        self._classifier = classifier

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str]) -> OurReader:
        """Encode the texts and fit the classifier."""
        from bot.language.embeddings import load_encoder

        return cls._with(load_encoder(settings.load().embeddings), texts, labels)

    @classmethod
    def train_as_published(cls, texts: Sequence[str], labels: Sequence[str]) -> OurReader:
        """The same with the encoder as it was published, which set-up for development builds."""
        from bot.language.embeddings import load_encoder

        return cls._with(load_encoder(settings.load().data / "embeddings"), texts, labels)

    @classmethod
    def _with(cls, encoder: Encoder, texts: Sequence[str], labels: Sequence[str]) -> OurReader:
        from bot.language.classifier import LabelClassifier

        return cls(encoder, LabelClassifier.train(texts, encoder.encode(texts), labels))

    def read(self, text: str) -> list[tuple[str, float]]:
        """The labels of a text with their shares, the surest first."""
        return self._classifier.read(text, self._encoder.encode([text])[0])


class DefaultReader:
    """Rasa's default pipeline, trained and asked through Rasa's own interface."""

    def __init__(self, agent: Any, labels: dict[str, str]) -> None:  # noqa: ANN401  # untyped
        self._agent = agent
        self._labels = labels
        self._loop = asyncio.new_event_loop()

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str]) -> DefaultReader:
        """Train a model in a folder of its own, and load it."""
        import structlog

        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        # Unless told otherwise, it prints every message that Rasa reads.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        # Rasa reads a slash in an intent as a question to its response selector.
        names = {label: f"label_{number}" for number, label in enumerate(sorted(set(labels)))}
        examples = [
            {"text": text, "intent": names[label], "entities": []}
            for text, label in zip(texts, labels, strict=True)
        ]
        with tempfile.TemporaryDirectory() as folder, _quiet():
            agent = cls._trained(Path(folder), examples)
        return cls(agent, {name: label for label, name in names.items()})

    @staticmethod
    def _trained(folder: Path, examples: list[dict[str, Any]]) -> Any:  # noqa: ANN401  # untyped
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        config, data = folder / "config.yml", folder / "nlu.json"
        config.write_text(yaml.safe_dump(DEFAULT_CONFIG), encoding="utf-8")
        # JSON is taken as it stands; in Rasa's YAML, brackets in a text would be an entity.
        data.write_text(
            json.dumps({"rasa_nlu_data": {"common_examples": examples}}), encoding="utf-8"
        )
        model = train_nlu(str(config), str(data), str(folder))
        if model is None:
            raise AmendsError("Rasa could not train its default pipeline on this set.")
        return Agent.load(model)

    def read(self, text: str) -> list[tuple[str, float]]:
        """The labels of a text with their shares, the surest first; none when it has no word."""
        parsed = self._loop.run_until_complete(self._agent.parse_message(text))
        return [
            (self._labels[each["name"]], float(each["confidence"]))
            for each in parsed.get("intent_ranking", [])
        ]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        yield


READERS: Final[dict[str, Callable[[Sequence[str], Sequence[str]], Reader]]] = {
    OURS: OurReader.train,
    PUBLISHED: OurReader.train_as_published,
    DEFAULT: DefaultReader.train,
}


@dataclass(frozen=True)
class Job:
    """One training and its test.

    Attributes:
        name: The set.
        reader: Who reads.
        part: Which fold, from 0; 0 where there is only one.
        datasets: The folder of the public sets.
        quick: Whether to take only the first intents.
    """

    name: str
    reader: str
    part: int = 0
    datasets: Path | None = None
    quick: bool = False

    def trial(self) -> Trial:
        """Load what the job is about.

        Raises:
            BadInputError: When a file of the set is missing or is not what it should be.
        """
        trial = self._own() if self.name in OWN else self._public()
        if self.name.endswith(TEN_SHOT):
            trial = replace(trial, train=ten_shot(trial.train))
        return few_intents(trial) if self.quick else trial

    def _own(self) -> Trial:
        own = load_own(settings.PROJECT / "data" / "nlu")
        train, test = (own, load_held_out(HELD_OUT)) if self.apart else fold(own, self.part)
        return Trial(train, test, outside="out_of_scope", threshold=project_threshold())

    @property
    def apart(self) -> bool:
        """Whether the test is no part of what is trained on."""
        return self.name not in {"own", "own-ten-shot"}

    def _public(self) -> Trial:
        if self.datasets is None:
            raise BadInputError(f"{self.name} needs the folder of the public sets: --datasets.")
        if self.name == "clinc150":
            return load_clinc150(self.datasets / "clinc150")
        return load_banking77(self.datasets / "banking77")


def project_threshold() -> float:
    """The share below which the project's own model takes a message for none of its intents."""
    config = yaml.safe_load((settings.PROJECT / "config.yml").read_text(encoding="utf-8"))
    found = (part["threshold"] for part in config["pipeline"] if "threshold" in part)
    return float(next(found))


@dataclass(frozen=True)
class Measured:
    """What came of a job.

    Attributes:
        answers: The answers to the test.
        validated: The answers to the validation part.
        outside: The trial's label for what is out of scope.
        threshold: The trial's threshold.
        trained_on: How many examples it learnt from.
        train_s: Seconds it learnt for.
        read_ms: Milliseconds one message took, the median.
        peak_mb: The most memory that the process held.
    """

    answers: list[Answer]
    validated: list[Answer]
    outside: str | None
    threshold: float
    trained_on: int
    train_s: float
    read_ms: float
    peak_mb: float


def measure(job: Job) -> Measured:
    """Train and test in this process, which should do nothing else.

    Args:
        job: What to measure.

    Returns:
        Answers, times and memory.
    """
    trial = job.trial()
    began = time.perf_counter()
    reader = READERS[job.reader](trial.train.texts, trial.train.labels)
    train_s = time.perf_counter() - began
    spent: list[float] = []
    answers = _ask(reader, trial.test, trial.outside, spent)
    validated = _ask(reader, trial.validation, trial.outside, [])
    return Measured(
        answers,
        validated,
        trial.outside,
        trial.threshold,
        len(trial.train),
        train_s,
        1000 * statistics.median(spent),
        _peak_mb(),
    )


def _ask(reader: Reader, asked: Examples, outside: str | None, spent: list[float]) -> list[Answer]:
    answers = []
    for text, expected in zip(asked.texts, asked.labels, strict=True):
        began = time.perf_counter()
        ranking = reader.read(text)
        spent.append(time.perf_counter() - began)
        label, share = ranking[0] if ranking else ("", 0.0)
        inside = next((each for each, _ in ranking if each != outside), "")
        answers.append(Answer(expected, label, share, inside))
    return answers


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


@dataclass(frozen=True)
class Row:
    """A line of the table: one reader on one set."""

    name: str
    reader: str
    trained_on: int
    tested_on: int
    threshold: float | None
    scores: Scores
    train_s: float
    read_ms: float
    peak_mb: float


def row(job: Job, parts: Sequence[Measured]) -> Row:
    """Put the parts of a measurement together.

    Args:
        job: The set and the reader.
        parts: One for each fold; times and sizes are their median, memory their peak.

    Returns:
        The line of the table.
    """
    answers = [answer for part in parts for answer in part.answers]
    validated = [answer for part in parts for answer in part.validated]
    outside, threshold = parts[0].outside, parts[0].threshold
    if outside is not None and validated:
        threshold = choose_threshold(validated, outside)
    return Row(
        job.name,
        job.reader,
        round(statistics.median(part.trained_on for part in parts)),
        len(answers),
        threshold if outside is not None else None,
        score(answers, outside, threshold),
        statistics.median(part.train_s for part in parts),
        statistics.median(part.read_ms for part in parts),
        max(part.peak_mb for part in parts),
    )


HEADS: Final = (
    "set",
    "reader",
    "train",
    "test",
    "accuracy",
    "macro F1",
    "in scope",
    "oos recall",
    "in-scope loss",
    "threshold",
    "training s",
    "ms a message",
    "peak MB",
)


def table(rows: Sequence[Row]) -> str:
    """The rows as plain text, shares in percent."""
    lines = [HEADS, *(_cells(each) for each in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    scores = row.scores
    shares = (scores.accuracy, scores.macro_f1, scores.in_scope, scores.outside_recall)
    return (
        row.name,
        row.reader,
        str(row.trained_on),
        str(row.tested_on),
        *(_percent(share) for share in (*shares, scores.in_scope_loss)),
        "-" if row.threshold is None else f"{row.threshold:.2f}",
        f"{row.train_s:.1f}",
        f"{row.read_ms:.2f}",
        f"{row.peak_mb:.0f}",
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


class Progress:
    """Lines on standard error, each with the time since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def say(self, line: str) -> None:
        """Print one line."""
        print(f"{time.monotonic() - self._began:7.0f} s  {line}", file=sys.stderr, flush=True)


def run_apart(job: Job, progress: Progress) -> Measured:
    """Measure in a process of its own, which is gone afterwards.

    Args:
        job: What to measure.
        progress: Where to say that it still goes on.

    Returns:
        What came of it.

    Raises:
        AmendsError: When the process was ended from outside.
    """
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
        future = process.submit(measure, job)
        while wait([future], timeout=HEARTBEAT_S).not_done:
            progress.say("  still at it")
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise AmendsError(
                f"The process for {job.name} with {job.reader} was ended from outside, most "
                "likely for want of memory; run it alone with --only."
            ) from error


def jobs(chosen: argparse.Namespace) -> list[list[Job]]:
    """What to measure, a list for each line of the table.

    Args:
        chosen: The command line.

    Returns:
        The jobs; several in a list are the folds of one cross-validation.

    Raises:
        BadInputError: When a set was asked for that needs a folder, and none was given, or the
            folder does not hold what it should.
    """
    names = chosen.only or (*OWN, *(PUBLIC if chosen.datasets else ()))
    lines = []
    for name in names:
        first = Job(name, OURS, 0, chosen.datasets, chosen.quick)
        if name in PUBLIC:
            first.trial()
        readers = [OURS, PUBLISHED] if first.apart else [PUBLISHED]
        if not chosen.ours_only and (name.endswith(TEN_SHOT) or chosen.default_on_all):
            readers.append(DEFAULT)
        folds = FOLDS if name == "own" else 1
        lines += [
            [replace(first, reader=reader, part=part) for part in range(folds)]
            for reader in readers
        ]
    return lines


def measure_all(
    lines: Sequence[Sequence[Job]], progress: Progress, target: Path | None
) -> list[Row]:
    """Run the jobs one after another.

    Args:
        lines: The jobs, a list for each line of the table.
        progress: Where to say how far it is.
        target: A JSON file to keep what is known so far; None for none.

    Returns:
        The lines of the table.
    """
    rows: list[Row] = []
    for number, line in enumerate(lines, 1):
        parts = []
        for job in line:
            of = f", fold {job.part + 1} of {len(line)}" if len(line) > 1 else ""
            progress.say(f"{number}/{len(lines)}  {job.name}, {job.reader}{of}")
            parts.append(run_apart(job, progress))
        rows.append(row(line[0], parts))
        made = rows[-1]
        progress.say(f"  accuracy {_percent(made.scores.accuracy)}, {made.train_s:.0f} s training")
        if target is not None:
            keep(target, rows)
    return rows


def keep(target: Path, rows: Sequence[Row]) -> None:
    """Write machine, encoder and rows as JSON.

    Args:
        target: The file; what it held is lost.
        rows: The lines of the table.

    Raises:
        BadInputError: When the file cannot be written.
    """
    held = {"machine": machine(), "encoder": encoder(), "rows": [asdict(each) for each in rows]}
    try:
        target.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInputError(f"{target} cannot be written ({error.strerror}).") from error


def machine() -> str:
    """What this runs on."""
    return (
        f"{platform.processor() or platform.machine()}, {psutil.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GiB"
    )


def encoder() -> str:
    """The sentence encoder that is installed: the beginning of its model's checksum."""
    manifest = settings.load().embeddings / "manifest.json"
    if not manifest.exists():
        raise NotBuiltError(f"{manifest} is missing; run `make train` to build the encoder.")
    checksum: str = json.loads(manifest.read_text(encoding="utf-8"))["files"]["model.onnx"]
    return checksum[:12]


def command_line(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line; ends the process when it cannot be understood."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--datasets", type=Path, help="folder that holds banking77 and clinc150")
    parser.add_argument("--only", type=_names, help=f"of {', '.join((*OWN, *PUBLIC))}")
    parser.add_argument("--json", type=Path, help="write the results to this file too")
    parser.add_argument("--quick", action="store_true", help="only the first ten intents of a set")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--default-on-all",
        action="store_true",
        help="Rasa's default pipeline on the full sets too, which takes hours",
    )
    which.add_argument("--ours-only", action="store_true", help="without Rasa's default pipeline")
    return parser.parse_args(arguments)


def _names(given: str) -> list[str]:
    names = [name.strip() for name in given.split(",")]
    unknown = [name for name in names if name not in (*OWN, *PUBLIC)]
    if unknown:
        raise argparse.ArgumentTypeError(
            f"there is no set {', '.join(unknown)}; there are {', '.join((*OWN, *PUBLIC))}"
        )
    return names


def main() -> int:
    """Measure and print.

    Returns:
        The exit status.
    """
    # They are read when Rasa is imported, in the processes that are started from here.
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    chosen = command_line()
    progress = Progress()
    try:
        print(f"machine  {machine()}\nencoder  {encoder()}", flush=True)
        if not (chosen.datasets or chosen.only):
            progress.say("only our own data: DATASETS names the folder of the public sets")
        planned = jobs(chosen)
        if chosen.json:
            keep(chosen.json, [])  # to fail now, not after an hour
        rows = measure_all(planned, progress, chosen.json)
    except AmendsError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{table(rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
