"""An independent reading of Regulation (EU) 2024/1252, Arts. 5, 24, 28 and 29, to hold a pack against.

`judge` gives a verdict for every material and every part that may hold an unlisted one
(`supply-concentration`), and for the end item (`magnet-label`, `magnet-recycled-content`, `large-company`).

Choices where the law or the document leaves one (numbers and lists: `law`):

- Art. 5 binds the Union and not companies; the rule mirrors it for one product. A share of a third country
  is asked at each stage of extraction and processing (mined, separated, refined, smelted), a narrower word
  being the stage above it. A country of the Union never is too much.
- Annex I counts strategic materials at any stage of processing. A magnet of NdFeB, SmCo or AlNiCo holds some:
  each of them is asked by itself, by the entries that name it. Ferrite holds none.
- An entry without a share speaks for its whole stage when it is the only one. What entries leave of 100 %,
  and what was done nobody says where, may be of any one country.
- No list of milestones is in the text: the stages are all when the document says so.
- Every rule goes by the day of placing on the market. The acts of Arts. 28 and 29 are not adopted as far as
  was found: unless a day is given for them, the duties never begin. A day and two years is a day of the
  calendar.
- An electric motor is a part with that function or class, at any tier; that this makes drones fall under
  Arts. 28 and 29 is contested. Magnets are known by their substance; their form is not asked.
- Art. 24 asks for a strategic material somewhere in the product, and for the first day of identification.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.eu_critical_raw_materials import law
from tests.oracles.facts import Material, Record, Tree, component_id, number, plain
from tests.oracles.logic import Truth, all_of, any_of
from tests.oracles.stages import is_stage

if TYPE_CHECKING:
    from tests.oracles.facts import Entry

CONCENTRATION, LABEL = "supply-concentration", "magnet-label"
RECYCLED, COMPANY = "magnet-recycled-content", "large-company"
PASS, FAIL, UNKNOWN, NOT_APPLICABLE, DISCLOSE = "pass", "fail", "unknown", "not_applicable", "disclose"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()


def judge(
    document: Record,
    context: Record,
    *,
    variant: str = "",
    label_act: date | None = None,
    calculation_act: date | None = None,
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of the four rules; an act is the day on which it comes into force, `None` for not yet."""
    del variant
    tree = Tree(document)
    day = _day(context)
    product = component_id(tree.product)
    found: dict[tuple[str, str], Verdict] = {}
    for material in tree.materials():
        found[CONCENTRATION, material.name] = _concentration(day, material)
    for part in _open_parts(tree):
        found[CONCENTRATION, part] = _verdict(_from(day, law.IN_FORCE), None, None)
    listed = _is_labelled(tree)
    found[LABEL, product] = _duty(_after_act(day, label_act), listed)
    found[RECYCLED, product] = _duty(
        all_of((_after_act(day, calculation_act), _from(day, law.ART_29_NOT_BEFORE))),
        all_of((listed, _heavy_magnets(tree))),
    )
    found[COMPANY, product] = _duty(_from(day, law.FIRST_IDENTIFICATION), _is_large_user(tree, context))
    return found


def _day(context: Record) -> date | None:
    value = plain(context, "placing_on_market")
    return None if value is None else date.fromisoformat(value)


def _from(day: date | None, first: date) -> Truth:
    return None if day is None else day >= first


def _after_act(day: date | None, act: date | None) -> Truth:
    if act is None:
        return False
    year = act.year + law.YEARS_AFTER_THE_ACT
    leap = (act.month, act.day) == (2, 29)
    return _from(day, date(year, 3, 1) if leap else act.replace(year=year))


def _verdict(in_force: Truth, applies: Truth, requirement: Truth) -> Verdict:
    """The verdict table of the rule language, for rules without exceptions."""
    if in_force is False or applies is False:
        return Verdict(NOT_APPLICABLE)
    if requirement is True:
        return Verdict(PASS)
    return Verdict(UNKNOWN if None in (in_force, applies, requirement) else FAIL)


def _duty(in_force: Truth, due: Truth) -> Verdict:
    """The same for a duty to disclose."""
    both = all_of((in_force, due))
    return Verdict({True: DISCLOSE, False: NOT_APPLICABLE, None: UNKNOWN}[both])


def _concentration(day: date | None, material: Material) -> Verdict:
    """Art. 5(1)(b), mirrored: no third country has too much of any stage."""
    strategic = _is_strategic(material.substance)
    too_much = _too_much(material)
    return _verdict(_from(day, law.IN_FORCE), strategic, None if too_much is None else not too_much)


