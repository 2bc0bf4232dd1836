"""Results of a check as workflow commands of GitHub Actions, such as `::error file=bom.yaml::…`.

GitHub shows each command as an annotation at a line of a file.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output.formats import entries as entry
from microdep_rules.output.formats.summary import closing
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.visible import whole
from microdep_rules.vocabulary.shortening import first_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.output.formats.entries import FormatEntry, RunEntries, Weight

COMMANDS: dict[Weight, str] = {"error": "error", "warning": "warning", "note": "notice"}
_IN_MESSAGES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
"""Characters that would end a message, with their escapes. The escape character `%` must come first."""
_IN_PROPERTIES = (*_IN_MESSAGES, (":", "%3A"), (",", "%2C"))


MOST_SHOWN = 10
"""Largest number of annotations of each level that GitHub shows."""
MOST_OTHERS = 8
"""Largest number of further positions in one annotation about several fails of a rule."""


def render(run: RunEntries) -> str:
    """Return a workflow command with the verdict, then one command for each entry that needs attention.

    GitHub shows only the first ten annotations of each level.
    """
    relying = of_the_run(run.record).get("unopened", ())
    levels = Counter({"notice": 1, "warning": len(relying)})
    entries = annotated(run, levels)
    levels.update(COMMANDS[item.weight] for item, _ in entries)
    excused = [*entry.waived(run.entries()), *entry.exempt(run.entries())]
    levels.update(map(_level_of_excused, excused))
    commands = [_command(item, lines=_lines(item, others)) for item, others in entries]
    commands += map(_command_for_excused, excused)
    return "\n".join([_verdict(run, levels), *map(_unopened_warning, relying), *commands]) + "\n"


def annotated(run: RunEntries, taken: Mapping[str, int]) -> list[tuple[FormatEntry, list[FormatEntry]]]:
    """Return the entries that become annotations, each with further entries of its rule.

    GitHub shows ten annotations of each level, such as `warning`. `taken` is the number of existing
    annotations by level. If there are too many entries, each rule still has at least one annotation, and the
    last annotation of a rule contains the remaining entries.
    """
    pairs = []
    every = sorted(entry.findings(run.entries()), key=lambda finding: (*entry.rank(finding), -finding.many))
    for weight in entry.WEIGHTS:
        alike = [item for item in every if item.weight == weight]
        room = MOST_SHOWN - taken.get(COMMANDS.get(weight, ""), 0)
        pairs += _within_limit(room, alike) if len(alike) > room else [(item, []) for item in alike]
    return pairs


def _within_limit(room: int, alike: list[FormatEntry]) -> list[tuple[FormatEntry, list[FormatEntry]]]:
    """Return as many annotations as the limit allows, but at least one annotation for each rule."""
    rules: dict[tuple[str, str], list[FormatEntry]] = {}
    for item in alike:
        rules.setdefault((item.rule, item.kind), []).append(item)
    shown: dict[int, list[FormatEntry]] = {}
    for item in entry.of_each_rule(alike)[: max(room, len(rules))]:
        shown[id(item)] = []
    for of in rules.values():
        own = [item for item in of if id(item) in shown] or of[:1]
        marks = set(map(id, own))
        shown[id(own[-1])] = [item for item in of if id(item) not in marks]
    return [(item, shown[id(item)]) for item in alike if id(item) in shown]


def _lines(item: FormatEntry, others: list[FormatEntry]) -> tuple[str, ...]:
    """Return the lines of an annotation, with the positions of the further entries in `others`."""
    if not others:
        return item.lines
    places, more = first_of([f"{other.message}  [{other.at}]" for other in others], MOST_OTHERS)
    rest = [f"and {more} more"] if more else []
    return (f"and {len(others)} more of {item.rule}:", *places, *rest, *item.lines)


def message(text: str) -> str:
    r"""Escape a text for use as the message of a workflow command.

    >>> message("100 %\n::error::x")
    '100 %25%0A::error::x'
    """
    for sign, code in _IN_MESSAGES:
        text = text.replace(sign, code)
    return text


def value(text: str) -> str:
    """Escape a text for use as the value of a property in a workflow command, such as `title`.

    >>> value("a,b::c")
    'a%2Cb%3A%3Ac'
    """
    for sign, code in _IN_PROPERTIES:
        text = text.replace(sign, code)
    return text


def _command_for_excused(item: FormatEntry) -> str:
    """Return the GitHub workflow command that shows a waived or exempt entry with the reason."""
    lines = (item.answer,) if item.waiver else item.exceptions
    return _command(item, item.words, lines, _level_of_excused(item))


def _level_of_excused(item: FormatEntry) -> str:
    return "warning" if item.against_law else "notice"


def _command(item: FormatEntry, title: str = "", lines: tuple[str, ...] = (), command: str = "") -> str:
    properties = {"title": f"{(title or item.kind).replace('_', ' ')}: {item.rule}"}
    if item.at is not None:
        line = str(item.at.line)
        place = {"file": whole(item.at.file), "line": line, "col": str(item.at.column), "endLine": line}
        properties = place | properties
    named = ",".join(f"{name}={value(text)}" for name, text in properties.items())
    text = chr(10).join((item.message, *(lines or item.lines)))
    return f"::{command or COMMANDS.get(item.weight, 'notice')} {named}::{message(text)}"


def _unopened_warning(text: str) -> str:
    """Return the warning that outcomes rely on evidence files that nobody has opened.

    The warning belongs to the whole check and not to one file.
    """
    return f"::warning title=not opened::{message(whole(text))}"


def _verdict(run: RunEntries, levels: Counter[str]) -> str:
    """Return the workflow command that shows the verdict of the check.

    The command is the first one, so that the log shows a verdict even without findings. The command also
    states the number of annotations that GitHub does not show.
    """
    cut = [f"{n - MOST_SHOWN} {level}s" for level, n in sorted(levels.items()) if n > MOST_SHOWN]
    left = f"; not shown as annotations: {' and '.join(cut)}, which this log has" if cut else ""
    return f"::notice title=microdep check::{message(closing(run) + left)}"
