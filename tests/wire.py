"""A server of its own for a test, a benchmark or a transcript, and someone who talks to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
READY_S = 90.0


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RunningServer:
    """`amends serve` with a data folder of its own and the project's trained model."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self.ready_s = 0.0
        data.mkdir(parents=True, exist_ok=True)
        trained = Path(os.environ.get("AMENDS_DATA", PROJECT / "var"))
        if not (data / "models").exists():
            (data / "models").symlink_to(trained / "models")
        self.environment = {
            **os.environ,
            "AMENDS_DATA": str(data),
            "AMENDS_PORT": str(self.port),
            **environment,
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> RunningServer:
        """Start the server and wait until it answers."""
        began = time.monotonic()
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot.cli", "serve"],
                cwd=PROJECT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        while time.monotonic() - began < READY_S:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.log}")
            try:
                urllib.request.urlopen(f"{self.address}/api/health", timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                self.ready_s = time.monotonic() - began
                return self
        raise RuntimeError(f"the server was not ready in {READY_S:.0f} s:\n{self.log}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server, by default as politely as a service manager does."""
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, how)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=15)

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End every process and start anew, on the same data."""
        self.stop(how)
        self.start()

    def __enter__(self) -> RunningServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class Talk:
    """One person's conversation over HTTP, as the page has it over its socket."""

    def __init__(self, server: RunningServer) -> None:
        self._server = server
        self.token: str = self.call("POST", "/api/token")["token"]
        self.last: list[dict[str, Any]] = []

    def call(
        self, method: str, path: str, body: object = None, token: str | None = None
    ) -> dict[str, Any]:
        """One request; errors come back as the server words them."""
        bearer = token or getattr(self, "token", None)
        request = urllib.request.Request(
            self._server.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}
            | ({"Authorization": f"Bearer {bearer}"} if bearer else {}),
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                answer: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            answer = {"status": error.code, **json.loads(error.read() or b"{}")}
        return answer

    def hello(self) -> list[dict[str, Any]]:
        """Open the conversation; a new one begins with the welcome."""
        self.last = self.call("POST", "/api/hello", {})["messages"]
        return self.last

    def send(self, text: object, client_id: str | None = None) -> dict[str, Any]:
        """Send words; the whole answer, also when they are refused."""
        return self.call(
            "POST", "/api/messages", {"id": client_id or str(uuid.uuid4()), "text": text}
        )

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send words that must be taken; the bot's bubbles."""
        answer = self.send(text)
        assert answer.get("ok"), answer
        self.last = answer["messages"]
        return self.last

    def press(self, title: str) -> list[dict[str, Any]]:
        """Press the button with this title under the last bubbles."""
        for message in self.last:
            for button in message["buttons"]:
                if button["title"] == title:
                    answer = self.call(
                        "POST", "/api/messages",
                        {"id": str(uuid.uuid4()), "button": button["id"]},
                    )  # fmt: skip
                    assert answer.get("ok"), answer
                    self.last = answer["messages"]
                    return self.last
        offered = [button["title"] for message in self.last for button in message["buttons"]]
        raise AssertionError(f"no button {title!r} among {offered}")

    def history(self) -> list[dict[str, Any]]:
        """Everything said so far."""
        messages: list[dict[str, Any]] = self.call("GET", "/api/history")["messages"]
        return messages

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """Every row that is kept about this person."""
        return self.call("GET", "/api/export")


def words(messages: list[dict[str, Any]]) -> str:
    """The words of several bubbles, one under the other."""
    return "\n".join(message["text"] for message in messages)
