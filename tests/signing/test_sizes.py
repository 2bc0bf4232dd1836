"""Stores, policies and files of whatever size and kind are answered at once."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from microdep_rules.signing.policy import find_role_fault
from microdep_rules.signing.trust import NotATrustStoreError, parse
from microdep_rules.vocabulary.lookalikes import are_lookalikes, lookalikes
from tests.cli.replay import run
from tests.cli.test_given_twice import BOM
from tests.signing import bundles

if TYPE_CHECKING:
    from pathlib import Path

ROLES = [f"reviewer {number}" for number in range(20_000)]
NAMES = [
    "approver",
    "\u0430pprover",
    "Lead auditor",
    "lead-auditor",
    "l1",
    "ll",
    "o0",
    "a\u0448b",
    "axb",
    "ab",
    "x",
]


def test_a_trust_store_of_20_000_roles_is_read_in_seconds() -> None:
    began = time.process_time()
    text = f'[[people]]\nid = "a"\nname = "Ann Adams"\nroles = {ROLES}\n'
    assert 20_000 == len(parse(text).people[0].roles)
    assert "looks like `reviewer 7`" in find_role_fault([*ROLES, "Reviewer-7"])
    assert "looks like `reviewer 7`" in find_role_fault(["Reviewer-7"], ROLES)
    assert time.process_time() - began < 10


def test_many_names_in_letters_of_several_scripts_are_refused_and_not_compared() -> None:
    assert "more than 50 names have letters" in find_role_fault(
        f"a\u0448{number}" for number in range(20_000)
    )


def test_lookalikes_are_those_that_are_found_two_by_two() -> None:
    for one in NAMES:
        for other in NAMES:
            assert (
                are_lookalikes(one, other)
                == (lookalikes([one], [other]) is not None)
                == (lookalikes([one, other]) is not None)
            ), (one, other)


def test_many_people_and_authorities_are_read_in_seconds() -> None:
    began = time.process_time()
    people = "".join(f'[[people]]\nid = "p{n}"\nname = "Ann"\n' for n in range(15_000))
    assert 15_000 == len(parse(people).people)
    with pytest.raises(NotATrustStoreError, match="`p7` appears twice"):
        parse(f'{people}[[people]]\nid = "P7"\nname = "Ann"\n')
    assert time.process_time() - began < 15


GIVEN = (
    "verify out --trust {}",
    "verify out --policy {}",
    "signoff out --yes --decision rejected --reservation no --role r --key {}",
    "keys list {}",
    "keys expire-report --trust {}",
    "trust add e --name Eve --role r --public-key {}",
    "trust add e --name Eve --role r --public-key eve.pub --trust {}",
    "trust revoke {} --trust trust.toml",
    "trust import {} --role r",
    "trust add-authority x --trust-root {}",
    "stamp out {}",
    "pades {} --verify",
    "pades eve.pub --verify --trust-root {}",
    "pades eve.pub --output b.pdf --certificate {}",
    "export out --format oscal --trust {}",
    "report cover out --trust {} --output c.html",
    "report bom.yaml --output new --pdf --font {}",
    "check {}",
    "check bom.yaml --context {}",
    "check bom.yaml --overlay {}",
    "check bom.yaml --waivers {}",
    "check bom.yaml --baseline {}",
    "check bom.yaml --config {}",
    "questions bom.yaml --output q.md --read {}",
    "bom import {} --output x.yaml",
    "lists import {} --as uflpa-entity-list --published 2026-11-01",
)
"""Each way of naming a file."""


def _late(*_: object) -> None:
    raise TimeoutError("nobody waits for a pipe")


@pytest.mark.skipif(sys.platform != "linux", reason="pipes and devices are there")
@pytest.mark.parametrize("device", ["pipe", "/dev/zero"])
def test_no_command_waits_for_a_pipe_or_reads_a_device(device: str, tmp_path: Path) -> None:
    import signal

    bundles.made(tmp_path / "out")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "bom.yaml").write_text(BOM, encoding="utf-8")
    (tmp_path / "trust.toml").write_text("", encoding="utf-8")
    (tmp_path / "eve.pub").write_text(bundles.key("eve").public.openssh, encoding="utf-8")
    before, taken = signal.signal(signal.SIGALRM, _late), {}
    try:
        for command in GIVEN:
            signal.alarm(60)
            out, err, code = run(f"microdep {command.format(device)}", tmp_path)
            if code not in {2, 4} or "it is not a regular file" not in out + err:
                taken[command] = (code, out + err)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert {} == taken
