"""What is said where equal elements are judged for one another, against each judged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.lazy_outcomes import LazyOutcome, complete
from microdep_rules.engine.outcome import Outcome
from microdep_rules.engine.shared import SharedState
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.query import Query


def in_full(value: Any) -> Any:
    """All that is in a value, whatever it counts as equal to."""
    if isinstance(value, ir.Rule):
        return value.id
    if isinstance(value, LazyOutcome):
        return in_full(value.complete())
    if isinstance(value, Struct):
        fields = type(value).__struct_fields__
        return (type(value).__name__, *(in_full(getattr(value, name)) for name in fields))
    if isinstance(value, tuple | list):
        return tuple(map(in_full, value))
    return tuple(sorted(map(repr, value))) if isinstance(value, frozenset) else value


def outcomes(pack: ir.Pack, bom: Bom, query: Query) -> tuple[list[Outcome], list[Any], int]:
    """Every outcome, the differences within a class, and the number of classes that were found twice."""
    shared = SharedState(pack, bom, query, {})
    found: list[Outcome] = []
    broken, twice = [], 0
    for rule in pack.rules:
        evaluation = Evaluation(pack, bom, rule, query, shared)
        promised = evaluation.outcomes()
        said = [(each, _said(each)) for each in promised]
        found += map(complete, promised)
        broken += [
            f"{each.rule.id} of {each.subject.id}: {name}" for each, of in said for name in _unkept(each, of)
        ]
        twice += sum(isinstance(each, LazyOutcome) for each in promised)
        if evaluation.classes is not None:
            twice += sum(len(each.judged) > 1 for each in evaluation.classes.by_class.values())
    return found, [*broken, *(shared.keys.disputed if shared.keys is not None else [])], twice


FIELDS = (*Outcome.__struct_fields__, "reliance_kinds")


def _said(outcome: Outcome) -> dict[str, Any]:
    """What is said of an outcome before it is made."""
    if not isinstance(outcome, LazyOutcome):
        return {}
    known = {}
    for name in FIELDS:
        value = getattr(outcome, name)
        if outcome._completed is None:  # noqa: SLF001 - whether reading a field made it is what is asked
            known[name] = value
        outcome._completed = None  # noqa: SLF001
    return known


def _unkept(outcome: Outcome, said: dict[str, Any]) -> list[str]:
    """Fields of which something else was promised than is so when the outcome is made."""
    whole = complete(outcome)
    return [name for name, value in said.items() if in_full(value) != in_full(getattr(whole, name))]


def differences(pack: ir.Pack, bom: Bom, query: Query) -> list[str]:
    """Where outcomes by class are not those of each element by itself, or two of a class differ."""
    plain = replace(query, explained=False)
    shared, disputed, _ = outcomes(pack, bom, replace(plain, on_demand=True))
    alone, _, _ = outcomes(pack, bom, replace(plain, by_class=False))
    found = [f"two of one class differ: {each}" for each in disputed]
    if len(shared) != len(alone):
        found.append(f"{len(shared)} outcomes by class, {len(alone)} each by itself")
    for one, other in zip(shared, alone, strict=False):
        if in_full(one) != in_full(other):
            found.append(f"{one.rule.id} of {one.subject.id}:\n{in_full(one)}\n{in_full(other)}")
    return found
