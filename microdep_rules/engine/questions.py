"""Questions about missing facts: the rule's question if it fits the fact, otherwise a standard question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microdep_rules.bom.facts import exact
from microdep_rules.bom.material_checks import IN_WORDS
from microdep_rules.bom.own_values import plain
from microdep_rules.bom.own_values import text_of as text_of_own
from microdep_rules.engine import doubts, named_makers, unnamed_stages
from microdep_rules.engine.facts import text_of
from microdep_rules.engine.values import CONTRADICTED, MissingFact
from microdep_rules.engine.words import fill, milestone_words, stage_label
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import is_own, stated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from microdep_rules.bom.model import Element
    from microdep_rules.engine.interpret import Interpreter
    from microdep_rules.engine.named_makers import Mention
    from microdep_rules.engine.register import NearName
    from microdep_rules.engine.state import Scope
    from microdep_rules.lang import ir

WORDINGS = {
    "component.origin": "which country of origin does the supplier of {name} declare?",
    "component.place_of_manufacture": "in which country is the factory that made {the}?",
    "component.function": "what does {the} do?",
    "component.class": "of which kind is {the}?",
    "component.kind": "is {the} an end item, an assembly, a component, or something else?",
    "component.manufacturer": "who makes {name}?",
    "component.supplier": "who sells {name}?",
    "component.mass": "what does one unit of {name} weigh?",
    "component.unit_cost": "what does one unit of {name} cost?",
    "component.quantity": "how many of {name} are used?",
    "component.mpn": "what is the manufacturer's part number of {name}?",
    "component.cots": "is {the} commercially available off the shelf?",
    "component.modified_before_acceptance": "is {the} modified before it is accepted?",
    "component.electronic_device": "is {the} an electronic device?",
    "component.incorporated": "is {the} incorporated into an end item?",
    "component.substantial_or_essential": (
        "is {the} a substantial or essential component of the item that contains it"
        " (necessary for the proper function or performance of that item)?"
    ),
    "component.restriction_index": (
        "how much is the supply of {name} restricted (restriction index, from 0 to 1)?"
    ),
    "component.designed_for": "what was {the} designed for?",
    "component.meets": "which standards does {the} meet (all of them)?",
    "component.substantial_transformation": "where was {the} last substantially transformed?",
    "material.substance": "what exactly is the substance of {name}?",
    "material.form": "what is the form of {name}: magnet, powder, bar or another?",
    "material.base": "which metal makes up the most of {name}, by mass?",
    "material.mass": "how much {name} is in one component, by mass?",
    "material.share": "which share of its component does {the} make up, by mass?",
    "material.recycled_share": "which share of {name} comes from recycled material?",
    "material.meets": "which standards does {the} meet (all of them)?",
    "material.cost": "what does {the} cost in one component?",
    "stage.stage": "what exactly did this stage do to {name}?",
    "stage.country": "where was {the} {done}?",
    "stage.party": "by whom was {the} {done}?",
    "stage.site": "at which site was {the} {done}?",
    "stage.date": "when was {the} {done}?",
    "stage.share": "which share of {name} was {done} in this stage?",
    "stage.substance": "which constituent of {name} was {done}?",
    "stage.of": "to which material of {name} does this stage belong?",
    "stage.forced_labour": (
        "was {the} {done} with forced labour from Xinjiang, "
        "or by a company that has used labour from Xinjiang?"
    ),
    "stage.input_origin": "where did the input come from when {the} was {done}?",
    "party.name": "what is the name of the company that is recorded as {name}?",
    "party.identifiers": "which registered identifier does {name} have?",
    "party.country": "where does {name} have its seat?",
    "party.owners": "who owns {name}, with which shares (all owners)?",
    "party.rights": "which rights do third parties have in {name} (all of them)?",
    "party.relations": (
        "of which companies is {name} a subsidiary, an affiliate or a successor (all of them)?"
    ),
    "contract.agency": "which agency is the buyer, for example DoD?",
    "contract.value": "what is the value of the contract?",
    "contract.award": "on which day was the contract awarded?",
    "contract.delivery": "on which day is the product delivered?",
    "contract.operation": "on which day is the product operated, or are federal funds spent on the product?",
    "contract.import": "on which day is the product imported?",
    "contract.construction_start": "on which day does construction begin?",
    "contract.sale": "on which day is the product sold?",
    "contract.authorization": "on which day was the product authorized?",
    "contract.placing_on_market": "on which day is the product placed on the market?",
    "contract.place_of_use": "in which country is the product used, for example US?",
    "contract.performance_place": "in which country is the contract performed, for example US?",
    "contract.place_of_acquisition": "in which country is the product acquired, for example US?",
    "contract.destination": "to which country does the product go, for example US?",
    "contract.commercial_status": "is the purchase a commercial product, a commercial service, or neither?",
    "contract.mission_critical": "is the product mission critical?",
    "contract.named_system": "is the product for a system that the law names?",
    "contract.contingency_operations": "is the product for contingency operations?",
    "contract.funds_year": "from which fiscal year are the funds that pay for the product?",
    "contract.activity": "is the product bought, operated, or paid for with federal funds?",
    "contract.cbp_inquiries_answered": "were all inquiries of customs answered?",
    "contract.end_use": "what is the product used for, for example civil or military?",
    "contract.end_user": "who uses the product?",
    "contract.exporter": "who exports the product?",
    "contract.importer_role": "which role does the company have in the import?",
    "contract.taxable_year": "on which day does the taxable year begin?",
    "contract.product_service_group": "which Federal supply group is bought, by its two digits?",
    "contract.product_service_class": "which Federal supply class is bought, by its four digits?",
    "contract.small_business_set_aside": "is the contract set aside for small business?",
    "contract.arms_or_war_materials": (
        "is this a purchase of arms, ammunition or war materials, "
        "or a purchase indispensable for national defence?"
    ),
    "contract.resale": "is the product bought for resale?",
    "contract.reserved_source": "is the product bought from Federal Prison Industries or under AbilityOne?",
    "contract.limited_competition": "does limited competition rule out the trade agreements?",
    "company.turnover": "what is the yearly turnover of the company?",
    "company.staff": "how many people does the company employ?",
    "company.importer": "does the company import?",
    "company.issuer": "is the company an issuer that files with the SEC?",
    "children": "which components are in {name} (all of them)?",
    "materials": "which materials are in {name} (all of them)?",
    "stages": "which stages led to {name} (all of them)?",
    "inputs": "what was {the} made from (all inputs)?",
    "owners": "who owns {name}, with which shares (all owners)?",
    "equipment": "which equipment does the contractor use (all of it)?",
    "annual_imports": "what does the company import in a year (all imports)?",
    "determinations": ("which determinations and approvals are there for the contract (all of them)?"),
}
"""Standard questions, by the name of the fact.

