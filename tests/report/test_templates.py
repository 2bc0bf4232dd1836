"""Templates of other people: they show what there is, and get at nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from microdep_rules.output.visible import visible
from microdep_rules.report import sandbox
from microdep_rules.report.context import PAPER, SCREEN, PageLimits, context
from microdep_rules.report.environment import environment_of
from microdep_rules.report.html import PAGE, filled, our_files
from microdep_rules.report.sandbox import BOUNDS
from microdep_rules.vocabulary.resources import schema_data
from tests.cli.replay import run
from tests.conftest import CHECKOUT
from tests.report.pages_of import EXAMPLES, HARM, HOSTILE, Elements, bundle, framed, views_of

if TYPE_CHECKING:
    from collections.abc import Callable

BOM = "schema: microdep-bom/1\ncomponents: [{name: Magnet, origin: CN, restriction_index: 0.95}]\n"
ASK = "microdep report bom.yaml --as-of 2026-11-24 --template letter --output out"
LETTER = CHECKOUT / "examples" / "letter-template"
DEEP = "{% for a in range(9999) %}" * 4 + "{% endfor %}" * 4
WRONG = {
    "a bracket that is open": ("{{ 1", "syntax"),
    "a block that is open": ("{% if 1 %}", "syntax"),
    "a filter that there is not": ("{{ title | upcase }}", "syntax"),
    "values as they are": ("{{ title | safe }}", "forbidden"),
    "another": ("{{ title | attr('upper') }}", "forbidden"),
    "a statement of python": ("{% do page.pop('x') %}", "syntax"),
    "a name that there is not": ("{{ nope }}", "undefined"),
    "a field that there is not": ("{{ page.nope }}", "undefined"),
    "a global that there is not": ("{{ lipsum }}", "undefined"),
    "its loader": ("{{ self.environment }}", "undefined"),
    "a file of the system": ("{% include '/etc/passwd' %}", "not-found"),
    "a file above": ("{% include '../bom.yaml' %}", "not-found"),
    "an import": ("{% import 'os' as os %}", "not-found"),
    "a class": ("{{ ''.__class__ }}", "forbidden"),
    "all classes": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "forbidden"),
    "globals of a macro": ("{% macro m() %}{% endmacro %}{{ m.__globals__ }}", "undefined"),
    "globals of a filter": ("{{ cycler.__init__.__globals__ }}", "forbidden"),
    "a class by a format": ("{{ '{0.__class__}'.format(page) }}", "forbidden"),
    "a class by a format of names": ("{{ '{a.__class__}'.format_map({'a': 1}) }}", "forbidden"),
    "another list": ("{{ page.packs.append(1) }}", "forbidden"),
    "another record": ("{{ page.update({'verdict': 'pass'}) }}", "forbidden"),
    "no escapes": ("{% autoescape false %}{{ title }}{% endautoescape %}", "forbidden"),
    "no escapes by a name": (
        "{% set no = false %}{% autoescape no %}{{ title }}{% endautoescape %}",
        "forbidden",
    ),
    "a long text": ("{{ 'a' * 200000000 }}", "forbidden"),
    "a long text from behind": ("{{ 200000000 * 'a' }}", "forbidden"),
    "a long list": ("{{ [1] * 200000000 }}", "forbidden"),
    "a wide field": ("{{ '%1000000000d' % 1 }}", "forbidden"),
    "a large number": ("{{ 9 ** 9 ** 9 ** 9 }}", "forbidden"),
    "a text that doubles": (
        "{% set n = namespace(t='aaaaaaaa') %}{% for i in range(60) %}{% set n.t = n.t ~ n.t %}{% endfor %}",
        "limits",
    ),
    "a wide field of a format": ("{{ '{:1000000000}'.format('a') }}", "limits"),
    "a wide field of a method": ("{{ 'a'.center(10000000000) }}", "limits"),
    "a long range": ("{{ range(10000000) | list }}", "limits"),
    "a macro that calls itself": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "limits"),
    "a file that includes itself": ("{% include 'report.html.j2' %}", "limits"),
    "loops in loops": (DEEP, "limits"),
    "a division by nothing": ("{{ 1 // 0 }}", "failed"),
    "a comparison of two kinds": ("{{ 1 < 'a' }}", "failed"),
    "half a letter": ('{{ "\\ud800" }}', "failed"),
    "a function": ("{{ range }}", "forbidden"),
    "a method": ("{{ 'a'.upper }}", "forbidden"),
    "what goes through a list": ("{{ [1] | select }}", "forbidden"),
    "a function in a list": ("{{ [{'a': range}] }}", "forbidden"),
    "a function that is joined": ("{{ 'a' ~ range }}", "forbidden"),
    "a function as a text": ("{{ 'a'.upper | string | length }}", "forbidden"),
    "a block": ("{% block a %}{% endblock %}{{ self.a ~ '' }}", "forbidden"),
    "a name that there is not in a list": ("{{ [nope] }}", "undefined"),
    "blocks in blocks": ("{% for a in [1] %}" * 30 + "{% endfor %}" * 30, "failed"),
}
"""Templates by what they use, and the code of the report about each."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "letter").mkdir()
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    return tmp_path


