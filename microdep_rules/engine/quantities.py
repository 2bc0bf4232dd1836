"""Values: fields, look-ups, totals, counts and shares of one document on one date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.model import Element
from microdep_rules.engine import membership, shares
from microdep_rules.engine.facts import Fact, FactReader, Reading, home
from microdep_rules.engine.lists import Ghost, Items, Lists
from microdep_rules.engine.shares import Portion
from microdep_rules.engine.values import (
    Codes,
    Interval,
    Missing,
    Sets,
    StageSets,
    Texts,
    Truth,
    Unknown,
    add,
    conjunction,
    day,
    exactly,
    hull,
    negative,
    over,
    shown,
    times,
)
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.engine.calendar import Calendar, RuleDate
    from microdep_rules.engine.lists import Pair
    from microdep_rules.engine.proof import Proof

Scope = dict[str, Element]


@dataclass
class Quantities:
    """What evaluation needs, and the values it finds."""

    pack: ir.Pack
    reader: FactReader
    lists: Lists
    calendar: Calendar
    day: RuleDate
    milestones: tuple[tuple[Pair, ...], ...] | None = None
    subject: Element | None = None
    place: tuple[Element, ...] | None = None
    evidenced: ir.EvidenceWanted | None = None
    counting: bool = False
    apply_counting: bool = True
    rule_contested: str = ""
    steps: int = 0
    rests_on: dict[tuple[str, str], None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    measured: dict[str, Reading] = field(default_factory=dict)
    ghosts: dict[int, tuple[Ghost, Element]] = field(default_factory=dict)
    worked_on: dict[int, Element] = field(default_factory=dict)
    asked_stages: set[Pair] = field(default_factory=set)

    def cond(self, node: ir.Cond, scope: Scope) -> Proof:
        """A condition with its proof; the interpreter says how."""
        raise NotImplementedError

    # ---- values --------------------------------------------------------------------------------

    def value(self, node: ir.Value, scope: Scope) -> Reading:  # noqa: PLR0911 - one line per kind
        """A value with the facts it came from."""
        match node:
            case ir.Constant():
                return Reading(_constant(node))
            case ir.Variable():
                return self._variable(node, scope)
            case ir.FieldOf():
                return self._field(node, scope)
            case ir.TableValue():
                return self._table(node, scope)
            case ir.ParameterValue():
                return self._parameter(node)
            case ir.Total():
                return self._total(node, scope)
            case ir.Count():
                return self._count(node, scope)
            case ir.ShareOf():
                return self._share(node, scope)
            case ir.LargestShare():
                return self._largest(node, scope)
            case ir.Content():
                return self._content(node, scope)
            case ir.Calculation():
                return self._calculation(node, scope)

    def _variable(self, node: ir.Variable, scope: Scope) -> Reading:
        if node.name in scope:
            return Reading(scope[node.name])
        match node.name:
            case "end-item":
                return Reading(self.reader.bom.product)
            case "contract":
                return Reading(self.contract())
            case "company":
                return Reading(self.nested(self.contract(), "company", "company"))
            case "rule-date":
                if self.day.day is None:
                    return Reading(Unknown(), (), self.day.missing)
                return Reading(day(self.day.day))
            case "share":
                return self.measured.get("share", Reading(Unknown("no share was measured")))
        for name, element in scope.items():
            found = self._holder(element, node.type.detail)
            if found is not None and (node.name not in {"component", "item"} or name):
                return Reading(found)
        return self.measured.get(node.name, Reading(Unknown()))

    def _holder(self, element: Element, record: str) -> Element | None:
        """The element of a kind that holds another: a stage's material, a material's part."""
        if record == "material" and id(element) in self.worked_on:
            return self.worked_on[id(element)]
        each: Element | None = element
        if id(element) in self.worked_on and record == "component":
            each = self.worked_on[id(element)]
        while each is not None and each.kind != record:
            each = each.owner
        return each

    def contract(self) -> Element:
        """The context, or an empty one."""
        found = self.reader.bom.context
        if found is not None:
            return found
        return self.virtual("contract", "contract", {}, "", None, "contract")

    def virtual(
        self, kind: str, id_: str, data: dict[str, Any], pointer: str, owner: Element | None, name: str
    ) -> Element:
        """An element that stands for a part of a record, or for something nobody wrote."""
        file = owner.file if owner is not None else self.reader.bom.file
        return Element(kind, id_, data, pointer, owner, name, file)

    def nested(self, element: Element, key: str, record: str) -> Element:
        """The record that stands in a field of another; an empty one where there is none."""
        found = self.reader.bom.records(element, key)
        if found:
            return found[0]
        file, pointer = self.reader.bom.locate(element, key)
        return Element(record, element.id, {}, pointer, element, record, file)

    # ---- fields --------------------------------------------------------------------------------

    def _field(self, node: ir.FieldOf, scope: Scope) -> Reading:
        base = self.value(node.base, scope)
        if isinstance(base.value, Unknown):
            return Reading(base.value, base.facts, base.missing)
        element: Element = base.value
        ghost = self.ghosts.get(id(element))
        if ghost is not None:
            return self._ghost_field(ghost[0], node)
        if node.name == "name":
            return Reading(Texts(frozenset({element.name})))
        if node.type.kind == "element":
            return self._reference(node, element, base)
        found = self.reader.read(element, f"{element.kind}.{node.name}", node.key, node.type)
        if self.evidenced is not None and not self._evidenced(element, found):
            found = Reading(Unknown("not evidenced"), found.facts, found.missing)
        return Reading(found.value, (*base.facts, *found.facts), found.missing)

    def _ghost_field(self, ghost: Ghost, node: ir.FieldOf) -> Reading:
        """A field of what a list does not show: nothing, but for what it cannot be."""
        if node.key == "substance" and ghost.free_of:
            return Reading(membership.Excluding("substance", ghost.free_of), (), ghost.missing)
        return Reading(Unknown(), (), ghost.missing)

    def _reference(self, node: ir.FieldOf, element: Element, base: Reading) -> Reading:
        """A party, part or nested record that a field points to."""
        raw = element.data.get(node.key)
        name = f"{element.kind}.{node.name}"
        lack = self.reader.lack(name, element, node.key)
        if isinstance(raw, dict) and "value" in raw:
            raw = raw["value"]
        target = node.type.detail
        if target not in {"party", "component"} and (raw is None or isinstance(raw, dict)):
            return Reading(self.nested(element, node.key, target), base.facts)
        if raw is None or not isinstance(raw, str):
            return Reading(Unknown(), base.facts, (lack,))
        found = self._named(target, raw)
        fact = self.reader.fact(name, element, node.key, raw)
        reading = Reading(found if found is not None else Unknown(), (*base.facts, fact), (lack,))
        if self.evidenced is not None and not self._evidenced(element, reading):
            return Reading(Unknown("not evidenced"), reading.facts, reading.missing)
        return reading

    def _named(self, record: str, name: str) -> Element | None:
        bom = self.reader.bom
        if record == "party":
            return bom.party(name)
        return bom.components.get(name) if record == "component" else None

    def _evidenced(self, element: Element, reading: Reading) -> bool:
        wanted = self.evidenced
        assert wanted is not None
        if home(element) == "context":
            return True  # the deal itself is not a declaration of a supplier
        known = self.reader.bom.evidence
        ids = {i for f in reading.facts for i in f.evidence if i in known}
        return any(self._fits(known[i], wanted) for i in sorted(ids))

    def _fits(self, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
        """Whether a document is of the type, tier and age wanted, and valid on the rule's date."""
        vocabulary = self.reader.vocabularies
        types, tiers = vocabulary.get("evidence-type"), vocabulary.get("evidence-tier")
        found = types.resolve(str(evidence.data.get("type"))) if types else None
        if found is None or types is None or not any(types.is_a(found, t) for t in wanted.types):
            return False
        if wanted.tier and tiers is not None:
            order = list(tiers.terms)
            tier = tiers.resolve(str(evidence.data.get("tier")))
            if tier is None or order.index(tier) < order.index(wanted.tier):
                return False
        return self._valid(evidence, wanted)

    def _valid(self, evidence: Element, wanted: ir.EvidenceWanted) -> bool:
        today = self.day.day
        issued, expires = (_iso(evidence.data.get(k)) for k in ("issued", "expires"))
        if expires is not None:
            self.calendar.boundaries.add(date.fromordinal(expires.toordinal() + 1))
            if today is None or today > expires:
                return False
        if wanted.older_than_days is not None:
            if issued is None or today is None:
                return False
            last = date.fromordinal(issued.toordinal() + wanted.older_than_days)
            self.calendar.boundaries.add(date.fromordinal(last.toordinal() + 1))
            return today <= last
        return True

    def stage_reading(self, stage: Element) -> Reading:
        """The stage word of an entry, as a fact."""
        ghost = self.ghosts.get(id(stage))
        if ghost is not None:
            return Reading(Unknown(), (), ghost[0].missing)
        found = self.reader.read(stage, "stage.stage", "stage", ir.Type("code", "stage"))
        raw = stage.data.get("substance")
        if raw is not None:
            of = self.reader.read(stage, "stage.substance", "substance", ir.Type("code", "substance"))
            return Reading(found.value, (*found.facts, *of.facts), found.missing)
        lack = self.reader.lack("stage.substance", stage, "substance")
        return Reading(found.value, found.facts, (*found.missing, lack))

    # ---- look-ups ------------------------------------------------------------------------------

    def set_of(self, node: ir.SetNode, scope: Scope) -> Reading:
        """A set: a dated list, the keys of a table, members, or a look-up."""
        match node:
            case ir.Members():
                if not node.members and node.type.kind == "set":
                    return Reading(Unknown("a list of the document"))
                terms = frozenset(str(m.value) for m in node.members)
                return Reading(Sets(node.type.detail, (terms,)))
            case ir.TableKeys():
                table = self.pack.tables[node.table]
                found, reason = self.calendar.entries(table, self.day.day)
                if reason:
                    return Reading(Unknown(reason))
                return Reading(Sets(node.type.detail, (frozenset(e.keys[0] for e in found),)))
            case ir.NamedList():
                return self._entries_value(self.pack.tables[node.name], [()], node.at)
            case _:
                return self._table(node, scope)

    def _table(self, node: ir.TableValue, scope: Scope) -> Reading:
        table = self.pack.tables[node.table]
        keys = [self.value(key, scope) for key in node.keys]
        facts = tuple(f for k in keys for f in k.facts)
        missing = tuple(m for k in keys for m in k.missing)
        unknown = next((k.value for k in keys if isinstance(k.value, Unknown)), None)
        terms = self._keys(keys)
        if unknown is not None and unknown.reason:
            return Reading(Unknown(unknown.reason), facts, missing)
        found = self._entries_value(table, terms, node.at)
        if isinstance(found.value, Interval):
            self.measured[table.name] = found
        vague = unknown is not None or len(terms) > 1
        return Reading(found.value, (*facts, *found.facts), (*(missing if vague else ()), *found.missing))

    def _entries_value(
        self, table: ir.Table, keys: list[tuple[str, ...] | None], at: str | None
    ) -> Reading:
        """The value of the rows that a look-up may match; a set or range where several may."""
        when, missing = self._date_of(at)
        rows, reason = self.calendar.entries(table, when)
        if not rows:
            return Reading(Unknown(reason), (), missing)
        matched: list[ir.Entry] = []
        for key in keys:
            found = self._rows(table, rows, key)
            if not found:
                return Reading(Unknown(f"`{table.name}` has no row for {' '.join(key or ())}"), (), missing)
            matched += found
        cited = tuple(
            Fact(table.name, _shown_entry(e), "", cites=e.cites, contested=self._contested(table, e))
            for e in dict.fromkeys(matched)
        )
        value = _combined(table.type, [e.value for e in dict.fromkeys(matched)])
        return Reading(value, cited, missing if len(set(matched)) > 1 else ())

    def milestone_rows(
        self, node: ir.TableValue, scope: Scope
    ) -> tuple[tuple[ir.StageItem, ...], ...] | None:
        """The milestones of a look-up; of all rows it may match, where that is undecided."""
        table = self.pack.tables[node.table]
        when, _ = self._date_of(node.at)
        rows, _ = self.calendar.entries(table, when)
        found: list[ir.Entry] = []
        for key in self._keys([self.value(k, scope) for k in node.keys]):
            found += self._rows(table, rows, key)
        items = tuple(item for row in dict.fromkeys(found) for item in row.value)  # type: ignore[union-attr]
        return items or None  # type: ignore[return-value]

    @staticmethod
    def _keys(readings: list[Reading]) -> list[tuple[str, ...] | None]:
        """Every key that a look-up may have; nothing for one that is not known at all."""
        found: list[tuple[str, ...] | None] = [()]
        for each in readings:
            options = sorted(each.value.terms) if isinstance(each.value, Codes) else [None]
            found = [
                (*key, o) if key is not None and o is not None else None
                for key in found
                for o in options
            ]
        return found

    def _contested(self, table: ir.Table, entry: ir.Entry) -> str:
        """What is not settled about an entry: it, its table, or the parameter by which it begins."""
        start = entry.stretch.start
        parameter = self.pack.parameters.get(start.parameter) if start is not None else None
        return entry.contested or table.contested or (parameter.contested if parameter else "")

    def _date_of(self, at: str | None) -> tuple[date | None, tuple[Missing, ...]]:
        """The day of a look-up: the rule's, or another date of the contract."""
        if at is None:
            return self.day.day, self.day.missing if self.day.day is None else ()
        found = self.reader.read(self.contract(), f"contract.{at}", at, ir.Type("date"))
        if isinstance(found.value, Interval) and found.value.exact and found.value.low is not None:
            return date.fromordinal(int(found.value.low)), ()
        return None, found.missing

    def _rows(
        self, table: ir.Table, rows: list[ir.Entry], key: tuple[str, ...] | None
    ) -> list[ir.Entry]:
        """The rows whose keys hold for a key; the nearest where keys lie below one another."""
        if key is None or not table.keys:
            return rows
        fitting = [(self._distance(table, row, key), row) for row in rows]
        certain = [(d, r) for d, r in fitting if d is not None]
        below = [r for r in rows if self._below(table, r, key)]
        if not certain:
            return below
        nearest = min(d for d, _ in certain)
        return [r for d, r in certain if d == nearest] + [r for r in below if r.keys != key]

    def _distance(self, table: ir.Table, row: ir.Entry, key: tuple[str, ...]) -> int | None:
        """How many steps above the key a row stands; nothing if it is not above."""
        steps = 0
        for kind, own, asked in zip(table.keys, row.keys, key, strict=True):
            chain = membership.ancestry(self, kind, asked)
            if own not in chain:
                return None
            steps += chain.index(own)
        return steps

    def _below(self, table: ir.Table, row: ir.Entry, key: tuple[str, ...]) -> bool:
        """Whether a row's key lies strictly below: the fact may turn out to be it."""
        pairs = list(zip(table.keys, row.keys, key, strict=True))
        fits = all(
            asked in membership.ancestry(self, kind, own)
            or own in membership.ancestry(self, kind, asked)
            for kind, own, asked in pairs
        )
        return fits and any(
            own != asked and asked in membership.ancestry(self, kind, own) for kind, own, asked in pairs
        )

    def _parameter(self, node: ir.ParameterValue) -> Reading:
        parameter = self.pack.parameters[node.name]
        value = self.calendar.parameters.get(node.name, parameter.value)
        if value is None:
            return Reading(Unknown(f"`{node.name}` is not yet known"))
        constant = ir.Constant(node.span, parameter.type, value)
        fact = Fact(
            node.name,
            shown_constant(constant),
            "",
            cites=parameter.cites,
            contested=parameter.contested,
        )
        return Reading(_constant(constant), (fact,))

    # ---- lists ---------------------------------------------------------------------------------

    def items(self, node: ir.ListNode | ir.Value, scope: Scope) -> Items:
        """The elements of a list."""
        match node:
            case ir.Navigate():
                return self._navigate(node, scope)
            case ir.Narrow():
                return self._narrow(node, scope)
            case ir.Join():
                found = Items()
                for each in node.lists:
                    found.add(self.items(each, scope))
                return found
            case _:
                reading = self.value(node, scope)
                if isinstance(reading.value, Element):
                    return Items([(reading.value, True)])
                return Items([], [Ghost(None, node.type.detail, reading.missing)])

    def _narrow(self, node: ir.Narrow, scope: Scope) -> Items:
        inner = self.items(node.of, scope)
        found = Items()
        for element, belongs in inner.elements:
            proof = self.cond(node.where, {**scope, node.variable: element})
            value = conjunction([belongs, proof.value])
            if value is not False:
                found.elements.append((element, value))
        for ghost in inner.ghosts:
            proof = self.cond(node.where, {**scope, node.variable: self.summon(ghost)})
            if proof.value is not False:
                found.ghosts.append(ghost)
        return found

    def summon(self, ghost: Ghost) -> Element:
        """The element that stands for what a list does not show."""
        raise NotImplementedError

    def _navigate(self, node: ir.Navigate, scope: Scope) -> Items:
        bases: Items
        if node.base is None:
            bases = Items([(self.reader.bom.product, True)])
        elif isinstance(node.base, ir.Navigate | ir.Narrow | ir.Join):
            bases = self.items(node.base, scope)
        else:
            bases = self.items(node.base, scope)
        found = Items(ghosts=list(bases.ghosts))
        for element, belongs in bases.elements:
            if id(element) in self.ghosts:
                found.ghosts.append(self.ghosts[id(element)][0])
                continue
            step = self._step(node, element)
            if belongs is not True:
                step = Items([(e, conjunction([belongs, t])) for e, t in step.elements], step.ghosts)
            found.add(step)
        return found

    def _step(self, node: ir.Navigate, element: Element) -> Items:  # noqa: PLR0911 - one line per word
        lists = self.lists
        match node.word:
            case "children":
                return lists.parts(element) if node.deep else lists.children(element)
            case "components":
                return lists.parts(element)
            case "enclosing-items":
                above = list(self.place) if self.place is not None else lists.ancestors(element)
                return Items([(e, True) for e in above if e is not element])
            case "materials":
                return lists.all_materials(element) if node.deep else lists.materials(element)
            case "stages":
                return self._stages(element)
            case "inputs":
                return lists.inputs(element, deep=node.deep)
            case _:
                return self._records(node, element)

    def _stages(self, element: Element) -> Items:
        milestones = self.milestones if element is self.subject else None
        found, by_milestones = self.lists.stages_of(element, milestones)
        for each, _ in found.elements:
            self.worked_on[id(each)] = element
        if by_milestones:
            self.closed_by_milestones(element)
        return found

    def closed_by_milestones(self, element: Element) -> None:
        """Remember that only the milestones close the list of stages."""
        self.notes["milestones"] = None
        _ = element

    def _records(self, node: ir.Navigate, element: Element) -> Items:
        """Any other list of records: owners, determinations, technologies, evidence."""
        bom, target = self.reader.bom, node.type.detail
        found = Items([(each, True) for each in bom.records(element, node.word)])
        raw = element.data.get(node.word)
        for each in raw if isinstance(raw, list) else ():
            if isinstance(each, str) and target in {"component", "party", "evidence"}:
                known = self._named(target, each) or bom.evidence.get(each)
                if known is not None:
                    found.elements.append((known, True))
        if raw != [] and not bom.said_complete(element, node.word):
            lack = self.reader.lack(node.word, element, node.word)
            found.ghosts.append(Ghost(element, target, (lack,)))
        return found

    # ---- totals and shares ---------------------------------------------------------------------

    def amount(self, element: Element, measure: ir.Measure) -> Reading:
        """What one element states of a measure, between bounds; a ghost states nothing."""
        ghost = self.ghosts.get(id(element))
        if ghost is not None:
            return Reading(Unknown(), (), ghost[0].missing)
        if measure.cost_kind:
            return self._cost(element, measure)
        name = f"{element.kind}.{measure.name}"
        found = self.reader.read(element, name, measure.key, measure.type)
        if isinstance(found.value, Unknown) and measure.key == "mass_g" and element.kind == "material":
            return self._mass_by_share(element, found)
        return found

    def _mass_by_share(self, element: Element, found: Reading) -> Reading:
        share = self.reader.read(element, "material.share", "share", ir.Type("percent"))
        if element.owner is None or not isinstance(share.value, Interval):
            return found
        whole = self.reader.read(element.owner, "component.mass", "mass_g", ir.Type("mass"))
        if not isinstance(whole.value, Interval):
            return Reading(found.value, (), (*found.missing, *whole.missing))
        value = times(share.value, whole.value)
        return Reading(value, (*share.facts, *whole.facts), (*share.missing, *whole.missing))

    def _cost(self, element: Element, measure: ir.Measure) -> Reading:
        kinds = self.reader.vocabularies.get("cost-kind")
        name = f"{element.kind}.{measure.name}"
        bom = self.reader.bom
        for entry in (*bom.records(element, "costs"), *bom.records(element, "unit_cost")):
            kind = kinds.resolve(str(entry.data.get("kind"))) if kinds is not None else None
            if kind == measure.cost_kind:
                value = self.reader.interpret(entry.data, ir.Type("money"))
                text = f"{entry.data.get('amount')} {entry.data.get('currency', '')}".strip()
                return Reading(value, (self.reader.fact(name, entry, "amount", text),))
        return Reading(Unknown(), (), (self.reader.lack(name, element, "costs"),))

    def number_in(self, base: Element, element: Element) -> Interval:
        """How many of an element the base holds, quantities multiplied along the usage tree."""
        part: Element | None = element
        while part is not None and part.kind != "component":
            part = part.owner
        if part is None or part is base:
            return exactly(1)
        total = exactly(0)
        for usage in self.reader.bom.parents(part):
            if usage.parent is base or base in self.lists.ancestors(usage.parent):
                each = exactly(usage.quantity) if usage.quantity is not None else Interval(Fraction(0), None)
                found = times(each, self.number_in(base, usage.parent))
                if isinstance(found, Interval):
                    total = add(total, found)
        return total

    def _base(self, node: ir.ListNode | ir.Value, scope: Scope) -> Element:
        """The element a list is counted in."""
        while True:
            match node:
                case ir.Narrow():
                    node = node.of
                case ir.Join():
                    node = node.lists[0]
                case ir.Navigate() if node.base is not None:
                    node = node.base
                case ir.Navigate():
                    return self.reader.bom.product
                case _:
                    found = self.value(node, scope).value
                    return found if isinstance(found, Element) else self.reader.bom.product

    def weighted(self, base: Element, element: Element, measure: ir.Measure) -> Reading:
        """A measure of an element times how many of it there are; from 0 up where not known."""
        found = self.amount(element, measure)
        if not isinstance(found.value, Interval):
            return found
        many = self.number_in(base, element)
        value = found.value if many == exactly(1) else times(found.value, many)
        return Reading(value, found.facts, found.missing)

    def _total(self, node: ir.Total, scope: Scope) -> Reading:
        if not isinstance(node.of, ir.Navigate | ir.Narrow | ir.Join):
            base = self.value(node.of, scope)
            if isinstance(base.value, Unknown):
                return base
            return self.amount(base.value, node.measure)
        base_element = self._base(node.of, scope)
        items = self.items(node.of, scope)
        portions, facts, missing, unit = self._portions(items, base_element, node.measure, None, "", scope)
        value = shares.amount(portions, rest=bool(items.ghosts), room=None)
        missing += [m for g in items.ghosts for m in g.missing]
        return Reading(Interval(value.low, value.high, unit), tuple(facts), tuple(missing))

    def _portions(
        self,
        items: Items,
        base: Element,
        measure: ir.Measure,
        where: ir.Cond | None,
        variable: str,
        scope: Scope,
    ) -> tuple[list[Portion], list[Fact], list[Missing], str]:
        """What each element contributes, and whether it matches."""
        portions, facts, missing = [], [], []
        unit = ""
        for element, belongs in items.elements:
            matches: Truth = True
            if where is not None:
                proof = self.cond(where, {**scope, variable: element})
                matches = proof.value
                if matches is None and self.counting:
                    matches = False
                    self.notes["counted against"] = None
                from microdep_rules.engine.proof import facts_of, missing_of

                facts += list(facts_of(proof))
                missing += sorted(missing_of(proof), key=Missing.key)
            found = self.weighted(base, element, measure)
            facts += found.facts
            value = found.value
            if isinstance(value, Interval) and value.unit and unit and value.unit != unit:
                value = self.converted(value, unit)
            if not isinstance(value, Interval):
                missing += found.missing
                portions.append(Portion(Fraction(0), None, matches))
                continue
            unit = unit or value.unit
            low = max(Fraction(0), value.low or Fraction(0))
            if not value.exact:
                missing += found.missing
            if belongs is not True:
                low = Fraction(0)
            portions.append(Portion(low, value.high, matches))
        return portions, facts, missing, unit

    def _share(self, node: ir.ShareOf, scope: Scope) -> Reading:
        base = self._base(node.of, scope)
        items = self.items(node.of, scope)
        portions, facts, missing, unit = self._portions(
            items, base, node.measure, node.where, node.variable, scope
        )
        ghosts = self._mattering(node, items, scope)
        missing += [m for g in ghosts for m in g.missing]
        value: Interval | Unknown
        if node.out_of is None:
            stated = self._stated_whole(node, base)
            value = shares.bounds(portions, rest=bool(ghosts), total=stated)
        else:
            whole = self._total(node.out_of, scope)
            facts += whole.facts
            if not isinstance(whole.value, Interval):
                return self._measured(Reading(whole.value, tuple(facts), (*missing, *whole.missing)))
            bound = whole.value.high
            known = sum((p.low for p in portions), Fraction(0))
            room = None if bound is None else max(Fraction(0), bound - known)
            part = shares.amount(portions, rest=bool(ghosts), room=room)
            if bound is not None:
                capped = bound if part.high is None else min(part.high, bound)
                part = Interval(part.low, max(part.low or Fraction(0), capped))
            value = shares.out_of(part, whole.value)
            missing += [] if whole.value.exact else whole.missing
        _ = unit
        return self._measured(Reading(value, tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(missing))))

    def _mattering(self, node: ir.ShareOf, items: Items, scope: Scope) -> list[Ghost]:
        """What the list does not show and could change the share."""
        if node.out_of is None or node.where is None:
            return items.ghosts
        found = []
        for ghost in items.ghosts:
            proof = self.cond(node.where, {**scope, node.variable: self.summon(ghost)})
            if proof.value is not False:
                found.append(ghost)
        return found

    def _stated_whole(self, node: ir.ShareOf, base: Element) -> Interval | None:
        """The stated mass of the holder bounds the unlisted rest of its materials."""
        of = node.of
        while isinstance(of, ir.Narrow):
            return None
        if node.measure.key != "mass_g" or not isinstance(of, ir.Navigate):
            return None
        found = self.amount(base, node.measure)
        return found.value if isinstance(found.value, Interval) else None

    def _measured(self, reading: Reading) -> Reading:
        self.measured["share"] = reading
        return reading

    def _largest(self, node: ir.LargestShare, scope: Scope) -> Reading:
        """The largest share of one value of a field, weighted by the entries' own shares."""
        items = self.items(node.of, scope)
        weights: dict[str, Fraction] = {}
        unknown = Fraction(0)
        missing: list[Missing] = []
        facts: list[Fact] = []
        for element, _ in items.elements:
            inner = {**scope, node.variable: element}
            if node.where is not None and self.cond(node.where, inner).value is False:
                continue
            by = self.value(node.by, inner)
            share = self.reader.read(element, "stage.share", "share", ir.Type("percent"))
            weight = share.value.low if isinstance(share.value, Interval) and share.value.exact else None
            facts += [*by.facts, *share.facts]
            key = next(iter(by.value.terms)) if isinstance(by.value, Codes) and len(by.value.terms) == 1 else None
            if key is None or weight is None:
                unknown += weight or Fraction(1)
                missing += [*by.missing, *share.missing]
            else:
                weights[key] = weights.get(key, Fraction(0)) + weight
        missing += [m for g in items.ghosts for m in g.missing]
        known = sum(weights.values(), Fraction(0))
        rest = max(unknown, Fraction(1) - known) if unknown or items.ghosts or known < 1 else Fraction(0)
        top = max(weights.values(), default=Fraction(0))
        if known + rest == 0:
            return Reading(shares.NOTHING, tuple(facts), tuple(missing))
        low, high = top / (known + rest), (top + rest) / (known + rest)
        return self._measured(Reading(Interval(low, high), tuple(facts), tuple(missing)))

    def _count(self, node: ir.Count, scope: Scope) -> Reading:
        items = self.items(node.of, scope)
        base = self._base(node.of, scope)
        total = exactly(0)
        for element, belongs in items.elements:
            many = exactly(1) if node.kind == "count" else self.number_in(base, element)
            if belongs is not True:
                many = Interval(Fraction(0), many.high)
            total = add(total, many)
        if items.ghosts:
            total = Interval(total.low, None)
        missing = tuple(m for g in items.ghosts for m in g.missing)
        return Reading(total, (), missing)

    def _content(self, node: ir.Content, scope: Scope) -> Reading:
        """The greatest content of the elements named: true of one is true of `any of`."""
        material = self.value(node.material, scope)
        if isinstance(material.value, Unknown) or id(material.value) in self.ghosts:
            return Reading(Unknown(), (), material.missing or self.ghosts[id(material.value)][0].missing)
        element: Element = material.value
        found: list[Interval] = []
        facts: list[Fact] = []
        missing: list[Missing] = []
        rows = self.reader.bom.records(element, "composition")
        for entry in rows:
            name = self.lists.word(entry.data.get("element"))
            if name in node.elements and node.key in entry.data:
                reading = self.reader.read(entry, f"content of {name}", node.key, ir.Type("percent"))
                facts += reading.facts
                if isinstance(reading.value, Interval):
                    found.append(reading.value)
        seen = {self.lists.word(r.data.get("element")) for r in rows if node.key in r.data}
        lacking = [e for e in node.elements if e not in seen]
        closed = self.reader.bom.said_complete(element, "composition")
        if lacking and not closed:
            missing += [self.reader.lack(f"content of {e}", element, "composition") for e in lacking]
            found.append(Interval(Fraction(0), None))
        elif lacking:
            found.append(exactly(0))
        if not found:
            return Reading(Unknown(), tuple(facts), tuple(missing))
        return Reading(_greatest(found), tuple(facts), tuple(missing))

    # ---- arithmetic ----------------------------------------------------------------------------

    def _calculation(self, node: ir.Calculation, scope: Scope) -> Reading:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        facts = (*left.facts, *right.facts)
        missing = (*left.missing, *right.missing)
        a, b = left.value, right.value
        if isinstance(a, Interval) and isinstance(b, Interval) and node.operator in "+-/" and a.unit != b.unit and a.unit and b.unit:
            a = self.converted(a, b.unit)
        if not isinstance(a, Interval) or not isinstance(b, Interval):
            reason = next((x.reason for x in (a, b) if isinstance(x, Unknown)), "")
            return Reading(Unknown(reason), facts, missing)
        if node.type.kind == "date":
            return Reading(_later(a, node), facts, missing)
        match node.operator:
            case "+":
                value: Interval | Unknown = add(a, b)
            case "-":
                value = add(a, negative(b))
            case "*":
                value = times(a, b)
            case _:
                value = over(a, b)
        return Reading(value, facts, missing)

    def converted(self, value: Interval, unit: str) -> Interval | Unknown:
        """Money in another currency, at the latest rate of the context not after the rule's date."""
        rates = []
        for each in self.contract().data.get("exchange_rates") or ():
            when = _iso(each.get("date"))
            if when is not None and self.day.day is not None and when > self.day.day:
                continue
            rate = Fraction(each["rate"])
            if (each.get("from"), each.get("to")) == (value.unit, unit):
                rates.append((when or date.min, rate))
            elif (each.get("to"), each.get("from")) == (value.unit, unit) and rate:
                rates.append((when or date.min, 1 / rate))
        if not rates:
            return Unknown(f"no exchange rate from {value.unit} to {unit} is given")
        factor = max(rates)[1]
        low = None if value.low is None else value.low * factor
        high = None if value.high is None else value.high * factor
        return Interval(low, high, unit)


