"""Keys: Ed25519, in the files of OpenSSH and in PKCS#8.

A key goes by the SHA-256 of its public part as every certificate holds it (SubjectPublicKeyInfo, RFC 8410),
and is shown by the fingerprint that `ssh-keygen -l` prints.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.signing import weak

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TYPE = "ssh-ed25519"
LENGTH = 32
SIGNATURE_LENGTH = 64
_SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410, section 4)."""
ROUNDS = 64
"""Of bcrypt, for the passphrase of a new key: two thirds of a second at each use."""
LARGEST = 64 * 1024


class KeyProblemError(ValueError):
    """A key that cannot be used; the text says why, and `way_out` what to do."""

    def __init__(self, because: str, way_out: str) -> None:
        super().__init__(because)
        self.way_out = way_out


class PublicKey(Struct, frozen=True):
    """The public part of an Ed25519 key: 32 bytes."""

    raw: bytes

    @property
    def keyid(self) -> str:
        """SHA-256 of its SubjectPublicKeyInfo, in hexadecimal."""
        return hashlib.sha256(self.spki).hexdigest()

    @property
    def spki(self) -> bytes:
        """The key as certificates hold it, in DER."""
        return _SPKI + self.raw

    @property
    def blob(self) -> bytes:
        """The key as OpenSSH holds it, without its Base64."""
        return string(TYPE.encode()) + string(self.raw)

    @property
    def openssh(self) -> str:
        """The line of a `.pub` file, without a comment."""
        return f"{TYPE} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -l` prints it: `SHA256:…`."""
        digest = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")

    @property
    def pem(self) -> str:
        """As OpenSSL reads it."""
        body = base64.b64encode(self.spki).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Return whether it made a signature over some bytes (RFC 8032)."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if len(signature) != SIGNATURE_LENGTH or weak.ed25519(self.raw):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


class PrivateKey(Struct, frozen=True):
    """A key that signs. Its bytes are never shown, and never leave `cryptography`."""

    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """Its public part."""
        return PublicKey(self.key.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """The signature over some bytes: always the same for the same bytes."""
        return self.key.sign(data)


def string(data: bytes) -> bytes:
    """Bytes as the protocol of SSH writes them: with their length in four bytes before them (RFC 4251)."""
    return len(data).to_bytes(4) + data


def public_key(line: str) -> PublicKey:
    """The key in a line of OpenSSH: `ssh-ed25519 AAAA… comment`.

    >>> public_key("ssh-rsa AAAA")
    Traceback (most recent call last):
    microdep_rules.signing.keys.KeyProblemError: it is of the type `ssh-rsa`
    """
    kind, _, rest = line.strip().partition(" ")
    if kind != TYPE:
        if "PRIVATE KEY" in line:
            raise KeyProblemError(
                "it is a private key", "name the public one, as `FILE.pub`; give this to nobody"
            )
        told = f"it is of the type `{kind[:40]}`" if kind else "there is no key"
        raise KeyProblemError(told, "give an Ed25519 key: `ssh-keygen -t ed25519`, or `microdep keys new`")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    found = PublicKey(blob[-LENGTH:])
    if found.blob != blob:
        raise KeyProblemError("its Base64 is no Ed25519 key", "copy the whole line of the `.pub` file")
    if why := weak.ed25519(found.raw):
        raise KeyProblemError(why, "ask for a key that `ssh-keygen -t ed25519` or `microdep keys new` made")
    return found


def private_key(data: bytes, passphrase: bytes | None) -> PrivateKey:
    """The key in a file of OpenSSH or PKCS#8; its passphrase where it has one."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    if len(data) > LARGEST:
        raise KeyProblemError("it is too large for a key", "name the file of a private key")
    if b"PRIVATE KEY" not in data:
        raise KeyProblemError("it is no private key", "name the file without `.pub`")
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        found = load(data, passphrase or None)
    except TypeError as problem:
        told = "it is encrypted" if not passphrase else "it is not encrypted, and a passphrase was given"
        told += ", and the passphrase that was read is empty" if passphrase == b"" else ""
        way = "leave the passphrase out" if passphrase else "give its passphrase"
        raise KeyProblemError(told, way) from problem
    except (ValueError, UnsupportedAlgorithm) as problem:
        if passphrase is not None:
            raise KeyProblemError("the passphrase does not open it", "try again") from problem
        raise KeyProblemError(
            "it is no private key that can be read", "name the file without `.pub`"
        ) from problem
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyProblemError("it is no Ed25519 key", "make one with `microdep keys new`")
    return PrivateKey(found)


def new_key() -> PrivateKey:
    """A key that nobody else has."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return PrivateKey(Ed25519PrivateKey.generate())


def file_of(key: PrivateKey, passphrase: bytes) -> bytes:
    """The file of a private key as OpenSSH has it, encrypted with a passphrase."""
    from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat

    how = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(ROUNDS).build(passphrase)
    return key.key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, how)
