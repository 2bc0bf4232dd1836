"""Rules, exceptions and lists that have no effect on any example or any given bill of materials."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang import ir
from microdep_rules.lang.ended_lists import find_ended_lists
from microdep_rules.lang.walk import walk
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.testing.lint.subject import LintedPack

APPLICABLE = frozenset(Verdict) - {Verdict.NOT_APPLICABLE, Verdict.ERROR}


def find_without_effect(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield a finding for each rule or exception without effect, and for each list that nothing matches.

    A rule has no effect if it never applies or never fails.
    """
    verdicts: dict[str, set[Verdict]] = defaultdict(set)
    applied: set[str] = set()
    for outcome in linted.outcomes:
        is_violated = outcome.violated or outcome.base is Verdict.FAIL
        verdicts[outcome.rule.name] |= {outcome.verdict, *([Verdict.FAIL] if is_violated else [])}
        applied |= {exception.name for exception in outcome.exceptions if exception.state == "applies"}
    places = {node.name.text: node.name.span for node in linted.declarations if node.kind == "rule"}
    for name, rule in linted.rules().items():
        reached, span = verdicts[name], places.get(name, rule.span)
        if not reached & APPLICABLE:
            yield diagnose("lint/no-effect", span, rule=name)
        elif rule.requirement is not None and Verdict.FAIL not in reached:
            yield diagnose("lint/no-effect", span, "never-fails", rule=name)
    for rule, exception in linted.exceptions():
        if exception.name not in applied:
            yield diagnose(
                "lint/no-effect", exception.span, "exception", exception=exception.name, rule=rule.name
            )
    ended = list(
        dict.fromkeys(found for pack in linted.packs for found in find_ended_lists(pack, linted.day))
    )
    for found in ended:
        if linted.is_own(found.table.span):
            yield diagnose(
                "lint/no-effect",
                found.table.span,
                "ended",
                list=found.table.name,
                last_day=found.last,
                day=found.day,
            )
    yield from _lists_without_match(linted, {found.table.name for found in ended})


def _lists_without_match(linted: LintedPack, ended: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a finding for each list that conditions read and that never matches; skip lists in `ended`."""
    asked: dict[str, list[ir.Cond]] = defaultdict(list)
    for node in walk(tuple(linted.evaluated())):
        match node:
            case ir.IsIn(right=ir.NamedList(name=name) | ir.TableValue(table=name)):
                asked[name].append(node)
            case ir.Owns(holders=ir.NamedList(name=name)):
                asked[name].append(node)
            case _:
                pass
    true = linted.recorder.true | linted.of_documents.true
    for table in linted.tables():
        is_filled = any(entry.value for entry in table.entries)
        if (
            table.name not in ended
            and is_filled
            and asked[table.name]
            and not true.intersection(asked[table.name])
        ):
            yield diagnose("lint/no-effect", table.span, "list", list=table.name)
