"""The fewest questions: facts that one answer supplies together are one question, the most useful first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.pack_fields import fields_of
from microdep_rules.output.asking import order
from microdep_rules.output.asking.asker import Asker
from microdep_rules.output.asking.needs import open_checks
from microdep_rules.output.asking.question import Asked
from microdep_rules.output.asking.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from microdep_rules.bom.model import Bom
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.draft import Draft
    from microdep_rules.output.asking.needs import OpenCheck
    from microdep_rules.output.checked import Checked


def questions(documents: Iterable[tuple[Bom, Sequence[OpenCheck]]], packs: Sequence[ir.Pack]) -> Asked:
    """Return the questions about some documents, each with its open checks.

    A check counts as settled when every fact is known that is asked for now. An answer that rules a law out
    settles it for good; another one may open further questions.
    """
    own = fields_of(packs)
    by_name = {pack.name: pack for pack in packs}
    made: dict[Hashable, Draft] = {}
    checks: list[tuple[OpenCheck, frozenset[Hashable]]] = []
    for bom, open_ in documents:
        checks += Asker(bom, Wording(bom, own), by_name, made).add(open_)
    gains = order.greedy([keys for _, keys in checks if keys], {key: each.rank for key, each in made.items()})
    found = tuple(made[key].question(settles) for key, settles in gains)
    stuck = sum(1 for _, keys in checks if not keys)
    return Asked(found, len(checks), sum(1 for check, keys in checks if keys and check.waiting), stuck)


def questions_of(checked: Checked) -> Asked:
    """Return the questions about all documents of a run."""
    packs = [used.pack for used in checked.packs if used.pack is not None]
    documents = [
        (document.bom, open_checks(number, document, checked.as_of))
        for number, document in enumerate(checked.documents)
        if document.bom is not None
    ]
    return questions(documents, packs)
