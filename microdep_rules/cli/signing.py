"""Common functions of the commands for signing: bundles, trust stores, policies, keys, passphrases."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, progress, screen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import NoReturn

    from microdep_rules.report.exports.contents import Contents
    from microdep_rules.signing.files import Files
    from microdep_rules.signing.keys import PrivateKey
    from microdep_rules.signing.policy import Policy
    from microdep_rules.signing.trust import Trust
    from microdep_rules.signing.verify import Verification
    from microdep_rules.workspace.bundle_zip import BundleZip
    from microdep_rules.workspace.bundles import BundleFolder

TRUST = "trust.toml"
trust = click.option(
    "--trust",
    "trust_path",
    type=arguments.FileName(),
    default=TRUST,
    metavar="FILE",
    help="Trust store. Default: trust.toml.",
)
policy = click.option(
    "--policy",
    "policy_path",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="File with the required signers. Default: one signer.",
)
fonts = click.option(
    "--font",
    "fonts",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Font for more characters in the PDF; repeatable.",
)
signed_at = click.option(
    "--signed-at",
    type=arguments.Moment(),
    default="",
    metavar="TIME",
    help="Time of signing, in UTC. Default: now.",
)
passphrase_fd = click.option(
    "--passphrase-fd",
    type=arguments.Number("file descriptor", 2**20, "3"),
    default=None,
    metavar="N",
    help="File descriptor of the passphrase. Default: prompt.",
)
LONGEST_PASSPHRASE = 4096
LARGEST_FONT = 256 * 1024 * 1024
"""Largest size of a font in bytes; collections for China, Japan and Korea have about 170 MB."""


def refuse(message: str) -> NoReturn:
    """End the command with a usage error and this message."""
    from microdep_rules.output.visible import visible

    raise click.UsageError(visible(message))


def bundle(path: str) -> BundleFolder:
    """Return the bundle in a folder."""
    from microdep_rules.workspace.bundles import read_folder

    if Path(path).is_file():
        refuse(f"`{path}` is a file; signing needs the folder of a bundle, so unpack it first")
    try:
        return read_folder(Path(path))
    except OSError as problem:
        made = "" if Path(path).exists() else "; make one: microdep report bom.yaml --output report"
        refuse(f"the bundle `{path}` cannot be read: {problem.strerror or problem}{made}")


def bundle_or_zip(path: str) -> BundleFolder | BundleZip:
    """Return the bundle in a folder or a zip file; end the command if the bundle cannot be read."""
    from microdep_rules.messages import diagnose
    from microdep_rules.source import Span
    from microdep_rules.workspace.bundle_zip import is_zip, read_zip
    from microdep_rules.workspace.zip_directory import ArchiveRefusedError

    if not Path(path).is_file():
        return bundle(path)
    try:
        if not is_zip(Path(path)):
            refuse(f"`{path}` is neither a folder nor a zip file with a bundle")
        return read_zip(Path(path))
    except OSError as problem:
        refuse(f"the bundle `{path}` cannot be read: {problem.strerror or problem}")
    except ArchiveRefusedError as problem:
        screen.report([diagnose("bundle/archive-refused", Span(path, 0, 0), reason=str(problem))], {})
        screen.echo("NOT VERIFIED: the zip file was not read")
        screen.stop(exit_codes.TAMPERED)


def text_of(path: str, what: str, most: int) -> str:
    """Return the text of a file; end the command if the file has more than `most` bytes."""
    try:
        return data_of(path, what, most).decode()
    except UnicodeDecodeError:
        refuse(f"{what} `{path}` cannot be read: it is not text")


def data_of(path: str, what: str, most: int) -> bytes:
    """Return the bytes of a file; end the command for a folder, or for more than `most` bytes."""
    from microdep_rules.workspace.reading import TooLargeError, read_regular

    try:
        return read_regular(path, most)
    except TooLargeError:
        refuse(f"{what} `{path}` has more than {most:,} bytes")
    except (OSError, ValueError) as problem:
        refuse(f"{what} `{path}` cannot be read: {getattr(problem, 'strerror', None) or 'it is not a file'}")


def trust_store(path: str) -> Trust:
    """Return the trust store in a file."""
    from microdep_rules.signing.trust import LARGEST, NotATrustStoreError, parse

    if path == TRUST and not Path(path).exists():
        refuse(f"there is no `{TRUST}` here; name one with --trust, or create one with `microdep trust add`")
    try:
        return parse(text_of(path, "the trust store", LARGEST))
    except NotATrustStoreError as problem:
        refuse(f"the trust store `{path}`: {problem}")


def outside(output: str) -> None:
    """End the command if the output file is inside a bundle, because the manifest would not list it."""
    from microdep_rules.signing.manifest import NAME, SUMS
    from microdep_rules.workspace.folders import behind_links

    try:
        above = behind_links(Path(output)).parents
    except OSError as problem:
        screen.unwritten(output, problem)
    for folder in above:
        if (folder / NAME).is_file() and (folder / SUMS).is_file():
            refuse(f"`{output}` is inside the bundle `{folder}`, which lists every file; name another folder")


def verified(files: Files, trust_path: str, policy: Policy, *, needs_trust: bool = True) -> Verification:
    """Verify a bundle now, with the trust store in a file, and return the result.

    If `needs_trust` is false, the default trust store may be missing; then no signer is known.
    """
    from microdep_rules.signing.policy import find_role_fault, roles_of
    from microdep_rules.signing.trust import NotATrustStoreError
    from microdep_rules.signing.verify import verify

    store = None if not needs_trust and is_without_trust(trust_path) else trust_store(trust_path)
    granted = [role for person in store.people for role in person.roles] if store is not None else []
    if why := find_role_fault(roles_of(policy), granted):
        refuse(f"the policy and the trust store `{trust_path}`: {why}")
    try:
        return verify(files, store, policy, now())
    except NotATrustStoreError as problem:
        refuse(f"the trust store `{trust_path}`: {problem}")


def with_pages(
    verified_bundle: Verification, files: Files, policy: Policy | None = None, fonts: tuple[str, ...] = ()
) -> Verification:
    """Return the verification with the problems of the pages, and of lists that the policy does not allow.

    Pages are compared only if the files match the manifest. `fonts` contains the additional fonts of the PDF.
    """
    from msgspec.structs import replace

    from microdep_rules.diagnostics import Severity
    from microdep_rules.messages import diagnose
    from microdep_rules.pipeline.pages import check_pages, other_version
    from microdep_rules.signing.manifest import SIGNOFFS
    from microdep_rules.signing.policy import Policy, unknown_lists
    from microdep_rules.source import Span

    errors = [problem for problem in verified_bundle.problems if problem.severity is Severity.ERROR]
    if verified_bundle.manifest is None or not all(error.span.path.startswith(SIGNOFFS) for error in errors):
        return verified_bundle
    if any(file.path == "report.pdf" for file in verified_bundle.manifest.files):
        screen.echo("laying out the report again for the comparison ...", err=True)
    used = (
        verified_bundle.record.scope.lists
        if verified_bundle.record is not None and policy is not None
        else ()
    )
    unknown = [
        diagnose(
            "bundle/unknown-list",
            Span("record.json", 0, 0),
            list=name,
            digest=digest or "without a digest",
        )
        for name, digest in unknown_lists(policy or Policy(), used)
    ]
    problems = (*check_pages(files, fonts_in(fonts) if fonts else ()), *verified_bundle.problems, *unknown)
    return replace(verified_bundle, problems=problems, made_by=other_version(files))


def is_without_trust(path: str) -> bool:
    """Return whether the user names no trust store and the default trust store does not exist."""
    return path == TRUST and not Path(path).exists()


def now() -> datetime:
    """Return the current time; only this function of the signing commands reads the clock."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


