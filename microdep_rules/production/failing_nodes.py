"""Nodes of a comparison with failing rules: the stages that caused a fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.engine.verdict import Verdict
from microdep_rules.production.places import PlaceReader
from microdep_rules.production.variant import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.production.comparison import ComparedSubject

STAGES = "/stages/"


def with_failures(
    subject: ComparedSubject, bom: Bom, outcomes: Iterable[Outcome], material: str = ""
) -> ComparedSubject:
    """Return the subject with the failing rules at each of its nodes.

    `material` replaces the name of the material in the node keys, unless it is empty.
    """
    failed = dict.fromkeys(_failed_stages(outcomes))
    if not failed:
        return subject
    keys = dict(_node_keys(bom, {pointer for _, pointer in failed}, material))
    rules: dict[tuple[str, str, str], dict[str, None]] = {}
    for rule, pointer in failed:
        if pointer in keys:
            rules.setdefault(keys[pointer], {})[rule] = None
    nodes = (replace(node, fails=tuple(rules.get(node.key, ()))) for node in subject.nodes)
    return replace(subject, nodes=tuple(nodes))


def _failed_stages(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, str]]:
    """Yield the id of each failed rule with the pointer of each stage that caused the fail."""
    for outcome in outcomes:
        for member in (outcome, *outcome.members):
            if member.verdict == Verdict.FAIL:
                stages = (_stage(fact.pointer) for fact in member.facts)
                yield from ((member.rule.id, stage) for stage in stages if stage)


def _stage(pointer: str) -> str:
    """Return the JSON pointer of the stage that contains the fact at `pointer`; empty for another fact."""
    before, between, after = pointer.rpartition(STAGES)
    return f"{before}{between}{after.partition('/')[0]}" if between else ""


def _node_keys(bom: Bom, pointers: set[str], material: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the pointer and the node key of each stage in `pointers`."""
    places = PlaceReader(bom)
    for component in bom.components.values():
        known: set[str] = set()
        for holder in bom.materials(component):
            substance = places.lists.substance(holder)
            asked = [entry for entry in places.lists.stage_entries(holder) if entry.pointer in pointers]
            for entry in asked if substance is not None else ():
                pair = places.lists.pair(holder, entry, substance)
                if pair is not None:
                    known.add(entry.pointer)
                    yield entry.pointer, (material or holder.id, pair[0], pair[1] or "")
            if substance is None:
                yield from _by_words(bom, holder, pointers)
        yield from (word for word in _by_words(bom, component, pointers) if word[0] not in known)


def _by_words(bom: Bom, holder: Element, pointers: set[str]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Yield the pointer and the node key of each stage of `holder`, a component or material.

    The key uses the words of the document, because no process route is known.
    """
    for entry in bom.stages(holder):
        if entry.pointer in pointers:
            yield entry.pointer, (holder.id, *words_of(entry))
