"""`amends compose`: facts in, a draft out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx import Document

from bot.cli.compose import facts_from
from bot.cli.main import main
from bot.coaching.apology.composer import Facts, compose
from bot.coaching.apology.frames import FORMS
from bot.errors import BadInputError
from bot.language.perspective import Person

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parents[2]
TOLD = {
    "act": "I lied to my sister Ana about the money she lent me because I was stressed",
    "person": {"word": "sister", "name": "Ana", "pronouns": "she"},
    "harm": "she felt stupid",
    "known": "yes",
    "breaches": ["lie", "money"],
    "repair": "pay her back",
    "due_text": "Friday 28 November",
}
FACTS = Facts(
    act=TOLD["act"], person=Person("sister", "Ana", "she"), harm="she felt stupid", known="yes",
    breaches=("lie", "money"), repair="pay her back", due_text="Friday 28 November",
)  # fmt: skip


@pytest.fixture
def given_facts(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    def give(facts: object) -> None:
        data = facts if isinstance(facts, bytes) else json.dumps(facts).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))

    return give


def test_facts_out_of_json():
    assert facts_from(json.dumps(TOLD)) == FACTS


@pytest.mark.parametrize("form", FORMS)
def test_a_draft_from_stdin_in_every_form(given_facts, capsys, form: str):
    given_facts(TOLD)
    assert main(["compose", "--form", form]) == 0
    said = capsys.readouterr()
    assert said.out == compose(FACTS, form=form).text + "\n"
    assert said.err == "Left out: “because I was stressed”\n"


def test_a_short_draft_from_a_file(tmp_path: Path, capsys):
    (tmp_path / "facts.json").write_text(json.dumps(TOLD), "utf-8")
    assert main(["compose", str(tmp_path / "facts.json"), "--length", "short"]) == 0
    assert capsys.readouterr().out == compose(FACTS, length="short").text + "\n"


def test_the_trace_names_the_words_behind_each_sentence(given_facts, capsys):
    given_facts(TOLD)
    assert main(["compose", "--trace"]) == 0
    said = capsys.readouterr().out
    assert f"I lied to you about the money you lent me.\n    act: “{TOLD['act']}”\n" in said
    assert "    repair: “pay her back”; “Friday 28 November”\n" in said
    assert "I'm sorry.\n    form\n" in said


def test_json_holds_the_draft_and_its_trace(given_facts, capsys):
    given_facts({**TOLD, "repair": None})
    assert main(["compose", "--json", "--trace", "--form", "email"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {
        "form",
        "length",
        "text",
        "left_out",
        "unclear",
        "gaps",
        "safety",
        "trace",
    }
    assert shown["form"] == "email"
    assert shown["gaps"] == ["[what you will do, and by when]", "[your name]"]
    assert shown["left_out"] == ["because I was stressed"]
    assert shown["trace"][0]["source"] == "form"
    assert [each["words"] for each in shown["trace"] if each["source"] == "harm"] == [
        ["she felt stupid"]
    ]


@pytest.mark.parametrize("ending", ["txt", "md", "docx"])
def test_written_to_a_file_and_never_over_another(given_facts, tmp_path: Path, capsys, ending: str):
    path = tmp_path / f"letter.{ending}"
    given_facts(TOLD)
    assert main(["compose", "--out", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert f"Written to {path}." in said.err
    if ending == "docx":
        assert Document(str(path)).paragraphs[0].text == "Ana,"
    else:
        assert path.read_text("utf-8").startswith("Ana,\n\nI lied to you")
    given_facts(TOLD)
    assert main(["compose", "--out", str(path)]) == 2
    assert "--force" in capsys.readouterr().err
    given_facts({**TOLD, "act": "I broke her vase"})
    assert main(["compose", "--out", str(path), "--force"]) == 0
    assert ending == "docx" or "I broke your vase." in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (b"", "nothing to read"),
        (b"not json", "are not JSON (line 1)"),
        (b"[1, 2]", "one JSON object"),
        (b'"act"', "one JSON object"),
        (b"[" * 100_000, "are not JSON"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        ({"person": {"word": "sister"}}, "“act” is missing"),
        ({"act": "I lied"}, "“person” is missing"),
        ({"act": "  ", "person": {"word": "sister"}}, "“act” is empty"),
        ({"act": "...", "person": {"word": "sister"}}, "“act” is empty"),
        ({"act": 5, "person": {"word": "sister"}}, "“act” str type expected"),
        ({"act": "I lied", "person": {"word": " "}}, "“person.word” says who"),
        ({"act": "I lied", "person": "sister"}, "“person” value is not a valid dict"),
        ({"act": "I lied", "person": {"word": "boss", "pronouns": "it"}}, "“person.pronouns”"),
        ({"act": "I lied", "person": {"word": "boss", "nick": "B"}}, "no key “person.nick”"),
        ({"act": "I lied", "person": {"word": "boss"}, "mood": "sad"}, "no key “mood”"),
        ({"act": "I lied", "person": {"word": "boss"}, "known": "maybe"}, "“known”"),
        ({"act": "I lied " * 1000, "person": {"word": "boss"}}, "7,000 characters"),
    ],
)
def test_facts_that_cannot_be_used(given_facts, capsys, facts: object, says: str):
    given_facts(facts)
    assert main(["compose"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("amends: ")
    assert says in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_not_there(capsys):
    assert main(["compose", "no-such-file.json"]) == 2
    assert "no-such-file.json" in capsys.readouterr().err


def test_a_form_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as refused:
        main(["compose", "--form", "poem"])
    assert refused.value.code == 2


def test_half_a_character_is_no_reason_to_fail(given_facts, capsys):
    given_facts(b'{"act": "I lied\\ud800 to her\\u0000", "person": {"word": "sister"}}')
    assert main(["compose"]) == 0
    assert "I lied to you." in capsys.readouterr().out


def test_an_apology_is_not_drafted_against_a_courts_order(given_facts, capsys):
    told = {**TOLD, "hidden": "there is a restraining order against me"}
    given_facts(told)
    assert main(["compose", "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["text"] is None
    assert json.loads(said.out)["safety"]["categories"] == ["no_contact_order"]
    assert "no contact order" in said.err


def test_what_needs_advice_first_is_said_beside_the_draft(given_facts, capsys):
    given_facts({**TOLD, "hidden": "that the police are investigating me"})
    assert main(["compose"]) == 0
    assert "Before anything is sent: this touches on legal" in capsys.readouterr().err


def test_it_starts_without_what_the_conversation_needs():
    code = (
        "import sys; from bot.cli.main import main; main(['compose']); "
        "print([each for each in ('rasa', 'tensorflow', 'onnxruntime', 'spacy', 'sqlalchemy')"
        " if each in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(TOLD), cwd=PROJECT, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == "[]"


def test_facts_from_says_what_is_wrong():
    with pytest.raises(BadInputError, match="there is no key “deed”"):
        facts_from('{"act": "I lied", "person": {"word": "boss"}, "deed": 1}')
