"""Lists of questions that companies fill in and return: a table, or a letter to each company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.bom.overlays.fact_names import parse_fact_name
from microdep_rules.output.asking.columns import (
    ANSWERS,
    COUNTRY,
    FROZEN,
    HIDDEN,
    WIDE,
    cited,
    is_about_stages,
    is_first_row,
    locked_cells,
    offered,
    offered_countries,
    rows,
)
from microdep_rules.output.asking.entry_rows import list_in, with_entry_rows
from microdep_rules.output.asking.letter import ENGLISH_LETTER, WHY, Letter, priority
from microdep_rules.output.asking.needs import CONTRACT, PRODUCT
from microdep_rules.output.asking.series import is_series, with_series
from microdep_rules.output.asking.wording import DONE_BY
from microdep_rules.output.cell_texts import csv_line
from microdep_rules.output.markdown import escape
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.shortening import and_more
from microdep_rules.vocabulary.workbook_texts import (
    ENGLISH,
    common_substances,
    evidence_types,
    instructions,
    stage_names,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.output.asking.question import Question, QuestionList

SHARE = 90
"""Percentage of the open checks that the listed questions can settle."""
SHARES = (50, 80)
"""Percentages of the open checks for which a sentence states the number of necessary answers."""
MOST_ANSWERS = 2
"""Largest number of answers of companies that a workbook asks for to settle one open check."""
MOST_FURTHER = 3
"""Largest number of questions that the summary of a complete list quotes."""
MOST_RULES = 4
"""Largest number of rules that a letter names below a question."""

DUE = "Please answer by {day}."
RETURN = "Fill in the yellow columns of the sheet {sheet}, and return this file to the company that sent it."
ABOUT_A_SERIES = "A row about all of a series"
COMPANY_OF_A_STAGE = f"{DONE_BY}:"
LIST_IN_ROWS = "List with several rows:"
LIST_IN_A_CELL = "List in one cell:"
STAGES_IN_A_CELL = "Several stages in one cell:"
STAGES_AND_SUBSTANCES = "Stages and substances:"
WORDS = "Words"
"""Name of the sheet with the names of stages and substances."""
STAGES = "Stages: choose one of these words."
SUBSTANCES = "Substances: choose the names of all substances. For an unlisted substance, write `others`."
OWN_LANGUAGE = "You may answer in English or in the language of these headings."
IN_ENGLISH = "The names of laws and the titles of rules are in English."


def how_to_fill_in(
    letter: Letter, *, series: bool = False, about: Sequence[Question] | None = None
) -> list[str]:
    """Return the instructions for a list.

    `series` adds the instruction for rows about a series of parts. `about` are the rows of the list; the
    instructions leave out what these rows do not need.
    """
    unused = [] if about is None else _unused_instructions(about, letter)
    lines = [line for line in instructions() if line not in (DUE, OWN_LANGUAGE, IN_ENGLISH)]
    unused += [] if series else [ABOUT_A_SERIES]
    lines = [line for line in lines if not line.startswith(tuple(unused))]
    due = [DUE.format(day=letter.due.isoformat())] if letter.due is not None else []
    own = [OWN_LANGUAGE, IN_ENGLISH] if letter.language != ENGLISH else []
    return [letter.say(line) for line in (*due, *own, *lines)]


def _unused_instructions(about: Sequence[Question], letter: Letter) -> list[str]:
    """Return the beginnings of the instructions that a list of questions does not need."""
    in_a_cell = [list_ for question in about if not question.list_row and (list_ := list_in(question.fact))]
    needed = {
        COMPANY_OF_A_STAGE: any(map(is_about_stages, about)),
        STAGES_AND_SUBSTANCES: bool(words_for(about, letter)),
        LIST_IN_ROWS: any(question.list_row for question in about),
        LIST_IN_A_CELL: bool(in_a_cell),
        STAGES_IN_A_CELL: "stages" in in_a_cell,
    }
    return [beginning for beginning, is_needed in needed.items() if not is_needed]


def introduction(found: Sequence[Question], letter: Letter) -> list[str]:
    """Return the first lines of a workbook: the company, the subject of the questions, and the next steps."""
    asks = [*dict.fromkeys(question.ask for question in found if question.ask not in (YOURSELF, NOBODY))]
    asked = [question for question in found if question.level != PRODUCT]
    number = len({component.identity for question in asked for component in question.components})
    about = (
        f"about {many(number, 'component')}" if number or len(asked) == len(found) else "about the product"
    )
    to = f"Questions to {asks[0]} " if len(asks) == 1 else "Questions "
    of = f" of {', '.join(letter.products)}" if letter.products else ""
    return_ = [letter.say(RETURN.format(sheet=letter.say("Questions")))] if asks else []
    return [letter.say(f"{to}{about}{of}"), *return_]


def why_we_ask(found: Sequence[Question]) -> list[str]:
    """Return one line for each rule that needs the answers: its title, and the paragraphs that it cites."""
    rules = {rule.id: rule for question in found for rule in question.rules}
    return [f"{rule.title} ({'; '.join(rule.cites)}; rule {rule.id})" for rule in rules.values()]


def as_csv(found: Sequence[Question], letter: Letter = ENGLISH_LETTER) -> str:
    """Return the questions as CSV text, in which a spreadsheet program finds no formula."""
    return table_as_csv(rows(with_series(found), letter))


def table_as_csv(table: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV text, in which a spreadsheet program finds no formula."""
    return "".join(f"{csv_line(row)}\n" for row in table)


