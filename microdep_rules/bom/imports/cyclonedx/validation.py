"""Validation of a document by the official CycloneDX schema of its version.

The schemas come from the Python library of the CycloneDX project; no code of that library runs. All schemas
are local files: the validation never uses the network.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either, listed, quoted
from microdep_rules.suggest import nearest
from microdep_rules.vocabulary.resources import cyclonedx_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.imports.cyclonedx.nodes import DocumentNode
    from microdep_rules.diagnostics import Diagnostic

VERSIONS = ("1.4", "1.5", "1.6", "1.7")
"""Supported versions."""
MOST = 20
"""Maximum number of reported errors in one document."""
MOST_OPTIONS = 20
"""Maximum number of allowed values in a message."""
AT_ONCE = 2_000
"""Number of entries of each list in the first check. The whole document is checked if no error is found."""
BASE = "http://cyclonedx.org/schema/"
BESIDE = ("spdx", "jsf-0.82", "cryptography-defs")
"""Schemas that the CycloneDX schemas refer to."""
FORMATS = {"iri-reference": "link", "date-time": "time", "idn-email": "address"}
"""Key of the message about a text in a wrong format, such as `time` for `date-time`."""
FORMS = {
    "MinLength": "empty-text",
    "UniqueItems": "twice",
    "Minimum": "limit",
    "ExclusiveMinimum": "limit",
    "Maximum": "limit",
    "ExclusiveMaximum": "limit",
    "MinItems": "few-entries",
}
"""For each kind of error, the variant of the message."""
TYPES = {
    "object": "a record `{…}`",
    "array": "a list `[…]`",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
}


def parse_version(top: DocumentNode) -> tuple[str, list[Diagnostic]]:
    """Return the version of a document; empty, with an error, if the version is not supported."""
    draft = top.get("specFormat")
    if draft is not None and top.get("bomFormat") is None:
        return "", [diagnose("import/unsupported-version", draft.key or draft.span, "draft")]
    stated = top.get("specVersion")
    if stated is None:
        return "", [diagnose("import/unsupported-version", (top.get("bomFormat") or top).span, "none")]
    version = str(stated.value)
    if version in VERSIONS:
        return version, []
    older = version in {"1.0", "1.1", "1.2", "1.3"}
    return "", [
        diagnose(
            "import/unsupported-version",
            stated.span,
            "" if older else "newer",
            version=version,
            first=VERSIONS[0],
            last=VERSIONS[-1],
        )
    ]


def is_valid(value: Any, version: str) -> bool:
    """Return whether a value is a valid document of a version."""
    return _validator(version).is_valid(value)


def check_schema(top: DocumentNode, version: str) -> list[Diagnostic]:
    """Return the first errors of a document, in the order of the file."""
    if is_valid(top.value, version):
        return []
    # The library finds all errors before it returns, so it first gets only the beginning of long lists.
    shown = _shorten_lists(top.value)
    checked = top.value if is_valid(shown, version) else shown
    errors = list(islice(_validator(version).iter_errors(checked), 10 * MOST))
    # A value of a wrong type is not in the list of allowed values either; only the type is reported.
    misfits = {tuple(error.instance_path) for error in errors if type(error.kind).__name__ == "Type"}
    diagnostics = [
        _diagnose(top, version, error)
        for error in errors
        if type(error.kind).__name__ == "Type" or tuple(error.instance_path) not in misfits
    ]
    diagnostics.sort(key=lambda diagnostic: diagnostic.span)
    return list({(diagnostic.span, diagnostic.message): diagnostic for diagnostic in diagnostics}.values())[
        :MOST
    ]


def _shorten_lists(value: Any) -> Any:
    """Return a copy of a value in which each list is cut to `AT_ONCE` entries."""
    if isinstance(value, dict):
        return {name: _shorten_lists(child) for name, child in value.items()}
    return [_shorten_lists(child) for child in value[:AT_ONCE]] if isinstance(value, list) else value


@cache
def _validator(version: str) -> jsonschema_rs.Draft7Validator:
    beside = [(f"{BASE}{name}.SNAPSHOT.schema.json", cyclonedx_schema(name)) for name in BESIDE]
    registry = jsonschema_rs.Registry(beside, draft=jsonschema_rs.Draft7, retriever=_refuse_retrieval)
    return jsonschema_rs.Draft7Validator(
        cyclonedx_schema(f"bom-{version}"),
        registry=registry,
        retriever=_refuse_retrieval,
        validate_formats=True,
    )


def _refuse_retrieval(uri: str) -> Any:
    raise LookupError(uri)


def _diagnose(top: DocumentNode, version: str, error: jsonschema_rs.ValidationError) -> Diagnostic:
    inner = _error_in_nearest_alternative(error)
    at = top.at(*inner.instance_path)
    form, detail = _message_form(inner)
    unexpected = inner.kind.as_dict().get("unexpected") or ()
    named = at.get(str(unexpected[0])) if unexpected else None
    return diagnose(
        "import/cyclonedx-not-valid",
        named.key or at.head if named is not None else at.head,
        form,
        version=version,
        subject=quoted(str(inner.instance_path[-1])) if inner.instance_path else "the document",
        record=_record_name(inner),
        value=str(inner.instance),
        detail=detail,
    )


def _error_in_nearest_alternative(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the error in the alternative of the schema that is nearest to the wrong value."""
    while type(error.kind).__name__ in {"OneOfNotValid", "AnyOf"}:
        branches: Iterable[list[jsonschema_rs.ValidationError]] = error.kind.as_dict().get("context") or ()
        able = [branch for branch in branches if branch]
        if not able:
            break
        # The author probably meant the alternative with the deepest errors, then the one with the fewest
        # errors.
        nearest = max(
            able, key=lambda errors: (max(len(error_.instance_path) for error_ in errors), -len(errors))
        )
        error = nearest[0]
    return error


def _message_form(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """Return the variant of the message about an error, and the word that the message quotes."""
    details = error.kind.as_dict()
    kind = type(error.kind).__name__
    match kind:
        case "Required":
            return "missing-field", quoted(str(details["property"]))
        case "AdditionalProperties" | "UnevaluatedProperties":
            return "unknown-field", listed([str(name) for name in details["unexpected"]])
        case "Enum":
            options = [str(option) for option in details["options"]]
            near = nearest(str(error.instance), options)
            return ("near-value", either(near)) if near else ("", listed(options, MOST_OPTIONS))
        case "Constant":
            return "constant", quoted(str(details["expected_value"]))
        case "Type":
            types = details.get("types") or [details.get("type")]
            return "type", " or ".join(TYPES.get(str(type_), str(type_)) for type_ in types)
        case "Format":
            return FORMATS.get(str(details["format"]), "format"), str(details["format"])
        case "Pattern":
            return "pattern", quoted(str(details["pattern"]))
        case _:
            return FORMS.get(kind, "other"), str(details.get("limit"))


def _record_name(error: jsonschema_rs.ValidationError) -> str:
    """Return the name of the record with an error, for messages."""
    steps = error.instance_path
    if not steps:
        return "the document"
    return f"an entry of {quoted(str(steps[-2]))}" if isinstance(steps[-1], int) else quoted(str(steps[-1]))
