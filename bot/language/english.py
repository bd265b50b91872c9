"""The project's own spaCy pipeline: blank English with sentence splitting.

No statistical model is used: what the coach reads is found by rules over tokens, which are
quick, say why they fired, and need nothing downloaded.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import spacy

if TYPE_CHECKING:
    from spacy.language import Language


@lru_cache(maxsize=1)
def english() -> Language:
    """The one pipeline that Rasa's tokenizer and the coaching code share.

    Returns:
        A blank English pipeline that splits sentences; loaded once a process.
    """
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "\n"]})
    return nlp
