"""The package's own data: schemas, vocabularies, the grammar, and where the shipped packs are.

The only module that reads package data. In the wheel the folders `schemas` and `rules` stand inside the
package; in a checkout they stand beside it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def _folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


@cache
def schema_text(name: str) -> str:
    """The text of one of our JSON Schemas, by the name of its version: `microdep-bom-1`."""
    return (_folder("schemas") / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def vocabulary_names() -> tuple[str, ...]:
    """The names of all vocabulary files, sorted."""
    return tuple(sorted(path.stem for path in (_folder("schemas") / "vocabulary").glob("*.json")))


@cache
def vocabulary_data(name: str) -> dict[str, Any]:
    """The content of one vocabulary file; callers do not change it."""
    text = (_folder("schemas") / "vocabulary" / f"{name}.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


@cache
def grammar_text() -> str:
    """The grammar of the rule language."""
    return (PACKAGE / "lang" / "grammar.lark").read_text(encoding="utf-8")


@cache
def report_template(name: str) -> str:
    """The text of a template of the reports."""
    return (PACKAGE / "report" / "templates" / name).read_text(encoding="utf-8")


def rules_folder() -> Path:
    """The folder that holds the shipped rule packs."""
    return _folder("rules")
