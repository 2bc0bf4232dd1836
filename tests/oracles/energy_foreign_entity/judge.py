"""An independent reading of 26 U.S.C. 7701(a)(51) and (52), 45X, 45Y and 48E, to hold a pack against.

`judge` gives a verdict for the end item by rule `material-assistance` (facilities and storage, by the day
on which construction begins) and by rule `material-assistance-component` (45X, by the day of sale).

Choices where the law, its sources or the document leave one (numbers and names: `law`, parties: `owners`):

- A is the cost of the direct parts of the end item, by direct cost and by direct material cost; the cost
  of a part is that of all in it. The direct parts of a facility are taken for its manufactured products,
  those of a component for its constituent materials. B is what a prohibited entity made: of a facility a
  product whole, (D)(iii)(III)(aa), and of a product of others the parts directly in it, no deeper (Notice
  2026-15); of a component its direct parts alone. A direct part that says it is a subsystem is no product
  but holds some: below it one level more counts. Without a kind it may be either, unless its name says that
  it is a product.
- Who made a part is its manufacturer and whoever did a stage of its making: one of them is enough.
- A part that is used at these levels and deeper too counts in all its places.
- Where costs are not known, the ratio is no more than that of the direct parts which they did not make,
  and no less than that of the direct parts in which nothing is theirs. What a list of parts does not show
  may be theirs at any cost, also in a part of theirs.
- An equal ratio passes: material assistance is a ratio that is less than the threshold.
- Of a component, parts under a binding contract are left out by election: an exception, for whoever relies
  on it to show. It is asked when the ratio of all parts is too small, and holds when that of the other
  parts is not. In a facility (aa) helps none that the ratio binds, and (bb) speaks of constituent
  elements, materials and subcomponents of what is sold: no manufactured product is left out.
- A component of no kind that is named (`eligible-component`) has a threshold where all kinds have the same.
- The 45X rule asks for a taxable year after 2025-07-04. (C)(i) has no percentage for sales of 2025: before
  2026 there is no material assistance.
  The rule for facilities asks for no taxable year: whoever begins construction in 2026 is in one that began
  later.
- A specified entity is one by name, by seat in a covered nation, as subsidiary or successor of one, or when
  one of these holds more than half, (C)(v); several together only in the variant. Its status is asked on the
  day of the rule; the law asks on a day of the taxable year of that entity, which no document of this product
  states.
- Two of the lists are published: whoever is not among their names is unknown, but for a reader who has the
  lists (`lists_in_full`). A share of nobody says what is one of equity and votes, and may be debt or a seat.
- Not encoded: the taxpayer's own status, public companies, nationality of persons, the classes of FEOC,
  safe-harbour tables, thresholds for single minerals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from tests.oracles.energy_foreign_entity import law
from tests.oracles.energy_foreign_entity.owners import Parties, Reading
from tests.oracles.facts import Record, Tree, component_id, number, plain
from tests.oracles.logic import Truth, agreed, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Iterator

FACILITY_RULE = "material-assistance"
COMPONENT_RULE = "material-assistance-component"
EXCEPTION = "binding-contract"
_DIRECT = 2
"""The length of the way to a direct part."""
PASS, FAIL, UNKNOWN, EXEMPT = "pass", "fail", "unknown", "exempt"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One direct part in the ratio."""

    clean: Truth
    """Whether a prohibited entity did not make it."""
    throughout: Truth
    """Whether none made anything directly in it either."""
    cost: Fraction | None
    counted: Truth
    """Whether it was bought under no contract of an earlier day."""


