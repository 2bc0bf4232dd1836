"""Meanings of names: the vocabularies, the schema, the declarations of the packs, and elements in reach."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from microdep_rules.lang import ir
from microdep_rules.vocabulary.notions import (
    LISTED_STAGES,
    LISTED_TECHNOLOGIES,
    MAKERS,
    MAKING_STAGES,
    SUPPLIERS,
)
from microdep_rules.vocabulary.own_fields import is_own

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ast
    from microdep_rules.source import SourceFile
    from microdep_rules.vocabulary.fields import Field, RecordType
    from microdep_rules.vocabulary.terms import Vocabularies

COSTS = {
    "landed-cost": "landed",
    "purchase-price": "purchase-price",
    "manufacturing-cost": "manufacturing",
    "direct-cost": "direct",
    "direct-material-cost": "direct-material",
}
"""Quantities that are costs of one kind."""

ALIASES = {
    "item": "component",
    "items": "components",
    "child": "children",
}
"""Words that read better in some places and mean the same."""

GLOBALS = {"end-item": "component", "contract": "contract", "company": "company"}
"""Elements that are in reach everywhere, and their records."""

COMPONENT = ("component", "item")
"""The words by which a component goes."""


@dataclass(slots=True)
class DeclaredNames:
    """Everything declared, of this pack and of those it uses."""

    tables: dict[str, ir.Table] = field(default_factory=dict)
    parameters: dict[str, ir.Parameter] = field(default_factory=dict)
    measures: dict[str, ir.StatusTimeline] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    """Name of a definition to the record it is for."""
    variables: dict[str, str] = field(default_factory=dict)
    """Name of a definition to the word its element goes by."""
    quantities: dict[str, ir.Value | ir.ListNode | ir.SetNode] = field(default_factory=dict)
    fields: dict[str, ir.OwnField] = field(default_factory=dict)
    """Own fields, by record and key."""
    pending: dict[str, ast.Declaration] = field(default_factory=dict)
    """Quantities not looked at yet: they are lowered when first used."""
    broken: set[str] = field(default_factory=set)
    """Names whose declarations have mistakes: known, and not reported again."""

    def words(self) -> list[str]:
        """Return every declared name."""
        return [
            *self.tables,
            *self.parameters,
            *self.measures,
            *self.definitions,
            *self.quantities,
            *self.pending,
            *self.broken,
        ]


@dataclass(slots=True)
class Checker:
    """Shared state of the checker: names for lookup, and diagnostics."""

    records: dict[str, RecordType]
    vocabularies: Vocabularies
    names: DeclaredNames = field(default_factory=DeclaredNames)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    expanding: list[str] = field(default_factory=list)
    requirements: dict[str, list[ir.Cond | None]] = field(default_factory=dict)
    """Requirement of each rule, if it is valid, regardless of errors in its other clauses."""
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    """The files beside the rule files that tables may name, by their names."""

    def report(self, diagnostic: Diagnostic) -> None:
        """Keep a diagnostic."""
        self.diagnostics.append(diagnostic)

    def type_of(self, field_: Field) -> ir.Type:
        """Return the type of a schema field."""
        kind = field_.type.kind
        match kind:
            case "code":
                return ir.Type("code", field_.type.vocabulary or "")
            case "number" if is_own(field_.document_name):
                return ir.Type("number", field_.type.unit or "")
            case "reference" | "record":
                return ir.Type("element", field_.type.target or "")
            case "list":
                return ir.Type("list", field_.type.target or "")
            case "codes":
                return ir.Type("set", field_.type.vocabulary or "")
            case "texts":
                return ir.Type("set", "text")
            case "references":
                return ir.Type("list", field_.type.target or "")
            case _:
                return ir.Type(kind)

    def navigations(self, record: str) -> dict[str, tuple[str, str]]:
        """Return the lists of a record: word, singular or plural, to (canonical word, record)."""
        lists: dict[str, tuple[str, str]] = {}
        known = self.records.get(record)
        for name, field_ in known.fields.items() if known else ():
            if field_.type.kind not in {"list", "references"} or not field_.type.target:
                continue
            target = "component" if field_.type.target == "usage" else field_.type.target
            lists[name] = (field_.document_name, target)
            if name != "children":
                lists.setdefault(field_.type.target, (field_.document_name, target))
        if record == "component":
            for word in ("component", "components"):
                lists[word] = ("components", "component")
            for word in ("enclosing-item", "enclosing-items"):
                lists[word] = ("enclosing-items", "component")
            lists["children"] = lists["child"] = ("children", "component")
            lists["maker"] = lists["makers"] = (MAKERS, "maker")
            lists["supplier"] = lists["suppliers"] = (SUPPLIERS, "supplier")
            lists["making-stage"] = lists["making-stages"] = (MAKING_STAGES, "stage")
            lists["listed-stage"] = lists["listed-stages"] = (LISTED_STAGES, "stage")
            lists["listed-technology"] = lists["listed-technologies"] = (LISTED_TECHNOLOGIES, "technology")
        if record in {"material", "component"}:
            lists.setdefault("input", ("inputs", "input"))
        return lists

    def measures(self, record: str) -> dict[str, ir.Measure]:
        """Return the quantities that elements of a record state."""
        measures = {}
        known = self.records.get(record)
        for name, field_ in known.fields.items() if known else ():
            kind = field_.type.kind
            if kind in {"mass", "money", "number", "percent", "density"}:
                measures[name] = ir.Measure(name, field_.document_name, ir.Type(kind))
        if record == "component":
            for word, cost in COSTS.items():
                measures[word] = ir.Measure(word, "costs", ir.Type("money"), cost)
        return measures

    def dates(self) -> dict[str, str]:
        """Return the dates of the contract: as rules write them, to their keys."""
        fields = self.records["contract"].fields
        keys = {n: f.document_name for n, f in fields.items() if f.type.kind == "date"}
        return {name.replace("_", "-"): key for name, key in keys.items()}


ELEMENTS = (
    "component",
    "item",
    "material",
    "stage",
    "input",
    "party",
    "maker",
    "supplier",
    "determination",
    "owner",
)
"""The words by which elements go."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The elements in reach, by the words they go by."""

    variables: dict[str, str] = field(default_factory=dict)
    steering: bool = False
    """True if `is known` is allowed here."""

    def having(self, variable: str, record: str) -> Scope:
        """Return the scope with one more element."""
        further_out = {name: own for name, own in self.variables.items() if name != variable}
        return replace(self, variables={**further_out, variable: record})

    def steering_words(self) -> Scope:
        """Return the scope of a message or question."""
        return replace(self, steering=True)

    def nearest_component(self, word: str) -> str | None:
        """Component that `component` or `item` stands for where none goes by it: the one nearest in."""
        if word not in COMPONENT or word in self.variables:
            return None
        near = [name for name, record in self.variables.items() if record == "component"]
        return near[-1] if near else None

    def record(self, word: str) -> str | None:
        """Return the record of the element that goes by this word, if one does."""
        if word in self.variables:
            return self.variables[word]
        if word in GLOBALS:
            return GLOBALS[word]
        implied = self.implied().get(word)
        return implied[1] if implied else None

    def implied(self) -> dict[str, tuple[str, str]]:
        """Holders of the elements in reach: word to (the variable it is reached from, its record)."""
        holders: dict[str, tuple[str, str]] = {}
        for name, record in self.variables.items():
            if record in {"material", "stage", "input"}:
                holders.update({word: (name, "component") for word in COMPONENT if word not in holders})
            if record in {"stage", "input"}:
                holders.setdefault("material", (name, "material"))
            if record == "component":
                holders.update({word: (name, "component") for word in COMPONENT if word not in holders})
        return holders

    def words(self) -> Iterable[str]:
        """Return every word in reach."""
        return [*self.variables, *GLOBALS, *self.implied()]


def everything(scope: Scope) -> Scope:
    """Return a scope in which every kind of element is in reach."""
    for word in ELEMENTS:
        if word not in scope.variables:
            scope = scope.having(word, ALIASES.get(word, word))
    return scope
