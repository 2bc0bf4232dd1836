"""Content of a material: the share of a chemical element, computed from the lines of the composition."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.engine import constituents, doubts
from microdep_rules.engine.readings import CONTRADICTION, Reading
from microdep_rules.engine.values import Interval, Unknown
from microdep_rules.lang import ir

if TYPE_CHECKING:
    from microdep_rules.bom.model import Element
    from microdep_rules.engine.items import Ghost
    from microdep_rules.engine.readings import Fact
    from microdep_rules.engine.state import Scope, State
    from microdep_rules.engine.values import Truth

ANY_SHARE = Interval(Fraction(0), Fraction(1))
"""Range of a share about which nothing is known: 0 % to 100 %."""
NOTHING = Interval(Fraction(0), Fraction(0))
ANY_PART = Interval(Fraction(0), None)
"""Range of an unknown share in a specification: at least 0 %, with no upper limit.

The shares of a specification may add up to more than 100 %.
"""


def content(engine: State, node: ir.Content, scope: Scope) -> Reading:
    """Return the share of a chemical element in a material; for several elements, the greatest share.

    A condition on the greatest share, such as `more than 1 %`, is true if it is true for one of the elements.
    """
    material = engine.value(node.material, scope)
    if isinstance(material.value, Unknown):
        return Reading(Unknown(), (), material.missing)
    element: Element = material.value
    if id(element) in engine.ghosts:
        return _content_of_ghost(engine, node, engine.ghosts[id(element)][0])
    is_complete = states_whole_composition(engine, element)
    rows = composition(engine, element, node.key)
    facts = [f for row in rows for f in row.reading.facts]
    contents, missing, reason = [], [], ""
    for element_name in node.elements:
        value, open_rows = _content_of(
            engine, rows, element_name, is_complete=is_complete, adds=node.key == "share"
        )
        seen = (
            _unexplained_stage(engine, element, rows, element_name)
            if node.key == "share" and not value.low
            else None
        )
        if seen is not None and value.high == 0:
            contents.append(ANY_SHARE)
            missing += [engine.reader.lack("stage.substance", seen, "substance")]
            reason = CONTRADICTION
            continue
        has_required_evidence = node.key == "share" and not value.low and value.high != 0 and seen is None
        none = excluded(engine, element, element_name) if has_required_evidence else None
        if none is not None:
            contents.append(NOTHING)
            facts.append(none)
            continue
        contents.append(value)
        if not value.is_exact:
            name = f"content of {element_name}"
            missing += [
                replace(m, subject=element.id, record="material")
                for row in open_rows
                for m in row.reading.missing
            ]
            missing += [] if open_rows else [engine.reader.lack(name, element, "composition")]
    if missing and _is_doubtful(engine, element):
        reason = CONTRADICTION
    return Reading(_greatest(contents), tuple(facts), tuple(missing), reason)


def _unexplained_stage(
    engine: State, material: Element, rows: list[CompositionLine], element_name: str
) -> Element | None:
    """Return a stage that may have added the chemical element to the material, although no line states this.

    A stage of a constituent shows that the material contains the constituent. For example, nobody separates
    dysprosium for a magnet without dysprosium. A line of the composition, such as `Nd`, may explain a stage
    with a broader word, such as `rare earths`; an explained stage is not returned.
    """
    holds = [row.element for row in rows if row.value.high != 0]
    for stage, done_to in constituents.stages_with_substance(engine.reader, material):
        known = holds or _certain_elements(engine, material)
        explained = any(is_element(engine, element, done_to) is not False for element in known)
        if not explained and is_element(engine, done_to, element_name) is not False:
            return stage
    return None


def _certain_elements(engine: State, material: Element) -> tuple[str, ...]:
    """Return a material's substance, and the chemical elements that this substance always contains."""
    word = engine.lists.substance(material)
    term = engine.lists.stages.substances.terms.get(word) if word is not None else None
    return (word, *term.parts) if word is not None and term is not None else ()


def states_whole_composition(engine: State, material: Element) -> bool:
    """Return whether a document states a complete composition and no other statement contradicts it."""
    return engine.lists.is_closed(material, "composition") and not _is_doubtful(engine, material)


def _is_doubtful(engine: State, material: Element) -> bool:
    return doubts.of_material(engine.reader, material) is not None


