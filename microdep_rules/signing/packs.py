"""The rule packs of a record as a signer reads and signs them, with all that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, field

from microdep_rules.lists.words import list_line
from microdep_rules.signing.shaping import LONGEST, Shaped, name_of, shape_lines
from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_PACKS = "no rule pack was run"
NONE_APPLIED = "NONE OF ITS RULES APPLIED"


class Used(Struct):
    """A rule pack of a record, or data that one uses, and where it is if it is not the shipped one."""

    name: str
    version: str = ""
    not_shipped: str | None = None


class Parameter(Struct):
    """A parameter of a pack, with its value in this run and in the pack."""

    name: str
    value: str = ""
    pack_value: str = ""


class LeftOut(Struct):
    """A rule that the configuration leaves out."""

    rule: str


class Pack(Used):
    """A rule pack of a record, as far as it says which rules were run."""

    reviewed: str | None = None
    variant: str | None = None
    uses: list[Used] = []
    parameters: list[Parameter] = []
    rules_applied: int | None = None


class Published(Struct):
    """A list of companies that was imported, as far as it says which one it is."""

    name: str
    day: str = ""
    entries: int = 0
    content: str = ""
    source: str = ""
    age_days: int = 0
    stale: bool = False


class PacksUsed(Shaped, frozen=True):
    """What of a record is no document: its rule packs, and what else shapes a verdict."""

    packs: list[Pack] = field(default_factory=list)
    packs_not_run: list[str] = field(default_factory=list)
    rules_left_out: list[LeftOut] = field(default_factory=list)
    company_lists: list[Published] = field(default_factory=list)

    @property
    def unapplied(self) -> frozenset[str]:
        """The packs of which no rule applied to anything."""
        return frozenset(pack.name for pack in self.packs if pack.rules_applied == 0)


def pack_lines(used: PacksUsed) -> tuple[str, ...]:
    """The rule packs as a signer reads and signs them, what changes them, and what else shapes a verdict.

    First come those that only have the name of a shipped one, those without a rule of theirs, and those
    with another parameter.
    """
    without: dict[str, list[str]] = {}
    for each in used.rules_left_out:
        pack, _, rule = each.rule.partition("/")
        without.setdefault(pack, []).append(rule)
    lines = sorted(
        (not (_is_other(each) or each.name in without or _changed(each)), _line_of_pack(each, without))
        for each in used.packs
    )
    lists = (
        list_line(e.name, e.day, e.entries, e.content, e.source, age=e.age_days, stale=e.stale)
        for e in used.company_lists
    )
    return (
        *(line for _, line in lines),
        *([] if used.packs else [NO_PACKS]),
        *lists,
        *shape_lines(used),
        *([f"not run: {', '.join(used.packs_not_run)}"] if used.packs_not_run else []),
    )


def pack_lines_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The same of a record as data: for every page, sheet and export."""
    return pack_lines(convert(dict(record), PacksUsed))


def _is_other(pack: Pack) -> bool:
    return any(each.not_shipped for each in (pack, *pack.uses))


def _changed(pack: Pack) -> list[str]:
    """Parameters of which the configuration states another value than the pack does."""
    return [
        f"{parameter.name} is {as_value(parameter.value, LONGEST)}"
        f" and not {as_value(parameter.pack_value, LONGEST)}"
        for parameter in pack.parameters
        if parameter.value != parameter.pack_value
    ]


def _line_of_pack(pack: Pack, without: Mapping[str, Sequence[str]]) -> str:
    line = f"{pack.name} {pack.version}".strip()
    line += f", variant {pack.variant}" if pack.variant else ""
    if rules := without.get(pack.name):
        line += f", WITHOUT {'ITS RULE' if len(rules) == 1 else 'ITS RULES'} {', '.join(rules)}"
    if changed := _changed(pack):
        line += f", CHANGED BY CONFIGURATION: {', '.join(changed)}"
    line += f", {NONE_APPLIED}" if pack.rules_applied == 0 else ""
    line += f", at {name_of(pack.not_shipped)}: NOT THE SHIPPED PACK" if pack.not_shipped else ""
    others = [f"{use.name} at {name_of(use.not_shipped)}" for use in pack.uses if use.not_shipped]
    return line + (f", which uses {', '.join(others)}: NOT THE SHIPPED PACK" if others else "")
