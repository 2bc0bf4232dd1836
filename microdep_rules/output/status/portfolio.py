"""Many documents together: totals, changes since the last run, and companies to ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.engine.standing import WORST_FIRST
from microdep_rules.output.asking.needs import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from microdep_rules.output.status.progress import ComponentProgress, DocumentProgress, OpenQuestion

INVALID = "invalid"


class SentQuestion(Struct, frozen=True):
    """Question about one component that was sent to a company."""

    ask: str
    fact: str
    component: str
    """Identity of the component in all documents."""
    due: date


class StatusDay(Struct, frozen=True):
    """Totals of all documents on a day on which the totals changed."""

    day: date
    decided: int
    """Number of pairs of a component and a pack without an open check."""
    pairs: int
    failed: int
    checks: int


class Portfolio(Struct, frozen=True):
    """Documents of a run, with the results of the previous run."""

    as_of: date
    packs: tuple[str, ...]
    documents: tuple[DocumentProgress, ...]
    before: Mapping[str, DocumentProgress] = field(default_factory=dict)
    """Documents of the previous run by path."""
    day_before: date | None = None
    """Day of the previous run; `None` for the first run."""
    sent: tuple[SentQuestion, ...] = ()
    gone: tuple[str, ...] = ()
    """Documents of the previous run that no longer exist."""
    days: tuple[StatusDay, ...] = ()
    is_kept: bool = True
    """True if the results are stored for the next run."""
    taken_over: int = 0
    """Number of unchanged documents. The earlier results of these documents are reused."""

    @property
    def checked(self) -> list[DocumentProgress]:
        """Documents that were checked."""
        return [document for document in self.documents if document.verdict != INVALID]

    @property
    def compared(self) -> list[tuple[DocumentProgress, DocumentProgress]]:
        """Return the documents that both runs checked, each with both results."""
        pairs = [(now, self.before[now.path]) for now in self.checked if now.path in self.before]
        return [(now, then) for now, then in pairs if then.verdict != INVALID]

    @property
    def worst_first(self) -> list[DocumentProgress]:
        """Return the documents in order: first those that cannot be checked, then failing and open ones."""
        return sorted(
            self.documents,
            key=lambda document: (
                WORST_FIRST.index(document.verdict),
                -document.failed,
                -document.checks,
                document.path,
            ),
        )


class PackTotal(Struct, frozen=True):
    """Totals of one pack on all documents."""

    pack: str
    failing: int
    """Number of documents in which a component fails."""
    waiting: int
    """Number of documents with an open check."""
    decided: int
    components: int
    checks: int
    change: int | None
    """Difference of the open checks from the previous run.

    It is `None` if the two runs have no document in common.
    """


def pack_totals(portfolio: Portfolio) -> list[PackTotal]:
    """Return the totals of each pack."""
    now = checks_of(now for now, _ in portfolio.compared)
    then = checks_of(then for _, then in portfolio.compared)
    change = {name: now[name] - then[name] for name in now.keys() & then.keys()}
    return [_pack_total(portfolio, name, change.get(name)) for name in portfolio.packs]


def _pack_total(portfolio: Portfolio, name: str, change: int | None) -> PackTotal:
    own = [pack for document in portfolio.checked for pack in document.packs if pack.pack == name]
    checks = sum(pack.checks for pack in own)
    return PackTotal(
        name,
        sum(1 for pack in own if pack.failed),
        sum(1 for pack in own if pack.checks),
        sum(pack.components - pack.open for pack in own),
        sum(pack.components for pack in own),
        checks,
        change,
    )


def checks_of(documents: Iterable[DocumentProgress]) -> dict[str, int]:
    """Return the open checks of each pack."""
    checks: dict[str, int] = {}
    for document in documents:
        for pack in document.packs:
            checks[pack.pack] = checks.get(pack.pack, 0) + pack.checks
    return checks


def percent(part: int, whole: int) -> int:
    """Return a share in whole percent, rounded down, so that 100 means all.

    >>> percent(999, 1000), percent(5, 5), percent(0, 0)
    (99, 100, 100)
    """
    return part * 100 // whole if whole else 100


class CheckChange(Struct, frozen=True):
    """Document whose number of open checks differs from the previous run."""

    path: str
    checks: int
    """Difference of the number of open checks. It is positive if there are more open checks now."""
    packs: tuple[str, ...]
    """Packs with more open checks than before."""


def changes(portfolio: Portfolio) -> list[CheckChange]:
    """Return the documents whose number of open checks changed. Increases come first."""
    changed = []
    for document, earlier in portfolio.compared:
        now, then = checks_of([document]), checks_of([earlier])
        both = now.keys() & then.keys()
        if any(now[pack] != then[pack] for pack in both):
            more = tuple(pack for pack in portfolio.packs if pack in both and now[pack] > then[pack])
            changed.append(CheckChange(document.path, sum(now[pack] - then[pack] for pack in both), more))
    return sorted(changed, key=lambda change: (-change.checks, change.path))


def new(portfolio: Portfolio) -> list[DocumentProgress]:
    """Return the documents that the previous run did not have; empty for the first run."""
    if portfolio.day_before is None:
        return []
    return [document for document in portfolio.documents if document.path not in portfolio.before]


def turned(portfolio: Portfolio) -> tuple[list[str], list[str]]:
    """Return the paths of documents that became invalid, and of documents that became valid."""
    known = [(now, portfolio.before[now.path]) for now in portfolio.documents if now.path in portfolio.before]
    lost = [now.path for now, then in known if now.verdict == INVALID != then.verdict]
    again = [now.path for now, then in known if then.verdict == INVALID != now.verdict]
    return lost, again


def failures(portfolio: Portfolio) -> tuple[list[str], list[str]]:
    """Return the documents with more failing components than in the previous run, and those with fewer."""
    more = [now.path for now, then in portfolio.compared if now.failed > then.failed]
    fewer = [now.path for now, then in portfolio.compared if now.failed < then.failed]
    return more, fewer


class AnsweringCompany(Struct, frozen=True):
    """Company, or `yourself`, that can answer open questions."""

    name: str
    components: int
    """Number of distinct components. A part number of a manufacturer counts once for all documents."""
    documents: int
    checks: int
    sent: int
    """Number of sent open questions. A question about several components counts for each component."""
    unsent: int
    """Open questions that were not sent."""
    overdue: int
    """Sent questions whose answer is overdue."""
    due: date | None
    """Earliest day on which an answer is due."""


class _CompanyTotals(Struct):
    components: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    checks: int = 0
    facts: int = 0
    """Number of open questions: one for each fact of a component."""
    due: list[date] = field(default_factory=list)


def companies(portfolio: Portfolio) -> list[AnsweringCompany]:
    """Return the companies that can answer.

    Companies with overdue answers come first, then companies with most open checks.
    """
    due = {(sent.ask, sent.fact, sent.component): sent.due for sent in portfolio.sent}
    totals: dict[str, _CompanyTotals] = defaultdict(_CompanyTotals)
    open_: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for document in portfolio.checked:
        for question in document.questions:
            if question.ask in (YOURSELF, NOBODY):
                continue
            asked = totals[question.ask]
            about = [document.components[place].identity for place in question.components]
            asked.components.update(about)
            asked.documents.add(document.path)
            open_[question.ask].update((question.fact, component) for component in about or [""])
        for waiting in document.waiting:
            if waiting.ask in totals:
                totals[waiting.ask].checks += waiting.checks
    for name, facts in open_.items():
        totals[name].facts = len(facts)
        totals[name].due = sorted(due[name, *fact] for fact in facts if (name, *fact) in due)
    return sorted(
        (_company(name, asked, portfolio.as_of) for name, asked in totals.items()),
        key=lambda company: (-company.overdue, -company.checks, company.name),
    )


def _company(name: str, asked: _CompanyTotals, as_of: date) -> AnsweringCompany:
    return AnsweringCompany(
        name,
        len(asked.components),
        len(asked.documents),
        asked.checks,
        len(asked.due),
        asked.facts - len(asked.due),
        sum(1 for due in asked.due if due < as_of),
        min(asked.due, default=None),
    )


class MissingContractFact(Struct, frozen=True):
    """Contract fact that is missing."""

    fact: str
    question: str
    documents: int
    checks: int


def contract_facts(portfolio: Portfolio) -> list[MissingContractFact]:
    """Return the missing contract facts, sorted by the number of checks that need them."""
    questions: dict[str, list[OpenQuestion]] = defaultdict(list)
    for document in portfolio.checked:
        for question in document.questions:
            if question.level == CONTRACT:
                questions[question.fact].append(question)
    facts = [
        MissingContractFact(fact, own[0].question, len(own), sum(question.checks for question in own))
        for fact, own in questions.items()
    ]
    return sorted(facts, key=lambda fact: (-fact.checks, fact.fact))


class OwnQuestions(Struct, frozen=True):
    """Questions that the company can answer about its own products and components.

    Contract facts are separate.
    """

    questions: int
    """Number of distinct questions. A question about a component of several documents counts once."""
    documents: int
    checks: int


def own_questions(portfolio: Portfolio, ask: str = YOURSELF) -> OwnQuestions:
    """Return the number of questions for the company itself or, for `NOBODY`, without a named company."""
    questions = [
        (document.path, question)
        for document in portfolio.checked
        for question in document.questions
        if question.ask == ask and question.level != CONTRACT
    ]
    checks = sum(
        waiting.checks
        for document in portfolio.checked
        for waiting in document.waiting
        if waiting.ask == ask and not waiting.of_contract
    )
    asked: Counter[tuple[str, frozenset[str]]] = Counter()
    for document in portfolio.checked:
        asked |= Counter(
            (question.fact, frozenset(document.components[place].identity for place in question.components))
            for question in document.questions
            if question.ask == ask and question.level != CONTRACT
        )
    return OwnQuestions(asked.total(), len({path for path, _ in questions}), checks)


class FailingManufacturer(Struct, frozen=True):
    """Manufacturer whose components fail."""

    name: str
    failed: int
    """Number of distinct components that fail a deciding rule."""
    documents: int
    """Number of documents in which at least one of these components fails."""
    open: int
    """Number of open checks on all its components."""


def failing_manufacturers(portfolio: Portfolio) -> list[FailingManufacturer]:
    """Return the manufacturers whose components fail, first those with fails in most documents."""
    failed: dict[str, set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    open_: dict[str, int] = defaultdict(int)
    for document in portfolio.checked:
        for component in document.components:
            open_[component.manufacturer] += component.open
            if component.failed and component.manufacturer:
                failed[component.manufacturer].add(component.identity)
                documents[component.manufacturer].add(document.path)
    manufacturers = [
        FailingManufacturer(name, len(failed[name]), len(documents[name]), open_[name]) for name in failed
    ]
    return sorted(manufacturers, key=lambda maker: (-maker.documents, -maker.failed, maker.name))


class UsedComponent(Struct, frozen=True):
    """Component that several documents use."""

    name: str
    manufacturer: str
    mpn: str
    documents: int
    failed: int
    """Number of documents in which the component fails."""
    open: int
    """Number of open checks of the component in all documents."""


def most_used(portfolio: Portfolio) -> list[UsedComponent]:
    """Return the components that fail or are open in several documents, most used first."""
    uses: dict[str, list[tuple[str, ComponentProgress]]] = defaultdict(list)
    for document in portfolio.checked:
        for component in document.components:
            if component.mpn:
                uses[component.identity].append((document.path, component))
    used = [_used(own) for own in uses.values() if any(c.failed or c.open for _, c in own)]
    used = [component for component in used if component.documents > 1]
    return sorted(used, key=lambda c: (-c.documents, -c.failed, -c.open, c.mpn))


def total(documents: Sequence[DocumentProgress]) -> tuple[int, int]:
    """Return the number of decided pairs of a component and a pack, and the number of all pairs."""
    packs = [pack for document in documents for pack in document.packs]
    pairs = sum(pack.components for pack in packs)
    return pairs - sum(pack.open for pack in packs), pairs


def _used(uses: Sequence[tuple[str, ComponentProgress]]) -> UsedComponent:
    """Return a component from its uses; a document may use it several times."""
    _, first = uses[0]
    return UsedComponent(
        first.name,
        first.manufacturer,
        first.mpn,
        len({path for path, _ in uses}),
        len({path for path, component in uses if component.failed}),
        sum(component.open for _, component in uses),
    )
