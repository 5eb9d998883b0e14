"""python -m central device list | add | code | sign | move | revoke: which kiosks there are, and what lets each in."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from central.database import Database
from central.devices import Devices, DevicesError
from central.est import codes
from central.est.authority import DAYS, Authority
from central.est.enrolments import Denied, EnrolmentError, Enrolments, good_until, make_code
from central.est.messages import CertRequest, Odd, RequestError
from central.place import Place, add_arguments
from central.reports import noted

Say = Callable[[str], None]

_ODD = {
    Odd.KEY: "asks for a certificate over another kind of key than a kiosk's (Ed25519)",
    Odd.SIGNATURE: "is not signed by the key that it names",
}
_DENIED = {
    Denied.KEY: "is known by another key: for a new machine, or one set up anew, give --new-key",
    Denied.KEY_TAKEN: "has the key of another device: is its disk a copy?",
    Denied.REVOKED: "was revoked with this key: it comes back with a new one (kiosk.sync identity --new)",
}


def main(arguments: Sequence[str], say: Say) -> int:
    """0; raises DevicesError, AuthorityError, DatabaseError, OSError and DBAPIError: nothing was changed then."""
    given = _parser().parse_args(arguments)
    database = Place.of(given).open_database()
    try:
        given.run(given, database, say)
    finally:
        database.close()
    return 0


def _list(given: argparse.Namespace, database: Database, say: Say) -> None:
    with database.look() as db:
        until = good_until(db)
    for device in Devices(database, _now).all():
        row = {
            "device": device.name,
            "office": device.office,
            "state": device.state,
            "key": device.key,
            "token": bool(device.token),
            "certificate_until": until.get(device.name, ""),
            "reason": device.reason,
        }
        say(json.dumps(row, ensure_ascii=False))


def _add(given: argparse.Namespace, database: Database, say: Say) -> None:
    token = Devices(database, _now).add(given.name, given.office, given.key)
    say(f'token = "{token}"')


def _code(given: argparse.Namespace, database: Database, say: Say) -> None:
    now = _now()
    code = make_code(database, given.name, given.office, given.hours, now, new_key=given.new_key)
    until = (now + dt.timedelta(hours=given.hours)).isoformat(timespec="minutes")
    say(f"{code}   for {given.name}, once, until {until}")


def _sign(given: argparse.Namespace, database: Database, say: Say) -> None:
    authority = Authority.load(given.authority)
    try:
        request = CertRequest.from_pem(given.csr.read_bytes())
    except RequestError as error:
        what = _ODD.get(error.odd, "is no certification request in PEM")
        raise DevicesError(f"{given.csr} {what}") from None
    if request.name not in ("", given.device):
        raise DevicesError(f"{given.csr} is the request of {request.name}, not of {given.device}")
    to: Path = given.to or given.csr.with_name(f"{given.device}.certificate.pem")
    enrolments = Enrolments(database, authority, _now, noted, given.days)
    try:
        der = enrolments.sign(given.device, given.office, request.key, new_key=given.new_key)
    except EnrolmentError as error:
        why = _DENIED.get(error.denied, error.denied)
        raise DevicesError(f"{given.device} {why}") from None
    one = x509.load_der_x509_certificate(der)
    to.write_bytes(one.public_bytes(Encoding.PEM) + authority.pem)
    say(f"good until {one.not_valid_after_utc.date()} -> {to}")


def _move(given: argparse.Namespace, database: Database, say: Say) -> None:
    Devices(database, _now).move(given.name, given.office)
    say(f"{given.name} is of {given.office}")


def _revoke(given: argparse.Namespace, database: Database, say: Say) -> None:
    count = Devices(database, _now).revoke(given.name, given.reason)
    say(
        f"{given.name} is let in no more; {count} certificates taken back: "
        "`authority crl` tells nginx of them"
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m central device", description=__doc__)
    commands = parser.add_subparsers(dest="what", required=True)

    def command(name: str, run: Callable[..., None], what: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=what)
        made.set_defaults(run=run)
        add_arguments(made)
        return made

    command("list", _list, "each as a line of JSON")
    add = command("add", _add, "one that a token lets in, which is printed this once")
    code = command("code", _code, "a one-time code, by which it fetches its certificate itself")
    sign = command("sign", _sign, "a certificate for a request that came on a stick")
    move = command("move", _move, "it is of another office from now on")
    revoke = command("revoke", _revoke, "nothing of it counts any more")
    for one in (add, code, move, revoke):
        one.add_argument("name", metavar="NAME")
    for one, needed in ((add, True), (code, True), (move, True), (sign, False)):
        one.add_argument("--office", required=needed, default="", help="such as H38.101")
    add.add_argument("--key", required=True, help="what `kiosk.sync identity` prints there")
    code.add_argument("--hours", type=float, default=codes.HOURS)
    sign.add_argument("csr", type=Path, metavar="CSR.pem")
    sign.add_argument("--device", required=True, metavar="NAME")
    sign.add_argument("--authority", type=Path, required=True, metavar="DIR")
    sign.add_argument("--to", type=Path, metavar="FILE", help="else beside the request")
    sign.add_argument("--days", type=float, default=DAYS)
    for one in (code, sign):
        one.add_argument("--new-key", action="store_true", help="its machine is another one now")
    revoke.add_argument("--reason", required=True, help="stolen, scrapped, ...: for the list")
    return parser
