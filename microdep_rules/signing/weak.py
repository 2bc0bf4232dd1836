"""Public keys that prove nothing: whoever holds the private key, somebody else can sign as well.

Libraries take most of them. Each key is looked at where it enters, and again where a signature is verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

SHORTEST_RSA = 2048
"""In bits (NIST SP 800-131A)."""
LONGEST_RSA = 16384
"""In bits: OpenSSL verifies no longer ones."""
SMALLEST_EXPONENT = 65537
"""Of RSA (FIPS 186-5, section 5.1): by smaller ones, signatures were forged where padding is read loosely."""
SHORTEST_CURVE = 256
"""In bits."""
SMALL_ORDER = "its point is of small order, so that anybody can sign for it without a private key"
NOT_CANONICAL = "its point is not written in the one way that RFC 8032 has"
NO_POINT = "it is no point of the curve"
_P, _D = 2**255 - 19, -121665 * pow(121666, -1, 2**255 - 19)
_P448 = 2**448 - 2**224 - 1
_DOUBLINGS = 3
"""The cofactor of the curve is 8: what is nothing after so many doublings, is of small order."""


def ed25519(raw: bytes) -> str:
    """Why a key of Ed25519 proves nothing; nothing where it does.

    For a point of small order the equation of RFC 8032, section 5.1.7, holds for signatures that nobody made.

    >>> ed25519(bytes([1]) + bytes(31)) == SMALL_ORDER
    True
    """
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if _square_beside(y) and pow(_square_beside(y), (_P - 1) // 2, _P) != 1:
        return NO_POINT
    doubled = y
    for _ in range(_DOUBLINGS):
        both = doubled * doubled + _square_beside(doubled)
        doubled = both * pow(2 - 2 * doubled * doubled + both, -1, _P) % _P
    if doubled == 1:
        return SMALL_ORDER
    return NOT_CANONICAL if y >= _P or (sign and y in (1, _P - 1)) else ""


def _square_beside(y: int) -> int:
    """The square of the other coordinate of a point of Ed25519, by the equation of the curve."""
    return (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P


def ed448(raw: bytes) -> str:
    """Why a key of Ed448 proves nothing; nothing where it does. Four of its points are of small order."""
    y = int.from_bytes(raw, "little") & (2**455 - 1)
    if y % _P448 in (0, 1, _P448 - 1):
        return SMALL_ORDER
    return NOT_CANONICAL if y >= _P448 else ""


def of_certificate(key: PublicKeyTypes) -> str:
    """Why the key of a certificate proves nothing; nothing where it does.

    That a point of ECDSA is on its curve, and an exponent odd, `cryptography` looks at when it reads a key.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    match key:
        case RSAPublicKey(key_size=bits) if not SHORTEST_RSA <= bits <= LONGEST_RSA:
            return f"its RSA key has {bits} bits, and {SHORTEST_RSA} to {LONGEST_RSA} are taken"
        case RSAPublicKey() if (e := key.public_numbers().e) < SMALLEST_EXPONENT:
            return f"its RSA key has the exponent {e}, and those from {SMALLEST_EXPONENT} on are taken"
        case EllipticCurvePublicKey(curve=curve) if curve.key_size < SHORTEST_CURVE:
            return f"its key is on the curve {curve.name}, of fewer than {SHORTEST_CURVE} bits"
        case Ed25519PublicKey():
            return ed25519(key.public_bytes_raw())
        case Ed448PublicKey():
            return ed448(key.public_bytes_raw())
        case RSAPublicKey() | EllipticCurvePublicKey():
            return ""
        case _:
            return "its key is of a kind that is not taken: RSA, ECDSA and EdDSA are"
