"""Ed25519 keys, in the file formats OpenSSH and PKCS#8.

The id of a key is the SHA-256 of its SubjectPublicKeyInfo (RFC 8410), as in certificates. Texts for people
show the fingerprint of `ssh-keygen -l` instead.
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
"""Bytes before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410, section 4)."""
ROUNDS = 64
"""Number of bcrypt rounds for the passphrase of a new key; at 64, decryption takes about 0.7 seconds."""
LARGEST = 64 * 1024


class KeyProblemError(ValueError):
    """Error for a key that cannot be used; the message is the reason, and `fix` is the remedy."""

    def __init__(self, because: str, fix: str) -> None:
        super().__init__(because)
        self.fix = fix


class PublicKey(Struct, frozen=True):
    """Public key of Ed25519: 32 bytes."""

    raw: bytes

    @property
    def keyid(self) -> str:
        """Id of the key: the SHA-256 of its SubjectPublicKeyInfo in hexadecimal."""
        return hashlib.sha256(self.spki).hexdigest()

    @property
    def spki(self) -> bytes:
        """Key in DER, as in certificates."""
        return _SPKI + self.raw

    @property
    def blob(self) -> bytes:
        """Key in the binary format of OpenSSH."""
        return encode_string(TYPE.encode()) + encode_string(self.raw)

    @property
    def openssh(self) -> str:
        """Line of a `.pub` file, without a comment."""
        return f"{TYPE} {base64.b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        """Fingerprint as `ssh-keygen -l` prints it: `SHA256:…`."""
        digest = hashlib.sha256(self.blob).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")

    @property
    def pem(self) -> str:
        """Key in the PEM format of OpenSSL."""
        body = base64.b64encode(self.spki).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Return whether `signature` is a valid signature of `data` by this key (RFC 8032)."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        if len(signature) != SIGNATURE_LENGTH or weak.find_ed25519_weakness(self.raw):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


class PrivateKey(Struct, frozen=True):
    """Private key; the bytes of the key are never printed and stay inside `cryptography`."""

    key: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        """Public key that belongs to this private key."""
        return PublicKey(self.key.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data` by this key; equal data always get an equal signature."""
        return self.key.sign(data)


def encode_string(data: bytes) -> bytes:
    """Encode bytes as an SSH string (RFC 4251): their number in four bytes, then the bytes."""
    return len(data).to_bytes(4) + data


def parse_public_key(line: str) -> PublicKey:
    """Return the key in a line of OpenSSH: `ssh-ed25519 AAAA… comment`.

    >>> parse_public_key("ssh-rsa AAAA")
    Traceback (most recent call last):
    microdep_rules.signing.keys.KeyProblemError: its type is `ssh-rsa`
    """
    kind, _, rest = line.strip().partition(" ")
    if kind != TYPE:
        if "PRIVATE KEY" in line:
            raise KeyProblemError(
                "it is a private key", "name the public one, as `FILE.pub`; keep the private key secret"
            )
        reason = f"its type is `{kind[:40]}`" if kind else "there is no key"
        raise KeyProblemError(reason, "give an Ed25519 key: `ssh-keygen -t ed25519`, or `microdep keys new`")
    try:
        blob = base64.b64decode(rest.split(" ")[0], validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    key = PublicKey(blob[-LENGTH:])
    if key.blob != blob:
        raise KeyProblemError("its Base64 is not an Ed25519 key", "copy the whole line of the `.pub` file")
    if why := weak.find_ed25519_weakness(key.raw):
        raise KeyProblemError(why, "ask for a key made by `ssh-keygen -t ed25519` or `microdep keys new`")
    return key


def load_private_key(data: bytes, passphrase: bytes | None) -> PrivateKey:
    """Return the key in a file of OpenSSH or PKCS#8; `passphrase` opens an encrypted file."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

    if len(data) > LARGEST:
        raise KeyProblemError("it is too large for a key", "name the file of a private key")
    if b"PRIVATE KEY" not in data:
        raise KeyProblemError("it is not a private key", "name the file without `.pub`")
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        key = load(data, passphrase or None)
    except TypeError as problem:
        reason = "it is encrypted" if not passphrase else "it is not encrypted, and a passphrase was given"
        reason += ", and the passphrase that was read is empty" if passphrase == b"" else ""
        fix = "leave the passphrase out" if passphrase else "give its passphrase"
        raise KeyProblemError(reason, fix) from problem
    except (ValueError, UnsupportedAlgorithm) as problem:
        if passphrase is not None:
            raise KeyProblemError("the passphrase does not open it", "try again") from problem
        raise KeyProblemError("it is not a readable private key", "name the file without `.pub`") from problem
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyProblemError("it is not an Ed25519 key", "make one with `microdep keys new`")
    return PrivateKey(key)


def generate_key() -> PrivateKey:
    """Return a new random key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return PrivateKey(Ed25519PrivateKey.generate())


def encode_private_key(key: PrivateKey, passphrase: bytes) -> bytes:
    """Return the OpenSSH file of a private key; with a passphrase, the file is encrypted."""
    from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat

    encryption = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(ROUNDS).build(passphrase)
    return key.key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)
