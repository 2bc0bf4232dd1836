"""Findings that are as they should be, each for a reason that stands in a list."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.metamorphic.guard import Finding

LIST = Path(__file__).with_name("accepted.csv")


def _takes_the_check_date(finding: Finding) -> bool:
    pack = shipped_pack(finding.case.pack, finding.case.variant)
    windows = [each.in_force for each in pack.rules if finding.rule in {each.name, ""}]
    return any(each is not None and each.else_as_of for each in windows)


def _names_milestones(finding: Finding) -> bool:
    pack = shipped_pack(finding.case.pack, finding.case.variant)
    return any(each.milestones is not None for each in pack.rules if finding.rule in {each.name, ""})


def _excludes_components(finding: Finding) -> bool:
    pack = shipped_pack(finding.case.pack, finding.case.variant)
    return any(each.looks_past for each in pack.rules if finding.rule in {each.name, ""})


ONLY: dict[str, Callable[[Finding], bool]] = {
    "": lambda _: True,
    "rules that take the check date": _takes_the_check_date,
    "rules that name milestones": _names_milestones,
    "components that may hide a subject": lambda finding: finding.subject.endswith("?"),
    "rules that exclude components": _excludes_components,
    "contradictions": lambda finding: finding.contradicted,
}
"""What else must be so of a finding that an entry accepts."""


@dataclass(frozen=True)
class Entry:
    """Changes that may make a rule clearer; `*` stands for anything."""

    kind: str
    name: str
    place: str
    rule: str
    only: str
    reason: str

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the entry accepts."""
        mutation = finding.mutation
        stated = (mutation.kind, mutation.name, mutation.place, f"{finding.case.pack}/{finding.rule}")
        patterns = (self.kind, self.name, self.place, self.rule)
        fit = all(fnmatchcase(value, pattern) for value, pattern in zip(stated, patterns, strict=True))
        return fit and ONLY[self.only](finding)


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
