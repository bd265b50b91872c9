"""Drafts made of a person's own words, and the changes they ask for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.coaching.apology.composer import (
    Facts,
    compose,
    looks_like_draft,
    revise,
)
from bot.coaching.apology.frames import frames
from bot.coaching.apology.grammar import grammar, tokens
from bot.language.perspective import Person

SETS = Path(__file__).parents[1] / "sets" / "perspective"
DRAFTS = yaml.safe_load((SETS / "drafts.yml").read_text(encoding="utf-8"))


def facts_of(case) -> Facts:
    given = dict(case["facts"])
    given["person"] = Person(**given["person"])
    given["breaches"] = tuple(given.get("breaches", ()))
    return Facts(**given)


def by_act(case) -> str:
    return case["facts"]["act"][:40]


whole_sets = pytest.mark.parametrize("case", DRAFTS, ids=by_act)

ANA = Facts(
    act="I lied to my sister Ana about the money she lent me",
    person=Person("sister", "Ana"),
    since="last summer",
    hidden="that I spent it on gambling",
    known="no",
    harm="she felt stupid and cried",
    breaches=("lie", "money"),
    repair="pay her back 200 by friday",
    due_text="Friday 28 November",
    witness="she'll see it in her account",
    change="blocked the betting sites",
)


def said(part, answer, **more) -> str:
    """What one answer becomes in a draft."""
    given = {"act": "I lied to her", "person": Person("sister", "Ana"), part: answer, **more}
    draft = compose(Facts(**given))
    return " ".join(s.text for s in draft.sentences if s.source == part)


# --- whole drafts ----------------------------------------------------------------------------


def test_a_whole_draft():
    assert compose(ANA).text == (
        "Ana,\n\n"
        "There is something I have to tell you. I lied to you about the money you lent me. "
        "It was last summer. That was wrong, and it was my doing. "
        "You should have had the truth from me.\n\n"
        "You felt stupid and cried. That is because of what I did. "
        "I hid from you that I spent it on gambling. I'm sorry.\n\n"
        "I will pay you back 200 by Friday 28 November. You'll see it in your account. "
        "I blocked the betting sites.\n\n"
        "You don't have to answer this, and you don't have to forgive me. "
        "If you want to tell me how it was for you, I will listen and not argue."
    )


@whole_sets
def test_every_answer_stands_in_a_grammatical_sentence(case):
    draft = compose(facts_of(case))
    assert [s.text for s in draft.sentences if s.source != "form"] == case["says"]
    assert list(draft.left_out) == case.get("left_out", [])


@whole_sets
@pytest.mark.parametrize("length", ["full", "short"])
def test_nobody_is_spoken_about_in_the_third_person(case, length):
    facts = facts_of(case)
    left = {"she": "she her hers", "he": "he him his", "they": ""}
    family = facts.person.family or "they"
    text = compose(facts, length=length).text
    assert not set(left[family].split()) & set(tokens(text))


@whole_sets
def test_nothing_is_invented(case):
    facts = facts_of(case)
    told = " ".join(str(v) for v in case["facts"].values())
    grounded = set(tokens(told)) | set(tokens(yaml.safe_dump(frames().dict())))
    turned = {"you", "your", "yours", "yourself", "you're", "you've", "you'll", "you'd", "i", "i'm"}
    agreeing = {"are", "were", "have", "do", "don't", "in", "on", "at", "by", "when", "all", "of"}
    dated = {"starting", "from"}
    mended = {w.lower() for w in " ".join(grammar().apostrophes.values()).split()}
    for word in tokens(compose(facts).text):
        stem = re.sub(r"(?:s|ing)$", "", word)
        known = word in grounded | turned | agreeing | mended | dated or not word.isalpha()
        assert known or any(other.startswith(stem[:4]) for other in grounded), word


@whole_sets
def test_the_short_draft_keeps_the_act_and_the_promise(case):
    facts = facts_of(case)
    full, short = compose(facts), compose(facts, length="short")
    kept = {s.text for s in short.sentences}
    assert {s.text for s in full.sentences if s.source in {"act", "repair"}} <= kept
    assert len(short.text) < len(full.text)
    assert "sorry" in short.text.lower()


def test_every_sentence_says_what_it_was_made_of():
    sources = [s.source for s in compose(ANA).sentences]
    assert {"act", "since", "harm", "hidden", "repair", "witness", "change", "form"} == set(sources)
    assert sources.index("act") < sources.index("harm") < sources.index("repair")


def test_what_is_missing_stays_open():
    draft = compose(Facts(act="I broke her vase", person=Person("aunt")))
    assert "[how it was for them]" in draft.text
    assert "[what you will do, and by when]" in draft.text
    assert [s.source for s in draft.sentences].count("gap") == 2


def test_a_telling_opens_by_saying_so():
    told = compose(Facts(act="I read his letters", person=Person("dad"), known="no")).text
    known = compose(Facts(act="I read his letters", person=Person("dad"), known="yes")).text
    assert "There is something I have to tell you. I read your letters." in told
    assert "There is something I have to tell you." not in known


def test_an_organisation_speaks_as_we():
    text = compose(Facts(act="We lost your files", person=Person("customers"))).text
    assert "it was our doing" in text
    assert "We're sorry." in text


# --- answers by their shape ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "answer", "becomes"),
    [
        ("act", "lied to her about money", "I lied to you about money."),
        ("act", "lying to my sister", "I'm sorry for lying to you."),
        ("act", "how I treated her", "This is about how I treated you."),
        ("act", "that I lied", "I lied."),
        ("act", "never said thank you", "I never said thank you."),
        ("act", "cheated her out of her share", "I cheated you out of your share."),
        ("act", "last night i shouted at her", "Last night I shouted at you."),
        (
            "act",
            "I want to say sorry to her for reading her diary",
            "I'm sorry for reading your diary.",
        ),
        ("act", "i lied, can you help me write it", "I lied."),
        ("since", "since 2019", "It goes back to 2019."),
        ("since", "since we moved in", "It goes back to when we moved in."),
        ("since", "6 months", "It went on for 6 months."),
        ("since", "last summer", "It was last summer."),
        ("since", "on her birthday", "It was on your birthday."),
        ("since", "twice", "I did it twice."),
        ("since", "idk", ""),
        ("since", "idk maybe march", "It was in March, I think."),
        ("since", "on and off since 2019", "It happened on and off since 2019."),
        ("since", "the whole of last year", "It went on for the whole of last year."),
        ("since", "it started in may", "It started in May."),
        ("act", "cheated", "I cheated."),
        ("act", "my sister, i stole from her, 300 quid", "I stole from you, 300 quid."),
        ("act", "let down my sister", "I let you down."),
        ("hidden", "everything", "I hid everything from you."),
        ("hidden", "the debt", "I hid the debt from you."),
        ("hidden", "yes", "I hid it from you."),
        ("hidden", "yes i deleted the messages", "And I hid it: I deleted the messages."),
        ("hidden", "where I was", "I hid from you where I was."),
        ("hidden", "about the money", "I kept the truth from you about the money."),
        ("hidden", "told her I was at work", "I told you I was at work."),
        ("hidden", "behind her back", "I hid it behind your back."),
        ("hidden", "no", ""),
        ("hidden", "nothing really", ""),
        ("harm", "humiliated", "You were left feeling humiliated."),
        ("harm", "felt stupid", "You felt stupid."),
        ("harm", "feels betrayed", "You feel betrayed."),
        ("harm", "her trust in me", "It cost you your trust in me."),
        ("harm", "losing her job", "It meant you losing your job."),
        ("harm", "sleepless nights", "You were left with sleepless nights."),
        ("harm", "like she was nothing", "You were left feeling like you were nothing."),
        ("harm", "made to look a fool", "You were made to look a fool."),
        ("harm", "lost her home", "You lost your home."),
        ("repair", "I'll call her every sunday", "I will call you every Sunday."),
        ("repair", "paying her back", "I will pay you back."),
        ("repair", "£200 a month", "What I can offer is £200 a month."),
        ("repair", "she can check my phone", "You can check my phone."),
        ("repair", "never lie again", "I will never lie again."),
        ("repair", "it depends on her", ""),
        ("witness", "ask mum", "You can ask mum."),
        ("witness", "text her every evening", "I will text you every evening."),
        ("change", "no more gambling", "There will be no more gambling."),
        ("change", "blocked the betting sites", "I blocked the betting sites."),
    ],
)
def test_an_answer_is_framed_by_its_shape(part, answer, becomes):
    assert said(part, answer) == becomes


@pytest.mark.parametrize(
    ("promise", "due", "becomes"),
    [
        ("pay her back", "Friday 28 November", "I will pay you back by Friday 28 November."),
        ("pay her by friday", "Friday 28 November", "I will pay you by Friday 28 November."),
        ("pay her", "the end of May", "I will pay you by the end of May."),
        ("see her", "on Sunday", "I will see you on Sunday."),
        (
            "call her every week",
            "Friday 28 November",
            "I will call you every week, starting Friday 28 November.",
        ),
        ("stop lying", "Friday 28 November", "From Friday 28 November I will stop lying."),
        ("I already paid it back", "Friday 28 November", "I already paid it back."),
    ],
)
def test_a_promise_gets_its_date_once(promise, due, becomes):
    assert said("repair", promise, due_text=due) == becomes


@pytest.mark.parametrize(
    ("promise", "due", "becomes"),
    [
        (
            "write to each of them and pay for a monitoring service",
            "Monday 23 November",
            "I will write to each of them and pay for a monitoring service by Monday 23 November.",
        ),
        (
            "call her every Sunday",
            "Sunday 22 November",
            "I will call you every Sunday, starting Sunday 22 November.",
        ),
        ("call her every Sunday", None, "I will call you every Sunday."),
        ("never drink around her", "1 May", "From 1 May I will never drink around you."),
        ("no more phones", "1 May", "From 1 May there will be no more phones."),
        (
            "call her tomorrow",
            "Sunday 22 November",
            "I will call you tomorrow, Sunday 22 November.",
        ),
        ("come to her next match", "1 May", "I will come to your next match on 1 May."),
        ("go with her on the 3rd", "3 May", "I will go with you on 3 May."),
        (
            "fix the fence by next week",
            "Friday 27 November",
            "I will fix the fence by next week, Friday 27 November.",
        ),
        (
            "talk to her on sunday evening",
            "Sunday 22 November",
            "I will talk to you on Sunday 22 November in the evening.",
        ),
        ("in two weeks, pay her half", "4 May", "I will pay you half in two weeks, by 4 May."),
        ("bring her flowers", "4 May", "I will bring you flowers by 4 May."),
    ],
)
def test_a_dated_promise_shows_its_date_in_its_own_manner(promise, due, becomes):
    assert said("repair", promise, due_text=due) == becomes


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        ("she gets a mail", "You will get a mail."),
        ("she'll see it on her account", "You'll see it on your account."),
        ("receipts", "You will have this to go by: receipts."),
        ("screenshot", "You will have this to go by: a screenshot."),
        ("i'll send a photo", "I will send a photo."),
        ("because I ring", "I will ring."),
        ("because she can see my location", "You can see my location."),
        ("in our joint account", "You will see it in our joint account."),
        ("by email", "You will see it by email."),
        ("she's copied in", "You'll be copied in."),
        ("everyone on the team sees it", "Everyone on the team will see it."),
        ("when i turn up", "You will see it when I turn up."),
        ("there is a page", "There will be a page."),
    ],
)
def test_the_witness_tells_how_it_will_be_seen(answer, becomes):
    assert said("witness", answer) == becomes


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        ("gutted. wont talk to me", "You were left feeling gutted. You won't talk to me."),
        (
            "she had to move out and stay with her mum",
            "You had to move out and stay with your mum.",
        ),
        (
            "embarrassed, angry, lost sleep",
            "You were left feeling embarrassed and angry. You lost sleep.",
        ),
        ("lost money, time and trust", "You lost money, time and trust."),
        ("ruined her wedding", "It ruined your wedding."),
        ("makes her anxious", "It makes you anxious."),
        ("isnt talking to me", "You aren't talking to me."),
        ("she's lost weight", "You've lost weight."),
        ("she never wants to see me again", "You never want to see me again."),
        ("she felt like it was nothing to me", "You felt like it was nothing to me."),
        ("she had no choice but to sell up", "You had no choice but to sell up."),
    ],
)
def test_harm_is_told_from_their_side(answer, becomes):
    assert said("harm", answer) == becomes


@pytest.mark.parametrize(
    "answer",
    [
        "it was nothing",
        "no",
        "nothing",
        "not much",
        "she's fine",
        "she didn't even notice",
        "she'll get over it",
        "nothing really",
        "it wasn't a big deal",
        "don't think it affected her",
    ],
)
def test_harm_that_is_denied_leaves_the_gap_and_is_handed_back(answer):
    draft = compose(Facts(act="I lied to her", person=Person("sister"), harm=answer))
    assert frames().gaps["harm"] in draft.text
    assert draft.left_out == (answer,)


def test_what_makes_the_harm_small_is_left_out_of_it():
    given = {"act": "I lied to her", "person": Person("sister")}
    draft = compose(Facts(**given, harm="she was upset but its not a big deal"))
    assert "You were upset." in draft.text
    assert draft.left_out == ("but its not a big deal",)


def test_the_one_they_were_betrayed_with_is_not_spoken_to():
    draft = compose(
        Facts(
            act="I cheated on my wife with a colleague",
            person=Person("wife"),
            hidden="that I still see her at work",
            harm="she had to hear it from her sister",
            repair="never see her again",
            change="tell my wife when I see her in the office",
        )
    )
    said_of = {s.source: s.text for s in draft.sentences}
    assert said_of["hidden"] == "I hid from you that I still see her at work."
    assert said_of["harm"] == "You had to hear it from your sister."
    assert said_of["repair"] == "I will never see her again."


@pytest.mark.parametrize("part", ["act", "since", "hidden", "harm", "repair", "witness", "change"])
@pytest.mark.parametrize(
    "answer", ["", "...", "👍", "'", "yeah", "her", "but", "{said}", "I", "?!"]
)
def test_an_answer_with_nothing_in_it_does_no_harm(part, answer):
    draft = compose(Facts(**{"act": "I lied", "person": Person("sister", "Ana"), part: answer}))
    assert draft.text.startswith("Ana,")
    assert "{i}" not in draft.text


# --- excuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "kept", "left_out"),
    [
        ("I slapped her but she made me so angry", "I slapped you.", "but she made me so angry"),
        ("I kissed him because i was drunk", "I kissed him.", "because I was drunk"),
        ("I lied cos I didnt want to go home to her", None, None),
        (
            "i told her secret to her boyfriend, it was just a joke",
            "I told your secret to your boyfriend.",
            "it was just a joke",
        ),
        (
            "I told her secret to her boyfriend it was only a laugh",
            "I told your secret to your boyfriend.",
            "it was only a laugh",
        ),
        ("I kissed someone but it meant nothing", "I kissed someone.", "but it meant nothing"),
        ("I shouted at her, everyone does it", "I shouted at you.", "everyone does it"),
        ("I lied, i was only trying to help", "I lied.", "I was only trying to help"),
        ("I took her car, she does it too", "I took your car.", "she does it too"),
        (
            "I lied and it wasn't that bad but she found out",
            "I lied but you found out.",
            "it wasn't that bad",
        ),
        ("I didn't mean to but I broke her vase", "I broke your vase.", "I didn't mean to"),
        ("because i was jealous i read her texts", "I read your texts.", "because I was jealous"),
        ("I had to lie to her about it", "I lied to you about it.", "I had to lie"),
        ("I was late again lol it's not that deep", "I was late again.", "lol it's not that deep"),
        (
            "I posted it and told her it was just a joke",
            "I posted it and told you it was just a joke.",
            None,
        ),
        ("I acted as if it was nothing", "I acted as if it was nothing.", None),
        (
            "I lied because I was busy having an affair",
            "I lied because I was busy having an affair.",
            None,
        ),
        (
            "I lied because I was stressed and I blamed Tom",
            "I lied and I blamed Tom.",
            "because I was stressed",
        ),
        ("She started it. I hit her.", "I hit you.", "She started it"),
        ("I promised to come but I didn't", "I promised to come but I didn't.", None),
        ("I couldn't pay because I'd gambled it", "I couldn't pay because I'd gambled it.", None),
        ("I hid it but she found out", "I hid it but you found out.", None),
    ],
)
def test_a_trailing_excuse_is_left_out_and_said_to_be(act, kept, left_out):
    draft = compose(Facts(act=act, person=Person("sister", "Ana")))
    if kept is not None:
        assert " ".join(s.text for s in draft.sentences if s.source == "act") == kept
    assert list(draft.left_out) == ([left_out] if left_out else [])


def test_an_act_of_nothing_but_excuses_leaves_the_gap():
    draft = compose(Facts(act="she made me do it", person=Person("sister")))
    assert "[what you did]" in draft.text
    assert draft.left_out == ("she made me do it",)


# --- what is said beside the act -------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "becomes"),
    [
        ("Hello sir, myself Rajesh. I have taken her money", "I have taken your money."),
        ("respected sir, good evening, I am Rajesh from Pune and I hid it", "I hid it."),
        ("hi this is Maria here. i lied to her", "I lied to you."),
        ("Hey, my name's Tom, I lied to her", "I lied to you."),
        ("hi i lied to my sister", "I lied to you."),
        ("Hi there! Hope you're well. I lied to her", "I lied to you."),
        ("yo i lied to my sister", "I lied to you."),
        ("I lied to my sister. Her name is Lucy", "I lied to you."),
        ("I lied to my sister, her name is Lucy. shes called lucy", "I lied to you."),
        ("Good evening. This is about my sister. I read her diary", "I read your diary."),
        ("I read her diary, what should I do?", "I read your diary."),
        ("what I did was lie to her", "I lied to you."),
        ("should have told her", "I should have told you."),
        ("I am sorry I lied to her", "I am sorry I lied to you."),
        ("I called her names", "I called you names."),
        ("I used her name on the loan", "I used your name on the loan."),
        ("i only told one person", "I told one person."),
    ],
)
def test_what_is_said_to_the_coach_stays_out_silently(act, becomes):
    draft = compose(Facts(act=act, person=Person("sister")))
    assert " ".join(s.text for s in draft.sentences if s.source == "act") == becomes
    assert draft.left_out == ()


@pytest.mark.parametrize(
    ("act", "kept", "left_out"),
    [
        ("I lied to her. I hate myself for this", "I lied to you.", "I hate myself for this"),
        ("I hit her and i'm a monster", "I hit you.", "i'm a monster"),
        ("I lied, i dont deserve her", "I lied.", "i dont deserve her"),
        ("I'm a terrible person and I lied", "I lied.", "I'm a terrible person"),
        ("I told her I hate myself", "I told you I hate myself.", None),
        ("I was a terrible friend to her", "I was a terrible friend to you.", None),
        ("I shouted because I was pissed off", "I shouted.", "because I was pissed off"),
        ("I lied because we were on a break", "I lied.", "because we were on a break"),
        ("I read it because I was worried", "I read it.", "because I was worried"),
        ("I hit her. I was drunk a lot", "I hit you.", "I was drunk a lot"),
        ("I told it but I only told two people", "I told it.", "but I only told two people"),
        ("I shared it, only told two people", "I shared it.", "only told two people"),
    ],
)
def test_self_condemnation_and_causes_are_left_out_and_handed_back(act, kept, left_out):
    draft = compose(Facts(act=act, person=Person("sister")))
    assert " ".join(s.text for s in draft.sentences if s.source == "act") == kept
    assert list(draft.left_out) == ([left_out] if left_out else [])


@pytest.mark.parametrize("part", ["act", "since", "hidden", "harm", "repair", "witness", "change"])
@pytest.mark.parametrize("asked", ["what now?", "whats a good apology", "how do i say that"])
def test_a_question_answers_nothing(part, asked):
    assert said(part, asked) == ""


@pytest.mark.parametrize(
    "answer",
    [
        "I didn't hide it", "it was all open", "I never hid anything", "i feel so guilty",
        "two weeks ago", "I was open about it", "not really, she knew", "it wasnt hidden",
        "because i was scared", "nothing was hidden",
    ],
)  # fmt: skip
def test_nothing_was_hidden(answer):
    assert said("hidden", answer) == ""


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [
        ("it was all hidden", "It was all hidden."),
        ("no but i deleted the texts", "And I hid it: I deleted the texts."),
        ("I never told her", "I never told you."),
        ("how much i owed", "I hid from you how much I owed."),
        ("I hid it for two years", "I hid it for two years."),
    ],
)
def test_something_was_hidden_after_all(answer, becomes):
    assert said("hidden", answer) == becomes


@pytest.mark.parametrize("answer", ["two weeks ago", "last summer", "i feel so guilty"])
def test_a_time_or_a_feeling_of_ones_own_is_no_harm(answer):
    draft = compose(Facts(act="I lied to her", person=Person("sister"), harm=answer))
    assert frames().gaps["harm"] in draft.text


@pytest.mark.parametrize(
    ("act", "since", "becomes"),
    [
        ("Last year I stole her ring", "2 years ago", ""),
        ("I stole her ring last year", "for two years", "It went on for two years."),
        ("I lied for two years", "last year", ""),
        ("I lied for months", "6 months", "It went on for 6 months."),
        ("I lied to her", "last year", "It was last year."),
    ],
)
def test_when_it_was_is_said_once(act, since, becomes):
    assert said("since", since, act=act) == becomes


@pytest.mark.parametrize(
    ("harm", "becomes"),
    [
        ("One of them, Ahmed, missed his son's birthday", None),
        ("they lost a weekend", "You lost a weekend."),
        ("Ahmed missed his son's birthday", "Ahmed missed his son's birthday."),
        ("two of them quit after that week", "Two of you quit after that week."),
    ],
)
def test_one_of_several_is_told_in_a_whole_clause(harm, becomes):
    for name in (None, "Ahmed") if becomes is None else (None,):
        given = said("harm", harm, act="We broke it", person=Person("team", name))
        assert given == (becomes or "One of you, Ahmed, missed his son's birthday.")


@pytest.mark.parametrize(
    ("promise", "becomes"),
    [
        ("visit her next weekend", "I will visit you next weekend."),
        ("come to her next match", "I will come to your next match."),
        ("no phone at dinner", "There will be no phone at dinner."),
        ("from next sunday", ""),
    ],
)
def test_promises_with_a_time_or_for_good(promise, becomes):
    assert said("repair", promise) == becomes


# --- revising --------------------------------------------------------------------------------


def changed(request: str) -> tuple[set[str], set[str]]:
    """The sentences that went and those that came."""
    before = compose(ANA).text
    after = revise(before, ANA, request).text

    def sentences(text):
        return set(re.split(r"(?<=[.!?])\s+|\n+", text))

    return sentences(before) - sentences(after), sentences(after) - sentences(before)


def test_shorter_and_back_again():
    full = compose(ANA).text
    short = revise(full, ANA, "it's too long")
    assert short.did is not None
    assert short.text == compose(ANA, length="short").text
    again = revise(short.text, ANA, "make it shorter")
    assert (again.text, again.did) == (short.text, frames().did["shortest"])
    assert revise(short.text, ANA, "put it back please").text == full


@pytest.mark.parametrize(
    "asked",
    ["shorter", "shorter pls", "too long", "even shorter", "less words", "i want it shorter"],
)
def test_shorter_is_understood_and_answered_when_there_is_nothing_to_shorten(asked):
    full, short = compose(ANA), compose(ANA, length="short")
    assert revise(full.text, ANA, asked).text == short.text
    assert revise(short.text, ANA, asked).did == frames().did["shortest"]


@pytest.mark.parametrize(
    "asked",
    ["take out what you will do", "take out by when", "take out how it was", "take out I'm sorry",
     "delete how it was for them", "change by when to I will pay her", "shorter"],
)  # fmt: skip
def test_a_gap_is_never_cut(asked):
    facts = Facts(act="I lied to my sister Ana", person=Person("sister", "Ana"))
    after = revise(compose(facts).text, facts, asked).text
    assert set(re.findall(r"\[[^\]]*\]", after)) <= set(frames().gaps.values())
    assert after.count("[") == after.count("]")
    assert not re.search(r"\[[^\]]*$", after)


def test_to_change_the_draft_is_no_request_yet():
    assert revise(compose(ANA).text, ANA, "change the draft").did is None


def test_shorter_keeps_what_was_changed_by_hand():
    by_hand = compose(ANA).text.replace("stupid and cried", "small and wept")
    after = revise(by_hand, ANA, "shorter please").text
    assert "You felt small and wept." in after
    assert "It was last summer." not in after
    assert "I'm sorry." in after


@pytest.mark.parametrize(
    ("request_text", "gone", "come"),
    [
        ("take out the part about the betting sites", {"I blocked the betting sites."}, set()),
        ("Don’t mention the account", {"You'll see it in your account."}, set()),
        ("don't say cried", {"You felt stupid and cried."}, {"You felt stupid."}),
        ("change last summer to in June", {"It was last summer."}, {"It was in June."}),
        (
            "instead of “stupid” say “humiliated”",
            {"You felt stupid and cried."},
            {"You felt humiliated and cried."},
        ),
        (
            "change what I said about the betting sites to I closed my betting account",
            {"I blocked the betting sites."},
            {"I closed my betting account."},
        ),
        (
            "it's not 200, it's 300",
            {"I will pay you back 200 by Friday 28 November."},
            {"I will pay you back 300 by Friday 28 November."},
        ),
        ("add that I told mum the truth", set(), {"I told mum the truth."}),
        (
            "cut the last sentence",
            {"If you want to tell me how it was for you, I will listen and not argue."},
            set(),
        ),
    ],
)
def test_only_what_was_asked_changes(request_text, gone, come):
    assert changed(request_text) == (gone, come)


@pytest.mark.parametrize(
    "request_text",
    [
        "is it good?",
        "make it rhyme",
        "take it out",
        "hmm",
        "what is the weather",
        "thanks",
        "don't say divorce",
        "take out the part about the lent money",
        "change the dog to the cat",
    ],
)
def test_what_is_not_understood_changes_nothing(request_text):
    draft = compose(ANA).text
    after = revise(draft, ANA, request_text)
    assert after.did is None
    assert after.text == draft


def test_less_formal_only_shortens_words_and_greets():
    draft = compose(ANA).text
    after = revise(draft, ANA, "can you make it less formal")
    assert after.text.startswith("Hi Ana,")
    assert "I'll pay you back 200" in after.text
    assert revise(after.text, ANA, "less formal").did is None


# --- a pasted apology ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Dear Ana, I'm sorry I lied to you about the money. I'll pay it back by Friday.",
        "hey im so sorry for what i did to you last night, i was out of order and i shouldnt "
        "have said it in front of your mates",
        "Can you check this: I'm sorry if I hurt you. I was going through a lot but I love you",
        "here's what I wrote\nMum, I'm sorry I missed your birthday. I forgot. I'll come Sunday.",
        "Team, I apologize for Friday. I skipped the backup check. You worked all weekend for it.",
    ],
)
def test_knows_a_pasted_apology(text):
    assert looks_like_draft(text)


@pytest.mark.parametrize(
    "text",
    [
        "I lied to my sister and I want to say sorry to her, can you help me write something good",
        "make it shorter please and say sorry only once at the end of it",
        "I told her I was sorry but she won't listen and I don't know what you think I should do",
        "how do I say sorry to my wife after cheating on her with someone from work?",
        "I said sorry to him a hundred times. He won't forgive me. What do you suggest?",
        "Sorry I was away yesterday. Can you remind me where we were?",
        "sorry for the late reply, you asked me when it started, it was last summer I think",
        "I lied to you",
    ],
)
def test_does_not_take_chat_for_an_apology(text):
    assert not looks_like_draft(text)
