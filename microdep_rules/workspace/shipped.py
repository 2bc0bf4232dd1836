"""The packs that come with the product: what they are called and what is in them, without parsing them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.resources import rules_folder
from microdep_rules.workspace.folders import ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RULE = pattern(r"\nrule[ \t]+(?P<name>[\w-]+)")
"""In a text that begins with an empty line: what begins with a letter that is written out is found sooner."""
_FORMERLY = r"\bformerly\s+([\w-]+/[\w-]+)"
_VARIANT = r"\bvariant\s+([a-z][\w-]*)"
_QUOTED = r'"[^"\n]*"|#.*'
"""Texts and comments, in which a word means nothing."""


def packs() -> list[str]:
    """Their names."""
    return [each.name for each in ending(rules_folder(), "") if ending(each, ".rule")]


def packs_with_rules() -> list[str]:
    """Those of them that judge anything; the others hold lists and tables that packs share."""
    return [each.name for each in ending(rules_folder(), "") if any(map(_has_rule, ending(each, ".rule")))]


def _has_rule(path: Path) -> bool:
    """Return whether a file has a rule; it is not decoded, since every check asks this of every pack."""
    text = b"\n" + path.read_bytes()
    return b"\nrule" in text and _RULE.search(text.decode()) is not None


def rules() -> list[str]:
    """Their rules by their full names."""
    return [
        f"{name}/{each['name']}" for name in packs() for text in _texts(name) for each in _RULE.finditer(text)
    ]


def rules_in(text: str) -> list[str]:
    """The names of the rules in a rule file, without its pack."""
    return [each["name"] for each in _RULE.finditer("\n" + text)]


def former_rules() -> list[str]:
    """The full names that rules of theirs had before."""
    texts = (re.sub(_QUOTED, "", text) for name in packs() for text in _texts(name))
    return [former for text in texts for former in re.findall(_FORMERLY, text)]


def variants() -> list[str]:
    """Their variants, as `PACK=NAME`."""
    found = []
    for pack in packs():
        names = {name for text in _texts(pack) for name in re.findall(_VARIANT, re.sub(_QUOTED, "", text))}
        found += [f"{pack}={name}" for name in sorted(names)]
    return found


def _texts(name: str) -> Iterator[str]:
    for path in ending(rules_folder() / name, ".rule"):
        yield "\n" + path.read_bytes().decode()
