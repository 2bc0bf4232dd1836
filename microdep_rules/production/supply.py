"""What a component depends on besides other components: countries, parties, sites, stages of materials.

Two entries for one stage of one material are

- both needed, where each states a share of 100 % (the material goes through both);
- interchangeable, where each states a share below 100 % (what went one way did not go the other): one that
  is left keeps production going, at its share;
- either, where no shares are stated: losing one of them decides nothing.

Statements that contradict each other are taken for one of them, and nobody knows which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from microdep_rules.bom import makers, places
from microdep_rules.bom.amounts import OPEN, bounds
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zeros import is_zero
from microdep_rules.vocabulary.countries import name as country_name
from microdep_rules.vocabulary.countries import parent
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.production.known import Known
    from microdep_rules.production.parties import Group

Statement = tuple["Element", str]
"""A record, and the field of it that states something."""
Kind = Literal["country", "party", "site", "stage", "component"]
KINDS: tuple[Kind, ...] = ("country", "party", "site", "stage")
"""The kinds of points whose loss is asked for; `stage` is a material with a stage."""
WHOLE = 100
SOURCES = frozenset({"mined", "harvested", "recycled"})
"""Stages with which a material begins: where shares are stated, each stands in for the others."""


class Point(NamedTuple):
    """Something that can be lost: a country, a party, a site, a stage of a material, or a component."""

    kind: Kind
    key: str
    """What tells it from others of its kind, in every document."""
    name: str


class Need(Struct, frozen=True):
    """Something that must be there, as a gate without its number."""

    mode: Literal["all", "any", "open"]
    members: tuple[Need, ...] = ()
    points: tuple[Point, ...] = ()
    unstated: tuple[str, ...] = ()
    rest: bool = False
    entry: Element | None = None
    """The entry of a stage that says so."""


class Supply(Struct, frozen=True):
    """What a component needs itself, without what is below it."""

    needs: tuple[Need, ...]
    points: tuple[Point, ...]
    unstated: tuple[str, ...]
    contrary: Mapping[Statement, tuple[str, ...]] = {}
    """Statements that contradict others: of where and by whom it is made, each with all that is stated."""


def supply_of(bom: Bom, known: Known, component: Element) -> Supply:
    """What a component needs of the world: where and by whom it, and its materials, are made."""
    own = Point("component", component.id, component.name)
    if component.synthesized:
        return Supply((), (own,), ())
    reader = _Reader(bom, known, component)
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


def needs_of_entries(bom: Bom, known: Known, component: Element, entries: Iterable[Element]) -> list[Need]:
    """What each of some entries of a stage of a component needs."""
    reader = _Reader(bom, known, component)
    return [reader.entry(entry.owner or component, entry) for entry in entries]


class _Reader:
    """Reads what one component needs, with what its statements contradict."""

    def __init__(self, bom: Bom, known: Known, component: Element) -> None:
        self.bom, self.known = bom, known
        self.contrary = {**places.contrary(bom, component), **makers.contrary(bom, component)}

    def place(self, component: Element) -> list[Need]:
        """Where a component comes from, by each field that states it; where they differ, one of them."""
        fields = [each for each in ("origin", "place_of_manufacture") if each in component.data]
        read = (self._countries(component.data[field], (component, field)) for field in fields)
        stated = list(dict.fromkeys(each for each in read if each))
        if not stated:
            return [Need("all", unstated=("country",))] if fields else []
        needs = [_country(each) for each in stated]
        return needs if len(needs) == 1 else [Need("open", tuple(needs))]

    def makers(self, component: Element) -> list[Need]:
        """Who makes a component, and who delivers it."""
        fields = [each for each in ("manufacturer", "supplier") if each in component.data]
        return [self.party(component.data[field], (component, field)) for field in fields]

    def stages(self, holder: Element) -> list[Need]:
        """The stages of a material or component, each with all entries for it."""
        groups: dict[tuple[str, str], list[Element]] = {}
        for entry in self.bom.stages(holder):
            if not is_zero(entry.data.get("share")):
                groups.setdefault(_group(entry), []).append(entry)
        return [self._group_need(holder, entries) for entries in groups.values()]

    def _group_need(self, holder: Element, entries: list[Element]) -> Need:
        """What the entries for one stage say together."""
        if len(entries) == 1 and not _is_partial(entries[0]):
            return self.entry(holder, entries[0])
        whole = [entry for entry in entries if _is_whole(entry)]
        partial = [entry for entry in entries if _is_partial(entry)]
        unsaid = [entry for entry in entries if entry not in whole and entry not in partial]
        needs = [self.entry(holder, each) for each in whole]
        if partial:
            least = [bounds(each.data.get("share")).low or 0 for each in partial]
            ways = [self.entry(holder, each) for each in partial]
            # A way with a share of 0 or more may not exist: it is no help that is certain.
            sure = [
                w if low else Need("all", (w,), unstated=KINDS) for w, low in zip(ways, least, strict=True)
            ]
            needs.append(Need("any", tuple(sure), rest=sum(least) < WHOLE))
        if unsaid:
            needs.append(Need("open", tuple(self.entry(holder, each) for each in unsaid)))
        return needs[0] if len(needs) == 1 else Need("all", tuple(needs))

    def entry(self, holder: Element, entry: Element) -> Need:
        """What one entry needs: country, party, site, where its input comes from, and the stage."""
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
        return Need("all", tuple(needs), tuple(points), entry=entry)

    def _countries(self, raw: object, *statements: Statement) -> tuple[Point, ...]:
        """The countries of which one is stated: all that are, where statements contradict each other."""
        contrary = (self.contrary[statement] for statement in statements if statement in self.contrary)
        return _countries({"one_of": next(contrary, alternatives(raw))})

    def party(self, raw: object, statement: Statement | None = None) -> Need:
        """The company that a field refers to; one of several where statements contradict each other."""
        stated = self.contrary.get(statement) if statement is not None else None
        found = (self.known.parties.find(str(word)) for word in stated or alternatives(raw))
        groups = dict.fromkeys(each for each in found if each is not None)
        return _one([self._company(group) for group in groups], "party")

    def _company(self, group: Group) -> Need:
        """One company; it may be another one that has a name of it."""
        others = [_party_point(self.known.parties.of_key(perhap)) for perhap in group.perhaps]
        perhaps = (Need("open", (Need("all", points=(other,)), Need("all"))) for other in others)
        return Need("all", tuple(perhaps), (_party_point(group),))


def _group(entry: Element) -> tuple[str, str]:
    word = str(exact(entry.data.get("stage")) or entry.id)
    stage = load_stages().vocabulary.resolve(word) or word
    if stage in SOURCES and _is_partial(entry):
        stage = "source"
    return stage, str(exact(entry.data.get("substance")) or "")


def _is_partial(entry: Element) -> bool:
    """Return whether a share is stated, and some of the material may have gone another way."""
    share = bounds(entry.data.get("share"))
    return share != OPEN and not _is_whole(entry)


def _is_whole(entry: Element) -> bool:
    low = bounds(entry.data.get("share")).low
    return low is not None and low >= WHOLE


def _stage_point(holder: Element, entry: Element) -> Point | None:
    """The material with the stage, where both are known."""
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


def _country(points: Iterable[Point]) -> Need:
    """One of these countries; a region is lost with its country."""
    return _one([Need("all", points=(point, *_around(point))) for point in points], "country")


def _party_point(group: Group) -> Point:
    return Point("party", group.key, group.name)


def _one(needs: Sequence[Need], kind: Kind) -> Need:
    """One of these, nobody knows which."""
    if not needs:
        return Need("all", unstated=(kind,))
    return needs[0] if len(needs) == 1 else Need("open", tuple(needs))


def _around(point: Point) -> tuple[Point, ...]:
    country = parent(point.key) if point.kind == "country" else None
    return (Point("country", country, country_name(country)),) if country is not None else ()


def countries_of(component: Element) -> tuple[str, ...]:
    """The countries that a component states that it comes from, each once."""
    fields = (component.data.get(each) for each in ("origin", "place_of_manufacture"))
    return tuple(dict.fromkeys(str(code) for field in fields for code in alternatives(field)))
