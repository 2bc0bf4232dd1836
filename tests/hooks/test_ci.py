"""The Action for GitHub and the job for GitLab: valid by the schemas of both, and their scripts run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from tests.conftest import CHECKOUT
from tests.hooks.installed import link_dependencies
from tests.hooks.pages import CI, blocks

if TYPE_CHECKING:
    from pathlib import Path

ACTION = CHECKOUT / "action.yml"
GITLAB = CHECKOUT / "docs" / "how-to" / "ci" / "gitlab.yml"
EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
BAD = "schema: microdep-bom/1\ncomponents:\n  - {name: NdFeB Magnets, origin: CN, restriction_index: 0.95}\n"
GOOD = BAD.replace("CN", "JP")
OPEN = BAD.replace("origin: CN, ", "")
AS_OF = {"as-of": "2026-11-24"}


class Ran(NamedTuple):
    """What a step printed, how it ended, and the outputs that it set."""

    said: str
    code: int
    outputs: dict[str, str]


def action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return found


def steps() -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in action()["runs"]["steps"]}


class Runner:
    """Runs the steps of the Action as a runner does, with what it was given in variables."""

    def __init__(self, temporary: Path) -> None:
        self.temporary = temporary

    def run(self, name: str, folder: Path, **given: str) -> Ran:
        step = steps()[name]
        inputs = {key: each["default"] for key, each in action()["inputs"].items()} | given
        known = {f"inputs.{key}": value for key, value in inputs.items()}
        known["github.action_path"] = str(CHECKOUT)
        filled = {key: EXPRESSION.sub(lambda at: known[at[1]], text) for key, text in step["env"].items()}
        where = EXPRESSION.sub(lambda at: known[at[1]], step.get("working-directory", "."))
        script, output = self.temporary / "step.sh", self.temporary / "output"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=folder / where,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.temporary),
                "GITHUB_ACTIONS": "true",
                "GITHUB_OUTPUT": str(output),
                "MICRODEP_PROGRESS": "off",
                "GITHUB_STEP_SUMMARY": str(self.temporary / "summary"),
                "RUNNER_TEMP": str(self.temporary),
                "PYTHONPATH": ".",  # as many a job says it
                "MICRODEP_CACHE": os.environ["MICRODEP_CACHE"],
                **pip_settings(),
                "PIP_NO_COMPILE": "1",  # a second or two of the test
                **filled,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = output.read_text(encoding="utf-8").splitlines()
        return Ran(done.stdout, done.returncode, dict(line.split("=", 1) for line in lines))


def pip_settings() -> dict[str, str]:
    """What of the environment says where packages come from."""
    named = (
        "PIP_",
        "UV_",
        "SSL_",
        "REQUESTS_",
        "HTTP_",
        "HTTPS_",
        "NO_PROXY",
        "http",
        "no_proxy",
        "XDG_CONFIG",
    )
    return {name: value for name, value in os.environ.items() if name.startswith(named)}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    found = Runner(tmp_path_factory.mktemp("runner"))
    checkout = tmp_path_factory.mktemp("checkout")
    put_modules_into(checkout, *MODULES, marker=found.temporary / WAS_RUN)
    ran = found.run("install microdep", checkout, python=str(python_with_dependencies(found.temporary)))
    if "Could not find a version" in ran.said:
        pytest.skip(f"the package cannot be installed without a package index: {ran.said[-500:]}")
    assert 0 == ran.code, ran.said
    return found


def python_with_dependencies(folder: Path) -> Path:
    """A Python whose new environments have what this package depends on."""
    (folder / "dependencies").mkdir()
    link_dependencies(folder / "dependencies")
    python = folder / "python"
    python.write_text(
        f"""#!/bin/sh
{sys.executable} "$@" || exit
for environment; do :; done
case $* in *"-m venv"*) cp -P {folder}/dependencies/* "$environment"/lib/python*/site-packages ;; esac
""",
        encoding="utf-8",
    )
    python.chmod(0o755)
    return python


MODULES = ("json", "msgspec", "click", "logging", "yaml", "venv", "pip", "ensurepip", "sitecustomize")
WAS_RUN = "was-run"


def put_modules_into(folder: Path, *names: str, marker: Path) -> None:
    """Modules in a checkout by the names of others, which say that they were run."""
    for name in names:
        text = f"open({str(marker)!r}, 'a').write({name!r})\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"bad": BAD, "good": GOOD, "open": OPEN}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "bom.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("schema", "offered", "kind"),
    [
        ("vendor.github-actions", [ACTION], ""),
        ("vendor.github-workflows", [], "yaml workflow"),
        ("vendor.gitlab-ci", [GITLAB], "yaml gitlab"),
    ],
)
def test_what_is_offered_and_what_the_page_shows_are_valid_by_the_schema_of_the_service(
    schema: str, offered: list[Path], kind: str, tmp_path: Path
) -> None:
    shown = blocks(kind) if kind else []
    assert bool(kind) == bool(shown)
    for number, text in enumerate(shown):
        (tmp_path / f"{number}.yml").write_text(text, encoding="utf-8")
    files = map(str, [*offered, *tmp_path.iterdir()])
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr


def test_the_hooks_that_the_page_shows_are_those_that_are_published(tmp_path: Path) -> None:
    (text,) = blocks("yaml pre-commit")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    command = ["pre-commit", "validate-config", str(tmp_path / "config.yaml")]
    subprocess.run(command, check=True, capture_output=True)
    manifest = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    page = CI.read_text(encoding="utf-8")
    assert [] == [each for each in manifest if f"| `{each['id']}` | `{each['entry']}` |" not in page]
    shown = {each["id"] for each in yaml.safe_load(text)["repos"][0]["hooks"]}
    assert shown <= {each["id"] for each in manifest}


def test_the_page_tells_every_input_and_output() -> None:
    page = CI.read_text(encoding="utf-8")
    for name, each in {**action()["inputs"], **action()["outputs"]}.items():
        assert f"| `{name}` | {each['description']} |" in page


def test_no_script_holds_an_expression() -> None:
    assert [] == [name for name, each in steps().items() if "${{" in each["run"]]
    assert {name: each for name, each in steps().items() if set(each) & {"run"}} == steps()


@pytest.mark.parametrize(
    ("paths", "code"), [("bad", 1), ("good", 0), ("open", 5), ("good\nbad", 1), ("none", 4), ("", 1)]
)
def test_the_code_of_the_check_is_that_of_the_step_and_an_output(
    paths: str, code: int, runner: Runner, folder: Path
) -> None:
    ran = runner.run("microdep check", folder, paths=paths, **AS_OF)
    assert (code, {"exit-code": str(code), "sarif": "microdep.sarif"}) == (ran.code, ran.outputs)
    log = json.loads((folder / "microdep.sarif").read_text(encoding="utf-8"))
    assert "2.1.0" == log["version"]


def test_what_fails_is_annotated_on_its_line_and_stands_in_the_summary(runner: Runner, folder: Path) -> None:
    ran = runner.run("microdep check", folder, paths="bad", **AS_OF)
    assert "::error file=bad/bom.yaml,line=3," in ran.said
    assert "NdFeB Magnets" in (runner.temporary / "summary").read_text(encoding="utf-8")


def test_every_input_is_heard(runner: Runner, folder: Path) -> None:
    (folder / "own.toml").write_text('fail_on = "unknown"\n', encoding="utf-8")
    (folder / "deal.yaml").write_text("schema: microdep-context/1\nagency: [\n", encoding="utf-8")
    given = {"paths": "open", **AS_OF, "sarif": ""}
    run = runner.run
    assert 0 == run("microdep check", folder, **given, **{"fail-on": "fail"}).code
    assert 5 == run("microdep check", folder, **given, config="own.toml").code
    assert 4 == run("microdep check", folder, **given, context="deal.yaml").code
    assert 2 == run("microdep check", folder, **given, packs="none").code
    assert 5 == run("microdep check", folder, **given, packs="micro-dependency\nchokepoints").code
    assert (
        1 == run("microdep check", folder, **given | {"paths": "bom.yaml", "working-directory": "bad"}).code
    )
    quiet = run("microdep check", folder, **given)
    assert ({"exit-code": "5", "sarif": ""}, 5) == (quiet.outputs, quiet.code)


INPUTS = ("paths", "packs", "context", "config", "fail-on", "as-of", "sarif")
EVIL = "\"; touch pwned; \" $(touch pwned) `touch pwned` '; touch pwned; ' && touch pwned"
"""Every sign at once by which a shell might take a text for a command."""


@pytest.mark.parametrize(
    ("evil", "names"),
    [
        (EVIL, INPUTS),  # the script takes every input before it starts anything
        ("-h", ("paths",)),
        ("-h", ("config",)),
        ("--output=pwned", ("paths",)),
        ("--output=pwned", ("config",)),
        ("a\ntouch pwned", ("paths", "packs")),
    ],
)
def test_nothing_that_is_given_is_a_command(
    evil: str, names: tuple[str, ...], runner: Runner, folder: Path
) -> None:
    ran = runner.run("microdep check", folder, **{"paths": "bad", **dict.fromkeys(names, evil)})
    assert ran.code in {1, 2, 4}, ran.said
    assert [] == list(folder.rglob("pwned"))


def test_to_install_runs_nothing_that_is_in_the_checkout(runner: Runner) -> None:
    assert not (runner.temporary / WAS_RUN).exists()


def test_what_is_installed_is_what_is_given(tmp_path: Path) -> None:
    python = tmp_path / "microdep" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    ran = Runner(tmp_path).run("install microdep", tmp_path, python=str(python), package="no such package!")
    assert (0, True) == (ran.code, ran.said.endswith(" -- no such package!\n")), ran.said


def test_a_check_runs_nothing_that_is_in_the_checkout(runner: Runner, folder: Path) -> None:
    marker = folder / WAS_RUN
    put_modules_into(folder, *MODULES, marker=marker)
    for _ in range(2):  # the second run finds the SARIF file of the first run
        assert 1 == runner.run("microdep check", folder, paths="bad", **AS_OF).code
    assert not marker.exists()


def test_a_file_of_an_earlier_run_is_not_offered_as_one_of_this_run(runner: Runner, folder: Path) -> None:
    assert 1 == runner.run("microdep check", folder, paths="bad", **AS_OF).code
    assert (folder / "microdep.sarif").is_file()
    ran = runner.run("microdep check", folder, paths="bad", **{"as-of": "yesterday"})
    assert (2, {"exit-code": "2", "sarif": ""}) == (ran.code, ran.outputs)
    assert not (folder / "microdep.sarif").exists()


@pytest.mark.parametrize("sarif", ["good/bom.yaml", "foreign.sarif", "link.sarif", "dangling.sarif", "good"])
def test_a_sarif_file_of_another_program_is_neither_offered_nor_changed(
    sarif: str, runner: Runner, folder: Path
) -> None:
    foreign = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other"}}}]}
    (folder / "foreign.sarif").write_text(json.dumps(foreign), encoding="utf-8")
    (folder / "link.sarif").symlink_to("foreign.sarif")
    (folder / "dangling.sarif").symlink_to("nothing")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    ran = runner.run("microdep check", folder, paths="good", sarif=sarif, **AS_OF)
    assert (2, {"exit-code": "2", "sarif": ""}) == (ran.code, ran.outputs)
    assert "name another file" in ran.said
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_old_interpreter_is_reported(runner: Runner, folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    ran = runner.run("install microdep", folder, python=str(old))
    assert (2, True) == (ran.code, "Python 3.11 or newer is required" in ran.said)


@pytest.mark.parametrize(("paths", "code"), [("good", 0), ("open", 5)])
def test_the_job_for_gitlab_ends_with_the_code_and_leaves_its_reports(
    paths: str, code: int, runner: Runner, folder: Path
) -> None:
    job = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["microdep"]
    reports = job["artifacts"]["reports"].values()
    bin_ = runner.temporary / "microdep" / "bin"
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["script"])],
        cwd=folder / paths,
        env={
            "PATH": f"{bin_}{os.pathsep}{os.environ['PATH']}",
            "MICRODEP_CACHE": os.environ["MICRODEP_CACHE"],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert code == done.returncode, done.stdout + done.stderr
    folder_ = ".microdep/reports/"
    assert {f"{folder_}junit.xml", f"{folder_}gl-code-quality-report.json"} == set(reports)
    assert [] == [report for report in reports if not (folder / paths / report).read_text(encoding="utf-8")]


def test_the_job_for_gitlab_installs_what_its_variable_names(runner: Runner, tmp_path: Path) -> None:
    job = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["microdep"]
    pip = tmp_path / "pip"
    pip.write_text('#!/bin/sh\nfor each; do :; done\necho "$each"\n', encoding="utf-8")
    pip.chmod(0o755)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", "\n".join(job["before_script"])],
        env={
            "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}",
            **{name: value for name, value in job["variables"].items() if name == "MICRODEP_PACKAGE"},
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("microdep-rules\n", True) == (done.stdout, runner.temporary.is_dir())
