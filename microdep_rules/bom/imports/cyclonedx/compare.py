"""What a document that we wrote says otherwise than we would write it: every change, with its place.

What only says which file this is, and which programs had it in hand, is no change; nor is the order of lists,
which the properties hold. What is read of no document at all is told apart: nobody expects it back.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import cyclonedx as say
from microdep_rules.bom.imports import readings
from microdep_rules.bom.imports.cyclonedx.evidence import PAPERS
from microdep_rules.bom.imports.cyclonedx.properties import DEVICE, OURS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

OPEN = {
    "": frozenset({"$schema", "specVersion", "serialNumber", "version"}),
    "metadata": frozenset({"timestamp", "tools", "lifecycles"}),
}
"""What says which file this is, by the record in which it stands."""
PROGRAMS = frozenset(
    {"licenses", "hashes", "copyright", "pedigree", "evidence", "releaseNotes", "swid", "data"}
)
PERSON = frozenset({"email", "phone", "bom-ref"})
COMPANY = frozenset({"url", "contact", "bom-ref"})
PLACE = frozenset({"region", "locality", "postOfficeBoxNumber", "postalCode", "streetAddress", "bom-ref"})
UNREAD = {
    "": frozenset({"annotations", "vulnerabilities", "formulation", "definitions", "services", "signature"}),
    "metadata": frozenset({"licenses"}),
    "components": PROGRAMS
    | {"mime-type", "modelCard", "cryptoProperties", "signature", "omniborId", "swhid", "tags"},
    "declarations": frozenset({"assessors", "attestations", "targets", "affirmation", "signature"}),
    "manufacturer": COMPANY,
    "supplier": COMPANY,
    "address": PLACE,
    "authors": PERSON,
    "author": PERSON,
}
"""What is read of no document, by the record in which it stands."""
KEYS = ("bom-ref", "ref", "aggregate", "name")
"""By which of its fields an entry of a list is known; the first that it has."""
TIMES = frozenset({"created", "expires"})
MOST = 20
"""So many changes are told."""


class Differences(Struct):
    """What is not as we would write it."""

    changed: list[Diagnostic] = field(default_factory=list)
    unread: list[tuple[str, Node]] = field(default_factory=list)
    """What others added that is read of no document, by its name."""

    def diagnostics(self) -> list[Diagnostic]:
        """What is told of it."""
        names = list(dict.fromkeys(name for name, _ in self.unread))
        beside = [say.unread_since(names, self.unread[0][1].key or self.unread[0][1].head)] if names else []
        return [*self.changed[:MOST], *beside]


def differences(ours: dict[str, Any], theirs: Node) -> list[Diagnostic]:
    """What a document says otherwise than we would write it."""
    found = Differences()
    _record(found, ours, theirs, "")
    return found.diagnostics()


def _value(found: Differences, ours: Any, theirs: Node, name: str) -> None:
    if isinstance(ours, dict) and isinstance(theirs.value, dict):
        _record(found, ours, theirs, "components" if name == "component" else name)
    elif isinstance(ours, list) and isinstance(theirs.value, list):
        compared = _properties if name == "properties" else _list
        compared(found, ours, theirs, name)
    elif ours != theirs.value and not (name in TIMES and _moment(ours) == _moment(theirs.value)):
        found.changed.append(say.changed_since(theirs.head))


def _record(found: Differences, ours: dict[str, Any], theirs: Node, within: str) -> None:
    open_ = OPEN.get(within, frozenset())
    for name, value in theirs.value.items():
        node = theirs.get(name)
        assert node is not None
        if name in open_:
            continue
        if name in ours:
            _value(found, ours[name], node, name)
        elif name == "properties":
            _properties(found, [], node, name)
        elif name == "externalReferences":
            _references(found, node)
        elif value in ([], {}, "", None) or (name == "dependencies" and not any(_needing(node))):
            continue
        elif name in UNREAD.get(within, ()):
            found.unread.append((name, node))
        else:
            found.changed.append(say.added_since(name, node.key or node.head))
    gone = [name for name, value in ours.items() if value != [] and name not in {*theirs.value, *open_}]
    found.changed += [say.taken_away_since(name, theirs.head) for name in gone]


def _list(found: Differences, ours: list[Any], theirs: Node, name: str) -> None:
    """Entries by what they are known by, in whatever order."""
    waiting: dict[Any, list[Any]] = {}
    for each in ours:
        waiting.setdefault(_key(each), []).append(each)
    for node in _needing(theirs) if name == "dependencies" else theirs.entries():
        same = waiting.get(_key(node.value))
        if same:
            _value(found, same.pop(0), node, name)
        else:
            found.changed.append(say.added_since(_called(node.value), _at(node)))
    gone = [each for same in waiting.values() for each in same]
    found.changed += [say.taken_away_since(_called(each), theirs.head) for each in gone]


def _needing(dependencies: Node) -> Iterator[Node]:
    """What depends on something; programs write the others out, too."""
    for entry in dependencies.entries():
        if any(value for name, value in entry.value.items() if name != "ref"):
            yield entry


def _key(value: Any) -> Any:
    if not isinstance(value, dict):
        return value if isinstance(value, str) else None
    return next(((name, value[name]) for name in KEYS if isinstance(value.get(name), str)), None)


def _at(node: Node) -> Span:
    """The name of an entry of a list, if it has one."""
    key = _key(node.value)
    return node.at(key[0]).span if isinstance(key, tuple) else node.head


def _called(value: Any) -> str:
    key = _key(value)
    return key[1] if isinstance(key, tuple) else key or "something"


def _properties(found: Differences, ours: list[Any], theirs: Node, _: str) -> None:
    """Properties by their names. Those of ours were read; those of devices were made of them."""
    made = {each["name"]: each["value"] for each in ours if not each["name"].startswith(OURS)}
    read = {each["name"] for each in ours if each["name"].startswith(OURS)}
    for node in theirs.entries():
        name, value = node.value.get("name", ""), node.value.get("value", "")
        if name in read:
            continue
        if name in made:
            if made[name] != value:
                found.changed.append(say.changed_since(node.at("value").span))
        elif not name.lower().startswith((OURS, DEVICE)):
            found.unread.append((name, node))
        elif not readings.says_nothing(value):
            found.changed.append(say.added_since(name, node.at("value").span))
    there = {entry.value.get("name") for entry in theirs.entries()}
    found.changed += [say.taken_away_since(name, theirs.head) for name in made if name not in there]


def _references(found: Differences, theirs: Node) -> None:
    """Links to elsewhere: we write none, and read those to papers."""
    for node in theirs.entries():
        if node.text("type") in PAPERS:
            found.changed.append(say.added_since(node.text("type"), node.head))
        else:
            found.unread.append(("externalReferences", node))


def _moment(text: Any) -> datetime | None:
    """A time, which programs write in more than one way."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
