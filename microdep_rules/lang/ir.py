"""The typed tree that is evaluated: every name resolved, every type known.

A pack that lowers to this without errors never raises a name or type error on a valid document. Nodes
are plain data, each with the span of the words it came from: the proof quotes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct, field

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from microdep_rules.lang.operators import ArithmeticOperator, ComparisonOperator
    from microdep_rules.source import Span
    from microdep_rules.vocabulary.terms import Term

Obligation = Literal["statutory", "company-policy", "advice"]
"""Source of the duty: a law, a decision of the company, or advice that binds nobody."""
OBLIGATIONS: tuple[Obligation, ...] = get_args(Obligation)


class Type(Struct, frozen=True):
    """The type of a value.

    `kind` is text, tariff-code, number, percent, mass, density, duration, money, date, boolean, country,
    code, element, list, stages or set. `detail` is the vocabulary of a code, the record of an element or
    list, the member kind of a set, or the unit of a number of an own field.
    """

    kind: str
    detail: str = ""

    def __str__(self) -> str:
        match self.kind:
            case "code":
                return f"a {self.detail}"
            case "element":
                return f"a {self.detail}"
            case "list":
                return f"a list of {plural(self.detail)}"
            case "set":
                return f"a list of {plural(self.detail)}"
            case "stages":
                return "a set of stages"
            case "money":
                return "an amount of money"
            case "percent":
                return "a percentage"
            case "boolean":
                return "true or false"
            case "tariff-code":
                return "a tariff code"
            case "number" if self.detail:
                return f"a number in {self.detail}"
            case _:
                return f"a {self.kind}"


def plural(word: str) -> str:
    """`country` to `countries`, `class` to `classes`."""
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


class Node(Struct, frozen=True, cache_hash=True):
    """A part of the tree. What is found out about one is kept by it, and so its hash is made once."""


# ---- values --------------------------------------------------------------------------------------


class Company(Struct, frozen=True, cache_hash=True):
    """An entry of a list of parties: one company, under all the names and identifiers that the list has."""

    names: tuple[str, ...]
    """Its name as the list has it first, then other names, former ones and those in other scripts."""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Each with its scheme: `lei`, `duns`, `cage` …"""
    person: bool = False
    """True for a person, who has no group of companies."""

    def __str__(self) -> str:
        return self.names[0]


class Constant(Node, frozen=True):
    """A value written in the rule. Masses are in grams; `type.detail` is the currency of money."""

    span: Span
    type: Type
    value: Fraction | date | str | bool | Company


class Variable(Node, frozen=True):
    """An element in reach: the subject, what a quantifier ranges over, the end item, the contract."""

    span: Span
    type: Type
    name: str


class FieldOf(Node, frozen=True):
    """A field of an element: `name` as rules write it, `key` as documents do."""

    span: Span
    type: Type
    base: Value
    name: str
    key: str


class TableValue(Node, frozen=True):
    """A look-up in a dated table, at the rule's date or at another date of the contract."""

    span: Span
    type: Type
    table: str
    keys: tuple[Value, ...]
    at: str | None


class ParameterValue(Node, frozen=True):
    """A parameter of the pack."""

    span: Span
    type: Type
    name: str


class Measure(Node, frozen=True):
    """Measure of a sum: a quantity that an element states, or a cost of one kind."""

    name: str
    key: str
    type: Type
    cost_kind: str = ""


class Total(Node, frozen=True):
    """A measure of one element, or its sum over a list."""

    span: Span
    type: Type
    measure: Measure
    of: Value | ListNode


class Count(Node, frozen=True):
    """Number of different elements (`count`), or of elements with quantities multiplied (`number`)."""

    span: Span
    type: Type
    kind: str
    of: ListNode


class ShareOf(Node, frozen=True):
    """The share of a list, by a measure, that satisfies a condition."""

    span: Span
    type: Type
    measure: Measure
    of: ListNode
    variable: str
    where: Cond | None
    out_of: Total | None


