"""Data for the template of a report; equal records give equal data.

The schema `schemas/microdep-report-1.schema.json` describes the data for authors of custom templates. For a
large check, this module shortens the tables. Other files of the bundle contain the omitted rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.standing import AGAINST_LAW, APPEARANCES, WAIVED
from microdep_rules.output.production import SCHEMAS
from microdep_rules.output.registers import evidence_words, named_evidence, once
from microdep_rules.report import waivers
from microdep_rules.report.figures.bars import WIDTH as NOTHING_KNOWN
from microdep_rules.report.figures.bars import bars
from microdep_rules.report.figures.chain import chain
from microdep_rules.report.figures.heatmap import heatmap
from microdep_rules.report.findings import place, subject
from microdep_rules.report.html import FILTERS
from microdep_rules.report.page import page
from microdep_rules.report.production import lines, sections
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SCHEMA = "microdep-report/1"
Data = dict[str, Any]
WORDS = {name: appearance.word for name, appearance in APPEARANCES.items()}
SIGNS = {name: appearance.sign for name, appearance in APPEARANCES.items()}
COUNT_WORDS = {name: "of these waived" if name.endswith(WAIVED) else word for name, word in WORDS.items()}
"""Column heading for the number of outcomes with a verdict.

An outcome with a waived fail counts in two columns, `fail` and `of these waived`.
"""
ALWAYS = frozenset({"fail", "unknown", "pass"})
"""Verdicts whose number a table shows even if the number is 0."""
COUNTED = (
    *("fail", "fail_waived", "unknown", "unknown_waived", "exempt", "disclose", "disclose_waived"),
    *("error", "pass", "not_applicable"),
)
"""Verdicts whose number a table shows, in the order of the columns."""


class Views(Struct, frozen=True):
    """Data from which reports are made: the record, facts about the supply chain, and stated evidence."""

    record: Mapping[str, Any]
    supply: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]


class PageLimits(Struct, frozen=True):
    """Largest numbers of rows on a page of a report.

    Other files of the bundle contain the omitted rows.
    """

    findings: int
    outcomes: int
    rows: int
    """Largest number of rows in a table for which no other limit is given."""
    drawn: int
    """Largest number of rows in a figure."""
    passes: int
    """Largest number of passes that the page shows with their facts."""


SCREEN = PageLimits(findings=200, outcomes=1_000, rows=5_000, drawn=40, passes=200)
PAPER = PageLimits(findings=60, outcomes=1_000, rows=250, drawn=20, passes=12)
"""Limits for a PDF; to lay out a PDF takes a hundred times as long as the same page in a browser."""


def context(views: Views, generated_at: str, limits: PageLimits = SCREEN) -> Data:
    """Return all data for a template, including the number of omitted rows of each table."""
    shown = page(views.record, limits.passes)
    del shown["evidence"]  # the register of the bundle has more details
    data = {
        "schema": SCHEMA,
        "page": shown,
        "title": _title(views.record),
        "product": _product(views.supply),
        "generated_at": generated_at,
        "words": WORDS,
        "count_words": COUNT_WORDS,
        "signs": SIGNS,
        "counted": [name for name in COUNTED if shown["counts"][name] or name in ALWAYS],
        "filters": list(FILTERS),
        "evidence": once({**entry, "opened": evidence_words(entry)} for entry in views.evidence),
        "outcomes": _outcomes(views.record),
        "changes": _changes(shown.pop("changes")),
        "custody": custody_of(views),
        "production": sections(views.record, limits.drawn, limits.drawn),
        "production_lines": lines(views.record),
        **_figures(views, limits),
    }
    data["left"] |= {**_shorten(data, limits), "passes": shown.pop("passed_left")}
    return data


def _title(record: Mapping[str, Any]) -> str:
    documents = record["documents"]
    if len(documents) == 1:
        return str(documents[0]["id"] or documents[0]["path"])
    return f"{len(documents)} bills of materials"


def _product(supply: Mapping[str, Any]) -> str:
    """Return the name of the product if the report is about one document; otherwise empty."""
    if len(supply["documents"]) != 1:
        return ""
    (document,) = supply["documents"]
    return next(
        (component["name"] for component in document["components"] if component["id"] == document["product"]),
        "",
    )


# ---- texts in full ----------------------------------------------------------------------------


def _shorten(data: Data, limits: PageLimits) -> dict[str, int]:
    """Shorten each table to its limit; return the number of omitted rows of each table."""
    left = {"findings": _shorten_findings(data["page"], limits.findings)}
    data["outcomes"], left["outcomes"] = _first(data["outcomes"], limits.outcomes)
    for name in ("custody", "evidence", "bars"):
        data[name], left[name] = _first(data[name], limits.rows)
    shown = data["page"]
    for name in ("unknowns", "undecided", "waivers", "exempt", "duties", "inputs", "diagnostics"):
        shown[name], left[name] = _first(shown[name], limits.rows)
    left["changes"] = _shorten_changes(data, limits.rows)
    left["contracts"] = _shorten_contracts(shown, limits.rows)
    return left


def _first(rows: list[Any], most: int) -> tuple[list[Any], int]:
    return rows[:most], max(0, len(rows) - most)


def _shorten_findings(shown: Data, most: int) -> int:
    """Shorten the findings to `most` findings in all documents together; return the omitted number.

    For each document, the page states the number of omitted findings.
    """
    gone = 0
    for document in shown["documents"]:
        document["findings"], document["left"] = _first(document["findings"], most)
        most -= len(document["findings"])
        gone += document["left"]
    return gone


def _shorten_contracts(shown: Data, most: int) -> int:
    gone, kept = 0, []
    for contract in shown["contracts"]:
        facts, beyond = _first(contract["facts"], most)
        most -= len(facts)
        gone += beyond
        kept += [{**contract, "facts": facts}] if facts or not beyond else []
    shown["contracts"] = kept
    return gone


def _shorten_changes(data: Data, most: int) -> int:
    gone = 0
    for day in data["changes"]:
        for group in day["groups"]:
            group["components"], beyond = _first(group["components"], most)
            most -= len(group["components"])
            gone += beyond
        day["groups"] = [group for group in day["groups"] if group["components"]]
    data["changes"] = [day for day in data["changes"] if day["groups"]]
    return gone


# ---- figures and tables ------------------------------------------------------------------------------


def _figures(views: Views, limits: PageLimits) -> Data:
    """Return the data of the figures and of the table of contents."""
    record, supply = views.record, views.supply
    by_path = {document["path"]: document["outcomes"] for document in record["documents"]}
    order = list(load_stages().vocabulary.terms)
    graphs = [
        {"path": document["path"], "graph": graph}
        for document in supply["documents"][: limits.drawn]
        if (graph := chain(document, by_path.get(document["path"], []), order, limits.drawn)) is not None
    ]
    beyond = max(0, len(supply["documents"]) - limits.drawn)
    map_ = heatmap(supply["documents"], order)
    shares = bars(outcome for document in record["documents"] for outcome in document["outcomes"])
    there = {"heatmap": map_, "chain": graphs, "shares": shares, "baseline": record["baseline"]}
    there |= {name: name in record.get("production", {}) for name in SCHEMAS}
    there["passes"] = any(o["verdict"] == "pass" for outcomes in by_path.values() for o in outcomes)
    there["disclose"] = any(o["verdict"] == "disclose" for outcomes in by_path.values() for o in outcomes)
    contents = [{"id": id_, "name": name} for id_, name in CONTENTS if there.get(id_, True)]
    return {
        "heatmap": map_,
        "chains": graphs,
        "bars": shares,
        "drawn_bars": [share for share in shares if share["may_be"] < NOTHING_KNOWN][: limits.drawn],
        "contents": contents,
        "left": {"chains": beyond if graphs else 0},
    }


CONTENTS = (
    ("scope", "Scope and criteria"),
    ("findings", "Findings"),
    ("unknowns", "Unknowns and questions"),
    ("impact", "Halts of production"),
    ("scenarios", "Scenarios"),
    ("remedies", "Remedies"),
    ("exposure", "Exposure"),
    ("heatmap", "Stages by country"),
    ("chain", "From the mine to the product"),
    ("custody", "Chain of custody"),
    ("shares", "Shares"),
    ("exceptions", "Exceptions relied on"),
    ("waivers", "Waivers"),
    ("baseline", "Since the baseline"),
    ("disclose", "To disclose"),
    ("passes", "Passes and their facts"),
    ("changes", "Next changes"),
    ("outcomes", "All outcomes"),
    ("evidence", "Inputs and evidence"),
    ("limits", "Limits"),
    ("signoff", "Sign-off"),
)


def _changes(days: Iterable[Mapping[str, Any]]) -> list[Data]:
    """Return the verdicts that the law changes on a later day, by day.

    Components with the same rule and the same change become one entry.
    """
    days_ = []
    for day in days:
        groups: dict[tuple[str, ...], list[str]] = {}
        for change in day["outcomes"]:
            groups.setdefault((change["rule"], change["now"], change["then"], change["by"]), []).append(
                change["component"]
            )
        groups_ = [
            {"rule": r, "now": now, "then": then, "by": by, "components": p}
            for (r, now, then, by), p in groups.items()
        ]
        days_.append({"date": day["date"], "groups": groups_})
    return days_


def custody_of(views: Views) -> list[Data]:
    """Return a row for each stated stage of each material, and for each material without a stated stage.

    Each row states whether the evidence file could be opened.
    """
    shown = {(entry["document"], entry["id"]): named_evidence(entry) for entry in views.evidence}
    return [row for document in views.supply["documents"] for row in _custody(document, shown)]


def _custody(document: Mapping[str, Any], shown: Mapping[tuple[str, str], str]) -> list[Data]:
    path = document["path"]
    names = {component["id"]: component["name"] for component in document["components"]}
    rows = []
    for material in document["materials"]:
        about = {
            "document": document["path"],
            "material": material["name"],
            "substance": material["substance"] if material["substance"] != material["name"] else "",
            "component": names.get(material["component"], material["component"]),
        }
        rows += [{**about, **_stage(stage, path, shown)} for stage in material["stages"]]
        if not material["stages"]:
            text = "none: the list is complete" if material["complete"] else "none recorded"
            rows.append({**about, "stage": text, "country": "", "by": "", "evidence": "", "at": ""})
    for component in document["components"]:
        about = {"document": document["path"], "material": component["name"], "substance": ""}
        about["component"] = component["name"]
        rows += [{**about, **_stage(stage, path, shown)} for stage in component["stages"]]
    return rows


def _stage(stage: Mapping[str, Any], path: str, shown: Mapping[tuple[str, str], str]) -> Data:
    of = f" ({stage['substance']})" if stage["substance"] else ""
    share = f", {stage['share']} %" if stage["share"] else ""
    return {
        "stage": f"{stage['stage']}{of}{share}",
        "country": stage["country"] or "not stated",
        "by": stage["by"],
        "evidence": ", ".join(shown.get((path, id_), id_) for id_ in stage["evidence"]) or "none",
        "at": place(stage["at"]),
    }


def _outcomes(record: Mapping[str, Any]) -> list[Data]:
    """Return the outcomes of a record as rows of a table."""
    answers = {waiver["id"]: waivers.in_one_line(waiver) for waiver in record["waivers"]}
    return [
        {
            "verdict": outcome["verdict"],
            "standing": outcome["standing"],
            "against_law": AGAINST_LAW if outcome["against_law"] else "",
            "waiver": answers.get(outcome["waiver"], outcome["waiver"] or ""),
            "rule": outcome["rule"],
            "component": subject(outcome),
            "message": outcome["message"] if outcome["verdict"] not in {"pass", "not_applicable"} else "",
        }
        for name in FILTERS
        for document in record["documents"]
        for outcome in document["outcomes"]
        if outcome["verdict"] == name
    ]
