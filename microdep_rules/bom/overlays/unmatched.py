"""Why an entry of an overlay is about no part, and what may have been meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.overlays.entries import Level
from microdep_rules.bom.overlays.matching import number_of, parts_of
from microdep_rules.bom.overlays.same import material_id
from microdep_rules.bom.spans import split
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.overlays.entries import Entry, Overlay
    from microdep_rules.bom.overlays.matching import Part
    from microdep_rules.diagnostics import Diagnostic


AS_THERE = "write it as the bill of materials has it"
MOST_LOOKED_UP = 50
"""Of so many entries it is looked up what may have been meant."""


def unmatched(
    entries: Iterable[Entry], documents: Iterable[dict[str, Any]], overlays: Sequence[Overlay]
) -> list[Diagnostic]:
    """A warning for each entry that is about no part of these documents, each overlay's together."""
    from microdep_rules.bom.repeats import told_in

    values = list(documents)
    parts = [part for value in values for part in parts_of(value)]
    owners = _owners(values)
    found: dict[str, list[Diagnostic]] = {overlay.path: [] for overlay in overlays}
    for number, entry in enumerate(entries):
        way_out = _way_out(entry, parts, owners) if number < MOST_LOOKED_UP else AS_THERE
        found[entry.file].append(say.matches_nothing(_whom(entry), way_out, entry.match.span))
    return [each for path, said in found.items() for each in told_in(path, said)]


def _whom(entry: Entry) -> str:
    of = f"of {' or '.join(map(quoted, entry.makers))}" if entry.makers else ""
    number = f"with the part number {quoted(entry.mpn)}" if entry.mpn else ""
    named = f"with the id {quoted(entry.id)}" if entry.id else ""
    document = f"in the document {quoted(entry.document)}" if entry.document else ""
    return " ".join(each for each in (of, number, named, document) if each)


def _owners(documents: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """The components that have a material, by its id, alone and behind that of the component."""
    found: dict[str, list[str]] = {}
    for value in documents:
        for part in parts_of(value):
            held: Any = value
            for step in split(part.pointer):
                held = held[int(step) if isinstance(held, list) else step]
            for each in held.get("materials", ()):
                own = material_id(each)
                for name in (own, f"{part.id}/{own}"):
                    found.setdefault(name, []).append(part.id)
    return found


def _way_out(entry: Entry, parts: Sequence[Part], owners: Mapping[str, list[str]]) -> str:
    if entry.level is Level.ID:
        known = [each.id for each in parts]
        if entry.id not in known and entry.id in owners:
            of = listed(list(dict.fromkeys(owners[entry.id])), 3)
            return f"it is a material of {of}: match the component, and write it under `materials:` there"
        if entry.id not in known and (last := entry.id.rpartition("/")[2]) in known:
            return f"write `match: {{id: {last}}}`"
        if entry.id in known:
            return "write of it only what the document says, or remove the rest of its `match:`"
        return did_you_mean(entry.id, known) or "write the id of a part, or match it by its part number"
    if not entry.mpn:
        makers = list(dict.fromkeys(name for each in parts for name in each.makers))
        near = next((hint for name in entry.makers if (hint := did_you_mean(name, makers))), None)
        return near or (f"the makers are {listed(makers)}" if makers else "no part names its maker")
    same = [each for each in parts if number_of(each.mpn) == number_of(entry.mpn)]
    if same and not same[0].makers:
        part = quoted(same[0].name)
        return f"{part} has this number and no maker: leave `manufacturer:` out, or name its maker there"
    if same:
        maker = quoted(same[0].makers[-1])
        return f"it is a number of {maker}: add that name to `manufacturer:` if it is the same company"
    numbers = list(dict.fromkeys(each.mpn for each in parts if each.mpn))
    return did_you_mean(entry.mpn, numbers) or (
        AS_THERE if numbers else "no part has a part number: match it by `id:`"
    )
