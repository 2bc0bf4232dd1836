"""Derived facts: facts that follow from several statements, such as the place of manufacture.

If the statements agree, they give one fact. If they contradict each other, each may be true, so the fact is
only partly known, and a verdict that depends on it is unknown. Section 24 of the specification lists the
statements for each derived fact.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom import lone_materials, named_places, own_words
from microdep_rules.bom.facts import exact
from microdep_rules.bom.model import Element
from microdep_rules.bom.spans import join
from microdep_rules.engine import doubts
from microdep_rules.engine.readings import CONTRADICTION, Fact, Reading
from microdep_rules.engine.values import Codes, Texts, Unknown, as_compared
from microdep_rules.lang import ir
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.implied_contents import may_do
from microdep_rules.vocabulary.notions import FINAL, MAKING
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from microdep_rules.engine.facts import FactReader
    from microdep_rules.engine.values import MissingFact, Truth

COUNTRY, BOOLEAN, TEXT = ir.Type("country"), ir.Type("boolean"), ir.Type("text")
CLASS, FUNCTION = ir.Type("code", "class"), ir.Type("code", "function")
DERIVED = frozenset(
    {
        *(("component", key) for key in ("made_in", "produced_in", "transformed_in", "off_the_shelf")),
        *(("component", "class"), ("component", "function"), ("equipment", "function")),
        *(("contract", "end_user_agency"), ("stage", "country")),
    }
)
"""Facts that may follow from several statements; any other fact is stated in a single field."""


class FactStatement(Struct, frozen=True):
    """A place in the document that states a fact: a record and the name of its field."""

    element: Element
    name: str
    key: str


def derived(reader: FactReader, element: Element, key: str) -> Reading | None:
    """Return a fact that can follow from several statements; None if a single field states the fact."""
    if (element.kind, key) not in DERIVED:
        return None
    match element.kind, key:
        case "component", "made_in":
            whole, in_part = _places(reader, element)
            return combined(
                reader, whole, [*in_part, _origin(element), *_statements_against_place(reader, element)]
            )
        case "component", "produced_in":
            whole, in_part = _places(reader, element)
            against = [*in_part, *_statements_against_place(reader, element)]
            return combined(reader, [_origin(element), *whole], against)
        case "component", "transformed_in":
            against = _statements_against_transformation(reader, element)
            return combined(reader, [_transformation(reader, element)], against)
        case "component", "off_the_shelf":
            return _off_the_shelf(reader, element)
        case "component", "class" | "function" if element.data.get(key) is not None:
            return _class_or_function(reader, element, key)
        case "contract", "end_user_agency":
            return _agency_of_the_end_user(reader, element)
        case "equipment", "function" if element.data.get(key) is not None:
            return _function_of_equipment(reader, element)
        case "stage", "country" if element.data.get("site") is not None:
            site = reader.bom.sites.get(str(exact(element.data["site"])))
            return combined(
                reader, _places_of_stage(reader, element), _places_in_name(site) if site is not None else ()
            )
        case _:
            return None


# ---- countries -----------------------------------------------------------------------------------


def combined(
    reader: FactReader, deciding: Iterable[FactStatement], contradicting: Iterable[FactStatement] = ()
) -> Reading:
    """Return the country that follows from several statements.

    The statements in `deciding` give the country. If one names a country and another a region of this
    country, the result is the region. Every alternative stays possible: the origin `MX or CN` and the place
    of manufacture MX give MX or CN. The statements in `contradicting` can only make the country uncertain. If
    a statement in `deciding` cannot be read, the country is unknown.
    """
    readings = [(statement, _read_country(reader, statement)) for statement in deciding]
    missing = [reader.lack(statement.name, statement.element, statement.key) for statement, _ in readings]
    stated = [(statement, reading) for statement, reading in readings if _is_stated(statement)]
    facts = [fact for _, reading in stated for fact in reading.facts]
    unread = next(
        (reading for _, reading in stated if isinstance(reading.value, Unknown) and reading.facts), None
    )
    known = [(statement, reading) for statement, reading in stated if isinstance(reading.value, Codes)]
    if unread is not None or not known:
        reason = unread.value.reason if unread is not None else ""
        return _reading(Unknown(reason), facts, missing[:1])
    values = [one for statement, reading in known for one in _stated_values(statement, reading.value)]
    possible, contradiction = _possible_countries(values), not _can_all_be_true(values)
    stated_lacks = [
        (reader.lack(statement.name, statement.element, statement.key), len(reading.value.terms) > 1)
        for statement, reading in known
    ]
    for statement in contradicting:
        reading = _read_country(reader, statement)
        if not isinstance(reading.value, Codes):
            continue
        alternatives = _stated_values(statement, reading.value)
        added = {
            term for one in alternatives for term in one.terms if _adds_alternative(term, values, possible)
        }
        if added:
            contradiction = contradiction or not all(_may_agree(possible, one.terms) for one in alternatives)
            possible |= added
            facts += reading.facts
            lack = reader.lack(statement.name, statement.element, statement.key)
            stated_lacks.append((lack, len(reading.value.terms) > 1))
    lacks = [lack for lack, has_alternatives in stated_lacks if contradiction or has_alternatives]
    first = [lack for lack, _ in stated_lacks[:1]]
    return _reading(Codes("country", possible), facts, lacks or first, CONTRADICTION if contradiction else "")


def _stated_values(statement: FactStatement, value: Codes) -> list[Codes]:
    """Return the value of a statement, or one value for each file if several files state different values."""
    if not _is_disputed(statement):
        return [value]
    return [Codes("country", frozenset({term})) for term in sorted(value.terms)]


def _is_disputed(statement: FactStatement) -> bool:
    """Return whether several files state different values for a fact."""
    raw = statement.element.data.get(statement.key)
    if not isinstance(raw, dict) or "one_of" not in raw:
        return False
    element, spans = statement.element, statement.element.file.spans
    pointer = join(element.pointer, element.keys.get(statement.key, statement.key), "one_of")
    places = [spans.value(join(pointer, index)) for index in range(len(raw["one_of"]))]
    return len({place.path for place in places}) > 1


def _read_country(reader: FactReader, statement: FactStatement) -> Reading:
    return reader.single(statement.element, statement.name, statement.key, COUNTRY)


def _is_stated(statement: FactStatement) -> bool:
    raw = statement.element.data.get(statement.key)
    return raw is not None and not (isinstance(raw, dict) and raw.get("unknown") is True)


def _possible_countries(values: Iterable[Codes]) -> frozenset[str]:
    """Return every country that a statement names as certain or possible.

    A country is left out if another statement names only regions of this country.
    """
    statements = [value.terms for value in values]
    return frozenset(
        term
        for terms in statements
        for term in terms
        if not any(all(_is_region(other, term) for other in others) for others in statements)
    )


def _is_region(one: str, other: str) -> bool:
    return one != other and other in countries.lineage(one)


def _can_all_be_true(values: list[Codes]) -> bool:
    """Return whether all statements can be true together, for some choice of their alternatives."""
    return all(_may_agree(one.terms, other.terms) for one, other in combinations(values, 2))


def _may_agree(ones: Iterable[str], others: Iterable[str]) -> bool:
    others = tuple(others)
    return any(countries.may_both_be(one, other) for one in ones for other in others)


def _adds_alternative(term: str, values: Iterable[Codes], possible: frozenset[str]) -> bool:
    """Return whether a contradicting country is a new possible country.

    A country is new if it contradicts a stated value, and no possible country includes it.
    """
    return not any(other in countries.lineage(term) for other in possible) and not all(
        countries.may_both_be(term, other) for value in values for other in value.terms
    )


def _reading(
    value: object, facts: Iterable[Fact], missing: Iterable[MissingFact], reason: str = ""
) -> Reading:
    return Reading(value, tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(missing)), reason)


def _origin(component: Element) -> FactStatement:
    return FactStatement(component, "component.origin", "origin")


def _transformation(reader: FactReader, component: Element) -> FactStatement:
    """Return the record that states in which country a component was last substantially transformed.

    If there is no such record, the returned record is empty.
    """
    key, record = "substantial_transformation", "transformation"
    records = reader.bom.records(component, key)
    if not records:
        file, pointer = reader.bom.locate(component, key)
        records = (Element(record, component.id, {}, pointer, component, record, file),)
    return FactStatement(records[0], f"{record}.country", "country")


def _statements_against_place(reader: FactReader, component: Element) -> list[FactStatement]:
    """Return the statements that can contradict the place of manufacture or the origin of a component.

    The statements name the place of the last transformation, or the places where a piece of material was
    formed. Places of forming count only if no forming took place in the stated country of origin.
    """
    statements = [_transformation(reader, component), *_places_in_name(component)]
    for field in lone_materials.COUNTRY_FIELDS:
        for forming in lone_materials.foreign_forming_stages(component.data, field):
            pointer, word = join(component.pointer, *forming.path), str(exact(forming.data.get("stage")))
            name = f"{component.id}/{word}"
            stage = Element("stage", name, forming.data, pointer, component, word, component.file)
            statements.append(FactStatement(stage, "stage.country", "country"))
    return statements


def _places_in_name(element: Element) -> list[FactStatement]:
    """Return the places that the name of an element states, as in `Bracket, made in China`."""
    return [FactStatement(place, f"{element.kind}.name", "country") for place in named_places.places(element)]


def _statements_against_transformation(reader: FactReader, component: Element) -> list[FactStatement]:
    """Return the statements that can contradict the place of the last substantial transformation.

    Such a statement names another place, such as a place of assembly, where the component may have been
    transformed again. If a customs ruling names the place, only the country of origin can contradict it.
    """
    statements = [_origin(component), *_places_in_name(component)]
    record = _transformation(reader, component).element
    ruling = reader.single(record, "transformation.ruling", "ruling", TEXT).value
    if not isinstance(ruling, Texts) or any(as_compared(text) == "none" for text in ruling.texts):
        whole, in_part = _places(reader, component)
        statements += [*whole, *in_part]
    return statements


def _places(reader: FactReader, component: Element) -> tuple[list[FactStatement], list[FactStatement]]:
    """Return the statements about the place of manufacture of a component, in two lists.

    The first list states where the whole component was made. The second list can only contradict the first
    list: it is about some of the pieces, about a stage with an unknown word, or about the assembly of a piece
    of material. A piece of material, such as a magnet, was not made by assembly.
    """
    whole = [FactStatement(component, "component.place_of_manufacture", "place_of_manufacture")]
    in_part: list[FactStatement] = []
    for stage, makes in making_stages(reader, component):
        word = word_of(reader, stage)
        if makes is None:
            in_part += _places_of_stage(reader, stage) if word is None else []
        elif word in FINAL:
            only_contradicts = stage.data.get("share") is not None or (
                word in lone_materials.ASSEMBLY and lone_materials.may_be_piece(component.data)
            )
            (in_part if only_contradicts else whole).extend(_places_of_stage(reader, stage))
    return whole, in_part


def place_of_assembly(reader: FactReader, component: Element) -> Reading:
    """Return the country in which a component was assembled; unknown if no such stage states a country."""
    stages = (
        stage
        for stage, _ in making_stages(reader, component)
        if word_of(reader, stage) in lone_materials.ASSEMBLY and stage.data.get("share") is None
    )
    return combined(reader, [place for stage in stages for place in _places_of_stage(reader, stage)])


def _places_of_stage(reader: FactReader, stage: Element) -> list[FactStatement]:
    """Return the statements on the place where a stage was performed.

    The site of the stage can give a region of the stated country, or contradict the country.
    """
    statements = [FactStatement(stage, "stage.country", "country")]
    site = reader.bom.sites.get(str(exact(stage.data.get("site"))))
    if site is not None:
        statements.append(FactStatement(site, "site.country", "country"))
    return statements


# ---- classes -----------------------------------------------------------------------------------------


def _class_or_function(reader: FactReader, component: Element, key: str) -> Reading:
    """Return the class or the function of a component; uncertain if another statement contradicts it.

    If no component of the stated class can have the stated function, class and function are unknown. If the
    name of the component states another class or function, both are possible. If a stage of the component is
    impossible for its class, the class is unknown.
    """
    reading = _coded(reader, component, key)
    if not isinstance(reading.value, Codes):
        return reading
    other = "function" if key == "class" else "class"
    if component.data.get(other) is not None:
        beside = _coded(reader, component, other)
        class_, function = (reading, beside) if key == "class" else (beside, reading)
        if isinstance(beside.value, Codes) and _exclude_each_other(class_.value, function.value):
            facts, missing = [*class_.facts, *function.facts], [*class_.missing, *function.missing]
            return _reading(Unknown(CONTRADICTION), facts, missing, CONTRADICTION)
    contrary = own_words.find_contradictions(reader.bom, component, key)
    return _with_contradicting_texts(reader, component, reading, contrary) if contrary else reading


def _coded(reader: FactReader, component: Element, key: str) -> Reading:
    """Return the class or function of a component as its field states it."""
    return reader.single(component, f"component.{key}", key, CLASS if key == "class" else FUNCTION)


def _function_of_equipment(reader: FactReader, equipment: Element) -> Reading:
    """Return the function of equipment; uncertain if its name states another function."""
    stated = reader.single(equipment, "equipment.function", "function", FUNCTION)
    contrary = own_words.against_function(equipment.data) if isinstance(stated.value, Codes) else ()
    return _with_contradicting_texts(reader, equipment, stated, contrary) if contrary else stated


def _exclude_each_other(kinds: Codes, functions: Codes) -> bool:
    """Return whether no component of the given classes can have one of the given functions."""
    return not any(may_do(kind, function) for kind in kinds.terms for function in functions.terms)


def _with_contradicting_texts(
    reader: FactReader, component: Element, stated: Reading, contrary: tuple[own_words.SelfContradiction, ...]
) -> Reading:
    """Return the stated class or function, and the values that texts of the component state.

    The facts of the result include these texts. The missing fact of the result is the class or function.
    """
    facts = [*stated.facts]
    for contradiction in contrary:
        if contradiction.index is None:
            facts.append(
                reader.fact(
                    f"{component.kind}.{contradiction.field}",
                    component,
                    contradiction.field,
                    contradiction.text,
                )
            )
        else:
            file, pointer = reader.bom.locate(component, contradiction.field, contradiction.index, "stage")
            facts.append(Fact("stage.stage", contradiction.text, pointer, file.path, (), component.id))
    value: object = Unknown(CONTRADICTION)
    if isinstance(stated.value, Codes) and all(
        contradiction.instead is not None for contradiction in contrary
    ):
        instead, also = (
            frozenset(
                str(contradiction.instead) for contradiction in contrary if contradiction.besides is besides
            )
            for besides in (False, True)
        )
        value = Codes(stated.value.vocabulary, stated.value.terms | instead, also)
    return _reading(value, facts, stated.missing, CONTRADICTION)


def _agency_of_the_end_user(reader: FactReader, contract: Element) -> Reading:
    """Return the agency that the name of the end user contains; otherwise, the agency is unknown."""
    known, lack = reader.vocabularies.get("agency"), reader.lack("contract.end_user", contract, "end_user")
    names, stated = reader.bom.names_of(contract.data.get("end_user")), contract.data.get("end_user")
    if stated is not None and not any(map(names_somebody, names)):
        fact = reader.fact("contract.end_user_agency", contract, "end_user", "a party without a name")
        return Reading(Unknown("the end user has no name"), (fact,), (lack,))
    for name in names:
        word = known.resolve(name.replace(".", "")) if known is not None else None
        if word is not None:
            fact = reader.fact("contract.end_user", contract, "end_user", name)
            return Reading(Codes("agency", frozenset({word})), (fact,), (lack,))
    return Reading(Unknown(), (), (lack,))


# ---- manufacture of a component -------------------------------------------------------------------


def word_of(reader: FactReader, stage: Element) -> str | None:
    """Return the kind of a stage, such as `melting`; None if it is not exactly one known term."""
    vocabulary = reader.vocabularies.get("stage")
    return vocabulary.resolve(str(exact(stage.data.get("stage")))) if vocabulary is not None else None


def making_stages(reader: FactReader, component: Element) -> tuple[tuple[Element, Truth], ...]:
    """Return the stages in which a component itself was made, such as assembly.

    Stages of design and test, and stages of a material, are left out. Only the record of the component
    counts, so that the result is equal in every place of use. A stage with an unknown word is possibly
    included.
    """
    known = reader.making.get(component)
    if known is None:
        known = reader.making[component] = tuple(_making(reader, component))
    return known


def _making(reader: FactReader, component: Element) -> Iterator[tuple[Element, Truth]]:
    vocabulary = reader.vocabularies.get("stage")
    assert vocabulary is not None
    for stage, word in own_stages(reader, component):
        makes: Truth = None if word is None else any(vocabulary.is_a(word, term) for term in MAKING)
        if word is not None and makes is False and lone_materials.is_forming(component.data, word):
            makes = _has_made_component(reader, component.data, word)
        if makes is not False:
            yield stage, makes


def _has_made_component(reader: FactReader, component: Mapping[str, Any], stage: str) -> Truth:
    """Return whether a forming stage formed the component itself, and not a material inside it.

    A forming stage, such as casting, gives a piece of material its form. If no material of the component has
    this stage, the result is unknown.
    """
    if lone_materials.is_formed_material(component):
        return True
    materials = component.get("materials") or ()
    gone_through = (reader.on_route(stage, exact(material.get("substance"))) for material in materials)
    return False if any(gone_through) else None


def stages_of_making(reader: FactReader, component: Element) -> Iterator[tuple[Element, Truth]]:
    """Yield the stages whose companies count as manufacturers of a component.

    These are the stages of the component itself. If the component is a piece of one material, the forming
    stages of this material are included: the company that magnetized a magnet made the magnet.
    """
    yield from making_stages(reader, component)
    if not lone_materials.is_piece(component.data):
        return
    component_pointers = {stage.pointer for stage, _ in own_stages(reader, component)}
    for material in reader.bom.materials(component):
        for stage in reader.bom.stages(material):
            if (
                stage.pointer in component_pointers or "substance" in stage.data
            ):  # a stage of a constituent does not make the piece
                continue
            word = word_of(reader, stage)
            if word is None or lone_materials.is_forming(component.data, word):
                yield stage, None if word is None else True


def own_stages(reader: FactReader, component: Element) -> Iterator[tuple[Element, str | None]]:
    """Yield the stages of a component itself, each with its vocabulary term."""
    vocabulary, raw = reader.vocabularies.get("stage"), component.data.get("stages")
    assert vocabulary is not None
    linked = {
        stage.pointer: stage
        for holder in (component, *reader.bom.materials(component))
        for stage in reader.bom.stages(holder)
    }
    for index, data in enumerate(raw if isinstance(raw, list) else ()):
        if "of" in data:
            continue
        word = vocabulary.resolve(str(exact(data.get("stage"))))
        pointer, stage_name = join(component.pointer, "stages", index), word or "stage"
        name = f"{component.id}/{stage_name}"
        stage = linked.get(pointer)
        own = stage or Element("stage", name, data, pointer, component, stage_name, component.file)
        yield own, word


def _off_the_shelf(reader: FactReader, component: Element) -> Reading:
    """Return whether a component is off the shelf and was not modified.

    By FAR 2.101, an off-the-shelf item is offered without modification.
    """
    cots = doubts.flag(reader, component, "cots")
    modified = reader.single(
        component, "component.modified_before_acceptance", "modified_before_acceptance", BOOLEAN
    )
    if cots.value is False:
        return cots
    if modified.value is True:
        return _reading(False, modified.facts, modified.missing)  # noqa: FBT003 - a truth value
    facts, open_ = (
        [*cots.facts, *modified.facts],
        [reading for reading in (cots, modified) if _is_unknown(reading)],
    )
    if not open_:
        return _reading(True, facts, [*cots.missing, *modified.missing])  # noqa: FBT003 - a truth value
    return _reading(
        Unknown(cots.reason), facts, [lack for reading in open_ for lack in reading.missing], cots.reason
    )


def _is_unknown(reading: Reading) -> bool:
    return isinstance(reading.value, Unknown)
