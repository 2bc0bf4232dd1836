"""What a declaration of materials states of one product, gathered while it is read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.substances import OF_SHARES, WHOLE, word_for
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.imports.markup import Element
    from microdep_rules.diagnostics import Diagnostic
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


AMOUNTS = frozenset({"mass_g", "share"})


class Loose(Struct, frozen=True):
    """A substance or a group of materials of the whole product, as the list of this number states it."""

    name: str
    stated: dict[str, Any]
    at: Span
    list_number: int

    @property
    def key(self) -> str:
        """What tells it from other substances: its word, else its name."""
        return str(self.stated.get("substance") or word_for(self.name) or self.name.casefold())

    def without_amounts(self) -> dict[str, Any]:
        """Return what is stated of it but how much of it there is."""
        return {key: value for key, value in self.stated.items() if key not in AMOUNTS}


class DeclaredPart(Struct):
    """The materials of a product, and what is kept beside them."""

    materials: list[dict[str, Any]] = field(default_factory=list)
    beside: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """Statements, thresholds and exemptions, of which no fact is made."""
    unknown: dict[str, Span] = field(default_factory=dict)
    """Elements that are not known, each where it is first."""
    loose: list[Loose] = field(default_factory=list)
    """Substances and groups of the whole product, which may be in a material that is declared too."""
    lists: int = 0
    """How many lists of substances were begun."""
    disagreeing: list[Loose] = field(default_factory=list)
    """Substances of which several lists state different amounts, each once."""
    ids: dict[str, int] = field(default_factory=dict)
    """How many materials have asked for an id."""

    @property
    def mass(self) -> Decimal:
        """What the materials weigh together, in grams."""
        return sum((material["mass_g"] for material in self.materials if "mass_g" in material), Decimal(0))

    def add(self, name: str, stated: dict[str, Any]) -> None:
        """Add a material with an id of its own."""
        base = id_ = slug(name[:LONGEST_NAME])
        while id_ in self.ids:
            self.ids[base] += 1
            id_ = f"{base}-{self.ids[base]}"
        self.ids[id_] = 1
        self.materials.append({"id": id_, "name": name[:LONGEST_NAME], **stated})

    def add_loose(self, name: str, stated: dict[str, Any], at: Span) -> None:
        """Add a substance or a group of materials of the whole product."""
        self.loose.append(Loose(name, stated, at, self.lists))

    def settle(self) -> None:
        """Add what is declared of the whole product, once.

        Beside homogeneous materials it has no mass of its own, since it is in one of them; what one of them
        names is not added again.
        """
        of_materials = list(self.materials)
        lines = (line["element"] for material in of_materials for line in material.get("composition", ()))
        others = (each["name"] for one in of_materials for each in one.get("ext", {}).get("substances", ()))
        named = {
            each.casefold() for each in (*lines, *others, *(material["name"] for material in of_materials))
        }
        for each in self._by_lists():
            if not of_materials:
                self.add(each.name, each.stated)
            elif named.isdisjoint({each.name.casefold(), each.stated.get("substance", each.name).casefold()}):
                self.add(each.name, each.without_amounts())

    def _by_lists(self) -> list[Loose]:
        """What is declared of the whole product, where several lists name a substance by one of them.

        Laws have lists of their own, and what two of them name is in the product once. Where they differ in
        how much of it there is, that is not known.
        """
        found: dict[str, dict[int, list[Loose]]] = {}
        for each in self.loose:
            found.setdefault(each.key, {}).setdefault(each.list_number, []).append(each)
        once: list[Loose] = []
        for lists in found.values():
            first, *others = lists.values()
            amounts = [
                sorted(str([e.stated.get(a) for a in sorted(AMOUNTS)]) for e in one) for one in lists.values()
            ]
            if any(amount != amounts[0] for amount in amounts):
                self.disagreeing.append(others[0][0])
                once.append(Loose(first[0].name, first[0].without_amounts(), first[0].at, 0))
            else:
                once += first
        return once

    def doubts(self, at: Span) -> list[Diagnostic]:
        """Return what the lists and the materials of the product, which is `at`, contradict each other in."""
        found = [
            of_rows.left_out(
                f"amount of {quoted(each.name)}",
                "several lists state different ones",
                "ask which of them is right, and declare it by hand",
                each.at,
            )
            for each in self.disagreeing
        ]
        shares = sum(
            (material["share"] for material in self.materials if isinstance(material.get("share"), Decimal)),
            Decimal(0),
        )
        if shares > WHOLE:
            because = f"together they are {shares:f} % of the part"
            found.append(of_rows.left_out("share of each material", because, OF_SHARES, at))
            for material in self.materials:
                material.pop("share", None)
        return found

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
