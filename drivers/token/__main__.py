"""Try a signature token by hand.

    python -m drivers.token list --module LIBRARY
    python -m drivers.token check --module LIBRARY [--label LABEL]
    python -m drivers.token sign FILE --module LIBRARY [--label LABEL] [--to SIGNATURE] [--digest sha256]

LIBRARY is the maker's PKCS #11 library, as in `token.module`. `list` shows every token in every slot, how it is, and
its certificates; `check` says how one token is and what to do. `sign` asks for the PIN (with --pin-stdin it is
read from standard input), signs a file apart from it, and has the signature verified by the certificate. A PIN is
never taken from the command line, each command costs at most one try, and the last try is used with --last-try only.

The exit code says how the token is: 0 good, 1 its software fails, 2 a wrong command, 3 not there, 4 its software is not
installed, 5 one try is left, 6 locked, 7 wants a new PIN, 8 wrong PIN, 9 taken out, 10 no key, 11 refused.
"""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import sys
from pathlib import Path

from cryptography import x509

from drivers.token import (
    Digest,
    HeldCertificate,
    Pin,
    TokenError,
    TokenFault,
    TokenState,
    signatures,
)
from drivers.token.pkcs11_token import Pkcs11Token, tokens

# What a person must do, and the exit code; states and faults of one name are one thing.
REMEDIES: dict[str, tuple[int, str]] = {
    TokenState.READY: (0, "nothing"),
    TokenState.PIN_LOW: (0, "a wrong PIN was given: take care with the next"),
    TokenState.MODULE_FAILED: (1, "put the token in anew; if it stays so, reinstall its software"),
    TokenState.ABSENT: (3, "plug the token in; compare its label with `list`"),
    TokenState.MODULE_MISSING: (4, "install the token maker's software; check the library's path"),
    TokenState.PIN_LAST: (5, "one try is left: ask the owner, then use --last-try"),
    TokenState.PIN_LOCKED: (6, "have it unlocked by whoever issued the token"),
    TokenState.PIN_TO_CHANGE: (7, "give it a new PIN with its maker's program"),
    TokenFault.PIN_WRONG: (8, "the PIN was wrong; look at the tries with `check` before the next"),
    TokenFault.PIN_REFUSED: (8, "the same PIN was wrong before: give another"),
    TokenFault.REMOVED: (9, "plug the token in again and sign the rest"),
    TokenFault.KEY_MISSING: (10, "no certificate with a key: is it the right token?"),
    TokenFault.REJECTED: (11, "try once more; if it stays so, ask whoever issued the token"),
}


def main() -> int:
    arguments = _parser().parse_args()
    try:
        return _COMMANDS[arguments.command](arguments)
    except TokenError as error:
        code, remedy = REMEDIES[error.fault]
        print(f"{error}\nto do: {remedy}", file=sys.stderr)
        return code
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2


def _list(arguments: argparse.Namespace) -> int:
    for found in tokens(arguments.module, arguments.budget):
        print(f"slot {found.slot}\t{found.label}\t{found.serial}\t{found.maker}\t{found.state}")
        token = Pkcs11Token(arguments.module, found.serial or found.label, arguments.budget)
        for held in token.certificates():
            print(f"\t{_described(held)}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    state = Pkcs11Token(arguments.module, arguments.label, arguments.budget).state()
    code, remedy = REMEDIES[state]
    print(f"{state}\t{remedy}")
    return code


def _sign(arguments: argparse.Namespace) -> int:
    data = arguments.file.read_bytes()
    to = arguments.to or arguments.file.with_name(f"{arguments.file.name}.sig")
    token = Pkcs11Token(arguments.module, arguments.label, arguments.budget)
    _must_be_of_use(token, arguments.last_try)
    pin = Pin(
        sys.stdin.readline().rstrip("\r\n") if arguments.pin_stdin else getpass.getpass("PIN: ")
    )
    with token.open(pin, arguments.last_try) as session:
        own = next((held for held in session.certificates if held.key), None)
        if own is None:
            raise TokenError(TokenFault.KEY_MISSING, arguments.label)
        signature = session.sign(own, data, arguments.digest)
    to.write_bytes(signature)
    verified = signatures.verifies(own.der, signature, data, arguments.digest)
    print(f"{to}\t{len(signature)} bytes\t{'verified' if verified else 'NOT VALID'}")
    print(f"\t{_described(own)}")
    return 0 if verified else REMEDIES[TokenFault.REJECTED][0]


def _must_be_of_use(token: Pkcs11Token, last_try: bool) -> None:
    """Nobody types a PIN that would not be sent; raises TokenError."""
    state = token.state()
    if state in (TokenState.READY, TokenState.PIN_LOW) or (
        state is TokenState.PIN_LAST and last_try
    ):
        return
    raise TokenError(TokenFault(state.value))


def _described(held: HeldCertificate) -> str:
    try:
        certificate = x509.load_der_x509_certificate(held.der)
        subject = certificate.subject.rfc4514_string()
        until = certificate.not_valid_after_utc.astimezone(dt.UTC)
    except ValueError:
        return f"{held.label}\tnot a certificate"
    return f"{subject}\tuntil {until:%Y-%m-%d}"


_COMMANDS = {"list": _list, "check": _check, "sign": _sign}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.token",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="every token in every slot, and its certificates")
    check = commands.add_parser("check", help="how a token is, and what to do")
    sign = commands.add_parser("sign", help="sign a file, apart from it")
    sign.add_argument("file", type=Path)
    sign.add_argument("--to", type=Path, help="the signature; the file's name with .sig")
    sign.add_argument("--digest", type=Digest, choices=list(Digest), default=Digest.SHA256)
    sign.add_argument("--pin-stdin", action="store_true", help="the PIN comes on standard input")
    sign.add_argument("--last-try", action="store_true", help="even if a wrong PIN would lock it")
    for command in (check, sign):
        command.add_argument(
            "--label", default="", help="the token's, or its serial number; the first one found"
        )
    for command in commands.choices.values():
        command.add_argument("--module", required=True, help="the maker's PKCS #11 library")
        command.add_argument("--budget", type=float, default=20.0, help="seconds for one call")
    return parser


if __name__ == "__main__":
    sys.exit(main())
