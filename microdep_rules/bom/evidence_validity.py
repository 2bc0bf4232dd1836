"""Validity of evidence for facts, corrections and determinations.

Evidence counts if it names its issuer and if its file agrees with the record. Evidence counts from its issue
date through its expiry date. Evidence that was issued after the as-of date does not count.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.bom.evidence_files import path_problem
from microdep_rules.bom.facts import exact
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_DAY = date.min
"""Day for a check that states no day. On this day, no evidence counts."""
SHOWS_NO_FACT = frozenset({"photo"})
"""Types of evidence that prove no fact about a component."""
EXPIRED, LATER, NEVER_KNOWN, UNDATED = "expired", "issued later", "end not known", "not dated"
REVERSED = "expires before its issue"


def rejection_reason(
    record: Mapping[str, object],
    file: str,
    as_of: date | None,
    judged: date | None = None,
    *,
    asked_for: bool = False,
) -> str:
    """Return the reason why evidence proves nothing; empty if the evidence counts.

    `file` is the reason why the file of the evidence proves nothing. `as_of` is the as-of date. `judged` is
    the day of the facts, if this day differs from the as-of date. If `as_of` and `judged` are both `None`,
    dates are not compared. The issuer must be a name, not the id of a party. If `asked_for` is true, a rule
    compares the type and the issuer, so this function does not judge the type and the issuer.
    """
    if file:
        return file
    if because := path_problem(record):
        return f"names a document that was not opened: {because}"
    if not asked_for and (reason := _type_or_issuer_problem(record)):
        return reason
    reason = _describe_timing_problem(record, judged if judged is not None else as_of)
    # Evidence that has expired on the as-of date may have counted on the day on which facts are judged.
    return reason or (
        _describe_timing_problem({"issued": record.get("issued")}, as_of) if as_of is not None else ""
    )


def _type_or_issuer_problem(record: Mapping[str, object]) -> str:
    """Return the reason why the type or issuer of evidence is not accepted; empty if both may count."""
    types, issuer = load_vocabularies().get("evidence-type"), exact(record.get("issuer"))
    word = types.resolve(str(exact(record.get("type")))) if types is not None else None
    if word is None:
        return "does not state what type of document it is"
    if word in SHOWS_NO_FACT:
        return f"is of the type {quoted(word)}"
    if not isinstance(issuer, str) or not issuer.strip():
        return "does not state its issuer"
    return "" if names_somebody(issuer) else f"states an issuer that names nobody, {quoted(issuer)}"


def timing_problem(record: Mapping[str, object], day: date | None) -> str:
    """Return the reason why evidence does not count on a day; empty if its dates allow the day.

    >>> timing_problem({"issued": "2026-05-04", "expires": "2027-05-03"}, date(2026, 5, 3))
    'issued later'
    """
    issued, expires = exact_date(record.get("issued")), exact_date(record.get("expires"))
    if expires is None and "expires" in record:
        return NEVER_KNOWN
    if expires is not None and day is not None and day > expires:
        return EXPIRED
    if issued is None:
        return UNDATED
    if day is not None and day < issued:
        return LATER
    return REVERSED if expires is not None and expires < issued else ""


def _describe_timing_problem(record: Mapping[str, object], day: date | None) -> str:
    issued, expires = exact_date(record.get("issued")), exact_date(record.get("expires"))
    if day == NO_DAY and issued is not None:
        return f"counts from {issued}, and no day of the check is given"
    match timing_problem(record, day):
        case "not dated":
            return "does not state the day of issue"
        case "end not known":
            return "does not state exactly when it expires"
        case "issued later":
            return f"is issued on {issued}, after {day}"
        case "expired":
            return f"expired on {expires}, before {day}"
        case "expires before its issue":
            return f"expires on {expires}, before its issue"
        case _:
            return ""


def exact_date(raw: object) -> date | None:
    """Return the exact date of a fact; `None` if the fact has no date or several possible dates."""
    try:
        return date.fromisoformat(str(exact(raw)))
    except ValueError:
        return None
