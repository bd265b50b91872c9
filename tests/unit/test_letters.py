"""A draft as a file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BadInputError
from bot.services import letters

if TYPE_CHECKING:
    from pathlib import Path

MAIL = (
    "Subject: An apology\n\nDear Zoë,\n\nI lied. 1. It was *mine*.\n\nYours sincerely,\n[your name]"
)


def test_plain_text_is_the_draft(tmp_path: Path):
    letters.write(MAIL, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text("utf-8") == f"{MAIL}\n"


def test_markdown_keeps_lines_and_marks_as_they_are(tmp_path: Path):
    letters.write("- I lied\n1. so # there\n\n*Ana*,\n[what_you_did]", tmp_path / "a.md")
    assert (tmp_path / "a.md").read_text("utf-8") == (
        "\\- I lied  \n1\\. so \\# there\n\n\\*Ana\\*,  \n[what\\_you\\_did]\n"
    )


def test_a_letter_for_a_word_processor(tmp_path: Path):
    letters.write(MAIL, tmp_path / "A.DOCX")
    written = Document(str(tmp_path / "A.DOCX"))
    assert [each.text for each in written.paragraphs] == MAIL.split("\n\n")
    assert [bool(each.runs[0].bold) for each in written.paragraphs] == [True, False, False, False]
    assert written.styles["Normal"].font.size.pt == 12
    assert written.core_properties.author == ""
    (page,) = written.sections
    assert page.left_margin.cm == pytest.approx(3, abs=0.01)
    assert page.page_height.cm == pytest.approx(29.7, abs=0.01)


@pytest.mark.parametrize("ending", ["txt", "md", "docx"])
def test_a_file_is_written_over_only_when_that_is_asked_for(tmp_path: Path, ending: str):
    path = tmp_path / f"a.{ending}"
    path.write_text("precious", "utf-8")
    with pytest.raises(BadInputError, match="there already"):
        letters.write(MAIL, path)
    assert path.read_text("utf-8") == "precious"
    letters.write(MAIL, path, force=True)
    assert path.read_bytes() != b"precious"


@pytest.mark.parametrize("name", ["a", "a.pdf", "a.doc", ".txt"])
def test_another_ending_is_refused(tmp_path: Path, name: str):
    with pytest.raises(BadInputError, match=r"\.docx"):
        letters.write(MAIL, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(BadInputError, match="cannot be written"):
        letters.write(MAIL, tmp_path / "nowhere" / "a.txt")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(BadInputError):
        letters.write(MAIL, tmp_path / "b.txt", force=True)


@given(st.text(min_size=1, max_size=200), st.sampled_from(["txt", "md", "docx"]))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_words_can_be_written(tmp_path: Path, text: str, ending: str):
    path = tmp_path / f"a.{ending}"
    letters.write(text, path, force=True)
    if ending == "docx":
        said = "".join(each.text for each in Document(str(path)).paragraphs)
        wanted = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)
        assert said.split() == wanted.split()
    else:
        assert path.read_bytes().endswith(b"\n")
