"""How well apologies are analysed: precision, recall and F1 of each label, beside a keyword list.

`make bench-apology` reads the held-out lines and whole apologies in `tests/sets/apology` with the
trained model; they took no part in writing the signs or in training. A label is right in a text
when it was found and is annotated there; how well the places agree is told apart: the share of the
found spans that touch an annotated one of the same label. The baseline is the list of words that
tools of this sort commonly go by.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import settings
from bot.coaching.apology.labels import ELEMENTS, FAULTS, LABELS
from bot.coaching.apology.reader import Line
from bot.coaching.safety.gates import NONE
from bot.language.lines import read_lines
from bot.services.understanding import Understanding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

HELD_OUT: Final = settings.PROJECT / "tests" / "sets" / "apology"

KEYWORDS: Final = {
    "regret": r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies))\b",
    "names_the_act": r"\bI (?:lied|cheated|took|forgot|broke|said|told|shouted|missed|stole|hid)\b",
    "responsibility": r"\b(?:my fault|responsibilit|was wrong|should(?: not|n't)? have)\b",
    "harm": r"\b(?:hurt|pain|let you down|embarrassed|upset)\b",
    "repair": r"\b(?:make (?:it up|amends|it right)|pay (?:you )?back|replace|repair|fix)\b",
    "change": r"\b(?:from now on|in future|going forward|will never|won't happen again)\b",
    "explanation": r"\b(?:because|the reason)\b",
    "freedom": r"\b(?:space|time you need|don't have to|no pressure|understand if)\b",
    "forgiveness_request": r"\bforgiv",
    "listening": r"\b(?:listen|how (?:do|did) you feel)\b",
    "conditional": r"\b(?:if|any|may have)\b",
    "but": r"\b(?:but|however|although)\b",
    "your_feelings": r"\byou (?:feel|felt|were offended|took)\b",
    "blame": r"\b(?:you made me|your fault|takes two|if you hadn't)\b",
    "agentless": r"\b(?:mistakes were made|it happened|was broken)\b",
    "demand": r"\b(?:forgive me|move on|get over|already apologi[sz]ed)\b",
    "threat": r"\b(?:hurt myself|regret this|coming over|kill)\b",
    "excuse": r"\b(?:drunk|stress(?:ed)?|tired|not myself|busy)\b",
    "intent": r"\b(?:mean to|meant to|intend|intention|trying to)\b",
    "minimising": r"\b(?:only|just|a little|not a big deal|at least)\b",
    "image": r"\b(?:who I am|good person|knows me)\b",
    "self_pity": r"\b(?:hate myself|the worst|live with myself|terrible person)\b",
    "bargain": r"\b(?:if you|after all I)\b",
    "third_party": r"\b(?:tell (?:him|her|them)|pass (?:it|this) on)\b",
    "vague_promise": r"\b(?:do better|make it up|never again|be better)\b",
    "vague_act": r"\b(?:what happened|everything|the situation|that night|my behaviou?r)\b",
}  # fmt: skip


@dataclass
class Tally:
    """What was found and what is annotated, over many texts.

    Attributes:
        hits: Texts where a label was found and is annotated, by label.
        false: Texts where it was found and is not annotated.
        missed: Texts where it is annotated and was not found.
        spans: Found spans that touch an annotated one of the same label, and all found ones.
        traps: Trap lines on which the fault was found that they only look like, and all.
    """

    hits: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    traps: Counter[str] = field(default_factory=Counter)

    def add(self, line: Line, found: dict[str, list[tuple[int, int]]]) -> None:
        """Count one text."""
        marks: dict[str, list[tuple[int, int]]] = {}
        for mark in (*line.elements, *line.faults):
            marks.setdefault(mark.id, []).append((mark.start, mark.end))
        self.hits.update(found.keys() & marks.keys())
        self.false.update(found.keys() - marks.keys())
        self.missed.update(marks.keys() - found.keys())
        for label in found.keys() & marks.keys():
            for start, end in found[label]:
                self.spans["all"] += 1
                self.spans["touch"] += any(start < b and a < end for a, b in marks[label])
        if line.trap is not None:
            self.traps["all"] += 1
            self.traps["flagged"] += line.trap in found

    def rates(self, labels: Iterable[str]) -> tuple[float, float, float]:
        """Precision, recall and F1 over some labels together."""
        chosen = list(labels)
        hits, false, missed = (
            sum(counts[label] for label in chosen)
            for counts in (self.hits, self.false, self.missed)
        )
        return (
            hits / max(hits + false, 1),
            hits / max(hits + missed, 1),
            2 * hits / max(2 * hits + false + missed, 1),
        )


Found = dict[str, list[tuple[int, int]]]


def by_keywords(text: str) -> Found:
    """What the baseline finds in a text."""
    found = {
        label: [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
        for label, pattern in KEYWORDS.items()
    }
    return {label: spans for label, spans in found.items() if spans}


def by_analyser(analysis: dict[str, Any]) -> Found:
    """What the analyser found, from the JSON that `amends check` prints."""
    found: Found = {}
    for element in analysis["elements"]:
        if element["present"]:
            found[element["id"]] = [(span["start"], span["end"]) for span in element["spans"]]
    for fault in analysis["faults"]:
        found.setdefault(fault["id"], []).append((fault["start"], fault["end"]))
    return found


def measure(lines: Sequence[Line], find: Callable[[str], Found]) -> Tally:
    """Hold what is found in each text against its annotations."""
    tally = Tally()
    for line in lines:
        tally.add(line, find(line.text))
    return tally


def report(ours: Tally, baseline: Tally) -> str:
    """The table: each label, ours and the baseline's."""
    rows = [f"{'':22}{'precision':>10}{'recall':>8}{'F1':>7}{'count':>7}{'keywords F1':>13}"]
    for label in LABELS:
        precision, recall, f1 = ours.rates([label])
        count = ours.hits[label] + ours.missed[label]
        rows.append(
            f"{label:22}{precision:10.2f}{recall:8.2f}{f1:7.2f}{count:7d}"
            f"{baseline.rates([label])[2]:13.2f}"
        )
    for name, labels in (("all elements", ELEMENTS), ("all faults", FAULTS)):
        precision, recall, f1 = ours.rates(labels)
        rows.append(
            f"{name:22}{precision:10.3f}{recall:8.3f}{f1:7.3f}{'':7}"
            f"{baseline.rates(labels)[2]:13.3f}"
        )
    for name, tally in (("ours", ours), ("keywords", baseline)):
        flagged, traps = tally.traps["flagged"], tally.traps["all"]
        touch = tally.spans["touch"] / max(tally.spans["all"], 1)
        rows.append(
            f"{name}: {flagged} of {traps} trap lines flagged ({flagged / max(traps, 1):.1%}); "
            f"{touch:.1%} of the spans touch an annotated one"
        )
    return "\n".join(rows)


