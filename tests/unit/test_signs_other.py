"""Signs of the lighter faults: what must be found, and what only looks like it."""

from __future__ import annotations

import re

import pytest

from bot.coaching.apology.signs import find_signs

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")

# A bar on each side of a piece stands for what must be underlined, or part of it.
HITS = {
    "excuse": [
        "|I was hammered| and I called your boss a weasel.",
        "Sorry I forgot your interview, |the office has been absolutely manic|.",
        "|I wasn’t thinking straight| when I sold your guitar.",
        "cos i was so tired i left the baby gate open",
        "I'd had a few drinks and I told them your salary.",
        "In the heat of the moment I tore up your drawing.",
        "We apologise for the late parcel, which was due to unforeseen staff shortages.",
        "my alarm didnt go off so i missed ur viva",
        "I come from a family where nobody says thank you.",
        "|My temper got the better of me| and the plate went at the wall.",
        "sorry i ghosted u, ive had so much going on",
        "We were short-staffed on Sunday, so your mother waited for an hour.",
        "Nobody told me it was a surprise, that is why I spoke.",
        "The stag night got out of hand, sorry.",
    ],
    "intent": [
        "I didn't mean to tell Jess about your job.",
        "I never meant to hurt you when I read it out.",
        "|I was only trying to help| with your essay.",
        "We did not intend to mislead any of our customers.",
        "sorry i took ur turn, i didnt mean it like that",
        "My intentions were good, madam.",
        "It was meant as a joke between colleagues.",
        "I honestly thought you'd be pleased I told them.",
        "It never crossed my mind that you would mind.",
        "It came out all wrong in the meeting.",
        "I'd never hurt you on purpose, Sol.",
        "I just wanted to protect you from Dad.",
        "Telling the landlord was for your own good.",
        "It wasn't aimed at you, the thing about accents.",
    ],
    "minimising": [
        "Sorry I was late, |it was only a meeting|.",
        "It's not a big deal, I'll buy you another mug.",
        "Nobody died, did they?",
        "|At least I told you| before the wedding.",
        "You're being too sensitive about the photo.",
        "I was a bit harsh with your son, pardon me.",
        "That was years ago, Efua.",
        "It could have been worse, I stopped at one.",
        "sorry but ur blowing it out of proportion",
        "Everyone makes mistakes, and this was mine.",
        "We regret the slight inconvenience of losing your bag.",
        "It's not like I sold the house.",
        "You never wear it anyway.",
    ],
    "image": [
        "|That's not who I am|, Ruth.",
        "I'm a good person and I took your tips.",
        "Anyone who knows me will tell you I'm careful.",
        "I am not the kind of man who shouts at waiters.",
        "You know me, Gav.",
        "im not a liar, ask anyone",
        "We pride ourselves on looking after every guest.",
        "It was completely out of character for me.",
        "I was raised better than to take from my aunt.",
        "I would never do such a thing to a friend.",
        "We take the safety of our passengers very seriously.",
        "What I did isn't me.",
        "I've never done anything like this before.",
    ],
    "self_pity": [
        "|I'm the worst friend| in the world.",
        "I can't live with myself since Tuesday.",
        "I'll never forgive myself for the car.",
        "i hate myself for it",
        "I haven't slept since you rang, Mama.",
        "You have no idea how guilty I feel.",
        "I've been crying all weekend over your message.",
        "The guilt is eating me alive.",
        "I don't deserve you.",
        "I ruin everything I touch.",
        "You'd all be better off without me.",
        "What kind of a daughter does that?",
        "You should see the state of me.",
        "I'm such a failure as a manager.",
    ],
    "bargain": [
        "|I'll pay for the fence if you drop the complaint|.",
        "If you take me back, I'll delete her number.",
        "After everything I've done for this family, Yusuf.",
        "We can refund you provided that you delete the review.",
        "I'll apologise to Gran as long as you apologise to Kit.",
        "I will return it once you unblock me.",
        "You owe me after the move, remember.",
        "who drove you to every match? me",
        "Give me the passwords back and I'll stop asking.",
        "I'd settle the bill on condition that nobody hears of it.",
        "Can we call it quits now?",
        "I forgave you when you dented the van.",
        "Don't forget who paid for your course.",
    ],
    "third_party": [
        "|tell your mum im sorry| yeah",
        "Please tell Anjali how sorry I am about the ring.",
        "I asked Beth to talk you round.",
        "Uncle Tunde will beg you on my behalf.",
        "I made a new account to say sorry about the photos.",
        "texting from my cousin's phone, i lied to u",
        "Because you blocked me I am writing here.",
        "I gave this letter to your sister for you.",
        "I'm sending this through my lawyer.",
        "I posted my apology on my story.",
        "I want everyone to see how sorry I am.",
        "Pass on my apologies to Mrs Khan, will you.",
        "I told all your friends how sorry I am.",
    ],
    "vague_promise": [
        "|I'll do better|, Nia.",
        "It will never happen again, ma'am.",
        "I'll make it up to you somehow.",
        "We will strive to do better for our members.",
        "i swear ill change",
        "I promise to be a better listener.",
        "Never again.",
        "No more lies.",
        "Things will be different, you'll see.",
        "I will never lie to you again.",
        "You have my word.",
        "I've learned my lesson.",
        "I'm going to earn back your trust.",
        "I'll do whatever it takes.",
    ],
    "vague_act": [
        "I'm so sorry for |what happened|.",
        "sorry about |last night|",
        "I apologise for |my behaviour at dinner|.",
        "Sorry for |everything|, Jo.",
        "We apologise for |the recent incident|.",
        "I was wrong about |that thing with your brother|.",
        "Sorry for |what I did|.",
        "I regret |how I treated you|; sorry for how I acted.",
        "My actions hurt you.",
        "I messed up.",
        "sorry for |being such a dick|",
        "I'm sorry about |the whole situation with Nana|.",
        "Sorry about |all that|.",
        "I made mistakes.",
    ],
}