def judge(
    document: Record, context: Record, *, variant: str = "", lists_in_full: bool = True
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of both rules over a plain document and its context, by rule and subject."""
    tree = Tree(document)
    subject = component_id(tree.product)
    reading = Reading(together=variant == law.TOGETHER_VARIANT, lists_in_full=lists_in_full)
    return {
        (FACILITY_RULE, subject): _facility(document, tree, context, reading),
        (COMPONENT_RULE, subject): _component(document, tree, context, reading),
    }


def _facility(document: Record, tree: Tree, context: Record, reading: Reading) -> Verdict:
    day = _day(context, "construction_start")
    technology = plain(tree.product, "product_technology")
    applies = None if technology is None else technology in (*law.FACILITIES, law.STORAGE)
    ratio = None
    if applies and day:
        parties = Parties(document, day, reading)
        ratio = _Ratio(parties, tree, "direct", law.threshold(technology, day)).of_a_facility()
    in_force = None if day is None else day >= law.BEGINS
    return _verdict(in_force, applies, ratio, left_out=False)


def _component(document: Record, tree: Tree, context: Record, reading: Reading) -> Verdict:
    day = _day(context, "sale")
    technology = plain(tree.product, "product_technology")
    kinds = law.COMPONENTS if technology == law.ANY_COMPONENT else (technology,)
    year = _day(context, "taxable_year")
    applies = all_of(
        (
            None if technology is None else technology in (*law.COMPONENTS, law.ANY_COMPONENT),
            agreed(_has_credit(kind, day) for kind in kinds),
            None if year is None else year > law.TAXABLE_YEARS_AFTER,
        )
    )
    ratio = left_out = None
    if applies is not False and day and technology is not None:
        limits = {law.threshold(kind, day) for kind in kinds}
        parties = Parties(document, day, reading)
        asked = _Ratio(parties, tree, "direct-material", limits.pop() if len(limits) == 1 else None)
        ratio = asked.of_direct_parts()
        left_out = all_of((_before(context, law.COMPONENT_SOLD_BEFORE), asked.of_counted_parts()))
    in_force = None if day is None else day >= law.BEGINS
    return _verdict(in_force, applies, ratio, left_out=left_out)


def _before(context: Record, last: date) -> Truth:
    day = _day(context, "sale")
    return None if day is None else day < last


def _has_credit(kind: str | None, day: date | None) -> Truth:
    if kind != "wind-component":
        return True
    return None if day is None else day < law.NO_WIND_FROM


def _verdict(in_force: Truth, applies: Truth, requirement: Truth, *, left_out: Truth) -> Verdict:
    """The verdict table of the rule language, with the exception that one rule has."""
    if in_force is False or applies is False:
        return Verdict(NOT_APPLICABLE)
    if requirement is True:
        return Verdict(PASS)
    if left_out is True:
        return Verdict(EXEMPT, frozenset({EXCEPTION}))
    return Verdict(UNKNOWN if None in (in_force, applies, requirement) else FAIL)


class _Ratio:
    """The ratio of one product on one day, against its threshold."""

    def __init__(self, parties: Parties, tree: Tree, kind: str, limit: Fraction | None) -> None:
        self._limit = limit
        self._tree = tree
        self._kind = kind
        self._product = component_id(tree.product)
        self._whole = tree.closed(self._product, "children")
        self._made = {
            name: any_of(parties.prohibited(maker) for maker in _makers(tree.components[name]))
            for name in tree.paths
        }
        self._direct = {path[-1] for paths in tree.paths.values() for path in paths if len(path) == _DIRECT}
        self._parts = [
            Part(
                _negated(self._made[component_id(part)]),
                _negated(self._anything_in(component_id(part))),
                _cost(part, quantity, kind),
                _counted(part),
            )
            for part, quantity in _children(tree)
        ]

    def of_a_facility(self) -> Truth:
        """By the products at the most, and as far as costs go by what they made at two levels."""
        parts = [(part.throughout, part.cost) for part in self._parts]
        least = _at_least(parts, self._limit, whole=self._whole)
        return all_of((self.of_direct_parts(), any_of((least, self._of_theirs()))))

    def of_direct_parts(self) -> Truth:
        """By the direct parts alone."""
        parts = [(part.clean, part.cost) for part in self._parts]
        return _at_least(parts, self._limit, whole=self._whole)

    def of_counted_parts(self) -> Truth:
        """Without what was bought under a contract of an earlier day, whichever of the others were."""
        perhaps = [part for part in self._parts if part.counted is None]
        sure = [part for part in self._parts if part.counted is True]
        cases = [
            [*sure, *(part for part, taken in zip(perhaps, choice, strict=True) if taken)]
            for choice in product((True, False), repeat=len(perhaps))
        ]
        whole = self._whole  # where nothing is counted there is nothing to compare; any other case tells
        asked = [case for case in cases if case or not whole] or [[]]
        return agreed(
            _at_least([(part.clean, part.cost) for part in case], self._limit, whole=whole) for case in asked
        )

    def _of_theirs(self) -> Truth:
        """Whether what they made, at two levels, is little enough of the whole."""
        if self._limit is None:
            return None
        theirs = [
            (_cost(self._tree.components[name], _many(self._tree, name), self._kind), self._counts(name))
            for name in self._tree.paths
            if name != self._product
        ]
        hidden = [
            name
            for name in self._tree.paths
            if not self._tree.closed(name, "children") and self._looked_into(name) is not False
        ]
        least, most = _between([(part.cost, True) for part in self._parts], grows=not self._whole)
        low, high = _between(theirs, grows=bool(hidden))
        if most == 0:
            return None
        high = most if high is None or (most is not None and most < high) else high
        high = high if high is None else max(low, high)
        if high is not None and least > 0 and high <= (1 - self._limit) * least:
            return True
        return False if most is not None and low > (1 - self._limit) * most else None

    def _counts(self, name: str) -> Truth:
        """Whether they made a part, at one of the levels, in nothing that counts whole already."""
        users = {way[-2] for way in self._tree.paths[name]}
        return all_of((self._made[name], any_of(self._looked_into(user) for user in users)))

    def _looked_into(self, name: str) -> Truth:
        """Whether the direct parts of this one count: of the facility, and of a product of others."""
        if name == self._product:
            return True
        in_group = [
            all_of((self._is_group(way[-2]), _negated(self._made[way[-2]])))
            for way in self._tree.paths[name]
            if len(way) == _DIRECT + 1
        ]
        is_product = any_of((name in self._direct, *in_group))
        return all_of((is_product, _negated(self._made[name])))

    def _is_group(self, name: str) -> Truth:
        """Whether a part holds products and is none: a stated subsystem, or perhaps what states no kind."""
        part = self._tree.components[name]
        kind = plain(part, "kind")
        if kind is None:
            return False if part.get("name", "").lower().startswith(law.PRODUCTS) else None
        return bool(kind == "subsystem")

    def _anything_in(self, name: str) -> Truth:
        """Whether a prohibited entity made a product or any part in it, as deep as it may matter.

        Of a product only the parts directly in it matter, of a group those below it too. Where nothing is
        theirs at any depth it is free, whatever it is.
        """
        direct = [way[-1] for ways in self._tree.paths.values() for way in ways if way[-2:-1] == (name,)]
        below = {way[-1] for ways in self._tree.paths.values() for way in ways if name in way[:-1]}
        near = any_of(
            (*(self._made[each] for each in direct), False if self._tree.closed(name, "children") else None)
        )
        closed = all(self._tree.closed(each, "children") for each in (name, *below))
        deep = any_of((*(self._made[each] for each in below), False if closed else None))
        free = any_of((all_of((_negated(self._is_group(name)), _negated(near))), _negated(deep)))
        return any_of((self._made[name], _negated(free)))


def _makers(part: Record) -> Iterator[str | None]:
    """Its manufacturer, known or not, and whoever did a stage by which it was made."""
    yield plain(part, "manufacturer")
    yield from (plain(each, "party") for each in part.get("stages", []) if each.get("stage") in law.MAKING)


def _many(tree: Tree, name: str) -> Fraction | None:
    found = tree.numbers[name]
    return None if found is None else Fraction(found)


def _between(stated: list[tuple[Fraction | None, Truth]], *, grows: bool) -> tuple[Fraction, Fraction | None]:
    """The least and the most of a sum of what surely belongs to it and what may."""
    low = sum((cost for cost, sure in stated if sure is True and cost is not None), Fraction(0))
    perhaps = [cost for cost, sure in stated if sure is not False]
    if grows or None in perhaps:
        return low, None
    return low, sum((cost for cost in perhaps if cost is not None), Fraction(0))


def _counted(part: Record) -> Truth:
    contract = _day(part, "binding_contract")
    return None if contract is None else contract >= law.CONTRACT_BEFORE


def _children(tree: Tree) -> Iterator[tuple[Record, Fraction | None]]:
    for child in tree.product.get("children", []):
        usage = {"ref": child} if isinstance(child, str) else child
        quantity = number(usage, "quantity")
        part = tree.components[usage.get("ref") or component_id(usage)]
        yield part, None if quantity is None else Fraction(quantity)


def _cost(part: Record, quantity: Fraction | None, kind: str) -> Fraction | None:
    amounts = [number(cost, "amount") for cost in part.get("costs", []) if cost.get("kind") == kind]
    if quantity is None or not amounts or amounts[0] is None:
        return None
    return quantity * Fraction(amounts[0])


def _at_least(parts: list[tuple[Truth, Fraction | None]], limit: Fraction | None, *, whole: bool) -> Truth:
    """Whether the clean part of the cost is at least the limit, however what is not known falls out.

    An amount that is not known is anything above nothing; parts that a list does not show may cost anything.
    """
    if limit is None or (not parts and whole):
        return None
    sure = [cost for clean, cost in parts if clean is True]
    dirty = [cost for clean, cost in parts if clean is False]
    open_ = [cost for clean, cost in parts if clean is None]
    if _share(sure, [*dirty, *open_], grows=not whole, least=True) >= limit:
        return True
    return False if _share([*sure, *open_], dirty, grows=not whole, least=False) < limit else None


def _share(
    inside: list[Fraction | None], outside: list[Fraction | None], *, grows: bool, least: bool
) -> Fraction:
    """The least or the most that `inside` may be of both."""
    against, other = (outside, inside) if least else (inside, outside)
    if grows or None in against:
        return Fraction(0 if least else 1)
    if not against:
        return Fraction(1 if least else 0)
    bound = sum((cost for cost in against if cost is not None), Fraction(0))
    known = sum((cost for cost in other if cost is not None), Fraction(0))
    return (known if least else bound) / (bound + known)


def _negated(value: Truth) -> Truth:
    return None if value is None else not value


def _day(record: Record, name: str) -> date | None:
    value = plain(record, name)
    return None if value is None else date.fromisoformat(value)
