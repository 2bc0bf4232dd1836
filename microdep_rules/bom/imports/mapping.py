"""The mapping file that is kept beside a foreign bill of materials: what was guessed once, pinned."""

from __future__ import annotations

import json
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import mappings as say
from microdep_rules.bom.imports.columns import LEFT_OUT, keys_of
from microdep_rules.bom.imports.encodings import KNOWN
from microdep_rules.bom.imports.names import FACT, STAGE, fields, is_own_column, own_column
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

TAB = "tab"
OVERLAY = "overlay"


class Mapping(Struct, frozen=True):
    """How a table is read."""

    columns: dict[str, str] = field(default_factory=dict)
    is_overlay: bool = False
    """Whether the table declares facts of parts, and is no bill of materials."""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None
    product: dict[str, str] = field(default_factory=dict)
    drop_rows: dict[int, str] = field(default_factory=dict)
    """Lines that are no parts, each with how it begins, where that is said."""
    defaults: dict[str, str] = field(default_factory=dict)
    one_company: tuple[str, ...] = ()
    """Names that hold a comma, a slash or an `and`, and are of one company."""
    places: dict[str, Span] = field(default_factory=dict)
    """Where each column and each line is named, by `columns/NAME` and `drop_rows/LINE`."""


def mapping_of(loaded: Loaded) -> tuple[Mapping | None, list[Diagnostic]]:
    """What a mapping file says, and what in it means nothing; with an error there it says nothing."""
    value = loaded.value
    if value is None:
        return None, loaded.diagnostics
    diagnostics = list(loaded.diagnostics)
    is_overlay = value.get("as") == OVERLAY
    columns = {name: _declared(meant) if is_overlay else meant for name, meant in value["columns"].items()}
    known = fields("declarations") if is_overlay else fields()
    for name, meant in columns.items():
        is_known = meant == LEFT_OUT or meant in known or is_own_column(meant)
        if not is_known and not (is_overlay and _is_stage(meant)):
            at = loaded.spans.value(join("/columns", name))
            diagnostics.append(say.unknown_field(meant, at, [each.removeprefix(FACT) for each in known]))
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
        places=_places(loaded),
        delimiter="\t" if delimiter == TAB else delimiter,
        sheet=value.get("sheet", ""),
        header_row=value.get("header_row"),
        product=value.get("product", {}),
        drop_rows=dict(_dropped(each) for each in value.get("drop_rows", ())),
        one_company=tuple(value.get("one_company", ())),
        defaults={name: value[name] for name in ("currency", "mass_unit", "decimal") if name in value},
    ), diagnostics


def _declared(meant: str) -> str:
    """A field of a table of declarations by the name that it has in a document, as `origin`."""
    return own_column(meant, "declarations") if is_own_column(meant) else _facts().get(meant, meant)


def _facts() -> dict[str, str]:
    return {each.removeprefix(FACT): each for each in fields("declarations") if each.startswith(FACT)}


def _is_stage(meant: str) -> bool:
    """Return whether a column holds where a stage of a part was done, as `stage wafer_fab`."""
    return meant.startswith(STAGE) and load_stages().vocabulary.resolve(meant.removeprefix(STAGE)) is not None


def _places(loaded: Loaded) -> dict[str, Span]:
    assert loaded.value is not None
    columns = {
        f"columns/{name}": loaded.spans.key(join("/columns", name)) for name in loaded.value["columns"]
    }
    rows = {
        f"drop_rows/{_dropped(each)[0]}": loaded.spans.value(f"/drop_rows/{at}")
        for at, each in enumerate(loaded.value.get("drop_rows", ()))
    }
    return {**columns, **rows}


def _dropped(said: Any) -> tuple[int, str]:
    """A line that is no part, and how it begins where that is said."""
    return (said["line"], said.get("begins", "")) if isinstance(said, dict) else (said, "")


def pinning(
    columns: list[Column],
    *,
    header_row: int,
    product: dict[str, str],
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> str:
    """A mapping file that pins what was guessed, with the reason beside each column."""
    parted = _quoted(TAB if delimiter == "\t" else delimiter)
    lines = [
        "# How this table is read as a bill of materials. Correct it where it is wrong; `-` is not read.",
        "schema: microdep-mapping/1",
        *([f"sheet: {_quoted(sheet)}"] if sheet else [f"encoding: {encoding}", f"delimiter: {parted}"]),
        f"header_row: {header_row}" + ("" if header_row else "  # no line names the columns"),
        f"product: {{id: {product['id']}, name: {_quoted(product['name'])}}}",
        "columns:",
    ]
    keys = map(_quoted, keys_of([column.header for column in columns]))
    told = [
        (f"  {key}: {each.field or each.doubtful or _quoted(LEFT_OUT)}", each.because)
        for key, each in zip(keys, columns, strict=True)
    ]
    width = max((len(text) for text, _ in told), default=0)
    lines += [f"{text.ljust(width)}  # {_shown(because)}" for text, because in told]
    held = {column.field for column in columns}
    lines += [f"# {name}" for name, wanted in HINTS.items() if not wanted or wanted in held]
    lines += wrap(
        f"The fields are {', '.join(fields())}.", 100, initial_indent="# ", subsequent_indent="#   "
    )
    return "\n".join(lines) + "\n"


HINTS = {
    "currency: USD       the currency of prices that name none": "unit_cost",
    "mass_unit: g        the unit of masses that name none": "mass",
    'decimal: ","        what stands before the decimals, where it is no point': "",
    "drop_rows: [57]     lines that are no parts": "",
    'one_company: ["A & B"]  names of one company that hold a comma, a slash or an `and`': "manufacturer",
}
"""What may have to be said besides, by the field to which it matters, if it is one."""


def _shown(text: str) -> str:
    """A text from the table in one line, as a comment."""
    line = " ".join(text.split())
    return "".join(each if each.isprintable() else "?" for each in line)


def _quoted(text: Any) -> str:
    """A text that YAML reads as it is."""
    return json.dumps(text, ensure_ascii=False)
