"""Evidence of corrections. The evidence must show that a statement of another file is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from microdep_rules.bom.evidence_files import READ, file_problem
from microdep_rules.bom.evidence_validity import rejection_reason
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.evidence_files import FileOpener

NOT_LISTED = "is not listed under `evidence:`"


class EvidenceRecord(NamedTuple):
    """Record of evidence with the name of its issuer, and the file that contains the record."""

    data: dict[str, Any]
    named_in: str


class StatedCorrection(NamedTuple):
    """Correction with its target and the evidence that counts."""

    at: str
    """Pointer of the corrected fact, or of the component with the corrected list."""
    words: str
    """Text that describes the correction in outputs."""
    evidence: tuple[str, ...]
    is_opened: bool
    """True if at least one evidence file was opened."""


class CorrectionEvidence(Struct, frozen=True):
    """Evidence of a document and its overlays on the day of a check."""

    evidence: Mapping[str, EvidenceRecord]
    as_of: date | None
    opening: FileOpener | None = None
    """Function that opens the file of a record. If the function is `None`, no file is checked."""

    def reasons_against(self, ids: Iterable[str]) -> list[str]:
        """Return the reason why each record of evidence does not count; an empty list if a record counts."""
        reasons = []
        for id_ in ids:
            reason = self._reason_against(self.evidence[id_]) if id_ in self.evidence else NOT_LISTED
            if not reason:
                return []
            reasons.append(f"{quoted(id_)} {reason}")
        return reasons

    def corrected(self, at: str, words: str, ids: Iterable[str]) -> StatedCorrection:
        """Return the correction, with the ids of the evidence that counts.

        The caller has checked that at least one record of evidence counts.
        """
        counting = tuple(
            id_ for id_ in ids if id_ in self.evidence and not self._reason_against(self.evidence[id_])
        )
        return StatedCorrection(at, words, counting, any(map(self._is_opened, counting)))

    def _is_opened(self, id_: str) -> bool:
        record = self.evidence[id_]
        return self.opening is not None and self.opening(record.named_in, record.data).state in READ

    def _reason_against(self, record: EvidenceRecord) -> str:
        file = file_problem(self.opening(record.named_in, record.data)) if self.opening is not None else ""
        return rejection_reason(record.data, file, self.as_of)
