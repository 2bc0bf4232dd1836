"""What configuration and command line say of the packs of a run: parameters and variants."""

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
    """What configuration says of the parameters of a pack, and of those of the packs that it uses."""
    found: dict[str, Any] = {}
    for use in used.uses:
        found |= settings_of(use, config)
    return found | dict(config.parameters.get(used.name, {}))


def settled(used: PackUsed, config: Config) -> PackUsed:
    """A pack with the parameters that configuration overrides."""
    if used.pack is None:
        return used
    overridden = [
        (name, str(raw), stated_value(parameter))
        for name, raw in settings_of(used, config).items()
        if (parameter := used.pack.parameters.get(name)) is not None
    ]
    return replace(used, parameters=tuple(sorted(overridden)))


def check_parameters(known: Mapping[str, PackUsed], config: Config, usage: list[Diagnostic]) -> None:
    """Parameters that a pack does not have, and values of another kind."""
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
                        expected=str(parameter.type),
                    )
                )
        usage += _overlaps(used.pack, settings, config)


def _overlaps(pack: ir.Pack, settings: Mapping[str, object], config: Config) -> list[Diagnostic]:
    """Entries of tables that hold at once since a day was set to another one."""
    known = {name: pack.parameters[name] for name in settings if name in pack.parameters}
    values = {name: parameter_value(each, settings[name]) for name, each in known.items()}
    days = {name: replace(known[name], value=day) for name, day in values.items() if isinstance(day, date)}
    if not days:
        return []
    from microdep_rules.lang.coverage import meeting

    found = []
    for table in pack.tables.values():
        for one, other in meeting(table, {**pack.parameters, **days})[:1]:
            name = next(n for n in days if n in _moments(one) | _moments(other))
            places = (one.span, other.span)
            found.append(say.overlapping_parameter(pack.name, name, table.name, config.span(name), places))
    return found


def _moments(entry: ir.Entry) -> set[str]:
    """The parameters by which an entry begins or ends."""
    from microdep_rules.lang.walk import walk

    return {found for each in walk(entry.stretch) if (found := getattr(each, "parameter", ""))}


def stated_value(parameter: ir.Parameter) -> str:
    """The value of a parameter as the pack states it."""
    from fractions import Fraction

    from microdep_rules.engine.values import shown

    value = parameter.value
    if isinstance(value, Fraction):
        return f"{shown(value * 100)} %" if parameter.type.kind == "percent" else shown(value)
    return "not yet" if value is None else str(value)


def check_choices(
    by_name: Mapping[str, PackUsed], config: Config, variants: Mapping[str, str], usage: list[Diagnostic]
) -> None:
    """Variants that do not exist."""
    for name, variant in {**config.variants, **variants}.items():
        at = Span("--variant", 0, 0) if name in variants else config.span(variant)
        used = by_name.get(name)
        if used is None and name in variants:
            usage.append(say.pack_not_run(name, variant, by_name, at))
        elif used is not None and used.pack is not None and variant not in used.pack.variants:
            usage.append(say.unknown_variant(name, variant, used.pack.variants, at))