For a fact without a standard question, the question is made from the name of its field.
"""
PROGRAMS = ("software", "firmware")
DEVELOPED = (
    "where, and by whom, was {name} developed (a stage software_developed), "
    "and is the list of its stages complete?"
)
"""Question about the stages of software; it replaces the question about hardware stages."""
NAMING = {"mpn": "part number", "notes": "note"}
"""Names for fields that may contain the name of a company, as questions show them."""
SUBSTANCE = "material.substance"
ASKED_FOR_ANY_SUBSTANCE = frozenset(
    {SUBSTANCE, "material.mass", "material.share", "material.cost", "material.recycled_share"}
)
"""Facts of a material about which questions are asked even if the material's substance is unknown."""
MOST_NAMED = 8
"""Maximum number of constituents that a question names."""
MANY = frozenset({"list", "texts", "codes", "references"})
"""Types of fields that contain several values."""
ABOUT_A_PLACE = frozenset({"stage.country", "stage.party", "stage.site"})
"""Facts about the place of a stage, for which a rule about materials asks its own question.

The rule also asks its own question for a missing stage.
"""


def question(
    engine: Interpreter, rule: ir.Rule, missing: MissingFact, scope: Scope, *, excused: bool = False
) -> str:
    """Return the question about a missing fact; `excused` is true if only an exception needs the fact."""
    element = _find_element(engine, missing, scope)
    rule_question = rule.ask if not excused and _asks_about(rule, missing, scope) else None
    if rule_question is not None and _named_maker(engine, missing, element) is None:
        return fill(engine, rule_question, {**scope, **_stage_in_question(engine, missing, scope)})
    known = [_recorded(missing, element), _contradiction(engine, missing, element)]
    context = "; ".join(filter(None, known))
    return f"{_standard_question(engine, missing, element)}{f' ({context})' if context else ''}"


