"""The mapping file that is kept beside a foreign bill of materials: what was guessed once, pinned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import imports as say
from microdep_rules.bom.imports.columns import LEFT_OUT, fields, keys_of
from microdep_rules.bom.imports.encodings import KNOWN
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors

if TYPE_CHECKING:
    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic

TAB = "tab"


class Mapping(Struct, frozen=True):
    """How a table is read."""

    columns: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int | None = None
    product: dict[str, str] = field(default_factory=dict)
    drop_rows: frozenset[int] = frozenset()
    defaults: dict[str, str] = field(default_factory=dict)


def mapping_of(loaded: Loaded) -> tuple[Mapping | None, list[Diagnostic]]:
    """What a mapping file says, and what in it means nothing; with an error there it says nothing."""
    value = loaded.value
    if value is None:
        return None, loaded.diagnostics
    diagnostics = list(loaded.diagnostics)
    known = fields()
    for name, meant in value["columns"].items():
        if meant != LEFT_OUT and meant not in known:
            at = loaded.spans.value(join("/columns", name))
            diagnostics.append(say.unknown_field(meant, at, list(known)))
    encoding = value.get("encoding", "")
    if encoding and encoding not in KNOWN:
        diagnostics.append(say.unknown_encoding(encoding, loaded.spans.value("/encoding"), KNOWN))
    if has_errors(diagnostics):
        return None, diagnostics
    delimiter = value.get("delimiter", "")
    return Mapping(
        columns=value["columns"],
        encoding=encoding,
        delimiter="\t" if delimiter == TAB else delimiter,
        sheet=value.get("sheet", ""),
        header_row=value.get("header_row"),
        product=value.get("product", {}),
        drop_rows=frozenset(value.get("drop_rows", ())),
        defaults={name: value[name] for name in ("currency", "mass_unit") if name in value},
    ), diagnostics


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
        f"header_row: {header_row}",
        f"product: {{id: {product['id']}, name: {_quoted(product['name'])}}}",
        "columns:",
    ]
    keys = map(_quoted, keys_of([each.header for each in columns]))
    told = [
        (f"  {key}: {each.field or _quoted(LEFT_OUT)}", each.because)
        for key, each in zip(keys, columns, strict=True)
    ]
    width = max((len(text) for text, _ in told), default=0)
    lines += [f"{text.ljust(width)}  # {because}" for text, because in told]
    held = {each.field for each in columns}
    lines += [f"# {name}" for name, wanted in HINTS.items() if wanted in held]
    return "\n".join(lines) + "\n"


HINTS = {
    "currency: USD       the currency of prices that name none": "unit_cost",
    "mass_unit: g        the unit of masses that name none": "mass",
}
"""What may have to be said besides, by the field to which it matters."""


def _quoted(text: Any) -> str:
    """A text that YAML reads as it is."""
    return json.dumps(text, ensure_ascii=False)
