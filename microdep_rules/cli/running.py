"""What commands that check have in common: the project, its packs, what is read beside, the check itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import exit_codes, options, screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.resume import Resume
    from microdep_rules.pipeline.shared_inputs import SharedInputs
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.records import Records


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
        from microdep_rules.workspace.content import may_be_input
        from microdep_rules.workspace.files import Workspace, find_config

        own = Path(asked["config_path"]).absolute() if asked["config_path"] else find_config(Path.cwd())
        workspace = Workspace(own.parent) if own is not None else Workspace()
        named = (own, asked["context"], *asked["overlays"], *asked["waiver_files"], asked["baseline"])
        beside = [each for each in named if each]
        read = [*workspace.find(asked["paths"], ()).files, *beside, *map(workspace.real, self.sources)]
        screen.spare(asked["output"], read)
        if may_be_input(Path(asked["output"])):  # what a configuration names that is broken, nobody knows
            raise click.UsageError(
                f"`{asked['output']}` may be read, and is not written over; mend this first"
            )
        day = asked["as_of"] or options.today()
        return Checked(day, (), (), diagnostics=self.problems, sources=self.sources, packs_loaded=False)


def open_project(config_path: str, color: str = "auto") -> Project:
    """The project around the current folder; a configuration that is wrong ends the command."""
    from microdep_rules.pipeline.project import open_project as opened

    if config_path and _of_environment("config_path") and _first_time("config_path"):
        screen.echo(f"configuration: {config_path}, by MICRODEP_CONFIG", err=True)
    project, source, problems = opened(config_path)
    if project is None:
        sources = {source.path: source} if source is not None else {}
        screen.say(problems, sources, color)
        raise Refused(problems, sources)
    return project


def _of_environment(name: str) -> bool:
    """Return whether a value comes from a variable of the environment; then that is said."""
    from click.core import ParameterSource

    context = click.get_current_context(silent=True)
    return context is not None and context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


def _first_time(said: str) -> bool:
    """Return whether something is said for the first time in this command."""
    told = click.get_current_context().meta.setdefault("microdep_rules.said", set())
    return said not in told and not told.add(said)


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
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.packs import load_packs as loaded_packs

    stage("reading the packs")
    packs = loaded_packs(project, names, dict(variants), named_by, with_examples=with_examples)
    if packs.usage:
        broken = () if packs.loaded else packs.diagnostics
        screen.say([*packs.usage, *broken], packs.sources, color)
        raise Refused([*packs.usage, *broken], packs.sources)
    return packs


def all_read(
    project: Project, packs: PackSet, files: Iterable[str], asked: Mapping[str, Any]
) -> list[str | Path]:
    """Every file that a command reads which reads these documents, baselines aside."""
    from microdep_rules.pipeline.shared_inputs import list_shared_files
    from microdep_rules.workspace.names import MAPPING

    files = tuple(files)
    config, workspace = project.config, project.workspace
    beside = list_shared_files(project, asked["context"], asked["overlays"])
    given = [*asked["waiver_files"], *beside]
    given += [f"{file}{MAPPING}" for file in files]
    # What is configured is kept also where something else is read.
    configured = [workspace.base / each for each in (config.context, *config.waivers) if each]
    configured += map(Path, workspace.expand(config.overlays))
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


def beside_of(
    project: Project, context: str, overlays: Sequence[str], color: str, as_of: date | None = None
) -> SharedInputs | None:
    """What is given beside the documents; what is wrong with it is said, and then it is nothing."""
    from microdep_rules.pipeline.shared_inputs import read_shared_inputs

    found = read_shared_inputs(project, context, overlays, as_of)
    screen.say(found.diagnostics, found.sources, color)
    return found.shared if found.is_usable else None


def records_of(project: Project) -> Records | None:
    """The kept records of the project; where they cannot be used, that is said."""
    import sqlite3

    from microdep_rules.workspace.records import FOLDER, open_records

    try:
        return open_records(project.workspace.base)
    except (OSError, sqlite3.Error) as problem:
        screen.echo(f"warning: nothing is kept, because {FOLDER} cannot be used: {problem}", err=True)
        return None


def _settled(asked: int | None, configured: int | None, default: int) -> int:
    """What the command line says, else the configuration, else what holds without either."""
    return next(each for each in (asked, configured, default) if each is not None)


def judged(asked: Mapping[str, Any], form: str) -> Checked:
    """Establish a check for the options in `judging`, for an analysis that is written in a form.

    Ends the command where a rule pack cannot be loaded.
    """
    unasked = {
        "fail_on": None,
        "horizon": 0,
        "strict_waivers": False,
        "baseline": "",
        "look_everywhere": False,
    }
    _, checked = establish({**asked, **unasked}, loud=form != "text", listed=None)
    if not checked.packs_loaded:
        screen.stop(exit_codes.PACK)
    say_what_does_not_block(asked, checked)
    return checked


def say_what_does_not_block(asked: Mapping[str, Any], checked: Checked) -> None:
    """Warn of rules that are to block products by the configuration, and are not run."""
    from microdep_rules.pipeline.rule_names import rules_not_run

    project = open_project(asked["config_path"], asked["color"])
    source = project.config.source
    sources = {source.path: source} if source is not None else {}
    screen.say(rules_not_run(project, checked.packs), sources, asked["color"])


def establish(  # noqa: PLR0913 - each is asked for by one command
    asked: Mapping[str, Any],
    *,
    loud: bool,
    listed: int | None,
    names_passing: bool = True,
    verify: bool = False,
    jobs: int = 1,
    resume: Resume | None = None,
    only_open: bool = False,
) -> tuple[int, Checked]:
    """Runs a check for the values of the options in `checking`; its exit code, and what it established.

    What is wrong with packs and context is said on the error stream. `loud` says there, too, that nothing
    was checked: for formats that do not say it themselves. Of more outcomes than `listed` what passes is
    counted, and sooner unless the output `names_passing`; `verify` asks for a second judgement of what is
    only counted, and `jobs` for several documents at once; with `resume`, what an interrupted check has
    finished is taken over, and reported. `only_open` keeps of each document what questions are asked about,
    without waivers and baseline, which answer no question. Where the paths are what has `changed`, what that
    affects is checked, and there may be nothing. Where the command takes `write_baseline`, what was found is
    written there, and known from then on.
    """
    from microdep_rules.cli.progress import progress, stage
    from microdep_rules.pipeline.check import run_check
    from microdep_rules.pipeline.documents import HORIZON_DAYS, CheckRequest

    tint = asked["color"]
    project = open_project(asked["config_path"], tint)
    changed = asked.get("changed", False)
    if changed:
        from microdep_rules.cli.changed import nothing, to_check

        asked = {**asked, "paths": to_check(project, asked)}
        if not asked["paths"]:
            screen.echo(
                "nothing to check: no bill of materials has changed, nor what is read with one", err=True
            )
            return exit_codes.OK, nothing(asked["as_of"] or options.today())
    packs = load_packs(project, asked["packs"], asked["variants"], tint)
    write_baseline = asked.get("write_baseline", "")
    _spare_what_is_read(project, packs, asked)
    if asked["output"]:
        project.workspace.own.note(asked["output"], "output")
    request = CheckRequest(
        as_of=asked["as_of"] or options.today(),
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
        waivers=() if only_open else waivers_of(asked),
        strict_waivers=asked["strict_waivers"],
        baseline="" if only_open else asked["baseline"],
        no_baseline=only_open or (bool(write_baseline) and not asked["baseline"]),
        only_open=only_open,
        evidence=asked.get("evidence", {}),
        whole=bool(write_baseline),
        partial=changed and os.path.relpath(project.workspace.base) not in asked["paths"],
    )
    stage("checking")
    with progress() as advance:
        checked = run_check(project, request, packs, advance, resume)
    if resume is not None:
        from microdep_rules.cli.resuming import say_what_was_taken_over

        say_what_was_taken_over(resume, len(checked.documents), tint)
    stage("writing the results")
    if write_baseline:
        from microdep_rules.cli.baselines import with_baseline

        checked = with_baseline(project, checked, write_baseline)
    _tell(checked, packs, tint, loud=loud)
    code = exit_codes.of_run(checked)
    # A repository without any bill of materials has nothing to stop; one of which no rule says anything is
    # let through as what is unknown is.
    if changed and code == exit_codes.NOTHING and (not checked.documents or checked.fail_on != "unknown"):
        code = exit_codes.OK
    return code, checked


def _spare_what_is_read(project: Project, packs: PackSet, asked: Mapping[str, Any]) -> None:
    """Refuses to write over what the run reads, and to write two things to one file."""
    from microdep_rules.workspace.folders import is_file, real_path

    output, baseline = asked["output"], asked.get("write_baseline", "")
    if output and baseline and real_path(output) == real_path(baseline):
        raise click.UsageError(f"`{baseline}` cannot be the baseline and the output; name another file")
    if is_file(Path(output)) or is_file(Path(baseline)):
        found = project.workspace.find(asked["paths"], project.config.boms).files
        read = all_read(project, packs, found, asked)
        screen.spare(output, [*read, *baselines_of(project, asked)])
        screen.spare(baseline, read)


def _tell(checked: Checked, packs: PackSet, color: str, *, loud: bool) -> None:
    """Says what is wrong with packs and context, and, if `loud`, that nothing was checked."""
    screen.say(checked.diagnostics, checked.sources, color)
    if not checked.packs_loaded:
        broken = ", ".join(pack.name for pack in packs.packs if pack.pack is None)
        screen.echo(f"nothing was checked: {broken} cannot be loaded", err=True)
    elif loud and not checked.documents:
        where = ", ".join(checked.searched) or "the paths that were given"
        screen.echo(f"nothing was checked: no bill of materials found in {where}", err=True)
