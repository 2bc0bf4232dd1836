"""Attacks on the analyses of production in a report, by the words of `docs/explanation/attacks.md`."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING, Any

from microdep_rules.signing.canonical import encode
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.signing.rewritten import anew, of_another_version, other_record, replaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Data = dict[str, Any]

NAME = "halts"
"""The report that is attacked: three products, of which a scenario halts one."""
PRODUCTS = ("radar", "charger", "lidar")
SCENARIO = "cut.scenario.yaml"
DAY, LATER = b"2027-03-01", b"2028-03-01"


def reports(folder: Path) -> None:
    """Makes the report in a folder."""
    for name in (*(f"{product}.yaml" for product in PRODUCTS), SCENARIO):
        shutil.copyfile(CHECKOUT / "examples" / "gallium" / name, folder / name)
    products = " ".join(f"{product}.yaml" for product in PRODUCTS)
    asked = f"--as-of 2026-11-20 --impact --scenario {SCENARIO} --output {NAME}"
    assert 0 == run(f"microdep report {products} {asked}", folder)[2]


def _other(change: Callable[[Data], object]) -> Callable[[Path], object]:
    """Another record, with all of its pages."""
    return lambda bundle: other_record(bundle, change, pages=True)


def _radar(record: Data) -> Data:
    found: Data = record["production"]["scenarios"]["scenarios"][0]["products"][0]
    return found


def _as_viable(record: Data) -> None:
    """The state alone: the days of the scenario say otherwise."""
    _radar(record).update(state="viable", halted_from=None, halted_by=[])
    record["production"]["scenarios"]["summary"].update(halted=0, viable=2, state="undetermined")


def _every_day_viable(record: Data) -> None:
    """A result that agrees with itself."""
    _as_viable(record)
    for each in _radar(record)["days"]:
        each["with"] = each["without"]


def _green(record: Data) -> None:
    product = record["production"]["impact"]["products"][0]
    product["blocked"] = [
        {"id": "amplifier", "name": "Amplifier", "state": "undetermined", "alternates": [], "reasons": []}
    ]


def _viable_under_another_name(bundle: Path) -> None:
    def viable(record: Data) -> None:
        for each in record["production"].values():
            each["tool"] = record["tool"]
        _every_day_viable(record)

    of_another_version(bundle, viable)


def _index(bundle: Path, change: Callable[[Data], object]) -> None:
    index = json.loads((bundle / "bundle.json").read_bytes())
    change(index)
    (bundle / "bundle.json").write_bytes(encode(index))


def _without_analyses(bundle: Path) -> None:
    _index(bundle, lambda index: index["asked"].pop("production"))
    _other(lambda record: record.pop("production"))(bundle)


def _not_asked_for(bundle: Path) -> None:
    _index(bundle, lambda index: index["asked"]["production"].update(impact=False))
    _other(lambda _: None)(bundle)


def _file(bundle: Path) -> Path:
    (found,) = (bundle / "inputs").glob(f"*{SCENARIO}")
    return found


def _later(bundle: Path) -> None:
    """Another day in the file of the scenario."""
    data = _file(bundle).read_bytes()
    assert DAY in data
    _file(bundle).write_bytes(data.replace(DAY, LATER))


def _later_anew(bundle: Path) -> None:
    _later(bundle)
    anew(bundle)


def _later_with_its_digest(bundle: Path) -> None:
    """The same, with the new digest wherever the old one was stated."""
    old = hashlib.sha256(_file(bundle).read_bytes()).hexdigest()
    _later(bundle)
    new = hashlib.sha256(_file(bundle).read_bytes()).hexdigest()
    text = (bundle / "bundle.json").read_text("utf-8")
    (bundle / "bundle.json").write_text(text.replace(old, new), encoding="utf-8")
    record = (bundle / "record.json").read_text("utf-8")
    (bundle / "record.json").write_text(record.replace(old, new), encoding="utf-8")
    _other(lambda _: None)(bundle)


def _without_file(bundle: Path) -> None:
    _file(bundle).unlink()
    anew(bundle)


def _page(bundle: Path) -> None:
    replaced(bundle, "report.html", b"is halted from 2027-03-01", b"is viable from 2027-03-01")


ATTACKS: dict[str, Callable[[Path], object]] = {
    "take a halt out of report.html, anew": _page,
    "take a halt out of a scenario in the record, with all pages, anew": _other(_as_viable),
    "have somebody sign that scenario": _other(_as_viable),
    "make every day of a scenario viable, with all pages, anew": _other(_every_day_viable),
    "the same under the name of another version": _viable_under_another_name,
    "state a scenario of another day than that of the check, anew": _other(
        lambda r: r["production"]["scenarios"].update(as_of="2026-01-01")
    ),
    "state an analysis that nobody asked for, with all pages, anew": _not_asked_for,
    "take an analysis out of the record, with all pages, anew": _other(
        lambda r: r["production"].pop("impact")
    ),
    "take all analyses out of the record and of bundle.json, anew": _without_analyses,
    "leave a product green in which something is undetermined, anew": _other(_green),
    "an analysis in another form, anew": lambda b: other_record(
        b, lambda r: r["production"]["impact"].update(products=[{}])
    ),
    "another day in the file of a scenario": _later,
    "another day in the file of a scenario, anew": _later_anew,
    "another day in the file of a scenario, with its digest, anew": _later_with_its_digest,
    "take the file of a scenario out, anew": _without_file,
}
