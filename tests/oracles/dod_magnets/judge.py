"""An independent reading of 10 U.S.C. 4872 and DFARS 252.225-7052, to hold the pack `dod-magnets` against.

`judge` gives a verdict for every material recorded in the product and for every part that could hold one
that is not recorded (rule `covered-country-stage`), and for the product (rule `covered-country-end-item`).
A material that is certainly not covered is listed as not applicable, with the reason `not covered`.

Choices where the law or the language leaves one (numbers and words: `law`):

- COTS and electronic device are asked of the end item only (strict reading), the recycling of metal of the
  material only, so the latter never answers the end-item rule. The recycling of magnets does, where every
  covered material of the end item is such a magnet.
- COTS is lost by modification; whoever claims it states `modified_before_acceptance: false`.
- A mill product is a product of that kind; only the delivered end item is asked.
- A waiver names the end item; for the end-item rule every covered material in it must be waived. A class
  determination (clause) needs no item. An individual one (clause) may also name the part.
- A product without covered material made in a covered country passes the end-item rule.
- Not encoded: interim acceptance under FY2026 NDAA s.833, because the listed statutes are missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.oracles.dod_magnets import law
from tests.oracles.dod_magnets.deal import Deal, Subject
from tests.oracles.dod_magnets.exceptions import state
from tests.oracles.dod_magnets.materials import Reading
from tests.oracles.facts import Record, Tree, component_id, plain
from tests.oracles.logic import Truth, all_of, any_of
from tests.oracles.statements import made_in

STAGE_RULE = "covered-country-stage"
END_ITEM_RULE = "covered-country-end-item"

PASS = "pass"  # noqa: S105 - a verdict, not a password
FAIL = "fail"
UNKNOWN = "unknown"
EXEMPT = "exempt"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()
    """Of `exempt`: the exceptions that hold, all of them."""
    violating: frozenset[str] = frozenset()
    """Counted stages certainly done in a covered country, such as `separated of Nd in CN`."""
    lost: frozenset[tuple[str, str]] = frozenset()
    """Exceptions that hold but for a carve-out, with the carve-out."""
    reason: str = field(default="", compare=False)
    """Of `not_applicable`: `date`, `agency` or `not covered`. Of `unknown`: what is open."""


def judge(document: Record, context: Record, *, variant: law.Variant) -> dict[tuple[str, str], Verdict]:
    """The verdicts of both rules over a plain document and its context, by rule and subject."""
    tree = Tree(document)
    reading = Reading(variant, plain(context, "delivery"))
    deal = Deal(tree, context, reading)
    verdicts: dict[tuple[str, str], Verdict] = {}
    for material in deal.materials:
        verdicts[STAGE_RULE, material.name] = _verdict(
            deal,
            STAGE_RULE,
            Subject(material.part, material),
            covered=reading.covered(material),
            violation=reading.went_through_covered_country(material),
            violating=reading.violations(material),
        )
    for part in deal.hiding_parts():
        verdicts[STAGE_RULE, part] = _verdict(deal, STAGE_RULE, Subject(part), covered=None, violation=None)
    product = component_id(tree.product)
    verdicts[END_ITEM_RULE, product] = _verdict(
        deal,
        END_ITEM_RULE,
        Subject(product, is_product=True),
        covered=True,
        violation=_made_in_covered_country(deal),
    )
    return verdicts


def _made_in_covered_country(deal: Deal) -> Truth:
    """The second prohibition: the end item made there, with any covered material in it."""
    made = made_in(deal.tree.product, law.COVERED_COUNTRIES)
    recorded = [deal.reading.covered(material) for material in deal.materials]
    contains = any_of([*recorded, None if deal.hiding_parts() else False])
    return all_of((made, contains))


def _verdict(
    deal: Deal,
    rule: str,
    subject: Subject,
    *,
    covered: Truth,
    violation: Truth,
    violating: frozenset[str] = frozenset(),
) -> Verdict:
    """The verdict table of the rule language, line by line."""
    delivery = deal.reading.delivery
    in_force = None if delivery is None else delivery >= law.IN_FORCE_FROM
    agency = _is_dod(plain(deal.context, "agency"))
    for value, reason in ((in_force, "date"), (agency, "agency"), (covered, "not covered")):
        if value is False:
            return Verdict(NOT_APPLICABLE, reason=reason)
    if violation is False:
        return Verdict(PASS)
    states = {name: state(deal, name, subject) for name in law.EXCEPTIONS[rule]}
    lost = frozenset((name, by) for name, found in states.items() for by in found.lost)
    held = frozenset(name for name, found in states.items() if found.holds is True)
    if held:
        return Verdict(EXEMPT, held, violating, lost)
    if all_of((in_force, agency, covered, violation)) is None:
        reason = "requirement" if violation is None else "in force" if in_force is None else "applies"
        return Verdict(UNKNOWN, frozenset(), violating, lost, reason)
    claimed = _claims(deal, subject)
    if any(name in claimed and found.holds is None for name, found in states.items()):
        return Verdict(UNKNOWN, frozenset(), violating, lost, "exception")
    return Verdict(FAIL, frozenset(), violating, lost)


def _is_dod(agency: str | None) -> Truth:
    if agency in law.DOD_AGENCIES:
        return True
    return False if agency in law.OTHER_AGENCIES else None


def _claims(deal: Deal, subject: Subject) -> set[str]:
    """What is claimed for a subject, on contract, document, item, part or material."""
    holders = [deal.context, deal.tree.head, deal.tree.product, deal.tree.components[subject.part]]
    if subject.material is not None:
        holders.append(subject.material.record)
    return {name for holder in holders for name in holder.get("claims", [])}
