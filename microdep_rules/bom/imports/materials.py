"""Declarations of materials (IPC-1752A, IPC-1752B, IPC-1754) as an overlay of ours.

Such a file declares what is in a part: homogeneous materials with their substances (class D), substances (C),
groups of materials (B), or answers to statements (A). What it names is declared. What it does not name, or
names as below a threshold, is not declared absent: a threshold is above zero, and nothing is `free_of` it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import declarations as say
from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.amounts import mass_of, share_of
from microdep_rules.bom.imports.declared_part import DeclaredPart
from microdep_rules.bom.imports.markup import read_markup
from microdep_rules.bom.imports.substances import (
    Substance,
    composition_of,
    is_element,
    substance_in,
    taken,
    word_for,
)
from microdep_rules.bom.repeats import told_in
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.markup import Element
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile, Span

STANDARDS = (
    (r"https?://webstds\.ipc\.org/175x/2\.[0-9]", "IPC-1752A"),
    (r"https?://webstds\.ipc\.org/175x/1752B(?:/.*)?", "IPC-1752B"),
    (r"https?://webstds\.ipc\.org/175x/1754(?:/.*)?", "IPC-1754"),
)
"""The standards by the namespaces of their files."""
COMPANIES = ("SupplyCompany", "SupplierCompany", "Supplier")
SCHEMES = {"DUNS": "duns", "D-U-N-S": "duns", "CAGE": "cage", "LEI": "lei", "UEI": "uei"}
"""Authorities whose identifiers of companies a party may have."""
YES = frozenset({"true", "1"})
PIECES = frozenset({"", "each", "ea", "piece", "pieces", "pcs", "unit"})
LISTS = frozenset(
    {
        *("MaterialInfo", "HomogeneousMaterialList", "MaterialList", "MaterialGroupList", "QueryList"),
        *("SubstanceCategoryList", "SubstanceList", "ExemptionList"),
    }
)
MATERIALS, GROUPS = ("HomogeneousMaterial", "Material"), ("MaterialGroup", "MaterialClass")
PARTS = ("SubProduct", "Product", "ProductPart", "Part")
NOTHING_OF_MATERIALS = frozenset(
    {
        *("ProductID", "Amount", "Mass", "SubstanceCategoryListID", "QueryListID", "ExemptionListID"),
        *("ManufacturingInfo", "Attachment", "Comment"),
    }
)
DAY = pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*|Z|[+-][0-9]{2}:[0-9]{2})?")
ONE = pattern(r"|0{0,3}1(?:\.0{1,6})?")
"""One piece, or no count."""
CAUTION = "what is not named, or is below a threshold, is not declared absent"
LONGEST_NOTE = 600


class MaterialDeclaration(Struct):
    """A declaration that was read: the overlay, what it is, and what is wrong with it."""

    source: SourceFile
    kind: str = ""
    classes: str = ""
    value: dict[str, Any] | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_materials(path: str, data: bytes) -> MaterialDeclaration:
    """Return what a declaration of materials declares of its products."""
    root, source, problems = read_markup(path, data)
    found = MaterialDeclaration(source, diagnostics=problems)
    if root is None:
        return found
    spaces = dict.fromkeys(filter(None, (root.space, *(each.space for each in root.inside))))
    found.kind = next((kind for space in spaces for sign, kind in STANDARDS if re.fullmatch(sign, space)), "")
    if not found.kind:
        found.diagnostics.append(say.unknown_standard(next(iter(spaces), ""), root.at))
        return found
    response = next(root.all("Response"), None)
    if response is None:
        found.diagnostics.append(say.declares_nothing("it is a request without a response", root.at))
        return found
    company = next((each for each in root.all(*COMPANIES) if each.get("name")), None)
    every = list(_products(root))
    products = [each for each in every if _numbers(each)]
    if not products:
        found.diagnostics.append(say.declares_nothing("no product in it has an `itemNumber`", root.at))
        return found
    for each in every:
        if each not in products:
            way_out = "ask for its part number, or declare it by hand"
            found.diagnostics.append(of_rows.left_out("product", "it has no `itemNumber`", way_out, each.at))
    named = dict.fromkeys(each.get("name") for each in root.all("SubSectional"))
    found.classes = ", ".join(filter(None, named))
    _overlay(found, root, response, company, products)
    return found


def _products(element: Element) -> Iterator[Element]:
    """The products of a declaration; one within another is a part of it."""
    for each in element.inside:
        if each.name == "Product":
            yield each
        else:
            yield from _products(each)


def _numbers(product: Element) -> list[tuple[str, Element]]:
    """The part numbers of a product."""
    return [(each.get("itemNumber"), each) for each in product.each("ProductID") if each.get("itemNumber")]


def _overlay(
    found: MaterialDeclaration,
    root: Element,
    response: Element,
    company: Element | None,
    products: list[Element],
) -> None:
    name = company.get("name") if company is not None else ""
    if not name:
        because = "the response names no `SupplyCompany`, so that entries match a number of any maker"
        way_out = "write `manufacturer:` into each `match:`"
        found.diagnostics.append(of_rows.left_out("manufacturer", because, way_out, response.at))
    accepted = next((each for each in root.all("Declaration") if each.get("supplierAcceptance")), None)
    paper: dict[str, Any] | None = _evidence(found, response, name, products, accepted)
    if accepted is not None and accepted.get("supplierAcceptance").casefold() not in YES:
        found.diagnostics.append(say.not_accepted(accepted.at))
        paper = None
    told: set[str] = set()
    parts = [entry for product in products for entry in _entries(found, product, name, paper, told)]
    found.diagnostics = told_in(found.source.path, found.diagnostics)
    found.value = {
        "schema": "microdep-overlay/1",
        **({"parties": [_party(company)]} if company is not None else {}),
        **({"evidence": [paper]} if paper is not None else {}),
        "parts": parts,
    }


def _party(company: Element) -> dict[str, Any]:
    party: dict[str, Any] = {"id": slug(company.get("name")), "name": company.get("name")}
    stated = {
        SCHEMES[each.get("authority").upper()]: each.get("identity")
        for each in company.each("CompanyID")
        if each.get("authority").upper() in SCHEMES and each.get("identity")
    }
    return {**party, "identifiers": stated} if stated else party


def _evidence(
    found: MaterialDeclaration,
    response: Element,
    company: str,
    products: list[Element],
    accepted: Element | None,
) -> dict[str, Any]:
    """The declaration itself: by whom, and of which day."""
    number = _numbers(products[0])[0][0]
    issued = _day(found, response)
    of_class = f", class {found.classes}" if found.classes else ""
    doubts = accepted.get("uncertaintyStatement") if accepted is not None else ""
    notes = "; ".join(filter(None, (f"{found.kind}{of_class}", CAUTION, doubts)))
    return {
        "id": slug(" ".join(each for each in (found.kind, company[:80], number[:80], issued) if each)),
        "type": "supplier_declaration",
        **({"issuer": company} if company else {}),
        **({"issued": issued} if issued else {}),
        "tier": "supplier",
        "document": {"number": f"{found.kind}: {number}"},
        "notes": notes[:LONGEST_NOTE],
    }


def _day(found: MaterialDeclaration, response: Element) -> str:
    """The day of a response; one that is not in the calendar is none, which is reported."""
    text = response.get("date")
    day = DAY.fullmatch(text)
    try:
        return date.fromisoformat(day[1]).isoformat() if day is not None else _no_day(found, response)
    except ValueError:
        return _no_day(found, response)


def _no_day(found: MaterialDeclaration, response: Element) -> str:
    text = response.get("date")
    because = f"{quoted(text)} is no day such as 2026-05-04" if text else "the response states none"
    way_out = "write `issued:` of the evidence by hand"
    found.diagnostics.append(of_rows.left_out("day of the declaration", because, way_out, response.at))
    return ""


def _entries(
    found: MaterialDeclaration,
    product: Element,
    company: str,
    paper: dict[str, Any] | None,
    before: set[str],
) -> list[dict[str, Any]]:
    """An entry for each part number of a product, of which each has the same materials.

    A number is of one product: a later one with a number that was `before` is left out.
    """
    part, by_piece = DeclaredPart(), _is_of_a_piece(found, product, "Product")
    _take(found, part, product, "", by_piece=by_piece)
    part.settle()
    found.diagnostics += part.doubts(product.at)
    for name, at in part.unknown.items():
        because = "is not known in a declaration, and its content is not read"
        way_out = "declare by hand what it says of materials"
        found.diagnostics.append(of_rows.left_out(f"the element {quoted(name)}", because, way_out, at))
    entries = []
    for number, told in _numbers(product):
        if number.endswith("*"):
            because = f"{quoted(number)} stands for every number that begins so in an overlay"
            way_out = "write the entry by hand, by the id of the component"
            found.diagnostics.append(of_rows.left_out("part number", because, way_out, told.at))
            continue
        if number in before:
            because = f"{quoted(number)} is a number of a product before it, or twice of this one"
            way_out = "ask which of them is meant, and declare it by hand"
            found.diagnostics.append(of_rows.left_out("product", because, way_out, told.at))
            continue
        before.add(number)
        amount = next(told.each("Amount", "Mass"), None)
        mass = taken("mass", mass_of(amount), amount, found.diagnostics) if by_piece else None
        if mass and mass < part.mass:
            because = f"its materials weigh {part.mass:f} g together, more than its {mass:f} g"
            way_out = "ask which mass is right, and declare it by hand"
            found.diagnostics.append(of_rows.left_out("mass of the part", because, way_out, told.at))
            mass = None
        beside: dict[str, Any] = {**part.beside}
        if told.get("manufacturingSite"):
            beside["manufacturing_site"] = told.get("manufacturingSite")
        entries.append(
            {
                "match": {**({"manufacturer": company} if company else {}), "mpn": number},
                **({"mass_g": mass} if mass else {}),
                **({"materials": part.materials} if part.materials else {}),
                **({"evidence": [paper["id"]]} if paper is not None else {}),
                **({"ext": {"declaration": beside}} if beside else {}),
            }
        )
    return entries


def _is_of_a_piece(found: MaterialDeclaration, element: Element, what: str) -> bool:
    """Return whether the masses of a product are those of one piece; where they are not, that is reported."""
    unit, many = element.get("unitType"), element.get("numberOfInstances")
    if unit.casefold() in PIECES and ONE.fullmatch(many):
        return True
    because = f"the {what} states them of {many or 1} {unit or 'pieces'}"
    way_out = "write the mass of one piece by hand"
    found.diagnostics.append(of_rows.left_out("masses", because, way_out, element.at))
    return False


def _take(
    found: MaterialDeclaration, part: DeclaredPart, element: Element, of: str, *, by_piece: bool
) -> None:
    """Take what is declared within an element; `of` is the part of the product that it is about."""
    for each in element.inside:
        if each.name in LISTS:
            part.lists += each.name == "SubstanceCategoryList"
            _take(found, part, each, of, by_piece=by_piece)
        elif each.name in PARTS:
            names = (told.get("itemName") or told.get("itemNumber") for told in each.each("ProductID"))
            inner = next(filter(None, names), each.get("name") or "sub-product")
            pieces = by_piece and _is_of_a_piece(found, each, "sub-product")
            _take(found, part, each, ", ".join(filter(None, (of, inner))), by_piece=pieces)
        elif each.name in (*MATERIALS, *GROUPS):
            _take_material(found, part, each, of, by_piece=by_piece)
        elif each.name == "SubstanceCategory":
            _take_category(found, part, each, of, by_piece=by_piece)
        elif each.name == "Substance":
            part.look_within(each)
            _take_substance(part, substance_in(each, found.diagnostics, by_piece=by_piece), of, each.at)
        elif each.name == "Query":
            part.note("statements", each, "statement", "response", "comment")
        elif each.name == "Exemption":
            part.note("exemptions", each, "identity", "description", "response")
        elif each.name not in NOTHING_OF_MATERIALS:
            part.unknown.setdefault(each.name, each.at)


def _take_material(
    found: MaterialDeclaration, part: DeclaredPart, element: Element, of: str, *, by_piece: bool
) -> None:
    """Take a material with its substances (class D), or a group of materials (class B)."""
    part.look_within(element)
    name = element.get("name") or element.get("materialGroupName") or "unnamed material"
    amount = next(element.each("Amount", "Mass"), element if element.get("value") else None)
    mass = taken("mass", mass_of(amount), amount, found.diagnostics)
    share = taken("share", share_of(amount), amount, found.diagnostics)
    lines, others = composition_of(
        (
            substance_in(each, found.diagnostics, mass, by_piece=by_piece, is_below=is_below)
            for each, is_below in _substances(element)
        ),
        found.diagnostics,
        element,
    )
    word = word_for(name)
    if is_element(word) and word not in {line["element"] for line in lines}:
        word = ""  # a lead may be of copper
    beside = {
        **({"substances": others} if others else {}),
        **({"share_of_sub_product": share} if share and of else {}),
    }
    stated = {
        **({"substance": word} if word else {}),
        **({"mass_g": mass} if mass and by_piece else {}),
        **({"share": share} if share and not of else {}),
        **({"composition": lines} if lines else {}),
        **({"ext": beside} if beside else {}),
    }
    called = f"{of}: {name}" if of else name
    if element.name in MATERIALS:
        part.add(called, stated)
    else:
        part.add_loose(called, stated, element.at)


def _substances(element: Element, *, is_below: bool = False) -> Iterator[tuple[Element, bool]]:
    """The substances of a material, and the categories of which only an amount is stated.

    Each is with whether its category is stated to be below its threshold.
    """
    for each in element.inside:
        if each.name == "Substance":
            yield each, is_below
        elif each.name in {"SubstanceCategoryList", "SubstanceList"}:
            yield from _substances(each, is_below=is_below)
        elif each.name == "SubstanceCategory":
            below = _over(each) not in {"", *YES}
            inside = list(_substances(each, is_below=below))
            yield from inside or ([(each, below)] if any(each.each("Amount", "Concentration")) else [])


def _over(category: Element) -> str:
    """The answer whether a category is above its threshold; nothing where there is none."""
    threshold = next(category.each("Threshold"), None)
    if threshold is None:
        return ""
    return (threshold.get("overThreshold") or threshold.get("aboveThresholdLevel")).casefold()


def _take_category(
    found: MaterialDeclaration, part: DeclaredPart, element: Element, of: str, *, by_piece: bool
) -> None:
    """Take a category of substances (class C): what is stated to be in the product is.

    A concentration is one in a homogeneous material that is not named; an amount in percent is the most in
    the product.
    """
    part.look_within(element)
    threshold, over = next(element.each("Threshold"), None), _over(element)
    if threshold is not None:
        limit = {"name": element.get("name"), "over": over, "threshold": threshold.get("threshold")}
        part.beside.setdefault("thresholds", []).append({n: text for n, text in limit.items() if text})
    substances = list(element.each("Substance"))
    is_below = over not in {"", *YES}
    for each in substances:
        substance = substance_in(each, found.diagnostics, by_piece=by_piece, is_below=is_below)
        _take_substance(part, substance, of, each.at)
    amount = next(element.each("Amount"), None)
    mass = taken("mass", mass_of(amount), amount, found.diagnostics)
    share = taken("share", share_of(amount), amount, found.diagnostics)
    if not substances and (over in YES or mass or share):
        stated = Substance(element.get("name"), mass=mass if by_piece else None, most=share)
        _take_substance(part, stated, of, element.at)


def _take_substance(part: DeclaredPart, substance: Substance, of: str, at: Span) -> None:
    """Take a substance in the product as a material of it; one that is not stated to be there is none."""
    if not substance.is_there:
        return
    name = substance.name or "unnamed substance"
    record: dict[str, Any] = {"cas": substance.cas} if substance.cas else {}
    if substance.most and of:
        record["share_of_sub_product"] = f"at most {substance.most:f}"
    part.add_loose(
        f"{of}: {name}" if of else name,
        {
            **({"substance": substance.element} if substance.element else {}),
            **({"mass_g": substance.mass} if substance.mass else {}),
            **({"share": f"at most {substance.most:f}"} if substance.most and not of else {}),
            **({"ext": record} if record else {}),
        },
        at,
    )
