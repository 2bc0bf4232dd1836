"""What the search asks the rules: few forms where a proof rules out many, and an end where it does not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.config import Config
from microdep_rules.output.remedy.run import RemedyAim
from microdep_rules.pipeline.remedy import RemedyDay, make_ask, remedy_of
from tests.cli.replay import run
from tests.impact.runs import write
from tests.impact.test_remedy_by_rules import DAY, checked, rule

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.remedy import Remedies

MANY, BAD = 24, 5
SEVERAL = "what it is in", "any in the product", "what is in it"


def product(bad: int = BAD, good: str = "JP") -> bytes:
    """A product of many components, each with two alternates; some of all these are of China."""
    parts: list[dict[str, Any]] = [
        {
            "id": f"c{number}",
            "name": f"C{number}",
            "origin": "CN" if number < bad else "KR",
            "mass_g": 1,
            "alternates": [f"a{number}", f"b{number}"],
        }
        for number in range(MANY)
    ]
    others: list[dict[str, Any]] = [
        {"id": f"{letter}{number}", "name": f"{letter}{number}", "origin": origin, "mass_g": 1}
        for letter, origin in (("a", "CN"), ("b", good))
        for number in range(MANY)
    ]
    children = [{"ref": part["id"], "quantity": 1} for part in parts]
    return json.dumps(
        {
            "schema": "microdep-bom/1",
            "document": {"product": "top", "completeness": "complete"},
            "components": [
                {"id": "top", "name": "Top", "origin": "JP", "children": children},
                *parts,
                *others,
            ],
        }
    ).encode()


def remedies(raw: bytes, pack: PackUsed) -> Remedies:
    listed = checked(raw, pack)
    ask = make_ask(listed, [pack], DAY, Config(), ())
    found = remedy_of([RemedyDay(listed, Config(), [pack], ask)], RemedyAim("viable", "number", 3)).found
    assert found is not None
    return found


@pytest.fixture
def load(tmp_path: Path) -> Any:
    import microdep_rules

    def load(name: str) -> PackUsed:
        (tmp_path / "own.rule").write_text(rule(name), encoding="utf-8")
        return microdep_rules.load_pack(tmp_path)

    return load


@pytest.mark.parametrize("name", SEVERAL)
def test_a_proof_rules_out_most_forms_of_which_there_are_many(name: str, load: Any) -> None:
    found = remedies(product(), load(name))
    assert [("remedy", True)] == [(found.state, found.complete)]
    (best,) = found.best
    assert [(f"c{n}", f"b{n}") for n in range(BAD)] == [
        tuple(substitution) for substitution in best.substitutions
    ]
    assert 40 > found.forms


def test_where_each_form_has_to_be_judged_the_search_ends_and_says_so(load: Any) -> None:
    found = remedies(product(12, "CN"), load("a share"))
    assert [("undetermined", False, ())] == [(found.state, found.complete, found.best)]
    assert 500 > found.forms > 300


def test_a_waived_fail_needs_no_substitution(tmp_path: Path) -> None:
    waiver = (
        "schema: microdep-waivers/1\nwaivers:\n"
        "  - {id: w, rule: own/not-from-china, scope: {components: [magnet]}, reason: enough in stock,"
        " legal_basis: policy 7, requested_by: A. Doe, approved_by: B. Roe,"
        " from: 2026-11-01, until: 2026-12-31}\n"
    )
    write(
        tmp_path,
        "components:\n  - {id: case, name: Case, origin: US}\n"
        "  - {id: magnet, name: Magnet, origin: CN, alternates: [other]}\n"
        "  - {id: other, name: Other, origin: JP}\n",
        waivers=waiver,
    )
    for options, says in (
        ("--waivers waivers.yaml", "no substitution is needed, because all findings are waived by"),
        ("", "Other instead of Magnet"),
    ):
        out, err, code = run(f"microdep remedy bom.yaml --as-of 2026-11-24 {options}", tmp_path)
        assert 0 == code, err
        assert says in out


def test_the_component_because_of_which_the_product_fails_is_what_needs_an_alternate(load: Any) -> None:
    found = remedies(product(1, "CN"), load("any in the product"))
    assert found.shortfall is not None
    (needed,) = found.shortfall.sets
    assert [("c0", ("a0", "b0"))] == [(each.component, each.alternates) for each in needed]
