"""The trust store `trust.toml`: people with their roles and their keys.

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

A key with `revoked_at` is valid only for signatures made before that day. If the key was `compromised`, other
people have the key and can backdate a sign-off. In this case, the key is valid only for signatures with a
timestamp from before that day. `[[authorities]]` are the trusted timestamp authorities. An `allowed_signers`
file of OpenSSH lists the same people without their roles.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from microdep_rules.messages import phrase_of
from microdep_rules.patterns import pattern
from microdep_rules.signing.keys import KeyProblemError, PublicKey, parse_public_key
from microdep_rules.signing.policy import find_role_fault
from microdep_rules.signing.sshsig import NAMESPACE
from microdep_rules.vocabulary.blanks import says_something
from microdep_rules.vocabulary.days import days_later
from microdep_rules.vocabulary.lookalikes import HIDDEN_SIGNS, lookalikes
from microdep_rules.vocabulary.placeholder_names import names_somebody

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LARGEST = 1024 * 1024
PERSON = frozenset({"id", "name", "organization", "roles", "keys", "distinct_from"})
ABOUT = "# microdep: "
"""Start of a comment in `allowed_signers`; the comment names the owner of the keys in the lines below it."""
ID = pattern(r"[A-Za-z0-9._%+@/:=~-]{1,200}")
"""Pattern of a person's id: only ASCII letters, digits and signs that mean nothing special to OpenSSH."""
KEY = frozenset({"key", "not_before", "not_after", "revoked_at", "revoked_because", "compromised", "comment"})
AUTHORITY = frozenset({"name", "certificate"})
_CERTIFICATE = r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n"
SOON = 60
"""Number of days before the last day of a key during which the key is reported as expiring."""


class NotATrustStoreError(ValueError):
    """Error for a text that is not a trust store; the message gives the reason."""


class Key(Struct, frozen=True):
    """Key of a person, with its first and last valid day, and its revocation if the key was revoked."""

    public: PublicKey
    not_before: date | None = None
    not_after: date | None = None
    revoked_at: date | None = None
    revoked_because: str = ""
    compromised: bool = False

    def find_fault(self, day: date, stamped: date | None = None) -> str:
        """Return the reason why the key is not valid for a signature made on `day`; empty for a valid key.

        `stamped` is the day in the timestamp of the signature; `None` if there is no timestamp.
        """
        if self.compromised and self.revoked_at is not None:
            why = f" ({self.revoked_because})" if self.revoked_because else ""
            since = phrase_of("bundle/key-expired", "compromised", revoked_at=self.revoked_at, why=why)
            if stamped is None:
                return phrase_of("bundle/key-expired", "time-proves-nothing", since=since)
            if stamped >= self.revoked_at:
                return phrase_of("bundle/key-expired", "late-timestamp", since=since, stamped=stamped)
        if self.revoked_at is not None and day >= self.revoked_at:
            why = f" ({self.revoked_because})" if self.revoked_because else ""
            return phrase_of("bundle/key-expired", "revoked", revoked_at=self.revoked_at, why=why, day=day)
        if self.not_before is not None and day < self.not_before:
            return phrase_of("bundle/key-expired", "too-early", begins=self.not_before, day=day)
        if self.not_after is not None and day > self.not_after:
            return phrase_of("bundle/key-expired", "too-late", ends=self.not_after, day=day)
        return ""


class Person(Struct, frozen=True):
    """Person who may sign, with roles and keys."""

    id: str
    name: str
    organization: str
    roles: tuple[str, ...]
    keys: tuple[Key, ...]
    distinct_from: tuple[str, ...] = ()
    """Ids of other people who have a similar name or address, but are not this person."""


class Authority(Struct, frozen=True):
    """Trusted timestamp authority, with its certificate and the certificates of its issuers, as PEM."""

    name: str
    certificate: str


