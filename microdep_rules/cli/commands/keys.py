"""`microdep keys`: keys to sign with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, screen, signing
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from datetime import date

SHORTEST = 8
"""So many signs a passphrase has at least."""
LONGEST = 500
"""So many at most: OpenSSH does not take any length."""


@click.group("keys")
def command() -> None:
    """Keys to sign with: Ed25519, in the files of OpenSSH."""


@command.command("new")
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option("--comment", default="", help="What stands behind the public key, as a mail address.")
@signing.passphrase_fd
@click.pass_context
def new(ctx: click.Context, path: str, comment: str, passphrase_fd: int | None) -> None:
    """Make a key: FILE with a passphrase, and FILE.pub to give away.

    The private key stays with whoever signs. Others have the public one, with its fingerprint by another way,
    and put it into their trust store: `microdep trust add`.
    """
    from microdep_rules.signing.keys import file_of, new_key

    said = signing.asked("Passphrase of the new key", twice=True) if passphrase_fd is None else None
    passphrase = signing.passphrase(passphrase_fd) if passphrase_fd is not None else said or b""
    if not SHORTEST <= len(passphrase) <= LONGEST:
        signing.wrong(f"a passphrase has {SHORTEST} to {LONGEST} signs")
    signing.outside(path)
    target, public = Path(path), Path(f"{path}.pub")
    if public.exists():
        signing.wrong(f"`{public}` is there already, and is not written over")
    key = new_key()
    signing.own_file(target, file_of(key, passphrase), secret=True)
    line = f"{key.public.openssh} {' '.join(comment.split())}".rstrip() + "\n"
    signing.own_file(public, line.encode())
    screen.echo(f"wrote {visible(path)} and {visible(str(public))}")
    screen.echo(f"fingerprint {key.public.fingerprint}")
    ctx.exit(exit_codes.OK)


@command.command("list")
@click.argument("paths", nargs=-1, required=True, type=arguments.FileName(), metavar="FILE.pub...")
@click.pass_context
def list_keys(ctx: click.Context, paths: tuple[str, ...]) -> None:
    """The fingerprints of public keys, as `ssh-keygen -l` has them, and their ids in envelopes."""
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, public_key

    for path in paths:
        try:
            key = public_key(signing.text_of(path, "the key", LARGEST))
        except KeyProblemError as problem:
            signing.wrong(f"the key `{path}`: {problem}; {problem.way_out}")
        screen.echo(f"{key.fingerprint}  {key.keyid}  {visible(path)}")
    ctx.exit(exit_codes.OK)


@command.command("expire-report")
@signing.trust
@click.option(
    "--days", type=arguments.Number("days", 36525, "60"), default=60, show_default=True, metavar="DAYS"
)
@options.as_of
@click.pass_context
def expire_report(ctx: click.Context, trust_path: str, days: int, as_of: date | None) -> None:
    """The keys of a trust store that end soon, or have ended.

    Exit codes: 0 none ends, 1 one ends or has ended, 2 usage.
    """
    day = as_of or options.today()
    found = signing.trust_store(trust_path).ending(day, days)
    for person, key in found:
        assert key.not_after is not None
        left = (key.not_after - day).days
        when = f"ends in {left} days" if left >= 0 else f"ended {-left} days ago"
        name = visible(person.name)
        screen.echo(f"{key.not_after}  {when}  {name} <{visible(person.id)}>  {key.public.fingerprint}")
    if not found:
        screen.echo(f"no key ends within {days} days of {day}")
    ctx.exit(exit_codes.FAIL if found else exit_codes.OK)
