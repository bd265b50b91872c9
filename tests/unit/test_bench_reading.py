"""What the reading benchmark loads, cuts, counts and chooses; the figures are its own affair."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmarks import reading
from benchmarks.reading import Answer, Examples, Job, Measured, Scores, Trial
from bot.errors import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

OUTSIDE = "oos"
CLINC = {
    "train": [["book a table", "restaurant"], ["ring mum", "call"]],
    "val": [["a table for two", "restaurant"]],
    "test": [["phone dad", "call"]],
    "oos_train": [["how tall are giraffes", OUTSIDE]],
    "oos_val": [["who invented tea", OUTSIDE]],
    "oos_test": [["is mars red", OUTSIDE]],
}


@pytest.fixture
def datasets(tmp_path: Path) -> Path:
    """A folder laid out like that of the public sets, with a row or two of each part."""
    banking, clinc = tmp_path / "banking77", tmp_path / "clinc150"
    banking.mkdir()
    clinc.mkdir()
    (banking / "train.csv").write_text(
        'text,category\n"Where is it, please?",card_arrival\n"Two\nlines",top_up\n', "utf-8"
    )
    (banking / "test.csv").write_text("text,category\nStill no card,card_arrival\n", "utf-8")
    write_clinc(clinc, CLINC)
    return tmp_path


def write_clinc(folder: Path, held: object) -> None:
    (folder / "data_full.json").write_text(json.dumps(held), "utf-8")


def many(sizes: dict[str, int]) -> Examples:
    """Examples whose labels take turns, each text naming its place."""
    rows = [(n, label) for n in range(max(sizes.values())) for label in sizes if n < sizes[label]]
    return Examples(tuple(f"{label} {n}" for n, label in rows), tuple(label for _, label in rows))


def sure(expected: str, label: str, share: float = 0.9, inside: str | None = None) -> Answer:
    return Answer(expected, label, share, inside if inside is not None else label)


def test_banking77_is_read_with_commas_and_line_breaks_in_its_texts(datasets):
    trial = reading.load_banking77(datasets / "banking77")
    assert trial.train == Examples(
        ("Where is it, please?", "Two\nlines"), ("card_arrival", "top_up")
    )
    assert trial.test == Examples(("Still no card",), ("card_arrival",))
    assert trial.outside is None


def test_clinc150_has_its_out_of_scope_questions_in_every_part(datasets):
    trial = reading.load_clinc150(datasets / "clinc150")
    assert trial.train.labels == ("restaurant", "call", OUTSIDE)
    assert trial.validation.texts == ("a table for two", "who invented tea")
    assert trial.test.texts == ("phone dad", "is mars red")
    assert trial.outside == OUTSIDE


def test_our_own_examples_are_all_read():
    from bot import settings

    own = reading.load_own(settings.PROJECT / "data" / "nlu")
    assert {"tell_breach", "ask_knowledge/how_long", "out_of_scope"} <= set(own.labels)
    assert all(text and not text.startswith("- ") for text in own.texts)
    assert min(Counter(own.labels).values()) >= reading.FOLDS


@pytest.mark.parametrize("name", ["banking77/train.csv", "banking77/test.csv"])
def test_a_missing_file_of_banking77_is_named(datasets, name):
    (datasets / name).unlink()
    with pytest.raises(BadInputError, match=f"{name} is missing"):
        reading.load_banking77(datasets / "banking77")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadInputError, match=r"nowhere/data_full\.json is missing"):
        reading.load_clinc150(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "must have the columns"),
        ("sentence,intent\nhello,greet\n", "must have the columns"),
        ("text,category\n", "has no rows"),
        ("text,category\nhello\n", "not a text and a category"),
        ("text,category\n,greet\n", "not a text and a category"),
        ("text,category\nhello,greet,more\n", "not a text and a category"),
    ],
)
def test_a_broken_csv_is_refused(datasets, content, said):
    (datasets / "banking77" / "train.csv").write_text(content, "utf-8")
    with pytest.raises(BadInputError, match=rf"train\.csv .*{said}"):
        reading.load_banking77(datasets / "banking77")


def test_a_file_that_is_no_text_is_refused(datasets):
    (datasets / "banking77" / "test.csv").write_bytes(b"text,category\n\xff\xfe,x\n")
    with pytest.raises(BadInputError, match=r"test\.csv cannot be read"):
        reading.load_banking77(datasets / "banking77")


@pytest.mark.parametrize("part", CLINC)
def test_a_missing_part_of_clinc150_is_named(datasets, part):
    write_clinc(datasets / "clinc150", {name: CLINC[name] for name in CLINC if name != part})
    with pytest.raises(BadInputError, match=f"under {part}"):
        reading.load_clinc150(datasets / "clinc150")


@pytest.mark.parametrize("rows", [[], {}, "ab", [["only a text"]], [["text", 3]], ["ab"]])
def test_rows_of_another_shape_are_refused(datasets, rows):
    write_clinc(datasets / "clinc150", CLINC | {"test": rows})
    with pytest.raises(BadInputError, match="under test"):
        reading.load_clinc150(datasets / "clinc150")


def test_what_is_no_json_is_refused(datasets):
    (datasets / "clinc150" / "data_full.json").write_text('{"train": [', "utf-8")
    with pytest.raises(BadInputError, match=r"data_full\.json is not JSON"):
        reading.load_clinc150(datasets / "clinc150")


def test_a_folder_without_examples_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="no training examples"):
        reading.load_own(tmp_path)


def test_ten_shot_is_the_start_of_a_seeded_permutation_of_each_intents_rows():
    examples = many({"b": 30, "a": 14})
    chosen = reading.ten_shot(examples)
    assert chosen.labels == ("a",) * 10 + ("b",) * 10
    for label, size in (("a", 14), ("b", 30)):
        order = np.random.RandomState(0).permutation(size)[:10]
        expected = [f"{label} {n}" for n in order]
        assert [text for text in chosen.texts if text.startswith(label)] == expected


def test_ten_shot_does_not_depend_on_the_other_intents():
    alone = reading.ten_shot(many({"b": 30}))
    assert reading.ten_shot(many({"a": 20, "b": 30})).texts[10:] == alone.texts


def test_ten_shot_takes_all_where_there_are_fewer():
    assert Counter(reading.ten_shot(many({"a": 3, "b": 12})).labels) == {"a": 3, "b": 10}


def test_every_example_is_tested_once_and_never_in_its_own_training():
    examples = many({"a": 25, "b": 10})
    tested: list[str] = []
    for number in range(reading.FOLDS):
        train, test = reading.fold(examples, number)
        assert not set(train.texts) & set(test.texts)
        assert Counter(test.labels) == {"a": 5, "b": 2}
        tested += test.texts
    assert sorted(tested) == sorted(examples.texts)


def test_folds_are_the_same_every_time():
    examples = many({"a": 25, "b": 10})
    assert reading.fold(examples, 2) == reading.fold(examples, 2)


def test_a_quick_look_keeps_ten_intents_and_what_is_out_of_scope():
    part = many({OUTSIDE: 2} | {f"intent {n:02}": 2 for n in range(15)})
    quick = reading.few_intents(Trial(part, part, part, OUTSIDE))
    kept = {f"intent {n:02}" for n in range(10)} | {OUTSIDE}
    for each in (quick.train, quick.test, quick.validation):
        assert set(each.labels) == kept


def test_accuracy_and_macro_f1_are_scikit_learns():
    from sklearn.metrics import accuracy_score, f1_score

    drawn = np.random.default_rng(1).choice(["a", "b", "c"], (200, 2), p=[0.7, 0.2, 0.1])
    answers = [sure(str(expected), str(label)) for expected, label in drawn]
    scores = reading.score(answers)
    assert scores.accuracy == pytest.approx(accuracy_score(drawn[:, 0], drawn[:, 1]))
    assert scores.macro_f1 == pytest.approx(f1_score(drawn[:, 0], drawn[:, 1], average="macro"))


def test_without_anything_out_of_scope_there_is_no_recall_of_it():
    scores = reading.score([sure("a", "a", share=0.01)])
    assert scores == Scores(accuracy=1.0, macro_f1=1.0)


def test_below_the_threshold_an_answer_means_out_of_scope():
    answers = [
        sure("a", "a", 0.9),
        sure("a", "a", 0.2),  # lost to the threshold
        sure("b", OUTSIDE, 0.9, inside="b"),  # lost to the class
        sure("b", "a", 0.9),  # wrong either way
        sure(OUTSIDE, OUTSIDE, 0.9, inside="a"),
        sure(OUTSIDE, "a", 0.2),
        sure(OUTSIDE, "a", 0.3),  # at the threshold is not below it
    ]
    scores = reading.score(answers, OUTSIDE, 0.3)
    assert scores.in_scope == pytest.approx(1 / 4)
    assert scores.outside_recall == pytest.approx(2 / 3)
    assert scores.in_scope_loss == pytest.approx(3 / 4 - 1 / 4)
    assert scores.accuracy == pytest.approx(3 / 7)


def test_the_threshold_parts_what_can_be_parted_at_the_lowest_place():
    answers = [sure("a", "a", 0.8)] * 20 + [sure(OUTSIDE, "a", 0.405)] * 5
    assert reading.choose_threshold(answers, OUTSIDE) == 0.41


def test_the_threshold_leaves_enough_in_scope_even_where_the_sum_would_gain():
    within = [sure("a", "a", 0.8)] * 90 + [sure("a", "a", 0.5)] * 10
    outside = [sure(OUTSIDE, "a", 0.3)] * 5 + [sure(OUTSIDE, "a", 0.6)] * 5
    threshold = reading.choose_threshold(within + outside, OUTSIDE)
    assert threshold == 0.31
    greedy = reading.score(within + outside, OUTSIDE, 0.61)
    chosen = reading.score(within + outside, OUTSIDE, threshold)
    assert total(greedy) > total(chosen)


def test_where_no_threshold_leaves_enough_the_sum_decides():
    within = [sure("a", "a", 0.8)] * 5 + [sure("a", "b", 0.2)] * 5
    outside = [sure(OUTSIDE, "a", 0.3)] * 5
    assert reading.choose_threshold(within + outside, OUTSIDE) == 0.31


def total(scores: Scores) -> float:
    assert scores.in_scope is not None
    assert scores.outside_recall is not None
    return scores.in_scope + scores.outside_recall


def test_the_folds_of_a_cross_validation_make_one_line():
    right, wrong = [sure("a", "a")], [sure("a", "b")]
    line = reading.row(
        Job("own", reading.OURS), [measured(right, train_s=1.0), measured(wrong, train_s=3.0)]
    )
    assert (line.scores.accuracy, line.tested_on, line.train_s) == (0.5, 2, 2.0)
    assert line.threshold == 0.3


def test_a_validation_part_chooses_the_threshold_of_the_test():
    validated = [sure("a", "a", 0.8), sure(OUTSIDE, "a", 0.55)]
    line = reading.row(
        Job("clinc150", reading.OURS), [measured([sure(OUTSIDE, "a", 0.5)], validated=validated)]
    )
    assert line.threshold == 0.56
    assert line.scores.outside_recall == 1.0


def measured(answers: list[Answer], **changed: Any) -> Measured:
    held: dict[str, Any] = {
        "validated": [],
        "outside": OUTSIDE,
        "threshold": 0.3,
        "trained_on": 10,
        "train_s": 1.0,
        "read_ms": 2.0,
        "peak_mb": 200.0,
    }
    return Measured(answers=answers, **(held | changed))


def test_the_table_has_a_line_a_row_and_says_nothing_where_nothing_is():
    rows = [reading.row(Job("banking77", reading.OURS), [measured([sure("a", "a")], outside=None)])]
    heads, line = reading.table(rows).splitlines()
    assert heads.split()[:2] == ["set", "reader"]
    assert line.split() == [
        *("banking77", "amends", "10", "1", "100.0", "100.0", "-", "-", "-", "-"),
        *("1.0", "2.00", "200"),
    ]


def test_what_is_kept_can_be_read_by_a_program(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "encoder", lambda: "0123456789ab")
    row = reading.row(Job("banking77", reading.OURS), [measured([sure("a", "a")], outside=None)])
    reading.keep(tmp_path / "figures.json", [row])
    held = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert held["encoder"] == "0123456789ab"
    assert held["rows"][0]["scores"]["accuracy"] == 1.0


def test_a_file_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "encoder", lambda: "0123456789ab")
    with pytest.raises(BadInputError, match=r"gone/figures\.json cannot be written"):
        reading.keep(tmp_path / "gone" / "figures.json", [])


def lines(*arguments: str) -> dict[tuple[str, str], int]:
    """Set and reader of each line that a command line asks for, with the number of its parts."""
    planned = reading.jobs(reading.command_line(arguments))
    return {(line[0].name, line[0].reader): len(line) for line in planned}


def test_without_a_folder_only_our_own_data_is_measured():
    assert lines() == {
        ("own", reading.PUBLISHED): 5,
        ("own-ten-shot", reading.PUBLISHED): 1,
        ("own-ten-shot", reading.DEFAULT): 1,
        ("held-out", reading.OURS): 1,
        ("held-out", reading.PUBLISHED): 1,
    }


def test_the_tuned_encoder_is_never_asked_about_what_it_was_tuned_on(datasets):
    asked = lines("--datasets", str(datasets))
    assert {name for name, reader in asked if reader == reading.OURS} == {
        "held-out",
        *reading.PUBLIC,
    }


def test_the_default_pipeline_reads_full_sets_only_when_told_to(datasets):
    folder = ("--datasets", str(datasets))
    assert ("banking77-ten-shot", reading.DEFAULT) in lines(*folder)
    assert ("banking77", reading.DEFAULT) not in lines(*folder)
    assert lines("--only", "own", "--default-on-all")["own", reading.DEFAULT] == 5
    ours = {reading.OURS, reading.PUBLISHED}
    assert {reader for _, reader in lines(*folder, "--ours-only")} == ours


def test_only_what_is_asked_for_is_measured(datasets):
    asked = lines("--only", "clinc150,own", "--datasets", str(datasets))
    assert asked == {
        ("clinc150", reading.OURS): 1,
        ("clinc150", reading.PUBLISHED): 1,
        ("own", reading.PUBLISHED): 5,
    }


def test_a_public_set_without_a_folder_is_refused():
    with pytest.raises(BadInputError, match="clinc150 needs the folder"):
        lines("--only", "clinc150")


def test_a_broken_set_is_refused_before_anything_is_measured(datasets):
    (datasets / "clinc150" / "data_full.json").unlink()
    with pytest.raises(BadInputError, match="is missing"):
        lines("--datasets", str(datasets))


def test_an_unknown_set_ends_the_command_with_the_names_of_all(capsys):
    with pytest.raises(SystemExit, match="2"):
        reading.command_line(["--only", "banking"])
    said = capsys.readouterr().err
    assert "no set banking" in said
    assert all(name in said for name in (*reading.OWN, *reading.PUBLIC))


def test_the_ten_shot_sets_are_cut_in_training_and_whole_in_the_test():
    trial, full = Job("own-ten-shot", reading.OURS).trial(), Job("own", reading.OURS).trial()
    assert set(Counter(trial.train.labels).values()) == {10}
    assert trial.test == full.test
    assert trial.threshold == reading.project_threshold()


class StubReader:
    def read(self, text: str) -> list[tuple[str, float]]:
        return [("b", 0.6), ("a", 0.4)] if text.startswith("a") else []


def test_a_measurement_keeps_every_answer_also_where_nothing_was_read(datasets, monkeypatch):
    monkeypatch.setitem(reading.READERS, reading.OURS, lambda *_: StubReader())
    job = Job("clinc150", reading.OURS, datasets=datasets)
    came = reading.measure(job)
    assert came.validated == [
        Answer("restaurant", "b", 0.6, "b"),
        Answer(OUTSIDE, "", 0.0, ""),
    ]
    assert len(came.answers) == 2
    assert came.peak_mb > 10
