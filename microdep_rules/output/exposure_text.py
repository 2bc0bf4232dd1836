"""Text of the exposure report, made from its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.from_here import from_here
from microdep_rules.output.impact.words import number_not_stated
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.output.widths import padded, width, wrapped
from microdep_rules.production.naming import one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Data = "Mapping[str, Any]"
MEASURES = {"cost": "cost", "mass": "mass", "halts": "halting components"}
"""Column heading for each quantity of which a country has a share in a product."""
NO_RULE = "no rule that can block a component applied"
FIRST = 12
"""Largest number of rows in a table about a product; the data (JSON) contain all rows."""
OPEN = "open"
MARKS = {"estimate": "e", "projection": "p"}


def exposure_text(data: Mapping[str, Any], columns: int = WIDTH) -> str:
    """Return the text: first the published figures, then each document."""
    page = Page(columns)
    sources = cited(data["figures"]["sources"])
    named = set(sources)
    if data["documents"]:
        for document in data["documents"]:
            _document(page, document)
        _ratios(page, data["figures"]["ratios"], sources)
        page.blank()
        page.say(applied_in_words(data))
        page.say(
            "Run `microdep exposure` without a file for figures about sectors, years and world production."
        )
        ratios = data["figures"]["ratios"]
        named = {part["source"] for ratio in ratios for part in (ratio["of"], ratio["out_of"])}
    else:
        _ratios(page, data["figures"]["ratios"], sources)
        _claims(page, data["figures"]["claims"], sources)
        _heatmap(page, data["figures"]["heatmap"], sources)
        _world(page, data["world"])
    numbered = enumerate(data["figures"]["sources"], 1)
    add_sources(page, [(number, source) for number, source in numbered if source["id"] in named])
    return page.text()


def cited(sources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the citation of each source, by the id of the source; unread sources have a note."""
    return {
        source["id"]: f"[{number}]{', no page was read' if not source['read'] else ''}"
        for number, source in enumerate(sources, 1)
    }


def applied_in_words(data: Mapping[str, Any]) -> str:
    """Return a line with the packs that decide which components halt a product, and the as-of date."""
    packs = ", ".join(f"{pack['name']} {pack['version']}" for pack in data["packs"]) or "none"
    day = f", as of {data['as_of']}" if data["as_of"] else ""
    return f"Halts are counted as in `microdep impact`{day}; packs: {packs}."


# ---- figures -------------------------------------------------------------------------------------


def claim_in_words(ratio: Mapping[str, Any]) -> str:
    """Return the claimed value of a ratio.

    If the inputs of the ratio are ranges, the text can state that the claim is within the bounds.

    >>> claim_in_words({"claimed": "11.8 %", "status": "open"})
    '; the claim is 11.8 %, which is within the bounds of the inputs'
    """
    if not ratio["claimed"]:
        return ": the claim is within the bounds of the inputs" if ratio["status"] == OPEN else ""
    between = ", which is within the bounds of the inputs" if ratio["status"] == OPEN else ""
    return f"; the claim is {ratio['claimed']}{between}"


def _ratios(page: Page, ratios: Sequence[Mapping[str, Any]], sources: Mapping[str, str]) -> None:
    if not ratios:
        return
    page.head("Ratios of trade, as claimed and as corrected")
    for ratio in ratios:
        page.blank()
        page.say(f"{ratio['share']['text']}  {ratio['status']}{claim_in_words(ratio)}", hang=2)
        page.say(ratio["title"], 2, 2)
        for word, part in (("", ratio["of"]), ("of", ratio["out_of"])):
            where = f"{part['year'] or 'no year'}, {part['confidence']} confidence {sources[part['source']]}"
            page.say(f"{word} {part['value']}: {part['title']} ({where})".strip(), 4, 2)
            if part["note"]:
                page.say(part["note"], 6, 2)
        if ratio["note"]:
            page.say(ratio["note"], 4, 2)


def _claims(page: Page, claims: Sequence[Mapping[str, Any]], sources: Mapping[str, str]) -> None:
    if not claims:
        return
    page.head("Claims about sectors")
    for claim in claims:
        page.blank()
        page.say(f"{claim['sector']}: {claim['value']}  {claim['status']}", hang=2)
        page.say(claim["measures"], 2, 2)
        named = "".join(f" {sources[source]}" for source in claim["sources"])
        page.say(f"{claim['finding']}{named}", 2, 2)
        for finding in claim["found"]:
            year = finding["year"] or "no year"
            about = f"{year}, {finding['confidence']} confidence {sources[finding['source']]}"
            page.say(f"{finding['value']}: {finding['measures']} ({about})", 4, 2)


