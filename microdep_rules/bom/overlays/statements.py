"""Statements of one fact by several files, and the value that results.

Within a file the more specific statement counts. No file takes precedence over another one: if two statements
contradict each other, the fact has either value.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.amounts import Bounds, bounds, written
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.overlays.draft import PlacedValue
from microdep_rules.bom.overlays.evidence_links import add_evidence, evidence_links
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import FieldPlace, Place
from microdep_rules.bom.statements import NUMBERS, amount, are_disjoint, common_values, is_more_precise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.overlays.entries import Specificity

Node = dict[str, Any]


class FileStatement(NamedTuple):
    """Statement of one file about a fact, and its specificity."""

    content: PlacedValue
    level: Specificity


class FactStatements(NamedTuple):
    """Statements about one fact, by file."""

    called: str
    """Name of the component, for messages."""
    name: str
    node: Node
    by_file: dict[str, FileStatement]

    def dispute(self) -> tuple[PlacedValue, PlacedValue] | None:
        """Return two statements that contradict each other, the later first."""
        held = [statement.content for statement in self.by_file.values()]
        for number, new in enumerate(held):
            for there in held[:number]:
                if is_contradiction(new, there, self.node):
                    return new, there
        return None

    def together(self) -> PlacedValue:
        """Return the fact that results from all statements."""
        held = [statement.content for statement in self.by_file.values()]
        if self.dispute() is not None:
            return combine_alternatives(held, self.node)
        result = held[0]
        for statement in held[1:]:
            result = combine_statements(result, statement, self.node)
        return result


def file_of(held: PlacedValue) -> str:
    """Return the name of the file of a value."""
    return held.home.source.path


def is_same(held: PlacedValue, stated: PlacedValue) -> bool:
    """Return whether a statement is the one that a correction quotes."""
    mine, quoted = amount(held.value), amount(stated.value)
    return mine == quoted if quoted is not None else alternatives(held.value) == alternatives(stated.value)


def is_contradiction(new: PlacedValue, there: PlacedValue, node: Node) -> bool:
    """Return whether two statements cannot both be true."""
    type_ = node.get("x-type", {})
    return are_disjoint(there.value, new.value, type_) or (not type_ and there.value != new.value)


def can_be_either(node: Node) -> bool:
    """Return whether a fact can have alternatives; else, as for a lead time, the more specific one counts."""
    return bool(node.get("x-type")) and bool(_forms(node))


def _forms(node: Node) -> frozenset[str]:
    """Return the fields of a statement in its long form."""
    _, target = schema("bom").follow(node)
    _, form = schema("bom").follow(target.get("then", target))
    return frozenset(form.get("properties", ()))


def combine_statements(there: PlacedValue, new: PlacedValue, node: Node) -> PlacedValue:
    """Return the combination of two compatible statements."""
    if amount(new.value) is not None and amount(new.value) == amount(there.value):
        return add_evidence(there, node, evidence_links(new))
    if is_more_precise(new.value, there.value, node.get("x-type", {})):
        return new
    if left := common_values(new.value, there.value):
        return PlacedValue({"one_of": left}, _listed(there, [there] * len(left)))
    return there


def make_unknown(stated: PlacedValue, node: Node) -> PlacedValue:
    """Return the rest of a disputed statement without a replacement; unchanged if the fact cannot be open."""
    if "unknown" not in _forms(node):
        return stated
    return PlacedValue({"unknown": True, "reason": "a correction disputes it"}, _listed(stated, []))


def combine_custom_fields(there: PlacedValue, new: PlacedValue) -> PlacedValue:
    """Return the combination of two statements about a custom field of a company."""
    for one, other in ((there, new), (new, there)):
        if isinstance(one.value, dict) and one.value.get("unknown") is True:
            return other
    if _is_free(there) or _is_free(new) or alternatives(there.value) == alternatives(new.value):
        return there
    if _is_measured(there) or _is_measured(new):
        return PlacedValue({"unknown": True, "reason": "files contradict each other"}, _listed(there, []))
    words = [(word, source) for source in (there, new) for word in alternatives(source.value)]
    return PlacedValue({"one_of": [word for word, _ in words]}, _listed(there, [_ for _, _ in words]))


def _is_measured(held: PlacedValue) -> bool:
    """Return whether a value has a unit, a currency or bounds of its own."""
    return isinstance(held.value, dict) and bool(
        held.value.keys() & {"unit", "amount", "at_least", "at_most"}
    )


def _is_free(held: PlacedValue) -> bool:
    """Return whether a value has none of the forms of a fact."""
    if isinstance(held.value, dict) and not isinstance(held.value.get("one_of", []), list):
        return True
    free_record = isinstance(held.value, dict) and not alternatives(held.value) and not _is_measured(held)
    return free_record or isinstance(held.value, list)


def combine_alternatives(held: Sequence[PlacedValue], node: Node) -> PlacedValue:
    """Return the alternatives of contradicting statements: any of them may be true.

    Evidence of one of them is not evidence of the alternatives, and is left out.
    """
    value, places = _alternatives(held, node)
    return PlacedValue(value, _listed(held[0], places))


def _alternatives(held: Sequence[PlacedValue], node: Node) -> tuple[dict[str, Any], list[PlacedValue]]:
    """Return a statement with all alternatives, and the place of each alternative."""
    values, type_, forms = [statement.value for statement in held], node["x-type"]["type"], _forms(node)
    apart = (
        {"unknown": True, "reason": "files contradict each other"} if "unknown" in forms else {"at_least": 0}
    )
    schemes = {value.get("scheme") if isinstance(value, dict) else None for value in values}
    if type_ == "money":
        return _money(values) or apart, []
    if type_ in NUMBERS and ("one_of" not in forms or any(bounds(value).exact is None for value in values)):
        return _between([bounds(value) for value in values]) or apart, []
    if len(schemes) > 1:  # of codes that may be of different tariffs nothing is known
        return apart, []
    words_ = {
        repr(word): (word, source)
        for source in reversed(held)
        for word in reversed(alternatives(source.value))
    }
    words, places = zip(*reversed(words_.values()), strict=True)
    (scheme,) = schemes
    return ({"scheme": scheme} if scheme is not None else {}) | {"one_of": [*words]}, [*places]


def _money(values: Sequence[Any]) -> dict[str, Any] | None:
    """Return bounds of amounts in one currency that are otherwise equal."""
    rest = [{k: v for k, v in value.items() if k not in {"amount", "evidence", "note"}} for value in values]
    if any(record != rest[0] for record in rest):
        return None
    between = _between([bounds(value.get("amount")) for value in values])
    return {**rest[0], "amount": between} if between else None


def _between(ranges: Sequence[Bounds]) -> dict[str, Any] | None:
    """Return the range that contains several ranges."""
    lows, highs = [bounds_.low for bounds_ in ranges], [bounds_.high for bounds_ in ranges]
    low = min((low_ for low_ in lows if low_ is not None), default=None) if None not in lows else None
    high = max((high_ for high_ in highs if high_ is not None), default=None) if None not in highs else None
    ends = {"at_least": low, "at_most": high}
    return {name: Decimal(written(end)) for name, end in ends.items() if end is not None} or None


def _listed(there: PlacedValue, sources: Sequence[PlacedValue]) -> FieldPlace:
    """Return the place of a statement with alternatives, including the place of each alternative."""
    place = there.entry.place
    items = [Place(source.entry.place.start, source.entry.place.end, home=source.home) for source in sources]
    listing = Place(place.start, place.end, items=items)
    fields = {"one_of": FieldPlace(place.start, place.end, listing)}
    return there.entry._replace(place=Place(place.start, place.end, fields=fields, home=there.home))
