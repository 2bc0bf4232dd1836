"""Evidence of corrections: whether a document shows that a statement of another file is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from microdep_rules.bom.evidence_counts import why_not
from microdep_rules.bom.evidence_files import READ, why_file
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.evidence_files import Opening

NOT_LISTED = "is not listed under `evidence:`"


class Record(NamedTuple):
    """A record of evidence, with its issuer by name, and the file in which it is written."""

    data: dict[str, Any]
    named_in: str


class Corrected(NamedTuple):
    """A correction that was made: of what, and by which evidence that counts."""

    at: str
    """Pointer of the fact, or of the component whose list was corrected."""
    words: str
    """As outputs name it."""
    evidence: tuple[str, ...]
    is_opened: bool
    """Whether the file of any of them was opened."""


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

    def corrected(self, at: str, words: str, ids: Iterable[str]) -> Corrected:
        """A correction that evidence of these ids makes; some of it counts."""
        counting = tuple(id_ for id_ in ids if id_ in self.evidence and not self._why_not(self.evidence[id_]))
        return Corrected(at, words, counting, any(map(self._is_opened, counting)))

    def _is_opened(self, id_: str) -> bool:
        record = self.evidence[id_]
        return self.opening is not None and self.opening(record.named_in, record.data).state in READ

    def _why_not(self, record: Record) -> str:
        file = why_file(self.opening(record.named_in, record.data)) if self.opening is not None else ""
        return why_not(record.data, file, self.as_of)
