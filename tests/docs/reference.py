"""The pages that are made from the schemas and the vocabularies: what may be written in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.schemas import schema
from microdep_rules.lang.fields_read import fields_read
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.uses import PRESENCE, use_of
from microdep_rules.workspace.shipped_packs import list_packs_with_rules
from tests.packs.loading import shipped_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.vocabulary.fields import Field, RecordType
    from microdep_rules.vocabulary.terms import Term, Vocabulary

KINDS = {
    "text": "text",
    "texts": "list of texts",
    "number": "number",
    "percent": "percent",
    "tariff-code": "tariff code",
    "mass": "number",
    "density": "number",
    "duration": "number",
    "money": "`{amount, currency}`",
    "date": "date",
    "boolean": "`true` or `false`",
    "country": "country code",
    "index": "number from 0 to 1",
    "identifiers": "`{scheme: identifier}`",
}
FILE = "`{path, sha256, url}`"
LEAD_TIME = "`{value, unit}`"
FIRST = ("document", "component", "usage", "material", "stage", "input", "content", "party", "contract")
"""The records that people write most, in this order; the others follow by name."""


def fields_page() -> str:
    """Every record of a document and a context, with its fields."""
    known = record_types()
    names = [*FIRST, *sorted(set(known) - {*FIRST, "maker", "supplier"})]
    tables = [line for name in names if name in known for line in _record(known[name])]
    return "\n".join([*tables, *_unread(names)])


def _unread(names: list[str]) -> Iterator[str]:
    """Fields that no rule of a shipped pack reads, each with what else reads it."""
    read = fields_read(map(shipped_pack, list_packs_with_rules()))
    yield "\n## Fields that no shipped pack reads\n"
    yield "No rule of a shipped pack reads the fields in this table. The second column shows where microdep"
    yield "uses the field. `people` means that only people read the field. `nothing` means that microdep does"
    yield "not use the field, and that `microdep bom validate` reports it.\n"
    yield "| field | used by |"
    yield "|---|---|"
    for record, key in _fields_of(names):
        if (record, key) not in read:
            used = use_of(record, key) or PRESENCE.get((record, key), "nothing")
            yield f"| `{record}.{key}` | {used} |"


def _fields_of(names: list[str]) -> Iterator[tuple[str, str]]:
    kinds = (schema("bom").records, schema("context").records)
    for record in names:
        keys = {key for records in kinds for key in records.get(record, {}).get("properties", ())}
        yield from ((record, key) for key in sorted(keys - {"notes", "ext", "schema", "$schema"}))


def _record(record: RecordType) -> Iterator[str]:
    yield f"\n## {record.name}\n"
    if record.closable:
        yield f"`complete:` accepts these lists: {', '.join(f'`{each}`' for each in record.closable)}.\n"
    yield "| field | value | meaning |"
    yield "|---|---|---|"
    stated = (field for field in record.fields.values() if not field.derived)
    lines = [(each.document_name, _line(each)) for each in stated]
    lines += [(name, f"| `{name}` | {FILE} | {text} |") for name, text in _files_of(record.name)]
    lines += [(name, f"| `{name}` | {kind} | {text} |") for name, kind, text in _checked_of(record.name)]
    yield from (line for _, line in sorted(lines))


def _line(field: Field) -> str:
    rule = f" (in rules `{field.name}`)" if field.name != field.document_name else ""
    return f"| `{field.document_name}`{rule} | {_value(field)} | {field.description} |"


def _files_of(record: str) -> Iterator[tuple[str, str]]:
    """Fields that name a file; no rule reads them, so that they have no type."""
    for records in (schema("bom").records, schema("context").records):
        found = records.get(record, {}).get("properties", {}).get("document", {})
        if "sha256" in found.get("properties", {}):
            yield "document", found["description"]
            return


def _checked_of(record: str) -> Iterator[tuple[str, str, str]]:
    """Fields whose amounts have to be sound, and that no rule reads, so that they have no type for rules."""
    for key, found in schema("bom").records.get(record, {}).get("properties", {}).items():
        if "x-checked" in found:
            kind = LEAD_TIME if found["$ref"].endswith("lead_time") else KINDS[found["x-checked"]["type"]]
            yield key, kind, found["description"]


def _value(field: Field) -> str:
    kind = field.type
    if field.choices:
        return " or ".join(f"`{choice}`" for choice in field.choices)
    match kind.kind:
        case "code" | "codes":
            many = "list of words" if kind.kind == "codes" else "word"
            return f"{many} of [{kind.vocabulary}](words.md#{kind.vocabulary})"
        case "record" | "list":
            many = "list of " if kind.kind == "list" else ""
            return f"{many}[{kind.target}](#{kind.target})"
        case "reference" | "references":
            many = "list of ids" if kind.kind == "references" else "id"
            return f"{many} of {kind.target}"
        case _:
            unit = f" in {kind.unit}" if kind.unit else ""
            return KINDS.get(kind.kind, kind.kind) + unit


def words_page() -> str:
    """Every vocabulary with its terms."""
    known = load_vocabularies()
    found = {name: known.get(name) for name in known.names()} | {"stage": load_stages().vocabulary}
    named = sorted((name, each) for name, each in found.items() if each is not None)
    return "\n".join(line for name, each in named for line in _vocabulary(name, each))


def _vocabulary(name: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"\n## {name}\n"
    yield f"{vocabulary.definition}\n"
    yield "| term | definition | broader term | other words |"
    yield "|---|---|---|---|"
    for term in dict.fromkeys(vocabulary.terms.values()):
        broader = f"`{term.parent}`" if term.parent else ""
        yield f"| `{term.id}` | {_meaning(term)} | {broader} | {_other_words(term)} |"


def _other_words(term: Term) -> str:
    return ", ".join((*term.names, *term.aliases))


def _meaning(term: Term) -> str:
    source = f" ({term.source})" if getattr(term, "source", "") else ""
    return f"{term.definition}{source}"
