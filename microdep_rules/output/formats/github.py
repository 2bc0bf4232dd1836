"""Workflow commands of GitHub: lines that a runner shows at the line of a file that they name."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output.formats import entries as entry
from microdep_rules.output.formats.summary import closing
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.output.formats.entries import Entry, Run, Weight

COMMANDS: dict[Weight, str] = {"error": "error", "warning": "warning", "note": "notice"}
_IN_MESSAGES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
"""What ends a message, and the sign itself, which has to be the first."""
_IN_PROPERTIES = (*_IN_MESSAGES, (":", "%3A"), (",", "%2C"))


MOST_SHOWN = 10
"""GitHub shows so many annotations of each level for a step."""
MOST_OTHERS = 8
"""So many further places are named in an annotation about several fails of one rule."""


def render(run: Run) -> str:
    """A command with the verdict, then one for each entry that somebody has to look at, the heaviest first.

    GitHub shows ten of each level for a step, the first ten.
    """
    relying = of_the_run(run.record).get("unopened", ())
    levels = Counter({"notice": 1, "warning": len(relying)})
    found = annotated(run, levels)
    waived = map(_waived, entry.waived(run.entries()))
    levels.update(COMMANDS[each.weight] for each, _ in found)
    told = [_command(each, lines=_lines(each, others)) for each, others in found]
    return "\n".join([_verdict(run, levels), *map(_relying, relying), *told, *waived]) + "\n"


def annotated(run: Run, taken: Mapping[str, int]) -> list[tuple[Entry, list[Entry]]]:
    """Each entry that is an annotation, with the others of its rule that are in it.

    GitHub shows ten of each level, of which some may be `taken`. Where there are more entries, each rule has
    one annotation or several, and the last of them has the rest of the rule.
    """
    found = []
    every = sorted(entry.findings(run.entries()), key=lambda finding: (*entry.rank(finding), -finding.many))
    for weight in entry.WEIGHTS:
        alike = [each for each in every if each.weight == weight]
        room = MOST_SHOWN - taken.get(COMMANDS.get(weight, ""), 0)
        found += _within(room, alike) if len(alike) > room else [(each, []) for each in alike]
    return found


def _within(room: int, alike: list[Entry]) -> list[tuple[Entry, list[Entry]]]:
    """As many annotations as there is room for, and at least one of each rule."""
    rules: dict[tuple[str, str], list[Entry]] = {}
    for each in alike:
        rules.setdefault((each.rule, each.said), []).append(each)
    shown: dict[int, list[Entry]] = {}
    for each in entry.of_each_rule(alike)[: max(room, len(rules))]:
        shown[id(each)] = []
    for of in rules.values():
        own = [each for each in of if id(each) in shown] or of[:1]
        marks = set(map(id, own))
        shown[id(own[-1])] = [each for each in of if id(each) not in marks]
    return [(each, shown[id(each)]) for each in alike if id(each) in shown]


def _lines(each: Entry, others: list[Entry]) -> tuple[str, ...]:
    """The details of an annotation, and the places of what else is in it."""
    if not others:
        return each.lines
    places = [f"{other.message}  [{other.at}]" for other in others[:MOST_OTHERS]]
    more = len(others) - len(places)
    rest = [f"and {more} more"] if more else []
    return (f"and {len(others)} more of {each.rule}:", *places, *rest, *each.lines)


def message(text: str) -> str:
    r"""A text as the message of a command.

    >>> message("100 %\n::error::x")
    '100 %25%0A::error::x'
    """
    for sign, code in _IN_MESSAGES:
        text = text.replace(sign, code)
    return text


def value(text: str) -> str:
    """A text as the value of a property of a command.

    >>> value("a,b::c")
    'a%2Cb%3A%3Ac'
    """
    for sign, code in _IN_PROPERTIES:
        text = text.replace(sign, code)
    return text


def _waived(each: Entry) -> str:
    """Behind all that somebody has to look at: what somebody answers for, and until when."""
    return _command(each, each.words, (each.answer,), "warning" if each.against_law else "notice")


def _command(each: Entry, said: str = "", lines: tuple[str, ...] = (), command: str = "") -> str:
    properties = {"title": f"{(said or each.said).replace('_', ' ')}: {each.rule}"}
    if each.at is not None:
        line = str(each.at.line)
        place = {"file": whole(each.at.file), "line": line, "col": str(each.at.column), "endLine": line}
        properties = place | properties
    told = ",".join(f"{name}={value(text)}" for name, text in properties.items())
    text = chr(10).join((each.message, *(lines or each.lines)))
    return f"::{command or COMMANDS.get(each.weight, 'notice')} {told}::{message(text)}"


def _relying(text: str) -> str:
    """A warning of its own, which belongs to no line: the verdict is a notice."""
    return f"::warning title=not opened::{message(whole(text))}"


def _verdict(run: Run, levels: Counter[str]) -> str:
    """What the whole run came to, so that a log without any finding is not a log of nothing.

    It comes first, and states how many annotations GitHub does not show.
    """
    cut = [f"{n - MOST_SHOWN} {level}s" for level, n in sorted(levels.items()) if n > MOST_SHOWN]
    left = f"; not shown as annotations: {' and '.join(cut)}, which this log has" if cut else ""
    return f"::notice title=microdep check::{message(closing(run) + left)}"
