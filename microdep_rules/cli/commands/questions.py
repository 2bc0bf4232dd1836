"""`microdep questions`: what is missing, as questions to suppliers; and their answers, as an overlay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import Forms, form_of, form_option
from microdep_rules.cli.help import HelpPage
from microdep_rules.vocabulary.workbook_texts import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.output.asking.letter import Letter
    from microdep_rules.output.asking.question import Asked, Question
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.project import Project

FORMATS: Forms = {
    "markdown": (".md", ".markdown"),
    "csv": (".csv",),
    "xlsx": (".xlsx",),
    "context": (".yaml", ".yml"),
}
"""The forms of a list, each with the ends of the names of its files."""
RETURNED = frozenset({".xlsx", ".csv"})
"""Ends of the names of files into which a completed list is copied, with marks."""
TABLES = frozenset({"csv", "xlsx"})
"""Forms that are filled in and read back as an overlay."""
CONTRACT_FORM = "contract.yaml"
MOST_OF_THEM = 90
"""Percent of what all answers can settle: so much is asked for at once."""


@click.command(
    "questions",
    cls=HelpPage,
    values={
        "--format": {
            "markdown": "a section for each company",
            "csv": "a list to fill in",
            "xlsx": "a list to fill in, as a workbook",
            "context": "the contract facts alone, as a context file to complete",
        },
        "--fail-on": options.FAIL_ON,
    },
    examples={
        "Write the contract facts to complete": "microdep questions bom.yaml --output contract.yaml",
        "Write the questions to a workbook": "microdep questions bom.yaml --output questions.xlsx",
        "Write a workbook for each company": (
            "microdep questions bom.yaml --folder questions --due 2027-01-15"
        ),
        "Write workbooks with headings in Chinese": (
            "microdep questions bom.yaml --folder questions --language zh"
        ),
        "Mark the rows of a completed workbook that cannot be read": (
            "microdep questions --read answers.xlsx --output returned.xlsx"
        ),
        "Show what a completed workbook declares": "microdep questions --read answers.xlsx",
        "Show what all completed lists declare": "microdep questions --library",
        "Check with the answers": "microdep check bom.yaml --overlay answers.xlsx",
    },
    exits={
        0: "listed",
        2: "wrong usage",
        3: "a pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
        6: "nothing was checked",
    },
)
@options.checking
@form_option(FORMATS)
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=f"List every question, not only those that settle {MOST_OF_THEM} %.",
)
@click.option(
    "--supplier",
    "suppliers",
    multiple=True,
    metavar="NAME",
    help="Only the questions to this supplier, or to `yourself`; repeatable.",
)
@click.option(
    "--folder",
    type=arguments.FileName(),
    default="",
    metavar="DIR",
    help="Write a workbook for each company, and the contract form, to DIR.",
)
@click.option(
    "--read",
    "answers",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Show what a completed list declares; --output marks its bad rows.",
)
@click.option(
    "--library",
    is_flag=True,
    help="Show what all overlays declare, with files, ages and conflicts.",
)
@click.option(
    "--due",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Day by which companies answer; `microdep status` shows what is overdue.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=ENGLISH,
    help="Language of headings, instructions and answers in tables.",
)
@options.force
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    /,
    form: str | None,
    suppliers: tuple[str, ...],
    folder: str,
    answers: str,
    due: date | None,
    language: str,
    *,
    every: bool,
    library: bool,
    force: bool,
    **asked: Any,  # noqa: ANN401 - the options of `checking`, each of its own type
) -> None:
    """List the fewest questions whose answers settle the unknowns.

    The most useful questions come first: contract facts, which may exclude a whole law, then questions about
    many components at once, then questions to each manufacturer. A question that may become irrelevant is
    asked after the answers that come before it. The completed list is an overlay for `microdep check`.
    """
    if answers:
        ctx.exit(_read(answers, asked, force=force))
    output = asked["output"]
    form = form_of(output, FORMATS, form)
    if language != ENGLISH and not folder and form not in TABLES:
        raise click.UsageError(
            "--language is for tables; name a file that ends in .xlsx or .csv, or --folder"
        )
    if form == "xlsx" and not output:
        raise click.UsageError("a spreadsheet is not written to the terminal; name a file with --output")
    if output:
        screen.new_file(output, (), force=force)  # somebody may have filled it in
    if library:
        ctx.exit(_index(form, suppliers, asked))
    code, checked = running.establish(asked, loud=True, listed=None, jobs=0, only_open=True)
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.form import of_contract
    from microdep_rules.output.asking.letter import Letter, laws_of
    from microdep_rules.output.asking.questions import questions_of

    for document in checked.documents:
        if document.is_invalid:
            texts = {name: each.source for name, each in document.files.items()}
            screen.say(document.diagnostics, texts, asked["color"])
    kept = {exit_codes.OK, exit_codes.FAIL, exit_codes.UNKNOWN}
    if all(document.is_invalid for document in checked.documents):
        ctx.exit(exit_codes.OK if code in kept else code)  # what has not been checked leaves nothing to ask
    _told_apart(checked)
    asked_for = questions_of(checked)
    complete = every or suppliers or form == "context" or folder
    found = asked_for.questions if complete else lists.first(asked_for, MOST_OF_THEM)
    letter = Letter(language, due, laws_of(used.pack for used in checked.packs if used.pack is not None))
    if suppliers:
        found = _only(found, suppliers)
    if folder:
        _write_each(found, asked_for, letter, folder, _context(asked["context"]), force=force)
    else:
        found = tuple(of_contract(found)) if form == "context" else found
        context = _context(asked["context"]) if form == "context" else ""
        _write(found, asked_for, letter, form, output, context)
    if due is not None:
        _keep_sent(found, due, asked)
    ctx.exit(exit_codes.OK if code in kept else code)


def _index(form: str, suppliers: Sequence[str], asked: dict[str, Any]) -> int:
    """Show what all overlays declare."""
    from microdep_rules.output import library
    from microdep_rules.pipeline.shared_inputs import read_shared_inputs

    if form == "context":
        raise click.UsageError("--library writes no context file; let the name end in .md, .csv or .xlsx")
    project = running.open_project(asked["config_path"], asked["color"])
    found = read_shared_inputs(project, "", asked["overlays"])
    screen.say(found.diagnostics, found.sources, asked["color"])
    if not found.shared.overlays:
        if found.is_usable:
            screen.echo("no overlay is named by --overlay or in the configuration (`overlays`)", err=True)
        return exit_codes.NOTHING if found.is_usable else exit_codes.INPUT
    index = library.library_of(found.shared.overlays, asked["as_of"] or options.today(), suppliers)
    if form == "xlsx":
        screen.write_data(library.as_workbook(index), asked["output"])
    elif form == "csv":
        screen.write_raw(("\ufeff" if asked["output"] else "") + library.as_csv(index), asked["output"])
    else:
        screen.write(library.as_text(index), asked["output"])
    return exit_codes.OK if found.is_usable else exit_codes.INPUT


def _told_apart(checked: Checked) -> None:
    """Ends the command where an answer would be about two components of which only one was meant."""
    from microdep_rules.output.asking.components import alike

    boms = [(document.path, document.bom) for document in checked.documents if document.bom is not None]
    if (found := alike(boms)) is not None:
        id_, one, other = found
        raise click.UsageError(
            f"`{id_}` is one component in `{one}` and another in `{other}`,"
            " and an answer would be about both; give each document an id of its own, as `document: {id: …}`"
        )


def _only(found: Sequence[Question], suppliers: Sequence[str]) -> tuple[Question, ...]:
    from microdep_rules.suggest import did_you_mean

    known = list(dict.fromkeys(each.ask for each in found))
    for name in suppliers:
        if name not in known:
            near = did_you_mean(name, known) or f"the list asks {', '.join(known) or 'nobody'}"
            raise click.UsageError(f"nothing is asked of `{name}`; {near}")
    return tuple(each for each in found if each.ask in suppliers)


def _context(path: str | None) -> str:
    """The context file that is completed further; nothing where there is none."""
    return Path(path).read_text(encoding="utf-8") if path else ""


def _write(
    found: Sequence[Question], asked: Asked, letter: Letter, form: str, output: str, context: str
) -> None:
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.form import of_contract

    facts, every = of_contract(found), found
    if form in TABLES:  # contract facts have a form of their own
        found = [question for question in found if question not in facts]
    if form == "xlsx":
        screen.write_data(lists.as_workbook(found, letter), output)
    elif form == "csv":
        mark = "\ufeff" if output else ""  # by it spreadsheets know the encoding
        screen.write_raw(mark + lists.as_csv(found, letter), output)
    elif form == "context":
        from microdep_rules.output.asking.form import as_context

        screen.write(as_context(found, context), output)
    else:
        screen.write(lists.as_markdown(found, asked, letter), output)
    if output:
        screen.echo(f"wrote {output}: {lists.counted(found)}", err=True)
        for line in lists.summary(every, asked) if form != "context" else ():
            screen.echo(line, err=True)
        if facts and form in TABLES:
            contract = lists.many(len(facts), "contract fact")
            screen.echo(f"it leaves out {contract}: --output contract.yaml writes a form for them", err=True)
        if form != "markdown":
            option = "--context" if form == "context" else "--overlay"
            screen.echo(f"complete the file, then run: microdep check {option} {output}", err=True)


def _write_each(
    found: Sequence[Question], asked: Asked, letter: Letter, folder: str, context: str, *, force: bool
) -> None:
    """Write a workbook for each company that is asked, and the form for contract facts."""
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.form import as_context
    from microdep_rules.output.asking.needs import CONTRACT
    from microdep_rules.vocabulary.slugs import slug

    of_each: dict[str, list[Question]] = {}
    for question in found:
        if question.level != CONTRACT:
            of_each.setdefault(question.ask, []).append(question)
    names = lists.file_names(of_each, slug)
    for name in [*names.values(), CONTRACT_FORM]:
        screen.new_file(str(Path(folder) / name), (), force=force)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for ask, questions in of_each.items():
        screen.write_data(lists.as_workbook(questions, letter), str(Path(folder) / names[ask]))
        screen.echo(f"wrote {Path(folder) / names[ask]}: {lists.counted(questions)}", err=True)
    screen.write(as_context(found, context), str(Path(folder) / CONTRACT_FORM))
    screen.echo(f"wrote {Path(folder) / CONTRACT_FORM}: the contract facts", err=True)
    for line in lists.summary(found, asked):
        screen.echo(line, err=True)


def _keep_sent(found: Sequence[Question], due: date, asked: dict[str, Any]) -> None:
    """Keep which questions companies are asked, so that the status shows what they have not answered."""
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.question import NOBODY, YOURSELF
    from microdep_rules.output.status.portfolio import Sent

    sent = [
        Sent(question.ask, question.identity, about, due)
        for question in found
        if question.ask not in (YOURSELF, NOBODY)
        for about in [component.identity for component in question.components] or [""]
    ]
    from sqlite3 import Error

    records = running.records_of(running.open_project(asked["config_path"], asked["color"]))
    if records is None:
        return
    try:
        records.send(sent)
    except Error as problem:
        screen.echo(f"warning: it is not kept which questions are sent: {problem}", err=True)
    else:
        companies = lists.many(len({each.ask for each in sent}), "company", "companies")
        text = f"kept: questions to {companies}, due {due}; microdep status shows what is overdue"
        screen.echo(text, err=True)
    finally:
        records.close()


def _read(path: str, asked: dict[str, Any], *, force: bool) -> int:
    """Says what a list that was filled in declares."""
    from microdep_rules.output.declared import declared
    from microdep_rules.pipeline.shared_inputs import load_overlay

    project = running.open_project(asked["config_path"], asked["color"])
    overlay, _, told = load_overlay(project, path)
    screen.say(told.diagnostics, told.sources, asked["color"])
    output = asked["output"]
    code = exit_codes.OK if overlay is not None else exit_codes.INPUT
    if Path(output).suffix.lower() in RETURNED:
        _return(project, path, output, force=force)  # also where nothing of the list is taken
    elif overlay is not None:
        screen.write(declared(overlay), output)
    return code


def _return(project: Project, path: str, output: str, *, force: bool) -> None:
    """Write a copy of a completed list in which each row that is not taken is marked with the reason."""
    from microdep_rules.output.asking import returned
    from microdep_rules.pipeline.tables import declarations_in, declarations_of

    screen.new_file(output, (path,), force=force)
    data, _ = project.workspace.read(path, "overlay")
    mapping = declarations_of(project, path, data or b"").mapping
    table, _ = declarations_in(project.workspace.shown(path), path, data or b"", mapping)
    if table is None:
        return  # which is reported already
    copy = returned.copy_of(table, mapping)
    if Path(output).suffix.lower() == ".csv":
        screen.write_raw("\ufeff" + returned.as_csv(copy), output)
    else:
        screen.write_data(returned.as_workbook(copy), output)
    screen.echo(f"wrote {output}: {copy.summary}", err=True)
