from __future__ import annotations

import logging

import pytest
from lark import Lark, logger

from microdep_rules.lang.grammar import parser, text
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.terms import load_vocabularies


def test_the_grammar_has_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    # Whether two words collide takes a package that slows every start down; `.ci/run` asks it.
    caplog.set_level(logging.DEBUG, logger="lark")
    logger.setLevel(logging.DEBUG)
    Lark(text(), parser="lalr", lexer="contextual", debug=True)
    assert [] == [r.getMessage() for r in caplog.records if "conflict" in r.getMessage().lower()]


VALUES = (
    "foil",
    "material.form",
    "limits(material.substance)",
    "5",
    "5 %",
    "5 kg",
    "2026-01-01",
    '"text"',
    "limit at award date",
    "(limit + 5)",
    "mass of material",
    "mass of materials at any tier",
    "content of any of Al Cr",
)
"""Every way in which a value can end."""


@pytest.mark.parametrize("value", VALUES)
def test_no_name_follows_a_complete_value(value: str) -> None:
    state = parser().parse_interactive(f"rule r when material.mass is {value}")
    state.exhaust_lexer()
    follows = set(state.accepts())  # type: ignore[no-untyped-call] # lark has no types here
    allowed = {"NAME"} if value.startswith("content of any of") else set()
    assert allowed == follows & {"NAME", "LOOKUP", "STRING", "NUMBER", "DATE", "QUANTITY", "PERCENT"}


def words_of(name: str) -> list[str]:
    found = load_vocabularies().get(name)
    return list(found.words()) if found is not None else []


def test_no_word_of_a_vocabulary_is_a_reserved_word() -> None:
    names = list(load_vocabularies().names())
    words = {word for name in names for word in words_of(name)}
    assert set() == words & RESERVED


def test_only_unknown_is_both_a_reserved_word_and_a_field() -> None:
    fields = {name for record in record_types().values() for name in record.fields}
    # A field is read behind a dot, where every word is a field; as the first word of a short-hand field of
    # an example it has to be a name.
    assert set() == (fields & RESERVED) - {"unknown"}
