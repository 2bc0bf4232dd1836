"""Owners that are people: the company that they own answers the questions about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output.asking.components import company_to_ask, is_people
from tests.each import of_each
from tests.output.asking.answering import Answering

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

BOM = """\
schema: microdep-bom/1
parties:
  - id: works
    name: Example Magnetics GmbH
    owners: [{party: petra, share: 50}, {party: holding, share: 50}]
  - {id: petra, name: Petra Kessler}
  - {id: holding, name: Example Holding, owners: [{party: staff, share: 40}]}
  - {id: staff, name: employees of Example Holding}
components:
  - {id: motor, name: Motor, class: motor, manufacturer: works, mpn: M-1}
"""


@of_each(
    [
        *(
            "employees of iFlight",
            "Hans Kessler",
            "Familie Kessler",
            "the founders",
            "Mitarbeiter",
            "员工持股",
        ),
        *("weitere Familienmitglieder", "5 Geschwister", "Kinder von Klaus Hartwig", "heirs of Mr. Tan"),
        *("Erbengemeinschaft Hartwig", "other family members", "其他家族成员", "創業家", "张伟的子女"),
    ]
)
def test_people_are_no_company(name: str) -> None:
    assert is_people(name)


@of_each(
    ["Yageo", "Example Holding", "Lee Motion Holding Ltd.", "BlackRock", "Example Capital Partners", "TDK"]
)
def test_a_company_is_no_person(name: str) -> None:
    assert not is_people(name)


def test_the_company_that_people_own_answers_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (document,) = Answering(tmp_path, "bom.yaml", ("uas",), agency="DoD").checked().documents
    assert document.bom is not None
    asked = {id_: company_to_ask(document.bom, party) for id_, party in document.bom.parties.items()}
    assert {
        "works": "Example Magnetics GmbH",
        "petra": "Example Magnetics GmbH",
        "holding": "Example Holding",
        "staff": "Example Holding",
    } == asked
