from __future__ import annotations

import re
from itertools import combinations

import pytest
from pydantic import ValidationError

from bot.coaching.knowledge.answers import ANSWER_WORDS, DO_WORDS, Answer, answer, topics
from bot.coaching.knowledge.help import HelpContent, HelpKind, kinds, suggest
from bot.errors import BadInputError

TOPICS = [
    "can_trust_be_rebuilt",
    "how_long",
    "stronger_after",
    "forgiveness",
    "professional_help",
    "what_breaks_trust",
    "good_apology",
    "bad_apology",
    "when_to_apologise",
    "text_or_in_person",
    "no_reply",
    "how_much_detail",
    "boundaries",
    "transparency",
    "consistency",
    "patience",
    "empathy",
    "small_wins",
    "seven_steps",
    "at_work",
    "with_customers",
    "self_forgiveness",
    "should_i_tell_them",
]

NAMED_STUDIES = (
    "Lewicki, Polin & Lount 2016",
    "Cerulo & Ruane 2014",
    "Schweitzer, Hershey & Bradlow 2006",
    "Kim et al. 2004",
    "Zechmeister et al. 2004",
    "Frantz & Bennigson 2005",
    "Schumann & Dweck 2014",
    "Leunissen et al. 2013",
    "Fehr 2007",
)
KIND_TEXTS = ("who_for", "how_to_choose", "first_session", "low_cost")

RELATIONSHIPS = [
    "partner",
    "ex",
    "parent",
    "child",
    "sibling",
    "family",
    "friend",
    "flatmate",
    "colleague",
    "manager",
    "team",
    "customer",
    "neighbour",
    "other",
]
CATEGORIES = [
    "danger_now",
    "self_harm",
    "no_contact_order",
    "no_contact_request",
    "controlling",
    "victim",
    "sexual_harm",
    "child_harm",
    "legal",
    "addiction",
    "intoxicated",
    "trauma",
    "deep_rooted",
]
APART = CATEGORIES[:8]

JARGON = re.compile(
    r"\b(closure|journey|toxic|narcissis\w*|healing|gaslight\w*|trigger\w*|safe space|self-care"
    r"|vulnerab\w*|hold space|inner child|love bomb\w*|dysfunction\w*|codependen\w*)\b",
    re.IGNORECASE,
)
PROMISES = re.compile(
    r"\b(definitely|guarantee\w*|certainly|always works?|they will (forgive|trust)|in no time"
    r"|sooner or later|it will be (fine|ok|all right))\b",
    re.IGNORECASE,
)
AMERICAN = re.compile(
    r"\b(apologiz\w*|counsel(or|ing)s?|behaviors?|neighbors?|recogniz\w*|honor\w*|favor\w*)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> int:
    return len(re.findall(r"[.?!](?=\s|$)", text))


def texts() -> list[str]:
    spoken = [text for topic in topics() for text in answer(topic).dict().values()]
    shown = [getattr(kind, name) for kind in kinds() for name in ("title", *KIND_TEXTS)]
    return spoken + shown


class TestAnswers:
    def test_every_question_of_the_contract_has_an_answer_and_no_other_has(self) -> None:
        assert sorted(topics()) == sorted(TOPICS)

    @pytest.mark.parametrize("topic", TOPICS)
    def test_is_short_enough_to_be_read_in_a_chat(self, topic: str) -> None:
        said = answer(topic)
        assert said.id == topic
        assert 2 <= sentences(said.answer) <= 4
        assert len(said.answer.split()) <= ANSWER_WORDS
        assert sentences(said.do) == 1
        assert len(said.do.split()) <= DO_WORDS
        assert said.title.endswith("?")

    @pytest.mark.parametrize("topic", TOPICS)
    def test_says_where_it_comes_from(self, topic: str) -> None:
        source = answer(topic).source
        assert len(source.split()) >= 4
        assert (
            source.startswith(NAMED_STUDIES)
            or re.match(r"(A guide|Strategies) (to|for) \w+", source)
            or source.startswith("This coach's own advice")
        )

    @pytest.mark.parametrize("topic", TOPICS)
    def test_every_year_in_a_source_belongs_to_a_study_that_we_know(self, topic: str) -> None:
        source = answer(topic).source
        known = [study for study in NAMED_STUDIES if study in source]
        assert len(known) == len(re.findall(r"\b(?:19|20)\d\d\b", source))

    @pytest.mark.parametrize("topic", TOPICS)
    def test_gives_no_figure_as_a_fact(self, topic: str) -> None:
        assert not re.search(r"\d|per cent|percent", answer(topic).answer + answer(topic).do)

    def test_forgiveness_is_theirs_to_give(self) -> None:
        assert "theirs to give" in answer("forgiveness").answer

    def test_trust_after_lying_is_not_said_to_come_back_stronger(self) -> None:
        assert "not come all the way back" in " ".join(answer("stronger_after").answer.split())

    def test_couples_counselling_is_ruled_out_where_there_is_control(self) -> None:
        assert "Never couples counselling" in answer("professional_help").answer

    @pytest.mark.parametrize(
        "topic", ["when_to_apologise", "text_or_in_person", "boundaries", "transparency"]
    )
    def test_no_advice_to_get_in_touch_passes_over_a_wish_for_no_contact(self, topic: str) -> None:
        assert re.search(
            r"if (they are open to contact|you are in touch)", answer(topic).do, re.IGNORECASE
        )

    @pytest.mark.parametrize("topic", ["", "how long", "ask_knowledge/how_long", "weather"])
    def test_an_unknown_topic_is_bad_input_and_names_the_known_ones(self, topic: str) -> None:
        with pytest.raises(BadInputError, match="can_trust_be_rebuilt"):
            answer(topic)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"answer": "word " * (ANSWER_WORDS + 1)},
            {"do": "word " * (DO_WORDS + 1)},
            {"source": ""},
            {"author": "somebody"},
        ],
    )
    def test_content_that_breaks_the_schema_is_refused(self, wrong: dict[str, str]) -> None:
        good = answer("how_long").dict()
        assert Answer.parse_obj(good) == answer("how_long")
        with pytest.raises(ValidationError):
            Answer.parse_obj({**good, **wrong})


