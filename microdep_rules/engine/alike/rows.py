"""The classes of components for a rule that judges each by its own record: rows of what their fields state.

Of such a rule it does not matter where a component is used, nor what is in it. A row has one value for each
field that the rule reads; rows are made column by column, for all components at once. A number that the rule
compares with bounds counts by where it stands among these, and is one of the names. Of components that are no
subjects only the fields are looked at by which subjects are chosen.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeGuard

from microdep_rules.engine.alike.numbers import Numbers
from microdep_rules.engine.alike.outlines import INSIDE, PARTY
from microdep_rules.engine.alike.reads import ALWAYS, PARTIES, QUANTITY, TEXTS
from microdep_rules.engine.reach import judges_by
from microdep_rules.engine.values import shown, written
from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import statements_of, statements_of_rule
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.notions import SELF_STATED

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.keys import Keys
    from microdep_rules.engine.alike.outlines import Outline
    from microdep_rules.lang.fields_read import Key

    Bounds = tuple[Fraction | Decimal, ...]
    Row = tuple[Hashable, ...]
    Column = list[Hashable]
    """What each of some components states in a field."""

COSTS = frozenset({"costs", "unit_cost"})
"""Fields in which what cannot be true beside others makes a component equal to itself alone."""
MATERIALS = ("component", "materials")
PLAIN_NUMBERS = frozenset({int, Decimal})


def judges_by_own(keys: Keys, rule: ir.Rule) -> bool:
    """Whether a rule judges components by their own records alone, in this document."""
    if rule.subject.single is not None:
        return False
    made_from = any(keys.bom.links.inputs.values())
    return judges_by(keys.reads.pack, rule, made_from=made_from) == "own"


class Rows:
    """The rows of components, for what some conditions of a pack read of them."""

    def __init__(
        self, keys: Keys, stated: Iterable[Key], asked: frozenset[str], bounds: Mapping[str, Bounds]
    ) -> None:
        """`stated` are the facts that the conditions depend on, `asked` what they read besides facts."""
        self.keys = keys
        self.numbers = Numbers()
        """The number of each different row; those of a table where it is kept for the next document."""
        self._known: dict[str, int] = {}
        """The number of the row of a component, by its id."""
        facts = {name for record, name in stated if record == "component"}
        self.notions = sorted(facts & SELF_STATED)
        """What makes a component equal only to itself, where it says anything."""
        said = frozenset(TEXTS) - asked
        self.words = sorted(said & facts)
        """Texts that count by what they say."""
        self.fields = sorted((facts | asked) - SELF_STATED - ALWAYS - {PARTIES, INSIDE} - said)
        self.by_identity = PARTIES in asked
        """Whether it matters which one of equal parties is named."""
        self.bounds = bounds
        self.costs = not COSTS.isdisjoint(facts)
        self._written = _Written()

    def number(self, component: Element) -> int:
        """The number of the row of a component."""
        if component.id not in self._known:
            self.add([component])
        return self._known[component.id]

    def add(self, components: Sequence[Element]) -> list[int]:
        """The number of the row of each of several, which takes less than one by one."""
        found = [self.numbers[row] for row in self._rows(components)]
        self._known |= zip([each.id for each in components], found, strict=True)
        return found

    def _rows(self, components: Sequence[Element]) -> Iterable[Row]:
        """The row of each; what is equal only to itself has a row of its own."""
        columns: list[Column] = [self._records(components)]
        if self.notions or self.costs:
            columns.append(self._own(components))
        columns += [self._field(name, components) for name in self.fields]
        columns += [self._said(name, components) for name in self.words]
        return zip(*columns, strict=True)

    def _own(self, components: Sequence[Element]) -> Column:
        structure, contradicts = self.keys.structure, self.keys.contradicts
        own: set[str] = set()
        for notion in self.notions:
            own |= {each.id for each in components if contradicts(each, notion)}
        if self.costs:
            own |= {each.id for each in components if structure.reader.is_overrun(each)}
        return [(self.keys.here, each.id) if each.id in own else None for each in components]

    def _records(self, components: Sequence[Element]) -> Column:
        """What is read of every component, whatever is asked; of one that is its own, which one it is."""
        records, structure = self.keys.records, self.keys.structure
        return [
            found
            if (found := records.get(each.id)) is not None
            else (self._filled(structure.outlines.of(each), each), self.keys.besides(each))
            for each in components
        ]

    def _field(self, name: str, components: Sequence[Element]) -> Column:
        value = self._number if name in self.bounds else self._nested
        plain = self._party if name in PARTY else _as_written
        return [
            None
            if (raw := each.data.get(name)) is None
            else plain(raw, each)
            if raw.__class__ is str
            else value(name, each)
            for each in components
        ]

    def _nested(self, name: str, component: Element) -> Hashable:
        return self._filled(self.keys.structure.outlines.of_field(component, name), component)

    def _number(self, name: str, component: Element) -> Hashable:
        """Where a number stands among bounds; and how it is written, so that texts about it are alike."""
        raw: Any = component.data[name]
        if raw.__class__ not in PLAIN_NUMBERS:
            return self._nested(name, component)
        text = self._written[raw]
        bounds: Any = self.bounds[name]
        where = [(raw > each) - (raw < each) for each in bounds]
        return (len(text), text.find("."), *where)

    def _filled(self, outline: Outline, component: Element) -> Hashable:
        """An outline with what it leaves open."""
        if not outline.named:
            return outline.number
        filled = [
            self._party(text, component) if key in PARTY else (self.keys.here, text)
            for key, text in outline.named
        ]
        return (outline.number, *filled)

    def _party(self, raw: str, component: Element) -> Hashable:
        party = self.keys.bom.parties.get(raw)
        if party is None:
            return raw
        by_identity = self.by_identity or self.keys.structure.has_evidence(component)
        found = None if by_identity else self.keys.parties.of(party)
        return (self.keys.here, raw) if found is None else ("party", found)

    def _said(self, name: str, components: Sequence[Element]) -> Column:
        found: Column = []
        for each in components:
            said = self.keys.texts(each) if name in each.data else None
            found.append(said[name] if said is not None and name in said else str(each.data.get(name)))
        return found

    # ---- the names of one ------------------------------------------------------------------------

    def names(self, component: Element) -> tuple[str, ...]:
        """The texts by which a component differs from others with the same row."""
        data, outlines = component.data, self.keys.structure.outlines
        found = [component.id, component.name, component.pointer]
        self._add_parties(outlines.of(component), found)
        for name in self.fields:
            raw = data.get(name)
            if raw.__class__ is str:
                if name in PARTY:
                    self._add_party(raw, found)
            elif raw.__class__ in PLAIN_NUMBERS:
                found += [self._written[raw]] if name in self.bounds else []
            elif raw is not None:
                self._add_parties(outlines.of_field(component, name), found)
        found += [data[name] for name in self.words if name != "name" and data.get(name).__class__ is str]
        return tuple(found)

    def _add_parties(self, outline: Outline, names: list[str]) -> None:
        for key, text in outline.named:
            if key in PARTY:
                self._add_party(text, names)

    def _add_party(self, id_: str, names: list[str]) -> None:
        party = self.keys.bom.parties.get(id_)
        if party is not None and not self.by_identity:
            names += (party.id, party.name, party.pointer)


class _Written(dict[Any, str]):
    """Every different number, as it is shown."""

    def __missing__(self, number: Any) -> str:
        text = self[number] = written(number)
        return text


def _as_written(raw: str, _: Element) -> str:
    return raw


def rows_of(keys: Keys, rule: ir.Rule) -> Rows | None:
    """The rows for all that a rule reads of components.

    None where it asks for what is not in their own records: what each is called, and how many are used.
    """
    asked = keys.reads.besides([rule])
    if not asked.isdisjoint({"id", QUANTITY}):
        return None
    pack = keys.reads.pack
    stated = [*statements_of_rule(pack, rule), *([MATERIALS] if rule.subject.record == "material" else [])]
    return Rows(keys, stated, asked, bounds_of(pack, rule))


def rows_of_choice(keys: Keys, rule: ir.Rule) -> Rows | None:
    """The rows for what a rule reads to choose its subjects, where these are some of all components."""
    pack, where = keys.reads.pack, rule.subject.where
    if where is None or rule.subject.record != "component":
        return None
    return Rows(keys, statements_of(pack, [where]), keys.reads.besides([where]), {})


def bounds_of(pack: ir.Pack, rule: ir.Rule) -> dict[str, Bounds]:
    """Numbers of components that a rule compares with constants, and does nothing else with; with these."""
    said = (rule.subject, rule.when, rule.requirement, rule.escalate, *rule.disclose, *rule.exceptions)
    nodes = [*with_definitions(pack.definitions, [*said, *rule.looks_past])]
    found: dict[str, set[Fraction]] = {}
    compared: set[int] = set()
    for node in nodes:
        if not isinstance(node, ir.Compare) or not isinstance(node.right, ir.Constant):
            continue
        if _is_own_number(node.left) and isinstance(node.right.value, Fraction):
            found.setdefault(node.left.key, {Fraction(0)}).add(node.right.value)  # zero may say nothing
            compared.add(id(node.left))
    others = {node.key for node in nodes if isinstance(node, ir.FieldOf) and id(node) not in compared}
    return {key: tuple(map(_decimal, sorted(each))) for key, each in found.items() if key not in others}


def _decimal(number: Fraction) -> Fraction | Decimal:
    """The same number in the form of those in documents, which are compared faster, where it has an end."""
    text = shown(number)
    return number if text.endswith("…") else Decimal(text)


def _is_own_number(node: ir.Value) -> TypeGuard[ir.FieldOf]:
    of_component = isinstance(node, ir.FieldOf) and node.base.type == ir.Type("element", "component")
    return of_component and node.type.kind == "number"
