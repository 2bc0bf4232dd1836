"""Outcomes of one rule that have one cause, as one: what is missing, or why it is not evaluated.

A fail is its own cause: it is fixed at its own line. An unknown is not: one answer of a company, or one fact
of the contract, settles it for every component, so that the components are listed in one entry.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.grouping import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Data = dict[str, Any]
Key = tuple[object, ...]
STATES = frozenset({KNOWN, "changed"})
"""What a baseline says of a finding that makes it another one: a new one is what it is without a baseline."""


def by_cause(listed: Iterable[Data]) -> list[list[Data]]:
    """The outcomes of a document, those with one cause together, where the first of them is."""
    found: dict[Key, list[Data]] = {}
    for number, outcome in enumerate(listed):
        found.setdefault(cause_of(outcome) or (number,), []).append(outcome)
    return list(found.values())


def missing_names(outcome: Data) -> tuple[str, ...]:
    """The names of the missing facts, each once: as `Outcome.missing_names` has them."""
    return tuple(sorted({each["name"] for each in outcome["missing"]}))


def cause_of(outcome: Data) -> Key | None:
    """What outcomes with one cause have in common, beginning with what identifies it; nothing of a fail."""
    verdict = outcome["verdict"]
    if verdict == "fail":
        return None
    state = outcome["baseline"] if outcome["baseline"] in STATES else ""
    own: Key = (
        outcome["rule"],
        verdict,
        outcome["open"] or "",
        *missing_names(outcome),
        *_why(outcome),
        *(name for name in ("alternate", "violated", "escalated", "against_law") if outcome[name]),
        outcome["waiver"] or "",
        state,
    )
    if verdict in {"pass", "not_applicable"}:  # what changes later, or relies on a guess, is another pass
        later = tuple((each["date"], each["verdict"]) for each in outcome["changes"])
        return (own, later, tuple(sorted({each["kind"] for each in outcome["relies_on"]})))
    return (own, outcome["baseline"])


def _why(outcome: Data) -> tuple[str, ...]:
    """Why nothing is missing: the exceptions that apply, or the reason."""
    if outcome["verdict"] == "exempt":
        return tuple(each["name"] for each in outcome["exceptions"] if each["state"] == "applies")
    if outcome["verdict"] in {"error", "not_applicable"} or not outcome["missing"]:
        return (outcome["reason"],)
    return ()


def fingerprint(outcome: Data, document_id: str) -> str:
    """The identity of a cause: rule, document and what is missing, and no component.

    So it stays the same when a component is added or answered for. That of a fail is the one of the record.
    """
    key = cause_of(outcome)
    if key is None:
        return str(outcome["fingerprint"])
    own = key[0]
    assert isinstance(own, tuple)
    text = "\n".join(("cause", document_id, *map(str, own)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def components_of(alike: Sequence[Data]) -> dict[str, tuple[Data, Data]]:
    """What a cause is about by its id, each with its outcome."""
    found: dict[str, tuple[Data, Data]] = {}
    for outcome in alike:
        for part in outcome["parts"] or (outcome["subject"],):
            found.setdefault(part["id"], (part, outcome))
    return found


def unnamed(outcome: Data) -> int:
    """How many components of a very large document say the same as those that are named."""
    return sum(each["parts"] - 1 for each in outcome["stands_for"])


def in_common(lines: Iterable[Iterable[str]], of: int) -> Iterator[str]:
    """Each line once; behind one that is not about all outcomes, for how many it is.

    >>> list(in_common([["a", "b"], ["a"]], 2))
    ['a', 'b (1 of 2)']
    """
    found = Counter(line for each in lines for line in dict.fromkeys(each))
    for line, number in found.items():
        yield line if number == of else f"{line} ({number} of {of})"