@contextmanager
def exclusive(folder: str) -> Iterator[None]:
    """Lock a bundle while a person signs it, because each sign-off depends on the previous one."""
    from microdep_rules.workspace.bundles import lock_folder

    with ExitStack() as stack:
        try:
            stack.enter_context(lock_folder(Path(folder)))
        except BlockingIOError:
            refuse(f"another person signs `{folder}` at this moment; try again later")
        except OSError as problem:
            refuse(f"the bundle `{folder}` cannot be read: {problem.strerror}")
        yield


def contents(
    folder: str,
    trust_path: str,
    policy: Policy,
    color: str,
    fonts: tuple[str, ...] = (),
    *,
    rejected_too: bool = False,
) -> tuple[Verification, Contents]:
    """Verify a bundle, and return the verification and the contents; end the command if it is not intact.

    A bundle with a rejection is accepted only if `rejected_too` is true.
    """
    from microdep_rules.diagnostics import Severity
    from microdep_rules.report.exports.contents import NotExportableError, contents_of
    from microdep_rules.signing.manifest import SIGNOFFS

    files = bundle_or_zip(folder)
    signed = any(name.startswith(f"{SIGNOFFS}/") for name in files.names())
    verified_bundle = with_pages(
        verified(files, trust_path, policy, needs_trust=signed), files, policy, fonts
    )
    screen.report(verified_bundle.problems, {}, color)
    errors = {problem.code for problem in verified_bundle.problems if problem.severity is Severity.ERROR}
    if errors == {"bundle/rejected"} and not rejected_too:
        screen.echo("nothing was written: the bundle was rejected", err=True)
        screen.stop(exit_codes.TAMPERED)
    if errors - {"bundle/rejected"}:
        screen.echo("nothing was written: the bundle was changed or is incomplete", err=True)
        screen.stop(exit_codes.TAMPERED)
    try:
        return verified_bundle, contents_of(files, verified_bundle)
    except NotExportableError as problem:
        refuse(f"the bundle `{folder}` cannot be used: {problem}")