MESSAGES = {
    "syntax": "error[template/failed]: the template cannot be filled: ",
    "undefined": "error[template/failed]: the template cannot be filled: ",
    "failed": "error[template/failed]: the template cannot be filled: ",
    "forbidden": "error[template/forbidden]: the template asks for content that is forbidden: ",
    "limits": "error[template/forbidden]: the template exceeds its limits: ",
    "not-found": "error[template/forbidden]: expected a file in the folder of the template: ",
}
"""Message of each kind of problem."""
BY_A_PROCESS = (
    *(name for name, (_, kind) in WRONG.items() if kind == "limits"),
    *(name for name in WRONG if name.startswith(("a long", "a wide", "a large"))),
    *{kind: name for name, (_, kind) in WRONG.items()}.values(),
)
"""What goes beyond the limits or may, and one of each other code: these are tried by the command."""


@pytest.mark.parametrize("name", dict.fromkeys(BY_A_PROCESS))
def test_names_that_templates_do_not_get_are_reported_and_nothing_is_written(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, kind = WRONG[name]
    if kind == "limits":
        monkeypatch.setattr(sandbox, "BOUNDS", replace(sandbox.BOUNDS, seconds=1))
    (folder / "letter" / PAGE).write_text(f"<p>\n{text}\n</p>\n", encoding="utf-8")
    begun = time.monotonic()
    _, err, code = run(ASK, folder)
    assert (2, True) == (code, MESSAGES[kind] in err), err
    assert "Traceback" not in err
    assert not (folder / "out").exists()
    assert time.monotonic() - begun < 60


def test_whatever_no_template_gets_has_its_code() -> None:
    given = context(views_of(bundle("founding")), "2026-11-24T00:00:00Z", SCREEN)
    expected, actual = {}, {}
    for name, (text, kind) in WRONG.items():
        if name not in BY_A_PROCESS:
            asked = {"context": given, "files": {**our_files(), PAGE: f"<p>\n{text}\n</p>\n"}, "paper": False}
            expected[name], actual[name] = kind, sandbox.answer(asked).get("kind")
    assert expected
    assert expected == actual


def test_the_line_of_a_template_is_shown(folder: Path) -> None:
    (folder / "letter" / PAGE).write_text("{% include 'part.html.j2' %}\n", encoding="utf-8")
    (folder / "letter" / "part.html.j2").write_text("<p>\n  {{ page.nope }}\n</p>\n", encoding="utf-8")
    _, err, _ = run(ASK, folder)
    assert "letter/part.html.j2:2:3" in err
    assert "{{ page.nope }}" in err


def test_a_style_sheet_does_not_get_out_of_its_element(folder: Path) -> None:
    (folder / "letter" / PAGE).write_text("<style>{{ style }}</style>", encoding="utf-8")
    (folder / "letter" / "report.css").write_text("</style><script>alert(1)</script>", encoding="utf-8")
    _, err, code = run(ASK, folder)
    assert (2, True) == (code, "error[template/forbidden]" in err)


def _link_to_a_secret(letter: Path) -> None:
    (letter.parent / "secret.j2").write_text("secret", encoding="utf-8")
    (letter / "part.j2").symlink_to(letter.parent / "secret.j2")


def _many_files(letter: Path) -> None:
    for number in range(101):
        (letter / f"{number}.css").write_text("", encoding="utf-8")


def _file_named(name: str, letter: Path) -> None:
    (letter / name).write_text("", encoding="utf-8")


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "it has no report.html.j2": lambda letter: (letter / PAGE).unlink(),
    "`part.j2` leads out of the folder": _link_to_a_secret,
    "it has more than 100 files": _many_files,
    "`big.css` is larger than 1 MiB": lambda letter: (letter / "big.css").write_bytes(b" " * (2**20 + 1)),
    "`latin.css` is not in UTF-8": lambda letter: (letter / "latin.css").write_bytes(b"\xfc"),
    "`loop.css` ": lambda letter: (letter / "loop.css").symlink_to("loop.css"),
    **{
        f"a bundle cannot have the file `{visible(name)[:60]}`": partial(_file_named, name)
        for name in (
            "a b.css",
            "con.css",
            ".hid.css",
            "\xe9.css",
            f"{'a' * 200}.css",
            "a\n.css",
            "\udcff.css",
        )
    },
    "`report.css` and `REPORT.css` are one file": partial(_file_named, "REPORT.css"),
    "`folder.css` is not a file": lambda letter: (letter / "folder.css").symlink_to("."),
}


