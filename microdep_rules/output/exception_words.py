"""Words for the exceptions in the record of a check: state, clause, reason, evidence and missing facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Data = dict[str, Any]
STATE_WORDS = {
    "applies": "applies",
    "disqualified": "is disqualified",
    "claimed": "is claimed, not proven",
    "not_demonstrated": "is not demonstrated",
    "does_not_apply": "does not apply",
}
RELIED_ON = ("applies", "claimed")
"""States of an exception in which a user can pass because of the exception."""
MOST_NEEDS = 3
"""Largest number of missing facts of an exception that a line names."""


def exception_words(exception: Data) -> str:
    """Return the name, state and clause of an exception, with its evidence or its missing facts.

    >>> judged = {"name": "repair", "cites": ["policy 2"], "needs": [], "evidence": []}
    >>> judged["evidence_not_counted"] = ["C-17"]
    >>> exception_words({**judged, "state": "applies", "because": "the sale is a repair"})
    'repair applies [policy 2]: the sale is a repair; evidence: C-17 (does not count)'
    >>> exception_words({**judged, "state": "claimed", "because": "", "needs": [{"name": "contract.signed"}]})
    'repair is claimed, not proven [policy 2]; evidence: C-17 (does not count); it needs contract.signed'
    """
    cites = f" [{'; '.join(exception['cites'])}]" if exception["cites"] else ""
    because = f": {exception['because']}" if exception["because"] else ""
    names = dict.fromkeys(need["name"] for need in exception["needs"])
    needs = f"; it needs {and_more(names, MOST_NEEDS)}" if names else ""
    ids = evidence_ids(exception) or ("none" if exception["state"] == "applies" else "")
    evidence = f"; evidence: {ids}" if ids else ""
    return f"{exception['name']} {STATE_WORDS[exception['state']]}{cites}{because}{evidence}{needs}"


def evidence_ids(fact: Data) -> str:
    """Return the ids of the evidence of a fact or an exception; empty if there is none."""
    void = [f"{id_} (does not count)" for id_ in fact["evidence_not_counted"]]
    return ", ".join([*fact["evidence"], *void])


def relied_on(exceptions: Iterable[Data]) -> Iterator[str]:
    """Yield the words for each exception that applies or is claimed."""
    return (exception_words(judged) for judged in exceptions if judged["state"] in RELIED_ON)
