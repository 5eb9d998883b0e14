"""Who the holder is, out of DG1 and DG13: shown while the chip is still being read, judged once it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from drivers.card import HolderData, dg1, dg13, tlv
from drivers.card.files import EF

COUNTRIES = {"VNM": "Việt Nam"}


def early(files: Mapping[EF, bytes]) -> HolderData | None:
    """What the files say of the holder so far; None where they say nothing sensible.

    Nobody has vouched for it yet.
    """
    try:
        return of(dg1.parse(files[EF.DG1]), fields(files.get(EF.DG13)))
    except tlv.Malformed:
        return None


def of(mrz: dg1.Mrz, said: dg13.Holder) -> HolderData:
    """The holder: what DG13 says, and DG1 where that says nothing.

    Raises Malformed when they are two persons.
    """
    if said.number and said.number != mrz.number:
        raise tlv.Malformed("DG13 is another person's")
    return HolderData(
        mrz.number,
        said.name or mrz.name,
        dg13.date(said.birth_date) or mrz.birth_date,
        said.sex or mrz.sex,
        said.nationality or COUNTRIES.get(mrz.nationality, mrz.nationality),
        # Words in place of a date say that the card does not expire.
        dg13.date(said.expiry) if said.expiry else mrz.expiry,
    )


def fields(ef_dg13: bytes | None, wanted: Collection[str] = ()) -> dg13.Holder:
    """The fields of DG13, all empty where there is none that can be read."""
    if ef_dg13 is None:
        return dg13.Holder()
    try:
        return dg13.parse(ef_dg13, wanted)
    except tlv.Malformed:
        # Cards since July 2024 may code it by a rule of the issuer's own; DG1 still names the holder.
        return dg13.Holder()
