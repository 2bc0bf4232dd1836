"""Meaning of each name in a rule: an element in scope, a declaration, or a word of a vocabulary."""

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
"""Names of quantities that are costs, such as `purchase-price`, and the kind of each cost in documents."""

ALIASES = {
    "item": "component",
    "items": "components",
    "child": "children",
}
"""Words such as `item` that an author may use in place of other words, such as `component`."""

GLOBALS = {"end-item": "component", "contract": "contract", "company": "company"}
"""Elements that are in scope everywhere, and the kind of record of each."""

COMPONENT = ("component", "item")
"""Words that name a component in a rule."""


@dataclass(slots=True)
class DeclaredNames:
    """Declared names of this pack and of the packs that it uses."""

    tables: dict[str, ir.Table] = field(default_factory=dict)
    parameters: dict[str, ir.Parameter] = field(default_factory=dict)
    measures: dict[str, ir.StatusTimeline] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    """For each definition, the kind of record that the definition tests."""
    variables: dict[str, str] = field(default_factory=dict)
    """For each definition, the word for the tested element, such as `item`."""
    quantities: dict[str, ir.Value | ir.ListNode | ir.SetNode] = field(default_factory=dict)
    fields: dict[str, ir.OwnField] = field(default_factory=dict)
    """Fields that packs add to records, by record and name, such as `component.ext.torque`."""
    pending: dict[str, ast.Declaration] = field(default_factory=dict)
    """Declarations of quantities that the checker has not converted yet.

    A declaration is converted when a rule first uses the quantity.
    """
    broken: set[str] = field(default_factory=set)
    """Names of declarations with errors.

    These names count as known, so that their uses cause no further errors.
    """

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
    """State that the functions of the checker share: the known names, and the diagnostics so far."""

    records: dict[str, RecordType]
    vocabularies: Vocabularies
    names: DeclaredNames = field(default_factory=DeclaredNames)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    expanding: list[str] = field(default_factory=list)
    requirements: dict[str, list[ir.Cond | None]] = field(default_factory=dict)
    """For each rule, its requirements; `None` for a requirement with an error."""
    files: Mapping[str, SourceFile] = field(default_factory=dict)
    """CSV files for tables, from the folder of the rule files; the keys are names of files."""
    compared_kind: str = ""
    """Kind of value with which an operand is compared, such as `true-or-false`; empty if unknown."""

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic."""
        self.diagnostics.append(diagnostic)

    def type_of(self, field_: Field) -> ir.Type:
        """Return the type of the value of a schema field."""
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
        """Return the lists that a rule can read from a record, by the word for the list.

        The value has the field of the list and the kind of its entries. A list has two words: the singular
        and the plural.
        """
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
        """For each quantity that elements of this kind can state, such as `mass`, return the measure."""
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
        """Return the contract dates: the key of each date in the contract facts, by its name in rules."""
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
"""Words for elements of a document."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Elements that a condition may use: the name of each element, and its kind of record."""

    variables: dict[str, str] = field(default_factory=dict)
    steering: bool = False
    """True if conditions in this scope may use `is known`."""

    def having(self, variable: str, record: str) -> Scope:
        """Return the scope with one more element."""
        further_out = {name: own for name, own in self.variables.items() if name != variable}
        return replace(self, variables={**further_out, variable: record})

    def steering_words(self) -> Scope:
        """Return a scope with the same elements in which conditions may use `is known`."""
        return replace(self, steering=True)

    def nearest_component(self, word: str) -> str | None:
        """Return the name of the innermost component in scope, if `word` is `component` or `item`.

        The result is `None` if an element in scope already has the name `word`, or if no component is in
        scope.
        """
        if word not in COMPONENT or word in self.variables:
            return None
        near = [name for name, record in self.variables.items() if record == "component"]
        return near[-1] if near else None

    def record(self, word: str) -> str | None:
        """Return the kind of record of the element with the name `word`; `None` if there is none."""
        if word in self.variables:
            return self.variables[word]
        if word in GLOBALS:
            return GLOBALS[word]
        implied = self.implied().get(word)
        return implied[1] if implied else None

    def implied(self) -> dict[str, tuple[str, str]]:
        """Return the elements that belong to elements in scope, such as the component of a material, by name.

        The value for `component` has the name of the material in scope, and the record `component`.
        """
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
        """Return every name that a condition in this scope can use."""
        return [*self.variables, *GLOBALS, *self.implied()]


def everything(scope: Scope) -> Scope:
    """Return a copy of the scope that contains every kind of element."""
    for word in ELEMENTS:
        if word not in scope.variables:
            scope = scope.having(word, ALIASES.get(word, word))
    return scope
