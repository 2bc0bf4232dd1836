"""A signature of OpenSSH has one form: any bytes behind a part of it, at any level, are reported."""

from __future__ import annotations

import base64
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from microdep_rules.signing import sshsig
from microdep_rules.signing.keys import TYPE, encode_string
from tests.signing import bundles
from tests.signing.bundles import ANN, key

if TYPE_CHECKING:
    from pathlib import Path

DATA = b"what is signed\n"
WHOLE = sshsig.make_signature(key("ann"), DATA)
BEGIN, END = sshsig.BEGIN.encode(), sshsig.END.encode()
KIND = encode_string(TYPE.encode())
RAW_KEY = key("ann").public.raw
MORE = b"more"


def raw() -> bytes:
    """The signature of the key, without anything around it."""
    return base64.b64decode(b"".join(WHOLE.split(b"\n")[1:-2]))[-64:]


def armoured(whole: bytes | bytearray, width: int = sshsig.WIDTH) -> bytes:
    text = base64.b64encode(whole)
    return b"\n".join([BEGIN, *(text[at : at + width] for at in range(0, len(text), width)), END, b""])


def blob(
    *,
    key_blob: bytes = KIND + encode_string(RAW_KEY),
    namespace: bytes = sshsig.NAMESPACE.encode(),
    reserved: bytes = b"",
    digest: bytes = b"sha512",
    signed: bytes = KIND + encode_string(raw()),
    version: int = 1,
) -> bytes:
    """What stands in the armour (`PROTOCOL.sshsig`)."""
    pieces = (key_blob, namespace, reserved, digest, signed)
    return sshsig.MAGIC + version.to_bytes(4) + b"".join(map(encode_string, pieces))


FORMS = {
    "behind the signature": armoured(blob(signed=KIND + encode_string(raw()) + MORE)),
    "an empty piece behind the signature": armoured(
        blob(signed=KIND + encode_string(raw()) + encode_string(b""))
    ),
    "in the signature": armoured(blob(signed=KIND + encode_string(raw() + MORE))),
    "in the kind of the signature": armoured(
        blob(signed=encode_string(TYPE.encode() + MORE) + encode_string(raw()))
    ),
    "a signature that is cut off": armoured(blob(signed=KIND + encode_string(raw())[:-1])),
    "behind the key": armoured(blob(key_blob=KIND + encode_string(RAW_KEY) + MORE)),
    "before the key": armoured(blob(key_blob=MORE + KIND + encode_string(RAW_KEY))),
    "in the key": armoured(blob(key_blob=KIND + encode_string(RAW_KEY + MORE))),
    "in the kind of the key": armoured(
        blob(key_blob=encode_string(TYPE.encode() + MORE) + encode_string(RAW_KEY))
    ),
    "in the namespace": armoured(blob(namespace=sshsig.NAMESPACE.encode() + MORE)),
    "in what is reserved": armoured(blob(reserved=MORE)),
    "in the name of the digest": armoured(blob(digest=b"sha512" + MORE)),
    "another version": armoured(blob(version=2)),
    "behind everything": armoured(blob() + MORE),
    "a byte behind everything": armoured(blob() + b"\0"),
    "lines of another width": armoured(blob(), 64),
    "one line": armoured(blob(), 1000),
    "an empty line in it": WHOLE.replace(BEGIN, BEGIN + b"\n"),
    "an empty line before it": b"\n" + WHOLE,
    "an empty line behind it": WHOLE + b"\n",
    "no end of the last line": WHOLE[:-1],
    "a blank behind a line": WHOLE.replace(BEGIN, BEGIN + b" "),
    "line ends of Windows": WHOLE.replace(b"\n", b"\r\n"),
    "a padding that is not asked for": WHOLE.replace(b"\n" + END, b"=\n" + END),
    "a second signature": WHOLE * 2,
    "an armour without anything": BEGIN + b"\n\n" + END + b"\n",
    "nothing": b"",
}


def test_what_we_take_apart_is_what_we_write() -> None:
    assert WHOLE == armoured(blob())
    assert key("ann").public == sshsig.verify_signature(WHOLE, DATA)


@pytest.mark.parametrize("how", FORMS)
def test_a_signature_of_another_form_is_none(how: str) -> None:
    with pytest.raises(sshsig.NotASignatureError):
        sshsig.verify_signature(FORMS[how], DATA)


def test_no_bit_of_a_signature_can_be_flipped_unseen_at_any_level() -> None:
    for level, around in ((blob(), armoured), (WHOLE, bytes)):
        for bit in range(8 * len(level)):
            changed = bytearray(level)
            changed[bit // 8] ^= 1 << (bit % 8)
            with pytest.raises(sshsig.NotASignatureError):
                sshsig.verify_signature(around(changed), DATA)


def test_bytes_behind_a_signature_in_a_bundle_are_reported(tmp_path: Path) -> None:
    bundles.made(tmp_path)
    path = bundles.sign_by_openssh(tmp_path, ANN)
    signature = path.with_name(f"{path.name}.sig")
    assert [] == bundles.codes(tmp_path)
    of_this = base64.b64decode(b"".join(signature.read_bytes().split(b"\n")[1:-2]))[-64:]
    signature.write_bytes(armoured(blob(signed=KIND + encode_string(of_this) + MORE)))
    assert ["signature-broken openssh"] == bundles.codes(tmp_path)


@pytest.mark.parametrize(
    "how", ["behind the signature", "behind the key", "behind everything", "in the signature"]
)
def test_openssh_refuses_what_we_refuse(how: str, tmp_path: Path) -> None:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not here; install OpenSSH")
    (tmp_path / "signers").write_text(f"ann {key('ann').public.openssh}\n", encoding="utf-8")
    words = f"-Y verify -f signers -I ann -n {sshsig.NAMESPACE} -s signature".split()
    codes = []
    for data in (WHOLE, FORMS[how]):
        (tmp_path / "signature").write_bytes(data)
        done = subprocess.run(
            ["ssh-keygen", *words], cwd=tmp_path, input=DATA, check=False, capture_output=True
        )
        codes.append(done.returncode == 0)
    assert [True, False] == codes
