"""Contradictions between statements about prices, rates, contents and forms."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import absence, consumed_inputs
from microdep_rules.bom.amounts import Bounds, bounds, written
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import words
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.notions import is_final
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_COMPARED = frozenset({"complete", "materials", "free_of", "costs"})
"""Fields that the checks of contradictions read.

A component without any of the fields needs a check only if its list of stages is empty.
"""
_COMPARED_BESIDE_COMPLETE = _COMPARED - {"complete"}
_PURCHASE = "purchase-price"
"""Kind of cost of a `unit_cost` without a stated kind."""


def check(bom: Bom, *, whole: bool) -> list[Diagnostic]:
    """Return diagnostics for contradictions in a record, or between a component and its contents.

    `whole` is false if the document is incomplete, because a record with an error is left out.
    """
    problems = [*_report_rates(bom), *_report_missing_owners(bom)]
    for component in bom.components.values():
        data = component.data
        if _needs_no_check(data):
            continue
        if bom.has_no_contents(component):
            problems.append(
                diagnose("bom/impossible-list", bom.span(component, "complete"), name=component.name)
            )
        if whole:
            problems += _report_empty_stages(bom, component)
            if "free_of" in data or data.get("materials") == [] or _states_complete(component, "materials"):
                problems += _report_named_substances(bom, component)
                problems += _report_consumed_substances(bom, component)
        if "costs" in data:  # `unit_cost` without `costs` cannot contradict another price
            problems += _report_costs(bom, component)
        for holder in (component, *bom.materials(component)):
            problems += _report_contents(bom, component, holder)
        for material in bom.materials(component):
            problems += [*_report_form(bom, material), *_report_empty_composition(bom, material)]
    return problems


def _needs_no_check(data: dict[str, Any]) -> bool:
    """Return whether a component has no fields that these checks compare."""
    stages = data.get("stages")
    if not data.keys().isdisjoint(_COMPARED):
        only_stages = data.get("complete") == ["stages"] and data.keys().isdisjoint(_COMPARED_BESIDE_COMPLETE)
        words_ = {exact(stage.get("stage")) for stage in stages or ()}
        return (
            only_stages
            and any("share" not in stage for stage in stages or ())
            and any(isinstance(word, str) and not is_final(word) for word in words_)
        )
    return stages != []


def _report_empty_stages(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Yield diagnostics for components and materials that are stated to have no production stage."""
    for holder in (component, *bom.materials(component)):
        empty, is_complete = holder.data.get("stages") == [], _states_complete(holder, "stages")
        if (empty or is_complete) and bom.has_no_production(holder):
            yield diagnose(
                "bom/impossible-list",
                bom.span(holder, "stages" if empty else "complete"),
                "stages",
                name=holder.name,
            )
        elif is_complete and bom.has_only_final_stages(holder):
            yield diagnose(
                "bom/impossible-list", bom.span(holder, "complete"), "final-stages", name=holder.name
            )


def _states_complete(holder: Element, list_name: str) -> bool:
    """Return whether a record states that one of its lists is complete."""
    return "complete" in holder.data and list_name in words(holder.data["complete"])


