"""`microdep stamp`: requests to a timestamp authority, and storage of its replies in a bundle."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, screen, signing
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.workspace.bundles import BundleFolder

QUERY = ".tsq"
SEND = "curl --fail --silent --show-error --header 'Content-Type: application/timestamp-query'"


@click.command(
    "stamp",
    cls=HelpPage,
    examples={
        "Write the queries": "microdep stamp report --requests queries",
        "Add the replies": "microdep stamp report queries/*.tsr",
    },
    exits={
        0: "written",
        2: "wrong usage, or a reply matches no sign-off of the bundle",
        7: "a reply is invalid",
    },
)
@click.argument("folder", type=arguments.NonEmptyText(), metavar="BUNDLE")
@click.argument("replies", nargs=-1, type=arguments.FileName(), metavar="[REPLY.tsr...]")
@click.option(
    "--requests",
    type=arguments.FileName(),
    default="",
    metavar="DIR",
    help="Write the queries for missing timestamps to DIR.",
)
@click.pass_context
def command(ctx: click.Context, folder: str, replies: tuple[str, ...], requests: str) -> None:
    """Add trusted timestamps to the sign-offs of a bundle.

    A timestamp authority of your choice issues the timestamps (RFC 3161). The command does not use the
    network: --requests writes the queries to a folder and shows how to send them. When you have the replies,
    run the command with the files of the replies. The command adds each reply to BUNDLE/signoffs.
    """
    from microdep_rules.signing.stamps import EXTRA, is_installed

    if bool(requests) == bool(replies):
        signing.refuse("name replies, or a folder for the queries with --requests")
    if not is_installed():
        signing.refuse(f"timestamps need an extra package: pip install '{EXTRA}'")
    files = signing.bundle(folder)
    if requests:
        _write_queries(files, Path(folder), Path(requests))
        ctx.exit(exit_codes.OK)
    placed = [_store_reply(files, Path(folder), reply) for reply in replies]
    ctx.exit(exit_codes.OK if all(placed) else exit_codes.TAMPERED)


def _signoffs(files: BundleFolder) -> list[str]:
    """Return the sign-offs of a bundle."""
    from microdep_rules.signing.files import is_signoff
    from microdep_rules.signing.manifest import SIGNOFFS

    names = files.names()
    return [name for name in names if name.startswith(f"{SIGNOFFS}/") and is_signoff(name, names)]


def _write_queries(files: BundleFolder, folder: Path, queries: Path) -> None:
    """Write a request file for each sign-off without a timestamp, and show how to send the files."""
    from microdep_rules.signing.files import REPLY
    from microdep_rules.signing.stamps import build_query
    from microdep_rules.workspace.folders import behind_links, real_path

    try:
        inside = behind_links(queries).is_relative_to(real_path(folder))
    except OSError as problem:
        screen.unwritten(str(queries), problem)
    if inside:
        signing.refuse(f"`{queries}` is in the bundle, which has no place for queries; name another folder")
    waiting = [signoff for signoff in _signoffs(files) if f"{signoff}{REPLY}" not in files.names()]
    if not waiting:
        screen.echo("every sign-off has a timestamp")
        return
    try:
        queries.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        screen.unwritten(str(queries), problem)
    for name in waiting:
        path = queries / f"{name.rpartition('/')[2]}{QUERY}"
        if not path.exists():  # a reply to an earlier query is also valid
            signing.write_new_file(path, build_query(files.read(name)))
        reply = shlex.quote(str(path.with_suffix(REPLY)))
        screen.echo(visible(f"{SEND} --data-binary @{shlex.quote(str(path))} --output {reply} URL"))
    screen.echo("send each query to the URL of an authority that you trust; then add the replies:")
    places = shlex.quote(str(queries))
    screen.echo(visible(f"microdep stamp {shlex.quote(str(folder))} {places}/*{REPLY}"))


def _store_reply(files: BundleFolder, folder: Path, path: str) -> bool:
    """Store the reply of a timestamp authority beside its sign-off; return whether there is one."""
    from microdep_rules.messages import diagnose
    from microdep_rules.signing.files import REPLY
    from microdep_rules.signing.stamps import (
        LARGEST,
        NotAReplyError,
        check_reply,
        normalize_reply,
        parse_reply,
    )
    from microdep_rules.source import Span

    try:
        data = normalize_reply(signing.data_of(path, "the reply", LARGEST))
        reply = parse_reply(data)
    except NotAReplyError as problem:
        return _refused([diagnose("bundle/timestamp-broken", Span(path, 0, 0), "reply", reason=str(problem))])
    about = [signoff for signoff in _signoffs(files) if reply.is_about(files.read(signoff))]
    if reply.granted and not about:
        signing.refuse(f"`{path}` is the timestamp of no sign-off in `{folder}`")
    _, problems = check_reply(path, data, files.read(about[0]) if about else b"", ())
    if problems:
        return _refused(problems)
    target = folder / f"{about[0]}{REPLY}"
    signing.write_new_file(target, data)
    screen.echo(f"timestamped {reply.time:%Y-%m-%dT%H:%M:%SZ}: {visible(str(target))}")
    return True


def _refused(problems: list[Diagnostic]) -> bool:
    screen.report(problems, {})
    return False
