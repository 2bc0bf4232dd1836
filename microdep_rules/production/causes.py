"""Components that cause the outcome of a rule.

A rule may read every component, but fail only because of two facts of one component. The proof of an outcome
contains the facts that decide the outcome. Every form of the product with the causing components has the same
outcome.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from microdep_rules.engine.proof import Proof, decisive
from microdep_rules.engine.reach import goes_around, judges_by
from microdep_rules.lang import ir
from microdep_rules.lang.reached import with_definitions
from microdep_rules.lang.walk import below, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Literal

    from microdep_rules.bom.model import Bom, Element
    from microdep_rules.engine.outcome import Outcome
    from microdep_rules.production.blocking import Components
    from microdep_rules.source import Span

    Scope = Literal["own", "below", "all"]

CONTRACT_LISTS = frozenset({"determinations"})
AROUND = frozenset({"components", "children", "enclosing-items"})
"""Lists in the rule language through which a rule about one component reads other components."""
ONE = 1
MOST_CAUSES = 50
"""Largest number of causes that are returned for one outcome."""


class Containment(NamedTuple):
    """Fact that the component `lower` is used in the component `upper`, directly or at any level."""

    upper: str
    lower: str
    direct: bool


class Cause(NamedTuple):
    """Components that together cause an outcome; `links` states which component contains which."""

    components: frozenset[str]
    links: tuple[Containment, ...] = ()


class WiderError(Exception):
    """Error for an outcome that certain components alone do not cause, such as a count of all components."""


class OutcomeCauses:
    """Finder of the components that cause the outcomes of rules."""

    def __init__(self, packs: Iterable[ir.Pack], bom: Bom) -> None:
        every = tuple(packs)
        self._packs = {rule.id: pack for pack in every for rule in pack.rules}
        made_from = any(bom.links.inputs.values())
        self._scopes: dict[str, Scope] = {
            rule.id: judges_by(pack, rule, made_from=made_from) for pack in every for rule in pack.rules
        }
        determined = bom.records(bom.context, "determinations") if bom.context is not None else ()
        self._empty = frozenset() if determined else CONTRACT_LISTS
        self._nodes: dict[str, dict[Span, list[object]]] = {}

    @property
    def look_around(self) -> bool:
        """Return whether a rule about a component reads other components."""
        return any(scope != "own" for scope in self._scopes.values())

    def scope(self, rule: str) -> Scope:
        """Return the scope of the facts that a rule reads; `all` for an unknown rule."""
        return self._scopes.get(rule, "all")

    def may_hide(self, rule: ir.Rule) -> bool:
        """Return whether a rule reads other components in a condition, an exception or an exclusion."""
        pack = self._packs.get(rule.id)
        if pack is None:
            return True
        said = (rule.subject.where, rule.when, *rule.exceptions, *(e.where for e in rule.exclusions))
        return any(self._reads_other_components(pack, condition) for condition in said)

    def of(self, outcome: Outcome, component: Element, components: Components) -> tuple[Cause, ...]:
        """Return the causes of an outcome, of which each alone is enough; empty if no cause is known.

        If a component is used at several positions, its worst outcome counts. Such a component has no causes
        with two links, because the links may belong to different positions.
        """
        if self.scope(outcome.rule.id) == "own":
            return (Cause(frozenset({component.id})),)
        pack = self._packs.get(outcome.rule.id)
        if pack is None or outcome.proof is None:
            return ()
        causes: dict[Cause, None] = {}
        for number in range(MOST_CAUSES):
            visit = _ProofReader(
                self._nodes_by_position(pack, outcome.rule), outcome.rule, component, components, number
            )
            try:
                for proof in self._proofs(pack, outcome):
                    visit.proof(proof)
            except WiderError:
                break
            if len(outcome.places) <= ONE or len(visit.links) <= ONE:
                causes[Cause(frozenset(visit.component_ids), tuple(visit.links))] = None
            if not visit.has_more:
                break
        return tuple(causes)

    def _proofs(self, pack: ir.Pack, outcome: Outcome) -> Iterator[Proof]:
        """Yield the proofs of the requirement, the conditions and the exceptions of an outcome."""
        rule = outcome.rule
        if rule.escalate is not None and self._reads_other_components(pack, rule.escalate):
            raise WiderError
        if outcome.applies_proof is None or outcome.proof is None or not _any_place(rule.subject):
            raise WiderError
        yield outcome.applies_proof
        yield outcome.proof
        tried = {attempt.name: attempt.proof for attempt in outcome.exceptions}
        for exception in rule.exceptions:
            if not self._reads_other_components(pack, exception):
                continue
            proof = tried.get(exception.name)
            if proof is None or any(self._reads_other_components(pack, loss) for loss in exception.losses):
                raise WiderError
            yield proof

    def _reads_other_components(self, pack: ir.Pack, node: object) -> bool:
        """Return whether a condition reads other components than the one that the rule judges."""
        waiting = [node]
        seen: set[str] = set()
        while waiting:
            current = waiting.pop()
            if isinstance(current, ir.Some) and self._is_empty(current.of):
                continue
            if goes_around(current):
                return True
            if isinstance(current, ir.DefinitionTest) and current.name not in seen:
                seen.add(current.name)
                waiting.append(pack.definitions[current.name].cond)
            waiting += below(current)
        return False

    def _is_empty(self, of: object) -> bool:
        return any(isinstance(child, ir.Navigate) and child.word in self._empty for child in walk(of))

    def _nodes_by_position(self, pack: ir.Pack, rule: ir.Rule) -> dict[Span, list[object]]:
        """Return the syntax nodes of a rule, its exceptions and definitions, by position in the file."""
        if rule.id not in self._nodes:
            nodes: dict[Span, list[object]] = {}
            said = (rule.subject.where, rule.when, rule.requirement, *rule.exceptions)
            for node in with_definitions(pack.definitions, said):
                span = getattr(node, "span", None)
                if span is not None:
                    nodes.setdefault(span, []).append(node)
            self._nodes[rule.id] = nodes
        return self._nodes[rule.id]


class _ProofReader:
    """Reader of the proof of an outcome; it collects the components and links that decide the outcome."""

    def __init__(
        self,
        nodes: dict[Span, list[object]],
        rule: ir.Rule,
        component: Element,
        components: Components,
        number: int,
    ) -> None:
        self.nodes, self.rule, self.components = nodes, rule, components
        self.component_ids = {component.id}
        self.links: list[Containment] = []
        self.has_more = False
        """True if another element of a list could decide the same outcome alone."""
        self._number = number
        self._chosen = False
        self._bound = {rule.subject.variable: component}

    def proof(self, proof: Proof) -> None:
        """Add the components and facts on which the proof of a condition relies."""
        if proof.ghost:
            raise WiderError
        if proof.kind in {"some", "every"}:
            self._read_quantifier(proof)
        elif proof.children:
            self._facts(proof)
            parts = proof.children if proof.value is None else decisive(proof) or proof.children
            for part in parts:
                self.proof(part)
        else:
            self._read_leaf(proof)

    def _read_quantifier(self, proof: Proof) -> None:
        """Read the element that decides a quantifier; if no single element decides, read the whole list."""
        nodes = [node_ for node_ in self.nodes.get(proof.span, ()) if isinstance(node_, ir.Some | ir.EveryOf)]
        if not nodes:
            raise WiderError
        single = all(isinstance(n, ir.EveryOf) or n.kind == "no" or n.number == ONE for n in nodes)
        witness = self._deciding_element(proof, nodes) if single else None
        if witness is not None and witness.element is not None:
            for node in nodes:
                self._record_use(node.of, witness.element)
            self.component_ids.add(_holder(witness.element))
            self._bound = {**self._bound, witness.variable: witness.element}
            self.proof(witness)
        elif any(goes_around(child) for node in nodes for child in walk(node.of)):
            raise WiderError
        else:
            for child in proof.children:
                self.proof(child)

    def _deciding_element(self, proof: Proof, nodes: Sequence[ir.Some | ir.EveryOf]) -> Proof | None:
        """Return an element that decides a quantifier alone; `None` if no single element is enough."""
        first = nodes[0]
        some = isinstance(first, ir.Some)
        least: bool = isinstance(first, ir.Some) and first.kind in {"any", "at_least"}
        if proof.value is not least:
            return None
        wanted = [child for child in proof.children if child.value is some and not child.ghost]
        if not wanted:
            return None
        number, self._chosen = (0 if self._chosen else self._number), True
        self.has_more = self.has_more or number + 1 < len(wanted)
        return wanted[min(number, len(wanted) - 1)]

    def _record_use(self, of: object, element: Element) -> None:
        """Record the link between the component of `element` and the component that has it in a list."""
        while isinstance(of, ir.Navigate) and of.word not in AROUND and isinstance(of.base, ir.Navigate):
            of = of.base
        if not goes_around(of):
            return
        if not isinstance(of, ir.Navigate) or of.word not in AROUND:
            raise WiderError
        base = self._list_owner(of.base)
        own, other = _holder(base), _holder(element)
        if of.word == "enclosing-items":
            self.links.append(Containment(other, own, direct=not of.deep))
        elif base is not self.components.bom.product or not of.deep:
            self.links.append(Containment(own, other, direct=not of.deep))
        self.component_ids.add(own)

    def _list_owner(self, base: object) -> Element:
        """Return the element with the list; `base` is its variable in the rule, or `None` for the product."""
        if base is None:
            return self.components.bom.product
        if not isinstance(base, ir.Variable):
            raise WiderError
        if base.name == "end-item":
            return self.components.bom.product
        if base.name not in self._bound:
            raise WiderError
        return self._bound[base.name]

    def _read_leaf(self, proof: Proof) -> None:
        """Add the facts of a single condition; raise an error if the condition reads other components."""
        if proof.span != self.rule.subject.span:
            nodes: Sequence[object] = self.nodes.get(proof.span, ())
            if not nodes or any(goes_around(child) for node in nodes for child in walk(node)):
                raise WiderError
        self._facts(proof)

    def _facts(self, proof: Proof) -> None:
        bom = self.components.bom
        for pointer, file in (
            *((fact.pointer, fact.file) for fact in proof.facts),
            *((question.pointer, bom.file.path) for question in proof.missing),
        ):
            holder = self.components.at(pointer) if file == bom.file.path else None
            if holder is not None:
                self.component_ids.add(holder.id)


def _any_place(subject: ir.Subject) -> bool:
    """Return whether a rule judges a component at every position in the product."""
    if subject.of is None or subject.listed:
        return True
    return not any(
        isinstance(child, ir.Narrow | ir.FieldOf)
        or (isinstance(child, ir.Navigate) and child.word == "children" and not child.deep)
        for child in walk(subject.of)
    )


def _holder(element: Element) -> str:
    while element.kind != "component" and element.owner is not None:
        element = element.owner
    return element.id
