"""Lists of parties: each entry is a company, with its other names and identifiers.

In a rule file, `or` joins the names of one company: `"CATL" or "Contemporary Amperex Technology Co.,
Limited"`. An identifier begins with its scheme, such as `lei:`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.lang import ast, ir
from microdep_rules.lang.name_texts import find_second_text
from microdep_rules.lang.periods import days_of
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.company_cells import in_quotation_marks, one_name, separate_names
from microdep_rules.vocabulary.names import as_identifier, folded, identifier_in
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from microdep_rules.lang.scope import Checker
    from microdep_rules.source import Span

KIND = ir.Type("text")


def companies(checker: Checker, cells: Sequence[ast.RowCell]) -> list[ir.Constant]:
    """Return the companies of one row; report a text that cannot be the name of a company."""
    for one, other in pairwise(cells):
        if one.kind == other.kind == "name":
            checker.report(
                diagnose(
                    "table/name-not-quoted",
                    one.span.to(other.span),
                    first_word=_text(one),
                    second_word=_text(other),
                )
            )
            return []
    constants = [_company(checker, group) for group in _cells_by_company(cells)]
    return [constant for constant in constants if constant is not None]


def _cells_by_company(cells: Iterable[ast.RowCell]) -> Iterator[list[ast.RowCell]]:
    """Yield the cells of a row in groups, one group for each company; `or` joins the names of one company."""
    group: list[ast.RowCell] = []
    goes_on = True
    for cell in cells:
        if cell.kind in {"or", ","}:
            goes_on = cell.kind == "or"
            continue
        if group and not goes_on:
            yield group
            group = []
        group.append(cell)
        goes_on = False
    if group:
        yield group


def _company(checker: Checker, cells: Sequence[ast.RowCell]) -> ir.Constant | None:
    names, identifiers = [], []
    for cell in cells:
        text = _text(cell)
        if cell.span.path.lower().endswith(".rule") and (kind := find_second_text(text)) is not None:
            if kind == "separated":
                one, other = separate_names(text)[:2]
                checker.report(
                    diagnose(
                        "table/not-a-name",
                        cell.span,
                        "separated-in-rule-file",
                        text=text,
                        first_name=one,
                        second_name=other,
                        quoted=in_quotation_marks(one_name(text)),
                    )
                )
            else:
                checker.report(diagnose("table/not-a-name", cell.span, "in-rule-file", text=text))
            return None
        if (identifier := identifier_in(text)) is not None:
            identifiers.append(identifier)
        elif names_somebody(text):
            names.append(one_name(text))
        else:
            checker.report(diagnose("table/not-a-name", cell.span, text=text))
            return None
    first, last = cells[0].span, cells[-1].span
    span = first.to(last) if last.start >= first.start and _is_one_text(checker, first) else first
    value = ir.Company(tuple(dict.fromkeys(names)) or (_text(cells[0]),), tuple(dict.fromkeys(identifiers)))
    return ir.Constant(span, KIND, value)


def _is_one_text(checker: Checker, span: Span) -> bool:
    """Return whether an entry comes from a rule file, and not from a table file such as CSV."""
    return span.path.lower().endswith(".rule") or span.path not in {f.path for f in checker.files.values()}


def _text(cell: ast.RowCell) -> str:
    return cell.value.text if isinstance(cell.value, ast.Word) else str(cell.value.value)


def claimed_twice(checker: Checker, table: ir.Table) -> None:
    """Report a name or an identifier that two companies of a list share on the same day.

    A party with this name could be either of the two companies.
    """
    seen: dict[object, list[tuple[ir.Entry, ir.Constant]]] = {}
    for entry in table.entries:
        for word in entry.value if isinstance(entry.value, tuple) else ():
            if isinstance(word, ir.Constant) and isinstance(word.value, ir.Company):
                for claim in _names_and_identifiers(word.value):
                    seen.setdefault(claim, []).append((entry, word))
    for claim, claims in seen.items():
        (entry, first), *others = claims
        for other, word in others:
            assert isinstance(word.value, ir.Company)
            if str(word.value) != str(first.value) and _overlap(checker, entry, other):
                name = _names_and_identifiers(word.value)[claim]
                checker.report(
                    diagnose(
                        "list/ambiguous-name",
                        word.span,
                        "in-pack",
                        also=(first.span,),
                        name=name,
                        first_entry=str(first.value),
                        second_entry=str(word.value),
                    )
                )
                break


def _names_and_identifiers(company: ir.Company) -> dict[object, str]:
    """Return a mapping from each name or identifier, in the form for comparisons, to its form in messages."""
    names: dict[object, str] = {folded(name): name for name in reversed(company.names)}
    return names | {as_identifier(*identifier): ":".join(identifier) for identifier in company.identifiers}


def _overlap(checker: Checker, one: ir.Entry, other: ir.Entry) -> bool:
    (start, end), (begins, ends) = (
        days_of(checker.names.parameters, entry.stretch) for entry in (one, other)
    )
    return start <= ends and begins <= end
