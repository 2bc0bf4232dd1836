"""What is said when records of a document do not fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.diagnostics import Diagnostic, Label, error, warning
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.suggest import abbreviated, nearest, sharing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from microdep_rules.source import Span

_FEW = 12
"""So many words of a vocabulary are named."""
_LONGEST_PATH = 12
"""So many parts of a circle are named."""
_LISTS = {"party": "parties", "component": "components", "evidence": "evidence"}


def duplicate_id(kind: str, id_: str, again: Span, first: Span, *, given: bool) -> Diagnostic:
    """Two records of a kind with the same id."""
    own = "give one of them an `id` (without one it is made of the name)"
    if given:
        help_line = "give one of them another id"
    elif kind == "component":
        help_line = f"{own}; or write the part once, and use it elsewhere with `ref`"
    else:
        help_line = own
    return error(
        "bom/duplicate-id",
        f"two records have the id {quoted(id_)}"
        if kind == "evidence"
        else f"two {_plural(kind)} have the id {quoted(id_)}",
        Label(again, "again here"),
        labels=(Label(first, "first here"),),
        help=help_line,
    )


def dangling_reference(kind: str, id_: str, known: Iterable[str], at: Span) -> Diagnostic:
    """A reference to a record that is not there."""
    near = nearest(id_, known)
    if near:
        help_line = "did you mean " + " or ".join(f"`{each}`" for each in near) + "?"
    elif kind == "party":
        help_line = f"add it to `parties`, as in `{{id: {id_}, name: …}}`, or refer to one that is there"
    elif kind in _LISTS:
        help_line = f"add it to `{_LISTS[kind]}`, or refer to one that is there"
    elif kind == "material":
        help_line = "add it to the `materials` of the part, or refer to one that is there"
    else:
        help_line = "add it to the `sites` of its party, or refer to one that is there"
    return error(
        "bom/dangling-reference",
        f"there is no {kind} with the id {quoted(id_)}",
        Label(at, f"no such {kind}"),
        help=help_line,
    )


def dangling_references(kind: str, field: str, ids: Sequence[str], spans: Sequence[Span]) -> Diagnostic:
    """Many records that are referred to in one field, and not listed anywhere."""
    where = _LISTS.get(kind, "sites")
    example = f"{{id: {ids[0]}, name: …}}" if kind != "evidence" else f"{{id: {ids[0]}, type: …}}"
    return error(
        "bom/dangling-reference",
        f"{quoted(field)} names {len(ids)} {_plural(kind)} that are not there: {listed(list(ids), 5)}",
        Label(spans[0], f"no such {kind}"),
        labels=tuple(Label(span, "and here") for span in spans[1:3]),
        help=f"list each under `{where}`, as in `{example}`",
    )


def other_material(id_: str, own: str, at: Span) -> Diagnostic:
    """A stage inside a material that names another material."""
    return error(
        "bom/other-material",
        f"this stage is listed in the material {quoted(own)}, and belongs to {quoted(id_)}",
        Label(at, "another material"),
        help=f"delete `of`, or move the stage to the material {quoted(id_)}",
    )


def cycle(names: Sequence[str], spans: Sequence[Span], *, inputs: bool) -> Diagnostic:
    """A component that contains itself, or was made from itself."""
    few = [*names[:_LONGEST_PATH], "…", names[-1]] if len(names) > _LONGEST_PATH + 1 else names
    path = " → ".join(each if each == "…" else quoted(each) for each in few)
    code, what = (
        ("bom/cycle-in-inputs", "was made from itself")
        if inputs
        else ("bom/cycle-in-children", "contains itself")
    )
    return error(
        code,
        f"{quoted(names[0])} {what}: {path}",
        Label(spans[-1], "closes the circle"),
        labels=tuple(Label(span, "on the way") for span in spans[:-1][:_LONGEST_PATH]),
        help="take one of these uses away",
    )


def too_many_levels(kind: str, start: str, beyond: str, most: int, at: Span) -> Diagnostic:
    """Return the error for too many levels of components, or of owners."""
    return diagnose(
        "file/too-deep",
        at,
        "components" if kind == "components" else "owners",
        limit=most,
        start=start,
        component=beyond,
        level=most + 1,
    )


def shares_over_whole(what: str, total: str, spans: Sequence[Span]) -> Diagnostic:
    """Shares of one whole that add up to more than it."""
    return error(
        "bom/shares-over-100",
        f"the shares of {what} add up to {total} %",
        Label(spans[-1], "more than the whole with this one"),
        labels=tuple(Label(span, "counted too") for span in spans[:-1][:5]),
        help="correct the shares so that they add up to 100 % at most",
    )


def shares_as_fractions(what: str, spans: Sequence[Span]) -> Diagnostic:
    """Shares that add up to one percent, where the whole must be meant."""
    return warning(
        "bom/shares-as-fractions",
        f"the shares of {what} add up to 1 %",
        Label(spans[0], "a share is in percent"),
        labels=tuple(Label(span, "counted too") for span in spans[1:6]),
        help="write 60 for 60 %, and not 0.6",
    )


def children_above_part(
    children: Sequence[str], total: str, component: str, mass: str, at: Span, part: Span
) -> Diagnostic:
    """Children that weigh more than what they are in."""
    who = (
        f"its child {quoted(children[0])}, in the quantity that is used, weighs"
        if len(children) == 1
        else "its children together weigh"
    )
    return error(
        "bom/mass-above-part",
        f"{quoted(component)} weighs {mass} g, and {who} {total} g",
        Label(at, "more than the part"),
        labels=(Label(part, "the part"),),
        help="give each mass for one piece, in grams",
    )


def mass_above_part(
    materials: Sequence[str], total: str, component: str, mass: str, at: Span, part: Span
) -> Diagnostic:
    """Materials that weigh more than what they are in."""
    who = (
        f"the material {quoted(materials[0])} weighs"
        if len(materials) == 1
        else "its materials together weigh"
    )
    return error(
        "bom/mass-above-part",
        f"{quoted(component)} weighs {mass} g, and {who} {total} g",
        Label(at, "more than the part"),
        labels=(Label(part, "the part"),),
        help="give each mass for one piece of the part, in grams",
    )


def conflicting_facts(field: str, part: str, values: tuple[str, str], again: Span, first: Span) -> Diagnostic:
    """One manufacturer's part number with two different facts."""
    return error(
        "bom/conflicting-facts",
        f"{quoted(field)} of {quoted(part)} is {values[0]} in one place and {values[1]} in another",
        Label(again, "here"),
        labels=(Label(first, "and here"),),
        help="correct one of them, or write the part once and use it with `ref`",
    )


