"""Syntax tree: the text of an author, node by node, each with its span.

Names are not resolved here; `lower.py` gives names their meaning.
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
    """`word of X`: a list to read, or a quantity to measure. `at any tier` is `deep`."""

    span: Span
    head: Word
    of: Reach


class AnyOf(Struct, frozen=True):
    """`content of any of Al Cr Co`, which is true if it is true of one."""

    span: Span
    head: Word
    names: tuple[Word, ...]


class Deep(Struct, frozen=True):
    """A phrase `at any tier`."""

    span: Span
    reach: Reach


class FilteredList(Struct, frozen=True):
    """List restricted by `where`."""

    span: Span
    reach: Reach
    where: Condition


class Share(Struct, frozen=True):
    """`share by mass of L where P [out of Y]`."""

    span: Span
    by: Word
    reach: Reach
    where: Condition | None
    out_of: Reach | None


class Among(Struct, frozen=True):
    """`in S`, `not in S`: the values of a field that are counted."""

    span: Span
    members: Path | DatedLookup | tuple[Word, ...]
    negated: bool


class LargestShareTerm(Struct, frozen=True):
    """`largest share by F [not in S] of [each] L where P`."""

    span: Span
    by: Word
    among: Among | None
    each_stage: bool
    reach: Reach
    where: Condition | None


class LargestSumTerm(Struct, frozen=True):
    """`largest M by F of L where P`."""

    span: Span
    measure: Word
    by: Word
    reach: Reach
    where: Condition | None


class DifferentCount(Struct, frozen=True):
    """`count of different F [not in S] of L where P`."""

    span: Span
    what: Word
    among: Among | None
    reach: Reach
    where: Condition | None


class RecoveredTerm(Struct, frozen=True):
    """`share by mass of Nd Dy recovered from W [in L]`: a share for each element."""

    span: Span
    by: Word
    elements: tuple[Word, ...]
    waste: Word
    of: Reach | FilteredList | None


class Arithmetic(Struct, frozen=True):
    """`a + b` and other calculations, which are exact."""

    span: Span
    operator: ArithmeticOperator
    left: Operand
    right: Operand


class DatedLookup(Struct, frozen=True):
    """Look-up at a date other than the rule's: `threshold at award`."""

    span: Span
    path: Path
    basis: Word


Reach = Path | Phrase | AnyOf | Deep


class OtherwiseTerm(Struct, frozen=True):
    """`x else y`: a stated fact, and the value that replaces it if it is not stated."""

    span: Span
    stated: Operand
    derived: Operand


class GradeOption(Struct, frozen=True):
    """`(1) 0.7 when …`: a value, and the condition under which it is reached; without one, it always is."""

    span: Span
    label: Word
    value: Literal
    condition: Condition | None
    cites: Word | None


class HighestOf(Struct, frozen=True):
    """`highest of` grades: the highest value that is reached."""

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
    """`a and b and c`, or `a or b or c`; `operators` are the words between the conditions."""

    span: Span
    items: tuple[Condition, ...]
    operators: tuple[Word, ...]


class Negation(Struct, frozen=True):
    """`not a`."""

    span: Span
    item: Condition


class LabelledElement(Struct, frozen=True):
    """One lettered element with its own citation."""

    span: Span
    label: Word
    condition: Condition
    cites: Word | None


class LabelledElements(Struct, frozen=True):
    """`any of` or `all of` lettered elements."""

    span: Span
    kind: str
    elements: tuple[LabelledElement, ...]


class Bracket(Struct, frozen=True):
    """Condition in brackets, which end the range of the condition inside."""

    span: Span
    item: Condition


class Comparison(Struct, frozen=True):
    """`left is …`, possibly negated; `of_days` is true for date words such as `is before`."""

    span: Span
    left: Operand
    operator: ComparisonOperator
    right: Operand
    negated: bool
    of_days: bool = False


class DefinitionCondition(Struct, frozen=True):
    """`left has DEFINITION`, `left has no DEFINITION`."""

    span: Span
    left: Operand
    definition: Word
    negated: bool


class Membership(Struct, frozen=True):
    """`left is in …`: a list, a look-up, or members in brackets."""

    span: Span
    left: Operand
    right: Path | DatedLookup | tuple[Word, ...]
    negated: bool
    affiliates: Fraction | None


class Knowledge(Struct, frozen=True):
    """`x is known`, `x is unknown`; allowed only where `Scope.steering` is true."""

    span: Span
    left: Operand
    known: bool


class StatedCondition(Struct, frozen=True):
    """`x is stated`, `xs are stated`, possibly negated: whether the document states it."""

    span: Span
    left: Operand
    negated: bool


class QuantifiedCondition(Struct, frozen=True):
    """`any L where P`, `no …`, `at least n …`, `at most n …`."""

    span: Span
    kind: str
    number: int
    reaches: tuple[Reach, ...]
    where: Condition | None


