"""Policy of sign-offs: the required roles, and the number of distinct persons in each role.

```toml
distinct_persons = true
max_age_days = 400      # from the date of the bundle to a sign-off
timestamps = true       # a sign-off counts only with a timestamp of a trusted authority
closed = true           # a closing seal lists all sign-offs
closed_by = "approver"  # in this role

[[require]]
role = "lead-auditor"

[[require]]
role = "approver"
count = 2

[lists]                 # imported lists that somebody compared with the published ones
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
"""Text for the missing closing seal, if the policy has `closed = true`."""
KEYS = frozenset(
    {"require", "distinct_persons", "max_age_days", "timestamps", "closed", "closed_by", "lists"}
)
_DIGEST = pattern(r"sha256:[0-9a-f]{64}")
MOST = 100
"""Largest number of persons that a policy may require."""


class NotAPolicyError(ValueError):
    """Error for a text that is not a policy; the message gives the reason."""


class Requirement(Struct, frozen=True):
    """Role that a policy requires, and the number of persons who must sign in this role."""

    role: str
    count: int = 1


class Policy(Struct, frozen=True):
    """Requirements of a policy; the default is one person in any role."""

    require: tuple[Requirement, ...] = ()
    distinct_persons: bool = True
    max_age_days: int | None = None
    timestamps: bool = False
    closed: bool = False
    closed_by: str = ""
    """Role of the person who closes the bundle; empty for any role."""
    lists: Mapping[str, tuple[str, ...]] | None = None
    """Dictionary from the name of an imported list to its allowed digests; `None` allows any list."""

    @property
    def seats(self) -> list[str]:
        """Return one role for each person that the policy requires; an empty text stands for any role.

        Each of these entries is a seat. For example, a policy that requires two approvers has two seats
        `approver`.
        """
        return [requirement.role for requirement in self.require for _ in range(requirement.count)] or [""]


def parse(text: str) -> Policy:
    """Return the policy in a text; raise `NotAPolicyError` if it is not valid.

    >>> parse('require = [{role = "approver", count = 2}]').seats
    ['approver', 'approver']
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise NotAPolicyError(f"this is not valid TOML: {problem}") from problem
    if unknown := data.keys() - KEYS:
        raise NotAPolicyError(f"a policy has no field `{min(unknown)}`")
    age, tables = data.get("max_age_days"), data.get("require", [])
    distinct, stamps = _flag(data, "distinct_persons", default=True), _flag(data, "timestamps", default=False)
    if age is not None and not _is_number(age):
        raise NotAPolicyError("`max_age_days` must be a whole number of days, 0 or more")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotAPolicyError("`require` must be a list of tables: `[[require]]`")
    if not tables:
        raise NotAPolicyError(
            'a policy requires at least one person; add `[[require]]` and below it `role = "ROLE"`'
        )
    closed, closed_by = _flag(data, "closed", default="closed_by" in data), data.get("closed_by", "")
    if not isinstance(closed_by, str) or ("closed_by" in data and not (closed and closed_by.strip())):
        raise NotAPolicyError("`closed_by` must be the role that closes the bundle, with `closed = true`")
    required = tuple(_requirement(table) for table in tables)
    policy = Policy(required, distinct, age, stamps, closed, closed_by, _lists(data.get("lists")))
    if why := find_role_fault(roles_of(policy)):
        raise NotAPolicyError(why)
    if len(policy.seats) > MOST:
        raise NotAPolicyError(f"it requires more than {MOST} persons")
    return policy


def _requirement(data: Mapping[str, Any]) -> Requirement:
    if unknown := data.keys() - {"role", "count"}:
        raise NotAPolicyError(f"a requirement has no field `{min(unknown)}`")
    role, count = data.get("role"), data.get("count", 1)
    if not isinstance(role, str) or not role:
        raise NotAPolicyError("a requirement needs a `role`")
    if not _is_number(count) or not 1 <= count <= MOST:
        raise NotAPolicyError(f"`count` must be a number from 1 to {MOST}")
    return Requirement(role, count)


