"""Functions that the commands of `microdep new` share, such as the writing of a new rule into a pack."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from microdep_rules.pipeline.project import Project

MOST_NAMED = 3
"""Largest number of exceptions that a warning names."""
OWN_OPTIONS = ("--of", "--pack", "--rule", "--component", "--fact", "--is", "--before", "--from", "--config")
"""Options that a corrected command line repeats."""
EXITS = {
    0: "the files are written",
    2: "wrong usage, or a file exists or cannot be written",
    3: "the pack cannot be loaded",
}


name_argument = click.argument("name", type=arguments.Name(), metavar="NAME")
into = click.option(
    "--into",
    type=arguments.NonEmptyText(),
    default=None,
    metavar="DIR",
    help="Write into this folder. Default: your pack or folder.",
)


def require_name(kind: str, name: str) -> None:
    """End the command if a name is not allowed for a new pack, rule, list or other file."""
    from microdep_rules.workspace.new_files import find_name_mistake

    if mistake := find_name_mistake(kind, name):
        raise click.UsageError(mistake)


def write_into_pack(
    ctx: click.Context,
    config_path: str,
    into: str | None,
    files: Mapping[str, str],
    what: tuple[str, str, str],
    fact: str = "",
    others: Sequence[str] = (),
) -> None:
    """Write new files into a pack, unless the pack with these files has an error.

    `fact` is the line that the user adds to the context file. `others` are the exceptions of the pack that
    read the same contract fact as a new exception.
    """
    from microdep_rules.pipeline.new import check_new_files, find_failing_examples
    from microdep_rules.workspace.pack_files import CLAUSES

    kind, name, purpose = what
    project = running.open_project(config_path)
    folder = pack_folder(project, into, kind, name)
    paths = [folder / file for file in files]
    if any(os.path.lexists(path) for path in paths):
        refuse_existing(project, paths, renamed_command(kind, name, into))
    checked = check_new_files(project, folder, files)
    screen.report(checked.diagnostics, checked.sources)
    if not checked.is_valid:
        screen.echo(
            f"nothing was written: {shown_path(folder)} cannot be loaded with the new {kind}", err=True
        )
        ctx.exit(exit_codes.PACK)
    before = {*find_failing_examples(project, folder)} if kind == "exception" else set()
    write_files(folder, files, purpose)
    if kind == "exception":
        failing = [place for place in find_failing_examples(project, folder) if place not in before]
        for note in _notes_on_other_exceptions(failing, shown_path(folder), others):
            screen.echo(note, err=True)
    if checked.diagnostics:
        screen.echo(f"next: complete the clause map, {shown_path(folder / CLAUSES)}")
        screen.echo(f"then: microdep test {shown_path(folder)}{options.repeated('--config')}")
    else:
        screen.echo(f"next: microdep test {shown_path(folder)}{options.repeated('--config')}")
    if fact:
        screen.echo(_fact_to_state(project, folder, fact))


def _notes_on_other_exceptions(places: Sequence[str], pack: str, others: Sequence[str]) -> Iterator[str]:
    """Yield the warnings about examples that fail because of a new exception, and about similar exceptions.

    `others` are exceptions of the pack that read the contract fact of the new exception.
    """
    if others:
        names = ", ".join(f"`{visible(other)}`" for other in others[:MOST_NAMED])
        yield (
            f"warning: exceptions of {pack} that read the same contract fact are {names}; "
            "together with the new exception, they may apply to every contract"
        )
    if places:
        examples = "1 example fails" if len(places) == 1 else f"{len(places)} examples fail"
        yield f"warning: {examples} in {pack} with the new exception, such as {visible(places[0])}"


def _fact_to_state(project: Project, folder: Path, fact: str) -> str:
    """Return the hint that names the context file to which the user adds a contract fact."""
    configured = project.config.context
    if configured and (project.workspace.base / configured).exists():
        return f"then: state the fact in {shown_path(project.workspace.base / configured)}: `{visible(fact)}`"
    command = f"microdep new context contract --pack {shown_path(folder)}{options.repeated('--config')}"
    return f"then: {command}  # state the fact there: `{visible(fact)}`"


def refuse_other_pack(
    project: Project, folder: Path, declared: str, name: str, named_packs: set[str]
) -> None:
    """End the command if a rule name such as `other-ban/banned-supplier` names another pack than the folder.

    `declared` is the name of the pack in the rule files of the folder.
    """
    from microdep_rules.pipeline.new import find_own_packs
    from microdep_rules.workspace.folders import real_path

    others = sorted(named_packs - {real_path(folder).name, declared})
    if not others:
        return
    own_packs = find_own_packs(project)
    other_folder = next((own for own in own_packs if real_path(own).name == others[0]), None)
    if len(named_packs) > 1:
        raise click.UsageError("the rules are in different packs; write one exception for each pack")
    if other_folder is None:
        names = ", ".join(f"`{shown_path(own)}`" for own in own_packs)
        raise click.UsageError(f"there is no pack `{visible(others[0])}` here; the packs are {names}")
    better = (
        f"microdep new exception {name}{options.repeated(*OWN_OPTIONS)} --into {shown_path(other_folder)}"
    )
    raise click.UsageError(
        f"the option --rule names a rule of the pack `{shown_path(other_folder)}`, "
        f"and the exception would be in `{shown_path(folder)}`: {better}"
    )


def pack_folder(project: Project, into: str | None, kind: str, name: str) -> Path:
    """Return the folder of the pack for new files; end the command if several packs are possible."""
    from microdep_rules.pipeline.new import find_own_packs, is_pack, is_shipped

    if into:
        folder = Path(into)
        if not is_pack(folder) and is_pack(project.workspace.base / into):
            folder = project.workspace.base / into
        if not is_pack(folder):
            raise click.UsageError(
                f"`{into}` is not a pack; write one: microdep new pack {folder.name or 'NAME'}"
            )
        if is_shipped(folder):
            raise click.UsageError(
                f"`{into}` is a pack of microdep; write your own: microdep new pack company-rules"
            )
        return folder
    own_packs = find_own_packs(project)
    if not own_packs:
        raise click.UsageError("there is no pack here; write one: microdep new pack company-rules")
    if len(own_packs) > 1:
        refuse_several_packs(own_packs, kind, name)
    return own_packs[0]


def refuse_several_packs(folders: Sequence[Path], kind: str, name: str) -> NoReturn:
    """End the command if several packs can receive the new file."""
    names = ", ".join(f"`{shown_path(folder)}`" for folder in folders)
    better = f"microdep new {kind} {name}{options.repeated(*OWN_OPTIONS)} --into {shown_path(folders[0])}"
    raise click.UsageError(f"there are several packs, {names}; name one of them: {better}")


def refuse_existing(project: Project, paths: list[Path], command: str) -> NoReturn:
    """End the command if it would overwrite a file."""
    from microdep_rules.pipeline.new import find_existing

    problems = find_existing(project, paths, command)
    screen.report(problems, {})
    screen.stop(exit_codes.USAGE, f"{problems[0].message}; use another name: {command}")


def renamed_command(kind: str, name: str, into: str | None) -> str:
    """Return the command line of `microdep new` with a name for which no file exists yet."""
    folder = f" --into {shlex.quote(into)}" if into else ""
    return f"microdep new {kind} {name}-2{options.repeated(*OWN_OPTIONS)}{folder}"


def write_files(folder: Path, files: Mapping[str, str], purpose: str) -> None:
    """Write new files, and report them."""
    for name, text in files.items():
        screen.write_in(folder / name, text)
    for name in files:
        screen.echo(
            f"wrote {shown_path(folder / name)}: {'its entries' if name.endswith('.csv') else purpose}"
        )


def shown_path(path: Path) -> str:
    """Return a path relative to the current folder, in quotation marks if a shell needs them."""
    return visible(shlex.quote(Path(os.path.relpath(path)).as_posix()))
