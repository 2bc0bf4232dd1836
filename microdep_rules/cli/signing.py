"""What the commands about signing have in common: bundles, trust stores, policies, keys and passphrases."""

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
    show_default=True,
    metavar="FILE",
    help="Trust store: people, their roles and their keys.",
)
policy = click.option(
    "--policy",
    "policy_path",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="File of required roles and signers. Default: one person, any role.",
)
fonts = click.option(
    "--font",
    "fonts",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Font for characters missing from the PDF fonts; repeatable.",
)
compared_fonts = click.option(
    "--font",
    "fonts",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="Font with which report.pdf was made; repeatable.",
)
passphrase_fd = click.option(
    "--passphrase-fd",
    type=int,
    default=None,
    metavar="N",
    help="Read the passphrase from this file descriptor. Default: prompt.",
)
LONGEST_PASSPHRASE = 4096
LARGEST_FONT = 256 * 1024 * 1024
"""Collections of fonts for China, Japan and Korea have some 170 MB."""


def wrong(message: str) -> NoReturn:
    """Ends a command that was used wrongly."""
    from microdep_rules.output.visible import visible

    raise click.UsageError(visible(message))


def bundle(path: str) -> BundleFolder:
    """The bundle in a folder."""
    from microdep_rules.workspace.bundles import read_folder

    if Path(path).is_file():
        wrong(f"`{path}` is a file; signing writes into the folder of a bundle, so unpack it first")
    try:
        return read_folder(Path(path))
    except OSError as problem:
        wrong(f"the bundle `{path}` cannot be read: {problem.strerror or problem}")


def bundle_or_zip(path: str) -> BundleFolder | BundleZip:
    """The bundle in a folder or a zip file, which is not unpacked; ends the command where it is refused."""
    from microdep_rules.messages import diagnose
    from microdep_rules.source import Span
    from microdep_rules.workspace.bundle_zip import is_zip, read_zip
    from microdep_rules.workspace.zip_directory import ArchiveRefusedError

    if not Path(path).is_file():
        return bundle(path)
    try:
        if not is_zip(Path(path)):
            wrong(f"`{path}` is a file, and neither a folder nor a zip file with a bundle")
        return read_zip(Path(path))
    except OSError as problem:
        wrong(f"the bundle `{path}` cannot be read: {problem.strerror or problem}")
    except ArchiveRefusedError as problem:
        screen.say([diagnose("bundle/archive-refused", Span(path, 0, 0), reason=str(problem))], {})
        screen.echo("NOT VERIFIED: the zip file was not read")
        screen.stop(exit_codes.TAMPERED)


def text_of(path: str, what: str, most: int) -> str:
    """The text of a small file that was named."""
    try:
        return data_of(path, what, most).decode()
    except UnicodeDecodeError:
        wrong(f"{what} `{path}` cannot be read: it is no text")


def data_of(path: str, what: str, most: int) -> bytes:
    """The bytes of a file that was named; ends the command where it is no file, or larger than it may be."""
    from microdep_rules.workspace.reading import TooLargeError, read_regular

    try:
        return read_regular(path, most)
    except TooLargeError:
        wrong(f"{what} `{path}` has more than {most:,} bytes")
    except (OSError, ValueError) as problem:
        wrong(f"{what} `{path}` cannot be read: {getattr(problem, 'strerror', None) or 'it is no file'}")


def trust_store(path: str) -> Trust:
    """The trust store in a file."""
    from microdep_rules.signing.trust import LARGEST, NotATrustStoreError, parse

    if path == TRUST and not Path(path).exists():
        wrong(f"there is no `{TRUST}` here; name one with --trust, or begin one with `microdep trust add`")
    try:
        return parse(text_of(path, "the trust store", LARGEST))
    except NotATrustStoreError as problem:
        wrong(f"the trust store `{path}`: {problem}")


