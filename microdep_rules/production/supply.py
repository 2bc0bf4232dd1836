"""What a component depends on besides other components: countries, parties, sites, stages of materials.

Two entries for one stage of one material are

- both needed, where each states a share of 100 % (the material goes through both);
- interchangeable, where each states a share below 100 % (what went one way did not go the other): one that
  is left keeps production going, at its share;
- either, where no shares are stated: losing one of them decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from microdep_rules.bom.amounts import OPEN, bounds
from microdep_rules.bom.facts import alternatives, exact
from microdep_rules.bom.zeros import is_zero
from microdep_rules.vocabulary.countries import name as country_name
from microdep_rules.vocabulary.countries import parent
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from microdep_rules.bom.model import Bom, Element

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


def supply_of(bom: Bom, component: Element) -> Supply:
    """What a component needs of the world: where and by whom it, and its materials, are made."""
    own = Point("component", component.id, component.name)
    if component.synthesized:
        return Supply((), (own,), ())
    places, parties = _place(component), _makers(bom, component)
    needs = [*places, *parties, *_stages(bom, component)]
    for material in bom.materials(component):
        needs += _stages(bom, material)
    for holder in (component, *bom.materials(component)):
        suppliers = [entry.data["supplier"] for entry in bom.inputs(holder) if "supplier" in entry.data]
        needs += [_one(_parties(bom, each), "party") for each in suppliers]
    has_stages = bool(bom.stages(component))
    unstated = [] if places or has_stages else ["country"]
    unstated += [] if parties or has_stages else ["party"]
    unstated += ["country", "party"] if any(not bom.stages(m) for m in bom.materials(component)) else []
    return Supply(tuple(needs), (own,), tuple(dict.fromkeys(unstated)))


def _place(component: Element) -> list[Need]:
    """Where a component comes from, by each field that states it; where they differ, one of them."""
    fields = [component.data[each] for each in ("origin", "place_of_manufacture") if each in component.data]
    stated = list(dict.fromkeys(_countries(each) for each in fields if alternatives(each)))
    if not stated:
        return [Need("all", unstated=("country",))] if fields else []
    needs = [_one(each, "country") for each in stated]
    return needs if len(needs) == 1 else [Need("open", tuple(needs))]


def _makers(bom: Bom, component: Element) -> list[Need]:
    fields = [component.data[each] for each in ("manufacturer", "supplier") if each in component.data]
    return [_one(_parties(bom, each), "party") for each in fields]


def _stages(bom: Bom, holder: Element) -> list[Need]:
    """The stages of a material or component, each with all entries for it."""
    groups: dict[tuple[str, str], list[Element]] = {}
    for entry in bom.stages(holder):
        if not is_zero(entry.data.get("share")):
            groups.setdefault(_group(entry), []).append(entry)
    return [_group_need(bom, holder, entries) for entries in groups.values()]


def _group(entry: Element) -> tuple[str, str]:
    word = str(exact(entry.data.get("stage")) or entry.id)
    stage = load_stages().vocabulary.resolve(word) or word
    if stage in SOURCES and _is_partial(entry):
        stage = "source"
    return stage, str(exact(entry.data.get("substance")) or "")


def _is_partial(entry: Element) -> bool:
    """Whether a share is stated, and some of the material may have gone another way."""
    share = bounds(entry.data.get("share"))
    return share != OPEN and not _is_whole(entry)


def _is_whole(entry: Element) -> bool:
    low = bounds(entry.data.get("share")).low
    return low is not None and low >= WHOLE


def _group_need(bom: Bom, holder: Element, entries: list[Element]) -> Need:
    """What the entries for one stage say together."""
    if len(entries) == 1 and not _is_partial(entries[0]):
        return _entry(bom, holder, entries[0])
    whole = [each for each in entries if _is_whole(each)]
    partial = [each for each in entries if _is_partial(each)]
    unsaid = [each for each in entries if each not in whole and each not in partial]
    needs = [_entry(bom, holder, each) for each in whole]
    if partial:
        least = [bounds(each.data.get("share")).low or 0 for each in partial]
        ways = [_entry(bom, holder, each) for each in partial]
        # A way with a share of 0 or more may not exist: it is no help that is certain.
        sure = [w if low else Need("all", (w,), unstated=KINDS) for w, low in zip(ways, least, strict=True)]
        needs.append(Need("any", tuple(sure), rest=sum(least) < WHOLE))
    if unsaid:
        needs.append(Need("open", tuple(_entry(bom, holder, each) for each in unsaid)))
    return needs[0] if len(needs) == 1 else Need("all", tuple(needs))


def _entry(bom: Bom, holder: Element, entry: Element) -> Need:
    """What one entry needs: its country, its party, its site, where its input comes from, and the stage."""
    data = entry.data
    site = bom.sites.get(str(exact(data.get("site")) or ""))
    country = data.get("country") or (site.data.get("country") if site is not None else None)
    needs = [_one(_countries(country), "country"), _one(_parties(bom, data.get("party")), "party")]
    if alternatives(data.get("input_origin")):
        needs.append(_one(_countries(data["input_origin"]), "country"))
    points = []
    if site is not None:
        points.append(_site(site))
    stage = _stage_point(holder, entry)
    points += [stage] if stage is not None else []
    return Need("all", tuple(needs), tuple(points), entry=entry)


def _site(site: Element) -> Point:
    """A site, identified by the names of its party and of itself."""
    owner = site.owner.name if site.owner is not None else ""
    return Point(
        "site", f"{_plain(owner)}/{_plain(site.name)}", f"{site.name} ({owner})" if owner else site.name
    )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


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


def _parties(bom: Bom, raw: object) -> tuple[Point, ...]:
    """The parties that a field names, identified by their names: ids are an author's own."""
    found = []
    for word in dict.fromkeys(alternatives(raw)):
        party = bom.party(str(word))
        name = party.name if party is not None else str(word)
        found.append(Point("party", _plain(name), name))
    return tuple(found)


def _one(points: Iterable[Point], kind: Kind) -> Need:
    """One of these points, nobody knows which; a region is lost with its country."""
    needs = tuple(Need("all", points=(each, *_around(each))) for each in points)
    if not needs:
        return Need("all", unstated=(kind,))
    return needs[0] if len(needs) == 1 else Need("open", needs)


def _around(point: Point) -> tuple[Point, ...]:
    country = parent(point.key) if point.kind == "country" else None
    return (Point("country", country, country_name(country)),) if country is not None else ()


def countries_of(component: Element) -> tuple[str, ...]:
    """The countries that a component states that it comes from, each once."""
    fields = (component.data.get(each) for each in ("origin", "place_of_manufacture"))
    return tuple(dict.fromkeys(str(code) for each in fields for code in alternatives(each)))
