"""Search for the corrections of one line with a syntax error or a wrong name, by trial."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as evolve
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Severity
from microdep_rules.lang.former import rewritten
from microdep_rules.lang.line_edits import (
    edits_by_help,
    edits_of_brackets,
    edits_of_spelling,
    replace_in_line,
)
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.parse import parse
from microdep_rules.lang.wordings import Rewriting, rewritings
from microdep_rules.source import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.diagnostics import Diagnostic

MOST_TRIALS = 150
"""Largest number of times that the program parses one line."""
MOST_REWRITINGS = 10
"""Largest number of changes that the program makes to one line to correct it."""
MOST_READ = 400_000
"""Largest number of characters that the program reads for the corrections of one text: about two seconds."""
INSERTED = ("is", "where", "than", "to", "at", "has")
"""Words that authors often forget; the program tries to insert one of them."""
OF_THE_REST = frozenset({"name/no-pack", "type/clause-missing", "name/unknown-rule", "name/unknown-pack"})
"""Codes of errors that no change of a line fixes, because a whole line, or another file, is missing."""
OF_EXAMPLES = frozenset({"type/unknown-choice", "type/example"})
"""Codes of errors in an example that the program finds only if it knows the rule that the example tests."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Trial of a correction: the text of a declaration, with `start` and `end` of the line that changes."""

    text: str
    start: int
    end: int
    certain: bool = True
    has_insertion: bool = False
    """True if a missing word was inserted; only one insertion is allowed."""

    @property
    def line(self) -> str:
        """Return the line that changes, with all changes so far."""
        return self.text[self.start : self.end]

    def with_line(self, line: str, *, certain: bool) -> Trial:
        """Return a copy of the trial in which `line` replaces the line that changes."""
        text = self.text[: self.start] + line + self.text[self.end :]
        return Trial(text, self.start, self.start + len(line), self.certain and certain, self.has_insertion)


@dataclass(slots=True)
class ReadingBudget:
    """Number of characters that the parser may still read to find corrections."""

    left: int = MOST_READ

    def spend(self, text: str) -> bool:
        """Subtract the length of a text from the budget; return whether any characters are left."""
        self.left -= len(text)
        return self.left > 0


def errors_in(text: str) -> list[Diagnostic]:
    """Return the syntax errors of a text in the order of their positions.

    Former forms of the language are not counted as errors.
    """
    found = parse(SourceFile("", text))[1]
    errors = (d for d in found if d.severity is Severity.ERROR and d.code != "syntax/former-form")
    return sorted(errors, key=lambda d: d.span.start)


