"""Cover sheet of a bundle, with the verified sign-offs.

The program makes the sheet from the sign-offs, after the files were signed. The sheet itself is not signed,
and it states this.
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
from microdep_rules.signing.words import NOT_MADE_AGAIN, OWN_WORDS, describe_time, is_own_text, quote_signer

if TYPE_CHECKING:
    from microdep_rules.report.exports.contents import Contents
    from microdep_rules.signing.order import RecordSummary
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.signed_files import SignedFile
    from microdep_rules.signing.verify import Verification


def render(
    contents: Contents, verified: Verification, policy: Policy, trust: str, *, paper: bool = False
) -> str:
    """Return the cover sheet as HTML. `trust` is the SHA-256 digest of the trust store."""
    style = style_sheet(our_files(), paper=paper)
    summary = contents.record["summary"]
    return (
        our_environment()
        .get_template(COVER)
        .render(
            titles=[document["id"] or document["path"] for document in contents.record["documents"]],
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
            signed=[_signature(signed, verified.record) for signed in verified.signed],
            not_compared=not_compared(verified),
            asked=[seat or "any role" for seat in policy.seats],
            check=NOT_MADE_AGAIN,
            seal=_seal(verified.seal),
            template=contents.manifest.template,
            decides=DECIDES,
            rejected=[
                signed.signoff.signer.name
                for signed in verified.signed
                if signed.signoff is not None and signed.signoff.decision == REJECTED
            ],
            missing=[role or "any role" for role in verified.empty],
            distinct=policy.distinct_persons and len(policy.seats) > 1,
            dated=dated(contents, verified),
            paper=paper,
            style=as_it_is(style),
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )


def not_compared(verified: Verification) -> str:
    """Return a sentence about the files that were not compared with the record; empty if there are none."""
    if verified.made_by:
        by = f"Version {verified.made_by} made this bundle"
        return f"{by}: neither its pages nor its record were compared here."
    pages = any(problem.code == "bundle/page-not-compared" for problem in verified.problems)
    return "report.pdf was not compared with the record." if pages else ""


def dated(contents: Contents, verified: Verification) -> str:
    """Return the time of the last sign-off, or the date of the bundle if nobody has signed.

    The result does not depend on the clock of the computer.
    """
    last = [verified.seal] if verified.seal is not None else []
    times = [signed.content.signed_at for signed in (*verified.signed, *last) if signed.content is not None]
    return max([contents.made, *times])


def _seal(seal: SignedFile | None) -> str:
    """Return the text about the closing seal of a bundle; empty if the bundle has no seal."""
    if seal is None or seal.seal is None:
        return ""
    signer = seal.seal.signer
    many = len(seal.seal.signoffs)
    sign_offs = f"{many} sign-off{'s' if many > 1 else ''}"
    return (
        f"{sign_offs}, closed by {signer.name} ({signer.role}), {seal.seal.signed_at} ({describe_time(seal)})"
    )


def _signature(signed: SignedFile, record: RecordSummary | None) -> dict[str, Any]:
    """Return a sign-off as a row of a table.

    In an intact bundle, every sign-off is readable and has a person and a key.
    """
    assert signed.signoff is not None
    assert signed.key is not None
    signoff, signer = signed.signoff, signed.signoff.signer
    own = is_own_text(signoff, record)
    return {
        "name": signer.name,
        "id": signer.id,
        "organization": signer.organization,
        "role": signer.role,
        "decision": signoff.decision.replace("-", " "),
        "reservations": list(map(quote_signer, signoff.reservations)),
        "statement": quote_signer(signoff.statement) if own else signoff.statement,
        "in_whose_words": OWN_WORDS if own else "",
        "independence": signoff.independence,
        "at": signoff.signed_at,
        "by_whose_word": describe_time(signed),
        "counts": signed.is_valid,
        "file": signed.name,
        "scheme": signed.scheme,
        "key": signed.key.public.fingerprint,
    }
