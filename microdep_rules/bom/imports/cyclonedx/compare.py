"""Changes that somebody made to a CycloneDX document after its export, each with its place in the file.

The identity of the file, the programs that processed it, and the order of lists do not count as changes.
Fields that the import never reads are reported separately, because a new export does not contain them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.imports import cell_values
from microdep_rules.bom.imports.cyclonedx.evidence import EVIDENCE_TYPES
from microdep_rules.bom.imports.cyclonedx.properties import DEVICE, PREFIX
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

IDENTITY = {
    "": frozenset({"$schema", "specVersion", "serialNumber", "version"}),
    "metadata": frozenset({"timestamp", "tools", "lifecycles"}),
}
"""For each kind of record, the fields that identify the file."""
PROGRAMS = frozenset(
    {"licenses", "hashes", "copyright", "pedigree", "evidence", "releaseNotes", "swid", "data"}
)
PERSON = frozenset({"email", "phone", "bom-ref"})
COMPANY = frozenset({"url", "contact", "bom-ref"})
PLACE = frozenset({"region", "locality", "postOfficeBoxNumber", "postalCode", "streetAddress", "bom-ref"})
NEVER_READ = {
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
"""For each kind of record, the fields that the import never reads."""
KEYS = ("bom-ref", "ref", "aggregate", "name")
"""Fields that identify an entry of a list.

The first of the fields that is present in an entry identifies the entry.
"""
TIMES = frozenset({"created", "expires"})
MOST = 20
"""Maximum number of changes that are reported."""


class Differences(Struct):
    """Differences between a file and a new export."""

    changed: list[Diagnostic] = field(default_factory=list)
    unread: list[tuple[str, DocumentNode]] = field(default_factory=list)
    """Names and nodes of fields that somebody added and that the import never reads."""

    def diagnostics(self) -> list[Diagnostic]:
        """Return the changes, and one diagnostic about the fields that are not read."""
        names = list(dict.fromkeys(name for name, _ in self.unread))
        beside = (
            [
                diagnose(
                    "import/external-component",
                    self.unread[0][1].key or self.unread[0][1].head,
                    "not-read",
                    names=names,
                )
            ]
            if names
            else []
        )
        return [*self.changed[:MOST], *beside]


def find_differences(exported: dict[str, Any], file_node: DocumentNode) -> list[Diagnostic]:
    """Return the differences between a new export (`exported`) and the file (`file_node`)."""
    result = Differences()
    _compare_records(result, exported, file_node, "")
    return result.diagnostics()


def _compare_values(result: Differences, exported: Any, file_node: DocumentNode, name: str) -> None:
    if isinstance(exported, dict) and isinstance(file_node.value, dict):
        _compare_records(result, exported, file_node, "components" if name == "component" else name)
    elif isinstance(exported, list) and isinstance(file_node.value, list):
        compared = _compare_properties if name == "properties" else _compare_lists
        compared(result, exported, file_node, name)
    elif exported != file_node.value and not (
        name in TIMES and _point_in_time(exported) == _point_in_time(file_node.value)
    ):
        result.changed.append(diagnose("import/external-component", file_node.head, "changed"))


def _compare_records(
    result: Differences, exported: dict[str, Any], file_node: DocumentNode, within: str
) -> None:
    open_ = IDENTITY.get(within, frozenset())
    for name, value in file_node.value.items():
        node = file_node.get(name)
        assert node is not None
        if name in open_:
            continue
        if name in exported:
            _compare_values(result, exported[name], node, name)
        elif name == "properties":
            _compare_properties(result, [], node, name)
        elif name == "externalReferences":
            _compare_references(result, node)
        elif value in ([], {}, "", None) or (name == "dependencies" and not any(_with_targets(node))):
            continue
        elif name in NEVER_READ.get(within, ()):
            result.unread.append((name, node))
        else:
            result.changed.append(
                diagnose("import/external-component", node.key or node.head, "added", name=name)
            )
    removed = [
        name for name, value in exported.items() if value != [] and name not in {*file_node.value, *open_}
    ]
    result.changed += [
        diagnose("import/external-component", file_node.head, "removed", name=name) for name in removed
    ]


def _compare_lists(result: Differences, exported: list[Any], file_node: DocumentNode, name: str) -> None:
    """Compare the entries of a list by their keys, in any order."""
    waiting: dict[Any, list[Any]] = {}
    for entry in exported:
        waiting.setdefault(_entry_key(entry), []).append(entry)
    for node in _with_targets(file_node) if name == "dependencies" else file_node.entries():
        same = waiting.get(_entry_key(node.value))
        if same:
            _compare_values(result, same.pop(0), node, name)
        else:
            result.changed.append(
                diagnose("import/external-component", _span_of(node), "added", name=_name_of(node.value))
            )
    removed = [entry for same in waiting.values() for entry in same]
    result.changed += [
        diagnose("import/external-component", file_node.head, "removed", name=_name_of(entry))
        for entry in removed
    ]


def _with_targets(dependencies: DocumentNode) -> Iterator[DocumentNode]:
    """Yield the entries that name a dependency; some programs also write entries without a dependency."""
    for entry in dependencies.entries():
        if any(value for name, value in entry.value.items() if name != "ref"):
            yield entry


def _entry_key(value: Any) -> Any:
    if not isinstance(value, dict):
        return value if isinstance(value, str) else None
    return next(((name, value[name]) for name in KEYS if isinstance(value.get(name), str)), None)


def _span_of(node: DocumentNode) -> Span:
    """Return the span of the name in a list entry, or the first line of an entry without a name."""
    key = _entry_key(node.value)
    return node.at(key[0]).span if isinstance(key, tuple) else node.head


def _name_of(value: Any) -> str:
    key = _entry_key(value)
    return key[1] if isinstance(key, tuple) else key or "something"


def _compare_properties(result: Differences, exported: list[Any], file_node: DocumentNode, _: str) -> None:
    """Compare properties by name.

    The `microdep:` properties are not compared again, because the import has read them.
    """
    exported_properties = {
        property_["name"]: property_["value"]
        for property_ in exported
        if not property_["name"].startswith(PREFIX)
    }
    read = {property_["name"] for property_ in exported if property_["name"].startswith(PREFIX)}
    for node in file_node.entries():
        name, value = node.value.get("name", ""), node.value.get("value", "")
        if name in read:
            continue
        if name in exported_properties:
            if exported_properties[name] != value:
                result.changed.append(diagnose("import/external-component", node.at("value").span, "changed"))
        elif not name.lower().startswith((PREFIX, DEVICE)):
            result.unread.append((name, node))
        elif not cell_values.is_blank(value):
            result.changed.append(
                diagnose("import/external-component", node.at("value").span, "added", name=name)
            )
    names_in_file = {entry.value.get("name") for entry in file_node.entries()}
    result.changed += [
        diagnose("import/external-component", file_node.head, "removed", name=name)
        for name in exported_properties
        if name not in names_in_file
    ]


def _compare_references(result: Differences, file_node: DocumentNode) -> None:
    """Compare external references.

    The export writes no external references, and the import reads only references to evidence.
    """
    for node in file_node.entries():
        if node.text("type") in EVIDENCE_TYPES:
            result.changed.append(
                diagnose("import/external-component", node.head, "added", name=node.text("type"))
            )
        else:
            result.unread.append(("externalReferences", node))


def _point_in_time(text: Any) -> datetime | None:
    """Return the point in time that a text states; programs write times in several forms."""
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
