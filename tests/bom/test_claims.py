"""Claims name exceptions of the rules that a document is judged by."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from microdep_rules import check, load_bom, load_pack
from microdep_rules.bom.claims import check_claims
from tests.bom.corpus_files import built

if TYPE_CHECKING:
    from pathlib import Path

EXCEPTIONS = ("commercial-off-the-shelf", "national-security", "nonavailability")


def reported(claims: str, context: str | None = None) -> list[tuple[str, str | None]]:
    bom = built(
        f"document: {{claims: {claims}}}\ncomponents: [{{name: a, claims: [nonavailability]}}]\n", context
    )
    return [(claim.message, claim.help) for claim in check_claims(bom, EXCEPTIONS)]


def test_a_claim_that_no_rule_knows_is_reported_with_the_nearest_claim() -> None:
    said = "no rule of this check has an exception "
    assert [(said + "`cots`", "did you mean `commercial-off-the-shelf`?")] == reported("[cots]")
    assert [(said + "`nonavailabilty`", "did you mean `nonavailability`?")] == reported(
        "[{value: nonavailabilty}, national-security]"
    )
    ((_, far),) = reported("[]", "claims: [xyz]\n")
    assert far is not None
    assert far.startswith("claim one of `commercial-off-the-shelf`, ")


def test_where_no_rule_has_an_exception_claims_are_for_others() -> None:
    assert [] == check_claims(built("components: [{name: a, claims: [x]}]\n"), ())


def test_a_check_tells_the_claims_that_its_packs_do_not_know(tmp_path: Path) -> None:
    (tmp_path / "pack.rule").write_text(
        'pack shelves version 1 title "t" authority "t" reviewed 2026-11-24\n'
        'rule r title "t" severity prohibit cites "c"\n  applies to every listed component\n'
        "  forbid component.origin is CN\n"
        'exception off-the-shelf to r cites "c"\n  when component.cots is true\n'
        'example fail of r "e"\n  bom component a, origin CN\n  expect fail at a\n'
    )
    bom = load_bom(b"schema: microdep-bom/1\ncomponents: [{name: a, origin: CN, claims: [off-the-shelv]}]\n")
    found = check(bom, [load_pack(tmp_path)], as_of=date(2026, 11, 24))
    assert ["bom/unknown-claim"] == [diagnostic.code for diagnostic in found.diagnostics]
    assert "fail" == found.verdict
