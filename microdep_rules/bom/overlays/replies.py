"""Declaration of the answer in a row, as a fact of a component, material or stage."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.errors.overlays import context_fact
from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.overlays import answer_amounts, answers
from microdep_rules.bom.overlays.answers import parse_stage
from microdep_rules.bom.overlays.company_names import as_one_name, parse_company
from microdep_rules.bom.overlays.declarations import asked_company, explain, unknown_fact, unknown_reason
from microdep_rules.bom.overlays.estimates import without_estimate
from microdep_rules.bom.overlays.fact_names import NEVER_EMPTY, NOTHING_RECORDED, STATED, parse_fact_name
from microdep_rules.bom.overlays.places import company_in, countries_in
from microdep_rules.bom.overlays.remarks import GENERAL_STAGES, limits_nothing, names_stages, read_remark
from microdep_rules.bom.overlays.reply_texts import (
    RELATIONS,
    WITH_SHARES_OR_NAMES,
    company_of_group,
    each_stage_with_place,
    expected_substances,
    fix_of_open_list,
    is_of_family,
    is_purity,
    is_same_company,
    is_stage_with_place,
    joined_reasons,
    local_id,
    may_be_all_stages,
    may_be_person,
    may_name_entries,
    names_entries,
    names_no_owner,
    names_nothing,
    owner_in_brackets,
    owner_with_share,
    refuse_none,
    refuse_unnamed_owner,
    share_of_others,
    stage_label,
    substance_texts,
    total_above_whole,
    total_of_shares,
    unread_stage,
    with_semicolons,
    with_text,
    without_company,
)
from microdep_rules.bom.overlays.substance_answers import (
    is_only_treated,
    is_unknown_substance,
    substances_in,
    unread_substance,
)
from microdep_rules.bom.owner_shares import missing_share
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.messages.quoting import LONGEST, quoted
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import makeup
from microdep_rules.vocabulary.company_cells import is_in_quotation_marks, may_be_companies
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.indicators import indicated, is_semiconductor, shows
from microdep_rules.vocabulary.mentions import substances_held
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.unnamed_owners import is_named_state, unnamed_owner
from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations
    from microdep_rules.bom.overlays.fact_names import RequestedFact
    from microdep_rules.cells import Cell
    from microdep_rules.source import Span

_IN_BRACKETS = pattern(r"\s*\([^()]*\)\s*$")
"""Designators after the name of a component: `(M1, M2)`."""
WHOLE = 100
METALS = "metals"
"""Id of the family of common metals; a screw may also consist of plastic."""
EXAMPLE_OWNER = "Example Holding"
"""Owner in a fix for an answer that names no owner."""
MOST_OWN_SHARES = 10
"""Largest share of itself, in percent, that a company may hold."""
OTHERS_BELOW = "others below 5 %"
"""Last entry that a fix proposes for a list of owners."""
STAGE_KEYS = ("material", "stage", "stage_country", "stage_party", "constituent")
"""Columns that identify a stage."""


class Reply(Struct):
    """Row of a questionnaire with an answer, and the declarations to which the answer is added."""

    declared: TableDeclarations
    row: Row
    is_evidence_attached: bool = False
    """True if the evidence of the row is already attached to single facts, not to the whole entry."""
    has_others: bool = False
    """True if the answer about a list states that there are other entries."""
    unnamed: list[str] = []
    """Entries of a list of owners that name no owner, such as `free float 40 %`."""
    estimated: list[str] = []
    """Entries of a list of owners with a share that is not exact, such as `Example Fund ca. 60 %`."""

    def declare_on_component(self, part: PlacedRecord) -> None:
        """Declare the requested fact of a component."""
        asked = parse_fact_name(self.row["fact"].text)
        if asked is None or asked.record == "party":  # a fact of a company needs the column `About company`
            self.declared.problems.append(
                diagnose(
                    "overlay/answer-not-read",
                    self.row["fact"].span,
                    "unknown-fact" if self.row["fact"].text else "no-fact",
                    name=self.row["fact"].text,
                )
            )
            return
        cell = self.row.get("answer")
        if self._is_limited(asked):
            return
        if asked.record == "stage":
            self._declare_stage(part, asked, cell)
        elif cell is None:
            at, because = self.row["fact"].span, phrase_of("overlay/answer-not-read", "only-evidence")
            fix = phrase_of("overlay/answer-not-read", "write-answer")
            self.declared.problems.append(diagnose("overlay/answer-not-read", at, reason=because, fix=fix))
        elif asked.form == "list":
            self._declare_list(self._holder(part, asked), asked, cell)
        elif asked.form == "content":
            self._declare_content(part, asked, cell)
        elif asked.form == "cost":
            self._declare_cost(part, asked, cell)
        elif asked.record in ("contract", "company"):
            self.declared.problems.append(context_fact(asked.name, self.row["fact"].span))
        elif asked.record == "transformation":
            held = PlacedRecord(cell.span)
            self.declared.put(held, "transformation", asked.field, cell, self.row)
            part.put("substantial_transformation", held, cell.span)
        else:
            self.declared.put(self._holder(part, asked), asked.record, asked.field, cell, self.row)

    def _is_limited(self, asked: RequestedFact) -> bool:
        """Return whether the remark of the row may limit the answer, and report the remark.

        The answer may be of any kind, such as a share, a date or a company. Lists and countries have checks
        of their own: a remark leaves a list open, and a remark may name further countries.
        """
        is_stage = asked.record == "stage" and asked.form == "stage"
        fields = record_types()[asked.record].fields if asked.record in record_types() else {}
        field = fields.get(asked.field)
        is_country = is_stage or (field is not None and field.type.kind == "country")
        if asked.form == "list" or is_country:
            return False
        cell = self.row.get("answer") or self.row.get("made_by")
        return cell is not None and self.declared.is_limited(cell, self.row)

    def _holder(self, part: PlacedRecord, asked: RequestedFact) -> PlacedRecord:
        """Return the record to which a fact belongs: the component, or one of its materials."""
        if asked.record != "material" and not (asked.form == "list" and "material" in self.row):
            return part
        material = PlacedRecord(self.row["material"].span if "material" in self.row else part.span)
        if "material" in self.row:
            material.put("id", local_id(self.row["material"].text))
        part.put("materials", [material], material.span)
        return material

    def _declare_content(self, part: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        if answers.is_not_known(cell.text):
            share: Any = unknown_fact(cell, self.row.get("notes"))
        else:
            share = self.declared.read(cell, answer_amounts.parse_percent)
        if share is None:
            return
        entry = PlacedRecord(cell.span)
        entry.put("element", asked.field)
        entry.put("share", share)
        self._holder(part, asked).put("composition", [entry], cell.span)

    def _declare_cost(self, part: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        amount = self.declared.read(cell, answer_amounts.parse_money)
        if amount is None:
            return
        entry = PlacedRecord(cell.span)
        for name, value in (("kind", asked.field), *amount.items()):
            entry.put(name, value)
        part.put("costs", [entry], cell.span)

    def _declare_list(self, holder: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        """Declare the entries of a list, or that the list is empty or complete."""
        if answers.is_not_known(cell.text):
            remark = self.row["notes"].text if "notes" in self.row else ""
            form = "unknown-remark" if may_name_entries(asked.field, remark) else "unknown"
            self.declared.problems.append(diagnose("overlay/still-open", cell.span, form, list=asked.field))
            return
        texts, closing = answers.split_entries(cell.text)
        self.has_others = closing is False
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
            entries = self._read_owners(with_text(cell, "; ".join(texts[:-1])))
            share = self.declared.read(with_text(cell, below), answer_amounts.parse_percent)
            if entries is None or share is None:
                return
            if entries:
                holder.put("owners", entries, cell.span)
            holder.put("others_below", share, cell.span)
            return
        elif asked.field in _LISTED and not answers.is_complete(cell.text):
            entries = _LISTED[asked.field](self, replace(cell, text="; ".join(texts)))
            if entries is None:
                return
            holder.put(asked.field, entries, cell.span)
            if because := self._incomplete_reason(asked.field, entries, texts, closing=closing):
                self._report_open_list(asked.field, entries, cell, because, texts)
                return
        elif not answers.is_complete(cell.text):
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
        if list_ == "owners" and self.estimated and not self.unnamed:
            exact = "; ".join(without_estimate(text).text for text in texts)
            problem = diagnose("overlay/still-open", at, "estimated", list=list_, reason=reason, text=exact)
        elif list_ == "owners" and self.unnamed:
            problem = diagnose("overlay/still-open", at, "unnamed-owners", list=list_, reason=reason)
        elif list_ == "owners" and missing_share(entry.value for entry in entries):
            below = "; ".join([*texts, OTHERS_BELOW])
            problem = diagnose("overlay/still-open", at, "owners", list=list_, reason=reason, below=below)
        elif closes is False:
            problem = diagnose("overlay/still-open", at, "others", list=list_, reason=reason)
        elif list_ == "stages" and not self._may_be_all_stages(entries):
            form = "final-stages" if closes else "earlier-stages"
            problem = diagnose("overlay/still-open", at, form, list=list_, reason=reason)
        elif names_entries(list_, remark):
            problem = diagnose("overlay/still-open", at, "remark-entries", list=list_, reason=reason)
        elif list_ == "materials" and total_of_shares(texts):
            known = "; ".join(texts)
            problem = diagnose(
                "overlay/still-open", at, "material-shares", list=list_, reason=reason, text=known
            )
        elif list_ == "materials" and reason == self._likely_missing(_substances_of(entries)):
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

    def _refuse(self, cell: Cell, reason: str, fix: str) -> None:
        """Report an answer that is not read."""
        self.declared.problems.append(diagnose("overlay/answer-not-read", cell.span, reason=reason, fix=fix))

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
            return phrase_of("overlay/still-open", "others")
        if list_ == "owners" and self.unnamed:
            return phrase_of("overlay/still-open", "unnamed", texts=", ".join(map(quoted, self.unnamed)))
        if list_ == "owners" and self.estimated:
            return phrase_of("overlay/still-open", "estimated", texts=", ".join(map(quoted, self.estimated)))
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
            return phrase_of("overlay/still-open", "remark-others") if names_entries(list_, remark) else ""
        if remark:
            return phrase_of("overlay/still-open", "remark-others")
        if list_ in ("stages", "relations"):
            every = "all-stages" if list_ == "stages" else "all-companies"
            return phrase_of("overlay/still-open", every)
        return ""

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
            if not any(_are_related(word, substance) for word in listed):
                return phrase_of(
                    "overlay/still-open", "in-name", substance=makeup.substances().label(substance)
                )
        if label and shows("semiconductors", label) and not any(map(is_semiconductor, listed)):
            return phrase_of("overlay/still-open", "semiconductors")
        return ""

    def _read_materials(self, cell: Cell) -> list[PlacedRecord] | None:
        """Return a material for each of the substances that `;` separates in a cell.

        An entry may name several substances, such as `tin plated copper`.
        """
        texts = substance_texts(cell)
        if (total := total_above_whole(texts)) and not all(map(is_purity, texts)):
            because = phrase_of("overlay/answer-not-read", "shares-above-whole", total=total)
            self._refuse(cell, because, phrase_of("overlay/answer-not-read", "correct-shares"))
            return None
        if any(map(substances_in, texts)):
            texts = [text for text in texts if not is_only_treated(text) and not _is_absent(text)]
            if self.has_others:  # an unknown substance is one of the others
                texts = [text for text in texts if substances_in(text) or not is_unknown_substance(text)]

        def entries(text: str) -> list[dict[str, Any]]:
            return [{"substance": word} for word in substances_in(text) or [unread_substance(text)]]

        return self._read_entries(with_text(cell, "; ".join(texts)), entries)

    def _read_stages(self, cell: Cell) -> list[PlacedRecord] | None:
        """Return the stages and countries in a cell such as `mined: AU; sintered: JP`."""
        fields = record_types()["stage"].fields

        is_limited = False

        def step(text: str) -> dict[str, Any]:
            nonlocal is_limited
            text, company = without_company(text)
            stage, place = answers.split_stage(text)
            name, sign, _ = text.partition(":")
            if not stage and sign and not countries_in(name):
                return {"stage": answers.parse_answer(fields["stage"], name.strip())}
            if stage and answers.is_not_known(place):
                reason = unknown_reason(self.row.get("notes"), replace(cell, text=place))
                return {"stage": stage, "unknown": True, "reason": reason}
            if not stage or not place:
                return {"stage": unread_stage(text, has_stage=parse_stage(text) is not None)}
            if (done := company_in(place)) is not None:
                place, company = done
            party = parse_company(company, asked_company(self.row)) if company else ""
            if isinstance(party, Unreadable):
                return {"party": party}
            self.declared.keep_city(replace(cell, text=place))
            country = answers.parse_answer(fields["country"], place)
            if not isinstance(country, Unreadable) and self._remark_is_about(stage):
                country = self.declared.limited_country(country, self.row)
                is_limited = is_limited or country is None
            named = {"party": self.declared.party(with_text(cell, party))} if party else {}
            return {"stage": stage, "country": country, **named}

        listed = with_semicolons(cell, lambda text: is_stage_with_place(without_company(text)[0]))
        texts = [entry for text in listed.text.split(";") for entry in each_stage_with_place(text.strip())]
        entries = self._read_entries(with_text(cell, "; ".join(texts)), step)
        return None if is_limited else entries

    def _remark_is_about(self, stage: str) -> bool:
        """Return whether the remark of the row may limit the country of a stage.

        A remark that names only other stages is about these stages.
        """
        remark = self.row["notes"].text if "notes" in self.row else ""
        named = names_stages(remark) - GENERAL_STAGES
        is_a = load_stages().vocabulary.is_a
        is_same = any(is_a(stage, other) or is_a(other, stage) for other in named)
        return is_same or not named or cue_pattern("{further}").search(remark) is not None

    def _read_owners(self, cell: Cell) -> list[PlacedRecord] | None:
        """Return the owners and shares in a cell such as `Example Holding 51 %; Example Fund 49 %`.

        A group of persons without names, such as `private investors 40 %`, is no entry: `unnamed` lists it.
        """
        listed = with_semicolons(cell, lambda text: owner_with_share(text) is not None)
        texts = [owner_in_brackets(text.strip()) for text in listed.text.split(";") if text.strip()]
        self.unnamed = [text for text in texts if names_no_owner(text)]
        named = [text for text in texts if text not in self.unnamed]
        self.estimated = [text for text in named if not without_estimate(text).is_exact]
        if too_much := total_above_whole(text for text in texts if text not in self.estimated):
            because = phrase_of("overlay/answer-not-read", "shares-above-whole", total=too_much)
            self._refuse(cell, because, phrase_of("overlay/answer-not-read", "correct-shares"))
            return None
        if self.unnamed and not named:
            self._refuse(cell, *refuse_unnamed_owner(self.unnamed[0]))
            return None
        return self._read_entries(with_text(cell, "; ".join(named)), self._read_owner(cell))

    def _read_owner(self, cell: Cell) -> Callable[[str], dict[str, Any]]:
        """Return a function that reads an owner with its share from a text of a cell."""

        def owner(text: str) -> dict[str, Any]:
            named = owner_with_share(text)
            if named is None:
                is_name = "%" not in text and text[:1].isupper() and names_somebody(text)
                fix = phrase_of(
                    "overlay/answer-not-read",
                    "write-owner",
                    owner=" ".join(text.split()) if is_name else EXAMPLE_OWNER,
                )
                return {
                    "party": Unreadable(
                        phrase_of("overlay/answer-not-read", "no-owner-share", text=text), fix
                    )
                }
            owner_, share = named
            if member := company_of_group(owner_):
                fix = phrase_of("overlay/answer-not-read", "write-holder", owner=f"{member} {share}")
                return {
                    "party": Unreadable(
                        phrase_of("overlay/answer-not-read", "unnamed-holder", text=text), fix
                    )
                }
            if self._is_of_itself(owner_, share):
                because = phrase_of("overlay/answer-not-read", "owns-itself", text=text)
                return {
                    "party": Unreadable(because, phrase_of("overlay/answer-not-read", "write-other-owners"))
                }
            is_state = is_named_state(owner_)
            name = owner_ if is_state else parse_company(owner_, asked_company(self.row))
            if isinstance(name, Unreadable) and may_be_companies(owner_):
                fix = phrase_of(
                    "overlay/answer-not-read", "write-owners", owner=f"{as_one_name(owner_)} {share}"
                )
                return {"party": Unreadable(name.because, fix)}
            if isinstance(name, Unreadable):
                return {"party": name}
            party = self.declared.party(replace(cell, text=name))
            value = answer_amounts.parse_percent(share)
            estimate = without_estimate(text)
            if not (estimate.is_exact or isinstance(value, Unreadable)):
                value = estimate.share(text)
            return {"party": party, "share": value}

        return owner

    def _is_person(self, texts: list[str]) -> bool:
        """Return whether the answer states that the party of the row is a person, who has no owners."""
        party = self.row["company"].text if "company" in self.row else ""
        is_stated = len(texts) == 1 and cue_pattern("(?:{article-of-one}\\s+)?{natural-person}").fullmatch(
            texts[0]
        )
        return bool(is_stated) and may_be_person(party)

    def _is_of_itself(self, owner: str, share: str) -> bool:
        """Return whether a company is named as its own owner. A company may hold a few shares of itself."""
        name = parse_company(owner, asked_company(self.row))
        value = answer_amounts.parse_percent(share)
        if "company" not in self.row or isinstance(name, Unreadable) or isinstance(value, Unreadable):
            return False
        return value > MOST_OWN_SHARES and is_same_company(name, self.row["company"].text)

    def _read_relations(self, cell: Cell) -> list[PlacedRecord] | None:
        """Return the relations in a cell such as `subsidiary of Example Holding`."""

        def relation(text: str) -> dict[str, Any]:
            for kind, form in RELATIONS.items():
                match = cue_pattern(form).fullmatch(text)
                if match is None:
                    continue
                company = match["company"] or match["before"]
                if unnamed_owner(company) and not is_in_quotation_marks(company.strip()):
                    because = phrase_of("overlay/answer-not-read", "no-company", text=company)
                    fix = phrase_of("overlay/answer-not-read", "write-company")
                    return {"party": Unreadable(because, fix)}
                name = parse_company(company.strip(), asked_company(self.row))
                if isinstance(name, Unreadable):
                    return {"party": name}
                return {"kind": kind, "party": self.declared.party(replace(cell, text=name))}
            because = phrase_of("overlay/answer-not-read", "no-relation", text=text)
            return {"party": Unreadable(because, phrase_of("overlay/answer-not-read", "write-relation"))}

        return self._read_entries(cell, relation)

    def _read_entries(
        self, cell: Cell, read: Callable[[str], dict[str, Any] | list[dict[str, Any]]]
    ) -> list[PlacedRecord] | None:
        """Return the entries that `;` separates in a cell, each once; `None` if a text cannot be read.

        All texts that cannot be read are reported at once. A text may have several entries.
        """
        entries, known = list[PlacedRecord](), list[str]()
        refused = list[tuple[str, Unreadable]]()
        for text in filter(None, map(str.strip, cell.text.split(";"))):
            values = read(text)
            groups = values if isinstance(values, list) else [values]
            stated = (value for group in groups for value in group.values())
            reason = next((value for value in stated if isinstance(value, Unreadable)), None)
            if reason is not None:
                refused.append((text, Unreadable(*explain(text, reason))))
                continue
            known.append(" ".join(text.split()))
            for group in groups:
                entry = PlacedRecord(cell.span)
                for name, value in group.items():
                    entry.put(name, value)
                if all(entry.value != other.value for other in entries):
                    entries.append(entry)
        for reason in joined_reasons(known, refused):
            self._refuse(cell, reason.because, reason.fix)
        return None if refused else entries

    def _declare_stage(self, part: PlacedRecord, asked: RequestedFact, cell: Cell | None) -> None:
        """Declare the answer about a stage: the country of a new stage, or a fact of a recorded stage."""
        if asked.form == "stage":
            words = asked.stages
            chosen, text = words[0], cell.text if cell is not None else ""
            done, where = answers.split_stage(text)
            named = next((word for word in words if word[0] == done), None)
            if cell is not None and done and (by := company_in(where)) is not None:
                answer = f"{stage_label(done)}: {by[0]}" if len(words) > 1 else by[0]
                self._refuse(
                    cell,
                    phrase_of("overlay/answer-not-read", "more-than-a-country", text=text),
                    phrase_of("overlay/answer-not-read", "write-company-in-column", answer=answer),
                )
                return
            if named is not None:
                chosen, text = named, where
            elif len(words) > 1 and cell is not None and answers.is_not_known(text):
                self.declared.problems.append(
                    diagnose("overlay/still-open", cell.span, "unknown-stage", text=cell.text)
                )
                return
            elif len(words) > 1 and cell is not None and answers.denies_stages(text):
                self._refuse(
                    cell,
                    phrase_of("overlay/answer-not-read", "unclear-stage", text=text),
                    phrase_of(
                        "overlay/answer-not-read",
                        "write-stage-done",
                        stages=", ".join(f"`{stage_label(stage)}`" for stage, _ in words),
                    ),
                )
                return
            elif len(words) > 1 and cell is not None:
                # The answer names a country, but not the stage that was done there.
                because = phrase_of("overlay/answer-not-read", "unclear-stage", text=text)
                country = answers.place_in(text)
                ways = " or ".join(f"`{stage}: {country}`" for stage, _ in words)
                fix = (
                    phrase_of("overlay/answer-not-read", "write-one-stage", ways=ways)
                    if country
                    else phrase_of(
                        "overlay/answer-not-read",
                        "write-stage-done",
                        stages=", ".join(f"`{stage_label(stage)}`" for stage, _ in words),
                    )
                )
                self.declared.problems.append(
                    diagnose("overlay/answer-not-read", cell.span, reason=because, fix=fix)
                )
                return
            here = cell and with_text(cell, text)
            entry = self.stage_record(chosen[0], here, chosen[1])
        else:
            self._declare_stage_fact(part, asked, cell)
            return
        part.put("stages", [entry], entry.span)

    def _declare_stage_fact(self, part: PlacedRecord, asked: RequestedFact, cell: Cell | None) -> None:
        """Declare a fact of a recorded stage.

        Rows about the same stage share one entry. Each fact of the entry has the evidence of the row that
        states the fact.
        """
        stage = self.row.get("stage")
        if stage is None:
            self.declared.problems.append(diagnose("overlay/no-match", self.row["fact"].span, "row-stage"))
            return
        target = (f"{name} {value_}" for name, value_ in part.value["match"].items())
        about = [*target, *(f"{name} {self.row[name].text}" for name in STAGE_KEYS if name in self.row)]
        entry = self.declared.stages.get(tuple(about))
        if entry is None:
            entry = self.declared.stages[tuple(about)] = self.stage_record(
                stage.text, self.row.get("stage_country"), is_recorded=True
            )
            part.put("stages", [entry], entry.span)
        before = dict(entry.value)
        if asked.field == "country":
            self._put_country(entry, cell, self.row.get("notes"))
        elif asked.field == "party" and "made_by" not in self.row and cell is not None:
            self._put_company(entry, cell)
        elif asked.field != "party":
            self.declared.put(entry, "stage", asked.field, cell, self.row)
        self._report_contradictions(entry, before, stage)
        evidence = self.declared.evidence_ids(self.row)
        self.is_evidence_attached = True
        for name in [name_ for name_ in entry.value if evidence and entry.value[name_] != before.get(name_)]:
            at, value = entry.span_of(name), entry.value[name]
            record = value if isinstance(value, dict) else {"value": value}
            if name not in {"unknown", "reason"}:
                entry.put(name, {**record, "evidence": evidence}, at)

    def _report_contradictions(self, entry: PlacedRecord, before: dict[str, Any], stage: Cell) -> None:
        """Report rows that contradict each other about a fact of a stage."""
        for name, first in before.items():
            now = entry.value.get(name)
            plain = first["value"] if isinstance(first, dict) and "value" in first else first
            if now not in (first, plain):
                values = (quoted(str(now)), quoted(str(plain)))
                at = entry.span_of(name)
                self.declared.problems.append(
                    diagnose(
                        "overlay/conflict",
                        at,
                        also=(stage.span,),
                        field=name,
                        component=stage.text,
                        here=values[0],
                        there=values[1],
                    )
                )

    def stage_record(
        self, word: str, country: Cell | None, constituent: str = "", *, is_recorded: bool = False
    ) -> PlacedRecord:
        """Return a stage with its material, country, company and share.

        `is_recorded` is true if the country is no answer. The remark of the row does not limit this country.
        """
        at = country or self.row.get("stage") or self.row["fact"]
        entry = PlacedRecord(at.span)
        stage = record_types()["stage"].fields["stage"]
        read = answers.parse_answer(stage, word)
        if isinstance(read, Unreadable):
            where = self.row.get("stage", at)
            self.declared.problems.append(
                diagnose("overlay/answer-not-read", where.span, reason=read.because, fix=read.fix)
            )
            read = word
        entry.put("stage", read, (self.row.get("stage") or at).span)
        if "material" in self.row:
            entry.put("of", local_id(self.row["material"].text), self.row["material"].span)
        if constituent or "constituent" in self.row:
            entry.put("substance", constituent or self.row["constituent"].text)
        self._put_country(entry, country, self.row.get("notes"), is_recorded=is_recorded)
        if "made_by" in self.row:
            self._put_company(entry, self.row["made_by"])
        elif (recorded := self.row.get("stage_party")) is not None:
            entry.put("party", self.declared.party(recorded), recorded.span)
        if "share" in self.row:
            share = self.declared.read(self.row["share"], answer_amounts.parse_percent)
            if share is not None:
                entry.put("share", share, self.row["share"].span)
        return entry

    def _put_company(self, entry: PlacedRecord, cell: Cell) -> None:
        """Declare the company of a stage."""
        if answers.is_not_known(cell.text):
            entry.put("party", unknown_fact(cell, self.row.get("notes")), cell.span)
        elif (party := self.declared.named_party(cell, self.row)) is not None:
            entry.put("party", party, cell.span)

    def _put_country(
        self, entry: PlacedRecord, cell: Cell | None, remark: Cell | None, *, is_recorded: bool = False
    ) -> None:
        if cell is None:
            return
        if answers.is_not_known(cell.text):
            entry.put("unknown", value=True, span=cell.span)
            entry.put("reason", unknown_reason(remark, cell), cell.span)
            return
        stage = str(entry.value.get("stage", ""))
        if not is_recorded and remark is not None and "fact" in self.row:
            is_other = not self._remark_is_about(stage) and not read_remark(remark.text, []).countries
            if is_other:  # the country may be the country of the stage in the remark
                fix = phrase_of("overlay/answer-not-read", "write-without-condition", text=cell.text)
                self.declared.report_remark(remark, cell.text, fix)
                return
        self.declared.put(entry, "stage", "country", cell, None if is_recorded else self.row)

    def declare_on_company(self, whole: Span) -> None:
        """Declare the requested fact of a company."""
        named = self.row.get("fact")
        asked = parse_fact_name(named.text) if named is not None else None
        cell = self.row.get("answer")
        if asked is None or asked.record != "party" or cell is None:
            text, at = (named.text, named.span) if named is not None else ("", whole)
            self.declared.problems.append(
                diagnose("overlay/answer-not-read", at, "unknown-fact" if text else "no-fact", name=text)
            )
            return
        if self._is_limited(asked):
            return
        facts = PlacedRecord(cell.span)
        if asked.form == "list":
            self._declare_list(facts, asked, cell)
        elif asked.form == "same":
            self._declare_same_company(facts, asked, cell)
        else:
            self.declared.put(facts, "party", asked.field, cell, self.row)
        company = self.row["company"]
        self.declared.company(company, facts, self.declared.evidence_ids(self.row), company.text)

    def _declare_same_company(self, facts: PlacedRecord, asked: RequestedFact, cell: Cell) -> None:
        """Declare whether the company is a listed company, as an alias or a distinct company."""
        if answers.is_not_known(cell.text):
            return
        is_same = self.declared.read(cell, answers.parse_yes_or_no)
        if is_same is None:
            return
        facts.put("aliases" if is_same else "distinct_from", [asked.field], cell.span)
        if evidence := self.declared.evidence_ids(self.row):
            facts.put("evidence", evidence, cell.span)


def _is_absent(text: str) -> bool:
    """Return whether an entry of a list of materials states that a substance is absent, as `Ho: none`."""
    substance, colon, word = text.partition(":")
    return bool(colon) and answers.is_none(word.strip()) and bool(substances_in(substance))


def _are_related(substance: str, other: str) -> bool:
    """Return whether a substance is a kind of another substance, or one of them is a part of the other.

    A chemical element is no magnet alloy: neodymium in a list does not stand for `NdFeB` in a name.
    """
    known = makeup.substances()
    if known.is_a(substance, other) or known.is_a(other, substance):
        return True
    parts = {name: known.terms[name].parts if name in known.terms else () for name in (substance, other)}
    return not known.is_a(other, makeup.MAGNETS) and (substance in parts[other] or other in parts[substance])


def _substances_of(entries: list[PlacedRecord]) -> list[str]:
    return [str(entry.value["substance"]) for entry in entries]


_LISTED = {
    "materials": Reply._read_materials,  # noqa: SLF001 - a class of this module
    "stages": Reply._read_stages,  # noqa: SLF001
    "owners": Reply._read_owners,  # noqa: SLF001
    "relations": Reply._read_relations,  # noqa: SLF001
}
"""Functions that read the entries of a list from a cell, by the name of the list."""
