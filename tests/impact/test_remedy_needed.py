"""Where there is no remedy: who does what is needed has one."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

import microdep_rules
from microdep_rules.production.shortfall import Shortfall
from tests.cli.replay import run
from tests.each import tries
from tests.impact import forms
from tests.impact.test_remedy_answers import WAIVER, remedy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.production.alternate_search import AlternateNeed
    from microdep_rules.production.judging import Goal
    from microdep_rules.production.remedy import Remedies

DAY = date(2026, 11, 24)
PACK = microdep_rules.load_pack("micro-dependency")
CLEAR = {"origin": "US", "restriction_index": 0.1}
SHARED = """\
  - id: a
    name: A
    origin: US
    restriction_index: 0.1
    children: [{ref: b, quantity: 1}, {ref: c, quantity: 1}]
  - {id: b, name: B, origin: B_FROM, restriction_index: 0.9, children: [{ref: m, quantity: 1}]}
  - {id: c, name: C, origin: US, restriction_index: 0.9, children: [{ref: m, quantity: 1}]}
  - {id: m, name: M, origin: CN, restriction_index: 0.9}
"""
WITH_D = """\
  - {id: a, name: A, origin: US, restriction_index: 0.1, children: [{ref: b, quantity: 1}]}
  - {id: b, name: B, origin: CN, restriction_index: 0.9, alternates: [d]}
  - {id: d, name: D, origin: D_FROM, restriction_index: 0.9, children: [{ref: e, quantity: 1}]}
  - {id: e, name: E, origin: CN, restriction_index: 0.9}
"""


OPEN = """\
  - id: a
    name: A
    origin: US
    restriction_index: 0.1
    children: [{ref: b, quantity: 1}, {ref: c, quantity: 1}]
  - {id: b, name: B, origin: CN, restriction_index: 0.9, alternates: [d]}
  - {id: c, name: C, origin: CN, restriction_index: 0.9}
  - {id: d, name: D, origin: {one_of: [DE, CN]}, restriction_index: 0.9}
