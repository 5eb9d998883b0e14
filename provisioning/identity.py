"""kiosk-provisioning identity: the key by which the centre knows this box, and a new one for a new beginning."""

from __future__ import annotations

import argparse
import secrets

from kiosk.model import Language, Words
from kiosk.settings import Secret
from provisioning.box import Box, BoxError
from provisioning.keys.sealed import DEVICE, NAMES, Sealed
from provisioning.keys.serving import must_rest, sync


def command(rest: list[str], language: Language) -> int:
    parser = argparse.ArgumentParser(prog="kiosk-provisioning identity", description=__doc__)
    parser.add_argument(
        "--new", action="store_true", help="a new key, for a new name; services at rest"
    )
    parser.add_argument(
        "--keep-name", action="store_true", help="with --new: the same name at the centre"
    )
    given = parser.parse_args(rest)
    if given.keep_name and not given.new:
        parser.error("--keep-name goes with --new")
    box = Box()
    if given.new:
        renew(box, keep_name=given.keep_name)
    print(public(box))
    return 0


def public(box: Box) -> str:
    """64 hex digits, for `python -m central device add`. Raises BoxError."""
    return _said(box, "identity")


def renew(box: Box, *, keep_name: bool) -> None:
    """A new device key, sealed; raises BoxError where envelopes wait under the old name, and nothing is changed.

    The chain first: a stop between the two leaves the old name, which goes on behind what the centre knows.
    """
    must_rest(box)
    if not keep_name:
        _said(box, "identity", "--part")
    Sealed.of(box).seal(DEVICE, Secret(secrets.token_hex(32)))


def _said(box: Box, *arguments: str) -> str:
    sealed = Sealed.of(box)
    ran = sync(box, {name: sealed.open(name) for name in NAMES}, *arguments, settings=False)
    if ran.code:
        told = ran.err.strip()
        raise BoxError(Words(told, told))
    return ran.out.strip()
