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


def check(found: Registry, files: Iterable[LoadedDocument]) -> list[Diagnostic]:
    """Return diagnostics for references of the document and of the context that lead nowhere."""
    problems = [said for file in files for said in _dangling(found, file)]
    problems += _author(found)
    problems += _covers(found)
    return problems


def _dangling(found: Registry, loaded: LoadedDocument) -> Iterator[Diagnostic]:
    known: dict[str, Collection[str]] = {
        "component": found.components,
        "party": found.parties,
        "site": found.sites,
        "evidence": found.evidence,
    }
    if loaded.value is None:
        return

    def needed(leaf: ValueLeaf | ColumnValues) -> Collection[str] | None:
        """The ids that are valid for a reference."""
        to = leaf.type.get("to", "")
        # A material is looked for in its own part, where stages and inputs are given out.
        if to == "material" or to in found.incomplete_kinds or (leaf.record, leaf.field) in _BY_NAME_TOO:
            return None
        return None if loaded.kind == "context" and to in _ELSEWHERE else known[to]

    def dangles(alike: ColumnValues) -> bool:
        ids = needed(alike)
        return ids is not None and not all(value in ids for value in alike.values)

    strange: dict[tuple[str, str], list[ValueLeaf]] = {}
    among = suspect_fields(loaded.columns, schema(loaded.kind), _REFERENCES, dangles)
    for leaf in leaves(loaded.value, schema(loaded.kind), _REFERENCES, among):
        ids = needed(leaf)
        if ids is not None and leaf.value not in ids:
            strange.setdefault((leaf.type["to"], leaf.field), []).append(leaf)
    for (to, field), found_there in strange.items():
        yield from _say(to, field, found_there, known[to], loaded)


def _say(
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


def _author(found: Registry) -> Iterator[Diagnostic]:
    if "party" in found.incomplete_kinds:
        return
    author = (found.file.value or {}).get("document", {}).get("author")
    if isinstance(author, dict) and author.get("party", None) not in (None, *found.parties):
        at = found.file.spans.value("/document/author/party")
        yield say.dangling_reference("party", author["party"], found.parties, at)


def _covers(found: Registry) -> Iterator[Diagnostic]:
    """Yield diagnostics for the `covers` of evidence."""
    materials = {
        name for local in found.materials.values() for own, each in local.items() for name in (own, each.id)
    }
    known: dict[str, Collection[str]] = {"components": found.components, "materials": materials}
    for paper in found.evidence.values():
        if paper.file is not found.file:
            continue
        for list_name, there in known.items():
            if list_name.removesuffix("s") in found.incomplete_kinds:
                continue
            for index, id_ in enumerate(paper.data.get("covers", {}).get(list_name, ())):
                if id_ not in there:
                    at = paper.file.spans.value(join(paper.pointer, "covers", list_name, index))
                    yield say.dangling_reference(list_name.removesuffix("s"), id_, there, at)