def company_to_compare(engine: Interpreter, missing: MissingFact) -> str:
    """Return the listed company with a similar name, if a person must compare it with the party.

    The result is empty if an identifier can decide whether the party is this company.
    """
    near = engine.trail.near_names.get(missing.subject) if missing.name == "party.identifiers" else None
    return near.listed if near is not None and not near.schemes and not near.is_contrary else ""


def substance_first(engine: Interpreter, lacks: Iterable[MissingFact]) -> list[MissingFact]:
    """Return missing facts in the order of their questions.

    If the substance of a material is unknown, other facts about this material are left out, because the
    relevant stages, contents and standards depend on the substance. Questions about amounts remain, because
    amounts do not depend on it.
    """
    missing = set(lacks)
    named = {m.subject for m in missing if m.name == SUBSTANCE or (m.name == "stages" and engine.milestones)}
    materials = (material for id_ in named for material in _materials_beside(engine, id_))
    nameless = {
        material.id: material
        for material in materials
        if material.id in named and engine.lists.is_nameless(material)
    }
    missing |= {engine.reader.lack(SUBSTANCE, material, "substance") for material in nameless.values()}
    remaining = (m for m in missing if m.name in ASKED_FOR_ANY_SUBSTANCE or not _is_about(m, nameless))
    return sorted(remaining, key=MissingFact.key)


def _materials_beside(engine: Interpreter, material: str) -> tuple[Element, ...]:
    """Return all materials of the component that contains the material with the id `material`.

    The id of a material begins with the id of its component.
    """
    part = engine.reader.bom.components.get(material.rpartition("/")[0])
    return engine.reader.bom.materials(part) if part is not None else ()


def _is_about(missing: MissingFact, materials: Iterable[str]) -> bool:
    """Return whether a missing fact is about one of the given materials or about one of their stages."""
    return any(
        missing.subject == material or missing.subject.startswith(f"{material}/") for material in materials
    )


def _asks_about(rule: ir.Rule, missing: MissingFact, scope: Scope) -> bool:
    """Return whether the question of the rule fits a missing fact and its subject."""
    if rule.subject.record == "material":
        return missing.name.startswith("stage ") or missing.name in ABOUT_A_PLACE
    subject = scope.get(rule.subject.variable)
    return subject is not None and missing.subject == subject.id and "." in missing.name


def _standard_question(engine: Interpreter, missing: MissingFact, element: Element | None) -> str:
    name, done, holder = missing.subject if element is None else _display_name(element), "", element
    if element is not None and element.kind == "stage":
        done = stage_label(engine.lists.stages.vocabulary, element)
        holder = element.owner
        name = holder.name if holder is not None else name
    the = _with_kind(engine, holder, name)
    if missing.name.startswith("stage "):
        return f"where, and by whom, was {the} {_milestone_words(engine, missing)}?"
    if missing.name.startswith("content of "):
        element_name = _label(engine, "substance", missing.name.removeprefix("content of "))
        return f"how much {element_name} is in {name}, by mass?"
    if " recovered from " in missing.name:
        word, _, waste = missing.name.partition(" recovered from ")
        share = f"which share of the {_label(engine, 'substance', word)} in {name}"
        return f"{share} was recovered from {_label(engine, 'waste', waste)}?"
    if missing.defect == "no-evidence":
        step = f" ({done})" if done else ""
        name = "the contract" if missing.record == "contract" else name
        return f"which evidence shows the {_field_words(missing)} of {name}{step}?"
    if missing.name == "stage.substance" and element is not None and holder is not None:
        return f"which constituent of {name} was {done}{_constituents(engine, element, holder)}?"
    if missing.name == "stages" and element is not None and exact(element.data.get("kind")) in PROGRAMS:
        return f"{DEVELOPED.format(name=name)}{_technology_note(element)}"
    if missing.defect == unnamed_stages.UNNAMED and element is not None:
        return unnamed_stages.question(engine.lists, element)
    wording = WORDINGS.get(missing.name)
    named = _named_maker(engine, missing, element)
    if named is not None:
        field = NAMING.get(named.field, named.field)
        return f"is {name} made by the listed {named.company}, as its {field} states, or by another company?"
    if missing.name == "party.identifiers" and missing.subject in engine.trail.near_names:
        near = engine.trail.near_names[missing.subject]
        if not near.listed:
            return f"how is {name} written in Latin letters, or which registered identifier does it have?"
        return _same_company_question(name, near, has_identifier=bool(missing.defect))
    if wording:
        return wording.format(name=name, the=the, done=done)
    own_field = next((field for field in engine.pack.fields if field.id == missing.name), None)
    return by_field(missing, name, the, own_field)