class LargestShare(Node, frozen=True):
    """The largest share that one value of a field has: in a list, or in each stage of one by itself."""

    span: Span
    type: Type
    by: FieldOf
    of: ListNode
    variable: str
    where: Cond | None
    among: Cond | None = None
    """Test of an element: its value is one of those in question."""
    each_stage: bool = False


class LargestSum(Node, frozen=True):
    """The greatest sum of a measure over those elements of a list that have one value of a field."""

    span: Span
    type: Type
    measure: Measure
    by: Measure
    of: ListNode


class Different(Node, frozen=True):
    """Number of different values of a field in a list: `count of different suppliers of …`."""

    span: Span
    type: Type
    what: FieldOf
    of: ListNode
    variable: str
    among: Cond | None = None
    """Test of an element: its value is one of those in question."""
    through: Navigate | None = None
    """List of the elements with the field, for an element that has several."""


class Content(Node, frozen=True):
    """The content, or specified maximum, of one or any of some elements in a material."""

    span: Span
    type: Type
    material: Value
    elements: tuple[str, ...]
    key: str


class RecoveredShare(Node, frozen=True):
    """The share by mass of an element, in a list of materials, that was recovered from a kind of waste."""

    span: Span
    type: Type
    measure: Measure
    of: ListNode
    element: str
    waste: str


class StatusOf(Node, frozen=True):
    """The status of a measure on the day by which the rule is judged."""

    span: Span
    type: Type
    measure: str


class Grade(Node, frozen=True):
    """A value, and when it is reached; nothing for one that always is."""

    span: Span
    label: str
    value: Constant
    when: Cond | None
    cites: str | None


class Highest(Node, frozen=True):
    """The highest value that is reached. A comparison with it is one of its grades; nothing else is."""

    span: Span
    type: Type
    grades: tuple[Grade, ...]
    name: str = ""
    """Name of the definition, if there is one."""


class Calculation(Node, frozen=True):
    """Exact arithmetic on two values."""

    span: Span
    type: Type
    operator: ArithmeticOperator
    left: Value
    right: Value


Value = (
    Constant
    | Variable
    | FieldOf
    | TableValue
    | ParameterValue
    | Total
    | Count
    | ShareOf
    | LargestShare
    | LargestSum
    | Different
    | Content
    | RecoveredShare
    | StatusOf
    | Highest
    | Calculation
)


# ---- lists and sets ------------------------------------------------------------------------------


class Navigate(Node, frozen=True):
    """The elements found by going from one element, or from each of a list, by a word."""

    span: Span
    type: Type
    word: str
    base: Value | ListNode | None
    deep: bool


class Narrow(Node, frozen=True):
    """A list narrowed by a condition on its elements."""

    span: Span
    type: Type
    of: ListNode
    variable: str
    where: Cond


class Join(Node, frozen=True):
    """Several lists, one after the other."""

    span: Span
    type: Type
    lists: tuple[ListNode | Value, ...]


ListNode = Navigate | Narrow | Join


class NamedList(Node, frozen=True):
    """A dated list of the pack."""

    span: Span
    type: Type
    name: str
    at: str | None


class TableKeys(Node, frozen=True):
    """The keys of a table, as a set."""

    span: Span
    type: Type
    table: str


class Members(Node, frozen=True):
    """Members written in the rule."""

    span: Span
    type: Type
    members: tuple[Constant, ...]


SetNode = NamedList | TableKeys | Members | TableValue


# ---- conditions ----------------------------------------------------------------------------------


class Part(Node, frozen=True):
    """One element or link of a junction; links have no label."""

    label: str
    cites: str | None
    cond: Cond


class All(Node, frozen=True):
    """True when every part is."""

    span: Span
    parts: tuple[Part, ...]


class Any(Node, frozen=True):
    """True when one part is."""

    span: Span
    parts: tuple[Part, ...]


class Not(Node, frozen=True):
    """True when the other is false."""

    span: Span
    cond: Cond


