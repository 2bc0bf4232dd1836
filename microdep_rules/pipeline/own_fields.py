"""Check of the custom fields of a document. The packs of the check declare these fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.own_fields import check
from microdep_rules.lang.pack_fields import kinds_of
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import PackUsed


def check_own_fields(bom: Bom, packs: Sequence[PackUsed]) -> list[Diagnostic]:
    """Return an error for each custom field with a value of another type than the declared type."""
    declaring = [used.pack for used in packs if used.pack is not None and used.pack.fields]
    terms = tuple(dict.fromkeys(term for pack in declaring for term in pack.terms))
    return check(bom, kinds_of(declaring), extended_by(terms)) if declaring else []
