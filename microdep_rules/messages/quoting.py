"""Quoting of names and texts from the input: in backticks, shortened, without invisible characters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

LONGEST = 60
"""Maximum length of a quoted text; a longer text is shortened."""
MOST_NAMES = 8
"""Maximum number of names in a list; further names are only counted."""

_PLACEHOLDER = pattern(
    r"`\{(?P<quoted>\w+)\}`|\{(?P<name>\w+)(?::(?P<noun>[^{}|\s][^{}|]*)(?:\|(?P<plural>[^{}]+))?)?\}"
)


def fill(template: str, values: dict[str, object]) -> str:
    r"""Return a template with its placeholders replaced by values.

    The value of a placeholder in backticks is quoted. A list is shown as quoted names. A placeholder with a
    noun, such as `{count:row}`, shows a number with the noun. A record of YAML such as `{unit: g}` is not a
    placeholder, because a space follows the colon.

    >>> fill("`{name}` of {kinds}, {count:row}", {"name": "A`\u202e", "kinds": ["x", "y"], "count": 2})
    "`A'<U+202E>` of `x`, `y`, 2 rows"
    >>> fill("{count:entry|entries}", {"count": 3})
    '3 entries'
    >>> fill("`{amount: {amount}, currency: …}` or `{unit: …}`", {"amount": 5})
    '`{amount: 5, currency: …}` or `{unit: …}`'
    """

    def replaced(match: re.Match[str]) -> str:
        if match["quoted"]:
            return quoted(str(values[match["quoted"]]))
        value = values[match["name"]]
        if match["noun"]:
            assert isinstance(value, int)
            plural = match["plural"] or match["noun"] + "s"
            return f"{value:,} {match['noun'] if value == 1 else plural}"
        return listed(value) if isinstance(value, list | tuple) else str(value)

    return _PLACEHOLDER.sub(replaced, template)


def placeholders(template: str) -> set[str]:
    """Return the names of the placeholders in a template.

    >>> sorted(placeholders("`{name}` has {count:row}"))
    ['count', 'name']
    """
    return {match["quoted"] or match["name"] for match in _PLACEHOLDER.finditer(template)}


_USUAL = {
    "unknown": "{unknown: true, reason: …}",
    "near": "`SIMILAR NAME`",
    "reaches": "makes the product viable",
    "written": "CORRECTED VALUE",
    "expected": "VALID VALUE",
    "on": "DAY OF USE",
    "published": "DAY OF PUBLICATION",
    "what": "AN ENTRY",
    "here": "ONE VALUE",
    "there": "ANOTHER VALUE",
    "worked": "ANOTHER COUNTRY",
}
"""For some placeholders, their usual content or a clearer name; a page shows it for the placeholder."""


def as_example(template: str) -> str:
    """Return a template with its placeholders as words in capitals.

    The placeholder `near` at the beginning stands for a whole question about a similar name. A few
    placeholders with one usual content are shown with this content.

    >>> as_example("`{name}` has {count:row}")
    '`NAME` has COUNT rows'
    >>> as_example("{near} the sheets are {sheets}")
    'did you mean `SIMILAR NAME`? the sheets are SHEETS'
    >>> as_example("write `{unknown}`")
    'write `{unknown: true, reason: …}`'
    """
    if template.startswith("{near}"):
        template = "did you mean `{similar_name}`?" + template.removeprefix("{near}")

    def replaced(match: re.Match[str]) -> str:
        if match["quoted"]:
            return f"`{_capitals(match['quoted'])}`"
        noun = match["plural"] or (match["noun"] + "s" if match["noun"] else "")
        return f"{_capitals(match['name'])} {noun}".strip()

    return _PLACEHOLDER.sub(replaced, template)


def _capitals(name: str) -> str:
    return _USUAL.get(name, name.upper().replace("_", " "))


def quoted(text: str) -> str:
    r"""Return a text in backticks, with each invisible character replaced by its code.

    >>> quoted("Acme\u202e Ltd")
    '`Acme<U+202E> Ltd`'
    """
    cut = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "`" + "".join(_visible(char) for char in cut).replace("`", "'") + "`"


def listed(names: Sequence[str], limit: int = MOST_NAMES) -> str:
    """Return names in backticks, separated by commas: about `limit` names, and the number of the other names.

    >>> listed(["a", "b"])
    '`a`, `b`'
    """
    return and_more(map(quoted, names), limit)


def either(names: Sequence[str]) -> str:
    """Return names in backticks, separated by "or".

    >>> either(["a", "b"])
    '`a` or `b`'
    """
    return " or ".join(map(quoted, names))


def _visible(char: str) -> str:
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return f"<U+{ord(char):04X}>"
    return char
