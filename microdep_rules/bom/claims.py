"""Whether the exceptions that a document claims are exceptions of the rules that it is judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.errors import links as say
from microdep_rules.bom.repeats import told_once
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.walk import leaves

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic

_CLAIMS = "claims"
_TEXTS = frozenset({"text"})


def check_claims(bom: Bom, exceptions: Collection[str]) -> list[Diagnostic]:
    """Every claim of an exception that no rule has; where no rule has any, a claim is for other rules."""
    if not exceptions:
        return []
    files = dict.fromkeys([bom.file, *(each.file for each in bom.contexts)])
    return told_once(
        say.unknown_claim(leaf.value, sorted(exceptions), each.spans.value(leaf.pointer))
        for each in files
        for leaf in leaves(each.value or {}, schema(each.kind), _TEXTS)
        if leaf.field == _CLAIMS and leaf.value not in exceptions
    )
