"""How long it takes until the bot is ready, and how long a turn takes, from a real walk.

`make bench-turn` starts the server with everything on, walks from the welcome to the stored
promise, several times, and then talks for three hundred turns in one conversation. What it prints
stands in `benchmarks/README.md`. A rehearsal of twelve turns is timed apart.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.wire import RunningServer, Talk  # the project is not a package

WALK = (
    "I lied to my sister Ana about the money she lent me",
    "since March",
    "I told her it was invested, and I had spent it on my car",
    "she knows some of it",
    "how long does it take to trust someone again?",
    "she felt stupid and she can't pay her own rent now",
    "make it shorter",
    "yes, that's what I mean",
    "I'll pay her back 200",
    "by next friday",
    "she'll see it on her account",
)
REHEARSAL = (
    "I lied to you about the money, and I spent it on the car.",
    "You had every reason to believe me, and I used that.",
    "You couldn't pay your rent because of what I did.",
    "I told you it was invested. It never was.",
    "What was it like for you when you found out?",
    "I won't ask you to forgive me.",
    "I will pay you back 200 on the first of each month.",
    "I was ashamed, and I kept quiet so that I wouldn't have to see your face.",
    "You're right to be angry.",
    "I should have told you in March.",
    "I'll show you the account whenever you want.",
    "Take all the time you need.",
)
WALKS = 5
LONG = 300
SMALL = ("hello", "what can you do?", "thanks", "how long does it take?", "are you a person?")


def timed(talk: Talk, text: str) -> float:
    """Seconds from sending a message to having its answer."""
    began = time.perf_counter()
    talk.say(text)
    return time.perf_counter() - began


def walks(server: RunningServer) -> list[float]:
    """The turns of several whole walks, after one that warms up."""
    spent = []
    for number in range(WALKS + 1):
        talk = Talk(server)
        talk.hello()
        turns = [timed(talk, text) for text in WALK]
        spent += turns if number else []
    return spent


def rehearsal(server: RunningServer) -> list[float]:
    """The turns of a rehearsal, begun from a matter told in a line."""
    talk = Talk(server)
    talk.hello()
    talk.say("I want to practise the conversation")
    talk.say("I lied to my sister about the money she lent me")
    talk.press(talk.last[-1]["buttons"][0]["title"])
    return [timed(talk, text) for text in REHEARSAL]


def long_conversation(server: RunningServer) -> list[float]:
    """The turns of one long conversation."""
    talk = Talk(server)
    return [timed(talk, SMALL[number % len(SMALL)]) for number in range(LONG + 5)]


def around(turns: list[float], number: int) -> float:
    """The median of the five turns around one, in milliseconds."""
    return 1000 * statistics.median(turns[number - 3 : number + 2])


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningServer(Path(folder) / "data", AMENDS_RATE="1000") as server,
    ):
        print(
            f"machine            {platform.processor() or platform.machine()}, "
            f"{psutil.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB"
        )
        print(f"time to ready      {server.ready_s:.1f} s")
        turns = sorted(walks(server))
        print(f"turn, median       {1000 * statistics.median(turns):.1f} ms  ({len(turns)} turns)")
        print(f"turn, p95          {1000 * turns[int(len(turns) * 0.95)]:.1f} ms")
        print(f"memory             {memory(server.pid):.0f} MB, all processes")
        practised = rehearsal(server)
        print(
            f"in a rehearsal     {1000 * statistics.median(practised):.1f} ms, "
            f"at most {1000 * max(practised):.1f} ms  ({len(practised)} turns)"
        )
        spoken = long_conversation(server)
        print(f"turn 10            {around(spoken, 10):.1f} ms")
        print(f"turn {LONG}           {around(spoken, LONG):.1f} ms")
        print(f"memory after that  {memory(server.pid):.0f} MB")


def memory(pid: int) -> float:
    """What a process and its children hold, in MB."""
    root = psutil.Process(pid)
    return sum(each.memory_info().rss for each in [root, *root.children(recursive=True)]) / 1e6


if __name__ == "__main__":
    main()
