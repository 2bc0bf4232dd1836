"""Packs and configurations that are meant to do harm, each with its code and the place of that."""

from __future__ import annotations

from tests.hostile.documents import LESS, MANY, MEGABYTE, Case

HEAD = 'pack p\n  version "1"\n  title "t"\n  authority "a"\n  reviewed 2026-01-01\n\n'
RULE = (
    'rule r\n  title "t"\n  severity prohibit\n  cites "law"\n  applies to every listed component\n  forbid '
)
LINE = 12
"""The line of what is forbidden, where the rule follows the head."""


def _rule(condition: str) -> str:
    return f"{HEAD}{RULE}{condition}\n"


def _thrice(levels: int) -> str:
    """Definitions that hold the one before thrice: a page that means millions of conditions."""
    text = HEAD + 'define d0 for component\n  cites "l"\n  any of\n    (-) component.origin is CN\n'
    for level in range(1, levels):
        text += f'\ndefine d{level} for component\n  cites "l"\n  any of\n'
        text += f"    (-) component is d{level - 1}\n" * 3
    return f"{text}\n{RULE}component is d{levels - 1}\n"


def _twice(sign: str) -> str:
    """Quantities that hold the one before twice."""
    text = HEAD + "define q0 = component.restriction_index\n"
    text += "".join(f"define q{n} = q{n - 1} {sign} q{n - 1}\n" for n in range(1, 40))
    return f"{text}\n{RULE}q39 is more than 5\n"


PACKS: dict[str, Case] = {
    "brackets": Case(lambda: _rule("(" * MANY + "component.origin is CN"), "file/too-deep", "12:74"),
    "not not": Case(lambda: _rule("not " * MANY), "file/too-deep", "12:266"),
    "a calculation without an end": Case(
        lambda: _rule(" + ".join(["component.mass"] * 5000) + " is 5 g"), "file/too-deep", "12:1725"
    ),
    "half a million digits": Case(
        lambda: _rule("component.mass is more than " + "9" * 500_000 + " g"), "syntax/number-form", "12:38"
    ),
    "one line of fifty megabytes": Case(lambda: HEAD + "x" * (50 * MEGABYTE), "file/too-large", ""),
    "a name without an end": Case(
        lambda: _rule("component." + "a" * 500_000 + " is 1"), "name/unknown-field", "12:19"
    ),
    "definitions thrice in one another": Case(lambda: _thrice(30), "name/cycle", "40:1"),
    "a chain of definitions": Case(lambda: _thrice(400), "name/cycle", "40:1"),
    "sums of sums": Case(lambda: _twice("+"), "name/cycle", "17:1"),
    "products of products": Case(lambda: _twice("*"), "name/cycle", "17:1"),
    "the same word again and again": Case(
        lambda: HEAD + "list l of country\n" + '  CN cites "x"\n' * (8000 // LESS), "table/overlap", "9:3"
    ),
    "misspelt words": Case(
        lambda: (
            HEAD
            + "list l of substance\n"
            + "".join(f'  neodymiun{n} cites "x"\n' for n in range(8000 // LESS))
        ),
        "file/too-many-problems",
        "1:1",
    ),
    "signs in every line": Case(
        lambda: HEAD + "list l of country\n" + '  = CN cites "x"\n' * 5000, "syntax/operator", "8:3"
    ),
    "a declaration in every line": Case(
        lambda: HEAD + "rule a\n" * (5000 // LESS), "file/too-many-problems", "1:1"
    ),
    "a rule without anything in every line": Case(
        lambda: HEAD + "".join(f"\nrule q{n}\n" for n in range(2000)), "type/clause-missing", "8:6"
    ),
    "words behind a name that is alone": Case(
        lambda: f"{HEAD}\nalone\n{'# ' * 100}z\nother 1\n", "syntax/unknown-declaration", "8:1"
    ),
    "components of an example": Case(
        lambda: (
            f'{_rule("component.origin is CN")}\nexample pass of r "x"\n  bom '
            + "; ".join(f"component p{n % 2500}, origin US" for n in range(5000))
            + "\n  expect pas\n"
        ),
        "type/unknown-choice",
        "16:10",
    ),
    "turned around": Case(lambda: HEAD.replace('"t"', '"t\u202e"'), "file/character", "3:11"),
    "the bell": Case(lambda: HEAD.replace('"t"', '"t\a"'), "file/character", "3:11"),
    "zero bytes": Case(lambda: HEAD + "\0" * MANY, "file/character", "7:1"),
    "half a character": Case(lambda: HEAD.encode() + b'rule "\xed\xa0\x80"', "file/encoding", ""),
    "a file far away": Case(
        lambda: HEAD + 'list l of country from "../../../etc/passwd"\n', "file/wrong-format", "7:24"
    ),
}

CONFIGURATIONS: dict[str, Case] = {
    "lists in lists": Case(lambda: "packs = " + "[" * MANY, "file/syntax", "1:9"),
    "tables in tables": Case(lambda: "packs = " + "{a=" * 50_000, "file/syntax", "1:9"),
    "a key of keys": Case(lambda: "a" + ".a" * MANY + " = 1\n", "file/syntax", "1:1"),
    "a table of tables": Case(lambda: "[" + "a." * 50_000 + "a]\n", "file/syntax", "1:2"),
    "digits": Case(lambda: "[parameters.p]\nn = " + "9" * 10_000 + "\n", "file/syntax", "2:5"),
    "a million digits": Case(lambda: "[parameters.p]\nn = " + "9" * 10**6 + "\n", "file/too-large", "1:1"),
    "unknown keys": Case(
        lambda: "".join(f"k{n} = 1\n" for n in range(20_000 // LESS)), "file/too-many-problems", "1:1"
    ),
    "unknown packs": Case(
        lambda: "packs = [" + ", ".join(f'"p{n}"' for n in range(5000 // LESS)) + "]\n",
        "file/too-many-problems",
        "1:1",
    ),
    "a large exponent": Case(
        lambda: 'packs = ["p"]\n[parameters.p]\nn = 1e999999999\n', "config/wrong-value", "3:1"
    ),
    "nothing finite": Case(lambda: 'packs = ["p"]\n[parameters.p]\nn = nan\n', "config/wrong-value", "3:1"),
    "a zero byte": Case(lambda: "packs = ['\0']\n", "file/syntax", "1:11"),
    "a zero byte in a name": Case(lambda: 'packs = ["p\\u0000"]\n', "name/unknown-pack", "1:1"),
    "a name that no file has": Case(lambda: f'packs = ["{"p" * 1000}"]\n', "name/unknown-pack", "1:11"),
    "a pack far away": Case(lambda: 'packs = ["../../../../etc"]\n', "name/unknown-pack", "1:11"),
    "a context far away": Case(lambda: 'context = "/etc/passwd"\n', "file/cannot-be-read", ""),
    "turned around": Case(lambda: 'packs = ["a\u202e"]\n', "name/unknown-pack", "1:11"),
    "an escape": Case(lambda: '"\\u001b[31m" = 1\n', "config/unknown-key", "1:1"),
    "fifty megabytes": Case(lambda: "# " + "x" * (50 * MEGABYTE), "file/too-large", "1:1"),
}
