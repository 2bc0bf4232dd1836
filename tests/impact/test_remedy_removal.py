"""What a document must list no more so that it passes: it passes without that, and only without that."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import microdep_rules
from tests import drawing as st
from tests.each import tries
from tests.impact.products import Drawn, products
from tests.impact.test_remedy_answers import HEAD, remedy
from tests.impact.test_remedy_by_rules import RULES, rule

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.remedy import Remedy

DAY = date(2026, 11, 24)
PACK = microdep_rules.load_pack("micro-dependency")
Data = dict[str, Any]


def document(drawn: Drawn) -> Data:
    """A product of which components fail a rule about them alone, or lack the fact that decides it."""
    found: Data = json.loads(drawn.document)
    for component, part in zip(found["components"], drawn.parts, strict=True):
        component["restriction_index"] = 0.9
        component["origin"] = {True: "CN", False: "JP", None: {"unknown": True}}[part.blocked]
    return found


def verdict(data: Data, pack: PackUsed = PACK) -> str:
    checked = microdep_rules.check(microdep_rules.load_bom(json.dumps(data).encode()), [pack], as_of=DAY)
    assert checked.bom is not None
    return checked.verdict


def edited(data: Data, remedy: Remedy, keep: object = None) -> Data:
    """The document as a remedy says, but for one alternate that is kept, with all that it needs."""
    built = {substitution.component: substitution.alternate for substitution in remedy.substitutions}
    removed = {
        (alternate.component, alternate.alternate)
        for alternate in remedy.removal.alternates
        if alternate != keep
    }
    unused = set(remedy.removal.unused)
    components = [
        {
            **each,
            "children": [{**one, "ref": built.get(one["ref"], one["ref"])} for one in each["children"]],
            "alternates": [one for one in each["alternates"] if (each["id"], one) not in removed],
        }
        for each in data["components"]
        if keep is not None or each["id"] not in unused
    ]
    product = data["document"]["product"]
    named = {**data["document"], "product": built.get(product, product)}
    if keep is not None:
        needed = reached(components, named["product"])
        components = [component for component in components if component["id"] in needed]
    return {**data, "document": named, "components": components}


def reached(components: list[Data], product: str) -> set[str]:
    """The components that a product, or an alternate in it, needs."""
    at = {component["id"]: component for component in components}
    found, waiting = {product}, [product]
    while waiting:
        one = at[waiting.pop()]
        new = {each["ref"] for each in one["children"]} | {*one["alternates"]}
        waiting += new - found
        found |= new
    return found


@settings(max_examples=tries(150), deadline=None)
@given(drawn=products(7, stages=False), number=st.integers(0, 20))
def test_a_document_that_is_edited_as_a_remedy_says_passes(drawn: Drawn, number: int) -> None:
    data = document(drawn)
    checked = microdep_rules.check(microdep_rules.load_bom(json.dumps(data).encode()), [PACK], as_of=DAY)
    found = microdep_rules.remedy(checked, [PACK], as_of=DAY, goal="pass")
    for each in found.best:
        assert verdict(edited(data, each)) == "pass"
        listed = {one["id"]: one["alternates"] for one in data["components"]}
        assert all(one.alternate in listed[one.component] for one in each.removal.alternates)
        if each.removal.alternates:
            kept = each.removal.alternates[number % len(each.removal.alternates)]
            assert verdict(edited(data, each, kept)) != "pass"


COUNT = (
    "applies to end-item\n"
    "  forbid count of components of end-item at any tier where component.origin is JP is at least 2"
)


@pytest.fixture(scope="module", params=["any in the product", "what it is in", "a count", "two alike"])
def around(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PackUsed:
    """A pack of a rule that judges a component by others."""
    folder = tmp_path_factory.mktemp("own")
    known = rule("a count") if request.param == "two alike" else rule(request.param)
    own = known.replace(RULES["a count"], COUNT) if request.param == "two alike" else known
    (folder / "own.rule").write_text(own, encoding="utf-8")
    return microdep_rules.load_pack(folder)


@settings(max_examples=tries(40), deadline=None)
@given(drawn=products(6, stages=False), number=st.integers(0, 20))
def test_a_document_passes_so_by_rules_that_look_around(around: PackUsed, drawn: Drawn, number: int) -> None:
    data = document(drawn)
    data["document"]["completeness"] = "complete"
    checked = microdep_rules.check(microdep_rules.load_bom(json.dumps(data).encode()), [around], as_of=DAY)
    for each in microdep_rules.remedy(checked, [around], as_of=DAY, goal="pass").best:
        assert "pass" == verdict(edited(data, each), around)
        removed = each.removal.alternates
        kept = removed[number % len(removed)] if removed else None
        assert kept is None or "pass" != verdict(edited(data, each, kept), around)


TREE = """\
  - {id: a, name: A, origin: US, children: [b, k]}
  - {id: b, name: B, origin: CN, restriction_index: 0.9, alternates: [c, d]}
  - {id: c, name: C, restriction_index: 0.9}
  - {id: d, name: D, origin: KR, restriction_index: 0.9, alternates: [x]}
  - {id: x, name: X, origin: CN, restriction_index: 0.95}
  - {id: k, name: K, origin: JP, alternates: [m]}
  - {id: m, name: M, origin: JP, children: [n]}
  - {id: n, name: N, origin: JP, alternates: [y]}
  - {id: y, name: Y, origin: CN, restriction_index: 0.95}
"""


def test_an_alternate_is_removed_from_the_component_that_lists_it(tmp_path: Path) -> None:
    product, text, code = remedy(tmp_path, TREE, "--goal pass")
    assert 0 == code
    (best,) = product["remedies"]
    assert [("d", "x"), ("n", "y")] == [
        (each["component"]["id"], each["alternate"]["id"]) for each in best["remove"]
    ]
    assert ["b", "c", "x", "y"] == [each["id"] for each in best["unused"]]
    said = " ".join(text.split())
    assert (
        "remove X from the alternates of D: while X is approved, the verdict of the document is unknown"
        in said
    )
    assert "remove unused components from the document: B, C, X, Y" in said


@pytest.mark.parametrize(("form", "mark"), [("md", "- "), ("html", "<p>")])
def test_every_form_names_what_to_remove(form: str, mark: str, tmp_path: Path) -> None:
    from tests.cli.replay import run

    (tmp_path / "bom.yaml").write_text(HEAD + TREE, encoding="utf-8")
    command = "report bom.yaml --remedy" if form == "md" else "remedy bom.yaml"
    out, err, _ = run(
        f"microdep {command} --goal pass --as-of 2026-11-24 --format {form} --output o.{form}", tmp_path
    )
    page = (tmp_path / f"o.{form}").read_text(encoding="utf-8")
    assert f"{mark}Remove X from the alternates of D" in page, out + err


def test_a_clear_alternate_of_what_lacks_facts_is_not_removed(tmp_path: Path) -> None:
    bom = (
        "  - {id: a, name: A, origin: US, children: [b]}\n"
        "  - {id: b, name: B, restriction_index: 0.9, alternates: [c]}\n"
        "  - {id: c, name: C, origin: JP, restriction_index: 0.1}\n"
    )
    product, text, _ = remedy(tmp_path, bom, "--goal pass")
    (open_,) = product["may_be_smaller"]
    assert ([], []) == (open_["substitutions"], open_["remove"])
    assert "from the alternates of" not in text
    stated = bom.replace("name: B,", "name: B, origin: JP,")
    assert "the document passes as listed" in remedy(tmp_path, stated, "--goal pass")[1]
