"""Words that the views of `impact` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from microdep_rules.output.impact.run import Product
    from microdep_rules.production.critical_path import Change, Range

KIND_WORDS = {
    "country": "country",
    "party": "party",
    "site": "site",
    "stage": "stage",
    "component": "component",
}
MOST = 4


def blocking_in_words(blocking: Mapping[str, Any]) -> str:
    """What blocks a component, of the record of an impact.

    >>> more = {"rules": ["a/b"], "not_rules": [], "restriction_index_above": "0.8"}
    >>> blocking_in_words({"severities": ["prohibit"], **more})
    'severity prohibit, a/b, or a stated restriction index above 0.8'
    """
    parts = [f"severity {each}" for each in blocking["severities"]] + blocking["rules"]
    parts += [f"not of {', '.join(blocking['not_rules'])}"] if blocking["not_rules"] else []
    index = blocking["restriction_index_above"]
    return ", ".join(parts + ([f"or a stated restriction index above {index}"] if index is not None else []))


def counted(number: int, word: str) -> str:
    """A number with its noun.

    >>> counted(1, "component"), counted(2, "assembly")
    ('1 component', '2 assemblies')
    """
    many = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{number} {word if number == 1 else many}"


def maybe(certain: bool) -> str:  # noqa: FBT001 - as it stands in a record
    """What stands before something that is not certain."""
    return "" if certain else "possibly, "


def listed(names: Sequence[str], most: int = MOST) -> str:
    """The first of several names, and how many more there are.

    >>> listed(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def names_of(product: Product, ids: Iterable[str], between: str = ", ") -> str:
    """The names of components; of a party its key."""
    assert product.impact is not None
    made = product.impact.structure.made
    return between.join(product.name_of(each) if each in made else each for each in ids)


def days(number: Fraction) -> str:
    """A number of days.

    >>> from fractions import Fraction
    >>> days(Fraction(84)), days(Fraction(1)), days(Fraction(1461, 48))
    ('84 days', '1 day', '30.4 days')
    """
    text = str(number) if number.denominator == 1 else f"{float(number):.1f}"
    return f"{text} day{'' if number == 1 else 's'}"


def span(time: Range) -> str:
    """A time in days: a number, a range, or at least so many.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import Range
    >>> span(Range(Fraction(7), Fraction(14))), span(Range(Fraction(7), None)), span(Range(Fraction(0), None))
    ('7 to 14 days', 'at least 7 days', 'not known')
    """
    if time.is_exact:
        return days(time.low)
    if time.high is None:
        return f"at least {days(time.low)}" if time.low else "not known"
    return f"{days(time.low).split()[0]} to {days(time.high)}"


def change(time: Change) -> str:
    """How much longer something takes.

    >>> from fractions import Fraction
    >>> from microdep_rules.production.critical_path import Change
    >>> change(Change(Fraction(-7), Fraction(-7))), change(Change(Fraction(0), None))
    ('7 days sooner', 'the same or more')
    """
    low, high = time.low, time.high
    if low is not None and low == high:
        return "no change" if low == 0 else _sooner_or_later(low)
    if high is None:
        return (
            "not known"
            if low is None or low < 0
            else "the same or more"
            if low == 0
            else f"at least {days(low)} more"
        )
    if low is None:
        return f"at most {days(high)} more"
    if low >= 0:
        return f"{days(low).split()[0]} to {days(high)} more"
    return f"{_sooner_or_later(low)} to {_sooner_or_later(high)}"


def _sooner_or_later(number: Fraction) -> str:
    return f"{days(-number)} sooner" if number < 0 else f"{days(number)} more"


def percent(low: Fraction, high: Fraction | None) -> str:
    """A share of 1 in percent.

    >>> from fractions import Fraction
    >>> percent(Fraction(1, 60), Fraction(1, 60)), percent(Fraction(1, 4), Fraction(1, 2))
    ('1.7 %', '25 to 50 %')
    """
    first = f"{float(low) * 100:.2g}" if low < 1 else "100"
    last = (
        first
        if high is None or (high >= 1 and low >= 1)
        else f"{float(high) * 100:.2g}"
        if high < 1
        else "100"
    )
    return f"{first} %" if first == last else f"{first} to {last} %"
