"""`microdep packs`: rule packs and their contents."""

from __future__ import annotations

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPages
from microdep_rules.output.shipped import NOT_SHIPPED
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.workspace import shipped_packs


@click.group("packs", cls=HelpPages)
def command() -> None:
    """List and show rule packs."""


@command.command(
    "list",
    examples={"List every pack with its version": "microdep packs list"},
    exits={0: "listed", 2: "wrong usage", 3: "a pack cannot be loaded"},
)
@options.color
@options.config
@click.pass_context
def list_packs(ctx: click.Context, color: str, config_path: str) -> None:
    """List the shipped and the configured packs."""
    from microdep_rules.pipeline.packs import load_packs

    project = running.open_project(config_path, color)
    names = tuple(dict.fromkeys(("all", *shipped_packs.list_packs())))
    loaded = load_packs(project, names, {}, with_examples=False)
    screen.report([*loaded.usage, *loaded.diagnostics], loaded.sources, color)
    width = max((len(pack.name) for pack in loaded.packs), default=0)
    for used in loaded.packs:
        if used.pack is None:
            screen.echo(f"{used.name:<{width}}  cannot be loaded")
            continue
        number = len(used.pack.rules)
        rules = counted_noun(number, "rule")
        screen.echo(f"{used.name:<{width}}  {used.version:<8}  {rules:<8}  {visible(used.pack.title)}")
        if used.not_shipped:
            screen.echo(f"{'':<{width}}  {NOT_SHIPPED}: {visible(used.not_shipped)}")
    ctx.exit(exit_codes.OK if loaded.loaded else exit_codes.PACK)


@command.command(
    "show",
    examples={"Show the pack about magnets": "microdep packs show dod-magnets"},
    exits={0: "shown", 2: "wrong usage, or no pack has this name", 3: "the pack cannot be loaded"},
)
@click.argument("name", type=arguments.PackName(), metavar="NAME|PATH")
@options.variant
@options.color
@options.config
@click.pass_context
def show(
    ctx: click.Context, name: str, variants: tuple[tuple[str, str], ...], color: str, config_path: str
) -> None:
    """Show the rules, exceptions, variants and clause map of a pack.

    The clause map lists the paragraphs of the law, each with its rules, and the paragraphs without a rule.
    The command also shows the disputed interpretations.
    """
    from microdep_rules.output.pack_page import pack_page
    from microdep_rules.pipeline.settings import stated_value

    project = running.open_project(config_path, color)
    loaded = running.load_packs(project, (name,), variants, color, named_by="NAME|PATH", with_examples=True)
    screen.report(loaded.diagnostics, loaded.sources, color)
    if not loaded.loaded:
        ctx.exit(exit_codes.PACK)
    for used in loaded.packs:
        assert used.pack is not None
        stated = {name: stated_value(parameter) for name, parameter in used.pack.parameters.items()}
        screen.echo(pack_page(used, stated, screen.columns("")).rstrip("\n"))
