"""Workflow commands of GitHub: lines that a runner shows at the line of a file that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.output.formats import entries as entry
from microdep_rules.output.formats.summary import closing
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from microdep_rules.output.formats.entries import Entry, Run, Weight

COMMANDS: dict[Weight, str] = {"error": "error", "warning": "warning", "note": "notice"}
_IN_MESSAGES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
"""What ends a message, and the sign itself, which has to be the first."""
_IN_PROPERTIES = (*_IN_MESSAGES, (":", "%3A"), (",", "%2C"))


def render(run: Run) -> str:
    """A command with the verdict, then one for each entry that somebody has to look at, the heaviest first.

    GitHub shows ten of each kind for a step: the first ten.
    """
    found = map(_command, entry.findings(run.entries()))
    relying = of_the_run(run.record).get("unopened", ())
    waived = map(_waived, entry.waived(run.entries()))
    return "\n".join([_verdict(run), *map(_relying, relying), *found, *waived]) + "\n"


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


def _verdict(run: Run) -> str:
    """What the whole run came to, so that a log without any finding is not a log of nothing."""
    return f"::notice title=microdep check::{message(closing(run))}"
