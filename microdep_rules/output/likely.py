"""Lines about components that probably contain a substance, if facts about the substance are missing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.output.asking.needs import open_checks
from microdep_rules.output.asking.triage import likely
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import wrapped
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from microdep_rules.output.asking.triage import LikelyComponents
    from microdep_rules.output.checked import Checked, CheckedDocument
    from microdep_rules.output.style import Style

MOST_COMPONENTS = 4
"""Largest number of components in a line about a family of substances."""
WIDTH = 118


def lines(document: CheckedDocument, checked: Checked, style: Style) -> list[str]:
    """Return one line for each family of substances, with its probable components and the reasons."""
    if document.bom is None:
        return []
    packs = {used.pack.name: used.pack for used in checked.packs if used.pack is not None}
    checks = open_checks(0, document, checked.as_of)
    texts = [line for family in likely(document.bom, checks, packs) for line in _likely(family, style)]
    return [*texts, ""] if texts else []


def _likely(found: LikelyComponents, style: Style) -> list[str]:
    labels = Counter(component.label for component, _ in found.components)
    named = [f"{label} ({number} times)" if number > 1 else label for label, number in labels.items()]
    names = and_more(named, MOST_COMPONENTS)
    reasons = list(dict.fromkeys(indicator.why for _, indicator in found.components))
    head = style.strong(visible(f"{found.family.label} in: {names}"))
    return [
        f"{style.kind('unknown', 'LIKELY')}   {head}",
        *_row("because", "; ".join(reasons[:2]), style),
        *_row("matters to", ", ".join(found.packs), style),
    ]


def _row(label: str, text: str, style: Style) -> list[str]:
    first, *rest = wrapped(visible(text), WIDTH - 22, "", "")
    return [f"         {style.faint(f'{label:<12}')} {first}", *(f"{' ' * 22}{line}" for line in rest)]
