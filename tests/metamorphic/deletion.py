"""Deletion: documents without one of their statements.

A statement is a field, or an entry of a list. A list that is declared complete denies whatever it does not
list, so that to take an entry out of it would state the contrary; what declares the list complete is deleted
with the entry, and so is what declares complete a list inside it: the stages of a component have those of its
materials among them. An alternative (`one_of`) is no statement: without it the others would state more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.metamorphic.cases import Attempt, Documents, Path, Record, copied, place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DELETION = "deletion"
KEPT = frozenset({"schema", "$schema", "ext"})
CLOSERS = {"children": "completeness", "components": "completeness", "owners": "others_below"}
"""Fields besides `complete` that say a list is complete: of the document, and of a party."""


def deletions(documents: Documents) -> Iterator[Attempt]:
    """Attempts at deleting each of the statements of the documents in turn."""
    for path in paths(documents.bom):
        yield _deleted(path, partial(_of_the_bom, documents, path))
    for path in paths(documents.context):
        yield _deleted(("context file", *path), partial(_of_the_context, documents, path))


def _of_the_bom(documents: Documents, path: Path) -> Documents:
    return replace(documents, bom=without(documents.bom, path))


def _of_the_context(documents: Documents, path: Path) -> Documents:
    return replace(documents, context=without(documents.context, path))


def _deleted(path: Path, changed: Callable[[], Documents]) -> Attempt:
    what = "entry" if isinstance(path[-1], int) else "field"
    return Attempt(DELETION, f"delete {what}", place_of(path), changed, path)


def paths(document: Record) -> list[Path]:
    """Every statement of a document, the outer before the inner."""
    return list(_paths(document, ()))


def _paths(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        steps: list[tuple[str | int, Any]] = [(k, held) for k, held in value.items() if k not in KEPT]
    elif isinstance(value, list):
        steps = list(enumerate(value)) if path[-1] != "one_of" else []
    else:
        return
    for step, held in steps:
        yield (*path, step)
        yield from _paths(held, (*path, step))


def without(document: Record, path: Path) -> Record:
    """A document without one statement."""
    found: Record = copied(document)
    holder: Any = found
    for step in path[:-1]:
        holder = holder[step]
    value = holder.pop(path[-1])
    names = [step for step in path if isinstance(step, str)]
    if isinstance(path[-1], int) and not holder and names[-1] != "complete":
        return without(found, path[:-1])  # no entry is left: an empty list would say that there are none
    if (isinstance(path[-1], int) or isinstance(value, list)) and names[-1] != "complete":
        for name in (names[-1], *_lists(value)):
            _open(found, path, name)
    return found


def _lists(value: Any) -> Iterator[str]:
    """Names of the lists inside a value."""
    if isinstance(value, dict):
        for name, held in value.items():
            if isinstance(held, list):
                yield name
            yield from _lists(held)
    elif isinstance(value, list):
        for each in value:
            yield from _lists(each)


def _open(document: Record, path: Path, name: str) -> None:
    """Delete what says of the list that it is complete, at its holder and at what holds that."""
    holder: Any = document
    for each in (document, document.get("document", {})):
        _reopen(each, name)
    for step in path[:-1]:
        if step not in holder and not isinstance(holder, list):
            return  # the list itself was deleted
        holder = holder[step]
        if isinstance(holder, dict):
            _reopen(holder, name)


def _reopen(holder: Record, name: str) -> None:
    if isinstance(holder.get("complete"), list):
        holder["complete"] = [word for word in holder["complete"] if word != name]
    holder.pop(CLOSERS.get(name, ""), None)
