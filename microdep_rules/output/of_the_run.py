"""Lines about a whole check: unopened evidence, imported lists, and changes by the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.lists.words import format_list_line
from microdep_rules.output import unopened
from microdep_rules.output.shipped import configured
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Mapping


def of_the_run(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the lines about unopened evidence, imported lists, and changes by the configuration."""
    groups = {
        "unopened": unopened.of_record(record),
        "lists": [
            format_list_line(
                entry["name"],
                entry["day"],
                entry["entries"],
                entry["content"],
                entry["source"],
                age=entry["age_days"],
                stale=entry["stale"],
            )
            for entry in record["company_lists"]
        ],
        "configured": configured(record),
    }
    return {name: list(map(whole, lines)) for name, lines in groups.items() if lines}
