"""Contradictions between two statements: prices, rates, contents and form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import absence, consumed_inputs
from microdep_rules.bom.amounts import Bounds, bounds, written
from microdep_rules.bom.errors import contradictions as say
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import words
from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_TELLING = frozenset({"complete", "materials", "free_of", "costs"})
"""Fields without which a component contradicts nothing, unless its list of stages is empty."""
_OTHERS = _TELLING - {"complete"}
_PURCHASE = "purchase-price"
"""Default kind of `unit_cost`."""


def check(bom: Bom, *, whole: bool) -> list[Diagnostic]:
    """Diagnostics for contradictions within a record, or between a component and its contents.

    `whole` is true if no record was left out because of an error in it.
    """
    problems = list(_rates(bom))
    for component in bom.components.values():
        data = component.data
        if _lacks_stages(data):
            continue
        if bom.has_no_contents(component):
            problems.append(
                diagnose("bom/impossible-list", bom.span(component, "complete"), name=component.name)
            )
        if whole:
            problems += _made_by_nothing(bom, component)
            if "free_of" in data or data.get("materials") == [] or _states_complete(component, "materials"):
                problems += _absent_though_named(bom, component)
                problems += _absent_though_brought(bom, component)
        if "costs" in data:  # the price of one piece alone contradicts no other
            problems += _costs(bom, component)
        for holder in (component, *bom.materials(component)):
            problems += _contents(bom, component, holder)
        for material in bom.materials(component):
            problems += [*_form(bom, material), *_composed_of_nothing(bom, material)]
    return problems


def _lacks_stages(data: dict[str, Any]) -> bool:
    """Return whether a component states none of these fields, or only that its stages are complete."""
    stages = data.get("stages")
    if not data.keys().isdisjoint(_TELLING):
        only_stages = data.get("complete") == ["stages"] and data.keys().isdisjoint(_OTHERS)
        return only_stages and any("share" not in stage for stage in stages or ())
    return stages != []


def _made_by_nothing(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Return diagnostics for a list of stages that is stated to be empty although a stage exists."""
    for holder in (component, *bom.materials(component)):
        empty, is_complete = holder.data.get("stages") == [], _states_complete(holder, "stages")
        if (empty or is_complete) and bom.has_no_production(holder):
            yield diagnose(
                "bom/impossible-list",
                bom.span(holder, "stages" if empty else "complete"),
                "stages",
                name=holder.name,
            )


def _states_complete(holder: Element, list_name: str) -> bool:
    """Return whether a record states that one of its lists is complete."""
    return "complete" in holder.data and list_name in words(holder.data["complete"])


