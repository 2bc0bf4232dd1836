"""What an overlay declares, entry by entry, as it was understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import reading
from microdep_rules.output.visible import visible

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.entries import Entry, Overlay

_ASIDE = frozenset({"match", "evidence", "notes", "correct", "party"})


_OF_A_STEP = ("of", "party", "share", "date")


def declared(overlay: Overlay) -> str:
    """A line for each entry of an overlay, and how many there are."""
    lines = [f"{_whom(each)}: {_what(each.held.value)}{_place(each)}" for each in overlay.entries]
    lines += [
        f"{each.value.get('name', id_)}: {what}"
        for id_, each in overlay.parties.items()
        if (what := _what({k: v for k, v in each.value.items() if k not in {"id", "name"}})) != "nothing"
    ]
    many = len(overlay.entries)
    papers = len(overlay.evidence)
    shown = f"shown by {papers} document{'s' if papers != 1 else ''}" if papers else "without evidence"
    told = f"{many} declaration{'s' if many != 1 else ''}, {shown}"
    return "\n".join([*map(visible, lines), told, ""])


def _place(entry: Entry) -> str:
    """The cell from which an entry is taken; a document of ours shows its entries itself."""
    span = entry.held.span
    cell = entry.held.home.source.cell(span.start)
    return f"  ({cell[1]})" if cell is not None else ""


def _whom(entry: Entry) -> str:
    named = [" or ".join(entry.makers), entry.mpn, entry.id]
    return " ".join(each for each in named if each)


def _what(data: dict[str, Any]) -> str:
    told = [f"{name} {text}" for name, raw in data.items() if name not in _ASIDE and (text := text_of(raw))]
    noted = f"; remarked: {' '.join(data['notes'].split())}" if data.get("notes") and told else ""
    return (", ".join(told) or "nothing") + noted


def text_of(raw: object) -> str:
    """Return a declared value in words."""
    if isinstance(raw, list):
        return "; ".join(text_of(each) for each in raw) or "none"
    if not isinstance(raw, dict):
        return str(raw)
    if raw.get("unknown") is True and "stage" not in raw:
        return f"not known ({raw.get('reason', '')})"
    if "stage" in raw:
        where = "not known" if raw.get("unknown") is True else reading(raw.get("country"))
        step = [reading(raw["stage"]), reading(raw.get("substance")), where and f"in {where}"]
        return " ".join([*filter(None, step), *(f"{n} {text_of(raw[n])}" for n in _OF_A_STEP if n in raw)])
    if "amount" in raw:
        return f"{reading(raw['amount'])} {raw['currency']}"
    said = reading(raw)
    if said:
        return said
    aside = _ASIDE - {"party"}
    return " ".join(f"{name} {text_of(each)}" for name, each in raw.items() if name not in aside)
