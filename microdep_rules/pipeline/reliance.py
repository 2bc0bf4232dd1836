"""Passes and exemptions that rely on unopened evidence; without the evidence, their verdicts would differ."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import structs
from msgspec.structs import replace

from microdep_rules.bom.evidence_files import NOT_OPENED, unproven
from microdep_rules.output.unopened import CLEAR, Relying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.engine.query import Query
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import CheckedDocument


def mark_reliance(document: CheckedDocument, packs: Sequence[ir.Pack], query: Query) -> CheckedDocument:
    """Mark the passes and exemptions of a document that rely on unopened evidence.

    The function evaluates the rules a second time, as if the unopened evidence did not exist.
    """
    reliance = Relying(document)
    clears = [outcome for outcome in document.outcomes if reliance.may_clear(outcome)]
    if not clears or document.bom is None:
        return document
    from microdep_rules.engine.evaluate import evaluate

    asked = {clear.rule.id for clear in clears}
    shows_nothing = {id_ for id_, file in document.evidence.items() if file.state == NOT_OPENED}
    without = replace(
        query, unproven=unproven(document.evidence) | shows_nothing, horizon=timedelta(0), explained=False
    )
    still = set()
    for pack in packs:
        if rules := tuple(rule for rule in pack.rules if rule.id in asked):
            outcomes = evaluate(structs.replace(pack, rules=rules), document.bom, without)
            still |= {(o.rule.id, o.subject.pointer) for o in outcomes if o.verdict in CLEAR}
    return replace(
        document, relying=frozenset((o.rule.id, o.subject.pointer) for o in clears).difference(still)
    )
