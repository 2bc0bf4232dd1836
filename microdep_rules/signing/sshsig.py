"""Signatures of `ssh-keygen -Y sign`, for keys in a hardware token or an agent.

The format is `PROTOCOL.sshsig` of OpenSSH. The signature covers the digest of the file and a namespace, so a
signature for another purpose is not accepted.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from microdep_rules.messages import phrase_of
from microdep_rules.signing import weak
from microdep_rules.signing.keys import LENGTH, TYPE, PrivateKey, PublicKey, encode_string

MAGIC = b"SSHSIG"
NAMESPACE = "microdep-signoff"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
WIDTH = 70
HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}


class NotASignatureError(ValueError):
    """Error for bytes that are not an OpenSSH signature of a sign-off; the message gives the reason."""


def make_signature(key: PrivateKey, data: bytes) -> bytes:
    """Return the signature file for `data`, as `ssh-keygen -Y sign -n microdep-signoff` writes it."""
    signed = encode_string(TYPE.encode()) + encode_string(key.sign(_signed_data(b"sha512", data)))
    return _armour(key.public, b"sha512", signed)


def verify_signature(armoured: bytes, data: bytes) -> PublicKey:
    """Return the key that signed `data`; raise `NotASignatureError` if the signature is not valid.

    The signature file `armoured` must have exactly the form of `ssh-keygen`.
    """
    reader = _SshReader(_unarmour(armoured))
    if reader.take(len(MAGIC)) != MAGIC or reader.number() != 1:
        raise NotASignatureError(phrase_of("bundle/signature-broken", "not-openssh"))
    key_blob, namespace, reserved, named, signed = reader.strings(5)
    if namespace != NAMESPACE.encode():
        shown = namespace.decode("utf-8", "backslashreplace")[:60]
        raise NotASignatureError(
            phrase_of("bundle/signature-broken", "other-namespace", namespace=shown, expected=NAMESPACE)
        )
    key_kind, raw_key = _SshReader(key_blob).strings(2)
    if key_kind != TYPE.encode() or len(raw_key) != LENGTH:
        raise NotASignatureError(phrase_of("bundle/signature-broken", "other-key"))
    key = PublicKey(raw_key)
    if why := weak.find_ed25519_weakness(raw_key):
        raise NotASignatureError(phrase_of("bundle/signature-broken", "weak-key", why=why))
    kind, raw = _SshReader(signed).strings(2)
    if kind != TYPE.encode() or reserved or named not in HASHES:
        raise NotASignatureError(phrase_of("bundle/signature-broken", "unknown-kind"))
    if armoured != _armour(key, named, signed):
        raise NotASignatureError(phrase_of("bundle/signature-broken", "other-form"))
    if not key.verifies(raw, _signed_data(named, data)):
        raise NotASignatureError(phrase_of("bundle/signature-broken", "another-statement"))
    return key


def _signed_data(named: bytes, data: bytes) -> bytes:
    digest = HASHES[named](data).digest()
    return (
        MAGIC
        + encode_string(NAMESPACE.encode())
        + encode_string(b"")
        + encode_string(named)
        + encode_string(digest)
    )


def _armour(key: PublicKey, named: bytes, signed: bytes) -> bytes:
    whole = (
        MAGIC
        + (1).to_bytes(4)
        + encode_string(key.blob)
        + encode_string(NAMESPACE.encode())
        + encode_string(b"")
    )
    text = base64.b64encode(whole + encode_string(named) + encode_string(signed)).decode()
    lines = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
    return "\n".join([BEGIN, *lines, END, ""]).encode()


def _unarmour(armoured: bytes) -> bytes:
    lines = armoured.split(b"\n")
    if len(lines) < 4 or lines[0] != BEGIN.encode() or lines[-2:] != [END.encode(), b""]:  # noqa: PLR2004 - frame and text
        raise NotASignatureError(phrase_of("bundle/signature-broken", "not-ssh-keygen"))
    try:
        return base64.b64decode(b"".join(lines[1:-2]), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotASignatureError(phrase_of("bundle/signature-broken", "base64")) from problem


class _SshReader:
    """Reader of values in the encoding of the SSH protocol."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, many: int) -> bytes:
        if many > len(self.data):
            raise NotASignatureError(phrase_of("bundle/signature-broken", "ends-early"))
        taken, self.data = self.data[:many], self.data[many:]
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(4))

    def strings(self, many: int) -> list[bytes]:
        """Return the next `many` values, which must be the last ones; raise an error if more bytes follow."""
        values = [self.take(self.number()) for _ in range(many)]
        if self.data:
            raise NotASignatureError(phrase_of("bundle/signature-broken", "bytes-behind"))
        return values
