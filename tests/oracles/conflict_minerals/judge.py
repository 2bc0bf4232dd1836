"""An independent reading of 15 U.S.C. 78m(p) with Rule 13p-1, and of Regulation (EU) 2017/821.

Choices where the law leaves one (minerals, stages and volumes: `law`):

- A material is tin, tantalum, tungsten or gold when its substance is, or is solder or tungsten carbide; what
  another alloy contains is not asked.
- There is no least amount. A part whose materials are not all listed may hold one of the four.
- The inquiry is complete when some smelter or refiner is recorded, each one recorded is named, and for each
  there is an audit. It is never failed: what is not known stays unknown. A recorded origin fails nothing.
- Form SD is due for every such material of a company that files; it is a duty to disclose, as is that of an
  importer. Which year is reported is not asked. Recycled metal and old stocks are not treated apart.
- A Union importer is covered from 2021 by the day of import, when what it imports in one calendar year under
  one row of the Annex is at or above the volume of that row, of that substance where a heading holds several.
  How pure gold is no fact states, and all of it is one row.
- A code is its digits. One that is shorter than the code of a row may be of it or not. An entry without a
  year may be of any year, one without a mass of any mass.
- Imports of which nobody says that they are all may be followed by others.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.conflict_minerals import law
from tests.oracles.deciding import decide, due, from_day
from tests.oracles.facts import Tree, component_id, material_id, number, plain
from tests.oracles.logic import all_of, any_of
from tests.oracles.makers import known_whole

if TYPE_CHECKING:
    from tests.oracles.deciding import Verdict
    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdicts of the three rules, by rule and subject; materials that are none of the four are none."""
    if variant:
        raise ValueError(f"no variant {variant}")
    tree = Tree(document)
    company = context.get("company", {})
    issuer: Truth = plain(company, "issuer")
    papers = {each["id"]: plain(each, "type") for each in document.get("evidence", [])}
    found: dict[tuple[str, str], Verdict] = {}
    for part in tree.paths:
        component = tree.components[part]
        for material in component.get("materials", []):
            substance = plain(material, "substance")
            if substance is not None and substance not in law.FAMILY:
                continue
            applies = all_of((issuer, None if substance is None else True))
            subject = f"{part}/{material_id(material)}"
            complete = _smelters_conform(component, material, papers)
            found[law.ORIGIN_INQUIRY, subject] = decide(
                in_force=True, applies=applies, violated=False if complete else None
            )
            found[law.FORM_SD, subject] = due(in_force=True, applies=applies)
        if not tree.closed(part, "materials") and not _free_of_all(tree, part):
            applies = all_of((issuer, None))
            found[law.ORIGIN_INQUIRY, part] = decide(in_force=True, applies=applies, violated=None)
            found[law.FORM_SD, part] = due(in_force=True, applies=applies)
    found[law.UNION_IMPORTER, component_id(tree.product)] = due(
        in_force=from_day(plain(context, "import"), law.UNION_FROM),
        applies=all_of((_imports_to_the_union(context), _above_a_volume(company))),
    )
    return found


def _free_of_all(tree: Tree, part: str) -> bool:
    return tree.settled_by_statement(part, ("Sn", "Ta", "W", "Au"))


def _smelters_conform(component: Record, material: Record, papers: dict[str, str | None]) -> bool:
    """Whether some smelter is recorded, and each is named and has its audit."""
    alone = len(component["materials"]) == 1
    own = material_id(material)
    of_part = [
        stage for stage in component.get("stages", []) if stage.get("of", own if alone else None) == own
    ]
    stages = [stage for stage in (*material.get("stages", []), *of_part) if stage["stage"] in law.SMELTING]
    return bool(stages) and all(
        plain(stage, "party") is not None
        and any(papers.get(paper) in law.CONFORMANT for paper in stage.get("evidence", []))
        for stage in stages
    )


def _imports_to_the_union(context: Record) -> Truth:
    role = plain(context, "importer_role")
    return None if role is None else role == "eu-importer"


def _above_a_volume(company: Record) -> Truth:
    """Whether the imports of some row and year reach its volume."""
    imports = company.get("annual_imports", [])
    whole = known_whole(company, "annual_imports")
    return any_of(_reaches(row, imports, whole=whole) for row in law.ROWS)


def _reaches(row: law.Row, imports: list[Record], *, whole: bool) -> Truth:
    """Whether the imports of one row reach its volume in some year, whatever is not stated of them."""
    limit = row.tonnes * Decimal(1_000_000)
    sure: dict[object, Decimal] = {}
    perhaps: list[tuple[int | None, Decimal | None]] = []
    for index, goods in enumerate(imports):
        within = _is_of(goods, row)
        if within is False:
            continue
        year, mass = plain(goods, "year"), number(goods, "mass_g")
        perhaps.append((year, mass))
        if within and mass is not None:
            of = year if year is not None else f"entry {index}"  # a year of its own is the least it adds to
            sure[of] = sure.get(of, Decimal(0)) + mass
    if any(mass >= limit for mass in sure.values()):
        return True
    if not whole:
        return None
    years: set[int | None] = {year for year, _ in perhaps if year is not None} or {None}
    for year in years:
        masses = [mass for of, mass in perhaps if of in (None, year)]
        if None in masses or sum(mass for mass in masses if mass is not None) >= limit:
            return None
    return False


def _is_of(goods: Record, row: law.Row) -> Truth:
    """Whether goods are of a row: by their code, and by their substance where its heading holds several."""
    substance, code = plain(goods, "substance"), plain(goods, "hs_code")
    by_substance: Truth = True
    if row.by_substance:
        by_substance = None if substance is None else law.FAMILY.get(substance, substance) == row.substance
    return all_of((any_of(_begins(code, each) for each in row.codes), by_substance))


def _begins(code: str | None, wanted: str) -> Truth:
    """Whether a code as it is written begins with wanted digits; unknown where it ends before they do."""
    if code is None:
        return None
    digits = code.replace(".", "").replace(" ", "").replace("-", "")
    while digits.endswith("00") and len(digits) > len("0000"):
        digits = digits[:-2]
    if not digits.startswith(wanted) and wanted.startswith(digits):
        return None
    return digits.startswith(wanted)
