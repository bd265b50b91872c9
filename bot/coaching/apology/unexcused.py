"""Parts what was done from the excuses around it.

An apology that carries its own excuse takes itself back, so excuses are left out of a draft, and
handed back so that they can be talked about.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.coaching.apology.grammar import grammar, is_past, past_of
from bot.coaching.breach.excuses import Excuse, excuses_in
from bot.language.perspective import Person, address

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_TAIL: Final = 6
"""Words after an excuse that still belong to it; what is longer may hold another act."""

_MOST_EXCUSES: Final = 8
_HEAD: Final = 400
"""Characters of a clause that tell whether it is an excuse: patterns look at its beginning."""
_SEAM: Final = r"(?i)\s*[,;:]\s*|\s+[-–—]+\s*|\s*\(|(?:^|\s+)(?=(?:{connectors}|and|so|which)\b)"
_OWN_SUBJECT: Final = re.compile(
    r"(?i)(?:it|its|it's|that|that's|this|i|i'm|i'd|we|she|he|they|she's|he's|they're|everyone|"
    r"everybody|people|nobody|no one|my \w+|takes two|not (?:a|that|really) )\b"
)
_RUNS_ON: Final = re.compile(
    r"(?i)(?:\b(?:(?:it|that|this|she|he|they)(?:'s|'re|s| is| was| were| are)?|lol|tbh|haha)\s+)+$"
)
_GOES_ON: Final = re.compile(
    r"(?i)\s*[,;)]\s*|\s+[-–—]+\s+|\s+(?:and|but|so)\s+(?:(?:then|also|now|later|still) )?(?=(\S+))"
)
_SUBJECTS: Final = frozenset({"i", "we", "she", "he", "they", "it", "my", "our", "i'd", "i've"})


def without_excuses(said: str, person: Person) -> tuple[str, list[str]]:
    """Parts an account of the act from the excuses and the blame in it.

    Args:
        said: One tidied sentence in the user's words.
        person: The one harmed, so that "Ana made me" is known for blame.

    Returns:
        What remains, and the clauses left out; both as the user said them.
    """
    said, left_out = _uncompelled(said)
    cause = re.match(grammar().leading_cause, said, re.IGNORECASE)
    if cause:
        left_out.append(cause.group().strip(" ,"))
        said = said[cause.end() :]
    for _ in range(_MOST_EXCUSES):
        said, listed = _without_listed(said, person)
        left_out += listed
        if not said:
            return said, left_out
        if not listed:
            break
    kept, met = without_met(said)
    return kept, left_out + met


def _uncompelled(said: str) -> tuple[str, list[str]]:
    """ "I had to lie to her" as "I lied to her"."""
    had_to = re.match(grammar().compelled, said, re.IGNORECASE)
    past = past_of(had_to.group("verb").lower()) if had_to else None
    if had_to is None or past is None:
        return said, []
    return f"{had_to.group('who')} {past}{said[had_to.end() :]}", [said[: had_to.end()]]


def without_met(
    said: str, held: Callable[[str, Excuse], bool] | None = None
) -> tuple[str, list[str]]:
    """Cuts every clause out that is an excuse as the coach would meet it.

    Args:
        said: One sentence in the user's words.
        held: Tells whether an excuse counts here; all do when left out.

    Returns:
        What remains, and the clauses cut out, in order.
    """
    left_out: list[str] = []
    for _ in range(_MOST_EXCUSES):
        for excuse in excuses_in(said):
            found = None
            if held is None or held(said, excuse):
                found = _cut(said, excuse)
            if found is not None:
                said, cut = found
                left_out.append(cut)
                break
        else:
            break
    return said, left_out


def _cut(said: str, excuse: Excuse) -> tuple[str, str] | None:
    """The sentence without the excuse's clause, and the clause; None where it holds the act."""
    first = _begin(said, excuse)
    if first is None:
        return None
    end = _end(said, excuse.end)
    if len(said[excuse.end : end].split()) > _LONGEST_TAIL:
        return None
    before = said[:first].rstrip(" ,;:-–—(")
    before = re.sub(r"(?i)[, ]+(?:to be (?:honest|fair)|honestly|in fairness|tbh)$", "", before)
    rest = said[end:].rstrip(" .)")
    if not before:
        rest = re.sub(r"(?i)^[,;\s)–—-]*(?:(?:and|but|so|then)\s+)*", "", rest)
    elif re.match(r"[,;]\s+(?:and|but)\b", rest):
        rest = rest[1:]
    cut = re.sub(r"(?i)^(?:and|so|which) (?=\w)", "", said[first:end].strip(" ,;:.()–—-"))
    kept = f"{before}{rest}".strip()
    return ("" if re.fullmatch(r"(?i)(?:I|we) (?:did|have|know)", kept) else kept), cut


