"""Search for the features of components on which the result of a rule depends.

Most features are fields. Other features are, for example, the number of uses and the identity of parties.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from msgspec.structs import replace

from microdep_rules.engine.equivalence.list_lookups import RuleLists, lists_of
from microdep_rules.engine.equivalence.tables import Tables
from microdep_rules.engine.limits import DETERMINATIONS
from microdep_rules.engine.reach import is_of_parts, reach_of
from microdep_rules.engine.register import Register, register
from microdep_rules.lang import ir
from microdep_rules.lang.fields_read import STAGES, fields_of_node, fields_of_rule
from microdep_rules.lang.reached import with_definitions
from microdep_rules.lang.walk import walk
from microdep_rules.source import Span
from microdep_rules.vocabulary.own_fields import HOLDER

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

Found = TypeVar("Found")
OWN = HOLDER
"""Field of a record for the facts that a company defines itself."""
ALWAYS = frozenset(
    {
        "kind",
        "hs_code",
        "alternates",
        "inputs",
        "children",
        "free_of",
        "complete",
        "claims",
        "meets",
        "evidence",
    }
)
"""Fields that are compared for every rule, because they affect other fields or lists of the component."""
TEXTS = ("name", "mpn", "notes")
"""Text fields of a component; most rules depend only on the substances and places in them (`texts.py`)."""
UNREAD = frozenset({"id", "designators"})
"""Fields that rules rarely read: the id and the designators of a component."""
COVERED_BY = frozenset({"materials", "stages", "class", "function"})
"""Fields of a component that decide whether a determination of an authority covers the component."""
MASS = "mass_g"
"""Mass of a component.

If a rule does not read the mass, the mass matters only for components with materials.
"""
_NEVER_ADDED = ALWAYS.union(UNREAD, TEXTS, {MASS})
QUANTITY, PARTIES = "quantity", "parties"
"""Names of two features: the number of uses of a component, and the identity of parties."""
PACKS_KEPT = 64
LIGHT_RULE, LIGHT_CONDITION = 40, 12
"""Maximum numbers of nodes in a light rule and in a light condition.

