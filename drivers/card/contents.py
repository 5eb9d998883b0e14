"""What the files of a chip say together, and what is proven of it; found out in a child."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Any

from drivers import limited
from drivers.card import (
    CardError,
    CardState,
    HolderData,
    dg1,
    dg11,
    dg13,
    frames,
    genuine,
    holder,
    passive,
    sod,
    tlv,
)
from drivers.card.face import Face, face
from drivers.card.files import EF
from drivers.card.frames import unpacked
from drivers.card.genuine import Transcript
from drivers.card.passive import Anchors
from drivers.card.verdict import Link, Reason, State, Verdict, from_json, to_json

PARSE = "drivers.card.contents:parse"
NUMBERS = {EF.DG1: 1, EF.DG2: 2, EF.DG11: 11, EF.DG12: 12, EF.DG13: 13, EF.DG14: 14, EF.DG15: 15}


class Wanted(StrEnum):
    """What leaves memory unless a procedure asks for it."""

    FACE = "face"
    ETHNICITY = "ethnicity"
    RELIGION = "religion"


@dataclass(frozen=True)
class Details:
    """What else DG13, DG11 and DG12 say; "" where they do not, or were not asked."""

    origin: str = field(default="", repr=False)
    residence: str = field(default="", repr=False)
    issued: dt.date | None = field(default=None, repr=False)
    father: str = field(default="", repr=False)
    mother: str = field(default="", repr=False)
    spouse: str = field(default="", repr=False)
    old_number: str = field(default="", repr=False)
    ethnicity: str = field(default="", repr=False)
    religion: str = field(default="", repr=False)


@dataclass(frozen=True)
class Contents:
    """The holder, what is proven of it, and the hashes of the data groups under EF.SOD's digest."""

    holder: HolderData
    details: Details
    verdict: Verdict
    hashes: Mapping[int, bytes] = field(repr=False)
    face: Face | None = None


def tell(
    files: Mapping[EF, bytes],
    now: dt.datetime,
    anchors: Anchors | None = None,
    transcript: Transcript | None = None,
    wanted: Collection[Wanted] = (),
    seconds: float = limited.DEADLINE,
    run: Callable[[str, bytes, float], object] = limited.run,
) -> Contents:
    """Who the holder is and what is proven, as of `now`, within `seconds`.

    A failed link is told in the verdict and raises nothing. Raises CardError(UNREADABLE) when DG1 cannot be
    read, or a face that is wanted.
    """
    request: dict[str, Any] = {"now": now.isoformat(), "wanted": sorted(wanted)}
    if transcript is not None:
        request["transcript"] = transcript.to_json()
    data = frames.with_request(files, request, anchors or Anchors())
    try:
        told = run(PARSE, data, seconds)
    except limited.LimitedError as error:
        raise CardError(CardState.UNREADABLE, f"contents {error.reason}") from None
    if not isinstance(told, dict):
        raise CardError(CardState.UNREADABLE, "contents")
    picture = face(files[EF.DG2]) if Wanted.FACE in wanted and EF.DG2 in files else None
    try:
        return _contents(told, picture)
    except (KeyError, TypeError, ValueError):
        raise CardError(CardState.UNREADABLE, "contents") from None


def judge(
    files: Mapping[EF, bytes], number: str, seconds: float = limited.DEADLINE
) -> tuple[HolderData, bool]:
    """The holder, and whether EF.SOD proves every data group read; within `seconds`.

    False means that nothing is proven: there is no EF.SOD, or its digest is worth nothing. Raises
    CardError: WRONG_NUMBER when DG1 is another person's, ALTERED when a hash differs, UNREADABLE.
    """
    told = tell(files, dt.datetime.now(dt.UTC), seconds=seconds)
    check(told, number)
    return told.holder, told.verdict.hashes.holds


