"""`microdep explain`: explanations of rules, verdicts and diagnostics."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from microdep_rules.cli import arguments, exit_codes, options, running, screen
from microdep_rules.cli.forms import only
from microdep_rules.cli.help import HelpPage
from microdep_rules.diagnostics import PHASES
from microdep_rules.output.from_here import from_here
from microdep_rules.vocabulary.shortening import and_more

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from microdep_rules.bom.model import Bom
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.waivers import AppliedWaiver
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import CheckedDocument, PackUsed
    from microdep_rules.pipeline.documents import CheckRequest
    from microdep_rules.pipeline.packs import PackSet
    from microdep_rules.pipeline.project import Project


MOST_NAMES = 3
"""Largest number of components that a message names."""
NO_TABLES = frozenset({".yaml", ".yml", ".json"})
"""File name endings of documents that cannot be tables."""


@click.command(
    "explain",
    cls=HelpPage,
    examples={
        "Show the page of a rule": "microdep explain dod-magnets/covered-country-stage",
        "Show the page of an exception": "microdep explain dod-magnets/commercial-off-the-shelf",
        "Show why a component has its verdict": "microdep explain blocked-component motor bom.yaml",
        "Show what a diagnostic means": "microdep explain file/cannot-be-read",
    },
    exits={
        0: "explained",
        2: "wrong usage, or the name is not known",
        3: "a pack cannot be loaded",
        4: "an input file is invalid or cannot be read",
    },
)
@click.argument("target", type=arguments.RuleName(), metavar="NAME|CODE")
# The usage shows one pair of brackets around two arguments; click would write two pairs.
@click.argument("subject", required=False, default="", metavar="[COMPONENT")
@click.argument("bom", type=arguments.FileName(), required=False, default="", metavar="BOM]")
@options.together(
    options.pack_of_rule,
    options.as_of,
    options.context,
    options.overlay,
    options.waivers,
    options.no_waivers,
    options.no_exclusions,
    options.variant,
    options.output,
    options.color,
    options.config,
)
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: click.Context,
    target: str,
    subject: str,
    bom: str,
    packs: tuple[str, ...],
    as_of: date | None,
    context: str,
    overlays: tuple[str, ...],
    waiver_files: tuple[str, ...],
    variants: tuple[tuple[str, str], ...],
    output: str,
    color: str,
    config_path: str,
    *,
    no_waivers: bool,
    no_exclusions: bool,
) -> None:
    """Explain a rule, an exception, a verdict or a diagnostic.

    NAME is the name of a rule or an exception, alone or after the name of its pack: RULE, PACK/RULE,
    PACK/EXCEPTION or PACK/RULE/EXCEPTION. COMPONENT is the id or the name of a component or a material in the
    file BOM. CODE is the code of a diagnostic, such as file/cannot-be-read.

    For a verdict, the command also shows the facts that would change the verdict, and the waivers for the
    verdict.
    """
    only(output, (".txt", ".md"), "text")
    if target.split("/", maxsplit=1)[0] in PHASES:
        screen.write(_code_page(target), output)
        return
    if subject and not bom:
        line = shlex.join(["microdep", "explain", target, subject, "bom.yaml"])
        raise click.UsageError(f"a component needs its bill of materials: {line}")
    project = running.open_project(config_path, color)
    named_by = "--pack" if packs else "NAME"
    loaded = running.load_packs(
        project, packs or _default_packs(target), variants, color, named_by, with_examples=True
    )
    if not loaded.loaded:
        screen.report(loaded.diagnostics, loaded.sources, color)
        screen.stop(exit_codes.PACK)
    settings = {
        "context": context,
        "overlays": overlays,
        "waiver_files": waiver_files,
        "no_waivers": no_waivers,
    }
    screen.protect_inputs(output, running.all_read(project, loaded, [bom] if bom else [], settings))
    pairs, exception = _rules(target, loaded)
    width = screen.columns(output)
    if not subject:
        screen.write(_page(pairs, exception, loaded, width), output)
        return
    if len(pairs) > 1:
        names = ", ".join(f"{rule.id}/{exception}" if exception else rule.id for _, rule in pairs)
        means = "an exception to several rules" if exception else "a rule of several packs"
        raise click.UsageError(f"`{target}` is {means}; name one of these: {names}")
    from microdep_rules.pipeline.documents import CheckRequest

    request = CheckRequest(
        as_of or options.today(),
        context=context,
        overlays=overlays,
        no_exclusions=no_exclusions,
        waivers=running.waivers_of(settings),
    )
    document = _document(project, bom, request, loaded, color)
    text = _verdict_text(project, document, subject, pairs[0], request, loaded, width, color)
    screen.write(text, output)
    ctx.exit(exit_codes.OK)


def _verdict_text(  # noqa: PLR0913, PLR0917 - the parts of one check
    project: Project,
    document: CheckedDocument,
    subject: str,
    of_pack: tuple[PackUsed, ir.Rule],
    request: CheckRequest,
    loaded: PackSet,
    width: int,
    color: str,
) -> str:
    """Return the explanation of the verdicts of one rule on a component, or on each with a designator."""
    from microdep_rules.output.asked import choice_of
    from microdep_rules.output.explain import BETWEEN, why
    from microdep_rules.pipeline.documents import evaluate_packs

    used, rule = of_pack
    assert used.pack is not None
    assert document.bom is not None
    outcomes = evaluate_packs(document, (used,), request, project.config, only=rule.name)
    chosen = _outcomes_by_component(document.bom, subject, outcomes)
    of_subject = list({id(outcome): outcome for several in chosen.values() for outcome in several}.values())
    if not of_subject:
        raise click.UsageError(_nothing_about(next(iter(chosen)), rule, document, outcomes))
    _report_evidence(replace(document, outcomes=tuple(of_subject)), request, color)
    answered = _waivers(project, replace(document, outcomes=tuple(outcomes)), request, loaded, color)
    texts = [
        why(several, used.pack, loaded.sources, document.bom, name, width, answered)
        for name, several in chosen.items()
        if several
    ]
    if len(chosen) > 1:
        components = [choice_of(document.bom.components[name]) for name in chosen]
        texts.insert(0, f"`{subject}` is a designator of {' and of '.join(components)}\n")
    return BETWEEN.join(texts)


def _outcomes_by_component(bom: Bom, subject: str, outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of the component `subject`, or of each component with the designator `subject`."""
    from microdep_rules.output.asked import about, components_named, components_placed

    placed = {component.id: about(outcomes, component.id) for component in components_placed(bom, subject)}
    if len(placed) > 1 and any(placed.values()):
        return placed
    of_subject = about(outcomes, subject)
    named = [] if of_subject else components_named(bom, subject)
    if len(named) == 1:
        return {named[0].id: about(outcomes, named[0].id)}
    return {subject: of_subject}


