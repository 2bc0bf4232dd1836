"""One option has one name, one form and one meaning in all commands."""

from __future__ import annotations

from typing import Any

import click

from microdep_rules.cli.help import SECTIONS
from tests.cli.help_pages import COLUMNS, COMMANDS, CONTEXTS, page

EXCEPTIONS = {
    "--force": "`lists import` replaces the stored list in spite of the warnings about the new one",
    "--format": "each command has its own formats",
    "--from": "a ban begins on the date; an exception applies if a contract fact is the date or later",
    "--output": "`docs` writes several files, into a folder",
    "--rule": "an exception applies to several rules; a waiver is of one rule of any pack",
    "--role": "`trust` gives a person several roles",
    "--scenario": "`report` includes several scenarios",
    "--trust-root": "`pades` trusts several certificates",
}
"""Options whose form differs between commands, with the reason."""
SHARED = {"--verbose", "--quiet", "--format", "--output", "--color", "--config", "--force"}
OLD_NAMES = {"--all": "--verbose", "--look-everywhere": "--no-exclusions", "--explain": "--verbose"}
"""Names that no option has, with the one to use."""

OPTIONS = [
    (path, param)
    for path, context in CONTEXTS.items()
    for param in context.command.params
    if isinstance(param, click.Option) and not param.hidden
]


def form(param: click.Option) -> dict[str, Any]:
    """Return what the same option has in common in all commands; only its default may differ."""
    meaning, _, _ = (param.help or "").partition(" Default:")
    return {
        "names": tuple(param.opts),
        "type": type(param.type).__name__,
        "values": tuple(getattr(param.type, "choices", ())),
        "metavar": param.metavar,
        "repeatable": param.multiple,
        "flag": param.is_flag,
        "help": meaning,
    }


def test_an_option_has_one_form_and_one_meaning_in_all_commands() -> None:
    forms: dict[str, dict[str, list[str]]] = {}
    for path, param in OPTIONS:
        forms.setdefault(param.opts[0], {}).setdefault(str(form(param)), []).append(path)
    differing = {name for name, of_name in forms.items() if len(of_name) > 1}
    assert {} == {name: forms[name] for name in differing - EXCEPTIONS.keys()}
    assert differing == EXCEPTIONS.keys()


def test_two_options_of_one_form_and_meaning_have_one_name() -> None:
    names: dict[tuple[Any, ...], set[str]] = {}
    for _, param in OPTIONS:
        names.setdefault((param.help, param.metavar, param.is_flag), set()).add(param.opts[0])
    assert {} == {meaning: found for meaning, found in names.items() if len(found) > 1}


def test_shared_options_are_in_several_commands() -> None:
    many = {name: sum(param.opts[0] == name for _, param in OPTIONS) for name in SHARED}
    assert {} == {name: number for name, number in many.items() if number < 2}


def test_no_option_has_an_old_name() -> None:
    assert [] == [(path, param.opts) for path, param in OPTIONS if param.opts[0] in OLD_NAMES]


def test_a_flag_has_no_value_and_every_other_option_names_its_value() -> None:
    assert [] == [(path, param.opts[0]) for path, param in OPTIONS if param.is_flag == bool(param.metavar)]


def test_an_option_that_can_be_given_several_times_is_called_repeatable() -> None:
    assert [] == [
        (path, param.opts[0])
        for path, param in OPTIONS
        if param.multiple != ("repeatable" in (param.help or ""))
    ]


def test_an_option_is_one_line_on_a_terminal_of_80_columns() -> None:
    for path in COMMANDS:
        lines = page(path).splitlines()
        for option in (param for of, param in OPTIONS if of == path):
            end = f" {option.help}{'  [required]' if option.required else ''}"
            found = [line for line in lines if line.endswith(end) and option.opts[0] in line]
            assert len(found) == 1, (path, option.opts)


def test_a_section_of_the_help_has_options_that_exist() -> None:
    names = {name for _, param in OPTIONS for name in param.opts}
    assert set() == {option for options in SECTIONS.values() for option in options} - names


def test_the_help_is_not_wider_than_a_terminal() -> None:
    assert [] == [path for path in CONTEXTS for line in page(path).splitlines() if len(line) > COLUMNS]
