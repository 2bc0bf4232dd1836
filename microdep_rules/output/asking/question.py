"""Questions, and the questions of a run in the best order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.lang import ir
    from microdep_rules.output.asking.components import QuestionComponent
    from microdep_rules.vocabulary.indicators import Indicator


class Question(Struct, frozen=True):
    """Question whose answer supplies facts of the contract, the product, a company or components."""

    level: int
    ask: str
    """Company that can answer, `yourself`, or a text for no known company."""
    fact: str
    """Fact in the form in which the answer is read."""
    question: str
    how: str
    """How to answer."""
    components: tuple[QuestionComponent, ...] = ()
    company: str = ""
    material: str = ""
    stage: str = ""
    stage_country: str = ""
    stage_party: str = ""
    constituent: str = ""
    recorded: str = ""
    """Recorded value, which is not enough."""
    known: str = ""
    """Recorded entries of a list, which may not be all."""
    likely: tuple[Indicator, ...] = ()
    """Reasons why the answer probably matters."""
    rules: tuple[ir.Rule, ...] = ()
    """Rules that the answer affects."""
    decides: bool = False
    """True if one of the rules decides the product."""
    pressing: bool = False
    """True if a rule is already violated, or the question is urgent."""
    needed_by: date | None = None
    settles: int = 0
    """Number of open checks that are settled by this question and those before it."""

    @property
    def identity(self) -> str:
        """Requested fact in words that are the same for every component."""
        return " ".join(filter(None, (self.fact, self.material, self.stage, self.constituent)))

    @property
    def about(self) -> str:
        """Components or company in a few words."""
        if not self.components:
            return self.company
        if len(self.components) == 1:
            return self.components[0].label
        return f"{len(self.components)} components"


class QuestionList(Struct, frozen=True):
    """Questions of a run in the best order, with the number of checks that they settle."""

    questions: tuple[Question, ...]
    open: int
    """Number of open checks: one rule on one component each."""
    waiting: int
    """Number of open checks that need additional facts, which are asked later."""
    stuck: int
    """Number of open checks that no question settles.

    Their facts are stated as unknown, or no fact settles them.
    """

    def curve(self) -> list[int]:
        """Return the number of settled checks after each answer."""
        total, curve = 0, []
        for question in self.questions:
            total += question.settles
            curve.append(total)
        return curve
