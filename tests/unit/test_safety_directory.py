"""The directory of services, and reading where somebody is."""

from __future__ import annotations

import pytest

from bot.coaching.safety.directory import INTERNATIONAL, KINDS, OTHER, find, read_country, services

COUNTRIES = sorted({service.country for service in services()} - {INTERNATIONAL})


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


def test_what_nobody_has_checked_is_shown_link_first() -> None:
    assert all(service.link_first for service in services() if service.checked is None)


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
