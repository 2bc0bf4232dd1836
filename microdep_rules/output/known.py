"""What a baseline knows, as people read it: counted in a line, and listed for who asks for everything."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output.registers import STATES
from microdep_rules.output.visible import visible
from microdep_rules.output.waivers import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

NOTHING_NEW = "the baseline knows all of that"
MOST_GONE = 5
"""So many findings that are gone are named."""


def findings(
    known: Sequence[Outcome], document: CheckedDocument, style: Style, *, everything: bool
) -> list[str]:
    """One line with how many findings are known; with `everything`, each in a line below it."""
    if not known:
        return []
    found = Counter(each.verdict.value for each in known)
    told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(found.items()))
    more = "" if everything else " (--all lists them)"
    lines = [f"{style.faint('KNOWN')}  {told}, as the baseline has them{more}"]
    if everything:
        lines += [
            f"      {each.verdict.value}  {each.rule.id}  {visible(named(each, document))}" for each in known
        ]
    return [*lines, ""]


def closing(checked: Checked) -> list[str]:
    """How much of a run is known, new or changed, and what is gone since the baseline was written."""
    used = checked.baseline
    if used is None:
        return []
    found = Counter(outcome.baseline for document in checked.documents for outcome in document.outcomes)
    if used.written:
        number = found["known"]
        findings = "1 finding is" if number == 1 else f"{number} findings are"
        return [f"baseline {visible(used.path)} is written: {findings} known from now on"]
    told = ", ".join(f"{found[state]} {state}" for state in STATES)
    lines = [f"baseline {visible(used.path)}: {told}, {len(used.gone)} gone"]
    lines += [
        f"  gone: {each.verdict}  {each.rule}  {visible(each.subject)} in {visible(each.document)}"
        for each in used.gone[:MOST_GONE]
    ]
    more = len(used.gone) - MOST_GONE
    return [*lines, *([f"  and {more} more that are gone"] if more > 0 else [])]
