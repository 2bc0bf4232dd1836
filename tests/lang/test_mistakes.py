"""Mistakes that authors make, each with the sentence it deserves and where that points."""

from __future__ import annotations

import pytest

from microdep_rules.lang.parse import parse
from microdep_rules.lang.reserved import DECLARATIONS
from microdep_rules.source import SourceFile

HEAD = 'rule r\n  title "t"\n  severity warn\n  cites "c"\n  applies to every material at any tier\n'
"""Five lines in front of the clause with the mistake."""


def seen(text: str) -> list[tuple[str, str, str, str]]:
    """Code, message, the text pointed at, and help of every mistake."""
    source = SourceFile("x.rule", text)
    return [(d.code, d.message, source.slice(d.span), d.help or "") for d in parse(source)[1]]


CLAUSES = {
    "a missing `where`": (
        "forbid any stage of material\n    stage.country is CN",
        "syntax/where-missing",
        "`where` or the next clause is expected here",
        "stage",
        "write `where` before a condition",
    ),
    "a misspelt clause word": (
        'messsage "x"',
        "syntax/misspelt-word",
        "`messsage` is not a word that can stand here",
        "messsage",
        "did you mean `message`?",
    ),
    "a foreign clause word": (
        "must material.form is foil",
        "syntax/misspelt-word",
        "`must` is not a word that can stand here",
        "must",
        "did you mean `require`?",
    ),
    "`=` for `is`": (
        "require material.form = foil",
        "syntax/sign",
        "the language has no sign `=`",
        "=",
        "write `is`",
    ),
    "`>=` for `is at least`": (
        "require material.mass >= 5 g",
        "syntax/sign",
        "the language has no sign `>=`",
        ">=",
        "write `is at least`",
    ),
    "`>=` behind `is`": (
        "require material.mass is >= 5 g",
        "syntax/sign",
        "the language has no sign `>=`",
        ">=",
        "write `is at least`",
    ),
    "an unclosed text": (
        'message "x\n  fix "y"',
        "syntax/unclosed-text",
        "a text ends on the line it begins",
        '"x',
        'close it with `"`',
    ),
    "`until`": (
        "disclose material.mass until material",
        "syntax/until",
        "`until` does not say whether its day counts",
        "until",
        "write `through` (day included) or `before`",
    ),
    "`atleast`": (
        "require material.share is atleast 50 %",
        "syntax/operator-run-together",
        "`atleast` is not a comparison",
        "atleast",
        "write `is at least`",
    ),
    "`not_in`": (
        "require material.form is not_in forms",
        "syntax/operator-run-together",
        "`not_in` is not a comparison",
        "not_in",
        "write `is not in`",
    ),
    "a missing `is` before `at most`": (
        "require contract.value at most limit",
        "syntax/is-missing",
        "`is` is missing before the comparison",
        "most",
        "write `is at most`",
    ),
    "a missing `is` before `more than`": (
        "require contract.value more than limit",
        "syntax/is-missing",
        "`is` is missing before the comparison",
        "more",
        "write `is more than`",
    ),
    "a missing `at`": (
        "require contract.value is least limit",
        "syntax/word-missing",
        "`at` is missing before `least`",
        "least",
        "write `is at least`",
    ),
    "a missing `than`": (
        "require contract.value is more limit",
        "syntax/word-missing",
        "`than` is missing after `more`",
        "limit",
        "write `more than`",
    ),
    "a limb without label": (
        "require all of\n    material.form is foil",
        "syntax/limb-without-label",
        "a limb needs a label",
        "material",
        "give it the law's letter, or `(-)`",
    ),
    "`every` without `has`": (
        "require all of\n    (a) every stage of material where stage.country is CN\n    (b) material is x",
        "syntax/every-without-has",
        "`every … where …` says nothing yet",
        "(b)",
        "add `has` and what each of them must be",
    ),
    "a share that is compared with nothing": (
        'require share by mass of materials of component where material.form is foil\n  fix "x"',
        "syntax/comparison-missing",
        "this share is compared with nothing",
        "fix",
        "add `is at least …` or the like",
    ),
    "a list that nothing is said of": (
        'require stages of material where stage.country is CN\n  fix "x"',
        "syntax/comparison-missing",
        "this is compared with nothing",
        "fix",
        "write `any`, `every` or `no` in front of a list",
    ),
    "`is a or b`": (
        "require stage is melted or atomized",
        "syntax/comparison-missing",
        "this is compared with nothing",
        "",
        "add a comparison, for example `is …` or `is at least …`",
    ),
    "a date with one digit": (
        "require rule-date is at least 2018-1-31",
        "syntax/date-form",
        "dates are written year-month-day, with two digits for month and day",
        "2018-1-31",
        "write for example `2018-12-31`",
    ),
    "a date with dots": (
        "require rule-date is at least 31.12.2018",
        "syntax/date-form",
        "dates are written year-month-day, with two digits for month and day",
        "31.12.2018",
        "write for example `2018-12-31`",
    ),
    "a unit that touches": (
        "require material.mass is at least 5kg",
        "syntax/unit-without-blank",
        "a number does not run into a word",
        "5kg",
        "part a unit from its number by a blank, as in `5 kg`, or put the name in quotes",
    ),
    "thousands": (
        "require contract.value is at least 4,000,000 USD",
        "syntax/thousands",
        "numbers have no thousands signs",
        "4,000,000",
        "leave the commas out: `4000000`",
    ),
    "curly quotes": (
        "message \u201cx\u201d",
        "syntax/curly-quotes",
        "curly quotes are not quotes here",
        "\u201cx\u201d",
        'write `"…"`',
    ),
    "a no-break space": (
        "require\u00a0material.form is foil",
        "syntax/no-break-space",
        "a no-break space stands here",
        "\u00a0",
        "replace it by a blank",
    ),
    "`50 per cent`": (
        "require material.share is at least 50 per cent",
        "syntax/percent",
        "a percentage is written with `%`",
        "per",
        "write for example `50 %`",
    ),
    "a clause in the wrong order": (
        'contested "x"\n  require material.form is foil',
        "syntax/clause-order",
        "`contested` stands after the body has begun",
        "contested",
        "move `contested` up, before the first clause of the body",
    ),
    "`when` with nothing behind it": (
        "when\n  require material.form is foil",
        "syntax/condition-missing",
        "a condition is missing after `when`",
        "require",
        "say what has to hold after `when`",
    ),
    "a word of the language as a name": (
        "require material.form is in list",
        "syntax/reserved-word",
        "`list` is a word of the language and cannot be a name",
        "list",
        'choose another name, or write `"list"` where a text can stand',
    ),
    "a clause word that is missing": (
        '"what is it?"',
        "syntax/clause-word-missing",
        '`"what is it?"` follows a complete clause',
        '"what is it?"',
        "begin the next clause with its word, such as `applies`, `when`, `looks`",
    ),
    "mixed `and` and `or`": (
        "require material.form is foil and material.mass is 5 g or material.form is gas",
        "syntax/mixed-and-or",
        "`and` and `or` are mixed without brackets",
        "or",
        "put one part in brackets, or write the parts as limbs",
    ),
    "a clause that stands twice": (
        'fix "a"\n  fix "b"',
        "syntax/repeated-clause",
        "`fix` stands twice in one declaration",
        'fix "b"',
        "keep one `fix` and merge what they say",
    ),
}


