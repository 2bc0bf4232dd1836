"""What is said when lists, tables and dates do not hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error

if TYPE_CHECKING:
    from microdep_rules.lang.ir import Type
    from microdep_rules.source import Span


def empty_first(span: Span) -> Diagnostic:
    """`through 2022-06-20 empty`."""
    return error(
        "syntax/empty-first",
        "`empty` stands after the days for which the list is empty",
        Label(span),
        help="write `empty` first, as in `empty through 2022-06-20`",
    )


def overlap(name: str, span: Span, other: Span) -> Diagnostic:
    """Two rows that hold at once."""
    return error(
        "table/overlap",
        f"two entries of `{name}` hold on the same day",
        Label(span),
        help="end the earlier one with `through` or `before`",
        labels=(Label(other, "the other one"),),
    )


def outside_covers(name: str, span: Span, covers: Span) -> Diagnostic:
    """An entry of days that the list says it does not cover."""
    return error(
        "date/outside-covers",
        f"this entry of `{name}` begins after the last day that the list covers",
        Label(span),
        help="move `covers through` on to the day up to which the list was read, or take the entry out",
        labels=(Label(covers, "the list ends here"),),
    )


def gap(name: str, span: Span, other: Span) -> Diagnostic:
    """Days between two rows that no row covers."""
    return error(
        "table/gap",
        f"between these entries of `{name}` there are days without an entry",
        Label(span),
        help="let the entries meet, or say `carry forward` at the end of the table",
        labels=(Label(other, "the entry before"),),
    )


def backwards(span: Span) -> Diagnostic:
    """A stretch of time that ends before it begins."""
    return error(
        "date/backwards",
        "this stretch of time ends before it begins",
        Label(span),
        help="give the earlier date first",
    )


def both_ends(span: Span) -> Diagnostic:
    """`through` and `before` on one stretch."""
    return error(
        "date/two-ends",
        "a stretch of time ends once",
        Label(span),
        help="keep `through` (day included) or `before`",
    )


def key_missing(name: str, keys: int, span: Span) -> Diagnostic:
    """A row without its key."""
    return error(
        "table/key-missing",
        f"a row of `{name}` begins with its {'key' if keys == 1 else f'{keys} keys'}",
        Label(span),
        help="put the key in front of the value",
    )


def value_missing(name: str, span: Span) -> Diagnostic:
    """A row without a value."""
    return error(
        "table/value-missing",
        f"this row of `{name}` has no value",
        Label(span),
        help="write the value before `cites`",
    )


def mixed_values(name: str, span: Span, wanted: str) -> Diagnostic:
    """A row whose value is of another kind than the others."""
    return error(
        "table/mixed-values",
        f"the values of `{name}` are not all of one kind",
        Label(span, f"the rows before say {wanted}"),
        help=f"write {wanted} here",
    )


def no_key(name: str, span: Span) -> Diagnostic:
    """Rows that begin with a key in a table whose head names none."""
    return error(
        "table/no-key",
        f"the rows of `{name}` begin with a key, and its head names none",
        Label(span),
        help=f"say what it is looked up by: `table {name} by substance` or the like",
    )


def stray(word: str, kind: str, span: Span) -> Diagnostic:
    """A sign, number or date among the words of a list."""
    return error(
        "table/stray-word",
        f"`{word}` has no place among the values of an entry of kind {kind}",
        Label(span),
        help="write words only; if another declaration begins on this line, give it its word",
    )


def empty(kind: str, name: str, span: Span) -> Diagnostic:
    """A list or table without rows."""
    return error(
        "table/no-rows",
        f"{kind} `{name}` has no entries",
        Label(span),
        help='add an entry that ends with `cites "…"`',
    )


def parameter_value(name: str, wanted: Type, span: Span) -> Diagnostic:
    """A parameter whose value is not of its type."""
    return error(
        "table/parameter-value",
        f"the value of `{name}` is not {wanted}",
        Label(span),
        help=f"write {wanted}",
    )


def parameter_type(word: str, span: Span) -> Diagnostic:
    """A type that parameters do not have."""
    return error(
        "table/parameter-type",
        f"`{word}` is not a type of parameters",
        Label(span),
        help="write `date`, `number`, `percent`, `mass`, `money`, `country` or `text`",
    )


def date_parameter(name: str, span: Span) -> Diagnostic:
    """A parameter used as a date that is none."""
    return error(
        "date/not-a-date",
        f"`{name}` is not a date",
        Label(span),
        help="name a date, or a parameter of the type date",
    )


def not_a_tariff_code(text: str, span: Span) -> Diagnostic:
    """A text that is to be a tariff code, and cannot be one."""
    return error(
        "table/not-a-tariff-code",
        f"expected a tariff code, found `{text}`",
        Label(span),
        help='write 2, 4, 6 or at least 8 digits of one code, as in `"2609 00 00"`',
    )
