"""What is said when two statements of a document cannot both be true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, error, warning
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from microdep_rules.bom.zero_amounts import AmountField
    from microdep_rules.source import Span

MOST_NAMED = 3
"""So many pieces are named where they cost more than the whole."""


def two_amounts(kind: str, component: str, amounts: tuple[str, str], again: Span, first: Span) -> Diagnostic:
    """Two costs of one kind for one part."""
    return error(
        "bom/conflicting-facts",
        f"the cost {quoted(kind)} of {quoted(component)} is {quoted(amounts[0])} in one place and "
        f"{quoted(amounts[1])} in another",
        Label(again, "here"),
        labels=(Label(first, "and here"),),
        help="keep one of them",
    )


def two_rates(pair: tuple[str, str, str], rates: tuple[str, str], again: Span, first: Span) -> Diagnostic:
    """Two exchange rates of one pair of currencies on one day."""
    source, target, day = pair
    return error(
        "bom/conflicting-facts",
        f"the rate from {source} to {target} on {day} is {quoted(rates[0])} in one place and "
        f"{quoted(rates[1])} in another",
        Label(again, "here"),
        labels=(Label(first, "and here"),),
        help="keep one of them",
    )


def not_free_of(word: str, holder: str, held: str, at: Span, there: Span) -> Diagnostic:
    """A part that is said to be free of something, and something in it that is that."""
    what = quoted(held) if held == word else f"{quoted(held)}, which is or holds it,"
    return error(
        "bom/conflicting-facts",
        f"{quoted(holder)} is said to be free of {quoted(word)}, and {what} is in it",
        Label(at, "said to be free of it"),
        labels=(Label(there, "and it is here"),),
        help="take one of the two statements away",
    )


def other_form(substance: str, implied: str, stated: str, form: Span, word: Span) -> Diagnostic:
    """A substance whose word says its form, and another form beside it."""
    return error(
        "bom/conflicting-facts",
        f"{quoted(substance)} has the form {quoted(implied)}, and {quoted(stated)} is stated",
        Label(form, "stated here"),
        labels=(Label(word, f"says {quoted(implied)}"),),
        help="correct one of the two",
    )


def two_countries(
    name: str, countries: tuple[str, str], by: tuple[str, str], first: Span, again: Span
) -> Diagnostic:
    """Two statements of where one thing was made, or where it comes from, that cannot both be true.

    `by` are the words for the fields that state them.
    """
    return warning(
        "bom/contradiction",
        f"{quoted(name)} is from {quoted(countries[0])} by {by[0]} here, "
        f"and from {quoted(countries[1])} by {by[1]} there",
        Label(first, "here"),
        labels=(Label(again, "there"),),
        help="correct one of them; until then no rule relies on either alone",
    )


def two_makers(
    name: str, companies: tuple[str, str], by: tuple[str, str], first: Span, again: Span
) -> Diagnostic:
    """Two companies that are each stated to make the whole of one component."""
    return warning(
        "bom/contradiction",
        f"{quoted(name)} is made by {quoted(companies[0])} ({by[0]}) here, "
        f"and by {quoted(companies[1])} ({by[1]}) there",
        Label(first, "here"),
        labels=(Label(again, "there"),),
        help="correct one of them, or state the relation of the companies; until then both count as makers",
    )


def one_company_twice(first_name: str, name: str, field: str, again: Span, first: Span) -> Diagnostic:
    """Two records of one company that state different things of it."""
    return warning(
        "bom/contradiction",
        f"{quoted(first_name)} and {quoted(name)} are one company by name or identifier, and state different "
        f"{'countries' if field == 'country' else field}",
        Label(again, "there"),
        labels=(Label(first, "here"),),
        help="keep one of the two records, or correct the name or the identifier; until then both count",
    )


def class_against_function(kind: str, does: str, at: Span, there: Span) -> Diagnostic:
    """A class of which no component has the stated function."""
    return warning(
        "bom/contradiction",
        f"no component of the class {quoted(kind)} has the function {quoted(does)}",
        Label(at, "here"),
        labels=(Label(there, "and here"),),
        help="correct one of them; until then no rule relies on either",
    )


def other_substance(
    name: str, stated: str, field: str, others: list[str], at: Span, there: Span
) -> Diagnostic:
    """A material whose entry says elsewhere that it is something else."""
    what = " or ".join(quoted(other) for other in others) or "another"
    return warning(
        "bom/other-substance",
        f"the substance of {quoted(name)} is {quoted(stated)} here, and its {field} there is that of {what}",
        Label(at, "here"),
        labels=(Label(there, "there"),),
        help="correct one of them; until then no rule relies on either alone",
    )


def recycled_against_stage(name: str, share: str, stage: str, at: Span, there: Span) -> Diagnostic:
    """A recycled share, and a stage that what is recycled does not go through, or that only it does."""
    return warning(
        "bom/contradiction",
        f"{quoted(share)} % of {quoted(name)} is recycled here, and it was {quoted(stage)} there",
        Label(at, "here"),
        labels=(Label(there, "there"),),
        help="correct one of them; until then no rule relies on the recycled share",
    )


def recycled_by_no_stage(name: str, share: str, at: Span, there: Span) -> Diagnostic:
    """A recycled share, and all stages without one of recycling."""
    return warning(
        "bom/contradiction",
        f"{quoted(share)} % of {quoted(name)} is recycled, and none of its stages is one of recycling",
        Label(at, "here"),
        labels=(Label(there, "all stages are stated to be listed"),),
        help="list the stage `recycled` with its country, or correct the share",
    )


def amount_of_nothing(called: str, amount: AmountField, found: str, at: Span) -> Diagnostic:
    """An amount of 0, of what is in the document; or another one that cannot be."""
    return warning(
        "bom/amount-of-nothing",
        f"the {amount.shown} of {called} is {found}; expected {amount.expected}",
        Label(at, "not used"),
        help=amount.help,
    )


def above_maximum(element: str, material: str, at: Span, there: Span) -> Diagnostic:
    """More of an element in a material than its specification allows."""
    return warning(
        "bom/contradiction",
        f"the share of {quoted(element)} in {quoted(material)} is above its specified maximum",
        Label(at, "here"),
        labels=(Label(there, "there"),),
        help="correct one of them; until then no rule relies on either",
    )


def grants_nothing(called: str, amount: AmountField, at: Span) -> Diagnostic:
    """A decision of an authority that is stated to allow 0 pieces."""
    return warning(
        "bom/amount-of-nothing",
        f"the {amount.shown} of {called} is 0; expected more than 0",
        Label(at, "allows nothing"),
        help="write how many it allows; if it does not say, delete the field",
    )


def no_landed_cost(called: str, at: Span, there: Span) -> Diagnostic:
    """A landed cost under a delivery term by which the buyer pays freight or duty besides."""
    return warning(
        "bom/contradiction",
        f"the cost of {called} is landed here, and its delivery term there leaves out freight or duty",
        Label(at, "here"),
        labels=(Label(there, "there"),),
        help="state the price as `purchase-price`, and what it costs with freight and duty as `landed`",
    )


def costs_less_than_part(
    called: str, kinds: tuple[str, str], amounts: tuple[str, str], at: Span, there: Span
) -> Diagnostic:
    """A cost of a component that covers another one of it, and is below it."""
    whole, part = map(quoted, kinds)
    return warning(
        "bom/contradiction",
        f"the cost {whole} of {called} is {amounts[0]} here, and {part}, part of it, is {amounts[1]} there",
        Label(at, "here"),
        labels=(Label(there, "there"),),
        help="correct one of them; until then no rule relies on either",
    )


def costs_more_than_whole(
    whole: str, amounts: tuple[str, str], pieces: list[str], at: Span, there: Span
) -> Diagnostic:
    """A component that is stated to cost less than what is in it, or a contract of less than its product."""
    what = " and ".join(pieces[:MOST_NAMED]) + (" and others" if len(pieces) > MOST_NAMED else "")
    return warning(
        "bom/contradiction",
        f"{whole} {amounts[0]} here, and what is in it costs {amounts[1]}" + (f": {what}" if what else ""),
        Label(at, "here"),
        labels=(Label(there, "there"),),
        help="correct one of them, each for one piece; until then no rule relies on either",
    )


def worked_elsewhere(name: str, countries: tuple[str, str], at: Span, there: Span) -> Diagnostic:
    """A piece of material that was made in one country and worked in another."""
    stated, worked = countries
    return warning(
        "bom/contradiction",
        f"{quoted(name)} is from {quoted(stated)}, and its material was worked in {quoted(worked)} only",
        Label(at, "stated here"),
        labels=(Label(there, "worked there"),),
        help=f"correct one of them, or list the stage that was done in {quoted(stated)}",
    )


def fact_against_fact(name: str, statements: tuple[str, str], at: Span, there: Span) -> Diagnostic:
    """Two facts of a record, or of an end item and its contract, that cannot both be true."""
    return warning(
        "bom/contradiction",
        f"{quoted(name)} has {quoted(statements[0])} here, and {quoted(statements[1])} there",
        Label(at, "stated here"),
        labels=(Label(there, "excluded by this"),),
        help="correct one of them; until then no rule relies on the first",
    )


def sort_against_stage(stated: tuple[str, str], stage: str, at: Span, there: Span) -> Diagnostic:
    """A class or function of which no component is made by a stage that is listed."""
    field, word = stated
    return warning(
        "bom/contradiction",
        f"no component of the {field} {quoted(word)} is made by the stage {quoted(stage)}",
        Label(at, "here"),
        labels=(Label(there, "and here"),),
        help=f"correct one of them; until then no rule relies on the {field}",
    )


def named_otherwise(
    text: str, stated: tuple[str, str], instead: str | None, at: Span, there: Span
) -> Diagnostic:
    """A name or part number that says another class or function than the one that is stated."""
    field, word = stated
    named = f"names the {field} {quoted(instead)}" if instead is not None else f"excludes the {field}"
    return warning(
        "bom/contradiction",
        f"{quoted(text)} {named}, and {quoted(word)} is stated",
        Label(at, "stated here"),
        labels=(Label(there, "named here"),),
        help="correct one of them; until then either may be true",
    )


def named_besides(text: str, stated: tuple[str, str], joined: str, at: Span, there: Span) -> Diagnostic:
    """A name that says a function which the component has in addition to the one that is stated."""
    field, word = stated
    return warning(
        "bom/contradiction",
        f"{quoted(text)} names the function {quoted(joined)} too, and the {field} {quoted(word)} is stated",
        Label(at, "stated here"),
        labels=(Label(there, "named here"),),
        help=f"list what does it among the children, or correct the {field}; until then both count",
    )


def absent_though_named(name: str, substance: str, at: Span, there: Span) -> Diagnostic:
    """A component that is stated not to hold what its own words say."""
    return warning(
        "bom/absent-though-named",
        f"{quoted(name)} is stated not to hold {quoted(substance)}, and its own words say that it does",
        Label(at, "not taken into account"),
        labels=(Label(there, "the words of this component"),),
        help="list the material, or correct the words",
    )


def worked_of_nothing(name: str, stage: str, at: Span, there: Span) -> Diagnostic:
    """A component with a stage that only a material goes through, and no material that may have."""
    return warning(
        "bom/absent-though-named",
        f"{quoted(name)} was {quoted(stage)}, and no material is listed that goes through this stage",
        Label(at, "not taken into account"),
        labels=(Label(there, "the stage of this component"),),
        help="list the material, or correct the stage",
    )


def absent_though_brought(name: str, substance: str, at: Span, there: Span) -> Diagnostic:
    """A component whose list of materials is stated to be all, without what an input brought into it."""
    return warning(
        "bom/absent-though-named",
        f"{quoted(name)} is stated not to hold {quoted(substance)}, and was made from an input of it",
        Label(at, "not taken into account"),
        labels=(Label(there, "used up in the making"),),
        help="list the material, or correct the input",
    )


def has_no_production(name: str, at: Span) -> Diagnostic:
    """A list of stages that is said to be complete, of what no stage has made."""
    return warning(
        "bom/made-by-nothing",
        f"the list of stages of {quoted(name)} is stated to be complete, and has no stage",
        Label(at, "ignored: at least one stage made it"),
        help="list the stages under `stages`, or delete this statement",
    )


def composed_of_nothing(name: str, at: Span) -> Diagnostic:
    """A composition that is stated to be all, and has no line."""
    return warning(
        "bom/made-of-nothing",
        f"the composition of {quoted(name)} is stated to be all, and lists no element",
        Label(at, "not taken into account: a material is made of something"),
        help="list the elements under `composition`, or leave this out",
    )


def has_no_contents(name: str, at: Span) -> Diagnostic:
    """A list of materials that is said to be complete, of a part that tells of none."""
    return Diagnostic(
        "bom/made-of-nothing",
        Severity.WARNING,
        f"the list of materials of `{name}` is stated to be complete, and has no material",
        Label(at, "ignored"),
        help="list the materials under `materials`, or delete `materials` here; `materials: []` states that "
        "nothing is in it",
    )