@pytest.mark.parametrize("name", CLAUSES)
def test_a_mistake_in_a_clause_is_said_in_its_own_words(name: str) -> None:
    text, *wanted = CLAUSES[name]
    assert [tuple(wanted)] == seen(HEAD + "  " + text + "\n")


FILES = {
    "an entry without `cites`": (
        'list a of country\n  CN RU\n\nlist b of country\n  CN cites "c"\n',
        "syntax/row-without-cites",
        "this entry does not cite its source",
        'end it with `cites "…"`',
    ),
    "a misspelt declaration": (
        'rule r\n  title "t"\n\nexeption e to r\n  cites "c"\n  when material.form is foil\n',
        "syntax/unknown-declaration",
        "`exeption` does not begin a declaration",
        "did you mean `exception`?",
    ),
    "a declaration word that is missing": (
        'rule r\n  title "t"\n\ne to r\n  cites "c"\n  when material.form is foil\n',
        "syntax/unknown-declaration",
        "`e` does not begin a declaration",
        "did you mean `exception e …`?",
    ),
    "a name that is missing": (
        'list of country\n  CN cites "c"\n',
        "syntax/word-missing",
        "a name is missing after `list`",
        "write a name after `list`",
    ),
    "a clause of another declaration": (
        'list a of country\n  severity warn\n  CN cites "c"\n',
        "syntax/clause-out-of-place",
        "a list has no clause `severity`",
        "move `severity` to the declaration it belongs to, or remove it",
    ),
    "a file with nothing in it": (
        "# only a comment\n",
        "syntax/no-declaration",
        "there is no declaration in this file",
        f"begin a line with one of {', '.join(f'`{word}`' for word in DECLARATIONS)}",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_in_a_file_is_said_in_its_own_words(name: str) -> None:
    text, *wanted = FILES[name]
    assert [tuple(wanted)] == [(code, message, way_out) for code, message, _, way_out in seen(text)]


def test_a_mistake_in_the_head_of_a_declaration_leaves_its_clauses_to_be_read() -> None:
    text = 'exception e too r\n  cites "c"\n  when material.form == foil\n  fix 5\n'
    assert ["syntax/misspelt-word", "syntax/sign", "syntax/word-missing"] == [code for code, *_ in seen(text)]


def test_mistakes_in_two_entries_are_both_reported() -> None:
    text = 'list a of country\n  CN = cites "c"\n  RU cites "c"\n  BY : cites "c"\n'
    assert ["syntax/sign", "syntax/colon"] == [code for code, *_ in seen(text)]


def test_a_byte_order_mark_and_carriage_returns_are_read() -> None:
    assert [] == seen('\ufefflist a of country\r\n  CN cites "c"\r\n')
