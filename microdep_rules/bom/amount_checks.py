"""Warnings about impossible amounts: zero, or a component that costs less than its contents."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.bom import zero_amounts
from microdep_rules.bom.amounts import written
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
from microdep_rules.bom.overruns import overruns
from microdep_rules.bom.schemas import nested_kind
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.bom.overruns import Overrun, Price
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

NESTED = frozenset({"owner", "cost", "company", "annual_import", "determination", "exchange_rate"})
"""Kinds of nested records with an amount that must not be 0."""
IN_CONTEXT = {
    "contract": "the contract",
    "company": "the company",
    "annual_import": "an import",
    "determination": "a determination",
    "exchange_rate": "an exchange rate",
}
"""Words that messages use for the records of the context file."""


def check(bom: Bom) -> Iterator[Diagnostic]:
    """Return diagnostics for amounts of 0, and for components that cost less than their contents."""
    columns = bom.file.columns
    in_lists = columns is None or any(zero_amounts.may_be_wrong(columns, *field) for field in columns.fields)
    for element in _elements(bom, in_lists=in_lists):
        yield from _report_zero_amounts(bom, element)
    if columns is None or columns.of("content", "specified_maximum") or in_lists:
        for component in bom.components.values():
            yield from _check_component(bom, component)
    for overrun in overruns(bom):
        yield _report_overrun(bom, overrun)


def _check_component(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Report shares of a substance above the stated maximum, and quantities of 0."""
    for material in bom.materials(component):
        yield from _report_above_maximum(bom, material)
    for usage in bom.parents(component):
        if usage.quantity == 0:
            at = usage.parent.file.spans.value(f"{usage.pointer}/quantity")
            amount = zero_amounts.table()["usage", "quantity"]
            yield diagnose(
                "bom/impossible-amount",
                at,
                field=amount.shown,
                subject=quoted(component.name),
                found="0",
                expected=amount.expected,
                fix=amount.help,
            )


def _elements(bom: Bom, *, in_lists: bool) -> Iterator[Element]:
    """Yield the records that may have an amount.

    If `in_lists` is false, only the contract facts and the records inside them are included.
    """
    components = bom.components.values() if in_lists else ()
    parties = bom.parties.values() if in_lists else ()
    materials = (material for component in components for material in bom.materials(component))
    inputs = (entry for component in components for entry in bom.inputs(component))
    waiting = [*parties, *components, *materials, *inputs]
    waiting += [bom.context] if bom.context is not None else []
    for element in waiting:
        yield element
        for key in element.data:
            if nested_kind(element.kind, key) in NESTED:
                waiting += bom.records(element, key)


def _report_zero_amounts(bom: Bom, element: Element) -> Iterator[Diagnostic]:
    for key in element.data:
        amount = zero_amounts.table().get((element.kind, key))
        if amount is None or (element.kind, key) == ("component", "quantity"):
            continue  # the quantity of a use is reported by `_check_component`
        if zero_amounts.is_impossible(element, key):
            stated = _format_amount(element.data[key])
            yield diagnose(
                "bom/impossible-amount",
                bom.span(element, key),
                field=amount.shown,
                subject=_describe(bom, element),
                found=stated,
                expected=amount.expected,
                fix=amount.help,
            )
        elif amount.zero == zero_amounts.NOTHING_GRANTED and zero_amounts.is_zero(element.data[key]):
            yield diagnose(
                "bom/impossible-amount",
                bom.span(element, key),
                "grant",
                field=amount.shown,
                subject=_describe(bom, element),
            )


def _format_amount(raw: object) -> str:
    low, high = zero_amounts.bounds_of(raw)
    return written(high if high is not None and high <= 0 else low or high or Fraction(0))


def _report_above_maximum(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    """Report each substance whose share in a material is above the maximum that the document states."""
    for content in bom.records(material, "composition"):
        if zero_amounts.is_above_maximum(content):
            yield diagnose(
                "bom/contradiction",
                bom.span(content, "share"),
                "above-maximum",
                also=[bom.span(content, "specified_maximum")],
                element=content.name,
                material=material.name,
            )


def _describe(bom: Bom, element: Element) -> str:
    """Return the name of a record with an amount, for a message."""
    if element.kind in IN_CONTEXT:
        return IN_CONTEXT[element.kind]
    if element.kind == "owner":
        party = bom.party(str(exact(element.data.get("party"))))
        return f"the owner {quoted(party.name if party is not None else element.name)}"
    named = element
    while named.kind not in {"component", "material", "party"} and named.owner is not None:
        named = named.owner
    return quoted(named.name)


def _report_overrun(bom: Bom, overrun: Overrun) -> Diagnostic:
    whole, currency = overrun.whole, overrun.whole.currency
    most = whole.amount.high
    assert most is not None  # an overrun is above a known maximum
    amounts = f"{written(most)} {currency}", f"{written(overrun.least)} {currency}"
    measure = "value" if whole.holder.kind == "contract" else "cost"
    names = list(dict.fromkeys(_describe(bom, piece.holder) for piece in overrun.pieces))
    piece = overrun.pieces[0] if overrun.pieces else whole
    called = _describe(bom, whole.holder)
    if overrun.pieces and not piece.kind and piece.key in ("incoterm", "unit_cost"):
        return diagnose(
            "bom/contradiction", _span(bom, whole), "delivery-term", also=[_span(bom, piece)], subject=called
        )
    if overrun.pieces and whole.kind and piece.kind not in ("", whole.kind):
        kinds = whole.kind, piece.kind
        return diagnose(
            "bom/contradiction",
            _span(bom, whole),
            "cost-below-included",
            also=[_span(bom, piece)],
            whole=kinds[0],
            subject=called,
            amount=amounts[0],
            included=kinds[1],
            greater_amount=amounts[1],
        )
    return say.costs_more_than_whole(
        f"the {measure} of {called}", amounts, names, _span(bom, whole), _span(bom, piece)
    )


def _span(bom: Bom, price: Price) -> Span:
    return bom.span(price.holder, price.key)
