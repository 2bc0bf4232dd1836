"""Template of a pack that bans the companies on a list, for `microdep lists ban`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

RULES, TABLE = "pack.rule", "companies.csv"
_PACK = """\
# Bans the companies of {table}. The file is yours: change it, and run `microdep test {name}` afterwards.
pack {name} version {day}
  title      "banned companies"
  authority  "company policy"
  reviewed   {day}

# One company on each line of {table}. A company that is not in it passes.
list banned of party
  from "{table}"

# The manufacturer, and every company that did a production stage: a foundry, an assembler.
rule banned-manufacturer
  title       "manufacturer is a banned company"
  severity    prohibit
  cites       "company policy: {table}"
  applies to  every component at any tier
  forbid      any maker of component where maker.party is in banned{affiliates}
  message     "{{component.name}}: a manufacturer is on the list of banned companies"
  ask         "which company makes {{component.name}}?"
  fix         "use a component of another manufacturer"

# The company that sells the component, or is stated to have sold its inputs.
rule banned-supplier
  title       "supplier is a banned company"
  severity    prohibit
  cites       "company policy: {table}"
  applies to  every component at any tier
  forbid      any supplier of component at any tier where supplier.party is in banned{affiliates}
  message     "{{component.name}}: the supplier is on the list of banned companies"
  ask         "which company supplies {{component.name}}?"
  fix         "buy the component from another supplier"

# `microdep test {name}` runs these.
example fail of banned-manufacturer "a banned company makes it"
  bom     component a, manufacturer "{banned}"
  expect  fail at a

{other_manufacturer}
example fail of banned-supplier "a banned company sells it"
  bom     component a, supplier "{banned}"
  expect  fail at a

{other_supplier}"""
_OTHER = """\
example pass of banned-{rule} "another company {verb} it"
  bom     component a, {field} "{other}"
  expect  pass at a
"""
_OWNERS = """\
example unknown of banned-{rule} "the owners of another company are not stated"
  bom     component a, {field} "{other}"
  expect  unknown at a
"""


def build_ban_pack(name: str, day: date, banned: str, other: str, affiliates: str = "") -> str:
    """Return the text of the rule file; `banned` and `other` are companies for the examples.

    With `affiliates`, a percentage, affiliates of a banned company are banned, too.
    """
    shape = _OWNERS if affiliates else _OTHER
    return _PACK.format(
        name=name,
        day=day,
        table=TABLE,
        banned=banned,
        affiliates=f" with affiliates at {affiliates} %" if affiliates else "",
        other_manufacturer=shape.format(rule="manufacturer", verb="makes", field="manufacturer", other=other),
        other_supplier=shape.format(rule="supplier", verb="sells", field="supplier", other=other),
    )


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
