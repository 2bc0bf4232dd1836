"""Verdicts on specialty metals: `melted-in-approved-country` and `metal-as-end-item`.

Choices where the law leaves one:

- Approved in the clause: the US, its outlying areas and the 28 qualifying countries; in the statute, and of
  metal delivered as an end item, the US and its outlying areas.
- Steel has 0.02 to 2 % of carbon, whatever it is called, and stainless steel is judged by its chromium like
  any other: the word alone says neither. Nickel, cobalt and iron by themselves are no alloys, and whether
  what is called so is by itself is asked of its chemistry. Of a material that names no substance it is not
  known what it is, whatever leads in it. Maxima are those of the specification.
- Every entry of melting or production has to be in an approved country, also of metal melted twice.
- A component delivered by itself may be one of an aircraft or the like; that it is not is never shown.
- A rare-earth magnet material that is a body is a magnet, whatever its shape is called.
- A material is asked by the part that holds it: an electronic component is that part. COTS and place of
  manufacture are asked of it and of everything it is used in.
- Outside the US: acquired there and in a combat setting; in the statute, acquired and used there. Contingency
  operations: anywhere; in the statute, acquired outside the US. The source gives no day for that change, so
  the statute variant has it throughout.
- A COTS fastener or mill product is excepted where it is incorporated, in something else that is COTS.
- Minimal content: a high-performance magnet neither uses it nor is counted in it; it stays in the base, the
  weight of all specialty metal.
- Exceptions about the buy, and the waivers, answer also for metal as an end item; those about an item in it
  do not.
- A part that may hold an unlisted material is a candidate of both rules. `free_of` is not read. What a part
  is says nothing of one in it that is not listed, and an unlisted material may always be noncompliant.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.oracles.facts import Material, Record, Tree, component_id, is_in, number, plain
from tests.oracles.limits import covers_material
from tests.oracles.logic import Truth, agreed, all_of, any_of, negated
from tests.oracles.specialty_metals import law
from tests.oracles.stages import is_stage
from tests.oracles.statements import made_in, off_the_shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

PASS, FAIL, UNKNOWN, EXEMPT = "pass", "fail", "unknown", "exempt"
NOT_APPLICABLE, DISCLOSE = "not_applicable", "disclose"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Subject:
    """A material of a part, or a part that may hold one that nobody listed."""

    part: str
    material: Material | None = None


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdicts of both rules, by rule and subject."""
    return _Case(document, context, variant or law.VARIANTS[0]).verdicts()


def is_word(value: str | None, words: Collection[str]) -> Truth:
    """Whether a word of a vocabulary is one of some."""
    return None if value is None else value in words


class Composition:
    """What a material says of its elements: each share between bounds."""

    def __init__(self, material: Record) -> None:
        self.lines = {str(plain(line, "element")): line for line in material.get("composition", [])}
        known = [number(line, "share") for line in self.lines.values()]
        self.rest = max(
            Decimal(100) - sum((each for each in known if each is not None), Decimal(0)), Decimal(0)
        )
        said = bool(self.lines) and "composition" in material.get("complete", [])
        self.closed = said or (None not in known and self.rest == 0)

    def bounds(self, elements: Collection[str]) -> tuple[Decimal, Decimal]:
        """The least and the most that some elements can make up together."""
        found = [number(line, "share") for name, line in self.lines.items() if name in elements]
        least = sum((each for each in found if each is not None), Decimal(0))
        open_ = None in found or (not self.closed and any(name not in self.lines for name in elements))
        return least, least + (self.rest if open_ else 0)

    def more_than(self, elements: Collection[str], limit: Decimal) -> Truth:
        least, most = self.bounds(elements)
        return True if least > limit else False if most <= limit else None

    def at_least(self, elements: Collection[str], limit: Decimal) -> Truth:
        least, most = self.bounds(elements)
        return True if least >= limit else False if most < limit else None

    def as_much_as(self, one: str, other: str) -> Truth:
        """Whether there is as much of an element as of another."""
        least, most = self.bounds((one,))
        least_other, most_other = self.bounds((other,))
        return True if least >= most_other else False if most < least_other else None

    def others_more_than(self, main: Collection[str], limit: Decimal) -> Truth:
        """Whether the metals besides the main ones are more than the limit."""
        others = [name for name in self.lines if name not in main and name not in law.NOT_METALS]
        least, most = self.bounds(others)
        if not self.closed:
            most = least + self.rest
        return True if least > limit else False if most <= limit else None


