"""`microdep trust`: trusted people, keys and timestamp authorities."""

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
    "--role", "roles", multiple=True, metavar="ROLE", help="Role of the signer; repeatable."
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
        " --public-key alice.key.pub"
    },
    exits={0: "added", 2: "wrong usage"},
)
@click.argument("id_", metavar="ID")
@click.option(
    "--public-key",
    "key_path",
    required=True,
    type=arguments.FileName(),
    metavar="FILE.pub",
    help="Public key of the person.",
)
@click.option("--name", default="", metavar="TEXT", help="Name of the person; required for a new person.")
@click.option("--organization", default="", metavar="TEXT", help="Organization of the person.")
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
    help="ID of a similar but different person; repeatable.",
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
    **settings: Any,  # noqa: ANN401 - the name, the organization and the days, each of its own type
) -> None:
    """Add a person, or a key of a person, to the trust store.

    ID identifies the person, for example an email address. If the trust store contains this ID, the command
    adds the key and the roles to this person.

    Before you add a key, confirm the fingerprint of the key with its owner, for example by telephone.
    """
    from microdep_rules.signing.trust import Key, Person, Trust

    store = signing.trust_store(trust_path) if Path(trust_path).exists() else Trust()
    key = Key(_public(key_path), settings["not_before"], settings["not_after"])
    known = next((person_ for person_ in store.people if person_.id == id_), None)
    if known is None and not (settings["name"] and roles):
        signing.refuse(f"`{id_}` is new; add --name and --role")
    if known is not None and any(person_.public == key.public for person_ in known.keys):
        signing.refuse(f"`{id_}` has this key already")
    before = known or Person(id_, settings["name"], settings["organization"], (), ())
    person = replace(
        before,
        roles=tuple(dict.fromkeys((*before.roles, *roles))),
        keys=(*before.keys, key),
        distinct_from=tuple(dict.fromkeys((*before.distinct_from, *settings["distinct_from"]))),
    )
    if known is None:
        _refuse_similar_people([person], store)
    people = tuple(person if person_.id == id_ else person_ for person_ in store.people)
    _write(trust_path, replace(store, people=people if known is not None else (*people, person)))
    screen.echo(f"trusted: {visible(person.name)} <{visible(id_)}> as {visible(', '.join(person.roles))}")
    screen.echo(f"fingerprint {key.public.fingerprint}")
    ctx.exit(exit_codes.OK)


@command.command(
    "revoke",
    examples={
        "Revoke a stolen key": ("microdep trust revoke alice.key.pub --invalid-from 2027-01-01 --compromised")
    },
    exits={0: "revoked", 2: "wrong usage"},
)
@click.argument("key", type=arguments.FileName(), metavar="KEY")
@click.option(
    "--invalid-from",
    "day",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="First day on which the key is invalid. Default: today.",
)
@click.option("--because", default="", metavar="TEXT", help="Reason that `microdep verify` shows.")
@click.option(
    "--compromised",
    is_flag=True,
    help="Trust earlier sign-offs only with a timestamp.",
)
@signing.trust
@click.pass_context
def revoke(
    ctx: click.Context, key: str, day: date | None, because: str, trust_path: str, *, compromised: bool
) -> None:
    """Revoke a key.

    KEY is the fingerprint of the key, or the file of the public key. A sign-off from before --invalid-from
    remains valid. With --compromised, a sign-off from before --invalid-from remains valid only with a trusted
    timestamp from before that day.
    """
    if because and not says_something(because):
        signing.refuse(f"the reason {because!a} has no letter and no digit")
    store = signing.trust_store(trust_path)
    fingerprint = key if key.startswith("SHA256:") else _public(key).fingerprint
    owners = [p for p in store.people if any(k.public.fingerprint == fingerprint for k in p.keys)]
    if not owners:
        signing.refuse(f"nobody in `{trust_path}` has the key {fingerprint}")
    last = day or options.today()
    _refuse_weaker_revocation(
        next(k for k in owners[0].keys if k.public.fingerprint == fingerprint), last, compromised=compromised
    )
    changed = [
        replace(k, revoked_at=last, revoked_because=because or k.revoked_because, compromised=compromised)
        if k.public.fingerprint == fingerprint
        else k
        for k in owners[0].keys
    ]
    person = replace(owners[0], keys=tuple(changed))
    people = tuple(person if person_.id == person.id else person_ for person_ in store.people)
    _write(trust_path, replace(store, people=people))
    screen.echo(f"revoked from {last} on: {fingerprint} of {visible(person.name)}")
    ctx.exit(exit_codes.OK)


def _refuse_weaker_revocation(key: Key, day: date, *, compromised: bool) -> None:
    """End the command if the new revocation of a key is weaker than its existing one."""
    if key.revoked_at is None:
        return
    if key.compromised and not compromised:
        signing.refuse(
            f"the key is compromised since {key.revoked_at}; add --compromised, or keep the revocation"
        )
    if day > key.revoked_at:
        signing.refuse(f"the key is revoked since {key.revoked_at}, which is before {day}")


