"""A report names the kind of each finding: a rule of law is never a company's own rule, nor the reverse."""

from __future__ import annotations

import csv
import re
from functools import cache
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.replay import run
from tests.report.papers import needs_renderer
from tests.report.test_pdf import texts_of

HEAD = 'pack {name} version 1 title "{name}" authority "{authority}" {head} reviewed 2026-11-24\n'
RULE = """
rule {name}
  title       "{name}"
  severity    {severity}
  {obligation}
  cites       "{cites}"
  applies to  every listed component
  forbid      component.origin is CN
  message     "{name} is violated"

example fail of {name} "made in China"
  bom     component a, origin CN
  expect  fail at a
"""
LAW, POLICY = "41 U.S.C. 8303", "policy 3"
PACKS = {
    "law": (
        "the legislature",
        "jurisdiction US",
        [("law-rule", "prohibit", "", LAW), ("law-warns", "warn", "", LAW)],
    ),
    "own": (
        "purchasing policy",
        "",
        [("own-rule", "prohibit", "", POLICY), ("own-statutory", "ineligible", "obligation statutory", LAW)],
    ),
    "mixed": (
        "the legislature",
        "obligation statutory",
        [("mixed-policy", "prohibit", "obligation company-policy", POLICY)],
    ),
}
KINDS = {
    "law/law-rule": "statutory",
    "law/law-warns": "warning",
    "own/own-rule": "company policy",
    "own/own-statutory": "statutory",
    "mixed/mixed-policy": "company policy",
}
WAIVED = ("law/law-rule", "own/own-rule", "own/own-statutory", "mixed/mixed-policy")
AGAINST = "company decision against a rule of law"
WAIVER = """\
  - id: W-{n}
    rule: {rule}
    scope: {{components: [motor]}}
    reason: prototypes
    legal_basis: policy 7.3
    requested_by: Dana Ito
    approved_by: Kim Berg
    from: 2026-11-01
    until: 2027-05-31
"""
CHECK = "--pack law.rule --pack own.rule --pack mixed.rule --as-of 2026-11-24"


@cache
def report(*, waived: bool, pdf: bool = False) -> dict[str, str]:
    """The files of a report by name, with or without a waiver for each rule that decides."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        for name, (authority, head, rules) in PACKS.items():
            texts = [
                RULE.format(name=rule, severity=severity, obligation=obligation, cites=cites)
                for rule, severity, obligation, cites in rules
            ]
            text = HEAD.format(name=name, authority=authority, head=head) + "".join(texts)
            (folder / f"{name}.rule").write_text(text, encoding="utf-8")
        (folder / "bom.yaml").write_text(
            "schema: microdep-bom/1\ncomponents:\n  - {name: Motor, id: motor, origin: CN}\n",
            encoding="utf-8",
        )
        waivers = "".join(WAIVER.format(n=n, rule=rule) for n, rule in enumerate(WAIVED, 1))
        (folder / "waivers.yaml").write_text(f"schema: microdep-waivers/1\nwaivers:\n{waivers}", "utf-8")
        chosen = "--waivers waivers.yaml" if waived else "--no-waivers"
        _, err, code = run(
            f"microdep report bom.yaml {CHECK} {chosen} --output out{' --pdf' if pdf else ''}", folder
        )
        assert code in {0, 1}, err
        names = ("report.html", "report.md", "findings.csv")
        found = {name: (folder / "out" / name).read_text("utf-8") for name in names}
        if pdf:
            found["report.pdf"] = "".join(texts_of((folder / "out" / "report.pdf").read_bytes()))
        return found


KIND = "(statutory|company policy|warning)"
BEFORE = rf"{KIND}((?: {AGAINST}\.)?)(?: It is advisory\.)? Fails {{rule}} "
"""The label of a finding in HTML and on paper, before its sentence."""
BEHIND = rf"Fails {{rule}} (?:(?!Fails ).)*?- Result: [^;]+; {KIND}((?:; {AGAINST})?)"
"""The label of a finding in Markdown, below its sentence."""


def label(rule: str, text: str, form: str) -> tuple[str, bool]:
    """The kind of a finding in a report, and whether its waiver is a company decision against a law."""
    plain = (
        unescape(re.sub(r"<[^>]+>", " ", re.sub("<wbr ?/?>|\u00ad|\u200b", "", text)))
        .replace("\\", "")
        .replace("*", "")
    )
    found = re.findall(form.format(rule=re.escape(rule)), re.sub(r"\s+", " ", plain), re.IGNORECASE)
    ((kind, against),) = dict.fromkeys(found)
    return kind, bool(against)


@pytest.mark.parametrize("waived", [False, True])
@pytest.mark.parametrize("rule", KINDS)
def test_each_finding_has_the_kind_of_its_rule(rule: str, waived: bool) -> None:
    files = report(waived=waived)
    expected = KINDS[rule], waived and KINDS[rule] == "statutory"
    assert label(rule, files["report.html"], BEFORE) == expected
    assert label(rule, files["report.md"], BEHIND) == expected
    rows = {row["Rule"]: row for row in csv.DictReader(files["findings.csv"].splitlines())}
    by_law = "statutory" if rule.startswith("law/") or "statutory" in rule else "company policy"
    assert rows[rule]["Obligation"] == by_law
    assert (AGAINST in str(rows[rule])) is expected[1]


@pytest.mark.parametrize("waived", [False, True])
def test_a_printed_report_has_the_same_labels(waived: bool) -> None:
    needs_renderer()
    text = report(waived=waived, pdf=True)["report.pdf"]
    labels = {rule: label(rule, text, BEFORE) for rule in KINDS}
    assert labels == {rule: (kind, waived and kind == "statutory") for rule, kind in KINDS.items()}
