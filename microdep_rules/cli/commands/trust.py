"""`microdep trust`: whose sign-offs hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from microdep_rules.cli import arguments, exit_codes, options, screen, signing
from microdep_rules.cli.help import HelpPages
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from cryptography.x509 import Certificate

    from microdep_rules.signing.keys import PublicKey
    from microdep_rules.signing.trust import Key, Person, Trust

_roles = click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="Role in which the person may sign; repeatable."
)


@click.group("trust", cls=HelpPages)
def command() -> None:
    """Manage trusted people, keys and timestamp authorities.

    The trust store is a file, by default trust.toml. A sign-off is valid only if its key is in the trust
    store.
    """


@command.command(
    "add",
    examples={
        "Trust Alice as a reviewer": "microdep trust add alice@example.com --name Alice --role reviewer"
        " --key alice.key.pub"
    },
    exits={0: "added", 2: "wrong usage"},
)
@click.argument("id_", metavar="ID")
@click.option(
    "--key",
    "key_path",
    required=True,
    type=arguments.FileName(),
    metavar="FILE.pub",
    help="Public key of the person.",
)
@click.option("--name", default="", help="Name of the person; required for a new person.")
@click.option("--organization", default="", help="Organization of the person.")
@_roles
@click.option(
    "--not-before",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="First day on which the key is valid.",
)
@click.option(
    "--not-after",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Last day on which the key is valid.",
)
@click.option(
    "--distinct-from",
    multiple=True,
    metavar="ID",
    help="Trusted person who looks like this one, and is somebody else; repeatable.",
)
@signing.trust
@click.pass_context
def add(
    ctx: click.Context,
    /,
    id_: str,
    key_path: str,
    trust_path: str,
    roles: tuple[str, ...],
    **said: Any,  # noqa: ANN401 - the name, the organization and the days, each of its own type
) -> None:
    """Add a person, or a key of a person, to the trust store.

    ID identifies the person, for example an email address. If the trust store contains this ID, the command
    adds the key and the roles to it.

    Before you add a key, confirm its fingerprint with its owner, for example by telephone.
    """
    from microdep_rules.signing.trust import Key, Person, Trust

    store = signing.trust_store(trust_path) if Path(trust_path).exists() else Trust()
    key = Key(_public(key_path), said["not_before"], said["not_after"])
    known = next((each for each in store.people if each.id == id_), None)
    if known is None and not (said["name"] and roles):
        signing.wrong(f"`{id_}` is new: give --name and --role")
    if known is not None and any(each.public == key.public for each in known.keys):
        signing.wrong(f"`{id_}` has this key already")
    before = known or Person(id_, said["name"], said["organization"], (), ())
    person = replace(
        before,
        roles=tuple(dict.fromkeys((*before.roles, *roles))),
        keys=(*before.keys, key),
        distinct_from=tuple(dict.fromkeys((*before.distinct_from, *said["distinct_from"]))),
    )
    if known is None:
        _nobody_else([person], store)
    people = tuple(person if each.id == id_ else each for each in store.people)
    _write(trust_path, replace(store, people=people if known is not None else (*people, person)))
    screen.echo(f"trusted: {visible(person.name)} <{visible(id_)}> as {visible(', '.join(person.roles))}")
    screen.echo(f"fingerprint {key.public.fingerprint}")
    ctx.exit(exit_codes.OK)


@command.command(
    "revoke",
    examples={
        "Revoke a key that was stolen": "microdep trust revoke alice.key.pub --on 2027-01-01 --compromised"
    },
    exits={0: "revoked", 2: "wrong usage"},
)
@click.argument("key", type=arguments.FileName(), metavar="KEY")
@click.option(
    "--on",
    "day",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="First day on which the key is invalid. Default: today.",
)
@click.option("--because", default="", help="Reason, as `microdep verify` shows it.")
@click.option(
    "--compromised",
    is_flag=True,
    help="Another person may have the key; accept only timestamped sign-offs.",
)
@signing.trust
@click.pass_context
def revoke(
    ctx: click.Context, key: str, day: date | None, because: str, trust_path: str, *, compromised: bool
) -> None:
    """Revoke a key.

    KEY is the fingerprint of the key, or the file of the public key. A sign-off from before that day
    remains valid. With --compromised, it remains valid only if a trusted timestamp is from before that day.
    """
    if because and not says_something(because):
        signing.wrong(f"the reason {because!a} says nothing: it has no letter and no digit")
    store = signing.trust_store(trust_path)
    wanted = key if key.startswith("SHA256:") else _public(key).fingerprint
    found = [p for p in store.people if any(k.public.fingerprint == wanted for k in p.keys)]
    if not found:
        signing.wrong(f"nobody in `{trust_path}` has the key {wanted}")
    last = day or options.today()
    _no_weaker(
        next(k for k in found[0].keys if k.public.fingerprint == wanted), last, compromised=compromised
    )
    changed = [
        replace(k, revoked_at=last, revoked_because=because or k.revoked_because, compromised=compromised)
        if k.public.fingerprint == wanted
        else k
        for k in found[0].keys
    ]
    person = replace(found[0], keys=tuple(changed))
    people = tuple(person if each.id == person.id else each for each in store.people)
    _write(trust_path, replace(store, people=people))
    screen.echo(f"revoked from {last} on: {wanted} of {visible(person.name)}")
    ctx.exit(exit_codes.OK)


def _no_weaker(key: Key, day: date, *, compromised: bool) -> None:
    """Refuses a revocation that would have more hold than the one that there is."""
    if key.revoked_at is None:
        return
    if key.compromised and not compromised:
        signing.wrong(
            f"the key is compromised since {key.revoked_at}; say --compromised, or leave it as it is"
        )
    if day > key.revoked_at:
        signing.wrong(f"the key is revoked since {key.revoked_at} already, which is before {day}")


@command.command(
    "add-authority",
    examples={
        "Trust an authority": "microdep trust add-authority example-tsa --certificate root.pem",
    },
    exits={0: "added", 2: "wrong usage"},
)
@click.argument("name", type=arguments.Name(), metavar="NAME")
@click.option(
    "--certificate",
    "path",
    required=True,
    type=arguments.FileName(),
    metavar="FILE.pem",
    help="Root certificate; or its own certificate with every issuer.",
)
@signing.trust
@click.pass_context
def add_authority(ctx: click.Context, name: str, path: str, trust_path: str) -> None:
    """Trust a timestamp authority.

    NAME is the name that `microdep verify` shows. Get the certificate from the authority itself, and compare
    its fingerprint with the published one. To trust a single certificate of the authority, give that
    certificate and the certificates of its issuers in one file.
    """
    from microdep_rules.signing.chains import certificates
    from microdep_rules.signing.trust import LARGEST, Authority, NotATrustStoreError, Trust

    store = signing.trust_store(trust_path) if Path(trust_path).exists() else Trust()
    if any(each.name == name for each in store.authorities):
        signing.wrong(f"`{name}` is in `{trust_path}` already")
    try:
        chain = certificates(Authority(name, signing.text_of(path, "the certificate", LARGEST)))
    except NotATrustStoreError as problem:
        signing.wrong(f"`{path}`: {problem}")
    authority = Authority(name, "".join(_pem(each) for each in chain))
    _write(trust_path, replace(store, authorities=(*store.authorities, authority)))
    screen.echo(f"trusted: the time stamps of {visible(name)}")
    for each in chain:
        screen.echo(f"sha256 {_fingerprint(each)}  {visible(each.subject.rfc4514_string())}")
    ctx.exit(exit_codes.OK)


def _pem(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def _fingerprint(certificate: Certificate) -> str:
    """As `openssl x509 -fingerprint -sha256` prints it."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex(":").upper()


