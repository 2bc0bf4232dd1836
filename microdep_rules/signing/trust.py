"""Whom one trusts: `trust.toml`, the people with their roles and their keys.

```toml
[[people]]
id = "alice@audit.example"
name = "Alice Adams"
organization = "Audit Ltd"
roles = ["lead-auditor"]

[[people.keys]]
key = "ssh-ed25519 AAAA…"
not_before = 2026-01-01
not_after = 2027-12-31
```

A key that was `revoked_at` a day holds for what was signed before it, unless it was `compromised`: then
whoever has it can date a sign-off back, and it holds for what a time stamp was given before that day alone.
`[[authorities]]` are those whose time stamps are believed. `allowed_signers` of OpenSSH has the same people
without their roles.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.patterns import pattern
from microdep_rules.signing.keys import KeyProblemError, PublicKey, public_key
from microdep_rules.signing.policy import wrong_role
from microdep_rules.signing.sshsig import NAMESPACE
from microdep_rules.vocabulary.blanks import says_something
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.lookalikes import HIDDEN_SIGNS, lookalikes
from microdep_rules.vocabulary.nobody import names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST = 1024 * 1024
PERSON = frozenset({"id", "name", "organization", "roles", "keys", "distinct_from"})
ABOUT = "# microdep: "
"""How a comment in `allowed_signers` begins that says who has the keys behind it."""
ID = pattern(r"[A-Za-z0-9._%+@/:=~-]{1,200}")
"""What tells people apart: no two that look alike, and nothing that means more to OpenSSH."""
KEY = frozenset({"key", "not_before", "not_after", "revoked_at", "revoked_because", "compromised", "comment"})
AUTHORITY = frozenset({"name", "certificate"})
_CERTIFICATE = r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n"
SOON = 60
"""So many days before its end a key is told of."""


class NotATrustStoreError(ValueError):
    """A text that is no trust store; the text says why."""


class Key(Struct, frozen=True):
    """A key of a person, and from when to when it holds; both days are among those on which it does."""

    public: PublicKey
    not_before: date | None = None
    not_after: date | None = None
    revoked_at: date | None = None
    revoked_because: str = ""
    compromised: bool = False

    def why_not(self, day: date, stamped: date | None = None) -> str:
        """Why the key does not hold for what was signed on a day; nothing where it does.

        `stamped` is the day by which it was signed as somebody else proves.
        """
        if self.compromised and self.revoked_at is not None:
            why = f" ({self.revoked_because})" if self.revoked_because else ""
            since = f"is compromised since {self.revoked_at}{why}"
            if stamped is None:
                return f"{since}, so that the time of a sign-off proves nothing"
            if stamped >= self.revoked_at:
                return f"{since}, and this was time-stamped on {stamped}"
        if self.revoked_at is not None and day >= self.revoked_at:
            why = f" ({self.revoked_because})" if self.revoked_because else ""
            return f"was revoked on {self.revoked_at}{why}, and this was signed on {day}"
        if self.not_before is not None and day < self.not_before:
            return f"holds from {self.not_before}, and this was signed on {day}"
        if self.not_after is not None and day > self.not_after:
            return f"has expired on {self.not_after}, and this was signed on {day}"
        return ""


class Person(Struct, frozen=True):
    """Somebody who may sign, in which roles, by which keys."""

    id: str
    name: str
    organization: str
    roles: tuple[str, ...]
    keys: tuple[Key, ...]
    distinct_from: tuple[str, ...] = ()
    """Ids of people who look like this one, and are somebody else."""


class Authority(Struct, frozen=True):
    """An authority whose time stamps are believed, by its certificate and those above it, as PEM."""

    name: str
    certificate: str


class Trust(Struct, frozen=True):
    """The people of a trust store, in their order, and whose time stamps are believed."""

    people: tuple[Person, ...] = ()
    authorities: tuple[Authority, ...] = ()

    def holders(self, keyid: str) -> list[tuple[Person, Key]]:
        """Whose key it is."""
        return [(p, k) for p in self.people for k in p.keys if k.public.keyid == keyid]

    def ending(self, day: date, days: int = SOON) -> list[tuple[Person, Key]]:
        """Keys that are not revoked, and hold for so many days at most from a day on."""
        last = days_later(day, days)
        return [
            (p, k)
            for p in self.people
            for k in p.keys
            if k.revoked_at is None and k.not_after is not None and k.not_after <= last
        ]


def parse(text: str) -> Trust:
    """The trust store in a text; `NotATrustStoreError` where it is none.

    >>> parse("").people
    ()
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise NotATrustStoreError(f"this is not valid TOML: {problem}") from problem
    if unknown := data.keys() - {"people", "authorities"}:
        raise NotATrustStoreError(f"a trust store has no key `{min(unknown)}`")
    people = tuple(_person(each, f"person {n}") for n, each in enumerate(_tables(data, "people", ""), 1))
    if twice := _twice(each.id.casefold() for each in people):
        raise NotATrustStoreError(f"`{twice}` stands twice; give one person all keys and roles")
    owners: dict[str, str] = {}
    for person in people:
        for key in person.keys:
            other = owners.get(key.public.keyid)
            if other == person.id:  # which of the two would hold?
                raise NotATrustStoreError(f"`{other}` has the key {key.public.fingerprint} twice")
            if other is not None:
                raise NotATrustStoreError(f"`{other}` and `{person.id}` have one key")
            owners[key.public.keyid] = person.id
    if why := wrong_role(role for person in people for role in person.roles):
        raise NotATrustStoreError(why)
    return Trust(people, _authorities(data))


