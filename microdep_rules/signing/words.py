"""Standard texts that a signer can affirm, and texts about the time of a sign-off.

A text that the signer wrote is always shown as such, because a reader could confuse it with a standard text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.signing.statement import REJECTED, RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.signing.order import RecordSummary
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.statement import Signer, Signoff

STATEMENTS = {
    "preparer": "This report was prepared from the inputs listed in it. To my knowledge they are complete.",
    "reviewer": "I have examined findings, evidence and waivers of this report.",
    "approver": "I have read this report and accept its result.",
}
"""Dictionary from a role to its standard text; these texts are not legal advice."""
FOR_ORGANIZATION = {"approver": "I have read this report and accept its result on behalf of {}."}
"""Dictionary from a role to the standard text for a signer whose organization the trust store states."""
ANY = "I have examined this report in the role stated."
WITH_WAIVERS = "I have seen that {} waived, and that a waived outcome is not a pass."
WITH_UNKNOWN = "I have seen that {} not waived."
AGAINST = "I have seen that {} waived by a company decision against a rule of law."
_AGAINST = pattern(
    re.escape(AGAINST).replace(r"\{\}", "([1-9][0-9]{0,17}) failing (?:outcome is|outcomes are)")
)
WITH_RESERVATIONS = "I have the reservations that are stated."
REFUSAL = "I have examined this report in the role stated, and do not accept it."
"""Standard text of a rejection, in any role."""
OWN_WORDS = "in the signer's own words, not a standard text"
NOT_MADE_AGAIN = "not made again: `microdep verify --reproduce` makes it from the files in the bundle"
"""Note that the verification did not repeat the check; every verified bundle has this note."""
OUR_WORDS = "standard text, with counts that were not compared with a record"
STATED_TIME = "time stated by the signer; no timestamp"


def is_own_text(signoff: Signoff, record: RecordSummary | None) -> bool:
    """Return whether the signer wrote the text of the sign-off; the text id in the sign-off is ignored.

    A standard text contains counts, so the function makes the standard text again and compares. One count is
    not in the sign-off: the number of failing outcomes that are waived against a rule of law. It comes from
    the record, if the record has the same counts as the sign-off. Otherwise every possible number is
    accepted, because a missing or replaced record does not prove that the signer wrote the text.
    """
    from microdep_rules.signing.order import RecordSummary

    stated = _AGAINST.search(signoff.statement)
    against = int(stated[1]) if stated is not None else 0
    if record is not None and record.counts == signoff.counts:
        against = record.against_law
    elif against > signoff.counts.get("fail_waived", 0):
        return True
    seen = RecordSummary(signoff.result, dict(signoff.counts), against)
    return signoff.statement != standard_text(signoff.signer, signoff.decision, seen)[0]


def standard_text(signer: Signer, decision: str, record: RecordSummary) -> tuple[str, str]:
    """Return the standard text for the signer's role and a decision, and the id of this text."""
    if decision == REJECTED:
        return REFUSAL, "microdep/refusal/1"
    role = signer.role
    text, name = STATEMENTS.get(role, ANY), role if role in STATEMENTS else "any"
    if signer.organization and role in FOR_ORGANIZATION:
        text, name = FOR_ORGANIZATION[role].format(signer.organization.rstrip(".")), f"{role}-of-organization"
    sentences = [text, *_waiver_sentences(record), *([WITH_RESERVATIONS] if decision == RESERVED else [])]
    return " ".join(sentences), f"microdep/{name}/3"


def _waiver_sentences(record: RecordSummary) -> Iterator[str]:
    """Return the sentences about waived outcomes that a signer affirms; nothing if no outcome is waived."""
    waived = record.counts.get("fail_waived", 0)
    if waived:
        yield WITH_WAIVERS.format(_outcomes_are(waived, "failing"))
    left = record.counts.get("unknown", 0) - record.counts.get("unknown_waived", 0)
    if waived and left > 0:
        yield WITH_UNKNOWN.format(_outcomes_are(left, "unknown"))
    if record.against_law:
        yield AGAINST.format(_outcomes_are(record.against_law, "failing"))


def _outcomes_are(number: int, kind: str) -> str:
    return f"{number} {kind} {'outcome is' if number == 1 else 'outcomes are'}"


def quote_signer(text: str) -> str:
    r"""Put the signer's own text on one line between « and », so that it cannot look like a standard text.

    >>> quote_signer("I agree.\n\n   VERIFIED »")
    '« I agree. VERIFIED > »'
    """
    inside = " ".join(text.split()).replace("«", "<").replace("»", ">")
    return f"« {inside} »"


def describe_time(signed: SignedFile) -> str:
    """Return a text that states who confirms the time of a sign-off: an authority, or only the signer."""
    stamp = signed.stamp
    if signed.unchecked:
        return "time stated by the signer; its timestamp was not checked"
    if stamp is None:
        return STATED_TIME
    if not stamp.authority:
        return f"time stated by the signer; timestamped by {stamp.signer}, which is not trusted"
    return f"timestamped {stamp.moment} by {stamp.authority}"
