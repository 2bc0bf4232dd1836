"""A sound document becomes a `Bom`: links resolved, and every check that needs more than one record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom import (
    amount_checks,
    conflicts,
    contradictions,
    cycles,
    days,
    flags,
    levels,
    makers,
    material_checks,
    places,
    quantities,
    references,
    same_company,
    sorts,
)
from microdep_rules.bom.assign import assign
from microdep_rules.bom.collect import Collected, collect, collect_evidence
from microdep_rules.bom.contexts import merge
from microdep_rules.bom.errors import links as say
from microdep_rules.bom.model import Bom, Element, Links, Usage
from microdep_rules.bom.repeats import told_in
from microdep_rules.bom.spans import join
from microdep_rules.bom.usages import use
from microdep_rules.diagnostics import has_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.assign import OnRoute
    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic

PRODUCT = "product"
"""Id and name of the end item that stands for a flat list of parts, where the document has no id."""


def build(
    loaded: Loaded, context: Loaded | None = None, *, on_route: OnRoute
) -> tuple[Bom | None, list[Diagnostic]]:
    """The queryable form of a document, with the context given beside it.

    `on_route(stage, substance)` says whether a stage may be one of that substance's; it decides to whom a
    stage without `of` belongs. Nothing is built where a file or a link is wrong; what is left of a file is
    looked at all the same. The diagnostics of `loaded` and `context` themselves are not repeated.
    """
    records, beside = loaded.records, context.records if context is not None else None
    if records is None or records.value is None:
        return None, []
    found = collect(records, records.value)
    found.doubtful = loaded.doubtful | (context.doubtful if context is not None else frozenset())
    if context is not None and beside is None:
        found.doubtful |= {"evidence"}
    deal = merge(records, beside)
    problems = deal.problems
    for side in deal.sides:
        collect_evidence(found, side.file, side.data.get("evidence", ()), join(side.pointer, "evidence"))
    given = [loaded.fields, context.fields if context is not None else None]
    problems += references.check(found, [each for each in given if each is not None])
    materials = {id_: tuple(local.values()) for id_, local in found.materials.items()}
    links = Links(materials=materials, records=deal.records)
    problems += [*found.diagnostics, *use(found, links), *assign(found, links, on_route)]
    deepest = levels.levels_of_components(found, links)
    circles = cycles.check(found, links) if deepest is None else []
    problems += circles or levels.check(found, links, deepest)
    document = _document(records, records.value)
    files = [each for each in (loaded, context) if each is not None]
    sound = not has_errors(problems) and all(file.value is not None for file in files)
    # What the product is, and what is not part of it, follows only from links that all hold.
    product, said = (
        _product(found, links, document) if sound else (_synthesized(found, links, document, []), [])
    )
    bom = Bom(
        file=records,
        document=document,
        product=product,
        components=found.components,
        parties=found.parties,
        evidence=found.evidence,
        sites=found.sites,
        context=deal.contract,
        links=links,
        contexts=deal.sides,
        merged=deal.merged,
    )
    problems += [
        *said,
        *places.check(bom),
        *makers.check(bom),
        *same_company.check(bom),
        *sorts.check(bom),
        *flags.check(bom),
        *days.check(bom),
        *material_checks.check(bom),
        *amount_checks.check(bom),
        *quantities.check(bom),
        *conflicts.check(bom),
        *contradictions.check(bom, whole=sound),
    ]
    return (bom if sound and not has_errors(problems) else None), told_in(loaded.path, problems)


def _document(loaded: Loaded, value: dict[str, Any]) -> Element:
    data = value.get("document", {})
    id_ = data.get("id") or PRODUCT
    return Element("document", id_, data, "/document", None, id_, loaded)


def _product(found: Collected, links: Links, document: Element) -> tuple[Element, list[Diagnostic]]:
    """The product, and what is wrong with the parts that are not in it."""
    roots = _roots(found, links)
    named = document.data.get("product")
    if named is None and len(roots) != 1:
        return _synthesized(found, links, document, roots), _quantities(found, roots)
    product = found.components[named] if named is not None else roots[0]
    problems = _quantities(found, [])
    reached = _reached(found, links, product)
    unused = [root for root in roots if root.id not in reached]
    if unused:
        spans = found.file.spans
        at = spans.value(join(unused[0].pointer, "name"))
        problems.append(say.unused_parts([each.name for each in unused], product.name, at))
    return product, problems


def _roots(found: Collected, links: Links) -> list[Element]:
    """The components that nothing uses: neither as a child, nor as an input, nor as an alternate."""
    used = set(links.parents)
    used |= {entry.data["ref"] for entries in links.inputs.values() for entry in entries}
    free = [component for component in found.components.values() if component.id not in used]
    every = found.components.values()
    named = {id_ for each in every for id_ in each.data.get("alternates", ()) if id_ != each.id}
    if not named:
        return free
    roots = [each for each in free if each.id not in named]
    # Of alternates that name each other, the first in the file is the part, and the others stand in for it.
    spoken_for = set(_reachable(found, [*roots, *(each for each in every if each.id in used)]))
    for each in free:
        if each.id not in spoken_for:
            roots.append(each)
            spoken_for.update(_reachable(found, [each]))
    free_of_use = set(roots)  # in a large list, looking for each one takes hours
    return [each for each in free if each in free_of_use]


def _reachable(found: Collected, roots: list[Element]) -> Iterator[str]:
    """These components and their alternates, and the alternates of those."""
    seen: set[str] = set()
    waiting = [root.id for root in roots]
    while waiting:
        id_ = waiting.pop()
        if id_ not in seen and id_ in found.components:
            seen.add(id_)
            yield id_
            waiting.extend(found.components[id_].data.get("alternates", ()))


def _reached(found: Collected, links: Links, product: Element) -> set[str]:
    """All that the product consists of, was made from, or may be replaced by."""
    reached = {product.id}
    waiting = [product]
    while waiting:
        component = waiting.pop()
        next_ids = [usage.child.id for usage in links.usages.get(component.id, ())]
        next_ids += component.data.get("alternates", ())
        for holder in (component, *links.materials.get(component.id, ())):
            next_ids += [entry.data["ref"] for entry in links.inputs.get(holder, ())]
        for id_ in next_ids:
            if id_ not in reached:
                reached.add(id_)
                waiting.append(found.components[id_])
    return reached


def _synthesized(found: Collected, links: Links, document: Element, roots: list[Element]) -> Element:
    """An end item that stands for a flat list of parts."""
    id_ = PRODUCT
    while id_ in found.components:
        id_ += "-"
    # It goes by the name of the document, or by that of its file; of a text without a file it is the product.
    file = found.file.path.replace("\\", "/").rsplit("/", 1)[-1].strip("-<>")
    name = document.data.get("id") or file or PRODUCT
    data = {"kind": "end_item", "name": name}
    product = Element("component", id_, data, "", None, name, found.file, synthesized=True)
    usages = tuple(
        Usage(product, root, quantities.quantity(root.data), root.pointer, _designators(root), root.data)
        for root in roots
    )
    links.usages[product.id] = usages
    for usage in usages:
        links.parents[usage.child.id] = (usage,)
    return product


def _designators(component: Element) -> tuple[str, ...]:
    return tuple(component.data.get("designators", ()))


def _quantities(found: Collected, roots: list[Element]) -> list[Diagnostic]:
    """Quantities of the flat list that belong to no use; those of a list without a product do."""
    spans, used = found.file.spans, set(roots)  # in a large list, looking for each one takes long
    return [
        say.quantity_without_use(root.name, spans.key(join(root.pointer, "quantity")))
        for root in found.roots
        if "quantity" in root.data and root not in used
    ]
