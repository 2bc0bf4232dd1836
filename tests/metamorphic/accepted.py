"""Findings that are as they should be, each for a reason that stands in a list."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.metamorphic.guard import Finding

LIST = Path(__file__).with_name("accepted.csv")


@dataclass(frozen=True)
class Entry:
    """Changes that may make a rule clearer; `*` stands for anything."""

    kind: str
    name: str
    place: str
    rule: str
    reason: str

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the entry accepts."""
        mutation = finding.mutation
        stated = (mutation.kind, mutation.name, mutation.place, f"{finding.case.pack}/{finding.rule}")
        patterns = (self.kind, self.name, self.place, self.rule)
        return all(fnmatchcase(value, pattern) for value, pattern in zip(stated, patterns, strict=True))


@dataclass(frozen=True)
class Accepted:
    """The list of accepted findings."""

    entries: tuple[Entry, ...]

    def reason(self, finding: Finding) -> str:
        """Reason for which a finding is accepted; nothing for one that no entry explains."""
        return next((each.reason for each in self.entries if each.fits(finding)), "")


def read_accepted(path: Path = LIST) -> Accepted:
    """The list as it is written."""
    with path.open(encoding="utf-8", newline="") as file:
        return Accepted(tuple(Entry(**row) for row in csv.DictReader(file)))