"""


def remedies(document: dict[str, Any], goal: Goal, pack: PackUsed = PACK) -> Remedies:
    checked = microdep_rules.check(microdep_rules.load_bom(json.dumps(document).encode()), [pack], as_of=DAY)
    found = microdep_rules.remedy(checked, [pack], as_of=DAY, goal=goal)
    assert found is not None
    return found


def followed(
    document: dict[str, Any], shortfall: Shortfall, needed: Iterable[AlternateNeed]
) -> dict[str, Any]:
    """The document with an alternate that is clear for each component, and without what else is in the way.

    A product that is against a rule itself is made clear, and what it does not need is removed.
    """
    edited: dict[str, Any] = json.loads(json.dumps(document))
    unused = {each.component for each in shortfall.unused}
    edited["components"] = [each for each in edited["components"] if each["id"] not in unused]
    at = {each["id"]: each for each in edited["components"]}
    if shortfall.product or shortfall.refused:
        at[edited["document"]["product"]].update(CLEAR)
    for each in needed:
        at[each.component]["alternates"].append(f"new-{each.component}")
        new = {"id": f"new-{each.component}", "name": f"New {each.component}", **CLEAR, "mass_g": 1}
        parts = [{"ref": "part", "quantity": 1}] if each.component == edited["document"]["product"] else []
        edited["components"].append({**new, "children": parts, "alternates": []})
        if parts:  # a product without any part is one that rules about parts may be against
            part = {**new, "id": "part", "name": "Part", "children": [], "alternates": []}
            edited["components"].append(part)
    return edited


@pytest.mark.parametrize("goal", ["viable", "pass"])
@settings(max_examples=tries(60), deadline=None)
@given(drawn=forms.priced())
def test_an_alternate_for_each_component_of_a_set_makes_a_remedy(goal: Goal, drawn: forms.Priced) -> None:
    document = json.loads(drawn.document)
    for each in document["components"]:  # most of what a rule looks at here is from China
        each["origin"] = "CN" if each["origin"] != "US" else "US"
        each["restriction_index"] = each.get("restriction_index", {"unknown": True, "reason": "not asked"})
    found = remedies(document, goal)
    if found.state != "none":
        return
    assert found.shortfall is not None
    assert found.shortfall.sets or found.shortfall.product
    for needed in found.shortfall.sets:
        assert "remedy" == remedies(followed(document, found.shortfall, needed), goal).state


@settings(max_examples=tries(40), deadline=None)
@given(drawn=forms.priced())
def test_facts_about_what_is_open_make_a_remedy_as_well(drawn: forms.Priced) -> None:
    document = json.loads(drawn.document)
    for each in document["components"]:  # which are open where the index is not stated
        each["origin"] = "CN"
        each["restriction_index"] = each.get("restriction_index", {"unknown": True, "reason": "not asked"})
    found = remedies(document, "viable")
    assert found.state != "none" or found.shortfall is not None
    shortfall = found.shortfall or Shortfall()
    for needed in shortfall.sets:
        stated = followed(document, shortfall, [each for each in needed if not each.open])
        at = {each["id"]: each for each in stated["components"]}
        for each in needed:
            for id_ in cone(at, each.open[0]) if each.open else ():
                at[id_]["restriction_index"] = at[id_]["restriction_index"] if is_stated(at[id_]) else 0.1
        assert "remedy" == remedies(stated, "viable").state


def is_stated(component: dict[str, Any]) -> bool:
    return not isinstance(component["restriction_index"], dict)


def cone(at: dict[str, Any], id_: str) -> set[str]:
    """A component, and all that it needs, with alternates."""
    found, waiting = set(), [id_]
    while waiting:
        one = waiting.pop()
        found.add(one)
        below = [each["ref"] for each in at[one].get("children", ())] + [*at[one].get("alternates", ())]
        waiting += [each for each in below if each not in found]
    return found


@pytest.mark.parametrize(("from_", "needed"), [("CN", ["b", "m"]), ("US", ["m"])])
def test_a_component_that_several_others_need_is_named(from_: str, needed: list[str], tmp_path: Path) -> None:
    product, text, code = remedy(tmp_path, SHARED.replace("B_FROM", from_))
    assert (1, [needed]) == (code, ids(product))
    assert "an alternate for M: no alternate is stated" in text


def test_what_missing_facts_may_block_makes_no_remedy_and_is_a_question(tmp_path: Path) -> None:
    product, text, _ = remedy(tmp_path, WITH_D.replace("D_FROM", "{one_of: [DE, CN]}"))
    assert [["b"]] == ids(product)
    (needed,) = product["lacking"]["alternates_for"][0]
    assert [] == needed["open"]  # whatever D is, it needs E
    assert [("b", True), ("d", False), ("e", True)] == [
        (each["component"]["id"], each["blocks"]) for each in needed["because"]
    ]
    assert "D: insufficient data; ask: in which country was D made" in " ".join(text.split())
    assert "D: a component from China" not in text


def test_a_component_with_an_open_alternate_needs_facts_and_not_another_alternate(tmp_path: Path) -> None:
    product, text, _ = remedy(tmp_path, OPEN)
    found = product["lacking"]["alternates_for"][0]
    assert {"b": ["d"], "c": []} == {e["component"]["id"]: [o["id"] for o in e["open"]] for e in found}
    said = " ".join(text.split())
    assert "makes the product viable: facts about `D` are missing" in said
    assert "makes the product viable: `C` needs an alternate" in said
    assert "blocked" in said
    assert "list it in `alternates`" in said
    assert "help: state the facts about `D`" in said
    assert "an alternate or more data for B: insufficient data about D" in said
    assert "and an alternate for C: no alternate is stated" in said
    page, sheet = views(tmp_path)
    for printed in (text, page, sheet):
        assert "does not help" not in printed
        assert "insufficient data about D" in printed


def test_a_product_about_which_facts_are_missing_is_not_called_blocked(tmp_path: Path) -> None:
    bom = WITH_D.replace(
        "a, name: A, origin: US, restriction_index: 0.1",
        "a, name: A, origin: {one_of: [DE, CN]}, restriction_index: 0.9",
    ).replace("D_FROM", "CN")
    product, text, _ = remedy(tmp_path, bom)
    assert [["b"]] == ids(product)
    assert "makes the product viable: facts about `A` are missing\n" in text
    assert "makes the product viable: `B` needs another alternate\n" in text
    assert "is blocked itself" not in text


def ids(product: dict[str, Any]) -> list[list[str]]:
    """The sets of what is needed, by the ids of the components."""
    return [[one["component"]["id"] for one in every] for every in product["lacking"]["alternates_for"]]


def test_one_of_several_sets_is_enough_and_every_view_says_or(tmp_path: Path) -> None:
    product, text, _ = remedy(tmp_path, WITH_D.replace("D_FROM", "JP"))
    assert [["b"], ["e"]] == ids(product)
    assert "an alternate is needed for `B` or `E`" in text
    assert "approve an alternate for `B` or `E` that passes the rules" in text
    assert "changes that would make a remedy possible: one of these" in text
    assert "  either an alternate for B: D does not help" in text
    assert "  or an alternate for E: no alternate is stated" in text
    page, sheet = views(tmp_path)
    assert "Changes that would make a remedy possible: one of these" in page
    assert "Either an alternate for B" in page
    assert "Or an alternate for E" in page
    assert "- A remedy needs either an alternate for B" in sheet
    assert "- or an alternate for E" in sheet


@pytest.mark.parametrize("goal", ["viable", "pass"])
def test_a_set_that_relies_on_a_waiver_names_it_in_every_view_and_is_no_pass(
    goal: str, tmp_path: Path
) -> None:
    (tmp_path / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    bom = (
        "  - {id: a, name: A, origin: US, restriction_index: 0.1,"
        " children: [{ref: b, quantity: 1}, {ref: c, quantity: 1}]}\n"
        "  - {id: b, name: B, origin: CN, restriction_index: 0.9}\n"
        "  - {id: c, name: C, origin: CN, restriction_index: 0.9, alternates: [d]}\n"
        "  - {id: d, name: D, origin: JP, restriction_index: 0.9}\n"
    )
    options = f"--waivers waivers.yaml --goal {goal}"
    product, text, code = remedy(tmp_path, bom, options)
    assert (0, [["W-1"]]) == (code, [each["waived"] for each in product["remedies"]])
    page, sheet = views(tmp_path, options)
    for view in (text, page, sheet):
        assert "elies on the waiver W-1, so this is not a pass" in view
        assert "no smaller set is sufficient" in view
        assert "no smaller set makes" not in view


def test_a_waiver_of_what_is_replaced_is_not_relied_on(tmp_path: Path) -> None:
    (tmp_path / "waivers.yaml").write_text(WAIVER.replace("[b]", "[c]"), encoding="utf-8")
    bom = WITH_D.replace("D_FROM", "JP").replace("children: [{ref: e, quantity: 1}]", "children: []")
    product, text, _ = remedy(tmp_path, bom, "--waivers waivers.yaml")
    assert [[]] == [each["waived"] for each in product["remedies"]]
    assert "waiver" not in text


def views(folder: Path, options: str = "") -> list[str]:
    """The page of a run, and the sheet of a report with it."""
    found = []
    for command, form in (("remedy", "html"), ("report --remedy", "md")):
        name, *more = command.split()
        line = f"microdep {name} bom.yaml {' '.join(more)} --as-of 2026-11-24 {options}"
        out, err, _ = run(f"{line} --format {form} --output o.{form}", folder)
        assert (folder / f"o.{form}").exists(), out + err
        found.append((folder / f"o.{form}").read_text(encoding="utf-8").replace("<wbr>", ""))
    return found


@pytest.mark.parametrize("goal", ["viable", "pass"])
@settings(max_examples=tries(60), deadline=None)
@given(drawn=forms.priced())
def test_the_sets_are_the_smallest_of_all(goal: Goal, drawn: forms.Priced) -> None:
    document = json.loads(drawn.document)
    document["document"]["completeness"] = "complete"
    for each in document["components"]:
        each["origin"] = "CN" if each["origin"] != "US" else "US"
        each["restriction_index"] = each.get("restriction_index", {"unknown": True, "reason": "not asked"})
    found = remedies(document, goal)
    if found.state == "none":
        assert found.shortfall is not None
        assert smallest(drawn) == {
            frozenset(int(one.component.removeprefix("c")) for one in every) for every in found.shortfall.sets
        }


def smallest(drawn: forms.Priced) -> set[frozenset[int]]:
    """The smallest sets of components that something is against, of which alternates make the product viable.

    The product itself counts where others are approved in its place; else it is taken for clear.
    """
    clear = [part.origin == "US" or part.blocked is False for part in drawn.parts]
    named = [number for number, each in enumerate(clear) if not each and number]
    if drawn.parts[0].alternates:
        named = [0, *named]
    else:
        clear[0] = True
    for size in range(len(named) + 1):
        sets = {frozenset(combination) for combination in combinations(named, size)}
        enough = {each for each in sets if is_had(drawn, 0, clear, each)}
        if enough:
            return enough - {frozenset()}
    return set()


def is_had(drawn: forms.Priced, number: int, clear: list[bool], wished: frozenset[int]) -> bool:
    """Whether a component is to be had in some way, or has an alternate that nobody states."""
    return number in wished or any(
        clear[way] and all(is_had(drawn, child, clear, wished) for child in drawn.parts[way].children)
        for way in forms.ways(drawn, number)
    )
