"""Contract facts of a document, merged from its block `context` and from the context file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.bom.model import Element, MergedRecord, nested
from microdep_rules.bom.own_values import is_exact as is_exact_own_value
from microdep_rules.bom.own_values import plain
from microdep_rules.bom.schemas import schema
from microdep_rules.bom.spans import join
from microdep_rules.bom.statements import amount, are_disjoint, stated
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX, path_to

if TYPE_CHECKING:
    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

_CONTRACT = "contract"
_EVIDENCE = "evidence"
"""List of evidence. An empty list of evidence states no fact."""


class Contexts(Struct):
    """Contract facts of a document, and the files that state them."""

    contract: Element | None = None
    """Contract merged from the block and the context file."""
    sides: tuple[Element, ...] = ()
    """Contract facts of each file; the context file is first."""
    merged: dict[Element, MergedRecord] = field(default_factory=dict)
    """For each merged record, the records of the block and of the context file that were merged."""
    records: dict[tuple[Element, str], tuple[Element, ...]] = field(default_factory=dict)
    """Merged records inside a merged record; the key is the outer record and the name of its field."""
    problems: list[Diagnostic] = field(default_factory=list)


def merge(loaded: LoadedDocument, context: LoadedDocument | None) -> Contexts:
    """Return the contract facts of a document, with diagnostics about contradictions.

    If only the block or only the file states a fact, this statement is used. If both state the fact, but only
    one statement is exact, the exact statement is used. Lists are joined. Records inside the contract are
    merged by the same rules.
    """
    sides = []
    if context is not None and context.value is not None:
        data = {key: value for key, value in context.value.items() if key not in ("schema", "$schema")}
        sides.append(Element(_CONTRACT, _CONTRACT, data, "", None, _CONTRACT, context))
    if loaded.value is not None and "context" in loaded.value:
        data = loaded.value["context"]
        sides.append(Element(_CONTRACT, _CONTRACT, data, "/context", None, _CONTRACT, loaded))
    if len(sides) < 2:  # noqa: PLR2004 - two: the context file and the block
        return Contexts(sides[0] if sides else None, tuple(sides))
    contexts = Contexts(sides=tuple(sides))
    contexts.contract = _merge(contexts, sides[0], sides[1], None)
    return contexts


def _merge(contexts: Contexts, file: Element, block: Element, owner: Element | None) -> Element:
    data: dict[str, Any] = {}
    fields: dict[str, Element] = {}
    merged = Element(file.kind, file.id, data, file.pointer, owner, file.name, file.file)
    contexts.merged[merged] = MergedRecord((file, block), fields)
    types = {name: node.get("x-type", {}) for name, node in _properties(file.kind).items()}
    for name in dict.fromkeys((*file.data, *block.data)):
        in_file, in_block = file.data.get(name), block.data.get(name)
        fields[name] = block if in_file is None else file
        if in_file is None or in_block is None:
            data[name] = in_block if in_file is None else in_file
        elif isinstance(in_file, list):
            data[name] = [*in_file, *in_block]
            contexts.problems += _report_emptiness(file, block, name)
        elif types[name].get("type") == "record":
            (left,), (right,) = nested(merged, file, name), nested(merged, block, name)
            inner = _merge(contexts, left, right, merged)
            contexts.records[merged, name] = (inner,)
            data[name] = inner.data
        elif name == HOLDER:
            data[name] = _merge_own_facts(file, block, fields)
        else:
            contexts.problems += _report_difference(file, block, name, types[name])
            fields[name] = block if amount(in_file) is None and amount(in_block) is not None else file
            data[name] = fields[name].data[name]
    return merged


def _merge_own_facts(file: Element, block: Element, fields: dict[str, Element]) -> dict[str, Any]:
    """Return the custom facts (`ext`) of both files, and enter the file of each fact in `fields`.

    If the two files state different exact values, both values are possible. The check of custom fields
    reports the contradiction, because this check knows the kinds that packs declare.
    """
    in_file, in_block = file.data[HOLDER], block.data[HOLDER]
    merged = {}
    for name in dict.fromkeys((*in_file, *in_block)):
        first, second = in_file.get(name), in_block.get(name)
        is_in_block = name not in in_file or (
            name in in_block and not is_exact_own_value(first) and is_exact_own_value(second)
        )
        fields[PREFIX + name] = block if is_in_block else file
        merged[name] = second if is_in_block else first
        if is_exact_own_value(first) and is_exact_own_value(second) and plain(first) != plain(second):
            merged[name] = {"one_of": [plain(first), plain(second)]}
    return merged


def _properties(kind: str) -> dict[str, Any]:
    properties: dict[str, Any] = schema("context").records[kind]["properties"]
    return properties


def _report_emptiness(file: Element, block: Element, name: str) -> list[Diagnostic]:
    """Return a diagnostic if the list `name` is empty in the file but not in the block, or the reverse."""
    if name == _EVIDENCE or bool(file.data[name]) == bool(block.data[name]):
        return []
    values = ("not empty", "empty") if file.data[name] else ("empty", "not empty")
    return [report_contradiction(file, block, name, values)]


def _report_difference(file: Element, block: Element, name: str, type_: dict[str, Any]) -> list[Diagnostic]:
    in_file, in_block = file.data[name], block.data[name]
    if not are_disjoint(in_file, in_block, type_):
        return []
    return [report_contradiction(file, block, name, (stated(in_file), stated(in_block)))]


def report_contradiction(file: Element, block: Element, name: str, values: tuple[str, str]) -> Diagnostic:
    """Return the error for a fact with one value in the context file and another value in the document."""
    at = file.file.spans.value(join(file.pointer, *path_to(name)))
    other = block.file.spans.value(join(block.pointer, *path_to(name)))
    first, second = values
    return diagnose("bom/contradiction", at, "context", also=[other], field=name, first=first, second=second)
