"""The Python functions refuse what is not checked, and arguments that are none of their choices."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import microdep_rules
from microdep_rules.production.solving import is_installed
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 11, 24)
FOUNDING = CHECKOUT / "examples" / "founding-example"
GALLIUM = CHECKOUT / "examples" / "gallium"
needs_solver = pytest.mark.skipif(
    not is_installed(), reason="the solver is not here; install the extra remedy"
)


@pytest.fixture(scope="module")
def pack() -> Any:
    return microdep_rules.load_pack("micro-dependency")


def test_a_document_that_was_not_checked_is_never_viable(pack: Any) -> None:
    bom = microdep_rules.load_bom(FOUNDING / "bom.yaml")
    for packs in ([], [pack]):
        with pytest.raises(ValueError, match="nothing was checked"):
            microdep_rules.impact(bom, packs, as_of=DAY)
    checked = microdep_rules.check(bom, [pack], as_of=DAY)
    assert "halted" == microdep_rules.impact(checked, [pack], as_of=DAY).product.state


def test_a_plan_takes_alternates_that_the_document_states() -> None:
    bom = microdep_rules.load_bom(FOUNDING / "priced-with-alternate.yaml")
    plan = microdep_rules.critical_path(bom, chosen={"ndfeb-magnets": "ndfeb-magnets-jp"})
    assert {"ndfeb-magnets": "ndfeb-magnets-jp"} == plan.replaced
    for chosen, why in (
        ({"ndfeb-magnet": "ndfeb-magnets-jp"}, "did you mean 'ndfeb-magnets'"),
        (
            {"ndfeb-magnets": "carbon-fiber-shell"},
            "not an alternate of 'ndfeb-magnets'; it has ndfeb-magnets-jp",
        ),
        ({"carbon-fiber-shell": "ndfeb-magnets-jp"}, "it has no alternates"),
    ):
        with pytest.raises(ValueError, match=why):
            microdep_rules.critical_path(bom, chosen=chosen)


@needs_solver
@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"by": "beauty"}, "by must be one of number, cost, time, not 'beauty'"),
        ({"goal": "viabel"}, "did you mean 'viable'"),
        ({"limit": 0}, "limit must be a whole number at least 1, not 0"),
    ],
)
def test_a_remedy_refuses_what_is_no_choice(arguments: dict[str, Any], why: str, pack: Any) -> None:
    bom = microdep_rules.check(microdep_rules.load_bom(FOUNDING / "bom.yaml"), [pack], as_of=DAY)
    with pytest.raises(ValueError, match=why):
        microdep_rules.remedy(bom, [pack], as_of=DAY, **arguments)


@needs_solver
def test_without_packs_a_remedy_by_rules_about_several_components_is_not_proved() -> None:
    pack = microdep_rules.load_pack("buy-american")
    text = b"""\
schema: microdep-bom/1
document: {product: a}
components:
  - {id: a, name: A, origin: US, children: [{ref: b, quantity: 1}]}
  - {id: b, name: B, origin: CN, unit_cost: {amount: 9, currency: USD}, alternates: [c]}
  - {id: c, name: C, origin: US, unit_cost: {amount: 9, currency: USD}}
"""
    checked = microdep_rules.check(microdep_rules.load_bom(text), [pack], as_of=DAY)
    try:
        found = microdep_rules.remedy(checked, goal="pass")
    except ValueError:
        return
    assert "remedy" != found.state


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (lambda **own: microdep_rules.scenario(GALLIUM / "slow.scenario.yaml", [], as_of=DAY, **own), "runs"),
        (
            lambda **_: microdep_rules.compare([], as_of=DAY, by="x"),
            "by must be one of chain, supplier, facility",
        ),
    ],
)
def test_other_functions_refuse_it_as_well(call: Callable[..., object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        call(runs=0)
