"""The schemas of documents as this package reads them: records, their fields, and what those hold."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any, Literal

from msgspec import Struct

from microdep_rules.bom.errors.allowed import Allowed
from microdep_rules.vocabulary import resources

Kind = Literal[
    "bom", "context", "mapping", "overlay", "waivers", "baseline", "figures", "dossier", "scenario"
]
"""Which document: a bill of materials, the contract facts, how a foreign table is read, what suppliers
declare of components, what a company accepts, what was there when it began, published figures, facilities,
what may happen."""

TOP_LISTS = {
    "parties": "party",
    "components": "component",
    "evidence": "evidence",
    "manufacturers": "manufacturer",
    "parts": "part",
}
"""The lists at the top of a bill of materials or an overlay, and the kind of their records."""

_REMARKS = ("notes", "note", "description")
"""Fields that take a long text."""
ROOTS: dict[str, str] = {"bom": "document", "context": "contract", "scenario": "scenario"}


class Schema(Struct, frozen=True, dict=True):
    """One schema, with its references followed."""

    kind: Kind
    data: dict[str, Any]

    @property
    def id(self) -> str:
        """What the first key of such a document says, as in `microdep-bom/1`."""
        return str(self.data["$id"])

    @cached_property
    def records(self) -> dict[str, dict[str, Any]]:
        """The definition of every kind of record that occurs in such a document."""
        found = {each["x-record"]: each for each in self.data["$defs"].values() if "x-record" in each}
        if "x-record" in self.data:
            found[self.data["x-record"]] = self.data
        return found

    @cached_property
    def record_lists(self) -> frozenset[str]:
        """The fields that hold a list of records, the lists at the top of a document among them."""
        fields = [field for record in self.records.values() for field in record["properties"].items()]
        nested = {name for name, node in fields if node.get("x-type", {}).get("type") == "list"}
        return frozenset({*nested, *TOP_LISTS})

    def follow(self, node: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The definition that a node refers to, with its name; the node itself if it refers to none."""
        name = ""
        while "$ref" in node:
            name = str(node["$ref"]).rpartition("/")[2]
            node = self.data["$defs"][name]
        return name, node

    @cached_property
    def top_lists(self) -> dict[str, str]:
        """The lists at the top of such a document, and the kind of their records."""
        return {name: record for name, record in TOP_LISTS.items() if record in self.records}

    def takes_evidence(self, node: dict[str, Any]) -> bool:
        """Return whether what stands in a field may say which evidence shows it."""
        _, found = self.follow(node)
        _, form = self.follow(found.get("then", found))
        return "evidence" in form.get("properties", {})

    def allowed(self, above: dict[str, Any], field: str) -> Allowed:
        """What a field of a definition takes besides one plain value."""
        fields = above["properties"]
        _, found = self.follow(fields.get(field, {}))
        _, form = self.follow(found.get("then", found))
        stated = form.get("properties", {})
        is_open = self.follow(stated.get("unknown", {}))[1].get("const") is True
        reason = ", reason: …" if "reason" in stated else ""
        return Allowed(
            f"{{unknown: true{reason}}}" if is_open else "",
            "one_of" in stated,
            field in above.get("required", ()),
            "reason" in fields,
            next((remark for remark in _REMARKS if remark in fields and remark != field), ""),
        )

    def listed(self, record: str, field: str) -> str | None:
        """The kind of the records in a list, or of the one record nested in a field."""
        held = self.records[record]["properties"].get(field, {}).get("x-type", {})
        return held.get("of") if held.get("type") in ("list", "record") else None


@cache
def schema(kind: Kind) -> Schema:
    """The schema of a kind of document."""
    return Schema(kind, resources.schema_data(f"microdep-{kind}-1"))


@cache
def nested_kind(record: str, field: str) -> str | None:
    """The kind of the records in a field of a record, in whichever document that record occurs."""
    for kind in ("bom", "context"):
        if record in schema(kind).records:
            return schema(kind).listed(record, field)
    return None
