"""Messages of diagnostics: one catalogue file for each phase of the program, such as `syntax.toml`.

A module that detects a problem calls `diagnose` with a code and the values for the placeholders. The texts
are in the catalogues: see `microdep_rules.messages.catalogue`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, Severity, shortened
from microdep_rules.messages.catalogue import entry_of, message_of
from microdep_rules.messages.quoting import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.source import Span


def diagnose(
    code: str, span: Span, form: str = "", /, *, also: Sequence[Span] = (), **values: object
) -> Diagnostic:
    """Return the diagnostic with a code (`phase/name`) for a position in a file.

    `form` names one of the messages of the code, if the code has several. `also` gives the positions of
    further labels. `values` gives the values of the placeholders.

    >>> from microdep_rules.source import Span
    >>> diagnose("baseline/outdated", Span("b.json", 0, 4), "not-in-it", pack="tin-act").message
    'the baseline has no entry for the pack `tin-act`: all its findings count as new'
    """
    message = message_of(code, form)
    labels = zip(also, [*message.also, *[""] * len(also)], strict=False)
    text = fill(message.help, values).strip()
    return Diagnostic(
        code,
        Severity(message.severity),
        shortened(fill(message.message, values)),
        Label(span, fill(message.label, values)),
        tuple(Label(other, fill(label, values)) for other, label in labels),
        shortened(text) or None,
        tuple(note for note in (fill(note, values).strip() for note in message.notes) if note),
    )


def phrase_of(code: str, name: str, /, **values: object) -> str:
    """Return a phrase that the catalogue contains for a code, to fill a placeholder of a message.

    >>> phrase_of("file/empty", "waivers")
    'begin with `schema: microdep-waivers/1` and a list of `waivers`'
    """
    entry = entry_of(code)
    assert entry is not None, code
    return fill(entry.phrases[name], values)
