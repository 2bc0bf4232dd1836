"""The syntax tree: what an author wrote, node by node, each with its span.

Nothing is resolved here: a name is a name. `lower.py` gives names their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from microdep_rules.source import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A name, text or label with the place where it stands."""

    span: Span
    text: str


# ---- operands ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal:
    """A number with its unit (`%`, `kg`, `USD`, or none), a date, or a text."""

    span: Span
    value: Fraction | date | str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """A name or look-up with the fields behind it: `material.substance`, `milestones(x)`."""

    span: Span
    head: Word
    arguments: tuple[Operand, ...] | None
    fields: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """`word of X`: a list to go to, or a quantity measured there. `at any tier` is `deep`."""

    span: Span
    head: Word
    of: Reach


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`content of any of Al Cr Co`: true of one is true."""

    span: Span
    head: Word
    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Deep:
    """A phrase `at any tier`."""

    span: Span
    reach: Reach


@dataclass(frozen=True, slots=True)
class Filtered:
    """A list narrowed by `where`."""

    span: Span
    reach: Reach
    where: Condition


@dataclass(frozen=True, slots=True)
class Share:
    """`share by mass of L where P [out of Y]`; `largest` groups L by a field instead."""

    span: Span
    by: Word
    reach: Reach
    where: Condition | None
    out_of: Reach | None
    largest: bool = False


@dataclass(frozen=True, slots=True)
class Recovered:
    """`share by mass of Nd Dy recovered from W [in L]`: a share for each of the elements."""

    span: Span
    by: Word
    elements: tuple[Word, ...]
    waste: Word
    of: Reach | Filtered | None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`a + b`, exact."""

    span: Span
    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Dated:
    """A look-up at another date than the rule's: `threshold at award`."""

    span: Span
    path: Path
    basis: Word


Reach = Path | Phrase | AnyOf | Deep
Operand = Literal | Reach | Filtered | Share | Recovered | Arithmetic | Dated


# ---- conditions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Junction:
    """`a and b and c`, or `a or b or c`; `operators` keeps what stood between them."""

    span: Span
    items: tuple[Condition, ...]
    operators: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """`not a`."""

    span: Span
    item: Condition


@dataclass(frozen=True, slots=True)
class Limb:
    """One lettered limb with its own citation."""

    span: Span
    label: Word
    condition: Condition
    cites: Word | None


@dataclass(frozen=True, slots=True)
class Limbs:
    """`any of` or `all of` lettered limbs."""

    span: Span
    kind: str
    limbs: tuple[Limb, ...]


