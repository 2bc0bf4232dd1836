"""Types of arguments: conversion from text, and completion in a shell."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Day(click.ParamType[date]):
    """A date such as `2027-01-01`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - the signature of click
        """Return the date that a text states."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
        if day is None or day.isoformat() != value:
            self.fail(_explain(str(value), day), param, ctx)
        return day


def _explain(text: str, day: date | None) -> str:
    """Return the message that a text is not a date; name the possible dates, as for `03/04/2027`."""
    from microdep_rules.vocabulary.written_days import in_words, possible_days

    days = [day] if day is not None else possible_days(text)
    if not days:
        return f"`{text}` is not a date; write year, month and day, such as 2027-01-31"
    if len(days) == 1:
        return f"`{text}` is not a date; write it as {days[0].isoformat()}"
    first, second = days
    readings = f"{in_words(first)} or {in_words(second)} {first.year}"
    return f"`{text}` may be {readings}; write `{first.isoformat()}` or `{second.isoformat()}`"


class Number(click.ParamType[int]):
    """Whole number between two bounds; error messages show `example` as an allowed number."""

    def __init__(self, name: str, most: int, example: str, *, least: int = 0) -> None:
        self.name, self.least, self.most, self.example = name, least, most, example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - the signature of click
        """Return the number that a text states."""
        text = str(value)
        number = int(text) if re.fullmatch("[0-9]{1,16}", text) else -1
        if not self.least <= number <= self.most:
            message = f"`{value}` is not a {self.name} from {self.least} to {self.most}"
            self.fail(f"{message}; write it as {self.example}", param, ctx)
        return number


class OneOf(click.Choice[str]):
    """Argument type for one of several allowed words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - the signature of click
        """Return the word if it is one of the allowed words; otherwise report an error."""
        from microdep_rules.suggest import did_you_mean

        words = [str(choice) for choice in self.choices]
        if value not in words:
            near = did_you_mean(str(value), words)
            hint = near or f"write it as {words[0]}"
            self.fail(f"`{value}` is not one of {', '.join(words)}; {hint}", param, ctx)
        return str(value)


def is_text(value: str) -> bool:
    """Return whether an argument is valid UTF-8 text.

    Python stores bytes that are not UTF-8 as surrogates.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_file_name(param: click.Parameter) -> bool:
    """Return whether an argument names a file or a folder; file names need not be valid UTF-8."""
    return bool(getattr(param.type, "names_files", False))


class Completed:
    """Argument type that a shell can complete."""

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature of click
        param: click.Parameter,  # noqa: ARG002 - the signature of click
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the words that can complete the typed text."""
        return self.words(incomplete)

    def words(self, typed: str) -> list[CompletionItem]:
        """Return the files and folders whose names begin with the typed text."""
        from microdep_rules.cli import completion  # only a shell needs this module

        return completion.a_file(typed)


class FileName(Completed, click.ParamType[str]):
    """File name; an empty text means no file."""

    name = "text"
    names_files = True


class NonEmptyText(Completed, click.ParamType[str]):
    """Argument type that rejects an empty name or path.

    An empty shell variable would otherwise mean the current folder.
    """

    name = "text"
    names_files = True

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - the signature of click
        """Return the text if it is not empty."""
        if not str(value).strip():
            self.fail("a name or a path is empty", param, ctx)
        return str(value)


class PackName(NonEmptyText):
    """Name or path of a pack to evaluate."""

    def words(self, typed: str) -> list[CompletionItem]:
        """Return the shipped packs with rules, and the folders, whose names begin with the typed text."""
        from microdep_rules.cli import completion

        return completion.pack_to_run(typed)


class PackPath(NonEmptyText):
    """Name or path of a pack to test."""

    def words(self, typed: str) -> list[CompletionItem]:
        """Return the shipped packs and the folders whose names begin with the typed text."""
        from microdep_rules.cli import completion

        return completion.pack_to_test(typed)


class Name(NonEmptyText):
    """Name that is not empty and not a path."""

    names_files = False


class RuleName(Name):
    """Name of a rule, or code of a diagnostic."""

    def words(self, typed: str) -> list[CompletionItem]:
        """Return the rules of shipped packs that begin with the typed text; if none, diagnostic codes."""
        from microdep_rules.cli import completion

        return completion.rule_or_code(typed)


class Variant(Completed, click.ParamType[tuple[str, str]]):
    """Variant of a pack, as `PACK=NAME`."""

    name = "pack=name"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Return the pack and the name of the variant."""
        pack, sign, name = value.partition("=")
        if not (sign and pack and name):
            self.fail(f"`{value}` names no variant; write it as dod-magnets=clause", param, ctx)
        return pack, name

    def words(self, typed: str) -> list[CompletionItem]:
        """Return the variants of the shipped packs."""
        from microdep_rules.cli import completion

        return completion.variant(typed)


class Moment(click.ParamType[str]):
    """Moment in UTC such as `2026-11-24T10:00:00Z`.

    If `day` is true, a date is accepted too, and stands for the start of the day.
    """

    name = "time"

    def __init__(self, *, day: bool = False) -> None:
        self._day = day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - the signature of click
        """Return the moment that a text states."""
        from microdep_rules.signing.statement import is_time

        if self._day and value and is_time(f"{value}T00:00:00Z"):
            return f"{value}T00:00:00Z"
        if value and not is_time(value):
            example = "2026-11-24T10:00:00Z"
            shown = example + (", or a day as 2026-11-24" if self._day else "")
            self.fail(f"`{value}` is not a moment in UTC; write it as {shown}", param, ctx)
        return str(value)
