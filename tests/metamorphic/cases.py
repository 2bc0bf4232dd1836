"""Documents under guard, and the changes made to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from microdep_rules.lists.entries import ListedParty

Record = dict[str, Any]
Path = tuple[str | int, ...]


@dataclass
class Documents:
    """A bill of materials, its context, and overlays that are laid on it."""

    bom: Record
    context: Record = field(default_factory=dict)
    """Content of the context file; empty where there is none."""
    overlays: tuple[Record, ...] = ()
    listed: tuple[ListedParty, ...] = ()
    """Companies of imported lists, which stand in place of the excerpts of a pack."""


@dataclass(frozen=True)
class Case:
    """Documents and the pack that judges them."""

    name: str
    source: str
    """Kind of document: `example`, `scenario`, `drawn`, `random` …"""
    pack: str
    variant: str
    documents: Documents
    as_of: date
    lists_as_of: date | None = None
    """The day as of which the excerpts of the pack stand for the published lists, where they do."""


@dataclass(frozen=True)
class Mutation:
    """A change of documents: its kind (`channel`, `deletion`, `contradiction`), what it does, and where."""

    kind: str
    name: str
    place: str
    """Path of the statement that is changed, without positions in lists."""
    documents: Documents
    path: Path = ()
    """Of a deletion: where the deleted statement was."""


@dataclass(frozen=True)
class Attempt:
    """A change that may be made: what it would do, and where."""

    kind: str
    name: str
    place: str
    changed: Callable[[], Documents | None]
    """Makes the changed documents; nothing where the documents have nothing to change."""
    path: Path = ()
    """Of a deletion: where the deleted statement is."""

    def made(self) -> Mutation | None:
        """The change, where there is anything to change."""
        documents = self.changed()
        if documents is None:
            return None
        return Mutation(self.kind, self.name, self.place, documents, self.path)


def copied(value: Any) -> Any:
    """A copy that shares nothing, also where the original has one list in two places.

    >>> shared = []; twice = copied([shared, shared]); twice[0] is twice[1]
    False
    """
    if isinstance(value, dict):
        return {key: copied(held) for key, held in value.items()}
    return [copied(each) for each in value] if isinstance(value, list) else value


def copied_documents(documents: Documents) -> Documents:
    """Documents that share nothing with these."""
    return Documents(copied(documents.bom), copied(documents.context), documents.overlays, documents.listed)


def place_of(path: Path) -> str:
    """Path of a statement without positions in lists.

    >>> place_of(("components", 3, "stages", 0, "country"))
    'components/stages/country'
    """
    return "/".join(step for step in path if isinstance(step, str))
