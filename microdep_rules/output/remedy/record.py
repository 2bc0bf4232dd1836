"""Result of `microdep remedy` as a JSON object; its schema is `schemas/microdep-remedy-1.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import written
from microdep_rules.output.impact.record import blocking_of, delivery_data
from microdep_rules.output.places import place_of
from microdep_rules.output.record import diagnostic_of, inputs_data, packs_data, text_of, tool_data
from microdep_rules.output.remedy.run import WORST_FIRST
from microdep_rules.output.remedy.words import NOTES, reason_data, validity_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from microdep_rules.output.remedy.run import ProductRemedies, RemedyRun, Under
    from microdep_rules.production.judging import Objection
    from microdep_rules.production.measures import BoundedAmount
    from microdep_rules.production.remedy import Remedies, Remedy, Validity
    from microdep_rules.production.shortfall import Shortfall

SCHEMA = "microdep-remedy/1"


def render(run: RemedyRun) -> str:
    """Return the result of `microdep remedy` as JSON text."""
    return text_of(record(run))


def record(run: RemedyRun) -> dict[str, Any]:
    """Return the result of `microdep remedy` as data."""
    checked = run.checked
    states = [product.state for product in run.products]
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": checked.as_of.isoformat(),
        "goal": run.aim.goal,
        "by": run.aim.by,
        "limit": run.aim.limit,
        "under": under_data(run.under) if run.under is not None else None,
        "blocking": blocking_of(run.settings),
        "packs": packs_data(checked.packs),
        "inputs": inputs_data(checked.inputs),
        "products": [product_of(product) for product in run.products],
        "diagnostics": [diagnostic_of(diagnostic, checked.sources) for diagnostic in checked.diagnostics],
        "summary": {
            "products": len(states),
            "state": run.state,
            **{state: states.count(state) for state in WORST_FIRST},
        },
    }


def under_data(under: Under) -> dict[str, Any]:
    """Return the scenario, and the days on which the product must reach the goal, as data."""
    return {
        "path": under.scenario.file.path,
        "name": under.scenario.name,
        "days": [day.isoformat() for day in under.days],
        "named": under.is_named,
        "events": [event.number for event in under.events],
    }


def product_of(product: ProductRemedies) -> dict[str, Any]:
    """Return a document with its remedies as data."""
    document, remedies = product.document, product.found
    sources = {path: loaded.source for path, loaded in document.files.items()}
    diagnostics = [*document.diagnostics, *product.problems]
    return {
        "path": document.path,
        "id": document.id,
        "name": product.name,
        "roots": [{"id": id_, "name": name} for id_, name in product.roots.items()],
        "state": product.state,
        **(_found(product, remedies) if remedies is not None else {}),
        "diagnostics": [diagnostic_of(diagnostic, sources) for diagnostic in diagnostics],
    }


def _found(product: ProductRemedies, remedies: Remedies) -> dict[str, Any]:
    return {
        "needs_none": product.needs_none,
        "days": [day.isoformat() for day in product.days],
        "by_day": [
            {
                "day": on_day.day.isoformat(),
                "state": on_day.state,
                "sets": [_substitutions(product, one) for one in on_day.found.best] if on_day.found else [],
                "waived": [list(one.waived) for one in on_day.found.best] if on_day.found else [],
                "more": on_day.found.more if on_day.found else 0,
                "proved": on_day.is_proved,
            }
            for on_day in product.by_day
        ],
        "too_many_days": product.too_many_days,
        "waived": list(product.waived),
        "proved": product.is_proved,
        "currency": remedies.currency or None,
        "remedies": [_remedy(product, remedy, remedies.goal) for remedy in remedies.best],
        "more": remedies.more,
        "cut_short": remedies.cut_short,
        "may_be_smaller": [
            {**_remedy(product, remedy, remedies.goal), "unless": _against(product, remedy.objections)}
            for remedy in remedies.open
        ],
        "lacking": _lacking(product, remedies.shortfall) if remedies.shortfall is not None else None,
        "complete": remedies.complete,
        "forms_judged": remedies.forms,
    }


def _substitutions(product: ProductRemedies, remedy: Remedy) -> list[dict[str, Any]]:
    return [
        {
            "component": _named(product, substitution.component),
            "alternate": _named(product, substitution.alternate),
            "stated": not lacks,
            "note": NOTES[lacks],
        }
        for substitution, lacks in zip(remedy.substitutions, remedy.lacks, strict=True)
    ]


def _named(product: ProductRemedies, id_: str) -> dict[str, str]:
    return {"id": id_, "name": product.name_of(id_)}


def _remedy(product: ProductRemedies, remedy: Remedy, goal: str) -> dict[str, Any]:
    return {
        "substitutions": _substitutions(product, remedy),
        "remove": [
            {
                "component": _named(product, alternate.component),
                "alternate": _named(product, alternate.alternate),
            }
            for alternate in remedy.removal.alternates
        ],
        "unused": [_named(product, id_) for id_ in remedy.removal.unused],
        "state": "remedy" if remedy.reaches else "undetermined",
        "value": _amount(remedy.value),
        "costs": [{"currency": unit, **_amount(amount)} for unit, amount in remedy.costs],
        "delivery": delivery_data(remedy.delivery, product.name_of),
        "waived": list(remedy.waived),
        "left_out": list(remedy.left_out),
        "validity": None if remedy.validity is None else _validity(product, remedy.validity, goal),
    }


def _validity(product: ProductRemedies, validity: Validity, goal: str) -> dict[str, Any]:
    return {
        "through": validity.through.isoformat(),
        "then": "not looked at" if not validity.ends else "fails" if validity.fails else "undetermined",
        "because": _against(product, validity.objections),
        "text": validity_in_words(validity, goal, product.name_of),
    }


def _amount(amount: BoundedAmount) -> dict[str, str | None]:
    """Return the lower and the upper bound of an amount as exact texts."""
    return {"low": _exact_text(amount.low), "high": _exact_text(amount.high)}


def _exact_text(number: Fraction | None) -> str | None:
    """Return a number as a decimal; as a fraction if the decimal has no end."""
    if number is None:
        return None
    return ("-" if number < 0 else "") + written(abs(number)) if _ends(number) else str(number)


def _ends(number: Fraction) -> bool:
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _against(product: ProductRemedies, against: Iterable[Objection]) -> list[dict[str, Any]]:
    return [
        {
            "component": {"id": finding.component, "name": product.name_of(finding.component)},
            **reason_data(finding),
            "at": place_of(
                product.document.locate(finding.reason.file, finding.reason.pointer)
                if finding.reason.file
                else None
            ),
        }
        for finding in against
    ]


def _lacking(product: ProductRemedies, lacking: Shortfall) -> dict[str, Any]:
    return {
        "alternates_for": [
            [
                {
                    "component": {"id": entry.component, "name": product.name_of(entry.component)},
                    "stated": [_named(product, id_) for id_ in entry.alternates],
                    "open": [_named(product, id_) for id_ in entry.open],
                    "because": _against(product, entry.objections),
                }
                for entry in every
            ]
            for every in lacking.sets
        ],
        "more": lacking.more,
        "product": _against(product, lacking.product),
        "refuted_by": _against(product, lacking.refused),
        "unused": _against(product, lacking.unused),
    }
