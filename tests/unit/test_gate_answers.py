"""Answers to the gates' own questions, where a wrong reading does most harm; and the country."""

from __future__ import annotations

import pytest

from bot.coaching.safety.answering import (
    reads_as_no,
    reads_as_safe,
    reads_as_unsafe,
    reads_as_yes,
)
from bot.coaching.safety.gates import CATEGORIES
from bot.coaching.safety.locale import NAMES, guess_country


class TestSafe:
    @pytest.mark.parametrize(
        "text",
        [
            "yes",
            "Yeah.",
            "I am",
            "I'm safe",
            "I’m safe for now",
            "im ok, my sister is here",
            "I am not in danger",
            "we're fine now",
            "yes im safe",
            "no, I'm fine",
            "I'm not going to kill myself",
            "I wouldn't do anything, promise",
            "it was just a figure of speech",
            "she's safe",
            "SAFE",
        ],
    )
    def test_safe(self, text: str):
        assert reads_as_safe(text)
        assert not reads_as_unsafe(text)

    @pytest.mark.parametrize(
        "text",
        [
            "no",
            "nope",
            "not sure",
            "idk",
            "I'm not safe",
            "im not ok",
            "I’m not really ok",
            "no im not safe",
            "i feel unsafe",
            "I'm fine but I want to die",
            "she's not safe",
            "not safe",
        ],
    )
    def test_not_safe(self, text: str):
        assert reads_as_unsafe(text)
        assert not reads_as_safe(text)

    @pytest.mark.parametrize(
        "text",
        [
            "am i safe?",
            "i wish i was safe",
            "nobody is safe here",
            "I won't be safe tonight",
            "i never said i was ok",
            "im scared",
            "he's in the house",
            "I'm no longer safe",
            "hello",
            "",
        ],
    )
    def test_what_says_nothing_of_the_kind_is_not_safe(self, text: str):
        assert not reads_as_safe(text)

    @pytest.mark.parametrize(
        "text",
        [
            "I don't feel safe",
            "i dont feel safe",
            "I don’t feel ok",
            "i don't think i'm ok",
            "I can't say i'm safe",
            "I doubt I'm safe",
            "I'm better off dead",
            "i feel better off gone",
            "I'm fine with dying",
            "im ok with dying tonight",
            "everyone is better without me",
            "I don't think we're safe",
        ],
    )
    def test_a_negation_anywhere_is_not_safe(self, text: str):
        assert not reads_as_safe(text)


class TestYesAndNo:
    @pytest.mark.parametrize(
        "text",
        ["yes", "yeah i guess", "Yep.", "sometimes", "i have", "She did", "kind of yes", "maybe"],
    )
    def test_yes_and_half_a_yes(self, text: str):
        assert reads_as_yes(text)
        assert not reads_as_no(text, "self_harm")

    @pytest.mark.parametrize("category", sorted(CATEGORIES))
    @pytest.mark.parametrize(
        "text",
        [
            "no",
            "Nope!",
            "oh god no",
            "no, not at all",
            "never",
            "lol no",
            "you misunderstood",
            "that’s not what I meant",
            "nothing like that",
        ],
    )
    def test_no(self, text: str, category: str):
        assert reads_as_no(text, category)
        assert not reads_as_yes(text)

    @pytest.mark.parametrize(
        "text", ["it's about the apology", "just the apology", "No, this is about my apology."]
    )
    def test_for_a_life_the_apology_is_a_no(self, text: str):
        assert reads_as_no(text, "self_harm")

    @pytest.mark.parametrize(
        "text", ["I don't know", "why do you ask", "it's about both", "my apology is my goodbye"]
    )
    def test_what_is_no_clear_no_is_none(self, text: str):
        assert not reads_as_no(text, "self_harm")

    @pytest.mark.parametrize(
        "text", ["no reminders thanks", "no emails please", "no idea", "No changes, it's good"]
    )
    def test_a_no_to_something_else_settles_no_doubt(self, text: str):
        assert not any(reads_as_no(text, category) for category in CATEGORIES)

    @pytest.mark.parametrize(
        "text",
        [
            "the apology is my goodbye",
            "about the apology, then I'm done with everything",
        ],
    )
    def test_a_goodbye_that_begins_with_the_apology_is_no_no(self, text: str):
        assert not reads_as_no(text, "self_harm")

    @pytest.mark.parametrize(
        ("text", "category"),
        [
            ("no but sometimes I do think about it", "self_harm"),
            ("not really but yeah sometimes", "self_harm"),
            ("no. she told me not to contact her", "no_contact_request"),
            ("never mind, yes", "self_harm"),
            ("no court, but the police told me to stay away", "no_contact_order"),
        ],
    )
    def test_a_no_that_is_taken_back_is_none(self, text: str, category: str):
        assert not reads_as_no(text, category)


class TestCountry:
    @pytest.mark.parametrize(
        ("locale", "country"),
        [
            ("en-GB", ("GB", "United Kingdom")),
            ("en_US", ("US", "United States")),
            ("pt-BR", ("BR", "Brazil")),
            ("zh-Hans-SG", ("SG", "Singapore")),
            ("hi-in", ("IN", "India")),
        ],
    )
    def test_a_locale_names_a_country(self, locale: str, country: tuple[str, str]):
        assert guess_country(locale) == country

    @pytest.mark.parametrize("locale", [None, "", "en", "en-XX", "xx", "en-", "C"])
    def test_nothing_to_guess_from(self, locale: str | None):
        assert guess_country(locale) is None

    @pytest.mark.parametrize("locale", ["es", "ca", "br", "de", "fr"])
    def test_a_language_alone_names_no_country(self, locale: str):
        assert guess_country(locale) is None

    def test_every_name_has_services(self):
        assert all(guess_country(f"en-{code}") == (code, name) for code, name in NAMES.items())
