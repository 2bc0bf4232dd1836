"""Conversion of declarations of materials (IPC-1752A, IPC-1752B, IPC-1754) into overlays.

A class D file declares the homogeneous materials of a product with their substances. A class C file declares
substances. A class B file declares groups of materials. A class A file answers a fixed list of questions.
The overlay has the substances that the file declares present. A product may contain a substance that the file
does not name, or that is below a threshold above zero. So the overlay never states that a product is
`free_of` a substance.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.errors import rows as of_rows
from microdep_rules.bom.imports.amounts import parse_mass, parse_share
from microdep_rules.bom.imports.markup import read_markup
from microdep_rules.bom.imports.product_materials import ProductMaterials
from microdep_rules.bom.imports.substances import (
    Substance,
    build_composition,
    find_word,
    is_element,
    parse_substance,
    report_unreadable,
)
from microdep_rules.bom.repeats import merge_and_limit
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.imports.markup import MarkupElement
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import SourceFile, Span

STANDARDS = (
    (r"https?://webstds\.ipc\.org/175x/2\.[0-9]", "IPC-1752A"),
    (r"https?://webstds\.ipc\.org/175x/1752B(?:/.*)?", "IPC-1752B"),
    (r"https?://webstds\.ipc\.org/175x/1754(?:/.*)?", "IPC-1754"),
)
"""Namespace of the files of each standard."""
COMPANIES = ("SupplyCompany", "SupplierCompany", "Supplier")
SCHEMES = {"DUNS": "duns", "D-U-N-S": "duns", "CAGE": "cage", "LEI": "lei", "UEI": "uei"}
"""For each authority that a file names for a company number, the identifier scheme of this project."""
YES = frozenset({"true", "1"})
PIECES = frozenset({"", "each", "ea", "piece", "pieces", "pcs", "unit"})
LISTS = frozenset(
    {
        *("MaterialInfo", "HomogeneousMaterialList", "MaterialList", "MaterialGroupList", "QueryList"),
        *("SubstanceCategoryList", "SubstanceList", "ExemptionList"),
    }
)
MATERIALS, GROUPS = ("HomogeneousMaterial", "Material"), ("MaterialGroup", "MaterialClass")
PRODUCTS = ("SubProduct", "Product", "ProductPart", "Part")
OTHER_ELEMENTS = frozenset(
    {
        *("ProductID", "Amount", "Mass", "SubstanceCategoryListID", "QueryListID", "ExemptionListID"),
        *("ManufacturingInfo", "Attachment", "Comment"),
    }
)
DAY = pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*|Z|[+-][0-9]{2}:[0-9]{2})?")
ONE = pattern(r"|0{0,3}1(?:\.0{1,6})?")
"""Text that means one piece; the text may be empty."""
CAUTION = "what is not named, or is below a threshold, is not declared absent"
LONGEST_NOTE = 600


class MaterialDeclaration(Struct):
    """Parsed declaration: the overlay, the standard, and the diagnostics."""

    source: SourceFile
    kind: str = ""
    classes: str = ""
    value: dict[str, Any] | None = None
    diagnostics: list[Diagnostic] = field(default_factory=list)


def read_materials(path: str, data: bytes) -> MaterialDeclaration:
    """Return the overlay for a declaration of materials."""
    root, source, problems = read_markup(path, data)
    declaration = MaterialDeclaration(source, diagnostics=problems)
    if root is None:
        return declaration
    namespaces = dict.fromkeys(filter(None, (root.space, *(child.space for child in root.inside))))
    declaration.kind = next(
        (kind for space in namespaces for sign, kind in STANDARDS if re.fullmatch(sign, space)), ""
    )
    if not declaration.kind:
        declaration.diagnostics.append(
            diagnose(
                "import/unsupported-version",
                root.at,
                "standard" if next(iter(namespaces), "") else "no-standard",
                namespace=next(iter(namespaces), ""),
            )
        )
        return declaration
    response = next(root.find_all("Response"), None)
    if response is None:
        declaration.diagnostics.append(diagnose("import/declaration", root.at, "no-response"))
        return declaration
    company = next((element for element in root.find_all(*COMPANIES) if element.get("name")), None)
    all_products = list(_products(root))
    products = [product for product in all_products if _part_numbers(product)]
    if not products:
        declaration.diagnostics.append(diagnose("import/declaration", root.at, "no-number"))
        return declaration
    for product in all_products:
        if product not in products:
            fix = phrase_of("import/cell-not-read", "ask-number")
            declaration.diagnostics.append(
                of_rows.left_out(
                    "product", phrase_of("import/cell-not-read", "no-item-number"), fix, product.at
                )
            )
    named = dict.fromkeys(section.get("name") for section in root.find_all("SubSectional"))
    declaration.classes = ", ".join(filter(None, named))
    _build_overlay(declaration, root, response, company, products)
    return declaration


def _products(element: MarkupElement) -> Iterator[MarkupElement]:
    """Yield the products of a declaration. A nested product is a component of the outer product."""
    for child in element.inside:
        if child.name == "Product":
            yield child
        else:
            yield from _products(child)


def _part_numbers(product: MarkupElement) -> list[tuple[str, MarkupElement]]:
    return [(id_.get("itemNumber"), id_) for id_ in product.children("ProductID") if id_.get("itemNumber")]


def _build_overlay(
    declaration: MaterialDeclaration,
    root: MarkupElement,
    response: MarkupElement,
    company: MarkupElement | None,
    products: list[MarkupElement],
) -> None:
    name = company.get("name") if company is not None else ""
    if not name:
        because = phrase_of("import/cell-not-read", "no-company")
        fix = phrase_of("import/cell-not-read", "write-match")
        declaration.diagnostics.append(of_rows.left_out("manufacturer", because, fix, response.at))
    accepted = next(
        (element for element in root.find_all("Declaration") if element.get("supplierAcceptance")), None
    )
    evidence: dict[str, Any] | None = _build_evidence(declaration, response, name, products, accepted)
    if accepted is not None and accepted.get("supplierAcceptance").casefold() not in YES:
        declaration.diagnostics.append(diagnose("import/declaration", accepted.at, "not-accepted"))
        evidence = None
    used: set[str] = set()
    entries = [
        entry for product in products for entry in _build_entries(declaration, product, name, evidence, used)
    ]
    declaration.diagnostics = merge_and_limit(declaration.source.path, declaration.diagnostics)
    declaration.value = {
        "schema": "microdep-overlay/1",
        **({"parties": [_party(company)]} if company is not None else {}),
        **({"evidence": [evidence]} if evidence is not None else {}),
        "components": entries,
    }


def _party(company: MarkupElement) -> dict[str, Any]:
    party: dict[str, Any] = {"id": slug(company.get("name")), "name": company.get("name")}
    stated = {
        SCHEMES[id_.get("authority").upper()]: id_.get("identity")
        for id_ in company.children("CompanyID")
        if id_.get("authority").upper() in SCHEMES and id_.get("identity")
    }
    return {**party, "identifiers": stated} if stated else party


def _build_evidence(
    declaration: MaterialDeclaration,
    response: MarkupElement,
    company: str,
    products: list[MarkupElement],
    accepted: MarkupElement | None,
) -> dict[str, Any]:
    """Return the declaration as evidence, with its issuer and day."""
    number = _part_numbers(products[0])[0][0]
    issued = _issue_day(declaration, response)
    of_class = f", class {declaration.classes}" if declaration.classes else ""
    doubts = accepted.get("uncertaintyStatement") if accepted is not None else ""
    notes = "; ".join(filter(None, (f"{declaration.kind}{of_class}", CAUTION, doubts)))
    return {
        "id": slug(" ".join(text for text in (declaration.kind, company[:80], number[:80], issued) if text)),
        "type": "supplier_declaration",
        **({"issuer": company} if company else {}),
        **({"issued": issued} if issued else {}),
        "tier": "supplier",
        "document": {"number": f"{declaration.kind}: {number}"},
        "notes": notes[:LONGEST_NOTE],
    }


def _issue_day(declaration: MaterialDeclaration, response: MarkupElement) -> str:
    """Return the day of a response. Report an invalid day."""
    text = response.get("date")
    day = DAY.fullmatch(text)
    try:
        return (
            date.fromisoformat(day[1]).isoformat() if day is not None else _report_day(declaration, response)
        )
    except ValueError:
        return _report_day(declaration, response)


def _report_day(declaration: MaterialDeclaration, response: MarkupElement) -> str:
    text = response.get("date")
    because = (
        phrase_of("import/cell-not-read", "no-day", text=text)
        if text
        else phrase_of("import/cell-not-read", "no-stated-day")
    )
    fix = phrase_of("import/cell-not-read", "write-issued")
    declaration.diagnostics.append(of_rows.left_out("day of the declaration", because, fix, response.at))
    return ""


def _build_entries(
    declaration: MaterialDeclaration,
    product: MarkupElement,
    company: str,
    evidence: dict[str, Any] | None,
    before: set[str],
) -> list[dict[str, Any]]:
    """Return an entry for each part number of a product. All entries have the same materials.

    A part number belongs to one product. `before` has the part numbers of earlier products, which are left
    out.
    """
    contents, by_piece = ProductMaterials(), _is_per_piece(declaration, product, "Product")
    _add_contents(declaration, contents, product, "", by_piece=by_piece)
    contents.add_product_substances()
    declaration.diagnostics += contents.doubts(product.at)
    for name, at in contents.unknown.items():
        because = phrase_of("import/cell-not-read", "unknown-element")
        fix = phrase_of("import/cell-not-read", "declare-materials")
        declaration.diagnostics.append(of_rows.left_out(f"the element {quoted(name)}", because, fix, at))
    entries = []
    for number, id_ in _part_numbers(product):
        if number.endswith("*"):
            because = phrase_of("import/cell-not-read", "number-pattern", number=number)
            fix = phrase_of("import/cell-not-read", "write-by-id")
            declaration.diagnostics.append(of_rows.left_out("part number", because, fix, id_.at))
            continue
        if number in before:
            because = phrase_of("import/cell-not-read", "number-again", number=number)
            fix = phrase_of("import/cell-not-read", "ask-product")
            declaration.diagnostics.append(of_rows.left_out("product", because, fix, id_.at))
            continue
        before.add(number)
        amount = next(id_.children("Amount", "Mass"), None)
        mass = (
            report_unreadable("mass", parse_mass(amount), amount, declaration.diagnostics)
            if by_piece
            else None
        )
        if mass and mass < contents.mass:
            because = phrase_of(
                "import/cell-not-read", "heavy-materials", contents=f"{contents.mass:f}", mass=f"{mass:f}"
            )
            fix = phrase_of("import/cell-not-read", "ask-masses")
            declaration.diagnostics.append(of_rows.left_out("mass of the component", because, fix, id_.at))
            mass = None
        beside: dict[str, Any] = {**contents.other_statements}
        if id_.get("manufacturingSite"):
            beside["manufacturing_site"] = id_.get("manufacturingSite")
        entries.append(
            {
                "match": {**({"manufacturer": company} if company else {}), "mpn": number},
                **({"mass_g": mass} if mass else {}),
                **({"materials": contents.materials} if contents.materials else {}),
                **({"evidence": [evidence["id"]]} if evidence is not None else {}),
                **({"ext": {"declaration": beside}} if beside else {}),
            }
        )
    return entries


def _is_per_piece(declaration: MaterialDeclaration, element: MarkupElement, described: str) -> bool:
    """Return whether the stated masses of a product are for one piece.

    Report masses that are not for one piece.
    """
    unit, count = element.get("unitType"), element.get("numberOfInstances")
    if unit.casefold() in PIECES and ONE.fullmatch(count):
        return True
    because = phrase_of(
        "import/cell-not-read", "other-count", element=described, count=count or 1, unit=unit or "pieces"
    )
    fix = phrase_of("import/cell-not-read", "write-piece")
    declaration.diagnostics.append(of_rows.left_out("masses", because, fix, element.at))
    return False


def _add_contents(
    declaration: MaterialDeclaration,
    contents: ProductMaterials,
    element: MarkupElement,
    of: str,
    *,
    by_piece: bool,
) -> None:
    """Add everything that an XML element declares to `contents`; `of` names the sub-product, or is empty."""
    for child in element.inside:
        if child.name in LISTS:
            contents.lists += child.name == "SubstanceCategoryList"
            _add_contents(declaration, contents, child, of, by_piece=by_piece)
        elif child.name in PRODUCTS:
            names = (id_.get("itemName") or id_.get("itemNumber") for id_ in child.children("ProductID"))
            inner = next(filter(None, names), child.get("name") or "sub-product")
            pieces = by_piece and _is_per_piece(declaration, child, "sub-product")
            _add_contents(declaration, contents, child, ", ".join(filter(None, (of, inner))), by_piece=pieces)
        elif child.name in (*MATERIALS, *GROUPS):
            _add_material(declaration, contents, child, of, by_piece=by_piece)
        elif child.name == "SubstanceCategory":
            _add_category(declaration, contents, child, of, by_piece=by_piece)
        elif child.name == "Substance":
            contents.collect_exemptions(child)
            _add_substance(
                contents, parse_substance(child, declaration.diagnostics, by_piece=by_piece), of, child.at
            )
        elif child.name == "Query":
            contents.keep("statements", child, "statement", "response", "comment")
        elif child.name == "Exemption":
            contents.keep("exemptions", child, "identity", "description", "response")
        elif child.name not in OTHER_ELEMENTS:
            contents.unknown.setdefault(child.name, child.at)


def _add_material(
    declaration: MaterialDeclaration,
    contents: ProductMaterials,
    element: MarkupElement,
    of: str,
    *,
    by_piece: bool,
) -> None:
    """Add a material with its substances (class D), or a group of materials (class B)."""
    contents.collect_exemptions(element)
    name = element.get("name") or element.get("materialGroupName") or "unnamed material"
    amount = next(element.children("Amount", "Mass"), element if element.get("value") else None)
    mass = report_unreadable("mass", parse_mass(amount), amount, declaration.diagnostics)
    share = report_unreadable("share", parse_share(amount), amount, declaration.diagnostics)
    lines, others = build_composition(
        (
            parse_substance(child, declaration.diagnostics, mass, by_piece=by_piece, is_below=is_below)
            for child, is_below in _substances(element)
        ),
        declaration.diagnostics,
        element,
    )
    word = find_word(name)
    if is_element(word) and word not in {line["element"] for line in lines}:
        word = ""  # a "lead" may be a wire of copper
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
        contents.add(called, stated)
    else:
        contents.add_substance(called, stated, element.at)


def _substances(element: MarkupElement, *, is_below: bool = False) -> Iterator[tuple[MarkupElement, bool]]:
    """Yield the substances of a material, and each substance category that has an amount but no substances.

    The boolean is true if the declaration states that the category is below its threshold.
    """
    for child in element.inside:
        if child.name == "Substance":
            yield child, is_below
        elif child.name in {"SubstanceCategoryList", "SubstanceList"}:
            yield from _substances(child, is_below=is_below)
        elif child.name == "SubstanceCategory":
            below = _above_threshold(child) not in {"", *YES}
            inside = list(_substances(child, is_below=below))
            yield from inside or ([(child, below)] if any(child.children("Amount", "Concentration")) else [])


def _above_threshold(category: MarkupElement) -> str:
    """Return the answer to the question whether a category is above its threshold; empty if missing."""
    threshold = next(category.children("Threshold"), None)
    if threshold is None:
        return ""
    return (threshold.get("overThreshold") or threshold.get("aboveThresholdLevel")).casefold()


def _add_category(
    declaration: MaterialDeclaration,
    contents: ProductMaterials,
    element: MarkupElement,
    of: str,
    *,
    by_piece: bool,
) -> None:
    """Add a category of substances (class C).

    A concentration is left out, because it applies to a material that the file does not name. An amount in
    percent is the maximum in the product.
    """
    contents.collect_exemptions(element)
    threshold, over = next(element.children("Threshold"), None), _above_threshold(element)
    if threshold is not None:
        limit = {"name": element.get("name"), "over": over, "threshold": threshold.get("threshold")}
        contents.other_statements.setdefault("thresholds", []).append(
            {n: text for n, text in limit.items() if text}
        )
    substances = list(element.children("Substance"))
    is_below = over not in {"", *YES}
    for child in substances:
        substance = parse_substance(child, declaration.diagnostics, by_piece=by_piece, is_below=is_below)
        _add_substance(contents, substance, of, child.at)
    amount = next(element.children("Amount"), None)
    mass = report_unreadable("mass", parse_mass(amount), amount, declaration.diagnostics)
    share = report_unreadable("share", parse_share(amount), amount, declaration.diagnostics)
    if not substances and (over in YES or mass or share):
        stated = Substance(element.get("name"), mass=mass if by_piece else None, most=share)
        _add_substance(contents, stated, of, element.at)


def _add_substance(contents: ProductMaterials, substance: Substance, of: str, at: Span) -> None:
    """Add a substance of the product as a material. Skip a substance that is not declared present."""
    if not substance.is_there:
        return
    name = substance.name or "unnamed substance"
    record: dict[str, Any] = {"cas": substance.cas} if substance.cas else {}
    if substance.most and of:
        record["share_of_sub_product"] = f"at most {substance.most:f}"
    contents.add_substance(
        f"{of}: {name}" if of else name,
        {
            **({"substance": substance.element} if substance.element else {}),
            **({"mass_g": substance.mass} if substance.mass else {}),
            **({"share": f"at most {substance.most:f}"} if substance.most and not of else {}),
            **({"ext": record} if record else {}),
        },
        at,
    )
