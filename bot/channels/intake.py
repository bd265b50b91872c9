"""The gate for all that comes in: size, rate, repeats, control characters, and no hidden commands.

What passes is plain text. A line that begins with a slash would be executed by Rasa as an intent,
so it never gets there.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

if TYPE_CHECKING:
    from typing import TypeGuard

LONGEST = 4_000
"""Characters in one message; an apology of 600 words has about 3,300."""

BURST = 12
"""Messages that may come at once."""

MOST_REMEMBERED = 10_000
"""People whose rate is kept in memory; the least recent are forgotten first."""

_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LEADING_SLASHES = re.compile(r"^[\s/]+")
_COMMAND = re.compile(r"\s*/+\s*\w")


@dataclass(frozen=True)
class Refusal(Exception):  # noqa: N818  # a refusal is an answer, not an error of ours
    """A message is not taken, and why.

    Attributes:
        code: A word for the client.
        message: A sentence for the person.
    """

    code: str
    message: str


def clean(text: object) -> str:
    """Make plain text of what a client sent.

    Args:
        text: Anything.

    Returns:
        The text in Unicode's composed form, without control characters and outer space.

    Raises:
        Refusal: when it is no text, empty, too long, or a command.
    """
    if not isinstance(text, str):
        raise Refusal("not_text", "That was not text, and I can only read text.")
    if len(text) > LONGEST * 4:
        raise Refusal("too_long", too_long(len(text)))
    plain = "".join(
        character
        for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs", "Co"}
    ).strip()
    if not plain:
        raise Refusal("empty", "That message was empty, so there is nothing for me to read.")
    if len(plain) > LONGEST:
        raise Refusal("too_long", too_long(len(plain)))
    if _COMMAND.match(_visible(plain)):
        raise Refusal(
            "command",
            "Words that begin with a slash do nothing here. Say it in your own words, for "
            "example “start over” or “help”.",
        )
    return _LEADING_SLASHES.sub("", plain) or plain.replace("/", "∕")


def _visible(text: str) -> str:
    """A text without characters that take no room, behind which a slash could hide."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def too_long(length: int) -> str:
    """The sentence for a text that is too long."""
    return (
        f"That is {length:,} characters, and I can read {LONGEST:,} at a time. Nothing was lost: "
        "please send it in parts."
    )


def client_id(value: object) -> str:
    """Check the id that a client chose for a message.

    Raises:
        Refusal: when it is not 1 to 64 letters, digits, `_` or `-`.
    """
    if not isinstance(value, str) or not _CLIENT_ID.fullmatch(value):
        raise Refusal("bad_id", "This page sent something I could not use. Please reload it.")
    return value


def is_zone(value: object) -> TypeGuard[str]:
    """Whether what a client sent is the IANA name of a time zone."""
    return isinstance(value, str) and value in available_timezones()


class Rate:
    """How quickly each person may write: a bucket that refills."""

    def __init__(self, per_second: float) -> None:
        """Start with every bucket full.

        Args:
            per_second: Messages a second after a burst.
        """
        self._per_second = per_second
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, owner: str) -> None:
        """Count one message.

        Raises:
            Refusal: when they come too quickly.
        """
        moment = time.monotonic()
        left, since = self._buckets.pop(owner, (float(BURST), moment))
        left = min(BURST, left + (moment - since) * self._per_second)
        allowed = left >= 1
        self._buckets[owner] = (left - 1 if allowed else left, moment)
        while len(self._buckets) > MOST_REMEMBERED:
            self._buckets.popitem(last=False)
        if not allowed:
            raise Refusal(
                "too_fast", "That was a lot at once. Give me a few seconds, then send it again."
            )
