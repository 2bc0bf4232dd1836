"""Mapping file next to an external bill of materials, with the field of each column."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import mappings as say
from microdep_rules.bom.imports.columns import LEFT_OUT, column_keys
from microdep_rules.bom.imports.encodings import KNOWN
from microdep_rules.bom.imports.names import FACT, STAGE, fields, is_own_column, own_column
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

TAB = "tab"
OVERLAY = "overlay"


class Mapping(Struct, frozen=True):
    """Instructions for reading a table."""

    columns: dict[str, str] = field(default_factory=dict)
    is_overlay: bool = False
    """True if the table is not a bill of materials, but declares facts of components."""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None
    product: dict[str, str] = field(default_factory=dict)
    drop_rows: dict[int, str] = field(default_factory=dict)
    """Numbers of excluded lines, each with the first text of the line, or with an empty text."""
    defaults: dict[str, str] = field(default_factory=dict)
    one_company: tuple[str, ...] = ()
    """Company names with a comma, a slash or an `and`; each name means one company."""
    places: dict[str, Span] = field(default_factory=dict)
    """Place of each column and line in the mapping file; the keys are `columns/NAME` and `drop_rows/LINE`."""


def parse_mapping(loaded: LoadedDocument) -> tuple[Mapping | None, list[Diagnostic]]:
    """Return the mapping in a file and diagnostics; the mapping is `None` if the file has an error."""
    value = loaded.value
    if value is None:
        return None, loaded.diagnostics
    diagnostics = list(loaded.diagnostics)
    is_overlay = value.get("as") == OVERLAY
    columns = {
        name: _declared_field(meant) if is_overlay else meant for name, meant in value["columns"].items()
    }
    known = fields("declarations") if is_overlay else fields()
    for name, meant in columns.items():
        is_known = meant == LEFT_OUT or meant in known or is_own_column(meant)
        if not is_known and not (is_overlay and _is_stage(meant)):
            at = loaded.spans.value(join("/columns", name))
            diagnostics.append(
                diagnose(
                    "import/mapping",
                    at,
                    "unknown-field",
                    name=meant,
                    near=did_you_mean(meant, [field_.removeprefix(FACT) for field_ in known]) or "",
                    fields=", ".join([field_.removeprefix(FACT) for field_ in known]),
                )
            )
    encoding = value.get("encoding", "")
    if encoding and encoding not in KNOWN:
        diagnostics.append(say.unknown_encoding(encoding, loaded.spans.value("/encoding"), KNOWN))
    if has_errors(diagnostics):
        return None, diagnostics
    delimiter = value.get("delimiter", "")
    return Mapping(
        columns=columns,
        is_overlay=is_overlay,
        encoding=encoding,
        places=_places_of(loaded),
        delimiter="\t" if delimiter == TAB else delimiter,
        sheet=value.get("sheet", ""),
        header_row=value.get("header_row"),
        product=value.get("product", {}),
        drop_rows=dict(_excluded_line(entry) for entry in value.get("drop_rows", ())),
        one_company=tuple(value.get("one_company", ())),
        defaults={name: value[name] for name in ("currency", "mass_unit", "decimal") if name in value},
    ), diagnostics


def _declared_field(meant: str) -> str:
    """Return the column name that tables of declarations use for a document field such as `origin`."""
    return own_column(meant, "declarations") if is_own_column(meant) else _facts().get(meant, meant)


def _facts() -> dict[str, str]:
    return {name.removeprefix(FACT): name for name in fields("declarations") if name.startswith(FACT)}


def _is_stage(meant: str) -> bool:
    """Return whether a column contains the country of a stage, as `stage wafer_fab` does."""
    return meant.startswith(STAGE) and load_stages().vocabulary.resolve(meant.removeprefix(STAGE)) is not None


def _places_of(loaded: LoadedDocument) -> dict[str, Span]:
    assert loaded.value is not None
    columns = {
        f"columns/{name}": loaded.spans.key(join("/columns", name)) for name in loaded.value["columns"]
    }
    rows = {
        f"drop_rows/{_excluded_line(entry)[0]}": loaded.spans.value(f"/drop_rows/{at}")
        for at, entry in enumerate(loaded.value.get("drop_rows", ()))
    }
    return {**columns, **rows}


def _excluded_line(entry: Any) -> tuple[int, str]:
    """Return the number of an excluded line, and the first text of the line if the mapping file states it."""
    return (entry["line"], entry.get("begins", "")) if isinstance(entry, dict) else (entry, "")


def format_mapping(
    columns: list[Column],
    *,
    header_row: int,
    product: dict[str, str],
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> str:
    """Return the text of a mapping file with all guesses, and the reason for the field of each column."""
    separator = _quoted(TAB if delimiter == "\t" else delimiter)
    lines = [
        "# How this table is read as a bill of materials. Correct it where it is wrong; `-` is not read.",
        "schema: microdep-mapping/1",
        *([f"sheet: {_quoted(sheet)}"] if sheet else [f"encoding: {encoding}", f"delimiter: {separator}"]),
        f"header_row: {header_row}" + ("" if header_row else "  # no line names the columns"),
        f"product: {{id: {product['id']}, name: {_quoted(product['name'])}}}",
        "columns:",
    ]
    keys = map(_quoted, column_keys([column.header for column in columns]))
    entries = [
        (f"  {key}: {column.field or column.doubtful or _quoted(LEFT_OUT)}", column.because)
        for key, column in zip(keys, columns, strict=True)
    ]
    width = max((len(text) for text, _ in entries), default=0)
    lines += [f"{text.ljust(width)}  # {_printable(because)}" for text, because in entries]
    used = {column.field for column in columns}
    lines += [f"#{name}" for name, field in HINTS.items() if not field or field in used]
    lines += wrap(
        f"The fields are {', '.join(fields())}.", 100, initial_indent="# ", subsequent_indent="#   "
    )
    return "\n".join(lines) + "\n"


HINTS = {
    "currency: USD       # the currency of prices that name none": "unit_cost",
    "mass_unit: g        # the unit of masses that name none": "mass",
    'decimal: ","        # the decimal sign, if it is not a point': "",
    "drop_rows: [57]     # lines that are not components": "",
    'one_company: ["A & B"]  # names that contain a comma, a slash or an `and`': "manufacturer",
}
"""Optional lines of a mapping file, each with the field that the line is about.

A new mapping file suggests a line if the table has this field, or if the line is about no single field.
"""


def _printable(text: str) -> str:
    """Return a text of the table in one line, for a comment in the mapping file."""
    line = " ".join(text.split())
    return "".join(letter if letter.isprintable() else "?" for letter in line)


def _quoted(text: Any) -> str:
    """Return a text in quotes for YAML."""
    return json.dumps(text, ensure_ascii=False)