def _authorities(data: Mapping[str, Any]) -> tuple[Authority, ...]:
    found = tuple(
        _authority(each, f"authority {n}") for n, each in enumerate(_tables(data, "authorities", ""), 1)
    )
    names = [each.name for each in found]
    if twice := _twice(names):
        raise NotATrustStoreError(f"the authority `{twice}` stands twice")
    try:
        alike = lookalikes(names)
    except ValueError as problem:
        raise NotATrustStoreError(f"of the authorities, {problem}") from problem
    if alike is not None:
        other, one = alike
        raise NotATrustStoreError(f"the authorities {one!a} and {other!a} have names that look alike")
    return found


def _twice(names: Iterable[str]) -> str:
    """The first name that stands there again; nothing where each stands once."""
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), "")  # type: ignore[func-returns-value] # it is none


def _authority(data: Mapping[str, Any], where: str) -> Authority:
    """An authority; its certificates are looked into once there is a time stamp, since that takes long."""
    if unknown := data.keys() - AUTHORITY:
        raise NotATrustStoreError(f"{where}: an authority has no key `{min(unknown)}`")
    name = _text(data, "name", where, needed=True)
    where = f"the authority `{name}`"
    certificate = _text(data, "certificate", where, needed=True).strip() + "\n"
    if not re.fullmatch(f"(?:{_CERTIFICATE})+", certificate):
        raise NotATrustStoreError(
            f"{where}: `certificate` is the text of a PEM file: -----BEGIN CERTIFICATE----- and so on"
        )
    try:
        for body in re.findall(_CERTIFICATE, certificate):
            base64.b64decode(body.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotATrustStoreError(f"{where}: the Base64 of its certificate cannot be read") from problem
    return Authority(name, certificate)


def _person(data: Mapping[str, Any], where: str) -> Person:
    if unknown := data.keys() - PERSON:
        raise NotATrustStoreError(f"{where}: a person has no key `{min(unknown)}`")
    id_ = _text(data, "id", where, needed=True)
    if not ID.fullmatch(id_):
        raise NotATrustStoreError(
            f"{where}: an id is of letters, digits and signs of ASCII, as a mail address has"
        )
    where = f"`{id_}`"
    name = _text(data, "name", where, needed=True)
    if not names_somebody(name):
        raise NotATrustStoreError(
            f"{where}: the name `{name}` names nobody in particular; write the name of the person"
        )
    keys = tuple(_key(table, where) for table in _tables(data, "keys", f"{where}: "))
    return Person(
        id_,
        name,
        _text(data, "organization", where),
        _texts(data, "roles", where),
        keys,
        _texts(data, "distinct_from", where),
    )


def _texts(data: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
        raise NotATrustStoreError(f"{where}: `{name}` is a list of texts")
    if hidden := next((each for each in found if HIDDEN_SIGNS.search(each)), ""):
        raise NotATrustStoreError(f"{where}: `{name}` has a sign that nobody sees, in {hidden!a}")
    return tuple(found)


def _key(data: Mapping[str, Any], where: str) -> Key:
    if unknown := data.keys() - KEY:
        raise NotATrustStoreError(f"{where}: a key of a person has no `{min(unknown)}`")
    try:
        public = public_key(_text(data, "key", where, needed=True))
    except KeyProblemError as problem:
        raise NotATrustStoreError(f"{where}: {problem}; {problem.way_out}") from problem
    days = {each: _day(data, each, where) for each in ("not_before", "not_after", "revoked_at")}
    first, last = days["not_before"], days["not_after"]
    if first is not None and last is not None and last < first:
        raise NotATrustStoreError(f"{where}: a key ends on {last}, before it begins on {first}")
    compromised = data.get("compromised", False)
    if not isinstance(compromised, bool):
        raise NotATrustStoreError(f"{where}: `compromised` is true or false")
    if compromised and days["revoked_at"] is None:
        raise NotATrustStoreError(f"{where}: a key that is compromised says when, as `revoked_at`")
    return Key(public, **days, revoked_because=_text(data, "revoked_because", where), compromised=compromised)


def _tables(data: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise NotATrustStoreError(f"{where}`{name}` is a list of tables: `[[{name}]]`")
    return found


def _text(data: Mapping[str, Any], name: str, where: str, *, needed: bool = False) -> str:
    found = data.get(name, "")
    if not isinstance(found, str) or (needed and not found.strip()):
        raise NotATrustStoreError(
            f"{where}: `{name}` is a text" + (", and is missing" if name not in data else "")
        )
    if name not in {"id", "certificate"} and HIDDEN_SIGNS.search(found):
        raise NotATrustStoreError(f"{where}: `{name}` has a sign that nobody sees, in {found!a}")
    if name != "id" and found and not says_something(found):
        raise NotATrustStoreError(f"{where}: `{name}` has no letter and no digit, in {found!a}")
    return found


def _day(data: Mapping[str, Any], name: str, where: str) -> date | None:
    found = data.get(name)
    if found is None or (isinstance(found, date) and not isinstance(found, datetime)):
        return found
    raise NotATrustStoreError(f"{where}: `{name}` is a day, as 2026-11-24 and without quotes")


def text_of(trust: Trust) -> str:
    """The text of a trust store: from it the same store is read again."""
    blocks = ["# Whose sign-offs hold. `microdep trust add` and `microdep trust revoke` write here.\n"]
    for person in trust.people:
        lines = ["[[people]]", *_pairs(person, ("id", "name", "organization"))]
        lines += [
            f"{name} = [{', '.join(map(_quoted, texts))}]"
            for name, texts in (("roles", person.roles), ("distinct_from", person.distinct_from))
            if texts or name == "roles"
        ]
        for key in person.keys:
            lines += ["", "[[people.keys]]", f"key = {_quoted(key.public.openssh)}"]
            days = ("not_before", "not_after", "revoked_at")
            lines += [
                f"{each} = {day.isoformat()}" for each in days if (day := getattr(key, each)) is not None
            ]
            lines += [f"revoked_because = {_quoted(key.revoked_because)}"] if key.revoked_because else []
            lines += ["compromised = true"] if key.compromised else []
        blocks.append("\n".join([*lines, ""]))
    for authority in trust.authorities:
        lines = ["[[authorities]]", f"name = {_quoted(authority.name)}"]
        # Nothing in PEM is a quote, nor has to be escaped.
        blocks.append("\n".join([*lines, f"certificate = '''\n{authority.certificate}'''", ""]))
    return "\n".join(blocks)


def _pairs(person: Person, names: tuple[str, ...]) -> list[str]:
    return [f"{name} = {_quoted(getattr(person, name))}" for name in names]


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---- allowed_signers of OpenSSH ------------------------------------------------------------------------


def allowed_signers(trust: Trust) -> str:
    """The people and their keys as `ssh-keygen -Y verify` reads them; a revocation ends a key, too."""
    import json

    lines = []
    for person in trust.people:
        about = {"id": person.id, "name": person.name, "organization": person.organization}
        lines.append(f"{ABOUT}{json.dumps(about)}")  # OpenSSH passes comments over
        for key in person.keys:
            ends = [day for day in (key.not_after, _day_before(key.revoked_at)) if day is not None]
            options = [f'namespaces="{NAMESPACE}"']
            options += [f'valid-after="{key.not_before:%Y%m%d}"'] if key.not_before is not None else []
            options += [f'valid-before="{days_later(min(ends), 1):%Y%m%d}"'] if ends else []
            if not key.compromised:
                lines.append(f"{person.id} {','.join(options)} {key.public.openssh}")
    return "".join(f"{line}\n" for line in lines)


def _day_before(day: date | None) -> date | None:
    return None if day is None else days_later(day, -1)


def imported(text: str, roles: tuple[str, ...] = ()) -> Trust:
    """The people in a file `allowed_signers`, all in the same roles; keys of other kinds are an error."""
    people: dict[str, Person] = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith(ABOUT):
            known = _about(bare.removeprefix(ABOUT), number)
            people.setdefault(known.id, replace(known, roles=roles))
        if not bare or bare.startswith("#"):
            continue
        person = _of_line(bare, number, roles)
        first = people.get(person.id, person)
        keys = first.keys if first is person else (*first.keys, *person.keys)
        people[person.id] = replace(first, keys=keys)
    return Trust(tuple(each for each in people.values() if each.keys))


def _about(text: str, number: int) -> Person:
    """Somebody as `allowed_signers` of ours names them in a comment; in which roles, whoever imports says."""
    import json

    try:
        said = json.loads(text)
        found = Person(said["id"], said["name"], said["organization"], (), ())
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise NotATrustStoreError(f"line {number} is a comment of `microdep`, and is damaged") from problem
    if (
        not all(isinstance(each, str) for each in (found.id, found.name, found.organization))
        or not found.name
    ):
        raise NotATrustStoreError(f"line {number} is a comment of `microdep`, and is damaged")
    return found


def _of_line(line: str, number: int, roles: tuple[str, ...]) -> Person:
    principal, _, rest = line.partition(" ")
    options, _, key = rest.strip().rpartition("ssh-ed25519 ")
    if not key:
        raise NotATrustStoreError(f"line {number} has no Ed25519 key")
    try:
        public = public_key(f"ssh-ed25519 {key}")
    except KeyProblemError as problem:
        raise NotATrustStoreError(f"line {number}: {problem}; {problem.way_out}") from problem
    pairs = [each.strip().partition("=")[::2] for each in options.split(",") if each.strip()]
    said = dict(pairs)
    if len(said) != len(pairs):
        raise NotATrustStoreError(f"line {number} says one thing twice")
    if not ID.fullmatch(principal):
        raise NotATrustStoreError(f"line {number} is about several people, or names none: `{principal[:60]}`")
    if said.get("namespaces", f'"{NAMESPACE}"') != f'"{NAMESPACE}"':
        raise NotATrustStoreError(
            f"line {number} has a key for {said['namespaces'][:60]}, and not for {NAMESPACE}"
        )
    if unknown := said.keys() - {"namespaces", "valid-after", "valid-before"}:
        raise NotATrustStoreError(f"line {number} says `{min(unknown)}`, which a person's key has not")
    begins, ends = (_moment(said.get(each, ""), number) for each in ("valid-after", "valid-before"))
    return Person(principal, principal, "", roles, (Key(public, begins, _day_before(ends)),))


def _moment(text: str, number: int) -> date | None:
    bare = text.strip('"').rstrip("Z")
    if not bare:
        return None
    try:
        return datetime.strptime(bare[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError as problem:
        raise NotATrustStoreError(f"line {number}: `{text}` is no day as OpenSSH writes it") from problem
