"""How well the moves in a difficult conversation are read: precision, recall and F1 of each.

`make bench-moves` reads the held-out turns in `tests/sets/moves` with the trained model: turns of a
sentence or two by another hand than those that are learnt from, and longer ones, of which the same
hand wrote others to learn from. What the other had just said is not told to the reader.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot import settings
from bot.coaching.rehearsal.moves import MOVES, OPPOSITES, Line, Made
from bot.language.lines import read_lines
from bot.services.understanding import Understanding

if TYPE_CHECKING:
    from collections.abc import Sequence

SETS: Final = settings.PROJECT / "tests" / "sets" / "moves"
HELD_OUT: Final = SETS / "held_out.jsonl"
LONG_HELD_OUT: Final = SETS / "long_held_out.jsonl"


class Tally:
    """What was found and what is labelled, over many turns."""

    def __init__(self, read: Sequence[tuple[Line, tuple[Made, ...]]]) -> None:
        """Count.

        Args:
            read: Labelled turns with the moves that were found in them.
        """
        self.hits: Counter[str] = Counter()
        self.false: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.opposites = 0
        for line, made in read:
            found = {each.move for each in made}
            self.hits.update(found & set(line.moves))
            self.false.update(found - set(line.moves))
            self.missed.update(set(line.moves) - found)
            places = {each.move: each.start for each in made}
            self.opposites += sum(
                one in places and other in places and places[one] == places[other]
                for one, other in OPPOSITES
            )

    def f1(self, move: str) -> float:
        """The F1 of one move."""
        hits = self.hits[move]
        return 2 * hits / max(2 * hits + self.false[move] + self.missed[move], 1)

    @property
    def macro_f1(self) -> float:
        """The mean of all moves' F1."""
        return statistics.mean(self.f1(move) for move in MOVES)


def report(tally: Tally) -> str:
    """The table: each move, and all of them."""
    rows = [f"{'':14}{'precision':>10}{'recall':>8}{'F1':>7}{'count':>7}"]
    for move in MOVES:
        hits = tally.hits[move]
        precision = hits / max(hits + tally.false[move], 1)
        recall = hits / max(hits + tally.missed[move], 1)
        rows.append(
            f"{move:14}{precision:10.2f}{recall:8.2f}{tally.f1(move):7.2f}"
            f"{hits + tally.missed[move]:7d}"
        )
    rows.append(f"{'macro-F1':14}{'':18}{tally.macro_f1:7.3f}")
    rows.append(f"opposite moves given to one clause: {tally.opposites}")
    return "\n".join(rows)


def main() -> int:
    """Measure and print."""
    reader = Understanding.load()
    for turns in (HELD_OUT, LONG_HELD_OUT):
        read, spent = [], []
        for line in read_lines(turns, Line):
            began = time.perf_counter()
            read.append((line, reader.moves.read(line.text, reader.encoder.encode)))
            spent.append(1000 * (time.perf_counter() - began))
        print(f"{len(read)} turns of {turns.name}")
        print(report(Tally(read)))
        print(f"one turn: median {statistics.median(spent):.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
