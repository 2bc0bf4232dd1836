"""Diagnostics for texts that are not YAML or JSON, or that use unsupported features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

_YAML_PROBLEMS = (
    (
        "mapping values are not allowed",
        "a second `:` on a line",
        "put the text after the first `:` in quotes, or begin a new line",
    ),
    (
        "cannot start any token",
        "a character that nothing can begin with",
        "indent with blanks and not with tabs, and put text that begins with @, ` or % in quotes",
    ),
    (
        "did not find expected ',' or ']'",
        "a list that is not closed",
        "write `]` at its end, or the missing `,`",
    ),
    (
        "did not find expected ',' or '}'",
        "a record that is not closed",
        "write `}` at its end, or the missing `,`",
    ),
    ("unexpected end of stream", "a text in quotes that is not closed", "write the closing quote"),
    (
        "did not find expected '-' indicator",
        "a line that does not belong to the list",
        "indent it like the `-` above",
    ),
    (
        "did not find expected key",
        "a line that does not belong to the record",
        "indent it like the line above",
    ),
    ("could not find expected ':'", "a key without `:`", "write `key: value`, and indent longer text"),
    ("document start", "text behind the end of the document", "indent it like the lines above"),
    ("escape", "an escape sequence that means nothing", "double the backslash, or use single quotes"),
    ("directive", "a directive", "take the line that begins with `%` away"),
)
"""Fragments of messages of the YAML library, with their meaning and the fix."""


def yaml_syntax(problem: str, at: Span, began: Span) -> Diagnostic:
    """Return the error for a text that is not YAML."""
    means, fix = "something that cannot be read", "check the indentation, the quotes and the brackets here"
    for fragment, meaning, what_to_do in _YAML_PROBLEMS:
        if fragment in problem:
            means, fix = meaning, what_to_do
            break
    also = [began] if began.start != at.start else []
    return diagnose("file/syntax", at, also=also, problem=means, fix=fix)


def yaml_alias(name: str, at: Span, anchor: Span | None) -> Diagnostic:
    """Return the error for `*name`."""
    also = [] if anchor is None else [anchor]
    return diagnose("file/yaml-feature", at, also=also, name="*" + name)


def truncated_file(at: Span, began: Span) -> Diagnostic:
    """Return the error for a file that ends before the document does."""
    return diagnose("file/truncated", at, also=[began] if began != at else [])


def json_syntax(expected: str, found: str, at: Span) -> Diagnostic:
    """Return the error for an unexpected character."""
    return diagnose(
        "file/syntax",
        at,
        "json-quotes" if found == "'" else "json-comment" if found in ("/", "#") else "json",
        expected=expected,
        found=found,
    )


def json_text(found: str, at: Span) -> Diagnostic:
    """Return the error for a character that must be escaped in a text."""
    is_line_end = found in ("\n", "\r", "\t")
    return diagnose("file/syntax", at, "json-line-end" if is_line_end else "json-escape")


def json_word(found: str, at: Span) -> Diagnostic:
    """Return the error for a word without quotes."""
    literal = found.lower().replace("none", "null")
    if literal in ("true", "false", "null"):
        return diagnose("file/syntax", at, "json-literal", found=found, literal=literal)
    is_number = found[0] in "+-.0123456789"
    return diagnose("file/syntax", at, "json-number" if is_number else "json-word", found=found)
