"""Warnings about entries of overlays that match no component, with the likely fix."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.overlays.entries import Specificity
from microdep_rules.bom.overlays.list_entries import material_id
from microdep_rules.bom.overlays.matching import iterate_targets, normalize_number
from microdep_rules.bom.spans import split
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import either, listed, quoted
from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.overlays.entries import Overlay, OverlayEntry
    from microdep_rules.bom.overlays.matching import MatchTarget
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile


MOST_LOOKED_UP = 50
"""Maximum number of entries for which a likely fix is searched."""


def find_unmatched(
    entries: Iterable[OverlayEntry],
    documents: Iterable[dict[str, Any]],
    overlays: Sequence[Overlay],
    tables: Sequence[SourceFile] = (),
) -> list[Diagnostic]:
    """Return a warning for each entry that matches no component, grouped by overlay.

    `tables` are the texts of imported tables. The part number of an entry may be in a row that the importer
    left out.
    """
    from microdep_rules.bom.repeats import merge_and_limit

    values = list(documents)
    parts = [part for value in values for part in iterate_targets(value)]
    owners = _owners(values)
    by_file: dict[str, list[Diagnostic]] = {overlay.path: [] for overlay in overlays}
    for number, entry in enumerate(entries):
        form, named = (
            _likely_fix(entry, parts, owners, tables) if number < MOST_LOOKED_UP else ("as-in-bom", "")
        )
        by_file[entry.file].append(
            diagnose("overlay/no-match", entry.match.span, form, conditions=_conditions(entry), named=named)
        )
    return [
        diagnostic for path, warnings in by_file.items() for diagnostic in merge_and_limit(path, warnings)
    ]


def _conditions(entry: OverlayEntry) -> str:
    conditions = {
        "manufacturer": entry.manufacturers,
        "part number": [entry.mpn] if entry.mpn else [],
        "id": [entry.id] if entry.id else [],
        "document": [entry.document] if entry.document else [],
    }
    return " and ".join(
        f"{name} {' or '.join(map(quoted, values))}" for name, values in conditions.items() if values
    )


def _owners(documents: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """Return the ids of the components that contain each material.

    The keys of the result are `MATERIAL` and `COMPONENT/MATERIAL`.
    """
    owners: dict[str, list[str]] = {}
    for value in documents:
        for part in iterate_targets(value):
            record: Any = value
            for step in split(part.pointer):
                record = record[int(step) if isinstance(record, list) else step]
            for material in record.get("materials", ()):
                own = material_id(material)
                for name in (own, f"{part.id}/{own}"):
                    owners.setdefault(name, []).append(part.id)
    return owners


def _row_left_out(entry: OverlayEntry, parts: Sequence[MatchTarget], tables: Sequence[SourceFile]) -> str:
    """Return the place of an entry's part number in a row that was left out; empty without such a row."""
    if not entry.mpn or normalize_number(entry.mpn) in {normalize_number(part.mpn) for part in parts}:
        return ""
    return next((place for table in tables if (place := place_of_text(table, entry.mpn))), "")


def place_of_text(table: SourceFile, text: str) -> str:
    r"""Return the place of a whole cell text in a table; empty if no cell has this text.

    >>> from microdep_rules.source import SourceFile
    >>> place_of_text(SourceFile("a.csv", "name,mpn\nBolt,M-10\nNut,M-1\n"), "M-1")
    'a.csv:3:5'
    """
    found = re.search(rf"(?<![^,;|\t\n\r\"]){re.escape(text)}(?![^,;|\t\n\r\"])", table.text)
    return table.place(found.start()) if found is not None and text else ""


def _likely_fix(
    entry: OverlayEntry,
    parts: Sequence[MatchTarget],
    owners: Mapping[str, list[str]],
    tables: Sequence[SourceFile],
) -> tuple[str, str]:
    """Return the variant of the message with the likeliest fix, and the names in the message."""
    if row := _row_left_out(entry, parts, tables):
        return "row-left-out", quoted(row)
    if entry.level is Specificity.ID:
        return _fix_of_id(entry.id, [part.id for part in parts], owners)
    if not entry.mpn:
        makers = list(dict.fromkeys(name for part in parts for name in part.manufacturers))
        near = next((names for name in entry.manufacturers if (names := nearest(name, makers))), None)
        if near:
            return "", either(near)
        return ("other-manufacturers", listed(makers)) if makers else ("no-manufacturers", "")
    same = [part for part in parts if normalize_number(part.mpn) == normalize_number(entry.mpn)]
    if same and not same[0].manufacturers:
        return "number-without-manufacturer", quoted(same[0].name)
    if same:
        return "number-of-manufacturer", quoted(same[0].manufacturers[-1])
    numbers = list(dict.fromkeys(part.mpn for part in parts if part.mpn))
    if near := nearest(entry.mpn, numbers):
        return "", either(near)
    return ("as-in-bom", "") if numbers else ("no-numbers", "")


def _fix_of_id(id_: str, known: Sequence[str], owners: Mapping[str, list[str]]) -> tuple[str, str]:
    """Return the variant of the message about an entry that matches by id, and the names in the message."""
    if id_ in known:
        return "other-conditions", ""
    if id_ in owners:
        return "material-id", listed(list(dict.fromkeys(owners[id_])), 3)
    if (last := id_.rpartition("/")[2]) in known:
        return "component-id", last
    near = nearest(id_, known)
    return ("", either(near)) if near else ("unknown-id", "")
