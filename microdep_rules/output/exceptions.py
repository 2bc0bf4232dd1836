"""Exceptions to the rule of an outcome, with their missing facts.

An exception applies, is disqualified, is claimed but not proven, or is not demonstrated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.proof import missing_of
from microdep_rules.engine.values import MissingFact
from microdep_rules.lang import ir
from microdep_rules.output.exception_words import STATE_WORDS
from microdep_rules.output.places import gap, more_facts
from microdep_rules.vocabulary.shortening import first_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.engine.outcome import ExceptionResult, Outcome
    from microdep_rules.engine.proof import Proof
    from microdep_rules.output.layout import Page
    from microdep_rules.output.places import Places
    from microdep_rules.output.proof import ProofText
    from microdep_rules.output.quote import Quotes

STATES = tuple(STATE_WORDS)
MOST_MISSING = 2
"""Largest number of missing facts that are listed for one condition of an exception."""


class ExceptionsText(Struct, frozen=True):
    """Writer of the results of a rule's exceptions."""

    page: Page
    quotes: Quotes
    places: Places
    proofs: ProofText

    def section(self, outcome: Outcome) -> None:
        """Write every exception to the rule; the exceptions that affect the outcome come first."""
        self.page.head("Exceptions (the party that relies on an exception must prove it)")
        nodes = {e.span: e for e in outcome.rule.exceptions}  # an exception may have several wordings
        for judged in sorted(outcome.exceptions, key=lambda e: STATES.index(e.state)):
            assert judged.proof is not None
            self._exception(nodes[judged.proof.span], judged)
        tried = {e.name for e in outcome.exceptions}
        others = [name for name in dict.fromkeys(e.name for e in nodes.values()) if name not in tried]
        if others:
            verb = "does" if len(others) == 1 else "do"
            self.page.tagged(
                "  -",
                f"{', '.join(others)} {verb} not apply: the conditions are false on the stated facts",
                4,
            )

    def _exception(self, node: ir.ExceptionRule, judged: ExceptionResult) -> None:
        page, proof = self.page, judged.proof
        state = STATE_WORDS[judged.state]
        page.tagged("  -", f"{judged.name} {state}: {'; '.join(judged.cites)}", 4, hang=2)
        if judged.because and judged.state != "does_not_apply":
            page.say(f"because {judged.because}", 9, hang=2)
        if node.contested:
            page.say(f"interpretation unsettled: {node.contested}", 9, hang=2)
        if proof is not None and judged.state == "applies":
            self.proofs.tree(node.cond, proof.children[0], 1)
            for loss, loss_proof in zip(node.losses, proof.children[1:], strict=True):
                self._disqualification(loss, loss_proof)
        if proof is not None and judged.state == "does_not_apply":
            self.proofs.tree(node.cond, proof.children[0], 1)
        if proof is not None and judged.state == "disqualified":
            self._disqualifications(node, proof)
        if proof is not None and judged.state in {"claimed", "not_demonstrated"}:
            page.say("needs", 9)
            for words, missing in self._needs(node, proof):
                page.say(words, 11, hang=4)
                self._lacking(missing)
        if judged.fix:
            page.say(f"fix: {judged.fix}", 9, hang=2)

    def _disqualifications(self, node: ir.ExceptionRule, proof: Proof) -> None:
        """Write the conditions that exclude the subject from an exception, each with its proof."""
        for loss, loss_proof in zip(node.losses, proof.children[1:], strict=True):
            if loss_proof.value is True:
                self._disqualification(loss, loss_proof)

    def _disqualification(self, loss: ir.Disqualification, proof: Proof) -> None:
        """Write a condition that excludes the subject from an exception, with its proof and its share."""
        cites = f" ({loss.cites})" if loss.cites else ""
        self.page.say(f"but not when{cites}", 9)
        self.proofs.tree(loss.cond, proof, 1)
        if proof.measured is not None:
            self.page.say(f"measured share: {proof.measured.share}", 9)

    def _lacking(self, missing: Sequence[MissingFact]) -> None:
        shown, more = first_of(missing, MOST_MISSING)
        for fact in shown:
            self.page.apart(gap(fact), self.places.where(fact), 15)
        if more:
            self.page.say(f"and {more_facts(more)}", 15)

    def _needs(self, node: ir.ExceptionRule, proof: Proof) -> Iterator[tuple[str, list[MissingFact]]]:
        """Yield the text of each undecided condition of an exception, with its missing facts.

        The text starts with `not:` if the exception applies only when the condition is false.
        """
        pairs = [(node.cond, proof.children[0], True)]
        pairs += [(n.cond, p, False) for n, p in zip(node.losses, proof.children[1:], strict=True)]
        for cond, found, required in pairs:
            for leaf, own, value in _undecided(cond, found, required=required):
                words = self.quotes.words(leaf.span)
                yield words if value else f"not: {words}", sorted(missing_of(own), key=MissingFact.key)


def _undecided(node: ir.Cond, proof: Proof, *, required: bool) -> Iterator[tuple[ir.Cond, Proof, bool]]:
    """Yield the undecided conditions within a condition, each with its proof.

    The third value is the truth value that the exception needs. The parts of `and`, `or` and `not` are
    yielded one by one. Any other condition is yielded as a whole.
    """
    if proof.value is not None:
        return
    match node:
        case ir.All() | ir.Any():
            for part, child in zip(node.parts, proof.children, strict=True):
                yield from _undecided(part.cond, child, required=required)
        case ir.Not() if node.span != node.cond.span:
            yield from _undecided(node.cond, proof.children[0], required=not required)
        case _:
            yield node, proof, required
