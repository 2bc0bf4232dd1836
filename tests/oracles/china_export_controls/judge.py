"""An independent reading of the export controls of China, and of the restriction index built on them.

`judge` gives verdicts for each material that is or may be an item, for each part that may hold a material
nobody lists (a candidate), and for each part that the rules on parts are about. Choices (days, items: `law`):

- Of Chinese origin is what the part that holds it declares as its origin, or where nothing is declared
  what was made there; who declares another origin of what was made there contradicts himself. A candidate
  stays unknown even where the origin would clear it. What goes to China is not exported at all.
- The day is that of delivery. Who has none gives `as_of`; without either nothing is known to be in force.
- The size, strength, purity and grain limits of the announcements are no facts: without them more is an item.
- Tungsten in solid form is tungsten or an alloy of it of which the form is known and is not powder. As powder
  it is tungsten powder, and no heavy alloy.
- A composition is whole when it says so; one without lines says nothing, as nothing is made of nothing.
- A permanent magnet is one by its substance, whatever its form.
- What is listed is the substance as it is exported: a raw material, a mill product, a wafer, a loose
  magnet. A device is no item because the substance is in it (No. 23 by its items; of No. 18 MOFCOM says so
  in answers IV and V, which are contested), and neither is a part inside a device that was made in China,
  but for the end item, of which nothing tells how it left. What a part does decides, and where it does not
  say, its class and the form of the material. A part without a kind is a component.
- The bans for military use reach the items of an announcement while that is in force; of the suspended
  ones nobody knows it after the suspension. No licence helps against them. One does against No. 61, which
  asks for a licence. Batteries of No. 58 are parts, by function or class, with bans of their own.
- A military user is known by the agency that buys, or by the name of the end user. One of the United States
  is one wherever the goods go.
- No. 61 (c) was suspended on the day of the suspending instrument, 7 November 2025. It asks where the seat of
  the exporter is; a Chinese one is no subject of it. The magnets of Part II are materials of the part itself.
- A licence names the part, or the substance of the material, and holds on the days it gives.
- Lists of parts are taken to be whole; `free_of` is not read.
- Of the index, items are the materials of the part alone, cathode material among them, whatever their origin,
  and exceptions other than the licence for the part do not count. `index` gives all values that it may have.
  The reference's own example of holmium in June 2026 (0.4) does not fit its rule on suspensions that end in
  fewer than 180 days: from 2026-05-15 on it is 0.7 here. No verdict depends on that.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.china_export_controls import law
from tests.oracles.deciding import Verdict, claims_on, decide, dollars
from tests.oracles.facts import Tree, is_in, number, plain
from tests.oracles.limits import covers_component, covers_material
from tests.oracles.logic import all_of, any_of, negated
from tests.oracles.makers import Parties, among, known_whole
from tests.oracles.stages import is_stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tests.oracles.facts import Material, Record
from tests.oracles.logic import Truth

Verdicts = dict[tuple[str, str], Verdict]


def judge(
    document: Record, context: Record, *, variant: str = "", as_of: str | None = None
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of the sixteen rules, by rule and subject. There are no variants."""
    if variant:
        raise ValueError(f"no variant {variant}")
    return _Judge(document, context, plain(context, "delivery") or as_of).verdicts()


