"""Forms of values that the schema accepts for a field. The help of a diagnostic suggests only these forms."""

from __future__ import annotations

from msgspec import Struct

AS_UNKNOWN = "{unknown: true, reason: …}"
"""Notation of an unknown fact in a bill of materials."""


class AllowedForms(Struct, frozen=True):
    """Forms that a field accepts, in addition to a single value."""

    unknown: str = AS_UNKNOWN
    """Form of an unknown value; empty if the field requires a known value."""
    one_of: bool = True
    """True if the field may have a list `one_of` with alternatives."""
    required: bool = False
    """True if the record requires the field."""
    reason: bool = False
    """True if the record accepts a field `reason`."""
    remarks: str = "notes"
    """Field of the record for long texts; empty if the record has none."""


FACT = AllowedForms()
"""Forms of a fact of a bill of materials."""
