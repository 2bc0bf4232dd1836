"""Generic names in company lists, such as `Trading Co`, which match too many companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.engine.party_names import core, distinctive_words
from microdep_rules.lang import ir
from microdep_rules.messages import diagnose
from microdep_rules.vocabulary.company_words import COMMON_FIRST, EAST_ASIAN_COMMON_NAMES, PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.testing.lint.subject import LintedPack

COMMON = COMMON_FIRST | EAST_ASIAN_COMMON_NAMES | PLAIN_WORDS


def find_generic_names(linted: LintedPack) -> Iterator[Diagnostic]:
    """Yield a finding for each name in the pack's company lists that has no distinctive word."""
    for table in linted.tables():
        for entry in table.entries:
            for word in entry.value if isinstance(entry.value, tuple) else ():
                if isinstance(word, ir.Constant) and isinstance(word.value, ir.Company):
                    yield from _generic_names(table, word, word.value)


def _generic_names(table: ir.Table, word: ir.Constant, company: ir.Company) -> Iterator[Diagnostic]:
    """Yield a finding for each generic name of a company for which the list states no identifier."""
    if company.identifiers:
        return
    for name in company.names:
        words, distinctive = core(name), distinctive_words(name)
        if not distinctive and not company.person:
            yield diagnose("lint/generic-name", word.span, name=name, list=table.name)
        elif len(words) == 1 and words[0] in COMMON:
            yield diagnose("lint/generic-name", word.span, "common-word", name=name, list=table.name)
