"""The classes of components for a rule that judges each by its own record: rows of what their fields state.

Of such a rule it does not matter where a component is used, nor what is in it. A row has one value for each
field that the rule reads (`columns.py`). A number that the rule compares with bounds counts by where it
stands among these, and is one of the names.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeGuard

from microdep_rules.engine.alike.columns import PLAIN_NUMBERS
from microdep_rules.engine.alike.numbers import Numbers
from microdep_rules.engine.alike.outlines import INSIDE, PARTY
from microdep_rules.engine.alike.reads import ALWAYS, PARTIES, QUANTITY, TEXTS
from microdep_rules.engine.reach import judges_by
from microdep_rules.engine.values import shown
from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import statements_of, statements_of_rule
from microdep_rules.lang.reached import with_definitions
from microdep_rules.vocabulary.notions import SELF_STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.alike.columns import Bounds, Column
    from microdep_rules.engine.alike.keys import Keys
    from microdep_rules.engine.alike.outlines import Outline
    from microdep_rules.lang.fields_read import Key

COSTS = frozenset({"costs", "unit_cost"})
"""Fields in which what cannot be true beside others makes a component equal to itself alone."""
MATERIALS = ("component", "materials")


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
        self._known: dict[str, int] = {}
        """The number of the row of a component, by its id."""
        self.costs = not COSTS.isdisjoint(facts)

    def number(self, component: Element) -> int:
        """The number of the row of a component."""
        if component.id not in self._known:
            self._known[component.id] = self.of([component.id])[0]
        return self._known[component.id]

    def of(self, ids: Sequence[str]) -> list[int]:
        """The number of the row of each of several components."""
        every = [map(column.__getitem__, ids) for column in self.columns.values()]
        return [*map(self.numbers.__getitem__, zip(*every, strict=True))]

    @cached_property
    def columns(self) -> dict[str, Column]:
        """What counts of components, by fields; and what is read of each, whatever is asked."""
        columns = self.keys.columns
        found = {"": columns.records(by_identity=self.by_identity)}
        found |= {name: self._field(name) for name in self.fields}
        found |= {name: columns.said(name) for name in self.words}
        itself = columns.itself(self.notions, costs=self.costs)
        return found if itself is None else found | {"itself": itself}

    def _field(self, name: str) -> Column:
        columns, itself = self.keys.columns, self.by_identity
        bounds = self.bounds.get(name)
        if bounds is None:
            return columns.field(name, by_identity=itself)
        return columns.number(name, bounds, by_identity=itself)

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
                found += [self.keys.columns.text_of(raw)] if name in self.bounds else []
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
