"""`microdep docs`: Markdown pages about rules."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.workspace.reading import LARGEST, read_regular

if TYPE_CHECKING:
    from microdep_rules.pipeline.packs import PackSet


@click.command(
    "docs",
    cls=HelpPage,
    examples={"Write the pages of every shipped pack": "microdep docs all --output rule-pages"},
    exits={0: "written", 2: "wrong usage", 3: "a pack cannot be loaded"},
)
@click.argument("packs", nargs=-1, type=arguments.PackName(), metavar="[NAME|PATH|all]...")
@options.output_folder
@options.variant
@options.color
@options.config
@click.pass_context
def command(
    ctx: click.Context,
    packs: tuple[str, ...],
    output: str,
    variants: tuple[tuple[str, str], ...],
    color: str,
    config_path: str,
) -> None:
    """Write a Markdown page for each rule.

    The command also writes index.md with the rules of each regulation, and not-covered.md with the paragraphs
    of law that no rule encodes. Default: the packs of the configuration, else every shipped pack. The command
    does not remove pages of deleted rules.
    """
    project = running.open_project(config_path, color)
    names = packs or (() if project.config.packs else ("all",))
    loaded = running.load_packs(project, names, variants, color, named_by="NAME|PATH", with_examples=True)
    screen.report(loaded.diagnostics, loaded.sources, color)
    if not loaded.loaded:
        screen.echo("nothing was written: a pack cannot be loaded", err=True)
        ctx.exit(exit_codes.PACK)
    _require_distinct_names(loaded)
    screen.echo(f"{_write(loaded, Path(output))} pages in {visible(output)}")


def _require_distinct_names(loaded: PackSet) -> None:
    """End the command if two packs have equal names, so that one would overwrite the pages of the other."""
    twice = [name for name, number in Counter(pack.name for pack in loaded.packs).items() if number > 1]
    if twice:
        raise click.UsageError(f"two packs are called `{twice[0]}`; document them in two folders")


def _write(loaded: PackSet, folder: Path) -> int:
    """Write the pages of all rules into a folder, and return the number of pages."""
    from microdep_rules.report.rule_docs import INDEX, NOT_COVERED, rule_docs

    pages = rule_docs(loaded.packs, loaded.sources)
    for name in (INDEX, NOT_COVERED):
        _require_own_page(folder / name, pages[name])
    for name in pages:
        screen.refuse_links(folder / name, folder)
    for name, text in pages.items():
        screen.write_in(folder / name, text)
    return len(pages)


def _require_own_page(path: Path, text: str) -> None:
    """End the command before it overwrites a file that is not a page of `microdep docs`."""
    try:
        first = read_regular(path, LARGEST).splitlines()[:1]
    except OSError:  # it does not exist, or writing it will report the problem
        return
    if first and first[0] != text.encode().splitlines()[0]:
        name = path.as_posix()
        raise click.UsageError(
            f"`{name}` is not a page of this command, and is not overwritten; name another folder"
        )
