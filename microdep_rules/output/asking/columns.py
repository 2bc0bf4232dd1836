"""Columns of a list of questions: their contents, the answers in selection lists, and the example answer."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from microdep_rules.bom.overlays.declarations import YOURSELF
from microdep_rules.bom.overlays.fact_names import NEVER_EMPTY, SEPARATOR, parse_fact_name
from microdep_rules.bom.overlays.list_rows import ALL
from microdep_rules.bom.overlays.screening import is_screening
from microdep_rules.engine.questions import WORDINGS
from microdep_rules.output.asking.entry_rows import example_of, list_of_fact, offered_for_row
from microdep_rules.output.asking.letter import ENGLISH_LETTER, Letter, priority
from microdep_rules.output.asking.wording import DONE_BY, stage_with_place
from microdep_rules.output.visible import exact
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import load_vocabularies
from microdep_rules.vocabulary.workbook_texts import ENGLISH, translated
from microdep_rules.vocabulary.workbook_texts import offered as word_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from microdep_rules.bom.overlays.fact_names import RequestedFact
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.components import QuestionComponent
    from microdep_rules.output.asking.question import Question
    from microdep_rules.vocabulary.fields import Field

COUNTRY, SHARE = "Country", "Share"
"""Headings of the columns for the country of a stage and the share of an owner, in the rows of a list."""
EVIDENCE = ("Evidence", "Evidence type", "Issued by", "Issued on", "Expires")
"""Columns that describe a document."""
ANSWERS = ("Answer", COUNTRY, SHARE, DONE_BY, *EVIDENCE, "Remark")
"""Columns that the company fills in."""
WIDE = ("Answer", DONE_BY, "Remark")
"""Columns with names or sentences as answers, which need a large width."""
COLUMNS: dict[str, Callable[[Question, Letter], str]] = {
    "About": lambda q, letter: letter.say(q.about),
    "Question": lambda q, letter: _question_in(letter, q),
    "Part number": lambda q, _: _values(q.components, "number"),
    "What we know already": lambda q, letter: q.recorded or _known_in(q.known, letter.language),
    "How to answer": lambda q, letter: letter.how(q),
    "Example": lambda q, letter: example(q, letter.language),
    **{name: lambda _, __: "" for name in ANSWERS},
    "Priority": lambda q, letter: letter.say(priority(q)),
    "Due date": lambda _, letter: letter.due.isoformat() if letter.due is not None else "",
    "Why we ask": lambda q, letter: letter.why(q) if is_first_row(q) else "",
    "Law": lambda q, letter: letter.law(q) if is_first_row(q) else "",
    "Company asked": lambda q, letter: letter.say(q.ask),
    "Components": lambda q, _: _values(q.components, "full_label"),
    "Rules that need the answer": lambda q, _: "\n".join(map(cited, q.rules)) if is_first_row(q) else "",
    "Day on which the rules apply": lambda q, _: q.needed_by.isoformat() if q.needed_by is not None else "",
    "Manufacturer": lambda q, _: _common_value(q.components, "manufacturer"),
    "Component id": lambda q, _: _values(q.components, "id"),
    "Document id": lambda q, _: _common_value(q.components, "document"),
    "About company": lambda q, _: q.company,
    "Material": lambda q, _: q.material,
    "Stage": lambda q, _: q.stage,
    "Recorded country of the stage": lambda q, _: q.stage_country,
    "Recorded company of the stage": lambda q, _: q.stage_party,
    "Constituent": lambda q, _: q.constituent,
    "List row": lambda q, _: q.list_row,
    "Fact": lambda q, _: q.fact,
}
"""Columns of a list of questions, each with the function for its content."""
FROZEN = 2
"""Number of columns that stay visible while people scroll to the right: `About` and `Question`."""
HIDDEN = (
    *("Rules that need the answer", "Day on which the rules apply", "Manufacturer", "Component id"),
    *("Document id", "About company", "Material", "Stage", "Recorded country of the stage"),
    *("Recorded company of the stage", "Constituent", "List row", "Fact"),
)
"""Hidden columns of a workbook, from which the program reads what an answer is about."""
OPTIONAL = frozenset({"Due date", "Part number", "What we know already", "Why we ask", "List row"})
"""Columns that a list does not have if they are empty in every row."""
NO_VALUE = "-"
"""Text of a cell if a component has no value for the column."""
UNKNOWN = "unknown"
WITH_LETTERS = frozenset({"en", "de"})
"""Languages in which the list of countries is in alphabetical order."""
EXAMPLES = {
    "country": "Japan",
    "number": "0.5",
    "percent": "12.5 %",
    "mass": "12.5 g",
    "density": "7.5",
    "money": "11.40 USD",
    "date": "2027-01-31",
    "tariff-code": "2609 00 00",
    "reference": "Example Works",
    "identifiers": "duns: 15-048-3782",
}
"""Example answers for each kind of fact; the values are invented."""
EXAMPLES_OF_LISTS = {
    "materials": "copper; steel",
    "stages": "mined: Australia; sintered: Japan; assembled: USA",
    "inputs": "shaft; bearing; housing",
    "relations": "subsidiary of Example Holding; complete",
    "owners": "Example Holding 51 %; Example Fund 49 %",
}


OF_MAKERS = {
    "component.origin": "what is the country of origin of {it}?",
    "stages": "which processing stages were done to make {it}, from the raw materials on (all of them)?",
    "inputs": "from which bought or own parts and semi-finished products was {it} made (all of them)?",
}
"""Questions to another company that replace the questions with the words of the law, by fact."""


def _to_the_maker(question: Question) -> str:
    """Return the text of a question for the company that answers it.

    The text to another company asks about its component, not about the supplier of the component.
    """
    own = OF_MAKERS.get(question.fact)
    form = WORDINGS.get(question.fact, "")
    before, _, after = re.sub(r"\{[a-z]+\}", "\0", form).partition("\0")
    text = question.question
    if not own or not before or question.ask == YOURSELF:
        return text
    if not (text.startswith(before) and text.endswith(after)):
        return text
    return own.format(it=text[len(before) : len(text) - len(after)])


def _question_in(letter: Letter, question: Question) -> str:
    """Return a question in the language of the list and in English, or the short text of a further row."""
    if not is_first_row(question):
        return _capitalized(letter.say(question.question))
    return _in_both(_to_the_maker(question), letter) + _on_list(question)


def is_first_row(question: Question) -> bool:
    """Return whether a row contains a whole question, and not a further entry of a list."""
    return question.list_row in FIRST_OF_A_LIST


def _on_list(question: Question) -> str:
    """Return the sentence that the component's company is on a list; only your own company reads it."""
    return f" {question.on_list}" if question.on_list and question.ask == YOURSELF else ""


