"""Companies that a rule certainly finds in a company list, although the subject does not fail.

The test `party is in LIST` is true and would lead to a fail, but another condition of the requirement is
unknown or prevents the fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.proof import ListedParty, Proof

SUBJECTS = frozenset({"component", "equipment"})
"""Kinds of elements that a finding about a listed company names."""
Finding = tuple[str, "ListedParty"]
"""Id of the component or equipment inside the subject, and the company; the id is empty for the subject."""


def find_listed_parties(proof: Proof, *, leads: bool, may_settle: bool) -> tuple[Finding, ...]:
    """Return the listed companies in a proof that lead towards a fail.

    `leads` is the value of the condition that leads to a fail; for the requirement of a rule, it is false.
    With `may_settle`, parts of the condition that cannot lead to a fail are left out.
    """
    findings: dict[Finding, None] = {}
    waiting: list[tuple[Proof, bool, str]] = [(proof, leads, "")]
    while waiting:
        current, wanted, about = waiting.pop()
        if current.ghost or (may_settle and current.value is (not wanted)):
            continue
        if current.element is not None:
            about = _subject_of(current.element) or about
        if current.listed is not None and wanted and current.value is True:
            findings[about, current.listed] = None
        if current.kind == "if":
            where, has = current.children
            waiting += [(has, wanted, about), (where, not wanted, about)]
        else:
            inner = wanted is not current.negates
            waiting += [(child, inner, about) for child in reversed(current.children)]
    return tuple(findings)


def _subject_of(element: Element) -> str:
    """Return the id of the component or equipment to which an element belongs; empty if there is none."""
    holder: Element | None = element
    while holder is not None and holder.kind not in SUBJECTS:
        holder = holder.owner
    return holder.id if holder is not None else ""
