"""Pages about diagnostics, in Markdown: what `microdep explain CODE` and the documentation show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages.catalogue import codes, entry_of, printed_of
from microdep_rules.messages.quoting import as_example

if TYPE_CHECKING:
    from microdep_rules.messages.catalogue import Message


def all_codes() -> tuple[str, ...]:
    """Return the codes of all diagnostics, sorted."""
    return tuple(sorted(codes()))


def page_of(code: str) -> str | None:
    """Return the page about a code, or nothing where there is no such code.

    >>> page_of("baseline/outdated").splitlines()[0]
    '# baseline/outdated'
    """
    entry = entry_of(code)
    if entry is None:
        return None
    printed = printed_of(code)
    forms = [_section(name, form, printed.get(name, "")) for name, form in entry.forms.items()]
    return (
        "\n\n".join([f"# {code}", entry.page.strip(), *_example(entry, printed.get("", "")), *forms]) + "\n"
    )


def _example(message: Message, printed: str) -> list[str]:
    """Headings and texts of an example, its output and its fix."""
    parts = {
        "Example": message.bad,
        "Output": f"```text\n{printed}```" if printed else "",
        "Fix": message.good,
    }
    return [f"## {heading}\n\n{text.strip()}" for heading, text in parts.items() if text]


def _section(name: str, form: Message, printed: str) -> str:
    """Another message of the code: its example where it has one, else its text."""
    heading = f"## Also: {name.replace('-', ' ')}"
    if not form.bad:
        text = "\n".join(filter(None, (f"> {as_example(form.message)}", as_example(form.help))))
        return f"{heading}\n\n{text}" + (f"\n\n{form.good.strip()}" if form.good else "")
    shown = _example(form, printed)
    return "\n\n".join([heading, *("#" + part for part in shown)])
