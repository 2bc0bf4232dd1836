"""Application of overlays to a bill of materials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.overlays.correction_evidence import CorrectionEvidence
from microdep_rules.bom.overlays.corrections import Corrector
from microdep_rules.bom.overlays.draft import DocumentDraft
from microdep_rules.bom.overlays.entries import Specificity
from microdep_rules.bom.overlays.evidence_links import evidence_links
from microdep_rules.bom.overlays.ids import IdResolver
from microdep_rules.bom.overlays.matching import match_overlays
from microdep_rules.bom.overlays.merging import Merger
from microdep_rules.bom.repeats import merge_and_limit
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.bom.evidence_files import FileOpener
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.bom.overlays.correction_evidence import StatedCorrection
    from microdep_rules.bom.overlays.entries import Overlay
    from microdep_rules.bom.overlays.matching import Matches
    from microdep_rules.diagnostics import Diagnostic


class OverlayResult(Struct, frozen=True):
    """Document with the declarations of overlays."""

    loaded: LoadedDocument
    matched: frozenset[tuple[str, str]] = frozenset()
    """File and pointer of each entry that matches a component of the document."""
    files: dict[str, LoadedDocument] = field(default_factory=dict)
    """Overlays by file name."""
    corrections: tuple[StatedCorrection, ...] = ()
    """Corrections that the overlays made."""


def apply_overlays(
    loaded: LoadedDocument,
    overlays: tuple[Overlay, ...],
    as_of: date | None = None,
    opening: FileOpener | None = None,
) -> OverlayResult:
    """Apply overlays to a valid document. An invalid document stays unchanged.

    Evidence of a correction must count on the day `as_of`; without a day, the dates of the evidence are not
    checked. `opening` opens the files of the evidence; without `opening`, the files are not checked.
    """
    if loaded.value is None or not overlays:
        return OverlayResult(loaded)
    matches = match_overlays(loaded.value, overlays)
    resolver = IdResolver(loaded, overlays, matches.manufacturers)
    if not matches.targets and not resolver.parties:
        return OverlayResult(loaded)
    if ambiguous := _ambiguous_numbers(matches, loaded):
        return _with_result(replace(loaded, value=None), ambiguous, matches, overlays)
    layer = Merger(DocumentDraft(loaded), [*resolver.problems])
    contents = []
    evidence = CorrectionEvidence(resolver.evidence(), as_of, opening)
    resolver.merge_parties(layer)
    for part, entries in matches.targets:
        layer.called = part.name
        corrector = Corrector(layer, part.pointer, resolver, evidence)
        declared = [(resolver.entry(entry), entry.level) for entry in entries]
        for held, level in declared:
            layer.merge(part.pointer, "component", held, level, evidence_links(held))
        for held, level in declared:
            for correction in held.inside("correct").items() if "correct" in held.value else ():
                corrector.correct(correction, level)
        corrector.finish()
        contents += [held for held, _ in declared]
    resolver.add_named_records(layer, contents)
    layer.finish()
    sound = not has_errors(layer.problems)
    finished = replace(layer.draft.finished(), text_evidence=layer.text_evidence)
    result = finished if sound else replace(loaded, value=None)
    return replace(
        _with_result(result, layer.problems, matches, overlays), corrections=tuple(layer.corrections)
    )


def _with_result(
    loaded: LoadedDocument, problems: list[Diagnostic], matches: Matches, overlays: tuple[Overlay, ...]
) -> OverlayResult:
    diagnostics = merge_and_limit(loaded.path, [*loaded.diagnostics, *problems])
    matched_entries = frozenset((entry.file, entry.pointer) for entry in matches.by_entry)
    files = {overlay.path: overlay.loaded for overlay in overlays}
    return OverlayResult(replace(loaded, diagnostics=diagnostics), matched_entries, files)


def _ambiguous_numbers(matches: Matches, loaded: LoadedDocument) -> list[Diagnostic]:
    """Return errors for entries that name no manufacturer, if several manufacturers use the part number."""
    problems = []
    for entry, parts in matches.by_entry.items():
        if entry.level not in (Specificity.PART, Specificity.PATTERN) or entry.manufacturers:
            continue
        makers = {
            matches.manufacturers.of(part.manufacturers[0]) if part.manufacturers else "": part
            for part in parts
        }
        if len(makers) > 1:
            places = [loaded.spans.value(join(maker.pointer, "mpn")) for maker in makers.values()]
            names = [part.manufacturers[-1] if part.manufacturers else "unknown" for part in makers.values()]
            problems.append(
                diagnose(
                    "overlay/no-match",
                    entry.match.inside("mpn").span,
                    "ambiguous",
                    also=places[:3],
                    mpn=entry.mpn,
                    manufacturers=names,
                )
            )
    return problems
