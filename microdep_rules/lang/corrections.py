"""Correction of lines with a syntax error: a new line that the author can paste.

The program finds a correction by trial. The program changes the line at the error: by a wording of
`wordings.toml`, by the help of the message, or by a similar word of the language. After that, the program
parses the new line, and keeps it if the parser no longer stops at the error. Therefore the parser accepts
every suggested line. A correction is certain if the line has only one possible meaning, and if every change
keeps this meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.diagnostics import Severity
from microdep_rules.lang.corrector import OF_THE_REST, Corrector, ReadingBudget, Trial, errors_in
from microdep_rules.lang.cut import DECLARATION_LINE
from microdep_rules.lang.former import rewritten
from microdep_rules.lang.line_edits import (
    SILENT,
    is_exact,
)
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.wordings import is_without_meaning
from microdep_rules.patterns import pattern
from microdep_rules.source import SourceFile, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic

MOST_READINGS = 3
"""Largest number of corrected lines that a message offers for one wrong line."""
MOST_CORRECTED = 40
"""Largest number of lines that the program corrects in one text."""
MOST_ROUNDS = 20
"""Largest number of times that the program parses a text again, to find further errors."""
OF_TEXTS = ("syntax/", "file/")
"""Starts of the codes of errors that the parser finds in a file without the other files of the pack."""
LONGEST = 400
"""Largest number of characters of a line that the program tries to correct."""

DECLARED = pattern(r"^[ \t]*(?:define|list|table|parameter|measure)[ \t]+(?P<name>[\w-]+)", re.MULTILINE)
GOES_ON = pattern(r"\s*(?:is|are|has|of|where|at|out|more|less|than)(?![\w-])")
"""Beginning of a line that continues the condition of the previous line."""
OTHER_WORDS = pattern(
    r"(?<![\w.-])(?:must|shall|should|may|be|been|are|was|were|the|an|fails|passes|failed|passed|does|do)(?![\w.-])"
)
RULE = pattern(r"\s*rule[ \t]+(?P<name>[\w-]+)")
UNLESS = pattern(
    r"(?P<clause>[ \t]*(?:(?:forbid|require|obtain|when)(?![\w-]).*?)?),?[ \t]+"
    r"(?:unless|except|excepting)(?:[ \t]+(?:when|if|where|that|for))?[ \t]+(?P<condition>\S.*)"
)


@dataclass(frozen=True, slots=True)
class Correction:
    """Lines that can replace the text from `start` to `end`; each line is one possible correction.

    A correction may add a declaration, such as an exception, after an empty line.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    certain: bool


def with_corrections(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]
) -> list[Diagnostic]:
    """Return the diagnostics, each with its corrected line if the program found one.

    If two diagnostics are about one line, only one of them gets a correction.
    """
    found = list(diagnostics)
    declared = declared_names(sources.values())
    for path in dict.fromkeys(d.span.path for d in found):
        if path not in sources or not path.endswith(".rule"):
            continue
        places = [place for place, d in enumerate(found) if d.span.path == path and _is_correctable(d)]
        corrections = corrections_of(sources[path], [found[place] for place in places], declared)
        for place, correction in zip(places, corrections, strict=True):
            if correction is not None:
                found[place] = replace(
                    found[place], corrected=correction.lines, corrected_at=_only_place(path, correction)
                )
    return found


def _only_place(path: str, correction: Correction) -> Span | None:
    """Return the position that a correction replaces.

    The result is `None` if there are several possible lines, or if the correction adds a declaration.
    """
    if len(correction.lines) > 1 or "\n\n" in correction.lines[0]:
        return None
    return Span(path, correction.start, correction.end)


def _is_correctable(diagnostic: Diagnostic) -> bool:
    return diagnostic.severity is Severity.ERROR and diagnostic.code not in OF_THE_REST


def corrections_of(
    source: SourceFile, diagnostics: Sequence[Diagnostic], declared: frozenset[str] = frozenset()
) -> list[Correction | None]:
    r"""Return the corrections of the errors in a file, in the order of `diagnostics`.

    An error has `None` if no correction was found, or if a correction of another error already changes its
    line. The program corrects a file from the top down, because an error in one line may hide an error in a
    later line.

    >>> from microdep_rules.lang.parse import parse
    >>> source = SourceFile("a.rule", 'list a of country\n  CN  cites “s.1”')
    >>> [found.lines for found in corrections_of(source, parse(source)[1])]
    [('  CN  cites "s.1"',)]
    """
    found: list[Correction | None] = [None] * len(diagnostics)
    text, moved = source.text, 0
    corrected_to = -1
    budget = ReadingBudget()
    in_order = sorted(range(len(diagnostics)), key=lambda place: diagnostics[place].span.start)
    for place in in_order[:MOST_CORRECTED]:
        diagnostic = diagnostics[place]
        if diagnostic.span.start <= corrected_to:
            continue
        span = Span(source.path, diagnostic.span.start + moved, diagnostic.span.end + moved)
        corrected = SourceFile(source.path, text)
        correction = correction_of(corrected, replace_span(diagnostic, span), declared, budget)
        if budget.left <= 0:
            break
        if correction is None:
            text = _without_line(text, span.start) if budget.spend(text) else text
            continue
        found[place] = Correction(
            correction.start - moved, correction.end - moved, correction.lines, correction.certain
        )
        corrected_to = correction.end - moved
        line = correction.lines[0].partition("\n\n")[0]
        text = text[: correction.start] + line + text[correction.end :]
        moved += len(line) - (correction.end - correction.start)
    return found


