"""Findings, facts and exceptions of a record as texts for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.designators import MOST_LISTED
from microdep_rules.engine.outcome import DECIDING
from microdep_rules.engine.readings import COMPUTED
from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.exception_words import evidence_ids
from microdep_rules.output.failures import COMPANY_POLICY, KINDS, STATUTORY, WARNING
from microdep_rules.output.few import shorten_path
from microdep_rules.output.findings import equal_components_lines, later_words, relied_rows
from microdep_rules.output.stages import IDENTIFIERS, IDENTITY, STAGE, stage_words
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Mapping

Data = dict[str, Any]
"""Data of texts, numbers, lists and dictionaries."""

STATES = {
    "known": "known by the baseline",
    "changed": "changed since the baseline",
    "new": "new since the baseline",
}
MOST = 5
"""Largest number of questions about one missing fact, and of missing facts of an exception."""
CONTRACT = "contract"
"""Id of the contract in facts. The names of contract facts begin with this word."""
LISTS = {"children": "components"}
"""Names of lists in documents, with other names in the rule language."""


Rows = list[tuple[str, list[str]]]
"""Pairs of a label and the texts for this label, such as `("relies on", ["a", "b"])`."""


def finding(
    outcome: Data, decides: tuple[str, ...], waivers: Mapping[str, Rows], called: Mapping[str, str]
) -> Data:
    """Return the row about an outcome that is not a pass, for the table of findings.

    `decides` has the severities that affect the exit code. `waivers` has the rows of each waiver, by its id.
    `called` has the names of components, by their ids.
    """
    exceptions = outcome["exceptions"]
    waived = waivers.get(outcome["waiver"] or "", [])
    return {
        "rule": outcome["rule"],
        "title": outcome["title"],
        "text": _text(outcome),
        "standing": outcome["standing"],
        "standing_words": in_words(outcome["standing"]),
        "kind": kind_of(outcome),
        "against_law": AGAINST_LAW if outcome["against_law"] else "",
        "severity": outcome["severity"],
        "decides": outcome["severity"] in decides,
        "component": subject(outcome),
        "message": outcome["message"],
        "cites": "; ".join(outcome["cites"]),
        "in_force": in_force(outcome["in_force"]),
        "share": outcome["share"] or "",
        "facts": fact_rows(outcome["facts"]),
        "elements": ", ".join(elements(outcome)),
        "disqualified": [exception_text(e) for e in exceptions if e["state"] == "disqualified"],
        "not_demonstrated": [exception_text(e) for e in exceptions if e["state"] == "not_demonstrated"],
        "does_not_apply": [exception_text(e) for e in exceptions if e["state"] == "does_not_apply"],
        "claimed": [exception_text(e) for e in exceptions if e["state"] == "claimed"],
        "fix": outcome.get("fix") or "",
        "presumed": outcome["presumed"],
        "waiver": "; ".join(text for _, texts in waived for text in texts),
        "rows": labelled([*_designators(outcome), *waived, *list_reliances(outcome, called)]),
        "baseline": STATES.get(outcome["baseline"] or "", ""),
        "places": [
            {"path": shorten_path(place["path"]), "verb": verdict_of(place["verdict"]).verb}
            for place in outcome["places"]
        ],
    }


def _designators(outcome: Data) -> Rows:
    """Return all designators of a component that has more designators than its name shows."""
    lists = [component.get("designators", ()) for component in subjects(outcome)[:MOST]]
    texts = [", ".join(designators) for designators in lists if len(designators) > MOST_LISTED]
    return [("designators", texts)] if texts else []


def list_reliances(outcome: Data, called: Mapping[str, str]) -> Rows:
    """Return the facts on which an outcome relies, its notes and its later changes, as labelled texts.

    `called` has the names of components, by their ids.
    """
    alike = [(called.get(group["id"], group["id"]), group["components"]) for group in outcome["stands_for"]]
    reliances = ((reliance["kind"], reliance["text"]) for reliance in outcome["relies_on"])
    changes = [(change["date"], change["verdict"]) for change in outcome["changes"]]
    notes = [*outcome["notes"], *equal_components_lines(alike)]
    return relied_rows(
        reliances, notes, later_words(changes, stated_date(outcome["in_force"])) if changes else ""
    )


def stated_date(timing: Data) -> str:
    """Return the contract date by which a rule was judged, such as the delivery date; otherwise empty."""
    return "" if timing["assumed"] or timing["basis"] == "as of" else timing["basis"]


def labelled(rows: Rows) -> list[Data]:
    """Return labelled texts as rows of a page, one row for each text.

    >>> labelled([("relies on", ["a", "b"])])
    [{'label': 'Relies on', 'text': 'a'}, {'label': 'Relies on', 'text': 'b'}]
    """
    return [{"label": label.capitalize(), "text": text} for label, texts in rows for text in texts]


def kind_of(outcome: Data) -> str:
    """Return the kind of a finding: `statutory`, `company policy` or `warning`."""
    if outcome["severity"] not in DECIDING:
        return KINDS[WARNING]
    return KINDS[STATUTORY if outcome["obligation"] == "statutory" else COMPANY_POLICY]


def _text(outcome: Data) -> str:
    if outcome["verdict"] == "error":
        return f"{outcome['rule']} could not be evaluated: {outcome['message']}"
    waived = ", and is waived" if outcome["waiver"] else ""
    cause = "because facts are missing" if outcome["presumed"] else "on declared data"
    return f"Fails {outcome['rule']} {cause}{waived}: {outcome['message']}"


def subjects(outcome: Data) -> list[Data]:
    """Return the components that an outcome is about; most outcomes are about one component."""
    found: list[Data] = outcome["components"] or [outcome["subject"]]
    return found


def subject(outcome: Data) -> str:
    """Return the path and id of the first components of an outcome, and the number of further components."""
    texts = [
        f"{shorten_path(component['path'] or '') or component['name'] or component['id']}"
        f" ({component['kind']} {component['id']})"
        for component in subjects(outcome)
    ]
    return and_more(texts, MOST)


def in_force(timing: Data) -> str:
    """Return the text about the period in which a rule is in force, with the date that was compared."""
    period = [f"from {timing['from']}"] if timing["from"] else []
    period += [f"before {timing['until']}"] if timing["until"] else []
    if timing["date"] is None:
        day = f"the {timing['basis']} date, which is not exactly known"
    elif timing["assumed"]:
        day = f"{timing['date']}, the as-of date, because the {timing['basis']} date is missing"
    elif timing["basis"] == "as of":
        day = f"{timing['date']}, the as-of date"
    else:
        day = f"{timing['date']}, the {timing['basis']} date"
    return f"{' '.join(period) or 'always'}; evaluated for {day}"


def fact_rows(facts: list[Data]) -> list[Data]:
    """Return facts as rows of a table.

    If the facts belong to several components, each row names its component.
    """
    holders = {fact["of"] for fact in facts} - {"", CONTRACT}
    several = len(holders) > 1
    rows = [fact_row(fact) for fact in facts]
    for row, fact in zip(rows, facts, strict=True):
        row["name"] += f" of {fact['of']}" if several and fact["of"] in holders else ""
    return rows


def fact_row(fact: Data) -> Data:
    """Return a fact as a row with its position and its evidence.

    If the fact comes from a pack, the row has a citation instead of a position.
    """
    where = place(fact["at"]) or fact.get("cites") or "rule pack, without a citation"
    evidence = evidence_ids(fact)
    if not evidence:
        evidence = "none" if fact["at"] else "of these facts" if where == COMPUTED else "rule pack"
    return {"name": fact["name"], "value": fact["value"], "at": where, "evidence": evidence}


def exemption_words(base: str, count: int) -> str:
    """Return the number of exemptions with the verdict `base` without the exception, in words.

    >>> exemption_words("fail", 4), exemption_words("unknown", 1)
    ('4 outcomes fail without the exception', '1 outcome is unknown without the exception')
    """
    several = count != 1
    verb = {"fail": "fail" if several else "fails"}.get(base, f"{'are' if several else 'is'} {base}".strip())
    outcomes = f"{count} outcome{'s' if several else ''}"
    return f"{outcomes} {verb} without the exception" if base else f"{outcomes} exempt"


def place(at: Data | None) -> str:
    """Return a position as `file:line:column`, or as the file and the name of a cell.

    >>> place({"file": "bom.yaml", "line": 3, "column": 5})
    'bom.yaml:3:5'
    """
    if at is None:
        return ""
    if "sheet" in at:
        return f"{at['file']}, sheet {at['sheet']}, cell {at['cell']}"
    return f"{at['file']}:{at['line']}:{at['column']}"


def elements(outcome: Data) -> list[str]:
    """Return the lettered elements of a law, such as `(a)`, that cause the verdict, with their citations."""
    words: dict[bool | None, str] = {True: "true", False: "false", None: "unknown"}
    texts = []
    for element in outcome["elements"]:
        letter = element["letter"].strip("()-")
        called = [
            *([f"({letter})"] if letter else []),
            *([f"[{element['cites']}]"] if element["cites"] else []),
        ]
        if element["decides"] and called:
            texts.append(f"{' '.join(called)} is {words[element['value']]}")
    return list(dict.fromkeys(texts))


def exception_text(exception: Data) -> Data:
    """Return the texts about an exception: its reason, or its missing facts."""
    # A single fact is easier to supply than a complete list.
    wanted = sorted(exception["needs"], key=lambda n: "." not in n["name"])
    needs = [f"{fact_words(n['name'])} of {n['subject']}" for n in wanted]
    return {
        "name": exception["name"],
        "cites": "; ".join(exception.get("cites", [])),
        "because": exception["because"] or "",
        "needs": and_more(needs, MOST),
    }


def fact_words(name: str) -> str:
    """Return the words for the name of a missing fact.

    >>> fact_words("component.origin"), fact_words("children"), fact_words("stage pressed")
    ('component.origin', 'the complete list of components', 'the stage pressed')
    """
    if name.startswith(STAGE):
        return f"the stage {stage_words(name)}"
    if "." in name or " " in name:
        return IDENTITY if name == IDENTIFIERS else name
    return f"the complete list of {LISTS.get(name, name)}"


def missing_on(names: list[str], on: list[str]) -> str:
    """Return the text that names the components for which a fact is missing; empty for a contract fact.

    >>> missing_on(["component.origin"], ["Bolt", "Nut"]), missing_on(["contract.agency"], ["contract"])
    (' on 2 components: Bolt, Nut', '')
    >>> missing_on(["stage pressed", "material.form"], ["magnet"])
    ' on 1 material: magnet'
    """
    number = len(on)
    kinds = {_holder(name) for name in names}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind == "contract":
        return ""
    several = f"{counted_noun(number, 'component')} or material{'' if number == 1 else 's'}"
    return f" on {counted_noun(number, kind) if kind else several}: {and_more(on, MOST)}"


def _holder(name: str) -> str:
    """Return the kind of element to which a fact belongs, such as `component`; empty if unclear."""
    if name in {"children", "materials"}:
        return "component"
    if name.startswith(("stage ", "content of ")):
        return "material"
    if name in {"owners", "rights", "relations"}:
        return "party"
    record = name.partition(".")[0]
    if record == "company" or name == "determinations":
        return "contract"
    return record if "." in name else ""
