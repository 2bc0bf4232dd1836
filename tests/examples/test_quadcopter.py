"""The quadcopter shows every verdict, and on the day the law changes it changes as the law does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.verdict import Verdict
from tests.examples.quadcopter import FIRST_DAY, LAST_DAY, About, delivered, document, outcomes, verdicts

if TYPE_CHECKING:
    from microdep_rules.engine.outcome import Outcome

STAGE = "dod-magnets/covered-country-stage"
HORIZON = 731


@cache
def today() -> list[Outcome]:
    """The outcomes for delivery on the last day before the law changes, looking ahead."""
    return outcomes(delivered(LAST_DAY), horizon=HORIZON)


def of(rule: str, subject: str) -> Outcome:
    """The outcome of a rule for a subject."""
    return next(o for o in today() if o.rule.id == rule and o.subject.id == subject and not o.parts)


def states(outcome: Outcome, state: str) -> set[str]:
    """The exceptions of an outcome in one state."""
    return {e.name for e in outcome.exceptions if e.state == state}


def test_it_has_about_forty_parts() -> None:
    assert 43 == len(delivered(LAST_DAY).components)


def test_every_verdict_occurs() -> None:
    wanted = {Verdict.PASS, Verdict.FAIL, Verdict.EXEMPT, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE}
    assert wanted <= {o.verdict for o in today() if o.rule.id.startswith("dod-magnets/")}


def test_it_fails_as_a_whole_on_both_days() -> None:
    assert ["fail", "fail"] == [roll_up(outcomes(delivered(day))) for day in (LAST_DAY, FIRST_DAY)]


def test_magnets_of_neodymium_separated_in_china_pass_on_the_last_day() -> None:
    assert Verdict.PASS == of(STAGE, "rotor/magnets").verdict


def test_the_earlier_run_announces_that_they_fail() -> None:
    changes = [(c.day, c.verdict) for c in of(STAGE, "rotor/magnets").changes]
    assert [(FIRST_DAY, Verdict.FAIL)] == changes


def test_the_policy_fails_them_already() -> None:
    assert Verdict.FAIL == of("chokepoints/rare-earth-processing", "rotor/magnets").verdict


def test_recycled_magnets_are_exempt() -> None:
    latch = of(STAGE, "release-latch/magnets")
    assert (Verdict.EXEMPT, Verdict.FAIL) == (latch.verdict, latch.base)
    assert {"recycled-magnet"} == states(latch, "applies")


def test_tantalum_is_exempt_until_its_determination_ends() -> None:
    tantalum = of(STAGE, "tantalum-capacitor/anode")
    assert {"nonavailability"} == states(tantalum, "applies")
    assert [("2028-04-01", Verdict.FAIL)] == [(str(c.day), c.verdict) for c in tantalum.changes]


def test_an_exception_is_disqualified_and_another_is_not_demonstrated() -> None:
    focus = of(STAGE, "focus-coil/magnets")
    assert Verdict.FAIL == focus.verdict
    assert {"commercial-off-the-shelf"} == states(focus, "disqualified")
    assert {"electronic-device", "nonavailability"} == states(focus, "not_demonstrated")


def test_a_supplier_who_does_not_answer_leaves_it_unknown() -> None:
    beeper = of(STAGE, "beeper/magnet")
    assert (Verdict.UNKNOWN, {"stage.country"}) == (beeper.verdict, set(beeper.missing_names))


def test_a_gimbal_that_nobody_took_apart_is_a_candidate() -> None:
    found = [o for o in today() if o.rule.id == STAGE and o.candidate and o.verdict is Verdict.UNKNOWN]
    assert {"gimbal", "navigation-light"} == {part.id for o in found for part in o.parts}


def test_resistors_are_looked_past() -> None:
    found = [o for o in today() if o.rule.id == STAGE and o.verdict is Verdict.NOT_APPLICABLE]
    assert {"resistor", "ceramic-capacitor", "connector", "fuse"} == {p.id for o in found for p in o.parts}
    assert {"excluded"} == {kind for o in found for kind, _ in o.relies_on}


def test_the_amplifier_of_japan_is_unknown_for_its_gallium() -> None:
    amplifier = of("chokepoints/gallium-refining", "power-amplifier/gallium-nitride")
    assert (Verdict.UNKNOWN, ("stage refined of Ga",)) == (amplifier.verdict, amplifier.missing_names)


def test_speed_controllers_of_china_fail_the_policy_and_the_founding_check() -> None:
    rules = ("chokepoints/uav-part", "micro-dependency/blocked-component")
    assert [Verdict.FAIL, Verdict.FAIL] == [of(rule, "esc").verdict for rule in rules]


def test_the_contexts_differ_in_the_day_of_delivery_and_in_nothing_else() -> None:
    first, second = (
        dict(document(n, "context").value or {}) for n in ("contract.yaml", "contract-2027-01-01.yaml")
    )
    assert [str(LAST_DAY), str(FIRST_DAY)] == [str(first.pop("delivery")), str(second.pop("delivery"))]
    assert first == second


def test_from_one_day_to_the_next_it_differs_exactly_where_the_law_does() -> None:
    before, after = (verdicts(outcomes(delivered(day))) for day in (LAST_DAY, FIRST_DAY))
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    starts_to_apply = {key for key in changed if key.rule == "dod-magnets/unnamed-rare-earth"}
    assert {About(STAGE, "rotor/magnets")} == changed - starts_to_apply
    assert {None} == {before.get(key) for key in starts_to_apply}
