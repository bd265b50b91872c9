"""What is said to somebody, as they say it back."""

from __future__ import annotations

import pytest

from bot.language.mirrored import mirrored


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("I lied to you", "You lied to me"),
        ("I spent the money you lent me", "You spent the money I lent you"),
        ("I told you the loan was invested", "You told me the loan was invested"),
        ("I read your diary and told Sam", "You read my diary and told Sam"),
        ("I was seeing somebody while you were ill", "You were seeing somebody while I was ill"),
        ("I made you feel small", "You made me feel small"),
        ("I forgot, and you waited for me", "You forgot, and I waited for you"),
        ("I've been lying to you since March", "You've been lying to me since March"),
        ("I wasn't there when you needed me", "You weren't there when I needed you"),
        ("I kept it to myself", "You kept it to yourself"),
        ("I let you down in front of your team", "You let me down in front of my team"),
        ("I shouted at you because you're never home", "You shouted at me because I'm never home"),
        ("I never paid you back", "You never paid me back"),
        ("I left you waiting at the station", "You left me waiting at the station"),
        ("", ""),
    ],
)  # fmt: skip
def test_it_is_turned_round(said: str, back: str) -> None:
    assert mirrored(said) == back
