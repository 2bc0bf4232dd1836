"""Clauses in the words of English, SQL or Python: the corrected line, and what `fmt --fix` applies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from microdep_rules.lang.corrections import corrections_of, declared_names, fixed, with_corrections
from microdep_rules.lang.format import format_source
from microdep_rules.lang.former import rewritten
from microdep_rules.lang.pack import check_pack
from microdep_rules.lang.parse import parse
from microdep_rules.lang.wordings import rewritings
from microdep_rules.output.diagnostics import render
from microdep_rules.source import SourceFile
from microdep_rules.vocabulary.resources import rules_folder
from tests.cli.replay import run
from tests.each import sample_of
from tests.lang.mutations import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.diagnostics import Diagnostic

FOLDER = Path(__file__).parent / "as_spoken"
MISTAKES: list[dict[str, Any]] = tomllib.loads((FOLDER / "mistakes.toml").read_text(encoding="utf-8"))[
    "mistake"
]
EACH = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["typed"].split("\n")[0])

HEAD = 'pack own version 1\n  title "An example"\n  authority "Example Act"\n  reviewed 2026-11-24\n'
CLAUSES = {
    "title": 'title       "no component of China"',
    "severity": "severity    prohibit",
    "cites": 'cites       "Example Act 9(1)"',
    "in force": "in force    by check date",
    "applies to": "applies to  every component at any tier",
    "forbid": "forbid      component.origin is CN",
    "message": 'message     "origin is China"',
}
PACK = SourceFile("pack.rule", HEAD)


def rule(**clauses: str) -> SourceFile:
    """Return a rule with some of its clauses written in another way."""
    written = {**CLAUSES, **{name.replace("_", " "): clause for name, clause in clauses.items()}}
    return SourceFile(
        "origin.rule", "rule origin\n" + "".join(f"  {clause}\n" for clause in written.values())
    )


def further(clause: str) -> SourceFile:
    """Return the rule with a clause in other words."""
    if clause.startswith("when"):
        return rule(forbid=f"{clause}\n  {CLAUSES['forbid']}")
    return typed({"typed": clause, "place": place_of(clause)})


def typed(mistake: dict[str, Any]) -> SourceFile:
    return rule(**{mistake.get("place", "forbid").replace(" ", "_"): mistake["typed"]})


def errors(source: SourceFile) -> list[Diagnostic]:
    return check_pack([PACK, source])[1]


def offered(source: SourceFile) -> list[tuple[str, ...]]:
    """Return the lines that the messages of a rule offer."""
    return [d.corrected for d in with_corrections(errors(source), {source.path: source}) if d.corrected]


def with_line(source: SourceFile, line: str) -> SourceFile:
    """Return a rule with a line in the place of the first one that has a correction."""
    found = next(each for each in corrections_of(source, errors(source)) if each is not None)
    line, _, below = line.partition("\n\n")
    return SourceFile(source.path, source.text[: found.start] + line + source.text[found.end :] + below)


@EACH
def test_the_message_of_a_mistake_offers_the_line_as_it_should_be(mistake: dict[str, Any]) -> None:
    lines = offered(typed(mistake))
    assert mistake["written"] == [line.strip() for line in (lines[0] if lines else ())]


@EACH
def test_an_offered_line_has_no_error(mistake: dict[str, Any]) -> None:
    source = typed(mistake)
    for line in (each for lines in offered(source) for each in lines):
        corrected = with_line(source, line)
        clause = line.partition("\n\n")[0]
        start = corrected.text.index(clause)
        assert [] == [d.message for d in errors(corrected) if start <= d.span.start <= start + len(clause)]


@EACH
def test_fmt_fixes_what_has_one_meaning_and_leaves_the_rest(mistake: dict[str, Any]) -> None:
    source = typed(mistake)
    corrected = fixed(source)
    if mistake.get("fixed", True):
        assert mistake["written"][0] in corrected.text
        assert [] == errors(corrected)
    else:
        assert source.text == corrected.text


def test_the_messages_of_all_mistakes(golden: Callable[[Path, str], None]) -> None:
    shown = []
    for mistake in MISTAKES:
        source = typed(mistake)
        sources = {source.path: source}
        shown.append(f"== {mistake['typed']}\n{render(with_corrections(errors(source), sources), sources)}\n")
    golden(FOLDER / "printed.txt", "".join(shown))


def place_of(clause: str) -> str:
    """Return the name of the clause that a clause in other words takes the place of."""
    words = {
        "effective": "in force",
        "msg": "message",
        "messs": "message",
        "in-force": "in force",
        "cite ": "cites",
        "apply": "applies to",
        "appli": "applies to",
        "sever": "severity",
    }
    first = clause.lower()
    named = [name for name in CLAUSES if first.startswith(name)]
    return next((place for word, place in words.items() if first.startswith(word)), [*named, "forbid"][0])


FURTHER = (FOLDER / "further.txt").read_text(encoding="utf-8").splitlines()


def test_the_corrected_lines_of_further_clauses(golden: Callable[[Path, str], None]) -> None:
    shown = []
    for clause in FURTHER:
        source = further(clause)
        lines = offered(source)
        word = "fixed" if fixed(source).text != source.text else "shown" if lines else "without a line"
        shown += [clause, *(f"    {word}: {' | '.join(map(str.strip, line))}" for line in lines or [("",)])]
    golden(FOLDER / "further.printed.txt", "\n".join(map(str.rstrip, shown)) + "\n")


@pytest.mark.parametrize("clause", FURTHER)
def test_a_line_that_fmt_fixes_can_be_read(clause: str) -> None:
    source = further(clause)
    corrected = fixed(source)
    if corrected.text != rewritten(source.text):
        assert [] == errors(corrected)


THREE = rule(
    title="title: “no component of China”",
    applies_to="applies to  all components at all tiers",
    forbid="forbid      component.origin == China && component.mass >= 5kg",
)


def test_three_mistakes_in_three_lines_are_three_messages_with_three_lines() -> None:
    assert [
        ('  title "no component of China"',),
        ("  applies to  every component at any tier",),
        ("  forbid      component.origin is CN and component.mass is at least 5 kg",),
    ] == offered(THREE)


def test_three_mistakes_in_three_lines_are_fixed_at_once() -> None:
    assert [] == errors(fixed(THREE))


@pytest.mark.parametrize("name", sorted(texts()))
def test_a_text_without_mistakes_is_never_changed(name: str) -> None:
    source = SourceFile(name, texts()[name])
    assert source.text == fixed(source).text


SPOKEN = {
    "is at least": (">=", "is greater than or equal to", "is no less than", "at least", "is a minimum of"),
    "is at most": ("<=", "is less than or equal to", "is no more than", "at most", "is at-most"),
    "is more than": (">", "is greater than", "exceeds", "more than", "is more then"),
    "is less than": ("<", "is smaller than", "is below", "less than", "is fewer than"),
    "is on or after": (">=", "is no earlier than", "since"),
    "is on or before": ("<=", "is no later than"),
    "is not in": ("NOT IN", "is none of", "not in"),
    "is in": ("IN", "is one of", "in"),
    "is not": ("!=", "<>", "isn't", "is not equal to"),
    "is": ("=", "==", "equals", "is equal to", "IS"),
    "and": ("AND", "&&", "&"),
    "or": ("OR", "||"),
    "%": ("percent", "per cent"),
}
"""Phrases of the language, and what people write for them."""


DECLARED = declared_names(
    SourceFile(path.name, path.read_text(encoding="utf-8")) for path in rules_folder().glob("*/*.rule")
)


def spoken(text: str) -> list[tuple[str, str]]:
    """Return a text with one phrase at a time written in another way, with the line that was changed."""
    found = []
    for phrase, others in SPOKEN.items():
        places = re.finditer(rf"(?<![\w\"-]){re.escape(phrase)}(?![\w-])", text)
        for number, place in enumerate(places):
            line = text[text.rfind("\n", 0, place.start()) + 1 : text.find("\n", place.end())]
            if '"' not in line and "#" not in line:
                other = others[number % len(others)]
                found.append((line, text[: place.start()] + other + text[place.end() :]))
    return found


@pytest.mark.parametrize("name", sorted(name for name in texts() if name.split("/")[0] != "corpus"))
def test_what_is_fixed_is_what_was_meant(name: str) -> None:
    """A phrase of a shipped rule written in another way is fixed to the same rule, or left alone."""
    text = texts()[name]
    meant, _ = format_source(SourceFile(name, text))
    for line, mistaken in sample_of(spoken(text), 97):
        corrected = fixed(SourceFile(name, mistaken), DECLARED)
        if corrected.text != mistaken:
            assert of_amounts(meant) == of_amounts(format_source(corrected)[0]), line


def of_amounts(text: str | None) -> str:
    """Return a text with the comparisons of amounts for those of days: a mixture is an error of its own."""
    assert text is not None
    words = {"on or after": "at least", "on or before": "at most", "is after": "is more than"}
    for day, amount in {**words, "is before": "is less than"}.items():
        text = text.replace(day, amount)
    return " ".join(text.split())


def test_the_wordings_of_a_line_are_found_outside_its_texts_and_comments() -> None:
    assert [] == list(rewritings('  message "origin == China && mass >= 5kg"   # see 1/3/2027, or not'))


def test_fmt_shows_what_it_has_fixed_and_reports_the_rest(tmp_path: Path) -> None:
    (tmp_path / "pack.rule").write_text(HEAD, encoding="utf-8")
    path = tmp_path / "origin.rule"
    path.write_text(
        rule(forbid="forbid component.mass >= 5kg", in_force="in force from 1/3/2027 by delivery date").text,
        encoding="utf-8",
    )
    out, err, code = run("microdep fmt --fix origin.rule", tmp_path)
    assert code == 3
    assert (
        "fixed: origin.rule:7\n  - forbid component.mass >= 5kg\n  + forbid component.mass is at least 5 kg"
        in out
    )
    assert "line: in force from 2027-03-01 by delivery date" in err
    assert "  or: in force from 2027-01-03 by delivery date" in err
    assert "1/3/2027" in path.read_text(encoding="utf-8")


def test_fmt_with_check_shows_what_it_would_fix_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "origin.rule"
    text = rule(forbid="forbid component.mass >= 5kg").text
    path.write_text(text, encoding="utf-8")
    out, _, code = run("microdep fmt --fix --check origin.rule", tmp_path)
    assert (1, text) == (code, path.read_text(encoding="utf-8"))
    assert "would fix: origin.rule:7" in out


def test_a_name_that_the_pack_declares_is_no_country() -> None:
    source = SourceFile(
        "a.rule",
        rule(forbid="forbid component.origin is China").text + '\nparameter China is country US cites "x"\n',
    )
    assert source.text == fixed(source).text
    assert [] == parse(source)[1]
