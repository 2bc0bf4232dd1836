"""Import of a document that this project exported. The export writes each field to a `microdep:` property.

The export derives the other CycloneDX fields from these fields. If somebody changed a derived field, the
document is refused. If the document were accepted, the import would silently ignore the change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.build import build
from microdep_rules.bom.imports.cyclonedx.compare import find_differences
from microdep_rules.bom.imports.cyclonedx.links import REF
from microdep_rules.bom.imports.cyclonedx.nodes import iterate_properties
from microdep_rules.bom.imports.cyclonedx.properties import PREFIX, ComponentProperties
from microdep_rules.bom.imports.cyclonedx.values import UNREAD, parse_value
from microdep_rules.bom.imports.cyclonedx.write import HERE, ORDER, RECORDS, export_cyclonedx
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.scalars import MAX_DEPTH
from microdep_rules.bom.schemas import schema
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

LISTS = {record: name for name, record in RECORDS.items()}


def restore_document(top: DocumentNode) -> tuple[PlacedRecord | None, list[Diagnostic]]:
    """Return the bill of materials as before the export. Each value has the position of its property."""
    components = _ComponentPool(top)
    diagnostics = components.diagnostics
    document = PlacedRecord(top.span)
    lists: dict[str, list[PlacedRecord]] = {}
    for name, text, at in iterate_properties(top.at("metadata")):
        if not name.startswith(PREFIX):
            continue
        field = name[len(PREFIX) :]
        value, problem = parse_value("", field, text)
        if value is UNREAD:
            diagnostics.append(
                diagnose(
                    "import/cell-not-read",
                    at.span,
                    "property",
                    field=name,
                    reason=problem,
                    fix=phrase_of("import/cell-not-read", "write-json"),
                )
            )
        elif field == ORDER:
            flat = [components.take(ref, at) for ref in value if isinstance(ref, str)]
            document.put(
                "components",
                [component for component in flat if component is not None],
                top.at("components").span,
            )
        elif field in LISTS and isinstance(value, dict):
            lists.setdefault(LISTS[field], []).append(_record(value, at.span))
        elif field in schema("bom").data["properties"]:
            document.put(field, value, at.span)
        else:
            known = [f"{PREFIX}{name_}" for name_ in (*schema("bom").data["properties"], *LISTS)]
            diagnostics.append(
                diagnose(
                    "import/external-component",
                    at.span,
                    "unknown-property",
                    name=name,
                    near=did_you_mean(name, known) or "",
                )
            )
    for name, records in lists.items():
        document.put(name, records, records[0].span)
    for node in components.left():
        diagnostics.append(diagnose("import/external-component", node.head, "changed"))
    return (None if has_errors(diagnostics) else document), diagnostics


def find_changes(loaded: LoadedDocument, top: DocumentNode) -> list[Diagnostic]:
    """Return the differences between the file and a new export of the same bill of materials."""
    bom, _ = build(loaded, on_route=load_stages().on_route)
    return find_differences(export_cyclonedx(bom), top) if bom is not None else []


def _record(value: dict[str, Any], span: Span) -> PlacedRecord:
    record = PlacedRecord(span)
    for key, field_value in value.items():
        record.put(key, field_value)
    return record


class _ComponentPool:
    """Components of a document; the keys are references. Each component is taken only once."""

    def __init__(self, top: DocumentNode) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._nodes: dict[str, DocumentNode] = {}
        self._taken: set[str] = set()
        own = top.at("metadata").get("component")
        waiting = [*reversed(top.listed("components")), *([own] if own is not None else [])]
        while waiting:
            node = waiting.pop()
            self._nodes.setdefault(node.text(REF), node)
            waiting += reversed(node.listed("components"))

    def take(self, ref: str, at: DocumentNode, depth: int = 0) -> PlacedRecord | None:
        """Return the component with this reference, with its nested components.

        Report an error if the component is missing or already taken.
        """
        node = self._nodes.get(ref)
        if node is None or ref in self._taken or depth > MAX_DEPTH:
            self.diagnostics.append(diagnose("import/external-component", at.head, "changed"))
            return None
        self._taken.add(ref)
        record = PlacedRecord(node.span)
        record.put("name", node.value["name"], node.at("name").span)
        properties_ = ComponentProperties(node, restored=True)
        self.diagnostics += properties_.diagnostics
        for name, (value, span) in properties_.facts.items():
            if name != "children" or not isinstance(value, list):
                record.put(name, value, span)
                continue
            inner = (isinstance(child, dict) and child.get(HERE) for child in value)
            children = [
                self.take(ref_, node, depth + 1) if isinstance(ref_, str) else child
                for ref_, child in zip(inner, value, strict=True)
            ]
            record.put(name, children, span)
        return record

    def left(self) -> list[DocumentNode]:
        """Return the components that no component refers to: somebody added them after the export."""
        return [node for ref, node in self._nodes.items() if ref not in self._taken]
