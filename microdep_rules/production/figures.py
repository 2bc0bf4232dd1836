"""Published figures on dependence on countries, and ratios that are computed exactly from them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.load import load_document
from microdep_rules.bom.spans import join
from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.values import Interval
from microdep_rules.messages import diagnose
from microdep_rules.production.claims import claim_problems
from microdep_rules.production.numbers import HUNDRED, rounded, stated
from microdep_rules.production.references import check, values_at
from microdep_rules.production.sources import GRADES, source_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.bom.load import LoadedDocument
    from microdep_rules.diagnostics import Diagnostic

Data = Mapping[str, Any]
PAIR_OF = ("of", "out_of")
PAIR = 2
"""Number of keys of a figure for one year: value and source, or numerator and denominator."""
LISTS = ("sources", "quantities", "ratios", "claims", "series")
REFERENCES = {
    ("quantities", "*", "source"): "sources",
    ("ratios", "*", "of"): "quantities",
    ("ratios", "*", "out_of"): "quantities",
    ("ratios", "*", "claimed_by"): "sources",
    ("ratios", "*", "corrects"): "ratios",
    ("claims", "*", "claimed_by"): "sources",
    ("claims", "*", "found", "*", "source"): "sources",
    ("claims", "*", "sources", "*"): "sources",
    ("series", "*", "years", "*", "source"): "sources",
    ("series", "*", "years", "*", "of"): "quantities",
    ("series", "*", "years", "*", "out_of"): "quantities",
}


class Ratio(Struct, frozen=True):
    """One quantity as a share of another quantity, with the published claim about this share."""

    data: Data
    numerator: Data
    denominator: Data
    share: Interval
    status: str
    """Result of the check of the claim; `computed` if the ratio has no claim.

    Other values: `reproduced`, `not reproduced`, `open` or `corrected`.
    """


class YearFigure(Struct, frozen=True):
    """Figure of a series for one year, as a share from 0 to 1."""

    data: Data
    share: Interval
    sources: tuple[str, ...]


class Figures(Struct, frozen=True):
    """File of figures without errors, with the computed ratios."""

    data: Data
    sources: Mapping[str, Data]
    ratios: tuple[Ratio, ...]
    series: tuple[tuple[Data, tuple[YearFigure, ...]], ...]

    @property
    def claims(self) -> tuple[Data, ...]:
        """Claims about sectors and stages."""
        return tuple(self.data.get("claims", ()))

    def corrections(self, id_: str) -> tuple[Ratio, ...]:
        """Return the ratios that correct the ratio with the id `id_`."""
        return tuple(ratio for ratio in self.ratios if ratio.data.get("corrects") == id_)


def load_figures(path: str, data: bytes) -> tuple[Figures | None, LoadedDocument, list[Diagnostic]]:
    """Return the figures of a file (`None` after an error), the loaded file, and its diagnostics."""
    loaded = load_document(path, data, kind="figures")
    if loaded.value is None:
        return None, loaded, list(loaded.diagnostics)
    problems = [*loaded.diagnostics, *check(loaded, LISTS, REFERENCES), *_years(loaded)]
    if not has_errors(problems):
        problems += [
            *_ratios(loaded),
            *_check_confidences(loaded),
            *source_problems(loaded, REFERENCES),
            *claim_problems(loaded),
        ]
    return (None if has_errors(problems) else figures_of(loaded.value)), loaded, problems


def figures_of(document: Data) -> Figures:
    """Return the figures of a valid document."""
    quantities = {quantity["id"]: quantity for quantity in document.get("quantities", ())}
    claimed = {ratio["id"]: ratio["claimed"] for ratio in document.get("ratios", ()) if "claimed" in ratio}
    ratios = tuple(_ratio(ratio, quantities, claimed) for ratio in document.get("ratios", ()))
    series = tuple(
        (series_, tuple(_year(year, quantities) for year in series_["years"]))
        for series_ in document.get("series", ())
    )
    sources = {source["id"]: source for source in document["sources"]}
    return Figures(document, sources, ratios, series)


def share_of(part: Interval, whole: Interval) -> Interval:
    """Return one amount as a share of another amount, as an interval.

    >>> share_of(Interval(Fraction(461), Fraction(461)), Interval(Fraction(28650), Fraction(28650))).low
    Fraction(461, 28650)
    """
    low = Fraction(0) if part.low is None or whole.high is None else part.low / whole.high
    high = None if part.high is None or not whole.low else part.high / whole.low
    return Interval(low, high)


def _ratio(data: Data, quantities: Mapping[str, Data], claimed: Mapping[str, str]) -> Ratio:
    numerator, denominator = quantities[data["of"]], quantities[data["out_of"]]
    share = share_of(stated(numerator["value"]), stated(denominator["value"]))
    return Ratio(data, numerator, denominator, share, _status(data, share, claimed))


def _status(data: Data, share: Interval, claims: Mapping[str, str]) -> str:
    """Return the status of a ratio: the agreement of its claim with the computed share.

    The share of a correction is compared with the claim that it corrects.
    """
    if "claimed" in data:
        return _agreement(data["claimed"], share)
    if "corrects" not in data:
        return "computed"
    claimed = claims.get(data["corrects"])
    status = "not reproduced" if claimed is None else _agreement(claimed, share)
    return "corrected" if status == "not reproduced" else status


def _agreement(claimed: str, share: Interval) -> str:
    """Return whether a claim agrees with a share that is rounded to the digits of the claim.

    The result is `open` if only some values in the interval agree.
    """
    places = len(claimed.partition(".")[2])
    low, high = (
        None if bound is None else Decimal(rounded(bound * HUNDRED, places))
        for bound in (share.low, share.high)
    )
    claim = Decimal(claimed)
    if (low is not None and claim < low) or (high is not None and high < claim):
        return "not reproduced"
    return "reproduced" if low == claim == high else "open"


def _year(data: Data, quantities: Mapping[str, Data]) -> YearFigure:
    if "value" in data:
        value = stated(data["value"])
        bounds = [None if bound is None else bound / HUNDRED for bound in (value.low, value.high)]
        return YearFigure(data, Interval(bounds[0] or Fraction(0), bounds[1]), (data["source"],))
    pair = [quantities[data[name]] for name in PAIR_OF]
    share = share_of(*(stated(quantity["value"]) for quantity in pair))
    return YearFigure(data, share, tuple(dict.fromkeys(quantity["source"] for quantity in pair)))


# ---- checks --------------------------------------------------------------------------------------


def _years(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    for number, series in enumerate((loaded.value or {}).get("series", ())):
        first: dict[int, int] = {}
        for index, entry in enumerate(series["years"]):
            at = loaded.spans.head(join("/series", number, "years", index))
            of_value, of_two = {"value", "source"} & set(entry), {"of", "out_of"} & set(entry)
            if len(of_value) + len(of_two) != PAIR or (of_value and of_two):
                yield diagnose("cited/incomplete-figure", at, year=entry["year"])
            before = first.setdefault(entry["year"], index)
            if before != index:
                again, once = (
                    loaded.spans.value(join("/series", number, "years", n, "year")) for n in (index, before)
                )
                year = entry["year"]
                yield diagnose("cited/incomplete-figure", again, "year-twice", also=[once], year=year)


def _check_confidences(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield errors for yearly figures with a higher confidence than a quantity in their ratio."""
    document = loaded.value or {}
    quantities = {quantity["id"]: quantity["confidence"] for quantity in document.get("quantities", ())}
    for pointer, year in values_at(document, ("series", "*", "years", "*")):
        inputs = [quantities[year[name]] for name in PAIR_OF if name in year]
        lowest = max(inputs, key=GRADES.index, default=year["confidence"])
        if GRADES.index(year["confidence"]) < GRADES.index(lowest):
            at = loaded.spans.value(join(pointer, "confidence"))
            confidence = year["confidence"]
            yield diagnose("cited/confidence", at, "above-quantities", confidence=confidence, lowest=lowest)


def _ratios(loaded: LoadedDocument) -> Iterator[Diagnostic]:
    """Yield errors for ratios of different units, and for ratios with a denominator that may be zero."""
    document = loaded.value or {}
    places = {
        quantity["id"]: join("/quantities", n) for n, quantity in enumerate(document.get("quantities", ()))
    }
    quantities = {quantity["id"]: quantity for quantity in document.get("quantities", ())}
    entries = [*document.get("ratios", ()), *(y for s in document.get("series", ()) for y in s["years"])]
    for entry in entries:
        if "of" not in entry:
            continue
        one, other = quantities[entry["of"]], quantities[entry["out_of"]]
        spans = [loaded.spans.value(join(places[e["id"]], "unit")) for e in (one, other)]
        if one["unit"] != other["unit"]:
            yield diagnose(
                "cited/incomplete-figure",
                spans[0],
                "other-unit",
                also=[spans[1]],
                one=one["unit"],
                other=other["unit"],
            )
        if not stated(other["value"]).low:
            at = loaded.spans.value(join(places[other["id"]], "value"))
            yield diagnose("cited/incomplete-figure", at, "share-of-zero", title=other["title"])
