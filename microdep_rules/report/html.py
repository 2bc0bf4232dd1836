"""The report as HTML: one file for screen and paper, without scripts and without anything from elsewhere.

Its only style sheet is inside, and the content security policy names its digest: a browser shows nothing that
somebody adds. Every value of a document is escaped, and what is not seen in it is made visible.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from microdep_rules.output.visible import visible
from microdep_rules.report.figures.bars import bars
from microdep_rules.report.figures.chain import chain
from microdep_rules.report.figures.heatmap import heatmap
from microdep_rules.report.findings import place, subject
from microdep_rules.report.page import page
from microdep_rules.vocabulary.resources import report_template
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from jinja2 import Template
    from markupsafe import Markup

Data = dict[str, Any]
MOST_FINDINGS = 200
"""So many findings are told in full; all of them stand in the tables."""
MOST_OUTCOMES = 1_000
_LONG = re.compile(r"(\S{16})(?=\S{4})")
"""Where a word of more than a line of a narrow column may be broken."""
WORDS = {
    "error": "error",
    "fail": "fails",
    "unknown": "unknown",
    "disclose": "to disclose",
    "exempt": "exempt",
    "waived": "waived",
    "pass": "passes",
    "not_applicable": "does not apply",
    "invalid": "not valid",
    "nothing_checked": "nothing checked",
}
SIGNS = {
    "error": "!",
    "fail": "✗",
    "unknown": "?",
    "disclose": "§",
    "exempt": "○",
    "waived": "~",
    "pass": "✓",
    "not_applicable": "·",
    "invalid": "!",
    "nothing_checked": "·",
}
"""Never colour alone: each verdict has a sign and a word."""
ALWAYS = frozenset({"fail", "unknown", "pass"})
"""Counts that are told even where they are 0."""
COUNTED = ("fail", "unknown", "exempt", "waived", "disclose", "error", "pass", "not_applicable")
FILTERS = ("error", "fail", "unknown", "disclose", "exempt", "pass")


def render(
    record: Mapping[str, Any],
    supply: Mapping[str, Any],
    evidence: Sequence[Mapping[str, Any]],
    generated_at: str,
) -> str:
    """The report of a record, with the pictures of what is supplied; the same bytes for the same data."""
    style = style_sheet()
    told = page(record)
    return _template().render(
        page=told,
        title=_title(record),
        generated_at=generated_at,
        style=_as_it_is(style),
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        words=WORDS,
        signs=SIGNS,
        counted=[name for name in COUNTED if told["counts"][name] or name in ALWAYS],
        filters=FILTERS,
        most=MOST_FINDINGS,
        evidence=evidence,
        **_figures(record, supply),
        **_outcomes(record),
    )


@cache
def style_sheet() -> str:
    """The style sheet, with a line for each filter."""
    filters = "".join(f"#f-{name}:not(:checked)~.scroll .o-{name}{{display:none}}" for name in FILTERS)
    return report_template("report.css").replace("FILTERS", filters)


def _title(record: Mapping[str, Any]) -> str:
    documents = record["documents"]
    if len(documents) == 1:
        return str(documents[0]["id"] or documents[0]["path"])
    return f"{len(documents)} bills of materials"


def _figures(record: Mapping[str, Any], supply: Mapping[str, Any]) -> Data:
    """The pictures, the chain of custody, and the list of what stands in the report."""
    by_path = {each["path"]: each["outcomes"] for each in record["documents"]}
    order = list(load_stages().vocabulary.terms)
    graphs = [
        {"path": each["path"], "graph": graph}
        for each in supply["documents"]
        if (graph := chain(each, by_path.get(each["path"], []), order)) is not None
    ]
    map_ = heatmap(supply["documents"], order)
    shares = bars(outcome for each in record["documents"] for outcome in each["outcomes"])
    there = {"heatmap": map_, "chain": graphs, "shares": shares, "baseline": record["baseline"]}
    there["disclose"] = any(o["verdict"] == "disclose" for each in by_path.values() for o in each)
    contents = [(id_, name) for id_, name in CONTENTS if there.get(id_, True)]
    custody = [row for each in supply["documents"] for row in _custody(each)]
    return {"heatmap": map_, "chains": graphs, "bars": shares, "custody": custody, "contents": contents}


CONTENTS = (
    ("scope", "Scope and criteria"),
    ("findings", "Findings"),
    ("unknowns", "Unknowns and questions"),
    ("heatmap", "Steps by country"),
    ("chain", "From the mine to the product"),
    ("custody", "Chain of custody"),
    ("shares", "Shares"),
    ("exceptions", "Exceptions relied on"),
    ("waivers", "Waivers"),
    ("baseline", "Since the baseline"),
    ("disclose", "To disclose"),
    ("changes", "What changes next"),
    ("outcomes", "All outcomes"),
    ("evidence", "Inputs and evidence"),
    ("limits", "Limits"),
    ("signoff", "Sign-off"),
)


def _custody(document: Mapping[str, Any]) -> list[Data]:
    """Each recorded step of each material, and that of a material nothing is recorded."""
    names = {each["id"]: each["name"] for each in document["parts"]}
    found = []
    for material in document["materials"]:
        about = {
            "material": material["name"],
            "substance": material["substance"] if material["substance"] != material["name"] else "",
            "part": names.get(material["part"], material["part"]),
        }
        found += [{**about, **_step(each)} for each in material["steps"]]
        if not material["steps"]:
            told = "none: the list is complete" if material["complete"] else "none recorded"
            found.append({**about, "step": told, "country": "", "by": "", "evidence": "", "at": ""})
    for part in document["parts"]:
        about = {"material": part["name"], "substance": "", "part": part["name"]}
        found += [{**about, **_step(each)} for each in part["steps"]]
    return found


def _step(step: Mapping[str, Any]) -> Data:
    of = f" ({step['substance']})" if step["substance"] else ""
    share = f", {step['share']} %" if step["share"] else ""
    return {
        "step": f"{step['stage']}{of}{share}",
        "country": step["country"] or "not stated",
        "by": step["by"],
        "evidence": ", ".join(step["evidence"]) or "none",
        "at": place(step["at"]),
    }


def _outcomes(record: Mapping[str, Any]) -> Data:
    """The outcomes as rows, those first that decide; of very many, so many."""
    rows = [
        {
            "verdict": outcome["verdict"],
            "waiver": outcome["waiver"],
            "rule": outcome["rule"],
            "part": subject(outcome),
            "message": outcome["message"] if outcome["verdict"] not in {"pass", "not_applicable"} else "",
        }
        for name in FILTERS
        for document in record["documents"]
        for outcome in document["outcomes"]
        if outcome["verdict"] == name
    ]
    return {"outcomes": rows[:MOST_OUTCOMES], "outcomes_left": max(0, len(rows) - MOST_OUTCOMES)}


def _as_it_is(text: str) -> Markup:
    """The style sheet, which is ours and holds nothing of a document."""
    from markupsafe import Markup

    assert "<" not in text
    return Markup(text)  # noqa: S704 - of our own template alone


def shown(text: object) -> Markup:
    """A value of a document: escaped, with what is not seen made visible, and set apart in its direction.

    A long word may go on in the next line: on paper nobody can scroll.

    >>> shown("<b>")
    Markup('&lt;b&gt;')
    """
    from markupsafe import Markup

    bare = visible(str(text))
    whole = Markup("<wbr>").join(_LONG.sub(r"\1\0", bare).split("\0"))
    return whole if bare.isascii() else Markup("<bdi>{}</bdi>").format(whole)


def by_pack(rules: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Rules by their packs, both in order.

    >>> by_pack(["b/two", "a/one", "b/one"])
    [('a', ['one']), ('b', ['one', 'two'])]
    """
    found: dict[str, list[str]] = {}
    for each in sorted(rules):
        pack, _, name = each.partition("/")
        found.setdefault(pack, []).append(name)
    return list(found.items())


@cache
def _template() -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "by_pack": by_pack,
        "shown": shown,
        "visible": lambda text: visible(str(text)),
    }
    return environment.from_string(report_template("report.html.j2"))
