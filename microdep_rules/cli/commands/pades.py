"""`microdep pades`: a PDF signed with the certificate of a company, and whether one is as it was signed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, screen, signing
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from microdep_rules.signing.certificates import Company
    from microdep_rules.signing.pades import Found


@click.command(
    "pades",
    cls=HelpPage,
    examples={
        "Sign a report": "microdep pades report/report.pdf --certificate company.p12 --output signed.pdf",
        "Verify it": "microdep pades signed.pdf --verify --trust-root root.pem",
    },
    exits={
        0: "signed; with --verify: every signature is intact and trusted",
        1: "the PDF has no signature (with --verify)",
        2: "wrong usage",
        7: "a signature is not intact or not trusted (with --verify)",
    },
)
@click.argument("path", type=arguments.FileName(), metavar="PDF")
@click.option(
    "--certificate",
    "certificate_path",
    type=arguments.FileName(),
    default="",
    metavar="FILE.p12",
    help="Certificate with its key, as PKCS#12; P-256 or RSA.",
)
@click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Signed copy: a new file outside every bundle.",
)
@click.option("--role", default="", help="Role of the signer, as PDF readers show it.")
@click.option(
    "--signed-at",
    type=arguments.Moment(),
    default="",
    metavar="TIME",
    help="Time of signing, as 2026-11-24T10:00:00Z. Default: now.",
)
@signing.passphrase_fd
@click.option("--verify", is_flag=True, help="Verify the signatures instead of signing.")
@click.option(
    "--trust-root",
    "roots",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE.pem",
    help="Root certificate that --verify trusts; repeatable.",
)
@click.option(
    "--at",
    type=arguments.Moment(),
    default="",
    metavar="TIME",
    help="Time at which you had the PDF, for --verify. Default: now.",
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    path: str,
    certificate_path: str,
    output: str,
    passphrase_fd: int | None,
    roots: tuple[str, ...],
    *,
    verify: bool,
    **said: Any,  # noqa: ANN401 - the role and the time, each of its own type
) -> None:
    """Sign or verify a PDF with a company certificate.

    The signature follows PAdES. The first signature certifies the document, later ones approve it. The
    command does not use the network.

    Keep the signed PDF beside the bundle, not in it. The sign-offs of the bundle prove who signed a report;
    the PDF does not replace them.
    """
    from microdep_rules.signing.pades import EXTRA, is_installed

    if not is_installed():
        signing.wrong(f"signed PDFs take an extra: pip install '{EXTRA}'")
    if verify:
        if certificate_path or output:
            signing.wrong("--verify signs nothing, and takes neither --certificate nor --output")
        at = datetime.fromisoformat(said["at"]) if said["at"] else signing.now()
        if at > signing.now():
            signing.wrong(f"{said['at']} is in the future")
        ctx.exit(_verify(path, roots, at))
    if not certificate_path or not output or roots or said["at"]:
        signing.wrong("name --certificate and --output to sign, or --verify with --trust-root to verify")
    if said["role"] and not says_something(said["role"]):
        signing.wrong(f"the role {said['role']!a} has no letter and no digit")
    signing.outside(output)
    company = _company(certificate_path, passphrase_fd)
    at = datetime.fromisoformat(said["signed_at"]) if said["signed_at"] else signing.now()
    if not company.begins <= at <= company.ends:
        days = f"from {company.begins:%Y-%m-%d} to {company.ends:%Y-%m-%d}"
        signing.wrong(f"the certificate `{certificate_path}` holds {days}, and not at {at:%Y-%m-%d}")
    if at > signing.now():
        signing.wrong(f"{said['signed_at']} is in the future")
    _sign(path, company, at, said["role"], output)
    screen.echo(visible(f"signed by {company.name}: {output}"))
    ctx.exit(exit_codes.OK)


def _company(path: str, descriptor: int | None) -> Company:
    """The certificate in a file, opened with its passphrase where it has one."""
    from microdep_rules.signing.certificates import LARGEST, CertificateProblemError, company

    data = signing.data_of(path, "the certificate", LARGEST)
    try:
        if descriptor is not None:
            return company(data, signing.passphrase(descriptor))
        try:
            return company(data, None)
        except CertificateProblemError as problem:
            if "encrypted" not in str(problem):
                raise
            return company(data, signing.asked(f"Passphrase of {path}"))
    except CertificateProblemError as problem:
        signing.wrong(f"the certificate `{path}`: {problem}; {problem.way_out}")


def _sign(path: str, company: Company, at: datetime, role: str, output: str) -> None:
    from microdep_rules.signing.pades import LARGEST, NotAPdfError, signed

    try:
        data = signed(signing.data_of(path, "the PDF", LARGEST), company, at.replace(microsecond=0), role)
    except NotAPdfError as problem:
        signing.wrong(f"the PDF `{path}` cannot be signed: {problem}")
    signing.own_file(Path(output), data)


def _verify(path: str, roots: tuple[str, ...], at: datetime) -> int:
    """Says of each signature whether it holds; the exit code."""
    from microdep_rules.signing import certificates
    from microdep_rules.signing.pades import LARGEST, NotAPdfError, checked, listed

    data = signing.data_of(path, "the PDF", LARGEST)
    anchors = [signing.data_of(root, "the root", certificates.LARGEST) for root in roots]
    try:
        found = checked(data, anchors, at)
    except certificates.CertificateProblemError as problem:
        signing.wrong(f"a root: {problem}; {problem.way_out}")
    except NotAPdfError as problem:
        screen.echo(visible(f"NOT VERIFIED: {problem}"))
        return exit_codes.TAMPERED
    screen.echo("\n".join(visible(_told(each)) for each in found) or "nobody has signed this PDF")
    if not found:
        return exit_codes.FAIL
    if broken := next((each for each in found if not each.intact), None):
        told = f"{listed(broken.changes)} {broken.name} signed"
        screen.echo(visible(f"NOT VERIFIED: the PDF is not as it was signed: {told}"))
    elif not all(each.trusted for each in found):
        why = next(each.why_not for each in found if not each.trusted)
        screen.echo(visible(f"NOT VERIFIED: a signature is not trusted: {why}"))
    else:
        screen.echo("VERIFIED: the PDF is as it was signed")
        return exit_codes.OK
    return exit_codes.TAMPERED


def _told(found: Found) -> str:
    """A line about a signature."""
    what = "certified by" if found.certifies else "signed by"
    state = f"{'intact' if found.intact else 'NOT INTACT'}, {'trusted' if found.trusted else 'not trusted'}"
    reason = f", {found.reason}" if found.reason else ""
    since = f"; changed since: {', '.join(found.since)}" if found.since else ""
    return f"{what} {found.name}, {found.signed_at} (as the signer claims){reason}: {state}{since}"
