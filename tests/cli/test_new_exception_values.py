"""Whatever is written on the command line, a new exception is valid, or a message names the option."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from microdep_rules.vocabulary.fields import record_types
from tests.cli.replay import run
from tests.each import tries

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = "--rule banned-manufacturer --rule banned-supplier"
FACTS = [*record_types()["contract"].fields, "customer", "approved", "units", "signed", "own_x"]
DECLARED = {"approved": "true", "units": "5", "signed": "2026-10-01", "customer": "Orion"}
VALUES = [
    "true",
    "no",
    "5",
    "-5",
    "0.10",
    "1e3",
    "2026-10-01",
    "2026-02-30",
    "DoD",
    "US",
    "C:\\x",
    "a: b",
    "# x",
    "*",
    "&a",
]
VALUES += [
    "",
    " ",
    "null",
    "~",
    "'",
    '"',
    "“x”",
    "{{x}}",
    "{x}",
    "$x",
    "${x}",
    "a\nb",
    "\x1b",
    "\u202e",
    "é",
    "=1",
    "-",
    "--",
]
VALUES += [
    "is",
    "or",
    "007",
    "1_000",
    "0x1F",
    "+5",
    "\uff11\uff12",
    "TRUE",
    "Yes",
    "on",
    "9999-12-31",
    "0001-01-01",
    "x" * 3000,
]
texts = st.sampled_from(VALUES) | st.text(max_size=12)
days = st.sampled_from(["0001-01-01", "0001-01-02", "9999-12-31", "9999-12-30"]) | st.dates().map(str) | texts


@pytest.fixture(scope="module")
def packs() -> Iterator[Path]:
    """A ban, and a ban with an exception for each kind of fact."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        (made / "banned.csv").write_text("company\nZed Works\n", encoding="utf-8")
        for pack in ("plain", "declared"):
            (made / pack).mkdir()
            assert 0 == run("microdep lists ban ../banned.csv", made / pack)[2]
        for name, value in DECLARED.items():
            option = f"--before {value}" if name == "signed" else f"--is {value}"
            line = f"microdep new exception has-{name} {RULES} --fact {name} {option}"
            assert 0 == run(line, made / "declared")[2]
        yield made


def quoted(**options: str | None) -> str:
    return " ".join(f"--{name}={shlex.quote(text)}" for name, text in options.items() if text is not None)


@settings(max_examples=tries(400), deadline=None)
@given(
    st.sampled_from(["plain", "declared"]),
    st.none() | st.sampled_from(FACTS) | texts,
    st.sampled_from(["is", "before", "from"]),
    st.data(),
)
def test_an_exception_with_any_values_is_valid_or_the_message_names_the_option(
    packs: Path, pack: str, fact: str | None, bound: str, data: st.DataObject
) -> None:
    value = data.draw(st.none() | texts) if bound == "is" else data.draw(days)
    line = quoted(fact=fact) + " " + quoted(**{bound: value})
    require_valid_or_named(packs / pack, line, bound)


def require_valid_or_named(pack: Path, options: str, bound: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(pack / "banned-companies", Path(folder) / "banned-companies")
        out, err, code = run(f"microdep new exception our-exception {RULES} {options}", Path(folder))
        files = [file.name for file in (Path(folder) / "banned-companies").glob("our-*")]
        if code == 0:
            assert ["our-exception.rule"] == files
            tested = run("microdep test banned-companies", Path(folder))
            assert (0 == tested[2]) or "with the new exception" in err, (out, err, tested)
            (stated,) = [text for text in out.splitlines() if "state the fact there: `" in text]
            assert isinstance(
                yaml.safe_load(stated.partition("state the fact there: `")[2].rstrip("`")), dict
            )
        else:
            assert (2, []) == (code, files), (out, err)
            assert any(f"--{name}" in err for name in (bound, "fact", "is")), err


SUGGESTED = {
    "--fact agency": "--is Air-Force",
    "--fact agency --is Dodd": "--is DoD",
    "--fact delivery": "--before 2027-01-01",
    "--fact units --is true": "--is 5",
    "--fact signed --is true": "--before 2027-01-01",
}


@pytest.mark.parametrize("options", SUGGESTED)
def test_a_wrong_value_leads_to_the_same_command_with_a_possible_value(options: str, packs: Path) -> None:
    err, code = run(f"microdep new exception ours {RULES} {options}", packs / "declared")[1:]
    command = f"microdep new exception ours {RULES} --fact {options.split()[1]} {SUGGESTED[options]}"
    assert (2, f"  next: {command}") == (code, err.splitlines()[-1])
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(packs / "declared" / "banned-companies", Path(folder) / "banned-companies")
        assert 0 == run(command, Path(folder))[2]