A light rule or condition is evaluated faster than the class of a component is found.
"""


class Reads:
    """The facts and other features that each rule and condition of a pack reads."""

    def __init__(self, pack: ir.Pack) -> None:
        self.pack = pack
        self.tables = Tables()
        self._needs: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        """For each definition of the pack, the features that it reads and the definitions that it uses."""
        self._of_rules: dict[str, frozenset[str]] = {}
        self._found: dict[Hashable, object] = {}
        self.by_name: dict[str, Hashable] = {}
        """Cached classes of parties that have only a name, by this name."""
        self._light: dict[str, bool] = {}
        self._light_conditions: dict[int, tuple[ir.Cond, bool]] = {}
        self._of_conditions: dict[int, tuple[ir.Cond, frozenset[str]]] = {}
        """Cached features of conditions, by the Python identity of the condition.

        The condition is stored too, so that Python cannot give its identity to another condition.
        """

    @cached_property
    def lists(self) -> frozenset[Any]:
        """Return the members of all company lists that rules may look up."""
        return frozenset(member for members in _lists(self.pack) for member in members)

    @cached_property
    def listed(self) -> Register:
        """The companies in all company lists that rules may look up."""
        return register(self.lists)

    def of(self, rule: ir.Rule) -> frozenset[str]:
        """Return the features that a rule reads, without the features that every comparison includes."""
        if rule.name not in self._of_rules:
            self._of_rules[rule.name] = self._of_rule(rule)
        return self._of_rules[rule.name]

    def _of_rule(self, rule: ir.Rule) -> frozenset[str]:
        exceptions = tuple(replace(exception, ask=None, fix=None) for exception in rule.exceptions)
        decides = replace(rule, message=None, ask=None, fix=None, exceptions=exceptions)
        words = (rule.message, rule.ask, rule.fix, *(exception.fix for exception in rule.exceptions))
        fields = frozenset(_of_components(fields_of_rule(self.pack, rule)))
        return fields | self._with_definitions(decides) | (_read_in(words)[0] - {"id", *TEXTS})

    def besides(self, trees: Iterable[object]) -> frozenset[str]:
        """Return the features in syntax trees that are not fields, such as the number of uses."""
        nodes = with_definitions(self.pack.definitions, trees)
        return frozenset(name for node in nodes for name in _other_features(node))

    def of_condition(self, node: ir.Cond) -> frozenset[str]:
        """Return the features that a condition reads, without the features that every comparison includes."""
        if id(node) not in self._of_conditions:
            self._of_conditions[id(node)] = (node, self._with_definitions(node) | self._accounted_for)
        return self._of_conditions[id(node)][1]

    @cached_property
    def _accounted_for(self) -> frozenset[str]:
        """Return the fields that every condition may read because of milestones; empty without milestones."""
        staged = any(rule.milestones is not None for rule in self.pack.rules)
        return frozenset(_of_components(STAGES)) if staged else frozenset()

    def lists_of(self, rule: ir.Rule) -> RuleLists:
        """Return the lists in which a rule looks up words."""
        return self.compute_once(("lists", rule.name), lambda: lists_of(self.pack, rule))

    def compute_once(self, about: Hashable, find: Callable[[], Found]) -> Found:
        """Return the result of `find`, which must not depend on the document.

        `find` is called once for each value of `about`; later calls return the cached result.
        """
        if about not in self._found:
            self._found[about] = find()
        return cast("Found", self._found[about])

    def is_light(self, rule: ir.Rule) -> bool:
        """Return whether a component is judged by a rule faster than its class is found."""
        if rule.name not in self._light:
            reach = reach_of(self.pack, rule)
            clauses = (rule.subject.where, rule.when, rule.requirement, *rule.exceptions)
            nodes = with_definitions(self.pack.definitions, clauses)
            self._light[rule.name] = not (reach.upwards or reach.around) and _are_few(nodes, LIGHT_RULE)
        return self._light[rule.name]

    def is_light_condition(self, node: ir.Cond) -> bool:
        """Return whether a condition is evaluated faster than the class of a list element is found."""
        if id(node) not in self._light_conditions:
            few = _are_few(with_definitions(self.pack.definitions, [node]), LIGHT_CONDITION)
            self._light_conditions[id(node)] = (node, few)
        return self._light_conditions[id(node)][1]

    def _with_definitions(self, tree: object) -> frozenset[str]:
        features, waiting = _read_in(tree)
        seen: set[str] = set()
        while waiting:
            seen |= waiting
            further: set[str] = set()
            for name in waiting:
                own, used = self._of_definition(name)
                features |= own
                further |= used
            waiting = frozenset(further - seen)
        return features

    def _of_definition(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        if name not in self._needs:
            self._needs[name] = _read_in(self.pack.definitions[name].cond)
        return self._needs[name]


_KEPT: dict[int, Reads] = {}


def reads_of(pack: ir.Pack) -> Reads:
    """Return the features that the rules of a pack read.

    These features are computed once for all documents.
    """
    known = _KEPT.get(id(pack))
    if known is None or known.pack is not pack:
        if len(_KEPT) >= PACKS_KEPT:
            forget()
        known = _KEPT[id(pack)] = Reads(pack)
    return known


def forget() -> None:
    """Clear the cached features of all packs."""
    _KEPT.clear()
    _FIELDS.clear()


def _read_in(tree: object) -> tuple[frozenset[str], frozenset[str]]:
    """Return the features that a syntax tree reads, and the names of the definitions that the tree uses."""
    features: set[str] = set()
    used: set[str] = set()
    for node in walk(tree):
        if type(node) in _PLAIN:
            continue
        features |= _of_node(node)
        features |= {*_other_features(node)}
        if isinstance(node, ir.DefinitionTest):
            used.add(node.name)
    return frozenset(features), frozenset(used)


def _other_features(node: object) -> Iterator[str]:
    """Yield the features that a node reads and that are not fields, such as the number of uses."""
    if _reads_mass(node):
        yield MASS
    match node:
        case ir.Count(kind="number") | ir.Total() | ir.ShareOf() | ir.RecoveredShare():
            yield QUANTITY
        case ir.EachGroup():
            yield QUANTITY
            yield from _company_identity(node.group)
            yield from _company_identity(node.measured.by) if isinstance(node.measured, ir.GroupShare) else ()
        case ir.Different():
            yield from _company_identity(node.what)
        case ir.LargestShare() if is_of_parts(node.of):  # stages have shares of their own
            yield QUANTITY
        case ir.LargestSum():
            yield QUANTITY
            yield from _of_field(node.of.type.detail, node.by.key)
        case ir.Navigate(word=word) if word == DETERMINATIONS:
            yield from (QUANTITY, *COVERED_BY)
        case ir.FieldOf():
            yield from _of_field(node.base.type.detail, node.key)
        case ir.Compare() if node.left.type == ir.Type("element", "party"):
            yield PARTIES
        case _:
            pass


def _of_node(node: object) -> frozenset[str]:
    if isinstance(node, ir.FieldOf):
        about = (node.base.type.detail, node.key)
        if about not in _FIELDS:
            _FIELDS[about] = _optional(node)
        return _FIELDS[about]
    return _optional(node)


def _optional(node: object) -> frozenset[str]:
    keys = fields_of_node(node)
    return frozenset(_of_components(keys))


def _are_few(nodes: Iterable[object], most: int) -> bool:
    return sum(1 for _ in zip(nodes, range(most + 1), strict=False)) <= most


def _of_components(keys: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the component fields in `keys`, without text fields and fields compared for every rule."""
    for record, key in keys:
        name = key.partition(".")[0]
        if record == "component" and name not in _NEVER_ADDED:
            yield name


