"""A bill of materials as people draw it: what is in what, how many of it, and how much is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import reading
from microdep_rules.output.findings import part_word
from microdep_rules.output.visible import visible
from microdep_rules.output.widths import padded, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.model import Bom, Element, Usage
    from microdep_rules.output.style import Style

MOST = 200
"""So many lines of the tree are shown unless all are wanted."""
WIDEST = 60
"""So wide names with what stands before them are lined up at most."""
DEEPEST = 20
FACTS = ("origin", "manufacturer", "mpn", "function", "class", "mass_g", "unit_cost", "materials", "stages")
"""The facts of which it is said how many parts have them."""


def render(bom: Bom, style: Style, *, everything: bool = False) -> str:
    """The tree below the product, and the facts that its parts have."""
    lines = list(_lines(bom))
    shown = lines if everything else lines[:MOST]
    wide = min(max((width(left) for left, _ in shown), default=0), WIDEST)
    said = [
        f"{padded(left, wide)}  {style.faint(right)}".rstrip() if right else left for left, right in shown
    ]
    if len(lines) > len(shown):
        said.append(f"and {len(lines) - len(shown)} more lines (--all shows them)")
    counts = [part_word("component", len(bom.components))]
    counts += [part_word("party", len(bom.parties))] if bom.parties else []
    papers = len(bom.evidence)
    counts += [f"{papers} papers" if papers > 1 else "1 paper"] if papers else []
    head = f"{style.strong(visible(bom.file.path))}: {', '.join(counts)}"
    return "\n".join([head, "", *said, "", _known(bom)])


def _lines(bom: Bom) -> Iterator[tuple[str, str]]:
    """Each use of a part, and what is said of it; what is in a part is told where it is used first."""
    seen: set[str] = set()
    waiting: list[tuple[Element, Usage | None, int]] = [(bom.product, None, 0)]
    while waiting:
        part, usage, depth = waiting.pop()
        below = bom.usages(part)
        again = part.id in seen and bool(below)
        seen.add(part.id)
        yield _left(part, usage, depth), _right(bom, part, "as above" if again else "")
        if not again:
            waiting += [(each.child, each, depth + 1) for each in reversed(below)]
    replaced: dict[str, str] = {}
    for part in bom.components.values():
        for alternate in part.data.get("alternates", ()):
            replaced.setdefault(alternate, part.name)
    for part in bom.components.values():
        if part.id not in seen and not bom.parents(part):
            place = f"alternate of {replaced[part.id]}" if part.id in replaced else "not in the product"
            yield _left(part, None, 0), _right(bom, part, place)


def _left(part: Element, usage: Usage | None, depth: int) -> str:
    many = reading(usage.data.get("quantity")) if usage is not None else ""
    count = f"{visible(many)} \N{MULTIPLICATION SIGN} " if many else ""
    indent = "  " * min(depth, DEEPEST)
    return f"{indent}{count}{visible(part.name)}"


def _right(bom: Bom, part: Element, note: str) -> str:
    """What a reader looks for first: what it is, who makes it, where it comes from."""
    data = part.data
    maker, seller = _company(bom, data.get("manufacturer")), _company(bom, data.get("supplier"))
    told = [reading(data.get("function")) or reading(data.get("class"))]
    told += [maker or (f"sold by {seller}" if seller else "")]
    origin = reading(data.get("origin"))
    told += [f"origin {origin}" if origin else "", note]
    return ", ".join(visible(each) for each in told if each)


def _company(bom: Bom, fact: object) -> str:
    """The name of a party, where it is known which."""
    id_ = reading(fact)
    party = bom.party(id_)
    return party.name if party is not None else id_


def _known(bom: Bom) -> str:
    """Of how many parts each fact is said: what is missing is what to ask for."""
    parts = bom.components.values()
    counts = {name: sum(name in part.data for part in parts) for name in FACTS}
    told = ", ".join(f"{name.removesuffix('_g').replace('_', ' ')} {many}" for name, many in counts.items())
    return f"said of so many of them: {told}"
