"""Syntax tree of a rule file: each node is a part of the text, with its position (span).

Names are not resolved here: `conditions.py` and `operands.py` give names their meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from microdep_rules.lang.operators import ArithmeticOperator, ComparisonOperator
    from microdep_rules.source import Span


class Word(Struct, frozen=True):
    """Name, text or label with its position."""

    span: Span
    text: str


# ---- operands ------------------------------------------------------------------------------------


class Literal(Struct, frozen=True):
    """Number with its unit (`%`, `kg`, `USD`, or none), date, or text."""

    span: Span
    value: Fraction | date | str
    unit: str = ""


class Path(Struct, frozen=True):
    """Name or look-up with the fields after it: `material.substance`, `milestones(x)`."""

    span: Span
    head: Word
    arguments: tuple[Operand, ...] | None
    fields: tuple[Word, ...]


class Phrase(Struct, frozen=True):
    """Phrase `word of X`: a list (`stages of material`) or a measured quantity (`mass of component`).

    A phrase with `at any tier` is a `Deep` node.
    """

    span: Span
    head: Word
    of: Reach


class AnyOf(Struct, frozen=True):
    """Phrase `content of any of Al Cr Co`: a condition on it is true if it is true for Al, Cr or Co."""

    span: Span
    head: Word
    names: tuple[Word, ...]


class Deep(Struct, frozen=True):
    """Phrase or list with `at any tier`, such as `materials at any tier`."""

    span: Span
    reach: Reach


class FilteredList(Struct, frozen=True):
    """List restricted by `where`, such as `stages of material where stage.country is CN`."""

    span: Span
    reach: Reach
    where: Condition


class Share(Struct, frozen=True):
    """Term `share by mass of L where P [out of Y]`; `L` is a list, `P` a condition, `Y` a total."""

    span: Span
    by: Word
    reach: Reach
    where: Condition | None
    out_of: Reach | None


class Among(Struct, frozen=True):
    """Restriction of the values that a share or a count uses, such as `in EU` or `not in EU`."""

    span: Span
    members: Path | DatedLookup | tuple[Word, ...]
    negated: bool


class LargestShareTerm(Struct, frozen=True):
    """Term such as `largest share by country not in EU of each stage of material where …`."""

    span: Span
    by: Word
    among: Among | None
    each_stage: bool
    reach: Reach
    where: Condition | None


class LargestSumTerm(Struct, frozen=True):
    """Term such as `largest mass by year of annual_imports of company where …`.

    In this example, the masses of each year are added up, and the largest of these sums is the value.
    """

    span: Span
    measure: Word
    by: Word
    reach: Reach
    where: Condition | None


class DifferentCount(Struct, frozen=True):
    """Term such as `count of different suppliers of component where …`."""

    span: Span
    what: Word
    among: Among | None
    reach: Reach
    where: Condition | None


class RecoveredTerm(Struct, frozen=True):
    """Term such as `share by mass of Nd Dy recovered from post-consumer-waste`.

    The term gives one share for each chemical element. A list of materials may follow after `in`.
    """

    span: Span
    by: Word
    elements: tuple[Word, ...]
    waste: Word
    of: Reach | FilteredList | None


class Arithmetic(Struct, frozen=True):
    """Exact calculation with two operands, such as `a + b`."""

    span: Span
    operator: ArithmeticOperator
    left: Operand
    right: Operand


class DatedLookup(Struct, frozen=True):
    """Look-up at a date that the author names, such as the award date in `threshold at award`.

    Without such a date, a look-up uses the date of the rule.
    """

    span: Span
    path: Path
    basis: Word


Reach = Path | Phrase | AnyOf | Deep


class OtherwiseTerm(Struct, frozen=True):
    """Term `x else y`: the fact `x`, or the substitute `y` if the document does not state `x`."""

    span: Span
    stated: Operand
    derived: Operand


class GradeOption(Struct, frozen=True):
    """Option of `highest of`, such as `(1) 0.7 when …`: a value that applies if its condition is true."""

    span: Span
    label: Word
    value: Literal
    condition: Condition | None
    cites: Word | None


class HighestOf(Struct, frozen=True):
    """Term `highest of` several options: the highest value that applies."""

    span: Span
    grades: tuple[GradeOption, ...]


Operand = (
    Literal
    | Reach
    | FilteredList
    | Share
    | LargestShareTerm
    | LargestSumTerm
    | DifferentCount
    | RecoveredTerm
    | Arithmetic
    | DatedLookup
    | OtherwiseTerm
    | HighestOf
)


# ---- conditions ----------------------------------------------------------------------------------


class Junction(Struct, frozen=True):
    """Conditions that are joined by `and` only, or by `or` only.

    `operators` has the words `and` or `or`, for messages.
    """

    span: Span
    items: tuple[Condition, ...]
    operators: tuple[Word, ...]


class Negation(Struct, frozen=True):
    """Condition `not a`."""

    span: Span
    item: Condition


class LabelledElement(Struct, frozen=True):
    """One lettered element of a requirement, with its own citation."""

    span: Span
    label: Word
    condition: Condition
    cites: Word | None


class LabelledElements(Struct, frozen=True):
    """Condition `any of` or `all of`, with lettered elements below it."""

    span: Span
    kind: str
    elements: tuple[LabelledElement, ...]


class Bracket(Struct, frozen=True):
    """Condition in brackets, such as `(a or b)`."""

    span: Span
    item: Condition


class Comparison(Struct, frozen=True):
    """Comparison `left is …` or `left is not …`.

    `of_days` is true if the comparison is written with words of dates, such as `is before`.
    """

    span: Span
    left: Operand
    operator: ComparisonOperator
    right: Operand
    negated: bool
    of_days: bool = False


class DefinitionCondition(Struct, frozen=True):
    """Condition `left has DEFINITION` or `left has no DEFINITION`."""

    span: Span
    left: Operand
    definition: Word
    negated: bool


class Membership(Struct, frozen=True):
    """Condition `left is in …`: in a list, a look-up, or members in brackets."""

    span: Span
    left: Operand
    right: Path | DatedLookup | tuple[Word, ...]
    negated: bool
    affiliates: Fraction | None


class Knowledge(Struct, frozen=True):
    """Condition `x is known` or `x is unknown`, which is allowed in `escalate when`, not in a requirement."""

    span: Span
    left: Operand
    known: bool


class StatedCondition(Struct, frozen=True):
    """Condition `x is stated` or `x is not stated`: whether the document states the fact `x`."""

    span: Span
    left: Operand
    negated: bool


class QuantifiedCondition(Struct, frozen=True):
    """Condition `any L where P`, `no L where P`, `at least n L where P` or `at most n L where P`."""

    span: Span
    kind: str
    number: int
    reaches: tuple[Reach, ...]
    where: Condition | None


class Every(Struct, frozen=True):
    """Condition `every L [where P] has Q`; `L` is a list, `P` and `Q` are conditions."""

    span: Span
    reach: Reach
    where: Condition | None
    has: Condition


class GroupShareTerm(Struct, frozen=True):
    """Term such as `largest share by mass by supplier` in a condition `for each`.

    In this example, the value is the share of the largest supplier in the mass of one group.
    """

    span: Span
    measure: Word
    by: Word
    among: Among | None


class GroupDifferent(Struct, frozen=True):
    """Term such as `count of different suppliers` in a condition `for each`: the number in one group."""

    span: Span
    what: Word
    among: Among | None


class GroupCount(Struct, frozen=True):
    """Term `count of components` or `number of components` in a condition `for each`, for one group."""

    span: Span
    kind: Word
    of: Word


class GroupCondition(Struct, frozen=True):
    """Condition such as `for each function of components: count of different suppliers is at least 2`."""

    span: Span
    group: Word
    reach: Reach
    where: Condition | None
    measured: GroupShareTerm | GroupDifferent | GroupCount
    operator: ComparisonOperator
    bound: Operand
    negated: bool
    of_days: bool = False


class EachWord(Struct, frozen=True):
    """Condition `for each substance in L: …`, which must be true for every word of the list `L`."""

    span: Span
    word: Word
    members: Path | DatedLookup | tuple[Word, ...]
    condition: Condition


class Ownership(Struct, frozen=True):
    """Condition on the owners of a company, such as `any one of owners holds at least 25 % of …`.

    `kind` is the verb, such as `controls`. `how` shows whether holdings through other companies count.
    """

    span: Span
    kind: str
    holders: Path
    share: Fraction | None
    of: Reach
    how: str
    control: Fraction | None
    beyond: bool = False


Condition = (
    Junction
    | Negation
    | LabelledElements
    | Bracket
    | Comparison
    | DefinitionCondition
    | Membership
    | Knowledge
    | StatedCondition
    | QuantifiedCondition
    | Every
    | GroupCondition
    | EachWord
    | Ownership
)


CHECK_DATE = "check date"
"""Name of the check date (the as-of date) in a rule."""

# ---- clauses -------------------------------------------------------------------------------------


class DateTerm(Struct, frozen=True):
    """Date in a rule: a date, a date parameter, or the later or earlier of two dates."""

    span: Span
    value: date | Word | None
    choice: str = ""
    parts: tuple[DateTerm, ...] = ()


class Window(Struct, frozen=True):
    """Period `from … [through … | before …]`."""

    start: DateTerm | None
    through: DateTerm | None
    before: DateTerm | None


class InForceClause(Struct, frozen=True):
    """Clause with the period in which a rule is in force, and the date that must be in this period.

    The period is a window, as in `in force from 2027-01-01 by delivery date`, or the period of a legal
    measure, as in `in force as no-1-of-2026 by delivery date`.
    """

    span: Span
    window: Window | None
    measure: Word | None
    basis: Word
    else_check_date: bool


class Clause(Struct, frozen=True):
    """Clause with words only, such as a title, a severity, a citation or a message."""

    span: Span
    word: str
    values: tuple[Word, ...]


class Conditional(Struct, frozen=True):
    """Clause with a condition: `when`, `forbid`, `require`, `escalate` or `but not when`."""

    span: Span
    word: str
    condition: Condition
    cites: Word | None


class Applies(Struct, frozen=True):
    """Clause `applies to …`: the elements that a rule checks, such as `every component`."""

    span: Span
    quantifier: str
    reach: Reach
    where: Condition | None


class ExclusionClause(Struct, frozen=True):
    """Clause `excludes components where … because "…"`."""

    span: Span
    reach: Reach
    where: Condition | None
    because: Word
    reviewed: Word | None


class AccountsFor(Struct, frozen=True):
    """Clause with the stages that a document must state: a look-up, or items with alternative stages."""

    span: Span
    lookup: Path | None
    stages: tuple[tuple[tuple[Word, Word | None], ...], ...]


class EvidenceClause(Struct, frozen=True):
    """Clause `passes only on evidence of TYPE [tier …] [not older than …]`."""

    span: Span
    types: tuple[Word, ...]
    tier: Word | None
    older: Literal | None


class Obtain(Struct, frozen=True):
    """Clause `obtain "…" from "…" when … unless …`: a licence and the authority that grants it.

    A licence is required if the condition after `when` is true and the condition after `unless` is false.
    """

    span: Span
    what: Word
    source: Word
    due: Conditional | None
    done: Conditional | None


class TreatAs(Struct, frozen=True):
    """Clause `treat as fail when FACT, … or FACT is missing`."""

    span: Span
    verdict: Word
    facts: tuple[Path, ...]


class CountingClause(Struct, frozen=True):
    """Clause `unknown counts as not matching`: a record with an unknown fact counts as outside a share."""

    span: Span
    cites: Word | None
    variant: Word | None


class Disclose(Struct, frozen=True):
    """Clause `disclose field, field …`."""

    span: Span
    items: tuple[Operand, ...]


class Entries(Struct, frozen=True):
    """Document of an example, as entries in the short form or as the name of a file."""

    span: Span
    word: str
    entries: tuple[tuple[tuple[Word, ...], ...], ...]
    file: Word | None = None


class Expect(Struct, frozen=True):
    """Clause `expect VERDICT …` of an example, with the expected names, causes and shares."""

    span: Span
    verdict: Word
    at: tuple[Word, ...]
    because: tuple[Word, ...]
    parts: tuple[tuple[str, tuple[Word, ...]], ...]


Body = (
    Clause
    | Conditional
    | InForceClause
    | Applies
    | ExclusionClause
    | AccountsFor
    | EvidenceClause
    | Obtain
    | TreatAs
    | CountingClause
    | Disclose
    | Entries
    | Expect
)


# ---- declarations --------------------------------------------------------------------------------


class RowCell(Struct, frozen=True):
    """Cell of a row of a list or table.

    `kind` is `name`, `text`, `number`, `date`, `from`, `through` or `before`, or a sign such as `=`.
    """

    span: Span
    kind: str
    value: Word | Literal


class TableRow(Struct, frozen=True):
    """Entry of a list or table: its cells, its citation, and its clauses `variant` and `contested`."""

    span: Span
    cells: tuple[RowCell, ...]
    cites: Word | None
    variant: Word | None = None
    contested: Word | None = None


class StatusRow(Struct, frozen=True):
    """Row with a status of a legal measure, such as `suspended`, and with the period of this status."""

    span: Span
    status: str
    window: Window


class Declaration(Struct, frozen=True):
    """Declaration: its kind, its name, its clauses, and the fields of its kind.

    `targets` depends on the kind: the rules of an exception, the keys of a table, or the kind of a list or
    definition. `broken` is true for a declaration with a syntax error. The name of a broken declaration still
    counts as declared, so that its uses cause no further errors.
    """

    span: Span
    kind: str
    name: Word
    clauses: tuple[Body, ...] = ()
    targets: tuple[Word, ...] = ()
    rows: tuple[TableRow, ...] = ()
    condition: Condition | None = None
    quantity: Operand | None = None
    counting: CountingClause | None = None
    value: Literal | Word | None = None
    status: tuple[StatusRow, ...] = ()
    covers: Word | None = None
    excerpt: Word | None = None
    carry_forward: bool = False
    file: Word | None = None
    text: Word | None = None
    broken: bool = False

    def clause(self, word: str) -> Clause | None:
        """Return the first text clause with this name, or `None`."""
        return next((c for c in self.clauses if isinstance(c, Clause) and c.word == word), None)
