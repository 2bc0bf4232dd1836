"""Data of the one-page report, made from the record, in the order on the page."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.evidence_files import NOT_OPENED, UNPROVEN
from microdep_rules.engine.standing import FAIL_WAIVED, in_words, standing_of
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.exception_words import evidence_ids, exception_words
from microdep_rules.output.failures import KINDS, failure_words
from microdep_rules.output.few import shorten_path
from microdep_rules.output.findings import evidence_text
from microdep_rules.output.registers import as_texts, evidence_words, once
from microdep_rules.output.reliances import WITH_OWN_LINES, reliance_label
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.unopened import of_record
from microdep_rules.report import waivers
from microdep_rules.report.findings import (
    MOST,
    Data,
    Rows,
    elements,
    exception_text,
    exemption_words,
    fact_rows,
    fact_words,
    finding,
    kind_of,
    missing_on,
    place,
    stated_date,
    subject,
    subjects,
)
from microdep_rules.report.passes import MOST_PASSES, passed
from microdep_rules.report.waivers import decisions
from microdep_rules.signing.packs import pack_lines_of
from microdep_rules.signing.scope import group_by_facts
from microdep_rules.signing.verdict_settings import name_of
from microdep_rules.vocabulary.shortening import and_more, first_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NO_DOCUMENT = "No bill of materials was found. Nothing was checked; this is not a pass."
OBLIGATIONS = {"statutory": "statutory", "company-policy": "company policy", "advice": "advice"}
"""Words for the kinds of obligation of a rule."""
MOST_RESTS = 100
"""Largest number of entries of one kind under *relies on*; the record contains all entries."""
MOST_NAMED = 5
SEVERITIES = ("prohibit", "ineligible", "warn", "report")
ORDER = tuple(KINDS.values())
"""Kinds of findings in the order of the page: law, company policy, warnings."""
DECLARED = "This report evaluates declared data. It does not establish that the data are true."
MOST_LISTED = 20
"""Largest number of components of listed companies that the page names."""
SHARED = (
    "One unknown outcome can stand for several components. "
    "The command check counts one open check for each of these components."
)
EXCLUDED = "excluded: "


def meaning(record: Mapping[str, Any]) -> str:
    """Return the meaning of the verdict, the number of unknown outcomes, and the evidence with problems."""
    summary = record["summary"]
    sentences = [standing_of(summary["verdict"]).meaning]
    left = summary["counts"]["unknown"] - summary["counts"].get("unknown_waived", 0)
    if left and summary["verdict"] in {"fail", FAIL_WAIVED}:
        sentences.append(f"{left} outcome{' is' if left == 1 else 's are'} unknown and not waived.")
    if many := len(record.get("rules_left_out", ())):
        sentences.append(f"{many} rule{'s were' if many > 1 else ' was'} excluded by configuration.")
    stated = (entry for document in record["documents"] for entry in document.get("evidence", ()))
    evidence = list({(entry["stated_in"], entry["id"]): entry for entry in stated}.values())
    if wrong := [f"{entry['id']} ({entry['state']})" for entry in evidence if entry["state"] in UNPROVEN]:
        sentences.append(f"Evidence with problems: {and_more(wrong, MOST_NAMED)}.")
    unopened = sum(entry["state"] == NOT_OPENED for entry in evidence)
    if unopened:
        sentences.append(
            f"{unopened} of {len(evidence)} record{'s' if len(evidence) > 1 else ''} of evidence"
            f" {'was' if unopened == 1 else 'were'} not opened."
        )
    sentences += [f"{line}." for line in of_record(record)]
    return " ".join(sentences)


def _listed_companies(record: Mapping[str, Any]) -> list[str]:
    """Return a sentence about each component of a listed company that does not fail (the first ones)."""
    documents = record["documents"]
    texts = [entry["text"] for document in documents for entry in document.get("listed_companies", ())]
    more = len(texts) - MOST_LISTED
    last = [f"{more} more, in the record: `listed_companies`"] if more > 0 else []
    return [*texts[:MOST_LISTED], *last]


def page(record: Mapping[str, Any], passes: int = MOST_PASSES) -> Data:
    """Return all data for the template of the one-page report.

    `passes` is the largest number of entries about passes.
    """
    decides = SEVERITIES if record.get("options", {}).get("fail_on") == "warn" else SEVERITIES[:2]
    answers = {waiver["id"]: waivers.rows(waiver) for waiver in record["waivers"]}
    documents = [_document(document, decides, answers) for document in record["documents"]]
    rows = list(_outcomes(record))
    shown, not_shown = passed(rows, passes)
    verdict = record["summary"]["verdict"]
    nothing = verdict == "nothing_checked"
    return {
        "tool": record["tool"],
        "as_of": record["as_of"],
        "verdict": verdict,
        "verdict_words": in_words(verdict),
        "meaning": NO_DOCUMENT if nothing and not documents else meaning(record),
        "counts": record["summary"]["counts"],
        "failures": failure_words(record["summary"]["failures"]),
        "against_law": decisions(record),
        "listed_companies": _listed_companies(record),
        "documents": documents,
        "contracts": _contracts(record["documents"]),
        "several": len(documents) > 1,
        "packs": [_pack(pack) for pack in record["packs"]],
        "pack_lines": pack_lines_of(record),
        "company_lists": record["company_lists"],
        "packs_not_run": record.get("packs_not_run", []),
        "rules_left_out": record.get("rules_left_out", []),
        "inputs": record["inputs"],
        "unknowns": _unknowns(rows),
        "undecided": [
            _entry_without_missing_fact(d, o)
            for d, o in rows
            if o["verdict"] == "unknown" and not o["missing"]
        ],
        "waivers": waivers.entries(record),
        "waivers_ignored": record["options"]["waivers_ignored"],
        "waiver_limits": waivers.limits(record["options"]),
        "baseline": record["baseline"],
        "duties": [_duty(d, o) for d, o in rows if o["verdict"] == "disclose"],
        "exempt": _exempt_outcomes(rows),
        "exempt_unknown": _exempt_unknowns(rows),
        "exemptions": _exemptions(rows),
        "changes": _changes(rows),
        "horizon": record.get("options", {}).get("horizon_days"),
        "passes": _passes(rows),
        "passed": shown,
        "passed_left": not_shown,
        "not_applicable": _not_applicable(record["documents"]),
        "rests": _reliances(rows),
        "limits": _limits(record, rows),
        "evidence": once(
            _evidence(entry) for document in record["documents"] for entry in document["evidence"]
        ),
        "diagnostics": _diagnostics(record),
    }


def _contracts(documents: Iterable[Data]) -> list[Data]:
    """Return the contract facts of the documents; documents with equal facts share one entry.

    Facts that a rule reads come first and lists come last, because the number of rows is limited.
    """
    used = [document for document in documents if document["verdict"] != "invalid" or document["contract"]]
    rows = ((d["path"], [_contract_fact(fact) for fact in d["contract"]]) for d in used)
    return [
        {
            "documents": paths,
            "heading": _heading(paths),
            "facts": sorted(facts, key=lambda fact: (" " in fact["name"], not fact["read"])),
        }
        for paths, facts in group_by_facts(rows, lambda fact: (fact["name"], fact["value"]))
    ]


def _contract_fact(fact: Data) -> Data:
    shown = {name: value for name, value in fact.items() if name != "evidence_not_counted"}
    return {**shown, "at": place(fact["at"]), "evidence": evidence_ids(fact) or "none"}


def _heading(paths: Sequence[str]) -> str:
    """Return the paths of the first documents and the number of all documents, for a heading."""
    more = f", … ({len(paths)} documents)" if paths[MOST_NAMED:] else ""
    return ", ".join(map(name_of, paths[:MOST_NAMED])) + more


def _outcomes(record: Mapping[str, Any]) -> Iterator[tuple[str, Data]]:
    """Yield every outcome, with the path of its document."""
    for document in record["documents"]:
        for outcome in document["outcomes"]:
            yield document["path"], outcome


def _pack(pack: Data) -> Data:
    return {
        "name": pack["name"],
        "version": pack["version"],
        "digest": pack["digest"],
        "not_shipped": pack_words(pack).removeprefix(f"{pack['name']} {pack['version']}").lstrip(", "),
        "title": pack.get("title") or "",
        "reviewed": pack.get("reviewed") or "not stated",
        "variant": pack.get("variant") or "none",
        "obligation": OBLIGATIONS.get(pack["obligation"] or "", "not loaded"),
        "parameters": pack.get("parameters", []),
    }


# ---- findings ------------------------------------------------------------------------------------


def _document(document: Data, decides: tuple[str, ...], answers: Mapping[str, Rows]) -> Data:
    called = {component["id"]: component["name"] for o in document["outcomes"] for component in subjects(o)}
    failing = [o for o in document["outcomes"] if o["verdict"] in {"fail", "error"}]
    # The order is law, company policy, advice, as on the screen of `check`; then the order of the document.
    failing.sort(key=lambda o: (ORDER.index(kind_of(o)), SEVERITIES.index(o["severity"]), o["rule"]))
    return {
        "path": document["path"],
        "id": document["id"],
        "verdict": document["verdict"],
        "verdict_words": in_words(document["verdict"]),
        "counts": document["counts"],
        "failures": failure_words(document["failures"]),
        "findings": [finding(outcome, decides, answers, called) for outcome in failing],
    }


# ---- unknowns --------------------------------------------------------------------------------


def _unknowns(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """Return an entry for each missing fact of unknown outcomes.

    An entry names the components that lack the fact, and the rules that need it.
    """
    gaps: dict[str, Data] = {}
    called: dict[tuple[str, str], str] = {}
    for document, outcome in rows:
        if outcome["verdict"] not in {"unknown", "disclose"}:
            continue
        called |= {(document, component["id"]): component["name"] for component in subjects(outcome)}
        for missing in outcome["missing"]:
            gap = gaps.setdefault(
                missing["name"],
                {
                    "name": missing["name"],
                    "components": {},
                    "rules": {},
                    "asks": {},
                    "elements": {},
                    "claimed": {},
                    "violated": False,
                    "waived": True,
                },
            )
            gap["components"][document, missing["subject"]] = None
            gap["rules"][outcome["rule"]] = None
            gap["asks"][missing["ask"]] = None
            gap["elements"] |= {f"{outcome['rule']}: {element}": None for element in elements(outcome)}
            claims = (judged for judged in outcome["exceptions"] if judged["state"] == "claimed")
            gap["claimed"] |= dict.fromkeys(map(exception_words, claims))
            gap["violated"] = gap["violated"] or outcome["violated"]
            gap["waived"] = gap["waived"] and bool(outcome["waiver"])
    merged: dict[tuple[Any, ...], list[Data]] = {}
    for gap in gaps.values():
        key = (tuple(gap["components"]), tuple(gap["rules"]), gap["violated"], gap["waived"])
        merged.setdefault(key, []).append(gap)
    rows_ = [_entry_of_facts(group, called) for group in merged.values()]
    return sorted(rows_, key=lambda g: (not g["violated"], -len(g["rules"]), -g["components"], g["name"]))


def _entry_of_facts(gaps: list[Data], called: Mapping[tuple[str, str], str]) -> Data:
    """Return one entry for several facts that the same components lack and the same rules need.

    `called` contains the name of each component, by document and component id.
    """
    gap = gaps[0]
    in_turn = (ask for together in zip_longest(*(g["asks"] for g in gaps)) for ask in together)
    asks, more = first_of([ask for ask in dict.fromkeys(in_turn) if ask is not None], MOST)
    return {
        "name": ", ".join(fact_words(g["name"]) for g in gaps),
        "components": len(gap["components"]),
        "on": missing_on([g["name"] for g in gaps], [called.get(key, key[1]) for key in gap["components"]])
        + (" (waived)" if gap["waived"] else ""),
        "rules": list(gap["rules"]),
        "violated": gap["violated"],
        "elements": list(dict.fromkeys(element for g in gaps for element in g["elements"]))[:MOST],
        "claimed": list(dict.fromkeys(words for g in gaps for words in g["claimed"]))[:MOST],
        "asks": list(asks),
        "more": more,
    }


def _entry_without_missing_fact(document: str, outcome: Data) -> Data:
    """Return an unknown outcome without a missing fact, with the reason why it is unknown."""
    reason = (
        "; ".join(outcome.get("notes", []))
        or outcome.get("reason")
        or "the rule pack does not settle this question"
    )
    reason += "; a waiver applies, and the outcome stays unknown" if outcome["waiver"] else ""
    row = {"document": document, "rule": outcome["rule"], "component": subject(outcome), "because": reason}
    return {**row, "elements": elements(outcome)[:MOST]}


def _duty(document: str, outcome: Data) -> Data:
    return {
        "document": document,
        "rule": outcome["rule"],
        "component": subject(outcome),
        "cites": "; ".join(outcome["cites"]),
        "facts": fact_rows(outcome["facts"]),
        "missing": [m["ask"] for m in outcome["missing"]],
    }


def _exempt_outcomes(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """Return the exempt outcomes, violations first; outcomes that would be unknown otherwise are left out."""
    exempt = [(d, o) for d, o in rows if o["verdict"] == "exempt" and (o["base"] or "") != "unknown"]
    return [_exempt(d, o) for d, o in sorted(exempt, key=lambda row: row[1]["base"] != "fail")]


def _exempt_unknowns(rows: Iterable[tuple[str, Data]]) -> list[str]:
    """Return one line for each rule and document with outcomes that only an exception keeps from unknown."""
    groups: dict[tuple[str, ...], list[Data]] = {}
    for d, o in rows:
        if o["verdict"] == "exempt" and o["base"] == "unknown":
            exceptions = (e["name"] for e in o["exceptions"] if e["state"] == "applies")
            groups.setdefault((o["rule"], d, *exceptions), []).append(o)
    return [
        f"{rule}, {', '.join(exceptions)}: {exemption_words('unknown', len(outcomes))}"
        f": {_named_subjects(outcomes)} ({document})"
        for (rule, document, *exceptions), outcomes in groups.items()
    ]


def _named_subjects(outcomes: Iterable[Data]) -> str:
    """Return the paths of the first subjects of some outcomes, and the number of further subjects."""
    about = [part for outcome in outcomes for part in subjects(outcome)]
    return and_more(
        dict.fromkeys(shorten_path(part["path"] or "") or part["name"] or part["id"] for part in about), MOST
    )


def _exempt(document: str, outcome: Data) -> Data:
    return {
        "document": document,
        "rule": outcome["rule"],
        "component": subject(outcome),
        "base": verdict_of(outcome["base"]).verb if outcome["base"] else "",
        "applied": [exception_text(e) for e in outcome["exceptions"] if e["state"] == "applies"],
        "facts": fact_rows(outcome["facts"]),
    }


def _exemptions(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """Return the number of exemptions by rule; exemptions of a certain violation are counted separately."""
    counts: dict[str, Counter[str]] = {}
    for _, outcome in rows:
        if outcome["verdict"] == "exempt":
            counts.setdefault(outcome["rule"], Counter())[outcome["base"] or ""] += 1
    return [
        {"rule": rule, "text": "; ".join(exemption_words(base, count) for base, count in sorted(own.items()))}
        for rule, own in sorted(counts.items())
    ]


# ---- other sections ------------------------------------------------------------------------------


def _changes(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """Return the verdicts that change on a later day, sorted by day."""
    days: dict[str, list[Data]] = {}
    for document, outcome in rows:
        for change in outcome["changes"]:
            row = {
                "document": document,
                "rule": outcome["rule"],
                "component": subject(outcome),
                "now": verdict_of(outcome["verdict"]).verb,
                "then": verdict_of(change["verdict"]).verb,
                "by": stated_date(outcome["in_force"]),
            }
            days.setdefault(change["date"], []).append(row)
    return [{"date": day, "outcomes": days[day]} for day in sorted(days)]


def _passes(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    counts: dict[str, int] = {}
    for _, outcome in rows:
        if outcome["verdict"] == "pass":
            counts[outcome["rule"]] = counts.get(outcome["rule"], 0) + 1
    return [{"rule": rule, "count": counts[rule]} for rule in sorted(counts)]


def _not_applicable(documents: Iterable[Data]) -> list[Data]:
    counts: dict[tuple[str, str], int] = {}
    for document in documents:
        for entry in document.get("not_applicable", []):
            key = (entry["rule"], entry["reason"])
            counts[key] = counts.get(key, 0) + entry["count"]
    return [
        {"rule": rule, "reason": reason, "count": counts[rule, reason]} for rule, reason in sorted(counts)
    ]


def _reliances(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """Return the assumptions and lists on which outcomes rely, each with the number of these outcomes."""
    lists: dict[int, tuple[list[Data], set[tuple[str, str]]]] = {}  # many outcomes have the same list
    for _, outcome in rows:
        own = outcome["relies_on"]
        lists.setdefault(id(own), (own, set()))[1].add((outcome["rule"], outcome["subject"]["id"]))
    by_text: dict[tuple[str, str], list[set[tuple[str, str]]]] = {}
    for own, outcomes in lists.values():
        for key in {(reliance_label(e["kind"]), e["text"]) for e in own if e["kind"] not in WITH_OWN_LINES}:
            by_text.setdefault(key, []).append(outcomes)
    rows_: list[Data] = []
    for kind, keys in groupby(sorted(by_text), key=lambda about: about[0]):
        texts = [text for _, text in keys]
        rows_ += (
            {"kind": kind, "text": text, "outcomes": len(set().union(*by_text[kind, text]))}
            for text in texts[:MOST_RESTS]
        )
        if beyond := texts[MOST_RESTS:]:
            about = set().union(*(about for text in beyond for about in by_text[kind, text]))
            rows_.append(
                {
                    "kind": kind,
                    "text": f"… {len(beyond):,} more, which the record lists",
                    "outcomes": len(about),
                }
            )
    return rows_


def _limits(record: Mapping[str, Any], rows: Sequence[tuple[str, Data]]) -> list[str]:
    facts = {(place(f["at"]), f["name"]): bool(f["evidence"]) for _, o in rows for f in o["facts"] if f["at"]}
    bare = sum(not evidenced for evidenced in facts.values())
    sentences = [
        DECLARED,
        f"The listed outcomes use {evidence_text(len(facts), bare)}.",
    ]
    if any(o["verdict"] == "unknown" and len(o["components"]) > 1 for _, o in rows):
        sentences.append(SHARED)
    past: dict[str, int] = {}
    for entry in _not_applicable(record["documents"]):
        if entry["reason"].startswith(EXCLUDED):
            reason = entry["reason"].removeprefix(EXCLUDED)
            past[reason] = max(past.get(reason, 0), entry["count"])
    sentences += [
        f"{count} {'component was' if count == 1 else 'components were'} excluded: {reason}."
        for reason, count in sorted(past.items())
    ]
    if record.get("options", {}).get("no_exclusions"):
        sentences.append("No component was excluded: exclusions were switched off.")
    for pack in record.get("packs_reviewed_on", []):
        sentences.append(
            f"The pack {pack['pack']} was last reviewed on {pack['reviewed']}, before the as-of date."
        )
    listing = record.get("listing", {})
    if listing.get("omitted"):
        sentences.append(
            f"{listing['omitted']} outcomes are counted, but not listed one by one"
            + (f", because {listing['because']}." if listing.get("because") else ".")
        )
    ignored = record.get("files_ignored", 0)
    several = "files that are not bills of materials were"
    one = "file that is not a bill of materials was"
    sentences += [f"{ignored} {one if ignored == 1 else several} ignored."] if ignored else []
    return sentences


def _evidence(entry: Data) -> Data:
    named = {name: entry[name] or "" for name in ("stated_in", "id", "issuer", "issued", "expires")}
    path = entry["path"] or entry["url"] or entry.get("number") or ""
    return {**named, "path": path, "opened": evidence_words(as_texts(entry))}


def _diagnostics(record: Mapping[str, Any]) -> list[Data]:
    problems = [
        *record.get("diagnostics", []),
        *(d for doc in record["documents"] for d in doc["diagnostics"]),
    ]
    return [
        {"at": place(d["at"]), "severity": d["severity"], "message": d["message"], "code": d["code"]}
        for d in problems
    ]
