"""Dangling references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import SEVERAL
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import join
from microdep_rules.bom.walk import leaves, suspect_fields
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from microdep_rules.bom.collect import Registry
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.walk import ColumnValues, ValueLeaf
    from microdep_rules.diagnostics import Diagnostic

_MOST_PAIRS = 50_000
"""So many pairs of ids are compared to see whether one is the other misspelt."""

_REFERENCES = frozenset({"reference"})

_BY_NAME_TOO = frozenset({("equipment", "maker")})
"""References that may also be a name: what a company uses was not always made by a listed party."""

_ELSEWHERE = frozenset({"component", "party", "site"})
"""Records that a context file may name without their being in this document: it may serve many."""


def check(registry: Registry, files: Iterable[LoadedDocument]) -> list[Diagnostic]:
    """Return diagnostics for references of the document and of the context that lead nowhere."""
    problems = [problem for file in files for problem in _dangling(registry, file)]
    problems += _author(registry)
    problems += _covers(registry)
    return problems


def _dangling(registry: Registry, loaded: LoadedDocument) -> Iterator[Diagnostic]:
    known: dict[str, Collection[str]] = {
        "component": registry.components,
        "party": registry.parties,
        "site": registry.sites,
        "evidence": registry.evidence,
    }
    if loaded.value is None:
        return

    def valid_ids(leaf: ValueLeaf | ColumnValues) -> Collection[str] | None:
        """Return the ids that are valid for a reference."""
        to = leaf.type.get("to", "")
        # `assign` looks up a material in its own component.
        if to == "material" or to in registry.incomplete_kinds or (leaf.record, leaf.field) in _BY_NAME_TOO:
            return None
        return None if loaded.kind == "context" and to in _ELSEWHERE else known[to]

    def dangles(alike: ColumnValues) -> bool:
        ids = valid_ids(alike)
        return ids is not None and not all(value in ids for value in alike.values)

    strange: dict[tuple[str, str], list[ValueLeaf]] = {}
    among = suspect_fields(loaded.columns, schema(loaded.kind), _REFERENCES, dangles)
    for leaf in leaves(loaded.value, schema(loaded.kind), _REFERENCES, among):
        ids = valid_ids(leaf)
        if ids is not None and leaf.value not in ids:
            strange.setdefault((leaf.type["to"], leaf.field), []).append(leaf)
    for (to, field), found_there in strange.items():
        yield from _report(to, field, found_there, known[to], loaded)


def _report(
    kind: str, field: str, strange: list[ValueLeaf], known: Collection[str], loaded: LoadedDocument
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reference that may be misspelt, and one for the others of a field."""
    spans = loaded.spans
    looked_at = max(1, _MOST_PAIRS // max(1, len(known)))
    far = {
        leaf.value: leaf
        for at, leaf in enumerate(strange)
        if at >= looked_at or not nearest(leaf.value, known)
    }
    together = far if len(far) > SEVERAL else {}
    if together:
        places = [spans.value(leaf.pointer) for leaf in strange if leaf.value in together]
        yield say.dangling_references(kind, field, list(together), sorted(places))
    for leaf in strange:
        if leaf.value not in together:
            yield say.dangling_reference(kind, leaf.value, known, spans.value(leaf.pointer))


def _author(registry: Registry) -> Iterator[Diagnostic]:
    if "party" in registry.incomplete_kinds:
        return
    author = (registry.file.value or {}).get("document", {}).get("author")
    if isinstance(author, dict) and author.get("party", None) not in (None, *registry.parties):
        at = registry.file.spans.value("/document/author/party")
        yield say.dangling_reference("party", author["party"], registry.parties, at)


def _covers(registry: Registry) -> Iterator[Diagnostic]:
    """Yield diagnostics for the `covers` of evidence."""
    materials = {
        name
        for local in registry.materials.values()
        for own, material in local.items()
        for name in (own, material.id)
    }
    known: dict[str, Collection[str]] = {"components": registry.components, "materials": materials}
    for evidence in registry.evidence.values():
        if evidence.file is not registry.file:
            continue
        for list_name, ids in known.items():
            if list_name.removesuffix("s") in registry.incomplete_kinds:
                continue
            for index, id_ in enumerate(evidence.data.get("covers", {}).get(list_name, ())):
                if id_ not in ids:
                    at = evidence.file.spans.value(join(evidence.pointer, "covers", list_name, index))
                    yield say.dangling_reference(list_name.removesuffix("s"), id_, ids, at)
