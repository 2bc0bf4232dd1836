"""A bill of materials with everything that overlays declare of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.overlays.corrections import Corrector
from microdep_rules.bom.overlays.draft import Draft
from microdep_rules.bom.overlays.entries import Level
from microdep_rules.bom.overlays.layer import Layer
from microdep_rules.bom.overlays.matching import matched
from microdep_rules.bom.overlays.papers import papers_of
from microdep_rules.bom.overlays.renamed import Renamed
from microdep_rules.bom.overlays.showing import Shown
from microdep_rules.bom.repeats import told_in
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.evidence_files import Opening
    from microdep_rules.bom.load import Loaded
    from microdep_rules.bom.overlays.entries import Overlay
    from microdep_rules.bom.overlays.matching import Matched
    from microdep_rules.bom.overlays.showing import Corrected
    from microdep_rules.diagnostics import Diagnostic


class Laid(Struct, frozen=True):
    """A document with what overlays declare of it."""

    loaded: Loaded
    matched: frozenset[tuple[str, str]] = frozenset()
    """The entries that are about some part of it, by file and pointer."""
    files: dict[str, Loaded] = field(default_factory=dict)
    """The overlays from which something was taken, by the name of the file."""
    corrected: tuple[Corrected, ...] = ()
    """The corrections that were made."""


def lay(
    loaded: Loaded,
    overlays: tuple[Overlay, ...],
    as_of: date | None = None,
    opening: Opening | None = None,
) -> Laid:
    """Lays overlays on a document that is valid; one that is not is left as it is.

    `as_of` is the day on which evidence of corrections has to count. Without one its days are not asked.
    `opening` opens the files of that evidence. Without one no file is asked.
    """
    if loaded.value is None or not overlays:
        return Laid(loaded)
    found = matched(loaded.value, overlays)
    named = Renamed(loaded, overlays, found.makers)
    if not found.parts and not named.parties:
        return Laid(loaded)
    if ambiguous := _of_two(found, loaded):
        return _laid(replace(loaded, value=None), ambiguous, found, overlays)
    layer = Layer(Draft(loaded), [*named.problems])
    laid = []
    shown = Shown(named.evidence(), as_of, opening)
    named.lay_parties(layer)
    for part, entries in found.parts:
        layer.called = part.name
        corrector = Corrector(layer, part.pointer, named, shown)
        declared = [(named.entry(entry), entry.level) for entry in entries]
        for held, level in declared:
            layer.lay(part.pointer, "component", held, level, papers_of(held))
        for held, level in declared:
            for each in held.inside("correct").items() if "correct" in held.value else ():
                corrector.correct(each, level)
        corrector.finish()
        laid += [held for held, _ in declared]
    named.add_what_is_named(layer, laid)
    layer.finish()
    sound = not has_errors(layer.problems)
    result = layer.draft.finished() if sound else replace(loaded, value=None)
    return replace(_laid(result, layer.problems, found, overlays), corrected=tuple(layer.corrected))


def _laid(loaded: Loaded, problems: list[Diagnostic], found: Matched, overlays: tuple[Overlay, ...]) -> Laid:
    told = told_in(loaded.path, [*loaded.diagnostics, *problems])
    hit = frozenset((each.file, each.pointer) for each in found.by_entry)
    files = {overlay.path: overlay.loaded for overlay in overlays}
    return Laid(replace(loaded, diagnostics=told), hit, files)


def _of_two(found: Matched, loaded: Loaded) -> list[Diagnostic]:
    """Entries with a part number and no maker, where that number is of several makers."""
    problems = []
    for entry, parts in found.by_entry.items():
        if entry.level not in (Level.PART, Level.PATTERN) or entry.makers:
            continue
        makers = {found.makers.of(part.makers[0]) if part.makers else "": part for part in parts}
        if len(makers) > 1:
            places = [loaded.spans.value(join(maker.pointer, "mpn")) for maker in makers.values()]
            names = [maker.makers[-1] if maker.makers else "" for maker in makers.values()]
            problems.append(say.matches_two(entry.mpn, names, entry.match.inside("mpn").span, places))
    return problems
