"""`microdep lists`: published lists of companies, kept beside the configuration for packs to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.pipeline import Project

MOST_SHOWN = 20
"""So many problems of single entries are shown; a published list may have thousands."""


@click.group("lists")
def command() -> None:
    """Published lists of companies, for packs that have an excerpt."""


@command.command("import")
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option("--as", "name", required=True, metavar="NAME", help="The name by which packs name the list.")
@click.option(
    "--published",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="The day of the list. Default: the one that the file states.",
)
@click.option("--source", default="", metavar="TEXT", help="Where the file is from. Default: its name.")
@click.option("--only", default="", metavar="TEXT", help="Take entries whose list or programme has it.")
@options.color
@options.config
@click.pass_context
def import_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ctx: click.Context,
    path: str,
    name: str,
    published: date | None,
    source: str,
    only: str,
    color: str,
    config_path: str,
) -> None:
    """Import a published list of companies under a name.

    FILE is the Consolidated Screening List as CSV or JSON, the OFAC SDN list as sdn.xml or SDN.CSV (with
    ALT.CSV beside it), the FCC Covered List, or any table with a column of names as CSV or XLSX, such as the
    UFLPA Entity List or the list of Section 1260H. The list is written to company-lists/NAME.json beside the
    configuration. From then on every pack with an excerpt of a list of this name uses it instead, and who is
    not found in it is not listed, from the day of the list until it is stale (`lists_stale_after`).

    Exit codes: 0 imported, 2 usage, 4 the file is no list that is read.
    """
    from microdep_rules.lists.read import Asked
    from microdep_rules.pipeline import lists

    if lists.NAME.fullmatch(name) is None:
        raise click.UsageError(f"`{name}` is no name of a list: use small letters, digits and dashes")
    project = running.open_project(config_path, color)
    read, sources = lists.import_list(project, path, Asked(name, published, source, "", only))
    screen.say(read.diagnostics[:MOST_SHOWN], sources, color)
    if len(read.diagnostics) > MOST_SHOWN:
        screen.echo(f"and {len(read.diagnostics) - MOST_SHOWN} more", err=True)
    if read.found is None:
        ctx.exit(exit_codes.INPUT)
    screen.say(_without_pack(project, name, path), {}, color)
    try:
        place = lists.keep_list(project, read.found)
    except OSError as problem:
        raise click.FileError(name, problem.strerror or str(problem)) from problem
    left = "".join(f", {number} of the kind {kind} left out" for kind, number in read.passed_over.items())
    screen.echo(f"{read.found.form}: {len(read.found.entries)} entries of {read.found.day}{left}")
    screen.echo(f"wrote {visible(project.workspace.shown(place))}: keep it with the configuration")


def _without_pack(project: Project, name: str, path: str) -> list[Diagnostic]:
    """A note where no pack has an excerpt of a list of this name."""
    from microdep_rules.lists import errors
    from microdep_rules.pipeline import lists, load_packs

    loaded = load_packs(project, ("all", *project.config.packs), {}, with_examples=False)
    known = sorted({each for used in loaded.packs for each in lists.excerpts(used)})
    return [] if name in known else [errors.no_pack_has(name, known, path)]


@command.command("list")
@options.color
@options.config
def list_lists(color: str, config_path: str) -> None:
    """The lists that are imported, and those that packs have excerpts of."""
    from microdep_rules.pipeline import lists, load_packs

    project = running.open_project(config_path, color)
    kept, problems = lists.kept_lists(project)
    screen.say(problems, {}, color)
    loaded = load_packs(project, ("all", *project.config.packs), {}, with_examples=False)
    wanted: dict[str, list[str]] = {}
    for used in loaded.packs:
        for name, own in lists.excerpts(used).items():
            wanted.setdefault(name, []).extend(f"{used.name}/{each}" for each in own)
    width = max((len(each) for each in (*kept, *wanted)), default=0)
    for name in sorted({*kept, *wanted}):
        found = kept.get(name)
        told = f"{found.day}  {len(found.entries)} entries" if found is not None else "not imported"
        used_by = ", ".join(dict.fromkeys(wanted.get(name, ()))) or "no pack has an excerpt of it"
        screen.echo(f"{name:<{width}}  {told}  {used_by}")


@command.command("show")
@click.argument("name", metavar="NAME")
@click.argument("search", default="", metavar="[TEXT]")
@options.color
@options.config
def show(name: str, search: str, color: str, config_path: str) -> None:
    """The entries of an imported list, or those that a name is in or near."""
    from microdep_rules.engine.register import Register
    from microdep_rules.lists.replaced import company
    from microdep_rules.pipeline import lists

    project = running.open_project(config_path, color)
    kept, problems = lists.kept_lists(project)
    screen.say(problems, {}, color)
    if name not in kept:
        known = ", ".join(f"`{each}`" for each in kept) or "none"
        raise click.UsageError(f"there is no imported list `{name}`; there are: {known}")
    found = kept[name]
    screen.echo(f"{name}: {found.form} of {found.day}, from {visible(found.source)} ({found.digest})")
    near = set(Register(company(each) for each in found.entries).like(search)) if search else set()
    for each in found.entries:
        if search and not near & {each.name, *each.aliases}:
            continue
        others = f"  ({'; '.join(each.aliases)})" if each.aliases else ""
        screen.echo(f"  {visible(each.name)}{visible(others)}  {visible(each.cites)}".rstrip())
