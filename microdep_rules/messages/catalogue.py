'''Catalogues of messages: the texts, the page and the examples of each diagnostic code.

A catalogue is a TOML file with one table for each code:

    ["type/mismatch"]
    severity = "error"
    message = "{left} cannot be compared with {right}"
    label = "this is {right}"
    help = "write {left} here"
    also = ["this is {left}"]          # labels of further places, in order
    page = "The meaning of the code, in Markdown."
    bad = """Markdown with the example."""
    good = """Markdown: the fix, and the corrected example."""

    ["type/mismatch".forms.affiliates]  # another message with the same code; unnamed keys are inherited
    message = "only a party has affiliates, and this is {type}"

    ["type/mismatch".phrases]           # clauses that `phrase_of` returns, for values of its messages
    number = "a number without a unit"

The function `microdep_rules.messages.quoting.fill` replaces the placeholders. A help text of spaces is left
out, because a placeholder for a suggestion may be empty.
'''

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert

from microdep_rules.diagnostics import PHASES
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import catalogue_text, printed_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLE = pattern(r'^\["([a-z]+/[a-z0-9-]+)"', re.MULTILINE)
_SHARED = ("severity", "message", "label", "help", "also", "notes")
"""Keys that a further message (form) of a code takes from the code if the form does not state them."""
_PRINTED = pattern(r"^== ([a-z]+/[a-z0-9-]+)(?: ([a-z0-9-]+))?\n", re.MULTILINE)


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Templates for the texts of a diagnostic, with an example file that causes the diagnostic."""

    severity: str
    message: str
    label: str = ""
    help: str = ""
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    bad: str = ""
    good: str = ""


class CatalogueEntry(Message, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The entry of a code: its message, its further messages (forms) by name, and the text of its page."""

    page: str
    forms: dict[str, Message] = {}
    phrases: dict[str, str] = {}
    """Parts of sentences by name, such as a reason or a fix, that fill a placeholder of a message."""

    def messages(self) -> Iterator[tuple[str, Message]]:
        """Yield every message of the code with the name of its form; the first message has an empty name."""
        yield "", self
        yield from self.forms.items()


@cache
def codes() -> tuple[str, ...]:
    """Return every code of the catalogues, in the order of the phases."""
    return tuple(code for phase in PHASES for code in _sections(phase))


@cache
def entry_of(code: str) -> CatalogueEntry | None:
    """Return the entry of a code; None if there is no such code.

    Only this entry is parsed, because a catalogue contains the pages of many codes.
    """
    phase = code.split("/", maxsplit=1)[0]
    section = _sections(phase).get(code) if phase in PHASES else None
    if section is None:
        return None
    data: dict[str, Any] = tomllib.loads(section)[code]
    shared = {key: data[key] for key in _SHARED if key in data}
    forms = {name: {**shared, **form} for name, form in data.get("forms", {}).items()}
    return convert({**data, "forms": forms}, CatalogueEntry)


def message_of(code: str, form: str) -> Message:
    """Return the message of a code for a form; an unknown code or form is a bug of the program."""
    entry = entry_of(code)
    assert entry is not None, code
    return entry.forms[form] if form else entry


@cache
def printed_of(code: str) -> dict[str, str]:
    """For each example of a code, return the output of the program."""
    text = printed_text(code.split("/", maxsplit=1)[0])
    return {heading[2] or "": part for heading, part in _parts(_PRINTED, text) if heading[1] == code}


@cache
def _sections(phase: str) -> dict[str, str]:
    """For each code of a phase, such as `syntax`, return the TOML text of the entry.

    The text contains the table of the code and the tables of its forms.
    """
    sections: dict[str, str] = {}
    for heading, part in _parts(_TABLE, catalogue_text(phase)):
        sections[heading[1]] = sections.get(heading[1], "") + heading[0] + part
    return sections


def _parts(headings: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each heading with the text up to the next heading."""
    matches = list(headings.finditer(text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends if matches else [], strict=True):
        yield match, text[match.end() : end]
