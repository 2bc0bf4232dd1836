"""Words of sign-offs: the texts of ours that a person may affirm, and by whose word a time is the time.

A text of the signer's own is marked wherever it is shown: it could read like one of ours, or contradict it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.signing.statement import REJECTED, RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.signing.order import Record
    from microdep_rules.signing.signed import Signed
    from microdep_rules.signing.statement import Signer, Signoff

STATEMENTS = {
    "preparer": "This report was prepared from the inputs listed in it. To my knowledge they are complete.",
    "reviewer": "I have examined findings, evidence and waivers of this report.",
    "approver": "I have read this report and accept its result.",
}
"""What is affirmed in a role, where no other text is given. None of it is legal advice."""
FOR_ORGANIZATION = {"approver": "I have read this report and accept its result on behalf of {}."}
"""The same of a signer whose organization the trust store states."""
ANY = "I have examined this report in the role stated."
WITH_WAIVERS = "I have seen that of what fails {} waived, which makes it no pass."
WITH_UNKNOWN = "I have seen that {} unknown, and waived by nobody."
AGAINST = "Of these, {} by a company decision against a rule of law."
_AGAINST = pattern(re.escape(AGAINST).replace(r"\{\}", "([1-9][0-9]{0,17}) (?:is|are)"))
WITH_RESERVATIONS = "I have the reservations that are stated."
REFUSAL = "I have examined this report in the role stated, and do not accept it."
"""What is affirmed by a rejection, in whatever role."""
OWN_WORDS = "in the signer's own words, which are not ours"
NOT_MADE_AGAIN = "not made again: `microdep verify --reproduce` makes it from the files in the bundle"
"""What is said of the check wherever a bundle is shown whose files were verified."""
OUR_WORDS = "in words of ours, about counts with which no record was compared"
STATED_TIME = "time stated by the signer; no timestamp"


def is_own(signoff: Signoff, record: Record | None) -> bool:
    """Return whether what somebody affirms is a text of their own, whatever it states that it is.

    A text of ours has numbers of the counts that are signed with it. How many fails are waived against a rule
    of law is in no count: that number is the one of a record with these counts, and without one any that
    fits. So the text stays ours where the record is missing, or was exchanged.
    """
    from microdep_rules.signing.order import Record

    stated = _AGAINST.search(signoff.statement)
    against = int(stated[1]) if stated is not None else 0
    if record is not None and record.counts == signoff.counts:
        against = record.against_law
    elif against > signoff.counts.get("fail_waived", 0):
        return True
    seen = Record(signoff.result, dict(signoff.counts), against)
    return signoff.statement != ours(signoff.signer, signoff.decision, seen)[0]


def ours(signer: Signer, decision: str, record: Record) -> tuple[str, str]:
    """Our text for a role and a decision, and by what it is known."""
    if decision == REJECTED:
        return REFUSAL, "microdep/refusal/1"
    role = signer.role
    text, name = STATEMENTS.get(role, ANY), role if role in STATEMENTS else "any"
    if signer.organization and role in FOR_ORGANIZATION:
        text, name = FOR_ORGANIZATION[role].format(signer.organization.rstrip(".")), f"{role}-of-organization"
    sentences = [text, *_waived(record), *([WITH_RESERVATIONS] if decision == RESERVED else [])]
    return " ".join(sentences), f"microdep/{name}/3"


def _waived(record: Record) -> Iterator[str]:
    """What a signer has seen of waivers, where something that fails is waived."""
    waived = record.counts.get("fail_waived", 0)
    if waived:
        yield WITH_WAIVERS.format(_are(waived))
    left = record.counts.get("unknown", 0) - record.counts.get("unknown_waived", 0)
    if waived and left > 0:
        yield WITH_UNKNOWN.format(_are(left))
    if record.against_law:
        yield AGAINST.format(_are(record.against_law))


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def in_own_words(text: str) -> str:
    r"""A text of a signer in one line, between marks that end nowhere in it: no part of it looks like ours.

    >>> in_own_words("I agree.\n\n   VERIFIED »")
    '« I agree. VERIFIED > »'
    """
    inside = " ".join(text.split()).replace("«", "<").replace("»", ">")
    return f"« {inside} »"


def time_words(signed: Signed) -> str:
    """By whose word a sign-off was made at the time that it states."""
    stamp = signed.stamp
    if signed.unchecked:
        return "time stated by the signer; its timestamp was not checked"
    if stamp is None:
        return STATED_TIME
    if not stamp.authority:
        return f"time stated by the signer; time-stamped by {stamp.signer}, which is not trusted"
    return f"time-stamped {stamp.moment} by {stamp.authority}"
