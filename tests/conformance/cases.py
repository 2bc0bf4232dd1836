"""Cases of the specification: read from YAML, run by the real evaluator, shown as plain values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from microdep_rules.bom.build import build
from microdep_rules.bom.load import load_document
from microdep_rules.bom.words import check_words
from microdep_rules.diagnostics import has_errors
from microdep_rules.engine.evaluate import evaluate
from microdep_rules.engine.grouping import roll_up
from microdep_rules.engine.query import Query
from microdep_rules.lang.pack import check_pack
from microdep_rules.source import SourceFile
from microdep_rules.testing import example_bom, run_examples
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.terms import extended_by

if TYPE_CHECKING:
    from microdep_rules.bom.model import Bom
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.lang import ir

FOLDER = Path(__file__).parent
SPECIFICATION = FOLDER.parent.parent / "docs" / "reference" / "language.md"
HEAD = """pack {name} version 1
  title     "A case of the specification"
  authority "none"
  reviewed  2026-11-24
"""
RULE_HEAD = re.compile(r"^(rule +\S+)\n(?! +title)", re.MULTILINE)
BLOCK = re.compile(r"^```(rule|rule-error)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHEET = re.compile(r"^```csv\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PARAGRAPH = re.compile(r"^\*\*(\d+\.\d+)\*\*", re.MULTILINE)
CODE = re.compile(r"`([a-z]+/[a-z-]+)`")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A rule in the specification, the paragraph it stands under, the error it shows, the sheet below it."""

    paragraph: str
    text: str
    code: str
    sheet: str


