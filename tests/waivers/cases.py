"""Every case of the table in docs/reference/waivers.md, as files in a folder."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from tests.conftest import CHECKOUT
from tests.shown import shown

PAGE = CHECKOUT / "docs" / "reference" / "waivers.md"
AS_OF = "2026-11-24"
PACK = shown("""\
pack own version 1 title "Our own rules" authority "purchasing policy" reviewed 2026-11-24

rule made-elsewhere
  formerly    own/made-in-china
  title       "made elsewhere"
  severity    prohibit
  cites       "policy 3"
  in force    by check date
  applies to  every listed component
  forbid      component.origin is CN
  message     "{component.name} is made in China"

rule scarce
  title       "a part that is hard to get"
  severity    prohibit
  cites       "policy 4"
  in force    by check date
  applies to  every listed component
  require     component.restriction_index is at most 0.5
""")
MOTOR = (
    "{name: Motor 2806, id: motor, origin: CN, mpn: EM-2806, manufacturer: motorco, restriction_index: 0.1}"
)
BOM = f"""\
schema: microdep-bom/1
document: {{id: drone, product: x4}}
parties: [{{id: motorco, name: Example Motors}}]
components:
  - {{id: x4, name: X4, origin: US, restriction_index: 0.1, children: [{{ref: arm, quantity: 2}}]}}
  - {{id: arm, name: Arm, origin: US, restriction_index: 0.1, children: [{{ref: motor, quantity: 2}}]}}
  - {MOTOR}
"""
CONTEXT = "context: {number: N-17}\n"
WAIVER = """\
  - id: W-1
    rule: own/made-elsewhere
    scope: {components: [motor]}
    reason: |
      five prototypes
      that stay in the laboratory
    legal_basis: policy 7.3
    requested_by: Dana Ito
    approved_by: Kim Berg
    from: 2026-11-01
    until: 2027-05-31
