"""Every real file is read in place, with as many parts as a person counts, or refused for its reason."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.bom.load import load_document
from microdep_rules.config import Config
from microdep_rules.output.documents import as_text
from microdep_rules.pipeline.documents import load_bom
from microdep_rules.pipeline.project import Project
from microdep_rules.workspace.files import Workspace
from tests.cli.replay import run

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import CheckedDocument

REAL: dict[str, int | str] = {
    "ecad/cheap-focer-2.jlcpcb.csv": 1 + 53,
    "ecad/odrive-v3.3.altium.csv": 1 + 42,
    "ecad/px4-fmuv3-rev-d.altium.xlsx": 1 + 53,
    "ecad/simplefoc-shield-v3.easyeda.csv": 1 + 16,
    "ecad/upduino-v3.kicad.csv": 1 + 22,
    "cyclonedx/hbom-pcie-sata-adapter-board.cdx.json": 1 + 6,
    "cyclonedx/sbom-laravel-7.12.0.cdx.json": 1 + 62,
    "cyclonedx/loop.cdx.json": "bom/unknown-reference",
    "cyclonedx/schema-tests/valid-assembly-1.6.json": 2,
    "cyclonedx/schema-tests/valid-attestation-1.6.json": 0,
    "cyclonedx/schema-tests/valid-component-types-1.6.json": 9,
    "cyclonedx/schema-tests/valid-compositions-1.6.json": 1 + 3,
    "cyclonedx/schema-tests/valid-formulation-1.6.json": 1,
    "cyclonedx/schema-tests/valid-metadata-manufacturer-1.6.json": 0,
    "cyclonedx/schema-tests/invalid-component-ref-1.6.json": "import/cyclonedx-not-valid",
    "cyclonedx/schema-tests/invalid-component-type-1.6.json": "import/cyclonedx-not-valid",
    "cyclonedx/schema-tests/invalid-missing-component-type-1.6.json": "import/cyclonedx-not-valid",
    "cyclonedx/schema-tests/invalid-properties-1.6.json": "import/cyclonedx-not-valid",
    "cyclonedx/draft-2.0/valid-hardware-material-2.0.json": "import/unsupported-version",
    "cyclonedx/draft-2.0/cyclonedx-certification-2.0.schema.json": "file/wrong-format",
    "cyclonedx/draft-2.0/cyclonedx-common-2.0.schema.json": "file/wrong-format",
    "cyclonedx/draft-2.0/cyclonedx-hardware-2.0.schema.json": "file/wrong-format",
}
"""How many components there are, the product with them, or the code by which the file is refused."""
READ = [name for name, found in REAL.items() if isinstance(found, int)]


@cache
def loaded(folder: Path, name: str) -> CheckedDocument:
    """A real file as a check reads it, which is read once for all tests."""
    return load_bom(Project(Workspace(folder), Config()), str(folder / name))[0]


def test_the_table_has_every_real_file(real_data: Path) -> None:
    there = {
        path.relative_to(real_data).as_posix()
        for part in ("ecad", "cyclonedx")
        for path in (real_data / part).rglob("*")
        if path.is_file()
    }
    assert there == set(REAL)


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_has_as_many_parts_as_a_person_counts_or_is_refused(name: str, real_data: Path) -> None:
    document = loaded(real_data, name)
    if document.bom is None:
        assert REAL[name] == document.diagnostics[0].code
        assert document.diagnostics[0].help
    else:
        assert REAL[name] == len(document.bom.components)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("form", ["bom.yaml", "bom.json"])
def test_a_real_file_is_the_same_as_a_document_of_ours(name: str, form: str, real_data: Path) -> None:
    document = loaded(real_data, name)
    assert document.bom is not None
    value: Any = document.bom.file.value
    assert value == load_document(form, as_text(form, value).encode(), kind="bom").value


@pytest.mark.parametrize("name", READ)
def test_a_real_file_names_no_origin(name: str, real_data: Path) -> None:
    document = loaded(real_data, name)
    assert document.bom is not None
    facts = {"origin", "place_of_manufacture", "stages"}
    assert not any(facts & component.data.keys() for component in document.bom.components.values())


def test_nobody_is_asked_where_a_program_comes_from(real_data: Path) -> None:
    path = real_data / "cyclonedx" / "sbom-laravel-7.12.0.cdx.json"
    out, _, code = run(f"microdep check {path} --as-of 2026-11-24", real_data)
    assert 6 == code
    assert "origin" not in out
    assert "the document lists software only, and the rule is about hardware" in out


def test_a_real_table_is_written_as_a_document_that_is_valid(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "ecad" / "odrive-v3.3.altium.csv"
    out, _, code = run(f"microdep bom import {path} --output odrive.bom.yaml", tmp_path)
    assert (0, "wrote odrive.bom.yaml: 42 components") == (code, out.splitlines()[-1])
    assert ["odrive.bom.yaml"] == [each.name for each in tmp_path.iterdir()]
    assert 0 == run("microdep bom validate odrive.bom.yaml", tmp_path)[2]
