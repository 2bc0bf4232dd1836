"""Reading of facts from a document. A fact can be exact, partly known or unknown, and can have evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from microdep_rules.bom import same_company
from microdep_rules.bom.amounts import bounds
from microdep_rules.bom.facts import exact
from microdep_rules.bom.own_values import InvalidValue, convert, plain
from microdep_rules.bom.own_values import text_of as text_of_own
from microdep_rules.engine import doubts, notions
from microdep_rules.engine.readings import Fact, Reading, as_unknown
from microdep_rules.engine.values import (
    Codes,
    Interval,
    MissingFact,
    TariffCodes,
    Texts,
    Unknown,
    day,
    exactly,
    hull,
    written,
)
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries
from microdep_rules.vocabulary.fillers import is_filler
from microdep_rules.vocabulary.own_fields import is_own
from microdep_rules.vocabulary.own_fields import stated as stated_in
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.tariff import tariff_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from microdep_rules.bom.assign import RouteTest
    from microdep_rules.bom.doubts import Doubt
    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.equivalence.structure import Structure
    from microdep_rules.engine.values import Truth
    from microdep_rules.lang.ir import Type
    from microdep_rules.vocabulary.terms import Vocabularies

RANGE = pattern(r"^\s*([0-9.]+)\s*\.\.\s*([0-9.]+)\s*$")
BOUND = pattern(r"^\s*(at least|at most)\s+([0-9.]+)\s*$")
UNITS = {"mass": "g", "density": "g/cm3", "date": "day"}
CONTEXT_RECORDS = frozenset(
    {"contract", "company", "determination", "equipment", "exchange_rate", "annual_import"}
)


WORDS = frozenset({"country", "code"})
"""Types of facts that are terms of a vocabulary."""
MOST_KNOWN = 20_000
"""Maximum number of cached readings; enough even for large documents, which rules read component by
component.
"""


def home(element: Element) -> str:
    """Return the file in which an element is stated: `context` (contract facts) or `bom`."""
    return "context" if element.kind in CONTEXT_RECORDS else "bom"


class FactReader:
    """Reader of the facts of one document; if `shown` is set, only facts for which `shown` is true count."""

    def __init__(self, bom: Bom, vocabularies: Vocabularies) -> None:
        self.bom = bom
        self.vocabularies = vocabularies
        self.on_route: RouteTest = load_stages().on_route
        """Function that returns whether a stage can occur in the production of a material."""
        self.shown: Callable[[Element, Reading], bool] | None = None
        """Function that returns whether a fact has the required evidence; None if none is required."""
        self._known: dict[tuple[Element, str, str, Type], Reading] = {}
        """The most recently read facts."""
        self._words: dict[tuple[Type, str], Any] = {}
        """Cache of the meaning of each term in the document, by the type of the fact and the term."""
        self._lacking: dict[tuple[Element, str, str], MissingFact] = {}
        self.making: dict[Element, tuple[tuple[Element, Truth], ...]] = {}
        """For each component, the stages of the component itself, without the stages of its materials."""
        self.doubts: dict[Element, Doubt | None] = {}
        """Contradictions about the substance of materials, computed on demand."""
        self.structure: Structure | None = None
        """Wholes of components (`equivalence/structure.py`), computed on demand."""
        self._overruns: dict[tuple[Element, str], tuple[MissingFact, ...]] | None = None
        """For each contradicted cost, the costs that contradict it; None before the first call."""
        self._overrun: set[Element | None] = set()
        """Elements with a cost that other costs contradict."""

    def same_as(self, party: Element) -> tuple[Element, ...]:
        """Return the other records of the company that a party record describes."""
        return same_company.duplicates(self.bom).get(party.id, ())

    def overrun(self, element: Element, key: str) -> tuple[MissingFact, ...] | None:
        """Return the costs that contradict the cost in field `key` of an element; None if there are none."""
        return self._contrary_costs().get((element, key))

    @property
    def overrun_components(self) -> AbstractSet[Element | None]:
        """Return the components with a cost that other costs contradict."""
        self._contrary_costs()
        return self._overrun

    def is_overrun(self, component: Element) -> bool:
        """Return whether a component has a cost that other costs contradict."""
        return component in self.overrun_components

    def _contrary_costs(self) -> dict[tuple[Element, str], tuple[MissingFact, ...]]:
        if self._overruns is None:
            self._overruns = doubts.of_costs(self)
            self._overrun = {
                element.owner if element.kind == "cost" else element for element, _ in self._overruns
            }
        return self._overruns

    def read(self, element: Element, name: str, key: str, kind: Type) -> Reading:
        """Return the fact in field `key` of an element; rules call this fact `name`."""
        about = (element, name, key, kind)
        known = self._known.get(about)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[about] = self._declared(element, name, key, kind)
        if self.shown is None or isinstance(known.value, Unknown) or self.shown(element, known):
            return known
        return as_unknown(known)

    def _declared(self, element: Element, name: str, key: str, kind: Type) -> Reading:
        reading = notions.derived(self, element, key) or doubts.contradicted(self, element, name, key)
        return reading if reading is not None else self.single(element, name, key, kind)

    def single(self, element: Element, name: str, key: str, kind: Type) -> Reading:
        """Return a fact from a single field, even if other fields contradict it."""
        if is_own(key):
            return self._company_field(element, name, key, kind)
        raw = element.data.get(key)
        if raw.__class__ is str and kind.kind in WORDS:
            return self._read_term(element, name, key, kind, raw)
        lack = self.lack(name, element, key)
        if isinstance(raw, dict) and "value" in raw:
            raw = raw["value"]
        if raw is None and key == "form" and element.kind == "material":
            return self._implied_form(element, lack)
        if raw is None or (isinstance(raw, dict) and raw.get("unknown") is True):
            return Reading(Unknown(), (), (lack,))
        value = self._with_form(element, key, self.interpret(raw, kind))
        return Reading(value, (self.fact(name, element, key, text_of(raw)),), (lack,))

    def _company_field(self, element: Element, name: str, key: str, kind: Type) -> Reading:
        """Return a field that a company defines itself; unknown if its value has the wrong type or unit."""
        raw, lack = plain(stated_in(element.data, key)), self.lack(name, element, key)
        if raw is None:
            return Reading(Unknown(), (), (lack,))
        value = convert(raw, kind.kind, kind.detail)
        text = text_of_own(raw)
        unit = f" {kind.detail}" if kind.kind == "number" and kind.detail and text[-1:].isdigit() else ""
        if isinstance(value, InvalidValue):
            reason = f"`{text}` is not {value.expected}"
            return Reading(Unknown(reason), (self.fact(name, element, key, text),), (lack,))
        fact = self.fact(name, element, key, f"{text}{unit}")
        return Reading(self.interpret(value, kind), (fact,), (lack,))

    def _read_term(self, element: Element, name: str, key: str, kind: Type, raw: str) -> Reading:
        """Return a fact that is stated as one vocabulary term, the usual case.

        The meaning of each term is computed once.
        """
        value = self._words.get((kind, raw))
        if value is None:
            value = self._words[kind, raw] = self.interpret(raw, kind)
        fact, lack = self.fact_and_lack(name, element, key, raw)
        return Reading(self._with_form(element, key, value), (fact,), (lack,))

    def _evidence(self, element: Element, key: str) -> tuple[str, ...]:
        documents = self.bom.evidence_of(element, key)
        return tuple([document.id for document in documents]) if documents else ()

    def _with_form(self, element: Element, key: str, value: Any) -> Any:
        """Return a substance with the material's form, such as tungsten powder; keep other values."""
        if key != "substance" or element.kind != "material" or not isinstance(value, Codes):
            return value
        return Codes("substance", frozenset(self.in_form(element, term) for term in value.terms))

    def _implied_form(self, material: Element, lack: MissingFact) -> Reading:
        """Return the form that a material's substance implies: `tungsten powder` is a powder."""
        vocabulary = self.vocabularies.get("substance")
        raw = exact(material.data.get("substance"))
        word = vocabulary.resolve(raw) if vocabulary is not None and isinstance(raw, str) else None
        form = vocabulary.terms[word].form if vocabulary is not None and word is not None else ""
        if not form:
            return Reading(Unknown(), (), (lack,))
        fact = self.fact("material.substance", material, "substance", str(raw))
        return Reading(Codes("form", frozenset({form})), (fact,), (lack,))

    def in_form(self, material: Element, substance: str) -> str:
        """Return the term for a substance in the material's form: tungsten as powder is `tungsten powder`.

        If there is no such term, `substance` is returned.
        """
        forms, substances = self.vocabularies.get("form"), self.vocabularies.get("substance")
        raw = exact(material.data.get("form"))
        form = forms.resolve(raw) if forms is not None and isinstance(raw, str) else None
        if form is None or substances is None:
            return substance
        return substances.in_form(substance, form)

    def lack(self, name: str, element: Element, key: str) -> MissingFact:
        """Return the missing fact for field `key` of an element; rules call this fact `name`."""
        about = (element, name, key)
        known = self._lacking.get(about)
        if known is None:
            if len(self._lacking) >= MOST_KNOWN:
                self._lacking.clear()
            known = self._lacking[about] = self._lack(name, element, key)
        return known

    def _lack(self, name: str, element: Element, key: str, pointer: str = "") -> MissingFact:
        raw = stated_in(element.data, key)
        recorded = _is_recorded(raw)
        stated = _stated(raw)
        if stated is None and not recorded:
            stated = _stated(element.data)
        pointer = pointer or self.bom.locate(element, key)[1]
        state = "partly" if recorded else ""
        return MissingFact(name, element.id, pointer, element.kind, stated or "", home(element), state)

    def fact_and_lack(self, name: str, element: Element, key: str, text: str) -> tuple[Fact, MissingFact]:
        """Return a stated fact, and a missing fact for the same field.

        The caller uses the missing fact if the stated fact is not exact, such as a range.
        """
        fact, raw = self.fact(name, element, key, text), element.data.get(key)
        if raw.__class__ is str or (raw.__class__ is dict and "unknown" not in raw):
            place = (name, element.id, fact.pointer, element.kind)
            return fact, MissingFact(*place, "", home(element), "partly")
        return fact, self._lack(name, element, key, fact.pointer)

    def fact(self, name: str, element: Element, key: str, text: str) -> Fact:
        """Return a stated fact, with its position in the file and its evidence."""
        file, pointer = self.bom.locate(element, key)
        data = element.data
        evidence: tuple[str, ...] = ()
        if stated_in(data, key).__class__ is not str or "evidence" in data:
            evidence = self._evidence(element, key)
        return Fact(name, text, pointer, file.path, evidence, element.id)

    def interpret(self, raw: Any, kind: Type) -> Any:
        """Convert a value of the document to a value of the fact's type."""
        if isinstance(raw, dict) and "one_of" in raw:
            return self._one_of(raw, kind)
        match kind.kind:
            case "country":
                return _country(raw.get("country") if isinstance(raw, dict) else raw)
            case "code":
                return self._code(raw, kind.detail)
            case "boolean":
                return raw if isinstance(raw, bool) else Unknown()
            case "text":
                return _text(raw)
            case "tariff-code":
                return _tariff_code(raw)
            case "date":
                return _date(raw)
            case "money":
                return _money(raw)
            case "percent":
                value = number(raw)
                return _scaled(value, Fraction(1, 100)) if isinstance(value, Interval) else value
            case _:
                value = number(raw)
                if isinstance(value, Interval):
                    return Interval(value.low, value.high, UNITS.get(kind.kind, ""))
                return value

    def _one_of(self, raw: dict[str, Any], kind: Type) -> Any:
        scheme = {"scheme": raw["scheme"]} if "scheme" in raw else None
        items = raw["one_of"]
        values = [self.interpret({**scheme, "code": item} if scheme else item, kind) for item in items]
        if not values or any(isinstance(v, Unknown) for v in values):
            return Unknown()
        first = values[0]
        if isinstance(first, Codes):
            return Codes(first.vocabulary, frozenset().union(*(v.terms for v in values)))
        if isinstance(first, Texts):
            return Texts(frozenset().union(*(v.texts for v in values)))
        if isinstance(first, TariffCodes):
            return TariffCodes(frozenset().union(*(v.codes for v in values)))
        if isinstance(first, Interval):
            return hull(values)
        return first if all(v == first for v in values) else Unknown()

    def _code(self, raw: Any, vocabulary: str) -> Codes | Unknown:
        known = self.vocabularies.get(vocabulary)
        if known is None:
            return Codes(vocabulary, frozenset({str(raw)}))
        term = known.resolve(str(raw))
        if term is None:
            return Unknown(f"`{raw}` is not a known {vocabulary}")
        return Codes(vocabulary, frozenset({term}))


