"""Facts and entries of lists that an overlay takes away or replaces, with a reason and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.errors import overlays as say
from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.overlays.draft import Held
from microdep_rules.bom.overlays.papers import evidenced, papers_of
from microdep_rules.bom.overlays.said import Statement, can_be_either, contradict, either, file_of, is_same
from microdep_rules.bom.overlays.same import material_id
from microdep_rules.bom.schemas import nested_kind, schema
from microdep_rules.bom.spans import join
from microdep_rules.bom.statements import stated
from microdep_rules.messages.quoting import quoted
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from microdep_rules.bom.overlays.entries import Level
    from microdep_rules.bom.overlays.layer import Layer
    from microdep_rules.bom.overlays.renamed import Renamed
    from microdep_rules.bom.overlays.showing import Shown
    from microdep_rules.source import Span

RELIED_ON = frozenset({"complete", "free_of", "meets", "claims"})
"""Lists of words that a verdict relies on in favour of the component."""
At = tuple[str, int]
"""The list that holds an entry, and its position there."""


class Corrector:
    """Applies the corrections of one part, after everything was laid on it."""

    def __init__(self, layer: Layer, part: str, named: Renamed, shown: Shown) -> None:
        self.layer = layer
        self.shown = shown
        self.named = named
        self.draft = layer.draft
        self.part = part
        """The pointer of the part."""
        self.gone: dict[str, set[int]] = {}

    def correct(self, correction: Held, level: Level) -> None:
        """Apply a correction of a fact, or of an entry of a list."""
        if "fact" in correction.value:
            self._correct_fact(correction, level)
        else:
            self._correct_entry(correction, level)

    def _correct_fact(self, correction: Held, level: Level) -> None:
        """Replace what a file states of a fact less near to the part; other statements stay."""
        name, wrong = correction.value["fact"], correction.inside("stated")
        pointer, node = join(self.part, name), schema("bom").records["component"]["properties"][name]
        statements = self.layer.statements(self.part, name, node)
        alike = {file: each for file, each in statements.items() if is_same(each.held, wrong)}
        there = {file: each for file, each in alike.items() if each.level < level}
        what, at, called = f"`{name}` {stated(wrong.value)}", wrong.span, self.layer.called
        if not there:
            near = next(iter(alike.values()), None)
            known = [stated(each.held.value) for each in statements.values()]
            nothing = say.corrects_nothing(what, called, at, known, is_fact=True)
            self.layer.problems.append(
                nothing if near is None else say.as_near(what, called, at, near.held.span)
            )
            return
        new = self._replacing(correction, node)
        for file, each in there.items():
            if why := self._why_not_shown(correction):
                self.layer.problems.append(say.not_shown(what, called, why, at, each.held.span))
                disputing = Statement(new, level) if new is not None else None
                self.layer.dispute(pointer, file_of(correction), disputing)
                continue
            now = stated(new.value) if new is not None else ""
            self._report(correction, pointer, what, now, at, each.held.span)
            held = evidenced(new, node, papers_of(correction)) if new is not None else None
            statement = Statement(held, level) if held is not None else None
            self.layer.correct(pointer, file_of(correction), statement, file)

    def _replacing(self, correction: Held, node: dict[str, Any]) -> Held | None:
        """What replaces a fact; a party by the id that it has in the document."""
        if "replace" not in correction.value:
            return None
        new = correction.inside("replace")
        party = exact(new.value) if node["x-type"].get("to") == "party" else None
        return new if party is None else Held(self.named.party_id(file_of(new), party), new.entry)

    def _why_not_shown(self, correction: Held) -> list[str]:
        """The reasons why none of the evidence of a correction counts; nothing where some of it does."""
        ids = [id_ for id_, _ in papers_of(correction)]
        return self.shown.why_none(ids)

    def _leave_open(self, at: At, before: Held, correction: Held) -> None:
        """Leave open an entry that a correction disputes without evidence that counts.

        A word on which a verdict relies is taken away. Every other entry stays; what would replace its facts
        makes them either.
        """
        name = correction.value["list"]
        if name in RELIED_ON:
            self.gone.setdefault(at[0], set()).add(at[1])
        kind = nested_kind("component", name)
        if "replace" not in correction.value or kind is None or not isinstance(before.value, dict):
            return
        new, place, value = correction.inside("replace"), before.opened(), dict(before.value)
        assert place.fields is not None
        for field in new.value:
            node = schema("bom").records[kind]["properties"][field]
            if field not in before.value or not can_be_either(node):
                continue
            said = [before.inside(field), new.inside(field)]
            if contradict(said[1], said[0], node):
                open_ = either(said, node)
                value[field], place.fields[field] = open_.value, open_.entry
        self.draft.put_item(*at, Held(value, before.entry._replace(place=place)))

    def _report(self, correction: Held, pointer: str, what: str, now: str, at: Span, before: Span) -> None:
        change = f"{what} of {quoted(self.layer.called)} {f'is now {now}' if now else 'is taken away'}"
        ids = [id_ for id_, _ in papers_of(correction)]
        self.layer.corrected.append(self.shown.corrected(pointer, change, ids))
        issuers = self.named.issuers()
        papers = [f"{id_} ({by})" if (by := issuers.get(id_)) else id_ for id_, _ in papers_of(correction)]
        reason = correction.value["reason"]
        notice = say.corrected(what, self.layer.called, reason, papers, now, at, before)
        self.layer.problems.append(notice)

    def _correct_entry(self, correction: Held, level: Level) -> None:
        """Look for the entry that is meant, among those that are stated less near to the part."""
        data = correction.value
        every = [at for at in self._entries(data["list"]) if at[1] not in self.gone.get(at[0], set())]
        there = [at for at in every if self.layer.level(join(*at)) < level]
        near = next((at for at in every if at not in there and self._is(at, data["entry"])), None)
        found = [at for at in there if self._is(at, data["entry"])]
        what = f"`{data['list']}` entry {_told(data['entry'])}"
        at = correction.inside("entry").span
        called, problems = self.layer.called, self.layer.problems
        if not found and near is not None:
            problems.append(say.as_near(what, called, at, self._held(near).span))
        elif not found:
            others = [_told(self._held(each).value) for each in there]
            problems.append(say.corrects_nothing(what, called, at, [other.strip("`") for other in others]))
        elif len(found) > 1:
            places = [self._held(each).span for each in found]
            problems.append(say.corrects_several(what, called, at, places))
        else:
            before = self._held(found[0])
            if why := self._why_not_shown(correction):
                problems.append(say.not_shown(what, called, why, at, before.span))
                self._leave_open(found[0], before, correction)
                return
            now = _told(data["replace"]) if "replace" in data else ""
            self._report(correction, self.part, what, now, at, before.span)
            self._apply(found[0], before, correction)

    def finish(self) -> None:
        """Takes away what is wrong."""
        for pointer, indices in self.gone.items():
            self.draft.without(pointer, indices)

    def _apply(self, at: At, before: Held, correction: Held) -> None:
        if "replace" not in correction.value:
            self.gone.setdefault(at[0], set()).add(at[1])
            return
        new = correction.inside("replace")
        name, papers = correction.value["list"], papers_of(correction)
        kind = nested_kind("component", name)
        if kind is None or not isinstance(before.value, dict):  # a word, or a part by its id
            node = schema("bom").records["component"]["properties"][name].get("items", {})
            self.draft.put_item(*at, evidenced(new, node, papers))
            return
        place = before.opened()
        assert place.fields is not None
        place.fields.update({name: new.inside(name).entry for name in new.value})
        # The papers of before show what was declared, and not what is true instead.
        value = {name: each for name, each in {**before.value, **new.value}.items() if name != "evidence"}
        place.fields.pop("evidence", None)
        if "country" in new.value:
            for name in ("unknown", "reason"):
                value.pop(name, None)
                place.fields.pop(name, None)
        held = Held(value, before.entry._replace(place=place))
        self.draft.put_item(*at, evidenced(held, schema("bom").records[kind], papers))

    def _entries(self, name: str) -> list[At]:
        """Every entry of a list of the part; of its stages and inputs also those that its materials hold."""
        part = self.draft.at(self.part).value
        found = [(join(self.part, name), index) for index in range(len(part.get(name, ())))]
        for number, material in enumerate(part.get("materials", ())):
            if name in ("stages", "inputs"):
                pointer = join(self.part, "materials", number, name)
                found += [(pointer, index) for index in range(len(material.get(name, ())))]
        return found

    def _held(self, at: At) -> Held:
        return self.draft.at(at[0]).inside(at[1])

    def _is(self, at: At, wanted: Any) -> bool:
        held = self._held(at).value
        if not isinstance(wanted, dict):
            return bool(exact(held) == wanted)
        if not isinstance(held, dict):
            return False
        return all(self._says(at, held, name, raw) for name, raw in wanted.items())

    def _says(self, at: At, held: dict[str, Any], name: str, raw: Any) -> bool:
        if name == "of" and "of" not in held and "/materials/" in at[0].removeprefix(self.part):
            owner = self.draft.at(at[0].rpartition("/")[0]).value
            return slug(str(raw)) == slug(material_id(owner))
        return name in held and (
            held[name] == raw or (exact(held[name]) == exact(raw) and exact(raw) is not None)
        )


def _told(entry: Any) -> str:
    """An entry in a message: what it says, short."""
    if not isinstance(entry, dict):
        return quoted(str(entry))
    said = [f"{name}: {text}" for name, raw in entry.items() if (text := reading(raw)) and name != "evidence"]
    return quoted("{" + ", ".join(said) + "}")