@dataclass(frozen=True, slots=True)
class Bracket:
    """A condition in brackets: it ends the reach of what stands inside."""

    span: Span
    item: Condition


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left is …`: `is`, `more`, `at_least`, `less`, `at_most`, possibly negated."""

    span: Span
    left: Operand
    operator: str
    right: Operand
    negated: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """`left is in …`: a list, a look-up, or members in brackets."""

    span: Span
    left: Operand
    right: Path | Dated | tuple[Word, ...]
    negated: bool
    affiliates: Fraction | None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`x is known`, `x is unknown`: only where words are steered."""

    span: Span
    left: Operand
    known: bool


@dataclass(frozen=True, slots=True)
class Quantified:
    """`any L where P`, `no …`, `at least n …`, `at most n …`."""

    span: Span
    kind: str
    number: int
    reaches: tuple[Reach, ...]
    where: Condition | None


@dataclass(frozen=True, slots=True)
class Every:
    """`every L [where P] has Q`."""

    span: Span
    reach: Reach
    where: Condition | None
    has: Condition


@dataclass(frozen=True, slots=True)
class Ownership:
    """A test on owners and control: `holds`, `together`, `appoints`, `controls`."""

    span: Span
    kind: str
    holders: Path
    share: Fraction | None
    of: Reach
    how: str
    control: Fraction | None


Condition = (
    Junction
    | Negation
    | Limbs
    | Bracket
    | Comparison
    | Membership
    | Knowledge
    | Quantified
    | Every
    | Ownership
)


# ---- clauses -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a date parameter, or the later or earlier of two moments."""

    span: Span
    value: date | Word | None
    choice: str = ""
    parts: tuple[Moment, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """`from … [through … | before …]`."""

    start: Moment | None
    through: Moment | None
    before: Moment | None


@dataclass(frozen=True, slots=True)
class InForce:
    """`in force … by DATE [, else as of]`, or `in force as MEASURE by DATE`."""

    span: Span
    window: Window | None
    measure: Word | None
    basis: Word
    else_as_of: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause that carries words only: title, severity, cites, message and the like."""

    span: Span
    word: str
    values: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """A clause that carries a condition: when, forbid, require, escalate, but not when."""

    span: Span
    word: str
    condition: Condition
    cites: Word | None


@dataclass(frozen=True, slots=True)
class Applies:
    """`applies to …`: `quantifier` is `every`, `listed` or `single`."""

    span: Span
    quantifier: str
    reach: Reach
    where: Condition | None


@dataclass(frozen=True, slots=True)
class LooksPast:
    """`looks past components where … because "…"`."""

    span: Span
    reach: Reach
    where: Condition | None
    because: Word
    reviewed: Word | None


@dataclass(frozen=True, slots=True)
class AccountsFor:
    """The milestones of a rule: a look-up, or stages; each item is a set of alternatives."""

    span: Span
    lookup: Path | None
    stages: tuple[tuple[tuple[Word, Word | None], ...], ...]


@dataclass(frozen=True, slots=True)
class PassesOnly:
    """`passes only on evidence of TYPE [tier …] [not older than …]`."""

    span: Span
    types: tuple[Word, ...]
    tier: Word | None
    older: Literal | None


@dataclass(frozen=True, slots=True)
class Presume:
    """`presume fail when the requirement is unknown for want of FACT, …`."""

    span: Span
    verdict: Word
    facts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Counting:
    """`unknown counts as not matching`."""

    span: Span
    cites: Word | None
    variant: Word | None


@dataclass(frozen=True, slots=True)
class Disclose:
    """`disclose field, field …`."""

    span: Span
    items: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """The short-hand document of an example, or a file."""

    span: Span
    word: str
    entries: tuple[tuple[tuple[Word, ...], ...], ...]
    file: Word | None = None


@dataclass(frozen=True, slots=True)
class Expect:
    """`expect VERDICT [at NAME] [because …], missing …, lost …, not shown …, share n %`."""

    span: Span
    verdict: Word
    at: Word | None
    because: tuple[Word, ...]
    parts: tuple[tuple[str, tuple[Word, ...]], ...]


Body = (
    Clause
    | Conditional
    | InForce
    | Applies
    | LooksPast
    | AccountsFor
    | PassesOnly
    | Presume
    | Counting
    | Disclose
    | Entries
    | Expect
)


# ---- declarations --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One word of a row: kind is `name`, `text`, `number`, `date`, `from`, `through`, `before`, or a sign."""

    span: Span
    kind: str
    value: Word | Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list or table: cells, its citation, and its marks."""

    span: Span
    cells: tuple[Cell, ...]
    cites: Word | None
    variant: Word | None = None
    contested: Word | None = None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One stretch of a measure's status timeline."""

    span: Span
    status: str
    window: Window


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration: what it is, its name, its clauses, and what only its kind has.

    `targets` are the rules an exception answers to, the keys of a table, the kind of a list or
    definition. `broken` marks a declaration with a syntax mistake: it still declares its name, and
    nothing that refers to it is reported again.
    """

    span: Span
    kind: str
    name: Word
    clauses: tuple[Body, ...] = ()
    targets: tuple[Word, ...] = ()
    rows: tuple[Row, ...] = ()
    condition: Condition | None = None
    quantity: Operand | None = None
    counting: Counting | None = None
    value: Literal | Word | None = None
    status: tuple[StatusRow, ...] = ()
    covers: Word | None = None
    carry_forward: bool = False
    file: Word | None = None
    text: Word | None = None
    broken: bool = False

    def clause(self, word: str) -> Clause | None:
        """The first clause of words with this name."""
        return next((c for c in self.clauses if isinstance(c, Clause) and c.word == word), None)