def timings(reader: Understanding, text: str, rounds: int = 9) -> tuple[float, float]:
    """Milliseconds to analyse a text, alone and with the safety gate over the whole of it.

    Medians of some rounds; nothing is remembered from one to the next.
    """
    alone, gated = [], []
    for number in range(rounds):
        fresh = text.replace("yesterday", f"on day {number}")
        began = time.perf_counter()
        reader.analyser.analyse(fresh, NONE)
        alone.append((time.perf_counter() - began) * 1000)
        fresh = text.replace("yesterday", f"on night {number}")
        began = time.perf_counter()
        reader.check(fresh)
        gated.append((time.perf_counter() - began) * 1000)
    return statistics.median(alone), statistics.median(gated)


SAMPLE: Final = (
    "I told your sister about the loan yesterday, number {n}, after I had promised you to keep it. "
)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", type=Path, default=HELD_OUT, help="folder of annotated apologies")
    folder = parser.parse_args().set
    reader = Understanding.load()
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in read_lines(path, Line)]
    read = {line.text: reader.check(line.text).as_json() for line in lines}
    ours = measure(lines, lambda text: by_analyser(read[text]))
    print(f"{len(lines)} texts of {folder}")
    print(report(ours, measure(lines, by_keywords)))
    whole = [line for line in lines if line.ready is not None]
    right = sum(read[line.text]["ready"] is line.ready for line in whole)
    if whole:
        print(f"ready: right in {right} of {len(whole)} ({right / len(whole):.1%})")
    short = "".join(SAMPLE.format(n=number) for number in range(10))
    long = "".join(SAMPLE.format(n=number) for number in range(210))[:20_000]
    for named, text, rounds in (
        (f"{len(short.split())} words", short, 9),
        (f"{len(long)} characters", long, 3),
    ):
        alone, gated = timings(reader, text, rounds)
        print(f"{named}: {alone:.0f} ms, with the safety gate {gated:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