def workbook_rows(found: Iterable[Question]) -> list[Question]:
    """Return the questions of a workbook, one for each row, in the order of the rows."""
    return with_entry_rows(with_series(by_priority(found)))


def workbook_questions(found: Iterable[Question]) -> list[Question]:
    """Return the questions of a workbook, without the optional questions about a series."""
    return [row for row in workbook_rows(found) if is_first_row(row) and not _has_series([row])]


def as_workbook(found: Sequence[Question], letter: Letter = ENGLISH_LETTER) -> bytes:
    """Return the questions as a workbook: the list, the instructions, and the reason for each rule."""
    from microdep_rules.output.workbook import Notes, SheetTable, workbook

    letter, asked = replace(letter, with_lists=True), workbook_rows(found)
    offers = {
        letter.say("Answer"): [offered(question, letter.language) for question in asked],
        letter.say(COUNTRY): [
            offered_countries(question.fact, question.list_row, letter.language) for question in asked
        ],
        letter.say("Evidence type"): [
            evidence_types(letter.language) if is_first_row(question) else () for question in asked
        ],
    }
    to_fill_in = [letter.say(name) for name in ANSWERS]
    wide = [letter.say(name) for name in WIDE]
    texts = rows(asked, letter)
    table = SheetTable(
        letter.say("Questions"),
        texts,
        to_fill_in,
        offers,
        locked=locked_cells(texts, letter.language),
        wide=wide,
        hidden=[letter.say(name) for name in HIDDEN],
        frozen=FROZEN,
        protected=True,
    )
    how = how_to_fill_in(letter, series=_has_series(asked), about=asked)
    first = Notes(letter.say("How to fill in"), [*introduction(found, letter), *how])
    known_words = words_for(found, letter)
    sheets = [Notes(letter.say(WORDS), known_words)] if known_words else []
    return workbook([first, table, *sheets, Notes(letter.say(WHY), why_we_ask(found))])


def _has_series(about: Iterable[Question]) -> bool:
    return any(is_series(component) for question in about for component in question.components)


def by_priority(found: Iterable[Question]) -> list[Question]:
    """Return the questions in the order of their priorities: first `urgent`, then `high`, then `normal`."""
    order = ("urgent", "high", "normal")
    return sorted(found, key=lambda question: order.index(priority(question)))


def words_for(found: Iterable[Question], letter: Letter) -> list[str]:
    """Return the names of stages and substances that the answers need, in the language of the list."""
    asked = [parse_fact_name(question.fact) for question in found]
    facts = [fact for fact in asked if fact is not None]
    lines = list[str]()
    if any(fact.record == "stage" or fact.field == "stages" for fact in facts):
        lines += [letter.say(STAGES), *stage_names(letter.language)]
    if any(fact.field in ("materials", "substance") for fact in facts):
        lines += [letter.say(SUBSTANCES), *common_substances(letter.language)]
    return lines


