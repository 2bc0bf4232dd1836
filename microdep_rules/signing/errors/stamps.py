"""All sentences about timestamps of sign-offs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, warning
from microdep_rules.signing.errors import SIGN_AGAIN, tampered
from microdep_rules.source import Span

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic


# ---- time stamps -----------------------------------------------------------------------------------------


_BELIEVE = "have the certificate from the authority itself, and then: microdep trust add-authority"
_ANEW = "take it out, and have the sign-off stamped again: `microdep stamp BUNDLE --requests DIR`"


def reply_alone(name: str) -> Diagnostic:
    """A reply whose sign-off was taken away."""
    return tampered(
        "bundle/stamp-alone", "this is a time stamp of a sign-off that is not there", name, "take it out"
    )


def not_a_reply(name: str, because: str) -> Diagnostic:
    """Bytes that are no reply, or one with another byte in it."""
    return tampered("bundle/not-a-stamp", f"this is no time stamp: {because}", name, _ANEW)


def stamp_refused(name: str, status: str) -> Diagnostic:
    """An authority that said no."""
    return tampered("bundle/stamp-refused", f"the authority gave no time stamp: {status}", name, _ANEW)


def another_imprint(name: str) -> Diagnostic:
    """The stamp of something else, or a sign-off that was made anew."""
    return tampered(
        "bundle/stamp-of-another",
        "this is the time stamp of another file than the one beside it",
        name,
        _ANEW,
    )


def stamp_broken(name: str, because: str) -> Diagnostic:
    """A stamp that was changed."""
    return tampered("bundle/stamp-broken", f"this time stamp does not hold: {because}", name, _ANEW)


def no_stamping_certificate(name: str, because: str) -> Diagnostic:
    """A stamp by somebody who may not give one."""
    return tampered(
        "bundle/no-stamping-certificate", f"nobody may give this time stamp: {because}", name, _ANEW
    )


def stamp_out_of_time(name: str, moment: str, begins: str, ends: str) -> Diagnostic:
    """A stamp by a certificate that did not hold yet, or no more."""
    return tampered(
        "bundle/stamp-out-of-time",
        f"this was stamped at {moment}, and the certificate of the authority holds from {begins} to {ends}",
        name,
        _ANEW,
    )


def untrusted_authority(name: str, signer: str) -> Diagnostic:
    """A stamp by somebody of whom nothing is known."""
    return tampered(
        "bundle/untrusted-authority",
        f"this is time-stamped by `{signer}`, which leads to no authority of the trust store",
        name,
        _BELIEVE,
    )


def unknown_issuer(name: str, subject: str, issuer: str) -> Diagnostic:
    """A stamp that is trusted, with a certificate that nobody can check."""
    return tampered(
        "bundle/untrusted-authority",
        f"the certificate of `{subject}` in this time stamp was issued by `{issuer}`, which is neither in it "
        "nor in the trust store",
        name,
        _BELIEVE,
    )


def signed_after_stamp(name: str, signed: str, stamped: str) -> Diagnostic:
    """A time that cannot be."""
    return tampered(
        "bundle/signed-after-stamp",
        f"this claims to be signed at {signed}, and was there already at {stamped}",
        name,
        SIGN_AGAIN,
    )


def not_stamped(name: str, because: str) -> Diagnostic:
    """A sign-off that does not count yet."""
    return warning(
        "bundle/not-stamped",
        f"this does not count, since the policy asks for time stamps: {because}",
        Label(Span(name, 0, 0)),
        help="microdep stamp BUNDLE --requests DIR",
    )
