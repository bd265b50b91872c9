"""What the coach says of an analysed apology: what got better, what strikes, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.coaching.apology.labels import FAULTS, label_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.coaching.apology.analyser import Analysis, FaultFound

_MOST: Final = 2
_LONGEST_QUOTE: Final = 70
_SEVERITIES: Final = ("high", "medium", "low")
_WANTED: Final = ("names_the_act", "responsibility", "regret", "repair")


def remarks(found: Analysis, before: Collection[str] = ()) -> list[str]:
    """Short plain remarks, the most important first.

    Args:
        found: The analysis.
        before: The faults of the version before, if there was one.

    Returns:
        At most four sentences or so: what is gone; then up to two things that spoil it or that it
        lacks, else that nothing does.
    """
    if found.note is not None:
        return [found.note]
    words = label_words()
    still = {fault.id for fault in found.faults}
    gone = [words.faults[name].name for name in FAULTS if name in before and name not in still]
    said = [words.spoken.gone.format(what=", ".join(gone))] if gone else []
    worst = _worst_first(found.faults)
    said += [_fault(fault) for fault in worst[:_MOST]]
    said += _lacking(found)[: _MOST - len(worst[:_MOST])]
    left = len(worst) - _MOST
    if left > 0:
        more = words.spoken.more
        said.append(more.one if left == 1 else more.other.format(count=left))
    if not worst:
        said.append(words.spoken.ready if found.ready else words.spoken.enough)
    return said


def _worst_first(faults: Sequence[FaultFound]) -> list[FaultFound]:
    """One fault of each sort, the worst first."""
    first = {fault.id: fault for fault in reversed(faults)}
    return sorted(
        first.values(), key=lambda fault: (_SEVERITIES.index(fault.severity), fault.start)
    )


def _fault(fault: FaultFound) -> str:
    said = " ".join(fault.text.split())
    if len(said) > _LONGEST_QUOTE:
        said = f"{said[:_LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
    return label_words().spoken.fault.format(said=said, why=fault.why, instead=fault.instead)


def _lacking(found: Analysis) -> list[str]:
    """What it lacks that it cannot do without; repair and change can stand for each other."""
    present = {element.id for element in found.elements if element.present}
    if "change" in present:
        present.add("repair")
    advice = {element.id: element.advice for element in found.elements}
    return [said for name in _WANTED if name not in present and (said := advice[name])]