def file_names(asks: Iterable[str], slug: Callable[[str], str]) -> dict[str, str]:
    """Return a file name for each company; equal names get a number."""
    names: dict[str, str] = {}
    for ask in asks:
        base = slug(ask) or "company"
        number = sum(name == f"{base}.xlsx" or name.startswith(f"{base}-") for name in names.values())
        names[ask] = f"{base}-{number + 1}.xlsx" if f"{base}.xlsx" in names.values() else f"{base}.xlsx"
    return names


def as_markdown(found: Sequence[Question], asked: QuestionList, letter: Letter = ENGLISH_LETTER) -> str:
    """Return a letter with sections for the contract, the product, your own components, and each company."""
    lines = ["# Questions", ""]
    if not found:
        return "\n".join([*lines, "None: every rule that applies is decided.", ""])
    lines += [DUE.format(day=letter.due.isoformat()), ""] if letter.due is not None else []
    lines += [*summary(found, asked), ""]
    sections: dict[str, list[Question]] = {}
    for question in found:
        sections.setdefault(_section_of(question), []).append(question)
    number, further = 0, set(map(id, further_questions(found, asked)))
    for title in sorted(sections, key=_section_order):
        lines += [f"## {title}", ""]
        for question in sections[title]:
            number += 1
            only_here = ["   This question is listed only with --verbose."] if id(question) in further else []
            lines += [*_paragraph(number, question), *only_here, ""]
    return "\n".join(lines)


def summary(found: Sequence[Question], asked: QuestionList, *, names_further: bool = True) -> list[str]:
    """Return sentences about the checks that the answers settle, and about questions that follow later.

    `names_further` adds the questions that a list without `--verbose` leaves out.
    """
    if not asked.open:
        return []
    settled = sum(question.settles for question in found)
    counts = [
        f"the {f'{number:,} most useful answers decide' if number > 1 else 'most useful answer decides'}"
        f" up to {percent} % of the open checks"
        for percent in SHARES
        if (number := answers_for_all(asked, percent)) is not None and number < len(found)
    ]
    facts = sum(question.level == CONTRACT for question in found)
    every = "the answer" if len(found) == 1 else f"all {many(len(found), 'answer')}"
    of_them = f" ({many(facts, 'contract fact')} among them)" if facts and len(found) > 1 else ""
    verb = "decides" if len(found) == 1 else "decide"
    counts.append(f"{every}{of_them} {verb} up to {100 * settled // asked.open} % of the open checks")
    lines = [f"{many(asked.open, 'open check')} (one rule on one component).", *map(_sentence, counts)]
    if asked.waiting:
        lines.append(
            f"For {many(asked.waiting, 'open check')}, an answer may lead to a further question,"
            " which the next list asks."
        )
    if asked.stuck:
        lines.append(f"No answer settles {many(asked.stuck, 'open check')}: a fact is stated as unknown.")
    if names_further and (further := further_questions(found, asked)):
        texts = "; ".join(f"{question.with_list} ({question.ask})" for question in further[:MOST_FURTHER])
        more = f"; and {len(further) - MOST_FURTHER} more" if len(further) > MOST_FURTHER else ""
        is_ = "question is" if len(further) == 1 else "questions are"
        lines.append(f"{len(further)} {is_} listed only with --verbose: {visible(texts)}{more}")
    if len(found) < len(asked.questions):
        rest = len(asked.questions) - len(found)
        does, them = ("settles", "it") if rest == 1 else ("settle", "them")
        lines.append(f"{many(rest, 'question')} {does} the rest; --verbose lists {them}.")
    return lines


def further_questions(found: Sequence[Question], asked: QuestionList) -> tuple[Question, ...]:
    """Return the questions that only a complete list contains; none if `found` is not the complete list."""
    complete = len(found) == len(asked.questions)
    return asked.questions[len(first(asked, SHARE)) :] if complete else ()


def first(asked: QuestionList, percent: int) -> tuple[Question, ...]:
    """Return the first questions, whose answers can settle this percentage of the checks with questions."""
    return asked.questions[: answers_for(asked, percent)]


def selected(asked: QuestionList, *, complete: bool, for_companies: bool) -> tuple[Question, ...]:
    """Return the questions of a list: all of them, those for workbooks of companies, or the first ones."""
    if complete:
        return asked.questions
    return worth_asking(asked) if for_companies else first(asked, SHARE)


