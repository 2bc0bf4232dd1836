"""Detection of a bill of materials by its content; the file name is not used.

Git hooks check every changed file, and nearly all files are unrelated. Therefore a file is parsed only if its
bytes contain a marker, and only its top-level keys are read. A damaged file with a marker at its top level
also counts as a bill of materials, so that a check reports its errors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.bom.decode import BYTE_ORDER_MARK, wide_encoding
from microdep_rules.patterns import pattern
from microdep_rules.suggest import did_you_mean
from microdep_rules.workspace.folders import is_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OURS = "microdep-bom/"
CYCLONEDX = "CycloneDX"
"""Name of the CycloneDX format, which is the value of `bomFormat` in a CycloneDX document."""
_FOREIGN = ("bomFormat", "specFormat")
_MARKS = (b"microdep-bom", *(marker.encode() for marker in _FOREIGN))
"""Byte sequences for a fast first test: every bill of materials contains at least one of them.

No sequence contains `/`, because JSON may escape this character.
"""
_BRACE = pattern(rb"\s*\{")
_TOP_OF_YAML = pattern(r"""^(?:\{[ \t]*)?(["']?)schema\1[ \t]*:\s*["']?microdep-bom/""", re.MULTILINE)
_IN_JSON = pattern(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|[{}\[\]]|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
"""Tokens of damaged JSON: text, bracket or comment; a token without an end stops at the end of line or file.
"""
_JSON_MARKER = pattern(rf'\s*:\s*"(?:{OURS}|{CYCLONEDX}")')


class _Top(msgspec.Struct):
    """The three top-level keys that show whether a JSON document is a bill of materials."""

    schema: Any = None
    bomFormat: Any = None  # noqa: N815 - the name in CycloneDX
    specFormat: Any = None  # noqa: N815


def is_bom(data: bytes, *, is_json: bool) -> bool:
    r"""Return whether the content of a file is a bill of materials in this project's format or in CycloneDX.

    >>> is_bom(b'{"components": [], "schema": "microdep-bom/1"}', is_json=True)
    True
    >>> is_bom(b"# a comment\nschema:\n  microdep-bom/1\n", is_json=False)
    True
    >>> is_bom(b"example: |\n  schema: microdep-bom/1\n", is_json=False)
    False
    """
    if encoding := wide_encoding(data):
        data = _to_utf8(data, encoding)
    data = data.removeprefix(BYTE_ORDER_MARK)
    if not any(mark in data for mark in _MARKS):
        return False
    if is_json or _BRACE.match(data):
        try:
            top = msgspec.json.decode(data, type=_Top)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            if is_json:
                return _is_marked_json(data.decode("utf-8", "replace"))
        else:
            return _is_ours(top.schema) or CYCLONEDX in (top.bomFormat, top.specFormat)
    return _is_marked_yaml(data.decode("utf-8", "replace"))


def _is_schema_key(key: str | None) -> bool:
    """Return whether a key is `schema`, or a spelling mistake such as `shema`, which a check reports."""
    return key is not None and (key == "schema" or bool(did_you_mean(key, ["schema"])))


def _is_ours(schema: object) -> bool:
    return isinstance(schema, str) and schema.strip().startswith(OURS)


def _to_utf8(data: bytes, encoding: str) -> bytes:
    """Return a text in UTF-16 or UTF-32, converted to UTF-8."""
    codec = encoding.lower()
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff", b"\0\0"}:  # the text has no byte-order mark
        codec += "-be" if data[:1] == b"\0" else "-le"
    return data.decode(codec, "replace").encode("utf-8", "replace")


def _is_marked_json(text: str) -> bool:
    """Return whether damaged JSON states the schema of a bill of materials at its top level."""
    depth = 0
    for token in _IN_JSON.finditer(text):
        sign = token.group()
        if sign in {"{", "["}:
            depth += 1
        elif sign in {"}", "]"}:
            depth -= 1
        elif depth == 1 and sign[1:-1] in {"schema", *_FOREIGN} and _JSON_MARKER.match(text, token.end()):
            return True
    return False


def _is_marked_yaml(text: str) -> bool:
    """Return whether YAML states the schema of a bill of materials at its top level.

    If the YAML is damaged, the schema must be on a line without indentation.
    """
    import yaml  # its import takes as long as a small check, and few files need it

    try:
        return any(_is_ours(value) and _is_schema_key(key) for key, value in _top_of_yaml(text))
    except yaml.YAMLError:
        return _TOP_OF_YAML.search(text) is not None


def _top_of_yaml(text: str) -> Iterator[tuple[str | None, str | None]]:
    """Yield the top-level keys and values of every YAML document; a list or mapping as value is `None`."""
    import yaml

    depth, in_mapping = 0, False
    pair: list[str | None] = []
    for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if not isinstance(event, yaml.NodeEvent):
            continue
        if depth == 1 and in_mapping:
            pair.append(event.value if isinstance(event, yaml.ScalarEvent) else None)
            if len(pair) == len(("key", "value")):
                yield pair[0], pair[1]
                pair = []
        if isinstance(event, yaml.CollectionStartEvent):
            if depth == 0:
                in_mapping, pair = isinstance(event, yaml.MappingStartEvent), []
            depth += 1


_PEEKED = 4 * 1024 * 1024
_OUTPUTS = pattern(
    rb'\A\s*(?:\{\s*"schema": "microdep-record/|<\?xml [^>]*>\s*<testsuites|# (?:Report: |Nothing was )'
    rb'|nothing was checked|::(?:error|warning|notice) |\[\s*(?:\{\s*"description"|\]))'
    rb'|"\$schema": "[^"]*sarif|"name": "microdep|\nas of [0-9]{4}-[0-9]{2}-[0-9]{2}; packs:'
)
"""Texts that show that a file is an output of the program, such as a record or a SARIF file."""

_DECLARED = pattern(rb"""^[ \t{]*(["']?)schema\1[ \t]*:[ \t]*["']?microdep-([a-z]+)/""", re.MULTILINE)


def may_be_input(path: Path) -> bool:
    """Return whether a file exists and is not an output of this program."""
    return is_file(path) and not _OUTPUTS.search(_head(path))


def is_mapping(path: Path) -> bool:
    """Return whether the start of a file contains the name of the mapping schema."""
    return is_file(path) and b"microdep-mapping" in _head(path)


def declared_kind(path: Path) -> str:
    """Return the kind of document that a file's `schema` states, such as `context`; else an empty text."""
    declared = _DECLARED.search(_head(path)) if is_file(path) else None
    return declared[2].decode() if declared is not None else ""


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(_PEEKED)
    except OSError:
        return b""
