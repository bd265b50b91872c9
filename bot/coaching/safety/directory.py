"""The directory of services: whom to turn to, in the person's own country.

A wrong country's number is the worst error of all, so nothing here guesses: a country that is not
known gets the international directory.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, Extra, HttpUrl, root_validator, validator

_HERE: Final = Path(__file__).parent
_SERVICES_FILE: Final = _HERE / "services.yml"
_COUNTRIES_FILE: Final = _HERE / "countries.yml"

KINDS: Final = (
    "emergency",
    "suicide",
    "violence_harmed",
    "violence_own",
    "addiction",
    "counsellor",
)
INTERNATIONAL: Final = "INTL"
OTHER: Final = "OTHER"

_NUMBER: Final = re.compile(r"[0-9][0-9 \-]{1,}")
_DIALLED: Final = re.compile(r"(?:\+|\b00)\s?([1-9][0-9]{0,3})")
_LIVES: Final = re.compile(
    r"(?:live|living|lives|based|am|m|im|now|here|moved|staying|currently|were|was) (?:over )?"
    r"(?:in|to|near|outside)(?: the)? $"
)
_PLACED: Final = re.compile(
    r"(?:in|from|near|outside|to|at|of|around|it is|its|it s)"
    r"(?: north| south| east| west| central)? $"
)
_DENIED: Final = re.compile(r"(?:not|isn t|aren t|never)(?: in| from| to| living in)?(?: the)? $")


class _Checked(BaseModel):
    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid
        frozen = True


class OtherNumber(_Checked):
    """A second number of the same service.

    Attributes:
        number: As it is dialled.
        purpose: What it is for.
    """

    number: str
    purpose: str


class Service(_Checked):
    """One service.

    Attributes:
        id: Its name in the directory.
        name: What it calls itself.
        kind: One of `KINDS`.
        country: Two letters, or `INTL`.
        number: As it is dialled in that country; null where it is not certain.
        also: More numbers of the same service.
        text: Where a text message goes.
        hours: When it answers.
        languages: ISO codes.
        link: Its page.
        source: Where the entry is from.
        checked: The day on which it was checked; null is "not checked".
        confirmed_by: A stored page on which number and name were read on the day `checked`; null
            while `checked` is null.
    """

    id: str
    name: str
    kind: Literal[
        "emergency", "suicide", "violence_harmed", "violence_own", "addiction", "counsellor"
    ]
    country: str
    number: str | None = None
    also: tuple[OtherNumber, ...] = ()
    text: str | None = None
    hours: str | None = None
    languages: tuple[str, ...]
    link: HttpUrl
    source: HttpUrl
    checked: date | None = None
    confirmed_by: HttpUrl | None = None

    @validator("number")
    def _can_be_dialled(cls, number: str | None) -> str | None:  # noqa: N805
        if number is not None and not _NUMBER.fullmatch(number):
            raise ValueError(f"not a number that can be dialled: {number}")
        return number

    @validator("link", "source", "confirmed_by")
    def _is_secure(cls, link: HttpUrl | None) -> HttpUrl | None:  # noqa: N805
        if link is not None and link.scheme != "https":
            raise ValueError(f"not an https link: {link}")
        return link

    @root_validator(skip_on_failure=True)
    def _says_where_it_was_read(cls, values: dict[str, object]) -> dict[str, object]:  # noqa: N805
        if (values["checked"] is None) != (values["confirmed_by"] is None):
            raise ValueError("`checked` and `confirmed_by` come together")
        return values

    @property
    def link_first(self) -> bool:
        """Whether the link is shown before the number, because nobody has checked the number."""
        return self.checked is None or self.number is None


class _ServicesFile(_Checked):
    services: tuple[Service, ...]

    @root_validator(skip_on_failure=True)
    def _names_are_unique(cls, values: dict[str, object]) -> dict[str, object]:  # noqa: N805
        services = values["services"]
        assert isinstance(services, tuple)  # noqa: S101
        names = [service.id for service in services]
        if len(names) != len(set(names)):
            raise ValueError("services that share an id")
        return values


class _Country(_Checked):
    dialling: str | None
    names: tuple[str, ...]


class _CountriesFile(_Checked):
    countries: dict[str, _Country]
    ambiguous: dict[str, tuple[str, ...]]
    only_as_a_place: tuple[str, ...]
    other: tuple[str, ...]


@lru_cache(maxsize=1)
def services() -> tuple[Service, ...]:
    """Every service of the directory.

    Returns:
        The services in the order of their file, read once a process.
    """
    content = yaml.safe_load(_SERVICES_FILE.read_text(encoding="utf-8"))
    return _ServicesFile.parse_obj(content).services


@lru_cache(maxsize=1)
def _countries() -> _CountriesFile:
    return _CountriesFile.parse_obj(yaml.safe_load(_COUNTRIES_FILE.read_text(encoding="utf-8")))


def find(country: str | None, kind: str) -> Service | None:
    """The service of a kind in a country.

    Args:
        country: Two letters as `read_country` gives them; `OTHER` or none when it is not known.
        kind: One of `KINDS`.

    Returns:
        The country's own service; where the country or its service is not known, the
        international directory; none for a kind that is not there. Never another country's.
    """
    of_kind = {service.country: service for service in reversed(services()) if service.kind == kind}
    return of_kind.get(country or INTERNATIONAL) or of_kind.get(INTERNATIONAL)


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, ...]]:
    """Every name of a place to the countries it can mean."""
    content = _countries()
    places: dict[str, tuple[str, ...]] = dict.fromkeys(content.other, (OTHER,))
    for code, country in content.countries.items():
        places.update(dict.fromkeys(country.names, (code,)))
    places.update(content.ambiguous)
    return places


@lru_cache(maxsize=1)
def _place_pattern() -> re.Pattern[str]:
    names = sorted(_places(), key=len, reverse=True)
    return re.compile(r"(?<=\s)(" + "|".join(re.escape(name) for name in names) + r")(?=\s)")


def _plain(text: str) -> str:
    """Lower case, no accents, words parted by single spaces, a space at each end."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return " " + " ".join(re.findall(r"[a-z0-9]+", letters)) + " "


