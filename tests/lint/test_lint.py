"""Each finding of lint: in a pack that has it, and not in one that has not, in many shapes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.each import tries
from tests.lint.linting import MADE_IN_CHINA, codes, linted
from tests.packs.loading import shipped_pack

NAMES = st.from_regex(r"[b-z]{3,8}-[a-z]{3,8}", fullmatch=True)
ENDS = ("at least", "at most", "less than", "more than")


def exampled(kind: str, index: object) -> str:
    return (
        f'example {kind} of hard-to-get "{kind} {index}"\n'
        f"  bom component motor, restriction_index {index}\n  expect {kind}\n"
    )


def rule_about_index(condition: str) -> str:
    return (
        'rule hard-to-get\n  title "hard to get"\n  severity prohibit\n  cites "policy"\n'
        "  in force by check date\n  applies to every listed component\n"
        f"  require component.restriction_index {condition}\n"
    )


def definition_of(name: str, condition: str) -> str:
    return f'define {name} for component\n  cites "policy"\n  any of\n    (-) component.origin {condition}\n'


# ---- unused declarations -------------------------------------------------------------------------


@settings(max_examples=tries(40))
@given(NAMES, st.sampled_from(["list", "table", "define", "parameter"]))
def test_a_declaration_that_nothing_uses_is_found(name: str, kind: str) -> None:
    text = {
        "list": f'list {name} of country\n  JP US cites "policy"\n',
        "table": f'table {name}\n  from 2020-01-01 5 % cites "policy"\n',
        "define": definition_of(name, "is JP"),
        "parameter": f'parameter {name} is date 2027-01-01\n  cites "policy"\n',
    }[kind]
    findings = linted(text, MADE_IN_CHINA).findings
    assert ["lint/unused"] == [finding.code for finding in findings]
    assert f"`{name}`" in findings[0].message


@settings(max_examples=tries(20))
@given(NAMES)
def test_a_list_is_used_through_a_definition_that_a_rule_uses(name: str) -> None:
    members = f'list {name}-countries of country\n  CN cites "policy"\n'
    definition = definition_of(name, f"is in {name}-countries")
    rule = MADE_IN_CHINA.replace("forbid      component.origin is CN", f"forbid component is {name}")
    assert [] == codes(members, definition, rule)
    assert ["lint/unused", "lint/unused"] == codes(members, definition, MADE_IN_CHINA)


def test_a_name_in_a_comment_or_a_quoted_text_is_no_use() -> None:
    members = 'list covered of country\n  JP cites "policy"\n'
    rule = MADE_IN_CHINA.replace('"made in China"', '"is covered"  # covered')
    assert ["lint/unused"] == codes(members, rule)


# ---- no effect -----------------------------------------------------------------------------------


@settings(max_examples=tries(30))
@given(st.sampled_from(["JP", "DE", "US"]), st.sampled_from(["DoD", "NASA"]))
def test_a_rule_that_never_fails_or_never_applies_is_found(country: str, agency: str) -> None:
    never_fails = MADE_IN_CHINA.replace("origin CN", f"origin {country}").replace(" fail", " pass")
    assert ["lint/no-effect"] == codes(never_fails)
    other = {"DoD": "NASA", "NASA": "DoD"}[agency]
    never_applies = (
        MADE_IN_CHINA.replace("  forbid", f"  when contract.agency is {agency}\n  forbid")
        .replace("  bom ", f"  context agency {other}\n  bom ")
        .replace(" fail", " not_applicable")
    )
    assert ["lint/no-effect"] == codes(never_applies)
    assert [] == codes(MADE_IN_CHINA)


def test_a_list_and_an_exception_without_effect_are_found() -> None:
    members = 'list covered of country\n  KP RU cites "policy"\n'
    rule = MADE_IN_CHINA.replace("is CN", "is CN or component.origin is in covered")
    assert ["lint/no-effect"] == codes(members, rule)
    exception = 'exception small to made-in-china\n  cites "policy"\n  when contract.agency is NASA\n'
    assert ["lint/no-effect"] == codes(exception, MADE_IN_CHINA)
    exempt = (
        'example exempt of made-in-china "for NASA"\n'
        "  context agency NASA\n  bom component motor, origin CN\n  expect exempt\n"
    )
    assert [] == codes(exception, MADE_IN_CHINA, exempt)


# ---- names ---------------------------------------------------------------------------------------


def names(name: str, manufacturer: str = "") -> list[str]:
    members = f'list named of party\n  "{name}" cites "policy"\n'
    rule = MADE_IN_CHINA.replace("component.origin is CN", "component.manufacturer is in named").replace(
        "origin CN", f'manufacturer "{manufacturer or name}"'
    )
    return codes(members, rule)


@pytest.mark.parametrize(
    "name", ["Electronics Co Ltd", "International Trading Company", "Technology GmbH", "Shenzhen Technology"]
)
def test_a_name_of_generic_words_is_found(name: str) -> None:
    assert ["lint/generic-name"] == names(name)


def test_a_generic_name_with_an_identifier_is_not_found() -> None:
    assert [] == names('Electronics Co Ltd" or "lei:529900T8BM49AURSDO55', "Electronics Co Ltd")


@pytest.mark.parametrize(
    "name", ["Huawei", "Hikvision Digital Technology Co., Ltd.", "Examplia Works", "大疆创新"]
)
def test_a_name_with_a_distinctive_word_is_not_found(name: str) -> None:
    assert [] == names(name)


# ---- evidence ------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["cots", "electronic_device", "structural"])
def test_an_exception_by_a_statement_of_the_supplier_is_found(field: str) -> None:
    exception = f'exception stated to made-in-china\n  cites "policy"\n  when component.{field} is true\n'
    exempt = (
        'example exempt of made-in-china "stated"\n'
        f"  bom component motor, origin CN, {field} true\n  expect exempt\n"
    )
    assert ["lint/exception-without-evidence"] == codes(exception, MADE_IN_CHINA, exempt)


def test_an_exception_by_a_determination_is_not_found() -> None:
    exception = (
        'exception determined to made-in-china\n  cites "policy"\n'
        "  when component.cots is true\n"
        "  and any determination of contract where determination.kind is urgency\n"
    )
    assert ["lint/no-effect"] == codes(exception, MADE_IN_CHINA)


# ---- boundaries ----------------------------------------------------------------------------------


@settings(max_examples=tries(60))
@given(st.integers(20, 90), st.sampled_from(ENDS))
def test_a_threshold_needs_an_example_at_it_and_one_just_beside_it(hundredths: int, words: str) -> None:
    bound = hundredths / 100
    rule = rule_about_index(f"is {words} {bound}")
    step = 0.001 if words in {"more than", "at most"} else -0.001
    beside = round(bound + step, 4)
    verdicts = {
        value: "pass"
        if {
            "more than": value > bound,
            "at least": value >= bound,
            "less than": value < bound,
            "at most": value <= bound,
        }[words]
        else "fail"
        for value in (bound, beside)
    }
    far = {"more than": 0.01, "at least": 0.01, "less than": 0.99, "at most": 0.99}[words]
    failing = exampled("fail", far)
    at, near = exampled(verdicts[bound], bound), exampled(verdicts[beside], beside)
    assert [] == codes(rule, failing, at, near)
    assert ["lint/boundary-not-tested"] == codes(rule, failing, at)
    assert ["lint/boundary-not-tested"] == codes(rule, failing, near)
    assert ["lint/boundary-not-tested"] == codes(rule, failing)


@settings(max_examples=tries(40))
@given(st.dates(date(2000, 1, 2), date(2030, 1, 1)), st.booleans(), st.booleans())
def test_a_first_day_needs_an_example_on_it_and_one_on_the_day_before(
    first: date, has_day: bool, has_before: bool
) -> None:
    rule = MADE_IN_CHINA.replace("in force    by", f"in force    from {first} by").replace(
        "  bom ", "  context as-of 2031-01-01\n  bom "
    )
    body = "  bom component motor, origin CN\n"
    on = f'example fail of made-in-china "on"\n  context as-of {first}\n{body}  expect fail\n'
    before = (
        f'example not_applicable of made-in-china "before"\n  context as-of {first - timedelta(1)}\n'
        f"{body}  expect not_applicable\n"
    )
    expected = [] if has_day and has_before else ["lint/boundary-not-tested"]
    assert expected == codes(rule, *([on] if has_day else []), *([before] if has_before else []))


@pytest.mark.parametrize("has_before", [False, True])
@pytest.mark.parametrize("has_day", [False, True])
def test_the_first_day_of_a_banned_company_needs_an_example_on_it_and_one_on_the_day_before(
    has_day: bool, has_before: bool
) -> None:
    members = (
        'list banned of party\n  empty cites "policy"\n  from 2026-03-01 "Examplia Works" cites "policy"\n'
    )
    rule = MADE_IN_CHINA.replace("component.origin is CN", "component.manufacturer is in banned").replace(
        "  bom component motor, origin CN",
        '  context as-of 2027-01-01\n  bom component motor, manufacturer "Examplia Works"',
    )
    body = '  bom component motor, manufacturer "Examplia Works"\n'
    on = f'example fail of made-in-china "on"\n  context as-of 2026-03-01\n{body}  expect fail\n'
    before = f'example pass of made-in-china "before"\n  context as-of 2026-02-28\n{body}  expect pass\n'
    found = codes(members, rule, *([on] if has_day else []), *([before] if has_before else []))
    assert ("lint/boundary-not-tested" in found) is not (has_day and has_before)
    assert [] == found or not (has_day and has_before)


# ---- acceptance ----------------------------------------------------------------------------------

UNUSED = 'list covered of country\n  JP cites "policy"\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f'# allow lint/unused because "another pack"\n{UNUSED}', []),
        (f'# allow lint/unused because "another pack"\n# a comment\n{UNUSED}', []),
        (UNUSED.replace("country\n", 'country  # allow lint/unused because "another pack"\n'), []),
        (f"# allow lint/unused\n{UNUSED}", ["lint/allow"]),
        (f'# allow lint/unused because ""\n{UNUSED}', ["lint/allow"]),
        (f'# allow lint/no-effect because "another code"\n{UNUSED}', ["lint/allow", "lint/unused"]),
        (f'{UNUSED}\n# allow lint/unused because "too late"\n', ["lint/unused", "lint/allow"]),
        (UNUSED.replace('"policy"', '"# allow lint/unused"'), ["lint/unused"]),
    ],
)
def test_a_comment_with_a_reason_accepts_the_finding_of_its_code_and_line(
    text: str, expected: list[str]
) -> None:
    assert expected == codes(text, MADE_IN_CHINA)


def test_an_accepted_finding_keeps_its_reason() -> None:
    result = linted(f'# allow lint/unused because "another pack"\n{UNUSED}', MADE_IN_CHINA)
    assert [("lint/unused", "another pack")] == [(a.finding.code, a.reason) for a in result.accepted]


def test_a_pack_without_rules_is_for_other_packs() -> None:
    assert [] == codes(UNUSED)
    assert not shipped_pack("reference-data").rules
