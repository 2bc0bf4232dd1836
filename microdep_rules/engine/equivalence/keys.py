"""Classes of components: a rule gives two components of a class the same result.

The key of a class contains everything on which a result can depend: the record of the component, the records
inside it and the records to which it refers, the uses of the component, and the pattern of equal names.
Fields that the rule does not read are left out (`reads.py`). A text is replaced by the substances and places
that it names (`texts.py`). A component that another record of the document names has a class of its own.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from microdep_rules.bom.walk import texts_in
from microdep_rules.engine.equivalence.classes import Class, pattern
from microdep_rules.engine.equivalence.columns import FeatureColumns
from microdep_rules.engine.equivalence.hashable_values import freeze
from microdep_rules.engine.equivalence.outlines import ENOUGH, PARTY
from microdep_rules.engine.equivalence.parties import NAMED, PartyClasses
from microdep_rules.engine.equivalence.reads import ALWAYS, MASS, PARTIES, QUANTITY, TEXTS, UNREAD, reads_of
from microdep_rules.engine.equivalence.references import REF, mentions
from microdep_rules.engine.equivalence.structure import structure_of
from microdep_rules.engine.equivalence.tables import ResultTable, UniqueKey, beside_components
from microdep_rules.engine.named_makers import of as companies_of
from microdep_rules.engine.self_contradictions import contradiction_finders
from microdep_rules.vocabulary.countries import is_country
from microdep_rules.vocabulary.notions import NAMED_PLACE, OWN_WORDS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

    from microdep_rules.bom.model import Element, Usage
    from microdep_rules.engine.equivalence.outlines import Outline
    from microdep_rules.engine.equivalence.structure import ComponentWhole
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.named_makers import NamedCompanies
    from microdep_rules.lang import ir


class Keys:
    """Classes of the components of a document, for the rules of a pack."""

    def __init__(self, pack: ir.Pack, reader: FactReader) -> None:
        self.bom = reader.bom
        self.structure = structure_of(reader)
        self.repeated = self.structure.outlines.repeated
        """Ids of the components that may be equal to another component."""
        self.reads = reads_of(pack)
        self.parties = PartyClasses(self.reads, reader, self.structure.references)
        self.here = self.structure.here
        """Part of a key that makes the key different from the keys of all other documents."""
        self.numbers: dict[Hashable, int] = {}
        self.disputed: list[Hashable] = []
        """Keys of classes in which two elements had different results.

        The cause is a bug of the program: a rule reads a feature that the key does not contain.
        """
        self._shared: dict[frozenset[str], dict[str, Class]] = {}
        """Classes that contain enough components to save time; the key is the set of fields that rules read.
        """
        self._classes: dict[tuple[str, frozenset[str]], Class | None] = {}
        self._wholes: dict[tuple[str, frozenset[str]], Class | None] = {}
        self._texts: dict[str, dict[str, Hashable] | None] = {}
        self._narrowed: dict[frozenset[str], frozenset[str]] = {}
        """Fields that at least one component states; the key is the set of fields that rules read."""
        self._names_above: dict[str, tuple[str, ...]] = {}
        self._contradiction_finders = contradiction_finders(pack)

    def table(self, about: Hashable) -> ResultTable:
        """Return the table with the results of a rule for each row of equal components.

        Documents that differ only in components and parties share this table.
        """
        beside = self._beside_components
        return ResultTable() if isinstance(beside, UniqueKey) else self.reads.tables.of((about, beside))

    @cached_property
    def _beside_components(self) -> Hashable:
        return beside_components(self.bom)

    @cached_property
    def columns(self) -> FeatureColumns:
        """Return the values of the components, field by field."""
        return FeatureColumns(self)

    @cached_property
    def named_countries(self) -> frozenset[str]:
        """Return the countries that a document names outside its components, such as in the contract.

        A rule may compare these countries, so that no other country may replace them in a key.
        """
        bom = self.bom
        parties = (party for party in bom.parties.values() if not party.data.keys() <= NAMED)
        beside = [*parties, *bom.sites.values(), *bom.evidence.values(), *bom.contexts, bom.document]
        return frozenset(filter(is_country, texts_in([element.data for element in beside])))

    def forget(self) -> None:
        """Delete the columns to free memory; columns and keys refer to each other."""
        self.columns.forget()
        del self.columns

    @cached_property
    def companies(self) -> NamedCompanies:
        """Companies that the lists of the pack name."""
        return companies_of(self.reads.pack)

    @cached_property
    def _stated(self) -> frozenset[str]:
        """Return the fields that at least one component states.

        The result also has features that are not fields, such as the quantity of a use.
        """
        fields = {name for component in self.bom.components.values() for name in component.data}
        return frozenset(fields | {QUANTITY, PARTIES, *UNREAD})

    def of(self, component: Element, read: frozenset[str]) -> Class | None:
        """Return the class of a component, for rules that read the fields in `read`.

        The result is None if the class has too few components to save time.
        """
        read = self._narrowed.get(read) or self._narrowed.setdefault(read, read & self._stated)
        if read not in self._shared:
            among = (component for component in self.bom.components.values() if component.id in self.repeated)
            every = {component.id: self._class(component, read) for component in among}
            many = Counter(class_.number for class_ in every.values() if class_ is not None)
            self._shared[read] = {
                id_: class_
                for id_, class_ in every.items()
                if class_ is not None and many[class_.number] > ENOUGH
            }
        return self._shared[read].get(component.id)

    def _class(self, component: Element, read: frozenset[str]) -> Class | None:
        about = (component.id, read)
        if about not in self._classes:
            whole = self.structure.around(component)
            class_ = self._of_whole(whole, read) if whole is not None else None
            if class_ is not None and whole is not None and component is not whole.root:
                class_ = Class(self._number((class_.number, whole.places[component.id])), class_.names)
            self._classes[about] = class_
        return self._classes[about]

    def _number(self, key: Hashable) -> int:
        return self.numbers.setdefault(key, len(self.numbers))

    def _of_whole(self, whole: ComponentWhole, read: frozenset[str]) -> Class | None:
        """Return the class of a whole: a component, its contents, and its line in the parent component."""
        about = (whole.root.id, read)
        if about not in self._wholes:
            self._wholes[about] = None  # a component inside itself is in no class
            row = _WholeRow(self, whole, read)
            place: Hashable = "unused"
            names: tuple[str, ...] = ()
            if whole.use is not None:
                # Components inside a component that is equal only to itself can still be equal to each other.
                parent = whole.use.parent
                above = None if parent is self.bom.product else self._class(parent, read)
                place = (parent.id if above is None else above.number, _usage(whole.use, read))
                names = (whole.use.pointer, *(() if above is None else self._names_above_component(parent)))
            names = (*row.names, *names)
            number = self._number((row.key, place, pattern(names)))
            self._wholes[about] = Class(number, names)
        return self._wholes[about]

    def _names_above_component(self, component: Element) -> tuple[str, ...]:
        """Return the names of a component, of all components that contain it, and of their parties."""
        if component.id not in self._names_above:
            whole = self.structure.around(component)
            names: list[str] = []
            for holder in () if whole is None else self._path_to_root(whole.root, component):
                parties = (self.bom.parties.get(id_) for key, id_ in mentions(holder.data) if key in PARTY)
                for one in (holder, *(party for party in parties if party is not None)):
                    names += (one.id, one.name, one.pointer)
            use = whole.use if whole is not None else None
            if use is not None:
                names.append(use.pointer)
                names += () if use.parent is self.bom.product else self._names_above_component(use.parent)
            self._names_above[component.id] = tuple(names)
        return self._names_above[component.id]

    def _path_to_root(self, root: Element, component: Element) -> list[Element]:
        """Return a component and all components that contain the component, up to `root`."""
        holders = {component.id: component}
        waiting = [component]
        while waiting:
            holder = waiting.pop()
            above = () if holder is root else (use.parent for use in self.bom.parents(holder))
            waiting += (new := [parent for parent in above if parent.id not in holders])
            holders |= {parent.id: parent for parent in new}
        return [*holders.values()]

    def contradicting(self, notion: str) -> frozenset[str]:
        """Return the ids of components with contradicting statements of one kind, such as a wrong class."""
        among: Iterable[Element] = self.structure.every
        if notion == OWN_WORDS:
            among = self.structure.contrary
        elif notion == NAMED_PLACE and not self.structure.may_name_places:
            among = ()
        tell = self._contradiction_finders[notion]
        return frozenset(component.id for component in among if tell(component.data) is not None)

    def texts(self, component: Element) -> dict[str, Hashable] | None:
        """Return, by field, the substances and places in a component's texts; None if exact words count."""
        if component.id not in self._texts:
            text_mentions = self.structure.mentions_of(component)
            matter = text_mentions is None or self.companies.naming_fields(component.data) is not None
            self._texts[component.id] = None if matter else text_mentions
        return self._texts[component.id]