def unused_parts(names: Sequence[str], product: str, at: Span) -> Diagnostic:
    """Components that are not part of the product."""
    one = len(names) == 1
    return warning(
        "bom/unused-parts",
        f"{listed(list(names), 5)} {'is' if one else 'are'} not part of {quoted(product)}",
        Label(at, "not reached from the product"),
        help="add it to the `children` of what contains it, or remove it",
    )


def quantity_without_use(name: str, at: Span) -> Diagnostic:
    """A quantity on a component of the flat list that other components refer to."""
    return warning(
        "bom/quantity-without-use",
        f"the quantity of {quoted(name)} is not used, because it does not say in what",
        Label(at, "not on a use"),
        help="write it where the part is used: `children: [{ref: …, quantity: …}]`",
    )


def designators(count: int, quantity: str, at: Span) -> Diagnostic:
    """As many designators as there are pieces."""
    places = "is 1 designator" if count == 1 else f"are {count} designators"
    return warning(
        "bom/designators-differ",
        f"there {places} for a quantity of {quantity}",
        Label(at, "not as many"),
        help="name one designator for each piece",
    )


def stage_of_which_material(stage: str, component: str, materials: Sequence[str], at: Span) -> Diagnostic:
    """A stage that may belong to any of several materials."""
    return warning(
        "bom/stage-of-which-material",
        f"the stage {quoted(stage)} of {quoted(component)} does not say to which material it belongs",
        Label(at, "no `of`"),
        help=f"write `of:` with one of {listed(list(materials))}",
    )


def context_contradiction(field: str, values: tuple[str, str], at: Span, other: Span) -> Diagnostic:
    """The context of the document and the file beside it differ."""
    return error(
        "context/contradiction",
        f"{quoted(field)} is {values[0]} in the context file and {values[1]} in the document",
        Label(at, "in the file"),
        labels=(Label(other, "in the document"),),
        help="keep one of them",
    )


def unknown_word(
    word: str, vocabulary: str, field: str, near: Sequence[str], every: Sequence[str], at: Span
) -> Diagnostic:
    """A coded word that no vocabulary has; `every` holds those that it has."""
    if near:
        help_line = "did you mean " + " or ".join(f"`{each}`" for each in near) + "?"
    elif len(every) <= _FEW:
        help_line = f"write one of {listed(list(every), _FEW)}"
    else:
        help_line = "write a wider or a more usual word, and your own under `name` or `notes`"
    return warning(
        "bom/unknown-word",
        f"{quoted(word)} is not a known {vocabulary.replace('-', ' ')}",
        Label(at, f"{quoted(field)} is unknown to every rule"),
        help=help_line,
    )


def not_a_tariff_code(text: str, at: Span) -> Diagnostic:
    """A text in the place of a tariff code that is not one code."""
    return warning(
        "bom/not-a-tariff-code",
        f"{quoted(text)} is not a tariff code",
        Label(at, "unknown to every rule"),
        help="write 2, 4, 6 or at least 8 digits of one code, as `2609 00 00`",
    )


def unknown_claim(name: str, exceptions: Sequence[str], at: Span) -> Diagnostic:
    """A claim of an exception that none of the rules has."""
    near = nearest(name, exceptions) or abbreviated(name, exceptions) or sharing(name, exceptions)
    if near:
        help_line = "did you mean " + " or ".join(f"`{each}`" for each in near) + "?"
    else:
        help_line = f"the exceptions that can be claimed here are {listed(list(exceptions), _FEW)}"
    return warning(
        "bom/unknown-claim",
        f"no rule that is run has an exception {quoted(name)}",
        Label(at, "claims nothing"),
        help=help_line,
    )


def _plural(kind: str) -> str:
    return {"party": "parties", "evidence": "papers"}.get(kind, kind + "s")
