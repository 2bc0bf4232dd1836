"""What a declaration of materials states of one product, gathered while it is read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.markup import Element
    from microdep_rules.source import Span

WITHIN = frozenset(
    {
        *("Amount", "Mass", "Concentration", "Threshold", "Exemption", "ExemptionList", "ExemptionListID"),
        *("SubstanceCategoryList", "SubstanceCategoryListID", "SubstanceCategory", "SubstanceCategoryID"),
        *("SubstanceList", "Substance", "SubstanceID", "UniqueID", "Comment"),
    }
)
"""What is known in a material, a category and a substance."""
LONGEST_NAME = 200


class DeclaredPart(Struct):
    """The materials of a product, and what is kept beside them."""

    materials: list[dict[str, Any]] = field(default_factory=list)
    beside: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Statements, thresholds and exemptions, of which no fact is made."""
    unknown: dict[str, Span] = field(default_factory=dict)
    """Elements that are not known, each where it is first."""
    loose: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Substances and groups of the whole product, which may be in a material that is declared too."""
    ids: dict[str, int] = field(default_factory=dict)
    """How many materials have asked for an id."""

    @property
    def mass(self) -> Decimal:
        """What the materials weigh together, in grams."""
        return sum((each["mass_g"] for each in self.materials if "mass_g" in each), Decimal(0))

    def add(self, name: str, stated: dict[str, Any]) -> None:
        """Add a material with an id of its own."""
        base = id_ = slug(name[:LONGEST_NAME])
        while id_ in self.ids:
            self.ids[base] += 1
            id_ = f"{base}-{self.ids[base]}"
        self.ids[id_] = 1
        self.materials.append({"id": id_, "name": name[:LONGEST_NAME], **stated})

    def add_loose(self, name: str, stated: dict[str, Any]) -> None:
        """Add a substance or a group of materials of the whole product."""
        self.loose.append((name, stated))

    def settle(self) -> None:
        """Add what is declared of the whole product, once.

        Beside homogeneous materials it has no mass of its own, since it is in one of them; what one of them
        names is not added again.
        """
        of_materials = list(self.materials)
        lines = (line["element"] for each in of_materials for line in each.get("composition", ()))
        others = (each["name"] for one in of_materials for each in one.get("ext", {}).get("substances", ()))
        named = {each.casefold() for each in (*lines, *others, *(each["name"] for each in of_materials))}
        for name, stated in self.loose:
            if not of_materials:
                self.add(name, stated)
            elif named.isdisjoint({name.casefold(), stated.get("substance", name).casefold()}):
                self.add(
                    name, {key: value for key, value in stated.items() if key not in {"mass_g", "share"}}
                )

    def look_within(self, element: Element) -> None:
        """Keep the exemptions within an element, and the names of what is not known in it."""
        for each in element.all("Exemption"):
            self.note("exemptions", each, "identity", "description", "response")
        for each in element.each_within():
            if each.name not in WITHIN:
                self.unknown.setdefault(each.name, each.at)

    def note(self, sort: str, element: Element, *names: str) -> None:
        """Keep what an element states in these attributes."""
        stated = {name: element.get(name) for name in names if element.get(name)}
        if stated:
            self.beside.setdefault(sort, []).append(stated)
