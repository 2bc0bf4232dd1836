"""What is said of sign-offs out of their order, and of pages that are not those of the record, by code."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.messages import diagnose
from microdep_rules.output.record import text_of
from microdep_rules.pipeline.pages import check_pages
from microdep_rules.signing.canonical import encode
from microdep_rules.signing.trust import Key, Trust
from microdep_rules.source import Span
from microdep_rules.workspace.bundle_zip import read_zip
from microdep_rules.workspace.bundles import read_folder
from microdep_rules.workspace.zip_directory import ArchiveRefusedError
from tests.signing import bundles
from tests.signing.bundles import ANN, BOB, FILES, TRUST, key, made, person, sign, verified

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WAIVER = {"id": "W-1", "status": "active", "until": "2026-11-22"}
NOTHING = {"fail": 0, "pass": 0, "unknown": 0}


def _pages(folder: Path, **other: bytes | None) -> list[Diagnostic]:
    files = {**FILES, **{name.replace("__", "/").replace("_", "."): data for name, data in other.items()}}
    made(folder, {name: data for name, data in files.items() if data is not None})
    return check_pages(read_folder(folder))


def _other_counts(folder: Path) -> list[Diagnostic]:
    record = json.loads(FILES["record.json"])
    record["summary"]["counts"] = {**record["summary"]["counts"], "fail": 0}
    return _pages(folder, record_json=text_of(record).encode())


def _signed(folder: Path, *signed: Any, trust: Trust = TRUST) -> list[Diagnostic]:
    made(folder)
    for who, changes in signed:
        sign(folder, who, **changes)
    return list(verified(folder, trust, now=NOW).problems)


def _key_has_ended(folder: Path) -> list[Diagnostic]:
    ended = person("ann", "lead-auditor", keys=(Key(key("ann").public, not_after=date(2026, 11, 25)),))
    return _signed(folder, (ANN, {}), trust=Trust((ended,)))


def _approved_nothing(folder: Path) -> list[Diagnostic]:
    made(folder, bundles.report("invalid", NOTHING))
    sign(folder, ANN, result="invalid", counts=NOTHING)
    return list(verified(folder).problems)


def _as_of(folder: Path, as_of: str, **recorded: Any) -> list[Diagnostic]:
    made(folder, bundles.report(as_of=as_of, **recorded))
    sign(folder, ANN)
    return list(verified(folder).problems)


def _fewer_than_sealed(folder: Path) -> list[Diagnostic]:
    bundles.signed(folder)
    bundles.close(folder, ANN)
    (folder / "signoffs" / "2-approver-bob.dsse.json").unlink()
    return list(verified(folder).problems)


def _two_ids(folder: Path) -> list[Diagnostic]:
    other = replace(BOB, id="ann.b", name="ANN")
    return _signed(folder, (ANN, {}), (other, {"word": "bob"}), trust=Trust((ANN, other)))


def _archive(folder: Path) -> list[Diagnostic]:
    folder.mkdir()
    with zipfile.ZipFile(folder / "report.zip", "w") as archive:
        archive.writestr("../manifest.json", "{}")
    try:
        read_zip(folder / "report.zip")
    except ArchiveRefusedError as problem:
        return [diagnose("bundle/archive-refused", Span("report.zip", 0, 0), reason=str(problem))]
    return []


EXAMPLES: dict[str, Callable[[Path], list[Diagnostic]]] = {
    "signing-time order": lambda f: _signed(f, (ANN, {}), (BOB, {"signed_at": "2026-11-23T10:00:00Z"})),
    "signing-time future": lambda f: _signed(f, (ANN, {"signed_at": "2026-12-24T10:00:00Z"})),
    "key-expired since": _key_has_ended,
    "no-result": _approved_nothing,
    "signed-result scope": lambda f: _signed(f, (ANN, {"as_of": "2026-11-24"})),
    "out-of-date": lambda f: _as_of(f, "2036-06-01"),
    "out-of-date old-check": lambda f: _as_of(f, "2026-06-01"),
    "out-of-date dated-later": lambda f: _as_of(
        f, "2026-11-20", company_lists=[{"name": "entities", "day": "2026-12-01"}]
    ),
    "unknown-list": lambda _: [
        diagnose(
            "bundle/unknown-list", Span("record.json", 0, 0), list="entities", digest=f"sha256:{'0' * 64}"
        )
    ],
    "out-of-date ended": lambda f: _as_of(f, "2026-11-01", waivers=[WAIVER]),
    "chain-broken seal": _fewer_than_sealed,
    "distinct-persons similar": _two_ids,
    "archive-refused": _archive,
    "record-differs not-comparable": lambda f: _pages(f, bundle_json=None),
    "record-differs digest": lambda f: _pages(f, supply_json=encode({"documents": [], "more": []})),
    "page-not-compared": _pages,
    "record-differs": _other_counts,
    "record-differs input": lambda f: _pages(f, inputs__bom_yaml=b"schema: microdep-bom/1\n"),
    "record-differs extra-file": lambda f: _pages(f, summary_html=b"<h1>PASS</h1>"),
}


def reported(code: str, folder: Path) -> list[Diagnostic] | None:
    """What is said of an example of a code; nothing where the code is about something else."""
    return EXAMPLES[code](folder) if code in EXAMPLES else None
