"""The help for a waiver against a law cites a provision of this law, or none."""

from __future__ import annotations

import pytest

from microdep_rules.bom.legal_basis import has_permission
from microdep_rules.engine.waiver_problems import permitting_provision
from microdep_rules.workspace import shipped_packs
from tests.packs.loading import shipped_pack


@pytest.mark.parametrize("pack", shipped_packs.list_packs())
def test_the_provision_is_of_an_exception_to_the_rule_and_permits_a_waiver(pack: str) -> None:
    for rule in shipped_pack(pack).rules:
        provision = permitting_provision(rule)
        cites = [cite for exception in rule.exceptions for cite in exception.cites]
        assert not provision or any(provision in cite for cite in cites)
        assert not provision or has_permission(provision, rule.cites, cites)


def test_a_rule_with_exceptions_has_an_example_and_a_rule_without_has_none() -> None:
    magnets = {rule.name: permitting_provision(rule) for rule in shipped_pack("dod-magnets").rules}
    assert magnets["covered-country-stage"].startswith(("10 U.S.C. 4872", "DFARS"))
    telecom = {rule.name: permitting_provision(rule) for rule in shipped_pack("telecom-and-chips").rules}
    assert "225.7018" not in telecom["covered-telecom"]
