"""What Rasa 3.6.21 does not do well enough: each mend, what it mends, and that it is still needed.

The tracker store and the lock store have files of their own.
"""

from __future__ import annotations

import ast
import copy
import io
import logging
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
import structlog
from jsonschema import Draft202012Validator, ValidationError
from rasa.core import processor
from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils import common
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from bot import settings
from bot.engine import (
    action_schema,
    fixed_domain,
    graph_runner,
    quiet_logs,
    slot_copies,
    subclass_cache,
    unwritten_logs,
    without_tensorflow,
)
from bot.engine.local_actions import LocalActions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rasa.engine.runner.interface import GraphRunner

OWNER = "0123456789abcdef0123456789abcdef"
WORDS = "I slept with Ana's husband"


FILLED_BY_ITSELF = """
intents: [tell]
slots:
  told:
    type: text
    mappings: [{type: from_text}]
"""


class Speaks(Action):
    def name(self) -> str:
        return "action_speaks"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="hello", json_message={"kind": "notice"})
        return [SlotSet("act", tracker.latest_message["text"])]


class Rejects(Action):
    def name(self) -> str:
        return "action_rejects"

    async def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection(self.name(), "not now")


def call(action: str) -> dict[str, object]:
    return {
        "next_action": action,
        "sender_id": OWNER,
        "tracker": {
            "sender_id": OWNER,
            "slots": {},
            "latest_message": {"text": WORDS},
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        },
        "domain": {},
    }


@pytest.fixture
def local() -> LocalActions:
    made = LocalActions()
    for action in (Speaks, Rejects):
        made._executor.register_action(action)
    return made


class TestLocalActions:
    """Taken out, every action costs an HTTP call with the whole session in it."""

    async def test_the_answer_is_that_of_an_action_server(self, local):
        answered = await local.request(
            json=call("action_speaks"), method="post", timeout=300, compress=True
        )
        assert answered["events"][0]["value"] == WORDS
        assert answered["responses"][0]["text"] == "hello"
        assert action_schema.validate_action_result(RemoteAction("action_speaks", local), answered)

    async def test_a_rejection_comes_back_as_a_server_would_send_it(self, local):
        with pytest.raises(ClientResponseError) as refused:
            await local.request(json=call("action_rejects"))
        assert refused.value.status == 400

    async def test_rasa_reads_the_rejection_as_one(self, local):
        from rasa.core.actions.action import ActionExecutionRejection as Rejection

        action, domain = RemoteAction("action_rejects", local), Domain.empty()
        with pytest.raises(Rejection) as refused:
            await action.run(None, None, DialogueStateTracker(OWNER, []), domain)
        assert refused.value.action_name == "action_rejects"

    async def test_an_action_that_is_not_there_is_an_error(self, local):
        with pytest.raises(ActionNotFoundException):
            await local.request(json=call("action_nowhere"))

    def test_every_action_of_the_project_is_loaded(self, local):
        assert {"action_hear", "validate_acknowledge_form"} <= set(local._executor.actions)

    def test_the_domain_is_not_sent_with_every_call(self, local):
        assert local.kwargs["enable_selective_domain"] is True


class TestActionSchema:
    """Taken out, Rasa checks its schema against the meta-schema for every action anew."""

    @pytest.fixture(autouse=True)
    def installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(RemoteAction, "_validate_action_result", action_schema._original)
        action_schema._validator.cache_clear()
        action_schema.install()

    @pytest.fixture
    def schema_checks(self, monkeypatch: pytest.MonkeyPatch) -> list[object]:
        from jsonschema.validators import validator_for

        kind = validator_for(RemoteAction.action_response_format_spec(), Draft202012Validator)
        checked: list[object] = []
        check = kind.check_schema

        def noted(schema: object, *arguments: object, **named: object) -> None:
            checked.append(schema)
            check(schema, *arguments, **named)

        monkeypatch.setattr(kind, "check_schema", noted)
        return checked

    @pytest.fixture
    def action(self) -> RemoteAction:
        return RemoteAction("action_speaks", EndpointConfig("http://127.0.0.1:5055/webhook"))

    def test_the_schema_is_checked_once(self, action, schema_checks):
        for _ in range(20):
            assert action._validate_action_result({"events": [], "responses": []})
        assert len(schema_checks) == 1

    def test_rasa_still_needs_this_mend(self, action, schema_checks):
        for _ in range(3):
            action_schema._original(action, {"events": [], "responses": []})
        assert len(schema_checks) == 3

    @pytest.mark.parametrize(
        "answer",
        [
            {"events": [{"name": "no event type"}], "responses": []},
            {"events": "none", "responses": []},
            {"events": [], "responses": "hello"},
            {"events": [{"event": 3}]},
            [],
            None,
        ],
    )
    def test_what_rasa_refuses_is_refused(self, action, answer):
        with pytest.raises(ValidationError):
            action_schema._original(action, answer)
        with pytest.raises(ValidationError, match="Failed to validate Action server response"):
            action._validate_action_result(answer)

    def test_what_never_left_the_process_is_not_checked(self, local):
        answer = {"events": [{"name": "no event type"}], "responses": []}
        assert RemoteAction("action_speaks", local)._validate_action_result(answer)