def _report_evidence(document: CheckedDocument, request: CheckRequest, color: str) -> None:
    """Report the problems of the evidence on which the outcomes rely."""
    from microdep_rules.pipeline.evidence import mark_evidence

    named = {id_ for outcome in document.outcomes for fact in outcome.facts for id_ in fact.evidence}
    of_these = {id_: records for id_, records in document.evidence.items() if id_ in named}
    _, problems = mark_evidence(replace(document, evidence=of_these), request.as_of)
    screen.report(problems, {name: loaded.source for name, loaded in document.files.items()}, color)


def _code_page(code: str) -> str:
    from microdep_rules.output.pages import code_page, nearest_code

    page: str | None = code_page(code)
    if page is None:
        near = nearest_code(code) or "the code is in brackets after `error`, as in error[syntax/date-form]"
        raise click.UsageError(f"there is no diagnostic `{code}`; {near}")
    return page if page.endswith("\n") else page + "\n"


def _default_packs(target: str) -> tuple[str, ...]:
    """Return the pack in a full name such as `PACK/RULE`; for a name without a pack, all packs."""
    parts = target.split("/")
    if len(parts) == len(("pack", "rule", "exception")) and parts[0] not in {"", ".", ".."}:
        return (parts[0],)
    name, sign, _ = target.rpartition("/")
    return (name,) if sign else ("all",)


def _page(pairs: Sequence[tuple[PackUsed, ir.Rule]], exception: str, loaded: PackSet, width: int) -> str:
    """Return the description of a rule or an exception; if several packs have it, one description each."""
    from microdep_rules.output.manual import exception_page, rule_page

    rules: dict[str, list[ir.Rule]] = {}
    for used, rule in pairs:
        rules.setdefault(used.name, []).append(rule)
    pages = []
    for used in loaded.packs:
        if used.pack is None or used.name not in rules:
            continue
        of_pack = rules[used.name]
        pages.append(
            exception_page(used.pack, of_pack, exception, loaded.sources, width)
            if exception
            else rule_page(used.pack, of_pack[0], loaded.sources, width=width)
        )
    return "\n".join(pages)


