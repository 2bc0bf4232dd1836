"""Statements of several files about a fact, and the resulting value.

Within one file, the more specific statement counts. No file takes precedence over another file. If statements
of two files contradict each other, the fact has both values as alternatives.
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
    """Statement of a file about a fact, and the specificity of the statement."""

    content: PlacedValue
    level: Specificity


class FactStatements(NamedTuple):
    """Statements of the files about one fact."""

    called: str
    """Name of the component, for messages."""
    name: str
    node: Node
    by_file: dict[str, FileStatement]

    def dispute(self) -> tuple[PlacedValue, PlacedValue] | None:
        """Return two statements that contradict each other, the later one first; `None` if all agree."""
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
    """Return the name of the file that contains a value."""
    return held.home.source.path


def is_same(held: PlacedValue, stated: PlacedValue) -> bool:
    """Return whether a statement is equal to the statement that a correction quotes."""
    mine, quoted = amount(held.value), amount(stated.value)
    return mine == quoted if quoted is not None else alternatives(held.value) == alternatives(stated.value)


def is_contradiction(new: PlacedValue, there: PlacedValue, node: Node) -> bool:
    """Return whether two statements cannot both be true."""
    type_ = node.get("x-type", {})
    return are_disjoint(there.value, new.value, type_) or (not type_ and there.value != new.value)


def can_be_either(node: Node) -> bool:
    """Return whether a fact can have alternatives; if not, the more specific statement counts."""
    return bool(node.get("x-type")) and bool(_forms(node))


def _forms(node: Node) -> frozenset[str]:
    """Return the keys that a fact may have as a record, such as `one_of` and `unknown`."""
    _, target = schema("bom").follow(node)
    _, form = schema("bom").follow(target.get("then", target))
    return frozenset(form.get("properties", ()))


def combine_statements(there: PlacedValue, new: PlacedValue, node: Node) -> PlacedValue:
    """Return the fact that results from two statements that do not contradict each other."""
    if amount(new.value) is not None and amount(new.value) == amount(there.value):
        return add_evidence(there, node, evidence_links(new))
    if is_more_precise(new.value, there.value, node.get("x-type", {})):
        return new
    if left := common_values(new.value, there.value):
        return PlacedValue({"one_of": left}, _place_of_alternatives(there, [there] * len(left)))
    return there


def make_unknown(stated: PlacedValue, node: Node) -> PlacedValue:
    """Return the value "unknown" for a fact that a correction disputes but does not replace.

    A fact that cannot be unknown stays unchanged.
    """
    if "unknown" not in _forms(node):
        return stated
    return PlacedValue(
        {"unknown": True, "reason": "a correction disputes it"}, _place_of_alternatives(stated, [])
    )


def combine_custom_fields(there: PlacedValue, new: PlacedValue) -> PlacedValue:
    """Return the combination of two statements about a custom field."""
    for first, second in ((there, new), (new, there)):
        if isinstance(first.value, dict) and first.value.get("unknown") is True:
            return second
    if _is_no_fact(there) or _is_no_fact(new) or alternatives(there.value) == alternatives(new.value):
        return there
    if _is_measured(there) or _is_measured(new):
        return PlacedValue(
            {"unknown": True, "reason": "files contradict each other"}, _place_of_alternatives(there, [])
        )
    words = [(word, source) for source in (there, new) for word in alternatives(source.value)]
    return PlacedValue(
        {"one_of": [word for word, _ in words]}, _place_of_alternatives(there, [_ for _, _ in words])
    )


def _is_measured(held: PlacedValue) -> bool:
    """Return whether a value has a unit, a currency or bounds."""
    return isinstance(held.value, dict) and bool(
        held.value.keys() & {"unit", "amount", "at_least", "at_most"}
    )


def _is_no_fact(held: PlacedValue) -> bool:
    """Return whether a value is something other than a fact, such as a list."""
    if isinstance(held.value, dict) and not isinstance(held.value.get("one_of", []), list):
        return True
    free_record = isinstance(held.value, dict) and not alternatives(held.value) and not _is_measured(held)
    return free_record or isinstance(held.value, list)


def combine_alternatives(held: Sequence[PlacedValue], node: Node) -> PlacedValue:
    """Return the alternatives of contradicting statements. Any alternative may be true.

    Evidence for a single statement does not support the alternatives, so such evidence is left out.
    """
    value, places = _alternatives(held, node)
    return PlacedValue(value, _place_of_alternatives(held[0], places))


def _alternatives(held: Sequence[PlacedValue], node: Node) -> tuple[dict[str, Any], list[PlacedValue]]:
    """Return a value with all alternatives, and the place of each alternative."""
    values, type_, forms = [statement.value for statement in held], node["x-type"]["type"], _forms(node)
    without_alternatives = (
        {"unknown": True, "reason": "files contradict each other"} if "unknown" in forms else {"at_least": 0}
    )
    schemes = {value.get("scheme") if isinstance(value, dict) else None for value in values}
    if type_ == "money":
        return _enclosing_money(values) or without_alternatives, []
    if type_ in NUMBERS and ("one_of" not in forms or any(bounds(value).exact is None for value in values)):
        return _enclosing_range([bounds(value) for value in values]) or without_alternatives, []
    if len(schemes) > 1:  # codes of different tariffs cannot be compared
        return without_alternatives, []
    words_ = {
        repr(word): (word, source)
        for source in reversed(held)
        for word in reversed(alternatives(source.value))
    }
    words, places = zip(*reversed(words_.values()), strict=True)
    (scheme,) = schemes
    return ({"scheme": scheme} if scheme is not None else {}) | {"one_of": [*words]}, [*places]


def _enclosing_money(values: Sequence[Any]) -> dict[str, Any] | None:
    """Return an amount of money whose bounds include all `values`; `None` if their other fields differ."""
    rest = [{k: v for k, v in value.items() if k not in {"amount", "evidence", "note"}} for value in values]
    if any(record != rest[0] for record in rest):
        return None
    between = _enclosing_range([bounds(value.get("amount")) for value in values])
    return {**rest[0], "amount": between} if between else None


def _enclosing_range(ranges: Sequence[Bounds]) -> dict[str, Any] | None:
    """Return the smallest range that contains all ranges; `None` if it has no lower and no upper bound."""
    lows, highs = [bounds_.low for bounds_ in ranges], [bounds_.high for bounds_ in ranges]
    low = min((low_ for low_ in lows if low_ is not None), default=None) if None not in lows else None
    high = max((high_ for high_ in highs if high_ is not None), default=None) if None not in highs else None
    ends = {"at_least": low, "at_most": high}
    return {name: Decimal(written(end)) for name, end in ends.items() if end is not None} or None


def _place_of_alternatives(there: PlacedValue, sources: Sequence[PlacedValue]) -> FieldPlace:
    """Return the place of a value with alternatives, and the place of each alternative."""
    place = there.entry.place
    items = [Place(source.entry.place.start, source.entry.place.end, home=source.home) for source in sources]
    listing = Place(place.start, place.end, items=items)
    fields = {"one_of": FieldPlace(place.start, place.end, listing)}
    return there.entry._replace(place=Place(place.start, place.end, fields=fields, home=there.home))
