"""Findings that the baseline contains: their number, and with `--verbose` a list."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output.from_here import from_here
from microdep_rules.output.registers import STATES
from microdep_rules.output.visible import visible
from microdep_rules.output.waivers import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

NOTHING_NEW = "the baseline contains every finding"
MOST_GONE = 5
"""Largest number of former findings in the list; the baseline contains them, but the check does not."""


def findings(
    known: Sequence[Outcome], document: CheckedDocument, style: Style, *, everything: bool
) -> list[str]:
    """Return one line with the number of known findings.

    With `everything`, also return one line for each known finding.
    """
    if not known:
        return []
    counts = Counter(outcome.verdict.value for outcome in known)
    totals = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    more = "" if everything else " (--verbose lists them)"
    lines = [f"{style.faint('KNOWN')}  {totals}, in the baseline{more}"]
    if everything:
        lines += [
            f"      {outcome.verdict.value}  {outcome.rule.id}  {visible(named(outcome, document))}"
            for outcome in known
        ]
    return [*lines, ""]


def closing(checked: Checked) -> list[str]:
    """Return the numbers of known, new and changed findings, and the findings that are gone."""
    used = checked.baseline
    if used is None:
        return []
    counts = Counter(outcome.baseline for document in checked.documents for outcome in document.outcomes)
    if used.written:
        number = counts["known"]
        findings = "1 finding is" if number == 1 else f"{number} findings are"
        return [f"baseline {visible(from_here(used.path))} is written: {findings} known from now on"]
    totals = ", ".join(f"{counts[state]} {state}" for state in STATES)
    lines = [f"baseline {visible(from_here(used.path))}: {totals}, {len(used.gone)} gone"]
    lines += [
        f"  gone: {entry.verdict}  {entry.rule}  {visible(entry.subject)} in {visible(entry.document)}"
        for entry in used.gone[:MOST_GONE]
    ]
    more = len(used.gone) - MOST_GONE
    return [*lines, *([f"  and {more} more that are gone"] if more > 0 else [])]