def _rules(target: str, loaded: PackSet) -> tuple[list[tuple[PackUsed, ir.Rule]], str]:
    """Return the rules with the name `target`, or the rules with the exception `target`, and its name."""
    from microdep_rules.suggest import did_you_mean

    rules = [(used, rule) for used in loaded.packs if used.pack for rule in used.pack.rules]
    matching = [pair for pair in rules if target in {pair[1].id, pair[1].name}]
    former = [pair for pair in rules if target in pair[1].formerly]
    if matching or former:
        by_id: dict[str, tuple[PackUsed, ir.Rule]] = {}
        for used, rule in matching or former[:1]:
            by_id.setdefault(rule.id, (used, rule))
        return list(by_id.values()), ""
    exceptions = {
        name: exception.name
        for _, rule in rules
        for exception in rule.exceptions
        for name in _names(rule, exception)
    }
    if target in exceptions:
        excused = [
            (used, rule)
            for used, rule in rules
            if any(target in _names(rule, exception) for exception in rule.exceptions)
        ]
        return excused, exceptions[target]
    if any(used.name == target for used in loaded.packs):
        raise click.UsageError(f"`{target}` is a pack; `microdep packs show {target}` lists its rules")
    near = did_you_mean(
        target, [rule.id for _, rule in rules] + [rule.name for _, rule in rules] + [*exceptions]
    )
    listed = (
        "`microdep packs list` lists the packs, and `microdep packs show PACK` lists the rules and exceptions"
    )
    raise click.UsageError(f"there is no rule or exception `{target}`; {near or listed}")


def _names(rule: ir.Rule, exception: ir.ExceptionRule) -> tuple[str, str, str]:
    """Return the three names of an exception: NAME, PACK/NAME and PACK/RULE/NAME."""
    return (exception.name, f"{rule.pack}/{exception.name}", f"{rule.id}/{exception.name}")


def _document(
    project: Project, path: str, request: CheckRequest, loaded: PackSet, color: str
) -> CheckedDocument:
    """Return the document; end the command if the document has an error."""
    from microdep_rules.pipeline.documents import load_bom

    beside = running.beside_of(project, request.context, request.overlays, color, request.as_of)
    if beside is None:
        screen.stop(exit_codes.INPUT)
    document, _ = load_bom(project, path, beside, loaded.packs)
    if document.verdict == "invalid":
        sources = {name: loaded.source for name, loaded in document.files.items()}
        screen.report(document.diagnostics, sources, color)
        screen.stop(exit_codes.INPUT)
    return document


def _waivers(
    project: Project, document: CheckedDocument, request: CheckRequest, loaded: PackSet, color: str
) -> Sequence[AppliedWaiver]:
    """Return the waivers of the outcomes; end the command if a waiver file has an error."""
    from microdep_rules.diagnostics import has_errors
    from microdep_rules.pipeline.waivers import apply_waivers, read_waivers

    read = read_waivers(project, request, loaded)
    # The terms of a waiver show whether the waiver lacks evidence.
    of_files = [diagnostic for diagnostic in read.diagnostics if not diagnostic.code.startswith("evidence/")]
    screen.report(of_files, read.sources, color)
    if has_errors(read.diagnostics):
        screen.stop(exit_codes.INPUT)
    return apply_waivers(read, [document], request, loaded, project.config).waivers


def _nothing_about(
    subject: str, rule: ir.Rule, document: CheckedDocument, outcomes: Sequence[Outcome]
) -> str:
    """Return the message that the document has no such component, or that the rule does not apply to it."""
    from microdep_rules.bom.overlays.unmatched import place_of_text
    from microdep_rules.output.asked import choice_of, components_named
    from microdep_rules.output.visible import visible
    from microdep_rules.suggest import did_you_mean

    bom = document.bom
    assert bom is not None
    parts = list(bom.components.values())
    elements = [e for part in parts for e in (part, *bom.materials(part))]
    known = list(dict.fromkeys(word for element in elements for word in (element.id, element.name)))
    if subject in known:
        name = next(element.name for element in elements if subject in {element.id, element.name})
        inside = [o.subject.name for o in outcomes if f"{name} / " in document.usage_path(o.subject)]
        deeper = f", but to {and_more(inside, MOST_NAMES)} in it" if inside else ""
        return f"the rule {rule.id} does not apply to `{subject}`{deeper}"
    several = [choice_of(component) for component in components_named(bom, subject)]
    row = (
        ""
        if several or PurePath(document.path).suffix in NO_TABLES
        else place_of_text(bom.file.source, subject)
    )
    if row and not any(subject == element.data.get("mpn") for element in parts):
        shown = f"`microdep bom import {shlex.quote(from_here(document.path))}` shows why"
        return f"the row with `{subject}`, at {row}, is left out of the bill of materials; {shown}"
    more = len(several or parts) - MOST_NAMES
    rest = f"{more} more; `microdep bom show {shlex.quote(from_here(document.path))}` shows all components"
    if several:
        hint = f"did you mean {' or '.join(several[:MOST_NAMES])}{f', or one of {rest}' if more > 0 else '?'}"
    else:
        names = ", ".join(visible(component.name) for component in parts[:MOST_NAMES])
        listed = f"it lists {names}" + (f" and {rest}" if more > 0 else "")
        hint = did_you_mean(subject, known) or listed
    return f"{from_here(document.path)} has no component or material `{subject}`; {hint}"