def check(told: Contents, number: str, even_altered: bool = False) -> None:
    """Nothing when these are the holder's own unaltered data; `number` "" is anybody's.

    `even_altered` lets the verdict alone tell what is wrong with them.

    Raises CardError: WRONG_NUMBER, ALTERED, and UNREADABLE when EF.SOD is nonsense.
    """
    if number and told.holder.number != number:
        raise CardError(CardState.WRONG_NUMBER)
    match told.verdict.hashes:
        case _ if even_altered:
            return
        case Link(State.FAILED, Reason.HASH_DIFFERS | Reason.HASH_MISSING):
            raise CardError(CardState.ALTERED)
        case Link(State.FAILED, Reason.MALFORMED):
            raise CardError(CardState.UNREADABLE, "EF.SOD")


def kept(files: Mapping[EF, bytes], wanted: Collection[Wanted] = ()) -> dict[EF, bytes]:
    """The files without DG13, which holds religion and ethnicity, unless both are wanted."""
    everything = {Wanted.RELIGION, Wanted.ETHNICITY} <= set(wanted)
    return {file: data for file, data in files.items() if everything or file is not EF.DG13}


def parse(data: bytes) -> dict[str, Any]:
    """In the child: what the packed files say, as plain values; raises Malformed."""
    files, request, anchors = unpacked(data)
    mrz = dg1.parse(files[EF.DG1]) if EF.DG1 in files else None
    if mrz is None:
        raise tlv.Malformed("no DG1")
    wanted = request.get("wanted", [])
    said = holder.fields(files.get(EF.DG13), wanted)
    person = holder.of(mrz, said)
    details = _details(said, files)
    verdict, hashes = _verdict(files, request, anchors, details.issued)
    return {
        "holder": _plain(person),
        "details": _plain(details),
        "verdict": to_json(verdict),
        "hashes": {str(number): made.hex() for number, made in hashes.items()},
    }


def _contents(told: dict[str, Any], picture: Face | None) -> Contents:
    person, details = dict(told["holder"]), dict(told["details"])
    person["birth_date"] = dt.date.fromisoformat(person["birth_date"])
    for row, name in ((person, "expiry"), (details, "issued")):
        row[name] = dt.date.fromisoformat(row[name]) if row[name] else None
    hashes = {int(number): bytes.fromhex(made) for number, made in told["hashes"].items()}
    verdict = from_json(told["verdict"])
    return Contents(HolderData(**person), Details(**details), verdict, hashes, picture)


def _plain(record: HolderData | Details) -> dict[str, str | None]:
    """Its fields with days as text."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in asdict(record).items()
    }


def _details(said: dg13.Holder, files: Mapping[EF, bytes]) -> Details:
    details = Details(
        said.origin,
        said.residence,
        dg13.date(said.issued),
        said.father,
        said.mother,
        said.spouse,
        said.old_number,
        said.ethnicity,
        said.religion,
    )
    try:
        more = dg11.parse(files[EF.DG11]) if EF.DG11 in files else dg11.HolderDetails()
        paper = dg11.parse_document(files[EF.DG12]) if EF.DG12 in files else None
    except tlv.Malformed:
        return details  # nothing there that DG1 does not say, too
    return replace(
        details,
        origin=details.origin or more.origin,
        residence=details.residence or more.residence,
        issued=details.issued or (paper.issued if paper else None),
    )


def _verdict(
    files: Mapping[EF, bytes],
    request: Mapping[str, Any],
    anchors: Anchors,
    issued: dt.date | None,
) -> tuple[Verdict, dict[int, bytes]]:
    now = dt.datetime.fromisoformat(request["now"])
    groups = {NUMBERS[file]: data for file, data in files.items() if file in NUMBERS}
    security: sod.SecurityObject | None = None
    if EF.SOD in files:
        try:
            security = sod.parse(files[EF.SOD])
        except tlv.Malformed:
            security = None
    hashes = security.hashed(groups) if security else {}
    verdict = passive.judge(files.get(EF.SOD), security, hashes, anchors, now, issued)
    asked = request.get("transcript")
    transcript = genuine.from_json(asked) if asked is not None else None
    believed = partial(passive.vouched, of_sod=verdict, anchors=anchors, now=now, issued=issued)
    link = genuine.judge(transcript, security, files, vouched=believed)
    return replace(verdict, genuine=link), hashes
