"""The lines that close a run: the verdict, what each pack said, and by which state of the law."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lists.words import NOT_COMPARED
from microdep_rules.output import known, shipped, unopened, waivers
from microdep_rules.output.asking.needs import OPEN, counts_of
from microdep_rules.output.checked import counts
from microdep_rules.output.failures import failure_words, failures
from microdep_rules.output.standing import counts_words
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import width

if TYPE_CHECKING:
    from microdep_rules.output.checked import Checked, CheckedDocument, ListUsed
    from microdep_rules.output.style import Style

SHORT_DIGEST = len("sha256:") + 12
FEW_PACKS = 5
"""Of more packs than these, several stand on a line, and those that fail are named."""
WIDEST_LIST = 140
"""So many names, and so many columns of them, stand in one list."""
UNREAD = "not read"
INVALID = "not valid"
UNJUDGED = "not checked"
TOLD = ("fail", OPEN, "exempt", "disclose", "error", "pass", "not_applicable")
"""The verdicts that are counted, in their order."""
ALWAYS = frozenset({"fail", OPEN, "unknown", "pass"})
"""Those that are shown even where they are 0."""
OF_THESE_WAIVED = ("fail_waived", f"{OPEN}_waived", "disclose_waived")
_DECIDES = {
    "fail": "fail on fail: unknowns do not decide",
    "warn": "fail on warn: rules that only warn or report decide, too",
}
"""What is said where something else than usual decides, by the command line or by configuration."""
NAMED = "Name a file, or call it bom.yaml."


def _chosen(used: ListUsed) -> str:
    """The choice of entries of a list, and what it leaves open."""
    if not used.only:
        return ""
    left = "" if used.complete else ", an excerpt"
    return f" of {visible(used.only)}{left},"


def counted(checked: Checked) -> str:
    """The outcomes of a run, counted by their verdicts."""
    every = [counts_of(document) for document in checked.documents]
    total = {name: sum(each[name] for each in every) for name in (*TOLD, *OF_THESE_WAIVED)}
    return counts_words(total, ALWAYS)


def closing(checked: Checked, style: Style, *, quiet: bool) -> list[str]:
    """The verdict of a run, and by what it was reached."""
    lines = [_nothing(checked, style)] if not checked.documents else []
    number = len(checked.documents)
    if number:
        number_of_each = counted(checked)
        documents = f"{number} document{'s' if number != 1 else ''}"
        unused = Counter(
            why_unused(document) for document in checked.documents if document.verdict == "invalid"
        )
        left = "".join(f", {unused[why]} {why}" for why in (INVALID, UNREAD, UNJUDGED) if unused[why])
        only_unread = checked.verdict == "invalid" and set(unused) == {UNREAD}
        verdict = UNREAD if only_unread else in_words(checked.verdict)
        if checked.verdict == "nothing_checked" and any(
            document.is_told_of for document in checked.documents
        ):
            verdict = "nothing decides"
        word = style.kind(checked.verdict, verdict.upper())
        judged = f": {number_of_each}" if unused.total() < number else ""
        lines.append(f"{word}  {documents}{left}{judged}")
    lines += [*_failures(checked, style), *known.closing(checked), *waivers.strict(checked)]
    lines += [
        style.kind("warning", each) for each in (*unopened.of_run(checked), *shipped.warnings(checked.packs))
    ]
    if quiet:
        return lines
    if len(checked.packs) > FEW_PACKS:
        lines += _failing(checked)
    packs = [f"{pack.name} {pack.version} ({pack.digest[:SHORT_DIGEST]})" for pack in checked.packs]
    if len(packs) > FEW_PACKS:
        lines.append(f"as of {checked.as_of}; packs, each with its sha256:")
        lines += _filled([pack.replace("sha256:", "") for pack in packs], "  ")
    else:
        lines.append(f"as of {checked.as_of}; packs:{_wrapped(packs)}")
    variants = [f"{p.pack.variant} of {p.name}" for p in checked.packs if p.pack and p.pack.variant]
    if len(packs) > FEW_PACKS and len(variants) > 1:
        lines += _filled(variants, "variants: ")
    else:
        lines += [f"variant {variant}" for variant in variants]
    lines += [
        shipped.parameter_words(used.name, name, value, stated)
        for used in checked.packs
        for name, value, stated in used.parameters
    ]
    lines += [
        f"list {each.name} of {each.day}{' (stale)' if each.stale else ''}: {each.entries} entries"
        f"{_chosen(each)} from "
        f"{visible(each.source)} ({each.digest[:SHORT_DIGEST]}), {NOT_COMPARED},"
        f" for {', '.join(each.replaces)}"
        for each in checked.lists
    ]
    for day in sorted({day for _, day in checked.known_on}):
        names = ", ".join(name for name, reviewed in checked.known_on if reviewed == day)
        lines.append(f"law as known on {day}, before the as-of date: {names}")
    lines += [_DECIDES[checked.fail_on]] if checked.fail_on in _DECIDES else []
    lines += [shipped.left_out_words(rule, reason) for rule, reason in checked.left_out]
    lines += waivers.closing(checked)
    if checked.not_run:
        lines.append(f"packs not run: {', '.join(checked.not_run)} (--pack all runs every one)")
    if checked.no_exclusions:
        lines.append("looked everywhere: no part was looked past")
    if checked.ignored:
        files = "file that is" if checked.ignored == 1 else "files that are"
        lines.append(f"ignored: {checked.ignored} {files} not named like a bill of materials")
    lines += [f"no bill of materials in {visible(each)}" for each in checked.searched if number]
    return lines


def _failures(checked: Checked, style: Style) -> list[str]:
    """What fails by who is bound by it, in red where the company has decided against law."""
    words = failure_words(
        failures(outcome for document in checked.documents for outcome in document.outcomes)
    )
    if not words:
        return []
    line = f"fails: {words}"
    return [style.kind("against_law", line) if AGAINST_LAW in words else line]


def _failing(checked: Checked) -> list[str]:
    """Which packs fail, those with the most findings first."""
    found: Counter[str] = Counter()
    for outcome in (each for document in checked.documents for each in document.outcomes):
        if outcome.verdict is Verdict.FAIL:
            found[outcome.rule.pack] += counts([outcome])["fail"]
    return _filled([f"{pack} {number}" for pack, number in found.most_common()], "  fail: ") if found else []


def why_unused(document: CheckedDocument) -> str:
    """Why nothing is said of what a document declares."""
    if document.unchecked:
        return UNJUDGED
    return UNREAD if document.unread else INVALID


def _wrapped(packs: list[str]) -> str:
    """One behind the other; of several, one on a line."""
    return f" {packs[0]}" if len(packs) == 1 else "".join(f"\n  {pack}" for pack in packs)


def _filled(texts: list[str], first: str) -> list[str]:
    """Texts with commas between them, in lines that end between two of them."""
    lines = [first + texts[0]]
    for text in texts[1:]:
        if width(f"{lines[-1]}, {text},") > WIDEST_LIST:
            lines[-1] += ","
            lines.append(f"  {text}")
        else:
            lines[-1] += f", {text}"
    return lines


def _nothing(checked: Checked, style: Style) -> str:
    where = ", ".join(visible(each) for each in checked.searched) or "the paths that were given"
    text = f"NOTHING WAS CHECKED: no bill of materials found in {where}. {NAMED}"
    return style.kind("nothing_checked", text)
