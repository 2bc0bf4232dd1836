"""An independent reading of FAR 25.4 and DFARS 225.4, to hold the pack `trade-agreements` against.

One rule, `designated-country-end-product`, on the end item. Choices where the law or the language leaves one:

- Covered is a buy of at least the WTO GPA threshold of the day of award. Below it the free trade agreements
  only waive the Buy American statute for their own countries: this rule does not apply.
- FAR 25.401(a): not covered are set-asides, arms, what is bought for resale or from a reserved source, and
  competition that is limited as (5) says. Any other buy from a sole source is covered.
- DoD: a group has two digits, and a code of four names a class and no group. A group is listed in DFARS
  225.401-70 or it is not; of one that is listed in part the class decides. A class of which a part is covered
  is not known to be, nor is a code in another form.
- Groups are asked of an agency of DoD. Who buys is what the contract says; `federal` is an agency that the
  law binds, and may be of DoD or not.
- Origin is attested and never inferred: the country of substantial transformation decides. It counts for a
  pass only with a basis or a ruling; a country that is not eligible fails without either. `none`, in small
  letters or capitals, says that there is none; `n/a` and the like say nothing at all. Where a product
  was made or assembled says nothing by itself: without the attested country the origin is unknown. A declared
  origin follows the same test: where it says otherwise, either may be true.
- North Macedonia and Oman are designated by the FAR alone; for DoD they are not.
- No exception: that no or too few eligible products are offered is not a fact of a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.oracles.facts import Record, Tree, component_id, is_in, number, plain
from tests.oracles.logic import Truth, agreed, all_of, any_of, negated
from tests.oracles.statements import places
from tests.oracles.trade_agreements import law

if TYPE_CHECKING:
    from decimal import Decimal

RULE = "designated-country-end-product"

PASS = "pass"  # noqa: S105 - a verdict, not a password
FAIL = "fail"
UNKNOWN = "unknown"
EXEMPT = "exempt"
NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one subject, as far as the facts go."""

    verdict: str
    held: frozenset[str] = frozenset()
    """Of `exempt`: the exceptions that hold, all of them."""


def judge(document: Record, context: Record, *, variant: str = "") -> dict[tuple[str, str], Verdict]:
    """The verdict on the product of a plain document and its context."""
    if variant:
        raise ValueError(f"no variant {variant}")
    product = Tree(document).product
    applies = all_of((is_federal(context), covered(context)))
    eligible = is_eligible(product, plain(context, "award"), in_dod(context))
    return {(RULE, component_id(product)): Verdict(_verdict(applies, eligible))}


def _verdict(applies: Truth, met: Truth) -> str:
    if applies is False:
        return NOT_APPLICABLE
    if met is True:
        return PASS
    return UNKNOWN if applies is None or met is None else FAIL


def is_federal(context: Record) -> Truth:
    """Whether the buyer is an agency of the United States, whichever."""
    agency = plain(context, "agency")
    return None if agency is None else agency not in law.OTHER_BUYERS


def in_dod(context: Record) -> Truth:
    """Whether the buyer is in the Department of Defense."""
    agency = plain(context, "agency")
    if agency in law.DOD_AGENCIES:
        return True
    return False if agency in law.CIVILIAN_AGENCIES | law.OTHER_BUYERS else None


def covered(context: Record) -> Truth:
    """Whether the trade agreements cover the buy."""
    outside = (
        plain(context, "small_business_set_aside"),
        plain(context, "arms_or_war_materials"),
        plain(context, "resale"),
        plain(context, "reserved_source"),
        plain(context, "limited_competition"),
        all_of((in_dod(context), negated(_listed_group(context)))),
    )
    return all_of((_reaches_threshold(context), negated(any_of(outside))))


def _reaches_threshold(context: Record) -> Truth:
    award = plain(context, "award")
    amount = usd_of(context.get("value"))
    rows = [threshold for day, threshold in law.THRESHOLDS if award is not None and day <= award]
    return None if not amount or not rows else amount >= rows[-1]


def usd_of(money: Record | None) -> Decimal | None:
    """An amount in US dollars; one in another currency is not known, because a rate is missing."""
    return None if money is None or money.get("currency") != "USD" else number(money, "amount")


def _listed_group(context: Record) -> Truth:
    group = plain(context, "product_service_group")
    if group in law.CLASSES:
        return _listed_class(group, plain(context, "product_service_class"))
    return group in law.LISTED_GROUPS if group in law.GROUPS else None


def _listed_class(group: str, code: str | None) -> Truth:
    """Whether a class of a group that is listed in part is covered."""
    if code not in law.CLASSES[group] or code in law.HALF_LISTED_CLASSES:
        return None
    return code in law.ONLY_CLASSES[group] if group in law.ONLY_CLASSES else code not in law.EXCEPTED_CLASSES


def is_eligible(product: Record, award: str | None, dod: Truth) -> Truth:
    """Whether the product is US-made, or of a designated (for DoD also a qualifying) country."""
    attested = product.get("substantial_transformation", {})
    ruling = _says_something(plain(attested, "ruling"))
    shown = any_of((_says_something(plain(attested, "basis")), ruling))
    country = plain(attested, "country")
    against = [plain(product, "origin"), *([] if ruling is True else places(product))]
    said = [country] if country is None else [country, *(each for each in against if each is not None)]
    return all_of((_is_eligible(said, award, dod), _is_eligible([country], award, dod), shown))


def _says_something(text: str | None) -> Truth:
    said = "" if text is None else text.strip().lower()
    return None if said in law.FILLERS else said != "none"


def _is_eligible(said: list[str | None], award: str | None, dod: Truth) -> Truth:
    """Whether all of the countries that are stated are of one list."""

    def in_one(members: frozenset[str]) -> Truth:
        return agreed(is_in(each, members) for each in said)

    by_the_far = [in_one(law.FAR_ALONE)]
    if law.NORTH_MACEDONIA in said:
        since = None if award is None else award >= law.NORTH_MACEDONIA_FROM
        by_the_far.append(all_of((since, in_one(law.FAR_ALONE | {law.NORTH_MACEDONIA}))))
    return any_of(
        (
            *(in_one(agreement) for agreement in law.AGREEMENTS),
            all_of((negated(dod), any_of(by_the_far))),
            all_of((dod, in_one(law.QUALIFYING))),
        )
    )