class Corrector:
    """Search for the corrections of one line."""

    def __init__(self, declared: frozenset[str], budget: ReadingBudget) -> None:
        self.declared = declared
        self.budget = budget
        self.trials = MOST_TRIALS

    def corrected(self, trial: Trial, diagnostic: Diagnostic, at: int) -> list[Trial]:
        """Return the trials that correct the line: first its syntax errors, then its wrong names."""
        if diagnostic.code.split("/")[0] in {"syntax", "file"} or self._errors(trial.text):
            readable = self._repaired(trial, at, MOST_REWRITINGS)
            readable = readable or self._repaired_at_once(trial)
        else:
            readable = [trial]
        readable = [found.with_line(rewritten(found.line), certain=True) for found in readable]
        named = [named for found in readable for named in self._named(found, diagnostic)]
        if diagnostic.code in OF_EXAMPLES and all(found.line == trial.line for found in named):
            return self._rewritten_in_example(trial, at)
        return named

    def _rewritten_in_example(self, trial: Trial, at: int) -> list[Trial]:
        """Return the trials that correct a line of an example at the position `at` of the error.

        The text does not have the rule of the example, so the program cannot check the names in the example.
        """
        start = at - trial.start
        for edit in rewritings(trial.line):
            if edit.start <= start <= edit.end:
                lines = [replace_in_line(trial.line, edit, reading) for reading in edit.readings]
                trials = [trial.with_line(line, certain=False) for line in lines]
                trials = [changed for changed in trials if not self._errors(changed.text)]
                if trials:
                    return trials
        return []

    def repaired(self, trial: Trial) -> list[Trial]:
        """Return the trials in which the line has no syntax error."""
        return self._repaired(trial, -1, MOST_REWRITINGS)

    # ---- syntax ------------------------------------------------------------------------------

    def _errors(self, text: str) -> list[Diagnostic]:
        self._count(text)
        return errors_in(text)

    def _count(self, text: str) -> None:
        """Count one parsed text; after the last permitted trial, the search stops."""
        self.trials = self.trials - 1 if self.budget.spend(text) else 0

    def _repaired(self, trial: Trial, at: int, left: int) -> list[Trial]:
        """Return the trials in which the line has no error, after at most `left` further changes.

        `at` is the position of the first error. The list is empty if no change helps.
        """
        errors = self._errors(trial.text)
        error = next((d for d in errors if d.span.start == at), None) or next(
            (d for d in errors if trial.start <= d.span.start <= trial.end), None
        )
        if error is None:
            return [trial]
        if left == 0:
            return []
        for edit in self._edits(trial, error):
            found: list[Trial] = []
            for reading in edit.readings:
                if self.trials <= 0:
                    return found
                changed = trial.with_line(replace_in_line(trial.line, edit, reading), certain=edit.certain)
                changed = evolve(changed, has_insertion=changed.has_insertion or edit.start == edit.end)
                following = self._next_error(trial, changed, edit, reading, errors, error)
                if following is not None:
                    found += self._repaired(changed, following, left - 1)
                if found and edit.alternatives:
                    break
            if found:
                return found
        return []

    def _repaired_at_once(self, trial: Trial) -> list[Trial]:
        """Return the trials that first make all certain changes of the line, and then any other changes."""
        line, last = trial.line, len(trial.line) + 1
        edits = [edit for edit in rewritings(line) if edit.certain and len(edit.readings) == 1]
        taken: list[Rewriting] = []
        for edit in edits:
            if all(edit.end <= other.start or other.end <= edit.start for other in taken):
                taken.append(edit)
        for edit in sorted(taken, key=lambda edit: -edit.start):
            if edit.end <= last:
                line, last = replace_in_line(line, edit, edit.readings[0]), edit.start
        if line == trial.line or any(d.span.start < trial.start for d in self._errors(trial.text)):
            return []
        return self._repaired(trial.with_line(line, certain=False), -1, MOST_REWRITINGS)

    def _next_error(
        self,
        trial: Trial,
        changed: Trial,
        edit: Rewriting,
        reading: str,
        errors: Sequence[Diagnostic],
        error: Diagnostic,
    ) -> int | None:
        """Return the position of the first error that remains after a change of the line.

        If the line has no further error, the position is below the line. The result is `None` if the change
        does not remove `error`, or causes an earlier error.
        """
        delta = len(changed.text) - len(trial.text)
        known = [(d.message, d.span.start) for d in errors if d is not error]
        place = error.span.start - trial.start
        if edit.end <= place:
            passed = error.span.start + delta + 1
        elif edit.start <= place:
            passed = trial.start + edit.start + len(reading)
        else:
            passed = error.span.start + 1
        below = _first_word_below(changed)
        following = len(changed.text) + 1
        for found in self._errors(changed.text):
            start = found.span.start
            moved = start if start < trial.start else start - delta
            if (found.message, moved) in known:
                continue
            if start < passed:
                return None
            if start <= changed.end or (start == below and self._is_incomplete(changed)):
                following = min(following, start)
        return following

    def _is_incomplete(self, trial: Trial) -> bool:
        """Return whether the line is incomplete, because the parser finds an error at the last word."""
        text = trial.text[: trial.end].rstrip()
        last = max(text.rfind(" "), text.rfind("\n")) + 1
        return any(d.span.start >= last for d in self._errors(text))

    def _edits(self, trial: Trial, error: Diagnostic) -> Iterator[Rewriting]:
        """Yield the changes to try for an error, the most probable change first."""
        line = trial.line
        start = min(max(error.span.start - trial.start, 0), len(line))
        end = max(start, min(error.span.end - trial.start, len(line)))
        found = list(rewritings(line))
        near = [edit for edit in found if edit.start <= end and edit.end >= start]
        yield from near
        yield from edits_by_help(line, start, end, error)
        yield from edits_of_spelling(line, start)
        yield from (edit for edit in found if edit not in near)
        yield from edits_of_brackets(line)
        for word in INSERTED if line[start:].strip() and not trial.has_insertion else ():
            yield Rewriting(start, start, (f"{word} ",), certain=False)

    # ---- names -------------------------------------------------------------------------------

    def _named(self, trial: Trial, diagnostic: Diagnostic) -> list[Trial]:
        """Return the trials in which the names of the line are corrected; the line has no syntax error."""
        written, known = trial, {e.message for e in self._name_errors(trial)}
        for _ in range(MOST_REWRITINGS if self.trials > 0 else 0):
            errors = self._name_errors(trial)
            trials = next((found for e in errors if (found := self._renamed(trial, e, errors))), [])
            if not trials:
                if any(e.message not in known for e in errors):  # the correction caused another error
                    trial, errors = written, self._name_errors(written)
                is_left = any((e.code, e.message) == (diagnostic.code, diagnostic.message) for e in errors)
                return [] if is_left else [evolve(trial, certain=trial.certain and not errors)]
            if len(trials) > 1:
                return trials
            trial = trials[0]
        return [trial]

    def _name_errors(self, trial: Trial) -> list[Diagnostic]:
        """Return the errors in the names of the line; names that other declarations declare are no errors."""
        self._count(trial.text)
        found = check_pack([SourceFile("", trial.text)])[1]
        return [
            error
            for error in found
            if error.severity is Severity.ERROR
            and trial.start <= error.span.start <= trial.end
            and error.code not in OF_THE_REST
            and trial.text[error.span.start : error.span.end] not in self.declared
        ]

    def _renamed(self, trial: Trial, error: Diagnostic, errors: Sequence[Diagnostic]) -> list[Trial]:
        """Return the trials in which the name of one error is replaced by a similar name."""
        line = trial.line
        start, end = error.span.start - trial.start, error.span.end - trial.start
        edits = [*edits_by_help(line, start, end, error)]
        edits += [edit for edit in rewritings(line) if edit.start <= end and edit.end >= start]
        for edit in edits:
            found = []
            for reading in edit.readings:
                changed = trial.with_line(replace_in_line(line, edit, reading), certain=edit.certain)
                if self.trials <= 0 or self._errors(changed.text) != self._errors(trial.text):
                    continue
                left = self._name_errors(changed)
                if len(left) <= len(errors) and error.message not in {d.message for d in left}:
                    found.append(changed)
            if found:
                return found
        return []


def _first_word_below(trial: Trial) -> int:
    """Return the position of the first word after the line of a trial."""
    rest = trial.text[trial.end :]
    return trial.end + len(rest) - len(rest.lstrip())
