"""Ids that several files use for different things, kept apart by the name of the file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def own_ids(used: Sequence[tuple[str, str]]) -> list[str]:
    """The id of each subject, by its file and its own id: with the file where another one has it too.

    >>> own_ids([("a.yaml", "north"), ("b.yaml", "north"), ("b.yaml", "south")])
    ['a.yaml#north', 'b.yaml#north', 'south']
    """
    many = Counter(id_ for _, id_ in used)
    return [f"{path}#{id_}" if many[id_] > 1 else id_ for path, id_ in used]


def labels(used: Iterable[tuple[str, str]]) -> list[str]:
    """How a reader sees each subject, by its name and its id: by its name, where no other one has it.

    >>> labels([("Magnet", "a.yaml"), ("magnet", "b.yaml"), ("Motor", "c.yaml")])
    ['Magnet (a.yaml)', 'magnet (b.yaml)', 'Motor']
    """
    pairs = list(used)
    many = Counter(_looks(name) for name, _ in pairs)
    return [f"{name} ({id_})" if many[_looks(name)] > 1 else name for name, id_ in pairs]


def labels_of(things: Iterable[Mapping[str, Any]], name: str = "name") -> list[str]:
    """The same of products, documents and scenarios as data: by their names, where several are alike by file.

    >>> labels_of([{"name": "A", "path": "a.yaml"}, {"name": "A", "path": "b.yaml"}])
    ['A (a.yaml)', 'A (b.yaml)']
    """
    return labels((thing[name], thing["path"]) for thing in things)


def apart(things: Sequence[Mapping[str, Any]], name: str = "name") -> list[dict[str, Any]]:
    """The same things, each named so that it is not taken for another."""
    return [{**each, name: label} for each, label in zip(things, labels_of(things, name), strict=True)]


def _looks(name: str) -> str:
    return " ".join(normalize("NFKC", name).casefold().split())


def own_source_ids(used: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[tuple[str, str], str]:
    """The id of each source of each file: with the file where another one has other contents for the id."""
    pairs = list(used)
    contents: dict[str, list[Mapping[str, Any]]] = {}
    for _, source in pairs:
        known = contents.setdefault(source["id"], [])
        known += [source] if source not in known else []
    return {
        (path, source["id"]): f"{path}#{source['id']}" if len(contents[source["id"]]) > 1 else source["id"]
        for path, source in pairs
    }
