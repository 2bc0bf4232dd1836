"""A comparison as text, from its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.output.layout import WIDTH, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST = 20
"""So many nodes, gaps and stages are listed for each subject in a text; the data have all of them."""
NO_SEAT = "seat unknown"


def comparison_text(data: Mapping[str, Any], columns: int = WIDTH) -> str:
    """The text: what is compared, the weakest nodes, then each subject stage by stage."""
    page = Page(columns)
    for title in data["titles"]:
        page.say(title)
    names = {each["id"]: each["label"] for each in data["subjects"]}
    _summary(page, data["subjects"])
    _nodes(page, "Most vulnerable nodes, the gravest first", data["vulnerable"], names)
    _not_ranked(page, data, names)
    _nodes(page, "Undetermined nodes: neither vulnerable nor safe", data["undetermined"], names)
    _verdicts(page, data, names)
    _components(page, data, names)
    for number, subject in enumerate(data["subjects"]):
        _subject(page, subject, [(row, row["cells"][number]) for row in data["rows"]])
    packs = ", ".join(f"{each['name']} {each['version']}" for each in data["packs"])
    page.blank()
    page.say(
        f"As of {data['as_of']}; packs: {packs or 'none'}. It is about what is stated, and nothing else."
    )
    return page.text()


def _summary(page: Page, subjects: Sequence[Mapping[str, Any]]) -> None:
    page.head("Compared")
    for subject in subjects:
        page.say(f"{subject['name']} ({subject['id']}, {subject['kind']})", 2, 2)
        seats = ", ".join(subject["seats"]) or "unknown"
        page.say(
            f"{subject['covered']} of {subject['stages']} stages run; {subject['vulnerable']} vulnerable;"
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


def _subject(
    page: Page, subject: Mapping[str, Any], rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> None:
    page.head(f"{subject['label']}, stage by stage")
    listed = [(row, cell) for row, cell in rows if cell["state"] != "none"]
    for row, cell in listed[:MOST]:
        alternate = f", of an alternate for {cell['replaces']}" if cell["replaces"] else ""
        page.say(f"{stage_name(row)}: {cell['state']}{alternate}", 2, 2)
        for site in cell["sites"]:
            page.say(_site(site), 4, 2)
    if len(listed) > MOST:
        page.say(f"{len(listed) - MOST} more stages are in the data (--format json)", 2)
    page.say(f"companies: {'; '.join(map(_company, subject['companies'])) or 'none stated'}", 2, 2)
    owners = [
        f"{e['company']}: {e['name']}{', ' + e['share'] if e['share'] else ''}" for e in subject["owners"]
    ]
    page.say(f"owners: {'; '.join(owners) or 'none stated'}", 2, 2)
    lists = [
        f"{e['company']}: {e['list']}{' from ' + e['from'] if e['from'] else ''}" for e in subject["lists"]
    ]
    page.say(f"lists: {'; '.join(lists) or 'none stated'}", 2, 2)
    page.say(f"not compared: {', '.join(subject['not_compared']) or 'nothing that it states'}", 2, 2)
    graded = ", ".join(f"{number} {grade}" for grade, number in subject["evidence"].items())
    page.say(f"confidence of facts: {graded or 'none stated'}", 2, 2)
    gaps = subject["gaps"]
    page.say(f"gaps: {len(gaps)}", 2)
    for gap in gaps[:MOST]:
        page.say(gap, 4, 2)
    if len(gaps) > MOST:
        page.say(f"{len(gaps) - MOST} more are in the data (--format json)", 4)


def _company(company: Mapping[str, Any]) -> str:
    """A company with its seat, who controls it, and what it is there."""
    known = [company["seat"] or NO_SEAT, _control(company["control"]), *company["roles"]]
    return f"{company['name']} ({', '.join(known)})"


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


def _control(control: str) -> str:
    return {"state": "controlled by a state", "unknown": "control unknown"}.get(control, control)


def _site(site: Mapping[str, Any]) -> str:
    facts = [site["company"], site["country"] or "country unknown", site["status"]]
    facts += [
        site["capacity"] or "capacity unknown",
        f"{site['confidence']} confidence" if site["confidence"] else "",
        site["note"],
    ]
    return (
        f"{site['name']}: {', '.join(dict.fromkeys(each for each in facts if each and each != site['name']))}"
    )
