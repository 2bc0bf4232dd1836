"""State of an evaluation: a pack, a document, a day, and cached results."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.model import Element
from microdep_rules.engine import named_makers
from microdep_rules.engine.calendar import holds_until
from microdep_rules.engine.proof import facts_of, missing_of
from microdep_rules.engine.unions import Union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from microdep_rules.engine.calendar import Calendar, RuleDate
    from microdep_rules.engine.contents import CompositionLine
    from microdep_rules.engine.contributions import Contribution
    from microdep_rules.engine.equivalence.answers import Answer, Answers, EvaluatedAnswer
    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.holdings import Holdings
    from microdep_rules.engine.items import Ghost, Items, Pair
    from microdep_rules.engine.named_makers import NamedCompanies
    from microdep_rules.engine.own_facts import OwnFacts
    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.readings import Fact, Reading
    from microdep_rules.engine.recorder import Recorder
    from microdep_rules.engine.register import NearName
    from microdep_rules.engine.stage_lists import StageLists
    from microdep_rules.engine.totals import ShareInputs
    from microdep_rules.engine.values import Interval, MissingFact, Truth
    from microdep_rules.lang import ir

Scope = dict[str, Element]
Found = TypeVar("Found")
ResultWithTrail = tuple[Any, "Trail | None", frozenset[date]]
"""A result with its trail (reliances, notes and measured values) and the dates on which it can change."""
STEPS = 1_000_000
"""Number of conditions that one rule may evaluate in the smallest document, on all days together."""
STEPS_OF_A_PART = 2_000
"""Number of additional conditions that one rule may evaluate for each component of the document.

