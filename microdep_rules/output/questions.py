"""What is missing as questions: each fact once, for whoever can answer it, and what needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.overlays.answers import how_to_answer
from microdep_rules.bom.overlays.asked import asked_of
from microdep_rules.bom.own_values import plain, text_of
from microdep_rules.engine.questions import WORDINGS, by_field
from microdep_rules.engine.verdict import Verdict
from microdep_rules.lang.pack_fields import as_field, fields_of
from microdep_rules.output.places import fact_words
from microdep_rules.output.steps import STAGE, called, step_words
from microdep_rules.output.unknowns import DECIDING
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.own_fields import is_own, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.engine.values import Missing
    from microdep_rules.lang import ir
    from microdep_rules.output.checked import Checked, CheckedDocument

YOURSELF = "yourself"
NOBODY = "no supplier named"
OWN = frozenset(
    {"kind", "function", "class", "quantity", "incorporated", "substantial_or_essential", "structural"}
)
"""Facts of a part that whoever designs with it knows, and not who sells it."""
BUSINESS = frozenset({"contract", "company"})
IN_YAML = "in a YAML overlay, as docs/overlays.md shows"


LISTED = {
    "materials": "all substances, with `;` between them",
    "stages": "all steps with their countries, as `sintered: JP; magnetized: US`",
    "owners": "all owners with their shares, as `Example Holding 51 %; Example Fund 49 %`, or `none`",
}
"""How lists are answered of which the entries fit into a cell."""
NONE_OR_YAML = "`none` if there are none, else the entries in a YAML overlay"


class Question(Struct, frozen=True):
    """One fact that is missing, with whom to ask."""

    ask: str
    """The company that can answer, `yourself`, or that none is named."""
    fact: str
    question: str
    how: str
    """In which form it is answered."""
    manufacturer: str = ""
    mpn: str = ""
    part: str = ""
    id: str = ""
    document: str = ""
    company: str = ""
    material: str = ""
    step: str = ""
    step_country: str = ""
    step_party: str = ""
    constituent: str = ""
    recorded: str = ""
    """What is recorded and is not enough."""
    rules: tuple[str, ...] = ()
    """Rules that need it, each with its clauses; those that decide a product first."""
    decides: bool = False
    pressing: bool = False
    """Whether a rule is violated already, or urgent."""
    needed_by: date | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What is asked of what: the same in every document that uses the same part."""
        by_number = bool(self.manufacturer and self.mpn)
        own = (self.manufacturer, self.mpn) if by_number else (self.id, self.document)
        step = (self.step, self.step_country, self.step_party, self.constituent)
        return (self.ask, *own, self.company, self.material, *step, self.fact)


def questions(checked: Checked) -> list[Question]:
    """Every question of a run, those of one company together, what presses most first."""
    found: dict[tuple[str, ...], Question] = {}
    own = fields_of(used.pack for used in checked.packs if used.pack is not None)
    for document in checked.documents:
        if document.bom is None:
            continue
        asker = _Asker(document, document.bom, checked.as_of, own)
        for each in asker.questions(document.outcomes):
            same = found.get(each.key)
            found[each.key] = each if same is None else _together(same, each)
    order = {name: number for number, name in enumerate(sorted({each.ask for each in found.values()}))}
    order |= {NOBODY: len(order), YOURSELF: len(order) + 1}
    return sorted(
        found.values(),
        key=lambda q: (order[q.ask], not q.pressing, not q.decides, -len(q.rules), q.part, q.key),
    )


def _together(one: Question, other: Question) -> Question:
    days = [each for each in (one.needed_by, other.needed_by) if each is not None]
    return replace(
        one,
        rules=tuple(dict.fromkeys((*one.rules, *other.rules))),
        decides=one.decides or other.decides,
        pressing=one.pressing or other.pressing,
        needed_by=min(days, default=None),
    )