def _heatmap(page: Page, heatmap: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    if not heatmap["rows"]:
        return
    page.head("Share of one country by year, in percent (-: no figure; e: estimate; p: projection)")
    page.blank()
    years = heatmap["years"]
    wide = max(8, (page.width - 32) // max(1, len(years)))
    head = padded("", 30) + "".join(padded(str(year), wide) for year in years)
    if width(head) > page.width:
        _by_row(page, heatmap, sources)
        return
    page.lines.append(head.rstrip())
    for row in heatmap["rows"]:
        page.say(f"{row['title']} ({row['country']})", hang=2)
        cells = [_short(cell) for cell in row["cells"]]
        page.lines.append((padded("", 30) + "".join(padded(cell, wide) for cell in cells)).rstrip())
        _relied_on(page, row, sources)


def _relied_on(page: Page, row: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    """Write the confidence, the sources and the remarks of the figures in a row."""
    years: dict[str, list[str]] = {}
    for cell in row["cells"]:
        if cell["share"] is not None:
            named = " ".join(sources[source] for source in cell["sources"])
            note = f"; {cell['note'].rstrip('.')}" if cell["note"] else ""
            years.setdefault(f"{cell['confidence']} confidence {named}{note}", []).append(str(cell["year"]))
    for basis, in_years in years.items():
        page.say(f"{', '.join(in_years)}: {basis}", 4, 2)


def _by_row(page: Page, heatmap: Mapping[str, Any], sources: Mapping[str, str]) -> None:
    """Write the table of world shares for a narrow terminal, row by row, with only the years with figures."""
    for row in heatmap["rows"]:
        known = [f"{cell['year']} {_short(cell)}" for cell in row["cells"] if cell["share"] is not None]
        empty = [str(cell["year"]) for cell in row["cells"] if cell["share"] is None]
        page.say(f"{row['title']} ({row['country']}): {', '.join(known)}", hang=2)
        page.say(f"no figure: {', '.join(empty)}", 4, 2)
        _relied_on(page, row, sources)


def _short(cell: Mapping[str, Any]) -> str:
    if cell["share"] is None:
        return "-"
    text = cell["text"].removesuffix(" %").replace("about ", "~").replace("more than ", ">")
    return f"{text}{MARKS.get(cell['kind'], '')}"


def _world(page: Page, groups: Iterable[Mapping[str, Any]]) -> None:
    page.head("Concentration of world production")
    page.blank()
    for group in groups:
        leader = ", ".join(group["leaders"][:3])
        page.say(
            f"{group['substance']} {group['year']}: largest {leader} {group['largest']['text']},"
            f" HHI {group['hhi']['text']}",
            hang=2,
        )
        page.say(f"{group['cites']}{'; ' + group['note'] if group['note'] else ''}", 4, 2)


def add_sources(page: Page, sources: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Write the numbered sources, if there are any."""
    if not sources:
        return
    page.head("Sources")
    for number, source in sources:
        title = f"{source['publisher']}: {source['title']}"
        dated = f", {source['published']}" if source["published"] else ""
        read = f"read {source['read']}" if source["read"] else "no page was read"
        page.tagged(f"[{number}]", f"{title}{dated}, {read}", 5)
        for more in (source["url"], source["note"]):
            if more:
                page.say(more, 5)


# ---- documents -----------------------------------------------------------------------------------


def _document(page: Page, document: Mapping[str, Any]) -> None:
    page.head(f"{document['product']}  ({from_here(document['path'])})")
    measures = {measure["name"]: measure for measure in document["measures"]}
    for name in ("cost", "mass"):
        page.say(measured_in_words(measures[name], document["components"]), 2, 2)
    for line in halts_in_words(document):
        page.say(line, 2, 2)
    for line in products_in_words(document):
        page.say(line, 2, 2)
    if not document["complete"]:
        page.say(
            "The document does not state that every list of components is complete. The shares count only "
            "the listed components.",
            2,
            2,
        )
    if document["unstated_quantities"]:
        page.say(quantities_in_words(document["unstated_quantities"]), 2, 2)
    columns = [name for name in MEASURES if any(row[name] for row in _rows(document))]
    _table(page, "Shares by country of the components", [document["origin"]], columns)
    _table(
        page,
        "Shares by stage and country; if a stage was done in several countries, it counts for each",
        document["stages"],
        columns,
    )
    _unrecorded(page, document["unrecorded"], columns)
    _concentration(page, document["concentration"])


def quantities_in_words(missing: int) -> str:
    """Return a note about lines of the parts list without a quantity.

    >>> quantities_in_words(1)
    '1 line of the parts list states no usable quantity, so its amounts are ranges'
    """
    if missing == 1:
        return "1 line of the parts list states no usable quantity, so its amounts are ranges"
    return f"{missing} lines of the parts list state no usable quantity, so their amounts are ranges"


def products_in_words(document: Mapping[str, Any]) -> list[str]:
    """Return a note about products for which the document states no number of units."""
    names = [product["name"] for product in document["unstated_products"]]
    return [f"{number_not_stated(names)}; their amounts are ranges"] if names else []


def halts_in_words(document: Mapping[str, Any]) -> list[str]:
    """Return the number of components that can halt a product, and the countries that can halt it alone."""
    if document["halting"] is None:
        return ["halts are not counted: the alternates of the product are not valid; see `microdep impact`"]
    alone: dict[bool, list[str]] = {True: [], False: []}
    for country in document["alone"]:
        alone[country["certain"]].append(country["country"])
    product = one_of([root["name"] for root in document["roots"]])
    more = document["needed"] != document["components"]
    every = "components, inputs and alternates" if more else "components"
    counted = f"halting components: {document['halting']} of {document['needed']} {every}"
    lines = [f"{counted}; the loss of each certainly halts {product}"]
    if not document["rules_applied"]:
        lines.append(f"{NO_RULE}: halts of {product} are counted from the structure of the product alone")
    lines += [f"countries whose loss alone halts {product}: {', '.join(alone[True])}"] if alone[True] else []
    lines += (
        [f"countries whose loss alone may halt {product}: {', '.join(alone[False])}"] if alone[False] else []
    )
    if document["without_country"]:
        missing = document["without_country"]
        many = f"{missing} component{'s' if missing > 1 else ''}"
        have, facts = ("has", "it") if missing == 1 else ("have", "them")
        of = f"{many} {have} a material or a stage without a country (`microdep impact` lists {facts})"
        lines.append(f"{of}: any other country may also halt {product} alone")
    return lines


def _rows(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for stage in (document["origin"], *document["stages"], *document["unrecorded"]):
        yield from stage["countries"]
        yield stage["unknown"]


def measured_in_words(measure: Mapping[str, Any], components: int) -> str:
    """Return a line about a measure: its unit, the number of components with this unit, and other units."""
    if not measure["stated"]:
        return f"{measure['name']}: no component states a {measure['name']}"
    title = "" if measure["title"] == measure["name"] else f"{measure['title']}, "
    stated = f"{measure['stated']} of {components} components state a {measure['name']}"
    return f"{measure['name']}: {title}in {measure['unit']}; {stated}{_others(measure)}"


def _others(measure: Mapping[str, Any]) -> str:
    """Return a phrase with the number of components that state their amounts in other units.

    These amounts are not converted, and count as not stated.
    """
    if not measure["others"]:
        return ""
    others = [
        f"{other['stated']} in {other['unit'] or 'no currency'}"
        + (f" ({other['title']})" if other["title"] != measure["title"] else "")
        for other in measure["others"]
    ]
    return f"; not converted, and counted as not stated: {', '.join(others)}"


def _table(page: Page, head: str, stages: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    if not columns or not stages:
        return
    page.head(head)
    wide = 18
    page.lines.append(
        (padded("", 30) + "".join(padded(MEASURES[column], wide) for column in columns)).rstrip()
    )
    for stage in stages:
        rows = [(f"{stage['label']} in {entry['country']}", entry) for entry in stage["countries"]]
        unknown = (f"{stage['label']}, country unknown", stage["unknown"])
        for name, shares in (*rows[:FIRST], unknown):
            cells = [shares[column]["text"] if shares[column] else "no figure" for column in columns]
            if all(cell == "0.00 %" for cell in cells):
                continue
            *above, last = wrapped(name, 29, rest="  ")
            page.lines += above
            page.lines.append((padded(last, 30) + "".join(padded(cell, wide) for cell in cells)).rstrip())
        if len(rows) > FIRST:
            page.say(f"{len(rows) - FIRST} more rows are in the data (--format json)", 2)


def _unrecorded(page: Page, stages: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    if not stages:
        return
    page.head("Stages of the listed materials that the document does not state: their country is unknown")
    alike: dict[str, list[str]] = {}
    for stage in stages:
        shares = stage["unknown"]
        cells = [f"{MEASURES[column]} {shares[column]['text']}" for column in columns if shares[column]]
        alike.setdefault(", ".join(cells), []).append(stage["label"])
    for text, labels in alike.items():
        page.say(f"{', '.join(labels)}: {text}", 2, 2)


def _concentration(page: Page, groups: Sequence[Mapping[str, Any]]) -> None:
    if not groups:
        return
    page.head("Concentration by material and stage: largest share, and Herfindahl-Hirschman index (HHI)")
    for group in groups[: FIRST * 3]:
        of = f" ({group['of']})" if group["of"] else ""
        leader = f" {', '.join(group['leaders'][:3])}" if group["leaders"] else ""
        page.say(
            f"{group['substance']}, {group['label']}{of}: largest{leader} {group['largest']['text']},"
            f" HHI {group['hhi']['text']}",
            2,
            2,
        )
    if len(groups) > FIRST * 3:
        page.say(f"{len(groups) - FIRST * 3} more are in the data (--format json)", 2)
