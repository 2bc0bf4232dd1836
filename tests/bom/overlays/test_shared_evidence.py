"""A document about one component shows nothing about the other components of its row."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bom.overlays.test_declarations import read

HEAD = "Component id,Components,Fact,Answer,Evidence\n"
BOTH = "cam | mot,Camera (C1) | Motor (M1)"


def evidence_of(answer: str, document: str) -> tuple[dict[str, Any], list[str]]:
    loaded = read(f"{HEAD}{BOTH},component.origin,{answer},{document}\n")
    assert loaded.value is not None
    by_id = {part["match"]["id"]: part.get("evidence", []) for part in loaded.value["components"]}
    return by_id, [problem.message for problem in loaded.diagnostics]


@pytest.mark.parametrize("answer", ["JP", "C1: JP; M1: VN"])
@pytest.mark.parametrize("document", ["CO 26 (M1)", "COO-118 for M1 only", "Motor: COO-118", "mot-coo.pdf"])
def test_evidence_that_names_a_component_is_only_about_this_component(answer: str, document: str) -> None:
    by_id, problems = evidence_of(answer, document)
    assert ([], True) == (by_id["cam"], bool(by_id["mot"]))
    assert [] == problems


def test_evidence_for_different_answers_must_name_its_component() -> None:
    by_id, problems = evidence_of("C1: JP; M1: VN", "COO-118")
    assert {"cam": [], "mot": []} == by_id
    assert [
        "the evidence `COO-118` counts for no component, because the answers of the components differ"
    ] == problems
    by_id, problems = evidence_of("JP", "COO-118")
    assert (True, True, []) == (bool(by_id["cam"]), bool(by_id["mot"]), problems)
