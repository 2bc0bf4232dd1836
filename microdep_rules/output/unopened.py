"""Clears that rely on evidence that nobody opened: counted once, and stated in the same words everywhere.

A pass or an exemption is such a clear where a correction made its facts, or where it is none any more
without the evidence and the determinations of which no file was opened. A statement that needs no evidence is
not counted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.evidence_files import NOT_OPENED, determinations
from microdep_rules.bom.relying import BY_NOBODY, relying_words
from microdep_rules.engine.verdict import Verdict
from microdep_rules.engine.waivers import IN_EFFECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.bom.overlays.showing import Corrected
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.readings import Fact
    from microdep_rules.output.checked import Checked, CheckedDocument

CLEAR = frozenset({Verdict.PASS, Verdict.EXEMPT})
RELIES = f"relies on {BY_NOBODY}"
"""The note of such a clear, wherever its notes are."""


def relying_of(document: CheckedDocument) -> Relying | None:
    """What decides which clears of a document rely on such evidence; none where there is no such evidence."""
    if document.bom is None:
        return None
    corrected = [each for each in document.corrected if not each.is_opened]
    if not corrected and all(each.state != NOT_OPENED for each in document.evidence.values()):
        return None
    return Relying(document, corrected)


def of_document(document: CheckedDocument) -> dict[str, Any]:
    """Clears and corrections of a document that rely on such evidence; empty where there are none."""
    found = relying_of(document)
    if found is None:
        return {}
    clears = sum(outcome.many or 1 for outcome in document.outcomes if found.clears(outcome))
    if not clears and not found.corrected:
        return {}
    return {"clears": clears, "corrections": list(dict.fromkeys(each.words for each in found.corrected))}


class Relying:
    """The evidence of a document that nobody opened, with what it makes."""

    def __init__(self, document: CheckedDocument, corrected: Sequence[Corrected] = ()) -> None:
        assert document.bom is not None
        bom = document.bom
        self.document = document
        self.corrected = corrected
        opened = document.evidence
        self.unopened = [
            each
            for name, each in determinations(bom).items()
            if name in opened and opened[name].state == NOT_OPENED
        ]
        self.decided = bom.records(bom.context, "determinations") if bom.context is not None else ()

    def clears(self, outcome: Outcome) -> bool:
        """Return whether an outcome is a clear that relies on such evidence."""
        if outcome.verdict not in CLEAR or outcome.alternate:
            return False
        written = [(each.file, each.pointer) for each in (outcome.subject, *outcome.parts)]
        written += [(fact.file, fact.pointer) for fact in outcome.facts]
        if any(self._is_corrected(*each) for each in written):
            return True
        if self.document.relying is not None:
            return (outcome.rule.id, outcome.subject.pointer) in self.document.relying
        return self.may_clear(outcome)

    def may_clear(self, outcome: Outcome) -> bool:
        """Return whether an outcome is a clear, and names such evidence where evidence is asked for."""
        return outcome.verdict in CLEAR and any(self._may_rely(fact, outcome) for fact in outcome.facts)

    def _may_rely(self, fact: Fact, outcome: Outcome) -> bool:
        if _is_in(fact, self.unopened):
            return True
        if outcome.rule.evidence is None and not _is_in(fact, self.decided):
            return False
        known = (self.document.evidence.get(id_) for id_ in fact.evidence)
        return any(each is not None and each.state == NOT_OPENED for each in known)

    def _is_corrected(self, file: str, pointer: str) -> bool:
        """Whether what is written there is what such a correction made, or is of a list that it changed."""
        return file == self.document.path and any(_is_below(pointer, each.at) for each in self.corrected)


def _is_below(pointer: str, at: str) -> bool:
    """Return whether something is written at a place or in it, and not in a component inside of it."""
    return f"{pointer}/".startswith(f"{at}/") and "/children/" not in pointer[len(at) :]


def _is_in(fact: Fact, records: Iterable[Element]) -> bool:
    return any(
        fact.file == record.file.path and _is_below(fact.pointer, record.pointer) for record in records
    )


def of_run(checked: Checked) -> list[str]:
    """The same of a whole run."""
    found = [of_document(document) for document in checked.documents]
    waivers = [
        {"status": waiver.state.status, "evidence": waiver.waiver.evidence, "files": waiver.files}
        for waiver in checked.waivers
    ]
    return _summed(found, waivers)


def of_record(record: Mapping[str, Any]) -> list[str]:
    """The same of a record."""
    return _summed((each.get("unopened") or {} for each in record["documents"]), record["waivers"])


def _summed(documents: Iterable[Mapping[str, Any]], waivers: Iterable[Mapping[str, Any]]) -> list[str]:
    found = [document for document in documents if document]
    corrections = [correction for each in found for correction in each["corrections"]]
    return relying_words(sum(each["clears"] for each in found), corrections, by_word(waivers))


def by_word(waivers: Iterable[Mapping[str, Any]]) -> int:
    """How many waivers in effect name evidence, and none of it as a file."""
    return sum(
        waiver["status"] in IN_EFFECT and bool(waiver["evidence"]) and not waiver["files"]
        for waiver in waivers
    )