def replace_span(diagnostic: Diagnostic, span: Span) -> Diagnostic:
    """Return a copy of the diagnostic with the position `span`."""
    return replace(diagnostic, primary=replace(diagnostic.primary, span=span))


def _without_line(text: str, at: int) -> str:
    """Replace the line at `at` with spaces, if the text then has fewer errors."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    end = len(text) if end < 0 else end
    without = text[:start] + " " * (end - start) + text[end:]
    return without if len(errors_in(without)) < len(errors_in(text)) else text


def fixed(source: SourceFile, declared: frozenset[str] = frozenset()) -> SourceFile:
    r"""Return the file after all certain corrections, with the current forms of the language.

    >>> print(fixed(SourceFile("a.rule", "list a of country\n  CN  cites “s.1”")).text)
    list a of country
      CN  cites "s.1"
    """
    for _ in range(MOST_ROUNDS):
        source = SourceFile(source.path, rewritten(source.text))
        errors = [d for d in check_pack([source])[1] if d.code.startswith(OF_TEXTS) or is_exact(d)]
        corrections = corrections_of(source, [d for d in errors if _is_correctable(d)], declared)
        found = {each.start: each for each in corrections if each is not None and each.certain}
        if not found:
            break
        text = source.text
        for start in sorted(found, reverse=True):
            text = text[:start] + found[start].lines[0] + text[found[start].end :]
        source = SourceFile(source.path, text)
    return source


def changed_lines(before: SourceFile, after: SourceFile) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line that has changed, and its text before and after."""
    old, new = before.text.splitlines(), after.text.splitlines()
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            pairs = zip_longest(old[first:last], new[start:end], fillvalue="")
            yield from ((first + n, one.strip(), other.strip()) for n, (one, other) in enumerate(pairs, 1))


def declared_names(sources: Iterable[SourceFile]) -> frozenset[str]:
    """Return the names that files declare."""
    return frozenset(match["name"] for source in sources for match in DECLARED.finditer(source.text))


def correction_of(
    source: SourceFile,
    diagnostic: Diagnostic,
    declared: frozenset[str] = frozenset(),
    budget: ReadingBudget | None = None,
) -> Correction | None:
    """Return the correction of one error; `None` if no correction was found within the budget.

    The lines above the error must be correct. For a file with several errors, use `corrections_of`.
    """
    budget = budget or ReadingBudget()
    text, at = source.text, diagnostic.span.start
    first, last = _declaration_around(text, at)
    region = text[first:last]
    for start, end in _lines_of(region, at - first):
        excepted = (
            _clause_and_exception(region, start, end, declared, budget) if end - start <= LONGEST else ""
        )
        if excepted:
            return Correction(first + start, first + end, (excepted,), certain=False)
        if end - start > LONGEST or is_without_meaning(region[start:end]):
            continue
        corrector = Corrector(declared, budget)
        trials = corrector.corrected(Trial(region, start, end), diagnostic, at - first)
        lines = dict.fromkeys(trial.line.rstrip() for trial in trials if not has_other_words(trial.line))
        if lines and [*lines] != [region[start:end].rstrip()]:
            certain = len(lines) == 1 and all(trial.certain for trial in trials)
            certain = certain and GOES_ON.match(region, end) is None
            return Correction(first + start, first + end, tuple(lines)[:MOST_READINGS], certain)
    return None


def has_other_words(line: str) -> bool:
    """Return whether a line has a word such as `must` or `be`, which the program would read as a name.

    >>> has_other_words("forbid maker.party where must is not be is in banned")
    True
    """
    return OTHER_WORDS.search(SILENT.sub("", line)) is not None


def _clause_and_exception(
    region: str, start: int, end: int, declared: frozenset[str], budget: ReadingBudget
) -> str:
    """Return the correction of a clause with `unless`: the clause, and an exception for the condition.

    The result is empty if the line has no such clause.
    """
    line = region[start:end]
    masked = SILENT.sub(lambda match: match[0][0] + "_" * (len(match[0]) - 2) + match[0][-1], line)
    header, found = RULE.match(region), UNLESS.match(masked)
    if header is None or found is None:
        return ""
    clause = line[: found.end("clause")].rstrip()
    name = f"exception-to-{header['name']}"
    when = f"  when   {line[found.start('condition') :].rstrip()}"
    block = f'exception {name} to {header["name"]}\n  cites  "…"\n{when}'
    text = f"{region[:start]}{clause}{region[end:].rstrip()}\n\n{block}\n"
    corrector = Corrector(declared, budget)
    below = len(text) - len(when) - 1
    trials = corrector.repaired(Trial(text, below, len(text) - 1))
    if trials and clause.strip():
        when = trials[0].line
        trials = corrector.repaired(Trial(trials[0].text, start, start + len(clause)))
        clause = trials[0].line if trials else clause
    if not trials:
        return ""
    return f'{clause}\n\nexception {name} to {header["name"]}\n  cites  "…"\n{when}'


def _declaration_around(text: str, at: int) -> tuple[int, int]:
    """Return the start and the end of the declaration that contains the position `at`."""
    starts = [match.start() for match in DECLARATION_LINE.finditer(text)]
    line_end = text.find("\n", at)
    line_end = len(text) if line_end < 0 else line_end
    first = max((start for start in starts if start <= at), default=0)
    return first, min((start for start in starts if start > line_end), default=len(text))


def _lines_of(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the line of an error.

    If the error is at the first word of this line, the line above is yielded too.
    """
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    yield start, len(text) if end < 0 else end
    if not text[start:at].strip():
        above = text[:start].rstrip()
        if above:
            yield above.rfind("\n") + 1, len(above)
