"""Names of the facts in questionnaires, and the form of each answer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import RECORDS, is_own

STAGE = "stage "
CONTENT = "content of "
COST = "-cost"
LISTS = frozenset({"children", "materials", "stages", "inputs", "technology"})
"""Lists of a component or material. A questionnaire asks whether the list is complete."""
PARTY_LISTS = frozenset({"owners", "rights", "relations"})
CONTRACT_LISTS = frozenset({"determinations", "equipment", "annual_imports"})
NEVER_EMPTY = frozenset({"materials", "stages", "inputs", "owners"})
"""Lists for which `none` is no answer, because each physical component or company has such entries."""
EVIDENCE = "evidence for "
FREE_OF = "free of "
"""Prefix of fact names such as `free of Co`: the component contains none of the named substances."""
SEPARATOR = "|"
"""Separator of components in one cell. Line ends do not work, because spreadsheets remove them."""
NOTHING_RECORDED = "-"
"""Text for a component without recorded entries, in the column `What we know already`."""
NO_COMPONENTS = "no components inside"
NO_FUNCTION = "no function of a device"
MAY_CONTAIN = "may contain "
"""Prefix of fact names such as `may contain Co`: the component may contain the named substance.

No rule reads such a fact.
"""
STATED = "stated "
"""Prefix of the names of texts with the words of an answer about a list, such as `stated inputs`.

No rule reads such a text; it is kept for people who read the document.
"""
MAY_HAVE_COMPONENTS = "may have components inside"
MAY_BE_A_DEVICE = "may be a device"

SAME_COMPANY = "same company as "
"""Prefix of fact names such as `same company as Acme`: the company is the listed company `Acme`."""

Form = Literal["field", "list", "stage", "content", "cost", "own", "same"]


class RequestedFact(Struct, frozen=True):
    """Fact in a questionnaire."""

    name: str
    record: str
    field: str = ""
    """Name of the field in rules.

    For the content of a chemical element, this is the element. For a cost, this is the kind of cost. For a
    list, this is the name of the list; for the form `same`, the name of the listed company.
    """
    form: Form = "field"
    stages: tuple[tuple[str, str], ...] = ()
    """Stages that the question names, each with its constituent, such as `separated` of `Nd`."""


def parse_fact_name(name: str) -> RequestedFact | None:
    """Return the fact with a name; `None` if no fact has this name.

    >>> parse_fact_name("component.origin").record, parse_fact_name("materials").form
    ('component', 'list')
    >>> parse_fact_name("stage sintered or bonded").stages
    (('sintered', ''), ('bonded', ''))
    >>> parse_fact_name("stage separated of Nd").stages
    (('separated', 'Nd'),)
    """
    name = " ".join(name.split()).removeprefix(EVIDENCE)
    if name.startswith(SAME_COMPANY):
        return RequestedFact(name, "party", name.removeprefix(SAME_COMPANY), "same")
    if name.startswith(STAGE):
        stages = [stage.partition(" of ") for stage in name.removeprefix(STAGE).split(" or ")]
        return RequestedFact(name, "stage", form="stage", stages=tuple((word, of) for word, _, of in stages))
    if name.startswith(CONTENT):
        return RequestedFact(name, "material", name.removeprefix(CONTENT), "content")
    if name in LISTS:
        return RequestedFact(name, "component", name, "list")
    if name in PARTY_LISTS:
        return RequestedFact(name, "party", name, "list")
    if name in CONTRACT_LISTS:
        return RequestedFact(name, "contract", name, "list")
    record, _, field = name.partition(".")
    if record == "party" and field in PARTY_LISTS:
        return RequestedFact(name, "party", field, "list")
    if is_own(field):
        return RequestedFact(name, record, field, "own") if record in RECORDS else None
    if record == "component" and field.endswith(COST) and field != "unit_cost":
        return RequestedFact(name, "component", field.removesuffix(COST), "cost")
    known = record_types().get(record)
    if known is None or field not in known.fields:
        return None
    if known.fields[field].type.kind in {"list", "record", "references"}:
        return RequestedFact(name, record, field, "list")
    return RequestedFact(name, record, field)


def is_own_fact(fact: str) -> bool:
    """Return whether a context file states a fact under `ext:`.

    >>> is_own_fact("contract.ext.customer"), is_own_fact("contract.agency")
    (True, False)
    """
    record, _, field = fact.removeprefix(EVIDENCE).partition(".")
    return record == "contract" and is_own(field)


def is_company_fact(fact: str) -> bool:
    """Return whether a context file states a fact under `company:`.

    >>> [is_company_fact(fact) for fact in ("company.issuer", "annual_imports", "contract.agency")]
    [True, True, False]
    """
    record, _, name = fact.removeprefix(EVIDENCE).rpartition(".")
    return record == "company" or (not record and name in record_types()["company"].fields)
