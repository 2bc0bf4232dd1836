"""Findings grouped by rule, in the order: law, company policy, advice.

If one rule has many findings, only the first is shown in full.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from microdep_rules.engine.standing import in_words
from microdep_rules.engine.verdict import WORST_FIRST, Verdict
from microdep_rules.output.failures import KINDS, kind_of
from microdep_rules.output.findings import counted_apart, finding, rows
from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import width
from microdep_rules.vocabulary.plurals import counted_noun
from microdep_rules.vocabulary.shortening import and_more, first_of, shown_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.outcome import ElementReference, Outcome
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

    Finding = tuple[Outcome, CheckedDocument]

FEW_ALIKE = 3
"""Largest number of findings of one rule that are all shown in full; of more, only the first is."""
MOST_IN_FULL = 6
"""Largest number of failing rules for which one finding is shown in full.

Each failing rule after these has one line.
"""
MOST_ALSO = 6
"""Largest number of further findings of a rule that are listed by name."""
MOST_LINES = 12
"""Largest number of lines about exemptions, disclosures or later changes."""
FEW_PATHS = 3
WIDEST = 84
"""Largest width of a list of paths, as in `also in a.yaml, b.yaml`, in columns of the terminal."""
IN_FULL = frozenset({Verdict.ERROR, Verdict.FAIL})
COUNTED = frozenset({Verdict.EXEMPT, Verdict.DISCLOSE})
SOURCES = tuple(KINDS)
"""Kinds of findings, in their order on the screen: law, company policy, advice."""


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Return the findings in groups, by rule and verdict.

    Rules that could not be evaluated come first, then law, company policy and advice. Within each of these,
    the worst verdicts and the most frequent findings come first. An exemption is in a separate group if the
    requirement would be unknown without it.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for outcome, document in findings:
        changed = outcome.baseline == "changed"
        uncertain = is_uncertain_exemption(outcome)
        key = (outcome.rule.id, outcome.verdict, uncertain, outcome.alternate, changed)
        groups.setdefault(key, []).append((outcome, document))
    return sorted(groups.values(), key=_rank)


def is_uncertain_exemption(outcome: Outcome) -> bool:
    """Return whether the exempted violation is not proven, because facts are missing."""
    return outcome.verdict is Verdict.EXEMPT and outcome.base is Verdict.UNKNOWN


def _rank(group: Sequence[Finding]) -> tuple[object, ...]:
    first = group[0][0]
    return (
        first.verdict is not Verdict.ERROR,
        SOURCES.index(kind_of(first)),
        WORST_FIRST.index(first.verdict),
        is_uncertain_exemption(first),
        -number_of(group),
        first.rule.id,
    )


def number_of(findings: Iterable[Finding]) -> int:
    """Return the number of components that the findings are about.

    A component counts once, even if a group of components also contains it.
    """
    named: set[tuple[str, str]] = set()
    unnamed = 0
    for outcome, document in findings:
        unnamed += outcome.many
        if not outcome.many:
            named |= {(document.path, component.id) for component in outcome.parts or (outcome.subject,)}
    return len(named) + unnamed


def number_words(findings: Sequence[Finding]) -> str:
    """Return the number of components in words; products count separately from their components."""
    products = {
        (document.path, part.id)
        for outcome, document in findings
        if not outcome.many and document.bom is not None
        for part in outcome.parts or (outcome.subject,)
        if document.bom.is_whole_product(part.id)
    }
    kinds = [outcome.subject.kind for outcome, _ in findings]
    if set(kinds) == {"component", "material"}:
        groups = ([f for f in findings if f[0].subject.kind == kind] for kind in dict.fromkeys(kinds))
        return " and ".join(map(number_words, groups))
    kind = kinds[0]
    apart = len(products) if kind == "component" else 0
    return counted_apart(kind, number_of(findings) - apart, apart)


def in_full(findings: Iterable[Finding], style: Style, *, several: bool = True) -> list[str]:
    """Return the first finding of each rule in full, and one short line for each further finding.

    If `several` is true, the findings belong to several documents. Each short line then names its document.
    """
    lines: list[str] = []
    heads: list[str] = []
    for number, group in enumerate(by_rule(findings)):
        equal = list(_group_equal(group).values())
        listed = [same for same in equal if not same[0][0].many]
        if number >= MOST_IN_FULL or not listed:
            heads.append(line(group, style, several=several))
            continue
        shown = listed if len(equal) <= FEW_ALIKE else listed[:1]
        for (outcome, document), *others in shown:
            lines += finding(outcome, document, style, everything=False)
            lines += rows("also in", [paths(document for _, document in others)] if others else [], style)
            lines.append("")
        own = set(map(id, shown))
        left = [same for same in equal if id(same) not in own]
        if left:
            lines[-1:] = [*rows("also", _lines_of_further_findings(left), style), ""]
    return [*lines, *heads, *([""] if heads else [])]


def _group_equal(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Group the findings that have the same subject name and message."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for outcome, document in findings:
        groups.setdefault((outcome.subject.name, outcome.message), []).append((outcome, document))
    return groups


def _lines_of_further_findings(left: Sequence[list[Finding]]) -> list[str]:
    """Return lines for the further findings of a rule, each with its position in a file.

    The last line states the number of omitted findings.
    """
    lines = []
    shown = shown_of(len(left), MOST_ALSO)
    for (outcome, document), *others in left[:shown]:
        if outcome.many:
            lines.append(
                f"{counted_noun(outcome.many, outcome.subject.kind)} more  ({from_here(document.path)})"
            )
            continue
        place = document.locate(outcome.subject.file, outcome.subject.pointer)
        more = f", and in {len(others):,} more document{'s' if len(others) > 1 else ''}" if others else ""
        name = document.shown_path(outcome.subject)
        lines.append(f"{name}{_company_with_entry(outcome)}  ({place or from_here(document.path)}{more})")
    rest = [finding for group in left[shown:] for finding in group]
    if rest:
        lines.append(f"and {number_of(rest):,} more in {where(rest)} (--verbose lists them)")
    return lines


def _company_with_entry(outcome: Outcome) -> str:
    """Return the company of a finding and the list entry that names the company; empty if there is none.

    A reader needs the entry, because the company in the document can have another name than the entry.
    """
    texts = []
    for party, entry in pairwise(outcome.facts):
        words = entry.of_list.words if entry.of_list is not None else frozenset()
        if entry.text in words or (words and set(entry.text.split("; ")) < words):
            name = "" if party.text == entry.text else f"{party.name} is {party.text}, "
            texts.append(f"{name}{entry.name} contains {entry.text}")
    return f": {'; '.join(first_of(texts, 1)[0])}" if texts else ""


def line(findings: Sequence[Finding], style: Style, *, several: bool) -> str:
    """Return one line for all findings of a rule, with the names of the exceptions that apply."""
    first = findings[0][0]
    is_exempt = first.verdict is Verdict.EXEMPT
    names = list(
        dict.fromkeys(
            visible(_name_in_product(part, document))
            for outcome, document in findings
            if not outcome.many and (is_exempt or not outcome.parts)
            for part in outcome.parts or (outcome.subject,)
        )
    )
    names_in_words = and_more(names, FEW_PATHS)
    exceptions = dict.fromkeys(
        judged.name for outcome, _ in findings for judged in outcome.exceptions if judged.state == "applies"
    )
    by = f", by {' or '.join(exceptions)}" if exceptions and is_exempt else ""
    weight = "" if first.decides else f"  ({first.rule.severity}: advisory)"
    word = style.kind(first.verdict.value, in_words(first.verdict).upper())
    about = number_words(findings) + (f" in {where(findings)}" if several else "")
    if is_exempt:
        one = number_of(findings) == 1
        fails, unknown = ("fails", "is unknown") if one else ("fail", "are unknown")
        about += f" {unknown if is_uncertain_exemption(first) else fails} without the exception"
    return f"{word}  {first.rule.id}  {about}{f': {names_in_words}' if names_in_words else ''}{by}{weight}"


def _name_in_product(part: ElementReference, document: CheckedDocument) -> str:
    """Return the name of a component, or of a material with the component that contains it."""
    components = document.bom.components if document.bom is not None else {}
    whole = components.get(part.id.split("/")[0]) if part.kind == "material" else None
    return f"{part.name} of {whole.name}" if whole is not None else part.name


def counted(findings: Iterable[Finding], style: Style, *, several: bool = True) -> list[str]:
    """Return one line for each rule with exemptions or disclosures, with the number of components."""
    return first_lines([line(group, style, several=several) for group in by_rule(findings)])


def first_lines(lines: Sequence[str], most: int = MOST_LINES) -> list[str]:
    """Return the first `most` lines, then the number of omitted lines and an empty line."""
    shown, more = first_of(lines, most)
    rest = [f"and {more} more lines of this kind (--verbose lists them)"] if more else []
    return [*shown, *rest, ""] if lines else []


def where(findings: Iterable[Finding]) -> str:
    """Return the number of documents with these findings, or the path if there is only one document."""
    documents = {document.path for _, document in findings}
    if len(documents) == 1:
        return visible(from_here(documents.pop()))
    return f"{len(documents):,} documents"


def paths(documents: Iterable[CheckedDocument]) -> str:
    """Return as many document paths as fit on a line, and the number of omitted documents."""
    return first_texts(dict.fromkeys(from_here(document.path) for document in documents))


def first_texts(texts: Iterable[str]) -> str:
    """Return as many texts as fit on a line, and the number of omitted texts.

    >>> first_texts(["a", "b"]), first_texts(["x" * 60, "y" * 60, "z"])[58:]
    ('a, b', 'xx and 2 more')
    """
    every = list(texts)
    shown = every[:1]
    for text in every[1:]:
        if width(", ".join([*shown, visible(text)])) > WIDEST:
            break
        shown.append(text)
    return and_more(every, len(shown))
