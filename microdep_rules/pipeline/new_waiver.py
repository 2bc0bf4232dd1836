"""Checks of the rule and of the components for a new waiver file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.inline_values import ID
from microdep_rules.pipeline.rule_names import other_rules, run_rules
from microdep_rules.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.output.checked import PackUsed
    from microdep_rules.pipeline.project import Project


def find_id_mistake(components: Sequence[str]) -> str:
    """Return the reason why a text is not the id of a component; empty if all texts can be ids.

    >>> find_id_mistake(["motor", "Motor 2"])
    '--component: `Motor 2` is not an id; an id has only letters, digits and `. _ : / @ + # -`'
    """
    wrong = next((text for text in components if ID.fullmatch(text) is None), None)
    if wrong is None:
        return ""
    return f"--component: `{wrong}` is not an id; an id has only letters, digits and `. _ : / @ + # -`"


def find_rule(project: Project, packs: Sequence[PackUsed], name: str) -> tuple[str, str]:
    """Return the full name of a rule, such as `uas/covered-uas-part`, and an empty text.

    If there is no such rule, or several packs have a rule of this name, the first text is empty. The second
    text is then the reason, with a fix.
    """
    known = sorted({*run_rules(packs), *other_rules(project, packs)})
    if name in known:
        return name, ""
    same = [] if "/" in name else [rule for rule in known if rule.partition("/")[2] == name]
    if len(same) == 1:
        return same[0], ""
    if same:
        named = " and ".join(f"`{rule}`" for rule in same)
        return "", f"several packs have a rule `{name}`: {named}; name one of them: --rule {same[0]}"
    short = {rule.partition("/")[2]: rule for rule in known}
    near = did_you_mean(name, known) or did_you_mean(name, short)
    return "", f"there is no rule `{name}`; {near or 'a check shows the rule of each finding, as PACK/RULE'}"