def _stated(place: Any) -> str | None:
    """Return the stated reason why a value is unknown.

    The result is None if the record does not state that the value is unknown.
    """
    if isinstance(place, dict) and place.get("unknown") is True:
        return str(place.get("reason", "stated as unknown"))
    return None


def _is_recorded(raw: Any) -> bool:
    """Return whether a document states a value or several possible values, rather than `unknown`."""
    return raw is not None and not isinstance(raw, list) and not (isinstance(raw, dict) and "unknown" in raw)


def _country(raw: Any) -> Codes | Unknown:
    if raw is None:
        return Unknown()
    if isinstance(raw, dict):
        if "one_of" in raw:
            values = [_country(option) for option in raw["one_of"]]
            codes = [value.terms for value in values if isinstance(value, Codes)]
            return Codes("country", frozenset().union(*codes)) if codes else Unknown()
        return Unknown()
    code = str(raw)
    members = countries.members(code)
    if members is not None:
        return Codes("country", frozenset(members))
    if not countries.is_country(code):
        return Unknown(f"`{code}` is not a country code")
    return Codes("country", frozenset({code}))


def _text(raw: object) -> Texts | Unknown:
    text = str(raw)
    if is_filler(text):
        return Unknown(f"`{text}` says nothing")
    return Texts(frozenset({text}))


