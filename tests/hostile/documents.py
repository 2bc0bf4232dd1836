"""Documents that are meant to do harm, each with the code and the place that it is answered with.

They are made when they are wanted: some have fifty megabytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.each import SAMPLED

if TYPE_CHECKING:
    from collections.abc import Callable

MEGABYTE = 1024 * 1024
LESS = 4 if SAMPLED else 1
"""In a sample what is long without a limit is a quarter as long: still much longer than what is answered."""
MANY = 100_000 // LESS
YAML = "schema: microdep-bom/1\n"
JSON = '{"schema":"microdep-bom/1","components":'


class Case(NamedTuple):
    """A text, and what is said of it first: a code and a place, or nothing where it is sound."""

    made: Callable[[], str | bytes]
    code: str
    at: str = ""


def _listed(entry: str, times: int) -> str:
    return JSON + "[" + ",".join(entry.replace("#", str(number)) for number in range(times)) + "]}"


def _laughs() -> str:
    """Nine of nine of nine …: three kilobytes that mean gigabytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    return YAML + "\n".join(lines)


def _doubling(levels: int) -> str:
    """A tree of parts that is small as a graph, and has more ways through it than there are atoms."""
    parts = [
        f'{{"name":"{n}{side}","id":"p{n}{side}","children":[{{"ref":"p{n + 1}a"}},{{"ref":"p{n + 1}b"}}]}}'
        for n in range(levels)
        for side in "ab"
    ]
    ends = [f'{{"name":"end {side}","id":"p{levels}{side}"}}' for side in "ab"]
    return JSON + "[" + ",".join([*parts, *ends]) + "]}"


def _chain(levels: int, reference: str) -> str:
    """Components that refer to one another in a row."""
    rows = [f"  - {{id: p{n}, name: P{n}, {reference}: [{{ref: p{n + 1}}}]}}\n" for n in range(levels)]
    return f"{YAML}components:\n{''.join(rows)}  - {{id: p{levels}, name: P{levels}, origin: CN}}\n"


def _owners(levels: int, cell: str) -> str:
    """Companies of which each belongs to the next one, in a circle at the end."""
    rows = [f"  - {{id: m{n}, name: Acme {n} Works, {cell.format(n + 1)}}}\n" for n in range(levels)]
    parties = f"parties:\n{''.join(rows)}  - {{id: m{levels}, name: Last Works, {cell.format(levels - 1)}}}\n"
    return f"{YAML}{parties}components: [{{name: a, manufacturer: m0}}]\n"


