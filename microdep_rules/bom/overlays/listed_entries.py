"""Entries of lists in the answers of a questionnaire: materials, stages, owners and relations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.imports.placed_records import PlacedRecord
from microdep_rules.bom.overlays import answer_amounts, answers
from microdep_rules.bom.overlays.answers import parse_stage
from microdep_rules.bom.overlays.company_names import (
    as_one_name,
    is_past,
    names_subsidiary,
    parse_company,
    split_former_name,
    without_comment,
)
from microdep_rules.bom.overlays.declarations import asked_company, explain, unknown_reason
from microdep_rules.bom.overlays.estimates import without_estimate
from microdep_rules.bom.overlays.places import company_in, countries_in
from microdep_rules.bom.overlays.remarks import is_about_stage
from microdep_rules.bom.overlays.reply_texts import (
    RELATIONS,
    company_of_group,
    each_stage_with_place,
    is_purity,
    is_same_company,
    is_stage_with_place,
    joined_reasons,
    names_no_owner,
    owner_in_brackets,
    owner_with_share,
    refuse_unnamed_owner,
    substance_texts,
    total_above_whole,
    unread_stage,
    with_semicolons,
    with_text,
    without_company,
    without_exchange,
)
from microdep_rules.bom.overlays.substance_answers import (
    is_only_coat,
    is_only_treated,
    is_unknown_substance,
    substances_in,
    unread_substance,
)
from microdep_rules.messages import diagnose, phrase_of
from microdep_rules.vocabulary.company_cells import is_in_quotation_marks, may_be_companies
from microdep_rules.vocabulary.fields import record_types
from microdep_rules.vocabulary.placeholder_names import names_somebody
from microdep_rules.vocabulary.unnamed_owners import is_named_state, unnamed_owner
from microdep_rules.vocabulary.workbook_texts import cue_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from microdep_rules.bom.overlays.declarations import Row, TableDeclarations
    from microdep_rules.cells import Cell

EXAMPLE_OWNER = "Example Holding"
"""Owner in a fix for an answer that names no owner."""
MOST_OWN_SHARES = 10
"""Largest percentage of its shares that a company may hold itself."""
LISTS = frozenset({"materials", "stages", "owners", "relations"})
"""Lists with entries that the reader reads; the entries of other lists are kept as text."""


class EntryReader(Struct):
    """Reader of the entries that the answer of a row lists, such as `copper; steel`."""

    declared: TableDeclarations
    row: Row
    has_others: bool = False
    """True if the answer states that there are other entries."""
    unnamed: list[str] = []
    """Entries of a list of owners that name no owner, such as `free float 40 %`."""
    unread: list[str] = []
    """Unknown names in a list of materials that states that there are other entries."""
    estimated: list[str] = []
    """Entries of a list of owners with a share that is not exact, such as `Example Fund ca. 60 %`."""

    def read(self, list_: str, cell: Cell) -> list[PlacedRecord] | None:
        """Return the entries of a list in `LISTS`.

        If a text cannot be read, the reader reports the text and returns `None`.
        """
        match list_:
            case "materials":
                return self._read_materials(cell)
            case "stages":
                return self._read_stages(cell)
            case "owners":
                return self.read_owners(cell)
            case _:
                return self._read_relations(cell)

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
                self.unread = [
                    text for text in texts if is_unknown_substance(text) and not substances_in(text)
                ]
                texts = [text for text in texts if text not in self.unread]
            elif all(map(is_only_coat, texts)):
                because = phrase_of("overlay/answer-not-read", "only-coat", text=texts[0])
                self._refuse(cell, because, phrase_of("overlay/answer-not-read", "write-below-coat"))
                return None

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
            if not isinstance(country, Unreadable) and is_about_stage(self.row.get("notes"), stage):
                country = self.declared.limited_country(country, self.row)
                is_limited = is_limited or country is None
            named = {"party": self.declared.party(with_text(cell, party))} if party else {}
            return {"stage": stage, "country": country, **named}

        listed = with_semicolons(cell, lambda text: is_stage_with_place(without_company(text)[0]))
        texts = [entry for text in listed.text.split(";") for entry in each_stage_with_place(text.strip())]
        entries = self._read_entries(with_text(cell, "; ".join(texts)), step)
        return None if is_limited else entries

    def read_owners(self, cell: Cell) -> list[PlacedRecord] | None:
        """Return the owners and shares in a cell such as `Example Holding 51 %; Example Fund 49 %`.

        A group of persons without names, such as `private investors 40 %`, is no entry: `unnamed` lists it.
        """
        cell = with_text(cell, without_exchange(cell.text))
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
            owner_, former = split_former_name(owner_)
            present, comment = without_comment(owner_)
            if is_past(comment) or names_subsidiary(comment):
                because = phrase_of("overlay/answer-not-read", "unclear-owner", text=text)
                fix = phrase_of("overlay/answer-not-read", "write-present-owner", owner=f"{present} {share}")
                return {"party": Unreadable(because, fix)}
            owner_ = present
            is_state = is_named_state(owner_)
            name = owner_ if is_state else parse_company(owner_, asked_company(self.row))
            if isinstance(name, Unreadable) and may_be_companies(owner_):
                fix = phrase_of(
                    "overlay/answer-not-read", "write-owners", owner=f"{as_one_name(owner_)} {share}"
                )
                return {"party": Unreadable(name.because, fix)}
            if isinstance(name, Unreadable):
                return {"party": name}
            party = self._add_company(replace(cell, text=name), former)
            value = answer_amounts.parse_percent(share)
            estimate = without_estimate(text)
            if not (estimate.is_exact or isinstance(value, Unreadable)):
                value = estimate.share(text)
            return {"party": party, "share": value}

        return owner

    def _is_of_itself(self, owner: str, share: str) -> bool:
        """Return whether an answer wrongly names a company as the owner of that company.

        A share of at most 10 % is possible, because a company may hold a few of its shares.
        """
        name = parse_company(owner, asked_company(self.row))
        value = answer_amounts.parse_percent(share)
        if "company" not in self.row or isinstance(name, Unreadable) or isinstance(value, Unreadable):
            return False
        return value > MOST_OWN_SHARES and is_same_company(name, self.row["company"].text)

    def _read_relations(self, cell: Cell) -> list[PlacedRecord] | None:
        """Return the relations in a cell such as `subsidiary of Example Holding`.

        An entry such as `subsidiary of nobody` states that there is no such company, and adds no relation.
        """

        def relation(text: str) -> dict[str, Any] | list[dict[str, Any]]:
            for kind, form in RELATIONS.items():
                match = cue_pattern(form).fullmatch(text)
                if match is None:
                    continue
                company, former = split_former_name(without_exchange(match["company"] or match["before"]))
                if answers.is_no_company(company):
                    return []
                company, comment = without_comment(company)
                if is_past(comment) and kind != "successor":
                    because = phrase_of("overlay/answer-not-read", "past-company", text=text)
                    fix = phrase_of("overlay/answer-not-read", "write-present-company", name=company)
                    return {"party": Unreadable(because, fix)}
                if unnamed_owner(company) and not is_in_quotation_marks(company.strip()):
                    because = phrase_of("overlay/answer-not-read", "no-company", text=company)
                    fix = phrase_of("overlay/answer-not-read", "write-company")
                    return {"party": Unreadable(because, fix)}
                name = parse_company(company.strip(), asked_company(self.row))
                if isinstance(name, Unreadable):
                    return {"party": name}
                return {"kind": kind, "party": self._add_company(replace(cell, text=name), former)}
            if answers.is_no_company(text):
                return []
            because = phrase_of("overlay/answer-not-read", "no-relation", text=text)
            return {"party": Unreadable(because, phrase_of("overlay/answer-not-read", "write-relation"))}

        return self._read_entries(cell, relation)

    def _add_company(self, cell: Cell, former: str) -> str:
        """Return the id of a company. A former name becomes an alias, so that lists with this name match."""
        id_ = self.declared.party(cell)
        party = self.declared.parties[id_]
        if former and former not in party.value.get("aliases", ()):
            party.add("aliases", [former], cell.span)
        return id_

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

    def _refuse(self, cell: Cell, reason: str, fix: str) -> None:
        """Report an answer that is not read."""
        self.declared.problems.append(diagnose("overlay/answer-not-read", cell.span, reason=reason, fix=fix))


def _is_absent(text: str) -> bool:
    """Return whether an entry of a list of materials states that a substance is absent, as `Ho: none`."""
    substance, colon, word = text.partition(":")
    return bool(colon) and answers.is_none(word.strip()) and bool(substances_in(substance))