class Trust(Struct, frozen=True):
    """People of a trust store, in their order, and the trusted timestamp authorities."""

    people: tuple[Person, ...] = ()
    authorities: tuple[Authority, ...] = ()

    def holders(self, keyid: str) -> list[tuple[Person, Key]]:
        """Return the people who have the key with the id `keyid`, each with this key."""
        return [(p, k) for p in self.people for k in p.keys if k.public.keyid == keyid]

    def ending(self, day: date, days: int = SOON) -> list[tuple[Person, Key]]:
        """Return the keys that expire at most `days` days after `day`, with their owners.

        Keys that have expired are included, but not revoked keys.
        """
        last = days_later(day, days)
        return [
            (p, k)
            for p in self.people
            for k in p.keys
            if k.revoked_at is None and k.not_after is not None and k.not_after <= last
        ]


def parse(text: str) -> Trust:
    """Return the trust store in a text; raise `NotATrustStoreError` if the text is not a trust store.

    >>> parse("").people
    ()
    """
    import tomllib

    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as problem:
        raise NotATrustStoreError(f"this is not valid TOML: {problem}") from problem
    if unknown := data.keys() - {"people", "authorities"}:
        raise NotATrustStoreError(f"a trust store has no table `{min(unknown)}`")
    people = tuple(_person(table, f"person {n}") for n, table in enumerate(_tables(data, "people", ""), 1))
    if repeated := _first_repeated(person.id.casefold() for person in people):
        raise NotATrustStoreError(f"`{repeated}` appears twice; give one person all keys and roles")
    owners: dict[str, str] = {}
    for person in people:
        for key in person.keys:
            other = owners.get(key.public.keyid)
            if other == person.id:  # the days of the two entries could contradict each other
                raise NotATrustStoreError(f"`{other}` has the key {key.public.fingerprint} twice")
            if other is not None:
                raise NotATrustStoreError(f"`{other}` and `{person.id}` have the same key")
            owners[key.public.keyid] = person.id
    if why := find_role_fault(role for person in people for role in person.roles):
        raise NotATrustStoreError(why)
    return Trust(people, _authorities(data))


def _authorities(data: Mapping[str, Any]) -> tuple[Authority, ...]:
    authorities = tuple(
        _authority(table, f"authority {n}") for n, table in enumerate(_tables(data, "authorities", ""), 1)
    )
    names = [authority.name for authority in authorities]
    if repeated := _first_repeated(names):
        raise NotATrustStoreError(f"the authority `{repeated}` appears twice")
    try:
        similar_pair = lookalikes(names)
    except ValueError as problem:
        raise NotATrustStoreError(f"the names of the authorities: {problem}") from problem
    if similar_pair is not None:
        other, one = similar_pair
        raise NotATrustStoreError(f"the authorities {one!a} and {other!a} have names that look alike")
    return authorities


def _first_repeated(names: Iterable[str]) -> str:
    """Return the first repeated name; empty if all names differ."""
    seen: set[str] = set()
    return next((name for name in names if name in seen or seen.add(name)), "")  # type: ignore[func-returns-value] # it is none


def _authority(data: Mapping[str, Any], where: str) -> Authority:
    """Return a timestamp authority from its table in the trust store.

    The certificates of the authority are checked only with a timestamp, because the check is slow.
    """
    if unknown := data.keys() - AUTHORITY:
        raise NotATrustStoreError(f"{where}: an authority has no field `{min(unknown)}`")
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
        raise NotATrustStoreError(f"{where}: a person has no field `{min(unknown)}`")
    id_ = _text(data, "id", where, needed=True)
    if not ID.fullmatch(id_):
        raise NotATrustStoreError(
            f"{where}: an id has letters, digits and ASCII signs, as a mail address has"
        )
    where = f"`{id_}`"
    name = _text(data, "name", where, needed=True)
    if not names_somebody(name):
        raise NotATrustStoreError(
            f"{where}: the name `{name}` does not name a person; write the name of the person"
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
    texts = data.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.strip() for text in texts):
        raise NotATrustStoreError(f"{where}: `{name}` must be a list of texts")
    if hidden := next((text for text in texts if HIDDEN_SIGNS.search(text)), ""):
        raise NotATrustStoreError(f"{where}: `{name}` has an invisible character, in {hidden!a}")
    return tuple(texts)


