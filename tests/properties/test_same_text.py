"""A text says the same of a document however it is judged: listed or counted, as a whole or in pieces."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.engine.reach import is_about_one_part
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import text
from microdep_rules.output.checked import counts
from microdep_rules.pipeline import documents
from microdep_rules.pipeline.check import run_check
from microdep_rules.pipeline.documents import CheckRequest
from microdep_rules.pipeline.packs import load_packs
from microdep_rules.pipeline.project import open_project
from tests.each import SAMPLED
from tests.oracles.documents import json_text
from tests.properties.chance import Chance
from tests.properties.documents import flat_document
from tests.properties.evaluating import AS_OF
from tests.properties.generators import sample
from tests.properties.packs import LISTED, random_pack

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from tests.properties.documents import Record

FLAT, TREES = (20, 6) if SAMPLED else (60, 20)
"""So many flat documents are read, and so many with parts in parts by all packs."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    found = open_project(start=tmp_path)[0]
    assert found is not None
    return found


def checked(project: Project, packs: PackSet, document: Record, request: CheckRequest) -> Checked:
    (project.workspace.base / "bom.json").write_text(json_text(document), encoding="utf-8")
    return run_check(project, request, packs)


def reported(project: Project, packs: PackSet, document: Record, request: CheckRequest) -> str:
    return text.render(checked(project, packs, document, request))


def test_what_is_counted_reads_as_what_is_listed(project: Project) -> None:
    packs = load_packs(project, ("all",), {}, with_examples=False)
    for case in sample(TREES):
        listed = checked(project, packs, case.less, CheckRequest(AS_OF, ("bom.json",), listed=None))
        counted = checked(project, packs, case.less, CheckRequest(AS_OF, ("bom.json",), listed=0))
        assert text.render(listed) == text.render(counted), case.seed
        assert [counts(d.outcomes) for d in listed.documents] == [
            counts(d.outcomes) for d in counted.documents
        ], case.seed
        _each_component_counts_once(counted)


def _each_component_counts_once(checked: Checked) -> None:
    """A component and its unlisted contents are one component to which a rule does not apply."""
    for document in checked.documents:
        assert document.bom is not None
        numbers: Counter[str] = Counter()
        for outcome in document.outcomes:
            if outcome.verdict is Verdict.NOT_APPLICABLE and outcome.subject.kind == "component":
                numbers[outcome.rule.id] += outcome.many or max(len(outcome.parts), 1)
        assert max(numbers.values(), default=0) <= len(document.bom.components) + 1


def test_a_text_of_a_document_in_pieces_reads_as_that_of_the_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "LARGE", 0)
    monkeypatch.setattr(documents, "MOST_IN_TEXT", 0)
    packs = load_packs(project, ("micro-dependency",), {}, with_examples=False)
    for seed in range(FLAT):
        chance = Chance(seed)
        document, pack = flat_document(chance), random_pack(chance, 5, LISTED).checked()
        alone = tuple(rule for rule in pack.rules if is_about_one_part(pack, rule))
        used = replace(packs.packs[0], name=pack.name, pack=replace(pack, rules=alone))
        whole, pieces = (
            reported(project, replace(packs, packs=(used,)), document, request)
            for request in (
                CheckRequest(AS_OF, ("bom.json",)),
                CheckRequest(AS_OF, ("bom.json",), listed=10**6, names_passing=False),
            )
        )
        assert whole == pieces, seed
