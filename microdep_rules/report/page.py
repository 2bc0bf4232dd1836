"""What a one-page report shows, taken out of a record: plain data in the order of the page."""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Any

from microdep_rules.bom.evidence_files import NOT_OPENED, UNPROVEN
from microdep_rules.engine.standing import FAIL_WAIVED, in_words, standing_of
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.failures import failure_words
from microdep_rules.output.findings import evidence_text
from microdep_rules.output.registers import as_texts, evidence_words
from microdep_rules.output.rests import TOLD_APART, rest_words
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.unopened import of_record
from microdep_rules.report import waivers
from microdep_rules.report.findings import (
    MOST,
    Data,
    Rows,
    elements,
    exception_text,
    fact_rows,
    fact_words,
    finding,
    missing_on,
    parts,
    place,
    stated_date,
    subject,
)
from microdep_rules.report.passes import MOST_PASSES, passed
from microdep_rules.report.waivers import decisions
from microdep_rules.signing.packs import pack_lines_of
from microdep_rules.signing.scope import group_by_facts
from microdep_rules.signing.verdict_settings import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NO_DOCUMENT = "No bill of materials was found. Nothing was checked; this is not a pass."
OBLIGATIONS = {"statutory": "statutory", "company-policy": "company policy", "advice": "advice"}
"""What a pack encodes, in words."""
MOST_RESTS = 100
"""So many things of a kind that outcomes rely on are shown; the record has all."""
MOST_NAMED = 5
SEVERITIES = ("prohibit", "ineligible", "warn", "report")
DECLARED = "This report evaluates declared data. It does not establish that the data are true."
LOOKED_PAST = "looked past: "


def meaning(record: Mapping[str, Any]) -> str:
    """What the verdict means, and what it leaves open: what is unknown, evidence that shows nothing."""
    summary = record["summary"]
    sentences = [standing_of(summary["verdict"]).meaning]
    left = summary["counts"]["unknown"] - summary["counts"].get("unknown_waived", 0)
    if left and summary["verdict"] in {"fail", FAIL_WAIVED}:
        sentences.append(f"{left} more {'is' if left == 1 else 'are'} unknown, and waived by nobody.")
    if many := len(record.get("rules_left_out", ())):
        sentences.append(f"{many} rule{'s were' if many > 1 else ' was'} left out by configuration.")
    evidence = [each for document in record["documents"] for each in document.get("evidence", ())]
    if wrong := [f"{each['id']} ({each['state']})" for each in evidence if each["state"] in UNPROVEN]:
        more = f" and {len(wrong) - MOST_NAMED} more" if len(wrong) > MOST_NAMED else ""
        sentences.append(f"Evidence that is not as stated: {', '.join(wrong[:MOST_NAMED])}{more}.")
    unopened = sum(each["state"] == NOT_OPENED for each in evidence)
    if unopened:
        sentences.append(
            f"Of {len(evidence)} record{'s' if len(evidence) > 1 else ''} of evidence"
            f" {unopened} {'was' if unopened == 1 else 'were'} not opened."
        )
    sentences += [f"{each}." for each in of_record(record)]
    return " ".join(sentences)


def page(record: Mapping[str, Any], passes: int = MOST_PASSES) -> Data:
    """Everything the template needs, with so many entries of what passes."""
    decides = SEVERITIES if record.get("options", {}).get("fail_on") == "warn" else SEVERITIES[:2]
    answers = {each["id"]: waivers.rows(each) for each in record["waivers"]}
    documents = [_document(each, decides, answers) for each in record["documents"]]
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
        "documents": documents,
        "contracts": _contracts(record["documents"]),
        "several": len(documents) > 1,
        "packs": [_pack(each) for each in record["packs"]],
        "pack_lines": pack_lines_of(record),
        "company_lists": record["company_lists"],
        "packs_not_run": record.get("packs_not_run", []),
        "rules_left_out": record.get("rules_left_out", []),
        "inputs": record["inputs"],
        "unknowns": _unknowns(rows),
        "undecided": [_undecided(d, o) for d, o in rows if o["verdict"] == "unknown" and not o["missing"]],
        "waivers": waivers.entries(record),
        "left_aside": record["options"]["waivers_left_aside"],
        "waiver_limits": waivers.limits(record["options"]),
        "baseline": record["baseline"],
        "duties": [_duty(d, o) for d, o in rows if o["verdict"] == "disclose"],
        "exempt": [_exempt(d, o) for d, o in rows if o["verdict"] == "exempt"],
        "changes": _changes(rows),
        "horizon": record.get("options", {}).get("horizon_days"),
        "passes": _passes(rows),
        "passed": shown,
        "passed_left": not_shown,
        "not_applicable": _not_applicable(record["documents"]),
        "rests": _rests(rows),
        "limits": _limits(record, rows),
        "evidence": [
            _evidence(document["path"], each)
            for document in record["documents"]
            for each in document["evidence"]
        ],
        "diagnostics": _diagnostics(record),
    }


