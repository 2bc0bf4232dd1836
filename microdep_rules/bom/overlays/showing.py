"""Evidence of corrections: whether a document shows that a statement of another file is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors.quoting import quoted
from microdep_rules.bom.facts import exact
from microdep_rules.vocabulary.nobody import names_somebody
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NO_DAY = date.min
"""A day on which no evidence counts: of a check of which nobody says on which day it is."""
NOT_LISTED = "is not listed under `evidence:`"
SHOWS_NO_FACT = frozenset({"photo"})
"""Types of evidence that show a thing, and nothing that is stated of it."""


def why_none_shows(
    ids: Iterable[str], evidence: Mapping[str, dict[str, Any]], as_of: date | None
) -> list[str]:
    """The reason for each document by which it does not count on a day; nothing where one of them counts."""
    found = []
    for id_ in ids:
        why = why_not(evidence[id_], as_of) if id_ in evidence else NOT_LISTED
        if not why:
            return []
        found.append(f"{quoted(id_)} {why}")
    return found


def why_not(record: dict[str, Any], as_of: date | None) -> str:
    """Reason why a document shows nothing on a day; without a day, whatever the day is."""
    types, issuer = load_vocabularies().get("evidence-type"), exact(record.get("issuer"))
    word = types.resolve(str(exact(record.get("type")))) if types is not None else None
    if word is None:
        return "does not state what type of document it is"
    if word in SHOWS_NO_FACT:
        return f"is of the type {quoted(word)}"
    if not isinstance(issuer, str) or not issuer.strip():
        return "does not state its issuer"
    if not names_somebody(issuer):
        return f"states an issuer that names nobody, {quoted(issuer)}"
    return _out_of_time(record, as_of)


def _out_of_time(record: dict[str, Any], as_of: date | None) -> str:
    issued, expires = (_day(record.get(name)) for name in ("issued", "expires"))
    if issued is None:
        return "does not state the day of issue"
    if as_of == NO_DAY:
        return f"counts from {issued}, and no day of the check is given"
    if expires is None and "expires" in record:
        return "does not state exactly when it expires"
    if as_of is not None and issued > as_of:
        return f"is issued on {issued}, after {as_of}"
    if as_of is not None and expires is not None and expires < as_of:
        return f"expired on {expires}, before {as_of}"
    return f"expires on {expires}, before its issue" if expires is not None and expires < issued else ""


def _day(raw: object) -> date | None:
    try:
        return date.fromisoformat(str(exact(raw)))
    except ValueError:
        return None
