"""An independent reading of FY2020 NDAA s.848, FY2023 NDAA s.817, ASDA, and the FCC Covered List.

Choices where the law leaves one (days, names and words: `law`):

- The lists of parts are whole. A part that certainly does something else is no subject of a rule on parts.
- s.848, s.817 and ASDA go by the day of award, the FCC list by the day of authorization.
- s.848 asks of the aircraft and of the five sorts of parts where each was made and where its maker has its
  seat; of software where and by whom it was developed, the maker being one who developed it, and the same of
  software of somebody else in it, which technology of the kind `software` tells; of network and storage where
  and by whom they are run, which technology of the kind `administered` tells. A storage may be run by nobody,
  a network is not.
- The parts, software and network of s.848 are those of a product that is an uncrewed aircraft.
- The use tells the purposes that s.848 and ASDA exempt. An agency's waiver holds on the days it gives, for
  the product that it names. s.817 and counter-systems have the same two.
- s.817 asks whether DJI or an affiliate made any of the equipment of the contractor, or a maker with its seat
  in one of the countries an aircraft among it.
- The list of ASDA is empty as far as known, and who is not found in it is unknown. `fasc` is a list to try.
  A grantee, and whoever is paid with federal funds, is bound from the second day on; agencies buy from the
  first and operate from the second.
- For the FCC a thing is foreign when it was not made in the United States, or of DJI or Autel wherever made.
  What is built there of foreign parts is not foreign. Whether the exemptions for listed items, domestic end
  products and toys reach the two makers is not known.
  What is made in the United States therefore needs no exception: 3f passes on both sides of the day.
- A listing as Blue UAS and a conditional approval name the very item. A part is designed for aircraft when
  one of the texts says so. The domestic end product is tested where it is not mostly of iron or steel, by
  landed cost, and for the year of authorization. Toys are aircraft, not parts.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.deciding import NOT_FEDERAL, claims_on, decide, from_day, is_dod
from tests.oracles.facts import Tree, component_id, is_in, number, plain
from tests.oracles.logic import agreed, all_of, any_of, negated
from tests.oracles.makers import Parties, among, known_whole
from tests.oracles.uas import law

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.oracles.deciding import Verdict
    from tests.oracles.facts import Record
    from tests.oracles.logic import Truth


def judge(
    document: Record, context: Record, *, variant: str = "", fasc: tuple[str, ...] = ()
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of the nine rules, by rule and subject."""
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
        self._authorized: str | None = plain(context, "authorization")
        self._product = self._tree.product

    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        self._found: dict[tuple[str, str], Verdict] = {}
        product = component_id(self._product)
        dod, aircraft = is_dod(self._context), _does(self._product, law.AIRCRAFT)
        waiver = self._determined("agency-waiver", self._award, product)
        use = plain(self._context, "end_use")
        exempt = {"exempt-purpose": None if use is None else use in law.PURPOSES_OF_848, "waiver": waiver}
        self._dod(law.COVERED_UAS, product, all_of((dod, aircraft)), self._made(self._product), exempt)
        for part in self._tree.paths:
            facts = self._tree.components[part]
            asked = (
                (law.COVERED_PART, law.PARTS, self._made),
                (law.COVERED_SOFTWARE, law.SOFTWARE, self._developed),
                (law.COVERED_NETWORK, law.NETWORK, self._administered),
                (law.COUNTER_UAS, law.COUNTER, self._made),
            )
            for rule, words, violated in asked:
                does = _does(facts, words)
                if does is not False:
                    of_aircraft: Truth = True if rule == law.COUNTER_UAS else aircraft
                    self._dod(rule, part, all_of((dod, of_aircraft, does)), violated(facts), exempt)
            does = _does(facts, law.CRITICAL)
            if does is not False:
                self._fcc(law.FOREIGN_PART, part, all_of((does, _for_aircraft(facts))))
        operated = self._operates()
        in_force = from_day(self._award, law.OPERATOR_FROM)
        self._dod(law.OPERATOR, product, dod, operated, exempt, in_force=in_force)
        self._dod(
            law.SECURITY_DRONE,
            product,
            all_of((self._bound_by_asda(), aircraft)),
            self._by_listed(),
            {"exempt-purpose": self._exempt_from_asda(), "waiver": waiver},
            in_force=self._asda_in_force(),
        )
        self._fcc(law.FOREIGN_UAS, product, aircraft)
        return self._found

    def _dod(
        self,
        rule: str,
        part: str,
        applies: Truth,
        violated: Truth,
        exceptions: dict[str, Truth],
        *,
        in_force: Truth = True,
    ) -> None:
        if self._award is None:
            in_force = all_of((in_force, None))
        claims = claims_on(self._tree, self._context, part)
        self._found[rule, part] = decide(
            in_force=in_force, applies=applies, violated=violated, exceptions=exceptions, claims=claims
        )

    # ── s.848 and s.817 ──────────────────────────────────────────────────────────────────────────────

    def _in_covered(self, country: str | None) -> Truth:
        """Whether a place is in one of the countries, by the day of award."""
        if self._award is None:
            return agreed(is_in(country, places) for places in (law.FIRST_COUNTRIES, law.COUNTRIES))
        late = self._award >= law.COUNTRIES_FROM
        return is_in(country, law.COUNTRIES if late else law.FIRST_COUNTRIES)

    def _seated(self, party: str | None) -> Truth:
        return None if party is None else self._in_covered(plain(self._parties.record(party), "country"))

    def _made(self, facts: Record) -> Truth:
        place = self._in_covered(plain(facts, "place_of_manufacture"))
        return any_of((place, self._seated(plain(facts, "manufacturer"))))

    def _developed(self, facts: Record) -> Truth:
        stages = [stage for stage in facts.get("stages", []) if stage["stage"] in law.DEVELOPMENT]
        done = [
            any_of((self._in_covered(plain(stage, "country")), self._seated(plain(stage, "party"))))
            for stage in stages
        ]
        told = any(stage["stage"] == "developed" for stage in stages)
        whole = known_whole(facts, "stages") or told
        inside = among(self._technology(facts, "software"), whole=known_whole(facts, "technology"))
        return any_of((self._seated(plain(facts, "manufacturer")), among(done, whole=whole), inside))

    def _technology(self, facts: Record, wanted: str) -> list[Truth]:
        """Of each technology whether it is of this kind and of a covered country, or of somebody there."""
        found = []
        for each in facts.get("technology", []):
            kind = plain(each, "kind")
            there = any_of((self._in_covered(plain(each, "country")), self._seated(plain(each, "party"))))
            found.append(all_of((None if kind is None else kind == wanted, there)))
        return found

    def _administered(self, facts: Record) -> Truth:
        found = among(self._technology(facts, "administered"), whole=known_whole(facts, "technology"))
        kinds = [plain(each, "kind") for each in facts.get("technology", [])]
        function = plain(facts, "function")
        by_somebody = "administered" in kinds or function == "data-storage"
        return found if found is not False or by_somebody else None

    def _operates(self) -> Truth:
        found = []
        for each in self._context.get("equipment", []):
            maker = plain(each, "maker")
            company = self._parties.listed(maker, law.UAS_COMPANIES, law.AFFILIATES_AT)
            found.append(any_of((company, all_of((_does(each, law.AIRCRAFT), self._seated(maker))))))
        return among(found, whole=known_whole(self._context, "equipment"))

    # ── American Security Drone Act ──────────────────────────────────────────────────────────────────

    def _exempt_from_asda(self) -> Truth:
        use, agency = plain(self._context, "end_use"), plain(self._context, "agency")
        for_purpose = None if use is None else use in law.PURPOSES_OF_ASDA
        named = None if agency in (None, "federal") else agency == "intelligence-community"
        return any_of((for_purpose, named))

    def _bound_by_asda(self) -> Truth:
        """An agency, a grantee, and whoever is paid with federal funds."""
        agency, activity = plain(self._context, "agency"), plain(self._context, "activity")
        federal = None if agency is None else agency == "federal-grantee" or agency not in NOT_FEDERAL
        return any_of((federal, None if activity is None else activity == "funding"))

    def _asda_in_force(self) -> Truth:
        if self._award is None:
            return None
        activity, agency = plain(self._context, "activity"), plain(self._context, "agency")
        first = law.BOUGHT_FROM if activity == "procurement" else law.OPERATED_FROM
        days = [law.OPERATED_FROM] if agency == "federal-grantee" else [first]
        if agency is None or (activity is None and agency != "federal-grantee"):
            days = [law.BOUGHT_FROM, law.OPERATED_FROM]
        return agreed(day <= self._award <= law.ASDA_THROUGH for day in days)

    def _by_listed(self) -> Truth:
        """Whether the aircraft, or what controls it or links to it, is by a maker on the list."""
        if not self._fasc:
            return None
        makers = [plain(self._product, "manufacturer")]
        stages = self._product.get("stages", [])
        makers += [
            plain(each, "party") for each in stages if each["stage"] in ("assembled", "final_assembly")
        ]
        found: list[Truth] = [self._parties.listed(maker, self._fasc) for maker in makers]
        for part in self._tree.paths:
            facts = self._tree.components[part]
            maker = self._parties.listed(plain(facts, "manufacturer"), self._fasc)
            found.append(all_of((_does(facts, law.LINKS), maker)))
        return any_of(found)

    # ── FCC Covered List ─────────────────────────────────────────────────────────────────────────────

    def _fcc(self, rule: str, part: str, applies: Truth) -> None:
        facts = self._tree.components[part]
        foreign = negated(is_in(plain(facts, "place_of_manufacture"), ("US",)))
        listed = self._parties.listed(plain(facts, "manufacturer"), law.FCC_MAKERS, law.AFFILIATES_AT)
        day = self._authorized
        window = None if day is None else law.EXEMPT_FROM <= day < law.EXEMPT_BEFORE
        reached = any_of(
            (negated(listed), None)
        )  # whether an exemption reaches them is in no text that was read
        exceptions = {
            "blue-uas": all_of((window, self._determined("blue-uas", day, part), reached)),
            "domestic-end-product": all_of((window, self._domestic(facts), reached)),
            "conditional-approval": self._determined("conditional-approval", day, part),
            "solely-federal": plain(self._context, "solely_federal"),
        }
        if rule == law.FOREIGN_UAS:
            exceptions["toy"] = all_of((from_day(day, law.TOYS_FROM), self._toy(facts), reached))
        self._found[rule, part] = decide(
            in_force=from_day(day, law.FCC_FROM),
            applies=applies,
            violated=any_of((foreign, listed)),
            exceptions=exceptions,
            claims=claims_on(self._tree, self._context, part),
        )

    def _toy(self, facts: Record) -> Truth:
        mass = number(facts, "mass_g")
        parts = [self._tree.components[part] for part in self._tree.paths]
        without = [negated(_does(each, (*law.CAMERAS, *law.BRUSHLESS))) for each in parts]
        return all_of((None if mass is None else mass <= law.TOY_GRAMS, *without))

    def _domestic(self, facts: Record) -> Truth:
        """Made in the United States, and off the shelf or of parts that cost enough there.

        Both are asked of what is not mostly of iron and steel.
        """
        made = is_in(plain(facts, "place_of_manufacture"), ("US",))
        enough = any_of((plain(facts, "cots"), self._enough_domestic(facts)))
        return all_of((made, enough if self._is_not_mostly_iron(facts) else None))

    def _is_not_mostly_iron(self, facts: Record) -> bool:
        """Whether the parts that may hold iron or steel are half of the cost or less, or there is none.

        Iron and steel cost no more than the parts that they are in.
        """
        suspect = clean = Decimal(0)
        uses = facts.get("children", [])
        for use in uses:
            part = self._tree.components[use["ref"]]
            cost, count = _landed(part), number(use, "quantity")
            size = None if cost is None or count is None else cost * count
            if _is_known_without_iron(part):
                clean += size or 0
            else:
                suspect += Decimal("Infinity") if size is None else size
        return suspect <= clean if uses else _is_known_without_iron(facts)

    def _enough_domestic(self, facts: Record) -> Truth:
        """Whether domestic parts exceed the share, for every cost and origin that is not known."""
        if self._authorized is None:
            return None
        least = most = Decimal(0)
        above = next(share for day, share in law.DOMESTIC_ABOVE if self._authorized >= day)
        for use in facts.get("children", []):
            child = self._tree.components[use["ref"]]
            domestic, cost, count = (
                is_in(plain(child, "origin"), ("US",)),
                _landed(child),
                number(use, "quantity"),
            )
            signs = [1 - above] if domestic else [-above] if domestic is False else [1 - above, -above]
            unknown = cost is None or count is None
            sizes = [Decimal(0), Decimal("Infinity")] if unknown else [(cost or 0) * (count or 0)]
            reach = [sign * size for sign in signs for size in sizes]
            least, most = least + min(reach), most + max(reach)
        return True if least > 0 else False if most < 0 else None

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
                    )
                )
            )
        return among(found, whole=known_whole(self._context, "determinations"))


def _does(facts: Record, functions: Iterable[str]) -> Truth:
    """Whether a part does one of some things; a broader word leaves open which of them."""
    function = plain(facts, "function")
    wanted = set(functions)
    if function in wanted:
        return True
    return None if function is None or set(law.BROADER.get(function, ())) & wanted else False


def _for_aircraft(facts: Record) -> Truth:
    """Texts that name something else leave open what else it was designed for; none at all do not."""
    texts = facts.get("designed_for")
    found = [text.casefold() in law.FOR_AIRCRAFT for text in texts or ()]
    return among(found, whole=texts == [])


def _landed(facts: Record) -> Decimal | None:
    for cost in facts.get("costs", []):
        if cost["kind"] == "landed" and plain(cost, "currency") == "USD":
            return number(cost, "amount")
    return None


def _is_known_without_iron(facts: Record) -> bool:
    words = {plain(material, "substance") for material in facts.get("materials", [])}
    return known_whole(facts, "materials") and words <= set(law.NOT_IRON)
