"""Processing stages of substances, and routes.

A route is the order of the stages of one substance. Some stages of a route have no order between them, and a
route may have several last stages. Routes describe technology, so they are data of this program. The tables
of packs state which stages a law counts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from microdep_rules.vocabulary import resources, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from microdep_rules.vocabulary.terms import Vocabulary

Pair = tuple[str, str | None]
"""Stage and the constituent that is processed in this stage.

The constituent is `None` if the material itself is processed.
"""

StageSet = frozenset[Pair]


class Route(Struct, frozen=True):
    """Stages of one substance, in the order in which they are performed.

    An edge of the route leads from a stage to a stage that can come next.
    """

    substance: str
    edges: tuple[tuple[str, str], ...]
    ends: tuple[str, ...]
    """Stages after which the substance may be a finished product."""
    constituents: Mapping[str, str]
    """For each constituent, the stage in which the constituent is added to the substance."""

    @property
    def stages(self) -> frozenset[str]:
        """Return every stage of the route, without the stages of its constituents."""
        return _stages_of(self.edges, self.ends)

    def reach(self, starts: Iterable[str]) -> frozenset[str]:
        """Return the stages in `starts`, and all stages that can come after them on the route."""
        reached: set[str] = set()
        waiting = list(starts)
        while waiting:
            stage = waiting.pop()
            if stage not in reached:
                reached.add(stage)
                waiting.extend(after for before, after in self.edges if before == stage)
        return frozenset(reached)


@cache
def _stages_of(edges: tuple[tuple[str, str], ...], ends: tuple[str, ...]) -> frozenset[str]:
    return frozenset((*(stage for edge in edges for stage in edge), *ends))


class Stages(Struct, frozen=True, eq=False):
    """Broader and narrower words for stages, and the routes of all substances."""

    vocabulary: Vocabulary
    substances: Vocabulary
    routes: Mapping[str, Route]
    of_parts: frozenset[str] = frozenset()
    """General words, such as `manufactured`, for the making of a component.

    Such a word applies to a material only if the document states this.
    """
    of_materials: frozenset[str] = frozenset()
    """Stages, such as `sintered`, that are possible only for a material."""
    _known: dict[tuple[str, ...], StageSet] = field(default_factory=dict)
    _counted: dict[tuple[Pair, StageSet], bool | None] = field(default_factory=dict)

    def is_stage(self, word: str) -> bool:
        """Return whether a rule may use a word as the name of a stage."""
        return word in self.vocabulary.terms

    def route(self, substance: str) -> Route | None:
        """Return the route of a substance, or of the nearest broader substance with a route."""
        known = self.substances.resolve(substance)
        if known is None:
            return None
        lineage = (known, *self.substances.ancestors(known))
        return next((self.routes[substance] for substance in lineage if substance in self.routes), None)

    def constituents(self, substance: str) -> tuple[str, ...]:
        """Return the constituents in the route of a substance."""
        route = self.route(substance)
        return tuple(route.constituents) if route is not None else ()

    def everything(self, substance: str) -> StageSet:
        """Return all stages on the routes of a substance and its constituents."""
        key = ("", substance)
        if key not in self._known:
            self._known[key] = self._everything(self.route(substance))
        return self._known[key]

    def on_route(self, stage: str, substance: str | None) -> bool:
        """Return whether a stage in a document may be a stage of a substance or of its constituents.

        If the substance is unknown, the stage may be on any route. A narrower word for a stage of the route
        counts, such as `remelted`. A broader word counts too, such as `melted` for `alloy_melted`, because a
        supplier may use it. `manufactured` does not count, because it is a word for components.
        """
        known = self.vocabulary.resolve(stage)
        if known is None or known in self.of_parts:
            return False
        is_a = self.vocabulary.is_a
        substances = self.routes if substance is None else (substance,)
        names = {name for one in substances for name, _ in self.everything(one)}
        return any(is_a(known, name) or is_a(name, known) for name in names)

    def is_of_a_material(self, stage: str) -> bool:
        """Return whether a stage is possible only for materials.

        If a document states such a stage for a component, the component must have a material.
        """
        known = self.vocabulary.resolve(stage)
        return known is not None and any(
            self.vocabulary.is_a(known, material) for material in self.of_materials
        )

    def onward(self, stage: str, substance: str, of: tuple[str, ...] = ()) -> StageSet:
        """Return a stage and all stages after it, to the end of the route of a substance.

        If `of` is empty, or contains the substance itself, the stage is a stage of the substance. Otherwise
        `of` names the constituents that are processed in the stage, such as `Nd` for `separated`. For each
        constituent, the result then has the stages of the constituent from `stage` on, and the stages of the
        substance after the constituent is added. A stage that occurs only on routes of constituents belongs
        to all these constituents. If no route has the stage, the result is empty.
        """
        key = (stage, substance, *of)
        if key not in self._known:
            itself = any(self.substances.is_a(substance, other) for other in of)
            self._known[key] = self._onward(stage, self.route(substance), () if itself else of)
        return self._known[key]

    def worked_on(self, stage: str, constituent: str | None, substance: str) -> str | None:
        """Return the constituent that is processed in a stage; `None` if the material itself is processed.

        The result is also `None` if an entry names the material itself as the constituent, such as `sintered`
        of `NdFeB` for a magnet of NdFeB. The same applies to a constituent at a stage that only the material
        has, such as `alloy_melted` of `Nd`. Broader stages are compared only if no route has exactly the word
        `stage`.
        """
        known = None if constituent is None else self.substances.resolve(constituent)
        if known is None:
            return constituent
        if self.substances.is_a(substance, known) or self.substances.is_a(known, substance):
            return None
        if known not in self.constituents(substance):  # the material does not contain this substance
            return known
        steps = self.everything(substance)
        places = {c for s, c in steps if s == stage} or {
            c for s, c in steps if self._stage_is(stage, s) is not False
        }
        return None if places == {None} else known

    def counts(self, entry: Pair, stages: StageSet) -> bool | None:
        """Return whether a stage in a document is in a set of stages; `None` if this is uncertain.

        The result is uncertain if the document uses a broader word for the stage. The result is also
        uncertain for a stage of constituents if the document names no constituent. A stage of a mixture such
        as `NdPr` counts for every constituent of the mixture. A stage of a constituent is no stage of the
        material (see `worked_on`).
        """
        key = (entry, stages)
        if key not in self._counted:
            self._counted[key] = self._counts(entry, stages)
        return self._counted[key]

    def _counts(self, entry: Pair, stages: StageSet) -> bool | None:
        undecided = False
        for required in stages:
            values = (self._stage_is(entry[0], required[0]), self._constituent_is(entry[1], required[1]))
            if False not in values:
                if None not in values:
                    return True
                undecided = True
        return None if undecided else False

    def _everything(self, route: Route | None) -> StageSet:
        if route is None:
            return frozenset()
        pairs: set[Pair] = {(stage, None) for stage in route.stages}
        for constituent in route.constituents:
            pairs |= {(stage, constituent) for stage in self._stages_of_constituent(route, constituent)}
        return frozenset(pairs)

    def _onward(self, stage: str, route: Route | None, of: tuple[str, ...]) -> StageSet:
        if route is None:
            return frozenset()
        if of:
            named = {self.substances.resolve(name) for name in of}
            required = [constituent for constituent in route.constituents if constituent in named]
        else:
            own = self._stage_and_later(stage, route, route.stages)
            if own:
                return frozenset((reached, None) for reached in own)
            required = [
                constituent
                for constituent in route.constituents
                if self._starts(stage, self._stages_of_constituent(route, constituent))
            ]
        return self._through(stage, route, required)

    def _stage_is(self, recorded: str, required: str) -> bool | None:
        if self.vocabulary.is_a(recorded, required):
            return True
        return None if self.vocabulary.is_a(required, recorded) else False

    def _constituent_is(self, recorded: str | None, required: str | None) -> bool | None:
        if required is None:
            return recorded is None
        if recorded is None:
            return None
        term = self.substances.terms.get(recorded)
        if self.substances.is_a(recorded, required) or (term is not None and required in term.parts):
            return True
        return None if self.substances.is_a(required, recorded) else False

    def _through(self, stage: str, route: Route, constituents: list[str]) -> StageSet:
        pairs: set[Pair] = set()
        for constituent in constituents:
            upstream = self.route(constituent)
            if upstream is None:
                continue
            feeding = self._stage_and_later(stage, upstream, self._stages_of_constituent(route, constituent))
            if feeding:
                pairs |= {(reached, constituent) for reached in feeding}
                pairs |= {(reached, None) for reached in route.reach([route.constituents[constituent]])}
            else:
                pairs |= {(reached, None) for reached in self._stage_and_later(stage, route, route.stages)}
        return frozenset(pairs)

    def _stages_of_constituent(self, route: Route, constituent: str) -> frozenset[str]:
        """Return the stages of a constituent before it is added to the substance.

        A constituent may be melted alone before it is melted into the alloy. The first melting is then a
        stage of the constituent alone.
        """
        upstream = self.route(constituent)
        if upstream is None:
            return frozenset()
        joins = route.constituents[constituent]
        wider = [ancestor for ancestor in self.vocabulary.ancestors(joins) if ancestor in upstream.stages]
        return upstream.stages - upstream.reach([joins]) - (upstream.reach(wider) - set(wider))

    def _starts(self, stage: str, within: frozenset[str]) -> list[str]:
        """Return the stages of a route that are narrower than the word `stage`, or equal to it."""
        return [word for word in within if self.vocabulary.is_a(word, stage)]

    def _stage_and_later(self, stage: str, route: Route, within: frozenset[str]) -> frozenset[str]:
        """Return a stage of a route and all stages after it.

        If `stage` is narrower than a stage of the route, the result has `stage` in place of the broader
        stage.
        """
        starts = self._starts(stage, within)
        if starts:
            return route.reach(starts) & within
        parents = [word for word in within if self.vocabulary.is_a(stage, word)]
        if not parents:
            return frozenset()
        return (route.reach(parents) & within) - set(parents) | {stage}


@cache
def load_stages(added: tuple[tuple[str, terms.Term], ...] = ()) -> Stages:
    """Return the shipped stages and routes, together with the terms that packs add."""
    known = terms.extended_by(added)
    vocabulary, substances = known.get("stage"), known.get("substance")
    assert vocabulary is not None
    assert substances is not None
    data = resources.vocabulary_data("stages")
    routes = {route["substance"]: _route(route) for route in data["routes"]}
    return Stages(
        vocabulary, substances, routes, frozenset(data["of_parts"]), frozenset(data["of_materials"])
    )


def _route(data: Mapping[str, Any]) -> Route:
    return Route(
        data["substance"],
        tuple((before, after) for before, after in data["edges"]),
        tuple(data["ends"]),
        dict(data.get("constituents", {})),
    )