def excluded(engine: State, element: Element, element_name: str) -> Fact | None:
    """Return the `free_of` statement that rules out a chemical element in a material or component.

    The content of the chemical element is then 0. The result is None without such a statement, or if other
    statements about the material contradict it. The statement does not apply to the maximum content in a
    specification.
    """
    if element.kind == "material" and _is_doubtful(engine, element):
        return None
    covering = engine.lists.absences.covering(element, element_name, engine.lists.shown)
    if covering is None:
        return None
    holder, word = covering
    return engine.reader.fact(f"{holder.kind}.free_of", holder, "free_of", word)


def _content_of_ghost(engine: State, node: ir.Content, ghost: Ghost) -> Reading:
    """Return the content of a material that the document does not list but that may exist.

    The content is unknown, except if a `free_of` statement covers each named chemical element.
    """
    holder = ghost.holder if node.key == "share" else None
    stated = [excluded(engine, holder, element) for element in node.elements] if holder is not None else []
    facts = tuple(fact for fact in stated if fact is not None)
    if len(facts) < len(node.elements):
        return Reading(Unknown(), (), ghost.missing)
    return Reading(NOTHING, facts)


class CompositionLine(Struct, frozen=True):
    """One line of a material's composition: a chemical element, and its share as a range."""

    record: Element
    element: str | None
    reading: Reading

    @property
    def value(self) -> Interval:
        """Return the share that the line states; 0 % to 100 % if the line states none."""
        return self.reading.value if isinstance(self.reading.value, Interval) else ANY_SHARE


def composition(engine: State, material: Element, key: str = "share") -> list[CompositionLine]:
    """Return the lines of a material's composition."""
    if engine.reader.shown is not None:
        return _composition(engine, material, key)
    about = (material, key)
    if about not in engine.compositions:
        engine.compositions[about] = _composition(engine, material, key)
    return engine.compositions[about]


def _composition(engine: State, material: Element, key: str) -> list[CompositionLine]:
    lines, doubtful = [], _is_doubtful(engine, material)
    for record in engine.reader.bom.records(material, "composition"):
        word = engine.lists.word(record.data.get("element"))
        reading = engine.reader.read(record, f"content of {word}", key, ir.Type("percent"))
        if doubtful:
            reading = Reading(Unknown(CONTRADICTION), reading.facts, reading.missing)
        lines.append(CompositionLine(record, word, reading))
    return lines


def _content_of(
    engine: State, rows: list[CompositionLine], element_name: str, *, is_complete: bool, adds: bool
) -> tuple[Interval, list[CompositionLine]]:
    """Return the content of one chemical element as a range, and the lines that make the content uncertain.

    A line with the element itself states its whole content. A line with a narrower word states a part of the
    content. A line with a broader word, an unknown word or a mixture may include the element. The upper bound
    is the share that the other lines leave.
    """
    if not rows:
        return NOTHING if is_complete else ANY_SHARE if adds else ANY_PART, []
    sure: list[CompositionLine] = []
    may: list[CompositionLine] = []
    for row in rows:
        belongs = is_element(engine, row.element, element_name)
        if belongs is not False:
            (sure if belongs else may).append(row)
    whole = is_complete or any(row.element == element_name for row in rows)
    lows = [row.value.low or Fraction(0) for row in sure]
    highs = [row.value.high for row in (*sure, *may)]
    low = sum(lows, Fraction(0)) if adds else max(lows, default=Fraction(0))
    high: Fraction | None = Fraction(1) if adds else None
    if whole and None not in highs:
        known = [h for h in highs if h is not None]
        high = sum(known, Fraction(0)) if adds else max(known, default=Fraction(0))
    if adds and high is not None:
        others = sum((row.value.low or Fraction(0) for row in rows if row not in (*sure, *may)), Fraction(0))
        high = max(low, min(high, 1 - others))
    return Interval(low, high), [*(r for r in sure if not r.value.is_exact), *may]


def is_element(engine: State, stated: str | None, element_name: str) -> Truth:
    """Return whether a composition line states the chemical element `element_name`.

    The result is None if the line may state the element, or states it only as a part of a mixture.
    """
    known = engine.lists.stages.substances
    if stated is None:
        return None
    if known.is_a(stated, element_name):
        return True
    term = known.terms.get(stated)
    mixed = term is not None and any(known.is_a(part, element_name) for part in term.parts)
    return None if mixed or known.is_a(element_name, stated) else False


def _greatest(contents: list[Interval]) -> Interval:
    lows = [v.low or Fraction(0) for v in contents]
    highs = [v.high for v in contents]
    high = None if None in highs else max(h for h in highs if h is not None)
    return Interval(max(lows), high)