DOCUMENTS: dict[str, Case] = {
    "children in a row.yaml": Case(lambda: _chain(1000, "children"), "file/too-deep", "203:45"),
    "inputs in a row.yaml": Case(lambda: _chain(1000, "inputs"), "file/too-deep", "203:43"),
    "children in a long row.yaml": Case(
        lambda: _chain(20_000 // LESS, "children"), "file/too-deep", "203:45"
    ),
    "owners in a row.yaml": Case(
        lambda: _owners(1000, "owners: [{{party: m{}, share: 60}}]"), "file/too-deep", "503:55"
    ),
    "relations in a row.yaml": Case(
        lambda: _owners(1000, "relations: [{{party: m{}, kind: subsidiary}}]"),
        "file/too-deep",
        "503:58",
    ),
    "as many levels as a document may have.yaml": Case(lambda: _chain(200, "children"), "", ""),
    "as many owners as a document may have.yaml": Case(
        lambda: _owners(500, "owners: [{{party: m{}, share: 60}}]"), "", ""
    ),
    "lists in lists.yaml": Case(lambda: YAML + "components: " + "[" * 500, "file/too-deep", "2:76"),
    "records in records.yaml": Case(lambda: YAML + "components: " + "{a: " * MANY, "file/too-deep", "2:265"),
    "dashes in dashes.yaml": Case(
        lambda: YAML + "components:\n" + "- " * MANY + "a", "file/too-deep", "3:127"
    ),
    "keys in keys.yaml": Case(
        lambda: YAML + "".join(" " * n + "a:\n" for n in range(3000)), "file/too-deep", "66:65"
    ),
    "questions.yaml": Case(lambda: YAML + "? " * 5000 + "a\n", "file/too-deep", "2:129"),
    "lists in lists.json": Case(lambda: JSON + "[" * MANY + "]" * MANY + "}", "file/too-deep", "1:104"),
    "records in records.json": Case(lambda: JSON + '{"a":' * MANY, "file/too-deep", "1:356"),
    "a million digits.yaml": Case(
        lambda: YAML + "components: [{name: a, quantity: " + "9" * 10**6 + "}]", "bom/out-of-range", "2:34"
    ),
    "a million digits.json": Case(
        lambda: JSON + '[{"name":"a","quantity":' + "9" * 10**6 + "}]}", "bom/out-of-range", "1:65"
    ),
    "a large exponent.json": Case(
        lambda: JSON + '[{"name":"a","restriction_index":1e999999999}]}', "bom/out-of-range", "1:74"
    ),
    "digits in quotes.yaml": Case(
        lambda: YAML + f"components: [{{name: a, mass_g: '{'9' * 10**6}'}}]", "bom/out-of-range", "2:32"
    ),
    "aliases of aliases.yaml": Case(_laughs, "file/yaml-feature", "3:10"),
    "many aliases.yaml": Case(
        lambda: YAML + "a: &a 1\ncomponents: [" + ",".join(["*a"] * (30_000 // LESS)) + "]",
        "file/yaml-feature",
        "3:14",
    ),
    "many anchors.yaml": Case(
        lambda: YAML + "components: [" + ",".join(f"&a{n} x" for n in range(20_000 // LESS)) + "]",
        "file/too-many-problems",
        "1:1",
    ),
    "a huge key.json": Case(
        lambda: '{"schema":"microdep-bom/1","' + "k" * (10 * MEGABYTE) + '":1}', "bom/missing-field", "1:1"
    ),
    "a huge name.json": Case(
        lambda: JSON + '[{"name":"' + "a" * (10 * MEGABYTE) + '"}]}', "bom/out-of-range", "1:50"
    ),
    "one long line.yaml": Case(
        lambda: YAML + "# " + "a" * (10 * MEGABYTE) + "\ncomponents: [{name: a}]\n", "", ""
    ),
    "blank lines.yaml": Case(
        lambda: YAML + "\n" * (5 * MEGABYTE // LESS) + "components: [{name: a}]\n", "", ""
    ),
    "twice the key.json": Case(
        lambda: '{"schema":"microdep-bom/1",' + '"a":1,' * MANY + '"a":1}', "bom/missing-field", "1:1"
    ),
    "unknown keys.json": Case(
        lambda: JSON + '[{"name":"a",' + ",".join(f'"f{n}":1' for n in range(MANY)) + "}]}",
        "file/too-many-problems",
        "1:1",
    ),
    "unknown keys in records.json": Case(
        lambda: _listed('{"name":"a#","nope":1}', 12_000), "file/too-many-problems", "1:1"
    ),
    "numbers for records.json": Case(lambda: _listed("7", 300_000 // LESS), "file/too-many-problems", "1:1"),
    "dashes alone.yaml": Case(
        lambda: YAML + "components:\n" + "-\n" * (60_000 // LESS), "file/too-many-problems", "1:1"
    ),
    "no such parts.json": Case(
        lambda: _listed('{"name":"a#","id":"part-#","children":[{"ref":"parx-#"}]}', 5000),
        "bom/unknown-reference",
        "1:88",
    ),
    "unknown words.json": Case(
        lambda: _listed('{"name":"a#","class":"resistr#"}', 1050), "file/too-many-problems", "1:1"
    ),
    "one long circle.json": Case(
        lambda: _listed('{"name":"a#","id":"p#","children":[{"ref":"p#0"}]}', 1).replace("p00", "p0"),
        "bom/cycle",
        "1:84",
    ),
    "a million ways.json": Case(lambda: _doubling(20), "", ""),
    "a zero byte.yaml": Case(lambda: YAML + 'components: [{name: "a\0"}]', "file/character", "2:23"),
    "zero bytes.yaml": Case(lambda: b"\0" * MEGABYTE, "file/encoding", "1:1"),
    "half a character.json": Case(lambda: JSON + '[{"name":"a\\ud800"}]}', "file/encoding", "1:50"),
    "half a character.yaml": Case(
        lambda: (YAML + 'components: [{name: "a').encode() + b"\xed\xa0\x80" + b'"}]', "file/encoding", "2:23"
    ),
    "beyond the last character.yaml": Case(
        lambda: YAML + 'components: [{name: "\\UFFFFFFFF"}]', "file/syntax", "2:24"
    ),
    "cut in a character.json": Case(
        lambda: (JSON + '[{"name":"').encode() + b"\xf0\x9f", "file/encoding", "1:51"
    ),
    "turned around.yaml": Case(
        lambda: YAML + 'components: [{name: "a\\u202e\\u2066"}]', "file/character", "2:23"
    ),
    "empty.yaml": Case(lambda: "", "file/empty", "1:1"),
}
