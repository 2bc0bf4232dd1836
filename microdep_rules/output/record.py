"""Record of a check: all results as one JSON object; equal inputs give equal bytes.

The schema of the record is `schemas/microdep-record-1.schema.json`.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from microdep_rules.engine.outcome import part_of
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang.fields_read import fields_read
from microdep_rules.output import on_list, registers, unopened
from microdep_rules.output.checked import COUNTED, MOST_OUTCOMES, counts
from microdep_rules.output.contract import contract, counted_evidence, switching_off
from microdep_rules.output.failures import failures, summed
from microdep_rules.output.folding import Folder
from microdep_rules.output.grouped import MOST_IN_FULL
from microdep_rules.output.json_text import laid_out
from microdep_rules.output.places import place_in, place_of
from microdep_rules.output.rule_files import entries_of, entry_of_record, place_of_record
from microdep_rules.source import Position
from microdep_rules.vocabulary.blanks import escaped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import (
        ElementReference,
        ExceptionResult,
        FactQuestion,
        Outcome,
        RequirementElement,
    )
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.output.checked import Checked, CheckedDocument, Input, ListUsed, PackUsed
    from microdep_rules.output.contract import Field
    from microdep_rules.source import SourceFile

    Sources = Mapping[str, SourceFile]

SCHEMA = "microdep-record/1"
FULL = "full"
"""Value of `listing` for a record in which every outcome is a separate entry, even in a large check."""
FINDINGS = frozenset({Verdict.FAIL, Verdict.UNKNOWN, Verdict.EXEMPT, Verdict.DISCLOSE, Verdict.ERROR})


@cache
def tool_version() -> str:
    """Return the version of microdep-rules."""
    try:
        return version("microdep-rules")
    except PackageNotFoundError:  # the program runs from a folder without an installation
        return "0"


def tool_data() -> dict[str, str]:
    """Return the name and the version of microdep-rules as data."""
    return {"name": "microdep-rules", "version": tool_version()}


def packs_data(packs: Iterable[PackUsed]) -> list[dict[str, str]]:
    """Return the name, the version and the digest of each pack as data."""
    return [{"name": pack.name, "version": pack.version, "digest": pack.digest} for pack in packs]


def inputs_data(inputs: Iterable[Input]) -> list[dict[str, str]]:
    """Return the path, the digest and the kind of each input file as data."""
    return [{"path": file.path, "digest": file.digest, "kind": file.kind} for file in inputs]


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """Return the record of a check as JSON text.

    `listing` is `all`, `findings`, `none`, `full` or empty. By default, the record lists all outcomes, or
    only the findings in a very large check.
    """
    return text_of(record(checked, listing=listing, everything=everything))


def text_of(data: Mapping[str, Any]) -> str:
    """Return the text of a record; in the grouped form, each row and each list of numbers has one line."""
    return escaped(laid_out(data)) + "\n"


def record(checked: Checked, *, listing: str = "", everything: bool = False) -> dict[str, Any]:
    """Return the record of a check as data.

    If the record is in the grouped form, `grouped.opened` lists its outcomes one by one.
    """
    in_full = listing == FULL
    listing = "all" if in_full else listing
    outcomes = [outcome for document in checked.documents for outcome in document.outcomes]
    total = sum(outcome.many or 1 for outcome in outcomes)
    cut = not listing and (total > MOST_OUTCOMES or any(outcome.many for outcome in outcomes))
    shown = listing or ("findings" if cut else "all")
    kept = [
        [outcome for outcome in document.outcomes if _listed(outcome, shown, everything=everything)]
        for document in checked.documents
    ]
    listed = sum(map(len, kept))
    folded = not in_full and listed > MOST_IN_FULL
    read = fields_read(pack.pack for pack in checked.packs if pack.pack is not None)
    documents = [
        _document(document, listed_here, read, checked.sources, folded=folded)
        for document, listed_here in zip(checked.documents, kept, strict=True)
    ]
    applied = {outcome.rule.id for outcome in outcomes if outcome.verdict is not Verdict.NOT_APPLICABLE}
    return {
        "schema": SCHEMA,
        "tool": tool_data(),
        "as_of": checked.as_of.isoformat(),
        "options": {
            "fail_on": checked.fail_on,
            "horizon_days": checked.horizon_days,
            "no_exclusions": checked.no_exclusions,
            "strict_waivers": checked.strict_waivers,
            "waivers_ignored": checked.waivers_ignored,
            "waiver_longest_days": checked.longest_waiver,
            "waiver_approvers": list(checked.approvers),
            "lists_stale_after": checked.lists_stale_after,
        },
        "packs": [_pack(pack, applied) for pack in checked.packs],
        "rules": _rules(checked, applied),
        "company_lists": [_list(used, checked.as_of) for used in checked.lists],
        "packs_not_run": list(checked.not_run),
        "rules_left_out": [{"rule": rule, "reason": reason} for rule, reason in checked.left_out],
        "packs_reviewed_on": [{"pack": name, "reviewed": day.isoformat()} for name, day in checked.known_on],
        "inputs": inputs_data(checked.inputs),
        "overlays": [
            {"path": overlay.path, "entries": overlay.entries, "without_evidence": overlay.without_evidence}
            for overlay in checked.overlays
        ],
        "files_ignored": checked.ignored,
        "listing": {
            "outcomes": shown,
            "listed": listed,
            "omitted": total - listed,
            "because": f"there are more than {MOST_OUTCOMES} outcomes" if cut else None,
        },
        "documents": documents,
        "waivers": registers.waivers(checked.waivers),
        "baseline": registers.baseline(checked),
        "diagnostics": [diagnostic_of(diagnostic, checked.sources) for diagnostic in checked.diagnostics],
        "summary": {
            "documents": len(documents),
            "verdict": checked.verdict,
            "counts": {name: sum(document["counts"][name] for document in documents) for name in COUNTED},
            "failures": summed(document["failures"] for document in documents),
        },
        **({"production": dict(checked.production)} if checked.production else {}),
    }


def _rules(checked: Checked, applied: Collection[str]) -> list[dict[str, Any]]:
    """Return the rules that apply to a subject of the check, with their positions in rule files."""
    rules = [rule for used in checked.packs if used.pack is not None for rule in used.pack.rules]
    return [
        {"rule": rule.id, "at": place_of_record(rule.span, checked.sources)}
        for rule in rules
        if rule.id in applied
    ]


def _list(used: ListUsed, as_of: date) -> dict[str, Any]:
    return {
        "name": used.name,
        "form": used.form,
        "day": used.day.isoformat(),
        "age_days": (as_of - used.day).days,
        "source": used.source,
        "digest": used.digest,
        "entries": used.entries,
        "content": used.content,
        "replaces": list(used.replaces),
        "stale": used.stale,
        "only": used.only,
        "complete": used.complete,
    }


def _pack(used: PackUsed, applied: Iterable[str]) -> dict[str, Any]:
    pack = used.pack
    return {
        "name": used.name,
        "version": used.version,
        "digest": used.digest,
        "not_shipped": used.not_shipped or None,
        "title": pack.title if pack is not None else "",
        "reviewed": pack.reviewed.isoformat() if pack is not None and pack.reviewed else None,
        "variant": pack.variant if pack is not None else "",
        "obligation": pack.obligation if pack is not None else None,
        "rules_applied": sum(rule.partition("/")[0] == used.name for rule in applied),
        "parameters": [{"name": n, "value": v, "pack_value": p} for n, v, p in used.parameters],
        "uses": [
            {
                "name": use.name,
                "version": use.version,
                "digest": use.digest,
                "not_shipped": use.not_shipped or None,
            }
            for use in used.uses
        ],
    }


def _document(
    document: CheckedDocument,
    listed: list[Outcome],
    read: Collection[Field],
    packs: Sources,
    *,
    folded: bool,
) -> dict[str, Any]:
    sources = {path: loaded.source for path, loaded in document.files.items()}
    outcomes = (
        _folded(listed, document, packs) if folded else {"outcomes": list(_outcomes(listed, document, packs))}
    )
    return {
        "path": document.path,
        "id": document.id,
        "verdict": document.verdict,
        "counts": counts(document.outcomes),
        "failures": failures(document.outcomes),
        "contract": contract(document, read),
        **outcomes,
        "not_applicable": _not_applicable(document.outcomes),
        **({"listed_companies": on_lists} if (on_lists := on_list.of_record(document)) else {}),
        "evidence": registers.evidence(document),
        **({"unopened": relying} if (relying := unopened.of_document(document)) else {}),
        "diagnostics": [diagnostic_of(diagnostic, sources) for diagnostic in document.diagnostics],
    }


def _folded(listed: Iterable[Outcome], document: CheckedDocument, packs: Sources) -> dict[str, Any]:
    """Return the outcomes in the grouped form.

    Outcomes are made and added one by one, to save memory.
    """
    parties = document.bom.parties if document.bom is not None else {}
    folder = Folder(
        lambda pointer: place_of(document.locate(document.path, pointer)),
        lambda id_: _subject(part_of(parties[id_]), document) if id_ in parties else None,
    )
    for outcome in _outcomes(listed, document, packs):
        folder.add(outcome)
    return folder.document()


def _outcomes(
    listed: Iterable[Outcome], document: CheckedDocument, packs: Sources
) -> Iterator[dict[str, Any]]:
    """Yield the outcomes of a document as data.

    A pass or exemption has a note if it relies on evidence that nobody has opened.
    """
    relying = unopened.relying_of(document)
    for outcome in listed:
        data = _outcome(outcome, document, packs)
        if relying is not None and relying.clears(outcome):
            data["notes"].append(unopened.RELIES)
        yield data


def _listed(outcome: Outcome, shown: str, *, everything: bool) -> bool:
    if shown == "none" or outcome.many:
        return False
    if outcome.verdict is Verdict.NOT_APPLICABLE:
        # A rule that begins to apply is announced, so it is listed.
        return everything or (shown == "all" and bool(outcome.changes))
    return shown == "all" or outcome.verdict in FINDINGS


def _not_applicable(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    """Return the number of `not applicable` outcomes by rule and reason.

    Each entry also names the contract facts that are the reason.
    """
    counts: dict[tuple[str, str], int] = {}
    by_rule: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_rule.setdefault(outcome.rule.id, []).append(outcome)
        if outcome.verdict is Verdict.NOT_APPLICABLE:
            key = (outcome.rule.id, outcome.reason)
            counts[key] = counts.get(key, 0) + (outcome.many or max(len(outcome.parts), 1))
    off = {rule: switching_off(by_rule[rule]) for rule in {rule for rule, _ in counts}}
    return [
        {"rule": r, "reason": reason, "count": n, "contract": off[r]}
        for (r, reason), n in sorted(counts.items())
    ]


def _outcome(outcome: Outcome, document: CheckedDocument, packs: Sources) -> dict[str, Any]:
    timing = outcome.timing
    return {
        "rule": outcome.rule.id,
        "subject": _subject(outcome.subject, document),
        "verdict": outcome.verdict.value,
        "standing": outcome.standing,
        "against_law": outcome.against_law,
        "severity": outcome.rule.severity,
        "obligation": outcome.rule.obligation,
        "title": outcome.rule.title,
        "message": outcome.message,
        "reason": outcome.reason,
        "fix": outcome.fix,
        "cites": list(outcome.rule.cites),
        "in_force": {
            "from": timing.start.isoformat() if timing.start else None,
            "until": timing.end.isoformat() if timing.end else None,
            "basis": timing.basis.replace("_", "-"),
            "date": timing.day.isoformat() if timing.day else None,
            "assumed": timing.assumed,
            "status": timing.status,
        },
        "facts": [_fact(fact, document, timing.day, packs) for fact in outcome.all_facts],
        "missing": [_question(question, document) for question in outcome.missing],
        "open": outcome.open or None,
        "violated": outcome.violated,
        "base": outcome.base.value if outcome.base else None,
        "presumed": outcome.presumed,
        "escalated": outcome.escalated,
        "elements": [_element(element) for element in outcome.elements],
        "exceptions": [_exception(judged, document, timing.day) for judged in outcome.exceptions],
        "relies_on": [{"kind": kind, "text": text} for kind, text in outcome.relies_on],
        "notes": list(outcome.notes),
        "places": [{"path": path, "verdict": verdict.value} for path, verdict in outcome.places],
        "components": [_subject(component, document) for component in outcome.parts],
        "stands_for": [{"id": id_, "components": many} for id_, many in outcome.stands_for],
        "candidate": outcome.candidate,
        "alternate": outcome.alternate,
        "share": outcome.share or None,
        "waiver": outcome.waiver or None,
        "baseline": outcome.baseline or None,
        "changes": [
            {"date": change.day.isoformat(), "verdict": change.verdict.value} for change in outcome.changes
        ],
        "fingerprint": outcome.fingerprint(document.id),
    }


def _element(element: RequirementElement) -> dict[str, Any]:
    return {
        "letter": element.letter,
        "value": element.value,
        "cites": element.cites,
        "decides": element.decides,
    }


def _subject(element: ElementReference, document: CheckedDocument) -> dict[str, Any]:
    designators = document.designators(element)
    return {
        "kind": element.kind,
        "id": element.id,
        "name": element.name,
        "path": document.usage_path(element),
        "pointer": element.pointer,
        **({"designators": list(designators)} if designators else {}),
    }


def _fact(fact: Fact, document: CheckedDocument, day: date | None, packs: Sources) -> dict[str, Any]:
    entries = [entry_of_record(entry, packs) for entry in entries_of(fact)]
    return {
        "name": fact.name,
        "of": fact.element,
        "value": fact.text,
        "at": place_of(document.locate(fact.file, fact.pointer) if fact.file else None),
        "pointer": fact.pointer,
        **counted_evidence(fact.evidence, document, day),
        "cites": fact.cites,
        **({"entries": entries} if entries else {}),
    }


def _question(question: FactQuestion, document: CheckedDocument) -> dict[str, Any]:
    lack = question.missing
    file = document.file_of(lack.of, lack.pointer)
    return {
        "name": lack.name,
        "subject": lack.subject,
        "ask": question.ask,
        "in": lack.of or "bom",
        "at": place_of(document.locate(file, lack.pointer)),
        "pointer": lack.pointer,
        "stated": lack.stated,
    }


def _exception(judged: ExceptionResult, document: CheckedDocument, day: date | None) -> dict[str, Any]:
    return {
        "name": judged.name,
        "state": judged.state,
        "because": judged.because,
        **counted_evidence((id_ for fact in judged.facts for id_ in fact.evidence), document, day),
        "needs": [_need(need) for need in judged.needs],
        "cites": list(judged.cites),
        "fix": judged.fix,
        "share": judged.share or None,
    }


def _need(missing: MissingFact) -> dict[str, str]:
    return {"name": missing.name, "subject": missing.subject}


def diagnostic_of(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> dict[str, Any]:
    """Return a diagnostic in the form of the record."""
    span = diagnostic.span
    source = sources.get(span.path)
    cell = source.cell(span.start) if source is not None else None
    position = source.position(span.start) if source is not None else Position(1, 1)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "at": place_in(span.path, position, cell),
        "help": diagnostic.help or None,
        **({"corrected": list(diagnostic.corrected)} if diagnostic.corrected else {}),
    }
