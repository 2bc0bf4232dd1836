"""Positions of facts: a pointer becomes `file:line:column`, and a missing fact becomes a phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.values import CONTRADICTED
from microdep_rules.output.entries import to_write
from microdep_rules.output.from_here import place_from_here
from microdep_rules.output.stages import IDENTIFIERS, IDENTITY, STAGE, stage_words
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.output.checked import SourcePlace
    from microdep_rules.source import Position

MOST_FACTS = 12
"""Largest number of facts of one condition or finding that are shown."""
LISTS = {"children": "components", "materials": "materials", "stages": "stages", "inputs": "inputs"}
"""Words for the lists of a component or material."""

RECORDED = {"partly": "only partly known", CONTRADICTED: "contradicted in the document"}
"""Reasons why a stated fact is not enough, in words."""
GAPS = {
    "": "missing: ",
    "partly": "only partly known: ",
    CONTRADICTED: "contradicted: ",
    "no-evidence": "missing: evidence for ",
    "unnamed": "known by its country alone: a stage in ",
}


class Places(Struct, frozen=True):
    """Positions of facts in a document and in its context file."""

    bom: Bom

    def at(self, file: str, pointer: str) -> str:
        """Return the position for a pointer; empty for an element outside the document."""
        for loaded in self._files():
            if loaded.path == file and loaded.spans.has(pointer):
                return _place(loaded, pointer)
        return ""

    def near(self, missing: MissingFact) -> str:
        """Return the position that is nearest to a missing fact; empty if there is no file."""
        if missing.of == "context" and not missing.pointer.startswith("/context"):
            beside = [context.file for context in self.bom.contexts if context.file is not self.bom.file]
            return _place(beside[0], missing.pointer) if beside else ""
        return _place(self.bom.file, missing.pointer)

    def where(self, missing: MissingFact) -> str:
        """Return the position where a missing fact belongs.

        For a missing stage, also return the entry to add.
        """
        near = self.near(missing)
        if not near:
            return ""
        entry = to_write(missing, self.bom) if missing.name.startswith(STAGE) else ""
        return f"add {entry} at {near}" if entry else f"see {near}"

    def fact(self, fact: Fact) -> str:
        """Return the position of a fact, with its evidence.

        If the fact comes from the pack, return its citation.
        """
        if not fact.file:
            return fact.cites
        evidence = f" [evidence {', '.join(fact.evidence)}]" if fact.evidence else ""
        return f"{self.at(fact.file, fact.pointer)}{evidence}"

    def party_or_id(self, id_: str) -> str:
        """Return the name of a party; for the id of another element, return the id."""
        party = self.bom.parties.get(id_)
        return party.name if party is not None else id_

    def _files(self) -> list[LoadedDocument]:
        return [self.bom.file, *(context.file for context in self.bom.contexts)]


def _place(loaded: LoadedDocument, pointer: str) -> str:
    return place_from_here(loaded.spans.source_of(pointer), loaded.spans.value(pointer).start)


def facts_to_show(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts for a finding: all facts of the pack, but only the first facts of documents."""
    own = [fact for fact in facts if fact.file]
    left_out = set(map(id, own[max(0, MOST_FACTS - (len(facts) - len(own))) :]))
    return [fact for fact in facts if id(fact) not in left_out]


def more_facts(number: int) -> str:
    """Return the number of omitted missing facts, in words.

    >>> more_facts(1), more_facts(2)
    ('1 more missing fact', '2 more missing facts')
    """
    return counted_noun(number, "more missing fact")


def fact_words(missing: MissingFact) -> str:
    """Return the name of a fact without its subject, for a heading.

    >>> from microdep_rules.engine.values import MissingFact
    >>> fact_words(MissingFact("stage separated of Nd", "rotor/magnet", ""))
    'the stage separated (neodymium)'
    >>> fact_words(MissingFact("children", "motor", ""))
    'the complete list of components'
    """
    if "." not in missing.name and " " not in missing.name:
        return f"the complete list of {LISTS.get(missing.name, missing.name)}"
    if missing.name.startswith(STAGE):
        return f"the stage {stage_words(missing.name)}"
    name = IDENTITY if missing.name == IDENTIFIERS else missing.name
    return f"evidence for {name}" if missing.defect == "no-evidence" else name


def gap(missing: MissingFact) -> str:
    """Return a missing or insufficient fact in words, with the reason.

    >>> from msgspec.structs import replace
    >>> from microdep_rules.engine.values import MissingFact
    >>> mass = MissingFact("component.mass", "motor", "", "component")
    >>> gap(mass), gap(replace(mass, defect="partly"))
    ('missing: component.mass of `motor`', 'only partly known: component.mass of `motor`')
    >>> gap(replace(mass, defect="no-evidence"))
    'missing: evidence for component.mass of `motor`'
    """
    return f"{GAPS[missing.defect]}{lack(missing)}"


def lack(missing: MissingFact) -> str:
    """Return the words for a missing fact.

    >>> from microdep_rules.engine.values import MissingFact
    >>> lack(MissingFact("component.origin", "motor", "", "component"))
    'component.origin of `motor`'
    >>> lack(MissingFact("materials", "motor", "", "component"))
    'the complete list of materials of `motor`'
    """
    if missing.record == "contract" and missing.name.startswith("contract."):
        return missing.name
    if missing.name.startswith("content of ") or " recovered from " in missing.name:
        return f"{missing.name} in `{missing.subject}`"
    if missing.name.startswith(STAGE):
        return f"the stage {stage_words(missing.name)} of `{missing.subject}`"
    if "." not in missing.name:
        holder = "the contract" if missing.record == "contract" else f"`{missing.subject}`"
        return f"{fact_words(missing)} of {holder}"
    return f"{IDENTITY if missing.name == IDENTIFIERS else missing.name} of `{missing.subject}`"


def place_of(place: SourcePlace | None) -> dict[str, Any] | None:
    """Return a position in the form of the record; `None` for a fact without a position."""
    return place_in(place.file, place.position, place.cell) if place is not None else None


def place_in(file: str, position: Position, cell: tuple[str, str] | None) -> dict[str, Any]:
    """Return a position in a file in the form of the record."""
    if cell is not None:
        return {"file": file, "sheet": cell[0], "cell": cell[1]}
    return {"file": file, "line": position.line, "column": position.column}
