"""One person, one key: whose cases belong together, known by a keyed digest of the number and never by the number."""

from __future__ import annotations

import datetime as dt
import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, bindparam

from central.database import text
from central.keys import kept
from kiosk.contract import Announcement

AGAIN_WITHIN = dt.timedelta(days=30)  # the same procedure, handed in by the same person
MOST_EARLIER = 10  # envelopes that are looked at
OLD_NUMBER = "old-number"

_NUMBER = re.compile(r"\d{9}|\d{12}", re.ASCII)


class Believed(IntEnum):
    """How far what an envelope says of its holder is believed; the smaller, the more."""

    CHIP = 0
    UNPROVEN_CHIP = 1  # nothing spoke against it, and nobody vouches for it
    CODE = 2  # the card's QR code
    TYPED = 3  # or nothing that this release knows
    DOUBTED = 4  # the card spoke against itself
    NOTHING = 9


_HOLD = text(
    "insert into persons (key, believed, name, letters, birth, seen_at) "
    "values (:key, :believed, :name, :letters, :birth, :at) "
    "on conflict (key) do update set seen_at = excluded.seen_at "
    "returning believed, name, letters, birth"
)
_NOTE = text(  # asked again, the person is the same one
    "insert into person_envelopes (device, envelope, person, number, believed, name, letters, "
    "birth, case_id, code, procedure, at) values (:device, :envelope, "
    "coalesce((select person from person_numbers where old = :number), :number), :number, "
    ":believed, :name, :letters, :birth, :case_id, :code, :procedure, :at) "
    "on conflict (device, envelope) do update set at = person_envelopes.at returning person"
)
_DOUBT_OLD = text(
    f"update person_envelopes set said = '{OLD_NUMBER}' "
    "where device = :device and envelope = :envelope"
)
# Numbers, and no select of them: PostgreSQL would walk over all persons' envelopes.
_COME_ALONG = text(
    "update person_envelopes set person = :person where person = :old or number in :numbers"
).bindparams(bindparam("numbers", expanding=True))
_EARLIER = text(
    "select case_id, envelope from person_envelopes where person = :person "
    "and procedure = :procedure and at >= :since and case_id <> :case_id "
    "order by at desc limit :most"
)
_VERDICTS = {
    "proven": Believed.CHIP,
    "may-be-a-copy": Believed.CHIP,
    "expired-signer": Believed.CHIP,
    "unanchored": Believed.UNPROVEN_CHIP,
    "hashes-match": Believed.UNPROVEN_CHIP,
    "weak": Believed.UNPROVEN_CHIP,
    "not-proven": Believed.UNPROVEN_CHIP,
    "declared": Believed.CODE,
    "altered": Believed.DOUBTED,
    "forged": Believed.DOUBTED,
    "revoked": Believed.DOUBTED,
    "cloned": Believed.DOUBTED,
}


@dataclass(frozen=True)
class Marks:
    """What was said of a person, so that it can be compared and not read. "": nothing was said."""

    believed: int
    name: str
    letters: str  # the name without its diacritics
    birth: str

    def differing(self, other: Marks) -> tuple[str, ...]:
        """The fields in which both say something, and not the same.

        A name in bare letters, as an MRZ has it, is the same as one with their diacritics.
        """
        bare = self.name == self.letters or other.name == other.letters
        names = (self.letters, other.letters) if bare else (self.name, other.name)
        births = (self.birth, other.birth)
        pairs = (("name", names), ("birth_date", births))
        return tuple(field for field, (a, b) in pairs if a and b and a != b)


NOTHING = Marks(int(Believed.NOTHING), "", "", "")


@dataclass(frozen=True)
class Linked:
    """What is known of an envelope's person. Nothing of it refuses the envelope, and nobody is merged.

    `differs`: fields (name, birth_date, old-number) in which it says something else than the most believed of
    this person's cases. `earlier`: envelopes of other cases of the same procedure within AGAIN_WITHIN, newest first.
    """

    differs: tuple[str, ...]
    earlier: tuple[str, ...]


