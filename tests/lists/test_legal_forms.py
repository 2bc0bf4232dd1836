"""Two spellings of one legal form are equal; two legal forms may belong to two companies."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from microdep_rules.vocabulary.names import spelled
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

FORMS = (
    ("Ltd", "Ltd.", "LTD", "Limited", "(Ltd.)"),
    ("Co., Ltd.", "Co Ltd", "Co.,Ltd", "Company Limited", "Co. Limited"),
    ("Inc", "Inc.", "Incorporated"),
    ("Co", "Co.", "Company"),
    ("Corp", "Corp.", "Corporation"),
    ("GmbH", "G.m.b.H.", "G. m. b. H.", "Gesellschaft mit beschränkter Haftung", "Gesellschaft mbH"),
    ("GmbH & Co. KG", "GmbH und Co. KG", "GmbH and Company Kommanditgesellschaft"),
    ("AG", "A.G.", "Aktiengesellschaft"),
    ("LLC", "L.L.C.", "Limited Liability Company"),
    ("PLC", "plc", "Public Limited Company"),
    ("Pte. Ltd.", "Private Limited", "Pvt Ltd"),
    ("K.K.", "KK", "Kabushiki Kaisha"),
    ("JSC", "Joint-Stock Company"),
    ("PJSC", "Public Joint Stock Company"),
    ("S.A.", "SA", "Société Anonyme"),
    ("S.p.A.", "SpA", "Società per Azioni"),
    ("B.V.", "BV", "Besloten Vennootschap"),
    ("Sdn. Bhd.", "Sendirian Berhad"),
)
PACK = """\
pack bans version 1
  title      "bans"
  authority  "company policy"
  reviewed   2026-11-01

list banned of party
  "{name}"  cites "policy 1"

rule company
  title       "banned company"
  severity    prohibit
  cites       "policy 1"
  applies to  every listed component
  forbid      component.manufacturer is in banned
  message     "bad"

example fail of company "a banned company"
  bom     component a, manufacturer "{name}"
  expect  fail at a
"""


@pytest.mark.parametrize("spellings", FORMS, ids=lambda spellings: spellings[0])
def test_the_spellings_of_one_legal_form_are_equal(spellings: tuple[str, ...]) -> None:
    assert len({spelled(f"Acme {form}") for form in spellings}) == 1
    assert len({spelled(f"{form} Acme") for form in spellings}) == 1


def test_two_legal_forms_are_not_equal() -> None:
    same = [
        (a[0], b[0]) for a, b in combinations(FORMS, 2) if spelled(f"Acme {a[0]}") == spelled(f"Acme {b[0]}")
    ]
    assert not same


def test_a_name_that_is_only_a_legal_form_stays_a_name() -> None:
    assert spelled("Limited Liability Company") != spelled("LLC Acme")
    assert spelled("Kabushiki Kaisha")


def verdict_of(listed: str, made_by: str, folder: Path) -> str:
    (folder / "bans").mkdir(exist_ok=True)
    (folder / "bans/pack.rule").write_text(PACK.format(name=listed), encoding="utf-8")
    (folder / "bom.csv").write_text(f'Name,Manufacturer\nRadio,"{made_by}"\n', encoding="utf-8")
    out, _, _ = run("microdep check bom.csv --pack bans --quiet", folder)
    return out.split()[0]


@pytest.mark.parametrize("made_by", ["Acme Limited", "ACME LTD.", "Acme, Ltd"])
def test_a_banned_company_fails_with_another_spelling_of_its_legal_form(made_by: str, tmp_path: Path) -> None:
    assert verdict_of("Acme Ltd", made_by, tmp_path) == "FAIL"


@pytest.mark.parametrize("made_by", ["Acme Co., Ltd.", "Acme GmbH", "Acme Inc.", "Acme"])
def test_another_legal_form_of_the_name_is_unknown(made_by: str, tmp_path: Path) -> None:
    assert verdict_of("Acme Ltd", made_by, tmp_path) == "UNKNOWN"
