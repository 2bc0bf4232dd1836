"""JUnit XML, as Jenkins, GitLab and others read it: a suite for each document, a case for each of its rules.

A viewer follows a case by its name from run to run, so that the case of a rule is the same whatever
components there are; its text lists them.

What the exit code depends on is a failure, or an error where nothing could be judged. What is wrong and does
not decide, be it waived or known to a baseline, is skipped, with the reason: a viewer must not show it among
what passes.
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
    from microdep_rules.output.formats.entries import Entry

COMMON = "packs, configuration and context"
"""The suite of what belongs to no document."""
WORST_FIRST = ("error", "failure", "skipped")
MOST_DETAILED = 10
"""So many entries of a rule have their details; of the others what and where."""
UNJUDGED = frozenset({"diagnostic", "error", "not_checked"})
"""What keeps something from being judged."""


def render(checked: Checked, *, listing: str = "", everything: bool = False) -> str:
    """The suites of a run. There are no times in them: the same inputs give the same bytes."""
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
    by_rule: dict[str, list[Entry]] = {}
    for each in found:
        by_rule.setdefault(each.rule, []).append(each)
    cases = [_case(f"{rule.rpartition('/')[2]} ({whole(path)})", of) for rule, of in by_rule.items()]
    suite = ET.Element("testsuite", {"name": whole(path), **({"id": whole(id_)} if id_ else {})})
    ET.SubElement(suite, "properties").extend(_properties(told))
    suite.extend(cases)
    numbers = {"tests": len(cases)}
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        numbers[name] = sum(case.find(kind) is not None for case in cases)
    suite.attrib.update({name: str(number) for name, number in numbers.items()})
    return suite


def _case(name: str, of: list[Entry]) -> ET.Element:
    """What a rule says of a document: the worst of its entries, and behind it the others."""
    case = ET.Element("testcase", {"classname": of[0].rule.replace("/", "."), "name": name})
    kinds = {outcome_of(each) for each in of if each.said != "not_applicable"} or {"skipped"}
    kind = next((each for each in WORST_FIRST if each in kinds), "")
    worst = sorted((each for each in of if outcome_of(each) == kind), key=_rank)
    left = [each for each in of if outcome_of(each) != kind]
    if kind:
        first = worst[0]
        said = first.words if first.waiver else first.said
        ET.SubElement(case, kind, {"type": said, "message": _message(worst)}).text = _text(worst)
    else:
        left = worst + left
    if left and any(each.said != "pass" or each.lines or each.many > 1 or len(of) > 1 for each in left):
        ET.SubElement(case, "system-out").text = _text(left)
    return case


def _rank(each: Entry) -> tuple[object, ...]:
    """A fail that is waived comes before what is unknown, as the verdict of a document has it."""
    return (not (each.said == "fail" and each.waiver), *entry.rank(each))


def _message(worst: list[Entry]) -> str:
    """The first entry; of several, how many checks there are of each verdict."""
    first = worst[0]
    why = "" if first.decides or first.said == "not_applicable" else f" ({_undecided(first)})"
    said = f"{first.words}: " if first.waiver else ""
    counted: Counter[str] = Counter()
    for each in worst:
        counted["diagnostics" if each.said == "diagnostic" else each.words] += each.many
    told = ", ".join(f"{number} {words}" for words, number in counted.items())
    return f"{f'{told}: ' if len(worst) > 1 else said}{first.message}{why}"


def _text(found: list[Entry]) -> str:
    """Entries with their components, each of which is on a line; of many, the first with all details."""
    lines: list[str] = []
    for number, each in enumerate(found):
        at = f"  [{whole(str(each.at))}]" if each.at is not None else ""
        lines.append(f"{each.words}: {each.message}{at}")
        if len(each.components) > 1 and (each.weight != "none" or each.waiver):
            lines += [f"  {one.name}{f'  [{one.at}]' if one.at else ''}" for one in each.components]
        if number < MOST_DETAILED:
            lines += [f"  {line}" for line in each.lines]
    return "\n".join(lines)


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
        name: str(sum(int(suite.attrib[name]) for suite in suites))
        for name in ("tests", "failures", "errors")
    }


def _counts(counts: dict[str, int]) -> dict[str, str]:
    return {in_words(name): str(number) for name, number in counts.items()}


def _properties(told: dict[str, str]) -> list[ET.Element]:
    return [ET.Element("property", {"name": whole(n), "value": whole(v)}) for n, v in told.items()]
