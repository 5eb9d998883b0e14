"""python -m central target: which of the province's own systems are told of cases, and how far each is.

add NAME      tell it of every event from now on, or --from a day; prints its token, once
list          a line for each, with what waits for it and what is wrong
show NAME     what it refused, and why
stop NAME     give it nothing for now; what happens waits for it
resume NAME   go on
end NAME      never again
token NAME    a new token in the place of the old one
retry NAME EVENT   give it this event again, now
aside NAME EVENT   the case goes on without it
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Callable, Sequence

from central.deliveries import Deliveries, DeliveryState
from central.events import Events
from central.place import Place, add_arguments
from central.targets import Target, TargetError, Targets

Say = Callable[[str], None]


def main(arguments: Sequence[str], say: Say) -> int:
    """0; raises TargetError, and nothing was changed then. Servers may run beside it."""
    given = _parser().parse_args(arguments)
    if not given.data.is_dir():
        raise TargetError(f"{given.data} is no folder: see --data")
    place = Place.of(given)
    database = place.open_database()
    try:
        targets = Targets(database, Events.of(place.data, _now), _now)
        _do(given, targets, Deliveries(database, _now), say)
    finally:
        database.close()
    return 0


def _do(given: argparse.Namespace, targets: Targets, deliveries: Deliveries, say: Say) -> None:
    match given.order:
        case "add":
            wanted = _list(given.procedures), _list(given.offices)
            say(targets.add(given.name, *wanted, _day(given.since)))
        case "token":
            say(targets.token(given.name))
        case "list":
            for target in targets.all():
                say(json.dumps(_row(target), ensure_ascii=False))
        case "show":
            if targets.one(given.name) is None:
                raise TargetError(f"no target is called {given.name}")
            for row in deliveries.refused(given.name):
                say(json.dumps(row, ensure_ascii=False))
        case "stop":
            targets.stop(given.name)
        case "resume":
            targets.resume(given.name)
        case "end":
            targets.end(given.name)
        case "retry":
            _free(deliveries, given, DeliveryState.WAITING)
        case "aside":
            _free(deliveries, given, DeliveryState.ASIDE)


def _free(deliveries: Deliveries, given: argparse.Namespace, state: DeliveryState) -> None:
    if not deliveries.free(given.name, given.event, state):
        raise TargetError(f"{given.event} is no event that {given.name} has not done")


def _row(target: Target) -> dict[str, object]:
    return {**target.to_json(), "alarms": [alarm.value for alarm in target.alarms(_now())]}


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise TargetError(f"{text} is no day such as 2026-11-01") from None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m central target",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    orders = parser.add_subparsers(dest="order", required=True)
    for order in ("add", "list", "show", "stop", "resume", "end", "token", "retry", "aside"):
        one = orders.add_parser(order)
        if order != "list":
            one.add_argument("name", help="up to 40 small letters, digits and hyphens")
        if order in ("retry", "aside"):
            one.add_argument("event", help="its id, as show names it")
        if order == "add":
            one.add_argument(
                "--procedures", default="", help="such as 1.00*,2.000815; otherwise all of them"
            )
            one.add_argument("--offices", default="", help="such as H38.*; otherwise all of them")
            one.add_argument(
                "--from", dest="since", default="", metavar="DAY", help="also what happened since"
            )
        add_arguments(one)
    return parser
