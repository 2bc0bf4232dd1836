"""Completion in a shell: names of packs, rules and variants, and files.

A shell requests completions at every key press, so that no pack is loaded: the names come from the text of
the rule files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import BashComplete, CompletionItem, add_completion_class, shell_complete

from microdep_rules.messages.pages import all_codes
from microdep_rules.workspace import shipped_packs
from microdep_rules.workspace.files import ALL_PACKS, Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

SPLITS = "="
"""Character in a word after which bash begins a new word."""


def answer(command: click.Command, name: str, variable: str, instruction: str) -> int:
    """Answer the request of a shell, and return the exit code."""
    add_completion_class(Bash)
    return shell_complete(command, {}, name, variable, instruction)


class Bash(BashComplete):
    """Completion for bash.

    Bash splits `--pack=own` at `=` into several words, and replaces only the last of them.
    """

    before = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the typed word, and the typed word.

        Pieces that bash has split at `=` are joined again.
        """
        words, typed = super().get_completion_args()
        whole: list[str] = []
        for word in (*words, typed):
            if whole and (word == SPLITS or whole[-1].endswith(SPLITS)):
                whole[-1] += word
            else:
                whole.append(word)
        last = whole.pop()
        if len(whole) < len(words):
            value = last.partition(SPLITS)[2] if last.startswith("-") else last
            self.before = value[: value.rfind(SPLITS) + 1]
        return whole, last

    def format_completion(self, item: CompletionItem) -> str:
        """Return a completion for bash, without the start of the word, which bash keeps."""
        return f"{item.type},{str(item.value).removeprefix(self.before)}"


def a_file(typed: str) -> list[CompletionItem]:
    """Return the answer that lets the shell complete files and folders itself."""
    return [CompletionItem(typed, type="file")]


def pack_to_run(typed: str) -> list[CompletionItem]:
    """Return the matching packs with rules, `all`, and folders; if none, let the shell complete files."""
    return _named_or_file([*shipped_packs.list_packs_with_rules(), ALL_PACKS], typed)


def pack_to_test(typed: str) -> list[CompletionItem]:
    """Return the packs and folders that match; if none, let the shell complete files."""
    return _named_or_file(shipped_packs.list_packs(), typed)


def rule_or_code(typed: str) -> list[CompletionItem]:
    """Return the rules of shipped packs that begin with the typed text; if none, diagnostic codes."""
    return _items(shipped_packs.list_rules(), typed) or _items(all_codes(), typed)


def variant(typed: str) -> list[CompletionItem]:
    """Return the variants of the shipped packs, as `PACK=NAME`."""
    return _items(shipped_packs.list_variants(), typed)


def _named_or_file(names: Iterable[str], typed: str) -> list[CompletionItem]:
    """Return the names and folders that begin with the text; if no name does, let the shell complete files.

    Bash cannot complete words and files at the same time.
    """
    items = _items(names, typed)
    return (
        [*items, *_items((f"{folder}/" for folder in Workspace().folders()), typed)]
        if items
        else a_file(typed)
    )


def _items(words: Iterable[str], typed: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in words if word.startswith(typed)]
