"""The pages that are made from the schemas and the vocabularies: what may be written in a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.resources import vocabulary_names
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.vocabulary.fields import Field, RecordType
    from microdep_rules.vocabulary.terms import Term, Vocabulary

KINDS = {
    "text": "text",
    "texts": "list of texts",
    "number": "number",
    "percent": "percent",
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
FIRST = ("document", "component", "usage", "material", "stage", "input", "content", "party", "contract")
"""The records that people write most, in this order; the others follow by name."""


def fields_page() -> str:
    """Every record of a document and a context, with its fields."""
    known = record_types()
    names = [*FIRST, *sorted(set(known) - {*FIRST, "maker"})]
    return "\n".join(line for name in names if name in known for line in _record(known[name]))


def _record(record: RecordType) -> Iterator[str]:
    yield f"\n## {record.name}\n"
    if record.closable:
        yield f"`complete:` may name {', '.join(f'`{each}`' for each in record.closable)}.\n"
    yield "| field | value | says |"
    yield "|---|---|---|"
    stated = (each for each in record.fields.values() if not each.derived)
    for field in sorted(stated, key=lambda each: each.document_name):
        rule = f" (in rules `{field.name}`)" if field.name != field.document_name else ""
        yield f"| `{field.document_name}`{rule} | {_value(field)} | {field.description} |"


def _value(field: Field) -> str:
    kind = field.type
    if field.choices:
        return " or ".join(f"`{each}`" for each in field.choices)
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
    """Every vocabulary with its words."""
    known = load_vocabularies()
    found = [(name, known.get(name)) for name in vocabulary_names()]
    return "\n".join(line for name, each in found if each is not None for line in _vocabulary(name, each))


def _vocabulary(name: str, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"\n## {name}\n"
    yield f"{vocabulary.definition}\n"
    yield "| word | also | means |"
    yield "|---|---|---|"
    for term in dict.fromkeys(vocabulary.terms.values()):
        yield f"| `{term.id}` | {_other_words(term)} | {_meaning(term)} |"


def _other_words(term: Term) -> str:
    return ", ".join((*term.names, *term.aliases))


def _meaning(term: Term) -> str:
    below = f" Is a `{term.parent}`." if term.parent else ""
    source = f" ({term.source})" if getattr(term, "source", "") else ""
    return f"{term.definition}{source}{below}"