class Rules(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # ten times as fast
    """YAML with only texts, lists and maps: `NO` is Norway, and a day is a text."""


Rules.yaml_implicit_resolvers = {}


@cache
def all_cases() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every case with a name: its file, and its place in it."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Rules)  # noqa: S506 - a safe loader
        found += [(f"{path.stem}-{number}", case) for number, case in enumerate(content, 1)]
    return tuple(found)


def paragraphs() -> list[str]:
    """The numbers of all paragraphs of the specification, in order."""
    return PARAGRAPH.findall(SPECIFICATION.read_text(encoding="utf-8"))


def snippets() -> list[Snippet]:
    """Every rule that stands in the specification."""
    text = SPECIFICATION.read_text(encoding="utf-8")
    found = []
    for match in BLOCK.finditer(text):
        before = text[: match.start()]
        codes = CODE.findall("\n".join(before.rstrip().splitlines()[-2:]))
        code = codes[-1] if match[1] == "rule-error" else ""
        sheet = SHEET.search(text, match.end())
        found.append(Snippet(PARAGRAPH.findall(before)[-1], match[2], code, sheet[1] if sheet else ""))
    return found


# ---- running -------------------------------------------------------------------------------------


def with_heads(text: str, name: str = "conformance") -> str:
    """A rule text with what every pack and rule has to say, where it does not say it."""
    text = RULE_HEAD.sub(r'\1\n  title "a rule"\n  severity prohibit\n  cites "a law"\n', text)
    return text if re.search(r"^pack ", text, re.MULTILINE) else HEAD.format(name=name) + text


def codes_of(text: str, sheet: str = "") -> list[str]:
    """The codes of everything that is wrong with a rule text, and the sheet that it may name."""
    files = {"threshold.csv": SourceFile("threshold.csv", sheet)}
    _, problems = check_pack([SourceFile("case.rule", with_heads(text))], {}, files=files)
    return [each.code for each in problems]


def checked(case: dict[str, Any]) -> tuple[ir.Pack | None, list[SourceFile], list[Diagnostic]]:
    """The pack of a case, with the packs it uses."""
    used: dict[str, ir.Pack] = {}
    for name, text in case.get("packs", {}).items():
        other, problems = check_pack([SourceFile(f"{name}.rule", with_heads(text, name))], used)
        assert other is not None, problems
        used[name] = other
    text = with_heads(case.get("rule", ""))
    if "components:" not in case.get("bom", "components:"):
        first = re.findall(r"^rule +(\S+)", text, re.MULTILINE)[0]
        text += f'\nexample unknown of {first} "the case"\n  bom {case["bom"]}\n  expect unknown\n'
    if case.get("context") and "schema:" not in case["context"]:
        text += f"\nbackground\n  context {case['context']}\n"
    sources = [SourceFile("case.rule", text)]
    sources += [SourceFile(f"more-{i}.rule", each) for i, each in enumerate(case.get("more", []))]
    tables = {name: SourceFile(name, each) for name, each in case.get("files", {}).items()}
    shown = case.get("with_examples") == "true"
    pack, problems = check_pack(sources, used, case.get("variant", ""), tables, with_examples=shown)
    return pack, sources, problems


def document(case: dict[str, Any], pack: ir.Pack, source: SourceFile) -> tuple[Bom, list[str]]:
    """The document of a case, and what is said about it."""
    if "components:" not in case["bom"]:
        bom, problems = example_bom(pack, pack.examples[-1], {source.path: source}, None)
        assert bom is not None, [(p.code, p.message) for p in problems]
        return bom, [p.code for p in problems]
    text = case["bom"] if "schema:" in case["bom"] else "schema: microdep-bom/1\n" + case["bom"]
    loaded = load_document("bom.yaml", text.encode(), kind="bom")
    context = None
    if "schema:" in case.get("context", ""):
        context = load_document("contract.yaml", case["context"].encode(), kind="context")
        assert not has_errors(context.diagnostics), [d.message for d in context.diagnostics]
    elif case.get("context"):
        line = yaml.safe_dump({"schema": "microdep-context/1", **_context(pack)})
        context = load_document("contract.yaml", line.encode(), kind="context")
    bom, found = build(loaded, context, on_route=load_stages(pack.terms).on_route)
    assert bom is not None, [(p.code, p.message) for p in found]
    problems = [*loaded.diagnostics, *found, *check_words([loaded, context], extended_by(pack.terms))]
    return bom, [p.code for p in problems]


def _context(pack: ir.Pack) -> dict[str, Any]:
    from microdep_rules.lang.inline import context_of

    content = context_of(list(pack.background_context)).content
    return {k: v for k, v in content.items() if k not in {"schema", "as_of"}}


def run(case: dict[str, Any]) -> dict[str, Any]:
    """What comes of a case, in the words in which cases say what they want."""
    pack, sources, problems = checked(case)
    reported: dict[str, Any] = {"errors": [p.code for p in problems]}
    if pack is None:
        return reported
    if "examples" in case:
        results = run_examples(pack, {s.path: s for s in sources})
        reported["examples"] = ["holds" if each.ok else "; ".join(each.problems) for each in results]
    if "bom" in case:
        bom, reported["document"] = document(case, pack, sources[0])
        values = {k: date.fromisoformat(v) for k, v in case.get("parameters", {}).items()}
        question = Query(
            date.fromisoformat(case.get("as_of", "2026-06-30")),
            no_exclusions="no_exclusions" in case,
            parameters=dict(values),
        )
        outcomes = evaluate(pack, bom, question)
        reported["outcomes"] = [describe(each) for each in outcomes]
        reported["roll_up"] = roll_up(outcomes)
    return reported


def describe(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a case states it: texts, lists of texts, and nothing else."""
    return {
        "rule": outcome.rule.name,
        "subject": outcome.subject.id,
        "name": outcome.subject.name,
        "verdict": str(outcome.verdict),
        "obligation": outcome.rule.obligation,
        "open": outcome.open,
        "missing": list(outcome.missing_names),
        "stated": sorted({q.missing.stated for q in outcome.missing if q.missing.stated}),
        "relies_on": sorted({kind for kind, _ in outcome.relies_on}),
        "relies_on_text": "; ".join(text for _, text in outcome.relies_on),
        "exceptions": [f"{each.name} {each.state}" for each in outcome.exceptions],
        "exceptions_need": sorted({m.name for each in outcome.exceptions for m in each.needs}),
        "violated": str(outcome.violated).lower(),
        "base": str(outcome.base or ""),
        "presumed": str(outcome.presumed).lower(),
        "escalated": str(outcome.escalated).lower(),
        "candidate": str(outcome.candidate).lower(),
        "alternate": str(outcome.alternate).lower(),
        "parts": [each.id for each in outcome.parts],
        "places": [f"{path}: {verdict}" for path, verdict in outcome.places],
        "elements": [f"{each.letter} {_truth(each.value)}" for each in outcome.elements],
        "cites": [each.cites for each in outcome.elements],
        "changes": [f"{each.day} {each.verdict}" for each in outcome.changes],
        "share": outcome.share,
        "message": outcome.message,
        "fix": outcome.fix,
        "asks": [each.ask for each in outcome.missing],
        "reason": outcome.reason,
        "notes": list(outcome.notes),
        "facts": sorted({f"{each.name} {each.text}" for each in outcome.facts}),
    }


def _truth(value: bool | None) -> str:
    return "unknown" if value is None else str(value).lower()
