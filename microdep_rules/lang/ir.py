"""Typed tree for evaluation: each name stands for its declaration, and each value has a type.

The evaluation of a typed tree never raises a name or type error on a valid document. Nodes are plain data.
Each node has the position (span) of its words, and a proof quotes these words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct, field

from microdep_rules.vocabulary.plurals import plural

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
    """Type of a value in a rule.

    `kind` is text, tariff-code, number, percent, mass, density, duration, money, date, boolean, country,
    code, element, list, stages or set. `detail` depends on the kind: the vocabulary of a code, the record of
    an element or list, the kind of the members of a set, or the unit of a number.
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


class Node(Struct, frozen=True, cache_hash=True):
    """Node of the typed tree.

    The hash of a node is computed only once, because many dictionaries use nodes as keys.
    """


# ---- values --------------------------------------------------------------------------------------


class Company(Struct, frozen=True, cache_hash=True):
    """Entry of a list of parties: one company, with all the names and identifiers that the list states."""

    names: tuple[str, ...]
    """Names of the company: first the name in the list, then other, former and foreign-script names."""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Identifiers, each with its scheme: `lei`, `duns`, `cage` …"""
    person: bool = False
    """True if the entry is a person, who has no group of companies."""

    def __str__(self) -> str:
        return self.names[0]


class Constant(Node, frozen=True):
    """Fixed value that a rule states, such as `5 kg`.

    Masses are in grams. For money, `type.detail` is the currency.
    """

    span: Span
    type: Type
    value: Fraction | date | str | bool | Company


class Variable(Node, frozen=True):
    """Variable for an element: the component that a rule checks, or the end item (finished product)."""

    span: Span
    type: Type
    name: str


class FieldOf(Node, frozen=True):
    """Field of an element; `name` is the name of the field in rules, and `key` the name in documents."""

    span: Span
    type: Type
    base: Value
    name: str
    key: str


class TableValue(Node, frozen=True):
    """Look-up in a table with dates, at the date of the rule or at another date of the contract."""

    span: Span
    type: Type
    table: str
    keys: tuple[Value, ...]
    at: str | None


class ParameterValue(Node, frozen=True):
    """Value of a parameter of the pack."""

    span: Span
    type: Type
    name: str


class Measure(Node, frozen=True):
    """Measure that the program can add up, such as mass, number, or the cost of one kind."""

    name: str
    key: str
    type: Type
    cost_kind: str = ""


class Total(Node, frozen=True):
    """Quantity of one element, or the sum of the quantities of all elements in a list."""

    span: Span
    type: Type
    measure: Measure
    of: Value | ListNode


class Count(Node, frozen=True):
    """Number of elements in a list.

    `count` counts each element once. `number` adds up the quantities that the document states.
    """

    span: Span
    type: Type
    kind: str
    of: ListNode


class ShareOf(Node, frozen=True):
    """Share, such as a share by mass, of the elements in a list that satisfy a condition."""

    span: Span
    type: Type
    measure: Measure
    of: ListNode
    variable: str
    where: Cond | None
    out_of: Total | None


class LargestShare(Node, frozen=True):
    """Largest share of a list that has one value of a field, such as the share from one country.

    If `each_stage` is true, the share is calculated for each stage, and the largest of these shares counts.
    """

    span: Span
    type: Type
    by: FieldOf
    of: ListNode
    variable: str
    where: Cond | None
    among: Cond | None = None
    """Condition that a value must satisfy to be used, from `in S` or `not in S` after the field."""
    each_stage: bool = False


class LargestSum(Node, frozen=True):
    """Largest sum of a measure over the elements of a list that have the same value of a field.

    For example, the sum for each supplier is calculated, and the largest of these sums is the value.
    """

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
    """Condition that a value must satisfy to be counted, from `in S` or `not in S` after the field."""
    through: Navigate | None = None
    """List of companies that the field belongs to, such as `suppliers`; `None` if the field has a single
    value.
    """


class Content(Node, frozen=True):
    """Content of a chemical element in a material, or the specified maximum of this content.

    For several chemical elements, a condition is true if it is true for one of them.
    """

    span: Span
    type: Type
    material: Value
    elements: tuple[str, ...]
    key: str


class RecoveredShare(Node, frozen=True):
    """Share of a chemical element, such as `Nd`, that was recovered from one kind of waste."""

    span: Span
    type: Type
    measure: Measure
    of: ListNode
    element: str
    waste: str


class StatusOf(Node, frozen=True):
    """Status of a legal measure, such as `suspended`, on the date of the rule."""

    span: Span
    type: Type
    measure: str


class Grade(Node, frozen=True):
    """Option of `highest of`: a value, and the condition for it.

    An option without a condition always applies.
    """

    span: Span
    label: str
    value: Constant
    when: Cond | None
    cites: str | None


class Highest(Node, frozen=True):
    """Highest value among the options that apply, from `highest of`.

    A rule can only compare this value. The comparison is stored as a `GradeTest`.
    """

    span: Span
    type: Type
    grades: tuple[Grade, ...]
    name: str = ""
    """Name of the definition that contains `highest of`; empty if no definition contains it."""


class Calculation(Node, frozen=True):
    """Exact arithmetic with two values."""

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
    """List of the elements that belong to an element or to a list, such as `stages of material`."""

    span: Span
    type: Type
    word: str
    base: Value | ListNode | None
    deep: bool


class Narrow(Node, frozen=True):
    """List restricted by a condition on its elements."""

    span: Span
    type: Type
    of: ListNode
    variable: str
    where: Cond


class Join(Node, frozen=True):
    """List that joins several lists in their order."""

    span: Span
    type: Type
    lists: tuple[ListNode | Value, ...]


ListNode = Navigate | Narrow | Join


class NamedList(Node, frozen=True):
    """List that the pack declares, with dates for its entries."""

    span: Span
    type: Type
    name: str
    at: str | None


class TableKeys(Node, frozen=True):
    """Keys of a table, used as a list."""

    span: Span
    type: Type
    table: str


class Members(Node, frozen=True):
    """Members in brackets in a rule: `(CN, RU)`."""

    span: Span
    type: Type
    members: tuple[Constant, ...]


SetNode = NamedList | TableKeys | Members | TableValue


# ---- conditions ----------------------------------------------------------------------------------


class Part(Node, frozen=True):
    """Part of a condition: a lettered element, or an operand of `and` or `or` without a letter."""

    label: str
    cites: str | None
    cond: Cond


class All(Node, frozen=True):
    """Condition that is true if every part is true."""

    span: Span
    parts: tuple[Part, ...]


class Any(Node, frozen=True):
    """Condition that is true if at least one part is true."""

    span: Span
    parts: tuple[Part, ...]


class Not(Node, frozen=True):
    """Condition that is true if its inner condition is false."""

    span: Span
    cond: Cond


class Compare(Node, frozen=True):
    """Comparison of two values."""

    span: Span
    operator: ComparisonOperator
    left: Value
    right: Value


class IsIn(Node, frozen=True):
    """Test whether a value is in a list, in a set of stages, or in members in brackets."""

    span: Span
    left: Value
    right: SetNode
    affiliates: Fraction | None = None


class Some(Node, frozen=True):
    """Test of a number of elements: `any` (at least 1), `no` (at most 0), `at least n`, `at most n`."""

    span: Span
    kind: str
    number: int
    of: ListNode
    variable: str
    where: Cond | None


class EveryOf(Node, frozen=True):
    """Condition that is true if all elements of a list satisfy `has`; `where` restricts the list."""

    span: Span
    of: ListNode
    variable: str
    where: Cond | None
    has: Cond


class GroupShare(Node, frozen=True):
    """Largest share of one value in a group, such as the largest share of one country in the group's mass."""

    span: Span
    measure: Measure
    by: FieldOf
    among: Cond | None
    """Condition that a value must satisfy to be used, from `in S` or `not in S` after the field."""