TRAPS = {
    "excuse": [
        "I was drunk. That is a fact, not a reason.",
        "I told you I was tired and I was at Kat's.",
        "You were exhausted and I let you drive.",
        "I was wrong. I was tired, and I took it out on you.",
        "I won't say I was stressed. I lied.",
        "It would be easy to blame the drink.",
        "I let things get out of hand.",
        "I put you under pressure to sign.",
        "Work was the word I used; I was at the races.",
        "It must have been hard on you at home.",
        "When I'm stressed I will walk round the block first.",
        "Your train was late because of me and you missed him.",
    ],
    "intent": [
        "I didn't mean to, and I still did it.",
        "I never meant to pay you back.",
        "I meant every word and it was cruel.",
        "You only meant to help and I bit your head off.",
        "I just wanted to hurt you.",
        "I'm not trying to defend it.",
        "I'd like to say I meant well.",
        "My intention is to pay on Friday.",
        "What did you think I meant?",
        "I did it on purpose.",
        "I never wanted for anything, because you paid for it all.",
        "I was trying to look clever in front of Sian.",
    ],
    "minimising": [
        "I just read your message.",
        "I only ask for ten minutes.",
        "It was a big deal.",
        "I told you that you were too sensitive; you were not.",
        "That was no small thing.",
        "It is just as bad as you say.",
        "You deserve at least an answer.",
        "I said it was only a joke, and it was bullying.",
        "It was only when you cried that I saw it.",
        "I pretended nothing happened.",
        "Just say the word and I will go.",
        "You are not overreacting.",
        "I owe you at least three months of rent.",
    ],
    "image": [
        "I wasn't a good friend to you.",
        "You said that's not who I am, but it is.",
        "I wanted to look like a good boss.",
        "I am a liar.",
        "That's on me.",
        "You know my number.",
        "I was the kind of sister who borrows and never returns.",
        "I've always been late and you always waited.",
        "I would never have known if you hadn't said.",
        "You are a good person.",
        "Anyone who saw it knows you did nothing wrong.",
        "I can't claim to be an honest man.",
    ],
    "self_pity": [
        "You couldn't sleep because of the noise I made.",
        "I was the worst kind of brother.",
        "You must hate me for it, and you've every right.",
        "I felt awful, and that isn't yours to carry.",
        "I'm a terrible cook, so I've booked a table.",
        "You cried all the way home.",
        "It was hard on you.",
        "I didn't deserve your kindness and you gave it.",
        "You lost weight and sleep over it.",
        "I can't sleep over on Friday, I'm at Mum's.",
        "I know how alone you felt.",
        "I won't tell you how bad I feel.",
    ],
    "bargain": [
        "I'll move out if you want me to.",
        "If you'd rather not see me, I'll stay away.",
        "I'll be here if you need me.",
        "I want nothing in return.",
        "After everything I've done to you, you owe me nothing.",
        "I'll pay you back on Friday, no strings.",
        "I'll collect my things when you're out.",
        "I'll come on Saturday if you tell me to.",
        "Take as long as you need.",
        "I'll sort the air conditioning tomorrow.",
        "I'll leave as soon as you say so.",
        "Who left the gate open? Me.",
    ],
    "third_party": [
        "I haven't asked anyone to speak for me.",
        "Sam told me how much it hurt you.",
        "Please tell me what I can do.",
        "I will tell your mother I'm sorry myself.",
        "I made a fake account to spy on you.",
        "I posted your photo in the group chat without asking.",
        "You had to hear it from Priya.",
        "I told the group it was false and that I made it up.",
        "I've asked the plumber to come on Tuesday.",
        "You found out through a friend.",
        "I made you lie on my behalf.",
        "My new number is on the back of the card.",
    ],
    "vague_promise": [
        "I can't promise it will never happen again.",
        "It won't happen again, because I've given Lena the keys.",
        "You've heard 'I'll change' from me before.",
        "I'll make it right on Monday: the money goes back to your account.",
        "I promised I'd do better and I didn't.",
        "I'll do the bins every Thursday.",
        "I'll be at the clinic at nine.",
        "I won't tell you I'll change.",
        "How can I make it up to you?",
        "I've deleted the app, so it won't happen again.",
        "I will fix the gate tomorrow.",
        "We said it would never happen again, and it did.",
    ],
    "vague_act": [
        "I'm sorry for what I did: I read your diary.",
        "Sorry about last night, I shouted at your dad.",
        "I lied to you about the loan. I'm sorry for what happened because of it.",
        "Everything in the drawer is yours.",
        "I told them your secret; my actions cost you the job.",
        "Sorry for telling Mum about the other night.",
        "I messed up by forgetting your exam, sorry.",
        "I skipped your recital. I'm sorry for all of it.",
        "What happened next is yours to tell.",
        "Last night you waited up for me.",
        "Sorry for losing your keys the other day.",
        "I took the money, and I'm sorry for the mess.",
    ],
}


def pieces(text, label):
    sentences = tuple(match.span() for match in SENTENCE.finditer(text))
    return [text[hit.start : hit.end] for hit in find_signs(text, sentences) if hit.label == label]


def table(lines):
    return [(label, line) for label, of_label in lines.items() for line in of_label]


@pytest.mark.parametrize(("label", "marked"), table(HITS))
def test_finds(label, marked):
    text = marked.replace("|", "")
    found = pieces(text, label)
    assert found
    if "|" in marked:
        expected = marked.split("|")[1]
        assert any(expected in piece or piece in expected for piece in found), found


@pytest.mark.parametrize(("label", "text"), table(TRAPS))
def test_stays_silent(label, text):
    assert pieces(text, label) == []


@pytest.mark.parametrize("label", HITS)
def test_every_label_has_enough_lines(label):
    assert len(HITS[label]) >= 12
    assert len(TRAPS[label]) >= 12
