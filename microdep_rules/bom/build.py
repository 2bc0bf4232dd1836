"""Construction of a `Bom` from a valid document. Records are linked, and compared with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom import (
    amount_checks,
    classification_checks,
    conflicts,
    contradictions,
    cycles,
    days,
    flags,
    levels,
    manufacturers,
    material_checks,
    places,
    quantities,
    references,
    same_company,
)
from microdep_rules.bom.assign import assign
from microdep_rules.bom.collect import Registry, collect, register_evidence
from microdep_rules.bom.contexts import merge
from microdep_rules.bom.model import Bom, Element, Links, Usage
from microdep_rules.bom.repeats import merge_and_limit
from microdep_rules.bom.spans import join
from microdep_rules.bom.usages import link_usages
from microdep_rules.diagnostics import has_errors
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.assign import RouteTest
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

PRODUCT = "product"
"""Id and name that the program gives to the product of a flat list, if the document states no id."""


def build(
    loaded: LoadedDocument, context: LoadedDocument | None = None, *, on_route: RouteTest
) -> tuple[Bom | None, list[Diagnostic]]:
    """Return the `Bom` of a document and its context file, with diagnostics.

    `on_route(stage, substance)` returns whether a stage may belong to a substance. If a stage has no field
    `of`, the result decides which material or component the stage belongs to. If a file or a link has an
    error, the `Bom` is `None`, but the rest of the file is checked. The diagnostics of `loaded` and `context`
    are not repeated.
    """
    records, context_records = loaded.records, context.records if context is not None else None
    if records is None or records.value is None:
        return None, []
    registry = collect(records, records.value)
    registry.incomplete_kinds = loaded.incomplete_kinds | (
        context.incomplete_kinds if context is not None else frozenset()
    )
    if context is not None and context_records is None:
        registry.incomplete_kinds |= {"evidence"}
    contract = merge(records, context_records)
    problems = contract.problems
    for side in contract.sides:
        register_evidence(registry, side.file, side.data.get("evidence", ()), join(side.pointer, "evidence"))
    documents = [loaded.fields, context.fields if context is not None else None]
    problems += references.check(registry, [document for document in documents if document is not None])
    materials = {id_: tuple(local.values()) for id_, local in registry.materials.items()}
    links = Links(materials=materials, records=contract.records)
    problems += [*registry.diagnostics, *link_usages(registry, links), *assign(registry, links, on_route)]
    deepest = levels.levels_of_components(registry, links)
    circles = cycles.check(registry, links) if deepest is None else []
    problems += circles or levels.check(registry, links, deepest)
    document = _build_document(records, records.value)
    files = [file for file in (loaded, context) if file is not None]
    is_sound = not has_errors(problems) and all(file.value is not None for file in files)
    # The product and the unused components are known only if all links are correct.
    product, unused = (
        _find_product(registry, links, document)
        if is_sound
        else (_synthesize_product(registry, links, document, []), [])
    )
    bom = Bom(
        file=records,
        document=document,
        product=product,
        components=registry.components,
        parties=registry.parties,
        evidence=registry.evidence,
        sites=registry.sites,
        context=contract.contract,
        links=links,
        contexts=contract.sides,
        merged=contract.merged,
    )
    problems += [
        *unused,
        *places.check(bom),
        *manufacturers.check(bom),
        *same_company.check(bom),
        *classification_checks.check(bom),
        *flags.check(bom),
        *days.check(bom),
        *material_checks.check(bom),
        *amount_checks.check(bom),
        *quantities.check(bom),
        *conflicts.check(bom),
        *contradictions.check(bom, whole=is_sound),
    ]
    return (bom if is_sound and not has_errors(problems) else None), merge_and_limit(loaded.path, problems)


def _build_document(loaded: LoadedDocument, value: dict[str, Any]) -> Element:
    data = value.get("document", {})
    id_ = data.get("id") or PRODUCT
    return Element("document", id_, data, "/document", None, id_, loaded)


def _find_product(registry: Registry, links: Links, document: Element) -> tuple[Element, list[Diagnostic]]:
    """Return the product, with diagnostics for components that are not part of the product."""
    roots = _roots(registry, links)
    named = document.data.get("product")
    if named is None and len(roots) != 1:
        return _synthesize_product(registry, links, document, roots), _unused_quantities(registry, roots)
    product = registry.components[named] if named is not None else roots[0]
    problems = _unused_quantities(registry, [])
    reached = _contained_ids(registry, links, product)
    unused = [root for root in roots if root.id not in reached]
    if unused:
        spans = registry.file.spans
        at = spans.value(join(unused[0].pointer, "name"))
        names = listed([root.name for root in unused], 5)
        problems.append(diagnose("bom/not-used", at, "outside-product", product=product.name, names=names))
    return product, problems


def _roots(registry: Registry, links: Links) -> list[Element]:
    """Return the components that no other component uses as a child, an input or an alternate."""
    used = set(links.parents)
    used |= {entry.data["ref"] for entries in links.inputs.values() for entry in entries}
    free = [component for component in registry.components.values() if component.id not in used]
    every = registry.components.values()
    named = {
        id_ for component in every for id_ in component.data.get("alternates", ()) if id_ != component.id
    }
    if not named:
        return free
    roots = [component for component in free if component.id not in named]
    # If components name each other as alternates, the first component in the file is the root.
    reachable = set(
        _alternate_ids(registry, [*roots, *(component for component in every if component.id in used)])
    )
    for component in free:
        if component.id not in reachable:
            roots.append(component)
            reachable.update(_alternate_ids(registry, [component]))
    root_set = set(roots)  # a set, because searches in a large list take hours
    return [component for component in free if component in root_set]


def _alternate_ids(registry: Registry, roots: list[Element]) -> Iterator[str]:
    """Yield the ids of the `roots`, of their alternates, and of the alternates of those alternates."""
    seen: set[str] = set()
    waiting = [root.id for root in roots]
    while waiting:
        id_ = waiting.pop()
        if id_ not in seen and id_ in registry.components:
            seen.add(id_)
            yield id_
            waiting.extend(registry.components[id_].data.get("alternates", ()))


def _contained_ids(registry: Registry, links: Links, product: Element) -> set[str]:
    """Return the ids of the product and of its children, inputs and alternates, at any depth."""
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
                waiting.append(registry.components[id_])
    return reached


def _synthesize_product(registry: Registry, links: Links, document: Element, roots: list[Element]) -> Element:
    """Return a new end item, the product of a flat list of components."""
    id_ = PRODUCT
    while id_ in registry.components:
        id_ += "-"
    # The name is the id of the document, the name of the file, or "product".
    file = registry.file.path.replace("\\", "/").rsplit("/", 1)[-1].strip("-<>")
    name = document.data.get("id") or file or PRODUCT
    data = {"kind": "end_item", "name": name}
    product = Element("component", id_, data, "", None, name, registry.file, synthesized=True)
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


def _unused_quantities(registry: Registry, roots: list[Element]) -> list[Diagnostic]:
    """Return diagnostics for quantities in the flat list that have no effect.

    Only the quantities of `roots` have an effect: the direct components of the product of a flat list.
    """
    spans, used = registry.file.spans, set(roots)  # a set, because searches in a large list take long
    return [
        diagnose("bom/not-used", spans.key(join(root.pointer, "quantity")), "quantity", name=root.name)
        for root in registry.roots
        if "quantity" in root.data and root not in used
    ]
