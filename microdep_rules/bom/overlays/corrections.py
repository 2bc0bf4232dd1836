"""Facts and list entries that an overlay removes or replaces, with a reason and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microdep_rules.bom.facts import exact, reading
from microdep_rules.bom.overlays.draft import PlacedValue
from microdep_rules.bom.overlays.evidence_links import add_evidence, evidence_links
from microdep_rules.bom.overlays.list_entries import material_id
from microdep_rules.bom.overlays.statements import (
    FileStatement,
    can_be_either,
    combine_alternatives,
    file_of,
    is_contradiction,
    is_same,
)
from microdep_rules.bom.schemas import nested_kind, schema
from microdep_rules.bom.spans import join
from microdep_rules.bom.statements import stated
from microdep_rules.messages import diagnose
from microdep_rules.messages.quoting import listed, quoted
from microdep_rules.vocabulary.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from microdep_rules.bom.overlays.correction_evidence import CorrectionEvidence
    from microdep_rules.bom.overlays.entries import Specificity
    from microdep_rules.bom.overlays.ids import IdResolver
    from microdep_rules.bom.overlays.merging import Merger
    from microdep_rules.diagnostics import Diagnostic
    from microdep_rules.source import Span

RELIED_ON = frozenset({"complete", "free_of", "meets", "claims"})
"""Lists of words that may make a verdict better for the component."""
MOST = 5
"""Largest number of names in a message."""
At = tuple[str, int]
"""Pointer of a list, and the position of an entry in the list."""


class Corrector:
    """Corrections of a component. Corrections are applied after all declarations are merged."""

    def __init__(
        self, merger: Merger, component: str, resolver: IdResolver, evidence: CorrectionEvidence
    ) -> None:
        self.merger = merger
        self.evidence = evidence
        self.resolver = resolver
        self.draft = merger.draft
        self.component = component
        """Pointer of the component."""
        self.removed: dict[str, set[int]] = {}

    def correct(self, correction: PlacedValue, level: Specificity) -> None:
        """Apply a correction of a fact or of a list entry."""
        if "fact" in correction.value:
            self._correct_fact(correction, level)
        else:
            self._correct_entry(correction, level)

    def _correct_fact(self, correction: PlacedValue, level: Specificity) -> None:
        """Replace the statements of a fact that are less specific than the correction.

        Statements with the same specificity as the correction stay.
        """
        name, wrong = correction.value["fact"], correction.inside("stated")
        pointer, node = join(self.component, name), schema("bom").records["component"]["properties"][name]
        statements = self.merger.statements(self.component, name, node)
        same = {
            file: statement for file, statement in statements.items() if is_same(statement.content, wrong)
        }
        replaceable = {file: statement for file, statement in same.items() if statement.level < level}
        target, at, called = f"`{name}` {stated(wrong.value)}", wrong.span, self.merger.called
        if not replaceable:
            near = next(iter(same.values()), None)
            known = [stated(statement.content.value) for statement in statements.values()]
            nothing = _missing_target(target, called, at, known, is_fact=True)
            self.merger.problems.append(
                nothing
                if near is None
                else diagnose(
                    "overlay/correction-target",
                    at,
                    "equal",
                    also=(near.content.span,),
                    what=target,
                    component=called,
                )
            )
            return
        new = self._replacement(correction, node)
        for file, statement in replaceable.items():
            if reasons := self._reasons_against(correction):
                self.merger.problems.append(
                    _no_evidence_counts(target, called, reasons, at, statement.content.span)
                )
                disputing = FileStatement(new, level) if new is not None else None
                self.merger.dispute(pointer, file_of(correction), disputing)
                continue
            now = stated(new.value) if new is not None else ""
            self._report_correction(correction, pointer, target, now, at, statement.content.span)
            held = add_evidence(new, node, evidence_links(correction)) if new is not None else None
            corrected = FileStatement(held, level) if held is not None else None
            self.merger.correct(pointer, file_of(correction), corrected, file)

    def _replacement(self, correction: PlacedValue, node: dict[str, Any]) -> PlacedValue | None:
        """Return the new value of a fact; `None` if the correction only removes the fact.

        The id of a party in the new value is replaced by the id that the document uses for this party.
        """
        if "replace" not in correction.value:
            return None
        new = correction.inside("replace")
        party = exact(new.value) if node["x-type"].get("to") == "party" else None
        return new if party is None else PlacedValue(self.resolver.party_id(file_of(new), party), new.entry)

    def _reasons_against(self, correction: PlacedValue) -> list[str]:
        """Return the reason why each record of evidence of a correction does not count.

        The list is empty if at least one record counts.
        """
        ids = [id_ for id_, _ in evidence_links(correction)]
        return self.evidence.reasons_against(ids)

    def _dispute_entry(self, at: At, before: PlacedValue, correction: PlacedValue) -> None:
        """Treat a list entry as doubtful, because the evidence of its correction does not count.

        If the list contains words on which a verdict may rely, the entry is removed. Other entries stay. If
        the correction has a replacement, each fact of the entry may have the old or the new value.
        """
        name = correction.value["list"]
        if name in RELIED_ON:
            self.removed.setdefault(at[0], set()).add(at[1])
        kind = nested_kind("component", name)
        if "replace" not in correction.value or kind is None or not isinstance(before.value, dict):
            return
        new, place, value = correction.inside("replace"), before.opened(), dict(before.value)
        assert place.fields is not None
        for field in new.value:
            node = schema("bom").records[kind]["properties"][field]
            if field not in before.value or not can_be_either(node):
                continue
            statements = [before.inside(field), new.inside(field)]
            if is_contradiction(statements[1], statements[0], node):
                open_ = combine_alternatives(statements, node)
                value[field], place.fields[field] = open_.value, open_.entry
        self.draft.put_item(*at, PlacedValue(value, before.entry._replace(place=place)))

    def _report_correction(
        self, correction: PlacedValue, pointer: str, target: str, now: str, at: Span, before: Span
    ) -> None:
        change = f"{target} of {quoted(self.merger.called)} {f'is now {now}' if now else 'is removed'}"
        ids = [id_ for id_, _ in evidence_links(correction)]
        self.merger.corrections.append(self.evidence.corrected(pointer, change, ids))
        issuers = self.resolver.issuers()
        evidence_names = [
            f"{id_} ({by})" if (by := issuers.get(id_)) else id_ for id_, _ in evidence_links(correction)
        ]
        notice = diagnose(
            "overlay/corrected",
            at,
            "" if now else "removed",
            also=(before,),
            what=target,
            component=self.merger.called,
            now=now,
            reason=correction.value["reason"],
            evidence=listed(evidence_names, MOST),
        )
        self.merger.problems.append(notice)

    def _correct_entry(self, correction: PlacedValue, level: Specificity) -> None:
        """Find the less specific list entry that a correction quotes, and correct the entry."""
        data = correction.value
        every = [at for at in self._entries(data["list"]) if at[1] not in self.removed.get(at[0], set())]
        less_specific = [at for at in every if self.merger.level(join(*at)) < level]
        near = next(
            (at for at in every if at not in less_specific and self._matches_quote(at, data["entry"])), None
        )
        matches = [at for at in less_specific if self._matches_quote(at, data["entry"])]
        target = f"`{data['list']}` entry {_format_entry(data['entry'])}"
        at = correction.inside("entry").span
        called, problems = self.merger.called, self.merger.problems
        if not matches and near is not None:
            problems.append(
                diagnose(
                    "overlay/correction-target",
                    at,
                    "equal",
                    also=(self._entry_at(near).span,),
                    what=target,
                    component=called,
                )
            )
        elif not matches:
            others = [_format_entry(self._entry_at(place).value) for place in less_specific]
            problems.append(_missing_target(target, called, at, [other.strip("`") for other in others]))
        elif len(matches) > 1:
            places = [self._entry_at(place).span for place in matches]
            problems.append(
                diagnose(
                    "overlay/correction-target",
                    at,
                    "several",
                    also=places[:3],
                    what=target,
                    component=called,
                    count=len(places),
                )
            )
        else:
            before = self._entry_at(matches[0])
            if reasons := self._reasons_against(correction):
                problems.append(_no_evidence_counts(target, called, reasons, at, before.span))
                self._dispute_entry(matches[0], before, correction)
                return
            now = _format_entry(data["replace"]) if "replace" in data else ""
            self._report_correction(correction, self.component, target, now, at, before.span)
            self._apply(matches[0], before, correction)

    def finish(self) -> None:
        """Remove the list entries that corrections have marked for removal."""
        for pointer, indices in self.removed.items():
            self.draft.remove_items(pointer, indices)

    def _apply(self, at: At, before: PlacedValue, correction: PlacedValue) -> None:
        if "replace" not in correction.value:
            self.removed.setdefault(at[0], set()).add(at[1])
            return
        new = correction.inside("replace")
        name, evidence_names = correction.value["list"], evidence_links(correction)
        kind = nested_kind("component", name)
        if kind is None or not isinstance(before.value, dict):  # the entry is a word or the id of a component
            node = schema("bom").records["component"]["properties"][name].get("items", {})
            self.draft.put_item(*at, add_evidence(new, node, evidence_names))
            return
        place = before.opened()
        assert place.fields is not None
        place.fields.update({name: new.inside(name).entry for name in new.value})
        # The previous evidence shows the old declaration, not the replacement.
        value = {
            name: content for name, content in {**before.value, **new.value}.items() if name != "evidence"
        }
        place.fields.pop("evidence", None)
        if "country" in new.value:
            for name in ("unknown", "reason"):
                value.pop(name, None)
                place.fields.pop(name, None)
        held = PlacedValue(value, before.entry._replace(place=place))
        self.draft.put_item(*at, add_evidence(held, schema("bom").records[kind], evidence_names))

    def _entries(self, name: str) -> list[At]:
        """Return the entries of a list of the component.

        For stages and inputs, the entries of the component's materials are included.
        """
        part = self.draft.at(self.component).value
        entries = [(join(self.component, name), index) for index in range(len(part.get(name, ())))]
        for number, material in enumerate(part.get("materials", ())):
            if name in ("stages", "inputs"):
                pointer = join(self.component, "materials", number, name)
                entries += [(pointer, index) for index in range(len(material.get(name, ())))]
        return entries

    def _entry_at(self, at: At) -> PlacedValue:
        return self.draft.at(at[0]).inside(at[1])

    def _matches_quote(self, at: At, quoted_: Any) -> bool:
        held = self._entry_at(at).value
        if not isinstance(quoted_, dict):
            return bool(exact(held) == quoted_)
        if not isinstance(held, dict):
            return False
        return all(self._has_field(at, held, name, raw) for name, raw in quoted_.items())

    def _has_field(self, at: At, held: dict[str, Any], name: str, raw: Any) -> bool:
        if name == "of" and "of" not in held and "/materials/" in at[0].removeprefix(self.component):
            owner = self.draft.at(at[0].rpartition("/")[0]).value
            return slug(str(raw)) == slug(material_id(owner))
        return name in held and (
            held[name] == raw or (exact(held[name]) == exact(raw) and exact(raw) is not None)
        )


def _format_entry(entry: Any) -> str:
    """Return an entry for a message, without its evidence."""
    if not isinstance(entry, dict):
        return quoted(str(entry))
    fields = [
        f"{name}: {text}" for name, raw in entry.items() if (text := reading(raw)) and name != "evidence"
    ]
    return quoted("{" + ", ".join(fields) + "}")


def _missing_target(
    target: str, component: str, at: Span, known: Sequence[str], *, is_fact: bool = False
) -> Diagnostic:
    if known:
        return diagnose(
            "overlay/correction-target", at, what=target, component=component, entries=listed(known, MOST)
        )
    return diagnose(
        "overlay/correction-target",
        at,
        "not-stated" if is_fact else "no-entries",
        what=target,
        component=component,
    )


def _no_evidence_counts(
    target: str, component: str, reasons: Sequence[str], at: Span, other: Span
) -> Diagnostic:
    return diagnose(
        "overlay/correction-without-evidence",
        at,
        "none-counts",
        also=(other,),
        what=target,
        component=component,
        reasons="; ".join(reasons[:MOST]),
    )
