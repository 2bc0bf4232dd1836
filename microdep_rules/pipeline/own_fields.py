"""Check of the custom fields of a document, which the packs of the check declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom import own_fields, own_statements
from microdep_rules.lang.pack_fields import kinds_of
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import PackUsed
    from microdep_rules.vocabulary.own_fields import OwnFieldKind
    from microdep_rules.vocabulary.terms import Vocabularies

    Check = Callable[[Bom, Mapping[tuple[str, str], OwnFieldKind], Vocabularies], list[Diagnostic]]


def check_own_fields(bom: Bom, packs: Sequence[PackUsed]) -> list[Diagnostic]:
    """Return a warning for each custom field with a value of another type than the declared type."""
    return _check(own_fields.check, bom, packs)


def check_own_statements(bom: Bom, packs: Sequence[PackUsed]) -> list[Diagnostic]:
    """Return the errors in the statements of custom fields, such as a contradiction of the context file.

    Such a document is not evaluated.
    """
    return _check(own_statements.check, bom, packs)


def _check(check: Check, bom: Bom, packs: Sequence[PackUsed]) -> list[Diagnostic]:
    declaring = [used.pack for used in packs if used.pack is not None and used.pack.fields]
    terms = tuple(dict.fromkeys(term for pack in declaring for term in pack.terms))
    return check(bom, kinds_of(declaring), extended_by(terms)) if declaring else []
