"""Diagnostics as people read them: what is wrong, the line it is in, what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.output.style import PLAIN
from microdep_rules.output.visible import exact, visible
from microdep_rules.output.widths import width as cells
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.blanks import FEW, OTHER_BLANKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic, Label
    from microdep_rules.output.style import Style
    from microdep_rules.source import SourceFile

WIDEST = 100
"""A longer line is shown around the place that is meant."""
MOST_WARNINGS = 3
MOST_ERRORS = 5
"""Of errors with one code."""
LONG_LIST = 6
"""A list of so many words may go on over several lines."""
TAB = "    "
MOST_BLANKS = 40
"""More blanks in long runs could push what stands behind them into the next line of a terminal."""
_LONG_RUN, _OTHER = pattern(f" {{{FEW + 1},}}"), pattern(f"[{OTHER_BLANKS}]")


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], style: Style = PLAIN) -> str:
    """All of them, a blank line between two."""
    return "\n".join(_one(diagnostic, sources, style) for diagnostic in diagnostics)


def shortened(diagnostics: Iterable[Diagnostic], *, everything: bool = False) -> list[Diagnostic]:
    """The first few errors of each kind, warnings and notes; all of them with `everything`."""
    shown: list[Diagnostic] = []
    seen: Counter[tuple[str, str]] = Counter()
    for diagnostic in diagnostics:
        is_error = diagnostic.severity is Severity.ERROR
        kind = (diagnostic.severity.value, diagnostic.code if is_error else "")
        seen[kind] += 1
        if everything or seen[kind] <= (MOST_ERRORS if is_error else MOST_WARNINGS):
            shown.append(diagnostic)
    return shown


def without_notes(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Errors and warnings: what an analysis of a document may rely on, and should not."""
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity is not Severity.INFO]


def of_document(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    style: Style = PLAIN,
    *,
    everything: bool = False,
) -> list[str]:
    """The lines for what is wrong with a document, and how much of it is left out."""
    every = list(diagnostics)
    shown = shortened(every, everything=everything)
    lines = render(shown, sources, style).split("\n") if shown else []
    if len(shown) < len(every):
        told = summary(each for each in every if each not in shown)
        lines += [f"and {told} more (--all shows them)", ""]
    return lines


def place_of(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    """Where a diagnostic is: the file, and the line or cell where it was read."""
    source = sources.get(diagnostic.span.path)
    return source.place(diagnostic.span.start) if source is not None else diagnostic.span.path


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`."""
    found = list(diagnostics)
    told = []
    for severity in Severity:
        number = sum(each.severity is severity for each in found)
        if number:
            word = "note" if severity is Severity.INFO else severity.value
            told.append(f"{number} {word}{'s' if number > 1 else ''}")
    return ", ".join(told)


def _one(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], style: Style) -> str:
    kind = diagnostic.severity.value
    head = style.kind(kind, f"{kind}[{diagnostic.code}]")
    lines = [f"{head}: {style.strong(visible(diagnostic.message))}"]
    labels = [diagnostic.primary, *diagnostic.labels]
    width = max((_line_number_width(each, sources) for each in labels), default=1)
    for label in labels:
        lines += _snippet(label, sources, width, style)
    margin = " " * width
    if diagnostic.help:
        told = _lines_of(f"help: {visible(diagnostic.help)}")
        lines += [f"{margin} {told[0]}", *(f"{margin}       {each}" for each in told[1:])]
    lines += [f"{margin} note: {visible(note)}" for note in diagnostic.notes]
    return "\n".join(lines) + "\n"


def _lines_of(text: str) -> list[str]:
    """A text with a long list of words, on lines that can be read; any other is one line."""
    items = text.split(", ")
    if len(items) < LONG_LIST or len(text) <= WIDEST:
        return [text]
    lines = [items[0]]
    for item in items[1:]:
        if cells(lines[-1]) + cells(item) + len(", ,") > WIDEST:
            lines[-1] += ","
            lines.append(item)
        else:
            lines[-1] += f", {item}"
    return lines


def _line_number_width(label: Label, sources: Mapping[str, SourceFile]) -> int:
    source = sources.get(label.span.path)
    return len(str(source.position(label.span.start).line)) if source is not None else 1


def _snippet(label: Label, sources: Mapping[str, SourceFile], width: int, style: Style) -> list[str]:
    """The place, the line it is in, and a mark under what is meant."""
    source = sources.get(label.span.path)
    margin = " " * width
    path = visible(label.span.path)
    if source is None:
        return [f"{margin} {style.faint('┌─')} {path}"] if path else []
    if not source.text.strip():
        return [f"{margin} {style.faint('┌─')} {path}:1:1"] if path else []
    start = source.position(label.span.start)
    where = f"{margin} {style.faint('┌─')} {visible(source.place(label.span.start))}"
    raw = source.line(start.line)
    line_end = label.span.start + len(raw) - (start.column - 1)
    end = start.column - 1 + max(min(label.span.end, line_end) - label.span.start, 1)
    text, before, marked = _window(raw, start.column - 1, end)
    mark = " " * before + "^" * max(marked, 1)
    told = f" {visible(label.text)}" if label.text else ""
    number = style.faint(f"{start.line:>{width}} │")
    return [
        where,
        f"{number} {text}".rstrip(),
        f"{margin} {style.faint('│')} {style.kind('mark', mark + told)}",
    ]


def _window(raw: str, start: int, end: int) -> tuple[str, int, int]:
    """A line with nothing hidden, the width before the place that is meant, and the width of that place."""
    first = 0
    if len(raw) > WIDEST:
        first = max(0, min(start - WIDEST // 3, len(raw) - WIDEST))
    last = min(len(raw), first + WIDEST)
    lead = "…" if first else ""
    text = lead + _shown(raw[first:last]) + ("…" if last < len(raw) else "")
    before = cells(lead + _shown(raw[first:start]))
    return text, before, cells(_shown(raw[start : min(end, last)]))


def _shown(text: str) -> str:
    shown = exact(text.replace("\t", TAB))
    if sum(map(len, _LONG_RUN.findall(shown))) > MOST_BLANKS:
        shown = _LONG_RUN.sub(lambda found: "·" * len(found[0]), shown)
    return _OTHER.sub("·", shown)
