"""Two kinds of error: one to show to a person, and bugs, which are everything else."""

from __future__ import annotations


class AmendsError(Exception):
    """Something went wrong that a person can do something about.

    The message is one sentence that says what is wrong and what to do; entries print it
    without a traceback.
    """


class BadInputError(AmendsError):
    """What was handed in cannot be used; nothing was changed."""


class NotBuiltError(AmendsError):
    """A file that set-up makes is missing or damaged; the message names it and the command."""
