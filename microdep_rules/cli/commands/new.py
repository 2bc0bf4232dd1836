"""`microdep new`: packs, rules, exceptions, lists, tables and context files from templates."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.help import HelpPages
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from microdep_rules.pipeline.new_exception import Fact
    from microdep_rules.pipeline.project import Project

EXITS = {
    0: "the files are written",
    2: "wrong usage, or a file exists or cannot be written",
    3: "the pack cannot be loaded",
}
PACK_PURPOSE = "a pack with one rule and its examples"
KINDS = ("company", "country", "substance")
MOST_NAMED = 3
"""Largest number of exceptions that a warning names."""
OWN_OPTIONS = ("--of", "--pack", "--rule", "--fact", "--is", "--before", "--from", "--config")
"""Options that a corrected command line repeats."""


@click.group("new", cls=HelpPages)
def command() -> None:
    """Write a pack, rule, exception, list or other file."""


name_argument = click.argument("name", type=arguments.Name(), metavar="NAME")
into = click.option(
    "--into",
    type=arguments.NonEmptyText(),
    default=None,
    metavar="DIR",
    help="Write into this folder. Default: your pack or folder.",
)


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

    _require_name("pack", name)
    project = running.open_project(config_path)
    folder = Path(into) / name if into else project.workspace.base / name
    if os.path.lexists(folder):
        _refuse_existing(project, [folder], _command_with_free_name("pack", name, into))
    _write(folder, pack_files(name, options.today()), PACK_PURPOSE)
    if project.path is not None and (added := add_to_configuration(project, folder)):
        screen.echo(visible(added))
    screen.echo(f"next: microdep test {_shell_path(folder)}{options.repeated('--config')}")


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

    _require_name("rule", name)
    _write_into_pack(ctx, config_path, into, rule_files(name), ("rule", name, "a rule and its examples"))


@command.command(
    "exception",
    examples={
        "Write an exception for contracts of a prototype programme": "microdep new exception "
        "prototype-programme --rule banned-manufacturer --rule banned-supplier",
        "Write an exception for a customer": "microdep new exception orion-contract "
        '--rule banned-manufacturer --rule banned-supplier --fact customer --is "Orion Aerospace"',
        "Write an exception for contracts that were signed before a date": "microdep new exception "
        "signed-before-ban --rule banned-manufacturer --rule banned-supplier --fact signed "
        "--before 2026-10-01",
    },
    exits=EXITS,
)
@name_argument
@click.option(
    "--rule",
    "rules",
    type=arguments.Name(),
    multiple=True,
    metavar="RULE",
    help="Rule for which the exception applies; repeatable.",
)
@click.option(
    "--fact",
    type=arguments.NonEmptyText(),
    default=None,
    metavar="FACT",
    help="Contract fact in the condition. Default: NAME.",
)
@click.option(
    "--is",
    "value",
    type=arguments.NonEmptyText(),
    default=None,
    metavar="VALUE",
    help="Value for which the exception applies. Default: true.",
)
@click.option(
    "--before",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="The exception applies if FACT is before DATE.",
)
@click.option(
    "--from",
    "first",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="The exception applies if FACT is on or after DATE.",
)
@into
@options.config
@click.pass_context
def new_exception(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ctx: click.Context,
    name: str,
    rules: tuple[str, ...],
    fact: str | None,
    value: str | None,
    before: date | None,
    first: date | None,
    into: str | None,
    config_path: str,
) -> None:
    """Write an exception to one or several rules, with its examples.

    The command writes NAME.rule into the folder of the pack. The exception applies if the contract fact FACT
    is VALUE. For a date, such as the day of a signature, use --before or --from instead of --is. FACT is a
    fact of the context file, such as agency, or a new fact, such as customer. NAME.rule declares a new fact.

    The command copies a failing example of each rule. In the copies, the fact is VALUE, has another value, or
    is missing. For a date, the copies have DATE, the day before DATE and the day after DATE.
    """
    from microdep_rules.pipeline.new_exception import (
        exception_text,
        exceptions_with_fact,
        find_failing_example,
        find_kind_mistake,
        find_rule_mistake,
        find_similar_fact,
        read_pack_text,
    )

    _require_name("exception", name)
    packs = {pack for pack in (rule.rpartition("/")[0] for rule in rules) if pack}
    rules = tuple(rule.rpartition("/")[2] for rule in rules)
    stated, mistake = _read_stated_fact(name, fact, value, before, first)
    if stated is None:
        raise click.UsageError(mistake)
    project = running.open_project(config_path)
    folder = _pack_with_rules(project, into, name, rules, packs)
    pack = read_pack_text(project, folder)
    _refuse_other_pack(project, folder, pack.name, name, packs)
    if mistake := find_rule_mistake(pack, _shell_path(folder), rules, name):
        raise click.UsageError(mistake)
    if mistake := find_kind_mistake(pack, stated):
        declared = pack.own_fields.get(stated.path, "")
        raise click.UsageError(_with_suggestion(mistake, name, stated.name, value, declared))
    examples = [(rule, find_failing_example(pack, rule, stated)) for rule in dict.fromkeys(rules)]
    for rule, example in examples:
        if example is None:
            raise click.UsageError(
                f"{_shell_path(folder)} has no failing example of `{rule}` without the fact `{stated.name}`; "
                f"add one first: microdep explain {rule}"
            )
    text = exception_text(
        name,
        _shell_path(folder),
        stated,
        [example for _, example in examples if example is not None],
        declares=bool(stated.own_kind) and stated.path not in pack.own_fields,
    )
    purpose = f"an exception to {' and '.join(dict.fromkeys(rules))}, its contract fact and its examples"
    _write_into_pack(
        ctx,
        config_path,
        str(folder),
        {f"{name}.rule": text},
        ("exception", name, purpose),
        stated.in_context,
        exceptions_with_fact(pack, stated.path),
    )
    similar, kind = find_similar_fact(stated)
    if similar:
        bound = " --before DATE" if kind == "date" and not stated.is_date else ""
        screen.echo(
            f"hint: a context file already has the {kind} `{similar}`; to use it: --fact {similar}{bound}"
        )


def _read_stated_fact(
    name: str, fact: str | None, value: str | None, before: date | None, first: date | None
) -> tuple[Fact | None, str]:
    """Return the fact that the options state; for wrong options, return no fact and the mistake."""
    from microdep_rules.pipeline.new_exception import DateBound, read_date_fact, read_fact

    repeated = options.repeated("--rule", "--fact", "--into", "--config")
    bounds = [DateBound("before", before)] if before is not None else []
    bounds += [DateBound("from", first)] if first is not None else []
    if len(bounds) + (value is not None) > 1:
        return None, "use only one of the options --is, --before and --from"
    if not bounds:
        stated, mistake = read_fact(fact or name, value or "true")
        if stated is not None and stated.is_date:
            days = f"before this day, write --before {value}; from this day on, write --from {value}"
            command = f"microdep new exception {name}{repeated} --before {value}"
            return None, f"--is: a date is not a single value; for dates {days}: {command}"
        return stated, _with_suggestion(_with_option(mistake, fact), name, fact or name, value)
    if fact is None:
        option = f"--{bounds[0].word}"
        command = f"microdep new exception {name}{repeated} --fact signed {option} {bounds[0].day}"
        return (
            None,
            f"{option} needs a date of the contract; add --fact FACT, such as --fact signed: {command}",
        )
    stated, mistake = read_date_fact(fact, bounds[0])
    return stated, _with_option(mistake, fact)


def _with_suggestion(mistake: str, name: str, fact: str, value: str | None, declared: str = "") -> str:
    """Return the mistake; if it is about the option --is, add a correct command line."""
    from microdep_rules.pipeline.new_exception import suggest_option

    if not mistake.startswith("--is: ") or "microdep new" in mistake:
        return mistake
    option = suggest_option(fact, value or "true", declared)
    command = (
        f"microdep new exception {name}{options.repeated('--rule', '--fact', '--into', '--config')} {option}"
    )
    if not value:
        mistake = mistake.replace("--is: ", "without --is, the value is `true`; ", 1)
    return f"{mistake}: {command}"


def _with_option(mistake: str, fact: str | None) -> str:
    """Return the mistake with the option `--fact` in front of it, if the mistake names no option."""
    return mistake if fact is None or not mistake or mistake.startswith("--") else f"--fact: {mistake}"


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

    _require_name("list", name)
    purpose = "a list, and a rule that uses it"
    _write_into_pack(ctx, config_path, into, list_files(name, kind), ("list", name, purpose))


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

    _require_name("table", name)
    purpose = "a table, and a rule that uses it"
    _write_into_pack(ctx, config_path, into, table_files(name), ("table", name, purpose))


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
    from microdep_rules.pipeline.ban import find_tables_of_components
    from microdep_rules.workspace.new_files import find_name_mistake

    stem = name.removesuffix(".yaml")
    if find_name_mistake("context", stem):
        _require_name("context", name)
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
        _refuse_existing(project, [file], _command_with_free_name("context", stem, into))
    text = contract_form(used)
    _write(folder, {file.name: text}, "contract facts, to be completed")
    is_configured = project.config.context and project.workspace.base / project.config.context == file
    context = "" if is_configured else f" --context {_shell_path(file)}"
    tables = [] if project.workspace.find(()).files else find_tables_of_components(project)
    bom = f" {visible(shlex.quote(tables[0]))}" if len(tables) == 1 else ""
    screen.echo(f"next: microdep check{bom}{options.repeated('--pack', '--config')}{context}")


def _require_name(kind: str, name: str) -> None:
    from microdep_rules.workspace.new_files import find_name_mistake

    if mistake := find_name_mistake(kind, name):
        raise click.UsageError(mistake)


def _write_into_pack(
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
    folder = _pack_folder(project, into, kind, name)
    paths = [folder / file for file in files]
    if any(os.path.lexists(path) for path in paths):
        _refuse_existing(project, paths, _command_with_free_name(kind, name, into))
    checked = check_new_files(project, folder, files)
    screen.report(checked.diagnostics, checked.sources)
    if not checked.is_valid:
        screen.echo(
            f"nothing was written: {_shell_path(folder)} cannot be loaded with the new {kind}",
            err=True,
        )
        ctx.exit(exit_codes.PACK)
    before = {*find_failing_examples(project, folder)} if kind == "exception" else set()
    _write(folder, files, purpose)
    if kind == "exception":
        failing = [place for place in find_failing_examples(project, folder) if place not in before]
        for note in _notes_on_other_exceptions(failing, _shell_path(folder), others):
            screen.echo(note, err=True)
    if checked.diagnostics:
        screen.echo(f"next: complete the clause map, {_shell_path(folder / CLAUSES)}")
        screen.echo(f"then: microdep test {_shell_path(folder)}{options.repeated('--config')}")
    else:
        screen.echo(f"next: microdep test {_shell_path(folder)}{options.repeated('--config')}")
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
        return (
            f"then: state the fact in {_shell_path(project.workspace.base / configured)}: `{visible(fact)}`"
        )
    command = f"microdep new context contract --pack {_shell_path(folder)}{options.repeated('--config')}"
    return f"then: {command}  # state the fact there: `{visible(fact)}`"


def _pack_with_rules(
    project: Project, into: str | None, name: str, rules: tuple[str, ...], named_packs: set[str]
) -> Path:
    """Return the folder of the pack into which an exception is written: the only pack with its rules.

    `named_packs` contains the packs in rule names such as `banned-companies/banned-supplier`.
    """
    from microdep_rules.pipeline.new import find_own_packs
    from microdep_rules.pipeline.new_exception import find_mistake_in_packs, read_pack_text
    from microdep_rules.workspace.folders import real_path

    if not into and rules:
        packs = {folder: read_pack_text(project, folder).rules for folder in find_own_packs(project)}
        folders = [folder for folder, known in packs.items() if set(rules) <= {*known}]
        named = [folder for folder in folders if {real_path(folder).name} == named_packs]
        if len(folders) == 1 or len(named) == 1:
            return (named or folders)[0]
        if len(named_packs) > 1:
            raise click.UsageError("the rules are in different packs; write one exception for each pack")
        if folders and not named_packs:
            _refuse_several_packs(folders, "exception", name)
        if folders:
            _refuse_other_pack(project, folders[0], "", name, named_packs)
        if len(packs) > 1 and (mistake := find_mistake_in_packs([*packs.values()], rules)):
            raise click.UsageError(mistake)
    return _pack_folder(project, into, "exception", name)


def _refuse_other_pack(
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
        names = ", ".join(f"`{_shell_path(own)}`" for own in own_packs)
        raise click.UsageError(f"there is no pack `{visible(others[0])}` here; the packs are {names}")
    better = (
        f"microdep new exception {name}{options.repeated(*OWN_OPTIONS)} --into {_shell_path(other_folder)}"
    )
    raise click.UsageError(
        f"the option --rule names a rule of the pack `{_shell_path(other_folder)}`, "
        f"and the exception would be in `{_shell_path(folder)}`: {better}"
    )


def _pack_folder(project: Project, into: str | None, kind: str, name: str) -> Path:
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
        _refuse_several_packs(own_packs, kind, name)
    return own_packs[0]


def _refuse_several_packs(folders: Sequence[Path], kind: str, name: str) -> NoReturn:
    """End the command if several packs can receive the new file."""
    names = ", ".join(f"`{_shell_path(folder)}`" for folder in folders)
    better = f"microdep new {kind} {name}{options.repeated(*OWN_OPTIONS)} --into {_shell_path(folders[0])}"
    raise click.UsageError(f"there are several packs, {names}; name one of them: {better}")


def _refuse_existing(project: Project, paths: list[Path], command: str) -> NoReturn:
    """End the command if it would overwrite a file."""
    from microdep_rules.pipeline.new import find_existing

    problems = find_existing(project, paths, command)
    screen.report(problems, {})
    screen.stop(exit_codes.USAGE, "; ".join(f"{problem.message}; {problem.help}" for problem in problems[:1]))


def _command_with_free_name(kind: str, name: str, into: str | None) -> str:
    """Return the command line of `microdep new` with a name for which no file exists yet."""
    folder = f" --into {shlex.quote(into)}" if into else ""
    return f"microdep new {kind} {name}-2{options.repeated(*OWN_OPTIONS)}{folder}"


def _write(folder: Path, files: Mapping[str, str], purpose: str) -> None:
    """Write new files, and report them."""
    for name, text in files.items():
        screen.write_in(folder / name, text)
    for name in files:
        screen.echo(
            f"wrote {_shell_path(folder / name)}: {'its entries' if name.endswith('.csv') else purpose}"
        )


def _shell_path(path: Path) -> str:
    """Return a path relative to the current folder, in quotation marks if a shell needs them."""
    return visible(shlex.quote(Path(os.path.relpath(path)).as_posix()))
