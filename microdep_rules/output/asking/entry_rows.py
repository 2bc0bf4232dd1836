"""Rows for the entries of a list in a workbook: one row for each entry, and a last row.

The last row asks whether the entries are all entries. `bom.overlays.list_rows` reads these rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.overlays.fact_names import NEVER_EMPTY, NOTHING_RECORDED, parse_fact_name
from microdep_rules.bom.overlays.list_rows import ALL
from microdep_rules.output.asking.series import EACH_OF_SEVERAL, is_series
from microdep_rules.output.asking.wording import ALL_IN_COMPONENTS
from microdep_rules.vocabulary.workbook_texts import common_substances, stage_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.output.asking.components import QuestionComponent
    from microdep_rules.output.asking.question import Question

ROWS = {"materials": 5, "stages": 6, "owners": 4, "relations": 3}
"""Lists with a row for each entry, each with its number of rows for entries."""
MOST_COMPONENTS = 8
"""Largest number of components of a question that each get rows of their own."""
RELATIONS = ("a subsidiary", "an affiliate", "a successor")
"""Relations that the rows of a list of relations ask for, in the order of the rows."""
FORMS = {
    "materials": "one substance in each row",
    "stages": "one stage in each row, with its country",
    "owners": "one owner in each row, with its share",
    "relations": "in this row: the companies of which it is a subsidiary, or `none`",
}
"""Instructions for the first row of a list."""
EXAMPLE_COMPANY = "Example Holding"
EXAMPLES = {
    "materials": "copper",
    "stages": "sintered",
    "owners": EXAMPLE_COMPANY,
    "relations": EXAMPLE_COMPANY,
}
"""Example entry of each list."""
ALL_OF = {
    "materials": "are these all materials?",
    "stages": "are these all stages, from the raw materials on?",
    "owners": "are these all owners?",
    "relations": "are these all companies?",
}
"""Question in the last row of each list."""
NEXT = {
    "materials": "material {number}",
    "stages": "stage {number}",
    "owners": "owner {number}",
}
"""Text in the column `Question` of a further row of each list."""
YES_OR_NO = "yes or no"
KNOWN = "; the entries under `What we know already` need no row"
OR_EMPTY = "leave the row empty if you do not need it"
ALL_OTHERS = "all other entries, with `;` between them"
"""Instruction for the last row for entries, because the company may have more entries than rows."""


def list_of(question: Question) -> str:
    """Return the list that the rows of a question contain; empty for a question with one row."""
    return list_of_fact(question.fact) if question.list_row else ""


def list_in(fact: str) -> str:
    """Return the list in the name of a fact; empty for any other fact.

    >>> list_in("party.owners"), list_in("component.origin")
    ('owners', '')
    """
    asked = parse_fact_name(fact)
    return asked.field if asked is not None and asked.form == "list" else ""


def list_of_fact(fact: str) -> str:
    """Return the list in the name of a fact, if the list has a row for each entry; otherwise empty."""
    return list_ if (list_ := list_in(fact)) in ROWS else ""


def with_entry_rows(questions: Sequence[Question]) -> list[Question]:
    """Return the questions of a workbook, with several rows for each question about a list.

    A question about a few components becomes a question about each of them, because their answers may differ.
    A question about many components, or about a series, keeps its single row.
    """
    return [row for question in questions for row in _rows_of(question)]


def _rows_of(question: Question) -> list[Question]:
    is_about_each = EACH_OF_SEVERAL.search(question.question) is not None
    about = [question]
    if is_about_each and len(question.components) <= MOST_COMPONENTS:
        about = [_about_one(question, component) for component in question.components]
    list_ = list_of_fact(question.fact)
    if not list_ or len(about[0].components) > 1 or any(map(is_series, question.components)):
        return about
    return [row for one in about for row in _list_rows(one, list_)]


def _about_one(question: Question, component: QuestionComponent) -> Question:
    """Return the question about one of its components."""
    text = EACH_OF_SEVERAL.sub(lambda _: component.label, question.question)
    prefix = f"{component.label}: "
    lines = question.known.split("\n")
    own = [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
    known = own[0] if own else question.known
    return replace(
        question,
        question=text,
        components=(component,),
        known="" if known == NOTHING_RECORDED else known,
    )


def _list_rows(question: Question, list_: str) -> list[Question]:
    how = FORMS[list_] + (KNOWN if question.known else "")
    how += ALL_IN_COMPONENTS if question.how.endswith(ALL_IN_COMPONENTS) else ""
    first = replace(question, list_row="1", how=how)
    bare = replace(question, likely=(), known="", recorded="", on_list="")
    further = [
        replace(bare, list_row=str(number), question=_text_of(list_, number), how=_how(list_, number))
        for number in range(2, ROWS[list_] + 1)
    ]
    return [first, *further, replace(bare, list_row=ALL, question=ALL_OF[list_], how=YES_OR_NO)]


def _how(list_: str, number: int) -> str:
    return ALL_OTHERS if number == ROWS[list_] and list_ in NEXT else OR_EMPTY


def _text_of(list_: str, number: int) -> str:
    if list_ == "relations":
        return f"of which companies is it {RELATIONS[number - 1]}?"
    return NEXT[list_].format(number=number)


def example_of(question: Question) -> str:
    """Return an example of the answer in a row of a list."""
    if question.list_row == ALL:
        return "yes"
    return EXAMPLES[list_of(question)] if question.list_row == "1" else ""


def offered_for_row(fact: str, list_row: str, language: str) -> tuple[str, ...]:
    """Return the words in the selection list of an entry, in the language of the workbook.

    The first row of a list offers `none` only if the list can be empty.
    """
    list_ = list_of_fact(fact)
    if list_row == ALL:
        return ("yes", "no", "unknown")
    none = () if list_ in NEVER_EMPTY or (list_ != "relations" and list_row != "1") else ("none",)
    names = {"materials": common_substances, "stages": stage_names}.get(list_)
    return (*(names(language) if names is not None else ()), *none, "unknown")
