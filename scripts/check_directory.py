"""Lists the entries of the directory of services that nobody has looked at for half a year.

`make check-directory` runs it; it exits with 1 when there is something to do. To look at an entry
is to open its page, compare number, hours and languages, and write the day into `checked`.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.coaching.safety.directory import services  # the project is not a package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.coaching.safety.directory import Service

OLD = timedelta(days=180)


def due(today: date) -> Iterator[tuple[Service, str]]:
    """Every entry to look at, with why.

    Args:
        today: The day to count from.
    """
    for service in services():
        if service.checked is None:
            yield service, "never checked"
        elif today - service.checked > OLD:
            yield service, f"checked {(today - service.checked).days} days ago"


def main() -> int:
    """Print them; 1 when there are any."""
    found = list(due(datetime.now(timezone.utc).date()))
    for service, why in found:
        number = service.number or "no number"
        print(f"{service.id:<18} {why:<22} {number:<18} {service.link}")
    print(f"{len(found)} of {len(services())} entries to look at.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