class Compare(Node, frozen=True):
    """A comparison of two values."""

    span: Span
    operator: ComparisonOperator
    left: Value
    right: Value


class IsIn(Node, frozen=True):
    """Membership in a list, a set of stages, or members in brackets."""

    span: Span
    left: Value
    right: SetNode
    affiliates: Fraction | None = None


class Some(Node, frozen=True):
    """`any` (at least 1), `no` (at most 0), `at least n`, `at most n` of a list."""

    span: Span
    kind: str
    number: int
    of: ListNode
    variable: str
    where: Cond | None


class EveryOf(Node, frozen=True):
    """Every element that satisfies `where` satisfies `has`."""

    span: Span
    of: ListNode
    variable: str
    where: Cond | None
    has: Cond


class GroupShare(Node, frozen=True):
    """The largest share that one value of a field has of what a group comes to by a measure."""

    span: Span
    measure: Measure
    by: FieldOf
    among: Cond | None
    """Test of an element: its value is one of those in question."""


class EachGroup(Node, frozen=True):
    """Comparison of a measure of each group of a list with a bound.

    A `Different` or a `Count` has the list of all groups; it is taken of the elements of each by themselves.
    """

    span: Span
    group: FieldOf
    of: ListNode
    variable: str
    measured: GroupShare | Different | Count
    operator: ComparisonOperator
    bound: Value
    negated: bool = False


class DefinitionTest(Node, frozen=True):
    """A definition, tested on an element."""

    span: Span
    name: str
    argument: Value


class KnownTest(Node, frozen=True):
    """Test if a fact is stated. It selects words and decides nothing."""

    span: Span
    value: Value
    known: bool


class StatedTest(Node, frozen=True):
    """Test if the document states a fact or lists at least one entry. Only its absence counts against."""

    span: Span
    value: FieldOf | Total | Navigate


class Otherwise(Node, frozen=True):
    """A comparison of a fact where the document states it, otherwise of its replacement."""

    span: Span
    stated: Value
    of_stated: Cond
    of_other: Cond
    derived_text: str
    """Note on the substitute for the fact, in words; an outcome with the substitute relies on it."""
    unlike: str
    """The same for a substitute that the comparison does not name.

    Any word that the rule does not name gives that, so that the one in the rule is no value of the fact.
    """


class GradeTest(Node, frozen=True):
    """A comparison with the highest of some grades, written out as one of them that is reached."""

    span: Span
    name: str
    grades: tuple[Grade, ...]
    cond: Cond


class Those(Node, frozen=True):
    """All parties of which a definition is true."""

    span: Span
    variable: str
    where: DefinitionTest


class Owns(Node, frozen=True):
    """A test on ownership or control of a party."""

    span: Span
    kind: str
    holders: NamedList | Those
    party: Value
    share: Fraction | None
    debt: bool
    how: str
    control: Fraction | None
    """Share that controls a company (`control`), or at which a company passes on its holdings (`chains`)."""
    beyond: bool = False
    """More than the share, and not as much."""


Cond = (
    All
    | Any
    | Not
    | Compare
    | IsIn
    | Some
    | EveryOf
    | EachGroup
    | DefinitionTest
    | KnownTest
    | StatedTest
    | Otherwise
    | GradeTest
    | Owns
)


# ---- tables, lists, parameters -------------------------------------------------------------------


class RuleMoment(Node, frozen=True):
    """A moment: a date, a date parameter, or the later or earlier of some."""

    date: date | None = None
    parameter: str = ""
    choice: str = ""
    parts: tuple[RuleMoment, ...] = ()


class Stretch(Node, frozen=True):
    """Period from a moment (included), ending before a moment or through one (included)."""

    start: RuleMoment | None = None
    through: RuleMoment | None = None
    before: RuleMoment | None = None


class StageItem(Node, frozen=True):
    """A stage, possibly with all that follows on the route, of the material or of constituents."""

    stage: str
    onward: bool
    of: tuple[str, ...]


