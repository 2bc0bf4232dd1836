"""Fix for a fact that no row of a table states, because the table lacks a column for the fact."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from microdep_rules.bom.imports.names import column_name
from microdep_rules.output.from_here import from_here
from microdep_rules.vocabulary.fields import record_types

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from microdep_rules.bom.model import Bom

TABLES = (".csv", ".tsv", ".xlsx", ".ods")
FEWEST = 2
"""Smallest number of components that lack a fact, from which the table is assumed to lack the column."""


def missing_column(names: Sequence[str], subjects: Collection[str], bom: Bom) -> str:
    """Return the fix for facts (`names`) that are missing on components (`subjects`) of a table.

    The fix is empty if the document is not a table, or if a component states the fact.
    """
    record, _, name = names[0].partition(".") if len(names) == 1 else ("", "", "")
    field = record_types()["component"].fields.get(name) if record == "component" else None
    column = column_name(name)
    path = bom.file.path
    components = [bom.components[id_] for id_ in subjects if id_ in bom.components]
    if field is None or not column or len(components) < FEWEST or not path.lower().endswith(TABLES):
        return ""
    if any(field.document_name in component.data for component in bom.components.values()):
        return ""
    path = from_here(path)
    file = shlex.quote(path)
    return (
        f"no row of {path} states `{name}`: add or fill in the column `{column}`; or name its column in the"
        f" mapping file, see `microdep bom import {file}`; or fill in the list of `microdep questions {file}`"
    )
