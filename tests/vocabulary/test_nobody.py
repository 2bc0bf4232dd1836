"""Names of nobody in particular, and names that look like them and are somebody."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from microdep_rules.vocabulary.nobody import names_somebody
from microdep_rules.vocabulary.resources import nobody_data
from tests.conftest import CHECKOUT
from tests.each import of_each

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACEHOLDERS = (
    *("TBD", "Tbd", "T.B.D.", "t. b. d.", "tba", "N.N.", "Herr N.N.", "k. A.", "n/a", "N.A.", "unknown", "withheld"),
    *("name withheld", "not disclosed", "various", "Unknown Ltd", "Unbekannt GmbH", "to be determined", "TBD TBD"),
    *("unbekannt", "keine Angabe", "noch zu bestimmen", "wird nachgereicht", "inconnu", "\u00e0 d\u00e9terminer"),
    *("por determinar", "desconocido", "da definire", "onbekend", "nieznany", "ok\u00e4nd", "bilinmiyor"),
    *("\u043d\u0435\u0438\u0437\u0432\u0435\u0441\u0442\u043d\u043e", "\u5f85\u5b9a", "\u4e0d\u660e", "\u672a\u77e5"),
    *("\u306a\u3057", "\ubbf8\uc815", "\uc54c \uc218 \uc5c6\uc74c", "\u063a\u064a\u0631 \u0645\u0639\u0631\u0648\u0641"),
    *("?", "???", "--", "\u2014", "...", "_", "", "0", "#REF!", "x", "XXX", "see above", "John Doe", "A.N. Other"),
    *("\u0422BD", "T\u200bBD", "\uff34\uff22\uff24", "tbd@example.com", "<info@example.com>", "TBD <x@example.com>"),
)
ROLES = (
    *("third party", "a third party", "3rd party", "the mill", "our mill", "mill", "supplier", "the supplier"),
    *("Supplier A", "Supplier 12", "manufacturer", "in-house", "QA dept.", "an external laboratory", "steel mill"),
    *("the board", "Board of Directors", "management", "senior management", "the CEO", "Head of Compliance"),
    *("Purchasing", "Gesch\u00e4ftsf\u00fchrung", "der Vorstand", "unser Lieferant", "la direction", "le fournisseur"),
    *("un tiers", "el proveedor", "il fornitore", "de leverancier", "dostawca", "zarz\u0105d", "leverant\u00f6ren"),
    *("\u4f9b\u5e94\u5546", "\u8be5\u4f9b\u5e94\u5546", "\u94a2\u5382", "\u8463\u4e8b\u4f1a", "\u30e1\u30fc\u30ab\u30fc", "\uc774\uc0ac\ud68c"),
    *("our company", "Company Ltd", "The Supplier Ltd", "supply chain management", "Lieferant / Supplier"),
)
NAMES = (
    *("Nippon Steel", "The Mill Company Ltd", "Unknown Worlds Ltd", "Board & Brush GmbH", "Tbilisi Metals", "3M"),
    *("N. Nguyen", "Noel Nance", "N. N. Rao", "Les Mills", "Al Mills", "Dr. Mills", "A. Mill", "J. Board", "Na Li"),
    *("Das", "Le", "Kim No", "Ito, Dana", "d.ito@example.com", "Kim Berg, Head of Compliance", "Kim Berg (Management)"),
    *("NN, Inc.", "TBC Corporation", "X Corp", "3M Company", "General Motors", "US Steel", "GM", "SAS", "BD", "ABB"),
    *("Plant 60", "Office 39", "Third Point LLC", "Generic Robotics", "No Magic Inc", "Quality Engineering Ltd"),
    *("Market Metals", "Mill Street Foundry", "Boardman", "Tban", "Refinery 29 Inc", "Smelter One", "Trace Audit GmbH"),
    *("\u534e\u4e3a", "\u65e0\u9521\u5de5\u5382", "\u672c\u7530\u6280\u7814\u5de5\u696d", "\u65e5\u7acb\u88fd\u4f5c\u6240", "\ud3ec\uc2a4\ucf54"),
)


@of_each((*PLACEHOLDERS, *ROLES))
def test_a_placeholder_or_a_role_names_nobody(text: str) -> None:
    assert not names_somebody(text)


@of_each(NAMES)
def test_a_name_that_has_such_a_word_in_it_names_somebody(text: str) -> None:
    assert names_somebody(text)


def _shipped_companies() -> Iterator[str]:
    for path in sorted((CHECKOUT / "rules").glob("**/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[each] for each in ("name", "company", "manufacturer") if row.get(each))


def test_every_company_of_a_shipped_list_is_somebody() -> None:
    assert [] == [each for each in _shipped_companies() if not names_somebody(each)]


_WORD = st.from_regex(r"[A-Z][bcdfgklmprstvz]{2}[aeiou][bdfgkmprstz]{2}", fullmatch=True)
"""A word that is none of any language."""
_GENERIC = st.sampled_from(
    [word for name in ("missing", "short", "roles") for word in nobody_data()[name]["words"]]
)


@given(word=_WORD, generic=_GENERIC, behind=st.booleans())
def test_a_word_of_ones_own_makes_a_name_of_any_text(word: str, generic: str, behind: bool) -> None:  # noqa: FBT001
    assert names_somebody(f"{generic} {word}" if behind else f"{word} {generic}")


@given(generic=_GENERIC, signs=st.sampled_from(["", ".", "?", " -", "!", "()", "\u200b"]), seed=st.integers(0, 99))
def test_case_and_signs_make_no_name_of_a_word_for_nobody(generic: str, signs: str, seed: int) -> None:
    drawn = random.Random(seed)  # noqa: S311 - nothing secret
    written = "".join(drawn.choice((each.upper(), each.lower())) for each in generic)
    assert names_somebody(f"{signs}{written}{signs}") is False
