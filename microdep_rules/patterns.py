"""Regular expressions that are compiled at first use.

Most commands use only a few of them. To compile all of them takes a tenth of the time of a small check.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typing import AnyStr

METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")


class _Pattern:
    """Regular expression that is compiled when one of its methods is first used."""

    def __init__(self, text: str | bytes, flags: re.RegexFlag) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute of a pattern
        made: re.Pattern[Any] = re.compile(self._text, self._flags)
        for method in METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def pattern(text: AnyStr, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[AnyStr]:
    r"""Return a regular expression that is compiled at first use; use only its methods.

    >>> word = pattern(r"\w+")
    >>> word.findall("a b"), word.sub("-", "a b")
    (['a', 'b'], '- -')
    """
    return cast("re.Pattern[AnyStr]", _Pattern(text, flags))
