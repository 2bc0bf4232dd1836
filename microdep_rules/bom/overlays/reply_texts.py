"""Texts of answers in workbooks: separators, owners, relations, and reasons why an answer is not read."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from microdep_rules.bom.imports.cell_values import Unreadable
from microdep_rules.bom.overlays import answers
from microdep_rules.bom.overlays.answer_amounts import parse_percent
from microdep_rules.bom.overlays.answers import parse_stage
from microdep_rules.bom.overlays.company_names import without_comment
from microdep_rules.bom.overlays.estimates import without_estimate
from microdep_rules.bom.overlays.fact_names import NEVER_EMPTY
from microdep_rules.bom.overlays.places import Place, countries_in, parse_place
from microdep_rules.bom.overlays.substance_answers import substances_in
from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.vocabulary import countries, makeup
from microdep_rules.vocabulary.company_cells import is_in_quotation_marks
from microdep_rules.vocabulary.indicators import families, family_of
from microdep_rules.vocabulary.mentions import substances_named
from microdep_rules.vocabulary.names import east_asian, folded
from microdep_rules.vocabulary.notions import is_final
from microdep_rules.vocabulary.resources import placeholder_names_data
from microdep_rules.vocabulary.slugs import slug
from microdep_rules.vocabulary.stages import load_stages
from microdep_rules.vocabulary.unnamed_owners import unnamed_owner
from microdep_rules.vocabulary.workbook_texts import cue_pattern, limiting_words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from microdep_rules.cells import Cell
    from microdep_rules.vocabulary.indicators import Indicator

MAGNETS = "magnets"
"""Id of the family of permanent magnets."""
SEPARATORS = r"\s*[,\n\u3001\uff0c]\s*|\s+{and}\s+"
"""Characters and words that people write between the entries of a list, in addition to `;`."""
_OWNER_IN_BRACKETS = pattern(r"(?P<group>[^()%]+)\((?P<owner>[^()%]*[^()%\s][^()%]*%)\)")
"""Owner with its share in brackets: `family owned (Rhein family 100 %)`."""
_EXCHANGE = (
    r"\s*[(\uff08]\s*(?:{listed}\s*)?(?:{exchange}(?:[\s:,\uff1a\uff0c-]*[A-Z0-9.]{1,10})?|[0-9]{4,6}\.[A-Z]{1,2})"
    r"\s*[)\uff09]"
)
"""Stock exchange in brackets, with or without the number of the company: `(TSE: 6594)`."""
LONGEST_EAST_ASIAN_NAME = 6
"""Largest number of characters in the name of a person in Chinese, Japanese or Korean."""
LEAST_PURE = 95
"""Smallest share, in percent, that may be the purity of a substance."""
LEAST_WHOLE = 99
"""Smallest sum of rounded shares, in percent, that counts as 100 %."""
MOST_ROUNDED = Decimal("100.5")
"""Largest sum of rounded shares, in percent, that counts as 100 %."""
_SHARE = pattern(r"[0-9]+(?:[.,][0-9]+)?\s*%")
BETWEEN_SUBSTANCES = rf"{SEPARATORS}|\s*[/&+]\s*"
BETWEEN_STAGES = r"\s*[,/&+\u3001\uff0c]\s*|\s+{and}\s+"
"""Characters and words between stages that share a country: `pressed, sintered: Japan`."""


def refuse_none(list_: str, text: str) -> tuple[str, str]:
    """Return the reason and the fix for the answer `none` about a list that cannot be empty."""
    match list_:
        case "materials":
            return (
                phrase_of("overlay/answer-not-read", "none-materials", text=text),
                phrase_of("overlay/answer-not-read", "write-materials"),
            )
        case "stages":
            return (
                phrase_of("overlay/answer-not-read", "none-stages", text=text),
                phrase_of("overlay/answer-not-read", "write-stages"),
            )
        case "inputs":
            return (
                phrase_of("overlay/answer-not-read", "none-inputs", text=text),
                phrase_of("overlay/answer-not-read", "write-inputs"),
            )
        case _:
            return (
                phrase_of("overlay/answer-not-read", "none-owners", text=text),
                phrase_of("overlay/answer-not-read", "write-all-owners"),
            )


def fix_of_open_list(list_: str, *, is_recorded: bool) -> str:
    """Return the text to write in place of an answer that does not state a complete list."""
    if list_ in NEVER_EMPTY and is_recorded:
        return phrase_of("overlay/answer-not-read", "write-complete-inputs")
    if list_ == "materials":
        return phrase_of("overlay/answer-not-read", "write-substances")
    if list_ == "stages":
        return phrase_of("overlay/answer-not-read", "write-stages")
    if list_ == "owners":
        return phrase_of("overlay/answer-not-read", "write-all-owners")
    if list_ in NEVER_EMPTY:
        return phrase_of("overlay/answer-not-read", "write-inputs")
    if is_recorded:
        return phrase_of("overlay/answer-not-read", "write-complete")
    return phrase_of("overlay/answer-not-read", "write-entries")


def names_entries(list_: str, remark: str) -> bool:
    """Return whether a remark names entries of a list, or states that there are further entries."""
    if cue_pattern("{further}").search(remark):
        return True
    if list_ == "materials":
        return bool(substances_named(remark))
    written = re.findall(r"[^\W_]+", remark)
    return list_ == "stages" and (bool(countries_in(remark)) or any(map(parse_stage, written)))


RELATIONS = {
    kind: rf"(?:(?:a\s+|is\s+a\s+)?{{{kind}-of}}\s*(?P<company>\S.*)|(?P<before>.*\S)\s*{{{kind}-of}})"
    for kind in ("subsidiary", "affiliate", "successor")
}
"""For each kind of relation, the forms of a text: `subsidiary of Example Holding`."""
OWNER_WITH_SHARE = (
    pattern(r"(?P<owner>.*[^\s,:])\s*[,:]?\s+(?P<share>[0-9.,]+\s*%)"),
    pattern(r"(?P<owner>.*[^\s,:])\s*[(\[](?P<share>[0-9.,]+\s*%)[)\]]"),
    pattern(r"(?P<share>[0-9.,]+\s*%)\s*:?\s*(?P<owner>[^\s%].*)"),
)
"""Forms of an owner with a share: `Example Fund 49 %`, `Example Fund (49 %)` and `49 % Example Fund`."""


def owner_with_share(text: str) -> tuple[str, str] | None:
    """Return the owner and the share in a text; `None` if the text has no such form.

    >>> owner_with_share("Yageo (100%)"), owner_with_share("100% Yageo"), owner_with_share("Yageo")
    (('Yageo', '100%'), ('Yageo', '100%'), None)
    >>> owner_with_share("wholly owned by Yageo"), owner_with_share("privately owned by Hans Kessler 60 %")
    (('Yageo', '100 %'), ('Hans Kessler', '60 %'))
    >>> owner_with_share("Yageo approx. 60 %"), owner_with_share("Yageo (ca. 60 %)")
    (('Yageo', '60 %'), ('Yageo', '60 %'))
    """
    if (whole := cue_pattern(r"(?:is\s+)?{owned-by}\s+(?P<owner>\S[^%]*)").fullmatch(text)) is not None:
        return whole["owner"], "100 %"
    text = cue_pattern(r"^(?:is\s+)?{belongs-to}\s+(?=\S)").sub("", text)
    text = without_estimate(text).text
    text = cue_pattern(r"(?<=\S)\s+{holds}\s+(?=[0-9.,]+\s*%)").sub(" ", text)
    matches = (form.fullmatch(text) for form in OWNER_WITH_SHARE)
    match = next((match for match in matches if match is not None), None)
    return (match["owner"], match["share"]) if match is not None and "%" not in match["owner"] else None


def owner_in_brackets(text: str) -> str:
    """Return the owner with its share in brackets after a group without names; otherwise the same text.

    >>> owner_in_brackets("family owned (Rhein family 100 %)"), owner_in_brackets("Yageo (100 %)")
    ('Rhein family 100 %', 'Yageo (100 %)')
    """
    match = _OWNER_IN_BRACKETS.fullmatch(text)
    return match["owner"].strip() if match is not None and unnamed_owner(match["group"]) else text


def without_exchange(text: str) -> str:
    """Remove the stock exchanges in brackets, which are no part of the name of a company.

    >>> without_exchange("Nidec (TSE: 6594) 60 %; Yageo (TWSE) 40 %"), without_exchange("Yageo (40 %)")
    ('Nidec 60 %; Yageo 40 %', 'Yageo (40 %)')
    >>> without_exchange("Samsung Electronics (listed on KRX, 005930.KS) 100 %")
    'Samsung Electronics 100 %'
    """
    return cue_pattern(_EXCHANGE).sub("", text)


def names_no_owner(text: str) -> bool:
    """Return whether an entry of a list of owners names no owner, as `free float 40 %` or `others 30 %`.

    >>> [names_no_owner(text) for text in ("free float 40 %", "others 30 %", "state 100 %", "Yageo 40 %")]
    [True, True, True, False]
    """
    owner, _ = owner_with_share(text) or (text, "")
    if is_in_quotation_marks(owner.strip()):
        return False
    owner = without_comment(owner)[0]
    if cue_pattern("{stock-exchange}").search(owner) and not has_legal_form(owner):
        return True
    return bool(unnamed_owner(owner)) or answers.is_not_known(owner) or owner.casefold() in words("others")


def has_legal_form(name: str) -> bool:
    """Return whether a name has the legal form of a company, such as `GmbH`."""
    return not _legal_forms().isdisjoint(folded(name).split())


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(map(folded, placeholder_names_data()["forms"]["words"]))


def may_be_person(name: str) -> bool:
    """Return whether a name may be the name of a person: several words, and no legal form of a company.

    >>> may_be_person("Anna Wehrle"), may_be_person("Wehrle Holding GmbH"), may_be_person("CATL")
    (True, False, False)
    >>> may_be_person("王伟"), may_be_person("宁德时代新能源科技股份有限公司")
    (True, False)
    """
    words = name.split()
    if any(map(east_asian().match, words)):
        return len("".join(words)) <= LONGEST_EAST_ASIAN_NAME
    is_name = len(words) > 1 and all(word[0].isupper() and not word.isupper() for word in words)
    return is_name and not has_legal_form(name) and unnamed_owner(name) == ""


def company_of_group(owner: str) -> str:
    """Return `CATL` for a text such as `a CATL subsidiary`, which means an unnamed company of a group.

    The result is empty for any other text.

    >>> company_of_group("a CATL subsidiary"), company_of_group("CATL group"), company_of_group("Yageo Group")
    ('CATL', 'CATL', '')
    """
    if is_in_quotation_marks(owner.strip()) or has_legal_form(owner):
        return ""
    text = cue_pattern(r"^(?:an?|one|the|eine?r?)\s+(?=\S)").sub("", owner.strip())
    member = cue_pattern(
        r"(?:{part-of-a-group}\s+{of-a-company}\s+(?P<after>\S.*)|(?P<before>.*?\S)[\s-]*{part-of-a-group})"
    ).fullmatch(text)
    if member is not None:
        return (member["after"] or member["before"]).strip()
    group = pattern(r"(?P<name>.*\S)\s+group").fullmatch(text)
    if group is not None:
        return group["name"]
    return text if text != owner.strip() and owner[:1].islower() and text[:1].isupper() else ""


def is_same_company(first: str, second: str) -> bool:
    """Return whether two names are names of one company, even if one of the names lacks its legal form.

    >>> is_same_company("Brenner Optik", "BRENNER OPTIK GmbH"), is_same_company("Foo AG", "Foo GmbH")
    (True, False)
    """
    names = [folded(name).split() for name in (first, second)]
    forms = [_legal_forms().intersection(name) for name in names]
    bare = [[word for word in name if word not in form] for name, form in zip(names, forms, strict=True)]
    return bool(bare[0]) and bare[0] == bare[1] and (not all(forms) or forms[0] == forms[1])


def refuse_unnamed_owner(text: str) -> tuple[str, str]:
    """Return the reason and the fix for an answer about owners that names no owner."""
    owner, _ = owner_with_share(text) or (text, "")
    is_state = unnamed_owner(owner) == "state"
    return (
        phrase_of("overlay/answer-not-read", "unnamed-owner", text=text),
        phrase_of("overlay/answer-not-read", "write-state" if is_state else "write-named-owners"),
    )


def total_above_whole(texts: Iterable[str]) -> str:
    """Return the sum of the shares in texts if it is more than 100 %; otherwise an empty text.

    Rounded shares may add up to slightly more than 100 %.

    >>> total_above_whole(["Yageo 60 %", "Murata 50 %"]), total_above_whole(["Yageo 60 %", "Murata 40.2 %"])
    ('110', '')
    """
    shares = [share for text in texts for share in _SHARE.findall(text)]
    amounts = [parse_percent(share) for share in shares]
    total = sum((Decimal(amount) for amount in amounts if not isinstance(amount, Unreadable)), Decimal(0))
    return f"{total.normalize():f}" if total > MOST_ROUNDED else ""


def is_purity(text: str) -> bool:
    """Return whether the share in an entry may be the purity of a substance: `copper (99.9 %)`."""
    amounts = [parse_percent(share) for share in _SHARE.findall(text)]
    return len(amounts) == 1 and not isinstance(amounts[0], Unreadable) and amounts[0] >= LEAST_PURE


def total_of_shares(texts: Iterable[str]) -> str:
    """Return the sum of the shares in texts; empty if a text has no share or if the sum is about 100 %.

    >>> total_of_shares(["NdFeB 30 %", "copper 20 %"]), total_of_shares(["NdFeB 30 %", "copper"])
    ('50', '')
    """
    shares = [_SHARE.findall(text) for text in texts]
    if not shares or any(len(found) != 1 for found in shares):
        return ""
    amounts = [parse_percent(share) for (share,) in shares]
    if any(isinstance(amount, Unreadable) for amount in amounts):
        return ""
    total = sum(map(Decimal, amounts), Decimal(0))
    return f"{total.normalize():f}" if total < LEAST_WHOLE else ""


def may_name_entries(list_: str, remark: str) -> bool:
    """Return whether a remark may name entries of a list.

    >>> may_name_entries("inputs", "magnets; laminations"), may_name_entries("owners", "Yageo 100 %")
    (True, True)
    >>> may_name_entries("inputs", "the supplier refuses"), may_name_entries("stages", "not in China")
    (False, False)
    >>> may_name_entries("owners", "about 60 % Example Fund")
    False
    """
    words = re.findall(r"[^\W_]+", remark.casefold())
    is_unsure = list_ == "owners" and not limiting_words().isdisjoint(words)
    if is_unsure or cue_pattern("{not-here}").search(remark):
        return False
    has_separator = any(sign in remark for sign in (";", "%", "\uff1b"))
    is_relation = list_ == "relations" and any(
        cue_pattern(f"{{{kind}-of}}").search(remark) for kind in RELATIONS
    )
    return has_separator or is_relation or names_entries(list_, remark)


def share_of_others(texts: list[str]) -> str | None:
    """Return the limit in a last entry such as `others below 5 %`; `None` without such an entry."""
    match = cue_pattern(r"{others-below}\s*(?P<share>[0-9.,]+\s*%)").fullmatch(texts[-1]) if texts else None
    return match["share"] if match is not None else None


def joined_reasons(known: list[str], refused: list[tuple[str, Unreadable]]) -> list[Unreadable]:
    """Return the reasons why entries cannot be read.

    All unknown substances share one reason, and so do all unknown stages. `known` are the entries that can be
    read.
    """
    reasons = list[Unreadable]()
    write = phrase_of("overlay/answer-not-read", "write-substances")
    if unknown := [reason for _, reason in refused if reason.fix == write]:
        names = named_in(unknown)
        if known:
            write = phrase_of("overlay/answer-not-read", "write-others", names=", ".join(names))
        several = phrase_of("overlay/answer-not-read", "no-substances", names=", ".join(names))
        reasons.append(Unreadable(unknown[0].because if len(names) == 1 else several, write))
    stage = phrase_of("overlay/answer-not-read", "write-stage-word")
    if not_stages := [reason for _, reason in refused if reason.fix == stage]:
        names = named_in(not_stages)
        several = phrase_of("overlay/answer-not-read", "no-stages", names=", ".join(names))
        reasons.append(Unreadable(not_stages[0].because if len(names) == 1 else several, stage))
    refused = [(text, reason) for text, reason in refused if reason not in (*unknown, *not_stages)]
    return reasons + [reason for _, reason in refused]


def is_of_family(substance: str, indicator: Indicator) -> bool:
    """Return whether a substance belongs to the family of an indicator.

    If the indicator names substances, only these substances count: tin is no proof of tantalum. Of the family
    of magnets, only magnet materials count.
    """
    if indicator.substances:
        return any(makeup.substances().is_a(substance, word) for word in indicator.substances)
    is_magnet = makeup.substances().is_a(substance, makeup.MAGNETS)
    return family_of(substance).id == indicator.family and (indicator.family != MAGNETS or is_magnet)


def expected_substances(indicator: Indicator) -> str:
    """Return the names of the substances of which a component with an indicator contains at least one."""
    if indicator.substances:
        return ", ".join(map(makeup.substances().label, indicator.substances))
    return families()[indicator.family].label


def named_in(reasons: list[Unreadable]) -> list[str]:
    """Return the quoted text at the start of each reason, without repetitions."""
    return list(dict.fromkeys(f"`{reason.because.split('`')[1]}`" for reason in reasons))


RAW_STAGES = ("mined", "harvested", "recycled")
"""Stages that produce raw materials; a narrower stage than one of these also counts."""
TURNING_STAGES = ("separated", "refined", "smelted", "melted", "recycled_milled")
"""Stages that turn ore or scrap into a material; a narrower stage than one of these also counts."""
GROWN = "harvested"
"""First stage of a material that does not come from ore or scrap, such as cotton."""
LAST_STAGES = frozenset({"tested", "packaged", "designed", "manufactured"})
"""Stages that make no material. The stages for which `is_final` is true are further such stages."""
OF_SOFTWARE = "software_developed"
"""Stage of a component without raw materials."""


def may_be_all_stages(stages: list[str]) -> bool:
    """Return whether stages can be all stages of a component, from the raw materials on.

    >>> may_be_all_stages(["assembled"]), may_be_all_stages(["sintered", "assembled"])
    (False, False)
    >>> may_be_all_stages(["mined", "assembled"]), may_be_all_stages(["mined", "refined", "assembled"])
    (False, True)

    Ore and scrap are no material yet, so one stage must turn them into the material.

    >>> may_be_all_stages(["mined", "sintered"]), may_be_all_stages(["collected_scrap", "pressed"])
    (False, False)
    """
    if OF_SOFTWARE in stages:
        return True
    is_a = load_stages().vocabulary.is_a
    raw = {stage for stage in stages if any(is_a(stage, first) for first in RAW_STAGES)}
    later = [stage for stage in stages if stage not in raw | LAST_STAGES and not is_final(stage)]
    is_turned = any(is_a(stage, turning) for stage in stages for turning in TURNING_STAGES)
    return bool(raw and later) and (is_turned or any(is_a(stage, GROWN) for stage in raw))


def stage_label(stage: str) -> str:
    """Return the name of a stage for a text, such as `final assembly`."""
    return load_stages().vocabulary.label(stage)


_STAGE_BY_COMPANY = r"(?P<stage>[^:]+?)\s+{made-by}\s+(?P<company>[^:]+?)\s*:(?P<place>.+)"
"""Stage with its company before the country: `sintered by Example Works: Japan`."""


def without_company(text: str) -> tuple[str, str]:
    """Return a stage and its country without the company between them, and the company.

    >>> without_company("sintered by Example Works: Japan"), without_company("sintered: Japan")
    (('sintered: Japan', 'Example Works'), ('sintered: Japan', ''))
    """
    match = cue_pattern(_STAGE_BY_COMPANY).fullmatch(text)
    if match is None or parse_stage(match["stage"].strip()) is None:
        return text, ""
    return f"{match['stage'].strip()}:{match['place']}", match["company"]


def is_stage_with_place(text: str) -> bool:
    """Return whether a text is a stage with a place or with `unknown`, such as `sintered: Japan`."""
    stage, place = answers.split_stage(text)
    return bool(stage) and (answers.is_not_known(place) or isinstance(parse_place(place), Place))


def unread_stage(text: str, *, has_stage: bool) -> Unreadable:
    """Return the reason why an entry is not a stage with its country, and the text to write.

    The fix names only stages and countries that the entry names.
    """
    if has_stage:
        fix = phrase_of("overlay/answer-not-read", "write-country-of-stage", stage=text)
        return Unreadable(phrase_of("overlay/answer-not-read", "no-country", text=text), fix)
    country = answers.place_in(text)
    if cue_pattern("{not-here}").search(text):
        fix = phrase_of("overlay/answer-not-read", "write-included-stage")
    elif country:
        fix = phrase_of("overlay/answer-not-read", "write-stage-in-country", country=countries.name(country))
    else:
        fix = phrase_of("overlay/answer-not-read", "write-stages")
    return Unreadable(phrase_of("overlay/answer-not-read", "unclear-stage", text=text), fix)


def with_semicolons(
    cell: Cell,
    is_entry: Callable[[str], bool],
    separators: str = SEPARATORS,
    enough: Callable[[Iterable[bool]], bool] = all,
) -> Cell:
    """Return a list in which `;` separates the entries.

    A comma, a line break or `and` becomes `;` if the texts before and after it are entries, and if the whole
    text is not an entry. With `enough=any`, one of these texts must be an entry.
    """
    entries: list[str] = []
    for text in filter(None, map(str.strip, cell.text.split(";"))):
        parts = [part.strip() for part in cue_pattern(separators).split(text) if part.strip()]
        is_list = not is_entry(text) and enough(map(is_entry, parts)) and not any(map(is_torn, parts))
        entries += parts if is_list else [text]
    return with_text(cell, "; ".join(entries))


def substance_texts(cell: Cell) -> list[str]:
    """Return the texts between the separators of a list of substances; a text may name several substances."""
    listed = with_semicolons(cell, lambda text: bool(substances_in(text)), BETWEEN_SUBSTANCES, any)
    return [text.strip() for text in listed.text.split(";") if text.strip()]


def is_torn(text: str) -> bool:
    """Return whether the numbers of opening and closing brackets in a text differ."""
    return text.count("(") != text.count(")")


_STAGES_IN = r"(?P<stages>[^:]+?)\s+{in}\s+(?P<place>[^:]+)"
"""Several stages in one country, in a sentence: `pressed and sintered in Mexico`."""


def each_stage_with_place(text: str) -> list[str]:
    """Return one entry for each stage, if several stages are written with one country.

    >>> each_stage_with_place("pressed, sintered: Mexico"), each_stage_with_place("mined AU, sintered: JP")
    (['pressed: Mexico', 'sintered: Mexico'], ['mined AU, sintered: JP'])
    >>> each_stage_with_place("pressed and sintered in Mexico")
    ['pressed in Mexico', 'sintered in Mexico']
    """
    before, colon, place = text.partition(":")
    sentence = cue_pattern(_STAGES_IN).fullmatch(text)
    if sentence is not None:
        before, colon, place = sentence["stages"], " in", f" {sentence['place']}"
    words = [word.strip() for word in cue_pattern(BETWEEN_STAGES).split(before) if word.strip()]
    enough = any if sentence is None else all
    is_shared = colon and len(words) > 1 and ":" not in place and enough(map(parse_stage, words))
    if not is_shared or any(map(countries_in, words)):
        return [text]
    return [f"{word}{colon}{place}" for word in words]


def with_text(cell: Cell, text: str) -> Cell:
    """Return a cell at the same position with another text."""
    return replace(cell, text=text)


def local_id(text: str) -> str:
    """Return the id of the material that a text names; a text that is a valid id stays unchanged."""
    return text if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", text) else slug(text)


def names_nothing(text: str) -> bool:
    """Return whether an answer is only a word such as `no`, `all` or `nothing`."""
    return answers.denies_all(text) or answers.is_all(text) or answers.yes_or_no(text) is not None


WITH_SHARES_OR_NAMES = frozenset({"materials", "stages", "owners"})
"""Lists in which a word such as `no` is an entry that cannot be read."""
