"""How many have to sign: which roles, by how many distinct persons.

```toml
distinct_persons = true
max_age_days = 400      # between the making of the bundle and a sign-off
time_stamps = true      # a sign-off counts with a timestamp of an authority that is trusted
closed = true           # a closing seal lists all sign-offs
closed_by = "approver"  # in this role

[[require]]
role = "lead-auditor"

[[require]]
role = "approver"
count = 2

[lists]                 # imported lists that somebody compared with those of their publishers
uflpa-entity-list = ["sha256:…"]
```
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from microdep_rules.patterns import pattern
from microdep_rules.signing.words import STATEMENTS
from microdep_rules.vocabulary.blanks import says_something
from microdep_rules.vocabulary.lookalikes import HIDDEN_SIGNS, lookalikes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CLOSING_SEAL = "closing seal"
"""What a policy with `closed = true` misses in a bundle that nobody has closed."""
KEYS = frozenset(
    {"require", "distinct_persons", "max_age_days", "time_stamps", "closed", "closed_by", "lists"}
)
_DIGEST = pattern(r"sha256:[0-9a-f]{64}")
MOST = 100
"""So many persons a policy asks for at most."""


class NotAPolicyError(ValueError):
    """A text that is no policy; the text says why."""


class Requirement(Struct, frozen=True):
    """So many persons in a role."""

    role: str
    count: int = 1


class Policy(Struct, frozen=True):
    """What it takes; without anything else, one person in whatever role."""

    require: tuple[Requirement, ...] = ()
    distinct_persons: bool = True
    max_age_days: int | None = None
    time_stamps: bool = False
    closed: bool = False
    closed_by: str = ""
    """The role in which somebody closes the bundle; any role where it is empty."""
    lists: Mapping[str, tuple[str, ...]] | None = None
    """The digests of the entries of imported lists that may be used, by name; any where it states none."""

    @property
    def seats(self) -> list[str]:
        """A role for each person that is asked for; the empty one is whatever role."""
        return [each.role for each in self.require for _ in range(each.count)] or [""]


def parse(text: str) -> Policy:
    """The policy in a text; `NotAPolicyError` where it is none.

    >>> parse('require = [{role = "approver", count = 2}]').seats
    ['approver', 'approver']
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise NotAPolicyError(f"this is not valid TOML: {problem}") from problem
    if unknown := data.keys() - KEYS:
        raise NotAPolicyError(f"a policy has no key `{min(unknown)}`")
    age, asked = data.get("max_age_days"), data.get("require", [])
    distinct, stamps = _is(data, "distinct_persons", default=True), _is(data, "time_stamps", default=False)
    if age is not None and not _is_number(age):
        raise NotAPolicyError("`max_age_days` is a whole number of days, 0 or more")
    if not isinstance(asked, list) or not all(isinstance(each, dict) for each in asked):
        raise NotAPolicyError("`require` is a list of tables: `[[require]]`")
    if not asked:
        raise NotAPolicyError('it requires nobody; add `[[require]]` and below it `role = "ROLE"`')
    closed, closed_by = _is(data, "closed", default="closed_by" in data), data.get("closed_by", "")
    if not isinstance(closed_by, str) or ("closed_by" in data and not (closed and closed_by.strip())):
        raise NotAPolicyError("`closed_by` is the role of whoever closes the bundle, with `closed = true`")
    required = tuple(_requirement(each) for each in asked)
    found = Policy(required, distinct, age, stamps, closed, closed_by, _lists(data.get("lists")))
    if why := wrong_role(roles_of(found)):
        raise NotAPolicyError(why)
    if len(found.seats) > MOST:
        raise NotAPolicyError(f"it asks for more than {MOST} persons")
    return found


def _requirement(data: Mapping[str, Any]) -> Requirement:
    if unknown := data.keys() - {"role", "count"}:
        raise NotAPolicyError(f"a requirement has no key `{min(unknown)}`")
    role, count = data.get("role"), data.get("count", 1)
    if not isinstance(role, str) or not role:
        raise NotAPolicyError("a requirement names its `role`")
    if not _is_number(count) or not 1 <= count <= MOST:
        raise NotAPolicyError(f"`count` is a number from 1 to {MOST}")
    return Requirement(role, count)


