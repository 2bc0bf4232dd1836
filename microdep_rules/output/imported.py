"""Report of an import: the columns of the table with their fields, and the omitted rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.imports.left_out import REASONS
from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded, width
from microdep_rules.source import column_letter
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.bom.imports.columns import Column
    from microdep_rules.bom.imports.materials import MaterialDeclaration
    from microdep_rules.bom.imports.smelters import MineralDeclaration
    from microdep_rules.bom.imports.tables import TableImport
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.output.style import Style

SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
NOT_READ = "not read"
PROGRAMS = frozenset({"software", "firmware"})
IDENTITY = {"mpn": "part numbers", "manufacturer": "manufacturers"}
"""Fields that overlays compare to find a component."""
WIDEST = 90
"""Largest width of the text of a row in the report."""
LONGEST = 30
"""Largest width of a column of the report that shows names from the imported file."""


def render(imported: TableImport, style: Style) -> str:
    """Return the field of each column, the number of components, and the omitted rows."""
    path = style.strong(visible(from_here(imported.loaded.path)))
    parts = counted_noun(imported.parts, "component") if imported.rows is not None else "not read"
    lines = [f"{path}: {parts}; {_form(imported)}", "", *_columns(imported.columns, style)]
    return "\n".join([*lines, "", *_without_identity(imported), *_left_out(imported)])


def declarations(path: str, columns: Sequence[Column], entries: int, style: Style) -> str:
    """Return the field of each column in a table of declarations, and the number of declarations."""
    many = f"{entries:,} declaration{'s' if entries != 1 else ''}"
    return "\n".join([f"{style.strong(visible(path))}: {many}", "", *_columns(columns, style), ""])


def _columns(columns: Sequence[Column], style: Style) -> list[str]:
    """Return a line for each column: its letter, its name, its field, and the reason."""
    cells = [
        (column_letter(column.index), visible(column.name), column.field or NOT_READ, visible(column.because))
        for column in columns
    ]
    names = min(max((width(name) for _, name, _, _ in cells), default=0), LONGEST)
    fields = max((len(field) for _, _, field, _ in cells), default=0)
    lines = []
    for place, name, field, because in cells:
        kind = style.faint(padded(field, fields)) if field == NOT_READ else padded(field, fields)
        lines.append(f"  {place:<3} {padded(name, names)}  {kind}  {style.faint(because)}")
    return lines


def declared(found: MineralDeclaration, style: Style) -> str:
    """Return the report of a mineral declaration: its source, and the number of smelters of each metal."""
    assert found.value is not None
    (document,) = found.value["evidence"]
    by = f", by {visible(document['issuer'])}" if "issuer" in document else ""
    day = f", of {document['issued']}" if "issued" in document else ""
    path = style.strong(visible(from_here(found.source.path)))
    lines = [
        f"{path}: {found.kind} {visible(found.version)}{by}{day}",
        "",
    ]
    width_ = max(map(len, found.metals))
    lines += [
        f"  {padded(visible(metal), width_)}  {counted_noun(many, 'smelter')}"
        for metal, many in found.metals.items()
    ]
    return "\n".join([*lines, ""])


def materials(found: MaterialDeclaration, style: Style) -> str:
    """Return the report of a material declaration: its source, and the number of materials by component."""
    assert found.value is not None
    (document,) = found.value.get("evidence") or [{}]
    by = "".join(f", by {visible(party['name'])}" for party in found.value.get("parties", ()))
    day = f", of {document['issued']}" if "issued" in document else ""
    of_class = f", class {visible(found.classes)}" if found.classes else ""
    lines = [f"{style.strong(visible(from_here(found.source.path)))}: {found.kind}{of_class}{by}{day}", ""]
    numbers = [visible(entry["match"]["mpn"]) for entry in found.value["components"]]
    widest = min(max(map(width, numbers), default=0), LONGEST)
    for number, part in zip(numbers, found.value["components"], strict=True):
        many = len(part.get("materials", ()))
        mass = f", {part['mass_g']} g" if "mass_g" in part else ""
        lines.append(f"  {padded(number, widest)}  {counted_noun(many, 'material')}{mass}")
    return "\n".join([*lines, ""])


def components_in(value: Mapping[str, Any]) -> str:
    """Return the number of components in a document; the product itself does not count.

    >>> document = {"product": "a"}
    >>> components_in({"document": document, "components": [{"id": "a", "children": ["b"]}, {"id": "b"}]})
    '1 component'
    """
    product = value.get("document", {}).get("product")
    components = value["components"]
    whole = any(component.get("id") == product and component.get("children") for component in components)
    return counted_noun(len(components) - (product is not None and whole), "component")


def summary(loaded: LoadedDocument, style: Style) -> str:
    """Return the numbers of components, programs, parties and documents in a file that is not a table."""
    assert loaded.value is not None
    components = loaded.value["components"]
    programs = sum(component.get("kind") in PROGRAMS for component in components)
    counts = [components_in(loaded.value)]
    counts += [f"{programs} of them programs" if programs > 1 else "1 of them a program"] if programs else []
    for name, word in (("parties", "party"), ("evidence", "document")):
        many = len(loaded.value.get(name, ()))
        counts += [counted_noun(many, word)] if many else []
    return f"{style.strong(visible(from_here(loaded.path)))}: CycloneDX; {', '.join(counts)}"


def _form(imported: TableImport) -> str:
    """Return the format of the table, and the line with the names of its columns."""
    assert imported.table is not None
    named = imported.header_line
    line = f"line {named} names the columns" if named else "no line names the columns"
    cell = imported.table.source.cell(0)
    if cell is not None:
        return f"sheet {visible(cell[0])}, {line}"
    assert imported.text is not None
    guess = ", a guess" if imported.text.guessed else ""
    signs = SIGNS.get(imported.table.delimiter, imported.table.delimiter)
    return f"{imported.text.encoding}{guess}, separated by {signs}, {line}"


def _without_identity(imported: TableImport) -> list[str]:
    """Return notes if the table lacks manufacturers or part numbers.

    Overlays find components by both, and rules about companies need manufacturers.
    """
    fields = {column.field for column in imported.columns}
    lacking = [words for field, words in IDENTITY.items() if field not in fields]
    if imported.rows is None or not lacking:
        return []
    lines = [f"no column has {' or '.join(lacking)}, so answers of suppliers cannot be matched by these"]
    if "manufacturer" not in fields:
        lines.append(
            "without manufacturers, rules about companies cannot be checked: add a column `Manufacturer`"
        )
    return [*lines, ""]


def _left_out(imported: TableImport) -> list[str]:
    """Return the omitted rows, which describe no component, with their line numbers."""
    if imported.rows is None or imported.table is None:
        return []
    position = imported.table.source.position
    texts = []
    for why, what in REASONS.items():
        spans = [span for reason, span in imported.rows.left_out if reason == why]
        if spans:
            lines = in_lines([position(span.start).line for span in spans])
            texts.append(f"left out, {what}: {counted_noun(len(spans), 'row')}, in {lines}")
            if why == "dropped":
                first = " ".join(imported.table.source.slice(spans[0]).split())
                texts.append(f"  {visible(first[:WIDEST])}{'…' if len(first) > WIDEST else ''}")
    return [*texts, ""] if texts else []


def in_lines(lines: Sequence[int]) -> str:
    """Return the numbers of lines in words: `lines 3, 4 and 5`.

    >>> in_lines([5]), in_lines([6, 7]), in_lines([2, 6, 7])
    ('line 5', 'lines 6 and 7', 'lines 2, 6 and 7')
    """
    *most, last = map(str, lines)
    return f"lines {', '.join(most)} and {last}" if most else f"line {last}"
