"""Mutants of a pack: copies with one change each, for which at least one example must fail.

An example proves nothing if even a wrong rule gives the expected verdict. If no example fails for a mutant,
the mutant has survived.
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
from microdep_rules.testing.examples import (
    as_of_example,
    differences,
    example_bom,
    lists_as_of,
    with_lists_of,
)
from microdep_rules.testing.mutations import changed, changes
from microdep_rules.testing.operators import ChangeContext, PackChange
from microdep_rules.testing.table_changes import words

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.source import SourceFile, Span
    from microdep_rules.testing.examples import ReadFile

    Progress = Callable[[int, int], None]
    Key = tuple[str, str, str, Span]

Name = tuple[str, str]
"""Kind and name of a declaration, such as `("list", "covered-countries")`."""


class Mutant(Struct, frozen=True):
    """One change to a pack, in one declaration, and whether an example failed because of the change."""

    operator: str
    of: str
    """The declaration that contains the change, such as `rule covered-country-stage`."""
    description: str
    span: Span
    killed: bool


class Witness(Protocol):
    """A test that can kill mutants: an example, or a document with known verdicts."""

    def notices(self, pack: ir.Pack, rules: frozenset[str]) -> bool:
        """Return whether one of the rules in the changed `pack` gives an unexpected verdict."""


class ExampleWitness(Struct, frozen=True):
    """An example of a pack, prepared so that it can be evaluated with many mutants."""

    example: ir.Example
    bom: Bom
    as_of: date
    lists_as_of: date | None = None

    def notices(self, pack: ir.Pack, rules: frozenset[str]) -> bool:
        """Return whether the example fails with the changed `pack`."""
        rule = self.example.rule
        if rule not in rules:
            return False
        query = Query(self.as_of, horizon=timedelta(0), only=rule)
        pack = with_lists_of(pack, self.lists_as_of)
        return bool(differences(self.example, evaluate(pack, self.bom, query)))


def example_witnesses(
    pack: ir.Pack, sources: Mapping[str, SourceFile], read_file: ReadFile | None = None
) -> Iterator[ExampleWitness]:
    """Yield the examples of a pack that succeed in the pack's chosen variant."""
    for example in pack.examples:
        if example.variant and example.variant != pack.variant:
            continue
        bom, problems = example_bom(pack, example, sources, read_file)
        if bom is not None and not has_errors(problems):
            witness = ExampleWitness(example, bom, as_of_example(pack, example), lists_as_of(pack, example))
            if not witness.notices(pack, frozenset({example.rule})):
                yield witness


class MutantTrial:
    """Maker of the mutants of one variant of a pack; it tests each mutant with the witnesses.

    `paths` contains the files of the pack itself. Files of used packs are not changed.
    """

    def __init__(self, pack: ir.Pack, paths: Iterable[str], witnesses: Sequence[Witness]) -> None:
        self.pack = pack
        self.paths = frozenset(paths)
        self.witnesses = list(witnesses)
        self.needs = {rule.name: reached_by(pack, rule) for rule in pack.rules}

    def mutants(self, progress: Progress | None = None, killed: Container[Key] = ()) -> Iterator[Mutant]:
        """Yield every mutant with its result, except mutants that were already killed in another variant."""
        changes = list(self._changes())
        for number, (names, change) in enumerate(changes):
            if key_of(names, change) not in killed:
                yield self._test_mutant(names, change)
            if progress is not None:
                progress(number + 1, len(changes))

    def _changes(self) -> Iterator[tuple[tuple[Name, ...], PackChange]]:
        """Yield each change once, with the declarations that contain the changed text."""
        names_by_change: dict[PackChange, dict[Name, None]] = {}
        milestones = {n.table for _, node in _declarations(self.pack) for n in _milestones(node)}
        known = ChangeContext(self._words, frozenset(milestones))
        reached = frozenset().union(*self.needs.values())
        for name, node in _declarations(self.pack):
            for child in walk(node):
                if child is not node and isinstance(child, ir.ExceptionRule):
                    within: Name = ("exception", child.name)
                else:
                    within = name
                if within not in reached:
                    continue  # only other packs can use this declaration
                for change in changes(child, known):
                    if _span(change.old).path in self.paths:
                        names_by_change.setdefault(change, {})[within] = None
        for change, names in names_by_change.items():
            yield tuple(names), change

    def _words(self, kind: ir.Type) -> Sequence[str]:
        """Return words of a kind, such as countries, that rules of the pack name.

        The examples of the pack are usually about these words.
        """
        words_of_kind: dict[str, None] = {}
        for table in self.pack.tables.values():
            if table.type == kind and table.span.path in self.paths:
                for entry in table.entries:
                    words_of_kind |= {str(word.value): None for word in words(entry)}
        return [*words_of_kind, *_USUAL_WORDS.get(kind.detail, ())]

    def _test_mutant(self, names: tuple[Name, ...], change: PackChange) -> Mutant:
        mutated = cast("ir.Pack", changed(self.pack, change))
        rules = frozenset(rule for rule, needs in self.needs.items() if needs & set(names))
        killed = self._is_noticed(mutated, rules)
        return Mutant(*key_of(names, change), killed)

    def _is_noticed(self, mutated: ir.Pack, rules: frozenset[str]) -> bool:
        """Return whether a witness fails for a mutant.

        The witness that failed last is tried first, because successive mutants are similar.
        """
        for at, witness in enumerate(self.witnesses):
            if witness.notices(mutated, rules):
                self.witnesses.insert(0, self.witnesses.pop(at))
                return True
        return False


