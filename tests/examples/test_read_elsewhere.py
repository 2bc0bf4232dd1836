"""The YAML of the examples is read by other programs as well, which take it by the letter of YAML 1.1."""

from __future__ import annotations

import yaml

from tests.conftest import CHECKOUT
from tests.each import of_each

FILES = sorted(str(each.relative_to(CHECKOUT)) for each in (CHECKOUT / "examples").rglob("*.yaml"))


@of_each(FILES)
def test_a_reader_without_the_c_library_reads_each_example(path: str) -> None:
    loaded = yaml.load((CHECKOUT / path).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    assert loaded


def test_there_are_files_to_read() -> None:
    assert "examples/mine-to-magnet/dossier.yaml" in FILES
