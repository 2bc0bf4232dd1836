"""A question, and the questions of a run in the order in which they are best asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date

    from microdep_rules.lang import ir
    from microdep_rules.output.asking.components import Component
    from microdep_rules.vocabulary.indicators import Indicator

YOURSELF = "yourself"
NOBODY = "no company named"


class Question(Struct, frozen=True):
    """Something that one answer supplies, of the contract, the product, a company or some components."""

    level: int
    ask: str
    """The company that can answer, `yourself`, or that none is named."""
    fact: str
    """The fact as it is read back."""
    question: str
    how: str
    """The form of the answer."""
    components: tuple[Component, ...] = ()
    company: str = ""
    material: str = ""
    step: str = ""
    step_country: str = ""
    step_party: str = ""
    constituent: str = ""
    recorded: str = ""
    """What is recorded and is not enough."""
    likely: tuple[Indicator, ...] = ()
    """What suggests that the answer matters."""
    rules: tuple[ir.Rule, ...] = ()
    """The rules that it affects."""
    decides: bool = False
    """Whether one of these rules decides the product."""
    pressing: bool = False
    """Whether a rule is violated already, or urgent."""
    needed_by: date | None = None
    settles: int = 0
    """The number of open checks that it settles, with the questions before it."""

    @property
    def identity(self) -> str:
        """The fact that is asked for, in the same words for every component."""
        return " ".join(filter(None, (self.fact, self.material, self.step, self.constituent)))

    @property
    def about(self) -> str:
        """The components or the company in a few words."""
        if not self.components:
            return self.company
        if len(self.components) == 1:
            return self.components[0].label
        return f"{len(self.components)} components"


class Asked(Struct, frozen=True):
    """The questions of a run, in the order in which they are best asked, with what their answers settle."""

    questions: tuple[Question, ...]
    open: int
    """The number of open checks: one rule on one component each."""
    waiting: int
    """The number of open checks that need further facts, which are not asked for yet."""
    stuck: int
    """The number of open checks that no question settles: nobody knows a fact, or no fact settles it."""

    def curve(self) -> list[int]:
        """Return the number of settled checks after each answer."""
        total, curve = 0, []
        for question in self.questions:
            total += question.settles
            curve.append(total)
        return curve