def _is_strategic(substance: str | None) -> Truth:
    if substance is None or substance in law.PERHAPS_STRATEGIC:
        return None
    return substance in law.STRATEGIC or substance in law.MAGNETS or substance == law.SOME_RARE_EARTH_MAGNET


def _too_much(material: Material) -> Truth:
    stages: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
    found: list[Truth] = []
    magnet = material.substance in law.MAGNETS
    for entry in material.entries:
        if entry.worked_on == material.substance or (magnet and entry.worked_on in law.IN_MAGNETS):
            for stage in law.EXTRACTION_AND_PROCESSING:
                counted = is_stage(entry.stage, (stage,))
                if counted:
                    stages[stage, entry.worked_on].append(entry)
                elif counted is None:
                    found.append(None)
    found += [_one_stage(entries) for entries in stages.values()]
    closed = bool(material.record.get("stages")) and "stages" in material.record.get("complete", [])
    return any_of([*found, False if closed and not material.unplaced else None])


def _one_stage(entries: list[Entry]) -> Truth:
    """Whether one third country has more than the limit of one stage.

    Entries without a share speak for what the others leave, each for any component of it.
    """
    least: dict[str, Decimal] = defaultdict(Decimal)
    perhaps: dict[str, Decimal] = defaultdict(Decimal)
    rest = Decimal(100) - sum((entry.share or Decimal(0) for entry in entries), Decimal(0))
    silent = [entry for entry in entries if entry.share is None]
    anywhere = Decimal(0) if silent else rest
    for entry in entries:
        sure = rest if entry.share is None and len(entries) == 1 else entry.share
        country = None if entry.country is None else entry.country.split("-")[0]
        if country is None:
            anywhere += rest if sure is None else sure
        elif country not in law.UNION:
            least[country] += sure or Decimal(0)
            perhaps[country] += rest if sure is None else sure
    if max(least.values(), default=Decimal(0)) > law.LARGEST_SHARE:
        return True
    return False if max(perhaps.values(), default=Decimal(0)) + anywhere <= law.LARGEST_SHARE else None


def _open_parts(tree: Tree) -> list[str]:
    """Parts that may hold, or have below them, what the document does not list."""
    return [
        part for part in tree.paths if not (tree.closed(part, "materials") and tree.closed(part, "children"))
    ]


def _has_function(part: Record, wanted: frozenset[str]) -> Truth:
    word = plain(part, "function")
    if word in wanted:
        return True
    return None if word is None or set(law.BROADER.get(word, ())) & wanted else False


def _is_labelled(tree: Tree) -> Truth:
    """A product of the closed list of Art. 28, or one with an electric motor in it."""
    inside = [tree.components[part] for part in tree.paths if part != component_id(tree.product)]
    below = [_has_function(part, law.MOTORS) for part in inside]
    below += [plain(part, "class") == "electric-motor" for part in inside]
    hidden = None if any(not tree.closed(part, "children") for part in tree.paths) else False
    return any_of((_has_function(tree.product, law.LABELLED), *below, hidden))


def _heavy_magnets(tree: Tree) -> Truth:
    """Whether all NdFeB, SmCo and AlNiCo of the product together weigh more than the limit."""
    least = Decimal(0)
    unbounded = bool(_open_parts(tree))
    most = Decimal(0)
    for material in tree.materials():
        substance = material.substance
        perhaps = substance is None or substance in law.PERHAPS_MAGNETS
        if not perhaps and substance not in law.MAGNETS:
            continue
        mass, pieces = number(material.record, "mass_g"), tree.numbers[material.part]
        if mass is None or pieces is None:
            unbounded = True
            continue
        most += mass * pieces
        least += Decimal(0) if perhaps else mass * pieces
    if least > law.MAGNETS_MORE_THAN_G:
        return True
    return None if unbounded or most > law.MAGNETS_MORE_THAN_G else False


def _is_large_user(tree: Tree, context: Record) -> Truth:
    """Art. 24: a large company that uses strategic raw materials to make one of the named products."""
    company = context.get("company", {})
    staff = number(company, "staff")
    product = tree.product
    kind = plain(product, "class")
    made = any_of((_has_function(product, law.TECHNOLOGIES), None if kind is None else kind == law.AIRCRAFT))
    used = any_of(
        [
            *(_is_strategic(material.substance) for material in tree.materials()),
            None if _open_parts(tree) else False,
        ]
    )
    return all_of(
        (None if staff is None else staff > law.STAFF_MORE_THAN, _has_large_turnover(company), made, used)
    )


def _has_large_turnover(company: Record) -> Truth:
    turnover = company.get("turnover", {})
    if turnover.get("currency") != "EUR":
        return None
    return Decimal(turnover["amount"]) > law.TURNOVER_MORE_THAN
