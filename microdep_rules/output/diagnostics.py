"""Text of diagnostics: the problem, its line in the file, and the fix."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.output.from_here import from_here, place_from_here, with_paths_from_here
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
"""Largest width of a source line that is shown completely; a longer line is cut around the error."""
MOST_WARNINGS = 3
MOST_ERRORS = 5
"""Largest number of errors with the same code that are shown."""
LONG_LIST = 6
"""Smallest number of comma-separated words for which a message is broken into several lines."""
TAB = "    "
MOST_BLANKS = 40
"""Largest number of spaces in long runs of spaces that a source line may have.

In a line with more spaces, each space of a long run is shown as `·`. Otherwise the text after the spaces
could move to the next line of the terminal.
"""
_LONG_RUN, _OTHER = pattern(f" {{{FEW + 1},}}"), pattern(f"[{OTHER_BLANKS}]")


def render(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], style: Style = PLAIN) -> str:
    """Return the text of diagnostics, with an empty line between two of them."""
    return "\n".join(_one(diagnostic, sources, style) for diagnostic in diagnostics)


def shortened(diagnostics: Iterable[Diagnostic], *, everything: bool = False) -> list[Diagnostic]:
    """Return the first errors of each code, and the first warnings and notes.

    With `everything`, return all diagnostics.
    """
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
    """Return the errors and warnings; notes are left out, because an analysis does not show notes."""
    return [diagnostic for diagnostic in diagnostics if diagnostic.severity is not Severity.INFO]


def of_document(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    style: Style = PLAIN,
    *,
    everything: bool = False,
) -> list[str]:
    """Return the lines about the problems of a document, and the number of omitted problems."""
    every = list(diagnostics)
    shown = shortened(every, everything=everything)
    lines = render(shown, sources, style).split("\n") if shown else []
    if len(shown) < len(every):
        left_out = summary(diagnostic for diagnostic in every if diagnostic not in shown)
        lines += [f"and {left_out} more (--verbose shows them)", ""]
    return lines


def place_of(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    """Return the position of a diagnostic: the file, and the line or cell."""
    source = sources.get(diagnostic.span.path)
    return (
        place_from_here(source, diagnostic.span.start)
        if source is not None
        else from_here(diagnostic.span.path)
    )


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the number of errors and warnings: `2 errors, 1 warning`."""
    all_of_them = list(diagnostics)
    counts = []
    for severity in Severity:
        number = sum(diagnostic.severity is severity for diagnostic in all_of_them)
        if number:
            word = "note" if severity is Severity.INFO else severity.value
            counts.append(f"{number} {word}{'s' if number > 1 else ''}")
    return ", ".join(counts)


def _one(diagnostic: Diagnostic, sources: Mapping[str, SourceFile], style: Style) -> str:
    kind = diagnostic.severity.value
    head = style.kind(kind, f"{kind}[{diagnostic.code}]")
    paths = [*sources, *(label.span.path for label in (diagnostic.primary, *diagnostic.labels))]
    lines = [f"{head}: {style.strong(visible(with_paths_from_here(diagnostic.message, paths)))}"]
    labels = [diagnostic.primary, *diagnostic.labels]
    width = max((_line_number_width(label, sources) for label in labels), default=1)
    for label in labels:
        lines += _snippet(label, sources, width, style)
    margin = " " * width
    if diagnostic.help:
        help_lines = _lines_of(f"help: {visible(with_paths_from_here(diagnostic.help, paths))}")
        lines += [f"{margin} {help_lines[0]}", *(f"{margin}       {line}" for line in help_lines[1:])]
    notes = (with_paths_from_here(note, paths) for note in diagnostic.notes)
    lines += [f"{margin} note: {visible(note)}" for note in notes]
    for number, corrected in enumerate(diagnostic.corrected):
        lines += _corrected(corrected, "  or" if number else "line", margin)
    return "\n".join(lines) + "\n"


def _corrected(text: str, label: str, margin: str) -> list[str]:
    """Return the corrected line of a file, and the lines that the correction adds below this line."""
    line, _, below = text.partition("\n\n")
    shown = [f"{margin} {label}: {_shown(line.strip())}"] if line.strip() else []
    if not below:
        return shown
    return [
        *shown,
        f"{margin} below the rule:",
        *(f"{margin}   {_shown(each)}" for each in below.split("\n")),
    ]


def _lines_of(text: str) -> list[str]:
    """Return a text on several lines if it contains a long list of words, otherwise on one line."""
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
    """Return the position, the source line, and the mark under the wrong text."""
    source = sources.get(label.span.path)
    margin = " " * width
    path = visible(from_here(label.span.path))
    if source is None:
        return [f"{margin} {style.faint('┌─')} {path}"] if path else []
    if not source.text.strip():
        return [f"{margin} {style.faint('┌─')} {path}:1:1"] if path else []
    start = source.position(label.span.start)
    where = f"{margin} {style.faint('┌─')} {visible(place_from_here(source, label.span.start))}"
    raw = source.line(start.line)
    line_end = label.span.start + len(raw) - (start.column - 1)
    end = start.column - 1 + max(min(label.span.end, line_end) - label.span.start, 1)
    text, before, marked = _window(raw, start.column - 1, end)
    mark = " " * before + "^" * max(marked, 1)
    note = f" {visible(label.text)}" if label.text else ""
    number = style.faint(f"{start.line:>{width}} │")
    return [
        where,
        f"{number} {text}".rstrip(),
        f"{margin} {style.faint('│')} {style.kind('mark', mark + note)}",
    ]


def _window(raw: str, start: int, end: int) -> tuple[str, int, int]:
    """Return a source line without invisible characters, with the new start and width of the marked text."""
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
        shown = _LONG_RUN.sub(lambda match: "·" * len(match[0]), shown)
    return _OTHER.sub("·", shown)
