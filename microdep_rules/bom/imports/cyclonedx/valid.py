"""Whether a document is valid by the official schema of its version of CycloneDX, and if not, where and why.

The schemas are those that the project CycloneDX publishes, as its library for Python brings them; nothing of
that library runs. Whatever they refer to lies beside them: nothing is ever fetched.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from microdep_rules.bom.errors import cyclonedx as say
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.resources import cyclonedx_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.imports.cyclonedx.nodes import Node
    from microdep_rules.diagnostics import Diagnostic

VERSIONS = ("1.4", "1.5", "1.6", "1.7")
"""The versions that are read."""
MOST = 20
"""So many mistakes are told of one document."""
AT_ONCE = 2_000
"""So many entries of a list are looked at first where something is wrong."""
BASE = "http://cyclonedx.org/schema/"
BESIDE = ("spdx", "jsf-0.82", "cryptography-defs")
"""What the schemas refer to."""
FORMATS = {
    "iri-reference": ("link", "write blanks, braces and the like with percent signs"),
    "date-time": ("point in time", "write it as 2026-10-01T12:00:00Z"),
    "idn-email": ("address for mail", "mend it"),
}
"""What a text has to be, and how it is written."""
TYPES = {
    "object": "a record `{…}`",
    "array": "a list `[…]`",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
}


def version_of(top: Node) -> tuple[str, list[Diagnostic]]:
    """The version that a document states; nothing, and why, where it is none that is read."""
    draft = top.get("specFormat")
    if draft is not None and top.get("bomFormat") is None:
        return "", [say.not_released(draft.key or draft.span)]
    stated = top.get("specVersion")
    if stated is None:
        return "", [say.no_version((top.get("bomFormat") or top).span)]
    version = str(stated.value)
    if version in VERSIONS:
        return version, []
    older = version in {"1.0", "1.1", "1.2", "1.3"}
    return "", [say.no_such_version(version, VERSIONS, stated.span, older=older)]


def is_valid(value: Any, version: str) -> bool:
    """Return whether a value is a valid document of a version."""
    return _validator(version).is_valid(value)


def check(top: Node, version: str) -> list[Diagnostic]:
    """The first mistakes of a document, in the order of the file."""
    if is_valid(top.value, version):
        return []
    # The library makes all errors at once: of very long lists it is first shown the beginning.
    shown = _begun(top.value)
    looked_at = top.value if is_valid(shown, version) else shown
    errors = list(islice(_validator(version).iter_errors(looked_at), 10 * MOST))
    # What has to be a text and is a number is no word of a list either, which need not be told.
    misfits = {tuple(error.instance_path) for error in errors if type(error.kind).__name__ == "Type"}
    found = [
        _told(top, version, error)
        for error in errors
        if type(error.kind).__name__ == "Type" or tuple(error.instance_path) not in misfits
    ]
    found.sort(key=lambda each: each.span)
    return list({(each.span, each.message): each for each in found}.values())[:MOST]


def _begun(value: Any) -> Any:
    """A value with the first entries of each list in it."""
    if isinstance(value, dict):
        return {name: _begun(each) for name, each in value.items()}
    return [_begun(each) for each in value[:AT_ONCE]] if isinstance(value, list) else value


@cache
def _validator(version: str) -> jsonschema_rs.Draft7Validator:
    beside = [(f"{BASE}{each}.SNAPSHOT.schema.json", cyclonedx_schema(each)) for each in BESIDE]
    registry = jsonschema_rs.Registry(beside, draft=jsonschema_rs.Draft7, retriever=_nothing)
    return jsonschema_rs.Draft7Validator(
        cyclonedx_schema(f"bom-{version}"), registry=registry, retriever=_nothing, validate_formats=True
    )


def _nothing(uri: str) -> Any:
    raise LookupError(uri)


def _told(top: Node, version: str, error: jsonschema_rs.ValidationError) -> Diagnostic:
    inner = _innermost(error)
    at = top.at(*inner.instance_path)
    because, way_out, key = _sentence(inner)
    named = at.get(key) if key else None
    return say.not_valid(version, because, way_out, named.key or at.head if named is not None else at.head)


def _innermost(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of something that fits none of several forms, the mistake in the form that it comes nearest to."""
    while type(error.kind).__name__ in {"OneOfNotValid", "AnyOf"}:
        branches: Iterable[list[jsonschema_rs.ValidationError]] = error.kind.as_dict().get("context") or ()
        able = [branch for branch in branches if branch]
        if not able:
            break
        # The form whose own mistakes lie deepest is the one that was meant; then the one with the fewest.
        nearest = max(able, key=lambda each: (max(len(e.instance_path) for e in each), -len(each)))
        error = nearest[0]
    return error


def _sentence(error: jsonschema_rs.ValidationError) -> tuple[str, str, str]:
    """What is wrong, what to do, and the key in the record at which it is."""
    what = f"{quoted(str(error.instance_path[-1]))}" if error.instance_path else "the document"
    told = error.kind.as_dict()
    match type(error.kind).__name__:
        case "Required":
            name = str(told["property"])
            return f"{_record(error)} has no {quoted(name)}", f"add `{name}`", ""
        case "AdditionalProperties" | "UnevaluatedProperties":
            names = [str(each) for each in told["unexpected"]]
            return (
                f"{_record(error)} may not have {listed(names)}",
                "take it away, or mend its name",
                names[0],
            )
        case "Enum":
            options = [str(each) for each in told["options"]]
            near = did_you_mean(str(error.instance), options)
            way_out = near or f"write one of {listed(options, 20)}"
            return f"{what} is {quoted(str(error.instance))}, which is none of the words for it", way_out, ""
        case "Constant":
            return f"{what} has to be {quoted(str(told['expected_value']))}", "write it so", ""
        case "Type":
            types = told.get("types") or [told.get("type")]
            wanted = " or ".join(TYPES.get(str(each), str(each)) for each in types)
            return f"{what} has to be {wanted}", "write it so", ""
        case "MinLength":
            return f"{what} is empty", "write something, or take it away", ""
        case "Format":
            wanted, way_out = FORMATS.get(str(told["format"]), (str(told["format"]), "mend it"))
            return (
                f"{what} is {quoted(str(error.instance))}, and no {wanted}",
                f"{way_out}, or take it away",
                "",
            )
        case "Pattern":
            return f"{what} is not written as it has to be: {quoted(str(told['pattern']))}", "mend it", ""
        case "UniqueItems":
            return f"{what} holds the same entry twice", "take one of them away", ""
        case "Minimum" | "ExclusiveMinimum" | "Maximum" | "ExclusiveMaximum":
            return f"{what} is out of bounds ({told.get('limit')})", "mend it", ""
        case "MinItems":
            return f"{what} has too few entries", "add what is missing, or take it away", ""
        case _:
            return f"{what} is in none of the forms that it may have", "mend it, or take it away", ""


def _record(error: jsonschema_rs.ValidationError) -> str:
    """How to speak of the record in which something is wrong."""
    steps = error.instance_path
    if not steps:
        return "the document"
    return f"an entry of {quoted(str(steps[-2]))}" if isinstance(steps[-1], int) else quoted(str(steps[-1]))
