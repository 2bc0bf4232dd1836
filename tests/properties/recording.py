"""Documents that remember which fields of their components are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.vocabulary.stages import load_stages
from tests.oracles.documents import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom
    from tests.properties.documents import Record


class Recording(dict[str, Any]):
    """A record that keeps the keys under which anything was asked for."""

    def __init__(self, content: dict[str, Any], read: set[str]) -> None:
        super().__init__(content)
        self.read = read

    def get(self, key: str, default: Any = None) -> Any:
        self.read.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def _all(self) -> None:
        self.read.update(super().keys())

    def items(self) -> Any:
        self._all()
        return super().items()

    def values(self) -> Any:
        self._all()
        return super().values()

    def __iter__(self) -> Iterator[str]:
        self._all()
        return super().__iter__()


def recording_each(document: Record) -> tuple[Bom, dict[str, set[str]]]:
    """A document, and by the id of each component the fields of it that are read."""
    loaded = load_document("bom.json", json_text(document).encode(), kind="bom")
    assert loaded.value is not None
    reads: dict[str, set[str]] = {each["id"]: set() for each in loaded.value["components"]}
    components = [Recording(each, reads[each["id"]]) for each in loaded.value["components"]]
    loaded = replace(loaded, value={**loaded.value, "components": components})
    bom, problems = build(loaded, on_route=load_stages().on_route)
    assert bom is not None, problems
    return bom, reads


def recording(document: Record) -> tuple[Bom, set[str]]:
    """A document, and the set of the fields of components that are read from now on."""
    loaded = load_document("bom.json", json_text(document).encode(), kind="bom")
    assert loaded.value is not None
    read: set[str] = set()
    components = [Recording(each, read) for each in loaded.value["components"]]
    loaded = replace(loaded, value={**loaded.value, "components": components})
    bom, problems = build(loaded, on_route=load_stages().on_route)
    assert bom is not None, problems
    read.clear()
    return bom, read
