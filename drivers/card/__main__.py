"""Try a card reader by hand: python -m drivers.card list | monitor | read | simulate | verify | trust."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import time
import tomllib
from pathlib import Path

from drivers.card import CardError, Reading, Wish, evidence, pcsc, readers, shown, trust
from drivers.card.access import PACE_CAN
from drivers.card.certificates import certificate
from drivers.card.chip import Make
from drivers.card.contents import Wanted
from drivers.card.country import Signing, invented_country, invented_signer
from drivers.card.credentials import Credentials
from drivers.card.person import Person, from_json, from_toml
from drivers.card.refused import Reason
from drivers.card.shown import Exit
from drivers.card.simulate import Simulation, run
from drivers.card.tlv import Malformed
from drivers.card.vpcd import VirtualCard

ASK = "-"  # in place of what a list of processes should not show
TD1_LINE = 30  # letters
MOST_LINE = 200  # letters read of a line
MOST_SECONDS = 86_400.0
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
        names = readers.names()
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
    try:
        credentials = _credentials(given)
    except CardError as error:
        why = str(error).partition(": ")[2]
        print(f"{why.capitalize()}. {shown.TO_BE_GIVEN}", file=sys.stderr)
        return Exit.USAGE
    print(f"Lay the card on the reader (waiting {given.wait:.0f} s) ...", file=sys.stderr)
    try:
        reader = pcsc.PcscReader(given.reader)
        reading = reader.read(credentials, _show_progress, given.wait, given.budget, wish)
    except CardError as error:
        print(file=sys.stderr)
        return _failed(error, credentials)
    print(file=sys.stderr)
    if given.json:
        print(json.dumps(shown.as_json(reading, given.show), ensure_ascii=False, indent=1))
    else:
        print("\n".join(shown.lines(reading, given.show)))
    if given.evidence:
        try:
            _keep(given.evidence, _evidence(reading))
        except OSError as error:
            print(f"{given.evidence}: {error.strerror}: no evidence is kept", file=sys.stderr)
            return Exit.NOT_READ
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
    except (ValueError, TypeError, OSError) as error:
        print(f"--person: {error}", file=sys.stderr)
        return Exit.USAGE
    try:
        make = Make(**tomllib.loads(given.make))
    except (ValueError, TypeError) as error:
        print(f"--make: {error}".replace("Make.__init__() got", "there is"), file=sys.stderr)
        return Exit.USAGE
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
    watch.add_argument("--seconds", type=_seconds, help="end after so long")
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
    read.add_argument("--reader", default="", help="part of the reader's name; else any")
    which = read.add_mutually_exclusive_group()
    ask = f"; {ASK} or nothing: asked for, or read from standard input"
    _add_asked(which, f"the 12 digits, as without any of these{ask}", "--id", "--number")
    _add_asked(which, f"the six digits of the CAN{ask}", "--can")
    which.add_argument("--mrz", nargs="*", help=f"the two or three lines of the MRZ{ask}")
    read.add_argument(
        "--born", type=_day, metavar="YYYY-MM-DD", help="for cards that know no PACE with the CAN"
    )
    read.add_argument("--expiry", type=_day, metavar="YYYY-MM-DD", help="the same")
    read.add_argument(
        "--trust", type=Path, help="folder of country certificates, master lists, CRLs"
    )
    read.add_argument("--no-photo", action="store_true", help="leave the photo on the chip")
    read.add_argument("--show", action="store_true", help="show the holder in clear")
    read.add_argument("--json", action="store_true")
    read.add_argument("--evidence", type=Path, help="write what `verify` needs to this file")
    read.add_argument("--wait", type=_seconds, default=20.0, help="seconds for a card (20)")
    read.add_argument("--budget", type=_seconds, default=30.0, help="seconds for the reading (30)")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day as YYYY-MM-DD") from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= MOST_SECONDS:  # NaN is in no order
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds up to a day")
    return seconds


def _add_asked(which: argparse._MutuallyExclusiveGroup, told: str, *names: str) -> None:
    which.add_argument(*names, dest=names[-1][2:], nargs="?", const=ASK, help=told)


def _credentials(given: argparse.Namespace) -> Credentials:
    """What there is to go by; raises CardError(WRONG_NUMBER)."""
    if given.mrz is not None:
        lines = given.mrz if given.mrz not in ([], [ASK]) else _asked_lines()
        return Credentials(mrz=tuple(lines))
    if given.can is not None:
        return Credentials(
            can=_asked("The six digits of the CAN") if given.can == ASK else given.can
        )
    number = given.number
    if number in (None, ASK):
        number = _asked("The 12 digits on the card")
    return Credentials(number.replace(" ", ""), birth_date=given.born, expiry=given.expiry)


def _asked(what: str) -> str:
    """One line from whoever sits there, or from standard input."""
    if sys.stdin.isatty():
        print(f"{what}: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline(MOST_LINE).strip()


def _asked_lines() -> list[str]:
    """The lines of an MRZ: three of 30 letters, two of any other."""
    first = _asked("First line of the MRZ")
    more = 2 if len(first.replace(" ", "")) == TD1_LINE else 1
    return [first, *(_asked("Next line") for _ in range(more))]


def _keep(file: Path, text: str) -> None:
    """Write what is personal, a new file for nobody but whoever runs this; raises OSError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as kept:
        kept.write(text)


def _evidence(reading: Reading) -> str:
    issued = reading.details.issued if reading.details else None
    now = dt.datetime.now(dt.UTC)
    return evidence.of(
        reading.files, reading.hashes, now, reading.access, reading.transcript, issued
    ).to_json()


def _states() -> dict[str, str]:
    try:
        names = readers.names()
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


def _failed(error: CardError, known: Credentials | None = None) -> int:
    print(f"{error}\n{shown.HINTS[error.state]}", file=sys.stderr)
    tried = {attempt.access: attempt.reason for attempt in error.attempts}
    alone = known and known.number and not known.birth_date
    if alone and tried.get(PACE_CAN) == Reason.NOT_OFFERED:
        print(shown.BIRTH_DATE, file=sys.stderr)
    for attempt in error.attempts:
        print(f"  {attempt.access}: {attempt.reason} {attempt.detail}", file=sys.stderr)
    return Exit.NOT_READ


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
