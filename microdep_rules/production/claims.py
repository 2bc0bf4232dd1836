"""Whether the status of a claim is the one that the figures found for it give.

A figure confirms a claim if it lies in the range of the claim; of one number, if it differs by less than one
in the last digit that the claim has. General knowledge confirms nothing and corrects nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.spans import join
from microdep_rules.production import data_errors as say
from microdep_rules.production.numbers import stated
from microdep_rules.production.sources import was_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.load import Loaded
    from microdep_rules.diagnostics import Diagnostic

REPRODUCED, CORRECTED, UNVERIFIED = "reproduced", "corrected", "unverified"


def claim_problems(loaded: Loaded) -> Iterator[Diagnostic]:
    """Claims whose status is not what was found."""
    assert loaded.value is not None
    sources = {each["id"]: each for each in loaded.value["sources"]}
    for number, claim in enumerate(loaded.value.get("claims", ())):
        found = [each for each in claim.get("found", ()) if was_read(sources[each["source"]])]
        agrees = [each for each in found if confirms(each, claim)]
        at = loaded.spans.value(join("/claims", number, "status"))
        if claim["status"] == REPRODUCED and not agrees:
            yield say.not_shown_reproduced(at)
        elif claim["status"] == CORRECTED and not any(differs(each, claim) for each in found):
            yield say.not_shown_corrected(at)
        elif claim["status"] == UNVERIFIED and any(e["measures"] == claim["measures"] for e in agrees):
            yield say.verified(at)


def confirms(found: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """Return whether a figure that was found agrees with what is claimed.

    >>> claim = {"value": 45000, "unit": "t"}
    >>> confirms({"value": 45500, "unit": "t"}, claim), confirms({"value": 46000, "unit": "t"}, claim)
    (True, False)
    >>> [confirms({"value": "about 94"}, {"value": each}) for each in ("more than 94", "about 90", "90..95")]
    [False, True, True]
    """
    if "value" not in claim or found.get("unit") != claim.get("unit"):
        return False
    own, figure = _range(claim["value"]), stated(found["value"])
    return (own.low is None or (figure.low is not None and own.begins_before(figure.low))) and (
        own.high is None or (figure.high is not None and own.ends_behind(figure.high))
    )


def differs(found: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """Whether a figure that was found is another one than the claim, whatever it is between its bounds.

    >>> [differs({"value": each}, {"value": "more than 94"}) for each in ("about 94", "90..95", "95")]
    [True, False, False]
    """
    alike = all(found.get(each) == claim.get(each) for each in ("unit", "measures"))
    if "value" not in claim or not alike:
        return True
    own, figure = _range(claim["value"]), stated(found["value"])
    below = own.low is not None and figure.high is not None and not own.begins_before(figure.high)
    above = own.high is not None and figure.low is not None and not own.ends_behind(figure.low)
    return below or above


class _Range(Struct, frozen=True):
    """What agrees with a claim; `open` without its ends."""

    low: Fraction | None
    high: Fraction | None
    open: bool

    def begins_before(self, value: Fraction) -> bool:
        """Return whether a value is not below the range, which has a lower end."""
        assert self.low is not None
        return self.low < value or (not self.open and self.low == value)

    def ends_behind(self, value: Fraction) -> bool:
        """Return whether a value is not above the range, which has an upper end."""
        assert self.high is not None
        return value < self.high or (not self.open and self.high == value)


def _range(raw: Any) -> _Range:  # noqa: ANN401 - a value as it is written
    own, text = stated(raw), str(raw)
    if own.exact and own.low is not None:
        step = _last_digit(text)
        return _Range(own.low - step, own.low + step, open=True)
    return _Range(own.low, own.high, open=text.startswith(("more than", "less than")))


def _last_digit(text: str) -> Fraction:
    """What one is worth in the last digit that is not a zero at the end of a whole number.

    >>> _last_digit("about 90"), _last_digit("2.50"), _last_digit("45000")
    (Fraction(10, 1), Fraction(1, 100), Fraction(1000, 1))
    """
    whole, _, rest = text.rsplit(" ", maxsplit=1)[-1].partition(".")
    if rest:
        return Fraction(1, 10 ** len(rest))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0"))))