class EachGroup(Node, frozen=True):
    """Comparison of a measure with a bound, once for each group of elements, such as each function.

    The list in a `Different` or `Count` contains the elements of all groups. The evaluator divides this list
    into groups.
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
    """Test whether a definition is true for an element."""

    span: Span
    name: str
    argument: Value


class KnownTest(Node, frozen=True):
    """Test whether a fact is known.

    The result only changes which message a report shows. It never changes a verdict.
    """

    span: Span
    value: Value
    known: bool


class StatedTest(Node, frozen=True):
    """Test whether the document states a fact, or states an entry of a list.

    A rule with this test can fail because a fact is missing.
    """

    span: Span
    value: FieldOf | Total | Navigate


class Otherwise(Node, frozen=True):
    """Comparison with the fact `x` of `x else y`, or with the substitute `y` if `x` is not stated."""

    span: Span
    stated: Value
    of_stated: Cond
    of_other: Cond
    derived_text: str
    """Note in a verdict that uses the substitute: `x` is not stated, so the rule uses `y` instead."""
    unlike: str
    """Note that replaces `derived_text` if the comparison with the substitute is false.

    For a substitute that is a word, this note does not name the word, because each word that makes the
    comparison false leads to the same verdict.
    """


class GradeTest(Node, frozen=True):
    """Comparison with the highest value of `highest of`, written as a test of its options."""

    span: Span
    name: str
    grades: tuple[Grade, ...]
    cond: Cond


class Those(Node, frozen=True):
    """All parties for which a definition is true, used as a list."""

    span: Span
    variable: str
    where: DefinitionTest


class Owns(Node, frozen=True):
    """Test whether owners, such as the parties in a list, own a share of a company or control it."""

    span: Span
    kind: str
    holders: NamedList | Those
    party: Value
    share: Fraction | None
    debt: bool
    how: str
    control: Fraction | None
    """Smallest share that gives an owner control of a company, also in a chain of owners."""
    beyond: bool = False
    """True if the owner must have more than the share; false if exactly the share is enough."""


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
    """Date term in a rule: a date, a date parameter, or the later or earlier of several dates."""

    date: date | None = None
    parameter: str = ""
    choice: str = ""
    parts: tuple[RuleMoment, ...] = ()


class Stretch(Node, frozen=True):
    """Period with optional ends: `start` and `through` are included, and `before` is excluded."""

    start: RuleMoment | None = None
    through: RuleMoment | None = None
    before: RuleMoment | None = None


class StageItem(Node, frozen=True):
    """Stage of a material, or of one of its constituents.

    If `onward` is true, all later stages of the production route are included.
    """

    stage: str
    onward: bool
    of: tuple[str, ...]


class Entry(Node, frozen=True):
    """Row of a list or table: keys, period, value and citation.

    A row of a list has a tuple of constants as `value`. A row of a table has one constant. A row with stages
    has a tuple of alternatives, and each alternative is a tuple of `StageItem`.
    """

    span: Span
    keys: tuple[str, ...]
    stretch: Stretch
    value: tuple[Constant, ...] | Constant | tuple[tuple[StageItem, ...], ...]
    cites: str
    contested: str = ""
    variant: str = ""


Milestones = TableValue | tuple[tuple[StageItem, ...], ...] | None
"""Stages that a document must state: alternatives for each required stage, or a table that has them."""


class ImportedList(Struct, frozen=True):
    """Company list that a user imported from its publisher.

    The program treats the list as complete from its publication date until the list is stale.
    """

    name: str
    day: date
    until: date
    source: str
    digest: str
    only: str = ""
    """Name of the list or programme to which the user limited the import; empty for an import of all entries.

    For a company without an imported entry, it is unknown whether the published list has the company.
    """


class Table(Node, frozen=True):
    """Table or list with dates. A list is a table without keys, and each of its values is a set."""

    span: Span
    name: str
    keys: tuple[Type, ...]
    type: Type
    entries: tuple[Entry, ...]
    carry_forward: bool = False
    covers: date | None = None
    contested: str = ""
    excerpt: str = ""
    """Name of the published list from which this list has only some entries (an excerpt).

    A company that is not in the excerpt may still be on the published list.
    """
    imported: ImportedList | None = None
    """Imported company list that replaces this excerpt; `None` if the user imported no such list."""

    def is_imported(self, entry: Entry) -> bool:
        """Return whether an entry comes from the imported list, so that it has no position in the pack."""
        return self.imported is not None and entry.span == self.span


class OwnField(Node, frozen=True):
    """Field that a company adds to a kind of record, with the type of its values."""

    span: Span
    record: str
    key: str
    """Name of the field in documents: `ext.torque`."""
    type: Type
    """Type of the value; the type of a number includes the unit."""
    title: str
    cites: str

    @property
    def id(self) -> str:
        """Return the kind of record and the name of the field, joined by a period: `component.ext.torque`."""
        return f"{self.record}.{self.key}"


class Parameter(Node, frozen=True):
    """Named value in a rule pack; the configuration of a user may replace the value.

    `value` is `None` for a date with the value `not yet`.
    """

    span: Span
    name: str
    type: Type
    value: Fraction | date | str | bool | None
    cites: str
    contested: str = ""


class Status(Node, frozen=True):
    """Status of a legal measure, with the period in which the measure has this status."""

    status: str
    stretch: Stretch


class StatusTimeline(Node, frozen=True):
    """Legal measure whose status changes over time: in force, not yet, suspended, expired or unknown."""

    span: Span
    name: str
    cites: str
    rows: tuple[Status, ...]
    contested: str = ""


class Definition(Node, frozen=True):
    """Named condition on one element, from `define NAME for ELEMENT`."""

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
    """Period in which a rule is in force, and the date that is compared with the period."""

    span: Span
    stretch: Stretch
    measure: str
    basis: str
    else_check_date: bool


class Subject(Node, frozen=True):
    """Elements that a rule checks one by one, such as every component.

    If the rule checks a single element, `of` is `None`, and `single` names this element.
    """

    span: Span
    variable: str
    record: str
    listed: bool
    of: ListNode | None
    single: Value | None
    where: Cond | None


class Exclusion(Node, frozen=True):
    """Components that a rule does not check, from the clause `excludes`.

    Conditions on other components may still use facts about the excluded components.
    """

    span: Span
    where: Cond | None
    because: str
    reviewed: date | None


class RequiredEvidence(Node, frozen=True):
    """Evidence without which a rule cannot pass."""

    types: tuple[str, ...]
    tier: str
    older: tuple[int, str] | None
    """Largest age of the evidence: a number, with `days`, `weeks`, `months` or `years` of the calendar."""


class Template(Node, frozen=True):
    """Message as a sequence of texts and values, such as `the origin is ` and `{component.origin}`."""

    pieces: tuple[str | Value, ...]


class Disqualification(Node, frozen=True):
    """`but not when …`: condition that disqualifies an exception, with its own citation."""

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
    """Approval, such as a licence, that a company must obtain, and the authority that grants it."""

    span: Span
    what: str
    source: str

    @property
    def text(self) -> str:
        """Return a phrase with the approval and its authority, such as `obtain "…" from "…"`."""
        return f"obtain {self.what} from {self.source}"


class Rule(Node, frozen=True):
    """Requirement, prohibition or duty of a pack."""

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
    """Condition that must be true.

    For a prohibition, the requirement is the negation of the forbidden condition.
    """
    forbids: bool
    disclose: tuple[Value | ListNode, ...]
    exceptions: tuple[ExceptionRule, ...]
    fail_when_missing: tuple[str, ...]
    """Facts from `treat as fail when … is missing`: the rule fails if one of them is missing."""
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
    """Source of the obligation: law, policy of a company, or advice."""
    approval: RequiredApproval | None = None
    """Approval, such as a licence, that the rule requires; `None` for other rules."""

    @property
    def id(self) -> str:
        """Return the identifier of the rule in reports: the pack and the name, as in `pack/rule-name`."""
        return f"{self.pack}/{self.name}"


class ExampleEntry(Node, frozen=True):
    """Document of an example in the short form; each word of an entry has its position in the pack."""

    span: Span
    entries: tuple[tuple[tuple[tuple[str, Span], ...], ...], ...]
    file: str = ""


class Example(Node, frozen=True):
    """Example of a rule: its documents and its expected result."""

    span: Span
    rule: str
    text: str
    verdict: str
    bom: ExampleEntry | None
    context: ExampleEntry | None
    expect_verdict: str
    at: tuple[str, ...]
    """Names of the subjects, such as components, for which the example expects the result."""
    because: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    variant: str = ""


class LawClause(Node, frozen=True):
    """Paragraph of the law in the clause map, with the declarations that encode it.

    `note` explains why a part of the paragraph is not encoded.
    """

    span: Span
    clause: str
    content: str
    encoded: str
    """Part of the paragraph that the pack encodes: `whole`, `partly` or `no`."""
    by: tuple[str, ...] = ()
    note: str = ""
    read: str = ""
    """Extent to which the author read the text: `in full`, `in a report` about the text, or `not read`."""
    version: str = ""
    """Version of the legal text that the author read."""
    on: str = ""
    """Date on which the author read the text."""


class Pack(Node, frozen=True):
    """Checked pack, with its own declarations and the declarations of the packs that it uses."""

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
    """Fields that this pack and the packs that it uses add to records."""
    examples: tuple[Example, ...] = ()
    background: tuple[ExampleEntry, ...] = ()
    background_context: tuple[ExampleEntry, ...] = ()
    variant: str = ""
    terms: tuple[tuple[str, Term], ...] = ()
    """Words that this pack and the packs that it uses add, each with the name of its vocabulary."""
    clauses: tuple[LawClause, ...] = ()
    """Clause map; empty if the pack has none."""
    obligation: Obligation = "company-policy"
    """Obligation of each rule of the pack that does not state an obligation of its own."""