# ---- small things --------------------------------------------------------------------------------


def _constant(node: ir.Constant) -> Any:
    value = node.value
    match node.type.kind:
        case "country":
            return Codes("country", frozenset({str(value)}))
        case "code":
            return Codes(node.type.detail, frozenset({str(value)}))
        case "date":
            assert isinstance(value, date)
            return day(value)
        case "boolean":
            return value
        case "text":
            return Texts(frozenset({str(value)}))
        case kind:
            assert isinstance(value, Fraction | int)
            unit = {"mass": "g", "density": "g/cm3", "money": node.type.detail}.get(kind, "")
            return exactly(value, unit)


def _combined(kind: ir.Type, values: list[Any]) -> Any:
    """One value, or what several possible rows leave open."""
    if kind.kind == "stages":
        flat = tuple(tuple(i for alternatives in v for i in alternatives) for v in values)
        return StageSets(flat)
    if kind.kind == "set":
        sets = tuple(frozenset(str(c.value) for c in v) for v in values)
        return Sets(kind.detail, tuple(dict.fromkeys(sets)))
    found = [_constant(v) for v in values]
    if all(isinstance(v, Interval) for v in found):
        return hull(found)
    return found[0] if len(found) == 1 else Unknown()


def _shown_entry(entry: ir.Entry) -> str:
    """A row in the words of the pack."""
    value = entry.value
    if isinstance(value, ir.Constant):
        return shown_constant(value)
    words = []
    for each in value:
        if isinstance(each, ir.Constant):
            words.append(str(each.value))
        else:
            words.append(" or ".join(_shown_stage(i) for i in each))
    return " ".join(words) if all(isinstance(v, ir.Constant) for v in value) else ", ".join(words)


