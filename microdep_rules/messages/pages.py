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
    """Return the part of the page about another message of the code: its example, or only its advice."""
    form = entry.forms[name]
    parts = [f"## Another case: {_title(entry, name)}"]
    if form.bad:
        parts += [f"#{part}" if part.startswith("## ") else part for part in _example(form, printed)]
    else:
        parts += [f"What to do: {as_example(form.help)}" if form.help else "", form.good.strip()]
    return "\n\n".join(filter(None, parts))


def _title(entry: CatalogueEntry, name: str) -> str:
    """Return the message of a case; its name in words if the other cases have the same message."""
    message = entry.forms[name].message
    messages = [entry.message, *(form.message for form in entry.forms.values())]
    return as_example(message) if messages.count(message) == 1 else name.replace("-", " ")
