"""Form of a list of questions: its language, its day, and the laws behind each row."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - a field of a struct
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.workbook_texts import ENGLISH, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.lang import ir
    from microdep_rules.output.asking.question import Question

MOST_LAWS = 3
"""Number of laws in a row; the sheet `Why we ask` has all of them."""
MOST_CLAUSES = 2
"""Number of clauses of a law in a row."""
WHY = "Why we ask"
ON_A_PAGE, IN_A_LIST = "a word of docs/reference/words.md", "a word from the list of the cell"
"""Places of the words of a vocabulary, for readers of our pages and of a workbook."""


class Letter(Struct, frozen=True):
    """Properties of all questions of a list."""

    language: str = ENGLISH
    due: date | None = None
    """Day by which the answers are due."""
    laws: Mapping[str, str] = {}
    """Title of each pack, by its name."""
    products: tuple[str, ...] = ()
    """Names of the products with the components."""
    with_lists: bool = False
    """True if cells have lists of answers."""

    def say(self, text: str) -> str:
        """Return a text in the language of the list."""
        return translated(text, self.language)

    def how(self, question: Question) -> str:
        """Return the form of an answer; a word is selected where its cell has a list."""
        return self.say(question.how.replace(ON_A_PAGE, IN_A_LIST) if self.with_lists else question.how)

    def law(self, question: Question) -> str:
        """Return the laws behind a question, each by its title with its clauses."""
        packs: dict[str, list[str]] = {}
        for rule in sorted(question.rules, key=lambda rule: rule.obligation != "statutory"):
            packs.setdefault(rule.pack, []).extend(rule.cites)
        named = [_law(self.laws.get(pack, pack), clauses) for pack, clauses in packs.items()]
        more = len(named) - MOST_LAWS
        last = [self.say(f"and {more} more, on the sheet {self.say(WHY)}")] if more > 0 else []
        return "\n".join([*named[:MOST_LAWS], *last])


PLAIN = Letter()
"""Letter in English, without a day."""


def priority(question: Question) -> str:
    """Return the priority of a question.

    It is urgent where a rule is violated already or is in force soon, and high where a rule that decides the
    product needs the answer.
    """
    return "urgent" if question.pressing else "high" if question.decides else "normal"


def laws_of(packs: Iterable[ir.Pack]) -> dict[str, str]:
    """Return the titles of packs by their names."""
    return {pack.name: pack.title for pack in packs}


def _law(title: str, clauses: Iterable[str]) -> str:
    named = list(dict.fromkeys(clauses))
    more = ["…"] if len(named) > MOST_CLAUSES else []
    return f"{title} ({'; '.join([*named[:MOST_CLAUSES], *more])})" if named else title
