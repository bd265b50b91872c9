"""A draft as a file: plain text, Markdown, or a letter for a word processor."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TYPES: Final = {
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""What a draft comes as, with the media type of each."""

_FONT: Final = "Cambria"
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARKDOWN: Final = re.compile(r"([\\`*_<>#|~])")
_LISTED: Final = re.compile(r"(?m)^(\s*)([-+]|\d+[.)])(?= )")


def write(text: str, path: Path, *, force: bool = False) -> None:
    """Write a draft to a file, in the way that the file's ending asks for.

    Args:
        text: The draft, its paragraphs parted by an empty line.
        path: Where to; `.txt`, `.md` or `.docx`.
        force: Whether a file that is there may be written over.

    Raises:
        BadInputError: when the ending is another, when the file is there already, or when it
            cannot be written.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in _AS:
        raise BadInputError(f"{path.name} should end in .{', .'.join(_AS)}.")
    data = made(text, ending)
    try:
        with path.open("wb" if force else "xb") as opened:
            opened.write(data)
    except FileExistsError as error:
        raise BadInputError(f"{path} is there already; --force writes over it.") from error
    except OSError as error:
        raise BadInputError(f"{path} cannot be written: {error.strerror}.") from error


def made(text: str, ending: str) -> bytes:
    """A draft as the content of a file.

    Args:
        text: The draft, its paragraphs parted by an empty line.
        ending: One of `TYPES`.
    """
    return _AS[ending](_UNPRINTABLE.sub("", text.strip()))


def _as_text(text: str) -> bytes:
    return f"{text}\n".encode()


def _as_markdown(text: str) -> bytes:
    """Marks that Markdown would read are escaped, and line ends inside a paragraph kept."""
    plain = _MARKDOWN.sub(r"\\\1", text)
    plain = _LISTED.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", plain)
    paragraphs = re.split(r"\n{2,}", plain)
    return ("\n\n".join(p.replace("\n", "  \n") for p in paragraphs) + "\n").encode()


def _as_document(text: str) -> bytes:
    document = Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(3)
        section.top_margin = section.bottom_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    layout = normal.paragraph_format
    layout.space_after, layout.line_spacing_rule = Pt(10), WD_LINE_SPACING.MULTIPLE
    layout.line_spacing, layout.widow_control = 1.2, True
    for paragraph in re.split(r"\n{2,}", text):
        written = document.add_paragraph().add_run(paragraph)
        written.bold = paragraph.startswith("Subject:") or None
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


_AS: Final[dict[str, Callable[[str], bytes]]] = {
    "txt": _as_text,
    "md": _as_markdown,
    "docx": _as_document,
}
