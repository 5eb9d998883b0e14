"""Appointments made by a clerk: a code for whoever is asked to come at a time; nobody's name is taken down.

    python -m kiosk.desk appointments add --field ho-tich --at "2026-11-24 14:00"   prints the code
    python -m kiosk.desk appointments list                                          from today on
    python -m kiosk.desk appointments withdraw CODE

All take --settings, --state and --language vi|en. Times are by the office's clock. The code is typed at this kiosk
("I have an appointment") from an hour before its time until an hour after it, once. Exit codes: 0 done, 2 it cannot be.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from kiosk import settings as kiosk_settings
from kiosk.desk.copies import add_usual, now, refuse, refuse_store
from kiosk.model import Language, Words
from kiosk.rules.catalogue import Catalogue
from kiosk.rules.queue.returning import is_open
from kiosk.store.appointments import Appointment, Appointments, TooManyError
from kiosk.store.database import open_kept
from kiosk.store.errors import StoreError
from kiosk.store.moments import OFFICE_ZONE, office_day
from kiosk.store.rulebook import Rulebook
from kiosk.workspace import Workspace

TEXT: dict[str, Words] = {
    "made": Words("Mã hẹn: {code}", "Code of the appointment: {code}"),
    "for": Words("{field}, lúc {at}", "{field}, at {at}"),
    "row": Words("{code}  {at}  {field}  {state}", "{code}  {at}  {field}  {state}"),
    "waits": Words("chờ", "waits"),
    "used": Words("đã lấy số", "used"),
    "withdrawn": Words("đã rút", "withdrawn"),
    "none": Words("Không có hẹn nào từ hôm nay.", "No appointments from today on."),
    "gone": Words("Đã rút mã hẹn {code}.", "Withdrawn: {code}."),
    "unknown": Words(
        "Không có mã hẹn {code} còn chờ ở máy này.", "No appointment {code} waits at this kiosk."
    ),
    "no-field": Words(
        "Không có lĩnh vực {id}. Có: {ids}", "There is no field {id}. There are: {ids}"
    ),
    "no-time": Words(
        "Giờ hẹn phải là giờ sắp tới, ví dụ: 2026-11-24 14:00",
        "The time must be one to come, such as 2026-11-24 14:00",
    ),
    "closed": Words(
        "Lúc {at} cơ quan không làm việc. Giờ làm việc: {opens}",
        "The office is closed at {at}. Its hours: {opens}",
    ),
    "too-many": Words(
        "Quá nhiều hẹn đang chờ ở máy này.", "Too many appointments wait at this kiosk."
    ),
}

Say = Callable[[str], None]


class _Refused(Exception):
    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Desk:
    """Where the command stands, and the language it speaks."""

    kept: Appointments
    catalogue: Catalogue
    opens: str
    language: Language
    say: Say

    def add(self, asked: argparse.Namespace) -> None:
        """Raises StoreError, as all of them do."""
        fields = {field.id: field for field in self.catalogue.fields}
        if asked.field not in fields:
            raise _Refused("no-field", id=asked.field, ids=", ".join(fields))
        try:
            at = dt.datetime.fromisoformat(asked.at)
        except ValueError:
            raise _Refused("no-time") from None
        at = at.replace(tzinfo=at.tzinfo or OFFICE_ZONE)
        if at <= now():
            raise _Refused("no-time")
        there = at.astimezone(OFFICE_ZONE)
        if not is_open(
            there, self.opens
        ):  # 02:00 typed for two o'clock: the code would be good at night
            raise _Refused("closed", at=f"{there:%H:%M}", opens=self.opens)
        try:
            made = self.kept.make(asked.field, at, now())
        except TooManyError:
            raise _Refused("too-many") from None
        self._tell("made", code=made.code)
        self._tell("for", field=fields[asked.field].name.of(self.language), at=_when(at))

    def list(self, _: argparse.Namespace) -> None:
        midnight = dt.datetime.combine(office_day(now()), dt.time(), OFFICE_ZONE)
        rows = self.kept.since(midnight)
        for row in rows:
            state = TEXT[_state(row)].of(self.language)
            self._tell("row", code=row.code, at=_when(row.at), field=row.field, state=state)
        if not rows:
            self._tell("none")

    def withdraw(self, asked: argparse.Namespace) -> None:
        if not self.kept.withdraw(asked.code, now()):
            raise _Refused("unknown", code=asked.code)
        self._tell("gone", code=asked.code)

    def _tell(self, key: str, **values: object) -> None:
        self.say(TEXT[key].of(self.language).format(**values))


def main(arguments: Sequence[str], say: Say) -> int:
    """`appointments ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    language, workspace = Language(asked.language), Workspace(asked.state)
    try:
        settings = kiosk_settings.load(asked.settings)
        catalogue = Rulebook(workspace).now().catalogue(office_day(now()))
        with closing(open_kept(workspace)) as db:
            kept, opens = Appointments(db, settings.kiosk), settings.queue.opens
            desk = Desk(kept, catalogue, opens, language, say)
            {"add": desk.add, "list": desk.list, "withdraw": desk.withdraw}[asked.what](asked)
    except kiosk_settings.SettingsError as error:
        return refuse(str(error))
    except _Refused as refused:
        return refuse(TEXT[refused.key].of(language).format(**refused.values))
    except StoreError as error:
        return refuse_store(error, asked.state, language)
    return 0


def _state(row: Appointment) -> str:
    return "used" if row.used else "withdrawn" if row.withdrawn else "waits"


def _when(moment: dt.datetime) -> str:
    return f"{moment.astimezone(OFFICE_ZONE):%H:%M %d/%m/%Y}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk appointments",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_subparsers(dest="what", required=True)
    add = what.add_parser("add", help="make one; its code is printed")
    add.add_argument("--field", required=True, help="id of the field, e.g. ho-tich")
    add.add_argument("--at", required=True, help="e.g. 2026-11-24 14:00")
    withdraw = what.add_parser("withdraw", help="its code gives no number any more")
    withdraw.add_argument("code")
    for one in (add, what.add_parser("list", help="those from today on"), withdraw):
        add_usual(one)
    return parser
