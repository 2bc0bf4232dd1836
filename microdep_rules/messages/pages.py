"""Pages about diagnostic codes in Markdown, for `microdep explain CODE` and for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages.catalogue import codes, entry_of, printed_of
from microdep_rules.messages.quoting import as_example

if TYPE_CHECKING:
    from microdep_rules.messages.catalogue import CatalogueEntry, Message

NO_EXAMPLE = "no example: "
"""Start of the field `bad` of a message that has no example.

The first sentence after this start is the reason, for authors of messages. The page shows only the sentences
after the reason.
"""


def all_codes() -> tuple[str, ...]:
    """Return the codes of all diagnostics, sorted."""
    return tuple(sorted(codes()))


def page_of(code: str) -> str | None:
    """Return the page about a code; None if there is no such code.

    >>> page_of("baseline/outdated").splitlines()[0]
    '# baseline/outdated'
    """
    entry = entry_of(code)
    if entry is None:
        return None
    printed = printed_of(code)
    forms = [_section(entry, name, printed.get(name, "")) for name in entry.forms]
    parts = [f"# {code}", entry.page.strip(), *_example(entry, printed.get("", "")), *forms]
    return "\n\n".join([*parts, *_phrases(entry)]) + "\n"


def _example(message: Message, printed: str) -> list[str]:
    """Return the parts of the page about an example: its input, its output and its fix."""
    before, bad = "", message.bad.strip()
    if bad.startswith(NO_EXAMPLE):
        before, bad = " ".join(bad.split(". ", 1)[1:]).strip(), ""
    parts = {
        "Example": bad,
        "Output": f"```text\n{printed}```" if printed else "",
        "Fix": message.good.strip(),
    }
    texts = [f"## {heading}\n\n{text}" for heading, text in parts.items() if text]
    return [before, *texts] if before else texts


def _phrases(entry: CatalogueEntry) -> list[str]:
    """Return the part of the page with the reasons and fixes that messages of the code may contain."""
    if not entry.phrases:
        return []
    return ["## Reasons and fixes", "\n".join(f"- {as_example(text)}" for text in entry.phrases.values())]


def _section(entry: CatalogueEntry, name: str, printed: str) -> str:
    """Return the part of the page about a further message of the code.

    This is the example of the message or, if there is none, its text.
    """
    form = entry.forms[name]
    heading = f"## Another case: {name.replace('-', ' ')}"
    if not form.bad:
        message = "" if form.message == entry.message else f"- Message: {as_example(form.message)}"
        advice = f"- What to do: {as_example(form.help)}" if form.help else ""
        text = "\n".join(filter(None, (message, advice)))
        return "\n\n".join(filter(None, (heading, text, form.good.strip())))
    shown = _example(form, printed)
    return "\n\n".join([heading, *(f"#{part}" if part.startswith("## ") else part for part in shown)])
