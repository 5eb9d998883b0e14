"""Signing by command: the list to review, one PIN for the batch, a result for each copy in words."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence

from kiosk.desk.copies import (
    DONE,
    NOT_ALL,
    Counter,
    Say,
    add_usual,
    at_counter,
    number_of,
    refuse,
)
from kiosk.devices import signing_wire as wire
from kiosk.devices.signing_client import SigningAway, ask
from kiosk.faults import remedy
from kiosk.settings import Secret
from kiosk.signing import Finding, SignRole
from kiosk.signing_causes import cause, told
from kiosk.store.copies import WAITS, Copy
from kiosk.workspace import Workspace


def main(arguments: Sequence[str], say: Say) -> int:
    """`sign ...`, as `python -m kiosk.desk` hands it on; an exit code."""
    asked = _parser().parse_args(arguments)
    return at_counter(asked, say, lambda counter: _Session(counter, asked).run())


class _Session:
    """One person's turn at signing."""

    def __init__(self, counter: Counter, asked: argparse.Namespace) -> None:
        self._counter, self._asked = counter, asked
        self._role = SignRole(asked.role)
        self._socket = Workspace(asked.state).signing_socket
        self._copies: dict[str, Copy] = {}

    def run(self) -> int:
        if self._asked.check:
            return self._follow(wire.Check(self._role))
        chosen = self._chosen()
        if not chosen:
            self._counter.tell("none_waits")
            return DONE
        self._copies = {copy.id: copy for copy in chosen}
        self._counter.tell("review", n=len(chosen))
        for copy in chosen:
            self._counter.say(f"  {self._counter.line(copy)}")
        pin = self._pin()
        if not pin.reveal():
            self._counter.tell("stopped")
            return NOT_ALL
        return self._follow(wire.Sign(self._role, tuple(self._copies), pin, self._asked.last_try))

    def _chosen(self) -> tuple[Copy, ...]:
        """Those named, or all that wait for this role."""
        waiting = self._counter.register.waiting(self._role)
        if not self._asked.numbers:
            return waiting
        named = [self._counter.find(number) for number in self._asked.numbers]
        for copy in named:
            if copy.state is not WAITS[self._role]:
                self._counter.tell("not_waiting", number=number_of(copy))
        return tuple(copy for copy in named if copy.state is WAITS[self._role])

    def _pin(self) -> Secret:
        """Empty where none was given, or one with a key that writes no character: no token takes that."""
        try:
            pin = (
                sys.stdin.readline().rstrip("\r\n")
                if self._asked.pin_stdin
                else getpass.getpass(self._counter.text("pin"))
            )
            pin.encode()
        except (EOFError, KeyboardInterrupt, UnicodeError):
            return Secret("")
        return Secret(pin)

    def _follow(self, request: wire.Request) -> int:
        """Say what comes, until it is over."""
        try:
            for answer in ask(self._socket, request):
                match answer:
                    case wire.Told():
                        self._tell(answer)
                    case wire.Found(fault, detail):
                        self._find(Finding(fault, detail))
                    case wire.Busy():
                        return refuse(self._counter.text("busy"))
                    case wire.Failed(fault):
                        return refuse(remedy(fault).what.of(self._counter.language))
                    case wire.Ended():
                        return self._end(answer, isinstance(request, wire.Check))
        except KeyboardInterrupt:
            self._counter.tell("stopped_here")
        except SigningAway:
            return refuse(self._counter.text("away"))
        return NOT_ALL

    def _tell(self, answer: wire.Told) -> None:
        number = number_of(self._copies[answer.copy])
        if answer.fault is None:
            self._counter.tell("signed", number=number)
            return
        words, language = cause(answer.fault), self._counter.language
        self._counter.tell(
            "not_signed", number=number, what=words.what.of(language), do=words.do.of(language)
        )

    def _find(self, finding: Finding) -> None:
        self._counter.say(told(finding, self._role, self._counter.language))

    def _end(self, answer: wire.Ended, checked: bool) -> int:
        if checked:
            if answer.fault is None:
                self._counter.tell("ready", n=answer.left)
            return DONE if answer.fault is None else NOT_ALL
        self._counter.tell("end", signed=answer.signed, left=answer.left)
        return DONE if not answer.left else NOT_ALL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.desk sign")
    parser.add_argument("numbers", nargs="*", help="17 or 17/2026; all that wait")
    parser.add_argument("--role", choices=[*SignRole], required=True)
    parser.add_argument("--check", action="store_true", help="only say what stands in the way")
    parser.add_argument("--pin-stdin", action="store_true", help="the PIN is one line on stdin")
    parser.add_argument("--last-try", action="store_true", help="risk the token's last try")
    add_usual(parser)
    return parser