def _shown_stage(item: ir.StageItem) -> str:
    of = f" of {' '.join(item.of)}" if item.of else ""
    return f"{item.stage}{' onward' if item.onward else ''}{of}"


def shown_constant(value: ir.Constant) -> str:
    """A constant in the words of the language."""
    found = value.value
    if isinstance(found, Fraction):
        if value.type.kind == "percent":
            return f"{shown(found * 100)} %"
        unit = {"mass": " g", "density": " g/cm3", "money": f" {value.type.detail}"}.get(value.type.kind, "")
        return f"{shown(found)}{unit}"
    return str(found)


def _greatest(found: list[Interval]) -> Interval:
    lows = [v.low or Fraction(0) for v in found]
    highs = [v.high for v in found]
    high = None if None in highs else max(h for h in highs if h is not None)
    return Interval(max(lows), high)


def _later(start: Interval, node: ir.Calculation) -> Interval | Unknown:
    """A date some days, weeks, months or years later or earlier, by the calendar."""
    assert isinstance(node.right, ir.Constant)
    assert isinstance(node.right.value, Fraction)
    sign = 1 if node.operator == "+" else -1
    unit = node.right.type.detail.rstrip("s")
    many = sign * int(node.right.value)

    def moved(ordinal: Fraction | None) -> Fraction | None:
        if ordinal is None:
            return None
        found = date.fromordinal(int(ordinal))
        if unit in {"month", "year"}:
            months = found.year * 12 + found.month - 1 + many * (12 if unit == "year" else 1)
            return Fraction(_day_in(months // 12, months % 12 + 1, found.day).toordinal())
        return ordinal + many * (7 if unit == "week" else 1)

    return Interval(moved(start.low), moved(start.high), "day")


def _day_in(year: int, month: int, wanted: int) -> date:
    """A day of a month; where the month has no such day, the first of the next."""
    try:
        return date(year, month, wanted)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def _iso(raw: object) -> date | None:
    try:
        return date.fromisoformat(str(raw))
    except ValueError:
        return None