class _Asker(Struct):
    document: CheckedDocument
    bom: Bom
    as_of: date
    own: Mapping[str, ir.OwnField]
    elements: dict[str, Element] = field(default_factory=dict)

    def questions(self, outcomes: Iterable[Outcome]) -> Iterable[Question]:
        self.elements = {each.id: each for each in self.bom.elements()}
        for outcome in outcomes:
            open_duty = outcome.verdict is Verdict.DISCLOSE and outcome.missing
            if outcome.verdict is not Verdict.UNKNOWN and not open_duty:
                continue
            rule = outcome.rule
            told = f"{rule.id} ({'; '.join(rule.cites)})"
            day = outcome.timing.day
            for each in outcome.missing:
                yield replace(
                    self._question(each.missing),
                    rules=(told,),
                    decides=rule.severity in DECIDING,
                    pressing=outcome.violated or outcome.escalated,
                    needed_by=day if day is not None and day > self.as_of else self.as_of,
                )

    def _question(self, missing: Missing) -> Question:
        # An id is one among its own kind: a company and a part may have the same.
        of_a_party = self.bom.party(missing.subject) if missing.record == "party" else None
        element = of_a_party or self.elements.get(missing.subject) or self.bom.evidence.get(missing.subject)
        component, material, stage = _chain(element)
        asked = asked_of(missing.name)
        answerable = asked is not None and asked.record not in {"evidence", "owner", "right", "relation"}
        fact = missing.name if missing.held != "bare" else f"evidence for {missing.name}"
        how = self._how(missing, element) if answerable else IN_YAML
        if missing.of == "context" or missing.record in BUSINESS:
            how = f"in the context file, as {_key(missing)}"
            return Question(YOURSELF, fact, self._words(missing, None), how)
        if element is not None and element.kind == "party":
            return Question(element.name, fact, self._words(missing, element), how, company=element.name)
        maker = self._party(component, "manufacturer")
        number = exact(component.data.get("mpn")) if component is not None else None
        return Question(
            self._whom(missing, component),
            fact,
            self._words(missing, element),
            how,
            manufacturer=maker,
            mpn=number or "",
            part=component.name if component is not None else missing.subject,
            id=component.id if component is not None else "",
            document=(self.bom.file.value or {}).get("document", {}).get("id", ""),
            material=_within(material, component),
            step=reading(stage.data.get("stage")) if stage is not None else "",
            step_country=reading(stage.data.get("country")) if stage is not None else "",
            step_party=self._party(stage, "party"),
            constituent=reading(stage.data.get("substance")) if stage is not None else "",
            recorded=_recorded(missing, element),
        )

    def _how(self, missing: Missing, element: Element | None) -> str:
        """In which form the answer is read back."""
        asked = asked_of(missing.name)
        assert asked is not None
        match asked.form:
            case "step" if len(asked.steps) > 1:
                return f"the step with its country, as `{asked.steps[0][0]}: JP`; who did it under `Done by`"
            case "step":
                return "the country code, and who did it under `Done by`"
            case "content":
                return "a percentage such as 12.5 %"
            case "own":
                return own_answer(self.own.get(missing.name))
            case "cost":
                return "an amount with its currency, as 11.40 USD"
            case "list":
                given = element is not None and self.bom.recorded(element, asked.field) == "given"
                also = ", or `complete` if what is recorded is all" if given else ""
                return f"{LISTED.get(asked.field, NONE_OR_YAML)}{also}"
            case _:
                return how_to_answer(record_types()[asked.record].fields[asked.field])

    def _whom(self, missing: Missing, component: Element | None) -> str:
        """The supplier of a part, else its maker; what its designer knows is asked of nobody else."""
        record, _, name = missing.name.rpartition(".")
        if component is None or component is self.bom.product or (record == "component" and name in OWN):
            return YOURSELF
        found = self._party(component, "supplier") or self._party(component, "manufacturer")
        return found or NOBODY

    def _party(self, component: Element | None, name: str) -> str:
        id_ = exact(component.data.get(name)) if component is not None else None
        party = self.bom.party(id_) if id_ else None
        return party.name if party is not None else id_ or ""

    def _words(self, missing: Missing, element: Element | None) -> str:
        """The question in plain words; that of a rule may ask for several facts at once."""
        holder = element
        done = ""
        if element is not None and element.kind == "stage":
            done, holder = called(element), element.owner
        name = holder.name if holder is not None else missing.subject
        kinds = {"component": "the part", "material": "the material"}
        the = f"{kinds[holder.kind]} {name}" if holder is not None and holder.kind in kinds else name
        if holder is self.bom.product:
            the = f"the product {name}"
        if missing.held == "bare":
            return f"which evidence shows {fact_words(missing).removeprefix('evidence for ')} of {name}?"
        if missing.name.startswith(STAGE):
            return f"where, and by whom, was {the} {step_words(missing.name)}?"
        if missing.name.startswith("content of "):
            return f"how much {missing.name.removeprefix('content of ')} is in {name}, in percent by mass?"
        wording = WORDINGS.get(missing.name)
        if wording:
            return wording.format(name=name, the=the, done=done)
        return by_field(missing, name, the, self.own.get(missing.name))


def own_answer(field: ir.OwnField | None) -> str:
    """In which form an own field is answered."""
    if field is None:
        return "a value"
    if field.type.kind == "number" and field.type.detail:
        return f"a number in {field.type.detail}"
    return how_to_answer(as_field(field))


def _chain(element: Element | None) -> tuple[Element | None, Element | None, Element | None]:
    """The component, the material and the step that an element is, or is of."""
    found: dict[str, Element] = {}
    while element is not None:
        found.setdefault(element.kind, element)
        element = element.owner
    return found.get("component"), found.get("material"), found.get("stage")


def _within(material: Element | None, component: Element | None) -> str:
    """The id of a material within its part."""
    if material is None or component is None:
        return ""
    return material.id.removeprefix(f"{component.id}/")


def _key(missing: Missing) -> str:
    return f"`{missing.name.rpartition('.')[2]}: …`"


def _recorded(missing: Missing, element: Element | None) -> str:
    """What is written where more has to be known, or has to be shown."""
    if element is None or not missing.held:
        return ""
    record, _, name = missing.name.partition(".")
    known = record_types().get(record)
    if is_own(name):
        return text_of(plain(stated(element.data, name)))
    if known is None or name not in known.fields:
        return ""
    raw: Any = element.data.get(known.fields[name].document_name)
    return reading(raw) if not isinstance(raw, list) else ""
