"""`microdep test`: examples in rule files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import chosen_packs, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from microdep_rules.output.style import Style
    from microdep_rules.pipeline.project import Project
    from microdep_rules.source import SourceFile
    from microdep_rules.testing import ExampleResult
    from microdep_rules.testing.examples import ReadFile


@click.command(
    "test",
    cls=HelpPage,
    examples={
        "Run the examples of your own packs": "microdep test rules",
        "Find changes that no example detects": "microdep test rules --mutate",
    },
    exits={
        0: "every example passes",
        1: "an example fails",
        2: "wrong usage, or no pack has this name",
        3: "a pack cannot be loaded",
        6: "no example was run",
    },
)
@chosen_packs.paths
@click.option(
    "--mutate",
    is_flag=True,
    help="Also report changes that no example detects.",
)
@chosen_packs.changed
@options.color
@options.config
@click.pass_context
def command(
    ctx: click.Context, paths: tuple[str, ...], *, mutate: bool, changed: bool, color: str, config_path: str
) -> None:
    """Run the examples in rule files.

    PATH is a rule file, a pack, a folder of packs, or the name of a pack. Default: the packs of the
    configuration, else every shipped pack.

    With --mutate, the command changes each pack in one place at a time. A pack passes if its examples
    detect at least 95 % of the changes.
    """
    project = running.open_project(config_path, color)
    if changed:
        paths = chosen_packs.changed_paths(project, paths)
        if not paths:
            screen.echo("nothing to test: no pack has changed", err=True)
            ctx.exit(exit_codes.OK)
    folders = chosen_packs.pack_folders(project, paths)
    style = screen.style_of(color, sys.stdout)
    ran = 0
    codes = [exit_codes.OK]
    for folder in folders:
        code, number = _pack(project, folder, style, color)
        codes.append(code)
        ran += number
        if mutate and code == exit_codes.OK and number:
            codes.append(_mutants(project, folder))
    if not ran and exit_codes.first(codes) == exit_codes.OK:
        screen.echo("nothing was tested: no example found", err=True)
        codes.append(exit_codes.NOTHING)
    ctx.exit(exit_codes.first(codes))


def _pack(project: Project, folder: Path, style: Style, color: str) -> tuple[int, int]:
    """Run the examples of a pack with every variant; return the exit code and the number of examples."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.packs import loader_with_cache
    from microdep_rules.testing import run_example, run_examples

    loader = loader_with_cache(project.workspace)
    used = loader.load(folder)
    screen.report([d for result in loader.done.values() for d in result.diagnostics], loader.sources, color)
    if used.pack is None:
        screen.echo(f"{used.name}: cannot be loaded")
        return exit_codes.PACK, 0

    stage(visible(f"running the examples of {used.name}"))
    read = _document_reader(project, folder)
    results = list(run_examples(used.pack, loader.sources, read))
    for variant in used.pack.variants:
        if variant != used.pack.variant and any(e.variant == variant for e in used.pack.examples):
            other = loader_with_cache(project.workspace, {used.name: variant}).load(folder).pack
            assert other is not None
            own = [example for example in other.examples if example.variant == variant]
            results += [run_example(other, result, loader.sources, read) for result in own]
    failed = [result for result in results if not result.ok]
    for result in failed:
        screen.echo(_failure(result, loader.sources, style))
    passed = len(results) - len(failed)
    word = "passes" if passed == 1 else "pass"
    screen.echo(f"{used.name} {used.version}: {passed} of {len(results)} examples {word}")
    return (exit_codes.FAIL if failed else exit_codes.OK), len(results)


def _document_reader(project: Project, folder: Path) -> ReadFile:
    """Return a function that reads the documents that examples name, from the folder of the pack."""
    beside = folder if folder.is_dir() else folder.parent
    return lambda name: project.workspace.read(str(beside / name), "bom", beside)


def _mutants(project: Project, folder: Path) -> int:
    """Show how many changes to a pack its examples detect, and return the exit code."""
    from microdep_rules.cli.progress import progress, stage
    from microdep_rules.pipeline.packs import loader_with_cache
    from microdep_rules.testing.figures import ENOUGH, figure_lines, killed_share
    from microdep_rules.testing.mutants import example_witnesses, of_variants

    loader = loader_with_cache(project.workspace)
    used = loader.load(folder)
    assert used.pack is not None
    packs = [used.pack]
    for variant in used.pack.variants:
        if variant != used.pack.variant:
            other = loader_with_cache(project.workspace, {used.name: variant}).load(folder).pack
            assert other is not None
            packs.append(other)
    read = _document_reader(project, folder)
    stage(visible(f"changing {used.name}"))
    with progress() as advance:
        mutants = of_variants(
            packs, used.sources, lambda pack: list(example_witnesses(pack, used.sources, read)), advance
        )
    screen.echo("\n".join(figure_lines(used.name, mutants, used.sources)))
    return exit_codes.OK if killed_share(mutants) >= ENOUGH else exit_codes.FAIL


def _failure(result: ExampleResult, sources: Mapping[str, SourceFile], style: Style) -> str:
    from microdep_rules.output import diagnostics as rendered
    from microdep_rules.output.unexpected import unexpected_lines

    example = result.example
    at = sources[example.span.path].position(example.span.start)
    place = f"{example.span.path}:{at.line}:{at.column}"
    what = f'{example.verdict} of {example.rule} "{visible(example.text)}"'
    lines = [f"{style.kind('fail', 'FAILED')}  {place}  {what}"]
    lines += [f"  {visible(problem)}" for problem in result.problems]
    if result.bom is not None:
        lines += unexpected_lines(example, result.unexpected, result.bom, sources)
    if result.diagnostics:
        lines.append(rendered.render(result.diagnostics, sources, style))
    return "\n".join(lines)
