"""Diagnostics about references between records, and about records that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either, listed, quoted
from microdep_rules.suggest import abbreviated, nearest, sharing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_FEW = 12
"""Maximum number of words of a vocabulary that a message names."""
_LONGEST_PATH = 12
"""Maximum number of components of a cycle that a message names."""
_LISTS = {"party": "parties", "component": "components", "evidence": "evidence"}
_REFERENCE_FORMS = {"party": "party", "component": "record", "evidence": "record", "material": "material"}
"""For each kind of record, the variant of the message about a reference to a missing record."""


def duplicate_id(kind: str, id_: str, second: Span, first: Span, *, given: bool) -> Diagnostic:
    """Return the error for two records of the same kind with the same id."""
    return diagnose(
        "bom/duplicate-id",
        second,
        "" if given else "component-from-name" if kind == "component" else "from-name",
        also=[first],
        records=_plural(kind),
        id=id_,
    )


def dangling_reference(kind: str, id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """Return the error for a reference to a missing record."""
    near = nearest(id_, known)
    form = "" if near else _REFERENCE_FORMS.get(kind, "site")
    return diagnose(
        "bom/unknown-reference",
        at,
        form,
        kind=kind,
        id=id_,
        near=either(near),
        list=_LISTS.get(kind, ""),
    )


def dangling_references(kind: str, field: str, ids: Sequence[str], spans: Sequence[Span]) -> Diagnostic:
    """Return the error for a field that refers to several missing records."""
    example = f"{{id: {ids[0]}, name: …}}" if kind != "evidence" else f"{{id: {ids[0]}, type: …}}"
    return diagnose(
        "bom/unknown-reference",
        spans[0],
        "several",
        also=spans[1:3],
        field=field,
        count=len(ids),
        kind=kind,
        ids=listed(list(ids), 5),
        list=_LISTS.get(kind, "sites"),
        example=example,
    )


def cycle(names: Sequence[str], spans: Sequence[Span], *, inputs: bool) -> Diagnostic:
    """Return the error for a component that contains itself or is made from itself."""
    few = [*names[:_LONGEST_PATH], "…", names[-1]] if len(names) > _LONGEST_PATH + 1 else names
    path = " → ".join(name if name == "…" else quoted(name) for name in few)
    also = spans[:-1][:_LONGEST_PATH]
    return diagnose("bom/cycle", spans[-1], "inputs" if inputs else "", also=also, name=names[0], path=path)


def children_above_part(
    children: Sequence[str], total: str, component: str, mass: str, at: Span, part: Span
) -> Diagnostic:
    """Return the error for a component with children that are heavier than the component."""
    if len(children) > 1:
        return diagnose(
            "bom/impossible-amount",
            at,
            "children-mass",
            also=[part],
            name=component,
            mass=mass,
            total=total,
        )
    child = children[0]
    return diagnose(
        "bom/impossible-amount",
        at,
        "child-mass",
        also=[part],
        name=component,
        mass=mass,
        child=child,
        total=total,
    )


def mass_above_part(
    materials: Sequence[str], total: str, component: str, mass: str, at: Span, part: Span
) -> Diagnostic:
    """Return the error for a component with materials that are heavier than the component."""
    if len(materials) > 1:
        return diagnose(
            "bom/impossible-amount",
            at,
            "materials-mass",
            also=[part],
            name=component,
            mass=mass,
            total=total,
        )
    material = materials[0]
    return diagnose(
        "bom/impossible-amount",
        at,
        "material-mass",
        also=[part],
        name=component,
        mass=mass,
        material=material,
        total=total,
    )


def unknown_word(
    word: str, vocabulary: str, field: str, near: Sequence[str], every: Sequence[str], at: Span
) -> Diagnostic:
    """Return the warning for an unknown word; `every` has all words of the vocabulary."""
    kind = vocabulary.replace("-", " ")
    form = "" if near else "few-words" if len(every) <= _FEW else "other-word"
    return diagnose(
        "bom/unknown-word",
        at,
        form,
        word=word,
        vocabulary=kind,
        field=field,
        near=either(near),
        words=listed(list(every), _FEW),
    )


def unknown_claim(name: str, exceptions: Sequence[str], at: Span) -> Diagnostic:
    """Return the warning for a claimed exception that no rule has."""
    near = nearest(name, exceptions) or abbreviated(name, exceptions) or sharing(name, exceptions)
    if near:
        return diagnose("bom/unknown-claim", at, name=name, near=either(near))
    return diagnose(
        "bom/unknown-claim", at, "no-near-name", name=name, exceptions=listed(list(exceptions), _FEW)
    )


def _plural(kind: str) -> str:
    return {"party": "parties", "evidence": "records"}.get(kind, kind + "s")
