"""Check of the status of each claim, such as `confirmed`, against the figures of the sources.

A figure confirms a claim if it is in the range of the claim, or differs by less than one in the last digit of
the claim. A figure from general knowledge, with no source that was read, neither confirms nor corrects a
claim.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.spans import join
from microdep_rules.messages import diagnose
from microdep_rules.production.numbers import stated
from microdep_rules.production.sources import was_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

REPRODUCED, CORRECTED, UNVERIFIED = "reproduced", "corrected", "unverified"


def claim_problems(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each claim with a status that contradicts the figures."""
    assert loaded.value is not None
    sources = {source["id"]: source for source in loaded.value["sources"]}
    for number, claim in enumerate(loaded.value.get("claims", ())):
        findings = [finding for finding in claim.get("found", ()) if was_read(sources[finding["source"]])]
        agrees = [finding for finding in findings if confirms(finding, claim)]
        at = loaded.spans.value(join("/claims", number, "status"))
        if claim["status"] == REPRODUCED and not agrees:
            yield diagnose("cited/confidence", at, "not-reproduced")
        elif claim["status"] == CORRECTED and not any(differs(finding, claim) for finding in findings):
            yield diagnose("cited/confidence", at, "not-corrected")
        elif claim["status"] == UNVERIFIED and any(e["measures"] == claim["measures"] for e in agrees):
            yield diagnose("cited/confidence", at, "confirmed")


def confirms(finding: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """Return whether a figure confirms the claim.

    >>> claim = {"value": 45000, "unit": "t"}
    >>> confirms({"value": 45500, "unit": "t"}, claim), confirms({"value": 46000, "unit": "t"}, claim)
    (True, False)
    >>> [confirms({"value": "about 94"}, {"value": each}) for each in ("more than 94", "about 90", "90..95")]
    [False, True, True]
    """
    if "value" not in claim or finding.get("unit") != claim.get("unit"):
        return False
    own, figure = _range(claim["value"]), stated(finding["value"])
    return (own.low is None or (figure.low is not None and own.begins_before(figure.low))) and (
        own.high is None or (figure.high is not None and own.ends_behind(figure.high))
    )


def differs(finding: Mapping[str, Any], claim: Mapping[str, Any]) -> bool:
    """Return whether every possible value of a figure differs from the claim.

    >>> [differs({"value": each}, {"value": "more than 94"}) for each in ("about 94", "90..95", "95")]
    [True, False, False]
    """
    alike = all(finding.get(key) == claim.get(key) for key in ("unit", "measures"))
    if "value" not in claim or not alike:
        return True
    own, figure = _range(claim["value"]), stated(finding["value"])
    below = own.low is not None and figure.high is not None and not own.begins_before(figure.high)
    above = own.high is not None and figure.low is not None and not own.ends_behind(figure.low)
    return below or above


class _Range(Struct, frozen=True):
    """Range of values that agree with a claim; if `open` is true, the range excludes its two ends."""

    low: Fraction | None
    high: Fraction | None
    open: bool

    def begins_before(self, value: Fraction) -> bool:
        """Return whether a value is at or above the lower end of the range."""
        assert self.low is not None
        return self.low < value or (not self.open and self.low == value)

    def ends_behind(self, value: Fraction) -> bool:
        """Return whether a value is at or below the upper end of the range."""
        assert self.high is not None
        return value < self.high or (not self.open and self.high == value)


def _range(raw: Any) -> _Range:  # noqa: ANN401 - any stated value
    own, text = stated(raw), str(raw)
    if own.is_exact and own.low is not None:
        step = _last_digit(text)
        return _Range(own.low - step, own.low + step, open=True)
    return _Range(own.low, own.high, open=text.startswith(("more than", "less than")))


def _last_digit(text: str) -> Fraction:
    """Return one unit in the last digit of a number; final zeros of a whole number do not count as digits.

    >>> _last_digit("about 90"), _last_digit("2.50"), _last_digit("45000")
    (Fraction(10, 1), Fraction(1, 100), Fraction(1000, 1))
    """
    whole, _, rest = text.rsplit(" ", maxsplit=1)[-1].partition(".")
    if rest:
        return Fraction(1, 10 ** len(rest))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0"))))
