"""Reserved words of the language, which cannot be names.

All reserved words are in lower case. The grammar, the recovery after an error, the suggestions, and a test of
every vocabulary use the list in this module.
"""

from __future__ import annotations

DECLARATIONS = (
    "pack",
    "rule",
    "exception",
    "define",
    "table",
    "list",
    "parameter",
    "field",
    "measure",
    "background",
    "example",
)

HEAD_CLAUSES = (
    "title",
    "authority",
    "jurisdiction",
    "obligation",
    "reviewed",
    "uses",
    "severity",
    "cites",
    "contested",
    "variant",
    "formerly",
    "in",
)
"""Words of the clauses that come first in a declaration, such as `title` and `cites`."""

BODY_CLAUSES = (
    "applies",
    "when",
    "excludes",
    "accounts",
    "passes",
    "treat",
    "forbid",
    "require",
    "obtain",
    "disclose",
    "message",
    "ask",
    "fix",
    "escalate",
    "but",
    "bom",
    "context",
    "expect",
    "carry",
)

CLAUSES = (*HEAD_CLAUSES, *BODY_CLAUSES, "because")

SMALL_WORDS = (
    "after",
    "all",
    "and",
    "any",
    "as",
    "at",
    "before",
    "by",
    "earlier",
    "else",
    "every",
    "for",
    "from",
    "has",
    "in",
    "is",
    "known",
    "later",
    "least",
    "less",
    "more",
    "most",
    "no",
    "not",
    "of",
    "one",
    "onward",
    "or",
    "out",
    "than",
    "through",
    "to",
    "unknown",
    "unless",
    "where",
    "with",
)

RESERVED = frozenset((*DECLARATIONS, *CLAUSES, *SMALL_WORDS))