def _composed_of_nothing(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    """Return diagnostics for a composition without lines that is stated to be complete or empty."""
    empty = material.data.get("composition") == []
    is_complete = _states_complete(material, "composition")
    if empty or (is_complete and not bom.records(material, "composition")):
        yield diagnose(
            "bom/impossible-list",
            bom.span(material, "composition" if empty else "complete"),
            "composition",
            name=material.name,
        )


def _absent_though_named(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Return diagnostics for a substance that the words of a component name but its statements exclude."""
    is_complete = _states_complete(component, "materials")
    if component.data.get("materials") == [] or is_complete:
        contrary = absence.find_unlisted_mention(bom, component)
        if contrary is not None:
            yield _absent(
                bom, component, contrary, bom.span(component, "complete" if is_complete else "materials")
            )
    for index, word in enumerate(words(component.data.get("free_of", ()))):
        contrary = absence.find_contradicting_mention(component, word)
        if contrary is not None:
            yield _absent(bom, component, contrary, bom.span(component, "free_of", index), word)


def _absent(
    bom: Bom, component: Element, contrary: absence.SubstanceMention, at: Span, word: str = ""
) -> Diagnostic:
    there = bom.span(component, *contrary.path)
    if contrary.stage:
        return diagnose(
            "bom/contradiction",
            at,
            "absent-by-stage",
            also=[there],
            name=component.name,
            stage=contrary.stage,
        )
    return say.absent_though_named(component.name, word or contrary.substance, at, there)


def _absent_though_brought(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Return diagnostics for a substance of an input that the component is stated not to contain."""
    is_complete = bom.is_stated_complete(component, "materials")
    unlisted = (
        consumed_inputs.find_unlisted_substance(bom, component)
        if is_complete or component.data.get("materials") == []
        else None
    )
    if unlisted is not None:
        at, there = (
            bom.span(component, "complete" if is_complete else "materials"),
            bom.span(unlisted.entry, "ref"),
        )
        yield diagnose(
            "bom/contradiction",
            at,
            "absent-by-input",
            also=[there],
            name=component.name,
            substance=unlisted.substance,
        )
    for index, word in enumerate(words(component.data.get("free_of", ()))):
        entry = consumed_inputs.find_contradicting_input(bom, component, word)
        if entry is not None:
            at, there = bom.span(component, "free_of", index), bom.span(entry, "ref")
            yield diagnose(
                "bom/contradiction", at, "absent-by-input", also=[there], name=component.name, substance=word
            )


# ---- prices and rates ----------------------------------------------------------------------------


def _costs(bom: Bom, component: Element) -> Iterator[Diagnostic]:
    """Return diagnostics for two different costs of one kind.

    On different days or under different terms, both may be true.
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
        alike = (price for one in days for price in by_day.get(one, ()) if _is_same(price.terms, own.terms))
        differs = next((price for price in alike if _is_apart(own.amount, price.amount)), None)
        if differs is not None:
            spans = component.file.spans
            amounts = (_money(differs.data), _money(data))
            yield say.two_amounts(
                kind, component.name, amounts, spans.value(pointer), spans.value(differs.pointer)
            )
        elif not any(own.is_same_as(price) for price in by_day.get(day, ())):  # a repeated price adds nothing
            by_day.setdefault(day, []).append(own)


class _PriceStatement(Struct, frozen=True):
    pointer: str
    data: dict[str, Any]
    terms: Any
    """Return the delivery terms, if stated."""
    amount: Bounds

    def is_same_as(self, other: _PriceStatement) -> bool:
        return (self.terms, self.amount) == (other.terms, other.amount)


def _is_same(one: Any, other: Any) -> bool:
    return one is None or other is None or one == other


def _is_apart(left: Bounds, right: Bounds) -> bool:
    return _is_below(left, right) or _is_below(right, left)


def _is_below(one: Bounds, other: Bounds) -> bool:
    return one.high is not None and other.low is not None and one.high < other.low


def _money(data: dict[str, Any]) -> str:
    amount = bounds(data["amount"])
    number = written(amount.exact) if amount.exact is not None else str(data["amount"])
    return f"{number} {data.get('currency', '')}".strip()


def _rates(bom: Bom) -> Iterator[Diagnostic]:
    """Return diagnostics for two rates of one pair of currencies on one day."""
    if bom.context is None:
        return
    seen: dict[tuple[str, str, str], Element] = {}
    for record in bom.records(bom.context, "exchange_rates"):
        pair = (record.data["from"], record.data["to"], record.data["date"])
        first = seen.setdefault(pair, record)
        if first.data["rate"] != record.data["rate"]:
            rates = (str(first.data["rate"]), str(record.data["rate"]))
            places = [one.file.spans.value(join(one.pointer, "rate")) for one in (record, first)]
            yield say.two_rates(pair, rates, places[0], places[1])


# ---- free of -------------------------------------------------------------------------------------


def _contents(bom: Bom, component: Element, holder: Element) -> Iterator[Diagnostic]:
    """Diagnostics for a substance in a component or material that is stated to be free of it."""
    if "free_of" not in holder.data:
        return
    materials = [holder] if holder is not component else list(_materials(bom, component))
    known: dict[str, tuple[str, Element, str] | None] = {}
    for index, word in enumerate(words(holder.data["free_of"])):
        if word not in known:
            known[word] = _first_with(bom, materials, word)
        content = known[word]
        if content is not None:
            held, material, pointer = content
            at = bom.span(holder, "free_of", index)
            yield say.not_free_of(word, holder.name, held, at, material.file.spans.value(pointer))


def _first_with(bom: Bom, materials: list[Element], word: str) -> tuple[str, Element, str] | None:
    """Return the first material that is or contains the named substance."""
    for material in materials:
        content = _holds(bom, material, word)
        if content is not None:
            held, pointer = content
            return held, material, pointer
    return None


def _materials(bom: Bom, component: Element) -> Iterator[Element]:
    for holder in (component, *bom.parts(component)):
        yield from bom.materials(holder)


def _holds(bom: Bom, material: Element, word: str) -> tuple[str, str] | None:
    """Return the named substance that a material is or contains, and the field that states it."""
    substance = exact(material.data.get("substance"))
    if substance is not None and _is_or_holds(substance, word):
        return substance, join(material.pointer, "substance")
    for entry in bom.records(material, "composition"):
        element, share = exact(entry.data.get("element")), bounds(entry.data.get("share"))
        present = "share" not in entry.data or (share.low is not None and share.low > 0)
        if element is not None and present and _is_or_holds(element, word):
            return element, join(entry.pointer, "element")
    return None


def _is_or_holds(substance: str, word: str) -> bool:
    vocabulary = load_vocabularies().get("substance")
    if vocabulary is None:
        return substance == word
    asked, contained = vocabulary.resolve(word) or word, vocabulary.resolve(substance) or substance
    term = vocabulary.terms.get(contained)
    return any(
        vocabulary.is_a(candidate, asked)
        for candidate in (contained, *(term.parts if term is not None else ()))
    )


# ---- form ----------------------------------------------------------------------------------------


def _form(bom: Bom, material: Element) -> Iterator[Diagnostic]:
    """Return a form that the word for the substance excludes, such as a rod of tungsten powder."""
    vocabularies = load_vocabularies()
    substances, forms = vocabularies.get("substance"), vocabularies.get("form")
    word, stated = exact(material.data.get("substance")), exact(material.data.get("form"))
    if substances is None or forms is None or word is None or stated is None:
        return
    term, form = substances.terms.get(substances.resolve(word) or word), forms.resolve(stated)
    if term is None or not term.form or form is None:
        return
    if not forms.is_a(form, term.form) and not forms.is_a(term.form, form):
        spans = (bom.span(material, "form"), bom.span(material, "substance"))
        at, there = spans
        yield diagnose(
            "bom/contradiction", at, "form", also=[there], substance=word, implied=term.form, stated=stated
        )
