"""Needs of a component that are not components: countries, parties, sites, and stages of materials.

Two entries for one stage of a material can have three effects:

- If each entry states a share of 100 %, both entries are needed, because all of the material has both.
- If each entry states a share below 100 %, the entries are alternatives: the production continues with the
  share of the other entry.
- If no entry states a share, the effect of losing one entry is unknown.

If two statements of a document contradict each other, it is unknown which of them is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from microdep_rules.bom import manufacturers, places
from microdep_rules.bom.amounts import OPEN, bounds
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zero_amounts import is_zero
from microdep_rules.vocabulary.countries import name as country_name
from microdep_rules.vocabulary.countries import parent
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.identities import Identities
    from microdep_rules.production.parties import CompanyGroup

Statement = tuple["Element", str]
"""Place of a statement: the element of the document and the name of its field."""
Kind = Literal["country", "party", "site", "stage", "component"]
KINDS: tuple[Kind, ...] = ("country", "party", "site", "stage")
"""Kinds of points that may be lost; the kind `stage` is one stage of one material."""
WHOLE = 100
SOURCES = frozenset({"mined", "harvested", "recycled"})
"""Stages that produce a new material; if their shares are stated, they are alternatives."""


class Point(NamedTuple):
    """Point of failure: a country, a party, a site, a stage of a material, or a component."""

    kind: Kind
    key: str
    """Key that identifies the point among all points of its kind, also in other documents."""
    name: str


class SupplyNeed(Struct, frozen=True):
    """Something that a component needs, such as a country or several stage entries."""

    mode: Literal["all", "any", "open"]
    members: tuple[SupplyNeed, ...] = ()
    points: tuple[Point, ...] = ()
    unstated: tuple[str, ...] = ()
    rest: bool = False
    entry: Element | None = None
    """Stage entry that states the need; `None` if a field of the component states it."""


class Supply(Struct, frozen=True):
    """Needs of a component that are not components."""

    needs: tuple[SupplyNeed, ...]
    points: tuple[Point, ...]
    unstated: tuple[str, ...]
    contrary: Mapping[Statement, tuple[str, ...]] = {}
    """Contradicted statements of places and companies, each with all values that the document states."""


def supply_of(bom: Bom, known: Identities, component: Element) -> Supply:
    """Return the needs of a component besides other components: places, companies, and material stages."""
    own = Point("component", component.id, component.name)
    if component.synthesized:
        return Supply((), (own,), ())
    reader = _NeedReader(bom, known, component)
    where, by_whom = reader.place(component), reader.makers(component)
    needs = [*where, *by_whom, *reader.stages(component)]
    for material in bom.materials(component):
        needs += reader.stages(material)
    for holder in (component, *bom.materials(component)):
        suppliers = [entry.data["supplier"] for entry in bom.inputs(holder) if "supplier" in entry.data]
        needs += [reader.party(supplier) for supplier in suppliers]
    has_stages = bool(bom.stages(component))
    unstated = [] if where or has_stages else ["country"]
    unstated += [] if by_whom or has_stages else ["party"]
    unstated += ["country", "party"] if any(not bom.stages(m) for m in bom.materials(component)) else []
    return Supply(tuple(needs), (own,), tuple(dict.fromkeys(unstated)), reader.contrary)


def needs_of_entries(
    bom: Bom, known: Identities, component: Element, entries: Iterable[Element]
) -> list[SupplyNeed]:
    """Return one need for each of the stage entries of a component."""
    reader = _NeedReader(bom, known, component)
    return [reader.entry(entry.owner or component, entry) for entry in entries]


class _NeedReader:
    """Reader of the needs of one component; it also finds contradicting statements."""

    def __init__(self, bom: Bom, known: Identities, component: Element) -> None:
        self.bom, self.known = bom, known
        self.contrary = {
            **places.conflicting_statements(bom, component),
            **manufacturers.conflicting_statements(bom, component),
        }

    def place(self, component: Element) -> list[SupplyNeed]:
        """Return the needed country of a component; if its fields differ, one of the countries is needed."""
        fields = [field for field in ("origin", "place_of_manufacture") if field in component.data]
        read = (self._countries(component.data[field], (component, field)) for field in fields)
        stated = list(dict.fromkeys(field for field in read if field))
        if not stated:
            return [SupplyNeed("all", unstated=("country",))] if fields else []
        needs = [_country(text) for text in stated]
        return needs if len(needs) == 1 else [SupplyNeed("open", tuple(needs))]

    def makers(self, component: Element) -> list[SupplyNeed]:
        """Return the needs for the manufacturer and the supplier of a component."""
        fields = [field for field in ("manufacturer", "supplier") if field in component.data]
        return [self.party(component.data[field], (component, field)) for field in fields]

    def stages(self, holder: Element) -> list[SupplyNeed]:
        """Return one need for each stage of a material or component, from all entries of the stage."""
        groups: dict[tuple[str, str], list[Element]] = {}
        for entry in self.bom.stages(holder):
            if not is_zero(entry.data.get("share")):
                groups.setdefault(_group(entry), []).append(entry)
        return [self._group_need(holder, entries) for entries in groups.values()]

    def _group_need(self, holder: Element, entries: list[Element]) -> SupplyNeed:
        """Return the common need of all entries of one stage, which depends on their shares."""
        if len(entries) == 1 and not _is_partial(entries[0]):
            return self.entry(holder, entries[0])
        whole = [entry for entry in entries if _is_whole(entry)]
        partial = [entry for entry in entries if _is_partial(entry)]
        unsaid = [entry for entry in entries if entry not in whole and entry not in partial]
        needs = [self.entry(holder, entry) for entry in whole]
        if partial:
            least = [bounds(entry.data.get("share")).low or 0 for entry in partial]
            ways = [self.entry(holder, entry) for entry in partial]
            # An entry with a share of 0 or more may not exist, so it is not a certain alternative.
            sure = [
                w if low else SupplyNeed("all", (w,), unstated=KINDS)
                for w, low in zip(ways, least, strict=True)
            ]
            needs.append(SupplyNeed("any", tuple(sure), rest=sum(least) < WHOLE))
        if unsaid:
            needs.append(SupplyNeed("open", tuple(self.entry(holder, entry) for entry in unsaid)))
        return needs[0] if len(needs) == 1 else SupplyNeed("all", tuple(needs))

    def entry(self, holder: Element, entry: Element) -> SupplyNeed:
        """Return the need that a stage entry states: country, party, site, source of its input, and stage."""
        data = entry.data
        site = self.bom.sites.get(str(exact(data.get("site")) or ""))
        country = data.get("country") or (site.data.get("country") if site is not None else None)
        stated = ((entry, "country"), *(((site, "country"),) if site is not None else ()))
        needs = [
            _country(self._countries(country, *stated)),
            self.party(data.get("party"), (entry, "party")),
        ]
        if alternatives(data.get("input_origin")):
            needs.append(_country(_countries(data["input_origin"])))
        points = []
        if site is not None:
            known = self.known.sites[site.id]
            points.append(Point("site", known.point, known.name))
        stage = _stage_point(holder, entry)
        points += [stage] if stage is not None else []
        return SupplyNeed("all", tuple(needs), tuple(points), entry=entry)

    def _countries(self, raw: object, *statements: Statement) -> tuple[Point, ...]:
        """Return the possible countries of a value, from all statements that contradict each other."""
        contrary = (self.contrary[statement] for statement in statements if statement in self.contrary)
        return _countries({"one_of": next(contrary, alternatives(raw))})

    def party(self, raw: object, statement: Statement | None = None) -> SupplyNeed:
        """Return the need for the company in a field.

        If statements contradict each other, one of the stated companies is needed.
        """
        stated = self.contrary.get(statement) if statement is not None else None
        companies = (self.known.parties.find(str(word)) for word in stated or alternatives(raw))
        groups = dict.fromkeys(need for need in companies if need is not None)
        return _one_of([self._company(group) for group in groups], "party")

    def _company(self, group: CompanyGroup) -> SupplyNeed:
        """Return the need for a company, or for another company with the same name."""
        others = [_party_point(self.known.parties.of_key(perhap)) for perhap in group.perhaps]
        perhaps = (
            SupplyNeed("open", (SupplyNeed("all", points=(other,)), SupplyNeed("all"))) for other in others
        )
        return SupplyNeed("all", tuple(perhaps), (_party_point(group),))


def _group(entry: Element) -> tuple[str, str]:
    word = str(exact(entry.data.get("stage")) or entry.id)
    stage = load_stages().vocabulary.resolve(word) or word
    if stage in SOURCES and _is_partial(entry):
        stage = "source"
    return stage, str(exact(entry.data.get("substance")) or "")


def _is_partial(entry: Element) -> bool:
    """Return whether an entry states a share that may be below 100 %."""
    share = bounds(entry.data.get("share"))
    return share != OPEN and not _is_whole(entry)


def _is_whole(entry: Element) -> bool:
    low = bounds(entry.data.get("share")).low
    return low is not None and low >= WHOLE


def _stage_point(holder: Element, entry: Element) -> Point | None:
    """Return the point for a stage of a material; `None` if the material or the stage is unknown."""
    stages = load_stages()
    substance, stage = exact(entry.data.get("substance")), exact(entry.data.get("stage"))
    if substance is None and holder.kind == "material":
        substance = exact(holder.data.get("substance"))
    if not isinstance(substance, str) or not isinstance(stage, str):
        return None
    substance = stages.substances.resolve(substance) or substance
    stage = stages.vocabulary.resolve(stage) or stage
    return Point("stage", f"{substance}/{stage}", f"{substance}, {stages.vocabulary.label(stage)}")


def _countries(raw: object) -> tuple[Point, ...]:
    return tuple(Point("country", code, country_name(code)) for code in dict.fromkeys(alternatives(raw)))


def _country(points: Iterable[Point]) -> SupplyNeed:
    """Return the need for one of the countries `points`; a region fails together with its country."""
    return _one_of([SupplyNeed("all", points=(point, *_around(point))) for point in points], "country")


def _party_point(group: CompanyGroup) -> Point:
    return Point("party", group.key, group.name)


def _one_of(needs: Sequence[SupplyNeed], kind: Kind) -> SupplyNeed:
    """Combine needs into one need, if it is unknown which of them is true."""
    if not needs:
        return SupplyNeed("all", unstated=(kind,))
    return needs[0] if len(needs) == 1 else SupplyNeed("open", tuple(needs))


def _around(point: Point) -> tuple[Point, ...]:
    country = parent(point.key) if point.kind == "country" else None
    return (Point("country", country, country_name(country)),) if country is not None else ()


def countries_of(component: Element) -> tuple[str, ...]:
    """Return the countries that a component states as its origin."""
    fields = (component.data.get(field) for field in ("origin", "place_of_manufacture"))
    return tuple(dict.fromkeys(str(code) for field in fields for code in alternatives(field)))
