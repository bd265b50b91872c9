"""Folds a message into plain words, and keeps where each word stood in the text as written.

People write with curly quotes, no apostrophes, look-alike letters, stretched words and spaced-out
letters. The rules read one plain form of all that, and the matches they find are given back as
offsets into the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, Extra

_FOLDING_FILE: Final = Path(__file__).parent / "folding.yml"

SENTENCE_END: Final = "."
COMMA: Final = ","
POSSESSIVE: Final = "'s"
_SPACER_TOKENS: Final = frozenset({SENTENCE_END, COMMA, POSSESSIVE})
_SENTENCE_MARKS: Final = frozenset(".!?…;\n")
_COMMA_MARKS: Final = frozenset(',:()[]"“”—–|/')
_APOSTROPHES: Final = frozenset("'’‘`´ʼ＇′‛")
_DIGIT_LETTERS: Final = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"}
_STRETCHED: Final = re.compile(r"(.)\1{2,}")
_SPELT_OUT_AT_LEAST: Final = 4


@dataclass(frozen=True)
class Token:
    """One plain word, or a mark that ends a sentence or a clause.

    Attributes:
        text: The plain form, lower case, without apostrophes.
        start: Offset of its first character in the original text.
        end: Offset after its last character in the original text.
    """

    text: str
    start: int
    end: int


class FoldingTables(BaseModel):
    """What the folding file holds."""

    look_alikes: dict[str, str]
    words: dict[str, str]
    only_with_apostrophe: dict[str, str]
    sickness_before_ill: list[str]
    misspelt: list[str]

    class Config:
        """Refuses what it does not know."""

        extra = Extra.forbid


@lru_cache(maxsize=1)
def tables() -> FoldingTables:
    """The folding tables.

    Returns:
        The checked content of `folding.yml`, read once a process.
    """
    return FoldingTables.parse_obj(yaml.safe_load(_FOLDING_FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _misspellings() -> dict[str, str]:
    """One slip of the finger in a long word, to that word."""
    right = set(tables().misspelt)
    slips: dict[str, str] = {}
    for word in tables().misspelt:
        for at in range(1, len(word)):
            slips.setdefault(word[:at] + word[at + 1 :], word)
            slips.setdefault(word[:at] + word[at] + word[at:], word)
            swapped = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
            slips.setdefault(swapped, word)
    return {slip: word for slip, word in slips.items() if slip not in right}


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    """The plain form of one character; empty for one that nobody sees."""
    if character in _APOSTROPHES:
        return "'"
    if character == "\n":
        return "\n"
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me", "Cc"}:
        return " " if character == "\t" else ""
    if category == "Zs":
        return " "
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    bare = "".join(part for part in decomposed if unicodedata.category(part) != "Mn")
    return tables().look_alikes.get(bare, bare)


def _plain_characters(text: str) -> list[tuple[str, int]]:
    """Every plain character with the offset of the one it comes from."""
    return [
        (plain, at) for at, character in enumerate(text) for plain in _plain_character(character)
    ]


def _runs(text: str) -> list[Token]:
    """Splits into words as written (apostrophes kept) and marks."""
    plain = _plain_characters(text)
    tokens: list[Token] = []
    word: list[tuple[str, int]] = []

    def close() -> None:
        letters = "".join(character for character, _ in word).strip("'")
        if letters:
            tokens.append(Token(letters, word[0][1], word[-1][1] + 1))
        word.clear()

    for index, (character, at) in enumerate(plain):
        inside = bool(word) and index + 1 < len(plain) and plain[index + 1][0].isalnum()
        if character.isalnum() or character == "'" or (character in "@$*" and inside):
            word.append((character, at))
            continue
        if character in ".,-" and inside and _is_within_word(word, plain[index + 1][0], character):
            continue
        close()
        if character in _SENTENCE_MARKS:
            tokens.append(Token(SENTENCE_END, at, at + 1))
        elif character in _COMMA_MARKS or (character == "-" and not inside):
            tokens.append(Token(COMMA, at, at + 1))
    close()
    return tokens


def _is_within_word(word: list[tuple[str, int]], following: str, mark: str) -> bool:
    """Whether a point or comma stands inside a number (`1,500`)."""
    return mark in ".," and word[-1][0].isdigit() and following.isdigit()


def _join_spelt_out(tokens: list[Token]) -> list[Token]:
    """Joins single letters spelt out with spaces or points: `k i l l`, `s.u.i.c.i.d.e`."""
    joined: list[Token] = []
    index = 0
    while index < len(tokens):
        letters = [index]
        ahead = index + 1
        if _is_letter(tokens[index]):
            while ahead < len(tokens):
                step = ahead + 1 if tokens[ahead].text == SENTENCE_END else ahead
                if step >= len(tokens) or not _is_letter(tokens[step]):
                    break
                letters.append(step)
                ahead = step + 1
        if len(letters) >= _SPELT_OUT_AT_LEAST:
            text = "".join(tokens[at].text for at in letters)
            joined.append(Token(text, tokens[index].start, tokens[letters[-1]].end))
            index = letters[-1] + 1
        else:
            joined.append(tokens[index])
            index += 1
    return joined


def _is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isalpha()


def _plain_word(word: str, known: frozenset[str]) -> str:
    """Undoes digits for letters, stretching and one slip of the finger."""
    if any(mark in word for mark in _DIGIT_LETTERS) and not word.isdigit():
        word = _letters_for_digits(word)
    if word not in known and _STRETCHED.search(word):
        twice = _STRETCHED.sub(r"\1\1", word)
        word = twice if twice in known else _STRETCHED.sub(r"\1", word)
    return word if word in known else _misspellings().get(word, word)


def _letters_for_digits(word: str) -> str:
    """Reads a digit between letters as the letter it looks like (`mys3lf`)."""
    return "".join(
        _DIGIT_LETTERS.get(mark, mark)
        if 0 < at < len(word) - 1 and word[at - 1].isalpha() and word[at + 1].isalpha()
        else mark
        for at, mark in enumerate(word)
    )


def _expand(token: Token, before: str, known: frozenset[str]) -> list[Token]:
    """Writes short forms out: `I'm`, `dont`, `gonna`, `wife's`."""
    if token.text in _SPACER_TOKENS:
        return [token]
    written = token.text
    bare = written.replace("'", "")
    if not bare:
        return []
    if "'" in written and bare in tables().only_with_apostrophe:
        return _as_words(tables().only_with_apostrophe[bare], token)
    if written.endswith("'s") and bare not in tables().words:
        return [*_as_words(_plain_word(bare[:-1], known), token), _possessive(token)]
    if bare == "ill" and "'" not in written and before in tables().sickness_before_ill:
        return [token]
    plain = _plain_word(bare, known)
    return _as_words(tables().words.get(bare) or tables().words.get(plain, plain), token)


def _possessive(token: Token) -> Token:
    return Token(POSSESSIVE, token.end - 1, token.end)


def _as_words(text: str, token: Token) -> list[Token]:
    return [Token(word, token.start, token.end) for word in text.split()]


def fold(text: str, known: frozenset[str] = frozenset()) -> list[Token]:
    """Folds a message into plain words.

    Args:
        text: The message as written.
        known: Words to keep as they are, although they look stretched or misspelt.

    Returns:
        The plain words in order, marks included, each with its place in the original.
    """
    words: list[Token] = []
    before = ""
    for token in _join_spelt_out(_runs(text)):
        expanded = _expand(token, before, known)
        words.extend(expanded)
        before = expanded[-1].text if expanded else before
    return words