def index_verdicts(
    document: Record, context: Record, *, as_of: str | None = None
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of `blocked-component` for every component of the document, on a day."""
    found: Verdicts = {}
    components = Tree(document).components
    for part, values in index(document, context, as_of=as_of).items():
        above = {value > law.BLOCKED_ABOVE for value in values}
        violated = all_of((is_produced_in_china(components[part]), above.pop() if len(above) == 1 else None))
        found[law.BLOCKED_COMPONENT, part] = decide(in_force=True, applies=True, violated=violated)
    return found


def index(document: Record, context: Record, *, as_of: str | None = None) -> dict[str, frozenset[Decimal]]:
    """The values that the restriction index of each component may have."""
    case = _Judge(document, context, as_of or plain(context, "delivery"))
    found = {}
    for part, facts in Tree(document).components.items():
        stated = number(facts, "restriction_index")
        found[part] = frozenset((stated,)) if stated is not None else frozenset(case.derived(part))
    return found


class _Judge:
    def __init__(self, document: Record, context: Record, day: str | None) -> None:
        self._tree, self._parties = Tree(document), Parties({"parties": [], **document})
        self._context, self._day = context, day
        self._destination = plain(context, "destination")
        self._abroad = negated(is_in(self._destination, law.CHINA))
        use, user = plain(context, "end_use"), plain(context, "end_user")
        by_use = None if use is None else use in law.MILITARY
        by_name = user is not None and self._parties.named(user, law.ARMED_FORCES)
        if by_use is False and by_name:
            by_use = None  # a civil use by armed forces contradicts itself
        american = user is not None and self._parties.named(user, law.AMERICAN_FORCES)
        agency = plain(context, "agency")
        self._american = any_of((None if agency is None else agency in law.MILITARY_USERS, american))
        self._military = any_of((by_use, self._american, by_name))
        # A user of the United States elsewhere leaves open where the goods go.
        there = user is not None and self._parties.seated_in(user, ("US",)) is True
        self._to_america = any_of((is_in(self._destination, ("US",)), None if there else False))

    def verdicts(self) -> Verdicts:
        self._found: Verdicts = {}
        for part, facts in self._parts():
            chinese = is_from_china(facts)
            self._on_parts(part, facts, chinese)
            for material in self._tree.materials_of(part):
                for rule, item in self._items(material.record).items():
                    self._decide(rule, material.name, item, chinese, part, material.record)
            if not self._tree.closed(part, "materials"):
                for rule in self._items({}):
                    self._decide(rule, part, None, None, part, {})
        return self._found

    def _parts(self) -> Iterator[tuple[str, Record]]:
        for part in self._tree.paths:
            yield part, self._tree.components[part]

    def _decide(
        self, rule: str, subject: str, item: Truth, violated: Truth, part: str, material: Record | None
    ) -> None:
        """What is certainly no item, or none that the rule means, is no subject."""
        reached = self._reached(rule, part, material)
        if item is False or reached is False:
            return
        claims = claims_on(self._tree, self._context, part) | set((material or {}).get("claims", []))
        self._found[rule, subject] = decide(
            in_force=law.MEASURES[rule].in_force(self._day),
            applies=all_of((item, self._bound(rule), reached)),
            violated=violated,
            exceptions=self._exceptions(rule, part, material),
            claims=claims,
        )

    def _bound(self, rule: str) -> Truth:
        """Whether the deal is one that the rule is about."""
        if rule == law.NO_LICENCE:
            return self._to_america
        if rule in law.BANS and law.BANS[rule] == "US":
            elsewhere = all_of((self._american, self._abroad))
            return any_of((all_of((self._to_america, self._military)), elsewhere))
        if rule in law.BANS:
            return all_of((is_in(self._destination, (law.BANS[rule],)), self._military))
        if rule == law.ORIGIN_ABROAD:
            exporter = plain(self._context, "exporter")
            return all_of((self._abroad, negated(self._parties.seated_in(exporter, law.CHINA))))
        return self._abroad

    def _reached(self, rule: str, part: str, material: Record | None) -> Truth:
        """Whether it is what the rule means: exported as such, or of an announcement that is in force."""
        if rule in (law.BATTERIES_US, law.BATTERIES_JAPAN):
            return law.MEASURES[law.BATTERIES].in_force(self._day)
        if rule in (law.BATTERIES, law.CONTENT_ABROAD, law.TECHNOLOGY, law.ORIGIN_ABROAD):
            return True
        as_such = self._as_such(part, material or {})
        if rule not in law.BANS:
            return as_such
        return all_of((as_such, self._dual_use(material or {})))

    def _dual_use(self, record: Record) -> Truth:
        return any_of(
            all_of((law.MEASURES[rule].in_force(self._day), is_item(rule, record))) for rule in law.DUAL_USE
        )

    def _as_such(self, part: str, record: Record) -> Truth:
        """Whether a material leaves the country as itself, and not in something that is made of it."""
        facts = self._tree.components[part]
        class_, does = class_and_function(facts)
        form = plain(record, "form")
        if plain(facts, "kind") in law.AS_SUCH_KINDS or law.MAGNET_WORD in (class_, does):
            piece: Truth = True
        elif class_ is not None and not is_a(class_, law.PIECE_CLASSES):
            piece = False
        elif does is None:
            piece = True if is_a(form, law.PIECE_FORMS) else None
        else:
            piece = all_of((is_a(does, law.PIECES), is_a(form, law.PIECE_FORMS)))
        return all_of((piece, negated(self._inside(part))))

    def _inside(self, part: str) -> Truth:
        """Whether a part is in a device that was made in China."""
        above = {name for way in self._tree.paths[part] for name in way[1:-1]}
        return any_of(
            all_of((is_from_china(self._tree.components[each]), self._is_device(each))) for each in above
        )

    def _is_device(self, part: str) -> Truth:
        facts = self._tree.components[part]
        class_, does = class_and_function(facts)
        if does is None and plain(facts, "function") is not None:
            return None  # it is a device by one of two contrary statements
        by_class = class_ is not None and not is_a(class_, law.PIECE_CLASSES)
        return any_of((by_class, negated(is_a(does, (law.MAGNET_WORD, *law.PIECES)))))

    def _exceptions(self, rule: str, part: str, material: Record | None) -> Mapping[str, Truth]:
        if rule == law.NO_LICENCE or rule in law.BANS:
            return {}
        return {law.LICENCE: self._licensed(part, material)}

    def _licensed(self, part: str, material: Record | None) -> Truth:
        found = []
        for each in self._context.get("determinations", []):
            kind, item, substance = (plain(each, name) for name in ("kind", "item", "material"))
            first, last = plain(each, "from"), plain(each, "through")
            by_item = None if item is None else item == part
            named = [all_of((by_item, covers_component(self._tree, each, part, _is_one)))]
            if material is not None:
                said = plain(material, "substance")
                limits = covers_material(self._tree, each, part, said, _is_one)
                named.append(all_of((None if substance is None else is_a(said, (substance,)), limits)))
            found.append(
                all_of(
                    (
                        None if kind is None else kind == "export-licence",
                        None if first is None or self._day is None else first <= self._day,
                        None if last is None or self._day is None else self._day <= last,
                        any_of(named),
                    )
                )
            )
        return among(found, whole=known_whole(self._context, "determinations"))

    # ── items ────────────────────────────────────────────────────────────────────────────────────────

    def _items(self, record: Record) -> dict[str, Truth]:
        """Of each rule on materials, whether this is a substance that it lists."""
        found = {rule: is_item(rule, record) for rule in law.LICENSED}
        listed = any_of(is_item(rule, record) for rule in law.DUAL_USE)
        found[law.NO_LICENCE] = any_of(found[rule] for rule in (law.GALLIUM, law.ANTIMONY, law.SUPERHARD))
        found |= dict.fromkeys((law.MILITARY_US, law.MILITARY_JAPAN), listed)
        found[law.ORIGIN_ABROAD] = any_of((is_part_one(record), is_listed_magnet(record)))
        return found

    def _on_parts(self, part: str, facts: Record, chinese: Truth) -> None:
        for rule in (law.BATTERIES, law.BATTERIES_US, law.BATTERIES_JAPAN):
            self._decide(rule, part, is_battery(facts), chinese, part, None)
        magnets = [is_listed_magnet(material.record) for material in self._tree.materials_of(part)]
        magnet = among(magnets, whole=self._tree.closed(part, "materials"))
        made_abroad = all_of((magnet, negated(chinese)))
        self._decide(law.CONTENT_ABROAD, part, made_abroad, self._value_share(part, facts), part, None)
        self._decide(law.TECHNOLOGY, part, made_abroad, _chinese_technology(facts), part, None)

    def _value_share(self, part: str, facts: Record) -> Truth:
        """Whether Chinese material of Part I makes up enough of the value of a part."""
        least, most = Decimal(0), Decimal(0)
        for material in self._tree.materials_of(part):
            counts = any_of(
                (
                    all_of((is_part_one(material.record), _worked_in_china(material))),
                    all_of((is_iron_magnet(material.record), _heavy_from_china(material))),
                )
            )
            cost = dollars(material.record, "cost")
            least += cost or 0 if counts else 0
            most += 0 if counts is False else Decimal("Infinity") if cost is None else cost
        if not self._tree.closed(part, "materials"):
            most = Decimal("Infinity")
        whole = dollars(facts, "unit_cost")
        if not whole:
            return None
        limit = whole * law.VALUE_AT_LEAST / 100
        return True if least >= limit else False if most < limit else None

    # ── the index ────────────────────────────────────────────────────────────────────────────────────

    def derived(self, part: str) -> Iterator[Decimal]:
        """Each value that the index may have: what is unknown may hold or not."""
        for value, holds in self._levels(part):
            if holds is not False:
                yield value
            if holds is True:
                return

    def _levels(self, part: str) -> Iterator[tuple[Decimal, Truth]]:
        facts = self._tree.components[part]
        materials = [material.record for material in self._tree.materials_of(part)]
        whole = self._tree.closed(part, "materials") or self._as_such(part, {}) is False
        as_such = [self._as_such(part, record) for record in materials]

        def held(items: Iterable[Truth]) -> Truth:
            pairs = zip(items, as_such, strict=True)
            return among((all_of(pair) for pair in pairs), whole=whole)

        battery_now = all_of((law.MEASURES[law.BATTERIES].in_force(self._day), is_battery(facts)))
        dual_use = any_of((held(self._dual_use(material) for material in materials), battery_now))
        yield (
            law.REFUSED,
            any_of(
                all_of((law.MEASURES[rule].in_force(self._day), self._bound(rule), dual_use))
                for rule in (law.MILITARY_US, law.MILITARY_JAPAN)
            ),
        )
        second = (law.GALLIUM, law.ANTIMONY, law.SUPERHARD)
        in_second = held(any_of(is_item(rule, material) for rule in second) for material in materials)
        no_licence = all_of((self._bound(law.NO_LICENCE), in_second))
        yield law.PRESUMED_REFUSED, all_of((law.MEASURES[law.NO_LICENCE].in_force(self._day), no_licence))
        measures = {rule: held(is_item(rule, material) for material in materials) for rule in law.LICENSED}
        cathodes = held(is_item(law.BATTERIES, material) for material in materials)
        measures[law.BATTERIES] = any_of((cathodes, is_battery(facts)))
        needed = any_of(
            all_of((law.MEASURES[rule].in_force(self._day), item)) for rule, item in measures.items()
        )
        yield law.LICENCE_HELD, all_of((needed, self._licensed(part, None)))
        measures[law.NO_LICENCE] = no_licence
        yield law.NEEDED, any_of((needed, self._suspended(measures, soon=True)))
        yield law.PAUSED, self._suspended(measures, soon=False)
        yield law.FREE, True

    def _suspended(self, measures: Mapping[str, Truth], *, soon: bool) -> Truth:
        """Whether one of the materials is an item of a suspended measure, or of one that soon is not."""
        return any_of(
            all_of((item, _is_suspended(law.MEASURES[rule], self._day, soon=soon)))
            for rule, item in measures.items()
        )


def _is_suspended(measure: law.Measure, day: str | None, *, soon: bool) -> Truth:
    state = law.UNKNOWN_STATE if day is None else measure.state(day)
    if day is None or state == law.UNKNOWN_STATE:
        return None
    left = (date.fromisoformat(measure.suspended_through) - date.fromisoformat(day)).days
    return state == law.SUSPENDED and (not soon or left < law.SOON_DAYS)


def is_a(word: str | None, wanted: Iterable[str]) -> Truth:
    """Whether a word of a vocabulary is one of some: it is what is above it, and may be what is below."""
    if word is None:
        return None
    names = set(wanted)
    if names & set(_upwards(word)):
        return True
    return None if any(word in _upwards(name) for name in names) else False


def _upwards(word: str) -> Iterator[str]:
    yield word
    while word in law.BROADER:
        word = law.BROADER[word]
        yield word


def is_item(rule: str, record: Record) -> Truth:
    """Whether a material is an item of an announcement."""
    substance = plain(record, "substance")
    found = [is_a(substance, law.SUBSTANCES[rule])]
    if rule == law.TUNGSTEN:
        found += _by_form_and_content(record, substance)
    elif rule == law.RARE_EARTHS:
        found.append(is_listed_magnet(record))
    elif rule == law.FURTHER:
        found.append(all_of((is_a(substance, (law.MAGNET,)), _contains(record, ("Ho",)))))
    return any_of(found)


def is_from_china(facts: Record) -> Truth:
    """Whether a part is of Chinese origin: where it declares China, whatever else it says."""
    return is_in(plain(facts, "origin"), law.CHINA) or is_produced_in_china(facts)


def is_produced_in_china(facts: Record) -> Truth:
    """Whether a part comes from China by its origin and its place of manufacture, as far as they agree."""
    places = (plain(facts, name) for name in ("origin", "place_of_manufacture"))
    said = {is_in(place, law.CHINA) for place in places if place is not None}
    return said.pop() if len(said) == 1 else None


def class_and_function(facts: Record) -> tuple[str | None, str | None]:
    """What a part is and does; of a class that does no such thing neither is known."""
    class_, does = plain(facts, "class"), plain(facts, "function")
    if class_ == law.MECHANICAL and does is not None and is_a(does, law.DONE_BY_MECHANICAL_PARTS) is False:
        return None, None
    return class_, does


def is_battery(facts: Record) -> Truth:
    """Whether a part is one of No. 58: by what it does, and by its class where it is a battery."""
    class_, does = class_and_function(facts)
    return any_of((is_a(does, law.BATTERY_PARTS), class_ == "battery"))


def is_part_one(record: Record) -> Truth:
    """Whether a material is one of Part I of No. 61; of five metals the oxides are not named."""
    substance = plain(record, "substance")
    metal = plain(record, "form") != "oxide"
    return any_of((is_a(substance, law.PART_ONE), all_of((metal, is_a(substance, law.PART_ONE_METALS)))))


def is_listed_magnet(record: Record) -> Truth:
    """A magnet material of samarium and cobalt, or of neodymium and iron with terbium or dysprosium."""
    return any_of((is_a(plain(record, "substance"), ("SmCo",)), is_iron_magnet(record)))


def is_iron_magnet(record: Record) -> Truth:
    """A magnet material of neodymium and iron with terbium or dysprosium."""
    substance = plain(record, "substance")
    return all_of((is_a(substance, (law.IRON_MAGNET,)), _contains(record, ("Tb", "Dy"))))


def _by_form_and_content(record: Record, substance: str | None) -> Iterator[Truth]:
    form, density = plain(record, "form"), number(record, "density")
    powder = None if form is None else form == "powder"
    yield all_of((is_a(substance, ("W",)), negated(powder), _pure(record, "W")))
    yield all_of((is_a(substance, ("Mo",)), powder, _pure(record, "Mo")))
    if substance == "W" and powder:
        substance = "tungsten-powder"
    heavy = None if density is None else density > law.HEAVY_ALLOY_DENSER_THAN
    yield all_of((is_a(substance, ("tungsten-heavy-alloy",)), heavy))


def _pure(record: Record, element: str) -> Truth:
    least, most = _content(record, element)
    return True if least >= law.CONTENT_AT_LEAST else False if most < law.CONTENT_AT_LEAST else None


def _contains(record: Record, elements: Iterable[str]) -> Truth:
    found = [_content(record, element) for element in elements]
    return any_of(True if least > 0 else False if most <= 0 else None for least, most in found)


def _content(record: Record, element: str) -> tuple[Decimal, Decimal]:
    """The least and the most that there is of an element, in percent."""
    lines = {plain(line, "element"): number(line, "share") for line in record.get("composition", [])}
    own = lines.get(element)
    if own is not None:
        return own, own
    if lines and element not in lines and "composition" in record.get("complete", []):
        return Decimal(0), Decimal(0)
    return Decimal(0), Decimal(100) - sum((share or Decimal(0) for share in lines.values()), Decimal(0))


def _worked_in_china(material: Material) -> Truth:
    done = [
        all_of((is_stage(entry.stage, law.CHINESE_BY), is_in(entry.country, law.CHINA)))
        for entry in material.entries
        if entry.share != 0
    ]
    return among(done, whole=_all_stages_stated(material))


def _all_stages_stated(material: Material) -> bool:
    """Whether all its stages are stated; nothing is made by no stage."""
    are_complete = known_whole(material.record, "stages") and bool(material.entries)
    return are_complete and not material.unplaced


def _heavy_from_china(material: Material) -> Truth:
    """The same of the terbium or dysprosium in a magnet, of which nobody says what it is worth."""
    done = [
        all_of((is_stage(entry.stage, law.CHINESE_BY), is_in(entry.country, law.CHINA)))
        for entry in material.entries
        if entry.share != 0 and entry.worked_on in ("Dy", "Tb")
    ]
    return among(done, whole=_all_stages_stated(material))


def _chinese_technology(facts: Record) -> Truth:
    found = []
    for fact in facts.get("technology", []):
        kind = plain(fact, "kind")
        relevant = None if kind is None else kind in law.TECHNOLOGY_KINDS
        found.append(all_of((relevant, is_in(plain(fact, "country"), law.CHINA))))
    return among(found, whole=known_whole(facts, "technology"))


def _is_one(substance: object, word: str) -> Truth:
    return is_a(substance if isinstance(substance, str) else None, (word,))
