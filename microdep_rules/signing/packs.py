"""Lines that a signer reads and signs: the rule packs of a record, with every change by the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, field

from microdep_rules.lists.words import format_list_line
from microdep_rules.signing.verdict_settings import LONGEST, VerdictSettings, name_of, setting_lines
from microdep_rules.vocabulary.blanks import as_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_PACKS = "no rule pack was run"
NONE_APPLIED = "NONE OF ITS RULES APPLIED"


class PackUse(Struct):
    """Rule pack of a record, or a data pack that a rule pack uses.

    `not_shipped` is the path of a pack that is not shipped with the program.
    """

    name: str
    version: str = ""
    not_shipped: str | None = None


class PackParameter(Struct):
    """Parameter of a pack: the value that the check used, and the value that the pack states."""

    name: str
    value: str = ""
    pack_value: str = ""


class OmittedRule(Struct):
    """Rule that the check did not apply because the configuration omits it."""

    rule: str


class RecordPack(PackUse):
    """Rule pack of a record, with its variant, parameters and number of applied rules."""

    reviewed: str | None = None
    variant: str | None = None
    uses: list[PackUse] = []
    parameters: list[PackParameter] = []
    rules_applied: int | None = None


class RecordedList(Struct):
    """Imported list of companies, such as the UFLPA Entity List, with its date, its size and its digest."""

    name: str
    day: str = ""
    entries: int = 0
    content: str = ""
    source: str = ""
    age_days: int = 0
    stale: bool = False


class RecordedSettings(VerdictSettings, frozen=True):
    """Rule packs and settings in a record that can change its verdicts."""

    packs: list[RecordPack] = field(default_factory=list)
    packs_not_run: list[str] = field(default_factory=list)
    rules_left_out: list[OmittedRule] = field(default_factory=list)
    company_lists: list[RecordedList] = field(default_factory=list)

    @property
    def unapplied(self) -> frozenset[str]:
        """Names of the packs that had no rule that applied to a component."""
        return frozenset(pack.name for pack in self.packs if pack.rules_applied == 0)


def pack_lines(used: RecordedSettings) -> tuple[str, ...]:
    """Return the lines about packs, company lists and settings that a signer reads and signs.

    Packs that need attention come first: changed copies of shipped packs, packs with omitted rules, and packs
    with a changed parameter.
    """
    without: dict[str, list[str]] = {}
    for omitted in used.rules_left_out:
        pack, _, rule = omitted.rule.partition("/")
        without.setdefault(pack, []).append(rule)
    lines = sorted(
        (
            not (_is_not_shipped(pack) or pack.name in without or _changed_parameters(pack)),
            _line_of_pack(pack, without),
        )
        for pack in used.packs
    )
    lists = (
        format_list_line(e.name, e.day, e.entries, e.content, e.source, age=e.age_days, stale=e.stale)
        for e in used.company_lists
    )
    return (
        *(line for _, line in lines),
        *([] if used.packs else [NO_PACKS]),
        *lists,
        *setting_lines(used),
        *([f"not run: {', '.join(used.packs_not_run)}"] if used.packs_not_run else []),
    )


def pack_lines_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lines of `pack_lines` for a record that is read from JSON.

    Pages, sheets and exports show these lines.
    """
    return pack_lines(convert(dict(record), RecordedSettings))


def _is_not_shipped(pack: RecordPack) -> bool:
    return any(used.not_shipped for used in (pack, *pack.uses))


def _changed_parameters(pack: RecordPack) -> list[str]:
    """Return texts such as `limit is 5 and not 3`, one for each parameter that the configuration changes."""
    return [
        f"{parameter.name} is {as_value(parameter.value, LONGEST)}"
        f" and not {as_value(parameter.pack_value, LONGEST)}"
        for parameter in pack.parameters
        if parameter.value != parameter.pack_value
    ]


def _line_of_pack(pack: RecordPack, without: Mapping[str, Sequence[str]]) -> str:
    line = f"{pack.name} {pack.version}".strip()
    line += f", variant {pack.variant}" if pack.variant else ""
    if rules := without.get(pack.name):
        line += f", WITHOUT {'ITS RULE' if len(rules) == 1 else 'ITS RULES'} {', '.join(rules)}"
    if changed := _changed_parameters(pack):
        line += f", CHANGED BY CONFIGURATION: {', '.join(changed)}"
    line += f", {NONE_APPLIED}" if pack.rules_applied == 0 else ""
    line += f", at {name_of(pack.not_shipped)}: NOT THE SHIPPED PACK" if pack.not_shipped else ""
    others = [f"{use.name} at {name_of(use.not_shipped)}" for use in pack.uses if use.not_shipped]
    return line + (f", which uses {', '.join(others)}: NOT THE SHIPPED PACK" if others else "")
