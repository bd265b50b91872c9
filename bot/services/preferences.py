"""How a person wants it: where they are, reminders, quiet hours, when the coach speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict, get_args

from bot import settings
from bot.coaching.rehearsal.feedback import Style
from bot.coaching.safety.directory import OTHER, services
from bot.coaching.safety.locale import NAMES, guess_country
from bot.errors import BadInputError
from bot.services import reminders
from bot.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from bot.storage.records import Person

COUNTRIES = {
    code: name
    for code, name in sorted(NAMES.items(), key=lambda each: each[1])
    if code in {service.country for service in services()}
}
"""Countries whose services are known, by name."""

PLACES = frozenset({*COUNTRIES, OTHER})
"""Where somebody can say that they are: one of these countries, or another of the world."""

STYLES: tuple[Style, ...] = get_args(Style)
"""When the coach may speak in a rehearsal: after each turn, when it matters, at the end."""


class Wanted(TypedDict, total=False):
    """What somebody sets; what is not there stays as it is.

    Attributes:
        country: One of `PLACES`; None for what their browser says.
        zone: IANA name; None for what their browser says.
        feedback: When the coach speaks in every new rehearsal.
        reminders: Whether reminders are welcome.
        quiet_from: Hour at which it becomes quiet.
        quiet_until: Hour at which quiet ends.
    """

    country: str | None
    zone: str | None
    feedback: Style
    reminders: bool
    quiet_from: int
    quiet_until: int


_COLUMNS = {"country": "told_country", "feedback": "feedback"}
"""What is written as it is; what is left out is a wish on how to be written to."""


def shown(owner: str) -> dict[str, Any]:
    """How a person has set it, ready for JSON; None for what they did not set."""
    known = reminders.wishes(owner)
    with UnitOfWork(writes=False) as work:
        person = work.people.get(owner)
        chat = work.telegram.of(owner)
    return {
        "country": person.told_country if person is not None else None,
        "guessed_country": _guessed_country(person),
        "countries": [{"code": code, "name": name} for code, name in COUNTRIES.items()],
        "zone": person.told_zone if person is not None else None,
        "guessed_zone": person.guessed_zone if person is not None else None,
        "feedback": feedback(person),
        "reminders": known.reminders,
        "quiet_from": known.quiet_from,
        "quiet_until": known.quiet_until,
        "telegram": None if settings.load().telegram is None else {"linked": chat is not None},
    }


def feedback(person: Person | None) -> Style:
    """When the coach speaks in a new rehearsal of a person; None is somebody unknown."""
    chosen = person.feedback if person is not None else None
    return next((style for style in STYLES if style == chosen), "each")


def _guessed_country(person: Person | None) -> str | None:
    guessed = guess_country(person.locale if person is not None else None)
    return guessed[0] if guessed is not None else None


def set_to(owner: str, wanted: Wanted) -> dict[str, Any]:
    """Set it as a person wants it.

    Args:
        owner: Who.
        wanted: What to set.

    Returns:
        How all of it is set now.
    """
    columns = {_COLUMNS[name]: value for name, value in wanted.items() if name in _COLUMNS}
    if columns:
        _write(owner, columns)
    wishes = {name: value for name, value in wanted.items() if name not in _COLUMNS}
    if wishes:
        reminders.wish(owner, **wishes)
    return shown(owner)


def tell_country(owner: str, country: str) -> None:
    """Keep the country that a person told in the conversation, in the place of one told before.

    Raises:
        BadInputError: It is none of `PLACES`.
    """
    if country not in PLACES:
        raise BadInputError(f"{country} is no country that is known here.")
    _write(owner, {"told_country": country})


def _write(owner: str, columns: dict[str, object]) -> None:
    with UnitOfWork() as work:
        work.people.change(owner, **columns)
        work.commit()
