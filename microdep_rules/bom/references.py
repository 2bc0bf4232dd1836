"""Whether every reference leads to a record that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import SEVERAL
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import join
from microdep_rules.bom.walk import doubted, leaves
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from microdep_rules.bom.collect import Collected
    from microdep_rules.bom.load import Loaded
    from microdep_rules.bom.walk import Alike, Leaf
    from microdep_rules.diagnostics import Diagnostic

_MOST_PAIRS = 50_000
"""So many pairs of ids are compared to see whether one is the other misspelt."""

_REFERENCES = frozenset({"reference"})

_BY_NAME_TOO = frozenset({("equipment", "maker")})
"""References that may also be a name: what a company uses was not always made by a listed party."""

_ELSEWHERE = frozenset({"component", "party", "site"})
"""What a context file may name without it being in this document: it may stand beside many."""


def check(found: Collected, files: Iterable[Loaded]) -> list[Diagnostic]:
    """Every reference of the document and of the context that leads nowhere."""
    problems = [said for file in files for said in _dangling(found, file)]
    problems += _author(found)
    problems += _covers(found)
    return problems


def _dangling(found: Collected, loaded: Loaded) -> Iterator[Diagnostic]:
    known: dict[str, Collection[str]] = {
        "component": found.components,
        "party": found.parties,
        "site": found.sites,
        "evidence": found.evidence,
    }
    if loaded.value is None:
        return

    def needed(leaf: Leaf | Alike) -> Collection[str] | None:
        """The ids of which a reference has to be one."""
        to = leaf.type.get("to", "")
        # A material is looked for in its own part, where stages and inputs are given out.
        if to == "material" or to in found.doubtful or (leaf.record, leaf.field) in _BY_NAME_TOO:
            return None
        return None if loaded.kind == "context" and to in _ELSEWHERE else known[to]

    def dangles(alike: Alike) -> bool:
        ids = needed(alike)
        return ids is not None and not all(value in ids for value in alike.values)

    strange: dict[tuple[str, str], list[Leaf]] = {}
    among = doubted(loaded.columns, schema(loaded.kind), _REFERENCES, dangles)
    for leaf in leaves(loaded.value, schema(loaded.kind), _REFERENCES, among):
        ids = needed(leaf)
        if ids is not None and leaf.value not in ids:
            strange.setdefault((leaf.type["to"], leaf.field), []).append(leaf)
    for (to, field), found_there in strange.items():
        yield from _say(to, field, found_there, known[to], loaded)


def _say(
    kind: str, field: str, strange: list[Leaf], known: Collection[str], loaded: Loaded
) -> Iterator[Diagnostic]:
    """One by one what may be misspelt; together the many of a field that are simply not listed."""
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


def _author(found: Collected) -> Iterator[Diagnostic]:
    if "party" in found.doubtful:
        return
    author = (found.file.value or {}).get("document", {}).get("author")
    if isinstance(author, dict) and author.get("party", None) not in (None, *found.parties):
        at = found.file.spans.value("/document/author/party")
        yield say.dangling_reference("party", author["party"], found.parties, at)


def _covers(found: Collected) -> Iterator[Diagnostic]:
    """What the papers of the document say they cover."""
    materials = {
        name for local in found.materials.values() for own, each in local.items() for name in (own, each.id)
    }
    known: dict[str, Collection[str]] = {"components": found.components, "materials": materials}
    for paper in found.evidence.values():
        if paper.file is not found.file:
            continue
        for list_name, there in known.items():
            if list_name.removesuffix("s") in found.doubtful:
                continue
            for index, id_ in enumerate(paper.data.get("covers", {}).get(list_name, ())):
                if id_ not in there:
                    at = paper.file.spans.value(join(paper.pointer, "covers", list_name, index))
                    yield say.dangling_reference(list_name.removesuffix("s"), id_, there, at)
