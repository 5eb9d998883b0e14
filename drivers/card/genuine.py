"""Whether the chip is no copy: asked at the chip, judged from what it answered (ICAO 9303-11, 6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from drivers.card import (
    CardError,
    CardState,
    UnexpectedStatus,
    active_authentication,
    chip_authentication,
    chip_mapping,
    dg14,
    tlv,
)
from drivers.card.apdu import select_file
from drivers.card.chip_authentication import Secured
from drivers.card.chip_mapping import ChipMapping
from drivers.card.files import EF
from drivers.card.signed_data import SignedData
from drivers.card.sod import SecurityObject
from drivers.card.verdict import PROVEN, Link, NotProven, Reason, State, failed, not_checked

MOST_SHORT_RSA = 1736  # bits: 217 bytes, which fit a short response with protection around them
GONE = {CardState.REMOVED, CardState.READER_GONE}


class Outcome(StrEnum):
    """What the chip did when it was asked."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FELL_SILENT = "fell-silent"  # it could not go on under the new keys


@dataclass(frozen=True)
class Active:
    """Active authentication as it went."""

    challenge: bytes = field(repr=False)
    answer: bytes = field(repr=False)
    outcome: Outcome


@dataclass(frozen=True)
class Agreed:
    """Chip authentication as it went: OID, the chip's key id, and our ephemeral public key."""

    protocol: bytes
    key_id: int | None
    ephemeral: bytes = field(repr=False)
    outcome: Outcome


@dataclass(frozen=True)
class Transcript:
    """What was asked of the chip; None for what it has no key for."""

    active: Active | None = None
    agreed: Agreed | None = None
    mapped: ChipMapping | None = None  # given on the way in

    def to_json(self) -> dict[str, Any]:
        """Plain values, bytes in hex."""
        active, agreed, mapped = self.active, self.agreed, self.mapped
        return {
            "active": active
            and {
                "challenge": active.challenge.hex(),
                "answer": active.answer.hex(),
                "outcome": active.outcome.value,
            },
            "chip": agreed
            and {
                "protocol": agreed.protocol.hex(),
                "key_id": agreed.key_id,
                "ephemeral": agreed.ephemeral.hex(),
                "outcome": agreed.outcome.value,
            },
            "mapped": mapped
            and {
                "parameter": mapped.parameter,
                "public": mapped.public.hex(),
                "data": mapped.data.hex(),
            },
        }


