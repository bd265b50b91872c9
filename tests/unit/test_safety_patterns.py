"""The small language of the safety rules."""

from __future__ import annotations

import pytest

from bot.coaching.safety.patterns import PatternCompiler
from bot.errors import BadInputError

COMPILER = PatternCompiler({"them": ["(him|her)", "my *1 friend"]})


@pytest.mark.parametrize(
    ("pattern", "line", "matches"),
    [
        ("hit {them}", "i hit her", True),
        ("hit {them}", "i hit my old friend", True),
        ("hit {them}", "i hit it", False),
        ("i *2 hit", "i really have hit", True),
        ("i *2 hit", "i never hit", False),
        ("i **2 hit", "i never hit", True),
        ("hit her !(car|bike)", "hit her car", False),
        ("hit her !(car|bike)", "hit her twice", True),
        ("suicid~", "suicidal", True),
        ("# years", "ten years", True),
        ("told me $", "she told me", True),
        ("told me $", "she told me lies", False),
        ("stop please?", "stop", True),
        ("a b", "a , b", True),
        ("a b", "a . b", False),
    ],
)
def test_patterns_read_as_written(pattern: str, line: str, matches: bool) -> None:
    found = COMPILER.compile(pattern).expression.search(f" . {line} . ")
    assert bool(found) is matches


@pytest.mark.parametrize("pattern", ["(a|b", "a)", "{nobody}", "a;b", "(a|b?)"])
def test_a_pattern_that_cannot_be_read_is_refused(pattern: str) -> None:
    with pytest.raises(BadInputError):
        COMPILER.compile(pattern)


def test_a_pattern_is_compiled_when_it_is_first_needed() -> None:
    pattern = COMPILER.compile("hit {them}")
    assert "expression" not in vars(pattern)
    assert pattern.expression is pattern.expression


def test_single_words_and_rows_of_words_are_both_alternatives() -> None:
    found = COMPILER.compile("(a|b c|d|e) end")
    for line in ("a end", "b c end", "d , end", "e end"):
        assert found.expression.search(f" . {line} . ")
    assert not found.expression.search(" . b end . ")