"""
FINGERPRINT = "840bfa7277d73441"
"""Of the finding; a test compares it with that of the record."""


STATUTORY = (
    ("reviewed 2026-11-24", "obligation statutory reviewed 2026-11-24"),
    ("policy 3", "10 U.S.C. 4872(a)(1); DFARS 252.225-7052(b)(1)"),
)
"""The pack as one that encodes law."""
ALLOWED = 'waiver_approvers = ["Kim Berg <kim.berg@example.com>", "Lee Park"]\n'


class Case(NamedTuple):
    """One line of the table: how the files differ from those above, and what more is asked for."""

    waiver: tuple[tuple[str, str], ...] = ()
    bom: tuple[tuple[str, str], ...] = ()
    more: str = ""
    options: tuple[str, ...] = ()
    none: bool = False
    pack: tuple[tuple[str, str], ...] = ()
    config: str = ""


def scope(text: str) -> tuple[tuple[str, str], ...]:
    return (("{components: [motor]}", text),)


def relying(path: str, text: str = "") -> tuple[tuple[str, str], ...]:
    """A waiver that relies on a file with a text, beside a memo that is not opened."""
    digest = f", sha256: {hashlib.sha256(text.encode()).hexdigest()}" if text else ""
    return (("    from:", f"    evidence: [memo 7, {{path: {path}{digest}}}]\n    from:"),)


MEMO = "five prototypes\n"
UNKNOWN = (("origin: CN, mpn", "mpn"),)
FIXED = (("origin: CN", "origin: JP"),)
CASES = {
    "no waiver": Case(none=True),
    "the waiver is active": Case(),
    "the check date is the first day of the waiver": Case((("2026-11-01", AS_OF),)),
    "the waiver begins tomorrow": Case((("2026-11-01", "2026-11-25"),)),
    "the waiver ends in 90 days": Case((("2026-11-01", "2026-02-25"), ("2027-05-31", "2027-02-22"))),
    "the waiver ends in 91 days": Case((("2026-11-01", "2026-02-25"), ("2027-05-31", "2027-02-23"))),
    "a waiver of 40 days ends in 10 days": Case((("2026-11-01", "2026-10-26"), ("2027-05-31", "2026-12-04"))),
    "a waiver of 40 days ends in 11 days": Case((("2026-11-01", "2026-10-27"), ("2027-05-31", "2026-12-05"))),
    "the check date is the last day of the waiver": Case((("2027-05-31", AS_OF),)),
    "the check date is the day after the last day of the waiver": Case((("2027-05-31", "2026-11-23"),)),
    "the waiver has expired, and the motor is made in Japan": Case((("2027-05-31", "2026-11-12"),), FIXED),
    "the motor is made in Japan": Case((), FIXED),
    "the scope is another component": Case(scope("{components: [arm]}")),
    "the scope is a component that does not exist": Case(scope("{components: [moter]}")),
    "the waiver names another rule": Case((("own/made-elsewhere", "own/scarce"),)),
    "the waiver names a rule that the check does not use": Case(
        (("own/made-elsewhere", "dod-magnets/covered-country-stage"),)
    ),
    "the waiver names a rule that does not exist": Case((("own/made-elsewhere", "own/made-elsewere"),)),
    "the waiver names the rule by its former name": Case((("own/made-elsewhere", "own/made-in-china"),)),
    "the scope is the manufacturer and part number of the motor": Case(
        scope("{part_numbers: [{manufacturer: example  MOTORS, mpn: em-2806}]}")
    ),
    "the scope is the fingerprint of the finding": Case(scope(f"{{fingerprints: [{FINGERPRINT}]}}")),
    "the scope is all components of the document": Case(scope("{all_components: true}")),
    "the waiver is for another document": Case(scope("{components: [motor], document: rover}")),
    "the quantity in the waiver is the quantity in the product": Case(
        scope("{components: [motor], quantity: 4}")
    ),
    "the quantity in the product is larger than the quantity in the waiver": Case(
        scope("{components: [motor], quantity: 3}")
    ),
    "the waiver has a quantity, and the quantity in the product is unknown": Case(
        scope("{components: [motor], quantity: 4}"), (("{ref: arm, quantity: 2}", "{ref: arm}"),)
    ),
    "the waiver is for the contract in the contract facts": Case(
        scope("{components: [motor], contract: n-17}"), more=CONTEXT
    ),
    "the waiver is for another contract": Case(scope("{components: [motor], contract: N-18}"), more=CONTEXT),
    "the waiver is for a contract, and the contract facts state no contract": Case(
        scope("{components: [motor], contract: N-17}")
    ),
    "the verdict is unknown, and the waiver accepts only fails": Case((), UNKNOWN),
    "the verdict is unknown, and the waiver accepts unknowns": Case(
        (("    reason", "    verdicts: [unknown]\n    reason"),), UNKNOWN
    ),
    "the verdict is fail, and the waiver accepts only unknowns": Case(
        (("    reason", "    verdicts: [unknown]\n    reason"),)
    ),
    "two waivers cover the finding": Case((("W-1", "W-1"),)),
    "the rule comes from a law; the waiver cites a provision that permits the decision": Case(
        (("policy 7.3", "DFARS 225.7018-3(c)"),), pack=STATUTORY
    ),
    "the rule comes from a law; the waiver states only a policy as its legal basis": Case(pack=STATUTORY),
    "the rule comes from a law; the waiver states no legal basis": Case(
        (("    legal_basis: policy 7.3\n", ""),), pack=STATUTORY
    ),
    "the rule comes from a law; the waiver cites the provision that the rule cites": Case(
        (("policy 7.3", "10 U.S.C. 4872(a)"),), pack=STATUTORY
    ),
    "the rule comes from a law; the waiver cites a law that the rule does not cite": Case(
        (("policy 7.3", "Regulation (EU) 2016/679, Art. 6"),), pack=STATUTORY
    ),
    "the waiver lasts one year": Case((("2027-05-31", "2027-11-01"),)),
    "the waiver lasts longer than one year": Case((("2027-05-31", "2027-11-02"),)),
    "the waiver lasts longer than the configuration allows": Case(config="waiver_longest_days = 90\n"),
    "the waiver lasts as long as the configuration allows": Case(
        (("2027-05-31", "2030-05-31"),), config="waiver_longest_days = 2000\n"
    ),
    "the configuration lists the approver": Case(config=ALLOWED),
    "the configuration does not list the approver": Case((("Kim Berg", "Max Frank"),), config=ALLOWED),
    "the name of the approver only looks like a listed name": Case(
        (("Kim Berg", "K\u0456m Berg"),), config=ALLOWED
    ),
    "the approver has another mail address than the listed person": Case(
        (("Kim Berg", "Kim Berg <kim.berg@example.org>"),), config=ALLOWED
    ),
    "the waiver names a file with the correct digest": Case(relying("memo.txt", MEMO)),
    "the waiver names a file without a digest": Case(relying("memo.txt")),
    "the waiver names a missing file": Case(relying("memo-2.txt", MEMO)),
    "the waiver names a file with another digest": Case(relying("memo.txt", MEMO + "\n")),
    "the waiver names a file outside its folder": Case(relying("../memo.txt")),
    "the waiver names a missing file, and the motor is made in Japan": Case(relying("memo-2.txt"), FIXED),
    "the requester approved the waiver": Case((("Kim Berg", "ITO, Dana"),)),
    "the waiver has no last day": Case((("    until: 2027-05-31\n", ""),)),
    "the command has the option `--no-waivers`": Case(options=("--no-waivers",)),
}


def changed(text: str, changes: tuple[tuple[str, str], ...]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def files(name: str) -> dict[str, str]:
    """The files of a case."""
    case = CASES[name]
    waivers = changed(WAIVER, case.waiver)
    if name == "two waivers cover the finding":
        waivers += WAIVER.replace("W-1", "W-2").replace("2027-05-31", "2027-04-30")
    configured = {"microdep.toml": case.config} if case.config else {}
    return {
        **configured,
        "memo.txt": MEMO,
        "own.rule": changed(PACK, case.pack),
        "bom.yaml": changed(BOM, case.bom) + case.more,
        "waivers.yaml": f"schema: microdep-waivers/1\nwaivers:\n{waivers}",
    }


def options(name: str) -> tuple[str, ...]:
    """What is asked for besides."""
    case = CASES[name]
    return ((), ("--waivers", "waivers.yaml"))[not case.none] + case.options


def table(first: str) -> list[dict[str, str]]:
    """The table of the page whose first column is called so: each line by the names of its columns."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.search(rf"^\| {first} \|.*\n\|[-|]+\n(?:\|.*\n)+", text, re.MULTILINE)
    assert found is not None
    rows = [line.strip("|").split("|") for line in found[0].splitlines()]
    head, _, *lines = [[cell.strip() for cell in row] for row in rows]
    return [dict(zip(head, line, strict=True)) for line in lines]
