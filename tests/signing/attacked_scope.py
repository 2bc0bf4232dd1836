"""What an attacker puts in front of what shapes a verdict, so that no signer reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.cli.replay import run
from tests.signing.attacked_words import waived

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAGNET = {
    "id": "m",
    "name": "magnet block",
    "origin": "JP",
    "restriction_index": 0.1,
    "children": [],
    "materials": [
        {
            "substance": "NdFeB-sintered",
            "stages": [{"stage": s, "country": "CN"} for s in ("sintered", "magnetized")],
        }
    ],
}
PRODUCT = {
    "id": "p",
    "name": "Gripper",
    "kind": "end_item",
    "origin": "JP",
    "restriction_index": 0.1,
    "children": [{"ref": "m", "quantity": 1}],
    "materials": [],
}
FACTS = {"agency": "NASA", "award": "2026-03-02", "delivery": "2026-12-31"}
LISTS = {
    "determinations": [
        {"id": f"D-{n}", "kind": "public-interest", "item": "m", "through": "2027-01-01"} for n in range(45)
    ],
    "equipment": [{"name": f"scope {n}"} for n in range(60)],
}


def _bom(name: str, context: dict[str, Any]) -> str:
    document = {"id": name, "product": "p", "completeness": "complete"}
    data = {"schema": "microdep-bom/1", "document": document, "components": [PRODUCT, MAGNET]}
    return json.dumps({**data, "context": context})


def _report(bundle: Path, paths: str, *more: str) -> None:
    asked = [f"microdep report {paths} --as-of 2026-11-20", "--pack micro-dependency", *more]
    out, err, _ = run(f"{' '.join(asked)} --output {bundle.name}", bundle.parent)
    assert (bundle / "record.json").is_file(), out + err


def _behind(name: str) -> Callable[[Path], None]:
    """A report of a product that NASA buys, whose context has that behind a long list."""

    def made(bundle: Path) -> None:
        context = {name: LISTS[name], **FACTS}
        (bundle.parent / "nasa.json").write_text(_bom("nasa", context), encoding="utf-8")
        _report(bundle, "nasa.json", "--pack dod-magnets")

    return made


def _last_of_many(bundle: Path) -> None:
    """A report of many documents with contracts of their own, of which the last one is of NASA."""
    folder = bundle.parent / "many"
    folder.mkdir()
    for n in range(12):
        facts = {**FACTS, "agency": "NASA" if n == 11 else "DoD", "number": f"N{n}"}
        (folder / f"{n:02} and 44 more.bom.json").write_text(_bom(f"d{n}", facts), encoding="utf-8")
    _report(bundle, "many", "--pack dod-magnets")


def _configured(text: str, *more: str) -> Callable[[Path], None]:
    """A report under a configuration."""

    def made(bundle: Path) -> None:
        (bundle.parent / "microdep.toml").write_text(text, encoding="utf-8")
        _report(bundle, "bom.yaml", *more)

    return made


def _overlaid(bundle: Path) -> None:
    overlay = {"schema": "microdep-overlay/1", "components": [{"match": {"id": "servo"}, "class": "motor"}]}
    (bundle.parent / "o.json").write_text(json.dumps(overlay), encoding="utf-8")
    _report(bundle, "bom.yaml", "--overlay o.json")


def _known(bundle: Path) -> None:
    run("microdep check bom.yaml --as-of 2026-11-20 --write-baseline base.json", bundle.parent)
    _report(bundle, "bom.yaml", "--baseline base.json")


def _approved_by(bundle: Path, name: str) -> None:
    path = bundle.parent / "waivers.yaml"
    text = path.read_text("utf-8").replace("Kim Berg <kim.berg@example.com>", json.dumps(name))
    path.write_text(text, encoding="utf-8")


def _reason(bundle: Path) -> None:
    path = bundle.parent / "waivers.yaml"
    path.write_text(path.read_text("utf-8").replace("Bought for prototypes.", "TBD"), encoding="utf-8")


NEW: dict[str, Callable[[Path], object]] = {
    "hide the agency in the contract facts after many determinations": _behind("determinations"),
    "hide the agency in the contract facts after a long list of equipment": _behind("equipment"),
    "hide the agency in the contract facts from a signer who reads only the laws": _behind("determinations"),
    "check with a pack that has no applicable rule": _behind("equipment"),
    "check many documents, of which one has contract facts that make a law not applicable": _last_of_many,
    "give a document a name that imitates a count of documents": _last_of_many,
    "use an old list as a current list": _configured("lists_stale_after = 3650\n"),
    "set in the configuration that a law never blocks production": _configured(
        '[impact]\nnot_rules = ["micro-dependency/*"]\n', "--impact"
    ),
    "state facts without evidence in an overlay": _overlaid,
    "use a baseline that contains all fails": _known,
    "cite a provision in a sentence that denies the exception": lambda b: waived(
        b, "There is no exception under 10 U.S.C. 4872(c) here"
    ),
    "cite a provision for a waiver that the company only requested": lambda b: waived(
        b, "10 U.S.C. 4872(c), request pending"
    ),
}
SIGNED: dict[str, Callable[[Path], object]] = {
    "name a program as the approver of a waiver": lambda b: _approved_by(b, "ci-bot"),
    "name the approver of a waiver only by initials": lambda b: _approved_by(b, "K. B."),
    "approve a waiver as the requester, in brackets after the name of another person": lambda b: _approved_by(
        b, "Kim Berg (signed by Dana Ito)"
    ),
    "approve a waiver as the requester, under a name in another script": lambda b: _approved_by(
        b, "\u674e\u660e"
    ),
    "write a waiver with a placeholder as reason": _reason,
}
ATTACKS: dict[str, tuple[str, Callable[[Path], object]]] = {
    **{name: ("made", each) for name, each in NEW.items()},
    **{name: ("out", each) for name, each in SIGNED.items()},
}
