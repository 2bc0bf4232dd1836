"""Functions for all commands that check documents: project, packs, shared files, and the check."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import exit_codes, options, screen
from microdep_rules.output.from_here import convert_paths_with, from_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project
    from microdep_rules.pipeline.resume import Resume
    from microdep_rules.pipeline.shared_inputs import SharedInputs
    from microdep_rules.source import SourceFile
    from microdep_rules.workspace.records import Records

MOST_FOLDERS = 20
"""Largest number of documents beside which a file with contract facts is searched for."""


class Refused(screen.Stopped):
    """Exception that ends a command because of a wrong configuration or pack.

    The problems were already reported.
    """

    def __init__(self, problems: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> None:
        self.problems, self.sources = tuple(problems), sources
        super().__init__(
            exit_codes.USAGE,
            "; ".join(f"{problem.message}; {problem.help or ''}" for problem in self.problems),
        )

    def as_run(self, settings: Mapping[str, Any]) -> Checked:
        """Return the result of a check without documents, for outputs that need one.

        The command ends if its output would overwrite an input.
        """
        from microdep_rules.output.checked import Checked
        from microdep_rules.workspace.content import may_be_input
        from microdep_rules.workspace.files import Workspace, find_config

        own = Path(settings["config_path"]).absolute() if settings["config_path"] else find_config(Path.cwd())
        workspace = Workspace(own.parent) if own is not None else Workspace()
        named = (
            own,
            settings["context"],
            *settings["overlays"],
            *settings["waiver_files"],
            settings["baseline"],
        )
        beside = [path for path in named if path]
        read = [*workspace.find(settings["paths"], ()).files, *beside, *map(workspace.real, self.sources)]
        screen.protect_inputs(settings["output"], read)
        if may_be_input(Path(settings["output"])):  # the broken configuration may name this file as an input
            raise click.UsageError(
                f"`{settings['output']}` may be an input, and is not overwritten; fix the configuration first"
            )
        day = settings["as_of"] or options.today()
        return Checked(day, (), (), diagnostics=self.problems, sources=self.sources, packs_loaded=False)


def open_project(config_path: str, color: str = "auto") -> Project:
    """Return the project of the current folder; end the command if its configuration has an error."""
    from microdep_rules.pipeline.project import open_project as opened

    if config_path and _is_from_environment("config_path") and _is_new_message("config_path"):
        screen.echo(f"configuration: {config_path}, from MICRODEP_CONFIG", err=True)
    project, source, problems = opened(config_path)
    if project is None:
        sources = {source.path: source} if source is not None else {}
        if source is not None:
            from microdep_rules.workspace.files import Workspace, find_config

            path = Path(config_path).absolute() if config_path else find_config(Path.cwd())
            convert_paths_with(Workspace(path.parent).from_current_folder if path is not None else None)
        screen.report(problems, sources, color)
        raise Refused(problems, sources)
    convert_paths_with(project.workspace.from_current_folder)
    return project


def project_of(settings: Mapping[str, Any]) -> Project:
    """Return the project of a command, with the folder names that `verify --reproduce` states."""
    from msgspec.structs import replace

    project = open_project(settings["config_path"], settings["color"])
    if not (folder_names := settings.get("folder_names")):
        return project
    return replace(project, workspace=replace(project.workspace, folder_names=folder_names))


def _is_from_environment(name: str) -> bool:
    """Return whether an environment variable, not the command line, states the value of an option."""
    from click.core import ParameterSource

    context = click.get_current_context(silent=True)
    return context is not None and context.get_parameter_source(name) is ParameterSource.ENVIRONMENT


def _is_new_message(message: str) -> bool:
    """Return whether the command has not yet shown this message."""
    shown = click.get_current_context().meta.setdefault("microdep_rules.shown", set())
    return message not in shown and not shown.add(message)


def load_packs(
    project: Project,
    names: tuple[str, ...],
    variants: Iterable[tuple[str, str]],
    color: str,
    named_by: str = "--pack",
    *,
    with_examples: bool = False,
) -> PackSet:
    """Return the packs to run; end the command if a pack, variant or parameter does not exist.

    `named_by` is the argument with the names of the packs, for messages.
    """
    from microdep_rules.cli.progress import stage
    from microdep_rules.pipeline.packs import load_packs as loaded_packs

    stage("reading the packs")
    packs = loaded_packs(project, names, dict(variants), named_by, with_examples=with_examples)
    if packs.usage:
        broken = () if packs.loaded else packs.diagnostics
        screen.report([*packs.usage, *broken], packs.sources, color)
        raise Refused([*packs.usage, *broken], packs.sources)
    return packs


def all_read(
    project: Project, packs: PackSet, files: Iterable[str], settings: Mapping[str, Any]
) -> list[str | Path]:
    """Return every file that a check of these documents reads, except baselines."""
    from microdep_rules.pipeline.shared_inputs import list_shared_files
    from microdep_rules.workspace.names import MAPPING

    files = tuple(files)
    config, workspace = project.config, project.workspace
    beside = list_shared_files(project, settings["context"], settings["overlays"])
    given = [*settings["waiver_files"], *beside]
    given += [f"{file}{MAPPING}" for file in files]
    # A configured file is not overwritten, even if the command reads another file instead.
    configured = [workspace.base / path for path in (config.context, *config.waivers) if path]
    configured += map(Path, workspace.expand(config.overlays))
    own = [project.path] if project.path is not None else []
    return [*files, *given, *configured, *own, *map(workspace.real, packs.sources)]


def baselines_of(project: Project, settings: Mapping[str, Any]) -> list[str | Path]:
    """Return the baseline of the command line and the baseline of the configuration."""
    own = project.config.baseline
    given = [settings["baseline"]] if settings["baseline"] else []
    return [*given, *([project.workspace.base / own] if own else [])]


def waivers_of(settings: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return the waiver files of the command line: empty for --no-waivers, `None` if none is given."""
    return () if settings["no_waivers"] else settings["waiver_files"] or None


