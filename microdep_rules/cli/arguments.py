"""What an argument may be: how it is read, and how a shell is told that it goes on."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class Day(click.ParamType[date]):
    """A date as `2027-01-01`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - the signature of click
        """The day that a text names."""
        if isinstance(value, date):
            return value
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.isoformat() != value:
            self.fail(f"`{value}` is not a date; write it as 2027-01-01", param, ctx)
        return found


class Number(click.ParamType[int]):
    """A whole number from 0 up to a bound; `example` shows how one is written."""

    def __init__(self, name: str, most: int, example: str) -> None:
        self.name, self.most, self.example = name, most, example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - the signature of click
        """The number that a text names."""
        text = str(value)
        number = int(text) if re.fullmatch("[0-9]{1,9}", text) else self.most + 1
        if number > self.most:
            said = f"`{value}` is not a number of {self.name} from 0 to {self.most}"
            self.fail(f"{said}; write it as {self.example}", param, ctx)
        return number


class OneOf(click.Choice[str]):
    """One of a few words; a near one is told."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - the signature of click
        """The word, if it is one of them."""
        from microdep_rules.suggest import did_you_mean

        words = [str(choice) for choice in self.choices]
        if value not in words:
            near = did_you_mean(str(value), words)
            self.fail(f"`{value}` is not one of {', '.join(words)}{f'; {near}' if near else ''}", param, ctx)
        return str(value)


def is_text(value: str) -> bool:
    """Return whether the bytes of an argument are UTF-8: Python reads others as halves of surrogate pairs."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_file_name(param: click.Parameter) -> bool:
    """Return whether an argument names a file or a folder, which may have any name that the system takes."""
    return bool(getattr(param.type, "names_files", False))


class Completed:
    """What a shell may ask how a word goes on."""

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature of click
        param: click.Parameter,  # noqa: ARG002 - the signature of click
        incomplete: str,
    ) -> list[CompletionItem]:
        """The words that begin so."""
        return self.words(incomplete)

    def words(self, typed: str) -> list[CompletionItem]:
        """Whatever files and folders there are."""
        from microdep_rules.cli import completion  # nobody but a shell needs it

        return completion.a_file(typed)


class FileName(Completed, click.ParamType[str]):
    """A file; an empty text stands for none."""

    name = "text"
    names_files = True


class Named(Completed, click.ParamType[str]):
    """A name or a path, which is not empty: an empty variable of a shell would name the current folder."""

    name = "text"
    names_files = True

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - the signature of click
        """The text, if there is one."""
        if not str(value).strip():
            self.fail("a name or a path is empty", param, ctx)
        return str(value)


class PackName(Named):
    """A pack to run, by its name or its path."""

    def words(self, typed: str) -> list[CompletionItem]:
        """The shipped packs that judge something, and folders."""
        from microdep_rules.cli import completion

        return completion.pack_to_run(typed)


class PackPath(Named):
    """A pack to test, by its name or its path."""

    def words(self, typed: str) -> list[CompletionItem]:
        """The shipped packs, and folders."""
        from microdep_rules.cli import completion

        return completion.pack_to_test(typed)


class Name(Named):
    """A name that is no path, and is not empty."""

    names_files = False


class RuleName(Name):
    """A rule, or the code of a diagnostic."""

    def words(self, typed: str) -> list[CompletionItem]:
        """The rules of the shipped packs; the codes, where no rule begins so."""
        from microdep_rules.cli import completion

        return completion.rule_or_code(typed)


class Choice(Completed, click.ParamType[tuple[str, str]]):
    """A variant of a pack, as `PACK=NAME`."""

    name = "pack=name"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """The pack and the name of the variant."""
        pack, sign, name = value.partition("=")
        if not (sign and pack and name):
            self.fail(f"`{value}` names no variant; write it as dod-magnets=clause", param, ctx)
        return pack, name

    def words(self, typed: str) -> list[CompletionItem]:
        """The variants of the shipped packs."""
        from microdep_rules.cli import completion

        return completion.variant(typed)


class Moment(click.ParamType[str]):
    """A moment in UTC as `2026-11-24T10:00:00Z`; with `day`, a day stands for its beginning."""

    name = "time"

    def __init__(self, *, day: bool = False) -> None:
        self._day = day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ANN401 - the signature of click
        """The moment that a text names."""
        from microdep_rules.signing.statement import is_time

        if self._day and value and is_time(f"{value}T00:00:00Z"):
            return f"{value}T00:00:00Z"
        if value and not is_time(value):
            example = "2026-11-24T10:00:00Z" + (", or a day as 2026-11-24" if self._day else "")
            self.fail(f"`{value}` is not a moment in UTC; write it as {example}", param, ctx)
        return str(value)
