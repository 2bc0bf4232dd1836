"""Questions as lists that people fill in and send back: a table, or a letter for each company."""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import TYPE_CHECKING

from microdep_rules.bom.overlays.asked import FREE_OF, NO_FUNCTION, NO_PARTS, SEPARATOR, asked_of
from microdep_rules.cells import guarded
from microdep_rules.output.asking.needs import CONTRACT, PRODUCT
from microdep_rules.output.asking.question import NOBODY, YOURSELF
from microdep_rules.output.markdown import escape
from microdep_rules.output.visible import exact, visible
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import load_vocabularies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.lang import ir
    from microdep_rules.output.asking.components import Component
    from microdep_rules.output.asking.question import Asked, Question

ANSWERS = ("Answer", "Done by", "Evidence", "Evidence type", "Issued by", "Issued on", "Expires", "Remark")
"""The columns to fill in."""
COLUMNS: dict[str, Callable[[Question], str]] = {
    "Ask": lambda q: q.ask,
    "About": lambda q: q.about,
    "Question": lambda q: q.question,
    "How to answer": lambda q: q.how,
    **{name: lambda _: "" for name in ANSWERS},
    "Recorded": lambda q: q.recorded,
    "Why likely": lambda q: "\n".join(indicator.why for indicator in q.likely),
    "Needed for": lambda q: "\n".join(map(cited, q.rules)),
    "Needed by": lambda q: q.needed_by.isoformat() if q.needed_by is not None else "",
    "Manufacturer": lambda q: _same(q.components, "manufacturer"),
    "Part number": lambda q: _all(q.components, "number"),
    "Components": lambda q: _all(q.components, "full_label"),
    "Component id": lambda q: _all(q.components, "id"),
    "Document id": lambda q: _same(q.components, "document"),
    "About company": lambda q: q.company,
    "Material": lambda q: q.material,
    "Step": lambda q: q.step,
    "Step was in": lambda q: q.step_country,
    "Step was by": lambda q: q.step_party,
    "Constituent": lambda q: q.constituent,
    "Fact": lambda q: q.fact,
}
"""The columns of a list, each with its content; from `Manufacturer` on, they lead the answers back."""
NOTHING = "-"
"""The entry of a component that has none in a column."""
SHARES = (50, 80)
"""Percent of the open checks for which the number of answers is stated."""
MOST_RULES = 4
"""So many rules are named behind a question of a letter."""

UNKNOWN = "unknown"
HOW_TO_FILL_IN = (
    "Please fill in the columns from Answer to Remark. One row is one question.",
    "A row about several components has one answer for all of them.",
    "If you cannot answer a row, leave it empty, or write `unknown` and the reason under Remark.",
    "Evidence is the document that shows the answer, by its file name or number.",
    "State its type, who issued it, and the day of issue as 2027-01-31.",
    "A list names everything there is: write `; others` behind it if there is more.",
    "Please do not change the columns after Remark: they lead the answers back.",
)


def cited(rule: ir.Rule) -> str:
    """Return a rule with its clauses."""
    return f"{rule.id} ({'; '.join(rule.cites)})"


def why_we_ask(found: Sequence[Question]) -> list[str]:
    """Return a line for each rule of some questions: its title and its clauses."""
    rules = {rule.id: rule for question in found for rule in question.rules}
    return [f"{rule.title} ({'; '.join(rule.cites)}; rule {rule.id})" for rule in rules.values()]


def offered(question: Question) -> tuple[str, ...]:
    """Return the answers that can be chosen from a list; any other answer can be written, too."""
    if question.fact.startswith(FREE_OF) or question.fact in {NO_PARTS, NO_FUNCTION}:
        return ("none", UNKNOWN)
    asked = asked_of(question.fact)
    if asked is None or asked.form not in {"field", "step"}:
        return ("none", UNKNOWN) if asked is not None and asked.form == "list" else ()
    if asked.form == "step":
        return (*_countries(), UNKNOWN)
    known = record_types()[asked.record].fields[asked.field]
    if known.type.kind == "boolean":
        return ("yes", "no", UNKNOWN)
    if known.type.kind == "country":
        return (*_countries(), UNKNOWN)
    words = load_vocabularies().get(known.type.vocabulary or "") if known.type.kind == "code" else None
    return (*(words.terms if words is not None else known.choices), UNKNOWN)


@cache
def _countries() -> tuple[str, ...]:
    return tuple(sorted(countries.name(code) for code in countries.all_codes()))


def _all(components: Iterable[Component], name: str) -> str:
    """An entry for each component, in one order; a separator in a name would divide it."""
    found = [str(getattr(component, name)).replace(SEPARATOR, "/") for component in components]
    return f" {SEPARATOR} ".join(each or NOTHING for each in found) if any(found) else ""


def _same(components: Sequence[Component], name: str) -> str:
    """What all components have, once; else an entry for each."""
    found = {str(getattr(component, name)) for component in components}
    return found.pop() if len(found) == 1 else _all(components, name)


def rows(found: Sequence[Question]) -> list[list[str]]:
    """Return the header, and a row for each question."""
    return [list(COLUMNS), *([_visible(cell(question)) for cell in COLUMNS.values()] for question in found)]


def as_csv(found: Sequence[Question]) -> str:
    """Return the questions as CSV in which no cell is taken for a formula."""
    return table_as_csv(rows(found))