def is_about_stages(question: Question) -> bool:
    """Return whether a question asks for a stage, which has a country and a company."""
    return DONE_BY in answer_columns(question.fact, question.list_row)


def cited(rule: ir.Rule) -> str:
    """Return the name of a rule, with the paragraphs of the law that it cites."""
    return f"{rule.id} ({'; '.join(rule.cites)})"


def rows(found: Sequence[Question], letter: Letter = ENGLISH_LETTER) -> list[list[str]]:
    """Return the header row, then one row for each question."""
    texts = {
        name: [_shown(cell(question, letter)) for question in found]
        for name, cell in COLUMNS.items()
        if name not in ANSWERS
    }
    answered = {column for question in found for column in answer_columns(question.fact, question.list_row)}
    left_out = {*FOR_SOME} - answered
    names = [name for name in COLUMNS if name not in left_out and (name not in OPTIONAL or any(texts[name]))]
    empty = [""] * len(found)
    columns = [[letter.say(name), *texts.get(name, empty)] for name in names]
    return [list(row) for row in zip(*columns, strict=True)]


FIRST_OF_A_LIST = ("", "1")
"""Contents of the column `List row` in a row with a whole question."""
FOR_SOME = (COUNTRY, SHARE, DONE_BY)
"""Columns that only some questions use."""


