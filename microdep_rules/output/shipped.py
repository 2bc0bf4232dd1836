"""Packs that differ from the shipped packs with the same names, in files or in configured parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.output.checked import PackUsed

NOT_SHIPPED = "not the shipped pack"


def pack_words(pack: Mapping[str, Any]) -> str:
    """Return the name and version of a pack, with its path if it differs from the shipped pack."""
    text = f"{pack['name']} {pack['version']}"
    others = [f"{pack_['name']} at {pack_['not_shipped']}" for pack_ in pack["uses"] if pack_["not_shipped"]]
    if pack["not_shipped"]:
        text += f" at {visible(pack['not_shipped'])}, {NOT_SHIPPED}"
    return text + (f", which uses {visible(', '.join(others))}, {NOT_SHIPPED}" if others else "")


def posing(record: Mapping[str, Any]) -> list[str]:
    """Return the packs with the name of a shipped pack and other files, and all packs that use them."""
    return [text for pack in record["packs"] if NOT_SHIPPED in (text := pack_words(pack))]


def path_words(path: str) -> str:
    """Return the path of a pack, changed so that it does not look like the name of a pack.

    >>> path_words("dod-magnets"), path_words("rules/uas"), path_words(".")
    ('./dod-magnets', 'rules/uas', 'this folder')
    """
    place = from_here(path)
    if place == ".":
        return "this folder"
    return visible(place if "/" in place or place == ".." else f"./{place}")


def warnings(packs: Iterable[PackUsed]) -> Iterator[str]:
    """Yield a warning for each pack with the name of a shipped pack and other files.

    Packs that other packs use are included.
    """
    seen: set[str] = set()
    waiting = list(packs)
    while waiting:
        pack = waiting.pop(0)
        waiting += pack.uses
        if pack.not_shipped and pack.not_shipped not in seen:
            seen.add(pack.not_shipped)
            yield f"{NOT_SHIPPED}: {pack.name} is read from {path_words(pack.not_shipped)}"


def configured(record: Mapping[str, Any]) -> list[str]:
    """Return the changes that the configuration makes to packs: parameters and excluded rules."""
    parameters = [
        parameter_words(pack["name"], parameter["name"], parameter["value"], parameter["pack_value"])
        for pack in record["packs"]
        for parameter in pack["parameters"]
    ]
    return [*parameters, *(left_out_words(rule["rule"], rule["reason"]) for rule in record["rules_left_out"])]


def parameter_words(pack: str, name: str, value: str, stated: str) -> str:
    """Return the text about a parameter that the configuration sets.

    >>> parameter_words("p", "share", "1 %", "2 %")
    'parameter p/share is 1 % by configuration; the pack states 2 %'
    """
    return f"parameter {pack}/{name} is {visible(value)} by configuration; the pack states {visible(stated)}"


def left_out_words(rule: str, reason: str) -> str:
    """Return the text about a rule that the configuration excludes.

    >>> left_out_words("p/r", "no such contract")
    'rule excluded by configuration: p/r, because no such contract'
    """
    return f"rule excluded by configuration: {rule}, because {visible(reason)}"
