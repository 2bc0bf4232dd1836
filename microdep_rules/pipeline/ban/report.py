"""Lines of `microdep lists ban` about the list, the files and the next command."""

from __future__ import annotations

import os
import shlex
from datetime import date
from typing import TYPE_CHECKING

from microdep_rules.output.from_here import from_here
from microdep_rules.pipeline.ban.columns import (
    DAYS,
    BanColumns,
)
from microdep_rules.pipeline.new import add_to_configuration
from microdep_rules.pipeline.tables import (
    find_tables_of_components,
    is_table_without_suppliers,
)
from microdep_rules.workspace.ban_pack import (
    RULES,
    TABLE,
    BanScope,
    compared_date,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from microdep_rules.pipeline.ban.build import Ban
    from microdep_rules.pipeline.project import Project

MOST_NAMED = 10
"""Largest number of companies that the first line names."""
SIGN = "`|`"
"""Sign between two other names of a cell; the list accepts `;` too."""
CONTEXT = "contract"
"""Name of the file with contract facts in the suggested next commands."""


def report(
    project: Project, path: str, name: str, ban: Ban, scope: BanScope, repeated: str = ""
) -> Iterator[str]:
    """Add the pack to the configuration; yield lines about the list, the files and the next command.

    `repeated` is the option `--config` that the next command needs, with a space before it.
    """
    start = scope.start
    shown = from_here(project.workspace.shown(project.workspace.base / name))
    names = [company.names[0] for company in ban.companies]
    named = ", ".join(f"`{name}`" if "," in name else name for name in names[:MOST_NAMED]) + (
        " …" if len(names) > MOST_NAMED else ""
    )
    yield f"{_counted(len(names), 'company', 'companies')}: {named}"
    yield f"other names: {_other_names(ban)}"
    if ban.dates:
        yield f"dates: {ban.dates}"
        yield f"the rules compare these dates with {compared_date(scope)}"
    if ban.not_read:
        yield f"columns not read: {', '.join(f'`{column}`' for column in ban.not_read)}"
    yield f"wrote {shown}/{TABLE}: the companies"
    rules = " and ".join(f"banned-{rule}" for rule in scope.rules)
    yield f"wrote {shown}/{RULES}: the {'rule' if len(scope.rules) == 1 else 'rules'} {rules}"
    if scope.manufacturers_only:
        yield "suppliers are not checked: a component from a banned supplier passes"
    if project.path is not None and name not in project.config.packs:
        yield add_to_configuration(project, project.workspace.base / name)
    boms = [from_here(project.workspace.shown(bom)) for bom in _find_boms(project, path)]
    if boms and not scope.manufacturers_only and is_table_without_suppliers(project, boms[0]):
        yield f"{boms[0]} has no column of suppliers, so banned-supplier is unknown for each component"
        yield "to ban manufacturers only, repeat this command with --manufacturers-only --force"
    pack = name if project.path is not None else shlex.quote(shown)
    context = ""
    if start is not None and start.by != "check":
        context = f" --context {CONTEXT}.yaml"
        yield (
            f"next: microdep new context {CONTEXT} --pack {pack}{repeated}"
            f"  # write the {start.by} date there: `{start.by}: {start.day}`"
        )
    following = "then" if context else "next"
    bom = shlex.quote(boms[0]) if boms else "BOM.csv"
    yield f"{following}: microdep check {bom} --pack {pack}{repeated}{context}"
    if not boms:
        columns = "name and manufacturer" if scope.manufacturers_only else "name, manufacturer and supplier"
        yield f"BOM.csv is your bill of materials, such as a spreadsheet with {columns}"


def dates_in_words(tables: Sequence[BanColumns], periods: Sequence[tuple[date, date]], day: date) -> str:
    """Return the earliest and latest date of each date column, and the numbers of companies by their dates.

    The numbers count the companies that are not banned on `day`, and the companies without a date.
    """
    texts: dict[str, list[str]] = {}
    for table in tables:
        for at, (heading, meaning) in enumerate(zip(table.rows[0], table.columns.meanings, strict=False)):
            if meaning in DAYS:
                cells = [row[at].text for row in table.rows[1:] if at < len(row) and row[at].text]
                texts.setdefault(" ".join(heading.text.split()), []).extend(cells)
    columns = [
        f"`{heading}`: {min(days)}" + (f" to {max(days)}" if len(set(days)) > 1 else "")
        for heading, days in texts.items()
        if days
    ]
    later = sum(first > day for first, _ in periods)
    ended = sum(last < day for _, last in periods)
    counts = [f"{_counted(later, 'company is', 'companies are')} not yet banned"] if later else []
    counts += [f"{_counted(ended, 'company is', 'companies are')} no longer banned"] if ended else []
    always = sum(days == (date.min, date.max) for days in periods)
    without_date = f"{_counted(always, 'company', 'companies')} without a date: banned on any date"
    counts += [without_date] if always else []
    return "; ".join((", ".join(columns), *counts)) if columns else ""


def _counted(number: int, singular: str, plural: str) -> str:
    """Return a number with its noun."""
    return f"{number} {singular if number == 1 else plural}"


def _other_names(ban: Ban) -> str:
    """Return the number of other names, their columns, and the sign that separates two names in a cell."""
    if not ban.other_names:
        return f"none; for other names, add a column `Other names`, with {SIGN} between two names of a cell"
    counts = [len(company.names) - 1 for company in ban.companies if len(company.names) > 1]
    columns = " and ".join(f"`{column}`" for column in ban.other_names)
    companies = _counted(len(counts), "company", "companies")
    names = f"{_counted(sum(counts), 'name', 'names')} of {companies}" if counts else "no names"
    return f"read from {columns}: {names}; {SIGN} separates two names of a cell"


def _find_boms(project: Project, path: str) -> list[str]:
    """Return the bills of materials in the folder.

    If there are none, return the only table in the folder that may be a bill of materials, if there is
    exactly one.
    """
    boms = list(project.workspace.find(()).files)
    if boms:
        return boms
    tables = [
        table
        for table in find_tables_of_components(project)
        if os.path.realpath(table) != os.path.realpath(path)
    ]
    return tables if len(tables) == 1 else []
