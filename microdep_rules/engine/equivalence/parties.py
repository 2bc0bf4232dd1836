"""Classes of parties: groups of parties that rules cannot distinguish.

A party is in a class only if no other record states facts about the party.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.equivalence.hashable_values import freeze
from microdep_rules.engine.register import names_of
from microdep_rules.engine.stakes import PARTNERSHIPS
from microdep_rules.vocabulary.names import folded

if TYPE_CHECKING:
    from collections.abc import Hashable

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.equivalence.reads import Reads
    from microdep_rules.engine.equivalence.references import References
    from microdep_rules.engine.facts import FactReader

NAMED = frozenset({"id", "name"})
NAMES_KEPT = 50_000
"""Maximum number of cached classes for parties whose records contain only a name."""
LINKING = frozenset({"owners", "relations", "rights", "others_below", "parent", "claims", "evidence"})
"""Fields of a party that link the party to facts outside its record."""


class PartyClasses:
    """Classes of the parties of a document.

    Parties of one class are in the same company lists of the pack, and have equal records.
    """

    def __init__(self, reads: Reads, reader: FactReader, references: References) -> None:
        self.reader = reader
        self.references = references
        self.reads = reads
        self._known: dict[str, Hashable] = {}

    def of(self, party: Element) -> Hashable:
        """Return the class of a party; None if the party is different from every other party."""
        if party.id not in self._known:
            self._known[party.id] = self._class_of(party)
        return self._known[party.id]

    def _class_of(self, party: Element) -> Hashable:
        if party.data.keys() & LINKING or self.references.is_named(party) or self.reader.same_as(party):
            return None
        if party.id in self.reader.bom.components:  # a lookup by id finds the component
            return None
        name = party.data.get("name")
        if not isinstance(name, str) or not party.data.keys() <= NAMED:
            return self._of_record(party)
        known = self.reads.by_name
        if name not in known:
            if len(known) >= NAMES_KEPT:
                known.clear()
            known[name] = self._of_record(party)
        return known[name]

    def _of_record(self, party: Element) -> Hashable:
        if self.reads.lists and self.reads.listed.match(party).by:
            return None
        words = folded(str(party.data.get("name", party.id)).replace(".", "")).split()
        data = {key: value for key, value in party.data.items() if key not in NAMED}
        named = (bool(names_of(party)), bool(PARTNERSHIPS & set(words)), "name" in party.data)
        return (*named, freeze(data))
