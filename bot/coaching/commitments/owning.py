"""How to own up to a promise that was missed: two lines, from the facts and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.coaching.commitments.schedule import as_act, spoken_day
from bot.language.perspective import Person, address

if TYPE_CHECKING:
    from datetime import date

_GAP: Final = "[the day you can be sure of]"


def own_up(what: str, day: date, person: Person | None, *, again: date | None = None) -> str:
    """Two lines to say soon, before the other one finds out.

    Args:
        what: The commitment in the person's words: “pay her back 200”.
        day: The day that was missed.
        person: To whom it was promised; None where that is not known, and then nobody is
            addressed in it.
        again: The next day on which it comes round, where there is one.

    Returns:
        The lines, with an honest gap where only the person knows: the new day.
    """
    act = what.strip().rstrip(".!")
    turned = address(act, person) if person is not None else act
    promised = f"I said I would {turned}" if as_act(what).is_verb else f"I promised: {turned}"
    kept = "I will do it" if as_act(what).is_verb else "It stands again"
    when = f"on {spoken_day(again)}" if again is not None else f"by {_GAP}"
    return (
        f"{promised}, and on {spoken_day(day)} I didn't keep to it. I'm telling you before you "
        f"have to ask.\n{kept} {when}."
    )
