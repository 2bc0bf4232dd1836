"""Distinct names for ids that several files use for different things."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def own_ids(used: Sequence[tuple[str, str]]) -> list[str]:
    """Return the id of each subject, by its file and its own id: with the file where another one has it too.

    >>> own_ids([("a.yaml", "north"), ("b.yaml", "north"), ("b.yaml", "south")])
    ['a.yaml#north', 'b.yaml#north', 'south']
    """
    many = Counter(id_ for _, id_ in used)
    return [f"{path}#{id_}" if many[id_] > 1 else id_ for path, id_ in used]


def labels(used: Iterable[tuple[str, str]]) -> list[str]:
    """Return the label of each subject: its name; with its id where another one has the same name.

    >>> labels([("Magnet", "a.yaml"), ("magnet", "b.yaml"), ("Motor", "c.yaml")])
    ['Magnet (a.yaml)', 'magnet (b.yaml)', 'Motor']
    """
    pairs = list(used)
    many = Counter(_looks(name) for name, _ in pairs)
    return [f"{name} ({id_})" if many[_looks(name)] > 1 else name for name, id_ in pairs]


def labels_of(things: Iterable[Mapping[str, Any]], name: str = "name") -> list[str]:
    """Return the labels of products, documents or scenarios given as data: names, with the file where equal.

    >>> labels_of([{"name": "A", "path": "a.yaml"}, {"name": "A", "path": "b.yaml"}])
    ['A (a.yaml)', 'A (b.yaml)']
    """
    return labels((thing[name], thing["path"]) for thing in things)


def apart(things: Sequence[Mapping[str, Any]], name: str = "name") -> list[dict[str, Any]]:
    """Return copies with names that differ from each other."""
    return [{**thing, name: label} for thing, label in zip(things, labels_of(things, name), strict=True)]


def _looks(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def own_source_ids(used: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[tuple[str, str], str]:
    """Return the id of each source of each file: with the file where two sources share an id."""
    pairs = list(used)
    contents: dict[str, list[Mapping[str, Any]]] = {}
    for _, source in pairs:
        known = contents.setdefault(source["id"], [])
        known += [source] if source not in known else []
    return {
        (path, source["id"]): f"{path}#{source['id']}" if len(contents[source["id"]]) > 1 else source["id"]
        for path, source in pairs
    }
