"""Bad words of scenarios and files that are none: a diagnostic with its place and the likeliest word."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.replay import run
from tests.impact.runs import write
from tests.impact.test_scenarios import TOP, bom

if TYPE_CHECKING:
    from pathlib import Path

PARTIES = (
    "document: {product: a}\nparties: [{id: v1, name: Vac Magnetics}, {id: n1, name: Nidec Motors}]\n"
    "components: [{id: a, name: A, origin: US, manufacturer: v1}]\n"
)


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("party: Vac Magnetic GmbH", "`Vac Magnetics`"),
        ("party: Vac Magnetiks", "`Vac Magnetics`"),
        ("{material: NdFeB-sintered, stage: sintring}", "`sintered`"),
        ("{material: NdFeB-sintered, stage: refinning}", "`refined`"),
        ("{material: galium}", "`gallium`"),
    ],
)
def test_a_word_that_names_nothing_suggests_the_likeliest_one(
    target: str, meant: str, tmp_path: Path
) -> None:
    write(tmp_path, PARTIES)
    about = target if target.startswith("{") else f"{{{target}}}"
    text = f"{TOP}  - {{from: 2027-03-01, cut: {about}}}\n"
    (tmp_path / "s.scenario.yaml").write_text(text, encoding="utf-8")
    _, err, code = run("microdep scenario s.scenario.yaml bom.yaml --as-of 2026-11-24", tmp_path)
    assert (4, True) == (code, f"did you mean {meant}" in err), err


@pytest.mark.parametrize("text", ["", "# nothing\n", "- {from: 2027-03-01, cut: {country: CN}}\n", "3\n"])
@pytest.mark.parametrize("name", ["what-if.yaml", "what-if.scenario.yaml"])
def test_a_file_without_a_record_is_an_error_with_its_place(text: str, name: str, tmp_path: Path) -> None:
    write(tmp_path, bom())
    (tmp_path / name).write_text(text, encoding="utf-8")
    for command in (f"scenario {name} bom.yaml", f"remedy bom.yaml --scenario {name}"):
        _, err, code = run(f"microdep {command} --as-of 2026-11-24", tmp_path)
        assert (4, True) == (code, f"{name}:1:1" in err), err
        assert "help: begin with `schema: microdep-scenario/1`" in err


HALTED = """\
document: {product: a, completeness: complete}
components:
  - {id: a, name: A, origin: US, children: [b]}
  - {id: b, name: B, origin: JP, alternates: [c]}
  - {id: c, name: C, origin: KR}
"""


@pytest.mark.parametrize(("many", "shown"), [(15, True), (24, False)])
def test_more_than_forty_days_are_not_answered_one_by_one_and_every_view_says_so(
    many: int, *, shown: bool, tmp_path: Path
) -> None:
    write(tmp_path, HALTED)
    days = [f"2027-{n // 2 + 1:02}-{1 + 14 * (n % 2):02}" for n in range(many)]
    ends = [f"2027-{n // 2 + 1:02}-{7 + 14 * (n % 2):02}" for n in range(many)]
    events = [
        f"  - {{from: {a}, through: {b}, cut: {{component: {'bc'[n % 2]}}}}}\n"
        for n, (a, b) in enumerate(zip(days, ends, strict=True))
    ]
    (tmp_path / "s.scenario.yaml").write_text(TOP + "".join(events), encoding="utf-8")
    asked = "microdep remedy bom.yaml --scenario s.scenario.yaml --as-of 2026-11-24"
    out, err, _ = run(f"{asked} --format json", tmp_path)
    (product,) = json.loads(out)["products"]
    assert (shown, not shown) == (bool(product["by_day"]), product["too_many_days"]), err
    text = " ".join(run(asked, tmp_path)[0].split())
    run(f"{asked} --output o.html", tmp_path)
    page = (tmp_path / "o.html").read_text(encoding="utf-8")
    number = len(product["days"])
    said = f"not shown, because there are {number} days and at most 40 are shown; --on DAY shows one day"
    for printed in (text, page):
        assert (said in printed) is not shown
