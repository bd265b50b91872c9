"""How heavy the page is, how soon something is seen, and what keeps the browser from answering.

`make bench-page` builds nothing: it measures the page as the server gives it, in Chromium. What it
prints stands in `benchmarks/README.md`.
"""

from __future__ import annotations

import gzip
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bot.services import conversation  # noqa: E402  # the project is not a package
from bot.services.conversation import Reply  # noqa: E402
from tests.browser.visit import Visit, chromium, launch  # noqa: E402
from tests.wire import RunningServer  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPENINGS = 7
LONG = 500
SLOWER = 4
"""How much slower than this machine a middling phone is taken to be."""

_WATCH = """() => {
  window.long = [];
  new PerformanceObserver(list => window.long.push(...list.getEntries().map(e => e.duration)))
    .observe({ type: "longtask", buffered: true });
}"""
_FIGURES = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  shown: performance.now(),
  long: window.long,
})"""
_SHOWN = """count => {
  const inside = document.querySelector("amends-chat")?.shadowRoot;
  return (inside?.querySelectorAll("#messages > .message").length ?? 0) >= count;
}"""


def main() -> int:
    """Measure and print; 0 when there is a browser to measure in."""
    executable = chromium()
    if executable is None:
        print(
            "There is no Chromium: install it, or name it in AMENDS_TEST_CHROMIUM.", file=sys.stderr
        )
        return 1
    sizes()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = launch(playwright, executable)
        with RunningServer(Path(data), AMENDS_RATE="50") as server:
            os.environ["AMENDS_DATA"] = data
            print(f"{'':24}first paint  conversation  long tasks")
            for name, slower in (("a new visitor", 1), (f"the same, {SLOWER}× slower", SLOWER)):
                opened(browser, server, name, slower, 0)
            opened(browser, server, f"{LONG} messages", 1, LONG)
        browser.close()
    return 0


def sizes() -> None:
    """What goes over the wire for the first sight."""
    built = PROJECT / "web" / "dist"
    total = 0
    for file in (built / "amends.js", built / "index.html", *sorted(built.glob("assets/index-*"))):
        packed = len(gzip.compress(file.read_bytes(), 9))
        total += packed
        print(f"{file.relative_to(built)!s:32}{packed / 1000:6.1f} kB packed")
    print(f"{'together':32}{total / 1000:6.1f} kB")


def opened(browser: Browser, server: RunningServer, name: str, slower: int, messages: int) -> None:
    """Open the page some times, and print the medians."""
    context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
    context.add_init_script(f"({_WATCH})()")
    visit = Visit(context, server.address).open()
    if messages:
        owner = visit.kept()["person"][0]["id"]
        said = [Reply(f"Message {number}.\n\n- one\n- two") for number in range(messages)]
        conversation.answer(None, owner, said)
    session = context.new_cdp_session(visit.page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    found = [_open(visit, messages or 2) for _ in range(OPENINGS)]
    paint = statistics.median(each["paint"] for each in found)
    shown = statistics.median(each["shown"] for each in found)
    tasks = [task for each in found for task in each["long"]]
    worst = f", the longest {max(tasks):.0f} ms" if tasks else ""
    print(
        f"{name:24}{paint:8.0f} ms {shown:10.0f} ms  {len(tasks) / OPENINGS:.1f} an opening{worst}"
    )
    context.close()


def _open(visit: Visit, messages: int) -> dict[str, Any]:
    visit.page.reload(wait_until="commit")
    visit.page.wait_for_function(_SHOWN, arg=messages)
    figures: dict[str, Any] = visit.page.evaluate(_FIGURES)
    return figures


if __name__ == "__main__":
    sys.exit(main())
