"""Checks of the arguments of Python functions; the command line checks its arguments in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.production.structure import ProductStructure


def need_choice(name: str, value: str, choices: Iterable[str]) -> None:
    """Raise `ValueError` if an argument is not one of the allowed choices."""
    options = tuple(choices)
    if value not in options:
        raise ValueError(
            f"{name} must be one of {', '.join(options)}, not {value!r}{_suggestion(value, options)}"
        )


def need_range(name: str, value: float | None, least: int, most: int | None = None) -> None:
    """Raise `ValueError` if a number is not a whole number in the allowed range."""
    if value is None:
        return
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if not is_number or value < least or (most is not None and value > most):
        bounds = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ValueError(f"{name} must be a whole number {bounds}, not {value!r}")


def need_alternates(structure: ProductStructure, chosen: Mapping[str, str]) -> None:
    """Raise `ValueError` if the product does not use a chosen component, or if its alternate is unknown."""
    for component, alternate in chosen.items():
        if component not in structure.used:
            near = _suggestion(component, structure.used)
            raise ValueError(f"chosen: the product uses no component with the id {component!r}{near}")
        stated = structure.alternates(component)
        if alternate != component and alternate not in stated:
            has = f"it has {', '.join(stated)}" if stated else "it has no alternates"
            raise ValueError(f"chosen: {alternate!r} is not an alternate of {component!r}; {has}")


def _suggestion(value: str, known: Iterable[str]) -> str:
    near = nearest(str(value), known)
    return f"; did you mean {near[0]!r}?" if near else ""