def of_variants(
    packs: Iterable[ir.Pack],
    paths: Iterable[str],
    witnesses: Callable[[ir.Pack], Sequence[Witness]],
    progress: Progress | None = None,
) -> list[Mutant]:
    """Return the mutants of a pack in all its variants.

    A mutant that exists in several variants must be killed in at least one variant.
    """
    own = tuple(paths)
    mutants: dict[Key, Mutant] = {}
    for pack in packs:
        killed = {key for key, mutant in mutants.items() if mutant.killed}
        for mutant in MutantTrial(pack, own, witnesses(pack)).mutants(progress, killed):
            key = (mutant.operator, mutant.of, mutant.description, mutant.span)
            if key not in mutants or mutant.killed:
                mutants[key] = mutant
    return list(mutants.values())


def key_of(names: Sequence[Name], change: PackChange) -> Key:
    """Return a key that identifies the same mutant in every variant."""
    return change.operator, " ".join(names[0]), change.description, _span(change.old)


_USUAL_WORDS = {
    "country": ("JP", "DE", "US", "CN"),
    "substance": ("steel", "Al"),
    "party": ("Somebody Else",),
}
"""Words that documents often contain.

A mutation adds the first word that the list does not yet contain.
"""


def _declarations(pack: ir.Pack) -> Iterator[tuple[Name, ir.Node]]:
    """Yield every declaration of a pack, with its kind and name."""
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
    """Yield the tables of milestones (stages that a document must record) of a rule and its exceptions."""
    for child in walk(node):
        if isinstance(child, ir.Rule | ir.ExceptionRule) and isinstance(child.milestones, ir.TableValue):
            yield child.milestones


def _span(node: ir.Node) -> Span:
    span: Span = getattr(node, "span")  # noqa: B009 - every changed node has a span
    return span


def reached_by(pack: ir.Pack, rule: ir.Rule) -> frozenset[Name]:
    """Return the declarations on which a rule depends, including the rule and its exceptions."""
    reached: set[Name] = {("rule", rule.name)}
    waiting: list[ir.Node] = [rule]
    while waiting:
        for child in walk(waiting.pop()):
            for name in _names_in(child):
                if name not in reached:
                    reached.add(name)
                    waiting += _node(pack, name)
    return frozenset(reached)


def _names_in(node: object) -> Iterator[Name]:
    match node:
        case ir.ExceptionRule(name=name):
            yield "exception", name
        case ir.TableValue(table=name) | ir.TableKeys(table=name) | ir.NamedList(name=name):
            yield "table", name
        case ir.ParameterValue(name=name):
            yield "parameter", name
        case ir.RuleMoment(parameter=name) if name:
            yield "parameter", name
        case ir.DefinitionTest(name=name):
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
