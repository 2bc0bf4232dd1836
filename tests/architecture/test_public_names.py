"""Names of the public API: no function hides a part of the package."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

import microdep_rules


@pytest.mark.parametrize("name", microdep_rules.__all__)
def test_no_public_name_hides_a_part_of_the_package(name: str) -> None:
    found = find_spec(f"microdep_rules.{name}")
    assert found is None or found.origin is None  # a folder that holds only what Python compiled is no part


def test_a_module_of_a_part_can_be_imported_under_another_name() -> None:
    import microdep_rules.production.structure as found

    assert found.structure_of.__module__ == "microdep_rules.production.structure"
