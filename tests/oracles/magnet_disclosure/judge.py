"""An independent reading of FY2023 NDAA s.857, to hold the pack `magnet-disclosure` against.

One rule, `magnet-provenance`: for every permanent magnet at any tier, the contractor tells in which countries
its materials were mined, refined into oxide, made into metal and alloy, and where it was sintered or bonded
and magnetized. Choices where the law or the language leaves one:

- A permanent magnet is a material whose substance is one of permanent magnets, in whichever form. Those that
  hold no rare earth (AlNiCo, ferrite) are magnets too: "each permanent magnet".
- The duty is due whether or not the countries are known; what is not known is a gap of the disclosure and
  does not change that it is due. The law then asks for tracking within 180 days.
- The law begins 30 months after its enactment, by delivery; the certification that it also needs is taken as
  made. Without a delivery date it is not known whether it is due.
- A part that may hold a magnet that nobody listed is undecided, unless it is said to be free of them.
- No exception and no threshold of value stands in the source.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracles.facts import Material, Record, Tree, plain
from tests.oracles.logic import Truth, all_of
from tests.oracles.magnet_disclosure import law

RULE = "magnet-provenance"

DISCLOSE = "disclose"
UNKNOWN = "unknown"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdicts on every recorded material, and on every part that may hold one that is not recorded."""
    if variant:
        raise ValueError(f"the law has no variant {variant}")
    tree = Tree(document)
    due = all_of((_in_force(plain(context, "delivery")), _is_dod(plain(context, "agency"))))
    found = {material.name: all_of((due, _is_magnet(material))) for material in tree.materials()}
    found |= dict.fromkeys(_hiding_parts(tree), all_of((due, None)))
    return {(RULE, subject): Verdict(_WORD[truth]) for subject, truth in found.items()}


_WORD = {True: DISCLOSE, None: UNKNOWN, False: NOT_APPLICABLE}


def _in_force(delivery: str | None) -> Truth:
    return None if delivery is None else delivery >= law.IN_FORCE_FROM


def _is_dod(agency: str | None) -> Truth:
    if agency in law.DOD_AGENCIES:
        return True
    return False if agency in law.OTHER_AGENCIES else None


def _is_magnet(material: Material) -> Truth:
    if material.substance in law.MAGNETS:
        return True
    if material.substance in law.NAMES_OF_MAGNETS and plain(material.record, "form") == "magnet":
        return True
    return False if material.substance in law.OTHER_SUBSTANCES else None


def _hiding_parts(tree: Tree) -> list[str]:
    """Parts that may hold, or have below them, a magnet that the document does not list."""
    return [
        part
        for part in tree.paths
        if not (tree.closed(part, "materials") and tree.closed(part, "children"))
        and not tree.settled_by_statement(part, [law.CLEARS])
    ]
