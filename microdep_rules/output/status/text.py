"""Status of many documents on one screen: packs, documents, companies, and next commands."""

from __future__ import annotations

import shlex
from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.bom.overlays.declarations import NOBODY
from microdep_rules.output.asking.lists import many
from microdep_rules.output.from_here import from_here
from microdep_rules.output.next_commands import contract_form
from microdep_rules.output.status.portfolio import (
    INVALID,
    changes,
    companies,
    contract_facts,
    failures,
    new,
    own_questions,
    pack_totals,
    percent,
    total,
    turned,
)
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded, width, wrapped
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.output.status.portfolio import AnsweringCompany, PackTotal, Portfolio
    from microdep_rules.output.status.progress import DocumentProgress
    from microdep_rules.output.style import Style

MOST_DOCUMENTS, MOST_COMPANIES, MOST_CHANGES, MOST_PROBLEMS = 8, 5, 3, 3
"""Largest number of rows in each section of the screen, without `--verbose`."""
MOST_PACKS = 3
"""Largest number of packs that the first lines of the screen name."""
NAME = 28
"""Width of the first column of a table."""
NARROWEST = 6
"""Smallest width of a column with numbers."""
OF_PACKS = ("decided   ", "", "fails in", "open in", "open checks", "change")
OF_DOCUMENTS = ("components", "failing", "open", "open checks", "change", "answers")
OF_COMPANIES = ("components", "documents", "open checks", "sent", "overdue", "answer by ")
"""Headings of the columns about companies, at the width of the columns."""
BAR = 10
"""Width of the bar that shows the share of decided checks."""
LINE = 100
NOTHING = "-"


class View(Struct, frozen=True):
    """Settings of the status screen, and the arguments of the user's command."""

    style: Style
    paths: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    """Options for the next commands: packs, context and overlays."""
    verbose: bool = False
    context: str = ""
    """Path of the context file; empty without a context file."""
    overlays: int = 0
    """Number of overlays."""

    def head(self, name: str, columns: Sequence[str]) -> str:
        """Return the header row of a table."""
        return self.style.faint(_row(name, columns, columns))

    def some(self, number: int, most: int) -> int:
        """Return the number of rows to list: `number` with `--verbose`, otherwise at most `most`."""
        return number if self.verbose else min(number, most)


def _row(name: str, columns: Sequence[str], cells: Sequence[str]) -> str:
    """Return a row of a table: a name, then numbers that are aligned on the right."""
    wide = [max(width(column), NARROWEST) + 2 for column in columns]
    numbers = "".join(" " * (w - width(cell)) + cell for w, cell in zip(wide, cells, strict=True))
    return f"{_keep_end(visible(name), NAME)}{numbers}".rstrip()


