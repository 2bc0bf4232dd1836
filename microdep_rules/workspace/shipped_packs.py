"""Packs that are shipped with the program: names of packs and rules, found by a search in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.folders import names_ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RULE = pattern(r"\nrule[ \t]+(?P<name>[\w-]+)")
"""Pattern of a rule's first line; the text must begin with an empty line, which makes the search faster."""
_FORMERLY = r"\bformerly\s+([\w-]+/[\w-]+)"
_VARIANT = r"\bvariant\s+([a-z][\w-]*)"
_QUOTED = r'"[^"\n]*"|#.*'
"""Pattern of quoted texts and comments, which are removed before a search for keywords."""


def list_packs() -> list[str]:
    """Return the names of all shipped packs."""
    return [folder.name for folder in names_ending(rules_folder(), "") if names_ending(folder, ".rule")]


def list_packs_with_rules() -> list[str]:
    """Return the names of the shipped packs that have rules.

    The other packs have only lists and tables, which rules of other packs use.
    """
    return [
        folder.name
        for folder in names_ending(rules_folder(), "")
        if any(map(_has_rule, names_ending(folder, ".rule")))
    ]


def _has_rule(path: Path) -> bool:
    """Return whether a rule file contains a rule.

    The function searches bytes before it decodes them, because decoding is slow and every check calls it for
    every pack.
    """
    text = b"\n" + path.read_bytes()
    return b"\nrule" in text and _RULE.search(text.decode()) is not None


def list_rules() -> list[str]:
    """Return the names of all rules of shipped packs, as `PACK/RULE`."""
    return [
        f"{name}/{match['name']}"
        for name in list_packs()
        for text in _texts(name)
        for match in _RULE.finditer(text)
    ]


def rules_in(text: str) -> list[str]:
    """Return the names of the rules in a rule file, without the name of the pack."""
    return [match["name"] for match in _RULE.finditer("\n" + text)]


def list_former_rules() -> list[str]:
    """Return the former names of renamed rules of shipped packs, as `PACK/RULE`."""
    texts = (re.sub(_QUOTED, "", text) for name in list_packs() for text in _texts(name))
    return [former for text in texts for former in re.findall(_FORMERLY, text)]


def list_variants() -> list[str]:
    """Return the variants of shipped packs, as `PACK=NAME`."""
    result = []
    for pack in list_packs():
        names = {name for text in _texts(pack) for name in re.findall(_VARIANT, re.sub(_QUOTED, "", text))}
        result += [f"{pack}={name}" for name in sorted(names)]
    return result


def _texts(name: str) -> Iterator[str]:
    for path in names_ending(rules_folder() / name, ".rule"):
        yield "\n" + path.read_bytes().decode()
