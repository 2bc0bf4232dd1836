"""Diagnostics for the errors of a schema validator: one diagnostic for each mistake in the document.

The schemas select the form of a value with `if`, not with `anyOf`. So each error of the validator is about
one value. If several errors have the same cause, this module reports only one.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from msgspec import Struct

from microdep_rules.bom.errors import facts, numbers, shape
from microdep_rules.bom.errors.allowed import AllowedForms
from microdep_rules.bom.keys import MOST_KEYS, suggest_fields, synonym_of
from microdep_rules.bom.partial_documents import Fault
from microdep_rules.bom.spans import Spans, join
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import quoted
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from microdep_rules.bom.partial_documents import Path
    from microdep_rules.bom.schemas import Schema
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_WRAPPERS = frozenset({"value", "one_of", "at_least", "at_most"})
"""Keys of a fact that is stated as a record, such as `{value: 5}`.

The field of the fact is one level above `value` and the other keys.
"""

_MEANT_BY_A_WORD = {"material": "substance", "party": "name", "usage": "ref"}
"""Main field of a record, by kind, for records in which the main field is not the first field.

If a document has a single word in place of the record, the help suggests this field.
"""


class SchemaTrail(Struct, frozen=True):
    """Place of an error in the schema."""

    name: str
    """Name of the definition with the error, such as `country` or `stage`; empty without a name."""
    node: dict[str, Any]
    record: str
    """Kind of the record that contains the wrong value; empty at the top of the document."""
    field: str
    """Field that contains the wrong value, directly or in a nested record."""
    reference: str
    """Kind of record that the field refers to by id; empty if the field is no reference."""
    unit: str
    """Unit of the field; empty if the field has no unit."""
    allowed: AllowedForms
    """Forms that the field accepts, in addition to a single value."""


def mistakes(
    value: dict[str, Any],
    spans: Spans,
    schema: Schema,
    refused: Sequence[Sequence[str | int]],
    unreadable: Collection[Path],
) -> tuple[list[Diagnostic], list[Fault]]:
    """Return the diagnostics for the schema errors of a document, and the wrong values of the document.

    `refused` has the paths of the values that the fast validator refused. Unreadable values are not reported
    again.
    """
    errors = list(_selective_validator(value, refused)(schema.data).iter_errors(value))
    if not errors:
        raise RuntimeError("the two schema validators disagree about a document")
    errors = [error for error in errors if _path(error) not in unreadable]
    unknown = {_pointer(error): suggest_fields(error, schema) for error in errors if _is_unknown(error)}
    long = {_pointer(error) for error in errors if error.validator == "maxLength"}
    diagnostics: list[Diagnostic] = []
    wrong: list[Fault] = []
    for error in errors:
        pointer, trail = _pointer(error), _trail_of(error, schema)
        if _is_consequence(error, unknown.get(pointer)) or (pointer in long and error.validator == "pattern"):
            continue
        diagnostics.extend(_report_error(error, pointer, trail, spans))
        wrong.extend(_wrong_values(error, trail, unknown.get(pointer)))
    return diagnostics, wrong


def _pattern(_: Any, pattern: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # In Python, `$` also matches before a line end at the end of a text. In the fast validator it does not.
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError(f"does not match {pattern}")


def _selective_validator(value: dict[str, Any], wrong: Sequence[Sequence[str | int]]) -> Any:
    """Return a validator that skips the valid entries of lists. `wrong` has the paths of the wrong values.

    The selective validator is about a hundred times slower than the fast validator, and most entries of a
    long list are valid.
    """
    entries: dict[int, set[int]] = {}
    for path in wrong:
        holder: Any = value
        for step in path:
            if isinstance(holder, list):
                entries.setdefault(id(holder), set()).add(int(step))
            holder = holder[step]

    def items(validator: Any, item: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
        for index in sorted(entries.get(id(instance), ())):
            yield from validator.descend(instance[index], item, path=index)

    return extend(Draft202012Validator, {"pattern": _pattern, "items": items})


def _path(error: ValidationError) -> Path:
    return tuple(map(str, error.absolute_path))


def _wrong_values(
    error: ValidationError, trail: SchemaTrail, unknown: dict[str, list[str]] | None
) -> list[Fault]:
    """Return the values of the document that cause an error of the validator."""
    path = _path(error)
    if _is_unknown(error):
        return [Fault((*path, key), tuple(meant)) for key, meant in (unknown or {}).items()]
    whole = error.validator == "required" or (error.validator == "anyOf" and "x-record" in trail.node)
    return [Fault(path, lacking=whole)]


def _pointer(error: ValidationError) -> str:
    return join("", *error.absolute_path)


def _is_unknown(error: ValidationError) -> bool:
    return error.validator == "additionalProperties" and isinstance(error.validator_value, bool)


def _trail_of(error: ValidationError, schema: Schema) -> SchemaTrail:
    node: Any = schema.data
    name, record, reference, unit = "", schema.data.get("x-record", ""), "", ""
    allowed = AllowedForms("", one_of=False, required=True, remarks="")
    keys = [step for step in error.absolute_path if isinstance(step, str)]
    fields = []
    above: Any = None
    for step in error.absolute_schema_path:
        while isinstance(node, dict) and step not in node and "$ref" in node:
            name, node = schema.follow({"$ref": node["$ref"]})
            record = node.get("x-record", record)
        if step == "properties":
            above = node
        elif above is not None:
            if step not in _WRAPPERS or "x-record" in above:
                fields.append(keys[0])
                allowed = schema.allowed(above, str(step))
            keys, above = keys[1:], None
        node = node[step]
        if isinstance(node, dict) and "x-type" in node:
            reference = node["x-type"].get("to", "")
            unit = node["x-type"].get("unit", "")
    # The remaining keys belong to a record without fixed keys.
    field = [*fields, *keys][-1] if fields or keys else "document"
    return SchemaTrail(name, error.schema, record, field, reference, unit, allowed)


def _is_consequence(error: ValidationError, unknown: dict[str, list[str]] | None) -> bool:
    """Return whether another error, such as a misspelt key, causes this error."""
    if error.validator in ("oneOf", "anyOf", "not") and not isinstance(error.instance, dict):
        return True
    if not unknown:
        return False
    if error.validator in ("oneOf", "anyOf", "minProperties"):
        return True
    if error.validator == "required":
        meant = {name for names in unknown.values() for name in names}
        return _missing_name(error) in meant or "ref" in meant
    return False


def _missing_name(error: ValidationError) -> str:
    # The library gives an error for each missing name, and states the name only in the message.
    return next(str(name) for name in error.validator_value if error.message.startswith(repr(name)))


def _report_error(error: ValidationError, pointer: str, trail: SchemaTrail, spans: Spans) -> list[Diagnostic]:
    field, allowed = trail.field, trail.allowed
    value = error.instance
    at = spans.value(pointer)
    if value is None:
        return [facts.empty_value(field, spans.key(pointer), allowed)]
    match error.validator:
        case "additionalProperties":
            return _unknown_fields(error, pointer, trail, spans)
        case "required":
            where = spans.head(pointer)
            return [shape.missing_field(_missing_name(error), trail.record, field, where)]
        case "type":
            return [_report_wrong_kind(error, trail, at)]
        case "pattern":
            return [_report_wrong_text(error, trail, at)]
        case "minimum" | "maximum":
            limits = _limits(trail.node)
            return [numbers.out_of_bounds(field, value, trail.name, at, limits, allowed)]
        case "enum":
            return [shape.not_one_of(field, value, [str(constant) for constant in error.validator_value], at)]
        case "const":
            return [
                diagnose("bom/wrong-type", at, "true-with-reason" if allowed.reason else "true", field=field)
            ]
        case "oneOf" | "anyOf":
            return [_report_wrong_form(error, field, trail, spans.head(pointer))]
        case "minItems" | "minProperties":
            return [_report_empty(error, trail, at)]
        case "maxLength":
            return [facts.too_long(field, int(error.validator_value), at, allowed.remarks)]
        case "not":
            return [
                diagnose(
                    "bom/two-statements",
                    spans.value(pointer + "/country"),
                    "stage-country",
                    also=[spans.key(pointer + "/unknown")],
                )
            ]
        case _:
            return [shape.not_as_described(field, _description(trail), at)]


LENGTH = 64
"""Number of hexadecimal digits of a SHA-256."""
OTHER_DIGESTS = {32: "MD5", 40: "SHA-1", 56: "SHA-224", 96: "SHA-384", 128: "SHA-512"}
"""For each number of hexadecimal digits, the name of another digest algorithm."""


def _report_wrong_digest(text: str, at: Span) -> Diagnostic:
    name, _, digits = text.rpartition(":")
    count = len(digits)
    if name and count == LENGTH:
        return diagnose("evidence/incomplete", at, "digest-prefix", prefix=f"{name}:")
    if count == LENGTH:
        return diagnose("evidence/incomplete", at, "digest-characters")
    if count in OTHER_DIGESTS:
        algorithm = OTHER_DIGESTS[count]
        return diagnose("evidence/incomplete", at, "other-digest", count=count, algorithm=algorithm)
    return diagnose("evidence/incomplete", at, "digest-form", count=count)


def _report_wrong_text(error: ValidationError, trail: SchemaTrail, at: Span) -> Diagnostic:
    """Return the diagnostic for a text in the wrong form for its field."""
    if trail.field == "sha256":
        return _report_wrong_digest(error.instance, at)
    return facts.wrong_text(
        trail.field,
        error.instance,
        trail.name,
        at,
        unit=trail.unit,
        to=trail.reference,
        allowed=trail.allowed,
        description=_description(trail),
    )


def _description(trail: SchemaTrail) -> str:
    return str(trail.node.get("description", "")).removesuffix(".")


def _limits(node: dict[str, Any]) -> numbers.Limits:
    low, high = (Fraction(node[limit]) if limit in node else None for limit in ("minimum", "maximum"))
    return numbers.Limits(low, high, node.get("type") == "integer")


def _report_empty(error: ValidationError, trail: SchemaTrail, at: Span) -> Diagnostic:
    if trail.allowed.one_of:
        return diagnose(
            "bom/empty-value",
            at,
            "no-alternative",
            field=trail.field,
            unknown=trail.allowed.unknown,
        )
    kind = "list" if error.validator == "minItems" else "record"
    return shape.no_entry(trail.field, kind, at, trail.allowed)


def _report_wrong_kind(error: ValidationError, trail: SchemaTrail, at: Span) -> Diagnostic:
    """Return the diagnostic for a value of the wrong type, in a field or in a list."""
    value, wanted = error.instance, error.validator_value
    if not isinstance(error.absolute_path[-1], int) or error.absolute_path[-2] in _WRAPPERS:
        return shape.wrong_kind(quoted(trail.field), value, trail.name, wanted, at, allowed=trail.allowed)
    record = trail.node.get("x-record", "")
    place = shape.holder(record, "") if record else f"an entry of {quoted(trail.field)}"
    of_an_entry = AllowedForms("", one_of=False)
    main = _main_field(trail.node)
    return shape.wrong_kind(place, value, trail.name, wanted, at, main=main, allowed=of_an_entry)


def _main_field(node: dict[str, Any]) -> str:
    """Return the main field of a record; the help suggests this field for a word in place of a record."""
    record = node.get("x-record", "")
    required: list[str] = node.get("required", [])
    return _MEANT_BY_A_WORD.get(record) or next(iter([*required, *node.get("properties", ())]), "")


def _unknown_fields(
    error: ValidationError, pointer: str, trail: SchemaTrail, spans: Spans
) -> list[Diagnostic]:
    field = next((str(step) for step in reversed(error.absolute_path) if isinstance(step, str)), "")
    record = trail.node.get("x-record", "")
    record_name = shape.holder(record, field)
    diagnostics = []
    for key in islice((name for name in error.instance if name not in error.schema["properties"]), MOST_KEYS):
        known = list(error.schema["properties"])
        synonym = synonym_of(key, error.instance, known)
        is_child = "children" in error.absolute_path and record == "component"
        if synonym is None and is_child and nearest(key, ["ref"]):
            known = ["ref"]
        named_party = trail.name == "statement_id" and bool(trail.reference)
        at = spans.key(join(pointer, key))
        diagnostics.append(
            shape.unknown_field(
                key, record_name, known, at, synonym=synonym, by_id=named_party, record=error.instance
            )
        )
    return diagnostics


def _report_wrong_form(error: ValidationError, field: str, trail: SchemaTrail, at: Any) -> Diagnostic:
    present = [
        form["required"]
        for form in error.validator_value
        if "required" in form and all(name in error.instance for name in form["required"])
    ]
    if len(present) > 1:
        return diagnose(
            "bom/two-statements", at, field=field, names=[name for names in present for name in names]
        )
    # If a form has at least one of its keys, the author meant it: `{amount: 5}` lacks only the currency.
    for form in error.validator_value:
        wanted = form.get("required", [])
        if any(name in error.instance for name in wanted):
            missing = next((name for name in wanted if name not in error.instance), None)
            if missing is None:  # all keys of this form are present, so the other keys belong to another form
                return diagnose("bom/two-statements", at, field=field, names=list(error.instance))
            return shape.missing_field(missing, "", field, at)
    if trail.record == "party" and error.validator == "anyOf":
        return shape.missing_field("name", "party", field, at)
    if ["amount", "currency"] in [form.get("required") for form in error.validator_value]:
        return shape.missing_field("amount", "", field, at)
    return diagnose("bom/empty-value", at, "no-fact", field=field)
