"""Template of a pack that bans the companies on a list, for `microdep lists ban`."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from microdep_rules.vocabulary.days import days_later

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RULES, TABLE = "pack.rule", "companies.csv"
_PACK = """\
# Bans the companies in {table}. You may change this file; run `microdep test {name}` afterwards.
pack {name} version {day}
  title      "{title}"
  authority  "company policy"
  reviewed   {day}

# One company on each line of {table}. A company that is not in the list passes. A company with a similar
# name is unknown.
{dates}list banned of party
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

{other_manufacturer}{supplier_examples}{alias}{dated}{before}"""
_DATES = """\
# `from` and `through` are the first and last day of the ban of a company. The rules compare them with
# {basis}.
"""
_ALIAS = """
example fail of banned-{rule} "a banned company makes it, under another name"
  {bom}component a, {rule} "{other_name}"
{context}  {expect}fail at a
"""
_FIRST_DAY = """
example fail of banned-{rule} "on the first day of the ban of {company}"
  bom      component a, {rule} "{company}"
  context  {moment} {first}
  expect   fail at a
"""
_DAY_BEFORE = """
example {verdict} of banned-{rule} "on the day before the ban of {company}"
  bom      component a, {rule} "{company}"
  context  {moment} {before}
  expect   {verdict} at a
"""
_EMPTY = """\
  # Each company has a first or last day. `empty` states that the list is complete on days without a ban.
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
        """Name of the compared date in the `context` of an example, such as `delivery`."""
        return "as-of" if self.by == "check" else self.by


class DatedCompany(Struct, frozen=True):
    """Banned company with the first day of its ban; no other company of the list has a similar name."""

    name: str
    first: date


class BanScope(Struct, frozen=True):
    """Companies and contracts to which a ban applies."""

    affiliates: str = ""
    """Percentage of ownership at which a company counts as an affiliate; empty if affiliates are not banned.
    """
    start: BanStart | None = None
    manufacturers_only: bool = False
    """True if the pack has no rule for suppliers."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Roles of a company for which the pack has a rule."""
        return ("manufacturer",) if self.manufacturers_only else ("manufacturer", "supplier")


class BanExamples(Struct, frozen=True):
    """Companies and days for the examples of the pack."""

    banned: str
    other: str
    """Company that is not banned."""
    other_name: str = ""
    """Other name of the company `banned`; empty if no example uses another name."""
    banned_on: date | None = None
    """Day on which the company `banned` is banned; `None` if a company without first and last day exists."""
    has_days: bool = False
    """True if a company has a first or last day."""
    dated: tuple[DatedCompany, ...] = ()
    """Companies with different first days."""


def compared_date(scope: BanScope) -> str:
    """Return the date with which the rules compare the first and last days of the companies.

    >>> compared_date(BanScope())
    'the delivery date; if no delivery date is stated, with the check date'
    """
    start = scope.start
    if start is None:
        return "the delivery date; if no delivery date is stated, with the check date"
    return f"the {start.by} date"


def build_ban_pack(name: str, day: date, examples: BanExamples, scope: BanScope | None = None) -> str:
    """Return the text of the rule file; `day` is the version of the pack."""
    scope = scope or BanScope()
    start, banned_on = scope.start, examples.banned_on
    banned, other = examples.banned, examples.other
    has_days = examples.has_days or banned_on is not None
    shape = _OWNERS if scope.affiliates else _OTHER
    context = f"  context  {start.moment} {start.day}\n" if start is not None else ""
    if banned_on is not None:
        context = f"  context  {start.moment if start is not None else 'as-of'} {banned_on}\n"
    width = len("context  " if context else "expect  ")
    in_force = f"  in force    from {start.day} by {start.by} date\n" if start is not None else ""
    if start is None and has_days:
        in_force = "  in force    by delivery date, else check date\n"
    words = {
        "bom": "bom".ljust(width),
        "expect": "expect".ljust(width),
        "context": context,
        "dates": _DATES.format(basis=compared_date(scope)) if has_days else "",
        "empty": _EMPTY.format(table=TABLE) if banned_on is not None else "",
        "table": TABLE,
        "banned": banned,
        "affiliates": f" with affiliates at {scope.affiliates} %" if scope.affiliates else "",
        "in_force": in_force,
    }
    alias = _ALIAS.format(rule="manufacturer", other_name=examples.other_name, **words)
    supplier = shape.format(rule="supplier", verb="sells", field="supplier", other=other, **words)
    return _PACK.format(
        name=name,
        day=day,
        title="banned manufacturers; suppliers are not checked"
        if scope.manufacturers_only
        else "banned companies",
        alias=alias if examples.other_name else "",
        dated=_examples_of_dates(examples.dated, scope),
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


def _examples_of_dates(companies: Sequence[DatedCompany], scope: BanScope) -> str:
    """Return the examples for the first day of the ban of each company, and for the day before.

    Only the first company has examples of both rules, because both rules read the same list.
    """
    start = scope.start
    texts = []
    for company in companies:
        values = {
            "company": company.name,
            "moment": start.moment if start is not None else "delivery",
            "first": company.first,
            "before": days_later(company.first, -1),
            "verdict": "unknown" if scope.affiliates else "pass",
        }
        rules = scope.rules if company is companies[0] else scope.rules[:1]
        texts += [
            template.format(rule=rule, **values) for rule in rules for template in (_FIRST_DAY, _DAY_BEFORE)
        ]
    return "".join(texts)


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
