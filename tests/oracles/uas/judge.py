"""An independent reading of FY2020 NDAA s.848, FY2023 NDAA s.817, ASDA, and the FCC Covered List.

Choices where the law leaves one (days, names and words: `law`):

- The lists of parts are whole. A part that certainly does something else is no subject of a rule on parts.
- What is bought goes by the day of award, under s.848, s.817 and ASDA; what is operated, and what is paid
  for with federal funds, by its own day; the FCC list by the day of authorization. What is operated is so
  where the activity is operation.
- s.848 asks of the aircraft and of the five sorts of parts where each was made and where its maker has its
  seat; of software where and by whom it was developed, the maker being one who developed it, and the same
  of software of somebody else in it, which technology of the kind `software` tells; of network and storage
  where and by whom they are run, which technology of the kind `administered` tells. A storage may be run by
  nobody, a network is not. Hardware is asked for what it states: whose software is in it, where that was
  developed, and who runs the network that it is connected to.
- The parts, software and network of s.848 are those of a product that is an uncrewed aircraft.
- s.848(c) exempts two purposes, and no other testing or training. A waiver holds on the days it gives, for
  the product that it names. s.817 and counter-systems have the same two.
- s.817 asks whether DJI or an affiliate made any of the equipment of the contractor, or a maker of aircraft
  that is on the Consolidated Screening List, has its seat in one of the countries, or is held from there by
  more than half. That list was not read. Who makes aircraft is known of what is one, or steers one, and of
  the two makers of the FCC.
- The list of ASDA is empty as far as known, and who is not found in it is unknown. `fasc` is a list to try.
  A grantee is bound by the funds whatever it does.
- An exemption of ASDA needs a finding for the product, on the day, but for intelligence. Its waiver is of a
  kind of its own.
- The FCC list has two elements. A thing is foreign when it was not made in the United States. What transmits,
  receives, films or controls and is of DJI or Autel, their affiliates and partners, is listed wherever
  made, and no way out reaches it. What is built in the United States of foreign parts is not foreign. What
  is made there therefore needs no exemption: 3f passes on both sides of the day, and so does a domestic end
  product.
- A listing as Blue UAS and a conditional approval name the very item. A part is designed for aircraft when
  one of the texts says so. Toys are aircraft, not parts. A part off the shelf is not made for federal
  agencies alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.deciding import NOT_FEDERAL, claims_on, decide, from_day, is_dod
from tests.oracles.facts import Tree, component_id, is_in, number, plain
from tests.oracles.limits import covers_component
from tests.oracles.logic import all_of, any_of, negated
from tests.oracles.makers import Parties, among, known_whole
from tests.oracles.statements import off_the_shelf
from tests.oracles.uas import law
from tests.oracles.uas.defense import Defense, asks_network, asks_software, does, made_in, makers

if TYPE_CHECKING:
    from tests.oracles.deciding import Verdict
    from tests.oracles.facts import Record
from tests.oracles.logic import Truth


def judge(
    document: Record, context: Record, *, variant: str = "", fasc: tuple[str, ...] = ()
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of all rules, by rule and subject."""
    if variant:
        raise ValueError(f"no variant {variant}")
    return _Judge(document, context, fasc).verdicts()


