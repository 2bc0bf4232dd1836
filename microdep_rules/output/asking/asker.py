"""Collector of the questions for one document.

Each missing fact leads to one question, and two equal questions become one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from microdep_rules.bom.facts import reading
from microdep_rules.bom.overlays.answers import FORMS
from microdep_rules.bom.overlays.declarations import NOBODY, YOURSELF
from microdep_rules.bom.overlays.fact_names import (
    EVIDENCE,
    FREE_OF,
    MAY_BE_A_DEVICE,
    MAY_CONTAIN,
    MAY_HAVE_COMPONENTS,
    NO_COMPONENTS,
    NO_FUNCTION,
    SAME_COMPANY,
)
from microdep_rules.output.asking import sought
from microdep_rules.output.asking.components import (
    QuestionComponent,
    company_to_ask,
    component_of,
    excluded,
    indicators_of,
    is_stated_in_words,
    maker_of,
    may,
    party_name,
)
from microdep_rules.output.asking.draft import QuestionDraft
from microdep_rules.output.asking.needs import BUSINESS, CONTRACT, DESIGN, MAKER, OWN, PRODUCT
from microdep_rules.output.asking.question import Question
from microdep_rules.output.asking.wording import (
    IN_YAML,
    QuestionWording,
    company_on_list,
    entries_in_words,
    in_context,
    recorded,
    stated_text,
)
from microdep_rules.vocabulary.indicators import SURE, families, family_of, shows

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.values import MissingFact
    from microdep_rules.lang import ir
    from microdep_rules.output.asking.needs import Need, OpenCheck
    from microdep_rules.vocabulary.indicators import Family, Indicator, Quality

SEPARATE = frozenset(
    {"component.manufacturer", "component.mpn", "component.function", "component.class", "component.supplier"}
)
"""Facts that usually need a separate answer for each component."""
ALL_OR_SOME = (
    "`none`, or the names, part numbers or designators of the components that do or may do this, "
    "with `;` between them"
)
"""Form of the answer to a question about many components."""
NO_COMPONENTS_INSIDE = "does {any} have unlisted components inside, such as a battery, a camera or a radio?"
NO_FUNCTION_OF_A_DEVICE = (
    "does {any} do more than a basic element, such as a resistor, an integrated circuit or a screw?"
    " Name each component that does more, such as a motor, a magnet, a sensor or a circuit board,"
    " and each component with one of these functions: {words}"
)


class Asker(Struct):
    """Collector of the questions for one document."""

    bom: Bom
    wording: QuestionWording
    packs: Mapping[str, ir.Pack]
    made: dict[Hashable, QuestionDraft]
    elements: dict[str, Element] = field(default_factory=dict)
    components: dict[str, QuestionComponent] = field(default_factory=dict)
    words_of_packs: dict[str, frozenset[str]] = field(default_factory=dict)
    """Words that any rule of the packs compares with a field, by the name of the field."""
    on_list: dict[str, dict[str, dict[str, None]]] = field(default_factory=dict)
    """Sentences about the listed companies of a component, by its id and by the missing fact."""
    certain: set[str] = field(default_factory=set)
    """Ids of components whose company is certainly on a list."""
    fact: str = ""
    """Name of the missing fact that leads to the next question."""
    screened: bool = False
    """True if one question asks about the materials of many components, by family of substances."""

    def add(self, checks: Sequence[OpenCheck]) -> list[tuple[OpenCheck, frozenset[Hashable]]]:
        """Add the facts that some checks need; return each check with the keys of its questions."""
        self.elements = {element.id: element for element in self.bom.elements()}
        open_ = {
            n.fact.missing.subject for c in checks for n in c.needs if n.fact.missing.name == "materials"
        }
        self.screened = len(open_) > len(families())
        for on_list in (on_list for check in checks for on_list in check.on_list):
            for fact in on_list.facts:
                companies = self.on_list.setdefault(on_list.component, {}).setdefault(fact, {})
                companies[company_on_list(on_list.company, is_certain=on_list.is_certain)] = None
                if on_list.is_certain:
                    self.certain.add(on_list.component)
        return [(c, frozenset(key for need in c.needs for key in self._add(c, need))) for c in checks]

    def _add(self, check: OpenCheck, need: Need) -> Iterable[Hashable]:
        missing = need.fact.missing
        self.fact = missing.name
        if need.level == CONTRACT:
            return [
                self._add_to_draft(
                    check,
                    ("contract", missing.name, missing.defect == "no-evidence"),
                    lambda: self._contract_question(missing),
                )
            ]
        if need.level == DESIGN:
            return self._add_design_fact(check, missing)
        if need.fact.to_compare:
            return [self._add_identity(check, missing, need.fact.to_compare)]
        return [self._add_fact(check, need.level, missing)]

    def _add_to_draft(
        self,
        check: OpenCheck,
        key: Hashable,
        make: Callable[[], Question],
        component: QuestionComponent | None = None,
        words: Iterable[str] = (),
        missing: MissingFact | None = None,
    ) -> Hashable:
        on_list = self._companies_on_list(component)
        if component is not None and on_list:  # no other component shares the answer
            key = (key, component.identity)
        draft = self.made.get(key)
        if draft is None:
            draft = self.made[key] = QuestionDraft(make(), wording=self.wording, missing=missing)
            if missing is not None:
                draft.element = self._element_of(missing)
        draft.on_list.update(dict.fromkeys(on_list))
        draft.comes_first |= bool(on_list) and component is not None and component.id in self.certain
        if missing is not None and component is not None:
            draft.known[component.label] = entries_in_words(self.bom, missing, self._element_of(missing))
        draft.add(check, component, words)
        return key

    def _companies_on_list(self, component: QuestionComponent | None) -> Iterable[str]:
        """Return a sentence for each listed company of a component, if the next fact decides about it."""
        return self.on_list.get(component.id, {}).get(self.fact, {}) if component is not None else ()

    # ---- facts of the contract ----------------------------------------------------------------------

    def _contract_question(self, missing: MissingFact) -> Question:
        text = self.wording.question(missing, None)
        fact = missing.name if missing.defect != "no-evidence" else f"{EVIDENCE}{missing.name}"
        example = self.wording.example(missing)
        return Question(CONTRACT, YOURSELF, fact, text, in_context(fact), example=example)

    # ---- facts that the designer knows of many components at once -------------------------------------

    def _add_design_fact(self, check: OpenCheck, missing: MissingFact) -> Iterable[Hashable]:
        component = self._component_of(missing.subject)
        document = component.document
        if missing.name == "materials":
            families = self._families_of_rule(check.rule, missing.subject) if self.screened else ()
            if not families:  # no list of substances settles a rule about any material
                likely = [
                    indicator
                    for indicator in indicators_of(self.bom, missing.subject)
                    if indicator.confidence in SURE
                ]
                if likely:  # the component has its own question, which is asked once
                    return [self._add_likely(check, missing, component, likely)]
                return [self._add_fact(check, MAKER, missing)]
            return [self._add_family(check, missing, component, family) for family in families]
        if missing.name == "children":
            is_likely = self._is_shown("components inside", missing.subject)
            if is_likely or may(self.bom, missing.subject, MAY_HAVE_COMPONENTS):
                return [self._add_fact(check, MAKER, missing)]
            return [self._add_to_draft(check, (NO_COMPONENTS, document), _no_components_question, component)]
        if missing.name == "component.function" and not missing.defect:
            is_likely = self._is_shown("more than a basic element", missing.subject)
            if is_likely or may(self.bom, missing.subject, MAY_BE_A_DEVICE):
                return [self._add_fact(check, DESIGN, missing)]
            words = self._words_of_all_rules("function")
            return [
                self._add_to_draft(check, (NO_FUNCTION, document), _no_function_question, component, words)
            ]
        key = ("design", document, missing.name, missing.defect, recorded(missing, self._element_of(missing)))
        return [
            self._add_to_draft(
                check, key, lambda: self._question_about(DESIGN, missing), component, missing=missing
            )
        ]

    def _is_shown(self, quality: Quality, id_: str) -> bool:
        """Return whether the stated class or function of a component shows a quality.

        The answer to a question about many components cannot deny this quality.
        """
        component = self.bom.components.get(id_)
        class_, function = (stated_text(component, name) for name in ("class", "function"))
        return shows(quality, "", class_, function)

    def _families_of_rule(self, rule: ir.Rule, id_: str) -> Sequence[Family]:
        """Return the families of substances in a rule, without those that the component is free of."""
        words = self._words_of_rule(rule, "substance") - excluded(
            self.bom, id_, self._words_of_rule(rule, "substance")
        )
        return list({family.id: family for family in map(family_of, words)}.values())

    def _words_of_rule(self, rule: ir.Rule, field_name: str) -> frozenset[str]:
        pack = self.packs.get(rule.id.partition("/")[0])
        return sought.words(pack, rule, field_name) if pack is not None else frozenset()

    def _words_of_all_rules(self, field_name: str) -> frozenset[str]:
        """Return the words that any rule of the packs compares with a field.

        The answer `no` clears a component for all of these rules, not only for the rules that apply now.
        """
        if field_name not in self.words_of_packs:
            self.words_of_packs[field_name] = frozenset(
                word
                for pack in self.packs.values()
                for rule in pack.rules
                for word in sought.words(pack, rule, field_name)
            )
        return self.words_of_packs[field_name]

    def _add_family(
        self, check: OpenCheck, missing: MissingFact, component: QuestionComponent, family: Family
    ) -> Hashable:
        likely = [
            indicator
            for indicator in indicators_of(self.bom, missing.subject)
            if indicator.family == family.id
        ]
        sought_for = {
            word for word in self._words_of_rule(check.rule, "substance") if family_of(word) == family
        }
        named = any(may(self.bom, missing.subject, f"{MAY_CONTAIN}{word}") for word in sought_for)
        if named or any(indicator.confidence in SURE for indicator in likely):
            return self._add_likely(check, missing, component, likely)
        words = sought_for - excluded(self.bom, missing.subject, sought_for)
        key = (FREE_OF, component.document, family.id)
        return self._add_to_draft(check, key, lambda: _free_of_question(family), component, words)

    def _add_likely(
        self,
        check: OpenCheck,
        missing: MissingFact,
        component: QuestionComponent,
        likely: Sequence[Indicator],
    ) -> Hashable:
        """Add a question to the manufacturer of a component that probably contains a substance of a rule."""
        key = ("likely", component.identity)
        return self._add_to_draft(
            check,
            key,
            lambda: replace(self._question_about(MAKER, missing), likely=tuple(likely)),
            component,
            missing=None,
        )

    # ---- facts of the product, of companies, and of components one by one -----------------------------

    def _add_fact(self, check: OpenCheck, level: int, missing: MissingFact) -> Hashable:
        element = self._element_of(missing)
        component, material, stage = _component_material_stage(element)
        if element is not None and element.kind == "party":
            key: Hashable = ("party", element.name, missing.name, missing.defect)
            return self._add_to_draft(check, key, lambda: self._question_about(level, missing))
        about = self._component_of(component.id if component is not None else missing.subject)
        if level == PRODUCT:
            key = ("product", about.document, missing.subject, missing.name, missing.defect)
            return self._add_to_draft(check, key, lambda: self._question_about(level, missing), about)
        whom = self._recipient(missing, component)
        if missing.name in SEPARATE and not missing.defect:
            key = ("component", about.document, about.id, missing.name)
            return self._add_to_draft(check, key, lambda: self._question_about(level, missing), about)
        if component is None and element is not None:  # a record of evidence
            key = ("element", about.document, missing.subject, missing.name, missing.defect)
            return self._add_to_draft(check, key, lambda: self._question_about(level, missing), about)
        where = "" if about.number else about.document
        # The recorded value is in the key, because evidence supports one value only.
        known = recorded(missing, element)
        within = _path_in_component(material, stage, component)
        key = ("components", where, whom, about.manufacturer, *within, missing.name, missing.defect, known)
        return self._add_to_draft(
            check, key, lambda: self._question_about(level, missing), about, missing=missing
        )

    def _add_identity(self, check: OpenCheck, missing: MissingFact, listed: str) -> Hashable:
        """Add the question to your own company whether a party is a listed company."""
        element = self._element_of(missing)
        name = element.name if element is not None else missing.subject
        text, how = f"is {name} the listed company {listed}?", FORMS["boolean"]
        return self._add_to_draft(
            check,
            ("same", name, listed),
            lambda: Question(MAKER, YOURSELF, f"{SAME_COMPANY}{listed}", text, how, company=name),
        )

    def _element_of(self, missing: MissingFact) -> Element | None:
        # A company and a component may have the same id.
        of_a_party = self.bom.party(missing.subject) if missing.record == "party" else None
        return of_a_party or self.elements.get(missing.subject) or self.bom.evidence.get(missing.subject)

    def _question_about(self, level: int, missing: MissingFact) -> Question:
        element = self._element_of(missing)
        component, material, stage = _component_material_stage(element)
        fact = missing.name if missing.defect != "no-evidence" else f"{EVIDENCE}{missing.name}"
        text, how = self.wording.question(missing, element), self.wording.how(missing, element)
        if element is not None and element.kind == "party":
            asked = YOURSELF if how == IN_YAML else company_to_ask(self.bom, element)
            return Question(level, asked, fact, text, how, company=element.name)
        return Question(
            level,
            self._recipient(missing, component),
            fact,
            text,
            how,
            material=_local_material_id(material, component),
            stage=reading(stage.data.get("stage")) if stage is not None else "",
            stage_country=reading(stage.data.get("country")) if stage is not None else "",
            stage_party=party_name(self.bom, stage, "party"),
            constituent=reading(stage.data.get("substance")) if stage is not None else "",
            recorded=recorded(missing, element),
            known=entries_in_words(self.bom, missing, element),
        )

    def _recipient(self, missing: MissingFact, component: Element | None) -> str:
        """Return the company to ask: the manufacturer, or the seller if no manufacturer is named.

        Your own company answers the questions about its designs and its purchases. It also states the facts
        for which a workbook has no cell, and the entries of a list that a company has stated in words.
        """
        if self.wording.how(missing, self._element_of(missing)) == IN_YAML:
            return YOURSELF
        if component is not None and is_stated_in_words(component, missing.name):
            return YOURSELF  # the company has answered; your own company declares the entries
        record, _, name = missing.name.rpartition(".")
        own = record == "component" and (name in OWN or name.endswith("-cost"))
        if component is None or component is self.bom.product or own or missing.record in BUSINESS:
            return YOURSELF
        return maker_of(self.bom, component) or party_name(self.bom, component, "supplier") or NOBODY

    def _component_of(self, id_: str) -> QuestionComponent:
        if id_ not in self.components:
            self.components[id_] = component_of(self.bom, id_)
        return self.components[id_]


def _free_of_question(family: Family) -> Question:
    return Question(DESIGN, YOURSELF, FREE_OF, family.label, ALL_OR_SOME)


def _no_components_question() -> Question:
    return Question(DESIGN, YOURSELF, NO_COMPONENTS, NO_COMPONENTS_INSIDE, ALL_OR_SOME)


def _no_function_question() -> Question:
    return Question(DESIGN, YOURSELF, NO_FUNCTION, NO_FUNCTION_OF_A_DEVICE, ALL_OR_SOME)


def _component_material_stage(
    element: Element | None,
) -> tuple[Element | None, Element | None, Element | None]:
    """Return the component, the material and the stage of an element."""
    elements: dict[str, Element] = {}
    while element is not None:
        elements.setdefault(element.kind, element)
        element = element.owner
    return elements.get("component"), elements.get("material"), elements.get("stage")


def _path_in_component(
    material: Element | None, stage: Element | None, component: Element | None
) -> tuple[str, ...]:
    """Return the path from a component to an element in it.

    Components with equal paths share a question.
    """
    fields = ("stage", "country", "party", "substance")
    done = tuple(reading(stage.data.get(field)) for field in fields) if stage is not None else ()
    return (_local_material_id(material, component), *done)


def _local_material_id(material: Element | None, component: Element | None) -> str:
    """Return the id of a material without the id of its component."""
    if material is None or component is None:
        return ""
    return material.id.removeprefix(f"{component.id}/")
