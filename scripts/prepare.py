"""Makes a fresh clone ready: packages, page, sentence encoder.

Runs on any Python 3.8 or later, with the standard library alone. Each step leaves a stamp with a
digest of what it was made from; a step whose stamp still fits does nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self

PROJECT = Path(__file__).resolve().parent.parent
TOOLS = PROJECT / ".tools"
LOGS = TOOLS / "logs"
STAMPS = TOOLS / "stamps"
VENV = PROJECT / ".venv"
UV_VERSION = "0.9.11"
NODE_AT_LEAST = 20
BIN = "Scripts" if os.name == "nt" else "bin"


class StepFailedError(Exception):
    """A step did not work; the message says what to do."""


def main() -> int:
    """Prepare what was asked for; 0 when all is ready."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--dev", action="store_true", help="also what tests and checks need")
    arguments.add_argument("--tuning", action="store_true", help="also what tunes the encoder")
    arguments.add_argument("--check-page", action="store_true", help="also check and test the page")
    chosen = arguments.parse_args()
    for folder in (LOGS, STAMPS):
        folder.mkdir(parents=True, exist_ok=True)
    try:
        uv = find_uv()
        packages(uv, dev=chosen.dev)
        page(uv)
        if chosen.check_page:
            check_page(uv)
        if chosen.dev or chosen.tuning:
            published_encoder(uv)
        if chosen.tuning:
            tools(uv, "tuning", "tuning tools (about 5 GB on disk)")
    except StepFailedError as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1
    return 0


def find_uv() -> str:
    """uv from the path, else from the project, where it is installed when it is missing."""
    found = shutil.which("uv")
    if found:
        return found
    own = TOOLS / "uv" / BIN / "uv"
    if not own.exists():
        environment = TOOLS / "uv"
        run(
            "uv (the installer)",
            [sys.executable, "-m", "venv", str(environment)],
            "Install Python's venv module (on Debian: apt install python3-venv), or uv itself.",
        )
        run(
            "uv (the installer)",
            [str(environment / BIN / "python"), "-m", "pip", "install", "-q", f"uv=={UV_VERSION}"],
            "Is the package registry reachable? Then run the same command again.",
        )
    return str(own)