def _contracts(documents: Iterable[Data]) -> list[Data]:
    """The facts of the contract under which the verdicts hold; documents with the same ones together.

    Those that a rule read come first and entries of lists last: a page has so many rows.
    """
    used = [document for document in documents if document["verdict"] != "invalid" or document["contract"]]
    rows = ((each["path"], [{**fact, "at": place(fact["at"])} for fact in each["contract"]]) for each in used)
    return [
        {
            "documents": paths,
            "heading": _heading(paths),
            "facts": sorted(facts, key=lambda fact: (" " in fact["name"], not fact["read"])),
        }
        for paths, facts in group_by_facts(rows, lambda fact: (fact["name"], fact["value"]))
    ]


def _heading(paths: Sequence[str]) -> str:
    """The documents of a heading: of many the first ones, and how many there are."""
    more = f", … ({len(paths)} documents)" if paths[MOST_NAMED:] else ""
    return ", ".join(map(name_of, paths[:MOST_NAMED])) + more


def _outcomes(record: Mapping[str, Any]) -> Iterator[tuple[str, Data]]:
    """Every outcome with the path of its document."""
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
    called = {part["id"]: part["name"] for o in document["outcomes"] for part in parts(o)}
    found = [o for o in document["outcomes"] if o["verdict"] in {"fail", "error"}]
    found.sort(key=lambda o: (SEVERITIES.index(o["severity"]), o["rule"]))  # else as in the document
    return {
        "path": document["path"],
        "id": document["id"],
        "verdict": document["verdict"],
        "verdict_words": in_words(document["verdict"]),
        "counts": document["counts"],
        "failures": failure_words(document["failures"]),
        "findings": [finding(each, decides, answers, called) for each in found],
    }


# ---- what is open --------------------------------------------------------------------------------


