"""A comparison as text, from its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.exposure_text import add_sources, cited
from microdep_rules.output.layout import WIDTH, Page
from microdep_rules.patterns import pattern
from microdep_rules.production.comparison import LOW_MARK
from microdep_rules.production.sources import LOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST = 20
"""So many nodes, gaps and stages are listed for each subject in a text; the data have all of them."""
REMARKS = ("note", "gaps")
"""Texts for readers, which may name a source by its id."""
_IN_PARENTHESES = pattern(r"\([^\s()]+\)")
NO_SEAT = "seat unknown"
CONTROL = {"state": "controlled by a state", "": "control unknown"}


def comparison_text(data: Mapping[str, Any], columns: int = WIDTH) -> str:
    """The text: what is compared, the weakest nodes, then each subject stage by stage."""
    page = Page(columns)
    for title in data["titles"]:
        page.say(title)
    names = {each["id"]: each["label"] for each in data["subjects"]}
    numbers = cited(data["sources"])
    named = _named(data)
    data = with_numbers(data)
    _summary(page, data["subjects"])
    _nodes(page, "Most vulnerable nodes, the gravest first", data["vulnerable"], names)
    _not_ranked(page, data, names)
    _nodes(page, "Undetermined nodes: neither vulnerable nor safe", data["undetermined"], names)
    _verdicts(page, data, names)
    _components(page, data, names)
    for number, subject in enumerate(data["subjects"]):
        _subject(page, subject, [(row, row["cells"][number]) for row in data["rows"]], numbers)
    packs = ", ".join(f"{each['name']} {each['version']}" for each in data["packs"])
    page.blank()
    page.say(
        f"As of {data['as_of']}; packs: {packs or 'none'}. It is about what is stated, and nothing else."
    )
    add_sources(page, [each for each in enumerate(data["sources"], 1) if each[1]["id"] in named])
    return page.text()


def _summary(page: Page, subjects: Sequence[Mapping[str, Any]]) -> None:
    page.head("Compared")
    for subject in subjects:
        page.say(f"{subject['name']} ({subject['id']}, {subject['kind']})", 2, 2)
        seats = ", ".join(map(_marked, subject["seats"])) or "unknown"
        page.say(
            f"{runs_in_words(subject)}; {subject['vulnerable']} vulnerable;"
            f" seats {seats}; verdict {subject['verdict'].replace('_', ' ')}",
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
            page.say(f"approved alternates go around it: {', '.join(node['around'])}", 6, 2)
        if node["perhaps_around"]:
            may = ", ".join(node["perhaps_around"])
            page.say(f"approved alternates that may go around it, which is not known: {may}", 6, 2)
    if len(nodes) > MOST:
        page.say(f"{len(nodes) - MOST} more are in the data (--format json)", 2)


def _not_ranked(page: Page, data: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """What the ranking has no place for, so that it is not read as everything that is wrong."""
    if data["without_stages"]:
        without = ", ".join(names[each] for each in data["without_stages"])
        page.say(f"Nothing is ranked of {without}: no stage of a material is stated.", 2, 2)
    for each in data["failing_elsewhere"]:
        page.say(f"{each['rule']} fails for {names[each['subject']]} and names no stage.", 2, 2)


def stage_name(node: Mapping[str, Any]) -> str:
    """A stage with the material and the constituent that is worked on."""
    of = f" of {node['of']}" if node["of"] else ""
    return f"{node['material']}: {node['label']}{of}"


def _verdicts(page: Page, data: Mapping[str, Any], names: Mapping[str, str]) -> None:
    if not data["packs"]:
        return
    page.head("Verdicts")
    if any(each["hypothetical"] for each in data["subjects"]):
        page.say("Of a dossier: for a product that is made only at the sites that run.", 2, 2)
    if not data["verdicts"]:
        page.say("No rule of these packs applies to any of them.", 2)
    for rule in data["verdicts"]:
        page.say(f"{rule['rule']}: {rule['title']}", 2, 2)
        for each in rule["verdicts"]:
            missing = f" (missing: {', '.join(each['missing'][:3])})" if each["missing"] else ""
            page.say(f"{each['verdict'].replace('_', ' ')}: {names[each['subject']]}{missing}", 4, 2)


def runs_in_words(subject: Mapping[str, Any]) -> str:
    """How many stages run, and of how many of these that is of low confidence."""
    low = f", {subject['covered_low']} of them with low confidence" if subject["covered_low"] else ""
    return f"{subject['covered']} of {subject['stages']} stages run{low}"


def _marked(fact: Mapping[str, Any]) -> str:
    """A value that stands apart from its sources, which are shown elsewhere."""
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
    _records(page, "companies", [_company(each, numbers) for each in subject["companies"]])
    _records(page, "owners", [f"{owner_in_words(e)}{_basis(e, numbers)}" for e in subject["owners"]])
    _records(page, "lists", [f"{list_in_words(e)}{_basis(e, numbers)}" for e in subject["lists"]])
    page.say(f"not compared: {', '.join(subject['not_compared']) or 'nothing that it states'}", 2, 2)
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
    """An owner with the company that it owns, and the government that it belongs to.

    >>> stated = {"company": "Maker", "name": "Ministry", "government": "US", "share": "about 15 %"}
    >>> owner_in_words(stated)
    'Maker: Ministry, of the government of US, about 15 %'
    """
    government = f"of the government of {owner['government']}" if owner["government"] else ""
    found = [f"{owner['company']}: {owner['name']}", government, owner["share"]]
    return ", ".join(each for each in found if each)


def list_in_words(listing: Mapping[str, Any]) -> str:
    """A list with the company that it names, since when, and what follows from it."""
    start = f" from {listing['from']}" if listing["from"] else ""
    effect = f". {listing['effect']}" if listing["effect"] else ""
    return f"{listing['company']}: {listing['list']}{start}{effect}"


def _company(company: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """A company with its seat, who controls it, and what it is there."""
    control = {**company["control"], "value": control_in_words(company["control"])}
    facts = [_fact(company["seat"], NO_SEAT, numbers), _fact(control, "", numbers)]
    return f"{company['name']}: {', '.join([*facts, *company['roles']])}"


def control_in_words(control: Mapping[str, Any]) -> str:
    """Who controls a company."""
    return CONTROL.get(control["value"], str(control["value"]))


def _fact(fact: Mapping[str, Any], unknown: str, numbers: Mapping[str, str]) -> str:
    """A value with its own confidence, sources and remark behind it."""
    return f"{fact['value'] or unknown}{_basis(fact, numbers)}"


def _basis(stated: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """What a fact relies on, in parentheses.

    >>> stated = {"confidence": "low", "sources": ["page"], "note": "Proposed."}
    >>> _basis(stated, {"page": "[1]"})
    ' (low confidence [1]; Proposed)'
    """
    sure = f"{stated['confidence']} confidence" if stated["confidence"] else ""
    named = " ".join([sure, *(numbers[each] for each in stated["sources"])]).strip()
    found = [each for each in (named, stated.get("note", "").rstrip(".")) if each]
    return f" ({'; '.join(found)})" if found else ""


def with_numbers(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data, with the number of each source where a remark names the source by its id in parentheses."""
    numbers = {f"({each['id']})": f"[{number}]" for number, each in enumerate(data["sources"], 1)}

    def numbered(value: Any, field: str = "") -> Any:  # noqa: ANN401 - any part of the data
        if isinstance(value, dict):
            return {name: numbered(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [numbered(each, field) for each in value]
        if field in REMARKS:
            return _IN_PARENTHESES.sub(lambda found: numbers.get(found[0], found[0]), value)
        return value

    return {**data, "subjects": numbered(data["subjects"]), "rows": numbered(data["rows"])}


def _named(data: Mapping[str, Any]) -> set[str]:
    """The ids of the sources that facts and remarks name."""
    found = {*_sources_of(data["subjects"]), *_sources_of(data["rows"])}
    remarks = [*_remarks(data["subjects"]), *_remarks(data["rows"])]
    return found | {name[1:-1] for remark in remarks for name in _IN_PARENTHESES.findall(remark)}


def _remarks(value: Any, field: str = "") -> Iterator[str]:  # noqa: ANN401 - any part of the data
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _remarks(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _remarks(each, field)
    elif field in REMARKS:
        yield value


def _sources_of(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of the data
    """The ids of the sources of each fact in a part of the data."""
    if isinstance(value, dict):
        yield from value.get("sources", ())
        for each in value.values():
            yield from _sources_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from _sources_of(each)


def _components(page: Page, data: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Each component of the products beside that of the other ones."""
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
    """What a subject states of a component.

    >>> stated = {"state": "listed", "replaces": "", "places": ["CN", "JP"], "makers": []}
    >>> component_in_words({**stated, "alternates": ["B"]})
    'from CN or JP; maker not stated; alternates: B'
    """
    if cell["state"] == "none":
        return "not listed"
    found = [f"an alternate for {cell['replaces']}"] if cell["replaces"] else []
    found.append(f"from {' or '.join(cell['places'])}" if cell["places"] else "country not stated")
    found.append(f"by {', '.join(cell['makers'])}" if cell["makers"] else "maker not stated")
    found += [f"alternates: {', '.join(cell['alternates'])}"] if cell["alternates"] else []
    return "; ".join(found)


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
