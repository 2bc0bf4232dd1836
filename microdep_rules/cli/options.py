"""Options that several commands take, and what they share in answering."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from microdep_rules.cli import arguments, exit_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked
    from microdep_rules.output.style import Style
    from microdep_rules.pipeline import Beside, PackSet, Project
    from microdep_rules.source import SourceFile

Command = Any


def _packs(text: str) -> Callable[[Command], Command]:
    return click.option(
        "--pack", "packs", type=arguments.PackName(), multiple=True, metavar="NAME|PATH|all", help=text
    )


pack = _packs("A pack to run, or several. Default: those of the configuration, else micro-dependency.")
pack_of_rule = _packs(
    "The pack of the rule. Default: the one named with it, else every shipped or configured one."
)
pack_of_words = _packs(
    "A pack whose words are known, or several. Default: those of the configuration, else micro-dependency."
)
as_of = click.option(
    "--as-of",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="The day to judge by (2027-01-01). Default: today.",
)
context = click.option(
    "--context",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="The facts of the deal: agency, value, dates, claims.",
)
overlay = click.option(
    "--overlay",
    "overlays",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="What suppliers declare of parts, laid on every document; may be repeated. Default: those of the"
    " configuration.",
)
config = click.option(
    "--config",
    "config_path",
    type=arguments.FileName(),
    default="",
    envvar="MICRODEP_CONFIG",
    metavar="FILE",
    help="The configuration. Default: MICRODEP_CONFIG, else the nearest microdep.toml or [tool.microdep], "
    "upwards.",
)
variant = click.option(
    "--variant",
    "variants",
    type=arguments.Choice(),
    multiple=True,
    metavar="PACK=NAME",
    help="The variant of a pack to run; `packs show` lists them.",
)
look_everywhere = click.option(
    "--look-everywhere", is_flag=True, help="Look also into parts that a rule looks past."
)
color = click.option(
    "--color",
    type=arguments.OneOf(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colours: auto means on a terminal, unless NO_COLOR is set, or wherever FORCE_COLOR is.",
)
waivers = click.option(
    "--waivers",
    "waiver_files",
    type=arguments.FileName(),
    multiple=True,
    metavar="FILE",
    help="A file of waivers, or several. Default: those of the configuration.",
)
no_waivers = click.option(
    "--no-waivers", is_flag=True, help="Leave all waivers aside: what is found, as if nobody answered for it."
)
output = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write to a file, not to the terminal.",
)


into_a_file = click.option(
    "--output",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Write the document in our own form to a file, as YAML or JSON by its name.",
)
force = click.option("--force", is_flag=True, help="Write over a file that is there.")


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in this order in the help."""

    def decorate(function: Command) -> Command:
        for each in reversed(options):
            function = each(function)
        return function

    return decorate


def style_of(color: str, stream: Any) -> Style:  # noqa: ANN401 - any text stream
    """The style for a stream."""
    from microdep_rules.output.style import Style

    if color == "auto":
        if os.environ.get("NO_COLOR"):
            return Style()
        terminal = stream.isatty() and os.environ.get("TERM") != "dumb"
        return Style(terminal or os.environ.get("FORCE_COLOR", "0") not in {"", "0"})
    return Style(color == "always")


def columns(output: str = "") -> int:
    """How wide a page is set: as the terminal is, within bounds; in a file or pipe the same everywhere."""
    from microdep_rules.output.layout import NARROW, WIDE, WIDTH

    if output or not sys.stdout.isatty():
        return WIDTH
    import shutil  # brings what packs archives, for one question to a terminal

    return min(max(shutil.get_terminal_size((WIDTH, 24)).columns, NARROW), WIDE)


def today() -> date:
    """The one place where the clock is read."""
    return date.today()  # noqa: DTZ011 - the user's own calendar day is meant


