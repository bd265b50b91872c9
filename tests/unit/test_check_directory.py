"""Which services are due for a look."""

from __future__ import annotations

import importlib.util
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from bot.coaching.safety.directory import services
from bot.settings import PROJECT

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "check_directory", PROJECT / "scripts" / "check_directory.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_after_half_a_year_every_entry_is_due(script: ModuleType) -> None:
    newest = max(each.checked for each in services() if each.checked)
    assert len(list(script.due(newest + timedelta(days=181)))) == len(services())


def test_what_was_never_checked_is_due_at_once_and_says_so(script: ModuleType) -> None:
    due = list(script.due(date(2026, 11, 21)))
    assert {each.id for each, _ in due} == {each.id for each in services() if each.checked is None}
    assert {why for _, why in due} <= {"never checked"}


def test_most_entries_were_looked_at() -> None:
    assert sum(each.checked is not None for each in services()) >= 0.8 * len(services())
