"""One server for all conversations; each test is a person of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.wire import RunningServer, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("server"), AMENDS_RATE="1000") as running:
        yield running


@pytest.fixture
def talk(server: RunningServer) -> Talk:
    person = Talk(server)
    person.hello()
    return person
