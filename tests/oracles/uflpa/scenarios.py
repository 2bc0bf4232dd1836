"""Scenarios with verdicts worked out by hand, each a whole document and context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd
from tests.oracles.uflpa import law
from tests.oracles.uflpa.documents import (
    CLEAN,
    LISTED,
    PART,
    PRODUCT,
    SOURCING,
    context,
    document,
    material,
    part,
    stages,
)
from tests.oracles.uflpa.judge import EXEMPT, FAIL, NOT_APPLICABLE, PASS, UNKNOWN, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record


@dataclass(frozen=True, slots=True)
class Scenario:
    """A complete case and every verdict it must give."""

    id: str
    document: Record
    context: Record
    variant: str
    expected: dict[tuple[str, str], Verdict]


def _said(word: str) -> Verdict:
    verdict, _, held = word.partition(" ")
    return Verdict(verdict, frozenset(held.split()))


def _case(
    name: str,
    bom: Record,
    presumed: str,
    dod: str,
    *,
    deal: Record | None = None,
    of_part: str | None = None,
    whole: str = PASS,
    dod_part: str | None = None,
    dod_whole: str = PASS,
    where: str = f"{PART}/m",
) -> Scenario:
    expected = {
        (law.MATERIAL_RULE, where): _said(presumed),
        (law.DOD_RULE, where): _said(dod),
        (law.PART_RULE, PART): _said(presumed if of_part is None else of_part),
        (law.PART_RULE, PRODUCT): _said(whole),
        (law.DOD_PART_RULE, PART): _said(dod if dod_part is None else dod_part),
        (law.DOD_PART_RULE, PRODUCT): _said(dod_whole),
    }
    return Scenario(name, bom, deal or context(), "list-in-full", expected)


def _made(words: str = CLEAN, **more: Any) -> Record:
    return document(part(material(words, **more)))


def _by(party: str) -> Record:
    made = [*stages("mined:AU smelted:CA"), *stages("refined:CN-JS", party=party)]
    return document(part(material(stages=made)))


_DIRTY = "mined:AU refined:AU smelted:CN-XJ"
_NA = NOT_APPLICABLE


def _of_the_reference() -> Iterator[Scenario]:
    yield _case("7a", _made(_DIRTY), FAIL, FAIL)
    ore = part(material("refined:CN-JS", stages=stages("refined:CN-JS", party=LISTED)), name="ore")
    metal = part(material("smelted:CA", inputs=[{"ref": "ore", "supplier": "bolt"}]), name="metal")
    made = material("smelted:CA", inputs=[{"ref": "metal", "supplier": "acme"}])
    yield _case("7c", document(part(made), metal, ore, inputs=("metal", "ore")), FAIL, FAIL)
    before, first = context(**{"import": "2022-06-20"}), context(**{"import": "2022-06-21"})
    yield _case("7d", _made(_DIRTY), _NA, FAIL, deal=before, of_part=_NA, whole=_NA)
    yield _case("7d-first-day", _made(_DIRTY), FAIL, FAIL, deal=first)
    copper = material("mined:CN-YN refined:CN-JX smelted:CN-JX", substance="Cu")
    yield _case("7e", document(part(copper)), PASS, PASS)


def _what_is_forbidden() -> Iterator[Scenario]:
    yield _case(
        "the-day-after-the-first", _made(_DIRTY), FAIL, FAIL, deal=context(**{"import": "2022-06-22"})
    )
    for word in ("mined", "refined", "smelted"):
        yield _case(
            f"{word}-there",
            _made(CLEAN.replace(f"{word}:AU", f"{word}:CN-XJ").replace(f"{word}:CA", f"{word}:CN-XJ")),
            FAIL,
            FAIL,
        )
    yield _case("china-without-its-region", _made("mined:AU refined:AU smelted:CN"), UNKNOWN, PASS)
    yield _case("nowhere-said", _made("mined:AU refined:AU smelted"), UNKNOWN, PASS)
    yield _case("another-province", _made("mined:AU refined:AU smelted:CN-JS"), PASS, PASS)
    bom = document(part(material("smelted:CA", complete=None), complete=["materials"]))
    yield _case("the-chain-not-closed", bom, UNKNOWN, UNKNOWN)
    bom = document(part(material("smelted:CA", complete=None)))
    yield _case("the-chain-closed-by-the-part", bom, PASS, PASS)
    bom = document(part(material("smelted:CA", inputs=None), inputs=None))
    yield _case("what-it-is-made-from-not-said", bom, UNKNOWN, UNKNOWN)
    for party in (LISTED, SOURCING):
        yield _case(f"{party}-party", _by(party), FAIL, FAIL)
        bom = document(part(material(), manufacturer=party))
        yield _case(f"{party}-maker-of-the-part", bom, PASS, PASS, of_part=FAIL, dod_part=FAIL)
        bom = document(part(material(), supplier=party))
        yield _case(f"{party}-supplier-of-the-part", bom, PASS, PASS, of_part=FAIL, dod_part=FAIL)
        refined = {"place_of_manufacture": "AU", "origin": "AU", "stages": stages("refined:AU")}
        lot = part(material("mined:AU refined:AU"), name="lot", kind="raw_material", **refined)
        made = part(
            material(), inputs=[{"ref": "lot", "supplier": party}], complete=["materials", "stages", "inputs"]
        )
        bom = document(made, lot, inputs=("lot",))
        yield _case(f"{party}-supplier-of-an-input", bom, PASS, PASS, of_part=FAIL, dod_part=FAIL)
    bom = document(part(material(), supplier=None))
    yield _case("supplier-not-named", bom, PASS, PASS, of_part=UNKNOWN, dod_part=UNKNOWN)
    bom = document(part(material(), complete=["materials"]))
    yield _case("stages-of-the-part-not-closed", bom, PASS, PASS, of_part=UNKNOWN, dod_part=UNKNOWN)
    yield _case("nobody-named", document(part(material(stages=stages(CLEAN, party=None)))), UNKNOWN, UNKNOWN)
    supplied = material("smelted:CA", inputs=[{"ref": "ore", "supplier": LISTED}])
    ore = part(material("mined:AU refined:AU"), name="ore")
    bom = document(part(supplied), ore, inputs=("ore",))
    yield _case("a-listed-supplier", bom, FAIL, FAIL, of_part=FAIL, dod_part=FAIL)
    for name in ("place_of_manufacture", "origin"):
        for place, word in (("CN-XJ", FAIL), ("CN", UNKNOWN), ("CN-JS", PASS), (None, UNKNOWN)):
            facts: dict[str, Any] = {name: place}
            bom = document(part(material(), **facts))
            labour = UNKNOWN if place in ("CN-XJ", "CN") else PASS
            yield _case(f"{name}-{place}", bom, PASS, PASS, of_part=word, dod_part=labour)
    box = part(material("mined:AU refined:AU smelted:CA"), material(id="n"), stages=stages("assembled:CN-XJ"))
    both = _case("assembled-there", document(box), PASS, PASS, of_part=FAIL, dod_part=FAIL)
    both.expected.update({(rule, "part/n"): Verdict(PASS) for rule in (law.MATERIAL_RULE, law.DOD_RULE)})
    yield both
    unlisted = document(part(complete=["stages"], materials=None))
    yield _case("materials-not-said", unlisted, UNKNOWN, UNKNOWN, of_part=PASS, dod_part=PASS, where=PART)


def _when_and_for_whom() -> Iterator[Scenario]:
    through = law.LISTS.covers_through
    yield _case(
        "last-day-of-the-list", _made(), PASS, PASS, deal=context(**{"import": through, "award": through})
    )
    later = context(**{"import": "2026-08-04", "award": "2026-08-04"})
    yield _case("a-day-later", _made(), UNKNOWN, UNKNOWN, deal=later, whole=UNKNOWN, dod_whole=UNKNOWN)
    yield _case(
        "the-region-a-day-later", _made(_DIRTY), FAIL, FAIL, deal=later, whole=UNKNOWN, dod_whole=UNKNOWN
    )
    no_day = context(**{"import": None})
    yield _case("import-not-known", _made(_DIRTY), UNKNOWN, FAIL, deal=no_day, of_part=UNKNOWN, whole=UNKNOWN)
    for role, word in (("eu-importer", _NA), ("not-importer", _NA), (None, UNKNOWN)):
        whole = _NA if word == _NA else PASS
        yield _case(
            f"role-{role}",
            _made(_DIRTY),
            word,
            FAIL,
            deal=context(importer_role=role),
            whole=whole,
        )
    for agency, word in (("Army", FAIL), ("NASA", _NA), (None, UNKNOWN)):
        whole = _NA if word == _NA else PASS
        deal = context(agency=agency)
        yield _case(f"agency-{agency}", _made(_DIRTY), FAIL, word, deal=deal, dod_whole=whole)


def _whose_labour_and_when() -> Iterator[Scenario]:
    there = "mined:AU refined:AU smelted:CN-XJ"
    for said, word in ((True, FAIL), (False, PASS), (None, UNKNOWN)):
        bom = _made(stages=stages(there, forced_labour=said))
        yield _case(f"in-the-region-labour-{said}", bom, FAIL, word)
        moved = _made(stages=stages("mined:AU refined:AU smelted:CN-JS", forced_labour=said))
        yield _case(f"elsewhere-in-china-labour-{said}", moved, PASS, word)
        abroad = _made(stages=stages(CLEAN, forced_labour=said))
        yield _case(f"abroad-labour-{said}", abroad, PASS, word)
    days = (
        *(("2020-06-01", 2020, _NA), ("2021-12-26", 2022, _NA), ("2021-12-27", 2022, FAIL)),
        *(("2021-12-28", 2022, FAIL), ("2021-12-27", 2021, _NA), ("2021-12-27", None, UNKNOWN)),
        *(("2022-12-22", 2021, _NA), ("2022-12-22", 2022, FAIL), ("2022-12-23", 2021, FAIL)),
        *(("2022-12-24", 2021, FAIL), ("2022-12-23", None, FAIL)),
    )
    for award, year, word in days:
        deal = context(award=award, funds_year=year)
        whole = _NA if word == _NA else PASS
        yield _case(f"awarded-{award}-{year}", _made(_DIRTY), FAIL, word, deal=deal, dod_whole=whole)
    bom = _made(stages=stages(there, forced_labour=None))
    deal = context(award="2020-01-15", delivery="2020-06-01")
    yield _case("delivered-in-2020", bom, FAIL, _NA, deal=deal, dod_whole=_NA)


def _with_what_evidence() -> Iterator[Scenario]:
    yield _case("no-evidence", _made(shown=False), UNKNOWN, PASS)
    yield _case("fails-without-evidence", _made(_DIRTY, shown=False), FAIL, FAIL)
    for day, word in (("2026-05-31", UNKNOWN), ("2026-06-01", PASS), ("2026-06-02", PASS)):
        bom = document(part(material()), expires=day)
        yield _case(f"evidence-through-{day}", bom, word, PASS, of_part=word, whole=word)
    for issuer, word in ((None, UNKNOWN), ("Harbour Auditors", PASS)):
        bom = document(part(material()), issuer=issuer)
        yield _case(f"evidence-of-{issuer}", bom, word, PASS, of_part=word, whole=word)
    bom = document(part(material()), type="supplier_declaration")
    yield _case("evidence-of-another-type", bom, UNKNOWN, PASS, of_part=UNKNOWN, whole=UNKNOWN)


def _what_is_excepted() -> Iterator[Scenario]:
    exempt = f"{EXEMPT} clear-and-convincing"
    findings = (
        *(
            ("granted", PART, "2026-01-01", "2026-12-31", exempt),
            ("of-the-product", PRODUCT, None, None, exempt),
        ),
        *(
            ("of-another-part", "other", None, None, FAIL),
            ("of-2023", PART, "2023-01-01", "2023-12-31", FAIL),
        ),
        *(
            ("of-another-part-in-2023", "other", "2023-01-01", "2023-12-31", FAIL),
            ("of-nothing", None, None, None, FAIL),
        ),
        *(("last-day", PART, None, "2026-06-01", exempt), ("day-after", PART, None, "2026-05-31", FAIL)),
        *(("first-day", PART, "2026-06-01", None, exempt), ("day-before", PART, "2026-06-02", None, FAIL)),
    )
    for name, item, first, last, word in findings:
        found = _finding(item, first or "2026-01-01", last or "2026-12-31")
        other = part(material(id="n"), name="other")
        bom = document(part(material(_DIRTY)), other)
        deal = context(determinations=[found], cbp_inquiries_answered=True)
        case = _case(f"exception-{name}", bom, word, FAIL, deal=deal)
        case.expected.update({(rule, "other/n"): Verdict(PASS) for rule in (law.MATERIAL_RULE, law.DOD_RULE)})
        case.expected.update({(rule, "other"): Verdict(PASS) for rule in (law.PART_RULE, law.DOD_PART_RULE)})
        yield case
    granted = [_finding(PART, "2026-01-01", "2026-12-31")]
    unanswered = context(determinations=granted)
    yield _case("inquiries-not-answered", _made(_DIRTY), FAIL, FAIL, deal=unanswered)
    yield _case("no-finding", _made(_DIRTY), FAIL, FAIL, deal=context(cbp_inquiries_answered=True))
    claimed = context(determinations=None, cbp_inquiries_answered=True, claims=["clear-and-convincing"])
    yield _case("exception-claimed", _made(_DIRTY), UNKNOWN, FAIL, deal=claimed)
    for award, value, word in (
        ("2025-09-30", "9999.99", EXEMPT),
        ("2025-09-30", "10000", FAIL),
        ("2025-10-01", "14999.99", EXEMPT),
        ("2025-10-01", "15000", FAIL),
        ("2025-10-01", "15000.01", FAIL),
    ):
        deal = context(award=award, value=usd(value), government_card=True)
        said = f"{word} government-card" if word == EXEMPT else word
        yield _case(f"card-{award}-{value}", _made(_DIRTY), FAIL, said, deal=deal)
    cash = context(value=usd("9000"))
    yield _case("micro-purchase-without-card", _made(_DIRTY), FAIL, FAIL, deal=cash)


def _finding(item: str | None, first: str, last: str) -> Record:
    named = {} if item is None else {"item": item}
    return {"id": "d", "kind": "uflpa-exception", "from": first, "through": last} | named


SCENARIOS = (
    *_of_the_reference(),
    *_what_is_forbidden(),
    *_when_and_for_whom(),
    *_whose_labour_and_when(),
    *_with_what_evidence(),
    *_what_is_excepted(),
)