def _lists(data: object) -> dict[str, tuple[str, ...]] | None:
    """The lists that a policy knows; none where it does not ask for them."""
    if data is None:
        return None
    if not isinstance(data, dict):
        raise NotAPolicyError('`lists` is a table: `[lists]`, and below it `NAME = ["sha256:…"]`')
    for name, digests in data.items():
        if not isinstance(digests, list) or not all(
            isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in digests
        ):
            raise NotAPolicyError(
                f"the list `{name}` has digests of its entries, each `sha256:` and 64 hexadecimal digits"
            )
    return {name: tuple(digests) for name, digests in data.items()}


def unknown_lists(policy: Policy, used: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The imported lists, by name and digest of their entries, that a policy with lists does not know."""
    known = policy.lists
    return [] if known is None else [each for each in used if each[1] not in known.get(each[0], ())]


def _is(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    found = data.get(name, default)
    if not isinstance(found, bool):
        raise NotAPolicyError(f"`{name}` is true or false")
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class Seated(Struct, frozen=True):
    """Who fills which seat, and the seats that stay empty."""

    filled: tuple[tuple[str, str], ...]
    """Roles with the persons in them."""
    empty: tuple[str, ...]


def seated(policy: Policy, signed: Iterable[tuple[str, str]]) -> Seated:
    """Gives the seats of a policy to those who signed, each a person in a role, so that most are filled.

    A person has one seat, where persons have to be distinct, however many keys or roles they have: a
    bipartite matching by augmenting paths.

    >>> two = Policy((Requirement("auditor"), Requirement("approver")))
    >>> seated(two, [("ann", "auditor"), ("ann", "approver")]).empty
    ('approver',)
    >>> seated(two, [("ann", "auditor"), ("ann", "approver"), ("bob", "auditor")]).empty
    ()
    """
    seats = policy.seats
    able = list(dict.fromkeys(signed))
    who = [person if policy.distinct_persons else f"{person}\n{role}" for person, role in able]
    taken: dict[str, int] = {}

    def place(seat: int, tried: set[str]) -> bool:
        for (_, role), each in zip(able, who, strict=True):
            if seats[seat] in ("", role) and each not in tried:
                tried.add(each)
                if each not in taken or place(taken[each], tried):
                    taken[each] = seat
                    return True
        return False

    for seat in range(len(seats)):
        place(seat, set())
    holders = {seat: each.partition("\n")[0] for each, seat in taken.items()}
    filled = tuple((seats[at], holders[at]) for at in sorted(holders))
    return Seated(filled, tuple(role for at, role in enumerate(seats) if at not in holders))


def age_in_days(made: str, signed: str) -> int:
    """So many days lie between two moments."""
    return (datetime.fromisoformat(signed) - datetime.fromisoformat(made)).days


def roles_of(policy: Policy) -> Sequence[str]:
    """The roles that a policy asks for, and the one that closes."""
    closing = (policy.closed_by,) if policy.closed_by else ()
    return tuple(dict.fromkeys((*(each.role for each in policy.require), *closing)))


def wrong_role(roles: Iterable[str], others: Sequence[str] = ()) -> str:
    """Why a role is no name, or looks like another one of these or of `others`; nothing where all are well.

    Roles are compared letter for letter: one that only looks like another is a seat that nobody fills, or one
    that somebody fills unseen. The roles with a statement of ours are among the others, for other scripts.

    >>> wrong_role(["\u0430pprover"]).endswith("looks like `approver` ('approver'), and is another one")
    True
    """
    every = list(dict.fromkeys(roles))
    for role in every:
        if not says_something(role):
            return f"the role {role!a} has no letter and no digit"
        if HIDDEN_SIGNS.search(role):
            return f"the role {role!a} has a sign that nobody sees"
    strange = [each for each in every if not each.isascii()]
    try:
        found = lookalikes(every, others) or lookalikes(strange, STATEMENTS)
    except ValueError as problem:
        return f"of the roles, {problem}"
    if found is None:
        return ""
    role, other = found
    return f"the role `{role}` ({role!a}) looks like `{other}` ({other!a}), and is another one"
