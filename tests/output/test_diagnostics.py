from __future__ import annotations

import pytest

from microdep_rules.diagnostics import Diagnostic, Label, Severity
from microdep_rules.output.diagnostics import render, summary
from microdep_rules.output.style import Style
from microdep_rules.source import SourceFile, Span


def shown(text: str, start: int, end: int, label: str = "here") -> str:
    label_ = Label(Span("a.yaml", start, end), label)
    found = Diagnostic("bom/example", Severity.ERROR, "an example", label_, help="correct it")
    return render([found], {"a.yaml": SourceFile("a.yaml", text)})


def test_the_line_and_a_mark_under_what_is_meant_are_shown() -> None:
    expected = (
        "error[bom/example]: an example\n"
        "  ┌─ a.yaml:2:6\n"
        "2 │ two three\n"
        "  │      ^^^^ here\n"
        "  help: correct it\n"
    )
    assert expected == shown("one\ntwo three\nfour", 9, 13)


def test_a_mark_does_not_go_past_its_line() -> None:
    assert "  │  ^^ here\n" in shown("abc\ndef\n", 1, 7)


def test_wide_characters_and_tabs_keep_the_mark_in_its_column() -> None:
    assert "1 │     磁石 CN\n  │          ^^ here" in shown("\t磁石 CN", 4, 6)


def test_hidden_characters_are_shown_and_keep_the_mark_in_its_column() -> None:
    assert "1 │ a<U+202E>b CN\n  │            ^^ here" in shown("a\u202eb CN", 4, 6)


def test_a_long_line_is_shown_around_the_place() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    line, mark = shown(text, 500, 504).splitlines()[2:4]
    assert len(line) < 120
    assert line.index("HERE") == mark.index("^^^^")


def test_an_escape_sequence_never_reaches_the_terminal() -> None:
    assert "\x1b" not in shown("a\x1b[31mb", 0, 1, "\x1b[2J")


def test_a_file_that_cannot_be_shown_is_named() -> None:
    found = Diagnostic(
        "file/cannot-be-read", Severity.ERROR, "it cannot be read", Label(Span("no.yaml", 0, 0))
    )
    assert "error[file/cannot-be-read]: it cannot be read\n  ┌─ no.yaml\n" == render([found], {})


@pytest.mark.parametrize(
    ("errors", "warnings", "expected"),
    [(0, 0, ""), (1, 0, "1 error"), (2, 1, "2 errors, 1 warning"), (0, 3, "3 warnings")],
)
def test_the_summary_counts_by_severity(errors: int, warnings: int, expected: str) -> None:
    at = Label(Span("a.yaml", 0, 0))
    found = [Diagnostic("bom/a", Severity.ERROR, "a", at)] * errors + [
        Diagnostic("bom/b", Severity.WARNING, "b", at)
    ] * warnings
    assert expected == summary(found)


def test_a_plain_style_adds_nothing() -> None:
    assert "text" == Style().kind("fail", "text") == Style().strong("text")
    assert "\x1b[1mtext\x1b[0m" == Style(colored=True).strong("text")
