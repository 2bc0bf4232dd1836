"""Texts of questions: the fact, the form of the answer, and the value that the document states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.overlays.answers import describe_form
from microdep_rules.bom.overlays.fact_names import (
    EVIDENCE,
    NEVER_EMPTY,
    is_company_fact,
    is_own_fact,
    parse_fact_name,
)
from microdep_rules.bom.own_values import plain, text_of
from microdep_rules.engine.questions import WORDINGS, by_field
from microdep_rules.lang.pack_fields import as_field
from microdep_rules.output.contract_form import example_of
from microdep_rules.output.plain_facts import LABELS
from microdep_rules.output.stages import STAGE, element_name, stage_words
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.names import spelled
from microdep_rules.vocabulary.own_fields import is_own, stated
from microdep_rules.vocabulary.stages import load_stages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.proof import ListedParty
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.lang import ir

IN_YAML = "in an overlay, a YAML file that begins with `schema: microdep-overlay/1`"
IN_CONTEXT = "in the context file, as `{field}: {value}`"
OWN_IN_CONTEXT = "in the context file, as `ext: {{{field}: {value}}}`"
OF_COMPANY = "in the context file, as `{field}: {value}` below `company:`"
WITH_EVIDENCE = "{value: …, evidence: [proof]}"
"""Form of a fact with its evidence in a context file."""
NO_CELL = frozenset({"evidence", "owner", "right", "relation"})
"""Kinds of records with facts that do not fit into a cell of a table."""
LISTED = {
    "materials": "all substances, separated by `;`",
    "stages": (
        "all stages with their countries, such as `mined: Australia; sintered: Japan; assembled: USA`,"
        " and `complete` at the end if no other stage was done"
    ),
    "relations": (
        "each company with the relation, as `subsidiary of Example Holding`, `affiliate of …` or"
        " `successor of …`, with `;` between them and `complete` at the end, or `none`"
    ),
    "owners": "all owners with their shares, such as `Example Holding 51 %; Example Fund 49 %`",
}
"""Instructions for lists whose entries fit into a cell of a table."""
NONE_OR_YAML = "`none` if there are none, else the entries in a YAML overlay"
ENTRIES_IN_YAML = "the entries in a YAML overlay"
"""Instruction for a list that cannot be empty, and whose entries do not fit into a cell."""
COMPLETE_OR_YAML = "`complete` if all entries are recorded, else the other entries in a YAML overlay"
COUNTRY = "a country such as Japan or JP; `Japan or Taiwan` if both are possible"
DONE_BY = "Company that did the stage"
"""Heading of the column for the company that did a stage."""
IN_REMARK = {
    IN_YAML: "write the answer under `Remark`",
    NONE_OR_YAML: "all entries in words, with `;` between them, or `none`",
    ENTRIES_IN_YAML: "all entries in words, with `;` between them",
    COMPLETE_OR_YAML: (
        "`complete` if all entries are under `What we know already`;"
        " otherwise, the other entries in words, with `;` between them"
    ),
}
"""Instructions for other companies, which write no YAML, by the instruction for your own company."""
CONTENT = "content of "
"""Beginning of the name of a fact about the content of a chemical element."""
EVIDENCE_LABELS = {"free_of": "substances that are absent", "meets": "standards", "party": "company"}
"""Names of facts in questions about evidence, in addition to `LABELS`."""
ALL_IN_COMPONENTS = ", or `only components` if the child components contain all of these materials"


class QuestionWording(Struct, frozen=True):
    """Texts of the questions about the facts of one document."""

    bom: Bom
    own: Mapping[str, ir.OwnField]

    def question(self, missing: MissingFact, element: Element | None) -> str:
        """Return the question about one fact of one element, with the name of the element."""
        holder, done = _holder_and_stage(element)
        if holder is not None and holder.kind == "material" and holder.owner is not None:
            return self.about_each(missing, element, holder.owner.name)
        name = holder.name if holder is not None else missing.subject
        return self.about(missing, name, self._with_kind(holder, name), done)

    def about_each(self, missing: MissingFact, element: Element | None, each: str) -> str:
        """Return the question about one fact of several components, or of a material in each of them."""
        holder, done = _holder_and_stage(element)
        of_material = holder is not None and holder.kind == "material"
        name = f"{holder.name} in {each}" if of_material and holder is not None else each
        return self.about(missing, name, f"the {name}" if of_material else name, done)

    def about(self, missing: MissingFact, name: str, the: str, done: str = "") -> str:
        """Return the question about a fact of `name`; `the` is the name with its kind: `the product X4`."""
        if missing.defect == "no-evidence":
            return evidence_question(missing, name, done)
        if missing.name.startswith(STAGE):
            return f"where, and by whom, was {the} {stage_words(missing.name)}?"
        if missing.name.startswith(CONTENT):
            return f"how much {missing.name.removeprefix(CONTENT)} is in {name}, in percent by mass?"
        wording = WORDINGS.get(missing.name)
        if wording:
            return wording.format(name=name, the=the, done=done)
        return by_field(missing, name, the, self.own.get(missing.name))

    def _with_kind(self, element: Element | None, name: str) -> str:
        if element is self.bom.product:
            return f"the product {name}"
        return f"the component {name}" if element is not None and element.kind == "component" else name

    def example(self, missing: MissingFact) -> str:
        """Return an example of a value of a fact that a pack declares; empty for all other facts."""
        declared = self.own.get(missing.name)
        return example_of(declared.type) if declared is not None else ""

    def how(self, missing: MissingFact, element: Element | None) -> str:
        """Return the instruction for an answer that the program can read."""
        asked = parse_fact_name(missing.name)
        if asked is None or asked.record in NO_CELL:
            return IN_YAML
        match asked.form:
            case "stage" if len(asked.stages) > 1:
                stage = stage_with_place(asked.stages[0][0])
                return f"one of the stages with its country, such as `{stage}`; the company under `{DONE_BY}`"
            case "stage":
                return f"the country under `Answer`, and the company under `{DONE_BY}`"
            case "content":
                return "a percentage such as 12.5 %"
            case "own":
                return _form_of_own_field(self.own.get(missing.name))
            case "cost":
                return "an amount with its currency, such as 11.40 USD"
            case "list":
                given = element is not None and self.bom.list_state(element, asked.field) == "given"
                if given and asked.field not in LISTED:
                    return COMPLETE_OR_YAML
                also = ", or `complete` if all entries are under `What we know already`" if given else ""
                if asked.field == "materials" and element is not None and element.data.get("children"):
                    also += ALL_IN_COMPONENTS
                other = ENTRIES_IN_YAML if asked.field in NEVER_EMPTY else NONE_OR_YAML
                return f"{LISTED.get(asked.field, other)}{also}"
            case _:
                field = record_types()[asked.record].fields[asked.field]
                return COUNTRY if field.type.kind == "country" else describe_form(field)


def evidence_question(missing: MissingFact, name: str, done: str) -> str:
    """Return the question for a document that shows a stated fact, with the name of the fact for people."""
    if missing.name.startswith(CONTENT):
        return f"which evidence shows the {missing.name.removeprefix(CONTENT)} content of {name}?"
    field = missing.name.rpartition(".")[2]
    name = "the contract" if missing.record == "contract" else name
    label = EVIDENCE_LABELS.get(field) or LABELS.get(field, field.replace("_", " "))
    return f"which evidence shows the {label} of {name}{f' when it was {done}' if done else ''}?"


def stage_with_place(stage: str) -> str:
    """Return an example of an answer that states a stage and its country.

    >>> stage_with_place("alloy_melted")
    'melted into alloy: Japan'
    """
    return f"{load_stages().vocabulary.label(stage)}: Japan"


def _holder_and_stage(element: Element | None) -> tuple[Element | None, str]:
    """Return the holder of a fact; for a stage, return its material and the name of the stage."""
    if element is not None and element.kind == "stage":
        return element.owner, element_name(element)
    return element, ""


def in_context(fact: str) -> str:
    """Return the path of a fact in a context file, for a question about the fact or about its evidence."""
    evidence, fact = fact.startswith(EVIDENCE), fact.removeprefix(EVIDENCE)
    where = OF_COMPANY if is_company_fact(fact) else OWN_IN_CONTEXT if is_own_fact(fact) else IN_CONTEXT
    value = WITH_EVIDENCE if evidence else "…"
    return where.format(field=fact.rpartition(".")[2], value=value)


def _form_of_own_field(field: ir.OwnField | None) -> str:
    if field is None:
        return "a value"
    if field.type.kind == "number" and field.type.detail:
        return f"a number in {field.type.detail}"
    return describe_form(as_field(field))


def recorded(missing: MissingFact, element: Element | None) -> str:
    """Return the stated value of a fact that needs evidence; otherwise an empty text."""
    if element is None or not missing.defect:
        return ""
    record, _, name = missing.name.partition(".")
    known = record_types().get(record)
    if is_own(name):
        return text_of(plain(stated(element.data, name)))
    if known is None or name not in known.fields:
        return ""
    raw: Any = element.data.get(known.fields[name].document_name)
    return reading(raw) if not isinstance(raw, list) else ""


def entries_in_words(bom: Bom, missing: MissingFact, element: Element | None) -> str:
    """Return the stated entries of a list that may have further entries; empty for other facts."""
    asked = parse_fact_name(missing.name)
    if element is None or asked is None or asked.form != "list":
        return ""
    match asked.field:
        case "children":
            entries = [usage.child.name for usage in bom.usages(element)]
        case "materials":
            entries = [material.name for material in bom.materials(element)]
        case "stages":
            entries = [_stage_in_words(stage) for stage in bom.stages(element)]
        case "owners":
            entries = [owner.name for owner in bom.owners(element)]
        case _:
            stated = element.data.get(asked.field)
            entries = [_entry_name(bom, entry) for entry in stated] if isinstance(stated, list) else []
    return "; ".join(dict.fromkeys(filter(None, entries)))


def _entry_name(bom: Bom, entry: object) -> str:
    """Return the name of an entry of a list: its company, component or material, or its kind."""
    if not isinstance(entry, dict):
        return reading(entry)
    if party := bom.party(reading(entry.get("party"))):
        return party.name
    id_ = reading(entry.get("ref") or entry.get("of"))
    if id_ in bom.components:
        return bom.components[id_].name
    return id_ or reading(entry.get("kind"))


def _stage_in_words(stage: Element) -> str:
    """Return a stated stage with its country, such as `sintered in Japan`.

    The text does not name the company of the stage, because the recipient must not learn the suppliers of
    another company.
    """
    code = exact(stage.data.get("country"))
    place = countries.name(code) if code else reading(stage.data.get("country"))
    return f"{element_name(stage)}{f' in {place}' if place else ''}"


def stated_text(element: Element | None, field: str) -> str:
    """Return the text that an element states in a field; empty if the field is missing or not exact."""
    return exact(element.data.get(field)) or "" if element is not None else ""


def company_words(company: ListedParty) -> str:
    """Return the beginning of a sentence that a company is on a list, such as `` `HiSilicon` is on ``."""
    if not company.entry:
        return f"`{company.name}` belongs to a company on"
    listed = "" if spelled(company.name) == spelled(company.entry) else f", as `{company.entry}`,"
    return f"`{company.name}` is{listed} on"


def company_on_list(company: ListedParty, *, is_certain: bool = True) -> str:
    """Return the sentence that a company is on a list, or that its name is similar to a listed name."""
    if not is_certain:
        return f"`{company.name}` may be the listed company `{company.entry}`."
    on = f"the list {company.list_name}" if company.list_name else "a list of a rule"
    return f"{company_words(company)} {on}."
