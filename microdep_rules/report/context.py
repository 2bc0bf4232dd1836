"""What a template of a report is filled from: plain data, the same for the same record.

`schemas/microdep-report-1.schema.json` describes it for people who bring templates of their own. What of a
large check is told in full, and what is left to the other files of the bundle, is decided here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.standing import AGAINST_LAW, APPEARANCES, WAIVED
from microdep_rules.output.production import SCHEMAS
from microdep_rules.output.registers import evidence_words, named_evidence
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
WORDS = {name: each.word for name, each in APPEARANCES.items()}
SIGNS = {name: each.sign for name, each in APPEARANCES.items()}
COUNT_WORDS = {name: "of these waived" if name.endswith(WAIVED) else word for name, word in WORDS.items()}
"""The heading of each count: what is waived is counted under its verdict as well."""
ALWAYS = frozenset({"fail", "unknown", "pass"})
"""Counts that are told even where they are 0."""
COUNTED = (
    *("fail", "fail_waived", "unknown", "unknown_waived", "exempt", "disclose", "disclose_waived"),
    *("error", "pass", "not_applicable"),
)
"""What is counted, in the order of every table; what is waived is counted under its verdict as well."""


class Views(Struct, frozen=True):
    """What reports are made of: the record, what documents say of supply, and the papers that they name."""

    record: Mapping[str, Any]
    supply: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]]


class Limits(Struct, frozen=True):
    """How much is told in full; the rest is counted, and stands in other files of the bundle."""

    findings: int
    outcomes: int
    rows: int
    """Of every other table."""
    drawn: int
    """Rows of a picture."""
    passes: int
    """Entries of what passes, each with its facts."""


SCREEN = Limits(findings=200, outcomes=1_000, rows=5_000, drawn=40, passes=200)
PAPER = Limits(findings=60, outcomes=1_000, rows=250, drawn=20, passes=12)
"""A page takes a renderer a hundred times what it takes a browser."""


def context(views: Views, generated_at: str, limits: Limits = SCREEN) -> Data:
    """Everything that a template may show, with what was left out of each table by its name."""
    told = page(views.record, limits.passes)
    del told["evidence"]  # the register of the bundle says more
    found = {
        "schema": SCHEMA,
        "page": told,
        "title": _title(views.record),
        "product": _product(views.supply),
        "generated_at": generated_at,
        "words": WORDS,
        "count_words": COUNT_WORDS,
        "signs": SIGNS,
        "counted": [name for name in COUNTED if told["counts"][name] or name in ALWAYS],
        "filters": list(FILTERS),
        "evidence": [{**each, "opened": evidence_words(each)} for each in views.evidence],
        "outcomes": _outcomes(views.record),
        "changes": _changes(told.pop("changes")),
        "custody": custody_of(views),
        "production": sections(views.record, limits.drawn, limits.drawn),
        "production_lines": lines(views.record),
        **_figures(views, limits),
    }
    found["left"] |= {**_shorten(found, limits), "passes": told.pop("passed_left")}
    return found


def _title(record: Mapping[str, Any]) -> str:
    documents = record["documents"]
    if len(documents) == 1:
        return str(documents[0]["id"] or documents[0]["path"])
    return f"{len(documents)} bills of materials"


def _product(supply: Mapping[str, Any]) -> str:
    """The name of the product, where there is one document."""
    if len(supply["documents"]) != 1:
        return ""
    (document,) = supply["documents"]
    return next((each["name"] for each in document["parts"] if each["id"] == document["product"]), "")


# ---- what is told in full ----------------------------------------------------------------------------


def _shorten(found: Data, limits: Limits) -> dict[str, int]:
    """Takes out of each table what is beyond its limit; how many rows that are, by the name of the table."""
    left = {"findings": _shorten_findings(found["page"], limits.findings)}
    found["outcomes"], left["outcomes"] = _part(found["outcomes"], limits.outcomes)
    for name in ("custody", "evidence", "bars"):
        found[name], left[name] = _part(found[name], limits.rows)
    told = found["page"]
    for name in ("unknowns", "undecided", "waivers", "exempt", "duties", "inputs", "diagnostics"):
        told[name], left[name] = _part(told[name], limits.rows)
    left["changes"] = _shorten_changes(found, limits.rows)
    left["contracts"] = _shorten_contracts(told, limits.rows)
    return left


def _part(rows: list[Any], most: int) -> tuple[list[Any], int]:
    return rows[:most], max(0, len(rows) - most)


def _shorten_findings(told: Data, most: int) -> int:
    """The findings beyond the limit, over all documents; each document says how many of its own are gone."""
    gone = 0
    for document in told["documents"]:
        document["findings"], document["left"] = _part(document["findings"], most)
        most -= len(document["findings"])
        gone += document["left"]
    return gone


def _shorten_contracts(told: Data, most: int) -> int:
    gone, kept = 0, []
    for each in told["contracts"]:
        facts, beyond = _part(each["facts"], most)
        most -= len(facts)
        gone += beyond
        kept += [{**each, "facts": facts}] if facts or not beyond else []
    told["contracts"] = kept
    return gone


def _shorten_changes(found: Data, most: int) -> int:
    gone = 0
    for day in found["changes"]:
        for group in day["groups"]:
            group["parts"], beyond = _part(group["parts"], most)
            most -= len(group["parts"])
            gone += beyond
        day["groups"] = [each for each in day["groups"] if each["parts"]]
    found["changes"] = [day for day in found["changes"] if day["groups"]]
    return gone


# ---- figures and tables ------------------------------------------------------------------------------


def _figures(views: Views, limits: Limits) -> Data:
    """The pictures, and the list of what stands in the report."""
    record, supply = views.record, views.supply
    by_path = {each["path"]: each["outcomes"] for each in record["documents"]}
    order = list(load_stages().vocabulary.terms)
    graphs = [
        {"path": each["path"], "graph": graph}
        for each in supply["documents"][: limits.drawn]
        if (graph := chain(each, by_path.get(each["path"], []), order, limits.drawn)) is not None
    ]
    beyond = max(0, len(supply["documents"]) - limits.drawn)
    map_ = heatmap(supply["documents"], order)
    shares = bars(outcome for each in record["documents"] for outcome in each["outcomes"])
    there = {"heatmap": map_, "chain": graphs, "shares": shares, "baseline": record["baseline"]}
    there |= {name: name in record.get("production", {}) for name in SCHEMAS}
    there["passes"] = any(o["verdict"] == "pass" for each in by_path.values() for o in each)
    there["disclose"] = any(o["verdict"] == "disclose" for each in by_path.values() for o in each)
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
    ("impact", "What halts production"),
    ("scenarios", "Scenarios"),
    ("remedies", "Remedies"),
    ("exposure", "Exposure"),
    ("heatmap", "Steps by country"),
    ("chain", "From the mine to the product"),
    ("custody", "Chain of custody"),
    ("shares", "Shares"),
    ("exceptions", "Exceptions relied on"),
    ("waivers", "Waivers"),
    ("baseline", "Since the baseline"),
    ("disclose", "To disclose"),
    ("passes", "Passes and their facts"),
    ("changes", "What changes next"),
    ("outcomes", "All outcomes"),
    ("evidence", "Inputs and evidence"),
    ("limits", "Limits"),
    ("signoff", "Sign-off"),
)


def _changes(days: Iterable[Mapping[str, Any]]) -> list[Data]:
    """What changes by day, and the parts of one rule together that change alike."""
    found = []
    for day in days:
        groups: dict[tuple[str, ...], list[str]] = {}
        for each in day["outcomes"]:
            groups.setdefault((each["rule"], each["now"], each["then"], each["by"]), []).append(each["part"])
        told = [
            {"rule": r, "now": now, "then": then, "by": by, "parts": p}
            for (r, now, then, by), p in groups.items()
        ]
        found.append({"date": day["date"], "groups": told})
    return found


def custody_of(views: Views) -> list[Data]:
    """Each recorded step of each material, and that of a material nothing is recorded.

    Evidence is named with what opening its file has shown.
    """
    shown = {(each["document"], each["id"]): named_evidence(each) for each in views.evidence}
    return [row for each in views.supply["documents"] for row in _custody(each, shown)]


def _custody(document: Mapping[str, Any], shown: Mapping[tuple[str, str], str]) -> list[Data]:
    path = document["path"]
    names = {each["id"]: each["name"] for each in document["parts"]}
    found = []
    for material in document["materials"]:
        about = {
            "document": document["path"],
            "material": material["name"],
            "substance": material["substance"] if material["substance"] != material["name"] else "",
            "part": names.get(material["part"], material["part"]),
        }
        found += [{**about, **_step(each, path, shown)} for each in material["steps"]]
        if not material["steps"]:
            told = "none: the list is complete" if material["complete"] else "none recorded"
            found.append({**about, "step": told, "country": "", "by": "", "evidence": "", "at": ""})
    for part in document["parts"]:
        about = {"document": document["path"], "material": part["name"], "substance": ""}
        about["part"] = part["name"]
        found += [{**about, **_step(each, path, shown)} for each in part["steps"]]
    return found


def _step(step: Mapping[str, Any], path: str, shown: Mapping[tuple[str, str], str]) -> Data:
    of = f" ({step['substance']})" if step["substance"] else ""
    share = f", {step['share']} %" if step["share"] else ""
    return {
        "step": f"{step['stage']}{of}{share}",
        "country": step["country"] or "not stated",
        "by": step["by"],
        "evidence": ", ".join(shown.get((path, each), each) for each in step["evidence"]) or "none",
        "at": place(step["at"]),
    }


def _outcomes(record: Mapping[str, Any]) -> list[Data]:
    """The outcomes as rows, those first that decide."""
    answers = {each["id"]: waivers.in_one_line(each) for each in record["waivers"]}
    return [
        {
            "verdict": outcome["verdict"],
            "standing": outcome["standing"],
            "against_law": AGAINST_LAW if outcome["against_law"] else "",
            "waiver": answers.get(outcome["waiver"], outcome["waiver"] or ""),
            "rule": outcome["rule"],
            "part": subject(outcome),
            "message": outcome["message"] if outcome["verdict"] not in {"pass", "not_applicable"} else "",
        }
        for name in FILTERS
        for document in record["documents"]
        for outcome in document["outcomes"]
        if outcome["verdict"] == name
    ]
