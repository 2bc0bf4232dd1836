"""What is said of declarations of own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error
from microdep_rules.suggest import did_you_mean
from microdep_rules.vocabulary.own_fields import KINDS, RECORDS, is_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.lang.ir import Type
    from microdep_rules.source import Span


def not_an_own_field(name: str, span: Span) -> Diagnostic:
    """`field component.torque is …`, `field stage.ext.torque is …`."""
    *_, last = name.split(".")
    ways = ", ".join(f"`{record}.ext.{last}`" for record in RECORDS)
    return error(
        "name/not-an-own-field",
        f"expected an own field below `ext` of a record that may have some, found `{name}`",
        Label(span),
        help=f"write one of {ways}",
    )


def unknown_kind(word: str, span: Span, vocabularies: Iterable[str]) -> Diagnostic:
    """`field component.ext.torque is torque`."""
    known = [*KINDS, *vocabularies]
    return error(
        "type/own-field",
        f"`{word}` is no kind of value",
        Label(span),
        help=did_you_mean(word, known)
        or f"write one of {', '.join(f'`{each}`' for each in KINDS)}, or the name of a vocabulary",
    )


def unit_of_no_number(kind: str, unit: str, span: Span) -> Diagnostic:
    """`field component.ext.drag is mass in kg`."""
    return error(
        "type/own-field",
        f"a field of the kind `{kind}` has no unit of its own, found `in {unit}`",
        Label(span),
        help=f"leave `in {unit}` out; documents write {kind} as they do elsewhere"
        if kind != "mass"
        else f"leave `in {unit}` out; documents write a mass with its unit, as `5 kg`",
    )


def of_another_kind(name: str, other: Type, span: Span) -> Diagnostic:
    """A field that a pack in use declares as something else."""
    return error(
        "type/own-field",
        f"`{name}` is {other} in a pack that this one uses",
        Label(span),
        help="leave the declaration out, or name the field in another way",
    )


def not_declared(name: str, record: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """`component.ext.torque` where no field of this name is declared."""
    declare = f"field {record}.{name if is_own(name) else f'{name}.NAME'} is number"
    return error(
        "name/unknown-field",
        f"no own field `{record}.{name}` is declared",
        Label(span),
        help=did_you_mean(name, known) or f"declare it: `{declare}`, with a title and a citation",
    )
