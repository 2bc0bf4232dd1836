"""Whether a value is a document of ours; if it is not, every mistake as a sentence with its place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from microdep_rules.bom.errors import reading, shape
from microdep_rules.bom.errors.quoting import kind_of
from microdep_rules.bom.schemas import Kind, schema
from microdep_rules.bom.spans import Spans, join

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

_FOREIGN = {"bomFormat": "CycloneDX", "spdxVersion": "SPDX", "@graph": "SPDX"}
"""Keys that only documents of another format have."""


def validate(value: Any, spans: Spans, kind: Kind) -> list[Diagnostic]:
    """What is wrong with the shape of a document; nothing when it is sound."""
    if not isinstance(value, dict):
        return [reading.not_a_record(kind_of(value), spans.head(""))]
    if (head := _head(value, spans, kind)) is not None:
        return [head]
    wrong = [error.instance_path for error in _validator(kind).iter_errors(value)]
    if not wrong:
        return []
    # Slow to import and slow to run, so only for a document that is known to be wrong.
    from microdep_rules.bom.mistakes import mistakes

    return mistakes(value, spans, schema(kind), wrong)


def _head(value: dict[str, Any], spans: Spans, kind: Kind) -> Diagnostic | None:
    """A document that is something else altogether has this one mistake."""
    expected, found = schema(kind).id, value.get("schema")
    if found == expected:
        return None
    if found is None:
        for key, name in _FOREIGN.items():
            if key in value:
                return shape.another_format(name, spans.key(join("", key)))
        return shape.no_schema(expected, spans.head(""), empty="schema" in value)
    return shape.another_schema(found, expected, spans.value("/schema"))


@cache
def _validator(kind: Kind) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(kind).data)
