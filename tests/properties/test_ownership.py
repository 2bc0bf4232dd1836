"""Laws: what is remembered of owners and affiliates changes nothing, and work grows with parties."""

from __future__ import annotations

from fractions import Fraction
from math import log2
from typing import TYPE_CHECKING, Any

from hypothesis import given

from microdep_rules.engine.affiliates import affiliated
from microdep_rules.engine.evaluation import Evaluation
from microdep_rules.engine.holdings import Holdings
from microdep_rules.lang.ir import Company
from tests.packs.loading import shipped_pack
from tests.properties.evaluating import TODAY, load
from tests.properties.generators import law
from tests.properties.growth import work
from tests.properties.ownership import LISTED, companies, owners_of_owners, row_of_owners
from tests.properties.plain_holdings import PlainHoldings

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.holdings import Way
    from microdep_rules.engine.interpret import Interpreter
    from tests.properties.documents import Record

HALF = Fraction(1, 2)
WAYS: tuple[tuple[Way, Fraction | None], ...] = (
    ("directly", None),
    ("chains", None),
    ("chains", HALF),
    ("control", HALF),
    ("control", Fraction(1, 4)),
)


def engine_of(bom: Bom) -> Interpreter:
    pack = shipped_pack("uas")
    return Evaluation(pack, bom, pack.rules[0], TODAY).engine(None)


@law(150)
@given(companies())
def test_holdings_are_what_each_chain_by_itself_adds_up_to(document: Record) -> None:
    engine = engine_of(load(document))
    parties = engine.reader.bom.parties
    sets = [frozenset[str](), frozenset(parties), *(frozenset({each}) for each in parties)]
    sets.append(frozenset(list(parties)[::2]))
    for basis in ("equity", "votes", "debt"):
        for way, control in WAYS:
            found, plain = (of(engine, basis, way, control) for of in (Holdings, PlainHoldings))
            for party in parties.values():
                for holders in sets:
                    about = (basis, way, control, party.id, sorted(holders))
                    assert (about, _bounds(plain, party, holders)) == (about, _bounds(found, party, holders))


def _bounds(holdings: Holdings | PlainHoldings, party: Any, holders: frozenset[str]) -> tuple[Fraction, ...]:
    return (
        holdings.least(party, holders),
        holdings.greatest(party, holders, together=False),
        holdings.greatest(party, holders, together=True),
    )


@law(80)
@given(companies())
def test_who_is_out_of_reach_of_a_party_holds_what_nobody_holds(document: Record) -> None:
    engine = engine_of(load(document))
    parties = engine.reader.bom.parties
    for way, control in WAYS:
        plain, found = PlainHoldings(engine, "equity", way, control), Holdings(engine, "equity", way, control)
        for party in parties.values():
            nobody = _bounds(plain, party, frozenset())
            for far in parties.keys() - found.within_reach(party):
                assert nobody == _bounds(plain, party, frozenset({far}))


@law(80)
@given(companies())
def test_who_belongs_to_a_listed_company_is_the_same_whoever_was_asked_before(document: Record) -> None:
    bom = load(document)
    together = engine_of(bom)
    for id_ in bom.parties:
        assert _belongs(engine_of(bom), id_) == _belongs(together, id_)


def _belongs(engine: Interpreter, id_: str) -> tuple[object, ...]:
    trail, engine.trail = engine.trail, type(engine.trail)()
    value = affiliated(engine, engine.reader.bom.parties[id_], frozenset({Company((LISTED,))}), HALF)
    own, engine.trail = engine.trail, trail
    return value, list(own.relies_on), list(own.notes), own.near_names


# ---- how work grows --------------------------------------------------------------------------------


def test_work_on_owners_that_own_owners_grows_no_faster_than_what_is_said_of_them() -> None:
    grown = _exponent(("energy-foreign-entity",), owners_of_owners, 10)
    assert grown < 1.7, grown  # of each owner it is said what is missing of those above it


def test_work_on_a_row_of_owners_grows_with_the_pairs_of_a_party_and_a_component() -> None:
    packs = ("uas", "boards-and-batteries", "telecom-and-chips", "energy-foreign-entity")
    grown = _exponent(packs, row_of_owners, 5)
    assert grown < 2, grown


def _exponent(packs: tuple[str, ...], of: Callable[[int], Record], size: int) -> float:
    """How work grows between three sizes, each twice the one before; what is done once counts for nothing."""
    checked = [shipped_pack(pack) for pack in packs]
    first, second, third = (work(checked, load(of(size * times)), TODAY) for times in (1, 2, 4))
    return log2((third - second) / (second - first))