def _begin(said: str, excuse: Excuse) -> int | None:
    """Where the clause of an excuse begins, with the word that joins it on."""
    span = said[excuse.start : excuse.end]
    if re.match(r"(?i)(?:i|we) (?:only|just) (?!did it|said it|meant)", span):
        return None
    if re.match(r"(?i)(?:i |we )?had to\b", span):
        return None
    inner = re.search(r"(?i)\s(?=(?:because|cos|cuz|bc)\b)", span)
    at = excuse.start + inner.start() + 1 if inner else excuse.start
    if _is_reported(said[:at]):
        return None
    seam = head = 0
    for match in _seam().finditer(said):
        if match.end() <= at:
            seam, head = match.start(), match.end()
    if _is_light(said[head:at]):
        return seam
    if at != excuse.start:
        return at
    if _OWN_SUBJECT.match(said[at:]):
        joined = _RUNS_ON.search(said[:at])
        return joined.start() if joined else at
    return None


@lru_cache(maxsize=1)
def _seam() -> re.Pattern[str]:
    connectors = sorted(map(re.escape, grammar().connectors), key=len, reverse=True)
    return re.compile(_SEAM.replace("{connectors}", "|".join(connectors)))


def _is_light(head: str) -> bool:
    """Whether nothing stands before the excuse that says what was done."""
    return all(word in grammar().light for word in re.findall(r"[\w']+", head.lower()))


def _is_reported(before: str) -> bool:
    """Whether the words after were said, thought or felt by somebody, not offered as an excuse."""
    return re.search(rf"(?i)\b(?:{grammar().reporting})\s*[\"“']?$", before) is not None


def _end(said: str, at: int) -> int:
    """Where the clause ends that holds what stands before ``at``."""
    for match in _GOES_ON.finditer(said, at):
        follows = match.group(1)
        if follows is None:
            return match.start()
        word = follows.lower().strip(".,")
        if word in _SUBJECTS or is_past(word) or word in grammar().auxiliaries:
            return match.start()
    return len(said)


@lru_cache(maxsize=1)
def _listed_excuses() -> tuple[re.Pattern[str], ...]:
    """What finds the excuses of the grammar's list at the beginning of what is said."""
    lead = r"(?:(?:honestly|really|at the time|to be fair|in fairness|also|mostly|partly),? )?"
    return tuple(re.compile(rf"(?i)^{lead}{excuse}") for excuse in grammar().excuses)


@lru_cache(maxsize=1)
def _connector() -> re.Pattern[str]:
    """Finds the words that a reason follows: “because”, “since”."""
    connectors = "|".join(sorted(map(re.escape, grammar().connectors), key=len, reverse=True))
    return re.compile(rf"(?i)[,;]?\s+(?:\(|- ?|– ?)?(?:{connectors})[, ]+")


def _without_listed(said: str, person: Person) -> tuple[str, list[str]]:
    """Cuts out what the grammar's own list knows for an excuse, spoken to the person."""
    known = grammar()
    patterns = _listed_excuses()
    bare = re.sub(r"(?i)^(?:but|and|also|plus|because)[, ]+", "", said)
    spoken = address(bare[:_HEAD], person)
    if any(p.match(spoken) for p in patterns):
        return _after_leading_excuse(said, bare)
    for match in _connector().finditer(said):
        tail = said[match.end() :]
        spoken = address(tail[:_HEAD], person)
        if not any(p.match(spoken) for p in patterns):
            continue
        if re.search(known.rival_act, tail, re.IGNORECASE):
            # "because I was busy having an affair": the cause is the greater act.
            continue
        on = re.search(
            r"(?i)[, ]+(?:and|but) (?:then )?I\b(?! was (?:drunk|tired|stressed|angry))", tail
        )
        cut = said[match.start() : match.end() + (on.start() if on else len(tail))]
        rest = tail[on.start() :] if on else ""
        return said[: match.start()] + rest, [cut.strip(" ,;.(–-")]
    return said, []


def _after_leading_excuse(said: str, bare: str) -> tuple[str, list[str]]:
    """ "She made me angry so I told everyone": keeps what was done; a whole excuse goes."""
    on = re.search(
        r"(?i)(?:,|\b(?:so|and|then|but))+\s+(?=(?:I|we)\b)(?!\w+ (?:did|was)\W*$)", bare
    )
    if on:
        return bare[on.end() :], [bare[: on.start()].strip(" ,")]
    if re.match(r"(?i)I\b", bare) and re.search(r"(?i) and \w+(?:ed|t|ke|ve|d)\b|\bwhen\b", bare):
        return said, []
    return "", [bare.strip(" ,;.")]