def answer_columns(fact: str, list_row: str) -> tuple[str, ...]:
    """Return the columns of `FOR_SOME` that a row about a fact uses."""
    if not list_row or list_row == ALL:
        asked = parse_fact_name(fact)
        return (DONE_BY,) if asked is not None and asked.record == "stage" else ()
    return {"stages": (COUNTRY,), "owners": (SHARE,)}.get(list_of_fact(fact), ())


def locked_cells(table: Sequence[Sequence[str]], language: str) -> frozenset[tuple[int, int]]:
    """Return the cells that a row does not use, in the columns that companies fill in.

    Both numbers of a cell start at 0, and the header is row 0. Evidence belongs to the first row of a list.
    """
    header = list(table[0])
    headings = {name: translated(name, language) for name in (*ANSWERS, "Fact", "List row")}
    places = {name: header.index(heading) for name, heading in headings.items() if heading in header}
    locked = set[tuple[int, int]]()
    for number, row in enumerate(table[1:], 1):
        list_row = row[places["List row"]] if "List row" in places else ""
        used = answer_columns(row[places["Fact"]] if "Fact" in places else "", list_row)
        unused = [name for name in FOR_SOME if name not in used]
        unused += EVIDENCE if list_row not in FIRST_OF_A_LIST else ()
        locked |= {(number, places[name]) for name in unused if name in places and not row[places[name]]}
    return frozenset(locked)


def offered(question: Question, language: str = ENGLISH) -> tuple[str, ...]:
    """Return the answers in the selection list of a cell; the company may also write another answer."""
    return offered_for(question.fact, language, is_likely=bool(question.likely), list_row=question.list_row)


def offered_for(fact: str, language: str, *, is_likely: bool, list_row: str = "") -> tuple[str, ...]:
    """Return the answers to a question about a fact; the list does not offer `none` if an entry is likely."""
    if list_row:
        return tuple(word_for(answer, language) for answer in offered_for_row(fact, list_row, language))
    return tuple(word_for(answer, language) for answer in _offered(fact, language, is_likely=is_likely))


def example(question: Question, language: str = ENGLISH) -> str:
    """Return an example of an answer; empty for a fact that does not fit into a cell."""
    if question.list_row:
        text = example_of(question)
        return word_for(text, language) if question.list_row == ALL else translated(text, language)
    asked = parse_fact_name(question.fact)
    if is_screening(question.fact) or asked is None:
        return word_for("none", language) if is_screening(question.fact) else ""
    return translated(_example(question, asked, language), language)


def _example(question: Question, asked: RequestedFact, language: str) -> str:
    match asked.form:
        case "stage":
            return stage_with_place(asked.stages[0][0]) if len(asked.stages) > 1 else EXAMPLES["country"]
        case "content":
            return EXAMPLES["percent"]
        case "cost":
            return EXAMPLES["money"]
        case "list" if asked.field in EXAMPLES_OF_LISTS:
            return EXAMPLES_OF_LISTS[asked.field]
        case "list":
            empty = UNKNOWN if asked.field in NEVER_EMPTY else "none"
            return word_for("complete" if question.how.startswith("`complete`") else empty, language)
        case "field":
            return word_for(_example_of(_field(asked)), language)
        case "same":
            return word_for("no", language)
        case _:
            return ""


def _example_of(known: Field) -> str:
    if known.type.kind == "boolean":
        return "yes"
    words = _words(known)
    return words[0] if words else EXAMPLES.get(known.type.kind, "")


