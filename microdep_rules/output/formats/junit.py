"""JUnit XML, as Jenkins, GitLab and others read it: a suite for each document, a case for each rule and part.

What the exit code depends on is a failure, or an error where nothing could be judged. What is wrong and does
not decide, be it waived or known to a baseline, is skipped, with the reason: a viewer must not show it among
what passes.
"""

from __future__ import annotations

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
    from microdep_rules.output.formats.entries import Entry

COMMON = "packs, configuration and context"
"""The suite of what belongs to no document."""
UNJUDGED = frozenset({"diagnostic", "error", "not_checked"})
"""What keeps something from being judged."""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """The suites of a run. There are no times in them: the same inputs give the same bytes."""
    run = entry.run(checked, listing=listing, everything=everything)
    summary = run.record["summary"]
    suites = [
        _suite(each.path, each.entries, {"verdict": in_words(each.verdict), **_counts(each.counts)}, each.id)
        for each in run.documents
    ]
    if run.common:
        suites.append(_suite(COMMON, run.common, {}, ""))
    root = ET.Element("testsuites", {"name": "microdep-rules", **_sums(suites)})
    run_wide = {
        "as-of": run.record["as_of"],
        "fail-on": run.record["options"]["fail_on"],
        "verdict of the run": in_words(summary["verdict"]),
        **({"fails": fails} if (fails := failure_words(summary["failures"])) else {}),
        **{f"pack {each['name']}": _pack(each) for each in run.record["packs"]},
    }
    run_wide |= {name: "; ".join(lines) for name, lines in of_the_run(run.record).items()}
    if run.record["listing"]["because"]:
        run_wide["not-listed"] = f"{run.record['listing']['omitted']}: {run.record['listing']['because']}"
    for suite in suites:  # the form has no place for them in the whole
        suite[0].extend(_properties(run_wide))
    root.extend(suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def outcome_of(each: Entry) -> str:
    """What a case says: `failure`, `error`, `skipped`, or nothing where it passes.

    An unknown is a failure as long as it decides the exit code: with `--fail-on fail` it is skipped.
    """
    if each.said in UNJUDGED:
        return "error" if each.decides else "skipped"
    if each.weight == "none":
        return "skipped" if each.said == "not_applicable" or each.waiver else ""
    return "failure" if each.decides else "skipped"


def _suite(path: str, found: Iterable[Entry], told: dict[str, str], id_: str) -> ET.Element:
    cases = [_case(each) for each in _named(found)]
    suite = ET.Element("testsuite", {"name": whole(path), **({"id": whole(id_)} if id_ else {})})
    ET.SubElement(suite, "properties").extend(_properties(told))
    suite.extend(cases)
    numbers = {"tests": len(cases)}
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        numbers[name] = sum(case.find(kind) is not None for case in cases)
    suite.attrib.update({name: str(number) for name, number in numbers.items()})
    return suite


def _named(found: Iterable[Entry]) -> Iterable[tuple[str, Entry]]:
    """Entries with names of which no two are the same in one class: some viewers would show one of them."""
    seen: dict[tuple[str, str], int] = {}
    for each in found:
        name = each.name or each.message
        number = seen[each.rule, name] = seen.get((each.rule, name), 0) + 1
        yield (f"{name} #{number}" if number > 1 else name), each


def _case(named: tuple[str, Entry]) -> ET.Element:
    name, each = named
    case = ET.Element("testcase", {"classname": each.rule.replace("/", "."), "name": name})
    at = [whole(str(each.at))] if each.at is not None else []
    told = "\n".join((*at, each.message, *each.lines))
    kind = outcome_of(each)
    if not kind:
        if each.said != "pass" or each.lines:
            ET.SubElement(case, "system-out").text = f"{each.said}\n{told}"
        return case
    why = "" if each.decides or each.said == "not_applicable" else f" ({_undecided(each)})"
    said = f"{each.words}: " if each.waiver else ""
    attributes = {"type": each.words if each.waiver else each.said, "message": f"{said}{each.message}{why}"}
    ET.SubElement(case, kind, attributes).text = told
    return case


def _pack(pack: dict[str, Any]) -> str:
    """The version and the digest of a pack, and where it lies if it is not the shipped one."""
    words = pack_words(pack).removeprefix(f"{pack['name']} {pack['version']}")
    return f"{pack['version']} {pack['digest']}{words}"


def _undecided(each: Entry) -> str:
    if each.said == "diagnostic":
        return each.severity
    if each.waiver:
        return each.answer
    if each.baseline == KNOWN:
        return "known by the baseline: does not decide"
    return f"{each.said.replace('_', ' ')}, {each.severity}: counted, does not decide"


def _sums(suites: list[ET.Element]) -> dict[str, str]:
    return {
        name: str(sum(int(each.attrib[name]) for each in suites)) for name in ("tests", "failures", "errors")
    }


def _counts(counts: dict[str, int]) -> dict[str, str]:
    return {in_words(name): str(number) for name, number in counts.items()}


def _properties(told: dict[str, str]) -> list[ET.Element]:
    return [ET.Element("property", {"name": whole(n), "value": whole(v)}) for n, v in told.items()]