class _WholeRow:
    """Key of a whole and its components, and the names in which equal wholes may differ.

    A whole is a component with everything inside it.
    """

    def __init__(self, keys: Keys, whole: ComponentWhole, read: frozenset[str]) -> None:
        self.keys = keys
        self.read = read
        self.places = whole.places
        self.names: list[str] = []
        self.parties: dict[str, int] = {}
        self.by_identity = False
        """True if the rule distinguishes parties with equal records."""
        self.key = tuple(self._key_of(member) for member in whole.members)

    def _key_of(self, component: Element) -> Hashable:
        self.names += (component.id, component.name, component.pointer)
        structure = self.keys.structure
        self.by_identity = PARTIES in self.read or structure.has_evidence(component)
        outline = self._filled(structure.outlines.of(component))
        return (outline, tuple(self._field_keys(component)), tuple(self._uses(component)))

    def _field_keys(self, component: Element) -> Iterator[Hashable]:
        """Yield the features of a component's fields for the comparison with other components.

        For a field that rules read, the feature is the value. For any other text, the feature is the list of
        substances and places in the text.
        """
        data, texts = component.data, self.keys.texts(component)
        if self.keys.structure.is_program(component):
            yield "program"
        for name in data:
            if name in ALWAYS:
                continue
            if texts is not None and name in texts and name not in self.read:
                yield (name, texts[name])
                self.names += [] if name == "name" else [data[name]]
            elif name in self.read or name in TEXTS or (name == MASS and "materials" in data):
                yield (name, self._filled(self.keys.structure.outlines.of_field(component, name)))

    def _uses(self, component: Element) -> Iterator[Hashable]:
        for use in self.keys.bom.usages(component):
            yield (self.places[use.child.id], _usage(use, self.read))
            self.names.append(use.pointer)

    def _filled(self, outline: Outline) -> Hashable:
        """Return a record's outline, with the classes of parties and the positions of components as names."""
        return (outline.number, *[self._text(*pair) for pair in outline.named])

    def _text(self, key: str, value: str) -> Hashable:
        if key in REF and value in self.places:
            return ("component", self.places[value])
        party = self.keys.bom.parties.get(value) if key in PARTY else None
        if party is None or self.by_identity:
            return value
        number = self.keys.parties.of(party)
        if number is None:
            return value
        if value not in self.parties:
            self.parties[value] = len(self.parties)
            self.names += (party.id, party.name, party.pointer)
        return ("party", self.parties[value], number)


def _usage(use: Usage, read: frozenset[str]) -> Hashable:
    """Return the features of a use (a line of a parent component) that are equal for equal components.

    A positive quantity is left out if no rule reads quantities.
    """
    data = use.data if "ref" in use.data else {"quantity": use.data.get("quantity")}
    plain = use.quantity is not None and use.quantity > 0 and QUANTITY not in read
    skipped = {"ref", *(UNREAD - read), *(("quantity",) if plain else ())}
    return freeze({key: value for key, value in data.items() if key not in skipped})
