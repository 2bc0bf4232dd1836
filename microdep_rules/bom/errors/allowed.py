"""The forms that a field takes in its schema, so that no help names one that the schema refuses."""

from __future__ import annotations

from msgspec import Struct

AS_UNKNOWN = "{unknown: true, reason: …}"
"""Form in which a bill of materials states that a fact is unknown."""


class AllowedForms(Struct, frozen=True):
    """Forms that a field takes besides one plain value."""

    unknown: str = AS_UNKNOWN
    """Form that states that it is unknown; empty where it must be known."""
    one_of: bool = True
    """True if the value may be one of several."""
    required: bool = False
    """True if the record requires the value."""
    reason: bool = False
    """True if the record takes a `reason` beside the value."""
    remarks: str = "notes"
    """The field of its record that takes a long text; empty where none does."""


FACT = AllowedForms()
"""A fact of a bill of materials."""
