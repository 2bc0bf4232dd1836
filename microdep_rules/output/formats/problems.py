"""What keeps something from being judged, as entries: diagnostics, and that nothing was checked."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.output.formats.entries import At, Entry, at_cell
from microdep_rules.output.text import SENTENCES
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


def of_document(document: CheckedDocument) -> Iterator[Entry]:
    """What is wrong with a document, and that it was not judged, or that no rule applies to it."""
    sources = {path: loaded.source for path, loaded in document.files.items()}
    yield from _diagnostics(document.diagnostics, sources)
    if document.unchecked:
        yield _unchecked(NOT_CHECKED, document.unchecked, document.path)
    elif document.verdict == "nothing_checked":
        yield _unchecked(NOTHING_CHECKED, SENTENCES["nothing_checked"], document.path)


def of_run(checked: Checked) -> Iterator[Entry]:
    """What is wrong with packs, configuration and context, and that nothing was checked at all."""
    yield from _diagnostics(checked.diagnostics, checked.sources, _strict(checked))
    if not checked.packs_loaded:
        broken = [pack.name for pack in checked.packs if pack.pack is None]
        because = (
            f"{', '.join(broken)} cannot be loaded"
            if broken
            else "what is configured or asked for is not valid"
        )
        yield _unchecked(NOT_CHECKED, f"nothing was checked: {because}", "")
    elif not checked.documents:
        where = ", ".join(checked.searched) or "the paths that were given"
        message = f"nothing was checked: no bill of materials found in {where}"
        yield _unchecked(NOTHING_CHECKED, message, "")


def _strict(checked: Checked) -> list[Span]:
    """Where the waivers are written by which a run fails."""
    failing = (waiver.waiver for waiver in checked.failing_waivers)
    return [each.file.spans.value(each.pointer) for each in failing]


def _unchecked(rule: str, message: str, path: str) -> Entry:
    return Entry(
        said="not_checked",
        rule=rule,
        title=TITLES[rule],
        severity="error",
        weight="error",
        decides=True,
        message=whole(message),
        at=At(path) if path else None,
        fingerprint=_hashed(rule, path),
    )


def _diagnostics(
    found: Iterable[Diagnostic], sources: Mapping[str, SourceFile], strict: Iterable[Span] = ()
) -> Iterator[Entry]:
    """Diagnostics as entries; those of waivers that are taken strictly decide, although they are warnings."""
    places = list(strict)
    seen: Counter[tuple[str, ...]] = Counter()
    for each in found:
        at = _place(each.primary, sources)
        # What stands there and not where it stands; the same word twice in one file is numbered.
        source = sources.get(each.span.path)
        identity = (each.code, each.span.path, source.slice(each.span) if source is not None else "")
        number, seen[identity] = seen[identity], seen[identity] + 1
        decides = each.severity is Severity.ERROR or (
            each.severity is Severity.WARNING and any(_is_in(each.span, place) for place in places)
        )
        labels = ((whole(label.text), _place(label, sources)) for label in each.labels)
        yield Entry(
            said="diagnostic",
            rule=each.code,
            title=each.code,
            severity=each.severity.value,
            weight="error" if decides else WEIGHTS[each.severity],
            decides=decides,
            message=whole(each.message),
            cause=each.message,
            at=at,
            fingerprint=_hashed(*identity, str(number)),
            lines=tuple(map(whole, (*([f"help: {each.help}"] if each.help else []), *each.notes))),
            related=tuple((text, place) for text, place in labels if place is not None and place != at),
        )


def _is_in(span: Span, place: Span) -> bool:
    return span.path == place.path and place.start <= span.start < place.end


def _place(label: Label, sources: Mapping[str, SourceFile]) -> At | None:
    path = label.span.path
    if not path:
        return None
    source = sources.get(path)
    if source is None:
        return At(path)
    cell = source.cell(label.span.start)
    if cell is not None:
        return at_cell(path, *cell)
    position = source.position(label.span.start)
    return At(path, position.line, position.column).until(source.position(label.span.end))


def _hashed(*identity: str) -> str:
    text = "\n".join(identity)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
