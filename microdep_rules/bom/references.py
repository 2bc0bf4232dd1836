"""Checks of references to missing records."""

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
"""Maximum number of pairs of ids that are compared to find misspelt ids."""

_REFERENCES = frozenset({"reference"})

_BY_NAME_TOO = frozenset({("equipment", "maker")})
"""References that may also be a name: the maker of equipment need not be a party of the document."""

_ELSEWHERE = frozenset({"component", "party", "site"})
"""Kinds of records that a context file may name although they are not in this document.

A context file may belong to many documents.
"""


def check(registry: Registry, files: Iterable[LoadedDocument]) -> list[Diagnostic]:
    """Return diagnostics for references of the document and the context to missing records."""
    problems = [problem for file in files for problem in _check_references(registry, file)]
    problems += _check_author(registry)
    problems += _check_covers(registry)
    return problems


def _check_references(registry: Registry, loaded: LoadedDocument) -> Iterator[Diagnostic]:
    known: dict[str, Collection[str]] = {
        "component": registry.components,
        "party": registry.parties,
        "site": registry.sites,
        "evidence": registry.evidence,
    }
    if loaded.value is None:
        return

    def valid_ids(leaf: ValueLeaf | ColumnValues) -> Collection[str] | None:
        """Return the valid ids for a reference; `None` if this function does not check the reference."""
        to = leaf.type.get("to", "")
        # `assign` checks references to materials within their component.
        if to == "material" or to in registry.incomplete_kinds or (leaf.record, leaf.field) in _BY_NAME_TOO:
            return None
        return None if loaded.kind == "context" and to in _ELSEWHERE else known[to]

    def dangles(column: ColumnValues) -> bool:
        ids = valid_ids(column)
        return ids is not None and not all(value in ids for value in column.values)

    missing: dict[tuple[str, str], list[ValueLeaf]] = {}
    among = suspect_fields(loaded.columns, schema(loaded.kind), _REFERENCES, dangles)
    for leaf in leaves(loaded.value, schema(loaded.kind), _REFERENCES, among):
        ids = valid_ids(leaf)
        if ids is not None and leaf.value not in ids:
            missing.setdefault((leaf.type["to"], leaf.field), []).append(leaf)
    for (to, field), leaves_ in missing.items():
        yield from _report(to, field, leaves_, known[to], loaded)


def _report(
    kind: str, field: str, missing: list[ValueLeaf], known: Collection[str], loaded: LoadedDocument
) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each misspelt id, and one diagnostic for all other missing ids of a field."""
    spans = loaded.spans
    most_compared = max(1, _MOST_PAIRS // max(1, len(known)))
    far = {
        leaf.value: leaf
        for at, leaf in enumerate(missing)
        if at >= most_compared or not nearest(leaf.value, known)
    }
    together = far if len(far) > SEVERAL else {}
    if together:
        places = [spans.value(leaf.pointer) for leaf in missing if leaf.value in together]
        yield say.dangling_references(kind, field, list(together), sorted(places))
    for leaf in missing:
        if leaf.value not in together:
            yield say.dangling_reference(kind, leaf.value, known, spans.value(leaf.pointer))


def _check_author(registry: Registry) -> Iterator[Diagnostic]:
    if "party" in registry.incomplete_kinds:
        return
    author = (registry.file.value or {}).get("document", {}).get("author")
    if isinstance(author, dict) and author.get("party", None) not in (None, *registry.parties):
        at = registry.file.spans.value("/document/author/party")
        yield say.dangling_reference("party", author["party"], registry.parties, at)


def _check_covers(registry: Registry) -> Iterator[Diagnostic]:
    """Yield diagnostics for ids in the field `covers` of evidence, if no record has the id."""
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
