"""Text about the declarations in an overlay, with one line for each entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import reading
from microdep_rules.output.plain_facts import facts_in_words
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.overlays.entries import Overlay, OverlayEntry

_ASIDE = frozenset({"match", "evidence", "notes", "correct", "party"})


NO_NAMES: Mapping[str, str] = {}
_OF_A_STAGE = ("of", "party", "share", "date")


def declared(overlay: Overlay) -> str:
    """Return a line for each entry of an overlay, and the number of entries."""
    names = names_in(overlay)
    lines = [
        f"{_component(entry)}: {_facts_of(entry.content.value, names)}{_places(entry)}"
        for entry in overlay.entries
    ]
    lines += [
        f"{party.value.get('name', id_)}: {text}"
        for id_, party in overlay.parties.items()
        if (text := _facts_of(_without_name(party.value), names, "party")) != "nothing"
    ]
    many = len(overlay.entries)
    documents = len(overlay.evidence)
    evidence = (
        f"shown by {documents} document{'s' if documents != 1 else ''}" if documents else "without evidence"
    )
    total = f"{many} declaration{'s' if many != 1 else ''}, {evidence}"
    return "\n".join([*map(visible, lines), total, ""])


def _without_name(party: dict[str, Any]) -> dict[str, Any]:
    return {name: raw for name, raw in party.items() if name not in {"id", "name"}}


def names_in(overlay: Overlay) -> dict[str, str]:
    """Return the name of each company in an overlay, by the id of the company."""
    return {id_: str(party.value.get("name", id_)) for id_, party in overlay.parties.items()}


def _places(entry: OverlayEntry) -> str:
    """Return the spreadsheet cells from which an entry comes; empty if the overlay is a YAML file."""
    facts = [name for name in entry.content.value if name not in {"match", "notes"}]
    spans = [entry.content.inside(name).span for name in facts]
    cells = [entry.content.home.source.cell(span.start) for span in spans]
    named = dict.fromkeys(cell[1] for cell in cells if cell is not None)
    return f"  ({', '.join(named)})" if named else ""


def _component(entry: OverlayEntry) -> str:
    named = [" or ".join(entry.manufacturers), entry.mpn, entry.id]
    return " ".join(part for part in named if part)


def _facts_of(data: dict[str, Any], names: Mapping[str, str], record: str = "component") -> str:
    """Return the facts of an entry with its remark; `nothing` if the entry states no fact."""
    facts = facts_in_words(data, names, record)
    remark = [f"remark: {' '.join(data['notes'].split())}"] if data.get("notes") and facts else []
    return "; ".join([*facts, *remark]) or "nothing"


def text_of(raw: object, names: Mapping[str, str] = NO_NAMES) -> str:
    """Return a declared value in words, with the names of companies instead of their ids."""
    if isinstance(raw, list):
        return "; ".join(text_of(entry, names) for entry in raw) or "none"
    if not isinstance(raw, dict):
        return str(raw)
    if raw.get("unknown") is True and "stage" not in raw:
        return f"not known ({raw.get('reason', '')})"
    if "stage" in raw:
        where = "not known" if raw.get("unknown") is True else reading(raw.get("country"))
        stage = [reading(raw["stage"]), reading(raw.get("substance")), where and f"in {where}"]
        facts = ((name, text_of(raw[name], names)) for name in _OF_A_STAGE if name in raw)
        return " ".join([*filter(None, stage), *(_fact(name, text, names) for name, text in facts)])
    if "amount" in raw:
        return f"{reading(raw['amount'])} {raw['currency']}"
    text = reading(raw)
    if text:
        return text
    aside = _ASIDE - {"party"}
    facts = ((name, text_of(value, names)) for name, value in raw.items() if name not in aside)
    return " ".join(_fact(name, text, names) for name, text in facts)


def _fact(field: str, text: str, names: Mapping[str, str]) -> str:
    return f"{field} {names.get(text, text) if field == 'party' else text}"
