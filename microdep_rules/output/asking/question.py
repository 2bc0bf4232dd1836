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
    """Question whose answer supplies facts of the contract, the product, a company or some components."""

    level: int
    ask: str
    """Company that can answer, `yourself`, or that none is named."""
    fact: str
    """Fact as it is read back."""
    question: str
    how: str
    """Form of the answer."""
    components: tuple[QuestionComponent, ...] = ()
    company: str = ""
    material: str = ""
    step: str = ""
    step_country: str = ""
    step_party: str = ""
    constituent: str = ""
    recorded: str = ""
    """Recorded value that is not sufficient."""
    likely: tuple[Indicator, ...] = ()
    """Indicators that the answer matters."""
    rules: tuple[ir.Rule, ...] = ()
    """Rules that it affects."""
    decides: bool = False
    """True if one of these rules decides the product."""
    pressing: bool = False
    """True if a rule is violated already, or urgent."""
    needed_by: date | None = None
    settles: int = 0
    """Number of open checks that it settles, together with the questions before it."""

    @property
    def identity(self) -> str:
        """Requested fact, in the same words for every component."""
        return " ".join(filter(None, (self.fact, self.material, self.step, self.constituent)))

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
    """Number of open checks that need further facts, which come later."""
    stuck: int
    """Number of open checks that no question settles: a fact is stated as unknown, or no fact settles it."""

    def curve(self) -> list[int]:
        """Return the number of settled checks after each answer."""
        total, curve = 0, []
        for question in self.questions:
            total += question.settles
            curve.append(total)
        return curve
