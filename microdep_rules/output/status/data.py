"""Status of many documents as data, for the page and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.output.record import tool_data
from microdep_rules.output.status import portfolio as of

if TYPE_CHECKING:
    from microdep_rules.output.status.portfolio import Portfolio
    from microdep_rules.output.status.progress import DocumentProgress

SCHEMA = "microdep-status/1"


def data_of(portfolio: Portfolio) -> dict[str, Any]:
    """Return the status as plain data, with the documents with the worst results first."""
    decided, pairs = of.total(portfolio.checked)
    (more, fewer), (lost, again) = of.failures(portfolio), of.turned(portfolio)
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": portfolio.as_of.isoformat(),
        "since": portfolio.day_before.isoformat() if portfolio.day_before is not None else None,
        "kept": portfolio.is_kept,
        "documents_taken_over": portfolio.taken_over,
        "decided": decided,
        "pairs": pairs,
        "open_checks": sum(document.checks for document in portfolio.checked),
        "packs": _plain(of.pack_totals(portfolio)),
        "documents": [_document(document, portfolio) for document in portfolio.worst_first],
        "changes": _plain(of.changes(portfolio)),
        "more_failures": more,
        "fewer_failures": fewer,
        "new": [document.path for document in of.new(portfolio)],
        "gone": list(portfolio.gone),
        "no_longer_valid": lost,
        "now_valid": again,
        "contract_facts": _plain(of.contract_facts(portfolio)),
        "yourself": _plain(of.own_questions(portfolio, YOURSELF)),
        "nobody_named": _plain(of.own_questions(portfolio, NOBODY)),
        "companies": _plain(of.companies(portfolio)),
        "failing_manufacturers": _plain(of.failing_manufacturers(portfolio)),
        "most_used": _plain(of.most_used(portfolio)),
        "days": _plain(portfolio.days),
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - plain data
    return msgspec.to_builtins(value)


def _document(document: DocumentProgress, portfolio: Portfolio) -> dict[str, Any]:
    before = portfolio.before.get(document.path)
    known = before is not None and of.INVALID not in {before.verdict, document.verdict}
    decided, pairs = of.total([document])
    return {
        "path": document.path,
        "id": document.id,
        "name": document.name,
        "verdict": document.verdict,
        "problem": document.problem,
        "components": document.number_of_components,
        "failed": document.failed,
        "open": document.open,
        "open_checks": document.checks,
        "decided": decided,
        "pairs": pairs,
        "change": document.checks - before.checks if before is not None and known else None,
        "answers": document.answers,
        "packs": _plain(document.packs),
    }
