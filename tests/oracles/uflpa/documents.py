"""Short ways to write whole documents and contexts about forced labour. A fact that is `None` is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracles.documents import usd
from tests.oracles.uflpa import law

if TYPE_CHECKING:
    from tests.oracles.facts import Record

PRODUCT, PART = "product", "part"
TRACED = ["traced"]
"""The evidence that is asked for."""
AUDITOR = "Example Auditors"
PAPER = {"id": "traced", "type": law.CHAIN_OF_CUSTODY, "issuer": AUDITOR, "issued": "2022-01-01"}

CLEAN = "mined:AU refined:AU smelted:CA"
LISTED, SOURCING, OTHERS = "listed", "sourcing", ("acme", "bolt")


def known(**facts: Any) -> Record:
    """A record without the facts that are `None`."""
    return {name: value for name, value in facts.items() if value is not None}


def parties(lists: law.Lists = law.LISTS) -> list[Record]:
    """Two that are on the lists and two that are not."""
    names = {
        LISTED: min(lists.entities),
        SOURCING: min(lists.sourcing),
        "acme": "Acme Metals",
        "bolt": "Bolt Oy",
    }
    return [{"id": name, "name": said, "evidence": TRACED} for name, said in names.items()]


def stages(words: str, *, shown: bool = True, **changed: Any) -> list[Record]:
    """Stage entries `stage:country`, by a party that is on no list, with forced labour in Xinjiang alone."""
    found = []
    for word in words.split():
        name, _, country = word.partition(":")
        facts = {"stage": name, "country": country or None, "party": "acme"}
        facts |= {"forced_labour": country == law.REGION} | changed
        found.append(known(**facts, evidence=TRACED if shown else None))
    return found


def material(words: str = CLEAN, *, shown: bool = True, **more: Any) -> Record:
    """Aluminium with its whole chain stated."""
    made = more.pop("stages", stages(words, shown=shown))
    facts: Record = {"id": "m", "substance": "Al", "inputs": [], "complete": ["stages"], "stages": made}
    return known(**facts | {"evidence": TRACED if shown else None} | more)


def part(*materials: Record, name: str = PART, **more: Any) -> Record:
    """A part made in Germany of its materials, by somebody who is on no list."""
    facts: Record = {
        "id": name,
        "name": name,
        "place_of_manufacture": "DE",
        "origin": "DE",
        "manufacturer": "acme",
    }
    facts |= {"materials": list(materials), "complete": ["materials", "stages"], "children": [], "inputs": []}
    facts |= {"supplier": "bolt", "stages": stages("assembled:DE")}
    return known(**facts | {"evidence": TRACED} | more)


def document(*components: Record, inputs: tuple[str, ...] = (), **more: Any) -> Record:
    """A product of the components, but for those that something is made from."""
    used = [
        {"ref": component["id"], "quantity": 1} for component in components if component["id"] not in inputs
    ]
    top = part(name=PRODUCT, children=used, materials=[])
    return {
        "schema": "microdep-bom/1",
        "document": {"id": "bom", "product": PRODUCT, "completeness": "complete"},
        "parties": parties(),
        "components": [top, *components],
        "evidence": [known(**PAPER | more)],
    }


def context(**more: Any) -> Record:
    """Imported into the US in June 2026, and bought by the Department of Defense."""
    facts: Record = {"schema": "microdep-context/1", "importer_role": law.US_IMPORTER, "import": "2026-06-01"}
    facts |= {"agency": "DoD", "award": "2026-06-01", "value": usd("5000000")}
    facts |= {"government_card": False, "determinations": [], "cbp_inquiries_answered": False}
    return known(**facts | more)