def worth_asking(asked: QuestionList) -> tuple[Question, ...]:
    """Return the questions for workbooks, without questions to companies that settle too few checks.

    Consecutive questions up to one that settles checks are one group. A group with more than `MOST_ANSWERS`
    answers for each settled check leaves out its questions to companies. Questions to your own company and
    the first questions of the list, as `first` returns them, are never left out.
    """
    always = answers_for(asked, SHARE)
    kept = [*asked.questions[:always]]
    group: list[Question] = []
    for question in asked.questions[always:]:
        group.append(question)
        if question.settles:
            kept += _worth_of_group(group)
            group = []
    return (*kept, *_worth_of_group(group))


def _worth_of_group(group: Sequence[Question]) -> list[Question]:
    settled = sum(question.settles for question in group)
    is_worth = len(group) <= MOST_ANSWERS * settled
    return [question for question in group if is_worth or question.ask in (YOURSELF, NOBODY)]


def left_out_of(found: Sequence[Question], asked: QuestionList) -> str:
    """Return the number of left-out questions to each company, in words; empty if no question is left out."""
    kept = set(map(id, found))
    of_each: dict[str, int] = {}
    for question in asked.questions:
        if id(question) not in kept:
            of_each[question.ask] = of_each.get(question.ask, 0) + 1
    return ", ".join(f"{number} to {visible(ask)}" for ask, number in of_each.items())


def answers_for(asked: QuestionList, percent: int) -> int:
    """Return the number of answers that can settle this percentage of the checks with questions."""
    curve = asked.curve()
    wanted = percent * (curve[-1] if curve else 0)
    return next((number for number, settled in enumerate(curve, 1) if 100 * settled >= wanted), len(curve))


def answers_for_all(asked: QuestionList, percent: int) -> int | None:
    """Return the number of answers that settle this percentage of all open checks; `None` if none does."""
    settled = enumerate(asked.curve(), 1)
    return next((number for number, total in settled if 100 * total >= percent * asked.open), None)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def counted(found: Sequence[Question]) -> str:
    """Return the number of questions for each company, in words."""
    own = sum(question.ask == YOURSELF for question in found)
    nobody = sum(question.ask == NOBODY for question in found)
    companies = {question.ask for question in found} - {YOURSELF, NOBODY}
    others = len(found) - own - nobody
    named = visible(min(companies)) if len(companies) == 1 else many(len(companies), "company", "companies")
    counts = [
        f"{many(own, 'question')} to your own company" if own else "",
        f"{many(others, 'question')} to {named}" if others else "",
        f"{many(nobody, 'question')} for which no company is named" if nobody else "",
    ]
    *most, last = [count for count in counts if count] or ["no question"]
    return f"{', '.join(most)} and {last}" if most else last


SECTIONS = ("Contract facts", "The product", "Your components")


def _section_of(question: Question) -> str:
    if question.level == CONTRACT:
        return SECTIONS[0]
    if question.level == PRODUCT:
        return SECTIONS[1]
    if question.ask == YOURSELF:
        return SECTIONS[2]
    return "No company is named" if question.ask == NOBODY else f"To {escape(question.ask)}"


def _section_order(title: str) -> tuple[int, str]:
    order = SECTIONS.index(title) if title in SECTIONS else len(SECTIONS)
    return order + (title == "No company is named"), title


def _paragraph(number: int, question: Question) -> list[str]:
    text = escape(question.with_list[:1].upper() + question.with_list[1:])
    recorded = question.recorded or question.known.replace("\n", "; ")
    known = f" Known already: {escape(recorded)}." if recorded else ""
    shown = f"   Priority: {priority(question)}. Answer: {visible(question.how)}."
    lines = [f"{number}. **{text}**{known}", shown]
    lines += [
        f"   Likely: {escape(indicator.why)} ({escape(indicator.source)})." for indicator in question.likely
    ]
    rules = and_more(map(cited, question.rules), MOST_RULES, "; ")
    by = f", by {question.needed_by}" if question.needed_by is not None else ""
    return [*lines, f"   Needed for {escape(rules)}{by}."]


def many(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun in singular or plural."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"
