"""Benchmark of the command `microdep verify` for a bundle that two people have signed."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from datetime import date
from pathlib import Path

from benchmarks.measure import Goal, commands, table

FILES, SIZE = 200, 50_000
GOALS = (Goal("verify of 200 files, 10 MB, two sign-offs, against python -c pass", "verify", "bare", 25),)
ROLES = ("lead-auditor", "approver")
AT = "2026-11-24T08:00:00Z"


def prepare(folder: Path) -> None:
    """Write a signed bundle, a trust store with its two signers, and a policy that requires both."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from msgspec.structs import replace

    from microdep_rules.signing import dsse, manifest, trust
    from microdep_rules.signing.keys import PrivateKey
    from microdep_rules.signing.packs import NO_PACKS
    from microdep_rules.signing.statement import APPROVED, Signer, Signoff

    inside = {f"inputs/{n:04}.bin": hashlib.shake_256(b"%d" % n).digest(SIZE) for n in range(FILES)}
    inside["record.json"] = b'{"summary": {"verdict": "pass", "counts": {"pass": 1}}}\n'
    listed = [
        manifest.BundleFile(name, hashlib.sha256(data).hexdigest(), len(data))
        for name, data in inside.items()
    ]
    made = manifest.build_manifest(listed, AT)
    files = {**inside, manifest.NAME: made.data, manifest.SUMS: made.sums}
    people, last = [], None
    for number, role in enumerate(ROLES, 1):
        key = PrivateKey(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(role.encode()).digest()))
        holds = trust.Key(key.public, date(2026, 1, 1), date(2027, 12, 31))
        people.append(trust.Person(role, role.title(), "Example Ltd", (role,), (holds,)))
        digest = hashlib.sha256(made.data).hexdigest()
        signer = Signer(role, role.title(), "Example Ltd", role)
        signoff = Signoff(
            digest,
            signer,
            AT,
            APPROVED,
            "Seen.",
            "own/1",
            result="pass",
            counts={"pass": 1},
            as_of=AT[:10],
            contract=(),
            packs=(NO_PACKS,),
            previous=last,
        )
        envelope = dsse.Envelope(signoff.payload, b"", key.public.keyid)
        data = replace(envelope, signature=key.sign(envelope.signed)).data
        files[f"signoffs/{number}-{role}.dsse.json"] = data
        last = hashlib.sha256(data).hexdigest()
    for name, data in files.items():
        (folder / "bundle" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bundle" / name).write_bytes(data)
    (folder / "trust.toml").write_text(trust.format_trust(trust.Trust(tuple(people))), encoding="utf-8")
    policy = "\n".join(f'[[require]]\nrole = "{role}"\n' for role in ROLES)
    (folder / "policy.toml").write_text(policy, encoding="utf-8")


def run() -> list[str]:
    """Return the rows of the result table."""
    verify = [sys.executable, "-m", "microdep_rules", "verify", "bundle", "--policy", "policy.toml"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        sides = {"bare": [sys.executable, "-c", "pass"], "verify": verify}
        return table(commands(sides, folder, folder / "cache"), GOALS)
