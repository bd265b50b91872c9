"""The documents and the product say the same: commands, settings, make targets, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli.main import parser

PROJECT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    PROJECT / "README.md",
    PROJECT / "CHANGELOG.md",
    PROJECT / "benchmarks" / "README.md",
    *sorted((PROJECT / "docs").rglob("*.md")),
]
SOURCES = [
    *sorted((PROJECT / "bot").rglob("*.py")),
    *sorted((PROJECT / "scripts").glob("*.py")),
    *sorted((PROJECT / "web").glob("*.ts")),
]
NOT_FOR_PEOPLE = {"AMENDS_SERVER"}


def written() -> str:
    return "\n".join(document.read_text("utf-8") for document in DOCUMENTS)


def commands() -> set[str]:
    for action in parser()._actions:
        if action.choices and action.dest == "command":
            return set(action.choices)
    raise AssertionError("there are no commands")


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"`(?:\.venv/bin/)?amends ([a-z]+)", written()))
    assert named <= commands(), named - commands()


def test_every_command_is_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert {each for each in commands() if f"amends {each}" not in readme} == set()


def test_every_setting_that_is_named_is_read_and_the_other_way_round() -> None:
    named = set(re.findall(r"\b(AMENDS_[A-Z_]+|DATABASE_URL)\b", written()))
    code = "\n".join(source.read_text("utf-8") for source in SOURCES)
    asked = r"(?:environ(?:\.get\(|\[)|_given\(|_number\()\s*\"(AMENDS_[A-Z_]+|DATABASE_URL)"
    read = set(re.findall(asked, code))
    read |= set(re.findall(r'"(AMENDS_[A-Z_]+|DATABASE_URL)" (?:not )?in os\.environ', code))
    assert named - NOT_FOR_PEOPLE == read - NOT_FOR_PEOPLE


def test_every_make_target_that_is_named_exists_and_says_what_it_does() -> None:
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z][a-z-]+)`", written()))
    assert named <= described, named - described


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_file_that_a_document_links_to_is_there(document: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text("utf-8")):
        assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_no_registry_address_stands_in_a_lock() -> None:
    for lock in [*PROJECT.glob("requirements*.lock"), PROJECT / "web" / "package-lock.json"]:
        text = lock.read_text("utf-8")
        assert '"resolved"' not in text, lock.name
        if lock.suffix == ".lock":
            assert "://" not in text, lock.name
