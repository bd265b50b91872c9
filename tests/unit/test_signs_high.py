"""The grave faults have their signs, and what only looks like them has none."""

from __future__ import annotations

import re
import time

import pytest

from bot.coaching.apology.signs import find_signs

_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\"”’')]*")

# What an editor would underline stands between angle brackets, where that is checked.
FAULTS = {
    "conditional": [
        "Sorry <if my dog kept you up>.",
        "I apologise <if the tone of my note upset your team>",
        "<If I embarrassed you at the barbecue>, I'm sorry.",
        "im sorry if i woke the baby",
        "We are sorry <for any offence the poster may have given>.",
        "apologies <for whatever it was that annoyed you>",
        "Soz if u were waiting ages",
        "Should any of my remarks have caused distress, I am truly sorry.",
        "<I may have hurt your mother>.",
        "Some of our guests might have experienced a delay in service.",
        "I want to say sorry <to anyone I offended on Friday>.",
        "Sorry in case I came over as bossy.",
        "Forgive me if I disrespected you, Uncle.",
        "Whatever I said, I'm sorry.",
        "I am sorry to the extent that my email was unclear.",
    ],
    "but": [
        "I'm sorry I shouted, <but you never listen>.",
        "sorry i missed it <but i was so tired>",
        "Sorry about your bike, but it was only a scratch.",
        "I apologise for the delay; however, our supplier let us down.",
        "im sorry babe but u knew i had plans",
        "I shouldn't have read it, but you left it open on the bed.",
        "Sorry I was late, although the traffic was shocking.",
        "I'm sorry. But you should have told me sooner.",
        "I know I was rude, but in fairness you started shouting.",
        "sorry mum but everyone else was allowed",
        "I'm sorry for what I said, yet I stand by the point.",
        "Sorry for laughing, but what did you expect in that hat?",
        "I am sorry about the vase, but there was nothing I could do.",
    ],
    "your_feelings": [
        "I'm sorry <you feel that way>.",
        "sorry u took it personally",
        "I apologise that <you were upset by our decision>.",
        "Sorry <you got so worked up about it>.",
        "im sorry that ur so sensitive",
        "We are sorry that some people were offended.",
        "I'm sorry if you felt ignored at dinner.",
        "Sorry you misunderstood my joke.",
        "I am sorry that you see it like that.",
        "sorry you cant handle the truth",
        "I'm sorry <that's how you took it>.",
        "I regret that you are disappointed.",
        "Sorry it bothered you.",
        "I'm sorry you think I meant you.",
    ],
    "blame": [
        "<You made me so angry> that I hit the wall.",
        "If you'd told me the date, none of this would have happened.",
        "It takes two to fight.",
        "u pushed me to it",
        "You never listen to a word I say.",
        "You know how I get when I'm hungry.",
        "We were both to blame.",
        "You're not exactly perfect yourself.",
        "Half of this is down to you.",
        "Had you answered the door, I would not have kicked it.",
        "You should have asked me first.",
        "My cousin talked me into it.",
        "What did you expect?",
        "Nobody warned me about the alarm.",
        "It was your brother who started it.",
        "Your jealousy drove me away, it drove everyone away. Your jealousy drove me to it.",
    ],
    "agentless": [
        "<Mistakes were made>.",
        "Some hurtful things were said on the night.",
        "It just happened.",
        "Your trust was broken.",
        "One thing led to another and here we are.",
        "An unfortunate incident occurred at the depot.",
        "There was a misunderstanding about the bill.",
        "Lines were crossed.",
        "It has come to our attention that your parcel is late.",
        "We apologise that <your order was mislaid>.",
        "Poor decisions were taken in the spring.",
        "My regards. The usual standards were not met.",
        "A line was crossed, and we regret it.",
    ],
    "demand": [
        "<Forgive me already>.",
        "Why won't you answer me?",
        "I said sorry, so let it go.",
        "How many times do I have to apologise?",
        "You have to forgive me.",
        "ive already said sorry",
        "Can we just move on?",
        "get over it",
        "What more do you want from me?",
        "I expect a reply by Monday.",
        "You can't stay mad at me for ever.",
        "A real friend would let this go.",
        "We trust that this matter is now closed.",
        "Let's put this behind us.",
        "Are we good now?",
    ],
    "threat": [
        "<You'll regret this>.",
        "im coming over whether u like it or not",
        "If you leave I'll kill myself.",
        "I won't stop calling until you pick up.",
        "Answer me or I'll tell your boss everything.",
        "ill wait outside ur house all night",
        "Don't make me come down there.",
        "I know where you live.",
        "If you go to HR, I'll ruin you.",
        "I'm going to hurt myself.",
        "You'll never see the kids again.",
        "I'm not leaving until you talk to me.",
        "block me and ill find u",
        "Take it back, or else.",
    ],
}

