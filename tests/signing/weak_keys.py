"""Keys for which anybody signs, and signatures that nobody made (RFC 8032, section 5.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.signing.dsse import Envelope
from microdep_rules.signing.keys import PublicKey
from tests.signing import bundles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

P = 2**255 - 19
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
"""A coordinate of a point of order 8; the other one is its negative."""
BASE = b"\x58" + b"\x66" * 31
"""The base point: a signature of it and 1 holds for the point 0, whatever is signed."""


def raw(y: int, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


SMALL = [raw(y, sign) for y in (0, 1, ORDER_8, P - ORDER_8, P - 1, P, P + 1) for sign in (0, 1)]
"""Every way in which a point of small order is written; the last four and two others are not canonical."""
NOT_CANONICAL = [raw(P + 3), raw(P + 18)]
NO_POINT = [raw(2), raw(7)]
ANYBODY = PublicKey(raw(1))
FORGED = BASE + (1).to_bytes(32, "little")
"""Of the key `ANYBODY`, over any bytes."""


def _public(bundle: Path) -> None:
    (bundle.parent / "weak.pub").write_text(f"{ANYBODY.openssh} eve\n", encoding="utf-8")
    signers = f"eve@example.org {ANYBODY.openssh}\n"
    (bundle.parent / "allowed_signers").write_text(signers, encoding="utf-8")


def _trusted(bundle: Path) -> None:
    """A sign-off as Eve, without a private key, with her key in the trust store."""
    from tests.signing.attacked import ANN, AT, person, trusted

    said = bundles.signoff(bundle, person("eve", "Eve Stone", "approver"), signed_at=AT["carol"])
    envelope = Envelope(said.payload, FORGED, ANYBODY.keyid)
    (bundle / "signoffs" / "3-approver-eve.dsse.json").write_bytes(envelope.data)
    trusted(bundle.parent, ANN)
    store = bundle.parent / "trust.toml"
    text = '\n[[people]]\nid = "eve@example.com"\nname = "Eve Stone"\nroles = ["approver"]\n'
    text += f'[[people.keys]]\nkey = "{ANYBODY.openssh}"\n'
    store.write_text(store.read_text("utf-8") + text, encoding="utf-8")


ATTACKS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "add a weak key, with which anybody can sign, to the trust store": ("out", _public),
    "import a weak key from a file of OpenSSH": ("out", _public),
    "sign without a private key, which a weak key in the trust store makes possible": ("out", _trusted),
}
