"""JUnit XML for Jenkins, GitLab and others: a suite for each document, and a case for each rule.

A viewer recognizes a case by its name from one check to the next. Therefore each rule has only one case, and
the text of the case lists the components. In JUnit, a failure is a finding that affects the exit code, and an
error is a rule or document that could not be checked. Waived findings, and findings in the baseline, are
skipped cases with a reason, so that a viewer does not show them as passed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from microdep_rules.engine.grouping import KNOWN
from microdep_rules.engine.standing import in_words
from microdep_rules.output.failures import failure_words
from microdep_rules.output.formats import entries as entry
from microdep_rules.output.of_the_run import of_the_run
from microdep_rules.output.shipped import pack_words
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.output.checked import Checked
    from microdep_rules.output.formats.entries import FormatEntry

COMMON = "packs, configuration and context"
"""Suite for entries that belong to no document."""
WORST_FIRST = ("error", "failure", "skipped")
MOST_DETAILED = 10
"""Largest number of entries of a rule that are shown with details.

Further entries have only a message and a position.
"""
UNJUDGED = frozenset({"diagnostic", "error", "not_checked"})
"""Kinds of entries for a rule or document that could not be checked."""

SEVERAL = {"diagnostic": "diagnostics", "listed_company": "components of listed companies"}
"""Words for several entries of a kind that is not a verdict."""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """Return the suites of a check; they contain no times, so that equal inputs give equal bytes."""
    run = entry.run(checked, listing=listing, everything=everything)
    summary = run.record["summary"]
    suites = [
        _suite(
            document.path,
            document.entries,
            {"verdict": in_words(document.verdict), **_counts(document.counts)},
            document.id,
        )
        for document in run.documents
    ]
    if run.common:
        suites.append(_suite(COMMON, run.common, {}, ""))
    root = ET.Element("testsuites", {"name": "microdep-rules", **_sums(suites)})
    run_wide = {
        "as-of": run.record["as_of"],
        "fail-on": run.record["options"]["fail_on"],
        "verdict of the run": in_words(summary["verdict"]),
        **({"fails": fails} if (fails := failure_words(summary["failures"])) else {}),
        **{f"pack {pack['name']}": _pack(pack) for pack in run.record["packs"]},
    }
    run_wide |= {name: "; ".join(lines) for name, lines in of_the_run(run.record).items()}
    if run.record["listing"]["because"]:
        run_wide["not-listed"] = f"{run.record['listing']['omitted']}: {run.record['listing']['because']}"
    for suite in suites:  # JUnit has no properties for a whole report
        suite[0].extend(_properties(run_wide))
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def outcome_of(item: FormatEntry) -> str:
    """Return the result of a case: `failure`, `error`, `skipped`, or an empty text for a pass.

    An unknown outcome is a failure, but with `--fail-on fail` it is skipped.
    """
    if item.kind in UNJUDGED:
        return "error" if item.decides else "skipped"
    if item.weight == "none":
        return "skipped" if item.kind == "not_applicable" or item.waiver else ""
    return "failure" if item.decides else "skipped"


def _suite(path: str, entries: Iterable[FormatEntry], properties: dict[str, str], id_: str) -> ET.Element:
    by_rule: dict[str, list[FormatEntry]] = {}
    for item in entries:
        by_rule.setdefault(item.rule, []).append(item)
    cases = [_case(f"{rule.rpartition('/')[2]} ({whole(path)})", of) for rule, of in by_rule.items()]
    suite = ET.Element("testsuite", {"name": whole(path), **({"id": whole(id_)} if id_ else {})})
    ET.SubElement(suite, "properties").extend(_properties(properties))
    suite.extend(cases)
    numbers = {"tests": len(cases)}
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        numbers[name] = sum(case.find(kind) is not None for case in cases)
    suite.attrib.update({name: str(number) for name, number in numbers.items()})
    return suite


def _case(name: str, of: list[FormatEntry]) -> ET.Element:
    """Return the case of a rule for a document, with the worst entry first."""
    case = ET.Element("testcase", {"classname": of[0].rule.replace("/", "."), "name": name})
    kinds = {outcome_of(item) for item in of if item.kind != "not_applicable"} or {"skipped"}
    kind = next((item for item in WORST_FIRST if item in kinds), "")
    worst = sorted((item for item in of if outcome_of(item) == kind), key=_rank)
    left = [item for item in of if outcome_of(item) != kind]
    if kind:
        first = worst[0]
        kind_in_words = first.words if first.waiver else first.kind
        ET.SubElement(case, kind, {"type": kind_in_words, "message": _message(worst)}).text = _text(worst)
    else:
        left = worst + left
    if left and any(item.kind != "pass" or item.lines or item.many > 1 or len(of) > 1 for item in left):
        ET.SubElement(case, "system-out").text = _text(left)
    return case


def _rank(item: FormatEntry) -> tuple[object, ...]:
    """Return the sort key of an entry; a waived fail comes before an unknown outcome."""
    return (not (item.kind == "fail" and item.waiver), *entry.rank(item))


def _message(worst: list[FormatEntry]) -> str:
    """Return the message of a case; for several entries, with the number of checks of each verdict."""
    first = worst[0]
    reason = "" if first.decides or first.kind == "not_applicable" else f" ({_undecided(first)})"
    lead = f"{first.words}: " if first.waiver else ""
    counted: Counter[str] = Counter()
    for item in worst:
        counted[SEVERAL.get(item.kind, item.words)] += item.many
    numbers = ", ".join(f"{number} {words}" for words, number in counted.items())
    return f"{f'{numbers}: ' if len(worst) > 1 else lead}{first.message}{reason}"


def _text(entries: list[FormatEntry]) -> str:
    """Return the entries with their components, each component on its own line.

    Only the first entries have all details.
    """
    lines: list[str] = []
    for number, item in enumerate(entries):
        at = f"  [{whole(str(item.at))}]" if item.at is not None else ""
        lines.append(f"{item.words}: {item.message}{at}")
        if len(item.components) > 1 and (item.weight != "none" or item.waiver):
            lines += [f"  {one.name}{f'  [{one.at}]' if one.at else ''}" for one in item.components]
        if number < MOST_DETAILED:
            lines += [f"  {line}" for line in item.lines]
    return "\n".join(lines)


def _pack(pack: dict[str, Any]) -> str:
    """Version and digest of a pack, with its path if the pack differs from the shipped pack."""
    words = pack_words(pack).removeprefix(f"{pack['name']} {pack['version']}")
    return f"{pack['version']} {pack['digest']}{words}"


def _undecided(item: FormatEntry) -> str:
    if item.kind in SEVERAL:
        return item.severity
    if item.waiver:
        return item.answer
    if item.baseline == KNOWN:
        return "in the baseline: does not count"
    return f"{item.kind.replace('_', ' ')}, {item.severity}: advisory"


def _sums(suites: list[ET.Element]) -> dict[str, str]:
    return {
        name: str(sum(int(suite.attrib[name]) for suite in suites))
        for name in ("tests", "failures", "errors")
    }


def _counts(counts: dict[str, int]) -> dict[str, str]:
    return {in_words(name): str(number) for name, number in counts.items()}


def _properties(values: dict[str, str]) -> list[ET.Element]:
    return [ET.Element("property", {"name": whole(n), "value": whole(v)}) for n, v in values.items()]
