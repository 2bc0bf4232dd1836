"""Own fields that the packs of a run declare, and the words that these may have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.own_fields import kinds_of
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.lang import ir
    from microdep_rules.vocabulary.own_fields import Kind
    from microdep_rules.vocabulary.terms import Vocabularies


def declared(packs: Sequence[ir.Pack]) -> tuple[dict[tuple[str, str], Kind], Vocabularies]:
    """What the values of own fields are, by record and key, and the vocabularies with the terms of packs."""
    declaring = [pack for pack in packs if pack.fields]
    terms = tuple(dict.fromkeys(term for pack in declaring for term in pack.terms))
    return kinds_of(declaring), extended_by(terms)