def _by_dialling_code(text: str) -> str | None:
    codes = {country.dialling: code for code, country in _countries().countries.items()}
    for found in _DIALLED.finditer(text):
        digits = found.group(1)
        if digits.startswith("1"):
            continue
        for length in (3, 2):
            if digits[:length] in codes:
                return codes[digits[:length]]
    return None


def read_country(text: str) -> str | None:
    """Reads where somebody says they are.

    Args:
        text: What they wrote: "I'm in Leeds", "Kerala", "+44", "the states".

    Returns:
        One of the directory's countries, `OTHER` for another country of the world, or none when
        nothing is named or it could be more than one.
    """
    dialled = _by_dialling_code(text)
    if dialled is not None:
        return dialled
    if text.strip(" .!").casefold() in {"us", "u.s", "u.s.a"} or re.search(r"\bU\.?S\b", text):
        return "US"
    alone = text.strip(" .!").upper()
    if alone in _countries().countries and alone != "IN":
        return alone
    plain = _plain(text)
    named: set[str] = set()
    lived_in: set[str] = set()
    unclear: list[tuple[str, ...]] = []
    for found in _place_pattern().finditer(plain):
        name, before = found.group(1), plain[: found.start()]
        if _DENIED.search(before) or not _is_a_place(name, before, plain):
            continue
        meant = _places()[name]
        if len(meant) > 1:
            unclear.append(meant)
            continue
        named.update(meant)
        if _LIVES.search(before):
            lived_in.update(meant)
    return _the_only(named, lived_in, unclear)


def _is_a_place(name: str, before: str, plain: str) -> bool:
    """Whether a name that is also a common word is meant as a place."""
    if name not in _countries().only_as_a_place:
        return True
    stands_alone = len(plain.split()) <= len(name.split()) + 1
    return stands_alone or bool(_PLACED.search(before))


def _the_only(named: set[str], lived_in: set[str], unclear: list[tuple[str, ...]]) -> str | None:
    """The one country that all that was said can mean."""
    candidates = lived_in if len(lived_in) == 1 else named
    if len(candidates) == 1:
        (country,) = candidates
        return country
    if not candidates and len(unclear) > 1:
        shared = set(unclear[0]).intersection(*unclear[1:])
        return shared.pop() if len(shared) == 1 else None
    return None
