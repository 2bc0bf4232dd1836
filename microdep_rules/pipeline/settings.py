"""Parameters and variants of the packs of a check, from configuration and command line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from microdep_rules.config import errors as say
from microdep_rules.config.values import parameter_value
from microdep_rules.messages import diagnose
from microdep_rules.source import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.config import Config
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import PackUsed


def settings_of(used: PackUsed, config: Config) -> dict[str, Any]:
    """Return the configured parameters of a pack and of the packs that it uses."""
    parameters: dict[str, Any] = {}
    for use in used.uses:
        parameters |= settings_of(use, config)
    return parameters | dict(config.parameters.get(used.name, {}))


def with_parameters(used: PackUsed, config: Config) -> PackUsed:
    """Return a pack with the parameter values of the configuration."""
    if used.pack is None:
        return used
    overridden = [
        (name, str(raw), stated_value(parameter))
        for name, raw in settings_of(used, config).items()
        if (parameter := used.pack.parameters.get(name)) is not None
    ]
    return replace(used, parameters=tuple(sorted(overridden)))


def check_parameters(known: Mapping[str, PackUsed], config: Config, usage: list[Diagnostic]) -> None:
    """Report parameters that a pack does not have, and values of a wrong type."""
    for pack, settings in config.parameters.items():
        used = known.get(pack)
        if used is None or used.pack is None:
            continue
        for name, raw in settings.items():
            parameter = used.pack.parameters.get(name)
            if parameter is None:
                usage.append(say.unknown_parameter(pack, name, used.pack.parameters, config.span(name)))
            elif parameter_value(parameter, raw) is None:
                usage.append(
                    diagnose(
                        "config/wrong-value",
                        config.span(name),
                        "parameter",
                        name=name,
                        pack=pack,
                        a_valid_value=str(parameter.type),
                    )
                )
        usage += _overlaps(used.pack, settings, config)


def _overlaps(pack: ir.Pack, settings: Mapping[str, object], config: Config) -> list[Diagnostic]:
    """Return diagnostics for entries of a table that overlap because of a configured day."""
    known = {name: pack.parameters[name] for name in settings if name in pack.parameters}
    values = {name: parameter_value(parameter_, settings[name]) for name, parameter_ in known.items()}
    days = {name: replace(known[name], value=day) for name, day in values.items() if isinstance(day, date)}
    if not days:
        return []
    from microdep_rules.lang.coverage import meeting

    problems = []
    for table in pack.tables.values():
        for first, second in meeting(table, {**pack.parameters, **days})[:1]:
            name = next(n for n in days if n in _boundary_parameters(first) | _boundary_parameters(second))
            places = (first.span, second.span)
            problems.append(
                diagnose(
                    "table/overlap",
                    config.span(name),
                    "overlapping-parameter",
                    also=places,
                    name=name,
                    pack=pack.name,
                    table=table.name,
                )
            )
    return problems


def _boundary_parameters(entry: ir.Entry) -> set[str]:
    """Return the parameters that state when an entry begins or ends."""
    from microdep_rules.lang.walk import walk

    return {name for node in walk(entry.stretch) if (name := getattr(node, "parameter", ""))}


def stated_value(parameter: ir.Parameter) -> str:
    """Return the value of a parameter as the pack states it."""
    from fractions import Fraction

    from microdep_rules.engine.values import format_number

    value = parameter.value
    if isinstance(value, Fraction):
        return f"{format_number(value * 100)} %" if parameter.type.kind == "percent" else format_number(value)
    return "not yet" if value is None else str(value)


def check_choices(
    by_name: Mapping[str, PackUsed], config: Config, variants: Mapping[str, str], usage: list[Diagnostic]
) -> None:
    """Report variants that do not exist."""
    for name, variant in {**config.variants, **variants}.items():
        at = Span("--variant", 0, 0) if name in variants else config.span(variant)
        used = by_name.get(name)
        if used is None and name in variants:
            usage.append(say.pack_not_run(name, variant, by_name, at))
        elif used is not None and used.pack is not None and variant not in used.pack.variants:
            usage.append(say.unknown_variant(name, variant, used.pack.variants, at))
