"""What the model is made from, and what is said when some of it is missing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot import settings
from bot.errors import NotBuiltError
from bot.training import INGREDIENTS, check_ingredients

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of everything that the model learns from."""
    for name in INGREDIENTS:
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings.PROJECT / name, target)
    return tmp_path


def test_every_file_that_lies_in_the_data_folders_is_an_ingredient():
    data = settings.PROJECT / "data"
    found = {
        str(path.relative_to(settings.PROJECT))
        for folder in ("nlu", "rules", "stories", "safety", "breaches", "apologies", "moves")
        for path in (data / folder).iterdir()
    }
    assert found == {name for name in INGREDIENTS if name.startswith("data/")}


def test_what_is_there_is_fine(project: Path):
    check_ingredients(project)


@pytest.mark.parametrize("name", INGREDIENTS)
def test_a_file_that_was_removed_is_named_with_what_to_do(project: Path, name: str):
    (project / name).unlink()
    with pytest.raises(NotBuiltError) as refused:
        check_ingredients(project)
    said = str(refused.value)
    assert said.startswith(f"{project / name} is missing.")
    assert f"git checkout -- {project / name}" in said
    assert "make train" in said


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("data/nlu/help.yml", b"", "is empty"),
        ("data/nlu/help.yml", b"nlu: [", "cannot be read"),
        ("data/rules/walk.yml", b"\xff\xfe\x00", "cannot be read"),
        ("data/safety/lines.jsonl", b" \n", "is empty"),
    ],
)
def test_a_damaged_file_is_named(project: Path, name: str, content: bytes, what: str):
    (project / name).write_bytes(content)
    with pytest.raises(NotBuiltError, match=f"{re.escape(name)} {what}"):
        check_ingredients(project)


def test_the_command_says_it_in_one_line(project: Path):
    """As a person meets it: `amends train` in a project with a file missing."""
    (project / "data/nlu/walk.yml").unlink()
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from bot import settings\n"
            "settings.PROJECT = Path(sys.argv.pop())\n"
            "from bot.cli.main import main\n"
            "sys.exit(main(['train', '--force']))",
            str(project),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert str(project / "data/nlu/walk.yml") in line
    assert "make train" in line
