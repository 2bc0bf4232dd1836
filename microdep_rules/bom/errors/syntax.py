"""Diagnostics for texts that are not YAML or JSON, or that use features that are not supported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

OTHER = "another problem"
_YAML_FORMS = {
    "mapping values are not allowed": "",
    "cannot start any token": "character",
    "did not find expected ',' or ']'": "list",
    "did not find expected ',' or '}'": "record",
    "unexpected end of stream": "quotes",
    "did not find expected '-' indicator": "list-line",
    "did not find expected key": "record-line",
    "could not find expected ':'": "key",
    "document start": "document-end",
    "escape": "escape",
    "directive": "directive",
    OTHER: "other",
}
"""Parts of error messages of the YAML library, each with the variant of the diagnostic to show."""


def yaml_syntax(problem: str, at: Span, began: Span) -> Diagnostic:
    """Return the error for a text that is not YAML."""
    form = _YAML_FORMS[next((fragment for fragment in _YAML_FORMS if fragment in problem), OTHER)]
    return diagnose("file/syntax", at, form, also=[began] if began.start != at.start else [])


def yaml_alias(name: str, at: Span, anchor: Span | None) -> Diagnostic:
    """Return the error for an alias of YAML, such as `*name`."""
    also = [] if anchor is None else [anchor]
    return diagnose("file/yaml-feature", at, also=also, name="*" + name)


def truncated_file(at: Span, began: Span) -> Diagnostic:
    """Return the error for a file that ends within the document."""
    return diagnose("file/truncated", at, also=[began] if began != at else [])


def json_syntax(expected: str, found: str, at: Span) -> Diagnostic:
    """Return the error for an unexpected character in JSON."""
    return diagnose(
        "file/syntax",
        at,
        "json-quotes" if found == "'" else "json-comment" if found in ("/", "#") else "json",
        expected=expected,
        found=found,
    )


def json_text(found: str, at: Span) -> Diagnostic:
    """Return the error for a character that must be escaped in a JSON text."""
    is_line_end = found in ("\n", "\r", "\t")
    return diagnose("file/syntax", at, "json-line-end" if is_line_end else "json-escape")


def json_word(found: str, at: Span) -> Diagnostic:
    """Return the error for a word without quotes in JSON."""
    literal = found.lower().replace("none", "null")
    if literal in ("true", "false", "null"):
        return diagnose("file/syntax", at, "json-literal", found=found, literal=literal)
    is_number = found[0] in "+-.0123456789"
    return diagnose("file/syntax", at, "json-number" if is_number else "json-word", found=found)