def outside(output: str) -> None:
    """Refuses a place in a bundle for what comes after it: no manifest lists it."""
    from microdep_rules.signing.manifest import NAME, SUMS
    from microdep_rules.workspace.folders import behind_links

    try:
        above = behind_links(Path(output)).parents
    except OSError as problem:
        screen.unwritten(output, problem)
    for folder in above:
        if (folder / NAME).is_file() and (folder / SUMS).is_file():
            wrong(f"`{output}` lies in the bundle `{folder}`, which lists every file; name another place")


def verified(files: Files, trust_path: str, policy: Policy, *, needs_trust: bool = True) -> Verification:
    """The result of verifying a bundle with the trust store in a file, at this moment.

    Without `needs_trust`, a trust store that nobody has named may be missing: then nobody is known.
    """
    from microdep_rules.signing.policy import find_role_fault, roles_of
    from microdep_rules.signing.trust import NotATrustStoreError
    from microdep_rules.signing.verify import verify

    store = None if not needs_trust and is_without_trust(trust_path) else trust_store(trust_path)
    granted = [role for person in store.people for role in person.roles] if store is not None else []
    if why := find_role_fault(roles_of(policy), granted):
        wrong(f"the policy and the trust store `{trust_path}`: {why}")
    try:
        return verify(files, store, policy, now())
    except NotATrustStoreError as problem:
        wrong(f"the trust store `{trust_path}`: {problem}")


def with_pages(
    found: Verification, files: Files, policy: Policy | None = None, fonts: tuple[str, ...] = ()
) -> Verification:
    """The same with the problems of the pages, which are compared where the files are as listed.

    With a policy, besides, those of imported lists that it does not know. `fonts` are files of fonts that the
    PDF was made with besides ours.
    """
    from msgspec.structs import replace

    from microdep_rules.diagnostics import Severity
    from microdep_rules.messages import diagnose
    from microdep_rules.pipeline.pages import check_pages, other_version
    from microdep_rules.signing.manifest import SIGNOFFS
    from microdep_rules.signing.policy import Policy, unknown_lists
    from microdep_rules.source import Span

    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    if found.manifest is None or not all(error.span.path.startswith(SIGNOFFS) for error in errors):
        return found
    if any(file.path == "report.pdf" for file in found.manifest.files):
        screen.echo("laying the report out again, to compare ...", err=True)
    used = found.record.scope.lists if found.record is not None and policy is not None else ()
    unknown = [
        diagnose(
            "bundle/unknown-list",
            Span("record.json", 0, 0),
            list=name,
            digest=digest or "without a digest",
        )
        for name, digest in unknown_lists(policy or Policy(), used)
    ]
    problems = (*check_pages(files, fonts_in(fonts) if fonts else ()), *found.problems, *unknown)
    return replace(found, problems=problems, made_by=other_version(files))


def is_without_trust(path: str) -> bool:
    """Return whether there is no trust store: nobody has named one, and none has the default name."""
    return path == TRUST and not Path(path).exists()


def now() -> datetime:
    """The time of whoever signs or verifies: the one place where these commands read the clock."""
    from datetime import UTC, datetime

    return datetime.now(UTC)


