"""Files that `microdep new` writes, made from templates, and a check of the names of these files."""

from __future__ import annotations

import json
from string import Template
from typing import TYPE_CHECKING

from microdep_rules.bom.scalars import plain_scalar
from microdep_rules.diagnostics import PHASES
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import starter_text
from microdep_rules.vocabulary.slugs import is_readable, slug
from microdep_rules.workspace import shipped_packs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

COUNTRIES = "restricted-countries.csv"
"""Name of the example list in a new pack."""
LONGEST = 60
"""Maximum length of a name."""
ENDINGS = (".rule", ".csv", ".yaml", ".yml")
_NAME = pattern(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PLAIN = pattern(r"[A-Za-z][\w./-]*")
_SEPARATORS = pattern(r"[/\\]")


def new_pack(name: str, day: date) -> dict[str, str]:
    """Return the files of a new pack, from file name to text: a rule with examples, and a list.

    `day` is the review date of the pack.
    """
    return {"pack.rule": _filled("pack.rule", name=name, day=day), COUNTRIES: starter_text(COUNTRIES)}


def new_rule(name: str) -> dict[str, str]:
    """Return the file of a new rule with its examples: a dictionary from the file name to the text."""
    return {f"{name}.rule": _filled("rule.rule", name=name)}


def new_list(name: str, kind: str) -> dict[str, str]:
    """Return a rule file with a list and a rule that uses the list, and a CSV file with the entries."""
    return {
        f"{name}.rule": _filled(f"list-{kind}.rule", name=name),
        f"{name}.csv": _filled(f"list-{kind}.csv", name=name),
    }


def new_table(name: str) -> dict[str, str]:
    """Return a rule file with a table and a rule that uses the table, and a CSV file with the values."""
    return {
        f"{name}.rule": _filled("table.rule", name=name),
        f"{name}.csv": _filled("table.csv", name=name),
    }


def new_waiver(name: str, rule: str, components: Sequence[str], day: date) -> dict[str, str]:
    """Return a waiver file with one waiver, in which a person still has to complete some fields.

    `day` is the first day of the waiver. The file has errors until all fields are complete.
    """
    named = ", ".join(map(_as_yaml_text, components))
    return {f"{name}.yaml": _filled("waiver.yaml", name=name, rule=rule, components=named, day=day)}


def example_bom(schemas: str) -> str:
    """Return an example of a bill of materials; `schemas` is the folder of the JSON schemas for editors."""
    return _filled("bom.yaml", schemas=schemas)


def _as_yaml_text(text: str) -> str:
    """Return a text for a YAML list; in quotes, if YAML could read it in another way.

    >>> [_as_yaml_text(each) for each in ("motor-1", "12", "true", "a: b")]
    ['motor-1', '"12"', '"true"', '"a: b"']
    """
    is_plain = _PLAIN.fullmatch(text) is not None and plain_scalar(text) == text
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _filled(template: str, **values: object) -> str:
    return Template(starter_text(template)).substitute(values)


def find_name_mistake(kind: str, name: str) -> str:
    """Return the reason why a new pack, rule or other file must not have the name `name`, with a fix.

    Return an empty text for an allowed name.

    >>> find_name_mistake("rule", "Unit Price")
    '`Unit Price` is not a name of lowercase letters, digits and dashes; write it as unit-price'
    >>> find_name_mistake("rule", "unit-price")
    ''
    """
    *folders, last = _SEPARATORS.split(name)
    if folders:
        better = _better_name(kind, last) or "NAME"
        command = f"microdep new {kind} {better} --into {'/'.join(folders) or '/'}"
        return f"`{name}` is a path; name the folder with --into: {command}"
    if name in RESERVED:
        return f"`{name}` is a word of the rule language; write it as company-{name}"
    if _NAME.fullmatch(name) is None or len(name) > LONGEST:
        wrong = f"`{name}` is not a name of lowercase letters, digits and dashes"
        if len(name) > LONGEST:
            wrong = f"the name has {len(name)} characters; at most {LONGEST} are possible"
        better = _better_name(kind, name)
        return f"{wrong}; write it as {better}" if better else f"{wrong}; use the letters a to z"
    from microdep_rules.lang.declare import MISTAKEN  # every check imports the names of starter files

    first, dash, _ = name.partition("-")
    if dash and first in MISTAKEN and kind in {"list", "table"}:
        return f"`{name}` begins with `{first}`, which is a word of conditions; write it as company-{name}"
    if kind == "pack" and name in PHASES:
        return f"`{name}` is a group of diagnostics; write it as company-{name}"
    if kind == "pack" and name in shipped_packs.list_packs():
        return f"`{name}` is a pack of microdep; write it as company-{name}"
    return ""


def _better_name(kind: str, name: str) -> str:
    """Return an allowed name made from a wrong name; an empty text if this is not possible."""
    for ending in ENDINGS:
        name = name.removesuffix(ending)
    better = slug(name)[:LONGEST].strip("-")
    if better[:1].isdigit():
        better = f"{kind}-{better}"
    is_possible = is_readable(name) and any(letter.isalnum() for letter in name)
    return better if is_possible and not find_name_mistake(kind, better) else ""
