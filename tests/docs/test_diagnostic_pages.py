"""Pages about diagnostics as a terminal shows them."""

from __future__ import annotations

import re

import pytest

from microdep_rules.messages.catalogue import codes
from microdep_rules.messages.pages import page_of
from microdep_rules.output.pages import code_page
from microdep_rules.vocabulary.blanks import INVISIBLE
from tests.each import of_each


@of_each(codes())
def test_a_page_has_a_form_for_the_terminal(code: str) -> None:
    shown = code_page(code)
    assert shown is not None
    assert shown.startswith(f"{code}\n")
    assert "```" not in shown
    assert not re.search(INVISIBLE, shown.replace("\n", ""))


@pytest.mark.parametrize("code", ["bom/no-such-code", "bom", "../language", "bom/../bom/not-a-date", ""])
def test_a_text_that_is_no_code_has_no_page(code: str) -> None:
    assert page_of(code) is None