TRAPS = {
    "conditional": [
        "If you'd like, I will drive you there on Friday.",
        "I'm sorry. If you want me to move out, I will.",
        "I understand if you don't want to see me, and I'm sorry I lied.",
        "I'm sorry I didn't ask if you were coping.",
        "I will pay for any repairs.",
        "I have never been more sorry for anything in my life.",
        "I wrote 'sorry if I upset you'. There is no if about it.",
        "If I had told you in May you could have kept the flat.",
        "I am sorry I behaved as if you were a child.",
        "sorry i lied. if u need time thats fine",
        "Sorry if this letter is long.",
        "If anyone asks, I will tell them it was me.",
        "I can apologise to her in person if she agrees.",
    ],
    "but": [
        "I'm sorry, but that is no excuse.",
        "I was tired, but I was wrong.",
        "It was nobody's doing but mine, and I'm sorry.",
        "I'm sorry, but I know sorry is not enough.",
        "sorry i snapped but u didnt deserve that",
        "I'm sorry I lied, but I won't lie again.",
        "I am sorry, but you don't have to answer.",
        "I apologise to you but also to your sister.",
        "I'm sorry, but the fault is mine.",
        "I wrote 'sorry, but' and there was no but.",
        "I'm sorry it is late, but the refund is on its way.",
        "I was sorry then but I am more sorry now.",
    ],
    "your_feelings": [
        "You felt humiliated because I read it aloud.",
        "I'm sorry you had to hear it from Sam.",
        "Sorry I made you feel small.",
        "I'm sorry you lost the deposit through my delay.",
        "I am sorry you felt alone because I never rang.",
        "sorry u got the bill for my damage",
        "I'm sorry you were hurt by what I did.",
        "I'm sorry that you took the blame for me.",
        "You were angry, and you were right.",
        "I'm sorry that you got no seat.",
        "I am sorry I upset you at the wake.",
        "I wrote 'sorry you feel that way', which was cowardly.",
    ],
    "blame": [
        "You were right to be angry.",
        "It was not your fault.",
        "You did nothing to deserve it.",
        "Nobody made me do it.",
        "I told everyone that you started it, and that was a lie.",
        "I blamed you for the dent I made.",
        "You are not to blame for any of it.",
        "If I hadn't lied, you would have kept the job.",
        "You made me a cake and I forgot to come.",
        "You should have been told on the first day.",
        "its all my fault",
        "You always made time for me.",
        "I shouldn't have left you there.",
        "If you hadn't found the letter I would still be lying.",
    ],
    "agentless": [
        "You were hurt by what I did.",
        "It happened because I was careless.",
        "I made the mistakes.",
        "The vase was broken by me.",
        "This was no accident; I chose it.",
        "I let it happen.",
        "I will tell you how it happened.",
        "It won't happen again, because the key is with Rosa.",
        "I broke your trust.",
        "The money was paid back on Friday.",
        "I said cruel things.",
        "I dropped the tray and your cups were smashed.",
    ],
    "demand": [
        "One day, if you ever can, forgive me.",
        "You don't have to answer this.",
        "I'm not asking you to forgive me.",
        "Can you forgive me?",
        "I'm moving on Saturday.",
        "I told you to get over it, and that was cruel.",
        "I understand why you won't answer.",
        "I've already apologised to the manager.",
        "You owe me nothing.",
        "There is no need to reply.",
        "What else can I do to help?",
        "Please accept my apology.",
        "I don't expect you to move on.",
    ],
    "threat": [
        "I'm coming over at six, as you asked, with the ladder.",
        "I'll be outside your house at eight to fix the gate.",
        "I won't stop paying until the debt is cleared.",
        "I could kick myself.",
        "I told you that you'll regret it. That was a threat and I had no right.",
        "I'll tell your mother the truth myself.",
        "I can post it or I'll leave it with Joan.",
        "I won't be coming to your house again.",
        "I'll keep going to the meetings.",
        "You'll get your money on Monday.",
        "I'll think twice before I speak.",
        "If you want the keys back, I'll send them.",
        "You lost your job because of me.",
    ],
}

_HITS = [(label, line) for label, lines in FAULTS.items() for line in lines]
_TRAPS = [(label, line) for label, lines in TRAPS.items() for line in lines]


def _found(label: str, text: str) -> list[tuple[int, int]]:
    sentences = tuple(match.span() for match in _SENTENCE.finditer(text))
    return [(hit.start, hit.end) for hit in find_signs(text, sentences) if hit.label == label]


@pytest.mark.parametrize(("label", "line"), _HITS)
def test_a_fault_is_found_where_an_editor_would_underline(label: str, line: str) -> None:
    text = line.replace("<", "").replace(">", "")
    found = _found(label, text)
    assert found
    assert all(0 <= start < end <= len(text) for start, end in found)
    if "<" in line:
        marked = line[line.index("<") + 1 : line.index(">")]
        assert marked in [text[start:end].strip() for start, end in found]


@pytest.mark.parametrize(("label", "line"), _TRAPS)
def test_what_only_looks_like_the_fault_is_left_alone(label: str, line: str) -> None:
    assert _found(label, line) == []


@pytest.mark.parametrize("label", sorted(FAULTS))
def test_there_are_enough_of_both(label: str) -> None:
    assert min(len(FAULTS[label]), len(TRAPS[label])) >= 12


def test_a_very_long_text_is_read_in_a_moment() -> None:
    text = "I am sorry if you were hurt, but you made me do it, and mistakes were made. " * 260
    before = time.perf_counter()
    assert _found("conditional", text)
    assert time.perf_counter() - before < 10
