"""Groups of outcomes of one rule with one cause, such as a missing fact.

Each fail is a separate cause, because people fix each fail at its own line. Several unknown outcomes may have
one cause: one answer of a company, or one contract fact, settles all of them. They become one entry, which
lists the components.
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
"""States in the baseline that separate causes: one entry never contains a known and a new finding.

Without a baseline, every finding counts as new.
"""


def by_cause(listed: Iterable[Data]) -> list[list[Data]]:
    """Return the outcomes of a document in groups with the same cause.

    The groups are in the order of their first outcomes.
    """
    groups: dict[Key, list[Data]] = {}
    for number, outcome in enumerate(listed):
        groups.setdefault(cause_of(outcome) or (number,), []).append(outcome)
    return list(groups.values())


def missing_names(outcome: Data) -> tuple[str, ...]:
    """Return the names of the missing facts, each once, in the order of `Outcome.missing_names`."""
    return tuple(sorted({question["name"] for question in outcome["missing"]}))


def cause_of(outcome: Data) -> Key | None:
    """Return a key for the cause of an outcome; outcomes with one cause have one key; `None` for a fail.

    The first part of the key contains, for example, the rule, the verdict, the missing facts and the waiver.
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
        *_reasons(outcome),
        *(name for name in ("alternate", "violated", "escalated", "against_law") if outcome[name]),
        outcome["waiver"] or "",
        state,
    )
    if verdict in {
        "pass",
        "not_applicable",
    }:  # later changes and reliances distinguish these outcomes
        later = tuple((change["date"], change["verdict"]) for change in outcome["changes"])
        return (own, later, tuple(sorted({reliance["kind"] for reliance in outcome["relies_on"]})))
    return (own, outcome["baseline"])


def cause_names(outcome: Data) -> tuple[str, ...]:
    """Return the names of the missing facts; for an exemption, return its exceptions and its base verdict."""
    return (*missing_names(outcome), *(_reasons(outcome) if outcome["verdict"] == "exempt" else ()))


def _reasons(outcome: Data) -> tuple[str, ...]:
    """Return the reason of an outcome without a missing fact.

    For an exemption, these are the exceptions that apply, and the verdict without them.
    """
    if outcome["verdict"] == "exempt":
        applied = (e["name"] for e in outcome["exceptions"] if e["state"] == "applies")
        return (*applied, outcome["base"] or "")
    if outcome["verdict"] in {"error", "not_applicable"} or not outcome["missing"]:
        return (outcome["reason"],)
    return ()


def fingerprint(outcome: Data, document_id: str) -> str:
    """Return an id of the cause, calculated from the document, the rule, the verdict and the missing facts.

    The id stays the same when components are added or settled. For a fail, it is the fingerprint of the
    outcome in the record.
    """
    key = cause_of(outcome)
    if key is None:
        return str(outcome["fingerprint"])
    own = key[0]
    assert isinstance(own, tuple)
    text = "\n".join(("cause", document_id, *map(str, own)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def components_of(alike: Sequence[Data]) -> dict[str, tuple[Data, Data]]:
    """Return the components of outcomes with the same cause, by component id, each with its outcome."""
    components: dict[str, tuple[Data, Data]] = {}
    for outcome in alike:
        for component in outcome["components"] or (outcome["subject"],):
            components.setdefault(component["id"], (component, outcome))
    return components


def unnamed(outcome: Data) -> int:
    """Return the number of components that are not listed because they equal a listed component."""
    return sum(group["components"] - 1 for group in outcome["stands_for"])


def in_common(lines: Iterable[Iterable[str]], of: int) -> Iterator[str]:
    """Yield each line of several outcomes once; `of` is the number of outcomes.

    A line that is not true for all outcomes also states for how many of them it is true.

    >>> list(in_common([["a", "b"], ["a"]], 2))
    ['a', 'b (1 of 2)']
    """
    counts = Counter(line for group in lines for line in dict.fromkeys(group))
    for line, number in counts.items():
        yield line if number == of else f"{line} ({number} of {of})"