class Doubles(GraphComponent):
    """A node that notes when it runs."""

    ran: ClassVar[list[str]] = []

    @classmethod
    def create(cls, config, model_storage, resource, execution_context):
        return cls(execution_context.node_name)

    def __init__(self, name: str) -> None:
        self._name = name

    def process(self, **given: int) -> int:
        self.ran.append(self._name)
        return 2 * sum(given.values())


def doubling(**needs: str) -> SchemaNode:
    return SchemaNode(needs, Doubles, "create", "process", {}, eager=True)


class TestGraphRunner:
    """Taken out, Dask orders the graph anew for each of the half dozen runs of a turn."""

    SCHEMA = GraphSchema(
        {
            "last": doubling(a="left", b="right"),
            "left": doubling(a="first"),
            "right": doubling(a="first", b="given"),
            "first": doubling(a="given"),
            "alone": doubling(a="given"),
        }
    )

    @pytest.fixture(autouse=True)
    def ran(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        monkeypatch.setattr(Doubles, "ran", [])
        return Doubles.ran

    @pytest.fixture(params=[DaskGraphRunner, graph_runner.OrderedGraphRunner])
    def runner(self, request: pytest.FixtureRequest) -> GraphRunner:
        context = ExecutionContext(self.SCHEMA)
        return request.param(self.SCHEMA, None, context)

    def test_a_target_gets_what_it_needs_and_nothing_else_runs(self, runner, ran):
        assert runner.run({"given": 1}, ["last"]) == {"last": 20}
        assert sorted(ran) == ["first", "last", "left", "right"]
        assert runner.run({"given": 2}, ["alone", "left"]) == {"alone": 4, "left": 8}

    def test_an_input_that_is_named_like_a_node_is_refused(self):
        runner = graph_runner.OrderedGraphRunner(self.SCHEMA, None, ExecutionContext(self.SCHEMA))
        with pytest.raises(GraphRunError, match="first"):
            runner.run({"given": 1, "first": 2}, ["last"])

    def test_a_node_without_its_input_says_so(self, runner):
        with pytest.raises(GraphRunError):
            runner.run({}, ["alone"])

    def test_rasa_loads_its_models_with_it(self, monkeypatch):
        monkeypatch.setattr(processor, "DaskGraphRunner", DaskGraphRunner)
        graph_runner.install()
        assert processor.DaskGraphRunner is graph_runner.OrderedGraphRunner


class TestSlotCopies:
    """Taken out, Python finds out how to copy each of sixty slots, twelve times a turn."""

    @pytest.fixture(autouse=True)
    def installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Slot, "__copy__", None, raising=False)
        monkeypatch.delattr(Slot, "__copy__")
        slot_copies.install()

    @pytest.mark.parametrize("slot", Domain.load(str(settings.PROJECT / "domain.yml")).slots)
    def test_a_copy_is_what_python_would_have_made(self, slot):
        slot.value = ["told"] if slot.type_name == "list" else "told"
        made = copy.copy(slot)
        assert type(made) is type(slot)
        assert vars(made) == vars(slot)
        made.value = None
        assert slot.value is not None


