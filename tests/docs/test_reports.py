"""The pages about reports: their examples are valid, and the list of files is complete."""

from __future__ import annotations

import re

from microdep_rules.cli import exit_codes
from microdep_rules.report import bundle
from microdep_rules.signing import manifest, policy, trust
from tests.conftest import CHECKOUT

SIGNERS, REPORTS, BUNDLES = (
    (CHECKOUT / "docs" / name).read_text(encoding="utf-8")
    for name in ("how-to/signers.md", "how-to/reports.md", "reference/bundles.md")
)


def block(kind: str) -> str:
    (found,) = re.findall(rf"```toml {kind}\n(.*?)```", SIGNERS, re.DOTALL)
    return str(found)


def test_the_trust_store_and_the_policy_of_the_page_are_valid() -> None:
    (person,) = trust.parse(block("trust")).people
    assert ("Ann Adams", ("lead-auditor",)) == (person.name, person.roles)
    assert trust.parse(trust.format_trust(trust.Trust((person,)))).people == (person,)
    asked = policy.parse(block("policy"))
    assert (["lead-auditor", "approver", "approver"], True) == (asked.seats, asked.timestamps)
    assert ["Example Stamps"] == [
        authority.name for authority in trust.parse(block("authorities")).authorities
    ]


def test_the_pages_name_every_file_of_a_bundle_and_the_exit_code() -> None:
    names = (bundle.RECORD, bundle.INDEX, bundle.EVIDENCE, bundle.VERIFY, manifest.NAME, manifest.SUMS)
    assert [] == [name for name in names if f"`{name}`" not in BUNDLES]
    assert f"| {exit_codes.TAMPERED} | tampered or incomplete" in REPORTS
