"""Sign or seal what waits: the list to review, one PIN for the batch, a result for each copy in words.

    python -m kiosk.desk sign --role official                  sign all that wait for the official
    python -m kiosk.desk sign --role official 17 19            only these numbers of the register
    python -m kiosk.desk sign --role organisation              seal all that the official has signed
    python -m kiosk.desk sign --role official --check          what stands in the way; no PIN is asked for

The PIN is typed once for all of them, after the list and only if it would be of use. Exit codes: 0 all are signed (with
--check: nothing is in the way), 1 not all are, 2 could not be asked.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence

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
from kiosk.desk.copy_words import SEAL, STATES, TEXT
from kiosk.devices import signing_wire as wire
from kiosk.devices.signing_client import SigningAway, ask
from kiosk.faults import remedy
from kiosk.settings import Secret
from kiosk.signing import Finding, SigningFault, SignRole
from kiosk.signing_causes import cause, told
from kiosk.store.copies import WAITS, Copy, CopyState
from kiosk.workspace import Workspace

_HAS: dict[SignRole, frozenset[CopyState]] = {  # the role's signature is there
    SignRole.OFFICIAL: frozenset({CopyState.WAITING_ORGANISATION, CopyState.CERTIFIED}),
    SignRole.ORGANISATION: frozenset({CopyState.CERTIFIED}),
}


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
        self._found: list[Finding] = []

    def run(self) -> int:
        if self._asked.check:
            return self._follow(wire.Check(self._role), self._end_check)
        named, chosen = self._chosen()
        over = DONE if all(copy.state in _HAS[self._role] for copy in named) else NOT_ALL
        if not chosen:
            self._say("none_waits")
            return over
        self._copies = {copy.id: copy for copy in chosen}
        self._say("review", n=len(chosen))
        for line in self._counter.waiting(chosen):
            self._counter.say(f"  {line}")
        return max(over, self._sign())

    def _sign(self) -> int:
        # Nobody types a PIN, or is told to take care with it, after the fact.
        if not self._asked.pin_stdin:
            looked = self._follow(wire.Check(self._role), self._end_look)
            if looked != DONE:
                return looked
        pin = self._pin()
        if not pin.reveal():
            self._say("stopped")
            return NOT_ALL
        request = wire.Sign(self._role, tuple(self._copies), pin, self._asked.last_try)
        return self._follow(request, self._end)

    def _chosen(self) -> tuple[tuple[Copy, ...], tuple[Copy, ...]]:
        """Those named that do not wait for this role; those to sign: named, or all that wait."""
        waiting = self._counter.register.waiting(self._role)
        if not self._asked.numbers:
            return (), waiting
        named = dict.fromkeys(self._counter.find(number) for number in self._asked.numbers)
        others = tuple(copy for copy in named if copy.state is not WAITS[self._role])
        for copy in others:
            state = STATES[copy.state].of(self._counter.language)
            self._say("not_waiting", number=number_of(copy), state=state)
        return others, tuple(copy for copy in named if copy.state is WAITS[self._role])

    def _pin(self) -> Secret:
        """Empty where none was given, or one with a key that writes no character: no token takes that."""
        try:
            pin = (
                sys.stdin.readline().rstrip("\r\n")
                if self._asked.pin_stdin
                else getpass.getpass(self._text("pin"))
            )
            pin.encode()
        except (EOFError, KeyboardInterrupt, UnicodeError):
            return Secret("")
        return Secret(pin)

    def _follow(self, request: wire.Request, end: Callable[[wire.Ended], int]) -> int:
        """Say what comes, until it is over."""
        heard = False
        try:
            for answer in ask(self._socket, request):
                heard = True
                match answer:
                    case wire.Told():
                        self._tell(answer)
                    case wire.Found(fault, detail):
                        self._find(Finding(fault, detail))
                    case wire.Busy():
                        return refuse(self._text("busy"))
                    case wire.Failed(fault):
                        return refuse(remedy(fault).what.of(self._counter.language))
                    case wire.Ended():
                        return end(answer)
        except KeyboardInterrupt:
            self._say("stopped_here" if isinstance(request, wire.Sign) else "stopped")
        except SigningAway:
            begun = heard and isinstance(request, wire.Sign)
            return refuse(self._text("away" if begun else "not_there"))
        return NOT_ALL

    def _tell(self, answer: wire.Told) -> None:
        number = number_of(self._copies[answer.copy])
        if answer.fault is None:
            self._say("signed", number=number)
            return
        words, language = cause(answer.fault), self._counter.language
        self._say(
            "not_signed", number=number, what=words.what.of(language), do=words.do.of(language)
        )

    def _find(self, finding: Finding) -> None:
        """Once each; and nothing that says “signing goes on” beside what keeps it from going on."""
        blocked = any(each.blocks for each in self._found)
        if finding in self._found or (blocked and not finding.blocks):
            return
        self._found.append(finding)
        self._counter.say(told(finding, self._role, self._counter.language))
        if finding.fault is SigningFault.PIN_LAST and not self._asked.last_try:
            self._say("last_try")

    def _end_check(self, answer: wire.Ended) -> int:
        if answer.fault is None:
            self._say("ready", n=answer.left)
        return DONE if answer.fault is None else NOT_ALL

    def _end_look(self, _: wire.Ended) -> int:
        """Before the PIN is asked for: whether it would be of use."""
        risked = {SigningFault.PIN_LAST} if self._asked.last_try else set()
        if all(each.fault in risked for each in self._found if each.blocks):
            return DONE
        self._say("stopped")
        return NOT_ALL

    def _end(self, answer: wire.Ended) -> int:
        self._say("end", signed=answer.signed, left=answer.left)
        return DONE if not answer.left else NOT_ALL

    def _text(self, key: str, **values: object) -> str:
        own = SEAL.get(key) if self._role is SignRole.ORGANISATION else None
        return (own or TEXT[key]).of(self._counter.language).format(**values)

    def _say(self, key: str, **values: object) -> None:
        self._counter.say(self._text(key, **values))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kiosk.desk sign",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("numbers", nargs="*", help="17 or 17/2026; none: all that wait")
    parser.add_argument("--role", choices=[*SignRole], required=True)
    parser.add_argument("--check", action="store_true", help="only say what stands in the way")
    parser.add_argument("--pin-stdin", action="store_true", help="the PIN is one line on stdin")
    parser.add_argument("--last-try", action="store_true", help="risk the token's last try")
    add_usual(parser)
    return parser
