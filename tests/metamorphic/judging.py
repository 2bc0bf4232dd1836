"""Verdicts of a pack on documents, by rule and subject, by rule, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.imports.cyclonedx.values import to_json
from microdep_rules.bom.load import load_document
from microdep_rules.bom.overlays.application import apply_overlays
from microdep_rules.bom.overlays.entries import parse_overlay
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.query import Query
from microdep_rules.engine.readings import CONTRADICTION
from microdep_rules.engine.verdict import WORST_FIRST, Verdict
from microdep_rules.vocabulary.stages import load_stages
from tests.metamorphic.listed import with_lists
from tests.packs.loading import pack_with_lists

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir
    from tests.metamorphic.cases import Case, Documents, Record

CLEAR = frozenset({Verdict.PASS, Verdict.EXEMPT, Verdict.NOT_APPLICABLE})
OPEN_OR_BAD = frozenset({"error", "fail", "unknown"})
"""Verdicts of a whole document that are not clear."""

PRODUCT = "the product"
"""Id of the product, which in a flat list has the name of the file, and of its alternates."""
Key = tuple[str, str]
"""A rule and the id of a subject; that of a component which may hide a subject ends with `?`."""


@dataclass(frozen=True)
class Judged:
    """Verdicts of one pack on one document."""

    subjects: dict[Key, Verdict]
    rules: dict[str, Verdict]
    """The worst verdict of each rule."""
    whole: str
    ids: frozenset[str]
    """Ids of the components of the product and of their materials."""
    contradicted: frozenset[Key] = frozenset()
    """Subjects of which a verdict is unknown because the document contradicts itself."""
    assumed: frozenset[str] = frozenset()
    """Rules for which the check date stands in for a date of the contract."""

    def of(self, rule: str) -> Verdict:
        """The worst verdict of a rule; one without subjects does not apply."""
        return self.rules.get(rule, Verdict.NOT_APPLICABLE)


def judge(case: Case, documents: Documents, rules: frozenset[str] = frozenset()) -> Judged | None:
    """Verdicts of the pack of a case, or of some of its rules; nothing for documents that are refused."""
    pack = _narrowed(case.pack, case.variant, rules, None if documents.listed else case.lists_as_of)
    pack = with_lists(pack, documents, case.as_of)
    bom = built(pack, documents)
    if bom is None:
        return None
    return judged(bom, evaluate(pack, bom, Query(case.as_of, horizon=timedelta(0), explained=False)))


@cache
def _narrowed(name: str, variant: str, rules: frozenset[str], lists_as_of: date | None) -> ir.Pack:
    """A pack with some of its rules; one and the same each time, so that what is derived of it is kept."""
    pack = pack_with_lists(name, variant, lists_as_of)
    kept = tuple(rule for rule in pack.rules if rule.name in rules)
    return replace(pack, rules=kept) if rules else pack


def judged(bom: Bom, outcomes: Iterable[Outcome], *, by_name: bool = False) -> Judged:
    """Verdicts of outcomes, the worst where a subject has several.

    `by_name` calls subjects by their names, where another form of a document gives them other ids.
    """
    every = list(outcomes)
    products = {way.id for way in bom.with_alternates(bom.product)}
    subjects: dict[Key, Verdict] = {}
    rules: dict[str, Verdict] = {}
    contradicted: set[Key] = set()
    assumed: set[str] = set()
    for each in every:
        rule, mark = each.rule.name, "?" if each.candidate else ""
        rules[rule] = _worse(rules.get(rule), each.verdict)
        for part in each.parts or (each.subject,):
            id_ = PRODUCT if part.id in products else part.name if by_name else part.id
            key = (rule, id_ + mark)
            subjects[key] = _worse(subjects.get(key), each.verdict)
            if CONTRADICTION in each.notes:
                contradicted.add(key)
            if each.timing.assumed:
                assumed.add(rule)
    ids = frozenset(_ids(bom))
    return Judged(subjects, rules, roll_up(every), ids, frozenset(contradicted), frozenset(assumed))


def _worse(one: Verdict | None, other: Verdict) -> Verdict:
    return other if one is None else min(one, other, key=WORST_FIRST.index)


def _ids(bom: Bom) -> Iterable[str]:
    """Ids of what is stated: the product of a flat list is not, and what was the product has its own id."""
    for component in (bom.product, *bom.descendants(bom.product)):
        if not component.synthesized:
            yield PRODUCT if component is bom.product else component.id
        yield from (material.id for material in bom.materials(component))


def built(pack: ir.Pack, documents: Documents) -> Bom | None:
    """Documents through the readers; nothing for what they refuse."""
    bom = loaded(documents.bom, "bom")
    context = loaded(documents.context, "context") if documents.context else None
    if bom.value is None or (context is not None and context.value is None):
        return None
    overlays = [parse_overlay(loaded(each, "overlay", n))[0] for n, each in enumerate(documents.overlays)]
    if None in overlays:
        return None
    if overlays:
        bom = apply_overlays(bom, tuple(overlay for overlay in overlays if overlay is not None)).loaded
    found, _ = build(bom, context, on_route=load_stages(pack.terms).on_route)
    return found


def loaded(content: Record, kind: str, number: int = 0) -> LoadedDocument:
    """Content as the reader takes it from a file."""
    return load_document(f"{kind}{number or ''}.json", to_json(content).encode(), kind=kind)  # type: ignore[arg-type]
