"""Form of a diagnostic, found by its message: tests tell the messages of one code apart by it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.messages.catalogue import entry_of

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic

PLACEHOLDER = re.compile(r"`?\\\{\w+(?::[^{}]+)?\\\}`?")


@cache
def _templates(code: str) -> list[tuple[str, str]]:
    """Return the forms of a code, each with its message as a pattern; the most specific one first."""
    entry = entry_of(code)
    assert entry is not None, code
    forms = sorted(entry.messages(), key=lambda form: -len(PLACEHOLDER.sub("", re.escape(form[1].message))))
    return [(name, PLACEHOLDER.sub(".*", re.escape(message.message))) for name, message in forms]


def key_of(diagnostic: Diagnostic) -> str:
    """Return the code of a diagnostic, and its form if it has one."""
    for name, template in _templates(diagnostic.code):
        if re.fullmatch(template, diagnostic.message, re.DOTALL):
            return f"{diagnostic.code} {name}".rstrip()
    raise AssertionError(diagnostic)
