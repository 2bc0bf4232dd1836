"""Signatures of `ssh-keygen -Y sign`: the second scheme, for keys that a hardware token or an agent holds.

The form is that of `PROTOCOL.sshsig` of OpenSSH: what is signed is the digest of the file with the
namespace, so that a signature for another purpose is none here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from microdep_rules.signing import weak
from microdep_rules.signing.keys import LENGTH, TYPE, PrivateKey, PublicKey, string

MAGIC = b"SSHSIG"
NAMESPACE = "microdep-signoff"
BEGIN, END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
WIDTH = 70
HASHES = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}


class NotASignatureError(ValueError):
    """Bytes that are no signature of OpenSSH in our namespace; the text says why."""


def signature(key: PrivateKey, data: bytes) -> bytes:
    """The file that `ssh-keygen -Y sign -n microdep-signoff` makes of some bytes."""
    signed = string(TYPE.encode()) + string(key.sign(_signed(b"sha512", data)))
    return _armoured(key.public, b"sha512", signed)


def checked(armoured: bytes, data: bytes) -> PublicKey:
    """The key that made a signature over some bytes; `NotASignatureError` where none did.

    The file has to be as `ssh-keygen` writes it, to the byte.
    """
    parts = _Parts(_bare(armoured))
    if parts.take(len(MAGIC)) != MAGIC or parts.number() != 1:
        raise NotASignatureError("it is no signature of OpenSSH")
    key_blob, namespace, reserved, named, signed = parts.strings(5)
    if namespace != NAMESPACE.encode():
        told = namespace.decode("utf-8", "backslashreplace")[:60]
        raise NotASignatureError(f"it is made for `{told}`, and not for `{NAMESPACE}`")
    key_kind, raw_key = _Parts(key_blob).strings(2)
    if key_kind != TYPE.encode() or len(raw_key) != LENGTH:
        raise NotASignatureError("its key is no Ed25519 key")
    key = PublicKey(raw_key)
    if why := weak.ed25519(raw_key):
        raise NotASignatureError(f"of its key, {why}")
    kind, raw = _Parts(signed).strings(2)
    if kind != TYPE.encode() or reserved or named not in HASHES:
        raise NotASignatureError("it is of a kind that is not known")
    if armoured != _armoured(key, named, signed):
        raise NotASignatureError("it is not written as ssh-keygen writes it")
    if not key.verifies(raw, _signed(named, data)):
        raise NotASignatureError("it is not over this statement")
    return key


def _signed(named: bytes, data: bytes) -> bytes:
    digest = HASHES[named](data).digest()
    return MAGIC + string(NAMESPACE.encode()) + string(b"") + string(named) + string(digest)


def _armoured(key: PublicKey, named: bytes, signed: bytes) -> bytes:
    whole = MAGIC + (1).to_bytes(4) + string(key.blob) + string(NAMESPACE.encode()) + string(b"")
    text = base64.b64encode(whole + string(named) + string(signed)).decode()
    lines = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
    return "\n".join([BEGIN, *lines, END, ""]).encode()


def _bare(armoured: bytes) -> bytes:
    lines = armoured.split(b"\n")
    if len(lines) < 4 or lines[0] != BEGIN.encode() or lines[-2:] != [END.encode(), b""]:  # noqa: PLR2004 - frame and text
        raise NotASignatureError("it is no file of ssh-keygen")
    try:
        return base64.b64decode(b"".join(lines[1:-2]), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotASignatureError("its Base64 cannot be read") from problem


class _Parts:
    """Reads what the protocol of SSH wrote, piece by piece."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def take(self, many: int) -> bytes:
        if many > len(self.data):
            raise NotASignatureError("it ends too early")
        found, self.data = self.data[:many], self.data[many:]
        return found

    def number(self) -> int:
        return int.from_bytes(self.take(4))

    def strings(self, many: int) -> list[bytes]:
        """So many pieces, with nothing behind them."""
        found = [self.take(self.number()) for _ in range(many)]
        if self.data:
            raise NotASignatureError("there are bytes behind its end")
        return found
