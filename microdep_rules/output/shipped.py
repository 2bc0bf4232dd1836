"""Packs that are not as they are shipped, as every output shows them: others of their name, or configured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.output.checked import PackUsed

NOT_SHIPPED = "not the shipped pack"


def pack_words(pack: Mapping[str, Any]) -> str:
    """A pack of a record by its name and version, and where it lies if it is not the shipped pack."""
    told = f"{pack['name']} {pack['version']}"
    others = [f"{each['name']} at {each['not_shipped']}" for each in pack["uses"] if each["not_shipped"]]
    if pack["not_shipped"]:
        told += f" at {visible(pack['not_shipped'])}, {NOT_SHIPPED}"
    return told + (f", which uses {visible(', '.join(others))}, {NOT_SHIPPED}" if others else "")


def posing(record: Mapping[str, Any]) -> list[str]:
    """The packs of a record that only have the name of a shipped one, or use such a one."""
    return [told for each in record["packs"] if NOT_SHIPPED in (told := pack_words(each))]


def path_words(path: str) -> str:
    """Return the path of a pack so that nobody takes it for the name of one.

    >>> path_words("dod-magnets"), path_words("rules/uas"), path_words(".")
    ('./dod-magnets', 'rules/uas', 'this folder')
    """
    if path == ".":
        return "this folder"
    return visible(path if "/" in path else f"./{path}")


def warnings(packs: Iterable[PackUsed]) -> Iterator[str]:
    """A line for each pack of a run, and each that these use, that only has the name of a shipped one."""
    seen: set[str] = set()
    waiting = list(packs)
    while waiting:
        each = waiting.pop(0)
        waiting += each.uses
        if each.not_shipped and each.not_shipped not in seen:
            seen.add(each.not_shipped)
            yield f"{NOT_SHIPPED}: {each.name} is read from {path_words(each.not_shipped)}"


def configured(record: Mapping[str, Any]) -> list[str]:
    """What the configuration changes in the packs of a record: parameters, and rules that are left out."""
    parameters = [
        parameter_words(pack["name"], each["name"], each["value"], each["pack_value"])
        for pack in record["packs"]
        for each in pack["parameters"]
    ]
    return [*parameters, *(left_out_words(each["rule"], each["reason"]) for each in record["rules_left_out"])]


def parameter_words(pack: str, name: str, value: str, stated: str) -> str:
    """A parameter that the configuration sets.

    >>> parameter_words("p", "share", "1 %", "2 %")
    'parameter p/share is 1 % by configuration; the pack says 2 %'
    """
    return f"parameter {pack}/{name} is {visible(value)} by configuration; the pack says {visible(stated)}"


def left_out_words(rule: str, reason: str) -> str:
    """A rule that the configuration leaves out.

    >>> left_out_words("p/r", "no such contract")
    'rule left out: p/r, because no such contract'
    """
    return f"rule left out: {rule}, because {visible(reason)}"
