"""Every entry of the catalogues: it is used, its examples print it, its words are plain."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from typing import TYPE_CHECKING

import pytest

from microdep_rules.diagnostics import PHASES
from microdep_rules.messages.catalogue import codes, entry_of
from microdep_rules.messages.pages import NO_EXAMPLE
from microdep_rules.messages.quoting import placeholders
from microdep_rules.vocabulary.resources import catalogue_text
from tests.docs.pages import BLOCK, PACKAGE, printed, run
from tests.docs.test_voice import problems
from tests.docs.unshowable import CASES
from tests.each import of_each
from tests.messages.calls import Call, calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.messages.catalogue import CatalogueEntry, Message

WITH_CATALOGUE = [phase for phase in PHASES if catalogue_text(phase)]
LONGEST = 160
LONGEST_HELP = 120
"""Number of characters of a help that may have been shortened."""
MOST_CODES = 200
"""A code names a problem. A new noun for a known problem is a form of its code."""


def entry(code: str) -> CatalogueEntry:
    found = entry_of(code)
    assert found is not None
    return found


def templates(message: Message) -> str:
    return "\n".join((message.message, message.label, message.help, *message.also, *message.notes))


def named_by(call: Call) -> Iterator[tuple[str, str]]:
    """Yield the messages that a call may make; all forms of a code where the form is known at run time."""
    for code in sorted(call.codes or ()):
        names = [name for name, _ in entry(code).messages()] if entry_of(code) else [""]
        yield from ((code, name) for name in (names if call.forms is None else sorted(call.forms)))


@pytest.mark.parametrize("phase", WITH_CATALOGUE)
def test_a_catalogue_read_by_entries_is_the_catalogue(phase: str) -> None:
    data = tomllib.loads(catalogue_text(phase))
    assert list(data) == [code for code in codes() if code.startswith(f"{phase}/")]


def test_the_catalogue_has_no_more_codes_than_people_can_look_up() -> None:
    assert len(list(codes())) <= MOST_CODES


@of_each(calls, lambda call: call.place)
def test_a_call_names_entries_and_gives_their_values(call: Call) -> None:
    assert call.codes is not None, "write the code out: a test cannot follow a variable"
    assert not call.has_more, "write the values out: a test cannot follow `**`"
    needed: set[str] = set()
    for code, form in named_by(call):
        assert code in codes()
        assert form in dict(entry(code).messages())
        needed |= placeholders(templates(dict(entry(code).messages())[form]))
    assert needed == set(call.values)


@of_each(codes())
def test_every_message_of_a_code_is_used(code: str) -> None:
    used = {name for call in calls() for name in named_by(call)}
    assert {(code, form) for form, _ in entry(code).messages()} <= used


def phrases_of(call: Call) -> Iterator[tuple[str, str]]:
    """Yield the phrases that a call may return; all of a code where the name is known at run time."""
    for code in sorted(call.codes or ()):
        yield from ((code, name) for name in sorted(call.forms or entry(code).phrases))


@of_each(partial(calls, "phrase_of"), lambda call: call.place)
def test_a_call_of_a_phrase_gives_its_values(call: Call) -> None:
    assert call.codes is not None, "write the code out: a test cannot follow a variable"
    assert not call.has_more, "write the values out: a test cannot follow `**`"
    texts = [entry(code).phrases[name] for code, name in phrases_of(call)]
    assert set().union(*map(placeholders, texts)) == set(call.values)


@of_each(codes())
def test_every_phrase_of_a_code_is_used_and_plain(code: str) -> None:
    used = {name for call in calls("phrase_of") for owner, name in phrases_of(call) if owner == code}
    assert used == set(entry(code).phrases)
    assert [] == [problem for text in entry(code).phrases.values() for problem in problems(text)]


SUGGESTION = "near"
"""A suggestion of similar names, which may be missing."""
OTHER_WORDS = {
    "bom/impossible-amount": "the words are in `schemas/amounts.json`, beside the limits of the field",
    "bom/unknown-country retired": "the words are in the list of countries",
    "impact/no-remedy each-choice-fails": "the words are the `fix` of rules",
    "import/decimal-comma": "the reason is a phrase of `import/cell-not-read`",
    "file/wrong-format workbook": "the reader of workbooks names the limit and the fix",
    "file/wrong-format list-workbook-fix": "the reader of workbooks names the limit and the fix",
    "file/wrong-format content": "the fix depends on the format, of which a module lists the names",
}
"""Messages with a text that is only a placeholder, and the reason."""


@of_each(codes())
def test_no_text_of_a_message_is_only_a_placeholder(code: str) -> None:
    """A placeholder alone means that the sentence is in a module."""
    for form, message in entry(code).messages():
        for text in (message.message, message.help):
            bare = ONE_PLACEHOLDER.fullmatch(text)
            name = bare[1] if bare else SUGGESTION
            assert name == SUGGESTION or entry(code).phrases or key(code, form) in OTHER_WORDS, (form, text)


ONE_PLACEHOLDER = re.compile(r"(?:`?\{\w+\}`?: )?\{(\w+)\}")
ELLIPSIS = "…"
"""It is in the forms of the rule language, which are values and no sentences."""
LONGEST_VALUE = 4
"""Number of words in a value; longer ones are sentences of the catalogue."""


@of_each(calls, lambda call: call.place)
def test_no_call_writes_a_sentence(call: Call) -> None:
    assert [] == [text for text in call.texts if len(text.split()) > LONGEST_VALUE and ELLIPSIS not in text]


def key(code: str, form: str) -> str:
    """Name of a message: its code, and its form where it has one."""
    return f"{code} {form}".rstrip()


def examples(phase: str) -> Iterator[tuple[str, str, Message]]:
    """Yield the messages of a phase that have an example, with their code and key."""
    for code in codes():
        if code.startswith(f"{phase}/"):
            yield from ((code, key(code, form), m) for form, m in entry(code).messages() if m.bad)


def is_printed_by(message: Message, diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic has the text and the help of a message, with some values."""
    return fits(message.message, diagnostic.message) and fits(message.help, diagnostic.help or "")


