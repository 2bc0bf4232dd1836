"""Determinations in all packs: every stated limit counts, for each kind that a pack asks for.

A case is an example that is clear because of a determination. Each limit is then stated so that it does not
match, and the example must not be clear any more.
"""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.query import Query
from microdep_rules.lang import ir
from microdep_rules.lang.inline import bom_of, context_of
from microdep_rules.lang.inline_fields import OF_THE_EXAMPLE
from microdep_rules.lang.walk import walk
from microdep_rules.testing.examples import as_of_example, lists_as_of
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import extended_by
from tests.each import of_each, sample_of
from tests.oracles.documents import json_text
from tests.packs.loading import pack_with_lists, shipped_pack, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKS = [
    name
    for name in sorted(path.parent.name for path in rules_folder().glob("*/pack.rule"))
    if any("any determination" in source.text for source in sources_of(name))
]
VARIANTS = frozenset({"statute"})
"""Variants that ask for determinations for which the variant that runs does not ask."""
CLEAR = {"pass", "exempt"}
ELSEWHERE = {"id": "elsewhere", "name": "Something else", "children": [], "materials": []}
NOT_KNOWN = {"unknown": True}
LIMITS: dict[str, tuple[dict[str, Any], ...]] = {
    "item": ({"item": "elsewhere"}, {"item": NOT_KNOWN}),
    "material": ({"material": "cork"}, {"material": NOT_KNOWN}),
    "quantity": ({"quantity": "at most 0.5"}, {"quantity": NOT_KNOWN}),
    "from": ({"from": "2199-01-01", "through": "2199-12-31"}, {"from": NOT_KNOWN}),
    "through": ({"from": "1990-01-01", "through": "1990-12-31"}, {"through": NOT_KNOWN}),
}
"""By each limit, statements of it that do not match, or of which nobody knows."""


class Case(NamedTuple):
    """An example that determinations of one kind clear."""

    pack: str
    variant: str
    kind: str
    rule: str
    example: ir.Example
    bom: dict[str, Any]
    context: dict[str, Any]

    @property
    def id(self) -> str:
        """Name of the case."""
        return f"{self.pack}, {self.kind}, {self.rule}: {self.example.text}"


def _verdict(case: Case, determinations: list[dict[str, Any]]) -> set[str]:
    """The verdicts of the rule of an example, with these determinations."""
    pack = shipped_pack(case.pack, case.variant)
    context = {**case.context, "determinations": determinations, "complete": ["determinations", "equipment"]}
    bom = deepcopy(case.bom)
    bom["components"].append(ELSEWHERE)
    loaded = load_document("bom.json", json_text(bom).encode(), kind="bom")
    beside = load_document("context.json", json_text(context).encode(), kind="context")
    found, problems = build(loaded, beside, on_route=load_stages(pack.terms).on_route)
    assert found is not None, problems
    query = Query(as_of_example(pack, case.example), horizon=timedelta(0), only=case.rule)
    outcomes = evaluate(
        pack_with_lists(case.pack, case.variant, lists_as_of(pack, case.example)), found, query
    )
    return {outcome.verdict.value for outcome in outcomes if outcome.rule.name == case.rule}


def _cases_of(pack: ir.Pack, name: str, variant: str) -> Iterator[Case]:
    terms = extended_by(pack.terms)
    for example in pack.examples:
        if example.bom is None or example.bom.file or (example.variant or variant) != variant:
            continue
        if example.expect_verdict not in CLEAR:
            continue
        contexts = [*pack.background_context, *([example.context] if example.context is not None else [])]
        context = context_of(contexts, terms).content
        for field in OF_THE_EXAMPLE.values():
            context.pop(field.document_name, None)
        given = context.get("determinations", [])
        bom = bom_of([*pack.background, example.bom], terms).content
        for kind in {each["kind"] for each in given}:
            yield Case(name, variant, kind, example.rule, example, bom, context)


@cache
def _cases() -> tuple[Case, ...]:
    """One example for each pack, kind and rule: the first that these determinations clear."""
    found: dict[tuple[str, ...], Case] = {}
    for name in PACKS:
        for variant in ("", *VARIANTS.intersection(shipped_pack(name).variants)):
            for case in _cases_of(shipped_pack(name, variant), name, variant):
                key = (name, case.kind, case.rule)
                if key in found:
                    continue
                given = case.context["determinations"]
                others = [each for each in given if each["kind"] != case.kind]
                if _is_clear(case, given) and not _is_clear(case, others):
                    found[key] = case
    return tuple(found.values())


def _is_clear(case: Case, determinations: list[dict[str, Any]]) -> bool:
    found = _verdict(case, determinations)
    return bool(found & CLEAR) and not found - CLEAR - {"not_applicable"}


def _kinds(pack: ir.Pack) -> set[str]:
    kind = ir.Type("code", "determination-kind")
    conditions = [pack.rules, *(definition.cond for definition in pack.definitions.values())]
    constants = (each for tree in conditions for each in walk(tree) if isinstance(each, ir.Constant))
    return {str(constant.value) for constant in constants if constant.type == kind}


def test_every_kind_that_a_pack_asks_for_is_tried() -> None:
    tried = {case.kind for case in _cases()}
    assert set() == {kind for name in PACKS for kind in _kinds(shipped_pack(name))} - tried
    assert "uflpa-exception" in tried


@of_each([*LIMITS])
def test_a_determination_whose_limit_does_not_match_clears_nothing(limit: str) -> None:
    cleared = [
        (case.id, stated)
        for case in sample_of(_cases(), 3)
        for stated in LIMITS[limit]
        if _is_clear(case, [{**each, **stated} for each in case.context["determinations"]])
    ]
    assert [] == cleared
