"""Products at the top of a parts list.

A parts list may contain several independent products without a product above them. The analysis then treats
the list as a whole that needs all its products, and texts use their names instead of *the product*.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.production.naming import all_of
from microdep_rules.production.structure import needed_of

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom, Element


def roots_of(bom: Bom) -> tuple[Element, ...]:
    """Return the products at the top of a parts list."""
    product = bom.product
    listed = tuple({usage.child.id: usage.child for usage in bom.usages(product)}.values())
    is_several = (
        product.synthesized and len(listed) > 1 and any(needed_of(bom, component) for component in listed)
    )
    return listed if is_several else (product,)


def root_names(bom: Bom) -> dict[str, str]:
    """Return the names by id of the products at the top of a parts list; equal names also have the id."""
    roots = roots_of(bom)
    often = Counter(root.name for root in roots)
    return {r.id: f"{r.name} ({r.id})" if often[r.name] > 1 and r.name != r.id else r.name for r in roots}


def product_name(bom: Bom) -> str:
    """Return the name of the product of a document, or the names of several products."""
    names = tuple(root_names(bom).values())
    return bom.product.name if len(names) == 1 else f"the list of {all_of(names)}"
