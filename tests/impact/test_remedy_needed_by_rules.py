"""Where there is no remedy, also rules about the whole product accept who does what is needed.

And what is in the document and not in the product, and the product where another is approved in its place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import microdep_rules
from tests import drawing as st
from tests.each import tries
from tests.impact import forms
from tests.impact.test_remedy_answers import remedy
from tests.impact.test_remedy_by_rules import HEAD, RULES, document
from tests.impact.test_remedy_needed import DAY, followed, ids, remedies, views

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.judging import Goal

WHOLE = ("a share", "a count", "any in the product", "all in the product", "what it is in", "two levels")
"""Rules that may fail in one form of a product, and pass in another."""
BLOCKED = """
rule blocked
  title "from China"
  severity prohibit
  cites "policy 2"
  in force by check date
  applies to every listed component
  forbid component.origin is CN

example pass of blocked "from elsewhere"
  bom component a, origin US
  expect pass at a
"""


@pytest.fixture(scope="module", params=WHOLE)
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PackUsed:
    """A pack of a rule about one component, and of one about the whole product."""
    said = RULES[request.param].replace("origin is CN", "origin is JP")
    own = (
        f"{HEAD}\nrule own\n"
        '  title "own"\n  severity prohibit\n  cites "policy 1"\n  in force by check date\n'
        f'  {said}\n\nexample pass of own "from elsewhere"\n'
        "  bom component a, origin US\n  expect pass at a\n"
    )
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.rule").write_text(own + BLOCKED, encoding="utf-8")
    return microdep_rules.load_pack(folder)


@pytest.mark.parametrize("goal", ["viable", "pass"])
@settings(max_examples=tries(10), deadline=None)
@given(drawn=forms.priced(6), spare=st.sampled_from((None, "CN", "JP", "unknown")))
def test_rules_about_the_whole_product_accept_each_set(
    goal: Goal, pack: PackUsed, drawn: forms.Priced, spare: str | None
) -> None:
    data: dict[str, Any] = json.loads(document(drawn))
    data["document"]["completeness"] = "complete"
    data["components"] += others(spare)
    checked = microdep_rules.check(microdep_rules.load_bom(json.dumps(data).encode()), [pack], as_of=DAY)
    found = microdep_rules.remedy(checked, [pack], as_of=DAY, goal=goal)
    if found.state != "none":
        return
    shortfall = found.shortfall
    assert shortfall is not None
    assert shortfall.sets or shortfall.product or shortfall.refused or shortfall.unused
    if goal == "viable" or spare in {None, "JP"}:
        assert () == shortfall.unused
    for needed in shortfall.sets if not shortfall.refused else ():
        assert "remedy" == remedies(followed(data, shortfall, needed), goal, pack).state
    if shortfall.unused and not (shortfall.sets or shortfall.product or shortfall.refused):
        assert "remedy" == remedies(followed(data, shortfall, ()), goal, pack).state


def others(spare: str | None) -> list[dict[str, Any]]:
    """A component that is in no product."""
    if spare is None:
        return []
    origin: Any = {"unknown": True} if spare == "unknown" else spare
    return [{"id": "spare", "name": "Spare", "origin": origin, "mass_g": 1, "children": [], "alternates": []}]


SHARE = f"""{HEAD}
rule own
  title "own"
  severity prohibit
  cites "policy 1"
  in force by check date
  {RULES["a share"].replace("origin is CN", "origin is JP")}

example pass of own "from elsewhere"
  bom component a, origin US
  expect pass at a
{BLOCKED}"""


def test_a_rule_that_passes_as_listed_and_fails_without_a_component_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "own.rule").write_text(SHARE, encoding="utf-8")
    bom = (
        "  - {id: a, name: A, origin: US, complete: [children], children: [m, s, t]}\n"
        "  - {id: m, name: Motor, origin: CN, mass_g: 5}\n"
        "  - {id: s, name: Seal, origin: JP, mass_g: 2}\n"
        "  - {id: t, name: Tube, origin: US, mass_g: 1}\n"
    )
    product, text, code = remedy(tmp_path, bom, "--pack own.rule")
    assert (1, [["m", "s"]]) == (code, ids(product))
    assert [] == product["lacking"]["refuted_by"]
    assert "an alternate for Seal: no alternate is stated" in text
    alternates = bom.replace("mass_g: 5", "mass_g: 5, alternates: [n]").replace(
        "mass_g: 2", "mass_g: 2, alternates: [u]"
    ) + (
        "  - {id: n, name: New motor, origin: US, mass_g: 1}\n"
        "  - {id: u, name: New seal, origin: US, mass_g: 1}\n"
    )
    assert 0 == remedy(tmp_path, alternates, "--pack own.rule")[2]


@pytest.mark.parametrize("also", ["CN", "JP"])
def test_a_product_with_an_alternate_of_its_own_may_need_another_one(also: str, tmp_path: Path) -> None:
    bom = (
        f"  - {{id: a, name: A, origin: {also}, restriction_index: 0.9, alternates: [b], children: [m]}}\n"
        "  - {id: b, name: B, origin: CN, restriction_index: 0.9, children: [m]}\n"
        "  - {id: m, name: M, origin: CN, restriction_index: 0.9}\n"
    )
    product, text, _ = remedy(tmp_path, bom)
    assert ([["a"]] if also == "CN" else [["a"], ["m"]]) == ids(product)
    assert "an alternate for A: B does not help" in text


@pytest.mark.parametrize(
    ("origin", "says"),
    [("CN", "`X` fails, although it is not in the product"), ("", "about `X` are missing, although")],
)
def test_what_is_not_in_the_product_is_named_with_the_fix(origin: str, says: str, tmp_path: Path) -> None:
    bom = (
        "  - {id: a, name: A, origin: US, children: [m]}\n"
        "  - {id: m, name: M, origin: MADE, restriction_index: 0.9}\n"
        "  - {id: x, name: X, restriction_index: 0.9ORIGIN}\n"
    ).replace("ORIGIN", f", origin: {origin}" if origin else "")
    made = "JP" if origin else "CN"
    product, text, code = remedy(tmp_path, bom.replace("MADE", made), "--goal pass")
    said = " ".join(text.split())
    assert (1, ["x"]) == (code, [each["component"]["id"] for each in product["lacking"]["unused"]])
    assert says in said
    fix = (
        "fix `X`, or remove it"
        if origin
        else "state the facts that `microdep questions` lists, or remove `X`"
    )
    assert f"{fix} from the document" in said
    assert f"{'finding' if origin else 'open question'} about X, which is not in the product" in said
    for view in views(tmp_path, "--goal pass"):
        assert "X, which is not in the product" in view
        assert "or remove it from the document" in view
    without = bom[: bom.index("  - {id: x")].replace("MADE", "JP")
    assert 0 == remedy(tmp_path, without, "--goal pass")[2]


def test_missing_facts_of_what_is_not_in_the_product_may_decide(tmp_path: Path) -> None:
    bom = "  - {id: a, name: A, origin: US}\n  - {id: x, name: X, restriction_index: 0.9}\n"
    _, text, code = remedy(tmp_path, bom, "--goal pass")
    assert 5 == code
    assert "in which country was X made" in " ".join(text.split())