class Entry(Node, frozen=True):
    """One row: keys, dates, value and citation.

    `value` is a tuple of constants for a set, one constant for a quantity, or for stages a tuple of
    alternatives, each a tuple of `StageItem`.
    """

    span: Span
    keys: tuple[str, ...]
    stretch: Stretch
    value: tuple[Constant, ...] | Constant | tuple[tuple[StageItem, ...], ...]
    cites: str
    contested: str = ""
    variant: str = ""


Milestones = TableValue | tuple[tuple[StageItem, ...], ...] | None
"""The stages that must be accounted for: a look-up, or sets of alternatives."""


class ImportedList(Struct, frozen=True):
    """A published list as it was imported: whole from the day of its publication, until it is stale."""

    name: str
    day: date
    until: date
    source: str
    digest: str
    only: str = ""
    """The text by which some of its entries were chosen, where the others are not known."""


class Table(Node, frozen=True):
    """A dated table, or a dated list (a table without keys whose values are sets)."""

    span: Span
    name: str
    keys: tuple[Type, ...]
    type: Type
    entries: tuple[Entry, ...]
    carry_forward: bool = False
    covers: date | None = None
    contested: str = ""
    excerpt: str = ""
    """Published list of which a list has only some entries, so that it clears nobody."""
    imported: ImportedList | None = None
    """List that replaced an excerpt."""


class OwnField(Node, frozen=True):
    """A field that a company adds to a kind of record, with what its values are."""

    span: Span
    record: str
    key: str
    """`ext.torque`."""
    type: Type
    """Type of the value; that of a number includes its unit."""
    title: str
    cites: str

    @property
    def id(self) -> str:
        """Record and key: `component.ext.torque`."""
        return f"{self.record}.{self.key}"


class Parameter(Node, frozen=True):
    """A value that configuration may override. `value` is nothing for a date `not yet` known."""

    span: Span
    name: str
    type: Type
    value: Fraction | date | str | bool | None
    cites: str
    contested: str = ""


class Status(Node, frozen=True):
    """One stretch of a status timeline."""

    status: str
    stretch: Stretch


class StatusTimeline(Node, frozen=True):
    """A measure whose state changes: in force, not yet, suspended, expired, unknown."""

    span: Span
    name: str
    cites: str
    rows: tuple[Status, ...]
    contested: str = ""


class Definition(Node, frozen=True):
    """A named condition on one element."""

    span: Span
    name: str
    record: str
    variable: str
    cond: Cond
    cites: tuple[str, ...]
    unknown_counts_against: bool = False
    counting_cites: str = ""
    counting_variant: str = ""
    contested: str = ""


# ---- rules ---------------------------------------------------------------------------------------


class InForce(Node, frozen=True):
    """Period in which a rule is in force, and the date that decides."""

    span: Span
    stretch: Stretch
    measure: str
    basis: str
    else_check_date: bool


class Subject(Node, frozen=True):
    """Subject of a rule. `of` is None for a single element, which is `single`."""

    span: Span
    variable: str
    record: str
    listed: bool
    of: ListNode | None
    single: Value | None
    where: Cond | None


class Exclusion(Node, frozen=True):
    """Components in which a rule does not look for what it does not expect there."""

    span: Span
    where: Cond | None
    because: str
    reviewed: date | None


class RequiredEvidence(Node, frozen=True):
    """Evidence that a pass requires."""

    types: tuple[str, ...]
    tier: str
    older: tuple[int, str] | None
    """Not older than so many days, weeks, months or years, by the calendar."""


class Template(Node, frozen=True):
    """A message: texts and values in turn."""

    pieces: tuple[str | Value, ...]


class Disqualification(Node, frozen=True):
    """`but not when …`: what loses an exception, with its own citation."""

    span: Span
    cond: Cond
    cites: str


class ExceptionRule(Node, frozen=True):
    """Exception in the law to one or more rules."""

    span: Span
    name: str
    cites: tuple[str, ...]
    cond: Cond
    losses: tuple[Disqualification, ...]
    in_force: InForce | None = None
    title: str = ""
    contested: str = ""
    ask: Template | None = None
    fix: Template | None = None
    variant: str = ""
    milestones: Milestones = None


