"""Totals of many documents: checks, changes since the previous status, and companies to ask."""

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
    """Question about one component that the user has sent to a company."""

    ask: str
    fact: str
    component: str
    """Identity of the component, which is the same in all documents."""
    due: date


class StatusDay(Struct, frozen=True):
    """Totals of all documents on a day on which at least one total changed."""

    day: date
    decided: int
    """Number of pairs of a component and a pack without an open check."""
    pairs: int
    failed: int
    checks: int


class Portfolio(Struct, frozen=True):
    """Documents of a status report, with the results of the previous report."""

    as_of: date
    packs: tuple[str, ...]
    documents: tuple[DocumentProgress, ...]
    before: Mapping[str, DocumentProgress] = field(default_factory=dict)
    """Documents of the previous report, by path."""
    day_before: date | None = None
    """Day of the previous report; `None` for the first report."""
    sent: tuple[SentQuestion, ...] = ()
    gone: tuple[str, ...] = ()
    """Documents of the previous report that no longer exist."""
    days: tuple[StatusDay, ...] = ()
    is_kept: bool = True
    """True if the results are stored for the next report."""
    taken_over: int = 0
    """Number of documents that did not change since the previous report; their results are used again."""

    @property
    def checked(self) -> list[DocumentProgress]:
        """Documents that were checked."""
        return [document for document in self.documents if document.verdict != INVALID]

    @property
    def compared(self) -> list[tuple[DocumentProgress, DocumentProgress]]:
        """Return the documents that both reports checked, each with both results."""
        pairs = [(now, self.before[now.path]) for now in self.checked if now.path in self.before]
        return [(now, then) for now, then in pairs if then.verdict != INVALID]

    @property
    def worst_first(self) -> list[DocumentProgress]:
        """Return the documents, the worst verdict first."""
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
    """Totals of one pack for all documents."""

    pack: str
    failing: int
    """Number of documents in which at least one component fails."""
    waiting: int
    """Number of documents with at least one open check."""
    decided: int
    components: int
    checks: int
    change: int | None
    """Number of open checks now, minus the number in the previous report.

    The value is `None` if no document was in both reports.
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
    """Return the number of open checks of each pack."""
    checks: dict[str, int] = {}
    for document in documents:
        for pack in document.packs:
            checks[pack.pack] = checks.get(pack.pack, 0) + pack.checks
    return checks


def percent(part: int, whole: int) -> int:
    """Return a share in whole percent, rounded down: only a complete share gives 100.

    >>> percent(999, 1000), percent(5, 5), percent(0, 0)
    (99, 100, 100)
    """
    return part * 100 // whole if whole else 100


class CheckChange(Struct, frozen=True):
    """Change in the number of open checks of one document since the previous report."""

    path: str
    checks: int
    """Number of open checks now, minus the number in the previous report."""
    packs: tuple[str, ...]
    """Packs that have more open checks than in the previous report."""


def changes(portfolio: Portfolio) -> list[CheckChange]:
    """Return the documents with more or fewer open checks than in the previous report.

    Documents with more open checks come first.
    """
    changed = []
    for document, earlier in portfolio.compared:
        now, then = checks_of([document]), checks_of([earlier])
        both = now.keys() & then.keys()
        if any(now[pack] != then[pack] for pack in both):
            more = tuple(pack for pack in portfolio.packs if pack in both and now[pack] > then[pack])
            changed.append(CheckChange(document.path, sum(now[pack] - then[pack] for pack in both), more))
    return sorted(changed, key=lambda change: (-change.checks, change.path))


def new(portfolio: Portfolio) -> list[DocumentProgress]:
    """Return the documents that are new since the previous report; empty for the first report."""
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
    """Return the paths of documents with more failing components than before, and with fewer.

    The comparison is with the previous report.
    """
    more = [now.path for now, then in portfolio.compared if now.failed > then.failed]
    fewer = [now.path for now, then in portfolio.compared if now.failed < then.failed]
    return more, fewer


class AnsweringCompany(Struct, frozen=True):
    """Company, or `yourself` for your own company, that can answer open questions."""

    name: str
    components: int
    """Number of different components about which the company can answer open questions.

    A part number of a manufacturer counts once for all documents.
    """
    documents: int
    checks: int
    sent: int
    """Number of open questions that the user has sent to the company.

    A question about several components counts once for each component.
    """
    unsent: int
    """Number of open questions that the user has not sent to the company."""
    overdue: int
    """Number of sent questions with an overdue answer."""
    due: date | None
    """Earliest day on which an answer is due."""


class _CompanyTotals(Struct):
    components: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    checks: int = 0
    facts: int = 0
    """Number of open questions: one for each missing fact of a component."""
    due: list[date] = field(default_factory=list)


def companies(portfolio: Portfolio) -> list[AnsweringCompany]:
    """Return the companies that can answer.

    Companies with overdue answers come first, then companies that can settle most open checks.
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
    """Contract fact that the context file does not state."""

    fact: str
    question: str
    documents: int
    checks: int


def contract_facts(portfolio: Portfolio) -> list[MissingContractFact]:
    """Return the missing contract facts; the facts that most checks need come first."""
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
    """Questions that your own company can answer about its products and components.

    Questions about contract facts are separate.
    """

    questions: int
    """Number of different questions. A question about a component in several documents counts once."""
    documents: int
    checks: int


def own_questions(portfolio: Portfolio, ask: str = YOURSELF) -> OwnQuestions:
    """Return the number of questions for your own company, or without a known company (`NOBODY`)."""
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
    """Manufacturer of components that fail."""

    name: str
    failed: int
    """Number of different components that fail a rule that affects the exit code."""
    documents: int
    """Number of documents in which at least one of these components fails."""
    open: int
    """Number of open checks on all components of the manufacturer."""


def failing_manufacturers(portfolio: Portfolio) -> list[FailingManufacturer]:
    """Return the manufacturers of failing components; one with fails in more documents comes first."""
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
    """Component that several documents contain."""

    name: str
    manufacturer: str
    mpn: str
    documents: int
    failed: int
    """Number of documents in which the component fails."""
    open: int
    """Number of open checks of the component in all documents."""


def most_used(portfolio: Portfolio) -> list[UsedComponent]:
    """Return the components that several documents contain, and that fail or have open checks.

    The component in the most documents comes first.
    """
    uses: dict[str, list[tuple[str, ComponentProgress]]] = defaultdict(list)
    for document in portfolio.checked:
        for component in document.components:
            if component.mpn:
                uses[component.identity].append((document.path, component))
    used = [_component_with_totals(own) for own in uses.values() if any(c.failed or c.open for _, c in own)]
    used = [component for component in used if component.documents > 1]
    return sorted(used, key=lambda c: (-c.documents, -c.failed, -c.open, c.mpn))


def total(documents: Sequence[DocumentProgress]) -> tuple[int, int]:
    """Return the number of decided pairs of a component and a pack, and the number of all pairs."""
    packs = [pack for document in documents for pack in document.packs]
    pairs = sum(pack.components for pack in packs)
    return pairs - sum(pack.open for pack in packs), pairs


def _component_with_totals(uses: Sequence[tuple[str, ComponentProgress]]) -> UsedComponent:
    """Return a component with the totals of its uses; a document may use the component several times."""
    _, first = uses[0]
    return UsedComponent(
        first.name,
        first.manufacturer,
        first.mpn,
        len({path for path, _ in uses}),
        len({path for path, component in uses if component.failed}),
        sum(component.open for _, component in uses),
    )
