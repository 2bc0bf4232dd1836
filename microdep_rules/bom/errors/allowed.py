"""Forms that a field accepts in its schema, so that no help suggests a form that the schema rejects."""

from __future__ import annotations

from msgspec import Struct

AS_UNKNOWN = "{unknown: true, reason: …}"
"""Form in which a bill of materials states that a fact is unknown."""


class AllowedForms(Struct, frozen=True):
    """Forms that a field accepts, other than one plain value.

    >>> AllowedForms().fixed("write the value", "name one")
    'write the value, name one, or write `{unknown: true, reason: …}`'
    >>> bare = AllowedForms(unknown="")
    >>> bare.fixed("write the value", "name one"), bare.fixed("write it")
    ('write the value, or name one', 'write it')
    """

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

    def fixed(self, *ways: str) -> str:
        """Return the possible fixes in one sentence.

        The last is that the value is unknown, if that is allowed.
        """
        every = [way for way in ways if way]
        if self.unknown:
            write = "" if every[-1].startswith("write ") else "write "
            every.append(f"{write}`{self.unknown}`")
        return every[0] if len(every) == 1 else f"{', '.join(every[:-1])}, or {every[-1]}"


FACT = AllowedForms()
"""Fact of a bill of materials."""
