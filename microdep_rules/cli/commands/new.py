"""`microdep new`: packs, rules, exceptions, lists, tables, context files and waivers from templates."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.commands import new_exception
from microdep_rules.cli.help import HelpPages
from microdep_rules.cli.new_commands import (
    EXITS,
    into,
    name_argument,
    refuse_existing,
    renamed_command,
    require_name,
    shown_path,
    write_files,
    write_into_pack,
)
from microdep_rules.output.visible import visible

PACK_PURPOSE = "a pack with one rule and its examples"
KINDS = ("company", "country", "substance")
ANY_BOM = "BOM.csv"
"""Path in a next command if there is no bill of materials yet."""


@click.group("new", cls=HelpPages)
def command() -> None:
    """Write a pack, rule, exception, list or other file."""


@command.command(
    "pack",
    examples={
        "Write a pack into a folder of its name": "microdep new pack company-rules",
        "Write the pack into another folder": "microdep new pack company-rules --into policies",
    },
    exits={code: text for code, text in EXITS.items() if code != exit_codes.PACK},
)
@name_argument
@into
@options.config
def new_pack(name: str, into: str | None, config_path: str) -> None:
    """Write a pack with one rule, its examples and a list.

    The command writes the folder NAME: the pack and its rule as pack.rule, and the list as a CSV file. If
    there is a configuration, the command adds the pack to it.
    """
    from microdep_rules.pipeline.new import add_to_configuration
    from microdep_rules.workspace.new_files import new_pack as pack_files

    require_name("pack", name)
    project = running.open_project(config_path)
    folder = Path(into) / name if into else project.workspace.base / name
    if os.path.lexists(folder):
        refuse_existing(project, [folder], renamed_command("pack", name, into))
    write_files(folder, pack_files(name, options.today()), PACK_PURPOSE)
    if project.path is not None and (added := add_to_configuration(project, folder)):
        screen.echo(visible(added))
    screen.echo(f"next: microdep test {shown_path(folder)}{options.repeated('--config')}")


@command.command(
    "rule",
    examples={
        "Write a rule into your pack": "microdep new rule unit-price",
        "Write the rule into another pack": "microdep new rule unit-price --into rules",
    },
    exits=EXITS,
)
@name_argument
@into
@options.config
@click.pass_context
def new_rule(ctx: click.Context, name: str, into: str | None, config_path: str) -> None:
    """Write a rule and its examples into a pack.

    The command writes NAME.rule into the folder of the pack. The file contains a rule with a threshold, and
    examples that pass, that fail, and that are exactly at the threshold.
    """
    from microdep_rules.workspace.new_files import new_rule as rule_files

    require_name("rule", name)
    write_into_pack(ctx, config_path, into, rule_files(name), ("rule", name, "a rule and its examples"))


command.add_command(new_exception.command)


@command.command(
    "list",
    examples={
        "Write a list of companies into your pack": "microdep new list banned-companies",
        "Write a list of countries": "microdep new list allied-countries --of country",
    },
    values={
        "--of": {
            "company": "companies, such as manufacturers",
            "country": "countries, such as countries of origin",
            "substance": "substances of materials",
        }
    },
    exits=EXITS,
)
@name_argument
@click.option(
    "--of",
    "kind",
    type=arguments.OneOf(KINDS),
    default="company",
    metavar="KIND",
    help="Kind of the entries. Default: company.",
)
@into
@options.config
@click.pass_context
def new_list(ctx: click.Context, name: str, kind: str, into: str | None, config_path: str) -> None:
    """Write a list, and a rule that uses it, into a pack.

    The command writes NAME.csv with the entries. A spreadsheet program can open this file. The command also
    writes NAME.rule with the list, a rule that uses the list, and the examples of the rule.
    """
    from microdep_rules.workspace.new_files import new_list as list_files

    require_name("list", name)
    purpose = "a list, and a rule that uses it"
    write_into_pack(ctx, config_path, into, list_files(name, kind), ("list", name, purpose))


@command.command(
    "table",
    examples={"Write a table of thresholds into your pack": "microdep new table content-thresholds"},
    exits=EXITS,
)
@name_argument
@into
@options.config
@click.pass_context
def new_table(ctx: click.Context, name: str, into: str | None, config_path: str) -> None:
    """Write a table, and a rule that uses it, into a pack.

    The command writes NAME.csv with a value for each substance. A spreadsheet program can open this file. The
    command also writes NAME.rule with the table, a rule that uses the table, and the examples of the rule.
    """
    from microdep_rules.workspace.new_files import new_table as table_files

    require_name("table", name)
    purpose = "a table, and a rule that uses it"
    write_into_pack(ctx, config_path, into, table_files(name), ("table", name, purpose))


@command.command(
    "context",
    examples={
        "Write the contract facts that your packs read": "microdep new context contract",
        "Write the contract facts that two other packs read": "microdep new context contract --pack uas "
        "--pack buy-american",
    },
    exits=EXITS,
)
@name_argument
@options.pack
@into
@options.config
@click.pass_context
def new_context(
    ctx: click.Context, name: str, packs: tuple[str, ...], into: str | None, config_path: str
) -> None:
    """Write a context file with the contract facts of the packs.

    The command writes NAME.yaml with each contract fact that the packs read. Each fact has an example, its
    meaning, and the rules that it affects. Each fact is a comment until you complete it.
    """
    from microdep_rules.output.contract_form import contract_form, find_different_kinds
    from microdep_rules.pipeline.tables import find_tables_of_components
    from microdep_rules.workspace.new_files import find_name_mistake

    stem = name.removesuffix(".yaml")
    if find_name_mistake("context", stem):
        require_name("context", name)
    project = running.open_project(config_path)
    loaded = running.load_packs(project, packs, (), "auto")
    if not loaded.loaded:
        screen.report(loaded.diagnostics, loaded.sources)
        ctx.exit(exit_codes.PACK)
    used = [pack.pack for pack in loaded.packs if pack.pack is not None]
    for fact, kinds in find_different_kinds(used).items():
        declared = " and ".join(f"`{pack}` as {kind}" for pack, kind in kinds.items())
        first = visible(shlex.quote(packs[0] if packs else next(iter(kinds))))
        raise click.UsageError(
            f"the packs declare the contract fact `{fact}` differently: {declared}; rename the fact in one "
            "of the packs, or write one context file for each pack: "
            f"microdep new context {stem} --pack {first}"
        )
    folder = Path(into) if into else project.workspace.base
    file = folder / f"{stem}.yaml"
    if os.path.lexists(file):
        refuse_existing(project, [file], renamed_command("context", stem, into))
    text = contract_form(used)
    write_files(folder, {file.name: text}, "contract facts, to be completed")
    is_configured = project.config.context and project.workspace.base / project.config.context == file
    context = "" if is_configured else f" --context {shown_path(file)}"
    has_boms = bool(project.workspace.find(()).files)
    tables = [] if has_boms else find_tables_of_components(project)
    other = "" if has_boms or project.path is not None else f" {ANY_BOM}"
    bom = f" {visible(shlex.quote(tables[0]))}" if tables else other
    screen.echo(f"next: microdep check{bom}{options.repeated('--pack', '--config')}{context}")


@command.command(
    "waiver",
    examples={
        "Write a waiver for a component": "microdep new waiver prototype-motors "
        "--rule dod-magnets/covered-country-stage --component motor",
    },
    exits=EXITS,
)
@name_argument
@click.option(
    "--rule",
    type=arguments.NonEmptyText(),
    required=True,
    metavar="RULE",
    help="Rule of the finding, as PACK/RULE or RULE.",
)
@click.option(
    "--component",
    "components",
    type=arguments.NonEmptyText(),
    multiple=True,
    required=True,
    metavar="ID",
    help="Id of the component; repeatable.",
)
@options.pack
@into
@options.config
@click.pass_context
def new_waiver(
    ctx: click.Context,
    name: str,
    rule: str,
    components: tuple[str, ...],
    packs: tuple[str, ...],
    into: str | None,
    config_path: str,
) -> None:
    """Write a waiver that a person must complete.

    The command writes NAME.yaml with one waiver of the rule, for the findings about the components. The
    waiver begins today. In place of the reason, the two people and the last day, the file contains TBD. With
    a TBD, the file has an error, and no waiver has an effect.
    """
    from microdep_rules.pipeline.new_waiver import find_id_mistake, find_rule
    from microdep_rules.workspace.new_files import find_name_mistake
    from microdep_rules.workspace.new_files import new_waiver as waiver_files

    stem = name.removesuffix(".yaml")
    if find_name_mistake("waiver", stem):
        require_name("waiver", name)
    if mistake := find_id_mistake(components):
        raise click.UsageError(visible(mistake))
    project = running.open_project(config_path)
    loaded = running.load_packs(project, packs, (), "auto") if packs else None
    if loaded is not None and not loaded.loaded:
        screen.report(loaded.diagnostics, loaded.sources)
        ctx.exit(exit_codes.PACK)
    full_name, mistake = find_rule(project, loaded.packs if loaded is not None else (), rule)
    if mistake:
        raise click.UsageError(visible(mistake))
    folder = Path(into) if into else project.workspace.base
    file = folder / f"{stem}.yaml"
    if os.path.lexists(file):
        refuse_existing(project, [file], renamed_command("waiver", stem, into))
    write_files(
        folder, waiver_files(stem, full_name, components, options.today()), "a waiver, to be completed"
    )
    screen.echo(f"next: replace each TBD in {shown_path(file)}")
    screen.echo(f"then: microdep check{options.repeated('--pack', '--config')} --waivers {shown_path(file)}")
