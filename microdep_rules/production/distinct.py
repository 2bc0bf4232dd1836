"""Distinct ids and names for products, documents and sources of several files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def own_ids(used: Sequence[tuple[str, str]]) -> list[str]:
    """Return a distinct id for each subject; `used` contains the file and the id of each subject.

    If several subjects have one id, the file is added to it.

    >>> own_ids([("a.yaml", "north"), ("b.yaml", "north"), ("b.yaml", "south")])
    ['a.yaml#north', 'b.yaml#north', 'south']
    """
    counts = Counter(id_ for _, id_ in used)
    return [f"{path}#{id_}" if counts[id_] > 1 else id_ for path, id_ in used]


def labels(used: Iterable[tuple[str, str]]) -> list[str]:
    """Return a distinct label for each subject; `used` contains the name and the id of each subject.

    If several subjects have one name, the id is added to it.

    >>> labels([("Magnet", "a.yaml"), ("magnet", "b.yaml"), ("Motor", "c.yaml")])
    ['Magnet (a.yaml)', 'magnet (b.yaml)', 'Motor']
    """
    pairs = list(used)
    counts = Counter(_normalize(name) for name, _ in pairs)
    return [f"{name} ({id_})" if counts[_normalize(name)] > 1 else name for name, id_ in pairs]


def labels_of(things: Iterable[Mapping[str, Any]], name: str = "name") -> list[str]:
    """Return a distinct label for each record; if several records have one name, the file is added.

    >>> labels_of([{"name": "A", "path": "a.yaml"}, {"name": "A", "path": "b.yaml"}])
    ['A (a.yaml)', 'A (b.yaml)']
    """
    return labels((thing[name], thing["path"]) for thing in things)


def apart(things: Sequence[Mapping[str, Any]], name: str = "name") -> list[dict[str, Any]]:
    """Return copies of records with distinct names, made like the labels of `labels_of`."""
    return [{**thing, name: label} for thing, label in zip(things, labels_of(things, name), strict=True)]


def _normalize(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def own_source_ids(used: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[tuple[str, str], str]:
    """Return a distinct id for each source by (file, id).

    If different sources have one id, the file is added to it.
    """
    pairs = list(used)
    contents: dict[str, list[Mapping[str, Any]]] = {}
    for _, source in pairs:
        known = contents.setdefault(source["id"], [])
        known += [source] if source not in known else []
    return {
        (path, source["id"]): f"{path}#{source['id']}" if len(contents[source["id"]]) > 1 else source["id"]
        for path, source in pairs
    }
