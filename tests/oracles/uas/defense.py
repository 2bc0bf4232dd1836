"""What the Department of Defense may not buy or operate, on one day: s.848, and s.817 for its contractors."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.oracles.facts import is_in, number, plain
from tests.oracles.logic import Truth, agreed, all_of, any_of, negated
from tests.oracles.makers import Parties, among, known_whole
from tests.oracles.uas import law

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.oracles.facts import Record


FINAL = ("assembled", "final_assembly", "manufactured")


def made_in(facts: Record, asked: Callable[[str | None], Truth]) -> Truth:
    """Whether it was made in some places, by all that states where; an origin can only contradict."""
    places = [plain(facts, "place_of_manufacture")]
    places += [plain(stage, "country") for stage in facts.get("stages", []) if stage["stage"] in FINAL]
    stated = [place for place in places if place is not None]
    origin = plain(facts, "origin")
    others = [] if origin is None or not stated else [origin]
    return agreed(asked(place) for place in (*stated, *others)) if stated else None


def makers(facts: Record) -> list[str | None]:
    """Who brands it, and who made it in a stage that has a party."""
    stages = [stage for stage in facts.get("stages", []) if stage["stage"] in (*FINAL, "built")]
    parties = [plain(stage, "party") for stage in stages]
    return [plain(facts, "manufacturer"), *(party for party in parties if party is not None)]


class Defense:
    """The countries as they are covered on the day that decides."""

    def __init__(self, parties: Parties, day: str | None) -> None:
        self._parties = parties
        self._day = day

    def _in_covered(self, country: str | None) -> Truth:
        """Whether a place is in one of the countries on the day."""
        if self._day is None:
            return agreed(is_in(country, places) for places in (law.FIRST_COUNTRIES, law.COUNTRIES))
        late = self._day >= law.COUNTRIES_FROM
        return is_in(country, law.COUNTRIES if late else law.FIRST_COUNTRIES)

    def _seated(self, party: str | None) -> Truth:
        return None if party is None else self._in_covered(plain(self._parties.record(party), "country"))

    def made(self, facts: Record) -> Truth:
        seated = any_of(self._seated(maker) for maker in makers(facts))
        return any_of((made_in(facts, self._in_covered), seated))

    def developed(self, facts: Record) -> Truth:
        stages = [stage for stage in facts.get("stages", []) if stage["stage"] in law.DEVELOPMENT]
        done = [
            any_of((self._in_covered(plain(stage, "country")), self._seated(plain(stage, "party"))))
            for stage in stages
        ]
        is_developed = any(stage["stage"] == "developed" for stage in stages)
        whole = known_whole(facts, "stages") or is_developed
        inside = among(self._technology(facts, "software"), whole=known_whole(facts, "technology"))
        made = any_of((self._seated(plain(facts, "manufacturer")), among(done, whole=whole)))
        of_program = any_of((all_of((negated(does(facts, law.AIRCRAFT)), made)), inside))
        pairs = zip(stages, done, strict=True)
        stated = any_of(there for stage, there in pairs if stage["stage"] == "software_developed")
        listed = any_of(self._technology(facts, "software"))
        return any_of((all_of((is_operating_software(facts), of_program)), listed, stated))

    def _technology(self, facts: Record, wanted: str) -> list[Truth]:
        """Of each technology whether it is of this kind and of a covered country, or of somebody there."""
        found = []
        for fact in facts.get("technology", []):
            kind = plain(fact, "kind")
            there = any_of((self._in_covered(plain(fact, "country")), self._seated(plain(fact, "party"))))
            found.append(all_of((None if kind is None else kind == wanted, there)))
        return found

    def administered(self, facts: Record) -> Truth:
        listed = self._technology(facts, "administered")
        if is_network(facts) is False:
            return any_of(listed)
        found = among(listed, whole=known_whole(facts, "technology"))
        kinds = [plain(fact, "kind") for fact in facts.get("technology", [])]
        function = plain(facts, "function")
        on_board = function == "data-storage" and plain(facts, "kind") not in ("service", None)
        by_somebody = "administered" in kinds or on_board or does(facts, law.AIRCRAFT)
        run = found if found is not False or by_somebody else None
        places = [plain(facts, name) for name in ("place_of_manufacture", "origin")]
        done = [self._in_covered(plain(stage, "country")) for stage in facts.get("stages", [])]
        located = any_of((*(False if place is None else self._in_covered(place) for place in places), *done))
        return any_of((run, all_of((plain(facts, "kind") == "service", located))))

    def operates(self, context: Record) -> Truth:
        """Whether equipment of the contractor is of DJI, or of another restricted maker of aircraft."""
        found = []
        for each in context.get("equipment", []):
            maker = plain(each, "maker")
            company = self._parties.listed(maker, law.UAS_COMPANIES, law.AFFILIATES_AT)
            named = self._parties.listed(maker, law.FCC_MAKERS, law.AFFILIATES_AT)
            makes_aircraft = any_of((does(each, (*law.AIRCRAFT, *law.LINKS)), named))
            screened = None  # the Consolidated Screening List was not read
            restricted = any_of((screened, self._seated(maker), self._controlled(maker)))
            found.append(any_of((company, all_of((makes_aircraft, restricted)))))
        return among(found, whole=known_whole(context, "equipment"))

    def _controlled(self, party: str | None) -> Truth:
        """Whether those seated in the countries hold more than half, or it is a subsidiary of one."""
        if party is None:
            return None
        low, high = self._held_from_there(party)
        held = True if low > law.CONTROL_ABOVE else None if high > law.CONTROL_ABOVE else False
        record = self._parties.record(party)
        ties = [
            all_of((each.get("kind") == "subsidiary", self._seated(each["party"])))
            for each in record.get("relations", [])
        ]
        return any_of((held, among(ties, whole=known_whole(record, "relations"))))

    def _held_from_there(self, party: str) -> tuple[Decimal, Decimal]:
        """The least and the most that those seated there hold, in percent, through chains."""
        record = self._parties.record(party)
        low = high = stated = Decimal(0)
        for owner in record.get("owners", []):
            share = number(owner, "share") or None  # an owner holds something
            seated = self._seated(owner["party"])
            least, most = (Decimal(100), Decimal(100)) if seated else self._held_from_there(owner["party"])
            most = Decimal(100) if seated is None else most
            low += (share or Decimal(0)) * least / 100
            high += (Decimal(100) if share is None else share) * most / 100
            stated += share or Decimal(0)
        rest = Decimal(0) if known_whole(record, "owners") else max(Decimal(0), 100 - stated)
        return low, min(Decimal(100), high + rest)


def does(facts: Record, functions: Iterable[str]) -> Truth:
    """Whether a part does one of some things; a broader word leaves open which of them."""
    function = plain(facts, "function")
    wanted = set(functions)
    if function in wanted:
        return True
    return None if function is None or set(law.BROADER.get(function, ())) & wanted else False


def is_operating_software(facts: Record) -> Truth:
    """A ground station, flight software, any program, or the aircraft; a controller may be a program."""
    kind = plain(facts, "kind")
    program = None if kind is None else kind in ("firmware", "software")
    controls = all_of((does(facts, ("flight-controller",)), program))
    return any_of((does(facts, (*law.SOFTWARE, *law.AIRCRAFT)), bool(program), controls))


def is_network(facts: Record) -> Truth:
    """A network, a storage, any service, or the aircraft."""
    service = plain(facts, "kind") == "service"
    return any_of((does(facts, (*law.NETWORK, *law.AIRCRAFT)), service))


def asks_software(facts: Record) -> Truth:
    """Whether the law asks for software of a part: a program, the aircraft, or what states software in it."""
    kinds = [plain(fact, "kind") for fact in facts.get("technology", [])]
    stages = [stage["stage"] for stage in facts.get("stages", [])]
    stated = "software" in kinds or None in kinds or "software_developed" in stages
    return any_of((is_operating_software(facts), stated))


def asks_network(facts: Record) -> Truth:
    """Whether the law asks who runs a part: a network, a storage, a service, or what states such a thing."""
    kinds = [plain(fact, "kind") for fact in facts.get("technology", [])]
    return any_of((is_network(facts), "administered" in kinds or None in kinds))
