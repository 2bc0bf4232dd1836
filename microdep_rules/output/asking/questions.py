"""Smallest set of questions for some documents.

Facts with one answer share a question, and the most useful question comes first.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from microdep_rules.bom.overlays.declarations import YOURSELF
from microdep_rules.engine.questions import WORDINGS
from microdep_rules.lang.pack_fields import fields_of
from microdep_rules.output.asking import order
from microdep_rules.output.asking.asker import Asker
from microdep_rules.output.asking.needs import CONTRACT, assumed_dates, open_checks
from microdep_rules.output.asking.question import Question, QuestionList
from microdep_rules.output.asking.wording import QuestionWording, in_context

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.draft import QuestionDraft
    from microdep_rules.output.asking.needs import OpenCheck
    from microdep_rules.output.checked import Checked

NO_ASSUMED_DATES: Mapping[str, Mapping[str, ir.Rule]] = MappingProxyType({})


def questions(
    documents: Iterable[tuple[Bom, Sequence[OpenCheck]]],
    packs: Sequence[ir.Pack],
    assumed: Mapping[str, Mapping[str, ir.Rule]] = NO_ASSUMED_DATES,
) -> QuestionList:
    """Return the questions about some documents, each with its open checks.

    A check counts as settled when all of its present questions have an answer. If an answer excludes a law,
    the check is settled finally. If the answer does not exclude the law, it may lead to new questions.
    `assumed` has the missing dates that `assumed_dates` returns. Questions about components of listed
    companies come first.
    """
    own = fields_of(packs)
    by_name = {pack.name: pack for pack in packs}
    made: dict[Hashable, QuestionDraft] = {}
    needed: list[frozenset[Hashable]] = []
    waiting = 0
    for bom, open_ in documents:
        for check, keys in Asker(bom, QuestionWording(bom, own), by_name, made).add(open_):
            needed.append(keys)
            waiting += bool(keys and check.waiting)
    first = {key for key, draft in made.items() if draft.comes_first}
    gains = order.greedy(list(filter(None, needed)), {key: draft.rank for key, draft in made.items()}, first)
    ordered = _with_dates([made[key].question(settles) for key, settles in gains], assumed)
    return QuestionList(tuple(ordered), len(needed), waiting, needed.count(frozenset()))


def questions_of(checked: Checked) -> QuestionList:
    """Return the questions about all documents of a check."""
    packs = [used.pack for used in checked.packs if used.pack is not None]
    documents = (  # one after the other, because the checks of hundreds of documents need much memory
        (document.bom, open_checks(number, document, checked.as_of))
        for number, document in enumerate(checked.documents)
        if document.bom is not None
    )
    assumed: dict[str, dict[str, ir.Rule]] = {}
    for document in checked.documents:
        for fact, rules in assumed_dates(document).items():
            assumed.setdefault(fact, {}).update(rules)
    return questions(documents, packs, assumed)


def _with_dates(found: list[Question], assumed: Mapping[str, Mapping[str, ir.Rule]]) -> list[Question]:
    """Add a question about each missing date, after the other contract facts."""
    asked = {question.fact for question in found}
    dates = [
        Question(
            CONTRACT, YOURSELF, fact, _date_in_words(fact), in_context(fact), rules=tuple(rules.values())
        )
        for fact, rules in sorted(assumed.items())
        if fact not in asked
    ]
    place = max((number for number, question in enumerate(found, 1) if question.level == CONTRACT), default=0)
    return [*found[:place], *dates, *found[place:]]


def _date_in_words(fact: str) -> str:
    return f"{WORDINGS[fact]} Until it is stated, the day of the check is used."
