"""`microdep questions`: questions about missing facts, and their answers as overlays."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import Forms, form_of, form_option
from microdep_rules.cli.help import HelpPage
from microdep_rules.diagnostics import has_errors
from microdep_rules.output.from_here import from_here
from microdep_rules.vocabulary.workbook_texts import ENGLISH, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.bom.imports.heading import ImportTable
    from microdep_rules.bom.imports.mapping import Mapping
    from microdep_rules.bom.imports.sheets import Sheet as SourceSheet
    from microdep_rules.output.asking.letter import Letter
    from microdep_rules.output.asking.question import Question, QuestionList
    from microdep_rules.output.checked import Checked
    from microdep_rules.pipeline.project import Project

FORMATS: Forms = {
    "markdown": (".md", ".markdown"),
    "csv": (".csv",),
    "xlsx": (".xlsx",),
    "context": (".yaml", ".yml"),
}
"""Output formats of a list of questions, each with its file name endings."""
RETURNED = frozenset({".xlsx", ".csv"})
"""File name endings that the marked copy of a completed list of questions can have."""
TABLES = frozenset({"csv", "xlsx"})
"""Output formats that companies can complete; `microdep check` reads the completed files as overlays."""
CONTRACT_FORM = "contract.yaml"
OWN_WORKBOOK = "yourself.xlsx"
MOST_WORKBOOKS = 4
"""Largest number of workbooks that the suggested next command names."""
MOST_NAMED = 5
"""Largest number of companies, or of rows, that a line of output names."""


@click.command(
    "questions",
    cls=HelpPage,
    values={
        "--format": {
            "markdown": "a section for each company",
            "csv": "a list to fill in",
            "xlsx": "a list to fill in, as a workbook",
            "context": "only the contract facts, as a context file to complete",
        },
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
        "Mark the cells to correct in a completed workbook": (
            "microdep questions --read answers.xlsx --output returned.xlsx"
        ),
        "Show the answers in each row of a completed workbook": "microdep questions --read answers.xlsx",
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
@options.asking
@options.output
@form_option(FORMATS)
@options.verbose
@click.option(
    "--supplier",
    "suppliers",
    multiple=True,
    metavar="NAME",
    help="Only questions to NAME or `yourself`; repeatable.",
)
@click.option(
    "--folder",
    type=arguments.FileName(),
    default="",
    metavar="DIR",
    help="Write a workbook for each company to DIR.",
)
@click.option(
    "--read",
    "answers",
    type=arguments.FileName(),
    default="",
    metavar="FILE",
    help="Show the answers in each row of a completed list.",
)
@click.option(
    "--library",
    is_flag=True,
    help="Show the declarations of all overlays.",
)
@click.option(
    "--due",
    type=arguments.Day(),
    default=None,
    metavar="DATE",
    help="Day by which companies must answer.",
)
@click.option(
    "--language",
    type=arguments.OneOf(LANGUAGES),
    default=ENGLISH,
    metavar="LANGUAGE",
    help="Language of tables: en, zh, ja or de. Default: en.",
)
@options.force
@click.pass_context
def command(  # noqa: PLR0913 - one parameter for each option
    ctx: click.Context,
    /,
    form: str | None,
    suppliers: tuple[str, ...],
    folder: str,
    answers: str,
    due: date | None,
    language: str,
    *,
    verbose: bool,
    library: bool,
    force: bool,
    **settings: Any,  # noqa: ANN401 - the options of `asking`, each of its own type
) -> None:
    """List the fewest questions that settle unknown verdicts.

    The most useful questions come first: questions about contract facts, because one contract fact may
    exclude a whole law, then questions about many components, then questions to each manufacturer. No answer
    can settle some unknown verdicts. Of the others, the listed questions can settle 90 %. --verbose lists
    every question.

    The completed list is an overlay: add the list to a check with --overlay.

    --folder also writes the form for the contract facts. After the date of --due, `microdep status` shows the
    overdue answers. With --read, --output writes a copy of the list, and marks each cell to correct.
    --library shows all overlays with their ages and conflicts.
    """
    if answers:
        ctx.exit(_read(answers, settings, force=force))
    day = settings["as_of"] or options.today()
    if due is not None and due < day:
        raise click.UsageError(f"--due {due} is before {day}; name a day on which companies can answer")
    output = settings["output"]
    form = form_of(output, FORMATS, form)
    _refuse_form(form, output, folder, language)
    if output:
        read = [*settings["paths"], *settings["overlays"], *filter(None, [settings["context"]])]
        screen.new_file(output, read, force=force)  # the existing file may have answers
    if library:
        ctx.exit(_show_declarations(form, suppliers, settings))
    choices = {**settings, **running.WITHOUT_FINDINGS, "waiver_files": (), "no_waivers": True}
    code, checked = running.check_documents(choices, loud=True, listed=None, jobs=0, only_open=True)
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.form import of_contract
    from microdep_rules.output.asking.letter import Letter, laws_of
    from microdep_rules.output.asking.questions import questions_of

    _report_invalid_documents(checked, settings["color"])
    kept = {exit_codes.OK, exit_codes.FAIL, exit_codes.UNKNOWN}
    if all(document.is_invalid for document in checked.documents):
        ctx.exit(exit_codes.OK if code in kept else code)  # no document was checked
    _require_distinct_components(checked)
    all_questions = questions_of(checked)
    is_complete = bool(verbose or suppliers or form == "context")
    selected = lists.selected(all_questions, complete=is_complete, for_companies=bool(folder))
    laws = laws_of(used.pack for used in checked.packs if used.pack is not None)
    letter = Letter(language, due, laws, _products(checked))
    if suppliers:
        selected = _only(selected, suppliers)
    context = next((from_here(read.path) for read in checked.inputs if read.kind == "context"), "")
    if folder:
        own, workbooks = _write_each(selected, all_questions, letter, folder, _text_of(context), force=force)
        _name_companies_without_question(checked, all_questions, own, folder)
        _show_next_check(settings["paths"], workbooks)
    else:
        selected = tuple(of_contract(selected)) if form == "context" else selected
        _write(selected, all_questions, letter, form, output, context, settings["paths"])
    if due is not None:
        _record_sent(selected, due, settings)
    ctx.exit(exit_codes.OK if code in kept else code)


def _refuse_form(form: str, output: str, folder: str, language: str) -> None:
    """End the command if the format cannot have another language, or cannot be printed on the terminal."""
    if language != ENGLISH and not folder and form not in TABLES:
        raise click.UsageError(
            "--language is for tables; name an .xlsx or .csv file with --output, or a folder with --folder"
        )
    if form == "xlsx" and not output:
        line = "microdep questions bom.yaml --output questions.xlsx"
        raise click.UsageError(
            f"a workbook is not written to the terminal; name a file with --output: {line}"
        )


def _report_invalid_documents(checked: Checked, color: str) -> None:
    for document in checked.documents:
        if document.is_invalid:
            texts = {name: file.source for name, file in document.files.items()}
            screen.report(document.diagnostics, texts, color)


def _products(checked: Checked) -> tuple[str, ...]:
    """Return the names of the checked products."""
    return tuple(
        dict.fromkeys(document.bom.product.name for document in checked.documents if document.bom is not None)
    )


def _next_check(paths: Sequence[str], *answers: str, form: str = "") -> str:
    """Return the command that checks the same documents again, with the same options and with the answers."""
    from microdep_rules.output.visible import visible

    is_context = form == "context"
    names = ("--pack", "--variant", *(() if is_context else ("--context",)), "--overlay", "--config")
    files = "".join(f" {visible(shlex.quote(path))}" for path in paths)
    option = "--context" if is_context else "--overlay"
    given = "".join(f" {option} {visible(shlex.quote(path))}" for path in answers)
    return f"microdep check{files}{options.repeated(*names)}{given}"


def _show_next_check(paths: Sequence[str], workbooks: Sequence[str]) -> None:
    """Show the command that checks the documents again with the returned workbooks."""
    if not workbooks:
        return
    more = " …" if len(workbooks) > MOST_WORKBOOKS else ""
    note = "  # one --overlay for each returned workbook" if len(workbooks) > 1 else ""
    again = _next_check(paths, *workbooks[:MOST_WORKBOOKS])
    screen.echo(f"with the answers, run: {again}{more}{note}", err=True)


def _name_companies_without_question(
    checked: Checked, questions: QuestionList, own: Sequence[Question], folder: str
) -> None:
    """Show the manufacturers without a question so far, because other answers come first.

    `own` contains the questions in the workbook of your own company.
    """
    from microdep_rules.messages.quoting import listed
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.columns import is_first_row
    from microdep_rules.output.asking.components import maker_of

    recipients = {question.ask for question in questions.questions}
    boms = [document.bom for document in checked.documents if document.bom is not None]
    makers = {maker_of(bom, component) for bom in boms for component in bom.components.values()}
    companies: dict[str, list[str]] = {}
    for maker in sorted(makers - recipients - {""}) if questions.waiting else ():
        rows = [
            str(row)
            for row, question in enumerate(lists.workbook_rows(own), 2)
            if is_first_row(question)
            and any(component.manufacturer == maker for component in question.components)
        ]
        file = Path(folder) / (OWN_WORKBOOK if rows else CONTRACT_FORM)
        many = "rows" if len(rows) > 1 else "row"
        more = f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else ""
        first = f"answer {many} {', '.join(rows[:MOST_NAMED])}{more} of" if rows else "complete"
        first = (
            f"{first} {file}, and run this command again with {'--overlay' if rows else '--context'} {file}"
        )
        companies.setdefault(first, []).append(maker)
    for first, waiting in companies.items():
        names = listed(waiting, MOST_NAMED)
        screen.echo(f"no workbook yet for {names}: {first}", err=True)


def _show_declarations(form: str, suppliers: Sequence[str], settings: dict[str, Any]) -> int:
    """Show the declarations of all overlays."""
    from microdep_rules.output import library
    from microdep_rules.pipeline.shared_inputs import read_shared_inputs

    if form == "context":
        raise click.UsageError("--library writes no context file; let the name end in .md, .csv or .xlsx")
    project = running.open_project(settings["config_path"], settings["color"])
    beside = read_shared_inputs(project, "", settings["overlays"])
    screen.report(beside.diagnostics, beside.sources, settings["color"])
    if not beside.shared.overlays:
        if beside.is_usable:
            screen.echo("no overlay: name one with --overlay or in the configuration (`overlays`)", err=True)
        return exit_codes.NOTHING if beside.is_usable else exit_codes.INPUT
    index = library.library_of(beside.shared.overlays, settings["as_of"] or options.today(), suppliers)
    if form == "xlsx":
        screen.write_data(library.as_workbook(index), settings["output"])
    elif form == "csv":
        screen.write_raw(("\ufeff" if settings["output"] else "") + library.as_csv(index), settings["output"])
    else:
        screen.write(library.as_text(index), settings["output"])
    return exit_codes.OK if beside.is_usable else exit_codes.INPUT


def _require_distinct_components(checked: Checked) -> None:
    """End the command if two components share an id, because one answer would count for both of them."""
    from microdep_rules.output.asking.components import find_shared_id

    boms = [(document.path, document.bom) for document in checked.documents if document.bom is not None]
    if (pair := find_shared_id(boms)) is not None:
        id_, one, other = pair
        raise click.UsageError(
            f"`{id_}` is one component in `{one}` and another in `{other}`,"
            " and an answer would be about both; give each document its own id: `document: {id: …}`"
        )


def _only(questions: Sequence[Question], suppliers: Sequence[str]) -> tuple[Question, ...]:
    from microdep_rules.suggest import did_you_mean

    known = list(dict.fromkeys(question.ask for question in questions))
    for name in suppliers:
        if name not in known:
            near = did_you_mean(name, known) or f"the questions are to {', '.join(known) or 'nobody'}"
            raise click.UsageError(f"there is no question to `{name}`; {near}")
    return tuple(question for question in questions if question.ask in suppliers)


def _text_of(path: str) -> str:
    """Return the text of the context file that the form is to complete; empty if there is none."""
    return Path(path).read_text(encoding="utf-8") if path else ""


def _write(
    questions: Sequence[Question],
    all_questions: QuestionList,
    letter: Letter,
    form: str,
    output: str,
    context: str,
    paths: Sequence[str],
) -> None:
    """Write the questions and the next commands; `context` is the path of the context file, or empty."""
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.form import of_contract
    from microdep_rules.output.next_commands import contract_form

    facts, selected = of_contract(questions), questions
    if form in TABLES:  # contract facts have a separate form
        questions = [question for question in questions if question not in facts]
    if form == "xlsx":
        screen.write_data(lists.as_workbook(questions, letter), output)
    elif form == "csv":
        mark = "\ufeff" if output else ""  # with this mark, spreadsheets recognize UTF-8
        screen.write_raw(mark + lists.as_csv(questions, letter), output)
    elif form == "context":
        from microdep_rules.output.asking.form import as_context

        screen.write(as_context(questions, _text_of(context)), output)
    else:
        screen.write(lists.as_markdown(questions, all_questions, letter), output)
    if output:
        written = lists.workbook_questions(questions) if form == "xlsx" else questions
        screen.echo(f"wrote {output}: {lists.counted(written)}", err=True)
        for line in lists.summary(selected, all_questions) if form != "context" else ():
            screen.echo(line, err=True)
        if facts and form in TABLES:
            contract = lists.many(len(facts), "contract fact")
            form_name = contract_form([context])
            screen.echo(
                f"it leaves out {contract}; to write a form for them, use --output {form_name}", err=True
            )
        if form != "markdown":
            screen.echo(f"complete the file, then run: {_next_check(paths, output, form=form)}", err=True)


def _write_each(
    selected: Sequence[Question],
    all_questions: QuestionList,
    letter: Letter,
    folder: str,
    context: str,
    *,
    force: bool,
) -> tuple[Sequence[Question], Sequence[str]]:
    """Write a workbook for each company with questions, and the form for contract facts.

    Return the questions to your own company, and the paths of the workbooks.
    """
    from microdep_rules.bom.overlays.declarations import YOURSELF
    from microdep_rules.output.asking import lists
    from microdep_rules.output.asking.form import as_context
    from microdep_rules.output.asking.needs import CONTRACT
    from microdep_rules.vocabulary.slugs import slug

    of_each: dict[str, list[Question]] = {}
    for question in selected:
        if question.level != CONTRACT:
            of_each.setdefault(question.ask, []).append(question)
    names = lists.file_names(of_each, slug)
    if not force and any((Path(folder) / name).exists() for name in [*names.values(), CONTRACT_FORM]):
        raise click.UsageError(
            f"`{folder}` has the lists of an earlier round; write the new lists to another folder:"
            f" --folder {shlex.quote(screen.free_name(folder))}"
        )
    Path(folder).mkdir(parents=True, exist_ok=True)
    if not of_each:
        screen.echo("no workbook: there is no question about a component or a company", err=True)
    of_each = {ask: lists.by_priority(questions) for ask, questions in of_each.items()}
    for ask, questions in of_each.items():
        screen.write_data(lists.as_workbook(questions, letter), str(Path(folder) / names[ask]))
        number = lists.counted(lists.workbook_questions(questions))
        screen.echo(f"wrote {Path(folder) / names[ask]}: {number}", err=True)
    screen.write(as_context(selected, context), str(Path(folder) / CONTRACT_FORM))
    screen.echo(f"wrote {Path(folder) / CONTRACT_FORM}: the contract facts", err=True)
    for line in lists.summary(selected, all_questions, names_further=False):
        screen.echo(line, err=True)
    if left_out := lists.left_out_of(selected, all_questions):
        screen.echo(f"left out, because many answers would settle few open checks: {left_out}", err=True)
    return of_each.get(YOURSELF, []), [str(Path(folder) / name) for name in names.values()]


def _record_sent(questions: Sequence[Question], due: date, settings: dict[str, Any]) -> None:
    """Store the questions that are sent to companies, so that `microdep status` can show overdue answers."""
    from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
    from microdep_rules.output.asking import lists
    from microdep_rules.output.status.portfolio import SentQuestion

    sent = [
        SentQuestion(question.ask, question.identity, about, due)
        for question in questions
        if question.ask not in (YOURSELF, NOBODY)
        for about in [component.identity for component in question.components] or [""]
    ]
    from sqlite3 import Error

    if not sent:
        return
    records = running.records_of(running.open_project(settings["config_path"], settings["color"]))
    if records is None:
        return
    try:
        records.send(sent)
    except Error as problem:
        screen.echo(f"warning: the sent questions are not recorded: {problem}", err=True)
    else:
        companies = lists.many(len({question.ask for question in sent}), "company", "companies")
        paths = "".join(f" {shlex.quote(path)}" for path in settings["paths"])
        screen.echo(f"recorded: questions to {companies}, due {due}", err=True)
        screen.echo(f"overdue answers: microdep status{paths}", err=True)
    finally:
        records.close()


def _read(path: str, settings: dict[str, Any], *, force: bool) -> int:
    """Show each row of a completed list, or each entry of another overlay."""
    from microdep_rules.output.asking.read_back import ROW_CODES, Listing
    from microdep_rules.output.declared import declared
    from microdep_rules.output.visible import visible
    from microdep_rules.pipeline.shared_inputs import load_overlay

    project = running.open_project(settings["config_path"], settings["color"])
    overlay, _, beside = load_overlay(project, path)
    output = settings["output"]
    code = exit_codes.OK if overlay is not None else exit_codes.INPUT
    table, mapping, sheets = _table(project, path) if beside.sources else (None, None, ())
    if table is not None:
        others = [problem for problem in beside.diagnostics if problem.code not in ROW_CODES]
        screen.report(others, beside.sources, settings["color"])
    else:
        screen.report(beside.diagnostics, beside.sources, settings["color"])
    if Path(output).suffix.lower() in RETURNED:
        _write_returned_list(table, mapping, sheets, path, output, force=force)  # also if no row can be used
    elif table is not None:
        listing = Listing(table, mapping)
        screen.write(listing.text(), output)
        config = options.repeated("--config")
        marked = f"microdep questions --read {visible(shlex.quote(path))}{config} --output returned.xlsx"
        returned = f"{marked}  # marks the cells to correct"
        check = _next_check(settings["paths"] or ["BOM"], path)
        screen.echo(f"next: {returned if listing.has_corrections else check}", err=True)
    elif overlay is not None:
        screen.write(declared(overlay), output)
    return code


def _table(project: Project, path: str) -> tuple[ImportTable | None, Mapping | None, Sequence[SourceSheet]]:
    """Return the table in a file, with its mapping and the sheets of the file.

    The table is `None` if the file is not a table or cannot be read.
    """
    from microdep_rules.bom.imports.forms import TABULAR, WORKBOOK, recognize_form
    from microdep_rules.pipeline.tables import declarations_in, declarations_of
    from microdep_rules.workspace.workbooks import read_workbook

    data, _ = project.workspace.read(path, "overlay")
    form = recognize_form(path, data).read_as if data is not None else ""
    if data is None or form not in TABULAR:
        return None, None, ()
    sheets = read_workbook(data).sheets if form == WORKBOOK.read_as else ()
    mapping = declarations_of(project, path, data).mapping
    table, problems = declarations_in(project.workspace.shown(path), path, data, mapping)
    return (None if has_errors(problems) else table), mapping, sheets


def _write_returned_list(
    table: ImportTable | None,
    mapping: Mapping | None,
    sheets: Sequence[SourceSheet],
    path: str,
    output: str,
    *,
    force: bool,
) -> None:
    """Write a copy of a completed list, with the reason in each row that cannot be used."""
    from microdep_rules.output.asking import returned

    screen.new_file(output, (path,), force=force)
    if table is None:
        return  # already reported
    copy = returned.copy_of(table, mapping)
    if Path(output).suffix.lower() == ".csv":
        screen.write_raw("\ufeff" + returned.as_csv(copy), output)
    else:
        screen.write_data(returned.as_workbook(copy, sheets), output)
    screen.echo(f"wrote {output}: {copy.summary}", err=True)
