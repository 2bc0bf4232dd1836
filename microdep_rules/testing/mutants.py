"""Mutants of a pack: it is changed in one place, and one of its examples must no longer hold.

An example that holds whatever the rule says shows nothing. What nothing notices has survived.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, cast

from msgspec import Struct

from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.lang import ir
from microdep_rules.lang.walk import walk
from microdep_rules.testing.change import Change, Known
from microdep_rules.testing.examples import (
    as_of_example,
    example_bom,
    lists_as_of,
    unlike,
    with_lists_of,
)
from microdep_rules.testing.in_tables import words
from microdep_rules.testing.mutations import changed, changes

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.source import SourceFile, Span
    from microdep_rules.testing.examples import ReadFile

    Progress = Callable[[int, int], None]
    Key = tuple[str, str, str, Span]

Name = tuple[str, str]
"""What a declaration is, and its name: `("list", "covered-countries")`."""


class Mutant(Struct, frozen=True):
    """One change to a pack, in one declaration, and whether an example noticed it."""

    operator: str
    of: str
    """The declaration: `rule covered-country-stage`."""
    told: str
    span: Span
    killed: bool


class Witness(Protocol):
    """What may notice that a pack was changed: an example, or a document with what is known of it."""

    def notices(self, pack: ir.Pack, rules: frozenset[str]) -> bool:
        """Return whether what one of the rules says in a pack is something else than it should be."""


class Shown(Struct, frozen=True):
    """An example of a pack, ready to be judged again and again."""

    example: ir.Example
    bom: Bom
    as_of: date
    lists_as_of: date | None = None

    def notices(self, pack: ir.Pack, rules: frozenset[str]) -> bool:
        """Return whether the example does not hold."""
        rule = self.example.rule
        if rule not in rules:
            return False
        query = Query(self.as_of, horizon=timedelta(0), only=rule)
        pack = with_lists_of(pack, self.lists_as_of)
        return bool(unlike(self.example, evaluate(pack, self.bom, query)))


def shown(
    pack: ir.Pack, sources: Mapping[str, SourceFile], read_file: ReadFile | None = None
) -> Iterator[Shown]:
    """The examples of a pack in its variant, those that hold."""
    for example in pack.examples:
        if example.variant and example.variant != pack.variant:
            continue
        bom, problems = example_bom(pack, example, sources, read_file)
        if bom is not None and not has_errors(problems):
            found = Shown(example, bom, as_of_example(pack, example), lists_as_of(pack, example))
            if not found.notices(pack, frozenset({example.rule})):
                yield found


class Trial:
    """A pack in one variant, and what becomes of its mutants.

    `paths` are the files of the pack itself: what stands in those that it uses is not changed. The witnesses
    are asked one after the other.
    """

    def __init__(self, pack: ir.Pack, paths: Iterable[str], witnesses: Sequence[Witness]) -> None:
        self.pack = pack
        self.paths = frozenset(paths)
        self.witnesses = list(witnesses)
        self.needs = {rule.name: _reached(pack, rule) for rule in pack.rules}

    def mutants(self, progress: Progress | None = None, killed: Container[Key] = ()) -> Iterator[Mutant]:
        """Every mutant, tried, but for those that are killed already: in another variant."""
        found = list(self._changes())
        for number, (names, change) in enumerate(found):
            if key_of(names, change) not in killed:
                yield self._tried(names, change)
            if progress is not None:
                progress(number + 1, len(found))

    def _changes(self) -> Iterator[tuple[tuple[Name, ...], Change]]:
        """Each change once, with the declarations that hold the words it is about."""
        found: dict[Change, dict[Name, None]] = {}
        milestones = {n.table for _, node in _declarations(self.pack) for n in _milestones(node)}
        known = Known(self._words, frozenset(milestones))
        reached = frozenset().union(*self.needs.values())
        for name, node in _declarations(self.pack):
            for each in walk(node):
                if each is not node and isinstance(each, ir.ExceptionRule):
                    within: Name = ("exception", each.name)
                else:
                    within = name
                if within not in reached:
                    continue  # no rule of this pack can tell: it is there for those that use the pack
                for change in changes(each, known):
                    if _span(change.old).path in self.paths:
                        found.setdefault(change, {})[within] = None
        for change, names in found.items():
            yield tuple(names), change

    def _words(self, kind: ir.Type) -> Sequence[str]:
        """Words of a kind that rules of the pack name somewhere: those that its examples are about."""
        found: dict[str, None] = {}
        for table in self.pack.tables.values():
            if table.type == kind and table.span.path in self.paths:
                for entry in table.entries:
                    found |= {str(word.value): None for word in words(entry)}
        return [*found, *_OTHERS.get(kind.detail, ())]

    def _tried(self, names: tuple[Name, ...], change: Change) -> Mutant:
        mutated = cast("ir.Pack", changed(self.pack, change))
        rules = frozenset(rule for rule, needs in self.needs.items() if needs & set(names))
        killed = self._noticed(mutated, rules)
        return Mutant(*key_of(names, change), killed)

    def _noticed(self, mutated: ir.Pack, rules: frozenset[str]) -> bool:
        """Whether a witness notices it; who did is asked first the next time: mutants come in families."""
        for at, each in enumerate(self.witnesses):
            if each.notices(mutated, rules):
                self.witnesses.insert(0, self.witnesses.pop(at))
                return True
        return False


def of_variants(
    packs: Iterable[ir.Pack],
    paths: Iterable[str],
    witnesses: Callable[[ir.Pack], Sequence[Witness]],
    progress: Progress | None = None,
) -> list[Mutant]:
    """The mutants of a pack in its variants: one that several have is killed when it is in one of them."""
    own = tuple(paths)
    found: dict[Key, Mutant] = {}
    for pack in packs:
        killed = {key for key, each in found.items() if each.killed}
        for mutant in Trial(pack, own, witnesses(pack)).mutants(progress, killed):
            key = (mutant.operator, mutant.of, mutant.told, mutant.span)
            if key not in found or mutant.killed:
                found[key] = mutant
    return list(found.values())


def key_of(names: Sequence[Name], change: Change) -> Key:
    """What a mutant is known by in every variant."""
    return change.operator, " ".join(names[0]), change.told, _span(change.old)


_OTHERS = {
    "country": ("JP", "DE", "US", "CN"),
    "substance": ("steel", "Al"),
    "party": ("Somebody Else",),
}
"""Words that no list of the pack has, but documents often do."""


def _declarations(pack: ir.Pack) -> Iterator[tuple[Name, ir.Node]]:
    """Everything that a pack declares, by what it is and its name."""
    for rule in pack.rules:
        yield ("rule", rule.name), rule
    for kind, held in (
        ("definition", pack.definitions),
        ("table", pack.tables),
        ("parameter", pack.parameters),
        ("measure", pack.measures),
    ):
        for name, node in cast("dict[str, ir.Node]", held).items():
            yield (kind, name), node


def _milestones(node: ir.Node) -> Iterator[ir.TableValue]:
    """The look-ups of stages that a rule or one of its exceptions has to see accounted for."""
    for each in walk(node):
        if isinstance(each, ir.Rule | ir.ExceptionRule) and isinstance(each.milestones, ir.TableValue):
            yield each.milestones


def _span(node: ir.Node) -> Span:
    span: Span = getattr(node, "span")  # noqa: B009 - the nodes that are changed have one, each in its class
    return span


def _reached(pack: ir.Pack, rule: ir.Rule) -> frozenset[Name]:
    """The declarations on which a rule depends, itself and its exceptions among them."""
    found: set[Name] = {("rule", rule.name)}
    waiting: list[ir.Node] = [rule]
    while waiting:
        for each in walk(waiting.pop()):
            for name in _named(each):
                if name not in found:
                    found.add(name)
                    waiting += _node(pack, name)
    return frozenset(found)


def _named(node: object) -> Iterator[Name]:
    match node:
        case ir.ExceptionRule(name=name):
            yield "exception", name
        case ir.TableValue(table=name) | ir.TableKeys(table=name) | ir.NamedList(name=name):
            yield "table", name
        case ir.ParameterValue(name=name):
            yield "parameter", name
        case ir.When(parameter=name) if name:
            yield "parameter", name
        case ir.Defined(name=name):
            yield "definition", name
        case ir.InForce(measure=name) | ir.StatusOf(measure=name) if name:
            yield "measure", name
        case _:
            return


def _node(pack: ir.Pack, name: Name) -> list[ir.Node]:
    kind, word = name
    held: dict[str, dict[str, ir.Node]] = {
        "table": cast("dict[str, ir.Node]", pack.tables),
        "parameter": cast("dict[str, ir.Node]", pack.parameters),
        "definition": cast("dict[str, ir.Node]", pack.definitions),
        "measure": cast("dict[str, ir.Node]", pack.measures),
    }
    return [held[kind][word]] if word in held.get(kind, {}) else []
