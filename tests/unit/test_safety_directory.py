"""The directory of services, and reading where somebody is."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bot.coaching.safety.directory import (
    INTERNATIONAL,
    KINDS,
    OTHER,
    Service,
    find,
    read_country,
    services,
)

COUNTRIES = sorted({service.country for service in services()} - {INTERNATIONAL})
ENTRY: dict[str, object] = {
    "id": "xx_line",
    "name": "A line",
    "kind": "suicide",
    "country": "XX",
    "number": "116 123",
    "languages": ["en"],
    "link": "https://line.example",
    "source": "https://line.example",
}
CHECKED: dict[str, object] = {
    "checked": "2026-11-21",
    "confirmed_by": "https://line.example/call",
}


def test_sixteen_countries_are_covered() -> None:
    expected = "AU BR CA DE ES FR GB IE IN JP MX NL NZ SG US ZA"
    assert " ".join(COUNTRIES) == expected


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("kind", KINDS)
def test_never_another_countrys_service(country: str, kind: str) -> None:
    service = find(country, kind)
    assert service is not None
    assert service.country in {country, INTERNATIONAL}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_has_its_own_emergency_and_suicide_numbers(country: str) -> None:
    for kind in ("emergency", "suicide"):
        service = find(country, kind)
        assert service is not None
        assert service.country == country
        assert service.number


@pytest.mark.parametrize("country", [None, OTHER, "XX"])
def test_an_unknown_country_gets_the_international_directory_and_no_number(
    country: str | None,
) -> None:
    for kind in KINDS:
        service = find(country, kind)
        assert service is not None
        assert service.country == INTERNATIONAL
        assert service.number is None


def test_a_kind_that_is_not_there_gives_nothing() -> None:
    assert find("GB", "plumber") is None


@pytest.mark.parametrize("service", services(), ids=lambda service: service.id)
def test_an_entry_says_where_it_is_from_and_where_it_was_read(service: Service) -> None:
    assert service.source.scheme == "https"
    assert (service.checked is None) == (service.confirmed_by is None)


def test_an_entry_that_was_read_on_a_page_is_taken() -> None:
    service = Service.parse_obj(ENTRY | CHECKED)
    assert service.checked == date(2026, 11, 21)
    assert service.confirmed_by == "https://line.example/call"


@pytest.mark.parametrize("number", ["", "1", "call us", "116 123 (free)", "+44 116 123"])
def test_a_number_that_cannot_be_dialled_is_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="not a number that can be dialled"):
        Service.parse_obj(ENTRY | {"number": number})


@pytest.mark.parametrize("field", ["link", "source", "confirmed_by"])
def test_a_link_that_is_not_https_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match="not an https link"):
        Service.parse_obj(ENTRY | CHECKED | {field: "http://line.example"})


@pytest.mark.parametrize("field", ["id", "name", "kind", "country", "languages", "link", "source"])
def test_a_missing_field_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match="field required"):
        Service.parse_obj({name: value for name, value in ENTRY.items() if name != field})


@pytest.mark.parametrize("field", ["checked", "confirmed_by"])
def test_the_day_and_the_page_come_together(field: str) -> None:
    with pytest.raises(ValidationError, match="come together"):
        Service.parse_obj(ENTRY | {field: CHECKED[field]})


def test_the_link_is_shown_first_until_the_number_is_checked() -> None:
    assert Service.parse_obj(ENTRY).link_first
    assert Service.parse_obj(ENTRY | CHECKED | {"number": None}).link_first
    assert not Service.parse_obj(ENTRY | CHECKED).link_first


@pytest.mark.parametrize(
    ("country", "kind", "number"),
    [
        ("US", "suicide", "988"),
        ("US", "violence_harmed", "1-800-799-7233"),
        ("GB", "suicide", "116 123"),
        ("GB", "violence_harmed", "0808 2000 247"),
        ("GB", "violence_own", "0808 802 4040"),
        ("AU", "emergency", "000"),
        ("NZ", "emergency", "111"),
    ],
)
def test_well_known_numbers(country: str, kind: str, number: str) -> None:
    service = find(country, kind)
    assert service is not None
    assert service.number == number


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("I'm in Leeds", "GB"),
        ("uk", "GB"),
        ("U.K.", "GB"),
        ("+44", "GB"),
        ("Northern Ireland", "GB"),
        ("Ireland", "IE"),
        ("call me on +353 1 234", "IE"),
        ("not in the uk, im in ireland", "IE"),
        ("I'm from india but living in Dublin", "IE"),
        ("Kerala", "IN"),
        ("india", "IN"),
        ("the states", "US"),
        ("US", "US"),
        ("new mexico", "US"),
        ("birmingham alabama", "US"),
        ("Mexico City", "MX"),
        ("New South Wales", "AU"),
        ("berlin", "DE"),
        ("münchen", "DE"),
        ("São Paulo", "BR"),
        ("joburg", "ZA"),
        ("i live in reading", "GB"),
        ("nigeria", OTHER),
        ("manila", OTHER),
        ("Georgia", None),
        ("Birmingham", None),
        ("+1 416", None),
        ("he told us", None),
        ("nice day", None),
        ("im reading a book", None),
        ("what do you mean", None),
        ("", None),
    ],
)
def test_reading_a_country(said: str, country: str | None) -> None:
    assert read_country(said) == country
