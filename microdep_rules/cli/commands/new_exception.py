"""`microdep new exception`: an exception to rules, with its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from microdep_rules.cli import arguments, options, running, screen
from microdep_rules.cli.help import HelpPage
from microdep_rules.cli.new_commands import (
    EXITS,
    into,
    name_argument,
    pack_folder,
    refuse_other_pack,
    refuse_several_packs,
    require_name,
    shown_path,
    write_into_pack,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from microdep_rules.pipeline.exception_facts import Fact
    from microdep_rules.pipeline.new_exception import FailingExample, PackText
    from microdep_rules.pipeline.project import Project


@click.command(
    "exception",
    cls=HelpPage,
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
def command(  # noqa: PLR0913, PLR0917 - each is an option of the command
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
    fact of the context file, such as agency, or a new fact, such as customer. If
    FACT is new, NAME.rule declares FACT.

    The command copies a failing example of each rule. In the copies, the fact is VALUE, has another value, or
    is missing. For a date, the copies have DATE, the day before DATE and the day after DATE.
    """
    from microdep_rules.pipeline.new_exception import (
        exception_text,
        exceptions_with_fact,
        find_kind_mistake,
        find_rule_mistake,
        read_pack_text,
    )

    require_name("exception", name)
    packs = {pack for pack in (rule.rpartition("/")[0] for rule in rules) if pack}
    rules = tuple(rule.rpartition("/")[2] for rule in rules)
    stated, mistake = _read_stated_fact(name, fact, value, before, first)
    if stated is None:
        raise click.UsageError(mistake)
    project = running.open_project(config_path)
    folder = _pack_with_rules(project, into, name, rules, packs)
    pack = read_pack_text(project, folder)
    refuse_other_pack(project, folder, pack.name, name, packs)
    if mistake := find_rule_mistake(pack, shown_path(folder), rules, name):
        raise click.UsageError(mistake)
    if mistake := find_kind_mistake(pack, stated):
        declared = pack.own_fields.get(stated.path, "")
        raise click.UsageError(_with_suggestion(mistake, name, stated.name, value, declared))
    text = exception_text(
        name,
        shown_path(folder),
        stated,
        _failing_examples(pack, folder, rules, stated),
        declares=bool(stated.own_kind) and stated.path not in pack.own_fields,
    )
    purpose = f"an exception to {' and '.join(dict.fromkeys(rules))}, its contract fact and its examples"
    write_into_pack(
        ctx,
        config_path,
        str(folder),
        {f"{name}.rule": text},
        ("exception", name, purpose),
        stated.in_context,
        exceptions_with_fact(pack, stated.path),
    )
    _hint_at_similar_fact(stated)


def _failing_examples(pack: PackText, folder: Path, rules: Sequence[str], fact: Fact) -> list[FailingExample]:
    """Return a failing example of each rule, which the examples of the exception copy."""
    from microdep_rules.pipeline.new_exception import find_failing_example

    examples = []
    for rule in dict.fromkeys(rules):
        example = find_failing_example(pack, rule, fact)
        if example is None:
            raise click.UsageError(
                f"{shown_path(folder)} has no failing example of `{rule}` without the fact `{fact.name}`; "
                f"add one first: microdep explain {rule}"
            )
        examples.append(example)
    return examples


def _hint_at_similar_fact(fact: Fact) -> None:
    """Print a hint if a context file already has a fact that is similar to the fact of the exception."""
    from microdep_rules.pipeline.exception_facts import find_similar_fact

    similar, kind = find_similar_fact(fact)
    if similar:
        bound = " --before DATE" if kind == "date" and not fact.is_date else ""
        screen.echo(
            f"hint: a context file already has the {kind} `{similar}`; to use it: --fact {similar}{bound}"
        )


def _read_stated_fact(
    name: str, fact: str | None, value: str | None, before: date | None, first: date | None
) -> tuple[Fact | None, str]:
    """Return the fact that the options state; for wrong options, return no fact and the mistake."""
    from microdep_rules.pipeline.exception_facts import DateBound, read_date_fact, read_fact

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
    from microdep_rules.pipeline.exception_facts import suggest_option

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
            refuse_several_packs(folders, "exception", name)
        if folders:
            refuse_other_pack(project, folders[0], "", name, named_packs)
        if len(packs) > 1 and (mistake := find_mistake_in_packs([*packs.values()], rules)):
            raise click.UsageError(mistake)
    return pack_folder(project, into, "exception", name)
