"""The forms that a field takes in its schema, so that no help names one that the schema refuses."""

from __future__ import annotations

from msgspec import Struct

AS_UNKNOWN = "{unknown: true, reason: …}"
"""Form in which a bill of materials states that a fact is unknown."""


class AllowedForms(Struct, frozen=True):
    """Forms that a field takes besides one plain value.

    >>> AllowedForms().fixed("write the value", "name one")
    'write the value, name one, or write `{unknown: true, reason: …}`'
    >>> bare = AllowedForms(unknown="")
    >>> bare.fixed("write the value", "name one"), bare.fixed("write it")
    ('write the value, or name one', 'write it')
    """

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

    def fixed(self, *ways: str) -> str:
        """Ways to fix it as one sentence; that it may be unknown is the last of them, where it may."""
        every = [way for way in ways if way]
        if self.unknown:
            write = "" if every[-1].startswith("write ") else "write "
            every.append(f"{write}`{self.unknown}`")
        return every[0] if len(every) == 1 else f"{', '.join(every[:-1])}, or {every[-1]}"


FACT = AllowedForms()
"""A fact of a bill of materials."""
