"""Groups of outcomes of one rule with one cause, such as a missing fact.

A fail is its own cause, because it is fixed at its own line. Unknown outcomes may share a cause: one company
answer or one contract fact settles it for every component. One entry then lists the components.
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
"""Baseline states that separate findings. Without a baseline, every finding counts as new."""


def by_cause(listed: Iterable[Data]) -> list[list[Data]]:
    """Return the outcomes of a document by cause. A group has the position of its first outcome."""
    groups: dict[Key, list[Data]] = {}
    for number, outcome in enumerate(listed):
        groups.setdefault(cause_of(outcome) or (number,), []).append(outcome)
    return list(groups.values())


def missing_names(outcome: Data) -> tuple[str, ...]:
    """Return the names of the missing facts, each once, as `Outcome.missing_names` does."""
    return tuple(sorted({question["name"] for question in outcome["missing"]}))


def cause_of(outcome: Data) -> Key | None:
    """Return the key that outcomes with one cause share; `None` for a fail.

    The key starts with the cause's identity.
    """
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
    if verdict in {
        "pass",
        "not_applicable",
    }:  # a pass that changes later, or relies on a guess, has its own key
        later = tuple((change["date"], change["verdict"]) for change in outcome["changes"])
        return (own, later, tuple(sorted({reliance["kind"] for reliance in outcome["relies_on"]})))
    return (own, outcome["baseline"])


def _why(outcome: Data) -> tuple[str, ...]:
    """Return the reason of an outcome without a missing fact: exceptions that apply, or a stated reason."""
    if outcome["verdict"] == "exempt":
        return tuple(e["name"] for e in outcome["exceptions"] if e["state"] == "applies")
    if outcome["verdict"] in {"error", "not_applicable"} or not outcome["missing"]:
        return (outcome["reason"],)
    return ()


def fingerprint(outcome: Data, document_id: str) -> str:
    """Return the identity of a cause, from rule, document and missing facts.

    It names no component, so it stays the same if a component is added or settled. A fail has the identity of
    the record.
    """
    key = cause_of(outcome)
    if key is None:
        return str(outcome["fingerprint"])
    own = key[0]
    assert isinstance(own, tuple)
    text = "\n".join(("cause", document_id, *map(str, own)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def components_of(alike: Sequence[Data]) -> dict[str, tuple[Data, Data]]:
    """Return the components of a cause by id, each with its outcome."""
    components: dict[str, tuple[Data, Data]] = {}
    for outcome in alike:
        for component in outcome["components"] or (outcome["subject"],):
            components.setdefault(component["id"], (component, outcome))
    return components


def unnamed(outcome: Data) -> int:
    """Return the number of components of a large document that are not listed but equal a listed one."""
    return sum(group["components"] - 1 for group in outcome["stands_for"])


def in_common(lines: Iterable[Iterable[str]], of: int) -> Iterator[str]:
    """Return each line once. A line that is not true for all outcomes has their number.

    >>> list(in_common([["a", "b"], ["a"]], 2))
    ['a', 'b (1 of 2)']
    """
    counts = Counter(line for group in lines for line in dict.fromkeys(group))
    for line, number in counts.items():
        yield line if number == of else f"{line} ({number} of {of})"
