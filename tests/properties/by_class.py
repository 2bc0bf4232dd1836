"""What is said where equal elements are judged for one another, against each judged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine.evaluate import Evaluation
from microdep_rules.engine.promised import Promised, made
from microdep_rules.engine.shared import Shared
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.evaluate import Query
    from microdep_rules.engine.outcome import Outcome


def in_full(value: Any) -> Any:
    """All that is in a value, whatever it counts as equal to."""
    if isinstance(value, ir.Rule):
        return value.id
    if isinstance(value, Struct):
        fields = type(value).__struct_fields__
        return (type(value).__name__, *(in_full(getattr(value, name)) for name in fields))
    if isinstance(value, tuple | list):
        return tuple(map(in_full, value))
    return tuple(sorted(map(repr, value))) if isinstance(value, frozenset) else value


def outcomes(pack: ir.Pack, bom: Bom, query: Query) -> tuple[list[Outcome], list[Any], int]:
    """Every outcome, what two of one class were told differently, and how many classes were found twice."""
    shared = Shared(pack, bom, query, {})
    found: list[Outcome] = []
    broken, twice = [], 0
    for rule in pack.rules:
        evaluation = Evaluation(pack, bom, rule, query, shared)
        promised = evaluation.outcomes()
        found += map(made, promised)
        broken += [f"{each.rule.id} of {each.subject.id}" for each in promised if not _kept(each)]
        twice += sum(isinstance(each, Promised) for each in promised)
        if evaluation.classes is not None:
            twice += sum(len(each.judged) > 1 for each in evaluation.classes.said.values())
    return found, [*broken, *(shared.keys.disputed if shared.keys is not None else [])], twice


def _kept(outcome: Outcome) -> bool:
    """Whether what was promised of an outcome is what it is when it is made."""
    said, whole = [
        (each.verdict, each.subject, each.open, each.candidate) for each in (outcome, made(outcome))
    ]
    return said == whole


def differences(pack: ir.Pack, bom: Bom, query: Query) -> list[str]:
    """Where outcomes by class are not those of each element by itself, or two of a class differ."""
    plain = replace(query, explained=False)
    shared, disputed, _ = outcomes(pack, bom, plain)
    alone, _, _ = outcomes(pack, bom, replace(plain, by_class=False))
    found = [f"two of one class differ: {each}" for each in disputed]
    if len(shared) != len(alone):
        found.append(f"{len(shared)} outcomes by class, {len(alone)} each by itself")
    for one, other in zip(shared, alone, strict=False):
        if in_full(one) != in_full(other):
            found.append(f"{one.rule.id} of {one.subject.id}:\n{in_full(one)}\n{in_full(other)}")
    return found
