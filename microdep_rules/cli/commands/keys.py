"""`microdep keys`: signing keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, screen, signing
from microdep_rules.cli.help import HelpPages
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from datetime import date

SHORTEST = 8
"""Smallest number of characters in a passphrase."""
LONGEST = 500
"""Largest number of characters in a passphrase that OpenSSH accepts."""


@click.group("keys", cls=HelpPages)
def command() -> None:
    """Create and list signing keys.

    The keys are Ed25519 keys in OpenSSH format.
    """


@command.command(
    "new",
    examples={
        "Create alice.key and alice.key.pub": "microdep keys new alice.key --comment alice@example.com"
    },
    exits={0: "created", 2: "wrong usage, or a file exists"},
)
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option("--comment", default="", metavar="TEXT", help="Comment in the public key, such as an address.")
@signing.passphrase_fd
@click.pass_context
def new(ctx: click.Context, path: str, comment: str, passphrase_fd: int | None) -> None:
    """Create a private key and its public key.

    The command writes the private key to FILE, protected by a passphrase, and the public key to FILE.pub.
    Keep FILE to yourself. Send FILE.pub to the people who verify your signatures. Confirm the fingerprint of
    FILE.pub through another channel, for example by telephone. These people add your key with `microdep trust
    add`.
    """
    from microdep_rules.signing.keys import encode_private_key, generate_key

    typed = (
        signing.typed_passphrase("Passphrase of the new key", twice=True) if passphrase_fd is None else None
    )
    passphrase = signing.passphrase(passphrase_fd) if passphrase_fd is not None else typed or b""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        signing.refuse(f"a passphrase needs {SHORTEST} to {LONGEST} characters")
    signing.outside(path)
    target, public = Path(path), Path(f"{path}.pub")
    if public.exists():
        signing.refuse(f"`{public}` exists, and is not overwritten")
    key = generate_key()
    signing.write_new_file(target, encode_private_key(key, passphrase), secret=True)
    line = f"{key.public.openssh} {' '.join(comment.split())}".rstrip() + "\n"
    signing.write_new_file(public, line.encode())
    screen.echo(f"wrote {visible(path)} and {visible(str(public))}")
    screen.echo(f"fingerprint {key.public.fingerprint}")
    ctx.exit(exit_codes.OK)


@command.command(
    "list",
    examples={"Show the fingerprint of a key": "microdep keys list alice.key.pub"},
    exits={0: "shown", 2: "wrong usage, or a file is not a public key"},
)
@click.argument("paths", nargs=-1, required=True, type=arguments.FileName(), metavar="FILE.pub...")
@click.pass_context
def list_keys(ctx: click.Context, paths: tuple[str, ...]) -> None:
    """Show the fingerprints and key ids of public keys.

    `ssh-keygen -l` shows the same fingerprint. The key id identifies the key in a sign-off.
    """
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, parse_public_key

    for path in paths:
        try:
            key = parse_public_key(signing.text_of(path, "the key", LARGEST))
        except KeyProblemError as problem:
            signing.refuse(f"the key `{path}`: {problem}; {problem.fix}")
        screen.echo(f"{key.fingerprint}  {key.keyid}  {visible(path)}")
    ctx.exit(exit_codes.OK)


@command.command(
    "expire-report",
    examples={"List the keys that expire in the next 90 days": "microdep keys expire-report --horizon 90"},
    exits={0: "no key expires", 1: "a key expires or has expired", 2: "wrong usage"},
)
@signing.trust
@click.option(
    "--horizon",
    type=arguments.Number("number of days", 36525, "60"),
    default=60,
    metavar="DAYS",
    help="Days to look ahead for changes. Default: 60.",
)
@options.as_of
@click.pass_context
def expire_report(ctx: click.Context, trust_path: str, horizon: int, as_of: date | None) -> None:
    """List the trusted keys that expire soon or have expired."""
    day = as_of or options.today()
    expiring = signing.trust_store(trust_path).ending(day, horizon)
    for person, key in expiring:
        assert key.not_after is not None
        left = (key.not_after - day).days
        when = f"ends in {left} days" if left >= 0 else f"ended {-left} days ago"
        name = visible(person.name)
        screen.echo(f"{key.not_after}  {when}  {name} <{visible(person.id)}>  {key.public.fingerprint}")
    if not expiring:
        screen.echo(f"no key ends within {horizon} days of {day}")
    ctx.exit(exit_codes.FAIL if expiring else exit_codes.OK)
