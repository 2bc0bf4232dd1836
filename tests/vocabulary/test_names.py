"""Names of companies as they look: letters of other scripts, widths and forms make no difference."""

from __future__ import annotations

from microdep_rules.vocabulary.names import folded
from tests.each import of_each

ALIKE = (
    ("Hytera", "\u0397ytera"),  # a Greek capital eta looks like H
    ("Nytera", "\u03b7ytera"),  # and a small one like n
    ("Hytera", "\u041d\u0443tera"),
    ("Hytera", "H\u028ftera\u2122"),
    ("Hytera", "\U0001d407\U0001d432\U0001d42d\U0001d41e\U0001d42b\U0001d41a"),
    ("Hytera", "\uff28\uff39\uff34\uff25\uff32\uff21"),
    ("Alpha Works", "Alph\u0251 W\u00f6rks"),
    ("\u0397\u03a5\u03a4\u0395\u03a1\u0391", "\u03b7\u03c5\u03c4\u03b5\u03c1\u03b1"),  # Greek, by case alone
)
APART = (
    ("\u0425\u0443\u0430\u0432\u044d\u0439", "Huawei"),
    ("Hytera", "Hydra"),
)


@of_each(ALIKE)
def test_names_that_look_alike_are_one(pair: tuple[str, str]) -> None:
    one, other = pair
    assert folded(one) == folded(other)


@of_each(APART)
def test_names_that_look_different_are_two(pair: tuple[str, str]) -> None:
    one, other = pair
    assert folded(one) != folded(other)