def _report_empty_composition(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    """Yield a diagnostic for a composition that is empty, or complete without entries."""
    empty = material.data.get("composition") == []
    is_complete = _states_complete(material, "composition")
    if empty or (is_complete and not bom.records(material, "composition")):
        yield diagnose(
            "bom/impossible-list",
            bom.span(material, "composition" if empty else "complete"),
            "composition",
            name=material.name,
        )


def _report_named_substances(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Yield diagnostics for substances in the texts of a component that the component states to be absent."""
    is_complete = _states_complete(component, "materials")
    if component.data.get("materials") == [] or is_complete:
        contrary = absence.find_unlisted_mention(bom, component)
        if contrary is not None:
            yield _report_absence(
                bom, component, contrary, bom.span(component, "complete" if is_complete else "materials")
            )
    for index, word in enumerate(words(component.data.get("free_of", ()))):
        contrary = absence.find_contradicting_mention(component, word)
        if contrary is not None:
            yield _report_absence(bom, component, contrary, bom.span(component, "free_of", index), word)


def _report_absence(
    bom: Bom, component: Element, contrary: absence.SubstanceMention, at: Span, word: str = ""
) -> Diagnostic:
    contradicting_at = bom.span(component, *contrary.path)
    if contrary.stage:
        return diagnose(
            "bom/contradiction",
            at,
            "stage-without-material",
            also=[contradicting_at],
            name=component.name,
            stage=contrary.stage,
        )
    substance = word or contrary.substance
    return diagnose(
        "bom/contradiction",
        at,
        "name-of-absent-material",
        also=[contradicting_at],
        name=component.name,
        substance=substance,
    )


def _report_consumed_substances(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Yield diagnostics for substances in the inputs of a component that the component states as absent."""
    is_complete = bom.is_stated_complete(component, "materials")
    unlisted = (
        consumed_inputs.find_unlisted_substance(bom, component)
        if is_complete or component.data.get("materials") == []
        else None
    )
    if unlisted is not None:
        at, contradicting_at = (
            bom.span(component, "complete" if is_complete else "materials"),
            bom.span(unlisted.entry, "ref"),
        )
        yield diagnose(
            "bom/contradiction",
            at,
            "input-stated-as-absent",
            also=[contradicting_at],
            name=component.name,
            substance=unlisted.substance,
        )
    for index, word in enumerate(words(component.data.get("free_of", ()))):
        entry = consumed_inputs.find_contradicting_input(bom, component, word)
        if entry is not None:
            at, contradicting_at = bom.span(component, "free_of", index), bom.span(entry, "ref")
            yield diagnose(
                "bom/contradiction",
                at,
                "input-stated-as-absent",
                also=[contradicting_at],
                name=component.name,
                substance=word,
            )


# ---- prices and rates ----------------------------------------------------------------------------


def _report_costs(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Yield diagnostics for different costs of the same kind.

    Costs of different days or with different delivery terms do not contradict each other.
    """
    kinds = load_vocabularies().get("cost-kind")
    entries = [(entry.pointer, entry.data) for entry in bom.records(component, "costs")]
    if "unit_cost" in component.data:
        unit = {"kind": _PURCHASE, **component.data["unit_cost"]}
        entries.append((join(component.pointer, "unit_cost"), unit))
    seen: dict[tuple[str, Any], dict[Any, list[_PriceStatement]]] = {}
    for pointer, data in entries:
        word = exact(data.get("kind"))
        kind = kinds.resolve(word) or word if kinds is not None and word is not None else None
        if kind is None or "amount" not in data:
            continue
        day = exact(data.get("date"))
        own = _PriceStatement(pointer, data, exact(data.get("incoterm")), bounds(data["amount"]))
        by_day = seen.setdefault((kind, data.get("currency")), {})
        days = [*by_day] if day is None else [day, None]
        comparable = (
            price for day_ in days for price in by_day.get(day_, ()) if _may_be_same(price.terms, own.terms)
        )
        differs = next(
            (price for price in comparable if _are_disjoint_amounts(own.amount, price.amount)), None
        )
        if differs is not None:
            spans = component.file.spans
            yield diagnose(
                "bom/contradiction",
                spans.value(pointer),
                "two-amounts",
                also=[spans.value(differs.pointer)],
                kind=kind,
                name=component.name,
                first=_format_money(differs.data),
                second=_format_money(data),
            )
        elif not any(own.is_same_as(price) for price in by_day.get(day, ())):
            by_day.setdefault(day, []).append(own)


class _PriceStatement(Struct, frozen=True):
    pointer: str
    data: dict[str, Any]
    terms: Any
    """Delivery terms; `None` if not stated."""
    amount: Bounds

    def is_same_as(self, other: _PriceStatement) -> bool:
        return (self.terms, self.amount) == (other.terms, other.amount)


def _may_be_same(left: Any, right: Any) -> bool:
    return left is None or right is None or left == right


def _are_disjoint_amounts(left: Bounds, right: Bounds) -> bool:
    return _is_below(left, right) or _is_below(right, left)


def _is_below(left: Bounds, right: Bounds) -> bool:
    return left.high is not None and right.low is not None and left.high < right.low


def _format_money(data: dict[str, Any]) -> str:
    amount = bounds(data["amount"])
    number = written(amount.exact) if amount.exact is not None else str(data["amount"])
    return f"{number} {data.get('currency', '')}".strip()


def _report_rates(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for different exchange rates of the same two currencies on the same day."""
    if bom.context is None:
        return
    seen: dict[tuple[str, str, str], Element] = {}
    for record in bom.records(bom.context, "exchange_rates"):
        pair = (record.data["from"], record.data["to"], record.data["date"])
        first = seen.setdefault(pair, record)
        if first.data["rate"] != record.data["rate"]:
            source, target, day = pair
            at, before = (entry.file.spans.value(join(entry.pointer, "rate")) for entry in (record, first))
            yield diagnose(
                "bom/contradiction",
                at,
                "two-rates",
                also=[before],
                source=source,
                target=target,
                day=day,
                first=str(first.data["rate"]),
                second=str(record.data["rate"]),
            )


# ---- owners --------------------------------------------------------------------------------------


def _report_missing_owners(bom: Bom) -> Iterator[Diagnostic]:
    """Yield diagnostics for lists of owners that are stated to be complete, but do not name every owner."""
    for party in bom.parties.values():
        missing = bom.missing_share(party) if _states_complete(party, "owners") else None
        if missing is not None and "others_below" not in party.data:
            total = written(Fraction(100) - missing)
            yield diagnose(
                "bom/impossible-list", bom.span(party, "complete"), "owners", name=party.name, total=total
            )


# ---- `free_of` -----------------------------------------------------------------------------------


def _report_contents(bom: Bom, component: Element, holder: Element) -> Iterator[Diagnostic]:
    """Yield diagnostics for substances in a component or material that `free_of` of this record excludes."""
    if "free_of" not in holder.data:
        return
    materials = [holder] if holder is not component else list(_materials(bom, component))
    known: dict[str, tuple[str, Element, str] | None] = {}
    for index, word in enumerate(words(holder.data["free_of"])):
        if word not in known:
            known[word] = _first_material_with(bom, materials, word)
        content = known[word]
        if content is not None:
            substance, material, pointer = content
            at = bom.span(holder, "free_of", index)
            yield say.not_free_of(word, holder.name, substance, at, material.file.spans.value(pointer))


def _first_material_with(bom: Bom, materials: list[Element], word: str) -> tuple[str, Element, str] | None:
    """Return the substance, material and field of the first material that is or contains `word`."""
    for material in materials:
        content = _substance_in(bom, material, word)
        if content is not None:
            substance, pointer = content
            return substance, material, pointer
    return None


def _materials(bom: Bom, component: Element) -> Iterator[Element]:
    for holder in (component, *bom.descendants(component)):
        yield from bom.materials(holder)


def _substance_in(bom: Bom, material: Element, word: str) -> tuple[str, str] | None:
    """Return the substance and field that show that a material is or contains `word`, or `None`."""
    substance = exact(material.data.get("substance"))
    if substance is not None and _is_or_contains(substance, word):
        return substance, join(material.pointer, "substance")
    for entry in bom.records(material, "composition"):
        element, share = exact(entry.data.get("element")), bounds(entry.data.get("share"))
        present = "share" not in entry.data or (share.low is not None and share.low > 0)
        if element is not None and present and _is_or_contains(element, word):
            return element, join(entry.pointer, "element")
    return None


def _is_or_contains(substance: str, word: str) -> bool:
    vocabulary = load_vocabularies().get("substance")
    if vocabulary is None:
        return substance == word
    asked, contained = vocabulary.resolve(word) or word, vocabulary.resolve(substance) or substance
    term = vocabulary.terms.get(contained)
    return any(
        vocabulary.is_a(candidate, asked)
        for candidate in (contained, *(term.parts if term is not None else ()))
    )


# ---- form of a material --------------------------------------------------------------------------


def _report_form(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    """Yield a diagnostic for a form that is impossible for the substance, such as a rod of powder."""
    vocabularies = load_vocabularies()
    substances, forms = vocabularies.get("substance"), vocabularies.get("form")
    word, stated = exact(material.data.get("substance")), exact(material.data.get("form"))
    if substances is None or forms is None or word is None or stated is None:
        return
    term, form = substances.terms.get(substances.resolve(word) or word), forms.resolve(stated)
    if term is None or not term.form or form is None:
        return
    if not forms.is_kind_either_way(form, term.form):
        spans = (bom.span(material, "form"), bom.span(material, "substance"))
        at, contradicting_at = spans
        yield diagnose(
            "bom/contradiction",
            at,
            "form",
            also=[contradicting_at],
            substance=word,
            implied=term.form,
            stated=stated,
        )
