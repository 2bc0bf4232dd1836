"""Evidence of corrections: whether a document shows that a statement of another file is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from microdep_rules.bom.errors.quoting import quoted
from microdep_rules.bom.evidence_counts import why_not
from microdep_rules.bom.evidence_files import why_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.evidence_files import Opening

NOT_LISTED = "is not listed under `evidence:`"


class Record(NamedTuple):
    """A record of evidence, with its issuer by name, and the file in which it is written."""

    data: dict[str, Any]
    named_in: str


class Shown(Struct, frozen=True):
    """The evidence of a document and its overlays, as it counts on the day of a check."""

    evidence: Mapping[str, Record]
    as_of: date | None
    opening: Opening | None = None
    """Opens the file that a record names; without it no file is asked."""

    def why_none(self, ids: Iterable[str]) -> list[str]:
        """Return the reason of each document by which it does not count; nothing where one of them counts."""
        found = []
        for id_ in ids:
            why = self._why_not(self.evidence[id_]) if id_ in self.evidence else NOT_LISTED
            if not why:
                return []
            found.append(f"{quoted(id_)} {why}")
        return found

    def _why_not(self, record: Record) -> str:
        file = why_file(self.opening(record.named_in, record.data)) if self.opening is not None else ""
        return why_not(record.data, file, self.as_of)