def specialty(record: Record) -> Truth:
    """Whether a material is a specialty metal."""
    word = plain(record, "substance")
    if word in law.CERTAIN or word in law.OTHER_SUBSTANCES:
        return word in law.CERTAIN
    if word in law.MAGNETS_OF_SOME_SORT:
        return None
    made_of = Composition(record)
    if word in law.ALNICO:
        return _alnico(made_of)
    nickel_others = made_of.others_more_than(("Ni", "Fe"), law.OTHER_METALS_ABOVE)
    cobalt_others = made_of.others_more_than(("Co", "Fe"), law.OTHER_METALS_ABOVE)
    if word in law.NICKEL | law.COBALT:
        return nickel_others if word in law.NICKEL else cobalt_others
    carbon = (
        made_of.at_least(("C",), law.CARBON_FROM),
        negated(made_of.more_than(("C",), law.CARBON_THROUGH)),
    )
    named = True if word in law.STEEL else None if word in law.MAY_BE_STEEL else False
    steel = all_of((named, *carbon, _alloyed(made_of)))
    return steel if word is not None else None


def _alnico(made_of: Composition) -> Truth:
    """Which alloy of the definition it is, by what predominates in it and makes up half of it.

    What is called so has aluminium and nickel enough for "alloying metals in excess of 10 percent" of a
    cobalt alloy, and for "more than 0.25 percent" of a steel.
    """
    half = law.HALF
    predominant = all_of(made_of.as_much_as(main, other) for main in ("Fe", "Ni") for other in ("Co", "Al"))
    of_nickel = any_of(
        (made_of.at_least(("Ni",), half), all_of((predominant, made_of.at_least(("Fe", "Ni"), half))))
    )
    with_others = made_of.others_more_than(("Ni", "Fe"), law.OTHER_METALS_ABOVE)
    a_steel = all_of(
        (
            made_of.at_least(("Fe",), half),
            made_of.at_least(("C",), law.CARBON_FROM),
            negated(made_of.more_than(("C",), law.CARBON_THROUGH)),
        )
    )
    return any_of((all_of((of_nickel, with_others)), made_of.at_least(("Co",), half), a_steel))


def _alloyed(made_of: Composition) -> Truth:
    maxima = []
    for element, limit in law.MORE_THAN_MAXIMUM.items():
        most = number(made_of.lines.get(element, {}), "specified_maximum")
        maxima.append(None if most is None else most > limit)
    shares = [made_of.more_than((element,), law.ALLOYING_ABOVE) for element in law.ALLOYING]
    return any_of((*maxima, *shares))


def high_performance_magnet(material: Material | None) -> Truth:
    """A permanent magnet whose magnetism comes mostly from rare earths."""
    if material is None:
        return None
    word = material.substance
    rare_earth = None if word == "permanent-magnet-material" else is_word(word, law.RARE_EARTH_MAGNETS)
    return all_of((negated(is_word(plain(material.record, "form"), law.BEFORE_A_MAGNET)), rare_earth))


def restricted(product: Record) -> Truth:
    """Whether a product is of the six classes, or a component of one: what it is for is never known whole."""
    of_the_six = is_word(plain(product, "class"), law.RESTRICTED_CLASSES)
    uses = product.get("designed_for", [])
    delivered = is_word(plain(product, "kind"), law.DELIVERED_COMPONENTS)
    component = any_of((delivered, None if law.RESTRICTED_USES.intersection(uses) else False))
    used_there = True if law.RESTRICTED_USES.intersection(uses) else None
    return any_of((of_the_six, all_of((component, used_there))))


