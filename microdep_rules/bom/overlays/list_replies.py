"""Declaration of the answers about lists, and the reasons why a list may be incomplete."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.overlays import answer_amounts, answers
from microdep_rules.bom.overlays.estimates import without_estimate
from microdep_rules.bom.overlays.fact_names import NEVER_EMPTY, NOTHING_RECORDED, STATED
from microdep_rules.bom.overlays.list_rows import UNANSWERED
from microdep_rules.bom.overlays.listed_entries import LISTS, EntryReader
from microdep_rules.bom.overlays.remarks import limits_nothing, names_stages
from microdep_rules.bom.overlays.reply_texts import (
    MAGNETS,
    WITH_SHARES_OR_NAMES,
    expected_substances,
    fix_of_open_list,
    is_of_family,
    may_be_all_stages,
    may_be_person,
    may_name_entries,
    names_entries,
    names_nothing,
    refuse_none,
    share_of_others,
    total_of_shares,
    with_text,
)
from microdep_rules.bom.overlays.substance_answers import (
    substances_in,
)
from microdep_rules.bom.owner_shares import missing_share
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import LONGEST, quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import makeup
from microdep_rules.vocabulary.indicators import indicated, is_semiconductor, shows
from microdep_rules.vocabulary.mentions import substances_held
from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    from microdep_rules.bom.imports.placed_records import PlacedRecord
    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations
    from microdep_rules.bom.overlays.fact_names import RequestedFact
    from microdep_rules.cells import Cell

_IN_BRACKETS = pattern(r"\s*\([^()]*\)\s*$")
"""Designators after the name of a component: `(M1, M2)`."""
WHOLE = 100
METALS = "metals"
"""Id of the family of common metals; a screw may also consist of plastic."""
OTHERS_BELOW = "others below 5 %"
"""Last entry that a fix proposes for a list of owners."""


class ListReply(Struct):
    """Answer about a list, such as the materials of a component: its entries, and whether it is complete."""

    declared: TableDeclarations
    row: Row
    entries: EntryReader

    def declare(self, holder: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        """Declare the entries of a list, or that the list is empty or complete."""
        if answers.is_not_known(cell.text):
            remark = self.row["notes"].text if "notes" in self.row else ""
            form = "unknown-remark" if may_name_entries(asked.field, remark) else "unknown"
            self.declared.problems.append(diagnose("overlay/still-open", cell.span, form, list=asked.field))
            return
        texts, closing = answers.split_entries(cell.text)
        self.entries.has_others = closing is False and not self._has_unanswered_row()
        is_none = len(texts) == 1 and answers.is_none(texts[0])
        is_none |= len(texts) == 1 and answers.is_none_with_a_reason(texts[0], asked.field)
        if asked.field == "owners" and self._is_person(texts):
            holder.put(asked.field, [], cell.span)
            holder.put("complete", [asked.field], cell.span)
            return
        if is_none and asked.field in NEVER_EMPTY:
            self._refuse(cell, *refuse_none(asked.field, cell.text))
            return
        if asked.field == "materials" and len(texts) == 1 and answers.is_only_components(texts[0]):
            holder.put(asked.field, [], cell.span)
        elif is_none:
            if closing is False:
                self._report_open_list(asked.field, [], cell, self._reason_of_others(), texts)
                return
            if self._remark():
                because = phrase_of("overlay/still-open", "remark-something")
                self.declared.problems.append(
                    diagnose("overlay/still-open", cell.span, "none", list=asked.field, reason=because)
                )
                return
            if asked.field == "children" and shows("components inside", self._label()):
                because = phrase_of("overlay/still-open", "inside")
                self.declared.problems.append(
                    diagnose("overlay/still-open", cell.span, "inside", list=asked.field, reason=because)
                )
                return
            holder.put(asked.field, [], cell.span)
        elif asked.field not in WITH_SHARES_OR_NAMES and names_nothing(cell.text):
            is_recorded = not self._has_nothing_recorded()
            self._refuse(
                cell,
                phrase_of("overlay/answer-not-read", "not-complete", text=cell.text),
                fix_of_open_list(asked.field, is_recorded=is_recorded),
            )
            return
        elif asked.field == "owners" and (below := share_of_others(texts)) is not None:
            self._declare_limited_owners(holder, cell, texts[:-1], below)
            return
        elif asked.field in LISTS and not answers.is_complete(cell.text):
            entries = self.entries.read(asked.field, replace(cell, text="; ".join(texts)))
            if entries is None:
                return
            holder.put(asked.field, entries, cell.span)
            if because := self._incomplete_reason(asked.field, entries, texts, closing=closing):
                self._report_open_list(asked.field, entries, cell, because, texts)
                return
        elif not answers.is_complete(cell.text):
            if answers.refers_elsewhere(cell.text):
                self._refuse(
                    cell,
                    phrase_of("overlay/answer-not-read", "elsewhere", text=cell.text),
                    phrase_of("overlay/answer-not-read", "write-here"),
                )
                return
            holder.put("ext", {f"{STATED}{asked.field}": " ".join(cell.text.split())}, cell.span)
            self.declared.problems.append(diagnose("overlay/still-open", cell.span, "kept", list=asked.field))
            return
        elif self._has_nothing_recorded():
            self._refuse(
                cell,
                phrase_of("overlay/answer-not-read", "nothing-recorded", text=cell.text),
                fix_of_open_list(asked.field, is_recorded=False),
            )
            return
        elif self._remark():
            because = phrase_of("overlay/still-open", "remark-others")
            self.declared.problems.append(
                diagnose("overlay/still-open", cell.span, "complete", list=asked.field, reason=because)
            )
            return
        if answers.is_complete(cell.text) and self._is_recorded_list_open(asked.field, cell):
            return
        holder.put("complete", [asked.field], cell.span)

    def _declare_limited_owners(self, holder: PlacedRecord, cell: Cell, texts: list[str], below: str) -> None:
        """Declare the owners in an answer that ends in `others below 5 %`, and this limit.

        The limit is not declared beside an unnamed group, because one person of the group may hold its whole
        share.
        """
        entries = self.entries.read_owners(with_text(cell, "; ".join(texts)))
        share = self.declared.read(with_text(cell, below), answer_amounts.parse_percent)
        if entries is None or share is None:
            return
        if entries:
            holder.put("owners", entries, cell.span)
        if self.entries.unnamed:
            because = self._incomplete_reason("owners", entries, texts, closing=None)
            self._report_open_list("owners", entries, cell, because, texts)
            return
        holder.put("others_below", share, cell.span)

    def _is_person(self, texts: list[str]) -> bool:
        """Return whether the answer states that the party of the row is a person, who has no owners."""
        party = self.row["company"].text if "company" in self.row else ""
        is_stated = len(texts) == 1 and cue_pattern("(?:{article-of-one}\\s+)?{natural-person}").fullmatch(
            texts[0]
        )
        return bool(is_stated) and may_be_person(party)

    def _is_recorded_list_open(self, list_: str, cell: Cell) -> bool:
        """Return whether a recorded list lacks an entry although the answer is `complete`, and report it."""
        form = because = ""
        if list_ == "materials":
            form, because = "likely", self._likely_missing(self._recorded_substances(), is_stated=True)
        elif list_ == "stages" and not self._may_be_all_stages([]):
            form, because = "final-stages", phrase_of("overlay/still-open", "no-raw-stage")
        if because:
            problem = diagnose("overlay/still-open", cell.span, form, list=list_, reason=because)
            self.declared.problems.append(problem)
        return bool(because)

    def _recorded_substances(self) -> list[str]:
        """Return the substances that the row shows as recorded for its component."""
        lines = self.row["recorded"].text.splitlines() if "recorded" in self.row else []
        own = [
            line.removeprefix(f"{self._label()}: ") for line in lines if line.startswith(f"{self._label()}: ")
        ]
        texts = [text.strip() for line in own or lines for text in line.split(";")]
        return [word for text in texts for word in substances_in(text)]

    def _report_open_list(
        self, list_: str, entries: list[PlacedRecord], cell: Cell, reason: str, texts: list[str]
    ) -> None:
        """Report a list that may be incomplete; `texts` are the entries of the answer."""
        remark = self._remark()
        at = cell.span
        closed = f"{'; '.join(texts)}; complete"
        closes = answers.split_entries(cell.text)[1]
        if self._has_unanswered_row():  # already reported at the last row of the list
            return
        if list_ == "owners" and self.entries.estimated and not self.entries.unnamed:
            exact = "; ".join(without_estimate(text).text for text in texts)
            problem = diagnose("overlay/still-open", at, "estimated", list=list_, reason=reason, text=exact)
        elif list_ == "owners" and self.entries.unnamed:
            problem = diagnose("overlay/still-open", at, "unnamed-owners", list=list_, reason=reason)
        elif list_ == "owners" and missing_share(entry.value for entry in entries):
            below = "; ".join([*texts, OTHERS_BELOW])
            problem = diagnose("overlay/still-open", at, "owners", list=list_, reason=reason, below=below)
        elif closes is False and self.entries.unread:
            problem = diagnose("overlay/still-open", at, "unread", list=list_, reason=reason)
        elif closes is False:
            problem = diagnose("overlay/still-open", at, "others", list=list_, reason=reason)
        elif list_ == "stages" and not self._may_be_all_stages(entries):
            form = "final-stages" if closes else "earlier-stages"
            problem = diagnose("overlay/still-open", at, form, list=list_, reason=reason)
        elif names_entries(list_, remark) or (closes and remark):
            problem = diagnose("overlay/still-open", at, "remark-entries", list=list_, reason=reason)
        elif list_ == "materials" and total_of_shares(texts):
            known = "; ".join(texts)
            problem = diagnose(
                "overlay/still-open", at, "material-shares", list=list_, reason=reason, text=known
            )
        elif list_ == "materials" and reason == self._likely_missing(_substances_of(entries)):
            if self._lacks_magnet() and (alloy := magnet_of_elements(_substances_of(entries))):
                problem = diagnose(
                    "overlay/still-open", at, "likely-alloy", list=list_, reason=reason, alloy=alloy
                )
            else:
                problem = diagnose("overlay/still-open", at, "likely", list=list_, reason=reason)
        elif len(closed) > LONGEST:
            problem = diagnose("overlay/still-open", at, "long-list", list=list_, reason=reason)
        elif list_ == "stages":
            problem = diagnose("overlay/still-open", at, "stages", list=list_, reason=reason, text=closed)
        else:
            problem = diagnose("overlay/still-open", at, list=list_, reason=reason, text=closed)
        self.declared.problems.append(problem)

    def _label(self) -> str:
        """Return the name of the component of the row, with its designators."""
        return self.row["components"].text if "components" in self.row else ""

    def _has_nothing_recorded(self) -> bool:
        """Return whether the row shows no recorded entry for its component.

        Without a recorded entry, an answer cannot state that the recorded list is complete.
        """
        if "recorded" not in self.row:
            return True
        label = self.row["components"].text if "components" in self.row else ""
        lines = [line.rpartition(": ") for line in self.row["recorded"].text.splitlines()]
        return any(
            entries == NOTHING_RECORDED and label.startswith(name) for name, _, entries in lines if name
        )

    def _remark(self) -> str:
        """Return the remark of the row; empty if the remark adds nothing to a list."""
        remark = self.row["notes"].text if "notes" in self.row else ""
        return "" if limits_nothing(remark) else remark

    def _incomplete_reason(
        self, list_: str, entries: list[PlacedRecord], texts: list[str], *, closing: bool | None
    ) -> str:
        """Return the reason why the list may be incomplete; empty if the list is complete.

        A list of stages is complete only if the answer states `complete`. Any other list is also complete if
        nothing in the row shows further entries, because the question asks for all entries.
        """
        remark = self._remark()
        if closing is False:
            return self._reason_of_others()
        if list_ == "owners" and self.entries.unnamed:
            return phrase_of(
                "overlay/still-open", "unnamed", texts=", ".join(map(quoted, self.entries.unnamed))
            )
        if list_ == "owners" and self.entries.estimated:
            return phrase_of(
                "overlay/still-open", "estimated", texts=", ".join(map(quoted, self.entries.estimated))
            )
        if list_ == "materials" and (
            reason := self._likely_missing(_substances_of(entries), is_stated=closing is True)
        ):
            return reason
        if list_ == "materials" and (stated := total_of_shares(texts)):
            return phrase_of("overlay/still-open", "shares", total=stated)
        if (missing := missing_share(entry.value for entry in entries)) and list_ == "owners":
            total = Decimal(WHOLE) - Decimal(missing.numerator) / Decimal(missing.denominator)
            return phrase_of("overlay/still-open", "shares", total=f"{total.normalize():f}")
        if closing and list_ == "stages" and not self._may_be_all_stages(entries):
            return phrase_of("overlay/still-open", "no-raw-stage")
        if closing:
            return phrase_of("overlay/still-open", "remark-others") if remark else ""
        if remark:
            return phrase_of("overlay/still-open", "remark-others")
        if list_ in ("stages", "relations"):
            every = "all-stages" if list_ == "stages" else "all-companies"
            return phrase_of("overlay/still-open", every)
        return ""

    def _has_unanswered_row(self) -> bool:
        """Return whether the list has a row for each entry, and its last row has no answer."""
        return "list_row" in self.row and self.row["list_row"].text == UNANSWERED

    def _reason_of_others(self) -> str:
        if self.entries.unread:
            return phrase_of(
                "overlay/still-open", "unread", texts=", ".join(map(quoted, self.entries.unread))
            )
        return phrase_of("overlay/still-open", "last-row" if self._has_unanswered_row() else "others")

    def _may_be_all_stages(self, entries: list[PlacedRecord]) -> bool:
        """Return whether the stages of an answer and the recorded stages can be all stages."""
        recorded = names_stages(self.row["recorded"].text) if "recorded" in self.row else frozenset[str]()
        return may_be_all_stages([*(str(entry.value["stage"]) for entry in entries), *recorded])

    def _likely_missing(self, listed: list[str], *, is_stated: bool = False) -> str:
        """Return the reason why a list of materials probably lacks a substance; empty if it lacks none.

        The name of the component, such as `SmCo ring magnet`, shows which substances it contains. Chemical
        elements are not the alloy of a magnet. An indicator of medium confidence counts only if the answer
        does not state that the list is complete (`is_stated`).
        """
        label = self._label() if "material" not in self.row else ""
        for indicator in indicated(label, "", ""):
            is_likely = indicator.confidence == "medium" and indicator.family != METALS and not is_stated
            is_sure = indicator.confidence == "high"
            if (is_sure or is_likely) and not any(is_of_family(word, indicator) for word in listed):
                family = expected_substances(indicator)
                return phrase_of("overlay/still-open", "likely", family=family, why=indicator.why)
        for substance in substances_held(_IN_BRACKETS.sub("", label)):
            if not any(_accounts_for(word, substance) for word in listed):
                return phrase_of(
                    "overlay/still-open", "in-name", substance=makeup.substances().label(substance)
                )
        if label and shows("semiconductors", label) and not any(map(is_semiconductor, listed)):
            return phrase_of("overlay/still-open", "semiconductors")
        return ""

    def _lacks_magnet(self) -> bool:
        """Return whether the name of the component shows that it contains the material of a magnet."""
        known = makeup.substances()
        substances = [word for indicator in indicated(self._label(), "", "") for word in indicator.substances]
        substances += substances_held(_IN_BRACKETS.sub("", self._label()))
        is_magnet = any(known.is_a(substance, makeup.MAGNETS) for substance in substances)
        return is_magnet or any(indicator.family == MAGNETS for indicator in indicated(self._label(), "", ""))

    def _refuse(self, cell: Cell, reason: str, fix: str) -> None:
        """Report an answer that is not read."""
        self.declared.problems.append(diagnose("overlay/answer-not-read", cell.span, reason=reason, fix=fix))


def _accounts_for(listed: str, named: str) -> bool:
    """Return whether a substance in a list may be the substance in the name of the component.

    Either substance may be a kind or a part of the other. A chemical element is no magnet alloy: neodymium in
    a list does not stand for `NdFeB` in a name.
    """
    known = makeup.substances()
    if known.is_kind_either_way(listed, named):
        return True
    parts = {name: known.terms[name].parts if name in known.terms else () for name in (listed, named)}
    return not known.is_a(named, makeup.MAGNETS) and (listed in parts[named] or named in parts[listed])


def magnet_of_elements(substances: list[str]) -> str:
    """Return the magnet alloy with the listed chemical elements; empty if they are no elements of a magnet.

    >>> magnet_of_elements(["Sm", "Co"]), magnet_of_elements(["Nd", "Fe", "Cu"]), magnet_of_elements(["Fe"])
    ('SmCo', 'NdFeB', '')
    """
    known = makeup.substances()
    for magnet in _MAGNETS_OF_ELEMENTS:
        first, *others = known.terms[magnet].parts
        is_rare_earth = known.is_a(first, "rare-earth")
        has_others = any if is_rare_earth else all
        if first in substances and has_others(
            part in substances for part in others if part != "Fe" or is_rare_earth
        ):
            return magnet
    return ""


_MAGNETS_OF_ELEMENTS = ("SmCo", "NdFeB", "SmFeN", "AlNiCo")


def _substances_of(entries: list[PlacedRecord]) -> list[str]:
    return [str(entry.value["substance"]) for entry in entries]
