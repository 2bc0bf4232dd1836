"""First lines of a check: fails by source, unknown outcomes, next change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output import close_to_fail, later, on_list
from microdep_rules.output.asking.needs import CONTRACT, component_of, counts_of, is_open
from microdep_rules.output.asking.needs import OPEN as OPEN_CHECKS
from microdep_rules.output.failures import COMPANY_POLICY, STATUTORY, WARNING, kind_of
from microdep_rules.output.findings import rows
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.shortening import and_more, first_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.output.asking.question import QuestionList
    from microdep_rules.output.by_rule import Finding
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

LABELS = {STATUTORY: "law", COMPANY_POLICY: "policy", WARNING: "advice"}
"""Label for each source of an obligation: law, policy or advice."""
MOST_PACKS = 3
"""Largest number of packs that a line about a source of obligation names."""
MOST_NAMES = 3
MOST_CITES = 2
MOST_QUESTIONS = 3
SETTLED = 80
"""Percentage in the summary line `12 answers decide up to 80 % of these checks`; the checks are open checks.
"""
LONGEST = 160
"""Greatest length of a question in the summary, in characters."""


class FailingPack(Struct):
    """Fails of the rules of one pack."""

    components: dict[tuple[str, str], str] = field(default_factory=dict)
    """Names of the failing components, by document and id."""
    products: dict[str, str] = field(default_factory=dict)
    """Names of the failing products, by document."""
    unnamed: int = 0
    """Number of failing components without a name in memory, because their document is very large."""
    cites: dict[str, None] = field(default_factory=dict)
    alternates: bool = True
    """True if only approved alternates fail, and not the components in use."""

    @property
    def number(self) -> int:
        """Number of components that fail."""
        return len(self.components) + self.unnamed

    @property
    def every(self) -> int:
        """Number of components and products that fail."""
        return self.number + len(self.products)


def lines(
    findings: Sequence[Finding],
    documents: Sequence[CheckedDocument],
    asked: QuestionList | None,
    style: Style,
    *,
    brief: bool,
    everything: bool = False,
    not_run: Sequence[str] = (),
) -> list[str]:
    """Return the summary of some documents; `findings` are the findings that the baseline does not contain.

    `asked` contains the questions, if the screen does not show every missing fact. `brief` is true if unknown
    outcomes do not affect the exit code; the summary then has one row for them, and names only the open
    checks that are close to a fail. With `everything`, the summary names every component of a listed company.
    `not_run` contains the shipped packs that were not run.
    """
    total = sum(document.number_of_components for document in documents)
    texts = [
        line
        for kind, label in LABELS.items()
        for line in rows(label, _failing(findings, documents, kind, total), style)
    ]
    texts += rows("listed", on_list.lines(documents, everything=everything), style)
    texts += _unknown(documents, asked, total, style, brief=brief)
    texts += rows("later", _next_change(findings), style)
    packs = [packs_not_run(not_run)] if not_run else []
    return [*texts, *rows("not run", packs, style)]


def packs_not_run(names: Sequence[str]) -> str:
    """Return the number of shipped packs that were not run: `14 packs; --pack all runs them`."""
    return f"{len(names)} pack{'s' if len(names) > 1 else ''}; --pack all runs them"


def questions_of(checked: Checked) -> QuestionList:
    """Return the questions about all documents of a check, the most useful question first."""
    from microdep_rules.output.asking import questions  # slow to import, and not needed by most checks

    return questions.questions_of(checked)


# ---- fails ---------------------------------------------------------------------------------------------


def _failing(
    findings: Iterable[Finding], documents: Sequence[CheckedDocument], kind: str, total: int
) -> list[str]:
    packs = _packs(findings, kind)
    ranked = sorted(packs.items(), key=lambda entry: (-entry[1].every, entry[0]))
    texts = [_pack(name, pack, total, kind, several=len(documents) > 1) for name, pack in ranked[:MOST_PACKS]]
    left = ranked[MOST_PACKS:]
    more = ", ".join(f"{name} ({pack.every:,})" for name, pack in left)
    return [*texts, *([f"other packs with failing components: {more}"] if left else [])]


def _packs(findings: Iterable[Finding], kind: str) -> dict[str, FailingPack]:
    packs: dict[str, FailingPack] = {}
    for outcome, document in findings:
        if outcome.verdict is not Verdict.FAIL or kind_of(outcome) != kind:
            continue
        pack = packs.setdefault(outcome.rule.pack, FailingPack())
        pack.cites.update(dict.fromkeys(outcome.rule.cites))
        pack.alternates &= outcome.alternate
        pack.unnamed += outcome.many
        if not outcome.many and document.bom is not None:
            id_ = component_of(outcome.subject.id, document.bom)
            component = document.bom.components.get(id_)
            name = component.name if component is not None else outcome.subject.name
            if document.bom.is_whole_product(id_):
                pack.products.setdefault(document.path, name)
            else:
                pack.components.setdefault((document.path, id_), name)
    return packs


def _pack(name: str, pack: FailingPack, total: int, kind: str, *, several: bool) -> str:
    """Return the fails of a pack on one line: number of components, citations and names."""
    verb = "fails" if pack.number + len(pack.products) == 1 else "fail"
    of = f" of {total:,}" if total >= pack.number else ""
    noun = f"component{'s' if max(total, pack.number) != 1 else ''}"
    whole = f"{len(pack.products)} products" if len(pack.products) > 1 else "the product"
    number = f"{pack.number:,}{of} {noun}"
    about = " and ".join([*([number] if pack.number else []), *([whole] if pack.products else [])])
    cites = and_more(pack.cites, MOST_CITES, "; ") if kind != COMPANY_POLICY else ""
    clauses = f" ({cites})" if cites else ""
    text = f"{about} {verb} {name}{clauses}"
    text += ", only as approved alternates" if pack.alternates else ""
    every = [*pack.products.values(), *pack.components.values()]
    names, _ = first_of(list(dict.fromkeys(map(visible, every))), MOST_NAMES)
    if not names or several:
        return text
    more = pack.number + len(pack.products) - len(names)
    return f"{text}: {', '.join(names)}{f' and {more:,} more' if more > 0 else ''}"


# ---- unknowns ------------------------------------------------------------------------------------------


def _unknown(
    documents: Sequence[CheckedDocument],
    asked: QuestionList | None,
    total: int,
    style: Style,
    *,
    brief: bool,
) -> list[str]:
    number = sum(counts_of(document)[OPEN_CHECKS] for document in documents)
    if not number:
        return []
    head = f"{number:,} open check{'s' if number != 1 else ''} on {_components(documents, total)}"
    if brief:
        text = f"{head}; unknowns do not affect the exit code"
        return rows("unknown", [text, *close_to_fail.lines(documents)], style)
    if asked is None:
        return rows("unknown", [f"{head}; the questions are below"], style)
    if not asked.questions:
        return rows(
            "unknown",
            [f"{head}; the missing facts are stated as unknown, so no answer can settle them"],
            style,
        )
    return rows("unknown", [f"{head}; {_answers(asked)}", *_first_questions(asked)], style)


def _components(documents: Sequence[CheckedDocument], total: int) -> str:
    """Return the number of components with an open check, and the number of products with an open check."""
    open_ = {
        (document.path, id_): document.bom.is_whole_product(id_)
        for document in documents
        if document.bom is not None
        for outcome in document.outcomes
        if is_open(outcome)
        for member in outcome.members or (outcome,)
        for of in member.parts or (member.subject,)
        for id_ in (component_of(of.id, document.bom),)
    }
    products = sum(open_.values())
    number = len(open_) - products
    whole = f"{products:,} products" if products > 1 else "the product"
    if not number:
        return whole
    text = f"{number:,} of {total:,} component{'s' if total != 1 else ''}"
    return f"{text} and {whole}" if products else text


def _answers(asked: QuestionList) -> str:
    from microdep_rules.output.asking.lists import (
        answers_for_all,
    )  # only checks with questions need this module

    number = answers_for_all(asked, SETTLED)
    if number is None or number <= MOST_QUESTIONS:
        return "answer first:" if len(asked.questions) > 1 else "answer:"
    return f"{number:,} answers decide up to {SETTLED} % of these checks. Answer first:"


def _first_questions(asked: QuestionList) -> list[str]:
    """Return the questions that settle most checks, each with the number of rules that need the answer."""
    texts = []
    for place, question in enumerate(asked.questions[:MOST_QUESTIONS], 1):
        rules = f"affects {len(question.rules)} rule{'s' if len(question.rules) != 1 else ''}"
        about = f"  ({question.fact}; {rules})" if question.level == CONTRACT else f"  ({rules})"
        text = question.with_list[:1].upper() + question.with_list[1:]
        texts.append(f"{place}. {visible(text, LONGEST)}{about}")
    return texts


# ---- next change ---------------------------------------------------------------------------------------


def _next_change(findings: Iterable[Finding]) -> list[str]:
    """Return the first later change of a verdict to a fail; without such a change, the first later change."""
    every = later.changes(findings)
    if not every:
        return []
    first = every[0]
    more = len(every) - 1
    rest = f"; {more} more change{'s' if more > 1 else ''}" if more else ""
    return [f"{first.rule} {first.words}: {visible(later.names(first))}{rest}"]