def stop(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise click.exceptions.Exit(code)


class Refused(click.exceptions.Exit):
    """Ends a command whose configuration or packs are not what it asks for; what is wrong has been said.

    A format that other programs read has to hold it all the same.
    """

    def __init__(self, problems: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> None:
        super().__init__(exit_codes.USAGE)
        self.problems, self.sources = tuple(problems), sources

    def as_run(self, asked: Mapping[str, Any]) -> Checked:
        """A run that has checked nothing; its output may not take the place of what it would have read."""
        from microdep_rules.output.checked import Checked
        from microdep_rules.workspace.files import Workspace, find_config

        own = Path(asked["config_path"]).absolute() if asked["config_path"] else find_config(Path.cwd())
        workspace = Workspace(own.parent) if own is not None else Workspace()
        named = (own, asked["context"], *asked["overlays"], *asked["waiver_files"], asked["baseline"])
        beside = [each for each in named if each]
        read = [*workspace.find(asked["paths"], ()).files, *beside, *map(workspace.real, self.sources)]
        spare(asked["output"], read)
        day = asked["as_of"] or today()
        return Checked(day, (), (), diagnostics=self.problems, sources=self.sources, packs_loaded=False)


def echo(text: str, *, err: bool = False) -> None:
    """Text on a stream, with nothing hidden in it."""
    from microdep_rules.output.visible import safe

    click.echo(_to_be_read(safe(text)), err=err, color=True)


def _to_be_read(text: str) -> str:
    """A text for people, which the log of a workflow of GitHub does not take for commands."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return text
    from microdep_rules.output.visible import without_commands

    return without_commands(text)


def say(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], color: str = "auto") -> None:
    """Diagnostics on the error stream."""
    found = list(diagnostics)
    if found:
        from microdep_rules.output import diagnostics as rendered

        text = rendered.render(found, sources, style_of(color, sys.stderr))
        echo(text + rendered.summary(found), err=True)


def open_project(config_path: str, color: str = "auto") -> Project:
    """The project around the current folder; a configuration that is wrong ends the command."""
    from microdep_rules import pipeline

    if config_path and _of_environment("config_path"):
        echo(f"configuration: {config_path}, by MICRODEP_CONFIG", err=True)
    project, source, problems = pipeline.open_project(config_path)
    if project is None:
        sources = {source.path: source} if source is not None else {}
        say(problems, sources, color)
        raise Refused(problems, sources)
    return project


def _of_environment(name: str) -> bool:
    """Whether a value comes from a variable of the environment; then that is said."""
    from click.core import ParameterSource

    context = click.get_current_context(silent=True)
    return context is not None and context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


def load_packs(
    project: Project,
    names: tuple[str, ...],
    variants: Iterable[tuple[str, str]],
    color: str,
    named_by: str = "--pack",
    *,
    with_examples: bool = False,
) -> PackSet:
    """The packs of a run; a pack, variant or parameter that does not exist ends the command.

    `named_by` is the argument that names them, for whom one of them does not exist. They come with their
    examples only where these are wanted.
    """
    from microdep_rules import pipeline

    packs = pipeline.load_packs(project, names, dict(variants), named_by, with_examples=with_examples)
    if packs.usage:
        broken = () if packs.loaded else packs.diagnostics
        say([*packs.usage, *broken], packs.sources, color)
        raise Refused([*packs.usage, *broken], packs.sources)
    return packs


def write(text: str, path: str) -> None:
    """A text with nothing hidden in it, to the terminal or to a file."""
    from microdep_rules.output.visible import safe

    write_raw(safe(text) if path else _to_be_read(safe(text)), path)


def write_raw(text: str, path: str) -> None:
    """To the terminal, or to a file that is complete or not there."""
    text = text if text.endswith("\n") else f"{text}\n"
    if not path:
        click.echo(text, nl=False, color=True)
        return
    from microdep_rules.workspace.writing import write_aside

    try:
        write_aside(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as problem:
        _unwritten(path, problem)


def write_data(data: bytes, path: str) -> None:
    """Bytes to a file that is complete or not there."""
    from microdep_rules.workspace.writing import write_aside

    try:
        write_aside(Path(path), data)
    except OSError as problem:
        _unwritten(path, problem)


def write_in(path: Path, text: str) -> None:
    """A text with nothing hidden in it, to a file in a folder that is made where it is not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        _unwritten(path.as_posix(), problem)
    write(text, path.as_posix())


def _unwritten(path: str, problem: OSError) -> NoReturn:
    """Says why a file cannot be written, and ends the command; the usage was right."""
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.errors import unwritten

    cause, way_out = unwritten(Path(path), problem)
    echo(visible(f"error: `{path}` cannot be written: {cause}"), err=True)
    echo(visible(f"  help: {way_out}"), err=True)
    stop(exit_codes.USAGE)


def spare(output: str, read: Iterable[str | Path]) -> None:
    """Ends a command whose output would take the place of something that it reads."""
    target = os.path.realpath(output) if output else ""
    if target and any(os.path.realpath(each) == target for each in read):
        raise click.UsageError(f"`{output}` is read, and would be written over; name another file")


def new_file(output: str, read: Iterable[str | Path], *, force: bool) -> None:
    """Ends a command that would write over a file, unless that is wanted; what it reads is always spared."""
    from microdep_rules.workspace.files import is_file

    spare(output, read)
    if output and not force and is_file(Path(output)):
        raise click.UsageError(
            f"`{output}` is there already; name another file, or write over it with --force"
        )


def own_form(output: str) -> None:
    """Ends a command that would write a document of ours under a name that says nothing of its form."""
    from microdep_rules.output.documents import FORMS

    if output and not output.lower().endswith(FORMS):
        raise click.UsageError(f"`{output}` does not say its form; let the name end with .yaml or .json")


# ---- what check and report share -----------------------------------------------------------------

fail_on = click.option(
    "--fail-on",
    type=arguments.OneOf(["warn", "fail", "unknown"]),
    default=None,
    help="What decides the exit code. unknown: fails (1) and unknowns (5). fail: fails alone. "
    "warn: as unknown, and rules that only warn or report decide too. Default: that of the configuration, "
    "else unknown.",
)
horizon = click.option(
    "--horizon",
    type=arguments.Number("days", 36525, "365"),
    default=None,
    metavar="DAYS",
    help="How many days to look ahead for changes of the law, 0 to 36525. Default: that of the "
    "configuration, else 731.",
)
strict_waivers = click.option(
    "--strict-waivers", is_flag=True, help="Fail (1) where a waiver is expired or covers no finding."
)
baseline = click.option(
    "--baseline",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Findings that are known: only what is new or changed decides the exit code. Default: that of the "
    "configuration.",
)
paths = click.argument("paths", nargs=-1, type=arguments.Named(), metavar="[PATH]...")
checking = together(
    paths,
    pack,
    as_of,
    context,
    overlay,
    fail_on,
    waivers,
    no_waivers,
    strict_waivers,
    baseline,
    look_everywhere,
    variant,
    horizon,
    output,
    color,
    config,
)
"""Everything that says what is checked, and against what."""


def all_read(
    project: Project, packs: PackSet, files: Iterable[str], asked: Mapping[str, Any]
) -> list[str | Path]:
    """Every file that a command reads which reads these documents, baselines aside."""
    from microdep_rules.pipeline import files_beside

    config, workspace = project.config, project.workspace
    beside = files_beside(project, asked["context"], asked["overlays"])
    given = [*asked["waiver_files"], *beside]
    # What is configured is kept also where something else is read.
    configured = [workspace.base / each for each in (config.context, *config.waivers) if each]
    configured += map(Path, workspace.spread(config.overlays))
    own = [project.path] if project.path is not None else []
    return [*files, *given, *configured, *own, *map(workspace.real, packs.sources)]


def baselines_of(project: Project, asked: Mapping[str, Any]) -> list[str | Path]:
    """The baseline that is asked for, and the one of the configuration."""
    own = project.config.baseline
    given = [asked["baseline"]] if asked["baseline"] else []
    return [*given, *([project.workspace.base / own] if own else [])]


def waivers_of(asked: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The files of waivers that are asked for: those that are named, none at all, or what is configured."""
    return () if asked["no_waivers"] else asked["waiver_files"] or None


def beside_of(project: Project, context: str, overlays: Sequence[str], color: str) -> Beside | None:
    """What is given beside the documents; what is wrong with it is said, and then it is nothing."""
    from microdep_rules.pipeline import read_beside

    found = read_beside(project, context, overlays)
    say(found.diagnostics, found.sources, color)
    return found.given if found.sound else None


def _settled(asked: int | None, configured: int | None, default: int) -> int:
    """What the command line says, else the configuration, else what holds without either."""
    return next(each for each in (asked, configured, default) if each is not None)


def establish(
    asked: Mapping[str, Any],
    *,
    loud: bool,
    listed: int | None,
    names_passing: bool = True,
    verify: bool = False,
    jobs: int | None = None,
) -> tuple[int, Checked]:
    """Runs a check for the values of the options in `checking`; its exit code, and what it established.

    What is wrong with packs and context is said on the error stream. `loud` says there, too, that nothing
    was checked: for formats that do not say it themselves. Of more outcomes than `listed` what passes is
    counted, and sooner unless the output `names_passing`; `verify` asks for a second judgement of what is
    only counted, and `jobs` for several documents at once. Where the paths are what has `changed`, what that
    affects is checked, and there may be nothing. Where the command takes `write_baseline`, what was found is
    written there, and known from then on.
    """
    from microdep_rules.cli.progress import progress
    from microdep_rules.pipeline import Request, run_check
    from microdep_rules.pipeline.documents import HORIZON_DAYS
    from microdep_rules.workspace.files import is_file

    tint = asked["color"]
    project = open_project(asked["config_path"], tint)
    changed = asked.get("changed", False)
    if changed:
        from microdep_rules.cli.changed import nothing, to_check

        asked = {**asked, "paths": to_check(project, asked)}
        if not asked["paths"]:
            echo("nothing to check: no bill of materials has changed, nor what is read with one", err=True)
            return exit_codes.OK, nothing(asked["as_of"] or today())
    packs = load_packs(project, asked["packs"], asked["variants"], tint)
    write_baseline = asked.get("write_baseline", "")
    if is_file(Path(asked["output"])) or is_file(Path(write_baseline)):
        found = project.workspace.find(asked["paths"], project.config.boms).files
        read = all_read(project, packs, found, asked)
        spare(asked["output"], [*read, *baselines_of(project, asked)])
        spare(write_baseline, read)
    request = Request(
        as_of=asked["as_of"] or today(),
        paths=asked["paths"],
        packs=asked["packs"],
        context=asked["context"],
        overlays=asked["overlays"],
        variants=dict(asked["variants"]),
        look_everywhere=asked["look_everywhere"],
        horizon_days=_settled(asked["horizon"], project.config.horizon, HORIZON_DAYS),
        fail_on=asked["fail_on"] or project.config.fail_on or ("fail" if changed else "unknown"),
        listed=listed,
        names_passing=names_passing,
        verify=verify,
        explained=False,
        jobs=jobs,
        waivers=waivers_of(asked),
        strict_waivers=asked["strict_waivers"],
        baseline=asked["baseline"],
        no_baseline=bool(write_baseline) and not asked["baseline"],
        whole=bool(write_baseline),
        partial=changed and os.path.relpath(project.workspace.base) not in asked["paths"],
    )
    with progress() as advance:
        checked = run_check(project, request, packs, advance)
    if write_baseline:
        from microdep_rules.cli.baselines import with_baseline

        checked = with_baseline(project, checked, write_baseline)
    say(checked.diagnostics, checked.sources, tint)
    if not checked.packs_loaded:
        broken = ", ".join(each.name for each in packs.packs if each.pack is None)
        echo(f"nothing was checked: {broken} cannot be loaded", err=True)
    elif loud and not checked.documents:
        where = ", ".join(checked.searched) or "the paths that were given"
        echo(f"nothing was checked: no bill of materials found in {where}", err=True)
    code = exit_codes.of_run(checked)
    return (exit_codes.OK if changed and code == exit_codes.NOTHING else code), checked