def _reads_mass(node: object) -> bool:
    """Return whether a node reads the mass of components."""
    match node:
        case ir.FieldOf():
            return node.key == MASS
        case ir.Total() | ir.ShareOf() | ir.GroupShare() | ir.LargestSum() | ir.RecoveredShare():
            return node.measure.key == MASS
        case _:
            return False


_PLAIN = frozenset({tuple, Span, ir.Part, ir.Constant, ir.Variable})
"""Types of nodes that read nothing from a component."""
_FIELDS: dict[tuple[str, str], frozenset[str]] = {}
"""For each field of a record (record type and field name), the component fields on which it depends."""


def _of_field(record: str, key: str) -> Iterator[str]:
    """Yield the features of a component on which a field of a record depends."""
    if key in {"id", *TEXTS}:
        yield PARTIES if record == "party" else key
    elif key.partition(".")[0] in {QUANTITY, OWN, *UNREAD}:
        yield key.partition(".")[0]


def _company_identity(field: ir.FieldOf) -> Iterator[str]:
    """Yield `parties` if a field contains a company, because such a rule distinguishes companies."""
    if field.type == ir.Type("element", "party"):
        yield PARTIES


def _lists(pack: ir.Pack) -> Iterator[frozenset[Any]]:
    """Yield the members of each list of parties that rules of a pack may look up.

    Former and future members of a list are included.
    """
    for table in pack.tables.values():
        if "party" in {table.type.detail, *(key.detail for key in table.keys)}:
            yield frozenset(_members(entry.value for entry in table.entries))
            yield frozenset(_members(entry.keys for entry in table.entries))
    for node in (node for tree in (*pack.rules, *pack.definitions.values()) for node in walk(tree)):
        if isinstance(node, ir.Members) and node.type.detail == "party":
            yield frozenset(str(member.value) for member in node.members)


def _members(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, tuple):
            yield from _members(value)
        elif isinstance(value, ir.Constant):
            yield value.value
        elif value is not None:
            yield value
