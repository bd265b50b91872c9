"""Everything that can happen beside the walk: correcting, digressing, leaving, coming back."""

from __future__ import annotations

from tests.dialogue.pairs import hold
from tests.wire import Talk, words


def test_an_answer_is_corrected_and_the_draft_follows(talk: Talk) -> None:
    hold(talk, [
        ("I forgot my wife's birthday again", ["your wife's birthday"]),
        ("no, it was my brother", ["your brother", "When was it"]),
        ("last Friday", ["hidden from your brother"]),
        ("no", ["does your brother know"]),
        ("all of it", ["How was it for your brother"]),
        ("he waited for my call all evening and felt forgotten", ["first draft"]),
    ])  # fmt: skip
    draft = next(each["text"] for each in talk.last if each["kind"] == "draft")
    assert "I forgot your birthday again" in draft
    assert "wife" not in draft
    assert talk.kept()["breach"][0]["relationship"] == "sibling"


def test_a_name_told_out_of_turn_is_taken_and_the_question_stands(talk: Talk) -> None:
    hold(talk, [
        ("I told my flatmate's secret to her ex", ["When was it"]),
        ("her name's Maddy", ["When was it"]),
        ("last Tuesday", ["hidden from Maddy"]),
    ])  # fmt: skip
    (kept,) = talk.kept()["breach"]
    assert (kept["name"], kept["since"]) == ("Maddy", "last Tuesday")


def test_a_question_in_the_middle_is_answered_and_the_walk_goes_on(talk: Talk) -> None:
    hold(talk, [
        ("I lied to my dad about my exams", ["When was it"]),
        ("in June", ["hidden from your dad"]),
        ("how long does it take until someone trusts you again?",
         ["no honest number", "hidden from your dad"]),
        ("that I never sat the last one", ["does your dad know"]),
    ])  # fmt: skip
    assert talk.kept()["breach"][0]["hidden"] == "that I never sat the last one"


def test_going_back_skipping_and_help(talk: Talk) -> None:
    hold(talk, [
        ("I told my flatmate's secret to her ex", ["When was it"]),
        ("yesterday", ["hidden from your flatmate"]),
        ("go back", ["When was it"]),
        ("last Sunday", ["hidden from your flatmate"]),
        ("skip", ["leave that one", "does your flatmate know"]),
        ("what can you do?", ["draft an apology from your own words", "does your flatmate know"]),
    ])  # fmt: skip
    assert talk.kept()["breach"][0]["since"] == "last Sunday"


def test_a_pause_and_then_any_word_goes_on_where_it_was(talk: Talk) -> None:
    hold(talk, [
        ("I promised my son I'd come to his match and I didn't", ["When was it"]),
        ("pause", ["Everything is kept"]),
        ("ok I'm back", ["When was it"]),
        ("pause", ["Everything is kept"]),
        ("two weeks ago", ["hidden from your son"]),
    ])  # fmt: skip
    assert talk.kept()["breach"][0]["since"] == "two weeks ago"


def test_an_own_text_is_taken_as_it_is_and_looked_at(talk: Talk) -> None:
    own = (
        "Mum, I'm sorry if you were hurt. I forgot your birthday last Friday and you sat there "
        "waiting for me. I will ring you every Sunday from now on."
    )
    hold(talk, [
        ("I forgot my mum's birthday", ["your mum's birthday"]),
        ("just write it please", ["first draft"]),
        (own, ["your text", "if"]),
        ("[It says what I mean]", ["What will you do"]),
    ])  # fmt: skip
    drafts = talk.kept()["draft"]
    assert drafts[-1]["text"] == own
    assert drafts[-1]["origin"] == "pasted"


def test_the_faults_of_an_own_text_go_before_the_persons_eyes(talk: Talk) -> None:
    spoiled = (
        "Mum, I'm sorry if you were hurt. I forgot your birthday last Friday and you sat there "
        "waiting for me. It was wrong of me. I will ring you every Sunday at six."
    )
    mended = spoiled.replace(" if you were hurt", "")
    hold(talk, [
        ("I forgot my mum's birthday", ["your mum's birthday"]),
        ("just write it please", ["first draft"]),
        (spoiled, ["“if you were hurt”", "denial"]),
        (mended, ["Gone since the last version", "condition"]),
    ])  # fmt: skip
    versions = talk.kept()["draft"][-2:]
    assert [fault["id"] for fault in versions[0]["analysis"]["faults"]] == ["conditional"]
    assert versions[1]["analysis"]["faults"] == []


def test_starting_over_and_forgetting_ask_first(talk: Talk) -> None:
    hold(talk, [
        ("I lied to my boss about a deadline", ["When was it"]),
        ("start over", ["Shall I go ahead?"]),
        ("no", ["Nothing was changed", "When was it"]),
        ("forget everything about me", ["can't be undone", "Shall I go ahead?"]),
        ("no", ["Nothing was changed"]),
        ("start over", ["Shall I go ahead?"]),
        ("yes", ["clean page", "What did you do?"]),
    ])  # fmt: skip
    assert len(talk.kept()["breach"]) == 1


def test_forgetting_leaves_nothing(talk: Talk) -> None:
    hold(talk, [
        ("I lied to my boss about a deadline", ["When was it"]),
        ("delete everything you know about me", ["can't be undone"]),
        ("yes", ["all gone"]),
    ])  # fmt: skip
    assert talk.call("GET", "/api/export")["status"] == 401
    assert talk.send("hello")["error"] == "no_session"


def test_gibberish_and_silence_get_an_answer_and_the_question_again(talk: Talk) -> None:
    hold(talk, [
        ("I lied to my boss about a deadline", ["When was it"]),
        ("sdfkjh wqkjhtr xcvbn", ["didn't follow", "When was it"]),
        ("…", ["When was it"]),
        ("🙃🙃", ["When was it"]),
        ("idk", ["Roughly is fine", "When was it"]),
        ("dunno", ["skip", "When was it"]),
    ])  # fmt: skip


def test_excuses_are_met_once_and_the_walk_goes_on(talk: Talk) -> None:
    hold(talk, [("I lied to my girlfriend about my job but she made me do it", ["When was it"])])
    assert "what you did" in words(talk.history()[-2:]).replace("yours", "what you did")
    hold(talk, [
        ("last week", ["hidden"]),
        ("no", ["know"]),
        ("yes", ["How was it for your girlfriend"]),
        ("it was nothing really", ["How was it for your girlfriend"]),
        ("she cried and slept at her sister's", ["first draft"]),
    ])  # fmt: skip
    draft = next(each["text"] for each in talk.last if each["kind"] == "draft")
    assert "made me" not in draft


def test_vague_promises_are_asked_about(talk: Talk) -> None:
    hold(talk, [
        ("I shouted at my colleague Priya in front of everyone", ["When was it"]),
        ("just write it", ["first draft"]),
        ("looks good", ["What will you do"]),
        ("I'll be a better person", ["?"]),
        ("I'll say sorry to her in the team meeting", ["By when?"]),
        ("some day", ["day"]),
        ("on Monday", ["Written down", "in the team meeting"]),
    ])  # fmt: skip
    promise = talk.kept()["commitment"][0]
    assert "say sorry to her" in promise["what"]
    assert "team meeting" in promise["what"] + promise["witness"]
    assert promise["due"]
