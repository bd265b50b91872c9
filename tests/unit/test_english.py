"""The project's own spaCy pipeline and the words that its span rules mark."""

from __future__ import annotations

import time

import pytest
from pydantic import ValidationError

from bot.language.english import english
from bot.language.words import Words, words


def marked(text: str, key: str) -> list[tuple[str, str, str]]:
    doc = english()(text)
    return [(span.text, span.label_, span.id_) for span in doc.spans[key]]


def test_no_statistical_model_is_loaded():
    assert english().pipe_names == ["people", "feelings", "sentencizer"]


def test_people_are_marked_by_relationship_and_word():
    assert marked("My Sister told our bosses", "people") == [
        ("Sister", "sibling", "sister"),
        ("bosses", "manager", "boss"),
    ]


def test_a_typing_error_is_marked_as_it_is_listed():
    assert marked("my freind", "people") == [("freind", "friend", "freind")]


@pytest.mark.parametrize("text", ["my 6yo", "my nine year old", "my 4-year-old", "my 12 yr old"])
def test_ages_stand_for_a_child(text: str):
    assert ("child", "year-old") in {(label, word) for _, label, word in marked(text, "people")}


def test_feelings_are_marked_by_feeling():
    assert marked("She was Livid, i'm in tears", "feelings") == [
        ("Livid", "angry", "livid"),
        ("in tears", "sad", "in tears"),
    ]


def test_spans_point_into_the_text_as_given():
    text = "  “I’ve hurt my   brother’s best friend…”"
    doc = english()(text)
    assert doc.text == text
    assert [text[s.start_char : s.end_char] for s in doc.spans["people"]] == ["brother", "friend"]


def test_sentences_end_at_full_stops_and_new_lines():
    assert len(list(english()("I lied. She knows\nHelp!").sents)) == 3


def test_the_pipeline_is_loaded_once():
    assert english() is english()


def test_a_text_is_marked_within_a_few_milliseconds():
    text = "i told my best friend that my mum was furious with my ex about the car " * 3
    english()(text)
    began = time.process_time()
    for _ in range(20):
        english()(text)
    assert (time.process_time() - began) / 20 < 0.02


@pytest.mark.parametrize(
    "content",
    [
        {"people": {"enemy": [{"word": "rival"}]}, "feelings": {}},
        {"people": {"friend": [{"word": "mate", "colour": "red"}]}, "feelings": {}},
        {"people": {"friend": [{"word": "mate", "gender": "it"}]}, "feelings": {}},
        {"people": {}},
    ],
)
def test_content_of_another_shape_is_refused(content: dict[str, object]):
    with pytest.raises(ValidationError):
        Words.parse_obj(content)


def test_no_feeling_word_stands_for_two_feelings():
    listed = [word for several in words().feelings.values() for word in several]
    assert len(listed) == len(set(listed))
