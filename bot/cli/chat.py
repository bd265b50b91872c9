"""`amends chat`: the conversation in a terminal, by hand or scripted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.cli import client
from bot.errors import BadInputError

if TYPE_CHECKING:
    import argparse
    from argparse import _SubParsersAction

WIDTH = 78


def add_to(commands: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command of this module."""
    chat = commands.add_parser("chat", help="talk in the terminal, to a running server")
    chat.add_argument("--session", default="terminal", metavar="NAME", help="who is talking")
    one = chat.add_mutually_exclusive_group()
    one.add_argument("--say", metavar="TEXT", help="send one message and print the replies")
    one.add_argument(
        "--press", metavar="BUTTON", help="press a button of the last reply: its title or id"
    )
    chat.add_argument("--json", action="store_true", help="print the replies as JSON")
    chat.set_defaults(run=_chat)


def _chat(chosen: argparse.Namespace) -> int:
    if chosen.say is not None:
        return _show(client.say(chosen.session, chosen.say), as_json=chosen.json)
    if chosen.press is not None:
        return _show(_pressed(chosen.session, chosen.press), as_json=chosen.json)
    return _talk(chosen.session)


def _show(answer: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    elif answer.get("ok"):
        for message in answer["messages"]:
            print(told(message), end="\n\n")
    if answer.get("ok"):
        return 0
    if not as_json:
        raise BadInputError(answer.get("message", "The message was not taken."))
    return 2


def _talk(session: str) -> int:
    from rich.console import Console

    console = Console(width=WIDTH, highlight=False)
    console.print("[dim]Leave with Ctrl+D. A number presses a button.[/dim]\n")
    last: list[dict[str, Any]] = client.welcome(session)
    while True:
        for message in last:
            if message["author"] == "bot":
                console.print(told(message, numbered=True), markup=False, end="\n\n")
        offered = _buttons(last)
        try:
            words = console.input("[bold]you:[/bold] ").strip()
        except EOFError:
            console.print()
            return 0
        if not words:
            continue
        with console.status("…"):
            if words.isdigit() and 0 < int(words) <= len(offered):
                answer = client.press(session, offered[int(words) - 1]["id"])
            else:
                answer = client.say(session, words)
        console.print()
        if not answer.get("ok"):
            console.print(answer.get("message", ""), style="yellow", end="\n\n")
        last = answer.get("messages", [])


def told(message: dict[str, Any], *, numbered: bool = False) -> str:
    """A message as plain text, with its buttons and links.

    Args:
        message: As the server shows it.
        numbered: Whether buttons carry the number that presses them.
    """
    lines = [message["text"]]
    lines += [f"  {link['title']}: {link['url']}" for link in message["links"]]
    for place, button in enumerate(message["buttons"], start=1):
        lines.append(f"  [{place}] {button['title']}" if numbered else f"  [{button['title']}]")
    return "\n".join(lines)


def _pressed(session: str, button: str) -> dict[str, Any]:
    offered = _buttons(client.welcome(session))
    for each in offered:
        if button in {each["id"], each["title"]}:
            return client.press(session, each["id"])
    titles = ", ".join(f"“{each['title']}”" for each in offered) or "none"
    raise BadInputError(f"No such button is offered now. There are: {titles}.")


def _buttons(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for message in reversed(messages):
        if message["author"] == "bot" and message["buttons"]:
            found: list[dict[str, Any]] = message["buttons"]
            return found
    return []
