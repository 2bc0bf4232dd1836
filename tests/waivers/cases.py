"""Every case of the table in docs/how-to/waivers-and-baseline.md, as files in a folder."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from tests.conftest import CHECKOUT
from tests.shown import shown

PAGE = CHECKOUT / "docs" / "how-to" / "waivers-and-baseline.md"
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
    "active": Case(),
    "first day": Case((("2026-11-01", AS_OF),)),
    "begins tomorrow": Case((("2026-11-01", "2026-11-25"),)),
    "ends in 90 days": Case((("2027-05-31", "2027-02-22"),)),
    "ends in 91 days": Case((("2027-05-31", "2027-02-23"),)),
    "last day": Case((("2027-05-31", AS_OF),)),
    "the day after": Case((("2027-05-31", "2026-11-23"),)),
    "expired, and fixed": Case((("2027-05-31", "2026-11-12"),), FIXED),
    "fixed": Case((), FIXED),
    "another component": Case(scope("{components: [arm]}")),
    "no such component": Case(scope("{components: [moter]}")),
    "another rule": Case((("own/made-elsewhere", "own/scarce"),)),
    "a rule that is not run": Case((("own/made-elsewhere", "dod-magnets/covered-country-stage"),)),
    "no such rule": Case((("own/made-elsewhere", "own/made-elsewere"),)),
    "a rule by its former name": Case((("own/made-elsewhere", "own/made-in-china"),)),
    "by manufacturer and number": Case(
        scope("{part_numbers: [{manufacturer: example  MOTORS, mpn: em-2806}]}")
    ),
    "by fingerprint": Case(scope(f"{{fingerprints: [{FINGERPRINT}]}}")),
    "all components": Case(scope("{all_components: true}")),
    "another document": Case(scope("{components: [motor], document: rover}")),
    "as many as are used": Case(scope("{components: [motor], quantity: 4}")),
    "more than it covers": Case(scope("{components: [motor], quantity: 3}")),
    "an unknown quantity": Case(
        scope("{components: [motor], quantity: 4}"), (("{ref: arm, quantity: 2}", "{ref: arm}"),)
    ),
    "its contract": Case(scope("{components: [motor], contract: n-17}"), more=CONTEXT),
    "another contract": Case(scope("{components: [motor], contract: N-18}"), more=CONTEXT),
    "no contract stated": Case(scope("{components: [motor], contract: N-17}")),
    "unknown, not accepted": Case((), UNKNOWN),
    "unknown, accepted": Case((("    reason", "    verdicts: [unknown]\n    reason"),), UNKNOWN),
    "fails, accepted as unknown": Case((("    reason", "    verdicts: [unknown]\n    reason"),)),
    "two of them": Case((("W-1", "W-1"),)),
    "a rule of law, by a provision of law": Case((("policy 7.3", "DFARS 225.7018-3(c)"),), pack=STATUTORY),
    "a rule of law, by a policy": Case(pack=STATUTORY),
    "a rule of law, by nothing": Case((("    legal_basis: policy 7.3\n", ""),), pack=STATUTORY),
    "a rule of law, by what forbids it": Case((("policy 7.3", "10 U.S.C. 4872(a)"),), pack=STATUTORY),
    "a rule of law, by a law that it does not cite": Case(
        (("policy 7.3", "Regulation (EU) 2016/679, Art. 6"),), pack=STATUTORY
    ),
    "lasts a year": Case((("2027-05-31", "2027-11-01"),)),
    "lasts longer than a year": Case((("2027-05-31", "2027-11-02"),)),
    "lasts longer than the company allows": Case(config="waiver_longest_days = 90\n"),
    "lasts as long as the company allows": Case(
        (("2027-05-31", "2030-05-31"),), config="waiver_longest_days = 2000\n"
    ),
    "by whom the company allows": Case(config=ALLOWED),
    "by whom the company does not allow": Case((("Kim Berg", "Max Frank"),), config=ALLOWED),
    "by a name that looks like one that it allows": Case((("Kim Berg", "K\u0456m Berg"),), config=ALLOWED),
    "by an address that it does not allow": Case(
        (("Kim Berg", "Kim Berg <kim.berg@example.org>"),), config=ALLOWED
    ),
    "relies on a file that is as it is stated": Case(relying("memo.txt", MEMO)),
    "relies on a file without a digest": Case(relying("memo.txt")),
    "relies on a file that is missing": Case(relying("memo-2.txt", MEMO)),
    "relies on another file than it states": Case(relying("memo.txt", MEMO + "\n")),
    "relies on a file outside its folder": Case(relying("../memo.txt")),
    "relies on a missing file, and fixed": Case(relying("memo-2.txt"), FIXED),
    "approved by its requester": Case((("Kim Berg", "ITO, Dana"),)),
    "without an end": Case((("    until: 2027-05-31\n", ""),)),
    "left aside (`--no-waivers`)": Case(options=("--no-waivers",)),
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
    if name == "two of them":
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
