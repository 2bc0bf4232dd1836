"""Findings, facts and exceptions of a record, in the words of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.engine.outcome import DECIDING
from microdep_rules.engine.readings import COMPUTED
from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.engine.verdict import verdict_of
from microdep_rules.output.failures import COMPANY_POLICY, KINDS, STATUTORY, WARNING
from microdep_rules.output.few import short_way
from microdep_rules.output.findings import later_words, part_word, relied_rows, stands_for_lines
from microdep_rules.output.steps import STAGE, step_words

if TYPE_CHECKING:
    from collections.abc import Mapping

Data = dict[str, Any]
"""Plain data: texts, numbers, lists and records."""

STATES = {
    "known": "known by the baseline",
    "changed": "changed since the baseline",
    "new": "new since the baseline",
}
MOST = 5
"""So many questions about one missing fact, and facts that one exception needs, are listed on the page."""
LISTS = {"children": "parts"}
"""Lists of a document, in the words of a reader where these are others."""


Rows = list[tuple[str, list[str]]]
"""Texts by their labels."""


def finding(
    outcome: Data, decides: tuple[str, ...], waivers: Mapping[str, Rows], called: Mapping[str, str]
) -> Data:
    """A failed outcome, or one that could not be evaluated.

    `decides` are the severities that decide, `waivers` the rows of each waiver by its id, and `called` the
    names of parts.
    """
    exceptions = outcome["exceptions"]
    waived = waivers.get(outcome["waiver"] or "", [])
    return {
        "rule": outcome["rule"],
        "title": outcome["title"],
        "said": _said(outcome),
        "standing": outcome["standing"],
        "standing_words": in_words(outcome["standing"]),
        "kind": _kind(outcome),
        "against_law": AGAINST_LAW if outcome["against_law"] else "",
        "severity": outcome["severity"],
        "decides": outcome["severity"] in decides,
        "part": subject(outcome),
        "message": outcome["message"],
        "cites": "; ".join(outcome["cites"]),
        "in_force": in_force(outcome["in_force"]),
        "share": outcome["share"] or "",
        "facts": fact_rows(outcome["facts"]),
        "limbs": ", ".join(elements(outcome)),
        "disqualified": [exception_text(e) for e in exceptions if e["state"] == "disqualified"],
        "not_demonstrated": [exception_text(e) for e in exceptions if e["state"] == "not_demonstrated"],
        "claimed": [exception_text(e) for e in exceptions if e["state"] == "claimed"],
        "fix": outcome.get("fix") or "",
        "presumed": outcome["presumed"],
        "waiver": "; ".join(text for _, texts in waived for text in texts),
        "rows": labelled([*waived, *relied(outcome, called)]),
        "baseline": STATES.get(outcome["baseline"] or "", ""),
        "places": [
            {"path": short_way(each["path"]), "verb": verdict_of(each["verdict"]).verb}
            for each in outcome["places"]
        ],
    }


def relied(outcome: Data, called: Mapping[str, str]) -> Rows:
    """What an outcome relies on besides facts; `called` are the names of parts."""
    alike = [(called.get(each["id"], each["id"]), each["parts"]) for each in outcome["stands_for"]]
    rests = ((each["kind"], each["text"]) for each in outcome["relies_on"])
    changes = [(each["date"], each["verdict"]) for each in outcome["changes"]]
    notes = [*outcome["notes"], *stands_for_lines(alike)]
    return relied_rows(
        rests, notes, later_words(changes, stated_date(outcome["in_force"])) if changes else ""
    )


def stated_date(timing: Data) -> str:
    """The date of the contract by which a rule is judged; nothing where that is the as-of date."""
    return "" if timing["assumed"] or timing["basis"] == "as-of" else timing["basis"]


def labelled(rows: Rows) -> list[Data]:
    """Rows as a page shows them: each text with its label.

    >>> labelled([("rests on", ["a", "b"])])
    [{'label': 'Rests on', 'text': 'a'}, {'label': 'Rests on', 'text': 'b'}]
    """
    return [{"label": label.capitalize(), "text": text} for label, texts in rows for text in texts]


def _kind(outcome: Data) -> str:
    """Who is bound by what fails: by law, by policy of the company, or by nobody, because it warns."""
    if outcome["severity"] not in DECIDING:
        return KINDS[WARNING]
    return KINDS[STATUTORY if outcome["obligation"] == "statutory" else COMPANY_POLICY]


def _said(outcome: Data) -> str:
    if outcome["verdict"] == "error":
        return f"{outcome['rule']} was not decided: {outcome['message']}"
    waived = ", and is waived" if outcome["waiver"] else ""
    return f"Fails {outcome['rule']} on declared data{waived}: {outcome['message']}"


def parts(outcome: Data) -> list[Data]:
    """The parts that an outcome is about; most are about one."""
    found: list[Data] = outcome["parts"] or [outcome["subject"]]
    return found


def subject(outcome: Data) -> str:
    """The part that an outcome is about, by the way that leads to it, and its id; of several the first."""
    told = [
        f"{short_way(part['path'] or '') or part['name'] or part['id']} ({part['kind']} {part['id']})"
        for part in parts(outcome)
    ]
    return ", ".join(told[:MOST]) + (f" and {len(told) - MOST} more" if len(told) > MOST else "")


def in_force(timing: Data) -> str:
    """From when and until when a rule is in force, and by which date that was judged."""
    told = [f"from {timing['from']}"] if timing["from"] else []
    told += [f"before {timing['until']}"] if timing["until"] else []
    if timing["date"] is None:
        day = f"the {timing['basis']} date, which is not exactly known"
    elif timing["assumed"]:
        day = f"{timing['date']}, the as-of date, because the {timing['basis']} date is not stated"
    elif timing["basis"] == "as of":
        day = f"{timing['date']}, the as-of date"
    else:
        day = f"{timing['date']}, the {timing['basis']} date"
    return f"{' '.join(told) or 'always'}; judged by {day}"


def fact_rows(facts: list[Data]) -> list[Data]:
    """Facts as rows of a table; where they are of several parts, each says of which."""
    several = len({each["of"] for each in facts if each["of"]}) > 1
    rows = [fact_row(each) for each in facts]
    for row, fact in zip(rows, facts, strict=True):
        row["name"] += f" of {fact['of']}" if several and fact["of"] else ""
    return rows


def fact_row(fact: Data) -> Data:
    """A fact with its place and evidence; of an entry of the pack, who says so."""
    where = place(fact["at"]) or fact.get("cites") or "rule pack, without a citation"
    void = [f"{each} (does not count)" for each in fact["evidence_not_counted"]]
    evidence = ", ".join([*fact["evidence"], *void])
    if not evidence:
        evidence = "none" if fact["at"] else "of these facts" if where == COMPUTED else "rule pack"
    return {"name": fact["name"], "value": fact["value"], "at": where, "evidence": evidence}


def place(at: Data | None) -> str:
    """`file:line:column`, or the cell of a sheet.

    >>> place({"file": "bom.yaml", "line": 3, "column": 5})
    'bom.yaml:3:5'
    """
    if at is None:
        return ""
    if "sheet" in at:
        return f"{at['file']}, sheet {at['sheet']}, cell {at['cell']}"
    return f"{at['file']}:{at['line']}:{at['column']}"


def elements(outcome: Data) -> list[str]:
    """The elements of the requirement that decide an outcome, each with its value and clause."""
    words: dict[bool | None, str] = {True: "true", False: "false", None: "unknown"}
    told = []
    for each in outcome["limbs"]:
        letter = each["letter"].strip("()-")
        called = [*([f"({letter})"] if letter else []), *([f"[{each['cites']}]"] if each["cites"] else [])]
        if each["decides"] and called:
            told.append(f"{' '.join(called)} is {words[each['value']]}")
    return list(dict.fromkeys(told))


def exception_text(exception: Data) -> Data:
    """An exception: why it was lost or holds, or what is not known of it."""
    # A single fact is easier to bring than a complete list.
    wanted = sorted(exception["needs"], key=lambda n: "." not in n["name"])
    needs = [f"{fact_words(n['name'])} of {n['subject']}" for n in wanted]
    more = len(needs) - MOST
    told = ", ".join(needs[:MOST]) + (f" and {more} more" if more > 0 else "")
    return {
        "name": exception["name"],
        "cites": "; ".join(exception.get("cites", [])),
        "because": exception["because"] or "",
        "needs": told,
    }


def fact_words(name: str) -> str:
    """A missing fact in words.

    >>> fact_words("component.origin"), fact_words("children"), fact_words("stage pressed")
    ('component.origin', 'the complete list of parts', 'the stage pressed')
    """
    if name.startswith(STAGE):
        return f"the stage {step_words(name)}"
    if "." in name or " " in name:
        return name
    return f"the complete list of {LISTS.get(name, name)}"


def missing_on(names: list[str], on: list[str]) -> str:
    """On what facts are open, missing or known only in part: of the deal there is only one.

    >>> missing_on(["component.origin"], ["Bolt", "Nut"]), missing_on(["contract.agency"], ["contract"])
    (' on 2 parts: Bolt, Nut', '')
    >>> missing_on(["stage pressed", "material.form"], ["magnet"])
    ' on 1 material: magnet'
    """
    number = len(on)
    kinds = {_holder(name) for name in names}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if kind == "contract":
        return ""
    several = f"{part_word('component', number)} or material{'' if number == 1 else 's'}"
    more = f" and {number - MOST} more" if number > MOST else ""
    return f" on {part_word(kind, number) if kind else several}: {', '.join(on[:MOST])}{more}"


def _holder(name: str) -> str:
    """The kind of what a missing fact is a fact of; of a list of steps or of the like it may be several."""
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