def _unknowns(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """Unknowns by missing fact: on which parts, and for which rules it decides."""
    found: dict[str, Data] = {}
    called: dict[tuple[str, str], str] = {}
    for document, outcome in rows:
        if outcome["verdict"] not in {"unknown", "disclose"}:
            continue
        called |= {(document, part["id"]): part["name"] for part in parts(outcome)}
        for missing in outcome["missing"]:
            gap = found.setdefault(
                missing["name"],
                {
                    "name": missing["name"],
                    "parts": {},
                    "rules": {},
                    "asks": {},
                    "elements": {},
                    "violated": False,
                    "waived": True,
                },
            )
            gap["parts"][document, missing["subject"]] = None
            gap["rules"][outcome["rule"]] = None
            gap["asks"][missing["ask"]] = None
            gap["elements"] |= {f"{outcome['rule']}: {each}": None for each in elements(outcome)}
            gap["violated"] = gap["violated"] or outcome["violated"]
            gap["waived"] = gap["waived"] and bool(outcome["waiver"])
    merged: dict[tuple[Any, ...], list[Data]] = {}
    for gap in found.values():
        key = (tuple(gap["parts"]), tuple(gap["rules"]), gap["violated"], gap["waived"])
        merged.setdefault(key, []).append(gap)
    gaps = [_gap(each, called) for each in merged.values()]
    return sorted(gaps, key=lambda g: (not g["violated"], -len(g["rules"]), -g["parts"], g["name"]))


def _gap(gaps: list[Data], called: Mapping[tuple[str, str], str]) -> Data:
    """Facts that are missing on the same parts and decide the same rules.

    `called` are the names of parts, by document and id.
    """
    gap = gaps[0]
    in_turn = (ask for together in zip_longest(*(g["asks"] for g in gaps)) for ask in together)
    asks = [ask for ask in dict.fromkeys(in_turn) if ask is not None]
    return {
        "name": ", ".join(fact_words(g["name"]) for g in gaps),
        "parts": len(gap["parts"]),
        "on": (" and waived" if gap["waived"] else "")
        + missing_on([g["name"] for g in gaps], [called.get(each, each[1]) for each in gap["parts"]]),
        "rules": list(gap["rules"]),
        "violated": gap["violated"],
        "limbs": list(dict.fromkeys(each for g in gaps for each in g["elements"]))[:MOST],
        "asks": asks[:MOST],
        "more": max(0, len(asks) - MOST),
    }


def _undecided(document: str, outcome: Data) -> Data:
    """An unknown for which no fact is missing: a table, a list or a date of the pack leaves it open."""
    told = "; ".join(outcome.get("notes", [])) or outcome.get("reason") or "the rule pack leaves it open"
    told += "; waived, and undecided all the same" if outcome["waiver"] else ""
    found = {"document": document, "rule": outcome["rule"], "part": subject(outcome), "because": told}
    return {**found, "limbs": elements(outcome)[:MOST]}


def _duty(document: str, outcome: Data) -> Data:
    return {
        "document": document,
        "rule": outcome["rule"],
        "part": subject(outcome),
        "cites": "; ".join(outcome["cites"]),
        "facts": fact_rows(outcome["facts"]),
        "missing": [m["ask"] for m in outcome["missing"]],
    }


def _exempt(document: str, outcome: Data) -> Data:
    return {
        "document": document,
        "rule": outcome["rule"],
        "part": subject(outcome),
        "base": verdict_of(outcome["base"]).verb if outcome["base"] else "",
        "applying": [exception_text(e) for e in outcome["exceptions"] if e["state"] == "applies"],
    }


# ---- the rest of the page ------------------------------------------------------------------------


def _changes(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """What changes, by day."""
    found: dict[str, list[Data]] = {}
    for document, outcome in rows:
        for change in outcome["changes"]:
            told = {
                "document": document,
                "rule": outcome["rule"],
                "part": subject(outcome),
                "now": verdict_of(outcome["verdict"]).verb,
                "then": verdict_of(change["verdict"]).verb,
                "by": stated_date(outcome["in_force"]),
            }
            found.setdefault(change["date"], []).append(told)
    return [{"date": day, "outcomes": found[day]} for day in sorted(found)]


def _passes(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    found: dict[str, int] = {}
    for _, outcome in rows:
        if outcome["verdict"] == "pass":
            found[outcome["rule"]] = found.get(outcome["rule"], 0) + 1
    return [{"rule": rule, "count": found[rule]} for rule in sorted(found)]


def _not_applicable(documents: Iterable[Data]) -> list[Data]:
    found: dict[tuple[str, str], int] = {}
    for document in documents:
        for each in document.get("not_applicable", []):
            key = (each["rule"], each["reason"])
            found[key] = found.get(key, 0) + each["count"]
    return [{"rule": rule, "reason": why, "count": found[rule, why]} for rule, why in sorted(found)]


def _rests(rows: Iterable[tuple[str, Data]]) -> list[Data]:
    """What outcomes rely on besides facts, and how many of them."""
    lists: dict[int, tuple[list[Data], set[tuple[str, str]]]] = {}  # many outcomes have the same list
    for _, outcome in rows:
        own = outcome["relies_on"]
        lists.setdefault(id(own), (own, set()))[1].add((outcome["rule"], outcome["subject"]["id"]))
    found: dict[tuple[str, str], list[set[tuple[str, str]]]] = {}
    for own, outcomes in lists.values():
        for key in {(rest_words(e["kind"]), e["text"]) for e in own if e["kind"] not in TOLD_APART}:
            found.setdefault(key, []).append(outcomes)
    told: list[Data] = []
    for kind, keys in groupby(sorted(found), key=lambda each: each[0]):
        texts = [text for _, text in keys]
        told += (
            {"kind": kind, "text": text, "outcomes": len(set().union(*found[kind, text]))}
            for text in texts[:MOST_RESTS]
        )
        if beyond := texts[MOST_RESTS:]:
            about = set().union(*(each for text in beyond for each in found[kind, text]))
            told.append(
                {
                    "kind": kind,
                    "text": f"… {len(beyond):,} more, which the record lists",
                    "outcomes": len(about),
                }
            )
    return told


def _limits(record: Mapping[str, Any], rows: Iterable[tuple[str, Data]]) -> list[str]:
    facts = {(place(f["at"]), f["name"]): bool(f["evidence"]) for _, o in rows for f in o["facts"] if f["at"]}
    bare = sum(not evidenced for evidenced in facts.values())
    told = [
        DECLARED,
        f"The outcomes listed read {evidence_text(len(facts), bare)}.",
    ]
    past: dict[str, int] = {}
    for each in _not_applicable(record["documents"]):
        if each["reason"].startswith(LOOKED_PAST):
            why = each["reason"].removeprefix(LOOKED_PAST)
            past[why] = max(past.get(why, 0), each["count"])
    told += [
        f"{count} {'part was' if count == 1 else 'parts were'} looked past: {why}."
        for why, count in sorted(past.items())
    ]
    if record.get("options", {}).get("look_everywhere"):
        told.append("No part was looked past: the check was asked to look everywhere.")
    for each in record.get("law_as_known_on", []):
        told.append(
            f"The law of {each['pack']} is stated as known on {each['reviewed']}, before the as-of date."
        )
    listing = record.get("listing", {})
    if listing.get("omitted"):
        told.append(
            f"{listing['omitted']} outcomes are counted and not listed one by one"
            + (f": {listing['because']}." if listing.get("because") else ".")
        )
    ignored = record.get("files_ignored", 0)
    several = "files that are not bills of materials were"
    one = "file that is not a bill of materials was"
    told += [f"{ignored} {one if ignored == 1 else several} ignored."] if ignored else []
    return told


def _evidence(document: str, entry: Data) -> Data:
    named = {name: entry[name] or "" for name in ("id", "issuer", "issued", "expires")}
    path = entry["path"] or entry["url"] or entry.get("number") or ""
    return {"document": document, **named, "path": path, "opened": evidence_words(as_texts(entry))}


def _diagnostics(record: Mapping[str, Any]) -> list[Data]:
    found = [*record.get("diagnostics", []), *(d for doc in record["documents"] for d in doc["diagnostics"])]
    return [
        {"at": place(d["at"]), "severity": d["severity"], "message": d["message"], "code": d["code"]}
        for d in found
    ]
