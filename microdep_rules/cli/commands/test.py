"""`microdep test`: the examples inside rule files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPage
from microdep_rules.output.visible import visible
from microdep_rules.workspace import shipped_packs

if TYPE_CHECKING:
    from collections.abc import Mapping

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
@click.argument("paths", nargs=-1, type=arguments.PackPath(), metavar="[PATH]...")
@click.option(
    "--mutate",
    is_flag=True,
    help="Also change each pack, and report changes that no example detects.",
)
@click.option(
    "--changed",
    is_flag=True,
    help="For hooks: PATHs are changed files; test the packs they affect.",
)
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
        paths = _changed(project, paths)
        if not paths:
            screen.echo("nothing to test: no pack has changed", err=True)
            ctx.exit(exit_codes.OK)
    folders = _folders(project, paths)
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


def _changed(project: Project, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The packs of which something has changed, and those of the user that may use them."""
    from microdep_rules.cli.changed import with_what_is_gone
    from microdep_rules.workspace.changes import RULES, changed_packs
    from microdep_rules.workspace.folders import is_file, is_folder

    own = [project.workspace.base / pack for pack in project.config.packs]
    paths, told = with_what_is_gone(paths)
    found = changed_packs(paths)
    if told and not found and not any(path.lower().endswith(RULES) for path in paths):
        return ()
    beside = (os.path.relpath(each) for each in own if is_file(each) or is_folder(each))
    return tuple(dict.fromkeys((*found, *beside)))


def _folders(project: Project, paths: tuple[str, ...]) -> list[Path]:
    from microdep_rules.pipeline.packs import find_pack
    from microdep_rules.workspace.folders import is_file, is_folder

    workspace = project.workspace
    own = () if paths else project.config.packs
    folders: dict[Path, None] = {}
    for name in own or paths or shipped_packs.list_packs():
        found = workspace.configured_pack(name) if own else find_pack(project, name)
        inside = [found] if found is not None else workspace.pack_folders([name])
        if found is None and not any(is_file(each) or is_folder(each) for each in inside):
            here = is_folder(Path(name))
            said = (
                f"the folder `{name}` has no rule file" if here else f"there is no pack or rule file `{name}`"
            )
            raise click.UsageError(f"{said}; `microdep packs list` shows the packs that there are")
        folders.update(dict.fromkeys(inside))
    return list(folders)


def _pack(project: Project, folder: Path, style: Style, color: str) -> tuple[int, int]:
    """The examples of one pack, in every variant that it has; the exit code and how many ran."""
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.packs import PackLoader
    from microdep_rules.testing import run_example, run_examples

    loader = PackLoader(project.workspace)
    used = loader.load(folder)
    screen.say([d for each in loader.done.values() for d in each.diagnostics], loader.sources, color)
    if used.pack is None:
        screen.echo(f"{used.name}: does not load")
        return exit_codes.PACK, 0

    stage(visible(f"running the examples of {used.name}"))
    read = _reading(project, folder)
    results = list(run_examples(used.pack, loader.sources, read))
    for variant in used.pack.variants:
        if variant != used.pack.variant and any(e.variant == variant for e in used.pack.examples):
            other = PackLoader(project.workspace, {used.name: variant}).load(folder).pack
            assert other is not None
            own = [example for example in other.examples if example.variant == variant]
            results += [run_example(other, each, loader.sources, read) for each in own]
    failed = [result for result in results if not result.ok]
    for each in failed:
        screen.echo(_told(each, loader.sources, style))
    held = len(results) - len(failed)
    screen.echo(
        f"{used.name} {used.version}: {held} of {len(results)} examples {'holds' if held == 1 else 'hold'}"
    )
    return (exit_codes.FAIL if failed else exit_codes.OK), len(results)


def _reading(project: Project, folder: Path) -> ReadFile:
    """Reads the documents beside the rules that examples name."""
    beside = folder if folder.is_dir() else folder.parent
    return lambda name: project.workspace.read(str(beside / name), "bom", beside)


def _mutants(project: Project, folder: Path) -> int:
    """What the examples of a pack notice of changes to it, in every variant; the exit code."""
    from microdep_rules.cli.progress import progress, stage
    from microdep_rules.pipeline.packs import PackLoader
    from microdep_rules.testing.figures import ENOUGH, noticed, told
    from microdep_rules.testing.mutants import of_variants, shown

    loader = PackLoader(project.workspace)
    used = loader.load(folder)
    assert used.pack is not None
    packs = [used.pack]
    for variant in used.pack.variants:
        if variant != used.pack.variant:
            other = PackLoader(project.workspace, {used.name: variant}).load(folder).pack
            assert other is not None
            packs.append(other)
    read = _reading(project, folder)
    stage(visible(f"changing {used.name}"))
    with progress() as advance:
        found = of_variants(packs, used.sources, lambda pack: list(shown(pack, used.sources, read)), advance)
    screen.echo("\n".join(told(used.name, found, used.sources)))
    return exit_codes.OK if noticed(found) >= ENOUGH else exit_codes.FAIL


def _told(result: ExampleResult, sources: Mapping[str, SourceFile], style: Style) -> str:
    from microdep_rules.output import diagnostics as rendered

    example = result.example
    at = sources[example.span.path].position(example.span.start)
    place = f"{example.span.path}:{at.line}:{at.column}"
    what = f'{example.verdict} of {example.rule} "{visible(example.text)}"'
    lines = [f"{style.kind('fail', 'FAILED')}  {place}  {what}"]
    lines += [f"  {visible(problem)}" for problem in result.problems]
    if result.diagnostics:
        lines.append(rendered.render(result.diagnostics, sources, style))
    return "\n".join(lines)
