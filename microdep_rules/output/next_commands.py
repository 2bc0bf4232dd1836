"""Next commands after a check, such as the command that explains a fail or lists the missing facts."""

from __future__ import annotations

import posixpath
import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

from microdep_rules.engine.verdict import Verdict
from microdep_rules.output.by_rule import by_rule
from microdep_rules.output.from_here import from_here
from microdep_rules.output.visible import exact
from microdep_rules.source import STDIN_SHOWN
from microdep_rules.vocabulary.resources import DEFAULT_PACK, rules_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.output.by_rule import Finding
    from microdep_rules.output.checked import Checked, CheckedDocument, PackUsed
    from microdep_rules.output.style import Style

FEW_PATHS = 3
CONTRACT_FORM = "contract.yaml"
"""File name of the form for contract facts."""


def lines(
    findings: Sequence[Finding],
    documents: Sequence[CheckedDocument],
    checked: Checked,
    style: Style,
    *,
    contract_first: bool,
    unknown: bool,
) -> list[str]:
    """Return the next commands, each with its purpose.

    `unknown` is true if facts are missing. `contract_first` is true if the first question is about a contract
    fact.
    """
    if any(document.path == STDIN_SHOWN for document in documents):
        return []  # another command cannot read standard input again
    commands = []
    fails = [finding for finding in findings if finding[0].verdict is Verdict.FAIL and not finding[0].many]
    if fails:
        commands.append((_explain(*by_rule(fails)[0][0], checked), "shows what would prevent the first fail"))
    if unknown and len(documents) > 1:
        commands.append((_status(documents, checked), "shows who can answer"))
    elif unknown:
        commands.append(
            (_questions(documents[0], checked, contract_first=contract_first), "asks for the missing facts")
        )
    return [
        style.faint(exact(f"{'next: ' if not place else '      '}{command}  # {purpose}"))
        for place, (command, purpose) in enumerate(commands)
    ]


def _explain(outcome: Outcome, document: CheckedDocument, checked: Checked) -> str:
    """Return the command that explains a verdict of a rule.

    If the rule belongs to another pack than a shipped one, the command names the pack.
    """
    used = next(pack for pack in checked.packs if pack.name == outcome.rule.pack)
    name = _pack(used)
    options = [] if name == used.name else ["--pack", name]
    words = [outcome.rule.id, outcome.subject.id, from_here(document.path), *options, *_files(checked)]
    return f"microdep explain {shlex.join(words)}"


def _questions(document: CheckedDocument, checked: Checked, *, contract_first: bool) -> str:
    """Return the command that lists the questions about missing facts.

    If contract facts come first, the command writes a form for the contract facts.
    """
    options = options_of(checked)
    form = "--context" not in options and contract_first
    words = [from_here(document.path), *options, "--output", CONTRACT_FORM if form else "questions.xlsx"]
    return f"microdep questions {shlex.join(words)}"


def _status(documents: Sequence[CheckedDocument], checked: Checked) -> str:
    """Return the command that shows which companies can answer the open questions about these documents."""
    paths = [document.path for document in documents]
    if len(paths) > FEW_PATHS:  # the folder that contains all documents
        paths = [posixpath.commonpath([posixpath.dirname(path) for path in paths]) or "."]
    paths = [*map(from_here, paths)]
    return f"microdep status {shlex.join([*paths, *options_of(checked)])}"


def contract_form(contexts: Iterable[str]) -> str:
    """Return the name of a form for contract facts; `contexts` are the context files of the check.

    >>> contract_form([]), contract_form(["boards/contract.yaml"])
    ('contract.yaml', 'contract-2.yaml')
    """
    used = {PurePath(path).name for path in contexts}
    return "contract-2.yaml" if CONTRACT_FORM in used else CONTRACT_FORM


def options_of(checked: Checked) -> list[str]:
    """Return the options of a check that the suggested next command must repeat, such as `--pack`."""
    return [*(word for pack in _packs(checked) for word in ("--pack", pack)), *_files(checked)]


def _files(checked: Checked) -> list[str]:
    contexts = [from_here(read.path) for read in checked.inputs if read.kind == "context"]
    words = [word for path in contexts for word in ("--context", path)]
    words += [word for overlay in checked.overlays for word in ("--overlay", from_here(overlay.path))]
    return [*words, *checked.repeated]


def _packs(checked: Checked) -> list[str]:
    """Return the packs of a check as `--pack` options; empty if the check used the default packs."""
    if not checked.not_run:
        return ["all"]
    packs = [_pack(used) for used in checked.packs]
    return [] if packs == [DEFAULT_PACK] else packs


def _pack(used: PackUsed) -> str:
    """Return the value of the option `--pack`: the name of a shipped pack, or the path of another pack."""
    if not used.not_shipped and (rules_folder() / used.name).is_dir():
        return used.name
    first = PurePath(next(iter(used.sources)))
    path = from_here(str(first.parent if first.name == "pack.rule" else first))
    return path if path.startswith("..") else f"./{path}"
