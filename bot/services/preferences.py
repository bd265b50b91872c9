"""How a person wants it: where they are, reminders, quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.coaching.safety.directory import services
from bot.coaching.safety.locale import NAMES, guess_country
from bot.services import conversation, reminders

COUNTRIES = {
    code: name
    for code, name in sorted(NAMES.items(), key=lambda each: each[1])
    if code in {service.country for service in services()}
}
"""Countries whose services are known, by name."""


@dataclass(frozen=True)
class Wanted:
    """What somebody sets; None leaves a thing as it is.

    Attributes:
        country: One of `COUNTRIES`.
        zone: IANA name.
        reminders: Whether reminders are welcome.
        quiet_from: Hour at which it becomes quiet.
        quiet_until: Hour at which quiet ends.
    """

    country: str | None = None
    zone: str | None = None
    reminders: bool | None = None
    quiet_from: int | None = None
    quiet_until: int | None = None


def shown(owner: str) -> dict[str, Any]:
    """How a person has set it, ready for JSON."""
    known = reminders.wishes(owner)
    person = conversation.person(owner)
    guessed = guess_country(person.locale if person is not None else None)
    return {
        "country": guessed[0] if guessed is not None else None,
        "countries": [{"code": code, "name": name} for code, name in COUNTRIES.items()],
        "zone": known.zone,
        "reminders": known.reminders,
        "quiet_from": known.quiet_from,
        "quiet_until": known.quiet_until,
    }


def set_to(owner: str, wanted: Wanted) -> dict[str, Any]:
    """Set it as a person wants it.

    Args:
        owner: Who.
        wanted: What to set.

    Returns:
        How all of it is set now.
    """
    if wanted.country is not None or wanted.zone is not None:
        conversation.seen(owner, _locale(owner, wanted.country), wanted.zone)
    named = {
        "reminders": wanted.reminders,
        "quiet_from": wanted.quiet_from,
        "quiet_until": wanted.quiet_until,
    }
    changes: dict[str, object] = {name: value for name, value in named.items() if value is not None}
    if changes:
        reminders.wish(owner, **changes)
    return shown(owner)


def _locale(owner: str, country: str | None) -> str | None:
    """The person's language as it is written in a country."""
    if country is None:
        return None
    person = conversation.person(owner)
    language = ((person.locale if person is not None else None) or "en").replace("_", "-")
    return f"{language.partition('-')[0]}-{country}"
