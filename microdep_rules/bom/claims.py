"""Check that each claimed exception is an exception of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import merge_repeats
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic

_CLAIMS = "claims"
_TEXTS = frozenset({"text"})


def check_claims(bom: Bom, exceptions: Collection[str]) -> list[Diagnostic]:
    """Return diagnostics for claimed exceptions that no rule has.

    `exceptions` contains the names of all exceptions of the rules.
    """
    if not exceptions:
        return []
    files = dict.fromkeys([bom.file, *(context.file for context in bom.contexts)])
    return merge_repeats(
        say.unknown_claim(leaf.value, sorted(exceptions), file.spans.value(leaf.pointer))
        for file in files
        for leaf in leaves(file.value or {}, schema(file.kind), _TEXTS)
        if leaf.field == _CLAIMS and leaf.value not in exceptions
    )
