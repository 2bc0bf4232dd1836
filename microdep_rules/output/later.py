"""Verdicts that will change on later days.

Changes of one rule on one day, to one verdict, share an entry.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct, field

from microdep_rules.engine.verdict import WORST_FIRST, Verdict, verdict_of
from microdep_rules.output.by_rule import number_words, where
from microdep_rules.output.findings import later, stated_date
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import width
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from microdep_rules.engine.outcome import ElementReference
    from microdep_rules.output.by_rule import Finding
    from microdep_rules.output.checked import CheckedDocument
    from microdep_rules.output.style import Style

MOST_CHANGES = 5
"""Largest number of changes that the terminal shows."""
MOST_NAMES = 5
"""Largest number of components that a line about a change names."""
WIDEST_LIST = 140
"""Largest width of a list of names, in columns of the terminal."""


class LaterChange(Struct):
    """Change of one rule on one day, with all findings that get this later verdict."""

    rule: str
    words: str
    """Text about the change: `fails from 2027-01-01 (passes today)`."""
    worst: int
    """Position of the worst later verdict in `WORST_FIRST`."""
    first: date
    findings: list[Finding] = field(default_factory=list)

    @property
    def fails(self) -> bool:
        """Return whether a component fails after the change."""
        return self.worst <= WORST_FIRST.index(Verdict.FAIL)


def changes(findings: Iterable[Finding]) -> list[LaterChange]:
    """Return the later changes of outcomes: first the changes to a fail, then all further changes by day."""
    groups: dict[tuple[str, str], LaterChange] = {}
    for outcome, document in findings:
        if not outcome.changes:
            continue
        basis = stated_date(outcome)
        now = f"on {outcome.timing.day}, the stated {basis} date" if basis else "today"
        words = f"{later(outcome)} ({outcome.verdict.verb} {now})"
        group = groups.get((outcome.rule.id, words))
        if group is None:
            worst = min(WORST_FIRST.index(verdict_of(change.verdict)) for change in outcome.changes)
            first = min(change.day for change in outcome.changes)
            group = groups[outcome.rule.id, words] = LaterChange(outcome.rule.id, words, worst, first)
        group.findings.append((outcome, document))
    return sorted(groups.values(), key=lambda change: (not change.fails, change.first, change.rule))


def lines(findings: Iterable[Finding], style: Style, *, everything: bool) -> list[str]:
    """Return one line for each change; without `everything`, only for the first changes."""
    every = changes(findings)
    shown = every if everything else every[:MOST_CHANGES]
    word = style.kind("unknown", "LATER")
    texts = [f"{word}  {change.rule}  {visible(change.words)}: {visible(names(change))}" for change in shown]
    more = len(every) - len(shown)
    rest = [f"{word}  {more} more later change{'s' if more > 1 else ''} (--verbose lists them)"]
    return [*texts, *(rest if more else []), ""] if every else []


def names(change: LaterChange) -> str:
    """Return the names of the components of a change.

    For several documents, this is the number of components and of documents.
    """
    documents = {document.path: document for _, document in change.findings}
    unnamed = sum(outcome.many for outcome, _ in change.findings)
    if len(documents) > 1 or unnamed:
        return f"{number_words(change.findings)} in {where(change.findings)}"
    (document,) = documents.values()
    places = {id_: place for place, id_ in enumerate(document.bom.components)} if document.bom else {}
    components: dict[str, ElementReference] = {}  # names a component once, alone or in a group
    for outcome, _ in change.findings:
        components.update({of.id: of for of in outcome.parts or (outcome.subject,)})
    ordered = sorted(components.values(), key=lambda of: places.get(of.id.partition("/")[0], -1))
    return listed(_distinct_names(ordered, document), MOST_NAMES)


def _distinct_names(components: list[ElementReference], document: CheckedDocument) -> list[str]:
    """Return the names of components, or their paths if several have the same name."""
    numbers = Counter(component.name for component in components)
    return [of.name if numbers[of.name] == 1 else document.shown_path(of) for of in components]


def listed(texts: list[str], most: int) -> str:
    """Return the texts that fit into one or two lines, and the number of omitted texts.

    >>> listed(["a", "b", "c", "d"], 2)
    'a, b and 2 more'
    """
    shown = texts[:1]
    for text in texts[1:most]:
        if width(", ".join([*shown, text])) > WIDEST_LIST:
            break
        shown.append(text)
    return and_more(texts, len(shown))
