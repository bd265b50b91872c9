"""The composition root: one process that holds the dialogue, the web channel and the actions."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING, Any

from actions.words import words
from bot import settings
from bot.coaching.apology.composer import Facts, compose
from bot.coaching.breach.excuses import meet
from bot.coaching.commitments.reading import read_commitment
from bot.coaching.safety.rulebook import compile_all
from bot.errors import AmendsError
from bot.language.embeddings import load_encoder
from bot.language.perspective import Person
from bot.services import understanding
from bot.services.trained import newest_model

if TYPE_CHECKING:
    from pathlib import Path

    from rasa.core.agent import Agent
    from sanic import Sanic

    from bot.channels.telegram.channel import TelegramChannel

logger = logging.getLogger("bot.server")

BRINGING = "bring what was written first"
"""The name of the task that looks for reminders."""


def application() -> Sanic:
    """The whole server, ready to be run.

    Returns:
        A Sanic application that loads the model when it starts.

    Raises:
        NotBuiltError: when something that set-up makes is missing.
    """
    from bot.engine import without_tensorflow

    without_tensorflow.install()

    from rasa.core.channels.channel import register
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.endpoints import EndpointConfig
    from sanic import Sanic

    from bot.channels.api import shown
    from bot.channels.telegram.channel import prepared
    from bot.channels.web import WebChannel
    from bot.engine import (
        action_schema,
        fixed_domain,
        graph_runner,
        slot_copies,
        subclass_cache,
        unwritten_logs,
    )
    from bot.engine.local_actions import LocalActions
    from bot.storage import database, schema

    current = settings.load()
    load_encoder(current.embeddings)
    model = newest_model(current.models, current.embeddings)
    schema.migrate(database.engine())
    mends = (
        subclass_cache, action_schema, fixed_domain, graph_runner, slot_copies, unwritten_logs,
    )  # fmt: skip
    for mend in mends:
        mend.install()
    endpoints = AvailableEndpoints.read_endpoints(str(settings.PROJECT / "endpoints.yml"))
    endpoints.action = (
        EndpointConfig(url=current.actions_url, enable_selective_domain=True)
        if current.actions_url
        else LocalActions()
    )
    app = Sanic("amends", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 200_000
    app.config.KEEP_ALIVE_TIMEOUT = 30
    app.config.FALLBACK_ERROR_FORMAT = "json"
    web = WebChannel()
    telegram = prepared(web.publish, shown)
    register([web, telegram] if telegram else [web], app, route=None)
    app.register_listener(partial(_load, model, endpoints), "before_server_start")
    app.register_listener(partial(_take_up, web), "after_server_start")
    app.register_listener(_end, "before_server_stop")
    if telegram is not None:
        app.register_listener(partial(_start, telegram), "after_server_start")
        app.register_listener(partial(_stop, telegram), "before_server_stop")
    return app


def serve() -> None:
    """Run the server until it is stopped."""
    current = settings.load()
    app = application()
    app.run(host=current.host, port=current.port, workers=1, access_log=False, motd=False)


async def _load(model: Path, endpoints: Any, app: Sanic, loop: Any) -> None:  # noqa: ANN401
    from rasa.core.agent import load_agent

    agent = await load_agent(str(model), endpoints=endpoints, loop=loop)
    hold_to_own_stores(agent)
    await warm_up(agent)
    app.ctx.agent = agent


def hold_to_own_stores(agent: Agent) -> None:
    """Take Rasa's wrapper off the tracker store, and see that both stores are the project's own.

    Raises:
        AmendsError: when the model did not load, or `endpoints.yml` names another store.
    """
    from rasa.core.tracker_store import FailSafeTrackerStore

    from bot.engine.lock_store import AmendsLockStore
    from bot.engine.tracker_store import AmendsTrackerStore

    if agent.processor is None:
        raise AmendsError("The model could not be loaded. Run `make train`, then start again.")
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store  # noqa: SLF001  # Rasa offers no other way in
    if not isinstance(store, AmendsTrackerStore) or not isinstance(
        agent.lock_store, AmendsLockStore
    ):
        raise AmendsError(
            "endpoints.yml must name bot.engine.tracker_store.AmendsTrackerStore and "
            "bot.engine.lock_store.AmendsLockStore; other stores lose messages."
        )
    store.domain = agent.domain
    agent.tracker_store = agent.processor.tracker_store = store


async def warm_up(agent: Agent) -> None:
    """Read one sentence, so that what is loaded at first use is loaded before anyone waits."""
    await agent.parse_message("I lied to my sister about the money, and I will pay it back.")
    words()
    await asyncio.to_thread(_warm_up_coaching)


def _warm_up_coaching() -> None:
    understanding.loaded().check("I lied to you, and I was wrong. I am sorry.")
    now = datetime.now(timezone.utc)
    read_commitment("I'll pay her back on Friday", now)
    meet("it was nothing")
    compose(
        Facts(
            act="I lied to her",
            person=Person("sister"),
            since=None,
            hidden=None,
            known=None,
            harm=None,
            breaches=(),
            repair=None,
            due_text=None,
            witness=None,
            change=None,
        )
    )


async def _take_up(web: Any, app: Sanic, _loop: Any) -> None:  # noqa: ANN401
    open_messages = await web.turns.take_up(app.ctx.agent.tracker_store.answer_of)
    if open_messages:
        logger.info("answering %d messages that an earlier run left open", open_messages)
    app.add_task(asyncio.to_thread(compile_all))
    app.add_task(web.bring(), name=BRINGING)
    logger.info("ready at %s", settings.load().address)


async def _end(app: Sanic, _loop: Any) -> None:  # noqa: ANN401
    await app.cancel_task(BRINGING, raise_exception=False)


async def _start(telegram: TelegramChannel, _app: Sanic, _loop: Any) -> None:  # noqa: ANN401
    telegram.start()


async def _stop(telegram: TelegramChannel, _app: Sanic, _loop: Any) -> None:  # noqa: ANN401
    await telegram.stop()
