"""Words that a pack adds to the vocabularies, from the file `terms.csv` in the folder of the pack.

The file has the columns `vocabulary` and `term`. The columns `parent`, `aliases` (separated by `|`) and
`definition` are optional.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.lang.errors import names
from microdep_rules.lang.errors.names import near_or_any
from microdep_rules.lang.reserved import RESERVED
from microdep_rules.lang.sheet import records_of
from microdep_rules.messages import diagnose
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary.terms import Term

if TYPE_CHECKING:
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.lang.sheet import SheetRow
    from microdep_rules.source import SourceFile
    from microdep_rules.vocabulary.terms import Vocabularies

FILE = "terms.csv"
MOST_TERMS = 1000
"""Largest number of words that a pack may add. The shipped vocabularies have some hundreds of words."""
WANTED = ["vocabulary", "term"]
COLUMNS = [*WANTED, "parent", "aliases", "definition"]
NAME = pattern(r"[A-Za-z][\w]*(?:-\w+)*")
NOT_TERMS = RESERVED | {"unknown", "true", "false"}


def with_terms(
    source: SourceFile, known: Vocabularies
) -> tuple[Vocabularies, list[tuple[str, Term]], list[Diagnostic]]:
    """Return the vocabularies with the terms of a file, the terms alone, and the diagnostics.

    The parent of a term must be a known term, or a term on an earlier line of the file.
    """
    records, diagnostics = records_of(source, COLUMNS, WANTED)
    added: list[tuple[str, Term]] = []
    if len(records) > MOST_TERMS:
        span = records[MOST_TERMS].span
        diagnostics.append(diagnose("file/too-large", span, "terms", limit=MOST_TERMS, found=len(records)))
    for record in records[:MOST_TERMS]:
        problem = _problem(record, known)
        if problem is not None:
            diagnostics.append(problem)
            continue
        name, term = record.text("vocabulary"), _term(record, known)
        known = known.extended(name, [term])
        added.append((name, term))
    return known, added, diagnostics


def _problem(record: SheetRow, known: Vocabularies) -> Diagnostic | None:
    name, term, parent = (record.text(column) for column in ("vocabulary", "term", "parent"))
    vocabulary = known.get(name)
    at = record.cells["term"].span
    if vocabulary is None:
        return diagnose(
            "name/unknown-name",
            record.cells["vocabulary"].span,
            "unknown-vocabulary",
            name=name,
            near=near_or_any(name, sorted(known.names())),
        )
    if not NAME.fullmatch(term) or term in NOT_TERMS:
        return diagnose("name/taken", at, "not-a-term", word=term)
    existing = vocabulary.resolve(term)
    if existing is not None:
        return diagnose(
            "name/taken",
            at,
            "term-exists" if existing != term else "same-term",
            vocabulary=name,
            word=term,
            existing_word=existing,
        )
    if parent and parent not in vocabulary.terms:
        return names.unknown_word(parent, name, record.cells["parent"].span, vocabulary.words())
    return None


def _term(record: SheetRow, known: Vocabularies) -> Term:
    vocabulary = known.get(record.text("vocabulary"))
    assert vocabulary is not None
    parent = record.text("parent")
    aliases = [alias.strip() for alias in record.text("aliases").split("|")]
    return Term(
        record.text("term"),
        vocabulary.terms[parent].id if parent else None,
        aliases=tuple(alias for alias in aliases if alias),
        definition=record.text("definition"),
    )