def beside_of(
    project: Project, context: str, overlays: Sequence[str], color: str, as_of: date | None = None
) -> SharedInputs | None:
    """Return the context and the overlays; if they have errors, report the errors and return `None`."""
    from microdep_rules.pipeline.shared_inputs import read_shared_inputs

    beside = read_shared_inputs(project, context, overlays, as_of)
    screen.report(beside.diagnostics, beside.sources, color)
    return beside.shared if beside.is_usable else None


def records_of(project: Project) -> Records | None:
    """Return the stored records of the project; report records that cannot be used."""
    import sqlite3

    from microdep_rules.workspace.records import FOLDER, open_records

    try:
        return open_records(project.workspace.base)
    except (OSError, sqlite3.Error) as problem:
        screen.echo(f"warning: no results are stored, because {FOLDER} cannot be used: {problem}", err=True)
        return None


def _first_given(given: int | None, configured: int | None, default: int) -> int:
    """Return the value of the command line; if it is `None`, the configured value or else the default."""
    return next(value for value in (given, configured, default) if value is not None)


WITHOUT_FINDINGS: Mapping[str, Any] = {
    "fail_on": None,
    "horizon": 0,
    "strict_waivers": False,
    "baseline": "",
}
"""Values of the options that affect only findings, for commands that do not have these options."""


def check_for_analysis(settings: Mapping[str, Any], form: str) -> Checked:
    """Run a check for a production analysis, with the options in `options.judging`; an error ends it."""
    own = {**WITHOUT_FINDINGS, "no_exclusions": False}
    _, checked = check_documents({**settings, **own}, loud=form != "text", listed=None)
    if not checked.packs_loaded:
        screen.stop(exit_codes.PACK)
    report_rules_not_run(settings, checked)
    return checked


def report_rules_not_run(settings: Mapping[str, Any], checked: Checked) -> None:
    """Warn if the configuration names a blocking rule that the check did not run."""
    from microdep_rules.pipeline.rule_names import rules_not_run

    project = open_project(settings["config_path"], settings["color"])
    source = project.config.source
    sources = {source.path: source} if source is not None else {}
    screen.report(rules_not_run(project, checked.packs), sources, settings["color"])


def check_documents(  # noqa: PLR0913 - each parameter is for one command
    settings: Mapping[str, Any],
    *,
    loud: bool,
    listed: int | None,
    names_passing: bool = True,
    verify: bool = False,
    jobs: int = 1,
    resume: Resume | None = None,
    only_open: bool = False,
) -> tuple[int, Checked]:
    """Run a check with the options in `options.checking`; return its exit code and its results.

    Problems of packs and context are reported on the error stream. The parameters:

    - `loud`: also report that nothing was checked, for formats that cannot state this.
    - `listed`: if there are more outcomes, only count passes and inapplicable rules; `None` lists all.
    - `names_passing`: true if the output names each pass, as a record does.
    - `verify`: also run the reference evaluator on outcomes that are only counted.
    - `jobs`: the number of documents to check in parallel.
    - `resume`: reuse the documents that an interrupted check has finished.
    - `only_open`: return only open outcomes, and ignore waivers and the baseline, which answer no question.

    If the setting `changed` is true, the paths are changed files, and only the documents that these files
    affect are checked. If the setting `write_baseline` is true, the findings are written to a baseline, and
    later checks report them as known.
    """
    from msgspec.structs import replace

    from microdep_rules.cli.progress import progress, stage
    from microdep_rules.pipeline.check import run_check

    tint = settings["color"]
    project = project_of(settings)
    changed = settings.get("changed", False)
    if changed:
        from microdep_rules.cli.changed import empty_run, to_check

        settings = {**settings, "paths": to_check(project, settings)}
        if not settings["paths"]:
            screen.echo("nothing to check: no bill of materials and no shared file has changed", err=True)
            return exit_codes.OK, empty_run(settings["as_of"] or options.today())
    packs = load_packs(project, settings["packs"], settings["variants"], tint)
    write_baseline = settings.get("write_baseline", "")
    _protect_inputs(project, packs, settings)
    if settings["output"]:
        project.workspace.own.note(settings["output"], "output")
    request = replace(
        _request_of(project, settings, only_open=only_open),
        listed=listed,
        names_passing=names_passing,
        verify=verify,
        jobs=jobs,
    )
    stage("checking")
    with progress() as advance:
        checked = run_check(project, request, packs, advance, resume)
    if resume is not None:
        from microdep_rules.cli.resuming import report_reused

        report_reused(resume, len(checked.documents), tint)
    checked = replace(checked, repeated=tuple(options.repeated_words("--variant", "--config")))
    stage("writing the results")
    if write_baseline:
        from microdep_rules.cli.baselines import with_baseline

        checked = with_baseline(project, checked, write_baseline)
    _report(checked, packs, tint, loud=loud)
    if checked.packs_loaded and not only_open:
        from microdep_rules.cli.changed import warn_of_unchecked_tables

        warn_of_unchecked_tables(project, settings, checked)
        _note_unread_contract(project, checked)
    code = _code_of_commit(checked) if changed else exit_codes.of_run(checked)
    return code, checked


