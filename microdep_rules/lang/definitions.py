"""Checks of the conditions that a pack defines with `define NAME for ELEMENT`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.conditions import condition
from microdep_rules.lang.errors.names import circle
from microdep_rules.lang.quantities import MOST_CONDITIONS, MOST_STEPS
from microdep_rules.lang.scope import Checker, Scope
from microdep_rules.lang.walk import DEEPEST, levels, walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator


def definitions_of(checker: Checker, declarations: list[ast.Declaration]) -> dict[str, ir.Definition]:
    """For each name, return the condition that the pack defines.

    The function reports a definition that uses itself, even through other definitions.
    """
    definitions = {}
    for node in declarations:
        if node.kind != "define" or node.condition is None or node.name.text in checker.names.broken:
            continue
        record = checker.names.definitions.get(node.name.text)
        if record is None:  # the name could not be read
            continue
        variable = node.targets[0].text
        cond = condition(checker, Scope().having(variable, record), node.condition)
        if cond is None:
            continue
        cites = node.clause("cites")
        counting = node.counting
        contested = node.clause("contested")
        definitions[node.name.text] = ir.Definition(
            node.span,
            node.name.text,
            record,
            variable,
            cond,
            tuple(v.text for v in cites.values) if cites else (),
            counting is not None,
            counting.cites.text if counting is not None and counting.cites else "",
            counting.variant.text if counting is not None and counting.variant else "",
            contested.values[0].text if contested else "",
        )
    _cycles(checker, definitions)
    return definitions


def _named(definition: ir.Definition) -> Iterator[str]:
    return (node.name for node in walk(definition.cond) if isinstance(node, ir.DefinitionTest))


def _cycles(checker: Checker, definitions: dict[str, ir.Definition]) -> None:
    """Report the definitions that use themselves, each cycle once."""
    used = {name: Counter(_named(definition)) for name, definition in definitions.items()}
    needs = {name: sorted(counts) for name, counts in used.items()}
    done: set[str] = set()
    depth: dict[str, int] = {}
    size: dict[str, int] = {}

    def visit(name: str, path: list[str]) -> None:
        if len(path) > MOST_STEPS:
            if not done:  # report a chain only once
                checker.report(
                    diagnose("name/cycle", definitions[name].span, "definition-too-deep", name=name)
                )
            done.update([*path, name])
            return
        if name in path:
            cycle = [*path[path.index(name) :], name]
            if not done & set(cycle):
                checker.report(diagnose("name/cycle", definitions[name].span, names=circle(cycle)))
            done.update(cycle)
            return
        if name in done or name not in needs:
            return
        for other in needs[name]:
            visit(other, [*path, name])
        if name in done:
            return
        done.add(name)
        depth[name] = levels(definitions[name].cond) + max(
            (depth.get(other, 0) for other in needs[name]), default=0
        )
        size[name] = sum(1 for _ in walk(definitions[name].cond))
        size[name] += sum(times * size.get(other, 0) for other, times in used[name].items())
        if depth[name] > DEEPEST:
            checker.report(diagnose("name/cycle", definitions[name].span, "definition-too-deep", name=name))
            depth[name] = 0
        elif size[name] > MOST_CONDITIONS:
            if all(
                size.get(other, 0) <= MOST_CONDITIONS for other in needs[name]
            ):  # otherwise, the used definition is reported
                checker.report(
                    diagnose(
                        "name/cycle",
                        definitions[name].span,
                        "definition-too-large",
                        name=name,
                        number=MOST_CONDITIONS,
                    )
                )
            size[name] = MOST_CONDITIONS + 1

    for name in sorted(needs):
        visit(name, [])
