"""Parameters of a pack: values that the configuration may replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.constants import literal
from microdep_rules.lang.words import word_of
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from microdep_rules.lang.scope import Checker

PARAMETER_TYPES = frozenset({"date", "number", "percent", "mass", "money", "country", "text"})


def parameter(checker: Checker, node: ast.Declaration) -> ir.Parameter | None:
    """Return the parameter of a `parameter` declaration, or `None` after an error."""
    word = node.targets[0]
    if word.text not in PARAMETER_TYPES:
        checker.report(diagnose("table/parameter-type", word.span, word=word.text))
        return None
    typed_value = _parameter_value(checker, node, word.text)
    if typed_value is None:
        return None
    kind, value = typed_value
    cites = node.clause("cites")
    contested = node.clause("contested")
    return ir.Parameter(
        node.span,
        node.name.text,
        kind,
        value,
        cites.values[0].text if cites else "",
        contested.values[0].text if contested else "",
    )


def _parameter_value(
    checker: Checker, node: ast.Declaration, wanted: str
) -> tuple[ir.Type, Fraction | date | str | bool | None] | None:
    value = node.value
    assert value is not None
    if isinstance(value, ast.Word):
        if value.text == "not yet" and wanted == "date":
            return ir.Type("date"), None
        if wanted == "country":
            country = word_of(checker, value, "country")
            return (country.type, str(country.value)) if country is not None else None
    else:
        constant = literal(value)
        if constant.type.kind == wanted and not isinstance(constant.value, ir.Company):
            return constant.type, constant.value
    checker.report(
        diagnose(
            "table/cell-not-read",
            value.span,
            "parameter-value",
            name=node.name.text,
            a_kind_of_value=ir.Type(wanted),
        )
    )
    return None