_MAKERS = frozenset(f"{kind}.{field}" for kind, field in named_makers.MAKER.items())
"""Names of the facts that state a manufacturer."""


def listed_company(engine: Interpreter, missing: MissingFact, scope: Scope) -> str:
    """Return the listed company that the question for a missing fact mentions; empty if there is none.

    For example, the question about `Huawei Technolgies` mentions the listed company `Huawei Technologies`.
    """
    if missing.name == "party.identifiers":
        near = engine.trail.near_names.get(missing.subject)
        return near.listed if near is not None else ""
    if missing.name not in _MAKERS:
        return ""
    named = _named_maker(engine, missing, _find_element(engine, missing, scope))
    return str(named.company) if named is not None else ""


def _same_company_question(name: str, near: NearName, *, has_identifier: bool) -> str:
    """Return the question whether a party is a listed company, with the field for each answer.

    An identifier is a possible answer only if the list states identifiers of the company.
    """
    if near.is_contrary:
        return (
            f"is `{name}` another company than the listed company of this name, as the document states?"
            " if it is the listed company, correct distinct_from or the identifiers;"
            " if it is another company, a person must decide, for example with a waiver"
        )
    listed = f'["{near.listed}"]'
    group = ", a company of its group" if near.with_group else ""
    answers = [f"for the same company, write aliases: {listed}"]
    answers += ["for a company of its group, write owners: […]"] if near.with_group else []
    answers += [f"for another company, write distinct_from: {listed}"]
    if near.schemes:
        identifiers = ", ".join(f"{scheme}: …" for scheme in near.schemes)
        answers += [f"to compare identifiers, write identifiers: {{{identifiers}}}"]
    note = "the stated identifier is not on the list; " if has_identifier else ""
    question = f"is `{name}` the listed company `{near.listed}`{group}, or another company?"
    return f"{question} {note}{'; '.join(answers)}"


def _named_maker(engine: Interpreter, missing: MissingFact, element: Element | None) -> Mention | None:
    """Return the listed company in a component's texts, if no stated manufacturer has its name."""
    if element is None or missing.name != f"{element.kind}.{named_makers.MAKER.get(element.kind)}":
        return None
    return named_makers.unrecorded_manufacturer(engine, element)


def _technology_note(program: Element) -> str:
    """Return a note that the technology record of a program is no answer; empty without such a record."""
    technology = program.data.get("technology")
    records = technology if isinstance(technology, list) else []
    if any(isinstance(record, dict) and exact(record.get("kind")) == "software" for record in records):
        return " (its technology states whose software it contains, not where it was developed)"
    return ""


def _constituents(engine: Interpreter, stage: Element, holder: Element) -> str:
    """Return a note on the constituents that a stage may have processed; empty if none is known."""
    stages, substance = engine.lists.stages, engine.lists.substance(holder)
    word = stages.vocabulary.resolve(str(exact(stage.data.get("stage"))))
    if word is None or substance is None:
        return ""
    below = stages.vocabulary.descendants(word)
    on_route = {c for s, c in stages.everything(substance) if c is not None and s in below}
    recorded = engine.lists.word(stage.data.get("substance"))
    possible = on_route or stages.constituents(substance)
    constituents = sorted(c for c in possible if recorded is None or stages.substances.is_a(c, recorded))
    labels = ", ".join(stages.substances.label(c) for c in constituents[:MOST_NAMED])
    return f" ({labels}{', …' if len(constituents) > MOST_NAMED else ''})" if labels else ""


def _label(engine: Interpreter, vocabulary: str, word: str) -> str:
    known = engine.reader.vocabularies.get(vocabulary)
    return known.label(word) if known is not None else word


def _with_kind(engine: Interpreter, element: Element | None, name: str) -> str:
    """Return the name of an element with its kind in front, such as `the material motor magnets`."""
    kinds = {"component": "the part", "material": "the material"}
    if element is None or element.synthesized or element.kind not in kinds:
        return name
    product = element is engine.reader.bom.product
    return f"{'the product' if product else kinds[element.kind]} {name}"