def render(portfolio: Portfolio, view: View) -> str:
    """Return the text of the screen."""
    blocks = [
        _summary(portfolio, view),
        _problems(portfolio, view),
        _packs(portfolio, view),
        _documents(portfolio, view),
        _companies(portfolio, view),
        _next_commands(portfolio, view),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _summary(portfolio: Portfolio, view: View) -> list[str]:
    documents = portfolio.checked
    failing = sum(1 for document in documents if document.failed)
    waiting = sum(1 for document in documents if document.checks)
    bills = many(len(portfolio.documents), "bill of materials", "bills of materials")
    packs = many(len(portfolio.packs), "pack")
    checks = many(sum(document.checks for document in documents), "open check")
    counted = [f"{percent(*total(documents))} % decided"] if documents else ["nothing could be checked"]
    if documents:
        counted.append(f"{checks} in {many(waiting, 'document')}" if waiting else "no open check")
    counted += [f"{many(failing, 'document')} fail{'s' if failing == 1 else ''}"] if failing else []
    return [
        view.style.strong(f"STATUS  {bills}, {packs}, as of {portfolio.as_of}"),
        f"        {'; '.join(counted)}",
        f"        {_inputs(portfolio, view)}",
        *(f"        {line}" for line in _changes_since_last_report(portfolio)),
    ]


def _inputs(portfolio: Portfolio, view: View) -> str:
    """Return the packs, the context file and the number of overlays of the status.

    The options of an earlier `microdep check` have no effect on the status.
    """
    packs = and_more(sorted(portfolio.packs), MOST_PACKS)
    context = visible(view.context) if view.context else "no context file"
    overlays = many(view.overlays, "overlay") if view.overlays else "no overlay"
    return f"checked with {packs}; {context}; {overlays}"


def _changes_since_last_report(portfolio: Portfolio) -> list[str]:
    """Return the lines about changes since the previous status report."""
    if portfolio.day_before is None:
        return ["first run: the next run shows what changed"] if portfolio.is_kept else []
    changed = changes(portfolio)
    same_day = portfolio.day_before == portfolio.as_of
    since = "since the last run" if same_day else f"since the last run on {portfolio.day_before}"
    difference = _signed(sum(change.checks for change in changed))
    parts = [f"{difference} open checks in {many(len(changed), 'document')}"] if changed else []
    parts += _other_changes(portfolio)
    if not parts:
        return [f"{since}: no change"]
    more = [change for change in changed if change.packs]
    lines = [
        f"  new open checks in {visible(from_here(change.path))}: {', '.join(change.packs)}"
        for change in more[:MOST_CHANGES]
    ]
    others = len(more) - len(lines)
    lines += [f"  and in {many(others, 'other document')}"] if others else []
    return [f"{since}: {', '.join(parts)}", *lines]


def _other_changes(portfolio: Portfolio) -> list[str]:
    """Return the lines about failures, and about new, removed, invalid and again valid documents."""
    added, (invalid, again), (worse, better) = new(portfolio), turned(portfolio), failures(portfolio)
    checks = sum(document.checks for document in added)
    lines = [f"more failures in {many(len(worse), 'document')}"] if worse else []
    lines += [f"fewer failures in {many(len(better), 'document')}"] if better else []
    lines += [f"{many(len(added), 'new document')} with {many(checks, 'open check')}"] if added else []
    lines += [f"{many(len(portfolio.gone), 'document')} removed"] if portfolio.gone else []
    lines += [f"{many(len(invalid), 'document')} no longer valid"] if invalid else []
    lines += [f"{many(len(again), 'document')} now valid"] if again else []
    return lines


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"


def _problems(portfolio: Portfolio, view: View) -> list[str]:
    """Return the documents that cannot be checked, grouped by reason."""
    by_problem: dict[str, list[str]] = defaultdict(list)
    for document in portfolio.documents:
        if document.verdict == INVALID:
            by_problem[document.problem].append(from_here(document.path))
    if not by_problem:
        return []
    number = many(sum(map(len, by_problem.values())), "document")
    lines = [f"{view.style.kind('fail', 'CANNOT BE CHECKED')}  {number}: microdep check shows the errors"]
    for problem, paths in list(by_problem.items())[: view.some(len(by_problem), MOST_PROBLEMS)]:
        named = paths[: view.some(len(paths), 1)]
        more = len(paths) - len(named)
        files = f"{', '.join(map(visible, named))}{f' and {more:,} more' if more else ''}"
        lines += wrapped(f"{files}: {visible(problem)}", LINE, "  ", "    ")
    others = len(by_problem) - view.some(len(by_problem), MOST_PROBLEMS)
    return [*lines, *([f"  and {many(others, 'other reason')}"] if others else [])]


def _packs(portfolio: Portfolio, view: View) -> list[str]:
    if not portfolio.checked:
        return []
    totals = sorted(pack_totals(portfolio), key=lambda total_: (-total_.failing, -total_.checks, total_.pack))
    done = [t.pack for t in totals if not t.checks and not t.failing and not view.verbose]
    rows = [_pack(pack, view) for pack in totals if pack.pack not in done]
    rest = wrapped(f"no open check and no fail: {', '.join(done)}", LINE, "", "  ") if done else []
    return [view.head("PACK", OF_PACKS), *rows, *rest] if rows else rest


def _pack(pack: PackTotal, view: View) -> str:
    share = percent(pack.decided, pack.components)
    full = share * BAR // 100
    bar = f"{'█' * full}{'░' * (BAR - full)}"
    change = _signed(pack.change) if pack.change is not None else ""
    fails = f"{pack.failing:,}" if pack.failing else NOTHING
    row = _row(
        pack.pack, OF_PACKS, (bar, f"{share} %", fails, f"{pack.waiting:,}", f"{pack.checks:,}", change)
    )
    return view.style.kind("fail", row) if pack.failing else row


def _documents(portfolio: Portfolio, view: View) -> list[str]:
    worst = [document for document in portfolio.worst_first if document.verdict != INVALID]
    if len(portfolio.documents) == 1:  # the summary already describes the only document
        return []
    shown = worst[: view.some(len(worst), MOST_DOCUMENTS)]
    rows = [_document(document, portfolio, view) for document in shown]
    more = len(worst) - len(shown)
    rest = [view.style.faint(f"and {more:,} more: --verbose, or --output status.html")] if more else []
    return [view.head("BILL OF MATERIALS", OF_DOCUMENTS), *rows, *rest] if rows else []


def _document(document: DocumentProgress, portfolio: Portfolio, view: View) -> str:
    before = portfolio.before.get(document.path)
    change = ""
    if before is not None and before.verdict != INVALID:
        change = _signed(document.checks - before.checks)
    failed = f"{document.failed:,}" if document.failed else NOTHING
    answers = f"{document.answers:,}" if document.answers else NOTHING
    numbers = (f"{document.open:,}", f"{document.checks:,}", change, answers)
    row = _row(
        from_here(document.path), OF_DOCUMENTS, (f"{document.number_of_components:,}", failed, *numbers)
    )
    return view.style.kind("fail", row) if document.failed else row


def _keep_end(text: str, cells: int) -> str:
    """Return the end of a text, shortened to a width; long paths differ at their ends."""
    if width(text) <= cells:
        return padded(text, cells)
    while width(text) > cells - 3:
        text = text[1:]
    return padded(f"...{text}", cells)


def _companies(portfolio: Portfolio, view: View) -> list[str]:
    askable = companies(portfolio)
    shown = askable[: view.some(len(askable), MOST_COMPANIES)]
    rows = [_company(company, view) for company in shown]
    more = len(askable) - len(shown)
    rest = [view.style.faint(f"and {many(more, 'other company', 'other companies')}")] if more else []
    nobody = own_questions(portfolio, NOBODY)
    if nobody.questions:
        number, documents = many(nobody.questions, "question"), many(nobody.documents, "document")
        rest.append(f"{number} in {documents}: no manufacturer or supplier is named")
    return [*([view.head("CAN ANSWER", OF_COMPANIES)] if rows else []), *rows, *rest]


def _company(company: AnsweringCompany, view: View) -> str:
    due = company.due.isoformat() if company.due is not None else ""
    sent, overdue = (f"{number:,}" if number else NOTHING for number in (company.sent, company.overdue))
    numbers = (f"{company.components:,}", f"{company.documents:,}", f"{company.checks:,}")
    row = _row(company.name, OF_COMPANIES, (*numbers, sent, overdue, due))
    return view.style.kind("fail", row) if company.overdue else row


def _next_commands(portfolio: Portfolio, view: View) -> list[str]:
    """Return the commands that the user can run next.

    A command for contract facts comes first, because these facts may make whole laws inapplicable.
    """
    steps: list[tuple[str, str]] = []
    facts, own, asked = contract_facts(portfolio), own_questions(portfolio), companies(portfolio)
    failing = [document for document in portfolio.worst_first if document.failed]
    if failing:
        documents = many(len(failing), "bill of materials", "bills of materials")
        worst = from_here(failing[0].path)
        steps.append((f"see what fails in {documents}", _repeated_command("check", view, [worst])))
    late = [company for company in asked if company.overdue]
    if late:
        names = ", ".join(company.name for company in late[:MOST_COMPANIES])
        steps.append((f"remind {many(len(late), 'company', 'companies')} of overdue answers: {names}", ""))
    if facts:
        checks = facts[0].checks
        need = f"{many(checks, 'open check')} need{'s' if checks == 1 else ''} `{facts[0].fact}`"
        text = f"state {many(len(facts), 'contract fact')}: {need}"
        form = contract_form([view.context])
        steps.append((text, _repeated_command("questions", view, options=f"--output {form}")))
    if own.questions:
        text = f"answer {many(own.questions, 'question')} about your own products"
        options = "--supplier yourself --output yourself.xlsx"
        steps.append((_needing(text, own.checks), _repeated_command("questions", view, options=options)))
    if to_ask := [company for company in asked if company.unsent]:
        text = f"ask {many(len(to_ask), 'company', 'companies')}"
        options = "--folder questions --due DATE"
        checks = sum(company.checks for company in to_ask)
        steps.append((_needing(text, checks), _repeated_command("questions", view, options=options)))
    lines = []
    for number, (text, command) in enumerate(steps, 1):
        lines.append(f"{number}. {visible(text)}")
        lines += [f"   {view.style.faint(command)}"] if command else []
    return [view.style.strong("NEXT"), *lines] if lines else []


def _needing(text: str, checks: int) -> str:
    return f"{text}: {many(checks, 'open check')} need{'s' if checks == 1 else ''} the answers"


def _repeated_command(command: str, view: View, paths: Sequence[str] = (), options: str = "") -> str:
    """Return a next command with the packs, context and overlays of the user's command."""
    unlike_options = [f"./{path}" if path[:1] == "-" != path else path for path in paths or view.paths]
    words = [*unlike_options, *view.options]
    return " ".join(filter(None, (f"microdep {command}", shlex.join(words), options)))
