"""Text of a comparison of products, companies or sites, made from the data of the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.exposure_text import add_sources, cited
from microdep_rules.output.from_here import from_here
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.patterns import pattern
from microdep_rules.production.comparison import LOW_MARK
from microdep_rules.production.sources import LOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST = 20
"""Largest number of stages, gaps or components in one list of the text."""
REMARKS = ("note", "gaps")
"""Fields with remarks for people. A remark may name a source by its id."""
_IN_PARENTHESES = pattern(r"\([^\s()]+\)")
NO_SEAT = "seat unknown"
CONTROL = {"state": "controlled by a state", "": "control unknown"}


def comparison_text(data: Mapping[str, Any], columns: int = WIDTH) -> str:
    """Return the text of a comparison: the subjects, their most vulnerable stages, and all their stages."""
    page = Page(columns)
    for title in data["titles"]:
        page.say(title)
    names = {subject["id"]: subject["label"] for subject in data["subjects"]}
    numbers = cited(data["sources"])
    named = _named_sources(data)
    data = with_numbers(data)
    _summary(page, data["subjects"])
    _nodes(page, "Most vulnerable nodes, the most serious first", data["vulnerable"], names)
    _not_ranked(page, data, names)
    _nodes(page, "Undetermined nodes: neither vulnerable nor safe", data["undetermined"], names)
    _verdicts(page, data, names)
    _components(page, data, names)
    for number, subject in enumerate(data["subjects"]):
        _subject(page, subject, [(row, row["cells"][number]) for row in data["rows"]], numbers)
    packs = ", ".join(f"{pack['name']} {pack['version']}" for pack in data["packs"])
    page.blank()
    page.say(f"As of {data['as_of']}; packs: {packs or 'none'}. The comparison covers stated facts only.")
    add_sources(page, [entry for entry in enumerate(data["sources"], 1) if entry[1]["id"] in named])
    return page.text()


def _summary(page: Page, subjects: Sequence[Mapping[str, Any]]) -> None:
    page.head("Compared")
    for subject in subjects:
        id_ = from_here(subject["id"]) if subject["kind"] == "product" else subject["id"]
        page.say(f"{subject['name']} ({id_}, {subject['kind']})", 2, 2)
        seats = ", ".join(map(_fact_without_sources, subject["seats"])) or "unknown"
        page.say(
            f"{runs_in_words(subject)}; {subject['vulnerable']} vulnerable;"
            f" registered in {seats}; verdict {subject['verdict'].replace('_', ' ')}",
            4,
            2,
        )


def _nodes(page: Page, head: str, nodes: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> None:
    page.head(head)
    if not nodes:
        page.say("none", 2)
    for node in nodes[:MOST]:
        rank = f"{node['rank']}. " if "rank" in node else ""
        page.say(f"{rank}{stage_name(node)}, {names[node['subject']]}", 2, 4)
        page.say("; ".join(node["reasons"]), 6, 2)
        if node["around"]:
            page.say(f"approved alternates avoid this node: {', '.join(node['around'])}", 6, 2)
        if node["perhaps_around"]:
            may = ", ".join(node["perhaps_around"])
            page.say(f"approved alternates that may avoid this node: {may}", 6, 2)
    if len(nodes) > MOST:
        page.say(f"{len(nodes) - MOST} more are in the data (--format json)", 2)


def _not_ranked(page: Page, data: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Write the subjects and rules that the ranking does not include, with the reasons."""
    if data["without_stages"]:
        without = ", ".join(names[id_] for id_ in data["without_stages"])
        page.say(f"{without}: not ranked, because no stage of a material is stated.", 2, 2)
    for failing in data["failing_elsewhere"]:
        page.say(f"{failing['rule']} fails for {names[failing['subject']]} and names no stage.", 2, 2)


def stage_name(node: Mapping[str, Any]) -> str:
    """Return the name of a stage with its material, and with the constituent that is processed, if any."""
    of = f" ({node['of']})" if node["of"] else ""
    return f"{node['material']}: {node['label']}{of}"


