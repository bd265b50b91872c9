"""The gate for all that comes in."""

from __future__ import annotations

import pytest

from bot.channels import intake
from bot.channels.intake import BURST, LONGEST, Rate, Refusal, clean, client_id


class TestPlainText:
    @pytest.mark.parametrize(
        "text",
        [
            "I lied to my sister Ana about the loan",
            "it was 50/50, w/ her on/off boyfriend",
            "“I’m so sorry” – that’s what i said…",
            "मैंने झूठ बोला",
            "line one\n\nline two\tend",
            "I lied 😔👨‍👩‍👧",
            "she said no - http://example.com/a/b",
        ],
    )
    def test_what_people_write_passes_as_it_is(self, text: str):
        assert clean(text) == text

    def test_outer_space_and_control_characters_go(self):
        assert clean("  I \x00lied\x1b[31m \x07\r\n to her \n") == "I lied[31m \n to her"

    def test_letters_are_composed(self):
        assert clean("Ange\u0301lica") == "Angélica"

    @pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x01", "\ud800"])
    def test_nothing_is_refused_with_a_sentence(self, text: str):
        with pytest.raises(Refusal) as refused:
            clean(text)
        assert refused.value.code == "empty"

    @pytest.mark.parametrize("text", [None, 3, ["I lied"], {"text": "I lied"}, b"I lied", True])
    def test_what_is_no_text_is_refused(self, text: object):
        with pytest.raises(Refusal) as refused:
            clean(text)
        assert refused.value.code == "not_text"

    @pytest.mark.parametrize("text", ["I lied 🫠", "🫡"])
    def test_an_emoji_that_is_younger_than_python_stays(self, text: str):
        assert clean(text) == text


class TestSize:
    def test_the_longest_passes_whole(self):
        assert clean("x" * LONGEST) == "x" * LONGEST

    @pytest.mark.parametrize("length", [LONGEST + 1, LONGEST * 4 + 1, 5_000_000])
    def test_a_longer_one_is_refused_with_both_numbers(self, length: int):
        with pytest.raises(Refusal) as refused:
            clean("x" * length)
        assert refused.value.code == "too_long"
        assert f"{length:,}" in refused.value.message
        assert f"{LONGEST:,}" in refused.value.message


class TestCommands:
    """Rasa would run them: with slots, and with everything that the client sends along."""

    @pytest.mark.parametrize(
        "text",
        [
            "/restart",
            "/greet",
            '/answer{"value": "yes"}',
            "  /restart",
            "\n/restart",
            "//restart",
            "/ restart",
            "\x00/restart",
            "/EXTERNAL_reminder",
        ],
    )
    def test_a_command_is_refused_and_the_way_is_named(self, text: str):
        with pytest.raises(Refusal) as refused:
            clean(text)
        assert refused.value.code == "command"
        assert "your own words" in refused.value.message

    @pytest.mark.parametrize("text", ["/", "//", "/?", "/ !", "/...", "/'restart"])
    def test_what_remains_of_a_lone_slash_is_no_command(self, text: str):
        assert not clean(text).strip().startswith("/")

    @pytest.mark.parametrize("text", ["/ /restart", "/\t/restart", "/ / /greet", "/\n/greet"])
    def test_a_command_behind_another_slash_is_none_either(self, text: str):
        try:
            passed = clean(text)
        except Refusal:
            return
        assert not passed.strip().startswith("/")


class TestClientId:
    @pytest.mark.parametrize("value", ["a", "A-b_9", "x" * 64])
    def test_letters_digits_dashes_pass(self, value: str):
        assert client_id(value) == value

    @pytest.mark.parametrize(
        "value", ["", "x" * 65, "a b", "é", "a\n", "a;DROP", None, 3, ["a"], "\ud800", "a\x00"]
    )
    def test_anything_else_is_refused(self, value: object):
        with pytest.raises(Refusal) as refused:
            client_id(value)
        assert refused.value.code == "bad_id"


class TestRate:
    @pytest.fixture
    def clock(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        moment = [1_000.0]
        monkeypatch.setattr(intake.time, "monotonic", lambda: moment[0])
        return moment

    def test_a_burst_passes_and_the_next_is_refused(self, clock):
        rate = Rate(1)
        for _ in range(BURST):
            rate.take("ana")
        with pytest.raises(Refusal) as refused:
            rate.take("ana")
        assert refused.value.code == "too_fast"

    def test_waiting_lets_as_many_through_as_the_rate_says(self, clock):
        rate = Rate(0.5)
        for _ in range(BURST):
            rate.take("ana")
        clock[0] += 4
        rate.take("ana")
        rate.take("ana")
        with pytest.raises(Refusal):
            rate.take("ana")

    def test_trying_again_and_again_does_not_make_it_longer(self, clock):
        rate = Rate(1)
        for _ in range(BURST):
            rate.take("ana")
        for _ in range(50):
            with pytest.raises(Refusal):
                rate.take("ana")
        clock[0] += 1
        rate.take("ana")

    def test_a_bucket_is_never_fuller_than_a_burst(self, clock):
        rate = Rate(1)
        clock[0] += 1_000_000
        for _ in range(BURST):
            rate.take("ana")
        with pytest.raises(Refusal):
            rate.take("ana")

    def test_one_person_does_not_slow_another(self, clock):
        rate = Rate(1)
        for _ in range(BURST):
            rate.take("ana")
        rate.take("ben")

    def test_memory_stays_bounded(self, clock, monkeypatch):
        monkeypatch.setattr(intake, "MOST_REMEMBERED", 100)
        rate = Rate(1)
        for number in range(1_000):
            rate.take(f"person {number}")
        assert len(rate._buckets) == 100
