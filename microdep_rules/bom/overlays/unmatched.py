"""Warnings about overlay entries that match no component, with the likely intention."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.overlays.entries import Specificity
from microdep_rules.bom.overlays.list_entries import material_id
from microdep_rules.bom.overlays.matching import iterate_targets, normalize_number
from microdep_rules.bom.spans import split
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.overlays.entries import Overlay, OverlayEntry
    from microdep_rules.bom.overlays.matching import MatchTarget
    from microdep_rules.diagnostics import Diagnostic


AS_IN_BOM = "write it as in the bill of materials"
MOST_LOOKED_UP = 50
"""Number of entries for which the likely intention is searched."""


def find_unmatched(
    entries: Iterable[OverlayEntry], documents: Iterable[dict[str, Any]], overlays: Sequence[Overlay]
) -> list[Diagnostic]:
    """Return a warning for each entry that matches no component, grouped by overlay."""
    from microdep_rules.bom.repeats import merge_and_limit

    values = list(documents)
    parts = [part for value in values for part in iterate_targets(value)]
    owners = _owners(values)
    by_file: dict[str, list[Diagnostic]] = {overlay.path: [] for overlay in overlays}
    for number, entry in enumerate(entries):
        help_ = _suggest_fix(entry, parts, owners) if number < MOST_LOOKED_UP else AS_IN_BOM
        by_file[entry.file].append(
            diagnose("overlay/no-match", entry.match.span, conditions=_conditions(entry), fix=help_)
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
    """Return the components with each material, by the material's id, alone and after the component's id."""
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


def _suggest_fix(entry: OverlayEntry, parts: Sequence[MatchTarget], owners: Mapping[str, list[str]]) -> str:
    if entry.level is Specificity.ID:
        known = [part_.id for part_ in parts]
        if entry.id not in known and entry.id in owners:
            of = listed(list(dict.fromkeys(owners[entry.id])), 3)
            return f"it is a material of {of}: match the component, and write it under `materials:` there"
        if entry.id not in known and (last := entry.id.rpartition("/")[2]) in known:
            return f"write `match: {{id: {last}}}`"
        if entry.id in known:
            return "write only conditions that the document meets, or remove the others from its `match:`"
        return did_you_mean(entry.id, known) or "write the id of a component, or match it by its part number"
    if not entry.mpn:
        makers = list(dict.fromkeys(name for part_ in parts for name in part_.manufacturers))
        near = next((hint for name in entry.manufacturers if (hint := did_you_mean(name, makers))), None)
        return near or (
            f"the manufacturers are {listed(makers)}" if makers else "no component names its manufacturer"
        )
    same = [part_ for part_ in parts if normalize_number(part_.mpn) == normalize_number(entry.mpn)]
    if same and not same[0].manufacturers:
        component = quoted(same[0].name)
        return f"{component} has this number and no manufacturer: remove `manufacturer:`, or add it there"
    if same:
        manufacturer = quoted(same[0].manufacturers[-1])
        return f"it is a number of {manufacturer}: add that name to `manufacturer:` if it is the same company"
    numbers = list(dict.fromkeys(part_.mpn for part_ in parts if part_.mpn))
    return did_you_mean(entry.mpn, numbers) or (
        AS_IN_BOM if numbers else "no component has a part number: match it by `id:`"
    )
