"""Template of a pack that bans the companies on a list, for `microdep lists ban`."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Mapping

RULES, TABLE = "pack.rule", "companies.csv"
_PACK = """\
# Bans the companies in {table}. You may change this file; run `microdep test {name}` afterwards.
pack {name} version {day}
  title      "{title}"
  authority  "company policy"
  reviewed   {day}

# One company on each line of {table}. A company that is not in the list passes. A company with a similar
# name is unknown.
list banned of party
{empty}  from "{table}"

# `every listed component` is each component in the bill of materials. The rules do not ask what is inside it.
# To ask for unlisted components too, write `every component at any tier`.
# A maker is the manufacturer, or a company that did a production stage, such as a foundry.
rule banned-manufacturer
  title       "manufacturer is a banned company"
  severity    prohibit
  cites       "company policy: {table}"
{in_force}  applies to  every listed component
  forbid      any maker of component where maker.party is in banned{affiliates}
  message     "{{component.name}}: a manufacturer is on the list of banned companies"
  ask         "which company makes {{component.name}}?"
  fix         "use a component of another manufacturer"

{supplier_rule}# Examples: `microdep test {name}` runs them.
example fail of banned-manufacturer "a banned company makes it"
  {bom}component a, manufacturer "{banned}"
{context}  {expect}fail at a

{other_manufacturer}{supplier_examples}{before}"""
_EMPTY = """\
  # Each company has a first or last day. On a day without a banned company, the list is empty.
  empty      cites "company policy: {table}"
"""
_SUPPLIER_RULE = """\
# A supplier is the company that sells the component, or a stated seller of its inputs.
rule banned-supplier
  title       "supplier is a banned company"
  severity    prohibit
  cites       "company policy: {table}"
{in_force}  applies to  every listed component
  forbid      any supplier of component at any tier where supplier.party is in banned{affiliates}
  message     "{{component.name}}: the supplier is on the list of banned companies"
  ask         "which company supplies {{component.name}}?"
  fix         "buy the component from another supplier"

"""
_SUPPLIER_EXAMPLES = """
example fail of banned-supplier "a banned company sells it"
  {bom}component a, supplier "{banned}"
{context}  {expect}fail at a

{other_supplier}"""
_OTHER = """\
example pass of banned-{rule} "another company {verb} it"
  {bom}component a, {field} "{other}"
{context}  {expect}pass at a
"""
_OWNERS = """\
example unknown of banned-{rule} "the owners of another company are not stated"
  {bom}component a, {field} "{other}"
{context}  {expect}unknown at a
"""
_BEFORE = """
example not_applicable of banned-{rule} "on the day before the ban begins"
  {bom}component a, {rule} "{banned}"
  context  {moment} {before}
  {expect}not_applicable at a
"""
DAYS = ("delivery", "award", "import", "sale", "check")
"""Dates on which the start of a ban can depend."""


class BanStart(Struct, frozen=True):
    """First day of a ban, and the date that is compared with this day, such as the delivery date."""

    day: date
    by: str = "delivery"

    @property
    def moment(self) -> str:
        """Word for the compared date in the context of an example."""
        return "as-of" if self.by == "check" else self.by


class BanScope(Struct, frozen=True):
    """Companies and contracts to which a ban applies."""

    affiliates: str = ""
    """Percentage of ownership at which a company counts as an affiliate; empty without affiliates."""
    start: BanStart | None = None
    manufacturers_only: bool = False
    """True if the pack has no rule for suppliers."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Roles of a company for which the pack has a rule."""
        return ("manufacturer",) if self.manufacturers_only else ("manufacturer", "supplier")


def build_ban_pack(
    name: str,
    day: date,
    banned: str,
    other: str,
    scope: BanScope | None = None,
    *,
    banned_on: date | None = None,
) -> str:
    """Return the text of the rule file; `banned` and `other` are companies for the examples.

    If each company has a first or last day, `banned_on` is a day on which the company `banned` is banned.
    """
    scope = scope or BanScope()
    start = scope.start
    shape = _OWNERS if scope.affiliates else _OTHER
    context = f"  context  {start.moment} {start.day}\n" if start is not None else ""
    if banned_on is not None:
        context = f"  context  {start.moment if start is not None else 'as-of'} {banned_on}\n"
    width = len("context  " if context else "expect  ")
    words = {
        "bom": "bom".ljust(width),
        "expect": "expect".ljust(width),
        "context": context,
        "empty": _EMPTY.format(table=TABLE) if banned_on is not None else "",
        "table": TABLE,
        "banned": banned,
        "affiliates": f" with affiliates at {scope.affiliates} %" if scope.affiliates else "",
        "in_force": f"  in force    from {start.day} by {start.by} date\n" if start is not None else "",
    }
    supplier = shape.format(rule="supplier", verb="sells", field="supplier", other=other, **words)
    return _PACK.format(
        name=name,
        day=day,
        title="banned manufacturers; suppliers are not checked"
        if scope.manufacturers_only
        else "banned companies",
        before=_examples_before_start(scope, words),
        other_manufacturer=shape.format(
            rule="manufacturer", verb="makes", field="manufacturer", other=other, **words
        ),
        supplier_rule="" if scope.manufacturers_only else _SUPPLIER_RULE.format(**words),
        supplier_examples=""
        if scope.manufacturers_only
        else _SUPPLIER_EXAMPLES.format(other_supplier=supplier, **words),
        **words,
    )


def _examples_before_start(scope: BanScope, words: Mapping[str, str]) -> str:
    """Return the examples for the day before the ban begins."""
    start = scope.start
    if start is None or start.day == date.min:
        return ""
    before = days_later(start.day, -1)
    moment = {"moment": start.moment, "before": before}
    return "".join(_BEFORE.format(rule=rule, **moment, **words) for rule in scope.rules)


def add_pack(config: str, name: str, default: str) -> str:
    r"""Return the text of a configuration with one more pack under `packs`.

    >>> add_pack('packs = ["uas"]\n', "banned", "")
    'packs = ["uas", "banned"]\n'
    """
    packs_key = re.search(r"(?m)^packs\s*=\s*\[([^\]#]*?)(,?\s*)\]", config)
    if packs_key is not None:
        packs, end = packs_key[1], packs_key[2].replace(",", "")
        indented = re.search(r"\n[ \t]*", packs)
        between = f",{indented[0]}" if indented is not None else ", "
        added = f'{between if packs.strip() else ""}"{name}"'
        return f"{config[: packs_key.end(1)]}{added}{end}{config[packs_key.end() - 1 :]}"
    line = f'packs = ["{default}", "{name}"]\n'
    table = re.search(r"(?m)^\[tool\.microdep\][^\n]*\n", config)
    if table is not None:
        return config[: table.end()] + line + config[table.end() :]
    return line + config