def _offered(fact: str, language: str, *, is_likely: bool) -> tuple[str, ...]:
    if is_screening(fact):
        return ("none", UNKNOWN)
    asked = parse_fact_name(fact)
    if asked is not None and asked.form == "same":
        return ("yes", "no", UNKNOWN)
    if asked is None or asked.form not in {"field", "stage"}:
        if asked is None or asked.form != "list":
            return ()
        return (UNKNOWN,) if is_likely or asked.field in NEVER_EMPTY else ("none", UNKNOWN)
    if asked.form == "stage":
        return (*country_names(language), UNKNOWN) if len(asked.stages) == 1 else (UNKNOWN,)
    known = _field(asked)
    if known.type.kind == "boolean":
        return ("yes", "no", UNKNOWN)
    if known.type.kind == "country":
        return (*country_names(language), UNKNOWN)
    return (*_words(known), UNKNOWN)


def _field(asked: RequestedFact) -> Field:
    return record_types()[asked.record].fields[asked.field]


def _words(known: Field) -> tuple[str, ...]:
    """Return the vocabulary words of a field; empty for a field without a vocabulary."""
    words = load_vocabularies().get(known.type.vocabulary or "") if known.type.kind == "code" else None
    return (*words.terms,) if words is not None else known.choices


@cache
def country_names(language: str) -> tuple[str, ...]:
    """Return all countries as name and code.

    The countries are sorted by name in the languages of `WITH_LETTERS`, otherwise by code.
    """
    known = [(code, countries.label(code, language)) for code in countries.all_codes()]
    has_letters = language in WITH_LETTERS
    return tuple(
        label
        for code, label in sorted(known, key=lambda pair: _without_accents(pair[1]) if has_letters else pair)
    )


def offered_countries(fact: str, list_row: str, language: str) -> tuple[str, ...]:
    """Return the countries that the column `Country` offers; empty for a row without a country."""
    if COUNTRY not in answer_columns(fact, list_row):
        return ()
    return (*country_names(language), word_for(UNKNOWN, language))


def _without_accents(text: str) -> str:
    """Return the sort key of a text: without accents and in lower case."""
    return "".join(character for character in normalize("NFD", text) if not combining(character)).casefold()


def _in_both(text: str, letter: Letter) -> str:
    """Return a question in the language of the list, and in English with the words of the law."""
    own, english = letter.say(text), _capitalized(text)
    return english if own == text else f"{_capitalized(own)}\n{english}"


def _known_in(text: str, language: str) -> str:
    """Return stated entries in the language of the list; names of components and materials stay unchanged.

    >>> _known_in("Disc (L1): sintered in Japan; magnetized", "de")
    'Disc (L1): gesintert: Japan (JP); magnetisiert'
    """
    if language == ENGLISH:
        return text
    lines = text.split("\n")
    return "\n".join("; ".join(_entry_in(entry, language) for entry in line.split("; ")) for line in lines)


def _entry_in(entry: str, language: str) -> str:
    """Return an entry of a list in a language, if the entry is a stage such as `sintered in Japan`."""
    component, colon, stage = entry.rpartition(": ")
    done, _, place = stage.partition(" in ")
    if translated(done, language) == done:
        return entry
    code = countries.find(place)
    where = f": {countries.label(code, language) if code else place}" if place else ""
    return f"{component}{colon}{translated(done, language)}{where}"


def _capitalized(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _values(components: Iterable[QuestionComponent], name: str) -> str:
    """Return the value of each component, in a fixed order.

    If a name contains the separator, `/` replaces the separator.
    """
    texts = [str(getattr(component, name)).replace(SEPARATOR, "/") for component in components]
    return f" {SEPARATOR} ".join(text or NO_VALUE for text in texts) if any(texts) else ""


def _common_value(components: Sequence[QuestionComponent], name: str) -> str:
    """Return the common value of all components; if the values differ, return the value of each component."""
    texts = {str(getattr(component, name)) for component in components}
    return texts.pop() if len(texts) == 1 else _values(components, name)


def _shown(text: str) -> str:
    """Return a text without invisible characters, but with its line breaks."""
    return "\n".join(exact(line) for line in text.split("\n"))
