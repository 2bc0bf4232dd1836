"""Tree of a bill of materials: components, quantities, and the main facts of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import reading
from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded, width
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element, Usage
    from microdep_rules.output.style import Style

MOST = 200
"""Largest number of lines of the tree, unless the user asks for all lines."""
WIDEST = 60
"""Largest width of the column with the names and their indents."""
DEEPEST = 20
FACTS = ("origin", "manufacturer", "mpn", "function", "class", "mass_g", "unit_cost", "materials", "stages")
"""Facts in the last line of the tree, with the number of components that state them."""


def render(bom: Bom, style: Style, *, everything: bool = False) -> str:
    """Return the tree of the product, and the number of components that state each fact."""
    lines = list(_lines(bom))
    shown = lines if everything else lines[:MOST]
    wide = min(max((width(left) for left, _ in shown), default=0), WIDEST)
    rows = [
        f"{padded(left, wide)}  {style.faint(right)}".rstrip() if right else left for left, right in shown
    ]
    if len(lines) > len(shown):
        rows.append(f"and {len(lines) - len(shown)} more lines (--verbose shows them)")
    counts = [counted_noun(bom.number_of_components, "component")]
    counts += [counted_noun(len(bom.parties), "party")] if bom.parties else []
    documents = len(bom.evidence)
    counts += [f"{documents} documents" if documents > 1 else "1 document"] if documents else []
    head = f"{style.strong(visible(from_here(bom.file.path)))}: {', '.join(counts)}"
    return "\n".join([head, "", *rows, "", _fact_counts(bom)])


def _lines(bom: Bom) -> Iterator[tuple[str, str]]:
    """Yield each use of a component with the component's facts.

    The components inside a component follow its first use.
    """
    seen: set[str] = set()
    waiting: list[tuple[Element, Usage | None, int]] = [(bom.product, None, 0)]
    while waiting:
        component, usage, depth = waiting.pop()
        below = bom.usages(component)
        again = component.id in seen and bool(below)
        seen.add(component.id)
        yield _left(component, usage, depth), _main_facts(bom, component, "as above" if again else "")
        if not again:
            waiting += [(use.child, use, depth + 1) for use in reversed(below)]
    replaced: dict[str, str] = {}
    for component in bom.components.values():
        for alternate in component.data.get("alternates", ()):
            replaced.setdefault(alternate, component.name)
    for component in bom.components.values():
        if component.id not in seen and not bom.parents(component):
            place = (
                f"alternate of {replaced[component.id]}" if component.id in replaced else "not in the product"
            )
            yield _left(component, None, 0), _main_facts(bom, component, place)


def _left(component: Element, usage: Usage | None, depth: int) -> str:
    many = reading(usage.data.get("quantity")) if usage is not None else ""
    count = f"{visible(many)} \N{MULTIPLICATION SIGN} " if many else ""
    indent = "  " * min(depth, DEEPEST)
    return f"{indent}{count}{visible(component.name)}"


def _main_facts(bom: Bom, component: Element, note: str) -> str:
    """Return the main facts of a component: function, manufacturer and origin."""
    data = component.data
    maker, seller = _company(bom, data.get("manufacturer")), _company(bom, data.get("supplier"))
    facts = [reading(data.get("function")) or reading(data.get("class"))]
    facts += [maker or (f"sold by {seller}" if seller else "")]
    origin = reading(data.get("origin"))
    facts += [f"origin {origin}" if origin else "", note]
    return ", ".join(visible(fact) for fact in facts if fact)


def _company(bom: Bom, fact: object) -> str:
    """Return the display name of the party with the id `fact`, or the id if there is no such party."""
    id_ = reading(fact)
    party = bom.party(id_)
    return party.name if party is not None else id_


def _fact_counts(bom: Bom) -> str:
    """Return the number of components that state each fact; low numbers show gaps in the document."""
    components = bom.components.values()
    counts = {name: sum(name in component.data for component in components) for name in FACTS}
    texts = ", ".join(f"{name.removesuffix('_g').replace('_', ' ')} {many}" for name, many in counts.items())
    return f"number of components with each fact: {texts}"
