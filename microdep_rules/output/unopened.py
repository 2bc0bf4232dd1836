"""Passes and exemptions that rely on evidence that nobody has opened.

In this module, a pass or an exemption is called a clear. A clear relies on unopened evidence in two cases: a
correction with this evidence changed a fact of the clear, or the rule requires evidence or a determination.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.evidence_files import NOT_OPENED, determinations
from microdep_rules.bom.unopened_evidence import BY_NOBODY, unopened_evidence_sentences
from microdep_rules.engine.verdict import Verdict
from microdep_rules.engine.waivers import IN_EFFECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.bom.overlays.correction_evidence import StatedCorrection
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.readings import Fact
    from microdep_rules.output.checked import Checked, CheckedDocument

CLEAR = frozenset({Verdict.PASS, Verdict.EXEMPT})
RELIES = f"relies on {BY_NOBODY}"
"""Note about a clear (pass or exemption) that relies on unopened evidence, for every output."""


def relying_of(document: CheckedDocument) -> Relying | None:
    """Return the evidence and corrections of a document that nobody has opened; `None` if all were opened."""
    if document.bom is None:
        return None
    corrected = [correction for correction in document.corrected if not correction.is_opened]
    if not corrected and all(file.state != NOT_OPENED for file in document.evidence.values()):
        return None
    return Relying(document, corrected)


def of_document(document: CheckedDocument) -> dict[str, Any]:
    """Return the passes, exemptions and corrections of a document that rely on unopened evidence."""
    relying = relying_of(document)
    if relying is None:
        return {}
    clears = sum(outcome.many or 1 for outcome in document.outcomes if relying.clears(outcome))
    if not clears and not relying.corrected:
        return {}
    return {"clears": clears, "corrections": list(dict.fromkeys(c.words for c in relying.corrected))}


class Relying:
    """Unopened evidence of a document, and the facts that the evidence supports."""

    def __init__(self, document: CheckedDocument, corrected: Sequence[StatedCorrection] = ()) -> None:
        assert document.bom is not None
        bom = document.bom
        self.document = document
        self.corrected = corrected
        opened = document.evidence
        self.unopened = [
            record
            for name, record in determinations(bom).items()
            if name in opened and opened[name].state == NOT_OPENED
        ]
        self.decided = bom.records(bom.context, "determinations") if bom.context is not None else ()

    def clears(self, outcome: Outcome) -> bool:
        """Return whether an outcome is a pass or an exemption that relies on unopened evidence."""
        if outcome.verdict not in CLEAR or outcome.alternate:
            return False
        written = [(part.file, part.pointer) for part in (outcome.subject, *outcome.parts)]
        written += [(fact.file, fact.pointer) for fact in outcome.all_facts]
        if any(self._is_corrected(*place) for place in written):
            return True
        if self.document.relying is not None:
            return (outcome.rule.id, outcome.subject.pointer) in self.document.relying
        return self.may_clear(outcome)

    def may_clear(self, outcome: Outcome) -> bool:
        """Return whether an outcome is a pass or an exemption that may rely on unopened evidence."""
        return outcome.verdict in CLEAR and any(self._may_rely(fact, outcome) for fact in outcome.all_facts)

    def _may_rely(self, fact: Fact, outcome: Outcome) -> bool:
        if _is_in(fact, self.unopened):
            return True
        if outcome.rule.evidence is None and not _is_in(fact, self.decided):
            return False
        known = (self.document.evidence.get(id_) for id_ in fact.evidence)
        return any(file is not None and file.state == NOT_OPENED for file in known)

    def _is_corrected(self, file: str, pointer: str) -> bool:
        """Return whether a correction with unopened evidence changed a fact, or the list that contains it."""
        return file == self.document.path and any(_is_below(pointer, c.at) for c in self.corrected)


def _is_below(pointer: str, at: str) -> bool:
    """Return whether `pointer` is equal to `at`, or points to a value inside `at`.

    Components inside a component do not count as values of the component.
    """
    return f"{pointer}/".startswith(f"{at}/") and "/children/" not in pointer[len(at) :]


def _is_in(fact: Fact, records: Iterable[Element]) -> bool:
    return any(
        fact.file == record.file.path and _is_below(fact.pointer, record.pointer) for record in records
    )


def of_run(checked: Checked) -> list[str]:
    """Return the lines about passes and exemptions of a check that rely on unopened evidence."""
    summaries = [of_document(document) for document in checked.documents]
    waivers = [
        {"status": waiver.state.status, "evidence": waiver.waiver.evidence, "files": waiver.files}
        for waiver in checked.waivers
    ]
    return _summed(summaries, waivers)


def of_record(record: Mapping[str, Any]) -> list[str]:
    """Return the lines about passes and exemptions in a record that rely on unopened evidence."""
    return _summed((document.get("unopened") or {} for document in record["documents"]), record["waivers"])


def _summed(documents: Iterable[Mapping[str, Any]], waivers: Iterable[Mapping[str, Any]]) -> list[str]:
    relying = [document for document in documents if document]
    corrections = [correction for document in relying for correction in document["corrections"]]
    return unopened_evidence_sentences(
        sum(document["clears"] for document in relying), corrections, by_word(waivers)
    )


def by_word(waivers: Iterable[Mapping[str, Any]]) -> int:
    """Return the number of waivers in effect that name evidence, but no file of the evidence."""
    return sum(
        waiver["status"] in IN_EFFECT and bool(waiver["evidence"]) and not waiver["files"]
        for waiver in waivers
    )
