"""What is said when a text is not YAML or JSON, or uses more of them than a document needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.messages.quoting import quoted

if TYPE_CHECKING:
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
"""What the YAML library says (a part of it), what it means, and what to do."""


def yaml_syntax(problem: str, at: Span, began: Span) -> Diagnostic:
    """The text is not YAML."""
    message, help_line = (
        "something that cannot be read",
        "look at the indentation, the quotes and the brackets here",
    )
    for part, means, what_to_do in _YAML_PROBLEMS:
        if part in problem:
            message, help_line = means, what_to_do
            break
    labels = (Label(began, "it begins here"),) if began.start != at.start else ()
    return error(
        "bom/yaml-syntax",
        f"this is not valid YAML: {message}",
        Label(at, "here"),
        labels=labels,
        help=help_line,
    )


def yaml_many_documents(at: Span) -> Diagnostic:
    """A second `---`."""
    return error(
        "bom/yaml-many-documents",
        "the file holds more than one document",
        Label(at, "the second begins here"),
        help="write each document into a file of its own",
    )


def yaml_alias(name: str, at: Span, anchor: Span | None) -> Diagnostic:
    """`*name`."""
    labels = () if anchor is None else (Label(anchor, "the anchor"),)
    return error(
        "bom/yaml-alias",
        f"the alias {quoted('*' + name)} is not read",
        Label(at, "an alias"),
        labels=labels,
        help="write the value out where it belongs, or refer to a record by its id",
    )


def yaml_anchor(name: str, at: Span) -> Diagnostic:
    """`&name` that no alias uses."""
    return error(
        "bom/yaml-anchor",
        f"the anchor {quoted('&' + name)} is not read",
        Label(at, "an anchor"),
        help="remove the anchor, or put the text in quotes if it begins with `&`",
    )


def yaml_tag(tag: str, at: Span) -> Diagnostic:
    """`!tag` or `!!tag`."""
    return error(
        "bom/yaml-tag",
        f"the tag {quoted(tag.replace('tag:yaml.org,2002:', '!!'))} is not read",
        Label(at, "a tag"),
        help="remove the tag, or put the text in quotes if it begins with `!`",
    )


def yaml_merge(at: Span) -> Diagnostic:
    """`<<: …`."""
    return error(
        "bom/yaml-merge",
        "the merge key `<<` is not read",
        Label(at, "a merge key"),
        help="write the fields out where they belong",
    )


def yaml_complex_key(at: Span) -> Diagnostic:
    """A list or a record as a key."""
    return error(
        "bom/yaml-complex-key",
        "a list or a record cannot be a key",
        Label(at, "not a name"),
        help="write `name: value`, and put text that begins with a bracket in quotes",
    )


def trailing_text(at: Span) -> Diagnostic:
    """Something stands behind the JSON document."""
    return error(
        "bom/trailing-text",
        "text stands behind the end of the document",
        Label(at, "the document has ended before this"),
        help="remove it, or write it into a file of its own",
    )


def trailing_comma(at: Span) -> Diagnostic:
    """A comma before a closing bracket."""
    return error(
        "bom/json-syntax",
        "this is not valid JSON: a comma without anything behind it",
        Label(at, "one comma too many"),
        help="remove the comma",
    )


def truncated_file(at: Span, began: Span) -> Diagnostic:
    """The file ends before the document does."""
    labels = (Label(began, "this is not closed"),) if began != at else ()
    return error(
        "bom/truncated-file",
        "the file ends in the middle of the document",
        Label(at, "the file ends here"),
        labels=labels,
        help="write or copy the whole file again",
    )


def truncated_text(at: Span) -> Diagnostic:
    """A text without its closing quote."""
    return error(
        "bom/truncated-file",
        "the file ends in the middle of a text",
        Label(at, "the text begins here"),
        help='write the closing `"`, or copy the whole file again',
    )


def json_syntax(expected: str, found: str, at: Span) -> Diagnostic:
    """Something else was expected here."""
    help_line = {
        "'": 'write text in double quotes: `"…"`',
        "/": "remove the comment; JSON has none",
        "#": "remove the comment; JSON has none",
    }.get(found, "look at the brackets, commas and quotes before it")
    return error(
        "bom/json-syntax",
        f"this is not valid JSON: expected {expected}, found {quoted(found)}",
        Label(at, "here"),
        help=help_line,
    )


def json_text(found: str, at: Span) -> Diagnostic:
    """A text with something in it that has to be escaped."""
    if found in ("\n", "\r", "\t"):
        message, help_line = (
            "a text in quotes ends on another line",
            'write `\\n` for a new line, or the missing `"`',
        )
    else:
        message, help_line = "an escape sequence that means nothing", "double the backslash"
    return error("bom/json-syntax", f"this is not valid JSON: {message}", Label(at, "here"), help=help_line)


def json_word(found: str, at: Span) -> Diagnostic:
    """A word without quotes."""
    if found.lower() in ("true", "false", "null", "none"):
        help_line = f"write `{'null' if found.lower() == 'none' else found.lower()}`"
    elif found[0] in "+-.0123456789":
        help_line = "write the number as in `0.8`, or put the text in double quotes"
    else:
        help_line = "put the text in double quotes"
    return error(
        "bom/json-syntax",
        f"this is not valid JSON: {quoted(found)} is neither a text in quotes nor a number",
        Label(at, "here"),
        help=help_line,
    )
