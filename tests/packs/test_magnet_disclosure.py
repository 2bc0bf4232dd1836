"""The pack `magnet-disclosure`: its rule stood in another pack before."""

from __future__ import annotations

from tests.packs.loading import shipped_pack


def test_the_rule_is_still_found_by_the_name_that_it_had() -> None:
    (rule,) = shipped_pack("magnet-disclosure").rules
    assert ("dod-magnets/magnet-provenance",) == rule.formerly
