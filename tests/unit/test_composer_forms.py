"""Drafts in the forms people use: a letter, said aloud, a message, an email; and habits."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.coaching.apology.composer import Facts, asks_form, compose, revise
from bot.coaching.apology.forms import short_sentences
from bot.coaching.apology.frames import FORMS, LENGTHS, Frames, frames
from bot.coaching.apology.gaps import fill_gap
from bot.coaching.apology.habit import is_habit
from bot.coaching.apology.reforming import read_draft
from bot.coaching.apology.tone import shortened, toned, written_out
from bot.language.perspective import Person, address, third_person_left

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
CUSTOMERS = Facts(
    act="We lost our customers' files. We didn't tell them for a week",
    person=Person("customers"),
    known="yes",
    harm="they had to call their banks themselves",
    repair="pay for a monitoring service",
)

every_form = pytest.mark.parametrize("form", FORMS)
every_length = pytest.mark.parametrize("length", LENGTHS)


# --- the forms -------------------------------------------------------------------------------


def test_a_letter_is_what_is_composed_when_nothing_is_asked_for():
    assert compose(ANA).text == compose(ANA, form="letter").text
    assert compose(ANA).form == "letter"


def test_said_aloud():
    assert compose(ANA, form="said").text == (
        "There's something I have to tell you. I lied to you about the money you lent me. "
        "It was last summer. That was wrong. It was my doing. "
        "You should have had the truth from me.\n\n"
        "You felt stupid and cried. That's because of what I did. "
        "I hid from you that I spent it on gambling. I'm sorry.\n\n"
        "I'll pay you back 200 by Friday 28 November. You'll see it in your account. "
        "I blocked the betting sites.\n\n"
        "You don't have to say anything now. You don't have to forgive me. "
        "If you want to tell me how it was for you, I'll listen. I won't argue."
    )


def test_a_message_is_a_few_lines():
    text = compose(ANA, form="message").text
    assert text == (
        "Ana,\n"
        "There's something I have to tell you. I lied to you about the money you lent me. "
        "That was wrong, and I'm sorry.\n"
        "You felt stupid and cried. I hid from you that I spent it on gambling.\n"
        "I'll pay you back 200 by Friday 28 November.\n"
        "You don't have to answer this."
    )
    assert len(text) < len(compose(ANA, length="short").text) + 10


def test_an_email_to_customers():
    assert compose(CUSTOMERS, form="email").text == (
        "Subject: An apology, and what we will do\n\n"
        "Dear customers,\n\n"
        "We lost your files. We did not tell you for a week. "
        "That was wrong, and we are responsible for it.\n\n"
        "You had to call your banks yourselves. That is because of what we did. We apologise.\n\n"
        "We will pay for a monitoring service.\n\n"
        "You do not have to reply, and none of you has to forgive us. "
        "If any of you want to tell us how it was for you, we will listen and not argue.\n\n"
        "Yours sincerely,\n"
        "[your name]"
    )


@pytest.mark.parametrize(
    ("person", "greeting"),
    [
        (Person("my team"), "Dear team,"),
        (Person("the whole sales team"), "Dear team,"),
        (Person("family"), "Dear family,"),
        (Person("mum"), "Dear Mum,"),
        (Person("colleague", "Dev"), "Dear Dev,"),
        (Person("boss"), "Hello,"),
    ],
)
def test_an_email_greets_whoever_it_is_for(person, greeting):
    lines = compose(Facts(act="I was late", person=person), form="email").text.split("\n\n")
    assert lines[1] == greeting


def test_the_subject_of_an_email_promises_only_what_is_promised():
    told = replace(CUSTOMERS, known="no")
    bare = replace(CUSTOMERS, repair=None)
    assert compose(told, form="email").text.startswith("Subject: Something we have to tell you\n")
    assert compose(bare, form="email").text.startswith("Subject: An apology\n")


@every_form
@every_length
def test_every_form_keeps_the_act_the_owning_and_the_promise(form, length):
    draft = compose(ANA, form=form, length=length)
    sources = [each.source for each in draft.sentences]
    assert {"act", "repair", "form"} <= set(sources)
    assert sources.index("act") < sources.index("repair")
    assert re.search(r"(?i)\bwrong\b", draft.text)
    assert re.search(r"(?i)\bsorry\b|\bapologise\b", draft.text)
    assert draft.form == form


@every_form
def test_what_is_missing_stays_open_in_every_form(form):
    draft = compose(Facts(act="I broke her vase", person=Person("aunt")), form=form)
    assert frames().gaps["repair"] in draft.text
    assert ("[your name]" in draft.text) == (form == "email")


@every_form
def test_the_gap_for_the_promise_is_filled_in_the_words_of_the_form(form):
    open_ = replace(ANA, repair=None, due_text=None, witness=None, change=None)
    filled = fill_gap(compose(open_, form=form).text, replace(open_, repair="pay her back"))
    assert frames().gaps["repair"] not in filled
    assert ("I'll pay you back." in filled) == (form in {"said", "message"})


@pytest.mark.parametrize(
    ("said", "parted"),
    [
        (
            "I lied to you about the loan and I spent it on myself.",
            ["I lied to you about the loan.", "I spent it on myself."],
        ),
        (
            "I took your car, but you found out anyway.",
            ["I took your car.", "But you found out anyway."],
        ),
        ("I told you I was at work and I couldn't come.", None),
        ("When I came home and I saw you, I left at once.", None),
        ("I went there with my brother and I left you alone.", None),
        ("I didn't call you and I didn't write to you.", None),
        ('I said "you are mad, and I know it" to you.', None),
        ("I lied, and I hid.", None),
    ],
)
def test_a_long_sentence_is_parted_only_where_its_meaning_stays(said, parted):
    assert short_sentences(said) == (parted or [said])


def test_a_form_without_an_order_is_refused():
    broken = frames().dict()
    del broken["order"]["email"]
    with pytest.raises(ValidationError):
        Frames(**broken)


# --- where each sentence comes from ----------------------------------------------------------


@every_form
def test_every_sentence_can_be_traced(form):
    draft = compose(ANA, form=form)
    trace = draft.trace()
    assert [each["text"] for each in trace] == [each.text for each in draft.sentences]
    for each in trace:
        if each["source"] in {"form", "gap"}:
            assert each["words"] == []
        else:
            assert each["words"][0] == getattr(ANA, each["source"])
    (promise,) = [each for each in trace if each["source"] == "repair"]
    assert promise["words"] == ["pay her back 200 by friday", "Friday 28 November"]


# --- asked for in the conversation -----------------------------------------------------------


@pytest.mark.parametrize(
    ("request_text", "form"),
    [
        ("as a text message", "message"),
        ("can it be a text?", "message"),
        ("i'll whatsapp it", None),
        ("for whatsapp pls", "message"),
        ("make it something I can text her", "message"),
        ("turn it in to a text", "message"),
        ("I want to say it to her face", "said"),
        ("actually i'd rather tell him in person", "said"),
        ("something i can say out loud", "said"),
        ("make it a voice note", "said"),
        ("I want to apologise face to face", "said"),
        ("make it an email", "email"),
        ("please put it in an e-mail for work", "email"),
        ("for my team as an email", "email"),
        ("as a letter", "letter"),
        ("can you make it a letter instead", "letter"),
        ("write it as a card", "letter"),
        ("change the text", None),
        ("change the draft", None),
        ("take out the part about the text", None),
        ("that's not an email", None),
        ("I will call her every sunday", None),
        ("say it was me", None),
        ("put in that I sent an email", None),
        ("shorter", None),
    ],
)
def test_which_form_is_asked_for(request_text, form):
    assert asks_form(request_text) == form


@pytest.mark.parametrize("start", FORMS)
@pytest.mark.parametrize(
    ("request_text", "form"),
    [("as a text", "message"), ("say it to her face", "said"), ("as an email", "email"),
     ("as a letter", "letter")],
)  # fmt: skip
def test_from_every_form_to_every_other(start, request_text, form):
    before = compose(ANA, form=start).text
    after = revise(before, ANA, request_text)
    assert after.text == compose(ANA, form=form).text
    assert after.did == frames().did["same_form" if start == form else form]


def test_a_change_of_form_keeps_what_was_changed_by_hand():
    text = compose(ANA).text.replace("stupid and cried", "small and wept")
    text = text.replace(" I blocked the betting sites.", "")
    text = text.replace("I'm sorry.", "I'm sorry. I told mum the truth.")
    said = revise(text, ANA, "I want to say it to her face").text
    assert "You felt small and wept." in said
    assert "stupid" not in said
    assert "betting sites" not in said
    assert "I told mum the truth." in said
    assert not said.startswith("Ana")


def test_a_text_of_ones_own_keeps_every_sentence():
    own = "Ana,\n\nI took your ring. I pawned it in May.\n\nI've no right to ask for anything."
    mail = revise(own, ANA, "make it an email").text
    assert mail.startswith("Subject: ")
    assert mail.endswith("Yours sincerely,\n[your name]")
    said = revise(mail, ANA, "say it in person").text
    for text in (mail, said):
        assert "I took your ring. I pawned it in May." in text
        assert "I've no right to ask for anything." in text
    assert "Subject" not in said
    assert "[your name]" not in said
    assert "\n\n" not in revise(own, ANA, "as a text").text


@every_form
@every_length
def test_the_form_of_a_draft_is_known_again(form, length):
    read = read_draft(compose(ANA, form=form, length=length).text, ANA)
    assert (read.form, read.length, read.shared) == (form, length, 1.0)


@every_form
def test_shorter_longer_and_more_stay_in_the_form(form):
    full, short = compose(ANA, form=form).text, compose(ANA, form=form, length="short").text
    assert revise(full, ANA, "shorter").text == short
    assert revise(short, ANA, "make it longer").text == full
    added = revise(full, ANA, "add that I told mum the truth").text
    assert read_draft(added, ANA).form == form
    assert added.index("I told mum the truth.") < len(added) - 30


def test_the_last_sentence_of_an_email_is_no_name():
    mail = compose(CUSTOMERS, form="email").text
    after = revise(mail, CUSTOMERS, "cut the last sentence").text
    assert "If any of you want to tell us" not in after
    assert after.endswith("Yours sincerely,\n[your name]")


# --- tone ------------------------------------------------------------------------------------


@every_form
@pytest.mark.parametrize("wish", ["plainer", "make it warmer", "more formal"])
def test_every_form_can_be_put_in_every_tone(form, wish):
    before = compose(ANA, form=form).text
    after = revise(before, ANA, wish)
    assert after.did is not None
    assert read_draft(after.text, ANA).form == form
    if wish == "more formal":
        assert "don't" not in after.text
    else:
        assert "do not" not in after.text


def test_a_change_of_form_keeps_the_tone():
    formal = revise(compose(ANA).text, ANA, "more formal").text
    assert "I will listen" in revise(formal, ANA, "say it to her face").text
    plain = revise(compose(ANA).text, ANA, "less formal").text
    mail = revise(plain, ANA, "make it an email").text
    assert "Hi Ana," in mail
    assert "All the best,\n[your name]" in mail
    assert "I'll listen" in mail


def test_a_gap_and_a_quotation_keep_their_words_in_every_tone():
    text = "I said “you will pay, I am done”. I will go. [what you will do, and by when]"
    assert shortened(text) == (
        "I said “you will pay, I am done”. I'll go. [what you will do, and by when]"
    )
    assert written_out("“I'm done” is what I'd said. It's been hard. It's late.") == (
        "“I'm done” is what I'd said. It has been hard. It is late."
    )
    assert toned("Hello,\n\nI'm sorry.", "plainer", None).startswith("Hi,")


# --- many times ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "since"),
    [
        ("for years I cancelled on her", None),
        ("I came home late every time she cooked", None),
        ("I cancelled on her", "since three years"),
        ("I cancelled on her", "about two years"),
        ("I read her messages", "many times"),
        ("I read her messages", "every night"),
        ("I kept forgetting our anniversary", None),
        ("i lied to him again and again", None),
        ("missing his games every weekend", None),
    ],
)
def test_what_was_done_many_times(act, since):
    assert is_habit(act, since)


@pytest.mark.parametrize(
    ("act", "since"),
    [
        ("I lied to her", "last summer"),
        ("I had an affair", "6 months"),
        ("I hid a debt for five years", None),
        ("I was supposed to call her every Sunday and once I forgot", None),
        ("I always loved her but I lied", None),
        ("I missed her graduation", "two years ago"),
        ("I forgot twice", None),
        ("she calls me every week. I lied", None),
    ],
)
def test_what_was_done_once_or_went_on_is_no_habit(act, since):
    assert not is_habit(act, since)


def test_a_habit_is_apologised_for_as_one_with_its_instances():
    facts = Facts(
        act="for years I cancelled on her. I missed her graduation and I forgot her birthday twice",
        person=Person("sister", "Ana"),
        harm="she stopped asking me",
    )
    assert compose(facts).text.split("\n\n")[1] == (
        "For years I cancelled on you. It was not once, it was again and again. "
        "I missed your graduation and I forgot your birthday twice. "
        "Each time was wrong, and it was my doing."
    )
    later = replace(facts, act="I missed her graduation. For years I cancelled on her")
    assert "What I did, I did again and again. I missed your graduation." in compose(later).text
    told = replace(facts, act="I lied to her again and again")
    assert compose(told).text.count("again and again") == 1


@every_form
def test_a_habit_is_said_to_be_wrong_each_time_in_every_form(form):
    facts = Facts(act="I cancelled on her every week", person=Person("sister"))
    assert "Each time was wrong" in compose(facts, form=form).text


def test_since_three_years_is_a_length_of_time():
    facts = Facts(act="I lied to her", person=Person("sister"), since="since three years")
    assert "It went on for three years." in compose(facts).text


# --- nobody is spoken about in the third person ----------------------------------------------

SPOKEN_OF = {
    "she": {"s": "she", "o": "her", "p": "her", "pp": "hers", "r": "herself", "was": "was",
            "is": "is", "has": "has"},
    "he": {"s": "he", "o": "him", "p": "his", "pp": "his", "r": "himself", "was": "was",
           "is": "is", "has": "has"},
    "they": {"s": "they", "o": "them", "p": "their", "pp": "theirs", "r": "themselves",
             "was": "were", "is": "are", "has": "have"},
}  # fmt: skip
LEFT = {
    "she": r"\b(?:she|her|hers|herself|shes|her's)\b",
    "he": r"\b(?:he|him|his|himself|hes|hisself)\b",
    "they": r"\b(?:they|them|their|theirs|themselves|theyre|theyll|theyve|theyd)\b",
}
PEOPLE = {
    "she": ["sister", "my wife", "mum", "gf", "daughter", "best friend", "boss", "ex-wife"],
    "he": ["brother", "my husband", "dad", "boyfriend", "grandson", "partner", "mate"],
    "they": ["team", "our customers", "parents", "kids", "partner", "friend", "mum and dad"],
}
NAMES = ["Ana", "Priya", "O'Neill", "Jean-Luc", "Mary Jane", "Will", "May", "José", "Ngozi", "li",
         "Björk", "Chidi", "Mark", "ahmed"]  # fmt: skip
TOLD = {
    "act": [
        "I lied to {o} about {p} money",
        "I told {p} secret to everyone and {s} found out",
        "{s} trusted me and I let {o} down",
        "I took what {was} {pp} and sold it behind {p} back",
        "I forgot {p} birthday. {s} had told me twice. I didn't even ring {o}",
        "I never asked how {s} {was}, never thanked {o}, never gave {o} {p} keys back",
        "I left {o} to clean up by {r}; {s} cried",
        "I used {p} name on a loan, {s}'ll be paying it for years",
        "{s} & I had a deal, I broke it (it was {p} idea)",
        'I told {o}, "{s} {is} nothing", to {p} face',
        "me and {o} agreed and then I let {o} do it all {r}",
        "between {o} and me I was the liar, neither {s} nor {p} friends knew",
        "lied 2 {o} bout {p} job",
        "I watched {o} do it all by {p} self",
    ],
    "harm": [
        "{s} cried for days and couldn't face {p} friends",
        "{s}'d have come if {s}'d known",
        "it broke {p} heart, {s} thought it was {p} fault",
        "{s} blames {r} and doesn't sleep",
        "made {o} feel small, like {s} {was} nothing to me",
        "it cost {o} {p} savings. {s} {has} to start over",
        "to {o} it felt like the end of what {was} {pp}",
    ],
    "hidden": [
        "that I spent {p} money",
        "I let {o} believe {s} had lost it {r}",
        "everything, {s} still {has} no idea",
        "how much of {pp} I spent",
    ],
    "repair": [
        "tell {p} friends it was me and not {o}",
        "let {o} decide when {s} {is} ready",
        "return what is {pp}",
        "whatever {s} asks of me",
    ],
    "witness": ["{s}'ll see it on {p} account", "I'll send {o} a photo", "{s} can ask {p} boss"],
    "change": ["I'll tell {o} before {s} {has} to ask", "I'll never touch {p} things again"],
    "since": ["on {p} birthday", "since {s} moved in", "the week of {p} exams", "for years"],
}  # fmt: skip
TYPED = [str, str.lower, str.upper, str.capitalize, lambda text: text.replace("'", "’")]


@st.composite
def facts_about(draw, families=("she", "he", "they")):
    """Facts in which every pronoun of one family means the one harmed."""
    family = draw(st.sampled_from(families))

    def told(part):
        text = draw(st.sampled_from(TOLD[part])).format(**SPOKEN_OF[family])
        return draw(st.sampled_from(TYPED))(text)

    more = {part: told(part) for part in TOLD if part != "act" and draw(st.booleans())}
    person = Person(
        draw(st.sampled_from(PEOPLE[family])),
        draw(st.none() | st.sampled_from(NAMES)),
        draw(st.sampled_from([None, family])),
    )
    acts = [told("act") for _ in range(draw(st.integers(1, 3)))]
    return family, Facts(act=". ".join(acts), person=person, **more)


@given(facts_about(), st.sampled_from(FORMS), st.sampled_from(LENGTHS))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whoever_is_addressed_is_never_spoken_about(about, form, length):
    family, facts = about
    draft = compose(facts, form=form, length=length)
    for each in draft.sentences:
        if each.source not in {"form", "gap"}:
            assert not re.search(LEFT[family], each.text, re.IGNORECASE), each


@given(facts_about(), st.sampled_from(FORMS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_composing_twice_is_the_same_and_leaves_no_frame_open(about, form):
    _, facts = about
    draft = compose(facts, form=form)
    assert draft == compose(facts, form=form)
    assert "{" not in draft.text
    assert draft.text == draft.text.strip()


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(FORMS))
@settings(max_examples=80, deadline=None)
def test_any_words_at_all_make_a_draft(act, harm, form):
    draft = compose(Facts(act=act, harm=harm, person=Person("sister", "Ana")), form=form)
    assert draft.text
    assert draft.sentences


def test_somebody_else_stays_in_the_third_person():
    facts = Facts(
        act="I told my brother her secret and he told everyone", person=Person("sister", "Ana")
    )
    assert "I told my brother your secret and he told everyone." in compose(facts).text


@pytest.mark.parametrize(
    ("text", "person", "turned"),
    [
        ("shell be paying for years", Person("wife"), "you'll be paying for years"),
        ("he knew, hed asked me twice", Person("dad"), "you knew, you'd asked me twice"),
        ("what the hell have I done to him", Person("dad"), "what the hell have I done to you"),
        ("I broke her shell collection", Person("wife"), "I broke your shell collection"),
        ("she did it all hisself", Person("dad"), "she did it all yourself"),
        ("she'd've come", Person("wife"), "you'd've come"),
        ("the fault was not her's", Person("wife"), "the fault was not yours"),
        ("they's right, it is thier money", Person("kids"), "you're right, it is your money"),
    ],
)
def test_pronouns_as_they_are_typed(text, person, turned):
    assert address(text, person) == turned


def test_what_cannot_be_turned_safely_is_left_out_and_said_so():
    person = Person("sister", "Ana")
    assert third_person_left("you left and she-wolf cried", person) == "she-wolf"
    assert third_person_left("I told my mum that she was right", person) is None
    assert third_person_left("he was right", person) is None
    facts = Facts(
        act="I lied to my sister Ana",
        harm="people called it a she-said thing. She cried",
        person=person,
    )
    draft = compose(facts)
    assert "You cried." in draft.text
    assert "people called it a she-said thing" in draft.left_out
    assert "she-said" not in draft.text


@pytest.mark.parametrize(
    ("act", "kept", "unclear"),
    [
        (
            "i cheated on my wife with a woman from work. it went on for months and i kept going "
            "back to her",
            "I cheated on you with a woman from work. It went on for months.",
            ("I kept going back to her",),
        ),
        (
            "I kissed a girl at a party and texted her for weeks",
            "I kissed a girl at a party.",
            ("texted her for weeks",),
        ),
        (
            "I slept with her best friend and I told her I was at work",
            "I slept with your best friend and I told you I was at work.",
            (),
        ),
        ("I cheated on her and then I texted her", "I cheated on you and then I texted you.", ()),
    ],
)
def test_who_is_meant_by_her_is_asked_rather_than_guessed(act, kept, unclear):
    draft = compose(Facts(act=act, person=Person("wife")))
    assert " ".join(s.text for s in draft.sentences if s.source == "act") == kept
    assert draft.unclear == unclear
    assert set(unclear) <= set(draft.left_out)


def test_the_longest_answers_are_turned_while_one_waits():
    act = ("I lied to my sister about the money and she cried because she trusted me, " * 60)[:3990]
    facts = Facts(act=act, person=Person("sister", "Ana"), harm="she cried and " * 280)
    compose(ANA)
    began = time.perf_counter()
    compose(facts, form="said")
    assert time.perf_counter() - began < 2
