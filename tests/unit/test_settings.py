"""Settings: a default for each, and the environment over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import settings
from bot.errors import AmendsError

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_needs_to_be_set(installation: Path, monkeypatch):
    monkeypatch.delenv("AMENDS_DATA")
    found = settings.load()
    assert found.data == settings.PROJECT / "var"
    assert found.database_url == f"sqlite:///{settings.PROJECT / 'var' / 'amends.db'}"
    assert (found.host, found.port, found.rate) == ("127.0.0.1", 5005, 1.0)
    assert (found.actions_url, found.origins) == (None, ())
    assert found.embeddings == settings.PROJECT / "data" / "encoder"


def test_everything_made_lies_in_the_data_folder(installation: Path):
    found = settings.load()
    assert found.data == installation
    assert found.models == installation / "models"
    assert str(installation) in found.database_url


@pytest.mark.parametrize(
    ("name", "value", "attribute", "expected"),
    [
        ("DATABASE_URL", "postgresql://db/amends", "database_url", "postgresql://db/amends"),
        ("AMENDS_HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104  # as in a container
        ("AMENDS_PORT", "80", "port", 80),
        ("AMENDS_ACTIONS_URL", "http://actions:5055", "actions_url", "http://actions:5055"),
        ("AMENDS_ACTIONS_URL", "", "actions_url", None),
        ("AMENDS_ORIGINS", "https://a.org, https://b.org,", "origins",
         ("https://a.org", "https://b.org")),
        ("AMENDS_ORIGINS", "", "origins", ()),
        ("AMENDS_RATE", "0.5", "rate", 0.5),
    ],
)  # fmt: skip
def test_the_environment_says_otherwise(
    installation, monkeypatch, name, value, attribute, expected
):
    monkeypatch.setenv(name, value)
    assert getattr(settings.load(), attribute) == expected


def test_a_relative_folder_is_where_the_process_started(installation: Path, monkeypatch):
    monkeypatch.chdir(installation)
    monkeypatch.setenv("AMENDS_DATA", "here")
    assert settings.load().data == installation / "here"


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104  # as in a container
def test_the_address_that_is_shown_can_be_opened(installation, monkeypatch, host: str):
    monkeypatch.setenv("AMENDS_HOST", host)
    assert settings.load().address == "http://127.0.0.1:5005"


def test_the_environment_is_read_anew(installation, monkeypatch):
    before = settings.load()
    monkeypatch.setenv("AMENDS_PORT", "81")
    assert (before.port, settings.load().port) == (5005, 81)


@pytest.mark.parametrize(
    ("name", "value"),
    [("AMENDS_PORT", "http"), ("AMENDS_PORT", "nan"), ("AMENDS_PORT", "5005.5"),
     ("AMENDS_PORT", "0"), ("AMENDS_RATE", "fast")],
)  # fmt: skip
def test_a_number_that_is_none_is_named(installation, monkeypatch, name: str, value: str):
    monkeypatch.setenv(name, value)
    with pytest.raises(AmendsError, match=name):
        settings.load()


@pytest.mark.parametrize("name", ["DATABASE_URL", "AMENDS_DATA", "AMENDS_PORT"])
def test_an_empty_variable_is_not_set(installation, monkeypatch, name: str):
    monkeypatch.delenv(name, raising=False)
    default = settings.load()
    monkeypatch.setenv(name, "")
    assert settings.load() == default
