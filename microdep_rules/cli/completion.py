"""How a word goes on that is typed in a shell: names of packs, rules and variants; files where one may stand.

A shell asks at every key, so that nothing is loaded here: names are read from the texts of the rule files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import BashComplete, CompletionItem, add_completion_class, shell_complete

from microdep_rules.messages.pages import all_codes
from microdep_rules.workspace import shipped
from microdep_rules.workspace.files import ALL_PACKS, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

SPLITS = "="
"""The sign at which bash takes words apart."""


def answer(command: click.Command, name: str, variable: str, instruction: str) -> int:
    """Answers a shell; the exit code."""
    add_completion_class(Bash)
    return shell_complete(command, {}, name, variable, instruction)


class Bash(BashComplete):
    """Bash, which takes `--pack=own` for three words, and so `dod-magnets=clause`; it replaces the last."""

    before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and that one, as they were typed."""
        words, typed = super().get_completion_args()
        whole: list[str] = []
        for each in (*words, typed):
            if whole and (each == SPLITS or whole[-1].endswith(SPLITS)):
                whole[-1] += each
            else:
                whole.append(each)
        last = whole.pop()
        if len(whole) < len(words):
            value = last.partition(SPLITS)[2] if last.startswith("-") else last
            self.before = value[: value.rfind(SPLITS) + 1]
        return whole, last

    def format_completion(self, item: CompletionItem) -> str:
        """One completion, without what stands before the word that bash replaces."""
        return f"{item.type},{str(item.value).removeprefix(self.before)}"


def a_file(typed: str) -> list[CompletionItem]:
    """Whatever files and folders there are: the shell knows them."""
    return [CompletionItem(typed, type="file")]


def pack_to_run(typed: str) -> list[CompletionItem]:
    """A pack that judges something, or all; or a path."""
    return _named_or_file([*shipped.packs_with_rules(), ALL_PACKS], typed)


def pack_to_test(typed: str) -> list[CompletionItem]:
    """A pack; or a path."""
    return _named_or_file(shipped.packs(), typed)


def rule_or_code(typed: str) -> list[CompletionItem]:
    """A rule of a shipped pack; the code of a diagnostic, where no rule begins so."""
    return _items(shipped.rules(), typed) or _items(all_codes(), typed)


def variant(typed: str) -> list[CompletionItem]:
    """A variant of a shipped pack, as `PACK=NAME`."""
    return _items(shipped.variants(), typed)


def _named_or_file(names: Iterable[str], typed: str) -> list[CompletionItem]:
    """Names, and with them the folders that begin so; files where no name does.

    A shell completes either words or files: of both, bash would take what comes last.
    """
    found = _items(names, typed)
    return (
        [*found, *_items((f"{folder}/" for folder in Workspace().folders()), typed)]
        if found
        else a_file(typed)
    )


def _items(words: Iterable[str], typed: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.startswith(typed)]
