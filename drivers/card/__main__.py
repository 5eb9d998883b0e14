"""Try a card reader by hand: python -m drivers.card list | monitor | read | simulate | verify | trust."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import time
import tomllib
from pathlib import Path

from drivers.card import CardError, Reading, Wish, evidence, pcsc, shown, trust
from drivers.card.certificates import certificate
from drivers.card.chip import Make
from drivers.card.contents import Wanted
from drivers.card.country import Signing, invented_country, invented_signer
from drivers.card.credentials import Credentials
from drivers.card.person import Person, from_json, from_toml
from drivers.card.shown import Exit
from drivers.card.simulate import Simulation, run
from drivers.card.tlv import Malformed
from drivers.card.vpcd import VirtualCard

POLL = 0.3  # seconds between looks at the readers


def main() -> int:
    given = _parser().parse_args()
    match given.order:
        case "list":
            return show_readers()
        case "monitor":
            return monitor(given.seconds)
        case "read":
            return show_reading(given)
        case "verify":
            return show_verified(given.evidence, given.trust, given.json)
        case "trust":
            return show_trust(given.folder)
        case _:
            return simulated(given)


def show_readers() -> int:
    try:
        names = pcsc.names()
    except CardError as error:
        return _failed(error)
    for name in names:
        print(f"{name}: {shown.state(pcsc.PcscReader(name).state())}")
    return Exit.DONE


def monitor(seconds: float | None) -> int:
    """Print a line for every reader and card that comes or goes, for so long or until interrupted."""
    until = None if seconds is None else time.monotonic() + seconds
    known: dict[str, str] = {}
    while until is None or time.monotonic() < until:
        now = _states()
        for name in sorted(known.keys() | now.keys()):
            if known.get(name) != now.get(name):
                moment = dt.datetime.now(dt.UTC).astimezone()
                print(f"{moment:%H:%M:%S}  {name}: {now.get(name, 'gone')}", flush=True)
        known = now
        time.sleep(POLL)
    return Exit.DONE


def show_reading(given: argparse.Namespace) -> int:
    try:
        store = trust.load(given.trust) if given.trust else None
    except OSError as error:
        print(f"{given.trust}: {error.strerror}", file=sys.stderr)
        return Exit.NOT_READ
    for line in shown.sources(store) if store else ():
        print(line, file=sys.stderr)
    wanted = frozenset() if given.no_photo else frozenset({Wanted.FACE})
    wish = Wish(
        photo=not given.no_photo,
        details=True,
        wanted=wanted,
        genuine=True,
        trust=store,
        even_altered=True,
    )
    print(f"Lay the card on the reader (waiting {given.wait:.0f} s) ...", file=sys.stderr)
    try:
        credentials = _credentials(given)
        reader = pcsc.PcscReader(given.reader)
        reading = reader.read(credentials, _show_progress, given.wait, given.budget, wish)
    except CardError as error:
        print(file=sys.stderr)
        return _failed(error)
    print(file=sys.stderr)
    if given.json:
        print(json.dumps(shown.as_json(reading, given.show), ensure_ascii=False, indent=1))
    else:
        print("\n".join(shown.lines(reading, given.show)))
    if given.evidence:
        given.evidence.write_text(_evidence(reading), encoding="ascii")
    return shown.exit_of(reading.verdict)


def show_verified(file: Path, folder: Path | None, as_json: bool) -> int:
    try:
        kept = evidence.from_json(file.read_text(encoding="utf-8"))
        store = trust.load(folder) if folder else trust.TrustStore()
        verdict = evidence.verify(kept, store.anchors_of(kept.files))
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return Exit.NOT_READ
    except (Malformed, UnicodeDecodeError):
        print(f"{file}: not the evidence of a reading", file=sys.stderr)
        return Exit.NOT_READ
    for line in shown.sources(store):
        print(line, file=sys.stderr)
    if as_json:
        print(json.dumps(shown.verdict_json(verdict), indent=1))
    else:
        print(f"Read         {kept.read_at.isoformat()} by {kept.access}")
        print("\n".join(shown.verdict_lines(verdict)))
    return shown.exit_of(verdict)


def show_trust(folder: Path) -> int:
    """What came of each file of the folder; NOT_READ when any was refused."""
    try:
        store = trust.load(folder)
    except OSError as error:
        print(f"{folder}: {error.strerror}", file=sys.stderr)
        return Exit.NOT_READ
    for line in shown.sources(store):
        print(line)
    print(f"{len(store.countries)} country certificates, {len(store.revocations)} lists of revoked")
    return Exit.NOT_READ if any(source.reason for source in store.sources) else Exit.DONE


def simulated(given: argparse.Namespace) -> int:
    try:
        person = _person(given.person) if given.person else Person()
        make = Make(**tomllib.loads(given.make))
    except (ValueError, TypeError, OSError) as error:
        print(error, file=sys.stderr)
        return Exit.NOT_READ
    if given.trust_out:
        _write_trust(given.trust_out)
    card = VirtualCard(given.host, given.port)
    simulation = Simulation(card, person, make)
    if not given.absent:
        simulation.insert()
    print(f"An invented card for the virtual reader at {given.host}:{given.port}", file=sys.stderr)
    run(card, simulation, given.control)
    return Exit.DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m drivers.card", description=__doc__)
    orders = parser.add_subparsers(dest="order", required=True)
    orders.add_parser("list", help="which readers there are, and what lies on them")
    watch = orders.add_parser("monitor", help="tell what comes and goes until interrupted")
    watch.add_argument("--seconds", type=float, help="end after so long")
    _add_read(orders.add_parser("read", help="read a citizen card; what it says is shown masked"))
    verify = orders.add_parser("verify", help="judge the evidence of a reading again")
    verify.add_argument("evidence", type=Path, help="what `read --evidence` wrote")
    verify.add_argument("--trust", type=Path, help="folder of country certificates")
    verify.add_argument("--json", action="store_true")
    told = orders.add_parser("trust", help="tell what comes of each file of a folder of trust")
    told.add_argument("folder", type=Path)
    simulate = orders.add_parser("simulate", help="lay a simulated chip on vpcd's virtual reader")
    simulate.add_argument("--host", default="127.0.0.1")
    simulate.add_argument("--port", type=int, default=35963, help="of the slot (35963)")
    simulate.add_argument("--control", type=Path, help="Unix socket that takes orders")
    simulate.add_argument("--person", type=Path, help="an invented person as a TOML or JSON file")
    simulate.add_argument("--make", default="", help="how the chip is made, as TOML: 'bac = false'")
    simulate.add_argument("--trust-out", type=Path, help="write the invented country here")
    simulate.add_argument("--absent", action="store_true", help="begin with no card laid down")
    return parser


def _add_read(read: argparse.ArgumentParser) -> None:
    read.add_argument("--reader", default="", help="part of the reader's name; else the first")
    which = read.add_mutually_exclusive_group()
    which.add_argument("--id", "--number", dest="number", help="the 12 digits; else asked for")
    which.add_argument("--can", help="the six digits of the CAN")
    which.add_argument("--mrz", nargs="+", help="the two or three lines of the MRZ")
    read.add_argument(
        "--born", type=dt.date.fromisoformat, help="yyyy-mm-dd, for cards without PACE"
    )
    read.add_argument("--expiry", type=dt.date.fromisoformat, help="yyyy-mm-dd, the same")
    read.add_argument(
        "--trust", type=Path, help="folder of country certificates, master lists, CRLs"
    )
    read.add_argument("--no-photo", action="store_true", help="leave the photo on the chip")
    read.add_argument("--show", action="store_true", help="show the holder in clear")
    read.add_argument("--json", action="store_true")
    read.add_argument("--evidence", type=Path, help="write what `verify` needs to this file")
    read.add_argument("--wait", type=float, default=20.0, help="seconds for a card (20)")
    read.add_argument("--budget", type=float, default=30.0, help="seconds for the reading (30)")


def _credentials(given: argparse.Namespace) -> Credentials:
    """What there is to go by; raises CardError(WRONG_NUMBER)."""
    if given.mrz:
        return Credentials(mrz=tuple(given.mrz))
    if given.can:
        return Credentials(can=given.can)
    number = (given.number or _asked()).replace(" ", "")
    return Credentials(number, birth_date=given.born, expiry=given.expiry)


def _asked() -> str:
    if sys.stdin.isatty():
        print("The 12 digits on the card: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _evidence(reading: Reading) -> str:
    issued = reading.details.issued if reading.details else None
    now = dt.datetime.now(dt.UTC)
    return evidence.of(
        reading.files, reading.hashes, now, reading.access, reading.transcript, issued
    ).to_json()


def _states() -> dict[str, str]:
    try:
        names = pcsc.names()
    except CardError as error:
        return {"readers": shown.state(error.state)}
    return {name: shown.state(pcsc.PcscReader(name).state()) for name in names}


def _person(file: Path) -> Person:
    text = file.read_text(encoding="utf-8")
    return from_toml(text) if file.suffix == ".toml" else from_json(text)


def _write_trust(folder: Path) -> None:
    """The invented country's certificate, and its list with the signer it revoked."""
    home = invented_country()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "csca.der").write_bytes(home.authority.certificate)
    revoked = certificate(invented_signer(Signing.REVOKED).certificate).serial
    (folder / "revoked.crl").write_bytes(home.revocations(revoked))


def _show_progress(percent: int) -> None:
    print(f"\r{'#' * (percent // 5):<20} {percent:3d} %", end="", file=sys.stderr, flush=True)


def _failed(error: CardError) -> int:
    print(f"{error}\n{shown.HINTS[error.state]}", file=sys.stderr)
    for attempt in error.attempts:
        print(f"  {attempt.access}: {attempt.reason} {attempt.detail}", file=sys.stderr)
    return Exit.NOT_READ


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
