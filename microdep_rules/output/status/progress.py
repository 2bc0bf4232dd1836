"""Progress of one document: decided components for each pack, and companies that can answer.

The progress is stored for the next status report. That report shows the changes, and does not check unchanged
documents again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.diagnostics import Severity
from microdep_rules.engine.standing import for_the_document
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang.pack_fields import fields_of
from microdep_rules.output.asking.asker import Asker
from microdep_rules.output.asking.components import component_of as named
from microdep_rules.output.asking.needs import CONTRACT, component_of, is_open, open_checks
from microdep_rules.output.asking.wording import QuestionWording

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.draft import QuestionDraft
    from microdep_rules.output.asking.needs import OpenCheck
    from microdep_rules.output.checked import CheckedDocument


class PackProgress(Struct, frozen=True):
    """Progress of one document for one pack; all numbers, except `checks`, count components."""

    pack: str
    components: int
    """Number of components that the rules of the pack checked, even if no rule applies to them."""
    failed: int
    """Number of components with an unwaived fail of a rule that affects the exit code."""
    open: int
    """Number of components with an open check."""
    checks: int
    """Number of open checks; a check is one rule on one component."""


class ComponentProgress(Struct, frozen=True):
    """Component of a document, with its checks for all packs."""

    identity: str
    """Identity of the component; a component with a part number has one identity in all documents."""
    name: str
    manufacturer: str
    mpn: str
    """Part number, if it identifies the component in all documents; otherwise empty."""
    failed: int
    """Number of rules with an unwaived fail of the component.

    Only rules that affect the exit code count.
    """
    open: int
    """Number of open checks of the component."""
    is_product: bool = False
    """True for the product itself, which totals of components do not include."""


class OpenQuestion(Struct, frozen=True):
    """Missing fact, and the company that can answer the question about this fact."""

    level: int
    ask: str
    fact: str
    question: str
    """Text of the question; only for a contract fact."""
    components: tuple[int, ...]
    """Positions in the document's list of components."""
    checks: int
    """Number of open checks that need the answer."""


class WaitingChecks(Struct, frozen=True):
    """Number of open checks that need the answers of one company.

    A check that needs several answers counts once.
    """

    ask: str
    of_contract: bool
    """True if the answers are contract facts."""
    checks: int


