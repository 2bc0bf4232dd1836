"""`microdep signoff`: signed decisions about a bundle."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, progress, screen, signing, statements
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.signing.sshsig import NAMESPACE
from microdep_rules.signing.statement import APPROVED, DECISIONS, INDEPENDENCE, REJECTED, RESERVED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.signing.files import Files
    from microdep_rules.signing.keys import PrivateKey, PublicKey
    from microdep_rules.signing.seal import Seal
    from microdep_rules.signing.statement import Signer, Signoff
    from microdep_rules.signing.verify import Verification


@click.command(
    "signoff",
    cls=HelpPage,
    values={
        "--decision": {
            APPROVED: "you accept the report (default)",
            RESERVED: "you accept the report, except for your reservations",
            REJECTED: "you do not accept the report",
        },
        "--independence": {
            INDEPENDENCE[0]: "you work for the company that prepared the report (default)",
            INDEPENDENCE[1]: "you work for a customer or another interested company",
            INDEPENDENCE[2]: "you are independent of the company and its customers",
        },
    },
    examples={
        "Approve a bundle": "microdep signoff report --role approver --key alice.key",
        "Close the bundle when everybody has signed": "microdep signoff report --close --role approver"
        " --key alice.key",
        "Approve a bundle with a reservation": "microdep signoff report --role approver --key alice.key"
        ' --decision approved-with-reservations --reservation "gimbal not examined"',
    },
    exits={0: "signed", 2: "wrong usage", 7: "the bundle was changed or is incomplete"},
)
@click.argument("folder", type=arguments.NonEmptyText(), metavar="BUNDLE")
@click.option("--role", required=True, metavar="ROLE", help="Role of the signer.")
@click.option(
    "--key",
    "key_path",
    required=True,
    type=arguments.FileName(),
    metavar="FILE",
    help="Private key, or FILE.pub.",
)
@click.option(
    "--decision",
    type=arguments.OneOf(DECISIONS),
    default=DECISIONS[0],
    metavar="DECISION",
    help="Your decision. Default: approved.",
)
@click.option(
    "--reservation",
    "reservations",
    multiple=True,
    metavar="TEXT",
    help="Reservation, or reason to reject; repeatable.",
)
@click.option(
    "--statement",
    "statement_path",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Text to affirm. Default: by role and decision.",
)
@click.option(
    "--independence",
    type=arguments.OneOf(INDEPENDENCE),
    default=INDEPENDENCE[0],
    metavar="RELATION",
    help="Your relation to the company. Default: internal.",
)
@signing.signed_at
@click.option(
    "--close",
    is_flag=True,
    help="Sign the list of sign-offs.",
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@signing.passphrase_fd
@signing.trust
@signing.fonts
@click.pass_context
def command(
    ctx: click.Context,
    /,
    folder: str,
    role: str,
    key_path: str,
    passphrase_fd: int | None,
    trust_path: str,
    fonts: tuple[str, ...],
    **settings: Any,  # noqa: ANN401 - further values of the statement
) -> None:
    """Sign a bundle in a role.

    You sign the verdict, the counts, the check date, the contract facts and a statement. Your key must be in
    the trust store, with your name and this role. The command verifies BUNDLE first, and does not sign a
    bundle that was changed. The command writes the sign-off to BUNDLE/signoffs.

    --close signs the list of all sign-offs when everybody has signed. After the closing, `microdep verify`
    reports each sign-off that somebody removed or added, for example a rejection.

    If a hardware token or an SSH agent stores the key, use --key FILE.pub. `ssh-keygen` then makes the
    signature. Without --statement, you affirm the standard text for your role and decision. If report.pdf was
    made with --font, name the same font.
    """
    from microdep_rules.signing.policy import Policy

    close: bool = settings["close"]
    if close:
        _refuse_decision(ctx)
    else:
        statements.require_reservations(settings["decision"], settings["reservations"])
    if not settings["yes"] and not sys.stdin.isatty():
        signing.refuse("a terminal is needed to type the role; without one, add --yes")
    with signing.exclusive(folder):
        files = signing.bundle(folder)
        verified = signing.with_pages(signing.verified(files, trust_path, Policy()), files, None, fonts)
        screen.report(verified.problems, {})
        statements.require_open_bundle(verified, settings["decision"], close=close)
        public, key = _key(key_path, passphrase_fd)
        signer = _signer(public, role, trust_path)
        if close:
            statement: Signoff | Seal = statements.seal(verified, signer, settings["signed_at"])
        else:
            statement = statements.signoff(verified, public, signer, settings)
        statements.require_valid_time(verified, public, statement.signed_at, trust_path)
        statements.require_known_day(statement, verified)
        _require_confirmation(
            statement, folder, verified, statements.production_lines(files), yes=settings["yes"]
        )
        path = _write(Path(folder), files, statement, key)
    if key is None:
        name = visible(shlex.quote(str(path)))
        screen.echo(f"wrote {visible(str(path))}; sign it with:")
        screen.echo(f"ssh-keygen -Y sign -n {NAMESPACE} -f {visible(shlex.quote(key_path))} {name}")
    else:
        screen.echo(f"{'closed' if close else 'signed'}: {visible(str(path))}")
    ctx.exit(exit_codes.OK)


def _refuse_decision(ctx: click.Context) -> None:
    """End the command if `--close` is used together with an option of a sign-off."""
    from click.core import ParameterSource

    for name in ("decision", "reservations", "statement_path", "independence"):
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = "--" + name.removesuffix("_path").removesuffix("s")
            signing.refuse(f"--close signs the list of sign-offs and has no decision; leave out {option}")


def _key(path: str, descriptor: int | None) -> tuple[PublicKey, PrivateKey | None]:
    """Return the public and the private key of the signer; the private key is `None` on a hardware token."""
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, parse_public_key

    if not path.endswith(".pub"):
        key = signing.key_in(path, descriptor)
        return key.public, key
    try:
        return parse_public_key(signing.text_of(path, "the key", LARGEST)), None
    except KeyProblemError as problem:
        signing.refuse(f"the key `{path}`: {problem}; {problem.fix}")


def _signer(key: PublicKey, role: str, trust_path: str) -> Signer:
    """Return the person to whom the trust store assigns this key and this role."""
    from microdep_rules.signing.statement import Signer

    holders = signing.trust_store(trust_path).holders(key.keyid)
    if not holders:
        signing.refuse(
            f"nobody in `{trust_path}` has the key {key.fingerprint}; add yourself: microdep trust add"
        )
    person, _ = holders[0]
    if role not in person.roles:
        signing.refuse(f"{person.name} has the roles {', '.join(person.roles) or 'none'}, and not `{role}`")
    return Signer(person.id, person.name, person.organization, role)


def _require_confirmation(
    statement: Signoff | Seal, folder: str, verified: Verification, of_production: Sequence[str], *, yes: bool
) -> None:
    """Show the statement; end the command unless the signer confirms it by typing the role."""
    signer, lines = statement.signer, statements.statement_lines(statement, folder, verified, of_production)
    style = screen.style_of("auto", sys.stderr)
    screen.echo(screen.with_labels(lines, statements.LABEL, sys.stderr, style), err=True)
    if yes:
        return
    with progress.paused():
        typed = click.prompt(f"Type `{signer.role}` to sign", err=True, default="", show_default=False)
    if typed != signer.role:
        signing.refuse("not signed")


def _require_readable(statement: Signoff | Seal) -> None:
    """End the command if `microdep verify` would reject the statement as unreadable."""
    from microdep_rules.signing.seal import Seal
    from microdep_rules.signing.seal import parse as read_seal
    from microdep_rules.signing.statement import NotASignoffError, parse

    try:
        _ = read_seal(statement.payload) if isinstance(statement, Seal) else parse(statement.payload)
    except NotASignoffError as problem:
        signing.refuse(f"not signed, because `verify` would refuse it: {problem}")


def _write(folder: Path, files: Files, statement: Signoff | Seal, key: PrivateKey | None) -> Path:
    """Write the next sign-off of a bundle, and return its path.

    If `key` is `None`, write only the statement, which OpenSSH then signs.
    """
    from msgspec.structs import replace

    from microdep_rules.signing import dsse, limits
    from microdep_rules.signing.files import CLOSING, ENVELOPE, SIGNATURE, STATEMENT
    from microdep_rules.signing.manifest import SIGNOFFS
    from microdep_rules.signing.seal import Seal

    data, ending = statement.payload, STATEMENT
    _require_readable(statement)
    if key is not None:
        envelope = dsse.Envelope(statement.payload, b"", key.public.keyid)
        data, ending = replace(envelope, signature=key.sign(envelope.signed)).data, ENVELOPE
    if len(data) > limits.SIGNOFF:
        signing.refuse(
            f"the sign-off would have {len(data):,} bytes, and `verify` reads at most {limits.SIGNOFF:,};"
            " shorten the reservations, or make a report of fewer documents"
        )
    if isinstance(statement, Seal):
        path = folder / f"{CLOSING}{ending}"
    else:
        many = sum(name.endswith((ENVELOPE, SIGNATURE)) for name in files.names())
        signer = statement.signer
        words = re.sub(r"[^a-z0-9]+", "-", f"{signer.role}-{signer.id}".lower()).strip("-")
        path = folder / SIGNOFFS / f"{many + 1}-{words[:60]}{ending}"
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as problem:
        screen.unwritten(str(path), problem)
    signing.write_new_file(path, data)
    return path
