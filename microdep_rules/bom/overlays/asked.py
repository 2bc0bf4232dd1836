"""The names of facts as lists of questions write them, and in which form each is answered."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import RECORDS, is_own

STAGE = "stage "
CONTENT = "content of "
COST = "-cost"
LISTS = frozenset({"children", "materials", "stages", "inputs", "technology"})
"""Lists of a part or a material that are asked to be complete."""
PARTY_LISTS = frozenset({"owners", "rights", "relations"})
OF_THE_DEAL = frozenset({"determinations", "equipment", "annual_imports"})
EVIDENCE = "evidence for "
FREE_OF = "free of "
"""Begins the name of the fact that some components contain none of some substances."""
SEPARATOR = "|"
"""Between the components of one cell; spreadsheets lose the ends of lines."""
NO_PARTS = "no components inside"
NO_FUNCTION = "no function of a device"
MAY_CONTAIN = "may contain "
"""Begins the name in `ext` of what an answer names a component for; rules know no such name."""
MAY_HAVE_PARTS = "may have components inside"
MAY_BE_A_DEVICE = "may be a device"

Form = Literal["field", "list", "step", "content", "cost", "own"]


class Asked(Struct, frozen=True):
    """A fact that is asked for."""

    name: str
    record: str
    field: str = ""
    """The field by its name in rules; of a content its element, of a cost its kind, of a list its name."""
    form: Form = "field"
    steps: tuple[tuple[str, str], ...] = ()
    """Of a step that nobody mentioned: which may be meant, each with the constituent it was done to."""


def asked_of(name: str) -> Asked | None:
    """The fact that goes by a name; nothing where there is none.

    >>> asked_of("component.origin").record, asked_of("materials").form
    ('component', 'list')
    >>> asked_of("stage sintered or bonded").steps
    (('sintered', ''), ('bonded', ''))
    >>> asked_of("stage separated of Nd").steps
    (('separated', 'Nd'),)
    """
    name = " ".join(name.split()).removeprefix(EVIDENCE)
    if name.startswith(STAGE):
        steps = [each.partition(" of ") for each in name.removeprefix(STAGE).split(" or ")]
        return Asked(name, "stage", form="step", steps=tuple((step, of) for step, _, of in steps))
    if name.startswith(CONTENT):
        return Asked(name, "material", name.removeprefix(CONTENT), "content")
    if name in LISTS:
        return Asked(name, "component", name, "list")
    if name in PARTY_LISTS:
        return Asked(name, "party", name, "list")
    if name in OF_THE_DEAL:
        return Asked(name, "contract", name, "list")
    record, _, field = name.partition(".")
    if record == "party" and field in PARTY_LISTS:
        return Asked(name, "party", field, "list")
    if is_own(field):
        return Asked(name, record, field, "own") if record in RECORDS else None
    if record == "component" and field.endswith(COST) and field != "unit_cost":
        return Asked(name, "component", field.removesuffix(COST), "cost")
    known = record_types().get(record)
    if known is None or field not in known.fields:
        return None
    if known.fields[field].type.kind in {"list", "record", "references"}:
        return Asked(name, record, field, "list")
    return Asked(name, record, field)


def is_of_company(fact: str) -> bool:
    """Return whether a context states a fact below `company:`; the name of a list does not say whose it is.

    >>> [is_of_company(fact) for fact in ("company.issuer", "annual_imports", "contract.agency")]
    [True, True, False]
    """
    record, _, name = fact.rpartition(".")
    return record == "company" or (not record and name in record_types()["company"].fields)