def _verdicts(page: Page, data: Mapping[str, Any], names: Mapping[str, str]) -> None:
    if not data["packs"]:
        return
    page.head("Verdicts")
    if any(subject["hypothetical"] for subject in data["subjects"]):
        page.say(
            "For a dossier, the rules evaluate a hypothetical product that is made only at operating sites.",
            2,
            2,
        )
    if not data["verdicts"]:
        page.say("No rule of these packs applies to any subject.", 2)
    for rule in data["verdicts"]:
        page.say(f"{rule['rule']}: {rule['title']}", 2, 2)
        for verdict in rule["verdicts"]:
            missing = f" (missing: {', '.join(verdict['missing'][:3])})" if verdict["missing"] else ""
            page.say(f"{verdict['verdict'].replace('_', ' ')}: {names[verdict['subject']]}{missing}", 4, 2)


def runs_in_words(subject: Mapping[str, Any]) -> str:
    """Return the number of stages in operation, and how many of these stages are uncertain."""
    low = f", {subject['covered_low']} of them with low confidence" if subject["covered_low"] else ""
    return f"{subject['covered']} of {subject['stages']} stages are in operation{low}"


def _fact_without_sources(fact: Mapping[str, Any]) -> str:
    """Return the value of a fact without its sources, which the text shows elsewhere."""
    return f"{fact['value']} {LOW_MARK}" if fact["confidence"] == LOW else str(fact["value"])


def _subject(
    page: Page,
    subject: Mapping[str, Any],
    rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
    numbers: Mapping[str, str],
) -> None:
    page.head(f"{subject['label']}, stage by stage")
    listed = [(row, cell) for row, cell in rows if cell["state"] != "none"]
    for row, cell in listed[:MOST]:
        alternate = f", of an alternate for {cell['replaces']}" if cell["replaces"] else ""
        page.say(f"{stage_name(row)}: {cell['state']}{alternate}", 2, 2)
        for site in cell["sites"]:
            page.say(_site(site, numbers), 4, 2)
    if len(listed) > MOST:
        page.say(f"{len(listed) - MOST} more stages are in the data (--format json)", 2)
    _records(page, "companies", [_company(company, numbers) for company in subject["companies"]])
    _records(page, "owners", [f"{owner_in_words(e)}{_basis(e, numbers)}" for e in subject["owners"]])
    _records(page, "lists", [f"{list_in_words(e)}{_basis(e, numbers)}" for e in subject["lists"]])
    page.say(f"not compared: {', '.join(subject['not_compared']) or 'none of its facts'}", 2, 2)
    graded = ", ".join(f"{number} {grade}" for grade, number in subject["evidence"].items())
    page.say(f"confidence of facts: {graded or 'none stated'}", 2, 2)
    gaps = subject["gaps"]
    page.say(f"gaps: {len(gaps)}", 2)
    for gap in gaps[:MOST]:
        page.say(gap, 4, 2)
    if len(gaps) > MOST:
        page.say(f"{len(gaps) - MOST} more are in the data (--format json)", 4)


def _records(page: Page, head: str, records: Sequence[str]) -> None:
    page.say(f"{head}: {'' if records else 'none stated'}".rstrip(), 2)
    for record in records:
        page.say(record, 4, 2)


def owner_in_words(owner: Mapping[str, Any]) -> str:
    """Return an owner with the company that it owns, and with the government behind the owner.

    >>> stated = {"company": "Example Corp", "name": "Ministry", "government": "US", "share": "about 15 %"}
    >>> owner_in_words(stated)
    'Example Corp: Ministry, of the government of US, about 15 %'
    """
    government = f"of the government of {owner['government']}" if owner["government"] else ""
    texts = [f"{owner['company']}: {owner['name']}", government, owner["share"]]
    return ", ".join(text for text in texts if text)


def list_in_words(listing: Mapping[str, Any]) -> str:
    """Return an entry of a restriction list in words: company, list, start date and consequence."""
    start = f" from {listing['from']}" if listing["from"] else ""
    effect = f". {listing['effect']}" if listing["effect"] else ""
    return f"{listing['company']}: {listing['list']}{start}{effect}"