def fonts_in(paths: tuple[str, ...]) -> tuple[bytes, ...]:
    """Return the contents of font files; end the command if one is not a font, or if no PDF can be made."""
    from microdep_rules.report.pdf import NoRendererError, engine, is_font

    try:
        engine()
    except NoRendererError as absent:
        raise click.UsageError(str(absent)) from absent
    fonts = []
    for path in paths:
        fonts.append(data_of(path, "the font", LARGEST_FONT))
        if not is_font(fonts[-1]):
            refuse(f"`{path}` is not a font; name an OpenType or TrueType file (.otf, .ttf)")
    return tuple(fonts)


def policy_in(path: str) -> Policy:
    """Return the policy in a file; without a file, the policy requires one sign-off."""
    from microdep_rules.signing.policy import NotAPolicyError, Policy, parse
    from microdep_rules.signing.trust import LARGEST

    if not path:
        return Policy()
    try:
        return parse(text_of(path, "the policy", LARGEST))
    except NotAPolicyError as problem:
        refuse(f"the policy `{path}`: {problem}")


def key_in(path: str, descriptor: int | None) -> PrivateKey:
    """Return the private key in a file; if the key has a passphrase, read it from `descriptor` or ask."""
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, load_private_key

    data = data_of(path, "the key", LARGEST)
    try:
        return load_private_key(data, None if descriptor is None else passphrase(descriptor))
    except KeyProblemError as problem:
        if descriptor is None and str(problem) == "it is encrypted":
            return _opened(path, data)
        refuse(f"the key `{path}`: {problem}; {problem.fix}")


def _opened(path: str, data: bytes) -> PrivateKey:
    from microdep_rules.signing.keys import KeyProblemError, load_private_key

    try:
        return load_private_key(data, typed_passphrase(f"Passphrase of {path}"))
    except KeyProblemError as problem:
        refuse(f"the key `{path}`: {problem}; {problem.fix}")


def passphrase(descriptor: int) -> bytes:
    """Return the first line that can be read from an open file descriptor."""
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.readline(LONGEST_PASSPHRASE).rstrip(b"\r\n")
    except (OSError, ValueError) as problem:
        refuse(
            f"file descriptor {descriptor} cannot be read: {getattr(problem, 'strerror', None) or problem}"
        )


def typed_passphrase(question: str, *, twice: bool = False) -> bytes:
    """Ask for a passphrase on the terminal, without showing it, and return it.

    A passphrase never comes from arguments or environment variables.
    """
    if not sys.stdin.isatty():
        refuse("a terminal is needed to type the passphrase; without one, add --passphrase-fd 3 3< FILE")
    with progress.paused():
        typed: str = click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return typed.encode("utf-8", "surrogateescape")  # the typed bytes


def write_new_file(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Write a new file; never overwrite an existing one."""
    from microdep_rules.workspace.writing import write_new

    try:
        write_new(path, data, 0o600 if secret else 0o644)
    except FileExistsError:
        refuse(f"`{path}` exists, and is not overwritten")
    except OSError as problem:
        screen.unwritten(str(path), problem)
