"""Envelopes verify with `securesystemslib`, which knows nothing of us, and its envelopes with ours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from microdep_rules.signing import dsse
from microdep_rules.signing.canonical import encode
from tests.signing import bundles
from tests.signing.bundles import ANN, key, made, sign, verified

if TYPE_CHECKING:
    from pathlib import Path

theirs = pytest.importorskip("securesystemslib.dsse", reason="securesystemslib is not here; install it")
signer = pytest.importorskip("securesystemslib.signer", reason="securesystemslib is not here; install it")


def known(word: str) -> object:
    """The public key of a word, as they have it."""
    public = key(word).public
    value = {"keytype": "ed25519", "scheme": "ed25519", "keyval": {"public": public.raw.hex()}}
    return signer.Key.from_dict(public.keyid, value)


def test_our_envelope_verifies_with_theirs(tmp_path: Path) -> None:
    made(tmp_path)
    data = json.loads(sign(tmp_path, ANN).read_bytes())
    envelope = theirs.Envelope.from_dict(data)
    assert envelope.verify([known("ann")], 1)
    with pytest.raises(Exception, match="threshold"):
        theirs.Envelope.from_dict(json.loads(sign(tmp_path, ANN, word="bob").read_bytes())).verify(
            [known("ann")], 1
        )


def test_their_envelope_verifies_with_ours(tmp_path: Path) -> None:
    made(tmp_path)
    payload = bundles.signoff(tmp_path, ANN).payload
    envelope = theirs.Envelope(payload, dsse.STATEMENT, {})
    assert envelope.pae() == dsse.pae(dsse.STATEMENT, payload)
    private = signer.CryptoSigner(key("ann").key, known("ann"))
    envelope.sign(private)
    (tmp_path / "signoffs").mkdir()
    (tmp_path / "signoffs" / "1-ann.dsse.json").write_bytes(encode(envelope.to_dict()))
    found = verified(tmp_path)
    assert ((), [True]) == (found.problems, [each.is_valid for each in found.signed])
    assert replace(found.signed[0], digest="").person == ANN
