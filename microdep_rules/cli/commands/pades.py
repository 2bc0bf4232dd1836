"""`microdep pades`: PDF signatures with the certificate of a company."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, screen, signing
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.blanks import says_something

if TYPE_CHECKING:
    from microdep_rules.signing.certificates import CompanyCertificate
    from microdep_rules.signing.pades import PdfSignature


@click.command(
    "pades",
    cls=HelpPage,
    examples={
        "Sign a report": "microdep pades report/report.pdf --certificate company.p12 --output signed.pdf",
        "Verify the signed copy": "microdep pades signed.pdf --verify --trust-root root.pem",
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
    help="Certificate with its key: PKCS#12, P-256 or RSA.",
)
@options.optional_output
@click.option("--role", default="", metavar="ROLE", help="Role of the signer.")
@signing.signed_at
@signing.passphrase_fd
@click.option("--verify", is_flag=True, help="Verify the signatures instead of signing.")
@click.option(
    "--trust-root",
    "roots",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE.pem",
    help="Root certificate to trust; repeatable.",
)
@click.option(
    "--at",
    type=arguments.Moment(),
    default="",
    metavar="TIME",
    help="Time at which you received the PDF. Default: now.",
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
    **settings: Any,  # noqa: ANN401 - the role and the time, each of its own type
) -> None:
    """Sign or verify a PDF with a company certificate.

    The signature follows PAdES. The first signature certifies the document, and later signatures approve the
    document. The command does not use the network.

    --output names the signed copy: a new file outside every bundle. PDF readers show the role of the
    signer.

    With --verify, --trust-root names the certificates to trust.

    Keep the signed PDF outside the bundle. The sign-offs of the bundle prove who signed a report; the
    PDF does not replace the sign-offs.
    """
    from microdep_rules.signing.pades import EXTRA, is_installed

    if not is_installed():
        signing.refuse(f"signed PDFs need an extra package: pip install '{EXTRA}'")
    if verify:
        if certificate_path or output:
            signing.refuse("--verify signs nothing, and takes neither --certificate nor --output")
        at = datetime.fromisoformat(settings["at"]) if settings["at"] else signing.now()
        if at > signing.now():
            signing.refuse(f"{settings['at']} is in the future")
        ctx.exit(_verify(path, roots, at))
    if not certificate_path or not output or roots or settings["at"]:
        signing.refuse("name --certificate and --output to sign, or --verify with --trust-root to verify")
    if settings["role"] and not says_something(settings["role"]):
        signing.refuse(f"the role {settings['role']!a} has no letter and no digit")
    signing.outside(output)
    company = _read_certificate(certificate_path, passphrase_fd)
    at = datetime.fromisoformat(settings["signed_at"]) if settings["signed_at"] else signing.now()
    if not company.begins <= at <= company.ends:
        days = f"from {company.begins:%Y-%m-%d} to {company.ends:%Y-%m-%d}"
        signing.refuse(f"the certificate `{certificate_path}` is valid {days}, not on {at:%Y-%m-%d}")
    if at > signing.now():
        signing.refuse(f"{settings['signed_at']} is in the future")
    _sign(path, company, at, settings["role"], output)
    screen.echo(visible(f"signed by {company.name}: {output}"))
    ctx.exit(exit_codes.OK)


def _read_certificate(path: str, descriptor: int | None) -> CompanyCertificate:
    """Return the certificate in a file; ask for a passphrase only if the file needs one."""
    from microdep_rules.signing.certificates import LARGEST, CertificateProblemError, load_company

    data = signing.data_of(path, "the certificate", LARGEST)
    try:
        if descriptor is not None:
            return load_company(data, signing.passphrase(descriptor))
        try:
            return load_company(data, None)
        except CertificateProblemError as problem:
            if "encrypted" not in str(problem):
                raise
            return load_company(data, signing.typed_passphrase(f"Passphrase of {path}"))
    except CertificateProblemError as problem:
        signing.refuse(f"the certificate `{path}`: {problem}; {problem.fix}")


def _sign(path: str, company: CompanyCertificate, at: datetime, role: str, output: str) -> None:
    from microdep_rules.signing.pades import LARGEST, NotAPdfError, sign_pdf

    try:
        data = sign_pdf(signing.data_of(path, "the PDF", LARGEST), company, at.replace(microsecond=0), role)
    except NotAPdfError as problem:
        signing.refuse(f"the PDF `{path}` cannot be signed: {problem}")
    signing.write_new_file(Path(output), data)


def _verify(path: str, roots: tuple[str, ...], at: datetime) -> int:
    """Show whether each signature is intact and trusted; return the exit code."""
    from microdep_rules.signing import certificates
    from microdep_rules.signing.pades import LARGEST, NotAPdfError, check_signatures, describe_changes

    data = signing.data_of(path, "the PDF", LARGEST)
    anchors = [signing.data_of(root, "the root", certificates.LARGEST) for root in roots]
    try:
        signatures = check_signatures(data, anchors, at)
    except certificates.CertificateProblemError as problem:
        signing.refuse(f"a certificate of --trust-root: {problem}; {problem.fix}")
    except NotAPdfError as problem:
        screen.echo(visible(f"NOT VERIFIED: {problem}"))
        return exit_codes.TAMPERED
    screen.echo(
        "\n".join(visible(_line(signature)) for signature in signatures) or "nobody has signed this PDF"
    )
    if not signatures:
        return exit_codes.FAIL
    if broken := next((signature for signature in signatures if not signature.intact), None):
        changes = f"{describe_changes(broken.changes)} {broken.name} signed"
        screen.echo(visible(f"NOT VERIFIED: the PDF is not as it was signed: {changes}"))
    elif not all(signature.trusted for signature in signatures):
        why = next(signature.fault for signature in signatures if not signature.trusted)
        screen.echo(visible(f"NOT VERIFIED: a signature is not trusted: {why}"))
    else:
        screen.echo("VERIFIED: the PDF is as it was signed")
        return exit_codes.OK
    return exit_codes.TAMPERED


def _line(signature: PdfSignature) -> str:
    """Return one line of output about a signature."""
    what = "certified by" if signature.certifies else "signed by"
    trusted = "trusted" if signature.trusted else "not trusted"
    state = f"{'intact' if signature.intact else 'NOT INTACT'}, {trusted}"
    reason = f", {signature.reason}" if signature.reason else ""
    since = f"; changed since: {', '.join(signature.since)}" if signature.since else ""
    return f"{what} {signature.name}, {signature.signed_at} (as the signer claims){reason}: {state}{since}"
