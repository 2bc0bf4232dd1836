"""The cover of a bundle: a sheet that shows who has signed, made of sign-offs that were verified.

The block for signatures cannot stand inside of what is signed. So this sheet comes after it, is derived from
the sign-offs, and is signed by nobody itself; it says so.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.standing import in_words
from microdep_rules.output.failures import failure_words
from microdep_rules.report.context import COUNT_WORDS, COUNTED, SIGNS
from microdep_rules.report.html import COVER, as_it_is, our_environment, our_files, style_sheet
from microdep_rules.report.page import meaning
from microdep_rules.report.production import lines
from microdep_rules.report.verdict_block import DECIDES
from microdep_rules.report.waivers import decisions
from microdep_rules.signing.statement import REJECTED
from microdep_rules.signing.words import NOT_MADE_AGAIN, OWN_WORDS, in_own_words, is_own, time_words

if TYPE_CHECKING:
    from microdep_rules.report.exports.contents import Contents
    from microdep_rules.signing.order import Record
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.signed import Signed
    from microdep_rules.signing.verify import Verified


def render(contents: Contents, verified: Verified, policy: Policy, trust: str, *, paper: bool = False) -> str:
    """The sheet as HTML; `trust` is the SHA-256 of the trust store by which it was verified."""
    style = style_sheet(our_files(), paper=paper)
    summary = contents.record["summary"]
    return (
        our_environment()
        .get_template(COVER)
        .render(
            titles=[each["id"] or each["path"] for each in contents.record["documents"]],
            verdict=summary["verdict"],
            verdict_words=in_words(summary["verdict"]),
            meaning=meaning(contents.record),
            failures=failure_words(summary["failures"]),
            against_law=decisions(contents.record),
            counts=[(name, summary["counts"].get(name, 0)) for name in COUNTED],
            production_lines=lines(contents.record),
            words=COUNT_WORDS,
            signs=SIGNS,
            as_of=contents.record["as_of"],
            contract=verified.record.scope.contract if verified.record is not None else (),
            packs=verified.record.scope.packs if verified.record is not None else (),
            waivers=verified.record.scope.waivers if verified.record is not None else (),
            made=contents.made,
            files=len(contents.manifest.files),
            digest=contents.digest,
            trust=trust,
            signed=[_signature(each, verified.record) for each in verified.signed],
            not_compared=not_compared(verified),
            asked=[seat or "any role" for seat in policy.seats],
            check=NOT_MADE_AGAIN,
            seal=_seal(verified.seal),
            template=contents.manifest.template,
            decides=DECIDES,
            rejected=[
                each.signoff.signer.name
                for each in verified.signed
                if each.signoff is not None and each.signoff.decision == REJECTED
            ],
            missing=[each or "any role" for each in verified.empty],
            distinct=policy.distinct_persons and len(policy.seats) > 1,
            dated=dated(contents, verified),
            paper=paper,
            style=as_it_is(style),
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )


def not_compared(verified: Verified) -> str:
    """What of a bundle nobody has compared here, in a sentence; nothing where all of it was."""
    if verified.made_by:
        by = f"Version {verified.made_by} made this bundle"
        return f"{by}: neither its pages nor its record were compared here."
    pages = any(problem.code == "bundle/page-not-compared" for problem in verified.problems)
    return "report.pdf was not compared with the record." if pages else ""


def dated(contents: Contents, verified: Verified) -> str:
    """The time of a sheet: that of its last sign-off, else that of the bundle; no clock is asked."""
    last = [verified.seal] if verified.seal is not None else []
    times = [each.said.signed_at for each in (*verified.signed, *last) if each.said is not None]
    return max([contents.made, *times])


def _seal(seal: Signed | None) -> str:
    """The closing seal in words; nothing where there is none."""
    if seal is None or seal.seal is None:
        return ""
    signer = seal.seal.signer
    many = len(seal.seal.signoffs)
    sign_offs = f"{many} sign-off{'s' if many > 1 else ''}"
    return f"{sign_offs}, closed by {signer.name} ({signer.role}), {seal.seal.signed_at} ({time_words(seal)})"


def _signature(each: Signed, record: Record | None) -> dict[str, Any]:
    """A sign-off as a row; of a bundle that is intact all are read, and have a person and a key."""
    assert each.signoff is not None
    assert each.key is not None
    signoff, signer = each.signoff, each.signoff.signer
    own = is_own(signoff, record)
    return {
        "name": signer.name,
        "id": signer.id,
        "organization": signer.organization,
        "role": signer.role,
        "decision": signoff.decision.replace("-", " "),
        "reservations": list(map(in_own_words, signoff.reservations)),
        "statement": in_own_words(signoff.statement) if own else signoff.statement,
        "in_whose_words": OWN_WORDS if own else "",
        "independence": signoff.independence,
        "at": signoff.signed_at,
        "by_whose_word": time_words(each),
        "counts": each.holds,
        "file": each.name,
        "scheme": each.scheme,
        "key": each.key.public.fingerprint,
    }
