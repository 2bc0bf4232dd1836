"""Last lines of a check: the verdict, the totals of each pack, and the review dates of the packs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import AGAINST_LAW, in_words
from microdep_rules.lists.words import NOT_COMPARED
from microdep_rules.output import known, shipped, unopened, waivers
from microdep_rules.output.asking.needs import OPEN, counts_of
from microdep_rules.output.failures import failure_words, failures
from microdep_rules.output.from_here import from_here
from microdep_rules.output.standing import counts_words
from microdep_rules.output.visible import visible
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from microdep_rules.output.checked import Checked, CheckedDocument, ListUsed
    from microdep_rules.output.style import Style

SHORT_DIGEST = len("sha256:") + 12
FEW_PACKS = 5
"""Largest number of packs that are listed by name. If there are more packs, only their number is shown."""
UNREAD = "not read"
INVALID = "not valid"
UNJUDGED = "not checked"
COUNTED_VERDICTS = ("fail", OPEN, "exempt", "disclose", "error", "pass", "not_applicable")
"""Verdicts that are counted, in their order."""
ALWAYS = frozenset({"fail", OPEN, "unknown", "pass"})
"""Verdicts that are shown even if their count is 0."""
WAIVED_VERDICTS = ("fail_waived", f"{OPEN}_waived", "disclose_waived")
_DECIDES = {
    "fail": "fail-on is fail: unknown outcomes do not affect the exit code",
    "warn": "fail-on is warn: advisory rules affect the exit code, too",
}
"""Note about the setting `fail-on` at the end of the output, if the setting is not the default."""
NAMED = "Name a file, or call it bom.yaml."


def _used_part(used: ListUsed) -> str:
    """Return the used part of an imported list as a phrase, such as ` of 1260H, an excerpt,`.

    If all entries of the list are used, the phrase is empty.
    """
    if not used.only:
        return ""
    left = "" if used.complete else ", an excerpt"
    return f" of {visible(used.only)}{left},"


def counted(checked: Checked) -> str:
    """Return the number of outcomes of each verdict in a check, in words."""
    return total_words([counts_of(document) for document in checked.documents])


def total_words(every: Sequence[Mapping[str, int]]) -> str:
    """Return the number of outcomes of each verdict in several documents, in words.

    If the numbers of open checks and of unknown outcomes differ, the words state both numbers.
    """
    total = {name: sum(counts[name] for counts in every) for name in (*COUNTED_VERDICTS, *WAIVED_VERDICTS)}
    unknown = sum(counts["unknown"] for counts in every)
    words = counts_words(total, ALWAYS)
    if unknown == total[OPEN]:
        return words
    outcomes = counted_noun(unknown, "unknown outcome")
    start, number, rest = words.partition(f"{total[OPEN]} {in_words(OPEN)}")
    rest = f", {rest.removeprefix(' (')}" if rest.startswith(" (") else f"){rest}"
    return f"{start}{number} ({outcomes}{rest}"


def closing(checked: Checked, style: Style, *, quiet: bool, everything: bool) -> list[str]:
    """Return the last lines of a check: the verdict, the totals, the dates and the packs."""
    lines = [_nothing(checked, style)] if not checked.documents else []
    number = len(checked.documents)
    if number:
        number_of_each = counted(checked)
        documents = f"{number} document{'s' if number != 1 else ''}"
        unused = Counter(
            unchecked_reason(document) for document in checked.documents if document.verdict == "invalid"
        )
        left = "".join(f", {unused[why]} {why}" for why in (INVALID, UNREAD, UNJUDGED) if unused[why])
        only_unread = checked.verdict == "invalid" and set(unused) == {UNREAD}
        verdict = UNREAD if only_unread else in_words(checked.verdict)
        if checked.verdict == "nothing_checked" and any(
            document.has_advice for document in checked.documents
        ):
            verdict = "only advisory rules applied"
        word = style.kind(checked.verdict, verdict.upper())
        judged = f": {number_of_each}" if unused.total() < number else ""
        lines.append(f"{word}  {documents}{left}{judged}")
    lines += [*_failures(checked, style), *known.closing(checked), *waivers.strict(checked)]
    lines += [
        style.kind("warning", text) for text in (*unopened.of_run(checked), *shipped.warnings(checked.packs))
    ]
    if quiet:
        return lines
    lines += _packs(checked, everything=everything)
    lines += [
        shipped.parameter_words(used.name, name, value, stated)
        for used in checked.packs
        for name, value, stated in used.parameters
    ]
    lines += [
        f"list {used.name} of {used.day}{' (stale)' if used.stale else ''}: {used.entries} entries"
        f"{_used_part(used)} from "
        f"{visible(used.source)} ({used.digest[:SHORT_DIGEST]}), {NOT_COMPARED},"
        f" for {', '.join(used.replaces)}"
        for used in checked.lists
    ]
    lines += _reviews(checked, everything=everything)
    lines += [_DECIDES[checked.fail_on]] if checked.fail_on in _DECIDES else []
    lines += [shipped.left_out_words(rule, reason) for rule, reason in checked.left_out]
    lines += waivers.closing(checked)
    if checked.not_run and everything:
        lines.append(f"packs not run: {', '.join(checked.not_run)} (--pack all runs every one)")
    if checked.no_exclusions:
        lines.append("exclusions are switched off: no component was excluded")
    if checked.ignored:
        files = "file that is" if checked.ignored == 1 else "files that are"
        lines.append(f"ignored: {checked.ignored} {files} not named like a bill of materials")
    lines += [f"no bill of materials in {visible(from_here(path))}" for path in checked.searched if number]
    return lines


def _failures(checked: Checked, style: Style) -> list[str]:
    """Return a line with the number of fails of laws, of company policy and of advice.

    The line is red if a waiver of the company covers a fail of a law.
    """
    words = failure_words(
        failures(outcome for document in checked.documents for outcome in document.outcomes)
    )
    if not words:
        return []
    line = f"fails: {words}"
    return [style.kind("against_law", line) if AGAINST_LAW in words else line]


def _packs(checked: Checked, *, everything: bool) -> list[str]:
    """Return the as-of date and the packs; with `everything`, also the hash and variant of each pack."""
    names = [f"{pack.name} {pack.version}" for pack in checked.packs]
    variants = [f"{p.pack.variant} of {p.name}" for p in checked.packs if p.pack and p.pack.variant]
    if everything:
        packs = [f"{pack.name} {pack.version} ({pack.digest[:SHORT_DIGEST]})" for pack in checked.packs]
        lines = [f"as of {checked.as_of}; packs:", *(f"  {pack}" for pack in packs)]
        return [*lines, *(f"variant {variant}" for variant in variants)]
    if len(names) > FEW_PACKS:
        return [f"as of {checked.as_of}; {len(names)} packs (--verbose lists them with hashes and variants)"]
    word = "pack" if len(names) == 1 else "packs"
    return [f"as of {checked.as_of}; {word}: {', '.join(names)}", *(f"variant {v}" for v in variants)]


def _reviews(checked: Checked, *, everything: bool) -> list[str]:
    """Return the packs that were last reviewed before the as-of date.

    If there are many packs, only the dates are shown.
    """
    days = sorted({day for _, day in checked.known_on})
    if len(checked.known_on) > FEW_PACKS and not everything:
        between = f"on {days[0]}" if len(days) == 1 else f"between {days[0]} and {days[-1]}"
        return [f"packs last reviewed {between}, before the as-of date"]
    return [
        f"pack last reviewed on {day}, before the as-of date: "
        + ", ".join(name for name, reviewed in checked.known_on if reviewed == day)
        for day in days
    ]


def unchecked_reason(document: CheckedDocument) -> str:
    """Return the reason why no rule was applied to a document."""
    if document.unchecked:
        return UNJUDGED
    return UNREAD if document.is_unread else INVALID


def _nothing(checked: Checked, style: Style) -> str:
    where = ", ".join(visible(from_here(path)) for path in checked.searched) or "the paths that were given"
    text = f"NOTHING WAS CHECKED: no bill of materials found in {where}. {NAMED}"
    return style.kind("nothing_checked", text)
