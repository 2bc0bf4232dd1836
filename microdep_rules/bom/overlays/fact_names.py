"""Names of requested facts in questionnaires, and the form of each answer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import RECORDS, is_own

STAGE = "stage "
CONTENT = "content of "
COST = "-cost"
LISTS = frozenset({"children", "materials", "stages", "inputs", "technology"})
"""Lists of a component or material whose completeness is asked."""
PARTY_LISTS = frozenset({"owners", "rights", "relations"})
CONTRACT_LISTS = frozenset({"determinations", "equipment", "annual_imports"})
EVIDENCE = "evidence for "
FREE_OF = "free of "
"""Prefix of a fact's name: some components contain none of some substances."""
SEPARATOR = "|"
"""Separator of the components in one cell; spreadsheets drop line ends."""
NO_COMPONENTS = "no components inside"
NO_FUNCTION = "no function of a device"
MAY_CONTAIN = "may contain "
"""Prefix of a name in `ext` that records a component named in an answer; rules know no such name."""
MAY_HAVE_COMPONENTS = "may have components inside"
MAY_BE_A_DEVICE = "may be a device"

Form = Literal["field", "list", "stage", "content", "cost", "own"]


class RequestedFact(Struct, frozen=True):
    """A requested fact."""

    name: str
    record: str
    field: str = ""
    """Field by its name in rules; for a content its element, for a cost its kind, for a list its name."""
    form: Form = "field"
    stages: tuple[tuple[str, str], ...] = ()
    """Possible stages for an unmentioned stage, each with its constituent."""


def parse_fact_name(name: str) -> RequestedFact | None:
    """Return the fact with a name; none if there is none.

    >>> parse_fact_name("component.origin").record, parse_fact_name("materials").form
    ('component', 'list')
    >>> parse_fact_name("stage sintered or bonded").stages
    (('sintered', ''), ('bonded', ''))
    >>> parse_fact_name("stage separated of Nd").stages
    (('separated', 'Nd'),)
    """
    name = " ".join(name.split()).removeprefix(EVIDENCE)
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


def is_company_fact(fact: str) -> bool:
    """Return whether a context states a fact under `company:`; the name of a list does not state its holder.

    >>> [is_company_fact(fact) for fact in ("company.issuer", "annual_imports", "contract.agency")]
    [True, True, False]
    """
    record, _, name = fact.rpartition(".")
    return record == "company" or (not record and name in record_types()["company"].fields)
