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


def _of_other_version(bundle: Path) -> None:
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
    "change a halted product to viable in report.html, then write a new manifest": _page,
    "change a halted product to viable in the record and all pages, then write a new manifest": _other(
        _as_viable
    ),
    "change a halted product to viable in the record and all pages, and let a person sign the bundle": _other(
        _as_viable
    ),
    "make a product viable on every day of a scenario, then write a new manifest": _other(_every_day_viable),
    "make a product viable on every day, and state that another version made the bundle": _of_other_version,
    "state another check date for the scenarios than for the report, then write a new manifest": _other(
        lambda r: r["production"]["scenarios"].update(as_of="2026-01-01")
    ),
    "add an analysis to the record and all pages, then write a new manifest": _not_asked_for,
    "remove an analysis from the record and all pages, then write a new manifest": _other(
        lambda r: r["production"].pop("impact")
    ),
    "remove all analyses from the record and bundle.json, then write a new manifest": _without_analyses,
    "change an undetermined product to viable, then write a new manifest": _other(_green),
    "remove the content of an analysis from the record, then write a new manifest": lambda b: other_record(
        b, lambda r: r["production"]["impact"].update(products=[{}])
    ),
    "change a day in the scenario file": _later,
    "change a day in the scenario file, then write a new manifest": _later_anew,
    "change a day in the scenario file, then write its new digest and a new manifest": _later_with_its_digest,
    "remove the scenario file, then write a new manifest that does not list this file": _without_file,
}
