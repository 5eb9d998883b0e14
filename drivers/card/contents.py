"""What the files of a chip say together; parsed in a child, since every byte may be hostile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from drivers import limited
from drivers.card import CardError, CardState, HolderData, dg1, dg13, sod, tlv
from drivers.card.files import EF

FRAME = 4  # bytes of length before each file
COUNTRIES = {"VNM": "Việt Nam"}


def judge(
    files: Mapping[EF, bytes], number: str, seconds: float = limited.DEADLINE
) -> tuple[HolderData, bool]:
    """The holder, and whether EF.SOD proves every data group read; within `seconds`.

    False means that nothing is proven: there is no EF.SOD, or its hash is worth nothing. Raises
    CardError: WRONG_NUMBER when DG1 is another person's, ALTERED when a hash differs, UNREADABLE.
    """
    try:
        told = limited.run("drivers.card.contents:parse", packed(files), seconds)
    except limited.LimitedError as error:
        raise CardError(CardState.UNREADABLE, f"contents {error.reason}") from None
    match told:
        case {"number": str(found)} if number and found != number:
            raise CardError(CardState.WRONG_NUMBER)
        case {"proven": False}:
            raise CardError(CardState.ALTERED)
        case {
            "number": str(number),
            "name": str(name),
            "birth_date": str(birth_date),
            "sex": str(sex),
            "nationality": str(nationality),
            "expiry": str() | None as expiry,
            "proven": True | None as proven,
        }:
            try:
                born = dt.date.fromisoformat(birth_date)
                ends = dt.date.fromisoformat(expiry) if expiry else None
            except ValueError:
                raise CardError(CardState.UNREADABLE, "contents") from None
            return HolderData(number, name, born, sex, nationality, ends), proven is True
    raise CardError(CardState.UNREADABLE, "contents")


def packed(files: Mapping[EF, bytes]) -> bytes:
    """Files as one run of bytes: for each its identifier, its length, itself."""
    return b"".join(
        file.to_bytes(2, "big") + len(data).to_bytes(FRAME, "big") + data
        for file, data in files.items()
    )


def unpacked(data: bytes) -> dict[EF, bytes]:
    """The files that `packed` packed."""
    files: dict[EF, bytes] = {}
    while data:
        length = int.from_bytes(data[2 : 2 + FRAME], "big")
        files[EF(int.from_bytes(data[:2], "big"))] = data[2 + FRAME : 2 + FRAME + length]
        data = data[2 + FRAME + length :]
    return files


def parse(data: bytes) -> dict[str, str | bool | None]:
    """In the child: what the packed files say, as plain values; raises Malformed."""
    files = unpacked(data)
    mrz = dg1.parse(files[EF.DG1])
    fields = _fields(files.get(EF.DG13))
    if fields.number and fields.number != mrz.number:
        raise tlv.Malformed("DG13 is another person's")
    born = dg13.date(fields.birth_date) or mrz.birth_date
    # Words in place of a date say that the card does not expire.
    ends = dg13.date(fields.expiry) if fields.expiry else mrz.expiry
    return {
        "number": mrz.number,
        "name": fields.name or mrz.name,
        "birth_date": born.isoformat(),
        "sex": fields.sex or mrz.sex,
        "nationality": fields.nationality or COUNTRIES.get(mrz.nationality, mrz.nationality),
        "expiry": ends.isoformat() if ends else None,
        "proven": _proven(files),
    }


def _fields(data: bytes | None) -> dg13.Holder:
    if data is None:
        return dg13.Holder()
    try:
        return dg13.parse(data)
    except tlv.Malformed:
        # Cards since July 2024 may code it by a rule of the issuer's own; DG1 still names the holder.
        return dg13.Holder()


def _proven(files: Mapping[EF, bytes]) -> bool | None:
    if EF.SOD not in files:
        return None
    groups = {1: files[EF.DG1]} | ({13: files[EF.DG13]} if EF.DG13 in files else {})
    return sod.parse(files[EF.SOD]).proves(groups)