class TestVoice:
    @pytest.mark.parametrize("banned", [JARGON, PROMISES, AMERICAN])
    def test_no_jargon_no_promise_and_british_spelling(self, banned: re.Pattern[str]) -> None:
        assert [text for text in texts() if banned.search(text)] == []


class TestHelp:
    def test_describes_each_kind_in_one_or_two_sentences(self) -> None:
        for kind in kinds():
            for name in KIND_TEXTS:
                text = getattr(kind, name)
                assert 1 <= sentences(text) <= 2, (kind.id, name)
                assert len(text.split()) <= 45, (kind.id, name)

    def test_knows_the_kinds_that_people_look_for(self) -> None:
        assert {kind.id for kind in kinds()} == {
            "individual", "couples", "family", "mediator", "workplace", "addiction", "legal",
        }  # fmt: skip

    def test_couples_counselling_says_where_it_does_not_belong(self) -> None:
        couples = next(kind for kind in kinds() if kind.id == "couples")
        assert "controlled, hurt or afraid" in " ".join(couples.who_for.split())

    @pytest.mark.parametrize(
        ("categories", "relationship", "kind"),
        [
            (["deep_rooted"], "partner", "couples"),
            (["deep_rooted"], "sibling", "family"),
            (["deep_rooted"], "parent", "family"),
            (["deep_rooted"], "family", "family"),
            (["deep_rooted"], "colleague", "workplace"),
            (["deep_rooted"], "team", "workplace"),
            (["deep_rooted"], "neighbour", "mediator"),
            (["deep_rooted"], "friend", "individual"),
            (["deep_rooted"], "ex", "individual"),
            (["deep_rooted"], None, "individual"),
            (["addiction"], "partner", "addiction"),
            (["addiction", "deep_rooted"], "partner", "addiction"),
            (["trauma"], "partner", "individual"),
            (["legal"], "colleague", "legal"),
            (["no_contact_order"], "ex", "legal"),
            (["deep_rooted", "controlling"], "partner", "individual"),
            (["victim"], "parent", "individual"),
            (["intoxicated"], "sibling", "family"),
            ([], "partner", "couples"),
            ([], "manager", "workplace"),
            ([], None, "individual"),
            ([], "stranger", "individual"),
        ],
    )
    def test_suggests(self, categories: list[str], relationship: str | None, kind: str) -> None:
        assert suggest(categories, relationship).id == kind

    @pytest.mark.parametrize("relationship", [*RELATIONSHIPS, None])
    @pytest.mark.parametrize("apart", APART)
    def test_nobody_is_put_in_one_room_where_that_is_not_safe(
        self, apart: str, relationship: str | None
    ) -> None:
        others = [set(pair) for size in range(3) for pair in combinations(CATEGORIES, size)]
        for other in others:
            assert not suggest(other | {apart}, relationship).together

    def test_a_category_it_does_not_know_is_taken_as_unsafe_for_couples(self) -> None:
        assert suggest({"deep_rooted", "something_new"}, "partner").id == "individual"

    @pytest.mark.parametrize(
        ("where", "says"),
        [
            ({"otherwise": "astrology"}, "no such kind of help: astrology"),
            ({"by_relationship": {"partner": "duel"}}, "no such kind of help: duel"),
            ({"otherwise": "couples"}, "in one room"),
            (
                {"by_category": [{"categories": ["controlling"], "kind": "couples"}]},
                "in one room",
            ),
        ],
    )
    def test_content_with_an_unsafe_or_unknown_choice_is_refused(
        self, where: dict[str, object], says: str
    ) -> None:
        good: dict[str, object] = {
            "kinds": kinds(),
            "by_category": [{"categories": ["controlling"], "kind": "individual"}],
            "left_to_relationship": ["deep_rooted"],
            "by_relationship": {"partner": "couples"},
            "otherwise": "individual",
        }
        assert HelpContent.parse_obj(good).otherwise == "individual"
        with pytest.raises(ValidationError, match=says):
            HelpContent.parse_obj({**good, **where})

    def test_a_kind_with_an_empty_text_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            HelpKind.parse_obj({**kinds()[0].dict(), "low_cost": " "})