class TestFixedDomain:
    """Taken out, each turn writes out the domain and looks through all mappings of all slots."""

    @pytest.fixture(autouse=True)
    def installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ActionExtractSlots, "run", fixed_domain._extract)
        monkeypatch.setattr(Domain, "is_empty", fixed_domain._is_empty)
        fixed_domain.install()

    @pytest.fixture
    def told(self) -> DialogueStateTracker:
        domain = Domain.from_yaml(FILLED_BY_ITSELF)
        told = UserUttered(WORDS, {"name": "tell"}, parse_data={"text": WORDS, "entities": []})
        return DialogueStateTracker.from_events(OWNER, [told], domain.slots, domain=domain)

    async def test_nothing_is_looked_for_where_actions_alone_fill_slots(self, told, monkeypatch):
        monkeypatch.setattr(fixed_domain, "_extract", None)
        domain = Domain.load(str(settings.PROJECT / "domain.yml"))
        assert await ActionExtractSlots(None).run(None, None, told, domain) == []

    async def test_elsewhere_rasa_looks(self, told):
        domain = Domain.from_yaml(FILLED_BY_ITSELF)
        (found,) = await ActionExtractSlots(None).run(None, None, told, domain)
        assert (found.key, found.value) == ("told", WORDS)

    @pytest.mark.parametrize(
        "domain", ["", "intents: [tell]", "forms: {tell_form: {required_slots: []}}"]
    )
    def test_a_domain_is_as_empty_as_rasa_says(self, domain):
        made = Domain.from_yaml(domain) if domain else Domain.empty()
        assert made.is_empty() == fixed_domain._is_empty(made)


class TestUnwrittenLogs:
    """Taken out, Rasa deep-copies the conversation's states for each prediction, for a log."""

    def test_nothing_but_the_log_uses_the_copies(self):
        for module in unwritten_logs.COPYING_FOR_LOGS:
            tree = ast.parse(Path(module.__file__).read_text("utf-8"))
            logged = {
                id(inner)
                for call in ast.walk(tree)
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "structlogger.debug"
                for inner in ast.walk(call)
            }
            uses = [
                node
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "copy"
            ]
            assert uses
            assert all(node.attr == "deepcopy" and id(node) in logged for node in uses)

    def test_the_log_is_never_on(self):
        assert not logging.getLogger("rasa").isEnabledFor(logging.DEBUG)

    def test_nothing_is_copied_or_put_into_words(self, monkeypatch):
        for module in unwritten_logs.COPYING_FOR_LOGS:
            monkeypatch.setattr(module, "copy", copy)
        monkeypatch.setattr(processor.MessageProcessor, "_log_slots", None)
        unwritten_logs.install()
        states = [{"user": {"text": WORDS}}]
        assert all(
            module.copy.deepcopy(states) is states for module in unwritten_logs.COPYING_FOR_LOGS
        )
        processor.MessageProcessor._log_slots(DialogueStateTracker(OWNER, []))


class TestSubclassCache:
    """Taken out, all event classes are walked for every stored event."""

    @pytest.fixture(autouse=True)
    def installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(common, "all_subclasses", subclass_cache._walk)
        subclass_cache._remembered.cache_clear()
        subclass_cache.install()

    @pytest.mark.parametrize("kind", [Event, Slot])
    def test_the_classes_are_those_of_rasa_in_their_order(self, kind):
        assert common.all_subclasses(kind) == subclass_cache._walk(kind)

    def test_they_are_walked_once(self, monkeypatch):
        walked = []
        monkeypatch.setattr(subclass_cache, "_walk", lambda cls: walked.append(cls) or [cls])
        for _ in range(50):
            common.all_subclasses(Event)
        assert walked == [Event]

    def test_a_changed_answer_changes_nothing_for_the_next(self):
        common.all_subclasses(Event).clear()
        assert common.all_subclasses(Event)

    def test_rasa_reads_events_through_it(self):
        from rasa.shared.core.events import SlotSet as Stored
        from rasa.shared.core.events import deserialise_events

        stored = [{"event": "slot", "name": "act", "value": WORDS}]
        assert deserialise_events(stored) == [Stored("act", WORDS)]
        assert subclass_cache._remembered.cache_info().currsize


