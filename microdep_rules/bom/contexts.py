"""The context of a deal: the block in a document and the file beside it, merged or in contradiction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.errors import links as say
from microdep_rules.bom.errors.quoting import shown
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element
from microdep_rules.bom.spans import join

if TYPE_CHECKING:
    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic

_CONTRACT = "contract"

Merged = tuple[Element | None, tuple[Element, ...], dict[str, Element], list["Diagnostic"]]


def merge(loaded: Loaded, context: Loaded | None) -> Merged:
    """The merged contract, the contract of each file, which of them each field is from, and contradictions.

    A fact that only one of them states, or states exactly, is taken from that one; lists are added.
    """
    sides = []
    if context is not None and context.value is not None:
        data = {key: value for key, value in context.value.items() if key not in ("schema", "$schema")}
        sides.append(Element(_CONTRACT, _CONTRACT, data, "", None, _CONTRACT, context))
    if loaded.value is not None and "context" in loaded.value:
        data = loaded.value["context"]
        sides.append(Element(_CONTRACT, _CONTRACT, data, "/context", None, _CONTRACT, loaded))
    if not sides:
        return None, (), {}, []
    first, *rest = sides
    if not rest:
        return first, (first,), dict.fromkeys(first.data, first), []
    data, fields, problems = _merge(first, rest[0])
    merged = Element(_CONTRACT, _CONTRACT, data, first.pointer, None, _CONTRACT, first.file)
    return merged, (first, rest[0]), fields, problems


def _merge(file: Element, block: Element) -> tuple[dict[str, Any], dict[str, Element], list[Diagnostic]]:
    data: dict[str, Any] = {}
    fields: dict[str, Element] = {}
    problems: list[Diagnostic] = []
    for name in dict.fromkeys((*file.data, *block.data)):
        mine, theirs = file.data.get(name), block.data.get(name)
        if mine is None or theirs is None:
            data[name] = theirs if mine is None else mine
            fields[name] = block if mine is None else file
        elif isinstance(mine, list):
            data[name], fields[name] = [*mine, *theirs], file
        elif name in ("company", "ext"):
            problems += _differences(file, block, name)
            data[name], fields[name] = {**theirs, **mine}, file
        else:
            problems += _difference(file, block, name)
            prefer = block if _amount(mine) is None and _amount(theirs) is not None else file
            data[name], fields[name] = prefer.data[name], prefer
    return data, fields, problems


def _differences(file: Element, block: Element, name: str) -> list[Diagnostic]:
    """The contradictions of a nested record; what is under `ext` contradicts nothing."""
    if name == "ext":
        return []
    common = [key for key in file.data[name] if key in block.data[name]]
    return [said for key in common for said in _difference(file, block, name, key)]


def _difference(file: Element, block: Element, *path: str) -> list[Diagnostic]:
    mine, theirs = _at(file.data, path), _at(block.data, path)
    left, right = _amount(mine), _amount(theirs)
    if left is None or right is None or left == right:
        return []
    at = file.file.spans.value(join(file.pointer, *path))
    other = block.file.spans.value(join(block.pointer, *path))
    return [say.context_contradiction(path[-1], (_shown(mine), _shown(theirs)), at, other)]


def _at(data: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = data
    for step in path:
        value = value[step]
    return value


def _amount(raw: Any) -> Any:
    """What a fact states, in a form in which equal facts are equal; nothing when it is not exact."""
    if isinstance(raw, dict) and "amount" in raw:
        number = bounds(raw["amount"]).exact
        return None if number is None else (number, raw["currency"])
    if isinstance(raw, list):
        return None
    return exact(raw)


def _shown(raw: Any) -> str:
    if isinstance(raw, dict) and "amount" in raw:
        return shown(f"{raw['amount']} {raw['currency']}")
    return shown(exact(raw))