@command.command(
    "add-authority",
    examples={
        "Trust an authority": "microdep trust add-authority example-tsa --trust-root root.pem",
    },
    exits={0: "added", 2: "wrong usage"},
)
@click.argument("name", type=arguments.Name(), metavar="NAME")
@click.option(
    "--trust-root",
    "path",
    required=True,
    type=arguments.FileName(),
    metavar="FILE.pem",
    help="Root certificate to trust.",
)
@signing.trust
@click.pass_context
def add_authority(ctx: click.Context, name: str, path: str, trust_path: str) -> None:
    """Trust a timestamp authority.

    NAME is the name that `microdep verify` shows. Get the certificate from the authority itself, and compare
    the fingerprint of the certificate with the published fingerprint. To trust a single certificate of the
    authority, give that certificate and the certificates of its issuers in one file.
    """
    from microdep_rules.signing.chains import load_certificates
    from microdep_rules.signing.trust import LARGEST, Authority, NotATrustStoreError, Trust

    store = signing.trust_store(trust_path) if Path(trust_path).exists() else Trust()
    if any(certificate.name == name for certificate in store.authorities):
        signing.refuse(f"`{name}` is in `{trust_path}` already")
    try:
        chain = load_certificates(Authority(name, signing.text_of(path, "the certificate", LARGEST)))
    except NotATrustStoreError as problem:
        signing.refuse(f"`{path}`: {problem}")
    authority = Authority(name, "".join(_pem(certificate) for certificate in chain))
    _write(trust_path, replace(store, authorities=(*store.authorities, authority)))
    screen.echo(f"trusted: the timestamps of {visible(name)}")
    for certificate in chain:
        screen.echo(f"sha256 {_fingerprint(certificate)}  {visible(certificate.subject.rfc4514_string())}")
    ctx.exit(exit_codes.OK)


def _pem(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def _fingerprint(certificate: Certificate) -> str:
    """Return the fingerprint of a certificate as `openssl x509 -fingerprint -sha256` prints it."""
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
    from microdep_rules.signing.trust import LARGEST, NotATrustStoreError, Trust, parse_allowed_signers

    try:
        signers = parse_allowed_signers(signing.text_of(path, "the file", LARGEST), roles)
    except NotATrustStoreError as problem:
        signing.refuse(f"`{path}`: {problem}")
    store = signing.trust_store(trust_path) if Path(trust_path).exists() else Trust()
    there = {person.id for person in store.people}
    if twice := [person.id for person in signers.people if person.id in there]:
        signing.refuse(f"`{twice[0]}` is in `{trust_path}` already; add keys with `microdep trust add`")
    _refuse_similar_people(signers.people, store)
    _write(trust_path, replace(store, people=(*store.people, *signers.people)))
    screen.echo(f"trusted: {len(signers.people)} more in {visible(trust_path)}")
    if not roles:
        screen.echo(
            "they have no role and cannot sign; add roles with --role, or with `microdep trust add`", err=True
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
@click.option("--pem", "id_", default="", metavar="ID", help="Export the key of this person, as PEM.")
@signing.trust
@options.output
@click.pass_context
def export(ctx: click.Context, id_: str, trust_path: str, output: str) -> None:
    """Export the trusted keys for OpenSSH or OpenSSL.

    The output is an allowed_signers file of OpenSSH. With --pem, the output is one public key.
    """
    from microdep_rules.signing.trust import format_allowed_signers

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
            signing.refuse(f"`{id_}` has no valid key in `{trust_path}`")
        screen.write_raw(keys[-1].public.pem, output)
    else:
        screen.write_raw(format_allowed_signers(store), output)
    ctx.exit(exit_codes.OK)


def _refuse_similar_people(people: Sequence[Person], store: Trust) -> None:
    """End the command if a new person is so similar to a trusted person that both count as one."""
    from microdep_rules.signing.persons import find_same_people

    for person, other, why in find_same_people(people, store.people):
        signing.refuse(
            f"`{person.id}` and `{other.id}` have {why}; for one person, add the key to `{other.id}`; "
            f"for two people, add --distinct-from {other.id}"
        )


def _public(path: str) -> PublicKey:
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, parse_public_key

    try:
        return parse_public_key(signing.text_of(path, "the key", LARGEST))
    except KeyProblemError as problem:
        signing.refuse(f"the key `{path}`: {problem}; {problem.fix}")


def _write(path: str, store: Trust) -> None:
    from microdep_rules.signing.trust import NotATrustStoreError, format_trust, parse

    text = format_trust(store)
    try:
        parse(text)
    except NotATrustStoreError as problem:
        signing.refuse(f"the result is not a trust store: {problem}")
    screen.write_raw(text, path)
