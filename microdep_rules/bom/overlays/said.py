"""Statements of one fact by several files: what each says, and what they say together.

Within a file the statement that is nearer to the part counts. No file prevails over another one: where
two say what cannot both be true, the fact is as either of them says.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from microdep_rules.bom.amounts import Bounds, bounds, written
from microdep_rules.bom.facts import alternatives
from microdep_rules.bom.overlays.draft import Held
from microdep_rules.bom.overlays.papers import evidenced, papers_of
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import Entry, Place
from microdep_rules.bom.statements import NUMBERS, amount, disjoint, in_common, says_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.overlays.entries import Level

Node = dict[str, Any]


class Statement(NamedTuple):
    """What one file says of a fact, and how near to the part."""

    held: Held
    level: Level


class Said(NamedTuple):
    """Statements of one fact, by the file that makes each."""

    called: str
    """The name of the part, for messages."""
    name: str
    node: Node
    by_file: dict[str, Statement]

    def dispute(self) -> tuple[Held, Held] | None:
        """Two statements that cannot both be true, the later first."""
        held = [each.held for each in self.by_file.values()]
        for number, new in enumerate(held):
            for there in held[:number]:
                if contradict(new, there, self.node):
                    return new, there
        return None

    def together(self) -> Held:
        """The fact as the files state it together."""
        held = [each.held for each in self.by_file.values()]
        if self.dispute() is not None:
            return either(held, self.node)
        found = held[0]
        for each in held[1:]:
            found = agreed(found, each, self.node)
        return found


def file_of(held: Held) -> str:
    """The name of the file in which a value stands."""
    return held.home.source.path


def is_same(held: Held, stated: Held) -> bool:
    """Return whether a statement is the one that a correction quotes."""
    mine, quoted = amount(held.value), amount(stated.value)
    return mine == quoted if quoted is not None else alternatives(held.value) == alternatives(stated.value)


def contradict(new: Held, there: Held, node: Node) -> bool:
    """Return whether two statements cannot both be true."""
    type_ = node.get("x-type", {})
    return disjoint(there.value, new.value, type_) or (not type_ and there.value != new.value)


def can_be_either(node: Node) -> bool:
    """Whether a fact can be stated in part; of what cannot, as a lead time, the nearer statement counts."""
    return bool(node.get("x-type")) and bool(_forms(node))


def _forms(node: Node) -> frozenset[str]:
    """Fields of a statement that is written out."""
    _, found = schema("bom").follow(node)
    _, form = schema("bom").follow(found.get("then", found))
    return frozenset(form.get("properties", ()))


def agreed(there: Held, new: Held, node: Node) -> Held:
    """What two statements say together that may both be true."""
    if amount(new.value) is not None and amount(new.value) == amount(there.value):
        return evidenced(there, node, papers_of(new))
    if says_more(new.value, there.value, node.get("x-type", {})):
        return new
    if left := in_common(new.value, there.value):
        return Held({"one_of": left}, _listed(there, [there] * len(left)))
    return there


def open_fact(stated: Held, node: Node) -> Held:
    """What is left of a statement that somebody disputes and nothing replaces; the same where none can be."""
    if "unknown" not in _forms(node):
        return stated
    return Held({"unknown": True, "reason": "a correction disputes it"}, _listed(stated, []))


def own_fact(there: Held, new: Held) -> Held:
    """What two files state of a field that a company adds for itself, whatever its values are."""
    for one, other in ((there, new), (new, there)):
        if isinstance(one.value, dict) and one.value.get("unknown") is True:
            return other
    if _is_free(there) or _is_free(new) or alternatives(there.value) == alternatives(new.value):
        return there
    if _is_measured(there) or _is_measured(new):
        return Held({"unknown": True, "reason": "files contradict each other"}, _listed(there, []))
    said = [(word, each) for each in (there, new) for word in alternatives(each.value)]
    return Held({"one_of": [word for word, _ in said]}, _listed(there, [each for _, each in said]))


def _is_measured(held: Held) -> bool:
    """Return whether a value has a unit, a currency or bounds of its own."""
    return isinstance(held.value, dict) and bool(
        held.value.keys() & {"unit", "amount", "at_least", "at_most"}
    )


def _is_free(held: Held) -> bool:
    """Return whether a value is in no form that a fact may have."""
    if isinstance(held.value, dict) and not isinstance(held.value.get("one_of", []), list):
        return True
    free_record = isinstance(held.value, dict) and not alternatives(held.value) and not _is_measured(held)
    return free_record or isinstance(held.value, list)


def either(held: Sequence[Held], node: Node) -> Held:
    """What is left where statements contradict each other: any of them may be true.

    Evidence of one of them is no evidence of that, and is left out.
    """
    value, places = _alternatives(held, node)
    return Held(value, _listed(held[0], places))


def _alternatives(held: Sequence[Held], node: Node) -> tuple[dict[str, Any], list[Held]]:
    """The statement of which any alternative may be true, and where each alternative is stated."""
    values, type_, forms = [each.value for each in held], node["x-type"]["type"], _forms(node)
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
    said = {
        repr(word): (word, each) for each in reversed(held) for word in reversed(alternatives(each.value))
    }
    words, places = zip(*reversed(said.values()), strict=True)
    (scheme,) = schemes
    return ({"scheme": scheme} if scheme is not None else {}) | {"one_of": [*words]}, [*places]


def _money(values: Sequence[Any]) -> dict[str, Any] | None:
    """Bounds of amounts in one currency that are otherwise alike."""
    rest = [{k: v for k, v in value.items() if k not in {"amount", "evidence", "note"}} for value in values]
    if any(each != rest[0] for each in rest):
        return None
    between = _between([bounds(value.get("amount")) for value in values])
    return {**rest[0], "amount": between} if between else None


def _between(every: Sequence[Bounds]) -> dict[str, Any] | None:
    """The range in which several are."""
    lows, highs = [each.low for each in every], [each.high for each in every]
    low = min((each for each in lows if each is not None), default=None) if None not in lows else None
    high = max((each for each in highs if each is not None), default=None) if None not in highs else None
    ends = {"at_least": low, "at_most": high}
    return {name: Decimal(written(each)) for name, each in ends.items() if each is not None} or None


def _listed(there: Held, sources: Sequence[Held]) -> Entry:
    """The place of a statement of several alternatives, each with the place at which it was stated."""
    place = there.entry.place
    items = [Place(source.entry.place.start, source.entry.place.end, home=source.home) for source in sources]
    listing = Place(place.start, place.end, items=items)
    fields = {"one_of": Entry(place.start, place.end, listing)}
    return there.entry._replace(place=Place(place.start, place.end, fields=fields, home=there.home))