class _Judge:
    def __init__(self, document: Record, context: Record, fasc: tuple[str, ...]) -> None:
        self._tree = Tree(document)
        self._parties = Parties(document)
        self._context = context
        self._fasc = fasc
        self._award: str | None = plain(context, "award")
        self._operated: str | None = plain(context, "operation")
        self._authorized: str | None = plain(context, "authorization")
        self._product = self._tree.product
        self._id = component_id(self._product)
        self._aircraft = does(self._product, law.AIRCRAFT)

    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        self._found: dict[tuple[str, str], Verdict] = {}
        self._of_848({rule: rule for rule in law.OPERATED}, self._award, applies=True)
        self._of_848(law.OPERATED, self._operated, applies=self._does("operation"))
        self._rule(
            law.OPERATOR,
            self._id,
            in_force=from_day(self._award, law.OPERATOR_FROM),
            applies=is_dod(self._context),
            violated=Defense(self._parties, self._award).operates(self._context),
            exceptions=self._excepted_from_848(self._award),
        )
        self._of_the_drone_act()
        self._of_the_covered_list()
        return self._found

    def _rule(
        self,
        rule: str,
        part: str,
        *,
        in_force: Truth,
        applies: Truth,
        violated: Truth,
        exceptions: dict[str, Truth],
    ) -> None:
        claims = claims_on(self._tree, self._context, part)
        self._found[rule, part] = decide(
            in_force=in_force, applies=applies, violated=violated, exceptions=exceptions, claims=claims
        )

    def _does(self, activity: str) -> Truth:
        said = plain(self._context, "activity")
        return None if said is None else said == activity

    # ── s.848 ────────────────────────────────────────────────────────────────────────────────────────

    def _of_848(self, names: dict[str, str], day: str | None, *, applies: Truth) -> None:
        defense = Defense(self._parties, day)
        in_force, dod = from_day(day, law.FROM_848), all_of((is_dod(self._context), applies))
        exceptions = self._excepted_from_848(day)
        self._rule(
            names[law.COVERED_UAS],
            self._id,
            in_force=in_force,
            applies=all_of((dod, self._aircraft)),
            violated=defense.made(self._product),
            exceptions=exceptions,
        )
        asked = (
            (law.COVERED_PART, _of_a_named_sort, defense.made),
            (law.COVERED_SOFTWARE, asks_software, defense.developed),
            (law.COVERED_NETWORK, asks_network, defense.administered),
            (law.COUNTER_UAS, lambda facts: does(facts, law.COUNTER), defense.made),
        )
        for part in self._tree.paths:
            facts = self._tree.components[part]
            for rule, suited, violated in asked:
                suits = suited(facts)
                of_aircraft: Truth = True if rule == law.COUNTER_UAS else self._aircraft
                if suits is not False:
                    self._rule(
                        names[rule],
                        part,
                        in_force=in_force,
                        applies=all_of((dod, of_aircraft, suits)),
                        violated=violated(facts),
                        exceptions=exceptions,
                    )

    def _excepted_from_848(self, day: str | None) -> dict[str, Truth]:
        use = plain(self._context, "end_use")
        exempt = None if use in (None, "counter-uas") else use in law.PURPOSES_OF_848
        return {"exempt-purpose": exempt, "waiver": self._determined("agency-waiver", day, self._id)}

    # ── American Security Drone Act ──────────────────────────────────────────────────────────────────

    def _of_the_drone_act(self) -> None:
        agency = plain(self._context, "agency")
        federal = None if agency is None else agency not in NOT_FEDERAL and agency != "tribal"
        funded = any_of((self._does("funding"), None if agency is None else agency == "federal-grantee"))
        bans = (
            (law.SECURITY_DRONE, law.BOUGHT_FROM, self._award, all_of((federal, self._does("procurement")))),
            (
                law.DRONE_OPERATION,
                law.OPERATED_FROM,
                self._operated,
                all_of((federal, self._does("operation"))),
            ),
            (law.DRONE_FUNDS, law.OPERATED_FROM, self._operated, funded),
        )
        for rule, first, day, bound in bans:
            self._rule(
                rule,
                self._id,
                in_force=None if day is None else first <= day < law.ASDA_BEFORE,
                applies=all_of((bound, self._aircraft)),
                violated=self._by_listed(),
                exceptions={
                    "exemption": self._exempt_from_the_drone_act(day, federal),
                    "security-drone-waiver": self._determined("security-drone-waiver", day, self._id),
                },
            )

    def _exempt_from_the_drone_act(self, day: str | None, federal: Truth) -> Truth:
        agency, use = plain(self._context, "agency"), plain(self._context, "end_use")
        found = self._determined("security-drone-exemption", day, self._id)
        broad = (None, "federal")
        named = None if agency in broad else agency in law.EXEMPT_AGENCIES
        secret = None if agency in broad else agency == "intelligence-community"
        tribal = None if agency is None else agency == "tribal"
        open_use = use in (None, "public-safety")
        rescue = None if open_use else use in law.RESCUE
        services = None if open_use else use in law.TRIBAL
        return any_of(
            (
                all_of((named, found)),
                all_of((federal, rescue, found)),
                all_of((federal, None if use is None else use == "intelligence")),
                secret,
                all_of((tribal, services, found)),
            )
        )

    def _by_listed(self) -> Truth:
        """Whether the aircraft, or what controls it or links to it, is by a maker on the list."""
        if not self._fasc:
            return None
        found = [self._parties.listed(maker, self._fasc) for maker in makers(self._product)]
        for part in self._tree.paths:
            facts = self._tree.components[part]
            listed = any_of(self._parties.listed(maker, self._fasc) for maker in makers(facts))
            found.append(all_of((does(facts, law.LINKS), listed)))
        return any_of(found)

    # ── FCC Covered List ─────────────────────────────────────────────────────────────────────────────

    def _of_the_covered_list(self) -> None:
        self._foreign(law.FOREIGN_UAS, self._id, self._aircraft)
        equipment = any_of((self._aircraft, does(self._product, law.COMMS)))
        if equipment is not False:
            self._of_named(law.NAMED_EQUIPMENT, self._id, equipment)
        for part in self._tree.paths:
            facts = self._tree.components[part]
            critical, comms = does(facts, law.CRITICAL), does(facts, law.COMMS)
            if critical is not False:
                self._foreign(law.FOREIGN_PART, part, all_of((critical, _for_aircraft(facts))))
            if comms is not False:
                self._of_named(law.NAMED_PART, part, comms)

    def _of_named(self, rule: str, part: str, applies: Truth) -> None:
        """The second element: wherever it was made, and without any way out."""
        facts, of_product = self._tree.components[part], rule == law.NAMED_EQUIPMENT
        self._rule(
            rule,
            part,
            in_force=from_day(self._authorized, law.FCC_FROM),
            applies=applies,
            violated=any_of((self._named(facts), self._by_licence(facts) if of_product else False)),
            exceptions={},
        )

    def _named(self, facts: Record) -> Truth:
        """Whether it is of one of the two makers, an affiliate, or a joint venture of one."""
        return any_of(self._is_named(maker) for maker in makers(facts))

    def _by_licence(self, facts: Record) -> Truth:
        """Whether technology of theirs is in it: whoever uses it is taken for a partner."""
        found = [self._is_named(plain(fact, "party")) for fact in facts.get("technology", [])]
        return among(found, whole=known_whole(facts, "technology"))

    def _is_named(self, maker: str | None) -> Truth:
        if maker is None:
            return None
        record = self._parties.record(maker)
        partners = [
            self._parties.listed(each["party"], law.FCC_MAKERS, law.AFFILIATES_AT)
            for each in record.get("relations", [])
        ]
        listed = self._parties.listed(maker, law.FCC_MAKERS, law.AFFILIATES_AT)
        return any_of((listed, among(partners, whole=known_whole(record, "relations"))))

    def _foreign(self, rule: str, part: str, applies: Truth) -> None:
        """The first element, with its ways out, none of which reaches the two makers."""
        facts, day = self._tree.components[part], self._authorized
        others = negated(self._named(facts))
        window = None if day is None else law.EXEMPT_FROM <= day < law.EXTENDED_TO
        if window and day is not None and day >= law.EXEMPT_BEFORE:
            window = None
        exceptions = {
            "blue-uas": all_of((window, self._determined("blue-uas", day, part), others)),
            "conditional-approval": all_of((self._determined("conditional-approval", day, part), others)),
            "solely-federal": all_of((plain(self._context, "solely_federal"), others)),
        }
        if rule == law.FOREIGN_PART:
            exceptions["solely-federal"] = all_of(
                (exceptions["solely-federal"], negated(off_the_shelf(facts)))
            )
        if rule == law.FOREIGN_UAS:
            exceptions["toy"] = all_of((from_day(day, law.TOYS_FROM), self._toy(facts), others))
        self._rule(
            rule,
            part,
            in_force=from_day(day, law.FCC_FROM),
            applies=applies,
            violated=negated(made_in(facts, lambda place: is_in(place, ("US",)))),
            exceptions=exceptions,
        )

    def _toy(self, facts: Record) -> Truth:
        mass = number(facts, "mass_g")
        parts = [self._tree.components[part] for part in self._tree.paths]
        without = [negated(does(each, (*law.CAMERAS, *law.BRUSHLESS))) for each in parts]
        return all_of((None if mass is None else mass <= law.TOY_GRAMS, *without))

    def _determined(self, kind: str, day: str | None, item: str = "") -> Truth:
        """Whether a determination of the kind holds on the day, for the item where one is asked."""
        found = []
        for each in self._context.get("determinations", []):
            first, last, named = (plain(each, name) for name in ("from", "through", "item"))
            word = plain(each, "kind")
            found.append(
                all_of(
                    (
                        None if word is None else word == kind,
                        None if first is None or day is None else first <= day,
                        None if last is None or day is None else day <= last,
                        True if not item else None if named is None else named == item,
                        covers_component(self._tree, each, item or self._id),
                    )
                )
            )
        return among(found, whole=known_whole(self._context, "determinations"))


def _of_a_named_sort(facts: Record) -> Truth:
    """One of the five sorts of parts, or a device for networks, which transmits data."""
    kind = plain(facts, "kind")
    device = all_of((does(facts, law.DEVICES), None if kind is None else kind != "service"))
    return any_of((does(facts, law.PARTS), device))


def _for_aircraft(facts: Record) -> Truth:
    """Texts that name something else leave open what else it was designed for; none at all do not."""
    texts = facts.get("designed_for")
    found = [text.casefold() in law.FOR_AIRCRAFT for text in texts or ()]
    return among(found, whole=texts == [])
