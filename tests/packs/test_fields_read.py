"""Fields that rules read: no verdict depends on a field that nothing is said to read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.bom import unused_fields
from microdep_rules.lang.fields_read import fields_read
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.uses import PRESENCE, use_of
from tests.each import SAMPLED, of_each
from tests.metamorphic.cases import Documents, copied
from tests.metamorphic.judging import judge, loaded
from tests.metamorphic.sources import examples, random_documents
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.lang.fields_read import Key
    from tests.metamorphic.cases import Case, Record

EVERY = 47 if SAMPLED else 9
"""One example, and one random document, in so many is tried."""
HEAD = 'pack read version 1\n  title "what is read"\n  authority "none"\n  reviewed 2026-11-24\n'
RULE = """
list named of party
  "Evil Cells" cites "a law"
list covered of country
  CN cites "a law"
rule r
  title       "what is read"
  severity    prohibit
  cites       "a law"
"""
EVERY_LISTED = "applies to every listed component\n"
CONDITIONS: dict[str, tuple[str, set[Key]]] = {
    "a plain field": ("component.origin is CN", {("component", "origin")}),
    "a notion": (
        "component.made_in is CN",
        {("component", "place_of_manufacture"), ("component", "stages"), ("site", "country")},
    ),
    "a content": (
        "any material of component where content of Co is more than 1 %",
        {("component", "free_of"), ("material", "free_of"), ("content", "share"), ("content", "element")},
    ),
    "makers": (
        "any maker of component where maker.party is in named",
        {("component", "manufacturer"), ("stage", "party"), ("party", "identifiers")},
    ),
    "owners": (
        "any one of named holds at least 25 % of component.manufacturer",
        {("owner", "share"), ("relation", "party"), ("party", "rights")},
    ),
    "costs": (
        "landed-cost of component is more than 5 EUR",
        {("component", "unit_cost"), ("cost", "incoterm"), ("exchange_rate", "rate")},
    ),
    "a date that decides": ("component.origin is in covered at award date", {("contract", "award")}),
}


def fields_of(condition: str) -> frozenset[Key]:
    """Fields that a rule with one condition reads."""
    text = f"{HEAD}{RULE}  {EVERY_LISTED}  forbid {condition}\n"
    pack, problems = check_pack([SourceFile("read.rule", text)], {}, "", {})
    assert pack is not None, [problem.message for problem in problems]
    return fields_read([pack])


@of_each(CONDITIONS)
def test_a_condition_reads_the_fields_that_state_what_it_asks(name: str) -> None:
    condition, expected = CONDITIONS[name]
    assert expected == expected & fields_of(condition)


def test_a_condition_reads_nothing_else() -> None:
    listed = {("component", "children"), ("usage", "ref"), ("document", "completeness")}
    assert {("component", "origin"), *listed} == fields_of("component.origin is CN")


@cache
def read_by(pack: str, variant: str) -> frozenset[Key]:
    return fields_read([shipped_pack(pack, variant)])


def without_unread(content: Record, kind: str, read: frozenset[Key]) -> tuple[Record, int]:
    """A document without the fields that nothing reads, and how many were stated."""
    document = loaded(copied(content), kind)
    removed = 0
    for record, data, _ in [*unused_fields.records(document)]:
        for key in [*data]:
            about = (record, key)
            if about not in read and not use_of(*about) and about not in PRESENCE:
                del data[key]
                removed += 1
    return dict(document.value or {}), removed


def tried() -> Iterator[Case]:
    for number, case in enumerate((*examples(), *random_documents())):
        if number % EVERY == 0:
            yield case


REMOVED: list[int] = []


@of_each(tried(), lambda case: case.name)
def test_no_verdict_depends_on_a_field_that_nothing_reads(case: Case) -> None:
    read = read_by(case.pack, case.variant)
    bom, removed = without_unread(case.documents.bom, "bom", read)
    context, also = case.documents.context, 0
    if context:
        context, also = without_unread(context, "context", read)
    REMOVED.append(removed + also)
    before, after = judge(case, case.documents), judge(case, Documents(bom, context))
    assert before is None or (after is not None and before.subjects == after.subjects)


def test_fields_that_nothing_reads_were_removed() -> None:
    assert sum(REMOVED) > len(REMOVED) / 10
