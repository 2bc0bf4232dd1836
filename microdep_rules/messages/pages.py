"""Pages about diagnostic codes in Markdown, for `microdep explain CODE` and for the documentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.messages.catalogue import codes, entry_of, printed_of
from microdep_rules.messages.quoting import as_example
from microdep_rules.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.messages.catalogue import CatalogueEntry, Message

NO_EXAMPLE = "no example: "
"""Start of the field `bad` of a message that has no example.

The first sentence after this start is the reason, for authors of messages. The page shows only the sentences
after the reason.
"""

CAPITALS = (
    "In the further cases, words in capitals, such as `NAME`, stand for names and numbers in your files."
)
"""Note on a page before cases that no example shows."""
_IN_CAPITALS = pattern(r"(?m)^(?:## Another case: |What to do: |- ).*\b[A-Z]{2,}[A-Z ]*\b")
"""Heading or advice with a word in capitals, which stands for a value."""
_MESSAGE = pattern(r"\A\w+\[[^\]]+\]: (.*)")
"""First line of the output of an example, with the text of the message."""
_ONLY_A_CORRECTION = pattern(r"write `\{\w+\}`")


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
    cases = [_section(text, group, printed) for text, group in _messages_by_text(entry).items()]
    note = [CAPITALS] if any(_IN_CAPITALS.search(case) for case in cases) else []
    parts = [f"# {code}", entry.page.strip(), *_example(entry, printed.get("", "")), *note, *cases]
    return "\n\n".join([*parts, *_phrases(entry)]) + "\n"


def _messages_by_text(entry: CatalogueEntry) -> dict[str, dict[str, Message]]:
    """Return the further messages of a code, grouped by text; in a group, each message has its name."""
    cases: dict[str, dict[str, Message]] = {}
    for name, form in entry.forms.items():
        cases.setdefault(form.message, {})[name] = form
    return cases


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
    return [
        "## Reasons and fixes",
        "\n".join(f"- {as_example(text).removeprefix('; ')}" for text in entry.phrases.values()),
    ]


def _section(text: str, forms: Mapping[str, Message], printed: Mapping[str, str]) -> str:
    """Return the part of the page about a further message: its examples and its advice.

    If the message has an example, the heading is the message as the example prints it.
    `forms` are the messages with this text, and `printed` has the outputs of their examples.
    """
    shown = next((match[1] for name in forms if (match := _MESSAGE.match(printed.get(name, "")))), "")
    parts = [f"## Another case, for example: {shown}" if shown else f"## Another case: {as_example(text)}"]
    for name, form in forms.items():
        if form.bad:
            examples = _example(form, printed.get(name, ""))
            parts += [f"#{part}" if part.startswith("## ") else part for part in examples]
    advice = [form for form in forms.values() if not form.bad]
    helps = list(dict.fromkeys(as_example(form.help) for form in advice if not _is_shown_by_example(form)))
    if len(helps) == 1:
        parts.append(f"What to do: {helps[0]}")
    elif helps:
        parts += [
            "What to do (the message shows which of these):",
            "\n".join(f"- {help_}" for help_ in helps),
        ]
    parts += [form.good.strip() for form in advice]
    return "\n\n".join(filter(None, parts))


def _is_shown_by_example(message: Message) -> bool:
    """Return whether the help is missing, or only names a correction that the text of the fix shows."""
    return not message.help or bool(message.good and _ONLY_A_CORRECTION.fullmatch(message.help))