def _request_of(project: Project, settings: Mapping[str, Any], *, only_open: bool) -> CheckRequest:
    """Return the options of a check that the command line and the configuration state."""
    from microdep_rules.pipeline.documents import HORIZON_DAYS, CheckRequest

    changed, writes_baseline = settings.get("changed", False), bool(settings.get("write_baseline", ""))
    return CheckRequest(
        as_of=settings["as_of"] or options.today(),
        paths=settings["paths"],
        packs=settings["packs"],
        context=settings["context"],
        overlays=settings["overlays"],
        variants=dict(settings["variants"]),
        no_exclusions=settings["no_exclusions"],
        horizon_days=_first_given(settings["horizon"], project.config.horizon, HORIZON_DAYS),
        fail_on=settings["fail_on"] or project.config.fail_on or ("fail" if changed else "unknown"),
        explained=False,
        waivers=() if only_open else waivers_of(settings),
        strict_waivers=settings["strict_waivers"],
        baseline="" if only_open else settings["baseline"],
        no_baseline=only_open or (writes_baseline and not settings["baseline"]),
        only_open=only_open,
        evidence=settings.get("evidence", {}),
        whole=writes_baseline,
        partial=changed and os.path.relpath(project.workspace.base) not in settings["paths"],
    )


def _code_of_commit(checked: Checked) -> int:
    """Return the exit code of a check with `--changed`; report the sheets that the check does not read."""
    from microdep_rules.cli.changed import report_unread_sheets

    code = exit_codes.of_run(checked)
    # A commit without bills of materials passes; one to which no rule applies is treated as unknown.
    if code == exit_codes.NOTHING and (not checked.documents or checked.fail_on != "unknown"):
        code = exit_codes.OK
    return exit_codes.USAGE if report_unread_sheets(checked) and code == exit_codes.OK else code


def _protect_inputs(project: Project, packs: PackSet, settings: Mapping[str, Any]) -> None:
    """End the command if an output would overwrite an input, or if two outputs have one file name."""
    from microdep_rules.workspace.folders import is_file, real_path

    output, baseline = settings["output"], settings.get("write_baseline", "")
    if output and baseline and real_path(output) == real_path(baseline):
        raise click.UsageError(f"`{baseline}` cannot be the baseline and the output; name another file")
    if is_file(Path(output)) or is_file(Path(baseline)):
        boms = project.workspace.find(settings["paths"], project.config.boms).files
        read = all_read(project, packs, boms, settings)
        screen.protect_inputs(output, [*read, *baselines_of(project, settings)])
        screen.protect_inputs(baseline, read)


def _note_unread_contract(project: Project, checked: Checked) -> None:
    """Name a file with contract facts beside a bill of materials, if the check uses no contract facts."""
    from microdep_rules.workspace.names import CONTRACT

    facts_used = any(read.kind == "context" for read in checked.inputs) or any(
        document.bom is not None and document.bom.contexts for document in checked.documents
    )
    if facts_used:
        return
    boms = [project.workspace.real(document.path) for document in checked.documents[:MOST_FOLDERS]]
    places = (folder / CONTRACT for folder in dict.fromkeys((Path.cwd(), *(bom.parent for bom in boms))))
    if not (files := [path for path in places if path.is_file()]):
        return
    from microdep_rules.output.visible import visible
    from microdep_rules.workspace.content import declared_kind

    path = next((path for path in files if declared_kind(path) == "context"), None)
    if path is not None:
        name = visible(shlex.quote(os.path.relpath(path).replace(os.sep, "/")))
        screen.echo(
            f"note: the check does not read {name}; to use its contract facts, add `--context {name}`",
            err=True,
        )


def _report(checked: Checked, packs: PackSet, color: str, *, loud: bool) -> None:
    """Report the problems of packs and context; if `loud`, also report that nothing was checked."""
    screen.report(checked.diagnostics, checked.sources, color)
    if not checked.packs_loaded:
        broken = ", ".join(pack.name for pack in packs.packs if pack.pack is None)
        screen.echo(f"nothing was checked: {broken} cannot be loaded", err=True)
    elif loud and not checked.documents:
        where = ", ".join(map(from_here, checked.searched)) or "the paths that were given"
        screen.echo(f"nothing was checked: no bill of materials found in {where}", err=True)
