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
OF_THE_DEAL = frozenset({"determinations", "equipment", "annual_imports"})
EVIDENCE = "evidence for "
FREE_OF = "free of "
"""Prefix of a fact's name: some components contain none of some substances."""
SEPARATOR = "|"
"""Separator of the components in one cell; spreadsheets drop line ends."""
NO_PARTS = "no components inside"
NO_FUNCTION = "no function of a device"
MAY_CONTAIN = "may contain "
"""Prefix of a name in `ext` that records a component named in an answer; rules know no such name."""
MAY_HAVE_PARTS = "may have components inside"
MAY_BE_A_DEVICE = "may be a device"

Form = Literal["field", "list", "step", "content", "cost", "own"]


class Asked(Struct, frozen=True):
    """A requested fact."""

    name: str
    record: str
    field: str = ""
    """Field by its name in rules; for a content its element, for a cost its kind, for a list its name."""
    form: Form = "field"
    steps: tuple[tuple[str, str], ...] = ()
    """Possible stages for an unmentioned stage, each with its constituent."""


def asked_of(name: str) -> Asked | None:
    """Return the fact with a name; none if there is none.

    >>> asked_of("component.origin").record, asked_of("materials").form
    ('component', 'list')
    >>> asked_of("stage sintered or bonded").steps
    (('sintered', ''), ('bonded', ''))
    >>> asked_of("stage separated of Nd").steps
    (('separated', 'Nd'),)
    """
    name = " ".join(name.split()).removeprefix(EVIDENCE)
    if name.startswith(STAGE):
        steps = [stage.partition(" of ") for stage in name.removeprefix(STAGE).split(" or ")]
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
    """Return whether a context states a fact under `company:`; the name of a list does not state its holder.

    >>> [is_of_company(fact) for fact in ("company.issuer", "annual_imports", "contract.agency")]
    [True, True, False]
    """
    record, _, name = fact.rpartition(".")
    return record == "company" or (not record and name in record_types()["company"].fields)