class RequiredApproval(Node, frozen=True):
    """A licence, notification or the like that has to be obtained, and from whom."""

    span: Span
    what: str
    source: str

    @property
    def text(self) -> str:
        """Both in words: `obtain an export licence from the Ministry of Commerce of China`."""
        return f"obtain {self.what} from {self.source}"


class Rule(Node, frozen=True):
    """One requirement, prohibition or duty."""

    span: Span
    pack: str
    name: str
    title: str
    severity: str
    cites: tuple[str, ...]
    in_force: InForce | None
    subject: Subject
    when: Cond | None
    exclusions: tuple[Exclusion, ...]
    milestones: Milestones
    requirement: Cond | None
    """Condition that has to be true; for a prohibition, the negation of the forbidden condition."""
    forbids: bool
    disclose: tuple[Value | ListNode, ...]
    exceptions: tuple[ExceptionRule, ...]
    fail_when_missing: tuple[str, ...]
    """Facts whose absence is treated as a fail."""
    unknown_counts_against: bool
    evidence: RequiredEvidence | None
    message: Template | None
    ask: Template | None
    fix: Template | None
    escalate: Cond | None
    contested: str = ""
    formerly: tuple[str, ...] = ()
    reviewed: date | None = None
    variant: str = ""
    obligation: Obligation = "company-policy"
    """Kind of obligation: law, policy of a company, or advice."""
    approval: RequiredApproval | None = None
    """Required approval, such as a licence, for a rule that requires one unless it is shown."""

    @property
    def id(self) -> str:
        """`pack/rule-name`."""
        return f"{self.pack}/{self.name}"


class ExampleEntry(Node, frozen=True):
    """A short-hand document: its words as read, and where."""

    span: Span
    entries: tuple[tuple[tuple[tuple[str, Span], ...], ...], ...]
    file: str = ""


class Example(Node, frozen=True):
    """An example of a rule: what goes in and what is to come out."""

    span: Span
    rule: str
    text: str
    verdict: str
    bom: ExampleEntry | None
    context: ExampleEntry | None
    expect_verdict: str
    at: tuple[str, ...]
    """About what; each of them, where there are several."""
    because: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    variant: str = ""


class LawClause(Node, frozen=True):
    """A paragraph of the law: how much of it is encoded, by which declarations, and why not the rest."""

    span: Span
    clause: str
    content: str
    encoded: str
    """`whole`, `partly` or `no`."""
    by: tuple[str, ...] = ()
    note: str = ""
    read: str = ""
    """`in full`, `in a report` of it, or `not read`."""
    version: str = ""
    """The version that was read."""
    on: str = ""
    """The day on which it was read."""


class Pack(Node, frozen=True):
    """A checked pack, with all that it and the packs it uses declare."""

    name: str
    version: str
    title: str
    authority: str
    jurisdiction: str
    reviewed: date | None
    uses: tuple[str, ...]
    variants: tuple[str, ...]
    contested: str = ""
    rules: tuple[Rule, ...] = ()
    definitions: dict[str, Definition] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    measures: dict[str, StatusTimeline] = field(default_factory=dict)
    quantities: dict[str, Value | ListNode | SetNode] = field(default_factory=dict)
    fields: tuple[OwnField, ...] = ()
    """Own fields, those of the packs in use included."""
    examples: tuple[Example, ...] = ()
    background: tuple[ExampleEntry, ...] = ()
    background_context: tuple[ExampleEntry, ...] = ()
    variant: str = ""
    terms: tuple[tuple[str, Term], ...] = ()
    """Words added to the vocabularies, with the name of the vocabulary; those of used packs included."""
    clauses: tuple[LawClause, ...] = ()
    """The clause map, where the pack has one."""
    obligation: Obligation = "company-policy"
    """Obligation of the rules that do not state one themselves."""