def _company(company: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """Return the name of a company with its country of registration, its control and its role."""
    control = {**company["control"], "value": control_in_words(company["control"])}
    facts = [_fact(company["seat"], NO_SEAT, numbers), _fact(control, "", numbers)]
    return f"{company['name']}: {', '.join([*facts, *company['roles']])}"


def control_in_words(control: Mapping[str, Any]) -> str:
    """Return the owner or government that controls a company, in words."""
    return CONTROL.get(control["value"], str(control["value"]))


def _fact(fact: Mapping[str, Any], unknown: str, numbers: Mapping[str, str]) -> str:
    """Return the value of a fact, then its confidence, its sources and its remark."""
    return f"{fact['value'] or unknown}{_basis(fact, numbers)}"


def _basis(stated: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """Return the confidence, the sources and the remark of a fact in parentheses.

    >>> stated = {"confidence": "low", "sources": ["page"], "note": "Proposed."}
    >>> _basis(stated, {"page": "[1]"})
    ' (low confidence [1]; Proposed)'
    """
    sure = f"{stated['confidence']} confidence" if stated["confidence"] else ""
    named = " ".join([sure, *(numbers[source] for source in stated["sources"])]).strip()
    texts = [text for text in (named, stated.get("note", "").rstrip(".")) if text]
    return f" ({'; '.join(texts)})" if texts else ""


def with_numbers(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with each source id in a remark replaced by the number of the source, such as `[2]`."""
    numbers = {f"({source['id']})": f"[{number}]" for number, source in enumerate(data["sources"], 1)}

    def numbered(value: Any, field: str = "") -> Any:  # noqa: ANN401 - any part of the data
        if isinstance(value, dict):
            return {name: numbered(entry, name) for name, entry in value.items()}
        if isinstance(value, list):
            return [numbered(entry, field) for entry in value]
        if field in REMARKS:
            return _IN_PARENTHESES.sub(lambda match: numbers.get(match[0], match[0]), value)
        return value

    return {**data, "subjects": numbered(data["subjects"]), "rows": numbered(data["rows"])}


def _named_sources(data: Mapping[str, Any]) -> set[str]:
    """Return the ids of the sources that facts and remarks name."""
    ids = {*_sources_of(data["subjects"]), *_sources_of(data["rows"])}
    remarks = [*_remarks(data["subjects"]), *_remarks(data["rows"])]
    return ids | {name[1:-1] for remark in remarks for name in _IN_PARENTHESES.findall(remark)}


def _remarks(value: Any, field: str = "") -> Iterator[str]:  # noqa: ANN401 - any part of the data
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _remarks(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from _remarks(entry, field)
    elif field in REMARKS:
        yield value


def _sources_of(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of the data
    """Yield the ids of the sources of every fact in the data."""
    if isinstance(value, dict):
        yield from value.get("sources", ())
        for entry in value.values():
            yield from _sources_of(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _sources_of(entry)


def _components(page: Page, data: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Write each component of the products, with the facts that each product states about the component."""
    rows = data["components"]
    if not rows:
        return
    page.head("Components")
    for row in rows[:MOST]:
        page.say(row["name"] if row["name"] == row["id"] else f"{row['name']} ({row['id']})", 2, 2)
        for cell in row["cells"]:
            page.say(f"{names[cell['subject']]}: {component_in_words(cell)}", 4, 2)
    if len(rows) > MOST:
        page.say(f"{len(rows) - MOST} more are in the data (--format json)", 2)


def component_in_words(cell: Mapping[str, Any]) -> str:
    """Return the facts that a subject states about a component, in words.

    >>> stated = {"state": "listed", "replaces": "", "places": ["CN", "JP"], "companies": []}
    >>> component_in_words({**stated, "alternates": ["B"]})
    'from CN or JP; manufacturer not stated; alternates: B'
    """
    if cell["state"] == "none":
        return "not listed"
    texts = [f"an alternate for {cell['replaces']}"] if cell["replaces"] else []
    texts.append(f"from {' or '.join(cell['places'])}" if cell["places"] else "country not stated")
    texts.append(f"by {', '.join(cell['companies'])}" if cell["companies"] else "manufacturer not stated")
    texts += [f"alternates: {', '.join(cell['alternates'])}"] if cell["alternates"] else []
    return "; ".join(texts)


def _site(site: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    facts = [
        _fact(site["company"], "company unknown", numbers)
        if site["company"]["value"] != site["name"]
        else "",
        _fact(site["country"], "country unknown", numbers)
        if site["country"]["value"] != site["name"]
        else "",
        _fact(site["status"], "", numbers),
        _fact(site["capacity"], "capacity unknown", numbers),
    ]
    return f"{site['name']}: {', '.join(fact for fact in facts if fact)}"
