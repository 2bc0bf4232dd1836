"""Shares that are not exact, such as `ca. 60 %`, `at least 60 %` and `60-70 %`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    import re

_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_RANGE = (
    rf"(?:{{between}}\s*)?(?<![0-9.,])(?P<low>{_NUMBER})\s*%?\s*(?:-|\u2013|\u2014|~|\uff5e|{{up-to}}|{{and}})"
    rf"\s*(?P<high>{_NUMBER}\s*%)"
)
"""Range of shares: `60-70 %` and `between 60 and 70 %`."""
_WORD = r"(?P<least>{at-least})|(?P<most>{at-most})|(?P<about>{estimate})"
_BEFORE = rf"\s*(?P<open>[(\[\uff08]\s*)?(?:{_WORD})\s*(?(open)[)\]\uff09])\s*:?\s*(?=[(\[]?\s*{_NUMBER}\s*%)"
"""Word before a share: `ca. 60 %` and `(approx.) 60 %`."""
_IN_BRACKETS = rf"(?<=[(\[\uff08])\s*(?:{_WORD})\s*(?={_NUMBER}\s*%)"
"""Word and share in the same brackets: `(approx. 60 %)`."""
_BEHIND = (
    rf"(?<=%)\s*[,(\[\uff08]?\s*(?:(?P<more>{{or-more}})|(?P<less>{{or-less}})|{_WORD})"
    r"\s*[)\]\uff09]?(?=\s|$)"
)
"""Word after a share: `60 % (approx.)` and `60 % or more`."""
_FIRST = rf"^(?:{_WORD})\s+(?=[^\s0-9])"
"""Word before the name of an owner: `about Example Fund 60 %`."""
_PERCENT = rf"(?P<number>{_NUMBER})\s*%"


class Estimate(Struct, frozen=True):
    """Text with a share, without the words that make the share an estimate."""

    text: str
    low: str = ""
    """Lowest possible share; empty if it is not known."""
    high: str = ""
    """Highest possible share; empty if it is not known."""
    is_exact: bool = True

    def share(self, stated: str) -> dict[str, Any]:
        """Return the lowest and the highest share in the form of a document.

        If neither is known, the result is `unknown`, with the answer as the reason.
        """
        limits = {"at_least": self.low, "at_most": self.high}
        known = {name: _number(text) for name, text in limits.items() if text}
        return known or {"unknown": True, "reason": f"the answer is `{' '.join(stated.split())}`"}


def without_estimate(text: str) -> Estimate:
    """Return a text with a share, without words such as `approx.`, and the limits of the share.

    >>> without_estimate("Example Fund ca. 60 %").text, without_estimate("Example Fund (approx. 60 %)").text
    ('Example Fund 60 %', 'Example Fund (60 %)')
    >>> without_estimate("Example Fund more than 60 %").low, without_estimate("< 0.1 %").high
    ('60', '0.1')
    >>> without_estimate("Example Fund 60-70 %").low, without_estimate("Example Fund 60 %").is_exact
    ('60', True)
    """
    if (between := cue_pattern(_RANGE).search(text)) is not None:
        rest = f"{text[: between.start()]} {between['high']}{text[between.end() :]}"
        inner = without_estimate(rest.strip())
        high = between["high"].rstrip("% ")
        if not inner.is_exact:
            return replace(inner, low="", high="")
        return Estimate(inner.text, between["low"], high, is_exact=False)
    forms = (_IN_BRACKETS, _BEFORE, _BEHIND, _FIRST)
    matches = (match for form in forms for match in cue_pattern(form).finditer(text))
    match = next((match for match in matches if not _may_be_name(match)), None)
    if match is None:
        return Estimate(text)
    rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split()).replace("( ", "(")
    inner = without_estimate(rest)
    number = cue_pattern(_PERCENT).search(inner.text)
    groups = match.groupdict()
    is_limit = number is not None and inner.is_exact
    low = number["number"] if number and is_limit and (groups["least"] or groups.get("more")) else ""
    high = number["number"] if number and is_limit and (groups["most"] or groups.get("less")) else ""
    return Estimate(inner.text, low, high, is_exact=False)


def _may_be_name(match: re.Match[str]) -> bool:
    """Return whether a word may be the end of a name, as in `Kim Min 40 %`."""
    word = next(text for text in reversed(match.groups()) if text)
    is_alone = match.start() == 0 and match.string[match.end() :][:1].isdecimal()
    is_word = word[0].isupper() and not word.endswith(".") and match[0].strip()[0].isalnum()
    return is_word and not is_alone


def _number(text: str) -> Any:
    value = Decimal(text.replace(",", "."))
    return int(value) if value == value.to_integral_value() else value
