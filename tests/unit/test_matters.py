"""Past conversations: which messages are about which matter, how far it came, and going on."""

from __future__ import annotations

import pytest

from bot.services import breaches, conversation, matters, promises, rehearsals, safety
from bot.services.conversation import Reply
from bot.services.promises import Promised
from bot.storage.unit_of_work import UnitOfWork

pytestmark = pytest.mark.usefixtures("engine")

ANA = "a" * 32
BEN = "b" * 32


@pytest.fixture
def owner() -> str:
    made = conversation.issue().id
    conversation.answer(None, made, [Reply("Hello. What happened?")])
    return made


def say(owner: str, text: str, *, about: str | None = None, **told: object) -> None:
    """A turn: something said, what it told, and its answer."""
    taken, _ = conversation.take(owner, text.replace(" ", "-"), text)
    if about is not None:
        breaches.tell(owner, about, told)
    conversation.answer(taken, owner, [Reply(f"I heard {text}")])


def two_matters(owner: str) -> None:
    say(owner, "I lied to Ana", about=ANA, act="I lied to Ana")
    say(owner, "in March", about=ANA, since="in March")
    say(owner, "I broke Ben's bike", about=BEN, act="I broke Ben's bike")
    say(owner, "yesterday", about=BEN, since="yesterday")


def texts(owner: str, matter: str) -> list[str]:
    found = matters.read(owner, matter)
    assert found is not None
    return [each.text for each in found.messages if each.author == "person"]


def listed(owner: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = matters.listed(owner)["matters"]
    return found


def test_somebody_new_has_no_past_conversation(owner: str) -> None:
    assert listed(owner) == []
    assert matters.read(owner, ANA) is None


def test_each_message_is_about_the_matter_that_was_spoken_of(owner: str) -> None:
    two_matters(owner)
    assert texts(owner, ANA) == ["I lied to Ana", "in March"]
    assert texts(owner, BEN) == ["I broke Ben's bike", "yesterday"]
    found = matters.read(owner, BEN)
    assert found is not None
    assert found.messages[-1].text == "I heard yesterday"
    assert not found.cut


def test_a_matter_that_is_taken_up_goes_on_in_its_own_conversation(owner: str) -> None:
    two_matters(owner)
    assert [each["here"] for each in listed(owner)] == [True, False]
    taken, _ = conversation.choose(owner, "on", "Go on with: I lied to Ana", "/resume")
    again = matters.take_up(owner, ANA)
    assert again is not None
    assert again.act == "I lied to Ana"
    conversation.answer(taken, owner, [Reply("Back to it.")])
    say(owner, "make it shorter")
    assert texts(owner, ANA) == [
        "I lied to Ana", "in March", "Go on with: I lied to Ana", "make it shorter",
    ]  # fmt: skip
    assert texts(owner, BEN) == ["I broke Ben's bike", "yesterday"]
    newest = listed(owner)[0]
    assert (newest["id"], newest["here"]) == (ANA, True)


def test_messages_that_wait_while_another_is_answered_are_about_their_own_matter(
    owner: str,
) -> None:
    first, _ = conversation.take(owner, "1", "I lied to Ana")
    second, _ = conversation.take(owner, "2", "I broke Ben's bike")
    breaches.tell(owner, ANA, {"act": "I lied to Ana"})
    conversation.answer(first, owner, [Reply("When?")])
    breaches.tell(owner, BEN, {"act": "I broke Ben's bike"})
    conversation.answer(second, owner, [Reply("When was that?")])
    assert texts(owner, ANA) == ["I lied to Ana"]
    assert texts(owner, BEN) == ["I broke Ben's bike"]


def test_taking_up_twice_in_one_turn_is_one_chapter(owner: str) -> None:
    two_matters(owner)
    conversation.choose(owner, "on", "Go on", "/resume")
    for _ in range(2):
        matters.take_up(owner, ANA)
    with UnitOfWork(writes=False) as work:
        assert [each.breach_id for each in work.chapters.of(owner)] == [ANA, BEN, ANA]


def test_how_far_a_matter_came_is_told(owner: str) -> None:
    two_matters(owner)
    with UnitOfWork() as work:
        work.drafts.add(owner, ANA, "Ana, I lied.", "composed")
        work.drafts.add(owner, ANA, "Ana, I lied to you.", "revised")
        work.commit()
    promises.commit(owner, Promised("call her", "UTC", breach_id=ANA), "turn-1")
    rehearsals.begin(owner, ANA, None, "quiet")
    ana = next(each for each in listed(owner) if each["id"] == ANA)
    named = ("about", "drafts", "promises", "practised", "stopped", "can_go_on")
    assert [ana[name] for name in named] == ["I lied to Ana", 2, 1, 0, False, True]
    assert str(ana["began"]) <= str(ana["last"])
    ben = next(each for each in listed(owner) if each["id"] == BEN)
    assert [ben[name] for name in named] == ["I broke Ben's bike", 0, 0, 0, False, True]


def test_what_was_opened_and_never_told_is_not_listed_and_a_text_alone_is(owner: str) -> None:
    say(owner, "Tell what happened", about=ANA)
    assert listed(owner) == []
    with UnitOfWork() as work:
        work.drafts.add(owner, ANA, "Ana, I lied.", "pasted")
        work.commit()
    (found,) = listed(owner)
    assert (found["about"], found["drafts"]) == (None, 1)


def test_a_matter_that_was_stopped_is_read_and_not_gone_on_with(owner: str) -> None:
    two_matters(owner)
    safety.stop(owner, ANA)
    ana = next(each for each in listed(owner) if each["id"] == ANA)
    assert (ana["stopped"], ana["can_go_on"]) == (True, False)
    assert matters.take_up(owner, ANA) is None
    assert texts(owner, ANA) == ["I lied to Ana", "in March"]


def test_while_an_emergency_is_open_nothing_is_gone_on_with(owner: str) -> None:
    two_matters(owner)
    safety.rest(owner, rests=True)
    assert not any(each["can_go_on"] for each in listed(owner))
    assert matters.may_take_up(owner, ANA) is None
    safety.rest(owner, rests=False)
    assert matters.may_take_up(owner, ANA) is not None


def test_nobody_reads_or_goes_on_with_anothers_matter(owner: str) -> None:
    two_matters(owner)
    other = conversation.issue().id
    assert listed(other) == []
    assert matters.read(other, ANA) is None
    assert matters.take_up(other, ANA) is None


def test_of_a_long_conversation_the_newest_is_read(owner: str) -> None:
    two_matters(owner)
    with UnitOfWork(writes=False) as work:
        found, cut = work.messages.within(owner, [(1, None)], limit=3)
    assert [each.text for each in found] == [
        "I heard I broke Ben's bike", "yesterday", "I heard yesterday",
    ]  # fmt: skip
    assert cut


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("I lied\nto Ana", "I lied to Ana"),
        ("word " * 60, " ".join(["word"] * 24) + "…"),
        ("I lied, " + "and " * 40, None),
    ],
)
def test_a_matter_is_named_shortly(told: str, named: str | None) -> None:
    assert len(matters.short(told)) <= matters.LONGEST_SHORT + 1
    assert named is None or matters.short(told) == named
