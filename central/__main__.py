"""python -m central serve | key | list | export."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from pathlib import Path

import uvicorn

from central import shelf
from central.app import create_app
from central.devices import Devices, DevicesError
from central.intake import Intake, TakenError
from central.keys import CentreKey


def main() -> int:
    arguments = _arguments()
    os.umask(0o077)  # what lies here are citizens' papers
    try:
        match arguments.command:
            case "serve":
                _serve(arguments)
            case "key":
                arguments.data.mkdir(parents=True, exist_ok=True, mode=0o700)
                print(CentreKey.of(arguments.data).public)
            case "list":
                for case in shelf.received(arguments.data):
                    print(json.dumps(shelf.line(*case)))
            case "export":
                print(f"{shelf.export(arguments.data, arguments.to)} cases -> {arguments.to}")
    except (DevicesError, TakenError) as error:
        print(f"central: {error}", file=sys.stderr)
        return 1
    return 0


def _serve(arguments: argparse.Namespace) -> None:
    devices = Devices.load(arguments.devices)
    intake = Intake(arguments.data, lambda: dt.datetime.now(dt.UTC))
    try:
        intake.tidy()
        uvicorn.run(
            create_app(intake, devices, arguments.patience),
            host=arguments.host,
            port=arguments.port,
            http="h11",
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,  # a path names a device and an envelope
            server_header=False,
            timeout_keep_alive=75,  # kiosks keep one connection: a new one costs them a second
            timeout_graceful_shutdown=2,
        )
    finally:
        intake.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m central", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="take cases in")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8470)
    serve.add_argument(
        "--devices", type=Path, required=True, help="device -> sha256 of its token, and its key"
    )
    serve.add_argument(
        "--patience",
        type=float,
        default=30.0,
        help="seconds a body may pause before it is given up",
    )
    key = commands.add_parser(
        "key", help="print the key that every kiosk must name as [centre] key"
    )
    listing = commands.add_parser("list", help="received cases as JSON lines")
    export = commands.add_parser("export", help="each received case's files, by their names")
    export.add_argument("--to", type=Path, required=True)
    for command in (serve, key, listing, export):
        command.add_argument("--data", type=Path, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