def produced_in(material: Material | None, places: Collection[str]) -> Truth:
    """Whether the metal was melted or produced in the places, for the whole of it."""
    if material is None:
        return None
    entries = [entry for entry in material.entries if entry.share != 0]
    found = [any_of((negated(is_stage(e.stage, law.PRODUCED)), is_in(e.country, places))) for e in entries]
    found += [any_of((None, is_in(place, places))) for place in material.made_elsewhere]
    stated: dict[str, list[Decimal | None]] = {}
    for entry in entries:
        if is_stage(entry.stage, law.PRODUCED) is True:
            stated.setdefault(entry.stage, []).append(entry.share)
    whole = [None in shares or sum(filter(None, shares)) >= 100 for shares in stated.values()]
    together = sum((share for shares in stated.values() for share in shares if share), Decimal(0)) >= 100
    accounted = all(whole) if any(whole) else together
    return all_of((*found, True if accounted and stated and not material.unplaced else None))


class _Case:
    """One product under one contract."""

    def __init__(self, document: Record, context: Record, variant: str) -> None:
        self.tree, self.context, self.variant = Tree(document), context, variant
        self.delivery: str | None = plain(context, "delivery")
        self.product = component_id(self.tree.product)
        self.subjects = [Subject(material.part, material) for material in self.tree.materials()]
        for part in self.tree.paths:
            if not (self.tree.closed(part, "materials") and self.tree.closed(part, "children")):
                self.subjects.append(Subject(part))

    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        in_force = None if self.delivery is None else self.delivery >= law.IN_FORCE_FROM
        agency = plain(self.context, "agency")
        dod = True if agency in law.DOD_AGENCIES else False if agency in law.OTHER_AGENCIES else None
        article = restricted(self.tree.product)
        asked: dict[str, tuple[Collection[str], Callable[[Subject], Truth]]] = {
            law.MELTED_RULE: (law.APPROVED[self.variant], lambda _: article),
            law.METAL_RULE: (law.UNITED_STATES, self._delivered_as_metal),
        }
        return {
            (rule, subject.material.name if subject.material else subject.part): self._verdict(
                rule,
                subject,
                (in_force, dod, narrowed(subject), self._specialty(subject)),
                produced_in(subject.material, places),
            )
            for rule, (places, narrowed) in asked.items()
            for subject in self.subjects
        }

    def _delivered_as_metal(self, subject: Subject) -> Truth:
        """Metal by the kind of what is delivered, or an end item that is nothing but a bar or the like."""
        product = self.tree.product
        kind = plain(product, "kind")
        alone: Truth = not product.get("children")
        if alone and not self.tree.closed(self.product, "children"):
            alone = None
        form = plain(subject.material.record, "form") if subject.material else None
        called_an_end_item = (
            is_word(kind, ("end_item",)),
            subject.part == self.product,
            alone,
            is_word(form, law.FORMS_OF_METAL),
        )
        return any_of((is_word(kind, law.METAL_AS_SUCH), all_of(called_an_end_item)))

    def _specialty(self, subject: Subject) -> Truth:
        return None if subject.material is None else specialty(subject.material.record)

    def _verdict(self, rule: str, subject: Subject, applies: tuple[Truth, ...], met: Truth) -> Verdict:
        if False in applies:
            return Verdict(NOT_APPLICABLE)
        if met is True:
            return Verdict(PASS)
        states = {name: self._exception(name, subject) for name in law.EXCEPTIONS[rule]}
        held = frozenset(name for name, holds in states.items() if holds)
        if held:
            return Verdict(EXEMPT, held)
        if met is None or None in applies:
            return Verdict(UNKNOWN)
        undecided = {name for name, holds in states.items() if holds is None}
        return Verdict(UNKNOWN if undecided & self._claims(subject) else FAIL)

    def _claims(self, subject: Subject) -> set[str]:
        parts = [self.tree.components[part] for part in self._part_and_holders(subject)]
        holders = [
            self.context,
            self.tree.head,
            *parts,
            *([subject.material.record] if subject.material else []),
        ]
        return {name for holder in holders for name in holder.get("claims", [])}

    def _part_and_holders(self, subject: Subject) -> set[str]:
        return {part for path in self.tree.paths[subject.part] for part in path}

    # ── exceptions ───────────────────────────────────────────────────────────────────────────────────

    def _exception(self, name: str, subject: Subject) -> Truth:
        if name in law.BY_DETERMINATION:
            return self._determined((law.BY_DETERMINATION[name],), subject)
        if (
            name in law.OF_THE_ITEM
            and subject.material is None
            and not self.tree.closed(subject.part, "children")
        ):
            return None
        found: Truth = getattr(self, f"_{name.replace('-', '_')}")(subject)
        return found

    def _simplified_acquisition(self, _: Subject) -> Truth:
        value: Record = self.context.get("value") or {}
        award, amount = plain(self.context, "award"), number(value, "amount")
        if amount is None or value.get("currency") != "USD":
            return None
        rows = [
            limit for start, limit in law.SIMPLIFIED_ACQUISITION_THRESHOLD if award is None or start <= award
        ]
        return agreed(0 < amount <= limit for limit in (rows if award is None else rows[-1:]))

    def _outside_us(self, _: Subject) -> Truth:
        acquired, used = (
            negated(is_in(plain(self.context, name), law.UNITED_STATES))
            for name in ("place_of_acquisition", "place_of_use")
        )
        combat = plain(self.context, "combat_setting")
        return all_of((acquired, used if self.variant == "statute" else combat))

    def _contingency_operations(self, _: Subject) -> Truth:
        found: Truth = plain(self.context, "contingency_operations")
        outside = negated(is_in(plain(self.context, "place_of_acquisition"), law.UNITED_STATES))
        return all_of((found, outside)) if self.variant == "statute" else found

    def _electronic_component(self, subject: Subject) -> Truth:
        part = self.tree.components[subject.part]
        magnet = high_performance_magnet(subject.material)
        electronic = plain(part, "electronic_device")
        if plain(part, "class") in law.NOT_ELECTRONIC or plain(part, "kind") in law.NOT_ELECTRONIC:
            electronic = electronic and None  # a bracket that is called electronic contradicts itself
        return all_of((electronic, negated(plain(part, "structural")), negated(magnet)))

    def _commercial_off_the_shelf(self, subject: Subject) -> Truth:
        part = self.tree.components[subject.part]
        magnet = high_performance_magnet(subject.material)
        forged = is_word(plain(part, "class"), law.CASTING_OR_FORGING)
        loose = [
            is_word(plain(part, "class"), (law.FASTENER,)),
            is_word(plain(part, "kind"), ("mill_product",)),
        ]
        excepted: list[Truth] = []
        inside: list[Truth] = [False]
        for name in self._part_and_holders(subject):
            holder = self.tree.components[name]
            kind = plain(holder, "kind")
            holds_magnet = any_of((negated(magnet), is_word(kind, law.HOLDERS_OF_MAGNETS)))
            holds_forging = any_of((negated(forged), is_word(kind, law.HOLDERS_OF_FORGINGS)))
            cots = off_the_shelf(holder)
            excepted.append(all_of((cots, holds_magnet, holds_forging)))
            if name != subject.part:
                holds_fastener = is_word(kind, law.HOLDERS_OF_FASTENERS)
                inside.append(all_of((cots, holds_fastener)))
        incorporated = any_of((negated(any_of(loose)), all_of((plain(part, "incorporated"), any_of(inside)))))
        return all_of((any_of(excepted), incorporated))

    def _commercial_fastener(self, subject: Subject) -> Truth:
        fastener = is_word(plain(self.tree.components[subject.part], "class"), (law.FASTENER,))
        return all_of(
            (
                fastener,
                self._determined(("fastener-certification",), subject, items=(subject.part, self.product)),
            )
        )

    def _qualifying_country_item(self, subject: Subject) -> Truth:
        parts = [self.tree.components[part] for part in self._part_and_holders(subject)]
        return any_of(made_in(part, law.QUALIFYING) for part in parts)

    def _nonavailability(self, subject: Subject) -> Truth:
        word = subject.material.substance if subject.material else None
        individual = self._determined(
            ("nonavailability",), subject, items=(subject.part, self.product), material=(word,)
        )
        return any_of((individual, self._determined(("class-nonavailability",), subject, material=(word,))))

    def _national_security(self, subject: Subject) -> Truth:
        word = subject.material.substance if subject.material else None
        kinds = ("national-security",)
        return self._determined(
            kinds, subject, items=(subject.part, self.product), material=(word,), counted=True
        )

    def _determined(
        self,
        kinds: Collection[str],
        subject: Subject,
        *,
        items: Collection[str] = (),
        material: tuple[str | None, ...] = (),
        counted: bool = False,
    ) -> Truth:
        """Whether a determination of a kind is valid on the day, and about this item and material."""
        given = self.context.get("determinations")
        found: list[Truth] = [None if given is None or given else False]
        for each in given or []:
            start, end, quantity = plain(each, "from"), plain(each, "through"), number(each, "quantity")
            word = plain(each, "material")
            tests: list[Truth] = [
                is_word(plain(each, "kind"), kinds),
                None if start is None or self.delivery is None else start <= self.delivery,
                None if end is None or self.delivery is None else self.delivery <= end,
            ]
            substance = subject.material.substance if subject.material else None
            tests.append(covers_material(self.tree, each, subject.part, substance))
            if items:
                tests.append(is_word(plain(each, "item"), items))
            if material:
                tests.append(None if word is None or material[0] is None else word == material[0])
            if counted:
                tests.append(None if quantity is None else quantity > 0)
            found.append(all_of(tests))
        return any_of(found)

    def _minimal_content(self, subject: Subject) -> Truth:
        """At most 2 % of all specialty metal by weight is noncompliant; such magnets are not counted."""
        weighed: list[tuple[Truth, Truth, Decimal | None]] = []
        for each in self.subjects:
            metal = self._specialty(each)
            others = (*law.OF_THE_ITEM, "nonavailability")
            excused = any_of(self._exception(name, each) for name in others)
            noncompliant = negated(produced_in(each.material, law.APPROVED[self.variant]))
            magnet = high_performance_magnet(each.material)
            bad = all_of((metal, noncompliant, negated(excused), negated(magnet)))
            bad = None if each.material is None else bad
            count = self.tree.numbers[each.part]
            mass = number(each.material.record, "mass_g") if each.material else None
            weighed.append((metal, bad, None if mass is None or count is None else mass * count))
        mass = number(subject.material.record, "mass_g") if subject.material else None
        weighs_something = None if mass is None else mass > 0
        magnet = high_performance_magnet(subject.material)
        return all_of((_within(weighed), negated(magnet), weighs_something))


def _within(weighed: Iterable[tuple[Truth, Truth, Decimal | None]]) -> Truth:
    """Whether what is bad is within the limit of all the metal, however the unknown turns out."""
    found = list(weighed)
    limit = Fraction(law.MINIMAL_CONTENT_LIMIT) / 100

    def total(masses: Iterable[Decimal | None]) -> Fraction:
        return sum((Fraction(mass) for mass in masses if mass is not None), Fraction(0))

    most_bad = [mass for _, bad, mass in found if bad is not False]
    sure_good = [mass for metal, bad, mass in found if metal is True and bad is False]
    most, whole = total(most_bad), total(most_bad) + total(sure_good)
    sure_bad = [mass for _, bad, mass in found if bad is True]
    may_be_good = [mass for metal, bad, mass in found if metal is not False and bad is not True]
    least, widest = total(sure_bad), total(sure_bad) + total(may_be_good)
    if most_bad and None not in most_bad and whole and most / whole <= limit:
        return True
    if not most_bad:
        return True if any(metal is not False for metal, _, _ in found) else None
    return False if None not in may_be_good and widest and least / widest > limit else None
