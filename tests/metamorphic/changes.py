"""Changes of documents, made on a copy of one record at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact
from tests.metamorphic.cases import Attempt, Documents, Record, copied_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Change = Callable[[Documents, Record], bool]
"""Changes a copy of the documents, at one of its records; whether there was anything to change."""
Named = tuple[str, Change]

FINAL = ("final_assembly", "manufactured", "assembled")
"""Stages that state where a component as a whole was made."""


def at_each(kind: str, record: str, changes: Sequence[Named], documents: Documents) -> Iterator[Attempt]:
    """Attempts at each of the changes, at each of the records of a kind."""
    for number in range(len(records(documents, record))):
        for name, change in changes:
            yield Attempt(kind, name, record, partial(_changed, record, number, change, documents))


def _changed(record: str, number: int, change: Change, documents: Documents) -> Documents | None:
    found = copied_documents(documents)
    return found if change(found, records(found, record)[number]) else None


def records(documents: Documents, kind: str) -> list[Record]:
    """Records of a kind, wherever they are in a document."""
    bom = documents.bom
    match kind:
        case "components":
            return list(_components(bom.get("components", [])))
        case "materials":
            return [m for c in records(documents, "components") for m in c.get("materials", [])]
        case "parties":
            return list(bom.get("parties", []))
        case _:
            return [bom]


def _components(found: Sequence[Any]) -> Iterator[Record]:
    for each in found:
        if isinstance(each, dict) and "ref" not in each:
            yield each
            yield from _components(each.get("children", []))


def one(record: Record, name: str) -> Any:
    """Value of a field that states exactly one; nothing otherwise."""
    return exact(record.get(name)) if name in record else None


def final_stages(component: Record) -> list[Record]:
    """Stages that state where all of a component was made."""
    return [
        each
        for each in component.get("stages", [])
        if each.get("stage") in FINAL and "of" not in each and "share" not in each
    ]


def new_party(documents: Documents, name: str, **facts: Any) -> str:
    """A party that nothing else is known of, and its id."""
    parties = documents.bom.setdefault("parties", [])
    id_ = f"another-{len(parties)}"
    parties.append({"id": id_, "name": name, **facts})
    return id_


def party(documents: Documents, id_: object) -> Record | None:
    """The record of a party."""
    return next((each for each in documents.bom.get("parties", []) if each.get("id") == id_), None)


def id_of(component: Record) -> str | None:
    """The id of a component, where it states one."""
    found = component.get("id")
    return found if isinstance(found, str) else None


def add_stage(holder: Record, stage: Record) -> None:
    """Add a stage to a component or a material.

    A list without an entry that is said to be complete is open, as nothing is made by no stage. That
    statement was not made of the list with the added stage.
    """
    if not holder.get("stages") and "stages" in holder.get("complete", []):
        holder["complete"] = [each for each in holder["complete"] if each != "stages"]
    holder.setdefault("stages", []).append(stage)
