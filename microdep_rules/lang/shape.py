"""Places at which the formatter begins a new line in a declaration, from the syntax tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.lang import ast
from microdep_rules.lang.walk import walk

if TYPE_CHECKING:
    from microdep_rules.lang.layout import WrittenWord

LEADS = {
    "in_force": 2,
    "applies": 2,
    "treat_as": 2,
    "accounts": 2,
    "passes": 2,
    "escalate": 2,
    "but_not": 3,
}
"""Number of words in the clause names that have more than one word, such as `applies to`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Place at which a line begins, with the kind and the depth of the line.

    `lead` is the number of words before the value of the line.
    """

    kind: str
    depth: int = 0
    lead: int = 1


def breaks(node: ast.Declaration, words: list[WrittenWord]) -> dict[int, Mark]:
    """For the first word of each line of a declaration, return the place at which the line begins."""
    marks: dict[int, Mark] = {}
    if node.kind == "parameter":
        marks |= {w.at: Mark("clause") for w in words if w.kind in {"CITES", "VARIANT", "CONTESTED"}}
    else:
        for clause in node.clauses:
            marks[clause.span.start] = _of_clause(clause)
    for row in node.rows:
        marks[row.span.start] = Mark("row", lead=0)
    _mark_lines_without_node(node, words, marks)
    for inner in walk(node):
        if isinstance(inner, ast.LabelledElements):
            _of_elements(inner, 0, marks)
        elif isinstance(inner, ast.HighestOf):
            marks |= {grade.label.span.start: Mark("element") for grade in inner.grades}
        elif isinstance(inner, ast.GroupCondition):
            begins = inner.measured.span.start
            marks |= {w.at: Mark("more", lead=0) for w in words if w.at == begins}
        elif isinstance(inner, ast.Obtain):
            _mark_duty(inner, words, marks)
        elif isinstance(inner, ast.EachWord):
            marks[inner.condition.span.start] = Mark("more", lead=0)
        elif isinstance(inner, ast.RecoveredTerm):
            _mark_recovered_share(inner, words, marks)
        elif isinstance(inner, ast.Comparison) and _is_long(inner.left):
            _mark_share(inner, words, marks)
    return marks


def _is_long(node: ast.Operand) -> bool:
    """Return whether the left side of a comparison gets a line of its own, as a share or `x else y` does."""
    if isinstance(node, ast.OtherwiseTerm):
        return not isinstance(node.derived, ast.Literal)
    return isinstance(node, ast.Share | ast.LargestShareTerm | ast.LargestSumTerm | ast.DifferentCount)


def _of_clause(clause: ast.Body) -> Mark:
    match clause:
        case ast.Clause() | ast.Conditional():
            name = clause.word
        case ast.InForceClause():
            name = "in_force"
        case ast.Applies():
            name = "applies"
        case ast.ExclusionClause():
            name = "excludes"
        case ast.AccountsFor():
            name = "accounts"
        case ast.EvidenceClause():
            name = "passes"
        case ast.TreatAs():
            name = "treat_as"
        case ast.CountingClause():
            return Mark("plain", lead=0)
        case _:
            name = ""
    return Mark("clause", lead=LEADS.get(name, 1))


def _mark_lines_without_node(node: ast.Declaration, words: list[WrittenWord], marks: dict[int, Mark]) -> None:
    """Add the starts of lines that the syntax tree does not show, such as the last lines of a list."""
    headed = bool(node.clauses)
    for index, word in enumerate(words):
        following = words[index + 1].kind if index + 1 < len(words) else ""
        match node.kind, word.kind:
            case "measure", "STATUS":
                marks[word.at] = Mark("clause")
            case "define", "UNKNOWN_COUNTS":
                marks[word.at] = Mark("plain", lead=0)
            case "define", "EQUAL" if headed:
                marks[word.at] = Mark("clause")
            case "list" | "table", "COVERS" | "CARRY" | "EXCERPT":
                marks[word.at] = Mark("plain", lead=0)
            case "list" | "table", "FROM" if following == "STRING":
                marks[word.at] = Mark("plain", lead=0)
            case _:
                pass
    if isinstance(node.condition, ast.LabelledElements) and not any(w.kind == "EQUAL" for w in words):
        marks[node.condition.span.start] = Mark("plain", lead=0)


def _of_elements(node: ast.LabelledElements, depth: int, marks: dict[int, Mark]) -> None:
    for element in node.elements:
        at = element.label.span.start
        if at not in marks or marks[at].depth < depth:
            marks[at] = Mark("element", depth)
        if isinstance(element.condition, ast.LabelledElements):
            _of_elements(element.condition, depth + 1, marks)


def _mark_duty(node: ast.Obtain, words: list[WrittenWord], marks: dict[int, Mark]) -> None:
    """Add the starts of the lines `when` and `unless` in an `obtain` clause."""
    for conditional in (node.due, node.done):
        if conditional is not None:
            at = max(w.at for w in words if w.kind in {"WHEN", "UNLESS"} and w.at < conditional.span.start)
            marks[at] = Mark("more", lead=0)


def _mark_recovered_share(node: ast.RecoveredTerm, words: list[WrittenWord], marks: dict[int, Mark]) -> None:
    """Add the start of the line with the list of materials, in a share that is recovered from waste."""
    if node.of is not None:
        before = [w.at for w in words if w.kind == "IN" and node.waste.span.end <= w.at < node.of.span.start]
        marks |= {at: Mark("more", lead=0) for at in before}


def _mark_share(node: ast.Comparison, words: list[WrittenWord], marks: dict[int, Mark]) -> None:
    """Add the starts of the lines with the total of a share, and with the comparison of the share."""
    left = node.left.span
    out = [w.at for w in words if w.kind == "OUT" and left.start < w.at < left.end]
    compared = next((w.at for w in words if w.kind == "IS" and w.at >= left.end), None)
    for at in (*out[-1:], *([compared] if compared is not None else [])):
        marks[at] = Mark("more", lead=0)