class TestWithoutTensorflow:
    """Taken out, serving loads TensorFlow: eight seconds of start and 300 MB for nothing."""

    def run(self, code: str) -> str:
        """What a process of its own prints: what is imported cannot be taken back in this one."""
        done = subprocess.run(  # our own interpreter and code
            [sys.executable, "-W", "ignore", "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=settings.PROJECT,
        )
        return done.stdout.strip()

    def test_serving_does_not_load_it(self):
        code = (
            "import sys; from bot.engine import without_tensorflow as mend; mend.install();"
            "from rasa.core.agent import load_agent;"
            "from rasa.core.policies.rule_policy import RulePolicy;"
            "from rasa.core.policies.memoization import MemoizationPolicy;"
            "print([name for name in sys.modules if name.startswith('tensorflow.')])"
        )
        assert self.run(code) == "[]"

    def test_what_only_training_uses_says_so_when_it_is_used(self):
        code = (
            "from bot.engine import without_tensorflow as mend; mend.install();"
            "from rasa.utils.tensorflow.callback import RasaTrainingLogger\n"
            "try: RasaTrainingLogger(1, silent=True)\n"
            "except mend.NotForServingError: print('refused')"
        )
        assert self.run(code) == "refused"

    def test_where_it_is_loaded_already_nothing_is_changed(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "tensorflow", sys)
        before = dict(sys.modules)
        without_tensorflow.install()
        assert sys.modules == before


class Log:
    """What comes out of a process: its log lines, and what is printed past them."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._lines, self._capsys = io.StringIO(), capsys
        (handler,) = logging.getLogger().handlers
        handler.setStream(self._lines)

    def text(self) -> str:
        out, err = self._capsys.readouterr()
        return self._lines.getvalue() + out + err


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """The process's logs as they come out, put back as they were afterwards."""
    loggers = [
        logging.getLogger(name) for name in ("", "sanic.root", "sanic.error", "sanic.access")
    ]
    before = [(each, each.handlers[:], each.level, each.propagate) for each in loggers]
    quiet_logs.configure()
    yield Log(capsys)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    for each, handlers, level, propagate in before:
        each.handlers[:], each.propagate = handlers, propagate
        each.setLevel(level)


class TestQuietLogs:
    """Taken out, messages, slots and whole conversations stand in the log."""

    @pytest.mark.parametrize(
        "name", ["rasa.core.processor", "rasa_sdk.executor", "sanic.error", "asyncio", "botany"]
    )
    @pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR, logging.CRITICAL])
    def test_words_in_others_records_do_not_come_out(self, log, name: str, level: int):
        logging.getLogger(name).log(level, "Received %s", WORDS)
        logging.getLogger(name).log(level, f"Received {WORDS}")  # noqa: G004  # as Rasa does
        logging.getLogger(name).log(level, "Received", extra={"words": WORDS})
        line = log.text()
        assert WORDS not in line
        assert line.count(name) == 3
        assert "test_engine_mends.py:" in line

    def test_words_in_an_exception_do_not_come_out_and_type_and_place_do(self, log):
        def fails() -> None:
            try:
                {}[WORDS]
            except KeyError as error:
                raise ValueError(f"cannot read {WORDS}") from error

        try:
            fails()
        except ValueError:
            logging.getLogger("bot.turns").exception("a turn failed")
        line = log.text()
        assert WORDS not in line
        assert "a turn failed" in line
        assert "[ValueError from KeyError]" in line
        assert "test_engine_mends.py" in line
        assert " fails" in line

    def test_the_line_of_code_that_failed_does_not_come_out(self, log):
        try:
            int("I slept with him")
        except ValueError:
            logging.getLogger("rasa.core.processor").exception("failed")
        assert "I slept with him" not in log.text()

    def test_words_in_a_structured_record_do_not_come_out(self, log):
        logger = structlog.get_logger("rasa.core.processor")
        logger.error("processor.message", text=WORDS)
        logger.warning(WORDS)
        logger.info(WORDS)
        assert WORDS not in log.text()

    def test_our_own_lines_say_what_happened(self, log):
        logging.getLogger("bot.server").info("answering %d messages", 3)
        assert "INFO bot.server: answering 3 messages" in log.text()

    def test_others_say_nothing_below_a_warning(self, log):
        logging.getLogger("rasa.core.processor").info("predicted")
        assert log.text() == ""

    def test_an_error_that_nobody_caught_keeps_its_place(self, log):
        import asyncio

        async def fails() -> None:
            raise ValueError(WORDS)

        async def forgets() -> None:
            turn = asyncio.create_task(fails())
            await asyncio.sleep(0)
            del turn

        asyncio.new_event_loop().run_until_complete(forgets())
        line = log.text()
        assert WORDS not in line
        assert "[ValueError]" in line

    def test_a_chain_that_bites_its_tail_ends(self):
        first, second = ValueError(), KeyError()
        first.__cause__, second.__context__ = second, None
        assert quiet_logs.chain(first) == "ValueError from KeyError"
        assert quiet_logs.chain(None) == ""
        assert quiet_logs.places(sys.exc_info()[2]) == []
