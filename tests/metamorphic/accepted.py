"""Findings that are as they should be, each for a reason that stands in a list."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import alternatives
from microdep_rules.engine.verdict import Verdict
from tests.metamorphic.changes import records
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.metamorphic.cases import Record
    from tests.metamorphic.guard import Finding

LIST = Path(__file__).with_name("accepted.csv")


def _takes_the_check_date(finding: Finding) -> bool:
    """The rule goes by the date that was deleted and says that the check date stands in, as it then does."""
    pack = shipped_pack(finding.case.pack, finding.case.variant)
    windows = [rule.in_force for rule in pack.rules if rule.name == finding.rule]
    field = finding.mutation.place.rpartition("/")[2]
    deleted = {"context": None, "context file": None}.get(field, field)
    return finding.assumed and any(
        window is not None and window.else_check_date and deleted in {None, window.basis}
        for window in windows
    )


def _names_milestones(finding: Finding) -> bool:
    pack = shipped_pack(finding.case.pack, finding.case.variant)
    return any(rule.milestones is not None for rule in pack.rules if finding.rule == rule.name)


def _is_found_elsewhere(finding: Finding) -> bool:
    """The rule finds what was moved, at the component to which it was moved."""
    return finding.of_rule in {Verdict.FAIL, Verdict.UNKNOWN}


def _component(finding: Finding) -> Record:
    """The component of which a statement was deleted, as it was before; nothing where there is none."""
    found: Record = {}
    value: Any = finding.case.documents.bom
    holder = ""
    for step in finding.mutation.path:
        if step == "context file":
            return {}
        value = value[step]
        if holder in {"components", "children"} and isinstance(value, dict):
            found = value
        holder = step if isinstance(step, str) else holder
    return found


def _has_a_manufacturer(finding: Finding) -> bool:
    """The manufacturer of the component is stated, beside the party of the stage that was deleted."""
    component = _component(finding)
    stages = [
        *component.get("stages", ()),
        *(s for m in component.get("materials", ()) for s in m.get("stages", ())),
    ]
    return "manufacturer" in component and any("party" in stage for stage in stages)


def _places_differ(finding: Finding) -> bool:
    """The component states two places of which only one can be where it was made."""
    component = _component(finding)
    stated = [component.get(name) for name in ("origin", "place_of_manufacture")]
    stated += [each.get("country") for each in component.get("stages", ())]
    countries = {str(word).partition("-")[0] for each in stated for word in alternatives(each)}
    return len(countries) > 1


def _states_absence(finding: Finding) -> bool:
    """The component, or something in the product, states that it holds no such substance."""
    components = records(finding.case.documents, "components")
    return any(
        component.get("materials") == []
        or "materials" in component.get("complete", ())
        or "free_of" in component
        for component in components
    )


ONLY: dict[str, Callable[[Finding], bool]] = {
    "": lambda _: True,
    "rules that take the check date": _takes_the_check_date,
    "rules that name milestones": _names_milestones,
    "contradictions": lambda finding: finding.contradicted,
    "rules that find it elsewhere": _is_found_elsewhere,
    "components with a manufacturer": _has_a_manufacturer,
    "components with two places": _places_differ,
    "documents that state absence": _states_absence,
}
"""What else must be so of a finding that an entry accepts."""


@dataclass(frozen=True)
class Entry:
    """Changes that may make a rule clearer; `*` stands for anything, and `|` separates alternatives."""

    kind: str
    name: str
    place: str
    rule: str
    verdicts: str
    """The verdict before and after: `unknown > pass`."""
    only: str
    reason: str
    """What is excused, and why."""

    def __str__(self) -> str:
        where = [self.name, self.place, self.rule, self.verdicts, *filter(None, [self.only])]
        return f"{self.kind}: {', '.join(where)}"

    def fits(self, finding: Finding) -> bool:
        """Whether a finding is one of those that the entry accepts."""
        mutation = finding.mutation
        rule, verdicts = f"{finding.case.pack}/{finding.rule}", f"{finding.before} > {finding.after}"
        stated = (mutation.kind, mutation.name, mutation.place, rule, verdicts)
        patterns = (self.kind, self.name, self.place, self.rule, self.verdicts)
        return all(map(_is_like, stated, patterns)) and ONLY[self.only](finding)


def _is_like(value: str, patterns: str) -> bool:
    return any(fnmatchcase(value, each) for each in patterns.split("|"))


@dataclass(frozen=True)
class Accepted:
    """The list of accepted findings."""

    entries: tuple[Entry, ...]

    def entry(self, finding: Finding) -> Entry | None:
        """The entry that accepts a finding; nothing for one that none explains."""
        return next((each for each in self.entries if each.fits(finding)), None)


def read_accepted(path: Path = LIST) -> Accepted:
    """The list as it is written."""
    with path.open(encoding="utf-8", newline="") as file:
        return Accepted(tuple(Entry(**row) for row in csv.DictReader(file)))
