"""Random packs, as texts of rule files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from tests.properties.chance import Brief
from tests.properties.conditions import STATED, Author
from tests.properties.declarations import declarations, window

if TYPE_CHECKING:
    from microdep_rules.lang import ir
    from tests.properties.chance import Chance

HEAD = """pack random version 1
  title     "a random pack"
  authority "nobody"
  reviewed  2027-06-30"""

SUBJECTS = (
    ("end-item", "component", "end-item"),
    ("every component at any tier", "component", "component"),
    ("every listed component", "component", "component"),
    ("every component of end-item at any tier", "component", "component"),
    ("every material at any tier", "material", "material"),
    ("every material of end-item at any tier", "material", "material"),
    ("every listed material", "material", "material"),
    ("contract", "contract", "contract"),
)
LISTED = (("every listed component", "component", "component"),)
"""Subjects of rules that can be asked of one part at a time."""


@dataclass(frozen=True)
class RandomPack(Brief):
    """Declarations of a pack, each a text of its own."""

    declarations: tuple[str, ...]

    def sources(self, files: int = 1) -> list[SourceFile]:
        """The pack as so many files."""
        parts: list[list[str]] = [[] for _ in range(files)]
        for index, each in enumerate(self.declarations):
            parts[index % files].append(each)
        return [SourceFile(f"random/{i}.rule", "\n\n".join(part) + "\n") for i, part in enumerate(parts)]

    def checked(self, files: int = 1) -> ir.Pack:
        """The checked pack: what the generator writes is well typed."""
        pack, problems = check_pack(self.sources(files))
        text = "\n\n".join(self.declarations)
        assert pack is not None, (
            [(p.code, p.message) for p in problems],
            text,
        )
        return pack


def random_pack(
    chance: Chance, rules: int = 3, subjects: tuple[tuple[str, str, str], ...] = SUBJECTS
) -> RandomPack:
    """A pack of a few rules, one of them a duty to disclose now and then."""
    plain = Author(chance, definitions=False)
    author = Author(chance)
    found = [HEAD, *declarations(chance, plain)]
    names = []
    for index in range(rules):
        name = f"rule-{index}"
        subject = chance.of(subjects)
        if chance.once_in(4):
            found.append(_duty(chance, author, name, subject))
            continue
        names.append((name, subject))
        found.append(_rule(chance, author, name, subject))
    for name, subject in names:
        found += _exceptions(chance, author, name, subject)
    return RandomPack(tuple(found))


def product_pack(chance: Chance, rules: int = 4) -> RandomPack:
    """A pack of a few rules about sums over the whole product."""
    author = Author(chance)
    found = [HEAD, *declarations(chance, Author(chance, definitions=False))]
    for index in range(rules):
        lines = [f'rule sum-{index}\n  title "a rule"\n  severity prohibit\n  cites "law 7"']
        if chance.once_in(3):
            lines.append(_in_force(chance))
        lines.append("applies to end-item")
        lines.append(f"{chance.pick('forbid', 'require')} {author.write('chain-product', 'end-item')}")
        if chance.once_in(4):
            lines.append("unknown counts as not matching")
        if chance.once_in(2):
            lines.append('message "{end-item.name} breaks the rule"')
        found.append("\n  ".join(lines))
        if chance.once_in(4):
            cond = author.write("chain-product", "end-item")
            found.append(f'exception small-{index} to sum-{index}\n  cites "law 8"\n  when {cond}')
    return RandomPack(tuple(found))


def _asked(chance: Chance, author: Author, asked: str, record: str, word: str) -> str:
    """A requirement or a prohibition; now and then with a fact that has to be stated."""
    if record in STATED and chance.once_in(4):
        stated = author.write(f"stated-{record}", word)
        return chance.pick(
            f"require {stated} stated",
            f"require {stated} stated and ({asked})",
            f"forbid {stated} not stated or ({asked})",
        )
    return f"{chance.pick('forbid', 'require')} {asked}"


def _rule(chance: Chance, author: Author, name: str, subject: tuple[str, str, str]) -> str:
    _, record, word = subject
    lines = [*_head(chance, author, name, subject)]
    asked = author.whole(record, word)
    lines.append(_asked(chance, author, asked, record, word))
    if record == "material" and re.search(r"(?<![\w-])stages? of ", lines[-1]) and chance.once_in(2):
        lines.append(
            f"accounts for {chance.pick('milestones(material.substance)', 'mined, sintered or bonded')}"
        )
    if chance.once_in(6):
        lines.append("unknown counts as not matching")
    if chance.once_in(6):
        lines.append("treat as fail when component.origin or stage.country is missing")
    if chance.once_in(6):
        older = chance.pick("", " not older than 12 months")
        tier = chance.pick("", " tier third_party")
        lines.append(f"passes only on evidence of mill_test_report or supplier_declaration{tier}{older}")
    if chance.once_in(3):
        known = {"component": "origin", "material": "substance", "contract": "agency"}[record]
        lines.append(f"escalate when {word}.{known} is {chance.pick('unknown', 'known')}")
    if record != "contract":
        lines.append(f'message "{{{word}.name}} breaks the rule"')
    return "\n  ".join(lines)


def _head(chance: Chance, author: Author, name: str, subject: tuple[str, str, str]) -> list[str]:
    of, record, word = subject
    lines = [f'rule {name}\n  title "a rule"\n  severity {chance.pick("prohibit", "warn")}\n  cites "law 7"']
    if chance.once_in(3):
        lines.append(_in_force(chance))
    where = f" where {author.where(record, word)}" if chance.once_in(3) and record != "contract" else ""
    lines.append(f"applies to {of}{where}")
    if chance.once_in(4):
        lines.append(f"when {author.deal()}")
    if record != "contract" and chance.once_in(4):
        lines.append(
            'excludes components where component.class is in passive-components because "they hold none"'
        )
    return lines


def _in_force(chance: Chance) -> str:
    by = chance.pick(
        "check date",
        "delivery date",
        "delivery date, else check date",
        "award date, else check date",
        "award date",
    )
    when = chance.pick(
        window(chance),
        "from start-day",
        "from later of 2026-06-30 and start-day",
        "before earlier of start-day and 2027-01-01",
        "as tariff",
    )
    return f"in force {when} by {by}"


def _duty(chance: Chance, author: Author, name: str, subject: tuple[str, str, str]) -> str:
    _, record, word = subject
    what = {
        "component": f"{word}.origin, {word}.mass",
        "material": f"stages of {word} where stage is mined",
        "contract": "contract.value",
    }[record]
    return "\n  ".join([*_head(chance, author, name, subject), f"disclose {what}"])


def _exceptions(chance: Chance, author: Author, name: str, subject: tuple[str, str, str]) -> list[str]:
    _, record, word = subject
    found = []
    for index in range(chance.pick(1, 0, 2)):
        own = f"small-contract{'' if index == 0 and name == 'rule-0' else f'-{name}-{index}'}"
        lines = [f'exception {own} to {name}\n  cites "law 8"']
        if chance.once_in(4):
            lines.append(_in_force(chance))
        lines.append(f"when {author.deal() if chance.once_in(2) else author.whole(record, word)}")
        if chance.once_in(3):
            lines.append(f'but not when {author.whole(record, word)} cites "law 9"')
        found.append("\n  ".join(lines))
    return found