@contextmanager
def alone(folder: str) -> Iterator[None]:
    """While somebody signs a bundle nobody else does: each sign-off names the one before it."""
    from microdep_rules.workspace.bundles import lock_folder

    with ExitStack() as stack:
        try:
            stack.enter_context(lock_folder(Path(folder)))
        except BlockingIOError:
            wrong(f"somebody else is signing `{folder}` at this moment; sign behind them")
        except OSError as problem:
            wrong(f"the bundle `{folder}` cannot be read: {problem.strerror}")
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
    """A bundle that is intact, for what is made of it; ends the command where it is not.

    One that was rejected is as it was signed: with `rejected_too` it is taken, to show who rejected it.
    """
    from microdep_rules.diagnostics import Severity
    from microdep_rules.report.exports.contents import NotExportableError, contents_of
    from microdep_rules.signing.manifest import SIGNOFFS

    files = bundle_or_zip(folder)
    signed = any(name.startswith(f"{SIGNOFFS}/") for name in files.names())
    found = with_pages(verified(files, trust_path, policy, needs_trust=signed), files, policy, fonts)
    screen.say(found.problems, {}, color)
    errors = {each.code for each in found.problems if each.severity is Severity.ERROR}
    if errors == {"bundle/rejected"} and not rejected_too:
        screen.echo("nothing was written: the bundle was rejected", err=True)
        screen.stop(exit_codes.TAMPERED)
    if errors - {"bundle/rejected"}:
        screen.echo("nothing was written: the bundle is not as it was signed", err=True)
        screen.stop(exit_codes.TAMPERED)
    try:
        return found, contents_of(files, found)
    except NotExportableError as problem:
        wrong(f"the bundle `{folder}` cannot be used for this: {problem}")


def fonts_in(paths: tuple[str, ...]) -> tuple[bytes, ...]:
    """The files of fonts; ends the command where one is none, or no PDF can be laid out."""
    from microdep_rules.report.pdf import NoRendererError, engine, is_font

    try:
        engine()
    except NoRendererError as absent:
        raise click.UsageError(str(absent)) from absent
    found = []
    for path in paths:
        found.append(data_of(path, "the font", LARGEST_FONT))
        if not is_font(found[-1]):
            wrong(f"`{path}` is no font: a file of OpenType or TrueType is, as .ttf or .otf")
    return tuple(found)


def policy_in(path: str) -> Policy:
    """The policy in a file; without one, a single sign-off is enough."""
    from microdep_rules.signing.policy import NotAPolicyError, Policy, parse
    from microdep_rules.signing.trust import LARGEST

    if not path:
        return Policy()
    try:
        return parse(text_of(path, "the policy", LARGEST))
    except NotAPolicyError as problem:
        wrong(f"the policy `{path}`: {problem}")


def key_in(path: str, descriptor: int | None) -> PrivateKey:
    """The private key in a file, opened with its passphrase where it has one."""
    from microdep_rules.signing.keys import LARGEST, KeyProblemError, load_private_key

    data = data_of(path, "the key", LARGEST)
    try:
        return load_private_key(data, None if descriptor is None else passphrase(descriptor))
    except KeyProblemError as problem:
        if descriptor is None and str(problem) == "it is encrypted":
            return _opened(path, data)
        wrong(f"the key `{path}`: {problem}; {problem.fix}")


def _opened(path: str, data: bytes) -> PrivateKey:
    from microdep_rules.signing.keys import KeyProblemError, load_private_key

    try:
        return load_private_key(data, asked(f"Passphrase of {path}"))
    except KeyProblemError as problem:
        wrong(f"the key `{path}`: {problem}; {problem.fix}")


def passphrase(descriptor: int) -> bytes:
    """The first line that a file descriptor gives."""
    try:
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.readline(LONGEST_PASSPHRASE).rstrip(b"\r\n")
    except (OSError, ValueError) as problem:
        wrong(f"file descriptor {descriptor} cannot be read: {getattr(problem, 'strerror', None) or problem}")


def asked(question: str, *, twice: bool = False) -> bytes:
    """A passphrase that is typed and not shown; it is never taken from arguments or the environment."""
    if not sys.stdin.isatty():
        wrong(
            "a passphrase is typed on a terminal, or read from a file descriptor: --passphrase-fd 3 3< FILE"
        )
    with progress.paused():
        said: str = click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return said.encode("utf-8", "surrogateescape")  # the bytes that were typed


def own_file(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Writes a new file; one that is there is never written over."""
    from microdep_rules.workspace.writing import write_new

    try:
        write_new(path, data, 0o600 if secret else 0o644)
    except FileExistsError:
        wrong(f"`{path}` is there already, and is not written over")
    except OSError as problem:
        screen.unwritten(str(path), problem)
