"""The least remedies agree with writing each form of a product as a document, and checking that.

The rules look at one component, at what is in it, at what it is in, at the product, at counts and shares.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

import microdep_rules
from microdep_rules.config import Config, ImpactSettings
from microdep_rules.output.remedy.run import RemedyAim
from microdep_rules.pipeline.impact import product_of
from microdep_rules.pipeline.remedy import RemedyDay, make_ask, remedy_of
from tests.each import tries
from tests.impact import forms
from tests.impact.test_remedy_by_brute_force import sets

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.production.judging import Goal

MOST_FORMS = 12
DAY = date(2026, 11, 24)
HEAD = 'pack own version 1\n  title "Own"\n  authority "policy"\n  reviewed 2026-11-24\n'
RULES = {
    "one component": "applies to every listed component\n  forbid component.origin is CN",
    "what it is in": (
        "applies to every component at any tier\n"
        "  forbid all of\n"
        "    (a) component.origin is CN\n"
        "    (b) any enclosing-items of component where item.origin is JP"
    ),
    "any in the product": (
        "applies to end-item\n  forbid any component of end-item at any tier where component.origin is CN"
    ),
    "all in the product": (
        "applies to end-item\n  require any component of end-item at any tier where component.origin is US"
    ),
    "a count": (
        "applies to end-item\n"
        "  require count of components of end-item at any tier where component.origin is CN is at most 1"
    ),
    "a number": (
        "applies to end-item\n"
        "  require number of components of end-item at any tier where component.origin is CN is at most 3"
    ),
    "a share": (
        "applies to end-item\n"
        "  forbid share by mass of children of end-item where component.origin is CN is more than 40 %"
    ),
    "where something is in it": (
        "applies to every component at any tier\n"
        "    where (any children of component where component.origin is CN)\n"
        "  forbid component.origin is JP"
    ),
    "every one": (
        "applies to end-item\n"
        "  require every component of end-item at any tier has component.origin is not KR"
    ),
    "unless it is in something": (
        "applies to every component at any tier\n"
        "  forbid all of\n"
        "    (a) component.origin is CN\n"
        "    (b) no enclosing-items of component where item.origin is KR"
    ),
    "two levels": (
        "applies to every component at any tier\n"
        "  forbid any component of component at any tier\n"
        "    where component.origin is CN and (any enclosing-items of part where item.origin is JP)"
    ),
    "an exception of its own": (
        "applies to every component at any tier\n  forbid component.origin is CN\n\n"
        'exception held to own\n  cites "policy 2"\n'
        "  when any enclosing-items of component where item.origin is KR"
    ),
    "what is in it": (
        "applies to every component at any tier\n"
        "  forbid any children of component where component.origin is CN"
    ),
}


def rule(name: str) -> str:
    return f"""{HEAD}
rule own
  title "own"
  severity prohibit
  cites "policy 1"
  in force by check date
  {RULES[name]}

example pass of own "from elsewhere"
  bom component a, origin US
  expect pass at a
"""


@pytest.fixture(scope="module", params=RULES)
def pack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PackUsed:
    folder: Path = tmp_path_factory.mktemp("own")
    (folder / "own.rule").write_text(rule(request.param), encoding="utf-8")
    return microdep_rules.load_pack(folder)


def document(drawn: forms.Priced, made: forms.Set | None = None) -> bytes:
    """The product; as a document of one of its forms, which lists nothing else and approves no alternates.

    The lists of a product with an even number of components are open.
    """
    raw: dict[str, Any] = json.loads(drawn.document)
    if len(drawn.parts) % 2:
        raw["document"]["completeness"] = "complete"
    for each, part in zip(raw["components"], drawn.parts, strict=True):
        if part.blocked is None:  # here: that its origin is not known
            del each["origin"]
        each.pop("restriction_index", None)
        if not part.children:  # no assembly can weigh less than what is in it
            each["mass_g"] = len(part.alternates) + part.origin.count("N") + 1
    if made is not None:
        chosen = dict(made)
        kept, _ = forms.built(drawn, chosen)
        raw["document"]["product"] = f"c{chosen.get(0, 0)}"
        raw["components"] = [each for n, each in enumerate(raw["components"]) if n in kept]
        for each in raw["components"]:
            del each["alternates"]
            for child in each["children"]:
                number = int(child["ref"].removeprefix("c"))
                child["ref"] = f"c{chosen.get(number, number)}"
        _join(raw["components"])
    return json.dumps(raw).encode()


def _join(components: list[dict[str, Any]]) -> None:
    """Two uses of one component in another as one entry."""
    for component in components:
        many: dict[str, int] = {}
        for child in component["children"]:
            many[child["ref"]] = many.get(child["ref"], 0) + child["quantity"]
        component["children"] = [{"ref": ref, "quantity": number} for ref, number in many.items()]


def checked(raw: bytes, pack: PackUsed) -> CheckedDocument:
    return microdep_rules.check(microdep_rules.load_bom(raw), [pack], as_of=DAY)


def reaches(drawn: forms.Priced, made: forms.Set, pack: PackUsed, goal: Goal) -> bool | None:
    found = checked(document(drawn, made), pack)
    if goal == "pass":
        return {"pass": True, "nothing_checked": True, "fail": False}.get(found.verdict)
    impact = product_of(found, ImpactSettings()).impact
    assert impact is not None
    return {"viable": True, "halted": False}.get(impact.product.state)


def ours(drawn: forms.Priced) -> bool:
    """Whether there are few enough forms to try, and more than one."""
    return 1 < len(forms.forms(drawn)) <= MOST_FORMS


@pytest.mark.parametrize("goal", ["viable", "pass"])
@settings(max_examples=tries(40), deadline=None)
@given(drawn=forms.priced(6).filter(ours), by=st.sampled_from(["number", "cost", "time"]))
def test_the_least_remedies_are_those_of_all_documents(
    goal: Goal, pack: PackUsed, drawn: forms.Priced, by: Any
) -> None:
    listed = checked(document(drawn), pack)
    ask = make_ask(listed, [pack], DAY, Config(), ())
    judged_product = remedy_of([RemedyDay(listed, Config(), [pack], ask)], RemedyAim(goal, by, 1_000))
    if not judged_product.is_checked:
        return
    assert judged_product.found is not None
    judged = {made: reaches(drawn, made, pack, goal) for made in forms.forms(drawn)}
    answer = {
        "number": lambda: forms.answer(judged, len, len, lambda _: False),
        "cost": lambda: forms.answer(
            judged,
            lambda made: forms.cost(drawn, made, least=False),
            lambda made: forms.cost(drawn, made, least=True),
            lambda each: forms.costs_any_amount(drawn, *each),
        ),
        "time": lambda: forms.answer(
            judged,
            lambda made: forms.days(drawn, made, least=False),
            lambda made: forms.days(drawn, made, least=True),
            lambda each: forms.takes_any_time(drawn, each[1]),
        ),
    }[by]()
    found = judged_product.found
    assert (answer.state, bool(answer.best)) == (found.state, bool(found.best)), judged
    assert sets(found.best) <= answer.best
    if by == "number":
        assert (answer.best, answer.open) == (sets(found.best), sets(found.open))
