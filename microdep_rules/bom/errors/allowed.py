"""Forms that a field accepts in its schema, so that no help suggests a form that the schema rejects."""

from __future__ import annotations

from msgspec import Struct

AS_UNKNOWN = "{unknown: true, reason: …}"
"""Form in which a bill of materials states that a fact is unknown."""


class AllowedForms(Struct, frozen=True):
    """Forms that a field accepts, other than one plain value."""

    unknown: str = AS_UNKNOWN
    """Form of an unknown value; empty if the value must be known."""
    one_of: bool = True
    """True if the value may be one of several."""
    required: bool = False
    """True if the record requires the field."""
    reason: bool = False
    """True if the record accepts a `reason` beside the value."""
    remarks: str = "notes"
    """Field of the record that accepts a long text; empty if there is none."""


FACT = AllowedForms()
"""Fact of a bill of materials."""