def _lists(data: object) -> dict[str, tuple[str, ...]] | None:
    """Return the allowed digests of each imported list; `None` for a policy without a table `lists`."""
    if data is None:
        return None
    if not isinstance(data, dict):
        raise NotAPolicyError('`lists` must be a table: `[lists]`, and below it `NAME = ["sha256:…"]`')
    for name, digests in data.items():
        if not isinstance(digests, list) or not all(
            isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in digests
        ):
            raise NotAPolicyError(
                f"the list `{name}` needs digests of its entries, each `sha256:` and 64 hexadecimal digits"
            )
    return {name: tuple(digests) for name, digests in data.items()}


def unknown_lists(policy: Policy, used: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the imported lists (name and digest) in `used` that the policy does not allow."""
    known = policy.lists
    return [] if known is None else [list_ for list_ in used if list_[1] not in known.get(list_[0], ())]


def _flag(data: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = data.get(name, default)
    if not isinstance(value, bool):
        raise NotAPolicyError(f"`{name}` must be true or false")
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class SeatAssignment(Struct, frozen=True):
    """Required roles of a policy: the roles that signers fill, and the roles without a signer."""

    filled: tuple[tuple[str, str], ...]
    """Pairs of a required role and the id of the person who fills it."""
    empty: tuple[str, ...]


def assign_seats(policy: Policy, signed: Iterable[tuple[str, str]]) -> SeatAssignment:
    """Assign the seats of a policy to the signers so that as many seats as possible are filled.

    If persons must be distinct, each person gets one seat, even with several keys or roles. The method is
    bipartite matching with augmenting paths.

    >>> two = Policy((Requirement("auditor"), Requirement("approver")))
    >>> assign_seats(two, [("ann", "auditor"), ("ann", "approver")]).empty
    ('approver',)
    >>> assign_seats(two, [("ann", "auditor"), ("ann", "approver"), ("bob", "auditor")]).empty
    ()
    """
    seats = policy.seats
    able = list(dict.fromkeys(signed))
    owners = [person if policy.distinct_persons else f"{person}\n{role}" for person, role in able]
    taken: dict[str, int] = {}

    def place(seat: int, tried: set[str]) -> bool:
        for (_, role), owner in zip(able, owners, strict=True):
            if seats[seat] in ("", role) and owner not in tried:
                tried.add(owner)
                if owner not in taken or place(taken[owner], tried):
                    taken[owner] = seat
                    return True
        return False

    for seat in range(len(seats)):
        place(seat, set())
    holders = {seat: owner.partition("\n")[0] for owner, seat in taken.items()}
    filled = tuple((seats[at], holders[at]) for at in sorted(holders))
    return SeatAssignment(filled, tuple(role for at, role in enumerate(seats) if at not in holders))


def age_in_days(made: str, signed: str) -> int:
    """Return the number of whole days from the time `made` to the time `signed`, both in ISO 8601."""
    return (datetime.fromisoformat(signed) - datetime.fromisoformat(made)).days


def roles_of(policy: Policy) -> Sequence[str]:
    """Return the roles that a policy requires, including the role that closes the bundle."""
    closing = (policy.closed_by,) if policy.closed_by else ()
    return tuple(dict.fromkeys((*(requirement.role for requirement in policy.require), *closing)))


def find_role_fault(roles: Iterable[str], others: Sequence[str] = ()) -> str:
    """Return the problem with the names of roles; an empty text if all names are good.

    A good name has a letter or digit, and does not look like another role or one of `others` (the roles with
    a standard statement). Roles are compared letter by letter: a role with a lookalike name could stay
    without a signer, or let the wrong person sign.

    >>> find_role_fault(["\u0430pprover"]).endswith("('approver'), and is a different role")
    True
    """
    distinct = list(dict.fromkeys(roles))
    for role in distinct:
        if not says_something(role):
            return f"the role {role!a} has no letter and no digit"
        if HIDDEN_SIGNS.search(role):
            return f"the role {role!a} has an invisible character"
    strange = [role for role in distinct if not role.isascii()]
    try:
        pair = lookalikes(distinct, others) or lookalikes(strange, STATEMENTS)
    except ValueError as problem:
        return f"the names of the roles: {problem}"
    if pair is None:
        return ""
    role, other = pair
    return f"the role `{role}` ({role!a}) looks like `{other}` ({other!a}), and is a different role"