class Persons:
    """Its key is the centre's own: who copies the database and not the key cannot try all numbers out."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def of(cls, folder: Path) -> Persons:
        """With DIR/persons.key, made where there is none. Lost, later cases find none of the earlier ones."""
        return cls(kept(folder, "persons.key"))

    def mark(self, value: str, what: str = "number") -> str:
        """The keyed digest of a value, "" of nothing."""
        return hmac.digest(self._key, f"{what} {value}".encode(), "sha256").hex() if value else ""

    def person(self, db: Connection, number: str) -> str:
        """The key of the person who has, or had, this number."""
        mark = self.mark(number)
        return _whose_old(db, mark) or mark

    def link(self, db: Connection, said: Announcement, at: str) -> Linked | None:
        """Note whose case it is, as part of the caller's transaction; None: it names nobody. Safe to be told twice."""
        holder = said.holder or {}
        number, old = digits(holder.get("number", "")), digits(holder.get("old_number", ""))
        if not number:
            return None
        at, marks, mine = _moment(at), self._marks(holder), self.mark(number)
        olds = self.mark(old) if old != number else ""
        # In one order everywhere, so that nobody waits for who waits for him.
        new = {mine: marks} | ({olds: NOTHING} if olds else {})
        held = {key: _hold(db, key, new[key], at) for key in sorted(new)}
        row = {"device": said.device, "envelope": said.envelope, "case_id": said.case, "at": at}
        row |= {"number": mine, "code": said.code, "procedure": said.procedure, **vars(marks)}
        person = str(db.execute(_NOTE, row).scalar_one())
        reference = held[mine] if person == mine else _reference(db, person)
        differs = list(marks.differing(reference))
        if marks.believed < reference.believed:
            _believe(db, person, marks)
        if olds and not _had(db, olds, person, marks, held[olds], at):
            differs.append(OLD_NUMBER)
            db.execute(_DOUBT_OLD, row)
        since = _moment(at, AGAIN_WITHIN)
        rows = db.execute(_EARLIER, {**row, "person": person, "since": since, "most": MOST_EARLIER})
        earlier = {row.case_id: row.envelope for row in rows}  # the first of each case
        return Linked(tuple(differs), () if said.corrects else tuple(earlier.values()))

    def cases(self, db: Connection, number: str) -> list[dict[str, Any]]:
        """Every envelope of who has, or had, this number, oldest first: which case, how far its holder was believed,
        in what it `differs` from the most believed, and whether it came under an `old` number."""
        person = self.person(db, digits(number))
        reference = _reference(db, person)
        rows = db.execute(
            text("select * from person_envelopes where person = :person order by at, envelope"),
            {"person": person},
        ).all()
        return [
            {
                "code": row.code,
                "case": row.case_id,
                "procedure": row.procedure,
                "device": row.device,
                "envelope": row.envelope,
                "at": row.at,
                "believed": Believed(row.believed).name.lower().replace("_", "-"),
                "old": row.number != person,
                "differs": [*reference.differing(_marks(row)), *filter(None, [row.said])],
            }
            for row in rows
        ]

    def _marks(self, holder: dict[str, str]) -> Marks:
        name = _plain(holder.get("name", ""))
        return Marks(
            int(_VERDICTS.get(holder.get("verdict", ""), Believed.TYPED)),
            self.mark(name, "name"),
            self.mark(_bare(name), "name"),
            self.mark(_plain(holder.get("birth_date", "")), "birth"),
        )


def digits(number: str) -> str:
    """A citizen's number of 12 digits, or of 9 as it was before; "" for anything else."""
    number = "".join(number.split())
    return number if _NUMBER.fullmatch(number) else ""


def _hold(db: Connection, key: str, marks: Marks, at: str) -> Marks:
    """What is believed of the person of this number, these where nobody had it; nobody else links to it until this
    is committed."""
    return _marks(db.execute(_HOLD, {"key": key, **vars(marks), "at": at}).one())


def _reference(db: Connection, person: str) -> Marks:
    row = db.execute(
        text("select believed, name, letters, birth from persons where key = :key"), {"key": person}
    ).one_or_none()
    return _marks(row) if row else NOTHING


def _believe(db: Connection, person: str, marks: Marks) -> None:
    db.execute(
        text(
            "update persons set believed = :believed, name = :name, letters = :letters, "
            "birth = :birth where key = :key and believed > :believed"
        ),
        {"key": person, **vars(marks)},
    )


def _whose_old(db: Connection, mark: str) -> str:
    """The person whose old number it is; "" where it is nobody's."""
    found = db.execute(text("select person from person_numbers where old = :old"), {"old": mark})
    return str(found.scalar() or "")


def _had(db: Connection, old: str, person: str, marks: Marks, there: Marks, at: str) -> bool:
    """Link the old number, and what came under it, to the person; False, and nothing is, where that cannot be right:
    name or birth date under it are another's, or somebody more believed has it."""
    if old == person:  # each of two numbers was called the other's old one
        return True
    row = {"old": old, "person": person, "believed": marks.believed, "at": at}
    holder = db.execute(
        text("select person, believed from person_numbers where old = :old"), row
    ).one_or_none()
    if holder is not None and holder.person == person:
        return True
    if marks.differing(there) or (holder is not None and holder.believed <= marks.believed):
        return False
    db.execute(
        text(
            "insert into person_numbers (old, person, believed, at) "
            "values (:old, :person, :believed, :at) on conflict (old) do update set "
            "person = excluded.person, believed = excluded.believed, at = excluded.at"
        ),
        row,
    )
    # What the old number's own person had comes along, older numbers too.
    db.execute(text("update person_numbers set person = :person where person = :old"), row)
    olds = db.execute(text("select old from person_numbers where person = :person"), row).scalars()
    db.execute(_COME_ALONG, {"person": person, "old": old, "numbers": list(olds)})
    return True


def _marks(row: Row[Any]) -> Marks:
    return Marks(row.believed, row.name, row.letters, row.birth)


def _moment(at: str, before: dt.timedelta = dt.timedelta()) -> str:
    moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC) - before
    return moment.isoformat(timespec="microseconds")


def _plain(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).casefold().split())


def _bare(name: str) -> str:
    parts: Iterable[str] = unicodedata.normalize("NFD", name.replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))
