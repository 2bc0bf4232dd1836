"""Bundles that somebody has changed, and lists anew: no file of them is another one than is listed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from microdep_rules.output.record import text_of
from microdep_rules.pipeline.bundle import ReportLook, render_pages
from microdep_rules.report.bundle import made_of, sealed
from microdep_rules.report.context import Views
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.manifest import NAME, SUMS
from tests.signing.bundles import held

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def nothing(_: object) -> None:
    """For an attack that is the command itself, or was made beforehand."""


def anew(bundle: Path, **other: bytes | None) -> None:
    """The bundle with other files, by names with `_` for `.`, listed as it is now."""
    files = {name: data for name, data in held(bundle).items() if name not in {NAME, SUMS}}
    files = {name: data for name, data in files.items() if not name.startswith("signoffs/")}
    for name, data in other.items():
        path = name.replace("__", "/").replace("_", ".")
        files.pop(path, None)
        if data is not None:
            files[path] = data
        elif (bundle / path).exists():
            (bundle / path).unlink()
    for name, data in sealed(files, json.loads(held(bundle)[NAME])["generated_at"]).items():
        (bundle / name).parent.mkdir(parents=True, exist_ok=True)
        (bundle / name).write_bytes(data)


def replaced(bundle: Path, name: str, old: bytes, new: bytes) -> None:
    data = (bundle / name).read_bytes()
    assert old in data, name
    (bundle / name).write_bytes(data.replace(old, new))
    anew(bundle)


def other_record(bundle: Path, change: Callable[[dict[str, Any]], object], *, pages: bool = False) -> None:
    """The bundle with another record, and the pages that this version makes of it."""
    record = json.loads((bundle / "record.json").read_bytes())
    change(record)
    (bundle / "record.json").write_text(text_of(record), encoding="utf-8")
    if pages:
        data = (json.loads((bundle / f"{each}.json").read_bytes()) for each in ("supply", "evidence"))
        at = json.loads((bundle / "bundle.json").read_bytes())["generated_at"]
        views = Views(record, *data)
        for name, page in made_of(views, render_pages(views, ReportLook(), at)[0], at).items():
            (bundle / name).write_bytes(page)
    anew(bundle)


def of_another_version(bundle: Path, change: Callable[[dict[str, Any]], object] = nothing) -> None:
    """Another record, with its pages, under the name of a version that cannot be asked here."""
    index = json.loads((bundle / "bundle.json").read_bytes())
    index["tool"]["version"] = "0.0.7"
    (bundle / "bundle.json").write_bytes(encode(index))

    def renamed(record: dict[str, Any]) -> None:
        record["tool"]["version"] = "0.0.7"
        change(record)

    other_record(bundle, renamed, pages=True)
