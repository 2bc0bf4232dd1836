"""Who supplied a part, and who is stated to have supplied what it was made from.

The law of some packs reaches suppliers. The seller of the part has to be stated; of what went into it, the
stated ones count, and the others are nobody's question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracles.facts import component_id, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracles.facts import Record, Tree


def sellers(tree: Tree, part: Record) -> list[str | None]:
    """The stated supplier of a part and those in the inputs that are this part; `None` where nobody is."""
    own = plain(part, "supplier")
    uses = [each for _, each in _all_inputs(tree) if each["ref"] == component_id(part)]
    return [own, *(found for use in uses if (found := plain(use, "supplier")) is not None)]


def upstream(tree: Tree, part: Record) -> list[tuple[str, str]]:
    """Each stated supplier of what a part was made from, with the id of what was supplied."""
    found: list[tuple[str, str]] = []
    waiting, seen = [component_id(part)], {component_id(part)}
    while waiting:
        name = waiting.pop()
        for holder, each in _all_inputs(tree):
            if component_id(holder) != name:
                continue
            source = tree.components[each["ref"]]
            said = (plain(each, "supplier"), plain(source, "supplier"))
            found += [(party, each["ref"]) for party in said if party is not None]
            if each["ref"] not in seen:
                seen.add(each["ref"])
                waiting.append(each["ref"])
    return found


def _all_inputs(tree: Tree) -> Iterator[tuple[Record, Record]]:
    for holder in tree.components.values():
        for record in (holder, *holder.get("materials", [])):
            yield from ((holder, each) for each in record.get("inputs", []))