def by_field(missing: MissingFact, name: str, the: str, own: ir.OwnField | None = None) -> str:
    """Return a question for a missing fact that has no standard question, made from the name of its field."""
    field, what = missing.name.rpartition(".")[2], _field_words(missing)
    record = missing.name.partition(".")[0] if "." in missing.name else missing.record
    of = f"the {record}" if record in {"contract", "company"} else name
    if "." not in missing.name:
        has = the if of == name else of
        return f"which {what} does {has} have (all of them)?"
    known = record_types().get(record)
    kind = known.fields[field].type.kind if known is not None and field in known.fields else ""
    if own is not None:
        kind, what = own.type.kind, own.title.rstrip("?. ")
        if record == "contract" and kind != "boolean":
            unit = f", in {own.type.detail}" if kind == "number" and own.type.detail else ""
            return f'what does the contract state for "{what}"{unit}?'
        what += f", in {own.type.detail}," if kind == "number" and own.type.detail else ""
    if kind == "boolean":
        return f"is this true of {of}: {what}?"
    return f"what {'are' if kind in MANY and what.endswith('s') else 'is'} the {what} of {of}?"


def _field_words(missing: MissingFact) -> str:
    return missing.name.rpartition(".")[2].replace("_", " ").replace("-", " ")


def _recorded(missing: MissingFact, element: Element | None) -> str:
    """Return a note with the value that the document states, if the question asks for another value."""
    if element is not None and is_own(missing.name.partition(".")[2]):
        value = plain(stated(element.data, missing.name.partition(".")[2]))
        return f"recorded: {text_of_own(value)}" if value is not None else ""
    known = record_types().get(missing.name.partition(".")[0])
    field = known.fields.get(missing.name.partition(".")[2]) if known is not None else None
    if element is None or field is None or field.type.kind in {"list", "record"}:
        return ""
    raw: Any = element.data.get(field.document_name)
    raw = raw["value"] if isinstance(raw, dict) and "value" in raw else raw
    if raw is None or raw == [] or (isinstance(raw, dict) and raw.get("unknown") is True):
        return ""
    value = ", ".join(map(text_of, raw)) if isinstance(raw, list) else text_of(raw)
    return f"recorded: {value}"


def _contradiction(engine: Interpreter, missing: MissingFact, element: Element | None) -> str:
    """Return a note that names the statements that contradict each other about a material's substance."""
    if missing.defect != CONTRADICTED or element is None:
        return ""
    material = element if element.kind == "material" or element.owner is None else element.owner
    doubt = doubts.of_material(engine.reader, material)
    if doubt is None:
        return ""
    if missing.name != SUBSTANCE:
        return f"it contradicts the substance {text_of(material.data.get('substance'))}"
    fields = [IN_WORDS.get(claim.field, claim.field) for claim in doubt.claims]
    return f"contradicted by the {' and the '.join(dict.fromkeys(fields))}"


def _display_name(element: Element) -> str:
    """Return the name of an element for a question.

    If the document is a simple list without a product, the product is called `the product of` the list.
    """
    return f"the product of {element.name}" if element.synthesized else element.name


def _find_element(engine: Interpreter, missing: MissingFact, scope: Scope) -> Element | None:
    """Return the element that a missing fact is about."""
    bom = engine.reader.bom
    part = bom.components.get(missing.subject)
    if part is not None:
        return part
    if missing.subject == bom.product.id:
        return bom.product
    for element in (*scope.values(), bom.parties.get(missing.subject)):
        if element is not None and element.id == missing.subject:
            return element
    return next(iter(engine.lists.find_by_id(missing.record, missing.subject)), None)


def _stage_in_question(engine: Interpreter, missing: MissingFact, scope: Scope) -> Scope:
    """Return a scope with the stage that a question is about.

    Without a stage in the document, it is a new stage with the name of the required milestone.
    """
    if missing.record == "component":
        return {}
    for stage in engine.lists.find_by_id("stage", missing.subject):
        if stage.pointer in missing.pointer:
            return {"stage": stage}
    holder = next(iter(scope.values()), engine.reader.bom.product)
    name = _milestone_words(engine, missing)
    return {"stage": engine.virtual("stage", missing.subject, {"stage": name}, missing.pointer, holder, name)}


def _milestone_words(engine: Interpreter, missing: MissingFact) -> str:
    return milestone_words(engine.lists.stages, missing.name.removeprefix("stage "))
