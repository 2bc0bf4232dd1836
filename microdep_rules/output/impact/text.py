"""Text of the result of `microdep impact`: halted products, the causes, and the first action."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from microdep_rules.diagnostics import has_errors
from microdep_rules.output import diagnostics as rendered
from microdep_rules.output.from_here import from_here
from microdep_rules.output.impact.no_pass import no_pass_lines
from microdep_rules.output.impact.record import blocking_of, cut_set_of, not_stated_of
from microdep_rules.output.impact.run import GREEN, INVALID, NOTHING_CHECKED, halt_sentence
from microdep_rules.output.impact.schedule import country_lines, path_lines
from microdep_rules.output.impact.words import (
    KIND_WORDS,
    blocking_in_words,
    documents_in_words,
    halts_in_words,
    listed,
    names_of,
    not_stated_in_words,
    set_in_words,
    together,
)
from microdep_rules.output.layout import Page
from microdep_rules.output.looks import KINDS as KINDS_OF_STATES
from microdep_rules.output.looks import WORDS, worst_shown
from microdep_rules.output.style import PLAIN, Style
from microdep_rules.output.visible import visible
from microdep_rules.production.naming import one_of
from microdep_rules.production.supply import KINDS
from microdep_rules.production.viability import HALTED, UNDETERMINED, VIABLE
from microdep_rules.vocabulary.plurals import counted_noun

if TYPE_CHECKING:
    from collections.abc import Collection

    from microdep_rules.production.analysis import Halt
    from microdep_rules.production.blocking import Reason
from microdep_rules.output.impact.run import ImpactRun, ProductImpact

STATES = {
    **WORDS,
    UNDETERMINED: "undetermined: insufficient data to decide whether it is halted",
    INVALID: "not valid, and not analysed",
    NOTHING_CHECKED: "nothing was checked: no rule that blocks applies",
    "error": "a rule could not be evaluated",
}
NO_FACT = "undetermined, although no fact is missing"
MOST_HALTS = 10
MOST_ASSEMBLIES = 8
MOST_QUESTIONS = 5
MOST_POINTS = 5
MOST_SHARED = 10


def render(run: ImpactRun, *, style: Style = PLAIN, everything: bool = False, width: int = 80) -> str:
    """Return the text about all products; with `everything`, no entry is left out."""
    lines: list[str] = []
    for product in run.products:
        lines += _product(run, product, style, everything=everything, width=width)
    if len(run.analysed) > 1:
        lines += _portfolio(run, style, everything=everything, width=width)
    lines += _closing(run, style, width)
    return "\n".join(lines) + "\n"


def _product(
    run: ImpactRun, product: ProductImpact, style: Style, *, everything: bool, width: int
) -> list[str]:
    shown = product.shown_state
    label = NO_FACT if shown == UNDETERMINED and not _lacks_facts(product) else STATES[shown]
    state = style.kind(KINDS_OF_STATES[shown], label)
    lines = [f"{style.strong(visible(from_here(product.document.path)))}: {state}", ""]
    lines += _problems(product, style, everything=everything)
    lines += no_pass_lines(product.no_pass, style, everything=everything, width=width)
    impact = product.impact
    if impact is None:
        return lines
    lines += _roots(product, width)
    lines += _halts(product, style, everything=everything, width=width)
    lines += _replaced(product, style, everything=everything, width=width)
    lines += _assemblies(product, style, everything=everything, width=width)
    lines += _undetermined(product, style, everything=everything, width=width)
    lines += _points(product, style, everything=everything, width=width)
    lines += path_lines(run, product, style, everything=everything, width=width)
    lines += country_lines(product, style, everything=everything, width=width)
    return lines


def _roots(product: ProductImpact, width: int) -> list[str]:
    """Return the products at the top of a parts list that names no product, each with its state."""
    if len(product.roots) <= 1:
        return []
    page = Page(width)
    states = [f"{name} ({product.in_words(id_)})" for id_, name in product.roots.items()]
    page.say(f"the list has {len(states)} products: {listed(states)}", hang=2)
    return [*page.lines, ""]


def _problems(product: ProductImpact, style: Style, *, everything: bool) -> list[str]:
    """Return the problems of the document or its structure that may affect the analysis."""
    every = (*product.document.diagnostics, *product.diagnostics)
    sources = {path: loaded.source for path, loaded in product.document.files.items()}
    return rendered.of_document(rendered.without_notes(every), sources, style, everything=everything)


# ---- halts ---------------------------------------------------------------------------------------


def _halts(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return a sentence for each component that halts the product, with its cause and fix below."""
    lines: list[str] = []
    halting = product.halting
    for id_, others in halting if everything else halting[:MOST_HALTS]:
        lines.append(style.kind("fail", visible(halt_sentence(product.name_of(id_)))))
        page = Page(width)
        for reason in _blocking(product, id_):
            page.field("  blocked by", f"{reason.rule}{_place(product, reason)}")
        page.field("  also blocked", names_of(product, others))
        page.field("  halts", _halted_with(product, id_, others))
        page.field("  alternates", _alternates(product, id_))
        page.field("  next", _first_action(product, id_))
        lines += [*page.lines, ""]
    if not everything and len(halting) > MOST_HALTS:
        more = halting[MOST_HALTS:]
        page = Page(width)
        names = listed([product.name_of(i) for i, _ in more])
        page.say(f"and {len(more)} more halt {one_of([*product.roots.values()])}: {names} (--verbose)")
        lines += [*page.lines, ""]
    return lines


