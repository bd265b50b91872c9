"""What follows from a domain that is known and does not change while the bot runs.

Before each turn Rasa writes the whole domain out to see that it is not empty, and looks through all
mappings of all slots for words that would fill one. This project's domain is not empty, and its
actions alone fill slots, so that nothing can be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.core.actions.action import ActionExtractSlots
from rasa.shared.core.domain import Domain

if TYPE_CHECKING:
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker

BY_ACTIONS_ALONE = [{"type": "custom"}]
"""The mappings of a slot that only actions fill."""

_extract = ActionExtractSlots.run
_is_empty = Domain.is_empty


async def extract(
    action: ActionExtractSlots,
    output_channel: Any,  # noqa: ANN401  # whatever Rasa hands over
    nlg: Any,  # noqa: ANN401
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """What a message fills by itself: nothing, where only actions fill slots."""
    if all(slot.mappings == BY_ACTIONS_ALONE for slot in domain.slots if slot.mappings):
        return []
    found: list[Event] = await _extract(action, output_channel, nlg, tracker, domain)
    return found


def is_empty(domain: Domain) -> bool:
    """Whether there is nothing in a domain; one that has forms need not be written out."""
    return not domain.forms and bool(_is_empty(domain))


def install() -> None:
    """Put these in the place of Rasa's search and its check."""
    ActionExtractSlots.run = extract
    Domain.is_empty = is_empty
