"""`microdep packs`: what can be run, and what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options
from microdep_rules.output.visible import visible
from microdep_rules.workspace import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.output.checked import PackUsed


@click.group("packs")
def command() -> None:
    """The rule packs that can be run."""


@command.command("list")
@options.color
@options.config
@click.pass_context
def list_packs(ctx: click.Context, color: str, config_path: str) -> None:
    """The packs that there are, shipped and configured."""
    from microdep_rules import pipeline

    project = options.open_project(config_path, color)
    names = tuple(dict.fromkeys(("all", *shipped.packs())))
    loaded = pipeline.load_packs(project, names, {})
    options.say([*loaded.usage, *loaded.diagnostics], loaded.sources, color)
    width = max((len(each.name) for each in loaded.packs), default=0)
    for used in loaded.packs:
        if used.pack is None:
            options.echo(f"{used.name:<{width}}  does not load")
            continue
        number = len(used.pack.rules)
        rules = f"{number} rule{'' if number == 1 else 's'}"
        options.echo(f"{used.name:<{width}}  {used.version:<8}  {rules:<8}  {visible(used.pack.title)}")
    ctx.exit(exit_codes.OK if loaded.loaded else exit_codes.PACK)


@command.command("show")
@click.argument("name", type=arguments.PackName(), metavar="NAME|PATH")
@options.variant
@options.color
@options.config
@click.pass_context
def show(
    ctx: click.Context, name: str, variants: tuple[tuple[str, str], ...], color: str, config_path: str
) -> None:
    """A pack: its law, its rules and its parameters."""
    project = options.open_project(config_path, color)
    loaded = options.load_packs(project, (name,), variants, color, named_by="NAME|PATH")
    options.say(loaded.diagnostics, loaded.sources, color)
    if not loaded.loaded:
        ctx.exit(exit_codes.PACK)
    for used in loaded.packs:
        options.echo("\n".join(visible(line) for line in _told(used)))


def _told(used: PackUsed) -> Iterator[str]:
    pack = used.pack
    assert pack is not None
    yield f"{pack.name} {pack.version}"
    yield f"  title         {pack.title}"
    yield f"  authority     {pack.authority}"
    if pack.jurisdiction:
        yield f"  jurisdiction  {pack.jurisdiction}"
    yield f"  reviewed      {pack.reviewed}"
    yield f"  digest        {used.digest}"
    if pack.variants:
        yield f"  variants      {', '.join(pack.variants)} (chosen: {pack.variant or 'none'})"
    if used.uses:
        yield f"  uses          {', '.join(f'{each.name} {each.version}' for each in used.uses)}"
    if pack.contested:
        yield f"  contested     {pack.contested}"
    yield f"  examples      {len(pack.examples)}"
    if pack.rules:
        yield ""
        yield "rules"
    for rule in pack.rules:
        yield f"  {rule.name}  ({rule.severity})"
        yield f"      {rule.title}"
        yield f"      {'; '.join(rule.cites)}"
    if pack.parameters:
        yield ""
        yield "parameters"
    for parameter in pack.parameters.values():
        from microdep_rules.pipeline import stated_value

        yield f"  {parameter.name} is {stated_value(parameter)}  [{parameter.cites}]"
