"""`amends up`, `amends train`: building what the bot needs, and running it."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from bot import settings, training
from bot.storage import database, schema

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction

PROCESSES = {"server": "serve", "reminders": "reminders"}


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands of this module."""
    up = commands.add_parser("up", help="train when needed, then run everything")
    up.add_argument(
        "--separate-actions",
        action="store_true",
        help="run the actions in a process of their own instead of in the dialogue server's",
    )
    up.set_defaults(run=_up)
    train = commands.add_parser("train", help="build what the bot needs; say what is up to date")
    train.add_argument("--force", action="store_true", help="train also when nothing changed")
    train.set_defaults(run=_train)
    serve = commands.add_parser("serve", help="run the dialogue server alone")
    serve.set_defaults(run=_serve)
    reminders = commands.add_parser("reminders", help="run the worker that sends what is due")
    reminders.add_argument("--once", action="store_true", help="send what is due now, and end")
    reminders.set_defaults(run=_reminders)
    actions = commands.add_parser("actions", help="run the action server alone")
    actions.add_argument("--port", type=int, default=5055, help="port to listen on (5055)")
    actions.set_defaults(run=_actions)


def _train(chosen: argparse.Namespace) -> int:
    model = training.current_model()
    if model is not None and not chosen.force:
        print(f"The model is up to date: {model}")
        return 0
    _trained()
    return 0


def _trained() -> None:
    print("Training the model; this takes about two minutes …", flush=True)
    began = time.monotonic()
    model = training.train()
    print(f"Trained in {time.monotonic() - began:.0f} s: {model}")


def _up(chosen: argparse.Namespace) -> int:
    if training.current_model() is None:
        _trained()
    print("Starting …", flush=True)
    schema.migrate(database.engine())  # once, before several processes find it to be done
    return _several(separate_actions=chosen.separate_actions)


def _several(*, separate_actions: bool) -> int:
    from honcho.manager import Manager

    processes = dict(PROCESSES)
    if separate_actions:
        os.environ["AMENDS_ACTIONS_URL"] = "http://127.0.0.1:5055/webhook"
        processes["actions"] = "actions"
    manager = Manager()
    for name, command in processes.items():
        manager.add_process(name, f"{sys.executable} -m bot.cli {command}")
    manager.loop()
    return int(manager.returncode or 0)


def _serve(_chosen: argparse.Namespace) -> int:
    from bot.engine import quiet_logs
    from bot.server import serve

    quiet_logs.configure()
    print(f"Amends will be at {settings.load().address} in a few seconds.", flush=True)
    serve()
    return 0


def _reminders(chosen: argparse.Namespace) -> int:
    from bot.engine import quiet_logs
    from bot.reminders import worker

    quiet_logs.configure()
    worker.serve(once=chosen.once)
    return 0


def _actions(chosen: argparse.Namespace) -> int:
    from rasa_sdk.endpoint import create_app

    from bot.engine import quiet_logs
    from bot.services import understanding

    understanding.loaded()
    app = create_app("actions")
    quiet_logs.configure()
    app.run("127.0.0.1", chosen.port, workers=1, access_log=False, motd=False)
    return 0
