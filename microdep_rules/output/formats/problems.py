"""Entries for problems that prevent a check: diagnostics, and commands that checked nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.output.formats.entries import FilePosition, FormatEntry, LineFix, at_cell
from microdep_rules.output.single import SENTENCES
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.diagnostics import Diagnostic, Label
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.formats.entries import Weight
    from microdep_rules.source import SourceFile, Span

NOT_CHECKED = "not-checked"
NOTHING_CHECKED = "nothing-checked"
TITLES = {
    NOT_CHECKED: "something was not checked",
    NOTHING_CHECKED: "nothing was checked",
}
WEIGHTS: dict[Severity, Weight] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}


def of_document(document: CheckedDocument) -> Iterator[FormatEntry]:
    """Yield an entry for each problem of a document, and an entry if no rule was applied to the document."""
    sources = {path: loaded.source for path, loaded in document.files.items()}
    yield from _diagnostics(document.diagnostics, sources)
    if document.unchecked:
        yield _unchecked(NOT_CHECKED, document.unchecked, document.path)
    elif document.verdict == "nothing_checked":
        yield _unchecked(NOTHING_CHECKED, SENTENCES["nothing_checked"], document.path)


def of_run(checked: Checked) -> Iterator[FormatEntry]:
    """Yield the problems of packs, configuration and context, and a note if the command checked nothing."""
    yield from _diagnostics(checked.diagnostics, checked.sources, _strict(checked))
    if not checked.packs_loaded:
        broken = [pack.name for pack in checked.packs if pack.pack is None]
        because = (
            f"{', '.join(broken)} cannot be loaded"
            if broken
            else "the configuration or the request is not valid"
        )
        yield _unchecked(NOT_CHECKED, f"nothing was checked: {because}", "")
    elif not checked.documents:
        where = ", ".join(checked.searched) or "the paths that were given"
        message = f"nothing was checked: no bill of materials found in {where}"
        yield _unchecked(NOTHING_CHECKED, message, "")


def _strict(checked: Checked) -> list[Span]:
    """Return the positions of the waivers that make the command fail."""
    failing = (waiver.waiver for waiver in checked.failing_waivers)
    return [waiver.file.spans.value(waiver.pointer) for waiver in failing]


def _unchecked(rule: str, message: str, path: str) -> FormatEntry:
    return FormatEntry(
        kind="not_checked",
        rule=rule,
        title=TITLES[rule],
        severity="error",
        weight="error",
        decides=True,
        message=whole(message),
        at=FilePosition(path) if path else None,
        fingerprint=_hashed(rule, path),
    )


def _diagnostics(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], strict: Iterable[Span] = ()
) -> Iterator[FormatEntry]:
    """Yield diagnostics as entries.

    With strict waivers, diagnostics about waivers affect the exit code, although they are warnings.
    """
    places = list(strict)
    seen: Counter[tuple[str, ...]] = Counter()
    for diagnostic in diagnostics:
        at = _place(diagnostic.primary, sources)
        # The identity has the text and not the position; an equal text in the same file gets a number.
        source = sources.get(diagnostic.span.path)
        identity = (
            diagnostic.code,
            diagnostic.span.path,
            source.slice(diagnostic.span) if source is not None else "",
        )
        number, seen[identity] = seen[identity], seen[identity] + 1
        decides = diagnostic.severity is Severity.ERROR or (
            diagnostic.severity is Severity.WARNING
            and any(_is_in(diagnostic.span, place) for place in places)
        )
        labels = ((whole(label.text), _place(label, sources)) for label in diagnostic.labels)
        yield FormatEntry(
            kind="diagnostic",
            rule=diagnostic.code,
            title=diagnostic.code,
            severity=diagnostic.severity.value,
            weight="error" if decides else WEIGHTS[diagnostic.severity],
            decides=decides,
            message=whole(diagnostic.message),
            cause=diagnostic.message,
            at=at,
            fingerprint=_hashed(*identity, str(number)),
            lines=tuple(
                map(
                    whole,
                    (
                        *([f"help: {diagnostic.help}"] if diagnostic.help else []),
                        *diagnostic.notes,
                        *(f"line: {line.strip()}" for line in diagnostic.corrected),
                    ),
                )
            ),
            related=tuple((text, place) for text, place in labels if place is not None and place != at),
            fix=_fix(diagnostic, source),
        )


def _fix(diagnostic: Diagnostic, source: SourceFile | None) -> LineFix | None:
    """Return the only correction of a diagnostic, with the range of the replaced text."""
    if diagnostic.corrected_at is None or source is None:
        return None
    span = diagnostic.corrected_at
    start = source.position(span.start)
    at = FilePosition(span.path, start.line, start.column).until(source.position(span.end))
    return LineFix(at, diagnostic.corrected[0])


def _is_in(span: Span, place: Span) -> bool:
    return span.path == place.path and place.start <= span.start < place.end


def _place(label: Label, sources: Mapping[str, SourceFile]) -> FilePosition | None:
    path = label.span.path
    if not path:
        return None
    source = sources.get(path)
    if source is None:
        return FilePosition(path)
    cell = source.cell(label.span.start)
    if cell is not None:
        return at_cell(path, *cell)
    position = source.position(label.span.start)
    return FilePosition(path, position.line, position.column).until(source.position(label.span.end))


def _hashed(*identity: str) -> str:
    text = "\n".join(identity)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
