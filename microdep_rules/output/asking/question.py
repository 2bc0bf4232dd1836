"""Questions, and all questions about some documents in the best order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.overlays.declarations import YOURSELF

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.lang import ir
    from microdep_rules.output.asking.components import QuestionComponent
    from microdep_rules.vocabulary.indicators import Indicator


class Question(Struct, frozen=True):
    """Question about missing facts of the contract, of the product, of a company or of components."""

    level: int
    ask: str
    """Company that can answer; `yourself` for your own company; a text if no company is known."""
    fact: str
    """Name of the fact, by which the program later finds the place of the answer."""
    question: str
    how: str
    """Instruction for the form of the answer."""
    components: tuple[QuestionComponent, ...] = ()
    company: str = ""
    material: str = ""
    stage: str = ""
    stage_country: str = ""
    stage_party: str = ""
    constituent: str = ""
    recorded: str = ""
    """Value that the document states, and that is not enough without evidence."""
    known: str = ""
    """Entries that the document states in a list that may be incomplete."""
    likely: tuple[Indicator, ...] = ()
    """Reasons why the answer probably matters."""
    rules: tuple[ir.Rule, ...] = ()
    """Rules that need the answer."""
    decides: bool = False
    """True if one of these rules decides about the product."""
    pressing: bool = False
    """True if one of these rules is already violated, or the question is urgent."""
    needed_by: date | None = None
    settles: int = 0
    """Number of open checks that the answers to this question and to all earlier questions settle."""
    on_list: str = ""
    """Sentence that the company of the component is on a list or has a similar name; empty for others.

    Such a component shares its question with no other component.
    """
    list_row: str = ""
    """Row of a list: the number of its entry, or `all` for the question whether these are all entries.

    Empty for a question whose answer fits into one row.
    """
    example: str = ""
    """Example of a value, if a pack declares the contract fact; empty for all other facts."""

    @property
    def with_list(self) -> str:
        """Text of the question; your own company also reads that the component's company is on a list."""
        return f"{self.question} {self.on_list}" if self.on_list and self.ask == YOURSELF else self.question

    @property
    def identity(self) -> str:
        """Missing fact, in words that are the same for every component."""
        return " ".join(filter(None, (self.fact, self.material, self.stage, self.constituent)))

    @property
    def about(self) -> str:
        """Components or company that the question is about, in a few words."""
        if not self.components:
            return self.company
        if len(self.components) == 1:
            return self.components[0].label
        return f"{len(self.components)} components"


class QuestionList(Struct, frozen=True):
    """Questions in the best order, with the number of checks that they settle."""

    questions: tuple[Question, ...]
    open: int
    """Number of open checks; each is one rule on one component."""
    waiting: int
    """Number of open checks that also need facts for later questions."""
    stuck: int
    """Number of open checks that no question settles.

    Their facts are stated as unknown, or no fact is enough for a decision.
    """

    def curve(self) -> list[int]:
        """Return the number of settled checks after each answer."""
        total, curve = 0, []
        for question in self.questions:
            total += question.settles
            curve.append(total)
        return curve
