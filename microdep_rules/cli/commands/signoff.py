"""`microdep signoff`: a person's decision about a bundle, signed."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, screen, signing
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.signing.sshsig import NAMESPACE
from microdep_rules.signing.statement import APPROVED, DECISIONS, INDEPENDENCE, REJECTED, RESERVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.signing.keys import PrivateKey, PublicKey
    from microdep_rules.signing.statement import Signer, Signoff
    from microdep_rules.signing.verify import Files, Verified

STATEMENTS = {
    "preparer": "This report was prepared from the inputs listed in it. To my knowledge they are complete.",
    "reviewer": "I have examined findings, evidence and waivers of this report.",
    "approver": "I have read this report and accept its result on behalf of my organization.",
}
"""What is affirmed in a role, where no other text is given. None of it is legal advice."""
ANY = "I have examined this report in the role stated."
WITH_RESERVATIONS = "I have the reservations that are stated."
REFUSAL = "I have examined this report in the role stated, and do not accept it."
"""What is affirmed by a rejection, in whatever role."""


@click.command(
    "signoff",
    cls=HelpPage,
    values={
        "--decision": {
            APPROVED: "you accept the report (default)",
            RESERVED: "you accept it, except for your reservations",
            REJECTED: "you do not accept it",
        }
    },
    examples={
        "Approve a bundle": "microdep signoff report --role approver --key alice.key",
        "Approve it with a reservation": "microdep signoff report --role approver --key alice.key"
        ' --decision approved-with-reservations --reservation "gimbal not examined"',
    },
    exits={0: "signed", 2: "wrong usage", 7: "the bundle was changed or is incomplete"},
)
@click.argument("folder", type=arguments.Named(), metavar="BUNDLE")
@click.option("--role", required=True, help="Role in which you sign.")
@click.option(
    "--key",
    "key_path",
    required=True,
    type=arguments.FileName(),
    metavar="FILE",
    help="Private key; FILE.pub if a token or an agent stores it.",
)
@click.option(
    "--decision",
    type=arguments.OneOf(DECISIONS),
    default=DECISIONS[0],
    show_default=True,
    metavar="DECISION",
    help="Your decision about the report.",
)
@click.option(
    "--reservation",
    "reservations",
    multiple=True,
    metavar="TEXT",
    help="What you do not approve, or why you reject; repeatable.",
)
@click.option(
    "--statement",
    "statement_path",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Text that you affirm. Default: by role and decision.",
)
@click.option(
    "--independence",
    type=arguments.OneOf(INDEPENDENCE),
    default=INDEPENDENCE[0],
    show_default=True,
    help="Your relation to the company that prepared the report.",
)
@click.option(
    "--signed-at",
    type=arguments.Moment(),
    default="",
    metavar="TIME",
    help="Time of signing, as 2026-11-24T10:00:00Z. Default: now.",
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@signing.passphrase_fd
@signing.trust
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: str,
    role: str,
    key_path: str,
    passphrase_fd: int | None,
    trust_path: str,
    *,
    yes: bool,
    **said: Any,  # noqa: ANN401 - what the statement holds besides, each of its own type
) -> None:
    """Sign a bundle in a role.

    You sign the verdict, the counts and a statement. Your key must be in the trust store, with your name
    and this role. The command verifies BUNDLE first, and does not sign a bundle that was changed. It writes
    the sign-off to BUNDLE/signoffs.

    If a token or an agent stores the key, name FILE.pub; `ssh-keygen` then signs.
    """
    from microdep_rules.signing.policy import Policy

    _reasoned(said["decision"], said["reservations"])
    with signing.alone(folder):
        files = signing.bundle(folder)
        found = signing.verified(files, trust_path, Policy())
        screen.say(found.problems, {})
        if not found.intact:
            screen.echo("not signed: the bundle is not as it was made", err=True)
            ctx.exit(exit_codes.TAMPERED)
        public, key = _key(key_path, passphrase_fd)
        signoff = _signoff(found, public, role, trust_path, said)
        _confirm(signoff, folder, yes=yes)
        path = _write(Path(folder), files, signoff, key)
    if key is None:
        name = visible(shlex.quote(str(path)))
        screen.echo(f"wrote {visible(str(path))}; it counts once it is signed:")
        screen.echo(f"ssh-keygen -Y sign -n {NAMESPACE} -f {visible(shlex.quote(key_path))} {name}")
    else:
        screen.echo(f"signed: {visible(str(path))}")
    ctx.exit(exit_codes.OK)


def _signoff(
    found: Verified, public: PublicKey, role: str, trust_path: str, said: Mapping[str, Any]
) -> Signoff:
    """What is to be signed; ends the command where it would not hold."""
    from microdep_rules.signing.statement import NotASignoffError, Signoff, read

    if any(each.key is not None and each.key.public == public for each in found.signed):
        signing.wrong("this key has signed the bundle already")
    if found.record is None:
        signing.wrong("the bundle has no record.json that can be read; there is nothing that one could sign")
    text, name = _statement(role, said["decision"], said["statement_path"])
    signoff = Signoff(
        found.manifest_digest,
        _signer(public, role, trust_path),
        said["signed_at"] or _now(),
        said["decision"],
        text,
        name,
        found.record.result,
        found.record.counts,
        said["reservations"],
        said["independence"],
        found.signed[-1].digest if found.signed else None,
    )
    try:
        read(signoff.payload)
    except NotASignoffError as problem:
        signing.wrong(f"this cannot be signed: {problem}")
    _, known = signing.trust_store(trust_path).holders(public.keyid)[0]
    if why := known.why_not(signoff.time.date()):
        signing.wrong(f"the key {public.fingerprint} {why}")
    assert found.manifest is not None
    if signoff.signed_at < found.manifest.generated_at:
        made = found.manifest.generated_at
        signing.wrong(f"the bundle is dated {made}, which is behind {signoff.signed_at}, when you would sign")
    return signoff


def _key(path: str, descriptor: int | None) -> tuple[PublicKey, PrivateKey | None]:
    """The key of the signer; of one that a token or an agent holds, only the public part."""
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, public_key

    if not path.endswith(".pub"):
        key = signing.key_in(path, descriptor)
        return key.public, key
    try:
        return public_key(signing.text_of(path, "the key", LARGEST)), None
    except KeyProblemError as problem:
        signing.wrong(f"the key `{path}`: {problem}; {problem.way_out}")


def _signer(key: PublicKey, role: str, trust_path: str) -> Signer:
    """Who has the key, as the trust store says."""
    from microdep_rules.signing.statement import Signer

    held = signing.trust_store(trust_path).holders(key.keyid)
    if not held:
        signing.wrong(
            f"nobody in `{trust_path}` has the key {key.fingerprint}; add yourself: microdep trust add"
        )
    person, _ = held[0]
    if role not in person.roles:
        signing.wrong(f"{person.name} has the roles {', '.join(person.roles) or 'none'}, and not `{role}`")
    return Signer(person.id, person.name, person.organization, role)


def _reasoned(decision: str, reservations: Sequence[str]) -> None:
    """Refuses a decision and reservations that do not go together."""
    if decision == APPROVED and reservations:
        signing.wrong(f"who has reservations does not approve without them: --decision {RESERVED}")
    if decision == RESERVED and not reservations:
        signing.wrong("name what you have reservations about: --reservation TEXT")


def _statement(role: str, decision: str, path: str) -> tuple[str, str]:
    """What is affirmed, and by what it is known."""
    from microdep_rules.signing.statement import LONGEST

    if path:
        text = signing.text_of(path, "the statement", LONGEST).strip()
        if not text:
            signing.wrong(f"the statement `{path}` is empty")
        return text, "own"
    if decision == REJECTED:
        return REFUSAL, "microdep/refusal/1"
    text, name = STATEMENTS.get(role, ANY), role if role in STATEMENTS else "any"
    return (f"{text} {WITH_RESERVATIONS}" if decision == RESERVED else text), f"microdep/{name}/2"


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _confirm(signoff: Signoff, folder: str, *, yes: bool) -> None:
    """Shows what is signed, and has the role typed."""
    signer = signoff.signer
    counts = ", ".join(f"{many} {name.replace('_', ' ')}" for name, many in signoff.counts.items() if many)
    lines = [
        f"bundle     {folder}, manifest sha256:{signoff.manifest[:16]}…",
        f"verdict    {signoff.result.upper().replace('_', ' ')}: {counts}",
        f"signer     {signer.name} <{signer.id}>, {signer.organization or 'no organization'}",
        f"role       {signer.role}, {signoff.independence}",
        f"decision   {signoff.decision}",
        *(f"           with the reservation: {each}" for each in signoff.reservations),
        f"statement  {signoff.statement}",
    ]
    screen.echo("\n".join(map(visible, lines)), err=True)
    if yes:
        return
    if not sys.stdin.isatty():
        signing.wrong("signing asks to type the role; without a terminal say --yes")
    if click.prompt(f"Type `{signer.role}` to sign", err=True, default="", show_default=False) != signer.role:
        signing.wrong("not signed")


def _write(folder: Path, files: Files, signoff: Signoff, key: PrivateKey | None) -> Path:
    """The envelope as the next file of the sign-offs; without a key the statement, for OpenSSH to sign."""
    from msgspec.structs import replace

    from microdep_rules.signing import dsse
    from microdep_rules.signing.manifest import SIGNOFFS
    from microdep_rules.signing.verify import ENVELOPE, SIGNATURE, STATEMENT

    many = sum(each.endswith((ENVELOPE, SIGNATURE)) for each in files.names())
    data, ending = signoff.payload, STATEMENT
    if key is not None:
        envelope = dsse.Envelope(signoff.payload, b"", key.public.keyid)
        data, ending = replace(envelope, signature=key.sign(envelope.signed)).data, ENVELOPE
    words = re.sub(r"[^a-z0-9]+", "-", f"{signoff.signer.role}-{signoff.signer.id}".lower()).strip("-")
    path = folder / SIGNOFFS / f"{many + 1}-{words[:60]}{ending}"
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as problem:
        screen.unwritten(str(path), problem)
    signing.own_file(path, data)
    return path