def _tariff_code(raw: Any) -> TariffCodes | Unknown:
    """Return a tariff code, with the tariff scheme to which it belongs if the document states one."""
    stated, scheme = (raw.get("code"), raw.get("scheme", "")) if isinstance(raw, dict) else (raw, "")
    code = tariff_code(str(stated), str(scheme)) if stated is not None else None
    return TariffCodes(frozenset({code})) if code is not None else Unknown()


def _date(raw: Any) -> Interval | Unknown:
    try:
        return day(date.fromisoformat(str(raw)))
    except ValueError:
        return Unknown(f"`{raw}` is not a date")


def _money(raw: Any) -> Interval | Unknown:
    if not isinstance(raw, dict):
        return Unknown()
    amount = number(raw.get("amount"))
    if isinstance(amount, Unknown):
        return amount
    return Interval(amount.low, amount.high, str(raw.get("currency", "")))


def number(raw: Any) -> Interval | Unknown:
    """Return a number such as `20`, a range such as `20..30`, or a bound such as `at least 50`.

    >>> number("20..30")
    Interval(low=Fraction(20, 1), high=Fraction(30, 1), unit='')
    """
    if isinstance(raw, bool) or raw is None:
        return Unknown()
    if isinstance(raw, int | Decimal):
        exact = bounds(raw).low
        return Interval(exact, exact)
    if isinstance(raw, dict):
        low, high = raw.get("at_least"), raw.get("at_most")
        if low is None and high is None:
            return Unknown()
        return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))
    text = str(raw)
    if match := RANGE.match(text):
        return Interval(Fraction(match[1]), Fraction(match[2]))
    if match := BOUND.match(text):
        bound = Fraction(match[2])
        return Interval(bound, None) if match[1] == "at least" else Interval(None, bound)
    try:
        return exactly(Fraction(Decimal(text)))
    except ArithmeticError:
        return Unknown(f"`{text}` is not a number")


def _scaled(value: Interval, factor: Fraction) -> Interval:
    low = None if value.low is None else value.low * factor
    high = None if value.high is None else value.high * factor
    return Interval(low, high, value.unit)


def text_of(raw: Any) -> str:
    """Return a value of a document as one line of text, such as `at least 50` or `one of CN, TW`."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, dict):
        if "one_of" in raw:
            return "one of " + ", ".join(text_of(option) for option in raw["one_of"])
        if "amount" in raw:
            return f"{text_of(raw['amount'])} {raw.get('currency', '')}".strip()
        if "country" in raw:
            return text_of(raw["country"])
        if "at_least" in raw or "at_most" in raw:
            return " and ".join(
                f"{word.replace('_', ' ')} {text_of(raw[word])}"
                for word in ("at_least", "at_most")
                if word in raw
            )
        return ", ".join(f"{k} {text_of(v)}" for k, v in raw.items())
    if isinstance(raw, Decimal):
        return written(raw)
    return str(raw)
