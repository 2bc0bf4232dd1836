"""Explanation of an unexpected verdict of an example: the deciding conditions, with positions and facts."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from microdep_rules.engine.proof import decisive
from microdep_rules.engine.values import MissingFact
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang import ir
from microdep_rules.output.from_here import place_from_here
from microdep_rules.output.layout import Page
from microdep_rules.output.places import Places, gap
from microdep_rules.output.proof import VALUES
from microdep_rules.output.quote import Quotes
from microdep_rules.output.stages import element_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import Truth
    from microdep_rules.source import SourceFile, Span

MOST_OUTCOMES, MOST_EXCEPTIONS, MOST_CONDITIONS, MOST_INNER, MOST_FACTS = 3, 3, 5, 3, 5
"""Largest numbers of outcomes, exceptions, conditions, conditions inside a condition, and facts."""
EXCEPTION_STATES = {"does_not_apply": "does not apply", "not_demonstrated": "not demonstrated"}
OUT_OF_FORCE = ("not in force", "no longer in force", "the measure is")
"""Beginnings of the reasons why a rule is not in force."""
INDENT = 2
T = TypeVar("T")
NO_LABEL = "(-)"


class Condition(Struct, frozen=True):
    """Condition that decides an outcome, with its labels in the rule, such as `(a)`, and its list element."""

    proof: Proof
    value: Truth
    labels: tuple[str, ...] = ()
    element: Element | None = None


def unexpected_lines(
    example: ir.Example, outcomes: Sequence[Outcome], bom: Bom, sources: Mapping[str, SourceFile]
) -> list[str]:
    """Return the lines that explain why the outcomes of an example are not the expected ones."""
    page = Page()
    for outcome in outcomes[:MOST_OUTCOMES]:
        Causes(page, example, outcome, bom, sources).write()
    if len(outcomes) > MOST_OUTCOMES:
        page.say(f"and {len(outcomes) - MOST_OUTCOMES} more outcomes", INDENT)
    return page.lines


class Causes:
    """Writer of the reasons of one outcome."""

    def __init__(
        self,
        page: Page,
        example: ir.Example,
        outcome: Outcome,
        bom: Bom,
        sources: Mapping[str, SourceFile],
    ) -> None:
        self.page, self.example, self.outcome, self.sources = page, example, outcome, sources
        self.quotes, self.places = Quotes(sources), Places(bom)
        self.entries: set[Fact] = set()
        """Entries of the pack that the text already shows."""

    def write(self) -> None:
        """Write the reasons of the verdict, and the conditions that prevented the expected verdict."""
        outcome = self.outcome
        name = outcome.subject.name or outcome.subject.id
        self.page.say(f"{name}: {outcome.verdict.replace('_', ' ')}, because", INDENT)
        match outcome.verdict:
            case Verdict.NOT_APPLICABLE:
                self._not_applicable()
            case Verdict.EXEMPT:
                self._exceptions("applies")
                self._requirement()
            case Verdict.UNKNOWN if outcome.open == "exception":
                self._exceptions("claimed")
            case Verdict.ERROR:
                self.page.say(outcome.reason, 2 * INDENT)
            case _:
                self._reasons_of_verdict()

    def _reasons_of_verdict(self) -> None:
        """Write the reasons of a pass, a fail, a duty or an unknown."""
        outcome = self.outcome
        if outcome.candidate or outcome.open == "applies":
            self._scope()
            if outcome.candidate:
                for question in outcome.missing:
                    self.page.apart(gap(question.missing), self.places.where(question.missing), 3 * INDENT)
            return
        if outcome.open == "in force":
            self._in_force("it is not known whether the rule is in force")
            return
        if self.example.expect_verdict == Verdict.NOT_APPLICABLE or outcome.verdict is Verdict.DISCLOSE:
            self._in_force("the rule is in force")
            self._scope()
            return
        if outcome.base is not None and outcome.presumed:
            self.page.say("a missing fact is treated as a fail", 2 * INDENT)
        self._requirement()
        if self.example.expect_verdict == Verdict.EXEMPT or (
            self.example.expect_verdict == outcome.verdict and outcome.exceptions
        ):
            self._exceptions("")

    # ---- sections --------------------------------------------------------------------------------

    def _not_applicable(self) -> None:
        """Write the clause or the conditions that make the rule inapplicable to a subject."""
        outcome, rule = self.outcome, self.outcome.rule
        proof = outcome.applies_proof
        if rule.in_force is not None and outcome.reason.startswith(OUT_OF_FORCE):
            self._in_force(outcome.reason)
        elif outcome.reason.startswith("excluded") and rule.exclusions:
            self._line(outcome.reason, rule.exclusions[0].span)
        elif proof is None or proof.value is not False:
            self._line(outcome.reason, rule.when.span if rule.when is not None else rule.subject.span)
        if proof is not None and proof.value is False:
            self._scope()

    def _in_force(self, text: str) -> None:
        """Write the clause `in force`, and the date that was compared with the clause."""
        rule, timing = self.outcome.rule, self.outcome.timing
        if rule.in_force is None:
            return
        self._line(text, rule.in_force.span)
        basis = timing.basis.replace("_", "-")
        name = "check date" if basis == "as of" else f"{basis} date"
        if timing.day is None:
            found = f"the {name} is missing"
        elif timing.assumed:
            found = f"the {name} is missing, so the check date decides: {timing.day}"
        else:
            found = f"{name}: {timing.day}"
        self.page.apart(found, self._place_of_date(timing.basis), 3 * INDENT)

    def _place_of_date(self, basis: str) -> str:
        """Return the position of a date in the example; empty if another file states the date."""
        word = basis.replace(" ", "-").replace("_", "-")
        entries = self.example.context.entries if self.example.context is not None else ()
        words = (named for entry in entries for field in entry for named in field)
        return next((self._place(span) for text, span in words if text.replace("_", "-") == word), "")

    def _scope(self) -> None:
        rule, proof = self.outcome.rule, self.outcome.applies_proof
        conditions = list(conditions_of(proof)) if proof is not None else []
        self._conditions(conditions)
        if not conditions:
            text = "the rule applies to" if self.outcome.verdict is not Verdict.UNKNOWN else "it may have"
            span = rule.subject.span
            self._line(f"{text} {self.quotes.words(span).removeprefix('applies to ')}", span)

    def _requirement(self) -> None:
        proof, rule = self.outcome.proof, self.outcome.rule
        if proof is None:
            return
        if proof.value is None and proof.reason and proof.children:
            self.page.say(proof.reason, 2 * INDENT)
        is_forbidden = rule.forbids and isinstance(rule.requirement, ir.Not)
        self._conditions(conditions_of(proof.children[0] if is_forbidden and proof.children else proof))

    def _exceptions(self, state: str) -> None:
        """Write the exceptions in a given state, such as disqualified.

        If `state` is empty, write the expected exception, or otherwise all exceptions.
        """
        expected = " ".join(self.example.because)
        judged = [e for e in self.outcome.exceptions if e.proof is not None and state in {"", e.state}]
        named = [exception for exception in judged if exception.name == expected]
        for exception in self._first(named or judged, MOST_EXCEPTIONS, 2 * INDENT, "exception"):
            assert exception.proof is not None
            shown = EXCEPTION_STATES.get(exception.state, exception.state)
            self._line(f"exception `{exception.name}`: {shown}", exception.proof.span)
            inner = exception.proof.children
            causes = [cause for cause in inner if cause.value is exception.proof.value] or inner
            conditions = [condition for cause in causes for condition in conditions_of(cause)]
            self._conditions(conditions, 3 * INDENT)

    # ---- lines -----------------------------------------------------------------------------------

    def _conditions(self, conditions: Iterable[Condition], indent: int = 2 * INDENT) -> None:
        """Write conditions, each with the inner conditions that decide its value below it."""
        distinct = {_key(condition): condition for condition in conditions}.values()
        for condition in self._first(distinct, MOST_CONDITIONS, indent, "condition"):
            self._condition(condition, indent)
            inner = {_key(deeper): deeper for deeper in inner_conditions(condition.proof)}.values()
            for deeper in self._first(inner, MOST_INNER, indent + 2 * INDENT, "condition"):
                if deeper.proof.span == condition.proof.span:
                    self._facts_of_condition(deeper.proof, indent + INDENT)
                else:
                    self._condition(deeper, indent + 2 * INDENT)
            if not inner and condition.proof.kind in {"some", "every"}:
                self.page.say("the list is empty", indent + INDENT)

    def _first(self, values: Collection[T], most: int, indent: int, noun: str) -> Iterator[T]:
        """Yield the first `most` values, and write the number of omitted values."""
        yield from islice(values, most)
        if len(values) > most:
            more = len(values) - most
            self.page.say(f"and {more} more {noun}{'s' if more > 1 else ''}", indent)

    def _condition(self, condition: Condition, indent: int) -> None:
        """Write a condition with its value, its facts and its reason."""
        proof = condition.proof
        about = f"{element_name(condition.element)}:" if condition.element is not None else ""
        words = f"`{self.quotes.words(proof.span)}` is {VALUES[condition.value]}"
        labels = (label for label in condition.labels if label != NO_LABEL)
        self._line(" ".join(filter(None, (about, *labels, words))), proof.span, indent)
        self._facts_of_condition(proof, indent + INDENT)

    def _facts_of_condition(self, proof: Proof, indent: int) -> None:
        """Write the facts of a condition, its missing facts, and its reason."""
        if proof.measured is not None:
            self.page.say(proof.measured.text, indent)
        facts = [fact for fact in proof.facts if fact.file or fact not in self.entries]
        self.entries |= {fact for fact in facts if not fact.file}
        for fact in self._first(facts, MOST_FACTS, indent, "fact"):
            self.page.apart(f"{fact.name}: {fact.text}", self.places.fact(fact), indent)
        missing = sorted(proof.missing, key=MissingFact.key) if proof.value is None else []
        for lacking in self._first(missing, MOST_FACTS, indent, "missing fact"):
            self.page.apart(gap(lacking), self.places.where(lacking), indent)
        for text in dict.fromkeys((proof.reason, *proof.notes)):
            if text:
                self.page.say(text, indent, hang=INDENT)

    def _line(self, text: str, span: Span, indent: int = 2 * INDENT) -> None:
        self.page.apart(text, self._place(span), indent)

    def _place(self, span: Span) -> str:
        source = self.sources.get(span.path)
        return place_from_here(source, span.start) if source is not None else ""


def conditions_of(proof: Proof, labels: tuple[str, ...] = ()) -> Iterator[Condition]:
    """Yield the conditions that decide the result of a proof.

    Instead of a condition with `and`, `or` or lettered elements, yield the deciding conditions inside it.
    """
    if proof.label:
        labels = (*labels, proof.label)
    children = decisive(proof)
    if _is_one_comparison(proof):
        yield Condition(children[0], proof.value, labels)
    elif proof.kind in {"all", "any"} and children and proof.element is None:
        for child in children:
            yield from conditions_of(child, labels)
    else:
        yield Condition(proof, proof.value, labels)


def inner_conditions(proof: Proof) -> list[Condition]:
    """Return the innermost conditions that decide the value of a condition, each with its list element."""
    if proof.measured is not None or _is_one_comparison(proof):
        return []
    return [condition for child in decisive(proof) for condition in _deepest(child, None)]


def _deepest(proof: Proof, element: Element | None) -> Iterator[Condition]:
    if proof.element is not None and not proof.ghost:
        element = proof.element
    children = decisive(proof)
    if not children or proof.measured is not None:
        yield Condition(proof, proof.value, (), element)
    elif _is_one_comparison(proof):
        yield Condition(children[0], proof.value, (), element)
    else:
        for child in children:
            yield from _deepest(child, element)


def _is_one_comparison(proof: Proof) -> bool:
    """Return whether a proof with several nodes is one comparison in the rule file."""
    one = proof.children[0] if len(proof.children) == 1 else None
    return one is not None and not proof.kind and one.span == proof.span and not one.children


def _key(condition: Condition) -> tuple[object, ...]:
    proof = condition.proof
    return proof.span, condition.value, proof.facts, proof.missing, id(condition.element)
