"""What several messages say together that none of them says alone.

“She doesn't want to see me any more.” … “So I'll wait outside her work on Friday.” Each may pass
by itself. A message is therefore also read as the end of what was said just before it, where the
messages together are at all suspicious. A picture only ever asks: it is put together from pieces,
and the person can say that they do not belong together.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from bot.coaching.safety.gates import CATEGORIES, Verdict, screen, worst_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.coaching.safety.second_reader import Encode
    from bot.language.worded_heads import WordedHeads

REACH: Final = 3
"""How many of the person's messages before this one belong to the picture."""

_WATCHED: Final = ("emergency", "stop")
_SUSPICIOUS_AT: Final = {"tier": 0.4, "category": 0.2}
# Lower limits find no more of tests/sets/safety/several_messages.jsonl, and ask people who only
# change their letter: fragments that have nothing to do with each other read oddly as one.
_ASK_AT: Final = {"emergency": 0.7, "stop": 0.75}
_TOO_SHORT: Final = 2
_LONGEST: Final = 400


def screen_together(
    verdict: Verdict, text: str, before: Sequence[str], reader: WordedHeads, encode: Encode
) -> Verdict:
    """The verdict on a message, worse where it completes a picture.

    Args:
        verdict: What the gates say of the message alone.
        text: The message.
        before: What the person wrote before it, oldest first.
        reader: The trained second reader.
        encode: Texts to unit embeddings, one row each.

    Returns:
        The same verdict; or a question, where the message with those before it holds what neither
        it nor they hold alone.
    """
    earlier = [piece for piece in before[-REACH:] if len(piece.split()) > _TOO_SHORT]
    if verdict.tier in _WATCHED or not earlier or len(text.split()) <= _TOO_SHORT:
        return verdict
    pieces = [*(piece[-_LONGEST:] for piece in earlier), text]
    alone = [
        reader.read(piece, vector) for piece, vector in zip(pieces, encode(pieces), strict=True)
    ]
    if not any(_adds_up(alone, tier, "tier") for tier in _WATCHED):
        return verdict
    whole = " ".join(_ended(piece) for piece in pieces)
    together = reader.read(whole, encode([whole])[0])
    known = {category for piece in earlier for category in screen(piece).categories}
    for tier in _WATCHED:
        category = max(
            (name for name in CATEGORIES if CATEGORIES[name] == tier), key=together.__getitem__
        )
        most = max(chances[tier] for chances in alone)
        is_told = together[tier] >= max(_ASK_AT[tier], most) and category not in known
        if is_told and _adds_up(alone, tier, "tier") and _adds_up(alone, category, "category"):
            return Verdict(
                tier,
                ask=True,
                confidence=together[tier],
                categories=worst_first({category, *verdict.categories}),
                matches=verdict.matches,
            )
    return verdict


def _adds_up(alone: Sequence[dict[str, float]], name: str, kind: str) -> bool:
    """Whether one of several messages, each read by itself, is likely enough to hold something."""
    none_of_them = prod(1.0 - chances[name] for chances in alone)
    return 1.0 - none_of_them >= _SUSPICIOUS_AT[kind]


def _ended(piece: str) -> str:
    piece = piece.strip()
    return piece if piece.endswith((".", "!", "?", "…")) else piece + "."
