"""All sentences about bundles, sign-offs and whom one trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Label, error, warning
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic

_AGAIN = "take the bundle from where it was signed, or make and sign it anew"
_SIGN = (
    "take this file and those of later sign-offs out of the bundle, and ask for them again, one after "
    "another: `microdep signoff BUNDLE --role ROLE`"
)


def _tampered(code: str, message: str, name: str, way_out: str = _AGAIN) -> Diagnostic:
    return error(code, message, Label(Span(name, 0, 0)), help=way_out)


# ---- the files ---------------------------------------------------------------------------------------


def no_plain_file(name: str, what: str) -> Diagnostic:
    """Something in the folder that no digest can be made of."""
    return _tampered("bundle/no-plain-file", f"this is {what}, and a bundle has plain files alone", name)


def no_manifest() -> Diagnostic:
    """A folder without `manifest.json`."""
    return _tampered(
        "bundle/no-manifest",
        "this folder has no manifest.json",
        "manifest.json",
        "name the folder of a bundle",
    )


def not_a_manifest(because: str) -> Diagnostic:
    """A manifest with another byte in it."""
    return _tampered(
        "bundle/not-a-manifest", f"the manifest is not as it was written: {because}", "manifest.json"
    )


def missing(name: str) -> Diagnostic:
    """A listed file that is not there."""
    return _tampered("bundle/missing", "this file is listed in the manifest, and is not there", name)


def not_listed(name: str) -> Diagnostic:
    """A file that nobody signed."""
    return _tampered(
        "bundle/not-listed",
        "this file is not listed in the manifest: nobody signed it",
        name,
        "take it out of the folder",
    )


def changed(name: str, size: int, was: int) -> Diagnostic:
    """A file with another digest."""
    told = f"{size} bytes instead of {was}" if size != was else "the same size, and other bytes"
    return _tampered(
        "bundle/changed", f"this file is not the one that is listed in the manifest: it has {told}", name
    )


def line_ends(name: str) -> Diagnostic:
    """A file of which a program has turned the line ends."""
    return _tampered(
        "bundle/line-ends",
        "the line ends of this file were changed, and nothing else",
        name,
        "copy the bundle as it is: in git with `* -text`, by FTP in binary mode",
    )


def colliding(one: str, other: str) -> Diagnostic:
    """Two names that some systems take for one."""
    return _tampered("bundle/colliding-names", f"`{one}` and this file are one on some systems", other)


def other_sums() -> Diagnostic:
    """`SHA256SUMS` says something else than the manifest."""
    return _tampered("bundle/other-sums", "SHA256SUMS is not the one that the manifest gives", "SHA256SUMS")


def input_changed(path: str) -> Diagnostic:
    """What was judged is no longer there, or is another file by now."""
    return _tampered(
        "bundle/input-changed",
        f"`{path}` is not what was judged: it has changed since, or came from the standard input",
        path,
        "make the report again, of files",
    )


def not_reproduced(because: str) -> Diagnostic:
    """The check gives something else when it is made again, or cannot be made again."""
    return _tampered(
        "bundle/not-reproduced",
        f"the check of this bundle, made again, is not what its record says: {because}",
        "record.json",
        "ask who made it which version and packs they ran; sign nothing until it is known why",
    )


# ---- a sign-off --------------------------------------------------------------------------------------


def not_an_envelope(name: str, because: str) -> Diagnostic:
    """An envelope with another byte in it, or of another kind."""
    return _tampered("bundle/not-an-envelope", f"this is no envelope as it is signed: {because}", name)


def not_a_signature(name: str, because: str) -> Diagnostic:
    """A signature of OpenSSH that does not hold."""
    return _tampered("bundle/not-a-signature", f"this signature of OpenSSH does not hold: {because}", name)


def not_a_signoff(name: str, because: str) -> Diagnostic:
    """What was signed is something else."""
    return _tampered("bundle/not-a-signoff", f"what is signed here is no sign-off: {because}", name)


def unsigned(name: str) -> Diagnostic:
    """A statement without its signature."""
    return _tampered(
        "bundle/unsigned",
        "this statement has no signature beside it",
        name,
        "sign it with `ssh-keygen -Y sign`, or take it out: nobody else can sign before",
    )


def signature_broken(name: str) -> Diagnostic:
    """A signature that the key it names did not make."""
    return _tampered("bundle/signature-broken", "the signature does not hold for what is signed", name)


def untrusted(name: str, key: str) -> Diagnostic:
    """A key that nobody in the trust store has."""
    return _tampered(
        "bundle/untrusted-signer",
        f"this is signed by the key {key}, which nobody in the trust store has",
        name,
        "ask the signer for the fingerprint by another way, and then: microdep trust add",
    )


def another_name(name: str, said: str, known: str) -> Diagnostic:
    """Somebody signed as somebody else."""
    return _tampered(
        "bundle/another-name", f"this is signed as `{said}`, and the key is of `{known}`", name, _SIGN
    )


def role_not_granted(name: str, person: str, role: str, granted: Sequence[str]) -> Diagnostic:
    """Somebody signed in a role that they do not have."""
    has = ", ".join(granted) or "none"
    return _tampered(
        "bundle/role-not-granted", f"{person} signed as {role}, and has the roles: {has}", name, _SIGN
    )


def key_does_not_hold(name: str, person: str, fingerprint: str, why: str) -> Diagnostic:
    """A key outside of its time, or revoked."""
    return _tampered("bundle/key-does-not-hold", f"the key {fingerprint} of {person} {why}", name, _SIGN)


# ---- a sign-off and its bundle -----------------------------------------------------------------------


def another_bundle(name: str, about: str, this: str) -> Diagnostic:
    """A sign-off that was copied, or a manifest that was made anew."""
    return _tampered(
        "bundle/another-bundle",
        f"this sign-off is about another manifest: {about[:16]}… and not {this[:16]}…",
        name,
        "the files were changed and listed anew, or the sign-off is of another bundle; ask for it again",
    )


def chain_broken(name: str, previous: str | None, before: str | None) -> Diagnostic:
    """A sign-off before it was taken away, added or moved."""
    told = (
        "there is one before it that it does not know"
        if previous is None
        else "the one before it is not there"
    )
    told = "the one before it is another one" if previous is not None and before is not None else told
    return _tampered("bundle/chain-broken", f"sign-offs were taken away, added or moved: {told}", name)


def no_record(name: str) -> Diagnostic:
    """Counts that nothing can be held against."""
    return _tampered(
        "bundle/no-record",
        "the record with the counts that were signed is not there, or cannot be read",
        name,
    )


def other_counts(
    name: str, seen: tuple[str, Mapping[str, int]], recorded: tuple[str, Mapping[str, int]]
) -> Diagnostic:
    """Somebody signed another result."""
    names = [each for each in {**seen[1], **recorded[1]} if seen[1].get(each) != recorded[1].get(each)]
    apart = [
        f"{each} {seen[1].get(each, 'not counted')} and {recorded[1].get(each, 'not counted')}"
        for each in names
    ]
    told = ", ".join([*([f"verdict {seen[0]} and {recorded[0]}"] if seen[0] != recorded[0] else []), *apart])
    return _tampered(
        "bundle/other-counts", f"what was signed and what is recorded differ: {told}", name, _SIGN
    )


def rejected(name: str, person: str, reservations: Sequence[str]) -> Diagnostic:
    """Somebody signed that they do not approve."""
    why = f": {'; '.join(reservations)}" if reservations else ""
    return _tampered(
        "bundle/rejected",
        f"{person} signed that this is rejected{why}",
        name,
        "mend what was found, and make a new bundle",
    )


def signed_before_made(name: str, signed: str, made: str) -> Diagnostic:
    """A time that cannot be."""
    return _tampered(
        "bundle/signed-before-made",
        f"this was signed at {signed}, and the bundle is dated {made}",
        name,
        _SIGN,
    )


def too_late(name: str, days: int, most: int) -> Diagnostic:
    """A sign-off of a bundle that was old."""
    return _tampered(
        "bundle/too-old",
        f"the bundle was dated {days} days before this was signed; the policy allows {most}",
        name,
        "make a new bundle and sign that; without --generated-at it is dated by the latest day in its inputs",
    )


def one_person(person: str, roles: Sequence[str]) -> Diagnostic:
    """One person for two."""
    return _tampered(
        "bundle/one-person",
        f"{person} signed as {' and as '.join(roles)}, and the policy wants distinct persons",
        "signoffs",
        "let somebody else sign in one of the roles",
    )


# ---- time stamps -------------------------------------------------------------------------------------


_BELIEVE = "have the certificate from the authority itself, and then: microdep trust add-authority"
_ANEW = "take it out, and have the sign-off stamped again: `microdep stamp BUNDLE --requests DIR`"


def reply_alone(name: str) -> Diagnostic:
    """A reply whose sign-off was taken away."""
    return _tampered(
        "bundle/stamp-alone", "this is a time stamp of a sign-off that is not there", name, "take it out"
    )


def not_a_reply(name: str, because: str) -> Diagnostic:
    """Bytes that are no reply, or one with another byte in it."""
    return _tampered("bundle/not-a-stamp", f"this is no time stamp: {because}", name, _ANEW)


def stamp_refused(name: str, status: str) -> Diagnostic:
    """An authority that said no."""
    return _tampered("bundle/stamp-refused", f"the authority gave no time stamp: {status}", name, _ANEW)


def another_imprint(name: str) -> Diagnostic:
    """The stamp of something else, or a sign-off that was made anew."""
    return _tampered(
        "bundle/stamp-of-another",
        "this is the time stamp of another file than the one beside it",
        name,
        _ANEW,
    )


def stamp_broken(name: str, because: str) -> Diagnostic:
    """A stamp that was changed."""
    return _tampered("bundle/stamp-broken", f"this time stamp does not hold: {because}", name, _ANEW)


def no_stamping_certificate(name: str, because: str) -> Diagnostic:
    """A stamp by somebody who may not give one."""
    return _tampered(
        "bundle/no-stamping-certificate", f"nobody may give this time stamp: {because}", name, _ANEW
    )


def stamp_out_of_time(name: str, moment: str, begins: str, ends: str) -> Diagnostic:
    """A stamp by a certificate that did not hold yet, or no more."""
    return _tampered(
        "bundle/stamp-out-of-time",
        f"this was stamped at {moment}, and the certificate of the authority holds from {begins} to {ends}",
        name,
        _ANEW,
    )


def untrusted_authority(name: str, signer: str) -> Diagnostic:
    """A stamp by somebody of whom nothing is known."""
    return _tampered(
        "bundle/untrusted-authority",
        f"this is time-stamped by `{signer}`, which leads to no authority of the trust store",
        name,
        _BELIEVE,
    )


def unknown_issuer(name: str, subject: str, issuer: str) -> Diagnostic:
    """A stamp that is trusted, with a certificate that nobody can check."""
    return _tampered(
        "bundle/untrusted-authority",
        f"the certificate of `{subject}` in this time stamp was issued by `{issuer}`, which is neither in it "
        "nor in the trust store",
        name,
        _BELIEVE,
    )


def signed_after_stamp(name: str, signed: str, stamped: str) -> Diagnostic:
    """A time that cannot be."""
    return _tampered(
        "bundle/signed-after-stamp",
        f"this claims to be signed at {signed}, and was there already at {stamped}",
        name,
        _SIGN,
    )


def not_stamped(name: str, because: str) -> Diagnostic:
    """A sign-off that does not count yet."""
    return warning(
        "bundle/not-stamped",
        f"this does not count, since the policy asks for time stamps: {because}",
        Label(Span(name, 0, 0)),
        help="microdep stamp BUNDLE --requests DIR",
    )
