"""Proof of an outcome in the words of the rule: each condition with its value and its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.engine.connectives import SUBSTITUTE, substitute_words
from microdep_rules.engine.constants import shown_constant
from microdep_rules.engine.formula import belonging
from microdep_rules.engine.highest import grades_of, value_of
from microdep_rules.engine.proof import facts_of, missing_of, without_effect
from microdep_rules.engine.values import MissingFact
from microdep_rules.lang import ir
from microdep_rules.output.places import facts_to_show, gap, more_facts
from microdep_rules.output.rule_files import entry_lines
from microdep_rules.output.stages import element_name
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.engine.proof import Proof
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import Truth
    from microdep_rules.output.layout import Page
    from microdep_rules.output.places import Places
    from microdep_rules.output.quote import Quotes
    from microdep_rules.source import Span

VALUES: dict[Truth, str] = {True: "true", False: "false", None: "unknown"}
TAGS = 9
"""Width of the column that shows whether a condition is true."""
MOST_MISSING = 5
MOST_IN_FULL = 2
MOST_LISTED = 12
"""Largest number of list elements that a proof shows, in full or on one line."""
MOST_ASIDE = 6


class ProofText(Struct):
    """Writer of a proof on a page."""

    page: Page
    quotes: Quotes
    places: Places
    definitions: Mapping[str, ir.Definition]
    shown: set[tuple[str, Truth, tuple[Fact, ...], tuple[MissingFact, ...]]] = field(default_factory=set)
    """Definitions that the proof already shows, each with its value, its facts and its missing facts.

    For another use with the same facts, the proof shows only the name of the definition.
    """
    lacked: set[MissingFact] = field(default_factory=set)
    """Missing facts that the proof already shows with their positions."""
    unseen: dict[frozenset[MissingFact], str] = field(default_factory=dict)
    """Label of the first operand that incomplete lists affect, by the set of these lists.

    A later operand with the same lists refers to this label.
    """
    elements: dict[frozenset[MissingFact], list[str]] = field(default_factory=dict)
    """Labels of the operands of `and` or `or` that depend on incomplete lists, by the set of these lists."""

    def tree(self, node: ir.Cond, proof: Proof, depth: int = 0, label: str = "") -> None:
        """Write a condition, and all conditions inside it."""
        lead = f"{label} " if label else ""
        match node:
            case ir.All() | ir.Any():
                self.line(proof.value, depth, f"{lead}{'all of' if isinstance(node, ir.All) else 'any of'}")
                self._parts(node, proof, depth + 1)
            case ir.Not() if node.span == node.cond.span and not isinstance(node.cond, ir.All | ir.Any):
                self._leaf(node.cond, proof.value, proof.children[0], depth, lead)
            case ir.Not():
                self.line(proof.value, depth, f"{lead}not")
                self.tree(node.cond, proof.children[0], depth + 1)
            case ir.Some() | ir.EveryOf():
                self._quantifier(node, proof, depth, lead)
            case ir.Otherwise():
                self._otherwise(node, proof, depth, label)
            case ir.GradeTest():
                self._grades(node, proof, depth, lead)
            case ir.DefinitionTest() if proof.children:
                self._definition(node, proof.value, proof, depth, lead)
            case _:
                self._leaf(node, proof.value, proof, depth, lead)

    def _otherwise(self, node: ir.Otherwise, proof: Proof, depth: int, label: str) -> None:
        """Write the fact of `x else y`, or its substitute if the document does not state the fact."""
        is_substitute = proof.kind == SUBSTITUTE
        self.tree(node.of_other if is_substitute else node.of_stated, proof.children[0], depth, label)
        if is_substitute:
            lead = substitute_words(node, proof.children[0].value)
            self.page.say(lead, self._under(depth + 1), hang=2)

    def _grades(self, node: ir.GradeTest, proof: Proof, depth: int, lead: str) -> None:
        """Write the grades that a condition compares, each with the clause `when` of the grade.

        Grades that may apply are shown in full, and the others on one line.
        """
        grades = grades_of(node, proof.children[0])
        bounds = dict.fromkeys(fact for _, _, bound in grades for fact in bound.facts)
        self._leaf(node, proof.value, replace(proof, facts=(*proof.facts, *bounds)), depth, lead)
        for grade, when, _ in grades:
            value, words = value_of(when), shown_constant(grade.value)
            label = f"{_label(grade.label)} {words}".lstrip()
            if when is None or grade.when is None or value is False:
                self.line(
                    value, depth + 1, f"{label} when {self._in_short(grade.when)}" if grade.when else label
                )
            else:
                self.tree(grade.when, when, depth + 1, f"{label} when")

    def _parts(self, node: ir.All | ir.Any, proof: Proof, depth: int) -> None:
        """Write the operands of `and` or `or`.

        The operands that decide the result are shown in full, and the others on one line.
        """
        idle = without_effect(proof)
        self._collect_incomplete_lists(node, proof)
        for part, child in zip(node.parts, proof.children, strict=True):
            label = _label(part.label)
            if any(child is part for part in idle):
                self.line(child.value, depth, f"{label} {self._in_short(part.cond)}".lstrip())
                continue
            self.tree(part.cond, child, depth, label)
            if part.cites:
                self.page.say(part.cites, self._under(depth + 1))

    def _collect_incomplete_lists(self, node: ir.All | ir.Any, proof: Proof) -> None:
        """Collect the operands that depend on one incomplete list, so that the list is written once."""
        for part, child in zip(node.parts, proof.children, strict=True):
            lacking = _not_shown(child)
            if lacking and child.value is None and isinstance(part.cond, ir.Some | ir.EveryOf):
                self.elements.setdefault(lacking, []).append(_label(part.label))

    def _in_short(self, node: ir.Cond) -> str:
        """Return a condition on one line: its words, or only the number of its parts."""
        match node:
            case ir.All() | ir.Any():
                junction = "all of" if isinstance(node, ir.All) else "any of"
                return f"{junction} {len(node.parts)} conditions (no effect on the result)"
            case ir.Not() if node.span != node.cond.span:
                return f"not {self._in_short(node.cond)}"
            case ir.Not():
                return self._in_short(node.cond)
            case ir.Some() | ir.EveryOf():
                return f"{self.quotes.head(node.span, _inner_condition(node))} …"
            case _:
                return self.quotes.words(node.span)

    def line(self, value: Truth, depth: int, text: str) -> None:
        """Write one condition, with its value in the left column."""
        self.page.tagged(VALUES[value], text, self._under(depth), hang=4)

    @staticmethod
    def _under(depth: int) -> int:
        return TAGS + 2 * depth

    # ---- leaves ----------------------------------------------------------------------------------

    def _leaf(self, node: ir.Cond, value: Truth, proof: Proof, depth: int, lead: str) -> None:
        if isinstance(node, ir.DefinitionTest) and proof.children:
            self._definition(node, value, proof, depth, lead)
            return
        if isinstance(node, ir.Some | ir.EveryOf):
            self._quantifier(node, proof, depth, lead, value)
            return
        self.line(value, depth, f"{lead}{self.quotes.words(node.span)}")
        self.facts(proof.facts, depth + 2)
        self.lacking(proof.missing if proof.value is None else (), depth + 2)
        for text in dict.fromkeys((proof.reason, *proof.notes)):
            if text:
                self.page.say(text, self._under(depth + 2), hang=2)

    def facts(self, facts: Sequence[Fact], depth: int) -> None:
        """Write the facts of documents and the pack entries that give a condition its value."""
        distinct = list({replace(fact, contested=""): fact for fact in facts}.values())
        several = len({f.element for f in distinct if f.file}) > 1
        telling = facts_to_show(distinct)
        for fact in telling:
            about = (
                f" of `{self.places.party_or_id(fact.element)}`"
                if several and fact.file and fact.element
                else ""
            )
            text = f"{fact.name}{about}: {fact.text}"
            self.page.apart(text, self.places.fact(fact), self._under(depth))
            for line in entry_lines([fact], self.quotes.sources):
                self.page.say(f"list entry: {line}", self._under(depth), hang=2)
        if len(distinct) > len(telling):
            self.page.say(f"and {len(distinct) - len(telling)} more facts", self._under(depth))

    def lacking(self, missing: Sequence[MissingFact], depth: int) -> None:
        """Write the missing facts, and the positions where they belong."""
        ordered = sorted(set(missing), key=MissingFact.key)
        for fact in ordered[:MOST_MISSING]:
            stated = f" (stated as unknown: {fact.stated})" if fact.stated else ""
            if fact in self.lacked:
                self.page.say(f"{gap(fact)} (as above)", self._under(depth), hang=4)
            else:
                self.page.apart(f"{gap(fact)}{stated}", self.places.where(fact), self._under(depth))
                self.lacked.add(fact)
        if len(ordered) > MOST_MISSING:
            self.page.say(f"and {more_facts(len(ordered) - MOST_MISSING)}", self._under(depth))

    # ---- definitions -----------------------------------------------------------------------------

    def _definition(self, node: ir.DefinitionTest, value: Truth, proof: Proof, depth: int, lead: str) -> None:
        """Write a definition with its citation; if the proof already shows it, write only its name."""
        inner = proof.children[0]
        key = (
            node.name,
            proof.value,
            tuple(facts_of(proof)),
            tuple(sorted(missing_of(proof), key=MissingFact.key)),
        )
        above = "  (as above)" if key in self.shown else ""
        self.line(value, depth, f"{lead}{self.quotes.words(node.span)}{above}")
        if above:
            return
        self.shown.add(key)
        if proof.cites:
            self.page.say(f"`{node.name}`: {proof.cites}", self._under(depth + 2), hang=2)
        self.tree(self.definitions[node.name].cond, inner, depth + 1)

    # ---- lists -----------------------------------------------------------------------------------

    def _quantifier(
        self, node: ir.Some | ir.EveryOf, proof: Proof, depth: int, lead: str, value: Truth | str = ""
    ) -> None:
        own = proof.value if isinstance(value, str) else value
        self.line(own, depth, f"{lead}{self.quotes.head(node.span, _inner_condition(node))}")
        if proof.reason:
            self.page.say(proof.reason, self._under(depth + 2), hang=2)
        elements = [c for c in proof.children if not c.ghost]
        wanted = _deciding_values(node, proof)
        in_full = [c for c in elements if c.value in wanted][:MOST_IN_FULL]
        shown = [c for c in elements if c in in_full]
        aside = [c for c in elements if _is_excluded(c)]
        brief = [c for c in elements if c not in in_full and c not in aside]
        for element in shown:
            self._element(node, element, depth + 1)
        for element in brief[: MOST_LISTED - len(shown)]:
            self._element_in_short(element, depth + 1)
        if not shown:
            self._measured_against(brief, depth + 1)
        rest = len(brief) - (MOST_LISTED - len(shown))
        if rest > 0:
            self.page.say(f"and {rest} more", self._under(depth + 1))
        self._excluded(aside, depth + 1)
        if not proof.children:
            self.page.say("the list is empty", self._under(depth + 1))
        if proof.value is None:
            self._incomplete_lists(_not_shown(proof), depth + 1)

    def _element(self, node: ir.Some | ir.EveryOf, proof: Proof, depth: int) -> None:
        """Write one element of a list in full: its value, and its conditions."""
        self.line(proof.value, depth, f"for {self._named(proof)}")
        where, belongs = belonging(node, proof.children[0])
        if belongs is None:
            self.page.say("it may not belong to the list", self._under(depth + 2))
        if node.where is not None:
            self._condition_below_element(node.where, where, depth + 1)
        if isinstance(node, ir.EveryOf):
            self.tree(node.has, proof.children[1], depth + 1)

    def _condition_below_element(self, node: ir.Cond, proof: Proof, depth: int) -> None:
        """Write a condition on an element below the element, with one line for each operand of `and`."""
        if isinstance(node, ir.All) and not any(part.label for part in node.parts):
            self._parts(node, proof, depth)
        else:
            self.tree(node, proof, depth)

    def _element_in_short(self, proof: Proof, depth: int) -> None:
        """Write an element on one line, with the facts that make it irrelevant for the result."""
        facts = [f for f in facts_of(proof) if f.file][:4]
        text = ", ".join(f"{f.name}: {f.text}" for f in facts)
        self.line(proof.value, depth, f"for {self._named(proof)}{', ' if text else ''}{text}")

    def _excluded(self, elements: Sequence[Proof], depth: int) -> None:
        """Write the elements that the `where` clause excludes, on one line."""
        names = [element_name(element.element) for element in elements if element.element is not None]
        if names:
            self.page.say(f"not considered: {and_more(names, MOST_ASIDE)}", self._under(depth))

    def _measured_against(self, elements: Sequence[Proof], depth: int) -> None:
        """Write the entries of the pack that were compared with the elements, on one line."""
        self.facts([f for element in elements for f in facts_of(element) if not f.file], depth + 2)

    def _named(self, proof: Proof) -> str:
        element = proof.element
        if element is None:
            return "it"
        place = self.places.at(element.file.path, element.pointer)
        return f"{element_name(element)} ({place})" if place else element_name(element)

    def _incomplete_lists(self, lacks: frozenset[MissingFact], depth: int) -> None:
        """Write the incomplete lists in `lacks`, which may leave out an element that decides the result.

        If the proof already shows these lists, refer to the earlier position. If `lacks` is empty, write
        nothing.
        """
        text = "for entries that the incomplete list may lack"
        elements = [element for element in self.elements.get(lacks, []) if element not in {"", "(-)"}]
        if lacks in self.unseen:
            element = self.unseen[lacks]
            self.line(None, depth, f"{text}, as {f'under {element}' if element else 'above'}")
        elif lacks:
            others = ", ".join(elements[1:])
            self.line(None, depth, f"{text}{f' (the same for {others})' if others else ''}")
            self.lacking(tuple(lacks), depth + 2)
            self.unseen[lacks] = elements[0] if elements else ""


def _not_shown(proof: Proof) -> frozenset[MissingFact]:
    """Return the incomplete lists that may change the result of a condition on a list."""
    return frozenset(m for c in proof.children if c.ghost and c.value is None for m in c.missing)


def _inner_condition(node: ir.Some | ir.EveryOf) -> Span | None:
    if node.where is not None:
        return node.where.span
    return node.has.span if isinstance(node, ir.EveryOf) else None


def _deciding_values(node: ir.Some | ir.EveryOf, proof: Proof) -> set[Truth]:
    """Return the truth values that, for a single element, decide the result of a condition on a list."""
    if proof.value is None:
        return {None, isinstance(node, ir.Some)}
    return {isinstance(node, ir.Some)}


def _is_excluded(proof: Proof) -> bool:
    """Return whether the `where` clause excludes this element of a list."""
    return proof.kind == "if" and proof.children[0].value is False


def _label(letter: str) -> str:
    return letter if not letter or letter.startswith("(") else f"({letter})"
