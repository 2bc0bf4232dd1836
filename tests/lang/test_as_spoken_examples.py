"""Examples, exceptions and lists in the words of English: the corrected line, which means what was typed."""

from __future__ import annotations

import pytest

from microdep_rules.lang.corrections import with_corrections
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.lang.test_as_spoken import PACK, further

BANNED = 'list banned of party\n  "Acme Works"  cites "policy"\n\n'
RULE = further("forbid component.origin is CN").text
EXAMPLE = 'example fail of origin "x"\n  bom component gyro, origin CN\n'

IN_A_RULE = {
    "forbid component.manufacturer must not be on banned": [],
    "forbid maker.party must not be on banned": [],
    'when component.mpn starts with "BR-G"': [],
    'when component.mpn begins with "BR-G"': [],
    'when component.mpn contains "BR-G"': [],
    "in force after 2027-01-01": [
        "in force from 2027-01-02 by delivery date",
        "in force from 2027-01-01 by delivery date",
    ],
    "in force after 2027-01-01 by award date": [
        "in force from 2027-01-02 by award date",
        "in force from 2027-01-01 by award date",
    ],
    "in force from 1 January 2027 according to the delivery date": [
        "in force from 2027-01-01 by delivery date"
    ],
    "applies to all components": [
        "applies to  every listed component",
        "applies to  every component at any tier",
    ],
    "forbid component.manufacturer is in the banned list": ["forbid component.manufacturer is in banned"],
    "forbid component.manufacturer is on the banned list": ["forbid component.manufacturer is in banned"],
    "forbid component.manufacturer or component.supplier is on the banned list": [
        "forbid component.manufacturer is in banned or component.supplier is in banned"
    ],
    "forbid component manufacturer is in banned": ["forbid component.manufacturer is in banned"],
    "forbid component is made by or bought from a company on the list banned": [
        "forbid component.manufacturer is in banned or component.supplier is in banned"
    ],
    "severity forbidden": ["severity prohibit", "severity ineligible"],
}
IN_AN_EXAMPLE = {
    "  expect fail for gyro": ["expect fail at gyro"],
    "  expect the gyro fails": ["expect fail at gyro"],
    "  expect that gyro passes": ["expect pass at gyro"],
    "  context delivery 1 March 2027\n  expect fail at gyro": ["context delivery 2027-03-01"],
}
DECLARATIONS = {
    'example not applicable of origin "x"\n  bom component gyro\n  expect not_applicable at gyro': [
        'example not_applicable of origin "x"'
    ],
    f"{EXAMPLE.replace('fail of', 'fails of')}  expect fail at gyro": ['example fail of origin "x"'],
    f"{EXAMPLE.replace('fail of', 'failed for')}  expect fail at gyro": ['example fail of origin "x"'],
    'exception cots for the rules origin and other\n  cites "x"\n  when component.cots is true': [
        "exception cots to origin, other"
    ],
    'exception cots from origin\n  cites "x"\n  when component.cots is true': ["exception cots to origin"],
    'exception cots to rule origin\n  cites "x"\n  when component.cots is true': ["exception cots to origin"],
    'example fail of origin "x"\n  bom component gyro, manufacturer is "Acme"\n  expect fail at gyro': [
        'bom component gyro, manufacturer "Acme"'
    ],
}


def offered(text: str) -> list[str]:
    """Return the lines of the first correction in a file of the pack."""
    source = SourceFile("origin.rule", BANNED + text)
    found = with_corrections(check_pack([PACK, source])[1], {source.path: source})
    return next(([line.strip() for line in d.corrected] for d in found if d.corrected), [])


@pytest.mark.parametrize("clause", IN_A_RULE)
def test_a_clause_as_spoken_has_its_line_or_none(clause: str) -> None:
    assert offered(further(clause).text) == IN_A_RULE[clause]


@pytest.mark.parametrize("line", IN_AN_EXAMPLE)
def test_a_line_of_an_example_as_spoken_has_its_line(line: str) -> None:
    assert offered(f"{RULE}\n{EXAMPLE}{line}\n") == IN_AN_EXAMPLE[line]


@pytest.mark.parametrize("declaration", DECLARATIONS)
def test_the_first_line_of_a_declaration_as_spoken_has_its_line(declaration: str) -> None:
    assert offered(f"{RULE}\n{declaration}\n") == DECLARATIONS[declaration]


@pytest.mark.parametrize("word", ["not applicable", "not_aplicable", "failing"])
def test_a_wrong_verdict_is_reported_with_all_verdicts(word: str) -> None:
    source = SourceFile(
        "origin.rule", f"{RULE}\n{EXAMPLE.replace('fail of', f'{word} of')}  expect fail at gyro\n"
    )
    first = check_pack([PACK, source])[1][0]
    assert first.message == f"expected a verdict, found `{word}`"
    assert "`exempt`, `not_applicable` or `disclose`" in (first.help or "")


@pytest.mark.parametrize(
    ("typed", "help_"), [("for", "`to` in place of `for`"), ("from", "`to` in place of `from`")]
)
def test_a_wrong_preposition_is_replaced_and_not_followed(typed: str, help_: str) -> None:
    source = SourceFile(
        "origin.rule", f'{RULE}\nexception cots {typed} origin\n  cites "x"\n  when component.cots is true\n'
    )
    assert f"write {help_}" in [d.help for d in check_pack([PACK, source])[1]]


@pytest.mark.parametrize(
    ("declaration", "help_"),
    [
        ('exception cots to rule origin\n  cites "x"\n  when component.cots is true', "remove `rule`"),
        (
            "example: origin fails when the origin is CN",
            'write a verdict and a rule, as in `example fail of tin "tin wire"`; then write a line such as `bom component lid; material tin, form wire`, and a line such as `expect fail at tin`',  # noqa: E501
        ),
    ],
)
def test_the_help_of_a_declaration_as_spoken_states_its_form(declaration: str, help_: str) -> None:
    source = SourceFile("origin.rule", f"{RULE}\n{declaration}\n")
    assert help_ in [d.help for d in check_pack([PACK, source])[1]]
