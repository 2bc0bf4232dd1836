"""Questions as lists that people fill in and send back: a table, or a letter for each supplier."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import TYPE_CHECKING

from microdep_rules.cells import guarded
from microdep_rules.output.markdown import escape
from microdep_rules.output.questions import NOBODY, YOURSELF
from microdep_rules.output.visible import exact, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.output.questions import Question

ANSWERS = ("Answer", "Done by", "Evidence", "Evidence type", "Issued by", "Issued on", "Expires", "Remark")
"""The columns that are to be filled in."""
COLUMNS: dict[str, Callable[[Question], str]] = {
    "Ask": lambda q: q.ask,
    "Part": lambda q: q.part,
    "Part number": lambda q: q.mpn,
    "Manufacturer": lambda q: q.manufacturer,
    "Question": lambda q: q.question,
    "How to answer": lambda q: q.how,
    **{name: lambda _: "" for name in ANSWERS},
    "Recorded": lambda q: q.recorded,
    "Needed for": lambda q: "\n".join(q.rules),
    "Needed by": lambda q: q.needed_by.isoformat() if q.needed_by is not None else "",
    "Part id": lambda q: q.id,
    "Document id": lambda q: q.document,
    "About company": lambda q: q.company,
    "Material": lambda q: q.material,
    "Step": lambda q: q.step,
    "Step was in": lambda q: q.step_country,
    "Step was by": lambda q: q.step_party,
    "Constituent": lambda q: q.constituent,
    "Fact": lambda q: q.fact,
}
"""The columns of a list, each with what stands in it; the last ones are how the answers are read back."""
MOST_RULES = 4
"""So many rules are named behind a question of a letter."""

HOW_TO_FILL_IN = (
    "Please fill in the columns from Answer to Remark. One row is one question.",
    "Leave a row empty that you cannot answer, or write `unknown` with the reason under Remark.",
    "Evidence is the document that shows the answer, by its file name or number.",
    "With it go its type, who issued it, and the day of issue as 2027-01-31.",
    "A list names all that there is: write `; others` behind it if there is more.",
    "By the columns after Remark the answers find their way back: please leave them as they are.",
)


def rows(found: Sequence[Question]) -> list[list[str]]:
    """The header, and a row for each question."""
    return [list(COLUMNS), *([lines_of(cell(each)) for cell in COLUMNS.values()] for each in found)]


def as_csv(found: Sequence[Question]) -> str:
    """The questions as CSV in which no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows(found))
    return text.getvalue()


def as_markdown(found: Sequence[Question]) -> str:
    """A letter for each supplier, and what is left for yourself."""
    lines = ["# What is missing", ""]
    if not found:
        return "\n".join([*lines, "Nothing: every rule that applies is decided.", ""])
    lines += [f"{counted(found)}.", ""]
    for ask, group in groupby(found, key=lambda each: each.ask):
        lines += [f"## {_heading(ask)}", ""]
        for part in _by_part(list(group)):
            lines += [*_about(part), ""]
    return "\n".join(lines)


def counted(found: Sequence[Question]) -> str:
    """How many questions there are, and to how many companies."""
    others = [each for each in found if each.ask != YOURSELF]
    suppliers = {each.ask for each in others} - {NOBODY}
    asked = sum(each.ask != NOBODY for each in others)
    told = [
        f"{_many(asked, 'question')} to {_many(len(suppliers), 'company', 'companies')}" if asked else "",
        f"{_many(len(others) - asked, 'question')} for which no supplier is named"
        if asked < len(others)
        else "",
        f"{_many(len(found) - len(others), 'question')} to yourself" if len(others) < len(found) else "",
    ]
    *most, last = [each for each in told if each] or ["no question"]
    return f"{', '.join(most)} and {last}" if most else last


def _heading(ask: str) -> str:
    if ask == YOURSELF:
        return "Questions to yourself"
    return "Questions for which no supplier is named" if ask == NOBODY else f"To {escape(ask)}"


def _by_part(found: Sequence[Question]) -> Iterable[list[Question]]:
    """The questions about each part or company together, what presses most first."""
    parts: dict[tuple[str, ...], list[Question]] = {}
    for each in found:
        parts.setdefault((each.manufacturer, each.mpn, each.id, each.document, each.company), []).append(each)
    return parts.values()


def _about(found: Sequence[Question]) -> list[str]:
    """The questions about one part: what they are needed for, and each in a line of its own."""
    first = found[0]
    maker = f"{first.manufacturer} {first.mpn}".strip()
    about = escape(first.part or first.company or "The deal")
    needed = f" for {_rules(first.rules)}" if len({each.rules for each in found}) == 1 else ""
    days = sorted(each.needed_by for each in found if each.needed_by is not None)
    by = f" by {days[0]}" if days else ""
    lines = [f"**{about}**{f' ({escape(maker)})' if maker else ''}, needed{by}{needed}:", ""]
    for number, each in enumerate(found, 1):
        said = f" Recorded is {escape(each.recorded)}." if each.recorded else ""
        asked = each.question[:1].upper() + each.question[1:]
        apart = f" For {_rules(each.rules)}." if len({each.rules for each in found}) > 1 else ""
        lines.append(f"{number}. {escape(asked)}{said} Answer: {visible(each.how)}.{apart}")
    return lines


def _rules(rules: Sequence[str]) -> str:
    more = len(rules) - MOST_RULES
    return escape("; ".join(rules[:MOST_RULES]) + (f" and {more} more" if more > 0 else ""))


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or f'{one}s'}"


def lines_of(text: str) -> str:
    """A text with nothing hidden in it; the ends of its lines stay."""
    return "\n".join(exact(each) for each in text.split("\n"))
