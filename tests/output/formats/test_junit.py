"""JUnit XML: what fails, what is skipped, and what passes with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from microdep_rules.output.formats import junit
from tests.output.formats.running import check

if TYPE_CHECKING:
    from pathlib import Path

    from microdep_rules.output.checked import Checked

pytestmark = pytest.mark.usefixtures("workspace")


def test_an_unknown_is_a_failure_as_long_as_it_decides(workspace: Path) -> None:
    kinds = {}
    for fail_on in ("unknown", "fail"):
        text = junit.render(check(workspace, "board.bom.yaml", fail_on=fail_on))
        case = ET.fromstring(text).find(".//testcase[@name='sourced (board.bom.yaml)']/*")  # noqa: S314 - our own
        assert case is not None
        kinds[fail_on] = case.tag
    assert {"unknown": "failure", "fail": "skipped"} == kinds


def test_what_is_exempt_is_a_note_beside_what_fails(checked: Checked) -> None:
    case = ET.fromstring(junit.render(checked)).find(".//testcase[@name='blocked (board.bom.yaml)']")  # noqa: S314 - our own
    assert case is not None
    assert ["failure", "system-out"] == [each.tag for each in case]
    assert "exempt by catalogue-part" in (case[1].text or "")