def fits(template: str, text: str) -> bool:
    """Whether a text comes from a template. An empty template may have any text, such as a suggestion.

    A long text is shortened by an ellipsis near its end.
    """
    pieces = re.split(r"\{near\} |\{\w+(?::[^}]*)?\}", template)
    pieces = pieces[:-1] if len(text) > LONGEST_HELP else pieces
    return not template or re.match(".*".join(map(re.escape, pieces)), text, re.DOTALL) is not None


MANIFESTS = re.compile(r"\b[0-9a-f]{16}…")
"""The digests of manifests, which change with every file of a bundle."""


def blocks(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((match[1], match[2]) for match in BLOCK.finditer(text))


def folder_of(message: str, folder: Path) -> Path:
    made = folder / message.replace("/", "-").replace(" ", "-")
    made.mkdir(exist_ok=True)
    return made


@pytest.mark.parametrize("phase", WITH_CATALOGUE)
def test_the_examples_of_a_catalogue_print_what_its_pages_show(
    phase: str, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    shown = []
    for code, name, message in examples(phase):
        folder = folder_of(name, tmp_path)
        found = CASES[name](folder) if name in CASES else run(blocks(message.bad), folder, code)
        assert {code} == {diagnostic.code for diagnostic in found[0]}, name
        assert any(is_printed_by(message, diagnostic) for diagnostic in found[0]), name
        shown.append(f"== {name}\n{printed(found)}")
    text = MANIFESTS.sub("0123456789abcdef…", "".join(shown))
    golden(PACKAGE / "messages" / f"{phase}.printed.txt", text)


@pytest.mark.parametrize("phase", WITH_CATALOGUE)
def test_the_fixed_examples_of_a_catalogue_have_no_fault(phase: str, tmp_path: Path) -> None:
    left = {}
    for code, name, message in examples(phase):
        if blocks(message.good):
            found = run(
                blocks(message.good), folder_of(name, tmp_path), code if phase in {"overlay", "lint"} else ""
            )
            left[name] = printed(found)
    assert {} == {name: text for name, text in left.items() if text}


@of_each(codes())
def test_every_code_has_an_example_or_the_reason_why_it_has_none(code: str) -> None:
    assert entry(code).bad
    for form, message in entry(code).messages():
        assert message.bad.strip().startswith(NO_EXAMPLE) == (key(code, form) in CASES), form


@of_each(codes())
def test_a_message_is_short_plain_and_tells_the_fix(code: str) -> None:
    for form, message in entry(code).messages():
        assert message.severity in {"error", "warning", "info"}, form
        assert not message.message.endswith("."), form
        assert not re.match(r"[A-Z][a-z]", message.message), form
        assert len(message.message) <= LONGEST, form
        assert message.help, form
        assert [] == problems(templates(message)), form


@of_each(codes())
def test_a_page_is_plain_and_has_a_fix(code: str) -> None:
    assert entry(code).page.strip().endswith((".", ":", "```"))
    assert entry(code).good
    assert [] == problems(BLOCK.sub("", entry(code).page))
