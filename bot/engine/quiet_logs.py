"""Logs that say what happened and never what a person said.

Rasa puts messages, slots and whole conversations into its log lines and into the texts of
exceptions. Records of Rasa and its kin keep only their fixed message; an exception keeps its type
and the places it passed through.
"""

from __future__ import annotations

import logging
import traceback
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from types import TracebackType

OURS = ("bot", "actions", "amends")


class WordlessFormatter(logging.Formatter):
    """Formats a record without the values that were put into it by others."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and for an exception one line for each place it passed."""
        moment = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        words = record.getMessage() if record.name.split(".")[0] in OURS else self._fixed(record)
        line = f"{moment} {record.levelname} {record.name}: {words}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" [{chain(record.exc_info[1])}]"
            line += "".join(places(record.exc_info[2]))
        return line

    @staticmethod
    def _fixed(record: logging.LogRecord) -> str:
        """Where the record was made: others build their messages of what people wrote."""
        return f"{record.funcName} ({record.module}.py:{record.lineno})"


def chain(error: BaseException | None) -> str:
    """The types of an exception and of what caused it, without their texts."""
    names = []
    while error is not None:
        names.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return " from ".join(names)


def places(trace: TracebackType | None) -> list[str]:
    """The places that an exception passed through, without the lines of code."""
    return [
        f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]


def configure(level: int = logging.INFO) -> None:
    """Send all logs of this process through `WordlessFormatter`; others' from WARNING on.

    Args:
        level: From which level on the project's own lines are shown.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(WordlessFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in ("sanic.root", "sanic.error", "sanic.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
        logger.setLevel(logging.WARNING)
    # warnings of libraries about their own age say nothing to whoever runs this
    logging.captureWarnings(capture=True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
