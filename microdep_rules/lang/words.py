"""Conversion of the words in lists to constants, and a check for repeated words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.errors import names
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.tariff import tariff_code

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker

TARIFF_CODE = "tariff-code"


def word_of(checker: Checker, written: ast.Word, kind: str) -> ir.Constant | None:
    """Return the constant for a word in a list of the kind `kind`; report a word of another kind."""
    if kind == TARIFF_CODE:
        if (code := tariff_constant(written)) is None:
            checker.report(
                diagnose("table/cell-not-read", written.span, "not-a-tariff-code", text=written.text)
            )
        return code
    if kind == "country":
        if countries.is_country(written.text):
            return ir.Constant(written.span, ir.Type("country"), written.text)
        checker.report(names.not_a_country(written.text, written.span, countries.meant(written.text), ()))
        return None
    vocabulary = checker.vocabularies.get(kind)
    if vocabulary is None:
        return ir.Constant(written.span, ir.Type("text"), written.text)
    if written.text in vocabulary.terms:
        return ir.Constant(written.span, ir.Type("code", kind), vocabulary.terms[written.text].id)
    checker.report(names.unknown_word(written.text, kind, written.span, vocabulary.words()))
    return None


def tariff_constant(written: ast.Word) -> ir.Constant | None:
    """Return a tariff code as the author wrote it; report an error for a text that is no tariff code."""
    if tariff_code(written.text) is None:
        return None
    return ir.Constant(written.span, ir.Type(TARIFF_CODE), written.text)


def meaning(value: ir.Constant) -> object:
    """Return a value that is equal for constants with the same meaning, even if their spelling differs."""
    return tariff_code(str(value.value)) if value.type.kind == TARIFF_CODE else value.value


def is_repeated(checker: Checker, seen: dict[object, ast.Word], meaning: object, written: ast.Word) -> bool:
    """Return whether an earlier word has the same meaning; report the repetition."""
    before = seen.setdefault(meaning, written)
    if before is written:
        return False
    checker.report(
        diagnose(
            "type/repeated",
            written.span,
            "word-twice" if written.text == before.text else "same-word",
            also=[before.span],
            word=written.text,
            earlier_word=before.text,
        )
    )
    return True


def cell_text(cell: ast.RowCell) -> str:
    """Return the text in a cell of a row, in the author's spelling."""
    if isinstance(cell.value, ast.Word):
        return cell.value.text
    unit = cell.value.unit
    value = cell.value.value
    if isinstance(value, Fraction):
        number = value * 100 if unit == "%" else value
        return f"{Decimal(number.numerator) / number.denominator} {unit}".rstrip()
    return str(value)
