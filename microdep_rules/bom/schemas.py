"""Schemas of documents."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any, Literal

from msgspec import Struct

from microdep_rules.bom.errors.allowed import AllowedForms
from microdep_rules.vocabulary import resources

Kind = Literal[
    "bom", "context", "mapping", "overlay", "waivers", "baseline", "figures", "dossier", "scenario"
]
"""Kinds of documents.

The kinds in order: bill of materials, contract facts, mapping file of a table, declarations of suppliers,
waivers, findings of an earlier check, published figures, facilities, and scenario.
"""

TOP_LISTS = frozenset({"parties", "components", "evidence", "manufacturers"})
"""Lists at the top of a bill of materials or an overlay."""

_REMARKS = ("notes", "note", "description")
"""Fields for long texts."""
ROOTS: dict[str, str] = {"bom": "document", "context": "contract", "scenario": "scenario"}


class Schema(Struct, frozen=True, dict=True):
    """JSON Schema of a kind of document."""

    kind: Kind
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """Value of the key `schema` in a document of this kind, such as `microdep-bom/1`."""
        return str(self.data["$id"])

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """Definition of each kind of record in a document of this kind."""
        records = {node["x-record"]: node for node in self.data["$defs"].values() if "x-record" in node}
        if "x-record" in self.data:
            records[self.data["x-record"]] = self.data
        return records

    @cached_property
    def record_lists(self) -> frozenset[str]:
        """Names of fields with a list of records, including the lists at the top of a document."""
        fields = [field for record in self.records.values() for field in record["properties"].items()]
        nested = {name for name, node in fields if node.get("x-type", {}).get("type") == "list"}
        return frozenset({*nested, *TOP_LISTS})

    def follow(self, node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the name and the definition that a node refers to, or an empty name and the node."""
        name = ""
        while "$ref" in node:
            name = str(node["$ref"]).rpartition("/")[2]
            node = self.data["$defs"][name]
        return name, node

    @cached_property
    def top_lists(self) -> dict[str, str]:
        """Kind of the records in each top-level list of a document of this kind."""
        return {
            name: self.follow(node["items"])[1]["x-record"]
            for name, node in self.data["properties"].items()
            if name in TOP_LISTS
        }

    def takes_evidence(self, node: dict[str, Any]) -> bool:
        """Return whether the value of a field may have evidence."""
        _, node_of_field = self.follow(node)
        _, form = self.follow(node_of_field.get("then", node_of_field))
        return "evidence" in form.get("properties", {})

    def allowed(self, above: dict[str, Any], field: str) -> AllowedForms:
        """Return the forms that a field accepts, in addition to a single value."""
        fields = above["properties"]
        _, node_of_field = self.follow(fields.get(field, {}))
        _, form = self.follow(node_of_field.get("then", node_of_field))
        stated = form.get("properties", {})
        is_open = self.follow(stated.get("unknown", {}))[1].get("const") is True
        reason = ", reason: …" if "reason" in stated else ""
        return AllowedForms(
            f"{{unknown: true{reason}}}" if is_open else "",
            "one_of" in stated,
            field in above.get("required", ()),
            "reason" in fields,
            next((remark for remark in _REMARKS if remark in fields and remark != field), ""),
        )

    def listed(self, record: str, field: str) -> str | None:
        """Return the kind of the records in a field; `None` if the field has no records."""
        type_ = self.records[record]["properties"].get(field, {}).get("x-type", {})
        return type_.get("of") if type_.get("type") in ("list", "record") else None


@cache
def schema(kind: Kind) -> Schema:
    """Return the schema of a kind of document."""
    return Schema(kind, resources.schema_data(f"microdep-{kind}-1"))


@cache
def nested_kind(record: str, field: str) -> str | None:
    """Return the kind of the records in a field of a record, by the first schema that defines the record."""
    for kind in ("bom", "context"):
        if record in schema(kind).records:
            return schema(kind).listed(record, field)
    return None