def _key(data: Mapping[str, Any], where: str) -> Key:
    if unknown := data.keys() - KEY:
        raise NotATrustStoreError(f"{where}: a key of a person has no field `{min(unknown)}`")
    try:
        public = parse_public_key(_text(data, "key", where, needed=True))
    except KeyProblemError as problem:
        raise NotATrustStoreError(f"{where}: {problem}; {problem.fix}") from problem
    days = {field: _day(data, field, where) for field in ("not_before", "not_after", "revoked_at")}
    first, last = days["not_before"], days["not_after"]
    if first is not None and last is not None and last < first:
        raise NotATrustStoreError(f"{where}: a key ends on {last}, before it begins on {first}")
    compromised = data.get("compromised", False)
    if not isinstance(compromised, bool):
        raise NotATrustStoreError(f"{where}: `compromised` must be true or false")
    if compromised and days["revoked_at"] is None:
        raise NotATrustStoreError(f"{where}: a compromised key needs the day, as `revoked_at`")
    return Key(public, **days, revoked_because=_text(data, "revoked_because", where), compromised=compromised)


def _tables(data: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    tables = data.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise NotATrustStoreError(f"{where}`{name}` must be a list of tables: `[[{name}]]`")
    return tables


def _text(data: Mapping[str, Any], name: str, where: str, *, needed: bool = False) -> str:
    text = data.get(name, "")
    if not isinstance(text, str) or (needed and not text.strip()):
        raise NotATrustStoreError(
            f"{where}: `{name}` must be a text" + (", and is missing" if name not in data else "")
        )
    if name not in {"id", "certificate"} and HIDDEN_SIGNS.search(text):
        raise NotATrustStoreError(f"{where}: `{name}` has an invisible character, in {text!a}")
    if name != "id" and text and not says_something(text):
        raise NotATrustStoreError(f"{where}: `{name}` has no letter and no digit, in {text!a}")
    return text


def _day(data: Mapping[str, Any], name: str, where: str) -> date | None:
    day = data.get(name)
    if day is None or (isinstance(day, date) and not isinstance(day, datetime)):
        return day
    raise NotATrustStoreError(f"{where}: `{name}` must be a day, as 2026-11-24, without quotes")


def format_trust(trust: Trust) -> str:
    """Return the text of a trust store; `parse` of this text returns an equal store."""
    blocks = ["# Whose sign-offs count. `microdep trust add` and `microdep trust revoke` edit this file.\n"]
    for person in trust.people:
        lines = ["[[people]]", *_toml_lines(person, ("id", "name", "organization"))]
        lines += [
            f"{name} = [{', '.join(map(_quoted, texts))}]"
            for name, texts in (("roles", person.roles), ("distinct_from", person.distinct_from))
            if texts or name == "roles"
        ]
        for key in person.keys:
            lines += ["", "[[people.keys]]", f"key = {_quoted(key.public.openssh)}"]
            days = ("not_before", "not_after", "revoked_at")
            lines += [
                f"{field} = {day.isoformat()}" for field in days if (day := getattr(key, field)) is not None
            ]
            lines += [f"revoked_because = {_quoted(key.revoked_because)}"] if key.revoked_because else []
            lines += ["compromised = true"] if key.compromised else []
        blocks.append("\n".join([*lines, ""]))
    for authority in trust.authorities:
        lines = ["[[authorities]]", f"name = {_quoted(authority.name)}"]
        # PEM has no quotation marks, and no characters that TOML escapes.
        blocks.append("\n".join([*lines, f"certificate = '''\n{authority.certificate}'''", ""]))
    return "\n".join(blocks)


def _toml_lines(person: Person, names: tuple[str, ...]) -> list[str]:
    return [f"{name} = {_quoted(getattr(person, name))}" for name in names]


def _quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# ---- allowed_signers of OpenSSH ------------------------------------------------------------------------


def format_allowed_signers(trust: Trust) -> str:
    """Return an `allowed_signers` file for `ssh-keygen -Y verify`, with the people and keys of a trust store.

    In the file, a revoked key is valid until the day before its revocation. A compromised key is left out.
    """
    import json

    lines = []
    for person in trust.people:
        about = {"id": person.id, "name": person.name, "organization": person.organization}
        lines.append(f"{ABOUT}{json.dumps(about)}")  # OpenSSH ignores comments
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


def parse_allowed_signers(text: str, roles: tuple[str, ...] = ()) -> Trust:
    """Return the people in an `allowed_signers` file; every person gets the roles in `roles`.

    A key that is not an Ed25519 key is an error.
    """
    people: dict[str, Person] = {}
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if bare.startswith(ABOUT):
            known = _owner_in_comment(bare.removeprefix(ABOUT), number)
            people.setdefault(known.id, replace(known, roles=roles))
        if not bare or bare.startswith("#"):
            continue
        person = _person_in_line(bare, number, roles)
        first = people.get(person.id, person)
        keys = first.keys if first is person else (*first.keys, *person.keys)
        people[person.id] = replace(first, keys=keys)
    return Trust(tuple(person for person in people.values() if person.keys))


def _owner_in_comment(text: str, number: int) -> Person:
    """Return the person named in a comment of an `allowed_signers` file, without roles and keys."""
    import json

    try:
        fields = json.loads(text)
        person = Person(fields["id"], fields["name"], fields["organization"], (), ())
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise NotATrustStoreError(f"line {number} is a damaged comment of `microdep`") from problem
    if (
        not all(isinstance(text, str) for text in (person.id, person.name, person.organization))
        or not person.name
    ):
        raise NotATrustStoreError(f"line {number} is a damaged comment of `microdep`")
    return person


def _person_in_line(line: str, number: int, roles: tuple[str, ...]) -> Person:
    principal, _, rest = line.partition(" ")
    options, _, key = rest.strip().rpartition("ssh-ed25519 ")
    if not key:
        raise NotATrustStoreError(f"line {number} has no Ed25519 key")
    try:
        public = parse_public_key(f"ssh-ed25519 {key}")
    except KeyProblemError as problem:
        raise NotATrustStoreError(f"line {number}: {problem}; {problem.fix}") from problem
    pairs = [option.strip().partition("=")[::2] for option in options.split(",") if option.strip()]
    values = dict(pairs)
    if len(values) != len(pairs):
        raise NotATrustStoreError(f"line {number} has an option twice")
    if not ID.fullmatch(principal):
        raise NotATrustStoreError(f"line {number} must name exactly one person: `{principal[:60]}`")
    if values.get("namespaces", f'"{NAMESPACE}"') != f'"{NAMESPACE}"':
        raise NotATrustStoreError(
            f"line {number} has a key for {values['namespaces'][:60]}, and not for {NAMESPACE}"
        )
    if unknown := values.keys() - {"namespaces", "valid-after", "valid-before"}:
        raise NotATrustStoreError(f"line {number} has the unknown option `{min(unknown)}`")
    begins, ends = (_moment(values.get(option, ""), number) for option in ("valid-after", "valid-before"))
    return Person(principal, principal, "", roles, (Key(public, begins, _day_before(ends)),))


def _moment(text: str, number: int) -> date | None:
    bare = text.strip('"').rstrip("Z")
    if not bare:
        return None
    try:
        return datetime.strptime(bare[:8], "%Y%m%d").date()  # noqa: DTZ007 - a day
    except ValueError as problem:
        raise NotATrustStoreError(
            f"line {number}: `{text}` is not a day in the format of OpenSSH"
        ) from problem
