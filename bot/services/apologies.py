"""Apologies: composed from what was told, revised, pasted; every version kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from bot.coaching.apology import versions
from bot.coaching.apology.composer import Facts, asks_undo, compose, revise
from bot.coaching.apology.frames import frames
from bot.coaching.apology.gaps import fill_gap
from bot.coaching.apology.reforming import read_draft
from bot.coaching.apology.spoken import remarks
from bot.coaching.commitments.schedule import spoken_day, spoken_rule
from bot.errors import BadInputError
from bot.language.perspective import Person
from bot.services import understanding
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.storage.records import Breach, Commitment, Draft

TALKED_OF_FIRST = frozenset({"emergency", "stop"})
"""Tiers of the safety gates that a text is not kept over."""


@dataclass(frozen=True)
class Shown:
    """A version of an apology with what there is to say about it.

    Attributes:
        draft: The version.
        left_out: Words of the person that were kept out of it.
        unclear: Of these, words of which it is not clear whom they mean.
        did: What a revision did, in a few words; None when nothing was understood.
        changed: What went and what came by a revision, where that is more than a few words.
        remarks: Short plain remarks on a pasted text.
    """

    draft: Draft
    left_out: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    did: str | None = None
    changed: str = ""
    remarks: tuple[str, ...] = ()


def latest(owner: str, breach_id: str) -> Draft | None:
    """The newest version of an apology."""
    with UnitOfWork(writes=False) as work:
        return work.drafts.latest(owner, breach_id)


def version(owner: str, breach_id: str, number: int) -> Draft | None:
    """One version of an apology; None when this person has no such one."""
    with UnitOfWork(writes=False) as work:
        versions_of = work.drafts.of(owner, breach_id)
    return next((each for each in versions_of if each.version == number), None)


def overview(owner: str) -> dict[str, Any]:
    """Every apology with its versions and what was found in them, ready for JSON.

    An apology in a matter that was stopped is not among them.

    Args:
        owner: Whose.

    Returns:
        Apologies and versions, the newest first.
    """
    with UnitOfWork(writes=False) as work:
        found = [
            (told, work.drafts.of(owner, told.id))
            for told in reversed(work.breaches.of(owner))
            if not told.is_stopped
        ]
    return {
        "apologies": [
            {
                "matter": told.id,
                "about": told.act,
                "versions": [_overview(each) for each in reversed(kept)],
            }
            for told, kept in found
            if kept
        ]
    }


def _overview(kept: Draft) -> dict[str, Any]:
    found = kept.analysis or {}
    return {
        "version": kept.version,
        "origin": kept.origin,
        "text": kept.text,
        "at": kept.created_at.isoformat(),
        "ready": bool(found.get("ready")),
        "faults": found.get("faults", []),
        "missing": [
            each["advice"] for each in found.get("elements", ())
            if not each["present"] and each["advice"]
        ],
    }  # fmt: skip


def edit(owner: str, breach_id: str, text: str) -> Draft | None:
    """Keep what a person made of a draft by their own hand as its newest version.

    Args:
        owner: Whose apology.
        breach_id: For what.
        text: The text as they left it.

    Returns:
        The version; None when the safety gates have something to say to it first.

    Raises:
        BadInputError: when there is no draft that could be edited.
    """
    found = understanding.loaded().check(text)
    if found.tier in TALKED_OF_FIRST:
        return None
    with UnitOfWork() as work:
        told = work.breaches.get(owner, breach_id)
        if told is None or told.is_stopped or work.drafts.latest(owner, breach_id) is None:
            raise BadInputError("There is no draft here that could be changed.")
        kept = work.drafts.add(owner, breach_id, text, "pasted", found.as_json())
        work.commit()
    return kept


def draft(owner: str, breach_id: str) -> Shown:
    """Compose an apology from everything told and promised so far, and keep it.

    Composed anew it keeps the form that was asked for: a letter, a message.

    Args:
        owner: Whose apology.
        breach_id: For what.

    Returns:
        The composed version.
    """
    with UnitOfWork() as work:
        breach = work.breaches.open(owner, breach_id)
        facts = facts_of(breach, _promise(work.commitments.of(owner), breach_id))
        newest = work.drafts.latest(owner, breach_id)
        made = compose(facts, form=read_draft(newest.text, facts).form if newest else "letter")
        kept = _keep(work, owner, breach_id, made.text, "composed")
        work.commit()
    return Shown(kept, left_out=made.left_out, unclear=made.unclear)


def change(owner: str, breach_id: str, request: str) -> Shown | None:
    """Change the newest version as asked, and keep the result as a version of its own.

    Args:
        owner: Whose apology.
        breach_id: For what.
        request: The wish, in the person's words.

    Returns:
        The version after the change, with `did` None when the wish was not understood; None
        when there is no version yet.
    """
    with UnitOfWork() as work:
        newest = work.drafts.latest(owner, breach_id)
        if newest is None:
            return None
        breach = work.breaches.open(owner, breach_id)
        facts = facts_of(breach, _promise(work.commitments.of(owner), breach_id))
        if asks_undo(request):
            return _undone(work, owner, breach_id, facts)
        revised = revise(newest.text, facts, request)
        if revised.did is None:
            return Shown(newest)
        if revised.text == newest.text:
            return Shown(newest, did=revised.did)
        kept = _keep(work, owner, breach_id, revised.text, "revised")
        work.commit()
    found = versions.changes(newest.text, kept.text) if revised.kind != "form" else ()
    return Shown(kept, did=revised.did, changed=versions.told(found))


def _undone(work: UnitOfWork, owner: str, breach_id: str, facts: Facts) -> Shown:
    """Keep the version before the newest once more, as the newest."""
    kept = work.drafts.of(owner, breach_id)
    newest = kept[-1]
    place = versions.before_last([each.text for each in kept])
    if place is None:
        return Shown(newest, did=frames().did["nothing_before"])
    before = kept[place]
    again = work.drafts.add(owner, breach_id, before.text, before.origin, before.analysis)
    work.commit()
    # Where the form is another, so is nearly every line, and the text itself shows it best.
    forms = {read_draft(each.text, facts).form for each in (newest, again)}
    found = versions.changes(newest.text, again.text) if len(forms) == 1 else ()
    return Shown(again, did=frames().did["undone"], changed=versions.told(found))


def paste(owner: str, breach_id: str, text: str) -> Shown:
    """Keep a person's own text as the newest version.

    Args:
        owner: Whose apology.
        breach_id: For what.
        text: Their text, unchanged.

    Returns:
        The version, with remarks: what is better than before, what lands badly, what is missing.
    """
    words = text.strip()
    found = understanding.loaded().check(words)
    with UnitOfWork() as work:
        work.breaches.open(owner, breach_id)
        before = work.drafts.latest(owner, breach_id)
        kept = work.drafts.add(owner, breach_id, words, "pasted", found.as_json())
        work.commit()
    return Shown(kept, remarks=tuple(remarks(found, before.faults if before else ())))


def _keep(work: UnitOfWork, owner: str, breach_id: str, text: str, origin: str) -> Draft:
    """Keep a version together with its analysis."""
    found = understanding.loaded().check(text)
    return work.drafts.add(owner, breach_id, text, origin, found.as_json())


def with_promise(owner: str, breach_id: str) -> Shown | None:
    """Bring the promise into the newest version.

    A composed draft is composed anew. One that the person changed or wrote keeps every word, and
    the promise takes the place of the gap that was left for it, if there is one.

    Returns:
        The version with the promise; None when there is no version yet.
    """
    newest = latest(owner, breach_id)
    if newest is None:
        return None
    if newest.origin == "composed":
        return draft(owner, breach_id)
    with UnitOfWork() as work:
        breach = work.breaches.open(owner, breach_id)
        facts = facts_of(breach, _promise(work.commitments.of(owner), breach_id))
        filled = fill_gap(newest.text, facts)
        kept = _keep(work, owner, breach_id, filled, newest.origin)
        work.commit()
    return Shown(kept)


def facts_of(breach: Breach, promise: Commitment | None) -> Facts:
    """What the composer needs, of what is stored."""
    facts = Facts(
        act=breach.act or "",
        person=Person(breach.person or "", breach.name, cast("Any", breach.pronouns)),
        since=breach.since,
        hidden=breach.hidden,
        known=cast("Any", breach.known),
        harm=breach.harm,
        breaches=breach.kinds,
        repair=None,
        due_text=None,
        witness=None,
        change=None,
    )
    if promise is None:
        return facts
    repeat = f" {spoken_rule(promise.recurrence)}" if promise.recurrence else ""
    return replace(
        facts,
        repair=promise.what + repeat,
        due_text=spoken_day(promise.due) if promise.due else None,
        witness=promise.witness,
    )


def _promise(commitments: list[Commitment], breach_id: str) -> Commitment | None:
    mine = [each for each in commitments if each.breach_id == breach_id]
    return mine[-1] if mine else None