def from_json(row: Mapping[str, Any]) -> Transcript:
    """The transcript in such plain values; raises Malformed."""
    try:
        active, agreed, mapped = row["active"], row["chip"], row.get("mapped")
        return Transcript(
            Active(
                bytes.fromhex(active["challenge"]),
                bytes.fromhex(active["answer"]),
                Outcome(active["outcome"]),
            )
            if active is not None
            else None,
            Agreed(
                bytes.fromhex(agreed["protocol"]),
                agreed["key_id"] if agreed["key_id"] is None else int(agreed["key_id"]),
                bytes.fromhex(agreed["ephemeral"]),
                Outcome(agreed["outcome"]),
            )
            if agreed is not None
            else None,
            ChipMapping(
                int(mapped["parameter"]),
                bytes.fromhex(mapped["public"]),
                bytes.fromhex(mapped["data"]),
            )
            if mapped is not None
            else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise tlv.Malformed("transcript") from None


def ask(
    channel: Secured,
    files: Mapping[EF, bytes],
    extended: bool = False,
    challenge: Callable[[int], bytes] = secrets.token_bytes,
    mapped: ChipMapping | None = None,
    renewed: Callable[[], Secured] | None = None,
    touch: Callable[[Secured], object] = lambda channel: select_file(channel, EF.DG14.identifier),
) -> Transcript:
    """Let the chip prove itself with the keys in DG15 and DG14, as far as it has any.

    `mapped` is what it gave on the way in: where it also gives EF.CardSecurity, chip authentication can
    be spared. Without `extended` length, long keys go in pieces; a chip that cannot do that was not asked,
    and `renewed` gives a session anew where finding out has cost the old one. A chip that fails chip
    authentication can be talked to only from the beginning. `challenge` gives random bytes, and `touch`
    sends a command that this chip knows. Raises what `renewed` raises, else CardError(REMOVED) or
    (READER_GONE) only.
    """
    active = agreed = None
    lost = False
    if EF.DG15 in files:
        active = _asked(channel, challenge(active_authentication.CHALLENGE), extended)
        if active.outcome is not Outcome.ANSWERED and not (
            extended or _short_answer(files[EF.DG15])
        ):
            lost, active = active.outcome is Outcome.FELL_SILENT, None
    way = _way(files[EF.DG14], extended) if EF.DG14 in files else None
    if way and not (mapped and EF.CARD_SECURITY in files):
        if lost and renewed:
            channel, lost = renewed(), False
        agreed = None if lost else _agreed(channel, way, extended, touch)
        if agreed and not agreed.ephemeral and not extended and isinstance(way.key, dg14.DhKey):
            lost, agreed = True, None
    if lost and renewed:
        renewed()
    return Transcript(active, agreed, mapped)


def judge(
    transcript: Transcript | None,
    security: SecurityObject | None,
    files: Mapping[EF, bytes],
    witnessed: bool = True,
    vouched: Callable[[SignedData], Link] = lambda signed: not_checked(Reason.EARLIER_LINK),
) -> Link:
    """The last link of the verdict: what the transcript proves about keys that the issuer vouches for.

    EF.SOD does so for DG14 and DG15; `vouched` says whether it holds for EF.CardSecurity. `witnessed` is
    False for a transcript out of a file: that chip authentication worked shows only to whoever did it.
    """
    if transcript is None:
        return not_checked(Reason.NOT_ASKED)
    if security is None:
        return not_checked(Reason.EARLIER_LINK)
    if any(file not in files and number in security.hashes for number, file in KEYS.items()):
        return failed(Reason.KEY_WITHHELD)
    links = []
    if EF.DG15 in files:
        links.append(_vouched(security, 15, files) or _active(transcript.active, files))
    if transcript.agreed:
        links.append(_vouched(security, 14, files) or _chip(transcript.agreed, witnessed))
    if transcript.mapped:
        link = chip_mapping.judge(transcript.mapped, files.get(EF.CARD_SECURITY), vouched)
        links.append(link if witnessed or not link.holds else not_checked(Reason.ONLY_REPORTED))
    for state in (State.FAILED, State.PROVEN, State.NOT_CHECKED):
        for link in links:
            if link.state is state:
                return link
    return not_checked(Reason.NOT_ASKED if KEYS[14] in files else Reason.NO_KEY)


KEYS = {14: EF.DG14, 15: EF.DG15}


def _vouched(security: SecurityObject, number: int, files: Mapping[EF, bytes]) -> Link | None:
    """None when EF.SOD has the hash of the data group; else the link that follows."""
    if security.covers(security.hashed({number: files[KEYS[number]]})).holds:
        return None
    return not_checked(Reason.EARLIER_LINK)


def _active(active: Active | None, files: Mapping[EF, bytes]) -> Link:
    if active is None:
        return not_checked(Reason.NOT_ASKED)
    if active.outcome is not Outcome.ANSWERED:
        return failed(Reason.REFUSED)
    try:
        key = dg14.active_key(files[EF.DG15])
        digest = dg14.parse(files[EF.DG14]).active_digest if EF.DG14 in files else ""
        active_authentication.verify(key, active.challenge, active.answer, digest)
    except tlv.Malformed:
        return not_checked(Reason.MALFORMED)
    except NotProven as failure:
        if failure.reason is Reason.WRONG_ANSWER:
            return failed(failure.reason)
        return not_checked(failure.reason)
    return PROVEN


def _chip(agreed: Agreed, witnessed: bool) -> Link:
    match agreed.outcome:
        case Outcome.REFUSED:
            return failed(Reason.REFUSED)
        case Outcome.FELL_SILENT:
            return failed(Reason.WRONG_ANSWER)
        case Outcome.ANSWERED:
            return PROVEN if witnessed else not_checked(Reason.ONLY_REPORTED)


def _short_answer(ef_dg15: bytes) -> bool:
    """Whether what this key answers fits a short response; who cannot tell tries."""
    try:
        key = dg14.active_key(ef_dg15)
    except (tlv.Malformed, NotProven):
        return True
    return not isinstance(key, rsa.RSAPublicKey) or key.key_size <= MOST_SHORT_RSA


def _way(ef_dg14: bytes, extended: bool) -> dg14.Agreement | None:
    """The strongest chip authentication, one whose key needs no pieces before all others."""
    try:
        ways = dg14.parse(ef_dg14).agreements
    except tlv.Malformed:
        return None
    fitting = (way for way in ways if extended or not isinstance(way.key, dg14.DhKey))
    return next(fitting, ways[0] if ways else None)


def _asked(channel: Secured, challenge: bytes, extended: bool) -> Active:
    try:
        answer = active_authentication.ask(channel, challenge, extended)
        return Active(challenge, answer, Outcome.ANSWERED)
    except UnexpectedStatus:
        return Active(challenge, b"", Outcome.REFUSED)
    except CardError as error:
        if error.state in GONE:
            raise
        return Active(challenge, b"", Outcome.FELL_SILENT)


def _agreed(
    channel: Secured, way: dg14.Agreement, extended: bool, touch: Callable[[Secured], object]
) -> Agreed:
    ephemeral = b""
    outcome = Outcome.REFUSED
    try:
        ephemeral = chip_authentication.run(channel, way, extended)
        outcome = Outcome.FELL_SILENT
        touch(channel)
        outcome = Outcome.ANSWERED
    except UnexpectedStatus:
        # A refusal sealed under the new keys proves them as well as any other answer.
        outcome = Outcome.ANSWERED if ephemeral else Outcome.REFUSED
    except tlv.Malformed:
        return Agreed(way.protocol, way.key_id, ephemeral, outcome)
    except CardError as error:
        if error.state in GONE:
            raise
    return Agreed(way.protocol, way.key_id, ephemeral, outcome)
