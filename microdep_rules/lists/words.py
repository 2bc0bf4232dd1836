"""Text about an imported list: which list was used, and that it was not compared with the published list."""

from __future__ import annotations

from microdep_rules.vocabulary.blanks import closed_up, cut
from microdep_rules.vocabulary.plurals import counted_noun

NOT_COMPARED = "not compared with the published list"
"""Note about every imported list, because no program can compare the list with the published list.

The publishers do not sign their lists, and change them every week.
"""
LONGEST_SOURCE = 100


def format_list_line(
    name: str, day: str, entries: int, content: str, source: str, *, age: int, stale: bool
) -> str:
    """Return the line about a list that a signer reads and signs.

    The source is a statement of the person who imported the list.

    >>> format_list_line("entity-list", "2026-11-01", 3, "sha256:ab", "entities.csv", age=1, stale=False)
    'list entity-list of 2026-11-01, 1 day old, 3 entries sha256:ab, imported from « entities.csv »: \
NOT COMPARED WITH THE PUBLISHED LIST'
    """
    shown = cut(closed_up(source).replace("«", "<").replace("»", ">"), LONGEST_SOURCE)
    old = f"{counted_noun(age, 'day')} old{', STALE' if stale else ''}"
    return (
        f"list {name} of {day}, {old}, {counted_noun(entries, 'entry')} {content},"
        f" imported from « {shown} »: {NOT_COMPARED.upper()}"
    )