def python_310() -> list[str]:
    """How to name Python 3.10 to uv: one that pyenv keeps off the path, else uv's own search."""
    root = Path(os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv")))
    kept = sorted(root.glob("versions/3.10.*/bin/python3.10"))
    return ["--python", str(kept[-1])] if kept else []


def packages(uv: str, *, dev: bool) -> None:
    """Python 3.10 with the pinned packages, and the project itself."""
    locks = [PROJECT / "requirements.lock"]
    if dev or (VENV / "dev").exists():
        locks.append(PROJECT / "requirements-dev.lock")
    made_from = digest([*locks, PROJECT / "pyproject.toml", PROJECT / ".python-version"])
    if fits("packages", made_from) and (VENV / BIN / "amends").exists():
        return
    if not (VENV / BIN / "python").exists():
        run(
            "Python 3.10",
            [uv, "venv", "-q", *python_310(), str(VENV)],
            "uv finds or fetches Python 3.10; install it (pyenv, apt, python.org) if it cannot.",
        )
    run(
        "packages (about 2.5 GB on disk)",
        [uv, "pip", "sync", "-q", "--require-hashes", *map(str, locks)],
        "Is the package registry reachable, and is there disk space? Then run the same again.",
    )
    run(
        "the project itself",
        [uv, "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", str(PROJECT)],
        "Run the same command again; if it fails again, delete .venv first.",
    )
    if dev:
        (VENV / "dev").touch()
    stamp("packages", made_from)


def page(uv: str) -> None:
    """The page, built from TypeScript."""
    web = PROJECT / "web"
    sources = sorted(
        file for folder in ("src", "public") for file in (web / folder).rglob("*") if file.is_file()
    )
    made_from = digest(
        [
            *sources,
            *sorted(web.glob("*.html")),
            *(web / name for name in ("package-lock.json", "vite.config.ts")),
        ]
    )
    if fits("page", made_from) and (web / "dist" / "index.html").exists():
        return
    node = find_node(uv)
    lock = digest([web / "package-lock.json"])
    if not fits("page packages", lock) or not (web / "node_modules").exists():
        run(
            "page packages",
            [*node, "ci", "--no-audit", "--no-fund"],
            "Is the npm registry reachable? Then run the same command again.",
            folder=web,
        )
        stamp("page packages", lock)
    run("page", [*node, "run", "build"], "See the log for what the build says.", folder=web)
    stamp("page", made_from)


def check_page(uv: str) -> None:
    """Check the page's types, and run its own tests."""
    for name, script in (("page types", "check"), ("page tests", "test")):
        run(
            name,
            [*find_node(uv), "run", script],
            "See the log for what fails.",
            folder=PROJECT / "web",
        )


def find_node(uv: str) -> list[str]:
    """How to call npm: the machine's, when its Node is new enough, else one from a wheel."""
    found = shutil.which("node")
    npm = shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        major = version.stdout.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= NODE_AT_LEAST:
            return [npm]
    own = TOOLS / "node"
    if not (own / BIN / "npm").exists():
        run("Node", [uv, "venv", "-q", *python_310(), str(own)], "Run the same command again.")
        run(
            "Node",
            [
                uv,
                "pip",
                "install",
                "-q",
                "--require-hashes",
                "--python",
                str(own / BIN / "python"),
                "-r",
                str(PROJECT / "requirements-node.lock"),
            ],
            "Is the package registry reachable? Or install Node 20 or later yourself.",
        )
    os.environ["PATH"] = f"{own / BIN}{os.pathsep}{os.environ['PATH']}"
    return [str(own / BIN / "npm")]


def tools(uv: str, name: str, what: str) -> Path:
    """An environment of its own for tools that what runs the bot does not need.

    Returns:
        Its Python.
    """
    own = TOOLS / name
    lock = PROJECT / f"requirements-{name}.lock"
    made_from = digest([lock])
    python = own / BIN / "python"
    if fits(f"{name} tools", made_from) and python.exists():
        return python
    if not python.exists():
        run(what, [uv, "venv", "-q", *python_310(), str(own)], "Run the same command again.")
    run(
        what,
        [uv, "pip", "sync", "-q", "--require-hashes", "--python", str(python), str(lock)],
        "Is the package registry reachable? Then run the same command again.",
    )
    stamp(f"{name} tools", made_from)
    return python


def published_encoder(uv: str) -> None:
    """The encoder as it was published: what tuning starts from, and what it is compared with."""
    target = Path(os.environ.get("AMENDS_DATA", str(PROJECT / "var"))) / "embeddings"
    script = PROJECT / "training" / "build_embeddings.py"
    made_from = digest([script, PROJECT / "requirements-embeddings.lock"])
    if fits("encoder", made_from) and (target / "manifest.json").exists():
        return
    python = tools(uv, "embeddings", "encoder tools")
    run(
        "published encoder",
        [str(python), str(script), "--out", str(target)],
        "See the log; the line above says what is wrong.",
    )
    stamp("encoder", made_from)


def run(what: str, command: list[str], advice: str, folder: Path | None = None) -> None:
    """Run one command with progress; its output goes to a log.

    Raises:
        StepFailedError: with the end of the log and the advice.
    """
    log = LOGS / (what.split(" (")[0].replace(" ", "-") + ".log")
    environment: dict[str, str] = {
        "UV_NATIVE_TLS": "1",  # certificates as the machine has them, also behind a proxy
        **os.environ,
        "VIRTUAL_ENV": str(VENV),
    }
    with log.open("w") as opened, Progress(what):
        try:
            code = subprocess.run(
                command,
                cwd=str(folder or PROJECT),
                stdout=opened,
                stderr=subprocess.STDOUT,
                env=environment,
                stdin=subprocess.DEVNULL,
                check=False,
            ).returncode
        except OSError as error:
            opened.write(str(error))
            code = 1
    if code:
        end = "\n".join("    " + line for line in log.read_text().splitlines()[-12:])
        raise StepFailedError(f"Preparing {what} did not work:\n{end}\n{advice}\nThe log is {log}.")


class Progress:
    """Says what is under way, and for how long, on anything over two seconds."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._ended = threading.Event()
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._tell, daemon=True)
        self._told = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._ended.set()
        self._thread.join()
        if self._told:
            spent = time.monotonic() - self._began
            self._write(f"{'failed' if kind else 'done'} in {spent:.0f} s\n")

    def _tell(self) -> None:
        pause = 1.0
        while not self._ended.wait(pause):
            self._told = True
            if sys.stdout.isatty():
                self._write(f"{time.monotonic() - self._began:.0f} s")
            else:
                self._write("…\n")
                pause = 20.0

    def _write(self, words: str) -> None:
        lead = "\r" if sys.stdout.isatty() else ""
        sys.stdout.write(f"{lead}  preparing {self._what}: {words}")
        sys.stdout.flush()


def digest(files: list[Path]) -> str:
    """A digest of names and contents."""
    made = hashlib.sha256()
    for file in files:
        made.update(str(file.relative_to(PROJECT)).encode())
        made.update(file.read_bytes())
    return made.hexdigest()


def fits(step: str, made_from: str) -> bool:
    """Whether a step was done with exactly this."""
    file = STAMPS / step.replace(" ", "-")
    return file.exists() and file.read_text() == made_from


def stamp(step: str, made_from: str) -> None:
    """Note that a step is done."""
    (STAMPS / step.replace(" ", "-")).write_text(made_from)


if __name__ == "__main__":
    sys.exit(main())
