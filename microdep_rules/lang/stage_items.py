"""Entries of lists that name stages: `mined onward of Sm Co, recycled onward`, `sintered or bonded`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.lang import ast, ir
from microdep_rules.lang.words import cell_text, is_repeated, word_of
from microdep_rules.messages import diagnose

if TYPE_CHECKING:
    from microdep_rules.lang.scope import Checker


def stages(checker: Checker, cells: list[ast.RowCell]) -> tuple[tuple[ir.StageItem, ...], ...] | None:
    """Return the stages of an entry: `mined onward of Sm Co, recycled onward`.

    `sintered or bonded` is one item with two alternatives; `empty` means no stage.
    """
    if [cell.kind for cell in cells] == ["empty"]:
        return ()
    items: list[list[ir.StageItem]] = []
    written: list[list[ast.Word]] = []
    constituents: dict[object, ast.Word] = {}
    joining = of = False
    for cell in cells:
        match cell.kind:
            case "onward" if items:
                items[-1][-1] = replace(items[-1][-1], onward=True)
            case "of":
                of = True
            case "or":
                joining, of = True, False
            case ",":
                joining = of = False
            case "name" | "text" if isinstance(cell.value, ast.Word):
                named = word_of(checker, cell.value, "substance" if of else "stage")
                if named is None:
                    return None  # only the first error of an entry is reported
                if of and items:
                    place = (len(items), len(items[-1]), named.value)
                    if is_repeated(checker, constituents, place, cell.value):
                        return None
                    last = items[-1][-1]
                    items[-1][-1] = replace(last, of=(*last.of, str(named.value)))
                    continue
                if not (joining and items):
                    items.append([])
                    written.append([])
                items[-1].append(ir.StageItem(str(named.value), onward=False, of=()))
                written[-1].append(cell.value)
                joining = False
            case _:
                word = cell_text(cell)
                checker.report(
                    diagnose(
                        "type/not-a-list",
                        cell.span,
                        "onward" if word == "onward" else "onward-after-word",
                        word=word,
                    )
                )
                return None
    if not items or _has_repetition(checker, items, written):
        return None
    return tuple(tuple(item) for item in items)


def _has_repetition(checker: Checker, items: list[list[ir.StageItem]], written: list[list[ast.Word]]) -> bool:
    """Return whether an entry repeats an item, or an item repeats an alternative; report the repetition."""
    whole: dict[object, ast.Word] = {}
    for item, words in zip(items, written, strict=True):
        seen: dict[object, ast.Word] = {}
        if any(
            is_repeated(checker, seen, alternative, word)
            for alternative, word in zip(item, words, strict=True)
        ):
            return True
        if is_repeated(checker, whole, frozenset(item), words[0]):
            return True
    return False
