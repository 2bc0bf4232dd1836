"""Texts by which an attacker deceives whoever reads a screen: padded, invisible, or of another law."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from microdep_rules.signing.statement import REJECTED
from tests.cli.replay import run
from tests.shown import shown
from tests.signing.rewritten import nothing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PACK = shown("""\
pack our-law version 1 title "law" authority "10 U.S.C. 4872" obligation statutory reviewed 2026-11-20

rule not-made-there
  title       "not made there"
  severity    prohibit
  cites       "10 U.S.C. 4872(a)(1)"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
""")
OTHER_LAW = "Regulation (EU) 2016/679, Art. 6"
UNSEEN = "\u2060\u00ad \u0301"


def _report(bundle: Path, code: int, *more: str) -> None:
    asked = ["microdep report bom.yaml --as-of 2026-11-20", f"--output {bundle.name}", *more]
    out, err, found = run(" ".join(asked), bundle.parent)
    assert code == found, out + err


def _under(number: str) -> Callable[[Path], None]:
    """A report under a contract of this number."""

    def made(bundle: Path) -> None:
        facts = {"schema": "microdep-context/1", "number": number, "agency": "DoD"}
        text = json.dumps(facts, ensure_ascii=False)
        (bundle.parent / "padded.json").write_text(text, encoding="utf-8")
        _report(bundle, 1, "--context padded.json")

    return made


def _named(bundle: Path) -> None:
    name = f"Servo{chr(0x3000) * 105}PASS  1 document"
    part = {"id": "a", "name": name, "origin": "CN", "restriction_index": 0.95}
    data = {"schema": "microdep-bom/1", "components": [part]}
    text = json.dumps(data, ensure_ascii=False)
    (bundle.parent / "named.json").write_text(text, encoding="utf-8")


def waived(bundle: Path, basis: str = OTHER_LAW) -> None:
    """A report of a fail by law that is waived by another law."""
    folder = bundle.parent
    waivers = (folder / "waivers.yaml").read_text("utf-8")
    waivers = waivers.replace("micro-dependency/blocked-component", "our-law/not-made-there")
    waivers = waivers.replace("{components: [servo]}", "{all_components: true}").replace(
        "Purchasing policy 7.3", basis
    )
    (folder / "law.rule").write_text(PACK, encoding="utf-8")
    (folder / "lawful.yaml").write_text(waivers, encoding="utf-8")
    _report(bundle, 0, "--pack ./law.rule --waivers lawful.yaml")


def _signed_without_waivers(bundle: Path) -> None:
    from tests.signing.attacked import ANN, sign

    waived(bundle)
    sign(bundle, ANN, waivers=())


def _reasons(bundle: Path, *reservations: str) -> None:
    from tests.signing.attacked import CAROL, signed_anew

    signed_anew(bundle, (CAROL, {"decision": REJECTED, "reservations": reservations}))


def _without_a_statement(bundle: Path) -> None:
    (bundle.parent / "nothing.txt").write_text(UNSEEN, encoding="utf-8")


def _without_record(bundle: Path) -> None:
    """Sign-offs in words of ours, and then no record that could be compared with them."""
    from tests.signing.attacked import ANN, AT

    shutil.rmtree(bundle / "signoffs")
    at = f"--signed-at {AT['ann']}"
    out, err, code = run(f"microdep signoff out --role {ANN.roles[0]} --key ann --yes {at}", bundle.parent)
    assert code == 0, out + err
    (bundle / "record.json").unlink()


def _roles(bundle: Path) -> None:
    from tests.signing.attacked import ANN, BOB, person, trusted

    trusted(bundle.parent, ANN, BOB, person("eve", "Eve Evans", "\u0430pprover"))


def _policy(bundle: Path) -> None:
    text = '[[require]]\nrole = "\u0430pprover"\n'
    (bundle.parent / "lookalike.toml").write_text(text, encoding="utf-8")


def _waiver(bundle: Path) -> None:
    path = bundle.parent / "waivers.yaml"
    path.write_text(path.read_text("utf-8").replace("Bought for prototypes.", '"\u00a0\u2800"'), "utf-8")


NEW: dict[str, Callable[[Path], object]] = {
    "imitate a line of the output in a contract fact, with blanks": _under(
        f"N1{' ' * 105}verdict    PASS: 3 pass"
    ),
    "imitate a line of the output in a contract fact, with no-break spaces": _under(
        f"N1{chr(0xA0) * 105}verdict    PASS: 3 pass"
    ),
    "fill the screen with a contract fact": _under("N1-" + "x" * 3_000),
    "imitate a line of the output in the name of a component": _named,
    "waive a rule that comes from a law, and cite another law": waived,
    "waive a rule that comes from a law, cite another law, and verify the bundle": waived,
    "sign a statement with other waivers than the record": _signed_without_waivers,
}
SIGNED: dict[str, Callable[[Path], object]] = {
    "reject with an empty reason": nothing,
    "reject with an empty reason, with a modified copy of microdep": lambda b: _reasons(b, UNSEEN),
    "sign a statement without visible characters": _without_a_statement,
    "sign with the standard text, then remove the record": _without_record,
    "write a policy with two roles that look alike": _policy,
    "write a trust store with two roles that look alike": _roles,
    "write a waiver with a reason without visible characters": _waiver,
}
ATTACKS: dict[str, tuple[str, Callable[[Path], object]]] = {
    **{name: ("made", each) for name, each in NEW.items()},
    **{name: ("out", each) for name, each in SIGNED.items()},
}
