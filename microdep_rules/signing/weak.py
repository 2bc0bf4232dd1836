"""Weak public keys: for such a key, a person without the private key can forge signatures.

Libraries accept most of these keys. Each key is checked when it is read, and again when a signature is
verified.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

SHORTEST_RSA = 2048
"""Smallest size of an RSA key in bits (NIST SP 800-131A)."""
LONGEST_RSA = 16384
"""Largest size of an RSA key in bits that OpenSSL verifies."""
SMALLEST_EXPONENT = 65537
"""Smallest RSA exponent (FIPS 186-5, section 5.1).

With smaller exponents, forgeries were possible in programs that did not check the padding completely.
"""
SHORTEST_CURVE = 256
"""Smallest size of a curve in bits."""
SMALL_ORDER = "its point has small order, so anybody can sign for it without a private key"
NOT_CANONICAL = "its point is not in the canonical encoding of RFC 8032"
NO_POINT = "its point is not on the curve"
_P, _D = 2**255 - 19, -121665 * pow(121666, -1, 2**255 - 19)
_P448 = 2**448 - 2**224 - 1
_DOUBLINGS = 3
"""Number of doublings that turn every point of small order into the neutral point (the cofactor is 8)."""


def find_ed25519_weakness(raw: bytes) -> str:
    """Return the reason why an Ed25519 key is weak; empty for a strong key.

    For a point of small order, the equation of RFC 8032, section 5.1.7, is true for forged signatures.

    >>> find_ed25519_weakness(bytes([1]) + bytes(31)) == SMALL_ORDER
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
    """Return x² for the points of the Ed25519 curve with this y coordinate."""
    return (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P


def find_ed448_weakness(raw: bytes) -> str:
    """Return the reason why an Ed448 key is weak; empty for a strong key.

    A key is weak if it is one of the four points of small order.
    """
    y = int.from_bytes(raw, "little") & (2**455 - 1)
    if y % _P448 in (0, 1, _P448 - 1):
        return SMALL_ORDER
    return NOT_CANONICAL if y >= _P448 else ""


def find_certificate_weakness(key: PublicKeyTypes) -> str:
    """Return the reason why the key of a certificate is weak; empty for a strong key.

    This function need not check that an ECDSA point is on its curve and that an RSA exponent is odd, because
    `cryptography` checks both when it reads a key.
    """
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    match key:
        case RSAPublicKey(key_size=bits) if not SHORTEST_RSA <= bits <= LONGEST_RSA:
            return f"its RSA key has {bits} bits; expected {SHORTEST_RSA} to {LONGEST_RSA}"
        case RSAPublicKey() if (e := key.public_numbers().e) < SMALLEST_EXPONENT:
            return f"its RSA key has the exponent {e}; expected at least {SMALLEST_EXPONENT}"
        case EllipticCurvePublicKey(curve=curve) if curve.key_size < SHORTEST_CURVE:
            return f"its key is on the curve {curve.name}, which has fewer than {SHORTEST_CURVE} bits"
        case Ed25519PublicKey():
            return find_ed25519_weakness(key.public_bytes_raw())
        case Ed448PublicKey():
            return find_ed448_weakness(key.public_bytes_raw())
        case RSAPublicKey() | EllipticCurvePublicKey():
            return ""
        case _:
            return "the kind of its key is not accepted; expected RSA, ECDSA or EdDSA"