def table_as_csv(table: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV in which no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([guarded(cell) for cell in row] for row in table)
    return text.getvalue()


def as_workbook(found: Sequence[Question]) -> bytes:
    """Return the questions as a workbook: the list, how to fill it in, and why each rule asks."""
    from microdep_rules.output.workbook import Notes, Table, workbook

    offers = [offered(question) for question in found]
    table = Table("Questions", rows(found), ANSWERS, offers, protected=True)
    notes = [Notes("How to fill in", HOW_TO_FILL_IN), Notes("Why we ask", why_we_ask(found))]
    return workbook([table, *notes])


def file_names(asks: Iterable[str], slug: Callable[[str], str]) -> dict[str, str]:
    """Return a file name for each company that is asked; two with the same letters are numbered."""
    names: dict[str, str] = {}
    for ask in asks:
        base = slug(ask) or "company"
        number = sum(name == f"{base}.xlsx" or name.startswith(f"{base}-") for name in names.values())
        names[ask] = f"{base}-{number + 1}.xlsx" if f"{base}.xlsx" in names.values() else f"{base}.xlsx"
    return names


def as_markdown(found: Sequence[Question], asked: Asked) -> str:
    """Return a section for the contract, for the product, for the own engineers, and for each company."""
    lines = ["# Questions", ""]
    if not found:
        return "\n".join([*lines, "None: every rule that applies is decided.", ""])
    lines += [*summary(found, asked), ""]
    sections: dict[str, list[Question]] = {}
    for question in found:
        sections.setdefault(_section(question), []).append(question)
    number = 0
    for title in sorted(sections, key=_place):
        lines += [f"## {title}", ""]
        for question in sections[title]:
            number += 1
            lines += [*_letter(number, question), ""]
    return "\n".join(lines)


def summary(found: Sequence[Question], asked: Asked) -> list[str]:
    """Return the sentences that say how much the answers settle, and what is asked later."""
    if not asked.open:
        return []
    settled = sum(question.settles for question in found)
    steps = [
        f"{many(number, 'answer')} can settle {percent} %"
        for percent in SHARES
        if (number := answers_for_all(asked, percent)) is not None and number < len(found)
    ]
    steps.append(f"these {len(found)} can settle {100 * settled // asked.open} % of them")
    lines = [f"{many(asked.open, 'open check')} (one rule on one component).", f"{_sentence(steps)}."]
    if asked.waiting:
        lines.append(
            f"{many(asked.waiting, 'open check')} may need further facts."
            " They depend on these answers, so they are asked for afterwards."
        )
    if asked.stuck:
        lines.append(f"No answer settles {many(asked.stuck, 'open check')}: a fact is stated as unknown.")
    if len(found) < len(asked.questions):
        lines.append(
            f"{many(len(asked.questions) - len(found), 'question')} settle the rest; --all lists them."
        )
    return lines


def first(asked: Asked, percent: int) -> tuple[Question, ...]:
    """Return the first questions, which can settle so many percent of the open checks."""
    return asked.questions[: answers_for(asked, percent)]


def answers_for(asked: Asked, percent: int) -> int:
    """Return how many answers can settle so many percent of what any answer settles."""
    curve = asked.curve()
    wanted = percent * (curve[-1] if curve else 0)
    return next((number for number, settled in enumerate(curve, 1) if 100 * settled >= wanted), len(curve))


def answers_for_all(asked: Asked, percent: int) -> int | None:
    """Return how many answers can settle so many percent of all open checks; nothing where no answers do."""
    settled = enumerate(asked.curve(), 1)
    return next((number for number, total in settled if 100 * total >= percent * asked.open), None)


def _sentence(parts: Sequence[str]) -> str:
    *first, last = parts
    text = f"{', '.join(first)}, and {last}" if first else last
    return text[:1].upper() + text[1:]


def counted(found: Sequence[Question]) -> str:
    """Return how many questions there are, and to whom."""
    own = sum(question.ask == YOURSELF for question in found)
    nobody = sum(question.ask == NOBODY for question in found)
    companies = {question.ask for question in found} - {YOURSELF, NOBODY}
    others = len(found) - own - nobody
    counts = [
        f"{many(own, 'question')} to yourself" if own else "",
        f"{many(others, 'question')} to {many(len(companies), 'company', 'companies')}" if others else "",
        f"{many(nobody, 'question')} for which no company is named" if nobody else "",
    ]
    *most, last = [count for count in counts if count] or ["no question"]
    return f"{', '.join(most)} and {last}" if most else last


SECTIONS = ("Contract facts", "The product", "Your components")


def _section(question: Question) -> str:
    if question.level == CONTRACT:
        return SECTIONS[0]
    if question.level == PRODUCT:
        return SECTIONS[1]
    if question.ask == YOURSELF:
        return SECTIONS[2]
    return "No company is named" if question.ask == NOBODY else f"To {escape(question.ask)}"


def _place(title: str) -> tuple[int, str]:
    order = SECTIONS.index(title) if title in SECTIONS else len(SECTIONS)
    return order + (title == "No company is named"), title


def _letter(number: int, question: Question) -> list[str]:
    text = escape(question.question[:1].upper() + question.question[1:])
    known = f" Recorded: {escape(question.recorded)}." if question.recorded else ""
    lines = [f"{number}. **{text}**{known}", f"   Answer: {visible(question.how)}."]
    lines += [
        f"   Likely: {escape(indicator.why)} ({escape(indicator.source)})." for indicator in question.likely
    ]
    more = len(question.rules) - MOST_RULES
    rules = "; ".join(map(cited, question.rules[:MOST_RULES])) + (f" and {more} more" if more > 0 else "")
    by = f", by {question.needed_by}" if question.needed_by is not None else ""
    return [*lines, f"   Needed for {escape(rules)}{by}."]


def many(number: int, one: str, several: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def _visible(text: str) -> str:
    """A text with nothing hidden in it, on the same lines."""
    return "\n".join(exact(line) for line in text.split("\n"))
