"""The exceptions of an outcome: held, lost, claimed, and what those not shown would need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.engine.proof import missing_of
from microdep_rules.engine.values import Missing
from microdep_rules.lang import ir
from microdep_rules.output.places import gap, more_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.engine.outcome import Judged, Outcome
    from microdep_rules.engine.proof import Proof
    from microdep_rules.output.layout import Page
    from microdep_rules.output.places import Places
    from microdep_rules.output.proof import ProofText
    from microdep_rules.output.quote import Quotes

STATES = ("applies", "disqualified", "claimed", "not_demonstrated")
MOST_MISSING = 2
"""So many facts are named that one condition of an exception lacks."""


class ExceptionsText(Struct, frozen=True):
    """Writes what became of the exceptions of a rule."""

    page: Page
    quotes: Quotes
    places: Places
    proofs: ProofText

    def section(self, outcome: Outcome) -> None:
        """Every exception of the rule, those that matter first."""
        self.page.head("Exceptions (who relies on one must show it)")
        nodes = {e.span: e for e in outcome.rule.exceptions}  # one may stand in several wordings
        for judged in sorted(outcome.exceptions, key=lambda e: STATES.index(e.state)):
            assert judged.proof is not None
            self._exception(nodes[judged.proof.span], judged)
        tried = {e.name for e in outcome.exceptions}
        others = [name for name in dict.fromkeys(e.name for e in nodes.values()) if name not in tried]
        if others:
            self.page.tagged("  no", f"{', '.join(others)}: false on the recorded facts", 13)

    def _exception(self, node: ir.ExceptionRule, judged: Judged) -> None:
        page, proof = self.page, judged.proof
        state = judged.state.replace("_", " ")
        page.tagged(f"  {state}", f"{judged.name}: {'; '.join(judged.cites)}", 13, hang=2)
        if judged.because:
            page.say(f"because {judged.because}", 15, hang=2)
        if node.contested:
            page.say(f"not settled: {node.contested}", 15, hang=2)
        if proof is not None and judged.state == "applies":
            self.proofs.tree(node.cond, proof.children[0], 3)
            for lost, found in zip(node.losses, proof.children[1:], strict=True):
                self._loss(lost, found)
        if proof is not None and judged.state == "disqualified":
            self._losses(node, proof)
        if proof is not None and judged.state in {"claimed", "not_demonstrated"}:
            page.say("would need", 15)
            for words, missing in self._needs(node, proof):
                page.say(words, 17, hang=4)
                self._lacking(missing)
        if judged.fix:
            page.say(f"way out: {judged.fix}", 15, hang=2)

    def _losses(self, node: ir.ExceptionRule, proof: Proof) -> None:
        """What loses an exception, with its proof."""
        for lost, found in zip(node.losses, proof.children[1:], strict=True):
            if found.value is True:
                self._loss(lost, found)

    def _loss(self, lost: ir.Lost, found: Proof) -> None:
        """A condition that takes an exception away, with its proof and the share that it measured."""
        cites = f" ({lost.cites})" if lost.cites else ""
        self.page.say(f"but not when{cites}", 15)
        self.proofs.tree(lost.cond, found, 3)
        if found.measured is not None:
            self.page.say(f"the share measured: {found.measured.share}", 15)

    def _lacking(self, missing: Sequence[Missing]) -> None:
        for each in missing[:MOST_MISSING]:
            self.page.apart(gap(each), self.places.where(each), 21)
        if len(missing) > MOST_MISSING:
            self.page.say(f"and {more_facts(len(missing) - MOST_MISSING)}", 21)

    def _needs(self, node: ir.ExceptionRule, proof: Proof) -> Iterator[tuple[str, list[Missing]]]:
        """The undecided conditions of an exception, as what they would have to be."""
        pairs = [(node.cond, proof.children[0], True)]
        pairs += [(n.cond, p, False) for n, p in zip(node.losses, proof.children[1:], strict=True)]
        for cond, found, wanted in pairs:
            for leaf, own, value in _undecided(cond, found, wanted=wanted):
                told = self.quotes.words(leaf.span)
                yield told if value else f"not: {told}", sorted(missing_of(own), key=Missing.key)


def _undecided(node: ir.Cond, proof: Proof, *, wanted: bool) -> Iterator[tuple[ir.Cond, Proof, bool]]:
    """The undecided conditions nearest the top of a condition, each with the value it would need."""
    if proof.value is not None:
        return
    match node:
        case ir.All() | ir.Any():
            for part, child in zip(node.parts, proof.children, strict=True):
                yield from _undecided(part.cond, child, wanted=wanted)
        case ir.Not() if node.span != node.cond.span:
            yield from _undecided(node.cond, proof.children[0], wanted=not wanted)
        case _:
            yield node, proof, wanted