@pytest.mark.parametrize("reported", UNREADABLE)
def test_a_folder_that_is_no_template_is_reported(reported: str, folder: Path) -> None:
    (folder / "letter" / PAGE).write_text("<p>x</p>", encoding="utf-8")
    UNREADABLE[reported](folder / "letter")
    _, err, code = run(ASK, folder)
    assert (2, True) == (code, f"the template cannot be read: {reported}" in err), err


def test_a_folder_that_is_not_there_is_reported(folder: Path) -> None:
    _, err, code = run(ASK.replace("letter", "nowhere"), folder)
    assert (2, True) == (code, "error[file/cannot-be-read]" in err)


PRINTED = {
    "{{ [1, none, 2.5, true] }}": "[1, None, 2.5, True]",
    "{{ [3, 1] | sort | select | list }}{{ [1, 2] | reverse | first }}": "[1, 3]2",
    "{% macro m(a) %}<b>{{ a }}</b>{% endmacro %}{{ m('<') }}": "<b>&lt;</b>",
    "{% macro m() %}<b>{{ caller() }}</b>{% endmacro %}{% call m() %}x{% endcall %}": "<b>x</b>",
    "{% block a %}x{% endblock %}{{ self.a() }}{{ '{}!'.format(1) }}": "xx1!",
    "{% for i in [1, [2]] recursive %}{{ i if i is number else loop(i) }}{% endfor %}": "12",
    "{% set n = namespace(a=1) %}{% set n.a = 2 %}{{ n.a }}{{ nope | default(3) }}": "23",
    "{% for n, v in {'a': 1}.items() %}{{ n }}{{ v }}{{ loop.cycle('x', 'y') }}{% endfor %}": "a1x",
}


def test_whatever_is_no_address_is_printed() -> None:
    files = {**our_files(), PAGE: "|".join(PRINTED)}
    assert "|".join(PRINTED.values()) == filled(environment_of(files), files, {}, paper=False)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends when its time is over")
