"""The record of a person's promises as a file: for a calendar, a table, or another program."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from icalendar import Calendar, Event, vRecur

from bot.coaching.commitments.schedule import as_act
from bot.services import promises

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.services.promises import Listed

ENDINGS: Final = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
}
"""What the record comes as, with the media type of each."""

_COLUMNS: Final = (
    "what", "promised_to", "status", "due", "repeats", "until", "witness", "day", "result",
)  # fmt: skip


def as_file(owner: str, ending: str) -> str | None:
    """A person's record as a file.

    Args:
        owner: Whose.
        ending: One of `ENDINGS`.

    Returns:
        The file's text; None for another ending.
    """
    made = _AS.get(ending)
    return None if made is None else made(owner)


def _as_json(owner: str) -> str:
    found = promises.recorded(owner)
    return json.dumps(
        {
            "promises": [_promise(each) for each in found],
            "agreements": [
                {
                    "asked": each.asked, "agreed": each.agreed, "follows": each.follows,
                    "review_on": _day(each.review_on), "status": each.status,
                }
                for each in promises.agreements(owner)
            ],
        },
        ensure_ascii=False,
        indent=2,
    )  # fmt: skip


def _promise(each: Listed) -> dict[str, Any]:
    kept = each.commitment
    return {
        "id": kept.id,
        "what": kept.what,
        "said": as_act(kept.what).words,
        "promised_to": kept.promised_to,
        "status": kept.status,
        "due": _day(kept.due),
        "repeats": kept.recurrence,
        "until": _day(kept.until),
        "witness": kept.witness,
        "next": _day(each.row.next),
        "days": [{"day": _day(day), "result": result} for day, result in each.row.days],
        "reactions": [event.note for event in each.events if event.kind == "reaction"],
        "history": [
            {"kind": event.kind, "day": _day(event.day), "at": event.at.isoformat()}
            for event in each.events
        ],
    }


def _day(day: Any) -> str | None:  # noqa: ANN401
    return None if day is None else str(day.isoformat())


def _as_csv(owner: str) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for each in promises.recorded(owner):
        kept = each.commitment
        own = [
            kept.what, kept.promised_to, kept.status, _day(kept.due), kept.recurrence,
            _day(kept.until), kept.witness,
        ]  # fmt: skip
        rows = [(_day(day), result) for day, result in each.row.days] or [(None, None)]
        table.writerows([_cell(value) for value in (*own, *row)] for row in rows)
    return out.getvalue()


def _cell(value: str | None) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = value or ""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _as_ics(owner: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Amends//Promises//EN")
    calendar.add("version", "2.0")
    for each in promises.recorded(owner):
        if each.commitment.status == "active" and each.commitment.due is not None:
            calendar.add_component(_event(each))
    return str(calendar.to_ical().decode("utf-8"))


def _event(each: Listed) -> Event:
    kept = each.commitment
    event = Event()
    event.add("uid", f"{kept.id}@amends")
    event.add("dtstamp", datetime.now(timezone.utc))
    event.add("summary", as_act(kept.what).words)
    event.add("dtstart", kept.due)
    event.add("dtend", (kept.due or kept.created_at.date()) + timedelta(days=1))
    if kept.recurrence is not None:
        rule = vRecur.from_ical(kept.recurrence)
        if kept.until is not None:
            rule["UNTIL"] = [kept.until]
        event.add("rrule", rule)
    return event


_AS: Final[dict[str, Callable[[str], str]]] = {
    "json": _as_json, "csv": _as_csv, "ics": _as_ics,
}  # fmt: skip
