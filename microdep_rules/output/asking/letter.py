"""Language, date and laws of a list of questions."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - a field of a struct
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.overlays.declarations import YOURSELF
from microdep_rules.output.asking.wording import IN_REMARK
from microdep_rules.vocabulary.shortening import first_of
from microdep_rules.vocabulary.workbook_texts import ENGLISH, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.lang import ir
    from microdep_rules.output.asking.question import Question

MOST_LAWS = 3
"""Largest number of laws in a row of the list. The sheet `Why we ask` lists all laws."""
MOST_CLAUSES = 2
"""Largest number of paragraphs of one law in a row of the list."""
MOST_REASONS = 2
"""Largest number of titles of rules in a row of the list."""
WHY = "Why we ask"
"""Name of the sheet and of the column with the reasons for the questions."""
AS_A_WORD, IN_A_LIST = "a known word, such as", "a word from the list of the cell:"
"""Text before examples of the allowed words, without and with a list in the cell."""


class Letter(Struct, frozen=True):
    """Settings that all questions of a list share."""

    language: str = ENGLISH
    due: date | None = None
    """Day on which the answers are due."""
    laws: Mapping[str, str] = {}
    """Title of each pack, by name."""
    products: tuple[str, ...] = ()
    """Names of the products that contain the components."""
    with_lists: bool = False
    """True if cells have selection lists."""

    def say(self, text: str) -> str:
        """Return a text in the language of the list."""
        return translated(text, self.language)

    def how(self, question: Question) -> str:
        """Return the instruction for the form of the answer.

        For a cell with a selection list, the instruction is to select a word. For a long answer, another
        company writes under `Remark`, and your own company writes YAML.
        """
        how = question.how if question.ask == YOURSELF else IN_REMARK.get(question.how, question.how)
        return self.say(how.replace(AS_A_WORD, IN_A_LIST) if self.with_lists else how)

    def why(self, question: Question) -> str:
        """Return the reasons for a question: signs of a substance, and the titles of rules."""
        signs = [self.say(indicator.why) for indicator in question.likely]
        titles = list(dict.fromkeys(rule.title for rule in question.rules))
        more = len(titles) - MOST_REASONS
        reasons = "1 more reason" if more == 1 else f"{more} more reasons"
        last = [self.say(f"and {reasons}, on the sheet {self.say(WHY)}")] if more > 0 else []
        return "\n".join([*signs, *(self.say(f"rule: {title}") for title in titles[:MOST_REASONS]), *last])

    def law(self, question: Question) -> str:
        """Return the laws that need the answer, each with its title and paragraphs."""
        packs: dict[str, list[str]] = {}
        for rule in sorted(question.rules, key=lambda rule: rule.obligation != "statutory"):
            packs.setdefault(rule.pack, []).extend(rule.cites)
        named = [_law_with_clauses(self.laws.get(pack, pack), clauses) for pack, clauses in packs.items()]
        shown, more = first_of(named, MOST_LAWS)
        last = [self.say(f"and {more} more, on the sheet {self.say(WHY)}")] if more else []
        return "\n".join([*shown, *last])


ENGLISH_LETTER = Letter()
"""English list of questions without a due date."""


def priority(question: Question) -> str:
    """Return the priority of a question.

    The priority is urgent if a rule is already violated, or soon comes into force. The priority is high if a
    rule that decides about the product needs the answer.
    """
    return "urgent" if question.pressing else "high" if question.decides else "normal"


def laws_of(packs: Iterable[ir.Pack]) -> dict[str, str]:
    """Return the titles of packs by name."""
    return {pack.name: pack.title for pack in packs}


def _law_with_clauses(title: str, clauses: Iterable[str]) -> str:
    named = list(dict.fromkeys(clauses))
    more = ["…"] if len(named) > MOST_CLAUSES else []
    return f"{title} ({'; '.join([*named[:MOST_CLAUSES], *more])})" if named else title