class Every(Struct, frozen=True):
    """`every L [where P] has Q`."""

    span: Span
    reach: Reach
    where: Condition | None
    has: Condition


class GroupShareTerm(Struct, frozen=True):
    """`largest share by M by F [not in S]` of a group."""

    span: Span
    measure: Word
    by: Word
    among: Among | None


class GroupDifferent(Struct, frozen=True):
    """`count of different F [not in S]` of a group."""

    span: Span
    what: Word
    among: Among | None


class GroupCount(Struct, frozen=True):
    """`count of components`, `number of components` of a group."""

    span: Span
    kind: Word
    of: Word


class GroupCondition(Struct, frozen=True):
    """`for each G of L where P: largest share by M by F [not in S] is at most …`."""

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
    """`for each substance in L: …`: a condition that must be true of every word of a list."""

    span: Span
    word: Word
    members: Path | DatedLookup | tuple[Word, ...]
    condition: Condition


class Ownership(Struct, frozen=True):
    """Test of owners and control: `holds`, `together`, `appoints`, `controls`."""

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
"""Name of the as-of date in a rule."""

# ---- clauses -------------------------------------------------------------------------------------


class DateTerm(Struct, frozen=True):
    """Date, date parameter, or the later or earlier of two dates."""

    span: Span
    value: date | Word | None
    choice: str = ""
    parts: tuple[DateTerm, ...] = ()


class Window(Struct, frozen=True):
    """`from … [through … | before …]`."""

    start: DateTerm | None
    through: DateTerm | None
    before: DateTerm | None


class InForceClause(Struct, frozen=True):
    """`in force … by DAY date [, else check date]`, or `in force as MEASURE by DAY date`."""

    span: Span
    window: Window | None
    measure: Word | None
    basis: Word
    else_check_date: bool


class Clause(Struct, frozen=True):
    """Clause with words only: title, severity, citation, message and the like."""

    span: Span
    word: str
    values: tuple[Word, ...]


class Conditional(Struct, frozen=True):
    """Clause with a condition: when, forbid, require, escalate, but not when."""

    span: Span
    word: str
    condition: Condition
    cites: Word | None


class Applies(Struct, frozen=True):
    """`applies to …`: `quantifier` is `every`, `listed` or `single`."""

    span: Span
    quantifier: str
    reach: Reach
    where: Condition | None


class ExclusionClause(Struct, frozen=True):
    """`excludes components where … because "…"`."""

    span: Span
    reach: Reach
    where: Condition | None
    because: Word
    reviewed: Word | None


class AccountsFor(Struct, frozen=True):
    """Milestones of a rule: a look-up, or stages; each item is a set of alternatives."""

    span: Span
    lookup: Path | None
    stages: tuple[tuple[tuple[Word, Word | None], ...], ...]


class EvidenceClause(Struct, frozen=True):
    """`passes only on evidence of TYPE [tier …] [not older than …]`."""

    span: Span
    types: tuple[Word, ...]
    tier: Word | None
    older: Literal | None


class Obtain(Struct, frozen=True):
    """`obtain "…" from "…" when … unless …`: what to obtain, from whom, when, and until when."""

    span: Span
    what: Word
    source: Word
    due: Conditional | None
    done: Conditional | None


class TreatAs(Struct, frozen=True):
    """`treat as fail when FACT, … or FACT is missing`."""

    span: Span
    verdict: Word
    facts: tuple[Path, ...]


class CountingClause(Struct, frozen=True):
    """`unknown counts as not matching`."""

    span: Span
    cites: Word | None
    variant: Word | None


class Disclose(Struct, frozen=True):
    """`disclose field, field …`."""

    span: Span
    items: tuple[Operand, ...]


class Entries(Struct, frozen=True):
    """Document of an example in short form, or its file."""

    span: Span
    word: str
    entries: tuple[tuple[tuple[Word, ...], ...], ...]
    file: Word | None = None


class Expect(Struct, frozen=True):
    """`expect VERDICT [at NAME and …] [because …], missing …, disqualified …, share n %`, and the like."""

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
    """Word of a row; its kind is `name`, `text`, `number`, `date`, `from`, `through`, `before`, or a sign."""

    span: Span
    kind: str
    value: Word | Literal


class TableRow(Struct, frozen=True):
    """Entry of a list or table: its cells, its citation, and its marks."""

    span: Span
    cells: tuple[RowCell, ...]
    cites: Word | None
    variant: Word | None = None
    contested: Word | None = None


class StatusRow(Struct, frozen=True):
    """Period of a measure's status timeline."""

    span: Span
    status: str
    window: Window


class Declaration(Struct, frozen=True):
    """Declaration: its kind, its name, its clauses, and fields of its kind.

    `targets` are the rules that an exception belongs to, the keys of a table, or the kind of a list or
    definition. `broken` marks a declaration with a syntax error; its name stays declared, so that references
    to it are not reported as well.
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
        """Return the first text clause with this name."""
        return next((c for c in self.clauses if isinstance(c, Clause) and c.word == word), None)
