"""Whether a message answers the question that was asked, or is something in between."""

from __future__ import annotations

import pytest

from bot.coaching.asides import ALWAYS, asks, interrupts, typed_at_random


def aside(intent: str, text: str, confidence: float = 0.9, *, open_question: bool = True) -> bool:
    return interrupts(intent, confidence, text, open_question=open_question)


class TestAnswers:
    @pytest.mark.parametrize("open_question", [True, False])
    @pytest.mark.parametrize(
        ("intent", "text"),
        [
            ("inform", "last March, when we moved"),
            ("tell_breach", "i read her diary and told my mum"),
            ("affirm", "yes"),
            ("deny", "no nothing"),
            ("commit", "I'll pay her back on friday"),
            ("nlu_fallback", "she cried for like a week"),
            ("ask_knowledge", "about two years"),
        ],
    )
    def test_an_answer_is_taken_as_one(self, intent: str, text: str, open_question: bool):
        assert not aside(intent, text, open_question=open_question)

    def test_a_long_message_is_an_answer_whatever_was_read(self):
        told = (
            "I told her I'd skip the trip and go home to help with the move but then I went back "
            "to the bar with them and let her carry everything alone"
        )
        assert not aside("skip", told, 0.99)
        assert not aside("go_back", told, 0.99)
        assert not aside("greet", "hi there I told my boss I was ill and I wasn't")
        assert not aside("out_of_scope", told, 0.99)

    def test_a_weak_guess_at_a_command_is_an_answer_to_an_open_question(self):
        assert not aside("pause", "I stopped talking to him", 0.35)
        assert aside("pause", "I need to stop now", 0.35, open_question=False)

    def test_something_elsewhere_is_an_answer_unless_it_is_sure(self):
        assert not aside("out_of_scope", "the recipe was hers", 0.45)
        assert aside("out_of_scope", "what's the weather tomorrow", 0.8)
        assert aside("out_of_scope", "the recipe was hers", 0.45, open_question=False)


class TestInBetween:
    @pytest.mark.parametrize("intent", sorted(ALWAYS))
    def test_the_gate_comes_before_every_question(self, intent: str):
        long = "I can't go on " * 60
        assert aside(intent, long, 0.01)
        assert aside(intent, long, 0.01, open_question=False)

    @pytest.mark.parametrize(
        ("intent", "text"),
        [
            ("skip", "skip this one pls"),
            ("erase_my_data", "forget me"),
            ("ask_privacy", "who can read this"),
            ("seek_help", "i want to talk to a real person"),
            ("unsure", "idk tbh"),
            ("greet", "hiya"),
            ("thank", "thanks a lot"),
        ],
    )
    def test_a_short_wish_is_seen_to(self, intent: str, text: str):
        assert aside(intent, text)

    @pytest.mark.parametrize(
        "text",
        [
            "how long does this usually take?",
            "wait is it better to text",
            "should i even tell her",
            "she deserves better, but will she ever trust me?",
        ],
    )
    def test_a_real_question_is_answered_first(self, text: str):
        assert aside("ask_knowledge", text)

    @pytest.mark.parametrize(
        "text", ["about two years", "I was patient for a while", "trust was never rebuilt"]
    )
    def test_what_only_sounds_like_the_subject_is_an_answer(self, text: str):
        assert not aside("ask_knowledge", text)


class TestAsks:
    @pytest.mark.parametrize(
        "text",
        ["why", "and how long", "ok so can i text her", "is it too late", "Really?", "she left? "],
    )
    def test_a_question(self, text: str):
        assert asks(text)

    @pytest.mark.parametrize("text", ["wait, is it better to text", "ok, so can i text her"])
    def test_a_question_after_a_comma(self, text: str):
        assert asks(text)

    @pytest.mark.parametrize(
        "text", ["I lied", "whatever", "canned food", "island trip", "no. I did it", "because"]
    )
    def test_no_question(self, text: str):
        assert not asks(text)


class TestTypedAtRandom:
    @pytest.mark.parametrize("text", ["qwrtp", "sdfghjkl", "zzzzzzz", "ababababab", "...", "🙂"])
    def test_keys_that_were_hit(self, text: str):
        assert typed_at_random(text)

    @pytest.mark.parametrize(
        "text",
        [
            "ok",
            "idk",
            "her phone",
            "Krzysztof",
            "rhythm",
            "500",
            "£1,200",
            "sooooo sorry",
            "my PhD thesis",
            "tbh nvm",
            "Ángela",
            "माँ",
            "2019",
        ],
    )
    def test_words_and_numbers(self, text: str):
        assert not typed_at_random(text)

    @pytest.mark.parametrize("text", ["noooooo", "yesssss", "yeahhhhhh", "pleaseeeee"])
    def test_a_drawn_out_word_is_a_word(self, text: str):
        assert not typed_at_random(text)