def test_the_process_that_fills_one_ends_when_we_do() -> None:
    code = (
        "from microdep_rules.report import html, sandbox; from microdep_rules.source import SourceFile\n"
        f"texts = html.our_files() | {{html.PAGE: {DEEP!r}}}\n"
        "sources = {name: SourceFile(name, text) for name, text in texts.items()}\n"
        "sandbox.render({}, sources, '', paper=False)"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as ours:
        child = _wait_for(lambda: _bounded_child(ours.pid))
        ours.kill()
    ended = time.monotonic()
    _wait_for(lambda: not _runs(child))
    assert time.monotonic() - ended < 2


def _bounded_child(pid: int) -> int:
    """The process that another one has begun, once its memory has an end."""
    for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split():
        if str(BOUNDS.memory) in Path(f"/proc/{each}/limits").read_text("utf-8"):
            return int(each)
    return 0


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _wait_for(ready: Callable[[], int]) -> int:
    """Return whether a condition becomes true within some seconds."""
    for _ in range(1000):
        if found := ready():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen")


# ---- what they are for ---------------------------------------------------------------------------------


def test_ours_is_written_to_begin_with_and_gives_the_same_page(folder: Path) -> None:
    out, _, code = run("microdep report --new-template own", folder)
    assert (0, True) == (code, "next: microdep report BOM --template own" in out)
    assert set(our_files()) == {path.name for path in (folder / "own").iterdir()}
    run("microdep report bom.yaml --as-of 2026-11-24 --output ours", folder)
    run("microdep report bom.yaml --as-of 2026-11-24 --template own --output out", folder)
    assert (folder / "ours/report.html").read_bytes() == (folder / "out/report.html").read_bytes()
    _, err, code = run("microdep report --new-template own", folder)
    assert (2, True) == (code, "exists; name a new" in err)


def test_the_letter_of_the_examples_is_filled_and_travels_in_the_bundle(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = f"microdep report {EXAMPLES['founding']} --as-of 2026-11-24 --template {LETTER} --output {out}"
    _, err, code = run(command, CHECKOUT)
    assert 1 == code, err
    whole = (out / "report.html").read_text("utf-8")
    page = Elements(framed(whole))
    assert [] == [*page.torn, *Elements(whole).torn]
    assert "SYSTEM HALT: NdFeB Magnets (Micro-Dependency) is blocked." in "".join(page.text)
    kept = {path.name for path in (out / "template").iterdir()}
    assert {PAGE, "report.css", "paper.css"} == kept
    (tmp_path / "trust.toml").write_text("", encoding="utf-8")
    reported, err, _ = run("microdep verify out --reproduce", tmp_path)
    assert "files are the same, byte for byte" in reported, reported + err


def test_a_hostile_document_is_harmless_in_a_template_of_somebody(tmp_path: Path) -> None:
    (tmp_path / "bom.json").write_text(json.dumps(HOSTILE), encoding="utf-8")
    run(f"microdep report bom.json --pack all --as-of 2026-11-24 --template {LETTER} --output out", tmp_path)
    whole = (tmp_path / "out/report.html").read_text("utf-8")
    for page in (Elements(whole), Elements(framed(whole))):
        assert not {"script", "img"} & {tag for tag, _ in page.elements}
        assert HARM.split(">", 1)[0] in "".join(page.text)


# ---- what they are given -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["quadcopter", "founding", "hostile"])
@pytest.mark.parametrize("limits", [SCREEN, PAPER, PageLimits(2, 3, 4, 1, 1)])
def test_it_is_what_the_schema_says(name: str, limits: PageLimits) -> None:
    found = views_of(bundle(name))
    given = json.loads(json.dumps(context(found, "2026-11-24T00:00:00Z", limits)))
    problems = Draft202012Validator(schema_data("microdep-report-1")).iter_errors(given)
    assert [] == [problem.message[:200] for problem in problems]


def test_what_is_left_out_is_counted() -> None:
    found = views_of(bundle("quadcopter"))
    whole, short = (
        context(found, "", each)
        for each in (PageLimits(10**6, 10**6, 10**6, 10, 10**6), PageLimits(2, 3, 4, 1, 1))
    )
    assert {0} == set(whole["left"].values())
    for name in ("outcomes", "custody", "evidence", "bars"):
        assert len(whole[name]) == len(short[name]) + short["left"][name]
    for name in ("unknowns", "waivers", "exempt", "duties", "inputs"):
        assert len(whole["page"][name]) == len(short["page"][name]) + short["left"][name]
    assert "fail" == short["outcomes"][0]["verdict"]
    parts, fewer = (
        sum(len(group["components"]) for day in each["changes"] for group in day["groups"])
        for each in (whole, short)
    )
    assert parts == fewer + short["left"]["changes"]
    findings = [
        sum(len(document["findings"]) for document in each["page"]["documents"]) for each in (whole, short)
    ]
    assert findings[0] == findings[1] + short["left"]["findings"]
    every, some = (sum(entry["count"] for entry in each["page"]["passed"]) for each in (whole, short))
    assert every == some + short["left"]["passes"]
