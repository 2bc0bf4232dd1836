"""`microdep lists`: published lists of companies for rule packs, stored beside the configuration."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPages
from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import visible
from microdep_rules.workspace.ban_pack import DAYS, BanScope, BanStart

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lists.entries import PublishedList
    from microdep_rules.pipeline.project import Project

MOST_SHOWN = 20
"""Largest number of problems that are shown for one list; a list may have thousands of entries."""


@click.group("lists", cls=HelpPages)
def command() -> None:
    """Import and show published lists of companies."""


@command.command(
    "import",
    examples={
        "Import the Consolidated Screening List": "microdep lists import consolidated.csv "
        "--as consolidated-screening-list --published 2026-11-01",
        "Import a table as the UFLPA Entity List": "microdep lists import entities.csv "
        "--as uflpa-entity-list --published 2026-11-01",
    },
    exits={0: "FILE is imported", 2: "wrong usage", 4: "FILE is not imported; the stored list is unchanged"},
)
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option("--as", "name", required=True, metavar="NAME", help="Name of the list or pack.")
@click.option(
    "--published",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Day of the list. Default: the day in FILE.",
)
@click.option("--source", default="", metavar="TEXT", help="Source of the list. Default: the file name.")
@click.option("--only", default="", metavar="TEXT", help="Import only this list or programme of FILE.")
@click.option("--force", is_flag=True, help="Import even a smaller, older or future list.")
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
    force: bool,  # noqa: FBT001 - a flag of the command
    color: str,
    config_path: str,
) -> None:
    """Import a published list of companies for rule packs.

    FILE is the Consolidated Screening List (CSV or JSON), the OFAC SDN list (sdn.xml, or SDN.CSV with ALT.CSV
    beside it), or the FCC Covered List. FILE may also be a table with a column of names (CSV, XLSX or ODS),
    such as the UFLPA Entity List or the list of Section 1260H.

    The command writes company-lists/NAME.json beside the configuration. Every pack that has an excerpt of
    NAME then uses the imported list. A company outside the imported list counts as not listed, from the day
    of the list until the list is stale. After an import with --only, such a company counts as not listed only
    if NAME is the name of the selected list.
    """
    from microdep_rules.lists.read import ImportRequest
    from microdep_rules.lists.stored import entries_digest
    from microdep_rules.lists.words import NOT_COMPARED
    from microdep_rules.pipeline import imported_lists, lists

    if lists.NAME.fullmatch(name) is None:
        raise click.UsageError(f"`{name}` is not a name of a list; use lowercase letters, digits and dashes")
    project = running.open_project(config_path, color)
    read, sources = imported_lists.import_list(
        project, path, ImportRequest(name, published, source, "", only)
    )
    screen.report(read.diagnostics[:MOST_SHOWN], sources, color)
    if len(read.diagnostics) > MOST_SHOWN:
        screen.echo(f"and {len(read.diagnostics) - MOST_SHOWN} more", err=True)
    if read.published is None:
        ctx.exit(exit_codes.INPUT)
    refused = imported_lists.why_not_replaced(project, read, path, options.today()) if not force else []
    screen.report([*refused, *_note_without_pack(project, name, path)], sources, color)
    if refused:
        ctx.exit(exit_codes.INPUT)
    try:
        place = imported_lists.keep_list(project, read.published)
    except OSError as problem:
        screen.unwritten(name, problem)
    left = "".join(f", {number} of the kind {kind} left out" for kind, number in read.skipped.items())
    chosen = _selection_in_words(read.published)
    screen.echo(
        f"{read.published.form}: {len(read.published.entries)} entries{chosen} of {read.published.day}{left}"
    )
    screen.echo(f"entries: {entries_digest(read.published)}; {NOT_COMPARED}")
    screen.echo(f"wrote {visible(from_here(project.workspace.shown(place)))}: keep it with the configuration")


def _selection_in_words(published: PublishedList) -> str:
    """Return a text such as `of 1260H` for the imported entries of a list; empty for a complete import."""
    if not published.only:
        return ""
    return f" of {visible(published.only)}{'' if published.complete else ' (an excerpt)'}"


def _note_without_pack(project: Project, name: str, path: str) -> list[Diagnostic]:
    """Return a note if no pack has an excerpt of a list with this name."""
    from microdep_rules.messages import diagnose
    from microdep_rules.pipeline import lists
    from microdep_rules.pipeline.packs import load_packs
    from microdep_rules.source import Span
    from microdep_rules.suggest import did_you_mean

    loaded = load_packs(project, ("all", *project.config.packs), {}, with_examples=False)
    known = sorted({excerpt for used in loaded.packs for excerpt in lists.excerpts(used)})
    if name in known:
        return []
    near = did_you_mean(name, known) or ""
    at = Span(path, 0, 0)
    return [diagnose("list/not-used", at, "" if near else "unknown", name=name, near=near, known_lists=known)]


@command.command(
    "ban",
    examples={
        "Ban the companies of a spreadsheet": "microdep lists ban banned.xlsx",
        "Ban manufacturers only; suppliers are not checked": "microdep lists ban banned.xlsx "
        "--manufacturers-only",
        "Also ban the affiliates of the companies": "microdep lists ban banned.xlsx --affiliates 50",
        "Ban the companies from a certain day": "microdep lists ban banned.xlsx --from 2027-01-01 "
        "--basis delivery",
    },
    exits={0: "the pack is written", 2: "wrong usage", 4: "FILE is not a list that can be read"},
)
@click.argument("path", type=arguments.FileName(), metavar="FILE")
@click.option(
    "--as",
    "name",
    default="banned-companies",
    metavar="NAME",
    help="Name of the list or pack. Default: banned-companies.",
)
@click.option(
    "--affiliates",
    type=arguments.Number("percentage", 100, "50", least=1),
    default=None,
    metavar="PERCENT",
    help="Ban subsidiaries, and companies owned PERCENT or more.",
)
@click.option(
    "--from", "first", type=arguments.Day(), default=None, metavar="DAY", help="First day of the ban."
)
@click.option(
    "--basis",
    "by",
    type=arguments.OneOf(DAYS),
    default=None,
    metavar="DATE",
    help="Contract date to compare with DAY. Default: delivery.",
)
@click.option("--manufacturers-only", is_flag=True, help="Write no rule for suppliers.")
@options.force
@options.color
@options.config
@click.pass_context
def ban(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ctx: click.Context,
    path: str,
    name: str,
    affiliates: int | None,
    first: date | None,
    by: str | None,
    color: str,
    config_path: str,
    *,
    manufacturers_only: bool,
    force: bool,
) -> None:
    """Write a pack that bans the companies of a spreadsheet.

    FILE is an XLSX, ODS or CSV file with one company on each line and a column of names, such as `Company`.

    The command writes the folder NAME beside the configuration. companies.csv in this folder contains the
    companies. pack.rule contains a rule for manufacturers and a rule for suppliers. The command adds the pack
    to the configuration. The verdict on a company of the list is fail. For a company with a similar name, the
    verdict is unknown. For any other company, the verdict is pass.

    If the bill of materials states no supplier of a component, the verdict of the rule for suppliers is
    unknown. With --manufacturers-only, the pack has no rule for suppliers.

    --from states the first day of the ban. The ban applies if the contract date that --basis names is on or
    after this day. State the contract date in the contract facts (`microdep check --context`).
    """
    from microdep_rules.pipeline.ban.build import build_ban
    from microdep_rules.pipeline.ban.report import report

    _require_pack_name(name)
    if by is not None and first is None:
        raise click.UsageError("--basis needs the first day: add --from DAY, such as --from 2027-01-01")
    start = BanStart(first, by or "delivery") if first is not None else None
    scope = BanScope(str(affiliates or ""), start, manufacturers_only)
    project = running.open_project(config_path, color)
    folder = project.workspace.base / name
    _refuse_pack_in_use(project, path, folder, scope, force=force)
    made = build_ban(project, path, name, options.today(), scope)
    screen.report(made.diagnostics, made.sources, color)
    if not made.files:
        ctx.exit(exit_codes.INPUT)
    for file, text in made.files.items():
        screen.refuse_links(folder / file, project.workspace.base)
        screen.write_in(folder / file, text)
    for line in report(project, path, name, made, scope, options.repeated("--config")):
        screen.echo(visible(line))


def _require_pack_name(name: str) -> None:
    """End the command if a name is not allowed for a pack of the user."""
    from microdep_rules.pipeline import lists
    from microdep_rules.workspace import shipped_packs

    if lists.NAME.fullmatch(name) is None or not name[0].isalpha():
        raise click.UsageError(f"`{name}` is not a name of a pack; use lowercase letters, digits and dashes")
    if name in shipped_packs.list_packs():
        raise click.UsageError(f"`{name}` is a pack of microdep; use another name, such as --as my-{name}")


def _refuse_pack_in_use(project: Project, path: str, folder: Path, scope: BanScope, *, force: bool) -> None:
    """End the command if it would overwrite a pack, or delete a rule that another file of the pack uses."""
    from microdep_rules.pipeline.ban.build import find_uses_of_missing_rules

    shown = from_here(project.workspace.shown(folder))
    if folder.exists() and not force:
        raise click.UsageError(
            f"`{shown}` exists; edit {shown}/companies.csv, or overwrite the pack with --force"
        )
    users = find_uses_of_missing_rules(folder, scope)
    if users:
        repeated = options.repeated("--affiliates", "--from", "--basis", "--config")
        command = f"{shlex.quote(path)} --as banned-manufacturers{repeated} --manufacturers-only"
        raise click.UsageError(
            f"{shown}/{users[0]} uses the rule banned-supplier; write the ban into another pack, "
            f"or delete {shown}/{users[0]} and repeat this command: microdep lists ban {command}"
        )


@command.command(
    "list",
    examples={"List the imported lists, and the excerpts in packs": "microdep lists list"},
    exits={0: "listed", 2: "wrong usage"},
)
@options.color
@options.config
def list_lists(color: str, config_path: str) -> None:
    """List the imported lists, and the excerpts in packs."""
    from microdep_rules.pipeline import lists
    from microdep_rules.pipeline.packs import load_packs

    project = running.open_project(config_path, color)
    kept, problems = lists.read_stored_lists(project)
    screen.report(problems, {}, color)
    loaded = load_packs(project, ("all", *project.config.packs), {}, with_examples=False)
    excerpts: dict[str, list[str]] = {}
    for used in loaded.packs:
        for name, own in lists.excerpts(used).items():
            excerpts.setdefault(name, []).extend(f"{used.name}/{excerpt}" for excerpt in own)
    width = max((len(excerpt) for excerpt in (*kept, *excerpts)), default=0)
    for name in sorted({*kept, *excerpts}):
        published = kept.get(name)
        state = (
            f"{published.day}  {len(published.entries)} entries{_selection_in_words(published)}"
            if published
            else "not imported"
        )
        used_by = ", ".join(dict.fromkeys(excerpts.get(name, ()))) or "no pack has an excerpt of it"
        screen.echo(f"{name:<{width}}  {state}  {used_by}")


@command.command(
    "show",
    examples={
        "Show the entries with this name or a similar name": "microdep lists show uflpa-entity-list "
        '"Example Works"',
    },
    exits={0: "shown", 2: "wrong usage, or no imported list has this name"},
)
@click.argument("name", metavar="NAME")
@click.argument("search", default="", metavar="[TEXT]")
@options.color
@options.config
def show(name: str, search: str, color: str, config_path: str) -> None:
    """Show an imported list, or its entries with a name like TEXT."""
    from microdep_rules.engine.register import Register
    from microdep_rules.lists.replaced import to_company
    from microdep_rules.lists.stored import entries_digest
    from microdep_rules.lists.words import NOT_COMPARED
    from microdep_rules.pipeline import lists
    from microdep_rules.suggest import did_you_mean

    project = running.open_project(config_path, color)
    kept, problems = lists.read_stored_lists(project)
    screen.report(problems, {}, color)
    if name not in kept:
        near = did_you_mean(name, kept) or "`microdep lists list` lists the imported lists"
        raise click.UsageError(f"there is no imported list `{name}`; {near}")
    published = kept[name]
    chosen = f",{_selection_in_words(published)}" if published.only else ""
    source = f"{visible(published.source)} ({published.digest})"
    screen.echo(f"{name}: {published.form} of {published.day}{chosen}, from {source}")
    screen.echo(f"entries: {len(published.entries)}, {entries_digest(published)}; {NOT_COMPARED}")
    similar = (
        set(Register(to_company(entry) for entry in published.entries).like(search)) if search else set()
    )
    shown = [entry for entry in published.entries if not search or similar & {entry.name, *entry.aliases}]
    if not shown:
        screen.echo(
            f"  no entry has the name `{visible(search)}` or a similar name, {_meaning_of_absence(published)}"
        )
    for entry in shown:
        others = f"  ({'; '.join(entry.aliases)})" if entry.aliases else ""
        screen.echo(f"  {visible(entry.name)}{visible(others)}  {visible(entry.cites)}".rstrip())


def _meaning_of_absence(published: PublishedList) -> str:
    """Return a sentence that states the meaning of a missing company in an imported list."""
    if not published.complete:
        return "but the list is an excerpt, so the company may be on the published list"
    return f"so the company was not listed under this name on {published.day}"