The shipped packs need at most 250 for each component.
"""
FULL_RULES = 5
"""Limit for all rules of a pack together: this number multiplied by the limit for one rule."""


class BudgetExceededError(Exception):
    """Error for an evaluation that needs more operations than the limit allows."""


class Budget(Struct):
    """Number of conditions that the program may still evaluate before it stops."""

    left: int


class Trail(Struct):
    """Reliances, notes and measured values of evaluated conditions, for the texts of the outcome."""

    relies_on: dict[tuple[str, str], None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    measured: dict[str, Reading] = field(default_factory=dict)
    """The share that was measured last, under `share`, and values of tables, under the names of the tables.
    """
    by_milestones: dict[int, Element] = field(default_factory=dict)
    """Materials whose list of stages is complete only because of the milestones of the rule."""
    asked_stages: dict[int, set[Pair]] = field(default_factory=dict)
    """For each material, the stages that the rule requires."""
    near_names: dict[str, NearName] = field(default_factory=dict)
    """For each party, a listed name that is similar to its name.

    A question asks whether both names belong to one company. The listed name is empty if the list has no
    names in the script of the party's name; the question then asks for the party's name in Latin script.
    """

    def __bool__(self) -> bool:
        return bool(
            self.relies_on
            or self.measured
            or self.asked_stages
            or self.by_milestones
            or self.notes
            or self.near_names
        )

    @property
    def is_about_elements(self) -> bool:
        """Return whether the trail names specific elements, so that it is not valid for equal elements."""
        return bool(self.measured or self.by_milestones or self.asked_stages or self.near_names)

    def add(self, other: Trail) -> None:
        """Add the trail of another condition to this trail."""
        if other.relies_on:
            self.relies_on.update(other.relies_on)
        if other.notes:
            self.notes.update(other.notes)
        if other.measured:
            self.measured.update(other.measured)
        if other.by_milestones:
            self.by_milestones.update(other.by_milestones)
        if other.near_names:
            self.near_names.update(other.near_names)
        for material, stages in other.asked_stages.items():
            self.asked_stages.setdefault(material, set()).update(stages)


class CachedCondition(Struct):
    """Proof and trail of a condition that has the same result for every subject."""

    proof: Proof
    trail: Trail | None
    day: RuleDate
    turns: frozenset[date]
    """The dates on which the result can change; a result is valid until the next of these dates."""


class ConditionCache(Struct):
    """Cache for the results of conditions: slow conditions, and the most recently used fast conditions.

    The size of the cache is limited, because proofs need much memory and are rarely read again.
    """

    FEW_STEPS: ClassVar[int] = 100
    LEAST_MOST: ClassVar[int] = 2_000
    OF_A_PART: ClassVar[int] = 40
    GREATEST_MOST: ClassVar[int] = 100_000
    MOST_STEPS: ClassVar[int] = 300_000
    most: int = LEAST_MOST
    """Maximum number of fast conditions in the cache, large enough for one full evaluation of the document.
    """
    long: dict[tuple[object, ...], CachedCondition] = field(default_factory=dict)
    steps: int = 0
    """Number of operations for the evaluation of the slow conditions in the cache."""
    new: dict[tuple[object, ...], CachedCondition] = field(default_factory=dict)
    old: dict[tuple[object, ...], CachedCondition] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: int) -> ConditionCache:
        """Return an empty cache with a size for a document with `parts` components."""
        return cls(most=min(cls.GREATEST_MOST, max(cls.LEAST_MOST, cls.OF_A_PART * parts)))

    def get(self, key: tuple[object, ...], day: RuleDate, *, value_alone: bool) -> CachedCondition | None:
        """Return the cached result for a key if it is valid on a day; otherwise None.

        If `value_alone` is true, only the truth value must be valid on this day.
        """
        cached = self.new.get(key) or self.long.get(key)
        if cached is None and (cached := self.old.get(key)) is not None:
            self.put(key, cached, 0)
        if cached is None or cached.day is day:
            return cached
        same = holds_until(cached.turns, cached.day, day) if value_alone else cached.day == day
        return cached if same else None

    def put(self, key: tuple[object, ...], kept: CachedCondition, steps: int) -> None:
        """Store a result; `steps` is the number of operations of its evaluation.

        The result of a slow condition (many steps) is kept longer than the result of a fast condition.
        """
        if steps > self.FEW_STEPS:
            if self.steps > self.MOST_STEPS:
                self.long, self.steps = {}, 0
            self.new.pop(key, None)
            self.long[key] = kept
            self.steps += steps
            return
        if len(self.new) >= self.most:
            self.old, self.new = self.new, {}
        self.new[key] = kept


class PartyCache(Struct):
    """Cache of results about parties and lists; all rules and days use it."""

    as_stated: dict[tuple[object, ...], ResultWithTrail] = field(default_factory=dict)
    as_evidenced: dict[tuple[object, ...], ResultWithTrail] = field(default_factory=dict)
    evidenced_by: object = None
    """The test of evidence to which `as_evidenced` belongs; it is for one subject on one day."""


class ConditionInputs(Struct, frozen=True):
    """Inputs of a condition besides the element for which it is evaluated."""

    place: bool
    """True if the result depends on the components that contain the element."""
    stages: bool
    """True if the condition reads stages, so that the result depends on the milestones of the rule."""
    shares: bool
    """True if the condition reads shares, in which unknown amounts may count as violations."""
    subject: bool
    """True if the result depends on which element is the subject of the rule."""


class State(Struct, eq=False):
    """State of an evaluation: its pack, document and day, and its caches."""

    pack: ir.Pack
    reader: FactReader
    lists: StageLists
    calendar: Calendar
    day: RuleDate
    milestones: ir.Milestones = None
    """Milestones (required stages) of the rule or, while an exception is judged, of the exception.

    A list of stages with all milestones counts as complete.
    """
    subject: Element | None = None
    place: tuple[Element, ...] | None = None
    evidenced: ir.RequiredEvidence | None = None
    unproven: frozenset[str] = frozenset()
    """Ids of evidence with a file that does not have the stated digest."""
    forbidden_lists: tuple[ir.IsIn, ...] = ()
    """Conditions on forbidden company lists; they are set while the evidence for a pass is tested."""
    counting: bool = False
    apply_counting: bool = True
    basis: str = "as of"
    """Kind of date by which the rule is judged. An exception may use another kind of date."""
    as_of: date = date.min
    explained: bool = True
    in_full: bool = False
    recorder: Recorder | None = None
    """Recorder of compared values and true conditions; None if nothing is recorded."""
    with_alternates: Any = None
    """Interpreter for the document with its alternates; None if the document has no alternates."""
    verdicts_only: bool = False
    """True if only verdicts are needed, as for later days.

    The evaluation of a condition then stops as soon as its result is known.
    """
    budget: Budget = field(default_factory=lambda: Budget(STEPS))
    trail: Trail = field(default_factory=Trail)
    elements_of_ghosts: dict[int, Element] = field(default_factory=dict)
    ghosts: dict[int, tuple[Ghost, Element]] = field(default_factory=dict)
    worked_on: dict[int, Element] = field(default_factory=dict)
    linked_parties: dict[str, dict[str, list[Element]]] = field(default_factory=dict)
    """Parties that statements link to a party, by the kind of link and the party."""
    named_in: dict[tuple[Element, str], tuple[Element, ...]] = field(default_factory=dict)
    """Parties that a field names, by the party with the field, and the field."""
    missing_shares: dict[tuple[Element, bool], tuple[tuple[MissingFact, ...], tuple[MissingFact, ...]]] = (
        field(default_factory=dict)
    )
    """Missing facts about the shares of each party's owners, and about the kinds of these shares."""
    groups: dict[str, list[Element]] = field(default_factory=dict)
    """For each party id, the parties whose statements count as statements of this party."""
    holdings: dict[tuple[str, str, Fraction | None], Holdings] = field(default_factory=dict)
    """Cached holdings, by kind of share, direct or indirect holding, and the share that means control."""
    of_parties: PartyCache = field(default_factory=PartyCache)
    definition_facts: Union[Fact] = field(default_factory=lambda: Union(facts_of))
    """Cache of the facts in the proofs of definitions about parties."""
    definition_missing: Union[MissingFact] = field(default_factory=lambda: Union(missing_of))
    kept: ConditionCache = field(default_factory=ConditionCache)
    answers: Answers | None = None
    """Results of conditions on list elements by class; None if no classes are used."""
    gathered: ShareInputs | None = None
    """The amounts from which the last measured share was computed."""
    own_facts: dict[int, OwnFacts] = field(default_factory=dict)
    """Results of conditions that read only single facts, by the Python identity of the condition."""
    condition_inputs: dict[int, ConditionInputs] = field(default_factory=dict)
    """Inputs of each condition besides the element, by the Python identity of the condition."""
    needs: dict[tuple[int, ...], tuple[Proof, tuple[MissingFact, ...]]] = field(default_factory=dict)
    """Missing facts of exceptions that depend only on the end item and the contract, with their proofs."""
    numbers: dict[tuple[str, str, bool], Interval] = field(default_factory=dict)
    """Number of pieces of one component in another, by both ids and whether only direct uses count."""
    weights: dict[tuple[Element, ir.Measure, bool], dict[Element, Reading]] = field(default_factory=dict)
    """Amounts of elements in recent sums, by base, measure, and whether only direct children count."""
    contributions: dict[tuple[Element, ir.Measure, bool], dict[Element, tuple[str | None, Contribution]]] = (
        field(default_factory=dict)
    )
    """Amounts of elements in recent sums, each with its unit, without the facts behind it."""
    pairs: dict[tuple[tuple[ir.StageItem, ...], str | None], frozenset[Pair]] = field(default_factory=dict)
    """Stages for the stage names of a rule or table, by these names and the substance."""
    compositions: dict[tuple[Element, str], list[CompositionLine]] = field(default_factory=dict)
    """Composition lines of materials, by material and field."""
    terms: dict[tuple[str, str, frozenset[str]], Truth] = field(default_factory=dict)
    """Results of the test whether a vocabulary term is in a set of terms, by vocabulary, term and set."""
    list_values: dict[tuple[str, int], tuple[Reading, frozenset[date]]] = field(default_factory=dict)
    """Words of lists, by list and day, with the dates on which they can change."""
    by_name: dict[str, Element] = field(default_factory=dict)
    """Parties that have no record and that a field gives by name, by this name."""
    own_named_companies: NamedCompanies | None = None
    """The companies in the lists of the pack; None until they are needed for the first time."""

    @property
    def named_companies(self) -> NamedCompanies:
        """Companies in the lists of the pack, indexed for the search in texts."""
        if self.own_named_companies is None:
            self.own_named_companies = named_makers.of(self.pack)
        return self.own_named_companies

    # The class `Interpreter` implements the next methods. Other modules only need their signatures.

    def cond(self, node: ir.Cond, scope: Scope) -> Proof:
        """Evaluate a condition and return its proof."""
        raise NotImplementedError

    def evaluate_once(self, about: tuple[object, ...], node: ir.Cond, judged: Callable[[], Proof]) -> Proof:
        """Return the result of a condition that has the same result for every subject on this day.

        `judged` computes the result at the first call; later calls return the cached result.
        """
        raise NotImplementedError

    def answer(
        self, node: ir.Cond, scope: Scope, variable: str, *, in_short: bool = False
    ) -> Answer | EvaluatedAnswer:
        """Return the result of a condition for a list element, without its proof.

        With `in_short`, the facts in the result may be those of an equal element, so that the caller must not
        show their names.
        """
        raise NotImplementedError

    def by_facts(
        self, node: ir.Cond, scope: Scope, variable: str, elements: Sequence[Element]
    ) -> Iterator[Answer | EvaluatedAnswer]:
        """Yield the result of a condition for each list element.

        If the condition reads only facts of the element, elements with equal facts share a result.
        """
        raise NotImplementedError

    def value(self, node: ir.Value, scope: Scope) -> Reading:
        """Return a value with the facts from which it was computed."""
        raise NotImplementedError

    def items(self, node: ir.ListNode | ir.Value, scope: Scope) -> Items:
        """Return the elements of a list."""
        raise NotImplementedError

    def set_of(self, node: ir.SetNode, scope: Scope) -> Reading:
        """Return the set for an expression of a rule, such as a dated list."""
        raise NotImplementedError

    def begin(self, rule: ir.Rule, element: Element | None = None) -> None:
        """Prepare the judgement of a subject: clear the trail and use the settings of the rule."""
        self.subject = element
        self.trail = Trail()
        self.milestones = rule.milestones
        self.apply_counting, self.counting = True, rule.unknown_counts_against

    def compute_once(self, about: tuple[object, ...], find: Callable[[], Found]) -> Found:
        """Return the result of `find`, which must be the same for every rule and day.

        `find` is called once for each value of `about`. The reliances of the result are recorded at each
        call.
        """
        shown, known = self.lists.shown, self.of_parties
        if shown is not None and shown is not known.evidenced_by:
            known.as_evidenced, known.evidenced_by = {}, shown
        store = known.as_stated if shown is None else known.as_evidenced
        if about not in store:
            before, self.trail = self.trail, Trail()
            try:
                value, turns = self.calendar.with_dates(find)
            finally:
                own, self.trail = self.trail, before
            store[about] = value, own or None, turns
        value, trail, turns = store[about]
        self.calendar.boundaries |= turns
        if trail is not None:
            self.trail.add(trail)
        return value

    def with_trail_and_dates(self, find: Callable[[], Found]) -> tuple[Found, Trail, frozenset[date]]:
        """Call `find`; return its result, its reliances, and the dates on which it can change.

        Reliances and dates are also recorded in this state.
        """
        before, self.trail = self.trail, Trail(measured=dict(self.trail.measured))
        measured = self.trail.measured.copy()
        try:
            result, turns = self.calendar.with_dates(find)
        finally:
            trail, self.trail = self.trail, before
        trail.measured = {n: r for n, r in trail.measured.items() if measured.get(n) is not r}
        self.trail.add(trail)
        return result, trail, turns

    # ---- elements ------------------------------------------------------------------------------

    def iterate(self, items: Items) -> Iterator[tuple[Element, Truth]]:
        """Yield the elements of a list; meanwhile, store the material in which the yielded stage counts.

        A stage of a material also counts for everything made from the material.
        """
        if not items.worked_on:
            yield from items.elements
            return
        for element, belongs in items.elements:
            before = self.worked_on.get(id(element))
            self.worked_on[id(element)] = items.worked_on.get(id(element), element)
            try:
                yield element, belongs
            finally:
                if before is None:
                    self.worked_on.pop(id(element), None)
                else:
                    self.worked_on[id(element)] = before

    def element_of_ghost(self, ghost: Ghost) -> Element:
        """Return an element that stands for all elements that an incomplete list may leave out."""
        known = self.elements_of_ghosts.get(id(ghost))
        if known is not None:
            return known
        from microdep_rules.engine.items import ghost_element

        element = ghost_element(ghost, self.reader.bom.file)
        self.elements_of_ghosts[id(ghost)] = element
        self.ghosts[id(element)] = (ghost, element)
        if ghost.in_a_part and element.owner is not None:
            part = replace(ghost, record="component", in_a_part=False)
            self.ghosts[id(element.owner)] = (part, element.owner)
        return element

    def contract(self) -> Element:
        """Return the contract facts (the context file); an empty record if there are none."""
        context = self.reader.bom.context
        if context is not None:
            return context
        return self.virtual("contract", "contract", {}, "", None, "contract")

    def virtual(
        self, kind: str, id_: str, data: dict[str, Any], pointer: str, owner: Element | None, name: str
    ) -> Element:
        """Return an element for a part of a record, or for a thing without a record in the document."""
        file = owner.file if owner is not None else self.reader.bom.file
        return Element(kind, id_, data, pointer, owner, name, file)

    def party_named(self, name: str, element: Element, key: str) -> Element | None:
        """Return the party that a field gives by name; None if the name is a placeholder such as `TBD`.

        If no party of the document has this name, the result is a new party.
        """
        from microdep_rules.engine.register import names_of
        from microdep_rules.vocabulary.names import spelled
        from microdep_rules.vocabulary.placeholder_names import names_somebody

        if not names_somebody(name):
            return None
        if name not in self.by_name:
            parties = self.reader.bom.parties.values()
            known = (party for party in parties if spelled(name) in map(spelled, names_of(party)))
            file, pointer = self.reader.bom.locate(element, key)
            own = Element("party", name, {"name": name}, pointer, element, name, file)
            self.by_name[name] = next(known, own)
        return self.by_name[name]

    def nested(self, element: Element, key: str, record: str) -> Element:
        """Return the record in a field of another record; an empty record if there is none."""
        records = self.reader.bom.records(element, key)
        if records:
            return records[0]
        file, pointer = self.reader.bom.locate(element, key)
        return Element(record, element.id, {}, pointer, element, record, file)
