"""Materials of one product, collected from a declaration of materials."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.substances import WHOLE, find_word
from microdep_rules.messages import phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.markup import MarkupElement
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

KNOWN_ELEMENTS = frozenset(
    {
        *("Amount", "Mass", "Concentration", "Threshold", "Exemption", "ExemptionList", "ExemptionListID"),
        *("SubstanceCategoryList", "SubstanceCategoryListID", "SubstanceCategory", "SubstanceCategoryID"),
        *("SubstanceList", "Substance", "SubstanceID", "UniqueID", "Comment"),
    }
)
"""XML elements of the standards that a material, a category or a substance may contain."""
LONGEST_NAME = 200


AMOUNTS = frozenset({"mass_g", "share"})


class ProductSubstance(Struct, frozen=True):
    """Substance or group of materials of the whole product; `list_number` is the list with this entry."""

    name: str
    stated: dict[str, Any]
    at: Span
    list_number: int

    @property
    def key(self) -> str:
        """Key of the substance: its word in the vocabulary, or its name."""
        return str(self.stated.get("substance") or find_word(self.name) or self.name.casefold())

    def without_amounts(self) -> dict[str, Any]:
        """Return the stated fields without the amounts."""
        return {key: value for key, value in self.stated.items() if key not in AMOUNTS}


class ProductMaterials(Struct):
    """Materials of a product, and the statements that do not describe materials."""

    materials: list[dict[str, Any]] = field(default_factory=list)
    other_statements: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Statements, thresholds and exemptions of the declaration. None of these become facts."""
    unknown: dict[str, Span] = field(default_factory=dict)
    """Names of unknown XML elements, each with its first place."""
    substances: list[ProductSubstance] = field(default_factory=list)
    """Substances and groups that the file declares for the whole product, not for one material."""
    lists: int = 0
    """Number of lists of substances that have been read so far."""
    disagreeing: list[ProductSubstance] = field(default_factory=list)
    """Substances with different amounts in several lists; each substance appears only once."""
    ids: dict[str, int] = field(default_factory=dict)
    """Number of materials with the same id; equal ids get this number as a suffix."""

    @property
    def mass(self) -> Decimal:
        """Total mass of the materials in grams."""
        return sum((material["mass_g"] for material in self.materials if "mass_g" in material), Decimal(0))

    def add(self, name: str, stated: dict[str, Any]) -> None:
        """Add a material with a unique id."""
        base = id_ = slug(name[:LONGEST_NAME])
        while id_ in self.ids:
            self.ids[base] += 1
            id_ = f"{base}-{self.ids[base]}"
        self.ids[id_] = 1
        self.materials.append({"id": id_, "name": name[:LONGEST_NAME], **stated})

    def add_substance(self, name: str, stated: dict[str, Any], at: Span) -> None:
        """Add a substance or a group of materials of the whole product."""
        self.substances.append(ProductSubstance(name, stated, at, self.lists))

    def add_product_substances(self) -> None:
        """Add each substance of the whole product once.

        If the product has homogeneous materials, the mass of the substance is not added, because this mass is
        a part of these materials. A substance that a listed material names is not added again.
        """
        of_materials = list(self.materials)
        lines = (line["element"] for material in of_materials for line in material.get("composition", ()))
        others = (
            other["name"]
            for material_ in of_materials
            for other in material_.get("ext", {}).get("substances", ())
        )
        named = {
            name.casefold() for name in (*lines, *others, *(material["name"] for material in of_materials))
        }
        for substance in self._unique_substances():
            if not of_materials:
                self.add(substance.name, substance.stated)
            elif named.isdisjoint(
                {substance.name.casefold(), substance.stated.get("substance", substance.name).casefold()}
            ):
                self.add(substance.name, substance.without_amounts())

    def _unique_substances(self) -> list[ProductSubstance]:
        """Return the substances of the whole product, each once; the first list with a substance counts.

        Each law has a list of substances. A substance in two lists is in the product only once. If the lists
        state different amounts, the amount is not known.
        """
        by_key: dict[str, dict[int, list[ProductSubstance]]] = {}
        for substance in self.substances:
            by_key.setdefault(substance.key, {}).setdefault(substance.list_number, []).append(substance)
        unique: list[ProductSubstance] = []
        for lists in by_key.values():
            first, *others = lists.values()
            amounts = [
                sorted(str([entry.stated.get(name) for name in sorted(AMOUNTS)]) for entry in entries)
                for entries in lists.values()
            ]
            if any(amount != amounts[0] for amount in amounts):
                self.disagreeing.append(others[0][0])
                unique.append(ProductSubstance(first[0].name, first[0].without_amounts(), first[0].at, 0))
            else:
                unique += first
        return unique

    def doubts(self, at: Span) -> list[Diagnostic]:
        """Return warnings about different amounts in several lists, and about shares above 100 % in total.

        If the shares are above 100 % in total, remove the shares from the materials.
        """
        diagnostics = [
            of_rows.left_out(
                f"amount of {quoted(substance.name)}",
                phrase_of("import/cell-not-read", "different-amounts"),
                phrase_of("import/cell-not-read", "ask-right"),
                substance.at,
            )
            for substance in self.disagreeing
        ]
        shares = sum(
            (material["share"] for material in self.materials if isinstance(material.get("share"), Decimal)),
            Decimal(0),
        )
        if shares > WHOLE:
            because = phrase_of("import/cell-not-read", "shares-of-component", total=f"{shares:f}")
            diagnostics.append(
                of_rows.left_out(
                    "share of each material", because, phrase_of("import/cell-not-read", "ask-shares"), at
                )
            )
            for material in self.materials:
                material.pop("share", None)
        return diagnostics

    def collect_exemptions(self, element: MarkupElement) -> None:
        """Keep the exemptions in an XML element, and the names of unknown elements inside this element."""
        for exemption in element.find_all("Exemption"):
            self.keep("exemptions", exemption, "identity", "description", "response")
        for inner in element.descendants():
            if inner.name not in KNOWN_ELEMENTS:
                self.unknown.setdefault(inner.name, inner.at)

    def keep(self, sort: str, element: MarkupElement, *names: str) -> None:
        """Add the attributes `names` of an XML element to `other_statements`, under the key `sort`."""
        stated = {name: element.get(name) for name in names if element.get(name)}
        if stated:
            self.other_statements.setdefault(sort, []).append(stated)
