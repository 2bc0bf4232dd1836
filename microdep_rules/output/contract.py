"""Contract facts of a document, as rows of the record of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact
from microdep_rules.bom.schemas import nested_kind
from microdep_rules.engine.timing import out_of_force
from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.places import place_of
from microdep_rules.vocabulary.own_fields import HOLDER, PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.checked import CheckedDocument

Row = dict[str, Any]
NOT_FACTS = frozenset({"schema", "$schema", "id", "document", "evidence", "notes"})
"""Fields of a context file that are not contract facts."""
LAST_DAY = "through"
AS_OF = "as of"
OF_THE_CONTRACT = ("contract.", "company.")
"""Prefixes of the names of facts that are the same for the whole document."""
Field = tuple[str, str]
"""Kind of an element, such as `contract`, and the name of one of its fields in documents."""


def contract(document: CheckedDocument, read: Collection[Field]) -> list[Row]:
    """Return every stated contract fact with its position; empty for a document that cannot be used.

    `read` contains the fields that the applied rules read.
    """
    bom = document.bom
    if bom is None or bom.context is None:
        return []
    return list(_facts(document, bom, bom.context, read))


def switching_off(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the contract facts and dates that explain why a rule applies to no part of the document.

    The result is empty if the rule applies to a component.
    """
    found: dict[str, None] = {}
    for outcome in outcomes:
        if outcome.verdict is not Verdict.NOT_APPLICABLE:
            return []
        timing = outcome.timing
        if outcome.reason == out_of_force(timing):
            if timing.basis != AS_OF and not timing.assumed:
                found[timing.basis.replace("-", "_").replace(" ", "_")] = None
            continue
        found |= dict.fromkeys(_key(f.pointer) for f in outcome.facts if f.name.startswith(OF_THE_CONTRACT))
    return list(found)


def _key(pointer: str) -> str:
    """Return the name of a contract fact from its position in a document.

    >>> _key("/agency"), _key("/context/company/size")
    ('agency', 'company.size')
    """
    return pointer.removeprefix("/context").removeprefix("/").replace("/", ".")


def _facts(
    document: CheckedDocument, bom: Bom, of: Element, read: Collection[Field], prefix: str = ""
) -> Iterator[Row]:
    for field, raw in of.data.items():
        if field in NOT_FACTS:
            continue
        if field == HOLDER and isinstance(raw, dict):
            yield from _own_facts(document, bom, of, read, prefix)
            continue
        place = place_of(document.locate(*_located(bom, of, field)))
        if nested_kind(of.kind, field) is None or not raw:
            evidence = _evidence(document, bom, of, field)
            yield _row(f"{prefix}{field}", words(raw), place, evidence, read=(of.kind, field) in read)
        elif isinstance(raw, dict):
            (record,) = bom.records(of, field)
            yield from _facts(document, bom, record, read, f"{prefix}{field}.")
        else:
            for number, record in enumerate(bom.records(of, field), 1):
                at = place_of(document.locate(*_located(bom, record)))
                name = f"{prefix}{field} {record.data.get('id') or number}"
                through = exact(record.data.get(LAST_DAY))
                evidence = _evidence(document, bom, record)
                yield _row(name, words(record.data), at, evidence, through, read=(of.kind, field) in read)


def _own_facts(
    document: CheckedDocument, bom: Bom, of: Element, read: Collection[Field], prefix: str
) -> Iterator[Row]:
    """Yield the contract facts under `ext`, a field in which a company can state facts of its own."""
    for name, raw in of.data[HOLDER].items():
        own = f"{PREFIX}{name}"
        place = place_of(document.locate(*_located(bom, of, own)))
        evidence = _evidence(document, bom, of, own)
        yield _row(f"{prefix}{own}", words(raw), place, evidence, read=(of.kind, HOLDER) in read)


def _evidence(
    document: CheckedDocument, bom: Bom, of: Element, field: str | None = None
) -> dict[str, list[str]]:
    """Return the ids of the evidence of a fact: evidence that counts on the as-of date, and the rest."""
    ids = (evidence.id for evidence in bom.evidence_of(of, field))
    return counted_evidence(ids, document, document.as_of)


def counted_evidence(ids: Iterable[str], document: CheckedDocument, day: date | None) -> dict[str, list[str]]:
    """Return the ids of evidence in two fields: evidence that counts on a day, and other evidence."""
    fields: dict[str, list[str]] = {"evidence": [], "evidence_not_counted": []}
    for id_ in dict.fromkeys(ids):
        fields["evidence" if document.counts(id_, day) else "evidence_not_counted"].append(id_)
    return fields


def _located(bom: Bom, element: Element, *fields: str) -> tuple[str, str]:
    loaded, pointer = bom.locate(element, *fields)
    return loaded.path, pointer


def _row(
    name: str,
    value: str,
    at: Mapping[str, Any] | None,
    evidence: Mapping[str, list[str]],
    through: str | None = None,
    *,
    read: bool,
) -> Row:
    return {"name": name, "value": value, "at": at, **evidence, "through": through, "read": read}


def words(raw: Any) -> str:  # noqa: ANN401 - whatever a document states
    """Return a stated value of any type as one line.

    >>> words({"one_of": ["DoD", "NASA"]}), words({"amount": 5, "currency": "USD"}), words(True)
    ('DoD or NASA', '5 USD', 'yes')
    >>> words([{"value": "a"}, "b"]), words([]), words({"at_least": 3}), words({"unknown": True})
    ('a, b', 'none', 'at least 3', 'not known')
    """
    match raw:
        case bool():
            return "yes" if raw else "no"
        case list():
            return ", ".join(map(words, raw)) or "none"
        case {"value": stated} | {"country": stated} | {"code": stated}:
            return words(stated)
        case {"one_of": [*several]}:
            return " or ".join(map(words, several))
        case {"amount": amount, "currency": currency}:
            return f"{words(amount)} {currency}"
        case {"at_least": _} | {"at_most": _}:
            ends = (
                f"{end.replace('_', ' ')} {words(raw[end])}" for end in ("at_least", "at_most") if end in raw
            )
            return ", ".join(ends)
        case {"unknown": _}:
            return "not known"
        case dict():
            stated = {field: each for field, each in raw.items() if field not in NOT_FACTS}
            return ", ".join(f"{field} {words(value)}" for field, value in stated.items()) or "nothing stated"
        case _:
            return str(raw)
