"""A rehearsal from its first line to its end: turns, the way back, directions from the user.

Everything in it is a value: a turn gives a new rehearsal, so that going back is taking the one
before. It is kept as JSON.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, Extra

from bot.coaching.rehearsal.feedback import Feedback, Mine, Style, feedback_on
from bot.coaching.rehearsal.moves import Move
from bot.coaching.rehearsal.partners import Partner, partners
from bot.coaching.rehearsal.replies import Told, occasion_of, reply
from bot.coaching.rehearsal.state import (
    COSTLY,
    LEVELS,
    Effect,
    Level,
    Past,
    Shift,
    State,
    effect_of,
    rules,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from bot.coaching.rehearsal.moves import Made

    Encode = Callable[[list[str]], NDArray[np.float32]]

Ending = Literal["heard", "left", "stopped"]

_SAME: Final = 0.93
"""The cosine from which two turns count as the same thing said again."""


class _Kept(BaseModel):
    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


class Step(_Kept):
    """One turn and what came of it.

    Attributes:
        text: What the user said.
        moves: The moves in it, as they counted.
        context: What of its place in the talk counted.
        state: How the partner is after it.
        reply: What the partner said back.
        feedback: The coach's word on it.
    """

    text: str
    moves: tuple[Move, ...]
    context: tuple[str, ...]
    state: State
    reply: str
    feedback: Feedback


class Rehearsal(_Kept):
    """A rehearsal as it stands.

    Attributes:
        seed: What the choices among equally fitting lines hang on.
        partner: The partner's id.
        level: How difficult it is.
        style: When the coach speaks: after each turn, when it matters, at the end.
        told: The matter from the partner's mouth.
        mine: The same from the user's.
        beginning: The state at the start.
        opening: The partner's first line.
        steps: The turns that stand.
        branches: Turns that were taken back, the oldest first, each with its place in the talk.
        topics: What the partner would still bring up.
        never: What they would never say.
        ended: How it ended; None while it runs.
    """

    seed: str
    partner: str
    level: Level
    style: Style
    told: Told
    mine: Mine
    beginning: State
    opening: str
    steps: tuple[Step, ...] = ()
    branches: tuple[tuple[int, Step], ...] = ()
    topics: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    ended: Ending | None = None

    @property
    def state(self) -> State:
        """How the partner is now."""
        return self.steps[-1].state if self.steps else self.beginning

    @property
    def said(self) -> frozenset[str]:
        """Everything that the partner said, in turns that were taken back too, or never would."""
        taken_back = (step.reply for _, step in self.branches)
        standing = (step.reply for step in self.steps)
        return frozenset([self.opening, *standing, *taken_back, *self.never])

    @property
    def last_line(self) -> str:
        """What the partner said last."""
        return self.steps[-1].reply if self.steps else self.opening

    def shown(self, step: Step) -> bool:
        """Whether the coach speaks after a turn, in the chosen style."""
        return self.style == "each" or (self.style == "matters" and not step.feedback.good)


def begin(
    partner: Partner, told: Told, mine: Mine, *, seed: str, level: Level = "real",
    style: Style = "each", never: Sequence[str] = (), topics: Sequence[str] = (),
) -> Rehearsal:  # fmt: skip
    """Begin a rehearsal.

    Args:
        partner: Who is played.
        told: The matter from the partner's mouth.
        mine: The same from the user's.
        seed: What the choices among equally fitting lines hang on.
        level: How difficult it is.
        style: When the coach speaks.
        never: What this partner would never say, as remembered.
        topics: What they would bring up, as remembered.
    """
    patience = Shift(patience=rules().levels[level].patience)
    opening = reply(partner, "opening", "raw", told, said=never, seed=seed)
    return Rehearsal(
        seed=seed, partner=partner.id, level=level, style=style, told=told, mine=mine,
        beginning=partner.beginning.shifted(patience, _EVEN), opening=opening,
        never=tuple(never), topics=tuple(topics),
    )  # fmt: skip


_EVEN: Final = dict.fromkeys(State.__fields__, 1.0)


def say(rehearsal: Rehearsal, text: str, made: Sequence[Made], encode: Encode) -> Rehearsal:
    """One turn of the user.

    Args:
        rehearsal: As it stands; it has not ended.
        text: What was said.
        made: The moves in it.
        encode: Texts to unit vectors, one row each.

    Returns:
        The rehearsal with the turn; ended, where the partner ends it.
    """
    partner, rule = partners()[rehearsal.partner], rules()
    counts = Counter(move for step in rehearsal.steps for move in step.moves)
    past = Past(counts, again=_said_before(text, rehearsal, encode))
    moves: set[Move] = {each.move for each in made}
    effect = effect_of(moves, past, rehearsal.state, rehearsal.level)
    state = rehearsal.state.shifted(effect.shift, partner.swings.dict())
    ended = _ending(rehearsal, state, rule.stages.turns_at_least)
    occasion = f"ending_{'leaves' if ended == 'left' else 'heard'}" if ended else ""
    topic = rehearsal.topics[0] if rehearsal.topics and not ended else None
    seed = f"{rehearsal.seed} {len(rehearsal.said)}"
    line = reply(
        partner, occasion or ("topic" if topic else occasion_of(effect)), state.mood,
        rehearsal.told, said=rehearsal.said, topic=topic, seed=seed,
    )  # fmt: skip
    step = Step(
        text=text,
        moves=tuple(sorted(effect.moves)),
        context=tuple(sorted(effect.context)),
        state=state,
        reply=line,
        feedback=feedback_on(
            effect, _costliest(text, made), rehearsal.mine, before=_lines(rehearsal), seed=seed
        ),
    )
    return rehearsal.copy(
        update={
            "steps": (*rehearsal.steps, step),
            "topics": rehearsal.topics[1:] if topic else rehearsal.topics,
            "ended": ended,
        }
    )


def back(rehearsal: Rehearsal) -> Rehearsal:
    """Take the last turn back, to try another way; the turn is kept for the debrief.

    Args:
        rehearsal: As it stands; with no turn yet nothing changes.
    """
    if not rehearsal.steps:
        return rehearsal
    return rehearsal.copy(
        update={
            "steps": rehearsal.steps[:-1],
            "branches": (*rehearsal.branches, (len(rehearsal.steps) - 1, rehearsal.steps[-1])),
            "ended": None,
        }
    )


def softer(rehearsal: Rehearsal, by: Literal[-1, 1]) -> Rehearsal:
    """Make the partner one level softer (-1) or harder (1), as far as it goes."""
    place = min(max(LEVELS.index(rehearsal.level) + by, 0), len(LEVELS) - 1)
    return rehearsal.copy(update={"level": LEVELS[place]})


def would_never_say(rehearsal: Rehearsal) -> Rehearsal:
    """Take the partner's last line out and put another one in its place."""
    partner = partners()[rehearsal.partner]
    never = (*rehearsal.never, rehearsal.last_line)
    changed = rehearsal.copy(update={"never": never})
    seed = f"{rehearsal.seed} {len(changed.said)}"
    if not rehearsal.steps:
        line = reply(partner, "opening", "raw", changed.told, said=changed.said, seed=seed)
        return changed.copy(update={"opening": line})
    last = rehearsal.steps[-1]
    line = reply(
        partner, _occasion_again(last), last.state.mood, changed.told, said=changed.said, seed=seed
    )
    return changed.copy(
        update={"steps": (*rehearsal.steps[:-1], last.copy(update={"reply": line}))}
    )


