"""What is true of a whole run and is no finding: every format of another program has a place for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.lists.words import format_list_line
from microdep_rules.output import unopened
from microdep_rules.output.shipped import configured
from microdep_rules.output.visible import whole

if TYPE_CHECKING:
    from collections.abc import Mapping


def of_the_run(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """What relies on evidence that nobody opened, imported lists, and what configuration changes."""
    found = {
        "unopened": unopened.of_record(record),
        "lists": [
            format_list_line(
                each["name"],
                each["day"],
                each["entries"],
                each["content"],
                each["source"],
                age=each["age_days"],
                stale=each["stale"],
            )
            for each in record["company_lists"]
        ],
        "configured": configured(record),
    }
    return {name: list(map(whole, lines)) for name, lines in found.items() if lines}
