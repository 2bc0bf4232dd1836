"""Mistakes that authors make, each with the sentence it deserves and where that points."""

from __future__ import annotations

import pytest

from microdep_rules.lang.format import format_source
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.parse import parse
from microdep_rules.lang.reserved import DECLARATIONS
from microdep_rules.source import SourceFile
from tests.lang.trees import tree

HEAD = 'rule r\n  title "t"\n  severity warn\n  cites "c"\n  applies to every material at any tier\n'
"""Five lines in front of the clause with the mistake."""


def seen(text: str) -> list[tuple[str, str, str, str]]:
    """Code, message, the text pointed at, and help of every mistake."""
    source = SourceFile("x.rule", text)
    return [(d.code, d.message, source.slice(d.span), d.help or "") for d in parse(source)[1]]


CLAUSES = {
    "a missing `where`": (
        "forbid any stage of material\n    stage.country is CN",
        "syntax/word-missing",
        "expected `where` or the next clause, found a condition",
        "stage",
        "write `where` before the condition",
    ),
    "a misspelt clause word": (
        'messsage "x"',
        "syntax/unexpected",
        "unexpected word `messsage`",
        "messsage",
        "did you mean `message`?",
    ),
    "a foreign clause word": (
        "must material.form is foil",
        "syntax/unexpected",
        "unexpected word `must`",
        "must",
        "did you mean `require`?",
    ),
    "`=` for `is`": (
        "require material.form = foil",
        "syntax/operator",
        "expected a word, found the symbol `=`",
        "=",
        "write `is`",
    ),
    "`>=` for `is at least`": (
        "require material.mass >= 5 g",
        "syntax/operator",
        "expected a word, found the symbol `>=`",
        ">=",
        "write `is at least`",
    ),
    "`>=` behind `is`": (
        "require material.mass is >= 5 g",
        "syntax/operator",
        "expected a word, found the symbol `>=`",
        ">=",
        "write `is at least`",
    ),
    "an unclosed text": (
        'message "x\n  fix "y"',
        "syntax/quotes",
        "expected the end of the text on the same line",
        '"x',
        'write the closing `"`',
    ),
    "`until`": (
        "disclose material.mass until material",
        "syntax/date-form",
        "`until` does not state whether its day is included",
        "until",
        "write `through` to include this day, or `before` to exclude it",
    ),
    "`atleast`": (
        "require material.share is atleast 50 %",
        "syntax/operator",
        "expected a comparison, found `atleast`",
        "atleast",
        "write `is at least`",
    ),
    "`not_in`": (
        "require material.form is not_in forms",
        "syntax/operator",
        "expected a comparison, found `not_in`",
        "not_in",
        "write `is not in`",
    ),
    "a missing `is` before `at most`": (
        "require contract.value at most limit",
        "syntax/word-missing",
        "expected `is` before the comparison",
        "most",
        "write `is at most`",
    ),
    "a missing `is` before `more than`": (
        "require contract.value more than limit",
        "syntax/word-missing",
        "expected `is` before the comparison",
        "more",
        "write `is more than`",
    ),
    "a missing `at`": (
        "require contract.value is least limit",
        "syntax/word-missing",
        "expected `at` before `least`",
        "least",
        "write `is at least`",
    ),
    "a missing `than`": (
        "require contract.value is more limit",
        "syntax/word-missing",
        "expected `than` after `more`",
        "limit",
        "write `more than`",
    ),
    "an element without label": (
        "require all of\n    material.form is foil",
        "syntax/elements",
        "expected a label before this element, found none",
        "material",
        "write the letter that the law uses, or `(-)`",
    ),
    "`every` without `has`": (
        "require all of\n    (a) every stage of material where stage.country is CN\n    (b) material is x",
        "syntax/every-without-has",
        "expected `has` after `every … where …`",
        "(b)",
        "add `has` and a condition on each element",
    ),
    "a share that is compared with nothing": (
        'require share by mass of materials of component where material.form is foil\n  fix "x"',
        "syntax/word-missing",
        "expected a comparison of this share, found none",
        "fix",
        "add a comparison, such as `is at least 50 %`",
    ),
    "a list that nothing is said of": (
        'require stages of material where stage.country is CN\n  fix "x"',
        "syntax/word-missing",
        "expected a quantifier before this list, found none",
        "fix",
        "write `any`, `every` or `no` before the list",
    ),
    "`is a or b`": (
        "require stage is melted or atomized",
        "syntax/or-of-values",
        "expected a condition after `or`, found a value",
        "or",
        "write `is in (melted, atomized)`",
    ),
    "a date with one digit": (
        "require rule-date is at least 2018-1-31",
        "syntax/date-form",
        "expected a date such as `2018-12-31`, found `2018-1-31`",
        "2018-1-31",
        "write `2018-01-31`",
    ),
    "a date with dots": (
        "require rule-date is at least 31.12.2018",
        "syntax/date-form",
        "expected a date such as `2018-12-31`, found `31.12.2018`",
        "31.12.2018",
        "write `2018-12-31`",
    ),
    "a unit that touches": (
        "require material.mass is at least 5kg",
        "syntax/number-form",
        "expected a blank between a number and a word, found none",
        "5kg",
        "write a blank before the unit, as in `5 kg`, or put the name in quotes",
    ),
    "thousands": (
        "require contract.value is at least 4,000,000 USD",
        "syntax/number-form",
        "expected a number without thousands separators, found a separator",
        "4,000,000",
        "write `4000000`",
    ),
    "curly quotes": (
        "message \u201cx\u201d",
        "syntax/quotes",
        "expected straight quotes, found curly quotes",
        "\u201cx\u201d",
        'write straight quotes, as in `"tin"`',
    ),
    "a no-break space": (
        "require\u00a0material.form is foil",
        "file/character",
        "expected a blank, found a no-break space",
        "\u00a0",
        "write a blank instead",
    ),
    "`50 per cent`": (
        "require material.share is at least 50 per cent",
        "syntax/number-form",
        "expected `%` after the number",
        "per",
        "write `50 %`",
    ),
    "a clause in the wrong order": (
        'contested "x"\n  require material.form is foil',
        "syntax/clause-order",
        "expected `contested` before the first clause of the body",
        "contested",
        "move `contested` up, before the first clause of the body",
    ),
    "`when` with nothing behind it": (
        "when\n  require material.form is foil",
        "syntax/word-missing",
        "expected a condition after `when`",
        "require",
        "write a condition after `when`",
    ),
    "a word of the language as a name": (
        "require material.form is in list",
        "syntax/reserved-word",
        "expected a name, found the keyword `list`",
        "list",
        'choose another name, or write `"list"` where a text is allowed',
    ),
    "a clause word that is missing": (
        '"what is it?"',
        "syntax/clause-order",
        'expected the keyword of a clause, found `"what is it?"`',
        '"what is it?"',
        "begin the clause with its keyword, such as `applies`, `when`, `excludes`",
    ),
    "mixed `and` and `or`": (
        "require material.form is foil and material.mass is 5 g or material.form is gas",
        "syntax/mixed-and-or",
        "`and` and `or` are mixed without brackets",
        "or",
        "put one condition in brackets, or write lettered elements",
    ),
    "a clause that stands twice": (
        'fix "a"\n  fix "b"',
        "syntax/clause-order",
        "expected one clause `fix`, found two",
        'fix "b"',
        "keep one `fix` with both contents",
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
        "expected `cites` at the end of this entry, found none",
        'end this entry with `cites "…"`',
    ),
    "a misspelt declaration": (
        'rule r\n  title "t"\n\nexeption e to r\n  cites "c"\n  when material.form is foil\n',
        "syntax/unknown-declaration",
        "expected the keyword of a declaration, found `exeption`",
        "did you mean `exception`?",
    ),
    "a declaration word that is missing": (
        'rule r\n  title "t"\n\ne to r\n  cites "c"\n  when material.form is foil\n',
        "syntax/unknown-declaration",
        "expected the keyword of a declaration, found `e`",
        "did you mean `exception e …`?",
    ),
    "a name that is missing": (
        'list of country\n  CN cites "c"\n',
        "syntax/word-missing",
        "expected a name after `list`",
        "write a name after `list`",
    ),
    "a clause of another declaration": (
        'list a of country\n  severity warn\n  CN cites "c"\n',
        "syntax/clause-order",
        "a list has no clause `severity`",
        "move `severity` to another declaration, or remove `severity`",
    ),
    "a file with nothing in it": (
        "# only a comment\n",
        "file/empty",
        "expected a declaration in this file, found none",
        f"begin a line with one of {', '.join(f'`{word}`' for word in DECLARATIONS)}",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_in_a_file_is_said_in_its_own_words(name: str) -> None:
    text, *wanted = FILES[name]
    assert [tuple(wanted)] == [(code, message, way_out) for code, message, _, way_out in seen(text)]


SAID = {
    # units and amounts
    "require material.mass is 5 KG": ("syntax/number-form", "KG", "write `5 kg`"),
    "require material.mass is 5 kilo": ("syntax/number-form", "kilo", "write `5 kg`"),
    "require material.cost is 5 Dollars": ("syntax/number-form", "Dollars", "write `5 USD`"),
    "require material.cost is USD 5": ("syntax/number-form", "USD 5", "write `5 USD`"),
    "require material.cost is $1,000": ("syntax/number-form", "$1,000", "write `1000 USD`"),
    "require material.cost is 1,250,000 USD": (
        "syntax/number-form",
        "1,250,000",
        "write `1250000`",
    ),
    # characters that look like others
    "require m\u0430terial.form is foil": (
        "syntax/unexpected",
        "\u0430terial.form",
        "use the letters a to z, or put the text in quotes",
    ),
    "require end\u2013item.cots is true": ("syntax/unexpected", "\u2013item.cots", "write `-`"),
    "require material.form\u200b is foil": (
        "file/character",
        "\u200b",
        "remove the character; some editors can show invisible characters",
    ),
    # members of lists, and articles
    "require material.form is in (foil film)": ("syntax/word-missing", "film", "write `, film`"),
    "require material.form is in foil, film": ("syntax/or-of-values", ",", "write `in (foil, film)`"),
    "require material.form is in foil film or gas": (
        "syntax/or-of-values",
        "foil film",
        "write `in (foil, film, gas)`",
    ),
    "require material.form is in foil or film": (
        "syntax/or-of-values",
        "foil or film",
        "write `in (foil, film)`",
    ),
    "require material.form is any of foil": ("syntax/or-of-values", "any", "write `is in foil`"),
    "require the material.form is foil": ("syntax/unexpected", "the", "remove `the`"),
    "require material's form is foil": (
        "syntax/quotes",
        "'s",
        "write a dot, as in `component.origin`",
    ),
    "require material.form are foil": ("syntax/unexpected", "are", "write `is`"),
    "require material.form is foil;": ("syntax/unexpected", ";", "remove `;`"),
    "require material.form is foil.": ("syntax/unexpected", ".", "remove `.`"),
    "require material.form is foil // x": ("syntax/unexpected", "//", "begin the comment with `#`"),
    "prohibit material.form is foil": ("syntax/unexpected", "prohibit", "did you mean `forbid`?"),
    "require contract.award is through 2026-01-01": (
        "syntax/unexpected",
        "through",
        "write `is on or before`",
    ),
    # elements of lists
    "forbid any stage of material is mined": (
        "syntax/word-missing",
        "is",
        "write `where` and name the element again, as in `where material.substance is Sn`",
    ),
    "forbid no stage of material has stage is mined": (
        "syntax/word-missing",
        "has",
        "write `where`",
    ),
    "forbid at least 2.5 stages of material": (
        "syntax/number-form",
        "2.5",
        "write a whole number; for a share, write for example `share by mass of materials of component where material.substance is Sn is at least 50 %`",  # noqa: E501
    ),
    "forbid material.mass is more than -5 g": (
        "syntax/number-form",
        "-5",
        "write only the number, such as `5`; to subtract, put blanks around `-`",
    ),
    "require material.form is foil\n  in force from 2026-01-01 by award date": (
        "syntax/clause-order",
        "in",
        "move `in force` up, before the first clause of the body",
    ),
    # values
    'require material.form is foil or film\n  fix "x"': (
        "syntax/or-of-values",
        "or",
        "write `is in (foil, film)`",
    ),
    "require material.form is not foil or film or gas": (
        "syntax/or-of-values",
        "or",
        "write `is not in (foil, film, gas)`",
    ),
    'require material.name is "a" or "b"': (
        "syntax/or-of-values",
        "or",
        "write the whole comparison again after `or`",
    ),
    "require material.form is foil, film": ("syntax/or-of-values", ",", "write `is in (foil, film)`"),
    "require material.form is one of foil film": (
        "syntax/or-of-values",
        "one",
        "write `is in (foil, film)`",
    ),
    "require material.form is either foil or film": (
        "syntax/or-of-values",
        "either",
        "write `is in (foil, film)`",
    ),
    # comparisons
    "require material.share is greater than 5 %": ("syntax/unexpected", "greater", "write `is more than`"),
    "require material.share is greater than or equal to 5 %": (
        "syntax/unexpected",
        "greater",
        "write `is at least`",
    ),
    "require material.share is below 5 %": ("syntax/unexpected", "below", "write `is less than`"),
    "require material.share is less or equal 5 %": ("syntax/unexpected", "or", "write `is at most`"),
    "require material.share is more than or equal to 5 %": (
        "syntax/unexpected",
        "or",
        "write `is at least`",
    ),
    "require material.share is equal to 5 %": ("syntax/unexpected", "equal", "write `is`"),
    "require material.share exceeds 5 %": ("syntax/unexpected", "exceeds", "write `is more than`"),
    "require material.share is between 5 % and 6 %": (
        "syntax/unexpected",
        "between",
        "write both bounds: `… is at least 5 % and … is at most 6 %`",
    ),
    # clauses
    "require if material.form is foil": ("syntax/unexpected", "if", "remove `if`"),
    "forbid material.form is foil unless material.form is gas": (
        "syntax/exception-inside",
        "unless",
        "write `exception NAME to RULE` with `cites` and `when`",
    ),
    # elements
    "require all of\n    (a) material.form is foil and\n    (b) material.form is gas": (
        "syntax/elements",
        "and",
        "remove `and`: `all of` before the list already joins its elements",
    ),
    "require any of\n    (a) material.form is foil or\n    (-) material.form is gas": (
        "syntax/elements",
        "or",
        "remove `or`: `any of` before the list already joins its elements",
    ),
    "require any of\n    (a)\n    (b) material.form is gas": (
        "syntax/word-missing",
        "(b)",
        "write a condition after `(a)`",
    ),
    'require any of\n    (a) material.form is gas\n    (b)\n  fix "x"': (
        "syntax/word-missing",
        "fix",
        "write a condition after `(b)`",
    ),
    "require any of\na) material.form is gas": (
        "syntax/elements",
        "a",
        "write `(a)`",
    ),
    "require any of\n    (a) material.form is gas\n    b) material.form is foil": (
        "syntax/elements",
        "b",
        "write `(b)`",
    ),
    "require (a) material.form is gas": (
        "syntax/word-missing",
        "(a)",
        "write `any of` or `all of` before the elements",
    ),
    "require material.form is gas and any of\n    (a) material.share is 5 %": (
        "syntax/elements",
        "of",
        "write `(any of (a) … (b) …)`",
    ),
    "require material.form is gas and all of\n    (a) material.share is 5 %": (
        "syntax/elements",
        "all",
        "write `(all of (a) … (b) …)`",
    ),
    # how many
    "require exactly 2 stages of material where stage.country is CN": (
        "syntax/count-form",
        "exactly",
        "write `count of stages of material … is 2`",
    ),
    "require more than 2 stages of material where stage.country is CN": (
        "syntax/count-form",
        "more",
        "write `at least 3 stages of material …`",
    ),
    "require fewer than two stages of material where stage.country is CN": (
        "syntax/count-form",
        "fewer",
        "write `at most 1 stage of material …`",
    ),
    "require no more than 2 stages of material where stage.country is CN": (
        "syntax/count-form",
        "no more",
        "write `at most 2 stages of material …`",
    ),
    "require 2 stages of material where stage.country is CN": (
        "syntax/count-form",
        "2",
        "write `at least 2 stages of material …`, or `count of stages of material … is 2`",
    ),
    "require at least two stages of material where stage.country is CN": (
        "syntax/count-form",
        "two",
        "write `at least 2`",
    ),
    "require all stages of material have stage.country is CN": (
        "syntax/count-form",
        "all",
        "write `every stage of material … has …`",
    ),
    "require each stage of material has stage.country is CN": (
        "syntax/count-form",
        "each",
        "write `every stage of material … has …`",
    ),
    "require none of stages of material where stage.country is CN": (
        "syntax/count-form",
        "none of",
        "write `no stages of material where …`",
    ),
    "require material.form is none of foil gas": (
        "syntax/count-form",
        "none of",
        "write `is not in (foil, gas)`",
    ),
    "require none of\n    (a) material.form is foil\n    (b) material.form is gas": (
        "syntax/count-form",
        "none of",
        "write `not (any of (a) … (b) …)`",
    ),
    "require one of\n    (a) material.form is foil\n    (b) material.form is gas": (
        "syntax/count-form",
        "one",
        "for at least one, write `any of`, and then each element with its letter: `(a) …`",
    ),
    "require either material.form is foil or material.form is gas": (
        "syntax/count-form",
        "either",
        "remove `either`",
    ),
    "require neither material.form is foil nor material.form is gas": (
        "syntax/count-form",
        "neither",
        "write `not`, and then the two conditions in brackets with `or` between them",
    ),
    # bounds and numbers
    "require material.mass is 5 to 6 kg": (
        "syntax/unexpected",
        "to",
        "write both bounds: `… is at least 5 kg and … is at most 6 kg`",
    ),
    "require material.mass is from 5 kg to 6 kg": (
        "syntax/unexpected",
        "from",
        "write both bounds: `… is at least 5 kg and … is at most 6 kg`",
    ),
    "require material.mass is 5-6 kg": (
        "syntax/number-form",
        "5-6",
        "write both bounds, as in `material.share is at least 5 % and material.share is at most 10 %`",
    ),
    "require material.mass is more than 0,8 kg": ("syntax/number-form", "0,8", "write `0.8`"),
    "require material.mass is more than 1.234,5 kg": ("syntax/number-form", "1.234,5", "write `1234.5`"),
    "require material.mass is more than 0,125 kg": ("syntax/number-form", "0,125", "write `0.125`"),
    # what is not known, what is listed, what is cited
    "require material.form is not known": (
        "syntax/unexpected",
        "known",
        "remove `is not known`: a missing fact already makes the outcome unknown",
    ),
    "require material.form is foil\n  escalate when material.mass is not known": (
        "syntax/unexpected",
        "known",
        "write `is unknown`",
    ),
    "disclose material.form and material.mass": (
        "syntax/word-missing",
        "and",
        "write `, material.mass`",
    ),
    "disclose material.form; material.mass": (
        "syntax/unexpected",
        ";",
        "write `,`",
    ),
    'require material.form is foil cites "a", "b"': (
        "syntax/clause-order",
        ",",
        'write both texts as one: `cites "a; b"`',
    ),
    'fix "a" and "b"': ("syntax/clause-order", "and", 'write both texts as one: `fix "a; b"`'),
    "require material.share is more than threshold (material.substance)": (
        "syntax/operator",
        "(",
        "write `threshold(material.substance)`",
    ),
    "require content of Pb in material is more than 1 %": (
        "syntax/unexpected",
        "in",
        "write only `content of Pb`: this is always the content of the material that the condition tests",
    ),
    "require Pb content is more than 1 %": ("syntax/unexpected", "content", "write `content of Pb`"),
    # shares, lists and owners
    "require more than 5 % of component is Pb": (
        "syntax/count-form",
        "more",
        "write `share by mass of … where … is more than 5 %`",
    ),
    "require 5 % of component is Pb": (
        "syntax/count-form",
        "5 %",
        "write `share by mass of … where … is 5 %`",
    ),
    "require material.mass is more than 5 % of mass of end-item": (
        "syntax/count-form",
        "of",
        "write `5 % * mass of end-item`",
    ),
    "require share of materials of component by mass where material.form is foil is at least 5 %": (
        "syntax/count-form",
        "by",
        "write `share by mass of materials of component …`",
    ),
    "require material.mass is more than five kg": ("syntax/count-form", "five", "write `5 kg`"),
    "require material.form is not foil and not gas": (
        "syntax/or-of-values",
        "and not gas",
        "write `is not in (foil, gas)`",
    ),
    "require component contains Pb": (
        "syntax/unexpected",
        "contains",
        "write `any material of component where material.substance is …`",
    ),
    "require there is a stage of material where stage.country is CN": (
        "syntax/unexpected",
        "there is a",
        "write `any stage … where …`",
    ),
    "require material.form is in the list forms": (
        "syntax/unexpected",
        "list",
        "write `in forms`",
    ),
    "require component.manufacturer is owned by listed": (
        "syntax/unexpected",
        "owned by",
        "compare the share of the owners, as in `any one of listed holds at least 25 % of component.manufacturer`",  # noqa: E501
    ),
    'fix " "': ("syntax/empty-text", '" "', 'write `fix "…"`'),
    # comparisons in other words
    "require material.form is within forms": (
        "syntax/unexpected",
        "within",
        "write `is in`",
    ),
    "require material.form is not among forms": (
        "syntax/unexpected",
        "among",
        "write `is not in`",
    ),
    "require material.form is outside forms": (
        "syntax/unexpected",
        "outside",
        "write `is not in`",
    ),
    "require material.mass is no more than 5 kg": ("syntax/unexpected", "no", "write `is at most`"),
    "require material.mass is up to 5 kg": ("syntax/unexpected", "up to", "write `is at most`"),
    "require material.mass is minimum 5 kg": ("syntax/unexpected", "minimum", "write `is at least`"),
    "require material.mass is exactly 5 kg": ("syntax/unexpected", "exactly", "write `is`"),
    "require contract.award is from 2026-01-01": (
        "syntax/unexpected",
        "from",
        "write `is on or after`",
    ),
    "require content of any of Al, Cr is more than 5 %": (
        "syntax/unexpected",
        ",",
        "write `content of any of Al Cr`",
    ),
    "require content of Al or Cr is more than 5 %": (
        "syntax/unexpected",
        "or",
        "write `content of any of Al Cr`",
    ),
    "require material.form is in (foil or gas)": (
        "syntax/or-of-values",
        "or",
        "write `, gas`",
    ),
    'require material.form is foil, cites "c"': ("syntax/unexpected", ",", "remove `,`"),
    "require some stage of material where stage.country is CN": (
        "syntax/count-form",
        "some",
        "write `any`, or `at least` and a number",
    ),
    "require contract.value is more than 2.5 million USD": (
        "syntax/number-form",
        "million",
        "write the whole number: `2500000 USD`",
    ),
    "require contract.value is more than 5 000 000 EUR": (
        "syntax/number-form",
        "5 000",
        "write `5000000 EUR`",
    ),
    "require contract.value is more than 5.000.000 EUR": (
        "syntax/number-form",
        "5.000.000",
        "write `5000000`",
    ),
    "must not material.form is foil": ("syntax/unexpected", "must", "did you mean `forbid`?"),
    # characters
    'fix "a\x00b"': (
        "file/character",
        "\x00",
        "remove the character; perhaps the file is damaged, or is not a text",
    ),
    'fix "a" # b\x07c': (
        "file/character",
        "\x07",
        "remove the character; perhaps the file is damaged, or is not a text",
    ),
}


@pytest.mark.parametrize("clause", SAID)
def test_a_clause_in_another_wording_is_reported_with_the_right_wording(clause: str) -> None:
    found = seen(HEAD + "  " + clause + "\n")
    assert [SAID[clause]] == [(code, at, way_out) for code, _, at, way_out in found]


MEANT = {
    "forbid material.carbon is more than 2 %": (
        "name/unknown-field",
        ".carbon",
        "for the share of an element in a material, write `content of C`",
    ),
    "forbid form is foil": ("name/unknown-name", "form", "did you mean `material.form`?"),
    "forbid value is more than 5 USD": ("name/unknown-name", "value", "did you mean `contract.value`?"),
    "forbid any stage of material where stages.country is CN": (
        "name/not-in-reach",
        "stages",
        "did you mean `stage`?",
    ),
    "forbid determination.kind is waiver": (
        "name/not-in-reach",
        "determination",
        "choose one element with `any determination of … where …`",
    ),
    "forbid material.form is forms": (
        "type/not-a-value",
        "forms",
        "write `is in forms` or `is not in forms`",
    ),
    "forbid material.share is more than limits": (
        "type/not-a-value",
        "limits",
        "look up a value with `limits(…)`, and write the substance in the brackets",
    ),
    "forbid material.form is in (foil, forms)": (
        "type/not-a-value",
        "forms",
        "write `in forms` without brackets; to test several lists, join two conditions with `or`",
    ),
    'forbid material.form is "foyl"': ("name/unknown-word", '"foyl"', "did you mean `foil`?"),
    'forbid component.origin is "Chile"': ("name/unknown-word", '"Chile"', "write `CL`"),
    "forbid component.origin is cl": ("name/unknown-word", "cl", "write `CL`"),
    'forbid component.manufacturer is "x"': (
        "type/mismatch",
        '"x"',
        "test the party with `is in` and a list of parties, so that a similar name makes the outcome unknown; a comparison of the field `.name` accepts only exactly the same name",  # noqa: E501
    ),
    "forbid material.form is in forms with affiliates at 50 %": (
        "type/mismatch",
        "material.form",
        "remove `with affiliates …`, or test a party such as `component.manufacturer`",
    ),
    "forbid any one of forms has effective control of component.manufacturer": (
        "type/mismatch",
        "forms",
        "write a list of parties here",
    ),
    'forbid material.form is foil\n  message "{material.name"': (
        "name/unknown-name",
        "{",
        "write the name of a value between two braces, as in `{component.name}`",
    ),
    "forbid component.weight is more than 5 kg": ("name/unknown-field", ".weight", "did you mean `mass`?"),
    "forbid share by density of materials of component where material.form is foil is at least 5 %": (
        "name/unknown-name",
        "density",
        "use one of `cost`, `mass`",
    ),
    "forbid material.form is none of foil": ("syntax/count-form", "none", "write `is not foil`"),
    "forbid content of Pb of material is more than 1 %": (
        "name/not-in-reach",
        "content of Pb of material",
        "write only `content of Pb`",
    ),
    "forbid material.form is in (foil, powder, foil)": (
        "type/repeated",
        "foil",
        "remove one of the two words, or write another word",
    ),
    "forbid share of materials of component where material.form is foil is more than 5 %": (
        "type/not-added-up",
        "share",
        "write `share by mass of … where …`, `share by cost of … where …`",
    ),
    **{
        f'forbid material.form is foil\nlist l of {plural}\n  x cites "c"': (
            "name/unknown-name",
            plural,
            f"did you mean `{kind}`?",
        )
        for kind, plural in (("country", "countries"), ("party", "parties"), ("class", "classes"))
    },
    **{
        f'forbid material.form is foil\nlist l of form\n  {written} 2026-01-01 foil cites "c"': (
            code,
            written,
            way_out,
        )
        for written, code, way_out in (
            ("until", "syntax/date-form", "write `through` to include this day, or `before` to exclude it"),
            ("to", "syntax/date-form", "write `through` to include this day, or `before` to exclude it"),
            ("since", "syntax/unexpected", "write `from`"),
            (
                "after",
                "syntax/unexpected",
                "write `from` and the first day, because `after` does not show whether the stated day is included",  # noqa: E501
            ),
        )
    },
}
"""Clauses whose words are in order and mean something else than was meant."""
DECLARED = """
list forms of form
  foil cites "c"

table limits by substance
  NdFeB  5 %  cites "c"
"""


@pytest.mark.parametrize("clause", MEANT)
def test_a_name_or_value_in_the_wrong_place_is_reported_with_the_right_one(clause: str) -> None:
    pack = 'pack p version 1\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n' + DECLARED
    source = SourceFile("x.rule", f"{pack}\n{HEAD}  {clause}\n")
    found = check_pack([source])[1]
    assert [MEANT[clause]] == [(d.code, source.slice(d.span), d.help or "") for d in found]


LINES = {
    'table most by substance\n  Pb 5 % cites "c"\n': (
        "syntax/reserved-word",
        "most",
        'choose another name, or write `"most"` where a text is allowed',
    ),
    'list of country\n  CN cites "c"\n': ("syntax/word-missing", "of", "write a name after `list`"),
    "define tin for material\n  material.form is foil\n": (
        "syntax/word-missing",
        "material",
        "write `=` and the condition",
    ),
    'table limits for substance\n  Pb 5 % cites "c"\n': ("syntax/word-missing", "for", "write `by`"),
    'exception e to r and s\n  cites "c"\n  when end-item.cots is true\n': (
        "syntax/word-missing",
        "and",
        "write `, s`",
    ),
    'rule r\n  title "t"\n  in force after 2026-01-01 by award date\n': (
        "syntax/unexpected",
        "after",
        "write `from` and the first day, because `after` does not show whether the stated day is included",
    ),
    'pack p version 1.0.0\n  title "t"\n': (
        "syntax/number-form",
        "1.0.0",
        'write `"1.0.0"`',
    ),
    HEAD.replace("to every", "to each"): ("syntax/unexpected", "each", "did you mean `every`?"),
    HEAD.replace("to every", "to all"): ("syntax/unexpected", "all", "did you mean `every`?"),
    HEAD.replace("  applies", "  in force from 2026-01-01 through 2027-01-01\n  applies"): (
        "syntax/word-missing",
        "in force from 2026-01-01 through 2027-01-01",
        (
            "state the date that decides whether the rule or exception is in force: `by delivery date`, "
            "`by award date`, another date of the contract, or `by check date`"
        ),
    ),
    HEAD.replace("  applies", "  in force 2026-01-01 by delivery date\n  applies"): (
        "syntax/word-missing",
        "2026-01-01",
        "write `from 2026-01-01`",
    ),
    'example fail of r "x"\n  bom component a\n  expect fail share 50 %\n': (
        "syntax/word-missing",
        "share",
        "write `, share`",
    ),
    'example fail of r "x"\n  bom component a\n  expect fail, shar 50 %\n': (
        "name/unknown-field",
        "shar",
        "did you mean `share`?",
    ),
    'table t by substance\n  Pb 5 per cent cites "x"\n': ("syntax/number-form", "per", "write `5 %`"),
    'table t by substance\n  Pb 5 KG cites "x"\n': ("syntax/number-form", "KG", "write `5 kg`"),
    'table t by substance\n  Pb USD 5 cites "x"\n': ("syntax/number-form", "USD 5", "write `5 USD`"),
    'list a of country\n  CN cites "s.1 contested "x"\n': (
        "syntax/quotes",
        '"s.1',
        'write the closing `"`',
    ),
}


@pytest.mark.parametrize("text", LINES)
def test_a_line_in_another_wording_is_reported_with_the_right_wording(text: str) -> None:
    assert [LINES[text]] == [(code, at, way_out) for code, _, at, way_out in seen(text)]


@pytest.mark.parametrize("gap", [" ", "   ", "\t", "\n", "\r\n    "])
def test_blanks_and_lines_may_part_a_number_from_its_unit(gap: str) -> None:
    text = f"{HEAD}  require material.mass is 5{gap}kg and material.share is 5{gap}%\n"
    text += f'\nexample fail of r "x"\n  bom component a; material tin, mass 5{gap}g\n'
    text += f"  expect fail, share 5{gap}%\n"
    formatted, problems = format_source(SourceFile("x.rule", text))
    assert ([], tree(text)) == (problems, tree(formatted or ""))


@pytest.mark.parametrize(
    ("first", "second"), [("v", "vi"), ("V", "VI"), ("x", "xi"), ("v", "w"), ("ii", "iv")]
)
def test_a_list_of_elements_may_begin_with_any_label_of_its_kind(first: str, second: str) -> None:
    elements = f"require any of\n    ({first}) material.form is gas\n    ({second}) material.form is foil\n"
    assert [] == seen(HEAD + "  " + elements)


TWICE = {
    "next to each other": "(a) material.form is gas\n    (a) material.form is foil",
    "further on": "(a) material.form is gas\n    (b) material.form is gas\n    (a) material.form is foil",
    "of a list": "(a) all of\n      (1) material.form is gas\n    (a) material.form is foil",
    "in a list": "(-) all of\n      (1) material.form is gas\n      (1) material.form is foil",
}


@pytest.mark.parametrize("name", TWICE)
def test_of_a_label_that_is_used_twice_both_places_are_reported(name: str) -> None:
    source = SourceFile("x.rule", f"{HEAD}  require any of\n    {TWICE[name]}\n")
    (found,) = parse(source)[1]
    label = source.slice(found.span)
    first, second = source.text.index(label), source.text.rindex(label)
    assert ("syntax/elements", f"the label `{label}` is used twice in one list") == (
        found.code,
        found.message,
    )
    assert [second, first] == [found.span.start, *(each.span.start for each in found.labels)]


def test_each_clause_word_that_is_written_in_another_way_is_reported() -> None:
    words = 'rule r\n  Title "t"\n  severty warn\n  Cites "c"\n  Applies to end-item\n'
    assert ["Title", "severty", "Cites", "Applies"] == [at for _, _, at, _ in seen(words)]


DAYS = {
    "a review": HEAD.replace("  cites", "  reviewed 2026-02-30\n  cites"),
    "a review of what is looked past": (
        HEAD + '  excludes components where component.cots is true because "x" reviewed 2026-02-30\n'
    ),
    "a time in force": HEAD.replace("  applies", "  in force from 2026-02-30 by delivery date\n  applies"),
    "the time that a list covers": 'list a of country\n  CN cites "c"\n  covers through 2026-02-30\n',
    "an entry": 'list a of country\n  from 2026-02-30 CN cites "c"\n',
    "a context": 'example fail of r "x"\n  context delivery 2026-02-30\n  expect fail\n',
    "a comparison": HEAD + "  when rule-date is on or after 2026-02-30\n",
}


@pytest.mark.parametrize("name", DAYS)
def test_a_day_that_no_calendar_has_is_reported_wherever_a_day_stands(name: str) -> None:
    assert [("syntax/date-form", "2026-02-30")] == [(code, at) for code, _, at, _ in seen(DAYS[name])]


def test_a_version_that_reads_like_a_day_is_only_a_name() -> None:
    assert [] == seen('pack p version 2026-02-30\n  title "t"\n')


@pytest.mark.parametrize("value", ["9" * 91, "0." + "9" * 5000 + " g", "9" * 5000 + " %"])
def test_a_number_that_nobody_can_mean_is_reported(value: str) -> None:
    found = seen(HEAD + f"  forbid material.mass is more than {value}\n")
    assert [("syntax/number-form", value)] == [(code, at) for code, _, at, _ in found]


def test_a_mistake_in_the_head_of_a_declaration_leaves_its_clauses_to_be_read() -> None:
    text = 'exception e too r\n  cites "c"\n  when material.form == foil\n  fix 5\n'
    assert ["syntax/unexpected", "syntax/operator", "syntax/word-missing"] == [
        code for code, *_ in seen(text)
    ]


def test_mistakes_in_two_entries_are_both_reported() -> None:
    text = 'list a of country\n  CN = cites "c"\n  RU cites "c"\n  BY : cites "c"\n'
    assert ["syntax/operator", "syntax/operator"] == [code for code, *_ in seen(text)]


def test_declarations_that_lost_their_names_are_not_the_same_twice() -> None:
    text = 'list where of country\n  CN cites "c"\n\nlist from of country\n  RU cites "c"\n'
    found = check_pack([SourceFile("x.rule", text)])[1]
    assert ["name/no-pack", "syntax/reserved-word", "syntax/reserved-word"] == sorted(d.code for d in found)


def test_a_byte_order_mark_and_carriage_returns_are_read() -> None:
    assert [] == seen('\ufefflist a of country\r\n  CN cites "c"\r\n')


@pytest.mark.parametrize("clause", ["more than {} stages", "exactly {} stages", "{} stages of material"])
def test_a_count_with_more_figures_than_anybody_reads_is_one_mistake(clause: str) -> None:
    assert 1 == len(seen(HEAD + f"  forbid {clause.format('9' * 5000)}\n"))


SEARCHES = (
    'component.manufacturer contains "Huawei"',
    'component.manufacturer.name contains "Huawei"',
    'component.manufacturer.name starts with "Huawei"',
    'component.manufacturer.name is like "Huawei"',
    'component.manufacturer does not contain "Huawei"',
    "component.manufacturer matches 'Huawei'",
)


@pytest.mark.parametrize("condition", SEARCHES)
def test_a_search_for_a_company_is_reported_with_the_advice_to_use_a_list(condition: str) -> None:
    """A comparison of the whole name would not find `Huawei Technologies Co.`."""
    pack = 'pack p version 1\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n' + DECLARED
    (problem,) = check_pack([SourceFile("x.rule", f"{pack}\n{HEAD}  forbid {condition}\n")])[1]
    assert "write `component.manufacturer is in banned`" in (problem.help or "")
    assert 'a row `"Huawei"  cites "…"`' in (problem.help or "")