def bring_up(rehearsal: Rehearsal, topic: str) -> Rehearsal:
    """Let the partner bring something up at their next turn."""
    return rehearsal.copy(update={"topics": (*rehearsal.topics, topic)})


def stop(rehearsal: Rehearsal) -> Rehearsal:
    """End it, as the user wishes."""
    return rehearsal.copy(update={"ended": rehearsal.ended or "stopped"})


def _occasion_again(step: Step) -> str:
    return occasion_of(Effect(Shift(), frozenset(step.context), frozenset(step.moves)))


def _said_before(text: str, rehearsal: Rehearsal, encode: Encode) -> bool:
    earlier = [step.text for step in rehearsal.steps]
    if not earlier:
        return False
    plain = _plain(text)
    if any(_plain(each) == plain for each in earlier):
        return True
    vectors = encode([text, *earlier])
    return bool((vectors[1:] @ vectors[0]).max() >= _SAME)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _ending(rehearsal: Rehearsal, state: State, turns_at_least: int) -> Ending | None:
    stages = rules().stages
    if state.patience <= 0:
        return "left"
    gained = state.trust - rehearsal.beginning.trust
    enough = len(rehearsal.steps) + 1 >= turns_at_least
    if enough and state.heard >= stages.heard_at and gained >= stages.trust_gained:
        return "heard"
    return None


def _costliest(text: str, made: Sequence[Made]) -> str:
    """The words of the turn in which the costliest move was made."""
    for move in COSTLY:
        for each in made:
            if each.move == move:
                return text[each.start : each.end].strip(" ,;")
    return text


def _lines(rehearsal: Rehearsal) -> frozenset[str]:
    """Everything that the coach said so far."""
    return frozenset(_told_so_far(rehearsal))


def _told_so_far(rehearsal: Rehearsal) -> Iterator[str]:
    for step in (*rehearsal.steps, *(step for _, step in rehearsal.branches)):
        yield step.feedback.line
        if step.feedback.stronger:
            yield step.feedback.stronger
