"""Rehearsals: begun from what was told, kept after each turn, looked back on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.coaching.apology.drafting import Facts, compose, spoken
from bot.coaching.rehearsal import conversation
from bot.coaching.rehearsal.conversation import Rehearsal
from bot.coaching.rehearsal.debrief import Debrief, look_back, moves_in_words
from bot.coaching.rehearsal.feedback import Mine
from bot.coaching.rehearsal.partners import fitting, partners
from bot.coaching.rehearsal.replies import Told
from bot.errors import BadInputError
from bot.language.mirrored import mirrored
from bot.language.perspective import Person
from bot.services import preferences, understanding
from bot.services.apologies import facts_of
from bot.storage.database import new_id
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.coaching.rehearsal.directions import Direction
    from bot.coaching.rehearsal.feedback import Style
    from bot.coaching.rehearsal.partners import Partner
    from bot.storage.records import KeptRehearsal

_LONGEST_CLAUSE = 24
_NOUN = re.compile(r"(?:the|my|that|a|an|about the|about my)\b", re.IGNORECASE)
_SPAN = re.compile(r"(?:since|for)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """A rehearsal with the id that it is kept under."""

    id: str
    rehearsal: Rehearsal


def begin(owner: str, breach_id: str | None, described: str | None, partner_id: str) -> Kept:
    """Begin a rehearsal and keep it.

    Args:
        owner: Whose it is.
        breach_id: The matter that was told; None where there is none.
        described: What was told only for the rehearsal, in a line or two.
        partner_id: Who is played.

    Returns:
        The rehearsal with the partner's first line. What this partner would never say, or would
        bring up, is remembered from earlier ones about the same matter; when the coach speaks, from
        what the user chose last.

    Raises:
        BadInputError: There is no such partner.
    """
    partner = partners().get(partner_id)
    if partner is None:
        raise BadInputError(f"There is no partner {partner_id}.")
    with UnitOfWork() as work:
        if breach_id is not None:
            facts = facts_of(work.breaches.open(owner, breach_id), None)
        else:
            facts = Facts(act=described or "", person=Person(""))
        told, mine = told_of(facts)
        earlier = [
            Rehearsal.parse_raw(kept.body)
            for kept in (work.rehearsals.of(owner, breach_id) if breach_id else ())
            if kept.partner == partner_id
        ]
        made = conversation.begin(
            partner, told, mine, seed=new_id(),
            level=earlier[-1].level if earlier else "real",
            style=preferences.feedback(work.people.get(owner)),
            never=earlier[-1].never if earlier else (),
            topics=earlier[-1].topics if earlier else (),
        )  # fmt: skip
        kept = work.rehearsals.add(owner, breach_id, partner_id, made.json())
        work.commit()
    return Kept(kept.id, made)


def overview(owner: str) -> dict[str, Any]:
    """Every rehearsal with something said in it, ready for JSON.

    Args:
        owner: Whose.

    Returns:
        Rehearsals, the newest first, each with its curve from 0 to 10.
    """
    with UnitOfWork(writes=False) as work:
        matters = [*(told.id for told in work.breaches.of(owner)), None]
        kept = [each for matter in matters for each in work.rehearsals.of(owner, matter)]
    kept.sort(key=lambda each: each.created_at, reverse=True)
    read = [(each, Rehearsal.parse_raw(each.body)) for each in kept]
    return {"rehearsals": [_overview(each, made) for each, made in read if made.steps]}


def practised(kept: Sequence[KeptRehearsal]) -> int:
    """How many rehearsals have something said in them."""
    return sum(bool(Rehearsal.parse_raw(each.body).steps) for each in kept)


def _overview(kept: KeptRehearsal, made: Rehearsal) -> dict[str, Any]:
    found = look_back(made)
    helped, cost = moves_in_words(found.counts)
    return {
        "id": kept.id,
        "partner": partners()[made.partner].title if made.partner in partners() else made.partner,
        "at": kept.created_at.isoformat(),
        "level": made.level,
        "style": made.style,
        "ended": made.ended,
        "curve": list(found.curve),
        "helped": helped,
        "cost": cost,
        "practise": found.practise,
    }


def partner_for(wanted: str | None, relationship: str | None) -> Partner:
    """The partner that a button names, or that somebody's words are most like.

    Args:
        wanted: A partner's id, or how the other will be, in the user's words.
        relationship: Who the other is to them; None when it is not known.
    """
    if wanted in partners():
        return partners()[wanted or ""]
    offered = fitting(relationship)
    named = [each.told_of_in(wanted or "") for each in offered]
    if max(named) > 0:
        return offered[named.index(max(named))]
    told = [f"{each.title}. {each.about}" for each in offered]
    vectors = understanding.loaded().encoder.encode([wanted or "", *told])
    return offered[int((vectors[1:] @ vectors[0]).argmax())]


def told_of(facts: Facts) -> tuple[Told, Mine]:
    """The matter from both mouths, as far as it reads well in a partner's sentence.

    Args:
        facts: What the user told.
    """
    act = _clause(facts)
    harm = _harm(facts)
    since = facts.since if facts.since and _SPAN.match(facts.since.strip()) else None
    hidden = facts.hidden if facts.hidden and _NOUN.match(facts.hidden.strip()) else None
    theirs = mirrored(act) if act else None
    return (
        Told(
            act=theirs[:1].lower() + theirs[1:] if theirs else None,
            since=since.strip().rstrip(".") if since else None,
            hidden=mirrored(spoken(hidden, facts.person)).rstrip(".") if hidden else None,
        ),
        Mine(act=act, harm=harm),
    )


def _clause(facts: Facts) -> str | None:
    """The first thing that was done, as the user says it to the other: “I lied to you …”."""
    if not facts.act.strip():
        return None
    for sentence in compose(facts).sentences:
        said = sentence.text.strip().rstrip(".!")
        if sentence.source == "act" and said.startswith("I ") and _is_short(said):
            return said
    return None


def _harm(facts: Facts) -> str | None:
    if not facts.harm:
        return None
    said = spoken(facts.harm, facts.person).strip().rstrip(".!")
    said = re.split(r"[.!?;]\s", said)[0]
    return (
        said[:1].lower() + said[1:] if said.lower().startswith("you ") and _is_short(said) else None
    )


def _is_short(said: str) -> bool:
    return len(said.split()) <= _LONGEST_CLAUSE


def turn(owner: str, rehearsal_id: str, text: str) -> Rehearsal:
    """One turn of the user.

    Args:
        owner: Whose it is.
        rehearsal_id: Which.
        text: What was said.

    Returns:
        The rehearsal with the turn.
    """
    reader = understanding.loaded()
    encode = reader.encoder.encode
    made = reader.moves.read(text, encode)
    return _change(owner, rehearsal_id, lambda each: conversation.say(each, text, made, encode))


def direct(owner: str, rehearsal_id: str, how: Direction) -> Rehearsal:
    """A direction to the partner: back one turn, softer, harder, never say that."""
    changes: dict[Direction, Callable[[Rehearsal], Rehearsal]] = {
        "back": conversation.back,
        "softer": lambda each: conversation.softer(each, -1),
        "harder": lambda each: conversation.softer(each, 1),
        "never": conversation.would_never_say,
    }
    return _change(owner, rehearsal_id, changes[how])


def bring_up(owner: str, rehearsal_id: str, topic: str) -> Rehearsal:
    """Let the partner bring something up at their next turn.

    Args:
        owner: Whose rehearsal it is.
        rehearsal_id: Which.
        topic: What, in the user's words: “my mother” becomes “your mother” in the partner's mouth.
    """
    theirs = mirrored(topic)
    return _change(owner, rehearsal_id, lambda each: conversation.bring_up(each, theirs))


def set_style(owner: str, rehearsal_id: str, style: Style) -> Rehearsal:
    """Choose when the coach speaks, in this rehearsal and in every later one."""
    changed = _change(owner, rehearsal_id, lambda each: each.copy(update={"style": style}))
    with UnitOfWork() as work:
        work.people.change(owner, feedback=style)
        work.commit()
    return changed


def stand(owner: str, rehearsal_id: str) -> Rehearsal:
    """A rehearsal as it stands."""
    return _change(owner, rehearsal_id, lambda each: each)


def end(owner: str, rehearsal_id: str) -> tuple[Rehearsal, Debrief, list[Debrief]]:
    """End a rehearsal and look back.

    Returns:
        The rehearsal, its debrief, and those of earlier ones about the same matter, oldest first.
    """
    ended = _change(owner, rehearsal_id, conversation.stop)
    with UnitOfWork(writes=False) as work:
        kept = work.rehearsals.get(owner, rehearsal_id)
        earlier = work.rehearsals.of(owner, kept.breach_id) if kept and kept.breach_id else []
    read = [Rehearsal.parse_raw(each.body) for each in earlier if each.id != rehearsal_id]
    return ended, look_back(ended), [look_back(each) for each in read if each.steps]


def _change(owner: str, rehearsal_id: str, change: Callable[[Rehearsal], Rehearsal]) -> Rehearsal:
    with UnitOfWork(writes=False) as work:
        kept = work.rehearsals.get(owner, rehearsal_id)
    if kept is None:
        raise BadInputError("This rehearsal is not kept any more.")
    changed = change(Rehearsal.parse_raw(kept.body))
    body = changed.json()
    if body != kept.body:
        with UnitOfWork() as work:
            work.rehearsals.put(owner, rehearsal_id, body, changed.ended)
            work.commit()
    return changed
