"""An independent reading of 10 U.S.C. 4873 (circuit boards) and 4865 (batteries) and their neighbours.

Choices where the law leaves one (days, names and words: `law`):

- Every part of the product is a subject, the product too, and the lists of parts are whole.
- A board comes from a covered nation when it was made, fabricated or assembled there, whoever made it. Where
  it was made is its place of manufacture or its final stage; another origin leaves that open.
- A board is known by what it does or by its class; a flight controller may be one.
- A rule on boards that has no day yet is in force on no day.
- A board performs a mission-critical function when the contract says so of what is bought.
- A battery is known by what it does, or by its class whatever it does.
- Of 4865 the parts of the battery that take part in the work of a cell are asked, at any tier: who made or
  sold them, who did their stages and those of their materials; and whose technology is in them or in the
  battery. A battery without any such part is unknown.
- A foreign entity of concern has its seat in a covered nation or an owner of a half who has, is under the
  effective control of one who has, or is a maker named in s.154 or held by one to the half. `owned` is the
  maker's being held. Who holds a half of an owner holds all that this owner holds, and so on upwards. What is
  made or worked in a covered nation counts as under its jurisdiction, whoever does it.
- What makes up a cell is produced and sourced from whoever makes or sells the battery as well.
- A phase of a programme that is none of the three of 4865 does not tell the day; then the days must agree.
- Final assembly is by whoever made the battery: its manufacturer and the parties of its stages. The share of
  cost is of direct cost.
- A device in a non-combat setting is the product. COTS for maintenance is the battery, and lost by
  modification. A waiver holds on the day of award, for a year at most, and names the battery or the product.
- Of s.154 a battery counts as theirs when a named maker makes it, sells it, makes the product, or makes or
  sells more than half of the direct parts of the battery, by number. Whoever did a stage of making a thing
  made it, under whatever brand. Successors and holdings of half count.
- Of s.1260H a part of a listed maker or seller is a warning, from the first of the two days of s.805.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.boards_and_batteries import law
from tests.oracles.deciding import claims_on, decide, dollars, from_day, is_dod
from tests.oracles.facts import Tree, component_id, is_in, number, plain
from tests.oracles.limits import covers_component
from tests.oracles.logic import agreed, all_of, any_of, negated
from tests.oracles.makers import Parties, among, known_whole
from tests.oracles.statements import made_in, makers, off_the_shelf
from tests.oracles.suppliers import sellers, upstream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.oracles.deciding import Verdict
    from tests.oracles.facts import Record
from tests.oracles.logic import Truth


def judge(
    document: Record, context: Record, *, variant: str = "", final_rule: str | None = None
) -> dict[tuple[str, str], Verdict]:
    """The verdicts of the four rules, by rule and subject; `final_rule` is the day of the rule on boards.

    A part that is certainly no board, or no battery, is no subject of the rules on these.
    """
    if variant:
        raise ValueError(f"no variant {variant}")
    return _Judge(document, context, final_rule).verdicts()


class _Judge:
    def __init__(self, document: Record, context: Record, final_rule: str | None) -> None:
        self._tree = Tree(document)
        self._parties = Parties(document)
        self._context = context
        self._award: str | None = plain(context, "award")
        self._final_rule = final_rule

    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        found: dict[tuple[str, str], Verdict] = {}
        dod = is_dod(self._context)
        for part in self._tree.paths:
            facts = self._tree.components[part]
            battery = _is_battery(facts)
            claims = claims_on(self._tree, self._context, part)
            if _is_board(facts) is not False:
                found[law.CIRCUIT_BOARD, part] = decide(
                    in_force=self._boards_in_force(),
                    applies=all_of((dod, self._board_is_covered(facts))),
                    violated=self._from_covered_nation(facts),
                    exceptions={"micro-purchase": self._micro_purchase()},
                    claims=claims,
                )
            if battery is not False:
                found[law.FEOC_BATTERY, part] = decide(
                    in_force=self._batteries_in_force(),
                    applies=all_of((dod, battery)),
                    violated=self._holds_concern(part, facts),
                    exceptions=self._exceptions(part, facts),
                    claims=claims,
                )
                found[law.NAMED_MAKER, part] = decide(
                    in_force=from_day(self._award, law.NAMED_FROM),
                    applies=all_of((dod, battery)),
                    violated=self._named(facts),
                )
            before = (party for party, _ in upstream(self._tree, facts))
            named = (self._parties.listed(each, law.MILITARY_COMPANIES, law.AFFILIATES_AT) for each in before)
            listed = any_of((*self._of(facts, law.MILITARY_COMPANIES), *named))
            found[law.MILITARY_COMPANY, part] = decide(
                in_force=from_day(self._award, law.MILITARY_FROM),
                applies=dod,
                violated=True if listed else None,
            )
        return found

    # ── circuit boards ───────────────────────────────────────────────────────────────────────────────

    def _boards_in_force(self) -> Truth:
        if self._final_rule is None:
            return False
        return from_day(self._award, max(law.BOARDS_FROM, self._final_rule))

    def _board_is_covered(self, facts: Record) -> Truth:
        status = plain(self._context, "commercial_status")
        non_commercial = None if status is None else status not in law.COMMERCIAL
        mission = all_of((plain(self._context, "mission_critical"), non_commercial))
        use = any_of((mission, plain(self._context, "named_system")))
        return all_of((_is_board(facts), plain(facts, "networked"), use))

    def _from_covered_nation(self, facts: Record) -> Truth:
        made = made_in(facts, law.COVERED_NATIONS)
        stages = [stage for stage in facts.get("stages", []) if stage["stage"] in law.BOARD_STAGES]
        done = [is_in(plain(stage, "country"), law.COVERED_NATIONS) for stage in stages]
        are_stated = {stage["stage"] for stage in stages} >= set(law.BOARD_STAGES)
        return any_of((made, among(done, whole=are_stated or known_whole(facts, "stages"))))

    def _micro_purchase(self) -> Truth:
        """Below the threshold, which goes by the day of award."""
        value, award = dollars(self._context, "value"), self._award
        if value is None or award is None:
            return None
        return value < next(limit for first, limit in law.MICRO_PURCHASE if award >= first)

    # ── batteries ────────────────────────────────────────────────────────────────────────────────────

    def _batteries_in_force(self) -> Truth:
        phase = plain(self._context, "programme_phase")
        days = [law.BATTERIES_FROM[phase]] if phase in law.BATTERIES_FROM else law.BATTERIES_FROM.values()
        return agreed(from_day(self._award, day) for day in days)

    def _inside(self, part: str) -> list[tuple[Record, Decimal | None]]:
        """The parts below a part, each as often as it is used, with how many of it are in one."""
        found: list[tuple[Record, Decimal | None]] = []
        for use in self._tree.components[part].get("children", []):
            child, quantity = use["ref"], number(use, "quantity")
            found.append((self._tree.components[child], quantity))
            for facts, count in self._inside(child):
                found.append((facts, None if count is None or quantity is None else count * quantity))
        return found

    def _holds_concern(self, part: str, battery: Record) -> Truth:
        inside = [(facts, _does(facts, law.CELL_COMPONENTS)) for facts, _ in self._inside(part)]
        if not any(is_one for _, is_one in inside):
            whole = any_of((self._concerns_whole(battery), self._sourced(battery)))
            theirs = any_of((self._technology(battery, licensed=False), whole))
            return True if theirs else None
        holders = [battery, *(facts for facts, is_one in inside if is_one)]
        return any_of(
            (
                *(all_of((is_one, self._concerns_part(facts))) for facts, is_one in inside),
                *(self._technology(facts, licensed=False) for facts in holders),
                self._concerns_whole(battery),
                self._sourced(battery),
            )
        )

    def _sourced(self, battery: Record) -> Truth:
        """Whether an entity of concern is stated to have supplied a cell component that it was made from."""
        before = upstream(self._tree, battery)
        return any_of(
            all_of((_does(self._tree.components[ref], law.CELL_COMPONENTS), self._concern(party)))
            for party, ref in before
        )

    def _concern(self, party: str | None) -> Truth:
        """Whether a party is a foreign entity of concern."""
        seat = self._parties.seated_in(party, law.COVERED_NATIONS)
        listed = self._parties.listed(party, law.NAMED_MAKERS, law.AFFILIATES_AT)
        return any_of((seat, listed, self._owned_from_covered_nation(party), self._controlled(party)))

    def _controlled(self, party: str | None) -> Truth:
        """Whether one with a seat there has effective control of a party by a right."""
        if party is None:
            return None
        record = self._parties.record(party)
        held = [
            all_of(
                (
                    plain(each, "effective_control"),
                    self._parties.seated_in(plain(each, "party"), law.COVERED_NATIONS),
                )
            )
            for each in record.get("rights", [])
        ]
        return among(held, whole=known_whole(record, "rights"))

    def _owned_from_covered_nation(self, party: str | None) -> Truth:
        """Whether one owner with a seat there holds a half, itself or by those whom it controls."""
        if party is None:
            return None
        seats = {each: self._parties.seated_in(each, law.COVERED_NATIONS) for each in self._above(party)}
        there = [each for each, seat in seats.items() if seat is True]
        perhaps = [None, *(each for each, seat in seats.items() if seat is not False)]
        if any(self._held(party, each, most=False) >= law.AFFILIATES_AT for each in there):
            return True
        possible = any(self._held(party, perhap, most=True) >= law.AFFILIATES_AT for perhap in perhaps)
        return None if possible else False

    def _above(self, party: str) -> list[str]:
        """Whoever owns a party, and whoever owns those."""
        reached: list[str] = []
        waiting = [party]
        while waiting:
            owners = [each["party"] for each in self._parties.record(waiting.pop()).get("owners", [])]
            waiting += [owner for owner in owners if owner not in reached]
            reached += [owner for owner in owners if owner not in reached]
        return reached

    def _held(self, party: str, by: str | None, *, most: bool, below: tuple[str, ...] = ()) -> Decimal:
        """What one holder, or somebody nobody names, holds of a party, with all that it controls."""
        record = self._parties.record(party)
        found = stated = Decimal(0)
        for owner in record.get("owners", []):
            share, name = number(owner, "share") or None, owner["party"]  # an owner holds something
            stated += share or Decimal(0)
            controlled = name not in (*below, party) and (
                self._held(name, by, most=most, below=(*below, party)) >= law.AFFILIATES_AT
            )
            if name == by or controlled:
                found += (Decimal(100) if most else Decimal(0)) if share is None else share
        return found if not most or known_whole(record, "owners") else found + max(Decimal(0), 100 - stated)

    def _concerns_part(self, facts: Record) -> Truth:
        worked = [self._worked(facts, known_whole(facts, "stages"))]
        worked += [
            self._worked(material, known_whole(material, "stages") or known_whole(facts, "stages"))
            for material in facts.get("materials", [])
        ]
        did = among(worked, whole=known_whole(facts, "materials"))
        made = any_of(self._concern(party) for party in makers(facts))
        return any_of(
            (
                made,
                *(self._concern(party) for party in sellers(self._tree, facts)),
                *(self._concern(party) for party, _ in upstream(self._tree, facts)),
                did,
                self._technology(facts, licensed=False),
                made_in(facts, law.COVERED_NATIONS),
            )
        )

    def _concerns_whole(self, battery: Record) -> Truth:
        """Whether an entity of concern made or sold a battery or cell, or it was made in a covered nation."""
        parties = (*makers(battery), *sellers(self._tree, battery))
        return any_of((*(self._concern(party) for party in parties), made_in(battery, law.COVERED_NATIONS)))

    def _worked(self, record: Record, whole: bool) -> Truth:
        """Whether an entity of concern did a step of a part or of a material."""
        return among((self._done(stage) for stage in record.get("stages", [])), whole=whole)

    def _done(self, stage: Record) -> Truth:
        """Whether an entity of concern did a stage, or it was done in a covered nation."""
        there = is_in(plain(stage, "country"), law.COVERED_NATIONS)
        return any_of((self._concern(plain(stage, "party")), there))

    def _technology(self, facts: Record, *, licensed: bool) -> Truth:
        """Whether technology of an entity of concern is in it, of any kind or under a licence."""
        found = []
        for fact in facts.get("technology", []):
            kind = plain(fact, "kind")
            of_kind: Truth = None if kind is None else kind == "licensed"
            found.append(all_of((of_kind if licensed else True, self._concern(plain(fact, "party")))))
        return among(found, whole=known_whole(facts, "technology"))

    def _exceptions(self, part: str, facts: Record) -> dict[str, Truth]:
        phase = plain(self._context, "programme_phase")
        device = _does(self._tree.product, law.DEVICES)
        return {
            "non-combat-device": all_of((device, negated(plain(self._context, "combat_setting")))),
            "maintenance-cots": all_of(
                (
                    _is(phase, "maintenance"),
                    off_the_shelf(facts),
                )
            ),
            "research": _is(phase, "research-and-development"),
            "non-feoc-final-assembly": self._assembled_elsewhere(part, facts),
            "waiver": self._waived(part),
        }

    def _assembled_elsewhere(self, part: str, facts: Record) -> Truth:
        inside = [each for each, _ in self._inside(part) if _does(each, law.CELL_COMPONENTS)]
        licensed = any_of(self._technology(each, licensed=True) for each in (facts, *inside))
        whole = negated(any_of((self._concerns_whole(facts), self._sourced(facts))))
        return all_of((whole, self._mostly_not_of_concern(part), negated(licensed)))

    def _mostly_not_of_concern(self, part: str) -> Truth:
        """Whether more than 95 % of the cost is not of an entity of concern, for every way it may be."""
        least = most = Decimal(0)
        certain = False
        for facts, count in self._inside(part):
            is_one = _does(facts, law.CELL_COMPONENTS)
            if is_one is False:
                continue
            each = _direct_cost(facts)
            cost = None if each is None or count is None else each * count
            concern = self._concerns_part(facts)
            certain = certain or (is_one is True and cost is not None and cost > 0)
            signs = [] if concern is True else [1 - law.NOT_FEOC_ABOVE]
            signs += [] if concern is False else [-law.NOT_FEOC_ABOVE]
            sizes = [Decimal(0), Decimal("Infinity")] if cost is None else [cost]
            reach = [sign * size for sign in signs for size in sizes]
            reach += [Decimal(0)] if is_one is None else []
            least, most = least + min(reach), most + max(reach)
        if least > 0:
            return True
        return False if most <= 0 and certain else None

    def _waived(self, part: str) -> Truth:
        given = self._context.get("determinations", [])
        found = []
        for each in given:
            first, last = plain(each, "from"), plain(each, "through")
            award = self._award
            begun = None if first is None or award is None else first <= award
            not_ended = None if last is None or award is None else award <= last
            a_year = None if first is None or last is None else last < _a_year_after(first)
            item = plain(each, "item")
            named = None if item is None else item in (part, component_id(self._tree.product))
            kind = _is(plain(each, "kind"), "feoc-waiver")
            limits = covers_component(self._tree, each, part)
            found.append(all_of((kind, named, begun, not_ended, a_year, limits)))
        return among(found, whole=known_whole(self._context, "determinations"))

    # ── makers by name ───────────────────────────────────────────────────────────────────────────────

    def _of(self, facts: Record, names: tuple[str, ...]) -> list[Truth]:
        """Whether its makers, and its seller, are of the names."""
        who = (*makers(facts), *sellers(self._tree, facts))
        return [self._parties.listed(party, names, law.AFFILIATES_AT) for party in who]

    def _named(self, facts: Record) -> Truth:
        makes_product = any_of(
            self._parties.listed(party, law.NAMED_MAKERS, law.AFFILIATES_AT)
            for party in makers(self._tree.product)
        )
        return any_of((*self._of(facts, law.NAMED_MAKERS), makes_product, self._majority(facts)))

    def _majority(self, facts: Record) -> Truth:
        """Whether more than half of the direct parts, by number, are made or sold by a named maker."""
        least = most = Decimal(0)
        children = facts.get("children", [])
        if not children:
            return False
        for use in children:
            theirs = any_of(self._of(self._tree.components[use["ref"]], law.NAMED_MAKERS))
            count = number(use, "quantity")
            sizes = [Decimal(0), Decimal("Infinity")] if count is None else [count]
            signs = [1] if theirs is True else [-1] if theirs is False else [1, -1]
            reach = [sign * size for sign in signs for size in sizes]
            least, most = least + min(reach), most + max(reach)
        return True if least > 0 else False if most <= 0 else None


def _does(facts: Record, functions: Iterable[str]) -> Truth:
    function = plain(facts, "function")
    return None if function is None else function in functions


def _is_battery(facts: Record) -> Truth:
    """By what it does, or by its class unless it is in a battery or charges one."""
    other = _does(facts, (*law.CELL_COMPONENTS, *law.FOR_BATTERIES))
    of_the_class = all_of((plain(facts, "class") == "battery", negated(other)))
    return any_of((_does(facts, law.BATTERY_FUNCTIONS), of_the_class))


def _is_board(facts: Record) -> Truth:
    return any_of((_does(facts, law.BOARD_FUNCTIONS), _is(plain(facts, "class"), "circuit-board")))


def _is(word: str | None, wanted: str) -> Truth:
    return None if word is None else word == wanted


def _direct_cost(facts: Record) -> Decimal | None:
    for cost in facts.get("costs", []):
        if cost["kind"] == "direct" and plain(cost, "currency") == "USD":
            return number(cost, "amount")
    return None


def _a_year_after(day: str) -> str:
    first = date.fromisoformat(day)
    return first.replace(year=first.year + 1).isoformat()
