"""What Telegram tells of is read, and nothing that it might send breaks the reader."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.updates import (
    Commanded,
    Edited,
    Membership,
    Pressed,
    Said,
    Wordless,
    read,
)

CHAT = {"id": 7, "type": "private"}
ME = {"id": 7, "language_code": "en-GB"}


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 2, "chat": CHAT, "from": ME, **content}}


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (message(text="I lied"), Said("I lied")),
        (message(text="/start"), Commanded("start", "", "/start")),
        (message(text="/Start@amends_bot abc_1"),
         Commanded("start", "abc_1", "/Start@amends_bot abc_1")),
        (message(text='/commit{"due": "x"}'), Said('/commit{"due": "x"}')),
        (message(text=" /start"), Said(" /start")),
        (message(voice={"file_id": "x"}), Wordless("voice", None, None)),
        (message(photo=[{}], caption="look", media_group_id="9"),
         Wordless("picture", "9", "look")),
        (message(sticker={}), Wordless("sticker", None, None)),
        (message(venue={}, location={}), Wordless("place", None, None)),
        (message(pinned_message={}), None),
        ({"update_id": 1, "edited_message": message(text="I lie")["message"]}, Edited("I lie")),
        ({"update_id": 1, "edited_message": message(location={})["message"]}, None),
        ({"update_id": 1, "callback_query": {"id": "5", "from": ME, "data": "ab",
          "message": {"message_id": 3, "chat": CHAT}}}, Pressed("5", "ab", 3)),
        ({"update_id": 1, "callback_query": {"id": "5", "from": ME}}, Pressed("5", "", None)),
        ({"update_id": 1, "my_chat_member": {"chat": CHAT, "from": ME,
          "new_chat_member": {"status": "kicked"}}}, Membership(gone=True)),
        ({"update_id": 1, "my_chat_member": {"chat": CHAT, "from": ME,
          "new_chat_member": {"status": "member"}}}, Membership(gone=False)),
        ({"update_id": 1, "poll": {"id": "x"}}, None),
    ],
)  # fmt: skip
def test_what_happened_is_read(raw: dict[str, Any], what: object) -> None:
    update = read(raw)
    assert update is not None
    assert update.what == what
    if what is not None:
        assert (update.id, update.chat, update.private, update.locale) == (1, 7, True, "en-GB")


@pytest.mark.parametrize("raw", [None, [], "x", 1, {}, {"update_id": "1"}, {"update_id": True}])
def test_what_is_no_update_is_none(raw: object) -> None:
    assert read(raw) is None


def test_a_group_is_not_private() -> None:
    raw = message(text="hi")
    raw["message"]["chat"] = {"id": -5, "type": "supergroup"}
    update = read(raw)
    assert update is not None
    assert (update.chat, update.private) == (-5, False)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.dictionaries(
            st.sampled_from(["chat", "from", "id", "text", "type", "message", "data", "voice"]),
            inner,
        )
        | st.lists(inner, max_size=2)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"]), VALUES)
def test_nothing_that_is_sent_breaks_the_reader(kind: str, held: object) -> None:
    update = read({"update_id": 1, kind: held})
    assert update is not None
    assert update.id == 1