@command.command(
    "import",
    examples={
        "Trust everybody in a file as reviewers": "microdep trust import allowed_signers --role reviewer"
    },
    exits={0: "imported", 2: "wrong usage"},
)
@click.argument("path", type=arguments.FileName(), metavar="ALLOWED_SIGNERS")
@_roles
@signing.trust
@click.pass_context
def import_signers(ctx: click.Context, path: str, roles: tuple[str, ...], trust_path: str) -> None:
    """Import people from an allowed_signers file of OpenSSH.

    Every imported person gets the roles that --role names. A person without a role cannot sign.
    """
    from microdep_rules.signing.trust import LARGEST, NotATrustStoreError, Trust, imported

    try:
        found = imported(signing.text_of(path, "the file", LARGEST), roles)
    except NotATrustStoreError as problem:
        signing.wrong(f"`{path}`: {problem}")
    store = signing.trust_store(trust_path) if Path(trust_path).exists() else Trust()
    there = {person.id for person in store.people}
    if twice := [person.id for person in found.people if person.id in there]:
        signing.wrong(f"`{twice[0]}` is in `{trust_path}` already; add keys with `microdep trust add`")
    _nobody_else(found.people, store)
    _write(trust_path, replace(store, people=(*store.people, *found.people)))
    screen.echo(f"trusted: {len(found.people)} more in {visible(trust_path)}")
    if not roles:
        screen.echo(
            "they have no role yet, so that none of them can sign: microdep trust add, or --role", err=True
        )
    ctx.exit(exit_codes.OK)


@command.command(
    "export",
    examples={
        "Write the trust store for ssh-keygen": "microdep trust export --output allowed_signers",
        "Write one key for OpenSSL": "microdep trust export --pem alice@example.com --output alice.pem",
    },
    exits={0: "written", 2: "wrong usage"},
)
@click.option(
    "--pem", "id_", default="", metavar="ID", help="Export the key of this person, as PEM for OpenSSL."
)
@signing.trust
@options.output
@click.pass_context
def export(ctx: click.Context, id_: str, trust_path: str, output: str) -> None:
    """Export the trusted keys for OpenSSH or OpenSSL.

    The output is an allowed_signers file of OpenSSH. With --pem, it is one public key.
    """
    from microdep_rules.signing.trust import allowed_signers

    store = signing.trust_store(trust_path)
    if id_:
        keys = [
            key
            for person in store.people
            if person.id == id_
            for key in person.keys
            if key.revoked_at is None
        ]
        if not keys:
            signing.wrong(f"`{id_}` has no key in `{trust_path}` that holds")
        screen.write_raw(keys[-1].public.pem, output)
    else:
        screen.write_raw(allowed_signers(store), output)
    ctx.exit(exit_codes.OK)


def _nobody_else(people: Sequence[Person], store: Trust) -> None:
    """Refuses somebody new who looks like somebody in the trust store: both would count as one person."""
    from microdep_rules.signing.persons import alike

    for person, other, why in alike(people, store.people):
        signing.wrong(
            f"`{person.id}` and `{other.id}` have {why}; for one person, add the key to `{other.id}`; "
            f"for two people, say --distinct-from {other.id}"
        )


def _public(path: str) -> PublicKey:
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, public_key

    try:
        return public_key(signing.text_of(path, "the key", LARGEST))
    except KeyProblemError as problem:
        signing.wrong(f"the key `{path}`: {problem}; {problem.way_out}")


def _write(path: str, store: Trust) -> None:
    from microdep_rules.signing.trust import NotATrustStoreError, parse, text_of

    text = text_of(store)
    try:
        parse(text)
    except NotATrustStoreError as problem:
        signing.wrong(f"that would be no trust store: {problem}")
    screen.write_raw(text, path)
