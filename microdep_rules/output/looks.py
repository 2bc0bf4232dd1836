"""Appearance of a state of production: its word, its sign and its colour.

If a product is viable only because fails are waived or excluded by the configuration, its state never appears
as a pass or in green.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.engine.standing import FAIL_WAIVED
from microdep_rules.production.viability import VIABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.production.tolerated_failures import ToleratedFailures
    from microdep_rules.production.viability import Viability


class Look(Struct, frozen=True):
    """Appearance of a state: a word, a sign, and the kind that determines the colour."""

    word: str
    sign: str
    kind: str


_FAIL, _WAIVED = "✗", FAIL_WAIVED.appearance.sign
LOOKS = {
    "error": Look("error", _FAIL, "error"),
    "invalid": Look("not valid", _FAIL, "invalid"),
    "halted": Look("halted", _FAIL, "fail"),
    "none": Look("no remedy exists", _FAIL, "fail"),
    "undetermined": Look("undetermined", "?", "unknown"),
    "nothing_checked": Look("nothing checked", "○", "na"),
    "viable_waived": Look("viable, by a waiver", _WAIVED, FAIL_WAIVED.value),
    "viable_left_out": Look("viable, by configuration", "○", "na"),
    "viable": Look("viable", "✓", "pass"),
    "none_needed_waived": Look("none needed, by waivers", _WAIVED, FAIL_WAIVED.value),
    "none_needed_left_out": Look("none needed, by configuration", "○", "na"),
    "remedy_waived": Look("a remedy exists, with waivers", _WAIVED, FAIL_WAIVED.value),
    "remedy_left_out": Look("a remedy exists, with exclusions", "○", "na"),
    "none_needed": Look("none needed", "✓", "pass"),
    "remedy": Look("a remedy exists", "✓", "pass"),
}
"""Appearance of each state, the worst state first."""
SIGNS = {state: look.sign for state, look in LOOKS.items()}
WORDS = {state: look.word for state, look in LOOKS.items()}
KINDS = {state: look.kind for state, look in LOOKS.items()}
WORST_FIRST = tuple(LOOKS)


def shown_state(state: str, *, waived: object, left_out: object) -> str:
    """Return a state in which waived and excluded fails are visible, such as `viable_waived`.

    `waived` is true if a fail is waived, and `left_out` is true if the configuration excludes a fail.

    >>> shown_state("viable", waived=["Motor"], left_out=[]), shown_state("halted", waived=True, left_out=[])
    ('viable_waived', 'halted')
    """
    if waived and f"{state}_waived" in LOOKS:
        return f"{state}_waived"
    if left_out and f"{state}_left_out" in LOOKS:
        return f"{state}_left_out"
    return state


def shown_in(found: Mapping[str, Any]) -> str:
    """Return the state of a product, component or day in a record, in the form of `shown_state`."""
    return shown_state(found["state"], waived=found.get("waived"), left_out=found.get("left_out"))


def state_data(viability: Viability, no_pass: ToleratedFailures, id_: str) -> dict[str, Any]:
    """Return the state of a component as data, and whether fails of the component are waived or excluded.

    The state is `nothing_checked` if the component is viable only because no rule applies.
    """
    state = viability.state(id_)
    return {
        "state": "nothing_checked" if state == VIABLE and not viability.blocks.judged else state,
        "waived": id_ in no_pass.waived_ids,
        "left_out": id_ in no_pass.left_out_ids,
    }


def worst_shown(states: Iterable[str], otherwise: str) -> str:
    """Return the worst of several states in `LOOKS`; without states, return `otherwise`."""
    return min(states, key=WORST_FIRST.index, default=otherwise)


def shown_on_days(product: Mapping[str, Any]) -> str:
    """Return the state of a product under a scenario, in the form of `shown_state`.

    Waived and excluded fails on all days of the scenario count.
    """
    return _with_all(product["state"], [day["with"] for day in product["days"]])


def shown_now(product: Mapping[str, Any]) -> str:
    """Return the state of a product before any scenario, in the form of `shown_state`."""
    return _with_all(product["state"], [product["now"]] if product["now"] else [])


def shown_remedy(product: Mapping[str, Any]) -> str:
    """Return the state of the remedies of a product, such as `none_needed`, in the form of `shown_state`."""
    state = "none_needed" if product.get("needs_none") else product["state"]
    remedies = product.get("remedies", ())
    left_out = bool(remedies) and all(remedy["left_out"] for remedy in remedies)
    return shown_state(state, waived=product.get("waived"), left_out=left_out)


def _with_all(state: str, found: Iterable[Mapping[str, Any]]) -> str:
    every = tuple(found)
    waived, left_out = (any(found[key] for found in every) for key in ("waived", "left_out"))
    return shown_state(state, waived=waived, left_out=left_out)