class DocumentProgress(Struct, frozen=True):
    """Progress of one document."""

    path: str
    id: str
    name: str
    verdict: str
    problem: str = ""
    """Reason why the document was not checked; empty if it was checked."""
    packs: tuple[PackProgress, ...] = ()
    components: tuple[ComponentProgress, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    waiting: tuple[WaitingChecks, ...] = ()
    answers: int = 0
    """Number of overlay entries that match components of the document."""

    @property
    def number_of_components(self) -> int:
        """Number of checked components; the product itself does not count."""
        return sum(1 for component in self.components if not component.is_product)

    @property
    def failed(self) -> int:
        """Number of components, including the product, that fail a rule that affects the exit code."""
        return sum(1 for component in self.components if component.failed)

    @property
    def open(self) -> int:
        """Number of components, including the product, with an open check of any pack."""
        return sum(1 for component in self.components if component.open)

    @property
    def checks(self) -> int:
        """Number of open checks of all packs."""
        return sum(pack.checks for pack in self.packs)


def progress_of(document: CheckedDocument, packs: Sequence[ir.Pack], as_of: date) -> DocumentProgress:
    """Return the progress of a document that these packs checked."""
    bom = document.bom
    if bom is None or document.is_invalid:
        return DocumentProgress(document.path, document.id, document.path, "invalid", _problem(document))
    asked = _ComponentCounts(bom)
    for outcome in document.outcomes:
        asked.add(outcome)
    checks = open_checks(0, document, as_of)
    open_of = Counter(check.component for check in checks)
    places = {id_: place for place, id_ in enumerate(asked.order)}
    components = tuple(_component(bom, id_, asked, open_of[id_]) for id_ in asked.order)
    questions, waiting = _questions(bom, checks, packs, places)
    by_pack: dict[str, list[str]] = defaultdict(list)
    for check in checks:
        by_pack[_pack(check.rule)].append(check.component)
    return DocumentProgress(
        document.path,
        document.id,
        bom.product.name,
        document.verdict,
        packs=tuple(_pack_progress(pack.name, asked, by_pack[pack.name]) for pack in packs),
        components=components,
        questions=questions,
        waiting=waiting,
        answers=len(document.matched),
    )


def _problem(document: CheckedDocument) -> str:
    errors = [
        diagnostic.message for diagnostic in document.diagnostics if diagnostic.severity is Severity.ERROR
    ]
    return document.unchecked or next(iter(errors), "it cannot be read")


def _pack(rule: ir.Rule) -> str:
    return rule.id.partition("/")[0]


class _ComponentCounts:
    """Number of checked components and number of failing components, for each pack."""

    def __init__(self, bom: Bom) -> None:
        self.bom = bom
        self.order: dict[str, None] = {}
        self.asked: dict[str, set[str]] = defaultdict(set)
        self.failed: dict[str, set[str]] = defaultdict(set)
        self.failures: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        pack = _pack(outcome.rule)
        for member in outcome.members or (outcome,):
            components = list(_components(member, self.bom))
            self.order |= dict.fromkeys(components)
            self.asked[pack].update(components)
            if _fails(member):
                self.failed[pack].update(components)
                self.failures.update(components)


def _components(outcome: Outcome, bom: Bom) -> Iterator[str]:
    yield from (component_of(part.id, bom) for part in outcome.parts or (outcome.subject,))


def _fails(outcome: Outcome) -> bool:
    """Return whether an outcome is a fail that affects the exit code.

    The outcome of an approved alternate does not count.
    """
    verdict = for_the_document(outcome.verdict.value, alternate=outcome.alternate)
    return verdict == Verdict.FAIL.value and outcome.decides and not outcome.waiver and not is_open(outcome)


def _component(bom: Bom, id_: str, counted: _ComponentCounts, open_: int) -> ComponentProgress:
    component = named(bom, id_)
    return ComponentProgress(
        component.identity,
        component.name,
        component.manufacturer,
        component.number,
        counted.failures[id_],
        open_,
        bom.is_whole_product(id_),
    )


def _pack_progress(pack: str, counted: _ComponentCounts, open_: Sequence[str]) -> PackProgress:
    return PackProgress(
        pack, len(counted.asked[pack]), len(counted.failed[pack]), len(set(open_)), len(open_)
    )


def _questions(
    bom: Bom, checks: Sequence[OpenCheck], packs: Sequence[ir.Pack], places: dict[str, int]
) -> tuple[tuple[OpenQuestion, ...], tuple[WaitingChecks, ...]]:
    made: dict[Hashable, QuestionDraft] = {}
    asker = Asker(bom, QuestionWording(bom, fields_of(packs)), {pack.name: pack for pack in packs}, made)
    needed = [keys for _, keys in asker.add(checks)]
    by_question = Counter(key for keys in needed for key in keys)
    questions = tuple(_open(draft, by_question[key], places) for key, draft in made.items())
    whom = {key: (draft.first.ask, draft.first.level == CONTRACT) for key, draft in made.items()}
    by_company = Counter(company for keys in needed for company in {whom[key] for key in keys})
    return questions, tuple(WaitingChecks(*pair, checks) for pair, checks in sorted(by_company.items()))


def _open(draft: QuestionDraft, checks: int, places: dict[str, int]) -> OpenQuestion:
    first = draft.first
    return OpenQuestion(
        first.level,
        first.ask,
        first.identity,
        first.question if first.level == CONTRACT else "",
        tuple(sorted(places[id_] for _, id_ in draft.components if id_ in places)),
        checks,
    )
