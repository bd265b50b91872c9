"""Four speakers against every partner, read by the trained model: each ends somewhere else."""

from __future__ import annotations

import pytest

from bot.coaching.rehearsal import conversation
from bot.coaching.rehearsal.feedback import Mine
from bot.coaching.rehearsal.partners import partners
from bot.coaching.rehearsal.replies import Told
from bot.services.understanding import Understanding

GOOD = (
    "In March I read your diary, and I told our brother what was in it.",
    "That was wrong, and nobody made me do it. It was my choice, both times.",
    "You must have felt watched in your own room.",
    "What has it been like for you since you found out?",
    "That makes sense. You wrote it down so that nobody would use it, and I used it.",
    "You don't have to answer me today, or at all.",
    "There's one more thing you should hear from me: I read it twice, not once.",
    "I'm sorry.",
    "What else do you want me to understand?",
    "I told Ben on Sunday that it wasn't mine to tell, and that he's to forget it.",
    "I'll put a lock on your door on Friday, and I stay out unless you ask me in.",
    "Take the time you need. I won't ask you about it again.",
    "You trusted me and I broke that, and I see that it doesn't come back because I said so.",
    "Is there something I got wrong about how it was for you?",
    "If you'd rather I left it there for today, I will.",
    "I understand why you're angry. I'd be angry too.",
)
DEFENSIVE = (
    "I only looked at two pages.",
    "You left it lying on the kitchen table.",
    "I was drunk and it was a terrible week.",
    "I never meant to hurt you, I was worried about you.",
    "Anyone would have looked.",
    "It's not as if I posted it online.",
    "You've told people my secrets too.",
    "I'm not that kind of person and you know it.",
    "Ben kept asking me, what was I supposed to do?",
    "It was months ago, why are you still on about it?",
    "If you talked to me I wouldn't have needed to read it.",
    "You're making this bigger than it is.",
    "I was trying to help.",
    "Everybody in this family reads everybody's things.",
)
GROVELLING = (
    "I'm the worst sister in the world.",
    "I hate myself for it, I can't sleep, I can't eat.",
    "I'm so sorry, I'm so so sorry, I'm disgusting.",
    "I don't deserve to be your sister.",
    "I've cried every night since, look at me.",
    "I'm a terrible person, I ruin everything I touch.",
    "I'm sorry, I'm sorry, I'm sorry.",
    "I feel so awful, you have no idea how bad I feel.",
    "I can't live with what a monster I am.",
    "I'm nothing. I'm garbage.",
    "I feel sick all day long because of it.",
    "Everyone must hate me now, and I'd understand it, I hate me too.",
    "I'm so ashamed that I can't look in the mirror.",
    "I'm sorry that I'm such a failure.",
)
RUSHING = (
    "So what can I do to fix it right now?",
    "I'll buy you a new diary, a nicer one with a lock.",
    "Let's go away together this weekend and put it behind us.",
    "I booked us a table for tonight, so are we good?",
    "Tell me what you need and I'll do it, anything.",
    "I've already ordered the lock, so that's solved then.",
    "Can we move on now?",
    "I'll give you my password to everything, there, done.",
    "Let's not go over it again, let's fix it.",
    "How about I pay for your holiday?",
    "What do I have to do to make this go away?",
    "I've got flowers here, and chocolate, come on.",
    "Okay so, plan: new lock, new diary, dinner. Sorted?",
    "Let's just start over from today.",
)
TOLD = Told(act="you read my diary and told our brother")
MINE = Mine(act="I read your diary and told our brother", harm="you don't feel safe at home")


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """The readers of the trained model."""
    return Understanding.load()


def hold(
    understanding: Understanding, partner: str, lines: tuple[str, ...]
) -> conversation.Rehearsal:
    """Say all lines, or as many as the partner stays for."""
    encode = understanding.encoder.encode
    rehearsal = conversation.begin(partners()[partner], TOLD, MINE, seed=partner)
    for line in lines:
        if rehearsal.ended:
            break
        made = understanding.moves.read(line, encode)
        rehearsal = conversation.say(rehearsal, line, made, encode)
    return rehearsal


PARTNERS = pytest.mark.parametrize("partner", sorted(partners()))


@PARTNERS
def test_the_good_one_is_heard_and_not_forgiven_at_once(
    understanding: Understanding, partner: str
) -> None:
    found = hold(understanding, partner, GOOD)
    assert found.ended in {None, "heard"}
    assert len(found.steps) >= 9
    assert found.state.heard >= 6
    assert found.state.trust > found.beginning.trust
    assert found.state.trust < 9


@PARTNERS
def test_the_defensive_one_loses_trust(understanding: Understanding, partner: str) -> None:
    found = hold(understanding, partner, DEFENSIVE)
    assert found.state.trust < found.beginning.trust
    assert found.state.heard < 3
    assert found.ended in {None, "left"}


@PARTNERS
def test_grovelling_does_not_pass_for_owning(understanding: Understanding, partner: str) -> None:
    found = hold(understanding, partner, GROVELLING)
    good = hold(understanding, partner, GOOD)
    assert found.state.heard < 4
    assert found.state.trust <= found.beginning.trust + 0.5
    assert found.state.closeness < good.state.closeness - 1


@PARTNERS
def test_rushing_gets_nowhere(understanding: Understanding, partner: str) -> None:
    found = hold(understanding, partner, RUSHING)
    good = hold(understanding, partner, GOOD)
    assert found.ended != "heard"
    assert found.state.heard < 4
    assert found.state.closeness < good.state.closeness - 1


@PARTNERS
def test_nobody_wins_by_saying_sorry_over_and_over(
    understanding: Understanding, partner: str
) -> None:
    found = hold(understanding, partner, ("I'm sorry.", "I'm really sorry.", "I'm so sorry!") * 5)
    assert found.ended == "left"
    assert found.state.trust <= found.beginning.trust