def _replaced(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return the blocked components that do not certainly halt the product, with their alternates."""
    assert product.impact is not None
    viability, halting = product.impact.viability, {id_ for id_, _ in product.halting}
    blocked = [id_ for id_, value in viability.blocked.items() if value is True and id_ not in halting]
    halted = {id_ for found_set in product.impact.product.sets for _, id_ in found_set}
    blocked = [id_ for id_ in blocked if id_ not in halted]
    if not blocked:
        return []
    page = Page(width)
    for id_ in blocked if everything else blocked[:MOST_HALTS]:
        rules = list(dict.fromkeys(reason.rule for reason in _blocking(product, id_)))
        page.say(
            f"  {product.name_of(id_)}  {listed(rules, 2)}; alternates: {_alternates(product, id_)}", hang=4
        )
    if not everything and len(blocked) > MOST_HALTS:
        page.say(f"  and {len(blocked) - MOST_HALTS} more (--verbose lists them)")
    halted_product = one_of([*product.roots.values()])
    return [
        f"{style.kind('fail', 'BLOCKED')}  blocked components that do not certainly halt {halted_product}",
        *page.lines,
        "",
    ]


def _blocking(product: ProductImpact, id_: str) -> list[Reason]:
    assert product.impact is not None
    reasons = product.impact.viability.reasons(id_)
    return list({reason.rule: reason for reason in reasons if reason.blocked}.values())


def _place(product: ProductImpact, reason: Reason) -> str:
    place = product.document.locate(reason.file, reason.pointer) if reason.file else None
    return f"  ({place})" if place is not None else ""


def _halted_with(product: ProductImpact, id_: str, others: Collection[str]) -> str:
    """Return the assemblies and products that a component halts, alone or together with others."""
    assert product.impact is not None
    together = {id_, *others}
    halted = [
        product.name_of(assembly.id)
        for assembly in product.impact.assemblies
        if assembly.id != id_ and any({one for _, one in ids} == together for ids in assembly.sets)
    ]
    if len(product.roots) <= 1:
        return listed([*halted, "the product"])
    return listed([*halted, *([product.name_of(id_)] if id_ in product.roots else [])])


def _alternates(product: ProductImpact, id_: str) -> str:
    assert product.impact is not None
    alternates = product.impact.structure.alternates(id_)
    if product.impact.structure.component(id_).synthesized:
        return "none, because a list of components has no alternates"
    if not alternates:
        return "none is approved"
    names = [f"{product.name_of(alternate)} ({product.in_words(alternate)})" for alternate in alternates]
    return listed(names)


def _first_action(product: ProductImpact, id_: str) -> str:
    """Return the first action for a blocked component: the fix of the rule, or otherwise an alternate."""
    fixes = list(dict.fromkeys(reason.fix for reason in _blocking(product, id_) if reason.fix))
    assert product.impact is not None
    if product.impact.structure.component(id_).synthesized:  # an entry of a list cannot have an alternate
        otherwise = f"change the entries of {product.name_of(id_)}, so that the rule passes"
    else:
        otherwise = f"approve an alternate for {product.name_of(id_)} that passes"
    return "; or ".join(fixes[:2]) or otherwise


def _assemblies(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    assert product.impact is not None
    every = product.impact.assemblies
    stopped = [halt for state in (HALTED, UNDETERMINED) for halt in every if halt.state == state]
    if not stopped:
        return []
    count = Counter(product.shown_of(halt.id) for halt in every)
    always = (HALTED, UNDETERMINED, VIABLE)
    counts = ", ".join(f"{count[word]} {WORDS[word]}" for word in WORDS if word in (*always, *count))
    page = Page(width)
    for halt in stopped if everything else stopped[:MOST_ASSEMBLIES]:
        by = _halt_causes(product, halt)
        page.tagged(f"  {halt.state:<12}", f"{product.name_of(halt.id)}{by}", indent=16)
    if not everything and len(stopped) > MOST_ASSEMBLIES:
        page.say(f"  and {len(stopped) - MOST_ASSEMBLIES} more (--verbose lists them)")
    return [f"{style.strong('ASSEMBLIES')}  {counts}", *page.lines, ""]


def _halt_causes(product: ProductImpact, halt: Halt) -> str:
    """Return the causes that halt an assembly; empty if the assembly itself is blocked."""
    if halt.state == HALTED:
        sets = [names_of(product, [id_ for _, id_ in found_set], " with ") for found_set in halt.sets]
        return (
            f", by {listed(sets)}" if sets and sets != [product.name_of(halt.id)] else ", by its own findings"
        )
    names = ["its own findings" if id_ == halt.id else product.name_of(id_) for id_ in halt.open]
    return f", because of {listed(names)}" if names else ""


def _undetermined(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return the components that may be blocked, with the rules and the questions about missing facts."""
    assert product.impact is not None
    viability = product.impact.viability
    ids = viability.undetermined
    if not ids:
        return []
    deciding = set(product.impact.product.open)
    ids = tuple(sorted(ids, key=lambda id_: id_ not in deciding))
    lacks = _lacks_facts(product)
    cause = "insufficient data" if lacks else "no fact is missing"
    lines = [f"{style.kind('unknown', 'UNDETERMINED')}  {counted_noun(len(ids), 'component')}: {cause}"]
    page = Page(width)
    for id_ in ids if everything else ids[:MOST_QUESTIONS]:
        reasons = [reason for reason in viability.reasons(id_) if not reason.blocked or reason.depends_on]
        rules = list(dict.fromkeys(reason.rule for reason in reasons))
        page.say(f"  {product.name_of(id_)}  {listed(rules, most=2)}", hang=4)
        for reason in reasons if everything else reasons[:1]:
            if reason.depends_on:
                names = names_of(product, reason.depends_on)
                page.say(f"evaluated with {names}; evaluate it again with the alternate", 4, hang=2)
            if not reason.missing and not reason.depends_on:
                page.say(reason.message, 4, hang=2)
            for _, ask in reason.missing if everything else reason.missing[:1]:
                page.say(f"ask: {ask}{_place(product, reason)}", 4, hang=2)
    if not everything and len(ids) > MOST_QUESTIONS:
        asks = "; `microdep questions` asks" if lacks else ""
        page.say(f"  and {len(ids) - MOST_QUESTIONS} more (--verbose lists them{asks})")
    return [*lines, *page.lines, ""]


def _lacks_facts(product: ProductImpact) -> bool:
    """Return whether a component is undetermined because of missing facts.

    If no facts are missing, the evaluation of a rule exceeded its limits.
    """
    if product.impact is None:
        return True
    viability = product.impact.viability
    return any(reason.missing for id_ in viability.undetermined for reason in viability.reasons(id_))


# ---- points of failure --------------------------------------------------------------------------


def _points(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return the single points of failure by kind, and the causes that halt the product only together."""
    assert product.impact is not None
    failures = product.impact.failures
    page = Page(width)
    for kind in KINDS:
        points = [single for single in failures.singles if single.point.kind == kind]
        users = [counted_noun(len(single.components), "component") for single in points]
        texts = [
            f"{single.point.name} ({halts_in_words(single.certain)}, {many})"
            for single, many in zip(points, users, strict=True)
        ]
        page.field(f"  {KIND_WORDS[kind]}", listed(texts, len(texts) if everything else MOST_POINTS, "; "))
    for unstated_kind, components in not_stated_of(product.impact).items():
        if components:
            most = sum(len(component["of"]) for component in components) if everything else MOST_POINTS
            page.field("  not stated", not_stated_in_words(unstated_kind, components, most))
    what = one_of([*product.roots.values()])
    singles = [
        f"{style.strong('SINGLE POINTS OF FAILURE')}  the loss of any one of these halts or may halt {what}",
        *page.lines,
        "",
    ]
    return [*(singles if page.lines else []), *_sets(product, style, everything=everything, width=width)]


def _sets(product: ProductImpact, style: Style, *, everything: bool, width: int) -> list[str]:
    assert product.impact is not None
    failures = product.impact.failures
    page = Page(width)
    for kind in KINDS:
        sets = [cut_set_of(cut_set) for cut_set in failures.sets if cut_set.points[0].kind == kind]
        texts = [f"{together(cut_set['points'])} ({set_in_words(cut_set)})" for cut_set in sets]
        more = "; the search stopped, and there may be more" if kind in failures.cut_short else ""
        text = listed(texts, len(texts) if everything else MOST_POINTS, "; ")
        page.field(f"  {KIND_WORDS[kind]}", text + more if text else "")
    what = one_of([*product.roots.values()])
    head = f"{style.strong('CUT SETS')}  the loss of all members of one set halts or may halt {what}"
    return [head, *page.lines, ""] if page.lines else []


def _portfolio(run: ImpactRun, style: Style, *, everything: bool, width: int) -> list[str]:
    """Return the causes that halt products; those that halt most products come first."""
    shared = [cause for cause in run.shared if len(cause.halted) + len(cause.possible) > 1]
    if not shared:
        return []
    page = Page(width)
    for cause in shared if everything else shared[:MOST_SHARED]:
        surely = [run.product_name(number) for number in cause.halted]
        perhaps = [run.product_name(number) for number in cause.possible]
        may = f"{'; ' if surely else ''}may halt {len(perhaps)}: {listed(perhaps)}" if perhaps else ""
        halting = f"halts {len(surely)}: {listed(surely)}" if surely else ""
        page.say(f"  {KIND_WORDS[cause.point.kind]}  {cause.point.name}  {halting}{may}", hang=4)
    if not everything and len(shared) > MOST_SHARED:
        page.say(f"  and {len(shared) - MOST_SHARED} more (--verbose lists them)")
    documents = documents_in_words([product.roots for product in run.analysed])
    head = f"{style.strong('PORTFOLIO')}  causes that halt several of {documents}"
    return [head, *page.lines, ""]


# ---- closing -------------------------------------------------------------------------------------


def _not_green(run: ImpactRun) -> str:
    """Return the reasons why production is not green, although nothing is halted or undetermined."""
    reasons = {
        "a fail is waived": any(product.no_pass.waived for product in run.products),
        "the configuration excludes a prohibition that fails or is unknown": any(
            product.no_pass.left_out for product in run.products
        ),
        "an alternate that is not built is undetermined": any(
            product.no_pass.open_aside
            or (product.impact is not None and product.impact.viability.undetermined)
            for product in run.products
        ),
        "the input has errors": has_errors(run.checked.diagnostics),
    }
    return "; ".join(reason for reason, applies in reasons.items() if applies)


def _closing(run: ImpactRun, style: Style, width: int) -> list[str]:
    states = [product.shown_state for product in run.products]
    count = ", ".join(
        f"{states.count(state)} {STATES[state].partition(':')[0].removesuffix(', and not analysed')}"
        for state in STATES
        if state in {HALTED, UNDETERMINED, VIABLE} or state in states
    )
    worst = worst_shown(states, NOTHING_CHECKED)
    label = WORDS[worst] if run.state == VIABLE else run.state.replace("_", " ")
    word = style.kind(KINDS_OF_STATES[worst], label.upper())
    lines = (
        [f"{word}  {documents_in_words([product.roots for product in run.products])}: {count}"]
        if states
        else ["NOTHING CHECKED"]
    )
    lines += [style.kind("pass", GREEN)] if run.is_green else []
    page = Page(width)
    if run.state == VIABLE and not run.is_green:
        page.say(f"viable, but not green: {_not_green(run)}")
    page.say(f"a component is blocked {blocking_in_words(blocking_of(run.settings))}", hang=2)
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in run.checked.packs)
    page.say(f"as of {run.checked.as_of}; packs: {packs}", hang=2)
    return lines + page.lines
